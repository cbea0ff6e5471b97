/* Incidents: one cause behind many cases, whose own steps wait for its end. Source: features F6.
 *
 * The same rules as in store.h: 0 or a negative errno, writes inside a transaction, outputs untouched on failure, what
 * comes out is the caller's. What holds a case is read by store_case_facts(); whoever changes that makes the case dirty,
 * so that its plan is made anew. A case is in one open incident at most. */
#pragma once

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
} StoreIncidentCase;
/* In order of joining, of StoreIncidentCase. */
int store_incident_cases(Store *store, int64_t incident_id, GArray **cases);
