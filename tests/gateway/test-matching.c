/* Whose reply it is, and what it does: stories with exact rows (F14-F16, F38-F41). */
#include "gateway/anna.h"

START_TEST(newest_and_all_see_it)
{
	StoreFacts facts;
	Action action;

	two_cases();
	world_at(w, AT(13, 30));
	reply("where is my parcel");
	expect("to the newest", "SELECT case_id || ' ' || matched_by FROM reply", "2 number");
	expect("the other may be meant", "SELECT group_concat(reply_id || ' ' || case_id) FROM reply_case", "1 1");
	expect("its log says so", "SELECT actor || ': ' || note FROM event WHERE case_id = 1 AND kind = 'note'",
	       "followupd: reply 1 may be about this case");
	expect("only one is answered", STATES, "contacted,replied");
	/* F32: whoever may have answered is not called for being silent. */
	ck_assert_int_eq(store_case_facts(w->g.store, 1, AT(20, 0), &facts), 0);
	ck_assert(decide_cancels(DECIDE_CALL, &facts.facts.facts, AT(20, 0), &action));
	ck_assert_int_eq(action, ACTION_CANCEL_ANSWERED);
	store_facts_clear(&facts);
	finish();
}
END_TEST

START_TEST(code_says_it)
{
	char code[CASE_CODE_SIZE];
	g_autofree char *text = NULL;

	two_cases();
	case_code(1, code);
	text = g_strdup_printf("#%s it never came", code);
	reply(text);
	expect("by code", "SELECT case_id || ' ' || matched_by FROM reply", "1 code");
	expect("nobody else sees it", "SELECT count(*) FROM reply_case", "0");
	expect("states", STATES, "replied,contacted");
	finish();
}
END_TEST

START_TEST(the_sender_says_it)
{
	w = world_new(TWO_SHOPS, AT(12, 0));
	world_case_of(w, "other", "a", ANNA, AT(12, 0));
	answer_all();
	world_at(w, AT(13, 0));
	world_case_of(w, "demo", "b", ANNA, AT(13, 0));
	answer_all();
	reply_by("spare", ANNA, "where is my parcel");
	expect("the shop that writes from there", "SELECT case_id || ' ' || matched_by FROM reply", "1 sender");
	expect("the other shop sees nothing", "SELECT count(*) FROM reply_case", "0");
	expect("states", STATES, "replied,contacted");
	finish();
}
END_TEST

/* One provider, two numbers: the text went from one, the answer to it. */
static const struct {
	const char *row, *to, *want;
} SENDERS[] = {
        {"the older case's", "10690", "1 sender"},
        {"as the network writes it", "+10 690", "1 sender"},
        {"the newer case's", "SHOP2", "2 sender"},
        {"a number of no case", "99999", "2 number"},
};

START_TEST(one_of_two_senders)
{
	StoreMatchQuery query = {.from = ANNA_E164, .provider = "box", .to = SENDERS[_i].to};
	g_auto(StoreMatch) match = {0};
	g_autofree char *got = NULL;

	two_cases();
	ck_assert_ptr_null(
	        world_ask(w, "UPDATE message SET sender = CASE case_id WHEN 1 THEN '10690' ELSE 'Shop2' END"));
	ck_assert_int_eq(store_match(w->g.store, &query, &match), 0);
	got = g_strdup_printf("%d %s", (int)match.case_id, match.matched_by);
	row_str(SENDERS[_i].row, got, SENDERS[_i].want);
	row_int(SENDERS[_i].row, match.others->len, _i == 3);
	finish();
}
END_TEST

START_TEST(never_both_closed)
{
	two_questions(HOUR);
	reply("1");
	expect("nobody closed", OUTCOMES, "resolved none,replied none");
	expect("triage",
	       "SELECT label || ' ' || case_id || ' ' || (SELECT group_concat(case_id) FROM reply_case) FROM reply",
	       "satisfied 2 1");
	finish();
}
END_TEST

START_TEST(the_later_question_counts)
{
	two_questions(2 * DAY);
	reply("1");
	expect("one closed", OUTCOMES, "resolved none,closed satisfied");
	expect("no triage", "SELECT count(*) FROM reply_case", "0");
	finish();
}
END_TEST

START_TEST(stop_binds_all_shops)
{
	w = world_new(TWO_SHOPS, AT(12, 0));
	world_case_of(w, "other", "a", ANNA, AT(12, 0));
	answer_all();
	world_case_of(w, "demo", "b", ANNA, AT(12, 0));
	answer_all();
	reply_by("spare", ANNA, "STOP");
	expect("block", "SELECT cause || ' ' || actor FROM block WHERE lifted_at IS NULL", "reply customer");
	expect("both logs", "SELECT group_concat(case_id) FROM event WHERE kind = 'opt_out'", "2,1");
	expect("no triage", "SELECT count(*) FROM reply_case", "0");
	world_case_of(w, "demo", "c", ANNA, AT(12, 5));
	world_at(w, AT(12, 0) + 400 * INT64_C(86400)); /* never expires */
	expect("nothing left but its confirmation", "SELECT count(*) FROM message WHERE step <> 'optout_confirm'", "2");
	reply("START");
	expect("back", "SELECT lifted_by FROM block", "customer");
	expect("all logs", "SELECT count(*) FROM event WHERE kind = 'opt_in'", "3");
	finish();
}
END_TEST

START_TEST(a_stranger_stops)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	reply_by("box", "13900139000", "退订");
	expect("person", "SELECT phone FROM person", "+8613900139000");
	world_case(w, "a", "13900139000", "Li", NULL, AT(12, 5));
	ck_assert_uint_eq(w->sent, 0);
	expect("held", "SELECT reason FROM step", "opted_out");
	finish();
}
END_TEST

/* Only what the customer made does the customer's START end. */
static const struct {
	const char *cause;
	gboolean lifted;
} STOPS[] = {{"reply", TRUE}, {"agent", FALSE}, {"provider", FALSE}, {"import", FALSE}};

START_TEST(start_lifts_its_own)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_block_put(w->g.store, 1, STOPS[_i].cause, "agent:li", NULL, AT(12, 10)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	reply("START");
	expect(STOPS[_i].cause, "SELECT count(*) FROM block WHERE lifted_at IS NULL", STOPS[_i].lifted ? "0" : "1");
	expect(STOPS[_i].cause, "SELECT count(*) FROM event WHERE kind = 'opt_in'", STOPS[_i].lifted ? "1" : "0");
	expect(STOPS[_i].cause,
	       "SELECT count(*) FROM event WHERE note LIKE 'START came, and the stop stays: it was made by agent:li%'",
	       STOPS[_i].lifted ? "0" : "1");
	finish();
}
END_TEST

START_TEST(wrong_number_is_somebody_else)
{
	char code[CASE_CODE_SIZE];
	g_autofree char *text = NULL;

	two_cases();
	reply("wrong number");
	expect("both over", OUTCOMES, "closed wrong_number,closed wrong_number");
	expect("dead", "SELECT dead_until > 0 FROM person", "1");
	world_at(w, AT(13, 10));
	reply("and who is this Anna");
	case_code(1, code);
	text = g_strdup_printf("what is #%s", code);
	reply(text);
	expect("not on her cases",
	       "SELECT group_concat(coalesce(case_id, 0) || ' ' || matched_by) FROM reply WHERE id > 1",
	       "0 none,0 none");
	/* A year on somebody buys with this number. */
	world_at(w, AT(12, 0) + 400 * INT64_C(86400));
	world_case(w, "c", ANNA, "Boris", NULL, AT(12, 0) + 400 * INT64_C(86400));
	answer_all();
	reply("where is it");
	expect("the new owner's", "SELECT case_id || ' ' || matched_by FROM reply WHERE id = 4", "3 number");
	expect("and hers never again", "SELECT count(*) FROM message WHERE case_id < 3", "2");
	finish();
}
END_TEST

/* The word stands as long as it is held for that. */
START_TEST(not_wrong_after_all)
{
	StoreFacts facts;
	Action action;

	two_cases();
	reply("wrong number");
	ck_assert_ptr_null(world_ask(w, "UPDATE reply SET label = 'other'"));
	happens(1, EVENT_REOPENED, AT(13, 20));
	ck_assert_int_eq(store_case_facts(w->g.store, 1, AT(20, 0), &facts), 0);
	ck_assert(!decide_cancels(DECIDE_FIRST_CONTACT, &facts.facts.facts, AT(20, 0), &action));
	store_facts_clear(&facts);
	reply("hello");
	expect("hers again", "SELECT case_id FROM reply WHERE id = 2", "1");
	finish();
}
END_TEST

START_TEST(a_machine_answers_nothing)
{
	StoreFacts facts;
	Action action;

	two_cases();
	world_at(w, AT(13, 5));
	reply("I'm driving right now - Sent from My Car");
	expect("understood", "SELECT label FROM reply", "auto");
	expect("still silent", STATES, "contacted,contacted");
	expect("noted", "SELECT kind || ': ' || note FROM event WHERE reply_id = 1",
	       "note: an automatic answer: it counts as none");
	ck_assert_int_eq(store_case_facts(w->g.store, 2, AT(20, 0), &facts), 0);
	ck_assert(!decide_cancels(DECIDE_CALL, &facts.facts.facts, AT(20, 0), &action));
	store_facts_clear(&facts);
	finish();
}
END_TEST

START_TEST(thanks_asks_nothing)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	happens(1, EVENT_RESOLVED, AT(12, 30));
	world_at(w, AT(12, 40));
	reply("thank you");
	expect("ack", "SELECT label FROM reply", "ack");
	expect("still solved", "SELECT state FROM cases", "resolved");
	world_at(w, AT(12, 30) + DAY);
	ck_assert_uint_eq(w->sent, 2); /* and asked all the same */
	finish();
}
END_TEST

START_TEST(no_calls_and_call_me)
{
	StoreCall call = {
	        .case_id = 1, .round = 1, .why = (char *)"silence", .due_at = AT(15, 0), .warn_at = STORE_NO_TIME};
	int64_t call_id;

	w = world_new(CALLS, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_call_put(w->g.store, &call, "followupd", AT(12, 1), &call_id), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	reply("please don't phone me, SMS is fine");
	expect("row", "SELECT actor || ' ' || reply_id FROM no_call WHERE lifted_at IS NULL", "customer 1");
	expect("task", "SELECT state || ' ' || outcome FROM call", "cancelled no_call");
	expect("texts are another matter", "SELECT count(*) FROM block", "0");
	world_at(w, AT(12, 10));
	reply("can you call after 5?");
	expect("her own later word", "SELECT lifted_by FROM no_call", "customer");
	expect("task", "SELECT kind || ' ' || why || ' ' || due_at || ' ' || warn_at FROM call WHERE state = 'open'",
	       "callback asked 1795078800 1795078200"); /* 17:00 and ten minutes before */
	world_at(w, AT(12, 20));
	reply("Saturday morning works");
	expect("moved, not a second one", "SELECT count(*) || ' ' || max(due_at) FROM call WHERE state = 'open'",
	       "1 1795226400");
	finish();
}
END_TEST

START_TEST(nobody_calls_without_ground)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	reply("can you call after 5?");
	expect("no task", "SELECT count(*) FROM call", "0");
	expect("an agent reads it", "SELECT state FROM cases", "replied");
	finish();
}
END_TEST

START_TEST(threats_and_deals)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	reply("I'm calling my lawyer");
	expect("level", "SELECT needs_level FROM cases", "2");
	expect("event", "SELECT note FROM event WHERE kind = 'level'", "2: the customer escalates");
	reply("I'm calling my lawyer"); /* the provider told it twice, without an id */
	expect("once", "SELECT needs_level || ' ' || (SELECT sum(likely_repeat) FROM reply) FROM cases", "2 1");
	reply("Free replacement first, then I remove the 1 star");
	expect("deal", "SELECT label FROM reply WHERE id = 3", "review_deal");
	expect("said",
	       "SELECT count(*) FROM event WHERE kind = 'note' AND note LIKE '%no offer may mention the review (B1)'",
	       "1");
	world_at(w, AT(12, 0) + 7 * DAY);
	ck_assert_uint_eq(w->sent, 1); /* nothing answers by itself */
	finish();
}
END_TEST

/* A digit a day after the case was closed by one. */
START_TEST(satisfied_and_then_not)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	happens(1, EVENT_RESOLVED, AT(12, 0));
	world_at(w, AT(12, 0) + DAY);
	answer_all();
	reply("1");
	expect("closed", "SELECT state || ' ' || outcome FROM cases", "closed satisfied");
	world_at(w, AT(12, 0) + 2 * DAY);
	reply("where is the shop?");
	expect("other late words change nothing", "SELECT state || ' ' || outcome FROM cases", "closed satisfied");
	expect("but are kept and unread",
	       "SELECT case_id || ' ' || matched_by || ' ' || (read_at IS NULL) FROM reply WHERE id = 2", "1 person 1");
	if (_i == 0) {
		reply("2");
		expect("again", "SELECT state || ' ' || round || ' ' || needs_level FROM cases", "replied 2 2");
		expect("by whom", "SELECT actor || ' ' || reply_id FROM event WHERE kind = 'reopened'", "customer 3");
	} else {
		world_at(w, AT(12, 0) + 16 * DAY);
		reply("2");
		expect("too late", "SELECT state || ' ' || round FROM cases", "closed 1");
	}
	finish();
}
END_TEST

/* The answer to a question of the last round judges nothing in this one. */
START_TEST(one_round_an_answer)
{
	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	happens(1, EVENT_RESOLVED, AT(12, 0));
	world_at(w, AT(12, 0) + DAY);
	answer_all();
	reply("2");
	reply("not happy");
	expect("one new round", "SELECT state || ' ' || round FROM cases", "replied 2");
	finish();
}
END_TEST

/* A provider that a route alone names tells numbers without their country: read as the shop's they are a stranger's. */
static const struct {
	const char *row, *number, *region;
} ROUTED[] = {
	{"of the shop's region", "13800138000", "CN"},
	{"of the route's", "13800138000", "US"},
	{"Ohio has such a number, too", "13305551234", "US"},
};

START_TEST(a_routed_provider)
{
	g_autofree char *e164 = g_strconcat("+86", ROUTED[_i].number, NULL), *want = g_strconcat(e164, " 1", NULL);
	ConfShop *shop;

	w = world_new("shop:routes = [ \"+86 spare\" ];\n"
	              "providers:spare: { driver = \"kannel\"; url = \"http://127.0.0.1:9/spare\"; username = \"u\"; "
	              "password = \"file:@DIR@/secret\"; callback_url = \"http://127.0.0.1:9\"; token = \"file:@DIR@/secret\"; };\n"
	              ANY_HOUR,
	              AT(10, 0));
	world_case(w, "a", e164, "Anna", NULL, AT(10, 0));
	ck_assert_uint_eq(w->submits->len, 1);
	ck_assert_msg(strstr(((WorldSubmit *)w->submits->pdata[0])->url, "/spare") != NULL, "%s: another way", ROUTED[_i].row);
	world_answer(w, 202, "0: Accepted for delivery");
	shop = w->g.conf->shops->pdata[0];
	g_free(shop->region);
	shop->region = g_strdup(ROUTED[_i].region);
	reply_by("spare", ROUTED[_i].number, "STOP");
	expect(ROUTED[_i].row, "SELECT group_concat(phone || ' ' || (SELECT count(*) FROM block WHERE person_id = person.id)) FROM person",
	       want);
	expect(ROUTED[_i].row, "SELECT label || ' ' || coalesce(case_id, '-') FROM reply", "optout 1");
	world_free(w);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matching");
	TCase *tc = tcase_create("stories");

	tcase_add_test(tc, newest_and_all_see_it);
	tcase_add_test(tc, code_says_it);
	tcase_add_test(tc, the_sender_says_it);
	tcase_add_loop_test(tc, one_of_two_senders, 0, G_N_ELEMENTS(SENDERS));
	tcase_add_test(tc, never_both_closed);
	tcase_add_test(tc, the_later_question_counts);
	tcase_add_test(tc, stop_binds_all_shops);
	tcase_add_test(tc, a_stranger_stops);
	tcase_add_loop_test(tc, start_lifts_its_own, 0, G_N_ELEMENTS(STOPS));
	tcase_add_test(tc, wrong_number_is_somebody_else);
	tcase_add_test(tc, not_wrong_after_all);
	tcase_add_test(tc, a_machine_answers_nothing);
	tcase_add_test(tc, thanks_asks_nothing);
	tcase_add_test(tc, no_calls_and_call_me);
	tcase_add_test(tc, nobody_calls_without_ground);
	tcase_add_test(tc, threats_and_deals);
	tcase_add_loop_test(tc, satisfied_and_then_not, 0, 2);
	tcase_add_test(tc, one_round_an_answer);
	tcase_add_loop_test(tc, a_routed_provider, 0, G_N_ELEMENTS(ROUTED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "matching");
}
