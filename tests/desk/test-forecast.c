/* When a queue leaves: synthetic queues through the simulation, and a real store from end to end. */
#include "desk/fixture.h"

#include "desk/forecast.h"
#include "desk/pauses.h"

#include <string.h>

#define NEVER (-1)
#define OPEN_END (-2)

/* One heap; minutes from Wednesday 08:00 in Shanghai, where 08:00 to 21:30 is permitted. */
typedef struct {
	int due, paused_until, deadline, count; /* paused_until 0: not; OPEN_END; deadline NEVER */
	guint lane;
	gboolean any_hour;
} Row;

static const struct {
	const char *what;
	int now;           /* minutes */
	double rates[2];   /* a second */
	Row heaps[4];
	const char *hours; /* what leaves in each hour from now's on; late ones behind a '!' */
	const char *rest;  /* what is not 0 of the numbers, in minutes where they are times */
	gboolean fits;
} ROWS[] = {
	{"an empty queue", 0, {1}, {{0}}, "0 0 0 0", "", TRUE},
	{"one", 0, {1}, {{0, 0, 60, 1, 0, FALSE}}, "1 0 0 0", "planned=1 due=1 first=0 last=0 queue=1", TRUE},
	{"held at night, gone by 09:02", -600, {5}, {{0, 0, 120, 18600, 0, FALSE}}, "0 0 0 0 0 0 0 0 0 0 18000 600",
	 "planned=18600 first=0 last=61 queue=18600", TRUE},
	{"held at night, too many", -60, {1}, {{0, 0, 120, 9000, 0, FALSE}}, "0 3600 3600 1800!1799",
	 "planned=9000 first=0 last=149 late=1799 missed=120 queue=9000", FALSE},
	{"due in the night waits for the morning", -120, {1}, {{-60, 0, 60, 10, 0, FALSE}}, "0 0 10 0",
	 "planned=10 first=0 last=0 queue=10", TRUE},
	{"overdue leaves now", 30, {1}, {{0, 0, 60, 10, 0, FALSE}}, "10 0 0 0", "planned=10 due=10 first=30 last=30 queue=10",
	 TRUE},
	{"opens after the deadline: no speed helps", -120, {1}, {{-120, 0, -60, 10, 0, FALSE}}, "0 0 10 0",
	 "planned=10 due=10 first=0 last=0 anyhow=10 queue=10", TRUE},
	{"the nearest deadline first", 0, {1}, {{0, 0, NEVER, 7200, 0, FALSE}, {0, 0, 60, 3600, 0, FALSE}}, "3600 3600 3600 0",
	 "planned=10800 due=10800 first=0 last=179 queue=10800", TRUE},
	{"a nearer deadline comes later and overtakes", 0, {1},
	 {{0, 0, 240, 7200, 0, FALSE}, {60, 0, 121, 3600, 0, FALSE}}, "3600 3600 3600 0",
	 "planned=10800 due=7200 first=0 last=179 queue=10800", TRUE},
	{"two providers at once", 0, {1, 2}, {{0, 0, 60, 3600, 0, FALSE}, {0, 0, 60, 7200, 1, FALSE}}, "10800 0 0 0",
	 "planned=10800 due=10800 first=0 last=59 queue=7200", TRUE},
	{"evening: what is left waits for the morning", 780, {1}, {{780, 0, NEVER, 2000, 0, FALSE}},
	 "1800 0 0 0 0 0 0 0 0 0 0 200", "planned=2000 due=2000 first=780 last=1443 moved=200 queue=1800", FALSE},
	{"a pause", 0, {1}, {{0, 90, 60, 10, 0, FALSE}, {0, 0, 60, 10, 0, FALSE}}, "10 10!10 0 0",
	 "planned=20 due=20 first=0 last=90 late=10 missed=60 queue=10", FALSE},
	{"a pause over the night", 780, {1}, {{780, 840, NEVER, 10, 0, FALSE}}, "0 0 0 0 0 0 0 0 0 0 0 10",
	 "planned=10 due=10 first=1440 last=1440 queue=10", TRUE},
	{"a pause with an open end", 0, {1}, {{0, OPEN_END, 60, 10, 0, FALSE}}, "0 0 0 0", "planned=10 due=10 stopped=10",
	 FALSE},
	{"at any hour", -120, {1}, {{-120, 0, -115, 1, 0, TRUE}}, "1 0 0 0",
	 "planned=1 due=1 first=-120 last=-120 queue=1", TRUE},
	{"so slow that two weeks are not enough", 0, {0.001}, {{0, 0, NEVER, 1000, 0, FALSE}}, "4 4 3 4",
	 NULL, FALSE},
};

static void add_number(GString *text, const char *name, int64_t value)
{
	if (value)
		g_string_append_printf(text, "%s%s=%" G_GINT64_FORMAT, text->len ? " " : "", name, value);
}

static void add_time(GString *text, const char *name, int64_t at)
{
	if (at != STORE_NO_TIME)
		g_string_append_printf(text, "%s%s=%d", text->len ? " " : "", name,
		                       (int)((at - WEDNESDAY) / 60));
}

static char *numbers_text(const Forecast *f)
{
	GString *text = g_string_new(NULL);

	add_number(text, "planned", f->planned);
	add_number(text, "due", f->due);
	add_time(text, "first", f->first_at);
	add_time(text, "last", f->last_at);
	add_number(text, "late", f->late);
	add_time(text, "missed", f->missed_at);
	add_number(text, "anyhow", f->late_anyhow);
	add_number(text, "moved", f->moved);
	add_number(text, "stopped", f->stopped);
	add_number(text, "stuck", f->stuck);
	add_number(text, "queue", f->queue);
	return g_string_free(text, FALSE);
}

static char *hours_text(const Forecast *f)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < f->hours->len; i++) {
		const ForecastHour *h = &g_array_index(f->hours, ForecastHour, i);

		g_string_append_printf(text, "%s%d", i ? " " : "", (int)h->sent);
		if (h->late)
			g_string_append_printf(text, "!%d", (int)h->late);
	}
	return g_string_free(text, FALSE);
}

START_TEST(simulates)
{
	const char *what = ROWS[_i].what;
	g_autoptr(Zones) zones = zones_new();
	g_autoptr(Hours) hours = hours_new();
	GTimeZone *zone = zones_get(zones, "Asia/Shanghai");
	const Hours *const layers[] = {hours};
	const DecideRules rules = {.layers = layers, .n_layers = 1, .zones = &zone, .n_zones = 1};
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(ForecastItem));
	g_auto(GStrv) n_hours = g_strsplit(ROWS[_i].hours, " ", -1);
	Forecast f = {.from_at = WEDNESDAY + ROWS[_i].now * 60, .clock = g_time_zone_ref(zone),
	              .lanes = g_array_new(FALSE, TRUE, sizeof(ForecastLane))};
	g_autofree char *numbers = NULL;
	g_autofree char *chart = NULL;

	for (int day = HOURS_MON; day <= HOURS_HOLIDAY; day++)
		ck_assert_int_eq(hours_add_window(hours, day, 8 * 3600, 21 * 3600 + 1800), 0);
	for (int l = 0; l < 2 && ROWS[_i].rates[l] > 0; l++) {
		const ForecastLane lane = {.rate = ROWS[_i].rates[l]};

		g_array_append_val(f.lanes, lane);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS[_i].heaps) && ROWS[_i].heaps[i].count; i++) {
		const Row *r = &ROWS[_i].heaps[i];
		const ForecastItem item = {
			.due_at = WEDNESDAY + r->due * 60, .count = r->count, .lane = r->lane,
			.paused_until_at = r->paused_until == OPEN_END ? INT64_MAX
			                   : r->paused_until           ? WEDNESDAY + r->paused_until * 60
			                                               : 0,
			.deadline_at = r->deadline == NEVER ? DECIDE_NEVER : WEDNESDAY + r->deadline * 60,
			.rules = r->any_hour ? NULL : &rules};

		g_array_append_val(items, item);
	}
	f.until_at = f.from_at + g_strv_length(n_hours) * HOUR - (ROWS[_i].now % 60 ? 1800 : 0);
	forecast_hours(&f);
	forecast_run(items, &f);
	chart = hours_text(&f);
	numbers = numbers_text(&f);
	row_str(what, chart, ROWS[_i].hours);
	if (ROWS[_i].rest)
		row_str(what, numbers, ROWS[_i].rest);
	else
		ck_assert_msg(f.stuck > 0 && f.last_at <= f.from_at + FORECAST_FAR_S, "row %s: %s", what, numbers);
	row_int(what, forecast_fits(&f), ROWS[_i].fits);
	forecast_clear(&f);
}
END_TEST

/* ---- over a store ---- */

static void plan(Fixture *f, int64_t case_id, int64_t due_at, int64_t deadline_at)
{
	const Plan planned = {.verdict = PLAN_STEP, .step = STEP_FIRST_CONTACT, .round = 1, .due_at = due_at,
	                      .deadline_at = deadline_at, .reason = REASON_QUIET_HOURS};

	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &planned, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
}

/* Forty cases held over the night for 08:00, one in London for 16:00 in Shanghai. */
static void fill(Fixture *f)
{
	f->desk.now_at = WEDNESDAY - 8 * HOUR;
	for (int i = 0; i < 40; i++) {
		g_autofree char *phone = g_strdup_printf("138123412%02d", i);

		plan(f, fixture_case(f, "demo", phone, phone, f->desk.now_at), WEDNESDAY, WEDNESDAY + 2 * HOUR);
	}
	plan(f, fixture_case(f, "london", "UK", "+447400123456", f->desk.now_at), WEDNESDAY + 8 * HOUR,
	     WEDNESDAY + 10 * HOUR);
}

START_TEST(from_end_to_end)
{
	g_autofree char *fault = NULL;
	g_autofree char *numbers = NULL;
	const ForecastLane *lane;
	Fixture f;
	Forecast out;

	fixture_open(&f);
	fill(&f);
	ck_assert_int_eq(forecast_make(&f.desk, NULL, 24, 0, &out, &fault), 0);
	lane = &g_array_index(out.lanes, ForecastLane, 0);
	ck_assert_str_eq(lane->provider, "p");
	ck_assert_uint_eq(lane->samples, 0);
	ck_assert_int_eq((int)lane->rate, 10); /* max_in_flight texts of one second */
	numbers = numbers_text(&out);
	ck_assert_str_eq(numbers, "planned=41 first=0 last=480 queue=40");
	ck_assert(forecast_fits(&out));
	forecast_clear(&out);
	fixture_close(&f);
}
END_TEST

/* The daemon keeps to the rate of the configuration, however fast the provider answers; --rate asks "what if". */
START_TEST(no_faster_than_the_configuration_lets_it)
{
	static const struct {
		const char *what;
		RateRules rate, of_each; /* of the provider, and of each of its senders */
		guint senders;
		double wished, is;
	} RATES[] = {
	        {"no rate", {0}, {0}, 0, 0, 10},
	        {"a rate", {.count = 1, .per_us = 200 * G_USEC_PER_SEC}, {0}, 0, 0, 0.005},
	        {"a rate it never reaches", {.count = 50, .per_us = G_USEC_PER_SEC}, {0}, 0, 0, 10},
	        {"a rate of its sender", {0}, {.count = 1, .per_us = G_USEC_PER_SEC}, 0, 0, 1},
	        {"of each of its senders", {0}, {.count = 1, .per_us = G_USEC_PER_SEC}, 3, 0, 3},
	        {"the lower of both", {.count = 2, .per_us = G_USEC_PER_SEC}, {.count = 1, .per_us = G_USEC_PER_SEC}, 3, 0, 2},
	        {"what if", {.count = 1, .per_us = 200 * G_USEC_PER_SEC}, {0}, 0, 7, 7},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(RATES); i++) {
		g_autofree char *fault = NULL;
		ConfProvider *provider;
		Fixture f;
		Forecast out;

		fixture_open(&f);
		fill(&f);
		provider = f.desk.conf->providers->pdata[0];
		provider->rate = RATES[i].rate;
		provider->sender_rate = RATES[i].of_each;
		if (RATES[i].senders)
			provider->senders = g_ptr_array_new_with_free_func(g_free);
		for (guint s = 0; s < RATES[i].senders; s++)
			g_ptr_array_add(provider->senders, g_strdup("10690"));
		ck_assert_int_eq(forecast_make(&f.desk, NULL, 24, RATES[i].wished, &out, &fault), 0);
		ck_assert_msg(ABS(g_array_index(out.lanes, ForecastLane, 0).rate - RATES[i].is) < 1e-9, "%s", RATES[i].what);
		if (RATES[i].is < 0.01)
			ck_assert_int_eq(out.late, 3);
		forecast_clear(&out);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(does_not_fit_at_a_rate)
{
	g_autofree char *fault = NULL;
	Fixture f;
	Forecast out;

	fixture_open(&f);
	fill(&f);
	/* One in 200 s: 36 in two hours, and one at 10:00. */
	ck_assert_int_eq(forecast_make(&f.desk, NULL, 24, 0.005, &out, &fault), 0);
	ck_assert_int_eq(out.late, 3);
	ck_assert_int_eq(out.missed_at, WEDNESDAY + 2 * HOUR);
	ck_assert(!forecast_fits(&out));
	forecast_clear(&out);
	fixture_close(&f);
}
END_TEST

/* A shop reads what is its own, at the moment it leaves behind the others of its provider. */
START_TEST(one_shop_among_others)
{
	static const struct {
		const char *what, *shop, *numbers;
		double rate;
	} SHOPS[] = {
	        {"all", NULL, "planned=42 first=0 last=480 queue=41", 1},
	        {"the one with many", "demo", "planned=40 first=0 last=0 queue=41", 1},
	        {"the one that waits for the other", "mute", "planned=1 first=3 last=3 queue=41", 0.2},
	        {"late, but not what the other is", "mute", "planned=1 first=133 last=133 late=1 missed=121 queue=41",
	         0.005},
	        {"late, and not what the other is", "demo", "planned=40 first=0 last=130 late=3 missed=120 queue=41",
	         0.005},
	};
	Fixture f;

	fixture_open(&f);
	fill(&f);
	plan(&f, fixture_case(&f, "mute", "M", "+8613912340000", f.desk.now_at), WEDNESDAY, WEDNESDAY + 2 * HOUR + 60);
	for (gsize i = 0; i < G_N_ELEMENTS(SHOPS); i++) {
		g_autofree char *fault = NULL;
		g_autofree char *numbers = NULL;
		Forecast out;

		ck_assert_int_eq(forecast_make(&f.desk, SHOPS[i].shop, 24, SHOPS[i].rate, &out, &fault), 0);
		numbers = numbers_text(&out);
		row_str(SHOPS[i].what, numbers, SHOPS[i].numbers);
		forecast_clear(&out);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(names_pauses_and_what_is_gone)
{
	g_autofree char *fault = NULL;
	Fixture f;
	Forecast out;

	fixture_open(&f);
	fill(&f);
	ck_assert_int_eq(pause_begin(&f.desk, "shop:demo", "stock-taking", STORE_NO_TIME, &fault), 0);
	ck_assert_int_eq(forecast_make(&f.desk, NULL, 24, 0, &out, &fault), 0);
	ck_assert_int_eq(out.stopped, 40);
	ck_assert_uint_eq(out.pauses->len, 1);
	ck_assert_str_eq(g_array_index(out.pauses, StorePause, 0).reason, "stock-taking");
	forecast_clear(&out);
	/* A shop that the configuration no longer has. */
	g_free(((ConfShop *)f.conf->shops->pdata[1])->id);
	((ConfShop *)f.conf->shops->pdata[1])->id = g_strdup("gone");
	ck_assert_int_eq(forecast_make(&f.desk, NULL, 24, 0, &out, &fault), 0);
	ck_assert_int_eq(out.nowhere, 1);
	ck_assert_int_eq(out.planned, 40);
	forecast_clear(&out);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("forecast");
	TCase *tc = tcase_create("forecast");

	tcase_add_loop_test(tc, simulates, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, from_end_to_end);
	tcase_add_test(tc, no_faster_than_the_configuration_lets_it);
	tcase_add_test(tc, does_not_fit_at_a_rate);
	tcase_add_test(tc, one_shop_among_others);
	tcase_add_test(tc, names_pauses_and_what_is_gone);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "forecast");
}
