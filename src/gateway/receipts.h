/* A delivery report, from a webhook, a poll or a look-up: to its message, and what it says of the provider. */
#pragma once

#include "gateway/gateway.h"
#include "provider/provider.h"
#include "store/inbound.h"

/* Keeps one report and applies it. `once`: its source tells the same again and again, repeats leave no row. 1: kept;
 * 0: it stands already; negative errno of the store. Inside a transaction. */
int receipts_take(Gateway *g, const StoreInbound *row, const ProviderInbound *report, gboolean once, int64_t now_at);
