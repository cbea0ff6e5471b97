/* A reply made ready for the rules. Internal to src/text. */
#pragma once

#include "text/lexicon.h"

/* Without dressing and outer punctuation, as understand.h says; `fold`: case folded, and line breaks are blanks. Caller frees. */
char *clauses_normalise(const char *text, gboolean fold);

/* Its clauses, one a line: letters of one keyboard and one way of writing Chinese, spelled as the lexicon says, without courtesies
 * at their ends; what is courtesy alone is left out. Case stays. "" when nothing is left, or the text is not UTF-8. Caller frees.
 */
char *clauses_of(const Lexicon *lexicon, const char *text);
