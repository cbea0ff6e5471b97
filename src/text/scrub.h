/* Takes out of words what tells who somebody is, so that others may practise on them (F58): names and numbers that are
 * known, then what looks like a mail or web address, an account of a messenger, a postal address, and every longer
 * number. What no rule can know - a neighbour's name - stays: a person reads the copies before newcomers do
 * (followup-inbox(8)). */
#pragma once

#include <glib.h>

typedef struct {
	const char *what; /* any case of letters; NULL or "": nothing */
	const char *by;
} ScrubPair;

/* Caller frees. `text` is UTF-8; `seed` decides the digits that stand in place of others: the same for one case. */
char *scrub_text(const char *text, const ScrubPair *pairs, guint n, guint seed);

/* Every digit another one, and letters as they are: "LL-5512" -> "LL-8203". Caller frees. */
char *scrub_digits(const char *text, guint seed);
