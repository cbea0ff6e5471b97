/* Deadlines kept and missed. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/sla_report.h"
#include "text/code.h"

#define SINCE_S (30 * INT64_C(86400))
#define BAR 20

/* Stands above the bars. */
#define SCALE "0 %            100 %"

/* A bar for a table's cell: its length is the share. */
static char *bar(guint part, guint whole)
{
	return g_strnfill(whole ? (part * BAR + whole - 1) / whole : 0, '#');
}

static void share(Writer *out, const char *key, const char *label, guint part, guint whole)
{
	g_autofree char *text = g_strdup_printf("%u %%", sla_percent(part, whole));

	writer_number(out, key, NULL, WRITER_PLAIN, sla_percent(part, whole));
	writer_text(out, NULL, label, WRITER_PLAIN, text);
}

static void show_causes(Writer *out, const SlaReport *report)
{
	writer_list(out, "causes", "\nMissed, by cause", NULL);
	for (int cause = 0; cause < MISS_CAUSES; cause++) {
		guint n = report->causes[cause];
		g_autofree char *drawn = bar(n, report->all.missed);

		if (n == 0)
			continue;
		writer_row(out);
		writer_text(out, "cause", "cause", WRITER_PLAIN, miss_cause_name((MissCause)cause));
		writer_number(out, "missed", "missed", WRITER_PLAIN, n);
		share(out, "percent", "share", n, report->all.missed);
		writer_text(out, NULL, SCALE, WRITER_BAD, drawn);
	}
	writer_list_end(out);
}

/* One row a value that has any. */
static void show_counts(Writer *out, const char *list, const char *title, const char *what, const SlaCount *counts,
                        guint n)
{
	writer_list(out, list, title, NULL);
	for (guint i = 0; i < n; i++) {
		guint whole = counts[i].kept + counts[i].missed;
		g_autofree char *drawn = bar(counts[i].kept, whole);
		g_autofree char *name = n == 24  ? g_strdup_printf("%02u:00", i)
		                        : i == 0 ? g_strdup("none")
		                                 : g_strdup_printf("%u", i);

		if (whole == 0)
			continue;
		writer_row(out);
		writer_number(out, what, NULL, WRITER_PLAIN, i);
		writer_text(out, NULL, what, WRITER_PLAIN, name);
		writer_number(out, "kept", "kept", WRITER_PLAIN, counts[i].kept);
		writer_number(out, "missed", "missed", WRITER_PLAIN, counts[i].missed);
		share(out, "percent_kept", "share", counts[i].kept, whole);
		writer_text(out, NULL, SCALE, WRITER_GOOD, drawn);
	}
	writer_list_end(out);
}

static void show_keepers(Writer *out, const SlaReport *report)
{
	writer_list(out, "keepers", "\nKept by", NULL);
	for (guint i = 0; i < report->keepers->len; i++) {
		const SlaKeeper *keeper = &g_array_index(report->keepers, SlaKeeper, i);

		writer_row(out);
		writer_text(out, "who", "who", WRITER_PLAIN, keeper->name);
		writer_number(out, "kept", "kept", WRITER_PLAIN, keeper->kept);
		share(out, "percent", "share", keeper->kept, report->all.kept);
	}
	writer_list_end(out);
}

static void show_report(Writer *out, const SlaReport *report, const char *span, int64_t since_at)
{
	guint whole = report->all.kept + report->all.missed;
	g_autofree char *sentence =
	        whole ? g_strdup_printf("Deadlines of the last %s: %u of %u kept (%u %%), %u missed, %u open.", span,
	                                report->all.kept, whole, sla_percent(report->all.kept, whole),
	                                report->all.missed, report->open)
	              : g_strdup_printf("Deadlines of the last %s: none is over, %u open.", span, report->open);

	writer_time(out, "since_at", NULL, since_at, STORE_NO_TIME, NULL);
	writer_number(out, "kept", NULL, WRITER_PLAIN, report->all.kept);
	writer_number(out, "missed", NULL, WRITER_PLAIN, report->all.missed);
	writer_number(out, "open", NULL, WRITER_PLAIN, report->open);
	writer_number(out, "over_before", NULL, WRITER_PLAIN, report->withdrawn);
	writer_number(out, "percent_kept", NULL, WRITER_PLAIN, sla_percent(report->all.kept, whole));
	writer_say(out, NULL, WRITER_STRONG, sentence);
	show_causes(out, report);
	show_counts(out, "hours", "\nBy hour of the complaint", "hour", report->hours, 24);
	show_counts(out, "levels", "\nBy level", "level", report->levels, SLA_LEVELS);
	show_keepers(out, report);
}

/* The cases behind a number. */
static void show_missed(const Ctl *ctl, const SlaReport *report, MissCause cause)
{
	Writer *out = ctl->out;

	writer_list(out, "cases", NULL, "No deadline was missed for that cause.");
	for (guint i = 0; i < report->rows->len; i++) {
		const StoreSla *row = &g_array_index(report->rows, StoreSla, i);
		GTimeZone *zone = desk_shop_zone(&ctl->desk, row->shop);
		g_autofree char *complaint = zones_format_short(zone, row->complaint_at);
		g_autofree char *deadline = zones_format_short(zone, row->deadline_at);
		g_autofree char *contact = row->contacted_at == STORE_NO_TIME
		                                   ? g_strdup("none yet")
		                                   : zones_format_short(zone, row->contacted_at);
		char code[CASE_CODE_SIZE];

		if (!row->missed || row->cause != cause)
			continue;
		case_code(row->case_id, code);
		writer_row(out);
		writer_number(out, "case", "case", WRITER_PLAIN, row->case_id);
		writer_text(out, "code", "code", WRITER_PLAIN, code);
		writer_text(out, "shop", "shop", WRITER_PLAIN, row->shop);
		writer_number(out, "level", NULL, WRITER_PLAIN, row->level);
		writer_time(out, "complaint_at", "complaint", row->complaint_at, STORE_NO_TIME, complaint);
		writer_time(out, "deadline_at", "deadline", row->deadline_at, STORE_NO_TIME, deadline);
		writer_time(out, "contacted_at", "first contact", row->contacted_at, STORE_NO_TIME, contact);
		writer_text(out, "cause", "cause", WRITER_BAD, miss_cause_name(row->cause));
	}
	writer_list_end(out);
}

static CtlExit parse_cause(const Ctl *ctl, const char *word, MissCause *cause)
{
	g_autoptr(GString) known = g_string_new(NULL);

	if (miss_cause_parse(word, cause) == 0)
		return CTL_OK;
	g_string_append_printf(known, "there is no cause \"%s\"; it is ", word);
	for (int i = 0; i < MISS_CAUSES; i++)
		g_string_append_printf(known, "%s%s", i == 0 ? "" : i + 1 == MISS_CAUSES ? " or " : ", ",
		                       miss_cause_name((MissCause)i));
	return ctl_fail(ctl, CTL_USAGE, known->str);
}

CtlExit ctl_sla(Ctl *ctl, const Args *args)
{
	const char *word = args_value(args, "cause"), *since = args_value(args, "since");
	g_autofree char *wrong = NULL;
	g_autofree char *fault = NULL;
	g_autofree char *span = NULL;
	int64_t since_s = SINCE_S;
	MissCause cause = MISS_OTHER;
	SlaReport report;

	if (since && (duration_parse(since, &since_s, &wrong) < 0 || since_s <= 0)) {
		fault = g_strdup_printf("--since: \"%s\": %s", since, wrong ? wrong : "must be longer than nothing");
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if (word && parse_cause(ctl, word, &cause) != CTL_OK)
		return CTL_USAGE;
	if (sla_report(&ctl->desk, args_value(args, "shop"), ctl->desk.now_at - since_s, &report, &fault) < 0)
		return ctl_fail(ctl, CTL_STORE, fault);
	span = since ? g_strdup(since) : duration_format(since_s);
	if (word)
		show_missed(ctl, &report, cause);
	else
		show_report(ctl->out, &report, span, ctl->desk.now_at - since_s);
	sla_report_clear(&report);
	return CTL_OK;
}
