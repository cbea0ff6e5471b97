/* A case's life in the store, the facts the decision gets, stops, pauses and counts. */
#include "store/fixture.h"

#include <errno.h>

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

static int event_now(int64_t case_id, EventKind kind, int64_t at, CaseOutcome outcome)
{
	StoreEvent event = {.kind = kind, .at = at, .actor = "agent:li", .outcome = outcome};
	int r = store_begin(f.store);

	ck_assert_int_eq(r, 0);
	r = store_case_event(f.store, case_id, &event);
	must(&f, store_commit(f.store));
	return r;
}

/* Up to four events, and where the case is then. */
static const struct {
	const char *row;
	EventKind events[4];
	CaseState state;
	CaseOutcome outcome;
	int round;
	gboolean contacted, resolved, closed;
} LIVES[] = {
	{"nothing", {0}, CASE_NEW, OUTCOME_NONE, 1, FALSE, FALSE, FALSE},
	{"an agent was first", {EVENT_AGENT_CONTACTED}, CASE_CONTACTED, OUTCOME_NONE, 1, TRUE, FALSE, FALSE},
	{"answered", {EVENT_AGENT_CONTACTED, EVENT_REPLY}, CASE_REPLIED, OUTCOME_NONE, 1, TRUE, FALSE, FALSE},
	{"solved", {EVENT_AGENT_CONTACTED, EVENT_REPLY, EVENT_CLAIMED, EVENT_RESOLVED}, CASE_RESOLVED, OUTCOME_NONE, 1, TRUE, TRUE,
         FALSE},
	{"came back", {EVENT_RESOLVED, EVENT_REOPENED}, CASE_REPLIED, OUTCOME_NONE, 2, FALSE, FALSE, FALSE},
	{"satisfied", {EVENT_RESOLVED, EVENT_SATISFIED}, CASE_CLOSED, OUTCOME_SATISFIED, 1, FALSE, TRUE, TRUE},
	{"a note on a closed case", {EVENT_WITHDRAWN, EVENT_NOTE}, CASE_CLOSED, OUTCOME_WITHDRAWN, 1, FALSE, FALSE, TRUE},
	{"reopened after the end", {EVENT_RESOLVED, EVENT_SATISFIED, EVENT_REOPENED}, CASE_REPLIED, OUTCOME_NONE, 2, FALSE, FALSE,
         FALSE},
};

START_TEST(lives)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreCase c;

	for (int i = 0; i < 4 && LIVES[_i].events[i]; i++)
		fixture_event(&f, id, LIVES[_i].events[i], NOW + i);
	must(&f, store_case_get(f.store, id, &c));
	row_int(LIVES[_i].row, c.state, LIVES[_i].state);
	row_int(LIVES[_i].row, c.outcome, LIVES[_i].outcome);
	row_int(LIVES[_i].row, c.round, LIVES[_i].round);
	row_int(LIVES[_i].row, c.contacted_at != STORE_NO_TIME, LIVES[_i].contacted);
	row_int(LIVES[_i].row, c.resolved_at != STORE_NO_TIME, LIVES[_i].resolved);
	row_int(LIVES[_i].row, c.closed_at != STORE_NO_TIME, LIVES[_i].closed);
	row_str(LIVES[_i].row, c.phone, "+8613812341234");
	row_str(LIVES[_i].row, c.region, "CN");
	store_case_clear(&c);
	row_int(LIVES[_i].row, sql_number(&f, "SELECT count(*) FROM tally t WHERE cases <>"
	                                      " (SELECT count(*) FROM cases c WHERE c.state = t.state)"), 0);
}
END_TEST

START_TEST(illegal_event_writes_nothing)
{
	int64_t id = fixture_case(&f, "R1", PHONE);

	sql_run(&f, "DELETE FROM dirty");
	ck_assert_int_eq(event_now(id, EVENT_RELEASED, NOW, OUTCOME_NONE), -EINVAL);
	ck_assert_str_eq(store_error(f.store), "case 1 is new: \"released\" cannot happen to it");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM event"), 1);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM dirty"), 0);
	ck_assert_int_eq(event_now(99, EVENT_REPLY, NOW, OUTCOME_NONE), -ENOENT);
}
END_TEST

START_TEST(closing_needs_an_outcome)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	g_autofree char *outcome = NULL;

	ck_assert_int_eq(event_now(id, EVENT_CLOSED, NOW, OUTCOME_NONE), -EINVAL);
	ck_assert_int_eq(event_now(id, EVENT_CLOSED, NOW, OUTCOME_UNSATISFIED), 0);
	outcome = sql_text(&f, "SELECT state || outcome FROM cases");
	ck_assert_str_eq(outcome, "closedunsatisfied");
}
END_TEST

START_TEST(first_contact_keeps_its_time)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreCase c;

	fixture_event(&f, id, EVENT_AGENT_CONTACTED, NOW + 10);
	fixture_event(&f, id, EVENT_AGENT_CONTACTED, NOW + 20);
	must(&f, store_case_get(f.store, id, &c));
	ck_assert_int_eq(c.contacted_at, NOW + 10);
	store_case_clear(&c);
	ck_assert_int_eq(sql_number(&f, "SELECT last_contact_at FROM cases"), NOW + 20);
}
END_TEST

START_TEST(events_are_listed)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreEvent note = {.kind = EVENT_NOTE, .at = NOW + 5, .actor = "agent:li", .step = STEP_CALL, .note = "will call"};
	g_autoptr(GArray) events = NULL;
	StoreEventRow *last;

	must_write(&f, store_event_add(f.store, id, &note));
	must(&f, store_event_list(f.store, id, &events));
	ck_assert_int_eq(events->len, 2);
	last = &g_array_index(events, StoreEventRow, 1);
	ck_assert_int_eq(last->kind, EVENT_NOTE);
	ck_assert_int_eq(last->step, STEP_CALL);
	ck_assert_str_eq(last->note, "will call");
	ck_assert_int_eq(last->message_id, 0);
}
END_TEST

static guint list_length(const StoreCaseFilter *filter)
{
	g_autoptr(GArray) cases = NULL;

	must(&f, store_case_list(f.store, filter, &cases));
	return cases->len;
}

START_TEST(cases_are_listed)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", PHONE), c = fixture_case(&f, "C", "13912341234");
	int64_t found = 0;
	g_autoptr(GArray) page = NULL;

	fixture_event(&f, a, EVENT_WITHDRAWN, NOW);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){0}), 2);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.state = "all"}), 3);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.state = "closed"}), 1);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.shop = "gum"}), 0);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.phone = "+8613812341234"}), 1);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.phone = "+8613812341234", .state = "all"}), 2);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.phone = "+8613812341234", .state = "new"}), 1);
	ck_assert_int_eq(list_length(&(StoreCaseFilter){.before_id = c}), 1);
	must(&f, store_case_list(f.store, &(StoreCaseFilter){.limit = 1}, &page));
	ck_assert_int_eq(g_array_index(page, StoreCase, 0).id, c);
	must(&f, store_case_find(f.store, "taoyimi", "", "B", &found));
	ck_assert_int_eq(found, b);
	ck_assert_int_eq(store_case_find(f.store, "taoyimi", "x", "B", &found), -ENOENT);
}
END_TEST

START_TEST(shops_are_told)
{
	g_autoptr(GPtrArray) none = NULL, shops = NULL;
	gboolean counted = TRUE;
	int64_t id;

	must(&f, store_shop_list(f.store, &none));
	ck_assert_uint_eq(none->len, 0);
	id = fixture_case(&f, "A", PHONE);
	fixture_case(&f, "B", PHONE);
	fixture_event(&f, id, EVENT_AGENT_CONTACTED, NOW);
	sql_run(&f, "UPDATE cases SET shop = 'gum' WHERE external_id = 'B'");
	must(&f, store_shop_list(f.store, &shops));
	ck_assert_uint_eq(shops->len, 2);
	ck_assert_str_eq(shops->pdata[0], "gum");
	ck_assert_str_eq(shops->pdata[1], "taoyimi");
	must(&f, store_shop_counted(f.store, "none", &counted));
	ck_assert(!counted);
	must(&f, store_shop_counted(f.store, "taoyimi", &counted));
	ck_assert(counted);
}
END_TEST

START_TEST(blocks)
{
	int64_t id = fixture_case(&f, "R1", PHONE), person = fixture_person(&f, id);
	StoreCase c;

	sql_run(&f, "DELETE FROM dirty");
	must_write(&f, store_block_put(f.store, person, "reply", "customer", "退订", NOW));
	ck_assert_int_eq(sql_number(&f, "SELECT case_id FROM dirty"), id);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_block_put(f.store, person, "reply", "customer", NULL, NOW), -EEXIST);
	ck_assert_int_eq(store_block_put(f.store, 99, "reply", "customer", NULL, NOW), -ENOENT);
	must(&f, store_commit(f.store));
	must(&f, store_case_get(f.store, id, &c));
	ck_assert(c.blocked);
	store_case_clear(&c);
	must_write(&f, store_block_lift(f.store, person, "agent:li", "asked to", NOW + 1));
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_block_lift(f.store, person, "agent:li", NULL, NOW + 2), -ENOENT);
	store_rollback(f.store);
	must_write(&f, store_block_put(f.store, person, "reply", "customer", NULL, NOW + 3));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM block"), 2);
}
END_TEST

START_TEST(people)
{
	int64_t id = fixture_case(&f, "R1", PHONE), person = fixture_person(&f, id), other = 0, found = 0;
	g_autoptr(GArray) cases = NULL;
	StoreCase c;

	must_write(&f, store_person_put(f.store, "+79123456789", "RU", "mobile", NOW, &other));
	must(&f, store_person_find(f.store, "+79123456789", &found));
	ck_assert_int_eq(found, other);
	must_write(&f, store_person_put(f.store, "+79123456789", "RU", "mobile", NOW + 1, &found));
	ck_assert_int_eq(found, other);
	ck_assert_int_eq(store_person_find(f.store, "+7", &found), -ENOENT);
	must_write(&f, store_person_dead(f.store, person, "bad_number", NOW, NOW + 90 * DAY));
	must(&f, store_case_get(f.store, id, &c));
	ck_assert_int_eq(c.dead_until, NOW + 90 * DAY);
	store_case_clear(&c);
	fixture_case(&f, "R2", PHONE);
	fixture_event(&f, id, EVENT_AGENT_CONTACTED, NOW);
	must(&f, store_person_cases(f.store, person, &cases));
	ck_assert_int_eq(cases->len, 2);
	ck_assert_int_eq(g_array_index(cases, int64_t, 0), id);
}
END_TEST

/* ---- facts ---- */

static void get_facts(int64_t case_id, int64_t now_at, StoreFacts *facts)
{
	must(&f, store_case_facts(f.store, case_id, now_at, facts));
}

static gboolean has_event(const StoreFacts *facts, EventKind kind)
{
	for (guint i = 0; i < facts->facts.facts.n_events; i++)
		if (facts->facts.facts.events[i].kind == kind)
			return TRUE;
	return FALSE;
}

START_TEST(facts_of_a_new_case)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreFacts facts;

	get_facts(id, NOW, &facts);
	ck_assert_int_eq(facts.facts.case_id, id);
	ck_assert_int_eq(facts.facts.state, CASE_NEW);
	ck_assert_int_eq(facts.facts.round, 1);
	ck_assert_int_eq(facts.facts.complaint_at, NOW);
	ck_assert_int_eq(facts.facts.facts.complaint_at, NOW);
	ck_assert_int_eq(facts.facts.facts.sms_sent_at, DECIDE_NEVER);
	ck_assert_int_eq(facts.facts.facts.n_events, 0);
	ck_assert_int_eq(facts.facts.facts.n_contacts, 0);
	ck_assert(!facts.has_message);
	for (Step step = 0; step < STEPS; step++)
		ck_assert(!facts.facts.step_done[step] && !facts.facts.step_unknown[step]);
	store_facts_clear(&facts);
	must(&f, store_begin(f.store));
	get_facts(id, NOW, &facts);
	store_facts_clear(&facts);
	must(&f, store_commit(f.store)); /* it did not end the transaction it was called in */
	ck_assert_int_eq(store_case_facts(f.store, 99, NOW, &facts), -ENOENT);
}
END_TEST

/* T14 looks at events without rounds: those of a round that is over must not reach it. */
START_TEST(facts_forget_earlier_rounds)
{
	int64_t id = fixture_case(&f, "R1", PHONE);
	StoreFacts facts;

	fixture_event(&f, id, EVENT_AGENT_CONTACTED, NOW);
	fixture_event(&f, id, EVENT_REPLY, NOW + 1);
	fixture_event(&f, id, EVENT_RESOLVED, NOW + 2);
	get_facts(id, NOW + 3, &facts);
	ck_assert(has_event(&facts, EVENT_REPLY) && has_event(&facts, EVENT_AGENT_CONTACTED) && has_event(&facts, EVENT_RESOLVED));
	store_facts_clear(&facts);
	fixture_event(&f, id, EVENT_REOPENED, NOW + 4);
	get_facts(id, NOW + 5, &facts);
	ck_assert_int_eq(facts.facts.round, 2);
	ck_assert(!has_event(&facts, EVENT_REPLY) && !has_event(&facts, EVENT_AGENT_CONTACTED));
	ck_assert(has_event(&facts, EVENT_RESOLVED) && has_event(&facts, EVENT_REOPENED));
	ck_assert_int_eq(facts.facts.facts.n_contacts, 1);
	store_facts_clear(&facts);
}
END_TEST

START_TEST(facts_take_stops_from_the_person)
{
	int64_t first = fixture_case(&f, "R1", PHONE), second = fixture_case(&f, "R2", PHONE);
	StoreFacts facts;

	must_write(&f, store_block_put(f.store, fixture_person(&f, first), "reply", "customer", NULL, NOW + 1));
	get_facts(second, NOW + 2, &facts);
	ck_assert(has_event(&facts, EVENT_OPT_OUT) && !has_event(&facts, EVENT_OPT_IN));
	store_facts_clear(&facts);
	must_write(&f, store_block_lift(f.store, fixture_person(&f, first), "agent:li", NULL, NOW + 3));
	get_facts(second, NOW + 4, &facts);
	ck_assert(has_event(&facts, EVENT_OPT_OUT) && has_event(&facts, EVENT_OPT_IN));
	store_facts_clear(&facts);
}
END_TEST

/* The budget is the person's: what other cases sent, may have sent, and agents did. */
START_TEST(facts_count_contacts_of_all_cases)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", PHONE), c = fixture_case(&f, "C", PHONE), attempt;
	int64_t other = fixture_case(&f, "D", "13912341234");
	StoreFacts facts;

	fixture_sent(&f, a, STEP_FIRST_CONTACT, NOW - 61 * DAY, "P0"); /* too old to matter */
	fixture_event(&f, a, EVENT_AGENT_CONTACTED, NOW - DAY);
	fixture_plan(&f, b, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, b, STEP_FIRST_CONTACT, 1, NOW_US - 5000000, &attempt, NULL);
	fixture_sent(&f, other, STEP_FIRST_CONTACT, NOW, "P1"); /* another person */
	get_facts(c, NOW, &facts);
	ck_assert_int_eq(facts.contacts->len, 2);
	ck_assert_int_eq(g_array_index(facts.contacts, int64_t, 0) + g_array_index(facts.contacts, int64_t, 1), 2 * NOW - 5 - DAY);
	store_facts_clear(&facts);
	fixture_result(&f, attempt, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	get_facts(c, NOW, &facts);
	ck_assert_int_eq(facts.contacts->len, 2);
	store_facts_clear(&facts);
	get_facts(b, NOW, &facts);
	ck_assert(facts.has_message);
	ck_assert(facts.facts.step_unknown[STEP_FIRST_CONTACT] && !facts.facts.step_done[STEP_FIRST_CONTACT]);
	ck_assert(!has_event(&facts, EVENT_UNKNOWN_OUTCOME));
	store_facts_clear(&facts);
}
END_TEST

/* Two cases of a person, each with a plan: who of them sees the other's as a contact to come. */
static const struct {
	const char *row;
	Step mine, other;
	int64_t my_due, other_due; /* from NOW; my_due < -DAY: not planned yet */
	gboolean reserved;
	int64_t reserved_at;
} RESERVED[] = {
	{"the earlier goes first", STEP_FIRST_CONTACT, STEP_FIRST_CONTACT, 200, 100, TRUE, 100},
	{"the later does not", STEP_FIRST_CONTACT, STEP_FIRST_CONTACT, 100, 200, FALSE, 0},
	{"at the same time, the older case", STEP_FIRST_CONTACT, STEP_FIRST_CONTACT, 100, 100, TRUE, 100},
	{"not planned yet: all others go first", STEP_FIRST_CONTACT, STEP_FIRST_CONTACT, -9 * DAY, 900, TRUE, 900},
	{"an overdue plan counts now", STEP_FIRST_CONTACT, STEP_FIRST_CONTACT, 200, -DAY, TRUE, 0},
	{"a survey waits for a first contact", STEP_SATISFACTION, STEP_FIRST_CONTACT, 100, 200, TRUE, 200},
	{"a first contact for no survey", STEP_FIRST_CONTACT, STEP_SATISFACTION, 200, 100, FALSE, 0},
};

START_TEST(facts_reserve)
{
	int64_t other = fixture_case(&f, "A", PHONE), mine = fixture_case(&f, "B", PHONE);
	StoreFacts facts;

	if (RESERVED[_i].mine == STEP_SATISFACTION)
		fixture_event(&f, mine, EVENT_RESOLVED, NOW);
	if (RESERVED[_i].other == STEP_SATISFACTION)
		fixture_event(&f, other, EVENT_RESOLVED, NOW);
	fixture_plan(&f, other, RESERVED[_i].other, 1, NOW + RESERVED[_i].other_due);
	if (RESERVED[_i].my_due >= -DAY)
		fixture_plan(&f, mine, RESERVED[_i].mine, 1, NOW + RESERVED[_i].my_due);
	get_facts(mine, NOW, &facts);
	row_int(RESERVED[_i].row, facts.contacts->len, RESERVED[_i].reserved);
	if (RESERVED[_i].reserved)
		row_int(RESERVED[_i].row, g_array_index(facts.contacts, int64_t, 0), NOW + RESERVED[_i].reserved_at);
	store_facts_clear(&facts);
}
END_TEST

START_TEST(facts_know_the_one_confirmation)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", PHONE), person = fixture_person(&f, a);
	StoreFacts facts;

	must_write(&f, store_block_put(f.store, person, "reply", "customer", NULL, NOW));
	fixture_sent(&f, a, STEP_OPTOUT_CONFIRM, NOW + 1, "P1");
	get_facts(b, NOW + 2, &facts);
	ck_assert(facts.facts.facts.confirm_sent);
	store_facts_clear(&facts);
	must_write(&f, store_block_lift(f.store, person, "agent:li", NULL, NOW + 3));
	must_write(&f, store_block_put(f.store, person, "reply", "customer", NULL, NOW + DAY));
	get_facts(b, NOW + DAY, &facts);
	ck_assert(!facts.facts.facts.confirm_sent);
	store_facts_clear(&facts);
}
END_TEST

/* ---- pauses, counts ---- */

START_TEST(pauses_end)
{
	g_autoptr(GArray) in_force = NULL, later = NULL;

	must_write(&f, store_pause_put(f.store, "all", "flood", "agent:li", NOW, NOW + HOUR));
	must_write(&f, store_pause_put(f.store, "shop:taoyimi", "stock", "agent:li", NOW, STORE_NO_TIME));
	must(&f, store_pause_list(f.store, NOW, &in_force));
	ck_assert_int_eq(in_force->len, 2);
	ck_assert_str_eq(g_array_index(in_force, StorePause, 0).scope, "all");
	must(&f, store_pause_list(f.store, NOW + HOUR, &later));
	ck_assert_int_eq(later->len, 1);
	ck_assert_int_eq(g_array_index(later, StorePause, 0).until_at, STORE_NO_TIME);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_pause_put(f.store, "all", "again", "agent:li", NOW + 1, STORE_NO_TIME), -EEXIST);
	ck_assert_int_eq(store_pause_put(f.store, "taoyimi", "x", "agent:li", NOW, STORE_NO_TIME), -EINVAL);
	ck_assert_int_eq(store_pause_put(f.store, "shop:", "x", "agent:li", NOW, STORE_NO_TIME), -EINVAL);
	ck_assert_int_eq(store_pause_lift(f.store, "all", "agent:li", NOW + HOUR), -ENOENT);
	ck_assert_int_eq(store_pause_put(f.store, "all", "again", "agent:li", NOW + HOUR, STORE_NO_TIME), 0);
	ck_assert_int_eq(store_pause_lift(f.store, "all", "agent:li", NOW + 2 * HOUR), 0);
	ck_assert_int_eq(store_pause_lift(f.store, "shop:gum", "agent:li", NOW), -ENOENT);
	must(&f, store_commit(f.store));
	ck_assert_int_eq(sql_number(&f, "SELECT lifted_at FROM pause WHERE reason = 'flood'"), NOW + HOUR);
}
END_TEST

START_TEST(counts_what_waits)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", "13912341234"), attempt;
	StoreCounts counts;

	fixture_case(&f, "C", "13712341234");
	fixture_plan(&f, a, STEP_FIRST_CONTACT, 1, NOW);
	fixture_plan(&f, b, STEP_FIRST_CONTACT, 1, NOW + HOUR);
	must(&f, store_counts(f.store, NOW, &counts));
	ck_assert_int_eq(counts.cases[CASE_NEW], 3);
	ck_assert_int_eq(counts.planned, 2);
	ck_assert_int_eq(counts.due, 1);
	ck_assert_int_eq(counts.next_due_at, NOW);
	fixture_intent(&f, a, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	sql_run(&f, "INSERT INTO intake (shop) VALUES ('x'); INSERT INTO intake (shop, state) VALUES ('x', 'rejected')");
	must(&f, store_counts(f.store, NOW, &counts));
	ck_assert_int_eq(counts.sending, 1);
	ck_assert_int_eq(counts.intake_waiting, 1);
	ck_assert_int_eq(counts.intake_rejected, 1);
	must(&f, store_counts_unplanned(f.store, &counts));
	ck_assert_int_eq(counts.cases[CASE_NEW], 3);
	ck_assert_int_eq(counts.sending + counts.intake_waiting + counts.intake_rejected, 3);
	ck_assert_int_eq(counts.planned + counts.due, 0);
	ck_assert_int_eq(counts.next_due_at, STORE_NO_TIME);
	fixture_result(&f, attempt, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	fixture_event(&f, b, EVENT_WITHDRAWN, NOW);
	must(&f, store_counts(f.store, NOW, &counts));
	ck_assert_int_eq(counts.unknown, 1);
	ck_assert_int_eq(counts.cases[CASE_NEW], 2);
	ck_assert_int_eq(counts.cases[CASE_CLOSED], 1);
	sql_run(&f, "UPDATE cases SET state = 'closed'; DELETE FROM dirty; DELETE FROM event; DELETE FROM attempt; DELETE FROM message; DELETE FROM step;"
	            " DELETE FROM cases");
	must(&f, store_counts(f.store, NOW, &counts));
	ck_assert_int_eq(counts.cases[CASE_NEW] + counts.cases[CASE_CLOSED], 0);
	ck_assert_int_eq(counts.next_due_at, STORE_NO_TIME);
}
END_TEST

START_TEST(quiet_hours_are_the_persons)
{
	int64_t id = fixture_case(&f, "R1", PHONE), over = fixture_case(&f, "R2", PHONE), person = fixture_person(&f, id);
	g_autoptr(GArray) dirty = NULL;
	g_autoptr(GArray) cases = NULL;
	StoreCaseFilter filter = {.phone = "+86" PHONE, .limit = 10};
	StoreCase c;

	fixture_event(&f, over, EVENT_WITHDRAWN, NOW);
	sql_run(&f, "DELETE FROM dirty");
	must_write(&f, store_person_quiet(f.store, person, "daily 20:00-11:00"));
	must(&f, store_dirty_list(f.store, 10, &dirty));
	ck_assert_uint_eq(dirty->len, 1);
	ck_assert_int_eq(g_array_index(dirty, int64_t, 0), id);
	must(&f, store_case_get(f.store, id, &c));
	ck_assert_str_eq(c.quiet, "daily 20:00-11:00");
	store_case_clear(&c);
	must(&f, store_case_list(f.store, &filter, &cases));
	ck_assert_str_eq(g_array_index(cases, StoreCase, 0).quiet, "daily 20:00-11:00");
	must_write(&f, store_person_quiet(f.store, person, NULL));
	must(&f, store_case_get(f.store, id, &c));
	ck_assert_ptr_null(c.quiet);
	store_case_clear(&c);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_person_quiet(f.store, person + 77, NULL), -ENOENT);
	store_rollback(f.store);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cases");
	TCase *tc = tcase_create("cases");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, lives, 0, G_N_ELEMENTS(LIVES));
	tcase_add_test(tc, illegal_event_writes_nothing);
	tcase_add_test(tc, closing_needs_an_outcome);
	tcase_add_test(tc, shops_are_told);
	tcase_add_test(tc, first_contact_keeps_its_time);
	tcase_add_test(tc, events_are_listed);
	tcase_add_test(tc, cases_are_listed);
	tcase_add_test(tc, blocks);
	tcase_add_test(tc, people);
	tcase_add_test(tc, quiet_hours_are_the_persons);
	tcase_add_test(tc, facts_of_a_new_case);
	tcase_add_test(tc, facts_forget_earlier_rounds);
	tcase_add_test(tc, facts_take_stops_from_the_person);
	tcase_add_test(tc, facts_count_contacts_of_all_cases);
	tcase_add_loop_test(tc, facts_reserve, 0, G_N_ELEMENTS(RESERVED));
	tcase_add_test(tc, facts_know_the_one_confirmation);
	tcase_add_test(tc, pauses_end);
	tcase_add_test(tc, counts_what_waits);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "cases");
}
