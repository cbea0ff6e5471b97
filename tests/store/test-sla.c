/* The promise of a first contact: its row, what freezes it, and what a freeze needs to know. */
#include "store/fixture.h"
#include "store/notices.h"

#include <errno.h>

static Fixture f;
static int64_t id;

static void setup(void)
{
	fixture_open(&f);
	id = fixture_case(&f, "R-1", "+8613800138000");
}

static void teardown(void)
{
	fixture_close(&f);
}

static const MissTimes TIMES = {.deadline_at = NOW + HOUR, .lawful_at = NOW, .latest_at = DECIDE_NEVER};

static void says(const char *row, const char *want)
{
	g_autofree char *got = sql_text(&f, "SELECT (deadline_at - 1763447417) || ' ' || coalesce(missed, 'open') || ' '"
	                                    " || coalesce(met_by, '-') || ' ' || coalesce(cause, '-') FROM sla");

	row_str(row, got, want);
}

/* What may come after the row is made, and what it leaves. */
static const struct {
	const char *row;
	EventKind kind;
	int64_t at;
	const char *want;
} EVENTS_THAT_COUNT[] = {
	{"in time", EVENT_AGENT_CONTACTED, NOW + 5, "3600 0 agent:li -"},
	{"in the last second", EVENT_AGENT_CONTACTED, NOW + HOUR, "3600 0 agent:li -"},
	{"a second late stays open until it is frozen", EVENT_AGENT_CONTACTED, NOW + HOUR + 1, "3600 open - -"},
	{"a reply is no contact", EVENT_REPLY, NOW + 5, "3600 open - -"},
	{"claiming is no contact", EVENT_CLAIMED, NOW + 5, "3600 open - -"},
	{"over in time", EVENT_WITHDRAWN, NOW + 5, "3600 0 - -"},
	{"over too late", EVENT_WITHDRAWN, NOW + HOUR + 1, "3600 open - -"},
};

START_TEST(events)
{
	StoreEvent event = {.kind = EVENTS_THAT_COUNT[_i].kind, .at = EVENTS_THAT_COUNT[_i].at, .actor = "agent:li"};

	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW));
	must_write(&f, store_case_event(f.store, id, &event));
	says(EVENTS_THAT_COUNT[_i].row, EVENTS_THAT_COUNT[_i].want);
}
END_TEST

START_TEST(row_is_made_once)
{
	MissTimes later = TIMES;
	StoreEvent contacted = {.kind = EVENT_AGENT_CONTACTED, .at = NOW + 9, .actor = "agent:li"};
	int64_t next_at, other_rules;

	must(&f, store_sla_next(f.store, &next_at));
	ck_assert_int_eq(next_at, STORE_NO_TIME);
	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW));
	later.deadline_at += 60;
	must_write(&f, store_sla_put(f.store, id, &later, f.rules_id, NOW));
	says("the same rules again", "3600 open - -");
	must(&f, store_sla_next(f.store, &next_at));
	ck_assert_int_eq(next_at, NOW + HOUR);
	must_write(&f, store_rules_put(f.store, "rules-2", NOW, &other_rules));
	must_write(&f, store_sla_put(f.store, id, &later, other_rules, NOW));
	says("other rules", "3660 open - -");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM event WHERE note LIKE 'rules changed%'"), 1);
	must_write(&f, store_case_event(f.store, id, &contacted));
	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW));
	says("kept", "3660 0 agent:li -");
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_sla_miss(f.store, id, 1, MISS_RATE, NOW), -ENOENT);
	store_rollback(f.store);
}
END_TEST

static const struct {
	const char *name, *shop;
	int64_t since_s, until_s;
	guint limit;
	guint want;
	int64_t count;
} OPEN[] = {
	{"near", NULL, 0, 2 * HOUR, 10, 1, 1},
	{"of the shop", "taoyimi", 0, 2 * HOUR, 10, 1, 1},
	{"of another", "gum", 0, 2 * HOUR, 10, 0, 0},
	{"at the end of the time: not in it", NULL, 0, HOUR, 10, 0, 0},
	{"at its beginning", NULL, HOUR, 2 * HOUR, 10, 1, 1},
	{"over", NULL, HOUR + 1, 2 * HOUR, 10, 0, 0},
	{"both, of which one is wanted", NULL, 0, 4 * HOUR, 1, 1, 2},
};

START_TEST(open_ones_are_counted_and_some_listed)
{
	g_autoptr(GArray) rows = NULL;
	MissTimes later = TIMES;
	int64_t count = -1, other = fixture_case(&f, "R-2", "+8613800138001");

	later.deadline_at += HOUR * 2;
	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW));
	must_write(&f, store_sla_put(f.store, other, &later, f.rules_id, NOW));
	must_write(&f, store_sla_risk_told(f.store, other, 1, NOW)); /* of which the team was told: as open as before */
	must(&f, store_sla_open(f.store, OPEN[_i].shop, NOW + OPEN[_i].since_s, NOW + OPEN[_i].until_s, OPEN[_i].limit,
	                        &count, &rows));
	row_int(OPEN[_i].name, rows->len, OPEN[_i].want);
	row_int(OPEN[_i].name, count, OPEN[_i].count);
	g_clear_pointer(&rows, g_array_unref);
	must_write(&f, store_sla_miss(f.store, id, 1, MISS_RATE, NOW + HOUR));
	must(&f, store_sla_open(f.store, NULL, NOW, NOW + 2 * HOUR, 10, &count, &rows));
	row_int("a frozen one is not open", count + rows->len, 0);
	fixture_uses(&f, "count(*) FROM sla", "sla_risk");
	fixture_uses(&f, "count(*) FROM sla", "sla_told");
	fixture_uses(&f, "l.met_by, l.cause", "sla_risk");
	fixture_uses(&f, "l.met_by, l.cause", "sla_told");
}
END_TEST

START_TEST(contact_before_the_first_plan)
{
	StoreEvent contacted = {.kind = EVENT_AGENT_CONTACTED, .at = NOW + 9, .actor = "agent:li"};

	must_write(&f, store_case_event(f.store, id, &contacted));
	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW + 60));
	says("kept", "3600 0 agent:li -");
}
END_TEST

START_TEST(overdue_with_its_facts)
{
	g_autoptr(GArray) rows = NULL, list = NULL, own = NULL;
	g_autofree char *word = NULL;
	MissFacts facts = {0};

	must_write(&f, store_sla_put(f.store, id, &TIMES, f.rules_id, NOW));
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW + 7);
	must_write(&f, store_pause_put(f.store, "shop:taoyimi", "x", "li", NOW, NOW + HOUR + 1));
	must(&f, store_sla_overdue(f.store, NOW + HOUR, 10, &rows));
	ck_assert_uint_eq(rows->len, 0);
	g_clear_pointer(&rows, g_array_unref);
	must(&f, store_sla_overdue(f.store, NOW + HOUR + 1, 10, &rows));
	ck_assert_uint_eq(rows->len, 1);
	must(&f, store_sla_facts(f.store, &g_array_index(rows, StoreOverdue, 0), &facts, &word));
	ck_assert_int_eq(facts.times.deadline_at, NOW + HOUR);
	ck_assert_int_eq(facts.times.latest_at, DECIDE_NEVER);
	ck_assert_int_eq(facts.step, MISS_STEP_PLANNED);
	ck_assert_int_eq(facts.due_at, NOW + 7);
	ck_assert(facts.paused && !facts.blocked && !facts.provider);
	must_write(&f, store_sla_miss(f.store, id, 1, MISS_PAUSED, NOW + HOUR + 1));
	says("missed", "3600 1 - paused");
	ck_assert_int_eq(sqlite3_exec(f.store->db, "UPDATE sla SET cause = 'rate'", NULL, NULL, NULL) & 0xff, SQLITE_CONSTRAINT);
	must(&f, store_sla_list(f.store, "taoyimi", NOW, &list));
	ck_assert_uint_eq(list->len, 1);
	ck_assert_int_eq(g_array_index(list, StoreSla, 0).cause, MISS_PAUSED);
	g_clear_pointer(&list, g_array_unref);
	must(&f, store_sla_list(f.store, "gum", NOW, &list));
	ck_assert_uint_eq(list->len, 0);
	must(&f, store_sla_of_case(f.store, id, &own));
	ck_assert_uint_eq(own->len, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store-sla");
	TCase *tc = tcase_create("store-sla");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, events, 0, G_N_ELEMENTS(EVENTS_THAT_COUNT));
	tcase_add_test(tc, row_is_made_once);
	tcase_add_test(tc, contact_before_the_first_plan);
	tcase_add_test(tc, overdue_with_its_facts);
	tcase_add_loop_test(tc, open_ones_are_counted_and_some_listed, 0, G_N_ELEMENTS(OPEN));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "store-sla");
}
