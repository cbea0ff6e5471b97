#include "gateway/words.h"

#include <errno.h>

#include "gateway/compose.h"
#include "store/incidents.h"

#define SHORTEST_VALIDITY_S 60 /* providers take minutes */

gboolean words_are(Step step)
{
	return step_is_words(step) || step == STEP_OPTOUT_CONFIRM;
}

/* ---- agents' texts and progress ---- */

/* Words on their way, and what they are planned by. */
typedef struct {
	const StoreStep *step;
	StoreDraft *draft;
	const PlanFacts *facts;
	PlanPolicy policy;     /* the case's own, less what the customer's own words waive (F48) */
	ConfOverride override; /* what `policy` points into then */
	int64_t claimed_until; /* somebody else than the author holds the case until then; 0: nobody does */
} Words;

/* *draft is the caller's to clear, also after an error; the rest goes with words_clear(). */
static int words_load(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                      int64_t now_at, StoreDraft *draft, Words *words)
{
	const MessageClass which = step_class(STEP_AGENT_TEXT);
	int r = store_draft_get(g->store, step->case_id, step->step, step->round, draft);

	*words = (Words){.step = step, .draft = draft, .facts = facts, .policy = rules->policy};
	if (r < 0)
		return r;
	if (draft->replied) /* who wrote to us may be answered without */
		words->policy.no_consent[which] = FALSE;
	if (draft->override) {
		conf_override_rules(rules, which, &words->override);
		words->policy.rules[which] = words->override.rules;
	}
	return step->step == STEP_AGENT_TEXT
	               ? store_claim_of_other(g->store, step->case_id, draft->author, now_at, &words->claimed_until)
	               : 0;
}

static void words_clear(Words *words)
{
	conf_override_clear(&words->override);
}

static Plan plan_at(const Words *words, int64_t at)
{
	return ladder_words(&words->policy, words->facts, words->step->step, words->step->round, words->claimed_until, at);
}

static int set_step(Gateway *g, const StoreStep *step, const Plan *plan, int64_t now_at)
{
	const char *reason = reason_name(plan->reason);

	if (plan->verdict == PLAN_NONE)
		return store_step_set(g->store, step->id, STEP_CANCELLED, STORE_NO_TIME, reason, NULL, now_at);
	return store_step_set(g->store, step->id, plan->verdict == PLAN_STEP ? STEP_PLANNED : STEP_HELD,
	                      plan->verdict == PLAN_STEP ? plan->due_at : STORE_NO_TIME, reason, NULL, now_at);
}

/* What the sender held, or put off after a failed try, stays as it is until it may not be sent any more. */
static gboolean is_ours(const StoreStep *step)
{
	Reason reason;

	/* Of a text no plan says "too late": that was the sender (late.c). */
	return reason_parse(step->reason, &reason) == 0 && !(step->state == STEP_HELD && reason == REASON_TOO_LATE);
}

/* An incident's text (F6) is for those nobody of ours has answered: words of a person, or a call, came before it. */
static int answered_meanwhile(Gateway *g, const StoreDraft *draft, Plan *plan)
{
	gboolean answered = FALSE;
	int r = draft->incident_id && plan->verdict == PLAN_STEP
	                ? store_incident_answered(g->store, draft->incident_id, draft->case_id, &answered)
	                : 0;

	if (answered) {
		plan->verdict = PLAN_NONE;
		plan->reason = REASON_AGENT_WAS_FIRST;
	}
	return r;
}

/* A text whose promise ended before it left (B8): a person takes it back. Told at once and not at its hour, for then it
 * may be night for the people of the shop. */
static int promise_ended(Gateway *g, const StoreStep *step, int64_t now_at)
{
	const StoreEvent held = {.kind = EVENT_HELD, .at = now_at, .actor = "followupd", .step = step->step,
	                         .note = COMPOSE_NO_PROMISE};
	int r = store_step_set(g->store, step->id, STEP_HELD, STORE_NO_TIME, COMPOSE_NO_PROMISE, NULL, now_at);

	return r < 0 ? r : store_event_add(g->store, step->case_id, &held);
}

static int plan_one(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at,
                    gboolean *moved)
{
	StoreDraft draft = {0};
	gboolean ended;
	Words words;
	Plan plan = {0};
	int r = words_load(g, step, rules, facts, now_at, &draft, &words);

	if (r >= 0) {
		plan = plan_at(&words, now_at);
		r = answered_meanwhile(g, &draft, &plan);
	}
	ended = draft.promise_id && !draft.promise_open;
	words_clear(&words);
	store_draft_clear(&draft);
	if (r < 0)
		return r;
	if (ended && plan.verdict == PLAN_STEP && step->state == STEP_PLANNED) {
		*moved = TRUE;
		return promise_ended(g, step, now_at);
	}
	if (plan.verdict != PLAN_NONE && !is_ours(step))
		return 0;
	if (plan.verdict == PLAN_STEP && step->state == STEP_PLANNED && step->due_at == plan.due_at &&
	    g_str_equal(step->reason, reason_name(plan.reason)))
		return 0;
	if (plan.verdict == PLAN_HOLD && step->state == STEP_HELD && g_str_equal(step->reason, reason_name(plan.reason)))
		return 0;
	*moved = TRUE;
	return set_step(g, step, &plan, now_at);
}

int words_plan(Gateway *g, int64_t case_id, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at,
               gboolean *moved)
{
	g_autoptr(GArray) steps = NULL;
	int r;

	if (!facts->owed) /* a promise, or words */
		return 0;
	r = store_step_list(g->store, case_id, &steps);
	for (guint i = 0; r >= 0 && i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);

		if (step_is_words(step->step) && (step->state == STEP_PLANNED || step->state == STEP_HELD))
			r = plan_one(g, step, rules, facts, now_at, moved);
	}
	return MIN(r, 0);
}

static int draft_right(Gateway *g, const Words *words, int64_t now_at, int64_t *validity_s, const char **why)
{
	Plan plan = plan_at(words, now_at);
	int r;

	if (plan.verdict == PLAN_STEP && plan.due_at <= now_at) {
		const DecideRules *hours = &words->policy.rules[step_class(words->step->step)];
		int64_t open_until = hours_open_until(hours->layers, hours->n_layers, hours->zones, hours->n_zones, now_at,
		                                      now_at + COMPOSE_VALIDITY_S);

		*validity_s = open_until - now_at;
		if (*validity_s < SHORTEST_VALIDITY_S)
			plan = plan_at(words, open_until);
	}
	r = answered_meanwhile(g, words->draft, &plan);
	if (r < 0)
		return r;
	if (plan.verdict == PLAN_HOLD) {
		*why = reason_name(plan.reason);
		return 0;
	}
	if (plan.verdict == PLAN_NONE || plan.due_at > now_at)
		return set_step(g, words->step, &plan, now_at);
	return 1;
}

/* ---- the opt-out's confirmation ---- */

static int confirm_right(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                         int64_t now_at, int64_t *validity_s)
{
	const DecideRules *hours = &rules->policy.rules[step_class(step->step)];
	Decision decision = decide(DECIDE_OPTOUT_CONFIRM, hours, &facts->facts, now_at);
	int64_t stopped_at = decide_last_event(&facts->facts, EVENT_OPT_OUT, now_at);
	Action action;
	gboolean may = rules->policy.sms_allowed && !facts->landline && facts->dead_until <= now_at &&
	               decide_cancels(DECIDE_NEXT, &facts->facts, now_at, &action) && action == ACTION_CANCEL_OPT_OUT;

	if (may && decision.action == ACTION_SEND) {
		*validity_s = MAX(stopped_at + hours->confirm_s - now_at, SHORTEST_VALIDITY_S);
		return 1;
	}
	return store_step_set(g->store, step->id, STEP_CANCELLED, STORE_NO_TIME,
	                      reason_name(facts->facts.confirm_sent ? REASON_STEP_DONE : REASON_TOO_LATE), NULL, now_at);
}

int words_right(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at,
                int64_t *validity_s, StoreDraft *draft, const char **why)
{
	Words words;
	int r;

	if (step->step == STEP_OPTOUT_CONFIRM)
		return confirm_right(g, step, rules, facts, now_at, validity_s);
	r = words_load(g, step, rules, facts, now_at, draft, &words);
	if (r >= 0)
		r = draft_right(g, &words, now_at, validity_s, why);
	words_clear(&words);
	return r;
}

int words_put_off(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                  int64_t open_until, int64_t now_at)
{
	StoreDraft draft = {0};
	Words words;
	int r;

	if (step->step == STEP_OPTOUT_CONFIRM)
		return 1;
	r = words_load(g, step, rules, facts, now_at, &draft, &words);
	if (r >= 0) {
		const Plan plan = plan_at(&words, open_until);

		r = set_step(g, step, &plan, now_at);
	}
	words_clear(&words);
	store_draft_clear(&draft);
	return r;
}

int words_confirm(Gateway *g, int64_t person_id, int64_t case_id, int64_t now_at)
{
	g_autoptr(GArray) open = NULL;
	int r = 0;

	if (!case_id) {
		r = store_person_cases(g->store, person_id, &open);
		if (r < 0 || open->len == 0)
			return r;
		case_id = g_array_index(open, int64_t, 0);
	}
	r = store_confirm_plan(g->store, case_id, g->rules_id, now_at);
	if (r == 0)
		gateway_wake(g, WAKE_DUE);
	return r;
}
