#include "desk/import_rows.h"

#include "desk/csv_reader.h"
#include "store/intake_check.h"
#include "util/mask.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

_Static_assert(LINE_READER_MAX == 1024u * 1024u, "as the fault of a long line has it");

struct ImportRows {
	const ImportSource *source;
	ImportFormat format;
	LineReader *lines;
	ImportColumns columns; /* CSV: where what is; both: what is not used */
	/* CSV */
	CsvReader *csv;
	GPtrArray *headers;
	/* JSON lines */
	guint64 line;
	GString *text;
	GPtrArray *values; /* of char* */
};

/* A row as it is read. But for the fault all of it is the readers', until the next one. */
typedef struct {
	guint64 line;
	const GPtrArray *cells;
	int at[INTAKE_COLUMNS]; /* index in `cells`, -1: the row does not have it */
	const char *raw;        /* as in ImportRow */
	gsize raw_length;
	char *fault;
} Reading;

static gboolean ends_in(const char *path, const char *const *ends)
{
	for (; *ends; ends++)
		if (strlen(path) > strlen(*ends) && g_ascii_strcasecmp(path + strlen(path) - strlen(*ends), *ends) == 0)
			return TRUE;
	return FALSE;
}

static ImportFormat format_of_name(const char *path)
{
	static const char *const JSON_ENDS[] = {".jsonl", ".ndjson", ".json", NULL};
	static const char *const CSV_ENDS[] = {".csv", ".tsv", ".txt", NULL};

	return ends_in(path, JSON_ENDS) ? IMPORT_JSONL : ends_in(path, CSV_ENDS) ? IMPORT_CSV : IMPORT_AUTO;
}

/* By the first character where the name tells nothing; of the reader at hand, for a pipe gives its bytes only once. */
static int format_of_content(const ImportSource *source, LineReader *lines, ImportFormat *format, char **fault)
{
	int first = line_reader_peek(lines);

	if (first < 0) {
		*fault = g_strdup_printf("%s: %s", source->path, g_strerror(-first));
		return first;
	}
	*format = first == '{' ? IMPORT_JSONL : IMPORT_CSV;
	return 0;
}

static int read_header(ImportRows *rows, char **fault)
{
	const char *path = rows->source->path;
	g_autofree char *why = NULL;
	const CsvRow *header;
	int r = csv_reader_next(rows->csv, &header);

	if (r < 0) {
		*fault = g_strdup_printf("%s: %s", path, g_strerror(-r));
		return r;
	}
	if (r == 0) {
		*fault = g_strdup_printf("%s: the file is empty", path);
		return -ENODATA;
	}
	if (header->fault) {
		*fault = g_strdup_printf("%s:%" G_GUINT64_FORMAT ": the header cannot be read: %s", path, header->line,
		                         header->fault);
		return -EBADMSG;
	}
	for (guint i = 0; i < header->cells->len; i++)
		g_ptr_array_add(rows->headers, g_strstrip(g_strdup(header->cells->pdata[i])));
	r = import_columns_match(rows->headers, rows->source->map, rows->source->shop != NULL, &rows->columns, &why);
	if (r < 0)
		*fault = g_strdup_printf("%s:%" G_GUINT64_FORMAT ": %s", path, header->line, why);
	return r;
}

int import_rows_open(const ImportSource *source, ImportRows **rows, char **fault)
{
	g_autoptr(ImportRows) made = g_new0(ImportRows, 1);
	int r;

	made->source = source;
	made->headers = g_ptr_array_new_with_free_func(g_free);
	made->values = g_ptr_array_new_with_free_func(g_free);
	made->text = g_string_new(NULL);
	made->format = source->format != IMPORT_AUTO ? source->format : format_of_name(source->path);
	r = line_reader_open(source->path, source->encoding, &made->lines, fault);
	if (r == 0 && made->format == IMPORT_AUTO)
		r = format_of_content(source, made->lines, &made->format, fault);
	if (r < 0)
		return r;
	if (made->format == IMPORT_CSV) {
		made->csv = csv_reader_new(made->lines);
		r = read_header(made, fault);
	} else {
		made->columns.unused = import_columns_unused_new();
	}
	if (r == 0)
		*rows = g_steal_pointer(&made);
	return r;
}

void import_rows_free(ImportRows *rows)
{
	if (!rows)
		return;
	import_columns_clear(&rows->columns);
	csv_reader_free(rows->csv);
	line_reader_free(rows->lines);
	g_ptr_array_unref(rows->headers);
	g_ptr_array_unref(rows->values);
	g_string_free(rows->text, TRUE);
	g_free(rows);
}

/* Cells beyond the header that hold something mean that a separator stands in an unquoted text. */
static char *wrong_width(const ImportRows *rows, const GPtrArray *cells)
{
	guint have = cells->len, want = rows->headers->len;

	while (have > want && *(const char *)cells->pdata[have - 1] == '\0')
		have--;
	if (have == want)
		return NULL;
	return g_strdup_printf("%u cell%s, but the header has %u: %s", have, have == 1 ? "" : "s", want,
	                       have > want ? "put a cell that holds the separator in quotes"
	                                   : "write empty cells with their separators");
}

static int next_csv(ImportRows *rows, Reading *reading)
{
	const CsvRow *row;
	int r = csv_reader_next(rows->csv, &row);

	if (r <= 0)
		return r;
	reading->line = row->line;
	reading->cells = row->cells;
	reading->fault = row->fault ? g_strdup(row->fault) : wrong_width(rows, row->cells);
	if (row->fault || row->cells->len > rows->headers->len) {
		/* No telling which cell is which. */
		reading->raw = row->raw->str;
		reading->raw_length = row->raw->len;
	}
	for (int column = 0; !reading->fault && column < INTAKE_COLUMNS; column++) {
		int at = reading->at[column] = rows->columns.at[column];

		if (at >= 0)
			g_strstrip(row->cells->pdata[at]);
	}
	return 1;
}

static int column_of_key(const ImportRows *rows, const char *key)
{
	for (guint i = 0; rows->source->map && i < rows->source->map->len; i++) {
		const ImportPair *pair = &g_array_index(rows->source->map, ImportPair, i);

		if (g_str_equal(pair->header, key))
			return pair->column;
	}
	return import_columns_find(key);
}

static void ignore_key(ImportRows *rows, const char *key)
{
	GArray *unused = rows->columns.unused;
	ImportUnused one = {.meaning = -1};

	if (g_str_equal(key, "line") || g_str_equal(key, "error") || unused->len >= 100)
		return;
	for (guint i = 0; i < unused->len; i++)
		if (g_str_equal(g_array_index(unused, ImportUnused, i).name, key))
			return;
	one.name = g_strdup(key);
	g_array_append_val(unused, one);
}

/* A string or a number as text; NULL: neither. */
static char *json_text(const json_t *value)
{
	if (json_is_string(value))
		return g_strstrip(g_strdup(json_string_value(value)));
	if (json_is_integer(value))
		return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value)) {
		char number[G_ASCII_DTOSTR_BUF_SIZE];

		return g_strdup(g_ascii_formatd(number, sizeof number, "%.15g", json_real_value(value)));
	}
	return NULL;
}

static void fill_from_json(ImportRows *rows, json_t *object, Reading *reading)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		int column = column_of_key(rows, key);
		char *text;

		if (column < 0) {
			ignore_key(rows, key);
			continue;
		}
		if (json_is_null(value))
			continue;
		text = json_text(value);
		if (!text)
			reading->fault = g_strdup_printf("%s: neither a string nor a number", key);
		else if (reading->at[column] >= 0)
			reading->fault = g_strdup_printf("%s: two keys mean %s", key, intake_column_name(column));
		if (reading->fault) {
			g_free(text);
			return;
		}
		reading->at[column] = (int)rows->values->len;
		g_ptr_array_add(rows->values, text);
	}
}

static json_t *parse(const char *line, gsize length, json_error_t *error)
{
	return json_loadb(line, length, JSON_REJECT_DUPLICATES, error);
}

static int next_json(ImportRows *rows, Reading *reading)
{
	json_error_t error;
	json_t *object;
	int r;

	g_ptr_array_set_size(rows->values, 0);
	do {
		r = line_reader_next(rows->lines, rows->text);
		rows->line++;
	} while (r > 0 && rows->text->str[strspn(rows->text->str, " \t\r\n")] == '\0');
	if (r <= 0)
		return r;
	reading->line = rows->line;
	reading->cells = rows->values;
	reading->raw = rows->text->str;
	reading->raw_length = rows->text->len;
	object = parse(rows->text->str, rows->text->len, &error);
	if (!object && rows->text->len >= LINE_READER_MAX) {
		reading->fault = g_strdup("the line is longer than 1 MiB, the most a row may have: shorten its longest "
		                          "value");
	} else if (!object) {
		/* Its words quote the line, which may be a number, and are cut off by bytes. */
		g_autofree char *valid = g_utf8_make_valid(error.text, -1), *words = mask_numbers(valid);

		reading->fault = g_strdup_printf("not JSON: %s", words);
	} else if (!json_is_object(object)) {
		reading->fault = g_strdup(
		        "not an object: write one JSON object {...} a line (jq -c '.[]' makes them of a list)");
	} else {
		fill_from_json(rows, object, reading);
	}
	json_decref(object);
	return 1;
}

/* A number or a name that lost a character must not go out; a review's text may. */
static char *damaged_value(const ImportRow *row, const char *encoding)
{
	g_autofree char *what = NULL;

	for (int column = 0; column < INTAKE_COLUMNS; column++) {
		const char *value = row->row.value[column];

		if (column == INTAKE_TEXT || !value || !strstr(value, "\xef\xbf\xbd"))
			continue;
		what = g_strdup_printf("holds bytes that are not %s", encoding);
		return intake_fault(column, value, what, "correct them or name the encoding");
	}
	return NULL;
}

static char *copy(char **to, const char *from, gsize length)
{
	char *copied = *to;

	memcpy(copied, from, length);
	copied[length] = '\0';
	*to += length + 1;
	return copied;
}

/* What was read as one piece of memory: thousands of rows wait for their turn. */
static ImportRow *keep(const Reading *reading)
{
	guint count = reading->cells->len;
	gsize size = sizeof(ImportRow) + count * sizeof(char *) + reading->raw_length + 1;
	ImportRow *row;
	char *to;

	for (guint i = 0; i < count; i++)
		size += strlen(reading->cells->pdata[i]) + 1;
	row = g_malloc(size);
	*row = (ImportRow){.line = reading->line, .fault = reading->fault, .size = size, .cell_count = count};
	to = (char *)&row->cells[count];
	for (guint i = 0; i < count; i++)
		row->cells[i] = copy(&to, reading->cells->pdata[i], strlen(reading->cells->pdata[i]));
	if (reading->raw)
		row->raw = copy(&to, reading->raw, row->raw_length = reading->raw_length);
	for (int column = 0; column < INTAKE_COLUMNS; column++) {
		const char *value = reading->at[column] >= 0 ? row->cells[reading->at[column]] : "";

		row->row.value[column] = *value ? value : NULL;
	}
	return row;
}

void import_row_free(ImportRow *row)
{
	if (row)
		g_free(row->fault);
	g_free(row);
}

int import_rows_next(ImportRows *rows, ImportRow **row)
{
	Reading reading = {.fault = NULL};
	int r;

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		reading.at[column] = -1;
	r = rows->format == IMPORT_CSV ? next_csv(rows, &reading) : next_json(rows, &reading);
	if (r <= 0)
		return r;
	*row = keep(&reading);
	if (!(*row)->row.value[INTAKE_SHOP])
		(*row)->row.value[INTAKE_SHOP] = rows->source->shop;
	if (!(*row)->fault)
		(*row)->fault = damaged_value(*row, line_reader_encoding(rows->lines));
	return 1;
}

static gboolean reject_csv(const ImportRows *rows, const ImportRow *row, const char *fault, gboolean first, FILE *out)
{
	g_autofree char *line = g_strdup_printf("%" G_GUINT64_FORMAT, row->line);
	g_autofree char *raw = row->raw ? g_strchomp(g_strdup(row->raw)) : NULL;
	g_autoptr(GPtrArray) cells = g_ptr_array_new();
	char separator = csv_reader_separator(rows->csv);

	if (first) {
		for (guint i = 0; i < rows->headers->len; i++)
			g_ptr_array_add(cells, rows->headers->pdata[i]);
		g_ptr_array_add(cells, (char *)"line");
		g_ptr_array_add(cells, (char *)"error");
		if (!csv_write_row(out, separator, cells))
			return FALSE;
		g_ptr_array_set_size(cells, 0);
	}
	if (raw)
		g_ptr_array_add(cells, raw);
	for (guint i = 0; !raw && i < row->cell_count; i++)
		g_ptr_array_add(cells, row->cells[i]);
	while (cells->len < rows->headers->len)
		g_ptr_array_add(cells, (char *)"");
	g_ptr_array_add(cells, line);
	g_ptr_array_add(cells, (char *)fault);
	return csv_write_row(out, separator, cells);
}

/* The line is parsed once more: few rows are rejected, and objects of all would be a lot to keep. */
static gboolean reject_json(const ImportRow *row, const char *fault, FILE *out)
{
	json_error_t error;
	json_t *object = parse(row->raw, row->raw_length, &error);
	gboolean written;

	if (!json_is_object(object)) {
		g_autofree char *raw = g_strchomp(g_utf8_make_valid(row->raw, (gssize)row->raw_length));

		json_decref(object);
		object = json_object();
		json_object_set_new(object, "raw", json_string(raw));
	}
	json_object_set_new(object, "line", json_integer((json_int_t)row->line));
	json_object_set_new(object, "error", json_string(fault));
	written = json_dumpf(object, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF;
	json_decref(object);
	return written;
}

gboolean import_rows_reject(const ImportRows *rows, const ImportRow *row, const char *fault, gboolean first, FILE *out)
{
	return rows->format == IMPORT_CSV ? reject_csv(rows, row, fault, first, out) : reject_json(row, fault, out);
}

ImportFormat import_rows_format(const ImportRows *rows)
{
	return rows->format;
}

const char *import_rows_encoding(const ImportRows *rows)
{
	return line_reader_encoding(rows->lines);
}

const GArray *import_rows_unused(const ImportRows *rows)
{
	return rows->columns.unused;
}

goffset import_rows_offset(const ImportRows *rows)
{
	return line_reader_offset(rows->lines);
}

goffset import_rows_size(const ImportRows *rows)
{
	return line_reader_size(rows->lines);
}
