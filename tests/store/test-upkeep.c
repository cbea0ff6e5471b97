/* Backup, verification, erasure. */
#define _GNU_SOURCE
#include "store/fixture.h"
#include "store/upkeep.h"

#include "core/chain.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Fixture f;

/* A store where things happened: one case contacted, answered and closed, one that waits. */
static void setup(void)
{
	int64_t id;

	fixture_open(&f);
	id = fixture_case(&f, "a", "13800138000");
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "p1");
	fixture_event(&f, id, EVENT_NOTE, NOW + 1);
	fixture_plan(&f, fixture_case(&f, "b", "13800138001"), STEP_FIRST_CONTACT, 1, NOW + DAY);
}

static void teardown(void)
{
	fixture_close(&f);
}

/* Through a handle of its own: verification reads whole tables, and may. */
static GArray *verify(const char *path, gboolean quick)
{
	g_autoptr(Store) store = NULL;
	g_autofree char *why = NULL;
	GArray *findings = NULL;

	ck_assert_msg(store_open(path, STORE_READ_ONLY, &store, &why) == 0, "%s", why);
	ck_assert_msg(store_verify(store, quick, &findings) == 0, "%s", store_error(store));
	return findings;
}

START_TEST(a_good_store_has_no_finding)
{
	for (int quick = 0; quick < 2; quick++) {
		g_autoptr(GArray) findings = verify(f.path, quick);

		if (findings->len)
			ck_abort_msg("%s %s", g_array_index(findings, StoreFinding, 0).row, g_array_index(findings, StoreFinding, 0).what);
	}
}
END_TEST

/* What somebody broke, and the finding that names it. */
static const struct {
	const char *sql, *row, *what;
	gboolean chain; /* --quick does not see it */
} BROKEN[] = {
	{"DELETE FROM step WHERE case_id = 1", "message 1 of case 1", "there is no step first_contact, round 1", FALSE},
	{"DROP INDEX message_once; INSERT INTO message SELECT id + 100, case_id, person_id, step, round, author, text, language,"
	 " text_version, encoding, segments, state, contradiction, provider, NULL, tries, created_at, sent_at, changed_at, error, sender, price, currency"
	 " FROM message; CREATE INDEX message_once ON message (case_id, step, round)", "case 1",
	 "2 messages of step first_contact, round 1", FALSE},
	{"UPDATE step SET state = 'sending' WHERE case_id = 1", "step 1 of case 1", "is being sent, yet no attempt is open", FALSE},
	{"UPDATE attempt SET outcome = NULL", "attempt 1 of case 1", "is open, yet its step is done", FALSE},
	{"UPDATE message SET person_id = 2", "message 1 of case 1", "is of another person than its case", FALSE},
	{"UPDATE message SET sent_at = NULL", "message 1 of case 1", "is accepted, yet has no sent_at", FALSE},
	{"UPDATE step SET due_at = NULL WHERE case_id = 2", "step 2 of case 2", "is planned, yet has no due_at", FALSE},
	{"UPDATE cases SET state = 'closed' WHERE id = 2; DELETE FROM dirty", "step 2 of case 2", "is planned, yet the case is closed", FALSE},
	{"UPDATE tally SET cases = 7 WHERE state = 'new'", "tally of state new", "says 7, and there are 1", FALSE},
	{"INSERT INTO claim VALUES (1, 'agent:li', 1, 2, NULL); UPDATE cases SET state = 'closed' WHERE id = 1", "claim of case 1",
	 "agent:li holds it, yet it is closed", FALSE},
	{"INSERT INTO dirty VALUES (77)", "dirty row of case 77", "there is no such case", FALSE},
	{"UPDATE cases SET state = 'lost' WHERE id = 1", "case 1", "is lost, which no program here knows", FALSE},
	{"INSERT INTO sla VALUES (1, 1, 'taoyimi', 1, 1, 1, 1, 1, 1, NULL, NULL, NULL, NULL, NULL)", "sla of case 1, round 1",
	 "is frozen without saying whether it was kept, or missed without a cause", FALSE},
	{"PRAGMA foreign_keys = OFF; INSERT INTO offer VALUES (1, 99, 'refund', 1, NULL, NULL, 'x', 1)", "offer row 1",
	 "points to no row of cases", FALSE},
	{"INSERT INTO message (case_id, person_id, step, round, text, language, text_version, encoding, segments, state, provider,"
	 " created_at, changed_at) VALUES (1, 1, 'satisfaction', 1, 'x', 'en', 'x', 'gsm7', 1, 'sending', 'office', 1, 1);"
	 " INSERT INTO attempt (message_id, ref, started_us) VALUES (1, 'r1', 1), (2, 'r2', 1)", "person 1",
	 "2 messages to them are under way at once", FALSE},
	{"INSERT INTO draft (case_id, step, number, author, text, created_at) VALUES (1, 'agent_text', 3, 'agent:li', 'x', 1)",
	 "agent_text 3 of case 1", "has words, yet no step to send them", FALSE},
	{"INSERT INTO call (case_id, kind, round, why, due_at, created_at, changed_at) VALUES (1, 'call', 1, 'asked', 1, 1, 1);"
	 " UPDATE cases SET state = 'closed' WHERE id = 1; DELETE FROM dirty", "call 1 of case 1", "is open, yet the case is closed", FALSE},
	{"INSERT INTO call (case_id, kind, round, why, due_at, created_at, changed_at, attempts)"
	 " VALUES (1, 'call', 1, 'asked', 1, 1, 1, 2)", "call 1 of case 1", "counts 2 attempts, and there are 0", FALSE},
	{"INSERT INTO promise (case_id, what, due_at, warn_at, owner, made_at, state) VALUES (1, 'x', 1, 1, 'x', 1, 'kept')",
	 "promise 1 of case 1", "is kept, yet its end says otherwise", FALSE},
	{"INSERT INTO reply (id, provider, from_number, text, label, received_at, matched_by)"
	 " VALUES (1, 'office', '+8613800138000', 'x', 'other', 1, 'none');"
	 " INSERT INTO reply_correction (reply_id, was, label, actor, at) VALUES (1, 'other', 'yes', 'agent:li', 1)", "reply 1",
	 "is labelled other, yet the last word on it was yes", FALSE},
	{"UPDATE message SET state = 'delivered'; INSERT OR REPLACE INTO lookup (attempt_id, due_at) VALUES (1, 0)",
	 "lookup of attempt 1", "is due, yet the message is delivered", FALSE},
	{"INSERT INTO notice (id, kind, severity, lasting, words, at, seen_at) VALUES (1, 'test', 'info', 0, 'x', 1, 1);"
	 " INSERT INTO notice_sent (notice_id, part, channel, next_at, done_at) VALUES (1, 'begin', 'ops', 1, 1)", "notice_sent 1",
	 "was told, yet is to be told again", FALSE},
	{"UPDATE person SET phone = 'erased-1' WHERE id = 1", "person 1", "was erased, yet no stop is in force", FALSE},
	{"DROP TRIGGER event_fixed; UPDATE event SET actor = 'agent:eve' WHERE id = 1", "event 1 of case 1",
	 "its hash does not follow from it and the one before: a row was changed, left out or put in", TRUE},
	{"DROP TRIGGER event_kept; DELETE FROM event WHERE id = 1", "event 2 of case 1",
	 "its hash does not follow from it and the one before: a row was changed, left out or put in", TRUE},
	{"UPDATE message SET text = 'something else'", "event 2 of case 1",
	 "what it is about does not have its digest: a text or note was changed", TRUE},
};

START_TEST(names_what_is_broken)
{
	const char *row = BROKEN[_i].what;
	g_autoptr(GArray) findings = NULL, quick = NULL;
	gboolean found = FALSE;

	sql_run(&f, BROKEN[_i].sql);
	findings = verify(f.path, FALSE);
	quick = verify(f.path, TRUE);
	for (guint i = 0; i < findings->len; i++) {
		const StoreFinding *finding = &g_array_index(findings, StoreFinding, i);

		found |= g_str_equal(finding->row, BROKEN[_i].row) && g_str_equal(finding->what, BROKEN[_i].what) && *finding->cure;
	}
	ck_assert_msg(found, "row %s: %u findings, the first %s", row, findings->len,
	              findings->len ? g_array_index(findings, StoreFinding, 0).what : "-");
	if (BROKEN[_i].chain)
		row_int(row, quick->len, 0);
	else
		row_int(row, quick->len > 0, TRUE);
}
END_TEST

START_TEST(a_copy_is_a_store)
{
	g_autofree char *path = g_build_filename(f.dir, "copy.db", NULL), *partial = g_strconcat(path, ".partial", NULL);
	g_autoptr(GArray) findings = NULL;
	g_autoptr(Store) copy = NULL, writer = NULL;
	struct stat file;
	StoreCase c = {0};
	int64_t bytes = 0, at = 0;

	/* While somebody is in the middle of a change, which is then not in it. */
	ck_assert_int_eq(store_open(f.path, STORE_READ_WRITE, &writer, NULL), 0);
	ck_assert_int_eq(store_mark_get(f.store, "backup", &at), 0);
	ck_assert(at == STORE_NO_TIME);
	must(&f, store_backup(f.store, path, NOW, &bytes));
	must(&f, store_mark_get(f.store, "backup", &at));
	ck_assert_int_eq(at, NOW);
	ck_assert_int_eq(stat(path, &file), 0);
	ck_assert_int_eq(file.st_mode & 0777, 0600);
	ck_assert_int_eq(file.st_size, bytes);
	ck_assert_int_lt(stat(partial, &file), 0);
	findings = verify(path, FALSE);
	ck_assert_uint_eq(findings->len, 0);
	ck_assert_int_eq(store_open(path, STORE_READ_ONLY, &copy, NULL), 0);
	ck_assert_int_eq(store_case_get(copy, 1, &c), 0);
	ck_assert_str_eq(c.phone, "+8613800138000");
	store_case_clear(&c);
	/* Never over another one, never over the remains of a run. */
	ck_assert_int_eq(store_backup(f.store, path, NOW, &bytes), -EEXIST);
	ck_assert(g_file_set_contents(partial, "x", 1, NULL));
	unlink(path);
	ck_assert_int_eq(store_backup(f.store, path, NOW, &bytes), -EEXIST);
	ck_assert_ptr_nonnull(strstr(store_error(f.store), "remove it"));
	ck_assert_int_eq(access(partial, F_OK), 0);
}
END_TEST

START_TEST(a_copy_while_somebody_writes)
{
	g_autofree char *path = g_build_filename(f.dir, "copy.db", NULL);
	g_autoptr(Store) reader = NULL;
	g_autoptr(GArray) findings = NULL;
	int64_t bytes = 0;

	ck_assert_int_eq(store_open(f.path, STORE_READ_WRITE, &reader, NULL), 0);
	sqlite3_busy_timeout(reader->db, 1); /* the mark afterwards cannot be written; the copy is there all the same */
	must(&f, store_begin(f.store));
	sql_run(&f, "UPDATE tally SET cases = 99");
	ck_assert_int_eq(store_backup(reader, path, NOW, &bytes), -EBUSY);
	store_rollback(f.store);
	findings = verify(path, FALSE);
	ck_assert_uint_eq(findings->len, 0);
}
END_TEST

/* No byte of theirs is left in the file. */
static gboolean file_holds(const char *word)
{
	g_autofree char *bytes = NULL;
	gsize length = 0;

	ck_assert(g_file_get_contents(f.path, &bytes, &length, NULL));
	return memmem(bytes, length, word, strlen(word)) != NULL;
}

static void fill_person(void)
{
	sql_run(&f, "UPDATE cases SET name = 'Zebulon', order_no = 'ORD-4711', text = 'Quagmire text' WHERE id = 1");
	sql_run(&f, "INSERT INTO reply (id, inbound_id, provider, from_number, text, label, received_at, person_id, case_id, matched_by)"
	            " VALUES (1, NULL, 'office', '+8613800138000', 'Brobdingnag answer', 'other', 1, 1, 1, 'number')");
	sql_run(&f, "INSERT INTO promise (case_id, what, due_at, warn_at, owner, made_at) VALUES (1, 'Xylophone promise', 1, 1, 'x', 1)");
	sql_run(&f, "INSERT INTO offer (case_id, kind, amount, note, granted_by, granted_at) VALUES (1, 'refund', 1, 'Yggdrasil note', 'x', 1)");
	sql_run(&f, "INSERT INTO call (id, case_id, kind, round, why, due_at, asked_text, created_at, changed_at, attempts)"
	            " VALUES (1, 1, 'callback', 1, 'asked', 9999999999, 'Umbrageous hour', 1, 1, 1)");
	sql_run(&f, "INSERT INTO call_attempt (call_id, at, actor, outcome, note) VALUES (1, 1, 'x', 'busy', 'Thaumaturge note')");
	sql_run(&f, "INSERT INTO draft (case_id, step, number, author, text, override, created_at)"
	            " VALUES (1, 'agent_text', 1, 'x', 'Sesquipedal words', 'Rhadamanthine ground', 1)");
	sql_run(&f, "INSERT INTO step (case_id, step, round, state, due_at, reason, detail, rules_id, changed_at)"
	            " VALUES (1, 'agent_text', 1, 'planned', 9999999999, 'now', 'Perspicacious detail', 1, 1)");
	sql_run(&f, "INSERT INTO no_call (person_id, actor, note, said_at) VALUES (1, 'x', 'Obstreperous note', 1)");
	sql_run(&f, "INSERT INTO reply_correction (reply_id, was, label, actor, at, note) VALUES (1, 'x', 'other', 'x', 1, 'Nincompoop note')");
	sql_run(&f, "INSERT INTO claim VALUES (1, 'agent:li', 1, 9999999999, 'Mellifluous note')");
	sql_run(&f, "INSERT INTO inbound (id, provider, hook, method, query, content_type, headers, body, peer, received_us, processed_at, error)"
	            " VALUES (50, 'office', 'reply', 'POST', '', '', '', CAST('from=8613800138000&text=Lugubrious' AS BLOB), '', 1, 1, 'torn'),"
	            " (51, 'office', 'reply', 'POST', '', '', '', CAST('from=8613800138000&part=Kafkaesque' AS BLOB), '', 1, 1, NULL)");
	sql_run(&f, "INSERT INTO reply_part (inbound_id, provider, from_number, part_of, part, parts, text, received_at)"
	            " VALUES (51, 'office', '+8613800138000', 'x', 1, 2, 'Jabberwocky part', 1)");
	sql_run(&f, "INSERT INTO intake (shop, phone, name, state, error) VALUES ('taoyimi', '138-00138000', 'Daedalian name', 'rejected', 'x'),"
	            " ('taoyimi', '+86 138-0013-8000', 'Icarian name', 'rejected', 'x'),"
	            " ('taoyimi', '(138) 0013.8000', 'Hobbledehoy name', 'rejected', 'x'),"
	            " ('taoyimi', '0086 138/0013/8000', 'Gallimaufry name', 'rejected', 'x'),"
	            " ('taoyimi', '１３８００１３８０００', 'Flibbertigibbet name', 'rejected', 'x'),"
	            " ('taoyimi', '13800138009', 'of somebody else', 'rejected', 'x'), ('taoyimi', '8000', 'of nobody', 'rejected', 'x'),"
	            " ('taoyimi', '', 'without a number', 'rejected', 'x')");
	must_write(&f, store_event_add(f.store, 1, &(StoreEvent){.kind = EVENT_NOTE, .at = NOW, .actor = "agent:li",
	                                                          .note = "Wednesbury note"}));
}

/* Words for each kind of row that can hold some of theirs. */
static const char *const WORDS[] = {
	"Zebulon", "ORD-4711", "Quagmire", "Brobdingnag", "Xylophone", "Yggdrasil", "Wednesbury", "Umbrageous", "Thaumaturge", "Sesquipedal",
	"Rhadamanthine", "Perspicacious", "Obstreperous", "Nincompoop", "Mellifluous", "Lugubrious", "Kafkaesque", "Jabberwocky", "Icarian",
	"Hobbledehoy", "Gallimaufry", "Flibbertigibbet", "Daedalian",
	"8613800138000",
};

START_TEST(erases_a_person)
{
	g_autoptr(GArray) findings = NULL;
	int64_t person = fixture_person(&f, 1), again;
	g_autofree char *state = NULL;
	StoreCase c = {0};
	guint cases = 0;

	fill_person();
	must(&f, store_erase_settle(f.store));
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		row_int(WORDS[i], file_holds(WORDS[i]), TRUE);
	must_write(&f, store_erase(f.store, person, "asked by letter", "agent:li", NOW + DAY, &cases));
	must(&f, store_erase_settle(f.store));
	ck_assert_uint_eq(cases, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		row_int(WORDS[i], file_holds(WORDS[i]), FALSE);
	state = sql_text(&f, "SELECT state || ' ' || outcome FROM cases WHERE id = 1");
	ck_assert_str_eq(state, "closed withdrawn");
	/* Nobody is left to call, to write to, or to owe anything. */
	ck_assert_int_eq(sql_number(&f, "SELECT (SELECT count(*) FROM call WHERE state = 'open') + (SELECT count(*) FROM lookup)"
	                                " + (SELECT count(*) FROM step WHERE case_id = 1 AND state IN ('planned', 'held'))"
	                                " + (SELECT count(*) FROM promise WHERE state = 'open' OR ended_at IS NULL)"), 0);
	findings = verify(f.path, FALSE); /* every digest and link still holds */
	if (findings->len)
		ck_abort_msg("%s %s", g_array_index(findings, StoreFinding, 0).row, g_array_index(findings, StoreFinding, 0).what);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM erasure WHERE reason = 'asked by letter' AND cases = 1"), 1);
	/* Once is enough. */
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_erase(f.store, person, "x", "agent:li", NOW, &cases), -ENOENT);
	store_rollback(f.store);
	/* A tool brings the number again: another person, blocked from the start. Others are not. */
	again = fixture_case(&f, "a", "13800138000");
	ck_assert_int_ne(fixture_person(&f, again), person);
	must(&f, store_case_get(f.store, again, &c));
	ck_assert(c.blocked);
	store_case_clear(&c);
	must(&f, store_case_get(f.store, fixture_case(&f, "c", "13800138002"), &c));
	ck_assert(!c.blocked);
	store_case_clear(&c);
	/* Until the customer wants to be contacted again: then also the hash goes. */
	must_write(&f, store_block_lift(f.store, fixture_person(&f, again), "agent:li", NULL, NOW + DAY));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM erased_block"), 0);
}
END_TEST

START_TEST(does_not_erase_under_way)
{
	int64_t attempt_id;
	guint cases = 9;

	fixture_intent(&f, 2, STEP_FIRST_CONTACT, 1, NOW_US, &attempt_id, NULL);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_erase(f.store, fixture_person(&f, 2), "x", "agent:li", NOW, &cases), -EBUSY);
	store_rollback(f.store);
	ck_assert_uint_eq(cases, 9);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM store_key"), 0);
}
END_TEST

/* By indexes alone: fixture_close() looks at the plans of all statements. */
START_TEST(finds_what_is_old_by_indexes)
{
	RetainKind kind = (RetainKind)_i;
	g_autoptr(GArray) old = NULL;
	int64_t count = 0, at, removed;

	fixture_event(&f, 1, EVENT_WITHDRAWN, NOW + 2);
	must_write(&f, store_mark_put(f.store, "x", NOW)); /* the planner has seen it */
	sql_run(&f, "DELETE FROM dirty; INSERT INTO inbound (id, provider, hook, method, query, content_type, headers, body, peer, received_us,"
	            " processed_at) VALUES (1, 'office', 'x', 'POST', '', '', '', x'01', '', 1, 1), (2, 'office', 'x', 'POST', '', '', '', x'01', '', 1, 1);"
	            " INSERT INTO receipt (inbound_id, provider, status, received_at) VALUES (2, 'office', 'delivered', 1);"
	            " INSERT INTO reply (provider, from_number, text, label, received_at, matched_by, read_at)"
	            " VALUES ('office', '+8613800138000', 'x', 'other', 1, 'none', 1);"
	            " INSERT INTO intake (state, done_at) VALUES ('rejected', 1);"
	            " UPDATE notice SET untold = 0; INSERT INTO notice (kind, severity, lasting, words, at, seen_at, untold)"
	            " VALUES ('test', 'info', 0, 'x', 1, 1, 0)");
	ck_assert_int_eq(store_over_list(f.store, kind, NOW + DAY, &STORE_SPOT_FIRST, 10, &old), 0);
	must(&f, store_over_count(f.store, kind, NOW + DAY, &count));
	ck_assert_uint_ge(old->len, 1);
	ck_assert_int_eq(count, old->len);
	for (guint i = 0; i < old->len; i++)
		must_write(&f, store_over_remove(f.store, kind, g_array_index(old, StoreSpot, i).id, NOW + DAY));
	must(&f, store_over_count(f.store, kind, NOW + DAY, &count));
	row_int(retain_name(kind), count, 0);
	must_write(&f, store_removal_put(f.store, kind, old->len, NOW));
	must(&f, store_removal_last(f.store, kind, &at, &removed));
	ck_assert_int_eq(at, NOW);
	ck_assert_int_eq(removed, old->len);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("upkeep");
	TCase *tc = tcase_create("upkeep");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_good_store_has_no_finding);
	tcase_add_loop_test(tc, names_what_is_broken, 0, G_N_ELEMENTS(BROKEN));
	tcase_add_test(tc, a_copy_is_a_store);
	tcase_add_test(tc, a_copy_while_somebody_writes);
	tcase_add_test(tc, erases_a_person);
	tcase_add_test(tc, does_not_erase_under_way);
	tcase_add_loop_test(tc, finds_what_is_old_by_indexes, 0, RETAIN_KINDS);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "upkeep");
}
