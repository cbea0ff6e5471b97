/* What the team is told, and what became of it. The same rules as in store.h: 0 or a negative errno, writes inside a
 * transaction, outputs untouched on failure, what comes out is the caller's.
 *
 * Whoever has something to tell - a part of the daemon within its turn, a command of followupctl - calls
 * store_notice_put() in the transaction that makes it true, and store_notice_end() in the one that ends it; the
 * daemon's next turn does the rest. What stands in rows already is told by the store and its triggers and must not be
 * put once more: replies, unsatisfied customers, misses of the SLA, the warned and broken marks of promises, the warned
 * mark of callbacks, a call of the reason "missed_callback", webhooks that cannot be read. Words are a sentence without
 * its full stop, and hold no customer's text and no whole number. */
#pragma once

#include "core/notice.h"
#include "store/store.h"

typedef struct {
	int64_t id;
	NoticeKind kind;
	int64_t case_id; /* 0: none */
	char *shop;      /* NULL: that of the case, or about all of them */
	char *channel;   /* NULL: whose settings want it */
	char *words;
	char *key;      /* NULL: never the same as another */
	int64_t due_at; /* what it warns of; STORE_NO_TIME: nothing */
	int64_t at;
	int64_t seen_at;  /* the last time it was put */
	int64_t count;    /* how often it was put */
	int64_t ended_at; /* STORE_NO_TIME: stands, or no alarm */
	char *end_words;
	int64_t shared_at; /* STORE_NO_TIME: not handed out to channels yet */
	char *sent;        /* of lists: "ops: told, boss: waiting (http 500)"; NULL: to no channel */
} StoreNotice;
void store_notice_clear(StoreNotice *notice);

/* Reads kind, case_id, shop, channel, words, key, due_at and `at`. -EEXIST: one of that key stands; it is counted
 * again. */
int store_notice_put(Store *store, const StoreNotice *notice);
/* Ends the alarm of that key: `words` as "provider office works again"; how long it stood is added when it is told.
 * -ENOENT: none stands. */
int store_notice_end(Store *store, const char *key, const char *words, int64_t now_at);
/* The alarms that stand. */
int store_notice_standing(Store *store, GArray **notices); /* of StoreNotice */
/* Newest first; open: alarms that stand, and what some channel was not told yet. */
int store_notice_list(Store *store, gboolean open_only, guint limit, GArray **notices);

/* ---- handing out (the daemon's) ---- */

/* What is not handed out yet, oldest first. */
int store_notice_untold(Store *store, guint limit, GArray **notices);
/* It is for this channel, to leave at `next_at`. Twice is once. */
int store_notice_for(Store *store, int64_t notice_id, gboolean end, const char *channel, int64_t next_at);
/* Its end goes where its beginning went. */
int store_notice_end_for_same(Store *store, int64_t notice_id, int64_t next_at);
int store_notice_shared(Store *store, int64_t notice_id, int64_t now_at);

/* When the channel has something to send: a batch that is tried again, else the earliest that waits. STORE_NO_TIME:
 * nothing. `alarms`: only batches that hold an alarm or a test, and only such notices. */
int store_telling_next(Store *store, const char *channel, gboolean alarms, int64_t *next_at);
/* What the channel has to send later than at `latest_at` is to leave then. */
int store_telling_hasten(Store *store, const char *channel, int64_t latest_at);
/* When the channel's messages of the last hour began to be `most`: the time of the oldest of them, else STORE_NO_TIME.
 */
int store_telling_full(Store *store, const char *channel, guint most, int64_t now_at, int64_t *oldest_at);

/* One message to a channel. */
typedef struct {
	int64_t batch;
	int tries;       /* this one included */
	GArray *notices; /* of StoreNotice, oldest first */
	GArray *ends;    /* of gboolean beside it: its end is told */
	guint more;      /* that many others are told by their number alone */
} StoreTelling;
void store_telling_clear(StoreTelling *telling);
/* Takes what is to leave: the batch that is tried again, else all that waits, of which `limit` go in their own words;
 * `alarms` as above. Each counts as tried until `next_at` then tells otherwise, also after a crash. -ENOENT: nothing is
 * due. */
int store_telling_take(Store *store, const char *channel, gboolean alarms, int64_t now_at, guint limit,
                       StoreTelling *telling);
int store_telling_put_off(Store *store, int64_t batch, int64_t next_at); /* set right after taking it */
/* It was told (error NULL); or it failed and comes again at `next_at` (STORE_NO_TIME: given up). */
int store_telling_result(Store *store, int64_t batch, const char *error, int64_t next_at, int64_t now_at);

/* ---- what alarms are made of (store/sqlite/alarms.c) ---- */

/* Messages of a provider since its last receipt, at most `limit` of them: how many, and when the first was sent. */
int store_silence(Store *store, const char *provider, guint limit, guint *count, int64_t *first_at);
/* Messages whose outcome is unknown, and since when the oldest waits (STORE_NO_TIME: none). */
int store_unknown_waiting(Store *store, guint *count, int64_t *since_at);

/* Open deadlines that come within `lead_s` and that no planned step will keep by itself, as far as the team was not
 * told. */
typedef struct {
	int64_t case_id;
	int round;
	int64_t deadline_at;
	int64_t risk_at; /* from when on nothing but a person may keep it */
	char *shop;
} StoreRisk;
int store_sla_risks(Store *store, int64_t now_at, int64_t lead_s, guint limit, GArray **risks);
/* When the next deadline comes within the lead. STORE_NO_TIME: none. */
int store_sla_risk_next(Store *store, int64_t now_at, int64_t lead_s, int64_t *at);
int store_sla_risk_told(Store *store, int64_t case_id, int round, int64_t now_at);
