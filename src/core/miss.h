/* Why the first contact of a case missed its deadline. Source: features F7, F51; contact-time T9.
 *
 * Pure: what was known at the deadline goes in, one cause comes out. Whoever freezes a miss stores the cause's name, and it
 * is never changed again, so that a number in a report stays the number it was. */
#pragma once

#include "core/decide.h"

typedef enum {
	MISS_LATE_ALERT,
	MISS_QUIET_HOURS,
	MISS_RATE,
	MISS_PROVIDER,
	MISS_NO_AGENT,
	MISS_NO_LAWFUL_CHANNEL,
	MISS_PAUSED,
	MISS_OUTAGE,
	MISS_OTHER,
	MISS_CAUSES
} MissCause;

const char *miss_cause_name(MissCause cause); /* "late_alert": what the store holds */
int miss_cause_parse(const char *name, MissCause *cause);
const char *miss_cause_text(MissCause cause); /* "late alert": what people read */

/* The promise of a case: by when, and what the customer's hours leave of it (F7). */
typedef struct {
	int64_t deadline_at;
	int64_t lawful_at; /* the first lawful time from the complaint on; DECIDE_NEVER: none in sight, or no zone */
	int64_t latest_at; /* the last lawful second up to the deadline; DECIDE_NEVER: the hours leave none, or no zone */
} MissTimes;

/* `rules` are those of the first contact. FALSE: the shop has no working hours, so no deadline can be named. */
gboolean miss_times(const DecideRules *rules, int64_t complaint_at, MissTimes *times);

/* Where the first contact stood at the deadline. */
typedef enum {
	MISS_STEP_NONE,    /* nothing was planned any more, or not yet: an agent has the case */
	MISS_STEP_PLANNED, /* for due_at */
	MISS_STEP_OUT,     /* handed to the provider, who had not accepted it yet */
	MISS_STEP_HELD,    /* waited for a person */
	MISS_STEP_DONE,    /* accepted after the deadline, before anybody looked */
} MissStep;

typedef struct {
	MissTimes times;
	int64_t told_at;    /* the later of: the shop learnt of it, its row came to us */
	int64_t created_at; /* the row became a case */
	int64_t noticed_at; /* we found that the deadline is over */
	MissStep step;
	int64_t due_at;     /* MISS_STEP_PLANNED; else any */
	const char *word;   /* the step's reason: reason_name(), submit_outcome_name() or a word of the sender; NULL: no step */
	gboolean blocked;   /* the customer was opted out */
	gboolean paused;    /* a pause of the case's shop was in force at the deadline */
	gboolean provider;  /* a submit was tried before the deadline, or the provider was left alone as broken */
} MissFacts;

/* A timer is never this late on a machine that runs: whoever finds a deadline over for longer was not there. */
#define MISS_OUTAGE_S 120

/* The first that holds. The order is: what would have prevented the contact even if all below it had gone well.
 *
 *   no_lawful_channel  opted out, or the step is held by a word that means this number may not be texted
 *   quiet_hours        the hours leave no lawful time between complaint and deadline
 *   late_alert         we were told after the last lawful time
 *   outage             told in time, but the row became a case only after the deadline
 *   by the word        the step was planned for after the deadline, was held, or had been handed over
 *     quiet_hours        quiet_hours, closed_hours, holiday
 *     rate               budget, rate_limited, spend_cap
 *     no_agent           agent_grace; held for a person who did not come (too_late, missing_value, any other word)
 *     provider           the provider refused it, failed, or has it without an answer
 *     other              internal_error, no_shop, and what was planned late for no known reason
 *   no_agent           nothing was planned: an agent had the case and did not write
 *   paused             it was due, and a pause was in force
 *   outage             it was due, and nobody noticed the deadline for MISS_OUTAGE_S
 *   provider           it was due, and the provider had refused it before, or was left alone
 *   rate               it was due, and all places in flight were taken */
MissCause miss_cause(const MissFacts *facts);
