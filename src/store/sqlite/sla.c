/* The promise of a first contact: kept or missed, frozen when it happens (F7, F51). The contact itself writes the kept
 * (counts.c), a trigger those of cases that end before. */
#include "store/sqlite/counts.h"

#include <errno.h>

/* How many rows it changed. */
static int put(Store *store, int64_t case_id, const MissTimes *times, int64_t rules_id, int64_t now_at)
{
	/* A case an agent contacted or took before it was ever planned has a promise too; one from before this table has none. */
	return db_run(store,
	                     "INSERT INTO sla (case_id, round, shop, deadline_at, lawful_at, latest_at, rules_id, changed_at,"
	                     " frozen_at, missed, met_at, met_by)"
	                     " SELECT c.id, c.round, c.shop, ?2, ?3, ?4, ?5, ?6,"
	                     " CASE WHEN c.contacted_at <= ?2 THEN ?6 END, CASE WHEN c.contacted_at <= ?2 THEN 0 END,"
	                     " CASE WHEN c.contacted_at <= ?2 THEN c.contacted_at END,"
	                     " CASE WHEN c.contacted_at <= ?2 THEN (SELECT e.actor FROM event e WHERE e.case_id = c.id"
	                     "  AND e.kind IN ('sent', 'agent_contacted') ORDER BY e.id LIMIT 1) END"
	                     " FROM cases c WHERE c.id = ?1"
	                     " AND (c.state = 'new' OR NOT EXISTS (SELECT 1 FROM step s WHERE s.case_id = c.id))"
	                     " ON CONFLICT (case_id, round) DO UPDATE SET deadline_at = excluded.deadline_at,"
	                     " lawful_at = excluded.lawful_at, latest_at = excluded.latest_at, rules_id = excluded.rules_id,"
	                     " changed_at = excluded.changed_at WHERE frozen_at IS NULL AND rules_id <> excluded.rules_id",
	                     DB_INT(case_id), DB_INT(times->deadline_at), db_value_or_null(times->lawful_at, DECIDE_NEVER),
	                     db_value_or_null(times->latest_at, DECIDE_NEVER), DB_INT(rules_id), DB_INT(now_at));
}

/* The promise of a case's round as it stands. */
typedef struct {
	int64_t round;
	int64_t deadline_at; /* STORE_NO_TIME: there is none yet */
	int64_t rules_id;
	int64_t met_at; /* STORE_NO_TIME: it was not kept */
	gboolean frozen;
} Promise;

static int promise_of(Store *store, int64_t case_id, Promise *promise)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT c.round, s.deadline_at, s.rules_id, s.met_at, s.frozen_at FROM cases c"
	                 " LEFT JOIN sla s ON s.case_id = c.id AND s.round = c.round WHERE c.id = ?",
	                 DB_INT(case_id));

	*promise = (Promise){.deadline_at = STORE_NO_TIME, .met_at = STORE_NO_TIME};
	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	promise->round = db_column_number(row, 0);
	promise->deadline_at = db_column_time(row, 1);
	promise->rules_id = db_column_number(row, 2);
	promise->met_at = db_column_time(row, 3);
	promise->frozen = db_column_time(row, 4) != STORE_NO_TIME;
	return 0;
}

/* It came to an end: what reports count. */
static int count_end(Store *store, int64_t case_id, int64_t round, const char *cause, int64_t at, int64_t deadline_at)
{
	auto_row c = NULL;
	int r = counts_case(store, case_id, 0, &c);

	return r < 0 ? r : counts_promise(store, c, case_id, round, cause, at, deadline_at);
}

static char *utc(int64_t at)
{
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at);

	return g_date_time_format(moment, "%Y-%m-%d %H:%M:%S UTC");
}

int store_sla_put(Store *store, int64_t case_id, const MissTimes *times, int64_t rules_id, int64_t now_at)
{
	Promise before, after;
	int r = promise_of(store, case_id, &before);

	/* Most plans come after the contact, or by the rules it has already. */
	if (r < 0 || (before.deadline_at != STORE_NO_TIME && (before.frozen || before.rules_id == rules_id)))
		return r;
	r = put(store, case_id, times, rules_id, now_at);
	if (r > 0)
		r = promise_of(store, case_id, &after);
	else
		return r;
	/* An agent was quicker than the first plan. */
	if (r == 0 && before.deadline_at == STORE_NO_TIME && after.met_at != STORE_NO_TIME)
		r = count_end(store, case_id, after.round, NULL, now_at, after.deadline_at);
	/* Other rules may move an open deadline; the case's story then says so. */
	if (r == 0 && before.deadline_at != STORE_NO_TIME && after.deadline_at != before.deadline_at) {
		g_autofree char *was = utc(before.deadline_at), *is = utc(after.deadline_at);
		g_autofree char *note = g_strdup_printf("rules changed: the deadline was %s and is %s", was, is);
		StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = "followupd", .step = STEP_FIRST_CONTACT,
		                    .note = note};

		r = store_event_add(store, case_id, &event);
	}
	return MIN(0, r);
}

/* Two arms, so that each has its partial index. */
#define OPEN_UNTOLD "sla WHERE frozen_at IS NULL AND risk_at IS NULL"
#define OPEN_TOLD "sla WHERE frozen_at IS NULL AND risk_at IS NOT NULL"

int store_sla_next(Store *store, int64_t *deadline_at)
{
	return db_number(store, deadline_at, "SELECT min(at) FROM (SELECT min(deadline_at) AS at FROM " OPEN_UNTOLD
	                                     " UNION ALL SELECT min(deadline_at) FROM " OPEN_TOLD ")");
}

static int64_t time_or_never(DbRow row, int column)
{
	int64_t at = db_column_time(row, column);

	return at == STORE_NO_TIME ? DECIDE_NEVER : at;
}

static int read_overdue(Store *store, DbRow row, void *element)
{
	StoreOverdue *o = element;

	(void)store;
	o->case_id = db_column_number(row, 0);
	o->round = (int)db_column_number(row, 1);
	o->times.deadline_at = db_column_at(row, 2);
	o->times.lawful_at = time_or_never(row, 3);
	o->times.latest_at = time_or_never(row, 4);
	o->shop = db_column_text(row, 5);
	return 0;
}

static void clear_overdue(gpointer element)
{
	g_free(((StoreOverdue *)element)->shop);
}

#define OVERDUE_OF(open)                                                                                               \
	"SELECT case_id, round, deadline_at, lawful_at, latest_at, shop FROM " open " AND deadline_at < ?1"

int store_sla_overdue(Store *store, int64_t now_at, guint limit, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 OVERDUE_OF(OPEN_UNTOLD) " UNION ALL " OVERDUE_OF(OPEN_TOLD) " ORDER BY 3 LIMIT ?2",
	                 DB_INT(now_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreOverdue), clear_overdue, read_overdue, limit, rows);
}

/* How a step stands for its deadline; what is over without a message leaves the case to an agent. */
static const MissStep STANDS[STEP_STATES] = {
	[STEP_PLANNED] = MISS_STEP_PLANNED, [STEP_SENDING] = MISS_STEP_OUT, [STEP_DONE] = MISS_STEP_DONE,
	[STEP_UNKNOWN] = MISS_STEP_OUT,     [STEP_HELD] = MISS_STEP_HELD,   [STEP_CANCELLED] = MISS_STEP_NONE,
};

int store_sla_facts(Store *store, const StoreOverdue *overdue, MissFacts *facts, char **word)
{
	MissFacts found = {.times = overdue->times, .step = MISS_STEP_NONE};
	auto_row row = NULL;
	StepState state;
	int r = db_query(
	        store, &row,
	        "SELECT max(coalesce(c.alerted_at, 0), min(c.created_at, coalesce((SELECT min(i.received_at) FROM intake i"
	        "  WHERE i.case_id = c.id), c.created_at))), c.created_at, s.state, s.due_at, s.reason,"
	        " EXISTS (SELECT 1 FROM block b WHERE b.person_id = c.person_id AND b.blocked_at <= ?3"
	        "  AND (b.lifted_at IS NULL OR b.lifted_at > ?3)),"
	        " EXISTS (SELECT 1 FROM pause p WHERE p.scope IN ('all', 'shop:' || c.shop, 'step:' || s.step) AND p.paused_at <= ?3"
	        "  AND (p.lifted_at IS NULL OR p.lifted_at > ?3) AND (p.until_at IS NULL OR p.until_at > ?3)),"
	        " EXISTS (SELECT 1 FROM message m CROSS JOIN attempt a ON a.message_id = m.id WHERE m.case_id = c.id"
	        "  AND m.step IN ('first_contact', 'call') AND a.started_us <= ?3 * 1000000),"
	        " s.step = 'call' AND s.reason = 'done' FROM cases c LEFT JOIN step s ON s.id = (SELECT f.id FROM step f WHERE f.case_id = c.id"
	        "  AND f.step IN ('first_contact', 'call') AND f.round = ?2 ORDER BY f.state = 'cancelled', f.step DESC LIMIT 1)"
	        " WHERE c.id = ?1",
	        DB_INT(overdue->case_id), DB_INT(overdue->round), DB_INT(overdue->times.deadline_at));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r < 0 ? r : db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, overdue->case_id);
	found.told_at = db_column_at(row, 0);
	found.created_at = db_column_at(row, 1);
	if (step_state_parse(db_column_peek(row, 2), &state) == 0)
		found.step = STANDS[state];
	/* The call is on the agents' list, and none of them has made it. */
	if (found.step == MISS_STEP_DONE && db_column_number(row, 8) != 0)
		found.step = MISS_STEP_NONE;
	found.due_at = db_column_at(row, 3);
	found.blocked = db_column_number(row, 5) != 0;
	found.paused = db_column_number(row, 6) != 0;
	found.provider = db_column_number(row, 7) != 0;
	*word = db_column_text(row, 4);
	found.word = *word;
	*facts = found;
	return 0;
}

int store_sla_miss(Store *store, int64_t case_id, int round, MissCause cause, int64_t now_at)
{
	int64_t deadline_at;
	int r = db_run(store,
	               "UPDATE sla SET frozen_at = ?3, missed = 1, cause = ?4"
	               " WHERE case_id = ?1 AND round = ?2 AND frozen_at IS NULL",
	               DB_INT(case_id), DB_INT(round), DB_INT(now_at), DB_TEXT(miss_cause_name(cause)));

	if (r == 0)
		return db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT ": no open SLA", case_id);
	if (r > 0)
		r = db_number(store, &deadline_at, "SELECT deadline_at FROM sla WHERE case_id = ? AND round = ?",
		              DB_INT(case_id), DB_INT(round));
	return r < 0 ? r : count_end(store, case_id, round, miss_cause_name(cause), now_at, deadline_at);
}

static void clear_sla(gpointer element)
{
	StoreSla *sla = element;

	g_free(sla->shop);
	g_free(sla->met_by);
}

static int read_sla(Store *store, DbRow row, void *element)
{
	StoreSla *sla = element;
	const char *cause = db_column_peek(row, 10);

	(void)store;
	sla->case_id = db_column_number(row, 0);
	sla->round = (int)db_column_number(row, 1);
	sla->deadline_at = db_column_time(row, 3);
	sla->lawful_at = db_column_time(row, 4);
	sla->latest_at = db_column_time(row, 5);
	sla->frozen_at = db_column_time(row, 6);
	sla->missed = db_column_number(row, 7) != 0;
	sla->met_at = db_column_time(row, 8);
	sla->cause = MISS_OTHER; /* a name of a later version is some cause, too */
	if (cause)
		miss_cause_parse(cause, &sla->cause);
	sla->complaint_at = db_column_at(row, 11);
	sla->contacted_at = db_column_time(row, 12);
	sla->level = (int)db_column_number(row, 13);
	sla->shop = db_column_text(row, 2);
	sla->met_by = db_column_text(row, 9);
	return 0;
}

/* The level is that of the moment when it was frozen, where that was written down. */
#define SLA_SELECT                                                                                                     \
	"SELECT l.case_id, l.round, l.shop, l.deadline_at, l.lawful_at, l.latest_at, l.frozen_at, l.missed, l.met_at," \
	" l.met_by, l.cause, c.complaint_at, c.contacted_at, CASE WHEN f.whole THEN f.level ELSE c.level END"          \
	" FROM sla l CROSS JOIN cases c ON c.id = l.case_id LEFT JOIN fact f ON f.case_id = l.case_id"                 \
	" AND f.target_s IS NOT NULL AND f.round = l.round "

int store_sla_list(Store *store, const char *shop, int64_t since_at, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row, SLA_SELECT "WHERE l.deadline_at >= ?1 AND (?2 IS NULL OR l.shop = ?2) ORDER BY l.deadline_at",
	                 DB_INT(since_at), DB_TEXT(shop));

	return r < 0 ? r : db_list(store, row, sizeof(StoreSla), clear_sla, read_sla, 0, rows);
}

#define SLA_RISK(told)                                                                                                 \
	"WHERE l.frozen_at IS NULL AND l.risk_at IS " told " AND l.deadline_at >= ?1 AND l.deadline_at < ?2"           \
	" AND (?3 IS NULL OR l.shop = ?3)"

int store_sla_open(Store *store, const char *shop, int64_t since_at, int64_t until_at, guint limit, int64_t *count,
                   GArray **rows)
{
	static const DbCounted RISK = {"SELECT (SELECT count(*) FROM sla l " SLA_RISK("NULL") ")"
	                               " + (SELECT count(*) FROM sla l " SLA_RISK("NOT NULL") ")",
	                               SLA_SELECT SLA_RISK("NULL") " UNION ALL " SLA_SELECT SLA_RISK("NOT NULL")
	                               " ORDER BY 4",
	                               sizeof(StoreSla), clear_sla, read_sla};

	return db_list_counted(store, &RISK, DB_VALUES(DB_INT(since_at), DB_INT(until_at), DB_TEXT(shop)), limit,
	                       count, rows);
}

int store_sla_of_case(Store *store, int64_t case_id, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row, SLA_SELECT "WHERE l.case_id = ? ORDER BY l.round", DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreSla), clear_sla, read_sla, 0, rows);
}
