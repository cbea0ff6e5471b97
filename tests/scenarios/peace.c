#include "scenarios/peace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct tm wall(const char *zone, int64_t at)
{
	g_autofree char *was = g_strdup(getenv("TZ"));
	time_t t = (time_t)at;
	struct tm tm;

	if (g_strcmp0(was, zone) != 0) {
		setenv("TZ", zone, 1);
		tzset();
	}
	localtime_r(&t, &tm);
	return tm;
}

int peace_minute(const char *zone, int64_t at)
{
	struct tm tm = wall(zone, at);

	return tm.tm_hour * 60 + tm.tm_min;
}

int64_t peace_date(const char *zone, int64_t at)
{
	struct tm tm = wall(zone, at);

	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return (int64_t)(timegm(&tm) / 86400);
}

gboolean peace_parse(const char *text, PeaceHours *out)
{
	g_auto(GStrv) spans = g_strsplit(text, ",", -1);
	PeaceHours hours = {0};

	for (char **span = spans; *span; span++) {
		int h, m, h2, m2, used = 0;

		if (sscanf(*span, "%d:%d-%d:%d%n", &h, &m, &h2, &m2, &used) != 4 || (*span)[used] ||
		    hours.n == G_N_ELEMENTS(hours.from))
			return FALSE;
		hours.from[hours.n] = h * 60 + m;
		hours.to[hours.n++] = h2 * 60 + m2;
	}
	*out = hours;
	return hours.n > 0;
}

char *peace_broken(const PeaceHours *hours, char *const *zones, int64_t at, int64_t until)
{
	for (; *zones; zones++) {
		for (int64_t t = at; t < MAX(until, at + 1); t += 60) {
			int minute = peace_minute(*zones, t);
			gboolean decent = FALSE;

			for (guint i = 0; i < hours->n; i++)
				decent |= minute >= hours->from[i] && minute < hours->to[i];
			if (!decent)
				return g_strdup_printf("it is %02d:%02d in %s, %" G_GINT64_FORMAT " min after it left",
				                       minute / 60, minute % 60, *zones, (t - at) / 60);
		}
	}
	return NULL;
}

char *peace_budget(int per_day, int per_week, const GArray *contacts, char *const *zones, int64_t at)
{
	int week = 0;

	for (guint i = 0; i < contacts->len; i++)
		week += g_array_index(contacts, int64_t, i) > at - 7 * 86400;
	if (per_week && week >= per_week)
		return g_strdup_printf("%d contacts in seven days already", week);
	for (; per_day && *zones; zones++) {
		int day = 0;

		for (guint i = 0; i < contacts->len; i++)
			day += peace_date(*zones, g_array_index(contacts, int64_t, i)) == peace_date(*zones, at);
		if (day >= per_day)
			return g_strdup_printf("%d contacts on that date in %s already", day, *zones);
	}
	return NULL;
}
