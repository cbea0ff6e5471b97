/* The past under other rules, from a real store: one row a candidate, over the same past.
 *
 * The past of shop demo (customers in Shanghai, 08:00-21:30): three complaints of Tuesday 23:30 Shanghai time, whose
 * first contacts left on Wednesday at 08:00 with 2 segments; the first was answered at 08:05, the second resolved by an
 * agent at 08:30. Shop mute may not text and holds its one complaint of the same minute. */
#include "desk/fixture.h"

#include "desk/case_actions.h"
#include "desk/simulate.h"

#include <errno.h>
#include <string.h>

#define HOURS "permitted_hours: { sms = [ \"daily 08:00-21:30\" ]; };\n"
#define NINE "quiet_hours = [ \"daily 21:30-09:00\" ];\n"

/* What is in force is always the first row. */
typedef struct {
	const char *row, *general, *mute; /* settings of the candidate; mute NULL: it has no such shop */
	guint changed;
	const char *first;     /* "sent late held dropped waiting segments median p90" */
	const char *hours;     /* "8=3" */
	const char *greatest;  /* "CASE before after" of the greatest difference; NULL: none */
} Row;

static const Row ROWS[] = {
	{"the same", HOURS, "", 0, "3 0 1 0 0 6 30600 30600", "8=3 ", NULL},
	{"a longer night", NINE HOURS, "", 3, "2 0 1 1 0 4 34200 34200", "9=2 ", "2 sent dropped"},
	{"no night", "quiet_hours = [];\npermitted_hours: { sms = [ \"daily 00:00-24:00\" ]; };\n", "", 3,
	 "3 0 1 0 0 6 0 0", "23=3 ", "1 sent sent"},
	{"past the deadline", "quiet_hours = [ \"daily 21:30-11:00\" ];\n" HOURS, "", 3, "2 2 1 1 0 4 41400 41400", "11=2 ",
	 "2 sent dropped"},
	{"a hard limit", "first_contact: { hard_limit = \"8h\"; };\n" HOURS, "", 3, "0 0 2 2 0 0 -1 -1", "", "1 sent dropped"},
	{"mute may text", HOURS, FIXTURE_ALLOWED, 1, "4 0 0 0 0 8 30600 30600", "8=4 ", "4 held sent"},
	{"mute is gone", HOURS, NULL, 1, "3 0 1 0 0 6 30600 30600", "8=3 ", "4 held held"},
};

/* As the daemon sends. */
static void sent(Fixture *f, int64_t case_id, int64_t at)
{
	Plan plan = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = at, .deadline_at = DECIDE_NEVER};
	StoreMessage message = {.case_id = case_id, .step = STEP_FIRST_CONTACT, .round = 1, .author = (char *)"followupd",
	                        .text = (char *)"t", .language = (char *)"zh-CN", .text_version = (char *)"v",
	                        .encoding = (char *)"ucs2", .segments = 2, .provider = (char *)"p"};
	StoreResult result = {.outcome = SUBMIT_ACCEPTED, .provider_id = NULL, .next_at = STORE_NO_TIME};
	g_autoptr(GArray) steps = NULL;
	g_autofree char *ref = NULL;
	int64_t message_id, attempt_id;
	StoreCase c = {0};

	ck_assert_int_eq(store_case_get(f->store, case_id, &c), 0);
	message.person_id = c.person_id;
	store_case_clear(&c);
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &plan, NULL, f->rules_id, at), 0);
	ck_assert_int_eq(store_step_list(f->store, case_id, &steps), 0);
	ck_assert_msg(store_intent_put(f->store, &g_array_index(steps, StoreStep, 0), &message, at * 1000000, &message_id,
	                               &attempt_id, &ref) == 0, "%s", store_error(f->store));
	ck_assert_int_eq(store_attempt_result(f->store, attempt_id, &result, at * 1000000), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

/* WEDNESDAY is 08:00 in Shanghai. */
static void fill(Fixture *f)
{
	const StoreEvent reply = {.kind = EVENT_REPLY, .at = WEDNESDAY + 300, .actor = "customer"};
	g_autofree char *fault = NULL;
	int64_t ids[3];

	f->desk.now_at = WEDNESDAY - 8 * HOUR - HOUR / 2;
	for (int i = 0; i < 3; i++) {
		g_autofree char *id = g_strdup_printf("S-%d", i);
		g_autofree char *phone = g_strdup_printf("1381234122%d", i);

		ids[i] = fixture_case(f, "demo", id, phone, f->desk.now_at);
	}
	fixture_case(f, "mute", "M-1", "13812341229", f->desk.now_at);
	for (int i = 0; i < 3; i++)
		sent(f, ids[i], WEDNESDAY);
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_case_event(f->store, ids[0], &reply), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
	f->desk.now_at = WEDNESDAY + HOUR / 2;
	ck_assert_int_eq(case_action_apply(&f->desk, ids[1], CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	f->desk.now_at = WEDNESDAY + 12 * HOUR;
}

static char *side_words(const SimulateSide *s)
{
	return g_strdup_printf("%u %u %u %u %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, s->sent, s->late,
	                       s->held, s->dropped, s->waiting, s->segments, s->median_s, s->p90_s);
}

static char *hour_words(const SimulateSide *s)
{
	GString *words = g_string_new(NULL);

	for (int hour = 0; hour < 24; hour++)
		if (s->hours[hour])
			g_string_append_printf(words, "%d=%u ", hour, s->hours[hour]);
	return g_string_free(words, FALSE);
}

static void check_row(const Row *row, const Simulate *s)
{
	g_autofree char *before = side_words(&s->before[SIMULATE_FIRST_CONTACT]);
	g_autofree char *after = side_words(&s->after[SIMULATE_FIRST_CONTACT]);
	g_autofree char *hours = hour_words(&s->after[SIMULATE_FIRST_CONTACT]);
	g_autofree char *greatest = NULL;

	row_int(row->row, s->cases, 4);
	row_int(row->row, s->changed, row->changed);
	row_str(row->row, before, ROWS[0].first);
	row_str(row->row, after, row->first);
	row_str(row->row, hours, row->hours);
	row_int(row->row, s->after[SIMULATE_SATISFACTION].waiting, 1);
	row_int(row->row, s->differences->len > 0, row->greatest != NULL);
	if (s->differences->len > 0) {
		const SimulateDifference *d = &g_array_index(s->differences, SimulateDifference, 0);

		greatest = g_strdup_printf("%" G_GINT64_FORMAT " %s %s", d->case_id, replay_end_name(d->before.end),
		                           replay_end_name(d->after.end));
		row_str(row->row, greatest, row->greatest);
	}
}

START_TEST(candidates)
{
	const Row *row = &ROWS[_i];
	Fixture f;
	Simulate s;
	g_autofree char *fault = NULL;
	g_autoptr(Conf) in_force = NULL;
	g_autoptr(Conf) next = NULL;

	fixture_open(&f);
	in_force = fixture_conf(&f, HOURS, "", "");
	next = fixture_conf(&f, row->general, row->mute, "");
	f.desk.conf = in_force;
	fill(&f);
	ck_assert_msg(simulate_past(&f.desk, next, 0, f.desk.now_at, NULL, &s, &fault) == 0, "row %s: %s", row->row, fault);
	check_row(row, &s);
	simulate_clear(&s);
	fixture_close(&f);
}
END_TEST

static char *cost_words(const SimulateSide *s)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < s->costs->len; i++) {
		g_autofree char *one = price_of(&g_array_index(s->costs, Price, i), 1);

		g_string_append_printf(words, "%s, ", one);
	}
	g_string_append_printf(words, "%u unpriced", s->unpriced);
	return g_strdup(words->str);
}

START_TEST(what_it_costs)
{
#define PRICE(price) "price_per_segment = \"" price "\";"
	static const struct {
		const char *row, *price, *next_price, *general, *mute, *before, *after;
	} COSTS[] = {
		{"no prices", "", "", HOURS, "", "3 unpriced", "3 unpriced"},
		{"the same", PRICE("0.045 CNY"), PRICE("0.045 CNY"), HOURS, "", "0.27 CNY, 0 unpriced", "0.27 CNY, 0 unpriced"},
		{"fewer leave", PRICE("0.045 CNY"), PRICE("0.045 CNY"), NINE HOURS, "", "0.27 CNY, 0 unpriced", "0.18 CNY, 0 unpriced"},
		{"another price and money", PRICE("0.045 CNY"), PRICE("0.01 USD"), HOURS, "", "0.27 CNY, 0 unpriced",
		 "0.06 USD, 0 unpriced"},
		{"a text that never left costs the mean", PRICE("0.045 CNY"), PRICE("0.045 CNY"), HOURS, FIXTURE_ALLOWED,
		 "0.27 CNY, 0 unpriced", "0.36 CNY, 0 unpriced"},
		{"none in the candidate", PRICE("0.045 CNY"), "", HOURS, "", "0.27 CNY, 0 unpriced", "3 unpriced"},
	};
	Fixture f;

	fixture_open(&f);
	fill(&f);
	for (guint i = 0; i < G_N_ELEMENTS(COSTS); i++) {
		g_autofree char *fault = NULL, *before = NULL, *after = NULL;
		g_autoptr(Conf) in_force = fixture_conf(&f, HOURS, "", COSTS[i].price);
		g_autoptr(Conf) next = fixture_conf(&f, COSTS[i].general, COSTS[i].mute, COSTS[i].next_price);
		Simulate s;

		f.desk.conf = in_force;
		row_int(COSTS[i].row, simulate_past(&f.desk, next, 0, f.desk.now_at, NULL, &s, &fault), 0);
		before = cost_words(&s.before[SIMULATE_FIRST_CONTACT]);
		after = cost_words(&s.after[SIMULATE_FIRST_CONTACT]);
		row_str(COSTS[i].row, before, COSTS[i].before);
		row_str(COSTS[i].row, after, COSTS[i].after);
		simulate_clear(&s);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(what_is_looked_at)
{
	static const struct {
		const char *row, *shop;
		int64_t since_at, until_at;
		int r;
		guint cases;
	} SPANS[] = {
		{"all", NULL, 0, WEDNESDAY, 0, 4},
		{"a shop", "mute", 0, WEDNESDAY, 0, 1},
		{"no such shop", "mutt", 0, WEDNESDAY, -EINVAL, 0},
		{"later", NULL, WEDNESDAY, WEDNESDAY + HOUR, 0, 0},
	};
	Fixture f;

	fixture_open(&f);
	fill(&f);
	for (guint i = 0; i < G_N_ELEMENTS(SPANS); i++) {
		g_autofree char *fault = NULL;
		Simulate s = {0};

		row_int(SPANS[i].row, simulate_past(&f.desk, f.conf, SPANS[i].since_at, SPANS[i].until_at, SPANS[i].shop, &s, &fault),
		        SPANS[i].r);
		row_int(SPANS[i].row, s.cases, SPANS[i].cases);
		row_int(SPANS[i].row, s.same_rules, SPANS[i].r == 0);
		simulate_clear(&s);
	}
	fixture_close(&f);
}
END_TEST

/* Ten are kept, the greatest. */
START_TEST(ten_differences)
{
	Fixture f;
	Simulate s;
	g_autofree char *fault = NULL;
	g_autoptr(Conf) in_force = NULL;
	g_autoptr(Conf) next = NULL;

	fixture_open(&f);
	in_force = fixture_conf(&f, HOURS, "", "");
	next = fixture_conf(&f, "quiet_hours = [];\npermitted_hours: { sms = [ \"daily 00:00-24:00\" ]; };\n", "", "");
	f.desk.conf = in_force;
	for (int i = 0; i < 12; i++) { /* each waits an hour longer than the one before */
		g_autofree char *id = g_strdup_printf("S-%d", i);
		g_autofree char *phone = g_strdup_printf("138123412%02d", i);

		f.desk.now_at = WEDNESDAY - (i + 1) * HOUR / 2;
		fixture_case(&f, "demo", id, phone, f.desk.now_at);
	}
	f.desk.now_at = WEDNESDAY + HOUR;
	ck_assert_int_eq(simulate_past(&f.desk, next, 0, f.desk.now_at, NULL, &s, &fault), 0);
	ck_assert_uint_eq(s.changed, 12);
	ck_assert_uint_eq(s.differences->len, SIMULATE_DIFFERENCES);
	for (guint i = 0; i < s.differences->len; i++)
		ck_assert_int_eq(g_array_index(s.differences, SimulateDifference, i).case_id, 12 - i);
	simulate_clear(&s);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("simulate");
	TCase *tc = tcase_create("simulate");

	tcase_add_loop_test(tc, candidates, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, what_it_costs);
	tcase_add_test(tc, what_is_looked_at);
	tcase_add_test(tc, ten_differences);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "simulate");
}
