/* Customers: the number, whether it can be texted, and whether they wish it. */
#include "store/sqlite/db.h"

#include "util/areas.h"

#include <errno.h>

int store_person_find(Store *store, const char *phone, int64_t *person_id)
{
	int r = db_number(store, person_id, "SELECT id FROM person WHERE phone = ?", DB_TEXT(phone));

	return r == -ENOENT ? db_fail(store, r, "nobody with this number") : r;
}

int store_person_put(Store *store, const char *phone, const char *region, const char *line_kind, int64_t at,
                     int64_t *person_id)
{
	gboolean erased = FALSE;
	int64_t before = 0;
	int r = db_number(store, &before, "SELECT coalesce(max(id), 0) FROM person");

	if (r == 0)
		r = db_run(store,
	               "INSERT INTO person (phone, region, line_kind, created_at) VALUES (?1, ?2, ?3, ?4)"
	               " ON CONFLICT (phone) DO UPDATE SET region = excluded.region, line_kind = excluded.line_kind"
	               " WHERE region IS NOT excluded.region OR line_kind IS NOT excluded.line_kind",
	               DB_TEXT(phone), DB_TEXT(areas_place(phone, region)), DB_TEXT(line_kind), DB_INT(at));

	if (r >= 0)
		r = store_person_find(store, phone, person_id);
	/* A new one: was this person erased before? */
	if (r == 0 && *person_id > before)
		r = erase_was_erased(store, phone, &erased);
	return r < 0 || !erased ? r : store_block_put(store, *person_id, "erased", "followupd", NULL, at);
}

int store_person_dead(Store *store, int64_t person_id, const char *cause, int64_t at, int64_t until_at)
{
	int r = db_run(store, "UPDATE person SET dead_at = ?2, dead_until = ?3, dead_cause = ?4 WHERE id = ?1",
	               DB_INT(person_id), DB_INT(at), DB_INT(until_at), DB_TEXT(cause));

	if (r == 0)
		return db_fail(store, -ENOENT, "no person %" G_GINT64_FORMAT, person_id);
	return r < 0 ? r : db_dirty_person(store, person_id);
}

int store_person_quiet(Store *store, int64_t person_id, const char *spans)
{
	int r = db_run(store, "UPDATE person SET quiet = ?2 WHERE id = ?1", DB_INT(person_id), DB_TEXT(spans));

	if (r == 0)
		return db_fail(store, -ENOENT, "no person %" G_GINT64_FORMAT, person_id);
	return r < 0 ? r : db_dirty_person(store, person_id);
}

void store_person_rules_clear(StorePersonRules *rules)
{
	g_free(rules->quiet);
	*rules = (StorePersonRules){.dead_until = STORE_NO_TIME};
}

int store_person_rules(Store *store, const char *phone, StorePersonRules *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT EXISTS (SELECT 1 FROM block b WHERE b.person_id = p.id AND b.lifted_at IS NULL),"
	                 " p.dead_until, p.quiet FROM person p WHERE p.phone = ?",
	                 DB_TEXT(phone));

	*out = (StorePersonRules){.dead_until = STORE_NO_TIME};
	if (r == 0)
		r = db_next(store, row);
	if (r > 0)
		*out = (StorePersonRules){.blocked = db_column_number(row, 0) != 0, .dead_until = db_column_time(row, 1),
		                          .quiet = db_column_text(row, 2)};
	return MIN(r, 0);
}

int store_person_cases(Store *store, int64_t person_id, GArray **case_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id FROM cases WHERE person_id = ? AND state <> 'closed'"
	                 " ORDER BY last_contact_at DESC NULLS LAST, id DESC",
	                 DB_INT(person_id));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

int store_block_put(Store *store, int64_t person_id, const char *cause, const char *actor, const char *note, int64_t at)
{
	int r = db_run(store, "INSERT INTO block (person_id, cause, actor, note, blocked_at) VALUES (?, ?, ?, ?, ?)",
	               DB_INT(person_id), DB_TEXT(cause), DB_TEXT(actor), DB_TEXT(note), DB_INT(at));

	if (r == -EEXIST)
		return db_fail(store, r, "a stop is in force for this person already");
	return r < 0 ? r : db_dirty_person(store, person_id);
}

int store_block_lift(Store *store, int64_t person_id, const char *actor, const char *note, int64_t at)
{
	int r = db_run(store,
	               "UPDATE block SET lifted_at = ?2, lifted_by = ?3, lifted_note = ?4"
	               " WHERE person_id = ?1 AND lifted_at IS NULL",
	               DB_INT(person_id), DB_INT(at), DB_TEXT(actor), DB_TEXT(note));

	if (r == 0)
		return db_fail(store, -ENOENT, "no stop is in force for this person");
	if (r > 0)
		r = erase_forgive(store, person_id);
	return r < 0 ? r : db_dirty_person(store, person_id);
}

int store_block_confirm(Store *store, int64_t person_id, int64_t at)
{
	return db_errno(db_run(store,
	                     "UPDATE block SET confirmed_at = ?2 WHERE person_id = ?1 AND lifted_at IS NULL"
	                     " AND confirmed_at IS NULL",
	                     DB_INT(person_id), DB_INT(at)));
}
