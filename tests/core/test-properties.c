/* Random rules, zones and instants against a slow reference that knows nothing of hours.c: it holds the rules as a plain
 * list, reads the wall clock through GDateTime and walks minute by minute. The seed is printed with a failure;
 * FOLLOWUP_SEED=n repeats it. Rules, contacts and offsets are whole minutes, so between two minutes nothing changes. */
#include "core/decide.h"
#include "when.h"

#include <stdlib.h>

#define DAY 86400
#define MINUTE 60
#define WALK_DAYS 4 /* horizon of the walk */
#define BUDGET_US (700 * G_TIME_SPAN_MILLISECOND)

/* Zones with the odd transitions of contact-time, and some plain ones. */
static const char *const ZONES[] = {
	"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo",
	"Asia/Beirut", "America/Havana", "Africa/Casablanca", "Antarctica/Troll", "Europe/Dublin", "Asia/Gaza",
	"America/Caracas", "Asia/Pyongyang", "Asia/Almaty", "Europe/Volgograd", "Pacific/Apia", "Pacific/Kwajalein",
	"Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Chatham", "Asia/Tehran", "America/St_Johns", "Etc/UTC",
};

typedef struct {
	int day, from, to; /* minutes; quiet: day it begins on */
} RawSpan;

typedef struct {
	RawSpan windows[12], quiet[3];
	int n_windows, n_quiet;
	int64_t holiday, workday; /* one of each, as days since 1970 */
	int works_as;
	Hours *hours;
} Layer;

typedef struct {
	Layer layers[2];
	GTimeZone *zones[3];
	Cap caps[2];
	int64_t contacts[5], from;
	int n_layers, n_zones, n_caps, n_contacts;
} World;

/* xorshift64*: the same numbers on every machine and with every GLib. */
typedef struct {
	uint64_t state;
} Random;

static int below(Random *random, int limit)
{
	random->state ^= random->state >> 12;
	random->state ^= random->state << 25;
	random->state ^= random->state >> 27;
	return (int)((random->state * UINT64_C(0x2545F4914F6CDD1D) >> 33) % (uint64_t)limit);
}

static uint64_t seed(void)
{
	const char *given = g_getenv("FOLLOWUP_SEED");

	return given ? g_ascii_strtoull(given, NULL, 10) : 20261118;
}

/* ---- the reference ---- */

typedef struct {
	int64_t day;
	int weekday, minute;
} Clock;

static Clock clock_at(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	int year, month, day;
	GDate date;

	g_date_time_get_ymd(local, &year, &month, &day);
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return (Clock){(int64_t)g_date_get_julian(&date) - 719163, g_date_time_get_day_of_week(local),
	               g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local)};
}

static gboolean quiet_at(const RawSpan *quiet, const Clock *clock)
{
	int yesterday = clock->weekday == 1 ? 7 : clock->weekday - 1;

	if (quiet->from < quiet->to)
		return quiet->day == clock->weekday && quiet->from <= clock->minute && clock->minute < quiet->to;
	return (quiet->day == clock->weekday && quiet->from <= clock->minute) ||
	       (quiet->day == yesterday && clock->minute < quiet->to);
}

static gboolean layer_permits(const Layer *layer, const Clock *clock)
{
	int day = clock->weekday;

	for (int i = 0; i < layer->n_quiet; i++)
		if (quiet_at(&layer->quiet[i], clock))
			return FALSE;
	if (clock->day == layer->holiday)
		day = HOURS_HOLIDAY;
	if (clock->day == layer->workday)
		day = layer->works_as;
	for (int i = 0; i < layer->n_windows; i++)
		if (layer->windows[i].day == day && layer->windows[i].from <= clock->minute &&
		    clock->minute < layer->windows[i].to)
			return TRUE;
	return FALSE;
}

static gboolean cap_permits(const World *world, const Cap *cap, int64_t at)
{
	for (int z = 0; z < (cap->seconds ? 1 : world->n_zones); z++) {
		int counted = 0;

		for (int i = 0; i < world->n_contacts; i++)
			counted += cap->seconds ? world->contacts[i] > at - cap->seconds
			                        : clock_at(world->zones[z], world->contacts[i]).day ==
			                                  clock_at(world->zones[z], at).day;
		if (counted > cap->max - 1)
			return FALSE;
	}
	return TRUE;
}

static gboolean permits(const World *world, int64_t at)
{
	for (int z = 0; z < world->n_zones; z++) {
		Clock clock = clock_at(world->zones[z], at);

		for (int l = 0; l < world->n_layers; l++)
			if (!layer_permits(&world->layers[l], &clock))
				return FALSE;
	}
	for (int i = 0; i < world->n_caps; i++)
		if (!cap_permits(world, &world->caps[i], at))
			return FALSE;
	return TRUE;
}

static int64_t next_minute(int64_t at)
{
	return at - at % MINUTE + MINUTE;
}

static int64_t walk(const World *world)
{
	for (int64_t at = world->from; at <= world->from + WALK_DAYS * DAY; at = next_minute(at))
		if (permits(world, at))
			return at;
	return DECIDE_NEVER;
}

/* ---- random worlds ---- */

static void layer_fill(Layer *layer, Random *random, int64_t today)
{
	layer->hours = hours_new();
	layer->holiday = today + below(random, 4) - 1;
	layer->workday = below(random, 3) ? -1 : today + below(random, 4) - 1;
	layer->works_as = 1 + below(random, 7);
	layer->n_windows = 4 + below(random, 9);
	for (int i = 0; i < layer->n_windows; i++) {
		int from = below(random, 1440), to = from + 1 + below(random, 1440 - from);

		layer->windows[i] = (RawSpan){1 + below(random, 8), from, below(random, 5) ? to : 1440};
		hours_add_window(layer->hours, layer->windows[i].day, from * 60, layer->windows[i].to * 60);
	}
	layer->n_quiet = below(random, 4);
	for (int i = 0; i < layer->n_quiet; i++) {
		int from = below(random, 1440), to = below(random, 6) ? below(random, 1440) : from;

		layer->quiet[i] = (RawSpan){1 + below(random, 7), from, to};
		hours_add_quiet(layer->hours, 1u << layer->quiet[i].day, from * 60, to * 60);
	}
	for (int i = 0; i < 2; i++) {
		int64_t day = i ? layer->workday : layer->holiday;
		GDate date;

		if (day < 0)
			continue;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, (guint32)(day + 719163));
		if (i)
			hours_add_workday(layer->hours, g_date_get_year(&date), (int)g_date_get_month(&date),
			                  g_date_get_day(&date), layer->works_as);
		else
			hours_add_holiday(layer->hours, g_date_get_year(&date), (int)g_date_get_month(&date),
			                  g_date_get_day(&date));
	}
}

/* Somewhere in 1990-2036; every other time shortly before a transition of the zone. */
static int64_t random_instant(Random *random, GTimeZone *zone)
{
	int64_t at = 631152000 + (int64_t)below(random, 17000) * DAY + below(random, DAY);
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);

	if (below(random, 2))
		return at;
	for (int day = 0; day < 800; day++)
		if (g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at + (int64_t)day * DAY) != interval)
			return at + (int64_t)(day - 1) * DAY - below(random, DAY);
	return at;
}

static void world_fill(World *world, Random *random)
{
	*world = (World){.n_layers = 1 + below(random, 2), .n_zones = 1 + below(random, 3) / 2 * (1 + below(random, 2)),
	                 .n_caps = below(random, 3), .n_contacts = below(random, 6)};
	for (int i = 0; i < world->n_zones; i++)
		world->zones[i] = zone_of(ZONES[below(random, G_N_ELEMENTS(ZONES))]);
	world->from = random_instant(random, world->zones[0]);
	for (int i = 0; i < world->n_layers; i++)
		layer_fill(&world->layers[i], random, world->from / DAY);
	for (int i = 0; i < world->n_caps; i++)
		world->caps[i] = (Cap){1 + below(random, 3), below(random, 2) ? (1 + below(random, 4000)) * MINUTE : 0};
	for (int i = 0; i < world->n_contacts; i++)
		world->contacts[i] = next_minute(world->from) - (int64_t)(below(random, 3000) - 500) * MINUTE;
}

static void world_clear(World *world)
{
	for (int i = 0; i < world->n_layers; i++)
		hours_free(world->layers[i].hours);
	for (int i = 0; i < world->n_zones; i++)
		g_time_zone_unref(world->zones[i]);
}

static int64_t next_of(const World *world, int n_layers, int n_zones, int n_contacts, int64_t from, int days)
{
	const Hours *layers[] = {world->layers[0].hours, world->layers[1].hours};
	const DecideRules rules = {
		.layers = layers, .n_layers = (guint)n_layers, .zones = world->zones, .n_zones = (guint)n_zones,
		.caps = world->caps, .n_caps = (guint)world->n_caps, .horizon_days = days,
	};
	DecideFacts facts = DECIDE_FACTS_NONE;

	facts.contacts = world->contacts;
	facts.n_contacts = (guint)n_contacts;
	return decide(DECIDE_NEXT, &rules, &facts, from).at;
}

static int64_t next(const World *world, int64_t from, int days)
{
	return next_of(world, world->n_layers, world->n_zones, world->n_contacts, from, days);
}

/* ---- the properties ---- */

#define HOLDS(row, what) ck_assert_msg(what, "FOLLOWUP_SEED=%" G_GUINT64_FORMAT ", world %d: %s", seed(), row, #what)

static void check_next(const World *world, Random *random, int row)
{
	int64_t got = next(world, world->from, WALK_DAYS), later = world->from + below(random, 2 * DAY), wide;

	HOLDS(row, got == walk(world)); /* the earliest, and permitted: in particular never in quiet hours */
	if (got != DECIDE_NEVER) {
		HOLDS(row, next(world, got, WALK_DAYS) == got);
		HOLDS(row, next(world, world->from + (got - world->from) / 2, WALK_DAYS) == got);
	}
	wide = next(world, world->from, 40);
	HOLDS(row, wide >= world->from);
	HOLDS(row, next(world, later, 40) >= wide || wide == DECIDE_NEVER);
	/* Fewer layers, zones or contacts never make it later. */
	HOLDS(row, next_of(world, 1, world->n_zones, world->n_contacts, world->from, 40) <= wide);
	HOLDS(row, next_of(world, world->n_layers, 1, world->n_contacts, world->from, 40) <= wide);
	HOLDS(row, next_of(world, world->n_layers, world->n_zones, 0, world->from, 40) <= wide);
}

/* T9, T12 by walking: the clock shows it, or has jumped over it. */
static int64_t walk_wall(GTimeZone *zone, int minute, const Layer *on, int64_t after)
{
	Clock before = clock_at(zone, after);
	int64_t local_before = before.day * 1440 + before.minute;

	for (int64_t at = next_minute(after); at <= after + 6 * DAY; at += MINUTE) {
		Clock clock = clock_at(zone, at);
		int64_t local = clock.day * 1440 + clock.minute;

		for (int64_t shown = MIN(local_before + 1, local); shown <= local; shown++) {
			Clock date = {shown / 1440, (int)((shown / 1440 + 3) % 7) + 1, 0};
			gboolean open = FALSE;

			for (; shown % 1440 == minute && date.minute < 1440 && !open; date.minute++) {
				Layer windows = *on;

				windows.n_quiet = 0;
				open = layer_permits(&windows, &date);
			}
			if (open)
				return at;
		}
		local_before = local;
	}
	return DECIDE_NEVER;
}

static void check_wall(const World *world, Random *random, int row)
{
	int minute = below(random, 3) ? below(random, 240) : below(random, 1440);
	int64_t got = DECIDE_NEVER, want = walk_wall(world->zones[0], minute, &world->layers[0], world->from);

	hours_next_wall(world->zones[0], minute * 60, world->layers[0].hours, world->from, &got);
	HOLDS(row, want == DECIDE_NEVER ? got > world->from + 6 * DAY : got == want);
}

/* The walk over edges meets every change: between two edges the verdict stays. */
static void check_edges(const World *world, Random *random, int row)
{
	const Hours *hours = world->layers[0].hours;
	int64_t at = world->from;

	for (int i = 0; i < 8; i++) {
		int64_t edge = hours_next_edge(hours, world->zones[0], at);
		int64_t inside = at + below(random, (int)MIN(edge - at, DAY));

		HOLDS(row, edge > at && edge <= at + DAY);
		HOLDS(row, hours_test(hours, world->zones[0], inside) == hours_test(hours, world->zones[0], at));
		HOLDS(row, hours_test(hours, world->zones[0], edge - 1) == hours_test(hours, world->zones[0], at));
		at = edge;
	}
}

static void run_worlds(void (*check)(const World *, Random *, int), int least)
{
	Random random = {seed() * 2 + 1};
	int64_t until = g_get_monotonic_time() + BUDGET_US;

	/* A slow machine (valgrind) does fewer, but always some. */
	for (int row = 0; row < least || g_get_monotonic_time() < until; row++) {
		World world;

		world_fill(&world, &random);
		check(&world, &random, row);
		world_clear(&world);
	}
}

START_TEST(next_is_the_walk)
{
	run_worlds(check_next, 20);
}
END_TEST

START_TEST(wall_time_is_the_walk)
{
	run_worlds(check_wall, 20);
}
END_TEST

START_TEST(edges_are_all_changes)
{
	run_worlds(check_edges, 200);
}
END_TEST

/* Rules moved by whole weeks move the answer by whole weeks where no zone interferes. */
START_TEST(weeks_do_not_matter)
{
	g_autoptr(Hours) hours = hours_of("12345 08:00-21:30, 6 10:00-14:00, q1234567 21:00-09:00");
	g_autoptr(GTimeZone) zone = zone_of("Asia/Tokyo");
	const Hours *layers[] = {hours};
	Random random = {seed() * 2 + 1};

	for (int i = 0; i < 2000; i++) {
		int64_t from = when("1995-01-01 00:00") + below(&random, 1 << 30), weeks = below(&random, 500) * 7 * DAY;
		int64_t one = 0, other = 0;

		ck_assert(hours_next(layers, 1, &zone, 1, from, from + 9 * DAY, &one));
		ck_assert(hours_next(layers, 1, &zone, 1, from + weeks, from + weeks + 9 * DAY, &other));
		HOLDS(i, other - one == weeks);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("properties");
	TCase *tc = tcase_create("properties");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, next_is_the_walk);
	tcase_add_test(tc, wall_time_is_the_walk);
	tcase_add_test(tc, edges_are_all_changes);
	tcase_add_test(tc, weeks_do_not_matter);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "properties");
}
