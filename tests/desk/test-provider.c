/* The test of a provider: what is made of its clock, and that no test text leaves that a shop's text could not. */
#include "core/rate.h"
#include "desk/fixture.h"
#include "desk/provider_health.h"
#include "desk/provider_probe.h"
#include "net/peer.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *name, *date;
	int64_t sent_at, got_at;
	ProbeState state;
	const char *says;
} CLOCKS[] = {
	{"the same", "Wed, 18 Nov 2026 00:00:00 GMT", WEDNESDAY, WEDNESDAY, PROBE_OK, "0 s off the provider's"},
	{"while the answer was under way", "Wed, 18 Nov 2026 00:00:05 GMT", WEDNESDAY, WEDNESDAY + 9, PROBE_OK,
	 "0 s off the provider's"},
	{"some seconds off", "Tue, 17 Nov 2026 23:59:40 GMT", WEDNESDAY, WEDNESDAY, PROBE_OK, "20 s off the provider's"},
	{"half a minute off", "Tue, 17 Nov 2026 23:59:30 GMT", WEDNESDAY, WEDNESDAY, PROBE_OK, "30 s off the provider's"},
	{"ahead", "Tue, 17 Nov 2026 23:59:29 GMT", WEDNESDAY, WEDNESDAY, PROBE_FAILED,
	 "this machine's is 31 s ahead of the provider's"},
	{"an hour behind", "Wed, 18 Nov 2026 01:00:00 GMT", WEDNESDAY, WEDNESDAY, PROBE_FAILED,
	 "this machine's is 3600 s behind the provider's"},
	{"not told", NULL, WEDNESDAY, WEDNESDAY, PROBE_UNKNOWN, "the provider does not tell its time"},
	{"of another zone", "Wed, 18 Nov 2026 00:00:00 EST", WEDNESDAY, WEDNESDAY, PROBE_UNKNOWN,
	 "the provider does not tell its time"},
	{"of no month", "Wed, 18 ovD 2026 00:00:00 GMT", WEDNESDAY, WEDNESDAY, PROBE_UNKNOWN,
	 "the provider does not tell its time"},
	{"of no day", "Wed, 31 Feb 2026 00:00:00 GMT", WEDNESDAY, WEDNESDAY, PROBE_UNKNOWN,
	 "the provider does not tell its time"},
	{"in other words", "now", WEDNESDAY, WEDNESDAY, PROBE_UNKNOWN, "the provider does not tell its time"},
};

START_TEST(clock_is_judged)
{
	GArray *probes = g_array_new(FALSE, FALSE, sizeof(Probe));
	const Probe *probe;

	probe_clock(probes, CLOCKS[_i].date, CLOCKS[_i].sent_at, CLOCKS[_i].got_at);
	row_int(CLOCKS[_i].name, probes->len, 1);
	probe = &g_array_index(probes, Probe, 0);
	row_int(CLOCKS[_i].name, probe->state, CLOCKS[_i].state);
	row_str(CLOCKS[_i].name, probe->says, CLOCKS[_i].says);
	row_int(CLOCKS[_i].name, probe->cure != NULL, CLOCKS[_i].state == PROBE_FAILED);
	g_free(probe->says);
	g_free(probe->cure);
	g_array_unref(probes);
}
END_TEST

enum { NOTHING, OPTED_OUT, DEAD, QUIET, PAUSED, SHOP_PAUSED };

/* Who may not get a test text, and when. `requests`: those that reached the provider. */
static const struct {
	const char *name, *shop, *number;
	int64_t after_s; /* Wednesday 08:00 in Shanghai */
	int what;
	ProbeState state;
	const char *says;
	guint requests;
} SENDS[] = {
	{"in permitted hours it leaves", "demo", "13812345678", 0, NOTHING, PROBE_OK,
	 "accepted for +86 138****5678: 202 0: Accepted for delivery", 1},
	{"quiet hours hold", "demo", "13812345678", -HOUR, NOTHING, PROBE_FAILED,
	 "not sent: it is the customer's quiet hours for this number, until Wed 18 Nov 08:00 there", 0},
	{"the last minute is too late", "demo", "13812345678", 13 * HOUR + 1770, NOTHING, PROBE_FAILED,
	 "not sent: the permitted hours of this number end within a minute", 0},
	{"the hours are the number's, not the shop's", "demo", "+447400123456", 0, NOTHING, PROBE_FAILED, NULL, 0},
	{"an opt-out holds", "demo", "13812345678", 0, OPTED_OUT, PROBE_FAILED, "not sent: the customer does not want to be contacted", 0},
	{"a dead number", "demo", "13812345678", 0, DEAD, PROBE_FAILED, "not sent: the number is known to be dead", 0},
	{"the person's own quiet hours hold", "demo", "13812345678", 0, QUIET, PROBE_FAILED, NULL, 0},
	{"a landline", "demo", "+862012345678", 0, NOTHING, PROBE_FAILED, NULL, 0},
	{"nobody's number", "demo", "+18002345678", 0, NOTHING, PROBE_FAILED, NULL, 0},
	{"a pause of all holds", "demo", "13812345678", 0, PAUSED, PROBE_FAILED, "not sent: sending is paused", 0},
	{"a pause of the shop holds", "demo", "13812345678", 0, SHOP_PAUSED, PROBE_FAILED, "not sent: sending is paused", 0},
	{"a shop that may not text", "mute", "13812345678", 0, NOTHING, PROBE_FAILED, NULL, 0},
};

static void arrange(Fixture *f, int what, const char *number)
{
	int64_t person;

	ck_assert_int_eq(store_begin(f->store), 0);
	if (what == PAUSED || what == SHOP_PAUSED) {
		ck_assert_int_eq(store_pause_put(f->store, what == PAUSED ? "all" : "shop:demo", "x", "a", WEDNESDAY - HOUR,
		                                 STORE_NO_TIME), 0);
	} else if (what != NOTHING) {
		ck_assert_int_eq(store_person_put(f->store, number, "CN", "mobile", WEDNESDAY, &person), 0);
		if (what == OPTED_OUT)
			ck_assert_int_eq(store_block_put(f->store, person, "agent", "a", NULL, WEDNESDAY), 0);
		else if (what == DEAD)
			ck_assert_int_eq(store_person_dead(f->store, person, "x", WEDNESDAY, WEDNESDAY + 9 * HOUR), 0);
		else
			ck_assert_int_eq(store_person_quiet(f->store, person, "daily 00:00-12:00"), 0);
	}
	ck_assert_int_eq(store_commit(f->store), 0);
}

START_TEST(a_test_text_keeps_the_rules)
{
	static const PeerAct YES = {"HTTP/1.1 202 Accepted\r\nContent-Length: 24\r\n\r\n0: Accepted for delivery", PEER_KEEP};
	const char *row = SENDS[_i].name;
	Peer *peer = peer_new(&YES, 1, 0);
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/cgi-bin/sendsms", peer->port);
	ProviderAccount account = {.id = "p", .url = url, .username = "u", .password = "pw", .sender = "10690"};
	HttpLimits limits = {.timeout_ms = 15000, .connect_timeout_ms = 5000, .max_answer = 4096};
	ProviderTest test = {.driver = provider_find("kannel"), .account = &account, .limits = &limits};
	g_autoptr(GArray) probes = NULL;
	g_autofree char *fault = NULL;
	const Probe *probe;
	Fixture f;

	fixture_open(&f);
	f.desk.now_at += SENDS[_i].after_s;
	test.conf = conf_provider(f.conf, "p");
	arrange(&f, SENDS[_i].what, "+8613812345678");
	probes = g_array_new(FALSE, FALSE, sizeof(Probe));
	row_int(row, provider_test_send(&f.desk, &test, SENDS[_i].shop, SENDS[_i].number, probes, &fault), 0);
	row_int(row, probes->len, 1);
	probe = &g_array_index(probes, Probe, 0);
	row_str(row, probe->check, "message");
	row_int(row, probe->state, SENDS[_i].state);
	if (SENDS[_i].says)
		row_str(row, probe->says, SENDS[_i].says);
	row_int(row, g_str_has_prefix(probe->says, "not sent: "), SENDS[_i].state == PROBE_FAILED);
	row_int(row, peer_requests(peer), SENDS[_i].requests);
	row_int(row, provider_test_failed(probes), SENDS[_i].state == PROBE_FAILED);
	g_free(probe->says);
	g_free(probe->cure);
	fixture_close(&f);
	peer_free(peer);
}
END_TEST

static const struct {
	const char *shop, *number, *fault;
} WRONG[] = {
	{"nowhere", "13812345678", "there is no shop \"nowhere\""},
	{"demo", "12", "\"12\" is not a phone number: "},
};

START_TEST(says_what_is_wrong)
{
	ProviderTest test = {.driver = provider_find("kannel")};
	g_autofree char *fault = NULL;
	Fixture f;

	fixture_open(&f);
	row_int(WRONG[_i].number, provider_test_send(&f.desk, &test, WRONG[_i].shop, WRONG[_i].number, NULL, &fault), -EINVAL);
	ck_assert_msg(g_str_has_prefix(fault, WRONG[_i].fault), "%s", fault);
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *row;
	int64_t after_s, accepted;
} DAYS[] = {
	{"the day of the counts", 3600, 7},
	{"its last second", 86399, 7},
	{"the next one", 86400, 0},
	{"a week later", 7 * 86400, 0},
};

START_TEST(counts_are_those_of_today)
{
	StoreProviderHealth one = {.provider = (char *)"p", .state = (char *)"ok", .since_at = WEDNESDAY, .until_at = STORE_NO_TIME,
	                           .last_accepted_at = WEDNESDAY, .last_refused_at = STORE_NO_TIME, .last_unknown_at = STORE_NO_TIME,
	                           .last_receipt_at = STORE_NO_TIME, .accepted_today = 7, .refused_today = 7, .unknown_today = 7};
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	g_autoptr(GArray) rows = NULL;
	const StoreProviderHealth *got;
	int64_t end_at;
	Fixture f;

	fixture_open(&f);
	rate_day(zone, WEDNESDAY, &one.day_at, &end_at);
	ck_assert_int_eq(store_begin(f.desk.store), 0);
	ck_assert_int_eq(store_provider_health_put(f.desk.store, &one), 0);
	ck_assert_int_eq(store_commit(f.desk.store), 0);
	row_int(DAYS[_i].row, provider_health_list(f.desk.store, one.day_at + DAYS[_i].after_s, &rows), 0);
	got = &g_array_index(rows, StoreProviderHealth, 0);
	row_int(DAYS[_i].row, got->accepted_today, DAYS[_i].accepted);
	row_int(DAYS[_i].row, got->refused_today, DAYS[_i].accepted);
	row_int(DAYS[_i].row, got->unknown_today, DAYS[_i].accepted);
	row_int(DAYS[_i].row, got->last_accepted_at, WEDNESDAY);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("provider test");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, clock_is_judged, 0, G_N_ELEMENTS(CLOCKS));
	tcase_add_loop_test(tc, a_test_text_keeps_the_rules, 0, G_N_ELEMENTS(SENDS));
	tcase_add_loop_test(tc, says_what_is_wrong, 0, G_N_ELEMENTS(WRONG));
	tcase_add_loop_test(tc, counts_are_those_of_today, 0, G_N_ELEMENTS(DAYS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider test");
}
