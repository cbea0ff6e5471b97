/* Case codes: round trip, what a typing mistake does, and what a text has to look like to name a case. */
#include "lib/suite.h"
#include "text/code.h"
#include "text/replies.h"

#include <errno.h>
#include <string.h>

static const char SYMBOLS[] = "CDFHJKMNPQRTVWX23456789";

static const int64_t LARGE[] = {
	2759, 2760, 63479, 63480, 1460039, 1460040, 100000, INT64_C(4294967296), INT64_C(1000000000000),
	INT64_C(2630000000000000000), G_MAXINT64 - 1, G_MAXINT64,
};

/* Asserts only when it fails: an assertion costs a pipe write, and there are half a million of these. */
static void assert_round_trip(int64_t id)
{
	char code[CASE_CODE_SIZE];
	int64_t back = 0;
	gboolean well_formed;

	case_code(id, code);
	well_formed = strlen(code) >= 4 && strspn(code, SYMBOLS) == strlen(code) && g_ascii_isalpha(code[0]) &&
	              g_ascii_isdigit(code[1]);
	if (!well_formed || case_code_parse(code, &back) != 0 || back != id)
		ck_abort_msg("case %" G_GINT64_FORMAT " has code %s, read back as %" G_GINT64_FORMAT, id, code, back);
}

START_TEST(goes_round)
{
	for (int64_t id = 1; id <= 100000; id++)
		assert_round_trip(id);
	for (gsize i = 0; i < G_N_ELEMENTS(LARGE); i++)
		assert_round_trip(LARGE[i]);
}
END_TEST

static void assert_parses(const char *code, gboolean valid)
{
	int64_t id;

	if (case_code_parse(code, &id) != (valid ? 0 : -EINVAL))
		ck_abort_msg("%s should be %s", code, valid ? "valid" : "refused");
}

/* Every other symbol at every place, and every two neighbours the other way round. */
static void assert_mistakes_noticed(int64_t id)
{
	char code[CASE_CODE_SIZE], wrong[CASE_CODE_SIZE];

	case_code(id, code);
	for (gsize i = 0; code[i]; i++) {
		memcpy(wrong, code, sizeof(wrong));
		for (const char *symbol = SYMBOLS; *symbol; symbol++) {
			wrong[i] = *symbol;
			assert_parses(wrong, *symbol == code[i]);
		}
		if (i == 0 || code[i] == code[i - 1])
			continue;
		memcpy(wrong, code, sizeof(wrong));
		wrong[i] = code[i - 1];
		wrong[i - 1] = code[i];
		assert_parses(wrong, FALSE);
	}
}

START_TEST(notices_mistakes)
{
	for (int64_t id = 1; id <= 3000; id++)
		assert_mistakes_noticed(id);
	for (gsize i = 0; i < G_N_ELEMENTS(LARGE); i++)
		assert_mistakes_noticed(LARGE[i]);
}
END_TEST

static const char *const NO_CODES[] = {
	"", "C", "C2", "C2C", "#K7P6", "K7 P6", "\xff", "中中中中",
	"CCCC", "2222", "7KP6",            /* not a letter and a digit in front */
	"K7P3",                            /* another check symbol */
	"C2CD",                            /* case 0 */
	"C2CDN",                           /* checks, but case 1 has a shorter code */
	"X99999999999999R",                /* checks, but is past 64 bits */
	"C2CCCCCCCCCCCCCCCCCCCCCCCCCCCCCC", /* longer than any code */
};

START_TEST(reads_any_case)
{
	int64_t id = -1, small = -1;

	ck_assert_int_eq(case_code_parse("K7P6", &id), 0); /* the one of code.h */
	ck_assert_int_eq(case_code_parse("k7p6", &small), 0);
	ck_assert_int_eq(id, (5 * 8 + 5) * 23 + 8);
	ck_assert_int_eq(small, id);
}
END_TEST

START_TEST(refuses_what_is_none)
{
	int64_t id = 42;

	row_int(NO_CODES[_i], case_code_parse(NO_CODES[_i], &id), -EINVAL);
	row_int(NO_CODES[_i], id, 42);
}
END_TEST

/* %s is the code of FOUND_ID, %l the same in small letters. */
#define FOUND_ID 1234
static const struct {
	const char *before, *code, *after;
	gboolean found;
} TEXTS[] = {
	{"", "%s", "", TRUE},
	{"about ", "%s", ", please", TRUE},
	{"编号", "%s", "怎么样了", TRUE}, /* Chinese has no blanks */
	{"(", "%s", ")", TRUE},
	{"#", "%s", "", TRUE},
	{"#", "%l", " still broken", TRUE},
	{"", "%l", "", FALSE}, /* small letters need the mark */
	{"X", "%s", "", FALSE},
	{"", "%s", "7", FALSE},
	{"", "%s", "-20", FALSE}, /* a part number */
	{"A/", "%s", "", FALSE},
	{"заказ", "%s", "", FALSE},
	{"заказ ", "%s", "!", TRUE},
	{"#", "%s", "\xff", FALSE},
};

START_TEST(finds_in_texts)
{
	char code[CASE_CODE_SIZE];
	g_autofree char *small = NULL;
	g_autofree char *text = NULL;
	int64_t id = -1;

	case_code(FOUND_ID, code);
	small = g_ascii_strdown(code, -1);
	text = g_strconcat(TEXTS[_i].before, TEXTS[_i].code[1] == 'l' ? small : code, TEXTS[_i].after, NULL);
	row_int(text, case_code_find(text, &id), TEXTS[_i].found);
	row_int(text, id, TEXTS[_i].found ? FOUND_ID : -1);
}
END_TEST

/* The same code from a full-width and from a Russian keyboard. */
START_TEST(finds_other_keyboards)
{
	char code[CASE_CODE_SIZE];
	int64_t id = -1, number = 1;

	do
		case_code(number++, code);
	while (strspn(code, "HKMPTX23456789") != strlen(code));
	for (int keyboard = 0; keyboard < 2; keyboard++) {
		g_autoptr(GString) text = g_string_new("№ ");

		for (const char *c = code; *c; c++) {
			static const char LATIN[] = "HKMPTX";
			static const char CYRILLIC[] = "НКМРТХ";
			const char *letter = strchr(LATIN, *c);
			const char *same = letter ? g_utf8_offset_to_pointer(CYRILLIC, letter - LATIN) : c;

			g_string_append_unichar(text, keyboard ? g_utf8_get_char(same) : (gunichar)*c - '!' + 0xFF01);
		}
		row_int(text->str, case_code_find(text->str, &id), TRUE);
		row_int(text->str, id, number - 1);
		id = -1;
	}
}
END_TEST

START_TEST(finds_none_in_replies)
{
	g_autoptr(GPtrArray) replies = replies_load();

	for (guint i = 0; i < replies->len; i++) {
		const Reply *reply = g_ptr_array_index(replies, i);
		int64_t id = -1;

		row_int(reply->text, case_code_find(reply->text, &id), FALSE);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("code");
	TCase *tc = tcase_create("code");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, goes_round);
	tcase_add_test(tc, notices_mistakes);
	tcase_add_test(tc, reads_any_case);
	tcase_add_loop_test(tc, refuses_what_is_none, 0, G_N_ELEMENTS(NO_CODES));
	tcase_add_loop_test(tc, finds_in_texts, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_test(tc, finds_other_keyboards);
	tcase_add_test(tc, finds_none_in_replies);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "code");
}
