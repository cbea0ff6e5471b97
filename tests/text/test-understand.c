/* What replies mean: the rules row by row, then all labelled replies at once. */
#include "conf/conf.h"
#include "lib/suite.h"
#include "text/clauses.h"
#include "text/replies.h"
#include "text/understand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static Lexicon *lexicon; /* of the shipped packs */

static ReplyLabel label_of(const char *text, const char *language, Step asked)
{
	ReplyMeaning meaning;

	understand_reply(lexicon, text, language, asked, &meaning);
	return meaning.label;
}

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
	{"STOP 😡", STEP_SATISFACTION, LABEL_OPTOUT},
	{"STOP 👍", STEP_SATISFACTION, LABEL_OPTOUT},
	{"STOP ❤️", STEP_SATISFACTION, LABEL_OPTOUT}, /* with a variation selector */
	{"🤦🏽‍♀️ stop", STEP_SATISFACTION, LABEL_OPTOUT}, /* joined, and of a skin tone */
	{"👍 stop", STEP_SATISFACTION, LABEL_OPTOUT},
	{"Stop🛑", STEP_NONE, LABEL_OPTOUT},
	{"stop :(", STEP_SATISFACTION, LABEL_OPTOUT},
	{"退订😡", STEP_SATISFACTION, LABEL_OPTOUT},
	{"отписаться 😡", STEP_SATISFACTION, LABEL_OPTOUT},
	/* ... and nothing but */
	{"😡", STEP_SATISFACTION, LABEL_UNSATISFIED},
	{"👍", STEP_SATISFACTION, LABEL_SATISFIED},
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
	{"1*", STEP_SATISFACTION, LABEL_RATING}, /* one star */
	{"1?", STEP_SATISFACTION, LABEL_OTHER},
	{"1 :(", STEP_SATISFACTION, LABEL_OTHER},
	{"1 2", STEP_SATISFACTION, LABEL_OTHER},
	{"z", STEP_FIRST_CONTACT, LABEL_OTHER},
	/* praise that is denied, or of a part, or only told, is none */
	{"I don't think it's solved", STEP_SATISFACTION, LABEL_OTHER},
	{"No problem solved", STEP_SATISFACTION, LABEL_OTHER},
	{"please tell me when it's fixed", STEP_SATISFACTION, LABEL_OTHER},
	{"I doubt it's fixed", STEP_SATISFACTION, LABEL_OTHER},
	{"All good except the refund", STEP_SATISFACTION, LABEL_OTHER},
	{"all ok but still waiting for refund", STEP_SATISFACTION, LABEL_OTHER},
	{"great, now it is broken", STEP_SATISFACTION, LABEL_OTHER},
	{"great service - not", STEP_SATISFACTION, LABEL_OTHER},
	{"It's solved", STEP_SATISFACTION, LABEL_SATISFIED},
	{"不认为问题解决了", STEP_SATISFACTION, LABEL_OTHER},
	{"处理好了告诉我", STEP_SATISFACTION, LABEL_OTHER},
	{"除了退款都好了", STEP_SATISFACTION, LABEL_OTHER},
	{"你们说解决了，实际没有", STEP_SATISFACTION, LABEL_OTHER},
	{"问题解决了", STEP_SATISFACTION, LABEL_SATISFIED},
	{"не думаю что вопрос решен", STEP_SATISFACTION, LABEL_OTHER},
	{"ничего хорошего", STEP_SATISFACTION, LABEL_OTHER},
	{"не всё решено", STEP_SATISFACTION, LABEL_OTHER},
	{"всё ок, но деньги так и не пришли", STEP_SATISFACTION, LABEL_OTHER},
	{"Вопрос решен", STEP_SATISFACTION, LABEL_SATISFIED},
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
	{"打错了", STEP_SATISFACTION, LABEL_WRONG_NUMBER},
	{"", STEP_SATISFACTION, LABEL_OTHER},
	{"。。。", STEP_SATISFACTION, LABEL_OTHER},
	{"STOP\xff", STEP_NONE, LABEL_OTHER},
};

START_TEST(means)
{
	row_str(MEANS[_i].text, reply_label_name(label_of(MEANS[_i].text, NULL, MEANS[_i].asked)),
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

/* Whatever was asked: nothing but an opt-out silences a customer, and no praise is taken for blame. How many are right at all is
 * tests/text/replies.sh's to say. */
START_TEST(harms_nobody)
{
	g_autoptr(GPtrArray) replies = replies_load();
	const Step asked = _i ? STEP_SATISFACTION : STEP_FIRST_CONTACT;

	for (guint i = 0; i < replies->len; i++) {
		const Reply *reply = g_ptr_array_index(replies, i);
		ReplyLabel want = wanted_label(reply), got = label_of(reply->text, reply->language, asked);

		if (reply->note && g_str_has_prefix(reply->note, "hard"))
			continue;
		if (got == LABEL_OPTOUT || want == LABEL_OPTOUT)
			row_str(reply->text, reply_label_name(got), reply_label_name(want));
		if (want == LABEL_SATISFIED || want == LABEL_UNSATISFIED)
			row_int(reply->text, got == want || (got != LABEL_SATISFIED && got != LABEL_UNSATISFIED), TRUE);
	}
}
END_TEST

static const struct {
	const char *text, *label, *when;
} BRINGS[] = {
	{"5 stars", "rating=5", ""},
	{"伍分", "rating=5", ""},
	{"двойка", "rating=2", ""},
	{"Option B please", "pick=B", ""},
	{"第2个", "pick=2", ""},
	{"третий", "pick=3", ""},
	{"tomorrow after 3", "callback", "date=+1d time=15:00 after"},
	{"明天下午三点", "callback", "date=+1d time=15:00"},
	{"завтра после 15", "callback", "date=+1d time=15:00 after"},
	{"в половине седьмого", "callback", "time=18:30"},
	{"call me at quarter to six", "callback", "time=17:45"},
	{"差一刻五点打给我", "callback", "time=16:45"},
	{"10am is best", "callback", "time=10:00"},
	{"半小时后打", "callback", "in=30m"},
	{"call at 99", "callback", ""}, /* no such hour: a wish without a time */
	{"don't call before 10", "other", ""}, /* what then is for a person to ask */
};

START_TEST(says_what_the_label_brings)
{
	g_autofree char *label = NULL, *when = NULL;
	ReplyMeaning meaning;

	understand_reply(lexicon, BRINGS[_i].text, NULL, STEP_NONE, &meaning);
	label = understand_format(&meaning);
	when = meaning.label == LABEL_CALLBACK ? when_format(&meaning.when) : g_strdup("");
	row_str(BRINGS[_i].text, label, BRINGS[_i].label);
	row_str(BRINGS[_i].text, when, BRINGS[_i].when);
}
END_TEST

START_TEST(says_which_rule_decided)
{
	ReplyMeaning meaning;

	understand_reply(lexicon, "退订,谢谢", "zh-CN", STEP_NONE, &meaning);
	row_str("a word", meaning.rule, "word \"退订\" (zh-CN)");
	understand_reply(lexicon, "я не счастлив", "ru", STEP_NONE, &meaning);
	ck_assert_ptr_nonnull(strstr(meaning.rule, "turned by a negation (ru)"));
	understand_reply(lexicon, "qwerty", "en", STEP_NONE, &meaning);
	row_str("none", meaning.rule, "nothing applies");
}
END_TEST

/* A shop's own words go before all others, and are heard in its lexicon alone. */
START_TEST(a_shops_words_come_first)
{
	g_autoptr(Lexicon) own = lexicon_copy(lexicon);
	g_autofree char *fault = NULL;
	ReplyMeaning meaning;

	ck_assert_int_eq(lexicon_add(own, LEXICON_WORDS, LABEL_OPTOUT, NULL, "followup.conf:3", "Basta", &fault), 0);
	ck_assert_int_eq(lexicon_add(own, LEXICON_WORDS, LABEL_OPTOUT, NULL, "followup.conf:3", "n", &fault), 0);
	understand_reply(own, "basta!", "en", STEP_NONE, &meaning);
	row_str("added", meaning.rule, "word \"Basta\" (followup.conf:3)");
	understand_reply(own, "N", "en", STEP_NONE, &meaning);
	row_int("before the pack's", meaning.label, LABEL_OPTOUT);
	row_int("not elsewhere", label_of("basta", NULL, STEP_NONE), LABEL_OTHER);
	ck_assert_int_eq(lexicon_add(own, LEXICON_PATTERNS, LABEL_YES, NULL, "x", "(", &fault), -EINVAL);
	ck_assert_ptr_nonnull(fault);
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

/* What customers send is anything: bytes, and words in any order. */
START_TEST(takes_any_bytes)
{
	static const char *const BITS[] = {"stop", "1", "满意", " ", "?", "(", ")", "*", "\u200b", "👍", "\xff", "谢谢", "т", "t", "не ",
	                                   "\n", ",", "call me ", "in ", "99 ", "点", "半", "差", "before ", "\"", "и́", "[[", "]]", "#",
	                                   "\\", "不", "now ", "五分", "завтра в ", ":", "half past ", "-", "."};
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);
	gint64 began = g_get_monotonic_time();
	const int rounds = 3000;

	for (int round = 0; round < rounds; round++) {
		g_autoptr(GString) bytes = g_string_new(NULL);
		g_autofree char *label = NULL, *when = NULL;
		ReplyMeaning meaning;

		for (int n = g_rand_int_range(dice, 0, 12); n > 0; n--)
			if (round % 3)
				g_string_append(bytes, BITS[g_rand_int_range(dice, 0, G_N_ELEMENTS(BITS))]);
			else
				g_string_append_c(bytes, (char)g_rand_int_range(dice, 1, 256));
		understand_reply(lexicon, bytes->str, "en", round % 2 ? STEP_SATISFACTION : STEP_NONE, &meaning);
		ck_assert_ptr_nonnull(meaning.rule);
		ck_assert(g_utf8_validate(meaning.when.words, -1, NULL));
		label = understand_format(&meaning);
		when = when_format(&meaning.when);
	}
	if (g_getenv("TEST_VERBOSE"))
		printf("understand: %.0f us a reply\n", (double)(g_get_monotonic_time() - began) / rounds);
}
END_TEST

/* However long: a reply is bounded by the provider, yet no pattern may run away. */
/* Texts of ordinary characters go a short way; an é sends the same ones the long way of GLib. */
START_TEST(the_short_way_leads_to_the_same_place)
{
	for (gunichar c = 1; c < 0x10000; c++) {
		char bytes[7] = {0};
		g_autofree char *plain = NULL, *accented = NULL, *wanted = NULL;

		if (!g_unichar_validate(c))
			continue;
		g_unichar_to_utf8(c, bytes);
		plain = g_strdup_printf("x%sy%sz", bytes, bytes);
		accented = g_strdup_printf("%s \u00e9", plain);
		for (int fold = 0; fold < 2; fold++) {
			g_autofree char *brief = clauses_normalise(plain, fold), *full = clauses_normalise(accented, fold);

			wanted = g_strdup_printf("%s \u00e9", brief);
			row_str(bytes, full, wanted);
			g_clear_pointer(&wanted, g_free);
		}
	}
}
END_TEST

START_TEST(takes_long_replies)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 400; i++)
		g_string_append(text, "不 stop не ");
	row_int("long", label_of(text->str, "en", STEP_NONE) < LABELS, TRUE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("understand");
	TCase *tc = tcase_create("understand");
	g_autofree char *packs = test_file("../replies");
	int failed;

	if (conf_lexicon(packs, &lexicon, NULL) < 0)
		return 2;

	tcase_add_loop_test(tc, normalises, 0, G_N_ELEMENTS(NORMAL));
	tcase_add_loop_test(tc, means, 0, G_N_ELEMENTS(MEANS));
	tcase_add_loop_test(tc, harms_nobody, 0, 2);
	tcase_add_loop_test(tc, says_what_the_label_brings, 0, G_N_ELEMENTS(BRINGS));
	tcase_add_test(tc, says_which_rule_decided);
	tcase_add_test(tc, a_shops_words_come_first);
	tcase_add_loop_test(tc, label_names_go_round, 0, LABELS);
	tcase_add_test(tc, takes_any_bytes);
	tcase_add_test(tc, takes_long_replies);
	tcase_add_test(tc, the_short_way_leads_to_the_same_place);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	failed = suite_run(suite, "understand");
	lexicon_unref(lexicon);
	return failed;
}
