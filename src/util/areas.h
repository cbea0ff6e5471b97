/* The state, and the zones, of a number of country code 1, by its area code. Source: regions/areas.tsv.
 *
 * People take their numbers along when they move, so this is where somebody most likely is, and binds where nothing
 * better is known; Florida's law on telephone solicitation presumes the same of calls to its area codes (Fla. Stat.
 * 501.059). */
#pragma once

#include <glib.h>

#define AREAS_ZONES_MAX 4 /* of one area */

/* "US-FL", "CA-QC" of a number in E.164; `region` itself ("US", may be NULL) when its area code is not known or is not
 * of that country. */
const char *areas_place(const char *e164, const char *region);

/* The zone when all of the number's area has one, else NULL. */
const char *areas_zone(const char *e164);

/* All zones that areas of this place ("US-NY") have, each once: their number, at most `max`; 0: not in the table. */
guint areas_place_zones(const char *place, const char **zones, guint max);
