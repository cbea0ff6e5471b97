/* One cause behind many cases. */
#include "store/incidents.h"
#include "store/sqlite/db.h"

#include "core/plan.h"

#include <errno.h>

void store_incident_clear(StoreIncident *incident)
{
	g_free(incident->shop);
	g_free(incident->name);
	g_free(incident->criteria);
	g_free(incident->text_ref);
	g_free(incident->opened_by);
	g_free(incident->closed_by);
	g_free(incident->end_note);
	*incident = (StoreIncident){0};
}

static void clear_incident(gpointer incident)
{
	store_incident_clear(incident);
}

/* ?1 is what a step's reason says of its hold; it is the planner's word. */
#define INCIDENT_SELECT                                                                                                \
	"SELECT i.id, i.shop, i.name, i.criteria, i.text_ref, i.holds, i.opened_at, i.opened_by, i.closed_at,"         \
	" i.closed_by, i.end_note,"                                                                                    \
	" (SELECT count(*) FROM incident_case k WHERE k.incident_id = i.id AND k.left_at IS NULL),"                    \
	" (SELECT count(*) FROM incident_case k JOIN cases c ON c.id = k.case_id WHERE k.incident_id = i.id"           \
	"  AND k.left_at IS NULL AND c.state <> 'closed'),"                                                            \
	" CASE WHEN i.closed_at IS NULL THEN (SELECT count(*) FROM incident_case k WHERE k.incident_id = i.id"         \
	"  AND k.left_at IS NULL AND EXISTS (SELECT 1 FROM step s WHERE s.case_id = k.case_id AND s.state = 'held'"    \
	"  AND s.reason = ?1)) ELSE 0 END FROM incident i "

#define HELD DB_TEXT(reason_name(REASON_INCIDENT))

static int read_incident(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreIncident *)element = (StoreIncident){
		.id = db_column_number(row, 0), .shop = db_column_text(row, 1), .name = db_column_text(row, 2),
		.criteria = db_column_text(row, 3), .text_ref = db_column_text(row, 4), .holds = db_column_number(row, 5) != 0,
		.opened_at = db_column_number(row, 6), .opened_by = db_column_text(row, 7), .closed_at = db_column_time(row, 8),
		.closed_by = db_column_text(row, 9), .end_note = db_column_text(row, 10),
		.cases = (guint)db_column_number(row, 11), .open_cases = (guint)db_column_number(row, 12),
		.held_cases = (guint)db_column_number(row, 13)};
	return 0;
}

int store_incident_open(Store *store, const StoreIncident *incident, int64_t *incident_id)
{
	int r = db_run(store,
	               "INSERT INTO incident (shop, name, criteria, text_ref, holds, opened_at, opened_by)"
	               " VALUES (?, ?, ?, ?, ?, ?, ?)",
	               DB_TEXT(incident->shop), DB_TEXT(incident->name), DB_TEXT(incident->criteria),
	               DB_TEXT(incident->text_ref), DB_INT(incident->holds ? 1 : 0), DB_INT(incident->opened_at),
	               DB_TEXT(incident->opened_by));

	if (r >= 0)
		*incident_id = sqlite3_last_insert_rowid(store->db);
	return MIN(r, 0);
}

int store_incident_get(Store *store, int64_t incident_id, StoreIncident *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, INCIDENT_SELECT "WHERE i.id = ?2", HELD, DB_INT(incident_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no incident %" G_GINT64_FORMAT, incident_id);
	return r < 0 ? r : read_incident(store, row, out);
}

int store_incident_list(Store *store, gboolean closed, GArray **incidents)
{
	auto_row row = NULL;
	int r = db_query(store, &row, INCIDENT_SELECT "WHERE ?2 OR i.closed_at IS NULL ORDER BY i.id DESC", HELD,
	                 DB_INT(closed ? 1 : 0));

	return r < 0 ? r : db_list(store, row, sizeof(StoreIncident), clear_incident, read_incident, 0, incidents);
}

int store_incident_of_case(Store *store, int64_t case_id, StoreIncident *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 INCIDENT_SELECT "WHERE i.closed_at IS NULL AND i.id IN (SELECT m.incident_id FROM incident_case m"
	                                 " WHERE m.case_id = ?2 AND m.left_at IS NULL)",
	                 HELD, DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT " is in no open incident", case_id);
	return r < 0 ? r : read_incident(store, row, out);
}

/* What of an incident an act on one of its cases needs: not the counts, which would be made anew for each of thousands. */
typedef struct {
	int64_t id;
	char *name;
	gboolean holds;
} Brief;

static void brief_clear(Brief *brief)
{
	g_free(brief->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Brief, brief_clear)

/* An incident that can be changed. */
static int get_open(Store *store, int64_t incident_id, Brief *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT name, holds, closed_at FROM incident WHERE id = ?", DB_INT(incident_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no incident %" G_GINT64_FORMAT, incident_id);
	if (r > 0 && db_column_time(row, 2) != STORE_NO_TIME)
		return db_fail(store, -EALREADY, "incident %" G_GINT64_FORMAT " is closed", incident_id);
	if (r > 0)
		*out = (Brief){.id = incident_id, .name = db_column_text(row, 0), .holds = db_column_number(row, 1) != 0};
	return MIN(r, 0);
}

/* What became of the case, in its story; and its plan is made anew. */
static int tell(Store *store, int64_t case_id, const char *actor, const char *note, int64_t now_at)
{
	const StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = actor, .note = note};
	int r = store_event_add(store, case_id, &event);

	return r == 0 ? db_dirty(store, case_id) : r;
}

static int join(Store *store, const Brief *incident, int64_t case_id, const char *actor, int64_t now_at)
{
	g_autofree char *note = g_strdup_printf("put into incident %" G_GINT64_FORMAT " (%s)%s", incident->id, incident->name,
	                                        incident->holds ? ", which holds its steps" : "");
	int64_t other;
	int r = db_number(store, &other,
	                  "SELECT i.id FROM incident_case m CROSS JOIN incident i ON i.id = m.incident_id"
	                  " WHERE m.case_id = ? AND m.left_at IS NULL AND i.closed_at IS NULL",
	                  DB_INT(case_id));

	if (r == 0)
		return db_fail(store, -EEXIST, "case %" G_GINT64_FORMAT " is in incident %" G_GINT64_FORMAT " already",
		               case_id, other);
	if (r != -ENOENT)
		return r;
	r = db_run(store, "INSERT INTO incident_case (incident_id, case_id, joined_at, joined_by) SELECT ?1, id, ?3, ?4"
	                  " FROM cases WHERE id = ?2",
	           DB_INT(incident->id), DB_INT(case_id), DB_INT(now_at), DB_TEXT(actor));
	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	return r < 0 ? r : tell(store, case_id, actor, note, now_at);
}

int store_incident_join(Store *store, int64_t incident_id, int64_t case_id, const char *actor, int64_t now_at)
{
	g_auto(Brief) incident = {0};
	int r = get_open(store, incident_id, &incident);

	if (r < 0)
		return r;
	return join(store, &incident, case_id, actor, now_at);
}

int store_incident_leave(Store *store, int64_t incident_id, int64_t case_id, const char *actor, int64_t now_at)
{
	g_autofree char *note = NULL;
	g_auto(Brief) incident = {0};
	int r = get_open(store, incident_id, &incident);

	if (r < 0)
		return r;
	note = g_strdup_printf("taken out of incident %" G_GINT64_FORMAT " (%s)", incident_id, incident.name);
	r = db_run(store, "UPDATE incident_case SET left_at = ?3, left_by = ?4 WHERE incident_id = ?1 AND case_id = ?2"
	                  " AND left_at IS NULL",
	           DB_INT(incident_id), DB_INT(case_id), DB_INT(now_at), DB_TEXT(actor));
	if (r == 0)
		return db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT " is not in incident %" G_GINT64_FORMAT, case_id,
		               incident_id);
	if (r > 0)
		r = incident_texts_take_back(store, incident_id, 0, case_id, now_at);
	return r < 0 ? r : tell(store, case_id, actor, note, now_at);
}

int store_incident_close(Store *store, int64_t incident_id, const char *actor, const char *note, int64_t now_at)
{
	g_autofree char *words = NULL;
	g_autoptr(GArray) ids = NULL;
	auto_row row = NULL;
	g_auto(Brief) incident = {0};
	int r = get_open(store, incident_id, &incident);

	if (r < 0)
		return r;
	words = g_strdup_printf("incident %" G_GINT64_FORMAT " (%s) is over%s%s", incident_id, incident.name,
	                        note ? ": " : "", note ? note : "");
	r = db_run(store, "UPDATE incident SET closed_at = ?2, closed_by = ?3, end_note = ?4 WHERE id = ?1",
	           DB_INT(incident_id), DB_INT(now_at), DB_TEXT(actor), DB_TEXT(note));
	if (r >= 0)
		r = incident_texts_take_back(store, incident_id, 0, 0, now_at);
	if (r >= 0)
		r = db_query(store, &row, "SELECT case_id FROM incident_case WHERE incident_id = ? AND left_at IS NULL ORDER BY id",
		             DB_INT(incident_id));
	if (r >= 0)
		r = db_list_numbers(store, row, &ids);
	for (guint i = 0; r >= 0 && i < ids->len; i++)
		r = tell(store, g_array_index(ids, int64_t, i), actor, words, now_at);
	return MIN(r, 0);
}

static void clear_member(gpointer element)
{
	StoreIncidentCase *member = element;

	g_free(member->joined_by);
	g_free(member->left_by);
	g_free(member->held);
	g_free(member->shop);
	g_free(member->language);
	g_free(member->name);
	g_free(member->assigned_to);
	g_free(member->text_why);
	g_free(member->text_state);
}

static int read_member(Store *store, DbRow row, void *element)
{
	StoreIncidentCase *member = element;
	int64_t id = db_column_number(row, 0);

	if (case_state_parse(db_column_peek(row, 1), &member->state) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state", id);
	member->case_id = id;
	member->joined_at = db_column_number(row, 2);
	member->joined_by = db_column_text(row, 3);
	member->left_at = db_column_time(row, 4);
	member->left_by = db_column_text(row, 5);
	member->held = db_column_text(row, 6);
	member->shop = db_column_text(row, 7);
	member->language = db_column_text(row, 8);
	member->name = db_column_text(row, 9);
	member->needs_level = (int)db_column_number(row, 10);
	member->complaint_at = db_column_at(row, 11);
	member->assigned_to = db_column_text(row, 12);
	member->text_id = db_column_number(row, 13);
	member->text_number = (int)db_column_number(row, 14);
	member->text_why = db_column_text(row, 15);
	member->text_state = db_column_text(row, 16);
	member->text_at = db_column_time(row, 17);
	return 0;
}

int store_incident_cases(Store *store, int64_t incident_id, GArray **cases)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT k.case_id, c.state, k.joined_at, k.joined_by, k.left_at, k.left_by,"
	        " (SELECT s.step FROM step s WHERE s.case_id = k.case_id AND s.state = 'held' AND s.reason = ?1"
	        "  AND k.left_at IS NULL LIMIT 1), c.shop, c.language, c.name, max(coalesce(c.level, 0), "
	        "c.needs_level),"
	        " c.complaint_at, c.assigned_to, t.text_id, t.number, t.why, x.state,"
	        " coalesce((SELECT m.sent_at FROM message m WHERE m.case_id = x.case_id AND m.step = x.step"
	        "  AND m.round = x.round), CASE WHEN x.state = 'planned' THEN x.due_at END)"
	        " FROM incident_case k JOIN cases c ON c.id = k.case_id"
	        " LEFT JOIN incident_told t ON t.incident_id = k.incident_id AND t.case_id = k.case_id"
	        " LEFT JOIN step x ON x.case_id = t.case_id AND x.step = 'agent_text' AND x.round = t.number"
	        " WHERE k.incident_id = ?2 ORDER BY k.id",
	        HELD, DB_INT(incident_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreIncidentCase), clear_member, read_member, 0, cases);
}

int store_incident_held(Store *store, int64_t incident_id, GArray **case_ids)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT c.id FROM incident_case k CROSS JOIN cases c ON c.id = k.case_id WHERE k.incident_id = ?2"
	        " AND k.left_at IS NULL AND EXISTS (SELECT 1 FROM step s WHERE s.case_id = c.id AND s.state = 'held'"
	        " AND s.reason = ?1) ORDER BY c.complaint_at, c.id",
	        HELD, DB_INT(incident_id));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

int store_incident_release(Store *store, int64_t incident_id, int64_t case_id, int64_t not_before_at)
{
	g_autofree char *detail = g_strdup_printf(
	        "incident %" G_GINT64_FORMAT " is over, its cases go on one after another", incident_id);

	return db_errno(db_run(
	        store,
	        "UPDATE step SET retry_at = ?3, reason = 'released', detail = ?4 WHERE case_id = ?2 AND state = 'held'"
	        " AND reason = ?1",
	        HELD, DB_INT(case_id), DB_INT(not_before_at), DB_TEXT(detail)));
}
