/* Accounts, claims, calls, promises, offers, drafts (store/team.h). */
#include "store/fixture.h"
#include "store/incidents.h"
#include "store/roster.h"
#include "store/team.h"

#include <errno.h>

#define PHONE "+8613800138000"

static Fixture f;
static int64_t id;

static void setup(void)
{
	fixture_open(&f);
	id = fixture_case(&f, "R-1", PHONE);
}

static void teardown(void)
{
	fixture_close(&f);
}

static int in_transaction(int (*act)(void))
{
	int r;

	ck_assert_int_eq(store_begin(f.store), 0);
	r = act();
	if (r < 0)
		store_rollback(f.store);
	else
		ck_assert_int_eq(store_commit(f.store), 0);
	return r;
}

START_TEST(an_account_is_made_and_changed)
{
	StoreAccount li = {.name = (char *)"li", .full_name = (char *)"李娜", .role = ROLE_SENIOR, .level = 4, .shops = (char *)"taoyimi",
	                   .on_duty = TRUE, .active = TRUE, .password = (char *)"hash"};
	g_autoptr(GArray) all = NULL;
	StoreAccount found;

	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW));
	li.level = 5;
	li.on_duty = FALSE;
	li.password = NULL;
	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW + 1));
	must(&f, store_account_get(f.store, "li", &found));
	row_int("role", found.role, ROLE_SENIOR);
	row_int("level", found.level, 5);
	row_int("on duty", found.on_duty, FALSE);
	row_str("a password stays until another is given", found.password, "hash");
	row_int("made", found.created_at, NOW);
	row_int("changed", found.changed_at, NOW + 1);
	store_account_clear(&found);
	row_int("nobody", store_account_get(f.store, "wu", &found), -ENOENT);
	must(&f, store_account_list(f.store, &all));
	row_int("all", all->len, 1);
}
END_TEST

/* Who did it stands beside what was done, and no secret. */
START_TEST(what_is_done_to_an_account_is_kept)
{
	static const char *const SAID[] = {
		"account on",
		"account off; off duty; a new password",
		"name 李娜 to Li Na; role agent to senior; level 3 to 4; shops all to a b; languages zh to all",
		"a new password",
		"made: 李娜, agent, level 3; languages zh",
	};
	StoreAccount li = {.name = (char *)"li", .full_name = (char *)"李娜", .role = ROLE_AGENT, .level = 3,
	                   .languages = (char *)"zh", .on_duty = TRUE, .active = TRUE};
	const StoreAccount wu = {.name = (char *)"wu", .full_name = (char *)"Wu", .role = ROLE_AGENT, .level = 3,
	                         .on_duty = TRUE, .active = TRUE};
	g_autoptr(GArray) acts = NULL, two = NULL, all = NULL;

	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW));
	must_write(&f, store_account_put(f.store, &wu, "agent:wang", NOW));
	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW + 1)); /* nothing new */
	li.password = (char *)"$argon2id$one";
	must_write(&f, store_account_put(f.store, &li, "agent:li", NOW + 2));
	li.full_name = (char *)"Li Na";
	li.role = ROLE_SENIOR;
	li.level = 4;
	li.shops = (char *)"a b";
	li.languages = NULL;
	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW + 3));
	li.active = li.on_duty = FALSE;
	li.password = (char *)"$argon2id$two";
	must_write(&f, store_account_put(f.store, &li, "agent:wang", NOW + 4));
	li.active = TRUE;
	must_write(&f, store_account_put(f.store, &li, "agent:zhao", NOW + 5));
	must(&f, store_account_log(f.store, "li", 50, &acts));
	row_int("one a change, newest first", acts->len, G_N_ELEMENTS(SAID));
	for (guint i = 0; i < acts->len; i++) {
		const StoreAccountAct *act = &g_array_index(acts, StoreAccountAct, i);

		row_str(SAID[i], act->what, SAID[i]);
		row_str(SAID[i], act->account, "li");
		row_str(SAID[i], act->actor, i == 0 ? "agent:zhao" : i == 3 ? "agent:li" : "agent:wang");
		row_int(SAID[i], act->at, i == 4 ? NOW : NOW + 5 - (int)i);
	}
	must(&f, store_account_log(f.store, NULL, 50, &all));
	row_int("of all accounts", all->len, G_N_ELEMENTS(SAID) + 1);
	must(&f, store_account_log(f.store, NULL, 2, &two));
	row_int("not more than asked for", two->len, 2);
}
END_TEST

START_TEST(an_act_that_fails_is_not_kept)
{
	const StoreAccount odd = {.name = (char *)"li", .full_name = (char *)"Li", .role = ROLE_AGENT, .level = 9};
	g_autoptr(GArray) acts = NULL;

	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_lt(store_account_put(f.store, &odd, "agent:wang", NOW), 0);
	ck_assert_int_eq(store_commit(f.store), 0);
	must(&f, store_account_log(f.store, NULL, 50, &acts));
	row_int("none", acts->len, 0);
}
END_TEST

START_TEST(role_names)
{
	Role role;

	for (int i = 0; i < ROLES; i++) {
		row_int(role_name((Role)i), role_parse(role_name((Role)i), &role), 0);
		row_int(role_name((Role)i), role, i);
	}
	row_int("no role", role_parse("boss", &role), -EINVAL);
}
END_TEST

/* Who holds it after each, as "agent until-NOW claims". */
static const struct {
	const char *name;
	const char *agent;
	int64_t at, until;
	const char *want;
} CLAIMS[] = {
	{"taken", "agent:li", 0, 1800, "agent:li 1800 1"},
	{"renewed: no second event", "agent:li", 600, 2400, "agent:li 2400 1"},
	{"taken over", "agent:wu", 700, 2500, "agent:wu 2500 2"},
	{"taken again after the lease", "agent:wu", 2500, 4300, "agent:wu 4300 3"},
};

START_TEST(claims_follow_each_other)
{
	StoreClaim claim;

	row_int("free", store_claim_get(f.store, id, NOW, &claim), -ENOENT);
	for (gsize i = 0; i < G_N_ELEMENTS(CLAIMS); i++) {
		g_autofree char *got = NULL;

		must_write(&f, store_claim_put(f.store, id, CLAIMS[i].agent, NULL, NOW + CLAIMS[i].at, NOW + CLAIMS[i].until));
		must(&f, store_claim_get(f.store, id, NOW + CLAIMS[i].at, &claim));
		got = g_strdup_printf("%s %d %d", claim.agent, (int)(claim.until_at - NOW),
		                      (int)sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'claimed'"));
		row_str(CLAIMS[i].name, got, CLAIMS[i].want);
		store_claim_clear(&claim);
	}
	row_int("over", store_claim_get(f.store, id, NOW + 4300, &claim), -ENOENT);
}
END_TEST

static int release_of_another(void)
{
	return store_claim_release(f.store, id, "agent:wu", NULL, NOW + 1);
}

START_TEST(only_the_holder_gives_it_back)
{
	g_autofree char *state = NULL;

	must_write(&f, store_claim_put(f.store, id, "agent:li", "mine", NOW, NOW + 60));
	row_int("another", in_transaction(release_of_another), -ENOENT);
	must_write(&f, store_claim_release(f.store, id, "agent:li", "lunch", NOW + 1));
	state = sql_text(&f, "SELECT state FROM cases");
	row_str("F42: nobody has written to the customer", state, "new");
	row_int("claims", sql_number(&f, "SELECT count(*) FROM claim"), 0);
}
END_TEST

START_TEST(a_claim_outlives_its_case)
{
	g_autofree char *state = NULL;

	must_write(&f, store_claim_put(f.store, id, "agent:li", NULL, NOW, NOW + 60));
	fixture_event(&f, id, EVENT_RESOLVED, NOW + 5);
	must_write(&f, store_claim_release(f.store, id, "agent:li", NULL, NOW + 6));
	state = sql_text(&f, "SELECT state FROM cases");
	row_str("a solved case stays solved", state, "resolved");
}
END_TEST

static StoreCall call_of(gboolean callback, int64_t due_at)
{
	return (StoreCall){.case_id = id, .callback = callback, .round = 1, .why = (char *)(callback ? "asked" : "silence"),
	                   .due_at = due_at, .warn_at = callback ? due_at - 600 : STORE_NO_TIME,
	                   .asked_text = (char *)(callback ? "after three" : NULL)};
}

static int second_call(void)
{
	StoreCall call = call_of(FALSE, NOW + 5);
	int64_t call_id;

	return store_call_put(f.store, &call, "followupd", NOW, &call_id);
}

START_TEST(one_open_call_of_a_kind)
{
	StoreCall call = call_of(FALSE, NOW + HOUR), asked = call_of(TRUE, NOW + 2 * HOUR), later = call_of(TRUE, NOW + 3 * HOUR);
	int64_t first, callback, moved, count = -1;
	g_autoptr(GArray) open = NULL;

	must_write(&f, store_call_put(f.store, &call, "followupd", NOW, &first));
	row_int("a second one", in_transaction(second_call), -EEXIST);
	must_write(&f, store_call_put(f.store, &asked, "customer", NOW, &callback));
	must_write(&f, store_call_put(f.store, &later, "customer", NOW + 1, &moved));
	row_int("another time moves it", moved, callback);
	must(&f, store_call_list(f.store, "taoyimi", NULL, 0, &open));
	row_int("open", open->len, 2);
	row_int("by time", g_array_index(open, StoreCall, 0).id, first);
	row_int("its time", g_array_index(open, StoreCall, 1).due_at, NOW + 3 * HOUR);
	row_int("of another shop", store_call_list(f.store, "gum", NULL, 0, &open), 0);
	row_int("none", open->len, 0);
	row_int("told", sql_number(&f, "SELECT count(*) FROM event WHERE kind IN ('call_due', 'callback_asked')"), 3);
	must(&f, store_call_due(f.store, NULL, NOW + 4 * HOUR, 1, &count, &open));
	row_int("one is listed", open->len, 1);
	row_int("two are counted", count, 2);
	must(&f, store_call_due(f.store, "taoyimi", NOW + 2 * HOUR, 10, &count, &open));
	row_int("due before that", count * 10 + open->len, 11);
	must(&f, store_call_due(f.store, "gum", NOW + 4 * HOUR, 10, &count, &open));
	row_int("due, of another shop", count + open->len, 0);
	fixture_uses(&f, "count(*) FROM call", "call_open");
}
END_TEST

START_TEST(attempts_end_a_call_or_put_it_off)
{
	StoreCall call = call_of(TRUE, NOW + HOUR), found;
	g_autoptr(GArray) attempts = NULL;
	g_autofree char *note = NULL;
	int64_t call_id, at;

	must_write(&f, store_call_put(f.store, &call, "customer", NOW, &call_id));
	must(&f, store_team_next(f.store, &at));
	row_int("warned before", at, NOW + HOUR - 600);
	must_write(&f, store_call_warned(f.store, call_id, NOW + HOUR - 600));
	must(&f, store_team_next(f.store, &at));
	row_int("once; then it is missed", at, NOW + HOUR + STORE_CALLBACK_MISSED_S);
	must_write(&f, store_call_attempt(f.store, call_id, CALL_NO_ANSWER, "agent:li", NULL, NOW + 5 * HOUR, NOW + HOUR));
	must(&f, store_call_get(f.store, call_id, &found));
	row_str("open again", found.state, "open");
	row_int("then", found.due_at, NOW + 5 * HOUR);
	row_int("warned of as long before", found.warn_at, NOW + 5 * HOUR - 600);
	row_int("anew", found.warned_at, STORE_NO_TIME);
	store_call_clear(&found);
	must_write(&f, store_call_attempt(f.store, call_id, CALL_REACHED, "agent:li", "all well", STORE_NO_TIME, NOW + 5 * HOUR));
	must(&f, store_call_get(f.store, call_id, &found));
	row_str("done", found.state, "done");
	row_int("attempts", found.attempts, 2);
	row_str("outcome", found.outcome, "reached");
	store_call_clear(&found);
	must(&f, store_call_attempts(f.store, call_id, &attempts));
	row_int("rows", attempts->len, 2);
	note = sql_text(&f, "SELECT note FROM event WHERE kind = 'call_attempt' ORDER BY id DESC LIMIT 1");
	row_str("told", note, "reached: all well");
}
END_TEST

static int64_t done_call;

static int attempt_on_a_done_call(void)
{
	return store_call_attempt(f.store, done_call, CALL_BUSY, "agent:li", NULL, STORE_NO_TIME, NOW);
}

START_TEST(a_call_that_is_over_takes_no_attempt)
{
	StoreCall call = call_of(FALSE, NOW);

	must_write(&f, store_call_put(f.store, &call, "followupd", NOW, &done_call));
	must_write(&f, store_call_cancel(f.store, id, "replied", NOW + 1));
	row_int("cancelled", in_transaction(attempt_on_a_done_call), -EALREADY);
}
END_TEST

static int64_t kept_promise;

static int keep_again(void)
{
	return store_promise_end(f.store, kept_promise, "kept", "agent:li", NOW);
}

static const struct {
	const char *state, *event;
} ENDS[] = {{"kept", "promise_kept"}, {"broken", "promise_broken"}, {"withdrawn", "note"}};

START_TEST(a_promise_has_one_end)
{
	StorePromise promise = {.case_id = id, .what = (char *)"new zip", .due_at = NOW + DAY, .warn_at = NOW + DAY - HOUR,
	                        .owner = (char *)"agent:li", .made_at = NOW};
	g_autoptr(GArray) open = NULL;
	g_autofree char *kind = NULL;
	int64_t at;

	must_write(&f, store_promise_put(f.store, &promise, &kept_promise));
	must(&f, store_team_next(f.store, &at));
	row_int("warned before, not after", at, NOW + DAY - HOUR);
	must_write(&f, store_promise_warned(f.store, kept_promise, NOW + DAY - HOUR));
	must(&f, store_team_next(f.store, &at));
	row_int("then its end", at, NOW + DAY);
	must(&f, store_promise_list(f.store, NULL, "agent:li", 0, &open));
	row_int("open", open->len, 1);
	must(&f, store_promise_due(f.store, "taoyimi", NOW + DAY + 1, 10, &at, &open));
	row_int("due before that", at * 10 + open->len, 11);
	must(&f, store_promise_due(f.store, NULL, NOW + DAY, 10, &at, &open));
	row_int("due at the end is not before it", at + open->len, 0);
	must(&f, store_promise_due(f.store, "gum", NOW + DAY + 1, 10, &at, &open));
	row_int("due, of another shop", at + open->len, 0);
	fixture_uses(&f, "count(*) FROM promise", "promise_open");
	must_write(&f, store_promise_end(f.store, kept_promise, ENDS[_i].state, "agent:li", NOW + 5));
	kind = sql_text(&f, "SELECT kind FROM event ORDER BY id DESC LIMIT 1");
	row_str(ENDS[_i].state, kind, ENDS[_i].event);
	row_int("a second end", in_transaction(keep_again), -ENOENT);
	must(&f, store_promise_list(f.store, "taoyimi", NULL, 0, &open));
	row_int("none open", open->len, 0);
}
END_TEST

START_TEST(an_offer_is_a_row_and_an_event)
{
	StoreOffer offer = {.case_id = id, .kind = (char *)"refund", .amount = 1250, .currency = (char *)"CNY", .note = (char *)"half",
	                    .granted_by = (char *)"agent:li", .granted_at = NOW};
	g_autoptr(GArray) offers = NULL;
	int64_t offer_id;

	must_write(&f, store_offer_put(f.store, &offer, &offer_id));
	must(&f, store_offer_list(f.store, id, &offers));
	row_int("offers", offers->len, 1);
	row_int("amount", g_array_index(offers, StoreOffer, 0).amount, 1250);
	row_int("event", sql_number(&f, "SELECT count(*) FROM event WHERE kind = 'offered' AND note = 'refund: half'"), 1);
	row_int("no column for a review (B1)",
	        sql_number(&f, "SELECT count(*) FROM pragma_table_info('offer') WHERE name LIKE '%review%' OR name LIKE '%rating%'"), 0);
}
END_TEST

static int put_draft(Step step, const char *text)
{
	StoreDraft draft = {.case_id = id, .step = step, .author = (char *)"agent:li", .text = (char *)text};
	int number = 0;

	must_write(&f, store_draft_put(f.store, &draft, NOW + HOUR, f.rules_id, NOW, &number));
	return number;
}

START_TEST(agents_texts_stand_apart_facts_grow_together)
{
	StoreDraft draft;
	int64_t attempt;

	row_int("a text", put_draft(STEP_AGENT_TEXT, "one"), 1);
	row_int("another text", put_draft(STEP_AGENT_TEXT, "two"), 2);
	row_int("a fact", put_draft(STEP_PROGRESS, "refund done"), 1);
	row_int("falls together with it", put_draft(STEP_PROGRESS, "parcel 123"), 1);
	must(&f, store_draft_get(f.store, id, STEP_PROGRESS, 1, &draft));
	row_str("told together", draft.text, "refund done\nparcel 123");
	store_draft_clear(&draft);
	fixture_intent(&f, id, STEP_PROGRESS, 1, NOW_US, &attempt, NULL);
	row_int("too late for that one", put_draft(STEP_PROGRESS, "delivered"), 2);
}
END_TEST

static int64_t handed_over_at;

static int take_back_one(void)
{
	return store_draft_cancel(f.store, id, STEP_AGENT_TEXT, 1, "agent:li", NOW + 9, &handed_over_at);
}

START_TEST(a_text_is_taken_back_until_it_left)
{
	int64_t attempt;

	put_draft(STEP_AGENT_TEXT, "one");
	row_int("taken back", in_transaction(take_back_one), 0);
	row_int("twice", in_transaction(take_back_one), -ENOENT);
	row_int("number", put_draft(STEP_AGENT_TEXT, "two"), 2);
	must_write(&f, store_draft_cancel(f.store, id, STEP_AGENT_TEXT, 2, "agent:li", NOW, NULL));
	row_int("and another", put_draft(STEP_AGENT_TEXT, "three"), 3);
	fixture_intent(&f, id, STEP_AGENT_TEXT, 3, (NOW + 3) * 1000000, &attempt, NULL);
	ck_assert_int_eq(store_begin(f.store), 0);
	row_int("handed over", store_draft_cancel(f.store, id, STEP_AGENT_TEXT, 3, "agent:li", NOW + 9, &handed_over_at), -EALREADY);
	store_rollback(f.store);
	row_int("when", handed_over_at, NOW + 3);
}
END_TEST

/* The plan of the case's own steps leaves them alone. */
START_TEST(a_plan_leaves_drafts_alone)
{
	const Plan nothing = {.verdict = PLAN_NONE, .step = STEP_NONE, .round = 1, .due_at = DECIDE_NEVER,
	                      .deadline_at = DECIDE_NEVER, .reason = REASON_NOTHING_TO_DO};
	g_autofree char *text = NULL, *fact = NULL;

	put_draft(STEP_AGENT_TEXT, "one");
	put_draft(STEP_PROGRESS, "refund done");
	must_write(&f, store_plan_put(f.store, id, &nothing, NULL, f.rules_id, NOW));
	text = fixture_step(&f, id, STEP_AGENT_TEXT, 1);
	fact = fixture_step(&f, id, STEP_PROGRESS, 1);
	row_str("text", text, "planned now");
	row_str("fact", fact, "planned now");
}
END_TEST

/* F41: the next level each time, five is the most; one that has none begins at its case's own. */
START_TEST(levels_rise_to_five)
{
	static const char *const NOTES[] = {"2: unsatisfied", "3: unsatisfied", "4: unsatisfied", "5: unsatisfied",
	                                    "5: unsatisfied"};

	for (gsize i = 0; i < G_N_ELEMENTS(NOTES); i++) {
		g_autofree char *note = NULL;

		must_write(&f, store_level_raise(f.store, id, "followupd", "unsatisfied", NOW + (int64_t)i));
		note = sql_text(&f, "SELECT note FROM event WHERE kind = 'level' ORDER BY id DESC LIMIT 1");
		row_str("note", note, NOTES[i]);
	}
}
END_TEST

/* The graver of what the row says, what the shop's list says of its category, and what rounds asked for. */
static const struct {
	const char *row, *category, *level, *later_category, *later_level;
	int needs, raised;
} LEVELS[] = {
	{"nobody said", NULL, NULL, NULL, NULL, 0, 2},
	{"the row's own", NULL, "3", NULL, NULL, 3, 4},
	{"its category's", "safety", NULL, NULL, NULL, 4, 5},
	{"the graver one: the category's", "safety", "2", NULL, NULL, 4, 5},
	{"the graver one: the row's", "safety", "5", NULL, NULL, 5, 5},
	{"told later", NULL, NULL, "safety", NULL, 4, 5},
	{"a milder category later takes nothing back", "safety", NULL, "logistics", NULL, 4, 5},
	{"a graver level later counts when it is raised", "safety", NULL, NULL, "5", 5, 5},
	{"a row that is silent changes nothing", "safety", NULL, NULL, NULL, 4, 5},
};

static int put_row(const char *category, const char *level)
{
	const IntakeRow row = {.value = {[INTAKE_SHOP] = "taoyimi", [INTAKE_EXTERNAL_ID] = "R-9", [INTAKE_PHONE] = PHONE,
	                                 [INTAKE_CATEGORY] = category, [INTAKE_LEVEL] = level}};
	g_autofree char *fault = NULL;
	IntakeResult result;

	return store_intake_put(f.store, &row, fixture_shops, NULL, NOW, &result, &id, &fault);
}

START_TEST(the_graver_level_counts)
{
	StoreRoster roster;

	must_write(&f, put_row(LEVELS[_i].category, LEVELS[_i].level));
	must_write(&f, put_row(LEVELS[_i].later_category, LEVELS[_i].later_level));
	must(&f, store_roster_get(f.store, id, NOW, &roster));
	row_int(LEVELS[_i].row, roster.needs_level, LEVELS[_i].needs);
	store_roster_clear(&roster);
	must_write(&f, store_level_raise(f.store, id, "followupd", "unsatisfied", NOW));
	must(&f, store_roster_get(f.store, id, NOW, &roster));
	row_int(LEVELS[_i].row, roster.needs_level, LEVELS[_i].raised);
	store_roster_clear(&roster);
}
END_TEST

START_TEST(clocks_tell_what_is_near_and_over)
{
	StoreCall callback = call_of(TRUE, NOW + HOUR);
	StorePromise promise = {.case_id = id, .what = (char *)"refund", .due_at = NOW + DAY, .warn_at = NOW + DAY - HOUR,
	                        .owner = (char *)"agent:li", .made_at = NOW};
	int64_t call_id, promise_id;
	const struct {
		const char *row;
		int (*list)(Store *store, int64_t now_at, guint limit, GArray **rows);
		int64_t at;
		guint found;
	} LISTS[] = {
		{"a second too early", store_call_near, NOW + HOUR - 601, 0},
		{"ten minutes before", store_call_near, NOW + HOUR - 600, 1},
		{"not missed yet", store_call_missed, NOW + HOUR + STORE_CALLBACK_MISSED_S - 1, 0},
		{"missed", store_call_missed, NOW + HOUR + STORE_CALLBACK_MISSED_S, 1},
		{"the promise is far", store_promise_near, NOW + DAY - HOUR - 1, 0},
		{"near", store_promise_near, NOW + DAY - HOUR, 1},
		{"and not over", store_promise_over, NOW + DAY - 1, 0},
		{"over", store_promise_over, NOW + DAY, 1},
	};
	g_autoptr(GArray) again = NULL;

	must_write(&f, store_call_put(f.store, &callback, "customer", NOW, &call_id));
	must_write(&f, store_promise_put(f.store, &promise, &promise_id));
	for (gsize i = 0; i < G_N_ELEMENTS(LISTS); i++) {
		g_autoptr(GArray) rows = NULL;

		must(&f, LISTS[i].list(f.store, LISTS[i].at, 10, &rows));
		row_int(LISTS[i].row, rows->len, LISTS[i].found);
	}
	must_write(&f, store_call_miss(f.store, call_id, NOW + 2 * HOUR));
	must(&f, store_call_missed(f.store, NOW + DAY, 10, &again));
	row_int("missed once", again->len, 0);
}
END_TEST

START_TEST(the_ladder_takes_back_what_it_put)
{
	StoreCall call = call_of(FALSE, NOW), callback = call_of(TRUE, NOW + HOUR);
	g_autofree char *all = NULL;
	int64_t call_id;

	call.why = (char *)"silence";
	must_write(&f, store_call_put(f.store, &call, "followupd", NOW, &call_id));
	must_write(&f, store_call_put(f.store, &callback, "customer", NOW, &call_id));
	ck_assert_int_eq(store_begin(f.store), 0);
	row_int("its own", store_ladder_stop(f.store, id, FALSE, "replied", NOW + 1), 1);
	row_int("the customer's only when all is over", store_ladder_stop(f.store, id, FALSE, "replied", NOW + 2), 0);
	row_int("then that too", store_ladder_stop(f.store, id, TRUE, "closed", NOW + 3), 1);
	ck_assert_int_eq(store_commit(f.store), 0);
	all = sql_text(&f, "SELECT group_concat(kind || ' ' || outcome) FROM (SELECT * FROM call ORDER BY id)");
	row_str("outcomes", all, "call replied,callback closed");
}
END_TEST

/* The rows behind an incident; what they do to a plan is shown in tests/gateway. */
START_TEST(an_incident_and_its_cases)
{
	const StoreIncident late = {.name = (char *)"late parcels", .criteria = (char *)"carrier=Yunda", .holds = TRUE,
	                            .opened_at = NOW, .opened_by = (char *)"agent:sun"};
	g_autoptr(GArray) cases = NULL, open = NULL, all = NULL;
	StoreIncident found;
	int64_t incident = 0;

	must_write(&f, store_incident_open(f.store, &late, &incident));
	row_int("in none", store_incident_of_case(f.store, id, &found), -ENOENT);
	must_write(&f, store_incident_join(f.store, incident, id, "agent:li", NOW + 1));
	must(&f, store_incident_of_case(f.store, id, &found));
	row_str("its cause", found.name, "late parcels");
	row_str("what belongs to it", found.criteria, "carrier=Yunda");
	row_int("of all shops", found.shop == NULL, TRUE);
	row_int("one case", found.cases, 1);
	row_int("not closed", found.open_cases, 1);
	row_int("open", found.closed_at, STORE_NO_TIME);
	store_incident_clear(&found);
	must(&f, store_incident_cases(f.store, incident, &cases));
	row_str("who put it in", g_array_index(cases, StoreIncidentCase, 0).joined_by, "agent:li");
	must_write(&f, store_incident_close(f.store, incident, "agent:sun", "they move", NOW + 2));
	must(&f, store_incident_get(f.store, incident, &found));
	row_str("how it ended", found.end_note, "they move");
	row_int("still tells whom it was about", found.cases, 1);
	store_incident_clear(&found);
	row_int("holds no more", store_incident_of_case(f.store, id, &found), -ENOENT);
	must(&f, store_incident_list(f.store, FALSE, &open));
	row_int("none open", open->len, 0);
	must(&f, store_incident_list(f.store, TRUE, &all));
	row_int("one there was", all->len, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("team");
	TCase *tc = tcase_create("team");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_account_is_made_and_changed);
	tcase_add_test(tc, an_incident_and_its_cases);
	tcase_add_loop_test(tc, the_graver_level_counts, 0, G_N_ELEMENTS(LEVELS));
	tcase_add_test(tc, what_is_done_to_an_account_is_kept);
	tcase_add_test(tc, an_act_that_fails_is_not_kept);
	tcase_add_test(tc, role_names);
	tcase_add_test(tc, claims_follow_each_other);
	tcase_add_test(tc, only_the_holder_gives_it_back);
	tcase_add_test(tc, a_claim_outlives_its_case);
	tcase_add_test(tc, one_open_call_of_a_kind);
	tcase_add_test(tc, attempts_end_a_call_or_put_it_off);
	tcase_add_test(tc, a_call_that_is_over_takes_no_attempt);
	tcase_add_loop_test(tc, a_promise_has_one_end, 0, G_N_ELEMENTS(ENDS));
	tcase_add_test(tc, an_offer_is_a_row_and_an_event);
	tcase_add_test(tc, agents_texts_stand_apart_facts_grow_together);
	tcase_add_test(tc, a_text_is_taken_back_until_it_left);
	tcase_add_test(tc, a_plan_leaves_drafts_alone);
	tcase_add_test(tc, levels_rise_to_five);
	tcase_add_test(tc, clocks_tell_what_is_near_and_over);
	tcase_add_test(tc, the_ladder_takes_back_what_it_put);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "store-team");
}
