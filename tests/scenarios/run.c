/* Replays the scenarios of this directory, or the files named: `tests/scenarios/run [FILE...]`. */
#include "scenarios/player.h"

#include <stdlib.h>

static GPtrArray *paths;

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

static void find_all(void)
{
	g_autofree char *dir = test_file("scenarios");
	g_autoptr(GDir) files = g_dir_open(dir, 0, NULL);
	const char *name;

	while (files && (name = g_dir_read_name(files)))
		if (g_str_has_suffix(name, ".txt"))
			g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
	g_ptr_array_sort(paths, by_name);
}

START_TEST(replay)
{
	g_autofree char *fault = NULL;
	g_autoptr(GPtrArray) lines = script_read(paths->pdata[_i], &fault);

	ck_assert_msg(lines != NULL, "%s", fault);
	player_play(lines);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("scenarios");
	TCase *tc = tcase_create("scenarios");

	player_in_memory();
	paths = g_ptr_array_new();
	for (int i = 1; i < argc; i++)
		g_ptr_array_add(paths, argv[i]);
	if (argc < 2)
		find_all();
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, replay, 0, (int)paths->len);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "scenarios");
}
