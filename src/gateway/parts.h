/* Long replies, which providers hand on in parts: kept as they come, one reply when all are there or ten minutes
 * after the first (F37). */
#pragma once

#include "gateway/gateway.h"
#include "provider/provider.h"
#include "store/inbound.h"

#define PARTS_WAIT_S 600
#define PARTS_MAX 32 /* more are no SMS; each is then a reply of its own */

/* Keeps one part, and the reply when it is whole. 1: kept; 0: it was told before; negative errno. Inside a
 * transaction. */
int parts_take(Gateway *g, const StoreInbound *row, const ProviderInbound *part, int64_t now_at);

/* Makes replies of those whose parts did not all come. Inside a transaction. */
int parts_run(Gateway *g, int64_t now_us);

/* When that is next to be done; INT64_MAX: nothing waits. */
int64_t parts_next_wake_us(Gateway *g, int64_t now_us);
