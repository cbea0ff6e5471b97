#include "core/retention.h"

#include "core/hours.h"

/* Nobody is texted then, and alerts are few. */
#define ROUND_S (3 * 3600 + 30 * 60)

static const struct {
	const char *name, *words;
} KINDS[RETAIN_KINDS] = {
        [RETAIN_CASES] = {"cases", "closed cases, whole"},
        [RETAIN_TEXTS] = {"texts", "closed cases' words and names"},
        [RETAIN_REPLIES] = {"replies", "replies of nobody's case"},
        [RETAIN_RECEIPTS] = {"receipts", "reports that match no message"},
        [RETAIN_RAW] = {"raw", "webhooks and answers as they came"},
        [RETAIN_INTAKE] = {"intake", "rows of the shop's tools"},
        [RETAIN_NOTICES] = {"notices", "notices to the team"},
};

const char *retain_name(RetainKind kind)
{
	return KINDS[kind].name;
}

const char *retain_words(RetainKind kind)
{
	return KINDS[kind].words;
}

int64_t retention_next(GTimeZone *zone, int64_t last_at)
{
	int64_t at;

	return hours_next_wall(zone, ROUND_S, NULL, last_at, &at) ? at : last_at + HOURS_DAY_S;
}
