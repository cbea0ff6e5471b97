/* Who may do what, who holds which case, and who gets it. */
#include "desk/team.h"

#include "desk/accounts.h"
#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/labels.h"
#include "desk/malicious.h"
#include "desk/pauses.h"
#include "desk/promises.h"
#include "desk/replies.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"

/* ---- the table of rights ---- */

/* Every right by every role: newcomer, agent, senior, admin. */
static const struct {
	const char *name;
	Right right;
	const char *may;
} MATRIX[] = {
	{"claim", RIGHT_CLAIM, "yyyy"},
	{"take_over", RIGHT_TAKE_OVER, "nyyy"},
	{"reply", RIGHT_REPLY, "yyyy"},
	{"call", RIGHT_CALL, "yyyy"},
	{"note", RIGHT_NOTE, "yyyy"},
	{"label", RIGHT_LABEL, "yyyy"},
	{"do_not_contact", RIGHT_DO_NOT_CONTACT, "yyyy"},
	{"suspect", RIGHT_SUSPECT, "yyyy"},
	{"resolve", RIGHT_RESOLVE, "nyyy"},
	{"close", RIGHT_CLOSE, "nyyy"},
	{"promise", RIGHT_PROMISE, "nyyy"},
	{"offer", RIGHT_OFFER, "nyyy"},
	{"contact_again", RIGHT_CONTACT_AGAIN, "nyyy"},
	{"override", RIGHT_OVERRIDE, "nnyy"},
	{"malicious", RIGHT_MALICIOUS, "nnyy"},
	{"settle", RIGHT_SETTLE, "nnyy"},
	{"cancel", RIGHT_CANCEL, "nyyy"},
	{"assign", RIGHT_ASSIGN, "nnyy"},
	{"pause", RIGHT_PAUSE, "nnyy"},
	{"incident", RIGHT_INCIDENT, "nnyy"},
	{"incident_case", RIGHT_INCIDENT_CASE, "nyyy"},
	{"incident_text", RIGHT_INCIDENT_TEXT, "nyyy"},
	{"incident_approve", RIGHT_INCIDENT_APPROVE, "nnyy"},
	{"measure", RIGHT_MEASURE, "nyyy"},
	{"accounts", RIGHT_ACCOUNTS, "nnny"},
	{"erase", RIGHT_ERASE, "nnny"},
	{"numbers", RIGHT_NUMBERS, "nnny"},
};

START_TEST(rights_go_by_role)
{
	static const char *const WHO[ROLES] = {"agent:newcomer", "agent:agent", "agent:senior", "agent:admin"};
	Fixture f;

	ck_assert_uint_eq(G_N_ELEMENTS(MATRIX), RIGHTS);
	row_str(MATRIX[_i].name, right_name(MATRIX[_i].right), MATRIX[_i].name);
	team_open(&f);
	team_accounts(&f);
	for (Role role = 0; role < ROLES; role++) {
		gboolean may = MATRIX[_i].may[role] == 'y';
		g_auto(Actor) actor = {0};
		g_autofree char *fault = NULL;

		row_int(MATRIX[_i].name, right_of(role, MATRIX[_i].right), may);
		team_as(&f, WHO[role]);
		row_int(MATRIX[_i].name, rights_check(&f.desk, MATRIX[_i].right, &actor, &fault), may ? 0 : -EPERM);
		row_int(MATRIX[_i].name, fault != NULL, !may);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(without_accounts_everything_is_open)
{
	g_auto(Actor) actor = {0};
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	for (Right right = 0; right < RIGHTS; right++)
		row_int(right_name(right), rights_check(&f.desk, right, &actor, &fault), 0);
	ck_assert(actor.open);
	fixture_close(&f);
}
END_TEST

/* Who has no account, or one that is off, may only read. */
START_TEST(strangers_may_only_read)
{
	const AccountChange off = {.name = "li", .active = -1};
	g_autofree char *stranger = NULL;
	g_autofree char *ended = NULL;
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	team_as(&f, "agent:nobody");
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &stranger), -EPERM);
	ck_assert_msg(g_str_has_prefix(stranger, "there is no account \"nobody\""), "%s", stranger);
	team_as(&f, "agent:admin");
	ck_assert_msg(account_put(&f.desk, &off, FALSE, &fault) == 0, "%s", fault);
	team_as(&f, "agent:li");
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &ended), -EPERM);
	ck_assert_str_eq(ended, "the account \"li\" is off; an admin turns it on with \"account set li --on\"");
	fixture_close(&f);
}
END_TEST

/* The acts there were before go through the same table. */
static int do_resolve(const Desk *desk, char **fault) { return case_action_apply(desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, fault); }
static int do_close(const Desk *desk, char **fault) { return case_action_apply(desk, 1, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, fault); }
static int do_contacted(const Desk *desk, char **fault) { return case_action_apply(desk, 1, CASE_ACTION_CONTACTED, OUTCOME_NONE, NULL, fault); }
static int do_optout(const Desk *desk, char **fault) { return case_action_optout(desk, "+8613812341234", "CN", "mobile", NULL, NULL, fault); }
static int do_optin(const Desk *desk, char **fault) { return case_action_optin(desk, "+8613812341234", NULL, NULL, fault); }
static int do_quiet(const Desk *desk, char **fault)
{
	return case_action_quiet(desk, "+8613812341234", "daily 20:00-11:00", NULL, fault);
}
static int do_settle(const Desk *desk, char **fault) { return case_action_settle(desk, 1, TRUE, NULL, fault); }
static int do_pause(const Desk *desk, char **fault) { return pause_begin(desk, "all", "x", STORE_NO_TIME, fault); }
static int do_resume(const Desk *desk, char **fault) { return pause_end(desk, "all", fault); }
static int do_read(const Desk *desk, char **fault) { guint done; return replies_mark_read(desk, NULL, &done, fault); }
static int do_label(const Desk *desk, char **fault)
{
	LabelEffect effect;

	return labels_correct(desk, 1, LABEL_YES, NULL, &effect, fault);
}

static const struct {
	const char *what;
	int (*act)(const Desk *desk, char **fault);
	gboolean newcomer; /* they can do it; else refused to them. Strangers always are */
} GATED[] = {
	{"resolve", do_resolve, FALSE}, {"close", do_close, FALSE},   {"contacted", do_contacted, TRUE},
	{"optout", do_optout, TRUE},    {"optin", do_optin, FALSE},   {"quiet", do_quiet, TRUE},
	{"settle", do_settle, FALSE},   {"pause", do_pause, FALSE},   {"resume", do_resume, FALSE},
	{"replies --read", do_read, TRUE}, {"label", do_label, TRUE},
};

START_TEST(old_acts_ask_the_table_too)
{
	g_autofree char *stranger = NULL;
	g_autofree char *newcomer = NULL;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_reply(&f, 1, "hello");
	team_accounts(&f);
	team_as(&f, "agent:nobody");
	row_int(GATED[_i].what, GATED[_i].act(&f.desk, &stranger), -EPERM);
	team_as(&f, "agent:newcomer");
	row_int(GATED[_i].what, GATED[_i].act(&f.desk, &newcomer), GATED[_i].newcomer ? 0 : -EPERM);
	fixture_close(&f);
}
END_TEST

/* ---- accounts ---- */

static const struct {
	const char *what;
	AccountChange change;
	gboolean fresh;
	int r;
	const char *fault; /* begins so */
} ACCOUNTS[] = {
	{"a new agent", {.name = "b", .full_name = "B"}, TRUE, 0, NULL},
	{"capitals are no name", {.name = "Bo", .full_name = "B"}, TRUE, -EINVAL, "\"Bo\" is no account's name"},
	{"a full name is needed", {.name = "b"}, TRUE, -EINVAL, "--name: \"\" is no name"},
	{"brackets make another signature", {.name = "b", .full_name = "【X】"}, TRUE, -EINVAL, "--name: "},
	{"placeholders are no name", {.name = "b", .full_name = "{shop}"}, TRUE, -EINVAL, "--name: "},
	{"no such role", {.name = "b", .full_name = "B", .role = "boss"}, TRUE, -EINVAL, "--role: there is no role \"boss\""},
	{"no such shop", {.name = "b", .full_name = "B", .shops = "demp"}, TRUE, -EINVAL,
	 "there is no shop \"demp\"; did you mean \"demo\"?"},
	{"no such language", {.name = "b", .full_name = "B", .languages = "en english"}, TRUE, -EINVAL,
	 "--languages: \"english\" is not a language tag; write such as zh, en or ru"},
	{"once", {.name = "li", .full_name = "B"}, TRUE, -EEXIST, "there is an account \"li\" already"},
	{"set needs one", {.name = "b", .full_name = "B"}, FALSE, -ENOENT, "there is no account \"b\""},
	{"the last admin stays", {.name = "admin", .active = -1}, FALSE, -EPERM, "nobody would be left"},
	{"and stays admin", {.name = "admin", .role = "senior"}, FALSE, -EPERM, "nobody would be left"},
	{"shops and languages", {.name = "li", .shops = "demo, kazakh", .languages = "zh"}, FALSE, 0, NULL},
};

START_TEST(accounts_are_checked)
{
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	team_accounts(&f);
	team_as(&f, "agent:admin");
	row_int(ACCOUNTS[_i].what, account_put(&f.desk, &ACCOUNTS[_i].change, ACCOUNTS[_i].fresh, &fault), ACCOUNTS[_i].r);
	ck_assert_msg(!ACCOUNTS[_i].fault || (fault && g_str_has_prefix(fault, ACCOUNTS[_i].fault)), "row %s: %s",
	              ACCOUNTS[_i].what, fault);
	fixture_close(&f);
}
END_TEST

START_TEST(the_first_account_is_an_admins)
{
	const AccountChange agent = {.name = "li", .full_name = "Li Na"};
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	ck_assert_int_eq(account_put(&f.desk, &agent, TRUE, &fault), -EPERM);
	ck_assert_msg(strstr(fault, "make an admin first") != NULL, "%s", fault);
	fixture_close(&f);
}
END_TEST

/* Were it off, there would be no account, and everybody might write. */
START_TEST(the_only_account_stays_on)
{
	const AccountChange admin = {.name = "admin", .full_name = "Wu", .role = "admin"};
	const AccountChange off = {.name = "admin", .active = -1};
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	ck_assert_int_eq(account_put(&f.desk, &admin, TRUE, &fault), 0);
	team_as(&f, "agent:admin");
	ck_assert_int_eq(account_put(&f.desk, &off, FALSE, &fault), -EPERM);
	ck_assert_msg(g_str_has_prefix(fault, "nobody would be left"), "%s", fault);
	fixture_close(&f);
}
END_TEST

START_TEST(levels_follow_the_role_unless_told)
{
	g_autoptr(GArray) accounts = NULL;
	Fixture f;

	team_open(&f);
	team_accounts(&f);
	ck_assert_int_eq(store_account_list(f.store, &accounts), 0);
	for (guint i = 0; i < accounts->len; i++) {
		static const int LEVELS[ROLES] = {1, 3, 4, 5};
		const StoreAccount *a = &g_array_index(accounts, StoreAccount, i);

		row_int(a->name, a->level, LEVELS[a->role]);
	}
	fixture_close(&f);
}
END_TEST

/* ---- malicious ---- */

START_TEST(malicious_takes_two)
{
	g_autofree char *fault = NULL;
	g_autofree char *twice = NULL;
	g_autofree char *junior = NULL;
	g_autofree char *alone = NULL;
	g_autofree char *over = NULL;
	gboolean closed = TRUE;
	StoreCase c;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_CLOSE, OUTCOME_MALICIOUS, NULL, &alone), -EINVAL);
	ck_assert_int_eq(malicious_say(&f.desk, 1, "wants 500 yuan", &closed, &fault), 0);
	ck_assert(!closed);
	ck_assert_int_eq(malicious_say(&f.desk, 1, "wants 500 yuan", &closed, &twice), -EINVAL);
	ck_assert_str_eq(twice, "Li Na said so already; it takes a second person to close a case as malicious");
	team_as(&f, "agent:agent");
	ck_assert_int_eq(malicious_say(&f.desk, 1, "yes", &closed, &junior), -EPERM);
	team_as(&f, "agent:senior");
	ck_assert_int_eq(malicious_say(&f.desk, 1, "yes", &closed, &fault), 0);
	ck_assert(closed);
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	ck_assert_int_eq(c.state, CASE_CLOSED);
	ck_assert_int_eq(c.outcome, OUTCOME_MALICIOUS);
	store_case_clear(&c);
	ck_assert_int_eq(malicious_say(&f.desk, 1, "again", &closed, &over), -EINVAL);
	fixture_close(&f);
}
END_TEST

/* Two people are two also where there are no accounts. */
START_TEST(malicious_takes_two_without_accounts)
{
	g_autofree char *fault = NULL;
	g_autofree char *twice = NULL;
	g_autofree char *no_note = NULL;
	gboolean closed = TRUE;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(malicious_say(&f.desk, 1, NULL, &closed, &no_note), -EINVAL);
	ck_assert_int_eq(malicious_say(&f.desk, 1, "x", &closed, &fault), 0);
	ck_assert_int_eq(malicious_say(&f.desk, 1, "x", &closed, &twice), -EINVAL);
	team_as(&f, "agent:wu");
	ck_assert_int_eq(malicious_say(&f.desk, 1, "x", &closed, &fault), 0);
	ck_assert(closed);
	fixture_close(&f);
}
END_TEST

/* ---- offers ---- */

static const struct {
	const char *what, *actor, *kind, *amount, *currency, *note;
	int r;
	const char *fault; /* holds this */
} OFFERS[] = {
	{"within the agent's limit", "agent:li", "refund", "50", "CNY", NULL, 0, NULL},
	{"over the agent's limit", "agent:li", "refund", "50.01", "CNY", NULL, -EPERM, "50.00 CNY (offers.agent)"},
	{"another currency", "agent:li", "refund", "1", "USD", NULL, -EPERM, "offer in CNY"},
	{"within the senior's", "agent:senior", "credit", "500", "CNY", NULL, 0, NULL},
	{"over the senior's", "agent:senior", "credit", "501", "CNY", NULL, -EPERM, "ask an admin"},
	{"admins may offer anything", "agent:admin", "refund", "9000", "CNY", NULL, 0, NULL},
	{"newcomers nothing", "agent:newcomer", "refund", "1", "CNY", NULL, -EPERM, "may not offer anything as newcomer"},
	{"no money moves", "agent:li", "replacement", "0", NULL, "blue instead of red", 0, NULL},
	{"no such kind", "agent:li", "bribe", "1", "CNY", NULL, -EINVAL, "it is refund, replacement, repair or credit"},
	{"no sum", "agent:li", "refund", "a lot", "CNY", NULL, -EINVAL, "is no sum"},
	{"a sum without a currency", "agent:li", "refund", "20", NULL, NULL, -EINVAL, "is no sum"},
	{"smaller than the smallest unit", "agent:admin", "refund", "0.5", "JPY", NULL, -EINVAL, "no sum as small"},
	{"never beside a review (B1)", "agent:li", "refund", "20", "CNY", "if the review goes", -EINVAL, "B1: "},
};

START_TEST(offers_have_limits)
{
	g_autofree char *fault = NULL;
	int64_t id = 0;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	team_as(&f, OFFERS[_i].actor);
	row_int(OFFERS[_i].what,
	        offer_make(&f.desk, 1, OFFERS[_i].kind, OFFERS[_i].amount, OFFERS[_i].currency, OFFERS[_i].note, &id, &fault),
	        OFFERS[_i].r);
	ck_assert_msg(!OFFERS[_i].fault || (fault && strstr(fault, OFFERS[_i].fault)), "row %s: %s", OFFERS[_i].what, fault);
	fixture_close(&f);
}
END_TEST

/* Two halves of more than the limit are more than the limit. */
START_TEST(offers_of_a_case_add_up)
{
	g_autofree char *fault = NULL;
	g_autofree char *over = NULL;
	g_autofree char *money = NULL;
	g_autoptr(GArray) offers = NULL;
	int64_t id = 0;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	ck_assert_int_eq(offer_make(&f.desk, 1, "refund", "30.5", "CNY", NULL, &id, &fault), 0);
	ck_assert_int_eq(offer_make(&f.desk, 1, "refund", "20", "CNY", NULL, &id, &over), -EPERM);
	ck_assert_msg(strstr(over, "offers of before counted") != NULL, "%s", over);
	ck_assert_int_eq(store_offer_list(f.store, 1, &offers), 0);
	ck_assert_uint_eq(offers->len, 1);
	ck_assert_int_eq(g_array_index(offers, StoreOffer, 0).amount, 3050);
	money = offer_money(&g_array_index(offers, StoreOffer, 0));
	ck_assert_str_eq(money, "30.50 CNY");
	fixture_close(&f);
}
END_TEST

/* ---- fair lists from the store ---- */

START_TEST(cases_are_shared_out)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) list = NULL, again = NULL;
	StoreRoster roster;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, "level=4");
	team_case(&f, "demo", "R-2", "13812341235", "level=1");
	team_case(&f, "demo", "R-3", "13812341236", NULL); /* nobody answered: no person needed */
	team_reply(&f, 1, "hello");
	team_reply(&f, 2, "hello");
	team_accounts(&f);
	team_as(&f, "agent:admin");
	ck_assert_msg(claim_assign(&f.desk, NULL, TRUE, &again, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(again->len, 2);
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	ck_assert_ptr_null(roster.assigned_to); /* that was a dry run */
	store_roster_clear(&roster);
	ck_assert_msg(claim_assign(&f.desk, NULL, FALSE, &list, &fault) == 0, "%s", fault);
	ck_assert_uint_eq(list->len, 2);
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	ck_assert_str_eq(roster.assigned_to, "agent:senior"); /* the lowest level that suffices */
	store_roster_clear(&roster);
	ck_assert_int_eq(store_roster_get(f.store, 2, WEDNESDAY, &roster), 0);
	ck_assert_str_eq(roster.assigned_to, "agent:newcomer");
	store_roster_clear(&roster);
	fixture_close(&f);
}
END_TEST

START_TEST(off_duty_gets_nothing)
{
	static const char *const ALL_OF_THEM[] = {"newcomer", "agent", "senior", "li", "admin"};
	g_autofree char *fault = NULL;
	g_autofree char *nobody = NULL;
	g_autofree char *not_mine = NULL;
	g_autoptr(GArray) list = NULL;
	Fixture f;

	team_open(&f);
	team_accounts(&f);
	ck_assert_int_eq(claim_duty(&f.desk, "agent", FALSE, &not_mine), -EPERM); /* others' duty is for seniors */
	team_as(&f, "agent:admin");
	for (guint i = 0; i < G_N_ELEMENTS(ALL_OF_THEM); i++)
		ck_assert_int_eq(claim_duty(&f.desk, ALL_OF_THEM[i], FALSE, &fault), 0);
	ck_assert_int_eq(claim_assign(&f.desk, NULL, FALSE, &list, &nobody), -EINVAL);
	ck_assert_msg(g_str_has_prefix(nobody, "nobody is on duty"), "%s", nobody);
	fixture_close(&f);
}
END_TEST

/* F41: not to the level that had it, and failed. */
START_TEST(the_second_round_goes_to_another_level)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) list = NULL;
	int64_t until_at;
	StoreRoster roster;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, "level=2");
	team_accounts(&f);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_REOPEN, OUTCOME_NONE, NULL, &fault), 0);
	team_as(&f, "agent:admin");
	ck_assert_msg(claim_assign(&f.desk, "demo", FALSE, &list, &fault) == 0, "%s", fault);
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	ck_assert_str_eq(roster.assigned_to, "agent:senior");
	store_roster_clear(&roster);
	fixture_close(&f);
}
END_TEST

/* The same when an agent takes it: case 1 was solved by li (level 3) and came back, so that it needs a level of its own. */
static const struct {
	const char *row, *who, *off_duty; /* who is off duty; NULL: nobody */
	int r;
} SECOND_ROUND[] = {
	{"the same agent", "agent:li", NULL, -EACCES},
	{"another one of that level", "agent:agent", NULL, -EACCES},
	{"a higher level", "agent:senior", NULL, 0},
	{"a lower one that suffices", "agent:newcomer", NULL, 0},
	{"nobody else is on duty: better the same than nobody", "agent:agent", "newcomer senior admin", 0},
};

START_TEST(the_second_round_is_taken_by_another_level)
{
	g_auto(GStrv) off = g_strsplit(SECOND_ROUND[_i].off_duty ? SECOND_ROUND[_i].off_duty : "", " ", -1);
	g_autofree char *done = NULL;
	g_autofree char *fault = NULL;
	g_autofree char *wrote = NULL;
	int64_t until_at;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &done), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &done), 0);
	team_as(&f, "agent:senior");
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_REOPEN, OUTCOME_NONE, NULL, &done), 0);
	team_as(&f, "agent:admin");
	for (guint i = 0; off[i] && *off[i]; i++)
		ck_assert_int_eq(claim_duty(&f.desk, off[i], FALSE, &done), 0);
	team_as(&f, SECOND_ROUND[_i].who);
	row_int(SECOND_ROUND[_i].row, claim_take(&f.desk, 1, NULL, &until_at, &fault), SECOND_ROUND[_i].r);
	ck_assert_msg(SECOND_ROUND[_i].r == 0 || strstr(fault, "from round 2 on another level takes it"), "%s", fault);
	/* Without taking it anybody may write something down. */
	row_int(SECOND_ROUND[_i].row, case_action_apply(&f.desk, 1, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &wrote), 0);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("team");
	TCase *tc = tcase_create("team");

	tcase_add_loop_test(tc, the_second_round_is_taken_by_another_level, 0, G_N_ELEMENTS(SECOND_ROUND));
	tcase_add_loop_test(tc, rights_go_by_role, 0, G_N_ELEMENTS(MATRIX));
	tcase_add_test(tc, without_accounts_everything_is_open);
	tcase_add_test(tc, strangers_may_only_read);
	tcase_add_loop_test(tc, old_acts_ask_the_table_too, 0, G_N_ELEMENTS(GATED));
	tcase_add_loop_test(tc, accounts_are_checked, 0, G_N_ELEMENTS(ACCOUNTS));
	tcase_add_test(tc, the_first_account_is_an_admins);
	tcase_add_test(tc, the_only_account_stays_on);
	tcase_add_test(tc, levels_follow_the_role_unless_told);
	tcase_add_test(tc, malicious_takes_two);
	tcase_add_test(tc, malicious_takes_two_without_accounts);
	tcase_add_loop_test(tc, offers_have_limits, 0, G_N_ELEMENTS(OFFERS));
	tcase_add_test(tc, offers_of_a_case_add_up);
	tcase_add_test(tc, cases_are_shared_out);
	tcase_add_test(tc, off_duty_gets_nothing);
	tcase_add_test(tc, the_second_round_goes_to_another_level);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "team");
}
