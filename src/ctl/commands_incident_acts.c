/* What is done within an incident: its text, its lists, how it goes, and what should be one. */
#include "ctl/ctl.h"

#include "desk/claims.h"
#include "desk/incident_course.h"
#include "desk/incident_suggest.h"
#include "desk/incident_text.h"
#include "desk/incidents.h"

#include <errno.h>

CtlExit ctl_incident_number(const Ctl *ctl, const Args *args, int64_t *incident_id)
{
	const char *word = args_word(args, 1);
	gint64 n = 0;

	if (!word || !g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &n, NULL))
		return ctl_fail(ctl, CTL_USAGE, "say which incident: its number stands in \"incident list\"");
	*incident_id = n;
	return CTL_OK;
}

CtlExit ctl_incident_suggest(Ctl *ctl, const Args *args)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autoptr(GArray) suggestions = NULL;
	g_autofree char *fault = NULL;
	Writer *out = ctl->out;
	int r = incident_suggest(&ctl->desk, args_value(args, "shop"), &suggestions, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	writer_list(out, "suggestions", NULL, "Nothing looks like an incident.");
	for (guint i = 0; i < suggestions->len; i++) {
		const Cause *one = &g_array_index(suggestions, Cause, i);
		g_autofree char *first = zones_format(local, one->first_at);
		g_autofree char *match = g_strdup_printf("%s=%s", one->by, one->value);

		writer_row(out);
		writer_text(out, "shop", "shop", WRITER_PLAIN, one->shop);
		writer_text(out, "match", "cause", WRITER_STRONG, match);
		writer_number(out, "cases", "cases", WRITER_PLAIN, one->cases->len);
		writer_number(out, "before", "in the seven times before", WRITER_PLAIN, one->before);
		writer_time(out, "first_at", "since", one->first_at, STORE_NO_TIME, first);
		writer_numbers(out, "numbers", (const int64_t *)(const void *)one->cases->data, one->cases->len);
	}
	writer_list_end(out);
	if (suggestions->len)
		writer_say(out, NULL, WRITER_DIM, "Open one with: incident open NAME --shop SHOP --match CAUSE");
	return CTL_OK;
}

/* ---- the text ---- */

static void show_findings(Writer *out, const GArray *findings)
{
	writer_list(out, "findings", NULL, NULL);
	for (guint i = 0; findings && i < findings->len; i++) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);

		writer_row(out);
		writer_text(out, "rule", "rule", WRITER_PLAIN, finding->rule);
		writer_text(out, NULL, "is", finding->refuse ? WRITER_BAD : WRITER_PLAIN,
		            finding->refuse ? "refused" : "a warning");
		writer_bool(out, "refuses", NULL, finding->refuse);
		writer_body(out, "says", sentence);
	}
	writer_list_end(out);
}

static void show_text(Ctl *ctl, const IncidentText *text)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *first = text->first_at == STORE_NO_TIME ? NULL : zones_format(local, text->first_at);
	g_autofree char *last = text->last_at == STORE_NO_TIME ? NULL : zones_format(local, text->last_at);
	Writer *out = ctl->out;

	writer_number(out, "text", text->text_id ? "text" : NULL, WRITER_PLAIN, text->text_id);
	writer_number(out, "cases", "cases that get it", WRITER_STRONG, text->cases);
	writer_time(out, "first_at", first ? "the first" : NULL, text->first_at, STORE_NO_TIME, first);
	writer_time(out, "last_at", last ? "the last" : NULL, text->last_at, STORE_NO_TIME, last);
	if (text->cases)
		writer_number(out, "segments", "segments at most", WRITER_PLAIN, text->most.segments);
	writer_text(out, "example", text->example ? "as one reads it" : NULL, WRITER_PLAIN, text->example);
	show_findings(out, text->findings);
	writer_list(out, "left_out", text->left_out->len ? "\nGet none" : NULL, NULL);
	for (guint i = 0; i < text->left_out->len; i++) {
		const IncidentLeftOut *one = &g_array_index(text->left_out, IncidentLeftOut, i);

		writer_row(out);
		writer_text(out, "why", "why", WRITER_PLAIN, one->why);
		writer_number(out, "cases", "cases", WRITER_PLAIN, one->cases);
	}
	writer_list_end(out);
}

static CtlExit withdraw(Ctl *ctl, int64_t incident_id, const char *language)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	guint taken = 0;
	int r = incident_text_withdraw(&ctl->desk, incident_id, language, &taken, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Taken back; of %u case%s it had not left, and never will.", taken,
	                           taken == 1 ? "" : "s");
	writer_number(ctl->out, "taken_back", NULL, WRITER_PLAIN, taken);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_incident_text(Ctl *ctl, const Args *args)
{
	IncidentTextWish wish = {
	        .language = args_value(args, "language"), .text = args_word(args, 2), .dry = args_has(args, "dry-run")};
	gboolean approve = args_has(args, "approve");
	g_auto(IncidentText) text = {0};
	g_autofree char *fault = NULL;
	CtlExit code = ctl_incident_number(ctl, args, &wish.incident_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (!wish.language)
		return ctl_fail(ctl, CTL_USAGE,
		                "say the language with --language zh-CN: \"incident show N\" tells those of its cases");
	if (args_words(args) > 3 || (wish.text != NULL) + approve + args_has(args, "withdraw") != 1)
		return ctl_fail(ctl, CTL_USAGE, "say one of these: the text, in quotes; --approve; --withdraw");
	if (args_has(args, "withdraw"))
		return withdraw(ctl, wish.incident_id, wish.language);
	r = approve ? incident_text_approve(&ctl->desk, wish.incident_id, wish.language, 0, &text, &fault)
	            : incident_text_write(&ctl->desk, &wish, &text, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = !wish.dry;
	show_text(ctl, &text);
	writer_say(ctl->out, NULL, wish.dry ? WRITER_DIM : WRITER_GOOD,
	           approve    ? "Approved; it leaves under the rules of every case."
	           : wish.dry ? "Nothing was written: --dry-run."
	                      : "Kept; a second person approves it with --approve.");
	return CTL_OK;
}

CtlExit ctl_incident_share(Ctl *ctl, const Args *args)
{
	gboolean dry = args_has(args, "dry-run");
	g_autoptr(GArray) list = NULL;
	g_autofree char *fault = NULL;
	int64_t incident_id = 0;
	CtlExit code = ctl_incident_number(ctl, args, &incident_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = incident_share(&ctl->desk, incident_id, dry, &list, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = !dry;
	ctl_assignments(ctl, list, dry, "Every open case of it is somebody's already.");
	return CTL_OK;
}

/* ---- how it goes ---- */

static CtlExit read_course(Ctl *ctl, int64_t incident_id, IncidentPace pace, GArray **points)
{
	g_autofree char *fault = NULL;
	StoreIncident incident = {0};
	int r = store_incident_get(ctl->desk.store, incident_id, &incident);

	if (r == 0)
		r = incident_course(&ctl->desk, &incident, pace, points, &fault);
	store_incident_clear(&incident);
	return r == 0 ? CTL_OK
	              : ctl_fail(ctl, r == -ENOENT ? CTL_FAILED : CTL_STORE,
	                         fault ? fault : store_error(ctl->desk.store));
}

CtlExit ctl_incident_course(Ctl *ctl, const Args *args)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	const char *by = args_value(args, "by");
	g_autoptr(GArray) points = NULL;
	int64_t incident_id = 0;
	CtlExit code = ctl_incident_number(ctl, args, &incident_id);

	if (code == CTL_OK && by && !g_str_equal(by, "hour") && !g_str_equal(by, "day"))
		return ctl_fail(ctl, CTL_USAGE, "--by hour or --by day");
	if (code == CTL_OK)
		code = read_course(ctl, incident_id,
		                   !by                       ? INCIDENT_BY_ITSELF
		                   : g_str_equal(by, "hour") ? INCIDENT_BY_HOUR
		                                             : INCIDENT_BY_DAY,
		                   &points);
	if (code != CTL_OK)
		return code;
	writer_number(ctl->out, "incident", NULL, WRITER_PLAIN, incident_id);
	writer_list(ctl->out, "course", NULL, NULL);
	for (guint i = 0; i < points->len; i++) {
		const IncidentPoint *point = &g_array_index(points, IncidentPoint, i);
		g_autofree char *at = zones_format(local, point->at);

		writer_row(ctl->out);
		writer_time(ctl->out, "at", "at", point->at, STORE_NO_TIME, at);
		writer_number(ctl->out, "open", "open", WRITER_STRONG, point->open);
		writer_number(ctl->out, "resolved", "resolved", WRITER_PLAIN, point->resolved);
		writer_number(ctl->out, "closed", "closed", WRITER_PLAIN, point->closed);
	}
	writer_list_end(ctl->out);
	return CTL_OK;
}
