/* How one program learns that another one wrote to the store, without polling.
 *
 * Foreign writers (a shop's cron job, the sqlite3 shell) are noticed by inotify on the WAL; our own programs ring a
 * doorbell - a datagram to a socket beside the store - after their commit. inotify fires at the write of the WAL,
 * before the writer's commit ends: STORE_WATCH_AGAIN asks to be called again in a moment, until no writer is in the
 * middle. */
#pragma once

#include "store/store.h"

typedef struct StoreWatch StoreWatch;

/* Watches the store at `path` for its open handle, which must be a STORE_READ_WRITE one (-EROFS: without the right to
 * take the write lock a commit under way cannot be told from none). The daemon is the `owner`: it holds the store's
 * lock until store_watch_free() or its end (-EBUSY: another process holds it) and has the bell; who only looks on
 * (`replies --follow`) goes without and is woken by inotify. 0 or negative errno. The first drain looks in any case. */
int store_watch_new(Store *store, const char *path, gboolean owner, StoreWatch **watch);
void store_watch_free(StoreWatch *watch);

/* Descriptors to wait on for reading. -1: there is none; without inotify (the machine's instances are used up)
 * store_watch_drain() asks to be called every two seconds. */
int store_watch_inotify_fd(const StoreWatch *watch);
/* What a program says at its start then. */
#define STORE_WATCH_BLIND                                                                                              \
	"no inotify to be had: looking for other programs' rows every two seconds (raise fs.inotify.max_user_instances and " \
	"restart)"
int store_watch_bell_fd(const StoreWatch *watch);

typedef enum {
	STORE_WATCH_NOTHING, /* our own writes, or none */
	STORE_WATCH_CHANGED, /* somebody committed: look */
	STORE_WATCH_AGAIN,   /* somebody is in the middle of a commit: call again in retry_us */
	STORE_WATCH_REPLACED,/* the file was moved or deleted under us */
} StoreWatchVerdict;

/* Reads the descriptors and judges; what one buffer does not hold keeps them readable. Never blocks for long, never
 * called inside a transaction. *retry_us > 0: call again in that many microseconds, descriptors or not: always so with
 * STORE_WATCH_AGAIN and without inotify, and with STORE_WATCH_CHANGED when another writer is in the middle already; else 0. */
StoreWatchVerdict store_watch_drain(StoreWatch *watch, int *retry_us);

/* Tells the daemon that works on the store at `path` to look. FALSE: nobody hears it, which is no fault: the rows
 * wait. */
gboolean store_ring(const char *path);
