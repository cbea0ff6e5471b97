/* A report for programs: JSON and CSV; and how its numbers are written for people. */
#include "desk/report.h"

#include "conf/spans.h"
#include "desk/csv_reader.h"

#include <jansson.h>
#include <stdlib.h>

#define MILLION INT64_C(1000000)

/* At least two digits behind the point, and no more than there are. */
static char *money(int64_t millionths)
{
	char *text = g_strdup_printf("%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, millionths < 0 ? "-" : "",
	                             ABS(millionths) / MILLION, ABS(millionths) % MILLION);
	gsize length = strlen(text), least = length - 4;

	while (length > least && text[length - 1] == '0')
		text[--length] = '\0';
	return text;
}

static char *tenths(int64_t n, gboolean sign)
{
	return g_strdup_printf("%s%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
	                       n < 0           ? "-"
	                       : sign && n > 0 ? "+"
	                                       : "",
	                       ABS(n) / 10, ABS(n) % 10);
}

char *report_cell_text(const ReportColumn *column, const ReportCell *cell)
{
	g_autofree char *number = NULL;

	if (column->kind == REPORT_WORDS)
		return g_strdup(cell->words ? cell->words : "none");
	if (!cell->there)
		return g_strdup("-");
	switch (column->kind) {
	case REPORT_SPAN:
		return duration_format(cell->number < 120 ? cell->number : (cell->number + 30) / 60 * 60);
	case REPORT_SHARE:
		number = tenths(cell->number, FALSE);
		return g_strconcat(number, " %", NULL);
	case REPORT_CHANGE:
		return tenths(cell->number, TRUE);
	case REPORT_MONEY:
		return money(cell->number);
	case REPORT_WORDS:
	case REPORT_COUNT:
	default:
		return g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
	}
}

static GDateTime *on_clock(const Report *report, int64_t at)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(report->clock);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);

	return utc && zone ? g_date_time_to_timezone(utc, zone) : g_steal_pointer(&utc);
}

char *report_span_text(const Report *report)
{
	g_autoptr(GDateTime) since = on_clock(report, report->since_at), until = on_clock(report, report->until_at);
	g_autofree char *from = since ? g_date_time_format(since, "%F %H:%M") : NULL;
	g_autofree char *to = until ? g_date_time_format(until, "%F %H:%M") : NULL;

	return g_strdup_printf("From %s to %s (%s), %s%s%s%s.", from ? from : "?", to ? to : "?", report->clock,
	                       report->shop ? "shop " : "all shops", report->shop ? report->shop : "",
	                       report->zone ? ", customers in " : "", report->zone ? report->zone : "");
}

char *report_lacking_text(const Report *report)
{
	return report->lacking ? g_strdup_printf("%" G_GUINT64_FORMAT
	                                         " %s of this time %s left out: of before this version wrote down what "
	                                         "was so at the time, and nothing is guessed.",
	                                         report->lacking, report->lacking == 1 ? "row" : "rows",
	                                         report->lacking == 1 ? "is" : "are")
	                       : NULL;
}

/* ---- JSON ---- */

static const char *const KINDS[] = {
        [REPORT_WORDS] = "words",   [REPORT_COUNT] = "count",   [REPORT_SPAN] = "seconds",
        [REPORT_SHARE] = "percent", [REPORT_CHANGE] = "points", [REPORT_MONEY] = "money",
};

/* Money is a string: no reader may round it. */
static json_t *json_cell(const ReportColumn *column, const ReportCell *cell)
{
	g_autofree char *amount = NULL;
	g_autofree char *valid = NULL;

	if (!cell->there)
		return json_null();
	switch (column->kind) {
	case REPORT_WORDS:
		valid = g_utf8_make_valid(cell->words, -1);
		return json_string(valid);
	case REPORT_SHARE:
	case REPORT_CHANGE:
		return json_real((double)cell->number / 10);
	case REPORT_MONEY:
		amount = money(cell->number);
		return json_string(amount);
	case REPORT_COUNT:
	case REPORT_SPAN:
	default:
		return json_integer(cell->number);
	}
}

static json_t *json_cases(const ReportRow *row)
{
	json_t *list = json_array();

	for (guint i = 0; i < row->cases->len; i++)
		json_array_append_new(list, json_integer(g_array_index(row->cases, int64_t, i)));
	return list;
}

static json_t *json_time(int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autofree char *text = utc ? g_date_time_format(utc, "%FT%TZ") : NULL;

	return text ? json_string(text) : json_null();
}

static json_t *json_words(const char *words)
{
	g_autofree char *valid = words ? g_utf8_make_valid(words, -1) : NULL;

	return valid ? json_string(valid) : json_null();
}

static void add_columns(json_t *document, const Report *report)
{
	json_t *columns = json_array(), *bars = json_array();

	for (guint c = 0; c < report->n_columns; c++)
		json_array_append_new(columns, json_pack("{s:s, s:s, s:s, s:b}", "key", report->columns[c].key, "label",
		                                         report->columns[c].label, "kind",
		                                         KINDS[report->columns[c].kind], "of_row", c < report->n_keys));
	for (guint i = 0; i < REPORT_BARS && report->bars[i]; i++)
		json_array_append_new(bars, json_string(report->columns[report->bars[i]].key));
	json_object_set_new(document, "columns", columns);
	json_object_set_new(
	        document, "chart",
	        json_pack("{s:s, s:o}", "kind", report->chart == REPORT_CHART_HEAT ? "heat" : "bars", "columns", bars));
}

/* Seven lists of 24, from Monday: true, false, or null where nobody knows. */
static json_t *json_permitted(const Report *report)
{
	json_t *days = json_array();

	for (int day = 0; day < 7; day++) {
		json_t *hours = json_array();

		for (int hour = 0; hour < 24; hour++)
			json_array_append_new(hours, report->permitted[day][hour] < 0
			                                     ? json_null()
			                                     : json_boolean(report->permitted[day][hour]));
		json_array_append_new(days, hours);
	}
	return days;
}

char *report_json(const Report *report)
{
	g_autofree char *raw = NULL;
	json_t *document = json_object(), *rows = json_array(), *notes = json_array();

	json_object_set_new(document, "report", json_string(report_name(report->name)));
	json_object_set_new(document, "title", json_words(report->title));
	json_object_set_new(document, "since_at", json_time(report->since_at));
	json_object_set_new(document, "until_at", json_time(report->until_at));
	json_object_set_new(document, "clock", json_string(report->clock));
	json_object_set_new(document, "shop", json_words(report->shop));
	json_object_set_new(document, "zone", json_words(report->zone));
	add_columns(document, report);
	for (guint i = 0; i < report->rows->len; i++) {
		const ReportRow *row = report->rows->pdata[i];
		json_t *object = json_object();

		for (guint c = 0; c < report->n_columns; c++)
			json_object_set_new(object, report->columns[c].key,
			                    json_cell(&report->columns[c], &row->cells[c]));
		json_object_set_new(object, "cases", json_cases(row));
		json_array_append_new(rows, object);
	}
	json_object_set_new(document, "rows", rows);
	if (report->chart == REPORT_CHART_HEAT)
		json_object_set_new(document, "permitted", json_permitted(report));
	json_object_set_new(document, "lacking", json_integer((json_int_t)report->lacking));
	for (guint i = 0; i < report->notes->len; i++)
		json_array_append_new(notes, json_words(report->notes->pdata[i]));
	json_object_set_new(document, "notes", notes);
	raw = json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	json_decref(document);
	return raw ? g_strconcat(raw, "\n", NULL) : NULL;
}

/* ---- CSV ---- */

static char *csv_cell(const ReportColumn *column, const ReportCell *cell)
{
	if (!cell->there)
		return g_strdup("");
	if (column->kind == REPORT_SHARE || column->kind == REPORT_CHANGE)
		return tenths(cell->number, FALSE);
	if (column->kind == REPORT_SPAN)
		return g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
	return report_cell_text(column, cell);
}

static char *csv_cases(const ReportRow *row)
{
	GString *ids = g_string_new(NULL);

	for (guint i = 0; i < row->cases->len; i++)
		g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, i ? " " : "", g_array_index(row->cases, int64_t, i));
	return g_string_free(ids, FALSE);
}

static gboolean csv_line(FILE *out, const Report *report, const ReportRow *row)
{
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
	g_autofree gboolean *numbers = g_new0(gboolean, report->n_columns + 1);

	for (guint c = 0; c < report->n_columns; c++) {
		numbers[c] = report->columns[c].kind != REPORT_WORDS;
		g_ptr_array_add(cells,
		                row ? csv_cell(&report->columns[c], &row->cells[c]) : g_strdup(report->columns[c].key));
	}
	if (report->list_cases)
		g_ptr_array_add(cells, row ? csv_cases(row) : g_strdup("cases"));
	return csv_write_numbers(out, ',', cells, numbers);
}

char *report_csv(const Report *report)
{
	char *text = NULL, *copy;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	gboolean good = out && csv_line(out, report, NULL);

	for (guint i = 0; good && i < report->rows->len; i++)
		good = csv_line(out, report, report->rows->pdata[i]);
	if (out && fclose(out) != 0)
		good = FALSE;
	copy = good ? g_strdup(text) : NULL;
	free(text);
	return copy;
}
