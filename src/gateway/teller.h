/* Tells the team: hands notices out to the channels of the configuration, and sends them, as submits are sent - taken
 * in the turn's transaction, let out after the commit, the result stored by the turn after. At least once: what has no
 * result is told again. A channel that takes nothing keeps what is for it, and stops nobody else. */
#pragma once

#include "gateway/gateway.h"

void teller_init(Gateway *g);
/* After the HTTP client, which still has its requests. */
void teller_free(Gateway *g);

/* Stores results, looks at the alarms, hands out and takes what is due. Inside a transaction. A fault of a notice's own
 * is logged and keeps nothing else: 0. */
int teller_run(Gateway *g, int64_t now_us);

/* After the commit: lets the messages of this turn out. */
void teller_launch(Gateway *g);

/* The turn failed: what it took has not left. */
void teller_abort(Gateway *g);

/* When an alarm or a channel wants the next turn; INT64_MAX: none does. */
int64_t teller_next_wake_us(const Gateway *g, int64_t now_us);
