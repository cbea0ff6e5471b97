/* Changed case -> next step: takes rows in from the shop's tools and plans every case whose facts or rules changed. */
#pragma once

#include "gateway/gateway.h"

/* One case: facts, core, plan row. Inside a transaction. */
int planner_plan(Gateway *g, int64_t case_id, int64_t now_us);

/* Works off a bounded part of intake, dirty and stale cases; asks for another turn when some are left. Inside a
 * transaction. 0 or negative errno of the store. */
int planner_run(Gateway *g, unsigned wake, int64_t now_us);
