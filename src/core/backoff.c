#include "core/backoff.h"

#include <glib.h>

int64_t backoff_delay_s(const BackoffRules *rules, int tries, uint64_t spread)
{
	int64_t most = MAX(rules->max_s, 1), delay = CLAMP(rules->first_s, 1, most);
	uint64_t scattered;

	if (tries >= rules->max_tries)
		return -1;
	for (int i = 1; i < tries && delay < most; i++)
		delay = delay > most / 2 ? most : delay * 2;
	/* Ids follow each other; Fibonacci hashing throws neighbours apart. Only ever shorter, so that max_s holds. */
	scattered = (spread * UINT64_C(0x9E3779B97F4A7C15)) >> 32;
	return delay - (int64_t)(scattered % (uint64_t)(delay / 5 + 1));
}

int64_t backoff_clamp_s(int64_t wished_s, int64_t cap_s)
{
	return CLAMP(wished_s, 1, MAX(cap_s, 1));
}
