/* The same words twice in a case: a double press, a page loaded anew, a try after an answer that got lost. */
#include "desk/team.h"

#include "desk/agent_text.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"
#define WORDS "Demo: the refund was sent today."
#define FIRST "agent's text 1 of Li Na, "
#define HELD "the same words wait already: " FIRST "held; nothing was added: take that back first (\"cancel\"), "
#define PLANNED "the same words wait already: " FIRST "leaves Wed 18 Nov 10:00 (customer and shop, Asia/Shanghai); "
#define FACT "the same words wait already: progress note 1 of Li Na, leaves "
#define LEFT "the same words left: " FIRST "Wed 18 Nov 10:01 (customer and shop, Asia/Shanghai); "
#define UNKNOWN                                                                                                        \
	"the same words may have left: " FIRST "Wed 18 Nov 10:01 (customer and shop, Asia/Shanghai), and nobody "      \
	"knows yet; nothing was added: have that settled first (\"settle 1\"), or write others"
#define AFTER "nothing was added: write others, or the same again after Wed 18 Nov 10:11 (customer and shop, Asia/"

#define SAME STEP_AGENT_TEXT, WORDS, WORDS, "agent:li"

static const struct {
	const char *what;
	Step step;
	const char *first, *second, *as; /* who writes the second */
	StepState state;                 /* what became of the first, a minute after it was written, at 10:00 */
	SubmitOutcome outcome;           /* with STEP_DONE */
	int64_t later_s;                 /* the second comes so long after the first */
	const char *fault;               /* begins so; NULL: it is kept */
} TWINS[] = {
	{"one that waits", SAME, STEP_PLANNED, 0, 1, PLANNED},
	{"also for long", SAME, STEP_PLANNED, 0, 20 * 60, PLANNED},
	{"one that a person is to look at", SAME, STEP_HELD, 0, 20 * 60, HELD},
	{"one that is being handed over", SAME, STEP_SENDING, 0, 61,
	 "the same words are being handed over: " FIRST},
	{"one that left", SAME, STEP_DONE, SUBMIT_ACCEPTED, 120, LEFT AFTER},
	{"ten minutes long", SAME, STEP_DONE, SUBMIT_ACCEPTED, 60 + AGENT_TEXT_AGAIN_S - 1, LEFT AFTER},
	{"later a person means it", SAME, STEP_DONE, SUBMIT_ACCEPTED, 60 + AGENT_TEXT_AGAIN_S, NULL},
	{"one nobody knows of may have left", SAME, STEP_DONE, SUBMIT_UNKNOWN, 120, UNKNOWN},
	{"until somebody does", SAME, STEP_DONE, SUBMIT_UNKNOWN, 60 + 2 * AGENT_TEXT_AGAIN_S, UNKNOWN},
	{"one that was refused did not", SAME, STEP_DONE, SUBMIT_REJECTED_CONTENT, 120, NULL},
	{"one that was taken back", SAME, STEP_CANCELLED, 0, 120, NULL},
	{"other words", STEP_AGENT_TEXT, WORDS, WORDS " ", "agent:li", STEP_PLANNED, 0, 1, NULL},
	{"another one's name below", STEP_AGENT_TEXT, WORDS, WORDS, "agent:agent", STEP_PLANNED, 0, HOUR, NULL},
	{"a fact that waits", STEP_PROGRESS, "parcel 123", "parcel 123", "agent:li", STEP_PLANNED, 0, 1, FACT},
	{"a fact among others", STEP_PROGRESS, "refund\nparcel 1", "parcel 1", "agent:li", STEP_PLANNED, 0, 1, FACT},
	{"a part of a fact is another", STEP_PROGRESS, "parcel 12", "parcel 1", "agent:li", STEP_PLANNED, 0, 1, NULL},
};

static int put(Fixture *f, Step step, const char *words, gboolean dry, const char **refused, char **fault)
{
	const AgentTextWish wish = {.case_id = 1, .step = step, .text = words, .dry = dry};
	g_auto(AgentText) text = {0};
	int r = agent_text_put(&f->desk, &wish, &text, fault);

	*refused = text.refused;
	return r;
}

/* What the daemon makes of the first at 10:01; `outcome` of its submit. */
static void becomes(Fixture *f, StepState state, SubmitOutcome outcome)
{
	StoreMessage message = {.text = (char *)WORDS, .language = (char *)"en", .text_version = (char *)"agent",
	                        .encoding = (char *)"gsm7", .segments = 1, .provider = (char *)"p"};
	const StoreResult result = {.outcome = outcome, .provider_id = "P-1", .next_at = STORE_NO_TIME};
	int64_t at = WEDNESDAY + 2 * HOUR + 60, message_id, attempt_id;
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL;
	const StoreStep *step;

	ck_assert_int_eq(store_step_list(f->store, 1, &steps), 0);
	ck_assert_uint_eq(steps->len, 1);
	step = &g_array_index(steps, StoreStep, 0);
	ck_assert_int_eq(store_begin(f->store), 0);
	if (state == STEP_HELD || state == STEP_CANCELLED)
		ck_assert_int_eq(store_step_set(f->store, step->id, state, STORE_NO_TIME, "now", NULL, at), 0);
	else
		ck_assert_int_eq(store_intent_put(f->store, step, &message, at * 1000000, &message_id, &attempt_id,
		                                  &ref), 0);
	if (state == STEP_DONE)
		ck_assert_int_eq(store_attempt_result(f->store, attempt_id, &result, at * 1000000), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

START_TEST(nothing_is_said_twice_by_mistake)
{
	const char *what = TWINS[_i].what, *refused;
	g_autofree char *fault = NULL;
	g_autofree char *again = NULL;
	g_autofree char *looked = NULL;
	Fixture f;
	int r;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	team_accounts(&f);
	f.desk.now_at = WEDNESDAY + 2 * HOUR; /* 10:00 */
	ck_assert_msg(put(&f, TWINS[_i].step, TWINS[_i].first, FALSE, &refused, &fault) == 0, "%s", fault);
	if (TWINS[_i].state != STEP_PLANNED)
		becomes(&f, TWINS[_i].state, TWINS[_i].outcome);
	f.desk.now_at += TWINS[_i].later_s;
	team_as(&f, TWINS[_i].as);
	r = TWINS[_i].fault ? -EINVAL : 0;
	row_int(what, put(&f, TWINS[_i].step, TWINS[_i].second, TRUE, &refused, &looked), r);
	row_int(what, put(&f, TWINS[_i].step, TWINS[_i].second, FALSE, &refused, &again), r);
	row_str(what, refused, TWINS[_i].fault ? "twice" : NULL);
	ck_assert_msg(!TWINS[_i].fault || g_str_has_prefix(again, TWINS[_i].fault), "row %s: %s", what, again);
	row_str(what, looked, again);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("twice");
	TCase *tc = tcase_create("twice");

	tcase_add_loop_test(tc, nothing_is_said_twice_by_mistake, 0, G_N_ELEMENTS(TWINS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "twice");
}
