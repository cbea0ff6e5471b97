/* What reports count, and the measures they are judged by. Part of the contract of store.h: its rules hold here too.
 * Sources: F51, F52.
 *
 * A fact is written when a thing happens, by who writes that (sqlite/counts.h), with all that was so at that time, and
 * never changed: a report of a time that is over says the same whenever it is asked for. */
#pragma once

#include "store/store.h"

typedef enum {
	FACT_CREATED,
	FACT_UPDATED, /* the shop told more about the case */
	FACT_SENT,
	FACT_AGENT_CONTACTED,
	FACT_UNKNOWN_OUTCOME,
	FACT_REPLY,
	FACT_RESOLVED,
	FACT_SATISFIED,
	FACT_UNSATISFIED,
	FACT_NO_ANSWER,
	FACT_KEPT, /* the promise of a first contact, when that was clear */
	FACT_MISSED,
	FACT_STOP, /* a customer's own opt-out, with the last text before it */
	FACTS
} FactKind;

/* Borrowed, all of it, until the next one. Strings NULL, numbers 0 and times STORE_NO_TIME: not known, or not of this
 * kind. */
typedef struct {
	int64_t id; /* in the order they were written */
	FactKind kind;
	int64_t at;
	int64_t case_id;
	int round; /* of an answer: the round that was asked about */
	const char *shop;
	gboolean whole;        /* FALSE: from before facts were written; what could have changed since is not known */
	const char *zone;      /* the customer's */
	const char *shop_zone; /* the clock of the shop's weeks and months */
	const char *category;
	const char *product;
	const char *carrier;
	int level;       /* of the case */
	int agent_level; /* of who resolved the case last */
	Step step;       /* STEP_NONE: of no step, or one this version does not know */
	int64_t message_id;
	const char *provider;
	const char *language;
	const char *text_version;
	int segments;
	int64_t price;        /* of all segments, in millionths of `currency` */
	const char *currency; /* NULL: no price was known */
	gboolean first;       /* the case's first contact */
	int64_t waited_s;     /* contacts: since the complaint; stops: since the text */
	int64_t target_s;     /* kept, missed: from the complaint to the deadline; of a contact: it kept that promise */
	MissCause cause;      /* missed */
} StoreFact;

typedef struct {
	int64_t since_at, until_at; /* [since_at, until_at) */
	const char *shop;           /* NULL: any */
	const char *zone; /* the customer's; NULL: any. Facts that are not whole come all the same: nobody knows */
} StoreFactFilter;

/* Tells `each` of the facts of a kind, oldest first, along an index. `each` gives 0, or a negative errno that ends it.
 */
typedef int (*StoreFactEach)(const StoreFact *fact, void *user);
int store_fact_each(Store *store, FactKind kind, const StoreFactFilter *filter, StoreFactEach each, void *user);

/* ---- measures ---- */

typedef struct {
	int64_t id;
	char *what;
	char *shop;     /* NULL: all */
	int64_t at;     /* from when on it should show */
	char *owner;    /* "agent:li", or as it was written */
	int64_t due_at; /* STORE_NO_TIME: no day was named */
	int64_t made_at;
	char *made_by;
	int64_t done_at; /* STORE_NO_TIME: not yet */
	char *done_by;
} StoreMeasure;
void store_measure_clear(StoreMeasure *measure);

int store_measure_put(Store *store, const StoreMeasure *measure, int64_t *id);
int store_measure_get(Store *store, int64_t id, StoreMeasure *out); /* -ENOENT */
/* -ENOENT: there is none; -EEXIST: it is done already. */
int store_measure_done(Store *store, int64_t id, const char *actor, int64_t at);
/* Those of [since_at, until_at), by time; `shop` NULL: any, else its own and those of all shops. */
int store_measure_list(Store *store, const char *shop, int64_t since_at, int64_t until_at, GArray **measures);
