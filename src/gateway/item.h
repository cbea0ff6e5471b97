/* One bad row must not stop the others: what a turn does to an item can be taken back alone. */
#pragma once

#include "gateway/gateway.h"
#include "util/log.h"

/* Ends the work on an item that began with store_mark(); `r` is what it came to. Done well: its writes stay, 0 or what
 * r was. A fault of its own (store_fault_is_rows()): its writes are taken back, 0 and *why the store's words (caller
 * frees), for whoever sets the item aside. A fault of the store: that error; the turn must fail. `what` and `fields`
 * are for the log. */
int item_end(Gateway *g, int r, const char *what, const LogFields *fields, char **why);

/* Works on the item of this number. */
typedef int (*ItemWork)(Gateway *g, guint index, void *user);

/* Items 0 to count - 1, all behind one mark: a mark for each of them costs more than its writes, as SQLite copies every
 * page that is written behind one. When an item has a fault of its own everything is taken back, `undo` (may be NULL)
 * takes back what memory knows of it, and `alone` does it all once more, with a mark for each item (item_end()). 0 or a
 * fault of the store. */
int items_run(Gateway *g, guint count, ItemWork together, void (*undo)(Gateway *g, void *user), ItemWork alone,
              void *user);
