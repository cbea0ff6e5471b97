/* Who works on which case, and what of theirs waits: the lists behind claims, fair lists and the morning board. The same
 * rules as in store.h and team.h. */
#pragma once

#include "store/team.h"

typedef struct {
	int64_t case_id;
	char *shop;
	char *language;
	CaseState state;
	int round;
	int needs_level;    /* the graver of the case's own level and what events asked for; 0: not said */
	char *assigned_to;  /* "agent:li"; NULL: nobody */
	char *suspected_by; /* who holds it for malicious; NULL: nobody */
	char *holder;       /* whose claim is in force; NULL: nobody's */
	int64_t held_until; /* STORE_NO_TIME: nobody holds it */
} StoreRoster;
void store_roster_clear(StoreRoster *row);
int store_roster_get(Store *store, int64_t case_id, int64_t now_at, StoreRoster *out); /* -ENOENT */

typedef struct {
	const char *shop;    /* NULL: any */
	const char *agent;   /* held by or given to "agent:li"; NULL: any */
	const char *state;   /* NULL: any but closed; "all": any */
	int level;           /* needs exactly this one; 0: any */
	gboolean unclaimed;  /* nobody holds it */
	gboolean unassigned; /* fair lists gave it to nobody */
	gboolean waits;      /* a person is needed: the customer answered, or a step is held */
	guint limit;         /* 0: no limit */
} StoreRosterFilter;
int store_roster_list(Store *store, const StoreRosterFilter *filter, int64_t now_at, GArray **rows); /* newest first */

/* Gives a case to somebody (NULL: back), with a note in its story. */
int store_roster_assign(Store *store, int64_t case_id, const char *agent, const char *actor, int64_t now_at);
/* The first of two holds the case for malicious: EVENT_SUSPECTED, and who. */
int store_roster_suspect(Store *store, int64_t case_id, const char *actor, const char *note, int64_t now_at);
/* The case has new facts: its plan is made anew. */
int store_roster_touch(Store *store, int64_t case_id);

/* An agent's words that have not left. */
typedef struct {
	int64_t step_id;
	Step step;
	int number;
	StepState state; /* STEP_PLANNED, STEP_HELD */
	int64_t due_at;  /* STORE_NO_TIME: none */
	char *author;
	char *text;
} StoreWaiting;
int store_roster_waiting(Store *store, int64_t case_id, GArray **waiting); /* of StoreWaiting, oldest first */

/* The last one who claimed or resolved the case in an earlier round than its own, as "agent:li"; NULL: nobody. Caller frees. */
int store_roster_last_agent(Store *store, int64_t case_id, char **agent);
