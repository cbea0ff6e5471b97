#include "core/ladder.h"
#include "core/names.h"
#include "core/wall.h"

#define MINUTE_S INT64_C(60)
#define HOUR_S (60 * MINUTE_S)

/* Who was busy is there; who did not answer may be for hours elsewhere. */
#define AFTER_BUSY_S HOUR_S
#define AFTER_SILENCE_S (3 * HOUR_S)
/* Nearer than this on the clock is the same time of day (F44: spread over different hours). */
#define APART_S (2 * HOUR_S)
#define SEARCH_STEP_S (30 * MINUTE_S)
#define SEARCH_S (14 * INT64_C(86400))

/* People are in, awake and not at table. */
#define BEST_MINUTE (10 * 60)

static const char *const OUTCOME_NAMES[CALL_OUTCOMES] = {
	[CALL_REACHED] = "reached",
	[CALL_AGREED] = "agreed",
	[CALL_REFUSED] = "refused",
	[CALL_BUSY] = "busy",
	[CALL_NO_ANSWER] = "no_answer",
	[CALL_VOICEMAIL] = "voicemail",
	[CALL_WRONG_NUMBER] = "wrong_number",
	[CALL_BACK_AT] = "call_back_at",
};

const char *call_outcome_name(CallOutcome outcome)
{
	return names_at(OUTCOME_NAMES, CALL_OUTCOMES, (int)outcome);
}

int call_outcome_parse(const char *name, CallOutcome *outcome)
{
	int found = names_find(OUTCOME_NAMES, CALL_OUTCOMES, name);

	if (found < 0)
		return found;
	*outcome = (CallOutcome)found;
	return 0;
}

/* ---- attempts ---- */

static gboolean nobody_there(CallOutcome outcome)
{
	return outcome == CALL_BUSY || outcome == CALL_NO_ANSWER || outcome == CALL_VOICEMAIL;
}

/* On the clock of every zone the customer may be in; noon and midnight are twelve hours apart, 23:00 and 01:00 two. */
static gboolean another_hour(const DecideRules *rules, const LadderAttempt *attempts, guint n, int64_t at)
{
	for (guint i = 0; i < n; i++)
		for (guint z = 0; z < rules->n_zones; z++) {
			int apart = ABS(wall_at(rules->zones[z], attempts[i].at).second - wall_at(rules->zones[z], at).second);

			if (MIN(apart, WALL_DAY_S - apart) < APART_S)
				return FALSE;
		}
	return TRUE;
}

int64_t ladder_next_call(const DecideRules *rules, const DecideFacts *facts, const LadderAttempt *attempts, guint n,
                         int64_t now_at)
{
	int64_t last_at = INT64_MIN, from = now_at, first = DECIDE_NEVER;

	if (n >= LADDER_CALLS_MAX)
		return DECIDE_NEVER;
	for (guint i = 0; i < n; i++) {
		if (!nobody_there(attempts[i].outcome))
			return DECIDE_NEVER;
		if (attempts[i].at >= last_at) {
			last_at = attempts[i].at;
			from = MAX(now_at, last_at + (attempts[i].outcome == CALL_BUSY ? AFTER_BUSY_S : AFTER_SILENCE_S));
		}
	}
	for (int64_t at = from; at <= from + SEARCH_S; at += SEARCH_STEP_S) {
		Decision decision = decide_when(DECIDE_NEXT, rules, facts, at);

		if (decision.at == DECIDE_NEVER)
			break;
		if (first == DECIDE_NEVER)
			first = decision.at;
		if (another_hour(rules, attempts, n, decision.at))
			return decision.at;
		at = decision.at;
	}
	return first; /* hours so short that every time of day was tried */
}

/* ---- callbacks ---- */

/* Days from the customer's today on; 0 when no day was told. */
static int wished_days(const LadderWish *wish, int64_t today)
{
	if (wish->days >= 0)
		return wish->days;
	if (wish->weekday >= 1 && wish->weekday <= 7)
		return (wish->weekday - wall_weekday(today) + 7) % 7;
	return 0;
}

int64_t ladder_callback(const DecideRules *rules, const LadderWish *wish, int64_t asked_at, int64_t now_at,
                        gboolean *clear)
{
	DecideRules hours = *rules;
	DecideFacts facts = DECIDE_FACTS_NONE;
	gboolean day_told = wish->days >= 0 || wish->weekday > 0;
	int days, minute;
	Wall wall;

	*clear = wish->minute >= 0 || wish->in_minutes > 0;
	hours.n_caps = 0;
	hours.min_gap_s = 0;
	if (rules->n_zones == 0)
		return DECIDE_NEVER;
	if (wish->in_minutes > 0)
		return decide_when(DECIDE_NEXT, &hours, &facts, MAX(now_at, asked_at + wish->in_minutes * MINUTE_S)).at;
	wall = wall_at(rules->zones[0], asked_at);
	days = wished_days(wish, wall.day);
	minute = wish->minute >= 0 ? wish->minute : wish->part_minute >= 0 ? wish->part_minute : BEST_MINUTE;
	/* "Call me": the next day. "In the evening": the next one. "On Monday", said on Monday at night: in a week. */
	if (!day_told && wish->minute < 0 && wish->part_minute < 0)
		days = 1;
	if (wish->days < 0 && wish->weekday > 0 && days == 0 && minute * MINUTE_S <= wall.second)
		days = 7;
	facts.asked_wall_s = (int)CLAMP(minute, 0, 24 * 60 - 1) * 60;
	/* From the last second of the day before: the wall time of that very date is the next one. */
	facts.asked_at = days > 0 ? asked_at + days * INT64_C(86400) - wall.second - 1 : asked_at;
	return decide_when(DECIDE_CALLBACK, &hours, &facts, now_at).at;
}

/* ---- words that wait ---- */

static Reason words_stopped(Action action)
{
	switch (action) {
	case ACTION_CANCEL_WRONG_NUMBER:
		return REASON_WRONG_NUMBER;
	case ACTION_CANCEL_OPT_OUT:
		return REASON_OPTED_OUT;
	default:
		return REASON_WITHDRAWN;
	}
}

Plan ladder_words(const PlanPolicy *policy, const PlanFacts *facts, Step step, int number, int64_t claimed_until,
                  int64_t now_at)
{
	const DecideRules *rules = &policy->rules[step_class(step)];
	Plan plan = {.verdict = PLAN_HOLD, .step = step, .round = number, .due_at = DECIDE_NEVER, .deadline_at = DECIDE_NEVER};
	Decision decision;
	Action action;

	if (facts->state == CASE_CLOSED || decide_cancels(DECIDE_NEXT, &facts->facts, now_at, &action)) {
		plan.verdict = PLAN_NONE;
		plan.reason = facts->state == CASE_CLOSED ? REASON_NOTHING_TO_DO : words_stopped(action);
		return plan;
	}
	plan.reason = !policy->sms_allowed                      ? REASON_SMS_NOT_ALLOWED
	              : policy->no_consent[step_class(step)]    ? REASON_NO_CONSENT
	              : facts->landline                         ? REASON_LANDLINE
	              : facts->dead_until > now_at              ? REASON_DEAD_NUMBER
	                                                        : REASON_NOW;
	if (plan.reason != REASON_NOW)
		return plan;
	decision = decide_when(DECIDE_NEXT, rules, &facts->facts, MAX(now_at, claimed_until));
	if (decision.at == DECIDE_NEVER) {
		plan.reason = decision.action == ACTION_HOLD_NO_ZONE ? REASON_NO_ZONE : REASON_NO_WINDOW;
		return plan;
	}
	plan.verdict = PLAN_STEP;
	plan.due_at = decision.at;
	plan.reason = decision.at <= now_at ? REASON_NOW
	                                    : plan_wait_reason(rules, &decision,
	                                                       claimed_until > now_at ? REASON_CLAIMED_BY_OTHER
	                                                                              : REASON_NOT_YET);
	return plan;
}

/* ---- what follows ---- */

static gboolean may_call(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at)
{
	Action action;

	return policy->call_allowed && !policy->no_consent[CLASS_CALL] && !facts->wrong_owner && !facts->no_call &&
	       !facts->step_done[STEP_CALL] && !facts->step_unknown[STEP_CALL] &&
	       !decide_cancels(DECIDE_CALL, &facts->facts, now_at, &action);
}

/* FALSE: no time is permitted, or nobody knows the zone: the case goes on as if there were no calls. */
static gboolean plan_call(const PlanPolicy *policy, const PlanFacts *facts, gboolean at_once, int64_t now_at,
                          Plan *plan)
{
	DecideRules rules = policy->rules[CLASS_CALL];
	DecideFacts known = facts->facts;
	Decision decision;

	known.complaint_at = facts->complaint_at;
	rules.delay_s = 0;
	if (at_once)
		known.sms_sent_at = DECIDE_NEVER;
	decision = decide_when(facts->state == CASE_NEW ? DECIDE_FIRST_CONTACT : DECIDE_CALL, &rules, &known, now_at);
	if (decision.at == DECIDE_NEVER)
		return FALSE;
	*plan = (Plan){.verdict = PLAN_STEP, .step = STEP_CALL, .round = facts->round, .due_at = decision.at,
	               .deadline_at = decision.deadline_at, .late = decision.action == ACTION_SEND_LATE,
	               .reason = decision.at <= now_at ? REASON_NOW
	                                               : plan_wait_reason(&rules, &decision, REASON_NO_REPLY_YET)};
	return TRUE;
}

static void plan_none(const PlanFacts *facts, Step step, Reason reason, Plan *plan)
{
	*plan = (Plan){.verdict = PLAN_NONE, .step = step, .round = facts->round, .due_at = DECIDE_NEVER,
	               .deadline_at = DECIDE_NEVER, .reason = reason};
}

static void plan_close(const PlanFacts *facts, int64_t since_at, int64_t wait_s, Reason reason, int64_t now_at,
                       Plan *plan)
{
	if (wait_s <= 0 || since_at <= 0 || facts->owed || facts->step_done[STEP_CLOSE])
		return;
	*plan = (Plan){.verdict = PLAN_STEP, .step = STEP_CLOSE, .round = facts->round, .due_at = since_at + wait_s,
	               .deadline_at = DECIDE_NEVER, .reason = since_at + wait_s <= now_at ? REASON_NOW : reason};
}

/* No text arrives there, for what kind of line it is or by what became of one. */
static void after_new(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan)
{
	gboolean came_back = facts->undelivered && plan->reason == REASON_STEP_DONE;

	if (plan->step != STEP_FIRST_CONTACT || /* a provider telephones: plan_text() has planned it */
	    (plan->reason != REASON_LANDLINE && plan->reason != REASON_DEAD_NUMBER && !came_back))
		return;
	if (facts->call_open) {
		plan_none(facts, STEP_CALL, REASON_CALL_OPEN, plan);
		return;
	}
	if (may_call(policy, facts, now_at) && plan_call(policy, facts, TRUE, now_at, plan))
		return;
	if (came_back && facts->step_done[STEP_CALL]) {
		/* Nobody was reached either: the first contact is a person's again. */
		plan->verdict = PLAN_HOLD;
		plan->reason = REASON_DEAD_NUMBER;
	}
}

static void after_contacted(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan)
{
	/* Where no answer can arrive, silence says nothing. */
	gboolean silence_tells = !policy->one_way || facts->undelivered;

	if (facts->call_open)
		plan_none(facts, STEP_CALL, REASON_CALL_OPEN, plan);
	else if (!silence_tells || !may_call(policy, facts, now_at) ||
	         !plan_call(policy, facts, facts->undelivered, now_at, plan))
		plan_close(facts, facts->touched_at, policy->no_answer_s, REASON_NO_REPLY_YET, now_at, plan);
}

static void after_resolved(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan)
{
	int64_t resolved_at = decide_last_event(&facts->facts, EVENT_RESOLVED, INT64_MAX);

	if (facts->call_open)
		return;
	if (plan->reason == REASON_STEP_DONE && facts->asked)
		plan_close(facts, facts->touched_at, policy->sat_close_s, REASON_NO_REPLY_YET, now_at, plan);
	else if (plan->reason == REASON_COOL_DOWN || plan->reason == REASON_SURVEY_TOO_OLD)
		plan_close(facts, resolved_at, policy->sat_close_s, plan->reason, now_at, plan);
}

/* B2: once a case, to all alike. One that would come too late is left out: it would only stir up. */
static void after_closed(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan)
{
	const DecideRules *rules = &policy->rules[CLASS_REVIEW_NOTE];
	Decision decision;
	Action action;

	if (!policy->review_note || facts->no_note || facts->closed_at <= 0 || facts->step_done[STEP_REVIEW_NOTE] ||
	    facts->step_unknown[STEP_REVIEW_NOTE] || !policy->sms_allowed || policy->no_consent[CLASS_REVIEW_NOTE] ||
	    policy->one_way || facts->landline || facts->dead_until > now_at ||
	    decide_cancels(DECIDE_NEXT, &facts->facts, now_at, &action))
		return;
	decision = decide_when(DECIDE_NEXT, rules, &facts->facts, MAX(now_at, facts->closed_at + LADDER_NOTE_AFTER_S));
	if (decision.at == DECIDE_NEVER ||
	    (rules->sat_give_up_s > 0 && decision.at > facts->closed_at + rules->sat_give_up_s))
		return;
	*plan = (Plan){.verdict = PLAN_STEP, .step = STEP_REVIEW_NOTE, .round = facts->round, .due_at = decision.at,
	               .deadline_at = DECIDE_NEVER,
	               .reason = decision.at <= now_at ? REASON_NOW : plan_wait_reason(rules, &decision, REASON_NOT_YET)};
}

void ladder_plan(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at, Plan *plan)
{
	static void (*const AFTER[CASE_STATES])(const PlanPolicy *, const PlanFacts *, int64_t, Plan *) = {
		[CASE_NEW] = after_new,
		[CASE_CONTACTED] = after_contacted,
		[CASE_RESOLVED] = after_resolved,
		[CASE_CLOSED] = after_closed,
	};

	if (AFTER[facts->state])
		AFTER[facts->state](policy, facts, now_at, plan);
}
