/* A customer's reply: to whom it belongs, what it means, what it does to the case (F32, F37-F39). */
#pragma once

#include "gateway/gateway.h"
#include "provider/provider.h"

/* Keeps one reply and applies it. Inside a transaction. 0 or negative errno of the store. */
int replies_take(Gateway *g, const StoreInbound *row, const ProviderInbound *reply, int64_t now_at);
