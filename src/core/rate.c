#include "core/rate.h"
#include "core/wall.h"

#include <errno.h>

#define SECOND_US INT64_C(1000000)
#define COUNT_MAX 100000

/* Rounded up: never a bit faster than said. */
int64_t rate_one_us(const RateRules *rules)
{
	return rules->count > 0 ? (rules->per_us + rules->count - 1) / rules->count : 0;
}

/* How far ahead the bucket may be and still give one. */
static int64_t slack_us(const RateRules *rules)
{
	return (MAX(rules->burst, 1) - 1) * rate_one_us(rules);
}

RateState rate_empty(const RateRules *rules, int64_t now_us)
{
	return (RateState){.full_us = rules->count > 0 ? now_us + slack_us(rules) + rate_one_us(rules) : now_us};
}

int64_t rate_next_us(const RateRules *rules, const RateState *state, int64_t now_us)
{
	if (rules->count <= 0)
		return now_us;
	return MIN(state->full_us, rate_empty(rules, now_us).full_us) - slack_us(rules);
}

void rate_take(const RateRules *rules, RateState *state, int64_t now_us)
{
	if (rules->count > 0)
		state->full_us = MAX(MIN(state->full_us, rate_empty(rules, now_us).full_us), now_us) + rate_one_us(rules);
}

/* Midnight of the day of `want` near `at`: where a zone skips or repeats it, the first instant of that date. */
static int64_t midnight(GTimeZone *zone, int64_t at, int64_t want)
{
	Wall wall = wall_at(zone, at);

	return wall.day >= want ? at - wall.second : at + (WALL_DAY_S - wall.second);
}

void rate_day(GTimeZone *zone, int64_t at, int64_t *start_at, int64_t *end_at)
{
	Wall wall = wall_at(zone, at);

	*start_at = midnight(zone, at - wall.second, wall.day);
	*end_at = midnight(zone, at + (WALL_DAY_S - wall.second), wall.day + 1);
}

int rate_parse(const char *text, RateRules *rules)
{
	static const struct {
		const char *unit;
		int64_t per_us;
	} UNITS[] = {{"s", SECOND_US}, {"min", 60 * SECOND_US}, {"h", 3600 * SECOND_US}};
	int count = 0;

	for (; g_ascii_isdigit(*text); text++) {
		count = count * 10 + (*text - '0');
		if (count > COUNT_MAX)
			return -EINVAL;
	}
	if (count < 1 || *text != '/')
		return -EINVAL;
	for (gsize i = 0; i < G_N_ELEMENTS(UNITS); i++)
		if (g_strcmp0(UNITS[i].unit, text + 1) == 0) {
			rules->count = count;
			rules->per_us = UNITS[i].per_us;
			return 0;
		}
	return -EINVAL;
}
