/* Scenario files as lines of words (README has the format), and the times and durations that stand in them. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	char *file; /* as people are told of it */
	guint number;
	char *text;   /* the line as it stands, outer blanks gone */
	char **words; /* its words, quotes resolved; the last is NULL */
} ScriptLine;

/* The lines of a scenario that say something, in order; NULL with *fault ("file:line: ...", the caller's). */
GPtrArray *script_parse(const char *file, const char *text, char **fault); /* of ScriptLine */
GPtrArray *script_read(const char *path, char **fault);

/* "1h30min", "45s", "2d". FALSE: it is none. */
gboolean script_duration(const char *word, int64_t *seconds);

/* A zone of the tz database by its name, or NULL. Freed by the caller. */
GTimeZone *script_zone(const char *name);

/* The instant of a date "2026-11-19" (NULL: of `today_at`, and the next day when the time is over) and a time "14:00"
 * or "14:00:30" on a clock; a time the clock skips is as much after the change as it says. FALSE: they are none. */
gboolean script_instant(const char *date, const char *time, GTimeZone *zone, int64_t today_at, int64_t *at);

/* TRUE for a word that script_instant() takes as a date. */
gboolean script_is_date(const char *word);
