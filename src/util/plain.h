/* Text of other people on its way to a terminal or a log. */
#pragma once

#include <glib.h>

/* `text` as valid UTF-8 without what moves a terminal's cursor, begins another line, or lets a line read as what it is not: C0
 * and C1 controls, direction and invisible marks (Unicode TR 36). Blanks of every kind become one; line feeds stay when `lines`.
 * Caller frees. */
char *plain_text(const char *text, gboolean lines);

/* A JSON document, spelled out, with the same characters as \uXXXX: another spelling of the same document. Caller frees. */
char *plain_json(const char *document);
