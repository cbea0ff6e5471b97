/* Who is logged in to the inbox. */
#include "store/sqlite/db.h"
#include "store/inbox.h"

#include <errno.h>

void store_session_clear(StoreSession *session)
{
	g_free(session->token_hash);
	g_free(session->account);
	g_free(session->way);
	*session = (StoreSession){0};
}

int store_session_put(Store *store, const StoreSession *session, int64_t idle_since_at)
{
	int r = db_run(store, "DELETE FROM session WHERE ends_at <= ?1 OR seen_at < ?2", DB_INT(session->created_at),
	               DB_INT(idle_since_at));

	if (r < 0)
		return r;
	return db_errno(db_run(store,
	                       "INSERT INTO session (token_hash, account, way, created_at, seen_at, ends_at)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	                       DB_TEXT(session->token_hash), DB_TEXT(session->account), DB_TEXT(session->way),
	                       DB_INT(session->created_at), DB_INT(session->seen_at), DB_INT(session->ends_at)));
}

int store_session_get(Store *store, const char *token_hash, StoreSession *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT s.token_hash, s.account, s.way, s.created_at, s.seen_at, s.ends_at FROM session s"
	                 " JOIN account a ON a.name = s.account WHERE s.token_hash = ? AND a.active = 1",
	                 DB_TEXT(token_hash));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no such session");
	if (r < 0)
		return r;
	*out = (StoreSession){.token_hash = db_column_text(row, 0),
	                      .account = db_column_text(row, 1),
	                      .way = db_column_text(row, 2),
	                      .created_at = db_column_number(row, 3),
	                      .seen_at = db_column_number(row, 4),
	                      .ends_at = db_column_number(row, 5)};
	return 0;
}

int store_session_seen(Store *store, const char *token_hash, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE session SET seen_at = ?2 WHERE token_hash = ?1", DB_TEXT(token_hash),
	                       DB_INT(now_at)));
}

int store_session_drop(Store *store, const char *token_hash)
{
	return db_errno(db_run(store, "DELETE FROM session WHERE token_hash = ?1", DB_TEXT(token_hash)));
}
