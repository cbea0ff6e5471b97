/* Whether a text would have disturbed somebody, told minute by minute from a wall clock. A second opinion on core/hours
 * and core/budget: it shares no line with them, nor with GLib's zones; it asks the C library what the clock on the wall
 * shows. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* When a text is decent, as a scenario says it: "08:00-21:30", several with commas; minutes of the local day. */
typedef struct {
	int from[8], to[8];
	guint n;
} PeaceHours;

gboolean peace_parse(const char *text, PeaceHours *out);

/* What the wall clock of a zone shows: minutes of the day; days since 1970 of its date. */
int peace_minute(const char *zone, int64_t at);
int64_t peace_date(const char *zone, int64_t at);

/* Each minute of [at, until) in each zone (NULL-terminated): NULL when all are decent, else what disturbs (the
 * caller's). */
char *peace_broken(const PeaceHours *hours, char *const *zones, int64_t at, int64_t until);

/* One more contact at `at` beside those of the person before: NULL, or which cap it breaks. 0: no such cap. */
char *peace_budget(int per_day, int per_week, const GArray *contacts, char *const *zones, int64_t at);
