/* The week of permitted hours: spans and columns of single days, and whose hours a word asks for. */
#include "desk/fixture.h"

#include "desk/week.h"

#include <errno.h>
#include <string.h>

/* Shop's hours, and a region's floor that some rows put under them. */
static Hours *shop_hours(void)
{
	Hours *hours = hours_new();

	for (int day = HOURS_MON; day <= HOURS_SAT; day++)
		ck_assert_int_eq(hours_add_window(hours, day, 8 * 3600, 22 * 3600), 0);
	ck_assert_int_eq(hours_add_window(hours, HOURS_SUN, 9 * 3600 + 900, 21 * 3600), 0);
	ck_assert_int_eq(hours_add_window(hours, HOURS_HOLIDAY, 12 * 3600, 18 * 3600), 0);
	ck_assert_int_eq(hours_add_quiet(hours, 0xfe, 21 * 3600 + 1800, 8 * 3600), 0);
	ck_assert_int_eq(hours_add_holiday(hours, 2026, 11, 26), 0);
	return hours;
}

static Hours *region_hours(void)
{
	Hours *hours = hours_new();

	for (int day = HOURS_MON; day <= HOURS_HOLIDAY; day++)
		ck_assert_int_eq(hours_add_window(hours, day, 10 * 3600, 20 * 3600), 0);
	return hours;
}

#define NIGHT "quiet 00:00-08:00|"
#define EVENING "quiet 21:30-24:00"
#define WEEKDAY NIGHT "open 08:00-21:30|" EVENING
#define SUNDAY NIGHT "closed 08:00-09:15|open 09:15-21:00|closed 21:00-21:30|" EVENING
#define Z16 "zzzzzzzzzzzzzzzz"
#define WEEKDAY_COLUMNS Z16 "###########################zzzzz"

static const struct {
	const char *what, *zone, *date;
	guint layers;
	const char *second_zone;
	int hours;
	const char *spans, *columns;
} DAYS[] = {
	{"weekday", "Asia/Shanghai", "2026-11-23", 1, NULL, 24, WEEKDAY, WEEKDAY_COLUMNS},
	{"an edge within a half hour shuts all of it", "Asia/Shanghai", "2026-11-22", 1, NULL, 24, SUNDAY,
	 Z16 "...#######################.zzzzz"},
	{"holiday", "Asia/Shanghai", "2026-11-26", 1, NULL, 24,
	 NIGHT "holiday 08:00-12:00|open 12:00-18:00|holiday 18:00-21:30|" EVENING,
	 Z16 "HHHHHHHH############HHHHHHHzzzzz"},
	{"two layers", "Asia/Shanghai", "2026-11-23", 2, NULL, 24,
	 NIGHT "closed 08:00-10:00 region|open 10:00-20:00|closed 20:00-21:30 region|" EVENING,
	 Z16 "....####################...zzzzz"},
	{"two zones, both must permit", "Asia/Shanghai", "2026-11-23", 1, "Asia/Tokyo", 24,
	 NIGHT "open 08:00-20:30|quiet 20:30-21:30 Asia/Tokyo|quiet 21:30-24:00",
	 Z16 "#########################zzzzzzz"},
	{"a day of 23 hours", "Europe/London", "2025-03-30", 1, NULL, 23, SUNDAY,
	 "zz  zzzzzzzzzzzz...#######################.zzzzz"},
	{"a day of 25 hours", "Europe/London", "2025-10-26", 1, NULL, 25, SUNDAY,
	 Z16 "...#######################.zzzzz"},
	{"midnight skipped", "America/Havana", "2024-03-10", 1, NULL, 23,
	 "quiet 01:00-08:00|closed 08:00-09:15|open 09:15-21:00|closed 21:00-21:30|" EVENING,
	 "  zzzzzzzzzzzzzz...#######################.zzzzz"},
	{"midnight twice", "America/Havana", "2024-11-03", 1, NULL, 25, SUNDAY, Z16 "...#######################.zzzzz"},
	{"after a date that was skipped", "Pacific/Apia", "2011-12-30", 1, NULL, 24, WEEKDAY, WEEKDAY_COLUMNS},
	{"half an hour's change", "Australia/Lord_Howe", "2024-10-06", 1, NULL, 23, SUNDAY,
	 "zzzz zzzzzzzzzzz...#######################.zzzzz"},
	{"a zone off by a quarter", "Asia/Kathmandu", "2026-11-23", 1, NULL, 24, WEEKDAY, WEEKDAY_COLUMNS},
};

static char *spans_text(const WeekDay *day, GTimeZone *zone, const Hours *own)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < day->spans->len; i++) {
		const WeekSpan *span = &g_array_index(day->spans, WeekSpan, i);
		g_autofree char *from = week_clock(zone, span->from_at, day->to_at);
		g_autofree char *to = week_clock(zone, span->to_at, day->to_at);

		ck_assert_int_eq((span->verdict == HOURS_OPEN), (span->layer == NULL && span->zone == NULL));
		g_string_append_printf(text, "%s%s %s-%s", i ? "|" : "", week_verdict_name(span->verdict), from, to);
		if (span->layer && span->layer != own)
			g_string_append(text, " region");
		if (span->zone && span->zone != zone)
			g_string_append_printf(text, " %s", g_time_zone_get_identifier(span->zone));
	}
	return g_string_free(text, FALSE);
}

START_TEST(cuts_days)
{
	const char *what = DAYS[_i].what;
	g_autoptr(Zones) zones = zones_new();
	g_autoptr(Hours) shop = shop_hours();
	g_autoptr(Hours) region = region_hours();
	const Hours *const layers[] = {shop, region};
	GTimeZone *both[] = {zones_get(zones, DAYS[_i].zone), zones_get(zones, DAYS[_i].second_zone)};
	const DecideRules rules = {.layers = layers, .n_layers = DAYS[_i].layers, .zones = both,
	                           .n_zones = DAYS[_i].second_zone ? 2 : 1};
	g_autofree char *fault = NULL;
	g_autoptr(GArray) days = NULL;
	g_autofree char *spans = NULL;
	char text[WEEK_COLUMNS + 1] = {0};
	int columns[WEEK_COLUMNS];
	const WeekDay *day;
	int64_t at = 0;

	row_int(what, week_date_parse(DAYS[_i].date, both[0], &at, &fault), 0);
	days = week_days(&rules, both[0], at + 12 * HOUR, 2);
	row_int(what, days->len, 2);
	day = &g_array_index(days, WeekDay, 0);
	row_int(what, day->from_at, at);
	row_int(what, day->to_at, g_array_index(days, WeekDay, 1).from_at);
	row_int(what, (day->to_at - day->from_at) / HOUR, DAYS[_i].hours);
	spans = spans_text(day, both[0], shop);
	row_str(what, spans, DAYS[_i].spans);
	week_columns(day, both[0], columns);
	for (int i = 0; i < WEEK_COLUMNS; i++)
		text[i] = columns[i] == WEEK_SKIPPED ? ' ' : "#z.H"[columns[i]];
	row_str(what, text, DAYS[_i].columns);
}
END_TEST

/* What the picture says is what the daemon's question says, at every minute. */
START_TEST(says_what_the_daemon_asks)
{
	g_autoptr(Zones) zones = zones_new();
	g_autoptr(Hours) shop = shop_hours();
	g_autoptr(Hours) region = region_hours();
	const Hours *const layers[] = {shop, region};
	GTimeZone *both[] = {zones_get(zones, "Europe/London"), zones_get(zones, "America/New_York")};
	const DecideRules rules = {.layers = layers, .n_layers = 2, .zones = both, .n_zones = 2};
	g_autoptr(GArray) days = week_days(&rules, both[0], INT64_C(1761350400), 3); /* over the end of summer time */

	for (guint d = 0; d < days->len; d++) {
		const WeekDay *day = &g_array_index(days, WeekDay, d);
		int64_t reached = day->from_at;

		for (guint i = 0; i < day->spans->len; i++) {
			const WeekSpan *span = &g_array_index(day->spans, WeekSpan, i);

			ck_assert_int_eq(span->from_at, reached);
			for (int64_t at = span->from_at; at < span->to_at; at += 60) {
				int64_t next = 0;
				gboolean found = hours_next(layers, 2, both, 2, at, at, &next);

				ck_assert_int_eq(found, span->verdict == HOURS_OPEN);
			}
			reached = span->to_at;
		}
		ck_assert_int_eq(reached, day->to_at);
	}
}
END_TEST

static const struct {
	const char *word;
	gboolean without_store;
	int r;
	const char *want; /* subjects, or the fault */
} WORDS[] = {
	{NULL, TRUE, 0, "demo Asia/Shanghai 0|london Europe/London 0|..."},
	{"london", TRUE, 0, "london Europe/London 0"},
	{"1", FALSE, 0, "demo Asia/Shanghai 1"},
	{"#C2D9", FALSE, 0, "demo Asia/Shanghai 1"},
	{"demo/R-1", FALSE, 0, "demo Asia/Shanghai 1"},
	{"+8613812341234", FALSE, 0, "london Asia/Shanghai 3|demo Asia/Shanghai 2"},
	{"+79123456789", FALSE, 0, "demo - 4"},
	{"4", FALSE, 0, "demo - 4"},
	{"+8613812341239", FALSE, -ENOENT, "this customer has no case"},
	{"77", FALSE, -ENOENT, "there is no case \"77\""},
	{"Frob!", FALSE, -EINVAL, "there is no shop \"Frob!\", and it names neither a case, a number nor a region with rules of its own, as CN or US-FL"},
	{"1", TRUE, -ENOTCONN, NULL},
};

START_TEST(subjects)
{
	const char *what = WORDS[_i].word ? WORDS[_i].word : "none";
	g_autofree char *fault = NULL;
	g_autoptr(GArray) found = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	Fixture f;

	fixture_open(&f);
	fixture_case(&f, "demo", "R-1", "13812341234", WEDNESDAY);
	fixture_case(&f, "demo", "R-2", "13812341234", WEDNESDAY);
	fixture_case(&f, "london", "R-3", "13812341234", WEDNESDAY);
	fixture_case(&f, "demo", "R-4", "+79123456789", WEDNESDAY);
	if (WORDS[_i].without_store)
		f.desk.store = NULL;
	row_int(what, week_subjects(&f.desk, WORDS[_i].word, &found, &fault), WORDS[_i].r);
	for (guint i = 0; found && i < found->len; i++) {
		const WeekSubject *s = &g_array_index(found, WeekSubject, i);

		g_string_append_printf(text, "%s%s %s %d", i ? "|" : "", s->shop, s->zone_name ? s->zone_name : "-",
		                       (int)s->case_id);
	}
	if (WORDS[_i].want && g_str_has_suffix(WORDS[_i].want, "...")) {
		ck_assert_uint_eq(found->len, f.conf->shops->len);
		g_string_truncate(text, MIN(text->len, strlen(WORDS[_i].want) - strlen("...")));
		g_string_append(text, "...");
	}
	row_str(what, found ? text->str : fault, WORDS[_i].want);
	fixture_close(&f);
}
END_TEST

static const char *const BAD_DATES[] = {"", "today", "2026-02-30", "2026-13-01", "2026-11-23x", "23.11.2026", "9999-12-31", "0001-01-01"};

START_TEST(bad_dates)
{
	g_autoptr(Zones) zones = zones_new();
	g_autofree char *fault = NULL;
	int64_t at = 7;

	row_int(BAD_DATES[_i], week_date_parse(BAD_DATES[_i], zones_get(zones, "Asia/Shanghai"), &at, &fault), -EINVAL);
	ck_assert_ptr_nonnull(strstr(fault, "write it like 2026-11-23"));
	ck_assert_int_eq(at, 7);
}
END_TEST

START_TEST(names_the_rule)
{
	static const struct {
		HoursVerdict verdict;
		int layer;
		MessageClass message_class;
		const char *rule;
	} RULES[] = {
		{HOURS_OPEN, CONF_LAYER_SHOP, CLASS_CALL, NULL},
		{HOURS_QUIET, CONF_LAYER_SHOP, CLASS_CALL, "quiet_hours"},
		{HOURS_QUIET, CONF_LAYER_REGION, CLASS_FIRST_CONTACT, "quiet_hours of the region"},
		{HOURS_CLOSED, CONF_LAYER_SHOP, CLASS_FIRST_CONTACT, "permitted_hours.sms"},
		{HOURS_CLOSED, CONF_LAYER_SHOP, CLASS_SATISFACTION, "permitted_hours.satisfaction"},
		{HOURS_CLOSED, CONF_LAYER_SHOP, CLASS_REVIEW_NOTE, "permitted_hours.review_note"},
		{HOURS_CLOSED, CONF_LAYER_REGION, CLASS_CALL, "permitted_hours.call of the region"},
		{HOURS_CLOSED_HOLIDAY, CONF_LAYER_SHOP, CLASS_CALL, "holidays"},
		{HOURS_QUIET, CONF_LAYER_PERSON, CLASS_CALL, "quiet_hours of the customer"},
	};
	g_autoptr(Hours) region = region_hours();
	g_auto(ConfCaseRules) rules = {0};
	Fixture f;

	fixture_open(&f);
	ck_assert(conf_case_rules(f.conf, f.zones, "demo", NULL, NULL, "daily 20:00-11:00", &rules));
	for (gsize i = 0; i < G_N_ELEMENTS(RULES); i++) {
		WeekSpan span = {.verdict = RULES[i].verdict,
		                 .layer = RULES[i].layer == CONF_LAYER_REGION
		                                  ? region
		                                  : rules.layers[RULES[i].message_class][RULES[i].layer]};
		g_autofree char *rule = week_rule(&span, &rules, RULES[i].message_class);

		row_str(RULES[i].rule ? RULES[i].rule : "open", rule, RULES[i].rule);
	}
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("week");
	TCase *tc = tcase_create("week");

	tcase_add_loop_test(tc, cuts_days, 0, G_N_ELEMENTS(DAYS));
	tcase_add_test(tc, says_what_the_daemon_asks);
	tcase_add_loop_test(tc, subjects, 0, G_N_ELEMENTS(WORDS));
	tcase_add_loop_test(tc, bad_dates, 0, G_N_ELEMENTS(BAD_DATES));
	tcase_add_test(tc, names_the_rule);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "week");
}
