/* Plans: what the daemon means to do, and when. */
#include "store/sqlite/db.h"

#include <errno.h>
#include <string.h>

static const char *const STEP_STATE_NAMES[STEP_STATES] = {
	[STEP_PLANNED] = "planned", [STEP_SENDING] = "sending", [STEP_DONE] = "done",
	[STEP_UNKNOWN] = "unknown", [STEP_HELD] = "held",       [STEP_CANCELLED] = "cancelled",
};

const char *step_state_name(StepState state)
{
	return STEP_STATE_NAMES[state];
}

int step_state_parse(const char *name, StepState *state)
{
	for (StepState i = 0; i < STEP_STATES; i++)
		if (g_strcmp0(name, STEP_STATE_NAMES[i]) == 0) {
			*state = i;
			return 0;
		}
	return -EINVAL;
}

int store_rules_put(Store *store, const char *hash, int64_t at, int64_t *rules_id)
{
	int r = db_run(store, "INSERT INTO rules (hash, seen_at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", DB_TEXT(hash),
	               DB_INT(at));

	return r < 0 ? r : db_number(store, rules_id, "SELECT id FROM rules WHERE hash = ?", DB_TEXT(hash));
}

int store_rules_config(Store *store, int64_t rules_id, const char *config)
{
	return db_errno(db_run(store, "UPDATE rules SET config = ?2 WHERE id = ?1 AND config IS NULL", DB_INT(rules_id),
	                     DB_TEXT(config)));
}

int store_dirty_list(Store *store, guint limit, GArray **case_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT d.case_id FROM dirty d CROSS JOIN cases c ON c.id = d.case_id ORDER BY d.case_id LIMIT ?",
	                 DB_INT(limit));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

int store_stale_list(Store *store, int64_t rules_id, guint limit, GArray **case_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT case_id FROM step WHERE rules_id < ?1 AND state IN ('planned', 'held')"
	                 " UNION ALL SELECT case_id FROM step WHERE rules_id > ?1 AND state IN ('planned', 'held') LIMIT ?2",
	                 DB_INT(rules_id), DB_INT(limit));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

/* What a case has open already, and what stands where its new plan goes. */
typedef struct {
	int64_t same_id;    /* the step of the plan's kind and round; 0: none */
	gboolean same_open; /* the planner may take it back: planned, held or cancelled */
	gboolean same_held; /* for the plan's reason */
	gboolean same_late; /* held by the sender, when its time was long over: the planner's own hold has no time */
	gboolean stale;     /* one that is planned or held, or will be, is by other rules */
	guint planned;      /* that disturb the customer */
	guint others;       /* planned or held, besides the same */
	gboolean laned;     /* one has a lane, by what was true when it was passed over */
} Open;

/* To close a case, and to confirm an opt-out, takes nothing of anybody's day (read_contacts() of facts.c). */
static gboolean disturbs(const char *step)
{
	return strcmp(step, "optout_confirm") != 0 && strcmp(step, "close") != 0;
}

static int read_open(Store *store, int64_t case_id, const Plan *plan, int64_t rules_id, Open *open)
{
	const char *kind = plan->verdict == PLAN_NONE ? "" : step_name(plan->step), *reason = reason_name(plan->reason);
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, step, round, state, rules_id, reason, lane, due_at FROM step WHERE case_id = ?",
	                 DB_INT(case_id));

	while (r >= 0 && (r = db_next(store, row)) > 0) {
		const char *step = db_column_peek(row, 1), *state = db_column_peek(row, 3);
		gboolean planned = strcmp(state, "planned") == 0, held = strcmp(state, "held") == 0;
		gboolean same = strcmp(step, kind) == 0 && db_column_number(row, 2) == plan->round;

		if (same) {
			open->same_id = db_column_number(row, 0);
			open->same_open = planned || held || strcmp(state, "cancelled") == 0;
			open->same_held = held && strcmp(db_column_peek(row, 5), reason) == 0;
			open->same_late = held && strcmp(db_column_peek(row, 5), reason_name(REASON_TOO_LATE)) == 0 &&
			                  db_column_number(row, 7) != 0;
		}
		open->planned += planned && disturbs(step);
		open->others += (planned || held) && !same;
		open->laned |= db_column_number(row, 6) != 0 && db_column_number(row, 6) != STORE_LANE_ERRANDS;
		open->stale |= (planned || held || same) && db_column_number(row, 4) != rules_id;
	}
	return r;
}

/* A step put off is not pulled forward. */
static int put_planned(Store *store, int64_t case_id, const Plan *plan, const Open *open, const char *detail,
                       int64_t rules_id, int64_t now_at)
{
	const DbValue deadline_at = db_value_or_null(plan->deadline_at, DECIDE_NEVER);
	const DbValue lane = DB_INT(plan->errand ? STORE_LANE_ERRANDS : 0);

	if (open->same_id)
		return db_run(
		        store,
		        "UPDATE step SET state = 'planned', due_at = max(?2, coalesce(retry_at, ?2)), deadline_at = ?3,"
		        " late = ?4, reason = CASE WHEN retry_at > ?2 THEN reason ELSE ?5 END,"
		        " detail = CASE WHEN retry_at > ?2 THEN detail ELSE ?6 END, changed_at = ?7, lane = ?8"
		        " WHERE id = ?1",
		        DB_INT(open->same_id), DB_INT(plan->due_at), deadline_at, DB_INT(plan->late ? 1 : 0),
		        DB_TEXT(reason_name(plan->reason)), DB_TEXT(detail), DB_INT(now_at), lane);
	return db_run(store,
	              "INSERT INTO step (case_id, step, round, state, due_at, deadline_at, late, reason, detail, "
	              "rules_id, changed_at, lane)"
	              " VALUES (?1, ?2, ?3, 'planned', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	              DB_INT(case_id), DB_TEXT(step_name(plan->step)), DB_INT(plan->round), DB_INT(plan->due_at),
	              deadline_at, DB_INT(plan->late ? 1 : 0), DB_TEXT(reason_name(plan->reason)), DB_TEXT(detail),
	              DB_INT(rules_id), DB_INT(now_at), lane);
}

/* changed_at and the event tell since when it is held: a hold that is found again stays as it is. */
static int put_held(Store *store, int64_t case_id, const Plan *plan, const Open *open, const char *detail,
                    int64_t rules_id, int64_t now_at)
{
	const char *reason = reason_name(plan->reason);
	const DbValue deadline_at = db_value_or_null(plan->deadline_at, DECIDE_NEVER);
	StoreEvent held = {.kind = EVENT_HELD, .at = now_at, .actor = "followupd", .step = plan->step, .note = reason};
	int r;

	if (open->same_held)
		return 0;
	if (open->same_id)
		r = db_run(store,
		           "UPDATE step SET state = 'held', due_at = NULL, deadline_at = ?2, late = ?3, reason = ?4, "
		           "detail = ?5,"
		           " changed_at = ?6 WHERE id = ?1",
		           DB_INT(open->same_id), deadline_at, DB_INT(plan->late ? 1 : 0), DB_TEXT(reason),
		           DB_TEXT(detail), DB_INT(now_at));
	else
		r = db_run(store,
		           "INSERT INTO step (case_id, step, round, state, deadline_at, late, reason, detail, "
		           "rules_id, changed_at)"
		           " VALUES (?1, ?2, ?3, 'held', ?4, ?5, ?6, ?7, ?8, ?9)",
		           DB_INT(case_id), DB_TEXT(step_name(plan->step)), DB_INT(plan->round), deadline_at,
		           DB_INT(plan->late ? 1 : 0), DB_TEXT(reason), DB_TEXT(detail), DB_INT(rules_id),
		           DB_INT(now_at));
	return r < 0 ? r : store_event_add(store, case_id, &held);
}

/* Everything of the case the plan does not speak of. The opt-out's confirmation is not the life's to plan, so its plan says
 * nothing about it. "Done" leaves what a person holds of this round: a message that failed for good is such a step. */
static int cancel_others(Store *store, int64_t case_id, const Plan *plan, int64_t now_at)
{
	gboolean keeps = plan->verdict != PLAN_NONE, done = plan->verdict == PLAN_NONE && plan->reason == REASON_STEP_DONE;

	return db_run(store,
	              "UPDATE step SET state = 'cancelled', reason = ?2, detail = NULL, changed_at = ?3"
	              " WHERE case_id = ?1 AND (state = 'planned' OR state = 'held') AND step <> 'optout_confirm'"
	              " AND step <> 'agent_text' AND step <> 'progress'"
	              " AND NOT (?4 AND step = ?5 AND round = ?6) AND NOT (?7 AND state = 'held'"
	              " AND round = (SELECT c.round FROM cases c WHERE c.id = ?1))",
	              DB_INT(case_id), DB_TEXT(reason_name(plan->reason)), DB_INT(now_at), DB_INT(keeps),
	              DB_TEXT(step_name(plan->step)), DB_INT(plan->round), DB_INT(done));
}

static int count_planned(Store *store, int64_t case_id, int64_t *count)
{
	return db_number(store, count,
	                 "SELECT count(*) FROM step WHERE case_id = ? AND state = 'planned' AND step <> "
	                 "'optout_confirm' AND step <> 'close'",
	                 DB_INT(case_id));
}

/* The planner may take back what it did itself, never what is under way, done, or given to a person for coming too late. */
static int put_plan(Store *store, int64_t case_id, const Plan *plan, const Open *open, const char *detail,
                    int64_t rules_id, int64_t now_at)
{
	if (open->same_id && !open->same_open)
		return 0;
	if (plan->verdict == PLAN_STEP && open->same_late)
		return 0;
	if (plan->verdict == PLAN_STEP)
		return put_planned(store, case_id, plan, open, detail, rules_id, now_at);
	return plan->verdict == PLAN_HOLD ? put_held(store, case_id, plan, open, detail, rules_id, now_at) : 0;
}

int store_plan_put(Store *store, int64_t case_id, const Plan *plan, const char *detail, int64_t rules_id, int64_t now_at)
{
	Open open = {0};
	int64_t after = 0;
	int r = read_open(store, case_id, plan, rules_id, &open);

	if (r >= 0)
		r = put_plan(store, case_id, plan, &open, detail, rules_id, now_at);
	if (r >= 0 && open.others)
		r = cancel_others(store, case_id, plan, now_at);
	if (r >= 0 && open.stale)
		r = db_run(store,
		           "UPDATE step SET rules_id = ?2 WHERE case_id = ?1 AND (state = 'planned' OR state = 'held') "
		           "AND rules_id <> ?2",
		           DB_INT(case_id), DB_INT(rules_id));
	if (r >= 0 && open.laned)
		r = db_run(store, "UPDATE step SET lane = 0 WHERE case_id = ?1 AND lane <> 0 AND lane <> ?2",
		           DB_INT(case_id), DB_INT(STORE_LANE_ERRANDS));
	if (r >= 0 && open.planned) /* else there was nothing to be given up */
		r = count_planned(store, case_id, &after);
	if (r >= 0 && after < open.planned)
		r = db_dirty_others(store, case_id);
	if (r >= 0)
		r = db_run(store, "DELETE FROM dirty WHERE case_id = ?", DB_INT(case_id));
	return MIN(r, 0);
}

int store_case_aside(Store *store, int64_t case_id, const char *why, int64_t rules_id, int64_t now_at)
{
	StoreEvent held = {.kind = EVENT_HELD, .at = now_at, .actor = "followupd", .note = why};
	int r = db_run(store,
	               "UPDATE step SET state = 'held', due_at = NULL, reason = 'internal_error', detail = ?2, rules_id = ?3,"
	               " changed_at = ?4 WHERE case_id = ?1 AND state IN ('planned', 'held') AND step <> 'optout_confirm'",
	               DB_INT(case_id), DB_TEXT(why), DB_INT(rules_id), DB_INT(now_at));

	/* Nothing of it is under way: a row to be seen among what waits for a person. */
	if (r == 0)
		r = db_run(store,
		           "INSERT INTO step (case_id, step, round, state, reason, detail, rules_id, changed_at)"
		           " SELECT id, CASE WHEN contacted_at IS NULL THEN 'first_contact' ELSE 'satisfaction' END, round, 'held',"
		           " 'internal_error', ?2, ?3, ?4 FROM cases WHERE id = ?1 ON CONFLICT (case_id, step, round) DO NOTHING",
		           DB_INT(case_id), DB_TEXT(why), DB_INT(rules_id), DB_INT(now_at));
	if (r >= 0)
		r = store_event_add(store, case_id, &held);
	return r < 0 ? r : db_errno(db_run(store, "DELETE FROM dirty WHERE case_id = ?", DB_INT(case_id)));
}

void store_step_clear(StoreStep *step)
{
	g_free(step->reason);
	g_free(step->detail);
	*step = (StoreStep){0};
}

void step_clear(gpointer step)
{
	store_step_clear(step);
}

#define STEP_SELECT "SELECT " STEP_COLUMNS " FROM step s "

int step_read(Store *store, DbRow row, void *element)
{
	StoreStep *step = element;

	step->id = db_column_number(row, 0);
	if (step_parse(db_column_peek(row, 2), &step->step) < 0 ||
	    step_state_parse(db_column_peek(row, 4), &step->state) < 0)
		return db_fail(store, -EBADMSG, "step %" G_GINT64_FORMAT ": no such step or state", step->id);
	step->case_id = db_column_number(row, 1);
	step->round = (int)db_column_number(row, 3);
	step->due_at = db_column_time(row, 5);
	step->deadline_at = db_column_time(row, 6);
	step->late = db_column_number(row, 7) != 0;
	step->reason = db_column_text(row, 8);
	step->detail = db_column_text(row, 9);
	step->changed_at = db_column_at(row, 10);
	return 0;
}

int store_step_list(Store *store, int64_t case_id, GArray **steps)
{
	auto_row row = NULL;
	int r = db_query(store, &row, STEP_SELECT "WHERE s.case_id = ? ORDER BY s.id", DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreStep), step_clear, step_read, 0, steps);
}

int store_held_list(Store *store, guint limit, GArray **steps)
{
	auto_row row = NULL;
	/* Two arms, so that each has its partial index. */
	int r = db_query(store, &row,
	                 STEP_SELECT "WHERE s.state = 'held' UNION ALL " STEP_SELECT
	                             "WHERE s.state = 'unknown' ORDER BY 1 DESC LIMIT ?",
	                 DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreStep), step_clear, step_read, limit, steps);
}

/* Both by the index of what stands aside, newest first by id as above. */
#define BROKEN                                                                                                         \
	" s.changed_at >= ?1 AND coalesce(s.reason, '') <> 'incident' AND (?2 IS NULL OR EXISTS"                       \
	" (SELECT 1 FROM cases c WHERE c.id = s.case_id AND c.shop = ?2))"
#define BROKEN_OF(columns) \
	"SELECT " columns " FROM step s WHERE s.state = 'held' AND" BROKEN \
	" UNION ALL SELECT " columns " FROM step s WHERE s.state = 'unknown' AND" BROKEN

int store_broken_list(Store *store, const char *shop, int64_t since_at, guint limit, int64_t *count, GArray **steps)
{
	auto_snapshot snapshot = NULL;
	auto_row row = NULL;
	int64_t n = 0;
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = db_number(store, &n, "SELECT count(*) FROM (" BROKEN_OF("s.id") ")", DB_INT(since_at),
		              DB_TEXT(shop));
	if (r >= 0)
		r = db_query(store, &row, BROKEN_OF(STEP_COLUMNS) " ORDER BY 1 DESC LIMIT ?3", DB_INT(since_at),
		             DB_TEXT(shop), DB_INT(limit));
	if (r >= 0)
		r = db_list(store, row, sizeof(StoreStep), step_clear, step_read, limit, steps);
	if (r >= 0)
		*count = n;
	return MIN(r, 0);
}

int steps_words_moved(Store *store, int64_t step_id)
{
	return db_errno(db_run(store,
	                       "INSERT OR IGNORE INTO dirty (case_id) SELECT case_id FROM step"
	                       " WHERE id = ? AND (step = 'agent_text' OR step = 'progress')",
	                       DB_INT(step_id)));
}

int store_step_set(Store *store, int64_t step_id, StepState state, int64_t due_at, const char *reason, const char *detail,
                   int64_t now_at)
{
	int64_t case_id = 0;
	int r = db_run(store,
	               "UPDATE step SET state = ?2, due_at = coalesce(?3, due_at), reason = ?4, detail = ?5, changed_at = ?6"
	               " WHERE id = ?1",
	               DB_INT(step_id), DB_TEXT(step_state_name(state)), DB_TIME(due_at), DB_TEXT(reason), DB_TEXT(detail),
	               DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -ENOENT, "no step %" G_GINT64_FORMAT, step_id);
	if (r > 0)
		r = steps_words_moved(store, step_id);
	if (r >= 0 && (state == STEP_HELD || state == STEP_CANCELLED))
		r = db_number(store, &case_id, "SELECT case_id FROM step WHERE id = ?", DB_INT(step_id));
	if (r >= 0 && case_id)
		r = db_dirty_others(store, case_id);
	return MIN(r, 0);
}
