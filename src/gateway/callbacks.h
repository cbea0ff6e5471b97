/* A customer wants to be called: from the wish to an appointment on the agents' list (F45). */
#pragma once

#include "core/ladder.h"
#include "gateway/gateway.h"
#include "text/when.h"

/* What a reply says about the time, as core asks for it. */
LadderWish callbacks_wish(const When *when);

/* Makes the callback, or moves the one that is open. `wish`: what was understood of the time (LADDER_NO_WISH: nothing),
 * `words` the customer's own about it. Nothing where the shop may not call or no time is permitted: the reply itself is
 * with the agents. Inside a transaction. */
int callbacks_ask(Gateway *g, int64_t case_id, const LadderWish *wish, const char *words, int64_t asked_at, int64_t now_at);
