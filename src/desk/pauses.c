#include "desk/pauses.h"

#include "core/hours.h"
#include "desk/act.h"
#include "util/nearest.h"

#include <errno.h>
#include <stdio.h>

static gboolean parse_clock(const char *text, GTimeZone *zone, int64_t now_at, int64_t *at)
{
	int hour, minute, end = 0;

	if (sscanf(text, "%2d:%2d%n", &hour, &minute, &end) != 2 || text[end] || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59)
		return FALSE;
	return hours_next_wall(zone, hour * 3600 + minute * 60, NULL, now_at, at);
}

int pause_until_parse(const char *text, GTimeZone *zone, int64_t now_at, int64_t *until_at, char **fault)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	GTimeZone *clock = zone ? zone : utc;
	g_autofree char *iso = g_strdelimit(g_strdup(text), " ", 'T');
	g_autofree char *with_seconds = g_strconcat(iso, ":00", NULL);
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(iso, clock);
	int64_t at = 0;

	if (!date)
		date = g_date_time_new_from_iso8601(with_seconds, clock);
	if (date) {
		at = g_date_time_to_unix(date);
	} else if (!parse_clock(text, clock, now_at, &at)) {
		*fault = g_strdup_printf(
		        "\"%s\" is not a time; write \"18:00\", \"2026-11-18 18:00\" or \"2026-11-18T18:00:00Z\"",
		        text);
		return -EINVAL;
	}
	if (at <= now_at) {
		g_autofree char *when = zones_format(clock, at);

		*fault = g_strdup_printf("%s is over already", when);
		return -EINVAL;
	}
	*until_at = at;
	return 0;
}

static char *scope_of(const char *shop)
{
	return shop ? g_strconcat("shop:", shop, NULL) : g_strdup("all");
}

/* A pause with a misspelt shop would stop nothing, and nobody would notice. */
static int check_shop(const Desk *desk, const char *shop, char **fault)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	if (!shop || !desk->conf || conf_shop(desk->conf, shop))
		return 0;
	for (guint i = 0; i < desk->conf->shops->len; i++)
		g_ptr_array_add(names, ((const ConfShop *)desk->conf->shops->pdata[i])->id);
	g_ptr_array_add(names, NULL);
	near = nearest_word(shop, (const char *const *)names->pdata);
	*fault = g_strdup_printf("there is no shop \"%s\"%s%s%s", shop, near ? "; did you mean \"" : "",
	                         near ? near : "", near ? "\"?" : "");
	return -EINVAL;
}

static int finish(Act *act, int r, const char *scope, char **fault)
{
	if (r == -EEXIST)
		*fault =
		        g_strdup_printf("%s is paused already; resume it first to change the reason or the end", scope);
	else if (r == -ENOENT)
		*fault = g_strdup_printf("%s is not paused", scope);
	return act_end(act, r, fault);
}

int pause_begin(const Desk *desk, const char *shop, const char *reason, int64_t until_at, char **fault)
{
	g_autofree char *scope = scope_of(shop);
	Act act;
	int r = check_shop(desk, shop, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_PAUSE, &act, fault);
	if (r < 0)
		return r;
	r = store_pause_put(desk->store, scope, reason, desk->actor, desk->now_at, until_at);
	return finish(&act, r, scope, fault);
}

int pause_end(const Desk *desk, const char *shop, char **fault)
{
	g_autofree char *scope = scope_of(shop);
	Act act;
	int r = act_begin(desk, RIGHT_PAUSE, &act, fault);

	if (r < 0)
		return r;
	return finish(&act, store_pause_lift(desk->store, scope, desk->actor, desk->now_at), scope, fault);
}

gboolean pause_of_shop(const GArray *pauses, const char *shop, const StorePause **pause)
{
	const StorePause *longest = NULL;
	g_autofree char *scope = scope_of(shop);

	for (guint i = 0; i < pauses->len; i++) {
		const StorePause *p = &g_array_index(pauses, StorePause, i);

		if (!g_str_equal(p->scope, "all") && !g_str_equal(p->scope, scope))
			continue;
		if (!longest || p->until_at == STORE_NO_TIME ||
		    (longest->until_at != STORE_NO_TIME && p->until_at > longest->until_at))
			longest = p;
	}
	if (longest)
		*pause = longest;
	return longest != NULL;
}
