#include "util/nearest.h"

#include <glib.h>
#include <string.h>

#define WORD_MAX_LEN 64u

/* Optimal string alignment distance (Damerau-Levenshtein without overlapping swaps). */
static guint distance(const char *a, const char *b)
{
	guint row[3][WORD_MAX_LEN + 1];
	guint *before = row[0], *above = row[1], *here = row[2];
	gsize n = strlen(a), m = strlen(b);

	if (n > WORD_MAX_LEN || m > WORD_MAX_LEN)
		return G_MAXUINT;
	for (gsize j = 0; j <= m; j++)
		before[j] = above[j] = (guint)j;
	for (gsize i = 1; i <= n; i++) {
		guint *spare = before;

		here[0] = (guint)i;
		for (gsize j = 1; j <= m; j++) {
			gboolean same = g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 1]);

			here[j] = MIN(MIN(above[j], here[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 2]) &&
			    g_ascii_tolower(a[i - 2]) == g_ascii_tolower(b[j - 1]))
				here[j] = MIN(here[j], before[j - 2] + 1);
		}
		before = above;
		above = here;
		here = spare;
	}
	return above[m];
}

const char *nearest_within(const char *given, const char *const *words, unsigned most)
{
	const char *best = NULL;
	guint best_distance = most + 1;

	for (; *words; words++) {
		guint d = distance(given, *words);

		if (d < best_distance) {
			best = *words;
			best_distance = d;
		}
	}
	return best;
}

const char *nearest_word(const char *given, const char *const *words)
{
	const char *best = NULL;
	guint best_distance = G_MAXUINT;

	for (; *words; words++) {
		gboolean begun = strlen(given) > 2 && g_str_has_prefix(*words, given);
		guint d = begun ? 1 : distance(given, *words);

		if (d < best_distance && d <= MAX(1u, (guint)strlen(*words) / 3)) {
			best = *words;
			best_distance = d;
		}
	}
	return best;
}
