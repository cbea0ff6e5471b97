/* The door for the shop's tools: rows become cases (F1). */
#include "store/sqlite/db.h"
#include "store/sqlite/intake_put.h"

#include <errno.h>
#include <string.h>

/* A case as it stands, as far as a repeat may change it. */
typedef struct {
	int64_t id;
	char *phone;
	char *value[INTAKE_COLUMNS]; /* of UPDATED below */
	char *zone_source;
	gboolean sent; /* something left for the customer, or may have, or an agent contacted them */
	gboolean wiped; /* retention took its words */
} Present;

/* What a repeat may change: columns of the row, and of the SELECT in find_present(). */
static const int UPDATED[] = {INTAKE_NAME, INTAKE_ORDER_NO, INTAKE_CATEGORY, INTAKE_LEVEL,   INTAKE_RATING,
                              INTAKE_TEXT, INTAKE_LANGUAGE, INTAKE_ZONE,     INTAKE_PRODUCT, INTAKE_CARRIER};

static void present_clear(Present *present)
{
	for (int i = 0; i < INTAKE_COLUMNS; i++)
		g_free(present->value[i]);
	g_free(present->phone);
	g_free(present->zone_source);
}

/* 1: there is such a case, 0: not. */
static int find_present(Store *store, const IntakeChecked *checked, Present *present)
{
	auto_row row = NULL;
	const char *source = checked->value[INTAKE_SOURCE];
	int r = db_query(
	        store, &row,
	        "SELECT c.name, c.order_no, c.category, c.level, c.rating, c.text, c.language, c.zone, c.product, c.carrier,"
	        " c.id, p.phone,"
	        " c.zone_source, c.contacted_at IS NOT NULL OR EXISTS (SELECT 1 FROM message m"
	        "  WHERE m.case_id = c.id AND m.state <> 'waiting'), c.state = 'closed' AND c.wiped_at IS NOT NULL"
	        " FROM cases c CROSS JOIN person p ON p.id = c.person_id"
	        " WHERE c.shop = ? AND c.source = ? AND c.external_id = ?",
	        DB_TEXT(checked->value[INTAKE_SHOP]), DB_TEXT(source ? source : ""),
	        DB_TEXT(checked->value[INTAKE_EXTERNAL_ID]));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	for (int i = 0; i < (int)G_N_ELEMENTS(UPDATED); i++)
		present->value[UPDATED[i]] = db_column_text(row, i);
	present->id = db_column_number(row, 10);
	present->phone = db_column_text(row, 11);
	present->zone_source = db_column_text(row, 12);
	present->sent = db_column_number(row, 13) != 0;
	present->wiped = db_column_number(row, 14) != 0;
	return 1;
}

static int put_person(Store *store, const IntakeChecked *checked, int64_t now_at, int64_t *person_id)
{
	return store_person_put(store, checked->phone.e164, checked->phone.region, phone_kind_name(checked->phone.kind),
	                        now_at, person_id);
}

int intake_insert_case(Store *store, const IntakeChecked *c, int64_t person_id, int64_t now_at, int64_t *case_id)
{
	const char *source = c->value[INTAKE_SOURCE], *language = c->value[INTAKE_LANGUAGE];
	int64_t complaint_at = c->reviewed_at != STORE_NO_TIME ? c->reviewed_at : c->alerted_at;
	int r;

	if (complaint_at == STORE_NO_TIME)
		complaint_at = now_at;
	r = db_run(store,
	           "INSERT INTO cases (shop, source, external_id, person_id, name, order_no, category, level,"
	           " rating, text,"
	           " language, zone, zone_source, reviewed_at, alerted_at, complaint_at, created_at, changed_at,"
	           " product, carrier, shop_zone, needs_level)"
	           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17, ?18, ?19, ?20,"
	           " ?21) ON CONFLICT (shop, source, external_id) DO NOTHING",
	           DB_TEXT(c->value[INTAKE_SHOP]), DB_TEXT(source ? source : ""),
	           DB_TEXT(c->value[INTAKE_EXTERNAL_ID]), DB_INT(person_id), DB_TEXT(c->value[INTAKE_NAME]),
	           DB_TEXT(c->value[INTAKE_ORDER_NO]), DB_TEXT(c->value[INTAKE_CATEGORY]),
	           DB_TEXT(c->value[INTAKE_LEVEL]), DB_TEXT(c->value[INTAKE_RATING]),
	           DB_TEXT(c->value[INTAKE_TEXT]), DB_TEXT(language ? language : c->shop_language),
	           DB_TEXT(c->zone), DB_TEXT(c->zone_source), DB_TIME(c->reviewed_at), DB_TIME(c->alerted_at),
	           DB_INT(complaint_at), DB_INT(now_at), DB_TEXT(c->value[INTAKE_PRODUCT]),
	           DB_TEXT(c->value[INTAKE_CARRIER]), DB_TEXT(c->shop_zone), DB_INT(c->shop_level));
	if (r > 0)
		*case_id = sqlite3_last_insert_rowid(store->db);
	return r;
}

static int put_new(Store *store, const IntakeChecked *c, int64_t now_at, int64_t *case_id)
{
	StoreEvent created = {.kind = EVENT_CREATED, .at = now_at, .actor = INTAKE_ACTOR};
	int64_t person_id, id = 0;
	int r = put_person(store, c, now_at, &person_id);

	if (r == 0)
		r = intake_insert_case(store, c, person_id, now_at, &id);
	if (r == 0)
		return db_fail(store, -EEXIST, "there is a case of that external id");
	if (r > 0)
		r = store_case_event(store, id, &created);
	if (r == 0)
		*case_id = id;
	return r;
}

static void note(GString *changes, const char *column)
{
	g_string_append_printf(changes, "%s%s", changes->len ? ", " : "", column);
}

/* The names of what a repeat changes, for the event's note; "" when nothing. */
static char *find_changes(const Present *present, const IntakeChecked *checked, gboolean moved)
{
	GString *changes = g_string_new(NULL);

	if (moved)
		note(changes, intake_column_name(INTAKE_PHONE));
	for (gsize i = 0; i < G_N_ELEMENTS(UPDATED); i++) {
		const char *told = checked->value[UPDATED[i]];

		if (told && g_strcmp0(told, present->value[UPDATED[i]]) != 0)
			note(changes, intake_column_name(UPDATED[i]));
	}
	return g_string_free(changes, FALSE);
}

static int move_person(Store *store, int64_t case_id, const IntakeChecked *checked, int64_t now_at)
{
	int64_t person_id = 0;
	int r = put_person(store, checked, now_at, &person_id);

	if (r == 0)
		r = db_run(store, "UPDATE cases SET person_id = ?2 WHERE id = ?1", DB_INT(case_id), DB_INT(person_id));
	if (r >= 0)
		r = db_run(store, "UPDATE message SET person_id = ?2 WHERE case_id = ?1", DB_INT(case_id),
		           DB_INT(person_id));
	return MIN(r, 0);
}

static int update(Store *store, const Present *present, const IntakeChecked *c, int64_t now_at)
{
	gboolean moved = strcmp(present->phone, c->phone.e164) != 0;
	/* A zone that somebody named stays until somebody names another; one taken from the number goes with the
	 * number. */
	gboolean rezone = c->value[INTAKE_ZONE] || (moved && strcmp(present->zone_source, "case") != 0);
	g_autofree char *changes = find_changes(present, c, moved);
	StoreEvent updated = {.kind = EVENT_UPDATED, .at = now_at, .actor = INTAKE_ACTOR, .note = changes};
	int r = 0;

	if (!*changes && !(rezone && strcmp(present->zone_source, c->zone_source) != 0))
		return 0;
	if (moved)
		r = move_person(store, present->id, c, now_at);
	if (r == 0)
		r = db_run(store,
		           "UPDATE cases SET name = coalesce(?2, name), order_no = coalesce(?3, order_no),"
		           " category = coalesce(?4, category), level = coalesce(?5, level),"
		           " rating = coalesce(?6, rating),"
		           " text = coalesce(?7, text), language = coalesce(?8, language),"
		           " zone = CASE WHEN ?9 THEN ?10 ELSE zone END,"
		           " zone_source = CASE WHEN ?9 THEN ?11 ELSE zone_source END,"
		           " product = coalesce(?12, product), carrier = coalesce(?13, carrier),"
		           " needs_level = CASE WHEN ?4 IS NULL THEN needs_level ELSE max(needs_level, ?14) END WHERE id = ?1",
		           DB_INT(present->id), DB_TEXT(c->value[INTAKE_NAME]), DB_TEXT(c->value[INTAKE_ORDER_NO]),
		           DB_TEXT(c->value[INTAKE_CATEGORY]), DB_TEXT(c->value[INTAKE_LEVEL]),
		           DB_TEXT(c->value[INTAKE_RATING]), DB_TEXT(c->value[INTAKE_TEXT]),
		           DB_TEXT(c->value[INTAKE_LANGUAGE]), DB_INT(rezone ? 1 : 0), DB_TEXT(c->zone),
		           DB_TEXT(c->zone_source), DB_TEXT(c->value[INTAKE_PRODUCT]), DB_TEXT(c->value[INTAKE_CARRIER]),
		           DB_INT(c->shop_level));
	if (r < 0)
		return r;
	if (!*changes)
		updated.note = intake_column_name(INTAKE_ZONE);
	return cases_event_or_note(store, present->id, &updated);
}

/* 1: it was here and is over; *fault says so. */
static int was_removed(Store *store, const IntakeChecked *checked, char **fault)
{
	const char *source = checked->value[INTAKE_SOURCE], *id = checked->value[INTAKE_EXTERNAL_ID];
	gboolean was = FALSE;
	int r = erase_case_was(store, checked->value[INTAKE_SHOP], source ? source : "", id, &was);

	if (r == 0 && was)
		*fault = intake_fault(INTAKE_EXTERNAL_ID, id, "was a case that is over and was removed (retention.cases)",
		                      "put a new complaint in under a new external id");
	return r < 0 ? r : was;
}

int intake_put_checked(Store *store, const IntakeChecked *checked, int64_t now_at, IntakeResult *result,
                       int64_t *case_id, char **fault)
{
	Present present = {0};
	IntakeResult came_to = INTAKE_NEW;
	int r = find_present(store, checked, &present);

	if (r == 0) {
		r = was_removed(store, checked, fault);
		came_to = r > 0 ? INTAKE_REJECTED : INTAKE_NEW;
		r = r == 0 ? put_new(store, checked, now_at, case_id) : MIN(r, 0);
	} else if (r > 0 && present.wiped) {
		came_to = INTAKE_UPDATED; /* its words were taken out, and a tool that knows them still does not bring them back */
		*case_id = present.id;
		r = 0;
	} else if (r > 0 && present.sent && strcmp(present.phone, checked->phone.e164) != 0) {
		came_to = INTAKE_REJECTED;
		*fault =
		        intake_fault(INTAKE_PHONE, checked->phone.e164, "another number than the one already contacted",
		                     "close the case and put it in under a new external id");
		r = 0;
	} else if (r > 0) {
		came_to = INTAKE_UPDATED;
		r = update(store, &present, checked, now_at);
		if (r == 0)
			*case_id = present.id;
	}
	present_clear(&present);
	if (r == 0)
		*result = came_to;
	return r;
}

int store_intake_put(Store *store, const IntakeRow *row, IntakeShopLookup lookup, const void *conf, int64_t now_at,
                     IntakeResult *result, int64_t *case_id, char **fault)
{
	IntakeChecked checked;
	int r = intake_check(row, lookup, conf, now_at, &checked, fault);

	if (r < 0) {
		*result = INTAKE_REJECTED;
		return 0;
	}
	r = intake_put_checked(store, &checked, now_at, result, case_id, fault);
	intake_checked_clear(&checked);
	return r;
}

/* What the waiting row at hand comes to. A NUL would cut a value short before any check could see what follows it. */
static int take_row(Store *store, DbRow row, IntakeShopLookup lookup, const void *conf, int64_t now_at,
                    IntakeResult *result, int64_t *case_id, char **fault)
{
	IntakeRow values;

	for (int i = 0; i < INTAKE_COLUMNS; i++) {
		const char *value = values.value[i] = db_column_peek(row, i + 1);

		if (value && strlen(value) != (gsize)sqlite3_column_bytes(row, i + 1)) {
			*fault = intake_fault(i, value, "holds a NUL character", "take it out");
			*result = INTAKE_REJECTED;
			return 0;
		}
	}
	return store_intake_put(store, &values, lookup, conf, now_at, result, case_id, fault);
}

int intake_put_end(Store *store, int error, const char *external_id, const char *cure, IntakeResult *result,
                   int64_t *case_id, char **fault)
{
	if (!store_fault_is_rows(error))
		return error < 0 ? error : store_unmark(store, TRUE);
	*fault = intake_fault(INTAKE_EXTERNAL_ID, external_id, store_error(store), cure);
	*result = INTAKE_REJECTED;
	*case_id = 0;
	return store_unmark(store, FALSE);
}

/* Takes the row inside a savepoint: a row that cannot be taken is put aside and holds up nobody. */
static int try_row(Store *store, DbRow *row, IntakeShopLookup lookup, const void *conf, int64_t now_at,
                   IntakeResult *result, int64_t *case_id, char **fault)
{
	g_autofree char *external_id = db_column_text(*row, 1 + INTAKE_EXTERNAL_ID);
	int r = store_mark(store);

	if (r == 0)
		r = take_row(store, *row, lookup, conf, now_at, result, case_id, fault);
	db_row_release(row); /* its index is about to change */
	return intake_put_end(store, r, external_id, "mend that, then set the row's state to waiting", result, case_id,
	                      fault);
}

/* The oldest waiting row, worked off. 1: one was, 0: none is left. */
static int run_one(Store *store, IntakeShopLookup lookup, const void *conf, int64_t now_at, IntakeEach each, void *user)
{
	auto_row row = NULL;
	g_autofree char *fault = NULL;
	IntakeResult result = INTAKE_REJECTED;
	int64_t id, case_id = 0;
	int r = db_query(
	        store, &row,
	        "SELECT id, shop, source, external_id, phone, name, order_no, category, level, rating, text, language,"
	        " zone, reviewed_at, alerted_at, product, carrier FROM intake WHERE state = 'waiting' ORDER BY id LIMIT 1");

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	id = db_column_number(row, 0);
	r = try_row(store, &row, lookup, conf, now_at, &result, &case_id, &fault);
	if (r == 0)
		r = db_run(store, "UPDATE intake SET state = ?2, error = ?3, case_id = ?4, done_at = ?5 WHERE id = ?1",
		           DB_INT(id), DB_TEXT(fault ? "rejected" : "taken"), DB_TEXT(fault), DB_ID(case_id),
		           DB_INT(now_at));
	if (r < 0)
		return r;
	if (each)
		each(id, result, case_id, fault, user);
	return 1;
}

int store_intake_run(Store *store, IntakeShopLookup lookup, const void *conf, int64_t now_at, guint limit,
                     IntakeEach each, void *user, guint *done)
{
	guint count = 0;
	int r = 1;

	while (count < limit && (r = run_one(store, lookup, conf, now_at, each, user)) > 0)
		count++;
	if (r < 0)
		return r;
	*done = count;
	return 0;
}
