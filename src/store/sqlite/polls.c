/* What providers are asked for now and then, and what was turned away at the door. */
#include "store/inquiry.h"
#include "store/sqlite/db.h"

#include <errno.h>

void store_poll_clear(StorePoll *poll)
{
	g_free(poll->cursor);
	g_free(poll->error);
	*poll = (StorePoll){0};
}

int store_poll_get(Store *store, const char *provider, const char *kind, StorePoll *poll)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT cursor, next_at, answered_at, failures, error, inbound_id FROM poll_state"
	                 " WHERE provider = ? AND kind = ?",
	                 DB_TEXT(provider), DB_TEXT(kind));

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*poll = (StorePoll){.answered_at = STORE_NO_TIME};
	if (r > 0)
		*poll = (StorePoll){.cursor = db_column_text(row, 0),
		                    .next_at = db_column_at(row, 1),
		                    .answered_at = db_column_time(row, 2),
		                    .failures = (int)db_column_number(row, 3),
		                    .error = db_column_text(row, 4),
		                    .inbound_id = db_column_number(row, 5)};
	return 0;
}

int store_poll_set(Store *store, const char *provider, const char *kind, const StorePoll *poll)
{
	return db_errno(db_run(store,
	                     "INSERT OR REPLACE INTO poll_state (provider, kind, cursor, next_at, answered_at, "
	                     "failures, error,"
	                     " inbound_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	                     DB_TEXT(provider), DB_TEXT(kind), DB_TEXT(poll->cursor), DB_INT(poll->next_at),
	                     DB_TIME(poll->answered_at), DB_INT(poll->failures), DB_TEXT(poll->error),
	                     DB_ID(poll->inbound_id)));
}

static void clear_failure(gpointer element)
{
	StorePollFailure *failure = element;

	g_free(failure->provider);
	g_free(failure->kind);
	g_free(failure->error);
}

static int read_failure(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StorePollFailure *)element = (StorePollFailure){.provider = db_column_text(row, 0),
	                                                  .kind = db_column_text(row, 1),
	                                                  .answered_at = db_column_time(row, 2),
	                                                  .failures = (int)db_column_number(row, 3),
	                                                  .error = db_column_text(row, 4)};
	return 0;
}

int store_poll_failures(Store *store, GArray **failures)
{
	auto_row row = NULL;
	/* A row a provider and kind: a handful. */
	int r = db_query(store, &row,
	                 "SELECT provider, kind, answered_at, failures, error FROM poll_state WHERE failures > 0"
	                 " ORDER BY provider, kind");

	return r < 0 ? r : db_list(store, row, sizeof(StorePollFailure), clear_failure, read_failure, 0, failures);
}

int store_inbound_is(Store *store, int64_t inbound_id, GBytes *body)
{
	int64_t same = 0;
	int r = db_number(store, &same, "SELECT body = ?2 FROM inbound WHERE id = ?1", DB_INT(inbound_id),
	                  DB_BLOB(body));

	return r == -ENOENT ? 0 : r < 0 ? r : same != 0;
}

int store_refusal_add(Store *store, const char *provider, const char *cause, int64_t count, int64_t now_at)
{
	return db_errno(db_run(store,
	                  "INSERT INTO refusal (provider, cause, count, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?4)"
	                  " ON CONFLICT (provider, cause) DO UPDATE SET count = count + excluded.count,"
	                  " last_at = excluded.last_at",
	                  DB_TEXT(provider), DB_TEXT(cause), DB_INT(count), DB_INT(now_at)));
}

static void clear_refusal(gpointer element)
{
	StoreRefusal *refusal = element;

	g_free(refusal->provider);
	g_free(refusal->cause);
}

static int read_refusal(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreRefusal *)element = (StoreRefusal){.provider = db_column_text(row, 0),
	                                          .cause = db_column_text(row, 1),
	                                          .count = db_column_number(row, 2),
	                                          .first_at = db_column_at(row, 3),
	                                          .last_at = db_column_number(row, 4)};
	return 0;
}

int store_refusal_list(Store *store, GArray **refusals)
{
	auto_row row = NULL;
	/* A row a provider and cause: a handful. */
	int r = db_query(store, &row,
	                 "SELECT provider, cause, count, first_at, last_at FROM refusal ORDER BY provider, cause");

	return r < 0 ? r : db_list(store, row, sizeof(StoreRefusal), clear_refusal, read_refusal, 0, refusals);
}
