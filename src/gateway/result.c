#include "gateway/result.h"

#include "gateway/alarms.h"
#include "gateway/ask.h"

#include <errno.h>

#include "core/backoff.h"
#include "gateway/item.h"
#include "gateway/way.h"
#include "util/fault.h"

/* The longest a provider's own quiet hours can be; later ones are a mistake of somebody's. */
#define QUIET_MAX_S (24 * 3600)
/* No time at which anything is tried again. */
#define SET_ASIDE (STORE_NO_TIME + 1)

static void log_result(const Flight *f, int64_t next_at)
{
	SubmitOutcome outcome = f->result.outcome;
	LogFields fields = flight_fields(f, outcome == SUBMIT_UNKNOWN ? LOG_EVENT_UNKNOWN : LOG_EVENT_RESULT);
	const char *code = f->result.code ? f->result.code : "-";

	if (outcome == SUBMIT_ACCEPTED)
		log_info(&fields, "accepted: %s", code);
	else if (next_at != STORE_NO_TIME)
		log_notice(&fields, "%s: %s; next try in %" G_GINT64_FORMAT " s", submit_outcome_name(outcome), code,
		           MAX(next_at - clock_now_at(&f->g->clock), 0));
	else
		log_warning(&fields, "%s: %s; kept for a person", submit_outcome_name(outcome), code);
}

/* This attempt is not closed yet: it is one more. */
static void add_try(GArray *tries, const Flight *f, int64_t now_us)
{
	StoreTry fresh = {.tries = 1, .last_us = now_us};

	for (guint i = 0; i < tries->len; i++) {
		StoreTry *one = &g_array_index(tries, StoreTry, i);

		if (g_str_equal(one->provider, f->provider)) {
			one->tries++;
			one->last_us = now_us;
			return;
		}
	}
	fresh.provider = g_strdup(f->provider);
	g_array_append_val(tries, fresh);
}

/* The earliest time at which a provider of its route takes it; STORE_NO_TIME: all were tried often enough. */
static int next_provider(Gateway *g, const Flight *f, int64_t now_us, int64_t *next_at)
{
	const ConfShop *shop = conf_shop(g->conf, f->shop);
	g_autoptr(GArray) tries = NULL;
	StoreCase c = {0};
	Way way;
	int r;

	if (!shop)
		return 0;
	r = store_try_list(g->store, f->case_id, f->step, f->round, &tries);
	if (r >= 0)
		r = store_case_get_bare(g->store, f->case_id, &c);
	if (r < 0)
		return r;
	if (f->result.outcome == SUBMIT_RETRY_LATER)
		add_try(tries, f, now_us);
	way = way_choose(g, way_providers(shop, c.phone, c.line_kind, f->step), tries, (uint64_t)f->case_id, now_us);
	/* Until something lands: it is due then, and passed over until it does. */
	if (way.account || (way.why != LANE_SPENT && way.until_us == INT64_MAX))
		*next_at = now_us / USEC_PER_SEC;
	else if (way.why != LANE_SPENT)
		*next_at = (way.until_us + USEC_PER_SEC - 1) / USEC_PER_SEC;
	store_case_clear(&c);
	return 0;
}

static int next_backoff(Gateway *g, const Flight *f, int64_t now_us, int64_t *next_at)
{
	const ConfProvider *account = conf_provider(g->conf, f->provider);
	StoreMessage message = {0};
	int64_t delay_s;
	int r = store_message_get(g->store, f->message_id, &message);

	if (r < 0)
		return r;
	delay_s = account ? backoff_delay_s(&account->backoff, message.tries, (uint64_t)f->case_id) : -1;
	if (delay_s >= 0)
		*next_at = now_us / USEC_PER_SEC + delay_s;
	store_message_clear(&message);
	return 0;
}

/* When a message that surely was not accepted is tried again, STORE_NO_TIME: never by itself. */
static int next_try(Gateway *g, const Flight *f, int64_t now_us, int64_t *next_at)
{
	const ConfProvider *account = conf_provider(g->conf, f->provider);
	int64_t now_at = now_us / USEC_PER_SEC;

	*next_at = STORE_NO_TIME;
	switch (f->result.outcome) {
	case SUBMIT_THROTTLED:
		if (!f->result.number_only)
			return next_provider(g, f, now_us, next_at);
		*next_at = now_at + backoff_clamp_s(f->result.retry_after_s, account ? account->throttle_cap_s : 0);
		return 0;
	case SUBMIT_RETRY_LATER:
	case SUBMIT_ACCOUNT_BROKEN:
	case SUBMIT_NO_CREDIT:
		return next_provider(g, f, now_us, next_at);
	case SUBMIT_QUIET_BY_PROVIDER:
		if (f->result.open_at <= now_at)
			return next_backoff(g, f, now_us, next_at);
		*next_at = MIN(f->result.open_at, now_at + QUIET_MAX_S);
		return 0;
	default:
		return 0;
	}
}

/* Of many that landed at once the first accepted one of a provider ends its alarm; *works is whose it was. */
static int tell_alarms(Gateway *g, const Flight *f, const char **works, int64_t now_us)
{
	if (f->result.outcome != SUBMIT_ACCEPTED) {
		*works = NULL;
		return alarms_provider_fails(g, f->provider, f->result.outcome, f->tries, f->result.code, now_us);
	}
	if (g_strcmp0(*works, f->provider) == 0)
		return 0;
	*works = f->provider;
	return alarms_provider_works(g, f->provider, now_us);
}

/* Nobody asks this provider what became of a message that it took (reconciler.c). */
static gboolean never_asked(const Gateway *g, const Flight *f)
{
	const ConfProvider *account = conf_provider(g->conf, f->provider);

	return !account || account->report_after_s == 0 || !f->driver || !f->driver->build_lookup;
}

/* *next_at is when it is tried again, for the log. */
static int store_result(Gateway *g, const Flight *f, const char **works, int64_t now_us, int64_t *next_at)
{
	StoreResult result = {.outcome = f->result.outcome,
	                      .provider_id = f->result.provider_id,
	                      .code = f->result.code,
	                      .part_ids = f->result.part_ids,
	                      .unasked = never_asked(g, f)};
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
		r = tell_alarms(g, f, works, now_us);
	*next_at = result.next_at;
	return r;
}

/* What is stored of the flights that landed. */
typedef struct {
	const char *works; /* the provider whose alarm was ended last; NULL: none */
	int64_t now_us;
	int64_t *next_at; /* of each flight */
} Results;

static int store_together(Gateway *g, guint index, void *user)
{
	Results *results = user;

	return store_result(g, g->landed->pdata[index], &results->works, results->now_us, &results->next_at[index]);
}

static void forget_alarms(Gateway *g, void *user)
{
	(void)g;
	((Results *)user)->works = NULL; /* taken back with the rest */
}

/* A result that cannot be written - its message is damaged, or somebody settled the attempt behind our back - is
 * dropped and keeps no other: an attempt that stays open is called unknown by the next start, and nothing sends it
 * again. */
static int store_one(Gateway *g, guint index, void *user)
{
	Results *results = user;
	const Flight *f = g->landed->pdata[index];
	LogFields fields = flight_fields(f, NULL);
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = store_result(g, f, &results->works, results->now_us, &results->next_at[index]);
	r = item_end(g, r, "the result of a submit is", &fields, &why);
	if (why) {
		results->works = NULL;
		results->next_at[index] = SET_ASIDE;
	}
	return r;
}

int result_store_all(Gateway *g, int64_t now_us)
{
	guint count = g->landed->len;
	g_autofree int64_t *next_at = g_new0(int64_t, count);
	Results results = {.now_us = now_us, .next_at = next_at};
	int r;

	if (count)
		fault_point("sender.result");
	r = items_run(g, count, store_together, forget_alarms, store_one, &results);
	for (guint i = 0; r >= 0 && i < count; i++)
		if (next_at[i] != SET_ASIDE)
			log_result(g->landed->pdata[i], next_at[i]);
	return r;
}

void result_give_up(Gateway *g, int64_t now_us)
{
	guint n = 0;

	if (store_begin(g->store) < 0)
		return; /* the next start finds the open attempts and calls them unknown */
	if (result_store_all(g, now_us) < 0 || ask_store(g, now_us) < 0 ||
	    store_attempts_abandon(g->store, now_us, &n) < 0 || store_commit(g->store) < 0) {
		store_rollback(g->store);
		ask_abort(g);
		return;
	}
	g_ptr_array_set_size(g->landed, 0);
	g_ptr_array_set_size(g->asks_landed, 0);
	if (n)
		log_warning(NULL, "%u submits had no answer when we stopped: their outcome is unknown", n);
}
