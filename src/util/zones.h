/* Time zones by name, read once from the system's tz database.
 *
 * A name is taken only when the tz database has a file of that name: GLib itself would also accept "+08:00" or
 * fall back to UTC, and a customer whose zone is not known must not be treated as living in UTC
 * (contact-time T6, "fail closed"). "right/" and "posix/" trees are refused: the first counts leap seconds (T1). */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct Zones Zones;

/* An empty cache. Free with zones_free(), which drops every zone it gave out. */
Zones *zones_new(void);
/* Forgets what was read, so that new zone data is used from now on. What zones_get() gave before is no longer valid. */
void zones_renew(Zones *zones);
void zones_free(Zones *zones);

/* The zone of that name, or NULL when the tz database has none. Owned by the cache. */
GTimeZone *zones_get(Zones *zones, const char *name);

/* True when the tz database has a zone of that name (no cache needed). */
gboolean zones_known(const char *name);

/* Writes `at` (seconds UTC) as "Wed 2026-11-18 14:30:17 +08:00" in that zone; NULL zone means UTC.
 * The caller frees the string. */
char *zones_format(GTimeZone *zone, int64_t at);

/* The same, short: "Wed 18 Nov 14:30". */
char *zones_format_short(GTimeZone *zone, int64_t at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Zones, zones_free)
