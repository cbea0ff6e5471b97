#include "desk/case_actions.h"

#include "core/life.h"
#include "desk/act.h"
#include "util/mask.h"

#include <errno.h>

static const struct {
	EventKind event;
	const char *verb;
	gboolean by_life; /* the life table says whether it may be */
	Right right;
} ACTIONS_TABLE[CASE_ACTIONS] = {
	[CASE_ACTION_RESOLVE] = {EVENT_RESOLVED, "resolve", TRUE, RIGHT_RESOLVE},
	[CASE_ACTION_REOPEN] = {EVENT_REOPENED, "reopen", TRUE, RIGHT_RESOLVE},
	[CASE_ACTION_CLOSE] = {EVENT_CLOSED, "close", TRUE, RIGHT_CLOSE},
	[CASE_ACTION_CONTACTED] = {EVENT_AGENT_CONTACTED, "contacted", TRUE, RIGHT_REPLY},
	[CASE_ACTION_NOTE] = {EVENT_NOTE, "note", FALSE, RIGHT_NOTE},
};

/* What a closing outcome is in the case's log: some are events of their own that also cancel what is planned. */
static EventKind closing_event(CaseOutcome outcome)
{
	switch (outcome) {
	case OUTCOME_WRONG_NUMBER:
		return EVENT_WRONG_NUMBER;
	case OUTCOME_MALICIOUS:
		return EVENT_MALICIOUS;
	case OUTCOME_WITHDRAWN:
		return EVENT_WITHDRAWN;
	default:
		return EVENT_CLOSED;
	}
}

static char *refusal(int64_t case_id, CaseState state, CaseAction action)
{
	g_autoptr(GString) could = g_string_new(NULL);

	for (int i = 0; i < CASE_ACTIONS; i++) {
		LifeChange change;

		if (!ACTIONS_TABLE[i].by_life || life_apply(state, state, ACTIONS_TABLE[i].event, &change))
			g_string_append_printf(could, "%s%s", could->len ? ", " : "", ACTIONS_TABLE[i].verb);
	}
	return g_strdup_printf("case %" G_GINT64_FORMAT " is %s: \"%s\" is not possible; possible are: %s", case_id,
	                       case_state_name(state), ACTIONS_TABLE[action].verb, could->str);
}

static int write_event(const Desk *desk, const StoreCase *c, CaseAction action, CaseOutcome outcome, const char *note)
{
	StoreEvent event = {
	        .kind = ACTIONS_TABLE[action].event, .at = desk->now_at, .actor = desk->actor, .note = note};
	int r;

	if (action == CASE_ACTION_CLOSE)
		event.kind = closing_event(outcome);
	if (event.kind == EVENT_CLOSED)
		event.outcome = outcome;
	r = ACTIONS_TABLE[action].by_life ? store_case_event(desk->store, c->id, &event)
	                                  : store_event_add(desk->store, c->id, &event);
	if (r == 0 && event.kind == EVENT_WRONG_NUMBER)
		r = store_person_dead(desk->store, c->person_id, "wrong_number", desk->now_at,
		                      desk->now_at + PLAN_DEAD_S);
	return r;
}

/* Solved: nobody need be in it any more. */
static int give_back(const Desk *desk, int64_t case_id, CaseAction action)
{
	int r = action == CASE_ACTION_RESOLVE
	                ? store_claim_release(desk->store, case_id, desk->actor, NULL, desk->now_at)
	                : 0;

	return r == -ENOENT ? 0 : r;
}

/* Closing as malicious is what two people do together (B9); alone, while there is nobody else. */
static int check_outcome(const Act *act, CaseAction action, CaseOutcome outcome, char **fault)
{
	if (action != CASE_ACTION_CLOSE || outcome != OUTCOME_MALICIOUS || act->actor.open)
		return 0;
	*fault = g_strdup_printf("it takes two people to close a case as malicious: \"malicious %" G_GINT64_FORMAT
	                         " --note 'why'\", then a colleague the same", act->c.id);
	return -EINVAL;
}

int case_action_apply(const Desk *desk, int64_t case_id, CaseAction action, CaseOutcome outcome, const char *note,
                      char **fault)
{
	Act act;
	int r;

	if (outcome == OUTCOME_OPTED_OUT) {
		*fault = g_strdup("an opt-out holds for the person, not for one case: use \"optout\"");
		return -EINVAL;
	}
	r = act_begin_case(desk, ACTIONS_TABLE[action].right, case_id, ACT_RENEW, &act, fault);
	if (r < 0)
		return r;
	r = check_outcome(&act, action, outcome, fault);
	if (r == 0) {
		r = write_event(desk, &act.c, action, outcome, note);
		if (r == -EINVAL)
			*fault = refusal(case_id, act.c.state, action);
	}
	if (r == 0)
		r = give_back(desk, case_id, action);
	return act_end(&act, r, fault);
}

int case_action_settle(const Desk *desk, int64_t case_id, gboolean left, const char *note, char **fault)
{
	Act act;
	int r = act_begin_case(desk, RIGHT_SETTLE, case_id, ACT_RENEW, &act, fault);

	if (r < 0)
		return r;
	r = store_message_settle(desk->store, case_id, left, desk->actor, note, desk->now_at);
	if (r == -ENOENT)
		*fault = g_strdup(store_error(desk->store));
	return act_end(&act, r, fault);
}

/* The event goes to every open case of the person: each case's log must tell why it fell silent. */
static int tell_cases(const Desk *desk, int64_t person_id, EventKind kind, const char *note, guint *cases)
{
	const StoreEvent event = {.kind = kind, .at = desk->now_at, .actor = desk->actor, .note = note};
	g_autoptr(GArray) ids = NULL;
	int r = store_person_cases(desk->store, person_id, &ids);

	for (guint i = 0; r == 0 && i < ids->len; i++) {
		int64_t case_id = g_array_index(ids, int64_t, i);

		r = store_case_event(desk->store, case_id, &event);
		if (r == -EINVAL) /* says nothing to a case in that state, but is kept */
			r = store_event_add(desk->store, case_id, &event);
	}
	if (r == 0 && cases)
		*cases = ids->len;
	return r;
}

/* Ends a transaction that came to `r`, and finds the words. */
static int finish(Act *act, int r, const char *phone, const char *exists, const char *missing, char **fault)
{
	g_autofree char *masked = mask_number(phone);

	if (r == -EEXIST)
		*fault = g_strdup_printf("%s %s", masked, exists);
	else if (r == -ENOENT)
		*fault = g_strdup_printf("%s %s", masked, missing);
	return act_end(act, r, fault);
}

int case_action_optout(const Desk *desk, const char *phone, const char *region, const char *line_kind, const char *note,
                       guint *cases, char **fault)
{
	Act act;
	int64_t person_id = 0;
	int r = act_begin(desk, RIGHT_DO_NOT_CONTACT, &act, fault);

	if (r < 0)
		return r;
	r = store_person_put(desk->store, phone, region, line_kind, desk->now_at, &person_id);
	if (r == 0)
		r = store_block_put(desk->store, person_id, "agent", desk->actor, note, desk->now_at);
	if (r == 0)
		r = tell_cases(desk, person_id, EVENT_OPT_OUT, note, cases);
	return finish(&act, r, phone, "is opted out already", "is not known", fault);
}

int case_action_optin(const Desk *desk, const char *phone, const char *note, guint *cases, char **fault)
{
	Act act;
	int64_t person_id = 0;
	int r = act_begin(desk, RIGHT_CONTACT_AGAIN, &act, fault);

	if (r < 0)
		return r;
	r = store_person_find(desk->store, phone, &person_id);
	if (r == 0)
		r = store_block_lift(desk->store, person_id, desk->actor, note, desk->now_at);
	if (r == 0)
		r = tell_cases(desk, person_id, EVENT_OPT_IN, note, cases);
	return finish(&act, r, phone, "is not opted out", "is not opted out", fault);
}

/* Spans that can be read, written one way: "daily 20:00-11:00; sun 00:00-24:00". */
static int tidy_spans(const char *spans, char **tidy, char **fault)
{
	g_autoptr(Hours) hours = NULL;
	g_auto(GStrv) parts = NULL;
	int r = conf_quiet_hours(spans, &hours, fault);

	if (r < 0)
		return r;
	parts = g_strsplit(spans, ";", -1);
	for (guint i = 0; parts[i]; i++)
		g_strstrip(parts[i]);
	*tidy = g_strjoinv("; ", parts);
	return 0;
}

/* Whether each of these spans is one of those, too. */
static gboolean spans_stay(const char *spans, const char *among)
{
	g_auto(GStrv) those = g_strsplit(among ? among : "", ";", -1);
	g_auto(GStrv) these = g_strsplit(spans ? spans : "", ";", -1);

	for (guint i = 0; those[i]; i++)
		g_strstrip(those[i]);
	for (guint i = 0; these[i]; i++)
		if (!g_strv_contains((const char *const *)those, g_strstrip(these[i])))
			return FALSE;
	return TRUE;
}

/* Peace is given by anybody; to take some of it back is to write to the customer again in hours they asked to be let
 * alone in. */
static int may_unquiet(const Act *act, const char *phone, const char *tidy, char **fault)
{
	StorePersonRules person = {0};
	g_autofree char *who = NULL;
	int r = store_person_rules(act->desk->store, phone, &person);

	if (r == 0 && !spans_stay(person.quiet, tidy))
		r = rights_also(&act->actor, RIGHT_CONTACT_AGAIN, &who);
	if (who)
		*fault = g_strdup_printf("the customer asked for \"%s\"; spans may be added to that, but to take one away "
		                         "is as to end an opt-out, and %s", person.quiet, who);
	store_person_rules_clear(&person);
	return r;
}

int case_action_quiet(const Desk *desk, const char *phone, const char *spans, guint *cases, char **fault)
{
	Act act;
	g_autofree char *tidy = NULL;
	g_autofree char *note = NULL;
	int64_t person_id = 0;
	int r = spans ? tidy_spans(spans, &tidy, fault) : 0;

	if (r < 0)
		return r;
	r = act_begin(desk, RIGHT_DO_NOT_CONTACT, &act, fault);
	if (r < 0)
		return r;
	note = g_strdup_printf("the customer's own quiet hours: %s", tidy ? tidy : "none");
	r = store_person_find(desk->store, phone, &person_id);
	if (r == 0)
		r = may_unquiet(&act, phone, tidy, fault);
	if (r == 0)
		r = store_person_quiet(desk->store, person_id, tidy);
	if (r == 0)
		r = tell_cases(desk, person_id, EVENT_NOTE, note, cases);
	return finish(&act, r, phone, "is there already", "is not known", fault);
}
