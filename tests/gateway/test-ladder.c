/* What follows a text that is not answered, over a fake clock: calls, callbacks, promises, words that wait, closing, the
 * satisfaction loop, the confirmation of a stop, the note on reviews - each to the minute. */
#include "gateway/turn.h"
#include "gateway/world.h"

#include <string.h>

#include "desk/explain.h"
#include "gateway/callbacks.h"
#include "store/team.h"
#include "text/code.h"

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. Calls: Mondays to Fridays 09:30-12:00 and 14:00-20:00. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define HOUR 3600
#define DAY 86400
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)
#define ON(day, h, m) (AT(h, m) + ((day)-19) * DAY) /* of November */

#define CALLS "shop:call: { allowed = true; ground = \"the customer gave it for questions\"; };\n"
#define ALL_DAY                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ];"                \
	" review_note = [ \"daily 00:00-24:00\" ]; };"                                                                 \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };"
#define HOOK "/hook/box/0123456789abcdef/"
#define OK202 202, "0: Accepted for delivery"

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static void finish(void)
{
	world_free(w);
	w = NULL;
}

static void reply(const char *from, const char *text)
{
	g_autoptr(GString) query = g_string_new(NULL);

	http_query_add(query, "from", from);
	http_query_add(query, "to", "10690");
	http_query_add(query, "text", text);
	ck_assert_int_eq(world_webhook(w, HOOK "mo", query->str), 200);
}

/* Another program wrote: what `write` gives back is committed, and the gateway looks. */
#define WRITE(call)                                                                                                    \
	do {                                                                                                           \
		ck_assert_int_eq(store_begin(w->g.store), 0);                                                          \
		ck_assert_int_eq(call, 0);                                                                             \
		ck_assert_int_eq(store_commit(w->g.store), 0);                                                         \
		gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);                                                            \
		world_settle(w);                                                                                       \
	} while (0)

static void event(int64_t case_id, EventKind kind, const char *actor)
{
	StoreEvent e = {.kind = kind, .at = clock_now_at(&w->g.clock), .actor = actor};

	WRITE(store_case_event(w->g.store, case_id, &e));
}

/* Case 1, written to at noon on Thursday. */
static void contacted(const char *extra)
{
	w = world_new(extra, AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, OK202);
	expect("contacted", "SELECT state FROM cases", "contacted");
}

static void says(int64_t case_id, const char *words)
{
	Desk desk = {.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li",
	             .now_at = clock_now_at(&w->g.clock)};
	g_autofree char *fault = NULL;
	Explain why;

	ck_assert_msg(explain_case(&desk, case_id, &why, &fault) == 0, "%s", fault);
	ck_assert_msg(strstr(why.sentence, words) != NULL, "%s", why.sentence);
	explain_clear(&why);
}

/* ---- calls ---- */

START_TEST(silence_becomes_a_call)
{
	contacted(CALLS ALL_DAY);
	says(1, "a call goes on the agents' list Mon 23 Nov 09:30");
	says(1, "because the customer has time to answer until Sat 21 Nov 12:00, then it is outside the permitted hours");
	world_at(w, ON(23, 9, 29));
	expect("not yet", "SELECT count(*) FROM call", "0");
	world_at(w, ON(23, 9, 30));
	expect("on the list", "SELECT why || ' ' || due_at || ' ' || state FROM call", "silence 1795397400 open");
	expect("the story", "SELECT count(*) FROM event WHERE kind = 'call_due'", "1");
	expect("the step", "SELECT state FROM step WHERE step = 'call'", "done");
	ck_assert_uint_eq(w->sent, 1); /* nobody was texted */
	says(1, "nothing is planned, because a call is on the agents' list");
	world_at(w, ON(40, 12, 0));
	expect("and only once", "SELECT count(*) || ' ' || (SELECT state FROM cases) FROM call", "1 contacted");
	finish();
}
END_TEST

START_TEST(a_reply_stops_the_ladder)
{
	contacted(CALLS ALL_DAY);
	world_at(w, ON(20, 12, 0));
	reply("13800138000", "hello");
	expect("planned no more", "SELECT group_concat(state) FROM step WHERE step IN ('call', 'close') AND state <> 'cancelled'", NULL);
	world_at(w, ON(24, 12, 0));
	expect("no call", "SELECT count(*) FROM call", "0");
	finish();
}
END_TEST

static void by_reply(void)
{
	reply("13800138000", "hello");
}

static void by_claim(void)
{
	WRITE(store_claim_put(w->g.store, 1, "agent:li", NULL, ON(23, 10, 0), ON(23, 12, 0)));
}

static void by_solution(void)
{
	event(1, EVENT_RESOLVED, "agent:li");
}

static void by_stop(void)
{
	reply("13800138000", "STOP");
}

static void by_agent(void)
{
	event(1, EVENT_AGENT_CONTACTED, "agent:li");
}

static const struct {
	const char *row;
	void (*act)(void);
	const char *outcome;
} STOPS[] = {
	{"a reply", by_reply, "cancelled replied"},       {"a claim", by_claim, "cancelled in_progress"},
	{"a solution", by_solution, "cancelled resolved"}, {"an opt-out", by_stop, "cancelled cancel_opt_out"},
	{"an agent's word", by_agent, "cancelled cancel_agent"},
};

START_TEST(the_list_forgets_the_call)
{
	contacted(CALLS ALL_DAY);
	world_at(w, ON(23, 10, 0));
	expect("open", "SELECT state FROM call", "open");
	STOPS[_i].act();
	expect(STOPS[_i].row, "SELECT state || ' ' || outcome FROM call", STOPS[_i].outcome);
	finish();
}
END_TEST

START_TEST(a_landline_is_called)
{
	w = world_new(CALLS ALL_DAY, AT(12, 30));
	world_case(w, "a", "+862161234567", "Wang", NULL, AT(12, 30));
	says(1, "a call goes on the agents' list Thu 19 Nov 14:00");
	world_at(w, AT(13, 59));
	expect("call hours", "SELECT count(*) FROM call", "0");
	world_at(w, AT(14, 0));
	expect("on the list", "SELECT why || ' ' || (SELECT state FROM cases) FROM call", "landline new");
	ck_assert_uint_eq(w->sent, 0);
	finish();
}
END_TEST

START_TEST(a_landline_without_calls_is_held)
{
	w = world_new(ALL_DAY, AT(12, 30));
	world_case(w, "a", "+862161234567", "Wang", NULL, AT(12, 30));
	expect("held", "SELECT step || ' ' || state || ' ' || reason FROM step", "first_contact held landline");
	finish();
}
END_TEST

START_TEST(a_refused_number_is_called)
{
	w = world_new(CALLS ALL_DAY, AT(14, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	world_answer(w, 403, "Not routable.");
	world_at(w, AT(14, 0));
	expect("at once", "SELECT why || ' ' || due_at FROM call", "undelivered 1795068000");
	finish();
}
END_TEST

START_TEST(an_undelivered_text_is_followed_by_a_call)
{
	g_autofree char *query = NULL;

	w = world_new(CALLS ALL_DAY, AT(14, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(14, 0));
	query = g_strdup_printf("ref=%s&type=2", ((WorldSubmit *)w->submits->pdata[0])->ref);
	world_answer(w, OK202);
	ck_assert_int_eq(world_webhook(w, HOOK "dlr", query), 200);
	world_at(w, AT(14, 1));
	expect("at once", "SELECT why FROM call", "undelivered");
	finish();
}
END_TEST

/* ---- no answer ---- */

START_TEST(silence_closes_the_case)
{
	contacted(ALL_DAY);
	says(1, "it will be closed as unanswered Thu 3 Dec 12:00");
	world_at(w, ON(33, 11, 59));
	expect("open", "SELECT state FROM cases", "contacted");
	world_at(w, ON(33, 12, 0));
	expect("closed", "SELECT state || ' ' || outcome || ' ' || closed_at FROM cases", "closed no_answer 1796270400");
	expect("the story", "SELECT actor FROM event WHERE kind = 'no_answer'", "followupd");
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(a_promise_keeps_it_open)
{
	StorePromise promise = {.case_id = 1, .what = (char *)"a new one", .due_at = ON(40, 12, 0), .warn_at = ON(40, 11, 0),
	                        .owner = (char *)"agent:li", .made_at = AT(13, 0)};
	int64_t id;

	contacted(ALL_DAY);
	WRITE(store_promise_put(w->g.store, &promise, &id));
	world_at(w, ON(34, 12, 0));
	expect("open", "SELECT state FROM cases", "contacted");
	finish();
}
END_TEST

START_TEST(called_in_vain_then_closed)
{
	int64_t call_id;

	contacted(CALLS ALL_DAY);
	world_at(w, ON(23, 9, 30));
	call_id = 1;
	world_at(w, ON(23, 10, 0));
	WRITE(store_call_attempt(w->g.store, call_id, CALL_NO_ANSWER, "agent:li", NULL, STORE_NO_TIME, ON(23, 10, 0)));
	says(1, "it will be closed as unanswered Mon 7 Dec 10:00");
	world_at(w, ON(37, 9, 59));
	expect("open", "SELECT state FROM cases", "contacted");
	world_at(w, ON(37, 10, 0));
	expect("closed", "SELECT state || ' ' || outcome FROM cases", "closed no_answer");
	finish();
}
END_TEST

START_TEST(attempts_use_the_budget_up)
{
	StoreCall call = {.case_id = 1, .round = 1, .why = (char *)"agent", .due_at = AT(13, 0), .warn_at = STORE_NO_TIME};
	int64_t call_id;

	w = world_new("first_contact: { agent_grace = \"0s\"; };", AT(12, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	world_answer(w, OK202);
	world_at(w, ON(20, 9, 0));
	WRITE(store_call_put(w->g.store, &call, "agent:li", ON(20, 9, 0), &call_id));
	WRITE(store_call_attempt(w->g.store, call_id, CALL_BUSY, "agent:li", NULL, STORE_NO_TIME, ON(20, 9, 0)));
	world_case(w, "b", "13800138000", "Wang", NULL, ON(20, 9, 0));
	expect("the next day", "SELECT reason || ' ' || due_at FROM step WHERE case_id = 2", "budget 1795219200");
	finish();
}
END_TEST

/* ---- callbacks and promises ---- */

START_TEST(a_callback_is_announced_then_missed)
{
	const LadderWish wish = {.days = 1, .minute = 15 * 60, .part_minute = -1};

	contacted(CALLS ALL_DAY);
	reply("13800138000", "call me tomorrow at three");
	WRITE(callbacks_ask(&w->g, 1, &wish, "tomorrow at three", AT(12, 0), AT(12, 0)));
	expect("the customer's clock", "SELECT why || ' ' || due_at || ' ' || warn_at FROM call", "asked 1795158000 1795157400");
	world_at(w, ON(20, 14, 49));
	expect("quiet", "SELECT count(*) FROM event WHERE note LIKE 'a callback%'", "0");
	world_at(w, ON(20, 14, 50));
	expect("ten minutes before", "SELECT count(*) FROM event WHERE note LIKE 'a callback is near%'", "1");
	world_at(w, ON(20, 15, 14));
	expect("not missed yet", "SELECT why FROM call", "asked");
	world_at(w, ON(20, 15, 15));
	expect("missed", "SELECT why || ' ' || state || ' ' || needs_level FROM call", "missed_callback open 2");
	expect("a more senior person", "SELECT needs_level FROM cases", "2");
	expect("the story", "SELECT note FROM event WHERE kind = 'level'", "2: missed callback");
	world_at(w, ON(21, 12, 0));
	expect("once", "SELECT count(*) FROM event WHERE note LIKE 'a callback was missed%'", "1");
	finish();
}
END_TEST

static const struct {
	const char *text, *want; /* on Thursday at noon */
} WISHES[] = {
	{"please call me tomorrow at 15:00", "asked 1795158000"},
	{"call me back in the evening", "asked_no_time 1795084200"},
	{"请明天上午10点打电话给我", "asked 1795140000"},
};

START_TEST(a_reply_names_the_time)
{
	contacted(CALLS ALL_DAY);
	reply("13800138000", WISHES[_i].text);
	expect(WISHES[_i].text, "SELECT group_concat(why || ' ' || due_at) FROM call", WISHES[_i].want);
	finish();
}
END_TEST

START_TEST(a_callback_without_an_hour)
{
	contacted(CALLS ALL_DAY);
	reply("13800138000", "please call");
	WRITE(callbacks_ask(&w->g, 1, &LADDER_NO_WISH, "please call", AT(12, 0), AT(12, 0)));
	expect("says so", "SELECT why || ' ' || due_at FROM call", "asked_no_time 1795140000");
	reply("13800138000", "thanks");
	expect("words do not cancel it", "SELECT state FROM call", "open");
	reply("13800138000", "STOP");
	expect("a stop does", "SELECT state FROM call", "cancelled");
	finish();
}
END_TEST

START_TEST(no_callback_where_calls_are_not_allowed)
{
	contacted(ALL_DAY);
	reply("13800138000", "please call");
	WRITE(callbacks_ask(&w->g, 1, &LADDER_NO_WISH, "please call", AT(12, 0), AT(12, 0)));
	expect("none", "SELECT count(*) FROM call", "0");
	finish();
}
END_TEST

START_TEST(a_promise_warns_and_breaks)
{
	StorePromise promise = {.case_id = 1, .what = (char *)"refund", .due_at = AT(18, 0), .warn_at = AT(17, 0),
	                        .owner = (char *)"agent:li", .made_at = AT(12, 30)};
	int64_t id;

	contacted(ALL_DAY);
	WRITE(store_promise_put(w->g.store, &promise, &id));
	world_at(w, AT(16, 59));
	expect("quiet", "SELECT count(*) FROM event WHERE note LIKE 'a promise%'", "0");
	world_at(w, AT(17, 0));
	expect("before, not after", "SELECT note FROM event WHERE note LIKE 'a promise%'", "a promise is nearly due: refund");
	world_at(w, AT(17, 59));
	expect("open", "SELECT state FROM promise", "open");
	world_at(w, AT(18, 0));
	expect("broken", "SELECT state || ' ' || ended_at FROM promise", "broken 1795082400");
	expect("the story", "SELECT at FROM event WHERE kind = 'promise_broken'", "1795082400");
	finish();
}
END_TEST

START_TEST(a_kept_promise_is_silent)
{
	StorePromise promise = {.case_id = 1, .what = (char *)"refund", .due_at = AT(18, 0), .warn_at = AT(17, 0),
	                        .owner = (char *)"agent:li", .made_at = AT(12, 30)};
	int64_t id;

	contacted(ALL_DAY);
	WRITE(store_promise_put(w->g.store, &promise, &id));
	WRITE(store_promise_end(w->g.store, id, "kept", "agent:li", AT(13, 0)));
	world_at(w, AT(20, 0));
	expect("nothing to say", "SELECT count(*) FROM event WHERE note LIKE 'a promise%' OR kind = 'promise_broken'", "0");
	finish();
}
END_TEST

/* A case whose log takes nothing more: its clocks run out once, and the daemon sleeps on. */
static const struct {
	const char *row;
	int64_t before, at;
	const char *sql, *want;
} STUCK[] = {
	{"the warning of a callback", ON(20, 14, 40), ON(20, 14, 50), "SELECT why || ' ' || warned_at FROM call",
	 "asked 1795157400"},
	{"a missed callback", ON(20, 15, 0), ON(20, 15, 15), "SELECT state || ' ' || why FROM call",
	 "open missed_callback"},
	{"the warning of a promise", ON(20, 16, 30), ON(20, 17, 0), "SELECT state || ' ' || warned_at FROM promise",
	 "open 1795165200"},
	{"a broken promise", ON(20, 17, 30), ON(20, 18, 0), "SELECT state || ' ' || ended_at FROM promise",
	 "broken 1795168800"},
};

START_TEST(what_cannot_be_worked_off_is_not_due_again)
{
	const LadderWish wish = {.days = 1, .minute = 15 * 60, .part_minute = -1};
	const StorePromise promise = {.case_id = 1, .what = (char *)"refund", .due_at = ON(20, 18, 0),
	                              .warn_at = ON(20, 17, 0), .owner = (char *)"agent:li", .made_at = AT(12, 30)};
	int64_t id, now_us = STUCK[_i].at * USEC_PER_SEC;

	contacted(CALLS ALL_DAY);
	reply("13800138000", "call me tomorrow at three");
	WRITE(callbacks_ask(&w->g, 1, &wish, "tomorrow at three", AT(12, 0), AT(12, 0)));
	WRITE(store_promise_put(w->g.store, &promise, &id));
	world_at(w, STUCK[_i].before);
	g_free(world_ask(w, "CREATE TRIGGER damage BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'damaged'); END"));
	world_at(w, STUCK[_i].at);
	expect(STUCK[_i].row, STUCK[_i].sql, STUCK[_i].want);
	ck_assert_msg(turn_next_wake_us(&w->g, now_us) > now_us, "%s: awake at once, again and again", STUCK[_i].row);
	finish();
}
END_TEST

/* ---- words that wait ---- */

#define BY_DAY "first_contact: { agent_grace = \"0s\"; }; budget: { per_day = 0; per_week = 0; };"

START_TEST(facts_are_told_together_in_the_morning)
{
	const WorldSubmit *s;

	contacted(BY_DAY);
	world_at(w, AT(22, 0));
	world_draft(w, 1, STEP_PROGRESS, "refund paid.", AT(22, 0));
	world_draft(w, 1, STEP_PROGRESS, "parcel http://win.example/x 12345 left", AT(22, 0));
	expect("one step, moved", "SELECT count(*) || ' ' || max(due_at) || ' ' || max(reason) FROM step WHERE step = 'progress'",
	       "1 1795132800 quiet_hours");
	says(1, "progress note 1 leaves Fri 20 Nov 08:00 (the customer's quiet hours)");
	world_at(w, ON(20, 7, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, ON(20, 8, 0));
	ck_assert_uint_eq(w->sent, 2);
	s = w->submits->pdata[0];
	ck_assert_msg(strstr(s->text, "refund paid; parcel 12345 left") != NULL, "%s", s->text);
	world_answer(w, OK202);
	expect("its author", "SELECT author || ' ' || state FROM message WHERE step = 'progress'", "agent:li accepted");
	expect("the question stays the question", "SELECT state FROM cases", "contacted");
	finish();
}
END_TEST

START_TEST(an_agents_words_leave_as_they_are)
{
	contacted(BY_DAY);
	reply("13800138000", "it never came");
	world_at(w, AT(22, 0));
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: we are sorry, {name}. A new one leaves today. Li Na", AT(22, 0));
	reply("13800138000", "hello?");
	world_at(w, ON(20, 8, 0));
	ck_assert_uint_eq(w->sent, 2);
	ck_assert_str_eq(((WorldSubmit *)w->submits->pdata[0])->text, "Shop: we are sorry, {name}. A new one leaves today. Li Na");
	world_answer(w, OK202);
	expect("done", "SELECT state || ' ' || (SELECT author FROM message WHERE step = 'agent_text') FROM step"
	               " WHERE step = 'agent_text'", "done agent:li");
	finish();
}
END_TEST

/* A region that wants consent: who wrote to us may be answered, nobody else. */
START_TEST(an_answer_needs_no_consent)
{
	const gboolean wrote = _i == 1;
	g_autofree char *text = NULL;
	char code[CASE_CODE_SIZE];

	w = world_new(ALL_DAY, AT(14, 0));
	world_case(w, "a", "+79161234567", "Anna", "Europe/Moscow", AT(14, 0));
	expect("the first contact waits", "SELECT state || ' ' || reason FROM step", "held no_consent");
	case_code(1, code);
	text = g_strdup_printf("#%s where is it?", code);
	if (wrote)
		reply("+79161234567", text);
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: Anna, it comes tomorrow. Li Na", AT(14, 0));
	ck_assert_uint_eq(w->sent, wrote);
	if (wrote)
		world_answer(w, OK202);
	expect(wrote ? "who wrote is answered" : "who did not is not written to",
	       "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'", wrote ? "done sent" : "held no_consent");
	finish();
}
END_TEST

/* Written in the night before the first contact, which leans on them: one of the two leaves, not both. */
static void they_stay(void)
{
}
static void they_are_taken_back(void)
{
	int64_t at;

	WRITE(store_draft_cancel(w->g.store, 1, STEP_AGENT_TEXT, 1, "agent:li", AT(23, 0), &at));
}

static const struct {
	const char *row, *text;
	void (*then)(void);
	const char *night, *day; /* the first contact, and what left by noon */
} FIRST_WORDS[] = {
	{"they leave in the morning and stand for it", "Shop: we are sorry. A new one leaves today. Li Na", they_stay,
	 "cancelled words_first", "agent_text"},
	{"taken back", "Shop: we are sorry. A new one leaves today. Li Na", they_are_taken_back, "planned quiet_hours",
	 "first_contact"},
	{"held by the guard", "Shop: change your review and get 5 dollars cash back", they_stay, "cancelled words_first",
	 "first_contact"},
};

START_TEST(words_before_the_first_contact)
{
	w = world_new(BY_DAY, AT(22, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(22, 0));
	expect(FIRST_WORDS[_i].row, "SELECT state || ' ' || reason FROM step WHERE step = 'first_contact'", "planned quiet_hours");
	world_draft(w, 1, STEP_AGENT_TEXT, FIRST_WORDS[_i].text, AT(22, 5));
	expect(FIRST_WORDS[_i].row, "SELECT state || ' ' || reason FROM step WHERE step = 'first_contact'", "cancelled words_first");
	FIRST_WORDS[_i].then();
	expect(FIRST_WORDS[_i].row, "SELECT state || ' ' || reason FROM step WHERE step = 'first_contact'", FIRST_WORDS[_i].night);
	for (int m = 0; m <= 240; m += 15) {
		world_at(w, ON(20, 8, m));
		while (w->submits->len)
			world_answer(w, OK202);
	}
	expect(FIRST_WORDS[_i].row, "SELECT group_concat(step) FROM message", FIRST_WORDS[_i].day);
	expect(FIRST_WORDS[_i].row, "SELECT state FROM cases", "contacted");
	expect(FIRST_WORDS[_i].row, "SELECT missed FROM sla", "0");
	finish();
}
END_TEST

START_TEST(words_keep_the_guard)
{
	contacted(BY_DAY);
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: change your review and get 5 dollars cash back", AT(12, 10));
	world_at(w, AT(12, 10));
	ck_assert_uint_eq(w->sent, 1);
	expect("held", "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'", "held text_guard");
	finish();
}
END_TEST

START_TEST(who_took_the_case_over_speaks)
{
	contacted(BY_DAY);
	world_at(w, AT(22, 0));
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: we are on it. Li Na", AT(22, 0));
	WRITE(store_claim_put(w->g.store, 1, "agent:wang", NULL, AT(22, 1), ON(20, 12, 0)));
	world_at(w, ON(20, 8, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("waits", "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'", "planned claimed_by_other");
	says(1, "another agent holds the case now");
	WRITE(store_claim_release(w->g.store, 1, "agent:wang", NULL, ON(20, 8, 0)));
	world_at(w, ON(20, 8, 1));
	ck_assert_uint_eq(w->sent, 2); /* given back: they may leave */
	finish();
}
END_TEST

START_TEST(who_took_the_case_over_and_said_nothing)
{
	contacted(BY_DAY);
	world_at(w, AT(22, 0));
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: we are on it. Li Na", AT(22, 0));
	WRITE(store_claim_put(w->g.store, 1, "agent:wang", NULL, AT(22, 1), ON(20, 8, 30)));
	world_at(w, ON(20, 8, 0));
	WRITE(store_claim_put(w->g.store, 1, "agent:wang", NULL, ON(20, 8, 0), ON(20, 9, 0)));
	world_at(w, ON(20, 8, 30));
	ck_assert_uint_eq(w->sent, 1); /* renewed, which nothing tells the planner */
	world_at(w, ON(20, 8, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, ON(20, 9, 0));
	ck_assert_uint_eq(w->sent, 2); /* the claim ended by itself */
	finish();
}
END_TEST

/* The shop closes at 22:00 by its own hours; nothing of China's own binds a text then (F48). */
static const struct {
	const char *name, *override;
	guint sent;
} OVERRIDES[] = {
	{"waits for the hours", NULL, 1},
	{"the customer asked for it now", "please tell me tonight", 2},
};

START_TEST(the_customers_own_words_open_the_hours)
{
	StoreDraft d = {.case_id = 1, .step = STEP_AGENT_TEXT, .author = (char *)"agent:li", .text = (char *)"Shop: we are on it. Li Na",
	                .override = (char *)OVERRIDES[_i].override};
	int number;

	contacted(BY_DAY);
	world_at(w, AT(22, 30));
	WRITE(store_draft_put(w->g.store, &d, AT(22, 30), w->g.rules_id, clock_now_at(&w->g.clock), &number));
	world_at(w, AT(22, 31));
	row_int(OVERRIDES[_i].name, w->sent, OVERRIDES[_i].sent);
	finish();
}
END_TEST

static void close_it(void)
{
	StoreEvent e = {.kind = EVENT_CLOSED, .at = AT(22, 1), .actor = "agent:li", .outcome = OUTCOME_UNSATISFIED};

	WRITE(store_case_event(w->g.store, 1, &e));
}

static void wrong_number(void)
{
	event(1, EVENT_WRONG_NUMBER, "customer");
}

static const struct {
	const char *row;
	void (*act)(void);
	const char *reason;
} TAKEN[] = {
	{"opted out", by_stop, "cancelled opted_out"},
	{"closed", close_it, "cancelled nothing_to_do"},
	{"wrong number", wrong_number, "cancelled nothing_to_do"},
};

START_TEST(words_are_taken_back)
{
	contacted(BY_DAY);
	world_at(w, AT(22, 0));
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: we are on it. Li Na", AT(22, 0));
	world_draft(w, 1, STEP_PROGRESS, "refund paid", AT(22, 0));
	TAKEN[_i].act();
	expect(TAKEN[_i].row, "SELECT group_concat(DISTINCT state || ' ' || reason) FROM step WHERE step IN ('agent_text', 'progress')",
	       TAKEN[_i].reason);
	finish();
}
END_TEST

/* ---- the satisfaction loop ---- */

START_TEST(unsatisfied_needs_a_higher_level)
{
	contacted(ALL_DAY);
	event(1, EVENT_RESOLVED, "agent:li");
	world_at(w, ON(20, 12, 0));
	world_answer(w, OK202);
	reply("13800138000", "2");
	expect("next round, next level", "SELECT state || ' ' || round || ' ' || needs_level FROM cases", "replied 2 2");
	expect("the story", "SELECT note FROM event WHERE kind = 'level'", "2: unsatisfied");
	finish();
}
END_TEST

START_TEST(no_answer_to_the_question)
{
	contacted(ALL_DAY);
	event(1, EVENT_RESOLVED, "agent:li");
	world_at(w, ON(20, 12, 0));
	world_answer(w, OK202);
	world_at(w, ON(27, 11, 59));
	expect("open", "SELECT state FROM cases", "resolved");
	world_at(w, ON(27, 12, 0));
	expect("closed", "SELECT state || ' ' || outcome FROM cases", "closed no_answer");
	expect("asked", "SELECT coalesce(note, '-') FROM event WHERE kind = 'no_answer'", "-");
	finish();
}
END_TEST

START_TEST(asked_once_in_ninety_days)
{
	contacted(ALL_DAY);
	event(1, EVENT_RESOLVED, "agent:li");
	world_at(w, ON(20, 12, 0));
	world_answer(w, OK202);
	reply("13800138000", "1");
	world_at(w, ON(22, 12, 0));
	world_case(w, "b", "13800138000", "Wang", NULL, ON(22, 12, 0));
	world_answer(w, OK202);
	event(2, EVENT_RESOLVED, "agent:li");
	says(2, "it will be closed as unanswered Sun 29 Nov 12:00");
	says(2, "because the customer was asked about another case not long ago");
	world_at(w, ON(29, 12, 0));
	ck_assert_uint_eq(w->sent, 3);
	expect("closed, and says it did not ask", "SELECT c.outcome || ' ' || e.note FROM cases c JOIN event e ON e.case_id = c.id"
	                                          " WHERE c.id = 2 AND e.kind = 'no_answer'", "no_answer not asked: cool_down");
	finish();
}
END_TEST

START_TEST(not_while_somebody_talks)
{
	contacted("satisfaction: { after = \"1h\"; };" ALL_DAY);
	reply("13800138000", "it never came");
	event(1, EVENT_RESOLVED, "agent:li");
	says(1, "because somebody is talking with the customer");
	world_at(w, ON(20, 11, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, ON(20, 12, 0));
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

START_TEST(not_while_an_agent_holds_it)
{
	contacted("satisfaction: { after = \"1h\"; quiet_after = \"0s\"; };" ALL_DAY);
	WRITE(store_claim_put(w->g.store, 1, "agent:li", NULL, AT(12, 0), AT(15, 0)));
	event(1, EVENT_RESOLVED, "agent:li");
	world_at(w, AT(14, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, AT(15, 0));
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

/* ---- the confirmation of a stop ---- */

START_TEST(a_stop_is_confirmed_once_at_any_hour)
{
	contacted(BY_DAY);
	world_at(w, AT(23, 0));
	reply("13800138000", "STOP");
	ck_assert_uint_eq(w->sent, 2);
	ck_assert_msg(strstr(((WorldSubmit *)w->submits->pdata[0])->text, "opted out") != NULL, "not the confirmation");
	ck_assert_int_le(((WorldSubmit *)w->submits->pdata[0])->validity_min, 5);
	world_answer(w, OK202);
	reply("13800138000", "STOP");
	world_at(w, AT(23, 30));
	ck_assert_uint_eq(w->sent, 2);
	expect("no contact", "SELECT last_contact_at FROM cases", "1795060800");
	reply("13800138000", "START");
	reply("13800138000", "STOP");
	ck_assert_uint_eq(w->sent, 3); /* another stop */
	finish();
}
END_TEST

START_TEST(a_late_confirmation_is_left_out)
{
	contacted(BY_DAY);
	WRITE(store_pause_put(w->g.store, "all", "stock-taking", "admin", AT(12, 0), AT(13, 0)));
	reply("13800138000", "STOP");
	world_at(w, AT(13, 1));
	ck_assert_uint_eq(w->sent, 1);
	expect("left out", "SELECT state || ' ' || reason FROM step WHERE step = 'optout_confirm'", "cancelled too_late");
	finish();
}
END_TEST

START_TEST(an_agents_block_is_not_confirmed)
{
	contacted(BY_DAY);
	WRITE(store_block_put(w->g.store, 1, "agent", "agent:li", NULL, AT(12, 5)));
	world_at(w, AT(12, 6));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* ---- the neutral note ---- */

#define NOTES_OF(consent)                                                                                              \
	"shop:review_mention = \"neutral_note\"; " consent "\n" ALL_DAY                                                \
	"texts: { en: { review_note: { any = \"{shop}: your case about order {order} is closed. Whatever you write about" \
	" us, write it as you see it. Reply STOP to opt out.\"; }; }; };"
#define NOTES NOTES_OF("consent: { review_note = \"ticked at the checkout\"; };")

static void closed_as(CaseOutcome outcome)
{
	StoreEvent e = {.kind = EVENT_CLOSED, .at = AT(13, 0), .actor = "agent:li", .outcome = outcome};

	contacted(NOTES);
	world_at(w, AT(13, 0));
	WRITE(store_case_event(w->g.store, 1, &e));
}

static const struct {
	const char *row;
	CaseOutcome outcome;
	gboolean sent;
} NOTED[] = {
	{"satisfied", OUTCOME_SATISFIED, TRUE},
	{"not satisfied, all the same", OUTCOME_UNSATISFIED, TRUE},
	{"who withdrew it hears no more", OUTCOME_WITHDRAWN, FALSE},
	{"nor who is held for malicious", OUTCOME_MALICIOUS, FALSE},
};

START_TEST(the_note_goes_to_all_alike)
{
	closed_as(NOTED[_i].outcome);
	world_at(w, ON(20, 12, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, ON(20, 13, 0));
	row_int(NOTED[_i].row, w->sent, NOTED[_i].sent ? 2 : 1);
	if (NOTED[_i].sent)
		world_answer(w, OK202);
	world_at(w, ON(30, 13, 0));
	row_int(NOTED[_i].row, w->sent, NOTED[_i].sent ? 2 : 1); /* once */
	finish();
}
END_TEST

START_TEST(never_beside_an_offer)
{
	StoreOffer offer = {.case_id = 1, .kind = (char *)"refund", .amount = 1000, .currency = (char *)"CNY",
	                    .granted_by = (char *)"agent:li", .granted_at = AT(12, 30)};
	StoreEvent e = {.kind = EVENT_CLOSED, .at = AT(13, 0), .actor = "agent:li", .outcome = OUTCOME_SATISFIED};
	int64_t id;

	contacted(NOTES);
	WRITE(store_offer_put(w->g.store, &offer, &id));
	world_at(w, AT(13, 0));
	WRITE(store_case_event(w->g.store, 1, &e));
	world_at(w, ON(30, 13, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* By default none; where the customer's region wants consent first, none without it. */
static const char *const NO_NOTE[] = {ALL_DAY, NOTES_OF("")};

START_TEST(no_note_unasked)
{
	StoreEvent e = {.kind = EVENT_CLOSED, .at = AT(13, 0), .actor = "agent:li", .outcome = OUTCOME_SATISFIED};

	contacted(NO_NOTE[_i]);
	WRITE(store_case_event(w->g.store, 1, &e));
	world_at(w, ON(30, 13, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(survives_a_restart)
{
	contacted(CALLS ALL_DAY);
	world_crash(w);
	world_at(w, ON(25, 10, 0)); /* it was off over the call's time: a task is no text, and is not too late */
	world_crash(w);
	expect("once", "SELECT count(*) FROM call", "1");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gateway-ladder");
	TCase *tc = tcase_create("ladder");

	tcase_add_test(tc, silence_becomes_a_call);
	tcase_add_test(tc, a_reply_stops_the_ladder);
	tcase_add_loop_test(tc, the_list_forgets_the_call, 0, G_N_ELEMENTS(STOPS));
	tcase_add_test(tc, a_landline_is_called);
	tcase_add_test(tc, a_landline_without_calls_is_held);
	tcase_add_test(tc, a_refused_number_is_called);
	tcase_add_test(tc, an_undelivered_text_is_followed_by_a_call);
	tcase_add_test(tc, silence_closes_the_case);
	tcase_add_test(tc, a_promise_keeps_it_open);
	tcase_add_test(tc, called_in_vain_then_closed);
	tcase_add_test(tc, attempts_use_the_budget_up);
	tcase_add_test(tc, a_callback_is_announced_then_missed);
	tcase_add_loop_test(tc, a_reply_names_the_time, 0, G_N_ELEMENTS(WISHES));
	tcase_add_test(tc, a_callback_without_an_hour);
	tcase_add_test(tc, no_callback_where_calls_are_not_allowed);
	tcase_add_test(tc, a_promise_warns_and_breaks);
	tcase_add_test(tc, a_kept_promise_is_silent);
	tcase_add_loop_test(tc, what_cannot_be_worked_off_is_not_due_again, 0, G_N_ELEMENTS(STUCK));
	tcase_add_test(tc, facts_are_told_together_in_the_morning);
	tcase_add_test(tc, an_agents_words_leave_as_they_are);
	tcase_add_loop_test(tc, an_answer_needs_no_consent, 0, 2);
	tcase_add_test(tc, words_keep_the_guard);
	tcase_add_test(tc, who_took_the_case_over_speaks);
	tcase_add_test(tc, who_took_the_case_over_and_said_nothing);
	tcase_add_loop_test(tc, words_before_the_first_contact, 0, G_N_ELEMENTS(FIRST_WORDS));
	tcase_add_loop_test(tc, the_customers_own_words_open_the_hours, 0, G_N_ELEMENTS(OVERRIDES));
	tcase_add_loop_test(tc, words_are_taken_back, 0, G_N_ELEMENTS(TAKEN));
	tcase_add_test(tc, unsatisfied_needs_a_higher_level);
	tcase_add_test(tc, no_answer_to_the_question);
	tcase_add_test(tc, asked_once_in_ninety_days);
	tcase_add_test(tc, not_while_somebody_talks);
	tcase_add_test(tc, not_while_an_agent_holds_it);
	tcase_add_test(tc, a_stop_is_confirmed_once_at_any_hour);
	tcase_add_test(tc, a_late_confirmation_is_left_out);
	tcase_add_test(tc, an_agents_block_is_not_confirmed);
	tcase_add_loop_test(tc, the_note_goes_to_all_alike, 0, G_N_ELEMENTS(NOTED));
	tcase_add_test(tc, never_beside_an_offer);
	tcase_add_loop_test(tc, no_note_unasked, 0, G_N_ELEMENTS(NO_NOTE));
	tcase_add_test(tc, survives_a_restart);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "gateway-ladder");
}
