#include "ctl/chart.h"

#include <langinfo.h>
#include <locale.h>

static const ChartSet BLOCKS = {
	.hours = {[HOURS_OPEN] = "█", [HOURS_QUIET] = "·", [HOURS_CLOSED] = "░", [HOURS_CLOSED_HOLIDAY] = "▒"},
	.skipped = " ",
	.eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
	.bad = "▒",
};

static const ChartSet ASCII = {
	.hours = {[HOURS_OPEN] = "#", [HOURS_QUIET] = "z", [HOURS_CLOSED] = ".", [HOURS_CLOSED_HOLIDAY] = "H"},
	.skipped = " ",
	.eighths = {"", "", "", "", "", "", "", "", "#"},
	.bad = "!",
};

const ChartSet *chart_set(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	gboolean blocks;

	if (locale == (locale_t)0)
		return &ASCII;
	blocks = g_strcmp0(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
	freelocale(locale);
	return blocks ? &BLOCKS : &ASCII;
}

char *chart_bar(const ChartSet *set, int64_t value, int64_t most, int columns)
{
	GString *bar = g_string_new(NULL);
	int64_t eighths = most > 0 ? value * columns * 8 / most : 0;
	gboolean whole_only = *set->eighths[1] == '\0';

	if (value > 0 && eighths < (whole_only ? 8 : 1))
		eighths = whole_only ? 8 : 1;
	for (int64_t i = 0; i < eighths / 8; i++)
		g_string_append(bar, set->eighths[8]);
	g_string_append(bar, set->eighths[eighths % 8]);
	return g_string_free(bar, FALSE);
}
