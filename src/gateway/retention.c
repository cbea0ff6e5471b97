#include "gateway/retention.h"

#include "core/retention.h"
#include "gateway/backlog.h"
#include "gateway/item.h"
#include "store/upkeep.h"
#include "util/fault.h"
#include "util/log.h"

#define ROWS_PER_TURN 50u
#define MARK "retention"

/* How far it is; a turn that is taken back goes back to the one before. */
typedef struct {
	int64_t last_at; /* when the last round began, or when we first had anything to do with it; STORE_NO_TIME: not
	                    read yet */
	gboolean running, done;
	RetainKind kind; /* RETAIN_KINDS: all were walked */
	StoreSpot spot;
	int64_t removed[RETAIN_KINDS];
} Round;

struct Retention {
	Round now, before;
};

static const Round NOTHING_YET = {.last_at = STORE_NO_TIME};

void retention_init(Gateway *g)
{
	g->retention = g_new0(Retention, 1);
	g->retention->now = g->retention->before = NOTHING_YET;
}

void retention_free(Gateway *g)
{
	g_clear_pointer(&g->retention, g_free);
}

static gboolean any(const Conf *conf)
{
	for (RetainKind kind = 0; kind < RETAIN_KINDS; kind++)
		if (conf->retain_s[kind])
			return TRUE;
	return FALSE;
}

static int64_t next_at(const Round *round)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();

	return retention_next(zone, round->last_at);
}

/* Whoever sets it for the first time has the day until the first night to look at what would go. */
static int begin_at(Gateway *g, Round *round, int64_t now_at)
{
	int r = 0;

	if (round->last_at == STORE_NO_TIME)
		r = store_mark_get(g->store, MARK, &round->last_at);
	if (r >= 0 && (round->last_at == STORE_NO_TIME ||
	               round->last_at > now_at)) { /* never, or the clock was set back behind it */
		r = store_mark_put(g->store, MARK, now_at);
		round->last_at = now_at;
	}
	if (r < 0 || round->running || next_at(round) > now_at)
		return MIN(r, 0);
	*round = (Round){.last_at = now_at, .running = TRUE, .spot = STORE_SPOT_FIRST};
	return 0;
}

static int remove_one(Gateway *g, Round *round, int64_t now_at)
{
	const LogFields fields = {.event = LOG_EVENT_FAULT};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = store_over_remove(g->store, round->kind, round->spot.id, now_at);
	r = item_end(g, r, "a row that is too old and cannot be removed is", &fields, &why);
	round->removed[round->kind] += r >= 0 && !why;
	return r;
}

/* The next few of the kind at hand. */
static int remove_some(Gateway *g, Round *round, int64_t now_at)
{
	g_autoptr(GArray) spots = NULL;
	int r = store_over_list(g->store, round->kind, now_at - g->conf->retain_s[round->kind], &round->spot,
	                        ROWS_PER_TURN, &spots);

	for (guint i = 0; r >= 0 && i < spots->len; i++) {
		round->spot = g_array_index(spots, StoreSpot, i);
		r = remove_one(g, round, now_at);
	}
	if (r >= 0 && spots->len < ROWS_PER_TURN) {
		round->kind++;
		round->spot = STORE_SPOT_FIRST;
	}
	return MIN(r, 0);
}

static int end_round(Gateway *g, Round *round)
{
	int r = store_mark_put(g->store, MARK, round->last_at);

	for (RetainKind kind = 0; r >= 0 && kind < RETAIN_KINDS; kind++)
		if (round->removed[kind])
			r = store_removal_put(g->store, kind, round->removed[kind], round->last_at);
	round->done = TRUE;
	return r;
}

int retention_run(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	Round *round = &g->retention->now;
	int r;

	if (g->stopping || backlog_guards(g) || !any(g->conf))
		return 0;
	r = begin_at(g, round, now_at);
	if (r < 0 || !round->running)
		return r;
	while (round->kind < RETAIN_KINDS && !g->conf->retain_s[round->kind])
		round->kind++;
	if (round->kind < RETAIN_KINDS)
		r = remove_some(g, round, now_at);
	else
		r = end_round(g, round);
	fault_point("retention.run");
	gateway_wake(g, WAKE_RETAIN);
	return r;
}

void retention_abort(Gateway *g)
{
	g->retention->now = g->retention->before;
}

static void tell(const Round *round)
{
	GString *text = g_string_new(NULL);

	for (RetainKind kind = 0; kind < RETAIN_KINDS; kind++)
		if (round->removed[kind])
			g_string_append_printf(text, "%s%" G_GINT64_FORMAT " %s", text->len ? ", " : "",
			                       round->removed[kind], retain_words(kind));
	log_notice(&(LogFields){.event = LOG_EVENT_RETENTION}, "removed as too old: %s",
	           text->len ? text->str : "nothing");
	g_string_free(text, TRUE);
}

void retention_stored(Gateway *g)
{
	Round *round = &g->retention->now;

	if (round->done) {
		tell(round);
		*round = (Round){.last_at = round->last_at};
	}
	g->retention->before = *round;
}

int64_t retention_next_wake_us(const Gateway *g, int64_t now_us)
{
	const Round *round = &g->retention->now;
	int64_t next_us;

	if (g->stopping || !any(g->conf) || round->running || round->last_at == STORE_NO_TIME)
		return INT64_MAX;
	next_us = next_at(round) * USEC_PER_SEC;
	return MAX(next_us, now_us);
}
