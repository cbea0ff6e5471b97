#include "gateway/errand.h"

#include <errno.h>

#include "gateway/item.h"
#include "gateway/planner.h"
#include "gateway/sender.h"
#include "gateway/way.h"
#include "store/team.h"
#include "util/log.h"

/* As many as cases are planned in a turn beside messages under way. */
#define ERRANDS_PER_TURN 50
#define DONE "done" /* a step's reason when it was carried out */

static const char *why_call(const PlanFacts *facts)
{
	if (facts->landline)
		return "landline";
	return facts->state == CASE_NEW || facts->undelivered ? "undelivered" : "silence";
}

static int list_call(Gateway *g, const StoreStep *step, const PlanFacts *facts, int64_t now_at)
{
	StoreCall call = {.case_id = step->case_id, .round = step->round, .why = (char *)why_call(facts), .due_at = now_at,
	                  .warn_at = STORE_NO_TIME};
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step)};
	int64_t call_id;
	int r = store_call_put(g->store, &call, "followupd", now_at, &call_id);

	if (r == -EEXIST) /* an agent wrote one down by hand */
		r = 0;
	else if (r == 0)
		log_info(&fields, "a call is on the agents' list: %s", call.why);
	return r;
}

static int close_case(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at)
{
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step)};
	StoreEvent event = {.kind = EVENT_NO_ANSWER, .at = now_at, .actor = "followupd", .step = STEP_CLOSE};
	g_autofree char *note = NULL;

	/* Who was not asked did not leave a question unanswered: the log tells them apart. */
	if (facts->state == CASE_RESOLVED && !facts->asked) {
		note = g_strdup_printf("not asked: %s", reason_name(plan_text(&rules->policy, facts, now_at).reason));
		event.note = note;
	}
	log_info(&fields, "closed as unanswered%s%s", note ? ", " : "", note ? note : "");
	return store_case_event(g->store, step->case_id, &event);
}

/* Decides again. */
static int carry_out(Gateway *g, const StoreStep *step, const StoreCase *c, const ConfCaseRules *rules,
                     const PlanFacts *facts, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	Plan plan = plan_next(&rules->policy, facts, now_at);
	int r;

	if (plan.verdict != PLAN_STEP || plan.step != step->step || plan.round != step->round || plan.due_at > now_at)
		return planner_plan(g, c->id, now_us);
	r = store_step_set(g->store, step->id, STEP_DONE, STORE_NO_TIME, DONE, NULL, now_at);
	if (r >= 0)
		r = step->step == STEP_CALL ? list_call(g, step, facts, now_at) : close_case(g, step, rules, facts, now_at);
	if (r >= 0)
		gateway_wake(g, WAKE_DIRTY); /* what follows is planned by the next turn */
	return r;
}

/* 1: it waits for a message of the customer that is under way. */
static int run(Gateway *g, const StoreStep *step, int64_t now_us)
{
	g_auto(ConfCaseRules) rules = {0};
	StoreFacts facts = {0};
	StoreCase c = {0};
	int r = store_case_get_bare(g->store, step->case_id, &c);

	if (r >= 0 && g_hash_table_contains(g->in_flight, &c.person_id)) {
		store_case_clear(&c);
		return 1;
	}
	/* A reload may have given the shop somebody who telephones. */
	if (r >= 0 && (!conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules) ||
	               !plan_is_errand(&rules.policy, step->step))) {
		r = planner_plan(g, c.id, now_us);
	} else if (r >= 0) {
		r = store_facts_of(g->store, &c, now_us / USEC_PER_SEC, &facts);
		if (r >= 0)
			r = carry_out(g, step, &c, &rules, &facts.facts, now_us);
	}
	store_facts_clear(&facts);
	store_case_clear(&c);
	return MIN(r, 0);
}

int errand_run(Gateway *g, const StoreStep *step, int64_t now_us)
{
	return MIN(run(g, step, now_us), 0);
}

/* What is due of them. */
typedef struct {
	const GArray *due;
	int64_t now_us;
	gboolean moved; /* one at least does not wait for a message under way */
} Errands;

static int run_together(Gateway *g, guint index, void *user)
{
	Errands *errands = user;
	int r = run(g, &g_array_index(errands->due, StoreStep, index), errands->now_us);

	errands->moved |= r <= 0;
	return r;
}

static int run_alone(Gateway *g, guint index, void *user)
{
	Errands *errands = user;
	const StoreStep *step = &g_array_index(errands->due, StoreStep, index);
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step)};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = run(g, step, errands->now_us);
	errands->moved |= r <= 0;
	r = item_end(g, r, "a step that cannot be carried out is", &fields, &why);
	return why ? sender_hold(g, step, "internal_error", why, errands->now_us) : r;
}

int errand_run_due(Gateway *g, int64_t now_us)
{
	guint busy = g_hash_table_size(g->in_flight), limit = ERRANDS_PER_TURN + busy; /* theirs may stand in front */
	WaySkip skip = {.g = g, .now_us = now_us};
	Errands errands = {.now_us = now_us};
	g_autoptr(GArray) due = NULL;
	int r = store_errand_list(g->store, now_us / USEC_PER_SEC, g->pauses->len ? way_skip : NULL, &skip, limit,
	                          &due);

	if (r < 0)
		return r;
	if (r > 0)
		gateway_wake(g, WAKE_DUE);
	errands.due = due;
	r = items_run(g, due->len, run_together, NULL, run_alone, &errands);
	/* Where all of them wait for a message under way, its end wakes us. */
	if (r == 0 && due->len == limit && errands.moved)
		gateway_wake(g, WAKE_DUE);
	return r;
}

int errand_stop_calls(Gateway *g, const PlanFacts *facts, int64_t now_at)
{
	gboolean over = facts->state == CASE_CLOSED || facts->wrong_owner;
	gboolean silent = facts->state == CASE_NEW || facts->state == CASE_CONTACTED;
	const char *why = over ? "case_over" : case_state_name(facts->state);
	Action action;
	int r;

	if (!facts->call_open)
		return 0;
	if (!over && decide_cancels(DECIDE_NEXT, &facts->facts, now_at, &action)) {
		over = TRUE;
		why = action_name(action);
	} else if (!over && silent && decide_cancels(DECIDE_CALL, &facts->facts, now_at, &action)) {
		silent = FALSE;
		why = action_name(action);
	}
	if (!over && silent)
		return 0;
	r = store_ladder_stop(g->store, facts->case_id, over, why, now_at);
	return MIN(r, 1);
}
