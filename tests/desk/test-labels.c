/* What a person's word about a reply changes. */
#include "desk/fixture.h"

#include "desk/labels.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"

static void expect(Fixture *f, const char *row, int64_t case_id, CaseState state, gboolean blocked)
{
	StoreCase c = {0};

	ck_assert_int_eq(store_case_get(f->store, case_id, &c), 0);
	row_str(row, case_state_name(c.state), case_state_name(state));
	row_int(row, c.blocked, blocked);
	store_case_clear(&c);
}

static void correct(Fixture *f, const char *row, int64_t reply, ReplyLabel label, LabelEffect effect)
{
	g_autofree char *fault = NULL;
	LabelEffect got = LABEL_EFFECT_NONE;

	row_int(row, labels_correct(&f->desk, reply, label, "by phone", &got, &fault), 0);
	row_str(row, labels_effect_words(got), labels_effect_words(effect));
}

START_TEST(an_optout_blocks_and_only_its_own_ends)
{
	Fixture f;
	int64_t id, first, second;

	fixture_open(&f);
	id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	first = fixture_reply(&f, id, LABEL_OTHER, "enough", WEDNESDAY);
	correct(&f, "to optout", first, LABEL_OPTOUT, LABEL_EFFECT_BLOCKED);
	expect(&f, "to optout", id, CASE_REPLIED, TRUE);
	correct(&f, "and back", first, LABEL_ACK, LABEL_EFFECT_LIFTED);
	expect(&f, "and back", id, CASE_REPLIED, FALSE);

	second = fixture_reply(&f, id, LABEL_OPTOUT, "stop", WEDNESDAY + 60);
	f.desk.now_at += HOUR;
	first = fixture_reply(&f, id, LABEL_OPTOUT, "I said stop", WEDNESDAY + 120);
	correct(&f, "another reply asked for it, too", second, LABEL_OTHER, LABEL_EFFECT_NONE);
	expect(&f, "another reply asked for it, too", id, CASE_REPLIED, TRUE);
	fixture_close(&f);
}
END_TEST

/* Who stops us binds us before there is a case (F14), whoever understood it. */
START_TEST(a_stranger_stops_us)
{
	static const struct {
		const char *row, *from;
		ReplyLabel label;
		LabelEffect effect, back;
	} ROWS[] = {
	        {"no texts", "+86" PHONE, LABEL_OPTOUT, LABEL_EFFECT_BLOCKED, LABEL_EFFECT_LIFTED},
	        {"no calls", "+86" PHONE, LABEL_NO_CALL, LABEL_EFFECT_NO_CALLS, LABEL_EFFECT_CALLS},
	        {"nobody we could text", "10690", LABEL_OPTOUT, LABEL_EFFECT_NONE, LABEL_EFFECT_NONE},
	};
	StoreReply reply = {.provider = (char *)"p", .text = (char *)"enough", .label = (char *)"other", .at = STORE_NO_TIME,
	                    .received_at = WEDNESDAY, .read_at = STORE_NO_TIME, .matched_by = (char *)"none"};

	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		int64_t id, case_id;
		Fixture f;

		fixture_open(&f);
		reply.from_number = (char *)ROWS[i].from;
		ck_assert_int_eq(store_begin(f.store), 0);
		ck_assert_int_eq(store_reply_put(f.store, &reply, &id), 0);
		ck_assert_int_eq(store_commit(f.store), 0);
		correct(&f, ROWS[i].row, id, ROWS[i].label, ROWS[i].effect);
		case_id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
		expect(&f, ROWS[i].row, case_id, CASE_NEW, ROWS[i].effect == LABEL_EFFECT_BLOCKED);
		correct(&f, ROWS[i].row, id, LABEL_OTHER, ROWS[i].back);
		expect(&f, ROWS[i].row, case_id, CASE_NEW, FALSE);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(a_persons_stop_is_not_ended_by_a_label)
{
	Fixture f;
	StoreCase c = {0};
	int64_t id, reply;

	fixture_open(&f);
	id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	reply = fixture_reply(&f, id, LABEL_OTHER, "enough", WEDNESDAY);
	ck_assert_int_eq(store_case_get(f.store, id, &c), 0);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_block_put(f.store, c.person_id, "agent", "agent:wang", NULL, WEDNESDAY), 0);
	ck_assert_int_eq(store_commit(f.store), 0);
	correct(&f, "blocked already", reply, LABEL_OPTOUT, LABEL_EFFECT_NONE);
	correct(&f, "stays", reply, LABEL_OTHER, LABEL_EFFECT_NONE);
	expect(&f, "stays", id, CASE_REPLIED, TRUE);
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

START_TEST(the_last_reply_moves_its_case)
{
	Fixture f;
	int64_t id, first, last;

	fixture_open(&f);
	id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	first = fixture_reply(&f, id, LABEL_OTHER, "hm", WEDNESDAY);
	last = fixture_reply(&f, id, LABEL_OTHER, "well then", WEDNESDAY + 60);
	correct(&f, "not the last", first, LABEL_SATISFIED, LABEL_EFFECT_NONE);
	expect(&f, "not the last", id, CASE_REPLIED, FALSE);
	correct(&f, "satisfied", last, LABEL_SATISFIED, LABEL_EFFECT_CLOSED);
	expect(&f, "satisfied", id, CASE_CLOSED, FALSE);
	correct(&f, "it was not meant", last, LABEL_UNSATISFIED, LABEL_EFFECT_REOPENED);
	expect(&f, "it was not meant", id, CASE_REPLIED, FALSE);
	correct(&f, "a wrong key", last, LABEL_SATISFIED, LABEL_EFFECT_CLOSED);
	correct(&f, "changed back", last, LABEL_OTHER, LABEL_EFFECT_REOPENED);
	expect(&f, "changed back", id, CASE_REPLIED, FALSE);
	/* Somebody else's end stays. */
	ck_assert_int_eq(store_begin(f.desk.store), 0);
	ck_assert_int_eq(store_case_event(f.desk.store, id, &(StoreEvent){.kind = EVENT_SATISFIED, .at = WEDNESDAY + 120, .actor = "agent:li"}), 0);
	ck_assert_int_eq(store_commit(f.desk.store), 0);
	correct(&f, "after the team closed it", last, LABEL_ACK, LABEL_EFFECT_NONE);
	expect(&f, "after the team closed it", id, CASE_CLOSED, FALSE);
	fixture_close(&f);
}
END_TEST

START_TEST(corrections_are_kept_as_rows)
{
	g_autofree char *fault = NULL, *rows = NULL, *label = NULL, *none = NULL, *same = NULL;
	ReplyMeaning meaning;
	LabelEffect effect;
	Fixture f;
	int64_t id, reply;

	fixture_open(&f);
	id = fixture_case(&f, "demo", "R-1", PHONE, WEDNESDAY);
	reply = fixture_reply(&f, id, LABEL_OTHER, "one\ttwo\nthree", WEDNESDAY);
	correct(&f, "once", reply, LABEL_ACK, LABEL_EFFECT_NONE);
	correct(&f, "again", reply, LABEL_HELP, LABEL_EFFECT_NONE);
	ck_assert_int_eq(labels_export(&f.desk, &rows, &fault), 0);
	ck_assert_str_eq(rows, "text\tlanguage\tlabel\tnote\n"
	                       "one two three\tzh-CN\thelp\twas other, corrected by agent:li: by phone\n");
	ck_assert_int_eq(labels_explain(&f.desk, reply, &label, &meaning, &fault), 0);
	ck_assert_str_eq(label, "help");
	ck_assert_str_eq(meaning.rule, "nothing applies");
	ck_assert_int_eq(labels_correct(&f.desk, reply, LABEL_HELP, NULL, &effect, &same), -EEXIST);
	ck_assert_str_eq(same, "reply 1 is labelled help already");
	ck_assert_int_eq(labels_correct(&f.desk, 99, LABEL_HELP, NULL, &effect, &none), -ENOENT);
	ck_assert_str_eq(none, "there is no reply 99");
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("labels");
	TCase *tc = tcase_create("labels");

	tcase_add_test(tc, an_optout_blocks_and_only_its_own_ends);
	tcase_add_test(tc, a_stranger_stops_us);
	tcase_add_test(tc, a_persons_stop_is_not_ended_by_a_label);
	tcase_add_test(tc, the_last_reply_moves_its_case);
	tcase_add_test(tc, corrections_are_kept_as_rows);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "labels");
}
