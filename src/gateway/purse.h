/* What a shop's texts cost today, against spend_per_day. Counted in the store at a start and at midnight of the shop,
 * in memory between: what is under way or may be out counts as spent. */
#pragma once

#include "gateway/gateway.h"

void purses_init(Gateway *g);
void purses_free(Gateway *g);

/* After g->conf changed, and when some shop has another day than that of its count. */
int purses_adopt(Gateway *g, int64_t now_us);
int purses_refresh(Gateway *g, int64_t now_us);

/* What `segments` cost by that provider, in millionths. 0 where nothing is counted. */
int64_t purse_cost(const ConfShop *shop, const ConfProvider *provider, int segments);

/* TRUE: so much may be spent now. FALSE: until then it may not, *until_us. */
gboolean purse_allows(Gateway *g, const ConfShop *shop, int64_t cost, int64_t *until_us);

/* It is spent; it was not after all (surely not accepted, or never let out), of a claim at that time. */
void purse_take(Gateway *g, const char *shop, int64_t cost);
void purse_give_back(Gateway *g, const char *shop, int64_t cost, int64_t taken_us);
