#include "core/decide.h"
#include "core/names.h"
#include "core/sla.h"
#include "core/wall.h"

#define NOT_YET INT64_MIN /* an event that has not happened by now */

static const char *const ACTION_NAMES[ACTIONS] = {
	[ACTION_SEND] = "send",
	[ACTION_SEND_LATE] = "send_late",
	[ACTION_CALL] = "call",
	[ACTION_CALL_MOVED] = "call_moved",
	[ACTION_HOLD_NO_ZONE] = "hold_no_zone",
	[ACTION_HOLD_NO_WINDOW] = "hold_no_window",
	[ACTION_HOLD_UNKNOWN] = "hold_unknown",
	[ACTION_TO_AGENT] = "to_agent",
	[ACTION_SKIP] = "skip",
	[ACTION_CANCEL_WRONG_NUMBER] = "cancel_wrong_number",
	[ACTION_CANCEL_OPT_OUT] = "cancel_opt_out",
	[ACTION_CANCEL_WITHDRAWN] = "cancel_withdrawn",
	[ACTION_CANCEL_AGENT] = "cancel_agent",
	[ACTION_CANCEL_REOPENED] = "cancel_reopened",
	[ACTION_CANCEL_ANSWERED] = "cancel_answered",
};

const char *action_name(Action action)
{
	return names_at(ACTION_NAMES, ACTIONS, (int)action);
}

/* The case's log as T14 asks for it: the last of each kind at or before now. */
typedef struct {
	int64_t last[EVENTS];
	int64_t sms_sent_at;
} Known;

static void known_read(Known *known, const DecideFacts *facts, int64_t now_at)
{
	for (int kind = 0; kind < EVENTS; kind++)
		known->last[kind] = NOT_YET;
	known->sms_sent_at = facts->sms_sent_at;
	for (guint i = 0; i < facts->n_events; i++) {
		const FactEvent *event = &facts->events[i];

		if (event->at <= now_at && event->at > known->last[event->kind])
			known->last[event->kind] = event->at;
	}
}

int64_t decide_last_event(const DecideFacts *facts, EventKind kind, int64_t now_at)
{
	Known known;

	known_read(&known, facts, now_at);
	return known.last[kind];
}

static gboolean wrong_number(const Known *known)
{
	return known->last[EVENT_WRONG_NUMBER] != NOT_YET;
}

/* Only a later word lifts an opt-out; of two in the same second the opt-out counts. */
static gboolean opted_out(const Known *known)
{
	return known->last[EVENT_OPT_OUT] != NOT_YET && known->last[EVENT_OPT_IN] <= known->last[EVENT_OPT_OUT];
}

static gboolean withdrawn(const Known *known)
{
	return known->last[EVENT_WITHDRAWN] != NOT_YET;
}

static gboolean agent_contacted(const Known *known)
{
	return known->last[EVENT_AGENT_CONTACTED] != NOT_YET;
}

static gboolean after_resolved(const Known *known, EventKind kind)
{
	return known->last[EVENT_RESOLVED] != NOT_YET && known->last[kind] > known->last[EVENT_RESOLVED];
}

static gboolean reopened(const Known *known)
{
	return after_resolved(known, EVENT_REOPENED);
}

static gboolean replied_to_solution(const Known *known)
{
	return after_resolved(known, EVENT_REPLY);
}

static gboolean replied_to_sms(const Known *known)
{
	if (known->sms_sent_at == DECIDE_NEVER)
		return known->last[EVENT_REPLY] != NOT_YET;
	return known->last[EVENT_REPLY] > known->sms_sent_at;
}

#define KIND(kind) (1u << (kind))
#define EVERY_KIND (KIND(DECIDE_KINDS) - 1)
#define ALL_BUT_CONFIRM (EVERY_KIND & ~KIND(DECIDE_OPTOUT_CONFIRM))

/* T14, in its order. */
static const struct {
	unsigned kinds;
	gboolean (*holds)(const Known *known);
	Action action;
} CANCELS[] = {
	{EVERY_KIND, wrong_number, ACTION_CANCEL_WRONG_NUMBER},
	{ALL_BUT_CONFIRM, opted_out, ACTION_CANCEL_OPT_OUT},
	{ALL_BUT_CONFIRM, withdrawn, ACTION_CANCEL_WITHDRAWN},
	{KIND(DECIDE_FIRST_CONTACT), agent_contacted, ACTION_CANCEL_AGENT},
	{KIND(DECIDE_SATISFACTION), reopened, ACTION_CANCEL_REOPENED},
	{KIND(DECIDE_SATISFACTION), replied_to_solution, ACTION_CANCEL_ANSWERED},
	{KIND(DECIDE_CALL) | KIND(DECIDE_DUE), replied_to_sms, ACTION_CANCEL_ANSWERED},
	{KIND(DECIDE_CALL) | KIND(DECIDE_DUE), agent_contacted, ACTION_CANCEL_AGENT},
};

static gboolean cancelled(DecideKind kind, const Known *known, Action *action)
{
	for (guint i = 0; i < G_N_ELEMENTS(CANCELS); i++) {
		if ((CANCELS[i].kinds & KIND(kind)) && CANCELS[i].holds(known)) {
			*action = CANCELS[i].action;
			return TRUE;
		}
	}
	return FALSE;
}

/* T14: a lost answer holds until a report says what became of the message. */
static gboolean outcome_unknown(const Known *known)
{
	static const EventKind REPORTS[] = {EVENT_SENT, EVENT_NOT_SENT, EVENT_DELIVERED, EVENT_UNDELIVERED};

	if (known->last[EVENT_UNKNOWN_OUTCOME] == NOT_YET)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(REPORTS); i++)
		if (known->last[REPORTS[i]] > known->last[EVENT_UNKNOWN_OUTCOME])
			return FALSE;
	return TRUE;
}

static Decision without_time(Action action)
{
	return (Decision){
		.action = action,
		.at = DECIDE_NEVER,
		.earliest_at = DECIDE_NEVER,
		.deadline_at = DECIDE_NEVER,
		.target_at = DECIDE_NEVER,
	};
}

/* T8 with T6 and T7: FALSE when nothing is permitted within the horizon. */
static gboolean next_permitted(const DecideRules *rules, const DecideFacts *facts, int64_t from, int64_t *next)
{
	const Cap gap = {.max = 1, .seconds = rules->min_gap_s};
	int days = rules->horizon_days > 0 ? rules->horizon_days : DECIDE_HORIZON_DAYS;
	int64_t until = wall_add(from, (int64_t)days * WALL_DAY_S), at = from, open;

	do {
		if (!hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, at, until, &open))
			return FALSE;
		at = open;
		if (!budget_next(rules->caps, rules->n_caps, facts->contacts, facts->n_contacts, rules->zones,
		                 rules->n_zones, at, until, &at))
			return FALSE;
		if (gap.seconds > 0 && !budget_next(&gap, 1, facts->contacts, facts->n_contacts, rules->zones,
		                                    rules->n_zones, at, until, &at))
			return FALSE;
	} while (at != open);
	*next = at;
	return TRUE;
}

/* Looks for the first permitted instant from `earliest` on: fills in at and ACTION_SEND, or the hold. */
static gboolean find_time(const DecideRules *rules, const DecideFacts *facts, int64_t earliest, Decision *decision)
{
	decision->earliest_at = earliest;
	if (rules->n_zones == 0) {
		decision->action = ACTION_HOLD_NO_ZONE;
		return FALSE;
	}
	if (!next_permitted(rules, facts, earliest, &decision->at)) {
		decision->action = ACTION_HOLD_NO_WINDOW;
		return FALSE;
	}
	decision->action = ACTION_SEND;
	return TRUE;
}

static Decision when_next(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_SEND);

	find_time(rules, facts, now_at, &decision);
	return decision;
}

static Decision when_first_contact(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_SEND);
	GTimeZone *work_zone = rules->work_zone ? rules->work_zone : rules->n_zones > 0 ? rules->zones[0] : NULL;
	int64_t complaint_at = facts->complaint_at == DECIDE_NEVER ? now_at : facts->complaint_at;

	if (rules->work && work_zone)
		sla_deadline(rules->work, work_zone, complaint_at, rules->sla_in_s, rules->sla_next_s,
		             &decision.deadline_at);
	if (find_time(rules, facts, MAX(now_at, wall_add(complaint_at, rules->delay_s)), &decision) &&
	    decision.at > decision.deadline_at)
		decision.action = ACTION_SEND_LATE;
	return decision;
}

static Decision when_satisfaction(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_SKIP);
	int64_t resolved_at = decide_last_event(facts, EVENT_RESOLVED, now_at);

	if (resolved_at == NOT_YET)
		return decision;
	decision.deadline_at = wall_add(resolved_at, rules->sat_max_s);
	if (!find_time(rules, facts, MAX(now_at, wall_add(resolved_at, rules->sat_min_s)), &decision) ||
	    decision.at <= decision.deadline_at)
		return decision;
	decision.action = ACTION_SEND_LATE;
	if (rules->sat_give_up_s > 0 && decision.at > wall_add(resolved_at, rules->sat_give_up_s)) {
		decision.action = ACTION_SKIP;
		decision.at = DECIDE_NEVER;
	}
	return decision;
}

static Decision when_call(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_CALL);
	int64_t earliest = now_at;

	if (facts->sms_sent_at != DECIDE_NEVER)
		earliest = MAX(now_at, wall_add(facts->sms_sent_at, rules->no_reply_s));
	if (find_time(rules, facts, earliest, &decision))
		decision.action = ACTION_CALL;
	return decision;
}

static Decision when_callback(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_SKIP); /* nobody asked to be called */

	if (facts->asked_at == DECIDE_NEVER)
		return decision;
	decision.action = ACTION_HOLD_NO_ZONE;
	if (rules->n_zones == 0)
		return decision;
	decision.action = ACTION_HOLD_NO_WINDOW;
	if (!hours_next_wall(rules->zones[0], facts->asked_wall_s, NULL, facts->asked_at, &decision.target_at))
		return decision;
	if (find_time(rules, facts, MAX(now_at, decision.target_at), &decision))
		decision.action = decision.at == decision.earliest_at ? ACTION_CALL : ACTION_CALL_MOVED;
	return decision;
}

static Decision when_due(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_TO_AGENT);
	int64_t scheduled_at = facts->scheduled_at == DECIDE_NEVER ? now_at : facts->scheduled_at;

	if (rules->max_late_s > 0 && now_at > wall_add(scheduled_at, rules->max_late_s))
		return decision;
	find_time(rules, facts, MAX(now_at, scheduled_at), &decision);
	return decision;
}

/* T15: the one answer that no window holds up. */
static Decision when_optout_confirm(const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Decision decision = without_time(ACTION_SKIP);
	int64_t opt_out_at = decide_last_event(facts, EVENT_OPT_OUT, now_at);

	if (opt_out_at == NOT_YET || facts->confirm_sent || now_at > wall_add(opt_out_at, rules->confirm_s))
		return decision;
	decision.action = ACTION_SEND;
	decision.at = decision.earliest_at = now_at;
	return decision;
}

static Decision (*const WHEN[DECIDE_KINDS])(const DecideRules *, const DecideFacts *, int64_t) = {
	[DECIDE_NEXT] = when_next,
	[DECIDE_FIRST_CONTACT] = when_first_contact,
	[DECIDE_SATISFACTION] = when_satisfaction,
	[DECIDE_CALL] = when_call,
	[DECIDE_CALLBACK] = when_callback,
	[DECIDE_DUE] = when_due,
	[DECIDE_OPTOUT_CONFIRM] = when_optout_confirm,
};

gboolean decide_cancels(DecideKind kind, const DecideFacts *facts, int64_t now_at, Action *action)
{
	Known known;

	known_read(&known, facts, now_at);
	return cancelled(kind, &known, action);
}

Decision decide_when(DecideKind kind, const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	return WHEN[kind](rules, facts, now_at);
}

Decision decide(DecideKind kind, const DecideRules *rules, const DecideFacts *facts, int64_t now_at)
{
	Known known;
	Action action;

	known_read(&known, facts, now_at);
	if (cancelled(kind, &known, &action))
		return without_time(action);
	if (outcome_unknown(&known))
		return without_time(ACTION_HOLD_UNKNOWN);
	return decide_when(kind, rules, facts, now_at);
}
