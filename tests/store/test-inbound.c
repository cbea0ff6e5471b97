/* What comes in: webhooks, delivery reports, replies. */
#include "store/fixture.h"
#include "store/triage.h"

#include <errno.h>
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
#define E164 "+8613812341234"

START_TEST(webhooks_are_kept_whole)
{
	g_autoptr(GBytes) body = g_bytes_new_static("a\0b", 3);
	StoreInbound inbound = {.provider = "office", .hook = "mo", .method = "POST", .query = "x=1", .content_type = "text/plain",
	                        .headers = "X-Sig: 1\n", .body = body, .peer = "127.0.0.1", .received_us = NOW_US};
	g_autoptr(GArray) rows = NULL, rest = NULL;
	StoreInbound *got;
	int64_t id = 0, empty;

	must_write(&f, store_inbound_put(f.store, &inbound, &id));
	empty = fixture_inbound(&f);
	must(&f, store_inbound_list(f.store, 9, &rows));
	ck_assert_int_eq(rows->len, 2);
	got = &g_array_index(rows, StoreInbound, 0);
	ck_assert_int_eq(got->id, id);
	ck_assert(g_bytes_equal(got->body, body));
	ck_assert_str_eq(got->headers, "X-Sig: 1\n");
	ck_assert_int_eq(g_bytes_get_size(g_array_index(rows, StoreInbound, 1).body), 0);
	must_write(&f, store_inbound_done(f.store, id, "no number in it", NOW));
	must_write(&f, store_inbound_done(f.store, empty, NULL, NOW));
	must(&f, store_inbound_list(f.store, 9, &rest));
	ck_assert_int_eq(rest->len, 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM inbound WHERE error IS NOT NULL"), 1);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_inbound_done(f.store, 99, NULL, NOW), -ENOENT);
	store_rollback(f.store);
}
END_TEST

/* ---- receipts ---- */

static int64_t receipt(const char *ref, const char *provider_id, ReceiptStatus status, int64_t at)
{
	StoreReceipt told = {.inbound_id = fixture_inbound(&f), .provider = "office", .ref = ref, .provider_id = provider_id,
	                     .status = status, .code = status == RECEIPT_FAILED ? "E9" : NULL, .at = at};
	int64_t message_id = -1, case_id = -1;

	must_write(&f, store_receipt_put(f.store, &told, NOW + 100, &message_id, &case_id));
	ck_assert_int_eq(message_id == 0, case_id == 0);
	return message_id;
}

/* Where a message is, which reports come in, and what is left. Reports: one letter each, accepted, buffered, delivered, failed. */
static const struct {
	const char *row;
	SubmitOutcome answer; /* SUBMIT_OUTCOMES: none yet */
	const char *reports;
	const char *message, *step;
	gboolean contradiction;
	int sent, delivered, undelivered; /* events */
} RECEIPTS[] = {
	{"delivered", SUBMIT_ACCEPTED, "d", "delivered", "done sent", FALSE, 1, 1, 0},
	{"step by step", SUBMIT_ACCEPTED, "abd", "delivered", "done sent", FALSE, 1, 1, 0},
	{"told twice", SUBMIT_ACCEPTED, "dd", "delivered", "done sent", FALSE, 1, 1, 0},
	{"in the wrong order", SUBMIT_ACCEPTED, "dba", "delivered", "done sent", FALSE, 1, 1, 0},
	{"failed", SUBMIT_ACCEPTED, "bf", "failed", "done sent", FALSE, 1, 0, 1},
	{"failed after delivered", SUBMIT_ACCEPTED, "df", "delivered", "done sent", TRUE, 1, 1, 0},
	{"delivered after failed", SUBMIT_ACCEPTED, "fd", "failed", "done sent", TRUE, 1, 0, 1},
	{"unknown, then accepted", SUBMIT_UNKNOWN, "a", "accepted", "done sent", FALSE, 1, 0, 0},
	{"unknown, then delivered", SUBMIT_UNKNOWN, "d", "delivered", "done sent", FALSE, 1, 1, 0},
	{"unknown, told twice", SUBMIT_UNKNOWN, "bdd", "delivered", "done sent", FALSE, 1, 1, 0},
	{"unknown, then failed", SUBMIT_UNKNOWN, "f", "failed", "held undelivered", FALSE, 0, 0, 1},
	{"before the answer", SUBMIT_OUTCOMES, "d", "delivered", "done sent", FALSE, 1, 1, 0},
	{"after a refusal that was none", SUBMIT_RETRY_LATER, "d", "delivered", "done sent", FALSE, 1, 1, 0},
};

START_TEST(receipts_move_a_message)
{
	static const char LETTERS[] = "abdf"; /* in the order of ReceiptStatus */
	const char *row = RECEIPTS[_i].row;
	int64_t id = fixture_case(&f, "R1", PHONE), attempt, message_id;
	g_autofree char *ref = NULL, *state = NULL, *step = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	message_id = fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, &ref);
	if (RECEIPTS[_i].answer != SUBMIT_OUTCOMES)
		fixture_result(&f, attempt, RECEIPTS[_i].answer, NULL,
		               RECEIPTS[_i].answer == SUBMIT_RETRY_LATER ? NOW + 60 : STORE_NO_TIME, NOW_US);
	for (const char *p = RECEIPTS[_i].reports; *p; p++)
		row_int(row, receipt(ref, NULL, (ReceiptStatus)(strchr(LETTERS, *p) - LETTERS), STORE_NO_TIME), message_id);
	state = sql_text(&f, "SELECT state FROM message");
	row_str(row, state, RECEIPTS[_i].message);
	step = fixture_step(&f, id, STEP_FIRST_CONTACT, 1);
	row_str(row, step, RECEIPTS[_i].step);
	row_int(row, sql_number(&f, "SELECT contradiction FROM message"), RECEIPTS[_i].contradiction);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'sent'"), RECEIPTS[_i].sent);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'delivered'"), RECEIPTS[_i].delivered);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'undelivered'"), RECEIPTS[_i].undelivered);
	row_int(row, sql_number(&f, "SELECT count(*) FROM receipt"), (int)strlen(RECEIPTS[_i].reports));
	/* Known to be out means contacted, at the time it was tried. */
	if (RECEIPTS[_i].sent)
		row_int(row, sql_number(&f, "SELECT sent_at = contacted_at AND sent_at FROM message, cases"), 1);
	row_int(row, sql_number(&f, "SELECT coalesce(sent_at, 0) FROM message"), RECEIPTS[_i].sent ? NOW : 0);
}
END_TEST

/* The answer comes after the report: it adds what it knows, and moves nothing back. */
static const struct {
	const char *row;
	ReceiptStatus report;
	SubmitOutcome answer;
	const char *message, *step;
	int sent;
} LATE_ANSWERS[] = {
	{"delivered, accepted", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "delivered", "done sent", 1},
	{"delivered, lost", RECEIPT_DELIVERED, SUBMIT_UNKNOWN, "delivered", "done sent", 1},
	{"delivered, refused", RECEIPT_DELIVERED, SUBMIT_BAD_NUMBER, "delivered", "done sent", 1},
	{"failed, accepted", RECEIPT_FAILED, SUBMIT_ACCEPTED, "failed", "done sent", 1},
	{"failed, lost", RECEIPT_FAILED, SUBMIT_UNKNOWN, "failed", "held undelivered", 0},
};

START_TEST(answer_after_the_report)
{
	const char *row = LATE_ANSWERS[_i].row;
	int64_t id = fixture_case(&f, "R1", PHONE), attempt;
	g_autofree char *ref = NULL, *state = NULL, *step = NULL, *outcome = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, &ref);
	receipt(ref, NULL, LATE_ANSWERS[_i].report, STORE_NO_TIME);
	fixture_result(&f, attempt, LATE_ANSWERS[_i].answer, NULL, STORE_NO_TIME, NOW_US);
	state = sql_text(&f, "SELECT state FROM message");
	row_str(row, state, LATE_ANSWERS[_i].message);
	step = fixture_step(&f, id, STEP_FIRST_CONTACT, 1);
	row_str(row, step, LATE_ANSWERS[_i].step);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'sent'"), LATE_ANSWERS[_i].sent);
	outcome = sql_text(&f, "SELECT outcome FROM attempt");
	row_str(row, outcome, submit_outcome_name(LATE_ANSWERS[_i].answer));
}
END_TEST

/* By the provider's id alone, and before we know that id (F34). */
START_TEST(early_receipt_is_parked)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt, message_id;
	g_autoptr(GArray) unmatched = NULL, none = NULL;
	g_autofree char *state = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	message_id = fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	ck_assert_int_eq(receipt(NULL, "P1", RECEIPT_BUFFERED, NOW + 1), 0);
	ck_assert_int_eq(receipt(NULL, "P1", RECEIPT_DELIVERED, NOW + 2), 0);
	ck_assert_int_eq(receipt("nosuchref", "P2", RECEIPT_DELIVERED, NOW + 2), 0);
	must(&f, store_receipt_unmatched(f.store, 9, &unmatched));
	ck_assert_int_eq(unmatched->len, 3);
	ck_assert_str_eq(g_array_index(unmatched, StoreUnmatched, 0).provider_id, "P2");
	fixture_result(&f, attempt, SUBMIT_ACCEPTED, "P1", STORE_NO_TIME, NOW_US + 3000000);
	state = sql_text(&f, "SELECT state FROM message");
	ck_assert_str_eq(state, "delivered");
	ck_assert_int_eq(sql_number(&f, "SELECT at FROM event WHERE kind = 'delivered'"), NOW + 2);
	must(&f, store_receipt_unmatched(f.store, 9, &none));
	ck_assert_int_eq(none->len, 1);
	ck_assert_int_eq(receipt(NULL, "P1", RECEIPT_DELIVERED, NOW + 5), message_id);
	ck_assert_int_eq(receipt("foreign", "P1", RECEIPT_DELIVERED, NOW + 5), message_id);
}
END_TEST

/* The answer was lost; the first report carries our reference and tells the provider's id, an earlier one had only that. */
START_TEST(receipt_tells_the_provider_id)
{
	int64_t id = fixture_case(&f, "R1", PHONE), attempt, message_id;
	g_autofree char *ref = NULL, *state = NULL;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	message_id = fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, &ref);
	fixture_result(&f, attempt, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	ck_assert_int_eq(receipt(NULL, "P1", RECEIPT_DELIVERED, NOW + 2), 0);
	ck_assert_int_eq(receipt(ref, "P1", RECEIPT_BUFFERED, NOW + 1), message_id);
	state = sql_text(&f, "SELECT state || provider_id FROM message");
	ck_assert_str_eq(state, "deliveredP1");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt WHERE message_id IS NULL"), 0);
}
END_TEST

START_TEST(other_providers_ids_are_not_ours)
{
	int64_t id = fixture_case(&f, "R1", PHONE), message_id = -1, case_id = -1;
	StoreReceipt told = {.inbound_id = fixture_inbound(&f), .provider = "other", .provider_id = "P1",
	                     .status = RECEIPT_DELIVERED, .at = STORE_NO_TIME};

	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "P1");
	must_write(&f, store_receipt_put(f.store, &told, NOW, &message_id, &case_id));
	ck_assert_int_eq(message_id, 0);
}
END_TEST

START_TEST(clock_ahead_does_not_date_ahead)
{
	int64_t id = fixture_case(&f, "R1", PHONE);

	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "P1");
	receipt(NULL, "P1", RECEIPT_DELIVERED, NOW + DAY);
	ck_assert_int_eq(sql_number(&f, "SELECT at FROM event WHERE kind = 'delivered'"), NOW + 100);
	ck_assert_int_eq(sql_number(&f, "SELECT at FROM receipt"), NOW + DAY);
}
END_TEST

/* ---- replies ---- */

static int put_reply(const StoreReply *reply, int64_t *id)
{
	int r;

	must(&f, store_begin(f.store));
	r = store_reply_put(f.store, reply, id);
	must(&f, store_commit(f.store));
	return r;
}

static StoreReply a_reply(const char *provider_id, const char *text, int64_t received_at)
{
	return (StoreReply){.provider = (char *)"office", .provider_id = (char *)provider_id, .from_number = (char *)E164,
	                    .text = (char *)text, .label = (char *)"other", .at = STORE_NO_TIME, .received_at = received_at,
	                    .read_at = STORE_NO_TIME};
}

static const struct {
	const char *row, *first_id, *second_id, *second_text;
	int64_t later;
	int result;
	gboolean repeat;
} REPEATS[] = {
	{"the same id", "M1", "M1", "好", 5, -EEXIST, FALSE},
	{"another id, the same words", "M1", "M2", "好", 5, 0, FALSE},
	{"no id, the same words", NULL, NULL, "好", 5, 0, TRUE},
	{"no id, other words", NULL, NULL, "不好", 5, 0, FALSE},
	{"no id, later", NULL, NULL, "好", 600, 0, FALSE},
	{"no id, just before", NULL, NULL, "好", 599, 0, TRUE},
};

START_TEST(replies_are_kept_once)
{
	const char *row = REPEATS[_i].row;
	StoreReply first = a_reply(REPEATS[_i].first_id, "好", NOW);
	StoreReply second = a_reply(REPEATS[_i].second_id, REPEATS[_i].second_text, NOW + REPEATS[_i].later);
	int64_t id = -1;

	row_int(row, put_reply(&first, &id), 0);
	id = -1;
	row_int(row, put_reply(&second, &id), REPEATS[_i].result);
	row_int(row, id > 0, REPEATS[_i].result == 0);
	row_int(row, sql_number(&f, "SELECT count(*) FROM reply"), REPEATS[_i].result == 0 ? 2 : 1);
	row_int(row, sql_number(&f, "SELECT max(likely_repeat) FROM reply"), REPEATS[_i].repeat);
}
END_TEST

static void match(const char *row, const char *from, int64_t code, int64_t want_case, const char *want_by, Step want_asked)
{
	const StoreMatchQuery query = {.from = from, .code_case = code};
	g_auto(StoreMatch) found = {0};

	must(&f, store_match(f.store, &query, &found));
	row_int(row, found.case_id, want_case);
	row_str(row, found.matched_by, want_by);
	row_int(row, found.asked, want_asked);
}

START_TEST(reply_finds_its_case)
{
	int64_t a = fixture_case(&f, "A", PHONE), b = fixture_case(&f, "B", PHONE), c = fixture_case(&f, "C", PHONE);
	int64_t foreign = fixture_case(&f, "D", "13912341234");

	match("nobody", "+79123456789", 0, 0, "none", STEP_NONE);
	match("never written to", E164, 0, 0, "none", STEP_NONE);
	match("never written to, but the code", E164, a, a, "code", STEP_NONE);
	fixture_sent(&f, b, STEP_FIRST_CONTACT, NOW, "P1");
	match("the contacted one", E164, 0, b, "number", STEP_FIRST_CONTACT);
	fixture_sent(&f, a, STEP_FIRST_CONTACT, NOW + DAY, "P2");
	match("the newest contacted one", E164, 0, a, "number", STEP_FIRST_CONTACT);
	match("by code", E164, b, b, "code", STEP_FIRST_CONTACT);
	match("somebody else's code", E164, foreign, a, "number", STEP_FIRST_CONTACT);
	fixture_event(&f, a, EVENT_RESOLVED, NOW + DAY);
	fixture_sent(&f, a, STEP_SATISFACTION, NOW + 2 * DAY, "P3");
	match("asked last", E164, 0, a, "number", STEP_SATISFACTION);
	fixture_event(&f, a, EVENT_SATISFIED, NOW + 2 * DAY);
	match("open before closed", E164, 0, b, "number", STEP_FIRST_CONTACT);
	match("closed by code", E164, a, a, "code", STEP_SATISFACTION);
	fixture_event(&f, b, EVENT_NO_ANSWER, NOW + 2 * DAY);
	match("only closed ones", E164, 0, a, "person", STEP_SATISFACTION);
	(void)c;
}
END_TEST

/* Its outcome is unknown to us; that the customer answers shows that it went out. */
START_TEST(reply_finds_an_unknown_message)
{
	int64_t id = fixture_case(&f, "A", PHONE), attempt;

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, &attempt, NULL);
	fixture_result(&f, attempt, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	match("unknown", E164, 0, id, "number", STEP_FIRST_CONTACT);
}
END_TEST

static guint list(const char *row, const StoreReplyFilter *filter, int64_t first_id)
{
	g_autoptr(GArray) replies = NULL;

	must(&f, store_reply_list(f.store, filter, &replies));
	if (replies->len)
		row_int(row, g_array_index(replies, StoreReply, 0).id, first_id);
	return replies->len;
}

/* Twelve hundred by one statement each: the ages that a list of some hundred would lose are the oldest. */
START_TEST(unread_are_counted_whole)
{
	/* To the second: what is an hour old is no longer of the last hour. */
	static const struct {
		int count, age_s;
		gboolean on_case, read;
	} PUT[] = {{400, 3599, TRUE, FALSE},    {300, 3600, TRUE, FALSE}, {200, 4 * 3600, TRUE, FALSE},
	           {2, DAY, TRUE, FALSE},       {300, 10 * DAY, TRUE, FALSE}, {1, 0, FALSE, FALSE},
	           {1, 11 * DAY, FALSE, FALSE}, {1, 20 * DAY, TRUE, TRUE}};
	static const struct {
		const char *name, *shop;
		StoreUnread want;
	} ROWS[] = {
	        {"of all, with those of no case", NULL, {401, 300, 200, 303, NOW - 11 * DAY}},
	        {"of the shop of their case", "taoyimi", {400, 300, 200, 302, NOW - 10 * DAY}},
	        {"of another shop", "lamplight", {0, 0, 0, 0, STORE_NO_TIME}},
	};
	int64_t case_id = fixture_case(&f, "A", PHONE), id;

	must(&f, store_begin(f.store));
	for (gsize i = 0; i < G_N_ELEMENTS(PUT); i++)
		for (int n = 0; n < PUT[i].count; n++) {
			StoreReply reply = a_reply(NULL, "still waiting", NOW - PUT[i].age_s);

			reply.case_id = PUT[i].on_case ? case_id : 0;
			reply.matched_by = (char *)(PUT[i].on_case ? "number" : "none");
			must(&f, store_reply_put(f.store, &reply, &id));
			if (PUT[i].read)
				must(&f, store_reply_read(f.store, id, "li", NOW));
		}
	must(&f, store_commit(f.store));
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const char *row = ROWS[i].name;
		StoreUnread got;

		must(&f, store_reply_unread(f.store, ROWS[i].shop, NOW, &got));
		row_int(row, got.hour, ROWS[i].want.hour);
		row_int(row, got.morning, ROWS[i].want.morning);
		row_int(row, got.day, ROWS[i].want.day);
		row_int(row, got.older, ROWS[i].want.older);
		row_int(row, got.oldest_at, ROWS[i].want.oldest_at);
	}
	fixture_uses(&f, "count(*) FILTER", "reply_unread_by_case");
}
END_TEST

/* Somebody waits for help, threatens, or would trade the review. */
static const struct {
	const char *label;
	gboolean first; /* before a newer one that is not urgent */
} URGENT[] = {
	{"help", TRUE},         {"escalate", TRUE},     {"review_deal", TRUE}, {"other", FALSE},
	{"optout", FALSE},      {"optin", FALSE},       {"satisfied", FALSE},  {"unsatisfied", FALSE},
	{"neutral", FALSE},     {"rating", FALSE},      {"pick", FALSE},       {"yes", FALSE},
	{"no", FALSE},          {"ack", FALSE},         {"callback", FALSE},   {"no_call", FALSE},
	{"wrong_number", FALSE}, {"auto", FALSE},
};

START_TEST(urgent_replies_are_read_first)
{
	const StoreReplyFilter filter = {.limit = 2};
	StoreReply older = a_reply(NULL, "first", NOW - 60), newer = a_reply(NULL, "then", NOW);
	g_autoptr(GArray) unread = NULL, read = NULL;
	int64_t older_id, newer_id;

	older.label = (char *)URGENT[_i].label;
	older.matched_by = newer.matched_by = (char *)"none";
	ck_assert_int_eq(put_reply(&older, &older_id), 0);
	ck_assert_int_eq(put_reply(&newer, &newer_id), 0);
	must(&f, store_reply_list(f.store, &filter, &unread));
	row_int(URGENT[_i].label, g_array_index(unread, StoreReply, 0).id, URGENT[_i].first ? older_id : newer_id);
	/* Once somebody has read it, it stands behind what nobody has. */
	must_write(&f, store_reply_read(f.store, older_id, "li", NOW));
	must(&f, store_reply_list(f.store, &filter, &read));
	row_int(URGENT[_i].label, g_array_index(read, StoreReply, 0).id, newer_id);
}
END_TEST

START_TEST(replies_are_listed)
{
	int64_t case_id = fixture_case(&f, "A", PHONE), ids[4];
	const char *texts[] = {"Спасибо", "好", "STOP", "no"};
	StoreCase c;

	for (int i = 0; i < 4; i++) {
		StoreReply reply = a_reply(NULL, texts[i], NOW + i);

		reply.case_id = i < 3 ? case_id : 0;
		reply.matched_by = (char *)(i < 3 ? "number" : "none");
		if (i == 2)
			reply.label = (char *)"optout";
		ck_assert_int_eq(put_reply(&reply, &ids[i]), 0);
	}
	must_write(&f, store_reply_read(f.store, ids[3], "li", NOW));
	must_write(&f, store_reply_read(f.store, ids[3], "wang", NOW + 9)); /* who read it first */
	row_int("all", list("all", &(StoreReplyFilter){0}, ids[2]), 4);
	row_int("unread", list("unread", &(StoreReplyFilter){.unread_only = TRUE}, ids[2]), 3);
	row_int("limit", list("limit", &(StoreReplyFilter){.limit = 2}, ids[2]), 2);
	row_int("unmatched", list("unmatched", &(StoreReplyFilter){.unmatched_only = TRUE}, ids[3]), 1);
	row_int("unmatched unread", list("unmatched unread", &(StoreReplyFilter){.unmatched_only = TRUE, .unread_only = TRUE}, 0), 0);
	row_int("case", list("case", &(StoreReplyFilter){.case_id = case_id}, ids[2]), 3);
	row_int("shop", list("shop", &(StoreReplyFilter){.shop = "taoyimi"}, ids[2]), 3);
	row_int("no such shop", list("no such shop", &(StoreReplyFilter){.shop = "gum"}, 0), 0);
	row_int("label", list("label", &(StoreReplyFilter){.label = "optout"}, ids[2]), 1);
	row_int("other case of letters", list("letters", &(StoreReplyFilter){.search = "СПАСИ"}, ids[0]), 1);
	row_int("other width", list("width", &(StoreReplyFilter){.search = "ｓｔｏｐ"}, ids[2]), 1);
	row_int("after", list("after", &(StoreReplyFilter){.after_id = ids[0]}, ids[1]), 3);
	row_int("after, of the case", list("after", &(StoreReplyFilter){.after_id = ids[1], .case_id = case_id}, ids[2]), 1);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM reply WHERE read_by = 'li' AND read_at > 0"), 1);
	must(&f, store_case_get(f.store, case_id, &c));
	ck_assert_int_eq(c.unread, 3);
	store_case_clear(&c);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_reply_read(f.store, 99, "li", NOW), -ENOENT);
	store_rollback(f.store);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbound");
	TCase *tc = tcase_create("inbound");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, webhooks_are_kept_whole);
	tcase_add_loop_test(tc, receipts_move_a_message, 0, G_N_ELEMENTS(RECEIPTS));
	tcase_add_loop_test(tc, answer_after_the_report, 0, G_N_ELEMENTS(LATE_ANSWERS));
	tcase_add_test(tc, early_receipt_is_parked);
	tcase_add_test(tc, receipt_tells_the_provider_id);
	tcase_add_test(tc, other_providers_ids_are_not_ours);
	tcase_add_test(tc, clock_ahead_does_not_date_ahead);
	tcase_add_loop_test(tc, replies_are_kept_once, 0, G_N_ELEMENTS(REPEATS));
	tcase_add_test(tc, reply_finds_its_case);
	tcase_add_test(tc, reply_finds_an_unknown_message);
	tcase_add_test(tc, unread_are_counted_whole);
	tcase_add_loop_test(tc, urgent_replies_are_read_first, 0, G_N_ELEMENTS(URGENT));
	tcase_add_test(tc, replies_are_listed);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbound");
}
