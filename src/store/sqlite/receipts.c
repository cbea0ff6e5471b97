/* Delivery reports: kept as they came, matched to their message, and what they make of it (F33, F34). */
#include "store/sqlite/db.h"

#include <errno.h>

/* What a report on a message that was not known to be out tells about its step. */
static int settle(Store *store, MessageFate *fate, const char *code, int64_t now_at)
{
	if (fate->state != MESSAGE_FAILED)
		return messages_sent(store, fate, fate->submitted_at);
	/* It may have left or not, but it did not arrive: a person has to look. */
	return messages_step(store, fate, STEP_HELD, "undelivered", code, STORE_NO_TIME, now_at);
}

static int note_arrival(Store *store, const MessageFate *fate, const char *code, int64_t at, int64_t inbound_id)
{
	StoreEvent event = {.kind = fate->state == MESSAGE_DELIVERED ? EVENT_DELIVERED : EVENT_UNDELIVERED,
	                    .at = at,
	                    .actor = "followupd",
	                    .step = fate->step,
	                    .message_id = fate->id,
	                    .note = code,
	                    .inbound_id = inbound_id};

	if (fate->state != MESSAGE_DELIVERED && fate->state != MESSAGE_FAILED)
		return 0;
	return store_event_add(store, fate->case_id, &event);
}

static int apply(Store *store, MessageFate *fate, ReceiptStatus status, const char *code, int64_t at, int64_t inbound_id,
                 int64_t now_at)
{
	gboolean open = fate->state < MESSAGE_ACCEPTED, contradiction = FALSE;
	int r;

	if (!message_state_advance(&fate->state, status, &contradiction)) {
		if (!contradiction)
			return 0;
		return MIN(0, db_run(store, "UPDATE message SET contradiction = 1 WHERE id = ?", DB_INT(fate->id)));
	}
	r = db_run(store, "UPDATE message SET state = ?2, error = ?3, changed_at = ?4 WHERE id = ?1", DB_INT(fate->id),
	           DB_TEXT(message_state_name(fate->state)), DB_TEXT(fate->state == MESSAGE_FAILED ? code : NULL),
	           DB_INT(now_at));
	if (r >= 0 && open)
		r = settle(store, fate, code, now_at);
	/* A provider's clock that runs ahead must not date a thing after what follows it. */
	if (r >= 0)
		r = note_arrival(store, fate, code, at == STORE_NO_TIME ? now_at : MIN(at, now_at), inbound_id);
	return r < 0 ? r : db_dirty(store, fate->case_id);
}

/* By our own reference first: it is ours, and cannot be another message's. */
static int match(Store *store, const StoreReceipt *receipt, int64_t *message_id)
{
	int r = -ENOENT;

	if (receipt->ref)
		r = db_number(store, message_id, "SELECT message_id FROM attempt WHERE ref = ?", DB_TEXT(receipt->ref));
	if (r == -ENOENT && receipt->provider_id)
		r = db_number(store, message_id,
		              "SELECT id FROM message WHERE provider = ? AND provider_id = ? ORDER BY id DESC LIMIT 1",
		              DB_TEXT(receipt->provider), DB_TEXT(receipt->provider_id));
	return r == -ENOENT ? 0 : r;
}

int store_receipt_put(Store *store, const StoreReceipt *receipt, int64_t now_at, int64_t *message_id, int64_t *case_id)
{
	int64_t found = 0;
	MessageFate fate = {0};
	int r = match(store, receipt, &found);

	if (r == 0)
		r = db_run(store,
		           "INSERT INTO receipt (inbound_id, provider, ref, provider_id, status, code, at,"
		           " received_at, message_id)"
		           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		           DB_INT(receipt->inbound_id), DB_TEXT(receipt->provider), DB_TEXT(receipt->ref),
		           DB_TEXT(receipt->provider_id), DB_TEXT(receipt_status_name(receipt->status)),
		           DB_TEXT(receipt->code), DB_TIME(receipt->at), DB_INT(now_at), DB_ID(found));
	if (r >= 0 && found)
		r = messages_fate(store, found, &fate);
	if (r >= 0 && found)
		r = apply(store, &fate, receipt->status, receipt->code, receipt->at, receipt->inbound_id, now_at);
	/* The answer that would have told the provider's id may be lost; others of its reports carry nothing else. */
	if (r >= 0 && found && receipt->provider_id) {
		r = db_run(store, "UPDATE message SET provider_id = ?2 WHERE id = ?1 AND provider_id IS NULL",
		           DB_INT(found), DB_TEXT(receipt->provider_id));
		if (r > 0)
			r = receipts_adopt(store, found, now_at);
	}
	if (r < 0)
		return r;
	*message_id = found;
	*case_id = fate.case_id;
	return 0;
}

typedef struct {
	int64_t id;
	ReceiptStatus status;
	char *code;
	int64_t at;
	int64_t inbound_id;
} Parked;

static int read_parked(Store *store, DbRow row, void *element)
{
	Parked *parked = element;

	parked->id = db_column_number(row, 0);
	if (receipt_status_parse(db_column_peek(row, 1), &parked->status) < 0)
		return db_fail(store, -EBADMSG, "receipt %" G_GINT64_FORMAT ": no such status", parked->id);
	parked->code = db_column_text(row, 2);
	parked->at = db_column_time(row, 3);
	parked->inbound_id = db_column_number(row, 4);
	return 0;
}

static void clear_parked(gpointer element)
{
	g_free(((Parked *)element)->code);
}

static int adopt(Store *store, int64_t message_id, const Parked *parked, int64_t now_at)
{
	MessageFate fate;
	int r = db_run(store, "UPDATE receipt SET message_id = ?2 WHERE id = ?1", DB_INT(parked->id),
	               DB_INT(message_id));

	if (r >= 0)
		r = messages_fate(store, message_id, &fate);
	return r < 0 ? r : apply(store, &fate, parked->status, parked->code, parked->at, parked->inbound_id, now_at);
}

int receipts_adopt(Store *store, int64_t message_id, int64_t now_at)
{
	g_autoptr(GArray) parked = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT r.id, r.status, r.code, r.at, r.inbound_id FROM message m CROSS JOIN receipt r"
	                 " ON r.provider = m.provider AND r.provider_id = m.provider_id"
	                 " WHERE m.id = ? AND r.message_id IS NULL ORDER BY r.id",
	                 DB_INT(message_id));

	if (r == 0)
		r = db_list(store, row, sizeof(Parked), clear_parked, read_parked, 0, &parked);
	for (guint i = 0; r >= 0 && i < parked->len; i++)
		r = adopt(store, message_id, &g_array_index(parked, Parked, i), now_at);
	return MIN(r, 0);
}

static void clear_unmatched(gpointer element)
{
	StoreUnmatched *receipt = element;

	g_free(receipt->provider);
	g_free(receipt->status);
	g_free(receipt->ref);
	g_free(receipt->provider_id);
}

static int read_unmatched(Store *store, DbRow row, void *element)
{
	StoreUnmatched *receipt = element;

	(void)store;
	receipt->id = db_column_number(row, 0);
	receipt->provider = db_column_text(row, 1);
	receipt->status = db_column_text(row, 2);
	receipt->ref = db_column_text(row, 3);
	receipt->provider_id = db_column_text(row, 4);
	receipt->received_at = db_column_at(row, 5);
	return 0;
}

int store_receipt_unmatched(Store *store, guint limit, GArray **receipts)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT id, provider, status, ref, provider_id, received_at FROM receipt WHERE message_id IS NULL"
	        " ORDER BY id DESC LIMIT ?",
	        DB_INT(limit));

	return r < 0 ? r
	             : db_list(store, row, sizeof(StoreUnmatched), clear_unmatched, read_unmatched, limit, receipts);
}
