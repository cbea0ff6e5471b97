/* Incidents: one cause behind many cases, whose own steps wait for its end. Source: features F6.
 *
 * The same rules as in store.h: 0 or a negative errno, writes inside a transaction, outputs untouched on failure, what
 * comes out is the caller's. What holds a case is read by store_case_facts(); whoever changes that makes the case dirty,
 * so that its plan is made anew. A case is in one open incident at most. */
#pragma once

#include "core/causes.h"
#include "store/store.h"

typedef struct {
	int64_t id;
	char *shop;        /* NULL: of all shops */
	char *name;        /* the cause, as the team calls it */
	char *criteria;    /* what belongs to it, in words; NULL: not said */
	char *text_ref;    /* the approved wording; NULL: none yet */
	gboolean holds;    /* the steps of its cases wait for its end */
	int64_t opened_at;
	char *opened_by;
	int64_t closed_at; /* STORE_NO_TIME: open */
	char *closed_by;
	char *end_note;
	guint cases;       /* of it; of them not closed (the burn-down); of them with a step that waits for it */
	guint open_cases;
	guint held_cases;
} StoreIncident;
void store_incident_clear(StoreIncident *incident);

/* Reads shop, name, criteria, text_ref, holds, opened_at, opened_by. */
int store_incident_open(Store *store, const StoreIncident *incident, int64_t *incident_id);
int store_incident_get(Store *store, int64_t incident_id, StoreIncident *out); /* -ENOENT */
/* Newest first; `closed`: those that are over, too. */
int store_incident_list(Store *store, gboolean closed, GArray **incidents); /* of StoreIncident */
/* The open one the case belongs to; -ENOENT: none. */
int store_incident_of_case(Store *store, int64_t case_id, StoreIncident *out);

/* With a note in the case's story. -EEXIST: the case is in an open incident; -EALREADY: this one is closed; -ENOENT. */
int store_incident_join(Store *store, int64_t incident_id, int64_t case_id, const char *actor, int64_t now_at);
/* -ENOENT: it is not in it; -EALREADY: the incident is closed, and its cases are free already. */
int store_incident_leave(Store *store, int64_t incident_id, int64_t case_id, const char *actor, int64_t now_at);
/* Ends it, with a note in the story of each of its cases, which are planned anew. -EALREADY: it is closed; -ENOENT. */
int store_incident_close(Store *store, int64_t incident_id, const char *actor, const char *note, int64_t now_at);

typedef struct {
	int64_t case_id;
	CaseState state;
	int64_t joined_at;
	char *joined_by;
	int64_t left_at; /* STORE_NO_TIME: a member, or it was one at the end */
	char *left_by;
	char *held;      /* the step that waits for the incident: "first_contact"; NULL: none does */
	char *shop;
	char *language;
	char *name;      /* the customer's; NULL: not told */
	int needs_level; /* 0: not said */
	int64_t complaint_at;
	char *assigned_to; /* "agent:li"; NULL: nobody */
	int64_t text_id;   /* the wording that was meant for it; 0: none yet */
	int text_number;   /* its agent_text; 0: it gets none, for text_why */
	char *text_why;    /* NULL: it gets one, or was not judged yet */
	char *text_state;  /* the step's: "planned", "done"; NULL: it gets none */
	int64_t text_at;   /* when it left, or is due; STORE_NO_TIME: neither */
} StoreIncidentCase;
/* In order of joining, of StoreIncidentCase. */
int store_incident_cases(Store *store, int64_t incident_id, GArray **cases);
/* Those of it that wait for its end, oldest complaint first, of int64_t. */
int store_incident_held(Store *store, int64_t incident_id, GArray **case_ids);
/* What waits for the incident in that case goes on at that time and no sooner, when the incident is over. */
int store_incident_release(Store *store, int64_t incident_id, int64_t case_id, int64_t not_before_at);

/* ---- its one text (store/sqlite/incident_texts.c) ---- */

typedef struct {
	int64_t id;
	int64_t incident_id;
	char *language;
	char *text;  /* with placeholders */
	char *state; /* "draft", "approved", "replaced", "withdrawn" */
	int64_t written_at;
	char *written_by;
	int64_t approved_at; /* STORE_NO_TIME: nobody approved it */
	char *approved_by;
} StoreIncidentText;
void store_incident_text_clear(StoreIncidentText *text);
/* In place of the draft of that language. -EEXIST: one is approved, and is taken back first. */
int store_incident_text_put(Store *store, int64_t incident_id, const char *language, const char *text,
                            const char *actor, int64_t now_at, int64_t *text_id);
/* The draft or the approved one. -ENOENT: there is none. */
int store_incident_text_get(Store *store, int64_t incident_id, const char *language, StoreIncidentText *out);
/* -EALREADY: it is no draft any more. */
int store_incident_text_approve(Store *store, int64_t text_id, const char *actor, int64_t now_at);
/* Takes it back, and what of it has not left; each such case's story tells. *taken is how many. */
int store_incident_text_withdraw(Store *store, int64_t text_id, const char *actor, int64_t now_at, guint *taken);
/* Drafts and approved ones of an incident; 0: drafts of all open incidents. Of StoreIncidentText, oldest first. */
int store_incident_text_list(Store *store, int64_t incident_id, GArray **texts);

/* Nobody is told twice of an incident: the case got its text; or somebody of the same number did, in another case. */
typedef enum { STORE_UNTOLD, STORE_TOLD, STORE_TOLD_PERSON } StoreTold;
int store_incident_told(Store *store, int64_t incident_id, int64_t case_id, StoreTold *told);
/* The case gets the agent_text `number` of that wording; or none (0), for `why`. */
int store_incident_tell(Store *store, const StoreIncidentText *text, int64_t case_id, int number, const char *why,
                        int64_t now_at);
/* A person of ours has written to the customer of that case, or was in contact, since the incident was opened. */
int store_incident_answered(Store *store, int64_t incident_id, int64_t case_id, gboolean *answered);

/* ---- what tells of a common cause, and how it went (the same file) ---- */

typedef void (*StoreRecentEach)(const CauseCase *c, void *user);
/* Grows when a case is taken in, or put into an incident: what has not grown needs no look at what cases have in common. */
int store_incident_grown(Store *store, int64_t *grown);
/* Tells of the cases taken in since then, newest first; `shop` NULL: of all. Reads at most `limit` rows, from *before_id
 * (0: the newest) on, and leaves there where to go on; 0: that was all. */
int store_incident_recent(Store *store, const char *shop, int64_t since_at, int64_t free_since_at, guint limit,
                          int64_t *before_id, StoreRecentEach each, void *user);

typedef enum {
	INCIDENT_FACT_OPEN,
	INCIDENT_FACT_RESOLVED,
	INCIDENT_FACT_CLOSED,
	INCIDENT_FACT_OUT,
	INCIDENT_FACTS
} IncidentFactState;
typedef struct {
	int64_t at;
	int64_t case_id;
	IncidentFactState state; /* from then on */
} StoreIncidentFact;
/* In the order of time. */
int store_incident_facts(Store *store, int64_t incident_id, GArray **facts); /* of StoreIncidentFact */
