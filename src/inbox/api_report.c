/* Reports, as followupctl makes them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "desk/measures.h"
#include "desk/report.h"
#include "inbox/api.h"
#include "inbox/kept.h"
#include "inbox/out.h"
#include "util/clock.h"

static int read_wish(Request *request, ReportWish *wish)
{
	static const char *const KEYS[] = {"since", "until", "shop", "zone", "measure", "within", NULL};
	int r = request_query_only(request, KEYS);

	if (r == 0 && report_parse(request->param, &wish->name, &request->fault) < 0) {
		g_autofree char *fault = g_steal_pointer(&request->fault);

		return request_refuse(request, 404, "not_found", request->inbound->path, request->param, "%s", fault);
	}
	if (r == 0)
		r = request_query_number(request, "measure", 1, G_MAXINT64, 0, &wish->measure);
	if (r == 0)
		r = request_shop(request, &wish->shop);
	wish->since = request_query(request, "since");
	wish->until = request_query(request, "until");
	wish->zone = request_query(request, "zone");
	wish->within = request_query(request, "within");
	return r;
}

/* One word for a wish. Caller frees. */
static char *question_of(const ReportWish *wish)
{
	const char *const parts[] = {report_name(wish->name), wish->since, wish->until, wish->shop, wish->zone,
	                             wish->within};
	GString *question = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		g_string_append_printf(question, "%s\n", parts[i] ? parts[i] : "");
	g_string_append_printf(question, "%" G_GINT64_FORMAT, wish->measure);
	return g_string_free(question, FALSE);
}

/* followupctl's own words without their blanks, and of when they are. NULL: no memory. */
static GBytes *said_of(const Report *report, int64_t made_at)
{
	g_autofree char *words = report_json(report);
	json_t *answer = json_loads(words, 0, NULL);
	char *said;

	out_time(answer, "made_at", made_at);
	said = json_dumps(answer, JSON_COMPACT);
	json_decref(answer);
	return said ? g_bytes_new_with_free_func(said, strlen(said), free, said) : NULL;
}

int api_report(Request *request)
{
	int64_t began_us = clock_monotonic_us(), now_at = request->desk.now_at;
	g_autofree char *question = NULL;
	g_auto(Report) report = {0};
	ReportWish wish = {0};
	int r = read_wish(request, &wish);

	if (r < 0)
		return r;
	question = question_of(&wish);
	request->said = kept_get(request->inbox->reports, question, now_at);
	if (request->said)
		return 0;
	r = report_make(&request->desk, &wish, &report, &request->fault);
	if (r == -EINVAL) {
		request_blame(request);
		request->status = 400;
		request->code = "bad_request";
	}
	if (r < 0)
		return r;
	request->said = said_of(&report, now_at);
	if (!request->said)
		return -ENOMEM;
	kept_put(request->inbox->reports, question, request->said, now_at, clock_monotonic_us() - began_us);
	return 0;
}

/* What the report "causes" may be asked to compare around; those that are done as well. */
int api_measures(Request *request)
{
	static const char *const KEYS[] = {"shop", NULL};
	g_autoptr(GArray) measures = NULL;
	json_t *list = out_list(request->answer, "measures");
	const char *shop = NULL;
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_shop(request, &shop);
	if (r == 0)
		r = measure_list(&request->desk, shop, TRUE, &measures, &request->fault);
	for (guint i = 0; r == 0 && i < measures->len; i++) {
		const StoreMeasure *measure = &g_array_index(measures, StoreMeasure, i);
		json_t *row = out_row(list);

		out_number(row, "measure", measure->id);
		out_text(row, "what", measure->what);
		out_text(row, "shop", measure->shop);
		out_time(row, "at", measure->at);
		out_text(row, "owner", measure->owner);
		out_time(row, "due_at", measure->due_at);
		out_time(row, "done_at", measure->done_at);
	}
	return r;
}
