#include "desk/explain.h"

#include "desk/pauses.h"
#include "store/incidents.h"
#include "text/code.h"

#include <errno.h>

/* What the case's state means for what comes next, where no step of ours follows. */
static const char *const STATE_WORDS[CASE_STATES] = {
	[CASE_NEW] = "it is new",
	[CASE_CONTACTED] = "the customer has been contacted and has not answered yet",
	[CASE_REPLIED] = "the customer needs an agent's answer",
	[CASE_IN_PROGRESS] = "an agent is working on it",
	[CASE_RESOLVED] = "it is resolved",
	[CASE_CLOSED] = "it is closed",
};

/* "the customer's quiet hours" needs words around it, "an agent has contacted the customer" does not. */
static const char *hold_prefix(Reason reason)
{
	gboolean noun = reason == REASON_QUIET_HOURS || reason == REASON_CLOSED_HOURS || reason == REASON_HOLIDAY;

	return noun ? "it is " : "";
}

/* On the customer's clock where we know it. */
static char *one_time(const Explain *e, int64_t at)
{
	return zones_format_short(e->customer ? e->customer : e->shop, at);
}

/* " (case 12, Wed 18 Nov 10:00)": which contact uses the budget up. */
static void say_contact(GString *s, const Explain *e, const ExplainHold *hold, int64_t now_at)
{
	g_autofree char *when = one_time(e, hold->contact_at);

	if (hold->contact_case == e->c.id)
		g_string_append(s, " (this case");
	else
		g_string_append_printf(s, " (case %" G_GINT64_FORMAT, hold->contact_case);
	g_string_append_printf(s, ", %s%s)", hold->contact_at > now_at ? "planned for " : "", when);
}

static void say_holds(GString *s, const Explain *e, int64_t now_at)
{
	for (guint i = 0; i < e->holds->len; i++) {
		const ExplainHold *hold = &g_array_index(e->holds, ExplainHold, i);
		g_autofree char *until = one_time(e, hold->until_at);
		const char *whose = hold->layer == CONF_LAYER_REGION ? e->region_rule : NULL;

		if (hold->reason == REASON_COOL_DOWN || hold->reason == REASON_SURVEY_TOO_OLD) {
			g_string_append_printf(s, ", because %s", reason_text(hold->reason));
			continue;
		}
		if (hold->reason == REASON_NOT_YET && e->plan.step == STEP_REVIEW_NOTE) {
			g_string_append_printf(s, "%sa day passes after closing", i == 0 ? ", because " : ", then ");
			continue;
		}
		if (hold->reason == REASON_NOT_YET) {
			g_string_append_printf(s, "%sthe customer has until %s to see whether it is solved",
			                       i == 0 ? ", because " : ", then ",
			                       hold->until_at == e->due_at ? "then" : until);
			continue;
		}
		g_string_append_printf(s, "%s%s%s", i == 0 ? ", because " : ", then ", hold_prefix(hold->reason),
		                       hold->layer == CONF_LAYER_PERSON ? "the customer's own quiet hours"
		                                                        : reason_text(hold->reason));
		if (whose)
			g_string_append_printf(s, " (%s)", whose);
		if (hold->contact_at != STORE_NO_TIME)
			say_contact(s, e, hold, now_at);
		g_string_append_printf(s, " until %s", hold->until_at == e->due_at ? "then" : until);
	}
}

/* T6: then it must be permitted wherever the customer may be. */
static void say_zones(GString *s, const Explain *e)
{
	if (!e->customer && e->n_zones > 1 && e->plan.step != STEP_CLOSE)
		g_string_append_printf(s, "; the customer's zone is not known, so all %u zones of the region must permit it",
		                       e->n_zones);
}

static void say_deadline(GString *s, const Explain *e)
{
	g_autofree char *deadline = NULL;
	g_autofree char *late = NULL;

	if (e->plan.deadline_at == DECIDE_NEVER)
		return;
	deadline = one_time(e, e->plan.deadline_at);
	if (e->due_at > e->plan.deadline_at) {
		int64_t by_s = e->due_at - e->plan.deadline_at;

		late = g_strdup_printf("missed by %" G_GINT64_FORMAT " h %02" G_GINT64_FORMAT " min", by_s / 3600,
		                       by_s / 60 % 60);
	}
	g_string_append_printf(s, "; deadline %s, will be %s", deadline, late ? late : "kept");
}

/* Words of a wait that is nobody's failure. */
static gboolean waits_for_limit(const char *word)
{
	return g_strcmp0(word, "rate_limited") == 0 || g_strcmp0(word, "backlog") == 0 ||
	       g_strcmp0(word, "spend_cap") == 0 || g_strcmp0(word, "released") == 0;
}

static void say_limit(GString *s, const Explain *e, const StoreStep *stored)
{
	g_autofree char *words = explain_word_text(e->word);

	g_string_append_printf(s, ", because %s", words);
	if (stored->detail)
		g_string_append_printf(s, " (%s)", stored->detail);
}

/* What is planned, in words that promise no text where none is sent. */
static void say_due(GString *s, const Explain *e, int64_t now_at)
{
	g_autofree char *when = e->due_at <= now_at ? g_strdup("now") : desk_time_both(e->customer, e->shop, e->due_at);

	if (e->plan.step == STEP_CALL && !e->provider_calls)
		g_string_append_printf(s, "a call goes on the agents' list %s", when);
	else if (e->plan.step == STEP_CLOSE)
		g_string_append_printf(s, "it will be closed as unanswered %s", when);
	else if (e->due_at <= now_at)
		g_string_append_printf(s, "%s is due now", desk_step_words(e->plan.step));
	else
		g_string_append_printf(s, "%s will be sent %s", desk_step_words(e->plan.step), when);
}

static void say_planned(GString *s, const Explain *e, const StoreStep *stored, int64_t now_at)
{
	say_due(s, e, now_at);
	if (stored && e->due_at > e->plan.due_at && waits_for_limit(e->word))
		say_limit(s, e, stored);
	else if (stored && e->due_at > e->plan.due_at)
		g_string_append_printf(s, ", because the last try failed (%s%s%s)", e->word, stored->detail ? ": " : "",
		                       stored->detail ? stored->detail : "");
	else
		say_holds(s, e, now_at);
	if (e->ways)
		g_string_append(s, e->ways);
	say_zones(s, e);
	say_deadline(s, e);
}

static char *paused_words(const char *scope)
{
	const char *name = "";
	PauseKind kind = PAUSE_ALL;

	pause_parse(scope, &kind, &name);
	switch (kind) {
	case PAUSE_SHOP:
		return g_strdup("the shop");
	case PAUSE_PROVIDER:
		return g_strdup_printf("provider %s", name);
	case PAUSE_STEP:
		return g_strdup("this step");
	case PAUSE_TEXT:
		return g_strdup_printf("its text (version %s)", name);
	default:
		return g_strdup("all sending");
	}
}

static void say_stops(GString *s, const Explain *e)
{
	if (e->dead) {
		g_autofree char *until = one_time(e, e->c.dead_until);

		g_string_append_printf(s, e->plan.reason == REASON_DEAD_NUMBER ? ", until %s" : "; the number is dead until %s", until);
	}
	if (e->c.blocked && e->plan.reason != REASON_OPTED_OUT)
		g_string_append(s, "; the customer is opted out: nothing may be sent");
	if (e->has_pause && e->stage == EXPLAIN_PLANNED) {
		gboolean open_end = e->pause.until_at == STORE_NO_TIME;
		g_autofree char *until = open_end ? NULL : one_time(e, e->pause.until_at);
		g_autofree char *what = paused_words(e->pause.scope);

		g_string_append_printf(s, "; but %s is paused by %s (\"%s\") until %s",
		                       what, e->pause.actor, e->pause.reason, open_end ? "somebody resumes it" : until);
	}
}

/* A word that plan_next() does not know was written by the sender, which found more out than the plan can know. So was
 * "too late" of a step that came up long after its time: no plan adds details. */
static gboolean senders_word(const StoreStep *stored)
{
	Reason reason;

	if (!stored->reason)
		return FALSE;
	return reason_parse(stored->reason, &reason) < 0 || (reason == REASON_TOO_LATE && stored->detail);
}

static void say_held(GString *s, const Explain *e, const StoreStep *stored, int64_t now_at)
{
	g_autofree char *words = explain_word_text(e->word);
	g_autofree char *opens = e->opens_at > now_at ? one_time(e, e->opens_at) : NULL;
	Reason reason;

	if (g_strcmp0(e->word, reason_name(REASON_INCIDENT)) == 0 && e->incident)
		g_string_append_printf(s, "%s waits for the end of %s, which holds the steps of its cases",
		                       desk_step_words(e->plan.step), e->incident);
	else if (reason_parse(e->word, &reason) == 0)
		g_string_append_printf(s, "%s waits for a person, because %s", desk_step_words(e->plan.step),
		                       stored && senders_word(stored) ? stored->detail : reason_text(reason));
	else
		g_string_append_printf(s, "%s waits for a person: %s%s%s%s", desk_step_words(e->plan.step), words,
		                       stored->detail ? " (" : "", stored->detail ? stored->detail : "",
		                       stored->detail ? ")" : "");
	if (opens)
		g_string_append_printf(s, "; permitted hours begin again %s", opens);
}

static void say_nothing(GString *s, const Explain *e)
{
	if (e->plan.reason != REASON_NOTHING_TO_DO) {
		g_string_append_printf(s, "nothing is planned, because %s", reason_text(e->plan.reason));
	} else {
		g_string_append_printf(s, "nothing is planned, because %s", STATE_WORDS[e->c.state]);
		if (e->c.state == CASE_CLOSED)
			g_string_append_printf(s, " (%s)", case_outcome_name(e->c.outcome));
	}
}

static char *sentence(const Explain *e, const StoreStep *stored, int64_t now_at)
{
	GString *s = g_string_new(NULL);
	char code[CASE_CODE_SIZE];

	case_code(e->c.id, code);
	g_string_append_printf(s, "Case %" G_GINT64_FORMAT " (%s): ", e->c.id, code);
	switch (e->stage) {
	case EXPLAIN_PLANNED:
		say_planned(s, e, stored, now_at);
		break;
	case EXPLAIN_SENDING:
		g_string_append_printf(s, "%s is being handed to the provider at this moment",
		                       desk_step_words(e->plan.step));
		break;
	case EXPLAIN_UNKNOWN:
		g_string_append_printf(s, "%s may or may not have left: it is not sent again until a delivery report "
		                       "or a person settles it", desk_step_words(e->plan.step));
		break;
	case EXPLAIN_HELD:
		say_held(s, e, stored, now_at);
		break;
	case EXPLAIN_NOTHING:
		say_nothing(s, e);
		break;
	}
	say_stops(s, e);
	if (e->words)
		g_string_append(s, e->words);
	g_string_append_c(s, '.');
	return g_string_free(s, FALSE);
}

/* The row of the step that is next, in this round; NULL: none yet. */
static const StoreStep *stored_step(const GArray *steps, const Plan *plan)
{
	for (guint i = steps->len; i-- > 0;) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);

		if (step->step == plan->step && step->round == plan->round)
			return step;
	}
	return NULL;
}

/* What waits beside the plan, for it is not the life's to plan. */
static void find_words(const GArray *steps, Explain *e)
{
	g_autoptr(GString) s = g_string_new(NULL);

	for (guint i = 0; i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);
		g_autofree char *when = NULL, *word = NULL;
		Reason reason;

		if ((step->step != STEP_AGENT_TEXT && step->step != STEP_PROGRESS) ||
		    (step->state != STEP_PLANNED && step->state != STEP_HELD))
			continue;
		when = step->due_at == STORE_NO_TIME ? NULL : one_time(e, step->due_at);
		word = reason_parse(step->reason, &reason) == 0 ? g_strdup(reason_text(reason))
		                                                : explain_word_text(step->reason);
		g_string_append_printf(s, "; %s %d ", desk_step_words(step->step), step->round);
		if (step->state == STEP_PLANNED)
			g_string_append_printf(s, "leaves %s (%s)", when ? when : "now", word);
		else
			g_string_append_printf(s, "waits for a person (%s)", word);
	}
	if (s->len)
		e->words = g_string_free(g_steal_pointer(&s), FALSE);
}

static void judge(Explain *e, const StoreStep *stored)
{
	StoreStep none = {.state = STEP_STATES};
	const StoreStep *s = stored ? stored : &none;

	e->due_at = STORE_NO_TIME;
	if (s->state == STEP_SENDING) {
		e->stage = EXPLAIN_SENDING;
	} else if (s->state == STEP_UNKNOWN || e->plan.reason == REASON_UNKNOWN_OUTCOME) {
		e->stage = EXPLAIN_UNKNOWN;
		e->word = g_strdup(reason_name(REASON_UNKNOWN_OUTCOME));
	} else if (s->state == STEP_HELD && senders_word(s) &&
	           (e->plan.verdict == PLAN_STEP || e->plan.reason == REASON_STEP_DONE)) {
		e->stage = EXPLAIN_HELD;
		e->word = g_strdup(s->reason);
	} else if (e->plan.verdict == PLAN_STEP) {
		e->stage = EXPLAIN_PLANNED;
		e->due_at = e->plan.due_at;
		if (s->state == STEP_PLANNED && senders_word(s) && s->due_at != STORE_NO_TIME &&
		    s->due_at > e->due_at) {
			e->due_at = s->due_at;
			e->word = g_strdup(s->reason);
		}
	} else {
		e->stage = e->plan.verdict == PLAN_HOLD ? EXPLAIN_HELD : EXPLAIN_NOTHING;
		e->word = g_strdup(reason_name(e->plan.reason));
	}
}

/* What the region has to do with it: its hours beside the shop's, and the zone where it has but one. */
static void note_region(const ConfCaseRules *rules, MessageClass which, Explain *e)
{
	e->n_zones = rules->n_zones;
	if (!e->customer && rules->n_zones == 1)
		e->customer = rules->zones[0];
	if (rules->policy.rules[which].n_layers <= CONF_LAYER_REGION ||
	    rules->layers[which][CONF_LAYER_REGION] == rules->layers[which][CONF_LAYER_SHOP])
		return;
	e->region_rule = g_strdup_printf("rule of %s: %s", rules->region->name,
	                                 region_basis_name(rules->region->classes[which].basis));
}

static void find_holds(const ConfCaseRules *rules, const StoreFacts *facts, int64_t now_at, Explain *e)
{
	const DecideRules *hours = e->plan.step == STEP_NONE ? NULL : &rules->policy.rules[step_class(e->plan.step)];

	if (hours)
		hours_next(hours->layers, hours->n_layers, hours->zones, hours->n_zones, now_at,
		           now_at + DECIDE_HORIZON_DAYS * INT64_C(86400), &e->opens_at);
	if (e->plan.verdict != PLAN_STEP)
		return;
	explain_holds(&rules->policy, &facts->facts, &e->plan, now_at, e->holds);
	for (guint i = 0; i < e->holds->len; i++) {
		ExplainHold *hold = &g_array_index(e->holds, ExplainHold, i);

		if (hold->contact_at != STORE_NO_TIME)
			hold->contact_case = g_array_index(facts->contact_cases, int64_t, hold->contact);
	}
}

static int make_plan(const Desk *desk, Explain *e)
{
	g_auto(ConfCaseRules) rules = {0};
	StoreFacts facts;
	int r = store_case_facts(desk->store, e->c.id, desk->now_at, &facts);

	if (r < 0)
		return r;
	e->opens_at = STORE_NO_TIME;
	if (conf_case_rules(desk->conf, desk->zones, e->c.shop, e->c.zone, e->c.region, e->c.quiet, &rules)) {
		e->provider_calls = rules.policy.call_provider;
		e->plan = plan_next(&rules.policy, &facts.facts, desk->now_at);
		if (e->plan.step != STEP_NONE)
			note_region(&rules, step_class(e->plan.step), e);
		find_holds(&rules, &facts, desk->now_at, e);
	} else {
		e->plan = plan_without_shop(&facts.facts);
	}
	store_facts_clear(&facts);
	return 0;
}

static const StoreProviderHealth *health_of(const GArray *rows, const char *provider)
{
	for (guint i = 0; i < rows->len; i++)
		if (g_str_equal(g_array_index(rows, StoreProviderHealth, i).provider, provider))
			return &g_array_index(rows, StoreProviderHealth, i);
	return NULL;
}

/* As the daemon takes them (gateway/way.c): to close a case nobody is asked, to call only who telephones. NULL: none. */
static const char *const *providers_of(const ConfShop *shop, const Explain *e)
{
	if (!shop || e->plan.step == STEP_NONE || e->plan.step == STEP_CLOSE)
		return NULL;
	if (e->plan.step == STEP_CALL)
		return shop->call_provider ? (const char *const *)shop->call_route : NULL;
	return conf_route(shop, e->c.phone, e->c.line_kind, NULL);
}

/* By whom, where the shop's routes say so, and who of them is left alone at this time. */
static int find_ways(const Desk *desk, Explain *e)
{
	const ConfShop *shop = conf_shop(desk->conf, e->c.shop);
	const char *const *providers = providers_of(shop, e);
	g_autoptr(GString) s = g_string_new(NULL);
	g_autoptr(GArray) rows = NULL;
	int r;

	if (!providers || e->plan.step == STEP_CALL)
		return 0;
	r = store_provider_health_list(desk->store, &rows);
	if (r < 0)
		return r;
	for (guint i = 0; shop->routes && providers[i]; i++)
		g_string_append_printf(s, "%s%s", i ? ", then " : "; it goes by ", providers[i]);
	for (; *providers; providers++) {
		const StoreProviderHealth *health = health_of(rows, *providers);
		g_autofree char *until = NULL;

		if (!health || health->until_at == STORE_NO_TIME || health->until_at <= desk->now_at)
			continue;
		until = one_time(e, health->until_at);
		g_string_append_printf(s, "; provider %s is left alone until %s (%s)", *providers, until,
		                       health->cause ? health->cause : health->state);
	}
	if (s->len)
		e->ways = g_string_free(g_steal_pointer(&s), FALSE);
	return 0;
}

static void pause_copy(const StorePause *from, StorePause *to)
{
	*to = *from;
	to->scope = g_strdup(from->scope);
	to->reason = g_strdup(from->reason);
	to->actor = g_strdup(from->actor);
}

static int find_pause(const Desk *desk, Explain *e)
{
	const ConfShop *shop = conf_shop(desk->conf, e->c.shop);
	const CatalogCase text = {.language = e->c.language, .step = e->plan.step, .category = e->c.category, .level = e->c.level,
	                          .id = e->c.id};
	PauseSubject subject = {.shop = e->c.shop, .step = e->plan.step};
	g_autoptr(GArray) pauses = NULL;
	const StorePause *pause;
	int r = store_pause_list(desk->store, desk->now_at, &pauses);

	if (shop && e->plan.step != STEP_NONE) {
		subject.text = conf_text_version(shop, &text);
		subject.providers = providers_of(shop, e);
	}
	pause = r == 0 ? store_pause_find(pauses, &subject) : NULL;
	if (pause) {
		e->has_pause = TRUE;
		pause_copy(pause, &e->pause);
	}
	return r;
}

static int find_incident(const Desk *desk, Explain *e)
{
	StoreIncident incident;
	int r = store_incident_of_case(desk->store, e->c.id, &incident);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	e->incident = g_strdup_printf("incident %" G_GINT64_FORMAT " (%s)", incident.id, incident.name);
	store_incident_clear(&incident);
	return 0;
}

static int fill(const Desk *desk, Explain *e)
{
	g_autoptr(GArray) steps = NULL;
	const StoreStep *stored;
	int r;

	e->customer = zones_get(desk->zones, e->c.zone);
	e->shop = desk_shop_zone(desk, e->c.shop);
	e->dead = e->c.dead_until != STORE_NO_TIME && e->c.dead_until > desk->now_at;
	r = make_plan(desk, e);
	if (r == 0)
		r = find_ways(desk, e);
	if (r == 0)
		r = find_pause(desk, e);
	if (r == 0)
		r = find_incident(desk, e);
	if (r == 0)
		r = store_step_list(desk->store, e->c.id, &steps);
	if (r < 0)
		return r;
	stored = stored_step(steps, &e->plan);
	judge(e, stored);
	find_words(steps, e);
	e->sentence = sentence(e, stored, desk->now_at);
	return 0;
}

int explain_case(const Desk *desk, int64_t case_id, Explain *out, char **fault)
{
	Explain e = {.holds = g_array_new(FALSE, FALSE, sizeof(ExplainHold))};
	int r = store_case_get(desk->store, case_id, &e.c);

	if (r == 0 && !desk->conf) {
		*fault = g_strdup("this needs the configuration");
		explain_clear(&e);
		return -EINVAL;
	}
	if (r == 0)
		r = fill(desk, &e);
	if (r < 0) {
		*fault = r == -ENOENT ? g_strdup_printf("there is no case %" G_GINT64_FORMAT, case_id)
		                      : desk_store_fault(desk, "cannot read the case");
		explain_clear(&e);
		return r;
	}
	*out = e;
	return 0;
}

void explain_clear(Explain *explain)
{
	store_case_clear(&explain->c);
	g_clear_pointer(&explain->holds, g_array_unref);
	g_clear_pointer(&explain->word, g_free);
	g_clear_pointer(&explain->sentence, g_free);
	g_clear_pointer(&explain->words, g_free);
	g_clear_pointer(&explain->region_rule, g_free);
	g_clear_pointer(&explain->ways, g_free);
	g_clear_pointer(&explain->incident, g_free);
	if (explain->has_pause)
		store_pause_clear(&explain->pause);
	explain->has_pause = FALSE;
}
