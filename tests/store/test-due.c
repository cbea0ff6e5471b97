/* Due steps that wait for a pause or a provider: what a look costs does not grow with them, and hides nothing behind
 * them. What is counted are steps of SQLite's virtual machine, which are the same on every machine. */
#include "store/fixture.h"

#include <string.h>

#define MANY 50000
#define WAITING "taoyimi" /* the shop that is paused */

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
	sql_run(&f, "PRAGMA synchronous = OFF");
}

static void teardown(void)
{
	fixture_close(&f);
}

/* Due steps of the shop that waits, the nearest deadline first in line. */
static void put_waiting(int count)
{
	g_autofree char *sql = g_strdup_printf(
	        "BEGIN;"
	        "INSERT INTO person (id, phone, line_kind, created_at) WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL "
	        "SELECT i + 1"
	        " FROM n WHERE i < %d) SELECT i, '+86138' || printf('%%08d', i), 'mobile', 1 FROM n;"
	        "INSERT INTO cases (id, shop, external_id, person_id, language, complaint_at, created_at, changed_at)"
	        " SELECT id, '" WAITING "', 'w' || id, id, 'zh-CN', 1, 1, 1 FROM person WHERE id >= 1000;"
	        "INSERT INTO step (case_id, step, round, state, due_at, deadline_at, reason, rules_id, changed_at)"
	        " SELECT id, 'first_contact', 1, 'planned', 1763440000 + id %% 100, 1763440100 + id %% 100, 'now', %d, "
	        "1"
	        " FROM person WHERE id >= 1000;"
	        "COMMIT",
	        999 + count, (int)f.rules_id);

	sql_run(&f, sql);
}

/* Another shop's case, not paused, whose deadline is behind all of those. */
static void put_fresh(const char *external_id, const char *phone)
{
	int64_t case_id = fixture_case(&f, external_id, phone);
	g_autofree char *sql = g_strdup_printf("UPDATE cases SET shop = 'gum' WHERE id = %d", (int)case_id);

	sql_run(&f, sql);
	fixture_plan(&f, case_id, STEP_FIRST_CONTACT, 1, NOW - 1);
}

typedef struct {
	const char *shop; /* waits */
	int64_t lane;
	guint asked;
} Wait;

static gboolean waits(const StoreDue *due, void *user)
{
	Wait *wait = user;

	wait->asked++;
	if (due->lane)
		*due->lane = wait->lane;
	return g_strcmp0(due->shop, wait->shop) == 0;
}

static int64_t vm_steps(void)
{
	GHashTableIter iter;
	gpointer statement;
	int64_t sum = 0;

	g_hash_table_iter_init(&iter, f.store->statements);
	while (g_hash_table_iter_next(&iter, NULL, &statement))
		sum += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, TRUE);
	return sum;
}

/* One look of a turn; the cases it found, and whether another is wanted at once. */
static int look(Wait *wait, guint limit, GString *cases)
{
	g_autoptr(GArray) due = NULL;
	int r;

	must(&f, store_begin(f.store));
	r = store_due_list(f.store, NOW, wait ? waits : NULL, wait, limit, &due);
	must(&f, store_commit(f.store));
	ck_assert_int_ge(r, 0);
	g_string_truncate(cases, 0);
	for (guint i = 0; i < due->len; i++)
		g_string_append_printf(cases, "%d ", (int)g_array_index(due, StoreStep, i).case_id);
	return r;
}

/* What a look and the question for the next time cost once all that wait were passed over. */
static int64_t cost_of_looks(int count, guint *asked)
{
	Wait wait = {.shop = WAITING, .lane = 7};
	g_autoptr(GString) cases = g_string_new(NULL);
	int64_t next, steps;
	int turns = 0;

	put_waiting(count);
	while (look(&wait, 50, cases) > 0)
		ck_assert_int_le(++turns, count / 500 + 1);
	look(&wait, 50, cases); /* prepares what it needs */
	wait.asked = 0;
	vm_steps();
	ck_assert_int_eq(look(&wait, 50, cases), 0);
	must(&f, store_next_due(f.store, waits, &wait, 1000, &next));
	steps = vm_steps();
	ck_assert_str_eq(cases->str, "");
	ck_assert_int_eq(next, STORE_NO_TIME);
	*asked = wait.asked;
	return steps;
}

START_TEST(cost_does_not_grow)
{
	int64_t few, many;
	guint asked_few, asked_many;

	few = cost_of_looks(50, &asked_few);
	sql_run(&f, "DELETE FROM dirty; DELETE FROM step; DELETE FROM cases; DELETE FROM person");
	many = cost_of_looks(MANY, &asked_many);
	ck_assert_int_eq(asked_many, asked_few);
	ck_assert_msg(many <= few + few / 10, "%d steps of the machine for %d that wait, %d for 50", (int)many, MANY,
	              (int)few);
}
END_TEST

/* What waits for no provider is found at once, however many wait for one, and whether they were passed over or not. */
static int64_t cost_of_errands(const char *want)
{
	g_autoptr(GString) cases = g_string_new(NULL);
	int64_t next, steps;

	for (int i = 0; i < 2; i++) {
		g_autoptr(GArray) due = NULL;

		vm_steps();
		must(&f, store_errand_list(f.store, NOW, NULL, NULL, 50, &due));
		must(&f, store_errand_next(f.store, NULL, NULL, 50, &next));
		steps = vm_steps(); /* of the second time: the first prepares what it needs */
		g_string_truncate(cases, 0);
		for (guint n = 0; n < due->len; n++)
			g_string_append_printf(cases, "%d ", (int)g_array_index(due, StoreStep, n).case_id);
	}
	ck_assert_str_eq(cases->str, want);
	ck_assert_int_eq(next, *want ? NOW - 1 : NOW + 60);
	return steps;
}

START_TEST(errands_are_found_at_once)
{
	const Plan later = {.verdict = PLAN_STEP, .step = STEP_CLOSE, .round = 1, .due_at = NOW + 60, .errand = TRUE,
	                    .deadline_at = DECIDE_NEVER, .reason = REASON_NO_REPLY_YET};
	Plan now = later;
	int64_t one = fixture_case(&f, "1", "13812341234"), other = fixture_case(&f, "2", "13812341235"), few;

	now.due_at = NOW - 1;
	must_write(&f, store_plan_put(f.store, one, &later, NULL, f.rules_id, NOW));
	few = cost_of_errands("");
	put_waiting(MANY);
	ck_assert_int_eq(cost_of_errands(""), few);
	must_write(&f, store_plan_put(f.store, other, &now, NULL, f.rules_id, NOW));
	cost_of_errands("2 ");
	ck_assert_int_lt(few, 200);
}
END_TEST

/* Also while those that wait are passed over for the first time, part by part: it is behind them by its deadline. */
START_TEST(others_do_not_wait)
{
	Wait wait = {.shop = WAITING, .lane = 7};
	g_autoptr(GString) cases = g_string_new(NULL);
	int64_t next;
	int turns = 0;

	put_fresh("fresh", "13812341234");
	put_waiting(5000);
	while (look(&wait, 50, cases) > 0)
		turns++;
	ck_assert_int_le(turns, 5);
	ck_assert_str_eq(cases->str, "1 ");
	must(&f, store_next_due(f.store, waits, &wait, 1000, &next));
	ck_assert_int_eq(next, NOW - 1);
}
END_TEST

START_TEST(the_end_of_a_wait)
{
	Wait wait = {.shop = WAITING, .lane = 7}, none = {.shop = "nobody", .lane = 7};
	g_autoptr(GString) cases = g_string_new(NULL);
	int64_t next;

	put_fresh("fresh", "13812341234");
	put_waiting(3000);
	while (look(&wait, 50, cases) > 0)
		;
	look(&none, 3, cases);
	ck_assert_str_eq(cases->str, "1000 1100 1200 "); /* the nearest deadlines, the fresh one not among them */
	must(&f, store_next_due(f.store, waits, &none, 1000, &next));
	ck_assert_int_eq(next, 1763440000);
	look(NULL, 3001, cases);
	ck_assert_ptr_nonnull(strstr(cases->str, " 3999 "));
	ck_assert(g_str_has_suffix(cases->str, " 1 "));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM step WHERE lane = 7"), 3000);
	fixture_plan(&f, 1000, STEP_FIRST_CONTACT, 1, NOW - 5); /* what was known of it may be over */
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM step WHERE lane = 7"), 2999);
}
END_TEST

/* Other routes, another configuration: the number of the first is not that of the others any more. */
static gboolean splits(const StoreDue *due, void *user)
{
	(void)user;
	if (due->lane)
		*due->lane = due->case_id % 2 ? 8 : 9;
	return due->case_id % 2 == 0;
}

START_TEST(a_lane_that_falls_apart)
{
	Wait wait = {.shop = WAITING, .lane = 7};
	g_autoptr(GString) cases = g_string_new(NULL);
	g_autoptr(GArray) due = NULL;

	put_waiting(40);
	look(&wait, 50, cases);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM step WHERE lane = 7"), 40);
	must(&f, store_begin(f.store));
	must(&f, store_due_list(f.store, NOW, splits, NULL, 50, &due));
	must(&f, store_commit(f.store));
	ck_assert_int_eq(due->len, 20);
	for (guint i = 0; i < due->len; i++)
		ck_assert_int_eq(g_array_index(due, StoreStep, i).case_id % 2, 1);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM step WHERE lane = 9"), 20);
}
END_TEST

/* `followupctl` asks, and may not write. */
START_TEST(a_reader_changes_nothing)
{
	Wait wait = {.shop = WAITING, .lane = 7};
	g_autoptr(GArray) due = NULL;

	put_waiting(10);
	must(&f, store_due_list(f.store, NOW, waits, &wait, 50, &due));
	ck_assert_int_eq(due->len, 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM step WHERE lane = 7"), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("due");
	TCase *tc = tcase_create("due");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, cost_does_not_grow);
	tcase_add_test(tc, errands_are_found_at_once);
	tcase_add_test(tc, others_do_not_wait);
	tcase_add_test(tc, the_end_of_a_wait);
	tcase_add_test(tc, a_lane_that_falls_apart);
	tcase_add_test(tc, a_reader_changes_nothing);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "due");
}
