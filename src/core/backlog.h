/* After an outage: was there one, and how what waited leaves without a flood. Source: F57 (gateways that came back sent everything
 * they had within minutes, at once and to people who no longer waited). Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define BACKLOG_NEVER INT64_MIN

/* How long nobody looked, or 0. `seen_at`: when the daemon last said that it was there, which it does not do while nothing happens;
 * `oldest_at`: the earliest due time that is over (both BACKLOG_NEVER: there is none). Only when both are `gap_s` or more ago was
 * something missed. */
int64_t backlog_away_s(int64_t seen_at, int64_t oldest_at, int64_t now_at, int64_t gap_s);

/* How often the daemon says that it is there, at most: a quarter of the gap, so that the gap is seen, and a minute at least. */
gboolean backlog_beat_due(int64_t seen_at, int64_t now_at, int64_t gap_s);

/* When the one at `index` of `count` leaves: evenly over spread_s, the first now, none after its end. */
int64_t backlog_slot(int64_t now_at, guint index, guint count, int64_t spread_s);
