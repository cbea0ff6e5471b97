/* What libconfig 1.5 does not tell about a file, found in its text. Internal to src/conf. */
#pragma once

#include <glib.h>

typedef struct {
	GHashTable *lost; /* "LINE:NAME" -> the number as written: integers libconfig cuts off */
	GArray *openings; /* of guint: the lines of names whose value is a group, array or list, in order */
} Scan;

Scan *scan_new(const char *text);
void scan_free(Scan *scan);
