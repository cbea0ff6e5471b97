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

/* A row, with all that is needed to write it into a file of rejects: it outlives the next ones. */
typedef struct {
	guint64 line;
	IntakeRow row;  /* empty cells are NULL; the shop of rows that name none is the source's */
	char *fault;    /* NULL: the row could be read */
	gsize size;     /* bytes of memory, about */
	char *raw;      /* as it came; NULL: `cells` tell it */
	gsize raw_length;
	guint cell_count;
	char *cells[];  /* NUL-terminated; they and `raw` are of the same piece of memory */
} ImportRow;
void import_row_free(ImportRow *row);

/* 0; or a negative errno with *fault: the file cannot be read as a table of cases. `source` is borrowed. */
int import_rows_open(const ImportSource *source, ImportRows **rows, char **fault);
void import_rows_free(ImportRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRows, import_rows_free)

/* The next row; import_row_free() is the caller's. 1; 0 at the end; or a negative errno. While one thread reads, no other
 * one calls this or the two below. */
int import_rows_next(ImportRows *rows, ImportRow **row);
const GArray *import_rows_unused(const ImportRows *rows); /* of ImportUnused, seen so far */
goffset import_rows_offset(const ImportRows *rows);

/* The rest looks only at what is known once the file is open, and may be called in any thread. */

/* Writes a row as it came, with its line and what is wrong, in the file's own format; a CSV begins with the header. What
 * comes of it can be corrected and imported. FALSE when the stream fails. */
gboolean import_rows_reject(const ImportRows *rows, const ImportRow *row, const char *fault, gboolean first, FILE *out);

ImportFormat import_rows_format(const ImportRows *rows);
const char *import_rows_encoding(const ImportRows *rows);
goffset import_rows_size(const ImportRows *rows);
