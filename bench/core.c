/* How long the decision takes: decide() of core/decide.h, in memory, on this thread. Lines "NAME VALUE UNIT". */
#include "core/decide.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define RUNS 200000
#define NEVER_RUNS 20000
#define NOON INT64_C(1795075200) /* 2026-11-19 08:00 UTC, a Thursday */
#define DAY INT64_C(86400)

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static Hours *daily(int from_s, int to_s)
{
	Hours *hours = hours_new();

	for (int day = 1; day <= 8; day++)
		(void)hours_add_window(hours, day, from_s, to_s);
	return hours;
}

/* Each run is another moment, so that no run can use what the one before left in a cache. */
static void measure(const char *name, DecideKind kind, const DecideRules *rules, const DecideFacts *facts, int runs)
{
	double began = now_s();
	int64_t sum = 0;

	for (int i = 0; i < runs; i++)
		sum += decide(kind, rules, facts, NOON + (i % 1440) * 60).action;
	printf("%s %.4f us\n", name, (now_s() - began) / runs * 1e6 + (sum < 0 ? 1 : 0));
}

int main(void)
{
	g_autoptr(Hours) region = daily(8 * 3600, 20 * 3600), shop = daily(9 * 3600, 21 * 3600);
	g_autoptr(Hours) work = daily(9 * 3600, 18 * 3600);
	g_autoptr(Hours) closed = hours_new();
	g_autoptr(GTimeZone) shanghai = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(GTimeZone) east = g_time_zone_new_identifier("America/New_York");
	g_autoptr(GTimeZone) west = g_time_zone_new_identifier("America/Los_Angeles");
	g_autoptr(GTimeZone) island = g_time_zone_new_identifier("Pacific/Honolulu");
	const Hours *const layers[] = {region, shop}, *const never[] = {region, shop, closed};
	GTimeZone *const one[] = {shanghai}, *const all[] = {east, west, island};
	const FactEvent events[] = {{EVENT_RESOLVED, NOON - 2 * DAY}, {EVENT_REOPENED, NOON - 3 * DAY}};
	const int64_t contacts[] = {NOON - DAY, NOON - 5 * DAY};
	DecideFacts facts = DECIDE_FACTS_NONE;
	DecideRules rules = {.layers = layers, .n_layers = 2, .zones = one, .n_zones = 1, .work = work, .work_zone = shanghai,
	                     .sla_in_s = 3600, .sla_next_s = 10 * 3600, .delay_s = 600, .sat_min_s = DAY, .sat_max_s = 2 * DAY,
	                     .max_late_s = DAY};

	facts.complaint_at = NOON - 600;
	facts.events = events;
	facts.n_events = G_N_ELEMENTS(events);
	facts.contacts = contacts;
	facts.n_contacts = G_N_ELEMENTS(contacts);
	measure("decide-ordinary", DECIDE_FIRST_CONTACT, &rules, &facts, RUNS);
	rules.zones = all;
	rules.n_zones = G_N_ELEMENTS(all);
	measure("decide-three-zones", DECIDE_FIRST_CONTACT, &rules, &facts, RUNS);
	/* Nothing is ever permitted: all of the horizon is looked through. */
	rules.layers = never;
	rules.n_layers = 3;
	measure("decide-never", DECIDE_FIRST_CONTACT, &rules, &facts, NEVER_RUNS);
	return 0;
}
