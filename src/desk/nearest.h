/* "Did you mean ...?" for commands, options, columns. */
#pragma once

#include <glib.h>

/* The one of `names` (NULL-terminated) that differs from `given` in the fewest letters (a swap of neighbours is one),
 * any case; NULL when none is near enough to be meant: at most a third of its letters, and at least one, may differ. */
const char *nearest_name(const char *given, const char *const *names);
