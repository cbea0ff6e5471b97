/* That the random stories find a broken promise and make it small: the independent check is told of a rule the gateway
 * was not configured to keep - texts arrive in one minute of the night only - so that each of them breaks it. */
#include "lib/suite.h"
#include "scenarios/player.h"
#include "scenarios/random.h"

#include <stdio.h>
#include <string.h>

#define STORY_LINES 24
#define SMALL 8 /* the world's lines, a case, and time to pass */
#define BROKEN "peace sms=03:00-03:01 survey=03:00-03:01 day=9 week=9\n"
#define CAUSE "QUIET HOURS: "

static const guint32 SEEDS[] = {1, 2, 5}; /* in these somebody is texted */

/* The rule in force is the last one told before the world begins; lines of a reload would mend it. */
static char *broken_story(guint32 seed)
{
	g_autofree char *whole = random_story(seed, STORY_LINES);
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	GString *text = g_string_new("");

	for (guint i = 0; lines[i] && *lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "peace ") || g_str_has_prefix(lines[i], "reload"))
			continue;
		if (g_str_has_prefix(lines[i], "at ") && !strstr(text->str, BROKEN))
			g_string_append(text, BROKEN);
		g_string_append_printf(text, "%s\n", lines[i]);
	}
	return g_string_free(text, FALSE);
}

/* Why the story fails without its line `left_out`; NULL: it does not. */
static char *fails_without(const GPtrArray *lines, guint left_out)
{
	g_autoptr(GPtrArray) rest = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++)
		if (i != left_out)
			g_ptr_array_add(rest, lines->pdata[i]);
	return random_trial(rest);
}

START_TEST(a_broken_rule_is_found_and_made_small)
{
	g_autofree char *text = broken_story(SEEDS[_i]);
	g_autofree char *fault = NULL;
	g_autoptr(GPtrArray) lines = script_parse("broken.txt", text, &fault);
	g_autofree char *why = NULL;
	gboolean a_case = FALSE;
	guint before, world = 0;

	ck_assert_msg(lines != NULL, "%s", fault);
	before = lines->len;
	why = random_trial(lines);
	ck_assert_msg(why && strstr(why, CAUSE), "seed %u: found: %s", SEEDS[_i], why ? why : "nothing");
	random_shrink(lines, &why);
	ck_assert_msg(strstr(why, CAUSE) != NULL, "seed %u: ends with another cause: %s", SEEDS[_i], why);
	ck_assert_msg(lines->len < before && lines->len <= SMALL, "seed %u: %u lines are left of %u", SEEDS[_i], lines->len,
	              before);
	/* Of what is left after the world has begun, no line can go. */
	while (strcmp(((const ScriptLine *)lines->pdata[world])->words[0], "at") != 0)
		world++;
	for (guint i = world + 1; i < lines->len; i++) {
		g_autofree char *still = fails_without(lines, i);

		a_case |= strcmp(((const ScriptLine *)lines->pdata[i])->words[0], "case") == 0;
		ck_assert_msg(!still || !strstr(still, CAUSE), "seed %u: line \"%s\" is not needed", SEEDS[_i],
		              ((const ScriptLine *)lines->pdata[i])->text);
	}
	ck_assert_msg(a_case, "seed %u: nobody is left who could be texted", SEEDS[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shrink");
	TCase *tcase = tcase_create("all");

	player_in_memory();
	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, a_broken_rule_is_found_and_made_small, 0, G_N_ELEMENTS(SEEDS));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "shrink");
}
