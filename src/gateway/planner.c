#include "gateway/planner.h"

#include <errno.h>

#include "gateway/errand.h"
#include "gateway/item.h"
#include "gateway/sender.h"
#include "gateway/sla.h"
#include "gateway/words.h"
#include "util/fault.h"
#include "util/log.h"

/* A turn stays short, so that answers and webhooks are not kept waiting by a big import. */
#define ROWS_PER_TURN 200
/* And shorter while messages are under way: their answers come in this very turn, and the next ones leave after it.
 * Each answer leaves a case to plan, so that it is not less than those. */
#define ROWS_BESIDE_SENDING 50

static guint portion(const Gateway *g)
{
	guint under_way = sender_in_flight(g);

	return under_way ? CLAMP(under_way, ROWS_BESIDE_SENDING, ROWS_PER_TURN) : ROWS_PER_TURN;
}

static void log_plan(const StoreCase *c, const Plan *plan)
{
	LogFields fields = {
	        .case_id = c->id, .person_id = c->person_id, .shop = c->shop, .step = step_name(plan->step)};
	g_autofree char *due = NULL;

	if (plan->verdict == PLAN_STEP && log_wants(LOG_DEBUG)) {
		due = zones_format(NULL, plan->due_at);
		log_debug(&fields, "planned for %s: %s", due, reason_text(plan->reason));
	} else if (plan->verdict == PLAN_HOLD) {
		fields.event = LOG_EVENT_HELD;
		log_notice(&fields, "held for a person: %s", reason_text(plan->reason));
	}
}

/* The facts as they are after what ends calls has ended them. */
static int current_facts(Gateway *g, const StoreCase *c, int64_t now_at, StoreFacts *facts)
{
	int r = store_facts_of(g->store, c, now_at, facts);

	if (r >= 0)
		r = errand_stop_calls(g, &facts->facts, now_at);
	if (r <= 0)
		return r;
	store_facts_clear(facts);
	return store_facts_of(g->store, c, now_at, facts);
}

/* Words of a person come first: what is planned beside them leans on their hour. */
static int plan_words(Gateway *g, const StoreCase *c, const ConfCaseRules *rules, int64_t now_at, StoreFacts *facts)
{
	gboolean moved = FALSE;
	int r = words_plan(g, c->id, rules, &facts->facts, now_at, &moved);

	if (r < 0 || !moved)
		return r;
	store_facts_clear(facts);
	return store_facts_of(g->store, c, now_at, facts);
}

int planner_plan(Gateway *g, int64_t case_id, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	StoreCase c = {0};
	StoreFacts facts = {0};
	g_auto(ConfCaseRules) rules = {0};
	Plan plan = {0};
	int r;

	r = store_case_get_bare(g->store, case_id, &c);
	if (r < 0)
		return r;
	r = current_facts(g, &c, now_at, &facts);
	if (r < 0)
		goto out;
	if (conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules)) {
		r = sla_note(g, &c, &facts.facts, &rules.policy.rules[CLASS_FIRST_CONTACT], now_us);
		if (r >= 0)
			r = plan_words(g, &c, &rules, now_at, &facts);
		if (r >= 0)
			plan = plan_next(&rules.policy, &facts.facts, now_at);
	} else {
		plan = plan_without_shop(&facts.facts);
	}
	if (r >= 0)
		r = store_plan_put(g->store, case_id, &plan, NULL, g->rules_id, now_at);
	if (r >= 0)
		log_plan(&c, &plan);
out:
	store_facts_clear(&facts);
	store_case_clear(&c);
	return r;
}

static int plan_one(Gateway *g, int64_t case_id, int64_t now_us)
{
	LogFields fields = {.case_id = case_id};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = planner_plan(g, case_id, now_us);
	r = item_end(g, r, "a case that cannot be planned is", &fields, &why);
	return why ? store_case_aside(g->store, case_id, why, g->rules_id, now_us / USEC_PER_SEC) : r;
}

/* Cases to be planned in a turn. */
typedef struct {
	const GArray *ids;
	int64_t now_us;
} Cases;

static int plan_together(Gateway *g, guint index, void *user)
{
	const Cases *cases = user;

	return planner_plan(g, g_array_index(cases->ids, int64_t, index), cases->now_us);
}

static int plan_alone(Gateway *g, guint index, void *user)
{
	const Cases *cases = user;

	return plan_one(g, g_array_index(cases->ids, int64_t, index), cases->now_us);
}

static int plan_cases(Gateway *g, const GArray *ids, int64_t now_us)
{
	return items_run(g, ids->len, plan_together, NULL, plan_alone, &(Cases){ids, now_us});
}

static void log_intake(int64_t row_id, IntakeResult result, int64_t case_id, const char *fault, void *user)
{
	LogFields fields = {.case_id = case_id, .event = LOG_EVENT_INTAKE};

	(void)user;
	if (result == INTAKE_REJECTED)
		/* The fault quotes the customer's data: it stays in the row. */
		log_warning(&fields, "intake row %" G_GINT64_FORMAT " set aside; its error column says why", row_id);
	else
		log_info(&fields, "intake row %" G_GINT64_FORMAT " %s", row_id,
		         result == INTAKE_NEW ? "became a case" : "updated a case");
	(void)fault;
}

static int run_intake(Gateway *g, int64_t now_us)
{
	guint done;
	int r = store_intake_run(g->store, conf_shop_facts, g->conf, now_us / USEC_PER_SEC, ROWS_PER_TURN, log_intake,
	                         NULL, &done);

	if (r < 0)
		return r;
	if (done == ROWS_PER_TURN)
		gateway_wake(g, WAKE_INTAKE);
	if (done > 0)
		fault_point("planner.intake");
	return 0;
}

/* One list of cases, planned; *done counts them. */
static int run_list(Gateway *g, unsigned flag, guint limit, int64_t now_us, guint *done)
{
	g_autoptr(GArray) ids = NULL;
	int r = flag == WAKE_DIRTY ? store_dirty_list(g->store, limit, &ids)
	                           : store_stale_list(g->store, g->rules_id, limit, &ids);

	if (r < 0)
		return r;
	*done = ids->len;
	if (ids->len == limit)
		gateway_wake(g, flag);
	return plan_cases(g, ids, now_us);
}

/* A step given up leaves the person's other cases dirty, which may have waited for it: until nothing is left, or the turn has
 * done enough. */
static int run_dirty(Gateway *g, int64_t now_us)
{
	guint limit = portion(g), sum = 0, done = 0;
	int r;

	do {
		r = run_list(g, WAKE_DIRTY, limit, now_us, &done);
		sum += done;
	} while (r >= 0 && done > 0 && sum < limit);
	if (done > 0)
		gateway_wake(g, WAKE_DIRTY);
	return r;
}

int planner_run(Gateway *g, unsigned wake, int64_t now_us)
{
	guint done;
	int r = 0;

	if (wake & WAKE_INTAKE)
		r = run_intake(g, now_us);
	/* After a reload first: what it gives up makes others dirty. */
	if (r >= 0 && wake & WAKE_STALE)
		r = run_list(g, WAKE_STALE, ROWS_PER_TURN, now_us, &done);
	/* Results, replies and intake all leave dirty cases: one look-up of an empty list is cheaper than to track
	 * it. */
	return r < 0 ? r : run_dirty(g, now_us);
}
