/* What pictures in a terminal are drawn with: block characters where the locale has them, ASCII where not. */
#pragma once

#include "core/hours.h"

typedef struct {
	const char *hours[HOURS_CLOSED_HOLIDAY + 1]; /* a half hour, by HoursVerdict */
	const char *skipped;                         /* a half hour the clock passes over */
	const char *eighths[9]; /* the end of a bar, in eighths; ASCII knows none but the full one */
	const char *bad;                             /* a column of a bar that should not be there */
} ChartSet;

/* By the locale of the environment (LC_ALL, LC_CTYPE, LANG). */
const ChartSet *chart_set(void);

/* A bar of value/most of `columns` columns; something that is more than nothing is always seen. Caller frees. */
char *chart_bar(const ChartSet *set, int64_t value, int64_t most, int columns);
