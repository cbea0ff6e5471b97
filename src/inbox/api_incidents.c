/* Incidents: what should be one, what is, its text, its lists and its end. */
#include <errno.h>

#include "desk/case_ref.h"
#include "desk/claims.h"
#include "desk/incident_course.h"
#include "desk/incident_suggest.h"
#include "desk/incident_text.h"
#include "desk/incidents.h"
#include "inbox/api.h"
#include "inbox/events.h"
#include "inbox/incident_out.h"
#include "inbox/out.h"

/* ---- seen ---- */

int api_incidents(Request *request)
{
	static const char *const KEYS[] = {"all", "shop", NULL};
	const char *shop = NULL;
	g_autoptr(GArray) incidents = NULL, suggestions = NULL;
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_shop(request, &shop);
	if (r == 0)
		r = store_incident_list(request->desk.store, request_flag(request, "all"), &incidents);
	if (r == 0)
		r = incident_suggest(&request->desk, shop, &suggestions, &request->fault);
	if (r < 0)
		return r;
	out_time(request->answer, "now_at", request->desk.now_at);
	incident_out_list(out_list(request->answer, "incidents"), incidents, shop);
	incident_out_suggestions(out_list(request->answer, "suggestions"), suggestions);
	return 0;
}

/* Its cases: no number of theirs, whole or masked, for nobody needs one here. */
static void put_cases(Request *request, const GArray *cases)
{
	json_t *list = out_list(request->answer, "cases");

	for (guint i = 0; i < cases->len; i++) {
		const StoreIncidentCase *m = &g_array_index(cases, StoreIncidentCase, i);
		json_t *row = out_row(list);

		out_number(row, "case", m->case_id);
		out_code(row, "code", m->case_id);
		out_text(row, "shop", m->shop);
		out_text(row, "name", m->name);
		out_text(row, "language", m->language);
		out_text(row, "state", case_state_name(m->state));
		out_number_or(row, "needs_level", m->needs_level, 0);
		out_time(row, "complaint_at", m->complaint_at);
		out_text(row, "held", m->held);
		out_who(row, "assigned_to", m->assigned_to);
		out_time(row, "joined_at", m->joined_at);
		out_who(row, "joined_by", m->joined_by);
		out_time(row, "left_at", m->left_at);
		/* What its text came to: a step's state with its time, or why there is none; all null: not looked at
		 * yet. */
		out_text(row, "text_state", m->text_number ? m->text_state : NULL);
		out_time(row, "text_at", m->text_at);
		out_text(row, "text_why", m->text_why);
	}
}

static int put_course(Request *request, const StoreIncident *incident)
{
	json_t *list = out_list(request->answer, "course");
	g_autoptr(GArray) points = NULL;
	int r = incident_course(&request->desk, incident, INCIDENT_BY_ITSELF, &points, &request->fault);

	for (guint i = 0; r == 0 && i < points->len; i++) {
		const IncidentPoint *point = &g_array_index(points, IncidentPoint, i);
		json_t *row = out_row(list);

		out_time(row, "at", point->at);
		out_number(row, "open", point->open);
		out_number(row, "resolved", point->resolved);
		out_number(row, "closed", point->closed);
	}
	return r;
}

static int find(Request *request, StoreIncident *incident)
{
	int64_t id = 0;
	int r = request_number(request, "incident", &id);

	if (r == 0)
		r = store_incident_get(request->desk.store, id, incident);
	return r == -ENOENT ? request_refuse(request, 404, "not_found", request->inbound->path, request->param,
	                                     "there is no such incident")
	                    : r;
}

int api_incident(Request *request)
{
	static const char *const KEYS[] = {NULL};
	g_autoptr(GArray) cases = NULL, texts = NULL;
	StoreIncident incident = {0};
	json_t *row = json_object();
	int r = request_query_only(request, KEYS);

	json_object_set_new(request->answer, "incident", row);
	if (r == 0)
		r = find(request, &incident);
	if (r == 0)
		r = store_incident_cases(request->desk.store, incident.id, &cases);
	if (r == 0)
		r = store_incident_text_list(request->desk.store, incident.id, &texts);
	if (r == 0) {
		out_time(request->answer, "now_at", request->desk.now_at);
		incident_out_put(row, &incident);
		incident_out_texts(out_list(request->answer, "texts"), texts);
		put_cases(request, cases);
		r = put_course(request, &incident);
	}
	store_incident_clear(&incident);
	return r;
}

/* It was changed: the daemon is rung, and who reads it is told. */
static void changed(Request *request, int64_t incident_id)
{
	request->changed = TRUE;
	events_tell_incident(request->inbox->events, incident_id);
	out_number(request->answer, "incident", incident_id);
}

/* ---- its cases ---- */

int api_incident_open(Request *request)
{
	IncidentWish wish = {0};
	gboolean runs_on = FALSE;
	const RequestField fields[] = {
	        {"name", FIELD_TEXT, TRUE, &wish.name},    {"shop", FIELD_TEXT, FALSE, &wish.shop},
	        {"match", FIELD_TEXT, FALSE, &wish.match}, {"criteria", FIELD_TEXT, FALSE, &wish.criteria},
	        {"runs_on", FIELD_BOOL, FALSE, &runs_on},  {0}};
	StoreIncident incident = {0};
	int64_t id = 0;
	int r = request_fields(request, fields);

	wish.runs_on = runs_on;
	if (r == 0)
		r = incident_open(&request->desk, &wish, &id, &request->fault);
	if (r < 0)
		return r;
	changed(request, id);
	r = store_incident_get(request->desk.store, id, &incident);
	if (r < 0)
		return r;
	out_number(request->answer, "cases", incident.cases);
	store_incident_clear(&incident);
	return 0;
}

/* How many cases words like "product=kettle" would put in now. */
int api_incident_match(Request *request)
{
	static const char *const KEYS[] = {"match", "shop", NULL};
	const char *match = request_query(request, "match"), *shop = request_query(request, "shop");
	g_autofree char *fault = NULL;
	g_autoptr(GArray) ids = NULL;
	int r = request_query_only(request, KEYS);

	if (r == 0 && shop && !conf_shop(request->desk.conf, shop))
		return request_refuse(request, 404, "not_found", "shop", shop, "there is no such shop");
	if (r == 0)
		r = incident_suggest_match(&request->desk, shop, match ? match : "", &ids, &fault);
	if (r == -EINVAL)
		return request_refuse(request, 422, "refused", "match", match, "%s", fault);
	if (r < 0)
		return r;
	out_text(request->answer, "match", match);
	out_number(request->answer, "cases", ids->len);
	return 0;
}

/* "7, K7P6, taoyimi/R-1". */
static int read_cases(Request *request, const char *text, GArray *ids)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	int r = 0;

	for (guint i = 0; r == 0 && words[i]; i++) {
		g_autofree char *fault = NULL;
		int64_t case_id = 0;

		if (!*g_strstrip(words[i]))
			continue;
		r = case_ref_resolve(&request->desk, words[i], &case_id, &fault);
		if (r == -EINVAL || r == -ENOENT)
			return request_refuse(request, r == -EINVAL ? 422 : 404,
			                      r == -EINVAL ? "refused" : "not_found", "case", words[i], "%s", fault);
		g_array_append_val(ids, case_id);
	}
	return r;
}

int api_incident_add(Request *request)
{
	const char *cases = NULL, *match = NULL;
	GArray *list = NULL;
	const RequestField fields[] = {{"cases", FIELD_NUMBERS, FALSE, &list},
	                               {"case", FIELD_TEXT, FALSE, &cases},
	                               {"match", FIELD_TEXT, FALSE, &match},
	                               {0}};
	int64_t id = 0;
	guint n = 0;
	int r = request_fields(request, fields);
	g_autoptr(GArray) ids = list;

	if (r == 0 && (ids != NULL) + (cases != NULL) + (match != NULL) != 1)
		return request_refuse(request, 400, "bad_request", "body", "",
		                      "say one of these: \"cases\", a list of numbers; \"case\", numbers or codes "
		                      "with commas; \"match\", as product=kettle");
	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0 && cases) {
		ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
		r = read_cases(request, cases, ids);
	}
	if (r == 0 && match)
		r = incident_add_matching(&request->desk, id, match, &n, &request->fault);
	if (r == 0 && ids) {
		n = ids->len;
		r = incident_add(&request->desk, id, (const int64_t *)(const void *)ids->data, n, &request->fault);
	}
	if (r < 0)
		return r;
	changed(request, id);
	out_number(request->answer, "cases", n);
	return 0;
}

int api_incident_remove(Request *request)
{
	GArray *list = NULL;
	const RequestField fields[] = {{"cases", FIELD_NUMBERS, TRUE, &list}, {0}};
	int64_t id = 0;
	int r = request_fields(request, fields);
	g_autoptr(GArray) ids = list;

	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0)
		r = incident_remove(&request->desk, id, (const int64_t *)(const void *)ids->data, ids->len,
		                    &request->fault);
	if (r < 0)
		return r;
	changed(request, id);
	out_number(request->answer, "cases", ids->len);
	return 0;
}

int api_incident_share(Request *request)
{
	gboolean dry = FALSE;
	const RequestField fields[] = {{"dry", FIELD_BOOL, FALSE, &dry}, {0}};
	g_autoptr(GArray) list = NULL;
	json_t *rows;
	int64_t id = 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0)
		r = incident_share(&request->desk, id, dry, &list, &request->fault);
	if (r < 0)
		return r;
	if (dry)
		out_number(request->answer, "incident", id);
	else
		changed(request, id);
	rows = out_list(request->answer, "assigned");
	for (guint i = 0; i < list->len; i++) {
		const Assignment *one = &g_array_index(list, Assignment, i);
		json_t *row = out_row(rows);

		out_number(row, "case", one->case_id);
		out_code(row, "code", one->case_id);
		out_who(row, "to", one->agent);
		out_text(row, "why_nobody", one->why_nobody);
		if (!dry && one->agent)
			events_tell(request->inbox->events, one->case_id, "assigned");
	}
	return 0;
}

/* ---- its text ---- */

static void put_text(Request *request, const IncidentText *text)
{
	json_t *answer = request->answer, *list;

	out_number_or(answer, "text", text->text_id, 0);
	out_number(answer, "cases", text->cases);
	out_text(answer, "example", text->example);
	out_number(answer, "segments", text->most.segments);
	out_time(answer, "first_at", text->first_at);
	out_time(answer, "last_at", text->last_at);
	list = out_list(answer, "left_out");
	for (guint i = 0; i < text->left_out->len; i++) {
		const IncidentLeftOut *one = &g_array_index(text->left_out, IncidentLeftOut, i);
		json_t *row = out_row(list);

		out_text(row, "why", one->why);
		out_number(row, "cases", one->cases);
	}
	list = out_list(answer, "findings");
	for (guint i = 0; text->findings && i < text->findings->len; i++) {
		const GuardFinding *finding = &g_array_index(text->findings, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);
		json_t *row = out_row(list);

		out_text(row, "rule", finding->rule);
		out_bool(row, "refuses", finding->refuse);
		out_text(row, "says", sentence);
	}
}

static int write_text(Request *request, gboolean dry)
{
	IncidentTextWish wish = {.dry = dry};
	const RequestField fields[] = {
	        {"language", FIELD_TEXT, TRUE, &wish.language}, {"text", FIELD_TEXT, TRUE, &wish.text}, {0}};
	g_auto(IncidentText) text = {0};
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "incident", &wish.incident_id);
	if (r == 0)
		r = incident_text_write(&request->desk, &wish, &text, &request->fault);
	if (r < 0)
		return r;
	if (dry)
		out_number(request->answer, "incident", wish.incident_id);
	else
		changed(request, wish.incident_id);
	put_text(request, &text);
	return 0;
}

int api_incident_text(Request *request)
{
	return write_text(request, FALSE);
}

int api_incident_text_preview(Request *request)
{
	return write_text(request, TRUE);
}

int api_incident_approve(Request *request)
{
	const char *language = NULL;
	int64_t text_id = 0, id = 0;
	const RequestField fields[] = {
	        {"language", FIELD_TEXT, TRUE, &language}, {"text", FIELD_NUMBER, TRUE, &text_id}, {0}};
	g_auto(IncidentText) text = {0};
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0)
		r = incident_text_approve(&request->desk, id, language, text_id, &text, &request->fault);
	if (r < 0)
		return r;
	changed(request, id);
	put_text(request, &text);
	return 0;
}

int api_incident_withdraw(Request *request)
{
	const char *language = NULL;
	const RequestField fields[] = {{"language", FIELD_TEXT, TRUE, &language}, {0}};
	int64_t id = 0;
	guint taken = 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0)
		r = incident_text_withdraw(&request->desk, id, language, &taken, &request->fault);
	if (r < 0)
		return r;
	changed(request, id);
	out_number(request->answer, "taken_back", taken);
	return 0;
}

/* ---- its end ---- */

int api_incident_close(Request *request)
{
	const char *note = NULL;
	const RequestField fields[] = {{"note", FIELD_TEXT, TRUE, &note}, {0}};
	int64_t id = 0;
	guint released = 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = request_number(request, "incident", &id);
	if (r == 0)
		r = incident_close(&request->desk, id, note, &released, &request->fault);
	if (r < 0)
		return r;
	changed(request, id);
	out_number(request->answer, "released", released);
	return 0;
}
