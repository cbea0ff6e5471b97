/* How providers do, and what limits count. Closing the fixture looks at the query plans: no full scans. */
#include "store/fixture.h"
#include "store/inbound.h"

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

START_TEST(health_is_one_row_a_provider)
{
	StoreProviderHealth one = {.provider = (char *)"office", .state = (char *)"ok", .since_at = NOW, .until_at = STORE_NO_TIME,
	                           .last_accepted_at = NOW - 5, .last_refused_at = STORE_NO_TIME,
	                           .last_unknown_at = STORE_NO_TIME, .last_receipt_at = NOW - 1, .day_at = NOW - HOUR,
	                           .accepted_today = 7};
	g_autoptr(GArray) rows = NULL;
	const StoreProviderHealth *got;

	must_write(&f, store_provider_health_put(f.store, &one));
	one.state = (char *)"stopped";
	one.cause = (char *)"no_credit: 51";
	one.until_at = NOW + 300;
	one.refused_today = 2;
	must_write(&f, store_provider_health_put(f.store, &one));
	one.provider = (char *)"backup";
	must_write(&f, store_provider_health_put(f.store, &one));
	must(&f, store_provider_health_list(f.store, &rows));
	ck_assert_int_eq(rows->len, 2);
	got = &g_array_index(rows, StoreProviderHealth, 1);
	ck_assert_str_eq(got->provider, "office");
	ck_assert_str_eq(got->state, "stopped");
	ck_assert_str_eq(got->cause, "no_credit: 51");
	ck_assert_int_eq(got->until_at, NOW + 300);
	ck_assert_int_eq(got->last_accepted_at, NOW - 5);
	ck_assert_int_eq(got->last_unknown_at, STORE_NO_TIME);
	ck_assert_int_eq(got->last_receipt_at, NOW - 1);
	ck_assert_int_eq(got->accepted_today, 7);
	ck_assert_int_eq(got->refused_today, 2);
	ck_assert_int_eq(store_begin(f.store), 0);
	one.state = (char *)"tired";
	ck_assert_int_lt(store_provider_health_put(f.store, &one), 0);
	store_rollback(f.store);
}
END_TEST

/* One message, tried by two providers, then out by the second. */
START_TEST(attempts_know_their_provider)
{
	int64_t id = fixture_case(&f, "A", "13812341234"), message_id, attempt_id;
	StoreMessage message = {.text = (char *)"x", .language = (char *)"en", .text_version = (char *)"1",
	                        .encoding = (char *)"gsm7", .segments = 3, .provider = (char *)"first"};
	StoreStep step = {.case_id = id, .step = STEP_FIRST_CONTACT, .round = 1};
	g_autoptr(GArray) tries = NULL, sent = NULL, none = NULL;
	g_autofree char *sender = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	for (int i = 0; i < 3; i++) {
		g_autofree char *ref = NULL;

		message.provider = (char *)(i < 2 ? "first" : "second");
		message.sender = (char *)(i < 2 ? NULL : "10690");
		must_write(&f, store_intent_put(f.store, &step, &message, NOW_US + i, &message_id, &attempt_id, &ref));
		fixture_result(&f, attempt_id, i < 2 ? SUBMIT_RETRY_LATER : SUBMIT_ACCEPTED, NULL, i < 2 ? NOW : STORE_NO_TIME,
		               NOW_US + i + 10);
	}
	must(&f, store_try_list(f.store, id, STEP_FIRST_CONTACT, 1, &tries));
	ck_assert_int_eq(tries->len, 1);
	ck_assert_str_eq(g_array_index(tries, StoreTry, 0).provider, "first");
	ck_assert_int_eq(g_array_index(tries, StoreTry, 0).tries, 2);
	ck_assert_int_eq(g_array_index(tries, StoreTry, 0).last_us, NOW_US + 11);
	must(&f, store_sent_since(f.store, NOW, &sent));
	ck_assert_int_eq(sent->len, 3);
	ck_assert_str_eq(g_array_index(sent, StoreSent, 0).provider, "second");
	ck_assert_str_eq(g_array_index(sent, StoreSent, 0).shop, "taoyimi");
	ck_assert_int_eq(g_array_index(sent, StoreSent, 0).outcome, SUBMIT_ACCEPTED);
	ck_assert_int_eq(g_array_index(sent, StoreSent, 0).segments, 3);
	ck_assert_str_eq(g_array_index(sent, StoreSent, 2).provider, "first");
	ck_assert_int_eq(g_array_index(sent, StoreSent, 2).outcome, SUBMIT_RETRY_LATER);
	must(&f, store_sent_since(f.store, NOW + 1, &none));
	ck_assert_int_eq(none->len, 0);
	must(&f, store_person_sender(f.store, fixture_person(&f, id), "second", &sender));
	ck_assert_str_eq(sender, "10690");
	g_clear_pointer(&sender, g_free);
	must(&f, store_person_sender(f.store, fixture_person(&f, id), "first", &sender));
	ck_assert_ptr_null(sender);
}
END_TEST

START_TEST(waits_outlive_plans_and_end_together)
{
	int64_t id = fixture_case(&f, "A", "13812341234");
	g_autofree char *step = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	must_write(&f, store_step_wait(f.store, 1, NOW + HOUR, "spend_cap", "10 CNY", NOW));
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	ck_assert_int_eq(sql_number(&f, "SELECT due_at FROM step"), NOW + HOUR);
	step = fixture_step(&f, id, STEP_FIRST_CONTACT, 1);
	ck_assert_str_eq(step, "planned spend_cap");
	sql_run(&f, "DELETE FROM dirty");
	must_write(&f, store_waits_end(f.store, NOW));
	ck_assert_int_eq(sql_number(&f, "SELECT case_id FROM dirty"), id);
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	ck_assert_int_eq(sql_number(&f, "SELECT due_at FROM step"), NOW);
	ck_assert_int_eq(store_begin(f.store), 0);
	must(&f, store_step_set(f.store, 1, STEP_HELD, STORE_NO_TIME, "x", NULL, NOW));
	ck_assert_int_eq(store_step_wait(f.store, 1, NOW, "spend_cap", NULL, NOW), -ENOENT);
	store_rollback(f.store);
}
END_TEST

/* At each start and reload, however much is planned. */
START_TEST(limits_are_ended_by_an_index)
{
	must_write(&f, store_waits_end(f.store, NOW));
	fixture_uses(&f, "INTO dirty (case_id) SELECT case_id FROM step", "step_limited");
	fixture_uses(&f, "UPDATE step SET retry_at = NULL", "step_limited");
}
END_TEST

/* However many replies nobody has read. */
START_TEST(urgent_replies_are_found_by_an_index)
{
	const StoreReplyFilter filter = {.limit = 10};
	g_autoptr(GArray) replies = NULL;

	must(&f, store_reply_list(f.store, &filter, &replies));
	fixture_uses(&f, "r.read_at IS NULL AND (r.label", "reply_urgent");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("health");
	TCase *tc = tcase_create("health");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, health_is_one_row_a_provider);
	tcase_add_test(tc, attempts_know_their_provider);
	tcase_add_test(tc, waits_outlive_plans_and_end_together);
	tcase_add_test(tc, limits_are_ended_by_an_index);
	tcase_add_test(tc, urgent_replies_are_found_by_an_index);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "health");
}
