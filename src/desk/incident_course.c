#include "desk/incident_course.h"

#define HOUR_S 3600
#define DAY_S 86400
#define HOURS_SHOWN (3 * 24)
#define POINTS_MAX 400

/* The first full hour, or midnight of that zone, after it. */
static int64_t next_edge(GTimeZone *zone, gboolean days, int64_t at)
{
	g_autoptr(GDateTime) utc = NULL;
	g_autoptr(GDateTime) local = NULL;
	g_autoptr(GDateTime) tomorrow = NULL;
	g_autoptr(GDateTime) midnight = NULL;

	if (!days)
		return (at / HOUR_S + 1) * HOUR_S;
	utc = g_date_time_new_from_unix_utc(at);
	local = zone ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
	tomorrow = g_date_time_add_days(local, 1);
	midnight = g_date_time_new(g_date_time_get_timezone(tomorrow), g_date_time_get_year(tomorrow),
	                           g_date_time_get_month(tomorrow), g_date_time_get_day_of_month(tomorrow), 0, 0, 0);
	/* A zone may have no such midnight; a day later is later in any case. */
	return midnight && g_date_time_to_unix(midnight) > at ? g_date_time_to_unix(midnight) : at + DAY_S;
}

static guint *place(IncidentPoint *sum, IncidentFactState state)
{
	switch (state) {
	case INCIDENT_FACT_OPEN:
		return &sum->open;
	case INCIDENT_FACT_RESOLVED:
		return &sum->resolved;
	case INCIDENT_FACT_CLOSED:
		return &sum->closed;
	case INCIDENT_FACT_OUT:
	case INCIDENT_FACTS:
		break;
	}
	return NULL;
}

/* What the case is now takes the place of what it was. */
static void apply(GHashTable *states, IncidentPoint *sum, const StoreIncidentFact *fact)
{
	gpointer was = g_hash_table_lookup(states, &fact->case_id);
	guint *left = was ? place(sum, (IncidentFactState)(GPOINTER_TO_INT(was) - 1)) : NULL;
	guint *now = place(sum, fact->state);

	if (left)
		(*left)--;
	if (now)
		(*now)++;
	g_hash_table_insert(states, g_memdup2(&fact->case_id, sizeof fact->case_id),
	                    GINT_TO_POINTER((int)fact->state + 1));
}

int incident_course(const Desk *desk, const StoreIncident *incident, IncidentPace pace, GArray **points, char **fault)
{
	g_autoptr(GHashTable) states = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	GTimeZone *zone = incident->shop ? desk_shop_zone(desk, incident->shop) : NULL;
	int64_t end_at =
	        incident->closed_at == STORE_NO_TIME ? MAX(desk->now_at, incident->opened_at) : incident->closed_at;
	int64_t hours = (end_at - incident->opened_at) / HOUR_S;
	gboolean days = pace == INCIDENT_BY_DAY || hours > POINTS_MAX - 2 ||
	                (pace == INCIDENT_BY_ITSELF && hours > HOURS_SHOWN);
	g_autoptr(GArray) facts = NULL;
	IncidentPoint sum = {0};
	guint next = 0;
	int r = store_incident_facts(desk->store, incident->id, &facts);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read how it went");
		return r;
	}
	*points = g_array_new(FALSE, FALSE, sizeof(IncidentPoint));
	for (int64_t at = incident->opened_at;; at = MIN(next_edge(zone, days, at), end_at)) {
		for (; next < facts->len && g_array_index(facts, StoreIncidentFact, next).at <= at; next++)
			apply(states, &sum, &g_array_index(facts, StoreIncidentFact, next));
		sum.at = at;
		g_array_append_val(*points, sum);
		if (at >= end_at)
			return 0;
	}
}
