/* How a case lives: one table, state x event -> new state, outcome and what becomes of the planned steps.
 *
 * The table is life.c's, laid out to be read on one screen (DESIGN section 4). A pair that is not in it is illegal: the
 * caller logs it and changes nothing. */
#pragma once

#include "core/types.h"

typedef struct {
	CaseState state;     /* the state after the event */
	CaseOutcome outcome; /* of the event that closes it, else OUTCOME_NONE: a closed case keeps the one it has */
	gboolean new_round;  /* a solved case came back: round + 1 */
} LifeChange;

/* FALSE: the pair is illegal. EVENT_CLOSED gives OUTCOME_NONE: the person who closes names the outcome. `beneath`: what
 * life_beneath() makes of the case's events; it counts for EVENT_RELEASED alone, elsewhere `state` does. */
gboolean life_apply(CaseState state, CaseState beneath, EventKind event, LifeChange *change);

/* The state of a case had nobody ever claimed it, from CASE_NEW on, event by event: `beneath` after one more of them. A
 * claim that ends gives that back (F42): who looked at a case and wrote nothing has not answered the customer. */
CaseState life_beneath(CaseState beneath, EventKind event);

/* The step the daemon plans for a case in this state by itself, or STEP_NONE. */
Step life_next_step(CaseState state);
