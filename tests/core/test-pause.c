/* Which stop holds which message. */
#include "core/pause.h"
#include "lib/suite.h"

#define END PAUSE_OPEN_END

static const char *const ONE[] = {"office", NULL}, *const TWO[] = {"office", "spare", NULL}, *const NONE[] = {NULL};

/* Of one first contact of shop "demo" with text version "v1" by `providers`: the index of the pause that holds it. */
static const struct {
	const char *row;
	PauseRule rules[3];
	const char *const *providers;
	int want;
} ROWS[] = {
	{"nothing is paused", {{0}}, TWO, -1},
	{"all", {{"all", 5}}, TWO, 0},
	{"its shop", {{"shop:demo", 5}}, TWO, 0},
	{"another shop", {{"shop:dem", 5}}, TWO, -1},
	{"its step", {{"step:first_contact", 5}}, TWO, 0},
	{"another step", {{"step:satisfaction", 5}}, TWO, -1},
	{"its text", {{"text:v1", 5}}, TWO, 0},
	{"another text", {{"text:v2", 5}}, TWO, -1},
	{"its only provider", {{"provider:office", 5}}, ONE, 0},
	{"one provider of two", {{"provider:office", 5}}, TWO, -1},
	{"all providers: the first that is back", {{"provider:office", 5}, {"provider:spare", 3}}, TWO, 1},
	{"all providers, one for good", {{"provider:office", END}, {"provider:spare", 3}}, TWO, 1},
	{"another provider", {{"provider:voice", 5}}, TWO, -1},
	{"no provider at all is not paused", {{"provider:office", 5}}, NONE, -1},
	{"providers not looked at", {{"provider:office", 5}}, NULL, -1},
	{"the longest counts", {{"all", 5}, {"shop:demo", 9}, {"step:first_contact", 7}}, TWO, 1},
	{"an open end is the longest", {{"all", END}, {"shop:demo", 9}}, TWO, 0},
	{"longer than the provider's", {{"provider:office", 5}, {"all", 9}}, ONE, 1},
	{"shorter than the provider's", {{"provider:office", 9}, {"all", 5}}, ONE, 0},
	{"a scope of a later version holds nothing", {{"moon:full", 9}}, TWO, -1},
};

START_TEST(holds)
{
	PauseSubject subject = {.shop = "demo", .step = STEP_FIRST_CONTACT, .text = "v1", .providers = ROWS[_i].providers};
	guint n = 0;

	while (n < 3 && ROWS[_i].rules[n].scope)
		n++;
	row_int(ROWS[_i].row, pause_find(ROWS[_i].rules, n, &subject), ROWS[_i].want);
}
END_TEST

static const struct {
	const char *scope;
	int kind; /* -1: not a scope */
	const char *name;
} SCOPES[] = {
	{"all", PAUSE_ALL, ""},       {"shop:a:b", PAUSE_SHOP, "a:b"}, {"provider:o", PAUSE_PROVIDER, "o"},
	{"step:call", PAUSE_STEP, "call"}, {"text:1f", PAUSE_TEXT, "1f"},   {"all:x", -1, NULL},
	{"shop:", -1, NULL},          {"shop", -1, NULL},              {"", -1, NULL},
};

START_TEST(reads_scopes)
{
	const char *name = NULL;
	PauseKind kind = PAUSE_KINDS;
	gboolean is = pause_parse(SCOPES[_i].scope, &kind, &name);

	row_int(SCOPES[_i].scope, is ? (int)kind : -1, SCOPES[_i].kind);
	row_str(SCOPES[_i].scope, name, SCOPES[_i].name);
	if (is) {
		g_autofree char *again = pause_scope(kind, name);

		row_str(SCOPES[_i].scope, again, SCOPES[_i].scope);
	}
}
END_TEST

START_TEST(no_text_known_is_no_text_paused)
{
	const PauseRule rules[] = {{"text:v1", 5}};
	const PauseSubject subject = {.shop = "demo", .step = STEP_NONE};

	ck_assert_int_eq(pause_find(rules, 1, &subject), -1);
	ck_assert_int_eq(pause_of_provider(rules, 1, "v1"), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pause");
	TCase *tc = tcase_create("pause");

	tcase_add_loop_test(tc, holds, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, reads_scopes, 0, G_N_ELEMENTS(SCOPES));
	tcase_add_test(tc, no_text_known_is_no_text_paused);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "pause");
}
