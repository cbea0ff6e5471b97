/* A store somebody damaged, and evidence files somebody changed.
 *
 * store-bytes: edits of a good file: three bytes where (from the start of the file, or below 4096 from the top bit's
 * page), one how many, then those bytes. Schema, pages and cells can be anything then. store-rows: the file is sound,
 * what stands in it is not: a line "TABLE COLUMN ROW i:NUMBER", "... r:REAL", "... n:",
 * "... s:TEXT" sets a value whatever CHECK constraints say, "TABLE - ROW d:" takes the row out. */
#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "desk/case_actions.h"
#include "desk/evidence.h"
#include "desk/explain.h"
#include "desk/import.h"
#include "fuzz/targets.h"
#include "store/foresight.h"
#include "store/inbound.h"
#include "store/team.h"

#define STORE "store.db"

typedef struct {
	Conf *conf;
	Zones *zones;
	guchar *bytes; /* a good store, without triggers for store-rows */
	gsize length;
} World;

static void must(int r, const Store *store, const char *what)
{
	fuzz_must(r == 0, "the target's store: %s: %s", what, store_error((Store *)store));
}

/* ---- a store with something of everything ---- */

static void tell_message(Store *store, int64_t case_id, int64_t rules_id)
{
	Plan plan = {.verdict = PLAN_STEP,
	             .step = STEP_FIRST_CONTACT,
	             .round = 1,
	             .due_at = FUZZ_NOW,
	             .deadline_at = FUZZ_NOW + 3600,
	             .reason = REASON_NOW};
	StoreMessage message = {.text = (char *)"hello",
	                        .language = (char *)"en",
	                        .text_version = (char *)"v1",
	                        .encoding = (char *)"gsm7",
	                        .segments = 1,
	                        .provider = (char *)"p"};
	StoreResult accepted = {.outcome = SUBMIT_ACCEPTED, .provider_id = "P-1", .next_at = STORE_NO_TIME};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL;
	int64_t message_id, attempt_id;

	must(store_plan_put(store, case_id, &plan, NULL, rules_id, FUZZ_NOW), store, "a plan");
	must(store_step_list(store, case_id, &steps), store, "its steps");
	must(store_intent_put(store, &g_array_index(steps, StoreStep, 0), &message, FUZZ_NOW * 1000000, &message_id,
	                      &attempt_id, &ref),
	     store, "an intent");
	must(store_attempt_result(store, attempt_id, &accepted, (FUZZ_NOW + 1) * 1000000), store, "a result");
}

static void tell_story(Store *store, int64_t case_id)
{
	StoreInbound hook = {.provider = (char *)"p",
	                     .hook = (char *)"dlr",
	                     .method = (char *)"GET",
	                     .query = (char *)"ref=x",
	                     .body = g_bytes_new("a\0b", 3)};
	StoreReceipt receipt = {
	        .provider = "p", .provider_id = "P-1", .status = RECEIPT_DELIVERED, .at = FUZZ_NOW + 60};
	StoreReply reply = {.provider = (char *)"p",
	                    .from_number = (char *)"+8613800138000",
	                    .text = (char *)"</script><b>",
	                    .label = (char *)"other",
	                    .at = STORE_NO_TIME,
	                    .received_at = FUZZ_NOW + 90,
	                    .matched_by = (char *)"person",
	                    .read_at = STORE_NO_TIME,
	                    .case_id = case_id};
	StoreEvent replied = {.kind = EVENT_REPLY, .at = FUZZ_NOW + 90, .actor = "customer"};
	StoreEvent note = {.kind = EVENT_NOTE, .at = FUZZ_NOW + 100, .actor = "agent:li", .note = "refund on its way"};
	int64_t matched, of_case;

	must(store_inbound_put(store, &hook, &receipt.inbound_id), store, "a webhook");
	must(store_inbound_put(store, &hook, &reply.inbound_id), store, "a webhook");
	must(store_receipt_put(store, &receipt, FUZZ_NOW + 61, &matched, &of_case), store, "a receipt");
	must(store_reply_put(store, &reply, &replied.reply_id), store, "a reply");
	must(store_case_event(store, case_id, &replied), store, "an event");
	must(store_event_add(store, case_id, &note), store, "a note");
	must(store_pause_put(store, "shop:demo", "stock-taking", "agent:li", FUZZ_NOW, FUZZ_NOW + 60), store,
	     "a pause");
	g_bytes_unref(hook.body);
}

static void tell_cases(Desk *desk)
{
	static const char *const PHONES[] = {"13800138000", "13800138001", "13800138002"};

	for (gsize i = 0; i < G_N_ELEMENTS(PHONES); i++) {
		g_autofree char *id = g_strdup_printf("external_id=R-%" G_GSIZE_FORMAT, i), *fault = NULL;
		g_autofree char *phone = g_strconcat("phone=", PHONES[i], NULL);
		const char *const words[] = {"shop=demo", id, phone, "name=Li", "category=quality", "level=2", NULL};
		IntakeResult result;
		int64_t case_id;

		fuzz_must(import_words(desk, words, &result, &case_id, &fault) == 0, "a case: %s", fault);
	}
}

static void run_sql(const char *sql)
{
	sqlite3 *db = NULL;
	char *error = NULL;

	fuzz_must(sqlite3_open(STORE, &db) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s",
	          error);
	sqlite3_close(db);
}

/* Triggers would keep hostile values out: whoever can write the file can drop them. */
static void drop_triggers(void)
{
	g_autoptr(GString) sql = g_string_new(NULL);
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;

	fuzz_must(sqlite3_open(STORE, &db) == SQLITE_OK &&
	                  sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", -1, &row,
	                                     NULL) == SQLITE_OK,
	          "the triggers can be listed");
	while (sqlite3_step(row) == SQLITE_ROW)
		g_string_append_printf(sql, "DROP TRIGGER \"%s\";", (const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
	sqlite3_close(db);
	run_sql(sql->str);
}

gpointer fuzz_store_setup(gconstpointer arg)
{
	World *world = g_new0(World, 1);
	Desk desk = {.actor = "agent:li", .now_at = FUZZ_NOW - 60};
	g_autofree char *content = NULL;
	int64_t rules_id;

	world->conf = fuzz_conf(FUZZ_KANNEL);
	world->zones = zones_new();
	desk.conf = world->conf;
	desk.zones = world->zones;
	fuzz_must(store_open(STORE, STORE_READ_WRITE, &desk.store, NULL) == 0, "a store can be made");
	tell_cases(&desk);
	must(store_begin(desk.store), desk.store, "begin");
	must(store_rules_put(desk.store, world->conf->hash, FUZZ_NOW, &rules_id), desk.store, "rules");
	tell_message(desk.store, 1, rules_id);
	tell_story(desk.store, 1);
	must(store_commit(desk.store), desk.store, "commit");
	store_close(desk.store);
	/* The same bytes in every process, and small pages: an edit is more likely to hit something. */
	run_sql("UPDATE attempt SET ref = 'ref' || id; PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM;");
	if (g_strcmp0(arg, "rows") == 0)
		drop_triggers();
	fuzz_must(g_file_get_contents(STORE, &content, &world->length, NULL), "the store can be read");
	world->bytes = (guchar *)g_steal_pointer(&content);
	return world;
}

/* ---- what everybody does with a store ---- */

static void free_cases(GArray *cases)
{
	for (guint i = 0; cases && i < cases->len; i++)
		fuzz_must_be_text("a case's name", g_array_index(cases, StoreCase, i).name);
	if (cases)
		g_array_unref(cases);
}

#define LISTED(call)                                                                                                   \
	do {                                                                                                           \
		GArray *listed = NULL;                                                                                 \
		int listed_r = (call);                                                                                 \
		fuzz_must(listed_r <= 0 && (listed_r == 0) == (listed != NULL), "%s gives %d", #call, listed_r);       \
		if (listed)                                                                                            \
			g_array_unref(listed);                                                                         \
	} while (0)

static int note_history(const StoreHistory *history, void *user)
{
	(void)user;
	return history->shop ? 0 : -EBADMSG;
}

static void read_lists(Store *store)
{
	StoreReplyFilter replies = {.limit = 0};
	StoreHistoryFilter past = {.since_at = 0, .until_at = FUZZ_NOW * 2};
	StoreCounts counts;
	int64_t at;

	LISTED(store_dirty_list(store, 10, &listed));
	LISTED(store_stale_list(store, 99, 10, &listed));
	LISTED(store_due_list(store, FUZZ_NOW + 7200, NULL, NULL, 10, &listed));
	LISTED(store_held_list(store, 10, &listed));
	LISTED(store_sla_overdue(store, FUZZ_NOW * 2, 10, &listed));
	LISTED(store_sla_list(store, NULL, 0, &listed));
	LISTED(store_planned_load(store, FUZZ_NOW * 2, TRUE, &listed));
	LISTED(store_submit_list(store, 10, &listed));
	LISTED(store_queue_list(store, 0, 10, &listed));
	LISTED(store_inbound_list(store, 10, &listed));
	LISTED(store_reply_list(store, &replies, &listed));
	LISTED(store_receipt_unmatched(store, 10, &listed));
	LISTED(store_pause_list(store, FUZZ_NOW, &listed));
	LISTED(store_intake_rejected(store, 10, &listed));
	fuzz_must(store_history_each(store, &past, note_history, NULL) <= 0, "the past is told or it is not");
	fuzz_must(store_counts(store, FUZZ_NOW, &counts) <= 0, "there are counts or there are not");
	fuzz_must(store_next_due(store, NULL, NULL, 50, &at) <= 0 && store_sla_next(store, &at) <= 0,
	          "something is due or it is not");
}

/* Everything about a case; what plan_next() says of it is in *plan. TRUE: it could be explained. */
static gboolean read_case(const Desk *desk, int64_t id, Plan *plan)
{
	Explain explain = {0};
	g_autofree char *fault = NULL, *why = NULL;
	json_t *document = NULL;
	int r = explain_case(desk, id, &explain, &fault);

	fuzz_must(r == 0 || (fault && *fault), "why: what cannot be told is told why");
	if (r == 0) {
		fuzz_must(explain.sentence && *explain.sentence, "why is a sentence");
		*plan = explain.plan;
		explain_clear(&explain);
	}
	LISTED(store_event_list(desk->store, id, &listed));
	LISTED(store_step_list(desk->store, id, &listed));
	LISTED(store_message_list(desk->store, id, &listed));
	LISTED(store_sla_of_case(desk->store, id, &listed));
	LISTED(store_attempt_list(desk->store, id, &listed));
	LISTED(store_receipt_list(desk->store, id, &listed));
	LISTED(store_rules_list(desk->store, id, &listed));
	if (evidence_collect(desk, id, TRUE, &document, &why) == 0) {
		g_autofree char *page = evidence_html(document), *seal = evidence_seal(document);

		fuzz_must(page && seal, "evidence is a page");
		json_decref(document);
	} else {
		fuzz_must_be_fault("evidence", why);
	}
	return r == 0;
}

/* What the daemon would write, taken back at the end. */
static void write_case(const Desk *desk, int64_t id, const Plan *plan)
{
	StoreEvent event = {.kind = EVENT_REPLY, .at = FUZZ_NOW, .actor = "customer"};
	int64_t rules_id;

	if (store_begin(desk->store) < 0)
		return;
	if (store_rules_put(desk->store, desk->conf->hash, FUZZ_NOW, &rules_id) == 0 && store_mark(desk->store) == 0) {
		int r = plan ? store_plan_put(desk->store, id, plan, NULL, rules_id, FUZZ_NOW) : -EBADMSG;

		store_unmark(desk->store, r == 0);
		if (r < 0)
			store_case_aside(desk->store, id, store_error(desk->store), rules_id, FUZZ_NOW);
		store_case_event(desk->store, id, &event);
	}
	store_rollback(desk->store);
}

static void start_daemon(Store *store, const Conf *conf)
{
	guint done = 0;

	if (store_begin(store) < 0)
		return;
	if (store_attempts_abandon(store, FUZZ_NOW * 1000000, &done) == 0)
		store_intake_run(store, conf_shop_facts, conf, FUZZ_NOW, 10, NULL, NULL, &done);
	store_rollback(store);
}

/* `sound`: the file is SQLite's, only rows in it are damaged. */
static void use_store(const World *world, gboolean sound)
{
	Desk desk = {.conf = world->conf, .zones = world->zones, .actor = "agent:li", .now_at = FUZZ_NOW};
	g_autofree char *why = NULL;
	g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
	StoreCaseFilter filter = {.state = "all", .damaged = damaged};
	GArray *cases = NULL;
	int r = store_open(STORE, STORE_READ_WRITE, &desk.store, &why);

	if (r < 0) {
		fuzz_must(!sound, "a store with damaged rows opens: %s", why);
		fuzz_must_be_fault("a store that does not open", why);
		return;
	}
	r = store_case_list(desk.store, &filter, &cases);
	fuzz_must(r == 0 || !sound, "a damaged row does not keep the others from the list: %s",
	          store_error(desk.store));
	free_cases(cases);
	read_lists(desk.store);
	for (int64_t id = 1; id <= 3; id++) {
		Plan plan;
		gboolean good = read_case(&desk, id, &plan);

		write_case(&desk, id, good ? &plan : NULL);
	}
	start_daemon(desk.store, world->conf);
	store_close(desk.store);
}

static void put_store(const guchar *bytes, gsize length)
{
	g_unlink(STORE "-wal");
	g_unlink(STORE "-shm");
	g_unlink(STORE "-journal");
	fuzz_write(STORE, bytes, length);
}

void fuzz_store_bytes(gpointer state, const char *bytes, gsize length)
{
	const World *world = state;
	g_autofree guchar *copy = g_memdup2(world->bytes, world->length);
	const guchar *at = (const guchar *)bytes, *end = at + length;

	while (end - at >= 4) {
		gsize where = (gsize)at[0] << 16 | (gsize)at[1] << 8 | at[2],
		      many = MIN((gsize)at[3], (gsize)(end - at - 4));

		where = at[0] & 0x80 ? where & 0xfff : where % world->length;
		many = MIN(many, world->length - where);
		memcpy(copy + where, at + 4, many);
		at += 4 + MAX(many, 1);
		if (at > end)
			break;
	}
	put_store(copy, world->length);
	use_store(world, FALSE);
}

/* ---- rows ---- */

static gboolean is_name(const char *word)
{
	return *word && strspn(word, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(word);
}

static void bind_value(sqlite3_stmt *statement, const char *value)
{
	if (g_str_has_prefix(value, "i:"))
		sqlite3_bind_int64(statement, 1, g_ascii_strtoll(value + 2, NULL, 10));
	else if (g_str_has_prefix(value, "r:"))
		sqlite3_bind_double(statement, 1, g_ascii_strtod(value + 2, NULL));
	else if (g_str_has_prefix(value, "s:"))
		sqlite3_bind_text(statement, 1, value + 2, -1, SQLITE_TRANSIENT);
	else if (g_str_has_prefix(value, "b:"))
		sqlite3_bind_blob(statement, 1, value + 2, (int)strlen(value + 2), SQLITE_TRANSIENT);
	else
		sqlite3_bind_null(statement, 1);
}

static void change_row(sqlite3 *db, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 4);
	g_autofree char *sql = NULL;
	sqlite3_stmt *statement = NULL;

	if (g_strv_length(words) != 4 || !is_name(words[0]) || strspn(words[2], "0123456789") != strlen(words[2]) ||
	    !*words[2])
		return;
	if (g_str_equal(words[3], "d:"))
		sql = g_strdup_printf("DELETE FROM \"%s\" WHERE rowid = %.9s", words[0], words[2]);
	else if (is_name(words[1]))
		sql = g_strdup_printf("UPDATE \"%s\" SET \"%s\" = ? WHERE rowid = %.9s", words[0], words[1], words[2]);
	if (!sql || sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		return;
	bind_value(statement, words[3]);
	sqlite3_step(statement);
	sqlite3_finalize(statement);
}

void fuzz_store_rows(gpointer state, const char *bytes, gsize length)
{
	const World *world = state;
	g_auto(GStrv) lines = g_strsplit(bytes, "\n", 32);
	sqlite3 *db = NULL;

	(void)length;
	put_store(world->bytes, world->length);
	fuzz_must(sqlite3_open(STORE, &db) == SQLITE_OK, "the store opens for a vandal");
	sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; BEGIN", NULL, NULL, NULL);
	for (char **line = lines; *line; line++)
		change_row(db, *line);
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(db);
	use_store(world, TRUE);
}

/* ---- evidence ---- */

static void must_be_shown(const json_t *document)
{
	g_autofree char *page = evidence_html(document), *fault = NULL;
	json_t *again = NULL;

	fuzz_must_be_text("a page of evidence", page);
	fuzz_must(evidence_read(page, strlen(page), &again, &fault) == 0, "a page is read again, not: %s", fault);
	fuzz_must(json_equal(document, again), "a page holds the document");
	json_decref(again);
}

/* A JSON document, or the page it is in. What is not sealed is sealed and tried again, so that a fuzzer sees the chain.
 */
void fuzz_evidence(gpointer state, const char *bytes, gsize length)
{
	json_t *document = NULL;
	g_autofree char *fault = NULL;

	(void)state;
	if (evidence_read(bytes, length, &document, &fault) < 0) {
		fuzz_must(fault && *fault && !document, "a file that is no evidence is told why");
		return;
	}
	for (int sealed = 0; sealed <= 1; sealed++) {
		g_autofree char *seal = evidence_seal(document), *why = NULL;
		EvidenceCheck check = {0};
		int r = evidence_verify(NULL, document, &check, &why);

		fuzz_must(r == 0 || (r == -EBADMSG && why && *why), "evidence that does not hold is told why");
		fuzz_must(r < 0 || g_strcmp0(seal, json_string_value(json_object_get(document, "seal"))) == 0,
		          "what holds has its seal");
		fuzz_must(r < 0 || check.events + check.unchained ==
		                           json_array_size(json_object_get(document, "events")),
		          "every event is counted");
		json_object_set_new(document, "seal", json_string(seal));
	}
	must_be_shown(document);
	json_decref(document);
}
