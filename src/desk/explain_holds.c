#include "desk/explain.h"

#include "core/ladder.h"

#include <string.h>

/* More edges than this within one wait are told as one. */
#define HOLDS_MAX 8u

/* Words of the sender beside reason_name(): what it found out only when it was to send. */
static const struct {
	const char *word, *text;
} WORDS[] = {
	{"no_text", "there is no text for it"},
	{"no_promise", "it promises something that nobody has promised, or not any more; take it back and write another"},
	{"missing_value", "its text needs something that the case does not have"},
	{"bad_text", "its text cannot be read"},
	{"too_long", "its text is too long"},
	{"no_provider", "the shop's provider is not configured"},
	{"no_route", "the shop texts no such numbers"},
	{"rate_limited", "the provider, or its sender, has had as many messages as it takes"},
	{"backlog", "what waited during an outage is spread"},
	{"released", "what waited for the end of an incident is spread"},
	{"spend_cap", "the shop's money of this day is used up"},
	{"retry_later", "the provider could not be reached, however often it was tried"},
	{"throttled", "the provider takes no more for now"},
	{"bad_number", "the provider refuses this number"},
	{"rejected_content", "the provider refuses this text"},
	{"account_broken", "the provider refuses our account"},
	{"no_credit", "our account at the provider is empty"},
	{"quiet_by_provider", "the provider keeps hours of its own"},
	{"unknown_code", "the provider refused it with a code followupd does not know"},
	{"unknown", "it may be out already"},
};

char *explain_word_text(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (g_str_equal(WORDS[i].word, word))
			return g_strdup(WORDS[i].text);
	return g_strdelimit(g_strdup(word), "_", ' ');
}

static void add_hold(GArray *holds, ExplainHold hold)
{
	ExplainHold *last = holds->len ? &g_array_index(holds, ExplainHold, holds->len - 1) : NULL;

	if (last && last->reason == hold.reason && last->layer == hold.layer)
		*last = hold;
	else
		g_array_append_val(holds, hold);
}

static void add(GArray *holds, Reason reason, guint layer, int64_t until_at)
{
	add_hold(holds, (ExplainHold){.reason = reason, .until_at = until_at, .layer = layer, .contact_at = STORE_NO_TIME});
}

/* Before hours and budget are asked at all: the agents' own time (plan.h), the days before the question, the customer's to
 * answer; *reason says which. */
static int64_t floor_at(const PlanPolicy *policy, const DecideRules *rules, const PlanFacts *facts, Step step,
                        int64_t now_at, Reason *reason)
{
	int64_t resolved, talk;

	*reason = REASON_NOT_YET;
	switch (step) {
	case STEP_FIRST_CONTACT:
		*reason = REASON_AGENT_GRACE;
		return facts->complaint_at + plan_grace_s(policy, rules, facts->complaint_at);
	case STEP_SATISFACTION:
		resolved = decide_last_event(&facts->facts, EVENT_RESOLVED, now_at);
		resolved = resolved == INT64_MIN ? now_at : resolved + rules->sat_min_s;
		talk = plan_talk_until(policy, facts);
		if (talk > resolved)
			*reason = REASON_TALKING;
		return MAX(resolved, talk);
	case STEP_CALL:
		if (facts->state == CASE_NEW && policy->call_provider) {
			*reason = REASON_AGENT_GRACE;
			return facts->complaint_at + plan_grace_s(policy, rules, facts->complaint_at);
		}
		*reason = REASON_NO_REPLY_YET;
		return facts->state == CASE_NEW || facts->undelivered || facts->facts.sms_sent_at == DECIDE_NEVER
		               ? now_at
		               : facts->facts.sms_sent_at + rules->no_reply_s;
	case STEP_REVIEW_NOTE:
		return facts->closed_at + LADDER_NOTE_AFTER_S;
	default:
		return now_at;
	}
}

/* The first instant from `at` on that keeps the budget. */
static int64_t budget_free(const DecideRules *rules, const int64_t *contacts, guint n_contacts, int64_t at, int64_t until)
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
	budget_next(caps, n, contacts, n_contacts, rules->zones, rules->n_zones, at, until, &next);
	return next;
}

/* The contact without which the wait would be shorter, the newest of such; where no single one is to blame the newest of all. */
static guint to_blame(const DecideRules *rules, const DecideFacts *facts, int64_t at, int64_t free_at)
{
	g_autofree int64_t *others = g_new(int64_t, facts->n_contacts);
	gboolean found = FALSE;
	guint blamed = 0;

	for (guint i = 0; i < facts->n_contacts; i++) {
		gboolean alone;

		memcpy(others, facts->contacts, facts->n_contacts * sizeof *others);
		others[i] = others[facts->n_contacts - 1];
		alone = budget_free(rules, others, facts->n_contacts - 1, at, free_at) < free_at;
		if (i == 0 || (alone && !found) ||
		    (alone == found && facts->contacts[i] > facts->contacts[blamed]))
			blamed = i;
		found = found || alone;
	}
	return blamed;
}

void explain_holds(const PlanPolicy *policy, const PlanFacts *facts, const Plan *plan, int64_t now_at, GArray *holds)
{
	const DecideRules *rules = &policy->rules[step_class(plan->step)];
	Reason own;
	int64_t at = now_at, floor = floor_at(policy, rules, facts, plan->step, now_at, &own);

	/* Nobody is contacted: neither hours nor budget matter. */
	if (plan->step == STEP_CLOSE) {
		if (plan->due_at > now_at)
			add(holds, plan->reason, G_MAXUINT, plan->due_at);
		return;
	}
	if (floor > at) {
		at = MIN(floor, plan->due_at);
		add(holds, own, G_MAXUINT, at);
	}
	while (at < plan->due_at && holds->len < HOLDS_MAX) {
		int64_t edge, free_at;
		guint blamed;
		Reason says = plan_hours_reason(rules, at, &edge);

		if (says != REASON_NOW) {
			guint layer = plan_hours_layer(rules, at, says);

			at = MIN(edge, plan->due_at);
			add(holds, says, layer, at);
			continue;
		}
		free_at = budget_free(rules, facts->facts.contacts, facts->facts.n_contacts, at, plan->due_at);
		if (free_at <= at)
			break;
		blamed = to_blame(rules, &facts->facts, at, free_at);
		add_hold(holds, (ExplainHold){.reason = REASON_BUDGET, .until_at = free_at, .layer = G_MAXUINT,
		                              .contact = blamed, .contact_at = facts->facts.contacts[blamed]});
		at = free_at;
	}
	if (at < plan->due_at)
		add(holds, plan->reason, G_MAXUINT, plan->due_at);
}
