/* One turn: all that is asked for, one transaction, then whatever may go out. */
#pragma once

#include "gateway/gateway.h"

/* 0, or the negative errno of the store: nothing was changed or let out, the flags are set again. */
int turn_run(Gateway *g, int64_t now_us);

/* When the next turn is due by the clock alone; INT64_MAX: nothing waits for a time. */
int64_t turn_next_wake_us(Gateway *g, int64_t now_us);
