/* Who works on which case, and what of theirs waits. */
#include "store/sqlite/db.h"
#include "store/roster.h"

#include <errno.h>

void store_roster_clear(StoreRoster *row)
{
	g_free(row->shop);
	g_free(row->language);
	g_free(row->assigned_to);
	g_free(row->suspected_by);
	g_free(row->holder);
	*row = (StoreRoster){0};
}

static void clear_roster(gpointer row)
{
	store_roster_clear(row);
}

#define ROSTER_SELECT                                                                                                  \
	"SELECT c.id, c.shop, c.language, c.state, c.round, max(coalesce(c.level, 0), c.needs_level), c.assigned_to,"  \
	" c.suspected_by, l.agent, l.until_at FROM cases c LEFT JOIN claim l ON l.case_id = c.id AND l.until_at > ?1 "

static int read_roster(Store *store, DbRow row, void *element)
{
	StoreRoster *found = element;
	int64_t id = db_column_number(row, 0);

	if (case_state_parse(db_column_peek(row, 3), &found->state) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state", id);
	found->case_id = id;
	found->shop = db_column_text(row, 1);
	found->language = db_column_text(row, 2);
	found->round = (int)db_column_number(row, 4);
	found->needs_level = (int)db_column_number(row, 5);
	found->assigned_to = db_column_text(row, 6);
	found->suspected_by = db_column_text(row, 7);
	found->holder = db_column_text(row, 8);
	found->held_until = db_column_time(row, 9);
	return 0;
}

int store_roster_get(Store *store, int64_t case_id, int64_t now_at, StoreRoster *out)
{
	auto_row row = NULL;
	StoreRoster found = {0};
	int r = db_query(store, &row, ROSTER_SELECT "WHERE c.id = ?2", DB_INT(now_at), DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (r > 0)
		r = read_roster(store, row, &found);
	if (r == 0)
		*out = found;
	return r;
}

int store_roster_list(Store *store, const StoreRosterFilter *filter, int64_t now_at, GArray **rows)
{
	static const char LIST[] = ROSTER_SELECT
		"WHERE (?2 IS NULL OR c.shop = ?2) AND (?3 IS NULL OR l.agent = ?3 OR (l.agent IS NULL AND c.assigned_to = ?3))"
		" AND CASE WHEN ?4 = 'all' THEN 1 WHEN ?4 IS NULL THEN c.state <> 'closed' ELSE c.state = ?4 END"
		" AND (?5 = 0 OR max(coalesce(c.level, 0), c.needs_level) = ?5)"
		" AND (NOT ?6 OR l.agent IS NULL) AND (NOT ?7 OR c.assigned_to IS NULL)"
		" AND (NOT ?8 OR c.state = 'replied' OR EXISTS (SELECT 1 FROM step s WHERE s.case_id = c.id AND s.state = 'held'))"
		" ORDER BY c.id DESC";
	auto_row row = NULL;
	int r = db_query(store, &row, LIST, DB_INT(now_at), DB_TEXT(filter->shop), DB_TEXT(filter->agent),
	                 DB_TEXT(filter->state), DB_INT(filter->level), DB_INT(filter->unclaimed),
	                 DB_INT(filter->unassigned), DB_INT(filter->waits));

	return r < 0 ? r : db_list(store, row, sizeof(StoreRoster), clear_roster, read_roster, filter->limit, rows);
}

int store_roster_assign(Store *store, int64_t case_id, const char *agent, const char *actor, int64_t now_at)
{
	g_autofree char *note = agent ? g_strdup_printf("given to %s", agent) : g_strdup("given to nobody");
	StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = actor, .note = note};
	int r = db_run(store, "UPDATE cases SET assigned_to = ?2 WHERE id = ?1", DB_INT(case_id), DB_TEXT(agent));

	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	return r < 0 ? r : store_event_add(store, case_id, &event);
}

int store_roster_suspect(Store *store, int64_t case_id, const char *actor, const char *note, int64_t now_at)
{
	StoreEvent event = {.kind = EVENT_SUSPECTED, .at = now_at, .actor = actor, .note = note};
	int r = db_run(store, "UPDATE cases SET suspected_by = ?2 WHERE id = ?1", DB_INT(case_id), DB_TEXT(actor));

	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	return r < 0 ? r : store_case_event(store, case_id, &event);
}

int store_roster_touch(Store *store, int64_t case_id)
{
	return db_dirty(store, case_id);
}

static void clear_waiting(gpointer element)
{
	StoreWaiting *waiting = element;

	g_free(waiting->author);
	g_free(waiting->text);
}

static int read_waiting(Store *store, DbRow row, void *element)
{
	StoreWaiting *waiting = element;

	waiting->step_id = db_column_number(row, 0);
	if (step_parse(db_column_peek(row, 1), &waiting->step) < 0 ||
	    step_state_parse(db_column_peek(row, 3), &waiting->state) < 0)
		return db_fail(store, -EBADMSG, "step %" G_GINT64_FORMAT ": no such step or state", waiting->step_id);
	waiting->number = (int)db_column_number(row, 2);
	waiting->due_at = db_column_time(row, 4);
	waiting->author = db_column_text(row, 5);
	waiting->text = db_column_text(row, 6);
	return 0;
}

int store_roster_waiting(Store *store, int64_t case_id, GArray **waiting)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT s.id, s.step, s.round, s.state, s.due_at, d.author, d.text FROM draft d JOIN step s"
	                 " ON s.case_id = d.case_id AND s.step = d.step AND s.round = d.number"
	                 " WHERE d.case_id = ? AND s.state IN ('planned', 'held') ORDER BY d.id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreWaiting), clear_waiting, read_waiting, 0, waiting);
}

int store_roster_last_agent(Store *store, int64_t case_id, char **agent)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT e.actor FROM event e JOIN cases c ON c.id = e.case_id WHERE e.case_id = ? AND e.round < c.round"
	                 " AND e.kind IN ('claimed', 'resolved') AND e.actor LIKE 'agent:%' ORDER BY e.id DESC LIMIT 1",
	                 DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*agent = r > 0 ? db_column_text(row, 0) : NULL;
	return 0;
}
