#include "util/areas.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	char code[4];
	char place[8];
	const char *zones[AREAS_ZONES_MAX];
} Area;

static const Area AREAS[] = {
#include "util/areas.inc"
};

static int by_code(const void *key, const void *element)
{
	return strncmp(key, ((const Area *)element)->code, 3);
}

static const Area *find(const char *e164)
{
	if (!e164 || !g_str_has_prefix(e164, "+1") || strlen(e164) < 5)
		return NULL;
	return bsearch(e164 + 2, AREAS, G_N_ELEMENTS(AREAS), sizeof(Area), by_code);
}

const char *areas_place(const char *e164, const char *region)
{
	const Area *area = find(e164);

	return area && region && strncmp(area->place, region, 2) == 0 ? area->place : region;
}

const char *areas_zone(const char *e164)
{
	const Area *area = find(e164);

	return area && !area->zones[1] ? area->zones[0] : NULL;
}

static gboolean has(const char *const *zones, guint n, const char *zone)
{
	for (guint i = 0; i < n; i++)
		if (g_str_equal(zones[i], zone))
			return TRUE;
	return FALSE;
}

guint areas_place_zones(const char *place, const char **zones, guint max)
{
	guint n = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(AREAS); i++)
		for (guint z = 0; g_str_equal(AREAS[i].place, place) && z < AREAS_ZONES_MAX && AREAS[i].zones[z]; z++)
			if (n < max && !has(zones, n, AREAS[i].zones[z]))
				zones[n++] = AREAS[i].zones[z];
	return n;
}
