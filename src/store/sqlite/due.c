/* Steps whose time has come: which of them the sender looks at next.
 *
 * Each turn asks, while a hundred thousand wait for the morning, or for a shop that is paused: what a look costs must
 * not grow with them. So those that may leave are taken from indexes in order, and those that were passed over get a
 * number (step.lane) that all steps waiting for the same things share: one of them is asked about, the others are not
 * read. */
#include "store/sqlite/db.h"

#include <errno.h>

/* So many due steps of a lane are sorted at each look; of more the nearest deadlines are taken from their index. */
#define SORTED_MAX 32
/* So many steps are passed over there that are not due yet, though their deadlines are near. */
#define NOT_DUE_MAX 2048
/* So many are asked about in a look and do not leave; the others are, by the next one. */
#define PASSED_MAX 1000

typedef struct {
	Store *store;
	int64_t now_at;
	StoreDueSkip skip; /* NULL: nothing is passed over */
	void *user;
	guint limit;
	GArray *found;    /* of StoreStep */
	GHashTable *seen; /* int64_t* of Passed or of `ids` */
	GArray *passed;   /* of Passed: to be numbered */
	guint asked;      /* of this lane, that do not leave */
	gboolean left;    /* it has more that nobody asked about */
} Look;

typedef struct {
	int64_t id;
	int64_t lane;
} Passed;

/* Who waits there; 0 and *lane the number of what it waits with, or 1: it may leave. */
static int may_leave(Look *look, const StoreStep *step, int64_t *lane)
{
	auto_row row = NULL;
	StoreDue due = {.step = step->step, .case_id = step->case_id, .lane = lane};
	int r = look->skip
	                ? db_query(look->store, &row,
	                           "SELECT c.shop, p.phone, p.line_kind, c.language, c.category, c.level FROM cases c"
	                           " CROSS JOIN person p ON p.id = c.person_id WHERE c.id = ?",
	                           DB_INT(step->case_id))
	                : 0;

	*lane = 0;
	if (r >= 0 && look->skip)
		r = db_next(look->store, row);
	if (r < 0)
		return r;
	if (r == 0) /* nobody to ask, or a damaged case, which the claim sets aside */
		return 1;
	due.shop = db_column_peek(row, 0);
	due.phone = db_column_peek(row, 1);
	due.line_kind = db_column_peek(row, 2);
	due.language = db_column_peek(row, 3);
	due.category = db_column_peek(row, 4);
	due.level = (int)db_column_number(row, 5);
	return !look->skip(&due, look->user);
}

static int add_step(Look *look, StoreStep *step)
{
	g_autofree int64_t *id = g_memdup2(&step->id, sizeof step->id);
	Passed passed = {.id = step->id};
	int r;

	if (g_hash_table_contains(look->seen, id))
		return 0;
	r = may_leave(look, step, &passed.lane);
	if (r < 0)
		return r;
	g_hash_table_add(look->seen, g_steal_pointer(&id));
	if (r > 0) {
		g_array_append_val(look->found, *step);
		*step = (StoreStep){0}; /* its words went along */
		return 1;
	}
	look->asked++;
	if (passed.lane)
		g_array_append_val(look->passed, passed);
	return 0;
}

/* Reads steps in the order of the query until `most` may leave, or enough were passed over. */
static int walk(Look *look, const char *sql, int64_t lane, guint most)
{
	guint added = 0, not_due = 0;
	auto_row row = NULL;
	int r = db_query(look->store, &row, sql, DB_INT(lane), DB_INT(look->now_at));

	while (r >= 0 && added < most && look->asked < PASSED_MAX && not_due < NOT_DUE_MAX &&
	       (r = db_next(look->store, row)) > 0) {
		StoreStep step = {0};

		if (db_column_number(row, STEP_COLUMN_COUNT) == 0) {
			not_due++;
			continue;
		}
		r = step_read(look->store, row, &step);
		if (r >= 0)
			r = add_step(look, &step);
		added += r > 0;
		store_step_clear(&step);
	}
	look->left |= look->asked >= PASSED_MAX;
	return MIN(r, 0);
}

/* Its nearest deadlines. Of many that are not due and stand before them the oldest are taken, as those without a
 * deadline. */
static int walk_lane(Look *look, int64_t lane)
{
	static const char NEAREST[] =
	        "SELECT " STEP_COLUMNS ", s.due_at <= ?2 FROM step s INDEXED BY step_deadline WHERE s.state = 'planned'"
	        " AND s.lane = ?1 AND s.deadline_at IS NOT NULL ORDER BY s.deadline_at, s.due_at";
	static const char OLDEST[] =
	        "SELECT " STEP_COLUMNS ", 1 FROM step s INDEXED BY step_due WHERE s.state = 'planned' AND s.lane = ?1"
	        " AND s.due_at <= ?2 ORDER BY s.due_at";
	guint most = MAX(look->limit > G_MAXUINT / 2 ? G_MAXUINT : 2 * look->limit, SORTED_MAX),
	      before = look->found->len;
	int64_t one;
	int r = db_number(look->store, &one,
	                  "SELECT id FROM step WHERE state = 'planned' AND lane = ? AND due_at <= ? ORDER BY due_at "
	                  "LIMIT 1 OFFSET ?",
	                  DB_INT(lane), DB_INT(look->now_at), DB_INT(most));

	if (r >= 0)
		r = walk(look, NEAREST, lane, look->limit);
	if (r == -ENOENT || (r >= 0 && look->found->len - before < look->limit))
		r = walk(look, OLDEST, lane, most);
	return r;
}

/* The lane after that one. -ENOENT: there is none. */
static int next_lane(Store *store, int64_t after, int64_t *lane)
{
	return db_number(store, lane,
	                 "SELECT lane FROM step WHERE state = 'planned' AND lane > ? ORDER BY lane LIMIT 1",
	                 DB_INT(after));
}

/* The step of a lane that came up first. 0: none. */
static int head_of(Store *store, int64_t lane, StoreStep *head)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT " STEP_COLUMNS
	                 " FROM step s WHERE s.state = 'planned' AND s.lane = ? ORDER BY s.due_at LIMIT 1",
	                 DB_INT(lane));

	if (r == 0)
		r = db_next(store, row);
	if (r > 0)
		r = step_read(store, row, head) < 0 ? -EBADMSG : 1;
	return r;
}

/* Whether a lane waits, as its head tells. A head that has come to wait with others has that number of its own from now
 * on, and the next one is asked. */
static int lane_waits(Look *look, int64_t lane, gboolean *waits)
{
	StoreStep head = {0};
	int64_t number = 0;
	int r = head_of(look->store, lane, &head);

	*waits = r == 0 || (r > 0 && head.due_at > look->now_at);
	if (r > 0 && !*waits && look->skip) {
		r = may_leave(look, &head, &number);
		*waits = r == 0 && number == lane;
	}
	store_step_clear(&head);
	return MIN(r, 0);
}

static int number_passed(Look *look)
{
	int r = 0;

	/* A reader only looks. */
	for (guint i = 0; r >= 0 && i < look->passed->len && !sqlite3_get_autocommit(look->store->db); i++) {
		const Passed *one = &g_array_index(look->passed, Passed, i);

		r = db_run(look->store, "UPDATE step SET lane = ?2 WHERE id = ?1 AND lane <> ?2", DB_INT(one->id),
		           DB_INT(one->lane));
	}
	return r;
}

/* Earliest deadline first; those without one last. */
static gint due_order(gconstpointer a, gconstpointer b)
{
	const StoreStep *one = a, *other = b;
	const int64_t keys[][2] = {{one->deadline_at == STORE_NO_TIME, other->deadline_at == STORE_NO_TIME},
	                           {one->deadline_at, other->deadline_at},
	                           {one->due_at, other->due_at},
	                           {one->id, other->id}};

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

static int look_behind(Look *look, int64_t lane)
{
	gboolean waits = FALSE;
	int r = 0;

	while (r >= 0 && (r = next_lane(look->store, lane, &lane)) >= 0) {
		r = lane_waits(look, lane, &waits);
		look->asked = 0;
		if (r >= 0 && !waits)
			r = walk_lane(look, lane);
	}
	if (r == -ENOENT)
		r = 0;
	return r < 0 ? r : number_passed(look);
}

/* errands: of their lanes only. */
static int list_due(Store *store, int64_t now_at, StoreDueSkip skip, void *user, guint limit, gboolean errands,
                    GArray **steps)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreStep)),
	                  passed = g_array_new(FALSE, FALSE, sizeof(Passed));
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	Look look = {.store = store,
	             .now_at = now_at,
	             .skip = skip,
	             .user = user,
	             .limit = limit,
	             .found = found,
	             .seen = seen,
	             .passed = passed};
	int r = 0;

	g_array_set_clear_func(found, step_clear);
	if (!errands)
		r = walk_lane(&look, 0);
	if (r >= 0)
		r = look_behind(&look, errands ? STORE_LANE_ERRANDS - 1 : 0);
	if (r < 0)
		return r;
	g_array_sort(found, due_order);
	if (found->len > limit)
		g_array_set_size(found, limit);
	*steps = g_steal_pointer(&found);
	return look.left && passed->len ? 1 : 0;
}

int store_due_list(Store *store, int64_t now_at, StoreDueSkip skip, void *user, guint limit, GArray **steps)
{
	return list_due(store, now_at, skip, user, limit, FALSE, steps);
}

int store_errand_list(Store *store, int64_t now_at, StoreDueSkip skip, void *user, guint limit, GArray **steps)
{
	return list_due(store, now_at, skip, user, limit, TRUE, steps);
}

/* The first that may leave of the steps of a lane that need not wait for the same, or the one that was come to when
 * enough were passed over. */
static int next_unnumbered(Look *look, int64_t lane, guint most, int64_t *due_at)
{
	auto_row row = NULL;
	int r = db_query(look->store, &row,
	                 "SELECT " STEP_COLUMNS
	                 " FROM step s WHERE s.state = 'planned' AND s.lane = ? ORDER BY s.due_at",
	                 DB_INT(lane));

	while (r >= 0 && (r = db_next(look->store, row)) > 0) {
		StoreStep step = {0};
		int64_t number;

		*due_at = db_column_number(row, 5);
		if (most-- <= 1)
			return 0;
		/* A step of no known name is looked at, and set aside there. */
		r = step_read(look->store, row, &step) < 0 ? 1 : may_leave(look, &step, &number);
		store_step_clear(&step);
		if (r > 0)
			return 0;
	}
	*due_at = STORE_NO_TIME;
	return r;
}

/* The same of a lane with a number: its first step speaks for all. */
static int next_numbered(Look *look, int64_t lane, int64_t *due_at)
{
	StoreStep head = {0};
	int64_t number;
	int r = head_of(look->store, lane, &head);

	if (r > 0)
		r = may_leave(look, &head, &number);
	*due_at = r > 0 ? head.due_at : STORE_NO_TIME;
	store_step_clear(&head);
	return r;
}

/* The soonest of the lanes behind that one, and of *due_at. */
static int next_behind(Look *look, int64_t lane, guint most, int64_t *due_at)
{
	int r = 0;

	while (r >= 0 && (r = next_lane(look->store, lane, &lane)) >= 0) {
		int64_t at;

		r = lane == STORE_LANE_ERRANDS ? next_unnumbered(look, lane, look->skip ? most : 1, &at)
		                               : next_numbered(look, lane, &at);
		if (r >= 0 && at != STORE_NO_TIME && (*due_at == STORE_NO_TIME || at < *due_at))
			*due_at = at;
	}
	return r == -ENOENT ? 0 : r;
}

int store_next_due(Store *store, StoreDueSkip skip, void *user, guint most, int64_t *due_at)
{
	Look look = {.store = store, .skip = skip, .user = user};
	int64_t at = STORE_NO_TIME;
	int r = next_unnumbered(&look, 0, skip ? most : 1, &at);

	if (r >= 0)
		r = next_behind(&look, 0, most, &at);
	if (r >= 0)
		*due_at = at;
	return r;
}

int store_errand_next(Store *store, StoreDueSkip skip, void *user, guint most, int64_t *due_at)
{
	Look look = {.store = store, .skip = skip, .user = user};
	int64_t at = STORE_NO_TIME;
	int r = next_behind(&look, STORE_LANE_ERRANDS - 1, most, &at);

	if (r >= 0)
		*due_at = at;
	return r;
}
