/* The walk of a contact (DESIGN section 4) over a fake clock and a fake network: what leaves, when, and what is stored. */
#include "gateway/world.h"

#include "desk/explain.h"
#include "gateway/turn.h"

#include <string.h>

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define HOUR 3600
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)

#define ALL_DAY                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };"
#define HOOK "/hook/box/0123456789abcdef/"
#define OK202 202, "0: Accepted for delivery"

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static void reply(const char *from, const char *text)
{
	g_autoptr(GString) query = g_string_new(NULL);

	http_query_add(query, "from", from);
	http_query_add(query, "to", "10690");
	http_query_add(query, "text", text);
	ck_assert_int_eq(world_webhook(w, HOOK "mo", query->str), 200);
}

static void receipt(const char *ref, int type)
{
	g_autofree char *query = g_strdup_printf("ref=%s&type=%d", ref, type);

	ck_assert_int_eq(world_webhook(w, HOOK "dlr", query), 200);
}

static void finish(void)
{
	world_free(w);
	w = NULL;
}

START_TEST(grace_inside_working_hours)
{
	w = world_new("", AT(14, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("reason", "SELECT reason FROM step", "agent_grace");
	world_at(w, AT(14, 44));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(14, 45));
	ck_assert_uint_eq(w->sent, 1);
	world_answer(w, OK202);
	expect("state", "SELECT state FROM cases", "contacted");
	finish();
}
END_TEST

START_TEST(agent_was_faster)
{
	StoreEvent contacted = {.kind = EVENT_AGENT_CONTACTED, .at = AT(14, 20), .actor = "agent:li"};

	w = world_new("", AT(14, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &contacted), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(20, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("state", "SELECT state FROM cases", "contacted");
	finish();
}
END_TEST

START_TEST(night_waits_for_the_morning)
{
	w = world_new("", AT(23, 30));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(23, 30));
	expect("reason", "SELECT reason FROM step", "quiet_hours");
	world_at(w, AT(24 + 7, 59));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(24 + 8, 0)); /* outside working hours nobody has a grace */
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* The shop may from 08:00 on, this customer sleeps until 11:00. */
START_TEST(a_customer_sleeps_longer)
{
	Desk desk;
	Explain why;
	g_autofree char *fault = NULL;

	w = world_new("", AT(23, 30));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(23, 30));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_person_quiet(w->g.store, 1, "daily 20:00-11:00"), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(23, 31));
	desk = (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li", .now_at = AT(24 + 8, 30)};
	ck_assert_msg(explain_case(&desk, 1, &why, &fault) == 0, "%s", fault);
	ck_assert_msg(strstr(why.sentence, "because it is the customer's own quiet hours until then") != NULL, "%s", why.sentence);
	explain_clear(&why);
	world_at(w, AT(24 + 10, 59));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(24 + 11, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(validity_ends_with_the_window)
{
	w = world_new("first_contact: { agent_grace = \"0s\"; };", AT(21, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(21, 0));
	ck_assert_uint_eq(w->sent, 1);
	ck_assert_int_eq(((WorldSubmit *)w->submits->pdata[0])->validity_min, 30);
	finish();
}
END_TEST

/* SMSC.ru takes whole hours: what has less left could arrive after the window. */
START_TEST(no_text_in_the_last_hour_of_who_counts_hours)
{
	static const char CONF[] = "driver:smsc_ru\nfirst_contact: { agent_grace = \"0s\"; };";

	w = world_new(CONF, AT(20, 30));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(20, 30));
	ck_assert_uint_eq(w->sent, 1);
	ck_assert_ptr_nonnull(strstr(((WorldSubmit *)w->submits->pdata[0])->text, "&valid=1"));
	finish();
	w = world_new(CONF, AT(20, 31));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(20, 31));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(24 + 7, 59));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(24 + 8, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(no_text_in_the_last_minute)
{
	w = world_new("first_contact: { agent_grace = \"0s\"; };", AT(21, 29) + 30);
	world_case(w, "a", "13800138000", "Wang", NULL, AT(21, 29));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(24 + 8, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(unknown_zone_is_held)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "+6281234567890", "Intan", NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("state", "SELECT state || ' ' || reason FROM step", "held no_zone");
	finish();
}
END_TEST

START_TEST(missing_name_is_held)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", NULL, NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("state", "SELECT state || ' ' || reason FROM step", "held missing_value");
	expect("event", "SELECT count(*) FROM event WHERE kind = 'held'", "1");
	finish();
}
END_TEST

/* F17: a "name" that makes an offer of the apology. */
START_TEST(smuggled_offer_is_held)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "改好评返现", NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("state", "SELECT state || ' ' || reason FROM step", "held text_guard");
	expect("why", "SELECT count(*) FROM event WHERE kind = 'held' AND note LIKE '%B1: \"返现\" and \"好评\"%'", "1");
	finish();
}
END_TEST

START_TEST(reply_stops_and_survey_closes)
{
	WorldSubmit *s;

	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	s = w->submits->pdata[0];
	ck_assert_str_eq(s->to, "+8613800138000");
	ck_assert_ptr_nonnull(strstr(s->text, "Wang"));
	world_answer(w, OK202);
	reply("13800138000", "it never came");
	expect("state", "SELECT state FROM cases", "replied");
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &(StoreEvent){.kind = EVENT_RESOLVED, .at = AT(13, 0), .actor = "agent:li"}),
	                 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(24 + 12, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, AT(24 + 13, 0));
	ck_assert_uint_eq(w->sent, 2);
	world_answer(w, OK202);
	reply("13800138000", " 1 ");
	expect("state", "SELECT state || ' ' || outcome FROM cases", "closed satisfied");
	expect("labels", "SELECT group_concat(label) FROM reply", "other,satisfied");
	finish();
}
END_TEST

START_TEST(unsatisfied_goes_back_to_an_agent)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, OK202);
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &(StoreEvent){.kind = EVENT_RESOLVED, .at = AT(12, 0), .actor = "agent:li"}),
	                 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(24 + 12, 0));
	world_answer(w, OK202);
	reply("13800138000", "2");
	expect("state", "SELECT state || ' ' || round FROM cases", "replied 2");
	finish();
}
END_TEST

START_TEST(opt_out_binds_at_once)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, OK202);
	reply("13800138000", "STOP");
	expect("block", "SELECT cause FROM block WHERE lifted_at IS NULL", "reply");
	ck_assert_uint_eq(w->sent, 2); /* the one confirmation */
	world_answer(w, OK202);
	world_case(w, "b", "13800138000", "Wang", NULL, AT(12, 5));
	world_at(w, AT(24 + 12, 0));
	ck_assert_uint_eq(w->sent, 2);
	expect("second", "SELECT state || ' ' || reason FROM step WHERE case_id = 2", "held opted_out");
	finish();
}
END_TEST

START_TEST(lost_answer_is_unknown_for_ever)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_lose(w, HTTP_UNKNOWN);
	expect("message", "SELECT state FROM message", "unknown");
	world_at(w, AT(24 + 24, 0));
	world_crash(w);
	world_at(w, AT(24 + 36, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("step", "SELECT state FROM step", "unknown");
	finish();
}
END_TEST

START_TEST(a_person_settles_unknown)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_lose(w, HTTP_UNKNOWN);
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_message_settle(w->g.store, 1, FALSE, "agent:li", NULL, AT(12, 10)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(12, 10));
	ck_assert_uint_eq(w->sent, 2); /* by a person's word, never by itself */
	world_answer(w, OK202);
	expect("case", "SELECT state FROM cases", "contacted");
	expect("one message", "SELECT count(*) FROM message", "1");
	finish();
}
END_TEST

START_TEST(receipt_settles_unknown)
{
	g_autofree char *ref = NULL;

	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
	world_lose(w, HTTP_UNKNOWN);
	receipt(ref, 1);
	expect("message", "SELECT state FROM message", "delivered");
	expect("case", "SELECT state FROM cases", "contacted");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(receipt_before_the_answer)
{
	g_autofree char *ref = NULL;

	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
	receipt(ref, 1);
	world_answer(w, OK202);
	expect("message", "SELECT state FROM message", "delivered");
	expect("sent once", "SELECT count(*) FROM event WHERE kind = 'sent'", "1");
	finish();
}
END_TEST

START_TEST(crash_in_flight_is_unknown)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_crash(w);
	expect("attempt", "SELECT outcome FROM attempt", "unknown");
	world_at(w, AT(24, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(not_sent_is_tried_again_and_bounded)
{
	w = world_new("provider: retry: { first = \"10s\"; max = \"1min\"; tries = 3; };", AT(12, 0));
	world_free(w);
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	for (guint tries = 1; tries < 50 && w->submits->len; tries++) {
		world_lose(w, HTTP_NOT_SENT);
		expect("one message", "SELECT count(*) FROM message", "1");
		world_at(w, AT(12, 0) + (int64_t)tries * 1200);
	}
	expect("held", "SELECT state || ' ' || reason FROM step", "held retry_later");
	ck_assert_uint_ge(w->sent, 3);
	ck_assert_uint_lt(w->sent, 20);
	finish();
}
END_TEST

START_TEST(broken_account_stops_the_provider)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, 403, "Authorization failed for sendsms");
	world_case(w, "b", "13800138001", "Li", NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("kept", "SELECT count(*) FROM step WHERE state = 'planned'", "2");
	world_at(w, AT(12, 5));
	ck_assert_uint_ge(w->sent, 2);
	while (w->submits->len)
		world_answer(w, OK202);
	expect("all out", "SELECT count(*) FROM cases WHERE state = 'contacted'", "2");
	finish();
}
END_TEST

START_TEST(bad_number_is_remembered)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, 400, "Number(s) has/have been denied by white- and/or black-lists.");
	expect("held", "SELECT state || ' ' || reason FROM step", "held bad_number");
	world_case(w, "b", "13800138000", "Wang", NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("dead", "SELECT state || ' ' || reason FROM step WHERE case_id = 2", "held dead_number");
	finish();
}
END_TEST

START_TEST(one_message_at_a_time_to_a_number)
{
	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_case(w, "b", "13800138000", "Wang", NULL, AT(12, 0));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, OK202);
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, OK202);
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

START_TEST(budget_spreads_two_cases)
{
	w = world_new("first_contact: { agent_grace = \"0s\"; };", AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, OK202);
	world_case(w, "b", "13800138000", "Wang", NULL, AT(12, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("reason", "SELECT reason FROM step WHERE case_id = 2", "budget");
	world_at(w, AT(24 + 8, 0));
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

START_TEST(pause_holds_and_resume_releases)
{
	w = world_new(ALL_DAY, AT(12, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "shop:demo", "stock-taking", "admin", AT(12, 0), AT(15, 0)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_at(w, AT(14, 59));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(15, 0)); /* ends by itself */
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(reload_plans_anew)
{
	w = world_new("", AT(23, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(23, 0));
	ck_assert_uint_eq(w->sent, 0);
	world_reload(w, ALL_DAY);
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(narrower_hours_count_at_once)
{
	w = world_new("", AT(7, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(7, 0));
	world_reload(w, "quiet_hours = [ \"daily 21:30-10:00\" ];");
	world_at(w, AT(9, 59));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(10, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(late_steps_go_to_an_agent)
{
	w = world_new("max_late = \"2h\"; first_contact: { hard_limit = \"48h\"; };", AT(23, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(23, 0));
	/* The machine slept through the morning. */
	w->g.clock.fake_us = AT(24 + 12, 0) * USEC_PER_SEC;
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
	ck_assert_uint_eq(w->sent, 0);
	expect("held", "SELECT state || ' ' || reason FROM step", "held too_late");
	finish();
}
END_TEST

START_TEST(failed_commit_lets_nothing_out)
{
	w = world_new(ALL_DAY, AT(12, 0));
	w->send_error = -ENOMEM;
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	expect("waiting", "SELECT state FROM message", "waiting");
	w->send_error = 0;
	world_at(w, AT(12, 30));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

static const struct {
	const char *path;
	int status;
} DOORS[] = {
	{HOOK "mo", 200},
	{HOOK "dlr", 200},
	{HOOK "nope", 200}, /* kept as it came; its row says that there is no such webhook */
	{"/hook/box/0123456789abcdeX/mo", 403},
	{"/hook/box//mo", 403},
	{"/hook/other/0123456789abcdef/mo", 403},
	{"/hook/box/0123456789abcdef", 404},
	{"/hook/box/0123456789abcdef/mo/x", 404},
	{"/", 404},
	{"", 404},
};

START_TEST(doors)
{
	w = world_new("", AT(12, 0));
	row_int(DOORS[_i].path, world_webhook(w, DOORS[_i].path, "from=1&text=a"), DOORS[_i].status);
	expect(DOORS[_i].path, "SELECT count(*) FROM inbound WHERE processed_at IS NOT NULL", DOORS[_i].status == 200 ? "1" : "0");
	finish();
}
END_TEST

START_TEST(stranger_is_kept)
{
	w = world_new("", AT(12, 0));
	reply("13900139000", "hello?");
	expect("unmatched", "SELECT count(*) FROM reply WHERE case_id IS NULL", "1");
	receipt("0000000000000000000000", 1);
	expect("receipt", "SELECT count(*) FROM receipt WHERE message_id IS NULL", "1");
	finish();
}
END_TEST

/* What another program's hand may do to case 1 before it is due, and how it then stands; two others must go out all the same. */
static const struct {
	const char *row, *damage, *dirty, *step, *cause;
} DAMAGES[] = {
	{"state, planned again", "UPDATE cases SET state = 'nonsense' WHERE id = 1", "INSERT INTO dirty VALUES (1)",
	 "held internal_error", "other"},
	{"state, found by the claim", "UPDATE cases SET state = 'nonsense' WHERE id = 1", NULL, "held internal_error", "other"},
	{"outcome", "UPDATE cases SET outcome = 'nonsense' WHERE id = 1", NULL, "held internal_error", "other"},
	{"a message that says nothing",
	 "INSERT INTO message (case_id, person_id, step, round, text, language, text_version, encoding, segments, state, provider,"
	 " created_at, changed_at) VALUES (1, 1, 'first_contact', 1, 'x', 'en', '1', 'gsm7', 1, 'nonsense', 'box', 1, 1)", NULL,
	 "held internal_error", "other"},
	{"language that is no text", "UPDATE cases SET language = CAST(x'fffe' AS TEXT) WHERE id = 1", NULL, "held no_text", "no_agent"},
};

START_TEST(damage_stops_nobody)
{
	const char *row = DAMAGES[_i].row;

	w = world_new("", AT(14, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	world_case(w, "b", "13800138001", "Li", NULL, AT(14, 0));
	world_case(w, "c", "13800138002", "Wu", NULL, AT(14, 0));
	g_free(world_ask(w, DAMAGES[_i].damage));
	if (DAMAGES[_i].dirty)
		g_free(world_ask(w, DAMAGES[_i].dirty));
	world_at(w, AT(14, 45));
	while (w->submits->len)
		world_answer(w, OK202);
	expect(row, "SELECT count(*) FROM step WHERE case_id > 1 AND state = 'done'", "2");
	expect(row, "SELECT state || ' ' || reason FROM step WHERE case_id = 1", DAMAGES[_i].step);
	expect(row, "SELECT count(*) FROM dirty", "0");
	world_at(w, AT(15, 1));
	expect(row, "SELECT cause FROM sla WHERE case_id = 1", DAMAGES[_i].cause);
	finish();
}
END_TEST

START_TEST(mended_case_goes_on)
{
	w = world_new(ALL_DAY, AT(12, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "all", "x", "admin", AT(12, 0), AT(13, 0)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	g_free(world_ask(w, "UPDATE cases SET state = 'nonsense'"));
	g_free(world_ask(w, "INSERT INTO dirty VALUES (1)"));
	world_at(w, AT(12, 10));
	expect("held", "SELECT reason FROM step", "internal_error");
	expect("story", "SELECT count(*) FROM event WHERE kind = 'held'", "1");
	g_free(world_ask(w, "UPDATE cases SET state = 'new'"));
	g_free(world_ask(w, "INSERT INTO dirty VALUES (1)"));
	world_at(w, AT(13, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(damaged_result_is_left_open)
{
	g_autofree char *ref = NULL;

	w = world_new(ALL_DAY, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_case(w, "b", "13800138001", "Li", NULL, AT(12, 0));
	ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
	g_free(world_ask(w, "UPDATE message SET state = 'nonsense' WHERE case_id = 1"));
	world_answer(w, OK202);
	world_answer(w, OK202);
	expect("the other", "SELECT state FROM step WHERE case_id = 2 AND step = 'first_contact'", "done");
	expect("open", "SELECT count(*) FROM attempt WHERE outcome IS NULL", "1");
	receipt(ref, 1);
	reply("13800138001", "thank you");
	expect("its receipt", "SELECT error FROM inbound WHERE hook = 'dlr'", "message 1: no such step or state");
	expect("what the other says", "SELECT state FROM cases WHERE id = 2", "replied");
	world_crash(w);
	expect("unknown", "SELECT outcome FROM attempt WHERE message_id = 1", "unknown");
	world_at(w, AT(20, 0));
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

/* An import beside messages under way: a turn plans so many of its cases, or their answers and the next ones would wait
 * for all. */
static const struct {
	const char *what, *left;
	gboolean sending;
} IMPORTS[] = {{"nothing is under way", "0", FALSE}, {"a message is under way", "70", TRUE}};

START_TEST(sending_shortens_planning)
{
	char *error = NULL;

	w = world_new(ALL_DAY, AT(14, 0));
	if (IMPORTS[_i].sending)
		world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	ck_assert_uint_eq(w->submits->len, IMPORTS[_i].sending);
	sqlite3_exec(world_db(w),
	             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) INSERT INTO intake"
	             " (shop, external_id, phone) SELECT 'demo', 'i' || i, '+86139' || (10000000 + i) FROM n",
	             NULL, NULL, &error);
	ck_assert_ptr_null(error);
	gateway_wake(&w->g, WAKE_INTAKE);
	ck_assert_int_eq(turn_run(&w->g, clock_now_us(&w->g.clock)), 0);
	expect(IMPORTS[_i].what, "SELECT count(*) FROM dirty", IMPORTS[_i].left);
	world_settle(w);
	expect(IMPORTS[_i].what, "SELECT count(*) FROM dirty", "0");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("walk");
	TCase *tc = tcase_create("walk");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, sending_shortens_planning, 0, G_N_ELEMENTS(IMPORTS));
	tcase_add_test(tc, grace_inside_working_hours);
	tcase_add_test(tc, agent_was_faster);
	tcase_add_test(tc, night_waits_for_the_morning);
	tcase_add_test(tc, a_customer_sleeps_longer);
	tcase_add_test(tc, validity_ends_with_the_window);
	tcase_add_test(tc, no_text_in_the_last_hour_of_who_counts_hours);
	tcase_add_test(tc, no_text_in_the_last_minute);
	tcase_add_test(tc, unknown_zone_is_held);
	tcase_add_test(tc, missing_name_is_held);
	tcase_add_test(tc, smuggled_offer_is_held);
	tcase_add_test(tc, reply_stops_and_survey_closes);
	tcase_add_test(tc, unsatisfied_goes_back_to_an_agent);
	tcase_add_test(tc, opt_out_binds_at_once);
	tcase_add_test(tc, lost_answer_is_unknown_for_ever);
	tcase_add_test(tc, a_person_settles_unknown);
	tcase_add_test(tc, receipt_settles_unknown);
	tcase_add_test(tc, receipt_before_the_answer);
	tcase_add_test(tc, crash_in_flight_is_unknown);
	tcase_add_test(tc, not_sent_is_tried_again_and_bounded);
	tcase_add_test(tc, broken_account_stops_the_provider);
	tcase_add_test(tc, bad_number_is_remembered);
	tcase_add_test(tc, one_message_at_a_time_to_a_number);
	tcase_add_test(tc, budget_spreads_two_cases);
	tcase_add_test(tc, pause_holds_and_resume_releases);
	tcase_add_test(tc, reload_plans_anew);
	tcase_add_test(tc, narrower_hours_count_at_once);
	tcase_add_test(tc, late_steps_go_to_an_agent);
	tcase_add_test(tc, failed_commit_lets_nothing_out);
	tcase_add_loop_test(tc, damage_stops_nobody, 0, G_N_ELEMENTS(DAMAGES));
	tcase_add_test(tc, mended_case_goes_on);
	tcase_add_test(tc, damaged_result_is_left_open);
	tcase_add_loop_test(tc, doors, 0, G_N_ELEMENTS(DOORS));
	tcase_add_test(tc, stranger_is_kept);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "walk");
}
