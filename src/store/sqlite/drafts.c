/* What was granted, and words that wait for their hour. */
#include "store/sqlite/db.h"
#include "store/team.h"

#include <errno.h>

void store_offer_clear(StoreOffer *offer)
{
	g_free(offer->kind);
	g_free(offer->currency);
	g_free(offer->note);
	g_free(offer->granted_by);
	*offer = (StoreOffer){0};
}

static void clear_offer(gpointer offer)
{
	store_offer_clear(offer);
}

static int read_offer(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreOffer *)element = (StoreOffer){.id = db_column_number(row, 0), .case_id = db_column_number(row, 1),
	                                      .kind = db_column_text(row, 2), .amount = db_column_number(row, 3),
	                                      .currency = db_column_text(row, 4), .note = db_column_text(row, 5),
	                                      .granted_by = db_column_text(row, 6), .granted_at = db_column_at(row, 7)};
	return 0;
}

int store_offer_put(Store *store, const StoreOffer *offer, int64_t *offer_id)
{
	g_autofree char *words = offer->note ? g_strdup_printf("%s: %s", offer->kind, offer->note) : g_strdup(offer->kind);
	StoreEvent event = {.kind = EVENT_OFFERED, .at = offer->granted_at, .actor = offer->granted_by, .note = words};
	int r = db_run(store,
	               "INSERT INTO offer (case_id, kind, amount, currency, note, granted_by, granted_at)"
	               " VALUES (?, ?, ?, ?, ?, ?, ?)",
	               DB_INT(offer->case_id), DB_TEXT(offer->kind), DB_INT(offer->amount), DB_TEXT(offer->currency),
	               DB_TEXT(offer->note), DB_TEXT(offer->granted_by), DB_INT(offer->granted_at));
	int64_t id = sqlite3_last_insert_rowid(store->db);

	if (r >= 0)
		r = store_event_add(store, offer->case_id, &event);
	if (r >= 0)
		*offer_id = id;
	return MIN(r, 0);
}

int store_offer_list(Store *store, int64_t case_id, GArray **offers)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, case_id, kind, amount, currency, note, granted_by, granted_at FROM offer"
	                 " WHERE case_id = ? ORDER BY id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreOffer), clear_offer, read_offer, 0, offers);
}

/* ---- drafts ---- */

void store_draft_clear(StoreDraft *draft)
{
	g_free(draft->author);
	g_free(draft->text);
	g_free(draft->override);
	*draft = (StoreDraft){0};
}

int store_draft_get(Store *store, int64_t case_id, Step step, int number, StoreDraft *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT d.id, d.author, d.text, d.override, d.created_at, d.promise_id,"
	                 " EXISTS (SELECT 1 FROM promise p WHERE p.id = d.promise_id AND p.state = 'open'),"
	                 " EXISTS (SELECT 1 FROM reply r WHERE r.case_id = d.case_id)"
	                 " OR EXISTS (SELECT 1 FROM reply_case k WHERE k.case_id = d.case_id), t.incident_id, t.text_id"
	                 " FROM draft d LEFT JOIN incident_told t ON t.case_id = d.case_id AND t.number = d.number"
	                 " AND d.step = 'agent_text'"
	                 " WHERE d.case_id = ? AND d.step = ? AND d.number = ?",
	                 DB_INT(case_id), DB_TEXT(step_name(step)), DB_INT(number));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT " has no %s %d", case_id, step_name(step), number);
	if (r < 0)
		return r;
	*out = (StoreDraft){.id = db_column_number(row, 0), .case_id = case_id, .step = step, .number = number,
	                    .author = db_column_text(row, 1), .text = db_column_text(row, 2),
	                    .override = db_column_text(row, 3), .created_at = db_column_at(row, 4),
	                    .promise_id = db_column_number(row, 5), .promise_open = db_column_number(row, 6) != 0,
	                    .replied = db_column_number(row, 7) != 0, .incident_id = db_column_number(row, 8),
	                    .incident_text_id = db_column_number(row, 9)};
	return 0;
}

void store_twin_clear(StoreTwin *twin)
{
	g_free(twin->author);
	*twin = (StoreTwin){0};
}

int store_draft_twin(Store *store, int64_t case_id, Step step, const char *text, int64_t since_at, StoreTwin *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT d.number, d.author, s.state, s.due_at, s.changed_at FROM draft d JOIN step s"
	                 " ON s.case_id = d.case_id AND s.step = d.step AND s.round = d.number"
	                 " WHERE d.case_id = ?1 AND d.step = ?2"
	                 " AND (d.text = ?3 OR d.step = 'progress' AND"
	                 "  instr(char(10) || d.text || char(10), char(10) || ?3 || char(10)) > 0)"
	                 " AND s.state <> 'cancelled'"
	                 " AND (s.state IN ('planned', 'held', 'sending', 'unknown') OR s.changed_at > ?4)"
	                 " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.case_id = d.case_id AND m.step = d.step"
	                 "  AND m.round = d.number AND m.state = 'failed')"
	                 " ORDER BY d.number DESC LIMIT 1",
	                 DB_INT(case_id), DB_TEXT(step_name(step)), DB_TEXT(text), DB_INT(since_at));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "case %" G_GINT64_FORMAT " has no such words", case_id);
	if (r < 0)
		return r;
	*out = (StoreTwin){.number = (int)db_column_number(row, 0), .due_at = db_column_time(row, 3),
	                   .changed_at = db_column_at(row, 4)};
	if (step_state_parse(db_column_peek(row, 2), &out->state) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ", draft %d: no such state", case_id,
		               out->number);
	out->author = db_column_text(row, 1);
	return 0;
}

/* The number of a fact's draft that has not been handed over and may still grow; 0: there is none. */
static int growing(Store *store, int64_t case_id, int64_t *number)
{
	int r = db_number(store, number,
	                  "SELECT d.number FROM draft d JOIN step s ON s.case_id = d.case_id AND s.step = d.step"
	                  " AND s.round = d.number WHERE d.case_id = ? AND d.step = 'progress' AND s.state = 'planned'"
	                  " AND s.retry_at IS NULL ORDER BY d.number DESC LIMIT 1",
	                  DB_INT(case_id));

	if (r == -ENOENT)
		*number = 0;
	return r == -ENOENT ? 0 : r;
}

static int insert_draft(Store *store, const StoreDraft *draft, int64_t due_at, int64_t rules_id, int64_t now_at,
                        int64_t *number)
{
	const char *step = step_name(draft->step);
	int r = db_number(store, number, "SELECT coalesce(max(number), 0) + 1 FROM draft WHERE case_id = ? AND step = ?",
	                  DB_INT(draft->case_id), DB_TEXT(step));

	if (r == 0)
		r = db_run(store,
		           "INSERT INTO draft (case_id, step, number, author, text, override, created_at, promise_id)"
		           " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		           DB_INT(draft->case_id), DB_TEXT(step), DB_INT(*number), DB_TEXT(draft->author), DB_TEXT(draft->text),
		           DB_TEXT(draft->override), DB_INT(now_at), DB_ID(draft->promise_id));
	if (r >= 0)
		r = db_run(store,
		           "INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)"
		           " VALUES (?, ?, ?, 'planned', ?, 'now', ?, ?)",
		           DB_INT(draft->case_id), DB_TEXT(step), DB_INT(*number), DB_INT(due_at), DB_INT(rules_id),
		           DB_INT(now_at));
	return r < 0 ? r : db_dirty(store, draft->case_id);
}

int store_draft_put(Store *store, const StoreDraft *draft, int64_t due_at, int64_t rules_id, int64_t now_at, int *number)
{
	int64_t n = 0;
	int r = draft->step == STEP_PROGRESS ? growing(store, draft->case_id, &n) : 0;

	if (r == 0 && n)
		r = db_errno(db_run(store,
		                  "UPDATE draft SET text = text || char(10) || ?3 WHERE case_id = ?1 AND step = 'progress' AND number = ?2",
		                  DB_INT(draft->case_id), DB_INT(n), DB_TEXT(draft->text)));
	else if (r == 0)
		r = insert_draft(store, draft, due_at, rules_id, now_at, &n);
	if (r == 0)
		*number = (int)n;
	return r;
}

int store_draft_cancel(Store *store, int64_t case_id, Step step, int number, const char *actor, int64_t now_at, int64_t *at)
{
	g_autofree char *note = g_strdup_printf("%s %d taken back", step_name(step), number);
	StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = actor, .step = step, .note = note};
	int64_t changed_at;
	int r = db_run(store,
	               "UPDATE step SET state = 'cancelled', reason = 'taken_back', changed_at = ?4"
	               " WHERE case_id = ?1 AND step = ?2 AND round = ?3 AND state IN ('planned', 'held')",
	               DB_INT(case_id), DB_TEXT(step_name(step)), DB_INT(number), DB_INT(now_at));

	if (r > 0) {
		r = db_dirty(store, case_id);
		return r < 0 ? r : store_event_add(store, case_id, &event);
	}
	if (r == 0)
		r = db_number(store, &changed_at,
		              "SELECT changed_at FROM step WHERE case_id = ? AND step = ? AND round = ? AND state <> 'cancelled'",
		              DB_INT(case_id), DB_TEXT(step_name(step)), DB_INT(number));
	if (r == -ENOENT)
		return db_fail(store, r, "case %" G_GINT64_FORMAT " has no %s %d that waits", case_id, step_name(step), number);
	if (r < 0)
		return r;
	if (at)
		*at = changed_at;
	return db_fail(store, -EALREADY, "%s %d was handed over already", step_name(step), number);
}
