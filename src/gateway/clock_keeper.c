#include "gateway/clock_keeper.h"

#include <stddef.h>

#include "gateway/item.h"
#include "gateway/proposals.h"
#include "gateway/team.h"
#include "store/team.h"

#define ROWS_PER_TURN 200

static int warn_call(Gateway *g, const void *element, int64_t now_at)
{
	const StoreCall *call = element;
	g_autofree char *due = zones_format(NULL, call->due_at);
	int r = store_call_warned(g->store, call->id, now_at);

	return r < 0 ? r : team_warn(g, TEAM_CALLBACK_NEAR, call->case_id, due, now_at);
}

/* Somebody more senior calls now, with words of apology at hand (F45). */
static int miss_call(Gateway *g, const void *element, int64_t now_at)
{
	const StoreCall *call = element;
	g_autofree char *due = zones_format(NULL, call->due_at);
	int r = store_level_raise(g->store, call->case_id, "followupd", "missed callback", now_at);

	if (r >= 0)
		r = store_call_miss(g->store, call->id, now_at);
	if (r >= 0)
		r = proposals_apology(g, call, now_at);
	return r < 0 ? r : team_warn(g, TEAM_CALLBACK_MISSED, call->case_id, due, now_at);
}

static int warn_promise(Gateway *g, const void *element, int64_t now_at)
{
	const StorePromise *promise = element;
	int r = store_promise_warned(g->store, promise->id, now_at);

	return r < 0 ? r : team_warn(g, TEAM_PROMISE_NEAR, promise->case_id, promise->what, now_at);
}

static int break_promise(Gateway *g, const void *element, int64_t now_at)
{
	const StorePromise *promise = element;
	int r = store_promise_end(g->store, promise->id, "broken", "followupd", now_at);

	return r < 0 ? r : team_warn(g, TEAM_PROMISE_BROKEN, promise->case_id, promise->what, now_at);
}

/* An agent who took a case and neither wrote nor gave it back: the case goes on without them (F42). */
static int end_claim(Gateway *g, const void *element, int64_t now_at)
{
	return store_claim_end(g->store, element, now_at);
}

/* The end of a promise before its warning: what is broken already is not announced. */
static const struct {
	int (*list)(Store *store, int64_t now_at, guint limit, GArray **rows);
	int (*act)(Gateway *g, const void *element, int64_t now_at);
	int (*aside)(Store *store, int64_t id, int64_t now_at); /* the row's own part: it is due no more */
	const char *what;
	gsize id, case_id; /* where an element has them */
} CLOCKS[] = {
	{store_call_missed, miss_call, store_call_miss, "a missed callback is", offsetof(StoreCall, id),
	 offsetof(StoreCall, case_id)},
	{store_call_near, warn_call, store_call_warned, "the warning of a callback is", offsetof(StoreCall, id),
	 offsetof(StoreCall, case_id)},
	{store_promise_over, break_promise, store_promise_break, "a broken promise is", offsetof(StorePromise, id),
	 offsetof(StorePromise, case_id)},
	{store_promise_near, warn_promise, store_promise_warned, "the warning of a promise is",
	 offsetof(StorePromise, id), offsetof(StorePromise, case_id)},
	{store_claim_over, end_claim, store_claim_drop, "the end of a claim is", offsetof(StoreClaim, case_id),
	 offsetof(StoreClaim, case_id)},
};

static int64_t number_at(const void *element, gsize offset)
{
	return *(const int64_t *)((const char *)element + offset);
}

/* What cannot be worked off is not due again: each wake would be followed by the next. */
static int act_on(Gateway *g, gsize clock, const void *element, int64_t now_at)
{
	LogFields fields = {.case_id = number_at(element, CLOCKS[clock].case_id)};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = CLOCKS[clock].act(g, element, now_at);
	r = item_end(g, r, CLOCKS[clock].what, &fields, &why);
	return why ? CLOCKS[clock].aside(g->store, number_at(element, CLOCKS[clock].id), now_at) : r;
}

int clock_keeper_run(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	int r = 0;

	for (gsize c = 0; c < G_N_ELEMENTS(CLOCKS) && r >= 0; c++) {
		g_autoptr(GArray) rows = NULL;

		r = CLOCKS[c].list(g->store, now_at, ROWS_PER_TURN, &rows);
		for (guint i = 0; r >= 0 && i < rows->len; i++)
			r = act_on(g, c, rows->data + (gsize)i * g_array_get_element_size(rows), now_at);
		if (r >= 0 && rows->len == ROWS_PER_TURN)
			gateway_wake(g, WAKE_DUE);
	}
	return MIN(r, 0);
}

int64_t clock_keeper_next_wake_us(Gateway *g)
{
	int64_t at;

	if (store_team_next(g->store, &at) < 0 || at == STORE_NO_TIME)
		return INT64_MAX;
	return at * USEC_PER_SEC;
}
