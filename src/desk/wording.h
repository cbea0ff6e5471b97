/* What the guard says of a wording before it is used: an agent's own words, or a text on its way into the
 * configuration. */
#pragma once

#include "text/guard.h"
#include "text/segment.h"

typedef struct {
	GArray *findings; /* of GuardFinding (guard_check()) */
	gboolean refused;
	Segments segments; /* of the words as they stand; 0 segments: not UTF-8 */
} Wording;

/* `step` is the text's place in the configuration, where {shop} is asked for; STEP_NONE: an agent's words in a case.
 * `region` is the customer's (NULL: not known). wording_clear() by the caller. */
void wording_judge(const char *text, Step step, const char *region, Wording *out);
void wording_clear(Wording *wording);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wording, wording_clear)
