/* Times as people say them: "15:00" (the next one), "tomorrow 15:00", "2026-11-19 15:00", or a whole ISO time with its
 * offset. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* On the clock of `zone` (NULL: UTC). 0, or -EINVAL with *fault: no time, or over already. */
int spoken_time_parse(const char *text, GTimeZone *zone, int64_t now_at, int64_t *at, char **fault);
