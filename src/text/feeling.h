/* Whether a reply says satisfied or not, from its words of praise and blame and what turns them round. Source: contact-rules 4,
 * step 5. Internal to src/text. */
#pragma once

#include "text/lexicon.h"

/* The verdict of a prepared text (clauses parted by line breaks): LABEL_SATISFIED, LABEL_UNSATISFIED, LABEL_NEUTRAL, or
 * LABEL_OTHER when it says nothing about it. *rule (only set for a verdict) is what decided, the lexicon's. `digits_answer`:
 * a clause that begins with "1" says satisfied and one with "2" not; where the words differ, nobody knows. */
ReplyLabel feeling_of(const Lexicon *lexicon, const char *text, gboolean digits_answer, const char **rule);
