/* "Did you mean ...?" for commands, options, columns, settings and placeholders. Pure. */
#pragma once

/* The one of `words` (NULL-terminated) that differs from `given` in the fewest letters (a swap of neighbours is one),
 * any case of letters, or that `given` is the beginning of; NULL when none is near enough to be meant: at most a third
 * of its letters, and at least one, may differ. */
const char *nearest_word(const char *given, const char *const *words);

/* The same where at most `most` letters may differ, however long the words, and the beginning of one is not enough. */
const char *nearest_within(const char *given, const char *const *words, unsigned most);
