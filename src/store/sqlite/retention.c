/* What is kept for a time only (F62). Nothing of a case that still lives is touched, and no opt-out ever. */
#include "store/sqlite/db.h"
#include "store/upkeep.h"

/* Of cases c, closed until ?1: nothing is under way or to be done, everything was read, and nothing happened since. */
#define IS_OVER                                                                                                        \
	" AND NOT EXISTS (SELECT 1 FROM step s WHERE s.case_id = c.id AND s.state IN ('planned', 'sending', "          \
	"'unknown'))"                                                                                                  \
	" AND NOT EXISTS (SELECT 1 FROM call l WHERE l.case_id = c.id AND l.state = 'open')"                           \
	" AND NOT EXISTS (SELECT 1 FROM promise q WHERE q.case_id = c.id AND q.state = 'open')"                        \
	" AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.case_id = c.id AND (r.read_at IS NULL OR r.received_at > ?1))" \
	" AND NOT EXISTS (SELECT 1 FROM reply_case k WHERE k.case_id = c.id)"                                          \
	" AND NOT EXISTS (SELECT 1 FROM event e WHERE e.case_id = c.id AND e.at > ?1)"                                 \
	" AND NOT EXISTS (SELECT 1 FROM dirty d WHERE d.case_id = c.id)"
#define OVER_CASES "FROM cases c WHERE c.state = 'closed' AND c.closed_at <= ?1" IS_OVER
#define OVER_WORDS "FROM cases c WHERE c.state = 'closed' AND c.wiped_at IS NULL AND c.closed_at <= ?1" IS_OVER
#define OVER_REPLIES                                                                                                   \
	"FROM reply c WHERE c.case_id IS NULL AND c.read_at IS NOT NULL AND c.received_at <= ?1"                       \
	" AND NOT EXISTS (SELECT 1 FROM event e WHERE e.reply_id = c.id)"                                              \
	" AND NOT EXISTS (SELECT 1 FROM reply_case k WHERE k.reply_id = c.id)"
#define OVER_RECEIPTS "FROM receipt c WHERE c.message_id IS NULL AND c.received_at <= ?1"
/* What came for a case stays while that lives. */
#define OVER_RAW                                                                                                       \
	"FROM inbound c WHERE c.emptied = 0 AND c.processed_at IS NOT NULL AND c.received_us <= ?1 * 1000000"          \
	" AND NOT EXISTS (SELECT 1 FROM reply_part p WHERE p.inbound_id = c.id AND p.joined_at IS NULL)"               \
	" AND NOT EXISTS (SELECT 1 FROM reply r JOIN cases o ON o.id = r.case_id WHERE r.inbound_id = c.id AND "       \
	"o.state <> 'closed')"                                                                                         \
	" AND NOT EXISTS (SELECT 1 FROM receipt r JOIN message m ON m.id = r.message_id JOIN cases o ON o.id = "       \
	"m.case_id"                                                                                                    \
	"  WHERE r.inbound_id = c.id AND o.state <> 'closed')"                                                         \
	" AND NOT EXISTS (SELECT 1 FROM event e JOIN cases o ON o.id = e.case_id WHERE e.inbound_id = c.id AND "       \
	"o.state <> 'closed')"
#define OVER_INTAKE                                                                                                    \
	"FROM intake c WHERE c.state <> 'waiting' AND c.done_at <= ?1"                                                 \
	" AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.id = c.case_id AND o.state <> 'closed')"
#define OVER_NOTICES                                                                                                   \
	"FROM notice c WHERE c.untold = 0 AND c.seen_at <= ?1 AND (c.lasting = 0 OR c.ended_at IS NOT NULL)"           \
	" AND NOT EXISTS (SELECT 1 FROM notice_sent t WHERE t.notice_id = c.id AND t.next_at IS NOT NULL)"

/* `time` is what the rows are walked along. A row that cannot go is passed once a round, so each list begins behind the
 * last. */
#define LISTS(time, from) "SELECT " time ", c.id " from " AND (" time ", c.id) > (?2, ?3) ORDER BY 1, 2 LIMIT ?4"
#define COUNTS(from) "SELECT count(*) " from

static const struct {
	const char *list, *count;
} OVER[RETAIN_KINDS] = {
        [RETAIN_CASES] = {LISTS("c.closed_at", OVER_CASES), COUNTS(OVER_CASES)},
        [RETAIN_TEXTS] = {LISTS("c.closed_at", OVER_WORDS), COUNTS(OVER_WORDS)},
        [RETAIN_REPLIES] = {LISTS("0", OVER_REPLIES), COUNTS(OVER_REPLIES)},
        [RETAIN_RECEIPTS] = {LISTS("0", OVER_RECEIPTS), COUNTS(OVER_RECEIPTS)},
        [RETAIN_RAW] = {LISTS("c.received_us", OVER_RAW), COUNTS(OVER_RAW)},
        [RETAIN_INTAKE] = {LISTS("c.done_at", OVER_INTAKE), COUNTS(OVER_INTAKE)},
        [RETAIN_NOTICES] = {LISTS("c.seen_at", OVER_NOTICES), COUNTS(OVER_NOTICES)},
};

static int read_spot(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreSpot *)element = (StoreSpot){db_column_number(row, 0), db_column_number(row, 1)};
	return 0;
}

int store_over_list(Store *store, RetainKind kind, int64_t until_at, const StoreSpot *after, guint limit,
                    GArray **spots)
{
	auto_row row = NULL;
	/* What is deleted is overwritten in the file, too. */
	int r = db_check(store, sqlite3_exec(store->db, "PRAGMA secure_delete = ON", NULL, NULL, NULL));

	if (r == 0)
		r = db_query(store, &row, OVER[kind].list, DB_INT(until_at), DB_INT(after->at), DB_INT(after->id),
		             DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreSpot), NULL, read_spot, 0, spots);
}

int store_over_count(Store *store, RetainKind kind, int64_t until_at, int64_t *count)
{
	return db_number(store, count, OVER[kind].count, DB_INT(until_at));
}

/* ---- one of each ---- */

static int run_all(Store *store, const char *const *statements, gsize n, int64_t id)
{
	int r = 0;

	for (gsize i = 0; r >= 0 && i < n; i++)
		r = db_run(store, statements[i], DB_INT(id));
	return MIN(r, 0);
}

/* What brought something of the case. */
static int case_inbounds(Store *store, int64_t case_id, GArray **ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT inbound_id FROM reply WHERE case_id = ?1 AND inbound_id IS NOT NULL"
	                 " UNION SELECT r.inbound_id FROM message m CROSS JOIN receipt r ON r.message_id = m.id WHERE "
	                 "m.case_id = ?1"
	                 " UNION SELECT inbound_id FROM event WHERE case_id = ?1 AND inbound_id IS NOT NULL",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list_numbers(store, row, ids);
}

/* Nobody speaks of it any more. Its parts go with it. */
static int drop_inbound(Store *store, int64_t id)
{
	return db_errno(db_run(store,
	                  "DELETE FROM inbound WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM reply WHERE inbound_id = ?1)"
	                  " AND NOT EXISTS (SELECT 1 FROM receipt WHERE inbound_id = ?1)"
	                  " AND NOT EXISTS (SELECT 1 FROM event WHERE inbound_id = ?1)"
	                  " AND NOT EXISTS (SELECT 1 FROM reply_part WHERE inbound_id = ?1 AND joined_at IS NULL)",
	                  DB_INT(id)));
}

/* A reply that another case's log speaks of as well goes on with that case. */
#define MOVE_REPLY                                                                                                     \
	("UPDATE reply SET case_id = (SELECT e.case_id FROM event e WHERE e.reply_id = reply.id AND e.case_id <> ?1 "  \
	 "LIMIT 1)"                                                                                                    \
	 " WHERE case_id = ?1 AND EXISTS (SELECT 1 FROM event e WHERE e.reply_id = reply.id AND e.case_id <> ?1)")

static const char *const CASE_ROWS[] = {
        MOVE_REPLY,
        "UPDATE no_call SET reply_id = NULL WHERE reply_id IN (SELECT id FROM reply WHERE case_id = ?1)",
        "DELETE FROM notice WHERE case_id = ?1",
        "DELETE FROM intake WHERE case_id = ?1",
        "DELETE FROM claim WHERE case_id = ?1",
        "DELETE FROM incident_case WHERE case_id = ?1",
        "DELETE FROM incident_told WHERE case_id = ?1",
        "DELETE FROM proposal WHERE case_id = ?1",
        "DELETE FROM call_attempt WHERE call_id IN (SELECT id FROM call WHERE case_id = ?1)",
        "DELETE FROM call WHERE case_id = ?1",
        "DELETE FROM draft WHERE case_id = ?1",
        "DELETE FROM promise WHERE case_id = ?1",
        "DELETE FROM offer WHERE case_id = ?1",
        "DELETE FROM event WHERE case_id = ?1",
        "DELETE FROM reply_correction WHERE reply_id IN (SELECT id FROM reply WHERE case_id = ?1)",
        "DELETE FROM reply_case WHERE reply_id IN (SELECT id FROM reply WHERE case_id = ?1)",
        "DELETE FROM reply WHERE case_id = ?1",
        "DELETE FROM receipt WHERE message_id IN (SELECT id FROM message WHERE case_id = ?1)",
        "DELETE FROM attempt WHERE message_id IN (SELECT id FROM message WHERE case_id = ?1)",
        "DELETE FROM message WHERE case_id = ?1",
        "DELETE FROM step WHERE case_id = ?1",
        "DELETE FROM sla WHERE case_id = ?1",
};

/* The number goes with the last that was about it. What the customer asked for - no texts, no calls, quiet hours -
 * keeps it: it could not be told otherwise. So does a number that is known to be dead. */
static const char DROP_PERSON[] = "DELETE FROM person WHERE id = ?1 AND quiet IS NULL AND coalesce(dead_until, 0) <= ?2"
                                  " AND NOT EXISTS (SELECT 1 FROM cases WHERE person_id = ?1)"
                                  " AND NOT EXISTS (SELECT 1 FROM reply WHERE person_id = ?1) AND NOT EXISTS (SELECT 1 "
                                  "FROM block WHERE person_id = ?1)"
                                  " AND NOT EXISTS (SELECT 1 FROM no_call WHERE person_id = ?1)";

static int remove_case(Store *store, int64_t id, int64_t now_at)
{
	g_autoptr(GArray) inbounds = NULL;
	int64_t person_id = 0;
	int r = db_number(store, &person_id, "SELECT person_id FROM cases WHERE id = ?", DB_INT(id));

	if (r == 0)
		r = case_inbounds(store, id, &inbounds);
	if (r == 0)
		r = erase_case_gone(store, id, now_at);
	if (r == 0)
		r = run_all(store, CASE_ROWS, G_N_ELEMENTS(CASE_ROWS), id);
	for (guint i = 0; r == 0 && i < inbounds->len; i++)
		r = drop_inbound(store, g_array_index(inbounds, int64_t, i));
	if (r == 0)
		r = db_errno(db_run(store, "DELETE FROM cases WHERE id = ?", DB_INT(id)));
	return r < 0 ? r : db_errno(db_run(store, DROP_PERSON, DB_INT(person_id), DB_INT(now_at)));
}

#define DROP_PARTS                                                                                                     \
	("DELETE FROM reply_part WHERE inbound_id IN (SELECT inbound_id FROM reply WHERE case_id = ?1)"                \
	 " AND joined_at IS NOT NULL")

/* The raw row that brought a reply goes with its words, unless it brought others' too; then it has its own time. */
static const char *const WORDS[] = {
        "UPDATE inbound SET query = '', headers = '', body = x'', peer = '', emptied = 1"
        " WHERE id IN (SELECT inbound_id FROM reply WHERE case_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM reply o WHERE o.inbound_id = inbound.id AND o.case_id IS NOT ?1)"
        " AND NOT EXISTS (SELECT 1 FROM receipt o WHERE o.inbound_id = inbound.id)",
        DROP_PARTS,
        "UPDATE reply_correction SET note = NULL WHERE reply_id IN (SELECT id FROM reply WHERE case_id = ?1)",
        "UPDATE reply SET text = '' WHERE case_id = ?1",
        "UPDATE message SET text = '', error = NULL WHERE case_id = ?1",
        "UPDATE step SET detail = NULL WHERE case_id = ?1",
        "UPDATE event SET note = NULL WHERE case_id = ?1 AND note IS NOT NULL",
        "UPDATE draft SET text = '', override = NULL WHERE case_id = ?1",
        "UPDATE proposal SET text = '' WHERE case_id = ?1",
        "UPDATE call SET asked_text = NULL WHERE case_id = ?1",
        "UPDATE call_attempt SET note = NULL WHERE call_id IN (SELECT id FROM call WHERE case_id = ?1)",
        "UPDATE promise SET what = '' WHERE case_id = ?1",
        "UPDATE offer SET note = NULL WHERE case_id = ?1",
        "DELETE FROM intake WHERE case_id = ?1",
};

static int remove_words(Store *store, int64_t id, int64_t now_at)
{
	int r = run_all(store, WORDS, G_N_ELEMENTS(WORDS), id);

	return r < 0 ? r
	             : db_errno(db_run(store,
	                             "UPDATE cases SET name = NULL, order_no = NULL, text = NULL, wiped_at = ?2 WHERE "
	                             "id = ?1",
	                             DB_INT(id), DB_INT(now_at)));
}

/* Emptied where a log or a report still points to it, else gone. */
static int remove_raw(Store *store, int64_t id)
{
	int r = db_run(store, "DELETE FROM reply_part WHERE inbound_id = ?", DB_INT(id));

	if (r >= 0)
		r = drop_inbound(store, id);
	return r < 0 ? r
	             : db_errno(db_run(store,
	                             "UPDATE inbound SET query = '', headers = '', body = x'', peer = '', emptied = 1 "
	                             "WHERE id = ?",
	                             DB_INT(id)));
}

static int remove_reply(Store *store, int64_t id)
{
	static const char *const ROWS[] = {
	        "UPDATE no_call SET reply_id = NULL WHERE reply_id = ?",
	        "DELETE FROM reply_correction WHERE reply_id = ?",
	        "DELETE FROM reply WHERE id = ?",
	};

	return run_all(store, ROWS, G_N_ELEMENTS(ROWS), id);
}

int store_over_remove(Store *store, RetainKind kind, int64_t id, int64_t now_at)
{
	switch (kind) {
	case RETAIN_CASES:
		return remove_case(store, id, now_at);
	case RETAIN_TEXTS:
		return remove_words(store, id, now_at);
	case RETAIN_REPLIES:
		return remove_reply(store, id);
	case RETAIN_RECEIPTS:
		return db_errno(db_run(store, "DELETE FROM receipt WHERE id = ?", DB_INT(id)));
	case RETAIN_RAW:
		return remove_raw(store, id);
	case RETAIN_INTAKE:
		return db_errno(db_run(store, "DELETE FROM intake WHERE id = ?", DB_INT(id)));
	default:
		return db_errno(db_run(store, "DELETE FROM notice WHERE id = ?", DB_INT(id)));
	}
}

/* ---- what was removed ---- */

int store_removal_put(Store *store, RetainKind kind, int64_t count, int64_t at)
{
	return db_errno(db_run(store, "INSERT INTO removal (at, kind, count) VALUES (?, ?, ?)", DB_INT(at),
	                     DB_TEXT(retain_name(kind)), DB_INT(count)));
}

int store_removal_last(Store *store, RetainKind kind, int64_t *at, int64_t *count)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT at, count FROM removal WHERE kind = ? ORDER BY at DESC LIMIT 1",
	                 DB_TEXT(retain_name(kind)));

	if (r == 0)
		r = db_next(store, row);
	*at = r > 0 ? db_column_time(row, 0) : STORE_NO_TIME;
	*count = r > 0 ? db_column_number(row, 1) : 0;
	return MIN(r, 0);
}
