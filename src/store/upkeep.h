/* The store's upkeep: backup, verification, erasure, heartbeat. The same rules as in store.h: 0 or a negative errno, writes inside a
 * transaction unless said otherwise, outputs untouched on failure, what comes out is the caller's. */
#pragma once

#include "store/store.h"

/* ---- marks (store/sqlite/backup.c) ---- */

/* When that was last; STORE_NO_TIME: never. Names: "heartbeat", "backup". */
int store_mark_get(Store *store, const char *name, int64_t *at);
int store_mark_put(Store *store, const char *name, int64_t at);

/* ---- backup (store/sqlite/backup.c) ---- */

/* Copies the store as it is at one instant, while others read and write it, into a new file (mode 0600, synced, checked). It has its
 * name only when it is whole: a crash leaves at most PATH.partial. Outside a transaction; notes the time. -EEXIST: there is such a
 * file, or the remains of another run; -EBADMSG: the copy is damaged, as the store is. */
int store_backup(Store *store, const char *path, int64_t now_at, int64_t *bytes);

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
