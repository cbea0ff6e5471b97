/* Files of complaints, as spreadsheets and shop systems write them. */
#include <errno.h>
#include <string.h>

#include "desk/csv_reader.h"
#include "desk/import_rows.h"
#include "fuzz/targets.h"

/* What is written of a row is read as the same row. */
static void must_read_again(const CsvRow *row, char separator)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&buffer, &size);
	gboolean written = csv_write_row(out, separator, row->cells);
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) reader = NULL;
	const CsvRow *again = NULL;

	fuzz_must(fclose(out) == 0 && written, "a row can be written");
	fuzz_write("again.csv", buffer, size);
	free(buffer);
	fuzz_must(line_reader_open("again.csv", "UTF-8", &lines, NULL) == 0, "it can be read again");
	reader = csv_reader_new(lines);
	/* One cell, or none but empty ones: nothing tells the separator, or it is no row. */
	if (row->cells->len < 2 || csv_reader_next(reader, &again) <= 0 || csv_reader_separator(reader) != separator)
		return;
	fuzz_must(!again->fault && again->cells->len == row->cells->len, "it has as many cells: %u, not %u",
	          row->cells->len, again->cells->len);
	for (guint i = 0; i < row->cells->len; i++)
		fuzz_must(g_strcmp0(row->cells->pdata[i], again->cells->pdata[i]) == 0,
		          "\"%s\" is read again as \"%s\"", (char *)row->cells->pdata[i],
		          (char *)again->cells->pdata[i]);
}

static void read_csv(void)
{
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) reader = NULL;
	g_autofree char *fault = NULL;
	const CsvRow *row;
	guint64 line = 0;
	guint rounds = 0;

	if (line_reader_open("in.csv", "auto", &lines, &fault) < 0)
		return;
	reader = csv_reader_new(lines);
	while (csv_reader_next(reader, &row) > 0) {
		fuzz_must(row->line > line, "rows come in order");
		line = row->line;
		if (row->fault) {
			fuzz_must_be_text("a row's fault", row->fault);
			continue;
		}
		for (guint i = 0; i < row->cells->len; i++)
			fuzz_must_be_text("a cell", row->cells->pdata[i]);
		if (rounds++ < 16)
			must_read_again(row, csv_reader_separator(reader));
	}
}

static void read_rows(const char *path, ImportFormat format, const char *shop)
{
	const ImportSource source = {.path = path, .format = format, .encoding = "auto", .shop = shop};
	g_autoptr(ImportRows) rows = NULL;
	g_autofree char *fault = NULL, *rejects = NULL;
	ImportRow *row;
	size_t size = 0;
	FILE *out;
	gboolean first = TRUE;
	int r = import_rows_open(&source, &rows, &fault);

	if (r < 0) {
		fuzz_must_be_fault("a file", fault);
		return;
	}
	out = open_memstream(&rejects, &size);
	while ((r = import_rows_next(rows, &row)) > 0) {
		for (int i = 0; i < INTAKE_COLUMNS; i++) {
			if (!row->fault)
				fuzz_must_be_text(intake_column_name(i), row->row.value[i]);
			fuzz_must(row->fault || !row->row.value[i] || *row->row.value[i], "an empty cell is none");
		}
		fuzz_must_be_text("a row's fault", row->fault);
		fuzz_must(import_rows_reject(rows, row, row->fault ? row->fault : "because", first, out),
		          "a row can be rejected");
		first = FALSE;
		import_row_free(row);
	}
	fuzz_must(fclose(out) == 0, "the rejects are whole");
	fuzz_must_be_text("the rejects", rejects);
}

void fuzz_import_csv(gpointer state, const char *bytes, gsize length)
{
	(void)state;
	fuzz_write("in.csv", bytes, length);
	read_csv();
	read_rows("in.csv", IMPORT_CSV, "demo");
	read_rows("in.csv", IMPORT_AUTO, NULL);
}

void fuzz_import_jsonl(gpointer state, const char *bytes, gsize length)
{
	(void)state;
	fuzz_write("in.jsonl", bytes, length);
	read_rows("in.jsonl", IMPORT_JSONL, "demo");
	read_rows("in.jsonl", IMPORT_JSONL, NULL);
}
