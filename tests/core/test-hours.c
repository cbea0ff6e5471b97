/* Hours: what they accept, what they say at an instant, and the next permitted instant (contact-time T2-T6, T8). */
#include "when.h"

#include <errno.h>

#define WEEK 0xfeu

static const struct {
	const char *row;
	int day, open_s, close_s, want;
} WINDOWS[] = {
	{"plain", HOURS_MON, 8 * 3600, 22 * 3600, 0},
	{"holiday", HOURS_HOLIDAY, 0, 1, 0},
	{"closes at 24:00", HOURS_SUN, 0, HOURS_DAY_S, 0},
	{"day 0", 0, 0, 10, -EINVAL},
	{"day 9", HOURS_DAYS, 0, 10, -EINVAL},
	{"before midnight", HOURS_MON, -1, 10, -EINVAL},
	{"empty", HOURS_MON, 10, 10, -EINVAL},
	{"wraps", HOURS_MON, 20, 10, -EINVAL},
	{"past 24:00", HOURS_MON, 0, HOURS_DAY_S + 1, -EINVAL},
};

START_TEST(accepts_windows)
{
	g_autoptr(Hours) hours = hours_new();

	row_int(WINDOWS[_i].row, hours_add_window(hours, WINDOWS[_i].day, WINDOWS[_i].open_s, WINDOWS[_i].close_s),
	        WINDOWS[_i].want);
	row_int(WINDOWS[_i].row, hours_has_windows(hours), WINDOWS[_i].want == 0);
}
END_TEST

static const struct {
	const char *row;
	unsigned days;
	int from_s, to_s, want;
} QUIETS[] = {
	{"plain", WEEK, 0, 10, 0},
	{"wraps", WEEK, 80000, 10, 0},
	{"24 hours", 1u << HOURS_MON, 80000, 80000, 0},
	{"ends at 24:00", WEEK, 80000, HOURS_DAY_S, 0},
	{"no day", 0, 0, 10, -EINVAL},
	{"day 0", 1, 0, 10, -EINVAL},
	{"holidays have no quiet of their own", 1u << HOURS_HOLIDAY, 0, 10, -EINVAL},
	{"begins at 24:00", WEEK, HOURS_DAY_S, 10, -EINVAL},
	{"begins before the day", WEEK, -1, 10, -EINVAL},
	{"ends past the day", WEEK, 0, HOURS_DAY_S + 1, -EINVAL},
	{"ends before the day", WEEK, 0, -1, -EINVAL},
};

START_TEST(accepts_quiet)
{
	g_autoptr(Hours) hours = hours_new();

	row_int(QUIETS[_i].row, hours_add_quiet(hours, QUIETS[_i].days, QUIETS[_i].from_s, QUIETS[_i].to_s),
	        QUIETS[_i].want);
}
END_TEST

static const struct {
	const char *row;
	int year, month, day, as, holiday, workday;
} DATES[] = {
	{"plain", 2026, 11, 18, HOURS_MON, 0, 0},
	{"leap day", 2028, 2, 29, HOURS_SUN, 0, 0},
	{"no leap day", 2026, 2, 29, HOURS_MON, -EINVAL, -EINVAL},
	{"month 13", 2026, 13, 1, HOURS_MON, -EINVAL, -EINVAL},
	{"month 0", 2026, 0, 1, HOURS_MON, -EINVAL, -EINVAL},
	{"day 0", 2026, 1, 0, HOURS_MON, -EINVAL, -EINVAL},
	{"day 257, which is 1 in a byte", 2026, 1, 257, HOURS_MON, -EINVAL, -EINVAL},
	{"year 0", 0, 1, 1, HOURS_MON, -EINVAL, -EINVAL},
	{"year 65537, which is 1 in 16 bits", 65537, 1, 1, HOURS_MON, -EINVAL, -EINVAL},
	{"works like a holiday", 2026, 1, 1, HOURS_HOLIDAY, 0, -EINVAL},
	{"works like no day", 2026, 1, 1, 0, 0, -EINVAL},
};

START_TEST(accepts_dates)
{
	g_autoptr(Hours) hours = hours_new();

	row_int(DATES[_i].row, hours_add_holiday(hours, DATES[_i].year, DATES[_i].month, DATES[_i].day),
	        DATES[_i].holiday);
	row_int(DATES[_i].row, hours_add_workday(hours, DATES[_i].year, DATES[_i].month, DATES[_i].day, DATES[_i].as),
	        DATES[_i].workday);
}
END_TEST

/* 2026-11-16 is a Monday. */
static const struct {
	const char *row, *hours, *zone, *at;
	HoursVerdict want;
} VERDICTS[] = {
	{"T3 open is inclusive", "1 08:00-22:00", "Etc/UTC", "2026-11-16 08:00:00", HOURS_OPEN},
	{"T3 a second before", "1 08:00-22:00", "Etc/UTC", "2026-11-16 07:59:59", HOURS_CLOSED},
	{"T3 last second", "1 08:00-22:00", "Etc/UTC", "2026-11-16 21:59:59", HOURS_OPEN},
	{"T3 close is exclusive", "1 08:00-22:00", "Etc/UTC", "2026-11-16 22:00:00", HOURS_CLOSED},
	{"T3 day without an entry", "1 08:00-22:00", "Etc/UTC", "2026-11-17 12:00:00", HOURS_CLOSED},
	{"T3 24:00", "1 08:00-24:00", "Etc/UTC", "2026-11-16 23:59:59", HOURS_OPEN},
	{"T3 touching spans", "1 08:00-12:00, 1 12:00-14:00", "Etc/UTC", "2026-11-16 12:00:00", HOURS_OPEN},
	{"T2 the zone's clock", "1 08:00-09:00", "Asia/Kathmandu", "2026-11-16 02:15:00", HOURS_OPEN},
	{"T2 the zone's weekday", "6 00:00-01:00", "Pacific/Kiritimati", "2026-11-20 10:30:00", HOURS_OPEN},
	{"T4 holiday closed", "1 08:00-22:00, h2026-11-16", "Etc/UTC", "2026-11-16 12:00:00", HOURS_CLOSED_HOLIDAY},
	{"T4 holiday hours", "1 08:00-22:00, 8 10:00-12:00, h2026-11-16", "Etc/UTC", "2026-11-16 10:00:00", HOURS_OPEN},
	{"T4 outside holiday hours", "1 08:00-22:00, 8 10:00-12:00, h2026-11-16", "Etc/UTC", "2026-11-16 09:00:00",
	 HOURS_CLOSED_HOLIDAY},
	{"T4 make-up day", "1 08:00-22:00, w2026-11-21=1", "Etc/UTC", "2026-11-21 12:00:00", HOURS_OPEN},
	{"T4 make-up wins, holiday first", "1 08:00-22:00, h2026-11-21, w2026-11-21=1", "Etc/UTC",
	 "2026-11-21 12:00:00",
	 HOURS_OPEN},
	{"T4 make-up wins, holiday last", "1 08:00-22:00, w2026-11-21=1, h2026-11-21", "Etc/UTC", "2026-11-21 12:00:00",
	 HOURS_OPEN},
	{"T4 the local date", "1 00:00-24:00, h2026-11-16", "Asia/Tokyo", "2026-11-15 15:00:00", HOURS_CLOSED_HOLIDAY},
	{"T5 quiet wins", "1 08:00-22:00, q1 09:00-10:00", "Etc/UTC", "2026-11-16 09:00:00", HOURS_QUIET},
	{"T5 quiet end is exclusive", "1 08:00-22:00, q1 09:00-10:00", "Etc/UTC", "2026-11-16 10:00:00", HOURS_OPEN},
	{"T5 quiet outside windows is quiet", "1 08:00-22:00, q1 22:00-23:00", "Etc/UTC", "2026-11-16 22:30:00",
	 HOURS_QUIET},
	{"T5 wrap belongs to its first day", "12 00:00-24:00, q1 22:00-08:00", "Etc/UTC", "2026-11-17 07:59:59",
	 HOURS_QUIET},
	{"T5 wrap ends", "12 00:00-24:00, q1 22:00-08:00", "Etc/UTC", "2026-11-17 08:00:00", HOURS_OPEN},
	{"T5 no tail before its day", "12 00:00-24:00, q1 22:00-08:00", "Etc/UTC", "2026-11-16 07:00:00", HOURS_OPEN},
	{"T5 tail of Sunday falls on Monday", "1 00:00-24:00, q7 22:00-08:00", "Etc/UTC", "2026-11-16 07:00:00",
	 HOURS_QUIET},
	{"T5 from == to is 24 hours", "12 00:00-24:00, q1 10:00-10:00", "Etc/UTC", "2026-11-17 09:59:59", HOURS_QUIET},
	{"T5 from == to begins at from", "12 00:00-24:00, q1 10:00-10:00", "Etc/UTC", "2026-11-16 09:59:59",
	 HOURS_OPEN},
	{"T5 from == to ends at to", "12 00:00-24:00, q1 10:00-10:00", "Etc/UTC", "2026-11-17 10:00:00", HOURS_OPEN},
	{"T5 00:00-00:00 is that day", "12 00:00-24:00, q1 00:00-00:00", "Etc/UTC", "2026-11-17 00:00:00", HOURS_OPEN},
	{"T5 true weekday on make-up days", "1 00:00-24:00, q6 10:00-11:00, w2026-11-21=1", "Etc/UTC",
	 "2026-11-21 10:00:00", HOURS_QUIET},
	{"T5 not the weekday made up for", "1 00:00-24:00, q1 10:00-11:00, w2026-11-21=1", "Etc/UTC",
	 "2026-11-21 10:00:00", HOURS_OPEN},
	{"T5 quiet on holidays", "8 00:00-24:00, q1 10:00-11:00, h2026-11-16", "Etc/UTC", "2026-11-16 10:00:00",
	 HOURS_QUIET},
	{"T5 tail over a date the zone skipped", "6 00:00-24:00, q5 22:00-08:00", "Pacific/Apia", "2011-12-30 17:59:59",
	 HOURS_QUIET},
	{"before 1970", "3 00:00-24:00", "Etc/UTC", "1969-12-31 23:59:59", HOURS_OPEN},
};

START_TEST(says_which_rule_speaks)
{
	g_autoptr(Hours) hours = hours_of(VERDICTS[_i].hours);
	g_autoptr(GTimeZone) zone = zone_of(VERDICTS[_i].zone);

	row_int(VERDICTS[_i].row, hours_test(hours, zone, when(VERDICTS[_i].at)), VERDICTS[_i].want);
}
END_TEST

START_TEST(windows_without_quiet)
{
	g_autoptr(Hours) hours = hours_of("1 08:00-22:00, q1 09:00-10:00, h2026-11-23");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");

	ck_assert(hours_in_window(hours, zone, when("2026-11-16 09:30")));
	ck_assert(!hours_in_window(hours, zone, when("2026-11-16 07:30")));
}
END_TEST

static const struct {
	const char *row, *layers[2], *zones[3], *from, *until, *want;
} NEXTS[] = {
	{"T8 now, to the second", {"1 08:00-22:00"}, {"Etc/UTC"}, "2026-11-16 08:00:07", "2026-11-20 00:00",
	 "2026-11-16 08:00:07"},
	{"T8 horizon is inclusive", {"1 08:00-22:00"}, {"Etc/UTC"}, "2026-11-17 00:00", "2026-11-23 08:00",
	 "2026-11-23 08:00"},
	{"T8 a second beyond the horizon", {"1 08:00-22:00"}, {"Etc/UTC"}, "2026-11-17 00:00", "2026-11-23 07:59:59",
	 NULL},
	{"horizon before now", {"1 08:00-22:00"}, {"Etc/UTC"}, "2026-11-16 09:00", "2026-11-16 08:59:59", NULL},
	{"no windows", {""}, {"Etc/UTC"}, "2026-11-16 09:00", "2026-12-16 09:00", NULL},
	{"quiet eats all", {"1234567 08:00-22:00, q1234567 07:00-22:30"}, {"Etc/UTC"}, "2026-11-16 09:00",
	 "2026-12-16 09:00", NULL},
	{"T6 both layers", {"1 08:00-12:00", "1 10:00-14:00"}, {"Etc/UTC"}, "2026-11-16 09:00", "2026-11-20 09:00",
	 "2026-11-16 10:00"},
	{"T6 a layer without windows", {"1 08:00-12:00", ""}, {"Etc/UTC"}, "2026-11-16 09:00", "2026-11-20 09:00",
	 NULL},
	{"T6 layers that never meet", {"1 08:00-12:00", "1 12:00-14:00"}, {"Etc/UTC"}, "2026-11-16 09:00",
	 "2026-12-20 09:00", NULL},
	{"T6 all zones", {"1234567 08:00-20:00"}, {"America/New_York", "Pacific/Honolulu"}, "2026-11-18 13:30",
	 "2026-11-30 00:00", "2026-11-18 18:00"},
	{"T6 zones and layers", {"1234567 08:00-20:00", "1234567 15:00-20:00"}, {"America/New_York", "America/Denver"},
	 "2026-11-18 13:30", "2026-11-30 00:00", "2026-11-18 22:00"},
	{"T2 gap: its end", {"7 02:30-05:00"}, {"Europe/Berlin"}, "2026-03-29 00:15", "2026-04-05 00:00",
	 "2026-03-29 01:00"},
	{"T2 fold: open twice", {"7 02:00-02:30"}, {"Europe/Berlin"}, "2026-10-25 00:30", "2026-11-05 00:00",
	 "2026-10-25 01:00"},
	{"T2 half-hour gap", {"7 02:10-05:00"}, {"Australia/Lord_Howe"}, "2026-10-03 15:20", "2026-11-05 00:00",
	 "2026-10-03 15:30"},
	{"T5 the skipped Friday", {"5 09:00-20:00"}, {"Pacific/Apia"}, "2011-12-30 06:30", "2012-02-05 00:00",
	 "2012-01-05 19:00"},
};

START_TEST(finds_next)
{
	g_autoptr(Hours) one = hours_of(NEXTS[_i].layers[0]);
	g_autoptr(Hours) two = hours_of(NEXTS[_i].layers[1] ? NEXTS[_i].layers[1] : "");
	const Hours *layers[] = {one, two};
	GTimeZone *zones[3];
	guint n_zones = 0;
	int64_t got = -7;
	gboolean found;

	for (; n_zones < 3 && NEXTS[_i].zones[n_zones]; n_zones++)
		zones[n_zones] = zone_of(NEXTS[_i].zones[n_zones]);
	found = hours_next(layers, NEXTS[_i].layers[1] ? 2 : 1, zones, n_zones, when(NEXTS[_i].from),
	                   when(NEXTS[_i].until), &got);
	row_int(NEXTS[_i].row, found, NEXTS[_i].want != NULL);
	row_int(NEXTS[_i].row, got, NEXTS[_i].want ? when(NEXTS[_i].want) : -7);
	for (guint i = 0; i < n_zones; i++)
		g_time_zone_unref(zones[i]);
}
END_TEST

static const struct {
	const char *row, *zone;
	int64_t from, until;
	gboolean want;
} FAR[] = {
	{"1970", "Asia/Shanghai", 10, 60 * 86400, TRUE},
	{"before all calendars", "Europe/Berlin", INT64_MIN, INT64_MIN + 60 * 86400, FALSE},
	{"all of time", "Europe/Berlin", INT64_MIN, INT64_MAX, TRUE},
	{"after all calendars", "Europe/Berlin", INT64_MAX - 1, INT64_MAX, FALSE},
	{"year 20000", "Europe/Berlin", INT64_C(568971820800), INT64_C(568977820800), TRUE},
	{"year -20000", "Europe/Berlin", INT64_C(-568971820800), INT64_C(-568965820800), TRUE},
};

START_TEST(keeps_its_head_far_away)
{
	g_autoptr(Hours) hours = hours_of("1234567 08:00-22:00, q1234567 21:00-09:00, h2026-11-16");
	g_autoptr(GTimeZone) zone = zone_of(FAR[_i].zone);
	const Hours *layers[] = {hours};
	int64_t next = 0;

	row_int(FAR[_i].row, hours_next(layers, 1, &zone, 1, FAR[_i].from, FAR[_i].until, &next), FAR[_i].want);
	hours_test(hours, zone, FAR[_i].from);
	ck_assert_msg(hours_next_edge(hours, zone, FAR[_i].from) > FAR[_i].from, "row %s: no edge", FAR[_i].row);
	hours_next_wall(zone, 36000, NULL, FAR[_i].from, &next);
}
END_TEST

static const struct {
	const char *row, *hours, *zone, *at, *want;
} EDGES[] = {
	{"window opens", "1 08:00-22:00", "Etc/UTC", "2026-11-16 07:00", "2026-11-16 08:00"},
	{"window closes", "1 08:00-22:00", "Etc/UTC", "2026-11-16 08:00", "2026-11-16 22:00"},
	{"quiet begins", "1 08:00-22:00, q1 12:00-13:00", "Etc/UTC", "2026-11-16 08:00", "2026-11-16 12:00"},
	{"midnight", "1 08:00-22:00", "Etc/UTC", "2026-11-17 08:00", "2026-11-18 00:00"},
	{"local midnight", "1 08:00-22:00", "Asia/Kathmandu", "2026-11-17 08:00", "2026-11-17 18:15"},
	{"gap", "7 08:00-22:00", "Europe/Berlin", "2026-03-29 00:00", "2026-03-29 01:00"},
};

START_TEST(finds_edges)
{
	g_autoptr(Hours) hours = hours_of(EDGES[_i].hours);
	g_autoptr(GTimeZone) zone = zone_of(EDGES[_i].zone);

	row_int(EDGES[_i].row, hours_next_edge(hours, zone, when(EDGES[_i].at)), when(EDGES[_i].want));
}
END_TEST

static const struct {
	const char *row, *zone, *time, *on, *after, *want;
} WALLS[] = {
	{"later today", "Asia/Shanghai", "18:30", NULL, "2026-11-18 06:00", "2026-11-18 10:30"},
	{"passed today", "Asia/Shanghai", "09:15", NULL, "2026-11-18 11:00", "2026-11-19 01:15"},
	{"T9 strictly after", "Asia/Shanghai", "10:00", NULL, "2026-11-18 02:00", "2026-11-19 02:00"},
	{"T9 gap: its end", "Europe/Berlin", "02:30", NULL, "2026-03-28 22:00", "2026-03-29 01:00"},
	{"the first second of a gap", "Europe/Berlin", "02:00", NULL, "2026-03-29 00:59:59", "2026-03-29 01:00"},
	{"the end of a gap is no gap", "Europe/Berlin", "03:00", NULL, "2026-03-29 00:30", "2026-03-29 01:00"},
	{"T9 fold: the first", "Europe/Berlin", "02:30", NULL, "2026-10-24 22:00", "2026-10-25 00:30"},
	{"fold: after the first the second", "Europe/Berlin", "02:30", NULL, "2026-10-25 00:30", "2026-10-25 01:30"},
	{"the second at which a fold sets back is not shown", "Europe/Berlin", "03:00", NULL, "2026-10-24 22:00",
	 "2026-10-25 02:00"},
	{"midnight taken back by a fold", "Asia/Beirut", "00:00", NULL, "2020-10-24 12:00", "2020-10-24 22:00"},
	{"fold at midnight", "America/Santiago", "23:30", NULL, "2026-04-05 02:30", "2026-04-05 03:30"},
	{"gap at midnight", "America/Santiago", "00:00", NULL, "2026-09-06 03:30", "2026-09-06 04:00"},
	{"a skipped date ends at its end", "Pacific/Apia", "10:00", NULL, "2011-12-30 06:00", "2011-12-30 10:00"},
	{"T9 only dates with a window", "Etc/UTC", "10:00", "1 08:00-09:00", "2026-11-17 00:00", "2026-11-23 10:00"},
	{"T9 a holiday has none", "Etc/UTC", "10:00", "1 08:00-09:00, h2026-11-23", "2026-11-17 00:00",
	 "2026-11-30 10:00"},
	{"a holiday with hours has one", "Etc/UTC", "10:00", "8 08:00-09:00, h2026-11-25", "2026-11-17 00:00",
	 "2026-11-25 10:00"},
	{"none within 400 days", "Etc/UTC", "10:00", "8 08:00-09:00, h2027-12-25", "2026-11-17 00:00", NULL},
	{"just within 400 days", "Etc/UTC", "10:00", "8 08:00-09:00, h2027-12-21", "2026-11-17 00:00",
	 "2027-12-21 10:00"},
	{"no such time of day", "Etc/UTC", "24:00", NULL, "2026-11-17 00:00", NULL},
};

START_TEST(finds_wall_times)
{
	g_autoptr(Hours) on = WALLS[_i].on ? hours_of(WALLS[_i].on) : NULL;
	g_autoptr(GTimeZone) zone = zone_of(WALLS[_i].zone);
	int64_t got = -7;

	row_int(WALLS[_i].row, hours_next_wall(zone, wall(WALLS[_i].time), on, when(WALLS[_i].after), &got),
	        WALLS[_i].want != NULL);
	row_int(WALLS[_i].row, got, WALLS[_i].want ? when(WALLS[_i].want) : -7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hours");
	TCase *tc = tcase_create("hours");

	tcase_add_loop_test(tc, accepts_windows, 0, G_N_ELEMENTS(WINDOWS));
	tcase_add_loop_test(tc, accepts_quiet, 0, G_N_ELEMENTS(QUIETS));
	tcase_add_loop_test(tc, accepts_dates, 0, G_N_ELEMENTS(DATES));
	tcase_add_loop_test(tc, says_which_rule_speaks, 0, G_N_ELEMENTS(VERDICTS));
	tcase_add_test(tc, windows_without_quiet);
	tcase_add_loop_test(tc, finds_next, 0, G_N_ELEMENTS(NEXTS));
	tcase_add_loop_test(tc, keeps_its_head_far_away, 0, G_N_ELEMENTS(FAR));
	tcase_add_loop_test(tc, finds_edges, 0, G_N_ELEMENTS(EDGES));
	tcase_add_loop_test(tc, finds_wall_times, 0, G_N_ELEMENTS(WALLS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "hours");
}
