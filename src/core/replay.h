/* What the daemon would have done about a case under given rules: the case's past walked through again.
 *
 * plan_text() is asked at each moment at which something about the case or its customer changed, with what was known
 * then and nothing later. What other people did is taken as it came; what the daemon itself did is not looked at but
 * for one thing: a customer's word that in truth came after a text of ours is an answer to it, so where that text
 * leaves later here, the answer comes right behind it. An opt-out holds from when it was said all the same. Every text
 * is taken to leave when it is due. Calls, notes and closing are left out: what people said on the telephone under
 * other rules, nobody knows, and with them goes what hangs on other cases (the cool-down of questions). Pure. */
#pragma once

#include "core/plan.h"

typedef enum {
	REPLAY_EVENT,   /* of the case: `event`, for EVENT_SENT with its step */
	REPLAY_PERSON,  /* of the customer, in another case or none: EVENT_OPT_OUT, EVENT_OPT_IN */
	REPLAY_CONTACT, /* somebody contacted the customer about another case */
	REPLAY_DEAD,    /* the number was found dead */
} ReplayKind;

typedef struct {
	int64_t at;
	ReplayKind kind;
	EventKind event;
	Step step;
} ReplayEntry;

typedef struct {
	int64_t case_id;
	int64_t begins_at; /* when it came in: nothing was planned earlier */
	int64_t complaint_at;
	int64_t dead_until; /* what REPLAY_DEAD says */
	gboolean landline;
	const ReplayEntry *entries; /* by time */
	guint n_entries;
} ReplayCase;

typedef enum {
	REPLAY_SENT,
	REPLAY_HELD,    /* a person would have had to look */
	REPLAY_DROPPED, /* never done: something else was first */
	REPLAY_WAITING, /* not due yet at the end */
	REPLAY_ENDS
} ReplayEnd;

const char *replay_end_name(ReplayEnd end); /* "sent" */

typedef struct {
	Step step;
	int round;
	ReplayEnd end;
	int64_t at; /* sent at, or waiting until; else DECIDE_NEVER */
	int64_t deadline_at; /* DECIDE_NEVER: none */
	gboolean late;  /* sent, or to be sent, after its deadline */
	Reason reason;  /* what it waited for last; why it is held or was dropped */
} ReplayStep;

/* Walks up to `until_at`. `steps` (of ReplayStep) is emptied, then gets one row for each step of each round that ever
 * was planned, held or refused, in the order of their beginning. */
void replay_walk(const PlanPolicy *policy, const ReplayCase *c, int64_t until_at, GArray *steps);
