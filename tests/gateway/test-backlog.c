/* The daemon comes back after an outage, over a fake clock and a fake network. */
#include "gateway/world.h"

#include "gateway/backlog.h"
#include "gateway/turn.h"
#include "store/triage.h"

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. */
#define MIDNIGHT (INT64_C(1795017600))
#define HOUR 3600
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)
#define OPEN "permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"               \
	" quiet_hours = [ ]; first_contact: { agent_grace = \"0s\"; hard_limit = \"6h\"; };\n"
#define OK 202, "0: Accepted for delivery"

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

/* Customers from..to-1 complained then; the daemon planned them and died before their time. */
static void complain(int from, int to, int64_t reviewed_at)
{
	for (int n = from; n < to; n++) {
		g_autofree char *id = g_strdup_printf("c%d", n), *phone = g_strdup_printf("1380013%04d", n);

		world_case(w, id, phone, "Wang", NULL, reviewed_at);
	}
}

static void pause_all(int64_t until_at)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "all", "x", "admin", clock_now_at(&w->g.clock), until_at), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

/* Nothing runs until then. */
static void away_until(int64_t at)
{
	w->g.clock.fake_us = at * USEC_PER_SEC;
	world_crash(w);
}

static guint answer_all(void)
{
	guint n = 0;

	for (; w->submits->len; n++)
		world_answer(w, OK);
	return n;
}

/* Forty complaints of 08:00 and sixty of 11:00 wait behind a pause that ends at 11:05, when nobody is there any more. */
static void outage(const char *extra, int64_t back_at)
{
	w = world_new(extra, AT(8, 0));
	pause_all(AT(11, 5));
	complain(0, 40, AT(8, 0));
	world_at(w, AT(11, 0));
	complain(40, 100, AT(11, 0));
	ck_assert_uint_eq(w->sent, 0);
	away_until(back_at);
}

#define PLANNED "SELECT count(*) FROM step WHERE state = 'planned' AND step = 'first_contact'"

START_TEST(old_ones_to_agents_the_rest_spread)
{
	outage(OPEN, AT(15, 0));
	ck_assert(!backlog_guards(&w->g));
	/* 08:00 is seven hours ago, more than the hard limit; of the others the first leaves now, one each 30 s. */
	expect("late", "SELECT count(*) FROM step WHERE state = 'held' AND reason = 'too_late'", "40");
	ck_assert_uint_eq(w->sent, 1);
	answer_all();
	world_at(w, AT(15, 0) + 29);
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, AT(15, 0) + 30);
	ck_assert_uint_eq(w->sent, 2);
	answer_all();
	expect("reason", "SELECT DISTINCT reason FROM step WHERE state = 'planned' AND step = 'first_contact'", "backlog");
	for (int minute = 1; minute < 30; minute++) {
		world_at(w, AT(15, minute));
		ck_assert_uint_le(answer_all(), 2);
	}
	world_at(w, AT(15, 30));
	answer_all();
	expect("all left in the half hour", PLANNED, "0");
	ck_assert_uint_eq(w->sent, 60);
	world_free(w);
}
END_TEST

START_TEST(a_long_one_is_too_late_for_all)
{
	outage("max_late = \"2h\";\n" OPEN, AT(15, 0));
	expect("late", "SELECT count(*) FROM step WHERE state = 'held' AND reason = 'too_late'", "100");
	ck_assert_uint_eq(w->sent, 0);
	world_free(w);
}
END_TEST

START_TEST(a_short_one_is_none)
{
	outage("backlog: { gap = \"5h\"; };\n" OPEN, AT(13, 0));
	expect("not spread", "SELECT count(*) FROM step WHERE reason = 'backlog'", "0");
	ck_assert_uint_eq(w->sent, 10); /* all the provider's places */
	world_free(w);
}
END_TEST

START_TEST(a_providers_rate_spreads)
{
	outage("provider:rate = \"1/s\";\n" OPEN, AT(15, 0));
	expect("not spread", "SELECT count(*) FROM step WHERE reason = 'backlog'", "0");
	world_at(w, AT(15, 0) + 1);
	ck_assert_uint_le(w->sent, 1);
	world_free(w);
}
END_TEST

START_TEST(no_spread_when_none_is_wanted)
{
	outage("backlog: { spread = \"0s\"; };\n" OPEN, AT(15, 0));
	expect("late", "SELECT count(*) FROM step WHERE state = 'held' AND reason = 'too_late'", "40");
	ck_assert_uint_eq(w->sent, 10);
	world_free(w);
}
END_TEST

/* It dies again before the spread is done: what waits keeps its time. */
START_TEST(keeps_the_spread_over_a_crash)
{
	outage(OPEN, AT(15, 0));
	answer_all();
	away_until(AT(15, 1));
	ck_assert_uint_le(w->submits->len, 2);
	expect("reason", "SELECT count(*) FROM step WHERE state = 'planned' AND reason = 'backlog' AND due_at > 1795071700", "56");
	world_free(w);
}
END_TEST

/* The turn that judged fails: the next one begins where the last good one ended. */
START_TEST(a_failed_turn_judges_again)
{
	outage("backlog: { gap = \"5h\"; };\n" OPEN, AT(11, 4)); /* still paused */
	w->g.conf->backlog_gap_s = HOUR;
	w->g.clock.fake_us = AT(15, 0) * USEC_PER_SEC;
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	ck_assert_int_eq(backlog_begin(&w->g, w->g.clock.fake_us), 0);
	ck_assert(backlog_guards(&w->g));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(backlog_run(&w->g, w->g.clock.fake_us), 0);
	store_rollback(w->g.store);
	backlog_abort(&w->g);
	expect("none is held yet", "SELECT count(*) FROM step WHERE state = 'held'", "0");
	world_settle(w);
	expect("late", "SELECT count(*) FROM step WHERE state = 'held' AND reason = 'too_late'", "40");
	ck_assert_uint_eq(w->sent, 1);
	world_free(w);
}
END_TEST

/* The spread takes several turns: what is given up meanwhile is put off no more, and stops nobody. */
START_TEST(one_is_given_up_meanwhile)
{
	g_autofree char *last = NULL;
	int turns = 0;

	w = world_new("backlog: { gap = \"5h\"; };\n" OPEN, AT(11, 0));
	pause_all(AT(11, 5));
	complain(0, 500, AT(11, 0));
	w->g.conf->backlog_gap_s = HOUR;
	w->g.clock.fake_us = AT(15, 0) * USEC_PER_SEC;
	ck_assert_int_eq(backlog_begin(&w->g, w->g.clock.fake_us), 0);
	last = world_ask(w, "SELECT 0");
	while (g_str_equal(last, "0") && turns++ < 10) {
		ck_assert_int_eq(turn_run(&w->g, w->g.clock.fake_us), 0);
		g_free(last);
		last = world_ask(w, "SELECT count(*) FROM step WHERE reason = 'backlog'");
	}
	ck_assert_msg(backlog_guards(&w->g), "the spread is over in one turn, after %d", turns);
	g_free(last);
	last = world_ask(w, "SELECT c.person_id FROM step s JOIN cases c ON c.id = s.case_id WHERE s.state = 'planned'"
	                    " AND s.reason <> 'backlog' ORDER BY s.deadline_at DESC, s.due_at DESC, s.id DESC LIMIT 1");
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_optout_put(w->g.store, g_ascii_strtoll(last, NULL, 10), "agent", "admin", NULL, AT(15, 0)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	for (int i = 0; i < 5 && backlog_guards(&w->g); i++)
		row_int("a turn", turn_run(&w->g, w->g.clock.fake_us), 0);
	row_int("it is over", backlog_guards(&w->g), FALSE);
	expect("the others wait", "SELECT count(*) > 400 FROM step WHERE state = 'planned' AND reason = 'backlog'", "1");
	expect("this one not", "SELECT count(*) FROM step s JOIN cases c ON c.id = s.case_id WHERE s.state = 'planned' AND EXISTS (SELECT 1 FROM block b WHERE b.person_id = c.person_id)", "0");
	world_free(w);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("backlog-walk");
	TCase *tc = tcase_create("backlog");

	tcase_set_timeout(tc, 60); /* a hundred customers on a busy machine */
	tcase_add_test(tc, old_ones_to_agents_the_rest_spread);
	tcase_add_test(tc, a_long_one_is_too_late_for_all);
	tcase_add_test(tc, a_short_one_is_none);
	tcase_add_test(tc, a_providers_rate_spreads);
	tcase_add_test(tc, no_spread_when_none_is_wanted);
	tcase_add_test(tc, keeps_the_spread_over_a_crash);
	tcase_add_test(tc, a_failed_turn_judges_again);
	tcase_add_test(tc, one_is_given_up_meanwhile);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "backlog-walk");
}
