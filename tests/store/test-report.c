/* Facts: what reports count is written when it happens, whole, and stays. */
#include "store/fixture.h"
#include "store/inbound.h"
#include "store/report.h"
#include "store/team.h"

#include <errno.h>
#include <string.h>

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

static void put_case(const char *id, const char *category, const char *product, const char *carrier, const char *zone)
{
	IntakeRow row = {.value = {[INTAKE_SHOP] = "taoyimi",
	                           [INTAKE_EXTERNAL_ID] = id,
	                           [INTAKE_PHONE] = "+8613800138000",
	                           [INTAKE_CATEGORY] = category,
	                           [INTAKE_PRODUCT] = product,
	                           [INTAKE_CARRIER] = carrier,
	                           [INTAKE_ZONE] = zone,
	                           [INTAKE_LEVEL] = "2"}};
	IntakeResult result;
	int64_t case_id = 0;
	char *fault = NULL;

	must_write(&f, store_intake_put(f.store, &row, fixture_shops, NULL, NOW, &result, &case_id, &fault));
	ck_assert_msg(result != INTAKE_REJECTED, "%s", fault);
}

static void put_account(int level)
{
	StoreAccount li = {.name = "li",
	                   .full_name = "Li Wei",
	                   .role = ROLE_AGENT,
	                   .level = level,
	                   .on_duty = TRUE,
	                   .active = TRUE};

	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW));
}

/* As table fact has them. */
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


/* One fact as a line: what a report would see. */
static int add_line(const StoreFact *fact, void *user)
{
	g_string_append_printf(user, "%s case %d round %d %s %s/%s/%s zone %s clock %s level %d agent %d step %d%s%s;",
	                       KINDS[fact->kind], (int)fact->case_id, fact->round,
	                       fact->whole ? "whole" : "old", fact->category ? fact->category : "-",
	                       fact->product ? fact->product : "-", fact->carrier ? fact->carrier : "-",
	                       fact->zone ? fact->zone : "-", fact->shop_zone ? fact->shop_zone : "-", fact->level,
	                       fact->agent_level, (int)fact->step, fact->first ? " first" : "",
	                       fact->kind == FACT_MISSED ? miss_cause_name(fact->cause) : "");
	return 0;
}

static char *facts(Fixture *of, FactKind kind, const StoreFactFilter *filter)
{
	const StoreFactFilter all = {.since_at = 0, .until_at = INT64_MAX};
	GString *lines = g_string_new(NULL);

	must(of, store_fact_each(of->store, kind, filter ? filter : &all, add_line, lines));
	return g_string_free(lines, FALSE);
}

#define SEEN(kind, want)                                                                                               \
	do {                                                                                                           \
		g_autofree char *seen_ = facts(&f, kind, NULL);                                                        \
		row_str(KINDS[kind], seen_, want);                                                            \
	} while (0)

/* What was so at the time stays, whatever becomes of case and agent. */
START_TEST(freezes_what_was_so)
{
	put_account(3);
	put_case("R-1", "damage", "mug", "SF", "Asia/Urumqi");
	fixture_event(&f, 1, EVENT_AGENT_CONTACTED, NOW + 60);
	fixture_event(&f, 1, EVENT_RESOLVED, NOW + 120);
	put_account(5);
	put_case("R-1", "delay", "cup", NULL, "Asia/Shanghai");
	fixture_event(&f, 1, EVENT_UNSATISFIED, NOW + 180);
	fixture_event(&f, 1, EVENT_RESOLVED, NOW + 240);
	fixture_event(&f, 1, EVENT_SATISFIED, NOW + 300);
	SEEN(FACT_CREATED,
	     "created case 1 round 1 whole damage/mug/SF zone Asia/Urumqi clock Asia/Shanghai level 2 agent 0 step 0;");
	SEEN(FACT_AGENT_CONTACTED, "agent_contacted case 1 round 1 whole damage/mug/SF zone Asia/Urumqi clock "
	                           "Asia/Shanghai level 2 agent 0 step 0 first;");
	SEEN(FACT_UPDATED, "updated case 1 round 1 whole delay/cup/SF zone Asia/Shanghai clock Asia/Shanghai level 2 "
	                   "agent 0 step 0;");
	SEEN(FACT_RESOLVED,
	     "resolved case 1 round 1 whole damage/mug/SF zone Asia/Urumqi clock Asia/Shanghai level 2 agent 3 step 0;"
	     "resolved case 1 round 2 whole delay/cup/SF zone Asia/Shanghai clock Asia/Shanghai level 2 agent 5 step "
	     "0;");
	SEEN(FACT_UNSATISFIED, /* of the first round, resolved by a level 3 */
	     "unsatisfied case 1 round 1 whole delay/cup/SF zone Asia/Shanghai clock Asia/Shanghai level 2 agent 3 "
	     "step 0;");
	SEEN(FACT_SATISFIED, "satisfied case 1 round 2 whole delay/cup/SF zone Asia/Shanghai clock Asia/Shanghai level "
	                     "2 agent 5 step 0;");
	ck_assert_int_ne(sqlite3_exec(f.store->db, "UPDATE fact SET category = 'x'", NULL, NULL, NULL), SQLITE_OK);
}
END_TEST

/* A contact of the next round that keeps the promise of the first: what is counted is the promise, in its own round. */
START_TEST(promise_of_an_earlier_round)
{
	MissTimes times = {.deadline_at = NOW + HOUR, .lawful_at = NOW, .latest_at = NOW + HOUR};

	fixture_case(&f, "back", "+8613800138001");
	must_write(&f, store_sla_put(f.store, 1, &times, f.rules_id, NOW));
	fixture_event(&f, 1, EVENT_REPLY, NOW + 10);
	fixture_event(&f, 1, EVENT_UNSATISFIED, NOW + 20);
	fixture_event(&f, 1, EVENT_AGENT_CONTACTED, NOW + 30);
	SEEN(FACT_KEPT,
	     "kept case 1 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 0;");
	ck_assert_int_eq(sql_number(&f, "SELECT round FROM fact WHERE kind = 'agent_contacted'"), 2);
}
END_TEST

/* Kept and missed, also where the agent was quicker than the first plan; the second contact is not the first. */
START_TEST(promises)
{
	MissTimes times = {.deadline_at = NOW + HOUR, .lawful_at = NOW, .latest_at = NOW + HOUR};

	fixture_case(&f, "kept", "+8613800138001");
	must_write(&f, store_sla_put(f.store, 1, &times, f.rules_id, NOW));
	fixture_sent(&f, 1, STEP_FIRST_CONTACT, NOW + 600, "p-1");
	fixture_event(&f, 1, EVENT_AGENT_CONTACTED, NOW + 700);
	fixture_case(&f, "missed", "+8613800138002");
	must_write(&f, store_sla_put(f.store, 2, &times, f.rules_id, NOW));
	must_write(&f, store_sla_miss(f.store, 2, 1, MISS_NO_AGENT, NOW + HOUR + 1));
	fixture_case(&f, "quick", "+8613800138003");
	fixture_event(&f, 3, EVENT_AGENT_CONTACTED, NOW + 30);
	must_write(&f, store_sla_put(f.store, 3, &times, f.rules_id, NOW + 40));
	fixture_case(&f, "over", "+8613800138004");
	must_write(&f, store_sla_put(f.store, 4, &times, f.rules_id, NOW));
	fixture_event(&f, 4, EVENT_WITHDRAWN, NOW + 50);
	SEEN(FACT_KEPT,
	     "kept case 3 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 0;"
	     "kept case 1 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 0;");
	SEEN(FACT_MISSED, "missed case 2 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 "
	                  "step 0no_agent;");
	SEEN(FACT_SENT,
	     "sent case 1 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 1 first;");
	ck_assert_int_eq(sql_number(&f, "SELECT first FROM fact WHERE kind = 'agent_contacted' AND case_id = 1"), 0);
	ck_assert_int_eq(sql_number(&f, "SELECT target_s FROM fact WHERE kind = 'sent'"), HOUR);
	ck_assert_int_eq(sql_number(&f, "SELECT waited_s FROM fact WHERE kind = 'sent'"), 600);
	ck_assert_int_eq(sql_number(&f, "SELECT target_s FROM fact WHERE kind = 'missed'"), HOUR);
}
END_TEST

/* The last text before a stop; the price of that day beside what was sent. */
START_TEST(stops_and_prices)
{
	StoreMessage message = {.text = "您好",
	                        .language = "zh-CN",
	                        .text_version = "v2",
	                        .encoding = "ucs2",
	                        .segments = 2,
	                        .provider = "office",
	                        .price = 90000,
	                        .currency = "CNY"};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL;
	int64_t message_id, attempt_id;

	fixture_case(&f, "R-1", "+8613800138000");
	fixture_plan(&f, 1, STEP_FIRST_CONTACT, 1, NOW);
	must(&f, store_step_list(f.store, 1, &steps));
	must_write(&f, store_intent_put(f.store, &g_array_index(steps, StoreStep, 0), &message, NOW_US, &message_id,
	                                &attempt_id, &ref));
	fixture_result(&f, attempt_id, SUBMIT_ACCEPTED, "p-1", STORE_NO_TIME, NOW_US);
	ck_assert_int_eq(sql_number(&f, "SELECT price FROM fact WHERE kind = 'sent' AND currency = 'CNY'"), 90000);
	must_write(&f, store_block_put(f.store, fixture_person(&f, 1), "reply", "customer", NULL, NOW + 500));
	ck_assert_int_eq(
	        sql_number(&f, "SELECT waited_s FROM fact WHERE kind = 'stop' AND text_version = 'v2' AND case_id = 1"),
	        500);
	must_write(&f, store_block_lift(f.store, fixture_person(&f, 1), "agent:li", NULL, NOW + 600));
	must_write(&f, store_block_put(f.store, fixture_person(&f, 1), "agent", "agent:li", NULL, NOW + 700));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM fact WHERE kind = 'stop'"),
	                 1); /* an agent's word is no text's */
}
END_TEST

/* A late "not satisfied" opens the case again, and answers the round that is over. */
START_TEST(late_answers)
{
	StoreReply reply = {.provider = "office",
	                    .from_number = "+8613800138000",
	                    .text = "2",
	                    .label = "unsatisfied",
	                    .at = NOW,
	                    .received_at = NOW,
	                    .case_id = 1,
	                    .matched_by = "number",
	                    .read_at = STORE_NO_TIME};
	StoreEvent event = {.kind = EVENT_REOPENED, .at = NOW + 900, .actor = "customer"};

	fixture_case(&f, "R-1", "+8613800138000");
	fixture_event(&f, 1, EVENT_RESOLVED, NOW + 100);
	fixture_event(&f, 1, EVENT_SATISFIED, NOW + 200);
	must_write(&f, store_reply_put(f.store, &reply, &event.reply_id));
	must_write(&f, store_case_event(f.store, 1, &event));
	SEEN(FACT_UNSATISFIED,
	     "unsatisfied case 1 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 0;");
	fixture_event(&f, 1, EVENT_RESOLVED, NOW + 1000);
	fixture_event(&f, 1, EVENT_REOPENED, NOW + 1100); /* by an agent: nobody answered anything */
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM fact WHERE kind = 'unsatisfied'"), 1);
}
END_TEST

/* Closed as unanswered: who was not asked left no question unanswered. */
START_TEST(unanswered_questions)
{
	fixture_case(&f, "silent", "+8613800138001");
	fixture_sent(&f, 1, STEP_FIRST_CONTACT, NOW + 100, "p-1");
	fixture_event(&f, 1, EVENT_NO_ANSWER, NOW + 200);
	fixture_case(&f, "not asked", "+8613800138002");
	fixture_event(&f, 2, EVENT_RESOLVED, NOW + 100);
	fixture_event(&f, 2, EVENT_NO_ANSWER, NOW + 200);
	fixture_case(&f, "asked", "+8613800138003");
	fixture_event(&f, 3, EVENT_RESOLVED, NOW + 100);
	fixture_sent(&f, 3, STEP_SATISFACTION, NOW + 150, "p-3");
	fixture_event(&f, 3, EVENT_NO_ANSWER, NOW + 200);
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM cases WHERE outcome = 'no_answer'"), 3);
	SEEN(FACT_NO_ANSWER,
	     "no_answer case 3 round 1 whole -/-/- zone Asia/Shanghai clock Asia/Shanghai level 0 agent 0 step 0;");
}
END_TEST

static const struct {
	const char *row, *shop, *zone;
	int64_t since, until;
	int want;
} FILTERS[] = {
        {"all", NULL, NULL, 0, INT64_MAX, 2},
        {"of a shop", "taoyimi", NULL, 0, INT64_MAX, 2},
        {"of another shop", "gum", NULL, 0, INT64_MAX, 0},
        {"of a zone", NULL, "Asia/Urumqi", 0, INT64_MAX, 1},
        {"since is in", NULL, NULL, NOW, NOW + 1, 2},
        {"until is out", NULL, NULL, 0, NOW, 0},
        {"a name that is SQL", "x' OR '1'='1", NULL, 0, INT64_MAX, 0},
};

static int count(const StoreFact *fact, void *user)
{
	(void)fact;
	(*(int *)user)++;
	return 0;
}

START_TEST(filters)
{
	put_case("R-1", NULL, NULL, NULL, "Asia/Urumqi");
	put_case("R-2", NULL, NULL, NULL, "Asia/Shanghai");
	for (gsize i = 0; i < G_N_ELEMENTS(FILTERS); i++) {
		const StoreFactFilter filter = {FILTERS[i].since, FILTERS[i].until, FILTERS[i].shop, FILTERS[i].zone};
		int n = 0;

		must(&f, store_fact_each(f.store, FACT_CREATED, &filter, count, &n));
		row_int(FILTERS[i].row, n, FILTERS[i].want);
	}
}
END_TEST

/* A store from before facts: what can have changed since is not made up. */
START_TEST(older_stores)
{
	static const char ROWS[] =
	        "INSERT INTO person (id, phone, created_at) VALUES (1, '+8613800138000', 1);"
	        "INSERT INTO cases (id, shop, external_id, person_id, language, zone, category, complaint_at, "
	        "created_at, changed_at,"
	        " contacted_at) VALUES (1, 'taoyimi', 'R-1', 1, 'zh-CN', 'Asia/Shanghai', 'delay', 100, 100, 1, 160);"
	        "INSERT INTO rules (id, hash, seen_at) VALUES (1, 'abc', 1);"
	        "INSERT INTO message (id, case_id, person_id, step, round, text, language, text_version, encoding, "
	        "segments, state,"
	        " provider, created_at, sent_at, changed_at)"
	        " VALUES (1, 1, 1, 'first_contact', 1, 'x', 'zh-CN', 'v0', 'gsm7', 1, 'delivered', 'office', 150, 160, "
	        "170);"
	        "INSERT INTO event (case_id, round, at, kind, actor) VALUES (1, 1, 100, 'created', 'shop');"
	        "INSERT INTO event (case_id, round, at, kind, actor, step, message_id)"
	        " VALUES (1, 1, 160, 'sent', 'followupd', 'first_contact', 1);"
	        "INSERT INTO sla (case_id, round, shop, deadline_at, rules_id, changed_at, frozen_at, missed, cause)"
	        " VALUES (1, 1, 'taoyimi', 130, 1, 1, 131, 1, 'rate');"
	        "INSERT INTO block (person_id, cause, actor, blocked_at) VALUES (1, 'reply', 'customer', 200);"
	        "PRAGMA application_id = 0x46555044;";
	g_autofree char *path = g_build_filename(f.dir, "old.db", NULL);
	Fixture old = {.dir = f.dir, .path = path};
	sqlite3 *db = NULL;
	int version = 0;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
	for (;;) {
		g_autofree char *relative = g_strdup_printf("../src/store/schema/%04d.sql", version + 1);
		g_autofree char *file = test_file(relative), *sql = NULL;

		ck_assert(g_file_get_contents(file, &sql, NULL, NULL));
		if (strstr(sql, "CREATE TABLE fact ("))
			break;
		ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
		version++;
	}
	{
		g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %d", version);

		ck_assert_msg(sqlite3_exec(db, ROWS, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
		ck_assert_int_eq(sqlite3_exec(db, stamp, NULL, NULL, NULL), SQLITE_OK);
	}
	sqlite3_close(db);
	ck_assert_int_eq(store_open(path, STORE_READ_WRITE, &old.store, NULL), 0);
	{
		g_autofree char *created = facts(&old, FACT_CREATED, NULL), *missed = facts(&old, FACT_MISSED, NULL);
		g_autofree char *sent = facts(&old, FACT_SENT, NULL), *stop = facts(&old, FACT_STOP, NULL);

		row_str("created", created, "created case 1 round 1 old -/-/- zone - clock - level 0 agent 0 step 0;");
		row_str("missed", missed, "missed case 1 round 1 old -/-/- zone - clock - level 0 agent 0 step 0rate;");
		row_str("sent", sent, "sent case 1 round 1 old -/-/- zone - clock - level 0 agent 0 step 1 first;");
		row_str("stop", stop, "stop case 1 round 1 old -/-/- zone - clock - level 0 agent 0 step 1;");
	}
	ck_assert_int_eq(sql_number(&old, "SELECT waited_s FROM fact WHERE kind = 'stop' AND text_version = 'v0'"), 40);
	store_close(old.store);
}
END_TEST

START_TEST(measures)
{
	StoreMeasure m = {.what = "new box",
	                  .shop = (char *)"taoyimi",
	                  .at = NOW,
	                  .owner = (char *)"li",
	                  .due_at = NOW + DAY,
	                  .made_at = NOW,
	                  .made_by = (char *)"agent:li"};
	StoreMeasure got;
	g_autoptr(GArray) list = NULL, none = NULL;
	int64_t id = 0;

	must_write(&f, store_measure_put(f.store, &m, &id));
	must(&f, store_measure_get(f.store, id, &got));
	row_str("what", got.what, "new box");
	row_int("open", got.done_at == STORE_NO_TIME, TRUE);
	store_measure_clear(&got);
	must(&f, store_measure_list(f.store, "taoyimi", NOW, NOW + 1, &list));
	row_int("its shop's", list->len, 1);
	must(&f, store_measure_list(f.store, "gum", 0, INT64_MAX, &none));
	row_int("not another one's", none->len, 0);
	must(&f, store_begin(f.store));
	must(&f, store_measure_done(f.store, id, "agent:li", NOW + 5));
	row_int("once", store_measure_done(f.store, id, "agent:li", NOW + 6), -EEXIST);
	row_int("no such", store_measure_done(f.store, 99, "agent:li", NOW + 6), -ENOENT);
	must(&f, store_commit(f.store));
	row_int("no such", store_measure_get(f.store, 99, &got), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store-report");
	TCase *tc = tcase_create("store-report");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, freezes_what_was_so);
	tcase_add_test(tc, promises);
	tcase_add_test(tc, promise_of_an_earlier_round);
	tcase_add_test(tc, stops_and_prices);
	tcase_add_test(tc, late_answers);
	tcase_add_test(tc, unanswered_questions);
	tcase_add_test(tc, filters);
	tcase_add_test(tc, older_stores);
	tcase_add_test(tc, measures);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "store-report");
}
