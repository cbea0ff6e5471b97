/* Calls, promises and offers. */
#include <errno.h>

#include "desk/calling.h"
#include "desk/promises.h"
#include "inbox/api.h"
#include "inbox/out.h"

static gboolean holds(const Request *request, int64_t case_id)
{
	StoreClaim claim = {0};
	gboolean mine = store_claim_get(request->desk.store, case_id, request->desk.now_at, &claim) == 0 &&
	                g_str_equal(claim.agent, request->desk.actor);

	store_claim_clear(&claim);
	return mine;
}

static void put_task(Request *request, const CallTask *task, json_t *row)
{
	const StoreCall *call = &task->call;
	const ConfShop *shop = conf_shop(request->desk.conf, task->c.shop);
	json_t *tries;

	out_number(row, "call", call->id);
	out_number(row, "case", call->case_id);
	out_code(row, "code", call->case_id);
	out_text(row, "shop", task->c.shop);
	out_text(row, "shop_zone", shop ? shop->zone : NULL);
	out_text(row, "zone", task->c.zone);
	out_text(row, "name", task->c.name);
	out_phone(row, "phone", task->c.phone, holds(request, call->case_id));
	out_bool(row, "callback", call->callback);
	out_text(row, "why", call->why);
	out_time(row, "due_at", call->due_at);
	out_time(row, "best_at", task->best_at);
	out_bool(row, "best_told", task->best_told);
	out_number(row, "attempts", call->attempts);
	out_who(row, "assigned_to", call->assigned_to);
	out_text(row, "script", task->script);
	tries = out_list(row, "tries");
	for (guint i = 0; i < task->attempts->len; i++) {
		const StoreCallAttempt *attempt = &g_array_index(task->attempts, StoreCallAttempt, i);
		json_t *one = out_row(tries);

		out_time(one, "at", attempt->at);
		out_who(one, "who", attempt->actor);
		out_text(one, "outcome", attempt->outcome);
		out_text(one, "note", attempt->note);
	}
}

int api_calls(Request *request)
{
	static const char *const KEYS[] = {"mine", "due", "shop", NULL};
	json_t *list = out_list(request->answer, "calls");
	g_autoptr(GArray) tasks = NULL;
	const char *shop = NULL;
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_shop(request, &shop);
	if (r == 0)
		r = calling_list(&request->desk, shop,
		                 request_flag(request, "mine") ? request->desk.actor : NULL, request_flag(request, "due"), &tasks,
		                 &request->fault);
	for (guint i = 0; r == 0 && i < tasks->len; i++)
		put_task(request, &g_array_index(tasks, CallTask, i), out_row(list));
	return r;
}

int api_call(Request *request)
{
	const char *outcome = NULL;
	CallWish wish = {0};
	const RequestField fields[] = {{"outcome", FIELD_TEXT, TRUE, &outcome},
	                               {"call", FIELD_NUMBER, FALSE, &wish.call_id},
	                               {"at", FIELD_TEXT, FALSE, &wish.at},
	                               {"note", FIELD_TEXT, FALSE, &wish.note},
	                               {0}};
	CallDone done = {0};
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (call_outcome_parse(outcome, &wish.outcome) < 0)
		return request_refuse(request, 400, "bad_request", "outcome", outcome,
		                      "it is reached, agreed, refused, busy, no_answer, voicemail, wrong_number or call_back_at");
	r = request_case(request, &wish.case_id);
	if (r == 0 && wish.outcome == CALL_BACK_AT)
		r = request_time(request, wish.case_id, "at", wish.at);
	if (r == 0)
		r = calling_attempt(&request->desk, &wish, &done, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", wish.case_id);
	out_number(request->answer, "call", done.call_id);
	out_number(request->answer, "attempts", done.attempts);
	out_time(request->answer, "again_at", done.again_at);
	out_bool(request->answer, "closed", done.closed);
	return 0;
}

int api_callback(Request *request)
{
	const char *at = NULL, *note = NULL;
	const RequestField fields[] = {{"at", FIELD_TEXT, TRUE, &at}, {"note", FIELD_TEXT, FALSE, &note}, {0}};
	int64_t case_id = 0, call_id = 0, due_at = 0;
	gboolean moved = FALSE;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_case(request, &case_id);
	if (r == 0)
		r = request_time(request, case_id, "at", at);
	if (r == 0)
		r = calling_callback(&request->desk, case_id, at, note, &call_id, &due_at, &moved, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_number(request->answer, "call", call_id);
	out_time(request->answer, "due_at", due_at);
	out_bool(request->answer, "moved", moved);
	return 0;
}

int api_promise(Request *request)
{
	const char *what = NULL, *by = NULL;
	int64_t minutes = 0, case_id = 0, promise_id = 0, due_at = 0;
	const RequestField fields[] = {{"what", FIELD_TEXT, TRUE, &what},
	                               {"by", FIELD_TEXT, TRUE, &by},
	                               {"warn_minutes", FIELD_NUMBER, FALSE, &minutes},
	                               {0}};
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (minutes < 0 || minutes > 7 * 24 * 60)
		return request_refuse(request, 400, "bad_request", "warn_minutes", "", "it is 0 to 10080 minutes");
	r = request_case(request, &case_id);
	if (r == 0)
		r = request_time(request, case_id, "by", by);
	if (r == 0)
		r = promise_make(&request->desk, case_id, what, by, minutes * 60, &promise_id, &due_at, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_number(request->answer, "promise", promise_id);
	out_time(request->answer, "due_at", due_at);
	return 0;
}

int api_promise_end(Request *request)
{
	const char *state = NULL;
	const RequestField fields[] = {{"state", FIELD_TEXT, TRUE, &state}, {0}};
	int64_t promise_id = 0;
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (!g_str_equal(state, "kept") && !g_str_equal(state, "withdrawn"))
		return request_refuse(request, 400, "bad_request", "state", state, "it is kept or withdrawn");
	r = request_number(request, "promise", &promise_id);
	if (r == 0)
		r = promise_end(&request->desk, promise_id, state, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "promise", promise_id);
	out_text(request->answer, "state", state);
	return 0;
}

int api_offer(Request *request)
{
	const char *kind = NULL, *amount = NULL, *currency = NULL, *note = NULL;
	const RequestField fields[] = {{"kind", FIELD_TEXT, TRUE, &kind},
	                               {"amount", FIELD_TEXT, FALSE, &amount},
	                               {"currency", FIELD_TEXT, FALSE, &currency},
	                               {"note", FIELD_TEXT, FALSE, &note},
	                               {0}};
	int64_t case_id = 0, offer_id = 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_case(request, &case_id);
	if (r == 0)
		r = offer_make(&request->desk, case_id, kind, amount ? amount : "0", currency, note, &offer_id, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_number(request->answer, "offer", offer_id);
	return 0;
}
