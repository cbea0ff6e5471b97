#include "gateway/backlog.h"

#include <errno.h>

#include "core/backlog.h"
#include "gateway/item.h"
#include "gateway/late.h"
#include "gateway/way.h"
#include "store/upkeep.h"
#include "util/log.h"

/* A turn stays short, so that answers and webhooks are not kept waiting by a long night's queue. */
#define STEPS_PER_TURN 200u
#define HEARTBEAT "heartbeat"

/* How far it is; a turn that is taken back goes back to the one before. */
typedef struct {
	gboolean spreading; /* all were judged */
	guint next;         /* index of `steps` */
	guint late;         /* given to agents */
	int64_t last_at;    /* when the last one leaves */
} Progress;

struct Backlog {
	GArray *steps; /* of StoreStep, due: first all that was found, then what is left of it */
	int64_t away_s;
	guint found;
	Progress now, before;
};

void backlog_free(Gateway *g)
{
	if (g->backlog)
		g_clear_pointer(&g->backlog->steps, g_array_unref);
	g_clear_pointer(&g->backlog, g_free);
}

gboolean backlog_guards(const Gateway *g)
{
	return g->backlog != NULL;
}

int backlog_begin(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC, seen_at = STORE_NO_TIME, oldest_at = STORE_NO_TIME, away_s;
	g_autoptr(GArray) steps = NULL;
	int r = store_mark_get(g->store, HEARTBEAT, &seen_at);

	if (r >= 0)
		r = store_next_due(g->store, NULL, NULL, 1, &oldest_at);
	if (r < 0)
		return r;
	g->beat_at = seen_at;
	away_s = backlog_away_s(seen_at, oldest_at, now_at, g->conf->backlog_gap_s);
	if (!away_s)
		return 0;
	r = store_due_list(g->store, now_at, NULL, NULL, G_MAXUINT, &steps);
	if (r < 0)
		return r;
	g->backlog = g_new0(Backlog, 1);
	*g->backlog = (Backlog){.away_s = away_s, .found = steps->len, .now = {.last_at = now_at}, .before = {.last_at = now_at}};
	g->backlog->steps = g_steal_pointer(&steps);
	log_notice(&(LogFields){.event = LOG_EVENT_BACKLOG}, "away for %" G_GINT64_FORMAT " min: %u steps due are judged anew before any leaves",
	           away_s / 60, g->backlog->found);
	gateway_wake(g, WAKE_DUE);
	return 0;
}

/* Its provider's rate spreads it already, or no provider gets it at all: a call of an agent, the end of a silent case. */
static gboolean floods_nobody(const Gateway *g, const StoreStep *step)
{
	const ConfShop *shop;
	const ConfProvider *account = NULL;
	const char *const *providers;
	gboolean any = TRUE;
	StoreCase c = {0};

	if (store_case_get_bare(g->store, step->case_id, &c) < 0)
		return FALSE;
	shop = conf_shop(g->conf, c.shop);
	if (shop) {
		providers = way_providers(shop, c.phone, c.line_kind, step->step);
		any = *providers != NULL;
		account = any ? conf_provider(g->conf, *providers) : NULL;
	}
	store_case_clear(&c);
	return !any || (account && account->rate.count > 0);
}

static int spread_step(Gateway *g, const StoreStep *step, int64_t now_at)
{
	Backlog *b = g->backlog;
	int64_t at = backlog_slot(now_at, b->now.next, b->steps->len, g->conf->backlog_spread_s);
	int r;

	if (at <= now_at || floods_nobody(g, step))
		return 0;
	r = store_step_wait(g->store, step->id, at, "backlog", "spread after an outage", now_at);
	if (r == -ENOENT) /* given up since the list was read: nothing of it leaves */
		return 0;
	if (r >= 0)
		b->now.last_at = MAX(b->now.last_at, at);
	return r;
}

/* One that cannot be looked at stops no other. */
static int look_at(Gateway *g, const StoreStep *step, int64_t now_us)
{
	Backlog *b = g->backlog;
	LogFields fields = {.case_id = step->case_id, .step = step_name(step->step)};
	g_autofree char *why = NULL;
	int done = store_mark(g->store), r;

	if (done >= 0)
		done = b->now.spreading ? spread_step(g, step, now_us / USEC_PER_SEC) : late_judge(g, step, now_us);
	r = item_end(g, MIN(done, 0), "a step that cannot be judged is", &fields, &why);
	if (why)
		return store_case_aside(g->store, step->case_id, why, g->rules_id, now_us / USEC_PER_SEC);
	b->now.late += r >= 0 && done > 0;
	return r;
}

/* All were judged: the list anew, by deadline. */
static int begin_spread(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) left = NULL;
	int r = store_due_list(g->store, now_us / USEC_PER_SEC, NULL, NULL, G_MAXUINT, &left);

	if (r < 0)
		return r;
	g_array_unref(g->backlog->steps);
	g->backlog->steps = g_steal_pointer(&left);
	g->backlog->now.next = 0;
	g->backlog->now.spreading = TRUE;
	/* A turn taken back after this finds the list of those left: judged they are, in the store they need not be. */
	g->backlog->before.next = 0;
	return 0;
}

static void tell(const Gateway *g)
{
	const Backlog *b = g->backlog;
	g_autofree char *until = zones_format(NULL, b->now.last_at);

	log_notice(&(LogFields){.event = LOG_EVENT_BACKLOG},
	           "away for %" G_GINT64_FORMAT " min: %u steps were due, %u are too late for a text and were given to agents, %u wait for "
	           "another time or are not owed any more, %u leave until %s",
	           b->away_s / 60, b->found, b->now.late, b->found - MIN(b->found, b->now.late + b->steps->len), b->steps->len, until);
}

static int beat(Gateway *g, int64_t now_at)
{
	int r;

	if (!g->stopping && !backlog_beat_due(g->beat_at, now_at, g->conf->backlog_gap_s))
		return 0;
	r = store_mark_put(g->store, HEARTBEAT, now_at);
	if (r >= 0)
		g->beat_at = now_at;
	return r;
}

int backlog_run(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	Backlog *b = g->backlog;
	int r = 0;

	if (!b)
		return beat(g, now_at);
	if (g->stopping)
		return 0; /* the next start finds the same gap */
	if (!b->now.spreading && b->now.next == b->steps->len)
		r = begin_spread(g, now_us);
	for (guint i = 0; r >= 0 && i < STEPS_PER_TURN && b->now.next < b->steps->len; i++, b->now.next++)
		r = look_at(g, &g_array_index(b->steps, StoreStep, b->now.next), now_us);
	gateway_wake(g, WAKE_DUE);
	return MIN(r, 0);
}

void backlog_abort(Gateway *g)
{
	g->beat_at = STORE_NO_TIME; /* what was said may be lost: it is said again */
	if (g->backlog)
		g->backlog->now = g->backlog->before;
}

void backlog_stored(Gateway *g)
{
	Backlog *b = g->backlog;

	if (!b)
		return;
	b->before = b->now;
	if (!b->now.spreading || b->now.next < b->steps->len)
		return;
	tell(g);
	backlog_free(g);
}
