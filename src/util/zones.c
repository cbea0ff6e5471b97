#include "util/zones.h"

#include <string.h>
#include <sys/stat.h>

struct Zones {
	GHashTable *by_name; /* char* -> GTimeZone*, NULL for names found missing */
};

static void zone_drop(gpointer zone)
{
	if (zone)
		g_time_zone_unref(zone);
}

Zones *zones_new(void)
{
	Zones *zones = g_new0(Zones, 1);

	zones->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, zone_drop);
	return zones;
}

void zones_renew(Zones *zones)
{
	g_hash_table_remove_all(zones->by_name);
}

void zones_free(Zones *zones)
{
	if (!zones)
		return;
	g_hash_table_unref(zones->by_name);
	g_free(zones);
}

/* Letters, digits and _ + - in parts separated by single slashes; no part begins with a dot. */
static gboolean name_is_plain(const char *name)
{
	if (!g_ascii_isupper(name[0]) || strlen(name) > 64)
		return FALSE;
	for (const char *p = name; *p; p++) {
		if (*p == '/' && (p[1] == '/' || p[1] == '\0'))
			return FALSE;
		if (!g_ascii_isalnum(*p) && !strchr("/_+-", *p))
			return FALSE;
	}
	return TRUE;
}

gboolean zones_known(const char *name)
{
	const char *dir = g_getenv("TZDIR");
	g_autofree char *path = NULL;
	struct stat st;

	/* An upper-case first letter also keeps out right/, posix/, posixrules and localtime. */
	if (!name || !name_is_plain(name))
		return FALSE;
	path = g_build_filename(dir ? dir : "/usr/share/zoneinfo", name, NULL);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

GTimeZone *zones_get(Zones *zones, const char *name)
{
	GTimeZone *zone = NULL;
	gpointer found;

	if (!name)
		return NULL;
	if (g_hash_table_lookup_extended(zones->by_name, name, NULL, &found))
		return found;
	if (!zones_known(name))
		return NULL; /* not remembered: names come from customers, the cache must not grow with them */
	zone = g_time_zone_new_identifier(name);
	if (zone)
		g_hash_table_insert(zones->by_name, g_strdup(name), zone);
	return zone;
}

static char *format_in(GTimeZone *zone, int64_t at, const char *format)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc && zone ? g_date_time_to_timezone(utc, zone) : NULL;

	if (!utc)
		return g_strdup_printf("@%" G_GINT64_FORMAT, at);
	return g_date_time_format(local ? local : utc, format);
}

/* English day names by hand: what g_date_time_format writes for %a follows the locale. */
static const char *const DAYS[] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const MONTHS[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static char *format_with_day(GTimeZone *zone, int64_t at, gboolean brief)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = NULL;
	GDateTime *t = utc;
	g_autofree char *rest = NULL;

	if (!utc)
		return g_strdup_printf("@%" G_GINT64_FORMAT, at);
	if (zone)
		t = local = g_date_time_to_timezone(utc, zone);
	if (brief)
		return g_strdup_printf("%s %d %s %02d:%02d", DAYS[g_date_time_get_day_of_week(t)],
		                       g_date_time_get_day_of_month(t), MONTHS[g_date_time_get_month(t)],
		                       g_date_time_get_hour(t), g_date_time_get_minute(t));
	rest = format_in(zone, at, "%Y-%m-%d %H:%M:%S %:z");
	return g_strdup_printf("%s %s", DAYS[g_date_time_get_day_of_week(t)], rest);
}

char *zones_format(GTimeZone *zone, int64_t at)
{
	return format_with_day(zone, at, FALSE);
}

char *zones_format_short(GTimeZone *zone, int64_t at)
{
	return format_with_day(zone, at, TRUE);
}
