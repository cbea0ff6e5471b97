#include "gateway/alarms.h"

#include <errno.h>
#include <string.h>

#include "core/rate.h"
#include "gateway/suggestions.h"
#include "store/notices.h"
#include "util/log.h"
#include "util/mask.h"

#define REFUSED_LIMIT 5
#define REFUSED_WITHIN_US (600 * USEC_PER_SEC)
/* A flood of them costs one row a minute. */
#define REFUSED_AGAIN_US (60 * USEC_PER_SEC)
#define JUMP_LIMIT_S 60
#define DOWN_TRIES 3
/* One or two texts without a report may be two phones that are off. */
#define SILENT_MESSAGES 3
#define RISKS_PER_TURN 200

struct Alarms {
	guint refused; /* webhooks, since refused_us */
	int64_t refused_us;
	int64_t put_us; /* when they were last written down */
	gboolean refused_now;
	int64_t jump_s;
	gboolean written; /* what came from the loop stands in the store, when this turn is committed */
	Suggestions suggestions;
	GHashTable *down; /* provider (char*) -> tries in a row nobody answered at */
};

void alarms_init(Gateway *g)
{
	g->alarms = g_new0(Alarms, 1);
	g->alarms->suggestions.grown = -1;
	g->alarms->down = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void alarms_free(Gateway *g)
{
	if (g->alarms) {
		suggestions_clear(&g->alarms->suggestions);
		g_hash_table_unref(g->alarms->down);
	}
	g_clear_pointer(&g->alarms, g_free);
}

static int begin(Gateway *g, NoticeKind kind, const char *key, const char *words, int64_t now_at)
{
	StoreNotice notice = {
	        .kind = kind, .key = (char *)key, .words = (char *)words, .due_at = STORE_NO_TIME, .at = now_at};
	int r = store_notice_put(g->store, &notice);

	if (r == 0)
		log_warning(&(LogFields){.event = LOG_EVENT_ALARM}, "alarm: %s", words);
	return r == -EEXIST ? 0 : r;
}

static int end(Gateway *g, const char *key, const char *words, int64_t now_at)
{
	int r = store_notice_end(g->store, key, words, now_at);

	if (r == 0)
		log_notice(&(LogFields){.event = LOG_EVENT_ALARM}, "alarm over: %s", words);
	return r == -ENOENT ? 0 : r;
}

/* ---- providers ---- */

guint alarms_provider_tries(Gateway *g, const char *provider, SubmitOutcome outcome)
{
	guint tries = GPOINTER_TO_UINT(g_hash_table_lookup(g->alarms->down, provider));

	if (outcome == SUBMIT_ACCEPTED)
		g_hash_table_remove(g->alarms->down, provider);
	else if (outcome == SUBMIT_RETRY_LATER)
		g_hash_table_replace(g->alarms->down, g_strdup(provider), GUINT_TO_POINTER(++tries));
	return tries;
}

int alarms_provider_works(Gateway *g, const char *provider, int64_t now_us)
{
	g_autofree char *key = g_strconcat("provider:", provider, NULL);
	g_autofree char *words = g_strdup_printf("provider %s works again", provider);

	return end(g, key, words, now_us / USEC_PER_SEC);
}

int alarms_provider_fails(Gateway *g, const char *provider, SubmitOutcome outcome, guint tries, const char *code,
                          int64_t now_us)
{
	g_autofree char *key = g_strconcat("provider:", provider, NULL);
	g_autofree char *said = mask_numbers(code ? code : "no words");
	g_autofree char *words = NULL;

	if (outcome == SUBMIT_RETRY_LATER) {
		if (tries < DOWN_TRIES)
			return 0;
		words = g_strdup_printf("provider %s takes no messages: %s", provider, said);
	} else if (outcome == SUBMIT_ACCOUNT_BROKEN || outcome == SUBMIT_NO_CREDIT) {
		words = g_strdup_printf("provider %s refuses us: %s (%s); its messages are kept", provider,
		                        submit_outcome_name(outcome), said);
	} else {
		return 0;
	}
	return begin(g, NOTICE_PROVIDER, key, words, now_us / USEC_PER_SEC);
}

static gboolean stands(const GArray *standing, const char *key)
{
	for (guint i = 0; i < standing->len; i++)
		if (g_strcmp0(g_array_index(standing, StoreNotice, i).key, key) == 0)
			return TRUE;
	return FALSE;
}

static int watch_receipts(Gateway *g, const GArray *standing, int64_t now_at, int64_t *next_at)
{
	int64_t limit_s = g->conf->no_receipts_s, first_at;
	guint count;
	int r = 0;

	for (guint i = 0; r >= 0 && limit_s && i < g->conf->providers->len; i++) {
		const ConfProvider *provider = g->conf->providers->pdata[i];
		g_autofree char *key = g_strconcat("no_receipts:", provider->id, NULL);
		g_autofree char *words =
		        g_strdup_printf("provider %s takes messages and reports on none of them", provider->id);

		if (!provider->callback_url || stands(standing, key))
			continue;
		r = store_silence(g->store, provider->id, SILENT_MESSAGES, &count, &first_at);
		if (r < 0 || count < SILENT_MESSAGES)
			continue;
		if (first_at + limit_s <= now_at)
			r = begin(g, NOTICE_NO_RECEIPTS, key, words, now_at);
		else
			*next_at = MIN(*next_at, first_at + limit_s);
	}
	return r;
}

static int watch_unknown(Gateway *g, const GArray *standing, int64_t now_at, int64_t *next_at)
{
	gboolean there = stands(standing, "unknown");
	g_autofree char *words = NULL;
	int64_t since_at;
	guint count;
	int r = store_unknown_waiting(g->store, &count, &since_at);

	if (r < 0)
		return r;
	if (count == 0)
		return there ? end(g, "unknown", "no message is of unknown outcome any more", now_at) : 0;
	if (there)
		return 0;
	if (since_at + g->conf->unknown_s > now_at) {
		*next_at = MIN(*next_at, since_at + g->conf->unknown_s);
		return 0;
	}
	words = g_strdup_printf("%u message%s of unknown outcome wait%s for a person (followupctl held)", count,
	                        count == 1 ? "" : "s", count == 1 ? "s" : "");
	return begin(g, NOTICE_UNKNOWN, "unknown", words, now_at);
}

/* ---- money ---- */

/* The sum is in it: with another one this alarm is over, also when a restart lies between. Caller frees. */
static char *money_key(const ConfShop *shop)
{
	g_autofree char *cap = price_of(&shop->spend_per_day, 1);

	return g_strdup_printf("money_cap:%s:%s", shop->id, cap);
}

int alarms_money_used_up(Gateway *g, const ConfShop *shop, int64_t now_us)
{
	g_autofree char *key = money_key(shop), *cap = price_of(&shop->spend_per_day, 1);
	g_autofree char *words = g_strdup_printf("the money of this day is used up: shop %s spent its %s (spend_per_day); its texts "
	                                         "wait for tomorrow",
	                                         shop->id, cap);

	return begin(g, NOTICE_MONEY_CAP, key, words, now_us / USEC_PER_SEC);
}

static const ConfShop *money_shop(const Gateway *g, const char *key)
{
	for (guint i = 0; i < g->conf->shops->len; i++) {
		const ConfShop *shop = g->conf->shops->pdata[i];
		g_autofree char *own = *shop->spend_per_day.currency ? money_key(shop) : NULL;

		if (g_strcmp0(own, key) == 0)
			return shop;
	}
	return NULL;
}

static int watch_money(Gateway *g, const StoreNotice *notice, int64_t now_at, int64_t *next_at)
{
	const ConfShop *shop = money_shop(g, notice->key);
	int64_t begins_at, ends_at;

	if (!shop)
		return end(g, notice->key, "spend_per_day is another", now_at);
	rate_day(zones_get(g->zones, shop->zone), notice->at, &begins_at, &ends_at);
	if (now_at < begins_at || now_at >= ends_at)
		return end(g, notice->key, "a new day, and new money", now_at);
	*next_at = MIN(*next_at, ends_at);
	return 0;
}

/* ---- ends ---- */

/* Alarms that silence or a new day ends, and those of providers that are no longer watched. */
static int watch_ends(Gateway *g, const GArray *standing, int64_t now_at, int64_t *next_at)
{
	int r = 0;

	for (guint i = 0; r >= 0 && i < standing->len; i++) {
		const StoreNotice *notice = &g_array_index(standing, StoreNotice, i);
		const char *colon = notice->key ? strchr(notice->key, ':') : NULL;
		const ConfProvider *provider = colon ? conf_provider(g->conf, colon + 1) : NULL;
		int64_t quiet_s = notice_quiet_s(notice->kind);

		if (notice->kind == NOTICE_MONEY_CAP)
			r = watch_money(g, notice, now_at, next_at);
		else if ((notice->kind == NOTICE_PROVIDER && !provider) ||
		         (notice->kind == NOTICE_NO_RECEIPTS &&
		          (!provider || !provider->callback_url || !g->conf->no_receipts_s)))
			r = end(g, notice->key, "no longer watched, the configuration is another", now_at);
		else if (quiet_s && notice->key && notice->seen_at + quiet_s <= now_at)
			r = end(g, notice->key, "not seen for half an hour", now_at);
		else if (quiet_s)
			*next_at = MIN(*next_at, notice->seen_at + quiet_s);
	}
	return r;
}

/* ---- deadlines ---- */

static int tell_risk(Gateway *g, const StoreRisk *risk, int64_t now_at)
{
	g_autofree char *key = g_strdup_printf("sla_risk:%" G_GINT64_FORMAT ":%d", risk->case_id, risk->round);
	StoreNotice notice = {.kind = NOTICE_SLA_RISK,
	                      .case_id = risk->case_id,
	                      .shop = risk->shop,
	                      .key = key,
	                      .words = (char *)"the first contact is at risk, nothing planned will make it in time",
	                      .due_at = risk->deadline_at,
	                      .at = now_at};
	int r = store_notice_put(g->store, &notice);

	if (r == 0 || r == -EEXIST)
		r = store_sla_risk_told(g->store, risk->case_id, risk->round, now_at);
	return r;
}

static int watch_deadlines(Gateway *g, int64_t now_at, int64_t *next_at)
{
	int64_t lead_s = g->conf->sla_risk_s, at;
	g_autoptr(GArray) risks = NULL;
	int r;

	if (!lead_s)
		return 0;
	r = store_sla_risks(g->store, now_at, lead_s, RISKS_PER_TURN, &risks);
	for (guint i = 0; r >= 0 && i < risks->len; i++) {
		const StoreRisk *risk = &g_array_index(risks, StoreRisk, i);

		if (risk->risk_at <= now_at)
			r = tell_risk(g, risk, now_at);
		else if (risk->risk_at <= risk->deadline_at)
			*next_at = MIN(*next_at, risk->risk_at);
	}
	if (r >= 0 && risks->len == RISKS_PER_TURN)
		*next_at = MIN(*next_at, now_at + 1);
	if (r >= 0)
		r = store_sla_risk_next(g->store, now_at, lead_s, &at);
	if (r >= 0 && at != STORE_NO_TIME)
		*next_at = MIN(*next_at, at);
	return r;
}

/* ---- what comes from the loop ---- */

void alarms_refused(Gateway *g, int64_t now_us)
{
	Alarms *a = g->alarms;

	if (now_us - a->refused_us > REFUSED_WITHIN_US || now_us < a->refused_us) {
		a->refused = 0;
		a->refused_us = now_us;
	}
	if (++a->refused < REFUSED_LIMIT || (now_us - a->put_us < REFUSED_AGAIN_US && now_us >= a->put_us))
		return;
	a->put_us = now_us;
	a->refused_now = TRUE;
	gateway_wake(g, WAKE_TELL);
}

void alarms_clock_set(Gateway *g, int64_t jump_s)
{
	if (jump_s > -JUMP_LIMIT_S && jump_s < JUMP_LIMIT_S)
		return;
	g->alarms->jump_s = jump_s;
	gateway_wake(g, WAKE_TELL);
}

void alarms_abort(Gateway *g)
{
	suggestions_abort(&g->alarms->suggestions);
	g->alarms->written = FALSE;
}

void alarms_kept(Gateway *g)
{
	if (!g->alarms->written)
		return;
	g->alarms->refused_now = FALSE;
	g->alarms->jump_s = 0;
}

static int from_loop(Gateway *g, int64_t now_at)
{
	int64_t jump_s = g->alarms->jump_s, minutes = ABS(jump_s) / 60;
	g_autofree char *words = g_strdup_printf("the clock was set %s by %" G_GINT64_FORMAT " h %" G_GINT64_FORMAT
	                                         " min; look at what was sent and what is held",
	                                         jump_s < 0 ? "back" : "forward", minutes / 60, minutes % 60);
	int r = 0;

	if (jump_s)
		r = begin(g, NOTICE_CLOCK_JUMP, NULL, words, now_at);
	if (r >= 0 && g->alarms->refused_now)
		r = begin(g, NOTICE_BAD_WEBHOOKS, "bad_webhooks",
		          "webhooks with a wrong provider or token are refused; is the provider set up with the new "
		          "token, or "
		          "is somebody trying?",
		          now_at);
	return r;
}

int alarms_run(Gateway *g, int64_t now_us, int64_t *next_at)
{
	g_autoptr(GArray) standing = NULL;
	int64_t now_at = now_us / USEC_PER_SEC;
	int r = from_loop(g, now_at);

	g->alarms->written = TRUE;
	*next_at = INT64_MAX;
	if (r >= 0)
		r = store_notice_standing(g->store, &standing);
	if (r >= 0)
		r = watch_ends(g, standing, now_at, next_at);
	if (r >= 0)
		r = watch_receipts(g, standing, now_at, next_at);
	if (r >= 0)
		r = watch_unknown(g, standing, now_at, next_at);
	if (r >= 0)
		r = suggestions_run(g, &g->alarms->suggestions, standing, now_at, next_at);
	return r < 0 ? r : watch_deadlines(g, now_at, next_at);
}
