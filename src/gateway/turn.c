#include "gateway/turn.h"

#include "gateway/alarms.h"
#include "gateway/ask.h"
#include "gateway/clock_keeper.h"
#include "gateway/door.h"
#include "gateway/lane.h"
#include "gateway/parts.h"
#include "gateway/planner.h"
#include "gateway/poller.h"
#include "gateway/receiver.h"
#include "gateway/reconciler.h"
#include "gateway/result.h"
#include "gateway/sender.h"
#include "gateway/sla.h"
#include "gateway/teller.h"
#include "util/fault.h"
#include "util/log.h"

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
		r = sender_claim(g, now_us);
	if (r >= 0)
		r = poller_claim(g, now_us);
	if (r >= 0)
		r = lanes_store(g, now_us);
	if (r >= 0)
		r = teller_run(g, now_us);
	return r;
}

int turn_run(Gateway *g, int64_t now_us)
{
	unsigned wake = g->wake;
	int r;

	g->wake = 0; /* what the parts leave over asks for the next turn */
	r = store_begin(g->store);
	if (r >= 0) {
		r = run_parts(g, wake, now_us);
		fault_point("turn.commit");
		if (r >= 0)
			r = store_commit(g->store);
		if (r < 0)
			store_rollback(g->store);
	}
	if (r < 0) {
		log_error(NULL, "store: %s", store_error(g->store));
		receiver_answer(g, FALSE);
		sender_abort(g);
		ask_abort(g);
		teller_abort(g);
		g->wake |= wake;
		return r;
	}
	fault_point("turn.committed");
	door_kept(g);
	alarms_kept(g);
	receiver_answer(g, TRUE);
	sender_launch(g);
	ask_launch(g);
	teller_launch(g);
	return 0;
}

int64_t turn_next_wake_us(Gateway *g, int64_t now_us)
{
	/* Asked one by one: MIN() asks twice, and each of them asks the store. */
	const int64_t wakes_us[] = {sender_next_wake_us(g, now_us), parts_next_wake_us(g, now_us), teller_next_wake_us(g, now_us),
	                            reconciler_next_wake_us(g, now_us), poller_next_wake_us(g, now_us)};
	int64_t next_us = INT64_MAX;

	for (gsize i = 0; i < G_N_ELEMENTS(wakes_us); i++)
		next_us = MIN(next_us, wakes_us[i]);
	return next_us;
}
