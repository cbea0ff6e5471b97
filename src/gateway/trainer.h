/* Practice (F58): the daemon over a store for training. No provider, no network: texts are taken where they would
 * leave, and the customer of the copied case answers. */
#pragma once

#include "gateway/gateway.h"

/* For Gateway.find_driver: the same for any name. It builds no request. */
const Provider *trainer_driver(const char *name);

/* What became of a text that would have left: the provider has it. */
void trainer_take(int64_t message_id, ProviderResult *result);

/* Reports on what was taken, and what customers say by now. Inside a transaction. */
int trainer_run(Gateway *g, int64_t now_us);

/* When the next customer answers; INT64_MAX: nobody's turn. */
int64_t trainer_next_wake_us(Gateway *g);
