/* The simulation: one server a provider, time in microseconds, heaps of alike steps instead of single ones. */
#include "desk/forecast.h"

#define HOUR_S INT64_C(3600)

/* A heap on its way. */
typedef struct {
	const ForecastItem *item;
	int64_t open_at; /* its hours permit from then on */
	int64_t shut_at; /* up to then */
	int64_t left;
	gboolean anyhow, moved;
	guint index; /* makes the orders total */
} Heap;

typedef struct {
	GTree *coming; /* by open_at */
	GTree *ready;  /* by deadline */
	int64_t now_us, gap_us;
	int64_t busy_from_us, busy;
	Forecast *out;
} Lane;

static gint by_opening(gconstpointer a, gconstpointer b)
{
	const Heap *x = a, *y = b;

	if (x->open_at != y->open_at)
		return x->open_at < y->open_at ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static gint by_deadline(gconstpointer a, gconstpointer b)
{
	const Heap *x = a, *y = b;

	if (x->item->deadline_at != y->item->deadline_at)
		return x->item->deadline_at < y->item->deadline_at ? -1 : 1;
	return by_opening(a, b);
}

static Heap *first_of(GTree *tree)
{
	GTreeNode *node = g_tree_node_first(tree);

	return node ? g_tree_node_key(node) : NULL;
}

/* When the hours of an item permit at or after that time; INT64_MAX: never. */
static int64_t opening(const ForecastItem *item, int64_t from_at)
{
	const DecideRules *rules = item->rules;
	int64_t next;

	if (!rules || from_at == INT64_MAX)
		return from_at;
	return hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, from_at,
	                  from_at + DECIDE_HORIZON_DAYS * INT64_C(86400), &next)
	               ? next
	               : INT64_MAX;
}

static int64_t shutting(const ForecastItem *item, int64_t open_at)
{
	const DecideRules *rules = item->rules;

	return rules ? hours_open_until(rules->layers, rules->n_layers, rules->zones, rules->n_zones, open_at,
	                                open_at + FORECAST_FAR_S)
	             : INT64_MAX;
}

static void come(Lane *lane, Heap *heap, int64_t from_at)
{
	heap->open_at = opening(heap->item, from_at);
	if (heap->open_at >= lane->out->from_at + FORECAST_FAR_S) {
		if (heap->item->aside)
			return;
		*(heap->item->paused_until_at == INT64_MAX ? &lane->out->stopped : &lane->out->stuck) += heap->left;
		return;
	}
	heap->shut_at = MIN(shutting(heap->item, heap->open_at), lane->out->from_at + FORECAST_FAR_S);
	g_tree_insert(lane->coming, heap, heap);
}

static ForecastHour *hour_of(Forecast *out, int64_t at)
{
	int64_t first = out->hours->len ? g_array_index(out->hours, ForecastHour, 0).from_at : at + 1;

	if (at < first || (at - first) / HOUR_S >= (int64_t)out->hours->len)
		return NULL;
	return &g_array_index(out->hours, ForecastHour, (at - first) / HOUR_S);
}

/* How many of `count` in steps of gap_us from from_us on stand before until_us. */
static int64_t before(int64_t from_us, int64_t gap_us, int64_t until_us, int64_t count)
{
	return until_us <= from_us ? 0 : MIN(count, (until_us - from_us + gap_us - 1) / gap_us);
}

/* What leaves from now on, one each gap, is counted. */
static void count_leaving(const Lane *lane, const Heap *heap, int64_t count)
{
	Forecast *out = lane->out;
	int64_t now_us = lane->now_us;
	int64_t deadline_at = heap->anyhow ? DECIDE_NEVER : heap->item->deadline_at;
	int64_t at = now_us / G_USEC_PER_SEC;

	if (out->first_at == STORE_NO_TIME || at < out->first_at)
		out->first_at = at;
	while (count > 0) {
		ForecastHour *hour = hour_of(out, now_us / G_USEC_PER_SEC);
		int64_t end_us = hour ? (hour->from_at + HOUR_S) * G_USEC_PER_SEC : INT64_MAX;
		int64_t now = hour ? before(now_us, lane->gap_us, end_us, count) : count;
		int64_t late = deadline_at == DECIDE_NEVER ? 0
		                                           : now - before(now_us, lane->gap_us,
		                                                          deadline_at * G_USEC_PER_SEC + 1, now);

		if (hour) {
			hour->sent += now;
			hour->late += late;
		}
		out->late += late;
		if (late > 0 && (out->missed_at == STORE_NO_TIME || deadline_at < out->missed_at))
			out->missed_at = deadline_at;
		now_us += now * lane->gap_us;
		count -= now;
	}
	at = (now_us - lane->gap_us) / G_USEC_PER_SEC;
	if (out->last_at == STORE_NO_TIME || at > out->last_at)
		out->last_at = at;
}

static void leave(Lane *lane, Heap *heap, int64_t count)
{
	if (count > 0 && !heap->item->aside)
		count_leaving(lane, heap, count);
	heap->left -= count;
	lane->busy += count;
	lane->now_us += count * lane->gap_us;
}

/* All who waited are gone. */
static void breathe(Lane *lane)
{
	Forecast *out = lane->out;

	if (lane->busy > 0 && (out->queue == 0 || lane->now_us - lane->busy_from_us >
	                                                  (out->queue_to_at - out->queue_from_at) * G_USEC_PER_SEC)) {
		out->queue = lane->busy;
		out->queue_from_at = lane->busy_from_us / G_USEC_PER_SEC;
		out->queue_to_at = (lane->now_us - lane->gap_us) / G_USEC_PER_SEC;
	}
	lane->busy = 0;
}

static void wait_for_opening(Lane *lane)
{
	const Heap *next = first_of(lane->coming);

	if (!first_of(lane->ready) && next->open_at * G_USEC_PER_SEC > lane->now_us) {
		breathe(lane);
		lane->now_us = next->open_at * G_USEC_PER_SEC;
	}
	if (lane->busy == 0)
		lane->busy_from_us = lane->now_us;
}

static void make_ready(Lane *lane)
{
	for (Heap *h; (h = first_of(lane->coming)) && h->open_at * G_USEC_PER_SEC <= lane->now_us;) {
		g_tree_remove(lane->coming, h);
		g_tree_insert(lane->ready, h, h);
	}
}

static void run_lane(Lane *lane)
{
	while (first_of(lane->coming) || first_of(lane->ready)) {
		Heap *heap, *next;
		int64_t stop_us;

		if (first_of(lane->coming)) {
			wait_for_opening(lane);
			make_ready(lane);
		}
		heap = first_of(lane->ready);
		next = first_of(lane->coming);
		stop_us = heap->shut_at * G_USEC_PER_SEC;
		if (lane->now_us >= stop_us) {
			g_tree_remove(lane->ready, heap);
			lane->out->moved += heap->moved || heap->item->aside ? 0 : heap->left;
			heap->moved = TRUE;
			come(lane, heap, MAX(heap->shut_at, lane->now_us / G_USEC_PER_SEC));
			continue;
		}
		if (next)
			stop_us = MIN(stop_us, next->open_at * G_USEC_PER_SEC);
		leave(lane, heap, before(lane->now_us, lane->gap_us, stop_us, heap->left));
		if (heap->left == 0)
			g_tree_remove(lane->ready, heap);
	}
	breathe(lane);
}

void forecast_run(const GArray *items, Forecast *out)
{
	g_autofree Heap *heaps = g_new0(Heap, items->len + 1);

	out->first_at = out->last_at = out->missed_at = STORE_NO_TIME;
	for (guint l = 0; l < out->lanes->len; l++) {
		Lane lane = {
		        .coming = g_tree_new(by_opening),
		        .ready = g_tree_new(by_deadline),
		        .now_us = out->from_at * G_USEC_PER_SEC,
		        .out = out,
		        .gap_us = MAX(1, (int64_t)(G_USEC_PER_SEC / g_array_index(out->lanes, ForecastLane, l).rate))};

		for (guint i = 0; i < items->len; i++) {
			const ForecastItem *item = &g_array_index(items, ForecastItem, i);
			int64_t due_at = MAX(item->due_at, out->from_at);
			ForecastHour *hour = hour_of(out, due_at);
			Heap *heap = &heaps[i];

			if (item->lane != l)
				continue;
			*heap = (Heap){.item = item, .left = item->count, .index = i,
			               .anyhow = opening(item, due_at) > item->deadline_at};
			if (!item->aside) {
				out->planned += item->count;
				out->due += item->due_at <= out->from_at ? item->count : 0;
				out->late_anyhow += heap->anyhow ? item->count : 0;
				if (hour)
					hour->due += item->count;
			}
			come(&lane, heap, MAX(due_at, item->paused_until_at));
		}
		run_lane(&lane);
		g_tree_unref(lane.coming);
		g_tree_unref(lane.ready);
	}
}
