/* The tables of names, and what a receipt makes of a message. */
#include "core/decide.h"
#include "core/plan.h"
#include "core/types.h"
#include "lib/suite.h"

#include <errno.h>
#include <string.h>

/* Nothing but tests reads an action by its name. */
static int action_parse(const char *name, Action *action)
{
	for (int i = 0; i < ACTIONS; i++)
		if (g_strcmp0(action_name((Action)i), name) == 0) {
			*action = (Action)i;
			return 0;
		}
	return -EINVAL;
}

/* Each table as strings and numbers; enums of C are ints here. */
#define TABLE(type, prefix)                                                                                             \
	static const char *prefix##_of(int value)                                                                       \
	{                                                                                                               \
		return prefix##_name((type)value);                                                                      \
	}                                                                                                               \
	static int prefix##_back(const char *name, int *value)                                                          \
	{                                                                                                               \
		type parsed = (type)*value;                                                                             \
		int r = prefix##_parse(name, &parsed);                                                                  \
                                                                                                                        \
		*value = (int)parsed;                                                                                   \
		return r;                                                                                               \
	}

TABLE(CaseState, case_state)
TABLE(CaseOutcome, case_outcome)
TABLE(Step, step)
TABLE(MessageClass, class)
TABLE(EventKind, event)
TABLE(MessageState, message_state)
TABLE(SubmitOutcome, submit_outcome)
TABLE(ReceiptStatus, receipt_status)
TABLE(Action, action)
TABLE(Reason, reason)

static const struct {
	const char *row;
	int count;
	const char *(*name)(int value);
	int (*parse)(const char *name, int *value);
	const char *first, *last; /* names never change once released: the ends guard the order */
} TABLES[] = {
	{"case state", CASE_STATES, case_state_of, case_state_back, "new", "closed"},
	{"case outcome", OUTCOMES, case_outcome_of, case_outcome_back, "none", "withdrawn"},
	{"step", STEPS, step_of, step_back, "none", "agent_text"},
	{"class", CLASSES, class_of, class_back, "first_contact", "call"},
	{"event", EVENTS, event_of, event_back, "created", "note"},
	{"message state", MESSAGE_STATES, message_state_of, message_state_back, "intent", "delivered"},
	{"submit outcome", SUBMIT_OUTCOMES, submit_outcome_of, submit_outcome_back, "accepted", "unknown"},
	{"receipt status", RECEIPT_STATUSES, receipt_status_of, receipt_status_back, "accepted", "failed"},
	{"action", ACTIONS, action_of, action_back, "send", "cancel_answered"},
	{"reason", REASONS, reason_of, reason_back, "nothing_to_do", "no_reply_yet"},
};

START_TEST(names_go_round)
{
	const char *row = TABLES[_i].row;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	int value = -7;

	for (int i = 0; i < TABLES[_i].count; i++) {
		const char *name = TABLES[_i].name(i);

		ck_assert_msg(name && *name && name[0] != '?', "row %s: %d has no name", row, i);
		ck_assert_msg(g_hash_table_add(seen, (gpointer)name), "row %s: %s twice", row, name);
		row_int(row, TABLES[_i].parse(name, &value), 0);
		row_int(row, value, i);
	}
	row_str(row, TABLES[_i].name(0), TABLES[_i].first);
	row_str(row, TABLES[_i].name(TABLES[_i].count - 1), TABLES[_i].last);
}
END_TEST

static const char *const NO_NAMES[] = {"", "New", "new ", "no such word", "?", NULL};

START_TEST(other_words_are_refused)
{
	for (guint i = 0; i < G_N_ELEMENTS(NO_NAMES); i++) {
		int value = 2;

		row_int(TABLES[_i].row, TABLES[_i].parse(NO_NAMES[i], &value), -EINVAL);
		row_int(TABLES[_i].row, value, 2);
	}
	row_str(TABLES[_i].row, TABLES[_i].name(-1), "?");
	row_str(TABLES[_i].row, TABLES[_i].name(TABLES[_i].count), "?");
}
END_TEST

START_TEST(reasons_read_well)
{
	const char *text = reason_text((Reason)_i);

	ck_assert_msg(text && strlen(text) > 5 && !strchr(text, '_'), "%s: \"%s\"", reason_name((Reason)_i), text);
}
END_TEST

static const struct {
	Step step;
	MessageClass want;
} STEP_CLASSES[] = {
	{STEP_FIRST_CONTACT, CLASS_FIRST_CONTACT},  {STEP_PROGRESS, CLASS_FIRST_CONTACT},
	{STEP_CALL, CLASS_CALL},                    {STEP_CALLBACK, CLASS_CALL},
	{STEP_SATISFACTION, CLASS_SATISFACTION},    {STEP_OPTOUT_CONFIRM, CLASS_FIRST_CONTACT},
	{STEP_REVIEW_NOTE, CLASS_REVIEW_NOTE},       {STEP_AGENT_TEXT, CLASS_FIRST_CONTACT},
};

START_TEST(steps_have_classes)
{
	row_int(step_name(STEP_CLASSES[_i].step), step_class(STEP_CLASSES[_i].step), STEP_CLASSES[_i].want);
}
END_TEST

#define STAYS MESSAGE_STATES
#define FLAG (MESSAGE_STATES + 1) /* stays, and is a contradiction */

/* Every state x receipt. */
static const struct {
	MessageState from;
	int want[RECEIPT_STATUSES]; /* accepted, buffered, delivered, failed */
} RECEIPTS[] = {
	{MESSAGE_INTENT, {MESSAGE_ACCEPTED, MESSAGE_BUFFERED, MESSAGE_DELIVERED, MESSAGE_FAILED}},
	{MESSAGE_WAITING, {MESSAGE_ACCEPTED, MESSAGE_BUFFERED, MESSAGE_DELIVERED, MESSAGE_FAILED}},
	{MESSAGE_UNKNOWN, {MESSAGE_ACCEPTED, MESSAGE_BUFFERED, MESSAGE_DELIVERED, MESSAGE_FAILED}},
	{MESSAGE_ACCEPTED, {STAYS, MESSAGE_BUFFERED, MESSAGE_DELIVERED, MESSAGE_FAILED}},
	{MESSAGE_BUFFERED, {STAYS, STAYS, MESSAGE_DELIVERED, MESSAGE_FAILED}},
	{MESSAGE_FAILED, {STAYS, STAYS, FLAG, STAYS}},
	{MESSAGE_DELIVERED, {STAYS, STAYS, STAYS, FLAG}},
};

G_STATIC_ASSERT(G_N_ELEMENTS(RECEIPTS) == MESSAGE_STATES);

START_TEST(receipts_only_climb)
{
	for (int receipt = 0; receipt < RECEIPT_STATUSES; receipt++) {
		g_autofree char *row = g_strdup_printf("%s + %s", message_state_name(RECEIPTS[_i].from),
		                                       receipt_status_name((ReceiptStatus)receipt));
		MessageState state = RECEIPTS[_i].from;
		int want = RECEIPTS[_i].want[receipt];
		gboolean contradiction = 7;

		row_int(row, message_state_advance(&state, (ReceiptStatus)receipt, &contradiction), want < STAYS);
		row_int(row, state, want < STAYS ? want : (int)RECEIPTS[_i].from);
		row_int(row, contradiction, want == FLAG);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("types");
	TCase *tc = tcase_create("types");

	tcase_add_loop_test(tc, names_go_round, 0, G_N_ELEMENTS(TABLES));
	tcase_add_loop_test(tc, other_words_are_refused, 0, G_N_ELEMENTS(TABLES));
	tcase_add_loop_test(tc, reasons_read_well, 0, REASONS);
	tcase_add_loop_test(tc, steps_have_classes, 0, G_N_ELEMENTS(STEP_CLASSES));
	tcase_add_loop_test(tc, receipts_only_climb, 0, G_N_ELEMENTS(RECEIPTS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "types");
}
