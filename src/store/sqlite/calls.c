/* Calls agents are to make, and what the shop promised until when. */
#include "store/sqlite/db.h"
#include "store/team.h"

#include <errno.h>

void store_call_clear(StoreCall *call)
{
	g_free(call->why);
	g_free(call->state);
	g_free(call->outcome);
	g_free(call->assigned_to);
	g_free(call->asked_text);
	*call = (StoreCall){0};
}

static void clear_call(gpointer call)
{
	store_call_clear(call);
}

#define CALL_SELECT                                                                                                    \
	"SELECT l.id, l.case_id, l.kind = 'callback', l.round, l.why, l.due_at, l.warn_at, l.warned_at, l.attempts,"   \
	" l.state, l.outcome, l.needs_level, l.assigned_to, l.asked_text, l.created_at FROM call l "

static int read_call(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreCall *)element = (StoreCall){
		.id = db_column_number(row, 0), .case_id = db_column_number(row, 1), .callback = db_column_number(row, 2) != 0,
		.round = (int)db_column_number(row, 3), .why = db_column_text(row, 4), .due_at = db_column_at(row, 5),
		.warn_at = db_column_time(row, 6), .warned_at = db_column_time(row, 7),
		.attempts = (int)db_column_number(row, 8), .state = db_column_text(row, 9), .outcome = db_column_text(row, 10),
		.needs_level = (int)db_column_number(row, 11), .assigned_to = db_column_text(row, 12),
		.asked_text = db_column_text(row, 13), .created_at = db_column_at(row, 14)};
	return 0;
}

int store_call_get(Store *store, int64_t call_id, StoreCall *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, CALL_SELECT "WHERE l.id = ?", DB_INT(call_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no call %" G_GINT64_FORMAT, call_id);
	return r < 0 ? r : read_call(store, row, out);
}

int store_call_list(Store *store, const char *shop, const char *agent, int64_t case_id, GArray **calls)
{
	static const char OF_CASE[] = CALL_SELECT "WHERE l.case_id = ?1 AND l.state = 'open' ORDER BY l.due_at, l.id";
	static const char OPEN[] = CALL_SELECT "JOIN cases c ON c.id = l.case_id WHERE l.state = 'open'"
	                                       " AND (?1 IS NULL OR c.shop = ?1) AND (?2 IS NULL OR l.assigned_to = ?2)"
	                                       " ORDER BY l.due_at, l.id";
	auto_row row = NULL;
	int r = case_id ? db_query(store, &row, OF_CASE, DB_INT(case_id))
	                : db_query(store, &row, OPEN, DB_TEXT(shop), DB_TEXT(agent));

	return r < 0 ? r : db_list(store, row, sizeof(StoreCall), clear_call, read_call, 0, calls);
}

#define CALL_DUE                                                                                                       \
	"WHERE l.state = 'open' AND coalesce(l.due_at, 0) < ?1"                                                        \
	" AND (?2 IS NULL OR EXISTS (SELECT 1 FROM cases c WHERE c.id = l.case_id AND c.shop = ?2))"

int store_call_due(Store *store, const char *shop, int64_t until_at, guint limit, int64_t *count, GArray **calls)
{
	static const DbCounted DUE = {"SELECT count(*) FROM call l " CALL_DUE,
	                              CALL_SELECT CALL_DUE " ORDER BY l.due_at, l.id",
	                              sizeof(StoreCall), clear_call, read_call};

	return db_list_counted(store, &DUE, DB_VALUES(DB_INT(until_at), DB_TEXT(shop)), limit, count, calls);
}

int store_call_near(Store *store, int64_t now_at, guint limit, GArray **calls)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 CALL_SELECT "WHERE l.state = 'open' AND l.warned_at IS NULL AND l.warn_at IS NOT NULL AND l.warn_at <= ?"
	                             " ORDER BY l.warn_at, l.id LIMIT ?",
	                 DB_INT(now_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreCall), clear_call, read_call, limit, calls);
}

int store_call_missed(Store *store, int64_t now_at, guint limit, GArray **calls)
{
	auto_row row = NULL;
	/* An attempt ends the task or moves it: what is open after its time was not tried. */
	int r = db_query(store, &row,
	                 CALL_SELECT "WHERE l.state = 'open' AND l.due_at <= ? AND l.kind = 'callback'"
	                             " AND l.why <> 'missed_callback' ORDER BY l.due_at, l.id LIMIT ?",
	                 DB_INT(now_at - STORE_CALLBACK_MISSED_S), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreCall), clear_call, read_call, limit, calls);
}

/* The open task of the case of that kind; 0: none. */
static int open_call(Store *store, int64_t case_id, gboolean callback, int64_t *call_id)
{
	int r = db_number(store, call_id, "SELECT id FROM call WHERE case_id = ? AND kind = ? AND state = 'open'", DB_INT(case_id),
	                  DB_TEXT(callback ? "callback" : "call"));

	if (r == -ENOENT)
		*call_id = 0;
	return r == -ENOENT ? 0 : r;
}

static int insert_call(Store *store, const StoreCall *call, int64_t now_at, int64_t *call_id)
{
	int r = db_run(store,
	               "INSERT INTO call (case_id, kind, round, why, due_at, warn_at, needs_level, assigned_to, asked_text,"
	               " created_at, changed_at) SELECT id, ?2, ?3, ?4, ?5, ?6, max(?7, needs_level), coalesce(?8, assigned_to), ?9, ?10, ?10"
	               " FROM cases WHERE id = ?1",
	               DB_INT(call->case_id), DB_TEXT(call->callback ? "callback" : "call"), DB_INT(call->round),
	               DB_TEXT(call->why), DB_INT(call->due_at), DB_TIME(call->warn_at), DB_INT(call->needs_level),
	               DB_TEXT(call->assigned_to), DB_TEXT(call->asked_text), DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, call->case_id);
	*call_id = sqlite3_last_insert_rowid(store->db);
	return MIN(r, 0);
}

/* The customer named another time: the same task, warned of anew. */
static int move_call(Store *store, int64_t call_id, const StoreCall *call, int64_t now_at)
{
	return db_errno(db_run(store,
	                     "UPDATE call SET due_at = ?2, warn_at = ?3, warned_at = NULL, asked_text = coalesce(?4, asked_text),"
	                     " why = ?5, needs_level = max(needs_level, ?6), changed_at = ?7 WHERE id = ?1",
	                     DB_INT(call_id), DB_INT(call->due_at), DB_TIME(call->warn_at), DB_TEXT(call->asked_text),
	                     DB_TEXT(call->why), DB_INT(call->needs_level), DB_INT(now_at)));
}

int store_call_put(Store *store, const StoreCall *call, const char *actor, int64_t now_at, int64_t *call_id)
{
	StoreEvent event = {.kind = call->callback ? EVENT_CALLBACK_ASKED : EVENT_CALL_DUE, .at = now_at, .actor = actor,
	                    .step = call->callback ? STEP_CALLBACK : STEP_CALL,
	                    .note = call->asked_text ? call->asked_text : call->why};
	int64_t id;
	int r = open_call(store, call->case_id, call->callback, &id);

	if (r == 0 && id && !call->callback)
		return db_fail(store, -EEXIST, "case %" G_GINT64_FORMAT " has call %" G_GINT64_FORMAT " open already",
		               call->case_id, id);
	if (r == 0)
		r = id ? move_call(store, id, call, now_at) : insert_call(store, call, now_at, &id);
	if (r == 0)
		r = store_event_add(store, call->case_id, &event);
	if (r == 0)
		r = db_dirty(store, call->case_id);
	if (r == 0)
		*call_id = id;
	return r;
}

int store_call_attempt(Store *store, int64_t call_id, CallOutcome outcome, const char *actor, const char *note,
                       int64_t again_at, int64_t now_at)
{
	const char *name = call_outcome_name(outcome);
	g_autofree char *words = note ? g_strdup_printf("%s: %s", name, note) : g_strdup(name);
	StoreEvent event = {.kind = EVENT_CALL_ATTEMPT, .at = now_at, .actor = actor, .note = words};
	StoreCall call = {0};
	int r = store_call_get(store, call_id, &call);

	if (r == 0 && !g_str_equal(call.state, "open"))
		r = db_fail(store, -EALREADY, "call %" G_GINT64_FORMAT " is %s", call_id, call.state);
	event.step = call.callback ? STEP_CALLBACK : STEP_CALL;
	if (r == 0)
		r = db_errno(db_run(store,
		                  "UPDATE call SET attempts = attempts + 1, outcome = ?2, changed_at = ?4, due_at = coalesce(?3, due_at),"
		                  " state = CASE WHEN ?3 IS NULL THEN 'done' ELSE 'open' END,"
		                  " warn_at = CASE WHEN ?3 IS NULL THEN warn_at ELSE ?3 - (due_at - warn_at) END,"
		                  " warned_at = CASE WHEN ?3 IS NULL THEN warned_at END WHERE id = ?1",
		                  DB_INT(call_id), DB_TEXT(name), DB_TIME(again_at), DB_INT(now_at)));
	if (r == 0)
		r = db_errno(db_run(store,
		                  "INSERT INTO call_attempt (call_id, at, actor, outcome, again_at, note) VALUES (?, ?, ?, ?, ?, ?)",
		                  DB_INT(call_id), DB_INT(now_at), DB_TEXT(actor), DB_TEXT(name), DB_TIME(again_at),
		                  DB_TEXT(note)));
	/* Who was spoken to needs no text that says we are sorry not to have called. */
	if (r == 0 && again_at == STORE_NO_TIME)
		r = db_errno(db_run(store,
		                  "UPDATE proposal SET state = 'dropped', ended_at = ?2, ended_by = ?3"
		                  " WHERE call_id = ?1 AND state = 'open'",
		                  DB_INT(call_id), DB_INT(now_at), DB_TEXT(actor)));
	if (r == 0)
		r = store_event_add(store, call.case_id, &event);
	if (r == 0)
		r = db_dirty(store, call.case_id);
	store_call_clear(&call);
	return r;
}

int store_call_cancel(Store *store, int64_t case_id, const char *why, int64_t now_at)
{
	return db_errno(db_run(store,
	                     "UPDATE call SET state = 'cancelled', outcome = ?2, changed_at = ?3 WHERE case_id = ?1"
	                     " AND state = 'open'",
	                     DB_INT(case_id), DB_TEXT(why), DB_INT(now_at)));
}

int store_call_warned(Store *store, int64_t call_id, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE call SET warned_at = ?2 WHERE id = ?1", DB_INT(call_id), DB_INT(now_at)));
}

static void clear_attempt(gpointer element)
{
	StoreCallAttempt *attempt = element;

	g_free(attempt->actor);
	g_free(attempt->outcome);
	g_free(attempt->note);
}

static int read_attempt(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreCallAttempt *)element = (StoreCallAttempt){.at = db_column_at(row, 0), .actor = db_column_text(row, 1),
	                                                  .outcome = db_column_text(row, 2), .again_at = db_column_time(row, 3),
	                                                  .note = db_column_text(row, 4)};
	return 0;
}

int store_call_attempts(Store *store, int64_t call_id, GArray **attempts)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT at, actor, outcome, again_at, note FROM call_attempt WHERE call_id = ? ORDER BY id",
	                 DB_INT(call_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreCallAttempt), clear_attempt, read_attempt, 0, attempts);
}

/* ---- promises ---- */

void store_promise_clear(StorePromise *promise)
{
	g_free(promise->what);
	g_free(promise->owner);
	g_free(promise->state);
	*promise = (StorePromise){0};
}

static void clear_promise(gpointer promise)
{
	store_promise_clear(promise);
}

static int read_promise(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StorePromise *)element = (StorePromise){
		.id = db_column_number(row, 0), .case_id = db_column_number(row, 1), .what = db_column_text(row, 2),
		.due_at = db_column_at(row, 3), .warn_at = db_column_at(row, 4), .owner = db_column_text(row, 5),
		.state = db_column_text(row, 6), .made_at = db_column_at(row, 7), .warned_at = db_column_time(row, 8)};
	return 0;
}

#define PROMISE_SELECT                                                                                                 \
	"SELECT p.id, p.case_id, p.what, p.due_at, p.warn_at, p.owner, p.state, p.made_at, p.warned_at FROM promise p "

int store_promise_get(Store *store, int64_t promise_id, StorePromise *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, PROMISE_SELECT "WHERE p.id = ?", DB_INT(promise_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no promise %" G_GINT64_FORMAT, promise_id);
	return r < 0 ? r : read_promise(store, row, out);
}

int store_promise_put(Store *store, const StorePromise *promise, int64_t *promise_id)
{
	StoreEvent event = {.kind = EVENT_PROMISED, .at = promise->made_at, .actor = promise->owner, .note = promise->what};
	int r = db_run(store, "INSERT INTO promise (case_id, what, due_at, warn_at, owner, made_at) VALUES (?, ?, ?, ?, ?, ?)",
	               DB_INT(promise->case_id), DB_TEXT(promise->what), DB_INT(promise->due_at), DB_INT(promise->warn_at),
	               DB_TEXT(promise->owner), DB_INT(promise->made_at));
	int64_t id = sqlite3_last_insert_rowid(store->db);

	if (r >= 0)
		r = store_event_add(store, promise->case_id, &event);
	if (r >= 0)
		*promise_id = id;
	return MIN(r, 0);
}

int store_promise_end(Store *store, int64_t promise_id, const char *state, const char *actor, int64_t now_at)
{
	StoreEvent event = {.kind = g_str_equal(state, "kept")     ? EVENT_PROMISE_KEPT
	                            : g_str_equal(state, "broken") ? EVENT_PROMISE_BROKEN
	                                                           : EVENT_NOTE,
	                    .at = now_at, .actor = actor};
	g_autofree char *note = NULL;
	auto_row row = NULL;
	int64_t case_id;
	int r = db_query(store, &row, "SELECT case_id, what FROM promise WHERE id = ? AND state = 'open'", DB_INT(promise_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no open promise %" G_GINT64_FORMAT, promise_id);
	if (r < 0)
		return r;
	case_id = db_column_number(row, 0);
	note = event.kind == EVENT_NOTE ? g_strdup_printf("promise withdrawn: %s", db_column_peek(row, 1)) : db_column_text(row, 1);
	event.note = note;
	r = db_run(store, "UPDATE promise SET state = ?2, ended_at = ?3, ended_by = ?4 WHERE id = ?1", DB_INT(promise_id),
	           DB_TEXT(state), DB_INT(now_at), DB_TEXT(actor));
	if (r >= 0)
		r = store_event_add(store, case_id, &event);
	return r < 0 ? r : db_dirty(store, case_id); /* it kept the case open, and words waited that speak of it */
}

int store_promise_break(Store *store, int64_t promise_id, int64_t now_at)
{
	return db_errno(db_run(store,
	                       "UPDATE promise SET state = 'broken', ended_at = ?2, ended_by = 'followupd'"
	                       " WHERE id = ?1 AND state = 'open'",
	                       DB_INT(promise_id), DB_INT(now_at)));
}

int store_promise_warned(Store *store, int64_t promise_id, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE promise SET warned_at = ?2 WHERE id = ?1", DB_INT(promise_id), DB_INT(now_at)));
}

int store_promise_list(Store *store, const char *shop, const char *owner, int64_t case_id, GArray **promises)
{
	static const char OF_CASE[] = PROMISE_SELECT "WHERE p.case_id = ?1 AND p.state = 'open' ORDER BY p.due_at, p.id";
	static const char OPEN[] = PROMISE_SELECT "JOIN cases c ON c.id = p.case_id WHERE p.state = 'open'"
	                                          " AND (?1 IS NULL OR c.shop = ?1) AND (?2 IS NULL OR p.owner = ?2)"
	                                          " ORDER BY p.due_at, p.id";
	auto_row row = NULL;
	int r = case_id ? db_query(store, &row, OF_CASE, DB_INT(case_id))
	                : db_query(store, &row, OPEN, DB_TEXT(shop), DB_TEXT(owner));

	return r < 0 ? r : db_list(store, row, sizeof(StorePromise), clear_promise, read_promise, 0, promises);
}

#define PROMISE_DUE                                                                                                    \
	"WHERE p.state = 'open' AND p.due_at < ?1"                                                                     \
	" AND (?2 IS NULL OR EXISTS (SELECT 1 FROM cases c WHERE c.id = p.case_id AND c.shop = ?2))"

int store_promise_due(Store *store, const char *shop, int64_t until_at, guint limit, int64_t *count, GArray **promises)
{
	static const DbCounted DUE = {"SELECT count(*) FROM promise p " PROMISE_DUE,
	                              PROMISE_SELECT PROMISE_DUE " ORDER BY p.due_at, p.id",
	                              sizeof(StorePromise), clear_promise, read_promise};

	return db_list_counted(store, &DUE, DB_VALUES(DB_INT(until_at), DB_TEXT(shop)), limit, count, promises);
}

int store_promise_near(Store *store, int64_t now_at, guint limit, GArray **promises)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 PROMISE_SELECT "WHERE p.state = 'open' AND p.warned_at IS NULL AND p.warn_at <= ?"
	                                " ORDER BY p.warn_at, p.id LIMIT ?",
	                 DB_INT(now_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StorePromise), clear_promise, read_promise, limit, promises);
}

int store_promise_over(Store *store, int64_t now_at, guint limit, GArray **promises)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 PROMISE_SELECT "WHERE p.state = 'open' AND p.due_at <= ? ORDER BY p.due_at, p.id LIMIT ?",
	                 DB_INT(now_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StorePromise), clear_promise, read_promise, limit, promises);
}

int store_team_next(Store *store, int64_t *at)
{
	return db_number(store, at,
	                 "SELECT min(at) FROM ("
	                 "SELECT min(warn_at) AS at FROM call WHERE state = 'open' AND warned_at IS NULL AND warn_at IS NOT NULL"
	                 " UNION ALL SELECT min(warn_at) FROM promise WHERE state = 'open' AND warned_at IS NULL"
	                 " UNION ALL SELECT min(due_at) + ? FROM call WHERE state = 'open' AND kind = 'callback'"
	                 "  AND why <> 'missed_callback'"
	                 " UNION ALL SELECT min(due_at) FROM promise WHERE state = 'open'"
	                 " UNION ALL SELECT min(until_at) FROM claim)",
	                 DB_INT(STORE_CALLBACK_MISSED_S));
}
