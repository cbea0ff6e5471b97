/* What waits to be sent, in heaps, and how fast sending has been: for a look ahead. */
#include "store/foresight.h"
#include "store/sqlite/db.h"

#include <errno.h>

static void clear_load(gpointer element)
{
	StoreLoad *load = element;

	g_free(load->shop);
	g_free(load->zone);
	g_free(load->region);
	g_free(load->quiet);
	g_free(load->language);
	g_free(load->category);
	g_free(load->phone);
	g_free(load->line_kind);
}

static int read_load(Store *store, DbRow row, void *element)
{
	StoreLoad *load = element;

	if (step_parse(db_column_peek(row, 3), &load->step) < 0)
		return db_fail(store, -EBADMSG, "a planned step of no known kind");
	load->shop = db_column_text(row, 0);
	load->zone = db_column_text(row, 1);
	load->region = db_column_text(row, 2);
	load->due_at = db_column_at(row, 4);
	load->deadline_at = db_column_time(row, 5);
	load->count = db_column_number(row, 6);
	load->quiet = db_column_text(row, 7);
	load->case_id = db_column_number(row, 8);
	if (!load->case_id)
		return 0;
	load->language = db_column_text(row, 9);
	load->category = db_column_text(row, 10);
	load->level = (int)db_column_number(row, 11);
	load->phone = db_column_text(row, 12);
	load->line_kind = db_column_text(row, 13);
	return 0;
}

/* By the index of planned steps; nothing else of table step is read. What becomes an agents' task and what closes a case
 * is no load. */
int store_planned_load(Store *store, int64_t until_at, gboolean each, GArray **loads)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT c.shop, c.zone, p.region, s.step, min(s.due_at), min(s.deadline_at), count(*), p.quiet,"
	                 " CASE WHEN ?2 THEN c.id ELSE 0 END AS one, c.language, c.category, c.level, p.phone, p.line_kind"
	                 " FROM step s CROSS JOIN cases c ON c.id = s.case_id CROSS JOIN person p ON p.id = c.person_id"
	                 " WHERE s.state = 'planned' AND s.due_at < ?1 AND s.step NOT IN ('call', 'close')"
	                 " GROUP BY s.due_at / 60, s.deadline_at / 60, c.shop, c.zone, p.region, p.quiet, s.step, one"
	                 " ORDER BY min(s.due_at)",
	                 DB_INT(until_at), DB_INT(each ? 1 : 0));

	return r < 0 ? r : db_list(store, row, sizeof(StoreLoad), clear_load, read_load, 0, loads);
}

static void clear_submit(gpointer element)
{
	g_free(((StoreSubmit *)element)->provider);
}

static int read_submit(Store *store, DbRow row, void *element)
{
	StoreSubmit *submit = element;

	(void)store;
	submit->provider = db_column_text(row, 0);
	submit->took_us = db_column_number(row, 1);
	return 0;
}

int store_submit_list(Store *store, guint limit, GArray **submits)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT coalesce(a.provider, m.provider), a.finished_us - a.started_us FROM attempt a CROSS JOIN message m"
	                 " ON m.id = a.message_id WHERE a.id > (SELECT max(id) FROM attempt) - ?"
	                 " AND a.outcome = 'accepted' AND a.finished_us >= a.started_us",
	                 DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreSubmit), clear_submit, read_submit, 0, submits);
}
