/* Delivery reports: kept as they came, matched to their message, and what they make of it (F33, F34). */
#include "store/inbound.h"
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

static int note_arrival(Store *store, const MessageFate *fate, const char *note, int64_t at, int64_t inbound_id)
{
	StoreEvent event = {.kind = fate->state == MESSAGE_DELIVERED ? EVENT_DELIVERED : EVENT_UNDELIVERED,
	                    .at = at,
	                    .actor = "followupd",
	                    .step = fate->step,
	                    .message_id = fate->id,
	                    .note = note,
	                    .inbound_id = inbound_id};

	if (fate->state != MESSAGE_DELIVERED && fate->state != MESSAGE_FAILED)
		return 0;
	return store_event_add(store, fate->case_id, &event);
}

/* What a report says, of a whole message. */
typedef struct {
	ReceiptStatus status;
	SubmitOutcome cause;
	const char *provider_id; /* NULL: none */
	const char *code;        /* NULL: none */
	int64_t at;              /* STORE_NO_TIME: not told */
	int64_t inbound_id;      /* what brought it */
	gboolean of_part;        /* StoreReceipt.of_part */
} Told;

/* A failure that speaks of the number or the text, not of this message alone (F4, F14). What it says of the account
 * is the caller's. */
static int apply_cause(Store *store, const MessageFate *fate, const Told *told, const char *note, int64_t now_at)
{
	int64_t person_id;
	int r = db_number(store, &person_id, "SELECT person_id FROM message WHERE id = ?", DB_INT(fate->id));

	if (r < 0)
		return r;
	switch (told->cause) {
	case SUBMIT_BAD_NUMBER:
		return store_person_dead(store, person_id, told->code ? told->code : "reported by the provider", now_at,
		                         now_at + PLAN_DEAD_S);
	case SUBMIT_OPTED_OUT:
		r = store_block_put(store, person_id, "provider", "followupd", told->code, now_at);
		return r == -EEXIST ? 0 : r;
	case SUBMIT_REJECTED_CONTENT:
		return db_errno(db_run(store,
		                     "UPDATE step SET detail = ?4, changed_at = ?5 WHERE case_id = ?1 AND step = ?2 AND round = ?3",
		                     DB_INT(fate->case_id), DB_TEXT(step_name(fate->step)), DB_INT(fate->round), DB_TEXT(note),
		                     DB_INT(now_at)));
	default:
		return 0;
	}
}

static char *words_of(const Told *told)
{
	if (told->status != RECEIPT_FAILED || told->cause == SUBMIT_ACCEPTED)
		return g_strdup(told->code);
	return told->code ? g_strdup_printf("%s: %s", submit_outcome_name(told->cause), told->code)
	                  : g_strdup(submit_outcome_name(told->cause));
}

static int apply(Store *store, MessageFate *fate, const Told *told, int64_t now_at)
{
	gboolean open = fate->state < MESSAGE_ACCEPTED, contradiction = FALSE;
	g_autofree char *note = words_of(told);
	int r;

	if (!message_state_advance(&fate->state, told->status, &contradiction)) {
		if (!contradiction)
			return 0;
		return db_errno(db_run(store, "UPDATE message SET contradiction = 1 WHERE id = ?", DB_INT(fate->id)));
	}
	r = messages_state(store, fate, fate->state == MESSAGE_FAILED ? note : NULL, now_at);
	if (r >= 0 && open)
		r = settle(store, fate, note, now_at);
	/* A provider's clock that runs ahead must not date a thing after what follows it. */
	if (r >= 0)
		r = note_arrival(store, fate, note, told->at == STORE_NO_TIME ? now_at : MIN(told->at, now_at),
		                 told->inbound_id);
	if (r >= 0 && fate->state == MESSAGE_FAILED)
		r = apply_cause(store, fate, told, note, now_at);
	return r < 0 ? r : db_dirty(store, fate->case_id);
}

/* ---- texts of several parts (F36) ---- */

/* An answer that took the message says which parts it has: until one did, nobody knows. */
#define PARTS_NAMED "EXISTS (SELECT 1 FROM attempt a WHERE a.message_id = ?1 AND a.outcome = 'accepted')"

/* All parts together: the worst that was told, and delivered only when all of them are. While nobody knows how many
 * there are: as many as segments. */
static int add_up(Store *store, const MessageFate *fate, ReceiptStatus *status)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT count(*), sum(state = 'failed'), sum(state = 'delivered'), sum(state = 'buffered'),"
	                 " iif(" PARTS_NAMED ", 0, (SELECT segments FROM message WHERE id = ?1))"
	                 " FROM message_part WHERE message_id = ?1",
	                 DB_INT(fate->id));
	int64_t parts;

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	parts = MAX(db_column_number(row, 0), db_column_number(row, 4));
	*status = db_column_number(row, 1)            ? RECEIPT_FAILED
	          : db_column_number(row, 2) >= parts ? RECEIPT_DELIVERED
	          : db_column_number(row, 3)          ? RECEIPT_BUFFERED
	                                              : RECEIPT_ACCEPTED;
	return 0;
}

/* Moves a part up its ranks. 1: done; 0: no such part is known. */
static int advance_part(Store *store, const MessageFate *fate, const Told *told)
{
	MessageState state = MESSAGE_ACCEPTED;
	gboolean contradiction = FALSE;
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT state FROM message_part WHERE message_id = ? AND provider_id = ?",
	                 DB_INT(fate->id), DB_TEXT(told->provider_id));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	if (message_state_parse(db_column_peek(row, 0), &state) < 0)
		return db_fail(store, -EBADMSG, "a part of message %" G_GINT64_FORMAT ": no such state", fate->id);
	if (message_state_advance(&state, told->status, &contradiction))
		r = db_run(store, "UPDATE message_part SET state = ?3 WHERE message_id = ?1 AND provider_id = ?2",
		           DB_INT(fate->id), DB_TEXT(told->provider_id), DB_TEXT(message_state_name(state)));
	else if (contradiction)
		r = db_run(store, "UPDATE message SET contradiction = 1 WHERE id = ?", DB_INT(fate->id));
	return r < 0 ? r : 1;
}

/* A report that is quicker than the answer to its submit, or whose answer is lost, may be of one part only. */
static int guess_part(Store *store, const MessageFate *fate, const Told *told)
{
	int64_t several = 0;
	int r = !told->of_part
	                ? 0
	                : db_number(store, &several,
	                            "SELECT segments > 1 AND NOT " PARTS_NAMED " FROM message WHERE id = ?1",
	                            DB_INT(fate->id));

	return r < 0 ? r : several != 0;
}

static int put_part(Store *store, int64_t message_id, const char *provider_id)
{
	return db_errno(db_run(store,
	                     "INSERT INTO message_part (message_id, provider_id, provider) SELECT id, ?2, provider "
	                     "FROM message"
	                     " WHERE id = ?1 ON CONFLICT (message_id, provider_id) DO NOTHING",
	                     DB_INT(message_id), DB_TEXT(provider_id)));
}

/* A report on a message, or on a part of it. */
static int take(Store *store, MessageFate *fate, const Told *told, int64_t now_at)
{
	Told whole = *told;
	int r = 0;

	if (told->provider_id) {
		r = guess_part(store, fate, told);
		if (r > 0)
			r = put_part(store, fate->id, told->provider_id);
		if (r >= 0)
			r = advance_part(store, fate, told);
		if (r > 0)
			r = add_up(store, fate, &whole.status);
	}
	return r < 0 ? r : apply(store, fate, &whole, now_at);
}

int receipts_parts(Store *store, MessageFate *fate, const char *provider_id, const GPtrArray *part_ids, int64_t now_at)
{
	Told whole = {.at = STORE_NO_TIME};
	int64_t guesses = 0;
	int r = 0;

	if (part_ids && part_ids->len) {
		if (provider_id)
			r = put_part(store, fate->id, provider_id);
		for (guint i = 0; r >= 0 && i < part_ids->len; i++)
			r = put_part(store, fate->id, part_ids->pdata[i]);
		if (r >= 0)
			r = add_up(store, fate, &whole.status);
		return r < 0 ? r : apply(store, fate, &whole, now_at);
	}
	/* No parts are named, so what came early was about the whole. */
	r = db_number(store, &guesses, "SELECT count(*) FROM message_part WHERE message_id = ?", DB_INT(fate->id));
	if (r < 0 || guesses == 0)
		return r;
	r = add_up(store, fate, &whole.status);
	if (r >= 0)
		r = db_run(store, "DELETE FROM message_part WHERE message_id = ?", DB_INT(fate->id));
	return r < 0 ? r : apply(store, fate, &whole, now_at);
}

/* ---- matching ---- */

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
	if (r == -ENOENT && receipt->provider_id)
		r = db_number(store, message_id,
		              "SELECT message_id FROM message_part WHERE provider = ? AND provider_id = ?"
		              " ORDER BY message_id DESC LIMIT 1",
		              DB_TEXT(receipt->provider), DB_TEXT(receipt->provider_id));
	return r == -ENOENT ? 0 : r;
}

/* 1: the very same was told before. */
static int told_before(Store *store, const StoreReceipt *receipt, int64_t message_id)
{
	int64_t told = 0;
	int r;

	if (message_id)
		r = db_number(store, &told,
		              "SELECT EXISTS (SELECT 1 FROM receipt WHERE message_id = ? AND status = ? AND code IS ?"
		              " AND provider_id IS ?)",
		              DB_INT(message_id), DB_TEXT(receipt_status_name(receipt->status)), DB_TEXT(receipt->code),
		              DB_TEXT(receipt->provider_id));
	else
		r = db_number(store, &told,
		              "SELECT EXISTS (SELECT 1 FROM receipt WHERE message_id IS NULL AND provider = ? AND "
		              "provider_id IS ?"
		              " AND ref IS ? AND status = ? AND code IS ?)",
		              DB_TEXT(receipt->provider), DB_TEXT(receipt->provider_id), DB_TEXT(receipt->ref),
		              DB_TEXT(receipt_status_name(receipt->status)), DB_TEXT(receipt->code));
	return r < 0 ? r : told != 0;
}

static const char *cause_name(SubmitOutcome cause)
{
	return cause == SUBMIT_ACCEPTED ? NULL : submit_outcome_name(cause);
}

static int insert_receipt(Store *store, const StoreReceipt *receipt, int64_t now_at, int64_t message_id)
{
	return db_errno(db_run(store,
	                     "INSERT INTO receipt (inbound_id, provider, ref, provider_id, status, code, cause, at, "
	                     "received_at,"
	                     " message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	                     DB_INT(receipt->inbound_id), DB_TEXT(receipt->provider), DB_TEXT(receipt->ref),
	                     DB_TEXT(receipt->provider_id), DB_TEXT(receipt_status_name(receipt->status)),
	                     DB_TEXT(receipt->code), DB_TEXT(cause_name(receipt->cause)), DB_TIME(receipt->at),
	                     DB_INT(now_at), DB_ID(message_id)));
}

int store_receipt_put(Store *store, const StoreReceipt *receipt, int64_t now_at, int64_t *message_id, int64_t *case_id)
{
	const Told told = {receipt->status, receipt->cause, receipt->provider_id, receipt->code, receipt->at,
	                   receipt->inbound_id, receipt->of_part};
	int64_t found = 0;
	MessageFate fate = {0};
	int r = match(store, receipt, &found);

	if (r == 0 && receipt->once)
		r = told_before(store, receipt, found);
	if (r > 0)
		return db_fail(store, -EEXIST, "this report was told before");
	if (r == 0)
		r = insert_receipt(store, receipt, now_at, found);
	if (r >= 0 && found)
		r = messages_fate(store, found, &fate);
	if (r >= 0 && found)
		r = take(store, &fate, &told, now_at);
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

/* How long a report that was quicker than what it is about waits to be matched (F34). Then it is a stranger's, and
 * an id that a provider gives out a second time must not find it. */
#define PARKED_S (72 * 3600)

typedef struct {
	int64_t id;
	Told told;
	char *code;
	char *provider_id;
} Parked;

static int read_parked(Store *store, DbRow row, void *element)
{
	Parked *parked = element;
	const char *cause = db_column_peek(row, 5);

	parked->id = db_column_number(row, 0);
	if (receipt_status_parse(db_column_peek(row, 1), &parked->told.status) < 0 ||
	    (cause && submit_outcome_parse(cause, &parked->told.cause) < 0))
		return db_fail(store, -EBADMSG, "receipt %" G_GINT64_FORMAT ": no such status or cause", parked->id);
	parked->told.code = parked->code = db_column_text(row, 2);
	parked->told.at = db_column_time(row, 3);
	parked->told.inbound_id = db_column_number(row, 6);
	parked->told.provider_id = parked->provider_id = db_column_text(row, 4);
	return 0;
}

static void clear_parked(gpointer element)
{
	g_free(((Parked *)element)->code);
	g_free(((Parked *)element)->provider_id);
}

static int adopt(Store *store, int64_t message_id, const Parked *parked, int64_t now_at)
{
	MessageFate fate;
	int r = db_run(store, "UPDATE receipt SET message_id = ?2 WHERE id = ?1", DB_INT(parked->id),
	               DB_INT(message_id));

	if (r >= 0)
		r = messages_fate(store, message_id, &fate);
	return r < 0 ? r : take(store, &fate, &parked->told, now_at);
}

int receipts_adopt(Store *store, int64_t message_id, int64_t now_at)
{
	g_autoptr(GArray) parked = NULL;
	auto_row row = NULL;
	int64_t newest_at = STORE_NO_TIME;
	/* Each message asks: most often nothing waits at all. */
	int r = db_number(store, &newest_at,
	                  "SELECT received_at FROM receipt WHERE message_id IS NULL ORDER BY id DESC LIMIT 1");

	if (r == -ENOENT || (r >= 0 && newest_at <= now_at - PARKED_S))
		return 0;
	if (r < 0)
		return r;
	r = db_query(store, &row,
	             "SELECT r.id, r.status, r.code, r.at, r.provider_id, r.cause, r.inbound_id FROM message m CROSS "
	             "JOIN receipt r"
	             " ON r.provider = m.provider AND r.provider_id = m.provider_id"
	             " WHERE m.id = ?1 AND r.message_id IS NULL AND r.received_at > ?2 UNION"
	             " SELECT r.id, r.status, r.code, r.at, r.provider_id, r.cause, r.inbound_id FROM message_part p "
	             "CROSS JOIN receipt r"
	             " ON r.provider = p.provider AND r.provider_id = p.provider_id"
	             " WHERE p.message_id = ?1 AND r.message_id IS NULL AND r.received_at > ?2 ORDER BY 1",
	             DB_INT(message_id), DB_INT(now_at - PARKED_S));

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
