/* Numbers of deadlines kept and missed, and the cases behind them. */
#include "desk/fixture.h"
#include "desk/import.h"
#include "desk/sla_report.h"

static Fixture f;

static void setup(void)
{
	fixture_open(&f);
}

static void teardown(void)
{
	fixture_close(&f);
}

/* Complaints of Wednesday, in hours after 08:00 in Shanghai; each has an hour. */
static const struct {
	const char *shop, *id;
	int complaint_h;
	int contact_min; /* minutes after the complaint; -1: none */
	const char *actor;
	EventKind kind;
	int cause; /* of a miss that is frozen; -1: none */
} CASES[] = {
	{"demo", "A", 1, 10, "agent:li", EVENT_AGENT_CONTACTED, -1},
	{"demo", "B", 1, 20, "agent:li", EVENT_AGENT_CONTACTED, -1},
	{"demo", "C", 2, 30, "agent:wu", EVENT_AGENT_CONTACTED, -1},
	{"demo", "D", 2, -1, NULL, EVENT_NOTE, MISS_LATE_ALERT},
	{"demo", "E", 3, 90, "agent:wu", EVENT_AGENT_CONTACTED, MISS_LATE_ALERT},
	{"demo", "F", 3, -1, NULL, EVENT_NOTE, MISS_PAUSED},
	{"demo", "G", 4, 5, "customer", EVENT_WITHDRAWN, -1},
	{"demo", "H", 5, -1, NULL, EVENT_NOTE, -1},
	{"london", "I", 1, 10, "agent:li", EVENT_AGENT_CONTACTED, -1},
};

static void fill(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		int64_t at = WEDNESDAY + CASES[i].complaint_h * HOUR;
		g_autofree char *phone = g_strdup_printf("+861381234000%zu", i);
		int64_t id = fixture_case(&f, CASES[i].shop, CASES[i].id, phone, at);
		MissTimes times = {.deadline_at = at + HOUR, .lawful_at = at, .latest_at = at + HOUR};
		StoreEvent event = {.kind = CASES[i].kind, .at = at + CASES[i].contact_min * 60, .actor = CASES[i].actor};

		ck_assert_int_eq(store_begin(f.store), 0);
		ck_assert_int_eq(store_sla_put(f.store, id, &times, f.rules_id, at), 0);
		if (CASES[i].cause >= 0)
			ck_assert_int_eq(store_sla_miss(f.store, id, 1, (MissCause)CASES[i].cause, at + HOUR + 1), 0);
		if (CASES[i].actor)
			ck_assert_int_eq(store_case_event(f.store, id, &event), 0);
		ck_assert_int_eq(store_commit(f.store), 0);
	}
}

/* The shop says later how grave it was: what is counted already stays. */
static void grade(const char *id)
{
	g_autofree char *external_id = g_strconcat("external_id=", id, NULL);
	const char *const words[] = {"shop=demo", external_id, "phone=+8613812340003", "level=4", NULL};
	g_autofree char *fault = NULL;
	IntakeResult result;
	int64_t case_id = 0;

	ck_assert_msg(import_words(&f.desk, words, &result, &case_id, &fault) == 0, "%s", fault);
	ck_assert_int_eq(result, INTAKE_UPDATED);
	ck_assert_int_eq(case_id, 4);
}

START_TEST(counts)
{
	g_autofree char *fault = NULL;
	SlaReport r;

	fill();
	grade("D");
	ck_assert_int_eq(sla_report(&f.desk, "demo", WEDNESDAY, &r, &fault), 0);
	ck_assert_uint_eq(r.rows->len, 8);
	ck_assert_uint_eq(r.all.kept, 3);
	ck_assert_uint_eq(r.all.missed, 3);
	ck_assert_uint_eq(r.open, 1);
	ck_assert_uint_eq(r.withdrawn, 1);
	ck_assert_uint_eq(r.causes[MISS_LATE_ALERT], 2);
	ck_assert_uint_eq(r.causes[MISS_PAUSED], 1);
	ck_assert_uint_eq(r.causes[MISS_OTHER], 0);
	ck_assert_uint_eq(r.hours[9].kept, 2); /* on the shop's clock */
	ck_assert_uint_eq(r.hours[10].kept, 1);
	ck_assert_uint_eq(r.hours[10].missed, 1);
	ck_assert_uint_eq(r.hours[11].missed, 2);
	ck_assert_uint_eq(r.levels[0].kept, 3);
	ck_assert_uint_eq(r.levels[0].missed, 3);
	ck_assert_uint_eq(r.levels[4].missed, 0);
	ck_assert_uint_eq(r.keepers->len, 2);
	ck_assert_str_eq(g_array_index(r.keepers, SlaKeeper, 0).name, "agent:li");
	ck_assert_uint_eq(g_array_index(r.keepers, SlaKeeper, 0).kept, 2);
	sla_report_clear(&r);
	ck_assert_int_eq(sla_report(&f.desk, NULL, WEDNESDAY + 4 * HOUR, &r, &fault), 0);
	ck_assert_uint_eq(r.rows->len, 4); /* deadlines from 12:00 in Shanghai on: E, F, G, H */
	sla_report_clear(&r);
	ck_assert_int_eq(sla_report(&f.desk, "nobody's", WEDNESDAY, &r, &fault), 0);
	ck_assert_uint_eq(r.all.kept + r.all.missed + r.open, 0);
	sla_report_clear(&r);
}
END_TEST

static const struct {
	int64_t case_id;
	const char *want;
	gboolean frozen;
} WORDS[] = {
	{1, "deadline Wed 18 Nov 10:00 kept by agent:li", TRUE},
	{5, "deadline Wed 18 Nov 12:00 missed: late alert", TRUE},
	{6, "deadline Wed 18 Nov 12:00 missed: paused", TRUE},
	{7, "deadline Wed 18 Nov 13:00: the case was over before", TRUE},
	{8, "deadline Wed 18 Nov 14:00 open", FALSE},
	{77, NULL, FALSE},
};

START_TEST(words)
{
	GTimeZone *zone = zones_get(f.zones, "Asia/Shanghai");

	fill();
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++) {
		const char *row = WORDS[i].want ? WORDS[i].want : "none";
		gboolean frozen = FALSE;
		g_autofree char *got = sla_words(&f.desk, WORDS[i].case_id, zone, &frozen);

		row_str(row, got, WORDS[i].want);
		row_int(row, frozen, WORDS[i].frozen);
	}
}
END_TEST

START_TEST(percents)
{
	static const guint ROWS[][3] = {{0, 0, 0}, {1, 3, 33}, {2, 3, 67}, {1, 2, 50}, {1, 200, 1}, {5, 5, 100}};

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		ck_assert_uint_eq(sla_percent(ROWS[i][0], ROWS[i][1]), ROWS[i][2]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("desk-sla");
	TCase *tc = tcase_create("desk-sla");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, counts);
	tcase_add_test(tc, words);
	tcase_add_test(tc, percents);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "desk-sla");
}
