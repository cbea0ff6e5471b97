/* What foresight reads: the queue as it stands, in bulk. */
#include "store/sqlite/db.h"

int store_queue_list(Store *store, int64_t after_id, guint limit, GArray **steps)
{
	/* By the index of what waits: the primary choice, by case, would read every step there ever was. */
	static const char QUEUE[] = "SELECT " STEP_COLUMNS " FROM step s INDEXED BY step_rules"
	                            " WHERE s.state IN ('planned', 'held') AND s.case_id > ?1 AND s.case_id <= coalesce("
	                            "(SELECT q.case_id FROM step q INDEXED BY step_rules WHERE q.state IN ('planned', 'held')"
	                            " AND q.case_id > ?1 ORDER BY q.case_id LIMIT 1 OFFSET ?2), 9223372036854775807)"
	                            " ORDER BY s.case_id, s.id";
	auto_row row = NULL;
	int r = db_query(store, &row, QUEUE, DB_INT(after_id), DB_INT(limit > 0 ? limit - 1 : 0));

	return r < 0 ? r : db_list(store, row, sizeof(StoreStep), step_clear, step_read, 0, steps);
}
