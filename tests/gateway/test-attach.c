/* A person says which case a reply is about, or what it means (F38, F39). */
#include "gateway/anna.h"

#include "desk/attach.h"
#include "desk/labels.h"
#include "store/inbound.h"
#include "store/team.h"

static int attach(int64_t reply_id, int64_t case_id, AttachResult *result)
{
	const Desk desk = {.conf = w->g.conf,
	                   .zones = w->g.zones,
	                   .store = w->g.store,
	                   .actor = "agent:li",
	                   .now_at = clock_now_at(&w->g.clock)};
	g_autofree char *fault = NULL;
	int r = attach_reply(&desk, reply_id, case_id, result, &fault);

	ck_assert_int_eq(r < 0, fault != NULL);
	return r;
}

static void li_is(Role role)
{
	const StoreAccount li = {
	        .name = (char *)"li", .full_name = (char *)"Li Na", .role = role, .level = 5, .active = TRUE};

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_account_put(w->g.store, &li, "agent:wang", clock_now_at(&w->g.clock)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

START_TEST(settled_for_the_other)
{
	AttachResult result;

	two_questions(HOUR);
	reply("1");
	li_is(ROLE_NEWCOMER); /* who may not close a case, thus not by a reply either */
	ck_assert_int_eq(attach(1, 1, &result), -EPERM);
	expect("nothing moved", OUTCOMES, "resolved none,replied none");
	li_is(ROLE_AGENT);
	ck_assert_int_eq(attach(1, 1, &result), 0);
	ck_assert(result.closed && !result.undone);
	expect("it closes the right one", OUTCOMES, "closed satisfied,replied none");
	expect("settled", "SELECT count(*) FROM reply_case", "0");
	expect("by a person", "SELECT case_id || ' ' || matched_by || ' ' || label FROM reply", "1 agent satisfied");
	expect("the other log",
	       "SELECT count(*) FROM event WHERE case_id = 2 AND actor = 'agent:li' AND note LIKE"
	       " 'reply 1 is about case %, not this one'",
	       "1");
	ck_assert_int_eq(attach(1, 1, &result), -EEXIST);
	ck_assert_int_eq(attach(9, 1, &result), -ENOENT);
	ck_assert_int_eq(attach(1, 9, &result), -ENOENT);
	finish();
}
END_TEST

START_TEST(settled_where_it_stands)
{
	AttachResult result;
	StoreFacts facts;
	Action action;

	two_questions(HOUR);
	reply("1");
	ck_assert_int_eq(attach(1, 2, &result), 0);
	expect("closed at last", OUTCOMES, "resolved none,closed satisfied");
	expect("told", "SELECT count(*) FROM event WHERE case_id = 1 AND note LIKE 'reply 1 is about case %'", "1");
	ck_assert_int_eq(store_case_facts(w->g.store, 1, AT(20, 0) + 3 * DAY, &facts), 0);
	ck_assert(!decide_cancels(DECIDE_SATISFACTION, &facts.facts.facts, AT(20, 0) + 3 * DAY, &action));
	store_facts_clear(&facts);
	finish();
}
END_TEST

START_TEST(wrongly_closed_is_open_again)
{
	AttachResult result;

	two_questions(2 * DAY);
	reply("1");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	ck_assert(result.closed && result.undone);
	expect("changed places", OUTCOMES, "closed satisfied,replied none");
	expect("why", "SELECT kind || ' ' || actor FROM event WHERE case_id = 2 ORDER BY id DESC LIMIT 1",
	       "reopened agent:li");
	finish();
}
END_TEST

/* "1" is a choice where nothing was asked, and an answer where something was. */
START_TEST(read_in_the_light_of_its_question)
{
	AttachResult result;

	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	happens(1, EVENT_RESOLVED, AT(12, 0));
	world_at(w, AT(12, 0) + DAY);
	answer_all();
	world_case(w, "b", ANNA, "Anna", NULL, AT(12, 1) + DAY);
	world_at(w, AT(12, 1) + DAY);
	answer_all();
	reply("1");
	expect("a choice", "SELECT label || ' ' || case_id || ' ' || (SELECT case_id FROM reply_case) FROM reply",
	       "pick 2 1");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	ck_assert_int_eq(result.label, LABEL_SATISFIED);
	expect("closed", OUTCOMES, "closed satisfied,replied none");
	expect("and the other one is silent again", "SELECT count(*) FROM reply WHERE case_id = 2", "0");
	finish();
}
END_TEST

START_TEST(a_callback_moves_along)
{
	AttachResult result;

	two_cases_by(CALLS);
	reply("can you call after 5?");
	expect("of the newest", "SELECT case_id FROM call WHERE state = 'open'", "2");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	expect("of the right one", "SELECT case_id FROM call WHERE state = 'open'", "1");
	finish();
}
END_TEST

START_TEST(a_callback_moves_to_the_hour)
{
	g_autofree char *due = NULL;
	AttachResult result;

	two_cases_by(CALLS);
	reply("please call me");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	world_at(w, AT(13, 10));
	reply("can you call at 17:00?");
	due = world_ask(w, "SELECT due_at FROM call WHERE state = 'open' AND case_id = 2");
	ck_assert_int_eq(attach(2, 1, &result), 0);
	expect("one appointment", "SELECT group_concat(case_id || ' ' || asked_text) FROM call WHERE state = 'open'",
	       "1 can you call at 17:00?");
	expect("at the hour she named", "SELECT due_at FROM call WHERE state = 'open'", due);
	finish();
}
END_TEST

/* Another telephone of hers, or nobody: the code alone moves nothing. */
START_TEST(a_code_from_a_stranger)
{
	AttachResult result;
	char code[CASE_CODE_SIZE];
	g_autofree char *text = NULL;

	two_cases();
	case_code(1, code);
	text = g_strdup_printf("#%s it never came", code);
	reply_by("box", "13900139000", text);
	expect("to be placed",
	       "SELECT coalesce(case_id, 0) || ' ' || matched_by || ' ' || (SELECT case_id FROM reply_case) FROM reply",
	       "0 none 1");
	expect("nobody is answered", STATES, "contacted,contacted");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	expect("now", STATES, "replied,contacted");
	finish();
}
END_TEST

/* The other shop's words say nothing of it; those of the shop it is about bind her. */
static const struct {
	const char *row, *word;
	ReplyLabel label;
	LabelEffect effect;
	const char *sql;
} WORDS[] = {
	{"no texts", "basta", LABEL_OPTOUT, LABEL_EFFECT_BLOCKED, "SELECT count(*) FROM block"},
	{"no calls", "ring nobody", LABEL_NO_CALL, LABEL_EFFECT_NO_CALLS, "SELECT count(*) FROM no_call"},
	{"not her number", "ask Wilhelmina", LABEL_WRONG_NUMBER, LABEL_EFFECT_WRONG, "SELECT dead_until > 0 FROM person"},
};

START_TEST(words_of_the_right_shop)
{
	AttachResult result;

	w = world_new("shop:reply_words = { optout = [ \"basta\" ]; no_call = [ \"ring nobody\" ]; wrong_number = [ \"ask Wilhelmina\" ]; };\n"
	              TWO_SHOPS,
	              AT(12, 0));
	world_case_of(w, "demo", "a", ANNA, AT(12, 0));
	answer_all();
	world_at(w, AT(13, 0));
	world_case_of(w, "other", "b", ANNA, AT(13, 0));
	answer_all();
	reply_by("spare", ANNA, WORDS[_i].word);
	expect(WORDS[_i].row, "SELECT case_id || ' ' || label FROM reply", "2 other");
	ck_assert_int_eq(attach(1, 1, &result), 0);
	row_str(WORDS[_i].row, reply_label_name(result.label), reply_label_name(WORDS[_i].label));
	row_str(WORDS[_i].row, labels_effect_words(result.bound), labels_effect_words(WORDS[_i].effect));
	expect(WORDS[_i].row, WORDS[_i].sql, "1");
	finish();
}
END_TEST

static guint listed(const StoreReplyFilter *filter, int64_t first)
{
	g_autoptr(GArray) replies = NULL;

	ck_assert_int_eq(store_reply_list(w->g.store, filter, &replies), 0);
	if (replies->len)
		ck_assert_int_eq(g_array_index(replies, StoreReply, 0).id, first);
	return replies->len;
}

START_TEST(lists_show_what_a_person_must_see)
{
	StoreCase c = {0};
	AttachResult result;

	two_cases();
	reply("HELP");                                 /* 1, case 2, perhaps 1 */
	reply("where is my parcel");                   /* 2, case 2, perhaps 1 */
	reply_by("box", "13900139000", "who is this"); /* 3, nobody's */
	ck_assert_uint_eq(listed(&(StoreReplyFilter){0}, 1), 3);
	ck_assert_uint_eq(listed(&(StoreReplyFilter){.triage_only = TRUE}, 3), 3);
	ck_assert_uint_eq(listed(&(StoreReplyFilter){.case_id = 1}, 2), 2);
	ck_assert_int_eq(store_case_get(w->g.store, 1, &c), 0);
	ck_assert_uint_eq(c.unread, 2);
	store_case_clear(&c);
	ck_assert_int_eq(attach(1, 2, &result), 0);
	ck_assert_int_eq(attach(2, 2, &result), 0);
	ck_assert_uint_eq(listed(&(StoreReplyFilter){.triage_only = TRUE}, 3), 1);
	ck_assert_uint_eq(listed(&(StoreReplyFilter){.case_id = 1}, 0), 0);
	finish();
}
END_TEST

/* A better label, and what the wrong one had done. */
static const struct {
	const char *text;
	ReplyLabel label;
	LabelEffect effect;
	const char *sql, *before, *after;
} CORRECTIONS[] = {
        {"wrong number", LABEL_OTHER, LABEL_EFFECT_RIGHT, "SELECT coalesce((SELECT dead_until > 0 FROM person), 0)",
         "1", "0"},
        {"wrong number", LABEL_OTHER, LABEL_EFFECT_RIGHT, "SELECT state FROM cases", "closed", "replied"},
        {"hello there", LABEL_WRONG_NUMBER, LABEL_EFFECT_WRONG, "SELECT state || ' ' || outcome FROM cases",
         "replied none", "closed wrong_number"},
        {"please don't phone me, SMS is fine", LABEL_OTHER, LABEL_EFFECT_CALLS,
         "SELECT count(*) FROM no_call WHERE lifted_at IS NULL", "1", "0"},
        {"hello there", LABEL_NO_CALL, LABEL_EFFECT_NO_CALLS, "SELECT count(*) FROM no_call WHERE lifted_at IS NULL",
         "0", "1"},
        {"I'm driving right now - Sent from My Car", LABEL_OTHER, LABEL_EFFECT_ANSWERED, "SELECT state FROM cases",
         "contacted", "replied"},
        {"hello there", LABEL_ESCALATE, LABEL_EFFECT_RAISED, "SELECT needs_level FROM cases", "0", "2"},
};

START_TEST(a_better_label)
{
	Desk desk;
	LabelEffect effect = LABEL_EFFECT_NONE;
	g_autofree char *fault = NULL;

	w = world_new(ANY_HOUR, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	world_at(w, AT(12, 5));
	reply(CORRECTIONS[_i].text);
	expect(CORRECTIONS[_i].text, CORRECTIONS[_i].sql, CORRECTIONS[_i].before);
	desk = (Desk){
	        .conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li", .now_at = AT(12, 10)};
	ck_assert_int_eq(labels_correct(&desk, 1, CORRECTIONS[_i].label, NULL, &effect, &fault), 0);
	row_str(CORRECTIONS[_i].text, labels_effect_words(effect), labels_effect_words(CORRECTIONS[_i].effect));
	expect(CORRECTIONS[_i].text, CORRECTIONS[_i].sql, CORRECTIONS[_i].after);
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("attach");
	TCase *tc = tcase_create("stories");

	tcase_add_test(tc, settled_for_the_other);
	tcase_add_test(tc, settled_where_it_stands);
	tcase_add_test(tc, wrongly_closed_is_open_again);
	tcase_add_test(tc, read_in_the_light_of_its_question);
	tcase_add_test(tc, a_callback_moves_along);
	tcase_add_test(tc, a_callback_moves_to_the_hour);
	tcase_add_test(tc, a_code_from_a_stranger);
	tcase_add_loop_test(tc, words_of_the_right_shop, 0, G_N_ELEMENTS(WORDS));
	tcase_add_test(tc, lists_show_what_a_person_must_see);
	tcase_add_loop_test(tc, a_better_label, 0, G_N_ELEMENTS(CORRECTIONS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "attach");
}
