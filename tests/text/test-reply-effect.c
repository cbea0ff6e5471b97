/* What a reply of every meaning does in every state: the table of text/reply_effect.c, row by row. */
#include "lib/suite.h"
#include "text/reply_effect.h"

#define DAY (24 * INT64_C(3600))

/* By state: R it is an answer, N only noted; then the event's first letters and "+" for a more senior level. */
static const struct {
	ReplyLabel label;
	gboolean asked;
	const char *effect[CASE_STATES]; /* new, contacted, replied, in_progress, resolved, closed (satisfied, a day ago) */
	ReplyPerson person;
} ROWS[] = {
	{LABEL_OTHER, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_OPTOUT, FALSE, {"R opt_out", "R opt_out", "R opt_out", "R opt_out", "R opt_out", "R opt_out"},
	 REPLY_PERSON_STOPS},
	{LABEL_OPTIN, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_RETURNS},
	{LABEL_SATISFIED, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_SATISFIED, TRUE, {"R satisfied", "R satisfied", "R satisfied", "R satisfied", "R satisfied", "R satisfied"},
	 REPLY_PERSON_NOTHING},
	{LABEL_UNSATISFIED, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_UNSATISFIED, TRUE,
	 {"R unsatisfied", "R unsatisfied", "R unsatisfied", "R unsatisfied", "R unsatisfied", "R reopened +"},
	 REPLY_PERSON_NOTHING},
	{LABEL_NEUTRAL, TRUE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_RATING, TRUE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_PICK, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_YES, TRUE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_NO, TRUE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_ACK, TRUE, {"R", "R", "R", "R", "N", "N"}, REPLY_PERSON_NOTHING},
	{LABEL_CALLBACK, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_CALL_ME},
	{LABEL_NO_CALL, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NO_CALLS},
	{LABEL_WRONG_NUMBER, FALSE,
	 {"R wrong_number", "R wrong_number", "R wrong_number", "R wrong_number", "R wrong_number", "R wrong_number"},
	 REPLY_PERSON_WRONG},
	{LABEL_ESCALATE, FALSE, {"R +", "R +", "R +", "R +", "R +", "R +"}, REPLY_PERSON_NOTHING},
	{LABEL_REVIEW_DEAL, TRUE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_HELP, FALSE, {"R", "R", "R", "R", "R", "R"}, REPLY_PERSON_NOTHING},
	{LABEL_AUTO, TRUE, {"N", "N", "N", "N", "N", "N"}, REPLY_PERSON_NOTHING},
};

static char *words(const ReplyEffect *effect)
{
	return g_strdup_printf("%s%s%s%s", effect->answers ? "R" : "N", effect->moves ? " " : "",
	                       effect->moves ? event_name(effect->event) : "", effect->raises ? " +" : "");
}

START_TEST(every_label_in_every_state)
{
	for (int state = 0; state < CASE_STATES; state++) {
		const ReplyOccasion on = {.state = (CaseState)state, .outcome = OUTCOME_SATISFIED, .closed_s = DAY,
		                          .reopen_s = 14 * DAY, .asked = ROWS[_i].asked};
		const ReplyEffect effect = reply_effect(ROWS[_i].label, &on);
		g_autofree char *row = g_strdup_printf("%s%s in %s", reply_label_name(ROWS[_i].label),
		                                       ROWS[_i].asked ? ", asked" : "", case_state_name((CaseState)state));
		g_autofree char *got = words(&effect);

		row_str(row, got, ROWS[_i].effect[state]);
		row_int(row, effect.person, ROWS[_i].person);
		if (!effect.answers)
			ck_assert_msg(effect.note != NULL, "row %s: nothing is written down", row);
	}
}
END_TEST

/* A late "not satisfied". */
static const struct {
	const char *row;
	CaseOutcome outcome;
	int64_t closed_s, reopen_s;
	gboolean asked;
	const char *effect;
} LATE[] = {
	{"at once", OUTCOME_SATISFIED, 0, 14 * DAY, TRUE, "R reopened +"},
	{"on the last day", OUTCOME_SATISFIED, 14 * DAY - 1, 14 * DAY, TRUE, "R reopened +"},
	{"a day too late", OUTCOME_SATISFIED, 14 * DAY, 14 * DAY, TRUE, "R unsatisfied"},
	{"the answer came after the time for it", OUTCOME_NO_ANSWER, DAY, 14 * DAY, TRUE, "R reopened +"},
	{"the shop wants none", OUTCOME_SATISFIED, 0, 0, TRUE, "R unsatisfied"},
	{"nobody asked", OUTCOME_SATISFIED, 0, 14 * DAY, FALSE, "R"},
	{"a person closed it as withdrawn", OUTCOME_WITHDRAWN, 0, 14 * DAY, TRUE, "R unsatisfied"},
	{"two people closed it as malicious", OUTCOME_MALICIOUS, 0, 14 * DAY, TRUE, "R unsatisfied"},
	{"the customer had opted out", OUTCOME_OPTED_OUT, 0, 14 * DAY, TRUE, "R unsatisfied"},
};

START_TEST(late_words)
{
	const ReplyOccasion on = {.state = CASE_CLOSED, .outcome = LATE[_i].outcome, .closed_s = LATE[_i].closed_s,
	                          .reopen_s = LATE[_i].reopen_s, .asked = LATE[_i].asked};
	const ReplyEffect effect = reply_effect(LABEL_UNSATISFIED, &on);
	g_autofree char *got = words(&effect);

	row_str(LATE[_i].row, got, LATE[_i].effect);
}
END_TEST

/* What is likely told twice moves nothing twice; what binds for ever may be said as often as one likes. */
static const struct {
	ReplyLabel label;
	const char *effect;
} REPEATS[] = {
	{LABEL_UNSATISFIED, "R"}, {LABEL_SATISFIED, "R"}, {LABEL_ESCALATE, "R"},
	{LABEL_OPTOUT, "R opt_out"}, {LABEL_WRONG_NUMBER, "R wrong_number"},
};

START_TEST(told_twice)
{
	const ReplyOccasion on = {.state = CASE_REPLIED, .asked = TRUE, .repeat = TRUE};
	const ReplyEffect effect = reply_effect(REPEATS[_i].label, &on);
	g_autofree char *got = words(&effect);

	row_str(reply_label_name(REPEATS[_i].label), got, REPEATS[_i].effect);
}
END_TEST

START_TEST(all_labels_have_a_row)
{
	gboolean found = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++)
		found = found || ROWS[i].label == (ReplyLabel)_i;
	ck_assert_msg(found, "no row for %s", reply_label_name((ReplyLabel)_i));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reply effect");
	TCase *tc = tcase_create("table");

	tcase_add_loop_test(tc, every_label_in_every_state, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, late_words, 0, G_N_ELEMENTS(LATE));
	tcase_add_loop_test(tc, told_twice, 0, G_N_ELEMENTS(REPEATS));
	tcase_add_loop_test(tc, all_labels_have_a_row, 0, LABELS);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "reply effect");
}
