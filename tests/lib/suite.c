#include "lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <glib/gstdio.h>

int suite_run(Suite *suite, const char *name)
{
	SRunner *runner = srunner_create(suite);
	int failed, run;

	srunner_run_all(runner, CK_SILENT);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	if (failed) {
		TestResult **results = srunner_failures(runner);

		for (int i = 0; i < failed; i++)
			printf("FAIL %s: %s:%d: %s\n", name, tr_lfile(results[i]), tr_lno(results[i]), tr_msg(results[i]));
		free(results);
	}
	printf("%s: %d passed, %d failed\n", name, run - failed, failed);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

char *test_file(const char *relative)
{
	return g_build_filename(TEST_SRCDIR, relative, NULL);
}

char *test_dir_new(void)
{
	char *dir = g_dir_make_tmp("followup-test-XXXXXX", NULL);

	ck_assert_ptr_nonnull(dir);
	return dir;
}

void test_dir_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
			test_dir_remove(child);
		else
			g_unlink(child);
	}
	g_rmdir(path);
}
