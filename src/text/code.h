/* The short code of a case that stands in a text, so that a reply can name it ("K7P"). Source: F29, F38.
 *
 * Made from the case's number and a check character, from letters and digits that are not mistaken for each other; so it
 * needs no column and a mistyped one is noticed. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define CASE_CODE_SIZE 20

/* Writes the code of a case number >= 1. */
void case_code(int64_t case_id, char out[CASE_CODE_SIZE]);

/* The case number of a code (any case of letters), or -EINVAL when it is none. */
int case_code_parse(const char *code, int64_t *case_id);

/* Looks for a code standing as a word of its own in a text, with '#' before it or as printed by case_code(); FALSE: none. */
gboolean case_code_find(const char *text, int64_t *case_id);
