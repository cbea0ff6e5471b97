/* What every driver needs to make foreign bytes fit for the store, a log line and a screen. */
#pragma once

#include <glib.h>

#define WIRE_TEXT_MAX 10240

/* A parameter of a query string or form body, decoded, or NULL when it is not there or its escapes are broken. Unlike
 * http_query_parse() it lets NULs through, which texts in UTF-16 are full of. */
GBytes *wire_query_bytes(const char *query, const char *name);

/* The same as a short field: see wire_clean(). NULL when absent, broken or empty. */
char *wire_query_field(const char *query, const char *name);

/* A short foreign field made fit for one line: valid UTF-8, control characters as blanks, trimmed, at most `max_chars`
 * characters. NULL when nothing is left. */
char *wire_clean(const char *data, gsize length, glong max_chars);

/* A text in `charset` (NULL: UTF-8) as valid UTF-8 of at most WIRE_TEXT_MAX bytes; what cannot be read becomes U+FFFD.
 * Knows UTF-8, US-ASCII, ISO-8859-1, UTF-16BE and Kannel's 8-BIT (UTF-8 if it is that, else ISO-8859-1); any other name
 * is taken for UTF-8: names from outside are not handed to iconv, which would load converters by them. */
char *wire_text(const char *data, gsize length, const char *charset);

/* Seconds UTC of "1763447417", or 0 when it is no such number. */
gint64 wire_epoch(const char *text);
