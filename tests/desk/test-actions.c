/* What agents name, do, pause and read. */
#include "desk/fixture.h"

#include "desk/case_actions.h"
#include "desk/case_ref.h"
#include "desk/import.h"
#include "util/nearest.h"
#include "desk/pauses.h"
#include "desk/replies.h"
#include "desk/text_report.h"
#include "desk/thread.h"
#include "text/code.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"
#define E164 "+8613812341234"

static const struct {
	const char *text;
	int r;
	int64_t id;
	const char *shop, *name;
} REFS[] = {
	{"12", 0, 12, NULL, NULL},
	{"C2D9", 0, 1, NULL, NULL},
	{"#C2D9", 0, 1, NULL, NULL},
	{"c2d9", 0, 1, NULL, NULL},
	{"demo/R-1", 0, 0, "demo", "R-1"},
	{"demo/tmall/R-1", 0, 0, "demo", "tmall/R-1"},
	{"C2D8", -EINVAL, 0, NULL, NULL},
	{"#12", -EINVAL, 0, NULL, NULL},
	{"0", -EINVAL, 0, NULL, NULL},
	{"-3", -EINVAL, 0, NULL, NULL},
	{"99999999999999999999", -EINVAL, 0, NULL, NULL},
	{"", -EINVAL, 0, NULL, NULL},
	{"#", -EINVAL, 0, NULL, NULL},
	{"/R-1", -EINVAL, 0, NULL, NULL},
	{"demo/", -EINVAL, 0, NULL, NULL},
	{"hello world", -EINVAL, 0, NULL, NULL},
};

START_TEST(reads_case_references)
{
	CaseRef ref = {.id = -1};

	row_int(REFS[_i].text, case_ref_parse(REFS[_i].text, &ref), REFS[_i].r);
	row_int(REFS[_i].text, ref.id, REFS[_i].r == 0 ? REFS[_i].id : -1);
	row_str(REFS[_i].text, ref.shop, REFS[_i].shop);
	row_str(REFS[_i].text, ref.name, REFS[_i].name);
	case_ref_clear(&ref);
}
END_TEST

static const struct {
	const char *text;
	int r;
	const char *fault;
} RESOLVED[] = {
	{"1", 0, NULL},
	{"C2D9", 0, NULL},
	{"demo/R/1", 0, NULL},
	{"demo/tmall/R-9", 0, NULL},
	{"7", -ENOENT, "there is no case \"7\""},
	{"demo/none", -ENOENT, "there is no case \"demo/none\""},
	{"?", -EINVAL, "\"?\" does not name a case: write its number (12), its code (#C2D9) or SHOP/EXTERNAL-ID"},
};

START_TEST(finds_cases)
{
	const char *const words[] = {"shop=demo", "source=tmall", "external_id=R-9", "phone=" PHONE, NULL};
	g_autofree char *fault = NULL;
	int64_t case_id = 0;
	Fixture f;

	fixture_open(&f);
	fixture_case(&f, "demo", "R/1", PHONE, WEDNESDAY);
	ck_assert_int_eq(import_words(&f.desk, words, &(IntakeResult){INTAKE_NEW}, &case_id, &fault), 0);
	case_id = 0;
	row_int(RESOLVED[_i].text, case_ref_resolve(&f.desk, RESOLVED[_i].text, &case_id, &fault), RESOLVED[_i].r);
	row_str(RESOLVED[_i].text, fault, RESOLVED[_i].fault);
	row_int(RESOLVED[_i].text, case_id > 0, RESOLVED[_i].r == 0);
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *given, *near;
} NEARESTS[] = {
	{"imprt", "import"}, {"improt", "import"}, {"IMPORT", "import"}, {"shwo", "show"},  {"stat", "status"},
	{"why", "why"},      {"wyh", "why"},       {"frobnicate", NULL}, {"", NULL},        {"x", NULL},
};

START_TEST(finds_the_nearest_name)
{
	static const char *const NAMES[] = {"add", "import", "list", "show", "why", "status", NULL};

	row_str(NEARESTS[_i].given, nearest_word(NEARESTS[_i].given, NAMES), NEARESTS[_i].near);
}
END_TEST

static const struct {
	const char *what;
	CaseAction before, action;
	CaseOutcome outcome;
	int r;
	CaseState state;
	const char *fault;
} ACTS[] = {
	{"resolve a new one", CASE_ACTIONS, CASE_ACTION_RESOLVE, OUTCOME_NONE, 0, CASE_RESOLVED, NULL},
	{"contacted", CASE_ACTIONS, CASE_ACTION_CONTACTED, OUTCOME_NONE, 0, CASE_CONTACTED, NULL},
	{"note changes nothing", CASE_ACTIONS, CASE_ACTION_NOTE, OUTCOME_NONE, 0, CASE_NEW, NULL},
	{"note on a closed one", CASE_ACTION_CLOSE, CASE_ACTION_NOTE, OUTCOME_NONE, 0, CASE_CLOSED, NULL},
	{"reopen a resolved one", CASE_ACTION_RESOLVE, CASE_ACTION_REOPEN, OUTCOME_NONE, 0, CASE_REPLIED, NULL},
	{"reopen a closed one", CASE_ACTION_CLOSE, CASE_ACTION_REOPEN, OUTCOME_NONE, 0, CASE_REPLIED, NULL},
	{"close", CASE_ACTIONS, CASE_ACTION_CLOSE, OUTCOME_SATISFIED, 0, CASE_CLOSED, NULL},
	{"reopen a new one", CASE_ACTIONS, CASE_ACTION_REOPEN, OUTCOME_NONE, -EINVAL, CASE_NEW,
	 "case 1 is new: \"reopen\" is not possible; possible are: resolve, close, contacted, note"},
	{"resolve a closed one", CASE_ACTION_CLOSE, CASE_ACTION_RESOLVE, OUTCOME_NONE, -EINVAL, CASE_CLOSED,
	 "case 1 is closed: \"resolve\" is not possible; possible are: reopen, contacted, note"},
	{"opt-out is no outcome to close with", CASE_ACTIONS, CASE_ACTION_CLOSE, OUTCOME_OPTED_OUT, -EINVAL, CASE_NEW,
	 "an opt-out holds for the person, not for one case: use \"optout\""},
};

START_TEST(acts_by_the_life_table)
{
	const char *what = ACTS[_i].what;
	g_autofree char *fault = NULL;
	g_autofree char *before = NULL;
	Fixture f;
	StoreCase c;

	fixture_open(&f);
	fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	if (ACTS[_i].before != CASE_ACTIONS)
		ck_assert_int_eq(case_action_apply(&f.desk, 1, ACTS[_i].before, OUTCOME_SATISFIED, NULL, &before), 0);
	row_int(what, case_action_apply(&f.desk, 1, ACTS[_i].action, ACTS[_i].outcome, "because", &fault), ACTS[_i].r);
	row_str(what, fault, ACTS[_i].fault);
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	row_int(what, c.state, ACTS[_i].state);
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

/* A refusal leaves no transaction open, and a case that is not there is told. */
START_TEST(refusals_leave_the_store_usable)
{
	g_autofree char *no_case = NULL;
	g_autofree char *fault = NULL;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(case_action_apply(&f.desk, 5, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &no_case), -ENOENT);
	ck_assert_ptr_nonnull(no_case);
	fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &fault), 0);
	fixture_close(&f);
}
END_TEST

START_TEST(wrong_number_stops_the_number)
{
	g_autofree char *fault = NULL;
	Fixture f;
	StoreCase c;

	fixture_open(&f);
	fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_CLOSE, OUTCOME_WRONG_NUMBER, NULL, &fault), 0);
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	ck_assert_int_eq(c.outcome, OUTCOME_WRONG_NUMBER);
	ck_assert_int_eq(c.dead_until, WEDNESDAY + PLAN_DEAD_S);
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

static gboolean is_blocked(Fixture *f, int64_t case_id)
{
	StoreCase c;
	gboolean blocked;

	ck_assert_int_eq(store_case_get(f->store, case_id, &c), 0);
	blocked = c.blocked;
	store_case_clear(&c);
	return blocked;
}

START_TEST(optout_holds_for_the_person)
{
	g_autofree char *again = NULL;
	g_autofree char *twice = NULL;
	g_autofree char *never = NULL;
	g_autofree char *fault = NULL;
	guint cases = 0;
	Fixture f;

	fixture_open(&f);
	fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	fixture_case(&f, "london", "R-2", PHONE, WEDNESDAY);
	fixture_case(&f, "demo", "R-3", "13812341235", WEDNESDAY);
	ck_assert_int_eq(case_action_optout(&f.desk, E164, "CN", "mobile", "said so", &cases, &fault), 0);
	ck_assert_uint_eq(cases, 2);
	ck_assert(is_blocked(&f, 1) && is_blocked(&f, 2) && !is_blocked(&f, 3));
	ck_assert_int_eq(case_action_optout(&f.desk, E164, "CN", "mobile", NULL, &cases, &again), -EEXIST);
	ck_assert_str_eq(again, "+86 138****1234 is opted out already");
	ck_assert_int_eq(case_action_optin(&f.desk, E164, NULL, &cases, &fault), 0);
	ck_assert(!is_blocked(&f, 1) && !is_blocked(&f, 2));
	ck_assert_int_eq(case_action_optin(&f.desk, E164, NULL, &cases, &twice), -ENOENT);
	ck_assert_str_eq(twice, "+86 138****1234 is not opted out");
	ck_assert_int_eq(case_action_optin(&f.desk, "+8613800000000", NULL, &cases, &never), -ENOENT);
	fixture_close(&f);
}
END_TEST

/* Who opts out before there is a case is not contacted when one comes. */
START_TEST(optout_comes_before_the_case)
{
	g_autofree char *fault = NULL;
	guint cases = 7;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(case_action_optout(&f.desk, E164, "CN", "mobile", NULL, &cases, &fault), 0);
	ck_assert_uint_eq(cases, 0);
	ck_assert(is_blocked(&f, fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY)));
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *text, *zone;
	int64_t until; /* seconds from WEDNESDAY (08:00 in Shanghai); 0: refused */
} UNTILS[] = {
	{"18:00", "Asia/Shanghai", 10 * HOUR},
	{"08:00", "Asia/Shanghai", 24 * HOUR},
	{"07:30", "Asia/Shanghai", 23 * HOUR + 1800},
	{"18:00", NULL, 18 * HOUR},
	{"2026-11-18 18:00", "Asia/Shanghai", 10 * HOUR},
	{"2026-11-18 18:00:30", "Asia/Shanghai", 10 * HOUR + 30},
	{"2026-11-18T18:00", "Asia/Shanghai", 10 * HOUR},
	{"2026-11-18T18:00:00Z", "Asia/Shanghai", 18 * HOUR},
	{"2026-11-18T18:00:00+03:00", "Asia/Shanghai", 15 * HOUR},
	{"2026-11-18 07:00", "Asia/Shanghai", 0},
	{"25:00", "Asia/Shanghai", 0},
	{"18:60", "Asia/Shanghai", 0},
	{"18:00 tomorrow", "Asia/Shanghai", 0},
	{"2026-02-30 10:00", "Asia/Shanghai", 0},
	{"tomorrow", "Asia/Shanghai", 0},
	{"", "Asia/Shanghai", 0},
};

START_TEST(reads_the_end_of_a_pause)
{
	g_autoptr(Zones) zones = zones_new();
	g_autofree char *fault = NULL;
	int64_t at = -1;
	int r = pause_until_parse(UNTILS[_i].text, zones_get(zones, UNTILS[_i].zone), WEDNESDAY, &at, &fault);

	row_int(UNTILS[_i].text, r, UNTILS[_i].until ? 0 : -EINVAL);
	row_int(UNTILS[_i].text, at, UNTILS[_i].until ? WEDNESDAY + UNTILS[_i].until : -1);
	row_int(UNTILS[_i].text, fault != NULL, r < 0);
}
END_TEST

START_TEST(pauses_once)
{
	g_autofree char *unknown = NULL;
	g_autofree char *twice = NULL;
	g_autofree char *none = NULL;
	g_autofree char *fault = NULL;
	g_autoptr(GArray) pauses = NULL;
	const StorePause *pause = NULL;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(pause_begin(&f.desk, "shop:demp", "x", STORE_NO_TIME, &unknown), -EINVAL);
	ck_assert_str_eq(unknown, "there is no shop \"demp\"; did you mean \"demo\"?");
	ck_assert_int_eq(pause_begin(&f.desk, "shop:demo", "x", WEDNESDAY + HOUR, &fault), 0);
	ck_assert_int_eq(pause_begin(&f.desk, "shop:demo", "y", STORE_NO_TIME, &twice), -EEXIST);
	ck_assert_str_eq(twice, "shop:demo is paused already; resume it first to change the reason or the end");
	ck_assert_int_eq(pause_begin(&f.desk, "all", "all of it", WEDNESDAY + 2 * HOUR, &fault), 0);
	ck_assert_int_eq(store_pause_list(f.store, WEDNESDAY, &pauses), 0);
	pause = store_pause_find(pauses, &(PauseSubject){.shop = "demo", .step = STEP_FIRST_CONTACT});
	ck_assert_ptr_nonnull(pause);
	ck_assert_str_eq(pause->scope, "all"); /* the one that holds longer */
	ck_assert_int_eq(pause_end(&f.desk, "shop:demo", &fault), 0);
	ck_assert_int_eq(pause_end(&f.desk, "shop:demo", &none), -ENOENT);
	ck_assert_str_eq(none, "shop:demo is not paused");
	fixture_close(&f);
}
END_TEST

/* A pause that ended by itself is in nobody's way. */
START_TEST(pauses_again_after_the_end)
{
	g_autofree char *fault = NULL;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(pause_begin(&f.desk, "all", "x", WEDNESDAY + HOUR, &fault), 0);
	f.desk.now_at = WEDNESDAY + 2 * HOUR;
	ck_assert_msg(pause_begin(&f.desk, "all", "y", STORE_NO_TIME, &fault) == 0, "%s", fault);
	fixture_close(&f);
}
END_TEST

static int64_t reply(Fixture *f, int64_t case_id, const char *text, int64_t at)
{
	const StoreReply row = {.provider = (char *)"p", .from_number = (char *)E164, .text = (char *)text,
	                        .label = (char *)"other", .at = at, .received_at = at, .case_id = case_id,
	                        .matched_by = (char *)(case_id ? "number" : "none"), .read_at = STORE_NO_TIME};
	int64_t id = 0;

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_reply_put(f->store, &row, &id), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
	return id;
}

START_TEST(tells_the_story_in_order)
{
	static const ThreadKind KINDS[] = {THREAD_REVIEW, THREAD_EVENT, THREAD_EVENT, THREAD_REPLY, THREAD_EVENT};
	static const char *const TITLES[] = {"complaint", "created", "agent contacted", "reply (other)", "note"};
	g_autofree char *fault = NULL;
	Fixture f;
	Thread thread;

	fixture_open(&f);
	fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	f.desk.now_at = WEDNESDAY + 60;
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_CONTACTED, OUTCOME_NONE, "phoned", &fault), 0);
	reply(&f, 1, "谢谢", WEDNESDAY + 120);
	f.desk.now_at = WEDNESDAY + 180;
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_NOTE, OUTCOME_NONE, "friendly", &fault), 0);
	ck_assert_int_eq(thread_load(&f.desk, 1, &thread, &fault), 0);
	ck_assert_uint_eq(thread.items->len, G_N_ELEMENTS(KINDS));
	for (guint i = 0; i < thread.items->len; i++) {
		const ThreadItem *item = &g_array_index(thread.items, ThreadItem, i);

		row_int(TITLES[i], item->kind, KINDS[i]);
		row_str(TITLES[i], item->title, TITLES[i]);
	}
	ck_assert_str_eq(g_array_index(thread.items, ThreadItem, 3).body, "谢谢");
	ck_assert(g_array_index(thread.items, ThreadItem, 3).unread);
	ck_assert_str_eq(g_array_index(thread.items, ThreadItem, 4).body, "friendly");
	thread_clear(&thread);
	ck_assert_int_eq(thread_load(&f.desk, 2, &thread, &fault), -ENOENT);
	fixture_close(&f);
}
END_TEST

START_TEST(marks_replies_as_read)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autofree char *missing = NULL;
	g_autofree char *fault = NULL;
	int64_t first, last, none = 99, newest = 0;
	StoreCounts counts;
	guint done = 0;
	Fixture f;

	fixture_open(&f);
	ck_assert_int_eq(replies_last_id(&f.desk, &newest), 0);
	ck_assert_int_eq(newest, 0);
	first = reply(&f, 0, "a", WEDNESDAY);
	reply(&f, 0, "b", WEDNESDAY + 1);
	last = reply(&f, 0, "c", WEDNESDAY + 2);
	g_array_append_val(ids, last);
	ck_assert_int_eq(replies_mark_read(&f.desk, ids, &done, &fault), 0);
	ck_assert_uint_eq(done, 1);
	/* The newest is read, so the list begins with another one. */
	ck_assert_int_eq(replies_last_id(&f.desk, &newest), 0);
	ck_assert_int_eq(newest, last);
	g_array_insert_val(ids, 0, first);
	g_array_append_val(ids, none);
	ck_assert_int_eq(replies_mark_read(&f.desk, ids, &done, &missing), -ENOENT);
	ck_assert_str_eq(missing, "there is no reply 99; nothing was marked");
	ck_assert_int_eq(store_counts(f.store, WEDNESDAY, &counts), 0);
	ck_assert_int_eq(counts.unread, 2);
	ck_assert_int_eq(replies_mark_read(&f.desk, NULL, &done, &fault), 0);
	ck_assert_uint_eq(done, 2);
	fixture_close(&f);
}
END_TEST

static void look_at_text(const TextReport *report, void *user)
{
	guint *seen = user;

	if (report->step != STEP_FIRST_CONTACT || !g_str_equal(report->category, "any"))
		return;
	if (g_str_equal(report->language, "zh-CN")) {
		ck_assert_int_eq(report->encoding, ENCODING_UCS2);
		ck_assert_uint_eq(report->forced_by, 0x3010);
		(*seen)++;
	} else if (g_str_equal(report->language, "en")) {
		ck_assert_int_eq(report->encoding, ENCODING_GSM7);
		ck_assert_uint_eq(report->forced_by, 0);
		(*seen)++;
	}
	ck_assert_int_le(report->least, report->most);
	ck_assert_ptr_nonnull(report->origin);
}

START_TEST(quiet_hours_are_told_to_every_case)
{
	g_autofree char *fault = NULL;
	g_autofree char *unknown = NULL;
	g_autoptr(GArray) events = NULL;
	int64_t case_id;
	guint cases = 0;
	StoreCase c;
	Fixture f;

	fixture_open(&f);
	case_id = fixture_case(&f, "demo", "R-1", "13812341234", WEDNESDAY);
	ck_assert_int_eq(case_action_quiet(&f.desk, E164, "daily 20:00-11:00;lunch", &cases, &fault), -EINVAL);
	ck_assert_msg(g_str_has_prefix(fault, "\"lunch\": "), "%s", fault);
	ck_assert_int_eq(case_action_quiet(&f.desk, E164, " daily 20:00-11:00 ;sun 00:00-24:00", &cases, &unknown), 0);
	ck_assert_uint_eq(cases, 1);
	ck_assert_int_eq(store_case_get(f.store, case_id, &c), 0);
	ck_assert_str_eq(c.quiet, "daily 20:00-11:00; sun 00:00-24:00");
	store_case_clear(&c);
	ck_assert_int_eq(store_event_list(f.store, case_id, &events), 0);
	ck_assert_str_eq(g_array_index(events, StoreEventRow, events->len - 1).note,
	                 "the customer's own quiet hours: daily 20:00-11:00; sun 00:00-24:00");
	ck_assert_int_eq(case_action_quiet(&f.desk, "+8613899999999", NULL, &cases, &unknown), -ENOENT);
	ck_assert_str_eq(unknown, "+86 138****9999 is not known");
	fixture_close(&f);
}
END_TEST

START_TEST(tells_what_texts_cost)
{
	guint seen = 0;
	Fixture f;

	fixture_open(&f);
	text_report(f.conf, conf_shop(f.conf, "demo"), look_at_text, &seen);
	ck_assert_uint_eq(seen, 6); /* three to choose from in both languages */
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("actions");
	TCase *tc = tcase_create("actions");

	tcase_add_loop_test(tc, reads_case_references, 0, G_N_ELEMENTS(REFS));
	tcase_add_loop_test(tc, finds_cases, 0, G_N_ELEMENTS(RESOLVED));
	tcase_add_loop_test(tc, finds_the_nearest_name, 0, G_N_ELEMENTS(NEARESTS));
	tcase_add_loop_test(tc, acts_by_the_life_table, 0, G_N_ELEMENTS(ACTS));
	tcase_add_test(tc, refusals_leave_the_store_usable);
	tcase_add_test(tc, wrong_number_stops_the_number);
	tcase_add_test(tc, optout_holds_for_the_person);
	tcase_add_test(tc, optout_comes_before_the_case);
	tcase_add_test(tc, quiet_hours_are_told_to_every_case);
	tcase_add_loop_test(tc, reads_the_end_of_a_pause, 0, G_N_ELEMENTS(UNTILS));
	tcase_add_test(tc, pauses_once);
	tcase_add_test(tc, pauses_again_after_the_end);
	tcase_add_test(tc, tells_the_story_in_order);
	tcase_add_test(tc, marks_replies_as_read);
	tcase_add_test(tc, tells_what_texts_cost);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "actions");
}
