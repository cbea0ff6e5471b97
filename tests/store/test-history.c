/* What foresight reads in bulk: the queue, page by page, and the past, case by case. */
#include "store/fixture.h"
#include "store/foresight.h"

#include <errno.h>

/* Cases as "ID:STATE " in the order they came. */
static char *page(Fixture *f, int64_t after_id, guint limit)
{
	g_autoptr(GArray) steps = NULL;
	GString *words = g_string_new(NULL);

	must(f, store_queue_list(f->store, after_id, limit, &steps));
	for (guint i = 0; i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);

		g_string_append_printf(words, "%" G_GINT64_FORMAT ":%s ", step->case_id, step_state_name(step->state));
	}
	return g_string_free(words, FALSE);
}

START_TEST(queue_pages)
{
	static const struct {
		const char *row;
		int64_t after_id;
		guint limit;
		const char *want;
	} ROWS[] = {
		{"all", 0, 100, "1:planned 2:planned 2:held 4:held 5:planned "},
		{"a page", 0, 1, "1:planned "},
		{"a case is not parted", 0, 2, "1:planned 2:planned 2:held "},
		{"the next page", 2, 2, "4:held 5:planned "},
		{"exactly the rest", 3, 2, "4:held 5:planned "},
		{"behind the last", 5, 2, ""},
	};
	Fixture f;

	fixture_open(&f);
	for (int i = 1; i <= 5; i++) {
		g_autofree char *id = g_strdup_printf("R-%d", i);
		g_autofree char *phone = g_strdup_printf("1381234123%d", i);

		fixture_plan(&f, fixture_case(&f, id, phone), STEP_FIRST_CONTACT, 1, NOW + HOUR);
	}
	sql_run(&f, "UPDATE step SET state = 'done' WHERE case_id = 3");
	sql_run(&f, "UPDATE step SET state = 'held' WHERE case_id = 4");
	sql_run(&f, "INSERT INTO step (case_id, step, round, state, reason, rules_id, changed_at)"
	            " VALUES (2, 'satisfaction', 1, 'held', 'no_zone', 1, 0)");
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *got = page(&f, ROWS[i].after_id, ROWS[i].limit);

		row_str(ROWS[i].row, got, ROWS[i].want);
	}
	fixture_close(&f);
}
END_TEST

/* "1 taoyimi 60s reply@5 ..." a line a case; times since NOW. */
static int write_case(const StoreHistory *h, void *user)
{
	static const char *const KINDS[] = {
		[REPLAY_EVENT] = "", [REPLAY_PERSON] = "person:", [REPLAY_CONTACT] = "contact:", [REPLAY_DEAD] = "dead:"};
	GString *words = user;

	g_string_append_printf(words, "%" G_GINT64_FORMAT " %s%s", h->past.case_id, h->shop, h->past.landline ? " fixed" : "");
	for (guint i = 0; i < h->past.n_entries; i++) {
		const ReplayEntry *entry = &h->past.entries[i];

		g_string_append_printf(words, " %s%s@%" G_GINT64_FORMAT, KINDS[entry->kind], event_name(entry->event),
		                       entry->at - NOW);
	}
	for (int step = 0; step < STEPS; step++)
		if (h->segments[step])
			g_string_append_printf(words, " %s=%d", step_name((Step)step), h->segments[step]);
	g_string_append(words, "\n");
	return words->len > 4096 ? -E2BIG : 0;
}

static void fill_past(Fixture *f)
{
	int64_t one = fixture_case(f, "R-1", "13812341231");

	fixture_case(f, "R-2", "13812341232");
	fixture_case(f, "R-3", "13812341231"); /* the customer of R-1 */
	fixture_sent(f, one, STEP_FIRST_CONTACT, NOW + 10, "p1");
	fixture_event(f, one, EVENT_REPLY, NOW + 20);
	fixture_event(f, one, EVENT_AGENT_CONTACTED, NOW + 30);
	fixture_event(f, 2, EVENT_NOTE, NOW + 31);
	fixture_event(f, 3, EVENT_RESOLVED, NOW + 40);
	must_write(f, store_block_put(f->store, fixture_person(f, 2), "agent", "agent:li", NULL, NOW + 50));
	must_write(f, store_block_lift(f->store, fixture_person(f, 2), "agent:li", NULL, NOW + 60));
	must_write(f, store_person_dead(f->store, fixture_person(f, 2), "x", NOW + 55, NOW + 99));
	sql_run(f, "UPDATE person SET line_kind = 'fixed' WHERE id = (SELECT person_id FROM cases WHERE id = 2)");
	for (int i = 1; i <= 3; i++) {
		g_autofree char *sql = g_strdup_printf("UPDATE cases SET created_at = %" G_GINT64_FORMAT " WHERE id = %d",
		                                       NOW + (i - 2) * 10 * DAY, i);

		sql_run(f, sql);
	}
	sql_run(f, "UPDATE message SET segments = 3");
}

#define ONE "1 taoyimi sent@10 reply@20 agent_contacted@30 first_contact=3\n"
#define TWO "2 taoyimi fixed person:opt_out@50 dead:note@55 person:opt_in@60\n"
#define THREE "3 taoyimi contact:note@10 contact:note@30 resolved@40\n"

START_TEST(pasts)
{
	static const struct {
		const char *row;
		StoreHistoryFilter filter;
		const char *want;
	} ROWS[] = {
		{"all", {0, INT64_MAX, NULL}, ONE TWO THREE},
		{"of one shop", {0, INT64_MAX, "taoyimi"}, ONE TWO THREE},
		{"of another", {0, INT64_MAX, "gum"}, ""},
		{"since", {NOW, INT64_MAX, NULL}, TWO THREE},
		{"since a second later", {NOW + 1, INT64_MAX, NULL}, THREE},
		{"until", {0, NOW + 10 * DAY, NULL}, ONE TWO THREE},
		{"until a second earlier", {0, NOW + 10 * DAY - 1, NULL}, ONE TWO},
		{"since later than all", {NOW + 11 * DAY, INT64_MAX, NULL}, ""},
	};
	Fixture f;

	fixture_open(&f);
	fill_past(&f);
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GString) words = g_string_new(NULL);

		must(&f, store_history_each(f.store, &ROWS[i].filter, write_case, words));
		row_str(ROWS[i].row, words->str, ROWS[i].want);
	}
	fixture_close(&f);
}
END_TEST

static int refuse(const StoreHistory *h, void *user)
{
	(void)h;
	++*(int *)user;
	return -ECANCELED;
}

START_TEST(each_may_end_it)
{
	const StoreHistoryFilter all = {0, INT64_MAX, NULL};
	Fixture f;
	int calls = 0;

	fixture_open(&f);
	ck_assert_int_eq(store_history_each(f.store, &all, refuse, &calls), 0);
	fixture_case(&f, "R-1", "13812341231");
	fixture_case(&f, "R-2", "13812341232");
	ck_assert_int_eq(store_history_each(f.store, &all, refuse, &calls), -ECANCELED);
	ck_assert_int_eq(calls, 1);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("history");
	TCase *tc = tcase_create("history");

	tcase_add_test(tc, queue_pages);
	tcase_add_test(tc, pasts);
	tcase_add_test(tc, each_may_end_it);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "history");
}
