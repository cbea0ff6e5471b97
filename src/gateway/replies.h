/* A customer's reply: to whom it belongs, what it means, what it does to the case (F32, F37-F39). */
#pragma once

#include "gateway/gateway.h"
#include "provider/provider.h"
#include "store/inbound.h"

/* Keeps one reply and applies it, or keeps a part of one until the others are there. Inside a transaction. 1: kept;
 * 0: it stands already; negative errno of the store. */
int replies_take(Gateway *g, const StoreInbound *row, const ProviderInbound *reply, int64_t now_at);

/* The same for one that is whole, or as whole as it will be: `missing` parts of it never came. */
int replies_keep(Gateway *g, const StoreInbound *row, const ProviderInbound *reply, int missing, int64_t now_at);
