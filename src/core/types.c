#include "core/types.h"
#include "core/names.h"

static const char *const CASE_STATE_NAMES[CASE_STATES] = {
	[CASE_NEW] = "new",
	[CASE_CONTACTED] = "contacted",
	[CASE_REPLIED] = "replied",
	[CASE_IN_PROGRESS] = "in_progress",
	[CASE_RESOLVED] = "resolved",
	[CASE_CLOSED] = "closed",
};

static const char *const CASE_OUTCOME_NAMES[OUTCOMES] = {
	[OUTCOME_NONE] = "none",
	[OUTCOME_SATISFIED] = "satisfied",
	[OUTCOME_UNSATISFIED] = "unsatisfied",
	[OUTCOME_NO_ANSWER] = "no_answer",
	[OUTCOME_OPTED_OUT] = "opted_out",
	[OUTCOME_WRONG_NUMBER] = "wrong_number",
	[OUTCOME_MALICIOUS] = "malicious",
	[OUTCOME_WITHDRAWN] = "withdrawn",
};

static const char *const STEP_NAMES[STEPS] = {
	[STEP_NONE] = "none",
	[STEP_FIRST_CONTACT] = "first_contact",
	[STEP_PROGRESS] = "progress",
	[STEP_CALL] = "call",
	[STEP_CALLBACK] = "callback",
	[STEP_SATISFACTION] = "satisfaction",
	[STEP_OPTOUT_CONFIRM] = "optout_confirm",
	[STEP_REVIEW_NOTE] = "review_note",
	[STEP_CLOSE] = "close",
	[STEP_AGENT_TEXT] = "agent_text",
};

static const char *const CLASS_NAMES[CLASSES] = {
	[CLASS_FIRST_CONTACT] = "first_contact",
	[CLASS_SATISFACTION] = "satisfaction",
	[CLASS_REVIEW_NOTE] = "review_note",
	[CLASS_CALL] = "call",
};

static const char *const EVENT_NAMES[EVENTS] = {
	[EVENT_CREATED] = "created",
	[EVENT_UPDATED] = "updated",
	[EVENT_SENT] = "sent",
	[EVENT_UNKNOWN_OUTCOME] = "unknown_outcome",
	[EVENT_NOT_SENT] = "not_sent",
	[EVENT_DELIVERED] = "delivered",
	[EVENT_UNDELIVERED] = "undelivered",
	[EVENT_HELD] = "held",
	[EVENT_REPLY] = "reply",
	[EVENT_AGENT_CONTACTED] = "agent_contacted",
	[EVENT_CLAIMED] = "claimed",
	[EVENT_RELEASED] = "released",
	[EVENT_RESOLVED] = "resolved",
	[EVENT_REOPENED] = "reopened",
	[EVENT_SATISFIED] = "satisfied",
	[EVENT_UNSATISFIED] = "unsatisfied",
	[EVENT_NO_ANSWER] = "no_answer",
	[EVENT_OPT_OUT] = "opt_out",
	[EVENT_OPT_IN] = "opt_in",
	[EVENT_WRONG_NUMBER] = "wrong_number",
	[EVENT_MALICIOUS] = "malicious",
	[EVENT_WITHDRAWN] = "withdrawn",
	[EVENT_CLOSED] = "closed",
	[EVENT_CALL_DUE] = "call_due",
	[EVENT_CALL_ATTEMPT] = "call_attempt",
	[EVENT_CALLBACK_ASKED] = "callback_asked",
	[EVENT_PROMISED] = "promised",
	[EVENT_PROMISE_KEPT] = "promise_kept",
	[EVENT_PROMISE_BROKEN] = "promise_broken",
	[EVENT_OFFERED] = "offered",
	[EVENT_PROGRESS] = "progress",
	[EVENT_LEVEL] = "level",
	[EVENT_LABELLED] = "labelled",
	[EVENT_SUSPECTED] = "suspected",
	[EVENT_NOTE] = "note",
};

static const char *const MESSAGE_STATE_NAMES[MESSAGE_STATES] = {
	[MESSAGE_INTENT] = "intent",
	[MESSAGE_WAITING] = "waiting",
	[MESSAGE_UNKNOWN] = "unknown",
	[MESSAGE_ACCEPTED] = "accepted",
	[MESSAGE_BUFFERED] = "buffered",
	[MESSAGE_FAILED] = "failed",
	[MESSAGE_DELIVERED] = "delivered",
};

static const char *const SUBMIT_OUTCOME_NAMES[SUBMIT_OUTCOMES] = {
	[SUBMIT_ACCEPTED] = "accepted",
	[SUBMIT_RETRY_LATER] = "retry_later",
	[SUBMIT_THROTTLED] = "throttled",
	[SUBMIT_BAD_NUMBER] = "bad_number",
	[SUBMIT_OPTED_OUT] = "opted_out",
	[SUBMIT_REJECTED_CONTENT] = "rejected_content",
	[SUBMIT_ACCOUNT_BROKEN] = "account_broken",
	[SUBMIT_NO_CREDIT] = "no_credit",
	[SUBMIT_QUIET_BY_PROVIDER] = "quiet_by_provider",
	[SUBMIT_UNKNOWN_CODE] = "unknown_code",
	[SUBMIT_UNKNOWN] = "unknown",
};

static const char *const RECEIPT_STATUS_NAMES[RECEIPT_STATUSES] = {
	[RECEIPT_ACCEPTED] = "accepted",
	[RECEIPT_BUFFERED] = "buffered",
	[RECEIPT_DELIVERED] = "delivered",
	[RECEIPT_FAILED] = "failed",
};

static const MessageClass STEP_CLASS[STEPS] = {
	[STEP_FIRST_CONTACT] = CLASS_FIRST_CONTACT,
	[STEP_PROGRESS] = CLASS_FIRST_CONTACT,
	[STEP_CALL] = CLASS_CALL,
	[STEP_CALLBACK] = CLASS_CALL,
	[STEP_SATISFACTION] = CLASS_SATISFACTION,
	[STEP_OPTOUT_CONFIRM] = CLASS_FIRST_CONTACT,
	[STEP_REVIEW_NOTE] = CLASS_REVIEW_NOTE,
	[STEP_CLOSE] = CLASS_FIRST_CONTACT, /* it contacts nobody */
	[STEP_AGENT_TEXT] = CLASS_FIRST_CONTACT,
};

static const MessageState RECEIPT_STATE[RECEIPT_STATUSES] = {
	[RECEIPT_ACCEPTED] = MESSAGE_ACCEPTED,
	[RECEIPT_BUFFERED] = MESSAGE_BUFFERED,
	[RECEIPT_DELIVERED] = MESSAGE_DELIVERED,
	[RECEIPT_FAILED] = MESSAGE_FAILED,
};

const char *case_state_name(CaseState state)
{
	return names_at(CASE_STATE_NAMES, CASE_STATES, (int)state);
}

int case_state_parse(const char *name, CaseState *state)
{
	int found = names_find(CASE_STATE_NAMES, CASE_STATES, name);

	if (found < 0)
		return found;
	*state = (CaseState)found;
	return 0;
}

const char *case_outcome_name(CaseOutcome outcome)
{
	return names_at(CASE_OUTCOME_NAMES, OUTCOMES, (int)outcome);
}

int case_outcome_parse(const char *name, CaseOutcome *outcome)
{
	int found = names_find(CASE_OUTCOME_NAMES, OUTCOMES, name);

	if (found < 0)
		return found;
	*outcome = (CaseOutcome)found;
	return 0;
}

const char *step_name(Step step)
{
	return names_at(STEP_NAMES, STEPS, (int)step);
}

int step_parse(const char *name, Step *step)
{
	int found = names_find(STEP_NAMES, STEPS, name);

	if (found < 0)
		return found;
	*step = (Step)found;
	return 0;
}

const char *class_name(MessageClass message_class)
{
	return names_at(CLASS_NAMES, CLASSES, (int)message_class);
}

int class_parse(const char *name, MessageClass *message_class)
{
	int found = names_find(CLASS_NAMES, CLASSES, name);

	if (found < 0)
		return found;
	*message_class = (MessageClass)found;
	return 0;
}

const char *event_name(EventKind kind)
{
	return names_at(EVENT_NAMES, EVENTS, (int)kind);
}

int event_parse(const char *name, EventKind *kind)
{
	int found = names_find(EVENT_NAMES, EVENTS, name);

	if (found < 0)
		return found;
	*kind = (EventKind)found;
	return 0;
}

const char *message_state_name(MessageState state)
{
	return names_at(MESSAGE_STATE_NAMES, MESSAGE_STATES, (int)state);
}

int message_state_parse(const char *name, MessageState *state)
{
	int found = names_find(MESSAGE_STATE_NAMES, MESSAGE_STATES, name);

	if (found < 0)
		return found;
	*state = (MessageState)found;
	return 0;
}

const char *submit_outcome_name(SubmitOutcome outcome)
{
	return names_at(SUBMIT_OUTCOME_NAMES, SUBMIT_OUTCOMES, (int)outcome);
}

int submit_outcome_parse(const char *name, SubmitOutcome *outcome)
{
	int found = names_find(SUBMIT_OUTCOME_NAMES, SUBMIT_OUTCOMES, name);

	if (found < 0)
		return found;
	*outcome = (SubmitOutcome)found;
	return 0;
}

const char *receipt_status_name(ReceiptStatus status)
{
	return names_at(RECEIPT_STATUS_NAMES, RECEIPT_STATUSES, (int)status);
}

int receipt_status_parse(const char *name, ReceiptStatus *status)
{
	int found = names_find(RECEIPT_STATUS_NAMES, RECEIPT_STATUSES, name);

	if (found < 0)
		return found;
	*status = (ReceiptStatus)found;
	return 0;
}

MessageClass step_class(Step step)
{
	g_assert(step > STEP_NONE && step < STEPS);
	return STEP_CLASS[step];
}

gboolean step_is_words(Step step)
{
	return step == STEP_AGENT_TEXT || step == STEP_PROGRESS;
}

gboolean message_state_advance(MessageState *state, ReceiptStatus receipt, gboolean *contradiction)
{
	MessageState told = RECEIPT_STATE[receipt];
	gboolean final = *state == MESSAGE_FAILED || *state == MESSAGE_DELIVERED;

	/* Only a final report can contradict a final state; "accepted" after "delivered" is merely late. */
	*contradiction = final && told >= MESSAGE_FAILED && told != *state;
	if (final || told <= *state)
		return FALSE;
	*state = told;
	return TRUE;
}
