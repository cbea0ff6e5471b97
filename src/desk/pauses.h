/* Stops of all sending, or of one shop, provider, step or text (core/pause.h), with a reason and, if wanted, an end. Replies
 * and receipts go on. Source: F56. */
#pragma once

#include "desk/desk.h"

/* What --until says, as an instant after now: "18:00" (the next time the zone's clock shows it), "2026-11-18 18:00",
 * "2026-11-18T18:00:00+08:00" or "...Z". `zone` NULL is UTC. 0, or -EINVAL with *fault. */
int pause_until_parse(const char *text, GTimeZone *zone, int64_t now_at, int64_t *until_at, char **fault);

/* until_at STORE_NO_TIME: until it is resumed. -EINVAL: nothing of that name; -EEXIST: paused already. */
int pause_begin(const Desk *desk, const char *scope, const char *reason, int64_t until_at, char **fault);

/* -ENOENT: not paused. */
int pause_end(const Desk *desk, const char *scope, char **fault);

/* "Shop demo", to begin a sentence. Caller frees. */
char *pause_words(const char *scope);
