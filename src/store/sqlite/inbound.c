/* Webhooks as they came, before anybody thought about them. */
#include "store/inbound.h"
#include "store/sqlite/db.h"

#include <errno.h>

void store_inbound_clear(StoreInbound *inbound)
{
	g_free(inbound->provider);
	g_free(inbound->hook);
	g_free(inbound->method);
	g_free(inbound->query);
	g_free(inbound->content_type);
	g_free(inbound->headers);
	g_clear_pointer(&inbound->body, g_bytes_unref);
	g_free(inbound->peer);
	*inbound = (StoreInbound){0};
}

static void clear_inbound(gpointer inbound)
{
	store_inbound_clear(inbound);
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

int store_inbound_put(Store *store, const StoreInbound *inbound, int64_t *id)
{
	int r = db_run(
	        store,
	        "INSERT INTO inbound (provider, hook, method, query, content_type, headers, body, peer, received_us)"
	        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	        DB_TEXT(inbound->provider), DB_TEXT(inbound->hook), DB_TEXT(inbound->method),
	        DB_TEXT(or_empty(inbound->query)), DB_TEXT(or_empty(inbound->content_type)),
	        DB_TEXT(or_empty(inbound->headers)), DB_BLOB(inbound->body), DB_TEXT(or_empty(inbound->peer)),
	        DB_INT(inbound->received_us));

	if (r < 0)
		return r;
	*id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

static int read_inbound(Store *store, DbRow row, void *element)
{
	StoreInbound *inbound = element;
	gconstpointer body = sqlite3_column_blob(row, 7);

	(void)store;
	inbound->id = db_column_number(row, 0);
	inbound->provider = db_column_text(row, 1);
	inbound->hook = db_column_text(row, 2);
	inbound->method = db_column_text(row, 3);
	inbound->query = db_column_text(row, 4);
	inbound->content_type = db_column_text(row, 5);
	inbound->headers = db_column_text(row, 6);
	inbound->body = g_bytes_new(body, (gsize)sqlite3_column_bytes(row, 7));
	inbound->peer = db_column_text(row, 8);
	inbound->received_us = db_column_us(row, 9);
	return 0;
}

int store_inbound_list(Store *store, guint limit, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT id, provider, hook, method, query, content_type, headers, body, peer, received_us FROM inbound"
	        " WHERE processed_at IS NULL ORDER BY id LIMIT ?",
	        DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreInbound), clear_inbound, read_inbound, limit, rows);
}

int store_inbound_get(Store *store, int64_t id, StoreInbound *out)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT id, provider, hook, method, query, content_type, headers, body, peer, received_us FROM inbound"
	        " WHERE id = ?",
	        DB_INT(id));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r < 0 ? r : db_fail(store, -ENOENT, "no inbound row %" G_GINT64_FORMAT, id);
	return read_inbound(store, row, out);
}

int store_inbound_done(Store *store, int64_t id, const char *error, int64_t now_at)
{
	int r = db_run(store, "UPDATE inbound SET processed_at = ?2, error = ?3 WHERE id = ?1", DB_INT(id),
	               DB_INT(now_at), DB_TEXT(error));

	if (r == 0)
		return db_fail(store, -ENOENT, "no inbound row %" G_GINT64_FORMAT, id);
	return MIN(r, 0);
}

int store_inbound_drop(Store *store, int64_t id)
{
	return db_errno(db_run(store, "DELETE FROM inbound WHERE id = ?", DB_INT(id)));
}
