#include "desk/explain.h"

/* More edges than this within one wait are told as one. */
#define HOLDS_MAX 8u

static void add(GArray *holds, Reason reason, guint layer, int64_t until_at)
{
	const ExplainHold hold = {.reason = reason, .layer = layer, .until_at = until_at};
	ExplainHold *last = holds->len ? &g_array_index(holds, ExplainHold, holds->len - 1) : NULL;

	if (last && last->reason == reason && last->layer == layer)
		last->until_at = until_at;
	else
		g_array_append_val(holds, hold);
}

/* Before hours and budget are asked at all: the agents' own time (plan.h), the days before the question. */
static int64_t floor_at(const PlanPolicy *policy, const DecideRules *rules, const PlanFacts *facts, Step step,
                        int64_t now_at)
{
	int64_t resolved;

	if (step == STEP_FIRST_CONTACT)
		return facts->complaint_at + plan_grace_s(policy, rules, facts->complaint_at);
	if (step != STEP_SATISFACTION)
		return now_at;
	resolved = decide_last_event(&facts->facts, EVENT_RESOLVED, now_at);
	return resolved == INT64_MIN ? now_at : resolved + rules->sat_min_s;
}

/* The first instant from `at` on that keeps the budget. */
static int64_t budget_free(const DecideRules *rules, const DecideFacts *facts, int64_t at, int64_t until)
{
	Cap caps[8];
	guint n = 0;
	int64_t next = until;

	while (n < rules->n_caps && n < G_N_ELEMENTS(caps) - 1) {
		caps[n] = rules->caps[n];
		n++;
	}
	if (rules->min_gap_s > 0)
		caps[n++] = (Cap){.max = 1, .seconds = rules->min_gap_s};
	if (n == 0)
		return at;
	budget_next(caps, n, facts->contacts, facts->n_contacts, rules->zones, rules->n_zones, at, until, &next);
	return next;
}

void explain_holds(const PlanPolicy *policy, const PlanFacts *facts, const Plan *plan, int64_t now_at, GArray *holds)
{
	const DecideRules *rules = &policy->rules[step_class(plan->step)];
	int64_t at = now_at, floor = floor_at(policy, rules, facts, plan->step, now_at);

	if (floor > at) {
		at = MIN(floor, plan->due_at);
		add(holds, plan->step == STEP_FIRST_CONTACT ? REASON_AGENT_GRACE : REASON_NOT_YET, G_MAXUINT, at);
	}
	while (at < plan->due_at && holds->len < HOLDS_MAX) {
		int64_t edge, free_at;
		Reason says = plan_hours_reason(rules, at, &edge);

		if (says != REASON_NOW) {
			guint layer = plan_hours_layer(rules, at, says);

			at = MIN(edge, plan->due_at);
			add(holds, says, layer, at);
			continue;
		}
		free_at = budget_free(rules, &facts->facts, at, plan->due_at);
		if (free_at <= at)
			break;
		at = free_at;
		add(holds, REASON_BUDGET, G_MAXUINT, at);
	}
	if (at < plan->due_at)
		add(holds, plan->reason, G_MAXUINT, plan->due_at);
}
