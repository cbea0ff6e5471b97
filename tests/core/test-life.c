/* The life of a case: every state x event pair, written down a second time as sentences rather than as a table. */
#include "core/life.h"
#include "lib/suite.h"

#include <string.h>

/* "new contacted" as "nc": n new, c contacted, r replied, p in progress, s resolved (solved), x closed. */
static const char LETTERS[] = "ncrpsx";

#define OPEN "ncrps"
#define ANY "ncrpsx"

/* `from` states go to `to` ('=': stay) with this event; states in no line of an event are illegal. */
static const struct {
	EventKind event;
	const char *from;
	char to;
	CaseOutcome outcome;
	gboolean new_round;
} LINES[] = {
	{EVENT_CREATED, "n", 'n', OUTCOME_NONE, FALSE},
	{EVENT_SENT, "n", 'c', OUTCOME_NONE, FALSE},
	{EVENT_SENT, "crpsx", '=', OUTCOME_NONE, FALSE},
	{EVENT_AGENT_CONTACTED, "n", 'c', OUTCOME_NONE, FALSE},
	{EVENT_AGENT_CONTACTED, "crpsx", '=', OUTCOME_NONE, FALSE},
	{EVENT_REPLY, "ncrs", 'r', OUTCOME_NONE, FALSE},
	{EVENT_REPLY, "px", '=', OUTCOME_NONE, FALSE},
	{EVENT_CLAIMED, OPEN, 'p', OUTCOME_NONE, FALSE},
	{EVENT_RELEASED, "p", 'r', OUTCOME_NONE, FALSE},
	{EVENT_RESOLVED, "ncrp", 's', OUTCOME_NONE, FALSE},
	{EVENT_REOPENED, "sx", 'r', OUTCOME_NONE, TRUE},
	{EVENT_SATISFIED, "rs", 'x', OUTCOME_SATISFIED, FALSE},
	{EVENT_UNSATISFIED, "rs", 'r', OUTCOME_NONE, TRUE},
	{EVENT_NO_ANSWER, "cs", 'x', OUTCOME_NO_ANSWER, FALSE},
	{EVENT_OPT_OUT, "ncr", 'r', OUTCOME_NONE, FALSE},
	{EVENT_OPT_OUT, "psx", '=', OUTCOME_NONE, FALSE},
	{EVENT_OPT_IN, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_WRONG_NUMBER, OPEN, 'x', OUTCOME_WRONG_NUMBER, FALSE},
	{EVENT_MALICIOUS, OPEN, 'x', OUTCOME_MALICIOUS, FALSE},
	{EVENT_WITHDRAWN, OPEN, 'x', OUTCOME_WITHDRAWN, FALSE},
	{EVENT_CLOSED, OPEN, 'x', OUTCOME_NONE, FALSE},
	{EVENT_UPDATED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_UNKNOWN_OUTCOME, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_NOT_SENT, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_DELIVERED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_UNDELIVERED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_HELD, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_NOTE, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_CALL_DUE, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_CALL_ATTEMPT, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_CALLBACK_ASKED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_PROMISED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_PROMISE_KEPT, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_PROMISE_BROKEN, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_OFFERED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_PROGRESS, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_LEVEL, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_LABELLED, ANY, '=', OUTCOME_NONE, FALSE},
	{EVENT_SUSPECTED, ANY, '=', OUTCOME_NONE, FALSE},
};

START_TEST(every_pair)
{
	EventKind event = (EventKind)(_i / CASE_STATES);
	CaseState state = (CaseState)(_i % CASE_STATES);
	g_autofree char *row = g_strdup_printf("%s + %s", case_state_name(state), event_name(event));
	LifeChange change = {.state = (CaseState)77};
	int line = -1;

	for (guint i = 0; i < G_N_ELEMENTS(LINES); i++)
		if (LINES[i].event == event && strchr(LINES[i].from, LETTERS[state]))
			line = (int)i;
	row_int(row, life_apply(state, CASE_REPLIED, event, &change), line >= 0);
	if (line < 0) {
		row_int(row, change.state, 77);
		return;
	}
	row_int(row, change.state, LINES[line].to == '=' ? (long)state : strchr(LETTERS, LINES[line].to) - LETTERS);
	row_int(row, change.outcome, LINES[line].outcome);
	row_int(row, change.new_round, LINES[line].new_round);
}
END_TEST

/* What a claim that ends gives back after this story, which began with a new case. */
static const struct {
	const char *row;
	EventKind story[8]; /* ends with EVENT_CREATED */
	CaseState want;
} CLAIMS[] = {
	{"F42: looked at, nothing written", {EVENT_CLAIMED}, CASE_NEW},
	{"F42: given back and taken again", {EVENT_CLAIMED, EVENT_RELEASED, EVENT_CLAIMED}, CASE_NEW},
	{"contacted before", {EVENT_SENT, EVENT_CLAIMED}, CASE_CONTACTED},
	{"the holder contacted the customer", {EVENT_CLAIMED, EVENT_AGENT_CONTACTED}, CASE_CONTACTED},
	{"the holder's text left", {EVENT_CLAIMED, EVENT_SENT}, CASE_CONTACTED},
	{"replied before", {EVENT_SENT, EVENT_REPLY, EVENT_CLAIMED}, CASE_REPLIED},
	{"replied meanwhile", {EVENT_SENT, EVENT_CLAIMED, EVENT_REPLY}, CASE_REPLIED},
	{"wrote by himself meanwhile", {EVENT_CLAIMED, EVENT_REPLY}, CASE_REPLIED},
	{"opted out meanwhile: still owed an answer", {EVENT_CLAIMED, EVENT_OPT_OUT}, CASE_REPLIED},
	{"a solved case taken up again", {EVENT_SENT, EVENT_RESOLVED, EVENT_CLAIMED}, CASE_REPLIED},
	{"a case that came back", {EVENT_SENT, EVENT_RESOLVED, EVENT_UNSATISFIED, EVENT_CLAIMED}, CASE_REPLIED},
	{"the customer's answer while somebody held it", {EVENT_SENT, EVENT_CLAIMED, EVENT_REPLY, EVENT_SATISFIED}, CASE_REPLIED},
};

START_TEST(ends_of_claims)
{
	CaseState beneath = CASE_NEW;
	LifeChange change = {.state = CASE_CLOSED};

	for (const EventKind *event = CLAIMS[_i].story; *event != EVENT_CREATED; event++)
		beneath = life_beneath(beneath, *event);
	row_int(CLAIMS[_i].row, life_apply(CASE_IN_PROGRESS, beneath, EVENT_RELEASED, &change), TRUE);
	row_int(CLAIMS[_i].row, change.state, CLAIMS[_i].want);
}
END_TEST

static const struct {
	CaseState state;
	Step want;
} STEPS_OF[] = {
	{CASE_NEW, STEP_FIRST_CONTACT}, {CASE_CONTACTED, STEP_NONE},       {CASE_REPLIED, STEP_NONE},
	{CASE_IN_PROGRESS, STEP_NONE},  {CASE_RESOLVED, STEP_SATISFACTION}, {CASE_CLOSED, STEP_NONE},
};

START_TEST(steps_of_states)
{
	row_int(case_state_name(STEPS_OF[_i].state), life_next_step(STEPS_OF[_i].state), STEPS_OF[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("life");
	TCase *tc = tcase_create("life");

	tcase_add_loop_test(tc, every_pair, 0, EVENTS * CASE_STATES);
	tcase_add_loop_test(tc, ends_of_claims, 0, G_N_ELEMENTS(CLAIMS));
	tcase_add_loop_test(tc, steps_of_states, 0, G_N_ELEMENTS(STEPS_OF));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "life");
}
