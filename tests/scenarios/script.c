#include "scenarios/script.h"

#include <stdio.h>
#include <string.h>

static void line_free(gpointer data)
{
	ScriptLine *line = data;

	g_free(line->file);
	g_free(line->text);
	g_strfreev(line->words);
	g_free(line);
}

/* A config line is the config's own business: its quotes and comments stay. */
static gboolean is_raw(const char *text)
{
	return g_str_has_prefix(text, "config ") || g_str_has_prefix(text, "reload ") ||
	       g_str_has_prefix(text, "damage ");
}

static char **split(const char *text, char **fault)
{
	g_autoptr(GError) error = NULL;
	char **words = NULL;

	if (is_raw(text)) {
		const char *rest = text + strcspn(text, " ");
		g_autofree char *verb = g_strndup(text, (gsize)(rest - text));

		words = g_new0(char *, 3);
		words[0] = g_steal_pointer(&verb);
		words[1] = g_strstrip(g_strdup(rest));
	} else if (!g_shell_parse_argv(text, NULL, &words, &error)) {
		*fault = g_strdup(error->message);
	}
	return words;
}

GPtrArray *script_parse(const char *file, const char *text, char **fault)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);

	for (guint i = 0; rows[i]; i++) {
		g_autofree char *why = NULL;
		ScriptLine *line;

		g_strstrip(rows[i]);
		if (!*rows[i] || *rows[i] == '#')
			continue;
		line = g_new0(ScriptLine, 1);
		*line = (ScriptLine){.file = g_strdup(file),
		                     .number = i + 1,
		                     .text = g_strdup(rows[i]),
		                     .words = split(rows[i], &why)};
		g_ptr_array_add(lines, line);
		if (!line->words) {
			*fault = g_strdup_printf("%s:%u: %s", file, i + 1, why);
			return NULL;
		}
	}
	return g_steal_pointer(&lines);
}

GPtrArray *script_read(const char *path, char **fault)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (g_file_get_contents(path, &text, NULL, &error))
		return script_parse(name, text, fault);
	*fault = g_strdup(error->message);
	return NULL;
}

gboolean script_duration(const char *word, int64_t *seconds)
{
	static const struct {
		const char *name;
		int64_t s;
	} UNITS[] = {{"min", 60}, {"s", 1}, {"h", 3600}, {"d", 86400}};
	int64_t sum = 0;

	if (!*word)
		return FALSE;
	while (*word) {
		char *end;
		gint64 n = g_ascii_strtoll(word, &end, 10);
		gsize i = 0;

		while (i < G_N_ELEMENTS(UNITS) && !g_str_has_prefix(end, UNITS[i].name))
			i++;
		if (end == word || n < 0 || i == G_N_ELEMENTS(UNITS))
			return FALSE;
		sum += n * UNITS[i].s;
		word = end + strlen(UNITS[i].name);
	}
	*seconds = sum;
	return TRUE;
}

GTimeZone *script_zone(const char *name)
{
	GTimeZone *zone = g_time_zone_new_identifier(name);

	return zone;
}

gboolean script_is_date(const char *word)
{
	int y, m, d, used = 0;

	return sscanf(word, "%4d-%2d-%2d%n", &y, &m, &d, &used) == 3 && !word[used];
}

gboolean script_instant(const char *date, const char *time, GTimeZone *zone, int64_t today_at, int64_t *at)
{
	g_autoptr(GDateTime) today = g_date_time_new_from_unix_utc(today_at);
	g_autoptr(GDateTime) here = g_date_time_to_timezone(today, zone);
	int y = g_date_time_get_year(here), mo = g_date_time_get_month(here), d = g_date_time_get_day_of_month(here);
	int h, mi, s = 0, used = 0, used_s = 0;

	if (sscanf(time, "%2d:%2d%n:%2d%n", &h, &mi, &used, &s, &used_s) < 2 || time[MAX(used, used_s)])
		return FALSE;
	if (date && sscanf(date, "%4d-%2d-%2d", &y, &mo, &d) != 3)
		return FALSE;
	for (int day = 0; day < 2; day++) {
		g_autoptr(GDateTime) first = g_date_time_new(zone, y, mo, d, 0, 0, 0);
		g_autoptr(GDateTime) on = first ? g_date_time_add_days(first, day) : NULL;
		g_autoptr(GDateTime) then =
		        on ? g_date_time_new(zone, g_date_time_get_year(on), g_date_time_get_month(on),
		                             g_date_time_get_day_of_month(on), h, mi, s)
		           : NULL;

		if (!then)
			return FALSE;
		*at = g_date_time_to_unix(then);
		if (date || *at >= today_at)
			return TRUE;
	}
	return FALSE;
}
