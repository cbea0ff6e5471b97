/* A dear answer for who asks the same again: how long, and what ends it. */
#include "lib/suite.h"

#include "inbox/kept.h"

#define LONG_US (INT64_C(3600) * 1000000)

static gboolean has(const Kept *kept, const char *question, int64_t now_at, const char *want)
{
	g_autoptr(GBytes) answer = kept_get(kept, question, now_at);
	gsize length = 0;
	const char *words = answer ? g_bytes_get_data(answer, &length) : NULL;

	return words && length == strlen(want) && memcmp(words, want, length) == 0;
}

static void put(Kept *kept, const char *question, const char *words, int64_t took_us)
{
	g_autoptr(GBytes) answer = g_bytes_new(words, strlen(words));

	kept_put(kept, question, answer, 1000, took_us);
}

static const struct {
	const char *name, *question;
	int times;
	int64_t took_us, now_at;
	gboolean forget, want;
} ROWS[] = {
	{"what took long is given again", "year", 100, LONG_US, 1000, FALSE, TRUE},
	{"and a little later", "year", 100, LONG_US, 1005, FALSE, TRUE},
	{"what was quickly made is not", "year", 100, 0, 1000, FALSE, FALSE},
	{"nor anything when its time is over", "year", 0, LONG_US, 1000, FALSE, FALSE},
	{"another question has another answer", "month", 100, LONG_US, 1000, FALSE, FALSE},
	{"another configuration ends it", "year", 100, LONG_US, 1000, TRUE, FALSE},
	{"so does a clock that was set back", "year", 100, LONG_US, 999, FALSE, FALSE},
};

START_TEST(kept_as_long_as_it_was_dear)
{
	Kept *kept = kept_new(ROWS[_i].times);

	put(kept, "year", "of then", ROWS[_i].took_us);
	if (ROWS[_i].forget)
		kept_forget(kept);
	row_int(ROWS[_i].name, has(kept, ROWS[_i].question, ROWS[_i].now_at, "of then"), ROWS[_i].want);
	kept_free(kept);
}
END_TEST

START_TEST(the_newer_answer_counts)
{
	Kept *kept = kept_new(100);

	put(kept, "year", "of then", LONG_US);
	put(kept, "year", "of now", LONG_US);
	ck_assert(has(kept, "year", 1000, "of now"));
	kept_free(kept);
}
END_TEST

START_TEST(only_so_many_are_kept)
{
	Kept *kept = kept_new(100);
	int there = 0;

	for (int i = 0; i < 20; i++) {
		g_autofree char *question = g_strdup_printf("%d", i);

		put(kept, question, question, LONG_US + i * INT64_C(1000000));
	}
	for (int i = 0; i < 20; i++) {
		g_autofree char *question = g_strdup_printf("%d", i);

		there += has(kept, question, 1000, question);
	}
	ck_assert_int_eq(there, 16);
	ck_assert(!has(kept, "3", 1000, "3")); /* they ended first */
	ck_assert(has(kept, "4", 1000, "4"));
	kept_free(kept);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kept");
	TCase *tc = tcase_create("kept");

	tcase_add_loop_test(tc, kept_as_long_as_it_was_dear, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, the_newer_answer_counts);
	tcase_add_test(tc, only_so_many_are_kept);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "kept");
}
