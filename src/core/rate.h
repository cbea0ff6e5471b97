/* How fast something may go: a token bucket as arithmetic, one number of state. Source: F23.
 *
 * The number is the instant at which the bucket would be full again (GCRA, ITU-T I.371): what is taken moves it ahead,
 * and as long as it is not too far ahead more may be taken. In any span of time no more go than the burst and what the
 * rate gives in it. Pure: the state goes in, the state comes out. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	int count;      /* 0: any number may go */
	int64_t per_us; /* in this time */
	int burst;      /* so many at one instant after a pause; less than 1 is 1 */
} RateRules;

typedef struct {
	int64_t full_us;
} RateState;

/* A bucket nothing is in yet: the first may go after the time one takes. For a start, after which nobody knows what
 * went just before. */
RateState rate_empty(const RateRules *rules, int64_t now_us);

/* When the next may go: now_us or earlier means now. A clock that was set back makes nobody wait longer than an empty
 * bucket. */
int64_t rate_next_us(const RateRules *rules, const RateState *state, int64_t now_us);

/* One goes now. */
void rate_take(const RateRules *rules, RateState *state, int64_t now_us);

/* The time one takes. 0 where there is no rate. */
int64_t rate_one_us(const RateRules *rules);

/* The day of a zone an instant lies in, for what is counted by the day: seconds UTC, *end_at is the next one's
 * first. */
void rate_day(GTimeZone *zone, int64_t at, int64_t *start_at, int64_t *end_at);

/* "5/s", "100/min", "1000/h". Count and unit; burst stays as it is. -EINVAL: none of that. */
int rate_parse(const char *text, RateRules *rules);
