#include "desk/csv_reader.h"

#include <csv.h>
#include <errno.h>
#include <string.h>

#define ROW_MAX_WORDS "256 KiB"
_Static_assert(CSV_ROW_MAX == 256u * 1024u, "as ROW_MAX_WORDS has it");

/* One physical line. */
typedef struct {
	guint64 number;
	GString *text;
} Line;

struct CsvReader {
	LineReader *lines;
	guint64 read;   /* lines taken from `lines` so far */
	GQueue again;   /* of Line*: lines of a broken row, to be read anew */
	char separator; /* 0: not known yet */
	struct csv_parser parser;
	gboolean row_ended;
	CsvRow row;
	GPtrArray *taken; /* of Line*: the lines of the row being read */
};

static void line_free(gpointer data)
{
	Line *line = data;

	g_string_free(line->text, TRUE);
	g_free(line);
}

/* Only LF ends a row: a CR before it is a blank at the end, a CR inside quotes is text. */
static int is_row_end(unsigned char c)
{
	return c == '\n';
}

static int is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void parser_restart(CsvReader *r)
{
	csv_free(&r->parser);
	csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&r->parser, (unsigned char)(r->separator ? r->separator : ','));
	csv_set_term_func(&r->parser, is_row_end);
	csv_set_space_func(&r->parser, is_blank);
	r->row_ended = FALSE;
	g_ptr_array_set_size(r->row.cells, 0);
}

CsvReader *csv_reader_new(LineReader *lines)
{
	CsvReader *r = g_new0(CsvReader, 1);

	r->lines = lines;
	r->row.cells = g_ptr_array_new_with_free_func(g_free);
	r->row.raw = g_string_new(NULL);
	r->taken = g_ptr_array_new_with_free_func(line_free);
	g_queue_init(&r->again);
	csv_init(&r->parser, 0);
	return r;
}

void csv_reader_free(CsvReader *reader)
{
	if (!reader)
		return;
	csv_free(&reader->parser);
	g_queue_clear_full(&reader->again, line_free);
	g_ptr_array_unref(reader->taken);
	g_ptr_array_unref(reader->row.cells);
	g_string_free(reader->row.raw, TRUE);
	g_free(reader->row.fault);
	g_free(reader);
}

static gboolean is_formula_sign(char c)
{
	return c != '\0' && strchr("=+-@\t\r", c) != NULL;
}

static void on_cell(void *data, size_t length, void *user)
{
	CsvReader *r = user;
	const char *cell = data;

	if (length >= 2 && cell[0] == '\'' && is_formula_sign(cell[1])) {
		cell++;
		length--;
	}
	g_ptr_array_add(r->row.cells, g_strndup(cell ? cell : "", length));
}

static void on_row(int end, void *user)
{
	CsvReader *r = user;

	(void)end;
	r->row_ended = TRUE;
}

/* The candidate that stands most often outside quotes in the first line. */
static char guess_separator(const char *line)
{
	static const char CANDIDATES[] = ",;\t";
	guint counts[sizeof CANDIDATES] = {0};
	gboolean quoted = FALSE;
	gsize best = 0;

	for (const char *p = line; *p; p++) {
		const char *found = strchr(CANDIDATES, *p);

		if (*p == '"')
			quoted = !quoted;
		else if (!quoted && found)
			counts[found - CANDIDATES]++;
	}
	for (gsize i = 1; CANDIDATES[i]; i++)
		if (counts[i] > counts[best])
			best = i;
	return CANDIDATES[best];
}

/* Excel's own hint: a first line "sep=;". */
static gboolean is_separator_hint(const CsvReader *r, const char *line)
{
	return r->read == 1 && g_ascii_strncasecmp(line, "sep=", 4) == 0 && line[4] && strchr(",;\t", line[4]) &&
	       strspn(line + 5, "\r\n") == strlen(line + 5);
}

/* 1 and the line put at the end of `taken`; 0; or a negative errno. */
static int take_line(CsvReader *r)
{
	Line *line = g_queue_pop_head(&r->again);
	int got = 1;

	if (!line) {
		line = g_new0(Line, 1);
		line->text = g_string_new(NULL);
		got = line_reader_next(r->lines, line->text);
		line->number = ++r->read;
	}
	if (got <= 0) {
		line_free(line);
		return got;
	}
	g_ptr_array_add(r->taken, line);
	return 1;
}

static gboolean is_empty(const char *line)
{
	return line[strspn(line, " \t\r\n")] == '\0';
}

/* Of a broken row the first line is set aside; the others may be good rows. */
static void break_row(CsvReader *r, const char *why)
{
	Line *first = r->taken->pdata[0];

	r->row.line = first->number;
	g_string_assign(r->row.raw, first->text->str);
	r->row.fault = g_strdup(why);
	while (r->taken->len > 1)
		g_queue_push_head(&r->again, g_ptr_array_steal_index(r->taken, r->taken->len - 1));
	parser_restart(r);
}

static void keep_row(CsvReader *r)
{
	r->row.line = ((Line *)r->taken->pdata[0])->number;
	for (guint i = 0; i < r->taken->len; i++) {
		const Line *line = r->taken->pdata[i];

		g_string_append_len(r->row.raw, line->text->str, (gssize)line->text->len);
	}
}

/* Feeds the last line taken. TRUE when the row is over, well or badly. */
static gboolean feed(CsvReader *r, gsize *row_bytes)
{
	const Line *line = r->taken->pdata[r->taken->len - 1];
	gsize n = csv_parse(&r->parser, line->text->str, line->text->len, on_cell, on_row, r);

	*row_bytes += line->text->len;
	if (n < line->text->len)
		break_row(r, "a quote stands where none may: put the cell in quotes and double the quotes inside it");
	else if (*row_bytes > CSV_ROW_MAX)
		break_row(r, r->taken->len > 1 ? "a quote opens in this line and is not closed within " ROW_MAX_WORDS
		                               : "the line is longer than " ROW_MAX_WORDS
		                                 ", the most a row may have: shorten its longest cell");
	else if (r->row_ended)
		keep_row(r);
	else
		return FALSE;
	return TRUE;
}

/* The file ended inside a row: its last line has no line end, or a quote is open. */
static void end_row(CsvReader *r)
{
	if (csv_fini(&r->parser, on_cell, on_row, r) != 0)
		break_row(r, "a quote opens in this line and is never closed");
	else
		keep_row(r);
}

static gboolean all_cells_empty(const CsvRow *row)
{
	for (guint i = 0; i < row->cells->len; i++)
		if (*(const char *)row->cells->pdata[i])
			return FALSE;
	return !row->fault;
}

static int read_row(CsvReader *r)
{
	gsize bytes = 0;
	int got;

	g_ptr_array_set_size(r->taken, 0);
	g_string_truncate(r->row.raw, 0);
	g_clear_pointer(&r->row.fault, g_free);
	parser_restart(r);
	while ((got = take_line(r)) > 0) {
		const char *text = ((Line *)r->taken->pdata[r->taken->len - 1])->text->str;

		if (r->taken->len == 1 && is_separator_hint(r, text))
			r->separator = text[4];
		if (r->taken->len == 1 && (is_empty(text) || is_separator_hint(r, text))) {
			g_ptr_array_set_size(r->taken, 0);
			continue;
		}
		if (!r->separator)
			r->separator = guess_separator(text);
		if (r->taken->len == 1)
			parser_restart(r);
		if (feed(r, &bytes))
			return 1;
	}
	if (got < 0 || r->taken->len == 0)
		return got;
	end_row(r);
	return 1;
}

int csv_reader_next(CsvReader *reader, const CsvRow **row)
{
	int got;

	do
		got = read_row(reader);
	while (got > 0 && all_cells_empty(&reader->row));
	if (got > 0)
		*row = &reader->row;
	return got;
}

char csv_reader_separator(const CsvReader *reader)
{
	return reader->separator ? reader->separator : ',';
}

gboolean csv_write_numbers(FILE *out, char separator, const GPtrArray *cells, const gboolean *numbers)
{
	for (guint i = 0; i < cells->len; i++) {
		const char *cell = cells->pdata[i];
		gboolean defuse = is_formula_sign(*cell) && !(numbers && numbers[i]);
		g_autofree char *defused = defuse ? g_strconcat("'", cell, NULL) : NULL;

		if (i > 0 && fputc(separator, out) == EOF)
			return FALSE;
		if (csv_fwrite(out, defused ? defused : cell, strlen(defused ? defused : cell)) != 0)
			return FALSE;
	}
	return fputs("\r\n", out) != EOF;
}

gboolean csv_write_row(FILE *out, char separator, const GPtrArray *cells)
{
	return csv_write_numbers(out, separator, cells, NULL);
}
