#include "desk/measures.h"

#include "desk/act.h"
#include "desk/week.h"

#include <errno.h>
#include <string.h>

#define DAY_S INT64_C(86400)
#define WHAT_MOST 200

GTimeZone *measure_clock(const Desk *desk, const char *shop)
{
	GTimeZone *zone = shop ? desk_shop_zone(desk, shop) : NULL;

	for (guint i = 0; !zone && !shop && desk->conf && i < desk->conf->shops->len; i++)
		zone = desk_shop_zone(desk, ((const ConfShop *)desk->conf->shops->pdata[i])->id);
	return zone ? zone : zones_get(desk->zones, "UTC");
}

static int read_date(const char *option, const char *text, GTimeZone *zone, int64_t *at, char **fault)
{
	g_autofree char *wrong = NULL;
	int r = week_date_parse(text, zone, at, &wrong);

	if (r < 0)
		*fault = g_strdup_printf("%s: %s", option, wrong);
	return r;
}

static int read_wish(const Desk *desk, const MeasureWish *wish, StoreMeasure *m, char **fault)
{
	GTimeZone *zone = measure_clock(desk, wish->shop);
	int r = 0;

	if (!*wish->what || !g_utf8_validate(wish->what, -1, NULL) || g_utf8_strlen(wish->what, -1) > WHAT_MOST ||
	    strpbrk(wish->what, "\n\r")) {
		*fault = g_strdup_printf("say in one line of at most %d letters what is done", WHAT_MOST);
		return -EINVAL;
	}
	if (wish->shop && desk->conf && !conf_shop(desk->conf, wish->shop)) {
		*fault = g_strdup_printf(
		        "--shop: there is no shop \"%s\"; name one of followup.conf, or leave it out for all",
		        wish->shop);
		return -EINVAL;
	}
	*m = (StoreMeasure){.what = (char *)wish->what,
	                    .shop = (char *)wish->shop,
	                    .at = desk->now_at,
	                    .owner = (char *)(wish->owner ? wish->owner : desk->actor),
	                    .due_at = STORE_NO_TIME,
	                    .made_at = desk->now_at,
	                    .made_by = (char *)desk->actor};
	if (wish->from)
		r = read_date("--from", wish->from, zone, &m->at, fault);
	if (r == 0 && wish->due)
		r = read_date("--due", wish->due, zone, &m->due_at, fault);
	if (r == 0 && wish->due)
		m->due_at += DAY_S - 1; /* the day is in; an hour more or less where a clock is set harms no one */
	return r;
}

int measure_add(const Desk *desk, const MeasureWish *wish, int64_t *id, char **fault)
{
	StoreMeasure m;
	Act act;
	int r = read_wish(desk, wish, &m, fault);

	if (r < 0)
		return r;
	r = act_begin(desk, RIGHT_MEASURE, &act, fault);
	return r < 0 ? r : act_end(&act, store_measure_put(desk->store, &m, id), fault);
}

int measure_done(const Desk *desk, int64_t id, char **fault)
{
	Act act;
	int r = act_begin(desk, RIGHT_MEASURE, &act, fault);

	if (r < 0)
		return r;
	r = store_measure_done(desk->store, id, desk->actor, desk->now_at);
	if (r == -ENOENT || r == -EEXIST)
		*fault = g_strdup_printf("%s; \"measure list\" tells those that are open", store_error(desk->store));
	return act_end(&act, r, fault);
}

int measure_list(const Desk *desk, const char *shop, gboolean all, GArray **measures, char **fault)
{
	int r = store_measure_list(desk->store, shop, INT64_MIN, INT64_MAX, measures);

	if (r < 0)
		*fault = desk_store_fault(desk, "cannot read the measures");
	for (guint i = r == 0 && !all ? (*measures)->len : 0; i-- > 0;)
		if (g_array_index(*measures, StoreMeasure, i).done_at != STORE_NO_TIME)
			g_array_remove_index(*measures, i);
	return r;
}
