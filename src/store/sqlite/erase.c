/* A customer's right to be forgotten, with the log's chain and the wish not to be contacted kept (F62). */
#include "store/sqlite/db.h"
#include "store/upkeep.h"

#include "util/fault.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 32
#define SIGNIFICANT_LEAST 7 /* digits without which a number is nobody's in particular */

static int make_key(Store *store)
{
	guint8 fresh[KEY_BYTES];
	g_autoptr(GBytes) key = NULL;

	if (getrandom(fresh, sizeof fresh, 0) != sizeof fresh)
		return db_fail(store, -EIO, "no random bytes for the store's key");
	key = g_bytes_new(fresh, sizeof fresh);
	return db_errno(db_run(store, "INSERT INTO store_key (id, key) VALUES (1, ?)", DB_BLOB(key)));
}

/* HMAC of the number; *digest stays NULL when there is no key, because nobody was ever erased. */
static int digest_of(Store *store, const char *phone, char **digest)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT key FROM store_key WHERE id = 1");

	if (r == 0)
		r = db_next(store, row);
	if (r > 0)
		*digest = g_compute_hmac_for_string(G_CHECKSUM_SHA256, sqlite3_column_blob(row, 0),
		                                    (gsize)sqlite3_column_bytes(row, 0), phone, -1);
	return MIN(r, 0);
}

int erase_was_erased(Store *store, const char *phone, gboolean *erased)
{
	g_autofree char *digest = NULL;
	int64_t n = 0;
	int r = digest_of(store, phone, &digest);

	if (r == 0 && digest)
		r = db_number(store, &n, "SELECT count(*) FROM erased_block WHERE digest = ?", DB_TEXT(digest));
	if (r == 0)
		*erased = n > 0;
	return r;
}

int erase_forgive(Store *store, int64_t person_id)
{
	g_autofree char *digest = NULL, *phone = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT phone FROM person WHERE id = ?", DB_INT(person_id));

	if (r == 0)
		r = db_next(store, row);
	if (r > 0) {
		phone = db_column_text(row, 0);
		r = digest_of(store, phone, &digest);
	}
	if (r >= 0 && digest)
		r = db_run(store, "DELETE FROM erased_block WHERE digest = ?", DB_TEXT(digest));
	return MIN(r, 0);
}

static int digest_made(Store *store, const char *words, char **digest)
{
	int r = digest_of(store, words, digest);

	if (r < 0 || *digest)
		return r;
	r = make_key(store);
	return r < 0 ? r : digest_of(store, words, digest);
}

/* No name of a shop or source holds that character. */
#define CASE_WORDS "shop || char(31) || source || char(31) || external_id"

int erase_case_gone(Store *store, int64_t case_id, int64_t now_at)
{
	g_autofree char *digest = NULL, *words = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT " CASE_WORDS " FROM cases WHERE id = ?", DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r > 0) {
		words = db_column_text(row, 0);
		r = digest_made(store, words, &digest);
	}
	return r < 0 ? r
	             : db_errno(db_run(store,
	                             "INSERT INTO removed_case (digest, removed_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
	                             DB_TEXT(digest), DB_INT(now_at)));
}

int erase_case_was(Store *store, const char *shop, const char *source, const char *external_id, gboolean *was)
{
	g_autofree char *words = g_strjoin("\x1f", shop, source, external_id, NULL);
	g_autofree char *digest = NULL;
	int64_t n = 0;
	int r = digest_of(store, words, &digest);

	if (r == 0 && digest)
		r = db_number(store, &n, "SELECT count(*) FROM removed_case WHERE digest = ?", DB_TEXT(digest));
	if (r == 0)
		*was = n > 0;
	return r;
}

static int keep_digest(Store *store, const char *phone, int64_t now_at)
{
	g_autofree char *digest = NULL;
	int r = digest_made(store, phone, &digest);

	return r < 0 ? r
	             : db_errno(db_run(store, "INSERT INTO erased_block (digest, erased_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
	                             DB_TEXT(digest), DB_INT(now_at)));
}

/* What of each table is about a person, ?1; ?2 is the number. Rows stay where others point to them. */
static const char *const BY_NUMBER[] = {
	"UPDATE inbound SET query = '', headers = '', body = x'', peer = '', error = NULL, emptied = 1 WHERE id IN ("
	" SELECT e.inbound_id FROM cases c CROSS JOIN event e ON e.case_id = c.id WHERE c.person_id = ?1"
	" UNION SELECT r.inbound_id FROM cases c CROSS JOIN message m ON m.case_id = c.id"
	" CROSS JOIN receipt r ON r.message_id = m.id WHERE c.person_id = ?1"
	" UNION SELECT inbound_id FROM reply WHERE person_id = ?1 UNION SELECT inbound_id FROM reply WHERE from_number = ?2"
	" UNION SELECT inbound_id FROM reply_part WHERE from_number = ?2"
	/* What could not be read belongs to nobody, but may name them. */
	" UNION SELECT id FROM inbound WHERE error IS NOT NULL AND instr(CAST(body AS TEXT) || query, ltrim(?2, '+')) > 0)",
	"DELETE FROM reply_part WHERE from_number = ?2",
	"UPDATE reply_correction SET note = NULL WHERE reply_id IN (SELECT id FROM reply WHERE person_id = ?1"
	" UNION SELECT id FROM reply WHERE from_number = ?2)",
	"UPDATE reply SET text = '', from_number = '', to_number = NULL WHERE id IN (SELECT id FROM reply WHERE person_id = ?1"
	" UNION SELECT id FROM reply WHERE from_number = ?2)",
};

#define THEIR_CASES "(SELECT id FROM cases WHERE person_id = ?1)"

static const char *const BY_PERSON[] = {
	"DELETE FROM intake WHERE case_id IN " THEIR_CASES,
	"UPDATE message SET text = '', error = NULL WHERE case_id IN " THEIR_CASES,
	"UPDATE step SET detail = NULL WHERE case_id IN " THEIR_CASES,
	"UPDATE event SET note = NULL WHERE case_id IN " THEIR_CASES " AND note IS NOT NULL",
	"UPDATE draft SET text = '', override = NULL WHERE case_id IN " THEIR_CASES,
	"UPDATE proposal SET text = '' WHERE case_id IN " THEIR_CASES,
	"UPDATE call SET asked_text = NULL WHERE case_id IN " THEIR_CASES,
	"UPDATE call_attempt SET note = NULL WHERE call_id IN (SELECT id FROM call WHERE case_id IN " THEIR_CASES ")",
	"UPDATE promise SET what = '' WHERE case_id IN " THEIR_CASES,
	"UPDATE offer SET note = NULL WHERE case_id IN " THEIR_CASES,
	/* A question about a text that is not there any more would be about anybody's. */
	"DELETE FROM lookup WHERE attempt_id IN (SELECT a.id FROM message m CROSS JOIN attempt a ON a.message_id = m.id"
	" WHERE m.case_id IN " THEIR_CASES ")",
	"UPDATE block SET note = NULL, lifted_note = NULL WHERE person_id = ?1",
	"UPDATE no_call SET note = NULL, lifted_note = NULL WHERE person_id = ?1",
	"DELETE FROM claim WHERE case_id IN " THEIR_CASES,
	"UPDATE cases SET name = NULL, order_no = NULL, text = NULL, external_id = 'erased-' || id WHERE person_id = ?1",
	"UPDATE person SET phone = 'erased-' || id, dead_cause = NULL, quiet = NULL WHERE id = ?1",
};

/* Nothing of theirs is sent any more, and every case has its end. */
static int end_cases(Store *store, int64_t person_id, const char *actor, int64_t now_at)
{
	const StoreEvent end = {.kind = EVENT_WITHDRAWN, .at = now_at, .actor = actor, .step = STEP_NONE};
	g_autoptr(GArray) open = NULL;
	int r = store_person_cases(store, person_id, &open);

	for (guint i = 0; r == 0 && i < open->len; i++)
		r = store_case_event(store, g_array_index(open, int64_t, i), &end);
	return r;
}

/* Nobody is to do anything more for them either: it would be about a customer without a number. */
static int end_tasks(Store *store, int64_t person_id, const char *actor, int64_t now_at)
{
	int r = db_run(store,
	               "UPDATE step SET state = 'cancelled', reason = 'withdrawn', changed_at = ?2"
	               " WHERE state IN ('planned', 'held') AND case_id IN " THEIR_CASES,
	               DB_INT(person_id), DB_INT(now_at));

	if (r >= 0)
		r = db_run(store,
		           "UPDATE call SET state = 'cancelled', outcome = 'withdrawn', changed_at = ?2"
		           " WHERE state = 'open' AND case_id IN " THEIR_CASES,
		           DB_INT(person_id), DB_INT(now_at));
	if (r >= 0)
		r = db_run(store,
		           "UPDATE promise SET state = 'withdrawn', ended_at = ?2, ended_by = ?3"
		           " WHERE state = 'open' AND case_id IN " THEIR_CASES,
		           DB_INT(person_id), DB_INT(now_at), DB_TEXT(actor));
	if (r >= 0)
		r = db_run(store,
		           "UPDATE proposal SET state = 'dropped', ended_at = ?2, ended_by = ?3"
		           " WHERE state = 'open' AND case_id IN " THEIR_CASES,
		           DB_INT(person_id), DB_INT(now_at), DB_TEXT(actor));
	return MIN(r, 0);
}

static int refuse_under_way(Store *store, int64_t person_id)
{
	int64_t n = 0;
	int r = db_number(store, &n,
	                  "SELECT count(*) FROM cases c CROSS JOIN step s ON s.case_id = c.id WHERE c.person_id = ? AND s.state = 'sending'",
	                  DB_INT(person_id));

	return r == 0 && n > 0 ? db_fail(store, -EBUSY, "a message to this customer is under way; try again in a minute") : r;
}

static int block(Store *store, int64_t person_id, const char *actor, int64_t now_at)
{
	int r = store_block_put(store, person_id, "erased", actor, NULL, now_at);

	return r == -EEXIST ? 0 : r;
}

/* A rejected row has its number as it came: with the country or without, in whatever signs, behind the 8 that people of +7
 * dial. Where it may be somebody's of another country, too, that row is gone as well: better than that theirs stays. */
static gboolean may_be(const char *raw, const char *phone)
{
	g_autoptr(GString) digits = g_string_new(NULL);
	const char *from;

	for (const char *at = raw; *at; at = g_utf8_next_char(at)) {
		int digit = g_unichar_digit_value(g_utf8_get_char(at));

		if (digit >= 0)
			g_string_append_c(digits, (char)('0' + digit));
	}
	from = digits->str + strspn(digits->str, "0");
	if (g_str_has_prefix(phone, "+7") && *from == '8' && strlen(from) == 11)
		from++;
	return strlen(from) >= SIGNIFICANT_LEAST && g_str_has_suffix(phone + 1, from);
}

static int delete_rejected(Store *store, const char *phone)
{
	g_autoptr(GArray) theirs = g_array_new(FALSE, FALSE, sizeof(int64_t));
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT id, phone FROM intake WHERE state = 'rejected' AND phone IS NOT NULL");

	while (r == 0 && (r = db_next(store, row)) > 0) {
		const int64_t id = db_column_number(row, 0);
		g_autofree char *raw = db_column_text(row, 1);
		g_autofree char *valid = g_utf8_make_valid(raw, -1);

		if (may_be(valid, phone))
			g_array_append_val(theirs, id);
		r = 0;
	}
	for (guint i = 0; r >= 0 && i < theirs->len; i++)
		r = db_run(store, "DELETE FROM intake WHERE id = ?", DB_INT(g_array_index(theirs, int64_t, i)));
	return r;
}

static int wipe(Store *store, int64_t person_id, const char *phone)
{
	int r = delete_rejected(store, phone);

	for (gsize i = 0; r >= 0 && i < G_N_ELEMENTS(BY_NUMBER); i++)
		r = db_run(store, BY_NUMBER[i], DB_INT(person_id), DB_TEXT(phone));
	for (gsize i = 0; r >= 0 && i < G_N_ELEMENTS(BY_PERSON); i++)
		r = db_run(store, BY_PERSON[i], DB_INT(person_id));
	return r;
}

int store_erase(Store *store, int64_t person_id, const char *reason, const char *actor, int64_t now_at, guint *cases)
{
	g_autofree char *phone = NULL;
	int64_t n = 0;
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT phone FROM person WHERE id = ? AND phone NOT LIKE 'erased-%'", DB_INT(person_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "nobody of that number, or erased already");
	phone = r > 0 ? db_column_text(row, 0) : NULL;
	if (r > 0)
		r = db_number(store, &n, "SELECT count(*) FROM cases WHERE person_id = ?", DB_INT(person_id));
	if (r == 0)
		r = refuse_under_way(store, person_id);
	if (r == 0)
		r = end_cases(store, person_id, actor, now_at);
	if (r == 0)
		r = end_tasks(store, person_id, actor, now_at);
	if (r == 0)
		r = block(store, person_id, actor, now_at);
	if (r == 0)
		r = keep_digest(store, phone, now_at);
	/* What is deleted is overwritten in the file, too. */
	if (r == 0)
		r = db_check(store, sqlite3_exec(store->db, "PRAGMA secure_delete = ON", NULL, NULL, NULL));
	if (r == 0)
		r = wipe(store, person_id, phone);
	if (r >= 0)
		r = db_run(store, "INSERT INTO erasure (at, actor, reason, cases) VALUES (?, ?, ?, ?)", DB_INT(now_at), DB_TEXT(actor),
		           DB_TEXT(reason), DB_INT(n));
	fault_point("store.erase");
	if (r < 0)
		return r;
	*cases = (guint)n;
	return 0;
}

int store_erase_settle(Store *store)
{
	return db_check(store, sqlite3_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL));
}
