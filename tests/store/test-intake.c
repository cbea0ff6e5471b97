/* Rows of the shop's tools: what is refused and in which words, what becomes of the rest. */
#include "store/fixture.h"
#include "store/intake_check.h"
#include "util/zones.h"

#include <string.h>

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

/* A row that is good but for what a test changes. */
static const IntakeRow GOOD = {.value = {[INTAKE_SHOP] = "taoyimi", [INTAKE_SOURCE] = "reviews", [INTAKE_EXTERNAL_ID] = "R1",
                                         [INTAKE_PHONE] = "13812341234", [INTAKE_NAME] = "王"}};

static void put(const IntakeRow *row, IntakeResult *result, int64_t *case_id, char **fault)
{
	must_write(&f, store_intake_put(f.store, row, fixture_shops, NULL, NOW, result, case_id, fault));
}

#define ID_201                                                                                                         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"           \
	"01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
#define DIGIT_CURE "write 1, 2, 3, 4 or 5, or leave it empty"
#define PHONE_CURE "write it with its country code, such as +8613800001234"
#define TIME_CURE "write 2026-11-18T14:30:00+08:00, or seconds since 1970"
#define FUTURE_CURE "check the date, the zone offset and the clock of who wrote it"

static const struct {
	const char *row;
	int column;
	const char *value, *fault;
} BAD[] = {
	{"no shop", INTAKE_SHOP, NULL, "shop: \"\": missing; name a shop of followup.conf"},
	{"unknown shop", INTAKE_SHOP, "taoyima", "shop: \"taoyima\": no such shop; name a shop of followup.conf"},
	{"shop in another case", INTAKE_SHOP, "Taoyimi", "shop: \"Taoyimi\": no such shop; name a shop of followup.conf"},
	{"no external id", INTAKE_EXTERNAL_ID, NULL, "external_id: \"\": missing; give the review's or complaint's own id"},
	{"empty external id", INTAKE_EXTERNAL_ID, "", "external_id: \"\": missing; give the review's or complaint's own id"},
	{"long external id", INTAKE_EXTERNAL_ID, ID_201,
         "external_id: \"0123456789012345678901234567890123456789…\": too long; cut it to 200 characters"},
	{"newline in the id", INTAKE_EXTERNAL_ID, "R\n1", "external_id: \"R?1\": holds a control character; take it out"},
	{"no phone", INTAKE_PHONE, NULL, "phone: \"\": missing; " PHONE_CURE},
	{"phone too short", INTAKE_PHONE, "12", "phone: \"12\": too short; " PHONE_CURE},
	{"phone not one", INTAKE_PHONE, "call me", "phone: \"call me\": not a phone number; " PHONE_CURE},
	{"phone of no plan", INTAKE_PHONE, "12345678901",
         "phone: \"123****01\": no such number in the numbering plan of its country; " PHONE_CURE},
	{"phone too long", INTAKE_PHONE, "+86138123412341234123412", "phone: \"+86 138****3412\": too long; " PHONE_CURE},
	{"toll-free", INTAKE_PHONE, "+8008171234",
         "phone: \"+800 ****34\": no such number in the numbering plan of its country; " PHONE_CURE},
	{"toll-free of a country", INTAKE_PHONE, "8008101234",
         "phone: \"800****34\": a toll-free, premium or other special number; give the customer's own number"},
	{"long name", INTAKE_NAME, ID_201,
         "name: \"0123456789012345678901234567890123456789…\": too long; cut it to 200 characters"},
	{"tab in the name", INTAKE_NAME, "Li\tMing", "name: \"Li?Ming\": holds a control character; take it out"},
	{"escape in the name", INTAKE_NAME, "\x1b[2J", "name: \"?[2J\": holds a control character; take it out"},
	{"C1 control in the name", INTAKE_NAME, "a\xc2\x9b" "b", "name: \"a?b\": holds a control character; take it out"},
	{"name not UTF-8", INTAKE_NAME, "\xcd\xf5", "name: \"��\": not UTF-8; write the row in UTF-8"},
	{"long order number", INTAKE_ORDER_NO, ID_201,
         "order_no: \"0123456789012345678901234567890123456789…\": too long; cut it to 100 characters"},
	{"level 0", INTAKE_LEVEL, "0", "level: \"0\": not a whole number from 1 to 5; " DIGIT_CURE},
	{"level 6", INTAKE_LEVEL, "6", "level: \"6\": not a whole number from 1 to 5; " DIGIT_CURE},
	{"level with a blank", INTAKE_LEVEL, " 3", "level: \" 3\": not a whole number from 1 to 5; " DIGIT_CURE},
	{"rating with a fraction", INTAKE_RATING, "2.5", "rating: \"2.5\": not a whole number from 1 to 5; " DIGIT_CURE},
	{"rating in words", INTAKE_RATING, "bad", "rating: \"bad\": not a whole number from 1 to 5; " DIGIT_CURE},
	{"escape in the text", INTAKE_TEXT, "\x1b[31m",
         "text: \"(5 characters)\": holds a control character; only newlines and tabs may stand in a text"},
	{"bare return in the text", INTAKE_TEXT, "a\rb",
         "text: \"(3 characters)\": holds a control character; only newlines and tabs may stand in a text"},
	{"text not UTF-8", INTAKE_TEXT, "\xff", "text: \"(1 characters)\": not UTF-8; write the row in UTF-8"},
	{"language with underscore", INTAKE_LANGUAGE, "zh_CN",
         "language: \"zh_CN\": not a language tag; write one such as zh-CN, ru or en-GB"},
	{"language in words", INTAKE_LANGUAGE, "Chinese",
         "language: \"Chinese\": not a language tag; write one such as zh-CN, ru or en-GB"},
	{"language ends in a dash", INTAKE_LANGUAGE, "zh-",
         "language: \"zh-\": not a language tag; write one such as zh-CN, ru or en-GB"},
	{"unknown zone", INTAKE_ZONE, "Mars/Olympus",
         "zone: \"Mars/Olympus\": no such time zone; write a name of the tz database, such as Asia/Shanghai"},
	{"zone as an offset", INTAKE_ZONE, "+08:00",
         "zone: \"+08:00\": no such time zone; write a name of the tz database, such as Asia/Shanghai"},
	{"zone as a path", INTAKE_ZONE, "../../etc/passwd",
         "zone: \"../../etc/passwd\": no such time zone; write a name of the tz database, such as Asia/Shanghai"},
	{"time without offset", INTAKE_REVIEWED_AT, "2025-11-18 14:30:00",
         "reviewed_at: \"2025-11-18 14:30:00\": has no zone offset; " TIME_CURE},
	{"time in words", INTAKE_REVIEWED_AT, "yesterday", "reviewed_at: \"yesterday\": not a time; " TIME_CURE},
	{"no such day", INTAKE_REVIEWED_AT, "2025-02-30T10:00:00Z",
         "reviewed_at: \"2025-02-30T10:00:00Z\": not a time; " TIME_CURE},
	{"a day without time", INTAKE_REVIEWED_AT, "2025-11-18", "reviewed_at: \"2025-11-18\": not a time; " TIME_CURE},
	{"a day as a number", INTAKE_REVIEWED_AT, "20251118",
         "reviewed_at: \"20251118\": before the year 2000; " TIME_CURE},
	{"negative time", INTAKE_REVIEWED_AT, "-5", "reviewed_at: \"-5\": not a time; " TIME_CURE},
	{"milliseconds", INTAKE_ALERTED_AT, "1763447417000",
         "alerted_at: \"1763447417000\": in the future; write seconds since 1970, not milliseconds"},
	{"two days ahead", INTAKE_ALERTED_AT, "2025-11-20T06:30:17Z",
         "alerted_at: \"2025-11-20T06:30:17Z\": in the future; " FUTURE_CURE},
	{"a second more than a day ahead", INTAKE_ALERTED_AT, "1763533818",
         "alerted_at: \"1763533818\": in the future; " FUTURE_CURE},
};

START_TEST(refuses)
{
	IntakeRow row = GOOD;
	IntakeResult result = INTAKE_NEW;
	int64_t case_id = -1;
	g_autofree char *fault = NULL;

	row.value[BAD[_i].column] = BAD[_i].value;
	put(&row, &result, &case_id, &fault);
	row_int(BAD[_i].row, result, INTAKE_REJECTED);
	row_str(BAD[_i].row, fault, BAD[_i].fault);
	row_int(BAD[_i].row, case_id, -1);
	row_int(BAD[_i].row, sql_number(&f, "SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM person)"), 0);
}
END_TEST

START_TEST(refuses_endless_text)
{
	g_autofree char *text = g_strnfill(10001, 'x');
	IntakeRow row = GOOD;
	IntakeResult result;
	int64_t case_id;
	g_autofree char *fault = NULL;

	row.value[INTAKE_TEXT] = text;
	put(&row, &result, &case_id, &fault);
	ck_assert_str_eq(fault, "text: \"(10001 characters)\": too long; cut it to 10000 characters");
	text[10000] = '\0';
	put(&row, &result, &case_id, NULL);
	ck_assert_int_eq(result, INTAKE_NEW);
}
END_TEST

/* What a good value becomes in the store; column of table cases, or of person with its number. */
static const struct {
	const char *row;
	int column;
	const char *value, *sql, *stored;
} TAKEN[] = {
	{"number in E.164", INTAKE_PHONE, "+86 138-1234-1234", "SELECT phone FROM person", "+8613812341234"},
	{"number in the shop's way", INTAKE_PHONE, "138 1234 1234", "SELECT phone || region || line_kind FROM person",
         "+8613812341234CNmobile"},
	{"landline is kept", INTAKE_PHONE, "010 6552 9988", "SELECT line_kind FROM person", "fixed"},
	{"US number, kind open", INTAKE_PHONE, "+1 415 555 2671", "SELECT line_kind FROM person", "fixed-or-mobile"},
	{"zone of the number", INTAKE_PHONE, "13812341234", "SELECT zone || zone_source FROM cases", "Asia/Shanghainumber"},
	{"zone of another country's number", INTAKE_PHONE, "+4915123456789", "SELECT zone || zone_source FROM cases",
         "Europe/Berlinnumber"},
	{"no zone from Russia", INTAKE_PHONE, "+79123456789", "SELECT coalesce(zone, 'null') || zone_source FROM cases",
         "nullnone"},
	{"zone of an area code", INTAKE_PHONE, "+14155552671", "SELECT zone || zone_source FROM cases",
         "America/Los_Angelesnumber"},
	{"no zone from an area code of two", INTAKE_PHONE, "+18505552671", "SELECT coalesce(zone, 'null') || zone_source FROM cases",
         "nullnone"},
	{"state of an area code", INTAKE_PHONE, "+18505552671", "SELECT region FROM person", "US-FL"},
	{"zone of the row wins", INTAKE_ZONE, "Asia/Urumqi", "SELECT zone || zone_source FROM cases", "Asia/Urumqicase"},
	{"language of the shop", INTAKE_LANGUAGE, NULL, "SELECT language FROM cases", "zh-CN"},
	{"language in odd case", INTAKE_LANGUAGE, "ZH-hant-tw", "SELECT language FROM cases", "zh-Hant-TW"},
	{"language alone", INTAKE_LANGUAGE, "RU", "SELECT language FROM cases", "ru"},
	{"level", INTAKE_LEVEL, "5", "SELECT typeof(level) || level FROM cases", "integer5"},
	{"no level", INTAKE_LEVEL, "", "SELECT typeof(level) FROM cases", "null"},
	{"lines and tabs in a text", INTAKE_TEXT, "a\n\tb\r\nc", "SELECT text FROM cases", "a\n\tb\r\nc"},
	{"time in seconds", INTAKE_REVIEWED_AT, "1763440000", "SELECT complaint_at FROM cases", "1763440000"},
	{"time with offset", INTAKE_REVIEWED_AT, "2025-11-18T14:30:00+08:00", "SELECT complaint_at FROM cases", "1763447400"},
	{"time with a blank and Z", INTAKE_REVIEWED_AT, "2025-11-18 06:30:00Z", "SELECT complaint_at FROM cases",
         "1763447400"},
	{"time of the alert", INTAKE_ALERTED_AT, "1763441111", "SELECT complaint_at FROM cases", "1763441111"},
	{"no time at all", INTAKE_ALERTED_AT, NULL, "SELECT complaint_at FROM cases", "1763447417"},
	{"a clock an hour ahead", INTAKE_REVIEWED_AT, "1763451017", "SELECT complaint_at FROM cases", "1763451017"},
	{"no source", INTAKE_SOURCE, NULL, "SELECT '[' || source || ']' FROM cases", "[]"},
};

START_TEST(takes)
{
	IntakeRow row = GOOD;
	IntakeResult result = INTAKE_REJECTED;
	int64_t case_id = 0;
	g_autofree char *fault = NULL, *stored = NULL;

	row.value[TAKEN[_i].column] = TAKEN[_i].value;
	put(&row, &result, &case_id, &fault);
	row_str(TAKEN[_i].row, fault, NULL);
	row_int(TAKEN[_i].row, result, INTAKE_NEW);
	stored = sql_text(&f, TAKEN[_i].sql);
	row_str(TAKEN[_i].row, stored, TAKEN[_i].stored);
}
END_TEST

START_TEST(review_time_goes_before_alert)
{
	IntakeRow row = GOOD;
	IntakeResult result;
	int64_t case_id;

	row.value[INTAKE_REVIEWED_AT] = "1763440000";
	row.value[INTAKE_ALERTED_AT] = "1763441111";
	put(&row, &result, &case_id, NULL);
	ck_assert_int_eq(sql_number(&f, "SELECT complaint_at FROM cases"), 1763440000);
	ck_assert_int_eq(sql_number(&f, "SELECT alerted_at FROM cases"), 1763441111);
}
END_TEST

START_TEST(single_zones_are_known)
{
	static const char *const SEVERAL[] = {"RU", "US", "CA", "AU", "BR", "MX", "ID", "ES", "PT", "CL", "EC", "CD", "MN", "NZ"};

	for (char a = 'A'; a <= 'Z'; a++)
		for (char b = 'A'; b <= 'Z'; b++) {
			const char region[] = {a, b, '\0'};
			const char *zone = intake_region_zone(region);

			ck_assert_msg(!zone || zones_known(zone), "%s: %s", region, zone);
		}
	for (gsize i = 0; i < G_N_ELEMENTS(SEVERAL); i++)
		row_str(SEVERAL[i], intake_region_zone(SEVERAL[i]), NULL);
	ck_assert_str_eq(intake_region_zone("KZ"), "Asia/Almaty");
}
END_TEST

START_TEST(new_case_is_told_and_dirty)
{
	int64_t id = fixture_case(&f, "R1", "13812341234");
	g_autofree char *event = sql_text(&f, "SELECT kind || actor || round FROM event");

	ck_assert_str_eq(event, "createdshop1");
	ck_assert_int_eq(sql_number(&f, "SELECT case_id FROM dirty"), id);
	ck_assert_int_eq(sql_number(&f, "SELECT cases FROM tally WHERE state = 'new'"), 1);
}
END_TEST

/* What a repeat changes, and what it says it changed; NULL: no event, not dirty. */
static const struct {
	const char *row;
	int column;
	const char *value, *note, *sql, *stored;
} REPEATS[] = {
	{"the same again", INTAKE_NAME, "王", NULL, "SELECT name FROM cases", "王"},
	{"empty says nothing", INTAKE_NAME, "", NULL, "SELECT name FROM cases", "王"},
	{"name", INTAKE_NAME, "王明", "name", "SELECT name FROM cases", "王明"},
	{"order", INTAKE_ORDER_NO, "T-1", "order_no", "SELECT order_no FROM cases", "T-1"},
	{"level", INTAKE_LEVEL, "4", "level", "SELECT level FROM cases", "4"},
	{"rating", INTAKE_RATING, "1", "rating", "SELECT rating FROM cases", "1"},
	{"text", INTAKE_TEXT, "broken", "text", "SELECT text FROM cases", "broken"},
	{"language", INTAKE_LANGUAGE, "en", "language", "SELECT language FROM cases", "en"},
	{"zone", INTAKE_ZONE, "Asia/Urumqi", "zone", "SELECT zone || zone_source FROM cases", "Asia/Urumqicase"},
	{"the same zone, now named", INTAKE_ZONE, "Asia/Shanghai", "zone", "SELECT zone || zone_source FROM cases",
         "Asia/Shanghaicase"},
	{"complaint's time stays", INTAKE_REVIEWED_AT, "1763440000", NULL, "SELECT complaint_at FROM cases", "1763447417"},
	{"another number takes its zone along", INTAKE_PHONE, "+79123456789", "phone",
         "SELECT phone || coalesce(zone, 'null') || zone_source FROM cases c JOIN person p ON p.id = c.person_id",
         "+79123456789nullnone"},
};

START_TEST(repeat_updates)
{
	IntakeRow row = GOOD;
	IntakeResult result;
	int64_t first = 0, again = 0;
	g_autofree char *fault = NULL, *note = NULL, *stored = NULL;

	put(&row, &result, &first, &fault);
	sql_run(&f, "DELETE FROM dirty");
	row.value[REPEATS[_i].column] = REPEATS[_i].value;
	put(&row, &result, &again, &fault);
	row_str(REPEATS[_i].row, fault, NULL);
	row_int(REPEATS[_i].row, result, INTAKE_UPDATED);
	row_int(REPEATS[_i].row, again, first);
	note = sql_text(&f, "SELECT note FROM event WHERE kind = 'updated'");
	row_str(REPEATS[_i].row, note, REPEATS[_i].note);
	row_int(REPEATS[_i].row, sql_number(&f, "SELECT count(*) FROM dirty"), REPEATS[_i].note ? 1 : 0);
	stored = sql_text(&f, REPEATS[_i].sql);
	row_str(REPEATS[_i].row, stored, REPEATS[_i].stored);
}
END_TEST

START_TEST(key_is_all_three)
{
	IntakeRow row = GOOD;
	IntakeResult result;
	int64_t first = 0, other = 0;

	put(&row, &result, &first, NULL);
	row.value[INTAKE_SOURCE] = "hotline";
	put(&row, &result, &other, NULL);
	ck_assert_int_eq(result, INTAKE_NEW);
	ck_assert_int_ne(first, other);
	row.value[INTAKE_SHOP] = "gum";
	row.value[INTAKE_PHONE] = "+8613812341234";
	put(&row, &result, &other, NULL);
	ck_assert_int_eq(result, INTAKE_NEW);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM person"), 1);
}
END_TEST

START_TEST(number_is_fixed_once_contacted)
{
	int64_t id = fixture_case(&f, "R1", "13812341234"), case_id = -1;
	IntakeRow row = {.value = {[INTAKE_SHOP] = "taoyimi", [INTAKE_EXTERNAL_ID] = "R1", [INTAKE_PHONE] = "13912341234"}};
	IntakeResult result;
	g_autofree char *fault = NULL;

	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "P1");
	put(&row, &result, &case_id, &fault);
	ck_assert_int_eq(result, INTAKE_REJECTED);
	ck_assert_str_eq(fault, "phone: \"+86 139****1234\": another number than the one already contacted; "
	                        "close the case and put it in under a new external id");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM person"), 1);
	row.value[INTAKE_PHONE] = "+86 138 1234 1234";
	put(&row, &result, &case_id, NULL);
	ck_assert_int_eq(result, INTAKE_UPDATED);
}
END_TEST

/* A message that waits for its second try has not been seen by anybody: it goes to the new number. */
START_TEST(waiting_message_moves_along)
{
	int64_t id = fixture_case(&f, "R1", "13812341234"), case_id, attempt_id;
	IntakeRow row = {.value = {[INTAKE_SHOP] = "taoyimi", [INTAKE_EXTERNAL_ID] = "R1", [INTAKE_PHONE] = "13912341234"}};
	IntakeResult result;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_RETRY_LATER, NULL, NOW + 60, NOW_US);
	put(&row, &result, &case_id, NULL);
	ck_assert_int_eq(result, INTAKE_UPDATED);
	ck_assert_int_eq(sql_number(&f, "SELECT m.person_id = c.person_id FROM message m JOIN cases c ON c.id = m.case_id"), 1);
}
END_TEST

typedef struct {
	guint calls, rejected;
	char *last_fault;
} Told;

static void tell(int64_t row_id, IntakeResult result, int64_t case_id, const char *fault, void *user)
{
	Told *told = user;

	(void)row_id;
	told->calls++;
	told->rejected += result == INTAKE_REJECTED;
	ck_assert_int_eq(result == INTAKE_REJECTED, case_id == 0);
	if (fault) {
		g_free(told->last_fault);
		told->last_fault = g_strdup(fault);
	}
}

START_TEST(table_is_worked_off)
{
	Told told = {0};
	guint done = 0;
	g_autoptr(GArray) rejected = NULL;
	g_autofree char *error = NULL;

	sql_run(&f, "INSERT INTO intake (shop, external_id, phone, level, reviewed_at) VALUES"
	            " ('taoyimi', 'A', '13812341234', 3, 1763440000), ('taoyimi', 'B', 'x', 3, 1763440000),"
	            " ('taoyimi', 'C', 13912341234, '4', '2025-11-18 14:30:00+08:00'), ('taoyimi', 'D', '13712341234', 2.5, NULL)");
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 3, tell, &told, &done));
	ck_assert_int_eq(done, 3);
	ck_assert_int_eq(told.rejected, 1);
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 3, tell, &told, &done));
	ck_assert_int_eq(done, 1);
	ck_assert_int_eq(told.calls, 4);
	ck_assert_str_eq(told.last_fault, "level: \"2.5\": not a whole number from 1 to 5; " DIGIT_CURE);
	g_free(told.last_fault);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake WHERE state = 'taken' AND case_id > 0 AND error IS NULL"), 2);
	error = sql_text(&f, "SELECT error FROM intake WHERE external_id = 'B' AND state = 'rejected'");
	ck_assert_str_eq(error, "phone: \"x\": not a phone number; " PHONE_CURE);
	must(&f, store_intake_rejected(f.store, 10, &rejected));
	ck_assert_int_eq(rejected->len, 2);
	ck_assert_str_eq(g_array_index(rejected, StoreRejected, 0).external_id, "D");
}
END_TEST

START_TEST(mended_row_is_taken)
{
	guint done = 0;

	sql_run(&f, "INSERT INTO intake (shop, external_id, phone) VALUES ('taoyimi', 'B', '1')");
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 9, NULL, NULL, &done));
	sql_run(&f, "UPDATE intake SET phone = '13812341234', state = 'waiting'");
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 9, NULL, NULL, &done));
	ck_assert_int_eq(done, 1);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake WHERE state = 'taken' AND error IS NULL"), 1);
}
END_TEST

/* A tool writes what it likes: types of its own, bytes that are no text, a NUL. */
START_TEST(odd_types_do_no_harm)
{
	g_autofree char *error = NULL;
	guint done = 0;

	sql_run(&f, "INSERT INTO intake (shop, external_id, phone, name, level) VALUES"
	            " ('taoyimi', 'A', '13812341234', 'a' || char(0) || 'b', 1), ('taoyimi', 'B', '13812341234', NULL, x'ff00'),"
	            " (NULL, NULL, NULL, NULL, NULL)");
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 9, NULL, NULL, &done));
	ck_assert_int_eq(done, 3);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM intake WHERE state = 'rejected'"), 3);
	error = sql_text(&f, "SELECT error FROM intake WHERE external_id = 'A'");
	ck_assert_str_eq(error, "name: \"a\": holds a NUL character; take it out");
}
END_TEST

/* One case that somebody damaged must not hold up the rows behind it. */
START_TEST(damaged_case_holds_up_nobody)
{
	g_autofree char *error = NULL;
	guint done = 0;

	fixture_case(&f, "A", "13812341234");
	sql_run(&f, "UPDATE cases SET state = 'lost'");
	sql_run(&f, "INSERT INTO intake (shop, external_id, phone, name) VALUES"
	            " ('taoyimi', 'A', '13812341234', 'new'), ('taoyimi', 'B', '13912341234', 'other')");
	must_write(&f, store_intake_run(f.store, fixture_shops, NULL, NOW, 9, NULL, NULL, &done));
	ck_assert_int_eq(done, 2);
	error = sql_text(&f, "SELECT error FROM intake WHERE external_id = 'A' AND state = 'rejected'");
	ck_assert_str_eq(error, "external_id: \"A\": case 1: no such state; mend that, then set the row's state to waiting");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM cases WHERE name = 'new'"), 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM cases WHERE name = 'other'"), 1);
}
END_TEST

START_TEST(column_names)
{
	int column = -1;

	for (int i = 0; i < INTAKE_COLUMNS; i++) {
		ck_assert_int_eq(intake_column_parse(intake_column_name(i), &column), 0);
		ck_assert_int_eq(column, i);
	}
	ck_assert_int_lt(intake_column_parse("telephone", &column), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("intake");
	TCase *tc = tcase_create("intake");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, refuses, 0, G_N_ELEMENTS(BAD));
	tcase_add_test(tc, refuses_endless_text);
	tcase_add_loop_test(tc, takes, 0, G_N_ELEMENTS(TAKEN));
	tcase_add_test(tc, review_time_goes_before_alert);
	tcase_add_test(tc, single_zones_are_known);
	tcase_add_test(tc, new_case_is_told_and_dirty);
	tcase_add_loop_test(tc, repeat_updates, 0, G_N_ELEMENTS(REPEATS));
	tcase_add_test(tc, key_is_all_three);
	tcase_add_test(tc, number_is_fixed_once_contacted);
	tcase_add_test(tc, waiting_message_moves_along);
	tcase_add_test(tc, table_is_worked_off);
	tcase_add_test(tc, mended_row_is_taken);
	tcase_add_test(tc, odd_types_do_no_harm);
	tcase_add_test(tc, damaged_case_holds_up_nobody);
	tcase_add_test(tc, column_names);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "intake");
}
