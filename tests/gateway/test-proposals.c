/* What agents say beside the ladder: an apology that is laid before them when a callback was missed, and words that
 * promise something, which leave only while the promise stands. */
#include "gateway/anna.h"

#include "desk/agent_text.h"
#include "desk/explain.h"
#include "desk/promises.h"
#include "desk/proposals.h"

#include <string.h>

#define CONF CALLS
/* Texts by day only. */
#define BY_DAY                                                                                                         \
	"shop:call: { allowed = true; ground = \"the customer gave this number for questions\"; };\n"                  \
	"permitted_hours: { call = [ \"daily 09:00-20:00\" ]; }; budget: { per_day = 0; per_week = 0; };"              \
	" first_contact: { agent_grace = \"0s\"; };"

static Desk desk_now(void)
{
	return (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li",
	              .now_at = clock_now_at(&w->g.clock)};
}

static void look(void)
{
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

/* Case 1, written to at noon. */
static void contacted(const char *extra, const char *language)
{
	w = world_new(extra, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	if (language) {
		g_autofree char *sql = g_strdup_printf("UPDATE cases SET language = '%s', order_no = 'A-1'", language);

		ck_assert_int_eq(sqlite3_exec(world_db(w), sql, NULL, NULL, NULL), SQLITE_OK);
	}
}

/* A callback at 15:00 that nobody makes. */
static void asked(void)
{
	const StoreCall call = {.case_id = 1, .callback = TRUE, .round = 1, .why = (char *)"asked", .due_at = AT(15, 0),
	                        .warn_at = AT(14, 50)};
	int64_t id;

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_call_put(w->g.store, &call, "customer", AT(12, 0), &id), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	look();
}

#define PROPOSALS "SELECT count(*) FROM proposal"

static const struct {
	const char *language, *has;
} LANGUAGES[] = {
	{"en", "We did not call you at the time you had asked for about your order A-1, and we are sorry."},
	{"zh-CN", "您约好的关于订单A-1的回电，我们没有按时打来，非常抱歉。"},
	{"ru", "Мы не позвонили вам по заказу A-1 вовремя, приносим извинения."},
};

START_TEST(a_missed_callback_brings_an_apology)
{
	g_autofree char *text = NULL;

	contacted(CONF, LANGUAGES[_i].language);
	asked();
	world_at(w, AT(15, 14));
	expect("it can still be made", PROPOSALS, "0");
	world_at(w, AT(15, 15));
	expect("one", "SELECT count(*) || ' ' || max(why || ' ' || state || ' ' || call_id) FROM proposal",
	       "1 missed_callback open 1");
	text = world_ask(w, "SELECT text FROM proposal");
	ck_assert_msg(strstr(text, LANGUAGES[_i].has) != NULL, "%s", text);
	expect("the next level, too", "SELECT needs_level FROM cases", "2");
	world_at(w, AT(15, 0) + 3 * DAY);
	ck_assert_uint_eq(w->sent, 1); /* nobody sent it, so nothing left */
	expect("and only one", PROPOSALS, "1");
	finish();
}
END_TEST

static const struct {
	const char *row, *sql;
} NONE[] = {
	{"who is opted out", "INSERT INTO block (person_id, cause, actor, blocked_at) VALUES (1, 'agent', 'agent:li', 1795060800)"},
	{"a language without such a text", "UPDATE cases SET language = 'fr'"},
	{"an order without its number: nobody reads \"order {order}\"", "UPDATE cases SET order_no = NULL"},
};

START_TEST(no_apology_where_none_can_be_sent)
{
	g_autofree char *proposals = NULL;

	contacted(CONF, "en");
	asked();
	ck_assert_int_eq(sqlite3_exec(world_db(w), NONE[_i].sql, NULL, NULL, NULL), SQLITE_OK);
	world_at(w, AT(15, 15));
	proposals = world_ask(w, PROPOSALS);
	row_str(NONE[_i].row, proposals, "0");
	finish();
}
END_TEST

static int send(int64_t id, const char *words, char **fault)
{
	const Desk desk = desk_now();
	g_auto(AgentText) text = {0};
	int64_t case_id = 0;
	int r = proposal_send(&desk, id, words, FALSE, &text, &case_id, fault);

	look();
	return r;
}

START_TEST(an_agent_sends_it_once)
{
	g_autofree char *fault = NULL, *again = NULL;

	contacted(CONF, "en");
	asked();
	world_at(w, AT(15, 15));
	ck_assert_msg(send(1, NULL, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(w->sent, 2);
	ck_assert_msg(strstr(((WorldSubmit *)w->submits->pdata[0])->text, "We did not call you") != NULL, "another text");
	answer_all();
	expect("it became a text of the agent's", "SELECT state || ' ' || number || ' ' || ended_by FROM proposal",
	       "sent 1 agent:li");
	row_int("not twice", send(1, NULL, &again), -EALREADY);
	ck_assert_str_eq(again, "draft 1 was sent already");
	finish();
}
END_TEST

/* In other words it is held to the same guard; what is refused leaves it open. */
START_TEST(in_other_words)
{
	g_autofree char *fault = NULL, *refused = NULL, *none = NULL;

	contacted(CONF, "en");
	asked();
	world_at(w, AT(15, 15));
	row_int("no deals", send(1, "Shop: here is a coupon, we are sorry", &refused), -EINVAL);
	expect("still open", "SELECT state FROM proposal", "open");
	ck_assert_msg(send(1, "Shop: sorry that we did not call. When may we?", &fault) == 0, "%s", fault);
	ck_assert_str_eq(((WorldSubmit *)w->submits->pdata[0])->text, "Shop: sorry that we did not call. When may we?");
	row_int("no such draft", send(9, NULL, &none), -ENOENT);
	finish();
}
END_TEST

START_TEST(dropped_or_spoken_to)
{
	g_autofree char *fault = NULL, *over = NULL;
	Desk desk;

	contacted(CONF, "en");
	asked();
	world_at(w, AT(15, 15));
	desk = desk_now();
	ck_assert_msg(proposal_drop(&desk, 1, &fault) == 0, "%s", fault);
	row_int("over", proposal_drop(&desk, 1, &over), -EALREADY);
	expect("dropped", "SELECT state FROM proposal", "dropped");
	finish();
	contacted(CONF, "en");
	asked();
	world_at(w, AT(15, 15));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_call_attempt(w->g.store, 1, CALL_REACHED, "agent:wang", NULL, STORE_NO_TIME, AT(15, 20)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	expect("who was reached needs none", "SELECT state || ' ' || ended_by FROM proposal", "dropped agent:wang");
	finish();
}
END_TEST

/* ---- B8 ---- */

#define TEXT_STEP "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'"

static int64_t promised(void)
{
	const AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = "Shop: we promise that it will be repaired.",
	                            .promise_by = "tomorrow 18:00"};
	const Desk desk = desk_now();
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;

	ck_assert_msg(agent_text_put(&desk, &wish, &text, &fault) == 0, "%s", fault);
	look();
	return text.promise_id;
}

START_TEST(words_of_a_promise_leave)
{
	contacted(CONF, NULL);
	promised();
	ck_assert_uint_eq(w->sent, 2);
	ck_assert_str_eq(((WorldSubmit *)w->submits->pdata[0])->text, "Shop: we promise that it will be repaired.");
	finish();
}
END_TEST

/* Written at 22:00, to leave at 08:00; meanwhile the promise ends. */
static const char *const ENDS[] = {"withdrawn", "kept"};

START_TEST(a_promise_that_ended_holds_its_words)
{
	g_autofree char *fault = NULL;
	int64_t promise;
	Desk desk;
	Explain why;

	contacted(BY_DAY, NULL);
	world_at(w, AT(22, 0));
	promise = promised();
	expect("waits for the morning", TEXT_STEP, "planned quiet_hours");
	desk = desk_now();
	ck_assert_msg(promise_end(&desk, promise, ENDS[_i], &fault) == 0, "%s", fault);
	look();
	expect("held at once, not in the morning", TEXT_STEP, "held no_promise");
	world_at(w, AT(8, 0) + DAY);
	ck_assert_uint_eq(w->sent, 1);
	desk = desk_now();
	ck_assert_int_eq(explain_case(&desk, 1, &why, &fault), 0);
	ck_assert_msg(strstr(why.sentence, "promises something that nobody has promised, or not any more") != NULL, "%s",
	              why.sentence);
	explain_clear(&why);
	ck_assert_msg(agent_text_cancel(&desk, 1, STEP_AGENT_TEXT, 1, NULL, &fault) == 0, "%s", fault);
	look();
	expect("taken back", TEXT_STEP, "cancelled taken_back");
	finish();
}
END_TEST

/* Another program ends it, and tells nobody: it is looked at at the moment of sending. */
START_TEST(looked_at_again_when_it_leaves)
{
	contacted(BY_DAY, NULL);
	world_at(w, AT(22, 0));
	promised();
	ck_assert_int_eq(sqlite3_exec(world_db(w), "UPDATE promise SET state = 'withdrawn'", NULL, NULL, NULL), SQLITE_OK);
	world_at(w, AT(8, 0) + DAY);
	ck_assert_uint_eq(w->sent, 1);
	expect("held", TEXT_STEP, "held no_promise");
	expect("the story", "SELECT note FROM event WHERE kind = 'held' AND step = 'agent_text'", "no_promise");
	finish();
}
END_TEST

/* Its time comes before its words could leave. */
START_TEST(a_broken_promise_is_not_told_as_one)
{
	contacted(BY_DAY, NULL);
	world_at(w, AT(22, 0));
	promised();
	ck_assert_int_eq(sqlite3_exec(world_db(w), "UPDATE promise SET due_at = due_at - 43200, warn_at = warn_at - 43200",
	                              NULL, NULL, NULL), SQLITE_OK); /* 06:00 */
	world_at(w, AT(8, 0) + DAY);
	ck_assert_uint_eq(w->sent, 1);
	expect("held", TEXT_STEP, "held no_promise");
	finish();
}
END_TEST

/* A row that no command of ours wrote. */
START_TEST(promise_words_without_a_promise)
{
	contacted(CONF, NULL);
	world_draft(w, 1, STEP_AGENT_TEXT, "Shop: we promise that it will be repaired.", AT(12, 0));
	look();
	ck_assert_uint_eq(w->sent, 1);
	expect("held", TEXT_STEP, "held no_promise");
	finish();
}
END_TEST

/* Canada wants the way out in every text of ours; who wrote to us may be answered without. What was taken when it was written
 * is not held when it leaves. */
START_TEST(an_answer_needs_no_way_out)
{
	const AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = "Shop: the new lid is on its way."};
	g_auto(AgentText) text = {0};
	g_autofree char *refused = NULL, *fault = NULL;
	Desk desk;

	w = world_new(ANY_HOUR, AT(23, 0));
	world_case(w, "a", "+14165550123", "Anna", "America/Toronto", AT(23, 0));
	answer_all();
	expect("in Canada", "SELECT region FROM person", "CA-ON");
	desk = desk_now();
	row_int("unasked", agent_text_put(&desk, &wish, &text, &refused), -EINVAL);
	ck_assert_msg(g_str_has_prefix(refused, "way-out: "), "%s", refused);
	reply_by("box", "+14165550123", "the lid leaks");
	desk = desk_now();
	ck_assert_msg(agent_text_put(&desk, &wish, &text, &fault) == 0, "%s", fault);
	look();
	expect("it leaves", TEXT_STEP, "sending now");
	finish();
}
END_TEST

/* It kept the case open: when it is withdrawn the clock of the closing runs. */
START_TEST(a_withdrawn_promise_lets_the_case_close)
{
	const StorePromise lid = {.case_id = 1, .what = (char *)"a new lid", .due_at = AT(12, 0) + 90 * DAY,
	                          .warn_at = AT(12, 0) + 89 * DAY, .owner = (char *)"agent:li", .made_at = AT(12, 0)};
	g_autofree char *fault = NULL;
	int64_t promise = 0;
	Desk desk;

	contacted(ANY_HOUR, NULL);
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_promise_put(w->g.store, &lid, &promise), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	look();
	world_at(w, AT(12, 0) + 20 * DAY);
	expect("open", STATES, "contacted");
	desk = desk_now();
	ck_assert_msg(promise_end(&desk, promise, "withdrawn", &fault) == 0, "%s", fault);
	look();
	expect("closed", STATES, "closed");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("proposals");
	TCase *tc = tcase_create("stories");

	tcase_add_loop_test(tc, a_missed_callback_brings_an_apology, 0, G_N_ELEMENTS(LANGUAGES));
	tcase_add_loop_test(tc, no_apology_where_none_can_be_sent, 0, G_N_ELEMENTS(NONE));
	tcase_add_test(tc, an_agent_sends_it_once);
	tcase_add_test(tc, in_other_words);
	tcase_add_test(tc, dropped_or_spoken_to);
	tcase_add_test(tc, words_of_a_promise_leave);
	tcase_add_loop_test(tc, a_promise_that_ended_holds_its_words, 0, G_N_ELEMENTS(ENDS));
	tcase_add_test(tc, looked_at_again_when_it_leaves);
	tcase_add_test(tc, a_broken_promise_is_not_told_as_one);
	tcase_add_test(tc, promise_words_without_a_promise);
	tcase_add_test(tc, an_answer_needs_no_way_out);
	tcase_add_test(tc, a_withdrawn_promise_lets_the_case_close);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "proposals");
}
