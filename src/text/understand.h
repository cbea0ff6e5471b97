/* What a customer's reply means, read in the light of the question that was asked. Source: contact-rules 4, F39.
 *
 * "Other" is a good answer: a person reads it. Only what leaves no doubt gets a label of its own. */
#pragma once

#include "core/types.h"

typedef enum {
	LABEL_OTHER,
	LABEL_OPTOUT,
	LABEL_OPTIN,
	LABEL_SATISFIED,
	LABEL_UNSATISFIED,
	LABEL_NEUTRAL,
	LABEL_RATING,
	LABEL_PICK,
	LABEL_YES,
	LABEL_NO,
	LABEL_ACK,
	LABEL_CALLBACK,
	LABEL_NO_CALL,
	LABEL_WRONG_NUMBER,
	LABEL_ESCALATE,
	LABEL_REVIEW_DEAL,
	LABEL_HELP,
	LABEL_AUTO,
	LABELS
} ReplyLabel;

const char *reply_label_name(ReplyLabel label); /* "optout", "satisfied", ... */
int reply_label_parse(const char *name, ReplyLabel *label);

/* The label of a reply. `asked` is the last step the customer was written about (STEP_SATISFACTION: "1" is satisfied
 * and "2" is not; else a bare digit or first letter is LABEL_PICK); STEP_NONE when nothing was asked. Text need not be
 * valid UTF-8 (LABEL_OTHER then).
 *
 * Judged is the whole message, apart from a thank-you or "please" behind it; of a longer one nothing is guessed. "T",
 * "R" and "TD" are opt-outs, "N" is no. */
ReplyLabel understand_reply(const char *text, Step asked);

/* The text as rules compare it: NFKC, case folded, ё as е, typographic apostrophes as ', without zero-width marks and
 * variation selectors, blanks squeezed, blanks and outer punctuation trimmed - but not what changes the sense: a
 * question mark, a sad face, and beside digits anything like "-", "*" or "%". Caller frees; "" when not UTF-8. */
char *understand_normalise(const char *text);
