/* Opening the file and bringing its schema up to date. */
#include "store/sqlite/db.h"

#include "store/schema.inc"
#include "store/sqlite/memory.h"
#include "util/cleanup.h"
#include "util/fault.h"
#include "util/phone.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define SCHEMA_VERSION ((int64_t)G_N_ELEMENTS(SCHEMA))
#define APPLICATION_ID 0x46555044 /* "FUPD"; PRAGMA application_id, so that file(1) and we know the file */

/* A schema that is being made or changed is waited for longer than a write: several programs may start on a new store at
 * once, and each step of it waits for a slow disk. */
#define MIGRATE_BUSY_MS 60000

/* Settings of a connection, each for a reason.
 *   synchronous=FULL        a committed attempt must outlive a power cut, or a message goes out twice
 *   journal_size_limit      a WAL that grew under a long reader gives its room back
 *   wal_autocheckpoint      as many pages as that keeps: the daemon copies them sooner (checkpoint.c), and whoever writes a row
 *                           beside it need not
 *   trusted_schema, DEFENSIVE, DQS: the file is written by other people's tools; a schema changed by one must not run
 *                           functions in us, and "word" in our SQL is always a name
 *   temp_store=MEMORY       no customer's words in files of /tmp, and no descriptor needed when there are none left
 */
static const char CONNECTION_SQL[] = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
                                     "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;";

/* Makes the file ourselves: SQLite would make it readable for everybody. An existing file is not opened here: closing
 * it again would drop the POSIX locks another handle of this process has on it. */
static int create(Store *store, const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	auto_fd fd = -1;
	g_autofree char *dir = NULL;

	/* A daemon has worked here: an empty store in the place of its own would forget what was sent. */
	if (access(path, F_OK) < 0 && errno == ENOENT && access(lock, F_OK) == 0)
		return db_fail(store, -ESTALE,
		               "the store is gone, but %s is there: put the store back, or remove that file "
		               "to begin with an empty one",
		               lock);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	/* SQLite gives its other files the mode of this one, whatever the umask. */
	if (fd >= 0 && fchmod(fd, db_file_mode(path)) < 0)
		return db_fail(store, -errno, "cannot set its mode: %s", g_strerror(errno));
	if (fd >= 0 || errno == EEXIST)
		return 0;
	dir = g_path_get_dirname(path);
	if (errno == ENOENT)
		return db_fail(store, -ENOENT, "%s: no such directory; make it, owned by who runs followupd", dir);
	return db_fail(store, -errno, "cannot make it in %s: %s", dir, g_strerror(errno));
}

static int open_file(Store *store, const char *path, StoreMode mode)
{
	int flags = mode == STORE_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int r = mode == STORE_READ_ONLY ? 0 : create(store, path), code, cause;

	if (r < 0)
		return r;
	code = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		return 0;
	cause = store->db ? sqlite3_system_errno(store->db) : ENOMEM;
	return db_fail(store, cause ? -cause : -EIO, "%s", cause ? g_strerror(cause) : sqlite3_errstr(code));
}

static int note_mode(void *user, int columns, char **values, char **names)
{
	(void)columns;
	(void)names;
	*(gboolean *)user = g_strcmp0(values[0], "wal") == 0;
	return 0;
}

/* The first to make a store changes it to WAL under an exclusive lock, which does not wait for our busy time. */
static int set_wal(Store *store)
{
	gboolean wal = FALSE;
	int code = SQLITE_BUSY, r;

	for (int waited_ms = 0; (code & 0xff) == SQLITE_BUSY && waited_ms <= MIGRATE_BUSY_MS; waited_ms += 10) {
		if (waited_ms > 0)
			g_usleep(10 * 1000);
		code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", note_mode, &wal, NULL);
	}
	r = db_check(store, code);
	if (r == 0 && !wal)
		r = db_fail(store, -EOPNOTSUPP,
		            "this file system cannot keep a write-ahead log; put the store on a local disk");
	return r;
}

/* Whose file it is and of which schema. An empty file is of schema 0. */
static int identify(Store *store, int64_t *version)
{
	int64_t application = 0, pages = 0;
	int r = db_number(store, &application, "PRAGMA application_id");

	if (r == 0)
		r = db_number(store, version, "PRAGMA user_version");
	if (r == 0)
		r = db_number(store, &pages, "PRAGMA page_count");
	if (r < 0)
		return r;
	if (application != APPLICATION_ID && (application != 0 || *version != 0 || pages > 1))
		return db_fail(store, -EBADMSG, "an SQLite file, but not a case store; name another one");
	if (*version < 0) /* the migration would count up from there, through memory that is no schema */
		return db_fail(store, -EBADMSG, "schema %" G_GINT64_FORMAT ": the file is damaged; put a backup in its place",
		               *version);
	if (*version > SCHEMA_VERSION)
		return db_fail(store, -EBADMSG,
		               "schema %" G_GINT64_FORMAT ", and this program knows up to %" G_GINT64_FORMAT
		               "; use a program as new as the one that wrote it",
		               *version, SCHEMA_VERSION);
	return 0;
}

/* The schema file after *version and its number, in one transaction: a crash leaves the old schema whole. *version is
 * then what the store has; another program may have been quicker. */
static int apply_next(Store *store, int64_t *version)
{
	g_autofree char *mark = NULL;
	int r = store_begin(store);

	if (r < 0)
		return r;
	r = identify(store, version);
	if (r < 0 || *version >= SCHEMA_VERSION) {
		store_rollback(store);
		return r;
	}
	/* Our own files, and they alone, may write the schema as text: SQLite's way to reword a CHECK without copying the table. */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	r = db_check(store, sqlite3_exec(store->db, SCHEMA[*version], NULL, NULL, NULL));
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	mark = g_strdup_printf("PRAGMA user_version = %" G_GINT64_FORMAT "; PRAGMA application_id = %d", ++*version,
	                       APPLICATION_ID);
	if (r == 0)
		r = db_check(store, sqlite3_exec(store->db, mark, NULL, NULL, NULL));
	if (r < 0) {
		store_rollback(store);
		return r;
	}
	fault_point("store.migrate.before");
	r = db_control(store, "COMMIT");
	fault_point("store.migrate.after");
	if (r < 0)
		store_rollback(store);
	return r;
}

static int migrate(Store *store, StoreMode mode)
{
	int64_t version = 0;
	int r = identify(store, &version);

	if (r == 0 && mode == STORE_READ_ONLY && version < SCHEMA_VERSION)
		return db_fail(store, -EBADMSG,
		               "schema %" G_GINT64_FORMAT ", and this program reads %" G_GINT64_FORMAT
		               "; start followupd once to bring it up to date",
		               version, SCHEMA_VERSION);
	if (r == 0 && mode == STORE_READ_WRITE)
		r = set_wal(store);
	store_patience(store, MIGRATE_BUSY_MS);
	while (r == 0 && version < SCHEMA_VERSION)
		r = apply_next(store, &version);
	store_patience(store, DB_BUSY_MS);
	return r;
}

static int configure(Store *store)
{
	store_patience(store, DB_BUSY_MS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return db_check(store, sqlite3_exec(store->db, CONNECTION_SQL, NULL, NULL, NULL));
}

/* Of the library as a whole; refused, and not needed again, once SQLite runs.
 *   MALLOC                see memory.h; not where somebody counts who has which memory
 *   MEMSTATUS 0           nobody reads its count of its memory, which takes two locks for each piece
 * What store_mark() would take back stays in memory by temp_store=MEMORY, in pieces of 1 KiB. */
static void tune_library(void)
{
#ifndef __SANITIZE_ADDRESS__
	sqlite3_config(SQLITE_CONFIG_MALLOC, &MEMORY_METHODS);
#endif
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

int store_open(const char *path, StoreMode mode, Store **store, char **why)
{
	g_autoptr(Store) fresh = g_new0(Store, 1);
	int r;

	tune_library();
	fresh->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	r = open_file(fresh, path, mode);
	if (r == 0)
		r = configure(fresh);
	if (r == 0)
		r = migrate(fresh, mode);
	if (r == 0)
		r = db_number(fresh, &fresh->data_version, "PRAGMA data_version");
	if (r < 0) {
		if (why)
			*why = g_strdup_printf("%s: %s", path, store_error(fresh));
		return r;
	}
	*store = g_steal_pointer(&fresh);
	return 0;
}

void store_close(Store *store)
{
	if (!store)
		return;
	bulk_drop(store);
	checkpoint_free(store->checkpoint);
	g_hash_table_unref(store->statements);
	sqlite3_close(store->db);
	g_free(store->error);
	g_free(store);
}
