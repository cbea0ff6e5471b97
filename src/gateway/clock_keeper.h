/* The clocks of callbacks, promises and claims: warns before, notes what was missed or broken, ends what is over (F42, F45,
 * F46). */
#pragma once

#include "gateway/gateway.h"

/* Works off a bounded part of what is due; asks for another turn when some is left. Inside a transaction. */
int clock_keeper_run(Gateway *g, int64_t now_us);

/* When the next warning or end is due; INT64_MAX: none. */
int64_t clock_keeper_next_wake_us(Gateway *g);
