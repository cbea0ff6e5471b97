/* From the plan to the provider's word: never twice, never silently lost (DESIGN section 5). */
#include "store/fixture.h"

#include <errno.h>
#include <stdio.h>
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

#define PHONE "13812341234"

static void row_step(const char *row, int64_t case_id, const char *want)
{
	g_autofree char *got = fixture_step(&f, case_id, STEP_FIRST_CONTACT, 1);

	row_str(row, got, want);
}

/* ---- plans ---- */

/* What a step in some state becomes of a plan. */
static const struct {
	const char *row, *before, *reason;
	PlanVerdict verdict;
	Reason plan_reason;
	const char *after;
	int events; /* EVENT_HELD written */
} PLANS[] = {
	{"planned again", "planned", "now", PLAN_STEP, REASON_QUIET_HOURS, "planned quiet_hours", 0},
	{"held is taken up", "held", "no_zone", PLAN_STEP, REASON_NOW, "planned now", 0},
	{"the planner's cancel is taken back", "cancelled", "answered", PLAN_STEP, REASON_NOW, "planned now", 0},
	{"planned is held", "planned", "now", PLAN_HOLD, REASON_NO_ZONE, "held no_zone", 1},
	{"held for another reason", "held", "no_zone", PLAN_HOLD, REASON_TOO_LATE, "held too_late", 1},
	{"held as before", "held", "no_zone", PLAN_HOLD, REASON_NO_ZONE, "held no_zone", 0},
	{"cancelled", "planned", "now", PLAN_NONE, REASON_AGENT_WAS_FIRST, "cancelled agent_was_first", 0},
	{"a hold that is no longer", "held", "no_zone", PLAN_NONE, REASON_NOTHING_TO_DO, "cancelled nothing_to_do", 0},
	{"handed to a person stays there", "held", "bad_number", PLAN_NONE, REASON_STEP_DONE, "held bad_number", 0},
	{"under way: no plan", "sending", "now", PLAN_STEP, REASON_NOW, "sending now", 0},
	{"under way: no cancel", "sending", "now", PLAN_NONE, REASON_WITHDRAWN, "sending now", 0},
	{"unknown: no plan", "unknown", "unknown", PLAN_STEP, REASON_NOW, "unknown unknown", 0},
	{"unknown: no hold", "unknown", "unknown", PLAN_HOLD, REASON_UNKNOWN_OUTCOME, "unknown unknown", 0},
	{"done: no plan", "done", "sent", PLAN_STEP, REASON_NOW, "done sent", 0},
	{"done: no cancel", "done", "sent", PLAN_NONE, REASON_NOTHING_TO_DO, "done sent", 0},
};

START_TEST(plans)
{
	int64_t id = fixture_case(&f, "R1", PHONE), newer;
	g_autofree char *sql = g_strdup_printf("UPDATE step SET state = '%s', reason = '%s'", PLANS[_i].before, PLANS[_i].reason);
	Plan plan = {.verdict = PLANS[_i].verdict, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = NOW + 60,
	             .deadline_at = DECIDE_NEVER, .reason = PLANS[_i].plan_reason};
	g_autoptr(GArray) stale = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	sql_run(&f, sql);
	must_write(&f, store_rules_put(f.store, "rules-2", NOW, &newer));
	must_write(&f, store_plan_put(f.store, id, &plan, NULL, newer, NOW + 1));
	row_step(PLANS[_i].row, id, PLANS[_i].after);
	row_int(PLANS[_i].row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'held'"), PLANS[_i].events);
	row_int(PLANS[_i].row, sql_number(&f, "SELECT count(*) FROM dirty"), 0);
	must(&f, store_stale_list(f.store, newer, 9, &stale));
	row_int(PLANS[_i].row, stale->len, 0);
}
END_TEST

START_TEST(plan_of_next_step_cancels_the_last)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	g_autofree char *next = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_plan(&f, id, STEP_OPTOUT_CONFIRM, 1, NOW);
	fixture_event(&f, id, EVENT_RESOLVED, NOW);
	fixture_plan(&f, id, STEP_SATISFACTION, 1, NOW + DAY);
	row_step("first", id, "cancelled now");
	next = fixture_step(&f, id, STEP_OPTOUT_CONFIRM, 1);
	ck_assert_str_eq(next, "planned now");
}
END_TEST

START_TEST(cancelled_by_a_person_stays)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreFacts facts;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	must_write(&f, store_step_set(f.store, 1, STEP_CANCELLED, STORE_NO_TIME, "by_agent", "li: called already", NOW));
	must(&f, store_case_facts(f.store, id, NOW, &facts));
	ck_assert(facts.facts.step_done[STEP_FIRST_CONTACT]);
	store_facts_clear(&facts);
	must_write(&f, store_step_set(f.store, 1, STEP_CANCELLED, STORE_NO_TIME, "answered", NULL, NOW));
	must(&f, store_case_facts(f.store, id, NOW, &facts));
	ck_assert(!facts.facts.step_done[STEP_FIRST_CONTACT]);
	store_facts_clear(&facts);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_step_set(f.store, 99, STEP_HELD, NOW, "x", NULL, NOW), -ENOENT);
	store_rollback(f.store);
}
END_TEST

START_TEST(giving_up_a_place_tells_who_waits)
{
	int64_t first = fixture_case(&f, "A", PHONE), second = fixture_case(&f, "B", PHONE);
	Plan none = {.verdict = PLAN_NONE, .step = STEP_FIRST_CONTACT, .round = 1, .reason = REASON_AGENT_WAS_FIRST};
	g_autoptr(GArray) dirty = NULL;

	fixture_plan(&f, first, STEP_FIRST_CONTACT, 1, NOW);
	fixture_plan(&f, second, STEP_FIRST_CONTACT, 1, NOW + DAY);
	must_write(&f, store_plan_put(f.store, first, &none, NULL, f.rules_id, NOW));
	must(&f, store_dirty_list(f.store, 9, &dirty));
	ck_assert_int_eq(dirty->len, 1);
	ck_assert_int_eq(g_array_index(dirty, int64_t, 0), second);
}
END_TEST

START_TEST(dirty_and_stale_lists)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", PHONE), newer, again;
	g_autoptr(GArray) dirty = NULL, stale = NULL, back = NULL;

	sql_run(&f, "PRAGMA foreign_keys = OFF; INSERT INTO dirty (case_id) VALUES (99)"); /* a tool's slip of the pen */
	must(&f, store_dirty_list(f.store, 9, &dirty));
	ck_assert_int_eq(dirty->len, 2);
	fixture_plan(&f, a, STEP_FIRST_CONTACT, 1, NOW);
	must_write(&f, store_rules_put(f.store, "rules-2", NOW, &newer));
	must_write(&f, store_rules_put(f.store, "rules-2", NOW + 5, &again));
	ck_assert_int_eq(newer, again);
	must(&f, store_stale_list(f.store, newer, 9, &stale));
	ck_assert_int_eq(stale->len, 1);
	ck_assert_int_eq(g_array_index(stale, int64_t, 0), a);
	f.rules_id = newer;
	fixture_plan(&f, b, STEP_FIRST_CONTACT, 1, NOW);
	must(&f, store_stale_list(f.store, 1, 9, &back)); /* back to the first config */
	ck_assert_int_eq(back->len, 1);
	ck_assert_int_eq(g_array_index(back, int64_t, 0), b);
}
END_TEST

static gboolean skip_shop(const StoreDue *due, void *user)
{
	ck_assert_str_eq(due->phone, "+86" PHONE);
	ck_assert_str_eq(due->line_kind, "mobile");
	ck_assert_int_eq(due->step, STEP_FIRST_CONTACT);
	return g_str_equal(due->shop, (const char *)user);
}

START_TEST(due_ones_by_deadline)
{
	static const struct {
		const char *id;
		int64_t due, deadline; /* from NOW; deadline 0: none */
	} STEPS_DUE[] = {{"A", -10, 0}, {"B", -5, 500}, {"C", 0, 100}, {"D", 1, 50}};
	g_autoptr(GArray) due = NULL, one = NULL, skipped = NULL, held = NULL;
	int64_t next = 0;

	ck_assert_int_eq(store_next_due(f.store, NULL, NULL, 0, &next), 0);
	ck_assert_int_eq(next, STORE_NO_TIME);
	for (gsize i = 0; i < G_N_ELEMENTS(STEPS_DUE); i++) {
		Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = NOW + STEPS_DUE[i].due,
		             .deadline_at = STEPS_DUE[i].deadline ? NOW + STEPS_DUE[i].deadline : DECIDE_NEVER,
		             .late = i == 0, .reason = REASON_NOW};
		int64_t id = fixture_case(&f, STEPS_DUE[i].id, PHONE);

		must_write(&f, store_plan_put(f.store, id, &plan, "why not", f.rules_id, NOW));
	}
	must(&f, store_next_due(f.store, NULL, NULL, 0, &next));
	ck_assert_int_eq(next, NOW - 10);
	must(&f, store_due_list(f.store, NOW, NULL, NULL, 9, &due));
	ck_assert_int_eq(due->len, 3);
	ck_assert_int_eq(g_array_index(due, StoreStep, 0).case_id, 3);
	ck_assert_int_eq(g_array_index(due, StoreStep, 1).case_id, 2);
	ck_assert_int_eq(g_array_index(due, StoreStep, 2).case_id, 1);
	ck_assert_int_eq(g_array_index(due, StoreStep, 2).deadline_at, STORE_NO_TIME);
	ck_assert(g_array_index(due, StoreStep, 2).late);
	ck_assert_str_eq(g_array_index(due, StoreStep, 2).detail, "why not");
	must(&f, store_due_list(f.store, NOW, skip_shop, (void *)"gum", 1, &one));
	ck_assert_int_eq(one->len, 1);
	ck_assert_int_eq(g_array_index(one, StoreStep, 0).case_id, 3);
	must(&f, store_due_list(f.store, NOW, skip_shop, (void *)"taoyimi", 9, &skipped));
	ck_assert_int_eq(skipped->len, 0);
	must(&f, store_next_due(f.store, skip_shop, (void *)"gum", 9, &next));
	ck_assert_int_eq(next, NOW - 10);
	must(&f, store_next_due(f.store, skip_shop, (void *)"taoyimi", 9, &next));
	ck_assert_int_eq(next, STORE_NO_TIME);
	must(&f, store_next_due(f.store, skip_shop, (void *)"taoyimi", 2, &next)); /* gives up where it has come to */
	ck_assert_int_eq(next, NOW - 5);
	must_write(&f, store_step_set(f.store, 1, STEP_HELD, STORE_NO_TIME, "missing_value", "{order_no}", NOW));
	must(&f, store_held_list(f.store, 9, &held));
	ck_assert_int_eq(held->len, 1);
	ck_assert_str_eq(g_array_index(held, StoreStep, 0).reason, "missing_value");
}
END_TEST

/* A night with more than anybody lists: the count is whole, the list the newest of it. */
START_TEST(what_broke_is_counted_whole)
{
	static const struct {
		const char *name, *shop;
		int64_t since_at;
		int count, listed;
	} ROWS[] = {
	        {"of all shops", NULL, NOW - 100, 1205, 7},
	        {"of one", "taoyimi", NOW - 100, 1205, 7},
	        {"of another", "lamplight", NOW - 100, 0, 0},
	        {"what broke before does not count", NULL, NOW - 10, 5, 5},
	};

	g_autofree char *sql = NULL;

	fixture_case(&f, "A", "13812341231");
	sql = g_strdup_printf("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
	            " INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)"
	            " SELECT 1, 'first_contact', i, CASE WHEN i <= 1200 THEN 'held' WHEN i <= 1205 THEN 'unknown'"
	            " WHEN i < 2900 THEN 'held' ELSE 'planned' END, 1,"
	            " CASE WHEN i <= 1205 THEN 'internal_error' ELSE 'incident' END,"
	            " 1, %" G_GINT64_FORMAT " - CASE WHEN i BETWEEN 1201 AND 1205 THEN 10 ELSE 100 END FROM n", NOW);
	sql_run(&f, sql);
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GArray) steps = NULL;
		const char *row = ROWS[i].name;
		int64_t count = -1;

		must(&f, store_broken_list(f.store, ROWS[i].shop, ROWS[i].since_at, 7, &count, &steps));
		row_int(row, count, ROWS[i].count);
		row_int(row, steps->len, ROWS[i].listed);
		if (ROWS[i].listed)
			row_int(row, g_array_index(steps, StoreStep, 0).round, 1205);
	}
	fixture_uses(&f, "SELECT count(*) FROM (SELECT s.id", "step_aside");
}
END_TEST

/* ---- intent and result ---- */

static int try_intent(int64_t step_id, int64_t case_id, int64_t now_us)
{
	StoreStep step = {.id = step_id, .case_id = case_id, .step = STEP_FIRST_CONTACT, .round = 1};
	StoreMessage message = {.text = "x", .language = "zh-CN", .text_version = "v2", .encoding = "gsm7", .segments = 1,
	                        .provider = "other"};
	int64_t message_id = -1, attempt_id = -1;
	g_autofree char *ref = NULL;
	int r;

	must(&f, store_begin(f.store));
	r = store_intent_put(f.store, &step, &message, now_us, &message_id, &attempt_id, &ref);
	must(&f, store_commit(f.store));
	ck_assert_int_eq(r == 0, message_id > 0 && attempt_id > 0 && ref);
	return r;
}

START_TEST(intent_is_whole)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt, message_id;
	g_autofree char *ref = NULL, *stored = NULL;
	g_autoptr(GArray) messages = NULL;
	StoreMessage message;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	message_id = fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, &ref);
	ck_assert_int_eq(strlen(ref), 22);
	ck_assert_int_eq(strspn(ref, "abcdefghijklmnopqrstuvwxyz0123456789"), 22);
	stored = sql_text(&f, "SELECT ref FROM attempt WHERE outcome IS NULL");
	ck_assert_str_eq(stored, ref);
	must(&f, store_message_get(f.store, message_id, &message));
	ck_assert_int_eq(message.state, MESSAGE_INTENT);
	ck_assert_str_eq(message.author, "followupd");
	ck_assert_str_eq(message.text, "您好");
	ck_assert_int_eq(message.person_id, fixture_person(&f, id));
	ck_assert_int_eq(message.sent_at, STORE_NO_TIME);
	ck_assert_int_eq(message.tries, 1);
	store_message_clear(&message);
	row_step("intent", id, "sending now");
	must(&f, store_message_list(f.store, id, &messages));
	ck_assert_int_eq(messages->len, 1);
	ck_assert_int_eq(store_message_get(f.store, 99, &message), -ENOENT);
}
END_TEST

/* The result of the first attempt, and whether a second may be made at once. */
static const struct {
	const char *row;
	SubmitOutcome outcome;
	int64_t next; /* from NOW; 0: none */
	const char *message, *step, *event;
	CaseState state;
	int second;
	gboolean done, unknown; /* in the facts */
} RESULTS[] = {
	{"accepted", SUBMIT_ACCEPTED, 0, "accepted", "done sent", "sent", CASE_CONTACTED, -EEXIST, TRUE, FALSE},
	{"retry later", SUBMIT_RETRY_LATER, 60, "waiting", "planned retry_later", NULL, CASE_NEW, 0, FALSE, FALSE},
	{"throttled", SUBMIT_THROTTLED, 60, "waiting", "planned throttled", NULL, CASE_NEW, 0, FALSE, FALSE},
	{"quiet by provider", SUBMIT_QUIET_BY_PROVIDER, HOUR, "waiting", "planned quiet_by_provider", NULL, CASE_NEW, 0, FALSE,
         FALSE},
	{"no credit, later again", SUBMIT_NO_CREDIT, HOUR, "waiting", "planned no_credit", NULL, CASE_NEW, 0, FALSE, FALSE},
	{"tries used up", SUBMIT_RETRY_LATER, 0, "failed", "held retry_later", "not_sent", CASE_NEW, -EEXIST, TRUE, FALSE},
	{"bad number", SUBMIT_BAD_NUMBER, 0, "failed", "held bad_number", "not_sent", CASE_NEW, -EEXIST, TRUE, FALSE},
	{"opted out", SUBMIT_OPTED_OUT, 0, "failed", "held opted_out", "not_sent", CASE_NEW, -EEXIST, TRUE, FALSE},
	{"content", SUBMIT_REJECTED_CONTENT, 0, "failed", "held rejected_content", "not_sent", CASE_NEW, -EEXIST, TRUE, FALSE},
	{"account", SUBMIT_ACCOUNT_BROKEN, 0, "failed", "held account_broken", "not_sent", CASE_NEW, -EEXIST, TRUE, FALSE},
	{"unknown", SUBMIT_UNKNOWN, 0, "unknown", "unknown unknown", "unknown_outcome", CASE_NEW, -EEXIST, FALSE, TRUE},
	{"unknown is never tried again", SUBMIT_UNKNOWN, 60, "unknown", "unknown unknown", "unknown_outcome", CASE_NEW, -EEXIST,
         FALSE, TRUE},
};

START_TEST(results)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt;
	int64_t next = RESULTS[_i].next ? NOW + RESULTS[_i].next : STORE_NO_TIME;
	g_autofree char *message = NULL, *event = NULL;
	StoreFacts facts;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_result(&f, attempt, RESULTS[_i].outcome, NULL, next, NOW_US + 1000000);
	message = sql_text(&f, "SELECT state FROM message");
	row_str(RESULTS[_i].row, message, RESULTS[_i].message);
	row_step(RESULTS[_i].row, id, RESULTS[_i].step);
	event = sql_text(&f, "SELECT kind FROM event WHERE kind <> 'created'");
	row_str(RESULTS[_i].row, event, RESULTS[_i].event);
	row_int(RESULTS[_i].row, sql_number(&f, "SELECT count(*) FROM dirty"), 1);
	must(&f, store_case_facts(f.store, id, NOW, &facts));
	row_int(RESULTS[_i].row, facts.facts.state, RESULTS[_i].state);
	row_int(RESULTS[_i].row, facts.facts.step_done[STEP_FIRST_CONTACT], RESULTS[_i].done);
	row_int(RESULTS[_i].row, facts.facts.step_unknown[STEP_FIRST_CONTACT], RESULTS[_i].unknown);
	store_facts_clear(&facts);
	row_int(RESULTS[_i].row, try_intent(1, id, NOW_US + 2000000), RESULTS[_i].second);
	row_int(RESULTS[_i].row, sql_number(&f, "SELECT count(*) FROM message"), 1);
	row_int(RESULTS[_i].row, sql_number(&f, "SELECT tries FROM message"), RESULTS[_i].second == 0 ? 2 : 1);
}
END_TEST

/* However often the step is planned: what may be out does not go again. */
START_TEST(never_twice)
{
	int64_t id = fixture_case(&f, "R1", PHONE);

	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "P1");
	sql_run(&f, "UPDATE step SET state = 'planned'");
	ck_assert_int_eq(try_intent(1, id, NOW_US), -EEXIST);
	ck_assert_str_eq(store_error(f.store), "case 1: first_contact of round 1 is accepted already");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM attempt"), 1);
}
END_TEST

START_TEST(cancelled_before_the_claim)
{
	int64_t id = fixture_case(&f, "R1", PHONE);

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	must_write(&f, store_step_set(f.store, 1, STEP_CANCELLED, STORE_NO_TIME, "by_agent", NULL, NOW));
	ck_assert_int_eq(try_intent(1, id, NOW_US), -ENOENT);
	ck_assert_int_eq(sql_number(&f, "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM attempt)"), 0);
}
END_TEST

/* A new plan at once, because the case changed, must not undo the wait the provider asked for. */
START_TEST(retry_is_not_pulled_forward)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_result(&f, attempt, SUBMIT_THROTTLED, NULL, NOW + 60, NOW_US);
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	ck_assert_int_eq(sql_number(&f, "SELECT due_at FROM step"), NOW + 60);
	row_step("kept", id, "planned throttled");
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW + HOUR);
	ck_assert_int_eq(sql_number(&f, "SELECT due_at FROM step"), NOW + HOUR);
	row_step("later", id, "planned now");
}
END_TEST

START_TEST(result_is_told_once)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt;
	StoreResult result = {.outcome = SUBMIT_RETRY_LATER, .next_at = NOW};

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_result(&f, attempt, SUBMIT_ACCEPTED, "P1", STORE_NO_TIME, NOW_US);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_attempt_result(f.store, attempt, &result, NOW_US), -EEXIST);
	ck_assert_int_eq(store_attempt_result(f.store, 99, &result, NOW_US), -ENOENT);
	must(&f, store_commit(f.store));
	row_step("once", id, "done sent");
}
END_TEST

/* An agent closed the case while the message was on its way. */
START_TEST(result_after_the_end)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt;
	StoreCase c;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_event(&f, id, EVENT_WITHDRAWN, NOW);
	fixture_result(&f, attempt, SUBMIT_ACCEPTED, "P1", STORE_NO_TIME, NOW_US);
	must(&f, store_case_get(f.store, id, &c));
	ck_assert_int_eq(c.state, CASE_CLOSED);
	ck_assert_int_eq(c.outcome, OUTCOME_WITHDRAWN);
	ck_assert_int_eq(c.contacted_at, NOW);
	store_case_clear(&c);
}
END_TEST

START_TEST(abandoned_attempts_are_unknown)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", "13912341234"), attempt;
	g_autofree char *note = NULL;
	guint count = 99;

	fixture_plan(&f, a, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, a, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_sent(&f, b, STEP_FIRST_CONTACT, NOW, "P1");
	must_write(&f, store_attempts_abandon(f.store, NOW_US + DAY * INT64_C(1000000), &count));
	ck_assert_int_eq(count, 1);
	row_step("lost", a, "unknown unknown");
	row_step("kept", b, "done sent");
	note = sql_text(&f, "SELECT note FROM event WHERE kind = 'unknown_outcome'");
	ck_assert_str_eq(note, "no answer was recorded before followupd ended");
	must_write(&f, store_attempts_abandon(f.store, NOW_US, &count));
	ck_assert_int_eq(count, 0);
}
END_TEST

/* What an agent writes is no step: it may go as often as agents write. */
static const struct {
	const char *row;
	gboolean left;
	const char *message, *step, *note;
	CaseState state;
	int64_t sent; /* events */
} SETTLED[] = {
	{"it left", TRUE, "accepted", "done sent", "the message has left: the provider has it", CASE_CONTACTED, 1},
	{"it never left", FALSE, "waiting", "planned settled", "the message never left: the provider has it", CASE_NEW, 0},
};

START_TEST(a_person_settles_the_unknown)
{
	int64_t a = fixture_case(&f, "A", PHONE), attempt;
	g_autofree char *message = NULL, *note = NULL, *state = NULL;

	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_message_settle(f.store, a, SETTLED[_i].left, "agent:li", NULL, NOW), -ENOENT);
	store_rollback(f.store);
	fixture_plan(&f, a, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, a, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_result(&f, attempt, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	must_write(&f, store_message_settle(f.store, a, SETTLED[_i].left, "agent:li", "the provider has it", NOW + HOUR));
	message = sql_text(&f, "SELECT state FROM message");
	note = sql_text(&f, "SELECT note FROM event WHERE kind = 'note' AND actor = 'agent:li'");
	state = sql_text(&f, "SELECT state FROM cases");
	row_str(SETTLED[_i].row, message, SETTLED[_i].message);
	row_str(SETTLED[_i].row, note, SETTLED[_i].note);
	row_str(SETTLED[_i].row, state, case_state_name(SETTLED[_i].state));
	row_step(SETTLED[_i].row, a, SETTLED[_i].step);
	row_int(SETTLED[_i].row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'sent'"), SETTLED[_i].sent);
}
END_TEST

START_TEST(an_agents_text_leaves_once_too)
{
	int64_t id = fixture_case(&f, "R1", PHONE), message_id, attempt;
	StoreMessage message = {.author = (char *)"agent:li", .text = "x", .language = "zh-CN", .text_version = "", .encoding = "gsm7",
	                        .segments = 1, .provider = "office"};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL, *actor = NULL, *state = NULL;

	fixture_plan(&f, id, STEP_AGENT_TEXT, 1, NOW);
	must(&f, store_step_list(f.store, id, &steps));
	must_write(&f, store_intent_put(f.store, &g_array_index(steps, StoreStep, 0), &message, NOW_US, &message_id, &attempt, &ref));
	fixture_result(&f, attempt, SUBMIT_ACCEPTED, NULL, STORE_NO_TIME, NOW_US);
	state = fixture_step(&f, id, STEP_AGENT_TEXT, 1);
	row_str("its step", state, "done sent");
	actor = sql_text(&f, "SELECT actor FROM event WHERE kind = 'sent' AND step = 'agent_text'");
	row_str("whose", actor, "agent:li");
	g_clear_pointer(&ref, g_free);
	ck_assert_int_eq(store_begin(f.store), 0);
	row_int("again", store_intent_put(f.store, &g_array_index(steps, StoreStep, 0), &message, NOW_US, &message_id, &attempt, &ref),
	        -EEXIST);
	store_rollback(f.store);
}
END_TEST

/* A hundred due steps, and two more to be placed among them, as "due:deadline" in seconds from NOW. */
static const struct {
	const char *row;
	int deadline_s; /* of the hundred, each due a second after the one before: so much more than that one's */
	gboolean no_deadlines;
	const char *more[2];
	guint limit;
	const char *want; /* numbers of the cases; 101 and 102 are the two */
} MANY_DUE[] = {
	{"the nearest deadline first, not the oldest", -1, FALSE, {"-5:-1", "-5:9000"}, 3, "101 100 99"},
	{"what is not due yet is passed over", -1, FALSE, {"10:20", "10:30"}, 2, "100 99"},
	{"those without a deadline come last", 1, TRUE, {"-1:500", "-1:400"}, 3, "102 101 1"},
	{"the same deadline: the older one", 0, FALSE, {"-900:1000", "-800:1000"}, 3, "101 102 1"},
	{"a limit beyond all of them gives all", 1, FALSE, {"-5:2", "10:20"}, 150, NULL},
};

START_TEST(of_many_due_the_nearest_deadlines)
{
	g_autoptr(GArray) due = NULL;
	g_autoptr(GString) got = g_string_new(NULL);

	sql_run(&f, "PRAGMA synchronous = OFF"); /* three hundred commits, and no power cut */
	for (int n = 1; n <= 102; n++) {
		g_autofree char *id = g_strdup_printf("m%d", n), *phone = g_strdup_printf("138%08d", n), *sql = NULL;
		int due_s = n - 200, deadline_s = 1000 + MANY_DUE[_i].deadline_s * n;
		int64_t case_id = fixture_case(&f, id, phone);

		if (n > 100)
			ck_assert_int_eq(sscanf(MANY_DUE[_i].more[n - 101], "%d:%d", &due_s, &deadline_s), 2);
		fixture_plan(&f, case_id, STEP_FIRST_CONTACT, 1, NOW + due_s);
		sql = MANY_DUE[_i].no_deadlines && n <= 100
		              ? g_strdup_printf("UPDATE step SET deadline_at = NULL WHERE case_id = %d", (int)case_id)
		              : g_strdup_printf("UPDATE step SET deadline_at = %d WHERE case_id = %d", (int)NOW + deadline_s,
		                                (int)case_id);
		sql_run(&f, sql);
	}
	must(&f, store_due_list(f.store, NOW, NULL, NULL, MANY_DUE[_i].limit, &due));
	for (guint i = 0; i < due->len; i++)
		g_string_append_printf(got, "%s%d", i ? " " : "", (int)g_array_index(due, StoreStep, i).case_id);
	if (MANY_DUE[_i].want)
		row_str(MANY_DUE[_i].row, got->str, MANY_DUE[_i].want);
	else
		row_int(MANY_DUE[_i].row, due->len, 101);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sending");
	TCase *tc = tcase_create("sending");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, plans, 0, G_N_ELEMENTS(PLANS));
	tcase_add_test(tc, plan_of_next_step_cancels_the_last);
	tcase_add_test(tc, cancelled_by_a_person_stays);
	tcase_add_test(tc, giving_up_a_place_tells_who_waits);
	tcase_add_test(tc, dirty_and_stale_lists);
	tcase_add_test(tc, due_ones_by_deadline);
	tcase_add_test(tc, what_broke_is_counted_whole);
	tcase_add_test(tc, intent_is_whole);
	tcase_add_loop_test(tc, results, 0, G_N_ELEMENTS(RESULTS));
	tcase_add_test(tc, never_twice);
	tcase_add_test(tc, cancelled_before_the_claim);
	tcase_add_test(tc, retry_is_not_pulled_forward);
	tcase_add_test(tc, result_is_told_once);
	tcase_add_test(tc, result_after_the_end);
	tcase_add_loop_test(tc, of_many_due_the_nearest_deadlines, 0, G_N_ELEMENTS(MANY_DUE));
	tcase_add_test(tc, abandoned_attempts_are_unknown);
	tcase_add_loop_test(tc, a_person_settles_the_unknown, 0, G_N_ELEMENTS(SETTLED));
	tcase_add_test(tc, an_agents_text_leaves_once_too);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "sending");
}
