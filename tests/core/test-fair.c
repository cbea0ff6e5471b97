/* Fair lists: who gets which case. */
#include "core/fair.h"
#include "lib/suite.h"

#include <string.h>

static const FairAgent TWO[] = {{"a", 3, NULL, NULL, 0}, {"b", 3, NULL, NULL, 0}};
static const FairAgent LEVELS[] = {{"low", 1, NULL, NULL, 0}, {"mid", 3, NULL, NULL, 0}, {"high", 5, NULL, NULL, 0}};
static const FairAgent BUSY[] = {{"a", 3, NULL, NULL, 2}, {"b", 3, NULL, NULL, 0}};
static const FairAgent SHOPS[] = {{"a", 3, "x y", NULL, 0}, {"b", 3, "z", NULL, 0}};
static const FairAgent TONGUES[] = {{"a", 3, NULL, "zh en-GB", 0}, {"b", 3, NULL, "ru", 0}};

/* `to` has a letter a case: the agent's place, '-' nobody. */
static const struct {
	const char *what;
	const FairAgent *agents;
	guint n_agents;
	FairCase cases[5];
	const char *to;
} ROWS[] = {
	{"in turn, by name where all is alike", TWO, 2, {{1, "x", "zh", 1, 1, 0}, {2, "x", "zh", 1, 1, 0}, {3, "x", "zh", 1, 1, 0}}, "010"},
	{"the gravest first", TWO, 2, {{1, "x", "zh", 1, 1, 0}, {2, "x", "zh", 3, 1, 0}, {3, "x", "zh", 2, 1, 0}}, "001"},
	{"who has the fewest", BUSY, 2, {{1, "x", "zh", 1, 1, 0}, {2, "x", "zh", 1, 1, 0}, {3, "x", "zh", 1, 1, 0}}, "110"},
	{"the lowest level that suffices", LEVELS, 3, {{1, "x", "zh", 1, 1, 0}}, "0"},
	{"nobody above their level", LEVELS, 3, {{1, "x", "zh", 4, 1, 0}, {2, "x", "zh", 4, 1, 0}}, "22"},
	{"too grave for all", TWO, 2, {{1, "x", "zh", 4, 1, 0}}, "-"},
	{"by shop", SHOPS, 2, {{1, "y", "zh", 1, 1, 0}, {2, "z", "zh", 1, 1, 0}, {3, "w", "zh", 1, 1, 0}}, "01-"},
	{"a shop's name is whole", SHOPS, 2, {{1, "xy", "zh", 1, 1, 0}}, "-"},
	{"by language, a wider one counts", TONGUES, 2, {{1, "x", "zh-CN", 1, 1, 0}, {2, "x", "ru", 1, 1, 0}, {3, "x", "fr", 1, 1, 0}}, "01-"},
	{"a narrower one does not", TONGUES, 2, {{1, "x", "en", 1, 1, 0}, {2, "x", "en-gb", 1, 1, 0}}, "-0"},
	{"no language is anybody's", TONGUES, 2, {{1, "x", NULL, 1, 1, 0}}, "0"},
	{"the second round leaves the level of the first", LEVELS, 3, {{1, "x", "zh", 1, 2, 1}}, "1"},
	{"the first round knows no before", LEVELS, 3, {{1, "x", "zh", 1, 1, 1}}, "0"},
	{"nobody known before binds nothing", LEVELS, 3, {{1, "x", "zh", 1, 2, 0}}, "0"},
	{"only that level is there", TWO, 2, {{1, "x", "zh", 1, 2, 3}}, "-"},
	{"nobody is there", TWO, 0, {{1, "x", "zh", 1, 1, 0}}, "-"},
	{"nothing to give", TWO, 2, {{0}}, ""},
};

START_TEST(shares_out)
{
	int to[5];
	guint n = (guint)strlen(ROWS[_i].to);
	char got[6] = "";

	row_int(ROWS[_i].what, fair_assign(ROWS[_i].agents, ROWS[_i].n_agents, ROWS[_i].cases, n, to),
	        n - (guint)(strchr(ROWS[_i].to, '-') != NULL));
	for (guint i = 0; i < n; i++)
		got[i] = to[i] == FAIR_NOBODY ? '-' : (char)('0' + to[i]);
	row_str(ROWS[_i].what, got, ROWS[_i].to);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fair");
	TCase *tc = tcase_create("fair");

	tcase_add_loop_test(tc, shares_out, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "fair");
}
