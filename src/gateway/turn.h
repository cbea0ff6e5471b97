/* One turn: all that is asked for, one transaction, then whatever may go out. */
#pragma once

#include "gateway/gateway.h"

/* 0, or the negative errno of the store: nothing was changed or let out, the flags are set again. */
int turn_run(Gateway *g, int64_t now_us);

/* When the next one is due by itself, INT64_MAX: not before something happens. */
int64_t turn_next_wake_us(Gateway *g, int64_t now_us);
