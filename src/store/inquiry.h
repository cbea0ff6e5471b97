/* The part of the store's contract about what comes in other than whole and unasked: look-ups, polls, parts of long
 * replies, and webhooks turned away. The rules of store.h hold here too. */
#pragma once

#include "store/inbound.h"

/* ---- look-ups (store/sqlite/lookups.c) ----
 *
 * Each attempt that ended accepted or unknown has a row from the same transaction on, until its message is delivered
 * or failed. It is due at once: what is to be asked, and when, only the caller knows, who has the configuration. */

typedef enum {
	STORE_LOOKUP_NEW,         /* nobody has looked at it yet */
	STORE_LOOKUP_UNKNOWN,     /* does the provider have it? */
	STORE_LOOKUP_WAIT_REPORT, /* nobody is asked: a report is waited for until due_at */
	STORE_LOOKUP_REPORT,      /* it was accepted: what became of it? */
	STORE_LOOKUP_PURPOSES
} StoreLookupPurpose;

typedef struct {
	int64_t attempt_id;
	StoreLookupPurpose purpose;
	int asked;
	int unsure;
	char *page; /* NULL: the first */
	int pages;
	/* of its message */
	int64_t message_id;
	int64_t case_id;
	int64_t person_id;
	MessageState state;
	gboolean newest; /* no later attempt of the message */
	Step step;
	char *provider;
	char *provider_id; /* NULL: none */
	char *ref;
	char *phone;
	char *text;
	int64_t started_at;
	int64_t sent_at; /* STORE_NO_TIME: not accepted */
} StoreLookup;
void store_lookup_clear(StoreLookup *lookup);

/* Up to `limit` rows due, earliest first. */
int store_lookup_list(Store *store, int64_t now_at, guint limit, GArray **lookups); /* of StoreLookup */
/* The one of an attempt. -ENOENT: it is over. */
int store_lookup_get(Store *store, int64_t attempt_id, StoreLookup *lookup);
/* The earliest due time; STORE_NO_TIME: none. */
int store_lookup_next(Store *store, int64_t *due_at);
/* Writes purpose, asked, unsure, page and pages back, with the next due time. */
int store_lookup_set(Store *store, const StoreLookup *lookup, int64_t due_at);
/* 1: the provider's id is that of another message of ours; 0: it is not. */
int store_lookup_is_anothers(Store *store, const StoreLookup *lookup, const char *provider_id);
/* Nothing is left to ask. */
int store_lookup_drop(Store *store, int64_t attempt_id);

/* The end of the questions about an unknown one: a person must look. The finding stands in the lookup's row and as
 * the step's detail, EVENT_HELD says it. -ENOENT: the message is not unknown any more, or has a later attempt;
 * nothing is written. */
int store_lookup_held(Store *store, int64_t attempt_id, const char *finding, int64_t now_at);
/* It surely never left: its step is planned again, now, and the case's story says why. -ENOENT as before. */
int store_lookup_absent(Store *store, int64_t attempt_id, const char *finding, int64_t now_at);

/* ---- polls (store/sqlite/polls.c) ---- */

typedef struct {
	char *cursor; /* NULL: none yet */
	int64_t next_at;
	int64_t answered_at; /* STORE_NO_TIME: never */
	int failures;
	char *error;        /* NULL: none */
	int64_t inbound_id; /* 0: no answer was kept */
} StorePoll;
void store_poll_clear(StorePoll *poll);
/* All zero (answered_at STORE_NO_TIME) for one that was never asked. */
int store_poll_get(Store *store, const char *provider, const char *kind, StorePoll *poll);
/* Those whose newest question had no good answer. */
typedef struct {
	char *provider;
	char *kind;
	int64_t answered_at; /* STORE_NO_TIME: never */
	int failures;
	char *error;
} StorePollFailure;
int store_poll_failures(Store *store, GArray **failures); /* of StorePollFailure */
int store_poll_set(Store *store, const char *provider, const char *kind, const StorePoll *poll);
/* 1: that inbound row has this very body; 0: it has not, or is gone. */
int store_inbound_is(Store *store, int64_t inbound_id, GBytes *body);

/* ---- replies in parts (store/sqlite/parts.c) ---- */

typedef struct {
	int64_t id;
	int64_t inbound_id;
	char *provider;
	char *provider_id; /* NULL: none */
	char *from_number;
	char *to_number;
	char *part_of;
	int part; /* 1 .. parts */
	int parts;
	char *text;
	int optout; /* a ProviderOptout */
	int64_t at; /* STORE_NO_TIME: not told */
	int64_t received_at;
} StorePart;
void store_part_clear(StorePart *part);

typedef enum {
	STORE_PART_WAITS, /* for others */
	STORE_PART_WHOLE, /* all are there */
	STORE_PART_LATE,  /* the others were joined without it: it counts as joined */
} StorePartFate;
/* Keeps a part. -EEXIST: it was told before; -EBUSY: other words wait under this number - a reference that came
 * round again - so what waits must be joined first. */
int store_part_put(Store *store, const StorePart *part, int64_t now_at, StorePartFate *fate);
/* When the part that waits longest came; STORE_NO_TIME: none waits. */
int store_part_next(Store *store, int64_t *received_at);
/* One part of each set of which a part came at `until_at` or before, at most `limit`. */
int store_part_overdue(Store *store, int64_t until_at, guint limit, GArray **parts); /* of StorePart */
/* All that wait with this one, in order; they are joined now. */
int store_part_join(Store *store, const StorePart *of, int64_t now_at, GArray **parts); /* of StorePart */

/* ---- the door (store/sqlite/polls.c) ---- */

int store_refusal_add(Store *store, const char *provider, const char *cause, int64_t count, int64_t now_at);

typedef struct {
	char *provider;
	char *cause;
	int64_t count;
	int64_t first_at;
	int64_t last_at;
} StoreRefusal;
int store_refusal_list(Store *store, GArray **refusals); /* of StoreRefusal */
