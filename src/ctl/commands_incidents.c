/* One cause behind many cases. */
#include "ctl/ctl.h"

#include "desk/incident_suggest.h"
#include "desk/incidents.h"
#include "text/code.h"

#include <errno.h>

static CtlExit open_incident(Ctl *ctl, const Args *args)
{
	const IncidentWish wish = {.name = args_word(args, 1),
	                           .shop = args_value(args, "shop"),
	                           .criteria = args_value(args, "criteria"),
	                           .text_ref = args_value(args, "text"),
	                           .runs_on = args_has(args, "no-hold"),
	                           .match = args_value(args, "match")};
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	StoreIncident incident = {0};
	int64_t id = 0;
	guint cases;
	int r;

	if (args_words(args) > 2)
		return ctl_fail(ctl, CTL_USAGE, "put the name in quotes: incident open \"parcels of Yunda late\"");
	if (wish.match && incident_suggest_check(wish.match, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = incident_open(&ctl->desk, &wish, &id, &fault);
	if (r < 0) /* of good words: there is no such case */
		return ctl_fail(ctl, wish.match ? ctl_exit_refused(r) : ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	r = wish.match ? store_incident_get(ctl->desk.store, id, &incident) : 0;
	cases = incident.cases;
	store_incident_clear(&incident);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	if (wish.match)
		sentence = g_strdup_printf("Incident %" G_GINT64_FORMAT " is open, with %u case%s of %s.", id, cases,
		                           cases == 1 ? "" : "s", wish.match);
	else
		sentence = g_strdup_printf("Incident %" G_GINT64_FORMAT
		                           " is open; put its cases in with \"incident add %" G_GINT64_FORMAT
		                           " CASE...\".",
		                           id, id);
	writer_number(ctl->out, "incident", NULL, WRITER_PLAIN, id);
	writer_number(ctl->out, "cases", NULL, WRITER_PLAIN, cases);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

static CtlExit changed_cases(Ctl *ctl, int64_t incident_id, guint n, gboolean in)
{
	g_autofree char *sentence = g_strdup_printf("Incident %" G_GINT64_FORMAT ": %u case%s %s.", incident_id, n,
	                                            n == 1 ? "" : "s", in ? "put in" : "taken out");

	ctl->changed = TRUE;
	writer_number(ctl->out, "incident", NULL, WRITER_PLAIN, incident_id);
	writer_number(ctl->out, "cases", NULL, WRITER_PLAIN, n);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

static CtlExit add_matching(Ctl *ctl, const Args *args, int64_t incident_id)
{
	g_autofree char *fault = NULL;
	guint n = 0;
	int r;

	if (args_words(args) > 2)
		return ctl_fail(ctl, CTL_USAGE, "say the cases or --match, not both");
	if (incident_suggest_check(args_value(args, "match"), &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = incident_add_matching(&ctl->desk, incident_id, args_value(args, "match"), &n, &fault);
	return r < 0 ? ctl_fail(ctl, ctl_exit_refused(r), fault) : changed_cases(ctl, incident_id, n, TRUE);
}

static CtlExit change_cases(Ctl *ctl, const Args *args, gboolean in)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autofree char *fault = NULL;
	int64_t incident_id = 0;
	CtlExit code = ctl_incident_number(ctl, args, &incident_id);
	int r;

	if (code == CTL_OK && in && args_has(args, "match"))
		return add_matching(ctl, args, incident_id);
	if (code == CTL_OK && args_words(args) < 3)
		return ctl_fail(ctl, CTL_USAGE, "say which cases");
	for (guint i = 2; code == CTL_OK && i < args_words(args); i++) {
		int64_t case_id = 0;

		code = ctl_case(ctl, args_word(args, i), &case_id);
		g_array_append_val(ids, case_id);
	}
	if (code != CTL_OK)
		return code;
	r = (in ? incident_add : incident_remove)(&ctl->desk, incident_id, (const int64_t *)(const void *)ids->data, ids->len,
	                                          &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	return changed_cases(ctl, incident_id, ids->len, in);
}

static CtlExit add_cases(Ctl *ctl, const Args *args)
{
	return change_cases(ctl, args, TRUE);
}

static CtlExit remove_cases(Ctl *ctl, const Args *args)
{
	return change_cases(ctl, args, FALSE);
}

static CtlExit close_incident(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int64_t incident_id = 0;
	guint released = 0;
	CtlExit code = ctl_incident_number(ctl, args, &incident_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = incident_close(&ctl->desk, incident_id, args_value(args, "note"), &released, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Incident %" G_GINT64_FORMAT " is over; what waited for it in %u case%s is planned anew.",
	                           incident_id, released, released == 1 ? "" : "s");
	writer_number(ctl->out, "incident", NULL, WRITER_PLAIN, incident_id);
	writer_number(ctl->out, "released", NULL, WRITER_PLAIN, released);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

static void show_texts(Writer *out, const GArray *texts)
{
	writer_list(out, "texts", texts->len ? "\nTexts" : NULL, NULL);
	for (guint i = 0; i < texts->len; i++) {
		const StoreIncidentText *text = &g_array_index(texts, StoreIncidentText, i);

		writer_row(out);
		writer_text(out, "language", "language", WRITER_PLAIN, text->language);
		writer_text(out, "state", "state", WRITER_STRONG, text->state);
		writer_text(out, "written_by", "written by", WRITER_PLAIN, text->written_by);
		writer_text(out, "approved_by", "approved by", WRITER_PLAIN, text->approved_by);
		writer_body(out, "text", text->text);
	}
	writer_list_end(out);
}

/* What its text came to in a case: "planned", "done", or why there is none. */
static const char *text_of(const StoreIncidentCase *member)
{
	return member->text_number ? member->text_state : member->text_why;
}

static void show_cases(Writer *out, const GArray *cases)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();

	writer_list(out, "cases", "", "No cases.");
	for (guint i = 0; i < cases->len; i++) {
		const StoreIncidentCase *m = &g_array_index(cases, StoreIncidentCase, i);
		g_autofree char *joined = zones_format(local, m->joined_at);
		g_autofree char *left = m->left_at == STORE_NO_TIME ? NULL : zones_format(local, m->left_at);
		char word[CASE_CODE_SIZE];

		case_code(m->case_id, word);
		writer_row(out);
		writer_number(out, "case", "case", WRITER_PLAIN, m->case_id);
		writer_text(out, "code", "code", WRITER_PLAIN, word);
		writer_text(out, "state", "state", WRITER_PLAIN, case_state_name(m->state));
		writer_text(out, "language", NULL, WRITER_PLAIN, m->language);
		writer_text(out, "waits", "waits", WRITER_PLAIN, m->held);
		writer_text(out, "text", "text", WRITER_PLAIN, text_of(m));
		writer_text(out, "assigned_to", "for", WRITER_PLAIN, m->assigned_to);
		writer_time(out, "joined_at", "put in", m->joined_at, STORE_NO_TIME, joined);
		writer_text(out, "joined_by", "by", WRITER_PLAIN, m->joined_by);
		writer_time(out, "left_at", "taken out", m->left_at, STORE_NO_TIME, left);
		writer_text(out, "left_by", NULL, WRITER_PLAIN, m->left_by);
	}
	writer_list_end(out);
}

static CtlExit show_incident(Ctl *ctl, const Args *args)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autoptr(GArray) cases = NULL, texts = NULL;
	g_autofree char *opened = NULL, *closed = NULL;
	StoreIncident incident = {0};
	Writer *out = ctl->out;
	int64_t id = 0;
	CtlExit code = ctl_incident_number(ctl, args, &id);
	int r = code == CTL_OK ? store_incident_get(ctl->desk.store, id, &incident) : 0;

	if (code != CTL_OK)
		return code;
	if (r == 0)
		r = store_incident_cases(ctl->desk.store, id, &cases);
	if (r == 0)
		r = store_incident_text_list(ctl->desk.store, id, &texts);
	if (r < 0) {
		store_incident_clear(&incident);
		return ctl_fail(ctl, r == -ENOENT ? CTL_FAILED : CTL_STORE, store_error(ctl->desk.store));
	}
	opened = zones_format(local, incident.opened_at);
	closed = incident.closed_at == STORE_NO_TIME ? NULL : zones_format(local, incident.closed_at);
	writer_number(out, "incident", "incident", WRITER_STRONG, incident.id);
	writer_text(out, "name", "name", WRITER_PLAIN, incident.name);
	writer_text(out, "shop", incident.shop ? "shop" : NULL, WRITER_PLAIN, incident.shop);
	writer_text(out, "criteria", "criteria", WRITER_PLAIN, incident.criteria);
	writer_text(out, "text", "approved text", WRITER_PLAIN, incident.text_ref);
	writer_bool(out, "holds", "holds its cases", incident.holds);
	writer_time(out, "opened_at", "opened", incident.opened_at, STORE_NO_TIME, opened);
	writer_text(out, "opened_by", "by", WRITER_PLAIN, incident.opened_by);
	writer_time(out, "closed_at", closed ? "closed" : NULL, incident.closed_at, STORE_NO_TIME, closed);
	writer_text(out, "closed_by", closed ? "closed by" : NULL, WRITER_PLAIN, incident.closed_by);
	writer_text(out, "end_note", closed ? "end" : NULL, WRITER_PLAIN, incident.end_note);
	writer_number(out, "open_cases", "cases not closed", WRITER_PLAIN, incident.open_cases);
	writer_number(out, "held_cases", "cases that wait", WRITER_PLAIN, incident.held_cases);
	show_texts(out, texts);
	show_cases(out, cases);
	store_incident_clear(&incident);
	return CTL_OK;
}

static CtlExit list_incidents(Ctl *ctl, const Args *args)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autoptr(GArray) incidents = NULL;
	Writer *out = ctl->out;
	int r = store_incident_list(ctl->desk.store, args_has(args, "all"), &incidents);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "incidents", NULL, args_has(args, "all") ? "There was no incident." : "No incident is open.");
	for (guint i = 0; i < incidents->len; i++) {
		const StoreIncident *one = &g_array_index(incidents, StoreIncident, i);
		gboolean open = one->closed_at == STORE_NO_TIME;
		g_autofree char *opened = zones_format(local, one->opened_at);
		g_autofree char *closed = open ? NULL : zones_format(local, one->closed_at);

		writer_row(out);
		writer_number(out, "incident", "incident", WRITER_PLAIN, one->id);
		writer_text(out, "name", "name", WRITER_STRONG, one->name);
		writer_text(out, "shop", NULL, WRITER_PLAIN, one->shop);
		writer_text(out, NULL, "shop", WRITER_PLAIN, one->shop ? one->shop : "all");
		writer_bool(out, "holds", NULL, one->holds);
		writer_number(out, "cases", "cases", WRITER_PLAIN, one->cases);
		writer_number(out, "open_cases", "not closed", WRITER_PLAIN, one->open_cases);
		writer_number(out, "held_cases", "waiting", WRITER_PLAIN, one->held_cases);
		writer_time(out, "opened_at", "opened", one->opened_at, STORE_NO_TIME, opened);
		writer_time(out, "closed_at", "closed", one->closed_at, STORE_NO_TIME, closed);
	}
	writer_list_end(out);
	return CTL_OK;
}

CtlExit ctl_incident(Ctl *ctl, const Args *args)
{
	static const struct {
		const char *verb;
		StoreMode mode;
		CtlExit (*run)(Ctl *ctl, const Args *args);
	} VERBS[] = {
	        {"open", STORE_READ_WRITE, open_incident},        {"add", STORE_READ_WRITE, add_cases},
	        {"remove", STORE_READ_WRITE, remove_cases},       {"close", STORE_READ_WRITE, close_incident},
	        {"show", STORE_READ_ONLY, show_incident},         {"list", STORE_READ_ONLY, list_incidents},
	        {"text", STORE_READ_WRITE, ctl_incident_text},    {"share", STORE_READ_WRITE, ctl_incident_share},
	        {"course", STORE_READ_ONLY, ctl_incident_course}, {"suggest", STORE_READ_ONLY, ctl_incident_suggest},
	};
	const char *verb = args_word(args, 0);
	g_autofree char *fault = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(VERBS); i++) {
		CtlExit code;

		if (!g_str_equal(VERBS[i].verb, verb))
			continue;
		if (args_has(args, "dry-run") && VERBS[i].run != ctl_incident_share &&
		    !(VERBS[i].run == ctl_incident_text && args_word(args, 2)))
			return ctl_fail(ctl, CTL_USAGE, "--dry-run goes with \"incident text N TEXT\" and \"incident share N\" alone");
		code = ctl_open_store(ctl, VERBS[i].mode);
		return code == CTL_OK ? VERBS[i].run(ctl, args) : code;
	}
	fault = g_strdup_printf(
	        "\"incident %s\": it is suggest, open, add, remove, text, share, course, close, show or list", verb);
	return ctl_fail(ctl, CTL_USAGE, fault);
}
