#include "gateway/late.h"

#include "gateway/planner.h"
#include "gateway/sender.h"

gboolean late_is(const StoreStep *step, const DecideRules *hours, int64_t now_at)
{
	return step->step != STEP_OPTOUT_CONFIRM && hours->max_late_s && step->due_at != STORE_NO_TIME &&
	       now_at - step->due_at > hours->max_late_s;
}

int late_hold(Gateway *g, const StoreStep *step, int64_t now_us)
{
	return sender_hold(g, step, reason_name(REASON_TOO_LATE), "the step came up too long after its time", now_us);
}

static int judge(Gateway *g, const StoreStep *step, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	g_auto(ConfCaseRules) rules = {0};
	StoreCase c = {0};
	const DecideRules *hours = &rules.policy.rules[step_class(step->step)];
	int r = store_case_get_bare(g->store, step->case_id, &c);

	if (r < 0)
		return r;
	if (conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules) &&
	    !plan_is_errand(&rules.policy, step->step) && late_is(step, hours, now_at))
		r = late_hold(g, step, now_us);
	else
		r = planner_plan(g, step->case_id, now_us);
	store_case_clear(&c);
	return r;
}

/* How the step stands now: 1 and its state, 0: there is none of its number any more. *late: held for being so. */
static int stands(Gateway *g, const StoreStep *step, StepState *state, gboolean *late)
{
	g_autoptr(GArray) steps = NULL;
	int r = store_step_list(g->store, step->case_id, &steps);

	for (guint i = 0; r >= 0 && i < steps->len; i++) {
		const StoreStep *one = &g_array_index(steps, StoreStep, i);

		if (one->id != step->id)
			continue;
		*state = one->state;
		*late = one->state == STEP_HELD && g_strcmp0(one->reason, reason_name(REASON_TOO_LATE)) == 0;
		return 1;
	}
	return MIN(r, 0);
}

int late_judge(Gateway *g, const StoreStep *step, int64_t now_us)
{
	StepState state = STEP_CANCELLED;
	gboolean late = FALSE;
	int r = stands(g, step, &state, &late);

	if (r < 0 || state != STEP_PLANNED)
		return r < 0 ? r : 0;
	r = judge(g, step, now_us);
	if (r >= 0)
		r = stands(g, step, &state, &late);
	return r < 0 ? r : late;
}
