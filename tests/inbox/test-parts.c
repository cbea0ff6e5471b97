/* The pure parts of the inbox: which path is whose, where a file is, how long a guesser waits, what a cookie says. */
#include "lib/suite.h"

#include "inbox/api.h"
#include "inbox/router.h"
#include "inbox/session.h"
#include "inbox/static.h"
#include "inbox/throttle.h"

#include <string.h>

/* ---- router ---- */

static const struct {
	const char *name, *method, *path;
	RouterResult want;
	const char *pattern, *param;
} PATHS[] = {
	{"a path", "GET", "me", ROUTER_FOUND, "me", NULL},
	{"a path with a case", "GET", "cases/7", ROUTER_FOUND, "cases/@", "7"},
	{"a case by its code", "POST", "cases/K7P6/claim", ROUTER_FOUND, "cases/@/claim", "K7P6"},
	{"the longer path of two", "POST", "cases/7/reply/preview", ROUTER_FOUND, "cases/@/reply/preview", "7"},
	{"the shorter path of two", "POST", "cases/7/reply", ROUTER_FOUND, "cases/@/reply", "7"},
	{"read is no number of a reply", "POST", "replies/read", ROUTER_FOUND, "replies/read", NULL},
	{"another method", "POST", "me", ROUTER_METHOD, NULL, NULL},
	{"a made-up method", "FROB", "me", ROUTER_METHOD, NULL, NULL},
	{"nobody's path", "GET", "you", ROUTER_NONE, NULL, NULL},
	{"nothing", "GET", "", ROUTER_NONE, NULL, NULL},
	{"the beginning of a path", "GET", "m", ROUTER_NONE, NULL, NULL},
	{"more than a path", "GET", "mean", ROUTER_NONE, NULL, NULL},
	{"an end with a slash", "GET", "me/", ROUTER_NONE, NULL, NULL},
	{"a case that is not named", "GET", "cases/", ROUTER_NONE, NULL, NULL},
	{"an empty part", "POST", "cases//claim", ROUTER_NONE, NULL, NULL},
	{"too many parts", "POST", "cases/7/8/claim", ROUTER_NONE, NULL, NULL},
	{"escapes", "GET", "cases/%37", ROUTER_NONE, NULL, NULL},
	{"the pattern's own sign", "GET", "cases/@", ROUTER_NONE, NULL, NULL},
};

START_TEST(paths_have_one_owner)
{
	const Route *route = NULL;
	g_autofree char *param = NULL;
	RouterResult got = router_find(api_routes(), PATHS[_i].method, PATHS[_i].path, &route, &param);

	row_int(PATHS[_i].name, got, PATHS[_i].want);
	row_str(PATHS[_i].name, route ? route->pattern : NULL, PATHS[_i].pattern);
	row_str(PATHS[_i].name, param, PATHS[_i].param);
}
END_TEST

START_TEST(only_the_login_is_open)
{
	for (const Route *route = api_routes(); route->method; route++)
		row_int(route->pattern, (route->flags & ROUTE_OPEN) != 0, g_str_equal(route->pattern, "login"));
}
END_TEST

/* ---- files ---- */

static const struct {
	const char *name, *path, *want, *type;
} FILES[] = {
	{"the page", "/", "/d/index.html", "text/html; charset=utf-8"},
	{"a file", "/js/app.js", "/d/js/app.js", "text/javascript; charset=utf-8"},
	{"a module", "/a.mjs", "/d/a.mjs", "text/javascript; charset=utf-8"},
	{"Bootstrap", "/lib/bootstrap/css/bootstrap.min.css", "/usr/share/javascript/bootstrap5/css/bootstrap.min.css",
	 "text/css; charset=utf-8"},
	{"Chart.js", "/lib/chart.js/chart.min.js", "/usr/share/javascript/chart.js/chart.min.js",
	 "text/javascript; charset=utf-8"},
	{"no other library", "/lib/x/y.js", "/d/lib/x/y.js", "text/javascript; charset=utf-8"},
	{"up", "/../secret.txt", NULL, NULL},
	{"up in the middle", "/js/../../secret.txt", NULL, NULL},
	{"up from a library", "/lib/bootstrap/../../secret.txt", NULL, NULL},
	{"hidden", "/.secret.txt", NULL, NULL},
	{"hidden below", "/js/.secret.txt", NULL, NULL},
	{"an empty part", "//etc/secret.txt", NULL, NULL},
	{"an escape", "/%2e%2e/secret.txt", NULL, NULL},
	{"a backslash", "/..\\secret.txt", NULL, NULL},
	{"another ending", "/passwd", NULL, NULL},
	{"a source map", "/app.js.map", NULL, NULL},
	{"a directory", "/js/", NULL, NULL},
	{"no slash", "index.html", NULL, NULL},
};

START_TEST(no_path_leads_out)
{
	const char *type = NULL;
	g_autofree char *path = static_path("/d", FILES[_i].path, &type);

	row_str(FILES[_i].name, path, FILES[_i].want);
	row_str(FILES[_i].name, type, FILES[_i].type);
}
END_TEST

/* ---- throttle ---- */

static const struct {
	const char *name;
	int wrong;          /* so many in one second */
	int64_t later;      /* looked at so many seconds after the last */
	const char *account, *address; /* who asks; those who were wrong are "li" and "1.2.3.4" */
	int64_t want;
} WAITS[] = {
	{"some are free", 4, 0, "li", "1.2.3.4", 0},
	{"the fifth waits a second", 5, 0, "li", "1.2.3.4", 1},
	{"the sixth two", 6, 0, "li", "1.2.3.4", 2},
	{"which pass", 6, 2, "li", "1.2.3.4", 0},
	{"an account waits a minute at most", 40, 0, "li", "5.6.7.8", 60},
	{"an address has far more, for colleagues slip too", THROTTLE_ADDRESS_FREE - 1, 0, "wang", "1.2.3.4", 0},
	{"and then waits as well", THROTTLE_ADDRESS_FREE + 1, 0, "wang", "1.2.3.4", 2},
	{"a quarter of an hour at most", THROTTLE_ADDRESS_FREE + 40, 0, "wang", "1.2.3.4", 900},
	{"an hour without a slip frees it", THROTTLE_ADDRESS_FREE + 40, 3600, "wang", "1.2.3.4", 0},
	{"another one from elsewhere not at all", 40, 0, "wang", "5.6.7.8", 0},
	{"an hour later all is forgotten", 40, 3600, "li", "1.2.3.4", 0},
};

START_TEST(guessing_takes_time)
{
	Throttle *throttle = throttle_new();

	for (int i = 0; i < WAITS[_i].wrong; i++)
		throttle_wrong(throttle, "li", "1.2.3.4", 1000);
	row_int(WAITS[_i].name, throttle_wait_s(throttle, WAITS[_i].account, WAITS[_i].address, 1000 + WAITS[_i].later),
	        WAITS[_i].want);
	throttle_free(throttle);
}
END_TEST

START_TEST(a_right_one_ends_the_accounts_count_alone)
{
	Throttle *throttle = throttle_new();

	for (int i = 0; i < THROTTLE_ADDRESS_FREE + 5; i++)
		throttle_wrong(throttle, "li", "1.2.3.4", 1000);
	throttle_right(throttle, "li");
	ck_assert_int_eq(throttle_wait_s(throttle, "li", "5.6.7.8", 1000), 0);
	ck_assert_int_gt(throttle_wait_s(throttle, "li", "1.2.3.4", 1000), 0);
	throttle_free(throttle);
}
END_TEST

/* Four people of one address mistype, the fifth types right; who tries a few words at many accounts is held up. */
START_TEST(an_address_is_many_people)
{
	Throttle *throttle = throttle_new();
	int tries = 0;

	for (int i = 0; i < 20; i++) {
		g_autofree char *name = g_strdup_printf("slips%d", i % 4);

		throttle_wrong(throttle, name, "127.0.0.1", 1000 + i);
	}
	ck_assert_int_gt(throttle_wait_s(throttle, "slips3", "127.0.0.1", 1019), 0); /* each for themselves */
	ck_assert_int_eq(throttle_wait_s(throttle, "li", "127.0.0.1", 1019), 0);
	while (tries < 10000) {
		g_autofree char *name = g_strdup_printf("name%d", tries / THROTTLE_FREE);

		if (throttle_wait_s(throttle, name, "9.9.9.9", 2000) > 0)
			break;
		throttle_wrong(throttle, name, "9.9.9.9", 2000);
		tries++;
	}
	ck_assert_int_eq(tries, THROTTLE_ADDRESS_FREE);
	throttle_free(throttle);
}
END_TEST

START_TEST(memory_has_a_bound_and_the_newest_stay)
{
	Throttle *throttle = throttle_new();

	for (int i = 0; i < 3 * THROTTLE_ENTRIES; i++) {
		g_autofree char *name = g_strdup_printf("name%d", i);

		throttle_wrong(throttle, name, "1.2.3.4", 1000 + i / 100);
	}
	for (int i = 0; i < 8; i++)
		throttle_wrong(throttle, "last", "9.9.9.9", 2000);
	ck_assert_int_eq(throttle_wait_s(throttle, "last", "9.9.9.9", 2000), 8);
	throttle_free(throttle);
}
END_TEST

/* ---- what followup-inbox warns of ---- */

static const struct {
	const char *name, *listen;
	gboolean secure, trusts;
	const char *cure; /* the warning holds it; NULL: there is none */
} WARNINGS[] = {
	{"everybody comes from the proxy", "127.0.0.1:8090", TRUE, FALSE, "write trusted_proxies = [ \"127.0.0.1\" ]"},
	{"also by IPv6", "[::1]:8090", TRUE, FALSE, "write trusted_proxies = [ \"::1\" ]"},
	{"a proxy that is believed", "127.0.0.1:8090", TRUE, TRUE, NULL},
	{"without a proxy, on this machine", "127.0.0.1:8090", FALSE, FALSE, NULL},
	{"a proxy elsewhere has its own address", "10.0.0.5:8090", TRUE, FALSE, NULL},
};

START_TEST(a_proxy_nobody_believes_is_told)
{
	const Subnet any = {0};
	g_autoptr(GArray) nets = g_array_new(FALSE, FALSE, sizeof(Subnet));
	const Conf conf = {.inbox_listen = (char *)WARNINGS[_i].listen, .inbox_secure_cookie = WARNINGS[_i].secure,
	                   .trusted_proxies = nets};
	g_autofree char *warning = NULL;

	if (WARNINGS[_i].trusts)
		g_array_append_val(nets, any);
	warning = conf_inbox_warning(&conf, "/etc/f.conf");
	row_int(WARNINGS[_i].name, warning != NULL, WARNINGS[_i].cure != NULL);
	if (!WARNINGS[_i].cure)
		return;
	ck_assert_msg(strstr(warning, WARNINGS[_i].cure) != NULL, "row %s: %s", WARNINGS[_i].name, warning);
	ck_assert_msg(g_str_has_prefix(warning, "/etc/f.conf: trusted_proxies = [ ]: inbox.listen is "), "%s", warning);
}
END_TEST

/* ---- cookies ---- */

#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
	const char *name, *cookie;
	gboolean secure;
	const char *want;
} COOKIES[] = {
	{"the cookie", "followup_session=" TOKEN, FALSE, TOKEN},
	{"among others", "a=b; followup_session=" TOKEN "; c=d", FALSE, TOKEN},
	{"with https it has another name", "__Host-followup_session=" TOKEN, TRUE, TOKEN},
	{"which the plain one is not", "followup_session=" TOKEN, TRUE, NULL},
	{"nor the other way round", "__Host-followup_session=" TOKEN, FALSE, NULL},
	{"a name that ends so", "xfollowup_session=" TOKEN, FALSE, NULL},
	{"too short", "followup_session=0123", FALSE, NULL},
	{"too long", "followup_session=" TOKEN "00", FALSE, NULL},
	{"capitals", "followup_session=ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", FALSE, NULL},
	{"a quote", "followup_session='; DROP TABLE session; --", FALSE, NULL},
	{"nothing", "", FALSE, NULL},
	{"no value", "followup_session", FALSE, NULL},
};

START_TEST(a_cookie_is_taken_only_whole)
{
	const Conf conf = {.inbox_secure_cookie = COOKIES[_i].secure};
	g_autoptr(GArray) headers = http_headers_new();
	g_autofree char *token = NULL;

	http_headers_add(headers, "cookie", COOKIES[_i].cookie);
	token = session_token_of(&conf, headers);
	row_str(COOKIES[_i].name, token, COOKIES[_i].want);
}
END_TEST

START_TEST(a_cookie_is_for_us_alone)
{
	g_autofree char *secure = session_cookie(&(Conf){.inbox_secure_cookie = TRUE}, TOKEN);
	g_autofree char *plain = session_cookie(&(Conf){.inbox_secure_cookie = FALSE}, TOKEN);
	g_autofree char *gone = session_cookie(&(Conf){.inbox_secure_cookie = FALSE}, NULL);

	ck_assert_str_eq(secure, "__Host-followup_session=" TOKEN "; Path=/; HttpOnly; SameSite=Strict; Secure");
	ck_assert_str_eq(plain, "followup_session=" TOKEN "; Path=/; HttpOnly; SameSite=Strict");
	ck_assert_str_eq(gone, "followup_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}
END_TEST

START_TEST(the_second_token_is_of_the_first)
{
	g_autofree char *csrf = session_csrf(TOKEN);
	g_autofree char *other = session_csrf("f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

	ck_assert_int_eq((int)strlen(csrf), 32);
	ck_assert_ptr_null(strstr(TOKEN, csrf));
	ck_assert_str_ne(csrf, other);
	ck_assert(session_csrf_matches(TOKEN, csrf));
	ck_assert(!session_csrf_matches(TOKEN, other));
	ck_assert(!session_csrf_matches(TOKEN, ""));
	ck_assert(!session_csrf_matches(TOKEN, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox-parts");
	TCase *tc = tcase_create("parts");

	tcase_add_loop_test(tc, paths_have_one_owner, 0, G_N_ELEMENTS(PATHS));
	tcase_add_test(tc, only_the_login_is_open);
	tcase_add_loop_test(tc, no_path_leads_out, 0, G_N_ELEMENTS(FILES));
	tcase_add_loop_test(tc, guessing_takes_time, 0, G_N_ELEMENTS(WAITS));
	tcase_add_test(tc, an_address_is_many_people);
	tcase_add_loop_test(tc, a_proxy_nobody_believes_is_told, 0, G_N_ELEMENTS(WARNINGS));
	tcase_add_test(tc, a_right_one_ends_the_accounts_count_alone);
	tcase_add_test(tc, memory_has_a_bound_and_the_newest_stay);
	tcase_add_loop_test(tc, a_cookie_is_taken_only_whole, 0, G_N_ELEMENTS(COOKIES));
	tcase_add_test(tc, a_cookie_is_for_us_alone);
	tcase_add_test(tc, the_second_token_is_of_the_first);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbox-parts");
}
