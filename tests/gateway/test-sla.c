/* The promise of a first contact over a fake clock: kept or missed, by whom or why, and frozen (F51). */
#include "gateway/world.h"
#include "store/team.h"

#include <string.h>

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. The promise: within an hour, at night by 10:00. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define AT(h, m) (MIDNIGHT + (h)*3600 + (m)*60)

#define AT_ONCE                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; }; quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; };" \
	" first_contact: { agent_grace = \"0s\"; };"
#define OK202 202, "0: Accepted for delivery"
#define DOWN 503, "Temporal failure, try again later."

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static void event(EventKind kind, const char *actor, int64_t at)
{
	StoreEvent e = {.kind = kind, .at = at, .actor = actor};

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &e), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

static void add(int64_t at)
{
	world_case(w, "a", "13800138000", "Wang", NULL, at);
}

static void pause_shop(int64_t at, int64_t until_at)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "shop:demo", "stock-taking", "admin", at, until_at), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

/* Each leaves the world some time after the deadline of case 1. */

static void kept_by_daemon(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	world_at(w, AT(14, 45));
	world_answer(w, OK202);
	world_at(w, AT(15, 1));
}

static void kept_in_the_last_second(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	pause_shop(AT(13, 0), AT(15, 0));
	add(AT(14, 0));
	world_at(w, AT(15, 0));
	world_answer(w, OK202);
	world_at(w, AT(15, 1));
}

static void kept_by_agent(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	event(EVENT_AGENT_CONTACTED, "agent:li", AT(14, 20));
	world_at(w, AT(15, 1));
}

static void over_before(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	event(EVENT_WITHDRAWN, "agent:li", AT(14, 20));
	world_at(w, AT(15, 1));
}

static void by_quiet_hours(void)
{
	w = world_new("", AT(21, 20)); /* the agents' grace runs into the quiet hours */
	add(AT(21, 20));
	world_at(w, AT(24 + 7, 59));
}

static void by_quiet_hours_alone(void)
{
	w = world_new("quiet_hours = [ \"daily 21:30-11:00\" ];", AT(23, 0));
	add(AT(23, 0));
	world_at(w, AT(24 + 10, 1));
}

static void by_pause(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	pause_shop(AT(13, 0), AT(16, 0));
	add(AT(14, 0));
	world_at(w, AT(15, 1));
}

static void by_provider(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	add(AT(14, 0));
	for (int i = 0; i < 30 && w->g.clock.fake_us < AT(15, 0) * USEC_PER_SEC; i++) {
		if (w->submits->len)
			world_answer(w, DOWN);
		world_at(w, w->g.clock.fake_us / USEC_PER_SEC + 300);
	}
	world_at(w, AT(15, 10));
}

static void by_lost_answer(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	add(AT(14, 0));
	world_lose(w, HTTP_UNKNOWN);
	world_at(w, AT(15, 1));
}

static void by_late_alert(void)
{
	w = world_new(AT_ONCE, AT(16, 0));
	add(AT(14, 0)); /* the marketplace told the shop's tool two hours later */
	world_answer(w, OK202);
}

static void by_no_agent(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	event(EVENT_CLAIMED, "agent:li", AT(14, 10)); /* and never wrote */
	world_at(w, AT(15, 1));
}

/* Took it and wrote nothing: when the claim ends the daemon does. */
static void kept_after_a_claim(void)
{
	w = world_new(AT_ONCE, AT(13, 59));
	pause_shop(AT(13, 0), AT(14, 1));
	add(AT(14, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_claim_put(w->g.store, 1, "li", NULL, AT(14, 0), AT(14, 30)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(14, 29));
	ck_assert_uint_eq(w->submits->len, 0);
	world_at(w, AT(14, 30));
	world_answer(w, OK202);
	expect("the story", "SELECT actor || ': ' || note FROM event WHERE kind = 'released'",
	       "followupd: the claim of li ended by itself");
	world_at(w, AT(15, 1));
}

static void by_missing_name(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	world_case(w, "a", "13800138000", NULL, NULL, AT(14, 0));
	world_at(w, AT(15, 1));
}

static void by_outage(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	w->g.clock.fake_us = AT(17, 0) * USEC_PER_SEC;
	world_crash(w);
}

/* Its row came in time, and waited for somebody to look. */
static void by_waiting_row(void)
{
	g_autofree char *sql = g_strdup_printf("INSERT INTO intake (shop, external_id, phone, name, order_no, reviewed_at,"
	                                       " received_at) VALUES ('demo', 'a', '13800138000', 'Wang', 'T-1', %" G_GINT64_FORMAT
	                                       ", %" G_GINT64_FORMAT ")", AT(14, 0), AT(14, 1));

	w = world_new(AT_ONCE, AT(13, 0));
	g_free(world_ask(w, sql));
	w->g.clock.fake_us = AT(17, 0) * USEC_PER_SEC;
	world_crash(w);
}

static void by_budget(void)
{
	w = world_new("permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; }; quiet_hours = [ ];"
	              " budget: { per_day = 1; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };", AT(14, 0));
	add(AT(14, 0));
	world_answer(w, OK202);
	world_case(w, "b", "13800138000", "Wang", NULL, AT(14, 0));
	world_at(w, AT(15, 1));
}

static void by_no_zone(void)
{
	w = world_new(AT_ONCE, AT(14, 0));
	world_case(w, "a", "+6281234567890", "Intan", NULL, AT(14, 0));
	world_at(w, AT(15, 1));
}

static void by_opt_out(void)
{
	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_block_put(w->g.store, 1, "phone", "agent:li", NULL, AT(14, 5)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(15, 1));
}

static const struct {
	const char *row;
	void (*walk)(void);
	const char *want;
} WALKS[] = {
	{"kept by the daemon", kept_by_daemon, "kept followupd"},
	{"kept in the last second", kept_in_the_last_second, "kept followupd"},
	{"kept by an agent", kept_by_agent, "kept agent:li"},
	{"F42: kept by the daemon after a claim that ended by itself", kept_after_a_claim, "kept followupd"},
	{"over before anything was owed", over_before, "kept nobody"},
	{"quiet hours after the grace", by_quiet_hours, "missed quiet_hours"},
	{"quiet hours alone", by_quiet_hours_alone, "missed quiet_hours"},
	{"pause", by_pause, "missed paused"},
	{"provider refuses past the deadline", by_provider, "missed provider"},
	{"provider's answer is lost", by_lost_answer, "missed provider"},
	{"late alert", by_late_alert, "missed late_alert"},
	{"an agent took it and did not write", by_no_agent, "missed no_agent"},
	{"held for a person who did not come", by_missing_name, "missed no_agent"},
	{"the daemon was not there", by_outage, "missed outage"},
	{"the row waited for the daemon", by_waiting_row, "missed outage"},
	{"contacted often enough", by_budget, "missed rate"},
	{"zone not known", by_no_zone, "missed no_lawful_channel"},
	{"opted out", by_opt_out, "missed no_lawful_channel"},
};

START_TEST(walks)
{
	static const char FATE[] = "SELECT CASE missed WHEN 0 THEN 'kept ' || coalesce(met_by, 'nobody')"
	                           " ELSE 'missed ' || cause END FROM sla ORDER BY case_id DESC LIMIT 1";
	static const char ROW[] = "SELECT deadline_at || '|' || frozen_at || '|' || missed || '|' || coalesce(met_at, '-')"
	                          " || '|' || coalesce(met_by, '-') || '|' || coalesce(cause, '-')"
	                          " FROM sla ORDER BY case_id DESC LIMIT 1";
	const char *row = WALKS[_i].row;
	g_autofree char *frozen = NULL;

	WALKS[_i].walk();
	expect(row, FATE, WALKS[_i].want);
	frozen = world_ask(w, ROW);
	ck_assert_ptr_nonnull(frozen);
	/* Whatever comes later, the number stays. */
	event(EVENT_NOTE, "agent:li", AT(24 + 12, 0));
	event(EVENT_AGENT_CONTACTED, "agent:wu", AT(24 + 12, 0));
	world_reload(w, "first_contact: { within = \"3h\"; next_day_by = \"12:00\"; };");
	world_at(w, AT(24 + 13, 0));
	expect(row, ROW, frozen);
	world_free(w);
	w = NULL;
}
END_TEST

/* An open promise follows the rules, and the case's story says so. */
START_TEST(other_rules_move_an_open_deadline)
{
	g_autofree char *want = g_strdup_printf("%" G_GINT64_FORMAT, AT(17, 0));

	w = world_new("", AT(14, 0));
	add(AT(14, 0));
	expect("no word yet", "SELECT count(*) FROM event WHERE kind = 'note'", "0");
	world_reload(w, "first_contact: { within = \"3h\"; };");
	expect("deadline", "SELECT deadline_at FROM sla", want);
	expect("story", "SELECT note FROM event WHERE kind = 'note'",
	       "rules changed: the deadline was 2026-11-19 07:00:00 UTC and is 2026-11-19 09:00:00 UTC");
	world_reload(w, "first_contact: { within = \"3h\"; }; budget: { per_week = 2; };");
	expect("the same deadline is no news", "SELECT count(*) FROM event WHERE kind = 'note'", "1");
	world_free(w);
	w = NULL;
}
END_TEST

/* What was promised when the contact came counts: kinder rules, in force before the daemon has looked, make no late
 * contact a punctual one. */
static const struct {
	const char *row;
	int64_t contact_s; /* after the deadline at 15:00 */
	const char *fate;
} RELOADED[] = {
	{"late stays late", 60, "missed paused"},
	{"in time stays in time", -60, "kept agent:li"},
};

START_TEST(rules_after_the_contact_change_nothing)
{
	const int64_t contact_at = AT(15, 0) + RELOADED[_i].contact_s;
	g_autofree char *deadline = g_strdup_printf("%" G_GINT64_FORMAT, AT(15, 0));

	w = world_new("", AT(14, 0));
	pause_shop(AT(14, 0), AT(20, 0));
	add(AT(14, 0));
	world_at(w, AT(14, 59) - 60);
	/* An agent's program: the daemon has had no turn since, not even for the deadline. */
	event(EVENT_AGENT_CONTACTED, "agent:li", contact_at);
	w->g.clock.fake_us = (contact_at + 1) * USEC_PER_SEC;
	world_reload(w, "first_contact: { within = \"3h\"; };");
	world_at(w, AT(15, 2));
	expect(RELOADED[_i].row, "SELECT deadline_at FROM sla", deadline);
	expect(RELOADED[_i].row,
	       "SELECT CASE missed WHEN 0 THEN 'kept ' || met_by ELSE 'missed ' || cause END FROM sla",
	       RELOADED[_i].fate);
	expect("no word of another deadline", "SELECT count(*) FROM event WHERE kind = 'note'", "0");
	world_free(w);
	w = NULL;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sla");
	TCase *tc = tcase_create("sla");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, walks, 0, G_N_ELEMENTS(WALKS));
	tcase_add_test(tc, other_rules_move_an_open_deadline);
	tcase_add_loop_test(tc, rules_after_the_contact_change_nothing, 0, G_N_ELEMENTS(RELOADED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "sla");
}
