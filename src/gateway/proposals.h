/* Wordings that the daemon lays before the agents. Nothing of them leaves unless an agent sends it. */
#pragma once

#include "gateway/gateway.h"
#include "store/team.h"

/* An apology for a callback that was not made, from the texts of step callback. None where the customer may not be
 * texted, where the texts have none in their language, or one waits already. Source: features F45. */
int proposals_apology(Gateway *g, const StoreCall *call, int64_t now_at);
