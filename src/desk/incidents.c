#include "desk/incidents.h"

#include <errno.h>

static gboolean is_text(const char *text)
{
	return !text || (*text && g_utf8_validate(text, -1, NULL));
}

static int check_wish(const Desk *desk, const IncidentWish *wish, char **fault)
{
	if (!wish->name || !is_text(wish->name) || !is_text(wish->criteria) || !is_text(wish->text_ref)) {
		*fault = g_strdup("name the cause in a few words, as the team will say it: incident open \"parcels of Yunda late\"");
		return -EINVAL;
	}
	if (wish->shop && desk->conf && !conf_shop(desk->conf, wish->shop)) {
		*fault = g_strdup_printf("there is no shop \"%s\"; \"show config\" lists the shops", wish->shop);
		return -EINVAL;
	}
	return 0;
}

int incident_open(const Desk *desk, const IncidentWish *wish, int64_t *incident_id, char **fault)
{
	const StoreIncident incident = {.shop = (char *)wish->shop, .name = (char *)wish->name,
	                                .criteria = (char *)wish->criteria, .text_ref = (char *)wish->text_ref,
	                                .holds = !wish->runs_on, .opened_at = desk->now_at, .opened_by = (char *)desk->actor};
	int64_t id = 0;
	Act act;
	int r = check_wish(desk, wish, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_INCIDENT, &act, fault);
	if (r < 0)
		return r;
	r = act_end(&act, store_incident_open(desk->store, &incident, &id), fault);
	if (r == 0)
		*incident_id = id;
	return r;
}

/* The incident, when it can still be changed. */
static int find_open(const Desk *desk, int64_t incident_id, StoreIncident *incident, char **fault)
{
	int r = store_incident_get(desk->store, incident_id, incident);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no incident %" G_GINT64_FORMAT "; \"incident list --all\" lists them",
		                         incident_id);
	if (r < 0 || incident->closed_at == STORE_NO_TIME)
		return r;
	store_incident_clear(incident);
	*fault = g_strdup_printf("incident %" G_GINT64_FORMAT " is closed; its cases are free already", incident_id);
	return -EALREADY;
}

static int check_case(const StoreIncident *incident, const StoreCase *c, char **fault)
{
	if (c->state == CASE_CLOSED)
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " is closed (%s): nothing of it can wait for an incident", c->id,
		                         case_outcome_name(c->outcome));
	else if (incident->shop && !g_str_equal(incident->shop, c->shop))
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " is of shop %s, and the incident of shop %s alone", c->id, c->shop,
		                         incident->shop);
	return *fault ? -EINVAL : 0;
}

static int add(const Desk *desk, const StoreIncident *incident, int64_t case_id, char **fault)
{
	StoreCase c;
	int r = store_case_get(desk->store, case_id, &c);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no case %" G_GINT64_FORMAT, case_id);
	if (r < 0)
		return r;
	r = check_case(incident, &c, fault);
	store_case_clear(&c);
	if (r == 0)
		r = store_incident_join(desk->store, incident->id, case_id, desk->actor, desk->now_at);
	if (r == -EEXIST)
		*fault = g_strdup_printf("%s; take it out there first", store_error(desk->store));
	return r;
}

static int leave(const Desk *desk, const StoreIncident *incident, int64_t case_id, char **fault)
{
	int r = store_incident_leave(desk->store, incident->id, case_id, desk->actor, desk->now_at);

	if (r == -ENOENT)
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " is not in incident %" G_GINT64_FORMAT "; \"incident show %"
		                         G_GINT64_FORMAT "\" lists its cases", case_id, incident->id, incident->id);
	return r;
}

typedef int (*EachCase)(const Desk *desk, const StoreIncident *incident, int64_t case_id, char **fault);

static int for_cases(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, EachCase each,
                     char **fault)
{
	StoreIncident incident = {0};
	Act act;
	int r = act_begin(desk, RIGHT_INCIDENT_CASE, &act, fault);

	if (r < 0)
		return r;
	r = find_open(desk, incident_id, &incident, fault);
	for (guint i = 0; r == 0 && i < n; i++)
		r = each(desk, &incident, case_ids[i], fault);
	store_incident_clear(&incident);
	return act_end(&act, r, fault);
}

int incident_add(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault)
{
	return for_cases(desk, incident_id, case_ids, n, add, fault);
}

int incident_remove(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault)
{
	return for_cases(desk, incident_id, case_ids, n, leave, fault);
}

int incident_close(const Desk *desk, int64_t incident_id, const char *note, guint *released, char **fault)
{
	StoreIncident incident = {0};
	guint held = 0;
	Act act;
	int r;

	if (!note || !is_text(note)) {
		*fault = g_strdup("say with --note how it ended: it stands in the story of each of its cases");
		return -EINVAL;
	}
	r = act_begin(desk, RIGHT_INCIDENT, &act, fault);
	if (r < 0)
		return r;
	r = find_open(desk, incident_id, &incident, fault);
	if (r == 0) {
		held = incident.held_cases;
		r = store_incident_close(desk->store, incident_id, desk->actor, note, desk->now_at);
	}
	store_incident_clear(&incident);
	r = act_end(&act, r, fault);
	if (r == 0)
		*released = held;
	return r;
}
