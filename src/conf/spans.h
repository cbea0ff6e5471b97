/* Hours, durations and dates as people write them in the config. Pure.
 *
 *   span      "mon-fri 08:00-21:30", "sat,sun 09:00-21:00", "daily 21:30-08:00", "holidays 10:00-20:00"
 *   duration  "90s" "45min" "1h" "1h30min" "2d" "1w"
 *   time      "10:00"
 *   date      "2026-10-01" or "2026-10-01..2026-10-07"; make-up day "2026-10-10 as mon"
 *
 * Functions return 0 or -EINVAL with *cure what to write instead (caller frees). "daily" is every day and holidays too;
 * "mon-sun" leaves holidays to their own line. */
#pragma once

#include "core/hours.h"

int span_add_window(Hours *hours, const char *text, char **cure); /* a span may not cross midnight: use two lines */
int span_add_quiet(Hours *hours, const char *text, char **cure);  /* a span may */
int span_add_holiday(Hours *hours, const char *text, char **cure);
int span_add_workday(Hours *hours, const char *text, char **cure);
int duration_parse(const char *text, int64_t *seconds, char **cure);
int time_of_day_parse(const char *text, int *seconds, char **cure);

/* "1h30min"; caller frees. */
char *duration_format(int64_t seconds);
