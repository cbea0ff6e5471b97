/* The store's upkeep: backup, verification, erasure, heartbeat. The same rules as in store.h: 0 or a negative errno, writes inside a
 * transaction unless said otherwise, outputs untouched on failure, what comes out is the caller's. */
#pragma once

#include "core/retention.h"
#include "store/store.h"

/* ---- marks (store/sqlite/backup.c) ---- */

/* When that was last; STORE_NO_TIME: never. Names: "heartbeat", "backup", "retention". */
int store_mark_get(Store *store, const char *name, int64_t *at);
int store_mark_put(Store *store, const char *name, int64_t at);

/* ---- backup (store/sqlite/backup.c) ---- */

/* Copies the store as it is at one instant, while others read and write it, into a new file (mode 0600, synced, checked). It has its
 * name only when it is whole: a crash leaves at most PATH.partial. Outside a transaction; notes the time. -EEXIST: there is such a
 * file, or the remains of another run; -EBADMSG: the copy is damaged, as the store is. */
int store_backup(Store *store, const char *path, int64_t now_at, int64_t *bytes);

/* ---- the write-ahead log (store/sqlite/checkpoint.c) ---- */

/* From now until store_close() a second thread copies the log back into the store, for who commits all the time and has no ten
 * milliseconds to spare. Outside a transaction. Without it SQLite does so within a commit; so it goes on when this fails: -EIO: no second
 * connection; -EAGAIN: no thread to be had. */
int store_checkpoint_beside(Store *store);

/* ---- verification (store/sqlite/verify.c) ---- */

typedef struct {
	char *row;  /* "message 7 of case 3" */
	char *what; /* what is wrong with it */
	const char *cure;
} StoreFinding;
/* Looks at everything, in one state of the store: the file, foreign keys, the chains of all cases (unless `quick`), and what the
 * daemon relies on. An empty list is a good store. Of each kind at most 50 are told. */
int store_verify(Store *store, gboolean quick, GArray **findings); /* of StoreFinding */

/* ---- erasure (store/sqlite/erase.c) ---- */

/* Takes everything personal of a person out of the store: number, names, texts, notes, what providers brought. Open cases end as
 * "withdrawn". Events stay with their digests, so that the log's chain still holds. The number is kept as a keyed hash, so that
 * a case that comes in for it again is of a blocked person. -ENOENT: no such person; -EBUSY: a message to them is under way. */
int store_erase(Store *store, int64_t person_id, const char *reason, const char *actor, int64_t now_at, guint *cases);
/* After the commit: no old page of the file keeps what was erased. Best effort while others read. */
int store_erase_settle(Store *store);

/* ---- what is kept for a time only (store/sqlite/retention.c) ---- */

/* A row of some kind, and where in the walk over them it stands. */
typedef struct {
	int64_t at;
	int64_t id;
} StoreSpot;
#define STORE_SPOT_FIRST ((StoreSpot){INT64_MIN, INT64_MIN})
/* Up to `limit` rows behind `after` that are as old as until_at or older and of nothing that still lives. */
int store_over_list(Store *store, RetainKind kind, int64_t until_at, const StoreSpot *after, guint limit,
                    GArray **spots); /* of StoreSpot */
/* How many such rows there are: reads them all. */
int store_over_count(Store *store, RetainKind kind, int64_t until_at, int64_t *count);
/* Takes out one that was listed in this transaction. Of a case: with all that is its own, and with its customer's number where
 * neither another case nor a wish of theirs needs it; a keyed hash stays, so that the case is not begun anew. */
int store_over_remove(Store *store, RetainKind kind, int64_t id, int64_t now_at);

/* That a round took out so many. */
int store_removal_put(Store *store, RetainKind kind, int64_t count, int64_t at);
/* The newest of them; STORE_NO_TIME: there was none. */
int store_removal_last(Store *store, RetainKind kind, int64_t *at, int64_t *count);
