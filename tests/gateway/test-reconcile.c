/* Submits nobody knows the outcome of, and reports that never come (F21, F35): what is asked, when, and what becomes
 * of it. */
#include "gateway/fake.h"
#include "gateway/world.h"

#include <string.h>

#define NOON (INT64_C(1795017600) + 12 * 3600) /* 2026-11-19 12:00 in Shanghai */
#define HOUR 3600
#define ALL_DAY                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };"
#define HOOK "/hook/box/0123456789abcdef/"
#define OK202 202, "0: Accepted for delivery"

static World *w;
static const char *policy;
static int64_t report_after_s;

static void tune(ConfProvider *provider)
{
	g_free(provider->on_unknown);
	provider->on_unknown = g_strdup(policy);
	provider->report_after_s = report_after_s;
}

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

/* One text is out and its answer lost. */
static void lost(const char *on_unknown, const Provider *driver)
{
	policy = on_unknown;
	w = world_new_with(ALL_DAY, NOON, driver, tune);
	world_case(w, "a", "13800138000", "Wang", NULL, NOON);
	world_lose(w, HTTP_UNKNOWN);
	expect("unknown", "SELECT state FROM message", "unknown");
}

static void finish(void)
{
	world_free(w);
	w = NULL;
}

/* Answers to the look-ups in turn, parted by "|"; "-" is a lost one. What stands in the end when an hour has gone
 * by. */
static const struct {
	const char *row, *policy;
	gboolean proves;
	const char *answers, *message, *step;
	guint sent;
} STORIES[] = {
        {"found at once", "hold", TRUE, "found accepted p-1", "accepted", "done sent", 1},
        {"found and delivered", "hold", TRUE, "found delivered p-1", "delivered", "done sent", 1},
        {"found as failed", "hold", TRUE, "found failed p-1", "failed", "held undelivered", 1},
        {"found the second time: records appear late", "hold", TRUE, "absent|found accepted p-1", "accepted",
         "done sent", 1},
        {"found the second time, though it might be resent", "resend_after", TRUE, "absent|found accepted p-1",
         "accepted", "done sent", 1},
        {"found on the third page", "hold", TRUE, "more 2|more 3|found accepted p-1", "accepted", "done sent", 1},
        {"absent twice is a person's, by default", "hold", TRUE, "absent|absent", "unknown", "unknown unknown", 1},
        {"absent twice is sent again, if the admin says so", "resend_after", TRUE, "absent|absent", "intent",
         "sending now", 2},
        {"absent once and unsure for ever is not absent twice", "resend_after", TRUE, "absent|x|x|x|x|x", "unknown",
         "unknown unknown", 1},
        {"absent that proves nothing", "resend_after", FALSE, "absent|absent", "unknown", "unknown unknown", 1},
        {"unsure, then found", "resend_after", TRUE, "x|-|found accepted p-1", "accepted", "done sent", 1},
        {"unsure, then absent twice", "resend_after", TRUE, "x|-|absent|x|absent", "intent", "sending now", 2},
        {"unsure for ever is a person's", "resend_after", TRUE, "x|x|x|x|x", "unknown", "unknown unknown", 1},
        {"absent on each of two pages counts once", "resend_after", TRUE, "more 2|absent|more 2|absent", "intent",
         "sending now", 2},
};

START_TEST(stories)
{
	const char *row = STORIES[_i].row;
	g_auto(GStrv) answers = g_strsplit(STORIES[_i].answers, "|", -1);

	lost(STORIES[_i].policy, STORIES[_i].proves ? fake_driver() : fake_driver_proofless());
	for (guint i = 0; answers[i]; i++) {
		for (int minute = 0; !w->asks->len; minute++) {
			ck_assert_msg(minute < 30, "%s: question %u never left", row, i);
			world_at(w, clock_now_at(&w->g.clock) + 60);
		}
		ck_assert_uint_eq(w->asks->len, 1);
		if (g_str_equal(answers[i], "-"))
			world_lose_ask(w, HTTP_UNKNOWN);
		else
			world_answer_ask(w, 200, answers[i]);
	}
	world_at(w, clock_now_at(&w->g.clock) + HOUR);
	ck_assert_uint_eq(w->asks->len, 0);
	expect(row, "SELECT state FROM message", STORIES[_i].message);
	expect(row, "SELECT state || ' ' || reason FROM step", STORIES[_i].step);
	row_int(row, w->sent, STORIES[_i].sent);
	expect(row, "SELECT count(*) FROM message", "1");
	finish();
}
END_TEST

START_TEST(waits_of_the_driver)
{
	lost("hold", fake_driver());
	world_at(w, NOON + FAKE_WAIT_1 - 1);
	ck_assert_uint_eq(w->asked, 0);
	world_at(w, NOON + FAKE_WAIT_1);
	ck_assert_uint_eq(w->asked, 1);
	ck_assert(strstr(((WorldSubmit *)w->asks->pdata[0])->url, "ref=") != NULL);
	world_answer_ask(w, 200, "absent");
	world_at(w, NOON + FAKE_WAIT_1 + FAKE_WAIT_2 - 1);
	ck_assert_uint_eq(w->asked, 1);
	world_at(w, NOON + FAKE_WAIT_1 + FAKE_WAIT_2);
	ck_assert_uint_eq(w->asked, 2);
	world_answer_ask(w, 200, "absent");
	expect("for a person", "SELECT detail FROM step", "asked twice, the provider does not know it");
	expect("in the story", "SELECT note FROM event WHERE kind = 'held'",
	       "asked twice, the provider does not know it");
	expect("over", "SELECT count(*) FROM lookup WHERE due_at IS NULL", "1");
	world_at(w, NOON + 24 * HOUR);
	ck_assert_uint_eq(w->asked, 2);
	finish();
}
END_TEST

/* 0: before the first question, 1: it is under way, 2: after the first answer. */
START_TEST(goes_on_after_a_crash)
{
	lost("resend_after", fake_driver());
	if (_i > 0)
		world_at(w, NOON + FAKE_WAIT_1);
	if (_i > 1)
		world_answer_ask(w, 200, "absent");
	world_crash(w);
	world_at(w, NOON + 1800);
	ck_assert_uint_eq(w->asks->len, 1);
	if (_i < 2) {
		world_answer_ask(w, 200, "absent");
		world_at(w, NOON + HOUR);
		ck_assert_uint_eq(w->asks->len, 1);
	}
	ck_assert_uint_eq(w->sent, 1);
	world_answer_ask(w, 200, "absent");
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

START_TEST(crash_under_way_is_asked_too)
{
	policy = "hold";
	w = world_new_with(ALL_DAY, NOON, fake_driver(), tune);
	world_case(w, "a", "13800138000", "Wang", NULL, NOON);
	world_crash(w);
	world_at(w, NOON + FAKE_WAIT_1);
	world_answer_ask(w, 200, "found delivered p-1");
	expect("message", "SELECT state FROM message", "delivered");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

static void settle(gboolean left)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_message_settle(w->g.store, 1, left, "agent:li", NULL, clock_now_at(&w->g.clock)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

/* A person's word while the second question is under way. */
static const struct {
	const char *row;
	gboolean left;
	const char *answer;
	guint sent;
	const char *message;
} RACES[] = {
        {"left, and absent", TRUE, "absent", 1, "accepted"},
        {"left, and found", TRUE, "found delivered p-1", 1, "delivered"},
        {"never left, and absent: sent once more, not twice", FALSE, "absent", 2, "accepted"},
        {"never left, and unsure", FALSE, "x", 2, "accepted"},
};

START_TEST(person_and_lookup_race)
{
	const char *row = RACES[_i].row;

	lost("resend_after", fake_driver());
	world_at(w, NOON + FAKE_WAIT_1);
	world_answer_ask(w, 200, "absent");
	world_at(w, NOON + FAKE_WAIT_1 + FAKE_WAIT_2);
	ck_assert_uint_eq(w->asks->len, 1);
	settle(RACES[_i].left);
	world_answer_ask(w, 200, RACES[_i].answer);
	while (w->submits->len)
		world_answer(w, OK202);
	world_at(w, NOON + 5 * HOUR);
	ck_assert_uint_eq(w->asks->len, 0);
	row_int(row, w->sent, RACES[_i].sent);
	expect(row, "SELECT state FROM message", RACES[_i].message);
	expect(row, "SELECT count(*) FROM event WHERE kind = 'sent'", "1");
	finish();
}
END_TEST

/* A person says "never left" while nothing may be sent; the look-up finds it: it need not leave again. */
START_TEST(found_stops_what_would_leave_again)
{
	lost("hold", fake_driver());
	world_at(w, NOON + FAKE_WAIT_1);
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "all", "x", "admin", NOON, NOON + HOUR), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	settle(FALSE);
	ck_assert_uint_eq(w->sent, 1);
	world_answer_ask(w, 200, "found accepted p-1");
	world_at(w, NOON + 2 * HOUR);
	ck_assert_uint_eq(w->sent, 1);
	expect("step", "SELECT state FROM step WHERE step = 'first_contact'", "done");
	finish();
}
END_TEST

/* Who goes by number and time may find the text before, while this one never arrived: that is no finding. Its own
 * ends the doubt. */
START_TEST(what_is_anothers_is_not_found)
{
	w = world_new_with(ALL_DAY, NOON, fake_driver(), NULL);
	world_case(w, "a", "13800138000", "Wang", NULL, NOON);
	world_answer(w, 202, "0: Accepted for delivery\nids: p-1");
	world_draft(w, 1, STEP_AGENT_TEXT, "We will call you today.", NOON);
	world_lose(w, HTTP_UNKNOWN);
	expect("the first", "SELECT state || ' ' || provider_id FROM message WHERE id = 1", "accepted p-1");
	expect("the second", "SELECT state FROM message WHERE id = 2", "unknown");
	for (int question = 0; question < 5; question++) {
		for (int minute = 0; !w->asks->len && minute < 30; minute++)
			world_at(w, clock_now_at(&w->g.clock) + 60);
		ck_assert_uint_eq(w->asks->len, 1);
		world_answer_ask(w, 200, "found delivered p-1");
		expect("not believed", "SELECT state || ' ' || ifnull(provider_id, '-') FROM message WHERE id = 2", "unknown -");
	}
	expect("for a person", "SELECT state FROM step WHERE step = 'agent_text'", "unknown");
	ck_assert_int_eq(world_post(w, HOOK "lines", "", NULL, "receipt p-1 failed", "127.0.0.1"), 200);
	expect("whose report it is", "SELECT group_concat(id || state, ' ') FROM message", "1failed 2unknown");
	finish();
}
END_TEST

START_TEST(a_report_ends_the_questions)
{
	g_autofree char *query = NULL, *ref = NULL;

	lost("hold", fake_driver());
	ref = world_ask(w, "SELECT ref FROM attempt");
	query = g_strdup_printf("ref=%s&type=1", ref);
	ck_assert_int_eq(world_webhook(w, HOOK "dlr", query), 200);
	world_at(w, NOON + 12 * HOUR);
	ck_assert_uint_eq(w->asked, 0);
	expect("nothing is left", "SELECT count(*) FROM lookup", "0");
	finish();
}
END_TEST

START_TEST(wait_report_waits)
{
	lost("wait_report", _i ? fake_driver() : NULL);
	if (_i) {
		world_at(w, NOON + FAKE_WAIT_1);
		world_answer_ask(w, 200, "absent");
		world_at(w, NOON + HOUR);
		world_answer_ask(w, 200, "absent");
	}
	world_crash(w);
	world_at(w, NOON + 72 * HOUR - 1);
	expect("not yet a person's", "SELECT count(*) FROM event WHERE kind = 'held'", "0");
	world_at(w, NOON + 72 * HOUR);
	expect("a person's", "SELECT note FROM event WHERE kind = 'held'", "no delivery report came");
	expect("never sent again", "SELECT state FROM message", "unknown");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(kannel_holds_as_ever)
{
	lost("hold", NULL);
	expect("nothing to ask", "SELECT count(*) FROM lookup", "0");
	expect("step", "SELECT state || ' ' || reason FROM step", "unknown unknown");
	finish();
}
END_TEST

START_TEST(one_question_at_a_time)
{
	policy = "hold";
	w = world_new_with(ALL_DAY, NOON, fake_driver(), tune);
	world_case(w, "a", "13800138000", "Wang", NULL, NOON);
	world_case(w, "b", "13800138001", "Li", NULL, NOON);
	world_case(w, "c", "13800138002", "Wu", NULL, NOON);
	for (int i = 0; i < 3; i++)
		world_lose(w, HTTP_UNKNOWN);
	world_at(w, NOON + FAKE_WAIT_1);
	for (int i = 0; i < 3; i++) {
		g_autofree char *answer = g_strdup_printf("found accepted p-%d", i);

		ck_assert_uint_eq(w->asks->len, 1);
		world_answer_ask(w, 200, answer);
	}
	expect("all", "SELECT count(*) FROM message WHERE state = 'accepted'", "3");
	finish();
}
END_TEST

/* Three times as many as are looked at in a turn are to be asked of a provider that hangs; another one answers. */
START_TEST(a_provider_that_hangs_is_in_nobodys_way)
{
	policy = "hold";
	w = world_new_with(ALL_DAY "\nprovider:breaker: { failures = 1000; };\nshop:routes = [ \"+86138 box\", \"+86139 spare\" ];\n"
	                           "providers:spare: { driver = \"kannel\"; url = \"http://127.0.0.1:9/spare\"; "
	                           "username = \"u\"; password = \"file:@DIR@/secret\"; };\n",
	                   NOON, fake_driver(), tune);
	for (int i = 0; i < 300; i++) {
		g_autofree char *id = g_strdup_printf("c%d", i), *phone = g_strdup_printf("1380013%04d", i);

		world_case(w, id, phone, "Wang", NULL, NOON);
	}
	while (w->submits->len)
		world_lose(w, HTTP_UNKNOWN);
	world_at(w, NOON + FAKE_WAIT_1);
	ck_assert_uint_eq(w->asked, 1);
	world_case(w, "other", "13900139000", "Li", NULL, NOON);
	world_lose(w, HTTP_UNKNOWN);
	for (int second = 1; w->asked < 2; second++) {
		ck_assert_msg(second <= FAKE_WAIT_1 + 10, "the other provider is not asked");
		world_at(w, NOON + FAKE_WAIT_1 + second);
	}
	world_answer_ask(w, 200, "found accepted p-1"); /* the oldest: of the one that hung */
	world_at(w, clock_now_at(&w->g.clock) + 10);
	ck_assert_uint_ge(w->asked, 3);
	finish();
}
END_TEST

START_TEST(pages_have_an_end)
{
	guint asked = 0;

	lost("resend_after", fake_driver());
	for (int minute = 0; minute < 120; minute++) {
		while (w->asks->len)
			world_answer_ask(w, 200, "more 2");
		if (w->asked == asked && minute > 60)
			break;
		asked = w->asked;
		world_at(w, NOON + minute * 60);
	}
	expect("a person's", "SELECT detail FROM step", "the provider gave no clear answer: too many pages");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* ---- reports that never come ---- */

static void accepted(int64_t after_s)
{
	policy = "hold";
	report_after_s = after_s;
	w = world_new_with(ALL_DAY, NOON, fake_driver(), tune);
	world_case(w, "a", "13800138000", "Wang", NULL, NOON);
	world_answer(w, OK202);
	report_after_s = 6 * HOUR;
}

START_TEST(missing_report_is_asked_for)
{
	accepted(6 * HOUR);
	world_at(w, NOON + 6 * HOUR - 1);
	ck_assert_uint_eq(w->asked, 0);
	world_at(w, NOON + 6 * HOUR);
	ck_assert_uint_eq(w->asked, 1);
	world_answer_ask(w, 200, "found delivered p-1");
	expect("message", "SELECT state FROM message", "delivered");
	world_at(w, NOON + 100 * HOUR);
	expect("nothing is left", "SELECT count(*) FROM lookup", "0");
	finish();
}
END_TEST

START_TEST(missing_report_stays_missing)
{
	static const char *const ANSWERS[] = {"absent", "found accepted p-1", "nonsense"};
	guint asked = 0;

	accepted(HOUR);
	for (int hour = 1; hour < 100; hour++) {
		world_at(w, NOON + hour * HOUR);
		while (w->asks->len && asked < 50) {
			world_answer_ask(w, 200, ANSWERS[_i]);
			asked++;
		}
	}
	ck_assert_uint_ge(asked, 3);
	ck_assert_uint_le(asked, 5);
	expect("accepted", "SELECT state FROM message WHERE step = 'first_contact'", "accepted");
	expect("no delivery", "SELECT count(*) FROM event WHERE kind IN ('delivered', 'undelivered')", "0");
	expect("once", "SELECT count(*) FROM attempt", "1");
	expect("no rows pile up", "SELECT count(*) < 3 FROM inbound", "1");
	expect("nothing is left", "SELECT count(*) FROM lookup", "0");
	finish();
}
END_TEST

START_TEST(reports_are_not_asked_for_when_off)
{
	accepted(0);
	world_at(w, NOON + 100 * HOUR);
	ck_assert_uint_eq(w->asked, 0);
	finish();
}
END_TEST

START_TEST(found_by_lookup_then_asked_for_its_report)
{
	lost("hold", fake_driver());
	world_at(w, NOON + FAKE_WAIT_1);
	world_answer_ask(w, 200, "found accepted p-1");
	world_at(w, NOON + 7 * HOUR);
	ck_assert_uint_eq(w->asks->len, 1);
	world_answer_ask(w, 200, "found failed p-1 bad_number");
	expect("message", "SELECT state FROM message", "failed");
	expect("dead", "SELECT count(*) FROM person WHERE dead_at IS NOT NULL", "1");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* ---- what conf believes of drivers ---- */

START_TEST(conf_knows_the_drivers)
{
	const char *name = provider_names()[_i];
	const Provider *driver = provider_find(name);
	const ConfDriver *believed = conf_driver(name);

	ck_assert_msg(believed != NULL, "%s: a row is missing in src/conf/check_drivers.c", name);
	row_int(name, believed->looks_up, driver->build_lookup != NULL);
	row_int(name, believed->absence_proves, driver->absence_proves);
	row_int(name, believed->polls, driver->polls != NULL);
	ck_assert_msg(!driver->build_lookup == !driver->parse_lookup, "%s: half a look-up", name);
	ck_assert_msg(!driver->polls == !driver->build_poll && !driver->build_poll == !driver->parse_poll,
	              "%s: half a poll", name);
	ck_assert_msg(!driver->build_lookup || (driver->lookup_waits_s[0] > 0 && driver->lookup_waits_s[1] > 0),
	              "%s: look-ups without a wait", name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reconcile");
	TCase *tc = tcase_create("reconcile");

	report_after_s = 6 * HOUR;
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, stories, 0, G_N_ELEMENTS(STORIES));
	tcase_add_test(tc, waits_of_the_driver);
	tcase_add_loop_test(tc, goes_on_after_a_crash, 0, 3);
	tcase_add_test(tc, crash_under_way_is_asked_too);
	tcase_add_loop_test(tc, person_and_lookup_race, 0, G_N_ELEMENTS(RACES));
	tcase_add_test(tc, found_stops_what_would_leave_again);
	tcase_add_test(tc, what_is_anothers_is_not_found);
	tcase_add_test(tc, a_report_ends_the_questions);
	tcase_add_loop_test(tc, wait_report_waits, 0, 2);
	tcase_add_test(tc, kannel_holds_as_ever);
	tcase_add_test(tc, one_question_at_a_time);
	tcase_add_test(tc, a_provider_that_hangs_is_in_nobodys_way);
	tcase_add_test(tc, pages_have_an_end);
	tcase_add_test(tc, missing_report_is_asked_for);
	tcase_add_loop_test(tc, missing_report_stays_missing, 0, 3);
	tcase_add_test(tc, reports_are_not_asked_for_when_off);
	tcase_add_test(tc, found_by_lookup_then_asked_for_its_report);
	tcase_add_loop_test(tc, conf_knows_the_drivers, 0, (int)g_strv_length((char **)provider_names()));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "reconcile");
}
