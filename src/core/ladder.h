/* Calls after silence: what an attempt came to, and when to dial again.
 *
 * Source: features F13, F44; contact-time T11. Pure. */
#pragma once

#include "core/plan.h"

/* Attempts a person gets before the calling stops (F44). */
#define LADDER_CALLS_MAX 3

/* What an attempt came to, as the agent who dialled says it. */
typedef enum {
	CALL_REACHED,
	CALL_AGREED,
	CALL_REFUSED,
	CALL_BUSY,
	CALL_NO_ANSWER,
	CALL_VOICEMAIL,
	CALL_WRONG_NUMBER,
	CALL_BACK_AT, /* the customer named a time */
	CALL_OUTCOMES
} CallOutcome;
const char *call_outcome_name(CallOutcome outcome); /* "reached", "call_back_at"; "?" for none of them */
int call_outcome_parse(const char *name, CallOutcome *outcome);

typedef struct {
	int64_t at;
	CallOutcome outcome;
} LadderAttempt;

/* When to dial next after these attempts (any order): in the hours and the budget of `rules`, those of CLASS_CALL, some
 * hours after the last one - the wait counts from the attempt, not from when it was listed - and at another time of day
 * than all before, as far as the hours leave one. DECIDE_NEVER: not again, because somebody was reached or the number is
 * wrong, they were LADDER_CALLS_MAX, or no time is permitted. `facts` tells the contacts that count. */
int64_t ladder_next_call(const DecideRules *rules, const DecideFacts *facts, const LadderAttempt *attempts, guint n,
                         int64_t now_at);
