/* Evidence files: what they hold, and that nothing in them can be changed unseen. */
#include "desk/fixture.h"
#include "desk/evidence.h"
#include "store/inbound.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define PHONE "+8613800138000"
#define HOSTILE "</script><b>\xe2\x80\xae" "1"

static Fixture f;
static int64_t case_id;

static int begin(void)
{
	return store_begin(f.store);
}

static void end(int r)
{
	ck_assert_msg(r >= 0, "%s", store_error(f.store));
	ck_assert_int_eq(store_commit(f.store), 0);
}

static void write_story(void)
{
	Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = WEDNESDAY,
	             .deadline_at = WEDNESDAY + HOUR, .reason = REASON_NOW};
	StoreMessage message = {.text = "您好，给您添麻烦了。", .language = "zh-CN", .text_version = "v1", .encoding = "ucs2",
	                        .segments = 1, .provider = "office"};
	StoreInbound hook = {.provider = "office", .hook = "dlr", .method = "GET", .query = "ref=x&type=1&to=13800138000",
	                     .body = g_bytes_new("a\0b", 3)};
	StoreResult accepted = {.outcome = SUBMIT_ACCEPTED, .provider_id = "P-1", .next_at = STORE_NO_TIME};
	StoreReply reply = {.provider = "office", .from_number = (char *)PHONE, .text = (char *)HOSTILE, .label = (char *)"other",
	                    .at = STORE_NO_TIME, .received_at = WEDNESDAY + 90, .matched_by = (char *)"person",
	                    .read_at = STORE_NO_TIME, .case_id = case_id};
	StoreEvent note = {.kind = EVENT_NOTE, .at = WEDNESDAY + 100, .actor = "agent:li", .note = "refund on its way"};
	StoreEvent replied = {.kind = EVENT_REPLY, .at = WEDNESDAY + 90, .actor = "customer"};
	StoreReceipt receipt = {.provider = "office", .provider_id = "P-1", .status = RECEIPT_DELIVERED, .code = "000",
	                        .at = WEDNESDAY + 60};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL;
	int64_t message_id, attempt_id, matched, of_case;

	ck_assert_int_eq(begin(), 0);
	end(store_plan_put(f.store, case_id, &plan, NULL, f.rules_id, WEDNESDAY));
	ck_assert_int_eq(store_step_list(f.store, case_id, &steps), 0);
	ck_assert_int_eq(begin(), 0);
	end(store_intent_put(f.store, &g_array_index(steps, StoreStep, 0), &message, WEDNESDAY * 1000000, &message_id,
	                     &attempt_id, &ref));
	ck_assert_int_eq(begin(), 0);
	end(store_attempt_result(f.store, attempt_id, &accepted, (WEDNESDAY + 1) * 1000000));
	ck_assert_int_eq(begin(), 0);
	ck_assert_int_eq(store_inbound_put(f.store, &hook, &receipt.inbound_id), 0);
	ck_assert_int_eq(store_inbound_put(f.store, &hook, &reply.inbound_id), 0);
	end(store_receipt_put(f.store, &receipt, WEDNESDAY + 61, &matched, &of_case));
	ck_assert_int_eq(begin(), 0);
	ck_assert_int_eq(store_reply_put(f.store, &reply, &replied.reply_id), 0);
	end(store_case_event(f.store, case_id, &replied));
	ck_assert_int_eq(begin(), 0);
	ck_assert_int_eq(store_event_add(f.store, case_id, &note), 0);
	end(store_rules_config(f.store, f.rules_id, "quiet_hours = [ \"daily 21:30-08:00\" ];"));
	g_bytes_unref(hook.body);
	f.desk.now_at = WEDNESDAY + HOUR;
}

static void setup(void)
{
	fixture_open(&f);
	case_id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY - 60);
	write_story();
}

static void teardown(void)
{
	fixture_close(&f);
}

static json_t *collect(gboolean full)
{
	g_autofree char *fault = NULL;
	json_t *document = NULL;

	ck_assert_msg(evidence_collect(&f.desk, case_id, full, &document, &fault) == 0, "%s", fault);
	return document;
}

START_TEST(a_file_proves_itself)
{
	gboolean full = _i == 1;
	json_t *document = collect(full), *again = NULL;
	g_autofree char *page = evidence_html(document), *fault = NULL;
	char *spelled = json_dumps(document, JSON_INDENT(1));
	EvidenceCheck check;

	ck_assert_int_eq(evidence_read(spelled, strlen(spelled), &again, &fault), 0);
	ck_assert_msg(evidence_verify(&f.desk, again, &check, &fault) == 0, "%s", fault);
	ck_assert(check.in_store);
	ck_assert_uint_eq(check.since, 0);
	ck_assert_uint_eq(check.unchained, 0);
	ck_assert_uint_eq(check.events, json_array_size(json_object_get(document, "events")));
	ck_assert_uint_ge(check.events, 5); /* created, sent, delivered, reply, note */
	ck_assert_uint_eq(check.withheld, full ? 0 : 2); /* what the provider brought */
	json_decref(again);
	ck_assert_msg(evidence_read(page, strlen(page), &again, &fault) == 0, "%s", fault);
	ck_assert_int_eq(evidence_verify(NULL, again, &check, &fault), 0);
	ck_assert(!check.in_store);
	/* The number is in it only when it was asked for. */
	ck_assert_int_eq(strstr(spelled, "13800138000") != NULL, full);
	ck_assert_int_eq(strstr(page, "13800138000") != NULL, full);
	ck_assert(strstr(page, "daily 21:30-08:00"));
	free(spelled);
	json_decref(again);
	json_decref(document);
}
END_TEST

START_TEST(hostile_words_stay_words)
{
	json_t *document = collect(TRUE);
	g_autofree char *page = evidence_html(document);
	guint ends = 0;

	for (const char *p = page; (p = strstr(p, "</script>")); p++)
		ends++;
	ck_assert_uint_eq(ends, 1);
	ck_assert(!strstr(page, "<b>"));
	ck_assert(strstr(page, "[U+202E]"));
	json_decref(document);
}
END_TEST

static json_t *event_of(json_t *document, const char *kind)
{
	json_t *list = json_object_get(document, "events"), *event;
	size_t i;

	json_array_foreach(list, i, event)
		if (g_str_equal(json_string_value(json_object_get(event, "kind")), kind))
			return event;
	ck_abort_msg("no event %s", kind);
	return NULL;
}

static void change_note(json_t *d)
{
	json_object_set_new(event_of(d, "note"), "note", json_string("no refund"));
}
static void change_text(json_t *d)
{
	json_object_set_new(event_of(d, "sent"), "text", json_string("Hello"));
}
static void change_reply(json_t *d)
{
	json_object_set_new(event_of(d, "reply"), "reply", json_string("thanks"));
}
static void change_raw(json_t *d)
{
	json_object_set_new(json_object_get(event_of(d, "delivered"), "raw"), "query", json_string("ref=x&type=2"));
}
static void change_time(json_t *d)
{
	json_object_set_new(json_object_get(event_of(d, "sent"), "at"), "seconds", json_integer(WEDNESDAY - 1));
}
static void change_actor(json_t *d)
{
	json_object_set_new(event_of(d, "note"), "actor", json_string("agent:wu"));
}
static void leave_one_out(json_t *d)
{
	json_array_remove(json_object_get(d, "events"), 1);
}
static void leave_the_first_out(json_t *d)
{
	json_array_remove(json_object_get(d, "events"), 0);
}
static void change_order(json_t *d)
{
	json_t *list = json_object_get(d, "events"), *last = json_incref(json_array_get(list, json_array_size(list) - 1));

	json_array_remove(list, json_array_size(list) - 1);
	json_array_insert_new(list, 1, last);
}
static void pretend_withheld(json_t *d)
{
	json_object_set_new(event_of(d, "note"), "erased", json_true());
	json_object_set_new(event_of(d, "note"), "digest", json_string("00"));
}
static void change_case(json_t *d)
{
	json_object_set_new(json_object_get(d, "case"), "id", json_integer(99));
}

static void change_clock(json_t *d)
{
	json_object_set_new(json_object_get(event_of(d, "sent"), "at"), "shop", json_string("Wed 2026-11-18 08:30:00 +08:00"));
}
static void change_list(json_t *d)
{
	json_object_set_new(json_array_get(json_object_get(d, "replies"), 0), "text", json_string("thanks"));
}
static void change_message(json_t *d)
{
	json_object_set_new(json_array_get(json_object_get(d, "messages"), 0), "text", json_string("Hello"));
}

static const struct {
	const char *name;
	void (*change)(json_t *document);
	const char *says; /* when the forger sealed it anew; NULL: only the seal and the store can tell */
} FORGERIES[] = {
	{"a note", change_note, "its words do not have the digest"},
	{"a text of ours", change_text, "its words do not have the digest"},
	{"a customer's words", change_reply, "its words do not have the digest"},
	{"a report as it came", change_raw, "its words do not have the digest"},
	{"a time", change_time, "its hash does not follow"},
	{"a clock", change_clock, "its clocks do not tell the time"},
	{"who it was", change_actor, "its hash does not follow"},
	{"one left out", leave_one_out, "its hash does not follow"},
	{"the first left out", leave_the_first_out, "its hash does not follow"},
	{"another order", change_order, "its hash does not follow"},
	{"a digest", pretend_withheld, "its hash does not follow"},
	{"another case", change_case, "its hash does not follow"},
};

START_TEST(a_forgery_shows)
{
	json_t *document = collect(TRUE);
	g_autofree char *fault = NULL, *second = NULL, *seal = NULL;
	EvidenceCheck check;

	FORGERIES[_i].change(document);
	row_int(FORGERIES[_i].name, evidence_verify(NULL, document, &check, &fault), -EBADMSG);
	ck_assert_msg(strstr(fault, "its seal is another"), "row %s: %s", FORGERIES[_i].name, fault);
	seal = evidence_seal(document);
	json_object_set_new(document, "seal", json_string(seal));
	row_int(FORGERIES[_i].name, evidence_verify(NULL, document, &check, &second), -EBADMSG);
	ck_assert_msg(strstr(second, FORGERIES[_i].says), "row %s: %s", FORGERIES[_i].name, second);
	json_decref(document);
}
END_TEST

/* What providers brought is withheld, and with it what its digest is of: there the store has to be asked. */
static const struct {
	const char *name;
	void (*change)(json_t *document);
} WITHHELD[] = {
	{"a customer's words", change_reply},
	{"a customer's words in the list of replies", change_list},
	{"a text of ours in the list of messages", change_message},
};

START_TEST(a_forgery_of_what_is_withheld_shows_in_the_store)
{
	json_t *document = collect(FALSE);
	g_autofree char *fault = NULL, *seal = NULL;
	EvidenceCheck check;

	WITHHELD[_i].change(document);
	seal = evidence_seal(document);
	json_object_set_new(document, "seal", json_string(seal));
	row_int(WITHHELD[_i].name, evidence_verify(&f.desk, document, &check, &fault), -EBADMSG);
	ck_assert_msg(strstr(fault, "the store has other words"), "row %s: %s", WITHHELD[_i].name, fault);
	json_decref(document);
}
END_TEST

/* retention.raw takes out what providers brought, and leaves the note of a report. */
START_TEST(what_was_brought_and_is_gone_breaks_nothing)
{
	g_autofree char *path = g_build_filename(f.dir, "store.db", NULL), *fault = NULL;
	gboolean full = _i == 1;
	json_t *before = collect(full), *document;
	EvidenceCheck check;
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "UPDATE inbound SET query = '', headers = '', body = x'', peer = '', emptied = 1", NULL,
	                              NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	document = collect(full);
	ck_assert_str_eq(json_string_value(json_object_get(event_of(document, "delivered"), "note")), "000");
	ck_assert_msg(evidence_verify(&f.desk, document, &check, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(check.withheld, 2);
	ck_assert_msg(evidence_verify(&f.desk, before, &check, &fault) == 0, "%s", fault);
	json_decref(document);
	json_decref(before);
}
END_TEST

/* Who drops the end and seals anew is not found out by the file, but by the store, which tells of what it has beyond it. */
START_TEST(the_store_tells_what_came_since)
{
	json_t *document = collect(TRUE), *list = json_object_get(document, "events");
	g_autofree char *fault = NULL, *seal = NULL;
	EvidenceCheck check;

	json_array_remove(list, json_array_size(list) - 1);
	seal = evidence_seal(document);
	json_object_set_new(document, "seal", json_string(seal));
	ck_assert_int_eq(evidence_verify(&f.desk, document, &check, &fault), 0);
	ck_assert_uint_eq(check.since, 1);
	json_decref(document);
}
END_TEST

START_TEST(another_store_is_told_apart)
{
	json_t *document = collect(TRUE);
	StoreEvent note = {.kind = EVENT_NOTE, .at = WEDNESDAY, .actor = "agent:li", .note = "something else"};
	g_autofree char *fault = NULL;
	EvidenceCheck check;

	teardown();
	fixture_open(&f);
	case_id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY - 60);
	ck_assert_int_eq(begin(), 0);
	end(store_event_add(f.store, case_id, &note));
	ck_assert_int_eq(evidence_verify(&f.desk, document, &check, &fault), -EBADMSG);
	ck_assert_msg(strstr(fault, "the store has another log"), "%s", fault);
	json_decref(document);
}
END_TEST

START_TEST(what_was_erased_is_told_as_such)
{
	g_autofree char *path = g_build_filename(f.dir, "store.db", NULL), *fault = NULL;
	json_t *document;
	EvidenceCheck check;
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "UPDATE event SET note = NULL WHERE kind = 'note'", NULL, NULL, NULL), SQLITE_OK);
	/* Nothing else of the log can be changed, and nothing taken out while the case is open. */
	ck_assert_int_ne(sqlite3_exec(db, "UPDATE event SET note = 'x' WHERE kind = 'note'", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_ne(sqlite3_exec(db, "UPDATE event SET at = at + 1", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_ne(sqlite3_exec(db, "DELETE FROM event", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	document = collect(TRUE);
	ck_assert_msg(evidence_verify(&f.desk, document, &check, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(check.withheld, 1);
	json_decref(document);
}
END_TEST

START_TEST(a_page_shows_what_its_document_says)
{
	json_t *document = collect(FALSE), *again = NULL;
	g_autofree char *page = evidence_html(document), *fault = NULL;
	GString *forged = g_string_new(page);

	g_string_replace(forged, "<td class=\"words\">refund on its way</td>", "<td class=\"words\">no refund</td>", 1);
	ck_assert_int_eq(evidence_read(forged->str, forged->len, &again, &fault), -EINVAL);
	ck_assert_str_eq(fault, "the page does not show what the document in it says");
	g_string_free(forged, TRUE);
	json_decref(document);
}
END_TEST

static const struct {
	const char *name, *bytes, *says;
} NO_FILES[] = {
	{"nothing", "", "not an evidence file: line"},
	{"another JSON", "{}", "not an evidence file of followupctl"},
	{"another format", "{\"format\": \"x\", \"events\": []}", "not an evidence file of followupctl"},
	{"no list", "{\"format\": \"followupd evidence 1\"}", "not an evidence file of followupctl"},
	{"a cut page", "<script type=\"application/json\" id=\"evidence\">{\"format\"", "not an evidence file: line"},
	{"a list", "[1]", "not an evidence file of followupctl"},
};

START_TEST(no_evidence)
{
	g_autofree char *fault = NULL;
	json_t *document = NULL;

	row_int(NO_FILES[_i].name, evidence_read(NO_FILES[_i].bytes, strlen(NO_FILES[_i].bytes), &document, &fault), -EINVAL);
	ck_assert_msg(g_str_has_prefix(fault, NO_FILES[_i].says), "row %s: %s", NO_FILES[_i].name, fault);
	ck_assert_ptr_null(document);
}
END_TEST

START_TEST(no_such_case)
{
	g_autofree char *fault = NULL;
	json_t *document = NULL;

	ck_assert_int_eq(evidence_collect(&f.desk, 4711, FALSE, &document, &fault), -ENOENT);
	ck_assert_ptr_nonnull(fault);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("evidence");
	TCase *tc = tcase_create("evidence");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_file_proves_itself, 0, 2);
	tcase_add_test(tc, hostile_words_stay_words);
	tcase_add_loop_test(tc, a_forgery_shows, 0, G_N_ELEMENTS(FORGERIES));
	tcase_add_loop_test(tc, a_forgery_of_what_is_withheld_shows_in_the_store, 0, G_N_ELEMENTS(WITHHELD));
	tcase_add_loop_test(tc, what_was_brought_and_is_gone_breaks_nothing, 0, 2);
	tcase_add_test(tc, the_store_tells_what_came_since);
	tcase_add_test(tc, another_store_is_told_apart);
	tcase_add_test(tc, what_was_erased_is_told_as_such);
	tcase_add_test(tc, a_page_shows_what_its_document_says);
	tcase_add_loop_test(tc, no_evidence, 0, G_N_ELEMENTS(NO_FILES));
	tcase_add_test(tc, no_such_case);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "evidence");
}
