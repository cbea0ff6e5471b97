/* Who is in a case: one agent at a time, for as long as the lease, and nobody once it is closed (F42). */
#include "desk/team.h"

#include "desk/calling.h"
#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/labels.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"

typedef struct {
	const char *actor;
	const char *act; /* claim, release, note, contacted */
	const char *note;
	int64_t at_s;    /* after WEDNESDAY */
	int r;
	const char *fault; /* begins so; NULL: not looked at */
} ClaimStep;

static const struct {
	const char *what;
	ClaimStep steps[4];
	const char *holder; /* at the end */
} CLAIMS[] = {
	{"free, then held", {{"agent:li", "claim", NULL, 0, 0, NULL}}, "agent:li"},
	{"another one is told until when",
	 {{"agent:li", "claim", NULL, 0, 0, NULL},
	  {"agent:agent", "claim", NULL, 60, -EACCES,
	   "Li Na is in this case until 08:30 (shop's clock); take it over with claim --note 'why'"}},
	 "agent:li"},
	{"takeover with a note",
	 {{"agent:li", "claim", NULL, 0, 0, NULL}, {"agent:agent", "claim", "she is ill", 60, 0, NULL}}, "agent:agent"},
	{"newcomers take nothing over",
	 {{"agent:li", "claim", NULL, 0, 0, NULL},
	  {"agent:newcomer", "claim", "she is ill", 60, -EPERM, "Li Na is in this case"}},
	 "agent:li"},
	{"any act on another's case is refused",
	 {{"agent:li", "claim", NULL, 0, 0, NULL},
	  {"agent:senior", "note", "x", 60, -EACCES,
	   "Li Na is in this case until 08:30 (shop's clock); take it over with \"claim 1 --note 'why'\""}},
	 "agent:li"},
	{"a lease that is over binds nobody",
	 {{"agent:li", "claim", NULL, 0, 0, NULL}, {"agent:agent", "note", "x", 30 * 60, 0, NULL}}, NULL},
	{"the holder's acts begin it anew",
	 {{"agent:li", "claim", NULL, 0, 0, NULL}, {"agent:li", "note", "x", 25 * 60, 0, NULL},
	  {"agent:agent", "claim", NULL, 50 * 60, -EACCES, "Li Na is in this case until 08:55"}},
	 "agent:li"},
	{"given back", {{"agent:li", "claim", NULL, 0, 0, NULL}, {"agent:li", "release", NULL, 60, 0, NULL}}, NULL},
	{"only by who holds it",
	 {{"agent:li", "claim", NULL, 0, 0, NULL},
	  {"agent:agent", "release", NULL, 60, -ENOENT, "you do not hold case 1"}},
	 "agent:li"},
	{"resolving gives it back",
	 {{"agent:li", "claim", NULL, 0, 0, NULL}, {"agent:li", "resolve", NULL, 60, 0, NULL}}, NULL},
	{"a note claims nothing", {{"agent:li", "note", "x", 0, 0, NULL}}, NULL},
};

static int claim_step(Fixture *f, const ClaimStep *step, char **fault)
{
	int64_t until_at;

	team_as(f, step->actor);
	f->desk.now_at = WEDNESDAY + step->at_s;
	if (g_str_equal(step->act, "claim"))
		return claim_take(&f->desk, 1, step->note, &until_at, fault);
	if (g_str_equal(step->act, "release"))
		return claim_release(&f->desk, 1, step->note, fault);
	return case_action_apply(&f->desk, 1, g_str_equal(step->act, "note") ? CASE_ACTION_NOTE : CASE_ACTION_RESOLVE,
	                         OUTCOME_NONE, step->note, fault);
}

START_TEST(one_agent_a_case)
{
	const char *what = CLAIMS[_i].what;
	StoreRoster roster;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	for (guint i = 0; i < G_N_ELEMENTS(CLAIMS[_i].steps) && CLAIMS[_i].steps[i].actor; i++) {
		const ClaimStep *step = &CLAIMS[_i].steps[i];
		g_autofree char *fault = NULL;

		row_int(what, claim_step(&f, step, &fault), step->r);
		ck_assert_msg(!step->fault || (fault && g_str_has_prefix(fault, step->fault)), "row %s: %s", what,
		              fault);
	}
	ck_assert_int_eq(store_roster_get(f.store, 1, f.desk.now_at, &roster), 0);
	row_str(what, roster.holder, CLAIMS[_i].holder);
	store_roster_clear(&roster);
	fixture_close(&f);
}
END_TEST

START_TEST(too_grave_for_the_level)
{
	g_autofree char *claim = NULL;
	g_autofree char *note = NULL;
	g_autofree char *fault = NULL;
	int64_t until_at;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, "level=4");
	team_accounts(&f);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &claim), -EACCES);
	ck_assert_str_eq(claim, "case 1 needs level 4 and Li Na takes cases up to level 3; leave it to a colleague of "
	                        "that level (\"account list\" names them)");
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &note), -EACCES);
	team_as(&f, "agent:senior");
	ck_assert_msg(claim_take(&f.desk, 1, NULL, &until_at, &fault) == 0, "%s", fault);
	fixture_close(&f);
}
END_TEST

START_TEST(closed_cases_are_not_claimed)
{
	g_autofree char *fault = NULL;
	g_autofree char *refused = NULL;
	int64_t until_at;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, &fault), 0);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &refused), -EINVAL);
	ck_assert_str_eq(refused, "case 1 is closed: reopen it first");
	fixture_close(&f);
}
END_TEST

/* Peace is not a matter of who holds the case. */
START_TEST(do_not_contact_asks_no_holder)
{
	g_autofree char *fault = NULL;
	int64_t until_at;
	guint cases = 0;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	team_as(&f, "agent:newcomer");
	ck_assert_int_eq(case_action_optout(&f.desk, "+8613812341234", "CN", "mobile", NULL, &cases, &fault), 0);
	ck_assert_uint_eq(cases, 1);
	fixture_close(&f);
}
END_TEST

/* ---- a closed case has no holder ---- */

static int by_hand(const Desk *desk, char **fault)
{
	return case_action_apply(desk, 1, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, fault);
}

static int by_label(const Desk *desk, char **fault)
{
	LabelEffect effect;

	return labels_correct(desk, 1, LABEL_WRONG_NUMBER, NULL, &effect, fault);
}

static int by_call(const Desk *desk, char **fault)
{
	CallDone done;

	return calling_attempt(desk, &(CallWish){.case_id = 1, .outcome = CALL_WRONG_NUMBER}, &done, fault);
}

/* What the customer wrote, as the daemon understands it. */
static int by_reply(const Desk *desk, char **fault)
{
	const StoreEvent event = {.kind = EVENT_WRONG_NUMBER, .at = desk->now_at, .actor = "followupd", .reply_id = 1};
	int r = store_begin(desk->store);

	(void)fault;
	if (r == 0)
		r = store_case_event(desk->store, 1, &event);
	return r == 0 ? store_commit(desk->store) : r;
}

static const struct {
	const char *what;
	int (*act)(const Desk *desk, char **fault);
	gboolean claimed; /* before; else the act takes the case, or needs no holder */
} ENDS[] = {
	{"closed by its holder", by_hand, TRUE},
	{"its holder labels the answer", by_label, TRUE},
	{"its holder calls", by_call, TRUE},
	{"a call that takes it", by_call, FALSE},
	{"its customer's answer", by_reply, TRUE},
	{"nobody held it", by_label, FALSE},
};

START_TEST(a_closed_case_has_no_holder)
{
	const char *what = ENDS[_i].what;
	g_autofree char *fault = NULL;
	StoreRoster roster;
	int64_t until_at;
	StoreCase c;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_reply(&f, 1, "who are you?");
	team_accounts(&f);
	if (ENDS[_i].claimed)
		ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	ck_assert_msg(ENDS[_i].act(&f.desk, &fault) == 0, "row %s: %s", what, fault);
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	row_int(what, c.state, CASE_CLOSED);
	store_case_clear(&c);
	ck_assert_int_eq(store_roster_get(f.store, 1, f.desk.now_at, &roster), 0);
	row_str(what, roster.holder, NULL);
	store_roster_clear(&roster);
	/* Whoever reopens it need not take it over. */
	team_as(&f, "agent:agent");
	ck_assert_msg(case_action_apply(&f.desk, 1, CASE_ACTION_REOPEN, OUTCOME_NONE, NULL, &fault) == 0,
	              "row %s: %s", what, fault);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("claims");
	TCase *tc = tcase_create("claims");

	tcase_add_loop_test(tc, one_agent_a_case, 0, G_N_ELEMENTS(CLAIMS));
	tcase_add_test(tc, too_grave_for_the_level);
	tcase_add_test(tc, closed_cases_are_not_claimed);
	tcase_add_test(tc, do_not_contact_asks_no_holder);
	tcase_add_loop_test(tc, a_closed_case_has_no_holder, 0, G_N_ELEMENTS(ENDS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "claims");
}
