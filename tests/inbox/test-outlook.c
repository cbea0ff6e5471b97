/* What waits, for many who ask: kept as long as it was dear, and never longer. */
#include "desk/team.h"

#include "inbox/outlook.h"

static void plan(Fixture *f, const char *shop, const char *external_id, const char *phone)
{
	const Plan planned = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = WEDNESDAY + HOUR,
	                      .deadline_at = WEDNESDAY + 2 * HOUR, .reason = REASON_QUIET_HOURS};
	int64_t case_id = team_case(f, shop, external_id, phone, NULL);

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &planned, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

static int64_t waiting(Outlook *outlook, const Fixture *f, const char *shop)
{
	const BoardAhead *ahead = NULL;
	g_autofree char *fault = NULL;

	ck_assert_msg(outlook_get(outlook, &f->desk, shop, &ahead, &fault) == 0, "%s", fault);
	ck_assert_int_eq(ahead->waiting, ahead->forecast.planned);
	return ahead->waiting;
}

/* One waits, is asked about, then there are two. */
static const struct {
	const char *name, *shop, *other;
	int times, later_s;
	gboolean forget;
	int64_t want;
} ROWS[] = {
	{"asked again at once it is not worked out again", "demo", "demo", G_MAXINT, 0, FALSE, 1},
	{"nor a little later", NULL, NULL, G_MAXINT, 5, FALSE, 1},
	{"but when its time is over", "demo", "demo", 0, 0, FALSE, 2},
	{"another shop is asked about by itself", "demo", "kazakh", G_MAXINT, 0, FALSE, 0},
	{"all is something else than one", "demo", NULL, G_MAXINT, 0, FALSE, 2},
	{"another configuration ends it", "demo", "demo", G_MAXINT, 0, TRUE, 2},
	{"so does a clock that was set back", "demo", "demo", G_MAXINT, -60, FALSE, 2},
};

START_TEST(kept_as_long_as_it_was_dear)
{
	Outlook *outlook = outlook_new(ROWS[_i].times);
	Fixture f;

	team_open(&f);
	plan(&f, "demo", "R-1", "13812341234");
	row_int(ROWS[_i].name, waiting(outlook, &f, ROWS[_i].shop), 1);
	plan(&f, "demo", "R-2", "13812341235");
	if (ROWS[_i].forget)
		outlook_forget(outlook);
	f.desk.now_at += ROWS[_i].later_s;
	row_int(ROWS[_i].name, waiting(outlook, &f, ROWS[_i].other), ROWS[_i].want);
	outlook_free(outlook);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outlook");
	TCase *tc = tcase_create("outlook");

	tcase_add_loop_test(tc, kept_as_long_as_it_was_dear, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "outlook");
}
