/* Where commands put what they found: as text for people or as one JSON document for programs.
 *
 * A command fills the writer without knowing which. Every value has a key (JSON) and a label (text); a NULL key leaves
 * it out of the JSON, a NULL label out of the text. In text a list is a table whose columns are the labels of its rows,
 * and an object lines of "label: value". Values of customers are made harmless for a terminal: no control characters,
 * no direction marks. */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
	WRITER_PLAIN,
	WRITER_GOOD,
	WRITER_BAD,
	WRITER_DIM,
	WRITER_STRONG,
} WriterStyle;

typedef struct Writer Writer;

/* Begins a document. `colour` is for text only. */
Writer *writer_new(FILE *out, gboolean json, gboolean colour);

/* Ends the document and frees. FALSE when it could not be written (a full disk, a closed pipe). */
gboolean writer_finish(Writer *writer);

gboolean writer_is_json(const Writer *writer);

void writer_text(Writer *writer, const char *key, const char *label, WriterStyle style,
                 const char *value); /* NULL: none */
void writer_number(Writer *writer, const char *key, const char *label, WriterStyle style, int64_t value);
void writer_numbers(Writer *writer, const char *key, const int64_t *values, guint count); /* JSON alone */
void writer_bool(Writer *writer, const char *key, const char *label, gboolean value);

/* An instant: JSON has it as ISO 8601 in UTC, or null when `absent`; text shows `shown` (NULL: nothing). */
void writer_time(Writer *writer, const char *key, const char *label, int64_t at, int64_t absent, const char *shown);

/* A sentence on a line of its own. */
void writer_say(Writer *writer, const char *key, WriterStyle style, const char *sentence);

/* A line of pieces that have a style each, for pictures; in text only. The pieces are ours: nothing is made
 * harmless. */
typedef struct {
	WriterStyle style;
	const char *text; /* NULL ends the line */
} WriterPiece;
void writer_pieces(Writer *writer, const WriterPiece *pieces);

/* A longer text, below and indented; within a list it stands under its row. */
void writer_body(Writer *writer, const char *key, const char *text);

/* A list of objects: each row between writer_row() and the next one. `title` (may be NULL) stands above it in text,
 * `none` (may be NULL) instead of an empty one. Lists do not nest. */
void writer_list(Writer *writer, const char *key, const char *title, const char *none);
void writer_row(Writer *writer);
void writer_list_end(Writer *writer);

/* Ends one document and begins the next (JSON lines), for output that has no end. */
void writer_next_document(Writer *writer);
