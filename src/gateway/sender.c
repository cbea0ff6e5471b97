#include "gateway/sender.h"

#include <errno.h>
#include <string.h>

#include "gateway/alarms.h"
#include "gateway/backlog.h"
#include "gateway/clock_keeper.h"
#include "gateway/compose.h"
#include "gateway/errand.h"
#include "gateway/item.h"
#include "gateway/late.h"
#include "gateway/planner.h"
#include "gateway/purse.h"
#include "gateway/result.h"
#include "gateway/sla.h"
#include "gateway/way.h"
#include "gateway/words.h"
#include "util/fault.h"
#include "util/log.h"

/* Most providers take validity in minutes: with less than one left the text would arrive in the quiet hours (F11). */
#define SHORTEST_VALIDITY_S 60
/* A message that its provider did not take waits for the next one no longer than this before that is asked about again: there
 * may be a place at any moment, or its pause or its breaker may have ended. */
#define PLACE_AGAIN_US USEC_PER_SEC
#define OTHER_AGAIN_US (30 * USEC_PER_SEC)
/* So many steps that wait for their provider are passed over in search of the next one's time; then we look again
 * soon. */
#define PASSED_OVER_MAX 1000

void sender_init(Gateway *g)
{
	g->in_flight = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, flight_free);
	g->launch = g_ptr_array_new();
	g->landed = g_ptr_array_new_with_free_func(flight_free);
	g->guard = guard_keys_new();
	lanes_init(g);
	purses_init(g);
}

void sender_free(Gateway *g)
{
	g_clear_pointer(&g->launch, g_ptr_array_unref);
	g_clear_pointer(&g->landed, g_ptr_array_unref);
	g_clear_pointer(&g->in_flight, g_hash_table_unref);
	g_clear_pointer(&g->pauses, g_array_unref);
	g_clear_pointer(&g->guard, guard_keys_free);
	backlog_free(g);
	lanes_free(g);
	purses_free(g);
}

void sender_adopt(Gateway *g, int64_t now_us)
{
	g_autofree char *config = conf_show(g->conf, FALSE);
	int lanes = lanes_adopt(g, now_us), purses = purses_adopt(g, now_us);

	g->conf_print = way_fingerprint(config);
	if (lanes < 0 || purses < 0)
		log_warning(NULL, "store: %s; what was sent today is counted before anything more is", store_error(g->store));
}

guint sender_in_flight(const Gateway *g)
{
	return g_hash_table_size(g->in_flight) + g->landed->len;
}

void sender_stop_provider(Gateway *g, const char *provider, SubmitOutcome cause, const char *code, int64_t now_us)
{
	Lane *lane = lane_find(g, provider);

	if (lane)
		lane_refused(lane, cause, code, now_us);
}

gboolean sender_was_stopped(const Gateway *g, const StoreCase *c, int64_t at_us)
{
	const ConfShop *shop = conf_shop(g->conf, c->shop);
	const char *const *providers = shop ? way_providers(shop, c->phone, c->line_kind, STEP_FIRST_CONTACT) : NULL;

	/* One that worked would have taken it. */
	for (; providers && *providers; providers++) {
		if (!lane_was_away(lane_find(g, *providers), at_us))
			return FALSE;
		if (!providers[1])
			return TRUE;
	}
	return FALSE;
}

/* ---- when to look ---- */

/* Brings g->pauses up to date; *all tells that nothing is sent at all, *until_us is when the first of them ends. */
static int read_pauses(Gateway *g, int64_t now_us, gboolean *all, int64_t *until_us)
{
	GArray *pauses = NULL;
	int r = store_pause_list(g->store, now_us / USEC_PER_SEC, &pauses);

	*all = FALSE;
	*until_us = INT64_MAX;
	if (r < 0)
		return r;
	g_clear_pointer(&g->pauses, g_array_unref);
	g->pauses = pauses;
	for (guint i = 0; i < pauses->len; i++) {
		const StorePause *pause = &g_array_index(pauses, StorePause, i);

		*all |= g_str_equal(pause->scope, "all");
		if (pause->until_at != STORE_NO_TIME)
			*until_us = MIN(*until_us, pause->until_at * USEC_PER_SEC);
	}
	return r;
}

/* While all providers are shut only what none of them gets is waited for: the end of that wakes us anyhow. */
static int next_step(Gateway *g, gboolean any, int64_t now_us, int64_t *due_at)
{
	WaySkip skip = {.g = g, .now_us = now_us};
	StoreDueSkip pass = g->pauses->len || (any && lanes_any_shut(g, now_us)) ? way_skip : NULL;

	return (any ? store_next_due : store_errand_next)(g->store, pass, &skip, PASSED_OVER_MAX, due_at);
}

int64_t sender_next_wake_us(Gateway *g, int64_t now_us)
{
	int64_t wake_us, due_at, lane_us, promise_us, clock_us;
	gboolean all, any;

	if (g->stopping || read_pauses(g, now_us, &all, &wake_us) < 0)
		return INT64_MAX;
	promise_us = sla_next_wake_us(g);
	clock_us = clock_keeper_next_wake_us(g);
	wake_us = MIN(wake_us, MAX(MIN(promise_us, clock_us), now_us));
	any = lanes_any_free(g, now_us, &lane_us);
	wake_us = MIN(wake_us, lane_us);
	if (all || next_step(g, any, now_us, &due_at) < 0 || due_at == STORE_NO_TIME)
		return wake_us;
	if (due_at > now_us / USEC_PER_SEC)
		return MIN(wake_us, due_at * USEC_PER_SEC);
	/* Due, yet not claimed: its number is busy, and what is under way will wake us when it lands. */
	return sender_in_flight(g) ? wake_us : MIN(wake_us, now_us + USEC_PER_SEC);
}

/* ---- claims ---- */

int sender_hold(Gateway *g, const StoreStep *step, const char *reason, const char *detail, int64_t now_us)
{
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step), .event = LOG_EVENT_HELD};
	StoreEvent event = {.kind = EVENT_HELD, .at = now_us / USEC_PER_SEC, .actor = "followupd", .step = step->step,
	                    .note = detail ? detail : reason};
	int r = store_step_set(g->store, step->id, STEP_HELD, STORE_NO_TIME, reason, detail, now_us / USEC_PER_SEC);

	if (r >= 0)
		r = store_event_add(g->store, step->case_id, &event);
	if (r >= 0) {
		log_notice(&fields, "held for a person: %s%s%s", reason, detail ? ": " : "", detail ? detail : "");
		gateway_wake(g, WAKE_DIRTY); /* the person's other cases may have waited for this one */
	}
	return r;
}

/* Planned for later: its provider or the shop's money has had enough of this day, or the message of this provider. */
static int wait_until(Gateway *g, const StoreStep *step, int64_t until_us, const char *reason, char *detail,
                      int64_t now_us)
{
	g_autofree char *owned = detail;

	return store_step_wait(g->store, step->id, (until_us + USEC_PER_SEC - 1) / USEC_PER_SEC, reason, owned,
	                       now_us / USEC_PER_SEC);
}

/* The least of a window that can be told to a provider. */
static int64_t shortest_validity_s(const Gateway *g, const ConfProvider *conf)
{
	const Provider *driver = g->find_driver(conf->driver);
	ProviderAccount account;

	if (!driver || !driver->validity_step_s)
		return SHORTEST_VALIDITY_S;
	compose_account(conf, &account);
	return driver->validity_step_s(&account);
}

/* The step is not what it was: its case is planned anew, and with the next turn those of the same person that waited for it. */
static int plan_anew(Gateway *g, int64_t case_id, int64_t now_us)
{
	gateway_wake(g, WAKE_DIRTY);
	return planner_plan(g, case_id, now_us);
}

/* What is left of the window is too short: the step moves to the next opening. */
static int next_opening(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                        int64_t open_until, int64_t now_at)
{
	Plan plan = plan_next(&rules->policy, facts, open_until);

	gateway_wake(g, WAKE_DIRTY);
	return store_plan_put(g->store, step->case_id, &plan, NULL, g->rules_id, now_at);
}

/* Decides again, at this instant: nothing stored is trusted. 1: send now, *validity_s seconds are left of the window;
 * 0: planned anew; negative errno. */
static int still_right(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                       int64_t now_us, int64_t *validity_s, StoreDraft *draft)
{
	int64_t now_at = now_us / USEC_PER_SEC, open_until;
	const DecideRules *hours = &rules->policy.rules[step_class(step->step)];
	const char *why = NULL;
	Plan plan;
	int r;

	if (late_is(step, hours, now_at))
		return late_hold(g, step, now_us);
	if (words_are(step->step)) {
		r = words_right(g, step, rules, facts, now_at, validity_s, draft, &why);
		return why ? sender_hold(g, step, why, NULL, now_us) : r;
	}
	plan = plan_next(&rules->policy, facts, now_at);
	if (plan.verdict != PLAN_STEP || plan.step != step->step || plan.round != step->round || plan.due_at > now_at)
		return plan_anew(g, step->case_id, now_us);
	open_until = hours_open_until(hours->layers, hours->n_layers, hours->zones, hours->n_zones, now_at,
	                              now_at + COMPOSE_VALIDITY_S);
	if (open_until - now_at < SHORTEST_VALIDITY_S)
		return next_opening(g, step, rules, facts, open_until, now_at);
	*validity_s = open_until - now_at;
	return 1;
}

/* What a claim works on. */
typedef struct {
	Gateway *g;
	const StoreStep *step;
	int64_t now_us;
	StoreCase c;
	ConfCaseRules rules;
	StoreFacts facts;
	Way way;
	char *sender;
	int64_t validity_s;
	int64_t cost;
	StoreDraft draft; /* id 0: none */
	GArray *earlier;  /* of StoreMessage: what the case has */
	StoreMessage message;
	ComposeParts parts;
} Claim;

static void claim_clear(Claim *claim)
{
	g_free(claim->sender);
	compose_parts_clear(&claim->parts);
	store_message_clear(&claim->message);
	store_draft_clear(&claim->draft);
	g_clear_pointer(&claim->earlier, g_array_unref);
	store_facts_clear(&claim->facts);
	conf_case_rules_clear(&claim->rules);
	store_case_clear(&claim->c);
}

/* Most cases have none yet, and their facts say so. */
static int read_earlier(Claim *claim)
{
	if (claim->facts.has_message)
		return store_message_list(claim->g->store, claim->c.id, &claim->earlier);
	claim->earlier = g_array_new(FALSE, FALSE, sizeof(StoreMessage));
	return 0;
}

/* What was tried of this step; *tries NULL: it is the first time, as nearly always. */
static int read_tries(const Claim *claim, GArray **tries)
{
	const StoreStep *step = claim->step;

	for (guint i = 0; i < claim->earlier->len; i++) {
		const StoreMessage *one = &g_array_index(claim->earlier, StoreMessage, i);

		if (one->step == step->step && one->round == step->round)
			return store_try_list(claim->g->store, claim->c.id, step->step, step->round, tries);
	}
	return 0;
}

/* Its lanes are open (lane_open_to()), only not to this message, which one of them did not take: nothing but the step can
 * say so. Left due it would stand in front of those they are open to, and each turn would ask for the next. */
static int wait_for_other(const Claim *claim)
{
	const Way *way = &claim->way;
	gboolean place = way->why == LANE_BUSY || way->why == LANE_SLOW;
	int64_t again_us = claim->now_us + (place ? PLACE_AGAIN_US : OTHER_AGAIN_US);

	return wait_until(claim->g, claim->step, MIN(way->until_us, again_us), lane_state_word(LANE_TRIED), NULL,
	                  claim->now_us);
}

/* By whom. 1: claim->way has the account; 0: none now, or never; negative errno. */
static int claim_way(Claim *claim)
{
	Gateway *g = claim->g;
	const StoreStep *step = claim->step;
	g_autoptr(GArray) tries = NULL;
	int64_t now_at = claim->now_us / USEC_PER_SEC, open_until = now_at + claim->validity_s;
	Way *way = &claim->way;
	gboolean tight;
	int r = read_earlier(claim);

	if (r >= 0)
		r = read_tries(claim, &tries);
	if (r < 0)
		return r;
	*way = way_choose(g, way_providers(claim->rules.shop, claim->c.phone, claim->c.line_kind, step->step), tries,
	                  (uint64_t)claim->c.id, claim->now_us);
	tight = way->account && step->step != STEP_CALL && claim->validity_s < shortest_validity_s(g, way->account);
	if (tight && words_are(step->step))
		return words_put_off(g, step, &claim->rules, &claim->facts.facts, open_until, now_at);
	if (tight)
		return next_opening(g, step, &claim->rules, &claim->facts.facts, open_until, now_at);
	if (way->account)
		return 1;
	if (!way->first)
		return sender_hold(g, step, claim->rules.shop->provider ? "no_route" : "no_provider",
		                   claim->rules.shop->provider ? "the shop's routes name no provider for this number"
		                                               : NULL,
		                   claim->now_us);
	if (way->why == LANE_SPENT)
		return sender_hold(g, step, lane_find(g, way->first) ? "retry_later" : "no_provider", NULL,
		                   claim->now_us);
	if (way->why == LANE_TRIED)
		return wait_until(g, step, way->until_us, lane_state_word(way->why), NULL, claim->now_us);
	if (way->why == LANE_DAY_FULL)
		return wait_until(g, step, way->until_us, lane_state_word(way->why),
		                  g_strdup_printf("%s has had its messages of this day", way->first), claim->now_us);
	return wait_for_other(claim);
}

/* What and for how much. 1: it may leave; 0: held, or it waits; negative errno. */
static int claim_message(Claim *claim)
{
	const ConfShop *shop = claim->rules.shop;
	const ConfProvider *account = claim->way.account;
	g_autofree char *detail = NULL;
	const char *reason;
	int64_t until_us;
	int r;

	reason = compose_message(claim->g->guard, shop, account, &claim->c, claim->step,
	                         claim->draft.id ? &claim->draft : NULL, claim->earlier,
	                         &claim->message, &claim->parts, &detail);
	if (reason)
		return sender_hold(claim->g, claim->step, reason, detail, claim->now_us);
	claim->cost = claim->step->step == STEP_CALL ? 0 : purse_cost(shop, account, claim->message.segments);
	if (!purse_allows(claim->g, shop, claim->cost, &until_us)) {
		r = alarms_money_used_up(claim->g, shop, claim->now_us);
		if (r < 0)
			return r;
		return wait_until(claim->g, claim->step, until_us, "spend_cap", price_of(&shop->spend_per_day, 1), claim->now_us);
	}
	if (claim->step->step == STEP_CALL)
		return 1;
	r = lane_sender(claim->g, claim->way.lane, claim->c.person_id, &claim->message.sender);
	if (r < 0)
		return r;
	until_us = lane_sender_slot(claim->way.lane, claim->message.sender, claim->now_us);
	if (until_us > claim->now_us)
		return wait_until(claim->g, claim->step, until_us, "rate_limited", g_strdup("its sender"), claim->now_us);
	return 1;
}

/* The intent, and what is to be let out after the commit. */
static int claim_intent(Claim *claim)
{
	Gateway *g = claim->g;
	const ConfProvider *account = claim->way.account;
	g_autofree char *ref = NULL;
	Flight *f = g_new0(Flight, 1);
	int r;

	*f = (Flight){.g = g, .case_id = claim->c.id, .person_id = claim->c.person_id, .step = claim->step->step,
	              .round = claim->step->round, .shop = g_strdup(claim->c.shop), .provider = g_strdup(account->id),
	              .driver = g->find_driver(account->driver), .cost = claim->cost, .taken_us = claim->now_us};
	r = store_intent_put(g->store, claim->step, &claim->message, claim->now_us, &f->message_id, &f->attempt_id, &ref);
	if (r < 0) {
		flight_free(f);
		return r;
	}
	lane_take(claim->way.lane, claim->message.sender, claim->now_us);
	purse_take(g, f->shop, f->cost);
	g_ptr_array_add(g->launch, f);
	g_hash_table_insert(g->in_flight, &f->person_id, f);
	compose_request(account, f->driver, &claim->c, &claim->message, &claim->parts,
	                &(ComposeMoment){.ref = ref, .now_at = claim->now_us / USEC_PER_SEC, .validity_s = claim->validity_s},
	                &f->request, &f->limits, &f->result);
	return 1;
}

/* Looked at again: claims of this very turn may have filled its providers up. */
static gboolean lane_open_to(const Claim *claim)
{
	const StoreDue due = {.shop = claim->c.shop, .phone = claim->c.phone, .line_kind = claim->c.line_kind,
	                      .step = claim->step->step, .language = claim->c.language, .category = claim->c.category,
	                      .level = claim->c.level, .case_id = claim->c.id};
	WaySkip skip = {.g = claim->g, .now_us = claim->now_us};

	return !way_skip(&due, &skip);
}

/* Intent for one due step. 1: a flight waits for launch; 0: held, planned anew, or its number or provider is busy. */
static int claim_step(Claim *claim)
{
	Gateway *g = claim->g;
	StoreCase *c = &claim->c;
	int r = store_case_get_bare(g->store, claim->step->case_id, c);

	if (r < 0)
		return r;
	if (g_hash_table_contains(g->in_flight, &c->person_id)) {
		g->due_left = TRUE;
		return 0;
	}
	if (!conf_case_rules(g->conf, g->zones, c->shop, c->zone, c->region, c->quiet, &claim->rules))
		return words_are(claim->step->step)
		               ? sender_hold(g, claim->step, reason_name(REASON_NO_SHOP), NULL, claim->now_us)
		               : plan_anew(g, c->id, claim->now_us);
	if (plan_is_errand(&claim->rules.policy, claim->step->step)) /* planned before they had a lane of their own */
		return errand_run(g, claim->step, claim->now_us);
	if (!lane_open_to(claim)) {
		g->due_left = g->lane_shut = TRUE;
		return 0;
	}
	r = store_facts_of(g->store, c, claim->now_us / USEC_PER_SEC, &claim->facts);
	if (r >= 0)
		r = still_right(g, claim->step, &claim->rules, &claim->facts.facts, claim->now_us, &claim->validity_s,
		                &claim->draft);
	if (r > 0)
		r = claim_way(claim);
	if (r > 0)
		r = claim_message(claim);
	return r > 0 ? claim_intent(claim) : r;
}

static int claim(Gateway *g, const StoreStep *step, int64_t now_us)
{
	Claim claim = {.g = g, .step = step, .now_us = now_us};
	int r = claim_step(&claim);

	claim_clear(&claim);
	return r;
}

static int claim_one(Gateway *g, const StoreStep *step, int64_t now_us)
{
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step)};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = claim(g, step, now_us);
	r = item_end(g, r, "a step that cannot be sent is", &fields, &why);
	return why ? sender_hold(g, step, "internal_error", why, now_us) : r;
}

/* The due steps of a turn. */
typedef struct {
	const GArray *due;
	guint places, claimed;
	int64_t now_us;
} Claims;

static int claim_by(Gateway *g, guint index, Claims *claims,
                    int (*one)(Gateway *g, const StoreStep *step, int64_t now_us))
{
	int r;

	if (claims->claimed >= claims->places || !lanes_any_free(g, claims->now_us, NULL))
		return 0;
	r = one(g, &g_array_index(claims->due, StoreStep, index), claims->now_us);
	claims->claimed += r > 0;
	return r;
}

static int claim_together(Gateway *g, guint index, void *user)
{
	return claim_by(g, index, user, claim);
}

static int claim_alone(Gateway *g, guint index, void *user)
{
	return claim_by(g, index, user, claim_one);
}

static void unclaim(Gateway *g, void *user)
{
	sender_abort(g);
	g->due_left = g->lane_shut = FALSE;
	((Claims *)user)->claimed = 0;
}

/* Due steps of which one may be claimed, as far as can be told without looking into their cases. */
static int due_steps(Gateway *g, int64_t now_us, guint limit, GArray **due)
{
	WaySkip skip = {.g = g, .now_us = now_us};

	return store_due_list(g->store, now_us / USEC_PER_SEC, g->pauses->len || lanes_any_shut(g, now_us) ? way_skip : NULL,
	                      &skip, limit, due);
}

int sender_claim(Gateway *g, int64_t now_us)
{
	guint busy = g_hash_table_size(g->in_flight), limit;
	Claims claims = {.now_us = now_us};
	g_autoptr(GArray) due = NULL;
	int64_t until_us;
	gboolean all;
	int r;

	g->due_left = g->lane_shut = FALSE;
	if (g->stopping || backlog_guards(g))
		return 0;
	r = read_pauses(g, now_us, &all, &until_us);
	if (r >= 0 && !all)
		r = errand_run_due(g, now_us);
	if (r < 0)
		return r;
	if (busy >= (guint)g->conf->max_in_flight) {
		g->due_left = TRUE;
		return 0;
	}
	r = lanes_refresh(g, now_us);
	if (r >= 0)
		r = purses_refresh(g, now_us);
	if (r < 0 || all || !lanes_any_free(g, now_us, NULL))
		return r;
	claims.places = (guint)g->conf->max_in_flight - busy;
	limit = claims.places + busy; /* those whose number is busy stand in front of the rest */
	r = due_steps(g, now_us, limit, &due);
	if (r < 0)
		return r;
	if (r > 0) /* many wait for the first time, and others may stand behind them */
		gateway_wake(g, WAKE_DUE);
	claims.due = due;
	r = items_run(g, due->len, claim_together, unclaim, claim_alone, &claims);
	if (r < 0)
		return r;
	/* The whole list was planned anew, or a provider filled up on the way: there may be more behind it, by others. */
	if (due->len == limit && claims.claimed < claims.places &&
	    (!g->due_left || (g->lane_shut && lanes_any_free(g, now_us, NULL))))
		gateway_wake(g, WAKE_DUE);
	if (g->launch->len)
		fault_point("sender.intent");
	return 0;
}

void sender_launch(Gateway *g)
{
	g_ptr_array_set_size(g->landed, 0);
	lanes_stored(g);
	if (g->launch->len)
		fault_point("sender.launch");
	for (guint i = 0; i < g->launch->len; i++)
		flight_launch(g, g->launch->pdata[i]);
	g_ptr_array_set_size(g->launch, 0);
}

void sender_abort(Gateway *g)
{
	for (guint i = 0; i < g->launch->len; i++) {
		Flight *f = g->launch->pdata[i];
		Lane *lane = lane_find(g, f->provider);

		if (lane)
			lane_give_back(lane);
		purse_give_back(g, f->shop, f->cost, f->taken_us);
		g_hash_table_remove(g->in_flight, &f->person_id);
	}
	g_ptr_array_set_size(g->launch, 0);
}
