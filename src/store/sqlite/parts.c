/* Long replies, which come in parts: in any order, twice, and sometimes not all of them (F37). */
#include "store/inquiry.h"
#include "store/sqlite/db.h"

#include <errno.h>

/* How long a joined part is still known for one told again. Providers repeat for a day; a phone's own reference for
 * the parts of a text (8 or 16 bits) may mean another text by then, which is why the words must be the same too. */
#define REPEAT_S 86400
/* How long after the others were joined a part is taken for the missing one. */
#define LATE_S 3600

void store_part_clear(StorePart *part)
{
	g_free(part->provider);
	g_free(part->provider_id);
	g_free(part->from_number);
	g_free(part->to_number);
	g_free(part->part_of);
	g_free(part->text);
	*part = (StorePart){0};
}

static void clear_part(gpointer part)
{
	store_part_clear(part);
}

#define SET_OF(part) DB_TEXT((part)->provider), DB_TEXT((part)->from_number), DB_TEXT((part)->part_of)

/* With ids the ids tell, else the words. */
#define SAME_PART                                                                                                      \
	" AND part = ?4 AND CASE WHEN provider_id IS NULL OR ?5 IS NULL THEN text = ?6 ELSE provider_id = ?5 END"

static int told_before(Store *store, const StorePart *part, int64_t now_at)
{
	int64_t told = 0;
	int r = db_number(
	        store, &told,
	        "SELECT EXISTS (SELECT 1 FROM reply_part WHERE provider = ?1 AND from_number = ?2 AND part_of = ?3"
	        " AND joined_at IS NULL" SAME_PART
	        ") OR EXISTS (SELECT 1 FROM reply_part WHERE provider = ?1 AND from_number = ?2 AND part_of = ?3"
	        " AND joined_at > ?7" SAME_PART ")",
	        SET_OF(part), DB_INT(part->part), DB_TEXT(part->provider_id), DB_TEXT(part->text),
	        DB_INT(now_at - REPEAT_S));

	return r < 0 ? r : told != 0;
}

/* Lately joined without this part, and nothing new has begun under that reference since. */
static int is_late(Store *store, const StorePart *part, int64_t now_at)
{
	int64_t late = 0;
	int r = db_number(
	        store, &late,
	        "SELECT EXISTS (SELECT 1 FROM reply_part WHERE provider = ?1 AND from_number = ?2 AND part_of = ?3"
	        " AND joined_at > ?4 AND parts = ?5) AND NOT EXISTS (SELECT 1 FROM reply_part WHERE provider = ?1"
	        " AND from_number = ?2 AND part_of = ?3 AND joined_at > ?4 AND part = ?6) AND NOT EXISTS (SELECT 1"
	        " FROM reply_part WHERE provider = ?1 AND from_number = ?2 AND part_of = ?3 AND joined_at IS NULL)",
	        SET_OF(part), DB_INT(now_at - LATE_S), DB_INT(part->parts), DB_INT(part->part));

	return r < 0 ? r : late != 0;
}

static int insert_part(Store *store, const StorePart *part, int64_t now_at, int64_t joined_at)
{
	int r = db_run(store,
	               "INSERT INTO reply_part (inbound_id, provider, from_number, to_number, part_of, part, parts, "
	               "provider_id,"
	               " text, optout, at, received_at, joined_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	               DB_INT(part->inbound_id), DB_TEXT(part->provider), DB_TEXT(part->from_number),
	               DB_TEXT(part->to_number), DB_TEXT(part->part_of), DB_INT(part->part), DB_INT(part->parts),
	               DB_TEXT(part->provider_id), DB_TEXT(part->text), DB_INT(part->optout), DB_TIME(part->at),
	               DB_INT(now_at), DB_TIME(joined_at));

	return r == -EEXIST ? db_fail(store, -EBUSY, "another text waits under this reference") : MIN(r, 0);
}

int store_part_put(Store *store, const StorePart *part, int64_t now_at, StorePartFate *fate)
{
	int64_t there = 0;
	int late = 0, r = told_before(store, part, now_at);

	if (r > 0)
		return db_fail(store, -EEXIST, "this part was told before");
	if (r == 0)
		r = late = is_late(store, part, now_at);
	if (r >= 0)
		r = insert_part(store, part, now_at, late ? now_at : STORE_NO_TIME);
	if (r >= 0)
		r = db_number(store, &there,
		              "SELECT count(*) FROM reply_part WHERE provider = ? AND from_number = ? AND part_of = ?"
		              " AND joined_at IS NULL",
		              SET_OF(part));
	if (r < 0)
		return r;
	*fate = late ? STORE_PART_LATE : there >= part->parts ? STORE_PART_WHOLE : STORE_PART_WAITS;
	return 0;
}

int store_part_next(Store *store, int64_t *received_at)
{
	return db_number(store, received_at, "SELECT min(received_at) FROM reply_part WHERE joined_at IS NULL");
}

#define PART_SELECT                                                                                                    \
	"SELECT id, inbound_id, provider, provider_id, from_number, to_number, part_of, part, parts, text, optout, "   \
	"at,"                                                                                                          \
	" received_at FROM reply_part "

static int read_part(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StorePart *)element = (StorePart){
	        .id = db_column_number(row, 0),
	        .inbound_id = db_column_number(row, 1),
	        .provider = db_column_text(row, 2),
	        .provider_id = db_column_text(row, 3),
	        .from_number = db_column_text(row, 4),
	        .to_number = db_column_text(row, 5),
	        .part_of = db_column_text(row, 6),
	        .part = (int)db_column_number(row, 7),
	        .parts = (int)db_column_number(row, 8),
	        .text = db_column_text(row, 9),
	        .optout = (int)db_column_number(row, 10),
	        .at = db_column_time(row, 11),
	        .received_at = db_column_number(row, 12),
	};
	return 0;
}

int store_part_overdue(Store *store, int64_t until_at, guint limit, GArray **parts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 PART_SELECT
	                 "WHERE joined_at IS NULL AND received_at <= ? GROUP BY provider, from_number, part_of"
	                 " LIMIT ?",
	                 DB_INT(until_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StorePart), clear_part, read_part, limit, parts);
}

int store_part_join(Store *store, const StorePart *of, int64_t now_at, GArray **parts)
{
	g_autoptr(GArray) found = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 PART_SELECT
	                 "WHERE provider = ? AND from_number = ? AND part_of = ? AND joined_at IS NULL ORDER BY part",
	                 SET_OF(of));

	if (r == 0)
		r = db_list(store, row, sizeof(StorePart), clear_part, read_part, 0, &found);
	if (r == 0)
		r = db_run(
		        store,
		        "UPDATE reply_part SET joined_at = ?4 WHERE provider = ?1 AND from_number = ?2 AND part_of = ?3"
		        " AND joined_at IS NULL",
		        SET_OF(of), DB_INT(now_at));
	if (r < 0)
		return r;
	*parts = g_steal_pointer(&found);
	return 0;
}
