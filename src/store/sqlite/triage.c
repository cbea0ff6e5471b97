/* Replies a person has to place, levels, and who wants no calls. */
#include "store/sqlite/db.h"
#include "store/triage.h"

#include <errno.h>

int store_reply_may_be(Store *store, int64_t reply_id, int64_t case_id, int64_t now_at)
{
	g_autofree char *note = g_strdup_printf("reply %" G_GINT64_FORMAT " may be about this case", reply_id);
	const StoreEvent event = {
	        .kind = EVENT_NOTE, .at = now_at, .actor = "followupd", .reply_id = reply_id, .note = note};
	int r = db_run(store, "INSERT INTO reply_case (reply_id, case_id) VALUES (?, ?)", DB_INT(reply_id),
	               DB_INT(case_id));

	if (r >= 0)
		r = store_event_add(store, case_id, &event);
	return r < 0 ? r : db_dirty(store, case_id);
}

int store_reply_others(Store *store, int64_t reply_id, GArray **case_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT case_id FROM reply_case WHERE reply_id = ? ORDER BY case_id",
	                 DB_INT(reply_id));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

static int all_dirty(Store *store, int64_t reply_id)
{
	g_autoptr(GArray) ids = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT case_id FROM reply_case WHERE reply_id = ?1 UNION"
	                 " SELECT case_id FROM reply WHERE id = ?1 AND case_id IS NOT NULL",
	                 DB_INT(reply_id));

	if (r == 0)
		r = db_list_numbers(store, row, &ids);
	for (guint i = 0; r == 0 && i < ids->len; i++)
		r = db_dirty(store, g_array_index(ids, int64_t, i));
	return r;
}

/* The callback that reply ?1 asked for, when it stands in another case than ?2. */
#define ITS_CALLBACK                                                                                                   \
	"FROM reply r JOIN call l ON l.case_id = r.case_id AND l.kind = 'callback' AND l.state = 'open'"               \
	" AND l.asked_text = r.text WHERE r.id = ?1 AND r.case_id <> ?2"

/* Where the right case has one of its own, that one moves to the hour the reply names, unless it was asked for later. */
static int move_callback(Store *store, int64_t reply_id, int64_t case_id)
{
	int r = db_run(store,
	               "UPDATE call AS o SET (due_at, warn_at, why, asked_text, changed_at) ="
	               " (SELECT l.due_at, l.warn_at, l.why, l.asked_text, l.changed_at " ITS_CALLBACK "), warned_at = NULL"
	               " WHERE o.case_id = ?2 AND o.kind = 'callback' AND o.state = 'open'"
	               " AND EXISTS (SELECT 1 " ITS_CALLBACK " AND l.changed_at >= o.changed_at)",
	               DB_INT(reply_id), DB_INT(case_id));

	return r < 0 ? r : db_errno(db_run(store,
	                  "UPDATE call SET case_id = ?2, round = (SELECT round FROM cases WHERE id = ?2),"
	                  " state = CASE WHEN EXISTS (SELECT 1 FROM call o WHERE o.case_id = ?2 AND o.kind = 'callback'"
	                  "  AND o.state = 'open') THEN 'cancelled' ELSE 'open' END"
	                  " WHERE id IN (SELECT l.id " ITS_CALLBACK ")",
	                  DB_INT(reply_id), DB_INT(case_id)));
}

int store_reply_assign(Store *store, int64_t reply_id, int64_t case_id, const char *label)
{
	int r = all_dirty(store, reply_id);

	if (r >= 0)
		r = move_callback(store, reply_id, case_id);
	if (r >= 0)
		r = db_run(store, "UPDATE reply SET case_id = ?2, label = ?3, matched_by = 'agent' WHERE id = ?1",
		           DB_INT(reply_id), DB_INT(case_id), DB_TEXT(label));
	if (r == 0)
		return db_fail(store, -ENOENT, "no reply %" G_GINT64_FORMAT, reply_id);
	if (r >= 0)
		r = db_run(store, "DELETE FROM reply_case WHERE reply_id = ?", DB_INT(reply_id));
	return r < 0 ? r : db_dirty(store, case_id);
}

int store_reply_did(Store *store, int64_t reply_id, int64_t case_id, EventKind kind, gboolean *did)
{
	int64_t found = 0;
	int r = db_number(
	        store, &found,
	        "SELECT count(*) FROM event e WHERE e.case_id = ?1 AND e.kind = ?2 AND e.reply_id = ?3 AND NOT EXISTS"
	        " (SELECT 1 FROM event l WHERE l.case_id = ?1 AND l.kind = ?2 AND l.id > e.id)",
	        DB_INT(case_id), DB_TEXT(event_name(kind)), DB_INT(reply_id));

	if (r == 0)
		*did = found > 0;
	return r;
}

int store_reply_corrected(Store *store, int64_t reply_id, gboolean *corrected)
{
	int64_t found = 0;
	int r = db_number(store, &found, "SELECT count(*) FROM reply_correction WHERE reply_id = ?", DB_INT(reply_id));

	if (r == 0)
		*corrected = found > 0;
	return r;
}

int store_no_call_put(Store *store, int64_t person_id, const char *actor, const char *note, int64_t reply_id,
                      int64_t at)
{
	int r = db_run(store, "INSERT INTO no_call (person_id, actor, note, reply_id, said_at) VALUES (?, ?, ?, ?, ?)",
	               DB_INT(person_id), DB_TEXT(actor), DB_TEXT(note), DB_ID(reply_id), DB_INT(at));

	if (r == -EEXIST)
		return db_fail(store, r, "this person wants no calls already");
	if (r >= 0)
		r = db_run(
		        store,
		        "UPDATE call SET state = 'cancelled', outcome = 'no_call', changed_at = ?2 WHERE state = 'open'"
		        " AND case_id IN (SELECT id FROM cases WHERE person_id = ?1)",
		        DB_INT(person_id), DB_INT(at));
	return r < 0 ? r : db_dirty_person(store, person_id);
}

int store_no_call_lift(Store *store, int64_t person_id, const char *actor, const char *note, int64_t at)
{
	int r = db_run(store,
	               "UPDATE no_call SET lifted_at = ?2, lifted_by = ?3, lifted_note = ?4"
	               " WHERE person_id = ?1 AND lifted_at IS NULL",
	               DB_INT(person_id), DB_INT(at), DB_TEXT(actor), DB_TEXT(note));

	if (r == 0)
		return db_fail(store, -ENOENT, "this person may be called");
	return r < 0 ? r : db_dirty_person(store, person_id);
}

int store_no_call_of(Store *store, int64_t person_id, int64_t reply_id, gboolean *its)
{
	int64_t found = 0;
	int r = db_number(store, &found,
	                  "SELECT count(*) FROM no_call WHERE person_id = ? AND reply_id = ? AND lifted_at IS NULL",
	                  DB_INT(person_id), DB_INT(reply_id));

	if (r == 0)
		*its = found > 0;
	return r;
}

int store_person_alive(Store *store, int64_t person_id)
{
	int r = db_run(store, "UPDATE person SET dead_at = NULL, dead_until = NULL, dead_cause = NULL WHERE id = ?",
	               DB_INT(person_id));

	if (r == 0)
		return db_fail(store, -ENOENT, "no person %" G_GINT64_FORMAT, person_id);
	return r < 0 ? r : db_dirty_person(store, person_id);
}
