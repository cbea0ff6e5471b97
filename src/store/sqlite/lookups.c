/* Questions to a provider about one submit: what is to be asked, and what came of it (F21, F35). */
#include "store/inquiry.h"
#include "store/sqlite/db.h"

#include <errno.h>

static const char *const PURPOSE_NAMES[STORE_LOOKUP_PURPOSES] = {
        [STORE_LOOKUP_NEW] = "new",
        [STORE_LOOKUP_UNKNOWN] = "unknown",
        [STORE_LOOKUP_WAIT_REPORT] = "wait_report",
        [STORE_LOOKUP_REPORT] = "report",
};

void store_lookup_clear(StoreLookup *lookup)
{
	g_free(lookup->page);
	g_free(lookup->provider);
	g_free(lookup->provider_id);
	g_free(lookup->ref);
	g_free(lookup->phone);
	g_free(lookup->text);
	*lookup = (StoreLookup){0};
}

int lookups_begin(Store *store, int64_t attempt_id)
{
	return db_errno(
	        db_run(store, "INSERT OR IGNORE INTO lookup (attempt_id, due_at) VALUES (?, 0)", DB_INT(attempt_id)));
}

int lookups_end(Store *store, int64_t message_id)
{
	return db_errno(db_run(store,
	                       "DELETE FROM lookup WHERE attempt_id IN (SELECT id FROM attempt WHERE message_id = ?)",
	                       DB_INT(message_id)));
}

static void clear_lookup(gpointer lookup)
{
	store_lookup_clear(lookup);
}

#define LOOKUP_SELECT                                                                                                  \
	"SELECT l.attempt_id, l.purpose, l.asked, l.unsure, l.page, l.pages, m.id, m.case_id, m.person_id, m.state, "  \
	"m.step,"                                                                                                      \
	" NOT EXISTS (SELECT 1 FROM attempt n WHERE n.message_id = m.id AND n.id > a.id), m.provider, m.provider_id, " \
	"a.ref,"                                                                                                       \
	" p.phone, m.text, a.started_us / 1000000, m.sent_at FROM lookup l CROSS JOIN attempt a ON a.id = "            \
	"l.attempt_id"                                                                                                 \
	" CROSS JOIN message m ON m.id = a.message_id CROSS JOIN person p ON p.id = m.person_id "

static int read_lookup(Store *store, DbRow row, void *element)
{
	StoreLookup *lookup = element;
	const char *purpose = db_column_peek(row, 1);

	lookup->attempt_id = db_column_number(row, 0);
	while (lookup->purpose < STORE_LOOKUP_PURPOSES && g_strcmp0(PURPOSE_NAMES[lookup->purpose], purpose) != 0)
		lookup->purpose++;
	if (lookup->purpose == STORE_LOOKUP_PURPOSES ||
	    message_state_parse(db_column_peek(row, 9), &lookup->state) < 0 ||
	    step_parse(db_column_peek(row, 10), &lookup->step) < 0)
		return db_fail(store, -EBADMSG,
		               "the look-up of attempt %" G_GINT64_FORMAT ": no such purpose, state or step",
		               lookup->attempt_id);
	lookup->asked = (int)db_column_number(row, 2);
	lookup->unsure = (int)db_column_number(row, 3);
	lookup->page = db_column_text(row, 4);
	lookup->pages = (int)db_column_number(row, 5);
	lookup->message_id = db_column_number(row, 6);
	lookup->case_id = db_column_number(row, 7);
	lookup->person_id = db_column_number(row, 8);
	lookup->newest = db_column_number(row, 11) != 0;
	lookup->provider = db_column_text(row, 12);
	lookup->provider_id = db_column_text(row, 13);
	lookup->ref = db_column_text(row, 14);
	lookup->phone = db_column_text(row, 15);
	lookup->text = db_column_text(row, 16);
	lookup->started_at = db_column_at(row, 17);
	lookup->sent_at = db_column_time(row, 18);
	return 0;
}

/* The attempts whose look-ups are due and cannot be read. */
static int list_damaged(Store *store, int64_t now_at, GArray *attempt_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row, LOOKUP_SELECT "WHERE l.due_at <= ?", DB_INT(now_at));

	while (r >= 0 && (r = db_next(store, row)) > 0) {
		StoreLookup lookup = {0};

		if (read_lookup(store, row, &lookup) < 0)
			g_array_append_val(attempt_ids, lookup.attempt_id);
		store_lookup_clear(&lookup);
	}
	return r;
}

/* A row whose message was damaged by hand must not stop the others: it is over, and says so. */
static int set_damaged_aside(Store *store, int64_t now_at)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int r = list_damaged(store, now_at, ids);

	for (guint i = 0; r >= 0 && i < ids->len; i++)
		r = db_run(store,
		           "UPDATE lookup SET due_at = NULL, finding = 'its message is damaged' WHERE attempt_id = ?",
		           DB_INT(g_array_index(ids, int64_t, i)));
	return r;
}

static int list_due(Store *store, int64_t now_at, guint limit, GArray **lookups)
{
	auto_row row = NULL;
	int r = db_query(store, &row, LOOKUP_SELECT "WHERE l.due_at <= ? ORDER BY l.due_at LIMIT ?", DB_INT(now_at),
	                 DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreLookup), clear_lookup, read_lookup, limit, lookups);
}

int store_lookup_list(Store *store, int64_t now_at, guint limit, GArray **lookups)
{
	int r = list_due(store, now_at, limit, lookups);

	/* Each turn asks; damage is looked for only when it was met. */
	if (r != -EBADMSG)
		return r;
	r = set_damaged_aside(store, now_at);
	return r < 0 ? r : list_due(store, now_at, limit, lookups);
}

int store_lookup_get(Store *store, int64_t attempt_id, StoreLookup *out)
{
	auto_row row = NULL;
	StoreLookup lookup = {0};
	int r = db_query(store, &row, LOOKUP_SELECT "WHERE l.attempt_id = ? AND l.due_at IS NOT NULL",
	                 DB_INT(attempt_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "nothing is asked about attempt %" G_GINT64_FORMAT, attempt_id);
	if (r > 0)
		r = read_lookup(store, row, &lookup);
	if (r == 0)
		*out = lookup;
	return r;
}

int store_lookup_next(Store *store, int64_t *due_at)
{
	return db_number(store, due_at, "SELECT min(due_at) FROM lookup WHERE due_at IS NOT NULL");
}

int store_lookup_set(Store *store, const StoreLookup *lookup, int64_t due_at)
{
	return db_errno(db_run(store,
	                  "UPDATE lookup SET purpose = ?2, asked = ?3, unsure = ?4, page = ?5, pages = ?6, due_at = ?7"
	                  " WHERE attempt_id = ?1",
	                  DB_INT(lookup->attempt_id), DB_TEXT(PURPOSE_NAMES[lookup->purpose]), DB_INT(lookup->asked),
	                  DB_INT(lookup->unsure), DB_TEXT(lookup->page), DB_INT(lookup->pages), DB_TIME(due_at)));
}

int store_lookup_is_anothers(Store *store, const StoreLookup *lookup, const char *provider_id)
{
	int64_t anothers = 0;
	int r = db_number(store, &anothers,
	                  "SELECT EXISTS (SELECT 1 FROM message WHERE provider = ? AND provider_id = ? AND id <> ?)",
	                  DB_TEXT(lookup->provider), DB_TEXT(provider_id), DB_INT(lookup->message_id));

	return r < 0 ? r : anothers != 0;
}

int store_lookup_drop(Store *store, int64_t attempt_id)
{
	return db_errno(db_run(store, "DELETE FROM lookup WHERE attempt_id = ?", DB_INT(attempt_id)));
}

/* The message of an attempt that is still unknown, and is not under way again. */
static int still_unknown(Store *store, int64_t attempt_id, MessageFate *fate)
{
	int64_t message_id;
	int r = db_number(store, &message_id,
	                  "SELECT a.message_id FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.id = ?"
	                  " AND m.state = 'unknown' AND NOT EXISTS (SELECT 1 FROM attempt n WHERE n.message_id = m.id"
	                  " AND n.id > a.id)",
	                  DB_INT(attempt_id));

	if (r == -ENOENT)
		return db_fail(store, r, "attempt %" G_GINT64_FORMAT " is not unknown any more", attempt_id);
	return r < 0 ? r : messages_fate(store, message_id, fate);
}

int store_lookup_held(Store *store, int64_t attempt_id, const char *finding, int64_t now_at)
{
	StoreEvent held = {.kind = EVENT_HELD, .at = now_at, .actor = "followupd", .note = finding};
	MessageFate fate = {0};
	int r = still_unknown(store, attempt_id, &fate);

	if (r >= 0)
		r = db_run(store, "UPDATE lookup SET due_at = NULL, page = NULL, finding = ?2 WHERE attempt_id = ?1",
		           DB_INT(attempt_id), DB_TEXT(finding));
	if (r >= 0)
		r = messages_step(store, &fate, STEP_UNKNOWN, submit_outcome_name(SUBMIT_UNKNOWN), finding,
		                  STORE_NO_TIME, now_at);
	held.step = fate.step;
	held.message_id = fate.id;
	return r < 0 ? r : store_event_add(store, fate.case_id, &held);
}

int store_lookup_absent(Store *store, int64_t attempt_id, const char *finding, int64_t now_at)
{
	MessageFate fate = {0};
	int r = still_unknown(store, attempt_id, &fate);

	if (r >= 0)
		r = store_lookup_drop(store, attempt_id);
	return r < 0 ? r : messages_settle(store, &fate, FALSE, "followupd", finding, now_at);
}
