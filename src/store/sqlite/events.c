/* The log of a case: append-only, each row linked to the one before it (core/chain.h). */
#include "store/notices.h"
#include "store/sqlite/counts.h"

#include <errno.h>

/* One text column of one row; *text stays NULL when there is no such row or it is null. */
static int text_of(Store *store, char **text, const char *sql, int64_t id)
{
	auto_row row = NULL;
	int r = id ? db_query(store, &row, sql, DB_INT(id)) : 0;

	if (r == 0 && id)
		r = db_next(store, row);
	if (r > 0)
		*text = db_column_text(row, 0);
	return MIN(r, 0);
}

/* What a provider brought, as it came. */
static int raw_of(Store *store, GBytes **raw, int64_t inbound_id)
{
	auto_row row = NULL;
	int r = inbound_id ? db_query(store, &row, "SELECT method, query, body FROM inbound WHERE id = ?", DB_INT(inbound_id)) : 0;

	if (r == 0 && inbound_id)
		r = db_next(store, row);
	if (r > 0)
		*raw = chain_raw(db_column_peek(row, 0), db_column_peek(row, 1), sqlite3_column_blob(row, 2),
		                  (gsize)sqlite3_column_bytes(row, 2));
	return MIN(r, 0);
}

/* Only what can no longer change is taken in: the text of a message is its own once the provider has it. */
static int digest_of(Store *store, const StoreEvent *event, DbRow c, int64_t inbound_id, char **digest)
{
	g_autofree char *reply = NULL;
	g_autoptr(GBytes) raw = NULL;
	ChainContent content = {.note = event->note};
	int r = 0;

	if (event->kind == EVENT_SENT)
		content.text = db_column_peek(c, COUNTS_TEXT);
	if (event->kind == EVENT_REPLY)
		r = text_of(store, &reply, "SELECT text FROM reply WHERE id = ?", event->reply_id);
	if (r == 0)
		r = raw_of(store, &raw, inbound_id);
	content.reply = reply;
	content.raw = raw;
	if (r == 0)
		*digest = chain_digest(&content);
	return r;
}

int events_link(Store *store, const char *previous, const ChainEvent *link, const char *note)
{
	g_autofree char *hash = chain_link(previous, link);

	return db_errno(db_run(
	        store,
	        "INSERT INTO event (case_id, round, at, kind, actor, step, message_id, reply_id, note, inbound_id,"
	        " digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	        DB_INT(link->case_id), DB_INT(link->round), DB_INT(link->at), DB_TEXT(link->kind), DB_TEXT(link->actor),
	        DB_TEXT(link->step), DB_ID(link->message_id), DB_ID(link->reply_id), DB_TEXT(note),
	        DB_ID(link->inbound_id), DB_TEXT(link->digest), DB_TEXT(hash)));
}

/* The customer says that the first contact did not help: the team is told. */
static int tell_unsatisfied(Store *store, DbRow c, int64_t case_id, int64_t round, int64_t at, int64_t event_id)
{
	g_autofree char *words = g_strdup_printf("the customer is not satisfied, round %" G_GINT64_FORMAT, round);
	g_autofree char *key = g_strdup_printf("unsatisfied:%" G_GINT64_FORMAT, event_id);
	g_autofree char *shop = db_column_text(c, COUNTS_SHOP);
	const StoreNotice notice = {.kind = NOTICE_UNSATISFIED, .case_id = case_id, .shop = shop, .words = words, .key = key,
	                            .due_at = STORE_NO_TIME, .at = at};
	int r = store_notice_put(store, &notice);

	return r == -EEXIST ? 0 : r;
}

int events_add(Store *store, DbRow c, int64_t case_id, int64_t round, const StoreEvent *event)
{
	g_autofree char *digest = NULL;
	ChainEvent link = {.case_id = case_id, .round = round, .at = event->at, .kind = event_name(event->kind),
	                   .actor = event->actor, .step = event->step == STEP_NONE ? NULL : step_name(event->step),
	                   .message_id = event->message_id, .reply_id = event->reply_id, .inbound_id = event->inbound_id};
	int64_t id;
	int r = 0;

	if (event->kind == EVENT_REPLY && event->reply_id && !link.inbound_id) {
		r = db_number(store, &link.inbound_id, "SELECT coalesce(inbound_id, 0) FROM reply WHERE id = ?",
		              DB_INT(event->reply_id));
		r = r == -ENOENT ? 0 : r;
	}
	if (r == 0)
		r = digest_of(store, event, c, link.inbound_id, &digest);
	if (r < 0)
		return r;
	link.digest = digest;
	r = events_link(store, db_column_peek(c, COUNTS_HASH), &link, event->note);
	id = sqlite3_last_insert_rowid(store->db);
	if (r >= 0)
		r = counts_event(store, c, case_id, round, event, id);
	if (r >= 0 && event->kind == EVENT_UNSATISFIED)
		r = tell_unsatisfied(store, c, case_id, round, event->at, id);
	/* Whoever adds words to a case brings it back into the round of retention. */
	if (r >= 0 && db_column_number(c, COUNTS_WIPED))
		r = db_run(store, "UPDATE cases SET wiped_at = NULL WHERE id = ?", DB_INT(case_id));
	return MIN(r, 0);
}

int store_event_add(Store *store, int64_t case_id, const StoreEvent *event)
{
	auto_row c = NULL;
	int r = counts_case(store, case_id, event->message_id, &c);

	return r < 0 ? r : events_add(store, c, case_id, db_column_number(c, COUNTS_ROUND), event);
}

void store_event_row_clear(StoreEventRow *event)
{
	g_free(event->actor);
	g_free(event->note);
	g_free(event->digest);
	g_free(event->hash);
}

static void clear_event(gpointer element)
{
	store_event_row_clear(element);
}

static int read_event(Store *store, DbRow row, void *element)
{
	StoreEventRow *event = element;
	const char *step = db_column_peek(row, 4);

	event->id = db_column_number(row, 0);
	if (event_parse(db_column_peek(row, 2), &event->kind) < 0 || (step && step_parse(step, &event->step) < 0))
		return db_fail(store, -EBADMSG, "event %" G_GINT64_FORMAT ": no such kind or step", event->id);
	event->at = db_column_at(row, 1);
	event->actor = db_column_text(row, 3);
	event->message_id = db_column_number(row, 5);
	event->reply_id = db_column_number(row, 6);
	event->note = db_column_text(row, 7);
	event->round = (int)db_column_number(row, 8);
	event->inbound_id = db_column_number(row, 9);
	event->digest = db_column_text(row, 10);
	event->hash = db_column_text(row, 11);
	return 0;
}

int store_tail(Store *store, StoreTail *tail)
{
	StoreTail found;
	int r = db_number(store, &found.event_id, "SELECT coalesce(max(id), 0) FROM event");

	if (r >= 0)
		r = db_number(store, &found.attempt_id, "SELECT coalesce(max(id), 0) FROM attempt");
	if (r >= 0)
		*tail = found;
	return r;
}

int store_event_list(Store *store, int64_t case_id, GArray **events)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, at, kind, actor, step, message_id, reply_id, note, round, inbound_id, digest, hash"
	                 " FROM event WHERE case_id = ? ORDER BY id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreEventRow), clear_event, read_event, 0, events);
}
