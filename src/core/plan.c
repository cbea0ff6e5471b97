#include "core/plan.h"
#include "core/ladder.h"
#include "core/life.h"
#include "core/names.h"

/* What each reason is called, and what becomes of a step it stops. */
static const struct {
	const char *name;
	const char *text;
	PlanVerdict first_contact;
	PlanVerdict satisfaction;
} REASON_TABLE[REASONS] = {
	[REASON_NOTHING_TO_DO] = {"nothing_to_do", "it is an agent's turn, or the case is closed", PLAN_NONE, PLAN_NONE},
	[REASON_STEP_DONE] = {"step_done", "it has been done", PLAN_NONE, PLAN_NONE},
	[REASON_NO_SHOP] = {"no_shop", "the configuration no longer has its shop", PLAN_HOLD, PLAN_HOLD},
	[REASON_SMS_NOT_ALLOWED] = {"sms_not_allowed", "the shop may not text its customers", PLAN_HOLD, PLAN_HOLD},
	[REASON_NO_CONSENT] = {"no_consent", "the customer's region wants consent first, and the shop states none",
	                       PLAN_HOLD, PLAN_HOLD},
	[REASON_WRONG_NUMBER] = {"wrong_number", "the number is somebody else's", PLAN_HOLD, PLAN_NONE},
	[REASON_OPTED_OUT] = {"opted_out", "the customer does not want to be contacted", PLAN_HOLD, PLAN_NONE},
	[REASON_NO_CALL] = {"no_call", "the customer wants no calls", PLAN_HOLD, PLAN_NONE},
	[REASON_WITHDRAWN] = {"withdrawn", "the customer took the complaint back", PLAN_NONE, PLAN_NONE},
	[REASON_AGENT_WAS_FIRST] = {"agent_was_first", "an agent has contacted the customer", PLAN_NONE, PLAN_NONE},
	[REASON_WORDS_FIRST] = {"words_first", "words of a person are about to reach the customer", PLAN_NONE, PLAN_NONE},
	[REASON_ANSWERED] = {"answered", "the customer has written since", PLAN_NONE, PLAN_NONE},
	[REASON_REOPENED] = {"reopened", "the case was reopened", PLAN_NONE, PLAN_NONE},
	[REASON_NO_REPLY_PATH] = {"no_reply_path",
	                          "an answer to a text cannot arrive, by the customer's region or because the sender is "
	                          "a name",
	                          PLAN_HOLD, PLAN_HOLD},
	[REASON_LANDLINE] = {"landline", "the number is a landline, no text arrives there", PLAN_HOLD, PLAN_HOLD},
	[REASON_DEAD_NUMBER] = {"dead_number", "the number is known to be dead", PLAN_HOLD, PLAN_HOLD},
	[REASON_UNKNOWN_OUTCOME] = {"unknown_outcome", "the message may be out already", PLAN_HOLD, PLAN_HOLD},
	[REASON_NO_ZONE] = {"no_zone", "the customer's time zone is not known", PLAN_HOLD, PLAN_HOLD},
	[REASON_NO_WINDOW] = {"no_window", "no permitted time is in sight", PLAN_HOLD, PLAN_HOLD},
	[REASON_TOO_LATE] = {"too_late", "it would come too long after the complaint", PLAN_HOLD, PLAN_HOLD},
	[REASON_SURVEY_TOO_OLD] = {"survey_too_old", "it is too late to ask about that solution", PLAN_NONE, PLAN_NONE},
	[REASON_COOL_DOWN] = {"cool_down", "the customer was asked about another case not long ago", PLAN_NONE, PLAN_NONE},
	[REASON_CALL_OPEN] = {"call_open", "a call is on the agents' list", PLAN_NONE, PLAN_NONE},
	[REASON_TOO_MANY_ROUNDS] = {"too_many_rounds", "it came back too often; a person decides", PLAN_HOLD, PLAN_HOLD},
	[REASON_INCIDENT] = {"incident", "it belongs to an incident that holds the steps of its cases", PLAN_HOLD, PLAN_HOLD},
	[REASON_NOW] = {"now", "nothing holds it", PLAN_STEP, PLAN_STEP},
	[REASON_AGENT_GRACE] = {"agent_grace", "the shop's agents have the first word", PLAN_STEP, PLAN_STEP},
	[REASON_QUIET_HOURS] = {"quiet_hours", "the customer's quiet hours", PLAN_STEP, PLAN_STEP},
	[REASON_CLOSED_HOURS] = {"closed_hours", "outside the permitted hours", PLAN_STEP, PLAN_STEP},
	[REASON_HOLIDAY] = {"holiday", "a holiday where the customer lives", PLAN_STEP, PLAN_STEP},
	[REASON_BUDGET] = {"budget", "the customer was contacted often enough lately", PLAN_STEP, PLAN_STEP},
	[REASON_NOT_YET] = {"not_yet", "the customer needs time to see whether it is solved", PLAN_STEP, PLAN_STEP},
	[REASON_CLAIMED_BY_OTHER] = {"claimed_by_other", "another agent holds the case now", PLAN_STEP, PLAN_STEP},
	[REASON_TALKING] = {"talking", "somebody is talking with the customer", PLAN_STEP, PLAN_STEP},
	[REASON_NO_REPLY_YET] = {"no_reply_yet", "the customer has time to answer", PLAN_STEP, PLAN_STEP},
};

/* Decisions that stop a step, and how a plan calls them; the rest are times. */
static const Reason STOPPED[ACTIONS] = {
	[ACTION_HOLD_NO_ZONE] = REASON_NO_ZONE,
	[ACTION_HOLD_NO_WINDOW] = REASON_NO_WINDOW,
	[ACTION_SKIP] = REASON_SURVEY_TOO_OLD,
	[ACTION_CANCEL_WRONG_NUMBER] = REASON_WRONG_NUMBER,
	[ACTION_CANCEL_OPT_OUT] = REASON_OPTED_OUT,
	[ACTION_CANCEL_WITHDRAWN] = REASON_WITHDRAWN,
	[ACTION_CANCEL_AGENT] = REASON_AGENT_WAS_FIRST,
	[ACTION_CANCEL_REOPENED] = REASON_REOPENED,
	[ACTION_CANCEL_ANSWERED] = REASON_ANSWERED,
};

const char *reason_name(Reason reason)
{
	return (int)reason >= 0 && reason < REASONS ? REASON_TABLE[reason].name : "?";
}

int reason_parse(const char *name, Reason *reason)
{
	for (int i = 0; i < REASONS; i++) {
		if (g_strcmp0(REASON_TABLE[i].name, name) == 0) {
			*reason = (Reason)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *reason_text(Reason reason)
{
	return (int)reason >= 0 && reason < REASONS ? REASON_TABLE[reason].text : "?";
}

static const Reason VERDICTS[] = {
	[HOURS_OPEN] = REASON_NOW,
	[HOURS_QUIET] = REASON_QUIET_HOURS,
	[HOURS_CLOSED] = REASON_CLOSED_HOURS,
	[HOURS_CLOSED_HOLIDAY] = REASON_HOLIDAY,
};

Reason plan_hours_reason(const DecideRules *rules, int64_t at, int64_t *edge)
{
	Reason reason = REASON_NOW;

	*edge = INT64_MAX;
	for (guint l = 0; l < rules->n_layers; l++) {
		for (guint z = 0; z < rules->n_zones; z++) {
			Reason one = VERDICTS[hours_test(rules->layers[l], rules->zones[z], at)];
			int64_t next = hours_next_edge(rules->layers[l], rules->zones[z], at);

			*edge = MIN(*edge, next);
			if (one != REASON_NOW && (reason == REASON_NOW || one < reason))
				reason = one;
		}
	}
	return reason;
}

static gboolean layer_says(const DecideRules *rules, guint layer, int64_t at, Reason reason)
{
	for (guint z = 0; z < rules->n_zones; z++)
		if (VERDICTS[hours_test(rules->layers[layer], rules->zones[z], at)] == reason)
			return TRUE;
	return FALSE;
}

guint plan_hours_layer(const DecideRules *rules, int64_t at, Reason reason)
{
	const int64_t until = at + DECIDE_HORIZON_DAYS * INT64_C(86400);
	guint found = rules->n_layers;
	int64_t latest = INT64_MIN;

	for (guint l = 0; l < rules->n_layers; l++) {
		int64_t open = INT64_MAX;

		if (!layer_says(rules, l, at, reason))
			continue;
		hours_next(&rules->layers[l], 1, rules->zones, rules->n_zones, at, until, &open);
		if (open > latest) {
			latest = open;
			found = l;
		}
	}
	return found;
}

/* Names the wait [from, to), in which the hours never permit: see plan.h. */
static Reason shut_reason(const DecideRules *rules, int64_t from, int64_t to)
{
	Reason reason = REASON_QUIET_HOURS;
	int64_t edge;

	for (int64_t at = from; at < to && reason != REASON_HOLIDAY; at = edge)
		reason = MAX(reason, plan_hours_reason(rules, at, &edge));
	return reason;
}

/* What is said first may be said by telephone: a landline hears nothing else. */
static gboolean is_first(Step step)
{
	return step == STEP_FIRST_CONTACT || step == STEP_CALL;
}

Reason plan_wait_reason(const DecideRules *rules, const Decision *decision, Reason own)
{
	int64_t open;

	if (decision->at == decision->earliest_at)
		return own;
	if (!hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, decision->earliest_at,
	                decision->at, &open) ||
	    open == decision->at)
		return shut_reason(rules, decision->earliest_at, decision->at);
	return REASON_BUDGET;
}

int64_t plan_talk_until(const PlanPolicy *policy, const PlanFacts *facts)
{
	gboolean talked = facts->talked_at > 0 && policy->sat_quiet_s > 0;

	return MAX(facts->claimed_until, talked ? facts->talked_at + policy->sat_quiet_s : 0);
}

/* What a text waits for when nothing but its own date holds it. */
static Reason own_date(const PlanPolicy *policy, const PlanFacts *facts, Step step, const DecideRules *rules,
                       int64_t resolved_at)
{
	if (is_first(step))
		return rules->delay_s > 0 ? REASON_AGENT_GRACE : REASON_NOT_YET;
	return plan_talk_until(policy, facts) > resolved_at + rules->sat_min_s ? REASON_TALKING : REASON_NOT_YET;
}

int64_t plan_grace_s(const PlanPolicy *policy, const DecideRules *rules, int64_t complaint_at)
{
	GTimeZone *zone = rules->work_zone ? rules->work_zone : rules->n_zones > 0 ? rules->zones[0] : NULL;

	if (!rules->work || !zone || !hours_in_window(rules->work, zone, complaint_at))
		return 0;
	return policy->agent_grace_s;
}

static gboolean too_late(const PlanPolicy *policy, const PlanFacts *facts, int64_t due_at)
{
	return policy->hard_limit_s > 0 && due_at - facts->complaint_at > policy->hard_limit_s;
}

static gboolean asked_lately(const PlanPolicy *policy, const PlanFacts *facts, int64_t at)
{
	return facts->asked_other_at > 0 && at - facts->asked_other_at < policy->sat_cool_s;
}

static Step next_step(const PlanPolicy *policy, const PlanFacts *facts)
{
	Step step = life_next_step(facts->state);
	gboolean calls = policy->call_provider && policy->call_allowed;

	return step == STEP_FIRST_CONTACT && facts->landline && calls ? STEP_CALL : step;
}

/* REASON_NOW when nothing known about the case forbids to look for a time. */
static Reason gate(const PlanPolicy *policy, const PlanFacts *facts, Step step, DecideKind kind, int64_t now_at)
{
	Action action;

	if (step == STEP_NONE)
		return REASON_NOTHING_TO_DO;
	if (facts->step_done[step])
		return REASON_STEP_DONE;
	if (step != STEP_CALL && !policy->sms_allowed)
		return REASON_SMS_NOT_ALLOWED;
	if (policy->no_consent[step_class(step)])
		return REASON_NO_CONSENT;
	if (decide_cancels(kind, &facts->facts, now_at, &action))
		return STOPPED[action];
	if (facts->words_under_way && step == STEP_FIRST_CONTACT)
		return REASON_WORDS_FIRST;
	if (facts->no_call && step_class(step) == CLASS_CALL)
		return REASON_NO_CALL;
	if (policy->one_way && step == STEP_SATISFACTION)
		return REASON_NO_REPLY_PATH;
	if (step != STEP_CALL && facts->landline)
		return REASON_LANDLINE;
	if (facts->dead_until > now_at)
		return REASON_DEAD_NUMBER;
	if (step == STEP_CALL && facts->step_unknown[STEP_FIRST_CONTACT])
		return REASON_UNKNOWN_OUTCOME;
	return facts->step_unknown[step] ? REASON_UNKNOWN_OUTCOME : REASON_NOW;
}

/* Looks for the time of a step that no gate stops. */
static Reason schedule(const PlanPolicy *policy, const PlanFacts *facts, DecideKind kind, int64_t now_at, Plan *plan)
{
	DecideRules rules = policy->rules[step_class(plan->step)];
	DecideFacts known = facts->facts;
	Decision decision;
	int64_t resolved_at;

	known.complaint_at = facts->complaint_at;
	rules.delay_s = plan_grace_s(policy, &rules, facts->complaint_at);
	/* A solution stamped after now (the clock went back) is waited for, not forgotten. */
	resolved_at = decide_last_event(&known, EVENT_RESOLVED, INT64_MAX);
	decision = decide_when(kind, &rules, &known,
	                       plan->step == STEP_SATISFACTION
	                               ? MAX(now_at, MAX(resolved_at, plan_talk_until(policy, facts)))
	                               : now_at);
	plan->deadline_at = decision.deadline_at;
	if (decision.at == DECIDE_NEVER)
		return STOPPED[decision.action];
	if (is_first(plan->step) && too_late(policy, facts, decision.at))
		return REASON_TOO_LATE;
	if (plan->step == STEP_SATISFACTION && facts->round > policy->max_rounds)
		return REASON_TOO_MANY_ROUNDS;
	if (plan->step == STEP_SATISFACTION && asked_lately(policy, facts, decision.at))
		return REASON_COOL_DOWN;
	plan->due_at = decision.at;
	plan->late = decision.action == ACTION_SEND_LATE;
	if (decision.at <= now_at)
		return REASON_NOW;
	return plan_wait_reason(&rules, &decision, own_date(policy, facts, plan->step, &rules, resolved_at));
}

/* Words of a person that leave in time are the first contact: what we would say beside them says the same again. What an
 * incident holds is held for its end, which spreads it. */
static gboolean words_go_first(const PlanFacts *facts, const Plan *plan)
{
	return plan->step == STEP_FIRST_CONTACT && plan->verdict == PLAN_STEP && facts->words_due_at && !facts->incident &&
	       facts->words_due_at <= MAX(plan->due_at, plan->deadline_at);
}

Plan plan_text(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at)
{
	Plan plan = {
		.step = next_step(policy, facts),
		.round = facts->round,
		.due_at = DECIDE_NEVER,
		.deadline_at = DECIDE_NEVER,
	};
	DecideKind kind = plan.step == STEP_SATISFACTION ? DECIDE_SATISFACTION : DECIDE_FIRST_CONTACT;

	plan.reason = gate(policy, facts, plan.step, kind, now_at);
	if (plan.reason == REASON_NOW)
		plan.reason = schedule(policy, facts, kind, now_at, &plan);
	plan.verdict = plan.step == STEP_SATISFACTION ? REASON_TABLE[plan.reason].satisfaction
	                                              : REASON_TABLE[plan.reason].first_contact;
	if (words_go_first(facts, &plan)) {
		plan.verdict = REASON_TABLE[REASON_WORDS_FIRST].first_contact;
		plan.reason = REASON_WORDS_FIRST;
		plan.due_at = plan.deadline_at = DECIDE_NEVER;
		plan.late = FALSE;
	}
	return plan;
}

gboolean plan_is_errand(const PlanPolicy *policy, Step step)
{
	return step == STEP_CLOSE || (step == STEP_CALL && !policy->call_provider);
}

Plan plan_next(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at)
{
	Plan plan = plan_text(policy, facts, now_at);

	ladder_plan(policy, facts, now_at, &plan);
	plan.errand = plan_is_errand(policy, plan.step);
	/* What would not be done anyway keeps its own reason. */
	if (facts->incident && plan.verdict == PLAN_STEP) {
		plan.verdict = REASON_TABLE[REASON_INCIDENT].first_contact;
		plan.reason = REASON_INCIDENT;
		plan.due_at = DECIDE_NEVER;
		plan.late = FALSE;
	}
	return plan;
}

Plan plan_without_shop(const PlanFacts *facts)
{
	const Plan plan = {
		.step = life_next_step(facts->state),
		.round = facts->round,
		.due_at = DECIDE_NEVER,
		.deadline_at = DECIDE_NEVER,
		.verdict = life_next_step(facts->state) == STEP_NONE ? PLAN_NONE : PLAN_HOLD,
		.reason = REASON_NO_SHOP,
	};

	return plan;
}
