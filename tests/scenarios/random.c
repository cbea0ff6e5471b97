/* Random stories over the gateway in virtual time: `tests/scenarios/random [--seed N] [--count M] [--lines K] [--year
 * CASES]`. Without a seed: some that never change, and some of this moment, whose seeds are told. What fails is made
 * small, printed, and written as a scenario to the working directory. */
#include "scenarios/random.h"

#include <stdio.h>
#include <stdlib.h>

#include "scenarios/player.h"
#include "scenarios/year.h"

#define FIXED 6 /* seeds 1 to 6: always */

typedef struct {
	gint seed, count, lines, year;
} Options;

/* FALSE: it failed. */
static gboolean one(guint32 seed, guint lines_wanted)
{
	g_autofree char *name = g_strdup_printf("found-%u.txt", seed);
	g_autofree char *text = random_story(seed, lines_wanted);
	g_autofree char *fault = NULL;
	g_autoptr(GPtrArray) lines = script_parse(name, text, &fault);
	g_autofree char *why = lines ? random_trial(lines) : g_strdup(fault);
	g_autoptr(GString) small = g_string_new(NULL);

	if (!why)
		return TRUE;
	printf("FAIL random: seed %u (random --seed %u --count 1 --lines %u)\n", seed, seed, lines_wanted);
	if (!lines) {
		printf("%s\n", why);
		return FALSE;
	}
	random_shrink(lines, &why);
	g_string_append_printf(small, "# Found by random --seed %u --lines %u.\n", seed, lines_wanted);
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(small, "%s\n", ((const ScriptLine *)lines->pdata[i])->text);
	printf("%s\n\nWhat is left of it, also in %s:\n%s", why, name, small->str);
	g_file_set_contents(name, small->str, -1, NULL);
	fflush(stdout);
	return FALSE;
}

static gboolean parse(int argc, char **argv, Options *o)
{
	const GOptionEntry entries[] = {
	        {"seed", 0, 0, G_OPTION_ARG_INT, &o->seed, "The first story's seed", "N"},
	        {"count", 0, 0, G_OPTION_ARG_INT, &o->count, "How many stories, with the seeds after it", "M"},
	        {"lines", 0, 0, G_OPTION_ARG_INT, &o->lines, "Lines of a story", "K"},
	        {"year", 0, 0, G_OPTION_ARG_INT, &o->year, "A year of a shop with so many cases a day instead",
	         "CASES"},
	        {0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("- random stories");
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, &argc, &argv, &error))
		return TRUE;
	fprintf(stderr, "%s\n", error->message);
	return FALSE;
}

int main(int argc, char **argv)
{
	Options o = {.seed = 0, .count = 0, .lines = 70, .year = 0};
	guint32 now = (guint32)(g_get_real_time() / G_USEC_PER_SEC);
	guint failed = 0, done = 0;

	if (!parse(argc, argv, &o))
		return 2;
	player_in_memory();
	if (o.year)
		return year_run((guint)o.year);
	if (o.seed) {
		o.count = MAX(o.count, 1);
	} else {
		/* `make check` is to say the same of the same tree: fresh seeds are for who asks for a count. */
		o.seed = (gint)now;
		printf("seeds 1 to %d", FIXED);
		if (o.count > 0)
			printf(" and %u to %u", now, now + (guint)o.count - 1);
		printf("\n");
		fflush(stdout);
		for (; done < FIXED; done++)
			failed += !one(done + 1, (guint)o.lines);
	}
	for (guint i = 0; i < (guint)o.count; i++, done++)
		failed += !one((guint32)o.seed + i, (guint)o.lines);
	printf("random: %u passed, %u failed\n", done - failed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
