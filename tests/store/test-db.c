/* The file: opening, schema, transactions, other writers, crashes. */
#include "store/fixture.h"
#include "store/inbox.h"
#include "store/notices.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

/* How many schema files there are. */
static int schema_count(void)
{
	int n = 0;

	for (gboolean there = TRUE; there; n += there) {
		g_autofree char *relative = g_strdup_printf("../src/store/schema/%04d.sql", n + 1);
		g_autofree char *path = test_file(relative);

		there = g_file_test(path, G_FILE_TEST_EXISTS);
	}
	return n;
}

/* Opens and expects those words behind the path; NULL: it opens. */
static void open_says(const char *row, const char *path, StoreMode mode, int want, const char *words)
{
	Store *store = NULL;
	g_autofree char *why = NULL, *whole = words ? g_strdup_printf("%s: %s", path, words) : NULL;

	row_int(row, store_open(path, mode, &store, &why), want);
	row_str(row, why, whole);
	row_int(row, store != NULL, want == 0);
	store_close(store);
}

START_TEST(makes_a_private_file)
{
	g_autofree char *wal = g_strconcat(f.path, "-wal", NULL), *mode = sql_text(&f, "PRAGMA journal_mode");
	struct stat st;

	ck_assert_int_eq(stat(f.path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(wal, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_str_eq(mode, "wal");
	ck_assert_int_eq(sql_number(&f, "PRAGMA synchronous"), 2);
	ck_assert_int_eq(sql_number(&f, "PRAGMA foreign_keys"), 1);
	ck_assert_int_eq(sql_number(&f, "PRAGMA temp_store"), 2);
	ck_assert_int_eq(sql_number(&f, "PRAGMA wal_autocheckpoint"), 4000);
	ck_assert_int_eq(sql_number(&f, "PRAGMA user_version"), schema_count());
	ck_assert_int_eq(sql_number(&f, "PRAGMA application_id"), 0x46555044);
	open_says("again", f.path, STORE_READ_WRITE, 0, NULL);
	open_says("to read", f.path, STORE_READ_ONLY, 0, NULL);
}
END_TEST

START_TEST(says_why_it_does_not_open)
{
	g_autofree char *nowhere = g_build_filename(f.dir, "no", "store.db", NULL), *gone = g_build_filename(f.dir, "gone", NULL);
	g_autofree char *text = g_build_filename(f.dir, "text", NULL), *other = g_build_filename(f.dir, "other", NULL);
	g_autofree char *no_dir = g_strdup_printf("%s/no: no such directory; make it, owned by who runs followupd", f.dir);
	sqlite3 *db = NULL;

	open_says("no directory", nowhere, STORE_READ_WRITE, -ENOENT, no_dir);
	open_says("no directory to read in", nowhere, STORE_READ_ONLY, -ENOENT, "No such file or directory");
	open_says("no file to read", gone, STORE_READ_ONLY, -ENOENT, "No such file or directory");
	ck_assert(!g_file_test(gone, G_FILE_TEST_EXISTS));
	ck_assert(g_file_set_contents(text, "this is a letter to a friend, and no store at all, however long one may look at it."
	                                    " It has to be longer than the head of a page, which is a hundred bytes.", -1, NULL));
	open_says("a letter", text, STORE_READ_WRITE, -EUCLEAN, "file is not a database");
	ck_assert_int_eq(sqlite3_open(other, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	open_says("somebody else's", other, STORE_READ_WRITE, -EBADMSG,
	          "an SQLite file, but not a case store; name another one");
	open_says("a directory", f.dir, STORE_READ_WRITE, -EISDIR, "Is a directory");
}
END_TEST

START_TEST(refuses_another_schema)
{
	g_autofree char *old = g_build_filename(f.dir, "old", NULL);
	g_autofree char *back = g_strdup_printf("PRAGMA user_version = %d", schema_count());
	g_autofree char *newer = g_strdup_printf(
		"schema 99, and this program knows up to %d; use a program as new as the one that wrote it", schema_count());
	g_autofree char *older = g_strdup_printf(
		"schema 0, and this program reads %d; start followupd once to bring it up to date", schema_count());

	sql_run(&f, "PRAGMA user_version = 99");
	open_says("newer", f.path, STORE_READ_WRITE, -EBADMSG, newer);
	open_says("newer to read", f.path, STORE_READ_ONLY, -EBADMSG, newer);
	sql_run(&f, "PRAGMA user_version = -1");
	open_says("none there can be", f.path, STORE_READ_WRITE, -EBADMSG,
	          "schema -1: the file is damaged; put a backup in its place");
	ck_assert(g_file_set_contents(old, "", 0, NULL));
	open_says("empty to read", old, STORE_READ_ONLY, -EBADMSG, older);
	open_says("empty becomes one", old, STORE_READ_WRITE, 0, NULL);
	sql_run(&f, back);
}
END_TEST

/* A file as a program of that schema left it, with a case, a step and a contact in it. */
static void old_store(const char *path, int version)
{
	static const char ROWS[] =
		"INSERT INTO person (id, phone, created_at) VALUES (1, '+8613800138000', 1);"
		"INSERT INTO cases (id, shop, external_id, person_id, language, complaint_at, created_at, changed_at)"
		" VALUES (1, 'taoyimi', 'R-1', 1, 'zh-CN', 1, 1, 1);"
		"INSERT INTO rules (id, hash, seen_at) VALUES (1, 'abc', 1);"
		"INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)"
		" VALUES (1, 'first_contact', 1, 'planned', 5, 'now', 1, 1);"
		"PRAGMA application_id = 0x46555044;";
	g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %d", version);
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	/* Each statement of a step would wait for the disk. */
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
	for (int n = 1; n <= version; n++) {
		g_autofree char *relative = g_strdup_printf("../src/store/schema/%04d.sql", n);
		g_autofree char *file = test_file(relative), *sql = NULL;

		ck_assert(g_file_get_contents(file, &sql, NULL, NULL));
		row_int(relative, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	}
	ck_assert_int_eq(sqlite3_exec(db, ROWS, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, stamp, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* They keep their rows; what was planned before has no SLA. */
START_TEST(brings_every_older_schema_up_to_date)
{
	MissTimes times = {.deadline_at = NOW + HOUR, .lawful_at = NOW, .latest_at = NOW + HOUR};

	for (int version = 1; version < schema_count(); version++) {
		g_autofree char *row = g_strdup_printf("schema %d", version);
		g_autofree char *path = g_build_filename(f.dir, row, NULL);
		g_autofree char *words =
			g_strdup_printf("schema %d, and this program reads %d; start followupd once to bring it up to date",
		                        version, schema_count());
		Fixture old = {.dir = f.dir, .path = path};

		old_store(path, version);
		open_says(row, path, STORE_READ_ONLY, -EBADMSG, words);
		row_int(row, store_open(path, STORE_READ_WRITE, &old.store, NULL), 0);
		row_int(row, sql_number(&old, "PRAGMA user_version"), schema_count());
		row_int(row, sql_number(&old, "SELECT count(*) FROM cases"), 1);
		row_int(row, sql_number(&old, "SELECT count(*) FROM step"), 1);
		row_int(row, sql_number(&old, "SELECT count(*) FROM sla"), 0);
		row_int(row, sql_number(&old, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
		/* A contact it owed no promise for leaves none behind. */
		old.rules_id = 1;
		fixture_sent(&old, 1, STEP_FIRST_CONTACT, NOW, "p-1");
		must_write(&old, store_sla_put(old.store, 1, &times, 1, NOW));
		row_int(row, sql_number(&old, "SELECT count(*) FROM sla"), 0);
		store_close(old.store);
	}
}
END_TEST

START_TEST(steps_have_known_names)
{
	int64_t id = fixture_case(&f, "R-1", "+8613800138000");

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	for (Step step = STEP_NONE + 1; step < STEPS; step++) {
		g_autofree char *rename = g_strdup_printf("UPDATE step SET step = '%s' WHERE round = 1", step_name(step));
		g_autofree char *copy = g_strdup_printf("INSERT INTO step (case_id, step, round, state, reason, rules_id, changed_at)"
		                                        " VALUES (1, '%s', 2, 'held', 'x', 1, 1)", step_name(step));

		sql_run(&f, rename);
		sql_run(&f, copy);
	}
	ck_assert_int_eq(sqlite3_exec(f.store->db, "UPDATE step SET step = 'nonsense'", NULL, NULL, NULL) & 0xff,
	                 SQLITE_CONSTRAINT);
}
END_TEST

START_TEST(read_only_writes_nothing)
{
	Store *reader = NULL;
	StoreCounts counts;

	fixture_case(&f, "R1", "13812341234");
	ck_assert_int_eq(store_open(f.path, STORE_READ_ONLY, &reader, NULL), 0);
	ck_assert_int_eq(store_counts(reader, NOW, &counts), 0);
	ck_assert_int_eq(counts.cases[CASE_NEW], 1);
	ck_assert_int_eq(store_begin(reader), -EROFS);
	ck_assert_str_eq(store_error(reader), "the store was opened for reading only");
	store_close(reader);
}
END_TEST

START_TEST(writes_need_a_transaction)
{
	ck_assert_int_eq(store_pause_put(f.store, "all", "x", "li", NOW, STORE_NO_TIME), -EPERM);
	ck_assert_str_eq(store_error(f.store), "a write outside store_begin()");
	ck_assert_int_eq(store_commit(f.store), -EPERM);
	store_rollback(f.store);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_begin(f.store), -EPERM);
	ck_assert_int_eq(store_pause_put(f.store, "all", "x", "li", NOW, STORE_NO_TIME), 0);
	store_rollback(f.store);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM pause"), 0);
}
END_TEST

/* A statement is used again and again: what one user gave is not the next one's. */
START_TEST(what_is_not_given_is_null)
{
	static const char SQL[] = "SELECT coalesce(?2, 'nothing')";
	auto_row row = NULL;

	ck_assert_int_eq(db_query(f.store, &row, SQL, DB_INT(1), DB_TEXT("of somebody else")), 0);
	ck_assert_int_eq(db_next(f.store, row), 1);
	ck_assert_str_eq(db_column_peek(row, 0), "of somebody else");
	db_row_release(&row);
	ck_assert_int_eq(db_query(f.store, &row, SQL, DB_INT(1)), 0);
	ck_assert_int_eq(db_next(f.store, row), 1);
	ck_assert_str_eq(db_column_peek(row, 0), "nothing");
}
END_TEST

START_TEST(change_of_others_is_seen)
{
	Store *other = NULL;

	ck_assert_int_eq(store_open(f.path, STORE_READ_WRITE, &other, NULL), 0);
	store_changed(f.store);
	fixture_case(&f, "R1", "13812341234");
	ck_assert(!store_changed(f.store));
	ck_assert(store_changed(other));
	ck_assert(!store_changed(other));
	ck_assert_int_eq(store_begin(other), 0);
	ck_assert_int_eq(store_pause_put(other, "all", "x", "li", NOW, STORE_NO_TIME), 0);
	ck_assert(!store_changed(f.store));
	ck_assert_int_eq(store_commit(other), 0);
	ck_assert(store_changed(f.store));
	ck_assert(!store_changed(f.store));
	store_close(other);
}
END_TEST

/* One handle's two transactions wait for each other only so long; the time is shortened here. */
START_TEST(busy_is_told)
{
	Store *other = NULL;

	ck_assert_int_eq(store_open(f.path, STORE_READ_WRITE, &other, NULL), 0);
	ck_assert_int_eq(store_begin(other), 0);
	sqlite3_busy_timeout(f.store->db, 20);
	ck_assert_int_eq(store_begin(f.store), -EBUSY);
	ck_assert_str_eq(store_error(f.store), "somebody else has been writing to the store for more than 5 s");
	ck_assert_int_eq(db_begin_at_once(f.store), -EBUSY);
	ck_assert_int_eq(store_commit(other), 0);
	ck_assert_int_eq(db_begin_at_once(f.store), 0);
	store_rollback(f.store);
	ck_assert_int_eq(store_begin(f.store), 0);
	store_rollback(f.store);
	store_close(other);
}
END_TEST

START_TEST(damage_is_told)
{
	g_autoptr(GArray) paused = NULL, cases = NULL;
	g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
	StoreCase c;

	fixture_case(&f, "R1", "13812341234");
	sql_run(&f, "UPDATE cases SET state = 'lost'");
	ck_assert_int_eq(store_case_get(f.store, 1, &c), -EBADMSG);
	ck_assert_str_eq(store_error(f.store), "case 1: no such state or outcome");
	/* one damaged case keeps no other from being listed */
	fixture_case(&f, "R2", "13812341235");
	ck_assert_int_eq(store_case_list(f.store, &(StoreCaseFilter){0}, &cases), -EBADMSG);
	ck_assert_int_eq(store_case_list(f.store, &(StoreCaseFilter){.damaged = damaged}, &cases), 0);
	ck_assert_uint_eq(cases->len, 1);
	ck_assert_int_eq(g_array_index(cases, StoreCase, 0).id, 2);
	ck_assert_uint_eq(damaged->len, 1);
	ck_assert_str_eq(damaged->pdata[0], "case 1: no such state or outcome");
	sql_run(&f, "ALTER TABLE pause RENAME TO pauses");
	ck_assert_int_eq(store_pause_list(f.store, NOW, &paused), -EBADMSG);
	ck_assert_str_eq(store_error(f.store), "no such table: pause");
	sql_run(&f, "ALTER TABLE pauses RENAME TO pause");
}
END_TEST

/* ---- many at once, and crashes ---- */

/* Runs in a process of its own; gives how it ended. */
static int in_child(void (*work)(const char *path), const char *path, const char *fault)
{
	pid_t pid = fork();
	int status = 0;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (fault)
			g_setenv("FOLLOWUP_FAULT", fault, TRUE);
		work(path);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void open_it(const char *path)
{
	Store *store = NULL;

	g_autofree char *why = NULL;

	if (store_open(path, STORE_READ_WRITE, &store, &why) < 0) {
		g_printerr("%s\n", why);
		_exit(1);
	}
	store_close(store);
}

static void pause_it(const char *path)
{
	Store *store = NULL;

	if (store_open(path, STORE_READ_WRITE, &store, NULL) < 0 || store_begin(store) < 0 ||
	    store_pause_put(store, "all", "x", "li", NOW, STORE_NO_TIME) < 0 || store_commit(store) < 0)
		_exit(1);
	store_close(store);
}

/* Killed at that point, what is there when it is opened again. */
static const struct {
	const char *fault;
	int schema, pauses;
} CRASHES[] = {
	{"store.migrate.before", 0, 0},
	{"store.migrate.after", 1, 0},
	{"store.migrate.before:2", 1, 0},
	{"store.migrate.after:2", 2, 0},
	{"store.commit.before", -1, 0}, /* -1: the newest */
	{"store.commit.after", -1, 1},
};

START_TEST(crashes_leave_all_or_nothing)
{
	const char *row = CRASHES[_i].fault;
	g_autofree char *dir = test_dir_new(), *path = g_build_filename(dir, "store.db", NULL);
	int status = in_child(pause_it, path, row);
	sqlite3 *db = NULL;
	Fixture after = {.dir = dir, .path = path};

	row_int(row, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	after.store = &(Store){.db = db};
	row_int(row, sql_number(&after, "PRAGMA user_version"), CRASHES[_i].schema < 0 ? schema_count() : CRASHES[_i].schema);
	row_int(row, sql_number(&after, "SELECT count(*) > 0 FROM sqlite_schema"), CRASHES[_i].schema != 0);
	sqlite3_close(db);
	open_says(row, path, STORE_READ_WRITE, 0, NULL);
	ck_assert_int_eq(store_open(path, STORE_READ_WRITE, &after.store, NULL), 0);
	row_int(row, sql_number(&after, "SELECT count(*) FROM pause"), CRASHES[_i].pauses);
	store_close(after.store);
	test_dir_remove(dir);
}
END_TEST

START_TEST(many_make_it_at_once)
{
	char path[256]; /* on the stack: valgrind calls what a child's parent holds in a register lost */
	pid_t pids[6];

	g_snprintf(path, sizeof path, "%s/race.db", f.dir);
	for (int i = 0; i < 6; i++) {
		pids[i] = fork();
		ck_assert_int_ge(pids[i], 0);
		if (pids[i] == 0) {
			open_it(path);
			_exit(0);
		}
	}
	for (int i = 0; i < 6; i++) {
		int status = -1;

		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	open_says("after all", path, STORE_READ_WRITE, 0, NULL);
}
END_TEST

/* A macro that asks for the smaller of two runs a statement twice when it changed nothing or failed. */
static int see_no_session(void)
{
	return store_session_seen(f.store, "h", NOW);
}
static int drop_no_session(void)
{
	return store_session_drop(f.store, "h");
}
static int end_no_notice(void)
{
	return store_notice_end_for_same(f.store, 7, NOW);
}

static const struct {
	const char *row;
	int (*write)(void);
	const char *sql; /* a part of it */
} ONCE[] = {
	{"no session is seen", see_no_session, "UPDATE session SET seen_at"},
	{"no session is ended", drop_no_session, "DELETE FROM session WHERE token_hash"},
	{"no channel was told", end_no_notice, "SELECT notice_id, 'end'"},
};

START_TEST(statements_run_once)
{
	GHashTableIter iter;
	gpointer sql, statement;
	int runs = 0;

	ck_assert_int_eq(store_begin(f.store), 0);
	row_int(ONCE[_i].row, ONCE[_i].write(), 0);
	g_hash_table_iter_init(&iter, f.store->statements);
	while (g_hash_table_iter_next(&iter, &sql, &statement))
		if (strstr(sql, ONCE[_i].sql))
			runs += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, FALSE);
	store_rollback(f.store);
	row_int(ONCE[_i].row, runs, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *tc = tcase_create("db");

	tcase_set_timeout(tc, 60); /* each schema step of each older store waits for the disk */
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, makes_a_private_file);
	tcase_add_test(tc, says_why_it_does_not_open);
	tcase_add_test(tc, refuses_another_schema);
	tcase_add_test(tc, brings_every_older_schema_up_to_date);
	tcase_add_test(tc, steps_have_known_names);
	tcase_add_test(tc, read_only_writes_nothing);
	tcase_add_test(tc, writes_need_a_transaction);
	tcase_add_test(tc, what_is_not_given_is_null);
	tcase_add_test(tc, change_of_others_is_seen);
	tcase_add_test(tc, busy_is_told);
	tcase_add_loop_test(tc, crashes_leave_all_or_nothing, 0, G_N_ELEMENTS(CRASHES));
	tcase_add_test(tc, many_make_it_at_once);
	tcase_add_test(tc, damage_is_told);
	tcase_add_loop_test(tc, statements_run_once, 0, G_N_ELEMENTS(ONCE));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "db");
}
