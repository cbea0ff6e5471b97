/* What tells who somebody is goes; what they complain about stays. */
#include "lib/suite.h"

#include "text/scrub.h"

#include <string.h>

static const ScrubPair PAIRS[] = {{"Annabel Smith", "Jane Lake"},
                                  {"Annabel", "Jane Lake"},
                                  {"LL-7781", "LL-0000"},
                                  {"欧阳晓雯", "赵明"},
                                  {"Борис", "Павел"},
                                  {"", "x"},
                                  {"a.b*", "(x)"}};

/* `gone` must not be there any more; `want` NULL: told by `gone` alone. */
static const struct {
	const char *name, *text, *want, *gone;
} TEXTS[] = {
        {"a known name", "This is Annabel Smith.", "This is Jane Lake.", "Annabel"},
        {"in any case of letters", "ANNABEL here", "Jane Lake here", "ANNABEL"},
        {"a name without blanks", "我是欧阳晓雯，谢谢", "我是赵明，谢谢", "欧阳"},
        {"signs of a pattern are letters", "a.b* and aXbb", "(x) and aXbb", "a.b*"},
        {"an empty one is none", "plain", "plain", NULL},
        {"a mail address", "write to ann.b+c@mail.example.org please", "write to name@example.com please", "ann"},
        {"a mail address in Russian letters", "почта иван@почта.рф вот", "почта name@example.com вот", "иван"},
        {"a web address", "see https://shop.test/u/4711?x=1 now", "see https://example.com now", "4711"},
        {"a handle", "I am @annie_b there", "I am @example there", "annie"},
        {"a messenger's account", "加我微信：wang_1989 谢谢", "加我(***) 谢谢", "wang_1989"},
        {"a postal address in Chinese", "寄到北京市朝阳区幸福路12号3单元502室吧", NULL, "幸福路"},
        {"and what stands behind it stays", "寄到北京市朝阳区幸福路12号3单元502室，谢谢", NULL, "502"},
        {"a house by its name", "住在阳光花园3栋", NULL, "阳光花园"},
        {"a postal address in English", "send it to 12 Baker Street, thanks", "send it to (***), thanks", "Baker"},
        {"a postcode", "London NW1 6XE", "London (***)", "6XE"},
        {"a postal address in Russian", "Мой адрес: ул. Ленина, д. 5, кв. 12", NULL, "Ленина"},
        {"times, sizes and ratings stay", "at 15:00, size 42, 1 star", "at 15:00, size 42, 1 star", NULL},
        {"words stay", "衣服袖子有破洞，三天了还没到", "衣服袖子有破洞，三天了还没到", NULL},
        {"a street in a sentence stays", "The lamp fell on the road", "The lamp fell on the road", NULL},
};

START_TEST(takes_out_who_it_is)
{
	g_autofree char *got = scrub_text(TEXTS[_i].text, PAIRS, G_N_ELEMENTS(PAIRS), 7);

	if (TEXTS[_i].want)
		row_str(TEXTS[_i].name, got, TEXTS[_i].want);
	row_int(TEXTS[_i].name, TEXTS[_i].gone && strstr(got, TEXTS[_i].gone) != NULL, FALSE);
}
END_TEST

static const struct {
	const char *name, *text;
} NUMBERS[] = {
        {"a number as one word", "13800138002"},      {"with blanks", "8 912 345-67-89"},
        {"with a country's code", "+44 7400 123456"}, {"in brackets", "(020) 7946 0123"},
        {"in full width", "１３８００１３８００２"},  {"an order beside letters", "TD90177"},
};

/* Each digit may by chance be the same; all of them may not. */
START_TEST(numbers_are_others)
{
	g_autofree char *sentence = g_strdup_printf("call %s soon", NUMBERS[_i].text);
	g_autofree char *got = scrub_text(sentence, NULL, 0, 3), *again = scrub_text(sentence, NULL, 0, 3);

	row_int(NUMBERS[_i].name, strstr(got, NUMBERS[_i].text) != NULL, FALSE);
	row_str(NUMBERS[_i].name, got, again);
	row_int(NUMBERS[_i].name, g_str_has_prefix(got, "call ") && g_str_has_suffix(got, " soon"), TRUE);
	row_int(NUMBERS[_i].name, (int)g_utf8_strlen(got, -1), (int)g_utf8_strlen(sentence, -1));
}
END_TEST

START_TEST(an_order_keeps_its_form)
{
	g_autofree char *got = scrub_digits("LL-5512", 1), *other = scrub_digits("LL-5512", 2);

	row_int("letters stay", g_str_has_prefix(got, "LL-"), TRUE);
	row_int("so does the length", (int)strlen(got), 7);
	row_int("the digits do not", strcmp(got, "LL-5512") != 0 && strcmp(got, other) != 0, TRUE);
}
END_TEST

START_TEST(bytes_that_are_no_text)
{
	g_autofree char *got = scrub_text("a\xff"
	                                  "b 12345",
	                                  NULL, 0, 1);

	row_int("become a text", g_utf8_validate(got, -1, NULL), TRUE);
	row_int("without the number", strstr(got, "12345") != NULL, FALSE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scrub");
	TCase *tc = tcase_create("scrub");

	tcase_add_loop_test(tc, takes_out_who_it_is, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tc, numbers_are_others, 0, G_N_ELEMENTS(NUMBERS));
	tcase_add_test(tc, an_order_keeps_its_form);
	tcase_add_test(tc, bytes_that_are_no_text);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "scrub");
}
