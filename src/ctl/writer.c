#include "ctl/writer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "util/plain.h"

/* A cell of a table, or a line of an object. */
typedef struct {
	const char *label;
	char *value;
	WriterStyle style;
} Cell;

typedef struct {
	GArray *cells; /* of Cell */
	GPtrArray *bodies;
} Row;

struct Writer {
	FILE *out;
	gboolean colour;
	json_t *document; /* JSON only */
	json_t *list, *row;
	/* text only */
	GPtrArray *rows; /* of Row: the table being filled; NULL outside of lists */
	Row *lines;      /* "label: value" lines not written yet */
	char *title, *none;
};

static const char *const STYLES[] = {
	[WRITER_PLAIN] = "", [WRITER_GOOD] = "\033[32m", [WRITER_BAD] = "\033[31m", [WRITER_DIM] = "\033[2m",
	[WRITER_STRONG] = "\033[1m",
};

static void cell_clear(gpointer data)
{
	g_free(((Cell *)data)->value);
}

static Row *row_new(void)
{
	Row *row = g_new0(Row, 1);

	row->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	g_array_set_clear_func(row->cells, cell_clear);
	row->bodies = g_ptr_array_new_with_free_func(g_free);
	return row;
}

static void row_free(gpointer data)
{
	Row *row = data;

	g_array_unref(row->cells);
	g_ptr_array_unref(row->bodies);
	g_free(row);
}

Writer *writer_new(FILE *out, gboolean json, gboolean colour)
{
	Writer *w = g_new0(Writer, 1);

	w->out = out;
	w->colour = colour && !json;
	w->document = json ? json_object() : NULL;
	w->lines = row_new();
	return w;
}

gboolean writer_is_json(const Writer *writer)
{
	return writer->document != NULL;
}

/* Columns of a terminal: Chinese characters take two, combining marks none. */
static int width(const char *text)
{
	int columns = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return columns;
}

static void put_styled(const Writer *w, WriterStyle style, const char *text)
{
	gboolean styled = w->colour && style != WRITER_PLAIN && *text;

	fprintf(w->out, "%s%s%s", styled ? STYLES[style] : "", text, styled ? "\033[0m" : "");
}

static void put_body(const Writer *w, const char *text, int indent)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		fprintf(w->out, "%*s%s\n", **line ? indent : 0, "", *line);
}

static void flush_lines(Writer *w)
{
	int widest = 0;

	for (guint i = 0; i < w->lines->cells->len; i++)
		widest = MAX(widest, width(g_array_index(w->lines->cells, Cell, i).label));
	for (guint i = 0; i < w->lines->cells->len; i++) {
		const Cell *cell = &g_array_index(w->lines->cells, Cell, i);

		fprintf(w->out, "%s:%*s", cell->label, widest - width(cell->label) + 1, "");
		put_styled(w, cell->style, cell->value);
		fputc('\n', w->out);
	}
	g_array_set_size(w->lines->cells, 0);
}

static json_t *json_target(Writer *w)
{
	return w->row ? w->row : w->document;
}

static void put(Writer *w, const char *label, WriterStyle style, char *value)
{
	Row *row = w->rows ? w->rows->len ? w->rows->pdata[w->rows->len - 1] : NULL : w->lines;
	Cell cell = {.label = label, .value = value, .style = style};

	if (row)
		g_array_append_val(row->cells, cell);
	else
		g_free(value);
}

void writer_text(Writer *writer, const char *key, const char *label, WriterStyle style, const char *value)
{
	if (writer->document && key) {
		g_autofree char *valid = value ? g_utf8_make_valid(value, -1) : NULL;

		json_object_set_new(json_target(writer), key, valid ? json_string(valid) : json_null());
	}
	if (!writer->document && label && (value || writer->rows))
		put(writer, label, style, plain_text(value ? value : "", FALSE));
}

void writer_number(Writer *writer, const char *key, const char *label, WriterStyle style, int64_t value)
{
	if (writer->document && key)
		json_object_set_new(json_target(writer), key, json_integer(value));
	if (!writer->document && label)
		put(writer, label, style, g_strdup_printf("%" G_GINT64_FORMAT, value));
}

void writer_numbers(Writer *writer, const char *key, const int64_t *values, guint count)
{
	json_t *array = writer->document ? json_array() : NULL;

	for (guint i = 0; array && i < count; i++)
		json_array_append_new(array, json_integer(values[i]));
	if (array)
		json_object_set_new(json_target(writer), key, array);
}

void writer_bool(Writer *writer, const char *key, const char *label, gboolean value)
{
	if (writer->document && key)
		json_object_set_new(json_target(writer), key, json_boolean(value));
	if (!writer->document && label)
		put(writer, label, WRITER_PLAIN, g_strdup(value ? "yes" : "no"));
}

void writer_time(Writer *writer, const char *key, const char *label, int64_t at, int64_t absent, const char *shown)
{
	if (writer->document && key) {
		g_autoptr(GDateTime) time = at == absent ? NULL : g_date_time_new_from_unix_utc(at);
		g_autofree char *iso = time ? g_date_time_format_iso8601(time) : NULL;

		json_object_set_new(json_target(writer), key, iso ? json_string(iso) : json_null());
	}
	if (!writer->document && label && (writer->rows || shown))
		put(writer, label, WRITER_PLAIN, plain_text(shown ? shown : "", FALSE));
}

void writer_say(Writer *writer, const char *key, WriterStyle style, const char *sentence)
{
	g_autofree char *clean = plain_text(sentence, FALSE);

	if (writer->document) {
		if (key)
			json_object_set_new(json_target(writer), key, json_string(clean));
		return;
	}
	flush_lines(writer);
	put_styled(writer, style, clean);
	fputc('\n', writer->out);
}

void writer_pieces(Writer *writer, const WriterPiece *pieces)
{
	if (writer->document)
		return;
	flush_lines(writer);
	for (; pieces->text; pieces++)
		put_styled(writer, pieces->style, pieces->text);
	fputc('\n', writer->out);
}

void writer_body(Writer *writer, const char *key, const char *text)
{
	g_autofree char *clean = text ? plain_text(text, TRUE) : NULL;

	if (writer->document) {
		g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

		if (key)
			json_object_set_new(json_target(writer), key, valid ? json_string(valid) : json_null());
		return;
	}
	if (!clean || !*clean)
		return;
	if (writer->rows && writer->rows->len) {
		Row *row = writer->rows->pdata[writer->rows->len - 1];

		g_ptr_array_add(row->bodies, g_steal_pointer(&clean));
		return;
	}
	flush_lines(writer);
	put_body(writer, clean, 4);
}

void writer_list(Writer *writer, const char *key, const char *title, const char *none)
{
	if (writer->document) {
		writer->list = json_array();
		json_object_set_new(writer->document, key, writer->list);
		return;
	}
	flush_lines(writer);
	writer->rows = g_ptr_array_new_with_free_func(row_free);
	writer->title = g_strdup(title);
	writer->none = g_strdup(none);
}

void writer_row(Writer *writer)
{
	if (writer->document) {
		writer->row = json_object();
		json_array_append_new(writer->list, writer->row);
	} else {
		g_ptr_array_add(writer->rows, row_new());
	}
}

/* How wide each column is; its heading counts. */
static int *column_widths(const GPtrArray *rows, guint columns)
{
	int *widths = g_new0(int, columns + 1);

	for (guint i = 0; i < rows->len; i++) {
		const Row *row = rows->pdata[i];

		for (guint c = 0; c < row->cells->len && c < columns; c++) {
			const Cell *cell = &g_array_index(row->cells, Cell, c);

			widths[c] = MAX(widths[c], MAX(width(cell->value), width(cell->label)));
		}
	}
	return widths;
}

static void put_row(const Writer *w, const Row *row, const int *widths, gboolean heading)
{
	/* No blanks at a line's end. */
	guint last = row->cells->len;

	while (last > 0) {
		const Cell *cell = &g_array_index(row->cells, Cell, last - 1);

		if (*(heading ? cell->label : cell->value))
			break;
		last--;
	}
	for (guint c = 0; c < last; c++) {
		const Cell *cell = &g_array_index(row->cells, Cell, c);
		const char *text = heading ? cell->label : cell->value;

		put_styled(w, heading ? WRITER_DIM : cell->style, text);
		if (c + 1 < last)
			fprintf(w->out, "%*s", widths[c] - width(text) + 2, "");
	}
	fputc('\n', w->out);
	for (guint i = 0; !heading && i < row->bodies->len; i++)
		put_body(w, row->bodies->pdata[i], 4);
}

void writer_list_end(Writer *writer)
{
	g_autoptr(GPtrArray) rows = g_steal_pointer(&writer->rows);
	g_autofree char *title = g_steal_pointer(&writer->title);
	g_autofree char *none = g_steal_pointer(&writer->none);
	g_autofree int *widths = NULL;

	writer->list = writer->row = NULL;
	if (writer->document)
		return;
	if (rows->len == 0) {
		if (none)
			fprintf(writer->out, "%s\n", none);
		return;
	}
	if (title) {
		put_styled(writer, WRITER_STRONG, title);
		fputc('\n', writer->out);
	}
	widths = column_widths(rows, ((Row *)rows->pdata[0])->cells->len);
	put_row(writer, rows->pdata[0], widths, TRUE);
	for (guint i = 0; i < rows->len; i++)
		put_row(writer, rows->pdata[i], widths, FALSE);
}

static void put_document(Writer *w, size_t flags)
{
	flush_lines(w);
	if (w->document) {
		char *spelled = json_dumps(w->document, flags);
		g_autofree char *plain = plain_json(spelled ? spelled : "{}");

		fprintf(w->out, "%s\n", plain);
		free(spelled);
	}
}

void writer_next_document(Writer *writer)
{
	put_document(writer, JSON_COMPACT);
	fflush(writer->out);
	if (writer->document)
		json_object_clear(writer->document);
}

gboolean writer_finish(Writer *writer)
{
	gboolean good;

	/* After a stream of documents there is nothing left to say. */
	if (!writer->document || json_object_size(writer->document) > 0)
		put_document(writer, JSON_INDENT(2));
	good = fflush(writer->out) == 0 && !ferror(writer->out);
	row_free(writer->lines);
	if (writer->document)
		json_decref(writer->document);
	g_free(writer);
	return good;
}
