/* The morning board. */
#include "desk/board.h"
#include "desk/provider_health.h"
#include "inbox/api.h"
#include "inbox/incident_out.h"
#include "inbox/out.h"
#include "inbox/outlook.h"

#define LEAVING_LINES 100

/* The columns of every line about a case. */
static json_t *case_row(Request *request, json_t *list, int64_t case_id)
{
	json_t *row = out_row(list);
	StoreCase c = {0};

	if (store_case_get(request->desk.store, case_id, &c) < 0)
		c = (StoreCase){0}; /* damaged: what can be told is shown */
	out_number(row, "case", case_id);
	out_code(row, "code", case_id);
	out_text(row, "shop", c.shop);
	out_text(row, "name", c.name);
	store_case_clear(&c);
	return row;
}

static void put_leaving(json_t *answer, const BoardAhead *ahead)
{
	json_t *list = out_list(answer, "leaving");

	out_number(answer, "waiting", ahead->waiting);
	for (guint i = 0; i < MIN(ahead->leaving->len, LEAVING_LINES); i++) {
		const BoardLeaving *line = &g_array_index(ahead->leaving, BoardLeaving, i);
		json_t *row = out_row(list);

		out_time(row, "due_at", line->due_at);
		out_text(row, "shop", line->shop);
		out_text(row, "step", step_name(line->step));
		out_number(row, "count", line->count);
	}
}

/* In the words of "followupctl forecast --json". */
static void put_forecast(json_t *answer, const Forecast *f)
{
	json_t *row = json_object(), *hours = out_list(row, "hours"), *lanes = out_list(row, "providers");

	json_object_set_new(answer, "forecast", row);
	out_bool(row, "fits", forecast_fits(f));
	out_time(row, "from_at", f->from_at);
	out_time(row, "until_at", f->until_at);
	out_time(row, "first_at", f->first_at);
	out_time(row, "last_at", f->last_at);
	out_time(row, "first_missed_at", f->missed_at);
	out_number(row, "planned", f->planned);
	out_number(row, "due", f->due);
	out_number(row, "late", f->late);
	out_number(row, "late_anyhow", f->late_anyhow);
	out_number(row, "moved", f->moved);
	out_number(row, "stopped", f->stopped);
	out_number(row, "stuck", f->stuck);
	out_number(row, "not_configured", f->nowhere);
	for (guint i = 0; i < f->hours->len; i++) {
		const ForecastHour *hour = &g_array_index(f->hours, ForecastHour, i);
		json_t *one = out_row(hours);

		out_time(one, "from_at", hour->from_at);
		out_number(one, "due", hour->due);
		out_number(one, "leave", hour->sent);
		out_number(one, "late", hour->late);
	}
	for (guint i = 0; i < f->lanes->len; i++) {
		const ForecastLane *lane = &g_array_index(f->lanes, ForecastLane, i);
		json_t *one = out_row(lanes);

		out_text(one, "provider", lane->provider);
		json_object_set_new(one, "per_second", json_real(lane->rate));
		out_number(one, "samples", lane->samples);
	}
}

static int put_ahead(Request *request, const char *shop)
{
	const BoardAhead *ahead;
	int r = outlook_get(request->inbox->outlook, &request->desk, shop, &ahead, &request->fault);

	if (r < 0)
		return r;
	put_leaving(request->answer, ahead);
	put_forecast(request->answer, &ahead->forecast);
	return 0;
}

static void put_clocks(Request *request, const Board *board)
{
	json_t *risks = out_list(request->answer, "sla_at_risk"), *calls = out_list(request->answer, "calls");
	json_t *promises = out_list(request->answer, "promises");

	out_number(request->answer, "sla_at_risk_total", board->risks_total);
	out_number(request->answer, "calls_total", board->calls_total);
	out_number(request->answer, "promises_total", board->promises_total);
	for (guint i = 0; i < board->risks->len; i++) {
		const StoreSla *sla = &g_array_index(board->risks, StoreSla, i);

		out_time(case_row(request, risks, sla->case_id), "deadline_at", sla->deadline_at);
	}
	for (guint i = 0; i < board->calls->len; i++) {
		const StoreCall *call = &g_array_index(board->calls, StoreCall, i);
		json_t *row = case_row(request, calls, call->case_id);

		out_number(row, "call", call->id);
		out_bool(row, "callback", call->callback);
		out_time(row, "due_at", call->due_at);
		out_who(row, "assigned_to", call->assigned_to);
	}
	for (guint i = 0; i < board->promises->len; i++) {
		const StorePromise *promise = &g_array_index(board->promises, StorePromise, i);
		json_t *row = case_row(request, promises, promise->case_id);

		out_number(row, "promise", promise->id);
		out_text(row, "what", promise->what);
		out_time(row, "due_at", promise->due_at);
		out_who(row, "owner", promise->owner);
	}
}

static void put_broken(Request *request, const Board *board)
{
	json_t *broken = out_list(request->answer, "broken"), *pauses = out_list(request->answer, "pauses");

	out_number(request->answer, "broken_total", board->broken_total);
	for (guint i = 0; i < board->broken->len; i++) {
		const BoardBroken *line = &g_array_index(board->broken, BoardBroken, i);
		json_t *row = case_row(request, broken, line->case_id);

		out_text(row, "step", step_name(line->step));
		out_text(row, "state", step_state_name(line->state));
		out_text(row, "reason", line->reason);
		out_text(row, "why", line->why);
		out_time(row, "since_at", line->since_at);
	}
	for (guint i = 0; i < board->pauses->len; i++) {
		const StorePause *pause = &g_array_index(board->pauses, StorePause, i);
		json_t *row = out_row(pauses);

		out_text(row, "scope", pause->scope);
		out_text(row, "reason", pause->reason);
		out_who(row, "who", pause->actor);
		out_time(row, "since_at", pause->paused_at);
		out_time(row, "until_at", pause->until_at);
	}
}

static void put_counts(json_t *answer, const Board *board)
{
	const StoreCounts *counts = &board->counts;
	json_t *unread = json_object(), *alarms = json_object(), *states = json_object();

	out_number(unread, "up_to_1h", board->unread.hour);
	out_number(unread, "up_to_4h", board->unread.morning);
	out_number(unread, "up_to_1d", board->unread.day);
	out_number(unread, "older", board->unread.older);
	out_time(unread, "oldest_at", board->unread.oldest_at);
	json_object_set_new(answer, "unread", unread);
	out_number(alarms, "held", counts->held);
	out_number(alarms, "unknown", counts->unknown);
	out_number(alarms, "unmatched_replies", counts->unmatched_replies);
	out_number(alarms, "unmatched_receipts", counts->unmatched_receipts);
	out_number(alarms, "inbound_errors", counts->inbound_errors);
	out_number(alarms, "intake_rejected", counts->intake_rejected);
	json_object_set_new(answer, "alarms", alarms);
	for (int i = 0; i < CASE_STATES; i++)
		out_number(states, case_state_name((CaseState)i), counts->cases[i]);
	json_object_set_new(answer, "states", states);
}

static int put_providers(Request *request)
{
	json_t *list = out_list(request->answer, "providers");
	g_autoptr(GArray) rows = NULL;
	int r = provider_health_list(request->desk.store, request->desk.now_at, &rows);

	for (guint i = 0; r == 0 && i < rows->len; i++) {
		const StoreProviderHealth *health = &g_array_index(rows, StoreProviderHealth, i);
		json_t *row = out_row(list);

		out_text(row, "provider", health->provider);
		out_text(row, "state", health->state);
		out_text(row, "cause", health->cause);
		out_time(row, "since_at", health->since_at);
		out_time(row, "until_at", health->until_at);
		out_number(row, "accepted_today", health->accepted_today);
		out_number(row, "refused_today", health->refused_today);
		out_number(row, "unknown_today", health->unknown_today);
		out_time(row, "last_accepted_at", health->last_accepted_at);
		out_time(row, "last_receipt_at", health->last_receipt_at);
	}
	return r;
}

int api_board(Request *request)
{
	static const char *const KEYS[] = {"shop", NULL};
	const char *shop = NULL;
	g_auto(Board) board = {0};
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_shop(request, &shop);
	if (r == 0)
		r = board_read(&request->desk, shop, &board, &request->fault);
	if (r < 0)
		return r;
	out_time(request->answer, "now_at", request->desk.now_at);
	r = put_ahead(request, shop);
	if (r < 0)
		return r;
	put_clocks(request, &board);
	put_broken(request, &board);
	put_counts(request->answer, &board);
	incident_out_list(out_list(request->answer, "incidents"), board.incidents, NULL);
	incident_out_texts(out_list(request->answer, "incident_texts"), board.texts);
	incident_out_suggestions(out_list(request->answer, "suggestions"), board.suggestions);
	return put_providers(request);
}
