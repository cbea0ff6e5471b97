/* When a wall clock says a contact is permitted: windows, quiet hours, holidays, make-up days.
 *
 * Source: contact-time T1-T6, T8. A window is tested on the wall clock of a zone at an instant and never turned into
 * UTC: in a DST gap the first permitted instant is the end of the gap, in a fold a window may be open twice.
 * Open is inclusive, close exclusive, 24:00 is allowed as a close. Quiet always wins. Pure: no clock, no I/O;
 * zones come in as handles. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Days of the week as GLib and ISO 8601 count them, and the entry for holidays. */
enum { HOURS_MON = 1, HOURS_TUE, HOURS_WED, HOURS_THU, HOURS_FRI, HOURS_SAT, HOURS_SUN, HOURS_HOLIDAY, HOURS_DAYS };

#define HOURS_DAY_S 86400 /* 24:00 as seconds of the day */

typedef struct Hours Hours;

/* Nothing permitted, nothing quiet. Free with hours_free(). */
Hours *hours_new(void);
void hours_free(Hours *hours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hours, hours_free)

/* Permits [open_s, close_s) seconds of the local day on that day (HOURS_MON..HOURS_HOLIDAY); 0 <= open < close <=
 * 86400. Windows of one day may touch and overlap. -EINVAL when the numbers are not such a span. */
int hours_add_window(Hours *hours, int day, int open_s, int close_s);

/* Forbids [from_s, to_s) on the days of the bit set (1 << HOURS_MON ...). from > to crosses midnight and belongs to the
 * day it begins on; from == to is 24 hours from that time on (T5). 0 <= from < 86400, 0 <= to <= 86400. -EINVAL
 * else. */
int hours_add_quiet(Hours *hours, unsigned days, int from_s, int to_s);

/* On this local date the windows of HOURS_HOLIDAY hold (none: closed). The date must exist: else -EINVAL. */
int hours_add_holiday(Hours *hours, int year, int month, int day);

/* On this local date the windows of weekday `as` (HOURS_MON..HOURS_SUN) hold; wins over holidays (make-up days). */
int hours_add_workday(Hours *hours, int year, int month, int day, int as);

/* Takes over the holidays and make-up days of others, in place of its own. */
void hours_copy_days(Hours *hours, const Hours *from);

/* True when there is a window on any day. */
gboolean hours_has_windows(const Hours *hours);

/* Which rule speaks at an instant. */
typedef enum {
	HOURS_OPEN,        /* permitted */
	HOURS_QUIET,       /* inside quiet hours */
	HOURS_CLOSED,      /* outside the day's windows */
	HOURS_CLOSED_HOLIDAY, /* a holiday without a window at this time */
} HoursVerdict;

HoursVerdict hours_test(const Hours *hours, GTimeZone *zone, int64_t at);

/* True when `at` lies in a window of its local date, quiet hours not looked at: T9's "in work windows". */
gboolean hours_in_window(const Hours *hours, GTimeZone *zone, int64_t at);

/* The next instant after `at` at which the verdict might change: an edge of a span, local midnight or a change of the
 * zone's offset; > at and at most a day away. For drawing and explaining; hours_next() walks the same edges. */
int64_t hours_next_edge(const Hours *hours, GTimeZone *zone, int64_t at);

/* The first instant >= from and <= until at which every layer permits in every zone (T6, T8: the strictest wins);
 * `from` itself when permitted, to the second. FALSE when there is none. At least one layer and one zone. */
gboolean hours_next(const Hours *const *layers, guint n_layers, GTimeZone *const *zones, guint n_zones, int64_t from,
                    int64_t until, int64_t *next);

/* The first instant > from and <= until at which some layer no longer permits in some zone, else `until`: how long a
 * text that leaves at `from` may be under way (F11). */
int64_t hours_open_until(const Hours *const *layers, guint n_layers, GTimeZone *const *zones, guint n_zones,
                         int64_t from, int64_t until);

/* The first instant strictly after `after` at which the zone's wall clock shows time_s (0..86399) seconds of the day,
 * at the end of the gap when that wall time is skipped, the first when it is doubled (T9, T12). When `on` is given,
 * only dates with a window in `on` count; a wall time skipped together with its whole date counts by that date. FALSE
 * when none within 400 days. */
gboolean hours_next_wall(GTimeZone *zone, int time_s, const Hours *on, int64_t after, int64_t *at);
