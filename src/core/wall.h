/* The wall clock of a zone at an instant: the only step from UTC to local time, and none back (contact-time T2).
 *
 * Internal to the core. Integer arithmetic only, so that a decision neither allocates nor leaves a date's range. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define WALL_DAY_S 86400

/* Instants are held within these: far outside every calendar, and sums of a few days cannot overflow. */
#define WALL_AT_MAX (INT64_C(1) << 60)
#define WALL_AT_MIN (-WALL_AT_MAX)

typedef struct {
	int64_t at;    /* the instant, within WALL_AT_MIN..WALL_AT_MAX */
	int64_t local; /* at + the zone's offset: seconds of a calendar without zones */
	int64_t day;   /* local date as days since 1970-01-01 */
	int second;    /* second of the local day */
	int interval;  /* GTimeZone's number of the stretch of time in which the offset stays */
} Wall;

Wall wall_at(GTimeZone *zone, int64_t at);

/* The weekday of a day number, 1 (Monday) to 7; also of dates the zone skipped (T5: calendar arithmetic). */
int wall_weekday(int64_t day);

/* `to` (> wall->at) when the offset stays from wall->at to `to`, else the first instant of the next stretch: how far a
 * wall clock can be counted on from here. */
int64_t wall_hold(GTimeZone *zone, const Wall *wall, int64_t to);

/* The sum, held within WALL_AT_MIN..WALL_AT_MAX. */
int64_t wall_add(int64_t at, int64_t seconds);
