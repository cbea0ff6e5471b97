/* Incidents: one cause behind many cases. Opened by a senior, filled by hand, and closed with a note: then what waited
 * for it is planned anew. Source: features F6.
 *
 * Neither claims nor levels bind here, as with a pause: it is about many cases at once, and contacts nobody. Agents' own
 * texts and calls go on. */
#pragma once

#include "desk/act.h"
#include "store/incidents.h"

typedef struct {
	const char *name;     /* the cause */
	const char *shop;     /* NULL: all */
	const char *criteria; /* what belongs to it, in words; NULL: not said */
	const char *text_ref; /* the approved wording; NULL: none */
	gboolean runs_on;     /* only groups: the steps of its cases go on */
} IncidentWish;

/* -EINVAL: no name, no such shop, or bytes that are no text; -EPERM as for every act. */
int incident_open(const Desk *desk, const IncidentWish *wish, int64_t *incident_id, char **fault);

/* All or none of the cases. -ENOENT: no such incident or case, or it is not in it; -EALREADY: the incident is closed;
 * -EEXIST: a case is in an open one; -EINVAL: a case is closed, or another shop's. */
int incident_add(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault);
int incident_remove(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault);

/* The steps that waited for it are planned anew. *released is how many cases had one. -EINVAL: no note. */
int incident_close(const Desk *desk, int64_t incident_id, const char *note, guint *released, char **fault);
