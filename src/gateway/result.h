/* What a submit came to, into the store: the attempt, its message and step, and when and by whom it is tried again. */
#pragma once

#include "gateway/flight.h"

/* Stores the results of submits that ended. Inside a transaction. */
int result_store_all(Gateway *g, int64_t now_us);

/* Gives up waiting for answers (shutdown): what came is stored, submits under way become unknown, in a transaction of
 * its own. */
void result_give_up(Gateway *g, int64_t now_us);
