/* Instants and hours as test tables write them. */
#pragma once

#include "core/hours.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

/* "2026-11-18 06:30:17" (UTC) as seconds; the seconds may be left out. */
static inline int64_t when(const char *utc)
{
	g_autofree char *iso = g_strdup_printf("%.10sT%s%s", utc, utc + 11, strlen(utc) == 16 ? ":00Z" : "Z");
	g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(iso, NULL);

	ck_assert_msg(at != NULL, "not an instant: %s", utc);
	return g_date_time_to_unix(at);
}

/* "08:30" as second of the day. */
static inline int wall(const char *text)
{
	int hour = 0, minute = 0;

	ck_assert_int_eq(sscanf(text, "%d:%d", &hour, &minute), 2);
	return hour * 3600 + minute * 60;
}

/* "12345 08:00-12:00" opens Monday to Friday (8: holidays); "q67 22:00-07:00" is quiet on Saturday and Sunday;
 * "h2026-12-25" is a holiday, "w2026-12-26=1" a day that works like a Monday. Several are parted by ", ". */
static inline Hours *hours_of(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ", ", -1);
	Hours *hours = hours_new();

	for (char **part = parts; *part && **part; part++) {
		char days[10], from[6], to[6];
		int year, month, day, as, quiet = **part == 'q';

		if (sscanf(*part, "h%d-%d-%d", &year, &month, &day) == 3) {
			ck_assert_int_eq(hours_add_holiday(hours, year, month, day), 0);
		} else if (sscanf(*part, "w%d-%d-%d=%d", &year, &month, &day, &as) == 4) {
			ck_assert_int_eq(hours_add_workday(hours, year, month, day, as), 0);
		} else {
			ck_assert_msg(sscanf(*part + quiet, "%9[1-8] %5[0-9:]-%5[0-9:]", days, from, to) == 3, "%s", *part);
			for (const char *d = days; *d; d++)
				ck_assert_int_eq(quiet ? hours_add_quiet(hours, 1u << (*d - '0'), wall(from), wall(to))
				                       : hours_add_window(hours, *d - '0', wall(from), wall(to)),
				                 0);
		}
	}
	return hours;
}

static inline GTimeZone *zone_of(const char *name)
{
	GTimeZone *zone = g_time_zone_new_identifier(name);

	ck_assert_msg(zone != NULL, "no zone %s", name);
	return zone;
}
