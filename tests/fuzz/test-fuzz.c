/* Every target over the files of its corpus: what fuzzers found once stays found, with any compiler. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "lib/suite.h"
#include "util/log.h"

/* The names of the files in a target's corpus, sorted. Caller unrefs. */
static GPtrArray *corpus(const FuzzTarget *target, char **dir)
{
	g_autofree char *relative = g_strconcat("tests/fuzz/corpus/", target->name, NULL);
	g_autoptr(GDir) open = NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	*dir = fuzz_source(relative);
	open = g_dir_open(*dir, 0, NULL);
	while (open && (name = g_dir_read_name(open)))
		g_ptr_array_add(names, g_strdup(name));
	return names;
}

/* A row is a target; a broken rule names itself, and the file it was broken by, on standard error. */
START_TEST(corpus_is_lived_through)
{
	const FuzzTarget *target = fuzz_targets() + _i;
	g_autofree char *dir = NULL;
	g_autoptr(GPtrArray) names = corpus(target, &dir);
	gpointer state;

	ck_assert_msg(names->len > 0, "target %s: no seeds; put some into tests/fuzz/corpus/%s", target->name,
	              target->name);
	log_set_level(LOG_EMERG);
	state = fuzz_setup(target);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(dir, names->pdata[i], NULL);
		g_autofree char *content = NULL;
		gsize length;

		ck_assert_msg(g_file_get_contents(path, &content, &length, NULL), "cannot read %s", path);
		g_setenv("FUZZ_INPUT", path, TRUE);
		fuzz_feed(target, state, content, length);
	}
	fuzz_leave();
}
END_TEST

/* A folder nobody looks into would be a test that does not run. */
START_TEST(every_corpus_has_its_target)
{
	g_autofree char *path = fuzz_source("tests/fuzz/corpus");
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	ck_assert_ptr_nonnull(dir);
	while ((name = g_dir_read_name(dir)))
		ck_assert_msg(fuzz_target(name), "tests/fuzz/corpus/%s: there is no target of that name", name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fuzz");
	TCase *corpora = tcase_create("corpora");
	int n = 0;

	while (fuzz_targets()[n].name)
		n++;
	tcase_set_timeout(corpora, 120);
	tcase_add_loop_test(corpora, corpus_is_lived_through, 0, n);
	tcase_add_test(corpora, every_corpus_has_its_target);
	suite_add_tcase(suite, corpora);
	return suite_run(suite, "test-fuzz");
}
