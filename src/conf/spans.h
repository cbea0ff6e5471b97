/* Hours, durations and dates as people write them in the config. Pure.
 *
 *   span      "mon-fri 08:00-21:30", "sat,sun 09:00-21:00", "daily 21:30-08:00", "holidays 10:00-20:00"
 *   duration  "90s" "45min" "1h" "1h30min" "2d" "1w"
 *   time      "10:00"
 *   date      "2026-10-01" or "2026-10-01..2026-10-07"; make-up day "2026-10-10 as mon"
 *
 * Functions return 0, or -EINVAL with *fault what is wrong and what to write instead, ready to stand behind the value:
 * `not a span of hours; write "daily 21:30-08:00"` (caller frees). What can be guessed from the text is in the cure.
 * "daily" is every day and holidays too; "mon-sun" leaves holidays to their own line. */
#pragma once

#include "core/hours.h"

int span_add_window(Hours *hours, const char *text, char **fault); /* a span may not cross midnight: use two lines */
int span_add_quiet(Hours *hours, const char *text, char **fault);  /* a span may; quiet goes by the true weekday (T5) */
int span_add_holiday(Hours *hours, const char *text, char **fault);
int span_add_workday(Hours *hours, const char *text, char **fault);
int duration_parse(const char *text, int64_t *seconds, char **fault);
int time_of_day_parse(const char *text, int *seconds, char **fault);

/* The last day of "2026-10-01" or "2026-10-01..2026-10-07" as a Julian day (GDate's), 0 when it is neither. */
guint32 span_last_day(const char *text);

/* "1h30min"; "0s" for none. Caller frees. */
char *duration_format(int64_t seconds);
