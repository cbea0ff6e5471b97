/* What foresight reads in bulk: the queue, page by page. */
#include "store/fixture.h"

#include <string.h>

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

int main(void)
{
	Suite *suite = suite_create("history");
	TCase *tc = tcase_create("history");

	tcase_add_test(tc, queue_pages);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "history");
}
