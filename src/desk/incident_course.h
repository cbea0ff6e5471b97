/* How an incident went: how many of its cases were open at each hour or day, of facts that no later change touches.
 * Source: features F6 (burn-down), F51. */
#pragma once

#include "desk/desk.h"
#include "store/incidents.h"

typedef struct {
	int64_t at;
	guint open;     /* in it then, and neither resolved nor closed */
	guint resolved; /* in it then, resolved and not closed yet */
	guint closed;
} IncidentPoint;

typedef enum { INCIDENT_BY_ITSELF, INCIDENT_BY_HOUR, INCIDENT_BY_DAY } IncidentPace;

/* From its opening to its end, or to now: at both, and at each full hour (or midnight of its shop's clock, UTC where it
 * is of all shops) between. INCIDENT_BY_ITSELF: hours for up to three days, then days. Never more than 400 points: an
 * hour that would be more is a day. *points is of IncidentPoint. */
int incident_course(const Desk *desk, const StoreIncident *incident, IncidentPace pace, GArray **points, char **fault);
