/* After an outage: nothing leaves before everything that is due was judged anew; what remains is spread (core/backlog.h). */
#pragma once

#include "gateway/gateway.h"

/* At start, with configuration and store at hand: was the daemon away while something became due? Then sender_claim() rests until
 * backlog_run() is through. */
int backlog_begin(Gateway *g, int64_t now_us);

/* A part of each turn: judges and spreads a part of what waits; else, now and then, says that we are here. */
int backlog_run(Gateway *g, int64_t now_us);
/* The turn was taken back; or it is durable. */
void backlog_abort(Gateway *g);
void backlog_stored(Gateway *g);

gboolean backlog_guards(const Gateway *g);
void backlog_free(Gateway *g);
