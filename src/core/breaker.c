#include "core/breaker.h"

#define SECOND_US INT64_C(1000000)

gboolean breaker_allows(const Breaker *breaker, int64_t now_us, int64_t *until_us)
{
	switch (breaker->phase) {
	case BREAKER_OPEN:
		*until_us = breaker->until_us;
		return now_us >= breaker->until_us;
	case BREAKER_HALF_OPEN:
		*until_us = INT64_MAX;
		return !breaker->probing;
	default:
		return TRUE;
	}
}

void breaker_sent(Breaker *breaker, int64_t now_us)
{
	if (breaker->phase == BREAKER_CLOSED)
		return;
	if (breaker->phase == BREAKER_OPEN) {
		breaker->phase = BREAKER_HALF_OPEN;
		breaker->since_us = now_us;
	}
	breaker->probing = TRUE;
}

void breaker_unsent(Breaker *breaker)
{
	breaker->probing = FALSE;
}

static void open_for(Breaker *breaker, int64_t wait_s, int64_t now_us)
{
	if (breaker->phase != BREAKER_OPEN)
		breaker->since_us = now_us;
	breaker->phase = BREAKER_OPEN;
	breaker->until_us = now_us + wait_s * SECOND_US;
	breaker->failures = 0;
	breaker->opened = MIN(breaker->opened + 1, 62);
	breaker->probing = FALSE;
}

static int64_t wait_s(const BreakerRules *rules, int opened)
{
	int64_t most = MAX(rules->max_s, 1), wait = CLAMP(rules->first_s, 1, most);

	for (int i = 0; i < opened && wait < most; i++)
		wait = wait > most / 2 ? most : wait * 2;
	return wait;
}

gboolean breaker_ended(const BreakerRules *rules, Breaker *breaker, gboolean failed, int64_t now_us)
{
	BreakerPhase before = breaker->phase;

	if (!failed) {
		if (before != BREAKER_CLOSED)
			*breaker = (Breaker){.phase = BREAKER_CLOSED, .since_us = now_us};
		breaker->failures = 0;
		return before != BREAKER_CLOSED;
	}
	/* One that left before it was opened tells nothing new. */
	if (before == BREAKER_OPEN)
		return FALSE;
	if (before == BREAKER_CLOSED && (rules->failures <= 0 || ++breaker->failures < rules->failures))
		return FALSE;
	open_for(breaker, wait_s(rules, breaker->opened), now_us);
	return TRUE;
}

gboolean breaker_trip(Breaker *breaker, int64_t wait, int64_t now_us)
{
	gboolean news = breaker->phase != BREAKER_OPEN;

	open_for(breaker, wait, now_us);
	return news;
}
