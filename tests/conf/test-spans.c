/* Hours, dates and durations as people write them. */
#include "conf/spans.h"
#include "lib/suite.h"

#include <errno.h>

/* 2026-03-02 is a Monday; times are UTC. */
#define AT(day, hour, minute) (INT64_C(1772409600) + (day) * INT64_C(86400) + (hour) * 3600 + (minute) * 60)
enum { MON, TUE, WED, THU, FRI, SAT, SUN };

static gboolean open_at(const Hours *hours, int64_t at)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	return hours_test(hours, utc, at) == HOURS_OPEN;
}

/* An instant inside and one outside of each span, mostly its edges. */
static const struct {
	const char *span;
	int64_t in, out;
} WINDOWS[] = {
	{"mon-fri 08:00-21:30", AT(FRI, 21, 29), AT(FRI, 21, 30)},
	{"mon-fri 08:00-21:30", AT(MON, 8, 0), AT(SAT, 8, 0)},
	{"sat,sun 09:00-21:00", AT(SUN, 9, 0), AT(MON, 9, 0)},
	{"fri-mon 09:00-21:00", AT(MON, 9, 0), AT(TUE, 9, 0)},
	{"mon,wed-thu 09:00-21:00", AT(THU, 9, 0), AT(TUE, 9, 0)},
	{"daily 00:00-22:00", AT(SUN, 0, 0), AT(SUN, 22, 0)},
	{"Mon-FRI 8:00-9:00", AT(MON, 8, 0), AT(MON, 9, 0)},
	{"wed 23:00-24:00", AT(WED, 23, 59), AT(THU, 0, 0)},
};

START_TEST(windows_permit)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;

	row_int(WINDOWS[_i].span, span_add_window(hours, WINDOWS[_i].span, &fault), 0);
	row_str(WINDOWS[_i].span, fault, NULL);
	row_int(WINDOWS[_i].span, open_at(hours, WINDOWS[_i].in), TRUE);
	row_int(WINDOWS[_i].span, open_at(hours, WINDOWS[_i].out), FALSE);
}
END_TEST

static const struct {
	const char *span;
	int64_t quiet, loud;
} QUIET[] = {
	{"daily 21:30-08:00", AT(TUE, 7, 59), AT(TUE, 8, 0)},
	{"daily 21:30-08:00", AT(TUE, 21, 30), AT(TUE, 21, 29)},
	{"fri 22:00-10:00", AT(SAT, 9, 59), AT(SUN, 9, 59)}, /* belongs to the day it begins on */
	{"sat,sun 12:00-24:00", AT(SUN, 23, 59), AT(MON, 0, 0)},
	{"sun 20:00-00:00", AT(SUN, 23, 59), AT(MON, 0, 0)},
};

START_TEST(quiet_forbids)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;

	ck_assert_int_eq(span_add_window(hours, "daily 00:00-24:00", &fault), 0);
	row_int(QUIET[_i].span, span_add_quiet(hours, QUIET[_i].span, &fault), 0);
	row_int(QUIET[_i].span, open_at(hours, QUIET[_i].quiet), FALSE);
	row_int(QUIET[_i].span, open_at(hours, QUIET[_i].loud), TRUE);
}
END_TEST

static const struct {
	const char *span, *fault;
} BAD_WINDOWS[] = {
	{"daily 2130-2200", "not a span of hours; write \"daily 21:30-22:00\""},
	{"monday-friday 8-20", "not a span of hours; write \"mon-fri 08:00-20:00\""},
	{"mon,tue,wed 9am-5pm", "not a span of hours; write \"mon-wed 09:00-17:00\""},
	{"sat, sun 9.30-21.00", "not a span of hours; write \"sat-sun 09:30-21:00\""},
	{"weekends 9h00-21h00", "not a span of hours; write \"sat-sun 09:00-21:00\""},
	{"mon/wed 09:00-12:00", "not a span of hours; write \"mon,wed 09:00-12:00\""},
	{"08:00-20:00", "not a span of hours; write \"daily 08:00-20:00\""},
	{"daily 08:00 - 20:00", "not a span of hours; write \"daily 08:00-20:00\""},
	{"daily 08:00–20:00", "not a span of hours; write \"daily 08:00-20:00\""},
	{"daily 08:00 to 20:00", "not a span of hours; write \"daily 08:00-20:00\""},
	{"daily  08:00-20:00", "not a span of hours; write \"daily 08:00-20:00\""},
	{"daily 08:00-20:00 ", "not a span of hours; write \"daily 08:00-20:00\""},
	{"", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"mon", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"mon 08:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"mon-xyz 08:00-20:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily-fri 08:00-20:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"mon-holidays 08:00-20:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 08:00-25:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 08:60-20:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 08:00-24:01", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 08:00-20:00 x", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 00800-20:00", "not a span of hours; write \"mon-fri 08:00-21:30\""},
	{"daily 10:00-10:00", "a span that ends where it begins; write \"daily 00:00-24:00\" for all day"},
	{"mon-fri 24:00-24:00", "not a span of hours; write \"mon-fri 00:00-24:00\""},
	{"sun 22:00-02:00",
	 "a span that crosses midnight; write two: \"sun 22:00-24:00\", \"mon 00:00-02:00\""},
	{"daily 22:00-02:00",
	 "a span that crosses midnight; write two: \"daily 22:00-24:00\", \"daily 00:00-02:00\""},
	{"holidays 22:00-02:00",
	 "a span that crosses midnight; write two: \"holidays 22:00-24:00\", \"holidays 00:00-02:00\""},
	{"sat 20:00-00:00", "a span of one day ends at 24:00; write \"sat 20:00-24:00\""},
};

START_TEST(windows_refuse)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;

	row_int(BAD_WINDOWS[_i].span, span_add_window(hours, BAD_WINDOWS[_i].span, &fault), -EINVAL);
	row_str(BAD_WINDOWS[_i].span, fault, BAD_WINDOWS[_i].fault);
	row_int(BAD_WINDOWS[_i].span, hours_has_windows(hours), FALSE);
}
END_TEST

/* "daily" counts on holidays, "mon-sun" does not; make-up days win. 2026-03-04 is a Wednesday. */
static const struct {
	const char *window, *holiday, *workday;
	gboolean open;
} HOLIDAYS[] = {
	{"daily 08:00-20:00", "2026-03-04", NULL, TRUE},
	{"mon-sun 08:00-20:00", "2026-03-04", NULL, FALSE},
	{"mon-sun 08:00-20:00", "2026-03-01..2026-03-03", NULL, TRUE},
	{"mon-sun 08:00-20:00", "2026-03-01..2026-03-07", NULL, FALSE},
	{"holidays 08:00-20:00", "2026-03-04", NULL, TRUE},
	{"holidays 08:00-20:00", "2026-03-05", NULL, FALSE},
	{"mon,holidays 08:00-20:00", "2026-03-04", NULL, TRUE},
	{"mon 08:00-20:00", "2026-03-04", "2026-03-04 as mon", TRUE},
	{"mon 08:00-20:00", "2026-03-04", "2026-03-04 as Tue", FALSE},
};

START_TEST(holidays_hold)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;

	row_int(HOLIDAYS[_i].window, span_add_window(hours, HOLIDAYS[_i].window, &fault), 0);
	row_int(HOLIDAYS[_i].holiday, span_add_holiday(hours, HOLIDAYS[_i].holiday, &fault), 0);
	if (HOLIDAYS[_i].workday)
		row_int(HOLIDAYS[_i].workday, span_add_workday(hours, HOLIDAYS[_i].workday, &fault), 0);
	row_int(HOLIDAYS[_i].window, open_at(hours, AT(WED, 12, 0)), HOLIDAYS[_i].open);
}
END_TEST

static const struct {
	int (*add)(Hours *hours, const char *text, char **fault);
	const char *text, *fault;
} BAD_DATES[] = {
	{span_add_holiday, "2026/10/1", "not a date; write \"2026-10-01\""},
	{span_add_holiday, "20261001", "not a date; write \"2026-10-01\""},
	{span_add_holiday, "2026-1-2", "not a date; write \"2026-01-02\""},
	{span_add_holiday, " 2026-10-01", "not a date; write \"2026-10-01\""},
	{span_add_holiday, "2026-10-01 - 2026-10-07", "not a date; write \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-10-01 to 2026-10-07", "not a date; write \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-10-07..2026-10-01",
	 "a range that ends before it begins; write \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-12-31..2026-01-01", "a range of more than 62 days; write shorter ones"},
	{span_add_holiday, "2026-02-29", "there is no 2026-02-29; write \"2026-02-28\""},
	{span_add_holiday, "2026-01-30..2026-02-30", "there is no 2026-02-30; write \"2026-01-30..2026-02-28\""},
	{span_add_holiday, "2026-01-01..2026-12-31", "a range of more than 62 days; write shorter ones"},
	{span_add_holiday, "", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "tomorrow", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-13-01", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "0000-01-01", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-10-011", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_holiday, "2026-10-01..", "not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""},
	{span_add_workday, "2026-10-10", "not a make-up day; write whose hours it has, as \"2026-10-10 as mon\""},
	{span_add_workday, "2026-10-10 as monday", "not a day of the week after \"as\"; write \"2026-10-10 as mon\""},
	{span_add_workday, "2026-10-10..2026-10-11 as mon", "a make-up day is one day; write one line for each"},
	{span_add_workday, "10-10 as tue", "not a date; write \"2026-10-10 as tue\""},
	{span_add_workday, "2026/10/1 as sat", "not a date; write \"2026-10-01 as sat\""},
	{span_add_workday, "2026-02-30", "there is no 2026-02-30; write \"2026-02-28 as mon\""},
};

START_TEST(dates_refuse)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;

	row_int(BAD_DATES[_i].text, BAD_DATES[_i].add(hours, BAD_DATES[_i].text, &fault), -EINVAL);
	row_str(BAD_DATES[_i].text, fault, BAD_DATES[_i].fault);
}
END_TEST

static const struct {
	const char *text;
	int64_t seconds; /* -1: refused */
	const char *fault;
} DURATIONS[] = {
	{"90s", 90, NULL},
	{"45min", 2700, NULL},
	{"1h", 3600, NULL},
	{"1h30min", 5400, NULL},
	{"2d", 172800, NULL},
	{"1w", 604800, NULL},
	{"1w2d3h4min5s", 788645, NULL},
	{"0s", 0, NULL},
	{"60", -1, "no unit; write \"60s\", \"60min\", \"60h\" or \"60d\""},
	{"1 h", -1, "not a duration; write \"1h\""},
	{"90 minutes", -1, "not a duration; write \"1h30min\""},
	{"1.5h", -1, "not a duration; write \"1h30min\""},
	{"45m", -1, "not a duration; write \"45min\""},
	{"1 hour 30 mins", -1, "not a duration; write \"1h30min\""},
	{"30min1h", -1, "not a duration; write \"1h30min\""},
	{"1h ", -1, "not a duration; write \"1h\""},
	{"10 days", -1, "not a duration; write \"10d\""},
	{"", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
	{"soon", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
	{"-1h", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
	{"1y", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
	{"1H", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
	{"9999999999h", -1, "not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""},
};

START_TEST(durations)
{
	g_autofree char *fault = NULL;
	int64_t seconds = -1;

	row_int(DURATIONS[_i].text, duration_parse(DURATIONS[_i].text, &seconds, &fault),
	        DURATIONS[_i].fault ? -EINVAL : 0);
	row_str(DURATIONS[_i].text, fault, DURATIONS[_i].fault);
	row_int(DURATIONS[_i].text, seconds, DURATIONS[_i].seconds);
}
END_TEST

START_TEST(a_sum_that_overflows_is_refused)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *fault = NULL;
	int64_t seconds = -1;

	for (int i = 0; i < 20000; i++)
		g_string_append(text, "999999999w");
	ck_assert_int_eq(duration_parse(text->str, &seconds, &fault), -EINVAL);
	ck_assert_int_eq(seconds, -1);
}
END_TEST

static const struct {
	int64_t seconds;
	const char *text;
} FORMATS[] = {
	{0, "0s"},          {59, "59s"},    {60, "1min"},     {5400, "1h30min"}, {86400, "1d"},
	{129600, "1d12h"},  {604800, "1w"}, {864000, "10d"},  {2592000, "30d"},  {1209600, "2w"},
	{3661, "1h1min1s"},
};

START_TEST(formats_durations)
{
	g_autofree char *text = duration_format(FORMATS[_i].seconds), *fault = NULL;
	int64_t back;

	row_str(FORMATS[_i].text, text, FORMATS[_i].text);
	row_int(FORMATS[_i].text, duration_parse(text, &back, &fault), 0);
	row_int(FORMATS[_i].text, back, FORMATS[_i].seconds);
}
END_TEST

static const struct {
	const char *text;
	int seconds; /* -1: refused */
	const char *fault;
} TIMES[] = {
	{"10:00", 36000, NULL},
	{"9:05", 32700, NULL},
	{"00:00", 0, NULL},
	{"23:59", 86340, NULL},
	{"24:00", -1, "not a time of day; write \"00:00\""},
	{"10", -1, "not a time of day; write \"10:00\""},
	{"10am", -1, "not a time of day; write \"10:00\""},
	{"12am", -1, "not a time of day; write \"00:00\""},
	{"12pm", -1, "not a time of day; write \"12:00\""},
	{"930", -1, "not a time of day; write \"09:30\""},
	{"9:5", -1, "not a time of day; write \"09:05\""},
	{"10:00:00", -1, "not a time of day; write \"10:00\""},
	{"25:00", -1, "not a time of day; write \"10:00\""},
	{"", -1, "not a time of day; write \"10:00\""},
};

START_TEST(times)
{
	g_autofree char *fault = NULL;
	int seconds = -1;

	row_int(TIMES[_i].text, time_of_day_parse(TIMES[_i].text, &seconds, &fault), TIMES[_i].fault ? -EINVAL : 0);
	row_str(TIMES[_i].text, fault, TIMES[_i].fault);
	row_int(TIMES[_i].text, seconds, TIMES[_i].seconds);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spans");
	TCase *tc = tcase_create("spans");

	tcase_add_loop_test(tc, windows_permit, 0, G_N_ELEMENTS(WINDOWS));
	tcase_add_loop_test(tc, quiet_forbids, 0, G_N_ELEMENTS(QUIET));
	tcase_add_loop_test(tc, windows_refuse, 0, G_N_ELEMENTS(BAD_WINDOWS));
	tcase_add_loop_test(tc, holidays_hold, 0, G_N_ELEMENTS(HOLIDAYS));
	tcase_add_loop_test(tc, dates_refuse, 0, G_N_ELEMENTS(BAD_DATES));
	tcase_add_loop_test(tc, durations, 0, G_N_ELEMENTS(DURATIONS));
	tcase_add_test(tc, a_sum_that_overflows_is_refused);
	tcase_add_loop_test(tc, formats_durations, 0, G_N_ELEMENTS(FORMATS));
	tcase_add_loop_test(tc, times, 0, G_N_ELEMENTS(TIMES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "spans");
}
