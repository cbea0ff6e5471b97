/* What is kept for a time only, over a fake clock: the night's round, kind by kind. */
#include "gateway/world.h"

#include "core/retention.h"
#include "gateway/turn.h"
#include "store/upkeep.h"

/* Thu 19 Nov 2026, 12:00 in Shanghai. */
#define NOON (INT64_C(1795017600) + 12 * 3600)
#define DAY INT64_C(86400)
#define OK 202, "0: Accepted for delivery"
#define SHOP "first_contact: { agent_grace = \"0s\"; };\n"
#define ALL                                                                                                            \
	"retention: { cases = \"90d\"; replies = \"30d\"; receipts = \"30d\"; raw = \"30d\"; intake = \"30d\"; "       \
	"notices = \"30d\"; };\n"
#define WORDS_TOO "retention: { cases = \"200d\"; texts = \"90d\"; };\n"
#define RAW(id, at)                                                                                                    \
	"INSERT INTO inbound (id, provider, hook, method, query, content_type, headers, body, peer, received_us, "     \
	"processed_at)"                                                                                                \
	" VALUES (" #id ", 'box', 'report', 'POST', 'q', '', 'h', x'01', '', " #at " * 1000000, " #at ");"
#define NOON_SQL "1795060800"
#define EVENT(kind)                                                                                                    \
	"INSERT INTO event (case_id, round, at, kind, actor) VALUES (1, 1, " NOON_SQL " + 50 * 86400, '" kind "', "    \
	                                                                                                      "'x');"

static World *w;

static void run(const char *sql)
{
	char *fault = NULL;

	ck_assert_msg(sqlite3_exec(world_db(w), sql, NULL, NULL, &fault) == SQLITE_OK, "%s: %s", sql, fault);
}

static void expect(const char *row, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(row, got, want);
}

static void end_case(EventKind kind)
{
	const StoreEvent event = {
	        .kind = kind, .at = clock_now_at(&w->g.clock), .actor = "agent:li", .step = STEP_NONE};

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &event), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DIRTY);
	world_settle(w);
}

/* A case that was written to, and closed within the minute. */
static void story(const char *extra)
{
	g_autofree char *conf = g_strconcat(SHOP, extra, NULL);

	w = world_new(conf, NOON);
	world_case(w, "r1", "13800138000", "Wang", NULL, NOON);
	ck_assert_uint_eq(w->sent, 1);
	world_answer(w, OK);
	end_case(EVENT_WITHDRAWN);
}

/* Every finding is told. */
static void must_be_good(const char *row)
{
	g_autoptr(GArray) findings = NULL;

	ck_assert_int_eq(store_verify(w->g.store, FALSE, &findings), 0);
	if (findings->len)
		ck_abort_msg("row %s: %s %s", row, g_array_index(findings, StoreFinding, 0).row,
		             g_array_index(findings, StoreFinding, 0).what);
}

#define CASES "SELECT count(*) FROM cases"
#define LEFT_OF_IT                                                                                                     \
	"SELECT (SELECT count(*) FROM step) + (SELECT count(*) FROM message) + (SELECT count(*) FROM attempt) + "      \
	"(SELECT count(*) FROM event)"                                                                                 \
	" + (SELECT count(*) FROM sla) + (SELECT count(*) FROM notice) + (SELECT count(*) FROM person) + (SELECT "     \
	"count(*) FROM intake)"                                                                                        \
	" + (SELECT count(*) FROM lookup) + (SELECT count(*) FROM tally WHERE cases <> 0) + (SELECT count(*) FROM "    \
	"receipt)"
#define REPLY(read, received)                                                                                          \
	"INSERT INTO reply (provider, from_number, text, label, received_at, case_id, matched_by, read_at)"            \
	" VALUES ('box', '+8613800138000', 'hello', 'other', " received ", 1, 'number', " read ");"
#define LOOSE(read)                                                                                                    \
	"INSERT INTO reply (provider, from_number, text, label, received_at, matched_by, read_at)"                     \
	" VALUES ('box', '+8613900139000', 'who', 'other', " NOON_SQL ", 'none', " read ");"

/* What stands beside the case, how many days later the night's round comes, and what is then left. */
static const struct {
	const char *name, *conf, *sql;
	int days;
	const char *ask, *left;
} ROWS[] = {
        {"off: for ever", "", "", 3000, CASES, "1"},
        {"a closed case goes when it is old", ALL, "", 91, CASES, "0"},
        {"... with all that is its own, and the number", ALL,
         RAW(1, 1) "INSERT INTO receipt (inbound_id, provider, status, received_at, message_id)"
                   " VALUES (1, 'box', 'delivered', 1, 1);",
         91, LEFT_OF_IT, "0"},
        {"... and not a day sooner", ALL, "", 89, CASES, "1"},
        {"its incident forgets it, and how many there were it knows", ALL,
         "INSERT INTO incident (name, opened_at, opened_by, closed_at, closed_by) VALUES ('late', 1, 'x', 2, 'x');"
         "INSERT INTO incident_case (incident_id, case_id, joined_at, joined_by) VALUES (1, 1, 1, 'x');"
         "INSERT INTO incident_text (incident_id, language, text, state, written_at, written_by)"
         " VALUES (1, 'en', 'x', 'withdrawn', 1, 'x');"
         "INSERT INTO incident_told (incident_id, case_id, person_id, text_id, why, at) VALUES (1, 1, 1, 1, 'closed', 1);",
         91,
         "SELECT (SELECT count(*) FROM cases) || ' ' || (SELECT count(*) FROM incident_case) || ' ' ||"
         " (SELECT count(*) FROM incident_told) || ' ' || (SELECT count(*) FROM incident_fact)",
         "0 0 0 1"},
        {"an open case is kept for ever", ALL, "UPDATE cases SET state = 'replied', closed_at = NULL;", 900, CASES,
         "1"},
        {"what happened since counts", ALL, EVENT("note"), 91, CASES, "1"},
        {"... until that is old too", ALL, EVENT("note"), 141, CASES, "0"},
        {"a reply nobody read keeps it", ALL, REPLY("NULL", NOON_SQL), 900, CASES, "1"},
        {"a reply that was read does not", ALL, REPLY(NOON_SQL, NOON_SQL), 91, CASES, "0"},
        {"an unknown outcome keeps it", ALL, "UPDATE step SET state = 'unknown' WHERE step = 'first_contact';", 900,
         CASES, "1"},
        {"what is owed keeps it", ALL,
         "INSERT INTO promise (case_id, what, due_at, warn_at, owner, made_at) VALUES (1, 'x', 9999999999, 9999999999, "
         "'x', 1);",
         900, CASES, "1"},
        {"the opt-out stays, and its number", ALL,
         "INSERT INTO block (person_id, cause, actor, blocked_at) VALUES (1, 'reply', 'x', 1);", 900,
         "SELECT (SELECT count(*) FROM cases) || ' ' || (SELECT count(*) FROM block) || ' ' || (SELECT phone FROM "
         "person)",
         "0 1 +8613800138000"},
        {"no calls stays, though its reply goes", ALL,
         REPLY(NOON_SQL, NOON_SQL) "INSERT INTO no_call (person_id, actor, reply_id, said_at) VALUES (1, 'x', 1, 1);",
         91, "SELECT (SELECT count(*) FROM reply) || ' ' || (SELECT count(*) FROM no_call WHERE reply_id IS NULL)",
         "0 1"},
        {"quiet hours keep the number", ALL, "UPDATE person SET quiet = 'daily 20:00-11:00';", 91,
         "SELECT count(*) FROM person", "1"},
        {"a number that is still dead stays so", ALL, "UPDATE person SET dead_until = 9999999999;", 91,
         "SELECT count(*) FROM person", "1"},
        {"words go before the story", WORDS_TOO, REPLY(NOON_SQL, NOON_SQL), 91,
         "SELECT count(*) || ' ' || sum(c.name IS NULL) || ' ' || sum(m.text = '') || ' ' || sum(r.text = '') FROM "
         "cases c"
         " JOIN message m ON m.case_id = c.id JOIN reply r ON r.case_id = c.id",
         "1 1 1 1"},
        {"... not a day sooner", WORDS_TOO, "", 89, "SELECT name FROM cases", "Wang"},
        {"... and the log's digests stay", WORDS_TOO, "", 91,
         "SELECT count(*) FROM event WHERE digest IS NOT NULL AND note IS NOT NULL", "0"},
        {"... words that come later go later", WORDS_TOO, EVENT("note"), 141,
         "SELECT count(*) FROM cases WHERE name IS NULL", "1"},
        {"nobody's reply goes when it was read", ALL, LOOSE("1"), 31, "SELECT count(*) FROM reply", "0"},
        {"... not before it was", ALL, LOOSE("NULL"), 900, "SELECT count(*) FROM reply", "1"},
        {"... not before its time", ALL, LOOSE("1"), 29, "SELECT count(*) FROM reply", "1"},
        {"a report that matches nothing goes, with what brought it", ALL,
         RAW(1, 1795060800) "INSERT INTO receipt (inbound_id, provider, status,"
                            " received_at) VALUES (1, 'box', 'delivered', " NOON_SQL ");",
         31, "SELECT (SELECT count(*) FROM receipt) + (SELECT count(*) FROM inbound)", "0"},
        {"what came raw goes when it is old", ALL, RAW(1, 1795060800), 31, "SELECT count(*) FROM inbound", "0"},
        {"... not a day sooner", ALL, RAW(1, 1795060800), 29, "SELECT count(*) FROM inbound", "1"},
        {"... not before it was read", ALL, RAW(1, 1795060800) "UPDATE inbound SET processed_at = NULL;", 900,
         "SELECT count(*) FROM inbound WHERE"
         " emptied = 0",
         "1"},
        {"... is emptied where a report points to it", ALL,
         RAW(1, 1795060800) "INSERT INTO receipt (inbound_id, provider, status, received_at,"
                            " message_id) VALUES (1, 'box', 'delivered', 1, 1);",
         31, "SELECT length(body) || ' ' || headers || ' ' || emptied FROM inbound", "0  1"},
        {"... stays while its case lives", ALL,
         "UPDATE cases SET state = 'replied', closed_at = NULL;" RAW(
                 1, 1795060800) "INSERT INTO receipt (inbound_id, provider, status, received_at, message_id) VALUES "
                                "(1, 'box', 'delivered', 1, 1);",
         900, "SELECT length(body) FROM inbound", "1"},
        {"a tool's row goes when it was taken", ALL, "", 31, "SELECT count(*) FROM intake", "0"},
        {"... stays while its case lives", ALL, "UPDATE cases SET state = 'replied', closed_at = NULL;", 900,
         "SELECT count(*) FROM intake", "1"},
        {"a notice goes when it is over", ALL,
         "INSERT INTO notice (kind, severity, lasting, words, at, seen_at, untold) VALUES"
         " ('test', 'info', 0, 'x', " NOON_SQL ", " NOON_SQL ", 0);",
         31, "SELECT count(*) FROM notice WHERE kind = 'test'", "0"},
        {"... an alarm that stands does not", ALL,
         "INSERT INTO notice (kind, severity, lasting, words, key, at, seen_at, untold) VALUES"
         " ('test', 'alarm', 1, 'x', 'x', " NOON_SQL ", " NOON_SQL ", 0);",
         900, "SELECT count(*) FROM notice WHERE key = 'x'", "1"},
};

START_TEST(keeps_what_it_must)
{
	g_autofree char *left = NULL;

	story(ROWS[_i].conf);
	run(ROWS[_i].sql);
	world_clock(w, NOON + ROWS[_i].days * DAY); /* in one leap: the nights between have their test below */
	left = world_ask(w, ROWS[_i].ask);
	row_str(ROWS[_i].name, left, ROWS[_i].left);
	if (!strstr(ROWS[_i].sql, "INSERT INTO event")) /* that one has no link in the chain */
		must_be_good(ROWS[_i].name);
	world_free(w);
}
END_TEST

/* Whoever begins to use it has until the night to look; then each night has its round, and a daemon that was off makes
 * up for it. */
START_TEST(only_at_night)
{
	g_autofree char *at = NULL, *again = NULL;
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	int64_t night = retention_next(local, NOON + 100 * DAY);

	story("");
	world_clock(w, NOON + 100 * DAY);
	world_reload(w, SHOP ALL);
	world_at(w, night - 1);
	expect("not before the first night", CASES, "1");
	world_at(w, night);
	expect("then", CASES, "0");
	at = world_ask(w, "SELECT at FROM upkeep WHERE name = 'retention'");
	ck_assert_int_eq(g_ascii_strtoll(at, NULL, 10), night);
	expect("what it took is written down", "SELECT kind || ' ' || count FROM removal WHERE kind = 'cases'",
	       "cases 1");
	world_at(w, night + 600);
	expect("once a night", "SELECT count(DISTINCT at) FROM removal", "1");
	run(LOOSE("1"));
	w->g.clock.fake_us = (night + 3 * DAY + 7200) * USEC_PER_SEC;
	world_crash(w); /* off for three nights, and two hours late */
	again = world_ask(w, "SELECT count(*) FROM reply");
	ck_assert_str_eq(again, "0");
	world_free(w);
}
END_TEST

/* A case that is gone is known to be over: a tool that brings it again contacts nobody. Another review of the customer
 * is another case. */
START_TEST(is_not_begun_anew)
{
	story(ALL);
	world_clock(w, NOON + 91 * DAY);
	expect("gone", CASES, "0");
	world_case(w, "r1", "13800138000", "Wang", NULL, NOON + 91 * DAY);
	expect("not again", CASES, "0");
	expect("and says why", "SELECT state || ' ' || (error LIKE '%retention.cases%') FROM intake", "rejected 1");
	ck_assert_uint_eq(w->sent, 1);
	world_case(w, "r2", "13800138000", "Wang", NULL, NOON + 91 * DAY);
	expect("another one", CASES, "1");
	ck_assert_uint_eq(w->sent, 2);
	world_free(w);
}
END_TEST

/* Words that a tool still knows do not come back with its next list. */
START_TEST(words_stay_away)
{
	story(WORDS_TOO);
	world_clock(w, NOON + 91 * DAY);
	world_case(w, "r1", "13800138000", "Wang", NULL, NOON);
	expect("no name", "SELECT count(*) FROM cases WHERE name IS NULL AND wiped_at IS NOT NULL", "1");
	world_free(w);
}
END_TEST

/* Of two cases that speak of one reply, the one that stays keeps it. */
START_TEST(a_shared_reply_stays_with_the_other)
{
	story(ALL);
	world_case(w, "r2", "13800138000", "Wang", NULL, NOON);
	run(REPLY(NOON_SQL, NOON_SQL) "INSERT INTO event (case_id, round, at, kind, actor, reply_id) VALUES"
	                              " (2, 1, 1795060800, 'note', 'x', 1), (1, 1, 1795060800, 'note', 'x', 1);");
	world_clock(w, NOON + 91 * DAY);
	expect("one case", "SELECT id FROM cases", "2");
	expect("its reply", "SELECT case_id || text FROM reply", "2hello");
	world_free(w);
}
END_TEST

/* More than one turn's worth, while a text is due: that leaves in the round's first turn. */
START_TEST(sending_does_not_wait)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	int64_t night;
	g_autofree char *left = NULL;

	w = world_new("permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; };\n quiet_hours = [ ];\n" SHOP ALL, NOON);
	run("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO inbound "
	    "(provider, hook, method,"
	    " query, content_type, headers, body, peer, received_us, processed_at) SELECT 'box', 'report', 'POST', '', "
	    "'', '', x'', '',"
	    " 1, 1 FROM n;");
	night = retention_next(local, NOON);
	w->g.clock.fake_us = night * USEC_PER_SEC;
	run("INSERT INTO intake (shop, external_id, phone, name, order_no) VALUES ('demo', 'r1', '13800138000', "
	    "'Wang', 'T-1')");
	w->g.wake |= WAKE_INTAKE | WAKE_DIRTY | WAKE_DUE;
	for (int turn = 0; turn < 3; turn++)
		ck_assert_int_eq(turn_run(&w->g, night * USEC_PER_SEC), 0);
	ck_assert_uint_eq(w->sent, 1);
	left = world_ask(w, "SELECT count(*) FROM inbound");
	ck_assert_int_ge(g_ascii_strtoll(left, NULL, 10), 350);
	world_settle(w);
	expect("all of it", "SELECT count(*) FROM inbound", "0");
	expect("counted", "SELECT count FROM removal WHERE kind = 'raw'", "500");
	world_free(w);
}
END_TEST

static void reach_night(void *at)
{
	world_clock(w, *(int64_t *)at);
}

START_TEST(a_crash_in_the_night)
{
	int64_t at = NOON + 91 * DAY;

	story(ALL);
	world_clock(w, NOON + 89 * DAY);
	w->fault = "retention.run";
	ck_assert(!world_survives(w, reach_night, &at));
	expect("nothing half done", CASES, "1");
	w->fault = NULL;
	world_start(w);
	expect("done after all", CASES, "0");
	expect("and written down once", "SELECT count FROM removal WHERE kind = 'cases'", "1");
	must_be_good("after a crash");
	world_free(w);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("retention");
	TCase *tc = tcase_create("retention");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, keeps_what_it_must, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, only_at_night);
	tcase_add_test(tc, is_not_begun_anew);
	tcase_add_test(tc, words_stay_away);
	tcase_add_test(tc, a_shared_reply_stays_with_the_other);
	tcase_add_test(tc, sending_does_not_wait);
	tcase_add_test(tc, a_crash_in_the_night);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "retention");
}
