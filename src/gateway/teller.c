#include "gateway/metrics.h"
#include "gateway/teller.h"

#include <errno.h>
#include <string.h>

#include "core/backoff.h"
#include "gateway/alarms.h"
#include "gateway/item.h"
#include "gateway/runner.h"
#include "gateway/tell_formats.h"
#include "store/notices.h"
#include "util/log.h"

#define NOTICES_PER_TURN 200
/* As many as one can read; the others are told by their number. */
#define LINES_MAX 20
#define HOUR_S 3600
/* After a fault that only a row of ours can have: neither at once, as often as we turn, nor never. */
#define FAULT_AGAIN_S 60
/* Who shuts a channel for good is asked again after so long. */
#define QUIET_MOST_S (14 * INT64_C(86400))
#define COMMAND_LIMIT_US (10 * USEC_PER_SEC)
/* From this try on the channel counts as dead. */
#define DEAD_TRIES 5

/* About a day and a half in all, then the message is given up; what comes later is tried by itself. */
static const BackoffRules RETRY = {.first_s = 10, .max_s = 1800, .max_tries = 80};
static const HttpLimits LIMITS = {.timeout_ms = 15000, .connect_timeout_ms = 5000, .max_answer = 16384};

/* One message under way. */
typedef struct {
	Gateway *g;
	char *channel;
	char *kind;
	int64_t batch;
	int tries;
	HttpRequest request;
	char **argv; /* of a command */
	GBytes *input;
	Runner *runner;
	char *error; /* NULL: told */
} Telling;

struct Teller {
	GHashTable *busy;  /* channel (char*, the telling's) -> Telling, owned */
	GPtrArray *launch; /* of those: taken in this turn */
	GPtrArray *landed; /* of Telling, owned: results to be stored */
	int64_t next_at;
};

static void telling_free(gpointer data)
{
	Telling *t = data;

	runner_free(t->runner);
	http_request_clear(&t->request);
	g_strfreev(t->argv);
	g_clear_pointer(&t->input, g_bytes_unref);
	g_free(t->channel);
	g_free(t->kind);
	g_free(t->error);
	g_free(t);
}

void teller_init(Gateway *g)
{
	g->teller = g_new0(Teller, 1);
	g->teller->busy = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, telling_free);
	g->teller->launch = g_ptr_array_new();
	g->teller->landed = g_ptr_array_new_with_free_func(telling_free);
	g->teller->next_at = INT64_MAX;
}

void teller_free(Gateway *g)
{
	if (!g->teller)
		return;
	g_ptr_array_unref(g->teller->launch);
	g_ptr_array_unref(g->teller->landed);
	g_hash_table_unref(g->teller->busy);
	g_clear_pointer(&g->teller, g_free);
}

static void land(Telling *t, char *error)
{
	Teller *teller = t->g->teller;

	t->error = error;
	g_hash_table_steal(teller->busy, t->channel);
	g_ptr_array_add(teller->landed, t);
	gateway_wake(t->g, WAKE_TELL);
}

/* ---- results ---- */

static int store_result(Gateway *g, const Telling *t, int64_t now_us)
{
	LogFields fields = {.event = LOG_EVENT_TELL};
	int64_t now_at = now_us / USEC_PER_SEC, next_at = STORE_NO_TIME, delay_s;
	int r;

	delay_s = t->error ? backoff_delay_s(&RETRY, t->tries, (uint64_t)t->batch) : -1;
	if (delay_s >= 0)
		next_at = now_at + delay_s;
	r = store_telling_result(g->store, t->batch, t->error, next_at, now_at);
	if (r < 0)
		return r;
	metrics_told(g, t->channel, t->error == NULL);
	if (!t->error && t->tries >= DEAD_TRIES)
		log_notice(&fields, "channel %s works again, after %d tries", t->channel, t->tries);
	else if (!t->error)
		log_debug(&fields, "channel %s was told", t->channel);
	else if (delay_s < 0)
		log_error(&fields, "channel %s is dead, a message is given up after %d tries: %s", t->channel, t->tries,
		          t->error);
	else if (t->tries == 1 || t->tries == DEAD_TRIES)
		log_write(t->tries == 1 ? LOG_WARNING : LOG_ERR, &fields,
		          "channel %s %s: %s; next try in %" G_GINT64_FORMAT " s", t->channel,
		          t->tries == 1 ? "was not told" : "is dead, the team is not told", t->error, delay_s);
	return 0;
}

/* ---- handing out ---- */

static gboolean is_for(const ConfChannel *channel, const StoreNotice *notice)
{
	if (notice->channel)
		return g_str_equal(notice->channel, channel->id);
	if (notice->shop && channel->shops->len &&
	    !g_ptr_array_find_with_equal_func(channel->shops, notice->shop, g_str_equal, NULL))
		return FALSE;
	return notice_wanted(notice->kind, channel->events);
}

static int share(Gateway *g, const StoreNotice *notice, int64_t now_at)
{
	gboolean waits = notice_severity(notice->kind) < SEVERITY_ALARM && notice->kind != NOTICE_TEST;
	int r = 0;

	for (guint i = 0; r >= 0 && notice->shared_at == STORE_NO_TIME && i < g->conf->channels->len; i++) {
		const ConfChannel *channel = g->conf->channels->pdata[i];

		if (is_for(channel, notice))
			r = store_notice_for(g->store, notice->id, FALSE, channel->id,
			                     now_at + (waits ? channel->digest_s : 0));
	}
	if (r >= 0 && notice->ended_at != STORE_NO_TIME)
		r = store_notice_end_for_same(g->store, notice->id, now_at);
	return r < 0 ? r : store_notice_shared(g->store, notice->id, now_at);
}

static int share_all(Gateway *g, int64_t now_at)
{
	g_autoptr(GArray) untold = NULL;
	int r = store_notice_untold(g->store, NOTICES_PER_TURN, &untold);

	for (guint i = 0; r >= 0 && i < untold->len; i++)
		r = share(g, &g_array_index(untold, StoreNotice, i), now_at);
	if (r >= 0 && untold->len == NOTICES_PER_TURN)
		gateway_wake(g, WAKE_TELL);
	return r;
}

/* ---- taking ---- */

/* People read the clock of the shop it is about, else of the first shop. */
static GTimeZone *clock_of(const Gateway *g, const StoreNotice *notice)
{
	const ConfShop *shop = notice->shop ? conf_shop(g->conf, notice->shop) : NULL;

	if (!shop && g->conf->shops->len)
		shop = g->conf->shops->pdata[0];
	return shop ? zones_get(g->zones, shop->zone) : NULL;
}

static void fill_line(const Gateway *g, const StoreNotice *notice, gboolean end, TellLine *line, GPtrArray *keep)
{
	GTimeZone *zone = clock_of(g, notice);
	int64_t at = end ? notice->ended_at : notice->at;
	char *when = zones_format_short(zone, at);
	char *due = notice->due_at == STORE_NO_TIME ? NULL : zones_format_short(zone, notice->due_at);

	g_ptr_array_add(keep, when);
	if (due)
		g_ptr_array_add(keep, due);
	*line = (TellLine){.id = notice->id,
	                   .kind = notice->kind,
	                   .end = end,
	                   .case_id = notice->case_id,
	                   .shop = notice->shop,
	                   .words = end && notice->end_words ? notice->end_words : notice->words,
	                   .at = at,
	                   .when = when,
	                   .due = due,
	                   .count = notice->count,
	                   .stood_s = end ? notice->ended_at - notice->at : 0};
}

static Telling *telling_new(Gateway *g, const ConfChannel *channel, const StoreTelling *taken, int64_t now_us)
{
	g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, channel->id, taken->batch);
	g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
	g_autofree TellLine *lines = g_new0(TellLine, taken->notices->len);
	TellMessage message = {.channel = channel->id,
	                       .kind = channel->kind,
	                       .url = channel->url,
	                       .secret = channel->secret,
	                       .id = id,
	                       .now_us = now_us,
	                       .lines = lines,
	                       .n = taken->notices->len,
	                       .more = taken->more};
	Telling *t = g_new0(Telling, 1);

	for (guint i = 0; i < taken->notices->len; i++)
		fill_line(g, &g_array_index(taken->notices, StoreNotice, i), g_array_index(taken->ends, gboolean, i),
		          &lines[i], keep);
	*t = (Telling){.g = g,
	               .channel = g_strdup(channel->id),
	               .kind = g_strdup(channel->kind),
	               .batch = taken->batch,
	               .tries = taken->tries};
	if (channel->url) {
		tell_request(&message, &t->request);
	} else {
		char *json = tell_json(&message);

		t->argv = tell_argv(channel->command, &message);
		t->input = g_bytes_new_take(json, strlen(json));
	}
	return t;
}

/* TRUE inside one of the channel's quiet spans; *until_at is its end, on the clock of the first of its shops. */
static gboolean is_quiet(const Gateway *g, const ConfChannel *channel, int64_t now_at, int64_t *until_at)
{
	const StoreNotice own = {.shop = channel->shops->len ? channel->shops->pdata[0] : NULL};
	const Hours *hours = channel->quiet;
	GTimeZone *zone = clock_of(g, &own);

	if (!hours || !zone || hours_test(hours, zone, now_at) == HOURS_OPEN)
		return FALSE;
	*until_at = now_at + QUIET_MOST_S;
	hours_next(&hours, 1, &zone, 1, now_at, *until_at, until_at);
	return TRUE;
}

/* When the first of what waits leaves; STORE_NO_TIME: nothing waits. What would leave later than anything is put off
 * was put off by a clock that has been set back since: it leaves now. */
static int first_at(Gateway *g, const ConfChannel *channel, gboolean alarms, int64_t now_at, int64_t *next_at)
{
	int r = store_telling_next(g->store, channel->id, alarms, next_at);

	if (r == 0 && *next_at != STORE_NO_TIME && *next_at - now_at > MAX(RETRY.max_s, channel->digest_s)) {
		r = store_telling_hasten(g->store, channel->id, now_at);
		*next_at = now_at;
	}
	return r;
}

/* The same in a quiet span: an alarm's time, or the span's end. How much was told lately is not looked at. */
static int waits_at(Gateway *g, const ConfChannel *channel, int64_t now_at, int64_t *next_at)
{
	int64_t any_at, until_at, alarm_at = STORE_NO_TIME;
	int r = first_at(g, channel, FALSE, now_at, &any_at);

	if (r == 0 && any_at != STORE_NO_TIME && is_quiet(g, channel, now_at, &until_at)) {
		if (channel->quiet_alarms)
			r = first_at(g, channel, TRUE, now_at, &alarm_at);
		any_at = MAX(any_at, until_at);
		any_at = alarm_at == STORE_NO_TIME ? any_at : MIN(alarm_at, any_at);
	}
	if (r == 0)
		*next_at = any_at;
	return r;
}

/* When the channel has something to send, at `now_at` at the earliest; INT64_MAX: nothing, or a message of its is under
 * way. */
static int next_of(Gateway *g, const ConfChannel *channel, int64_t now_at, int64_t *at)
{
	int64_t next_at = STORE_NO_TIME, oldest_at;
	int r;

	*at = INT64_MAX;
	if (g_hash_table_contains(g->teller->busy, channel->id))
		return 0;
	r = waits_at(g, channel, now_at, &next_at);
	if (r < 0 || next_at == STORE_NO_TIME)
		return r;
	r = store_telling_full(g->store, channel->id, (guint)channel->max_per_hour, now_at, &oldest_at);
	if (r < 0)
		return r;
	*at = MAX(next_at, now_at);
	if (oldest_at != STORE_NO_TIME)
		*at = MAX(*at, oldest_at + HOUR_S);
	return 0;
}

static int take(Gateway *g, const ConfChannel *channel, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC, until_at;
	StoreTelling taken = {0};
	Telling *t;
	int r = store_telling_take(g->store, channel->id, is_quiet(g, channel, now_at, &until_at), now_at, LINES_MAX, &taken);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	/* A crash leaves it so: it is told again then. */
	r = store_telling_put_off(g->store, taken.batch, now_at + MAX(backoff_delay_s(&RETRY, taken.tries, 0), 60));
	if (r >= 0 && taken.notices->len) {
		t = telling_new(g, channel, &taken, now_us);
		g_hash_table_insert(g->teller->busy, t->channel, t);
		g_ptr_array_add(g->teller->launch, t);
	}
	store_telling_clear(&taken);
	return r;
}

static int take_all(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC, at;
	int r = 0;

	for (guint i = 0; r >= 0 && i < g->conf->channels->len; i++) {
		const ConfChannel *channel = g->conf->channels->pdata[i];

		r = next_of(g, channel, now_at, &at);
		if (r >= 0 && at <= now_at && !g->stopping) {
			r = take(g, channel, now_us);
			if (r >= 0)
				r = next_of(g, channel, now_at, &at);
		}
		g->teller->next_at = MIN(g->teller->next_at, at);
	}
	return r;
}

static int run(Gateway *g, int64_t now_us)
{
	int r = 0;

	for (guint i = 0; r >= 0 && i < g->teller->landed->len; i++)
		r = store_result(g, g->teller->landed->pdata[i], now_us);
	if (r >= 0)
		r = alarms_run(g, now_us, &g->teller->next_at);
	if (r >= 0)
		r = share_all(g, now_us / USEC_PER_SEC);
	return r < 0 ? r : take_all(g, now_us);
}

int teller_run(Gateway *g, int64_t now_us)
{
	LogFields fields = {.event = LOG_EVENT_FAULT};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	g->teller->next_at = INT64_MAX;
	if (r >= 0)
		r = run(g, now_us);
	r = item_end(g, r, "what the team is to be told is", &fields, &why);
	if (why) {
		teller_abort(g);
		g->teller->next_at = now_us / USEC_PER_SEC + FAULT_AGAIN_S;
	}
	return r;
}

int64_t teller_next_wake_us(const Gateway *g, int64_t now_us)
{
	if (g->stopping || g->teller->next_at == INT64_MAX)
		return INT64_MAX;
	return MAX(g->teller->next_at * USEC_PER_SEC, now_us);
}

/* ---- letting out ---- */

static void on_answer(const HttpAnswer *answer, void *user)
{
	Telling *t = user;

	land(t, tell_fault(t->kind, answer));
}

static void on_ended(const char *error, void *user)
{
	land(user, g_strdup(error));
}

static int let_out(Gateway *g, Telling *t)
{
	if (t->argv)
		return runner_start(g->event, t->argv, t->input, COMMAND_LIMIT_US, t->channel, on_ended, t, &t->runner);
	return http_client_send(g->client, &t->request, &LIMITS, on_answer, t);
}

void teller_launch(Gateway *g)
{
	Teller *teller = g->teller;

	g_ptr_array_set_size(teller->landed, 0);
	for (guint i = 0; i < teller->launch->len; i++) {
		Telling *t = teller->launch->pdata[i];
		int r = let_out(g, t);

		if (r < 0)
			land(t, g_strdup(g_strerror(-r)));
	}
	g_ptr_array_set_size(teller->launch, 0);
}

void teller_abort(Gateway *g)
{
	for (guint i = 0; i < g->teller->launch->len; i++)
		g_hash_table_remove(g->teller->busy, ((const Telling *)g->teller->launch->pdata[i])->channel);
	g_ptr_array_set_size(g->teller->launch, 0);
	alarms_abort(g);
}
