/* How often a person may be contacted, and by when: budget (T7), sla (T9), backoff. */
#include "core/backoff.h"
#include "core/budget.h"
#include "core/sla.h"
#include "when.h"

#define DAY 86400

static const struct {
	const char *row;
	Cap caps[2];
	const char *contacts[4], *zones[2], *from, *until, *want;
} BUDGETS[] = {
	{"nothing sent", {{1, DAY}}, {NULL}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-12-18 10:00", "2026-11-18 10:00"},
	{"no caps", {{0}}, {"2026-11-18 09:59"}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-12-18 10:00",
	 "2026-11-18 10:00"},
	{"T7 at most max-1 earlier", {{2, DAY}}, {"2026-11-18 09:00"}, {"Etc/UTC"}, "2026-11-18 10:00",
	 "2026-12-18 10:00",
	 "2026-11-18 10:00"},
	{"T7 s > x - seconds", {{1, DAY}}, {"2026-11-17 10:00"}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-12-18 10:00",
	 "2026-11-18 10:00"},
	{"T7 one second too early", {{1, DAY}}, {"2026-11-17 10:00:01"}, {"Etc/UTC"}, "2026-11-18 10:00",
	 "2026-12-18 10:00", "2026-11-18 10:00:01"},
	{"T7 the oldest that counts, unsorted", {{3, DAY}}, {"2026-11-18 16:00", "2026-11-17 19:00",
	 "2026-11-18 14:00"},
	 {"Etc/UTC"}, "2026-11-18 18:00", "2026-12-18 10:00", "2026-11-18 19:00"},
	{"T7 more than max: the max-th latest", {{1, 3600}}, {"2026-11-18 17:10", "2026-11-18 17:50",
	 "2026-11-18 17:30"},
	 {"Etc/UTC"}, "2026-11-18 18:00", "2026-12-18 10:00", "2026-11-18 18:50"},
	{"T7 equal stamps are two contacts", {{2, 3600}}, {"2026-11-18 17:10", "2026-11-18 17:10"}, {"Etc/UTC"},
	 "2026-11-18 18:00", "2026-12-18 10:00", "2026-11-18 18:10"},
	{"T7 a later stamp counts", {{1, 3600}}, {"2026-11-18 19:00"}, {"Etc/UTC"}, "2026-11-18 18:00",
	 "2026-12-18 10:00", "2026-11-18 20:00"},
	{"T7 both caps", {{3, 300}, {5, DAY}}, {"2026-11-18 06:00", "2026-11-18 06:01", "2026-11-18 06:02"},
	 {"Etc/UTC"},
	 "2026-11-18 06:03", "2026-12-18 10:00", "2026-11-18 06:05"},
	{"T7 local day", {{1, 0}}, {"2026-11-18 00:30"}, {"Asia/Shanghai"}, "2026-11-18 02:00", "2026-12-18 10:00",
	 "2026-11-18 16:00"},
	{"T7 local day, not UTC's", {{1, 0}}, {"2026-11-17 23:30"}, {"Asia/Shanghai"}, "2026-11-18 00:30",
	 "2026-12-18 10:00", "2026-11-18 16:00"},
	{"T7 yesterday does not count", {{1, 0}}, {"2026-11-17 13:00"}, {"Asia/Shanghai"}, "2026-11-18 00:30",
	 "2026-12-18 10:00", "2026-11-18 00:30"},
	{"T7 two on a day", {{2, 0}}, {"2026-11-18 00:30", "2026-11-18 00:40"}, {"Asia/Shanghai"}, "2026-11-18 02:00",
	 "2026-12-18 10:00", "2026-11-18 16:00"},
	{"T7 in every zone", {{1, 0}}, {"2026-11-18 00:30"}, {"Asia/Shanghai", "America/New_York"}, "2026-11-18 02:00",
	 "2026-12-18 10:00", "2026-11-18 16:00"},
	{"T7 in every zone, the later midnight", {{1, 0}}, {"2026-11-18 12:00"}, {"Asia/Shanghai", "America/New_York"},
	 "2026-11-18 13:00", "2026-12-18 10:00", "2026-11-19 05:00"},
	{"T7 a date of 25 hours", {{1, 0}}, {"2026-10-24 22:10"}, {"Europe/Berlin"}, "2026-10-25 00:30",
	 "2026-12-18 10:00", "2026-10-25 23:00"},
	{"T7 a later stamp of the day counts", {{1, 0}}, {"2026-11-18 06:00"}, {"Asia/Shanghai"}, "2026-11-18 02:00",
	 "2026-12-18 10:00", "2026-11-18 16:00"},
	{"not until", {{1, DAY}}, {"2026-11-18 09:00"}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-11-19 08:59:59", NULL},
	{"until is inclusive", {{1, DAY}}, {"2026-11-18 09:00"}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-11-19 09:00",
	 "2026-11-19 09:00"},
	{"none at all allowed", {{-1, DAY}}, {NULL}, {"Etc/UTC"}, "2026-11-18 10:00", "2026-12-18 10:00", NULL},
};

START_TEST(keeps_the_budget)
{
	int64_t contacts[4], got = -7;
	GTimeZone *zones[2];
	guint n_contacts = 0, n_zones = 0, n_caps = 0;

	for (; n_contacts < 4 && BUDGETS[_i].contacts[n_contacts]; n_contacts++)
		contacts[n_contacts] = when(BUDGETS[_i].contacts[n_contacts]);
	for (; n_zones < 2 && BUDGETS[_i].zones[n_zones]; n_zones++)
		zones[n_zones] = zone_of(BUDGETS[_i].zones[n_zones]);
	while (n_caps < 2 && BUDGETS[_i].caps[n_caps].max != 0)
		n_caps++;
	row_int(BUDGETS[_i].row,
	        budget_next(BUDGETS[_i].caps, n_caps, contacts, n_contacts, zones, n_zones, when(BUDGETS[_i].from),
	                    when(BUDGETS[_i].until), &got),
	        BUDGETS[_i].want != NULL);
	row_int(BUDGETS[_i].row, got, BUDGETS[_i].want ? when(BUDGETS[_i].want) : -7);
	for (guint i = 0; i < n_zones; i++)
		g_time_zone_unref(zones[i]);
}
END_TEST

/* 2026-11-18 is a Wednesday. */
static const struct {
	const char *row, *work, *zone, *complaint, *want;
} SLAS[] = {
	{"in working hours: within", "12345 08:00-22:00", "Asia/Shanghai", "2026-11-18 06:00", "2026-11-18 07:00"},
	{"the last second of work", "12345 08:00-22:00", "Asia/Shanghai", "2026-11-18 13:59:59", "2026-11-18 14:59:59"},
	{"closing time is outside", "12345 08:00-22:00", "Asia/Shanghai", "2026-11-18 14:00", "2026-11-19 02:00"},
	{"small hours: the same morning", "12345 08:00-22:00", "Asia/Shanghai", "2026-11-18 19:00", "2026-11-19 02:00"},
	{"weekend: Monday", "12345 08:00-22:00", "Europe/Berlin", "2026-11-21 10:00", "2026-11-23 09:00"},
	{"a holiday of the shop", "12345 08:00-22:00, h2026-11-23", "Europe/Berlin", "2026-11-21 10:00",
	 "2026-11-24 09:00"},
	{"next_day_by sharp is strictly after", "12345 11:00-22:00", "Etc/UTC", "2026-11-18 10:00", "2026-11-19 10:00"},
	{"quiet hours are not the shop's", "3 08:00-22:00, q3 09:00-20:00", "Etc/UTC", "2026-11-18 12:00",
	 "2026-11-18 13:00"},
	{"nobody works", "", "Etc/UTC", "2026-11-18 12:00", NULL},
};

START_TEST(names_the_deadline)
{
	g_autoptr(Hours) work = hours_of(SLAS[_i].work);
	g_autoptr(GTimeZone) zone = zone_of(SLAS[_i].zone);
	int64_t got = -7;

	row_int(SLAS[_i].row, sla_deadline(work, zone, when(SLAS[_i].complaint), 3600, wall("10:00"), &got),
	        SLAS[_i].want != NULL);
	row_int(SLAS[_i].row, got, SLAS[_i].want ? when(SLAS[_i].want) : -7);
}
END_TEST

static const struct {
	const char *row;
	BackoffRules rules;
	int tries;
	int64_t longest; /* the delay without spread; -1: none */
} BACKOFFS[] = {
	{"first failure", {30, 3600, 5}, 1, 30},
	{"twofold", {30, 3600, 5}, 2, 60},
	{"twofold again", {30, 3600, 9}, 4, 240},
	{"held at the longest", {30, 100, 9}, 3, 100},
	{"long after the longest", {30, 100, 2000000000}, 1999999999, 100},
	{"the last try is over", {30, 3600, 5}, 5, -1},
	{"beyond it", {30, 3600, 5}, 6, -1},
	{"no tries", {30, 3600, 0}, 1, -1},
	{"at least a second", {0, 3600, 5}, 1, 1},
	{"first above the longest", {300, 60, 5}, 1, 60},
	{"enormous", {INT64_MAX / 2 + 1, INT64_MAX, 9}, 3, INT64_MAX},
};

START_TEST(backs_off)
{
	int64_t least = INT64_MAX, most = INT64_MIN;

	for (uint64_t id = 0; id < 1000; id++) {
		int64_t got = backoff_delay_s(&BACKOFFS[_i].rules, BACKOFFS[_i].tries, id);

		row_int(BACKOFFS[_i].row, got, backoff_delay_s(&BACKOFFS[_i].rules, BACKOFFS[_i].tries, id));
		least = MIN(least, got);
		most = MAX(most, got);
	}
	ck_assert_msg(most <= BACKOFFS[_i].longest, "row %s: %lld", BACKOFFS[_i].row, (long long)most);
	ck_assert_msg(least >= BACKOFFS[_i].longest - BACKOFFS[_i].longest / 5 && least != 0, "row %s: %lld",
	              BACKOFFS[_i].row, (long long)least);
	/* Neighbouring ids go apart, over the whole fifth. */
	if (BACKOFFS[_i].longest >= 5 && BACKOFFS[_i].longest < 1000)
		row_int(BACKOFFS[_i].row, most - least, BACKOFFS[_i].longest / 5);
}
END_TEST

START_TEST(clamps_wishes)
{
	ck_assert_int_eq(backoff_clamp_s(30, 600), 30);
	ck_assert_int_eq(backoff_clamp_s(-5, 600), 1);
	ck_assert_int_eq(backoff_clamp_s(0, 600), 1);
	ck_assert_int_eq(backoff_clamp_s(INT64_MAX, 600), 600);
	ck_assert_int_eq(backoff_clamp_s(5, 0), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("budget");
	TCase *tc = tcase_create("budget");

	tcase_add_loop_test(tc, keeps_the_budget, 0, G_N_ELEMENTS(BUDGETS));
	tcase_add_loop_test(tc, names_the_deadline, 0, G_N_ELEMENTS(SLAS));
	tcase_add_loop_test(tc, backs_off, 0, G_N_ELEMENTS(BACKOFFS));
	tcase_add_test(tc, clamps_wishes);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "budget");
}
