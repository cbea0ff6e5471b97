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

/* A pause with a misspelt name would stop nothing, and nobody would notice. `names` ends with NULL. */
static int no_such(const char *what, const char *name, GPtrArray *names, char **fault)
{
	const char *near = nearest_word(name, (const char *const *)names->pdata);
	g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);

	if (near)
		*fault = g_strdup_printf("there is no %s \"%s\"; did you mean \"%s\"?", what, name, near);
	else if (names->len > 1)
		*fault = g_strdup_printf("there is no %s \"%s\"; there are %s", what, name, all);
	else
		*fault = g_strdup_printf("there is no %s \"%s\"; the configuration has none", what, name);
	return -EINVAL;
}

static int check_shop(const Conf *conf, const char *shop, char **fault)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (!conf || conf_shop(conf, shop))
		return 0;
	for (guint i = 0; i < conf->shops->len; i++)
		g_ptr_array_add(names, ((const ConfShop *)conf->shops->pdata[i])->id);
	g_ptr_array_add(names, NULL);
	return no_such("shop", shop, names, fault);
}

static int check_provider(const Conf *conf, const char *provider, char **fault)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (!conf || conf_provider(conf, provider))
		return 0;
	for (guint i = 0; i < conf->providers->len; i++)
		g_ptr_array_add(names, ((const ConfProvider *)conf->providers->pdata[i])->id);
	g_ptr_array_add(names, NULL);
	return no_such("provider", provider, names, fault);
}

static int check_step(const char *name, char **fault)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	Step step;

	if (step_parse(name, &step) == 0 && step != STEP_NONE)
		return 0;
	for (Step i = 0; i < STEPS; i++)
		if (i != STEP_NONE)
			g_ptr_array_add(names, (gpointer)step_name(i));
	g_ptr_array_add(names, NULL);
	return no_such("step", name, names, fault);
}

static int check_text(const Conf *conf, const char *version, char **fault)
{
	if (!conf || conf_has_text(conf, version))
		return 0;
	*fault = g_strdup_printf("no text in force has version \"%s\"; \"followupctl check\" shows them", version);
	return -EINVAL;
}

static int check_scope(const Desk *desk, const char *scope, char **fault)
{
	const char *name = "";
	PauseKind kind = PAUSE_ALL;

	pause_parse(scope, &kind, &name); /* the store refuses what is none */
	switch (kind) {
	case PAUSE_SHOP:
		return check_shop(desk->conf, name, fault);
	case PAUSE_PROVIDER:
		return check_provider(desk->conf, name, fault);
	case PAUSE_STEP:
		return check_step(name, fault);
	case PAUSE_TEXT:
		return check_text(desk->conf, name, fault);
	default:
		return 0;
	}
}

char *pause_words(const char *scope)
{
	static const char *const WORDS[PAUSE_KINDS] = {
		[PAUSE_ALL] = "Everything", [PAUSE_SHOP] = "Shop ", [PAUSE_PROVIDER] = "Provider ", [PAUSE_STEP] = "Step ",
		[PAUSE_TEXT] = "Text version ",
	};
	const char *name = "";
	PauseKind kind = PAUSE_ALL;

	pause_parse(scope, &kind, &name);
	return g_strconcat(WORDS[kind], name, NULL);
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

int pause_begin(const Desk *desk, const char *scope, const char *reason, int64_t until_at, char **fault)
{
	Act act;
	int r = check_scope(desk, scope, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_PAUSE, &act, fault);
	if (r < 0)
		return r;
	r = store_pause_put(desk->store, scope, reason, desk->actor, desk->now_at, until_at);
	return finish(&act, r, scope, fault);
}

int pause_end(const Desk *desk, const char *scope, char **fault)
{
	Act act;
	int r = act_begin(desk, RIGHT_PAUSE, &act, fault);

	if (r < 0)
		return r;
	return finish(&act, store_pause_lift(desk->store, scope, desk->actor, desk->now_at), scope, fault);
}
