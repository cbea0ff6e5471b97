#include "core/wall.h"

static int interval_at(GTimeZone *zone, int64_t at)
{
	return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);
}

Wall wall_at(GTimeZone *zone, int64_t at)
{
	Wall wall = {.at = CLAMP(at, WALL_AT_MIN, WALL_AT_MAX)};

	wall.interval = interval_at(zone, wall.at);
	wall.local = wall.at + g_time_zone_get_offset(zone, wall.interval);
	wall.day = wall.local / WALL_DAY_S;
	wall.second = (int)(wall.local % WALL_DAY_S);
	if (wall.second < 0) { /* C rounds towards zero, calendars do not */
		wall.second += WALL_DAY_S;
		wall.day--;
	}
	return wall;
}

int wall_weekday(int64_t day)
{
	/* 1970-01-01 was a Thursday. */
	int weekday = (int)((day + 3) % 7);

	return (weekday < 0 ? weekday + 7 : weekday) + 1;
}

int64_t wall_hold(GTimeZone *zone, const Wall *wall, int64_t to)
{
	int64_t same = wall->at, other = to;

	if (interval_at(zone, to) == wall->interval)
		return to;
	/* GTimeZone has no query for a transition, but its interval numbers only grow: halve until it is found. */
	while (other - same > 1) {
		int64_t middle = same + (other - same) / 2;

		if (interval_at(zone, middle) == wall->interval)
			same = middle;
		else
			other = middle;
	}
	return other;
}

int64_t wall_add(int64_t at, int64_t seconds)
{
	int64_t sum;

	if (__builtin_add_overflow(at, seconds, &sum))
		sum = seconds > 0 ? WALL_AT_MAX : WALL_AT_MIN;
	return CLAMP(sum, WALL_AT_MIN, WALL_AT_MAX);
}
