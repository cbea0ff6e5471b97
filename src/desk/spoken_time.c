#include "desk/spoken_time.h"

#include "desk/pauses.h"

#include <errno.h>
#include <string.h>

static const char *const TOMORROW[] = {"tomorrow ", "明天", "завтра "};

int spoken_time_parse(const char *text, GTimeZone *zone, int64_t now_at, int64_t *at, char **fault)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	GTimeZone *clock = zone ? zone : utc;
	g_autofree char *whole = NULL;
	g_autofree char *inner = NULL;
	int r;

	for (guint i = 0; i < G_N_ELEMENTS(TOMORROW) && !whole; i++)
		if (g_str_has_prefix(text, TOMORROW[i])) {
			g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(now_at);
			g_autoptr(GDateTime) local = g_date_time_to_timezone(now, clock);
			g_autoptr(GDateTime) next = g_date_time_add_days(local, 1);
			g_autofree char *day = g_date_time_format(next, "%Y-%m-%d");
			g_autofree char *rest = g_strstrip(g_strdup(text + strlen(TOMORROW[i])));

			whole = g_strdup_printf("%s %s%s", day, strlen(rest) == 4 && rest[1] == ':' ? "0" : "", rest);
		}
	r = pause_until_parse(whole ? whole : text, clock, now_at, at, &inner);
	if (r < 0 && inner && strstr(inner, "is not a time"))
		*fault = g_strdup_printf("\"%s\" is not a time; write \"15:00\", \"tomorrow 15:00\" or \"2026-11-19 15:00\"", text);
	else if (r < 0)
		*fault = g_steal_pointer(&inner);
	return r;
}
