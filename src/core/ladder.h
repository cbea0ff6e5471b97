/* What follows when a text is not answered, or cannot arrive: calls, closing, the note after closing.
 *
 * Source: features F13, F32, F40, F44, F45, B2; contact-time T11, T12. Pure. */
#pragma once

#include "core/plan.h"

/* Attempts a person gets before the calling stops (F44). */
#define LADDER_CALLS_MAX 3

/* The neutral note comes no sooner after closing (B2). */
#define LADDER_NOTE_AFTER_S INT64_C(86400)

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

/* When a customer would like to be called, as far as it was said. */
typedef struct {
	int days;       /* from today, on the customer's calendar; -1: not told */
	int weekday;    /* 1 Monday ... 7 Sunday; 0: not told */
	int in_minutes; /* from now; 0: not told */
	int minute;     /* of the day; -1: not told */
	int part_minute; /* where only a part of the day was told: the minute of the day that stands for it; -1: not told */
} LadderWish;
#define LADDER_NO_WISH ((LadderWish){.days = -1, .minute = -1, .part_minute = -1})

/* When to call back who asked for it at asked_at: T12 with the budget left out, for it is the customer's own wish; the
 * hours of `rules`, those of CLASS_CALL, bind. *clear tells whether an hour was named: where none was, the next day and
 * the best hour there is are taken. DECIDE_NEVER: no zone is known, or no time is permitted. */
int64_t ladder_callback(const DecideRules *rules, const LadderWish *wish, int64_t asked_at, int64_t now_at,
                        gboolean *clear);

/* When an agent's words, or facts for the customer, may leave: STEP_AGENT_TEXT or STEP_PROGRESS, by the rules of its
 * class and nothing of the case's life but its end. `claimed_until`: another agent holds the case until then, who says
 * something else, maybe (F43); 0: nobody does. PLAN_NONE: never any more. */
Plan ladder_words(const PlanPolicy *policy, const PlanFacts *facts, Step step, int number, int64_t claimed_until,
                  int64_t now_at);

/* What plan_text() says of the case, carried on: puts a call, the closing or the note in the plan's place where it has
 * nothing to do, or where no text can arrive. Called by plan_next() alone.
 *
 *   new        a landline, or a number that takes no texts -> a call, in the next call hours
 *   contacted  silence for no_reply_s -> a call, but not where answers cannot arrive; the text came back undelivered ->
 *              a call at once. Without a call, or after it, silence for no_answer_s -> closed as unanswered
 *   resolved   asked, and silence for sat_close_s -> closed as unanswered; so too, counted from the solution, where the
 *              question may not be asked any more (too old, cool-down)
 *   closed     a day later, once a case, to all alike: the neutral note */
void ladder_plan(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan);
