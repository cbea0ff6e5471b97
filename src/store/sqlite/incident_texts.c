/* The one text of an incident and who got it; what tells of a common cause; how many were open when. */
#include "store/incidents.h"
#include "store/sqlite/db.h"

#include <errno.h>

#define TAKEN_BACK "incident_text_taken_back" /* the step's reason, and why a case gets none */

void store_incident_text_clear(StoreIncidentText *text)
{
	g_free(text->language);
	g_free(text->text);
	g_free(text->state);
	g_free(text->written_by);
	g_free(text->approved_by);
	*text = (StoreIncidentText){0};
}

static void clear_text(gpointer text)
{
	store_incident_text_clear(text);
}

#define TEXT_SELECT                                                                                                    \
	"SELECT t.id, t.incident_id, t.language, t.text, t.state, t.written_at, t.written_by, t.approved_at,"          \
	" t.approved_by FROM incident_text t "

static int read_text(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreIncidentText *)element = (StoreIncidentText){.id = db_column_number(row, 0),
	                                                    .incident_id = db_column_number(row, 1),
	                                                    .language = db_column_text(row, 2),
	                                                    .text = db_column_text(row, 3),
	                                                    .state = db_column_text(row, 4),
	                                                    .written_at = db_column_at(row, 5),
	                                                    .written_by = db_column_text(row, 6),
	                                                    .approved_at = db_column_time(row, 7),
	                                                    .approved_by = db_column_text(row, 8)};
	return 0;
}

int store_incident_text_put(Store *store, int64_t incident_id, const char *language, const char *text,
                            const char *actor, int64_t now_at, int64_t *text_id)
{
	int64_t approved;
	int r = db_number(
	        store, &approved,
	        "SELECT count(*) FROM incident_text WHERE incident_id = ? AND language = ? AND state = 'approved'",
	        DB_INT(incident_id), DB_TEXT(language));

	if (r == 0 && approved)
		return db_fail(store, -EEXIST, "a text in %s is approved already", language);
	if (r == 0)
		r = db_run(store,
		           "UPDATE incident_text SET state = 'replaced', ended_at = ?4, ended_by = ?3 WHERE "
		           "incident_id = ?1"
		           " AND language = ?2 AND state = 'draft'",
		           DB_INT(incident_id), DB_TEXT(language), DB_TEXT(actor), DB_INT(now_at));
	if (r >= 0)
		r = db_run(store,
		           "INSERT INTO incident_text (incident_id, language, text, state, written_at, written_by)"
		           " VALUES (?, ?, ?, 'draft', ?, ?)",
		           DB_INT(incident_id), DB_TEXT(language), DB_TEXT(text), DB_INT(now_at), DB_TEXT(actor));
	if (r >= 0)
		*text_id = sqlite3_last_insert_rowid(store->db);
	return MIN(r, 0);
}

int store_incident_text_get(Store *store, int64_t incident_id, const char *language, StoreIncidentText *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 TEXT_SELECT
	                 "WHERE t.incident_id = ? AND t.language = ? AND (t.state = 'draft' OR t.state = 'approved')",
	                 DB_INT(incident_id), DB_TEXT(language));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "incident %" G_GINT64_FORMAT " has no text in %s", incident_id,
		               language);
	return r < 0 ? r : read_text(store, row, out);
}

int store_incident_text_approve(Store *store, int64_t text_id, const char *actor, int64_t now_at)
{
	int r = db_run(store,
	               "UPDATE incident_text SET state = 'approved', approved_at = ?3, approved_by = ?2 WHERE id = ?1"
	               " AND state = 'draft'",
	               DB_INT(text_id), DB_TEXT(actor), DB_INT(now_at));

	return r == 0 ? db_fail(store, -EALREADY, "text %" G_GINT64_FORMAT " is no draft any more", text_id)
	              : MIN(r, 0);
}

int incident_texts_take_back(Store *store, int64_t incident_id, int64_t text_id, int64_t case_id, int64_t now_at)
{
	int taken =
	        db_run(store,
	               "UPDATE step SET state = 'cancelled', due_at = NULL, reason = '" TAKEN_BACK "', changed_at = ?4"
	               " WHERE id IN (SELECT s.id FROM incident_told t CROSS JOIN step s ON s.case_id = t.case_id"
	               " AND s.step = 'agent_text' AND s.round = t.number WHERE t.incident_id = ?1"
	               " AND (?2 = 0 OR t.text_id = ?2) AND (?3 = 0 OR t.case_id = ?3)"
	               " AND (s.state = 'planned' OR s.state = 'held'))",
	               DB_INT(incident_id), DB_INT(text_id), DB_INT(case_id), DB_INT(now_at));
	int r = taken <= 0 ? taken
	                   : db_run(store,
	                            "UPDATE incident_told SET number = NULL, why = '" TAKEN_BACK
	                            "', at = ?2 WHERE incident_id = ?1"
	                            " AND EXISTS (SELECT 1 FROM step s WHERE s.case_id = incident_told.case_id"
	                            " AND s.step = 'agent_text' AND s.round = incident_told.number AND s.state = "
	                            "'cancelled'"
	                            " AND s.reason = '" TAKEN_BACK "')",
	                            DB_INT(incident_id), DB_INT(now_at));

	return r < 0 ? r : taken;
}

static int tell_taken(Store *store, int64_t text_id, const char *actor, int64_t now_at)
{
	const StoreEvent event = {.kind = EVENT_NOTE,
	                          .at = now_at,
	                          .actor = actor,
	                          .step = STEP_AGENT_TEXT,
	                          .note = "the incident's text was taken back before it left"};
	g_autoptr(GArray) ids = NULL;
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT t.case_id FROM incident_text x CROSS JOIN incident_told t ON t.incident_id = x.incident_id"
	        " WHERE x.id = ?1 AND t.text_id = ?1 AND t.why = '" TAKEN_BACK "' AND t.at = ?2",
	        DB_INT(text_id), DB_INT(now_at));

	if (r >= 0)
		r = db_list_numbers(store, row, &ids);
	for (guint i = 0; r >= 0 && i < ids->len; i++) {
		r = store_event_add(store, g_array_index(ids, int64_t, i), &event);
		if (r >= 0)
			r = db_dirty(store, g_array_index(ids, int64_t, i));
	}
	return r;
}

int store_incident_text_withdraw(Store *store, int64_t text_id, const char *actor, int64_t now_at, guint *taken)
{
	int64_t incident_id;
	int back = 0,
	    r = db_number(store, &incident_id, "SELECT incident_id FROM incident_text WHERE id = ?", DB_INT(text_id));

	if (r == -ENOENT)
		return db_fail(store, r, "no text %" G_GINT64_FORMAT, text_id);
	if (r == 0)
		r = db_run(store,
		           "UPDATE incident_text SET state = 'withdrawn', ended_at = ?3, ended_by = ?2 WHERE id = ?1"
		           " AND (state = 'draft' OR state = 'approved')",
		           DB_INT(text_id), DB_TEXT(actor), DB_INT(now_at));
	if (r == 0)
		return db_fail(store, -EALREADY, "text %" G_GINT64_FORMAT " is not in force", text_id);
	if (r > 0)
		r = back = incident_texts_take_back(store, incident_id, text_id, 0, now_at);
	if (r > 0)
		r = tell_taken(store, text_id, actor, now_at);
	if (r >= 0)
		*taken = (guint)back;
	return MIN(r, 0);
}

int store_incident_text_list(Store *store, int64_t incident_id, GArray **texts)
{
	auto_row row = NULL;
	int r = incident_id ? db_query(store, &row,
	                               TEXT_SELECT "WHERE t.incident_id = ? AND (t.state = 'draft' OR t.state = "
	                                           "'approved') ORDER BY t.id",
	                               DB_INT(incident_id))
	                    : db_query(store, &row,
	                               TEXT_SELECT "JOIN incident i ON i.id = t.incident_id WHERE t.state = 'draft'"
	                                           " AND i.closed_at IS NULL ORDER BY t.id");

	return r < 0 ? r : db_list(store, row, sizeof(StoreIncidentText), clear_text, read_text, 0, texts);
}

int store_incident_told(Store *store, int64_t incident_id, int64_t case_id, StoreTold *told)
{
	int64_t found;
	int r = db_number(
	        store, &found,
	        "SELECT CASE WHEN EXISTS (SELECT 1 FROM incident_told t WHERE t.incident_id = ?1 AND t.case_id = c.id"
	        "  AND t.number IS NOT NULL) THEN 1"
	        " WHEN EXISTS (SELECT 1 FROM incident_told t WHERE t.incident_id = ?1 AND t.person_id = c.person_id"
	        "  AND t.number IS NOT NULL) THEN 2 ELSE 0 END FROM cases c WHERE c.id = ?2",
	        DB_INT(incident_id), DB_INT(case_id));

	if (r == -ENOENT)
		return db_fail(store, r, "no case %" G_GINT64_FORMAT, case_id);
	if (r == 0)
		*told = found == 1 ? STORE_TOLD : found == 2 ? STORE_TOLD_PERSON : STORE_UNTOLD;
	return r;
}

int store_incident_tell(Store *store, const StoreIncidentText *text, int64_t case_id, int number, const char *why,
                        int64_t now_at)
{
	/* What has a number keeps it: the second one would be a second message. */
	int r = db_run(store,
	               "INSERT INTO incident_told (incident_id, case_id, person_id, text_id, number, why, at)"
	               " SELECT ?1, id, person_id, ?3, ?4, ?5, ?6 FROM cases WHERE id = ?2"
	               " ON CONFLICT (incident_id, case_id) DO UPDATE SET person_id = excluded.person_id,"
	               " text_id = excluded.text_id, number = excluded.number,"
	               " why = excluded.why, at = excluded.at WHERE number IS NULL",
	               DB_INT(text->incident_id), DB_INT(case_id), DB_INT(text->id), DB_ID(number),
	               DB_TEXT(number ? NULL : why), DB_INT(now_at));

	return r == 0 ? db_fail(store, -EEXIST, "case %" G_GINT64_FORMAT " got the text of this incident already",
	                        case_id)
	              : MIN(r, 0);
}

int store_incident_answered(Store *store, int64_t incident_id, int64_t case_id, gboolean *answered)
{
	int64_t found;
	int r = db_number(
	        store, &found,
	        "SELECT EXISTS (SELECT 1 FROM event e WHERE e.case_id = ?2 AND e.at >= i.opened_at"
	        "  AND (e.kind = 'agent_contacted' OR (e.kind = 'sent' AND e.step = 'agent_text' AND NOT EXISTS"
	        "   (SELECT 1 FROM message m JOIN incident_told t ON t.case_id = m.case_id AND t.number = m.round"
	        "    WHERE m.id = e.message_id)))) FROM incident i WHERE i.id = ?1",
	        DB_INT(incident_id), DB_INT(case_id));

	if (r == 0)
		*answered = found != 0;
	return r;
}

/* ---- common causes ---- */

int store_incident_grown(Store *store, int64_t *grown)
{
	return db_number(store, grown,
	                 "SELECT coalesce((SELECT max(id) FROM cases), 0) + coalesce((SELECT max(id) FROM incident_case), 0)");
}

int store_incident_recent(Store *store, const char *shop, int64_t since_at, int64_t free_since_at, guint limit,
                          int64_t *before_id, StoreRecentEach each, void *user)
{
	/* Ids and times of taking in grow together: the newest lie side by side, and the first that is too old ends it. */
	auto_row row = NULL;
	guint rows = 0;
	int r = db_query(store, &row,
	                 "SELECT c.id, c.shop, c.product, c.carrier, c.category, c.created_at, c.created_at >= ?2"
	                 " AND c.state <> 'closed' AND c.state <> 'resolved'"
	                 " AND NOT EXISTS (SELECT 1 FROM incident_case k WHERE k.case_id = c.id AND k.left_at IS NULL)"
	                 " FROM cases c WHERE c.id < ?1 ORDER BY c.id DESC LIMIT ?3",
	                 DB_INT(*before_id ? *before_id : INT64_MAX), DB_INT(free_since_at), DB_INT(limit));

	*before_id = 0;
	while (r >= 0 && (r = db_next(store, row)) > 0) {
		const CauseCase c = {.id = db_column_number(row, 0),
		                     .shop = db_column_peek(row, 1),
		                     .product = db_column_peek(row, 2),
		                     .carrier = db_column_peek(row, 3),
		                     .category = db_column_peek(row, 4),
		                     .created_at = db_column_at(row, 5),
		                     .free = db_column_number(row, 6) != 0};

		if (c.created_at < since_at)
			return 0;
		if (!shop || g_strcmp0(c.shop, shop) == 0)
			each(&c, user);
		if (++rows == limit)
			*before_id = c.id;
	}
	return r;
}

/* ---- how it went ---- */

static int read_fact(Store *store, DbRow row, void *element)
{
	static const char *const NAMES[INCIDENT_FACTS] = {"open", "resolved", "closed", "out"};
	StoreIncidentFact *fact = element;
	const char *state = db_column_peek(row, 2);

	*fact = (StoreIncidentFact){
	        .at = db_column_at(row, 0), .case_id = db_column_number(row, 1), .state = INCIDENT_FACTS};
	for (IncidentFactState i = 0; i < INCIDENT_FACTS; i++)
		if (g_strcmp0(state, NAMES[i]) == 0)
			fact->state = i;
	return fact->state < INCIDENT_FACTS
	               ? 0
	               : db_fail(store, -EBADMSG, "a fact of an incident has the state \"%s\"", state);
}

int store_incident_facts(Store *store, int64_t incident_id, GArray **facts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT at, case_id, state FROM incident_fact WHERE incident_id = ? ORDER BY at, id",
	                 DB_INT(incident_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreIncidentFact), NULL, read_fact, 0, facts);
}
