/* Acts that do a second thing on the side: that too needs its right, and the case must be nobody else's (F42, F63). */
#include "desk/team.h"

#include "desk/agent_text.h"
#include "desk/attach.h"
#include "desk/calling.h"
#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/labels.h"
#include "desk/promises.h"
#include "store/inbound.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"

/* Case 1 in one line: state, outcome, whether opted out, whether its number is dead, the label of reply 1. */
static char *story(Fixture *f)
{
	StoreReply reply = {0};
	StoreCase c = {0};
	char *words;

	ck_assert_int_eq(store_case_get(f->store, 1, &c), 0);
	ck_assert_int_eq(store_reply_get(f->store, 1, &reply), 0);
	words = g_strdup_printf("%s%s%s%s%s %s", case_state_name(c.state), c.state == CASE_CLOSED ? " " : "",
	                        c.state == CASE_CLOSED ? case_outcome_name(c.outcome) : "", c.blocked ? " stopped" : "",
	                        c.dead_until != STORE_NO_TIME ? " dead" : "", reply.label);
	store_reply_clear(&reply);
	store_case_clear(&c);
	return words;
}

static void resolve(Fixture *f, int64_t case_id)
{
	g_autofree char *fault = NULL;

	ck_assert_msg(case_action_apply(&f->desk, case_id, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault) == 0, "%s",
	              fault);
}

/* ---- labels ---- */

static const struct {
	const char *what, *who;
	ReplyLabel was, label;
	gboolean resolved; /* the case was, before the reply is labelled */
	int r;
	const char *fault; /* ends so; NULL: none */
	const char *after;
} LABELLED[] = {
	{"a newcomer labels", "agent:newcomer", LABEL_OTHER, LABEL_ACK, FALSE, 0, NULL, "replied ack"},
	{"nor ends an opt-out", "agent:newcomer", LABEL_OPTOUT, LABEL_OTHER, FALSE, -EPERM,
	 "reply 1 stays labelled optout: \"other\" would do more here than label it, and Xiao Wu may not end an "
	 "opt-out as newcomer; ask a colleague who is agent or senior or admin",
	 "replied stopped optout"},
	{"an agent may", "agent:agent", LABEL_OPTOUT, LABEL_OTHER, FALSE, 0, NULL, "replied other"},
	{"nor closes as a wrong number", "agent:newcomer", LABEL_OTHER, LABEL_WRONG_NUMBER, FALSE, -EPERM,
	 "Xiao Wu may not close cases as newcomer; ask a colleague who is agent or senior or admin", "replied other"},
	{"an agent closes it", "agent:agent", LABEL_OTHER, LABEL_WRONG_NUMBER, FALSE, 0, NULL,
	 "closed wrong_number dead wrong_number"},
	{"nor closes as satisfied", "agent:newcomer", LABEL_OTHER, LABEL_SATISFIED, TRUE, -EPERM,
	 "Xiao Wu may not close cases as newcomer; ask a colleague who is agent or senior or admin",
	 "resolved other"},
	{"an agent does", "agent:agent", LABEL_OTHER, LABEL_SATISFIED, TRUE, 0, NULL, "closed satisfied satisfied"},
	{"nor opens again", "agent:newcomer", LABEL_OTHER, LABEL_UNSATISFIED, TRUE, -EPERM,
	 "Xiao Wu may not resolve or reopen cases as newcomer; ask a colleague who is agent or senior or admin",
	 "resolved other"},
	{"an agent opens it", "agent:agent", LABEL_OTHER, LABEL_UNSATISFIED, TRUE, 0, NULL, "replied unsatisfied"},
	{"peace is given by anybody", "agent:newcomer", LABEL_OTHER, LABEL_OPTOUT, FALSE, 0, NULL,
	 "replied stopped optout"},
	{"nor takes the first step of two", "agent:newcomer", LABEL_OPTOUT, LABEL_WRONG_NUMBER, FALSE, -EPERM,
	 "Xiao Wu may not end an opt-out as newcomer; ask a colleague who is agent or senior or admin",
	 "replied stopped optout"},
};

START_TEST(a_label_does_what_its_author_may)
{
	LabelEffect effect = LABEL_EFFECT_NONE;
	g_autofree char *fault = NULL;
	g_autofree char *after = NULL;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	fixture_reply(&f, 1, LABELLED[_i].was, "hello", WEDNESDAY);
	team_accounts(&f);
	if (LABELLED[_i].resolved)
		resolve(&f, 1);
	team_as(&f, LABELLED[_i].who);
	row_int(LABELLED[_i].what, labels_correct(&f.desk, 1, LABELLED[_i].label, NULL, &effect, &fault),
	        LABELLED[_i].r);
	ck_assert_msg(!LABELLED[_i].fault || (fault && g_str_has_suffix(fault, LABELLED[_i].fault)), "row %s: %s",
	              LABELLED[_i].what, fault);
	after = story(&f);
	row_str(LABELLED[_i].what, after, LABELLED[_i].after);
	fixture_close(&f);
}
END_TEST

/* ---- a customer's own quiet hours ---- */

#define SPANS "daily 20:00-11:00; sun 00:00-24:00"
#define STAY                                                                                                           \
	"the customer asked for \"" SPANS "\"; spans may be added to that, but to take one away is as to end an "     \
	"opt-out, and Xiao Wu may not end an opt-out as newcomer; ask a colleague who is agent or senior or admin"

static const struct {
	const char *what, *who, *was, *wish;
	const char *fault; /* NULL: none */
	const char *after;
} QUIET[] = {
	{"peace is given by anybody", "agent:newcomer", NULL, SPANS, NULL, SPANS},
	{"more of it too", "agent:newcomer", SPANS, "sat 00:00-24:00;sun 00:00-24:00; daily 20:00-11:00", NULL,
	 "sat 00:00-24:00; sun 00:00-24:00; daily 20:00-11:00"},
	{"the same again", "agent:newcomer", SPANS, SPANS, NULL, SPANS},
	{"none where there are none", "agent:newcomer", NULL, NULL, NULL, NULL},
	{"a newcomer takes none away", "agent:newcomer", SPANS, NULL, STAY, SPANS},
	{"nor one of two", "agent:newcomer", SPANS, "sun 00:00-24:00", STAY, SPANS},
	{"nor an hour", "agent:newcomer", SPANS, "daily 20:00-10:00; sun 00:00-24:00", STAY, SPANS},
	{"an agent does, on the customer's word", "agent:agent", SPANS, NULL, NULL, NULL},
};

START_TEST(peace_is_taken_back_by_who_may_end_an_opt_out)
{
	static const char NUMBER[] = "+8613812341234";
	StorePersonRules person = {0};
	g_autofree char *set = NULL;
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	team_as(&f, "agent:agent");
	ck_assert_int_eq(case_action_quiet(&f.desk, NUMBER, QUIET[_i].was, NULL, &set), 0);
	team_as(&f, QUIET[_i].who);
	row_int(QUIET[_i].what, case_action_quiet(&f.desk, NUMBER, QUIET[_i].wish, NULL, &fault),
	        QUIET[_i].fault ? -EPERM : 0);
	row_str(QUIET[_i].what, fault, QUIET[_i].fault);
	ck_assert_int_eq(store_person_rules(f.store, NUMBER, &person), 0);
	row_str(QUIET[_i].what, person.quiet, QUIET[_i].after);
	store_person_rules_clear(&person);
	fixture_close(&f);
}
END_TEST

/* ---- another one's case, and one too grave ---- */

static int do_label(const Desk *desk, char **fault)
{
	LabelEffect effect;

	return labels_correct(desk, 1, LABEL_ACK, NULL, &effect, fault);
}

static int do_attach_to(const Desk *desk, char **fault)
{
	AttachResult result;

	return attach_reply(desk, 2, 1, &result, fault);
}

static int do_attach_from(const Desk *desk, char **fault)
{
	AttachResult result;

	return attach_reply(desk, 1, 2, &result, fault);
}

static int do_end_promise(const Desk *desk, char **fault)
{
	return promise_end(desk, 1, "kept", fault);
}

static const struct {
	const char *what;
	int (*act)(const Desk *desk, char **fault);
} FOREIGN[] = {
	{"label", do_label},
	{"end a promise", do_end_promise},
	{"attach to it", do_attach_to},
	{"attach from it", do_attach_from},
};

/* Each with a reply, the first with a promise of li's. */
static void two_cases(Fixture *f, const char *level)
{
	g_autofree char *fault = NULL;
	int64_t id, due_at;

	team_open(f);
	team_case(f, "demo", "R-1", PHONE, level);
	team_case(f, "demo", "R-2", "13812341235", NULL);
	team_reply(f, 1, "hello");
	team_reply(f, 2, "hello");
	ck_assert_msg(promise_make(&f->desk, 1, "refund", "18:00", 0, &id, &due_at, &fault) == 0, "%s", fault);
	ck_assert_msg(claim_release(&f->desk, 1, NULL, &fault) == 0, "%s", fault);
	team_accounts(f);
}

START_TEST(an_act_on_a_reply_is_one_on_its_case)
{
	const char *what = FOREIGN[_i].what;
	g_autofree char *held = NULL;
	g_autofree char *grave = NULL;
	g_autofree char *fault = NULL;
	int64_t until_at;
	Fixture f;

	two_cases(&f, NULL);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	team_as(&f, "agent:senior");
	row_int(what, FOREIGN[_i].act(&f.desk, &held), -EACCES);
	ck_assert_msg(g_str_has_prefix(held, "Li Na is in this case until"), "row %s: %s", what, held);
	team_as(&f, "agent:li");
	row_int(what, FOREIGN[_i].act(&f.desk, &fault), 0);
	fixture_close(&f);

	two_cases(&f, "level=4");
	row_int(what, FOREIGN[_i].act(&f.desk, &grave), -EACCES);
	ck_assert_msg(g_str_has_prefix(grave, "case 1 needs level 4 and Li Na takes cases up to level 3"), "row %s: %s",
	              what, grave);
	team_as(&f, "agent:senior");
	row_int(what, FOREIGN[_i].act(&f.desk, &fault), 0);
	fixture_close(&f);
}
END_TEST

/* ---- attaching ---- */

/* Case 1 was resolved and its reply labelled so, which is about case 2. It closes that too: gateway/test-attach. */
static const struct {
	const char *what, *who;
	ReplyLabel label;
	int r;
	const char *fault; /* NULL: none */
} ATTACHED[] = {
	{"it opens the case that it had closed", "agent:agent", LABEL_SATISFIED, 0, NULL},
	{"which a newcomer may not", "agent:newcomer", LABEL_SATISFIED, -EPERM,
	 "reply 3 stays where it is: it would reopen a case, and Xiao Wu may not resolve or reopen cases as newcomer; "
	 "ask a colleague who is agent or senior or admin"},
	{"what moves no case is for anybody", "agent:newcomer", LABEL_ACK, 0, NULL},
};

START_TEST(attaching_does_what_its_author_may)
{
	LabelEffect effect = LABEL_EFFECT_NONE;
	AttachResult result = {0};
	g_autofree char *done = NULL;
	g_autofree char *fault = NULL;
	Fixture f;

	two_cases(&f, NULL);
	fixture_reply(&f, 1, LABEL_OTHER, "so", WEDNESDAY + 60); /* reply 3 */
	resolve(&f, 1);
	ck_assert_msg(labels_correct(&f.desk, 3, ATTACHED[_i].label, NULL, &effect, &done) == 0, "%s", done);
	team_as(&f, ATTACHED[_i].who);
	row_int(ATTACHED[_i].what, attach_reply(&f.desk, 3, 2, &result, &fault), ATTACHED[_i].r);
	row_str(ATTACHED[_i].what, fault, ATTACHED[_i].fault);
	row_int(ATTACHED[_i].what, result.undone, ATTACHED[_i].r == 0 && ATTACHED[_i].label == LABEL_SATISFIED);
	fixture_close(&f);
}
END_TEST

/* ---- texts and calls ---- */

static int write_text(const Desk *desk, const AgentTextWish *wish, char **fault)
{
	g_auto(AgentText) text = {0};

	return agent_text_put(desk, wish, &text, fault);
}

static int do_promising(const Desk *desk, char **fault)
{
	return write_text(desk, &(AgentTextWish){.case_id = 1, .step = STEP_AGENT_TEXT, .text = "我们保证解决",
	                                        .promise_by = "18:00"}, fault);
}

static int do_dry_promising(const Desk *desk, char **fault)
{
	return write_text(desk, &(AgentTextWish){.case_id = 1, .step = STEP_AGENT_TEXT, .text = "我们保证解决",
	                                        .promise_by = "18:00", .dry = TRUE}, fault);
}

static int do_overriding(const Desk *desk, char **fault)
{
	return write_text(desk, &(AgentTextWish){.case_id = 1, .step = STEP_AGENT_TEXT, .text = "您好，在处理。",
	                                        .override = "any time"}, fault);
}

static int do_wrong_number(const Desk *desk, char **fault)
{
	CallDone done;

	return calling_attempt(desk, &(CallWish){.case_id = 1, .outcome = CALL_WRONG_NUMBER}, &done, fault);
}

static int do_call_back(const Desk *desk, char **fault)
{
	CallDone done;

	return calling_attempt(desk, &(CallWish){.case_id = 1, .outcome = CALL_BACK_AT, .at = "15:00"}, &done, fault);
}

/* Who of newcomer, agent, senior may. */
static const struct {
	const char *what, *may;
	int (*act)(const Desk *desk, char **fault);
	const char *fault; /* of a newcomer */
} SIDES[] = {
	{"a text that promises", "nyy", do_promising,
	 "Xiao Wu may not promise anything as newcomer; ask a colleague who is agent or senior or admin"},
	{"also when it is only looked at", "nyy", do_dry_promising,
	 "Xiao Wu may not promise anything as newcomer; ask a colleague who is agent or senior or admin"},
	{"a text at hours of courtesy", "nny", do_overriding,
	 "Xiao Wu may not override the shop's hours as newcomer; ask a colleague who is senior or admin"},
	{"a call that ends the case", "nyy", do_wrong_number,
	 "Xiao Wu may not close cases as newcomer; ask a colleague who is agent or senior or admin"},
	{"a call that makes another call", "yyy", do_call_back, NULL},
};

START_TEST(what_an_act_does_beside_needs_its_right)
{
	static const char *const WHO[] = {"agent:newcomer", "agent:agent", "agent:senior"};

	for (guint i = 0; i < G_N_ELEMENTS(WHO); i++) {
		gboolean may = SIDES[_i].may[i] == 'y';
		g_autoptr(GArray) promises = NULL, waiting = NULL;
		g_autofree char *fault = NULL;
		StoreCase c = {0};
		Fixture f;

		team_open(&f);
		team_case(&f, "demo", "R-1", PHONE, NULL);
		team_accounts(&f);
		team_as(&f, WHO[i]);
		f.desk.now_at = WEDNESDAY + 2 * HOUR; /* 10:00 */
		row_int(SIDES[_i].what, SIDES[_i].act(&f.desk, &fault), may ? 0 : -EPERM);
		if (i == 0)
			row_str(SIDES[_i].what, fault, SIDES[_i].fault);
		if (!may) { /* nothing of it was done */
			ck_assert_int_eq(store_promise_list(f.store, NULL, NULL, 1, &promises), 0);
			ck_assert_int_eq(store_roster_waiting(f.store, 1, &waiting), 0);
			ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
			row_int(SIDES[_i].what, promises->len + waiting->len, 0);
			row_int(SIDES[_i].what, c.state == CASE_CLOSED || c.dead_until != STORE_NO_TIME, FALSE);
			store_case_clear(&c);
		}
		fixture_close(&f);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rights");
	TCase *tc = tcase_create("rights");

	tcase_add_loop_test(tc, peace_is_taken_back_by_who_may_end_an_opt_out, 0, G_N_ELEMENTS(QUIET));
	tcase_add_loop_test(tc, a_label_does_what_its_author_may, 0, G_N_ELEMENTS(LABELLED));
	tcase_add_loop_test(tc, an_act_on_a_reply_is_one_on_its_case, 0, G_N_ELEMENTS(FOREIGN));
	tcase_add_loop_test(tc, what_an_act_does_beside_needs_its_right, 0, G_N_ELEMENTS(SIDES));
	tcase_add_loop_test(tc, attaching_does_what_its_author_may, 0, G_N_ELEMENTS(ATTACHED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "rights");
}
