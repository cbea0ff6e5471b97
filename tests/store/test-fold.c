/* The short way of folding gives what the long one gives, whatever stands in a text. */
#include "lib/suite.h"

#include "store/sqlite/fold.h"

#include <string.h>

static char *by_the_book(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);

	return g_utf8_casefold(normal, -1);
}

static const struct {
	const char *name, *text, *want;
} ROWS[] = {
	{"nothing", "", ""},
	{"ASCII", "Still BROKEN 50%", "still broken 50%"},
	{"Russian", "\xd0\x93\xd0\xb4\xd0\xb5 \xd0\x81\xd0\xbb\xd0\x9a\xd0\xb0", "где ёлка"},
	{"Chinese with its signs", "包裹，还没到。", "包裹,还没到。"},
	{"full-width letters", "ＰＡＲＣＥＬ　Ｒ１", "parcel r1"},
	{"a letter and its mark apart", "И\xcc\x86од", "йод"},
	{"a letter that two are", "Straße ﬁn", "strasse fin"},
	{"Greek at the end of a word", "ΟΔΟΣ", "οδοσ"},
	{"beyond the first plane", "ok 😀 ОК", "ok 😀 ок"},
	{"bytes that are no text", "Где \xff\xd0", "где \xef\xbf\xbd\xef\xbf\xbd"},
	{"a short form that is too long", "a\xc0\xaf\xe0\x80\xaf", NULL},
	{"half a pair", "\xed\xa0\x80Ж", NULL},
};

START_TEST(folds)
{
	g_autoptr(GString) room = g_string_new("what stood here before is longer than all that comes");
	g_autofree char *book = by_the_book(ROWS[_i].text);
	const char *got = fold_text(ROWS[_i].text, room);

	row_str(ROWS[_i].name, got, book);
	if (ROWS[_i].want)
		row_str(ROWS[_i].name, got, ROWS[_i].want);
}
END_TEST

/* Alone, between others, and before a mark that could join it. */
START_TEST(every_character_as_by_the_book)
{
	g_autoptr(GString) room = g_string_new(NULL);

	for (gunichar c = 1; c < 0x11000; c++) {
		static const char *const AROUND[] = {"%s", "Ж%s子", "%s\xcc\x81"};
		char one[7] = "";

		if (!g_unichar_validate(c))
			continue;
		one[g_unichar_to_utf8(c, one)] = '\0';
		for (gsize i = 0; i < G_N_ELEMENTS(AROUND); i++) {
			g_auto(GStrv) parts = g_strsplit(AROUND[i], "%s", 2);
			g_autofree char *text = g_strconcat(parts[0], one, parts[1], NULL), *book = by_the_book(text);

			fold_text(text, room);
			ck_assert_msg(strcmp(room->str, book) == 0, "U+%04X, way %zu: \"%s\", not \"%s\"", c, i,
			              room->str, book);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fold");
	TCase *tc = tcase_create("fold");

	tcase_add_loop_test(tc, folds, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, every_character_as_by_the_book);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "fold");
}
