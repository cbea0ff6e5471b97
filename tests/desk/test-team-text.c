/* An agent's own words: when they leave, what refuses them, how they are signed and taken back; the board. */
#include "desk/team.h"

#include "desk/agent_text.h"
#include "desk/agent_words.h"
#include "desk/board.h"
#include "desk/calling.h"
#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/promises.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"
#define KAZAKH "+77012345678"
#define PLAIN "Demo: the refund was sent today."

/* ---- the minute ---- */

static const struct {
	const char *what, *shop, *phone, *quiet, *actor;
	int64_t now_s;        /* after WEDNESDAY: 08:00 in Shanghai, 05:00 in Almaty */
	int64_t contacted_s;  /* a contact of before; -1: none */
	const char *override; /* NULL: none */
	int64_t due_s;        /* -1: refused with -EINVAL, -2: -EPERM */
	const char *says;     /* the sentence or fault holds it */
} MINUTES[] = {
	{"at once when nothing holds it", "demo", PHONE, NULL, "agent:li", 0, -1, NULL, 0,
	 "Leaves now, Wed 18 Nov 08:00 (customer and shop, Asia/Shanghai). 1 segment, 0.045 CNY."},
	{"not in the quiet hours", "demo", PHONE, NULL, "agent:li", 14 * HOUR, -1, NULL, 24 * HOUR,
	 "Leaves Thu 19 Nov 08:00 (customer and shop, Asia/Shanghai): the customer's quiet hours until then. 1 segment, 0.045 CNY."},
	{"once a day", "demo", PHONE, NULL, "agent:li", 2 * HOUR, 0, NULL, 24 * HOUR, "the customer was contacted often enough lately"},
	{"the customer's own hours", "demo", PHONE, "daily 00:00-12:00", "agent:li", 0, -1, NULL, 4 * HOUR, "Leaves Wed 18 Nov 12:00"},
	{"a ground overrides the shop's night", "demo", PHONE, NULL, "agent:senior", 14 * HOUR, -1, "text me any time tonight", 14 * HOUR,
	 "Leaves now, Wed 18 Nov 22:00"},
	{"and its budget", "demo", PHONE, NULL, "agent:senior", 2 * HOUR, 0, "any time", 2 * HOUR, "Leaves now"},
	{"not what the customer once asked for", "demo", PHONE, "daily 00:00-12:00", "agent:senior", 0, -1, "any time", 4 * HOUR,
	 "Leaves Wed 18 Nov 12:00"},
	{"not what operators forbid", "kazakh", KAZAKH, NULL, "agent:senior", 0, -1, "any time", 4 * HOUR, "(customer, Asia/Almaty)"},
	{"both clocks", "kazakh", KAZAKH, NULL, "agent:li", 0, -1, NULL, 4 * HOUR,
	 "Leaves Wed 18 Nov 09:00 (customer, Asia/Almaty) / 12:00 (shop, Asia/Shanghai)"},
	{"agents do not override", "demo", PHONE, NULL, "agent:li", 14 * HOUR, -1, "any time", -2,
	 "may not override the shop's hours as agent"},
	{"an override has words", "demo", PHONE, NULL, "agent:senior", 14 * HOUR, -1, "", -1, "quote the customer's own words"},
	{"no ground to text", "mute", PHONE, NULL, "agent:li", 0, -1, NULL, -1, "sms.allowed is false"},
	{"no consent where the region wants it", "wants", KAZAKH, NULL, "agent:li", 0, -1, NULL, -1, "wants consent first"},
};

static void contacted(Fixture *f, int64_t case_id, int64_t at)
{
	const StoreEvent event = {.kind = EVENT_AGENT_CONTACTED, .at = at, .actor = "agent:li"};

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_case_event(f->store, case_id, &event), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

START_TEST(leaves_when_it_may)
{
	const char *what = MINUTES[_i].what;
	AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = PLAIN, .override = MINUTES[_i].override};
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autoptr(GArray) steps = NULL;
	Fixture f;
	int r;

	team_open(&f);
	team_case(&f, MINUTES[_i].shop, "R-1", MINUTES[_i].phone, NULL);
	if (MINUTES[_i].quiet)
		ck_assert_int_eq(case_action_quiet(&f.desk, "+8613812341234", MINUTES[_i].quiet, NULL, &fault), 0);
	if (MINUTES[_i].contacted_s >= 0)
		contacted(&f, 1, WEDNESDAY + MINUTES[_i].contacted_s);
	team_accounts(&f);
	team_as(&f, MINUTES[_i].actor);
	f.desk.now_at = WEDNESDAY + MINUTES[_i].now_s;
	r = agent_text_put(&f.desk, &wish, &text, &fault);
	ck_assert_int_eq(store_step_list(f.store, 1, &steps), 0);
	if (MINUTES[_i].due_s < 0) {
		row_int(what, r, MINUTES[_i].due_s == -2 ? -EPERM : -EINVAL);
		ck_assert_msg(strstr(fault, MINUTES[_i].says) != NULL, "row %s: %s", what, fault);
		row_int(what, steps->len, 0);
	} else {
		ck_assert_msg(r == 0, "row %s: %s", what, fault);
		row_int(what, text.due_at - WEDNESDAY, MINUTES[_i].due_s);
		ck_assert_msg(strstr(text.sentence, MINUTES[_i].says) != NULL, "row %s: %s", what, text.sentence);
		row_int(what, steps->len, 1);
		row_int(what, g_array_index(steps, StoreStep, 0).due_at, text.due_at);
	}
	fixture_close(&f);
}
END_TEST

/* ---- what refuses the words ---- */

static const struct {
	const char *what, *text, *promise_by;
	gboolean offered;
	const char *rule; /* the fault begins so; NULL: it may be sent */
} WORDS[] = {
	{"plain", PLAIN, NULL, FALSE, NULL},
	{"a review and an offer", "Demo: 10 yuan for a good review", NULL, FALSE, "B1: "},
	{"change it", "Demo: please change your review", NULL, FALSE, "B2: "},
	{"pressure", "Demo: answer me at once or else we call every hour, 天天打电话", NULL, FALSE, "B3: "},
	{"a private account", "加我微信 abc123", NULL, FALSE, "B5: "},
	{"a boss", "我是老板, 请您放心", NULL, FALSE, "B7: "},
	{"a promise nobody keeps", "我们保证解决", NULL, FALSE, "B8: "},
	{"a promise that is kept", "我们保证解决", "18:00", FALSE, NULL},
	{"a promise by no time", "我们保证解决", "soon", FALSE, "\"soon\" is not a time"},
	{"coupons", "Demo: a coupon for you", NULL, FALSE, "B13: "},
	{"a review after an offer", "Demo: about your review", NULL, TRUE, "B1-earlier: "},
	{"not UTF-8", "Demo \xff", NULL, FALSE, "the text is not UTF-8"},
	{"nothing", "", NULL, FALSE, "say what to write"},
	{"placeholders are words", "{shop} {name}", NULL, FALSE, NULL},
};

START_TEST(the_guard_reads_every_text)
{
	const char *what = WORDS[_i].what;
	AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = WORDS[_i].text, .promise_by = WORDS[_i].promise_by};
	g_auto(AgentText) text = {0};
	g_autoptr(GArray) promises = NULL, waiting = NULL;
	g_autofree char *fault = NULL;
	int64_t id = 0;
	Fixture f;
	int r;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	if (WORDS[_i].offered)
		ck_assert_int_eq(offer_make(&f.desk, 1, "refund", "20", "CNY", NULL, &id, &fault), 0);
	r = agent_text_put(&f.desk, &wish, &text, &fault);
	row_int(what, r, WORDS[_i].rule ? -EINVAL : 0);
	ck_assert_msg(!WORDS[_i].rule || g_str_has_prefix(fault, WORDS[_i].rule), "row %s: %s", what, fault);
	ck_assert_int_eq(store_roster_waiting(f.store, 1, &waiting), 0);
	row_int(what, waiting->len, WORDS[_i].rule ? 0 : 1);
	ck_assert_int_eq(store_promise_list(f.store, NULL, "agent:li", 0, &promises), 0);
	row_int(what, promises->len, !WORDS[_i].rule && WORDS[_i].promise_by);
	if (!WORDS[_i].rule && g_str_has_prefix(WORDS[_i].text, "{"))
		row_str(what, text.text, "{shop} {name}\nLi Na，客服");
	fixture_close(&f);
}
END_TEST

/* B7: the account's own name and role, in the customer's language. */
static const struct {
	const char *language;
	Role role;
	const char *signed_as;
} SIGNATURES[] = {
	{"en", ROLE_AGENT, "x\nLi Na, customer care"},
	{"en", ROLE_NEWCOMER, "x\nLi Na, customer care, trainee"},
	{"en", ROLE_SENIOR, "x\nLi Na, senior customer care"},
	{"en", ROLE_ADMIN, "x\nLi Na, customer care"},
	{"zh-CN", ROLE_AGENT, "x\nLi Na，客服"},
	{"zh-Hant-TW", ROLE_SENIOR, "x\nLi Na，資深客服"},
	{"zh-TW", ROLE_SENIOR, "x\nLi Na，資深客服"},
	{"ru", ROLE_AGENT, "x\nLi Na, служба поддержки"},
	{"fr", ROLE_AGENT, "x\nLi Na, customer care"},
	{NULL, ROLE_AGENT, "x\nLi Na, customer care"},
};

START_TEST(signed_with_name_and_role)
{
	const StoreAccount account = {.full_name = (char *)"Li Na", .role = SIGNATURES[_i].role};
	g_autofree char *text = agent_words_sign("x", &account, SIGNATURES[_i].language);

	row_str(SIGNATURES[_i].signed_as, text, SIGNATURES[_i].signed_as);
}
END_TEST

static int reply(Fixture *f, const char *words, gboolean dry, AgentText *text, char **fault)
{
	const AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = words, .dry = dry};

	return agent_text_put(&f->desk, &wish, text, fault);
}

/* Without an account there is no name to sign with, and nobody's is made up. */
START_TEST(claims_when_free_and_signs_nobody)
{
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	StoreRoster roster;
	StoreDraft draft = {0};
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_msg(reply(&f, PLAIN, FALSE, &text, &fault) == 0, "%s", fault);
	ck_assert_str_eq(text.text, PLAIN);
	ck_assert_int_eq(text.held_until, WEDNESDAY + 30 * 60);
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	ck_assert_str_eq(roster.holder, "agent:li");
	store_roster_clear(&roster);
	ck_assert_int_eq(store_draft_get(f.store, 1, STEP_AGENT_TEXT, 1, &draft), 0);
	ck_assert_str_eq(draft.text, PLAIN);
	ck_assert_str_eq(draft.author, "agent:li");
	store_draft_clear(&draft);
	fixture_close(&f);
}
END_TEST

START_TEST(a_dry_run_leaves_nothing)
{
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autoptr(GArray) events = NULL, more = NULL;
	StoreRoster roster;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(store_event_list(f.store, 1, &events), 0);
	ck_assert_msg(reply(&f, PLAIN, TRUE, &text, &fault) == 0, "%s", fault);
	ck_assert_int_eq(text.number, 0);
	ck_assert_int_eq(text.held_until, STORE_NO_TIME);
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	ck_assert_ptr_null(roster.holder);
	store_roster_clear(&roster);
	ck_assert_int_eq(store_event_list(f.store, 1, &more), 0);
	ck_assert_uint_eq(events->len, more->len);
	fixture_close(&f);
}
END_TEST

/* A text that waits counts for the next one: two in a row are not one contact. */
START_TEST(the_second_text_has_its_own_day)
{
	g_auto(AgentText) first = {0};
	g_auto(AgentText) second = {0};
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_msg(reply(&f, PLAIN, FALSE, &first, &fault) == 0, "%s", fault);
	ck_assert_msg(reply(&f, PLAIN "。", FALSE, &second, &fault) == 0, "%s", fault);
	ck_assert_int_eq(second.number, 2);
	ck_assert_int_eq(second.due_at, WEDNESDAY + 24 * HOUR);
	fixture_close(&f);
}
END_TEST

START_TEST(stops_are_no_hours)
{
	g_auto(AgentText) text = {0};
	g_autofree char *opted_out = NULL;
	g_autofree char *dead = NULL;
	g_autofree char *closed = NULL;
	g_autofree char *fault = NULL;
	AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = PLAIN, .override = "any time"};
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_case(&f, "demo", "R-2", "13812341235", NULL);
	ck_assert_int_eq(case_action_optout(&f.desk, "+8613812341234", "CN", "mobile", NULL, NULL, &fault), 0);
	ck_assert_int_eq(agent_text_put(&f.desk, &wish, &text, &opted_out), -EINVAL);
	ck_assert_msg(g_str_has_prefix(opted_out, "the customer is opted out"), "%s", opted_out);
	wish.case_id = 2;
	ck_assert_int_eq(case_action_apply(&f.desk, 2, CASE_ACTION_CLOSE, OUTCOME_WRONG_NUMBER, NULL, &fault), 0);
	ck_assert_int_eq(agent_text_put(&f.desk, &wish, &text, &dead), -EINVAL);
	ck_assert_msg(g_str_has_prefix(dead, "the number is dead"), "%s", dead);
	team_case(&f, "demo", "R-3", "13812341236", NULL);
	wish.case_id = 3;
	ck_assert_int_eq(case_action_apply(&f.desk, 3, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, &fault), 0);
	ck_assert_int_eq(agent_text_put(&f.desk, &wish, &text, &closed), -EINVAL);
	ck_assert_str_eq(closed, "the case is closed; reopen it first");
	fixture_close(&f);
}
END_TEST

START_TEST(only_the_holder_writes)
{
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autofree char *refused = NULL;
	int64_t until_at;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	team_as(&f, "agent:agent");
	ck_assert_int_eq(reply(&f, PLAIN, FALSE, &text, &refused), -EACCES);
	ck_assert_msg(g_str_has_prefix(refused, "Li Na is in this case until 08:30"), "%s", refused);
	fixture_close(&f);
}
END_TEST

/* The words stand in the draft, for the sender, and in the story, for everybody. */
START_TEST(an_override_is_told)
{
	const AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = PLAIN, .override = "text me tonight"};
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autoptr(GArray) events = NULL;
	StoreDraft draft = {0};
	const StoreEventRow *last;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	f.desk.now_at = WEDNESDAY + 14 * HOUR;
	ck_assert_msg(agent_text_put(&f.desk, &wish, &text, &fault) == 0, "%s", fault);
	ck_assert_int_eq(store_draft_get(f.store, 1, STEP_AGENT_TEXT, 1, &draft), 0);
	ck_assert_str_eq(draft.override, "text me tonight");
	store_draft_clear(&draft);
	ck_assert_int_eq(store_event_list(f.store, 1, &events), 0);
	last = &g_array_index(events, StoreEventRow, events->len - 1);
	ck_assert_msg(strstr(last->note, "the customer said: \"text me tonight\"") != NULL, "%s", last->note);
	fixture_close(&f);
}
END_TEST

/* ---- facts ---- */

START_TEST(facts_join)
{
	AgentTextWish wish = {.case_id = 1, .step = STEP_PROGRESS, .text = "refund done"};
	g_auto(AgentText) first = {0};
	g_auto(AgentText) second = {0};
	g_autofree char *fault = NULL;
	StoreDraft draft = {0};
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	f.desk.now_at = WEDNESDAY + 14 * HOUR;
	ck_assert_msg(agent_text_put(&f.desk, &wish, &first, &fault) == 0, "%s", fault);
	wish.text = "parcel 123";
	ck_assert_msg(agent_text_put(&f.desk, &wish, &second, &fault) == 0, "%s", fault);
	ck_assert(!first.joined && second.joined);
	ck_assert_int_eq(second.number, 1);
	ck_assert_int_eq(second.due_at, first.due_at);
	ck_assert_int_eq(store_draft_get(f.store, 1, STEP_PROGRESS, 1, &draft), 0);
	ck_assert_str_eq(draft.text, "refund done\nparcel 123");
	store_draft_clear(&draft);
	fixture_close(&f);
}
END_TEST

/* ---- taking back ---- */

static void plan(Fixture *f, Step step)
{
	const Plan plan = {.verdict = PLAN_STEP, .step = step, .round = 1, .due_at = WEDNESDAY + HOUR, .deadline_at = DECIDE_NEVER,
	                   .reason = REASON_AGENT_GRACE};

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, 1, &plan, NULL, f->rules_id, WEDNESDAY), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static void set_step(Fixture *f, StepState state, int64_t at)
{
	g_autoptr(GArray) steps = NULL;

	ck_assert_int_eq(store_step_list(f->store, 1, &steps), 0);
	ck_assert_uint_eq(steps->len, 1);
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_step_set(f->store, g_array_index(steps, StoreStep, 0).id, state, STORE_NO_TIME, "now", NULL, at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static const struct {
	const char *what;
	Step planned;     /* STEP_NONE: a text is written */
	StepState state;  /* what it is now */
	Step step;        /* what is cancelled */
	int number;
	int r;
	const char *says; /* *what, or the fault */
} CANCELS[] = {
	{"the newest text", STEP_NONE, STEP_PLANNED, STEP_AGENT_TEXT, 0, 0, "agent's text 1"},
	{"that text", STEP_NONE, STEP_PLANNED, STEP_AGENT_TEXT, 1, 0, "agent's text 1"},
	{"no such text", STEP_NONE, STEP_PLANNED, STEP_AGENT_TEXT, 2, -ENOENT, "case 1 has no agent's text 2 that waits; \"show\" tells what left"},
	{"one that is held", STEP_NONE, STEP_HELD, STEP_AGENT_TEXT, 1, 0, "agent's text 1"},
	{"one that left", STEP_NONE, STEP_SENDING, STEP_AGENT_TEXT, 1, -EALREADY, "already handed over at 08:01:07 on 2026-11-18 (shop's clock)"},
	{"what followupd planned", STEP_FIRST_CONTACT, STEP_PLANNED, STEP_FIRST_CONTACT, 0, 0, "first contact"},
	{"what it has sent", STEP_FIRST_CONTACT, STEP_DONE, STEP_FIRST_CONTACT, 0, -EALREADY, "already handed over at 08:01:07 on 2026-11-18 (shop's clock)"},
	{"what it never planned", STEP_FIRST_CONTACT, STEP_PLANNED, STEP_SATISFACTION, 0, -ENOENT,
	 "case 1 has no satisfaction question planned; \"why\" tells what is next"},
};

START_TEST(taken_back_until_it_leaves)
{
	const char *what = CANCELS[_i].what;
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autofree char *said = NULL;
	g_autoptr(GArray) steps = NULL;
	Fixture f;
	int r;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	if (CANCELS[_i].planned == STEP_NONE)
		ck_assert_int_eq(reply(&f, PLAIN, FALSE, &text, &fault), 0);
	else
		plan(&f, CANCELS[_i].planned);
	if (CANCELS[_i].state != STEP_PLANNED)
		set_step(&f, CANCELS[_i].state, WEDNESDAY + 67);
	r = agent_text_cancel(&f.desk, 1, CANCELS[_i].step, CANCELS[_i].number, &said, &fault);
	row_int(what, r, CANCELS[_i].r);
	row_str(what, r == 0 ? said : fault, CANCELS[_i].says);
	ck_assert_int_eq(store_step_list(f.store, 1, &steps), 0);
	row_int(what, g_array_index(steps, StoreStep, 0).state, r == 0 ? STEP_CANCELLED : CANCELS[_i].state);
	if (r == 0 && CANCELS[_i].planned != STEP_NONE)
		row_str(what, g_array_index(steps, StoreStep, 0).reason, "cancelled by agent:li");
	fixture_close(&f);
}
END_TEST

/* ---- the board ---- */

START_TEST(the_board_has_the_morning)
{
	g_auto(AgentText) text = {0};
	g_auto(Board) board = {0};
	g_auto(Board) other = {0};
	g_auto(BoardAhead) ahead = {0};
	g_auto(BoardAhead) gone = {0};
	g_autofree char *fault = NULL;
	int64_t id, due_at;
	gboolean moved;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	f.desk.now_at = WEDNESDAY + 14 * HOUR; /* 22:00 */
	team_reply(&f, 1, "when?");
	ck_assert_msg(reply(&f, PLAIN, FALSE, &text, &fault) == 0, "%s", fault);
	ck_assert_int_eq(promise_make(&f.desk, 1, "refund", "tomorrow 18:00", 0, &id, &due_at, &fault), 0);
	ck_assert_int_eq(calling_callback(&f.desk, 1, "tomorrow 15:00", NULL, &id, &due_at, &moved, &fault), 0);
	f.desk.now_at = WEDNESDAY + 23 * HOUR + 45 * 60; /* 07:45 */
	ck_assert_msg(board_read(&f.desk, NULL, &board, &fault) == 0, "%s", fault);
	ck_assert_msg(board_ahead(&f.desk, "demo", &ahead, &fault) == 0, "%s", fault);
	ck_assert_int_eq(ahead.waiting, 1);
	ck_assert_uint_eq(ahead.leaving->len, 1);
	ck_assert_int_eq(g_array_index(ahead.leaving, BoardLeaving, 0).due_at, WEDNESDAY + 24 * HOUR);
	ck_assert_int_eq(ahead.forecast.planned, 1);
	ck_assert_int_eq(ahead.forecast.first_at, WEDNESDAY + 24 * HOUR);
	ck_assert_uint_eq(ahead.forecast.hours->len, BOARD_AHEAD_HOURS + 1); /* from 07:00 */
	ck_assert_int_eq(g_array_index(ahead.forecast.hours, ForecastHour, 1).sent, 1);
	ck_assert_uint_eq(board.calls->len, 1);
	ck_assert_uint_eq(board.promises->len, 1);
	ck_assert_int_eq(board.unread.day, 1);
	ck_assert_int_eq(board.unread.oldest_at, WEDNESDAY + 14 * HOUR);
	ck_assert_uint_eq(board.broken->len, 0);
	set_step(&f, STEP_HELD, WEDNESDAY + 20 * HOUR);
	board_clear(&board);
	ck_assert_int_eq(board_read(&f.desk, "demo", &board, &fault), 0);
	ck_assert_int_eq(board_ahead(&f.desk, NULL, &gone, &fault), 0);
	ck_assert_int_eq(gone.waiting + gone.forecast.planned, 0);
	ck_assert_uint_eq(board.broken->len, 1);
	ck_assert_int_eq(board.broken_total, 1);
	ck_assert_int_eq(g_array_index(board.broken, BoardBroken, 0).since_at, WEDNESDAY + 20 * HOUR);
	ck_assert_int_eq(board_read(&f.desk, "mute", &other, &fault), 0);
	ck_assert_uint_eq(other.calls->len + other.promises->len + other.broken->len, 0);
	ck_assert_int_eq(other.unread.day + other.broken_total, 0);
	fixture_close(&f);
}
END_TEST

/* 103 cases, each with a promise and a callback of tomorrow and a promise of next week. */
START_TEST(the_board_lists_some_and_counts_all)
{
	g_auto(Board) board = {0};
	g_auto(Board) other = {0};
	g_autofree char *fault = NULL;
	int64_t id, due_at;
	gboolean moved;
	Fixture f;

	team_open(&f);
	for (int i = 1; i <= 103; i++) {
		g_autofree char *name = g_strdup_printf("R-%d", i);
		g_autofree char *phone = g_strdup_printf("13812341%03d", i);

		team_case(&f, "demo", name, phone, NULL);
		ck_assert_int_eq(promise_make(&f.desk, i, "refund", "tomorrow 07:00", 0, &id, &due_at, &fault), 0);
		ck_assert_int_eq(promise_make(&f.desk, i, "later", "2026-11-27 10:00", 0, &id, &due_at, &fault), 0);
		ck_assert_int_eq(calling_callback(&f.desk, i, "12:00", NULL, &id, &due_at, &moved, &fault), 0);
	}
	ck_assert_msg(board_read(&f.desk, "demo", &board, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(board.calls->len, 100);
	ck_assert_int_eq(board.calls_total, 103);
	ck_assert_uint_eq(board.promises->len, 100);
	ck_assert_int_eq(board.promises_total, 103);
	ck_assert_int_eq(g_array_index(board.promises, StorePromise, 99).case_id, 100);
	ck_assert_int_eq(board_read(&f.desk, "mute", &other, &fault), 0);
	ck_assert_int_eq(other.calls_total + other.promises_total, 0);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("team-text");
	TCase *tc = tcase_create("team-text");

	tcase_add_loop_test(tc, leaves_when_it_may, 0, G_N_ELEMENTS(MINUTES));
	tcase_add_loop_test(tc, the_guard_reads_every_text, 0, G_N_ELEMENTS(WORDS));
	tcase_add_loop_test(tc, signed_with_name_and_role, 0, G_N_ELEMENTS(SIGNATURES));
	tcase_add_test(tc, claims_when_free_and_signs_nobody);
	tcase_add_test(tc, a_dry_run_leaves_nothing);
	tcase_add_test(tc, the_second_text_has_its_own_day);
	tcase_add_test(tc, stops_are_no_hours);
	tcase_add_test(tc, only_the_holder_writes);
	tcase_add_test(tc, an_override_is_told);
	tcase_add_test(tc, facts_join);
	tcase_add_loop_test(tc, taken_back_until_it_leaves, 0, G_N_ELEMENTS(CANCELS));
	tcase_add_test(tc, the_board_has_the_morning);
	tcase_add_test(tc, the_board_lists_some_and_counts_all);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "team-text");
}
