/* Stops of all sending, or of a shop's, a provider's, a step's, a text's. */
#include "store/sqlite/db.h"

#include <errno.h>

void store_pause_clear(StorePause *pause)
{
	g_free(pause->scope);
	g_free(pause->reason);
	g_free(pause->actor);
	*pause = (StorePause){0};
}

static void clear_pause(gpointer pause)
{
	store_pause_clear(pause);
}

int store_pause_put(Store *store, const char *scope, const char *reason, const char *actor, int64_t at,
                    int64_t until_at)
{
	PauseKind kind;
	int r;

	if (!pause_parse(scope, &kind, NULL))
		return db_fail(store, -EINVAL,
		               "\"%s\": not a scope; write \"all\", \"shop:ID\", \"provider:ID\", \"step:NAME\" or \"text:VERSION\"",
		               scope);
	/* One that ran out still has its row; it ended when it said. */
	r = db_run(store,
	           "UPDATE pause SET lifted_at = until_at, lifted_by = 'followupd'"
	           " WHERE scope = ? AND lifted_at IS NULL AND until_at <= ?",
	           DB_TEXT(scope), DB_INT(at));
	if (r >= 0)
		r = db_run(store,
		           "INSERT INTO pause (scope, reason, actor, paused_at, until_at) VALUES (?, ?, ?, ?, ?)",
		           DB_TEXT(scope), DB_TEXT(reason), DB_TEXT(actor), DB_INT(at), DB_TIME(until_at));
	if (r == -EEXIST)
		return db_fail(store, r, "%s is paused already", scope);
	return MIN(r, 0);
}

int store_pause_lift(Store *store, const char *scope, const char *actor, int64_t at)
{
	int r = db_run(store,
	               "UPDATE pause SET lifted_at = ?2, lifted_by = ?3"
	               " WHERE scope = ?1 AND lifted_at IS NULL AND (until_at IS NULL OR until_at > ?2)",
	               DB_TEXT(scope), DB_INT(at), DB_TEXT(actor));

	if (r == 0)
		return db_fail(store, -ENOENT, "%s is not paused", scope);
	return MIN(r, 0);
}

static int read_pause(Store *store, DbRow row, void *element)
{
	StorePause *pause = element;

	(void)store;
	pause->id = db_column_number(row, 0);
	pause->scope = db_column_text(row, 1);
	pause->reason = db_column_text(row, 2);
	pause->actor = db_column_text(row, 3);
	pause->paused_at = db_column_number(row, 4);
	pause->until_at = db_column_time(row, 5);
	return 0;
}

int store_pause_list(Store *store, int64_t now_at, GArray **pauses)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, scope, reason, actor, paused_at, until_at FROM pause"
	                 " WHERE lifted_at IS NULL AND (until_at IS NULL OR until_at > ?) ORDER BY scope",
	                 DB_INT(now_at));

	return r < 0 ? r : db_list(store, row, sizeof(StorePause), clear_pause, read_pause, 0, pauses);
}

int store_pause_list_at(Store *store, int64_t at, GArray **pauses)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT id, scope, reason, actor, paused_at, until_at FROM pause WHERE paused_at <= ?1"
	                 " AND (lifted_at IS NULL OR lifted_at > ?1) AND (until_at IS NULL OR until_at > ?1) ORDER BY scope",
	                 DB_INT(at));

	return r < 0 ? r : db_list(store, row, sizeof(StorePause), clear_pause, read_pause, 0, pauses);
}

static PauseRule *rules_of(const GArray *pauses)
{
	PauseRule *rules = g_new(PauseRule, MAX(pauses->len, 1));

	for (guint i = 0; i < pauses->len; i++) {
		const StorePause *pause = &g_array_index(pauses, StorePause, i);

		rules[i] = (PauseRule){pause->scope, pause->until_at == STORE_NO_TIME ? PAUSE_OPEN_END : pause->until_at};
	}
	return rules;
}

const StorePause *store_pause_find(const GArray *pauses, const PauseSubject *subject)
{
	g_autofree PauseRule *rules = rules_of(pauses);
	int found = pause_find(rules, pauses->len, subject);

	return found < 0 ? NULL : &g_array_index(pauses, StorePause, found);
}

const StorePause *store_pause_of_provider(const GArray *pauses, const char *provider)
{
	g_autofree PauseRule *rules = rules_of(pauses);
	int found = pause_of_provider(rules, pauses->len, provider);

	return found < 0 ? NULL : &g_array_index(pauses, StorePause, found);
}

int store_sending_count(Store *store, const char *scope, int64_t *count)
{
	return db_number(store, count,
	                 "SELECT count(*) FROM attempt a CROSS JOIN message m ON m.id = a.message_id"
	                 " CROSS JOIN cases c ON c.id = m.case_id"
	                 " WHERE a.outcome IS NULL AND ?1 IN ('all', 'shop:' || c.shop, 'step:' || m.step,"
	                 " 'provider:' || m.provider, 'text:' || m.text_version)",
	                 DB_TEXT(scope));
}
