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

/* FALSE: the pair is illegal. EVENT_CLOSED gives OUTCOME_NONE: the person who closes names the outcome. */
gboolean life_apply(CaseState state, EventKind event, LifeChange *change);

/* The step the daemon plans for a case in this state by itself, or STEP_NONE. */
Step life_next_step(CaseState state);
