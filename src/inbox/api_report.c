/* Reports, as followupctl makes them. */
#include <errno.h>

#include "desk/measures.h"
#include "desk/report.h"
#include "inbox/api.h"
#include "inbox/out.h"

int api_report(Request *request)
{
	static const char *const KEYS[] = {"since", "until", "shop", "zone", "measure", "within", NULL};
	ReportWish wish = {0};
	g_auto(Report) report = {0};
	g_autofree char *words = NULL;
	json_t *said;
	int r = request_query_only(request, KEYS);

	if (r == 0 && report_parse(request->param, &wish.name, &request->fault) < 0) {
		g_autofree char *fault = g_steal_pointer(&request->fault);

		return request_refuse(request, 404, "not_found", request->inbound->path, request->param, "%s", fault);
	}
	if (r == 0)
		r = request_query_number(request, "measure", 1, G_MAXINT64, 0, &wish.measure);
	if (r == 0)
		r = request_shop(request, &wish.shop);
	if (r < 0)
		return r;
	wish.since = request_query(request, "since");
	wish.until = request_query(request, "until");
	wish.zone = request_query(request, "zone");
	wish.within = request_query(request, "within");
	r = report_make(&request->desk, &wish, &report, &request->fault);
	if (r == -EINVAL) {
		request_blame(request);
		request->status = 400;
		request->code = "bad_request";
	}
	if (r < 0)
		return r;
	words = report_json(&report);
	said = json_loads(words, 0, NULL);
	if (!said)
		return -EIO;
	json_object_update(request->answer, said);
	json_decref(said);
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
