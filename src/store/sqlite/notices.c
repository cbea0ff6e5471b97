/* Notices for the team, and their way to the channels. */
#include "store/notices.h"
#include "store/sqlite/db.h"

#include <errno.h>

void store_notice_clear(StoreNotice *notice)
{
	g_free(notice->shop);
	g_free(notice->channel);
	g_free(notice->words);
	g_free(notice->key);
	g_free(notice->end_words);
	g_free(notice->sent);
	*notice = (StoreNotice){0};
}

static void clear_notice(gpointer notice)
{
	store_notice_clear(notice);
}

#define NOTICE_COLUMNS                                                                                                 \
	"n.id, n.kind, n.case_id, n.shop, n.channel, n.words, n.key, n.due_at, n.at, n.seen_at, n.count, n.ended_at,"  \
	" n.end_words, n.shared_at"

static int read_notice(Store *store, DbRow row, void *element)
{
	StoreNotice *notice = element;
	NoticeKind kind;

	if (notice_parse(db_column_peek(row, 1), &kind) < 0)
		return db_fail(store, -EBADMSG, "notice %" G_GINT64_FORMAT " of no known kind",
		               db_column_number(row, 0));
	*notice = (StoreNotice){.id = db_column_number(row, 0),
	                        .kind = kind,
	                        .case_id = db_column_number(row, 2),
	                        .shop = db_column_text(row, 3),
	                        .channel = db_column_text(row, 4),
	                        .words = db_column_text(row, 5),
	                        .key = db_column_text(row, 6),
	                        .due_at = db_column_time(row, 7),
	                        .at = db_column_number(row, 8),
	                        .seen_at = db_column_at(row, 9),
	                        .count = db_column_number(row, 10),
	                        .ended_at = db_column_time(row, 11),
	                        .end_words = db_column_text(row, 12),
	                        .shared_at = db_column_time(row, 13)};
	return 0;
}

int store_notice_put(Store *store, const StoreNotice *notice)
{
	int r = notice->key ? db_run(store,
	                             "UPDATE notice SET count = count + 1, seen_at = ?2 WHERE key = ?1 AND ended_at IS "
	                             "NULL",
	                             DB_TEXT(notice->key), DB_INT(notice->at))
	                    : 0;

	if (r > 0)
		return db_fail(store, -EEXIST, "notice %s stands already", notice->key);
	if (r == 0)
		r = db_run(store,
		           "INSERT INTO notice (kind, severity, lasting, case_id, shop, channel, words, due_at, key, "
		           "at, seen_at)"
		           " VALUES (?1, ?2, ?3, ?4, coalesce(?5, (SELECT shop FROM cases WHERE id = ?4)), ?6, ?7, ?8, "
		           "?9, ?10, ?10)",
		           DB_TEXT(notice_name(notice->kind)), DB_TEXT(severity_name(notice_severity(notice->kind))),
		           DB_INT(notice_lasts(notice->kind)), DB_ID(notice->case_id), DB_TEXT(notice->shop),
		           DB_TEXT(notice->channel), DB_TEXT(notice->words), DB_TIME(notice->due_at),
		           DB_TEXT(notice->key), DB_INT(notice->at));
	return MIN(r, 0);
}

int store_notice_end(Store *store, const char *key, const char *words, int64_t now_at)
{
	int r = db_run(store,
	               "UPDATE notice SET ended_at = max(?3, at), end_words = ?2, untold = 1"
	               " WHERE key = ?1 AND ended_at IS NULL AND lasting = 1",
	               DB_TEXT(key), DB_TEXT(words), DB_INT(now_at));

	return r == 0 ? db_fail(store, -ENOENT, "no alarm %s stands", key) : MIN(r, 0);
}

int store_notice_standing(Store *store, GArray **notices)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT " NOTICE_COLUMNS
	                 " FROM notice n WHERE n.lasting = 1 AND n.ended_at IS NULL ORDER BY n.id");

	return r < 0 ? r : db_list(store, row, sizeof(StoreNotice), clear_notice, read_notice, 0, notices);
}

static int read_listed(Store *store, DbRow row, void *element)
{
	int r = read_notice(store, row, element);

	if (r == 0)
		((StoreNotice *)element)->sent = db_column_text(row, 14);
	return r;
}

int store_notice_list(Store *store, gboolean open_only, guint limit, GArray **notices)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT " NOTICE_COLUMNS ", (SELECT group_concat(s.channel || ': ' ||"
	        " CASE WHEN s.part = 'end' THEN 'end ' ELSE '' END ||"
	        " CASE WHEN s.counted THEN 'counted' WHEN s.done_at IS NOT NULL THEN 'told'"
	        "  WHEN s.next_at IS NULL THEN 'given up' ELSE 'waiting' END ||"
	        " CASE WHEN s.done_at IS NULL AND s.error IS NOT NULL THEN ' (' || s.error || ')' ELSE '' END, ', ')"
	        " FROM notice_sent s WHERE s.notice_id = n.id) FROM notice n WHERE ?1 = 0"
	        " OR (n.lasting = 1 AND n.ended_at IS NULL) OR n.untold = 1 OR EXISTS"
	        " (SELECT 1 FROM notice_sent s WHERE s.notice_id = n.id AND s.done_at IS NULL)"
	        " ORDER BY n.id DESC LIMIT ?2",
	        DB_INT(open_only), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreNotice), clear_notice, read_listed, limit, notices);
}

/* ---- handing out ---- */

int store_notice_untold(Store *store, guint limit, GArray **notices)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT " NOTICE_COLUMNS " FROM notice n WHERE n.untold = 1 ORDER BY n.id LIMIT ?",
	                 DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreNotice), clear_notice, read_notice, limit, notices);
}

int store_notice_for(Store *store, int64_t notice_id, gboolean end, const char *channel, int64_t next_at)
{
	return db_errno(db_run(store,
	                     "INSERT INTO notice_sent (notice_id, part, channel, next_at) VALUES (?, ?, ?, ?)"
	                     " ON CONFLICT (notice_id, part, channel) DO NOTHING",
	                     DB_INT(notice_id), DB_TEXT(end ? "end" : "begin"), DB_TEXT(channel), DB_INT(next_at)));
}

int store_notice_end_for_same(Store *store, int64_t notice_id, int64_t next_at)
{
	return db_errno(db_run(store,
	                       "INSERT INTO notice_sent (notice_id, part, channel, next_at)"
	                       " SELECT notice_id, 'end', channel, ?2 FROM notice_sent WHERE notice_id = ?1"
	                       " AND part = 'begin' ON CONFLICT (notice_id, part, channel) DO NOTHING",
	                       DB_INT(notice_id), DB_INT(next_at)));
}

int store_notice_shared(Store *store, int64_t notice_id, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE notice SET untold = 0, shared_at = coalesce(shared_at, ?2) WHERE id = ?1",
	                     DB_INT(notice_id), DB_INT(now_at)));
}

/* ?2: only what a quiet span lets through. */
#define LOUD                                                                                                           \
	"(NOT ?2 OR EXISTS (SELECT 1 FROM notice n WHERE n.id = s.notice_id"                                           \
	" AND (n.severity = 'alarm' OR n.kind = 'test')))"
#define LOUD_BATCH                                                                                                     \
	"(NOT ?2 OR EXISTS (SELECT 1 FROM notice_sent b JOIN notice n ON n.id = b.notice_id WHERE b.batch = s.batch"   \
	" AND (n.severity = 'alarm' OR n.kind = 'test')))"

/* The batch that is tried again next, and when; -ENOENT: none is. */
static int pending(Store *store, const char *channel, gboolean alarms, int64_t *batch, int64_t *next_at)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT s.batch, s.next_at FROM notice_sent s WHERE s.channel = ?1 AND s.next_at IS NOT NULL"
	                 " AND s.batch IS NOT NULL AND " LOUD_BATCH " ORDER BY s.next_at, s.batch LIMIT 1",
	                 DB_TEXT(channel), DB_INT(alarms ? 1 : 0));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	*batch = db_column_number(row, 0);
	*next_at = db_column_number(row, 1);
	return 0;
}

int store_telling_next(Store *store, const char *channel, gboolean alarms, int64_t *next_at)
{
	int64_t batch, at;
	int r = pending(store, channel, alarms, &batch, &at);

	if (r == -ENOENT)
		r = db_number(store, &at,
		              "SELECT min(s.next_at) FROM notice_sent s WHERE s.channel = ?1 AND s.next_at IS NOT NULL"
		              " AND s.batch IS NULL AND " LOUD,
		              DB_TEXT(channel), DB_INT(alarms ? 1 : 0));
	if (r == 0)
		*next_at = at;
	return r;
}

int store_telling_hasten(Store *store, const char *channel, int64_t latest_at)
{
	return db_errno(db_run(store, "UPDATE notice_sent SET next_at = ?2 WHERE channel = ?1 AND next_at > ?2",
	                     DB_TEXT(channel), DB_INT(latest_at)));
}

int store_telling_full(Store *store, const char *channel, guint most, int64_t now_at, int64_t *oldest_at)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT count(*), min(at) FROM (SELECT max(done_at) AS at FROM notice_sent WHERE channel = ?1"
	                 " AND done_at > ?2 AND done_at <= ?4 GROUP BY batch ORDER BY 1 DESC LIMIT ?3)",
	                 DB_TEXT(channel), DB_INT(now_at - 3600), DB_INT(most), DB_INT(now_at));

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*oldest_at = db_column_number(row, 0) >= (int64_t)most ? db_column_time(row, 1) : STORE_NO_TIME;
	return 0;
}

void store_telling_clear(StoreTelling *telling)
{
	g_clear_pointer(&telling->notices, g_array_unref);
	g_clear_pointer(&telling->ends, g_array_unref);
	*telling = (StoreTelling){0};
}

/* Gives all that waits for the channel one batch, and marks those beyond `limit` as counted. */
static int make_batch(Store *store, const char *channel, gboolean alarms, int64_t now_at, guint limit, int64_t *batch)
{
	auto_row row = NULL;
	int64_t due_at = STORE_NO_TIME;
	int r = db_query(store, &row,
	                 "SELECT min(s.next_at), min(s.id) FROM notice_sent s WHERE s.channel = ?1 AND s.next_at IS NOT NULL"
	                 " AND s.batch IS NULL AND " LOUD,
	                 DB_TEXT(channel), DB_INT(alarms ? 1 : 0));

	if (r == 0)
		r = db_next(store, row);
	if (r > 0) {
		due_at = db_column_time(row, 0);
		*batch = db_column_number(row, 1);
	}
	if (r >= 0 && (due_at == STORE_NO_TIME || due_at > now_at))
		r = -ENOENT;
	if (r >= 0)
		r = db_run(store,
		           "UPDATE notice_sent AS s SET batch = ?3 WHERE s.channel = ?1 AND s.next_at IS NOT NULL"
		           " AND s.batch IS NULL AND " LOUD,
		           DB_TEXT(channel), DB_INT(alarms ? 1 : 0), DB_INT(*batch));
	if (r >= 0)
		r = db_run(store,
		           "UPDATE notice_sent SET counted = 1 WHERE batch = ?1"
		           " AND id NOT IN (SELECT id FROM notice_sent WHERE batch = ?1 ORDER BY id LIMIT ?2)",
		           DB_INT(*batch), DB_INT(limit));
	return MIN(r, 0);
}

static int read_batch(Store *store, StoreTelling *telling)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT " NOTICE_COLUMNS ", s.part = 'end', s.counted, s.tries FROM notice_sent s"
	                 " CROSS JOIN notice n ON n.id = s.notice_id WHERE s.batch = ? ORDER BY s.id",
	                 DB_INT(telling->batch));

	while (r == 0 && (r = db_next(store, row)) > 0) {
		gboolean end = db_column_number(row, 14) != 0;
		StoreNotice notice;

		telling->tries = (int)db_column_number(row, 16);
		if (db_column_number(row, 15)) {
			telling->more++;
			r = 0;
			continue;
		}
		r = read_notice(store, row, &notice);
		if (r < 0)
			break;
		g_array_append_val(telling->notices, notice);
		g_array_append_val(telling->ends, end);
	}
	return r;
}

int store_telling_take(Store *store, const char *channel, gboolean alarms, int64_t now_at, guint limit,
                       StoreTelling *telling)
{
	StoreTelling found = {.notices = g_array_new(FALSE, TRUE, sizeof(StoreNotice)),
	                      .ends = g_array_new(FALSE, TRUE, sizeof(gboolean))};
	int64_t next_at = STORE_NO_TIME;
	int r;

	g_array_set_clear_func(found.notices, clear_notice);
	r = pending(store, channel, alarms, &found.batch, &next_at);
	if (r == -ENOENT)
		r = make_batch(store, channel, alarms, now_at, limit, &found.batch);
	else if (r == 0 && next_at > now_at)
		r = -ENOENT;
	if (r == 0)
		r = db_errno(db_run(store, "UPDATE notice_sent SET tries = tries + 1 WHERE batch = ?", DB_INT(found.batch)));
	if (r == 0)
		r = read_batch(store, &found);
	if (r < 0)
		store_telling_clear(&found);
	else
		*telling = found;
	return r;
}

int store_telling_put_off(Store *store, int64_t batch, int64_t next_at)
{
	return db_errno(db_run(store, "UPDATE notice_sent SET next_at = ?2 WHERE batch = ?1", DB_INT(batch),
	                     DB_INT(next_at)));
}

int store_telling_result(Store *store, int64_t batch, const char *error, int64_t next_at, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE notice_sent SET error = ?2, next_at = ?3, done_at = ?4 WHERE batch = ?1",
	                     DB_INT(batch), DB_TEXT(error), error ? DB_TIME(next_at) : DB_TIME(STORE_NO_TIME),
	                     error ? DB_TIME(STORE_NO_TIME) : DB_INT(now_at)));
}
