#include "store/fixture.h"
#include "store/inbound.h"

#include <string.h>

void fixture_open(Fixture *f)
{
	g_autofree char *why = NULL;

	f->dir = test_dir_new();
	f->path = g_build_filename(f->dir, "store.db", NULL);
	f->store = NULL;
	ck_assert_msg(store_open(f->path, STORE_READ_WRITE, &f->store, &why) == 0, "%s", why);
	must_write(f, store_rules_put(f->store, "rules-1", NOW, &f->rules_id));
}

/* A scan is well of the queue of cases to plan, of the tally of states, of the few people who work here, of the handful of
 * providers and what is refused of them, and of an index that holds only what waits. */
static gboolean scan_is_well(Fixture *f, const char *detail)
{
	g_auto(GStrv) words = g_strsplit(detail, " ", -1);
	const char *table = words[1], *index = strstr(detail, "INDEX ");
	g_autofree char *sql = NULL;
	static const char *const SMALL[] = {"d", "tally", "account", "i", "provider_health", "refusal", "poll_state", "CONSTANT", NULL};

	if (g_strv_contains(SMALL, table) || g_str_has_prefix(table, "(subquery")) /* its tables have lines of their own */
		return TRUE;
	if (!index)
		return FALSE;
	sql = g_strdup_printf("SELECT count(*) FROM sqlite_schema WHERE name = '%s' AND sql LIKE '%% WHERE %%'",
	                      index + strlen("INDEX "));
	return sql_number(f, sql) == 1;
}

static void check_plan(Fixture *f, const char *sql)
{
	g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	sqlite3_stmt *plan = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(f->store->db, explain, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(plan, 3);

		ck_assert_msg(!g_str_has_prefix(detail, "SCAN") || scan_is_well(f, detail), "\"%s\" in: %s", detail,
		              sql);
	}
	sqlite3_finalize(plan);
}

void fixture_uses(Fixture *f, const char *part, const char *index)
{
	g_autofree char *used = g_strdup_printf(" INDEX %s", index);
	gboolean found = FALSE;
	GHashTableIter iter;
	gpointer sql;

	g_hash_table_iter_init(&iter, f->store->statements);
	while (g_hash_table_iter_next(&iter, &sql, NULL)) {
		g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
		sqlite3_stmt *plan = NULL;

		if (!strstr(sql, part))
			continue;
		ck_assert_int_eq(sqlite3_prepare_v2(f->store->db, explain, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW)
			found = found || strstr((const char *)sqlite3_column_text(plan, 3), used);
		sqlite3_finalize(plan);
	}
	ck_assert_msg(found, "nothing with \"%s\" uses %s", part, index);
}

void fixture_close(Fixture *f)
{
	GHashTableIter iter;
	gpointer sql;

	g_hash_table_iter_init(&iter, f->store->statements);
	while (g_hash_table_iter_next(&iter, &sql, NULL))
		if (!g_str_has_prefix(sql, "PRAGMA") && !g_str_has_suffix(sql, " item")) /* no tables in either */
			check_plan(f, sql);
	store_close(f->store);
	test_dir_remove(f->dir);
	g_free(f->dir);
	g_free(f->path);
}

gboolean fixture_shops(const void *conf, const char *shop, const char *category, const char **region,
                       const char **zone, const char **language, int *level)
{
	static const struct {
		const char *shop, *region, *zone, *language;
	} SHOPS[] = {{"taoyimi", "CN", "Asia/Shanghai", "zh-CN"}, {"gum", "RU", "Europe/Moscow", "ru"}};

	(void)conf;
	for (gsize i = 0; i < G_N_ELEMENTS(SHOPS); i++)
		if (strcmp(shop, SHOPS[i].shop) == 0) {
			*region = SHOPS[i].region;
			*zone = SHOPS[i].zone;
			*language = SHOPS[i].language;
			*level = g_strcmp0(category, "safety") == 0 ? 4 : 0;
			return TRUE;
		}
	return FALSE;
}

int64_t fixture_case(Fixture *f, const char *external_id, const char *phone)
{
	IntakeRow row = {
	        .value = {[INTAKE_SHOP] = "taoyimi", [INTAKE_EXTERNAL_ID] = external_id, [INTAKE_PHONE] = phone}};
	IntakeResult result;
	int64_t case_id = 0;
	char *fault = NULL;

	must_write(f, store_intake_put(f->store, &row, fixture_shops, NULL, NOW, &result, &case_id, &fault));
	ck_assert_msg(result == INTAKE_NEW, "%s", fault);
	return case_id;
}

int64_t fixture_person(Fixture *f, int64_t case_id)
{
	StoreCase c;
	int64_t person_id;

	must(f, store_case_get(f->store, case_id, &c));
	person_id = c.person_id;
	store_case_clear(&c);
	return person_id;
}

void fixture_event(Fixture *f, int64_t case_id, EventKind kind, int64_t at)
{
	StoreEvent event = {.kind = kind,
	                    .at = at,
	                    .actor = "agent:li",
	                    .outcome = kind == EVENT_CLOSED ? OUTCOME_SATISFIED : OUTCOME_NONE};

	must_write(f, store_case_event(f->store, case_id, &event));
}

void fixture_plan(Fixture *f, int64_t case_id, Step step, int round, int64_t due_at)
{
	Plan plan = {.verdict = PLAN_STEP,
	             .step = step,
	             .round = round,
	             .due_at = due_at,
	             .deadline_at = due_at + HOUR,
	             .reason = REASON_NOW};

	must_write(f, store_plan_put(f->store, case_id, &plan, NULL, f->rules_id, NOW));
}

int64_t fixture_intent(Fixture *f, int64_t case_id, Step step, int round, int64_t now_us, int64_t *attempt_id,
                       char **ref)
{
	StoreMessage message = {.text = "您好",
	                        .language = "zh-CN",
	                        .text_version = "v1",
	                        .encoding = "ucs2",
	                        .segments = 1,
	                        .provider = "office"};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *own_ref = NULL;
	int64_t message_id = 0;

	must(f, store_step_list(f->store, case_id, &steps));
	for (guint i = 0; i < steps->len; i++) {
		StoreStep *found = &g_array_index(steps, StoreStep, i);

		if (found->step == step && found->round == round)
			must_write(f, store_intent_put(f->store, found, &message, now_us, &message_id, attempt_id,
			                               &own_ref));
	}
	ck_assert_int_gt(message_id, 0);
	if (ref)
		*ref = g_steal_pointer(&own_ref);
	return message_id;
}

void fixture_result(Fixture *f, int64_t attempt_id, SubmitOutcome outcome, const char *provider_id, int64_t next_at,
                    int64_t now_us)
{
	StoreResult result = {.outcome = outcome,
	                      .provider_id = provider_id,
	                      .next_at = next_at,
	                      .code = outcome == SUBMIT_ACCEPTED ? NULL : "E7"};

	must_write(f, store_attempt_result(f->store, attempt_id, &result, now_us));
}

int64_t fixture_sent(Fixture *f, int64_t case_id, Step step, int64_t now_at, const char *provider_id)
{
	int64_t attempt_id, message_id;

	fixture_plan(f, case_id, step, 1, now_at);
	message_id = fixture_intent(f, case_id, step, 1, now_at * 1000000, &attempt_id, NULL);
	fixture_result(f, attempt_id, SUBMIT_ACCEPTED, provider_id, STORE_NO_TIME, now_at * 1000000);
	return message_id;
}

int64_t fixture_inbound(Fixture *f)
{
	StoreInbound inbound = {
	        .provider = "office", .hook = "dlr", .method = "GET", .query = "a=1", .received_us = NOW_US};
	int64_t id = 0;

	must_write(f, store_inbound_put(f->store, &inbound, &id));
	return id;
}

int64_t sql_number(Fixture *f, const char *sql)
{
	sqlite3_stmt *row = NULL;
	int64_t number = -1;

	ck_assert_msg(sqlite3_prepare_v2(f->store->db, sql, -1, &row, NULL) == SQLITE_OK, "%s: %s", sql,
	              sqlite3_errmsg(f->store->db));
	if (sqlite3_step(row) == SQLITE_ROW)
		number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return number;
}

char *sql_text(Fixture *f, const char *sql)
{
	sqlite3_stmt *row = NULL;
	char *text = NULL;

	ck_assert_msg(sqlite3_prepare_v2(f->store->db, sql, -1, &row, NULL) == SQLITE_OK, "%s: %s", sql,
	              sqlite3_errmsg(f->store->db));
	if (sqlite3_step(row) == SQLITE_ROW)
		text = g_strdup((const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
	return text;
}

void sql_run(Fixture *f, const char *sql)
{
	char *error = NULL;

	sqlite3_exec(f->store->db, sql, NULL, NULL, &error);
	ck_assert_msg(!error, "%s: %s", sql, error);
}

char *fixture_step(Fixture *f, int64_t case_id, Step step, int round)
{
	g_autofree char *sql =
	        g_strdup_printf("SELECT state || ' ' || reason FROM step WHERE case_id = %" G_GINT64_FORMAT
	                        " AND step = '%s' AND round = %d",
	                        case_id, step_name(step), round);

	return sql_text(f, sql);
}
