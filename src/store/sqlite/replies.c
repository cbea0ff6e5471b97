/* What customers say (F37); to which case it belongs is match.c's. */
#include "store/inbound.h"
#include "store/sqlite/db.h"
#include "store/sqlite/fold.h"

#include <errno.h>
#include <string.h>

#define REPEAT_S 600 /* the same words from the same number within this are likely one reply told twice */

int store_reply_put(Store *store, const StoreReply *reply, int64_t *id)
{
	int r = db_run(store,
	               "INSERT INTO reply (inbound_id, provider, provider_id, from_number, to_number, text, label, at,"
	               " received_at, person_id, case_id, matched_by, parts_missing, likely_repeat)"
	               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?14,"
	               " ?3 IS NULL AND EXISTS (SELECT 1 FROM reply o WHERE o.from_number = ?4 AND o.text = ?6"
	               "                        AND o.received_at > ?9 - ?13))",
	               DB_ID(reply->inbound_id), DB_TEXT(reply->provider), DB_TEXT(reply->provider_id),
	               DB_TEXT(reply->from_number), DB_TEXT(reply->to_number), DB_TEXT(reply->text),
	               DB_TEXT(reply->label), DB_TIME(reply->at), DB_INT(reply->received_at), DB_ID(reply->person_id),
	               DB_ID(reply->case_id), DB_TEXT(reply->matched_by ? reply->matched_by : "none"),
	               DB_INT(REPEAT_S), DB_INT(reply->parts_missing));

	if (r == -EEXIST)
		return db_fail(store, r, "this reply was told before");
	if (r < 0)
		return r;
	*id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

void store_reply_clear(StoreReply *reply)
{
	g_free(reply->provider);
	g_free(reply->provider_id);
	g_free(reply->from_number);
	g_free(reply->to_number);
	g_free(reply->text);
	g_free(reply->label);
	g_free(reply->matched_by);
	g_free(reply->read_by);
	*reply = (StoreReply){0};
}

static void clear_reply(gpointer reply)
{
	store_reply_clear(reply);
}

static void read_reply(DbRow row, StoreReply *reply)
{
	reply->id = db_column_number(row, 0);
	reply->inbound_id = db_column_number(row, 1);
	reply->provider = db_column_text(row, 2);
	reply->provider_id = db_column_text(row, 3);
	reply->from_number = db_column_text(row, 4);
	reply->to_number = db_column_text(row, 5);
	reply->text = db_column_text(row, 6);
	reply->label = db_column_text(row, 7);
	reply->at = db_column_time(row, 8);
	reply->received_at = db_column_at(row, 9);
	reply->person_id = db_column_number(row, 10);
	reply->case_id = db_column_number(row, 11);
	reply->matched_by = db_column_text(row, 12);
	reply->likely_repeat = db_column_number(row, 13) != 0;
	reply->read_at = db_column_time(row, 14);
	reply->read_by = db_column_text(row, 15);
	reply->parts_missing = (int)db_column_number(row, 16);
}

#define REPLY_SELECT                                                                                                   \
	"SELECT r.id, r.inbound_id, r.provider, r.provider_id, r.from_number, r.to_number, r.text, r.label, r.at,"     \
	" r.received_at, r.person_id, r.case_id, r.matched_by, r.likely_repeat, r.read_at, r.read_by,"                 \
	" r.parts_missing"                                                                                             \
	" FROM reply r LEFT JOIN cases c ON c.id = r.case_id WHERE "
/* Whose case a person has to say: several may be meant, or none was found and nobody looked yet. */
#define TRIAGE                                                                                                         \
	"(r.id IN (SELECT reply_id FROM reply_case) OR (r.case_id IS NULL AND r.read_at IS NULL))"
/* Somebody waits for help, threatens, or offers to trade the review. In the words of the index reply_urgent: else all
 * unread ones were read for the urgent among them. */
#define URGENT "(r.label = 'help' OR r.label = 'escalate' OR r.label = 'review_deal')"
#define REPLY_FILTER                                                                                                   \
	" AND (?1 IS NULL OR c.shop = ?1) AND (?2 IS NULL OR r.label = ?2)"                                            \
	" AND (?3 = 0 OR r.case_id = ?3"                                                                               \
	"      OR EXISTS (SELECT 1 FROM reply_case k WHERE k.reply_id = r.id AND k.case_id = ?3))"                     \
	" AND (?4 = 0 OR r.read_at IS NULL) AND (?5 = 0 OR r.case_id IS NULL) AND r.id > ?6"                           \
	" AND (?7 = 0 OR " TRIAGE ")"

/* Each by an index that gives its order. Letters of any case are compared here: SQLite knows that of ASCII only. */
static int gather(Store *store, const char *sql, const StoreReplyFilter *filter, guint limit, GArray *found)
{
	g_autoptr(GString) room = g_string_new(NULL);
	g_autofree char *search = filter->search ? g_strdup(fold_text(filter->search, room)) : NULL;
	auto_row row = NULL;
	int r = db_query(store, &row, sql, DB_TEXT(filter->shop), DB_TEXT(filter->label), DB_INT(filter->case_id),
	                 DB_INT(filter->unread_only), DB_INT(filter->unmatched_only), DB_INT(filter->after_id),
	                 DB_INT(filter->triage_only));

	while (r >= 0 && found->len < limit && (r = db_next(store, row)) > 0) {
		StoreReply reply;

		if (search && !strstr(fold_text(db_column_peek(row, 6), room), search))
			continue;
		read_reply(row, &reply);
		g_array_append_val(found, reply);
	}
	return MIN(r, 0);
}

int store_reply_list(Store *store, const StoreReplyFilter *filter, GArray **replies)
{
	static const char AFTER[] = REPLY_SELECT "TRUE" REPLY_FILTER " ORDER BY r.id";
	static const char OF_CASE[] =
	        REPLY_SELECT "(r.case_id = ?3 OR r.id IN (SELECT reply_id FROM reply_case WHERE case_id = ?3))" REPLY_FILTER " ORDER BY r.read_at IS NOT NULL, r.id DESC";
	static const char UNMATCHED[] =
	        REPLY_SELECT "r.case_id IS NULL" REPLY_FILTER " ORDER BY r.read_at IS NOT NULL, r.id DESC";
	static const char TO_PLACE[] = REPLY_SELECT TRIAGE REPLY_FILTER " ORDER BY r.read_at IS NOT NULL, r.id DESC";
	static const char FIRST[] = REPLY_SELECT "r.read_at IS NULL AND " URGENT REPLY_FILTER " ORDER BY r.id DESC";
	static const char UNREAD[] = REPLY_SELECT "r.read_at IS NULL AND NOT " URGENT REPLY_FILTER " ORDER BY r.id DESC";
	static const char READ[] = REPLY_SELECT "r.read_at IS NOT NULL" REPLY_FILTER " ORDER BY r.id DESC";
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreReply));
	guint limit = filter->limit ? filter->limit : 50;
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	g_array_set_clear_func(found, clear_reply);
	if (r == 0 && filter->after_id)
		r = gather(store, AFTER, filter, limit, found);
	else if (r == 0 && filter->case_id)
		r = gather(store, OF_CASE, filter, limit, found);
	else if (r == 0 && filter->unmatched_only)
		r = gather(store, UNMATCHED, filter, limit, found);
	else if (r == 0 && filter->triage_only)
		r = gather(store, TO_PLACE, filter, limit, found);
	else if (r == 0) {
		r = gather(store, FIRST, filter, limit, found);
		if (r == 0)
			r = gather(store, UNREAD, filter, limit, found);
		if (r == 0 && !filter->unread_only)
			r = gather(store, READ, filter, limit, found);
	}
	if (r < 0)
		return r;
	*replies = g_steal_pointer(&found);
	return 0;
}

/* Of one shop case by case, for only a case knows its shop; both by the index of unread ones, which has all they ask
 * for. */
int store_reply_unread(Store *store, const char *shop, int64_t now_at, StoreUnread *unread)
{
#define UNREAD_AGES                                                                                                    \
	"SELECT count(*), count(*) FILTER (WHERE r.received_at > ?1 - 3600),"                                          \
	" count(*) FILTER (WHERE r.received_at > ?1 - 4 * 3600), count(*) FILTER (WHERE r.received_at > ?1 - 86400),"  \
	" min(r.received_at) FROM reply r INDEXED BY reply_unread_by_case "
	static const char OF_ALL[] = UNREAD_AGES "WHERE r.read_at IS NULL";
	static const char OF_SHOP[] =
	        UNREAD_AGES "CROSS JOIN cases c ON c.id = r.case_id WHERE r.read_at IS NULL AND c.shop = ?2";
	auto_row row = NULL;
	int64_t hour, morning, day;
	int r = shop ? db_query(store, &row, OF_SHOP, DB_INT(now_at), DB_TEXT(shop))
	             : db_query(store, &row, OF_ALL, DB_INT(now_at));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	hour = db_column_number(row, 1);
	morning = db_column_number(row, 2);
	day = db_column_number(row, 3);
	*unread = (StoreUnread){.hour = hour, .morning = morning - hour, .day = day - morning,
	                        .older = db_column_number(row, 0) - day, .oldest_at = db_column_time(row, 4)};
	return 0;
}

int store_reply_get(Store *store, int64_t reply_id, StoreReply *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, REPLY_SELECT "r.id = ?", DB_INT(reply_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no reply %" G_GINT64_FORMAT, reply_id);
	if (r < 0)
		return r;
	read_reply(row, out);
	return 0;
}

int store_reply_read(Store *store, int64_t reply_id, const char *actor, int64_t at)
{
	int r = db_run(
	        store,
	        "UPDATE reply SET read_at = coalesce(read_at, ?2), read_by = coalesce(read_by, ?3) WHERE id = ?1",
	        DB_INT(reply_id), DB_INT(at), DB_TEXT(actor));

	if (r == 0)
		return db_fail(store, -ENOENT, "no reply %" G_GINT64_FORMAT, reply_id);
	return MIN(r, 0);
}
