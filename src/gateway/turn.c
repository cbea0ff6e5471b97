#include "gateway/turn.h"

#include <errno.h>

#include "gateway/lane.h"
#include "gateway/planner.h"
#include "gateway/receiver.h"
#include "gateway/result.h"
#include "gateway/sender.h"
#include "gateway/sla.h"
#include "util/fault.h"
#include "util/log.h"

static int run_parts(Gateway *g, unsigned wake, int64_t now_us)
{
	int r = result_store_all(g, now_us);

	if (r >= 0)
		r = receiver_keep(g, now_us);
	if (r >= 0 && wake & WAKE_INBOUND)
		r = receiver_run(g, now_us);
	if (r >= 0 && wake & (WAKE_DUE | WAKE_STALE))
		r = sla_run(g, now_us);
	if (r >= 0)
		r = planner_run(g, wake, now_us);
	if (r >= 0)
		r = sender_claim(g, now_us);
	if (r >= 0)
		r = lanes_store(g, now_us);
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
	if (r < 0) {
		log_error(NULL, "store: %s",
		          r == -ESTALE ? "it is older than what was done in it" : store_error(g->store));
		receiver_answer(g, FALSE);
		sender_abort(g);
		g->wake |= wake;
		return r;
	}
	fault_point("turn.committed");
	g->tail = tail;
	receiver_answer(g, TRUE);
	sender_launch(g);
	return 0;
}
