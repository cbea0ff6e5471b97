/* iCalendar files (RFC 5545) for a shop's holidays and make-up days. Internal to src/conf.
 *
 * Taken: all-day events (DTSTART;VALUE=DATE), DTEND exclusive as the RFC has it, one day without; CATEGORIES with
 * WORKDAY makes it a make-up day with Monday's hours. Left out: events with a time of day, which shut no shop for a
 * day, and cancelled ones. Refused, because a day would be lost unseen: rules that repeat (RRULE, RDATE, EXDATE). */
#pragma once

#include "conf/faults.h"

/* Reads a file. Appends "2026-10-01..2026-10-07" to `holidays` and "2026-10-10 as mon" to `workdays` (of char*, the
 * arrays free them). FALSE when it cannot be read or something in it is refused: the faults are in the list, with line
 * and UID. */
gboolean calendar_read(const char *path, GStringChunk *files, Faults *faults, GPtrArray *holidays, GPtrArray *workdays);
