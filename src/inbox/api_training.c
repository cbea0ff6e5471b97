/* What came of practice: one's own, or everybody's for who shares out cases. */
#include "desk/rights.h"
#include "desk/training.h"
#include "inbox/api.h"
#include "inbox/out.h"

static void put_case(const StoreTrainingResult *one, json_t *row)
{
	out_number(row, "case", one->case_id);
	out_code(row, "code", one->case_id);
	out_who(row, "agent", one->agent);
	out_number_or(row, "answer_s", one->answer_s, -1);
	out_number_or(row, "real_s", one->real_s, -1);
	out_text(row, "answer", one->answer);
	out_text(row, "real", one->real);
	out_number(row, "texts", one->texts);
	out_number(row, "real_texts", one->real_texts);
	out_text(row, "objections", one->objections);
	out_number(row, "labels", one->labels);
	out_number(row, "agreed", one->agreed);
	out_text(row, "state", case_state_name(one->state));
	out_text(row, "outcome", one->state == CASE_CLOSED ? case_outcome_name(one->outcome) : NULL);
	out_text(row, "real_outcome", case_outcome_name(one->real_outcome));
}

static void put_sum(Request *request, const TrainingSum *sum, json_t *row)
{
	out_who(row, "agent", sum->agent);
	out_text(row, "full_name", request_person(request, sum->agent));
	out_number(row, "cases", sum->cases);
	out_number(row, "answered", sum->answered);
	out_number(row, "compared", sum->compared);
	out_number(row, "sooner", sum->sooner);
	out_number(row, "objections", sum->objections);
	out_number(row, "labels", sum->labels);
	out_number(row, "agreed", sum->agreed);
	out_number(row, "ended", sum->ended);
	out_number(row, "same_end", sum->same_end);
}

int api_training(Request *request)
{
	const char *const none[] = {NULL};
	g_autoptr(GArray) results = NULL;
	g_autoptr(GArray) sums = NULL;
	g_auto(Actor) actor = {0};
	json_t *cases, *agents;
	int r = request_query_only(request, none);

	if (r < 0)
		return r;
	if (!request->inbox->conf->training)
		return request_refuse(request, 404, "not_found", request->inbound->path, "",
		                      "this page works on real cases; followup-inbox --training serves practice");
	r = rights_actor(&request->desk, &actor);
	if (r == 0)
		r = store_training_results(request->desk.store,
		                           right_of(actor.account.role, RIGHT_ASSIGN) ? NULL : request->desk.actor,
		                           &results);
	if (r < 0)
		return r;
	sums = training_sums(results);
	cases = out_list(request->answer, "cases");
	for (guint i = 0; i < results->len; i++)
		put_case(&g_array_index(results, StoreTrainingResult, i), out_row(cases));
	agents = out_list(request->answer, "agents");
	for (guint i = 0; i < sums->len; i++)
		put_sum(request, &g_array_index(sums, TrainingSum, i), out_row(agents));
	return 0;
}

/* The page makes no address of data: it links here, and the configuration says where that is. */
int api_practice(Request *request)
{
	const char *const none[] = {NULL};
	const char *url = request->inbox->conf->training_url;
	int r = request_query_only(request, none);

	if (r < 0)
		return r;
	if (!*url)
		return request_refuse(request, 404, "not_found", request->inbound->path, "",
		                      "training.url names no page for practice");
	http_headers_add(request->headers, "Location", url);
	request->status = 303;
	out_text(request->answer, "url", url);
	return 0;
}
