/* The nouns of followupd: case states, steps, message classes and states, outcomes - each with its table of names.
 *
 * Names are what the store holds and what people read; they never change once released. Every *_name() returns a
 * static string; every *_parse() returns 0, or -EINVAL when the word is not one of the table (output untouched). */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Where a case is in its life (DESIGN section 4). */
typedef enum {
	CASE_NEW,         /* a complaint came in; nobody has written to the customer yet */
	CASE_CONTACTED,   /* the first contact left; we wait for an answer */
	CASE_REPLIED,     /* the customer said something: an agent is needed */
	CASE_IN_PROGRESS, /* an agent holds it */
	CASE_RESOLVED,    /* solved, as far as the shop knows; the satisfaction question is due */
	CASE_CLOSED,      /* over, with an outcome */
	CASE_STATES
} CaseState;

typedef enum {
	OUTCOME_NONE,
	OUTCOME_SATISFIED,
	OUTCOME_UNSATISFIED,
	OUTCOME_NO_ANSWER,
	OUTCOME_OPTED_OUT,
	OUTCOME_WRONG_NUMBER,
	OUTCOME_MALICIOUS,
	OUTCOME_WITHDRAWN,
	OUTCOMES
} CaseOutcome;

/* What the daemon may do next about a case. */
typedef enum {
	STEP_NONE,
	STEP_FIRST_CONTACT,
	STEP_PROGRESS,
	STEP_CALL,
	STEP_CALLBACK,
	STEP_SATISFACTION,
	STEP_OPTOUT_CONFIRM,
	STEP_REVIEW_NOTE,
	STEP_CLOSE,      /* nothing is sent: nobody answered for long enough, and the case is over */
	STEP_AGENT_TEXT, /* an agent's own words, which leave when the customer may be texted; round: the case's n-th such text */
	STEPS
} Step;

/* Classes of contact with hours, caps and consent of their own (contact-time, last section). */
typedef enum {
	CLASS_FIRST_CONTACT, /* service: apology, progress, opt-out confirmation */
	CLASS_SATISFACTION,  /* survey */
	CLASS_REVIEW_NOTE,
	CLASS_CALL,
	CLASSES
} MessageClass;

/* What happens to a case; each is one row of the case's event log. */
typedef enum {
	EVENT_CREATED,
	EVENT_UPDATED,         /* the shop's tools sent the same case again */
	EVENT_SENT,            /* a message of ours was accepted by the provider */
	EVENT_UNKNOWN_OUTCOME, /* a submit's answer was lost: the message may be out */
	EVENT_NOT_SENT,        /* a message surely did not leave; the note says why */
	EVENT_DELIVERED,
	EVENT_UNDELIVERED,
	EVENT_HELD,            /* a step waits for a person; the note says why */
	EVENT_REPLY,
	EVENT_AGENT_CONTACTED, /* an agent wrote or spoke to the customer by other means */
	EVENT_CLAIMED,
	EVENT_RELEASED,
	EVENT_RESOLVED,
	EVENT_REOPENED,
	EVENT_SATISFIED,
	EVENT_UNSATISFIED,
	EVENT_NO_ANSWER,
	EVENT_OPT_OUT,
	EVENT_OPT_IN,
	EVENT_WRONG_NUMBER,
	EVENT_MALICIOUS,
	EVENT_WITHDRAWN,
	EVENT_CLOSED, /* by a person; outcome given with it */
	EVENT_CALL_DUE,       /* a call became an agent's task */
	EVENT_CALL_ATTEMPT,   /* an agent dialled; the note has the outcome; counts as a contact */
	EVENT_CALLBACK_ASKED, /* the customer named a time */
	EVENT_PROMISED,       /* the shop owes something until a time; the note says what */
	EVENT_PROMISE_KEPT,
	EVENT_PROMISE_BROKEN, /* its time passed */
	EVENT_OFFERED,        /* something was granted; never beside a review (B1) */
	EVENT_PROGRESS,       /* a fact for the customer: refund done, parcel number */
	EVENT_LEVEL,          /* a more senior level is needed from now on */
	EVENT_LABELLED,       /* a person corrected what a reply means */
	EVENT_SUSPECTED,      /* one person holds the case for malicious; it takes a second */
	EVENT_NOTE,
	EVENTS
} EventKind;

/* Where a message of ours is. The number is its rank: receipts only move it up (see message_state_advance()). */
typedef enum {
	MESSAGE_INTENT,      /* attempt committed, the request may be under way */
	MESSAGE_WAITING,     /* surely not accepted; will be tried again at next_try_at */
	MESSAGE_UNKNOWN,     /* may or may not have reached the provider; never sent again by itself */
	MESSAGE_ACCEPTED,    /* handed to the provider */
	MESSAGE_BUFFERED,    /* the network holds it (phone off) */
	MESSAGE_FAILED,      /* surely did not and will not arrive */
	MESSAGE_DELIVERED,
	MESSAGE_STATES
} MessageState;

/* What a submit came to, in classes every driver maps its provider's codes to (DESIGN section 5). */
typedef enum {
	SUBMIT_ACCEPTED,
	SUBMIT_RETRY_LATER,       /* surely not accepted; try again with backoff */
	SUBMIT_THROTTLED,         /* surely not accepted; try again after the given delay */
	SUBMIT_BAD_NUMBER,        /* this number cannot be texted */
	SUBMIT_OPTED_OUT,         /* the provider has a block for this number */
	SUBMIT_REJECTED_CONTENT,  /* this text is refused; a person must look */
	SUBMIT_ACCOUNT_BROKEN,    /* credentials, sender or set-up are wrong: the provider stops */
	SUBMIT_NO_CREDIT,         /* out of money: the provider stops */
	SUBMIT_QUIET_BY_PROVIDER, /* the provider's own hours: plan the next opening */
	SUBMIT_UNKNOWN_CODE,      /* surely refused, with a code of no table: a person must look, nobody guesses */
	SUBMIT_UNKNOWN,           /* may have been accepted */
	SUBMIT_OUTCOMES
} SubmitOutcome;

/* What a delivery report says. */
typedef enum {
	RECEIPT_ACCEPTED,
	RECEIPT_BUFFERED,
	RECEIPT_DELIVERED,
	RECEIPT_FAILED,
	RECEIPT_STATUSES
} ReceiptStatus;

const char *case_state_name(CaseState state);
int case_state_parse(const char *name, CaseState *state);
const char *case_outcome_name(CaseOutcome outcome);
int case_outcome_parse(const char *name, CaseOutcome *outcome);
const char *step_name(Step step);
int step_parse(const char *name, Step *step);
const char *class_name(MessageClass message_class);
int class_parse(const char *name, MessageClass *message_class);
const char *event_name(EventKind kind);
int event_parse(const char *name, EventKind *kind);
const char *message_state_name(MessageState state);
int message_state_parse(const char *name, MessageState *state);
const char *submit_outcome_name(SubmitOutcome outcome);
int submit_outcome_parse(const char *name, SubmitOutcome *outcome);
const char *receipt_status_name(ReceiptStatus status);
int receipt_status_parse(const char *name, ReceiptStatus *status);

/* The class whose hours and caps bind a step. STEP_NONE is a programming error. */
MessageClass step_class(Step step);

/* TRUE for words of a person: an agent's text, an incident's among them, and news of a case. Their number is no round. */
gboolean step_is_words(Step step);

/* What a receipt makes of a message. TRUE: *state is moved up. FALSE: *state stays; *contradiction tells a plain
 * repeat or a late lower rank (FALSE) from a report against a final state (TRUE: delivered after failed and the
 * reverse), which is flagged on the message and never overwrites (F33). */
gboolean message_state_advance(MessageState *state, ReceiptStatus receipt, gboolean *contradiction);
