/* The one source of "now". Everything else is handed a time.
 *
 * DESIGN section 7: int64_t microseconds UTC are named *_us, whole seconds *_at. */
#pragma once

#include <stdint.h>

#define USEC_PER_SEC INT64_C(1000000)

/* A clock that tells real time, or - for tests and replays - the time it was last set to. */
typedef struct {
	int64_t fake_us; /* < 0: real time */
} Clock;

#define CLOCK_REAL ((Clock){.fake_us = -1})

/* Microseconds since 1970-01-01T00:00:00Z. Steps when an admin or NTP steps the clock. */
int64_t clock_now_us(const Clock *clock);

/* The same in whole seconds, rounded down. */
int64_t clock_now_at(const Clock *clock);

/* Microseconds that never go back and count through suspend; for time-outs only. */
int64_t clock_monotonic_us(void);
