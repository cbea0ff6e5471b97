/* An agent's own words to a customer: tried out while they are typed, then kept. */
#include <errno.h>

#include "desk/agent_text.h"
#include "desk/snippets.h"
#include "desk/training.h"
#include "inbox/api.h"
#include "inbox/out.h"

static int read_wish(Request *request, AgentTextWish *wish)
{
	gboolean progress = FALSE;
	const RequestField fields[] = {{"text", FIELD_TEXT, TRUE, &wish->text},
	                               {"override", FIELD_TEXT, FALSE, &wish->override},
	                               {"promise_by", FIELD_TEXT, FALSE, &wish->promise_by},
	                               {"progress", FIELD_BOOL, FALSE, &progress},
	                               {0}};
	int r = request_fields(request, fields);

	wish->step = progress ? STEP_PROGRESS : STEP_AGENT_TEXT;
	return r == 0 ? request_case(request, &wish->case_id) : r;
}

static void put_segments(json_t *answer, const Segments *segments)
{
	out_number(answer, "segments", segments->segments);
	out_text(answer, "encoding", text_encoding_name(segments->encoding));
	out_number(answer, "units", segments->units);
}

static void put_warnings(json_t *answer, const GArray *warnings)
{
	json_t *list = out_list(answer, "warnings");

	for (guint i = 0; warnings && i < warnings->len; i++) {
		const GuardFinding *finding = &g_array_index(warnings, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);
		json_t *row = out_row(list);

		out_text(row, "rule", finding->rule);
		out_text(row, "says", sentence);
	}
}

static void put_text(Request *request, const AgentTextWish *wish, const AgentText *text)
{
	json_t *answer = request->answer;

	out_number(answer, "case", wish->case_id);
	json_object_set_new(answer, "refusal", json_null());
	out_text(answer, "text", text->text);
	put_segments(answer, &text->segments);
	out_time(answer, "due_at", text->due_at);
	out_bool(answer, "leaves_now", text->due_at <= request->desk.now_at);
	out_text(answer, "why", text->why);
	out_text(answer, "sentence", text->sentence);
	out_text(answer, "price", text->price);
	put_warnings(answer, text->warnings);
}

/* The time a text promises: the desk reads it only when the text is kept. */
static int check_promise(Request *request, const AgentTextWish *wish)
{
	return request_time(request, wish->case_id, "promise_by", wish->promise_by);
}

/* Refused: the page shows why beside what is typed, and how long it is so far. */
static void put_refusal(Request *request, const AgentTextWish *wish, const char *code, const char *rule)
{
	json_t *answer = request->answer, *refusal = json_object();
	Segments segments = {.segments = 1};

	(void)!text_segments(wish->text, &segments);
	out_number(answer, "case", wish->case_id);
	out_text(refusal, "code", code);
	request_blame(request);
	out_text(refusal, "rule", rule);
	out_text(refusal, "place", request->place ? request->place : request->inbound->path);
	out_text(refusal, "value", request->value ? request->value : "");
	out_text(refusal, "cure", request->fault);
	json_object_set_new(answer, "refusal", refusal);
	request->status = 0; /* it is an answer here, no error */
	out_text(answer, "text", NULL);
	put_segments(answer, &segments);
	out_time(answer, "due_at", STORE_NO_TIME);
	out_bool(answer, "leaves_now", FALSE);
	out_text(answer, "why", NULL);
	out_text(answer, "sentence", NULL);
	out_text(answer, "price", NULL);
	put_warnings(answer, NULL);
}

int api_preview(Request *request)
{
	AgentTextWish wish = {.dry = TRUE};
	g_auto(AgentText) text = {0};
	int r = read_wish(request, &wish);

	if (r < 0)
		return r;
	r = check_promise(request, &wish);
	if (r == 0)
		r = agent_text_put(&request->desk, &wish, &text, &request->fault);
	if (r == 0)
		put_text(request, &wish, &text);
	else if (r == -EINVAL || r == -EACCES || r == -EPERM)
		put_refusal(request, &wish, r == -EINVAL ? "refused" : r == -EACCES ? "claimed" : "forbidden", text.refused);
	/* The guard's alone: what the hours or the customer forbid is nobody's fault. */
	if (text.refused && *text.refused == 'B' && request->inbox->conf->training)
		training_objected(&request->desk, wish.case_id, text.refused);
	return r == -EINVAL || r == -EACCES || r == -EPERM ? 0 : r;
}

int api_reply(Request *request)
{
	AgentTextWish wish = {0};
	g_auto(AgentText) text = {0};
	int r = read_wish(request, &wish);

	if (r == 0)
		r = check_promise(request, &wish);
	if (r == 0)
		r = agent_text_put(&request->desk, &wish, &text, &request->fault);
	request->rule = text.refused;
	if (r < 0)
		return r;
	request->changed = TRUE;
	put_text(request, &wish, &text);
	out_number(request->answer, "number", text.number);
	out_bool(request->answer, "joined", text.joined);
	out_time(request->answer, "held_until_at", text.held_until);
	out_number_or(request->answer, "promise", text.promise_id, 0);
	return 0;
}

int api_cancel(Request *request)
{
	const char *name = NULL;
	int64_t number = 0, case_id = 0;
	const RequestField fields[] = {{"step", FIELD_TEXT, FALSE, &name}, {"number", FIELD_NUMBER, FALSE, &number}, {0}};
	g_autofree char *what = NULL;
	Step step = STEP_AGENT_TEXT;
	int r = request_fields(request, fields);

	if (r < 0)
		return r;
	if (name && (step_parse(name, &step) < 0 || step == STEP_NONE || step == STEP_OPTOUT_CONFIRM))
		return request_refuse(request, 400, "bad_request", "step", name,
		                      "it is agent_text, progress, first_contact, satisfaction or review_note");
	if (number < 0 || number > G_MAXINT)
		return request_refuse(request, 400, "bad_request", "number", "", "\"number\" must be 0 or the number of a text");
	r = request_case(request, &case_id);
	if (r == 0)
		r = agent_text_cancel(&request->desk, case_id, step, (int)number, &what, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_number(request->answer, "case", case_id);
	out_text(request->answer, "what", what);
	return 0;
}

/* The answers the shop has approved, in the case's language. */
int api_snippets(Request *request)
{
	static const char *const KEYS[] = {"case", NULL};
	json_t *list = out_list(request->answer, "snippets");
	g_autoptr(GArray) snippets = NULL;
	int64_t case_id = 0;
	int r = request_query_only(request, KEYS);

	if (r < 0)
		return r;
	request->param = request_query(request, "case");
	if (!request->param)
		return request_refuse(request, 400, "bad_request", "case", "", "say for which case: snippets?case=7");
	r = request_case(request, &case_id);
	if (r == 0)
		r = snippets_list(&request->desk, case_id, &snippets, &request->fault);
	for (guint i = 0; r == 0 && i < snippets->len; i++) {
		const Snippet *one = &g_array_index(snippets, Snippet, i);
		json_t *row = out_row(list);

		out_text(row, "name", one->name);
		out_text(row, "text", one->text);
	}
	return r;
}
