/* Copying the write-ahead log back into the store, beside the thread that commits.
 *
 * By itself SQLite does it within the commit that made the log long: it waits twice for the disk and writes a page for each that
 * changed, and in those ten milliseconds, more on a slow disk, no answer is read. Here a second thread does it, over a connection
 * of its own. But the log begins anew only when all of it was copied while nobody wrote, which the second thread would
 * have to be lucky for: what little is left when it is through the committing one copies itself.
 *
 * Nothing can be copied that came after the view of somebody who still reads: a try that did not copy all is repeated
 * when the log has grown by as much again, not at each commit. */
#include "store/sqlite/db.h"
#include "store/upkeep.h"

#include <errno.h>

/* Pages of the log. Less than the thousand at which a program that leaves SQLite's settings alone begins to copy with each row it
 * puts in. */
#define COPY_PAGES 800

typedef enum { IDLE, WANTED, COPIED, ENDING } Stage;

struct Checkpoint {
	sqlite3 *db; /* the second thread's */
	GThread *thread;
	int tried_pages; /* how long the log was at the last try, 0: not tried since it began anew; the committing thread's */
	GMutex lock;     /* of what follows */
	GCond changed;
	Stage stage;
};

/* Whether all was copied that the log had in it. What fails, as when another program is at it, is tried again. */
static gboolean copy(sqlite3 *db)
{
	int pages = 0, copied = -1;

	return sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &copied) == SQLITE_OK && copied == pages;
}

static gpointer copy_beside(gpointer user)
{
	Checkpoint *c = user;

	g_mutex_lock(&c->lock);
	while (c->stage != ENDING) {
		gboolean whole;

		if (c->stage != WANTED) {
			g_cond_wait(&c->changed, &c->lock);
			continue;
		}
		g_mutex_unlock(&c->lock);
		whole = copy(c->db);
		g_mutex_lock(&c->lock);
		if (c->stage == WANTED)
			c->stage = whole ? COPIED : IDLE;
	}
	g_mutex_unlock(&c->lock);
	return NULL;
}

/* After each commit of the other thread; `pages`: of the log, from its beginning. */
static int on_commit(void *user, sqlite3 *db, const char *schema, int pages)
{
	Checkpoint *c = user;
	gboolean finish = FALSE;

	(void)schema;
	g_mutex_lock(&c->lock);
	if (pages < c->tried_pages)
		c->tried_pages = 0; /* it began anew */
	if (c->stage == COPIED) {
		c->stage = IDLE;
		finish = c->tried_pages > 0;
	} else if (c->stage == IDLE && pages >= c->tried_pages + COPY_PAGES) {
		c->tried_pages = pages;
		c->stage = WANTED;
		g_cond_signal(&c->changed);
	}
	g_mutex_unlock(&c->lock);
	if (finish)
		c->tried_pages = copy(db) ? 0 : pages;
	return SQLITE_OK;
}

void checkpoint_free(Checkpoint *c)
{
	if (!c)
		return;
	if (c->thread) {
		g_mutex_lock(&c->lock);
		c->stage = ENDING;
		g_cond_signal(&c->changed);
		g_mutex_unlock(&c->lock);
		g_thread_join(c->thread);
	}
	sqlite3_close(c->db);
	g_mutex_clear(&c->lock);
	g_cond_clear(&c->changed);
	g_free(c);
}

int store_checkpoint_beside(Store *store)
{
	g_autoptr(Checkpoint) c = g_new0(Checkpoint, 1);
	g_autoptr(GError) error = NULL;
	int code;

	g_mutex_init(&c->lock);
	g_cond_init(&c->changed);
	code = sqlite3_open_v2(sqlite3_db_filename(store->db, "main"), &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	/* What is copied must be on the disk before the log is written over. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(c->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		return db_fail(store, -EIO, "%s", sqlite3_errstr(code));
	c->thread = g_thread_try_new("checkpoint", copy_beside, c, &error);
	if (!c->thread)
		return db_fail(store, -EAGAIN, "%s", error->message);
	sqlite3_wal_hook(store->db, on_commit, c);
	store->checkpoint = g_steal_pointer(&c);
	return 0;
}
