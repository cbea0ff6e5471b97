/* Facts, as they were written when things happened, and measures. */
#include "store/report.h"
#include "store/sqlite/db.h"

#include <errno.h>

static const char *const KINDS[FACTS] = {
        [FACT_CREATED] = "created",
        [FACT_UPDATED] = "updated",
        [FACT_SENT] = "sent",
        [FACT_AGENT_CONTACTED] = "agent_contacted",
        [FACT_UNKNOWN_OUTCOME] = "unknown_outcome",
        [FACT_REPLY] = "reply",
        [FACT_RESOLVED] = "resolved",
        [FACT_SATISFIED] = "satisfied",
        [FACT_UNSATISFIED] = "unsatisfied",
        [FACT_NO_ANSWER] = "no_answer",
        [FACT_KEPT] = "kept",
        [FACT_MISSED] = "missed",
        [FACT_STOP] = "stop",
};

static void read_fact(DbRow row, FactKind kind, StoreFact *fact)
{
	const char *step = db_column_peek(row, 12), *cause = db_column_peek(row, 23);

	*fact = (StoreFact){.id = db_column_number(row, 24),
	                    .kind = kind,
	                    .at = db_column_number(row, 0),
	                    .case_id = db_column_number(row, 1),
	                    .round = (int)db_column_number(row, 2),
	                    .shop = db_column_peek(row, 3),
	                    .whole = db_column_number(row, 4) != 0,
	                    .zone = db_column_peek(row, 5),
	                    .shop_zone = db_column_peek(row, 6),
	                    .category = db_column_peek(row, 7),
	                    .product = db_column_peek(row, 8),
	                    .carrier = db_column_peek(row, 9),
	                    .level = (int)db_column_number(row, 10),
	                    .agent_level = (int)db_column_number(row, 11),
	                    .message_id = db_column_number(row, 13),
	                    .provider = db_column_peek(row, 14),
	                    .language = db_column_peek(row, 15),
	                    .text_version = db_column_peek(row, 16),
	                    .segments = (int)db_column_number(row, 17),
	                    .price = db_column_number(row, 18),
	                    .currency = db_column_peek(row, 19),
	                    .first = db_column_number(row, 20) != 0,
	                    .waited_s = db_column_time(row, 21),
	                    .target_s = db_column_time(row, 22),
	                    .cause = MISS_OTHER}; /* a name of a later version is some cause, too */
	if (step && step_parse(step, &fact->step) < 0)
		fact->step = STEP_NONE;
	if (cause)
		miss_cause_parse(cause, &fact->cause);
	if (kind == FACT_KEPT) { /* the contact that kept it has a fact of its own */
		fact->step = STEP_NONE;
		fact->first = FALSE;
	}
}

#define FACT_SELECT                                                                                                    \
	"SELECT at, case_id, round, shop, whole, zone, shop_zone, category, product, carrier, level,"                  \
	" agent_level, step, message_id, provider, language, text_version, segments, price, currency, first,"          \
	" waited_s, target_s, cause, id FROM fact WHERE at >= ?2 AND at < ?3 AND (?4 IS NULL OR shop = ?4)"            \
	" AND (?5 IS NULL OR zone = ?5 OR whole = 0) AND kind = "
#define IN_ORDER " ORDER BY at, id"

int store_fact_each(Store *store, FactKind kind, const StoreFactFilter *filter, StoreFactEach each, void *user)
{
	/* A promise is kept by a contact, which has its target then; or before it was made, which is a fact by itself. Each of
	 * these is in order by its index, so that none has to be sorted. */
	static const char KEPT[] = FACT_SELECT "'kept' UNION ALL " FACT_SELECT
	                                       "'sent' AND target_s IS NOT NULL UNION ALL " FACT_SELECT
	                                       "'agent_contacted' AND target_s IS NOT NULL" IN_ORDER;
	static const char OF_KIND[] = FACT_SELECT "?1" IN_ORDER;
	auto_row row = NULL;
	StoreFact fact;
	int r = db_query(store, &row, kind == FACT_KEPT ? KEPT : OF_KIND, DB_TEXT(KINDS[kind]),
	                 DB_INT(filter->since_at), DB_INT(filter->until_at), DB_TEXT(filter->shop),
	                 DB_TEXT(filter->zone));

	while (r == 0 && (r = db_next(store, row)) > 0) {
		read_fact(row, kind, &fact);
		r = each(&fact, user);
	}
	return r;
}

/* ---- measures ---- */

void store_measure_clear(StoreMeasure *measure)
{
	g_free(measure->what);
	g_free(measure->shop);
	g_free(measure->owner);
	g_free(measure->made_by);
	g_free(measure->done_by);
	*measure = (StoreMeasure){0};
}

static void clear_measure(gpointer measure)
{
	store_measure_clear(measure);
}

#define MEASURE_SELECT "SELECT id, what, shop, at, owner, due_at, made_at, made_by, done_at, done_by FROM measure "

static int read_measure(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreMeasure *)element = (StoreMeasure){.id = db_column_number(row, 0),
	                                          .what = db_column_text(row, 1),
	                                          .shop = db_column_text(row, 2),
	                                          .at = db_column_number(row, 3),
	                                          .owner = db_column_text(row, 4),
	                                          .due_at = db_column_time(row, 5),
	                                          .made_at = db_column_number(row, 6),
	                                          .made_by = db_column_text(row, 7),
	                                          .done_at = db_column_time(row, 8),
	                                          .done_by = db_column_text(row, 9)};
	return 0;
}

int store_measure_put(Store *store, const StoreMeasure *m, int64_t *id)
{
	int r = db_run(
	        store,
	        "INSERT INTO measure (what, shop, at, owner, due_at, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
	        DB_TEXT(m->what), DB_TEXT(m->shop), DB_INT(m->at), DB_TEXT(m->owner), DB_TIME(m->due_at),
	        DB_INT(m->made_at), DB_TEXT(m->made_by));

	if (r < 0)
		return r;
	*id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

int store_measure_get(Store *store, int64_t id, StoreMeasure *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, MEASURE_SELECT "WHERE id = ?", DB_INT(id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no measure %" G_GINT64_FORMAT, id);
	return r < 0 ? r : read_measure(store, row, out);
}

int store_measure_done(Store *store, int64_t id, const char *actor, int64_t at)
{
	int64_t done_at;
	int r = db_number(store, &done_at, "SELECT done_at FROM measure WHERE id = ?", DB_INT(id));

	if (r == -ENOENT)
		return db_fail(store, r, "no measure %" G_GINT64_FORMAT, id);
	if (r == 0 && done_at != STORE_NO_TIME)
		return db_fail(store, -EEXIST, "measure %" G_GINT64_FORMAT " is done already", id);
	return r < 0 ? r
	             : db_errno(db_run(store, "UPDATE measure SET done_at = ?2, done_by = ?3 WHERE id = ?1", DB_INT(id),
	                             DB_INT(at), DB_TEXT(actor)));
}

int store_measure_list(Store *store, const char *shop, int64_t since_at, int64_t until_at, GArray **measures)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 MEASURE_SELECT
	                 "WHERE at >= ?1 AND at < ?2 AND (?3 IS NULL OR shop IS NULL OR shop = ?3) ORDER BY at, id",
	                 DB_INT(since_at), DB_INT(until_at), DB_TEXT(shop));

	return r < 0 ? r : db_list(store, row, sizeof(StoreMeasure), clear_measure, read_measure, 0, measures);
}
