/* Messages and their attempts: the intent before the socket opens, the result after (DESIGN section 5). */
#include "store/sqlite/db.h"

#include "util/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define AUTOMATIC "followupd" /* author of what the daemon writes by itself */
#define REF_LENGTH 22         /* of 36 letters: 113 bits, which nobody guesses to settle a message with */

void store_message_clear(StoreMessage *message)
{
	g_free(message->author);
	g_free(message->text);
	g_free(message->language);
	g_free(message->text_version);
	g_free(message->encoding);
	g_free(message->provider);
	g_free(message->provider_id);
	g_free(message->sender);
	g_free(message->error);
	*message = (StoreMessage){0};
}

static void clear_message(gpointer message)
{
	store_message_clear(message);
}

#define MESSAGE_SELECT                                                                                                 \
	"SELECT id, case_id, person_id, step, round, author, text, language, text_version, encoding, segments, state," \
	" contradiction, provider, provider_id, tries, created_at, sent_at, changed_at, error, sender, price, currency"   \
	" FROM message "

static int read_message(Store *store, DbRow row, void *element)
{
	StoreMessage *message = element;

	message->id = db_column_number(row, 0);
	if (step_parse(db_column_peek(row, 3), &message->step) < 0 ||
	    message_state_parse(db_column_peek(row, 11), &message->state) < 0)
		return db_fail(store, -EBADMSG, "message %" G_GINT64_FORMAT ": no such step or state", message->id);
	message->case_id = db_column_number(row, 1);
	message->person_id = db_column_number(row, 2);
	message->round = (int)db_column_number(row, 4);
	message->author = db_column_text(row, 5);
	message->text = db_column_text(row, 6);
	message->language = db_column_text(row, 7);
	message->text_version = db_column_text(row, 8);
	message->encoding = db_column_text(row, 9);
	message->segments = (int)db_column_number(row, 10);
	message->contradiction = db_column_number(row, 12) != 0;
	message->provider = db_column_text(row, 13);
	message->provider_id = db_column_text(row, 14);
	message->tries = (int)db_column_number(row, 15);
	message->created_at = db_column_at(row, 16);
	message->sent_at = db_column_time(row, 17);
	message->changed_at = db_column_at(row, 18);
	message->error = db_column_text(row, 19);
	message->sender = db_column_text(row, 20);
	message->price = db_column_number(row, 21);
	g_strlcpy(message->currency, db_column_peek(row, 22) ? db_column_peek(row, 22) : "", sizeof message->currency);
	return 0;
}

int store_message_get(Store *store, int64_t message_id, StoreMessage *out)
{
	auto_row row = NULL;
	StoreMessage message = {0};
	int r = db_query(store, &row, MESSAGE_SELECT "WHERE id = ?", DB_INT(message_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no message %" G_GINT64_FORMAT, message_id);
	if (r > 0)
		r = read_message(store, row, &message);
	if (r == 0)
		*out = message;
	return r;
}

int store_message_list(Store *store, int64_t case_id, GArray **messages)
{
	auto_row row = NULL;
	int r = db_query(store, &row, MESSAGE_SELECT "WHERE case_id = ? ORDER BY id", DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreMessage), clear_message, read_message, 0, messages);
}

/* ---- intent ---- */

static char *make_ref(void)
{
	static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	char *ref = g_malloc0(REF_LENGTH + 1);

	for (int n = 0; n < REF_LENGTH;) {
		guint8 bytes[2 * REF_LENGTH];

		g_assert(getrandom(bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes);
		for (gsize i = 0; i < sizeof bytes && n < REF_LENGTH; i++)
			if (bytes[i] < 252) /* 7 * 36: every letter equally often */
				ref[n++] = LETTERS[bytes[i] % 36];
	}
	return ref;
}

/* The message of this step and round that waits for another try; *message_id stays when there is none yet. */
static int find_waiting(Store *store, const StoreStep *step, int64_t *message_id)
{
	auto_row row = NULL;
	int r;

	r = db_query(store, &row, "SELECT id, state FROM message WHERE case_id = ? AND step = ? AND round = ?",
	             DB_INT(step->case_id), DB_TEXT(step_name(step->step)), DB_INT(step->round));
	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	if (strcmp(db_column_peek(row, 1), "waiting") != 0)
		return db_fail(store, -EEXIST, "case %" G_GINT64_FORMAT ": %s of round %d is %s already", step->case_id,
		               step_name(step->step), step->round, db_column_peek(row, 1));
	*message_id = db_column_number(row, 0);
	return 0;
}

static DbValue price_of(const StoreMessage *m)
{
	return *m->currency ? DB_INT(m->price) : DB_TEXT(NULL);
}

static DbValue currency_of(const StoreMessage *m)
{
	return DB_TEXT(*m->currency ? m->currency : NULL);
}

static int insert_message(Store *store, const StoreStep *step, const StoreMessage *m, const char *author,
                          int64_t now_at, int64_t *message_id)
{
	int r = db_run(
	        store,
	        "INSERT INTO message (case_id, person_id, step, round, author, text, language, text_version, encoding,"
	        " segments, state, provider, sender, tries, created_at, changed_at, price, currency)"
	        " VALUES (?1, (SELECT person_id FROM cases WHERE id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'intent', ?10,"
	        " ?12, 1, ?11, ?11, ?13, ?14)",
	        DB_INT(step->case_id), DB_TEXT(step_name(step->step)), DB_INT(step->round), DB_TEXT(author),
	        DB_TEXT(m->text), DB_TEXT(m->language), DB_TEXT(m->text_version), DB_TEXT(m->encoding),
	        DB_INT(m->segments), DB_TEXT(m->provider), DB_INT(now_at), DB_TEXT(m->sender), price_of(m),
	        currency_of(m));

	if (r >= 0)
		*message_id = sqlite3_last_insert_rowid(store->db);
	return MIN(r, 0);
}

static int take_up_message(Store *store, int64_t message_id, const StoreMessage *m, int64_t now_at)
{
	return db_run(
	        store,
	        "UPDATE message SET text = ?2, language = ?3, text_version = ?4, encoding = ?5, segments = ?6,"
	        " state = 'intent', provider = ?7, sender = ?9, provider_id = NULL, tries = tries + 1, changed_at = ?8,"
	        " error = NULL, price = ?10, currency = ?11 WHERE id = ?1",
	        DB_INT(message_id), DB_TEXT(m->text), DB_TEXT(m->language), DB_TEXT(m->text_version),
	        DB_TEXT(m->encoding), DB_INT(m->segments), DB_TEXT(m->provider), DB_INT(now_at), DB_TEXT(m->sender),
	        price_of(m), currency_of(m));
}

/* The claim: whoever cancelled the step meanwhile was first (F31). */
static int claim_step(Store *store, const StoreStep *step, int64_t now_at)
{
	int r = db_run(store, "UPDATE step SET state = 'sending', changed_at = ?2 WHERE id = ?1 AND state = 'planned'",
	               DB_INT(step->id), DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -ENOENT, "step %" G_GINT64_FORMAT " is not planned any more", step->id);
	return MIN(r, 0);
}

int store_intent_put(Store *store, const StoreStep *step, const StoreMessage *message, int64_t now_us,
                     int64_t *message_id, int64_t *attempt_id, char **ref)
{
	const char *author = message->author ? message->author : AUTOMATIC;
	g_autofree char *fresh_ref = make_ref();
	int64_t now_at = now_us / USEC_PER_SEC, id = 0;
	int r = step->id ? claim_step(store, step, now_at) : 0, known;

	if (r >= 0)
		r = insert_message(store, step, message, author, now_at, &id);
	/* Most have no message yet, so it is looked for only when one of these says no. */
	if (r == -ENOENT || r == -EEXIST) {
		known = find_waiting(store, step, &id);
		if (known < 0 || r == -ENOENT)
			return known < 0 ? known : r;
		r = take_up_message(store, id, message, now_at);
	}
	if (r >= 0)
		r = db_run(store, "INSERT INTO attempt (message_id, ref, started_us, provider) VALUES (?, ?, ?, ?)", DB_INT(id),
		           DB_TEXT(fresh_ref), DB_INT(now_us), DB_TEXT(message->provider));
	if (r < 0)
		return r;
	*message_id = id;
	*attempt_id = sqlite3_last_insert_rowid(store->db);
	*ref = g_steal_pointer(&fresh_ref);
	return 0;
}

/* ---- result ---- */

#define FATE "SELECT m.case_id, m.step, m.round, m.state, m.author, m.sent_at, m.id, "

/* 1: there is such a row. */
static int next_fate(Store *store, DbRow row, MessageFate *fate)
{
	int r = db_next(store, row);

	if (r <= 0)
		return r;
	fate->id = db_column_number(row, 6);
	if (step_parse(db_column_peek(row, 1), &fate->step) < 0 ||
	    message_state_parse(db_column_peek(row, 3), &fate->state) < 0)
		return db_fail(store, -EBADMSG, "message %" G_GINT64_FORMAT ": no such step or state", fate->id);
	fate->case_id = db_column_number(row, 0);
	fate->round = (int)db_column_number(row, 2);
	g_strlcpy(fate->author, db_column_peek(row, 4), sizeof fate->author);
	fate->sent = db_column_time(row, 5) != STORE_NO_TIME;
	fate->submitted_at = db_column_at(row, 7);
	return 1;
}

int messages_fate(Store *store, int64_t message_id, MessageFate *fate)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 FATE "coalesce((SELECT max(a.started_us) FROM attempt a WHERE a.message_id = m.id) / 1000000,"
	                      " m.created_at) FROM message m WHERE m.id = ?",
	                 DB_INT(message_id));

	if (r == 0)
		r = next_fate(store, row, fate);
	return r == 0 ? db_fail(store, -ENOENT, "no message %" G_GINT64_FORMAT, message_id) : db_errno(r);
}

/* That of the message of an attempt that has its result just now: no other one was begun after it. */
static int fate_of_attempt(Store *store, int64_t attempt_id, MessageFate *fate)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 FATE "a.started_us / 1000000 FROM attempt a CROSS JOIN message m ON m.id = a.message_id"
	                      " WHERE a.id = ?",
	                 DB_INT(attempt_id));

	if (r == 0)
		r = next_fate(store, row, fate);
	return r == 0 ? db_fail(store, -ENOENT, "no message of attempt %" G_GINT64_FORMAT, attempt_id) : db_errno(r);
}

int messages_step(Store *store, const MessageFate *fate, StepState state, const char *reason, const char *detail,
                  int64_t retry_at, int64_t now_at)
{
	int r = db_run(store,
	               "UPDATE step SET state = ?4, reason = ?5, detail = ?6, due_at = coalesce(?7, due_at), retry_at = ?7,"
	               " changed_at = ?8 WHERE case_id = ?1 AND step = ?2 AND round = ?3",
	               DB_INT(fate->case_id), DB_TEXT(step_name(fate->step)), DB_INT(fate->round),
	               DB_TEXT(step_state_name(state)), DB_TEXT(reason), DB_TEXT(detail), DB_TIME(retry_at), DB_INT(now_at));

	if (r >= 0 && state == STEP_HELD)
		r = db_dirty_others(store, fate->case_id);
	return MIN(0, r);
}

/* Of a message whose row says when it was sent. */
static int tell_sent(Store *store, MessageFate *fate, int64_t sent_at)
{
	StoreEvent sent = {
	        .kind = EVENT_SENT, .at = sent_at, .actor = fate->author, .step = fate->step, .message_id = fate->id};
	int r = messages_step(store, fate, STEP_DONE, "sent", NULL, STORE_NO_TIME, sent_at);

	fate->sent = TRUE;
	return r < 0 ? r : cases_event_or_note(store, fate->case_id, &sent);
}

int messages_sent(Store *store, MessageFate *fate, int64_t sent_at)
{
	int r;

	if (fate->sent)
		return 0;
	r = db_run(store, "UPDATE message SET sent_at = ?2 WHERE id = ?1", DB_INT(fate->id), DB_INT(sent_at));
	return r < 0 ? r : tell_sent(store, fate, sent_at);
}

static int set_message(Store *store, MessageFate *fate, MessageState state, const char *error, int64_t now_at)
{
	fate->state = state;
	return messages_state(store, fate, error, now_at);
}

int messages_state(Store *store, const MessageFate *fate, const char *error, int64_t now_at)
{
	int r = db_run(store, "UPDATE message SET state = ?2, error = ?3, changed_at = ?4 WHERE id = ?1",
	               DB_INT(fate->id), DB_TEXT(message_state_name(fate->state)), DB_TEXT(error), DB_INT(now_at));

	/* What is final needs no question. */
	if (r >= 0 && (fate->state == MESSAGE_DELIVERED || fate->state == MESSAGE_FAILED))
		r = lookups_end(store, fate->id);
	return r;
}

/* A receipt may have been quicker than the answer: it knows more, its state stays. */
static int on_accepted(Store *store, MessageFate *fate, const StoreResult *result, int64_t now_at)
{
	gboolean was_sent = fate->sent;
	int r;

	if (fate->state < MESSAGE_ACCEPTED) {
		fate->state = MESSAGE_ACCEPTED;
		r = db_run(store,
		           "UPDATE message SET provider_id = coalesce(?2, provider_id), state = ?3, error = NULL, changed_at = ?4,"
		           " sent_at = coalesce(sent_at, ?4) WHERE id = ?1",
		           DB_INT(fate->id), DB_TEXT(result->provider_id), DB_TEXT(message_state_name(MESSAGE_ACCEPTED)),
		           DB_INT(now_at));
	} else {
		r = db_run(store,
		           "UPDATE message SET provider_id = coalesce(?2, provider_id), sent_at = coalesce(sent_at, ?3) WHERE id = ?1",
		           DB_INT(fate->id), DB_TEXT(result->provider_id), DB_INT(now_at));
	}
	if (r >= 0 && !was_sent)
		r = tell_sent(store, fate, now_at);
	if (r >= 0)
		r = receipts_parts(store, fate, result->provider_id, result->part_ids, now_at);
	return r < 0 ? r : receipts_adopt(store, fate->id, now_at);
}

static int on_retry(Store *store, MessageFate *fate, const StoreResult *result, int64_t now_at)
{
	int r = set_message(store, fate, MESSAGE_WAITING, result->code, now_at);

	return r < 0 ? r
	             : messages_step(store, fate, STEP_PLANNED, submit_outcome_name(result->outcome), result->code,
	                             result->next_at, now_at);
}

static int on_unknown(Store *store, MessageFate *fate, const StoreResult *result, int64_t now_at)
{
	StoreEvent event = {.kind = EVENT_UNKNOWN_OUTCOME,
	                    .at = now_at,
	                    .actor = AUTOMATIC,
	                    .step = fate->step,
	                    .message_id = fate->id,
	                    .note = result->code};
	int r = set_message(store, fate, MESSAGE_UNKNOWN, result->code, now_at);

	if (r >= 0)
		r = messages_step(store, fate, STEP_UNKNOWN, submit_outcome_name(SUBMIT_UNKNOWN), result->code,
		                  STORE_NO_TIME, now_at);
	return r < 0 ? r : cases_event_or_note(store, fate->case_id, &event);
}

static int on_failed(Store *store, MessageFate *fate, const StoreResult *result, int64_t now_at)
{
	const char *outcome = submit_outcome_name(result->outcome);
	g_autofree char *note = result->code ? g_strdup_printf("%s: %s", outcome, result->code) : g_strdup(outcome);
	StoreEvent event = {.kind = EVENT_NOT_SENT,
	                    .at = now_at,
	                    .actor = AUTOMATIC,
	                    .step = fate->step,
	                    .message_id = fate->id,
	                    .note = note};
	int r = set_message(store, fate, MESSAGE_FAILED, note, now_at);

	if (r >= 0)
		r = messages_step(store, fate, STEP_HELD, outcome, result->code, STORE_NO_TIME, now_at);
	return r < 0 ? r : cases_event_or_note(store, fate->case_id, &event);
}

/* The daemon sees at once whether there is anything to ask. */
static gboolean to_be_asked(const StoreResult *result)
{
	return result->outcome == SUBMIT_UNKNOWN || (result->outcome == SUBMIT_ACCEPTED && !result->unasked);
}

/* Takes the attempt's only result. */
static int close_attempt(Store *store, int64_t attempt_id, const StoreResult *result, int64_t now_us)
{
	int64_t known = 0;
	int r = db_run(store,
	               "UPDATE attempt SET finished_us = ?2, outcome = ?3, code = ?4 WHERE id = ?1 AND outcome IS NULL",
	               DB_INT(attempt_id), DB_INT(now_us), DB_TEXT(submit_outcome_name(result->outcome)),
	               DB_TEXT(result->code));

	if (r == 0) {
		r = db_number(store, &known, "SELECT id FROM attempt WHERE id = ?", DB_INT(attempt_id));
		if (r == -ENOENT)
			return db_fail(store, r, "no attempt %" G_GINT64_FORMAT, attempt_id);
		if (r == 0)
			r = db_fail(store, -EEXIST, "attempt %" G_GINT64_FORMAT " has its result already", attempt_id);
	}
	if (r < 0)
		return r;
	return to_be_asked(result) ? lookups_begin(store, attempt_id) : 0;
}

int store_attempt_result(Store *store, int64_t attempt_id, const StoreResult *result, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	gboolean was_sent;
	MessageFate fate;
	int r = close_attempt(store, attempt_id, result, now_us);

	if (r == 0)
		r = fate_of_attempt(store, attempt_id, &fate);
	if (r < 0)
		return r;
	was_sent = fate.sent;
	if (result->outcome == SUBMIT_ACCEPTED)
		r = on_accepted(store, &fate, result, now_at);
	else if (fate.state != MESSAGE_INTENT)
		r = 0; /* a receipt has settled it: the provider has it, whatever this answer says */
	else if (result->outcome == SUBMIT_UNKNOWN)
		r = on_unknown(store, &fate, result, now_at);
	else if (result->next_at != STORE_NO_TIME)
		r = on_retry(store, &fate, result, now_at);
	else
		r = on_failed(store, &fate, result, now_at);
	/* An event of the case says so by itself: what is written for every message has one. */
	return r < 0 || (result->outcome == SUBMIT_ACCEPTED && !was_sent) ? r : db_dirty(store, fate.case_id);
}

static int abandon(Store *store, int64_t attempt_id, const StoreResult *lost, int64_t now_us)
{
	int r = store_mark(store);

	if (r == 0)
		r = store_attempt_result(store, attempt_id, lost, now_us);
	if (!store_fault_is_rows(r))
		return r < 0 ? r : store_unmark(store, TRUE);
	r = store_unmark(store, FALSE);
	return r < 0 ? r : close_attempt(store, attempt_id, lost, now_us);
}

int store_attempts_abandon(Store *store, int64_t now_us, guint *count)
{
	static const StoreResult LOST = {.outcome = SUBMIT_UNKNOWN,
	                                 .code = "no answer was recorded before followupd ended",
	                                 .next_at = STORE_NO_TIME};
	g_autoptr(GArray) open = NULL;
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT id FROM attempt WHERE outcome IS NULL ORDER BY id");

	if (r == 0)
		r = db_list_numbers(store, row, &open);
	for (guint i = 0; r == 0 && i < open->len; i++)
		r = abandon(store, g_array_index(open, int64_t, i), &LOST, now_us);
	if (r == 0)
		*count = open->len;
	return r;
}

int messages_settle(Store *store, MessageFate *fate, gboolean left, const char *actor, const char *note, int64_t now_at)
{
	g_autofree char *said = g_strdup_printf("%s%s%s", left ? "the message has left" : "the message never left",
	                                        note ? ": " : "", note ? note : "");
	StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = actor, .step = fate->step, .message_id = fate->id,
	                    .note = said};
	int r = set_message(store, fate, left ? MESSAGE_ACCEPTED : MESSAGE_WAITING, NULL, now_at);

	if (r >= 0)
		r = left ? messages_sent(store, fate, fate->submitted_at)
		         : messages_step(store, fate, STEP_PLANNED, "settled", NULL, now_at, now_at);
	if (r >= 0)
		r = store_event_add(store, fate->case_id, &event);
	return r < 0 ? r : db_dirty(store, fate->case_id);
}

int store_message_settle(Store *store, int64_t case_id, gboolean left, const char *actor, const char *note, int64_t now_at)
{
	MessageFate fate = {0};
	int64_t id;
	int r = db_number(store, &id, "SELECT id FROM message WHERE case_id = ? AND state = 'unknown' ORDER BY id DESC LIMIT 1",
	                  DB_INT(case_id));

	if (r == -ENOENT)
		return db_fail(store, r, "case %" G_GINT64_FORMAT " has no message of unknown outcome", case_id);
	if (r == 0)
		r = messages_fate(store, id, &fate);
	return r < 0 ? r : messages_settle(store, &fate, left, actor, note, now_at);
}
