/* What foresight reads, in bulk: the queue as it stands, and the past. */
#include "store/sqlite/db.h"

#include "store/foresight.h"
#include "util/phone.h"

#include <errno.h>
#include <string.h>

#define DAY_S INT64_C(86400)
#define CONTACTS_SINCE_S (60 * DAY_S) /* no cap looks further back */

int store_queue_list(Store *store, int64_t after_id, guint limit, GArray **steps)
{
	/* By the index of what waits: the primary choice, by case, would read every step there ever was. */
	static const char QUEUE[] =
	        "SELECT " STEP_COLUMNS " FROM step s INDEXED BY step_rules"
	        " WHERE s.state IN ('planned', 'held') AND s.case_id > ?1 AND s.case_id <= coalesce("
	        "(SELECT q.case_id FROM step q INDEXED BY step_rules WHERE q.state IN ('planned', 'held')"
	        " AND q.case_id > ?1 ORDER BY q.case_id LIMIT 1 OFFSET ?2), 9223372036854775807)"
	        " ORDER BY s.case_id, s.id";
	auto_row row = NULL;
	int r = db_query(store, &row, QUEUE, DB_INT(after_id), DB_INT(limit > 0 ? limit - 1 : 0));

	return r < 0 ? r : db_list(store, row, sizeof(StoreStep), step_clear, step_read, 0, steps);
}

/* An event of a block of cases. */
typedef struct {
	int64_t at;
	guint32 nth; /* case of the block */
	guint8 kind, step;
} LogEntry;

/* So many ids of cases make a block: their events are read from the log as it was written, once, and put in order here.
 * By the index each of them would be looked up in a page of its own. Some 200 MB for a full one, while it is read. */
#define BLOCK (1 << 20)

/* Messages of all cases come in the order of cases, too: the cursor is ahead by the row that is next. */
typedef struct {
	Store *store;
	const StoreHistoryFilter *filter;
	int64_t block_id; /* its first */
	LogEntry *log;    /* by case, then as they happened; NULL: no block yet */
	guint32 *begins;  /* of each case in `log`, and the end */
	DbRow messages;
	gboolean has_message;
	GArray *entries; /* of ReplayEntry */
	StoreHistory history;
} Pass;

/* The first case that may have come in since: by halves, because ids are given out in the order of coming in. */
static int find_first(Store *store, int64_t since_at, int64_t *first_id)
{
	int64_t low = 0, high = 0;
	int r = db_number(store, &high, "SELECT max(id) FROM cases");

	high = r < 0 || high == STORE_NO_TIME ? 0 : high + 1;
	while (r == 0 && low < high) {
		int64_t middle = low + (high - low) / 2, created_at = 0;

		r = db_number(store, &created_at, "SELECT created_at FROM cases WHERE id >= ? ORDER BY id LIMIT 1",
		              DB_INT(middle));
		if (r == 0 && created_at < since_at)
			low = middle + 1;
		else
			high = middle;
		r = r == -ENOENT ? 0 : r;
	}
	*first_id = low;
	return r;
}

static int advance(Store *store, DbRow row, gboolean *has)
{
	int r = db_next(store, row);

	*has = r > 0;
	return MIN(r, 0);
}

/* Only what moves a case or is a fact of it (core/replay). */
static gboolean moves(EventKind kind)
{
	switch (kind) {
	case EVENT_CREATED:
	case EVENT_UPDATED:
	case EVENT_NOTE:
	case EVENT_HELD:
	case EVENT_NOT_SENT:
	case EVENT_UNKNOWN_OUTCOME:
	case EVENT_DELIVERED:
	case EVENT_UNDELIVERED:
		return FALSE;
	default:
		return TRUE;
	}
}

static int read_log(Pass *pass, GArray *log)
{
	/* A case's first event is written with it: none of the block's is before that of its first case. */
	static const char LOG[] =
	        "SELECT case_id, kind, at, step FROM event NOT INDEXED WHERE id >= (SELECT id FROM event"
	        " WHERE case_id >= ?1 ORDER BY case_id, id LIMIT 1) AND case_id >= ?1 AND case_id < ?2"
	        " ORDER BY id";
	auto_row row = NULL;
	int r = db_query(pass->store, &row, LOG, DB_INT(pass->block_id), DB_INT(pass->block_id + BLOCK));

	while (r == 0 && (r = db_next(pass->store, row)) > 0) {
		const char *named = db_column_peek(row, 3);
		EventKind kind;
		Step step = STEP_NONE;
		LogEntry entry;

		if (event_parse(db_column_peek(row, 1), &kind) < 0)
			return db_fail(pass->store, -EBADMSG, "an event of no known kind");
		r = 0;
		if (!moves(kind))
			continue;
		if (named && step_parse(named, &step) < 0)
			return db_fail(pass->store, -EBADMSG, "an event of no known kind");
		entry = (LogEntry){.at = db_column_at(row, 2),
		                   .nth = (guint32)(db_column_number(row, 0) - pass->block_id),
		                   .kind = (guint8)kind,
		                   .step = (guint8)step};
		g_array_append_val(log, entry);
	}
	return r;
}

/* The block that begins with this case: counted, then each entry put in its place. */
static int read_block(Pass *pass, int64_t case_id)
{
	g_autoptr(GArray) log = g_array_new(FALSE, FALSE, sizeof(LogEntry));
	guint32 *next;
	int r;

	pass->block_id = case_id;
	r = read_log(pass, log);
	if (r < 0)
		return r;
	g_free(pass->log);
	g_free(pass->begins);
	pass->log = g_new(LogEntry, log->len);
	pass->begins = g_new0(guint32, BLOCK + 1);
	for (guint i = 0; i < log->len; i++)
		pass->begins[g_array_index(log, LogEntry, i).nth + 1]++;
	for (guint i = 0; i < BLOCK; i++)
		pass->begins[i + 1] += pass->begins[i];
	next = g_memdup2(pass->begins, (BLOCK + 1) * sizeof *pass->begins);
	for (guint i = 0; i < log->len; i++)
		pass->log[next[g_array_index(log, LogEntry, i).nth]++] = g_array_index(log, LogEntry, i);
	g_free(next);
	return 0;
}

static int take_events(Pass *pass, int64_t case_id)
{
	int r = !pass->begins || case_id >= pass->block_id + BLOCK ? read_block(pass, case_id) : 0;
	guint32 nth = (guint32)(case_id - pass->block_id);

	for (guint32 i = r < 0 ? 0 : pass->begins[nth]; r == 0 && i < pass->begins[nth + 1]; i++) {
		const LogEntry *one = &pass->log[i];
		ReplayEntry entry = {
		        .at = one->at, .kind = REPLAY_EVENT, .event = (EventKind)one->kind, .step = (Step)one->step};

		g_array_append_val(pass->entries, entry);
	}
	return r;
}

static int take_messages(Pass *pass, int64_t case_id)
{
	int r = 0;

	memset(pass->history.segments, 0, sizeof(pass->history.segments));
	while (r == 0 && pass->has_message && db_column_number(pass->messages, 0) <= case_id) {
		Step step;

		if (step_parse(db_column_peek(pass->messages, 1), &step) < 0)
			return db_fail(pass->store, -EBADMSG, "a message of no known step");
		if (db_column_number(pass->messages, 0) == case_id)
			pass->history.segments[step] = (int)db_column_number(pass->messages, 2);
		r = advance(pass->store, pass->messages, &pass->has_message);
	}
	return r;
}

static int add_entries(Pass *pass, DbRow row, ReplayKind kind)
{
	int r = 0;

	while ((r = db_next(pass->store, row)) > 0) {
		ReplayEntry entry = {.at = db_column_at(row, 0), .kind = kind, .event = EVENT_NOTE};

		if (kind == REPLAY_PERSON)
			entry.event = db_column_number(row, 1) ? EVENT_OPT_IN : EVENT_OPT_OUT;
		g_array_append_val(pass->entries, entry);
	}
	return r;
}

static int take_blocks(Pass *pass, int64_t person_id)
{
	auto_row row = NULL;
	int r = db_query(pass->store, &row,
	                 "SELECT blocked_at, 0 FROM block WHERE person_id = ?1"
	                 " UNION ALL SELECT lifted_at, 1 FROM block WHERE person_id = ?1 AND lifted_at IS NOT NULL",
	                 DB_INT(person_id));

	return r < 0 ? r : add_entries(pass, row, REPLAY_PERSON);
}

/* What the replay sends anew is not among them. */
static int take_contacts(Pass *pass, int64_t person_id, int64_t case_id)
{
	auto_row row = NULL;
	int r = db_query(pass->store, &row,
	                 "SELECT m.sent_at FROM cases c CROSS JOIN message m ON m.case_id = c.id"
	                 "  WHERE c.person_id = ?1 AND c.id <> ?2 AND m.sent_at > ?3"
	                 " UNION ALL SELECT e.at FROM cases c CROSS JOIN event e ON e.case_id = c.id"
	                 "  WHERE c.person_id = ?1 AND c.id <> ?2 AND e.kind = 'agent_contacted' AND e.at > ?3",
	                 DB_INT(person_id), DB_INT(case_id), DB_INT(pass->history.past.begins_at - CONTACTS_SINCE_S));

	return r < 0 ? r : add_entries(pass, row, REPLAY_CONTACT);
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const ReplayEntry *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int take_case(Pass *pass, DbRow row)
{
	StoreHistory *h = &pass->history;
	int64_t dead_at = db_column_time(row, 7), person_id = db_column_number(row, 9);
	ReplayEntry dead = {.at = dead_at, .kind = REPLAY_DEAD, .event = EVENT_NOTE};
	int r;

	h->past = (ReplayCase){.case_id = db_column_number(row, 0), .complaint_at = db_column_at(row, 5),
	                       .begins_at = db_column_at(row, 6), .dead_until = db_column_at(row, 8)};
	h->shop = db_column_peek(row, 1);
	h->zone = db_column_peek(row, 2);
	h->region = db_column_peek(row, 3);
	h->quiet = db_column_peek(row, 12);
	h->past.landline = g_strcmp0(db_column_peek(row, 4), phone_kind_name(PHONE_FIXED)) == 0;
	g_array_set_size(pass->entries, 0);
	r = take_events(pass, h->past.case_id);
	if (r == 0)
		r = take_messages(pass, h->past.case_id);
	if (r == 0 && db_column_number(row, 10))
		r = take_contacts(pass, person_id, h->past.case_id);
	if (r == 0 && db_column_number(row, 11))
		r = take_blocks(pass, person_id);
	if (r < 0)
		return r;
	if (dead_at != STORE_NO_TIME)
		g_array_append_val(pass->entries, dead);
	/* Events of one case are in order as they were written; what comes from elsewhere may stand before them. */
	for (guint i = 1; i < pass->entries->len; i++)
		if (g_array_index(pass->entries, ReplayEntry, i).at <
		    g_array_index(pass->entries, ReplayEntry, i - 1).at) {
			g_array_sort(pass->entries, by_time);
			break;
		}
	h->past.entries = (const ReplayEntry *)(const void *)pass->entries->data;
	h->past.n_entries = pass->entries->len;
	return 0;
}

static int run(Pass *pass, int64_t first_id, StoreHistoryEach each, void *user)
{
	auto_row cases = NULL;
	auto_row messages = NULL;
	int r = db_query(
	        pass->store, &cases,
	        "SELECT c.id, c.shop, c.zone, p.region, p.line_kind, c.complaint_at, c.created_at, p.dead_at,"
	        " p.dead_until, c.person_id, EXISTS (SELECT 1 FROM cases o WHERE o.person_id = c.person_id AND "
	        "o.id <> c.id),"
	        " EXISTS (SELECT 1 FROM block b WHERE b.person_id = c.person_id), p.quiet"
	        " FROM cases c CROSS JOIN person p ON p.id = c.person_id"
	        " WHERE c.id >= ?1 AND c.created_at >= ?2 AND c.created_at <= ?3 AND (?4 IS NULL OR c.shop = ?4)"
	        " ORDER BY c.id",
	        DB_INT(first_id), DB_INT(pass->filter->since_at), DB_INT(pass->filter->until_at),
	        DB_TEXT(pass->filter->shop));

	if (r == 0)
		r = db_query(pass->store, &messages,
		             "SELECT case_id, step, segments FROM message WHERE case_id >= ? AND author = 'followupd'"
		             " ORDER BY case_id, id",
		             DB_INT(first_id));
	pass->messages = messages;
	if (r == 0)
		r = advance(pass->store, messages, &pass->has_message);
	while (r == 0 && (r = db_next(pass->store, cases)) > 0) {
		r = take_case(pass, cases);
		if (r == 0)
			r = each(&pass->history, user);
	}
	return r;
}

/* Messages are written in the order of time and read here in that of cases: those of some days are gone through again
 * and again. With the 2 MiB that are usual each of them is a page read anew. */
static void cache(Store *store, gboolean large)
{
	sqlite3_exec(store->db, large ? "PRAGMA cache_size = -65536" : "PRAGMA cache_size = -2000", NULL, NULL, NULL);
	if (!large)
		sqlite3_db_release_memory(store->db);
}

int store_history_each(Store *store, const StoreHistoryFilter *filter, StoreHistoryEach each, void *user)
{
	Pass pass = {.store = store, .filter = filter, .entries = g_array_new(FALSE, TRUE, sizeof(ReplayEntry))};
	auto_snapshot snapshot = NULL;
	int64_t first_id = 0;
	int r = db_snapshot_begin(store, &snapshot);

	cache(store, TRUE);
	if (r == 0)
		r = find_first(store, filter->since_at - DAY_S, &first_id);
	if (r == 0)
		r = run(&pass, first_id, each, user);
	cache(store, FALSE);
	g_array_unref(pass.entries);
	g_free(pass.log);
	g_free(pass.begins);
	return r;
}
