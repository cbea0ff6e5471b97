/* Token buckets, breakers and routes: states and times in, states and times out. */
#include "core/breaker.h"
#include "core/rate.h"
#include "core/route.h"
#include "lib/suite.h"

#define S INT64_C(1000000)
#define NOW (INT64_C(1795017600) * S)

/* ---- rates ---- */

static const struct {
	const char *text;
	int count;
	int64_t per_us;
} RATES[] = {
	{"5/s", 5, S},          {"100/min", 100, 60 * S}, {"1000/h", 1000, 3600 * S}, {"100000/s", 100000, S},
	{"0/s", 0, 0},          {"5", 0, 0},              {"5/", 0, 0},               {"5/day", 0, 0},
	{"/s", 0, 0},           {"5 /s", 0, 0},           {"-1/s", 0, 0},             {"100001/s", 0, 0},
	{"99999999999/s", 0, 0}, {"", 0, 0},
};

START_TEST(reads_rates)
{
	RateRules rules = {.burst = 7};
	int r = rate_parse(RATES[_i].text, &rules);

	row_int(RATES[_i].text, r == 0, RATES[_i].count > 0);
	row_int(RATES[_i].text, rules.count, RATES[_i].count);
	row_int(RATES[_i].text, rules.per_us, RATES[_i].per_us);
	row_int(RATES[_i].text, rules.burst, 7);
}
END_TEST

/* A greedy one takes whenever it may, from a start on. */
static const struct {
	const char *row;
	RateRules rules;
	int64_t first_us; /* after the start */
	int in_10_s;      /* so many in the first ten seconds */
} GREEDY[] = {
	{"five a second, one by one", {5, S, 1}, S / 5, 50},
	{"a burst is not full at the start", {5, S, 10}, S / 5, 50},
	{"a hundred a minute", {100, 60 * S, 1}, 600000, 16},
	{"one an hour", {1, 3600 * S, 1}, 3600 * S, 0},
	{"rounded to the slow side", {3, S, 1}, 333334, 29},
	{"no burst is one", {1, S, 0}, S, 10},
};

START_TEST(never_faster)
{
	const RateRules *rules = &GREEDY[_i].rules;
	RateState state = rate_empty(rules, NOW);
	int64_t first = 0;
	int n = 0;

	for (int64_t at = rate_next_us(rules, &state, NOW); at <= NOW + 10 * S; at = rate_next_us(rules, &state, at)) {
		rate_take(rules, &state, at);
		first = n++ ? first : at - NOW;
	}
	if (GREEDY[_i].in_10_s)
		row_int(GREEDY[_i].row, first, GREEDY[_i].first_us);
	row_int(GREEDY[_i].row, n, GREEDY[_i].in_10_s);
}
END_TEST

START_TEST(bursts_after_a_pause)
{
	const RateRules rules = {5, S, 10};
	RateState state = rate_empty(&rules, NOW);
	int64_t later = NOW + 3600 * S;
	int n = 0;

	for (; rate_next_us(&rules, &state, later) <= later; n++)
		rate_take(&rules, &state, later);
	ck_assert_int_eq(n, 10);
	ck_assert_int_eq(rate_next_us(&rules, &state, later), later + S / 5);
	/* Set back by a day, the clock keeps nobody waiting for one. */
	ck_assert_int_eq(rate_next_us(&rules, &state, later - 86400 * S), later - 86400 * S + S / 5);
}
END_TEST

START_TEST(no_rate_no_wait)
{
	const RateRules none = {0};
	RateState state = rate_empty(&none, NOW);

	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(rate_next_us(&none, &state, NOW), NOW);
		rate_take(&none, &state, NOW);
	}
}
END_TEST

static const struct {
	const char *row, *zone;
	int64_t at, before_s, after_s; /* the day began so long before, ends so long after */
} DAYS[] = {
	{"Shanghai at noon", "Asia/Shanghai", 1795017600 + 43200, 43200, 43200},
	{"at midnight the new one", "Asia/Shanghai", 1795017600, 0, 86400},
	{"a second before it the old one", "Asia/Shanghai", 1795017599, 86399, 1},
	{"a day of 25 hours", "Europe/Berlin", 1792929600, 14 * 3600, 11 * 3600}, /* 2026-10-25 13:00 +01:00 */
	{"a day of 23 hours", "Europe/Berlin", 1774782000, 12 * 3600, 11 * 3600}, /* 2026-03-29 13:00 +02:00 */
};

START_TEST(days)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(DAYS[_i].zone);
	int64_t start, end;

	rate_day(zone, DAYS[_i].at, &start, &end);
	row_int(DAYS[_i].row, DAYS[_i].at - start, DAYS[_i].before_s);
	row_int(DAYS[_i].row, end - DAYS[_i].at, DAYS[_i].after_s);
}
END_TEST

/* ---- breakers ---- */

/* What happens, one letter each, a second apart: "f" a message goes and fails, "o" goes and is answered, "t" the
 * provider refuses us altogether for 300 s, "s" goes and has no end yet, "x" that one fails, "y" that one is answered,
 * "." a minute passes. After it, the phase and whether another may go. */
static const struct {
	const char *row, *story;
	BreakerPhase phase;
	gboolean allows;
	int64_t wait_s; /* BREAKER_OPEN: from now on */
} BREAKERS[] = {
	{"nothing happened", "", BREAKER_CLOSED, TRUE, 0},
	{"two of three in a row", "ff", BREAKER_CLOSED, TRUE, 0},
	{"three in a row open it", "fff", BREAKER_OPEN, FALSE, 29},
	{"an answer between begins anew", "ffoff", BREAKER_CLOSED, TRUE, 0},
	{"its time is over", "fff.", BREAKER_OPEN, TRUE, 0},
	{"one probe goes", "fff.s", BREAKER_HALF_OPEN, FALSE, 0},
	{"the probe is answered", "fff.o", BREAKER_CLOSED, TRUE, 0},
	{"the probe fails: twice the time", "fff.f", BREAKER_OPEN, FALSE, 59},
	{"and twice again", "fff.f..f", BREAKER_OPEN, FALSE, 119},
	{"up to the cap", "fff.f..f...f.....f.....f", BREAKER_OPEN, FALSE, 239},
	{"closed, it begins with the first time", "fff.f..offf", BREAKER_OPEN, FALSE, 29},
	{"late failures of before do not prolong it", "ffff", BREAKER_OPEN, FALSE, 28},
	{"a late answer closes it", "sfffy", BREAKER_CLOSED, TRUE, 0},
	{"refused altogether", "t", BREAKER_OPEN, FALSE, 299},
	{"refused altogether, again by the probe", "t.....t", BREAKER_OPEN, FALSE, 299},
	{"refused, then well", "t.....o", BREAKER_CLOSED, TRUE, 0},
	{"the probe comes to nothing", "fff.sx", BREAKER_OPEN, FALSE, 59},
};

static void play(Breaker *b, const BreakerRules *rules, char what, int64_t *now)
{
	int64_t until;

	switch (what) {
	case '.':
		*now += 60 * S;
		return;
	case 'f':
	case 'o':
		if (breaker_allows(b, *now, &until))
			breaker_sent(b, *now);
		breaker_ended(rules, b, what == 'f', *now);
		break;
	case 's':
		breaker_sent(b, *now);
		break;
	case 'x':
	case 'y':
		breaker_ended(rules, b, what == 'x', *now);
		break;
	case 't':
		breaker_sent(b, *now);
		breaker_trip(b, 300, *now);
		break;
	}
	*now += S;
}

START_TEST(breaks)
{
	static const BreakerRules RULES = {.failures = 3, .first_s = 30, .max_s = 240};
	const char *row = BREAKERS[_i].row;
	Breaker b = {0};
	int64_t now = NOW, until = 0;

	for (const char *p = BREAKERS[_i].story; *p; p++)
		play(&b, &RULES, *p, &now);
	row_int(row, b.phase, BREAKERS[_i].phase);
	row_int(row, breaker_allows(&b, now, &until), BREAKERS[_i].allows);
	if (BREAKERS[_i].wait_s)
		row_int(row, (b.until_us - now) / S, BREAKERS[_i].wait_s);
	if (b.phase == BREAKER_HALF_OPEN)
		row_int(row, until, INT64_MAX);
}
END_TEST

START_TEST(breaks_never_when_told_so)
{
	static const BreakerRules RULES = {.failures = 0, .first_s = 30, .max_s = 240};
	Breaker b = {0};

	for (int i = 0; i < 1000; i++)
		ck_assert(!breaker_ended(&RULES, &b, TRUE, NOW));
	ck_assert_int_eq(b.phase, BREAKER_CLOSED);
}
END_TEST

START_TEST(news_is_told_once)
{
	static const BreakerRules RULES = {.failures = 1, .first_s = 30, .max_s = 240};
	Breaker b = {0};

	ck_assert(breaker_trip(&b, 300, NOW));
	ck_assert(!breaker_trip(&b, 300, NOW));
	ck_assert(!breaker_ended(&RULES, &b, TRUE, NOW));
	ck_assert(breaker_ended(&RULES, &b, FALSE, NOW));
	ck_assert(!breaker_ended(&RULES, &b, FALSE, NOW));
	breaker_trip(&b, 1, NOW);
	breaker_sent(&b, NOW + 2 * S);
	breaker_unsent(&b);
	ck_assert(breaker_allows(&b, NOW + 2 * S, &(int64_t){0})); /* the probe never left: another one may */
}
END_TEST

/* ---- routes ---- */

static const RouteRule RULES[] = {
	{"", NULL}, {"+1", NULL}, {"+1212", NULL}, {"", "other"}, {"+44", "other"}, {"+86", NULL},
};

static const struct {
	const char *row, *phone, *line;
	int rule;
} MATCHES[] = {
	{"no prefix is any number", "+4915112345678", "mobile", 0},
	{"a prefix", "+14155550100", "fixed-or-mobile", 1},
	{"the longest prefix", "+12125550100", "fixed-or-mobile", 2},
	{"a line wins over a prefix", "+8610123456", "other", 3},
	{"a line with a prefix wins over both", "+44800123456", "other", 4},
	{"nobody knows the line", "+44800123456", NULL, 0},
};

START_TEST(matches)
{
	row_int(MATCHES[_i].row, route_match(RULES, G_N_ELEMENTS(RULES), MATCHES[_i].phone, MATCHES[_i].line),
	        MATCHES[_i].rule);
}
END_TEST

START_TEST(matches_nothing)
{
	static const RouteRule ONE[] = {{"+86", NULL}};

	ck_assert_int_eq(route_match(ONE, 1, "+14155550100", NULL), -1);
	ck_assert_int_eq(route_match(NULL, 0, "+14155550100", NULL), -1);
}
END_TEST

#define FOREVER INT64_MAX

static const struct {
	const char *row;
	RouteOption options[3];
	guint n;
	int index;
	LaneState why;
	int64_t until_us;
} CHOICES[] = {
	{"the first that can", {{LANE_FREE, 0}, {LANE_FREE, 0}}, 2, 0, 0, 0},
	{"a stopped one is passed over", {{LANE_STOPPED, 9}, {LANE_FREE, 0}}, 2, 1, 0, 0},
	{"an open one too", {{LANE_OPEN, 9}, {LANE_FREE, 0}}, 2, 1, 0, 0},
	{"a throttled one too", {{LANE_THROTTLED, 9}, {LANE_FREE, 0}}, 2, 1, 0, 0},
	{"one whose day is full too", {{LANE_DAY_FULL, 9}, {LANE_FREE, 0}}, 2, 1, 0, 0},
	{"one that did not take it a moment ago too", {{LANE_TRIED, 9}, {LANE_FREE, 0}}, 2, 1, 0, 0},
	{"a busy one is waited for", {{LANE_BUSY, FOREVER}, {LANE_FREE, 0}}, 2, -1, LANE_BUSY, FOREVER},
	{"a slow one is waited for", {{LANE_SLOW, 5}, {LANE_FREE, 0}}, 2, -1, LANE_SLOW, 5},
	{"or until one before it is back", {{LANE_OPEN, 4}, {LANE_SLOW, 5}}, 2, -1, LANE_SLOW, 4},
	{"all are away: the first that is back", {{LANE_STOPPED, 9}, {LANE_OPEN, 7}, {LANE_TRIED, 8}}, 3, -1, LANE_OPEN, 7},
	{"a probe is under way", {{LANE_OPEN, FOREVER}}, 1, -1, LANE_OPEN, FOREVER},
	{"tried often enough everywhere", {{LANE_SPENT, FOREVER}, {LANE_SPENT, FOREVER}}, 2, -1, LANE_SPENT, FOREVER},
	{"tried often enough by one", {{LANE_SPENT, FOREVER}, {LANE_TRIED, 6}}, 2, -1, LANE_TRIED, 6},
	{"nobody to ask", {{0}}, 0, -1, LANE_SPENT, FOREVER},
};

START_TEST(chooses)
{
	LaneState why = LANE_FREE;
	int64_t until = 0;

	row_int(CHOICES[_i].row, route_choose(CHOICES[_i].options, CHOICES[_i].n, &why, &until), CHOICES[_i].index);
	if (CHOICES[_i].index >= 0)
		return;
	row_int(CHOICES[_i].row, why, CHOICES[_i].why);
	row_int(CHOICES[_i].row, until, CHOICES[_i].until_us);
}
END_TEST

START_TEST(senders_are_steady)
{
	static const char *const SENDERS[] = {"10690", "10691", "10692", "10693"};
	int of[4] = {0}, moved = 0;

	for (int64_t person = 1; person <= 4000; person++) {
		const char *four = route_sender(SENDERS, 4, person), *three = route_sender(SENDERS, 3, person);

		ck_assert_str_eq(four, route_sender(SENDERS, 4, person));
		of[four[4] - '0']++;
		moved += !g_str_equal(three, four);
		/* Only those whose own is gone get another one. */
		ck_assert(g_str_equal(three, four) || g_str_equal(four, "10693"));
	}
	for (int i = 0; i < 4; i++)
		ck_assert_msg(of[i] > 850 && of[i] < 1150, "sender %d: %d of 4000", i, of[i]);
	ck_assert_int_eq(moved, of[3]);
	ck_assert_ptr_null(route_sender(SENDERS, 0, 1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("limits");
	TCase *tc = tcase_create("limits");

	tcase_add_loop_test(tc, reads_rates, 0, G_N_ELEMENTS(RATES));
	tcase_add_loop_test(tc, never_faster, 0, G_N_ELEMENTS(GREEDY));
	tcase_add_test(tc, bursts_after_a_pause);
	tcase_add_test(tc, no_rate_no_wait);
	tcase_add_loop_test(tc, days, 0, G_N_ELEMENTS(DAYS));
	tcase_add_test(tc, senders_are_steady);
	tcase_add_loop_test(tc, breaks, 0, G_N_ELEMENTS(BREAKERS));
	tcase_add_test(tc, breaks_never_when_told_so);
	tcase_add_test(tc, news_is_told_once);
	tcase_add_loop_test(tc, matches, 0, G_N_ELEMENTS(MATCHES));
	tcase_add_test(tc, matches_nothing);
	tcase_add_loop_test(tc, chooses, 0, G_N_ELEMENTS(CHOICES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "limits");
}
