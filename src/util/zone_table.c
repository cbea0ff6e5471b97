#include "util/zone_table.h"

#include "util/nearest.h"
#include "util/zones.h"

#include <string.h>

#define SLIP 2u        /* letters: "Shangai", "Kiew" */
#define ZONES_SHOWN 3u /* of a country with many */
#define LIST "\"timedatectl list-timezones\" lists them all"

/* The lines of a table, without its comments; NULL: it is not there. */
static char **lines_of(const char *file)
{
	const char *dir = g_getenv("TZDIR");
	g_autofree char *path = g_build_filename(dir ? dir : "/usr/share/zoneinfo", file, NULL);
	g_autofree char *table = NULL;
	g_auto(GStrv) lines = NULL;
	GStrvBuilder *kept;
	char **found;

	if (!g_file_get_contents(path, &table, NULL, NULL))
		return NULL;
	lines = g_strsplit(table, "\n", -1);
	kept = g_strv_builder_new();
	for (guint i = 0; lines[i]; i++)
		if (lines[i][0] && lines[i][0] != '#')
			g_strv_builder_add(kept, lines[i]);
	found = g_strv_builder_end(kept);
	g_strv_builder_unref(kept);
	return found;
}

/* The country's name; NULL: there is none of that code, or no table (*missing). Caller frees. */
static char *country_name(const char *code, gboolean *missing)
{
	g_auto(GStrv) lines = lines_of("iso3166.tab");

	*missing = !lines;
	for (guint i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) columns = g_strsplit(lines[i], "\t", 2);

		if (columns[0] && columns[1] && g_str_equal(columns[0], code))
			return g_strdup(columns[1]);
	}
	return NULL;
}

gboolean zone_table_country(const char *code)
{
	gboolean missing;
	g_autofree char *name = country_name(code, &missing);

	return name || missing || g_str_equal(code, "XK");
}

char *zone_table_country_cure(const char *code)
{
	g_autofree char *upper = g_ascii_strup(code, -1);

	if (g_str_equal(upper, "UK"))
		return g_strdup("GB");
	return zone_table_country(upper) ? g_steal_pointer(&upper)
	                                 : g_strdup("its two capital letters of ISO 3166-1, as CN, GB or US");
}

/* The zones of a country, of all countries when NULL. Free with g_ptr_array_unref(). */
static GPtrArray *zones_of(const char *region)
{
	g_auto(GStrv) lines = lines_of("zone.tab");
	GPtrArray *zones = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) columns = g_strsplit(lines[i], "\t", 4);

		if (g_strv_length(columns) > 2 && (!region || g_str_equal(columns[0], region)))
			g_ptr_array_add(zones, g_strdup(columns[2]));
	}
	return zones;
}

/* What a zone was called once, and what it is called now: "L Europe/Kyiv Europe/Kiev". Names that still are zones of a
 * country are no such: Europe/Stockholm has the clock of Europe/Berlin, and its people do not live there. */
static void add_old_names(const GPtrArray *zones, GPtrArray *names, GHashTable *now)
{
	g_auto(GStrv) lines = lines_of("tzdata.zi");

	for (guint i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 4);

		if (g_strv_length(words) != 3 || !g_str_equal(words[0], "L") || !strchr(words[2], '/') ||
		    g_ptr_array_find_with_equal_func((GPtrArray *)zones, words[2], g_str_equal, NULL))
			continue;
		g_hash_table_insert(now, g_strdup(words[2]), g_strdup(words[1]));
		g_ptr_array_add(names, g_strdup(words[2]));
	}
}

static const char *by_city(const GPtrArray *zones, const char *city)
{
	for (guint i = 0; i < zones->len; i++) {
		const char *slash = strrchr(zones->pdata[i], '/');

		if (slash && g_ascii_strcasecmp(slash + 1, city) == 0)
			return zones->pdata[i];
	}
	return NULL;
}

/* The one of the zones that is meant; NULL: nobody can tell. Caller frees. */
static char *meant(const char *name, const GPtrArray *zones)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *city = by_city(zones, name), *near, *renamed;

	if (city)
		return g_strdup(city);
	for (guint i = 0; i < zones->len; i++)
		g_ptr_array_add(names, g_strdup(zones->pdata[i]));
	add_old_names(zones, names, now);
	g_ptr_array_add(names, NULL);
	near = nearest_within(name, (const char *const *)names->pdata, SLIP);
	renamed = near ? g_hash_table_lookup(now, near) : NULL;
	return g_strdup(renamed && zones_known(renamed) ? renamed : near);
}

/* "\"Europe/Kyiv\"", "\"Asia/Shanghai\" or \"Asia/Urumqi\""; of many the first. Caller frees. */
static char *some_of(const GPtrArray *zones)
{
	GString *words = g_string_new(NULL);
	guint shown = MIN(zones->len, ZONES_SHOWN);

	for (guint i = 0; i < shown; i++)
		g_string_append_printf(words, "%s\"%s\"",
		                       i == 0                                ? ""
		                       : i + 1 < shown || zones->len > shown ? ", "
		                                                             : " or ",
		                       (const char *)zones->pdata[i]);
	if (zones->len > shown)
		g_string_append(words, ", ...");
	return g_string_free(words, FALSE);
}

char *zone_table_cure(const char *name, const char *region)
{
	g_autoptr(GPtrArray) all = zones_of(NULL);
	g_autoptr(GPtrArray) here = region ? zones_of(region) : NULL;
	g_autofree char *zone = meant(name, all);
	g_autofree char *some = NULL;

	if (here && here->len > 0 && !(zone && g_ptr_array_find_with_equal_func(here, zone, g_str_equal, NULL))) {
		some = some_of(here);
		return g_strdup_printf("write a zone of region %s, %s; " LIST, region, some);
	}
	if (zone)
		return g_strdup_printf("write \"%s\"", zone);
	return g_strdup("write one of its names, as \"Asia/Shanghai\"; " LIST);
}
