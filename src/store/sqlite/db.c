#include "store/sqlite/db.h"

#include "util/fault.h"

#include <errno.h>
#include <sys/stat.h>
#include <string.h>

/* SQLite's primary codes and the errno they become; what is not here is -EIO. */
static const struct {
	int code;
	int error;
} CODES[] = {
	{SQLITE_BUSY, -EBUSY},    {SQLITE_LOCKED, -EBUSY},      {SQLITE_NOMEM, -ENOMEM},    {SQLITE_READONLY, -EROFS},
	{SQLITE_FULL, -ENOSPC},   {SQLITE_CORRUPT, -EUCLEAN},   {SQLITE_NOTADB, -EUCLEAN},  {SQLITE_SCHEMA, -EBADMSG},
	{SQLITE_ERROR, -EBADMSG}, {SQLITE_CONSTRAINT, -EINVAL}, {SQLITE_MISMATCH, -EINVAL}, {SQLITE_TOOBIG, -E2BIG},
	{SQLITE_PERM, -EACCES},   {SQLITE_AUTH, -EACCES},       {SQLITE_INTERRUPT, -EINTR},
};

static int errno_of(sqlite3 *db, int code)
{
	int extended = sqlite3_extended_errcode(db);

	if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
		return -EEXIST;
	if (extended == SQLITE_CONSTRAINT_FOREIGNKEY)
		return -ENOENT;
	for (gsize i = 0; i < G_N_ELEMENTS(CODES); i++)
		if ((code & 0xff) == CODES[i].code)
			return CODES[i].error;
	return -EIO;
}

int db_fail(Store *store, int error, const char *format, ...)
{
	g_autofree char *words = NULL;
	va_list args;

	g_free(store->error);
	va_start(args, format);
	words = g_strdup_vprintf(format, args);
	va_end(args);
	/* SQLite quotes what it stumbled over, and in a damaged file that is anything. */
	store->error = g_utf8_make_valid(words, -1);
	return error;
}

/* Takes SQLite's words for what just failed. */
int db_check(Store *store, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return 0;
	if ((code & 0xff) == SQLITE_BUSY)
		return db_fail(store, -EBUSY, "somebody else is writing to the store; try again");
	return db_fail(store, errno_of(store->db, code), "%s", sqlite3_errmsg(store->db));
}

const char *store_error(const Store *store)
{
	return store->error ? store->error : "no error";
}

DbValue db_value_text(const char *text)
{
	return text ? (DbValue){.type = SQLITE_TEXT, .bytes = text, .length = strlen(text)}
	            : (DbValue){.type = SQLITE_NULL};
}

DbValue db_value_bytes(GBytes *bytes)
{
	gsize length = 0;
	gconstpointer data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

	return (DbValue){.type = SQLITE_BLOB, .bytes = data ? data : "", .length = length};
}

DbValue db_value_or_null(int64_t n, int64_t null)
{
	return n == null ? (DbValue){.type = SQLITE_NULL} : DB_INT(n);
}

void db_row_release(DbRow *row)
{
	if (!*row)
		return;
	sqlite3_reset(*row);
	*row = NULL;
}

static int bind(DbRow row, int at, const DbValue *value)
{
	switch (value->type) {
	case SQLITE_INTEGER:
		return sqlite3_bind_int64(row, at, value->number);
	case SQLITE_TEXT:
		return sqlite3_bind_text64(row, at, value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
	case SQLITE_BLOB:
		return sqlite3_bind_blob64(row, at, value->bytes, value->length, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(row, at);
	}
}

static int prepare(Store *store, const char *sql, DbRow *row)
{
	DbRow fresh = g_hash_table_lookup(store->statements, sql);
	int r;

	if (!fresh) {
		r = db_check(store, sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &fresh, NULL));
		if (r < 0)
			return r;
		g_hash_table_insert(store->statements, (gpointer)sql, fresh);
	}
	g_assert(!sqlite3_stmt_busy(fresh));
	*row = fresh;
	return 0;
}

int db_query_values(Store *store, DbRow *row, const char *sql, const DbValue *values)
{
	auto_row fresh = NULL;
	int r = prepare(store, sql, &fresh), given = 0;

	/* Left to autocommit, half of a change could stay when the program ends between two statements. */
	if (r == 0 && sqlite3_get_autocommit(store->db) && !sqlite3_stmt_readonly(fresh))
		r = db_fail(store, -EPERM, "a write outside store_begin()");
	for (; r == 0 && values[given].type; given++)
		r = db_check(store, bind(fresh, given + 1, &values[given]));
	if (r < 0)
		return r;
	/* What the last user gave stays bound until it is bound anew: what is not given now is null, and not that. */
	for (int left = sqlite3_bind_parameter_count(fresh); left > given; left--)
		sqlite3_bind_null(fresh, left);
	*row = g_steal_pointer(&fresh);
	return 0;
}

int db_next(Store *store, DbRow row)
{
	int code = sqlite3_step(row);

	return code == SQLITE_ROW ? 1 : db_check(store, code);
}

int db_run_values(Store *store, const char *sql, const DbValue *values)
{
	auto_row row = NULL;
	int r = db_query_values(store, &row, sql, values);

	while (r == 0 && (r = db_next(store, row)) > 0)
		r = 0;
	return r < 0 ? r : sqlite3_changes(store->db);
}

int db_number_values(Store *store, int64_t *number, const char *sql, const DbValue *values)
{
	auto_row row = NULL;
	int r = db_query_values(store, &row, sql, values);

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	*number = sqlite3_column_type(row, 0) == SQLITE_NULL ? STORE_NO_TIME : db_column_number(row, 0);
	return 0;
}

const char *db_column_peek(DbRow row, int column)
{
	return (const char *)sqlite3_column_text(row, column);
}

/* Whether all of it is ASCII, which most of what is stored is: looked at eight bytes at a time. */
static gboolean is_ascii(const char *text, gsize length)
{
	const guint64 high = G_GUINT64_CONSTANT(0x8080808080808080);
	guint64 eight, seen = 0;

	for (; length >= sizeof eight; text += sizeof eight, length -= sizeof eight) {
		memcpy(&eight, text, sizeof eight);
		seen |= eight;
	}
	for (; length > 0; text++, length--)
		seen |= (guchar)*text;
	return (seen & high) == 0;
}

char *db_column_text(DbRow row, int column)
{
	const char *text = db_column_peek(row, column);
	gsize length;

	if (!text)
		return NULL;
	length = strlen(text);
	/* SQLite takes any bytes for a text; above this room a text is one. */
	return is_ascii(text, length) ? g_strndup(text, length) : g_utf8_make_valid(text, (gssize)length);
}

int64_t db_column_number(DbRow row, int column)
{
	return sqlite3_column_int64(row, column);
}

int64_t db_column_at(DbRow row, int column)
{
	return CLAMP(sqlite3_column_int64(row, column), 0, DB_AT_MAX);
}

int64_t db_column_time(DbRow row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? STORE_NO_TIME : db_column_at(row, column);
}

int64_t db_column_us(DbRow row, int column)
{
	int64_t us = sqlite3_column_int64(row, column);

	return sqlite3_column_type(row, column) == SQLITE_NULL ? STORE_NO_TIME : CLAMP(us, 0, DB_AT_MAX * G_USEC_PER_SEC);
}

DbValue db_value_column(DbRow row, int column)
{
	switch (sqlite3_column_type(row, column)) {
	case SQLITE_NULL:
		return (DbValue){.type = SQLITE_NULL};
	case SQLITE_INTEGER:
		return DB_INT(sqlite3_column_int64(row, column));
	default:
		return (DbValue){.type = SQLITE_TEXT,
		                 .bytes = db_column_peek(row, column),
		                 .length = (gsize)sqlite3_column_bytes(row, column)};
	}
}

int db_list(Store *store, DbRow row, guint size, GDestroyNotify clear, DbRead read, guint limit, GArray **list)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, size);
	int r = 0;

	g_array_set_clear_func(found, clear);
	while ((limit == 0 || found->len < limit) && (r = db_next(store, row)) > 0) {
		g_autofree char *element = g_malloc0(size);

		r = read(store, row, element);
		if (r < 0)
			break;
		g_array_append_vals(found, element, 1);
	}
	if (r < 0)
		return r;
	*list = g_steal_pointer(&found);
	return 0;
}

static int read_number(Store *store, DbRow row, void *element)
{
	(void)store;
	*(int64_t *)element = db_column_number(row, 0);
	return 0;
}

int db_list_numbers(Store *store, DbRow row, GArray **list)
{
	return db_list(store, row, sizeof(int64_t), NULL, read_number, 0, list);
}

int db_list_counted(Store *store, const DbCounted *counted, const DbValue *values, guint limit, int64_t *count,
                    GArray **list)
{
	auto_snapshot snapshot = NULL;
	auto_row row = NULL;
	int64_t n = 0;
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = db_number_values(store, &n, counted->count, values);
	if (r == 0)
		r = db_query_values(store, &row, counted->list, values);
	if (r == 0)
		r = db_list(store, row, counted->size, counted->clear, counted->read, limit, list);
	if (r == 0)
		*count = n;
	return r;
}

int db_control(Store *store, const char *sql)
{
	auto_row row = NULL;
	int r = prepare(store, sql, &row);

	return r < 0 ? r : db_next(store, row);
}

int store_begin(Store *store)
{
	int r;

	if (!sqlite3_get_autocommit(store->db))
		return db_fail(store, -EPERM, "store_begin() inside a transaction");
	if (sqlite3_db_readonly(store->db, "main")) /* SQLite would begin a read transaction instead */
		return db_fail(store, -EROFS, "the store was opened for reading only");
	r = db_control(store, "BEGIN IMMEDIATE");
	if (r == -EBUSY)
		db_fail(store, r, "somebody else has been writing to the store for more than %g s", store->patience_ms / 1000.0);
	return r;
}

/* Who waits for another writer looks again soon: a commit is a few milliseconds, and SQLite's own waiting sleeps 1, 2,
 * 5, 10, 15... up to 100 of them, in which others come and go. */
static int wait_for_writer(void *user, int tries)
{
	Store *store = user;
	gint64 now_us = g_get_monotonic_time(), waited_us;

	if (tries == 0)
		store->waiting_us = now_us;
	waited_us = now_us - store->waiting_us;
	if (waited_us >= (gint64)store->patience_ms * 1000)
		return 0;
	g_usleep(waited_us < 2000 ? 100 : waited_us < 1000000 ? 500 : 5000);
	return 1;
}

void store_patience(Store *store, int ms)
{
	store->patience_ms = ms;
	sqlite3_busy_handler(store->db, wait_for_writer, store);
}

int store_commit(Store *store)
{
	int r;

	if (sqlite3_get_autocommit(store->db))
		return db_fail(store, -EPERM, "store_commit() without a transaction");
	fault_point("store.commit.before");
	r = db_control(store, "COMMIT");
	if (r < 0)
		store_rollback(store);
	else
		fault_point("store.commit.after");
	return r;
}

void store_rollback(Store *store)
{
	g_autofree char *error = NULL;

	bulk_drop(store);
	if (sqlite3_get_autocommit(store->db))
		return;
	/* The words to keep are those of the failure that led here. */
	error = g_steal_pointer(&store->error);
	db_control(store, "ROLLBACK");
	g_free(store->error);
	store->error = g_steal_pointer(&error);
}

int store_mark(Store *store)
{
	return db_control(store, "SAVEPOINT item");
}

int store_unmark(Store *store, gboolean keep)
{
	int r = keep ? 0 : db_control(store, "ROLLBACK TO item");

	return r < 0 ? r : db_control(store, "RELEASE item");
}

gboolean store_fault_is_rows(int error)
{
	return error == -EINVAL || error == -EEXIST || error == -ENOENT || error == -EBADMSG || error == -E2BIG ||
	       error == -ERANGE;
}

int store_begin_reading(Store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		return db_fail(store, -EPERM, "store_begin_reading() inside a transaction");
	return db_control(store, "BEGIN");
}

int db_snapshot_begin(Store *store, DbSnapshot *snapshot)
{
	int r;

	if (!sqlite3_get_autocommit(store->db))
		return 0;
	r = store_begin_reading(store);
	if (r == 0)
		*snapshot = store;
	return r;
}

void db_snapshot_end(DbSnapshot *snapshot)
{
	if (*snapshot)
		store_rollback(*snapshot);
	*snapshot = NULL;
}

int db_begin_at_once(Store *store)
{
	int r;

	sqlite3_busy_timeout(store->db, 0);
	r = db_control(store, "BEGIN IMMEDIATE");
	store_patience(store, store->patience_ms);
	return r;
}

gboolean store_changed(Store *store)
{
	int64_t version;

	if (db_number(store, &version, "PRAGMA data_version") < 0)
		return TRUE; /* whoever looks will meet the error itself */
	if (version == store->data_version)
		return FALSE;
	store->data_version = version;
	return TRUE;
}

int64_t store_written(Store *store)
{
	return sqlite3_total_changes64(store->db);
}

int db_dirty(Store *store, int64_t case_id)
{
	return db_errno(db_run(store, "INSERT OR IGNORE INTO dirty (case_id) VALUES (?)", DB_INT(case_id)));
}

int db_dirty_person(Store *store, int64_t person_id)
{
	return db_errno(db_run(store,
	                     "INSERT OR IGNORE INTO dirty (case_id) SELECT id FROM cases"
	                     " WHERE person_id = ? AND state <> 'closed'",
	                     DB_INT(person_id)));
}

int db_dirty_others(Store *store, int64_t case_id)
{
	return db_errno(db_run(store,
	                     "INSERT OR IGNORE INTO dirty (case_id) SELECT o.id FROM cases c CROSS JOIN cases o"
	                     " ON o.person_id = c.person_id WHERE c.id = ?1 AND o.id <> ?1 AND EXISTS"
	                     " (SELECT 1 FROM step s WHERE s.case_id = o.id AND s.state = 'planned')",
	                     DB_INT(case_id)));
}

mode_t db_file_mode(const char *path)
{
	g_autofree char *dir = g_path_get_dirname(path);
	struct stat info;

	return stat(dir, &info) == 0 && info.st_mode & S_IWGRP ? 0660 : 0600;
}
