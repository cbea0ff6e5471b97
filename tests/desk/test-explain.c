/* "why": one sentence a row, from real rules and a real store, at a fixed instant. */
#include "desk/fixture.h"

#include "desk/case_actions.h"
#include "desk/explain.h"
#include "desk/pauses.h"

#include <errno.h>

/* What happened before the question is asked. */
typedef void (*Story)(Fixture *f, int64_t case_id);

static void act(Fixture *f, int64_t case_id, CaseAction action, CaseOutcome outcome)
{
	g_autofree char *fault = NULL;

	ck_assert_msg(case_action_apply(&f->desk, case_id, action, outcome, "note", &fault) == 0, "%s", fault);
}

static void contacted(Fixture *f, int64_t case_id)
{
	act(f, case_id, CASE_ACTION_CONTACTED, OUTCOME_NONE);
}

static void resolved(Fixture *f, int64_t case_id)
{
	act(f, case_id, CASE_ACTION_RESOLVE, OUTCOME_NONE);
}

static void closed(Fixture *f, int64_t case_id)
{
	act(f, case_id, CASE_ACTION_CLOSE, OUTCOME_SATISFIED);
}

static void opted_out(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	(void)case_id;
	ck_assert_int_eq(case_action_optout(&f->desk, "+8613812341234", "CN", "mobile", NULL, NULL, &fault), 0);
}

static void paused(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	(void)case_id;
	ck_assert_int_eq(pause_begin(&f->desk, "all", "provider moves", STORE_NO_TIME, &fault), 0);
}

static void paused_shop(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	(void)case_id;
	ck_assert_int_eq(pause_begin(&f->desk, "shop:demo", "stock-taking", WEDNESDAY + 10 * HOUR, &fault), 0);
}

static void silent_while_a_provider_is_paused(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	contacted(f, case_id);
	ck_assert_int_eq(pause_begin(&f->desk, "provider:p", "it moves", STORE_NO_TIME, &fault), 0);
}

static void other_shop_paused(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	(void)case_id;
	ck_assert_int_eq(pause_begin(&f->desk, "shop:london", "stock-taking", STORE_NO_TIME, &fault), 0);
}

/* The same customer was reached about another case today. */
static void spoken_to(Fixture *f, int64_t case_id)
{
	(void)case_id;
	contacted(f, fixture_case(f, "demo", "OTHER", "13812341234", f->desk.now_at));
}

/* The customer's other case has its turn in half an hour. */
static void other_planned(Fixture *f, int64_t case_id)
{
	int64_t other = fixture_case(f, "demo", "OTHER", "13812341234", f->desk.now_at);
	const Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = f->desk.now_at + HOUR / 2,
	                   .deadline_at = DECIDE_NEVER, .reason = REASON_AGENT_GRACE};

	(void)case_id;
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, other, &plan, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static void spoken_to_twice(Fixture *f, int64_t case_id)
{
	f->desk.now_at -= HOUR;
	spoken_to(f, case_id);
	f->desk.now_at += HOUR;
	contacted(f, fixture_case(f, "demo", "THIRD", "13812341234", f->desk.now_at));
}

static void shop_gone(Fixture *f, int64_t case_id)
{
	ConfShop *shop = (ConfShop *)conf_shop(f->conf, "demo");

	(void)case_id;
	g_free(shop->id);
	shop->id = g_strdup("renamed");
}

static void shop_gone_closed(Fixture *f, int64_t case_id)
{
	closed(f, case_id);
	shop_gone(f, case_id);
}

static void withdrawn(Fixture *f, int64_t case_id)
{
	act(f, case_id, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN);
}

static void came_back_often(Fixture *f, int64_t case_id)
{
	for (int i = 0; i < 3; i++) {
		resolved(f, case_id);
		act(f, case_id, CASE_ACTION_REOPEN, OUTCOME_NONE);
	}
	resolved(f, case_id);
}

/* A planned step as the sender leaves it for a person. */
static void held_by_sender(Fixture *f, int64_t case_id, const char *word, const char *detail)
{
	const Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = f->desk.now_at,
	                   .deadline_at = DECIDE_NEVER, .reason = REASON_NOW};
	g_autoptr(GArray) due = NULL;

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &plan, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_due_list(f->store, f->desk.now_at, NULL, NULL, 1, &due), 0);
	ck_assert_int_eq(store_step_set(f->store, g_array_index(due, StoreStep, 0).id, STEP_HELD, STORE_NO_TIME, word, detail,
	                                f->desk.now_at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static void came_up_late(Fixture *f, int64_t case_id)
{
	held_by_sender(f, case_id, reason_name(REASON_TOO_LATE), "the step came up too long after its time");
}

static void number_dead(Fixture *f, int64_t case_id)
{
	(void)case_id;
	act(f, fixture_case(f, "demo", "OTHER", "13812341234", f->desk.now_at), CASE_ACTION_CLOSE, OUTCOME_WRONG_NUMBER);
}

/* As the sender does it: intent, and what came of it. */
static void submitted(Fixture *f, int64_t case_id, const StoreResult *result)
{
	const Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = f->desk.now_at,
	                   .deadline_at = DECIDE_NEVER, .reason = REASON_NOW};
	g_autoptr(GArray) due = NULL;
	g_autofree char *ref = NULL;
	int64_t message_id, attempt_id;
	StoreMessage message = {.case_id = case_id, .step = STEP_FIRST_CONTACT, .round = 1, .author = (char *)"followupd",
	                        .text = (char *)"text", .language = (char *)"en", .text_version = (char *)"v",
	                        .encoding = (char *)"gsm7", .segments = 1, .provider = (char *)"p"};

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &plan, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_due_list(f->store, f->desk.now_at, NULL, NULL, 1, &due), 0);
	ck_assert_int_eq(due->len, 1);
	ck_assert_int_eq(store_intent_put(f->store, &g_array_index(due, StoreStep, 0), &message, f->desk.now_at * 1000000,
	                                  &message_id, &attempt_id, &ref), 0);
	if (result)
		ck_assert_int_eq(store_attempt_result(f->store, attempt_id, result, f->desk.now_at * 1000000), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static void sending(Fixture *f, int64_t case_id)
{
	submitted(f, case_id, NULL);
}

static void sent(Fixture *f, int64_t case_id)
{
	submitted(f, case_id, &(StoreResult){.outcome = SUBMIT_ACCEPTED, .next_at = STORE_NO_TIME});
}

static void unknown(Fixture *f, int64_t case_id)
{
	submitted(f, case_id, &(StoreResult){.outcome = SUBMIT_UNKNOWN, .next_at = STORE_NO_TIME});
}

static void retried(Fixture *f, int64_t case_id)
{
	submitted(f, case_id, &(StoreResult){.outcome = SUBMIT_THROTTLED, .code = "429", .next_at = f->desk.now_at + 300});
}

static void refused(Fixture *f, int64_t case_id)
{
	submitted(f, case_id, &(StoreResult){.outcome = SUBMIT_BAD_NUMBER, .code = "21211", .next_at = STORE_NO_TIME});
}

#define BOTH " (customer and shop, Asia/Shanghai)"
static const struct {
	const char *what, *shop;
	int complaint_min, now_min; /* from Wednesday 08:00 in Shanghai */
	const char *phone;
	Story story;
	ExplainStage stage;
	const char *sentence;
} ROWS[] = {
	{"quiet hours", "demo", -450, -450, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 08:00" BOTH ", because it is the customer's quiet hours until then; "
	 "deadline Wed 18 Nov 10:00, will be kept."},
	{"two zones, one day", "london", -450, -450, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 08:00 (customer, Asia/Shanghai) / 00:00 (shop, Europe/London), because the "
	 "shop's agents have the first word until Wed 18 Nov 01:15, then it is the customer's quiet hours until then; deadline "
	 "Wed 18 Nov 01:30, will be missed by 6 h 30 min."},
	{"two zones, two days", "london", -600, -600, "+819012345678", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 09:00 (customer, Asia/Tokyo) / 00:00 (shop, Europe/London), because the "
	 "shop's agents have the first word until Tue 17 Nov 23:45, then it is the customer's quiet hours until Wed 18 Nov "
	 "08:00, then it is outside the permitted hours (rule of Japan: courtesy) until then; deadline Wed 18 Nov 00:00, "
	 "will be missed by 9 h 00 min."},
	{"a floor of operators", "kazakh", 120, 1080, "+77012345678", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Thu 19 Nov 09:00 (customer, Asia/Almaty) / 12:00 (shop, Asia/Shanghai), because it is "
	 "outside the permitted hours (rule of Kazakhstan: operator) until then; deadline Wed 18 Nov 08:00, will be missed "
	 "by 25 h 00 min."},
	{"the zone of an area code", "demo", 180, 180, "+12025550123", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 08:00 (customer, America/New_York) / 21:00 (shop, Asia/Shanghai), because the "
	 "shop's agents have the first word until Tue 17 Nov 22:45, then it is the customer's quiet hours until then; deadline "
	 "Tue 17 Nov 23:00, will be missed by 9 h 00 min."},
	{"the hours of the area code's state", "demo", 180, 180, "+12032345678", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 09:00 (customer, America/New_York) / 22:00 (shop, Asia/Shanghai), because the "
	 "shop's agents have the first word until Tue 17 Nov 22:45, then it is the customer's quiet hours until Wed 18 Nov "
	 "08:00, then it is outside the permitted hours (rule of Connecticut: courtesy) until then; deadline Tue 17 Nov 23:00, "
	 "will be missed by 10 h 00 min."},
	{"an area code of two zones", "demo", 180, 180, "+18502345678", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 22:00 (shop, Asia/Shanghai), because the shop's agents have the first word "
	 "until Wed 18 Nov 11:45, then it is the customer's quiet hours until then; the customer's zone is not known, so all "
	 "2 zones of the region must permit it; deadline Wed 18 Nov 12:00, will be missed by 10 h 00 min."},
	{"consent is wanted and not there", "demo", 120, 120, "+79123456789", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because the customer's region wants consent first, and the shop states none; permitted "
	 "hours begin again Wed 18 Nov 15:00."},
	{"agents first", "demo", 120, 120, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 10:45" BOTH ", because the shop's agents have the first word until then; "
	 "deadline Wed 18 Nov 11:00, will be kept."},
	{"grace is over", "demo", 120, 170, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact is due now; deadline Wed 18 Nov 11:00, will be kept."},
	{"late", "demo", 120, 330, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact is due now; deadline Wed 18 Nov 11:00, will be missed by 2 h 30 min."},
	{"grace, then night", "demo", 800, 800, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Thu 19 Nov 08:00" BOTH ", because the shop's agents have the first word until "
	 "Wed 18 Nov 22:05, then it is the customer's quiet hours until then; deadline Wed 18 Nov 22:20, will be missed by "
	 "9 h 40 min."},
	{"night, then Sunday's later hours", "demo", 5400, 5400, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Sun 22 Nov 09:00" BOTH ", because it is the customer's quiet hours until Sun 22 Nov 08:00, "
	 "then it is outside the permitted hours until then; deadline Sun 22 Nov 10:00, will be kept."},
	{"holiday", "demo", 2880, 2880, "13812341234", NULL, EXPLAIN_PLANNED,
	 "first contact will be sent Fri 20 Nov 12:00" BOTH ", because it is a holiday where the customer lives until then; "
	 "deadline Sat 21 Nov 10:00, will be kept."},
	{"budget", "demo", 60, 120, "13812341234", spoken_to, EXPLAIN_PLANNED,
	 "first contact will be sent Thu 19 Nov 08:00" BOTH ", because the customer was contacted often enough lately (case 2, "
	 "Wed 18 Nov 10:00) until Thu 19 Nov 00:00, then it is the customer's quiet hours until then; deadline Wed 18 Nov 10:00, will be missed by "
	 "22 h 00 min."},
	{"no zone", "demo", 120, 120, "+6281234567890", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because the customer's time zone is not known."},
	{"no ground", "mute", 120, 120, "13812341234", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because the shop may not text its customers."},
	{"too late", "demo", 120, 120 + 26 * 60, "13812341234", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because it would come too long after the complaint."},
	{"agent was first", "demo", 120, 120, "13812341234", contacted, EXPLAIN_PLANNED,
	 "it will be closed as unanswered Wed 2 Dec 10:00" BOTH ", because the customer has time to answer until then."},
	{"sent", "demo", 120, 180, "13812341234", sent, EXPLAIN_PLANNED,
	 "it will be closed as unanswered Wed 2 Dec 11:00" BOTH ", because the customer has time to answer until then."},
	{"no provider closes a case", "demo", 120, 120, "13812341234", silent_while_a_provider_is_paused, EXPLAIN_PLANNED,
	 "it will be closed as unanswered Wed 2 Dec 10:00" BOTH ", because the customer has time to answer until then."},
	{"closed", "demo", 120, 120, "13812341234", closed, EXPLAIN_NOTHING,
	 "nothing is planned, because it is closed (satisfied)."},
	{"satisfaction", "demo", 120, 120, "13812341234", resolved, EXPLAIN_PLANNED,
	 "satisfaction question will be sent Thu 19 Nov 10:00" BOTH ", because the customer has until then to see whether "
	 "it is solved; deadline Fri 20 Nov 10:00, will be kept."},
	{"opt-out", "demo", 120, 120, "13812341234", opted_out, EXPLAIN_NOTHING,
	 "nothing is planned, because the customer needs an agent's answer; the customer is opted out: nothing may be sent."},
	{"pause", "demo", 120, 120, "13812341234", paused, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 10:45" BOTH ", because the shop's agents have the first word until then; "
	 "deadline Wed 18 Nov 11:00, will be kept; but all sending is paused by agent:li (\"provider moves\") until somebody "
	 "resumes it."},
	{"pause of the shop", "demo", 120, 120, "13812341234", paused_shop, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 10:45" BOTH ", because the shop's agents have the first word until then; "
	 "deadline Wed 18 Nov 11:00, will be kept; but the shop is paused by agent:li (\"stock-taking\") until "
	 "Wed 18 Nov 18:00."},
	{"pause of another shop", "demo", 120, 170, "13812341234", other_shop_paused, EXPLAIN_PLANNED,
	 "first contact is due now; deadline Wed 18 Nov 11:00, will be kept."},
	{"dead number", "demo", 120, 170, "13812341234", number_dead, EXPLAIN_HELD,
	 "first contact waits for a person, because the number is known to be dead, until Mon 17 May 10:50."},
	{"being sent", "demo", 120, 170, "13812341234", sending, EXPLAIN_SENDING,
	 "first contact is being handed to the provider at this moment."},
	{"unknown outcome", "demo", 120, 170, "13812341234", unknown, EXPLAIN_UNKNOWN,
	 "first contact may or may not have left: it is not sent again until a delivery report or a person settles it."},
	{"put off", "demo", 120, 170, "13812341234", retried, EXPLAIN_PLANNED,
	 "first contact will be sent Wed 18 Nov 10:55" BOTH ", because the last try failed (throttled: 429); deadline "
	 "Wed 18 Nov 11:00, will be kept."},
	{"refused by the provider", "demo", 120, 170, "13812341234", refused, EXPLAIN_HELD,
	 "first contact waits for a person: the provider refuses this number (21211)."},
	{"another case comes first", "demo", 60, 120, "13812341234", other_planned, EXPLAIN_PLANNED,
	 "first contact will be sent Thu 19 Nov 08:00" BOTH ", because the customer was contacted often enough lately (case 2, "
	 "planned for Wed 18 Nov 10:30) until Thu 19 Nov 00:00, then it is the customer's quiet hours until then; deadline "
	 "Wed 18 Nov 10:00, will be missed by 22 h 00 min."},
	{"two contacts of a day: the newest", "demo", 60, 180, "13812341234", spoken_to_twice, EXPLAIN_PLANNED,
	 "first contact will be sent Thu 19 Nov 08:00" BOTH ", because the customer was contacted often enough lately (case 3, "
	 "Wed 18 Nov 11:00) until Thu 19 Nov 00:00, then it is the customer's quiet hours until then; deadline "
	 "Wed 18 Nov 10:00, will be missed by 22 h 00 min."},
	{"the shop is gone", "demo", 120, 120, "13812341234", shop_gone, EXPLAIN_HELD,
	 "first contact waits for a person, because the configuration no longer has its shop."},
	{"the shop is gone, the case is closed", "demo", 120, 120, "13812341234", shop_gone_closed, EXPLAIN_NOTHING,
	 "nothing is planned, because the configuration no longer has its shop."},
	{"landline", "demo", 120, 120, "+862161234567", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because the number is a landline, no text arrives there."},
	{"held at night: when a person may act", "demo", -450, -450, "+862161234567", NULL, EXPLAIN_HELD,
	 "first contact waits for a person, because the number is a landline, no text arrives there; permitted hours begin again "
	 "Wed 18 Nov 08:00."},
	{"the machine was off", "demo", 120, 600, "13812341234", came_up_late, EXPLAIN_HELD,
	 "first contact waits for a person, because the step came up too long after its time."},
	{"too many rounds", "demo", 120, 120, "13812341234", came_back_often, EXPLAIN_HELD,
	 "satisfaction question waits for a person, because it came back too often; a person decides."},
	{"withdrawn", "demo", 120, 120, "13812341234", withdrawn, EXPLAIN_NOTHING,
	 "nothing is planned, because it is closed (withdrawn)."},
};

START_TEST(explains)
{
	const char *what = ROWS[_i].what;
	g_autofree char *fault = NULL;
	g_autofree char *want = NULL;
	int64_t case_id;
	Fixture f;
	Explain e;

	fixture_open(&f);
	f.desk.now_at = WEDNESDAY + ROWS[_i].complaint_min * 60;
	case_id = fixture_case(&f, ROWS[_i].shop, "R-1", ROWS[_i].phone, f.desk.now_at);
	f.desk.now_at = WEDNESDAY + ROWS[_i].now_min * 60;
	if (ROWS[_i].story)
		ROWS[_i].story(&f, case_id);
	ck_assert_msg(explain_case(&f.desk, case_id, &e, &fault) == 0, "row %s: %s", what, fault);
	want = g_strdup_printf("Case 1 (C2D9): %s", ROWS[_i].sentence);
	row_str(what, e.sentence, want);
	row_int(what, e.stage, ROWS[_i].stage);
	row_int(what, e.due_at != STORE_NO_TIME, ROWS[_i].stage == EXPLAIN_PLANNED);
	explain_clear(&e);
	fixture_close(&f);
}
END_TEST

/* Each word the sender holds a step with, in words for people. */
static const struct {
	const char *word, *detail, *text;
} WORDS[] = {
	{"no_text", "no first_contact text in language fr", "there is no text for it (no first_contact text in language fr)"},
	{"missing_value", "the text needs {order} and the case has none",
	 "its text needs something that the case does not have (the text needs {order} and the case has none)"},
	{"bad_text", NULL, "its text cannot be read"},
	{"too_long", NULL, "its text is too long"},
	{"no_provider", NULL, "the shop's provider is not configured"},
	{"retry_later", "503", "the provider could not be reached, however often it was tried (503)"},
	{"throttled", NULL, "the provider takes no more for now"},
	{"bad_number", NULL, "the provider refuses this number"},
	{"rejected_content", NULL, "the provider refuses this text"},
	{"account_broken", NULL, "the provider refuses our account"},
	{"no_credit", NULL, "our account at the provider is empty"},
	{"quiet_by_provider", NULL, "the provider keeps hours of its own"},
	{"word_of_tomorrow", NULL, "word of tomorrow"},
};

START_TEST(explains_the_senders_words)
{
	g_autofree char *fault = NULL;
	g_autofree char *want = g_strdup_printf("Case 1 (C2D9): first contact waits for a person: %s.", WORDS[_i].text);
	Fixture f;
	Explain e;

	fixture_open(&f);
	f.desk.now_at = WEDNESDAY + 2 * HOUR;
	fixture_case(&f, "demo", "R-1", "13812341234", f.desk.now_at);
	held_by_sender(&f, 1, WORDS[_i].word, WORDS[_i].detail);
	row_int(WORDS[_i].word, explain_case(&f.desk, 1, &e, &fault), 0);
	row_str(WORDS[_i].word, e.sentence, want);
	row_int(WORDS[_i].word, e.stage, EXPLAIN_HELD);
	explain_clear(&e);
	fixture_close(&f);
}
END_TEST

/* No submit's outcome that can leave a step held is without words. */
START_TEST(knows_every_outcome)
{
	const char *name = submit_outcome_name((SubmitOutcome)_i);
	g_autofree char *plain = g_strdelimit(g_strdup(name), "_", ' ');
	g_autofree char *text = explain_word_text(name);
	Reason reason;

	if (_i != SUBMIT_ACCEPTED && reason_parse(name, &reason) < 0)
		ck_assert_msg(!g_str_equal(text, plain), "row %s: has no words", name);
}
END_TEST

START_TEST(explains_only_what_is_there)
{
	g_autofree char *no_case = NULL;
	g_autofree char *no_conf = NULL;
	Fixture f;
	Explain e;

	fixture_open(&f);
	ck_assert_int_eq(explain_case(&f.desk, 7, &e, &no_case), -ENOENT);
	ck_assert_str_eq(no_case, "there is no case 7");
	fixture_case(&f, "demo", "R-1", "13812341234", WEDNESDAY);
	f.desk.conf = NULL;
	ck_assert_int_eq(explain_case(&f.desk, 1, &e, &no_conf), -EINVAL);
	ck_assert_str_eq(no_conf, "this needs the configuration");
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain");
	TCase *tc = tcase_create("explain");

	tcase_add_loop_test(tc, explains, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, explains_the_senders_words, 0, G_N_ELEMENTS(WORDS));
	tcase_add_loop_test(tc, knows_every_outcome, 0, SUBMIT_OUTCOMES);
	tcase_add_test(tc, explains_only_what_is_there);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "explain");
}
