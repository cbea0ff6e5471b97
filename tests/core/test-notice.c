/* Kinds of notices: their names, and which words of a channel want them. */
#include "core/notice.h"
#include "lib/suite.h"

#include <errno.h>

START_TEST(names_are_read_as_they_are_written)
{
	for (int i = 0; i < NOTICES; i++) {
		NoticeKind kind = NOTICES;

		ck_assert_int_eq(notice_parse(notice_name((NoticeKind)i), &kind), 0);
		ck_assert_int_eq((int)kind, i);
		/* Silence ends only what lasts. */
		ck_assert(notice_lasts(kind) || notice_quiet_s(kind) == 0);
	}
	ck_assert_int_eq(notice_parse("telepathy", &(NoticeKind){NOTICES}), -EINVAL);
}
END_TEST

START_TEST(every_kind_may_be_asked_for)
{
	for (int i = 0; i < NOTICES; i++)
		ck_assert_msg(g_strv_contains(notice_words(), notice_name((NoticeKind)i)) == (i != NOTICE_TEST), "%s",
		              notice_name((NoticeKind)i));
}
END_TEST

static const struct {
	const char *row, *words;
	NoticeKind kind;
	gboolean want;
} WANTED[] = {
	{"all", "all", NOTICE_REPLY, TRUE},
	{"its kind", "unknown reply", NOTICE_REPLY, TRUE},
	{"another kind", "unknown", NOTICE_REPLY, FALSE},
	{"its severity", "warning", NOTICE_SLA_RISK, TRUE},
	{"a lesser severity takes graver ones", "info", NOTICE_PROVIDER, TRUE},
	{"a graver severity leaves it out", "alarm", NOTICE_SLA_RISK, FALSE},
	{"a severity and a kind", "alarm reply", NOTICE_REPLY, TRUE},
	{"no word", "", NOTICE_PROVIDER, FALSE},
};

START_TEST(wanted)
{
	g_auto(GStrv) words = g_strsplit(WANTED[_i].words, " ", -1);
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	for (char **word = words; *word && **word; word++)
		g_ptr_array_add(list, *word);
	row_int(WANTED[_i].row, notice_wanted(WANTED[_i].kind, list), WANTED[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("notice");
	TCase *tc = tcase_create("notice");

	tcase_add_test(tc, names_are_read_as_they_are_written);
	tcase_add_test(tc, every_kind_may_be_asked_for);
	tcase_add_loop_test(tc, wanted, 0, G_N_ELEMENTS(WANTED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "notice");
}
