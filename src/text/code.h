/* The short code of a case that stands in a text, so that a reply can name it ("K7P6"). Source: F29, F38.
 *
 * Made from the case's number, so it needs no column: a letter, a digit, one or more letters or digits, and a check
 * symbol, all from 23 symbols that are not mistaken for each other and make no words. Four symbols up to case 2,759,
 * five up to 63,479, seven up to 33 million. One wrong symbol, or two changed for each other, is always noticed. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define CASE_CODE_SIZE 20

/* Writes the code of a case number >= 1. */
void case_code(int64_t case_id, char out[CASE_CODE_SIZE]);

/* The case number of a code, or -EINVAL when it is none. Letters may be of any case, or the Cyrillic ones that look the
 * same. A case has exactly one code. */
int case_code_parse(const char *code, int64_t *case_id);

/* Looks for the first code standing as a word of its own in a text: with '#' before it in any case of letters, else
 * only in capitals, as printed. The shape (letter, digit, ...) and the check symbol keep out words, numbers and all
 * but one in 23 of other people's codes of that shape ("H264"), so the caller still has to see whether the case is the
 * sender's. FALSE: none, or the text is not UTF-8. */
gboolean case_code_find(const char *text, int64_t *case_id);
