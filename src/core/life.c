#include "core/life.h"

/* What an event does to a state. */
typedef enum {
	NO,    /* illegal: logged, nothing changes */
	STAYS, /* part of the story, changes nothing */
	BEGINS,
	CONTACT,
	REPLIED,
	HELD_BY, /* in progress: an agent holds it */
	BACK,    /* to what it would be without the claim; a solved one that somebody took up again is not solved */
	SOLVED,
	AGAIN, /* replied, and a new round begins */
	SHUT,  /* closed, with the outcome of the row */
} Move;

static const struct {
	Move move[CASE_STATES];
	CaseOutcome outcome; /* of SHUT */
} LIFE[EVENTS] = {
	/*                          new      contacted replied  in_prog. resolved closed */
	[EVENT_CREATED]         = {{BEGINS,  NO,       NO,      NO,      NO,      NO},    OUTCOME_NONE},
	[EVENT_SENT]            = {{CONTACT, STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_AGENT_CONTACTED] = {{CONTACT, STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_REPLY]           = {{REPLIED, REPLIED,  STAYS,   STAYS,   REPLIED, STAYS}, OUTCOME_NONE},
	[EVENT_CLAIMED]         = {{HELD_BY, HELD_BY,  HELD_BY, HELD_BY, HELD_BY, NO},    OUTCOME_NONE},
	[EVENT_RELEASED]        = {{NO,      NO,       NO,      BACK,    NO,      NO},    OUTCOME_NONE},
	[EVENT_RESOLVED]        = {{SOLVED,  SOLVED,   SOLVED,  SOLVED,  NO,      NO},    OUTCOME_NONE},
	[EVENT_REOPENED]        = {{NO,      NO,       NO,      NO,      AGAIN,   AGAIN}, OUTCOME_NONE},
	[EVENT_SATISFIED]       = {{NO,      NO,       SHUT,    NO,      SHUT,    NO},    OUTCOME_SATISFIED},
	[EVENT_UNSATISFIED]     = {{NO,      NO,       AGAIN,   NO,      AGAIN,   NO},    OUTCOME_NONE},
	[EVENT_NO_ANSWER]       = {{NO,      SHUT,     NO,      NO,      SHUT,    NO},    OUTCOME_NO_ANSWER},
	/* Who opts out is still owed an answer: the case goes to a person, who may not write either. */
	[EVENT_OPT_OUT]         = {{REPLIED, REPLIED,  STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_OPT_IN]          = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_WRONG_NUMBER]    = {{SHUT,    SHUT,     SHUT,    SHUT,    SHUT,    NO},    OUTCOME_WRONG_NUMBER},
	[EVENT_MALICIOUS]       = {{SHUT,    SHUT,     SHUT,    SHUT,    SHUT,    NO},    OUTCOME_MALICIOUS},
	[EVENT_WITHDRAWN]       = {{SHUT,    SHUT,     SHUT,    SHUT,    SHUT,    NO},    OUTCOME_WITHDRAWN},
	[EVENT_CLOSED]          = {{SHUT,    SHUT,     SHUT,    SHUT,    SHUT,    NO},    OUTCOME_NONE},
	[EVENT_UPDATED]         = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_NOTE]            = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_HELD]            = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_NOT_SENT]        = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_UNKNOWN_OUTCOME] = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_DELIVERED]       = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_UNDELIVERED]     = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_CALL_DUE]        = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_CALL_ATTEMPT]    = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_CALLBACK_ASKED]  = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_PROMISED]        = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_PROMISE_KEPT]    = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_PROMISE_BROKEN]  = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_OFFERED]         = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_PROGRESS]        = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_LEVEL]           = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_LABELLED]        = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
	[EVENT_SUSPECTED]       = {{STAYS,   STAYS,    STAYS,   STAYS,   STAYS,   STAYS}, OUTCOME_NONE},
};

static const CaseState ARRIVES[] = {
	[BEGINS] = CASE_NEW,
	[CONTACT] = CASE_CONTACTED,
	[REPLIED] = CASE_REPLIED,
	[HELD_BY] = CASE_IN_PROGRESS,
	[BACK] = CASE_REPLIED,
	[SOLVED] = CASE_RESOLVED,
	[AGAIN] = CASE_REPLIED,
	[SHUT] = CASE_CLOSED,
};

static const Step NEXT_STEP[CASE_STATES] = {
	[CASE_NEW] = STEP_FIRST_CONTACT,
	[CASE_RESOLVED] = STEP_SATISFACTION,
};

gboolean life_apply(CaseState state, CaseState beneath, EventKind event, LifeChange *change)
{
	Move move = LIFE[event].move[state];

	if (move == NO)
		return FALSE;
	change->state = move == STAYS ? state : ARRIVES[move];
	if (move == BACK && (beneath == CASE_NEW || beneath == CASE_CONTACTED))
		change->state = beneath;
	change->outcome = move == SHUT ? LIFE[event].outcome : OUTCOME_NONE;
	change->new_round = move == AGAIN;
	return TRUE;
}

CaseState life_beneath(CaseState beneath, EventKind event)
{
	LifeChange change;

	if (event == EVENT_CLAIMED || event == EVENT_RELEASED || !life_apply(beneath, beneath, event, &change))
		return beneath;
	return change.state;
}

Step life_next_step(CaseState state)
{
	return NEXT_STEP[state];
}
