#include "gateway/turn.h"

#include "gateway/backlog.h"
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
		r = backlog_run(g, now_us);
	if (r >= 0)
		r = sender_claim(g, now_us);
	if (r >= 0)
		r = lanes_store(g, now_us);
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
		backlog_abort(g);
		g->wake |= wake;
		return r;
	}
	fault_point("turn.committed");
	receiver_answer(g, TRUE);
	sender_launch(g);
	backlog_stored(g);
	return 0;
}
