/* The tables that come with the tz database: countries (iso3166.tab), their zones (zone.tab), and what zones were
 * called once (tzdata.zi). For "did you mean ...?": which names there are is for util/zones.h to say. */
#pragma once

#include <glib.h>

/* Whether ISO 3166-1 has the country, "CN"; also XK (Kosovo), which it has not and numbers are of. TRUE when there is
 * no table. */
gboolean zone_table_country(const char *code);

/* What to write instead of a code that is no country; "its two capital letters, as \"CN\"". Caller frees. */
char *zone_table_country_cure(const char *code);

/* What to write instead of a zone that does not exist. A zone of the region, where one is given and has any: letters
 * that are alike say nothing about where somebody lives. Else the city's zone, or the one name that is a slip of the
 * pen away. Caller frees. */
char *zone_table_cure(const char *name, const char *region);
