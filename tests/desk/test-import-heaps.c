/* A file is read ahead in a second thread, and nobody can tell from what comes out. */
#include "desk/fixture.h"

#include "desk/import.h"
#include "desk/import_heaps.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Every `step`th row is refused: by turns because of its width, its number, its level. */
static char *write_rows(const Fixture *f, guint count, guint step)
{
	g_autoptr(GString) text = g_string_new("id,phone,level\n");

	for (guint i = 0; i < count; i++) {
		if (i % step != step - 1)
			g_string_append_printf(text, "R-%u,138%08u,%u\n", i, i, i % 5 + 1);
		else if (i / step % 3 == 0)
			g_string_append_printf(text, "R-%u,138%08u\n", i, i);
		else
			g_string_append_printf(text, "R-%u,%s%08u,%s\n", i, i / step % 3 == 1 ? "1" : "138", i,
			                       i / step % 3 == 1 ? "1" : "9");
	}
	return fixture_file(f, "rows.csv", text->str, text->len);
}

typedef struct {
	guint64 last;   /* line */
	guint refused;
	GString *heaps; /* rows at each commit */
} Told;

static void on_rejected(guint64 line, const char *fault, void *user)
{
	static const char *const BEGINS[] = {"2 cells, but", "phone: ", "level: "};
	Told *told = user;

	ck_assert_msg(line > told->last, "line %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT, line, told->last);
	ck_assert_msg(g_str_has_prefix(fault, BEGINS[told->refused % 3]), "line %" G_GUINT64_FORMAT ": %s", line, fault);
	told->last = line;
	told->refused++;
}

static void on_progress(const ImportCount *count, void *user)
{
	Told *told = user;

	g_string_append_printf(told->heaps, "%" G_GUINT64_FORMAT " ", count->rows);
}

static int import(Fixture *f, const char *path, const char *rejects, Told *told, ImportCount *count, char **fault)
{
	const ImportOptions options = {.source = {.path = path, .encoding = "auto", .shop = "demo"}, .rejects_path = rejects,
	                               .progress = on_progress, .rejected = on_rejected, .user = told};
	int r;

	told->heaps = g_string_new(NULL);
	r = import_file(&f->desk, &options, count, fault);
	g_clear_pointer(&count->rejects_path, g_free);
	return r;
}

/* Cases get their ids, refusals are told and written, in the order of the file, heap by heap. */
START_TEST(rows_keep_the_order_of_the_file)
{
	g_autofree char *path = NULL, *rejects = NULL, *written = NULL, *fault = NULL;
	g_auto(GStrv) lines = NULL;
	Told told = {.last = 0};
	ImportCount count;
	int64_t case_id = 0;
	Fixture f;

	fixture_open(&f);
	path = write_rows(&f, 9000, 7);
	rejects = g_build_filename(f.dir, "rejects", NULL);
	ck_assert_msg(import(&f, path, rejects, &told, &count, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(count.rows, 9000);
	ck_assert_uint_eq(count.rejected, 9000 / 7);
	ck_assert_uint_eq(told.refused, 9000 / 7);
	ck_assert_int_eq(count.offset, count.size);
	ck_assert_str_eq(told.heaps->str, "2000 4000 6000 8000 9000 ");
	for (guint i = 0; i < 9000; i++) {
		g_autofree char *id = g_strdup_printf("R-%u", i);
		StoreCase c;

		if (i % 7 == 6)
			continue;
		ck_assert_int_eq(store_case_get(f.store, ++case_id, &c), 0);
		ck_assert_str_eq(c.external_id, id);
		ck_assert_int_eq(c.level, (int)(i % 5) + 1);
		store_case_clear(&c);
	}
	ck_assert(g_file_get_contents(rejects, &written, NULL, NULL));
	lines = g_strsplit(written, "\r\n", -1);
	ck_assert_uint_eq(g_strv_length(lines), 1 + 9000 / 7 + 1);
	for (guint i = 0; i < 9000 / 7; i++) {
		g_autofree char *begin = g_strdup_printf("\"R-%u\",", i * 7 + 6);

		ck_assert_msg(g_str_has_prefix(lines[i + 1], begin), "%s", lines[i + 1]);
	}
	g_string_free(told.heaps, TRUE);
	fixture_close(&f);
}
END_TEST

/* The second heap fails while others were read ahead: the first stays, of the second nothing, and the fault is told. */
START_TEST(a_fault_in_the_middle_ends_the_reading)
{
	g_autofree char *path = NULL, *rejects = NULL, *fault = NULL;
	Told told = {.last = 0};
	ImportCount count;
	Fixture f;

	fixture_open(&f);
	path = write_rows(&f, 20000, 3000);
	rejects = g_build_filename(f.dir, "missing", "rejects", NULL);
	ck_assert_int_eq(import(&f, path, rejects, &told, &count, &fault), -EINVAL);
	ck_assert_ptr_nonnull(strstr(fault, "name another place for rejected rows with --rejects"));
	ck_assert_ptr_nonnull(strstr(fault, "2000 rows before it are in the store"));
	ck_assert_str_eq(told.heaps->str, "2000 ");
	ck_assert_uint_eq(count.rows, 2000);
	ck_assert_uint_eq(fixture_cases(&f), 2000);
	ck_assert_int_eq(store_begin(f.store), 0); /* no transaction is left open */
	store_rollback(f.store);
	g_string_free(told.heaps, TRUE);
	fixture_close(&f);
}
END_TEST

/* ---- the disk under the file fails ---- */

typedef struct {
	Told told; /* first: on_rejected() gets it */
	const char *path;
	gsize heaps;
	gboolean failed;
} Failing;

/* The descriptor that this file is open on. */
static int descriptor_of(const char *path)
{
	g_autoptr(GDir) all = g_dir_open("/proc/self/fd", 0, NULL);
	g_autofree char *real = realpath(path, NULL);
	const char *name;

	while ((name = g_dir_read_name(all))) {
		g_autofree char *link = g_build_filename("/proc/self/fd", name, NULL);
		g_autofree char *target = g_file_read_link(link, NULL);

		if (g_strcmp0(target, real) == 0)
			return atoi(name);
	}
	return -1;
}

/* From now on each read of it gives EIO: nothing is mapped at the first address of a process. */
static void fail_reads(const char *path)
{
	int fd = descriptor_of(path), bad = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(bad, 0);
	ck_assert_int_eq(dup2(bad, fd), fd);
	close(bad);
}

static void fail_after_heaps(const ImportCount *count, void *user)
{
	Failing *failing = user;

	on_progress(count, user);
	if (!failing->failed && count->rows >= failing->heaps * IMPORT_HEAP_ROWS) {
		fail_reads(failing->path);
		failing->failed = TRUE;
	}
}

/* The thread may have read two heaps ahead by then, and the buffer holds more: they are good rows. */
START_TEST(a_read_error_in_the_middle_leaves_whole_heaps)
{
	Failing failing = {.heaps = 2};
	ImportOptions options = {.source = {.encoding = "auto", .shop = "demo"}, .progress = fail_after_heaps,
	                         .rejected = on_rejected, .user = &failing};
	g_autofree char *path = NULL, *fault = NULL, *so_far = NULL, *begin = NULL;
	ImportCount count;
	Fixture f;

	fixture_open(&f);
	path = write_rows(&f, 60000, 70000);
	options.source.path = failing.path = path;
	failing.told.heaps = g_string_new(NULL);
	ck_assert_int_eq(import_file(&f.desk, &options, &count, &fault), -EIO);
	ck_assert(failing.failed);
	ck_assert_uint_ge(count.rows, 2 * IMPORT_HEAP_ROWS);
	ck_assert_uint_lt(count.rows, 60000);
	ck_assert_uint_eq(count.rows % IMPORT_HEAP_ROWS, 0);
	ck_assert_uint_eq(fixture_cases(&f), count.added);
	begin = g_strdup_printf("%s: Input/output error; ", path);
	so_far = g_strdup_printf("; %" G_GUINT64_FORMAT " rows before it are in the store", count.rows);
	ck_assert_msg(g_str_has_prefix(fault, begin) && strstr(fault, so_far), "%s", fault);
	ck_assert_int_eq(store_begin(f.store), 0); /* no transaction is left open */
	store_rollback(f.store);
	g_free(count.rejects_path);
	g_string_free(failing.told.heaps, TRUE);
	fixture_close(&f);
}
END_TEST

START_TEST(a_read_error_at_once_is_told_with_the_file)
{
	g_autofree char *fault = NULL;
	Told told = {.last = 0};
	ImportCount count;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(import(&f, "/proc/self/mem", NULL, &told, &count, &fault), -EIO);
	ck_assert_str_eq(fault, "/proc/self/mem: Input/output error");
	ck_assert_uint_eq(fixture_cases(&f), 0);
	g_string_free(told.heaps, TRUE);
	fixture_close(&f);
}
END_TEST

/* No room for the store: what is in are whole heaps, as many as were told. */
START_TEST(a_full_disk_leaves_whole_heaps)
{
	const struct rlimit small = {.rlim_cur = 6 << 20, .rlim_max = RLIM_INFINITY};
	const struct rlimit none = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
	g_autofree char *path = NULL, *rejects = NULL, *fault = NULL;
	Told told = {.last = 0};
	ImportCount count;
	Fixture f;
	int r;

	fixture_open(&f);
	path = write_rows(&f, 20000, 3000);
	rejects = g_build_filename(f.dir, "rejects", NULL);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = import(&f, path, rejects, &told, &count, &fault);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	ck_assert_int_lt(r, 0);
	ck_assert_uint_gt(count.rows, 0);
	ck_assert_uint_lt(count.rows, 20000);
	ck_assert_uint_eq(count.rows % IMPORT_HEAP_ROWS, 0);
	ck_assert_uint_eq(fixture_cases(&f), count.added);
	g_string_free(told.heaps, TRUE);
	fixture_close(&f);
}
END_TEST

/* Rows that are big make small heaps: three heaps of the longest rows would be gigabytes. */
START_TEST(heaps_of_big_rows_are_small)
{
	g_autoptr(GString) text = g_string_new("id,phone,text\n");
	g_autoptr(ImportRows) rows = NULL;
	g_autoptr(ImportHeaps) heaps = NULL;
	g_autofree char *big = g_strnfill(100000, 'x'), *path = NULL, *fault = NULL;
	ImportSource source = {.encoding = "auto", .shop = "demo"};
	const ImportHeap *heap;
	guint seen = 0;
	Fixture f;

	fixture_open(&f);
	for (guint i = 0; i < 200; i++)
		g_string_append_printf(text, "R-%u,138%08u,%s\n", i, i, big);
	source.path = path = fixture_file(&f, "rows.csv", text->str, text->len);
	ck_assert_int_eq(import_rows_open(&source, &rows, &fault), 0);
	ck_assert_int_eq(import_heaps_new(rows, f.conf, f.desk.now_at, &heaps, &fault), 0);
	do {
		heap = import_heaps_next(heaps);
		ck_assert_uint_le(heap->items->len, IMPORT_HEAP_BYTES / 100000 + 1);
		for (guint i = 0; i < heap->items->len; i++) {
			const ImportItem *item = &g_array_index(heap->items, ImportItem, i);

			ck_assert_uint_eq(item->row->line, ++seen + 1);
			ck_assert_msg(g_str_has_prefix(item->row->fault, "text: "), "%s", item->row->fault);
		}
	} while (heap->more > 0);
	ck_assert_int_eq(heap->more, 0);
	ck_assert_uint_eq(seen, 200);
	g_clear_pointer(&heaps, import_heaps_free);
	fixture_close(&f);
}
END_TEST

/* Given up after so many heaps, whatever the thread is at. */
static const guint GIVEN_UP[] = {0, 1, 2, 5};

START_TEST(it_can_be_given_up_at_any_time)
{
	g_autoptr(ImportRows) rows = NULL;
	g_autoptr(ImportHeaps) heaps = NULL;
	g_autofree char *path = NULL, *fault = NULL;
	ImportSource source = {.encoding = "auto", .shop = "demo"};
	Fixture f;

	fixture_open(&f);
	source.path = path = write_rows(&f, 9000, 9001);
	ck_assert_int_eq(import_rows_open(&source, &rows, &fault), 0);
	ck_assert_int_eq(import_heaps_new(rows, f.conf, f.desk.now_at, &heaps, &fault), 0);
	for (guint i = 0; i < GIVEN_UP[_i]; i++)
		ck_assert_uint_eq(import_heaps_next(heaps)->items->len, i < 4 ? 2000 : 1000);
	g_clear_pointer(&heaps, import_heaps_free);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("import-heaps");
	TCase *tc = tcase_create("import-heaps");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rows_keep_the_order_of_the_file);
	tcase_add_test(tc, a_fault_in_the_middle_ends_the_reading);
	tcase_add_test(tc, a_full_disk_leaves_whole_heaps);
	tcase_add_test(tc, a_read_error_in_the_middle_leaves_whole_heaps);
	tcase_add_test(tc, a_read_error_at_once_is_told_with_the_file);
	tcase_add_test(tc, heaps_of_big_rows_are_small);
	tcase_add_loop_test(tc, it_can_be_given_up_at_any_time, 0, G_N_ELEMENTS(GIVEN_UP));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "import-heaps");
}
