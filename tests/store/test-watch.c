/* Changes by other programs wake us, whatever they write with and however slowly they commit. */
#include "store/fixture.h"
#include "store/watch.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEADLINE_US (20 * INT64_C(1000000))

static Fixture f;
static StoreWatch *watch;

/* Waits as the daemon does: for the descriptors, or for the retry the last verdict asked for. */
static int retry_us;

static StoreWatchVerdict wait_verdict(void)
{
	int64_t until = g_get_monotonic_time() + DEADLINE_US;
	StoreWatchVerdict verdict = STORE_WATCH_NOTHING;

	while (verdict == STORE_WATCH_NOTHING || verdict == STORE_WATCH_AGAIN) {
		struct pollfd fds[] = {{store_watch_inotify_fd(watch), POLLIN, 0}, {store_watch_bell_fd(watch), POLLIN, 0}};

		ck_assert_msg(g_get_monotonic_time() < until, "no change seen");
		poll(fds, 2, retry_us > 0 ? (retry_us + 999) / 1000 : 1000);
		if (retry_us > 0 || fds[0].revents || fds[1].revents)
			verdict = store_watch_drain(watch, &retry_us);
		ck_assert(verdict != STORE_WATCH_AGAIN || retry_us > 0);
	}
	return verdict;
}

static gboolean readable(int fd)
{
	struct pollfd one = {fd, POLLIN, 0};

	return poll(&one, 1, 0) == 1;
}

static void setup(void)
{
	fixture_open(&f);
	must(&f, store_watch_new(f.store, f.path, TRUE, &watch));
	store_watch_drain(watch, &retry_us);
}

static void teardown(void)
{
	store_watch_free(watch);
	fixture_close(&f);
}

/* ---- other writers, each in a process of its own, steered through pipes ---- */

typedef struct {
	pid_t pid;
	int go, done;
} Writer;

/* Runs each SQL when told to, as the sqlite3 shell would: its own connection, no settings but a busy time. */
static void write_child(const char *path, const char *const *sql, int go, int done)
{
	sqlite3 *db = NULL;
	char byte;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		_exit(1);
	sqlite3_busy_timeout(db, 5000);
	for (; *sql; sql++) {
		if (read(go, &byte, 1) != 1)
			_exit(2);
		if (sqlite3_exec(db, *sql, NULL, NULL, NULL) != SQLITE_OK)
			_exit(3);
		if (write(done, "!", 1) != 1)
			_exit(4);
	}
	sqlite3_close(db);
	_exit(0);
}

static Writer start_writer(const char *const *sql)
{
	int go[2], done[2];
	Writer writer;

	ck_assert_int_eq(pipe(go), 0);
	ck_assert_int_eq(pipe(done), 0);
	writer.pid = fork();
	ck_assert_int_ge(writer.pid, 0);
	if (writer.pid == 0) {
		close(go[1]);
		close(done[0]);
		write_child(f.path, sql, go[0], done[1]);
	}
	close(go[0]);
	close(done[1]);
	writer.go = go[1];
	writer.done = done[0];
	return writer;
}

static void step_writer(Writer *writer)
{
	char byte;

	ck_assert_int_eq(write(writer->go, "!", 1), 1);
	ck_assert_int_eq(read(writer->done, &byte, 1), 1);
}

static void end_writer(Writer *writer)
{
	int status = -1;

	ck_assert_int_eq(waitpid(writer->pid, &status, 0), writer->pid);
	ck_assert_int_eq(status, 0);
	close(writer->go);
	close(writer->done);
}

#define INSERT "INSERT INTO intake (shop, external_id) VALUES ('taoyimi', 'A')"
/* More than a page cache of two pages holds: written to the WAL long before the commit. */
#define SPILL                                                                                                          \
	"PRAGMA cache_size = 2; BEGIN IMMEDIATE; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400)"   \
	" INSERT INTO intake (shop, external_id, text) SELECT 'taoyimi', i, hex(randomblob(500)) FROM n"

#define MORE                                                                                                            \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"                                       \
	" INSERT INTO intake (shop, external_id, text) SELECT 'taoyimi', i + 400, hex(randomblob(500)) FROM n"

START_TEST(foreign_insert_is_seen)
{
	Writer writer = start_writer((const char *[]){INSERT, NULL});

	step_writer(&writer);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake"), 1);
	end_writer(&writer);
}
END_TEST

/* The WAL is written and the events are read, then for a while nothing happens, then the commit ends without a further write
 * we could count on: the change must be seen all the same. */
START_TEST(slow_commit_is_not_lost)
{
	Writer writer = start_writer((const char *[]){SPILL, "COMMIT", NULL});
	int last = 0;

	step_writer(&writer);
	for (int i = 0; i < 60; i++) {
		ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_AGAIN);
		ck_assert_int_ge(retry_us, last);
		ck_assert_int_le(retry_us, 50000);
		last = retry_us;
	}
	ck_assert_int_eq(last, 50000);
	ck_assert(!readable(store_watch_inotify_fd(watch)));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake"), 0);
	step_writer(&writer);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake"), 400);
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_NOTHING);
	ck_assert_int_eq(retry_us, 0);
	end_writer(&writer);
}
END_TEST

/* A writer that goes on writing will end soon: it is looked for again at once, not after the wait that its earlier writes made
 * longer and longer. */
START_TEST(each_write_starts_the_waiting_anew)
{
	Writer writer = start_writer((const char *[]){SPILL, MORE, "COMMIT", NULL});

	step_writer(&writer);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_AGAIN);
	ck_assert_int_gt(retry_us, 5000);
	step_writer(&writer);
	ck_assert(readable(store_watch_inotify_fd(watch)));
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_AGAIN);
	ck_assert_int_eq(retry_us, 100);
	step_writer(&writer);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	end_writer(&writer);
}
END_TEST

START_TEST(rolled_back_is_nothing)
{
	Writer writer = start_writer((const char *[]){SPILL, "ROLLBACK", NULL});

	step_writer(&writer);
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_AGAIN);
	step_writer(&writer);
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_NOTHING);
	end_writer(&writer);
}
END_TEST

/* One has committed, the next is in the middle, and the events of both are read at once. */
START_TEST(second_writer_behind_the_first)
{
	Writer first = start_writer((const char *[]){INSERT, NULL});
	Writer second = start_writer((const char *[]){SPILL, "COMMIT", NULL});

	step_writer(&first);
	step_writer(&second);
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_CHANGED);
	ck_assert_int_gt(retry_us, 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake"), 1);
	step_writer(&second);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake"), 401);
	end_writer(&first);
	end_writer(&second);
}
END_TEST

/* Many small commits with no regard for us: after the last we know them all. */
START_TEST(storm_of_writers)
{
	static const char *const SQL[] = {INSERT, INSERT, INSERT, INSERT, INSERT, INSERT, INSERT, INSERT, INSERT, INSERT, NULL};
	Writer writers[3];
	int seen = 0;

	for (int i = 0; i < 3; i++) {
		writers[i] = start_writer(SQL);
		ck_assert_int_eq(write(writers[i].go, "!!!!!!!!!!", 10), 10);
	}
	while (seen < 30) {
		ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
		seen = (int)sql_number(&f, "SELECT count(*) FROM intake");
	}
	for (int i = 0; i < 3; i++)
		end_writer(&writers[i]);
}
END_TEST

START_TEST(own_writes_are_nothing)
{
	fixture_case(&f, "R1", "13812341234");
	ck_assert(readable(store_watch_inotify_fd(watch)));
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_NOTHING);
	ck_assert_int_eq(retry_us, 0);
	ck_assert(!readable(store_watch_inotify_fd(watch)));
}
END_TEST

START_TEST(bell_is_heard)
{
	g_autofree char *bell = g_strconcat(f.path, ".bell", NULL);
	struct stat st;

	ck_assert_int_eq(stat(bell, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert(!readable(store_watch_bell_fd(watch)));
	for (int i = 0; i < 1000; i++) /* more than its queue holds: nobody blocks */
		store_ring(f.path);
	ck_assert(readable(store_watch_bell_fd(watch)));
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_NOTHING);
	ck_assert(!readable(store_watch_bell_fd(watch)));
	store_watch_free(watch);
	watch = NULL;
	ck_assert(!g_file_test(bell, G_FILE_TEST_EXISTS));
	store_ring(f.path);
	/* A daemon that was killed leaves its bell behind. */
	ck_assert(g_file_set_contents(bell, "", 0, NULL));
	must(&f, store_watch_new(f.store, f.path, TRUE, &watch));
	store_ring(f.path);
	ck_assert(readable(store_watch_bell_fd(watch)));
}
END_TEST

START_TEST(what_came_before_the_watch_is_seen)
{
	Writer writer = start_writer((const char *[]){INSERT, NULL});

	store_watch_free(watch);
	step_writer(&writer);
	must(&f, store_watch_new(f.store, f.path, TRUE, &watch));
	ck_assert_int_eq(store_watch_drain(watch, &retry_us), STORE_WATCH_CHANGED);
	end_writer(&writer);
}
END_TEST

/* How a store goes away under us. */
static const char *const GONE[] = {"deleted", "moved", "replaced", "directory moved"};

START_TEST(replaced_is_told)
{
	g_autofree char *aside = g_strconcat(f.path, ".aside", NULL), *other_dir = g_strconcat(f.dir, ".aside", NULL);

	switch (_i) {
	case 0:
		ck_assert_int_eq(g_unlink(f.path), 0);
		break;
	case 1:
		ck_assert_int_eq(g_rename(f.path, aside), 0);
		break;
	case 2:
		ck_assert(g_file_set_contents(aside, "", 0, NULL));
		ck_assert_int_eq(g_rename(aside, f.path), 0);
		break;
	default:
		ck_assert_int_eq(g_rename(f.dir, other_dir), 0);
	}
	row_int(GONE[_i], wait_verdict(), STORE_WATCH_REPLACED);
	if (_i == 3)
		ck_assert_int_eq(g_rename(other_dir, f.dir), 0);
}
END_TEST

START_TEST(long_path_does_without_bell)
{
	g_autofree char *name = g_strnfill(150, 'x'), *path = g_build_filename(f.dir, name, NULL);
	Store *store = NULL;
	StoreWatch *quiet = NULL;
	Writer writer;

	ck_assert_int_eq(store_open(path, STORE_READ_WRITE, &store, NULL), 0);
	ck_assert_int_eq(store_watch_new(store, path, TRUE, &quiet), 0);
	ck_assert_int_eq(store_watch_bell_fd(quiet), -1);
	store_ring(path);
	store_watch_drain(quiet, &retry_us);
	store_watch_free(watch);
	watch = quiet;
	g_free(f.path);
	f.path = g_steal_pointer(&path);
	writer = start_writer((const char *[]){INSERT, NULL});
	step_writer(&writer);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	end_writer(&writer);
	store_watch_free(watch);
	watch = NULL;
	store_close(store);
}
END_TEST

/* The WAL lies beside the file, not beside the link to it. */
START_TEST(link_is_followed)
{
	g_autofree char *dir = test_dir_new(), *link = g_build_filename(dir, "link.db", NULL);
	Writer writer = start_writer((const char *[]){INSERT, NULL});
	Store *store = NULL;

	ck_assert_int_eq(symlink(f.path, link), 0);
	ck_assert_int_eq(store_open(link, STORE_READ_WRITE, &store, NULL), 0);
	store_watch_free(watch);
	ck_assert_int_eq(store_watch_new(store, link, TRUE, &watch), 0);
	store_watch_drain(watch, &retry_us);
	step_writer(&writer);
	ck_assert_int_eq(wait_verdict(), STORE_WATCH_CHANGED);
	end_writer(&writer);
	store_watch_free(watch);
	watch = NULL;
	store_close(store);
	test_dir_remove(dir);
}
END_TEST

START_TEST(read_only_cannot_watch)
{
	Store *reader = NULL;
	StoreWatch *none = NULL;

	ck_assert_int_eq(store_open(f.path, STORE_READ_ONLY, &reader, NULL), 0);
	ck_assert_int_eq(store_watch_new(reader, f.path, TRUE, &none), -EROFS);
	ck_assert_ptr_null(none);
	store_close(reader);
}
END_TEST

/* Two daemons would take each other's submits under way for the remains of a crash. */
START_TEST(one_daemon_a_store)
{
	g_autofree char *link = g_strconcat(f.dir, "/link.db", NULL);
	Store *other = NULL;
	StoreWatch *second = NULL, *onlooker = NULL;

	ck_assert_int_eq(symlink(f.path, link), 0);
	ck_assert_int_eq(store_open(link, STORE_READ_WRITE, &other, NULL), 0);
	ck_assert_int_eq(store_watch_new(other, link, TRUE, &second), -EBUSY);
	ck_assert_ptr_null(second);
	ck_assert(store_ring(f.path));
	ck_assert_int_eq(store_watch_new(other, link, FALSE, &onlooker), 0);
	store_watch_free(onlooker);
	store_watch_free(watch);
	watch = NULL;
	ck_assert_int_eq(store_watch_new(other, link, TRUE, &second), 0);
	store_watch_free(second);
	store_close(other);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *tc = tcase_create("watch");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, foreign_insert_is_seen);
	tcase_add_test(tc, slow_commit_is_not_lost);
	tcase_add_test(tc, each_write_starts_the_waiting_anew);
	tcase_add_test(tc, rolled_back_is_nothing);
	tcase_add_test(tc, second_writer_behind_the_first);
	tcase_add_test(tc, storm_of_writers);
	tcase_add_test(tc, own_writes_are_nothing);
	tcase_add_test(tc, bell_is_heard);
	tcase_add_test(tc, what_came_before_the_watch_is_seen);
	tcase_add_loop_test(tc, replaced_is_told, 0, G_N_ELEMENTS(GONE));
	tcase_add_test(tc, long_path_does_without_bell);
	tcase_add_test(tc, link_is_followed);
	tcase_add_test(tc, read_only_cannot_watch);
	tcase_add_test(tc, one_daemon_a_store);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "watch");
}
