#include "gateway/turn.h"

#include "gateway/alarms.h"
#include "gateway/ask.h"
#include "gateway/backlog.h"
#include "gateway/clock_keeper.h"
#include "gateway/door.h"
#include "gateway/lane.h"
#include "gateway/metrics.h"
#include "gateway/parts.h"
#include "gateway/planner.h"
#include "gateway/poller.h"
#include "gateway/receiver.h"
#include "gateway/reconciler.h"
#include "gateway/result.h"
#include "gateway/retention.h"
#include "gateway/sender.h"
#include "gateway/sla.h"
#include "gateway/teller.h"
#include "gateway/trainer.h"
#include "util/fault.h"
#include "util/log.h"

#include <errno.h>

static int run_parts(Gateway *g, unsigned wake, int64_t now_us)
{
	int r = result_store_all(g, now_us);

	if (r >= 0)
		r = ask_store(g, now_us);
	if (r >= 0)
		r = door_store(g, now_us);
	if (r >= 0)
		r = receiver_keep(g, now_us);
	if (r >= 0 && wake & WAKE_INBOUND)
		r = receiver_run(g, now_us);
	if (r >= 0 && g->conf->training)
		r = trainer_run(g, now_us);
	if (r >= 0)
		r = parts_run(g, now_us);
	if (r >= 0)
		r = reconciler_claim(g, now_us);
	if (r >= 0 && wake & (WAKE_DUE | WAKE_STALE))
		r = sla_run(g, now_us);
	if (r >= 0 && wake & (WAKE_DUE | WAKE_STALE))
		r = clock_keeper_run(g, now_us);
	if (r >= 0)
		r = planner_run(g, wake, now_us);
	if (r >= 0)
		r = backlog_run(g, now_us);
	if (r >= 0)
		r = sender_claim(g, now_us);
	if (r >= 0)
		r = poller_claim(g, now_us);
	if (r >= 0)
		r = lanes_store(g, now_us);
	if (r >= 0)
		r = teller_run(g, now_us);
	if (r >= 0)
		r = retention_run(g, now_us);
	return r;
}

/* A copy that was put back under us has forgotten what happened since: what it calls unsent may be out. The newest attempt
 * counts only while it is under way: later a person may erase it. */
static int look_back(Gateway *g)
{
	StoreTail tail;
	int r = store_tail(g->store, &tail);

	if (r >= 0 && (tail.event_id < g->tail.event_id || (sender_in_flight(g) && tail.attempt_id < g->tail.attempt_id)))
		return -ESTALE;
	return r;
}

int turn_run(Gateway *g, int64_t now_us)
{
	unsigned wake = g->wake;
	StoreTail tail = g->tail;
	int r;

	g->wake = 0; /* what the parts leave over asks for the next turn */
	r = store_begin(g->store);
	if (r >= 0) {
		r = look_back(g);
		if (r >= 0)
			r = run_parts(g, wake, now_us);
		if (r >= 0)
			r = store_tail(g->store, &tail);
		fault_point("turn.commit");
		if (r >= 0)
			r = store_commit(g->store);
		if (r < 0)
			store_rollback(g->store);
	}
	metrics_turn(g, r >= 0);
	if (r < 0) {
		log_error(NULL, "store: %s",
		          r == -ESTALE ? "it is older than what was done in it" : store_error(g->store));
		receiver_answer(g, FALSE);
		sender_abort(g);
		backlog_abort(g);
		retention_abort(g);
		ask_abort(g);
		teller_abort(g);
		g->wake |= wake;
		return r;
	}
	fault_point("turn.committed");
	door_kept(g);
	alarms_kept(g);
	g->tail = tail;
	receiver_answer(g, TRUE);
	sender_launch(g);
	backlog_stored(g);
	retention_stored(g);
	ask_launch(g);
	teller_launch(g);
	if (g->client) /* the daemon for practice has none */
		http_client_begin(g->client);
	return 0;
}

int64_t turn_next_wake_us(Gateway *g, int64_t now_us)
{
	gboolean one_view = store_begin_reading(g->store) >= 0;
	/* Asked one by one: MIN() asks twice, and each of them asks the store. */
	const int64_t wakes_us[] = {sender_next_wake_us(g, now_us), parts_next_wake_us(g, now_us), teller_next_wake_us(g, now_us),
	                            reconciler_next_wake_us(g, now_us), poller_next_wake_us(g, now_us),
	                            retention_next_wake_us(g, now_us), lanes_next_wake_us(g), trainer_next_wake_us(g)};
	int64_t next_us = INT64_MAX;

	if (one_view)
		store_rollback(g->store);
	for (gsize i = 0; i < G_N_ELEMENTS(wakes_us); i++)
		next_us = MIN(next_us, wakes_us[i]);
	return next_us;
}
