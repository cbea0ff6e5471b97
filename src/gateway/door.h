/* Who may hand in a webhook (F65). What is refused here leaves no row but its count: anybody can knock. */
#pragma once

#include "gateway/gateway.h"

void door_init(Gateway *g);
void door_free(Gateway *g);

/* NULL: it may come in; else why not (static). Token first, then where it comes from, then the driver's word on its
 * signature. *peer is whose request it is, beyond the proxies we trust; caller frees. `conf` NULL: no such provider. */
const char *door_check(Gateway *g, const ConfProvider *conf, const char *token, const char *hook,
                       const HttpInbound *inbound, char **peer);

/* Counts a refusal; one line for the first and every thousandth of its kind, because a flood must not flood the
 * journal. */
void door_refuse(Gateway *g, const ConfProvider *conf, const char *why, const char *peer);

/* Writes the counts since the last turn (table refusal). Inside a transaction; door_kept() after its commit. */
int door_store(Gateway *g, int64_t now_us);
void door_kept(Gateway *g);
