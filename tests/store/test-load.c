/* The queue in heaps, and how long submits took. Closing the fixture looks at the query plans: no full scans. */
#include "store/fixture.h"
#include "store/foresight.h"

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

#define MINUTE ((NOW / 60 + 10) * 60)

/* Steps as "case due deadline", in seconds from MINUTE, and the heaps they make. */
START_TEST(makes_heaps)
{
	static const struct {
		const char *external_id, *phone;
		int64_t due_s;
	} STEPS_PLANNED[] = {
		{"A", "13812341231", 0}, {"B", "13812341232", 59}, {"C", "13812341233", 60}, {"D", "+79123456789", 1},
		{"E", "13812341235", 7200},
	};
	g_autoptr(GArray) heaps = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(STEPS_PLANNED); i++)
		fixture_plan(&f, fixture_case(&f, STEPS_PLANNED[i].external_id, STEPS_PLANNED[i].phone), STEP_FIRST_CONTACT, 1,
		             MINUTE + STEPS_PLANNED[i].due_s);
	sql_run(&f, "UPDATE step SET deadline_at = NULL WHERE case_id = 3");
	must(&f, store_planned_load(f.store, MINUTE + 7200, FALSE, &heaps));
	for (guint i = 0; i < heaps->len; i++) {
		const StoreLoad *h = &g_array_index(heaps, StoreLoad, i);
		g_autofree char *deadline = h->deadline_at == STORE_NO_TIME
		                                    ? g_strdup("-")
		                                    : g_strdup_printf("%d", (int)(h->deadline_at - MINUTE));

		g_string_append_printf(text, "%s %s %s %s %d %s x%d|", h->shop, h->zone ? h->zone : "-",
		                       h->region ? h->region : "-", step_name(h->step), (int)(h->due_at - MINUTE), deadline,
		                       (int)h->count);
	}
	ck_assert_str_eq(text->str, "taoyimi Asia/Shanghai CN first_contact 0 3600 x2|"
	                            "taoyimi - RU first_contact 1 3601 x1|"
	                            "taoyimi Asia/Shanghai CN first_contact 60 - x1|");
}
END_TEST

START_TEST(only_what_is_planned)
{
	g_autoptr(GArray) heaps = NULL;

	fixture_sent(&f, fixture_case(&f, "A", "13812341231"), STEP_FIRST_CONTACT, NOW, "p1");
	fixture_plan(&f, fixture_case(&f, "B", "13812341232"), STEP_FIRST_CONTACT, 1, NOW - 100);
	sql_run(&f, "UPDATE step SET state = 'held' WHERE case_id = 2");
	must(&f, store_planned_load(f.store, NOW + DAY, FALSE, &heaps));
	ck_assert_uint_eq(heaps->len, 0);
}
END_TEST

START_TEST(tells_how_long_submits_took)
{
	g_autoptr(GArray) none = NULL;
	g_autoptr(GArray) all = NULL;
	g_autoptr(GArray) newest = NULL;
	int64_t attempt_id;

	must(&f, store_submit_list(f.store, 200, &none));
	ck_assert_uint_eq(none->len, 0);
	for (int i = 0; i < 4; i++) {
		g_autofree char *phone = g_strdup_printf("1381234123%d", i);
		int64_t id = fixture_case(&f, phone, phone);

		fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
		fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt_id, NULL);
		if (i < 3)
			fixture_result(&f, attempt_id, i == 1 ? SUBMIT_RETRY_LATER : SUBMIT_ACCEPTED, NULL,
			               i == 1 ? NOW + 60 : STORE_NO_TIME, NOW_US + 1000 * (i + 1));
	}
	must(&f, store_submit_list(f.store, 200, &all));
	ck_assert_uint_eq(all->len, 2);
	must(&f, store_submit_list(f.store, 2, &newest));
	ck_assert_uint_eq(newest->len, 1);
	ck_assert_str_eq(g_array_index(newest, StoreSubmit, 0).provider, "office");
	ck_assert_int_eq(g_array_index(newest, StoreSubmit, 0).took_us, 3000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load");
	TCase *tc = tcase_create("load");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, makes_heaps);
	tcase_add_test(tc, only_what_is_planned);
	tcase_add_test(tc, tells_how_long_submits_took);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "load");
}
