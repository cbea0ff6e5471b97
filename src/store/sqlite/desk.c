/* The numbers a status line shows. */
#include "store/sqlite/db.h"

#include <errno.h>

/* By the tally the triggers of table cases keep. */
static int count_cases(Store *store, StoreCounts *counts)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT state, cases FROM tally");

	while (r >= 0 && (r = db_next(store, row)) > 0) {
		CaseState state;

		if (case_state_parse(db_column_peek(row, 0), &state) == 0)
			counts->cases[state] = db_column_number(row, 1);
	}
	return r;
}

/* Every one of these counts a partial index that holds only what waits for somebody. */
static int count_waiting(Store *store, StoreCounts *counts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT (SELECT count(*) FROM attempt WHERE outcome IS NULL),"
	                 " (SELECT count(*) FROM step WHERE state = 'held'),"
	                 " (SELECT count(*) FROM step WHERE state = 'unknown'),"
	                 " (SELECT count(*) FROM reply WHERE read_at IS NULL),"
	                 " (SELECT count(*) FROM reply WHERE case_id IS NULL),"
	                 " (SELECT count(*) FROM receipt WHERE message_id IS NULL),"
	                 " (SELECT count(*) FROM inbound WHERE error IS NOT NULL),"
	                 " (SELECT count(*) FROM intake WHERE state = 'waiting'),"
	                 " (SELECT count(*) FROM intake WHERE state = 'rejected')");

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	counts->sending = db_column_number(row, 0);
	counts->held = db_column_number(row, 1);
	counts->unknown = db_column_number(row, 2);
	counts->unread = db_column_number(row, 3);
	counts->unmatched_replies = db_column_number(row, 4);
	counts->unmatched_receipts = db_column_number(row, 5);
	counts->inbound_errors = db_column_number(row, 6);
	counts->intake_waiting = db_column_number(row, 7);
	counts->intake_rejected = db_column_number(row, 8);
	return 0;
}

/* By the index of what is planned, which is read through: it has a lane before the hour. */
static int count_planned(Store *store, int64_t now_at, StoreCounts *counts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT (SELECT count(*) FROM step WHERE state = 'planned' AND step NOT IN ('call', 'close')),"
	                 " (SELECT count(*) FROM step WHERE state = 'planned' AND due_at <= ?"
	                 "  AND step NOT IN ('call', 'close')),"
	                 " (SELECT min(due_at) FROM step WHERE state = 'planned' AND step NOT IN ('call', 'close'))",
	                 DB_INT(now_at));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	counts->planned = db_column_number(row, 0);
	counts->due = db_column_number(row, 1);
	counts->next_due_at = db_column_time(row, 2);
	return 0;
}

static int count_all(Store *store, StoreCounts *counts)
{
	int r = count_cases(store, counts);

	return r < 0 ? r : count_waiting(store, counts);
}

int store_counts(Store *store, int64_t now_at, StoreCounts *counts)
{
	StoreCounts found = {0};
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = count_all(store, &found);
	if (r == 0)
		r = count_planned(store, now_at, &found);
	if (r == 0)
		*counts = found;
	return r;
}

int store_counts_unplanned(Store *store, StoreCounts *counts)
{
	StoreCounts found = {.next_due_at = STORE_NO_TIME};
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = count_all(store, &found);
	if (r == 0)
		*counts = found;
	return r;
}

static void clear_rejected(gpointer element)
{
	StoreRejected *rejected = element;

	g_free(rejected->shop);
	g_free(rejected->external_id);
	g_free(rejected->error);
}

static int read_rejected(Store *store, DbRow row, void *element)
{
	StoreRejected *rejected = element;

	(void)store;
	rejected->id = db_column_number(row, 0);
	rejected->shop = db_column_text(row, 1);
	rejected->external_id = db_column_text(row, 2);
	rejected->error = db_column_text(row, 3);
	rejected->received_at = db_column_at(row, 4);
	return 0;
}

int store_intake_rejected(Store *store, guint limit, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, shop, external_id, error, received_at FROM intake WHERE state = 'rejected'"
	                 " ORDER BY id DESC LIMIT ?",
	                 DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreRejected), clear_rejected, read_rejected, limit, rows);
}
