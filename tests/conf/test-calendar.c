/* iCalendar files: which days of them a shop keeps, and what is refused. */
#include "conf/sample.h"

#include <errno.h>
#include <string.h>

#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(more) "BEGIN:VEVENT\r\nUID:u1\r\n" more "END:VEVENT\r\n"

static const struct {
	const char *row, *text;
	const char *days; /* what it comes to; NULL: refused */
	const char *fault;
} ROWS[] = {
	{"no event", CALENDAR(""), "", ""},
	{"one day without an end", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\n")), "2999-10-01", ""},
	{"the end is the day after the last", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\nDTEND;VALUE=DATE:29991008\r\n")),
	 "2999-10-01..2999-10-07", ""},
	{"one day with its end", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991231\r\nDTEND;VALUE=DATE:30000101\r\n")), "2999-12-31", ""},
	{"a duration in days", CALENDAR(EVENT("DURATION:P3D\r\nDTSTART;VALUE=DATE:29991001\r\n")), "2999-10-01..2999-10-03", ""},
	{"a make-up day", CALENDAR(EVENT("CATEGORIES:Office,WORKDAY\r\nDTSTART;VALUE=DATE:29991009\r\nDTEND;VALUE=DATE:29991011\r\n")),
	 "2999-10-09 as mon 2999-10-10 as mon", ""},
	{"holidays before make-up days", CALENDAR(EVENT("CATEGORIES:workday\r\nDTSTART;VALUE=DATE:29991009\r\n")
	 EVENT("DTSTART;VALUE=DATE:29991001\r\n")), "2999-10-01 2999-10-09 as mon", ""},
	{"lines that end in LF alone", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:29991001\nEND:VEVENT\nEND:VCALENDAR\n",
	 "2999-10-01", ""},
	{"a mark of UTF-8 before it", "\xef\xbb\xbf" CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\n")), "2999-10-01", ""},
	{"folded lines", CALENDAR(EVENT("DTSTART;VALUE=\r\n DATE:2999\r\n\t1001\r\n")), "2999-10-01", ""},
	{"small letters", "begin:vcalendar\r\nbegin:vevent\r\ndtstart;value=date:29991001\r\nend:vevent\r\nend:vcalendar\r\n",
	 "2999-10-01", ""},
	{"a colon in a quoted parameter", CALENDAR(EVENT("DTSTART;X-A=\"a:b\";VALUE=DATE:29991001\r\n")), "2999-10-01", ""},
	{"an event with a time of day is no holiday",
	 CALENDAR(EVENT("DTSTART;TZID=Asia/Shanghai:29991001T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n")), "", ""},
	{"a cancelled one neither", CALENDAR(EVENT("STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:29991001\r\n")), "", ""},
	{"an alarm's duration is not the event's",
	 CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nEND:VALARM\r\n")), "2999-10-01", ""},
	{"days outside of events", CALENDAR("BEGIN:VTODO\r\nDTSTART;VALUE=DATE:29991001\r\nRRULE:FREQ=DAILY\r\nEND:VTODO\r\n"), "", ""},

	{"one that repeats", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\nRRULE:FREQ=YEARLY\r\n")), NULL,
	 ":3: RRULE (UID u1): events that repeat are not understood; export each day by itself"},
	{"no such day", CALENDAR(EVENT("DTSTART;VALUE=DATE:29990230\r\n")), NULL,
	 ":5: DTSTART (UID u1): not a day; write it as 20261001"},
	{"no such last day", CALENDAR(EVENT("DTSTART;VALUE=DATE:29990201\r\nDTEND;VALUE=DATE:2999\r\n")), NULL,
	 ":6: DTEND (UID u1): not a day; write it as 20261001"},
	{"no day at all", CALENDAR(EVENT("SUMMARY:New Year\r\n")), NULL,
	 ":3: VEVENT (UID u1): without DTSTART; write the day as DTSTART;VALUE=DATE:20261001"},
	{"an end that is its beginning", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\nDTEND;VALUE=DATE:29991001\r\n")), NULL,
	 ":3: DTEND (UID u1): not after DTSTART; it is the day after the last one"},
	{"a duration in hours", CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\nDURATION:PT36H\r\n")), NULL,
	 ":3: DURATION (UID u1): not in days; write DTEND;VALUE=DATE, the day after the last one"},
	{"half a year", CALENDAR(EVENT("DTSTART;VALUE=DATE:29990101\r\nDTEND;VALUE=DATE:29990701\r\n")), NULL,
	 ":3: VEVENT (UID u1): more than 62 days; write shorter ones"},
	{"cut off", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:29991001\r\n", NULL,
	 ":2: VEVENT: has no end; the file was cut off"},
	{"no calendar", "<html>\n", NULL, ":1: calendar: not an iCalendar file, which begins with BEGIN:VCALENDAR"},
	{"no text", "BEGIN:VCALENDAR\r\n\xff\r\n", NULL, ": calendar: cannot be read; write the path of an iCalendar file"},
};

START_TEST(days_of_a_calendar)
{
	const char *row = ROWS[_i].row;
	g_autofree char *faults = NULL, *days = NULL, *where = sample_fill("@DIR@/own.ics");
	Conf *conf = NULL;

	ck_assert(g_file_set_contents("own.ics", ROWS[_i].text, -1, NULL));
	row_int(row, sample_load("calendar = \"@DIR@/own.ics\";\n" REST, &conf, &faults), ROWS[_i].days ? 0 : -EINVAL);
	ck_assert_msg(!*ROWS[_i].fault || g_str_has_prefix(faults, where), "row %s: %s", row, faults);
	row_str(row, faults + (*ROWS[_i].fault ? strlen(where) : 0), ROWS[_i].fault);
	if (conf) {
		GPtrArray *found = conf_shop(conf, "a")->rules.calendar_days;

		g_ptr_array_add(found, NULL);
		days = g_strjoinv(" ", (char **)found->pdata);
		row_str(row, days, ROWS[_i].days);
	}
	conf_unref(conf);
}
END_TEST

/* 2999-10-01 is a Tuesday, 2999-10-05 a Saturday; at noon in UTC. */
#define TUESDAY INT64_C(32495774400)

START_TEST(they_bind_as_written_ones_do)
{
	static const char TEXT[] = CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\n")
	                                    EVENT("CATEGORIES:WORKDAY\r\nDTSTART;VALUE=DATE:29991005\r\n"));
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = NULL;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const ConfRules *rules;

	ck_assert(g_file_set_contents("own.ics", TEXT, -1, NULL));
	ck_assert_int_eq(sample_load("calendar = \"@DIR@/own.ics\"; working_hours = [ \"mon-fri 08:00-18:00\" ]; permitted_hours: { sms = [ "
	                             "\"mon-fri 08:00-18:00\" ]; };\n" REST, &conf, &faults), 0);
	rules = &conf_shop(conf, "a")->rules;
	ck_assert_int_eq(hours_test(rules->permitted[CLASS_FIRST_CONTACT], utc, TUESDAY), HOURS_CLOSED_HOLIDAY);
	ck_assert_int_eq(hours_test(rules->permitted[CLASS_FIRST_CONTACT], utc, TUESDAY + 86400), HOURS_OPEN);
	ck_assert_int_eq(hours_test(rules->permitted[CLASS_FIRST_CONTACT], utc, TUESDAY + 4 * 86400), HOURS_OPEN);
	ck_assert_int_eq(hours_test(rules->permitted[CLASS_FIRST_CONTACT], utc, TUESDAY + 5 * 86400), HOURS_CLOSED);
	ck_assert_int_eq(hours_test(rules->working, utc, TUESDAY), HOURS_CLOSED_HOLIDAY);
}
END_TEST

/* Another day in the file is another rule; a list that has run out is said as for written ones. */
START_TEST(the_file_counts_and_not_its_name)
{
	g_autofree char *faults = NULL, *hash = NULL;

	for (int i = 0; i < 3; i++) {
		static const char *const TEXTS[] = {CALENDAR(EVENT("DTSTART;VALUE=DATE:29991001\r\n")),
		                                    CALENDAR(EVENT("SUMMARY:x\r\nDTSTART;VALUE=DATE:29991001\r\n")),
		                                    CALENDAR(EVENT("DTSTART;VALUE=DATE:29991002\r\n"))};
		g_autoptr(Conf) conf = NULL;

		g_clear_pointer(&faults, g_free);
		ck_assert(g_file_set_contents("own.ics", TEXTS[i], -1, NULL));
		ck_assert_int_eq(sample_load("calendar = \"@DIR@/own.ics\"; permitted_hours: { sms = [ \"daily 08:00-20:00\", "
		                             "\"holidays 09:00-10:00\" ]; };\n" REST, &conf, &faults), 0);
		ck_assert_str_eq(faults, "");
		if (hash)
			ck_assert_int_eq(g_str_equal(hash, conf->hash), i == 1);
		else
			hash = g_strdup(conf->hash);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("calendar");
	TCase *tc = tcase_create("calendar");

	tcase_add_checked_fixture(tc, sample_setup, sample_teardown);
	tcase_add_loop_test(tc, days_of_a_calendar, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, they_bind_as_written_ones_do);
	tcase_add_test(tc, the_file_counts_and_not_its_name);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "calendar");
}
