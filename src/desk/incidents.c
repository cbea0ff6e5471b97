#include "desk/incidents.h"

#include "core/backlog.h"
#include "desk/claims.h"
#include "desk/incident_suggest.h"
#include "desk/incident_text.h"

#include <errno.h>

static gboolean is_text(const char *text)
{
	return !text || (*text && g_utf8_validate(text, -1, NULL));
}

static int check_wish(const Desk *desk, const IncidentWish *wish, char **fault)
{
	if (!wish->name || !is_text(wish->name) || !is_text(wish->criteria) || !is_text(wish->text_ref) ||
	    !is_text(wish->match)) {
		*fault = g_strdup("name the cause in a few words, as the team will say it: incident open \"parcels of Yunda late\"");
		return -EINVAL;
	}
	if (wish->shop && desk->conf && !conf_shop(desk->conf, wish->shop)) {
		*fault = g_strdup_printf("there is no shop \"%s\"; \"show config\" lists the shops", wish->shop);
		return -EINVAL;
	}
	return 0;
}

/* The incident, when it can still be changed. */
int incident_find_open(const Desk *desk, int64_t incident_id, StoreIncident *incident, char **fault)
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
	return r == 0 ? incident_text_reach(desk, incident, case_id, fault) : r;
}

/* All cases that the words name, of the incident's shop. */
static int add_matching(const Desk *desk, int64_t incident_id, const char *match, guint *n, char **fault)
{
	StoreIncident incident = {0};
	g_autoptr(GArray) ids = NULL;
	int r = incident_find_open(desk, incident_id, &incident, fault);

	if (r == 0)
		r = incident_suggest_match(desk, incident.shop, match, &ids, fault);
	if (r == 0 && ids->len == 0) {
		*fault = g_strdup_printf(
		        "no open case of the time that counts has %s and is in no incident; \"incident suggest\" "
		        "tells what there is",
		        match);
		r = -EINVAL;
	}
	for (guint i = 0; r == 0 && i < ids->len; i++)
		r = add(desk, &incident, g_array_index(ids, int64_t, i), fault);
	store_incident_clear(&incident);
	if (r == 0)
		*n = ids->len;
	return r;
}

int incident_open(const Desk *desk, const IncidentWish *wish, int64_t *incident_id, char **fault)
{
	const char *criteria = wish->criteria ? wish->criteria : wish->match;
	const StoreIncident incident = {.shop = (char *)wish->shop,
	                                .name = (char *)wish->name,
	                                .criteria = (char *)criteria,
	                                .text_ref = (char *)wish->text_ref,
	                                .holds = !wish->runs_on,
	                                .opened_at = desk->now_at,
	                                .opened_by = (char *)desk->actor};
	int64_t id = 0;
	guint n = 0;
	Act act;
	int r = check_wish(desk, wish, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_INCIDENT, &act, fault);
	if (r < 0)
		return r;
	r = store_incident_open(desk->store, &incident, &id);
	if (r == 0 && wish->match)
		r = add_matching(desk, id, wish->match, &n, fault);
	r = act_end(&act, r, fault);
	if (r == 0)
		*incident_id = id;
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
	r = incident_find_open(desk, incident_id, &incident, fault);
	for (guint i = 0; r == 0 && i < n; i++)
		r = each(desk, &incident, case_ids[i], fault);
	store_incident_clear(&incident);
	return act_end(&act, r, fault);
}

int incident_add(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault)
{
	return for_cases(desk, incident_id, case_ids, n, add, fault);
}

int incident_add_matching(const Desk *desk, int64_t incident_id, const char *match, guint *n, char **fault)
{
	Act act;
	int r;

	if (!match || !is_text(match)) {
		*fault = g_strdup("say what its cases have in common: product=kettle, carrier=Yunda or "
		                  "category=logistics");
		return -EINVAL;
	}
	r = act_begin(desk, RIGHT_INCIDENT_CASE, &act, fault);
	if (r < 0)
		return r;
	return act_end(&act, add_matching(desk, incident_id, match, n, fault), fault);
}

int incident_remove(const Desk *desk, int64_t incident_id, const int64_t *case_ids, guint n, char **fault)
{
	return for_cases(desk, incident_id, case_ids, n, leave, fault);
}

/* ---- the end ---- */

/* When what waited in the case leaves now; STORE_NO_TIME: nothing that floods anybody. */
static int leaves_at(const Desk *desk, int64_t case_id, int64_t *at)
{
	ConfCaseRules rules = {0};
	StoreFacts facts = {0};
	StoreCase c = {0};
	int r = store_case_get(desk->store, case_id, &c);

	*at = STORE_NO_TIME;
	if (r == 0 && conf_case_rules(desk->conf, desk->zones, c.shop, c.zone, c.region, c.quiet, &rules)) {
		r = store_case_facts(desk->store, case_id, desk->now_at, &facts);
		if (r == 0) {
			Plan plan = plan_next(&rules.policy, &facts.facts, desk->now_at);

			if (plan.verdict == PLAN_STEP && plan.step != STEP_CALL && plan.step != STEP_CLOSE)
				*at = MAX(plan.due_at, desk->now_at);
		}
	}
	store_facts_clear(&facts);
	conf_case_rules_clear(&rules);
	store_case_clear(&c);
	return r;
}

/* Hundreds of ladders that go on at one moment are spread, as after an outage. The incident is over and its text taken
 * back: of what waits there only an agent's own words stand for a first contact, which then needs no place. */
static int spread(const Desk *desk, int64_t incident_id, const GArray *held)
{
	g_autofree int64_t *at = g_new(int64_t, held->len + 1);
	int r = 0;

	for (guint i = 0; r == 0 && i < held->len; i++)
		r = leaves_at(desk, g_array_index(held, int64_t, i), &at[i]);
	for (guint i = 0; r == 0 && i < held->len; i++) {
		guint before = 0, all = 0;
		int64_t slot;

		for (guint n = 0; n < held->len; n++) {
			before += at[n] == at[i] && n < i;
			all += at[n] == at[i];
		}
		slot = at[i] == STORE_NO_TIME ? at[i]
		                              : backlog_slot(at[i], before, all, desk->conf->incident_release_s);
		if (slot > at[i])
			r = store_incident_release(desk->store, incident_id, g_array_index(held, int64_t, i), slot);
	}
	return r;
}

int incident_close(const Desk *desk, int64_t incident_id, const char *note, guint *released, char **fault)
{
	StoreIncident incident = {0};
	g_autoptr(GArray) held = NULL;
	Act act;
	int r;

	if (!note || !is_text(note)) {
		*fault = g_strdup("say with --note how it ended: it stands in the story of each of its cases");
		return -EINVAL;
	}
	r = act_begin(desk, RIGHT_INCIDENT, &act, fault);
	if (r < 0)
		return r;
	r = incident_find_open(desk, incident_id, &incident, fault);
	store_incident_clear(&incident);
	if (r == 0)
		r = store_incident_held(desk->store, incident_id, &held);
	if (r == 0)
		r = store_incident_close(desk->store, incident_id, desk->actor, note, desk->now_at);
	if (r == 0 && desk->conf)
		r = spread(desk, incident_id, held);
	r = act_end(&act, r, fault);
	if (r == 0)
		*released = held->len;
	return r;
}

int incident_share(const Desk *desk, int64_t incident_id, gboolean dry, GArray **list, char **fault)
{
	StoreIncident incident = {0};
	g_autoptr(GArray) members = NULL;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int r = incident_find_open(desk, incident_id, &incident, fault);

	store_incident_clear(&incident);
	if (r == 0)
		r = store_incident_cases(desk->store, incident_id, &members);
	for (guint i = 0; r == 0 && i < members->len; i++) {
		const StoreIncidentCase *member = &g_array_index(members, StoreIncidentCase, i);

		if (member->left_at == STORE_NO_TIME)
			g_array_append_val(ids, member->case_id);
	}
	if (r < 0) {
		if (!*fault)
			*fault = desk_store_fault(desk, "cannot read the incident");
		return r;
	}
	return claim_assign_cases(desk, ids, dry, list, fault);
}
