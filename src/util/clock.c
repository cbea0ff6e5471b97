#include "util/clock.h"

#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000;
}

int64_t clock_now_us(const Clock *clock)
{
	return clock->fake_us >= 0 ? clock->fake_us : read_us(CLOCK_REALTIME);
}

int64_t clock_now_at(const Clock *clock)
{
	return clock_now_us(clock) / USEC_PER_SEC;
}

int64_t clock_monotonic_us(void)
{
	return read_us(CLOCK_BOOTTIME);
}
