/* What the shop owes until when, and what it granted. Source: features F46, B1, B8. */
#pragma once

#include "desk/act.h"

#define PROMISE_WARN_S (2 * INT64_C(3600)) /* how long before its time the owner is warned, unless told otherwise */

/* `by` is on the customer's clock (spoken_time_parse()); `warn_s` 0: PROMISE_WARN_S. The actor owns it. */
int promise_make(const Desk *desk, int64_t case_id, const char *what, const char *by, int64_t warn_s, int64_t *promise_id,
                 int64_t *due_at, char **fault);
/* The same within an act on the case. */
int promise_within(const Act *act, const char *what, const char *by, int64_t warn_s, int64_t *promise_id, char **fault);

/* "kept" or "withdrawn", whoever owns it, as an act on its case. -ENOENT: no such open promise. */
int promise_end(const Desk *desk, int64_t promise_id, const char *state, char **fault);

/* Grants something: `kind` refund, replacement, repair or credit; `amount` as people write it ("20" or "19.90"), `currency` NULL
 * with an amount of 0 where no money moves. -EINVAL: no such kind or amount, or the note breaks the guard; -EPERM: over the
 * role's limit for this case, offers of before counted. */
int offer_make(const Desk *desk, int64_t case_id, const char *kind, const char *amount, const char *currency,
               const char *note, int64_t *offer_id, char **fault);

/* "19.90 CNY" of minor units; "replacement" has none: NULL. Caller frees. */
char *offer_money(const StoreOffer *offer);

/* The customer's clock for times of theirs; the shop's where nobody knows it. NULL: UTC. Owned by desk->zones. */
GTimeZone *promise_clock(const Desk *desk, const StoreCase *c);
