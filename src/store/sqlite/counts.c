/* What reports count (table fact): written with what it tells of, whole, and never changed. */
#include "store/sqlite/counts.h"

#include <errno.h>
#include <string.h>

int counts_case(Store *store, int64_t case_id, int64_t message_id, DbRow *row)
{
	auto_row fresh = NULL;
	int r = db_query(
	        store, &fresh,
	        "SELECT c.state, c.round, c.shop, c.zone, c.shop_zone, c.category, c.product, c.carrier, c.level,"
	        " c.complaint_at, c.wiped_at IS NOT NULL,"
	        " (SELECT e.hash FROM event e WHERE e.case_id = c.id ORDER BY e.id DESC LIMIT 1), c.contacted_at,"
	        " m.text, m.provider, m.language, m.text_version, m.segments, m.price, m.currency"
	        " FROM cases c LEFT JOIN message m ON m.id = ?2 WHERE c.id = ?1",
	        DB_INT(case_id), DB_ID(message_id));

	if (r == 0)
		r = db_next(store, fresh);
	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (r < 0)
		return r;
	*row = g_steal_pointer(&fresh);
	return 0;
}

/* A fact, beside what it says of its case. */
typedef struct {
	const char *kind;
	int64_t at;
	int64_t case_id;
	int64_t round;
	DbValue agent_level;
	const char *step;
	int64_t message_id; /* that of the row; 0: the fact is about none */
	gboolean first;
	DbValue waited_s, target_s;
	const char *cause;
} Count;

#define NONE DB_TEXT(NULL)

static DbValue of_message(const Count *count, DbRow c, int column)
{
	return count->message_id ? db_value_column(c, column) : NONE;
}

static int put(Store *store, DbRow c, const Count *count)
{
	return db_errno(db_run(
	        store,
	        "INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level,"
	        " agent_level, step, message_id, provider, language, text_version, segments, price, currency, first,"
	        " waited_s, target_s, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	        " ?, ?)",
	        DB_TEXT(count->kind), DB_INT(count->at), DB_INT(count->case_id), DB_INT(count->round),
	        db_value_column(c, COUNTS_SHOP), db_value_column(c, COUNTS_ZONE), db_value_column(c, COUNTS_SHOP_ZONE),
	        db_value_column(c, COUNTS_CATEGORY), db_value_column(c, COUNTS_PRODUCT),
	        db_value_column(c, COUNTS_CARRIER), db_value_column(c, COUNTS_LEVEL), count->agent_level,
	        DB_TEXT(count->step), DB_ID(count->message_id), of_message(count, c, COUNTS_PROVIDER),
	        of_message(count, c, COUNTS_LANGUAGE), of_message(count, c, COUNTS_TEXT_VERSION),
	        of_message(count, c, COUNTS_SEGMENTS), of_message(count, c, COUNTS_PRICE),
	        of_message(count, c, COUNTS_CURRENCY),
	        DB_INT(count->first), count->waited_s, count->target_s, DB_TEXT(count->cause)));
}

static DbValue target_of(DbRow c, int64_t deadline_at)
{
	return DB_INT(MAX(0, deadline_at - db_column_number(c, COUNTS_COMPLAINT_AT)));
}

/* A number that may be missing: no row and a null are the same. */
static int level_of(Store *store, DbValue *level, const char *sql, DbValue of)
{
	int64_t number = STORE_NO_TIME;
	int r = db_number(store, &number, sql, of);

	*level = DB_TIME(number);
	return r == -ENOENT ? 0 : r;
}

/* The level of who resolved the case last. */
static int resolver_level(Store *store, int64_t case_id, DbValue *level)
{
	return level_of(store, level,
	                "SELECT f.agent_level FROM fact f WHERE f.case_id = ? AND f.kind = 'resolved' ORDER BY f.id "
	                "DESC LIMIT 1",
	                DB_INT(case_id));
}

static gboolean is_contact(const StoreEvent *event)
{
	return event->kind == EVENT_AGENT_CONTACTED ||
	       (event->kind == EVENT_SENT && event->step != STEP_OPTOUT_CONFIRM);
}

/* Whether it is the first contact of its case, as the log tells. Each contact ends the state "new", for good
 * (core/life.c), so a case that was in it before the event need not be looked at. */
static int is_first(Store *store, DbRow c, int64_t case_id, int64_t event_id, gboolean *first)
{
	int64_t earlier = 0;
	int r;

	*first = strcmp(db_column_peek(c, COUNTS_STATE), case_state_name(CASE_NEW)) == 0 &&
	         db_column_time(c, COUNTS_CONTACTED_AT) == STORE_NO_TIME;
	if (*first)
		return 0;
	r = db_number(
	        store, &earlier,
	        "SELECT EXISTS (SELECT 1 FROM event e WHERE e.case_id = ? AND e.id < ? AND (e.kind = 'agent_contacted'"
	        " OR (e.kind = 'sent' AND e.step IS NOT 'optout_confirm')))",
	        DB_INT(case_id), DB_INT(event_id));

	*first = earlier == 0;
	return r;
}

/* What happened, with the text it is about. */
static int put_event(Store *store, DbRow c, Count *count, const StoreEvent *event, int64_t event_id)
{
	int r = 0;

	count->kind = event_name(event->kind);
	count->step = event->step == STEP_NONE ? NULL : step_name(event->step);
	count->message_id = event->message_id;
	if (event->kind == EVENT_SENT || event->kind == EVENT_AGENT_CONTACTED)
		count->waited_s = DB_INT(MAX(0, event->at - db_column_number(c, COUNTS_COMPLAINT_AT)));
	if (event->kind == EVENT_RESOLVED && g_str_has_prefix(event->actor, "agent:"))
		r = level_of(store, &count->agent_level, "SELECT level FROM account WHERE name = ?",
		             DB_TEXT(event->actor + strlen("agent:")));
	else if (event->kind != EVENT_RESOLVED && event->step == STEP_SATISFACTION)
		r = resolver_level(store, count->case_id, &count->agent_level);
	if (r >= 0 && is_contact(event))
		r = is_first(store, c, count->case_id, event_id, &count->first);
	return r < 0 ? r : put(store, c, count);
}

/* An answer is of the round before it: "not satisfied" has begun the next one already. A closed case that the
 * customer's late answer opens again is one too. */
static int put_answer(Store *store, DbRow c, Count *count, const StoreEvent *event, int64_t event_id)
{
	int64_t counts = 1;
	int r = 0;

	count->kind = event_name(event->kind == EVENT_REOPENED ? EVENT_UNSATISFIED : event->kind);
	if (event->kind == EVENT_REOPENED)
		r = db_number(store, &counts,
		              "SELECT count(*) FROM reply WHERE id = ? AND case_id = ? AND label = 'unsatisfied'",
		              DB_INT(event->reply_id), DB_INT(count->case_id));
	/* A case is closed as unanswered also when nobody ever asked; that is no answer to a question. */
	if (event->kind == EVENT_NO_ANSWER)
		r = db_number(store, &counts,
		              "SELECT count(*) FROM message WHERE case_id = ? AND step = 'satisfaction' AND round = ?"
		              " AND sent_at IS NOT NULL",
		              DB_INT(count->case_id), DB_INT(count->round));
	if (r < 0 || !counts)
		return r;
	r = db_number(store, &count->round,
	              "SELECT round FROM event WHERE case_id = ? AND id < ? ORDER BY id DESC LIMIT 1",
	              DB_INT(count->case_id), DB_INT(event_id));
	if (r >= 0 || r == -ENOENT)
		r = resolver_level(store, count->case_id, &count->agent_level);
	return r < 0 ? r : put(store, c, count);
}

/* A contact in time keeps the promise of its case, whoever makes it, and its fact says so by its target. Only a promise of
 * an earlier round has a fact of its own. */
static int keep_promise(Store *store, DbRow c, Count *count, const StoreEvent *event)
{
	int64_t round = 0, deadline_at = 0;
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT round, deadline_at FROM sla WHERE case_id = ? AND frozen_at IS NULL AND deadline_at >= ?",
	        DB_INT(count->case_id), DB_INT(event->at));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	round = db_column_number(row, 0);
	deadline_at = db_column_number(row, 1);
	db_row_release(&row);
	r = db_run(store,
	           "UPDATE OR FAIL sla SET frozen_at = ?3, missed = 0, met_at = ?3, met_by = ?4 WHERE case_id = ?1 AND "
	           "round = ?2",
	           DB_INT(count->case_id), DB_INT(round), DB_INT(event->at), DB_TEXT(event->actor));
	if (r >= 0 && round != count->round)
		return counts_promise(store, c, count->case_id, round, NULL, event->at, deadline_at);
	count->target_s = target_of(c, deadline_at);
	return r;
}

int counts_promise(Store *store, DbRow c, int64_t case_id, int64_t round, const char *cause, int64_t at,
                   int64_t deadline_at)
{
	const Count count = {.kind = cause ? "missed" : "kept",
	                     .at = at,
	                     .case_id = case_id,
	                     .round = round,
	                     .agent_level = NONE,
	                     .waited_s = NONE,
	                     .cause = cause,
	                     .target_s = target_of(c, deadline_at)};

	return put(store, c, &count);
}

int counts_event(Store *store, DbRow c, int64_t case_id, int64_t round, const StoreEvent *event,
                 int64_t event_id)
{
	Count count = {.at = event->at,
	               .case_id = case_id,
	               .round = round,
	               .agent_level = NONE,
	               .waited_s = NONE,
	               .target_s = NONE};
	int r = 0;

	switch (event->kind) {
	case EVENT_SENT:
	case EVENT_AGENT_CONTACTED:
		if (event->kind == EVENT_AGENT_CONTACTED || event->step == STEP_FIRST_CONTACT ||
		    event->step == STEP_AGENT_TEXT || event->step == STEP_CALL)
			r = keep_promise(store, c, &count, event);
		return r < 0 ? r : put_event(store, c, &count, event, event_id);
	case EVENT_CREATED:
	case EVENT_UPDATED:
	case EVENT_UNKNOWN_OUTCOME:
	case EVENT_REPLY:
	case EVENT_RESOLVED:
		return put_event(store, c, &count, event, event_id);
	case EVENT_SATISFIED:
	case EVENT_UNSATISFIED:
	case EVENT_NO_ANSWER:
	case EVENT_REOPENED:
		return put_answer(store, c, &count, event, event_id);
	default:
		return 0;
	}
}
