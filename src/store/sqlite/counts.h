/* What reports count (table fact), written by whoever writes what it tells of: a row each, with all that was so at that
 * time. Nothing else in the store writes facts but the trigger of an opt-out. */
#pragma once

#include "store/sqlite/db.h"

/* The columns of a case, and of the message an event is about, that its log and its facts need. */
enum {
	COUNTS_STATE,
	COUNTS_ROUND,
	COUNTS_SHOP,
	COUNTS_ZONE,
	COUNTS_SHOP_ZONE,
	COUNTS_CATEGORY,
	COUNTS_PRODUCT,
	COUNTS_CARRIER,
	COUNTS_LEVEL,
	COUNTS_COMPLAINT_AT,
	COUNTS_WIPED,
	COUNTS_HASH, /* its log ends with */
	COUNTS_CONTACTED_AT,
	COUNTS_TEXT, /* from here on of the message; null: it is about none */
	COUNTS_PROVIDER,
	COUNTS_LANGUAGE,
	COUNTS_TEXT_VERSION,
	COUNTS_SEGMENTS,
	COUNTS_PRICE,
	COUNTS_CURRENCY,
};

/* The row of a case, and of that message (0: none); the caller releases it, before another one is asked for. -ENOENT: no
 * such case. */
int counts_case(Store *store, int64_t case_id, int64_t message_id, DbRow *c);

/* What the event just written, of that row, counts for; `round` is the case's after the event. A contact in time keeps
 * the promise of its case as well. */
int counts_event(Store *store, DbRow c, int64_t case_id, int64_t round, const StoreEvent *event,
                 int64_t event_id);

/* The promise of a first contact came to an end at `at`: kept (cause NULL), or missed for that cause. */
int counts_promise(Store *store, DbRow c, int64_t case_id, int64_t round, const char *cause, int64_t at,
                   int64_t deadline_at);
