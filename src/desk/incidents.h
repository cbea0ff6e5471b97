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
	const char *match;    /* "product=kettle": with all cases that a suggestion of it names; NULL: with none */
} IncidentWish;

/* -EINVAL: no name, no such shop, bytes that are no text, or no case matches; -EPERM as for every act. */
int incident_open(const Desk *desk, const IncidentWish *wish, int64_t *incident_id, char **fault);

/* All or none of the cases. -ENOENT: no such incident or case, or it is not in it; -EALREADY: the incident is closed;
 * -EEXIST: a case is in an open one; -EINVAL: a case is closed, or another shop's. */
int incident_add(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault);
/* The same for all cases that a suggestion of "product=kettle" would name, of the incident's shop; *n: how many.
 * -EINVAL: not such words, or no case has it. */
int incident_add_matching(const Desk *desk, int64_t incident_id, const char *match, guint *n, char **fault);
int incident_remove(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault);

/* The steps that waited for it are planned anew; where several of them could leave at one moment, one after another
 * over incidents.release_over, the oldest complaint first. Its text is taken back where it has not left. The note
 * stands in the story of each of its cases. *released is how many cases had a step that waited. -EINVAL: no note. */
int incident_close(const Desk *desk, int64_t incident_id, const char *note, guint *released, char **fault);

/* Spreads its cases that nobody has over the accounts on duty, as fair lists do (claims.h): the gravest first, then the
 * oldest. *list is of Assignment. Writes nothing when `dry`. -EINVAL: nobody is on duty. */
int incident_share(const Desk *desk, int64_t incident_id, gboolean dry, GArray **list, char **fault);

/* For the other files of incidents: one that can still be changed. -ENOENT, -EALREADY with a sentence. */
int incident_find_open(const Desk *desk, int64_t incident_id, StoreIncident *incident, char **fault);
