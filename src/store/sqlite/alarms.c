/* What the daemon's own alarms are made of. */
#include "store/notices.h"
#include "store/sqlite/db.h"

#include <errno.h>

/* How long a step that is due gets to be sent before its deadline counts as at risk: a submit takes a moment. */
#define GRACE_S 90

int store_silence(Store *store, const char *provider, guint limit, guint *count, int64_t *first_at)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT count(*), min(sent_at) FROM (SELECT sent_at FROM message WHERE provider = ?1"
	                 " AND sent_at > (SELECT coalesce(max(received_at), 0) FROM receipt WHERE provider = ?1)"
	                 " ORDER BY sent_at LIMIT ?2)",
	                 DB_TEXT(provider), DB_INT(limit));

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*count = (guint)db_column_number(row, 0);
	*first_at = db_column_time(row, 1);
	return 0;
}

int store_unknown_waiting(Store *store, guint *count, int64_t *since_at)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT count(*), min(changed_at) FROM step WHERE state = 'unknown'");

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*count = (guint)db_column_number(row, 0);
	*since_at = db_column_time(row, 1);
	return 0;
}

static void clear_risk(gpointer element)
{
	g_free(((StoreRisk *)element)->shop);
}

static int read_risk(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreRisk *)element = (StoreRisk){.case_id = db_column_number(row, 0),
	                                    .round = (int)db_column_number(row, 1),
	                                    .deadline_at = db_column_number(row, 2),
	                                    .risk_at = db_column_number(row, 3),
	                                    .shop = db_column_text(row, 4)};
	return 0;
}

/* A submit that is under way wakes us when it ends, so it is left out. */
int store_sla_risks(Store *store, int64_t now_at, int64_t lead_s, guint limit, GArray **risks)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT l.case_id, l.round, l.deadline_at, CASE WHEN s.state = 'planned' AND s.due_at < l.deadline_at"
	        " THEN max(l.deadline_at - ?2, s.due_at + ?4) ELSE l.deadline_at - ?2 END, l.shop"
	        " FROM sla l LEFT JOIN step s ON s.case_id = l.case_id AND s.step = 'first_contact' AND s.round = "
	        "l.round"
	        " WHERE l.frozen_at IS NULL AND l.risk_at IS NULL AND l.deadline_at >= ?1 AND l.deadline_at <= ?1 + ?2"
	        " AND coalesce(s.state, '') <> 'sending' ORDER BY l.deadline_at LIMIT ?3",
	        DB_INT(now_at), DB_INT(lead_s), DB_INT(limit), DB_INT(GRACE_S));

	return r < 0 ? r : db_list(store, row, sizeof(StoreRisk), clear_risk, read_risk, limit, risks);
}

int store_sla_risk_next(Store *store, int64_t now_at, int64_t lead_s, int64_t *at)
{
	int64_t deadline_at;
	int r = db_number(
	        store, &deadline_at,
	        "SELECT min(deadline_at) FROM sla WHERE frozen_at IS NULL AND risk_at IS NULL AND deadline_at > ?",
	        DB_INT(now_at + lead_s));

	if (r == 0)
		*at = deadline_at == STORE_NO_TIME ? STORE_NO_TIME : deadline_at - lead_s;
	return r;
}

int store_sla_risk_told(Store *store, int64_t case_id, int round, int64_t now_at)
{
	int r = db_run(store, "UPDATE sla SET risk_at = ?3 WHERE case_id = ?1 AND round = ?2 AND frozen_at IS NULL",
	               DB_INT(case_id), DB_INT(round), DB_INT(now_at));

	return r == 0 ? db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT ": no open SLA", case_id) : MIN(r, 0);
}
