/* What replies mean: the rules row by row, then all labelled replies at once. */
#include "lib/suite.h"
#include "text/replies.h"
#include "text/understand.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *text, *normal;
} NORMAL[] = {
	{"Ｓtop!!", "stop"},
	{"  退订。 ", "退订"},
	{"“STOP”", "stop"},
	{"①", "1"},
	{"1️⃣", "1"},
	{"1.", "1"},
	{"(1)", "1"},
	{"a \t\n b", "a b"},
	{"满\u200b意\ufe0f～", "满意"},
	{"Всё решено", "все решено"},
	{"don’t", "don't"},
	{"能解决吗？", "能解决吗?"}, /* a question stays one */
	{"-1", "-1"},                /* beside digits marks mean something */
	{"1*", "1*"},
	{"1 %", "1 %"},
	{"1 :(", "1 :("}, /* a sad face */
	{"👍", "👍"},
	{"...", ""},
	{"", ""},
	{"\xff", ""},
};

START_TEST(normalises)
{
	g_autofree char *normal = understand_normalise(NORMAL[_i].text);
	g_autofree char *again = understand_normalise(normal);

	row_str(NORMAL[_i].text, normal, NORMAL[_i].normal);
	row_str(NORMAL[_i].text, again, NORMAL[_i].normal);
}
END_TEST

static const struct {
	const char *text;
	Step asked;
	ReplyLabel label;
} MEANS[] = {
	/* opt-out: the whole message, however it is dressed */
	{"T", STEP_FIRST_CONTACT, LABEL_OPTOUT},
	{"Ｔ", STEP_SATISFACTION, LABEL_OPTOUT},
	{"r", STEP_FIRST_CONTACT, LABEL_OPTOUT},
	{"TD", STEP_FIRST_CONTACT, LABEL_OPTOUT},
	{"退订,谢谢", STEP_NONE, LABEL_OPTOUT},
	{"退 订", STEP_NONE, LABEL_OPTOUT},
	{"S T O P", STEP_NONE, LABEL_OPTOUT},
	{"Stop, please.", STEP_NONE, LABEL_OPTOUT},
	{"opt-out", STEP_NONE, LABEL_OPTOUT},
	{"Opt Out", STEP_NONE, LABEL_OPTOUT},
	{"dont text me again", STEP_NONE, LABEL_OPTOUT},
	{"S\u0422\u041EP", STEP_NONE, LABEL_OPTOUT}, /* two letters are Cyrillic */
	{"Не пишите мне, пожалуйста", STEP_NONE, LABEL_OPTOUT},
	{"CANCEL.", STEP_NONE, LABEL_OPTOUT},
	/* ... and nothing but */
	{"cancel please", STEP_NONE, LABEL_OTHER}, /* the order, by the sound of it */
	{"T?", STEP_NONE, LABEL_OTHER},
	{"Т", STEP_NONE, LABEL_OTHER}, /* the Cyrillic letter alone */
	{"stop it from leaking", STEP_NONE, LABEL_OTHER},
	{"N", STEP_FIRST_CONTACT, LABEL_NO},
	{"START", STEP_NONE, LABEL_OPTIN},
	{"恢复短信", STEP_NONE, LABEL_OPTIN},
	/* the question gives a digit its sense */
	{"1", STEP_SATISFACTION, LABEL_SATISFIED},
	{"２", STEP_SATISFACTION, LABEL_UNSATISFIED},
	{"1, thanks", STEP_SATISFACTION, LABEL_SATISFIED},
	{"2️⃣", STEP_SATISFACTION, LABEL_UNSATISFIED},
	{"١", STEP_SATISFACTION, LABEL_SATISFIED}, /* Arabic digit */
	{"3", STEP_SATISFACTION, LABEL_PICK},
	{"1", STEP_FIRST_CONTACT, LABEL_PICK},
	{"1", STEP_NONE, LABEL_PICK},
	{"b)", STEP_FIRST_CONTACT, LABEL_PICK},
	{"А", STEP_FIRST_CONTACT, LABEL_PICK},
	{"12", STEP_SATISFACTION, LABEL_OTHER},
	{"-1", STEP_SATISFACTION, LABEL_OTHER},
	{"1*", STEP_SATISFACTION, LABEL_OTHER}, /* one star */
	{"1?", STEP_SATISFACTION, LABEL_OTHER},
	{"1 :(", STEP_SATISFACTION, LABEL_OTHER},
	{"1 2", STEP_SATISFACTION, LABEL_OTHER},
	{"z", STEP_FIRST_CONTACT, LABEL_OTHER},
	/* plain words, whole */
	{"满意", STEP_SATISFACTION, LABEL_SATISFIED},
	{"不满意！", STEP_SATISFACTION, LABEL_UNSATISFIED},
	{"不,满意", STEP_SATISFACTION, LABEL_OTHER}, /* "no, content": not the word "discontent" */
	{"满意吗", STEP_SATISFACTION, LABEL_OTHER},
	{"满意？", STEP_SATISFACTION, LABEL_OTHER},
	{"Решено, спасибо", STEP_SATISFACTION, LABEL_SATISFIED},
	{"не решено", STEP_SATISFACTION, LABEL_UNSATISFIED},
	{"yes", STEP_SATISFACTION, LABEL_YES},
	{"no, thank you", STEP_SATISFACTION, LABEL_NO},
	{"не, надо", STEP_FIRST_CONTACT, LABEL_OTHER},
	{"thank you", STEP_FIRST_CONTACT, LABEL_ACK},
	{"Sorry, wrong number", STEP_FIRST_CONTACT, LABEL_WRONG_NUMBER},
	{"号码错了", STEP_FIRST_CONTACT, LABEL_OTHER}, /* the shoe's size, perhaps */
	{"发错了", STEP_FIRST_CONTACT, LABEL_OTHER}, /* the goods, perhaps */
	{"打错了", STEP_SATISFACTION, LABEL_OTHER},  /* a slip of the finger, perhaps */
	{"", STEP_SATISFACTION, LABEL_OTHER},
	{"。。。", STEP_SATISFACTION, LABEL_OTHER},
	{"STOP\xff", STEP_NONE, LABEL_OTHER},
};

START_TEST(means)
{
	row_str(MEANS[_i].text, reply_label_name(understand_reply(MEANS[_i].text, MEANS[_i].asked)),
	        reply_label_name(MEANS[_i].label));
}
END_TEST

/* Labels of replies.tsv carry a value: "rating=5", "pick=A". */
static ReplyLabel wanted_label(const Reply *reply)
{
	g_autofree char *name = g_strndup(reply->label, strcspn(reply->label, "="));
	ReplyLabel label = LABELS;

	row_int(reply->text, reply_label_parse(name, &label), 0);
	return label;
}

/* A reply is labelled as a person would, or left to a person; of opt-outs at least OPTOUTS_FLOOR are seen at once. Rows
 * marked hard are left out of the comparison, never out of the false opt-outs and swaps. */
#define OPTOUTS_FLOOR 25

static void judge_all(Step asked)
{
	g_autoptr(GPtrArray) replies = replies_load();
	int optouts = 0;

	for (guint i = 0; i < replies->len; i++) {
		const Reply *reply = g_ptr_array_index(replies, i);
		ReplyLabel want = wanted_label(reply), got = understand_reply(reply->text, asked);
		gboolean pick_answers = want == LABEL_PICK && asked == STEP_SATISFACTION;

		if (got == LABEL_OPTOUT)
			row_str(reply->text, reply_label_name(want), "optout");
		if (want == LABEL_SATISFIED || want == LABEL_UNSATISFIED)
			row_int(reply->text, got == want || (got != LABEL_SATISFIED && got != LABEL_UNSATISFIED), TRUE);
		if (got != LABEL_OTHER && !pick_answers && !(reply->note && g_str_has_prefix(reply->note, "hard")))
			row_str(reply->text, reply_label_name(got), reply_label_name(want));
		optouts += got == LABEL_OPTOUT;
	}
	ck_assert_int_ge(optouts, OPTOUTS_FLOOR);
}

START_TEST(judges_labelled_replies)
{
	judge_all(STEP_FIRST_CONTACT);
	judge_all(STEP_SATISFACTION);
}
END_TEST

START_TEST(label_names_go_round)
{
	ReplyLabel label = LABELS;

	row_int(reply_label_name((ReplyLabel)_i), reply_label_parse(reply_label_name((ReplyLabel)_i), &label), 0);
	ck_assert_int_eq(label, _i);
	ck_assert_int_eq(reply_label_parse("Optout", &label), -EINVAL);
	ck_assert_int_eq(label, _i);
}
END_TEST

/* Any bytes are taken, and an opt-out word never comes out of noise around one. */
START_TEST(takes_any_bytes)
{
	static const char *const BITS[] = {"stop", "1", "满意", " ", "?", "(", ")",
	                                   "*", "\u200b", "👍", "\xff", "谢谢", "т", "t"};
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);

	for (int round = 0; round < 3000; round++) {
		g_autoptr(GString) bytes = g_string_new("x");
		int n = g_rand_int_range(dice, 0, 8);

		while (n--)
			g_string_append(bytes, BITS[g_rand_int_range(dice, 0, G_N_ELEMENTS(BITS))]);
		row_int(bytes->str, understand_reply(bytes->str, STEP_SATISFACTION), LABEL_OTHER);
		understand_reply(bytes->str + 1, STEP_SATISFACTION);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("understand");
	TCase *tc = tcase_create("understand");

	tcase_add_loop_test(tc, normalises, 0, G_N_ELEMENTS(NORMAL));
	tcase_add_loop_test(tc, means, 0, G_N_ELEMENTS(MEANS));
	tcase_add_test(tc, judges_labelled_replies);
	tcase_add_loop_test(tc, label_names_go_round, 0, LABELS);
	tcase_add_test(tc, takes_any_bytes);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "understand");
}
