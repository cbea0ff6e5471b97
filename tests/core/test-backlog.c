/* Was there an outage, and how what waited leaves. */
#include "core/backlog.h"
#include "lib/suite.h"

#define NEVER BACKLOG_NEVER
#define HOUR 3600

/* At second 100000, with a gap of an hour. */
static const struct {
	const char *row;
	int64_t seen, oldest, want;
} GAPS[] = {
	{"nothing is due", 0, NEVER, 0},
	{"fresh store", NEVER, NEVER, 0},
	{"a night away", 100000 - 9 * HOUR, 100000 - 8 * HOUR, 9 * HOUR},
	{"a restart", 100000 - 10, 100000 - 8 * HOUR, 0},
	{"idle for long, and due a moment ago", 100000 - 9 * HOUR, 100000 - 10, 0},
	{"exactly the gap", 100000 - HOUR, 100000 - HOUR, HOUR},
	{"a second less", 100000 - HOUR + 1, 100000 - 2 * HOUR, 0},
	{"due a second less", 100000 - 2 * HOUR, 100000 - HOUR + 1, 0},
	{"never seen: a store of an older version", NEVER, 100000 - 3 * HOUR, 3 * HOUR},
	{"seen in the future: the clock was set back", 100000 + HOUR, 100000 - 3 * HOUR, 0},
};

START_TEST(gaps)
{
	row_int(GAPS[_i].row, backlog_away_s(GAPS[_i].seen, GAPS[_i].oldest, 100000, HOUR), GAPS[_i].want);
}
END_TEST

static const struct {
	const char *row;
	int64_t seen, gap;
	gboolean want;
} BEATS[] = {
	{"never", NEVER, HOUR, TRUE},
	{"a quarter of the gap", 100000 - 900, HOUR, TRUE},
	{"a second less", 100000 - 899, HOUR, FALSE},
	{"at least a minute", 100000 - 59, 60, FALSE},
	{"a minute", 100000 - 60, 60, TRUE},
	{"the clock was set back", 100001, HOUR, TRUE},
};

START_TEST(beats)
{
	row_int(BEATS[_i].row, backlog_beat_due(BEATS[_i].seen, 100000, BEATS[_i].gap), BEATS[_i].want);
}
END_TEST

START_TEST(slots)
{
	static const struct {
		const char *row;
		guint index, count;
		int64_t spread, want;
	} SLOTS[] = {
		{"the first leaves now", 0, 10, 1800, 0},
		{"evenly", 1, 10, 1800, 180},
		{"the last before the end", 9, 10, 1800, 1620},
		{"one alone", 0, 1, 1800, 0},
		{"no spread", 7, 10, 0, 0},
		{"more than seconds", 1999, 2000, 1800, 1799},
		{"a long one does not overflow", 99999, 100000, 86400, 86399},
		{"none", 0, 0, 1800, 0},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(SLOTS); i++)
		row_int(SLOTS[i].row, backlog_slot(5, SLOTS[i].index, SLOTS[i].count, SLOTS[i].spread), 5 + SLOTS[i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("backlog");
	TCase *tc = tcase_create("backlog");

	tcase_add_loop_test(tc, gaps, 0, G_N_ELEMENTS(GAPS));
	tcase_add_loop_test(tc, beats, 0, G_N_ELEMENTS(BEATS));
	tcase_add_test(tc, slots);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "backlog");
}
