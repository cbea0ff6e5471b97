/* Files in: rows to cases. Bytes to lines and lines to rows are in test-import-rows.c. */
#include "desk/fixture.h"

#include "desk/csv_reader.h"
#include "desk/import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- whole files ---- */

static const struct {
	const char *what, *name, *text;
	gboolean dry_run;
	int r;
	guint64 added, updated, rejected;
	const char *rejects; /* what the rejects file holds; NULL: there is none */
	const char *fault;
} IMPORTS[] = {
	{"new ones", "a.csv", "id,phone\nR-1,13812341234\nR-2,13812341235\n", FALSE, 0, 2, 0, 0, NULL, NULL},
	{"the same twice", "a.csv", "id,phone\nR-1,13812341234\nR-1,13812341234\n", FALSE, 0, 1, 1, 0, NULL, NULL},
	{"a bad row stops no other", "a.csv", "id,phone,name\nR-1,12,=A1\nR-2,13812341235,x\n", FALSE, 0, 1, 0, 1,
	 "\"id\",\"phone\",\"name\",\"line\",\"error\"\r\n\"R-1\",\"12\",\"'=A1\",\"2\",\"phone: \"\"12\"\": ", NULL},
	{"a separator in an unquoted text", "a.csv", "id,phone\nR-1,13812341234,x\nR-2,13812341235\n", FALSE, 0, 1, 0,
	 1, "\"id\",\"phone\",\"line\",\"error\"\r\n\"R-1,13812341234,x\",\"\",\"2\",\"3 cells, but the header has 2: ",
	 NULL},
	{"empty cells behind the last are nothing", "a.csv", "id,phone\nR-1,13812341234,,\n", FALSE, 0, 1, 0, 0, NULL,
	 NULL},
	{"a damaged name", "a.csv",
	 "id,手机号,收货人姓名,订单编号,评价内容,评价时间\nR-1,13812341234,\xff,x,y,\n"
	 "R-2,13812341235,x,y,\xff,\n",
	 FALSE, 0, 1, 0, 1, "holds bytes that are not UTF-8", NULL},
	{"a damaged number is masked", "a.csv",
	 "id,手机号,收货人姓名,订单编号,评价内容,评价时间\nR-1,138001380\xff" "00,x,x,y,\n", FALSE, 0, 0, 0, 1,
	 "\"2\",\"phone: \"\"138****00\"\": holds bytes that are not UTF-8; correct them or name the encoding\"", NULL},
	{"a number that breaks its JSON is masked", "a.jsonl", "{\"id\":1,\"phone\" 13812341234}\n", FALSE, 0, 0, 0, 1,
	 "\"error\":\"not JSON: ':' expected near '****'\"}", NULL},
	{"JSON lines", "a.jsonl",
	 "{\"id\":1,\"phone\":13812341234}\n\n{\"id\":\"R-2\",\"phone\":\"13812341235\",\"rating\":null}\n", FALSE, 0,
	 2, 0, 0, NULL, NULL},
	{"JSON lines by their first character", "a", "{\"id\":1,\"phone\":13812341234}\n", FALSE, 0, 1, 0, 0, NULL,
	 NULL},
	{"bad JSON", "a.jsonl",
	 "{\"id\":1\n[1]\n{\"id\":2,\"phone\":true}\n{\"id\":3,\"phone\":1,\"tel\":2}\n{\"id\":1,\"id\":2}\n", FALSE, 0,
	 0, 0, 5, "{\"id\":2,\"phone\":true,\"line\":3,\"error\":\"phone: neither a string nor a number\"}", NULL},
	{"dry run", "a.csv", "id,phone\nR-1,13812341234\nR-2,12\n", TRUE, 0, 1, 0, 1, NULL, NULL},
	{"header only", "a.csv", "id,phone\n", FALSE, 0, 0, 0, 0, NULL, NULL},
	{"empty file", "a.csv", "", FALSE, -ENODATA, 0, 0, 0, NULL, "the file is empty"},
	{"broken header", "a.csv", "id,ph\"one\n", FALSE, -EBADMSG, 0, 0, 0, NULL, ":1: the header cannot be read"},
	{"no phone column", "a.csv", "id\nR-1\n", FALSE, -EINVAL, 0, 0, 0, NULL, "a.csv:1: no column for phone"},
};

static int import(Fixture *f, const char *path, gboolean dry_run, ImportCount *count, char **fault)
{
	g_autofree char *rejects = g_build_filename(f->dir, "rejects", NULL);
	const ImportOptions options = {.source = {.path = path, .encoding = "auto", .shop = "demo"},
	                               .rejects_path = dry_run ? NULL : rejects, .dry_run = dry_run};
	int r = import_file(&f->desk, &options, count, fault);

	g_clear_pointer(&count->rejects_path, g_free);
	return r;
}

START_TEST(imports)
{
	const char *what = IMPORTS[_i].what;
	g_autofree char *path = NULL;
	g_autofree char *rejects = NULL;
	g_autofree char *rejected = NULL;
	g_autofree char *fault = NULL;
	ImportCount count;
	Fixture f;
	int r;

	fixture_open(&f);
	path = fixture_file(&f, IMPORTS[_i].name, IMPORTS[_i].text, strlen(IMPORTS[_i].text));
	rejects = g_build_filename(f.dir, "rejects", NULL);
	r = import(&f, path, IMPORTS[_i].dry_run, &count, &fault);
	row_int(what, r, IMPORTS[_i].r);
	row_int(what, count.added, IMPORTS[_i].added);
	row_int(what, count.updated, IMPORTS[_i].updated);
	row_int(what, count.rejected, IMPORTS[_i].rejected);
	row_int(what, count.rows, count.added + count.updated + count.rejected);
	row_int(what, fixture_cases(&f), IMPORTS[_i].dry_run ? 0 : count.added);
	g_file_get_contents(rejects, &rejected, NULL, NULL);
	row_int(what, rejected != NULL, IMPORTS[_i].rejects != NULL);
	if (rejected)
		ck_assert_msg(strstr(rejected, IMPORTS[_i].rejects) != NULL, "row %s: %s", what, rejected);
	if (r < 0)
		ck_assert_msg(strstr(fault, IMPORTS[_i].fault) != NULL, "row %s: \"%s\"", what, fault);
	fixture_close(&f);
}
END_TEST

/* A line beyond the limit is rejected with the limit and the cure; the ones around it go in. */
static const struct {
	const char *what, *name, *before, *open, *close, *after, *fault;
} LONG[] = {
	{"a table", "a.csv", "id,phone,text\nR-1,13812341234,x\n", "R-2,13812341235,", "\n", "R-3,13812341236,x\n",
	 "\"3\",\"the line is longer than 256 KiB, the most a row may have: shorten its longest cell\""},
	{"JSON lines", "a.jsonl", "{\"id\":1,\"phone\":13812341234}\n",
	 "{\"id\":2,\"phone\":13812341235,\"text\":\"", "\"}\n",
	 "{\"id\":3,\"phone\":13812341236}\n",
	 "\"error\":\"the line is longer than 1 MiB, the most a row may have: shorten its longest value\""},
};

START_TEST(a_long_line_names_the_limit)
{
	const char *what = LONG[_i].what;
	g_autofree char *cell = g_strnfill(2 * 1024 * 1024, 'x'), *path = NULL, *rejects = NULL, *rejected = NULL;
	g_autofree char *text =
	        g_strconcat(LONG[_i].before, LONG[_i].open, cell, LONG[_i].close, LONG[_i].after, NULL);
	g_autofree char *fault = NULL;
	ImportCount count;
	Fixture f;

	fixture_open(&f);
	path = fixture_file(&f, LONG[_i].name, text, strlen(text));
	rejects = g_build_filename(f.dir, "rejects", NULL);
	ck_assert_msg(import(&f, path, FALSE, &count, &fault) == 0, "row %s: %s", what, fault);
	row_int(what, count.added, 2);
	row_int(what, count.rejected, 1);
	ck_assert(g_file_get_contents(rejects, &rejected, NULL, NULL));
	ck_assert_msg(strstr(rejected, LONG[_i].fault) != NULL, "row %s", what);
	fixture_close(&f);
}
END_TEST

/* A pipe gives its bytes once, whatever it is called. */
static const struct {
	const char *what, *text;
	int added;
} PIPES[] = {
	{"a table", "id,phone\nR-1,13812341234\nR-2,13812341235\n", 2},
	{"a table after empty lines", "\n\nid,phone\nR-1,13812341234\n", 1},
	{"JSON lines by their first character",
	 "{\"id\":1,\"phone\":13812341234}\n{\"id\":2,\"phone\":13812341235}\n", 2},
	{"JSON lines after an empty line", "\n {\"id\":1,\"phone\":13812341234}\n", 1},
};

static pid_t feed_pipe(const char *path, const char *text)
{
	pid_t child = fork();

	if (child == 0) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);

		_exit(fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text));
	}
	return child;
}

START_TEST(reads_a_pipe_by_name)
{
	const char *what = PIPES[_i].what;
	g_autofree char *path = NULL, *fault = NULL;
	ImportCount count;
	pid_t child;
	int status;
	Fixture f;

	fixture_open(&f);
	path = g_build_filename(f.dir, "pipe", NULL);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	child = feed_pipe(path, PIPES[_i].text);
	ck_assert_int_gt(child, 0);
	ck_assert_msg(import(&f, path, FALSE, &count, &fault) == 0, "row %s: %s", what, fault);
	row_int(what, count.added, PIPES[_i].added);
	row_int(what, count.rejected, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	row_int(what, status, 0);
	fixture_close(&f);
}
END_TEST

/* Rejected rows, corrected with the cure that was named, go in as they are. */
START_TEST(a_corrected_rejects_file_goes_in)
{
	static const char TEXT[] = "编号,手机号,姓名\nR-1,+8612,=cmd\nR-2,13812341235,y\n";
	g_autofree char *path = NULL;
	g_autofree char *rejects = NULL;
	g_autofree char *text = NULL;
	g_autofree char *fault = NULL;
	g_auto(GStrv) parts = NULL;
	g_autofree char *corrected = NULL;
	ImportCount count;
	Fixture f;
	StoreCase c;

	fixture_open(&f);
	path = fixture_file(&f, "a.csv", TEXT, strlen(TEXT));
	rejects = g_build_filename(f.dir, "rejects", NULL);
	ck_assert_int_eq(import(&f, path, FALSE, &count, &fault), 0);
	ck_assert_uint_eq(count.rejected, 1);
	ck_assert(g_file_get_contents(rejects, &text, NULL, NULL));
	parts = g_strsplit(text, "'+8612\"", 2);
	ck_assert_ptr_nonnull(parts[1]);
	corrected = g_strjoin("'+8613812341234\"", parts[0], parts[1], NULL);
	g_free(g_steal_pointer(&path));
	path = fixture_file(&f, "corrected.csv", corrected, strlen(corrected));
	ck_assert_msg(import(&f, path, FALSE, &count, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(count.added, 1);
	ck_assert_uint_eq(count.rejected, 0);
	ck_assert_int_eq(store_case_get(f.store, 2, &c), 0);
	ck_assert_str_eq(c.name, "=cmd");
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

/* More rows than one transaction takes; the reject file names all of them; nobody else can read it. */
START_TEST(imports_many)
{
	g_autoptr(GString) text = g_string_new("id,phone\n");
	g_autofree char *path = NULL;
	g_autofree char *rejects = NULL;
	g_autofree char *fault = NULL;
	ImportCount count;
	GStatBuf st;
	Fixture f;

	fixture_open(&f);
	for (int i = 0; i < 2500; i++)
		g_string_append_printf(text, "R-%d,%s%08d\n", i, i % 500 == 7 ? "1" : "138", i);
	path = fixture_file(&f, "a.csv", text->str, text->len);
	rejects = g_build_filename(f.dir, "rejects", NULL);
	ck_assert_msg(import(&f, path, FALSE, &count, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(count.added, 2495);
	ck_assert_uint_eq(count.rejected, 5);
	ck_assert_uint_eq(fixture_cases(&f), 2495);
	ck_assert_int_eq(g_stat(rejects, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	fixture_close(&f);
}
END_TEST

/* A dry run takes each heap back: what a later heap repeats is an update all the same. */
static const struct {
	const char *what;
	int cases, times;
	const char *other_shop; /* of the second half; NULL: the same */
} REPEATS[] = {
	{"each twice, far apart", 2500, 2, NULL},
	{"each three times, close together", 700, 3, NULL},
	{"the ids of two shops", 2500, 2, "london"},
};

START_TEST(a_dry_run_counts_like_an_import)
{
	const char *what = REPEATS[_i].what;
	g_autoptr(GString) text = g_string_new("id,phone,shop\n");
	g_autofree char *path = NULL, *fault = NULL;
	ImportCount dry, real;
	Fixture f;

	fixture_open(&f);
	for (int t = 0; t < REPEATS[_i].times; t++)
		for (int i = 0; i < REPEATS[_i].cases; i++)
			g_string_append_printf(text, "R-%d,138%08d,%s\n", i, i,
			                       t && REPEATS[_i].other_shop ? REPEATS[_i].other_shop : "demo");
	path = fixture_file(&f, "a.csv", text->str, text->len);
	ck_assert_msg(import(&f, path, TRUE, &dry, &fault) == 0, "%s", fault);
	row_int(what, fixture_cases(&f), 0);
	ck_assert_msg(import(&f, path, FALSE, &real, &fault) == 0, "%s", fault);
	row_int(what, real.added, REPEATS[_i].cases * (REPEATS[_i].other_shop ? 2 : 1));
	row_int(what, dry.added, real.added);
	row_int(what, dry.updated, real.updated);
	ck_assert_msg(import(&f, path, TRUE, &dry, &fault) == 0, "%s", fault);
	row_int(what, dry.added, 0);
	row_int(what, dry.updated, real.rows);
	fixture_close(&f);
}
END_TEST

/* Killed as the second heap is about to be committed, or just was: whole heaps are there, the file goes in again. */
static const struct {
	const char *fault;
	guint left; /* cases */
} KILLS[] = {{"store.commit.before:2", 2000}, {"store.commit.after:2", 4000}};

START_TEST(a_crash_leaves_whole_heaps)
{
	g_autoptr(GString) text = g_string_new("id,phone\n");
	g_autofree char *path = NULL, *fault = NULL;
	ImportCount count;
	Fixture f;
	pid_t pid;
	int status = 0;

	fixture_open(&f);
	for (int i = 0; i < 5000; i++)
		g_string_append_printf(text, "R-%d,138%08d\n", i, i);
	path = fixture_file(&f, "a.csv", text->str, text->len);
	store_close(f.store);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		g_setenv("FOLLOWUP_FAULT", KILLS[_i].fault, TRUE);
		if (store_open(f.conf->store_path, STORE_READ_WRITE, &f.store, NULL) < 0)
			_exit(1);
		f.desk.store = f.store;
		import(&f, path, FALSE, &count, &fault);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	row_int(KILLS[_i].fault, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1);
	ck_assert_int_eq(store_open(f.conf->store_path, STORE_READ_WRITE, &f.store, NULL), 0);
	f.desk.store = f.store;
	row_int(KILLS[_i].fault, fixture_cases(&f), KILLS[_i].left);
	ck_assert_msg(import(&f, path, FALSE, &count, &fault) == 0, "%s", fault);
	row_int(KILLS[_i].fault, count.updated, KILLS[_i].left);
	row_int(KILLS[_i].fault, count.added, 5000 - KILLS[_i].left);
	fixture_close(&f);
}
END_TEST

/* The input is not overwritten by its own rejects. */
START_TEST(rejects_spare_the_input)
{
	static const char TEXT[] = "id,phone\nR-1,12\n";
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	g_autofree char *fault = NULL;
	ImportOptions options = {.source = {.encoding = "auto", .shop = "demo"}};
	ImportCount count;
	Fixture f;

	fixture_open(&f);
	path = fixture_file(&f, "a.csv", TEXT, strlen(TEXT));
	options.source.path = options.rejects_path = path;
	ck_assert_int_eq(import_file(&f.desk, &options, &count, &fault), -EINVAL);
	g_free(count.rejects_path);
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	ck_assert_str_eq(text, TEXT);
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *what;
	const char *words[6];
	int r;
	const char *fault; /* its beginning */
} WORDS[] = {
	{"good", {"shop=demo", "external_id=R-1", "phone=13812341234", "text=a=b", NULL}, 0, NULL},
	{"unknown key", {"shop=demo", "phnoe=1", NULL}, -EINVAL, "there is no \"phnoe\"; did you mean \"phone\"?"},
	{"no pair", {"shop", NULL}, -EINVAL, "\"shop\" is not of the form KEY=VALUE"},
	{"twice", {"shop=a", "shop=b", NULL}, -EINVAL, "shop is given twice"},
	{"not UTF-8", {"shop=\xff", NULL}, -EINVAL, "shop: not UTF-8"},
	{"refused by the store", {"shop=demo", "external_id=R-1", "phone=12", NULL}, -EINVAL, "phone: \"12\": "},
	{"no such shop",
	 {"shop=nowhere", "external_id=R-1", "phone=13812341234", NULL},
	 -EINVAL,
	 "shop: \"nowhere\": "},
};

START_TEST(adds_from_words)
{
	g_autofree char *fault = NULL;
	IntakeResult result;
	int64_t case_id = 0;
	Fixture f;

	fixture_open(&f);
	row_int(WORDS[_i].what, import_words(&f.desk, WORDS[_i].words, &result, &case_id, &fault), WORDS[_i].r);
	row_int(WORDS[_i].what, case_id, WORDS[_i].r == 0);
	if (WORDS[_i].fault)
		ck_assert_msg(g_str_has_prefix(fault, WORDS[_i].fault), "row %s: \"%s\"", WORDS[_i].what, fault);
	row_int(WORDS[_i].what, store_begin(f.store), 0); /* a refusal leaves no transaction open */
	store_rollback(f.store);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("import");
	TCase *tc = tcase_create("import");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, imports, 0, G_N_ELEMENTS(IMPORTS));
	tcase_add_loop_test(tc, a_long_line_names_the_limit, 0, G_N_ELEMENTS(LONG));
	tcase_add_loop_test(tc, reads_a_pipe_by_name, 0, G_N_ELEMENTS(PIPES));
	tcase_add_test(tc, a_corrected_rejects_file_goes_in);
	tcase_add_test(tc, imports_many);
	tcase_add_loop_test(tc, a_dry_run_counts_like_an_import, 0, G_N_ELEMENTS(REPEATS));
	tcase_add_loop_test(tc, a_crash_leaves_whole_heaps, 0, G_N_ELEMENTS(KILLS));
	tcase_add_test(tc, rejects_spare_the_input);
	tcase_add_loop_test(tc, adds_from_words, 0, G_N_ELEMENTS(WORDS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "import");
}
