/* What every driver needs to make foreign bytes fit for the store, a log line and a screen. */
#pragma once

#include <jansson.h>

#include "util/http_message.h"

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

/* The JSON of an answer or webhook body; NULL when it is none, is cut, nests absurdly deep, or tells a name twice (which of the two
 * counts is nobody's to guess). json_decref() by the caller. */
json_t *wire_json(GBytes *body);

/* A member that is text or a number, as a short field (wire_clean()); "a/b/0/c" goes down objects and arrays. NULL when it is not
 * there, is neither, or is empty. Caller frees. */
char *wire_json_field(const json_t *json, const char *path);
/* The same for a message's text, which is kept whole (wire_text()). */
char *wire_json_text(const json_t *json, const char *path);

/* A form body or query of name, value, name, value, ... NULL; a pair whose value is NULL is left out. Caller frees. */
char *wire_form(const char *name, ...) G_GNUC_NULL_TERMINATED;

/* UTC as strftime would write it: "%Y-%m-%dT%H:%M:%SZ". Caller frees. */
char *wire_utc(gint64 at, const char *format);
/* "2026-03-14 09:02:03" on a clock that is `offset_s` ahead of UTC, as seconds UTC; 0 when it is no such time, or
 * one before 1970. */
gint64 wire_local_time(const char *text, gint64 offset_s);
