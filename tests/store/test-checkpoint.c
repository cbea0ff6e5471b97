/* The log is copied back beside the commits, and begins anew (store/sqlite/checkpoint.c). */
#include "store/fixture.h"
#include "store/upkeep.h"

#include <string.h>
#include <sys/stat.h>

#define DEADLINE_US (60 * G_USEC_PER_SEC)
#define FRAME 4120 /* a page of the log, with its head */

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
	ck_assert_int_eq(sqlite3_exec(f.store->db, "CREATE TABLE heap (id INTEGER PRIMARY KEY, bytes BLOB)", NULL, NULL, NULL), SQLITE_OK);
	must(&f, store_checkpoint_beside(f.store));
}

static void teardown(void)
{
	fixture_close(&f);
}

/* One commit of about so many pages. */
static void commit_pages(int pages)
{
	must_write(&f, db_errno(db_run(f.store, "INSERT INTO heap (bytes) VALUES (zeroblob(?))", DB_INT(pages * 4096))));
}

static int64_t log_pages(void)
{
	g_autofree char *path = g_strconcat(f.path, "-wal", NULL);
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size / FRAME;
}

/* What the log's index says of the log: pages in it, and how many of them were copied (SQLite's file format, 2.2). */
static void log_index(guint32 *pages, guint32 *copied)
{
	g_autofree char *path = g_strconcat(f.path, "-shm", NULL), *bytes = NULL;
	gsize length;

	ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
	ck_assert_uint_ge(length, 136);
	memcpy(pages, bytes + 16, sizeof *pages);
	memcpy(copied, bytes + 96, sizeof *copied);
}

/* Nobody commits meanwhile: it is the other thread that copies. */
static void wait_copied(const char *row)
{
	gint64 until = g_get_monotonic_time() + DEADLINE_US;
	guint32 pages, copied;

	do {
		log_index(&pages, &copied);
		ck_assert_msg(g_get_monotonic_time() < until, "row %s: %u of %u pages copied", row, copied, pages);
		g_usleep(1000);
	} while (copied < pages);
}

START_TEST(a_long_log_is_copied_and_begins_anew)
{
	guint32 pages, copied;

	commit_pages(400);
	log_index(&pages, &copied);
	row_int("a short one is left alone", copied, 0);
	commit_pages(500);
	wait_copied("a long one is copied while nobody commits");
	commit_pages(10);
	log_index(&pages, &copied);
	ck_assert_msg(pages < 400, "row it begins anew: %u pages", pages);
	ck_assert_msg(log_pages() >= 900, "row in the room it had: %d", (int)log_pages());
}
END_TEST

START_TEST(begins_anew_between_commits_without_a_pause)
{
	int64_t longest = 0;

	/* Always somebody who commits: the second thread alone would hardly ever find the log at rest. */
	for (int i = 0; i < 3000; i++) {
		commit_pages(8);
		longest = MAX(longest, log_pages());
	}
	/* 24,000 pages were written; how many come while the disk is waited for is the disk's to say. */
	ck_assert_msg(longest < 12000, "row the log's length: %d pages", (int)longest);
	row_int("what was committed", sql_number(&f, "SELECT count(*) FROM heap"), 3000);
}
END_TEST

START_TEST(waits_for_a_reader)
{
	sqlite3 *reader = NULL;
	guint32 pages, copied, before;

	commit_pages(10);
	ck_assert_int_eq(sqlite3_open_v2(f.path, &reader, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM heap", NULL, NULL, NULL), SQLITE_OK);
	log_index(&before, &copied);
	for (int i = 0; i < 20; i++)
		commit_pages(500);
	log_index(&pages, &copied);
	ck_assert_msg(pages >= 10000, "row all of it is kept: %u", pages);
	ck_assert_msg(copied <= before, "row nothing behind the reader's view is copied: %u", copied);
	ck_assert_int_eq(sqlite3_exec(reader, "SELECT 1 / (count(*) = 1) FROM heap; COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(reader);
	for (gint64 until = g_get_monotonic_time() + DEADLINE_US; pages >= 1000; log_index(&pages, &copied)) {
		ck_assert_msg(g_get_monotonic_time() < until, "row it begins anew once the reader has gone: %u", pages);
		commit_pages(100);
	}
	ck_assert_msg(log_pages() <= 16777216 / FRAME + 1, "row its room is given back: %d", (int)log_pages());
}
END_TEST

START_TEST(can_be_closed_at_any_moment)
{
	g_autofree char *damage = NULL;

	for (int i = 0; i < 30; i++) {
		for (int j = 0; j < i; j++)
			commit_pages(100);
		store_close(f.store);
		f.store = NULL;
		ck_assert_int_eq(store_open(f.path, STORE_READ_WRITE, &f.store, NULL), 0);
		must(&f, store_checkpoint_beside(f.store));
	}
	row_int("nothing is missing", sql_number(&f, "SELECT count(*) FROM heap"), 29 * 30 / 2);
	damage = sql_text(&f, "PRAGMA integrity_check");
	row_str("nor damaged", damage, "ok");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checkpoint");
	TCase *tc = tcase_create("checkpoint");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_long_log_is_copied_and_begins_anew);
	tcase_add_test(tc, begins_anew_between_commits_without_a_pause);
	tcase_add_test(tc, waits_for_a_reader);
	tcase_add_test(tc, can_be_closed_at_any_moment);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "checkpoint");
}
