/* What came up too late is a person's, and stays so, whatever is planned anew afterwards (max_late). */
#include "gateway/world.h"

#include "gateway/late.h"

#define MIDNIGHT (INT64_C(1795017600)) /* Thu 19 Nov 2026 in Shanghai */
#define HOUR 3600
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)
#define OPEN "permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"               \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; };"                                                            \
	" first_contact: { agent_grace = \"0s\"; hard_limit = \"72h\"; }; max_late = \"2h\"; backlog: { gap = \"100h\"; };\n"
#define STEPS "SELECT group_concat(state || ' ' || reason, ', ') FROM (SELECT state, reason FROM step WHERE step <> 'close' ORDER BY id)"

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static void pause_until(int64_t until_at)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "all", "x", "admin", clock_now_at(&w->g.clock), until_at), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

static void words(void)
{
	world_draft(w, 1, STEP_AGENT_TEXT, "We have looked into it, and are sorry.", AT(12, 10));
}

static void none(void)
{
}

static void crash(void)
{
	world_crash(w);
}

static void other_rules(void)
{
	world_reload(w, OPEN "provider:per_day = 500;\n");
}

/* The cases are all one customer's; each is due at noon, behind a pause that ends four hours after its time. */
static const struct {
	const char *row;
	int cases;
	void (*more)(void), (*then)(void);
	const char *want;
	guint sent;
} ROWS[] = {
	{"a first contact", 1, none, none, "held too_late", 0},
	{"two cases of one customer", 2, none, none, "held too_late, held too_late", 0},
	{"three of them", 3, none, none, "held too_late, held too_late, held too_late", 0},
	{"after a crash", 2, none, crash, "held too_late, held too_late", 0},
	{"by other rules", 2, none, other_rules, "held too_late, held too_late", 0},
	/* The first contact had waited for them, and leaves by itself now. */
	{"an agent's words", 1, words, none, "done sent, held too_late", 1},
	{"an agent's words, by other rules", 1, words, other_rules, "done sent, held too_late", 1},
};

START_TEST(stays_a_persons)
{
	const char *row = ROWS[_i].row;

	w = world_new(OPEN, AT(12, 0));
	pause_until(AT(16, 0));
	for (int i = 0; i < ROWS[_i].cases; i++) {
		g_autofree char *id = g_strdup_printf("c%d", i);

		world_case(w, id, "13800138000", "Wang", NULL, AT(12, 0));
	}
	ROWS[_i].more();
	world_at(w, AT(16, 0));
	while (w->submits->len)
		world_answer(w, 202, "0: Accepted for delivery");
	expect(row, STEPS, ROWS[_i].want);
	ROWS[_i].then();
	for (int hour = 17; hour < 30; hour++)
		world_at(w, AT(hour, 0));
	expect(row, STEPS, ROWS[_i].want);
	row_int(row, w->sent, ROWS[_i].sent);
	world_free(w);
}
END_TEST

/* Listed at the start, judged some turns later: an answer came in between. */
START_TEST(what_was_given_up_meanwhile_stays_so)
{
	const StoreEvent answered = {.kind = EVENT_AGENT_CONTACTED, .at = AT(15, 59), .actor = "agent:li"};
	g_autoptr(GArray) steps = NULL;
	StoreStep *step;

	w = world_new(OPEN, AT(12, 0));
	pause_until(AT(16, 0));
	world_case(w, "a", "13800138000", "Wang", NULL, AT(12, 0));
	ck_assert_int_eq(store_step_list(w->g.store, 1, &steps), 0);
	step = &g_array_index(steps, StoreStep, 0);
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 1, &answered), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DIRTY);
	world_settle(w);
	expect("given up", "SELECT state FROM step WHERE step = 'first_contact'", "cancelled");
	ck_assert_int_eq(store_begin(w->g.store), 0);
	row_int("judged", late_judge(&w->g, step, AT(16, 0) * USEC_PER_SEC), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	expect("stays so", "SELECT state FROM step WHERE step = 'first_contact'", "cancelled");
	expect("no word of a hold", "SELECT count(*) FROM event WHERE kind = 'held'", "0");
	world_free(w);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("late");
	TCase *tc = tcase_create("late");

	tcase_add_loop_test(tc, stays_a_persons, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, what_was_given_up_meanwhile_stays_so);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "late");
}
