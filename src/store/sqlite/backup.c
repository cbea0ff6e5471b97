/* A copy of the store while it is in use. */
#define _GNU_SOURCE
#include "store/sqlite/db.h"
#include "store/upkeep.h"

#include "util/cleanup.h"
#include "util/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int store_mark_get(Store *store, const char *name, int64_t *at)
{
	int64_t found;
	int r = db_number(store, &found, "SELECT at FROM upkeep WHERE name = ?", DB_TEXT(name));

	if (r == 0 || r == -ENOENT)
		*at = r == 0 ? found : STORE_NO_TIME;
	return r == -ENOENT ? 0 : r;
}

int store_mark_put(Store *store, const char *name, int64_t at)
{
	return db_errno(db_run(store, "INSERT INTO upkeep (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
	                     DB_TEXT(name), DB_INT(at)));
}

static int note_answer(void *user, int columns, char **values, char **names)
{
	(void)columns;
	(void)names;
	if (!*(char **)user)
		*(char **)user = g_strdup(values[0] ? values[0] : "");
	return 0;
}

/* One file that stands alone - no WAL beside it - and is whole. */
static int settle_copy(Store *store, sqlite3 *copy)
{
	g_autofree char *mode = NULL, *verdict = NULL;
	int code = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", note_answer, &mode, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_exec(copy, "PRAGMA integrity_check(1)", note_answer, &verdict, NULL);
	if (code != SQLITE_OK)
		return db_fail(store, -EIO, "the copy: %s", sqlite3_errmsg(copy));
	return g_strcmp0(verdict, "ok") == 0 ? 0 : db_fail(store, -EBADMSG, "the copy is damaged: %s", verdict);
}

/* All pages in one step, under one read transaction: in WAL nobody waits for it, and it never begins anew. */
static int copy_pages(Store *store, const char *partial)
{
	sqlite3 *copy = NULL;
	sqlite3_backup *backup = NULL;
	int code = sqlite3_open_v2(partial, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), r = 0;

	if (code == SQLITE_OK)
		backup = sqlite3_backup_init(copy, "main", store->db, "main");
	if (backup) {
		code = sqlite3_backup_step(backup, -1);
		sqlite3_backup_finish(backup);
	} else if (code == SQLITE_OK) {
		code = sqlite3_errcode(copy);
	}
	if (code != SQLITE_DONE)
		r = db_fail(store, code == SQLITE_FULL ? -ENOSPC : -EIO, "%s: %s", partial, sqlite3_errstr(code));
	if (r == 0)
		r = settle_copy(store, copy);
	sqlite3_close(copy);
	return r;
}

static int sync_path(Store *store, const char *path)
{
	auto_fd fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? db_fail(store, -errno, "%s: %s", path, g_strerror(errno)) : 0;
}

static int put_in_place(Store *store, const char *partial, const char *path)
{
	g_autofree char *dir = g_path_get_dirname(path);
	int r = sync_path(store, partial);

	if (r == 0) {
		fault_point("store.backup.rename");
		if (renameat2(AT_FDCWD, partial, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
			r = db_fail(store, -errno, "%s: %s", path, g_strerror(errno));
	}
	return r < 0 ? r : sync_path(store, dir);
}

int store_backup(Store *store, const char *path, int64_t now_at, int64_t *bytes)
{
	g_autofree char *partial = g_strconcat(path, ".partial", NULL);
	struct stat file;
	int fd, r;

	if (lstat(path, &file) == 0)
		return db_fail(store, -EEXIST, "%s is there already; a backup never overwrites one", path);
	fd = open(partial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return db_fail(store, -errno, "%s: %s%s", partial, g_strerror(errno),
		               errno == EEXIST ? "; it is what a backup that was broken off left: remove it" : "");
	close(fd);
	r = copy_pages(store, partial);
	if (r == 0 && stat(partial, &file) < 0)
		r = db_fail(store, -errno, "%s: %s", partial, g_strerror(errno));
	if (r == 0)
		r = put_in_place(store, partial, path);
	if (r < 0) {
		unlink(partial);
		return r;
	}
	*bytes = file.st_size;
	r = store_begin(store);
	if (r == 0)
		r = store_mark_put(store, "backup", now_at);
	if (r == 0)
		r = store_commit(store);
	if (r < 0)
		store_rollback(store);
	return r;
}
