/* Files of new cases, many at once (F1).
 *
 * A new case is a customer, a row of its own, the first link of its log, a fact for the reports, its state in the tally
 * and its place in the queue of the planner. One by one each of them is a statement, or a trigger with statements, or
 * several; here the first three are written row by row, without triggers and without looking whether they are there -
 * each table says so itself - and the rest in one statement a heap. What becomes of a row is the same, and
 * tests/store/test-bulk holds both ways to it, table by table. A row that is no new case ends the heap: from it on they
 * go one by one, as through the door, until the next transaction. */
#include "store/sqlite/intake_put.h"

#include "store/training.h"
#include "util/areas.h"

#include <errno.h>

/* Customers' numbers and ids of other systems come in no order: each row touches pages all over two indexes. 64 MiB
 * hold those of a million cases; the usual 2 MiB would read and write each page anew for each row. */
static const char BULK_SQL[] = "PRAGMA cache_size = -65536";

struct Bulk {
	gboolean open;     /* no row was met yet that is no new case */
	gboolean erased;   /* customers were erased, or cases removed: each has to be looked up */
	int64_t before_id; /* of table cases: those after it are the heap's */
	char *digest;      /* of an event that is about nothing */
};

static void triggers(Store *store, gboolean on)
{
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, on, NULL);
}

void bulk_drop(Store *store)
{
	if (!store->bulk)
		return;
	triggers(store, TRUE);
	g_free(store->bulk->digest);
	g_clear_pointer(&store->bulk, g_free);
}

int store_bulk_begin(Store *store)
{
	const ChainContent nothing = {.note = NULL};
	struct Bulk *bulk;
	int64_t erased = 0, before_id = 0;
	gboolean practice = FALSE;
	int r = store_begin(store);

	if (r < 0)
		return r;
	r = db_number(store, &before_id, "SELECT coalesce(max(id), 0) FROM cases");
	if (r == 0)
		r = db_number(store, &erased,
		              "SELECT (SELECT min(digest) FROM removed_case) IS NOT NULL"
		              " OR (SELECT min(digest) FROM erased_block) IS NOT NULL");
	if (r == 0)
		r = store_training_is(store, &practice);
	if (r < 0) {
		store_rollback(store);
		return r;
	}
	sqlite3_exec(store->db, BULK_SQL, NULL, NULL, NULL); /* refused, it is only slower */
	bulk = store->bulk = g_new0(struct Bulk, 1);
	/* A store for practice refuses real cases, and a trigger of its does so. */
	*bulk = (struct Bulk){.open = !practice, .erased = erased != 0, .before_id = before_id,
	                      .digest = chain_digest(&nothing)};
	triggers(store, !bulk->open);
	return 0;
}

/* What triggers would have written for each case of the heap, and its place in the queue. */
static int end_heap(Store *store)
{
	const DbValue before = DB_INT(store->bulk->before_id);
	int r = db_run(
	        store,
	        "INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level)"
	        " SELECT 'created', c.created_at, c.id, c.round, c.shop, c.zone, c.shop_zone, c.category, c.product,"
	        " c.carrier, c.level FROM cases c WHERE c.id > ? ORDER BY c.id",
	        before);

	if (r > 0)
		r = db_run(store,
		           "INSERT INTO tally (state, cases) VALUES ('new', ?1)"
		           " ON CONFLICT (state) DO UPDATE SET cases = cases + excluded.cases",
		           DB_INT(r));
	if (r > 0)
		r = db_run(store, "INSERT INTO dirty (case_id) SELECT id FROM cases WHERE id > ? ORDER BY id", before);
	store->bulk->open = FALSE;
	triggers(store, TRUE);
	return MIN(r, 0);
}

int store_bulk_commit(Store *store)
{
	int r = store->bulk->open ? end_heap(store) : 0;

	bulk_drop(store);
	return r < 0 ? r : store_commit(store);
}

/* 1: the customer was not known before; 0: was; or a negative errno. */
static int put_person(Store *store, const IntakeChecked *c, int64_t now_at, int64_t *person_id)
{
	const char *kind = phone_kind_name(c->phone.kind);
	int r = db_run(store,
	               "INSERT INTO person (phone, region, line_kind, created_at) VALUES (?1, ?2, ?3, ?4)"
	               " ON CONFLICT (phone) DO NOTHING",
	               DB_TEXT(c->phone.e164), DB_TEXT(areas_place(c->phone.e164, c->phone.region)), DB_TEXT(kind),
	               DB_INT(now_at));

	if (r > 0)
		*person_id = sqlite3_last_insert_rowid(store->db);
	return r != 0 ? r : store_person_put(store, c->phone.e164, c->phone.region, kind, now_at, person_id);
}

/* Whether it may be one that was erased or removed: the other way knows what to do about it. */
static int was_here(Store *store, const IntakeChecked *c, gboolean *was)
{
	const char *source = c->value[INTAKE_SOURCE];
	int r = 0;

	if (store->bulk->erased)
		r = erase_case_was(store, c->value[INTAKE_SHOP], source ? source : "", c->value[INTAKE_EXTERNAL_ID],
		                   was);
	if (store->bulk->erased && r == 0 && !*was)
		r = erase_was_erased(store, c->phone.e164, was);
	return r;
}

/* 1: a new case; 0: none, and nothing was written; or a negative errno. */
static int put_new(Store *store, const IntakeChecked *c, int64_t now_at, int64_t *case_id)
{
	ChainEvent created = {.at = now_at,
	                      .kind = event_name(EVENT_CREATED),
	                      .actor = INTAKE_ACTOR,
	                      .round = 1,
	                      .digest = store->bulk->digest};
	int64_t person_id = 0;
	int fresh = put_person(store, c, now_at, &person_id), r = fresh;

	if (r >= 0)
		r = intake_insert_case(store, c, person_id, now_at, &created.case_id);
	if (r > 0) {
		*case_id = created.case_id;
		r = events_link(store, NULL, &created, NULL);
		return r < 0 ? r : 1;
	}
	if (fresh > 0 && (r == 0 || store_fault_is_rows(r)))
		r = db_run(store, "DELETE FROM person WHERE id = ?", DB_INT(person_id));
	return store_fault_is_rows(r) ? 0 : MIN(r, 0);
}

int store_bulk_put(Store *store, const IntakeChecked *checked, int64_t now_at, IntakeResult *result, int64_t *case_id,
                   char **fault)
{
	gboolean was = FALSE;
	int r = store->bulk->open ? was_here(store, checked, &was) : 0;

	if (r == 0 && store->bulk->open && !was)
		r = put_new(store, checked, now_at, case_id);
	if (r > 0)
		*result = INTAKE_NEW;
	if (r != 0)
		return MIN(r, 0);
	if (store->bulk->open)
		r = end_heap(store);
	if (r == 0)
		r = store_mark(store);
	if (r < 0)
		return r;
	r = intake_put_checked(store, checked, now_at, result, case_id, fault);
	return intake_put_end(store, r, checked->value[INTAKE_EXTERNAL_ID], "mend that, then import the row again",
	                      result, case_id, fault);
}
