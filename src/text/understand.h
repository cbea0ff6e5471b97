/* What a customer's reply means, read in the light of the question that was asked. Source: contact-rules 4, F39.
 *
 * "Other" is a good answer: a person reads it. Only what leaves no doubt gets a label of its own. */
#pragma once

#include "core/types.h"
#include "text/lexicon.h"
#include "text/when.h"

typedef struct {
	ReplyLabel label;
	int number;       /* LABEL_RATING; LABEL_PICK by a number; else -1 */
	gunichar letter;  /* LABEL_PICK by a letter: upper case, in the script it was written in; else 0 */
	When when;        /* LABEL_CALLBACK, as far as it was told */
	const char *rule; /* what decided, for the agent who wonders; never NULL, lives as long as the lexicon */
} ReplyMeaning;

/* `language` is the case's (BCP 47; NULL: none): the words of all languages count, its own first where they differ. `asked` is the
 * last step the customer was written about (STEP_SATISFACTION: "1" is satisfied and "2" is not; else a bare digit or first letter
 * is LABEL_PICK); STEP_NONE when nothing was asked. Text need not be valid UTF-8 (LABEL_OTHER then).
 *
 * In this order, the first that applies decides: the whole message, or each of its clauses, is a word of the lexicon; then its
 * patterns for what needs no answer (auto), then opt-out, opt-in, wrong number, review deal, escalation; a wish to be called or
 * not; help; a rating; praise and blame; a pick; yes, no, ack. */
void understand_reply(const Lexicon *lexicon, const char *text, const char *language, Step asked, ReplyMeaning *out);

/* "rating=5", "pick=A", "optout": the label with what it brings, as labelled replies are written. Caller frees. */
char *understand_format(const ReplyMeaning *meaning);

/* The text as rules compare it: NFKC, case folded, ё as е, typographic apostrophes as ', without zero-width marks and
 * variation selectors, blanks squeezed, blanks and outer punctuation trimmed - but not what changes the sense: a
 * question mark, a sad face, and beside digits anything like "-", "*" or "%". Caller frees; "" when not UTF-8. */
char *understand_normalise(const char *text);
