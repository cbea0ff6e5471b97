/* What agents do to cases and replies: the desk's functions, one a path. */
#include <errno.h>

#include "desk/attach.h"
#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/labels.h"
#include "desk/malicious.h"
#include "desk/replies.h"
#include "inbox/api.h"
#include "inbox/events.h"
#include "inbox/out.h"

/* The state a case is in now, after an act on it. */
static int put_state(Request *request, int64_t case_id)
{
	StoreCase c = {0};
	int r = store_case_get(request->desk.store, case_id, &c);

	if (r < 0)
		return r;
	out_number(request->answer, "case", case_id);
	out_text(request->answer, "state", case_state_name(c.state));
	store_case_clear(&c);
	return 0;
}

/* The case of the path, and a note that may be left out. */
static int case_and_note(Request *request, int64_t *case_id, const char **note)
{
	const RequestField fields[] = {{"note", FIELD_TEXT, FALSE, note}, {0}};
	int r = request_fields(request, fields);

	return r == 0 ? request_case(request, case_id) : r;
}

/* ---- claims ---- */

int api_claim(Request *request)
{
	const char *note = NULL;
	int64_t case_id = 0, until_at = 0;
	int r = case_and_note(request, &case_id, &note);

	if (r == 0)
		r = claim_take(&request->desk, case_id, note, &until_at, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_time(request->answer, "held_until_at", until_at);
	return 0;
}

int api_release(Request *request)
{
	const char *note = NULL;
	int64_t case_id = 0;
	int r = case_and_note(request, &case_id, &note);

	if (r == 0)
		r = claim_release(&request->desk, case_id, note, &request->fault);
	if (r == -ENOENT && request->fault && !request->status)
		return request_refuse(request, 409, "claimed", request->inbound->path, "",
		                      "you do not hold this case, or the claim has run out; nothing to give back");
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	return 0;
}

int api_hand_over(Request *request)
{
	const char *to = NULL, *note = NULL;
	const RequestField fields[] = {{"to", FIELD_TEXT, TRUE, &to}, {"note", FIELD_TEXT, FALSE, &note}, {0}};
	int64_t case_id = 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_case(request, &case_id);
	if (r == 0)
		r = claim_hand_over(&request->desk, case_id, to, note, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	events_tell(request->inbox->events, case_id, "assigned");
	out_number(request->answer, "case", case_id);
	out_text(request->answer, "to", to);
	return 0;
}

/* ---- reading ---- */

static int mark(Request *request, const GArray *ids)
{
	guint done = 0;
	int r = ids->len ? replies_mark_read(&request->desk, ids, &done, &request->fault) : 0;

	if (r < 0)
		return r;
	request->changed = done > 0;
	out_number(request->answer, "read", done);
	return 0;
}

int api_read_case(Request *request)
{
	const RequestField none[] = {{0}};
	g_autoptr(GArray) replies = NULL;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	StoreReplyFilter filter = {.unread_only = TRUE, .limit = 1000};
	int r = request_fields(request, none);

	if (r == 0)
		r = request_case(request, &filter.case_id);
	if (r == 0)
		r = store_reply_list(request->desk.store, &filter, &replies);
	if (r < 0)
		return r;
	for (guint i = 0; i < replies->len; i++)
		g_array_append_val(ids, g_array_index(replies, StoreReply, i).id);
	out_number(request->answer, "case", filter.case_id);
	r = mark(request, ids);
	if (r == 0 && ids->len)
		events_tell(request->inbox->events, filter.case_id, "read");
	return r;
}

int api_read_replies(Request *request)
{
	GArray *list = NULL;
	const RequestField fields[] = {{"replies", FIELD_NUMBERS, TRUE, &list}, {0}};
	int r = request_fields(request, fields);
	g_autoptr(GArray) ids = list;

	if (r == 0)
		r = mark(request, ids);
	if (r == 0 && request->changed)
		events_tell_replies(request->inbox->events);
	return r;
}

/* ---- the life of a case ---- */

static int act(Request *request, CaseAction action)
{
	const char *note = NULL;
	int64_t case_id = 0;
	int r = case_and_note(request, &case_id, &note);

	if (r == 0)
		r = case_action_apply(&request->desk, case_id, action, OUTCOME_NONE, note, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	return put_state(request, case_id);
}

int api_resolve(Request *request)
{
	return act(request, CASE_ACTION_RESOLVE);
}

int api_reopen(Request *request)
{
	return act(request, CASE_ACTION_REOPEN);
}

int api_contacted(Request *request)
{
	return act(request, CASE_ACTION_CONTACTED);
}

int api_note(Request *request)
{
	if (json_string_length(json_object_get(request->body, "note")) == 0)
		return request_refuse(request, 400, "bad_request", "note", "", "\"note\" must be a text, and it is empty");
	return act(request, CASE_ACTION_NOTE);
}

int api_close(Request *request)
{
	const char *name = NULL, *note = NULL;
	const RequestField fields[] = {{"outcome", FIELD_TEXT, TRUE, &name}, {"note", FIELD_TEXT, FALSE, &note}, {0}};
	CaseOutcome outcome = OUTCOME_NONE;
	int64_t case_id = 0;
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (case_outcome_parse(name, &outcome) < 0 || outcome == OUTCOME_NONE)
		return request_refuse(request, 400, "bad_request", "outcome", name,
		                      "it is satisfied, unsatisfied, no_answer, wrong_number, malicious or withdrawn");
	r = request_case(request, &case_id);
	if (r == 0)
		r = case_action_apply(&request->desk, case_id, CASE_ACTION_CLOSE, outcome, note, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	return put_state(request, case_id);
}

int api_do_not_contact(Request *request)
{
	const char *note = NULL;
	int64_t case_id = 0;
	StoreCase c = {0};
	guint cases = 0;
	int r = case_and_note(request, &case_id, &note);

	if (r == 0)
		r = store_case_get(request->desk.store, case_id, &c);
	if (r == 0)
		r = case_action_optout(&request->desk, c.phone, c.region, c.line_kind, note, &cases, &request->fault);
	store_case_clear(&c);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_number(request->answer, "cases", cases);
	return 0;
}

int api_suspect(Request *request)
{
	const char *note = NULL;
	gboolean closed = FALSE;
	int64_t case_id = 0;
	int r = case_and_note(request, &case_id, &note);

	if (r == 0)
		r = malicious_say(&request->desk, case_id, note, &closed, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_bool(request->answer, "closed", closed);
	return 0;
}

/* ---- replies ---- */

int api_label(Request *request)
{
	const char *name = NULL, *note = NULL;
	const RequestField fields[] = {{"label", FIELD_TEXT, TRUE, &name}, {"note", FIELD_TEXT, FALSE, &note}, {0}};
	g_autofree char *unknown = NULL;
	ReplyLabel label = LABEL_OTHER;
	LabelEffect effect = LABEL_EFFECT_NONE;
	int64_t reply_id = 0;
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (reply_label_parse(name, &label) < 0) {
		unknown = replies_unknown_label(name);
		return request_refuse(request, 400, "bad_request", "label", name, "%s", unknown);
	}
	r = request_number(request, "reply", &reply_id);
	if (r == 0)
		r = labels_correct(&request->desk, reply_id, label, note, &effect, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "reply", reply_id);
	out_text(request->answer, "label", name);
	out_text(request->answer, "effect", labels_effect_words(effect));
	out_text(request->answer, "effect_name", labels_effect_name(effect));
	return 0;
}

int api_attach(Request *request)
{
	const char *name = NULL;
	const RequestField fields[] = {{"case", FIELD_TEXT, TRUE, &name}, {0}};
	int64_t reply_id = 0, case_id = 0;
	AttachResult result = {0};
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "reply", &reply_id);
	request->param = name;
	if (r == 0)
		r = request_case(request, &case_id);
	if (r == 0)
		r = attach_reply(&request->desk, reply_id, case_id, &result, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "reply", reply_id);
	out_number(request->answer, "case", case_id);
	out_text(request->answer, "label", reply_label_name(result.label));
	return 0;
}
