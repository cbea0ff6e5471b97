/* The rows of an import file, CSV or JSON lines, as intake rows one at a time. */
#pragma once

#include "desk/import_columns.h"

#include <stdio.h>

typedef enum { IMPORT_AUTO, IMPORT_CSV, IMPORT_JSONL } ImportFormat;

typedef struct ImportRows ImportRows;

typedef struct {
	const char *path;     /* "-": standard input */
	ImportFormat format;  /* IMPORT_AUTO: by the name's end, else by the first character */
	const char *encoding; /* of line_reader_open() */
	const GArray *map;    /* of ImportPair; NULL: none */
	const char *shop;     /* of rows that name none; NULL: none */
} ImportSource;

typedef struct {
	guint64 line;
	IntakeRow row;     /* empty cells are NULL */
	const char *fault; /* NULL: the row could be read */
} ImportRow;

/* 0; or a negative errno with *fault: the file cannot be read as a table of cases. `source` is borrowed. */
int import_rows_open(const ImportSource *source, ImportRows **rows, char **fault);
void import_rows_free(ImportRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRows, import_rows_free)

/* The next row; it is the reader's and holds until the next call. 1; 0 at the end; or a negative errno. */
int import_rows_next(ImportRows *rows, const ImportRow **row);

/* Writes the current row as it came, with its line and what is wrong, in the file's own format; a CSV begins with the
 * header. What comes of it can be corrected and imported. FALSE when the stream fails. */
gboolean import_rows_reject(const ImportRows *rows, const char *fault, gboolean first, FILE *out);

ImportFormat import_rows_format(const ImportRows *rows);
const char *import_rows_encoding(const ImportRows *rows);
const GPtrArray *import_rows_ignored(const ImportRows *rows); /* of char*: columns nobody knows, seen so far */
goffset import_rows_offset(const ImportRows *rows);
goffset import_rows_size(const ImportRows *rows);
