/* Reports of parts, what a failure means beyond its message, replies in parts, look-ups, polls, refusals. */
#include "store/fixture.h"
#include "store/inquiry.h"

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

/* ---- parts of a text (F36) ---- */

/* A text of `segments` under way; its answer is awaited. */
static int64_t under_way(int segments, int64_t *attempt_id, char **ref)
{
	int64_t id = fixture_case(&f, "R-1", "+8613800138000");

	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_intent(&f, id, STEP_FIRST_CONTACT, 1, NOW_US, attempt_id, ref);
	if (segments == 3)
		sql_run(&f, "UPDATE message SET segments = 3");
	return id;
}

static void accepted(int64_t attempt_id, const char *provider_id, const char *parts)
{
	g_auto(GStrv) names = g_strsplit(parts, " ", -1);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	StoreResult result = {
	        .outcome = SUBMIT_ACCEPTED, .provider_id = provider_id, .next_at = STORE_NO_TIME, .part_ids = ids};

	for (guint i = 0; names[i]; i++)
		g_ptr_array_add(ids, names[i]);
	must_write(&f, store_attempt_result(f.store, attempt_id, &result, NOW_US));
}

static int put(StoreReceipt told)
{
	int64_t message_id, case_id;
	int r;

	told.inbound_id = fixture_inbound(&f);
	told.provider = "office";
	told.at = STORE_NO_TIME;
	must(&f, store_begin(f.store));
	r = store_receipt_put(f.store, &told, NOW, &message_id, &case_id);
	must(&f, store_commit(f.store));
	return r;
}

static int receipt(const char *ref, const char *provider_id, ReceiptStatus status, SubmitOutcome cause,
                   const char *code, gboolean once)
{
	return put((StoreReceipt){
	        .ref = ref, .provider_id = provider_id, .status = status, .cause = cause, .code = code, .once = once});
}

static const ReceiptStatus STATUS_OF[] = {
        ['a'] = RECEIPT_ACCEPTED, ['b'] = RECEIPT_BUFFERED, ['d'] = RECEIPT_DELIVERED, ['f'] = RECEIPT_FAILED};

/* Reports of the parts 1, 2 and 3 of a text: "1d" part 1 delivered. "!": here the answer comes that names all three. */
static const struct {
	const char *row, *told, *state;
} PARTS[] = {
        {"all delivered", "! 1d 2d 3d", "delivered"},
        {"in any order", "! 3d 1d 2d", "delivered"},
        {"one is missing", "! 1d 3d", "accepted"},
        {"the last says success, another did not", "! 2f 3d 1d", "failed"},
        {"one fails late", "! 1d 3d 2f", "failed"},
        {"one waits", "! 1d 2b", "buffered"},
        {"accepted is no news", "! 1a 2a 3a", "accepted"},
        {"told twice counts once", "! 1d 1d 1d", "accepted"},
        {"one early, the others later", "1d ! 2d 3d", "delivered"},
        {"one early is not all", "1d !", "accepted"},
        {"all early", "1d 2d 3d !", "delivered"},
        {"a failure early", "1d 2f ! 3d", "failed"},
        {"a lower rank late", "! 1d 2d 3d 2b", "delivered"},
};

START_TEST(parts_add_up)
{
	g_auto(GStrv) told = g_strsplit(PARTS[_i].told, " ", -1);
	g_autofree char *ref = NULL, *state = NULL;
	int64_t attempt_id;

	under_way(3, &attempt_id, &ref);
	for (guint i = 0; told[i]; i++) {
		char id[] = {'p', '-', told[i][0], 0};

		if (told[i][0] == '!')
			accepted(attempt_id, "p-1", "p-2 p-3");
		else
			row_int(PARTS[_i].row,
			        put((StoreReceipt){.ref = i % 2 ? NULL : ref,
			                           .provider_id = id,
			                           .status = STATUS_OF[(int)told[i][1]],
			                           .of_part = TRUE}),
			        0);
	}
	state = sql_text(&f, "SELECT state FROM message");
	row_str(PARTS[_i].row, state, PARTS[_i].state);
	row_int(PARTS[_i].row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'delivered'"),
	        strcmp(PARTS[_i].state, "delivered") == 0);
	row_int(PARTS[_i].row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'sent'"), 1);
	row_int(PARTS[_i].row, sql_number(&f, "SELECT count(*) FROM receipt WHERE message_id IS NULL"), 0);
}
END_TEST

/* Without our reference an early report cannot be matched: it is parked, also when it is of a part. */
START_TEST(parked_parts_are_matched)
{
	g_autofree char *state = NULL;
	int64_t attempt_id;

	under_way(3, &attempt_id, NULL);
	receipt(NULL, "p-3", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE);
	receipt(NULL, "p-1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt WHERE message_id IS NULL"), 2);
	accepted(attempt_id, "p-1", "p-2 p-3");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt WHERE message_id IS NULL"), 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM message WHERE state = 'accepted'"), 1);
	receipt(NULL, "p-2", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE);
	state = sql_text(&f, "SELECT state FROM message");
	ck_assert_str_eq(state, "delivered");
}
END_TEST

/* Reports of a text of three segments that all carry our reference. "1d" and "!" as in PARTS; "?": the answer is lost;
 * "-": it comes and names no parts. `whole`: the provider reports the whole, by one report. */
static const struct {
	const char *row;
	gboolean whole;
	const char *told, *state;
} BY_REF[] = {
        {"one early is not all", FALSE, "1d !", "accepted"},
        {"two early are not all", FALSE, "1d 2d !", "accepted"},
        {"two early, the third later", FALSE, "1d 2d ! 3d", "delivered"},
        {"two early, the third fails", FALSE, "1d 2d ! 3f", "failed"},
        {"all early", FALSE, "3d 1d 2d !", "delivered"},
        {"all early, before the answer", FALSE, "1d 2d 3d", "delivered"},
        {"an early failure is one of the text", FALSE, "1d 2f", "failed"},
        {"an early failure stays", FALSE, "1f 2d 3d !", "failed"},
        {"early and told twice counts once", FALSE, "1d 1d 1d 2d !", "accepted"},
        {"one early, then the answer is lost", FALSE, "1d ?", "accepted"},
        {"two early, then the answer is lost", FALSE, "1d 2d ?", "accepted"},
        {"around a lost answer", FALSE, "1d ? 2d 3d", "delivered"},
        {"around a lost answer, the last fails", FALSE, "1d 2d ? 3f", "failed"},
        {"after a lost answer one is not all", FALSE, "? 1d", "accepted"},
        {"after a lost answer two are not all", FALSE, "? 1d 2d", "accepted"},
        {"after a lost answer all", FALSE, "? 2d 3d 1d", "delivered"},
        {"after a lost answer, the second fails", FALSE, "? 1d 2f", "failed"},
        {"after a lost answer, the last fails", FALSE, "? 1d 2d 3f", "failed"},
        {"after a lost answer, the first fails", FALSE, "? 1f 2d 3d", "failed"},
        {"after a lost answer one waits", FALSE, "? 1d 2b", "buffered"},
        {"after a lost answer accepted is no news", FALSE, "? 1a 2a 3a", "accepted"},
        {"ranks before a lost answer", FALSE, "1a 2a 3a ? 1d 2d 3d", "delivered"},
        {"more parts than segments", FALSE, "? 1d 2d 3a 4d", "accepted"},
        {"no parts are named: the early one was the whole", FALSE, "1d -", "delivered"},
        {"no parts are named: the next one is the whole", FALSE, "- 1d", "delivered"},
        {"no parts are named: a failure of the whole", FALSE, "- 1f", "failed"},
        {"one report of the whole, early", TRUE, "1d", "delivered"},
        {"one report of the whole, early, and an answer", TRUE, "1d -", "delivered"},
        {"one report of the whole, early, no answer", TRUE, "1d ?", "delivered"},
        {"one report of the whole after the answer", TRUE, "- 1d", "delivered"},
        {"one report of the whole after a lost answer", TRUE, "? 1d", "delivered"},
        {"a failure of the whole after a lost answer", TRUE, "? 1f", "failed"},
        {"the ranks of the whole", TRUE, "? 1a 1b 1d", "delivered"},
        {"the ranks of the whole, each with an id of its own", TRUE, "1a ? 2b 3d", "delivered"},
};

START_TEST(parts_by_ref)
{
	const char *row = BY_REF[_i].row;
	gboolean failed = strcmp(BY_REF[_i].state, "failed") == 0;
	g_auto(GStrv) told = g_strsplit(BY_REF[_i].told, " ", -1);
	g_autofree char *ref = NULL, *state = NULL;
	int64_t attempt_id;

	under_way(3, &attempt_id, &ref);
	for (guint i = 0; told[i]; i++) {
		const char id[] = {'p', '-', told[i][0], 0};
		StoreReceipt report = {.ref = ref,
		                       .provider_id = id,
		                       .status = STATUS_OF[(int)told[i][1]],
		                       .cause = told[i][1] == 'f' ? SUBMIT_BAD_NUMBER : SUBMIT_ACCEPTED,
		                       .of_part = !BY_REF[_i].whole};

		if (told[i][0] == '!')
			accepted(attempt_id, "p-1", "p-2 p-3");
		else if (told[i][0] == '?' || told[i][0] == '-')
			fixture_result(&f, attempt_id, told[i][0] == '?' ? SUBMIT_UNKNOWN : SUBMIT_ACCEPTED, NULL,
			               STORE_NO_TIME, NOW_US);
		else
			row_int(row, put(report), 0);
	}
	state = sql_text(&f, "SELECT state || iif(contradiction, ' contradicted', '') FROM message");
	row_str(row, state, BY_REF[_i].state);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'delivered'"),
	        strcmp(BY_REF[_i].state, "delivered") == 0);
	row_int(row, sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'undelivered'"), failed);
	row_int(row, sql_number(&f, "SELECT count(*) FROM person WHERE dead_at IS NOT NULL"), failed);
	/* What is not final goes on being asked about. */
	if (strcmp(state, "accepted") == 0 || strcmp(state, "buffered") == 0)
		row_int(row, sql_number(&f, "SELECT count(*) FROM lookup WHERE due_at IS NOT NULL"), 1);
}
END_TEST

START_TEST(parked_too_long_stays_a_strangers)
{
	int64_t attempt_id;

	under_way(1, &attempt_id, NULL);
	receipt(NULL, "p-1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE);
	sql_run(&f, _i ? "UPDATE receipt SET received_at = received_at - 72 * 3600"
	               : "UPDATE receipt SET received_at = received_at - 72 * 3600 + 1");
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt WHERE message_id IS NULL"), _i);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM message WHERE state = 'delivered'"), !_i);
}
END_TEST

/* ---- causes ---- */

static const struct {
	const char *row;
	ReceiptStatus status;
	SubmitOutcome cause;
	gboolean early; /* before its message has the provider's id */
	int dead, blocked;
	const char *error;
} CAUSES[] = {
        {"a bad number", RECEIPT_FAILED, SUBMIT_BAD_NUMBER, FALSE, 1, 0, "bad_number: 30005"},
        {"a bad number, parked", RECEIPT_FAILED, SUBMIT_BAD_NUMBER, TRUE, 1, 0, "bad_number: 30005"},
        {"an opt-out the provider knows of", RECEIPT_FAILED, SUBMIT_OPTED_OUT, FALSE, 0, 1, "opted_out: 30005"},
        {"an opt-out, parked", RECEIPT_FAILED, SUBMIT_OPTED_OUT, TRUE, 0, 1, "opted_out: 30005"},
        {"a refused text", RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, FALSE, 0, 0, "rejected_content: 30005"},
        {"nothing beyond it", RECEIPT_FAILED, SUBMIT_ACCEPTED, FALSE, 0, 0, "30005"},
        {"delivered, whatever is said with it", RECEIPT_DELIVERED, SUBMIT_BAD_NUMBER, FALSE, 0, 0, NULL},
};

START_TEST(causes)
{
	const char *row = CAUSES[_i].row;
	g_autofree char *error = NULL, *detail = NULL;
	int64_t attempt_id, case_id = under_way(1, &attempt_id, NULL);

	if (CAUSES[_i].early)
		receipt(NULL, "p-1", CAUSES[_i].status, CAUSES[_i].cause, "30005", FALSE);
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	if (!CAUSES[_i].early)
		receipt(NULL, "p-1", CAUSES[_i].status, CAUSES[_i].cause, "30005", FALSE);
	row_int(row,
	        sql_number(&f, "SELECT count(*) FROM person WHERE dead_until = dead_at + 180 * 86400 AND dead_cause = "
	                       "'30005'"),
	        CAUSES[_i].dead);
	row_int(row, sql_number(&f, "SELECT count(*) FROM block WHERE cause = 'provider' AND lifted_at IS NULL"),
	        CAUSES[_i].blocked);
	error = sql_text(&f, "SELECT error FROM message");
	row_str(row, error, CAUSES[_i].error);
	detail = sql_text(&f, "SELECT detail FROM step");
	row_str(row, detail, CAUSES[_i].cause == SUBMIT_REJECTED_CONTENT ? "rejected_content: 30005" : NULL);
	row_int(row, sql_number(&f, "SELECT count(*) FROM dirty"), 1);
	ck_assert_int_gt(case_id, 0);
}
END_TEST

/* A contradiction is a flag: a late "bad number" on what was delivered makes nobody unreachable. */
START_TEST(late_cause_changes_nothing)
{
	int64_t attempt_id;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	receipt(NULL, "p-1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE);
	receipt(NULL, "p-1", RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "30005", FALSE);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM person WHERE dead_at IS NOT NULL"), 0);
	ck_assert_int_eq(sql_number(&f, "SELECT contradiction FROM message"), 1);
}
END_TEST

START_TEST(the_same_again)
{
	int64_t attempt_id;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	ck_assert_int_eq(receipt(NULL, "p-1", RECEIPT_BUFFERED, SUBMIT_ACCEPTED, NULL, TRUE), 0);
	ck_assert_int_eq(receipt(NULL, "p-1", RECEIPT_BUFFERED, SUBMIT_ACCEPTED, NULL, TRUE), -EEXIST);
	ck_assert_int_eq(receipt(NULL, "p-1", RECEIPT_BUFFERED, SUBMIT_ACCEPTED, "27", TRUE), 0);
	ck_assert_int_eq(receipt(NULL, "p-1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, TRUE), 0);
	ck_assert_int_eq(receipt(NULL, "stranger", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, TRUE), 0);
	ck_assert_int_eq(receipt(NULL, "stranger", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, TRUE), -EEXIST);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt"), 4);
	/* A webhook is kept as often as it is told. */
	ck_assert_int_eq(receipt(NULL, "p-1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, FALSE), 0);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM receipt"), 5);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'delivered'"), 1);
}
END_TEST

/* ---- replies in parts ---- */

static int part(const char *part_of, int number, int parts, const char *id, const char *text, int64_t at,
                StorePartFate *fate)
{
	StorePart p = {.inbound_id = fixture_inbound(&f),
	               .provider = (char *)"office",
	               .provider_id = (char *)id,
	               .from_number = (char *)"+8613800138000",
	               .part_of = (char *)part_of,
	               .part = number,
	               .parts = parts,
	               .text = (char *)text,
	               .at = STORE_NO_TIME};
	int r;

	must(&f, store_begin(f.store));
	r = store_part_put(f.store, &p, at, fate);
	must(&f, store_commit(f.store));
	return r;
}

static char *join(const char *part_of, int64_t at)
{
	StorePart of = {
	        .provider = (char *)"office", .from_number = (char *)"+8613800138000", .part_of = (char *)part_of};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) parts = NULL;

	must_write(&f, store_part_join(f.store, &of, at, &parts));
	for (guint i = 0; i < parts->len; i++)
		g_string_append_printf(text, "%d%s", g_array_index(parts, StorePart, i).part,
		                       g_array_index(parts, StorePart, i).text);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

START_TEST(parts_of_a_reply)
{
	g_autofree char *first = NULL, *second = NULL;
	g_autoptr(GArray) overdue = NULL;
	StorePartFate fate = STORE_PART_LATE;
	int64_t next;

	must(&f, store_part_next(f.store, &next));
	ck_assert_int_eq(next, STORE_NO_TIME);
	ck_assert_int_eq(part("7", 2, 2, "b", "world", NOW, &fate), 0);
	ck_assert_int_eq(fate, STORE_PART_WAITS);
	ck_assert_int_eq(part("7", 2, 2, "b", "world", NOW + 1, &fate), -EEXIST);
	must(&f, store_part_next(f.store, &next));
	ck_assert_int_eq(next, NOW);
	must(&f, store_part_overdue(f.store, NOW - 1, 10, &overdue));
	ck_assert_uint_eq(overdue->len, 0);
	ck_assert_int_eq(part("7", 1, 2, "a", "hello ", NOW + 2, &fate), 0);
	ck_assert_int_eq(fate, STORE_PART_WHOLE);
	first = join("7", NOW + 2);
	ck_assert_str_eq(first, "1hello 2world");
	must(&f, store_part_next(f.store, &next));
	ck_assert_int_eq(next, STORE_NO_TIME);
	/* Told again when all is over: by its id, and without one by its words. */
	ck_assert_int_eq(part("7", 1, 2, "a", "hello ", NOW + 3, &fate), -EEXIST);
	ck_assert_int_eq(part("7", 2, 2, NULL, "world", NOW + 3, &fate), -EEXIST);
	/* The phone's counter came round: another text. */
	ck_assert_int_eq(part("7", 1, 2, "c", "again ", NOW + 60, &fate), 0);
	ck_assert_int_eq(fate, STORE_PART_WAITS);
	ck_assert_int_eq(part("7", 1, 2, "d", "and again ", NOW + 61, &fate), -EBUSY);
	second = join("7", NOW + 61);
	ck_assert_str_eq(second, "1again ");
	ck_assert_int_eq(part("7", 1, 2, "d", "and again ", NOW + 61, &fate), 0);
}
END_TEST

START_TEST(a_part_that_comes_late)
{
	g_autofree char *text = NULL;
	g_autoptr(GArray) overdue = NULL;
	StorePartFate fate;

	ck_assert_int_eq(part("9", 1, 3, NULL, "a", NOW, &fate), 0);
	ck_assert_int_eq(part("9", 3, 3, NULL, "c", NOW + 5, &fate), 0);
	must(&f, store_part_overdue(f.store, NOW, 10, &overdue));
	ck_assert_uint_eq(overdue->len, 1); /* one of the set stands for all */
	text = join("9", NOW + 600);
	ck_assert_str_eq(text, "1a3c");
	ck_assert_int_eq(part("9", 2, 3, NULL, "b", NOW + 700, &fate), 0);
	ck_assert_int_eq(fate, STORE_PART_LATE);
	ck_assert_int_eq(part("9", 2, 3, NULL, "b", NOW + 701, &fate), -EEXIST);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM reply_part WHERE joined_at IS NULL"), 0);
}
END_TEST

/* ---- look-ups ---- */

static const struct {
	SubmitOutcome outcome;
	int64_t next_at;
	int rows;
} BEGINS[] = {
        {SUBMIT_ACCEPTED, STORE_NO_TIME, 1},     {SUBMIT_UNKNOWN, STORE_NO_TIME, 1},
        {SUBMIT_RETRY_LATER, NOW + 60, 0},       {SUBMIT_BAD_NUMBER, STORE_NO_TIME, 0},
        {SUBMIT_UNKNOWN_CODE, STORE_NO_TIME, 0},
};

START_TEST(an_attempt_brings_its_lookup)
{
	const char *row = submit_outcome_name(BEGINS[_i].outcome);
	g_autoptr(GArray) due = NULL;
	int64_t attempt_id, next;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, BEGINS[_i].outcome, "p-1", BEGINS[_i].next_at, NOW_US);
	must(&f, store_lookup_next(f.store, &next));
	row_int(row, next, BEGINS[_i].rows ? 0 : STORE_NO_TIME);
	must_write(&f, store_lookup_list(f.store, NOW, 10, &due));
	ck_assert_uint_eq(due->len, (guint)BEGINS[_i].rows);
	if (due->len) {
		const StoreLookup *l = &g_array_index(due, StoreLookup, 0);

		row_int(row, l->attempt_id, attempt_id);
		row_int(row, l->purpose, STORE_LOOKUP_NEW);
		row_int(row, l->newest, TRUE);
		row_int(row, l->started_at, NOW);
		row_str(row, l->phone, "+8613800138000");
		row_str(row, l->provider, "office");
	}
}
END_TEST

START_TEST(what_is_final_needs_no_lookup)
{
	int64_t attempt_id;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	receipt(NULL, "p-1", RECEIPT_BUFFERED, SUBMIT_ACCEPTED, NULL, FALSE);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM lookup"), 1);
	receipt(NULL, "p-1", _i ? RECEIPT_DELIVERED : RECEIPT_FAILED, SUBMIT_ACCEPTED, NULL, FALSE);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM lookup"), 0);
}
END_TEST

START_TEST(lookup_goes_on)
{
	g_autoptr(GArray) due = NULL;
	StoreLookup lookup = {0};
	int64_t attempt_id, next;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	must(&f, store_lookup_get(f.store, attempt_id, &lookup));
	lookup.purpose = STORE_LOOKUP_UNKNOWN;
	lookup.asked = 1;
	lookup.unsure = 2;
	lookup.pages = 3;
	lookup.page = g_strdup("next");
	must_write(&f, store_lookup_set(f.store, &lookup, NOW + 60));
	store_lookup_clear(&lookup);
	must_write(&f, store_lookup_list(f.store, NOW + 59, 10, &due));
	ck_assert_uint_eq(due->len, 0);
	must(&f, store_lookup_get(f.store, attempt_id, &lookup));
	ck_assert_int_eq(lookup.purpose, STORE_LOOKUP_UNKNOWN);
	ck_assert_int_eq(lookup.asked * 100 + lookup.unsure * 10 + lookup.pages, 123);
	ck_assert_str_eq(lookup.page, "next");
	store_lookup_clear(&lookup);
	must_write(&f, store_lookup_held(f.store, attempt_id, "it does not say", NOW + 60));
	must(&f, store_lookup_next(f.store, &next));
	ck_assert_int_eq(next, STORE_NO_TIME);
	ck_assert_int_eq(store_lookup_get(f.store, attempt_id, &lookup), -ENOENT);
	ck_assert_int_eq(
	        sql_number(&f, "SELECT count(*) FROM step WHERE state = 'unknown' AND detail = 'it does not say'"), 1);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'held' AND note = 'it does not say'"),
	                 1);
}
END_TEST

/* A person and a look-up about the same message: who comes first is believed, and it is planned once. */
START_TEST(first_word_wins)
{
	g_autofree char *step = NULL;
	int64_t attempt_id, case_id = under_way(1, &attempt_id, NULL);

	fixture_result(&f, attempt_id, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	if (_i == 0)
		must_write(&f, store_lookup_absent(f.store, attempt_id, "asked twice", NOW + 60));
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_message_settle(f.store, case_id, _i == 1, "agent:li", NULL, NOW + 61),
	                 _i == 0 ? -ENOENT : 0);
	ck_assert_int_eq(store_lookup_absent(f.store, attempt_id, "asked twice", NOW + 62), -ENOENT);
	ck_assert_int_eq(store_lookup_held(f.store, attempt_id, "asked twice", NOW + 62), -ENOENT);
	must(&f, store_commit(f.store));
	step = fixture_step(&f, case_id, STEP_FIRST_CONTACT, 1);
	ck_assert_str_eq(step, _i == 1 ? "done sent" : "planned settled");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'note'"), 1);
}
END_TEST

START_TEST(lookup_of_an_old_attempt)
{
	int64_t first, second, case_id = under_way(1, &first, NULL);
	g_autoptr(GArray) due = NULL;

	fixture_result(&f, first, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	must_write(&f, store_message_settle(f.store, case_id, FALSE, "agent:li", NULL, NOW + 1));
	fixture_intent(&f, case_id, STEP_FIRST_CONTACT, 1, NOW_US + 2, &second, NULL);
	fixture_result(&f, second, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US + 3);
	must(&f, store_begin(f.store));
	ck_assert_int_eq(store_lookup_absent(f.store, first, "x", NOW + 4), -ENOENT);
	must(&f, store_lookup_list(f.store, NOW + 4, 10, &due));
	must(&f, store_commit(f.store));
	ck_assert_uint_eq(due->len, 2);
	for (guint i = 0; i < 2; i++)
		ck_assert_int_eq(g_array_index(due, StoreLookup, i).newest,
		                 g_array_index(due, StoreLookup, i).attempt_id == second);
}
END_TEST

/* Whatever the others' step is: each is asked about. */
static const Step ASKED_ABOUT[] = {
	STEP_FIRST_CONTACT, STEP_PROGRESS, STEP_CALL, STEP_SATISFACTION, STEP_OPTOUT_CONFIRM, STEP_REVIEW_NOTE,
	STEP_AGENT_TEXT,
};

START_TEST(damaged_lookup_stops_nobody)
{
	g_autoptr(GArray) due = NULL;
	Step step = ASKED_ABOUT[_i];
	int64_t attempt_id, other, case_id;

	under_way(1, &attempt_id, NULL);
	fixture_result(&f, attempt_id, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	case_id = fixture_case(&f, "R-2", "+8613800138001");
	fixture_plan(&f, case_id, step, 1, NOW);
	fixture_intent(&f, case_id, step, 1, NOW_US, &other, NULL);
	fixture_result(&f, other, SUBMIT_UNKNOWN, NULL, STORE_NO_TIME, NOW_US);
	sql_run(&f, "UPDATE message SET state = 'nonsense' WHERE case_id = 1; UPDATE lookup SET due_at = 1");
	must_write(&f, store_lookup_list(f.store, NOW, 10, &due));
	row_int(step_name(step), due->len, 1);
	row_int(step_name(step), g_array_index(due, StoreLookup, 0).attempt_id, other);
	row_int(step_name(step),
	        sql_number(&f,
	                   "SELECT count(*) FROM lookup WHERE due_at IS NULL AND finding = 'its message is damaged'"),
	        1);
}
END_TEST

/* ---- polls and the door ---- */

START_TEST(polls)
{
	g_autoptr(GArray) failing = NULL;
	static const char BODY[] = "[1]";
	g_autoptr(GBytes) same = g_bytes_new(BODY, 3), other = g_bytes_new("[2]", 3);
	StoreInbound in = {
	        .provider = (char *)"office", .hook = (char *)"reports", .method = (char *)"POLL", .body = same};
	StorePoll poll = {0};

	must(&f, store_poll_get(f.store, "office", "reports", &poll));
	ck_assert_int_eq(poll.next_at, 0);
	ck_assert_int_eq(poll.answered_at, STORE_NO_TIME);
	must_write(&f, store_inbound_put(f.store, &in, &poll.inbound_id));
	poll.cursor = g_strdup("c-1");
	poll.next_at = NOW + 30;
	poll.failures = 2;
	poll.error = g_strdup("no");
	must_write(&f, store_poll_set(f.store, "office", "reports", &poll));
	ck_assert_int_eq(store_inbound_is(f.store, poll.inbound_id, same), 1);
	ck_assert_int_eq(store_inbound_is(f.store, poll.inbound_id, other), 0);
	ck_assert_int_eq(store_inbound_is(f.store, 0, same), 0);
	store_poll_clear(&poll);
	must(&f, store_poll_get(f.store, "office", "reports", &poll));
	ck_assert_str_eq(poll.cursor, "c-1");
	ck_assert_str_eq(poll.error, "no");
	ck_assert_int_eq(poll.next_at, NOW + 30);
	ck_assert_int_eq(poll.failures, 2);
	store_poll_clear(&poll);
	must(&f, store_poll_get(f.store, "office", "replies", &poll));
	ck_assert_ptr_null(poll.cursor);
	must_write(&f, store_poll_set(f.store, "office", "replies", &poll));
	must(&f, store_poll_failures(f.store, &failing));
	ck_assert_uint_eq(failing->len, 1);
	ck_assert_str_eq(g_array_index(failing, StorePollFailure, 0).kind, "reports");
	ck_assert_str_eq(g_array_index(failing, StorePollFailure, 0).error, "no");
}
END_TEST

START_TEST(refusals)
{
	g_autoptr(GArray) list = NULL;
	const StoreRefusal *one;

	must_write(&f, store_refusal_add(f.store, "office", "wrong signature", 2, NOW));
	must_write(&f, store_refusal_add(f.store, "office", "wrong signature", 5, NOW + 9));
	must_write(&f, store_refusal_add(f.store, "", "wrong token", 1, NOW));
	must(&f, store_refusal_list(f.store, &list));
	ck_assert_uint_eq(list->len, 2);
	one = &g_array_index(list, StoreRefusal, 1);
	ck_assert_str_eq(one->cause, "wrong signature");
	ck_assert_int_eq(one->count, 7);
	ck_assert_int_eq(one->first_at, NOW);
	ck_assert_int_eq(one->last_at, NOW + 9);
}
END_TEST

START_TEST(provider_confirmed_the_opt_out)
{
	int64_t id = fixture_case(&f, "R-1", "+8613800138000"), person = fixture_person(&f, id);
	StoreFacts facts = {0};

	must_write(&f, store_block_put(f.store, person, "reply", "customer", NULL, NOW));
	must(&f, store_case_facts(f.store, id, NOW, &facts));
	ck_assert(!facts.facts.facts.confirm_sent);
	store_facts_clear(&facts);
	must_write(&f, store_block_confirm(f.store, person, NOW));
	must(&f, store_case_facts(f.store, id, NOW, &facts));
	ck_assert(facts.facts.facts.confirm_sent);
	store_facts_clear(&facts);
	/* The next opt-out is another one. */
	must_write(&f, store_block_lift(f.store, person, "customer", NULL, NOW + 1));
	must_write(&f, store_block_put(f.store, person, "reply", "customer", NULL, NOW + 2));
	must(&f, store_case_facts(f.store, id, NOW + 2, &facts));
	ck_assert(!facts.facts.facts.confirm_sent);
	store_facts_clear(&facts);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inquiry");
	TCase *tc = tcase_create("inquiry");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, parts_add_up, 0, G_N_ELEMENTS(PARTS));
	tcase_add_test(tc, parked_parts_are_matched);
	tcase_add_loop_test(tc, parts_by_ref, 0, G_N_ELEMENTS(BY_REF));
	tcase_add_loop_test(tc, parked_too_long_stays_a_strangers, 0, 2);
	tcase_add_loop_test(tc, causes, 0, G_N_ELEMENTS(CAUSES));
	tcase_add_test(tc, late_cause_changes_nothing);
	tcase_add_test(tc, the_same_again);
	tcase_add_test(tc, parts_of_a_reply);
	tcase_add_test(tc, a_part_that_comes_late);
	tcase_add_loop_test(tc, an_attempt_brings_its_lookup, 0, G_N_ELEMENTS(BEGINS));
	tcase_add_loop_test(tc, what_is_final_needs_no_lookup, 0, 2);
	tcase_add_test(tc, lookup_goes_on);
	tcase_add_loop_test(tc, first_word_wins, 0, 3);
	tcase_add_test(tc, lookup_of_an_old_attempt);
	tcase_add_loop_test(tc, damaged_lookup_stops_nobody, 0, G_N_ELEMENTS(ASKED_ABOUT));
	tcase_add_test(tc, polls);
	tcase_add_test(tc, refusals);
	tcase_add_test(tc, provider_confirmed_the_opt_out);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inquiry");
}
