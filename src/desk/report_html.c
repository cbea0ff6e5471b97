/* A report as a page that needs nothing else: no script, no style sheet, no picture from anywhere. */
#include "desk/html.h"
#include "desk/report.h"

static const char STYLE[] =
        ":root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;margin:2em "
        "auto;max-width:64em;padding:0 1em}"
        "table{border-collapse:collapse;margin:1em 0 2em}td,th{border-bottom:1px solid #8884;padding:.3em "
        ".8em;text-align:left;"
        "vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
        "td{overflow-wrap:anywhere}.dim{opacity:.65}svg{width:100%;max-width:760px;height:auto;display:block}"
        "svg text{font:12px "
        "system-ui,sans-serif;fill:currentColor}.bar,.hot{fill:#2f6fb0}.no{fill:#8883}.yes{fill:none;stroke:#8885}"
        ".lacking{border-left:4px solid #b26b00;padding-left:.8em}@media print{body{margin:0;max-width:none}}";

/* Of the picture, in its own units. */
#define WIDTH 760
#define LABEL_WIDTH 270
#define BAR_WIDTH 380
#define LINE 22
#define LABEL_COLUMNS 38
#define BARS_MOST 60

static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* Cut to what the picture has room for; Chinese characters take two columns. */
static char *fitting(const char *label)
{
	g_autofree char *valid = g_utf8_make_valid(label, -1);
	GString *out = g_string_new(NULL);
	int columns = 0;

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		columns += g_unichar_iswide(c) ? 2 : 1;
		if (columns > LABEL_COLUMNS) {
			g_string_append(out, "…");
			break;
		}
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

static char *label_of(const Report *report, const ReportRow *row)
{
	GString *label = g_string_new(NULL);

	for (guint c = 0; c < report->n_keys; c++) {
		g_autofree char *text = report_cell_text(&report->columns[c], &row->cells[c]);

		g_string_append_printf(label, "%s%s", c ? " · " : "", text);
	}
	return g_string_free(label, FALSE);
}

static int64_t most_of(const Report *report, guint column)
{
	/* Opt-outs are few in a hundred: their bars are compared with each other. */
	int64_t most = report->columns[column].kind == REPORT_SHARE && report->name != REPORT_OPTOUTS ? 1000 : 0;

	for (guint i = 0; i < report->rows->len; i++)
		most = MAX(most, ((ReportRow *)report->rows->pdata[i])->cells[column].number);
	return most;
}

static void add_bar(GString *page, const Report *report, guint column, const ReportRow *row, guint line, int64_t most)
{
	const ReportCell *cell = &row->cells[column];
	int64_t length = most > 0 && cell->there ? MAX(0, cell->number) * BAR_WIDTH / most : 0;
	g_autofree char *whole = label_of(report, row);
	g_autofree char *label = fitting(whole);
	g_autofree char *value = report_cell_text(&report->columns[column], cell);

	g_string_append_printf(page, "<g><title>");
	html_add_bare(page, whole);
	g_string_append_printf(page, ": %s</title><text x=\"%d\" y=\"%u\" text-anchor=\"end\">", value, LABEL_WIDTH - 8,
	                       line * LINE + 15);
	html_add_bare(page, label);
	g_string_append_printf(
	        page, "</text><rect class=\"bar\" x=\"%d\" y=\"%u\" width=\"%" G_GINT64_FORMAT "\" height=\"%d\"/>",
	        LABEL_WIDTH, line * LINE + 3, length, LINE - 6);
	g_string_append_printf(page, "<text x=\"%" G_GINT64_FORMAT "\" y=\"%u\">%s</text></g>\n",
	                       LABEL_WIDTH + length + 6, line * LINE + 15, value);
}

static void add_bars(GString *page, const Report *report, guint column)
{
	guint n = MIN(report->rows->len, BARS_MOST);
	int64_t most = most_of(report, column);

	g_string_append_printf(page, "<h2>%s</h2>\n<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-label=\"%s\">\n",
	                       report->columns[column].label, WIDTH, n * LINE + 4, report->columns[column].label);
	for (guint i = 0; i < n; i++)
		add_bar(page, report, column, report->rows->pdata[i], i, most);
	g_string_append(page, "</svg>\n");
	if (n < report->rows->len)
		g_string_append_printf(page, "<p class=\"dim\">The first %u of %u rows; the table has all.</p>\n", n,
		                       report->rows->len);
}

static int64_t heat_of(const Report *report, guint column, int day, int hour)
{
	for (guint i = 0; i < report->rows->len; i++) {
		const ReportRow *row = report->rows->pdata[i];

		if (row->cells[1].number == hour && g_str_equal(row->cells[0].words, DAYS[day]))
			return row->cells[column].number;
	}
	return 0;
}

#define HEAT_X 44
#define HEAT_STEP 29

static void add_heat_cell(GString *page, const Report *report, guint column, int day, int hour, int64_t most)
{
	int x = HEAT_X + hour * HEAT_STEP, y = 20 + day * HEAT_STEP, permitted = report->permitted[day][hour];
	int64_t n = heat_of(report, column, day, hour);

	g_string_append_printf(page,
	                       "<g><title>%s %02d:00: %" G_GINT64_FORMAT
	                       "%s</title><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
	                       "height=\"%d\"/>",
	                       DAYS[day], hour, n, permitted == 0 ? ", not permitted" : "",
	                       permitted == 0 ? "no" : "yes", x, y, HEAT_STEP - 2, HEAT_STEP - 2);
	/* Never so faint that it cannot be seen. */
	if (n > 0)
		g_string_append_printf(page,
		                       "<rect class=\"hot\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		                       "fill-opacity=\"0.%02" G_GINT64_FORMAT
		                       "\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%" G_GINT64_FORMAT "</text>",
		                       x, y, HEAT_STEP - 2, HEAT_STEP - 2, 15 + 80 * n / most, x + HEAT_STEP / 2 - 1,
		                       y + 18, n);
	g_string_append(page, "</g>\n");
}

static void add_heat(GString *page, const Report *report, guint column)
{
	int64_t most = most_of(report, column);

	g_string_append_printf(
	        page, "<h2>%s</h2>\n<svg viewBox=\"0 0 %d 232\" role=\"img\" aria-label=\"%s by weekday and hour\">\n",
	        report->columns[column].label, WIDTH, report->columns[column].label);
	for (int hour = 0; hour < 24; hour += 3)
		g_string_append_printf(page, "<text x=\"%d\" y=\"13\">%02d</text>\n", HEAT_X + hour * HEAT_STEP + 5,
		                       hour);
	for (int day = 0; day < 7; day++) {
		g_string_append_printf(page, "<text x=\"4\" y=\"%d\">%s</text>\n", 20 + day * HEAT_STEP + 18,
		                       DAYS[day]);
		for (int hour = 0; hour < 24; hour++)
			add_heat_cell(page, report, column, day, hour, most);
	}
	g_string_append(page, "</svg>\n");
}

static const char *cell_class(const ReportColumn *column)
{
	return column->kind == REPORT_WORDS ? "w" : "n";
}

static void add_cases(GString *page, const ReportRow *row)
{
	g_string_append(page, "<td class=\"w\">");
	for (guint i = 0; i < row->cases->len; i++)
		g_string_append_printf(page, "%s%" G_GINT64_FORMAT, i ? " " : "",
		                       g_array_index(row->cases, int64_t, i));
	g_string_append(page, "</td>");
}

static void add_table(GString *page, const Report *report)
{
	g_string_append(page, "<table>\n<thead><tr>");
	for (guint c = 0; c < report->n_columns; c++)
		g_string_append_printf(page, "<th scope=\"col\" class=\"%s\">%s</th>", cell_class(&report->columns[c]),
		                       report->columns[c].label);
	g_string_append_printf(page, "%s</tr></thead>\n<tbody>\n",
	                       report->list_cases ? "<th scope=\"col\">cases</th>" : "");
	for (guint i = 0; i < report->rows->len; i++) {
		const ReportRow *row = report->rows->pdata[i];

		g_string_append(page, "<tr>");
		for (guint c = 0; c < report->n_columns; c++) {
			g_autofree char *text = report_cell_text(&report->columns[c], &row->cells[c]);

			g_string_append_printf(page, "<td class=\"%s\">", cell_class(&report->columns[c]));
			html_add(page, text);
			g_string_append(page, "</td>");
		}
		if (report->list_cases)
			add_cases(page, row);
		g_string_append(page, "</tr>\n");
	}
	g_string_append(page, "</tbody>\n</table>\n");
}

static void add_paragraph(GString *page, const char *class, const char *words)
{
	g_string_append_printf(page, "<p class=\"%s\">", class);
	html_add(page, words);
	g_string_append(page, "</p>\n");
}

char *report_html(const Report *report)
{
	GString *page = g_string_new("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
	                             "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
	g_autofree char *span = report_span_text(report);
	g_autofree char *lacking = report_lacking_text(report);

	html_add_bare(page, report->title);
	g_string_append_printf(page, "</title>\n<style>%s</style></head>\n<body>\n<h1>", STYLE);
	html_add(page, report->title);
	g_string_append(page, "</h1>\n");
	add_paragraph(page, "dim", span);
	if (report->rows->len == 0)
		add_paragraph(page, "w", "There is nothing of this time.");
	for (guint i = 0; report->rows->len && i < REPORT_BARS && report->bars[i]; i++)
		report->chart == REPORT_CHART_HEAT ? add_heat(page, report, report->bars[i])
		                                   : add_bars(page, report, report->bars[i]);
	if (report->rows->len)
		add_table(page, report);
	if (lacking)
		add_paragraph(page, "lacking", lacking);
	for (guint i = 0; i < report->notes->len; i++)
		add_paragraph(page, "dim", report->notes->pdata[i]);
	g_string_append(page, "</body></html>\n");
	return g_string_free(page, FALSE);
}
