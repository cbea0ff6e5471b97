/* Reports, and the measures they compare around. */
#include "ctl/ctl.h"

#include "ctl/chart.h"
#include "desk/measures.h"
#include "desk/report.h"

#include <errno.h>
#include <string.h>

#define BAR 20
#define CASES_MOST 12

/* ---- a report as text ---- */

static WriterStyle style_of(const ReportColumn *column)
{
	return column->kind == REPORT_MONEY ? WRITER_STRONG : WRITER_PLAIN;
}

/* The last of the columns that are drawn: one bar a row is what a terminal has room for. */
static guint bar_of(const Report *report)
{
	guint column = 0;

	for (guint i = 0; i < REPORT_BARS && report->bars[i]; i++)
		column = report->bars[i];
	return column;
}

static char *cases_text(const ReportRow *row)
{
	GString *ids = g_string_new(NULL);

	for (guint i = 0; i < row->cases->len && i < CASES_MOST; i++)
		g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, i ? " " : "", g_array_index(row->cases, int64_t, i));
	if (row->cases->len > CASES_MOST)
		g_string_append_printf(ids, " and %u more", row->cases->len - CASES_MOST);
	return g_string_free(ids, FALSE);
}

static void show_row(Writer *out, const Report *report, const ReportRow *row, int64_t most)
{
	guint drawn = bar_of(report);

	writer_row(out);
	for (guint c = 0; c < report->n_columns; c++) {
		g_autofree char *text = report_cell_text(&report->columns[c], &row->cells[c]);

		writer_text(out, NULL, report->columns[c].label, style_of(&report->columns[c]), text);
	}
	if (report->list_cases) {
		g_autofree char *cases = cases_text(row);

		writer_text(out, NULL, "cases", WRITER_DIM, cases);
	} else if (drawn) {
		g_autofree char *bar = chart_bar(chart_set(), MAX(0, row->cells[drawn].number), most, BAR);

		writer_text(out, NULL, "", WRITER_GOOD, bar);
	}
}

static void show_table(Writer *out, const Report *report)
{
	guint drawn = bar_of(report);
	int64_t most =
	        drawn && report->columns[drawn].kind == REPORT_SHARE && report->name != REPORT_OPTOUTS ? 1000 : 0;

	for (guint i = 0; drawn && i < report->rows->len; i++)
		most = MAX(most, ((const ReportRow *)report->rows->pdata[i])->cells[drawn].number);
	writer_list(out, "rows", NULL, "There is nothing of this time.");
	for (guint i = 0; i < report->rows->len; i++)
		show_row(out, report, report->rows->pdata[i], most);
	writer_list_end(out);
}

/* ---- a heat map ---- */

static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static int64_t heat_of(const Report *report, guint column, int day, int hour)
{
	for (guint i = 0; i < report->rows->len; i++) {
		const ReportRow *row = report->rows->pdata[i];

		if (row->cells[1].number == hour && g_str_equal(row->cells[0].words, DAYS[day]))
			return row->cells[column].number;
	}
	return 0;
}

/* Thousands are told as such. */
static char *heat_text(int64_t n, gboolean permitted, int columns)
{
	g_autofree char *text = n == 0     ? g_strdup(permitted ? "." : "")
	                        : n < 1000 ? g_strdup_printf("%d", (int)n)
	                                   : g_strdup_printf("%dk", (int)MIN(99, n / 1000));

	return g_strdup_printf("%*s", columns, text);
}

/* Three columns an hour fit on 80; numbers of three digits need one more. */
static int heat_columns(const Report *report, guint column)
{
	int64_t most = 0;

	for (guint i = 0; i < report->rows->len; i++)
		most = MAX(most, ((const ReportRow *)report->rows->pdata[i])->cells[column].number);
	return most < 100 ? 3 : 4;
}

static void show_day(Writer *out, const Report *report, guint column, int day, int columns)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	WriterPiece pieces[26] = {{WRITER_DIM, DAYS[day]}};

	for (int hour = 0; hour < 24; hour++) {
		int64_t n = heat_of(report, column, day, hour);
		int permitted = report->permitted[day][hour];

		g_ptr_array_add(texts, heat_text(n, permitted != 0, columns));
		pieces[hour + 1] = (WriterPiece){n == 0           ? WRITER_DIM
		                                 : permitted == 0 ? WRITER_BAD
		                                                  : WRITER_GOOD,
		                                 texts->pdata[hour]};
	}
	writer_pieces(out, pieces);
}

static void show_heat(Writer *out, const Report *report, guint column)
{
	g_autofree char *title = g_strdup_printf("\n%s", report->columns[column].label);
	g_autoptr(GString) ruler = g_string_new("   ");
	int columns = heat_columns(report, column);

	for (int hour = 0; hour < 24; hour++)
		g_string_append_printf(ruler, "%*s%02d", columns - 2, "", hour);
	writer_pieces(out, (const WriterPiece[]){{WRITER_STRONG, title}, {WRITER_PLAIN, NULL}});
	writer_pieces(out, (const WriterPiece[]){{WRITER_DIM, ruler->str}, {WRITER_PLAIN, NULL}});
	for (int day = 0; day < 7; day++)
		show_day(out, report, column, day, columns);
}

static void show_text(Writer *out, const Report *report)
{
	g_autofree char *span = report_span_text(report);
	g_autofree char *lacking = report_lacking_text(report);

	writer_say(out, NULL, WRITER_STRONG, report->title);
	writer_say(out, NULL, WRITER_DIM, span);
	if (report->chart != REPORT_CHART_HEAT || report->rows->len == 0) {
		writer_say(out, NULL, WRITER_PLAIN, "");
		show_table(out, report);
	} else {
		for (guint i = 0; i < REPORT_BARS && report->bars[i]; i++)
			show_heat(out, report, report->bars[i]);
	}
	writer_say(out, NULL, WRITER_PLAIN, "");
	if (report->chart == REPORT_CHART_HEAT && report->permitted[0][0] >= 0)
		writer_say(out, NULL, WRITER_DIM,
		           "A point is a permitted hour without any; blank hours are not permitted.");
	if (lacking)
		writer_say(out, NULL, WRITER_BAD, lacking);
	for (guint i = 0; i < report->notes->len; i++)
		writer_say(out, NULL, WRITER_DIM, report->notes->pdata[i]);
}

/* ---- the command ---- */

typedef enum { AS_TEXT, AS_JSON, AS_CSV, AS_HTML } Format;

static int format_of(const Ctl *ctl, const Args *args, Format *format)
{
	static const char *const NAMES[] = {"text", "json", "csv", "html"};
	const char *word = args_value(args, "format");

	*format = writer_is_json(ctl->out) ? AS_JSON : AS_TEXT;
	if (!word)
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (g_str_equal(word, NAMES[i])) {
			*format = (Format)i;
			return 0;
		}
	return -EINVAL;
}

/* What a program or a browser reads goes out as it is. */
static CtlExit put_whole(const Ctl *ctl, char *text)
{
	g_autofree char *owned = text;

	if (!owned || fputs(owned, stdout) == EOF)
		return ctl_fail(ctl, CTL_FAILED, "cannot write the report");
	return CTL_OK;
}

static void list_reports(const Ctl *ctl)
{
	writer_list(ctl->out, "reports", NULL, NULL);
	for (int i = 0; i < REPORTS; i++) {
		writer_row(ctl->out);
		writer_text(ctl->out, "report", "report", WRITER_STRONG, report_name((ReportName)i));
		writer_text(ctl->out, "brief", "what it tells", WRITER_PLAIN, report_brief((ReportName)i));
	}
	writer_list_end(ctl->out);
}

static CtlExit show(const Ctl *ctl, const Report *report, Format format)
{
	g_autofree char *lacking = report_lacking_text(report);

	switch (format) {
	case AS_JSON:
		return put_whole(ctl, report_json(report));
	case AS_CSV:
		/* It has no place for words. */
		if (lacking)
			fprintf(stderr, "followupctl: %s\n", lacking);
		return put_whole(ctl, report_csv(report));
	case AS_HTML:
		return put_whole(ctl, report_html(report));
	case AS_TEXT:
	default:
		show_text(ctl->out, report);
		return CTL_OK;
	}
}

CtlExit ctl_report(Ctl *ctl, const Args *args)
{
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL;
	ReportWish wish = {.since = args_value(args, "since"),
	                   .until = args_value(args, "until"),
	                   .shop = args_value(args, "shop"),
	                   .zone = args_value(args, "zone"),
	                   .within = args_value(args, "within")};
	Format format;
	CtlExit code;
	int r;

	if (args_words(args) == 0) {
		list_reports(ctl);
		return CTL_OK;
	}
	if (report_parse(args_word(args, 0), &wish.name, &fault) < 0 ||
	    args_number(args, "measure", 1, INT64_MAX, 0, &wish.measure, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	if (format_of(ctl, args, &format) < 0)
		return ctl_fail(ctl, CTL_USAGE, "--format is text, json, csv or html");
	code = ctl_open_store(ctl, STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	r = report_make(&ctl->desk, &wish, &report, &fault);
	if (r < 0)
		return ctl_fail(ctl, r == -ENOENT ? CTL_USAGE : ctl_exit_of(r), fault);
	return show(ctl, &report, format);
}

/* ---- measures ---- */

static char *day_of(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = at == STORE_NO_TIME ? NULL : g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	return local ? g_date_time_format(local, "%F") : g_strdup("-");
}

static CtlExit list_measures(const Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) measures = NULL;
	g_autofree char *fault = NULL;
	int r = measure_list(&ctl->desk, args_value(args, "shop"), args_has(args, "all"), &measures, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	writer_list(ctl->out, "measures", NULL,
	            args_has(args, "all") ? "There are no measures." : "No measure is open.");
	for (guint i = 0; i < measures->len; i++) {
		const StoreMeasure *m = &g_array_index(measures, StoreMeasure, i);
		GTimeZone *zone = measure_clock(&ctl->desk, m->shop);
		g_autofree char *from = day_of(zone, m->at), *due = day_of(zone, m->due_at),
		                *done = day_of(zone, m->done_at);
		gboolean late =
		        m->done_at == STORE_NO_TIME && m->due_at != STORE_NO_TIME && m->due_at < ctl->desk.now_at;

		writer_row(ctl->out);
		writer_number(ctl->out, "measure", "measure", WRITER_PLAIN, m->id);
		writer_text(ctl->out, "what", "what", WRITER_STRONG, m->what);
		writer_text(ctl->out, "shop", NULL, WRITER_PLAIN, m->shop);
		writer_text(ctl->out, NULL, "shop", WRITER_PLAIN, m->shop ? m->shop : "all");
		writer_time(ctl->out, "from_at", "from", m->at, STORE_NO_TIME, from);
		writer_text(ctl->out, "owner", "owner", WRITER_PLAIN, m->owner);
		writer_time(ctl->out, "due_at", NULL, m->due_at, STORE_NO_TIME, NULL);
		writer_text(ctl->out, NULL, "due", late ? WRITER_BAD : WRITER_PLAIN, due);
		writer_time(ctl->out, "done_at", "done", m->done_at, STORE_NO_TIME, done);
	}
	writer_list_end(ctl->out);
	return CTL_OK;
}

static CtlExit add_measure(Ctl *ctl, const Args *args)
{
	g_autoptr(GString) what = g_string_new(NULL);
	g_autofree char *fault = NULL;
	g_autofree char *said = NULL;
	MeasureWish wish = {.shop = args_value(args, "shop"),
	                    .from = args_value(args, "from"),
	                    .owner = args_value(args, "owner"),
	                    .due = args_value(args, "due")};
	int64_t id = 0;
	int r;

	for (guint i = 1; i < args_words(args); i++)
		g_string_append_printf(what, "%s%s", i > 1 ? " " : "", args_word(args, i));
	wish.what = what->str;
	r = measure_add(&ctl->desk, &wish, &id, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	said = g_strdup_printf("Measure %" G_GINT64_FORMAT " is marked. \"report causes --measure %" G_GINT64_FORMAT
	                       "\" compares before and after it.",
	                       id, id);
	writer_number(ctl->out, "measure", NULL, WRITER_PLAIN, id);
	writer_say(ctl->out, NULL, WRITER_PLAIN, said);
	return CTL_OK;
}

static CtlExit end_measure(Ctl *ctl, const char *word)
{
	g_autofree char *fault = NULL;
	gint64 id;
	int r;

	if (!word || !g_ascii_string_to_signed(word, 10, 1, INT64_MAX, &id, NULL))
		return ctl_fail(ctl, CTL_USAGE,
		                "which measure? \"measure done N\", with N as \"measure list\" tells it");
	r = measure_done(&ctl->desk, id, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	writer_number(ctl->out, "measure", NULL, WRITER_PLAIN, id);
	writer_say(ctl->out, NULL, WRITER_PLAIN, "Done.");
	return CTL_OK;
}

CtlExit ctl_measure(Ctl *ctl, const Args *args)
{
	const char *act = args_words(args) ? args_word(args, 0) : "list";
	gboolean list = g_str_equal(act, "list") && args_words(args) <= 1;
	gboolean add = g_str_equal(act, "add") && args_words(args) > 1;
	gboolean done = g_str_equal(act, "done") && args_words(args) == 2;
	CtlExit code = list || add || done ? ctl_open_store(ctl, list ? STORE_READ_ONLY : STORE_READ_WRITE) : CTL_OK;

	if (code != CTL_OK)
		return code;
	if (list)
		return list_measures(ctl, args);
	if (add)
		return add_measure(ctl, args);
	if (done)
		return end_measure(ctl, args_word(args, 1));
	return ctl_fail(ctl, CTL_USAGE, "it is \"measure add WHAT\", \"measure list\" or \"measure done N\"");
}
