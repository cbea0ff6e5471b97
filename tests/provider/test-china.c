/* What the two clouds of China share: natural minutes, hours and days by their clock, and the addresses they sign. */
#include "lib/suite.h"
#include "provider/china.h"

#define NOW 1773450123 /* 2026-03-14T01:02:03Z, 09:02:03 in China */
#define DATE "Sat, 14 Mar 2026 01:02:03 GMT"

static const struct {
	const char *name;
	ChinaWait wait;
	int64_t at, want;
} EDGES[] = {
	{"minute", CHINA_MINUTE, NOW, NOW + 57},
	{"minute at its beginning", CHINA_MINUTE, 1773450120, 1773450180},
	{"hour", CHINA_HOUR, NOW, 1773453600},
	{"midnight in China is 16:00 UTC", CHINA_DAY, NOW, 1773504000},
	{"a second before it", CHINA_DAY, 1773503999, 1773504000},
	{"at it", CHINA_DAY, 1773504000, 1773590400},
	{"opening today", CHINA_OPENING, 1773446399, 1773446400},
	{"opening tomorrow", CHINA_OPENING, 1773446400, 1773532800},
	{"month", CHINA_MONTH, NOW, 1774972800},
	{"month over the year", CHINA_MONTH, 1798700000, 1798732800},
	{"no edge", CHINA_FIXED, NOW, NOW},
};

START_TEST(edges)
{
	row_int(EDGES[_i].name, china_edge(EDGES[_i].wait, EDGES[_i].at), EDGES[_i].want);
}
END_TEST

static const struct {
	const char *date;
	int64_t want;
} DATES[] = {
	{DATE, NOW},
	{"Sat, 14 Mar 2026 01:02:03 UTC", 0},
	{"Sat, 14 Mrz 2026 01:02:03 GMT", 0},
	{"Sat, 14 arA 2026 01:02:03 GMT", 0},
	{"Sat, 32 Mar 2026 01:02:03 GMT", 0},
	{"Sat, 14 Mar 9999 01:02:03 GMT", 0},
	{"Sat, 14 Mar 0001 01:02:03 GMT", 0},
	{"Sat, xx Mar yyyy 01:02:03 GMT", 0},
	{"Saturday, 14-Mar-26 01:02:03 ", 0},
	{"", 0},
};

START_TEST(dates)
{
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = 200, .headers = http_headers_new()};

	ck_assert_int_eq(http_headers_add(got.headers, "date", DATES[_i].date), 0);
	row_int(DATES[_i].date, china_answer_at(&got), DATES[_i].want);
	http_answer_clear(&got);
}
END_TEST

static const struct {
	const char *url;
	gboolean with_port;
	const char *want;
} HOSTS[] = {
	{"https://dysmsapi.aliyuncs.com", TRUE, "dysmsapi.aliyuncs.com"},
	{"https://dysmsapi.aliyuncs.com/", FALSE, "dysmsapi.aliyuncs.com"},
	{"http://127.0.0.1:8001", TRUE, "127.0.0.1:8001"},
	{"http://127.0.0.1:8001", FALSE, "127.0.0.1"},
	{"https://a/path", TRUE, NULL},
	{"https://a?q", TRUE, NULL},
	{"https://a#f", TRUE, NULL},
	{"https://u@a", TRUE, NULL},
	{"https://", TRUE, NULL},
	{"a", TRUE, NULL},
	{"", TRUE, NULL},
	{NULL, TRUE, NULL},
};

START_TEST(hosts)
{
	g_autofree char *got = china_host(HOSTS[_i].url, HOSTS[_i].with_port);

	row_str(HOSTS[_i].url ? HOSTS[_i].url : "none", got, HOSTS[_i].want);
}
END_TEST

START_TEST(words_star_what_may_be_a_number)
{
	const struct {
		const char *code, *message, *want;
	} rows[] = {{"A", "13800138000 and 123456", "A *********** and 123456"},
	            {"A", NULL, "A"},
	            {NULL, "m", "m"},
	            {NULL, NULL, NULL},
	            {"A", "x\r\ny", "A x  y"}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = china_words(rows[i].code, rows[i].message);

		row_str(rows[i].want ? rows[i].want : "none", got, rows[i].want);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("china");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, edges, 0, G_N_ELEMENTS(EDGES));
	tcase_add_loop_test(tc, dates, 0, G_N_ELEMENTS(DATES));
	tcase_add_loop_test(tc, hosts, 0, G_N_ELEMENTS(HOSTS));
	tcase_add_test(tc, words_star_what_may_be_a_number);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/china");
}
