/* Opt-outs as a list, and what made people stop. */
#include "store/sqlite/db.h"
#include "store/triage.h"

#include <errno.h>

void store_optout_clear(StoreOptout *optout)
{
	g_free(optout->phone);
	g_free(optout->cause);
	g_free(optout->actor);
	g_free(optout->note);
	g_free(optout->step);
	g_free(optout->text_version);
	g_free(optout->language);
	*optout = (StoreOptout){0};
}

static void clear_optout(gpointer optout)
{
	store_optout_clear(optout);
}

static int read_optout(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreOptout *)element = (StoreOptout){.phone = db_column_text(row, 0),
	                                        .cause = db_column_text(row, 1),
	                                        .actor = db_column_text(row, 2),
	                                        .note = db_column_text(row, 3),
	                                        .at = db_column_number(row, 4),
	                                        .step = db_column_text(row, 5),
	                                        .text_version = db_column_text(row, 6),
	                                        .language = db_column_text(row, 7)};
	return 0;
}

/* The last text of ours the person had before. What may have left counts. */
#define LAST_TEXT                                                                                                      \
	" LEFT JOIN message t ON t.id = (SELECT m.id FROM cases o CROSS JOIN message m ON m.case_id = o.id"            \
	" WHERE o.person_id = b.person_id"                                                                             \
	" AND coalesce(m.sent_at, m.changed_at) <= b.blocked_at AND (m.sent_at IS NOT NULL OR m.state = 'unknown')"    \
	" AND m.step <> 'optout_confirm' ORDER BY coalesce(m.sent_at, m.changed_at) DESC, m.id DESC LIMIT 1)"

int store_optout_list(Store *store, int64_t since_at, GArray **optouts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT p.phone, b.cause, b.actor, b.note, b.blocked_at, t.step, t.text_version, t.language"
	                 " FROM block b JOIN person p ON p.id = b.person_id" LAST_TEXT
	                 " WHERE b.lifted_at IS NULL AND b.blocked_at >= ? AND p.phone NOT LIKE 'erased-%'"
	                 " ORDER BY b.blocked_at, b.id",
	                 DB_INT(since_at));

	return r < 0 ? r : db_list(store, row, sizeof(StoreOptout), clear_optout, read_optout, 0, optouts);
}

int store_optout_get(Store *store, int64_t person_id, StoreOptout *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT p.phone, b.cause, b.actor, b.note, b.blocked_at, NULL, NULL, NULL FROM block b"
	                 " JOIN person p ON p.id = b.person_id WHERE b.person_id = ? AND b.lifted_at IS NULL",
	                 DB_INT(person_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no stop is in force for this person");
	return r < 0 ? r : read_optout(store, row, out);
}

static void clear_count(gpointer count)
{
	g_free(((StoreOptoutCount *)count)->key);
}

static int read_count(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreOptoutCount *)element = (StoreOptoutCount){
	        .key = db_column_text(row, 0), .count = db_column_number(row, 1), .sent = db_column_number(row, 2)};
	return 0;
}

int store_optout_causes(Store *store, int64_t since_at, GArray **counts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT cause, count(*), 0 FROM block WHERE blocked_at >= ? GROUP BY cause ORDER BY 2 DESC, 1",
	                 DB_INT(since_at));

	return r < 0 ? r : db_list(store, row, sizeof(StoreOptoutCount), clear_count, read_count, 0, counts);
}

int store_optout_texts(Store *store, int64_t since_at, GArray **counts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT t.step || ' ' || t.language || ' ' || t.text_version, count(*),"
	                 " (SELECT count(*) FROM message s WHERE s.step = t.step AND s.language = t.language"
	                 "  AND s.text_version = t.text_version AND s.sent_at >= ?1)"
	                 " FROM block b" LAST_TEXT
	                 " WHERE b.blocked_at >= ?1 AND b.cause IN ('reply', 'provider') AND t.id IS NOT NULL"
	                 " GROUP BY t.step, t.language, t.text_version ORDER BY 2 DESC, 1",
	                 DB_INT(since_at));

	return r < 0 ? r : db_list(store, row, sizeof(StoreOptoutCount), clear_count, read_count, 0, counts);
}

int store_optout_put(Store *store, int64_t person_id, const char *cause, const char *actor, const char *note,
                     int64_t at)
{
	const StoreEvent event = {.kind = EVENT_OPT_OUT, .at = at, .actor = actor, .note = note};
	g_autoptr(GArray) ids = NULL;
	int r = store_block_put(store, person_id, cause, actor, note, at);

	if (r == 0)
		r = store_person_cases(store, person_id, &ids);
	for (guint i = 0; r == 0 && i < ids->len; i++)
		r = cases_event_or_note(store, g_array_index(ids, int64_t, i), &event);
	return r;
}
