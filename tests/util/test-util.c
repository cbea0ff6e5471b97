/* Masking, zones, phone numbers, HTTP messages: what every room leans on. */
#include "lib/suite.h"
#include "util/areas.h"
#include "util/http_message.h"
#include "util/mask.h"
#include "util/phone.h"
#include "util/plain.h"
#include "util/zones.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *number, *masked;
} MASKS[] = {
	{"+8613812341234", "+86 138****1234"}, {"+79123456789", "+7 912****6789"}, {"+14155550123", "+1 415****0123"},
	{"+35312345678", "+353 ****78"},       {"+4930123456", "+49 ****56"},      {"10690", "1****0"},
	{"abc", "****"},                       {NULL, "-"},                         {"", "****"},
	{"+\xe8\n3055550100", "+??3 055****0100"}, {"1069\x1b", "1****?"},
};

static const struct {
	const char *words, *masked;
} WORDS[] = {
	{"no number at all", "no number at all"}, {"6 digits 123456", "6 digits 123456"}, {"7: 1234567", "7: ****"},
	{"13800138000 and +4930123456.", "**** and +****."}, {"\u58f6 13800138000", "\u58f6 ****"}, {"", ""},
};

START_TEST(masks_numbers_in_words)
{
	g_autofree char *masked = mask_numbers(WORDS[_i].words);

	row_str(WORDS[_i].words, masked, WORDS[_i].masked);
}
END_TEST

START_TEST(masks_numbers)
{
	g_autofree char *masked = mask_number(MASKS[_i].number);

	row_str(MASKS[_i].number ? MASKS[_i].number : "NULL", masked, MASKS[_i].masked);
}
END_TEST

static const struct {
	const char *name;
	gboolean known;
} ZONE_NAMES[] = {
	{"Asia/Shanghai", TRUE},  {"Etc/UTC", TRUE},          {"America/Argentina/Ushuaia", TRUE}, {"Mars/Olympus", FALSE},
	{"", FALSE},              {"right/Asia/Tokyo", FALSE}, {"../../etc/passwd", FALSE},         {"+08:00", FALSE},
	{"posixrules", FALSE},    {"localtime", FALSE},        {"Asia", FALSE},                     {"Asia//Tokyo", FALSE},
	{"Asia/../Asia/Tokyo", FALSE},
};

START_TEST(knows_zones)
{
	g_autoptr(Zones) zones = zones_new();

	row_int(ZONE_NAMES[_i].name, zones_known(ZONE_NAMES[_i].name), ZONE_NAMES[_i].known);
	row_int(ZONE_NAMES[_i].name, zones_get(zones, ZONE_NAMES[_i].name) != NULL, ZONE_NAMES[_i].known);
}
END_TEST

START_TEST(formats_in_zone)
{
	g_autoptr(Zones) zones = zones_new();
	g_autofree char *lng = zones_format(zones_get(zones, "Asia/Shanghai"), 1763447417);
	g_autofree char *brief = zones_format_short(zones_get(zones, "America/New_York"), 1763447417);

	ck_assert_str_eq(lng, "Tue 2025-11-18 14:30:17 +08:00");
	ck_assert_str_eq(brief, "Tue 18 Nov 01:30");
}
END_TEST

static const struct {
	const char *raw, *region, *e164;
	PhoneKind kind;
} PHONES[] = {
	{"138 1234 1234", "CN", "+8613812341234", PHONE_MOBILE},
	{"+86 138-1234-1234", NULL, "+8613812341234", PHONE_MOBILE},
	{"8 (912) 345-67-89", "RU", "+79123456789", PHONE_MOBILE},
	{"010 6552 9988", "CN", "+861065529988", PHONE_FIXED},
	{"(415) 555-2671", "US", "+14155552671", PHONE_FIXED_OR_MOBILE},
	{"13812341234", NULL, NULL, PHONE_OTHER},
	{"12", "CN", NULL, PHONE_OTHER},
	{"hello", "CN", NULL, PHONE_OTHER},
	{"", "CN", NULL, PHONE_OTHER},
	{"+86 999 9999 9999 9999 99", NULL, NULL, PHONE_OTHER},
	{"+49 4642 076046000", NULL, "+494642076046000", PHONE_FIXED}, /* fifteen digits: E.164's most */
	{"+49 4642 07604600036", NULL, NULL, PHONE_OTHER},
};

START_TEST(parses_phones)
{
	PhoneNumber number = {.e164 = "untouched"};
	const char *why = NULL;
	int r = phone_parse(PHONES[_i].raw, PHONES[_i].region, &number, &why);

	row_int(PHONES[_i].raw, r, PHONES[_i].e164 ? 0 : -EINVAL);
	row_str(PHONES[_i].raw, number.e164, PHONES[_i].e164 ? PHONES[_i].e164 : "untouched");
	if (r == 0)
		row_int(PHONES[_i].raw, number.kind, PHONES[_i].kind);
	else
		ck_assert_ptr_nonnull(why);
}
END_TEST

/* Digits alone go to the library in another form than all else (phone.cc): it makes the same of both. Country codes in
 * turn, from regions with national prefixes, carrier codes and numbers that begin with a zero. */
static const char *const DIALLED_FROM[] = {"CN", "RU", "US", "IT", "AR", "MX", "BR", "HU", "BY", "DE", "ZZ"};

START_TEST(digits_alone_are_read_like_all_else)
{
	static const char *const BEGINS[] = {"", "+", "+86", "+7", "+1", "+39", "+54", "+52", "+55", "0", "00", "8"};
	g_autoptr(GRand) random = g_rand_new_with_seed((guint32)_i);
	guint good = 0;

	for (int i = 0; i < 4000; i++) {
		PhoneNumber plain = {.e164 = ""}, written = {.e164 = ""};
		const char *why_plain = "", *why_written = "";
		g_autoptr(GString) number = g_string_new(" ");
		int length = g_rand_int_range(random, 1, 18), r;

		g_string_append(number, BEGINS[i % (int)G_N_ELEMENTS(BEGINS)]);
		while (length-- > 0)
			g_string_append_c(number, (char)('0' + g_rand_int_range(random, 0, 10)));
		r = phone_parse(number->str + 1, DIALLED_FROM[_i], &plain, &why_plain);
		row_int(number->str, phone_parse(number->str, DIALLED_FROM[_i], &written, &why_written), r);
		row_str(number->str, plain.e164, written.e164);
		row_str(number->str, plain.region, written.region);
		row_int(number->str, plain.kind, written.kind);
		row_str(number->str, why_plain, why_written);
		good += r == 0;
	}
	ck_assert_uint_gt(good, 50);
}
END_TEST

START_TEST(headers_refuse_injection)
{
	g_autoptr(GArray) headers = http_headers_new();

	ck_assert_int_eq(http_headers_add(headers, "X-To", "1\r\nX-Evil: 2"), -EINVAL);
	ck_assert_int_eq(http_headers_add(headers, "X:To", "1"), -EINVAL);
	ck_assert_int_eq(http_headers_add(headers, "X-To", "1"), 0);
	ck_assert_str_eq(http_headers_get(headers, "x-to"), "1");
	ck_assert_int_eq(headers->len, 1);
}
END_TEST

START_TEST(query_goes_round)
{
	g_autoptr(GString) query = g_string_new(NULL);
	g_autoptr(GHashTable) back = NULL;

	http_query_add(query, "text", "您好 & 100% + ~");
	http_query_add(query, "to", "+86138");
	ck_assert_str_eq(query->str, "text=%E6%82%A8%E5%A5%BD%20%26%20100%25%20%2B%20~&to=%2B86138");
	back = http_query_parse(query->str, query->len);
	ck_assert_str_eq(g_hash_table_lookup(back, "text"), "您好 & 100% + ~");
	ck_assert_str_eq(g_hash_table_lookup(back, "to"), "+86138");
}
END_TEST

static const char *const BROKEN_QUERIES[] = {"a=%", "a=%2", "a=%zz", "a=%00b"};

START_TEST(query_refuses_broken_escapes)
{
	row_int(BROKEN_QUERIES[_i], http_query_parse(BROKEN_QUERIES[_i], strlen(BROKEN_QUERIES[_i])) != NULL, 0);
}
END_TEST

/* Where a number of country code 1 belongs. Zones of a whole place are joined by blanks. */
static const struct {
	const char *e164, *region, *place, *zone, *place_zones;
} AREAS[] = {
	{"+13055551234", "US", "US-FL", "America/New_York", "America/New_York America/Chicago"},
	{"+18505551234", "US", "US-FL", NULL, "America/New_York America/Chicago"},
	{"+12125551234", "US", "US-NY", "America/New_York", "America/New_York"},
	{"+19285551234", "US", "US-AZ", NULL, "America/Phoenix America/Denver"},
	{"+19155551234", "US", "US-TX", "America/Denver", "America/Chicago America/Denver"},
	{"+19075551234", "US", "US-AK", NULL, "America/Anchorage America/Adak"},
	{"+18085551234", "US", "US-HI", "Pacific/Honolulu", "Pacific/Honolulu"},
	{"+14165551234", "CA", "CA-ON", "America/Toronto", "America/Toronto America/Winnipeg"},
	{"+18675551234", "CA", "CA", NULL, ""},
	{"+18005551234", "US", "US", NULL, ""},             /* toll-free */
	{"+17875551234", "PR", "PR", NULL, ""},             /* another country of code 1 */
	{"+13055551234", "CA", "CA", "America/New_York", ""}, /* not of that country */
	{"+13055551234", NULL, NULL, "America/New_York", ""},
	{"+13", "US", "US", NULL, ""},
	{"+8613812341234", "CN", "CN", NULL, ""},
	{"13055551234", "US", "US", NULL, ""}, /* not E.164 */
};

START_TEST(area_codes)
{
	const char *row = AREAS[_i].e164, *place = areas_place(row, AREAS[_i].region);
	const char *zones[8];
	g_autoptr(GString) all = g_string_new(NULL);
	guint n = place && strchr(place, '-') ? areas_place_zones(place, zones, G_N_ELEMENTS(zones)) : 0;

	for (guint i = 0; i < n; i++)
		g_string_append_printf(all, "%s%s", i ? " " : "", zones[i]);
	row_str(row, place, AREAS[_i].place);
	row_str(row, areas_zone(row), AREAS[_i].zone);
	for (guint i = 0; i < n; i++)
		row_int(zones[i], strstr(AREAS[_i].place_zones, zones[i]) != NULL, TRUE);
	row_int(row, all->len, strlen(AREAS[_i].place_zones));
}
END_TEST

/* Every code there can be: its zones are in the system's tz database. */
START_TEST(area_table)
{
	guint found = 0;

	for (int code = 200; code < 1000; code++) {
		g_autofree char *number = g_strdup_printf("+1%03d5551234", code);
		const char *place = areas_place(number, "US"), *zones[8];
		const char *zone = areas_zone(number);
		guint n = areas_place_zones(place, zones, G_N_ELEMENTS(zones));

		ck_assert_msg(!zone || zones_known(zone), "%d: %s", code, zone);
		for (guint i = 0; i < n; i++)
			ck_assert_msg(zones_known(zones[i]), "%d: %s", code, zones[i]);
		found += strlen(place) == 5;
	}
	ck_assert_uint_gt(found, 350);
}
END_TEST

static const struct {
	const char *name, *text;
	gboolean lines;
	const char *plain, *json;
} PLAIN[] = {
	{"plain words stay", "Li 李雷 é", FALSE, "Li 李雷 é", "Li 李雷 é"},
	{"escapes of a terminal", "a\033[2Jb", FALSE, "a[2Jb", "a\\u001b[2Jb"},
	{"the same in C1", "a\302\2332Jb", FALSE, "a2Jb", "a\\u009b2Jb"},
	{"one line stays one", "a\r\nb", FALSE, "a b", "a\\u000d\nb"},
	{"lines where lines may be", "a\nb\tc", TRUE, "a\nb c", "a\nb\\u0009c"},
	{"direction marks", "a\u202eb\u2066c\u200fd", FALSE, "abcd", "a\\u202eb\\u2066c\\u200fd"},
	{"delete, and a mark of byte order", "a\177b\ufeffc", FALSE, "abc", "a\\u007fb\\ufeffc"},
	{"separators of lines", "a\u2028b", FALSE, "a b", "a\\u2028b"},
	{"no UTF-8", "a\233b", FALSE, "a\ufffdb", NULL},
};

START_TEST(makes_words_harmless)
{
	g_autofree char *plain = plain_text(PLAIN[_i].text, PLAIN[_i].lines);
	g_autofree char *json = PLAIN[_i].json ? plain_json(PLAIN[_i].text) : NULL;

	row_str(PLAIN[_i].name, plain, PLAIN[_i].plain);
	row_str(PLAIN[_i].name, json, PLAIN[_i].json);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("util");
	TCase *tc = tcase_create("util");

	tcase_add_loop_test(tc, area_codes, 0, G_N_ELEMENTS(AREAS));
	tcase_add_test(tc, area_table);
	tcase_add_loop_test(tc, masks_numbers, 0, G_N_ELEMENTS(MASKS));
	tcase_add_loop_test(tc, masks_numbers_in_words, 0, G_N_ELEMENTS(WORDS));
	tcase_add_loop_test(tc, makes_words_harmless, 0, G_N_ELEMENTS(PLAIN));
	tcase_add_loop_test(tc, knows_zones, 0, G_N_ELEMENTS(ZONE_NAMES));
	tcase_add_test(tc, formats_in_zone);
	tcase_add_loop_test(tc, parses_phones, 0, G_N_ELEMENTS(PHONES));
	tcase_add_loop_test(tc, digits_alone_are_read_like_all_else, 0, G_N_ELEMENTS(DIALLED_FROM));
	tcase_add_test(tc, headers_refuse_injection);
	tcase_add_test(tc, query_goes_round);
	tcase_add_loop_test(tc, query_refuses_broken_escapes, 0, G_N_ELEMENTS(BROKEN_QUERIES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "util");
}
