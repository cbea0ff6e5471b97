/* Cases and what happens to them. */
#include "store/sqlite/counts.h"
#include "store/team.h"

#include "core/life.h"

#include <errno.h>
#include <string.h>

#define CASE_COLUMNS(names, words)                                                                                     \
	"SELECT c.id, c.shop, " names ", c.person_id, p.phone, p.region, p.line_kind,"                                 \
	" c.name, c.order_no, c.category, c.level, c.rating, " words ", c.language, c.zone, c.zone_source,"            \
	" c.complaint_at, c.created_at,"                                                                               \
	" c.state, c.outcome, c.round, c.changed_at, c.contacted_at, c.resolved_at, c.closed_at,"                      \
	" p.dead_until, p.quiet, p.dead_cause,"
#define CASE_FROM " FROM cases c JOIN person p ON p.id = c.person_id "
#define CASE_SELECT                                                                                                    \
	CASE_COLUMNS("c.source, c.external_id", "c.text")                                                              \
	" EXISTS (SELECT 1 FROM block b WHERE b.person_id = c.person_id AND b.lifted_at IS NULL),"                     \
	" (SELECT count(*) FROM reply r WHERE r.case_id = c.id AND r.read_at IS NULL)"                                 \
	" + (SELECT count(*) FROM reply_case k JOIN reply o ON o.id = k.reply_id AND o.case_id IS NOT k.case_id"       \
	"    WHERE k.case_id = c.id AND o.read_at IS NULL)" CASE_FROM

void store_case_clear(StoreCase *c)
{
	g_free(c->shop);
	g_free(c->source);
	g_free(c->external_id);
	g_free(c->phone);
	g_free(c->region);
	g_free(c->line_kind);
	g_free(c->name);
	g_free(c->order_no);
	g_free(c->category);
	g_free(c->text);
	g_free(c->language);
	g_free(c->zone);
	g_free(c->zone_source);
	g_free(c->quiet);
	g_free(c->dead_cause);
	*c = (StoreCase){0};
}

static int read_case(Store *store, DbRow row, void *element)
{
	StoreCase *c = element;

	c->id = db_column_number(row, 0);
	if (case_state_parse(db_column_peek(row, 19), &c->state) < 0 ||
	    case_outcome_parse(db_column_peek(row, 20), &c->outcome) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state or outcome", c->id);
	c->shop = db_column_text(row, 1);
	c->source = db_column_text(row, 2);
	c->external_id = db_column_text(row, 3);
	c->person_id = db_column_number(row, 4);
	c->phone = db_column_text(row, 5);
	c->region = db_column_text(row, 6);
	c->line_kind = db_column_text(row, 7);
	c->name = db_column_text(row, 8);
	c->order_no = db_column_text(row, 9);
	c->category = db_column_text(row, 10);
	c->level = (int)db_column_number(row, 11);
	c->rating = (int)db_column_number(row, 12);
	c->text = db_column_text(row, 13);
	c->language = db_column_text(row, 14);
	c->zone = db_column_text(row, 15);
	c->zone_source = db_column_text(row, 16);
	c->complaint_at = db_column_at(row, 17);
	c->created_at = db_column_at(row, 18);
	c->round = (int)db_column_number(row, 21);
	c->changed_at = db_column_at(row, 22);
	c->contacted_at = db_column_time(row, 23);
	c->resolved_at = db_column_time(row, 24);
	c->closed_at = db_column_time(row, 25);
	c->dead_until = db_column_time(row, 26);
	c->quiet = db_column_text(row, 27);
	c->dead_cause = db_column_text(row, 28);
	c->blocked = db_column_number(row, 29) != 0;
	c->unread = (guint)db_column_number(row, 30);
	return 0;
}

static int get_case(Store *store, DbRow row, int64_t case_id, StoreCase *out)
{
	StoreCase c = {0};
	int r = db_next(store, row);

	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (r > 0)
		r = read_case(store, row, &c);
	if (r == 0)
		*out = c;
	return r;
}

int store_case_get(Store *store, int64_t case_id, StoreCase *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, CASE_SELECT "WHERE c.id = ?", DB_INT(case_id));

	return r < 0 ? r : get_case(store, row, case_id, out);
}

int store_case_get_bare(Store *store, int64_t case_id, StoreCase *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, CASE_COLUMNS("NULL, NULL", "NULL") " 0, 0" CASE_FROM "WHERE c.id = ?",
	                 DB_INT(case_id));

	return r < 0 ? r : get_case(store, row, case_id, out);
}

int store_case_find(Store *store, const char *shop, const char *source, const char *external_id, int64_t *case_id)
{
	int r = db_number(store, case_id, "SELECT id FROM cases WHERE shop = ? AND source = ? AND external_id = ?",
	                  DB_TEXT(shop), DB_TEXT(source), DB_TEXT(external_id));

	return r == -ENOENT ? db_fail(store, r, "no case %s of shop %s", external_id, shop) : r;
}

/* From one shop to the next by the index of names: as many steps as there are shops, however many cases. */
int store_shop_list(Store *store, GPtrArray **shops)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	const char *last = "";
	int r;

	for (;;) {
		auto_row row = NULL;
		char *shop = NULL;

		r = db_query(store, &row, "SELECT min(shop) FROM cases WHERE shop > ?", DB_TEXT(last));
		if (r == 0 && (r = db_next(store, row)) > 0)
			shop = db_column_text(row, 0);
		if (!shop)
			break;
		g_ptr_array_add(found, shop);
		last = shop;
	}
	if (r < 0)
		return r;
	*shops = g_steal_pointer(&found);
	return 0;
}

int store_shop_counted(Store *store, const char *shop, gboolean *counted)
{
	int64_t found = 0;
	int r = db_number(store, &found, "SELECT EXISTS (SELECT 1 FROM fact WHERE kind >= '' AND shop = ?)",
	                  DB_TEXT(shop));

	if (r == 0)
		*counted = found != 0;
	return r;
}

static void clear_case(gpointer c)
{
	store_case_clear(c);
}

/* Each way to look has an index that is newest first, so that a page of it costs a page. */
static int list_readable(Store *store, DbRow row, guint limit, GPtrArray *damaged, GArray **cases)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreCase));
	int r = 0;

	g_array_set_clear_func(found, clear_case);
	while (found->len < limit && (r = db_next(store, row)) > 0) {
		StoreCase c = {0};

		r = read_case(store, row, &c);
		if (r == 0) {
			g_array_append_val(found, c);
			continue;
		}
		if (!store_fault_is_rows(r))
			break;
		g_ptr_array_add(damaged, g_strdup(store_error(store)));
	}
	if (r < 0)
		return r;
	*cases = g_steal_pointer(&found);
	return 0;
}

int store_case_list(Store *store, const StoreCaseFilter *filter, GArray **cases)
{
	static const char BY_PHONE[] = CASE_SELECT
	        "WHERE c.person_id = (SELECT id FROM person WHERE phone = ?4) AND c.id < ?1"
	        " AND (?2 IS NULL OR c.shop = ?2)"
	        " AND CASE WHEN ?3 = 'all' THEN 1 WHEN ?3 IS NULL THEN c.state <> 'closed' ELSE c.state = ?3 END"
	        " ORDER BY c.id DESC";
	static const char OPEN[] = CASE_SELECT "WHERE c.closed_at IS NULL AND c.state <> 'closed' AND c.id < ?1 AND "
	                                       "(?2 IS NULL OR c.shop = ?2) ORDER BY c.id DESC";
	static const char ALL[] = CASE_SELECT "WHERE c.id < ?1 AND (?2 IS NULL OR c.shop = ?2) ORDER BY c.id DESC";
	/* Most of the open ones, which have no index by state. */
	static const char UNANSWERED[] = CASE_SELECT "WHERE c.closed_at IS NULL AND c.state = ?3 AND c.id < ?1 AND "
	                                             "(?2 IS NULL OR c.shop = ?2) ORDER BY c.id DESC";
	static const char BY_STATE[] = CASE_SELECT
	        "WHERE c.state = ?3 AND c.state <> 'new' AND c.state <> 'contacted' AND c.id < ?1 AND "
	        "(?2 IS NULL OR c.shop = ?2) ORDER BY c.id DESC";
	const DbValue before = DB_INT(filter->before_id ? filter->before_id : INT64_MAX), shop = DB_TEXT(filter->shop);
	auto_row row = NULL;
	int r;

	if (filter->phone)
		r = db_query(store, &row, BY_PHONE, before, shop, DB_TEXT(filter->state), DB_TEXT(filter->phone));
	else if (!filter->state)
		r = db_query(store, &row, OPEN, before, shop);
	else if (strcmp(filter->state, "all") == 0)
		r = db_query(store, &row, ALL, before, shop);
	else if (strcmp(filter->state, "new") == 0 || strcmp(filter->state, "contacted") == 0)
		r = db_query(store, &row, UNANSWERED, before, shop, DB_TEXT(filter->state));
	else
		r = db_query(store, &row, BY_STATE, before, shop, DB_TEXT(filter->state));
	if (r < 0)
		return r;
	if (filter->damaged)
		return list_readable(store, row, filter->limit ? filter->limit : 50, filter->damaged, cases);
	return db_list(store, row, sizeof(StoreCase), clear_case, read_case, filter->limit ? filter->limit : 50, cases);
}

/* An end, or a step back from one: what tells of it changes as well. */
static gboolean is_turn(CaseState before, const StoreEvent *event, const LifeChange *change)
{
	return change->new_round || event->kind == EVENT_RESOLVED || before == CASE_RESOLVED || before == CASE_CLOSED ||
	       change->state == CASE_RESOLVED || change->state == CASE_CLOSED;
}

/* What the life table made of it. The opt-out's confirmation is owed, it is no contact about the case.
 *
 * A column that is named has its indexes written anew and its triggers run, changed or not: of the three statements the
 * one that names the least is taken. OR FAIL, and no function that could fail: one row changes or none, and SQLite need
 * not be able to take back half of it. */
static int move_case(Store *store, int64_t case_id, CaseState before, const StoreEvent *event, const LifeChange *change)
{
	gboolean contact = event->kind == EVENT_AGENT_CONTACTED ||
	                   (event->kind == EVENT_SENT && event->step != STEP_OPTOUT_CONFIRM);
	gboolean closing = change->state == CASE_CLOSED && before != CASE_CLOSED;
	CaseOutcome outcome = event->kind == EVENT_CLOSED ? event->outcome : change->outcome;

#define TIMES                                                                                                          \
	" contacted_at = CASE WHEN ?3 AND contacted_at IS NULL THEN ?2 ELSE contacted_at END,"                         \
	" last_contact_at = CASE WHEN ?3 AND (last_contact_at IS NULL OR last_contact_at < ?2) THEN ?2 ELSE "          \
	"last_contact_at END,"                                                                                         \
	" changed_at = CASE WHEN changed_at < ?2 THEN ?2 ELSE changed_at END"
	if (change->state == before && !is_turn(before, event, change))
		return db_run(store, "UPDATE OR FAIL cases SET" TIMES " WHERE id = ?1", DB_INT(case_id),
		              DB_INT(event->at), DB_INT(contact));
	if (!is_turn(before, event, change))
		return db_run(store, "UPDATE OR FAIL cases SET state = ?4," TIMES " WHERE id = ?1", DB_INT(case_id),
		              DB_INT(event->at), DB_INT(contact), DB_TEXT(case_state_name(change->state)));
	return db_run(store,
	              "UPDATE OR FAIL cases SET state = ?4, round = round + ?5,"
	              " outcome = CASE WHEN ?4 <> 'closed' THEN 'none' WHEN ?6 THEN ?7 ELSE outcome END,"
	              " closed_at = CASE WHEN ?4 <> 'closed' THEN NULL WHEN ?6 THEN ?2 ELSE closed_at END,"
	              " resolved_at = CASE WHEN ?8 THEN ?2 WHEN ?4 <> 'resolved' AND ?4 <> 'closed' THEN NULL"
	              " ELSE resolved_at END," TIMES " WHERE id = ?1",
	              DB_INT(case_id), DB_INT(event->at), DB_INT(contact), DB_TEXT(case_state_name(change->state)),
	              DB_INT(change->new_round ? 1 : 0), DB_INT(closing), DB_TEXT(case_outcome_name(outcome)),
	              DB_INT(event->kind == EVENT_RESOLVED));
#undef TIMES
}

static int case_state(Store *store, int64_t case_id, DbRow c, CaseState *state)
{
	return case_state_parse(db_column_peek(c, COUNTS_STATE), state) < 0
	               ? db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state", case_id)
	               : 0;
}

/* What a claim that ends gives back. Read from the story: at any other event nobody needs it. */
static int state_beneath(Store *store, int64_t case_id, CaseState *beneath)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT kind FROM event WHERE case_id = ? ORDER BY id", DB_INT(case_id));

	*beneath = CASE_NEW;
	while (r >= 0 && (r = db_next(store, row)) > 0) {
		EventKind kind;

		if (event_parse(db_column_peek(row, 0), &kind) == 0)
			*beneath = life_beneath(*beneath, kind);
	}
	return r;
}

/* *legal FALSE: the life table does not know it for this state, and nothing was done. */
static int move(Store *store, int64_t case_id, const StoreEvent *event, gboolean *legal)
{
	CaseState state = CASE_NEW, beneath = CASE_NEW;
	LifeChange change;
	auto_row c = NULL;
	int r = counts_case(store, case_id, event->message_id, &c);

	if (r >= 0)
		r = case_state(store, case_id, c, &state);
	if (r >= 0 && event->kind == EVENT_RELEASED)
		r = state_beneath(store, case_id, &beneath);
	if (r < 0)
		return r;
	*legal = life_apply(state, beneath, event->kind, &change);
	if (!*legal)
		return db_fail(store, -EINVAL, "case %" G_GINT64_FORMAT " is %s: \"%s\" cannot happen to it", case_id,
		               case_state_name(state), event_name(event->kind));
	if (event->kind == EVENT_CLOSED && event->outcome == OUTCOME_NONE)
		return db_fail(store, -EINVAL, "case %" G_GINT64_FORMAT " cannot be closed without an outcome",
		               case_id);
	r = move_case(store, case_id, state, event, &change);
	/* A closed case has no holder, whoever closed it: its end says so, there is no release beside it. */
	if (r >= 0 && change.state == CASE_CLOSED && state != CASE_CLOSED)
		r = db_run(store, "DELETE FROM claim WHERE case_id = ?", DB_INT(case_id));
	return r < 0 ? r
	             : events_add(store, c, case_id, db_column_number(c, COUNTS_ROUND) + (change.new_round ? 1 : 0),
	                          event);
}

static int apply_event(Store *store, int64_t case_id, const StoreEvent *event, gboolean *legal)
{
	int r = move(store, case_id, event, legal);

	/* F41: not the level again that did not satisfy. */
	if (r >= 0 && event->kind == EVENT_UNSATISFIED)
		r = store_level_raise(store, case_id, "followupd", "unsatisfied", event->at);
	return r < 0 ? r : db_dirty(store, case_id);
}

int store_case_event(Store *store, int64_t case_id, const StoreEvent *event)
{
	gboolean legal;

	return apply_event(store, case_id, event, &legal);
}

int cases_event_or_note(Store *store, int64_t case_id, const StoreEvent *event)
{
	gboolean legal = TRUE;
	int r = apply_event(store, case_id, event, &legal);

	if (legal)
		return r;
	r = store_event_add(store, case_id, event);
	return r < 0 ? r : db_dirty(store, case_id);
}
