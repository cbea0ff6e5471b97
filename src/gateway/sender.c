#include "gateway/sender.h"

#include <errno.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/item.h"
#include "gateway/planner.h"
#include "gateway/sla.h"
#include "provider/provider.h"
#include "util/fault.h"
#include "util/log.h"

/* How long a provider that refuses us altogether is left alone before one message tries it again. */
#define STOPPED_S 300
/* Most providers take validity in minutes: with less than one left the text would arrive in the quiet hours (F11). */
#define SHORTEST_VALIDITY_S 60
/* How long the one message that tries a stopped provider again may take. */
#define TRIAL_S 60

struct Flight {
	Gateway *g;
	int64_t case_id;
	int64_t person_id;
	int64_t message_id;
	int64_t attempt_id;
	Step step;
	char *shop;
	char *provider;
	const Provider *driver;
	BackoffRules backoff;
	int64_t throttle_cap_s;
	HttpLimits limits;
	HttpRequest request;
	ProviderResult result;
};

static void flight_free(gpointer data)
{
	Flight *f = data;

	g_free(f->shop);
	g_free(f->provider);
	http_request_clear(&f->request);
	provider_result_clear(&f->result);
	g_free(f);
}

static LogFields flight_fields(const Flight *f, const char *event)
{
	return (LogFields){.case_id = f->case_id, .person_id = f->person_id, .message_id = f->message_id, .shop = f->shop,
	                   .step = step_name(f->step), .provider = f->provider, .event = event};
}

static void stopped_clear(gpointer data)
{
	Stopped *s = data;

	g_free(s->provider);
	g_free(s->cause);
}

void sender_init(Gateway *g)
{
	g->in_flight = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, flight_free);
	g->launch = g_ptr_array_new();
	g->landed = g_ptr_array_new_with_free_func(flight_free);
	g->stopped = g_array_new(FALSE, FALSE, sizeof(Stopped));
	g_array_set_clear_func(g->stopped, stopped_clear);
}

void sender_free(Gateway *g)
{
	g_clear_pointer(&g->launch, g_ptr_array_unref);
	g_clear_pointer(&g->landed, g_ptr_array_unref);
	g_clear_pointer(&g->in_flight, g_hash_table_unref);
	g_clear_pointer(&g->stopped, g_array_unref);
}

guint sender_in_flight(const Gateway *g)
{
	return g_hash_table_size(g->in_flight) + g->landed->len;
}

/* Its number is free again: the turn that stores the result may claim the next text for it. */
static void flight_land(Flight *f)
{
	Gateway *g = f->g;

	g_hash_table_steal(g->in_flight, &f->person_id);
	g_ptr_array_add(g->landed, f);
	gateway_wake(g, WAKE_RESULTS | WAKE_DUE);
}

/* ---- what must wait: pauses and stopped providers ---- */

static const Stopped *stopped_find(const Gateway *g, const char *provider, int64_t now_us)
{
	for (guint i = 0; provider && i < g->stopped->len; i++) {
		const Stopped *s = &g_array_index(g->stopped, Stopped, i);

		if (s->until_us > now_us && g_str_equal(s->provider, provider))
			return s;
	}
	return NULL;
}

static void stop_provider(Gateway *g, const Flight *f, int64_t until_us)
{
	LogFields fields = flight_fields(f, NULL);
	Stopped stopped = {.provider = g_strdup(f->provider), .cause = g_strdup(submit_outcome_name(f->result.outcome)),
	                   .until_us = until_us};

	for (guint i = g->stopped->len; i-- > 0;)
		if (g_str_equal(g_array_index(g->stopped, Stopped, i).provider, f->provider))
			g_array_remove_index_fast(g->stopped, i);
	g_array_append_val(g->stopped, stopped);
	log_warning(&fields, "provider stopped: %s (%s); its messages are kept", stopped.cause,
	            f->result.code ? f->result.code : "no words");
}

/* Ids of shops nothing is sent for now, NULL-terminated; *all tells that nothing is sent at all. *until_us becomes the
 * earliest end of one of the causes. */
static int waiting_shops(Gateway *g, int64_t now_us, GPtrArray **shops, gboolean *all, int64_t *until_us)
{
	g_autoptr(GArray) pauses = NULL;
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	int r = store_pause_list(g->store, now_us / USEC_PER_SEC, &pauses);

	if (r < 0)
		return r;
	*all = FALSE;
	*until_us = INT64_MAX;
	for (guint i = 0; i < pauses->len; i++) {
		const StorePause *pause = &g_array_index(pauses, StorePause, i);

		if (g_str_equal(pause->scope, "all"))
			*all = TRUE;
		else if (g_str_has_prefix(pause->scope, "shop:"))
			g_ptr_array_add(found, g_strdup(pause->scope + strlen("shop:")));
		if (pause->until_at != STORE_NO_TIME)
			*until_us = MIN(*until_us, pause->until_at * USEC_PER_SEC);
	}
	for (guint i = 0; i < g->conf->shops->len; i++) {
		const ConfShop *shop = g->conf->shops->pdata[i];
		const Stopped *s = stopped_find(g, shop->provider, now_us);

		if (s) {
			g_ptr_array_add(found, g_strdup(shop->id));
			*until_us = MIN(*until_us, s->until_us);
		}
	}
	g_ptr_array_add(found, NULL);
	*shops = g_steal_pointer(&found);
	return 0;
}

gboolean sender_was_stopped(const Gateway *g, const char *provider, int64_t at_us)
{
	/* The stop is over while one message tries it again: that takes a moment. */
	return stopped_find(g, provider, at_us - TRIAL_S * USEC_PER_SEC) != NULL;
}

int64_t sender_next_wake_us(Gateway *g, int64_t now_us)
{
	g_autoptr(GPtrArray) shops = NULL;
	gboolean all;
	int64_t wake_us, due_at;

	if (g->stopping || waiting_shops(g, now_us, &shops, &all, &wake_us) < 0)
		return INT64_MAX;
	wake_us = MIN(wake_us, MAX(sla_next_wake_us(g), now_us));
	if (all || store_next_due(g->store, (const char *const *)shops->pdata, &due_at) < 0 || due_at == STORE_NO_TIME)
		return wake_us;
	if (due_at > now_us / USEC_PER_SEC)
		return MIN(wake_us, due_at * USEC_PER_SEC);
	/* Due, yet not claimed: its number or provider is busy, and what is under way will wake us when it lands. */
	return sender_in_flight(g) ? wake_us : MIN(wake_us, now_us + USEC_PER_SEC);
}

/* ---- results ---- */

/* From the loop, at some time after sender_launch(): one submit ended. */
static void on_answer(const HttpAnswer *answer, void *user)
{
	Flight *f = user;

	fault_point("sender.answered");
	switch (answer->progress) {
	case HTTP_NOT_SENT:
		f->result = (ProviderResult){.outcome = SUBMIT_RETRY_LATER, .code = g_strdup(answer->error)};
		break;
	case HTTP_UNKNOWN:
		f->result = (ProviderResult){.outcome = SUBMIT_UNKNOWN, .code = g_strdup(answer->error)};
		break;
	case HTTP_ANSWERED: {
		const ConfProvider *conf = conf_provider(f->g->conf, f->provider);
		ProviderAccount account = {.id = f->provider};

		if (conf)
			compose_account(conf, &account);
		f->driver->parse_answer(&account, answer, &f->result);
		break;
	}
	}
	fault_point("sender.parsed");
	flight_land(f);
}

static void log_result(const Flight *f, int64_t next_at)
{
	SubmitOutcome outcome = f->result.outcome;
	LogFields fields = flight_fields(f, outcome == SUBMIT_UNKNOWN ? LOG_EVENT_UNKNOWN : LOG_EVENT_RESULT);
	const char *code = f->result.code ? f->result.code : "-";

	if (outcome == SUBMIT_ACCEPTED)
		log_info(&fields, "accepted: %s", code);
	else if (next_at != STORE_NO_TIME)
		log_notice(&fields, "%s: %s; next try in %" G_GINT64_FORMAT " s", submit_outcome_name(outcome), code,
		           next_at - clock_now_at(&f->g->clock));
	else
		log_warning(&fields, "%s: %s; kept for a person", submit_outcome_name(outcome), code);
}

/* When a message that surely was not accepted is tried again, STORE_NO_TIME: never by itself. */
static int next_try(Gateway *g, const Flight *f, int64_t now_us, int64_t *next_at)
{
	int64_t now_at = now_us / USEC_PER_SEC, delay_s;
	StoreMessage message = {0};
	int r;

	*next_at = STORE_NO_TIME;
	switch (f->result.outcome) {
	case SUBMIT_ACCOUNT_BROKEN:
	case SUBMIT_NO_CREDIT:
		stop_provider(g, f, now_us + STOPPED_S * USEC_PER_SEC);
		*next_at = now_at + STOPPED_S;
		return 0;
	case SUBMIT_THROTTLED:
		delay_s = backoff_clamp_s(f->result.retry_after_s, f->throttle_cap_s);
		stop_provider(g, f, now_us + delay_s * USEC_PER_SEC);
		*next_at = now_at + delay_s;
		return 0;
	case SUBMIT_RETRY_LATER:
	case SUBMIT_QUIET_BY_PROVIDER:
		r = store_message_get(g->store, f->message_id, &message);
		if (r < 0)
			return r;
		delay_s = backoff_delay_s(&f->backoff, message.tries, (uint64_t)f->message_id);
		if (delay_s >= 0)
			*next_at = now_at + delay_s;
		store_message_clear(&message);
		return 0;
	default:
		return 0;
	}
}

static int store_result(Gateway *g, const Flight *f, int64_t now_us)
{
	StoreResult result = {.outcome = f->result.outcome, .provider_id = f->result.provider_id, .code = f->result.code};
	int r = next_try(g, f, now_us, &result.next_at);

	if (r >= 0)
		r = store_attempt_result(g->store, f->attempt_id, &result, now_us);
	if (r >= 0 && f->result.outcome == SUBMIT_BAD_NUMBER)
		r = store_person_dead(g->store, f->person_id, f->result.code ? f->result.code : "refused by the provider",
		                      now_us / USEC_PER_SEC, now_us / USEC_PER_SEC + PLAN_DEAD_S);
	if (r >= 0 && f->result.outcome == SUBMIT_OPTED_OUT) {
		r = store_block_put(g->store, f->person_id, "provider", "followupd", f->result.code, now_us / USEC_PER_SEC);
		r = r == -EEXIST ? 0 : r;
	}
	if (r >= 0)
		log_result(f, result.next_at);
	return r;
}

/* A result that cannot be written - its message is damaged, or somebody settled the attempt behind our back - is dropped and
 * keeps no other: an attempt that stays open is called unknown by the next start, and nothing sends it again. */
static int store_one_result(Gateway *g, const Flight *f, int64_t now_us)
{
	LogFields fields = flight_fields(f, NULL);
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = store_result(g, f, now_us);
	return item_end(g, r, "the result of a submit is", &fields, &why);
}

int sender_store_results(Gateway *g, int64_t now_us)
{
	if (g->landed->len)
		fault_point("sender.result");
	for (guint i = 0; i < g->landed->len; i++) {
		int r = store_one_result(g, g->landed->pdata[i], now_us);

		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- claims ---- */

static guint provider_load(const Gateway *g, const char *provider)
{
	GHashTableIter iter;
	gpointer value;
	guint n = 0;

	g_hash_table_iter_init(&iter, g->in_flight);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		n += g_str_equal(((Flight *)value)->provider, provider);
	return n;
}

static int hold(Gateway *g, const StoreStep *step, const char *reason, const char *detail, int64_t now_us)
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

/* The least of a window that can be told to a provider; NULL: there is none to tell. */
static int64_t shortest_validity_s(const ConfProvider *conf)
{
	const Provider *driver = conf ? provider_find(conf->driver) : NULL;
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

/* Decides again, at this instant: nothing stored is trusted. 1: send now, *validity_s seconds are left of the window, at least
 * `shortest_s`; 0: planned anew; negative errno. */
static int still_right(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                       int64_t now_us, int64_t shortest_s, int64_t *validity_s)
{
	int64_t now_at = now_us / USEC_PER_SEC, open_until;
	const DecideRules *hours = &rules->policy.rules[step_class(step->step)];
	Plan plan;

	if (hours->max_late_s && step->due_at != STORE_NO_TIME && now_at - step->due_at > hours->max_late_s)
		return hold(g, step, reason_name(REASON_TOO_LATE), "the step came up too long after its time", now_us);
	plan = plan_next(&rules->policy, facts, now_at);
	if (plan.verdict != PLAN_STEP || plan.step != step->step || plan.round != step->round || plan.due_at > now_at)
		return plan_anew(g, step->case_id, now_us);
	open_until = hours_open_until(hours->layers, hours->n_layers, hours->zones, hours->n_zones, now_at,
	                              now_at + COMPOSE_VALIDITY_S);
	if (open_until - now_at < shortest_s) {
		plan = plan_next(&rules->policy, facts, open_until);
		gateway_wake(g, WAKE_DIRTY);
		return store_plan_put(g->store, step->case_id, &plan, NULL, g->rules_id, now_at);
	}
	*validity_s = open_until - now_at;
	return 1;
}

/* Intent for one due step. 1: a flight waits for launch; 0: held, planned anew, or its number or provider is busy. */
static int claim(Gateway *g, const StoreStep *step, int64_t now_us)
{
	g_autofree char *ref = NULL;
	g_autofree char *detail = NULL;
	const ConfProvider *account;
	const char *reason;
	g_autoptr(GArray) earlier = NULL;
	StoreMessage message = {0};
	ComposeParts parts = {0};
	StoreFacts facts = {0};
	StoreCase c = {0};
	g_auto(ConfCaseRules) rules = {0};
	int64_t validity_s = 0;
	Flight *f;
	int r;

	r = store_case_get(g->store, step->case_id, &c);
	if (r < 0)
		return r;
	if (g_hash_table_contains(g->in_flight, &c.person_id)) {
		g->due_left = TRUE;
		goto out;
	}
	if (!conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules)) {
		r = plan_anew(g, c.id, now_us);
		goto out;
	}
	account = conf_provider(g->conf, rules.shop->provider);
	if (account && provider_load(g, account->id) >= (guint)account->max_in_flight) {
		g->due_left = TRUE;
		goto out;
	}
	r = store_case_facts(g->store, c.id, now_us / USEC_PER_SEC, &facts);
	if (r >= 0)
		r = still_right(g, step, &rules, &facts.facts, now_us, shortest_validity_s(account), &validity_s);
	if (r <= 0)
		goto out;
	r = store_message_list(g->store, c.id, &earlier);
	if (r < 0)
		goto out;
	reason = account ? compose_message(rules.shop, account, &c, step, earlier, &message, &parts, &detail)
	                 : "no_provider";
	if (reason) {
		r = hold(g, step, reason, detail, now_us);
		goto out;
	}
	f = g_new0(Flight, 1);
	*f = (Flight){.g = g, .case_id = c.id, .person_id = c.person_id, .step = step->step, .shop = g_strdup(c.shop),
	              .provider = g_strdup(account->id), .driver = provider_find(account->driver),
	              .backoff = account->backoff, .throttle_cap_s = account->throttle_cap_s};
	r = store_intent_put(g->store, step, &message, now_us, &f->message_id, &f->attempt_id, &ref);
	if (r >= 0) {
		g_ptr_array_add(g->launch, f);
		g_hash_table_insert(g->in_flight, &f->person_id, f);
		compose_request(account, f->driver, &c, &message, &parts, ref, validity_s, &f->request, &f->limits,
		                &f->result);
		r = 1;
	} else {
		flight_free(f);
	}
out:
	compose_parts_clear(&parts);
	store_message_clear(&message);
	store_facts_clear(&facts);
	store_case_clear(&c);
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
	return why ? hold(g, step, "internal_error", why, now_us) : r;
}

int sender_claim(Gateway *g, int64_t now_us)
{
	guint busy = g_hash_table_size(g->in_flight), places, limit, claimed = 0;
	g_autoptr(GPtrArray) shops = NULL;
	g_autoptr(GArray) due = NULL;
	int64_t until_us;
	gboolean all;
	int r;

	g->due_left = FALSE;
	if (g->stopping)
		return 0;
	if (busy >= (guint)g->conf->max_in_flight) {
		g->due_left = TRUE;
		return 0;
	}
	r = waiting_shops(g, now_us, &shops, &all, &until_us);
	if (r < 0 || all)
		return r;
	places = (guint)g->conf->max_in_flight - busy;
	limit = places + busy; /* those whose number is busy stand in front of the rest */
	r = store_due_list(g->store, now_us / USEC_PER_SEC, (const char *const *)shops->pdata, limit, &due);
	if (r < 0)
		return r;
	for (guint i = 0; i < due->len && claimed < places; i++) {
		r = claim_one(g, &g_array_index(due, StoreStep, i), now_us);
		if (r < 0)
			return r;
		claimed += r > 0;
	}
	if (due->len == limit && claimed < places && !g->due_left)
		gateway_wake(g, WAKE_DUE); /* the whole list was planned anew: there may be more behind it */
	if (g->launch->len)
		fault_point("sender.intent");
	return 0;
}

static void flight_launch(Gateway *g, Flight *f)
{
	LogFields fields = flight_fields(f, LOG_EVENT_SUBMIT);
	int r;

	if (f->request.url) {
		log_debug(&fields, "submitting");
		r = http_client_send(g->client, &f->request, &f->limits, on_answer, f);
		http_request_clear(&f->request);
		if (r >= 0)
			return;
		f->result = (ProviderResult){.outcome = SUBMIT_RETRY_LATER, .code = g_strdup(g_strerror(-r))};
	}
	flight_land(f); /* nothing was let out: the driver could not code it, or the client could not take it */
}

void sender_launch(Gateway *g)
{
	g_ptr_array_set_size(g->landed, 0);
	if (g->launch->len)
		fault_point("sender.launch");
	for (guint i = 0; i < g->launch->len; i++)
		flight_launch(g, g->launch->pdata[i]);
	g_ptr_array_set_size(g->launch, 0);
}

void sender_abort(Gateway *g)
{
	for (guint i = 0; i < g->launch->len; i++)
		g_hash_table_remove(g->in_flight, &((Flight *)g->launch->pdata[i])->person_id);
	g_ptr_array_set_size(g->launch, 0);
}

void sender_give_up(Gateway *g, int64_t now_us)
{
	guint n = 0;

	if (store_begin(g->store) < 0)
		return; /* the next start finds the open attempts and calls them unknown */
	if (sender_store_results(g, now_us) < 0 || store_attempts_abandon(g->store, now_us, &n) < 0 ||
	    store_commit(g->store) < 0) {
		store_rollback(g->store);
		return;
	}
	g_ptr_array_set_size(g->landed, 0);
	if (n)
		log_warning(NULL, "%u submits had no answer when we stopped: their outcome is unknown", n);
}
