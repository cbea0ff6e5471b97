/* Rows of a CSV file after RFC 4180: quoted cells with line ends and doubled quotes, LF or CRLF; the separator - comma,
 * semicolon or tab - is told from the first row. Parsing is libcsv's, in its strict mode; what is ours is that a stray
 * quote costs one line and not the rest of the file. */
#pragma once

#include "desk/line_reader.h"

#include <stdio.h>

/* The longest row; a quote that nobody closes would otherwise swallow the file. */
#define CSV_ROW_MAX (256u * 1024u)

typedef struct CsvReader CsvReader;

typedef struct {
	guint64 line;     /* where it begins, from 1 */
	GPtrArray *cells; /* of char*; blanks around unquoted cells are gone */
	GString *raw;     /* the lines as read */
	char *fault;      /* NULL: a good row; else why `cells` does not hold it */
} CsvRow;

/* `lines` is borrowed. */
CsvReader *csv_reader_new(LineReader *lines);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/* The next row that is not empty; *row is the reader's and holds until the next call. 1; 0 at the end; or a negative
 * errno. A cell beginning with ' before one of = + - @ loses it: that is how spreadsheets (and csv_write_row()) keep
 * such a cell from being a formula. */
int csv_reader_next(CsvReader *reader, const CsvRow **row);

char csv_reader_separator(const CsvReader *reader);

/* Writes cells as a row with CRLF, quoted, formulas defused. FALSE when the stream fails. */
gboolean csv_write_row(FILE *out, char separator, const GPtrArray *cells);

/* The same; cells where `numbers` (as many) is TRUE are numbers of ours, and "-3.2" stays as it is. */
gboolean csv_write_numbers(FILE *out, char separator, const GPtrArray *cells, const gboolean *numbers);
