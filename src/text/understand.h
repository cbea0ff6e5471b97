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

/* The label of a reply. `asked` is the last step the customer was written about (STEP_SATISFACTION: "1" is satisfied and
 * "2" is not; else a bare digit is LABEL_PICK); STEP_NONE when nothing was asked. Text need not be valid UTF-8. */
ReplyLabel understand_reply(const char *text, Step asked);

/* The text as rules compare it: NFKC, case folded, blanks and outer punctuation trimmed. Caller frees; "" when not UTF-8. */
char *understand_normalise(const char *text);
