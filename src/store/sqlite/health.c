/* How providers do, and what was sent through them today: what limits and routes lean on. */
#include "store/sqlite/db.h"

#include <errno.h>

/* ---- health rows ---- */

void store_provider_health_clear(StoreProviderHealth *health)
{
	g_free(health->provider);
	g_free(health->state);
	g_free(health->cause);
	*health = (StoreProviderHealth){0};
}

static void clear_health(gpointer element)
{
	store_provider_health_clear(element);
}

int store_provider_health_put(Store *store, const StoreProviderHealth *health)
{
	return db_errno(db_run(store,
	                     "INSERT INTO provider_health (provider, state, cause, since_at, until_at, last_accepted_at,"
	                     " last_refused_at, last_unknown_at, last_receipt_at, day_at, accepted_today, refused_today,"
	                     " unknown_today) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
	                     " ON CONFLICT (provider) DO UPDATE SET state = ?2, cause = ?3, since_at = ?4, until_at = ?5,"
	                     " last_accepted_at = ?6, last_refused_at = ?7, last_unknown_at = ?8, last_receipt_at = ?9,"
	                     " day_at = ?10, accepted_today = ?11, refused_today = ?12, unknown_today = ?13",
	                     DB_TEXT(health->provider), DB_TEXT(health->state), DB_TEXT(health->cause),
	                     DB_TIME(health->since_at), DB_TIME(health->until_at), DB_TIME(health->last_accepted_at),
	                     DB_TIME(health->last_refused_at), DB_TIME(health->last_unknown_at),
	                     DB_TIME(health->last_receipt_at), DB_INT(health->day_at), DB_INT(health->accepted_today),
	                     DB_INT(health->refused_today), DB_INT(health->unknown_today)));
}

static int read_health(Store *store, DbRow row, void *element)
{
	StoreProviderHealth *health = element;

	(void)store;
	*health = (StoreProviderHealth){
		.provider = db_column_text(row, 0),
		.state = db_column_text(row, 1),
		.cause = db_column_text(row, 2),
		.since_at = db_column_time(row, 3),
		.until_at = db_column_time(row, 4),
		.last_accepted_at = db_column_time(row, 5),
		.last_refused_at = db_column_time(row, 6),
		.last_unknown_at = db_column_time(row, 7),
		.last_receipt_at = db_column_time(row, 8),
		.day_at = db_column_at(row, 9),
		.accepted_today = db_column_number(row, 10),
		.refused_today = db_column_number(row, 11),
		.unknown_today = db_column_number(row, 12),
	};
	return 0;
}

int store_provider_health_list(Store *store, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT provider, state, cause, since_at, until_at, last_accepted_at, last_refused_at, last_unknown_at,"
	                 " last_receipt_at, day_at, accepted_today, refused_today, unknown_today FROM provider_health"
	                 " ORDER BY provider");

	return r < 0 ? r : db_list(store, row, sizeof(StoreProviderHealth), clear_health, read_health, 0, rows);
}

/* ---- what was sent ---- */

static void clear_sent(gpointer element)
{
	StoreSent *sent = element;

	g_free(sent->shop);
	g_free(sent->provider);
}

int store_sent_since(Store *store, int64_t since_at, GArray **list)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreSent));
	auto_row row = NULL;
	/* From the newest back, by the order of ids: today is the end of a table of years, and needs no index of its own. */
	int r = db_query(store, &row,
	                 "SELECT a.started_us / 1000000, a.outcome, coalesce(a.provider, m.provider), m.segments, m.step, c.shop"
	                 " FROM attempt a CROSS JOIN message m ON m.id = a.message_id CROSS JOIN cases c ON c.id = m.case_id"
	                 " WHERE a.id <= ? ORDER BY a.id DESC",
	                 DB_INT(INT64_MAX));

	g_array_set_clear_func(found, clear_sent);
	while (r >= 0 && (r = db_next(store, row)) > 0) {
		StoreSent sent = {.at = db_column_number(row, 0), .outcome = SUBMIT_UNKNOWN};

		if (sent.at < since_at)
			break;
		/* An attempt without an outcome may be out, as one of a word nobody knows. */
		if (db_column_peek(row, 1))
			submit_outcome_parse(db_column_peek(row, 1), &sent.outcome);
		sent.segments = (int)db_column_number(row, 3);
		if (step_parse(db_column_peek(row, 4), &sent.step) < 0)
			sent.step = STEP_FIRST_CONTACT;
		sent.provider = db_column_text(row, 2);
		sent.shop = db_column_text(row, 5);
		g_array_append_val(found, sent);
	}
	if (r < 0)
		return r;
	*list = g_steal_pointer(&found);
	return 0;
}

static void clear_try(gpointer element)
{
	g_free(((StoreTry *)element)->provider);
}

static int read_try(Store *store, DbRow row, void *element)
{
	StoreTry *one = element;

	(void)store;
	one->provider = db_column_text(row, 0);
	one->tries = (int)db_column_number(row, 1);
	one->last_us = db_column_number(row, 2);
	return 0;
}

int store_try_list(Store *store, int64_t case_id, Step step, int round, GArray **tries)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT coalesce(a.provider, m.provider), count(*), max(a.finished_us) FROM message m"
	                 " CROSS JOIN attempt a ON a.message_id = m.id WHERE m.case_id = ?1 AND m.step = ?2 AND m.round = ?3"
	                 " AND a.outcome = 'retry_later' GROUP BY 1",
	                 DB_INT(case_id), DB_TEXT(step_name(step)), DB_INT(round));

	return r < 0 ? r : db_list(store, row, sizeof(StoreTry), clear_try, read_try, 0, tries);
}

int store_person_sender(Store *store, int64_t person_id, const char *provider, char **sender)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT m.sender FROM cases c CROSS JOIN message m ON m.case_id = c.id"
	                 " WHERE c.person_id = ?1 AND m.provider = ?2 AND m.sender IS NOT NULL"
	                 " ORDER BY m.id DESC LIMIT 1",
	                 DB_INT(person_id), DB_TEXT(provider));

	if (r == 0)
		r = db_next(store, row);
	if (r < 0)
		return r;
	*sender = r > 0 ? db_column_text(row, 0) : NULL;
	return 0;
}

/* ---- steps that wait for a provider ---- */

int store_step_wait(Store *store, int64_t step_id, int64_t until_at, const char *reason, const char *detail,
                    int64_t now_at)
{
	int r = db_run(store,
	               "UPDATE step SET due_at = ?2, retry_at = ?2, reason = ?3, detail = ?4, changed_at = ?5"
	               " WHERE id = ?1 AND state = 'planned'",
	               DB_INT(step_id), DB_INT(until_at), DB_TEXT(reason), DB_TEXT(detail), DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -ENOENT, "step %" G_GINT64_FORMAT " is not planned any more", step_id);
	return r < 0 ? r : steps_words_moved(store, step_id);
}

/* In the words of the index step_limited: at each start and reload all that is planned was read. */
#define LIMITED                                                                                                        \
	"(reason = 'rate_limited' OR reason = 'spend_cap' OR reason = 'throttled' OR reason = 'account_broken'"        \
	" OR reason = 'no_credit')"

/* The planner leaves words alone that the sender put off: they are due, and the claim asks all rules again. */
int store_waits_end(Store *store, int64_t now_at)
{
	int r = db_run(
	        store,
	        "INSERT OR IGNORE INTO dirty (case_id) SELECT case_id FROM step WHERE state = 'planned' AND due_at > ?1"
	        " AND " LIMITED,
	        DB_INT(now_at));

	if (r >= 0)
		r = db_run(store,
		           "UPDATE step SET retry_at = NULL, changed_at = ?1, due_at = CASE WHEN step = 'agent_text'"
		           " OR step = 'progress' OR step = 'optout_confirm' THEN ?1 ELSE due_at END"
		           " WHERE state = 'planned' AND due_at > ?1 AND " LIMITED,
		           DB_INT(now_at));
	return MIN(r, 0);
}
