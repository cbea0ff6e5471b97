/* What the daemon does by itself about calls, levels and the opt-out's confirmation. */
#include "store/sqlite/db.h"
#include "store/team.h"

int store_level_raise(Store *store, int64_t case_id, const char *actor, const char *why, int64_t now_at)
{
	StoreEvent event = {.kind = EVENT_LEVEL, .at = now_at, .actor = actor};
	g_autofree char *note = NULL;
	int64_t level;
	/* A case that needed nobody in particular was served by the first level. */
	int r = db_run(store,
	               "UPDATE cases SET needs_level = min(5, max(1, needs_level, coalesce(level, 0)) + 1) WHERE id = ?",
	               DB_INT(case_id));

	if (r >= 0)
		r = db_number(store, &level, "SELECT needs_level FROM cases WHERE id = ?", DB_INT(case_id));
	if (r < 0)
		return r;
	note = g_strdup_printf("%d: %s", (int)level, why);
	event.note = note;
	return store_event_add(store, case_id, &event);
}

int store_ladder_stop(Store *store, int64_t case_id, gboolean callbacks, const char *why, int64_t now_at)
{
	return db_run(store,
	              "UPDATE call SET state = 'cancelled', outcome = ?2, changed_at = ?3 WHERE case_id = ?1 AND state = 'open'"
	              " AND (?4 OR (kind = 'call' AND why IN ('silence', 'landline', 'undelivered')))",
	              DB_INT(case_id), DB_TEXT(why), DB_INT(now_at), DB_INT(callbacks ? 1 : 0));
}

int store_call_miss(Store *store, int64_t call_id, int64_t now_at)
{
	return db_errno(db_run(store,
	                     "UPDATE call SET why = 'missed_callback', changed_at = ?2, needs_level = max(needs_level,"
	                     " (SELECT c.needs_level FROM cases c WHERE c.id = call.case_id)) WHERE id = ?1",
	                     DB_INT(call_id), DB_INT(now_at)));
}

int store_confirm_plan(Store *store, int64_t case_id, int64_t rules_id, int64_t now_at)
{
	/* Once for each opt-out, and a case can see several: the number tells them apart. */
	return db_errno(db_run(store,
	                     "INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)"
	                     " SELECT ?1, 'optout_confirm', 1 + coalesce((SELECT max(s.round) FROM step s WHERE s.case_id = ?1"
	                     " AND s.step = 'optout_confirm'), 0), 'planned', ?3, 'now', ?2, ?3",
	                     DB_INT(case_id), DB_INT(rules_id), DB_INT(now_at)));
}
