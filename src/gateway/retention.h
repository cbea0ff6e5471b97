/* The nightly round that takes out what is older than the configuration keeps it (core/retention.h). A little in each
 * turn, so that nothing that leaves or comes in waits for it; what a crash interrupts begins again. */
#pragma once

#include "gateway/gateway.h"

void retention_init(Gateway *g);
void retention_free(Gateway *g);

/* Inside the turn's transaction, after all that is in a hurry. */
int retention_run(Gateway *g, int64_t now_us);
/* The turn was taken back; it is durable. */
void retention_abort(Gateway *g);
void retention_stored(Gateway *g);

/* When the next round begins; INT64_MAX: everything is kept for ever. */
int64_t retention_next_wake_us(const Gateway *g, int64_t now_us);
