/* Plays stories apart and drops what a failure does not need. */
#include "scenarios/random.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/player.h"

/* A failure is worth a minute or two, not an evening. */
#define TRIALS_MAX 250

static const GPtrArray *on_trial;

START_TEST(trial)
{
	player_play(on_trial);
}
END_TEST

char *random_trial(const GPtrArray *lines)
{
	Suite *suite = suite_create("trial");
	TCase *tc = tcase_create("trial");
	SRunner *runner = srunner_create(suite);
	char *why = NULL;

	on_trial = lines;
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, trial);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_SILENT);
	if (srunner_ntests_failed(runner)) {
		TestResult **results = srunner_failures(runner);

		why = g_strdup(tr_msg(results[0]));
		free(results);
	}
	srunner_free(runner);
	return why;
}

/* What failed, without where: "NEVER TWICE", the first words of the rest. */
static gboolean same_cause(const char *a, const char *b)
{
	const char *in_a = strstr(a, ": "), *in_b = strstr(b, ": ");

	return in_a && in_b ? strncmp(in_a, in_b, 14) == 0 : strncmp(a, b, 20) == 0;
}

/* `lines` without `n` of them from `from` on; the lines stay the caller's. */
static GPtrArray *without(const GPtrArray *lines, guint from, guint n)
{
	GPtrArray *left = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++)
		if (i < from || i >= from + n)
			g_ptr_array_add(left, lines->pdata[i]);
	return left;
}

/* The first lines make the world: without them no story is one. */
static guint head(const GPtrArray *lines)
{
	guint i = 0;

	while (i < lines->len && strcmp(((const ScriptLine *)lines->pdata[i])->words[0], "at") != 0)
		i++;
	return i + 1;
}

static gboolean drop(GPtrArray *lines, guint from, guint n, char **why)
{
	g_autoptr(GPtrArray) left = without(lines, from, n);
	g_autofree char *fault = random_trial(left);

	if (!fault || !same_cause(fault, *why))
		return FALSE;
	g_free(*why);
	*why = g_steal_pointer(&fault);
	g_ptr_array_remove_range(lines, from, n);
	return TRUE;
}

void random_shrink(GPtrArray *lines, char **why)
{
	const guint first = head(lines);
	guint trials = 0;

	for (guint n = MAX((lines->len - first) / 2, 1); n > 0; n /= 2) {
		gboolean again = TRUE;

		while (again) {
			again = FALSE;
			/* From the end: what came after the failure goes first. */
			for (guint end = lines->len; end >= first + n && trials < TRIALS_MAX;
			     end = MIN(end - 1, lines->len)) {
				trials++;
				if (drop(lines, end - n, n, why)) {
					again = n == 1;
					end -= n - 1;
				}
			}
		}
	}
}
