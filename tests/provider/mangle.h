/* What a parser of foreign bytes must live through: every beginning of a good input, and the same with bytes of chance
 * in it. */
#pragma once

#include <glib.h>

/* Calls `parse` with each: a fresh copy of exactly `length` bytes, so that a sanitizer sees a read beyond. */
void mangle(const char *good, void (*parse)(const char *bytes, gsize length, gpointer data), gpointer data);
