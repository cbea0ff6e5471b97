/* One bad row must not stop the others: each item of a turn is worked on behind a mark of the store. */
#pragma once

#include "gateway/gateway.h"
#include "util/log.h"

/* Ends the work on an item that began with store_mark(); `r` is what it came to. Done well: its writes stay, 0 or what
 * r was. A fault of its own (store_fault_is_rows()): its writes are taken back, 0 and *why the store's words (caller
 * frees), for whoever sets the item aside. A fault of the store: that error; the turn must fail. `what` and `fields`
 * are for the log. */
int item_end(Gateway *g, int r, const char *what, const LogFields *fields, char **why);
