/* What is read in bulk to look ahead, or back over other rules: what waits, how long submits took, how cases went. As
 * the rest of the contract (store/store.h). */
#pragma once

#include "store/store.h"

/* ---- the look ahead (store/sqlite/load.c) ---- */

/* Planned steps that are alike: of one shop, one customer's zone, region and own quiet hours, one kind, due in one minute
 * and with their deadline in one minute. */
typedef struct {
	char *shop;
	char *zone;   /* NULL: not known */
	char *region; /* NULL: not known */
	char *quiet;  /* StoreCase.quiet */
	Step step;
	int64_t due_at;      /* the earliest of them */
	int64_t deadline_at; /* the earliest of them; STORE_NO_TIME: none has one */
	int64_t count;
	int64_t case_id;     /* of a heap of one, else 0; with it the next three, and phone and line_kind */
	char *language;
	char *category;      /* NULL: none */
	int level;
	char *phone;
	char *line_kind;     /* NULL: not known */
} StoreLoad;
/* All that is planned before `until_at`, overdue steps too, earliest first. `each`: heaps of one case each, where it matters which. */
int store_planned_load(Store *store, int64_t until_at, gboolean each, GArray **loads); /* of StoreLoad */

typedef struct {
	char *provider;
	int64_t took_us; /* from intent to the provider's word */
} StoreSubmit;
/* Those of the newest `limit` attempts that were accepted, in no order. */
int store_submit_list(Store *store, guint limit, GArray **submits); /* of StoreSubmit */

/* ---- what foresight reads in bulk (store/sqlite/history.c) ---- */

/* Up to `limit` steps planned or held of cases above `after_id`, in order of the case: the queue, a page at a time. The steps
 * of one case are never parted: a page may be longer by them. Costs one walk over what waits, not over what was. */
int store_queue_list(Store *store, int64_t after_id, guint limit, GArray **steps); /* of StoreStep */

/* A case with all that is known to have happened to it and its customer, for core/replay: opt-outs, dead numbers and
 * contacts about the customer's other cases among its entries. What the case's shop, zone, number and the customer's quiet hours are now holds for its
 * past. Everything is borrowed until the next case. */
typedef struct {
	ReplayCase past;
	const char *shop;
	const char *zone;    /* NULL: not known */
	const char *region;  /* NULL: not known */
	const char *quiet;   /* StoreCase.quiet */
	int segments[STEPS]; /* of its newest message of that step; 0: none was made */
} StoreHistory;

typedef struct {
	int64_t since_at, until_at; /* cases that came in from then, up to then */
	const char *shop;           /* NULL: any */
} StoreHistoryFilter;

/* Tells `each` of the cases, oldest first, in one pass over one state of the store. Finds the first one by the order of
 * ids: clocks that were set back by a day at most do no harm. `each` gives 0, or a negative errno that ends it. */
typedef int (*StoreHistoryEach)(const StoreHistory *history, void *user);
int store_history_each(Store *store, const StoreHistoryFilter *filter, StoreHistoryEach each, void *user);
