#include "desk/forecast.h"

#include "util/order.h"

/* So many of the newest attempts tell how fast a provider is. */
#define SAMPLES 200u
#define HOUR_S INT64_C(3600)

static void clear_lane(gpointer element)
{
	g_free(((ForecastLane *)element)->provider);
}

void forecast_clear(Forecast *forecast)
{
	g_clear_pointer(&forecast->hours, g_array_unref);
	g_clear_pointer(&forecast->lanes, g_array_unref);
	g_clear_pointer(&forecast->pauses, g_array_unref);
	g_clear_pointer(&forecast->loads, g_array_unref);
	g_clear_pointer(&forecast->clock, g_time_zone_unref);
}

gboolean forecast_fits(const Forecast *forecast)
{
	return forecast->late == 0 && forecast->moved == 0 && forecast->stopped == 0 && forecast->stuck == 0;
}

static void observe(ForecastLane *lane, const GArray *submits)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(int64_t));

	for (guint i = 0; i < submits->len; i++) {
		const StoreSubmit *submit = &g_array_index(submits, StoreSubmit, i);

		if (g_str_equal(submit->provider, lane->provider))
			g_array_append_val(times, submit->took_us);
	}
	lane->samples = times->len;
	lane->took_us = FORECAST_GUESS_US;
	if (times->len > 0) {
		g_array_sort(times, order_int64);
		lane->took_us = MAX(1, g_array_index(times, int64_t, times->len / 2));
	}
}

/* The rate its configuration allows, by all of its senders together; 0: any. */
static double allowed_rate(const ConfProvider *provider)
{
	int senders = provider->senders ? (int)provider->senders->len : 1;
	double rate = provider->rate.count * (double)G_USEC_PER_SEC / (double)MAX(1, provider->rate.per_us);
	double by_senders = senders * provider->sender_rate.count * (double)G_USEC_PER_SEC /
	                    (double)MAX(1, provider->sender_rate.per_us);

	return rate > 0 && by_senders > 0 ? MIN(rate, by_senders) : rate + by_senders;
}

/* The places of all providers together are no more than the daemon's own: then each gets its share. None goes faster than
 * its configuration lets it. */
static void set_rates(const Conf *conf, GArray *lanes, double rate)
{
	double share, all = 0;

	for (guint i = 0; i < lanes->len; i++)
		all += g_array_index(lanes, ForecastLane, i).places;
	share = all > conf->max_in_flight ? conf->max_in_flight / all : 1;
	for (guint i = 0; i < lanes->len; i++) {
		ForecastLane *lane = &g_array_index(lanes, ForecastLane, i);

		double allowed = allowed_rate(conf->providers->pdata[i]);

		lane->rate = rate > 0 ? rate : share * lane->places * G_USEC_PER_SEC / (double)lane->took_us;
		lane->limited = rate <= 0 && allowed > 0 && allowed < lane->rate;
		if (lane->limited)
			lane->rate = allowed;
	}
}

static int make_lanes(const Desk *desk, double rate, Forecast *out)
{
	g_autoptr(GArray) submits = NULL;
	int r = store_submit_list(desk->store, SAMPLES, &submits);

	if (r < 0)
		return r;
	out->lanes = g_array_new(FALSE, TRUE, sizeof(ForecastLane));
	g_array_set_clear_func(out->lanes, clear_lane);
	for (guint i = 0; i < desk->conf->providers->len; i++) {
		const ConfProvider *provider = desk->conf->providers->pdata[i];
		ForecastLane lane = {.provider = g_strdup(provider->id), .places = provider->max_in_flight};

		observe(&lane, submits);
		g_array_append_val(out->lanes, lane);
	}
	set_rates(desk->conf, out->lanes, rate);
	return 0;
}

/* The shops' own clock when all of them have the same. */
static GTimeZone *common_clock(const Desk *desk)
{
	const char *zone = NULL;
	GTimeZone *found;

	for (guint i = 0; i < desk->conf->shops->len; i++) {
		const ConfShop *shop = desk->conf->shops->pdata[i];

		if (zone && !g_str_equal(zone, shop->zone))
			return g_time_zone_new_local();
		zone = shop->zone;
	}
	found = zones_get(desk->zones, zone);
	return found ? g_time_zone_ref(found) : g_time_zone_new_local();
}

void forecast_hours(Forecast *out)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(out->from_at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, out->clock);
	int64_t past_s = g_date_time_get_minute(local) * 60 + g_date_time_get_second(local);

	out->hours = g_array_new(FALSE, TRUE, sizeof(ForecastHour));
	for (int64_t at = out->from_at - past_s; at < out->until_at; at += HOUR_S) {
		const ForecastHour hour = {.from_at = at};

		g_array_append_val(out->hours, hour);
	}
}

static void free_rules(gpointer rules)
{
	conf_case_rules_clear(rules);
	g_free(rules);
}

/* Heaps differ in rules by shop, zone, region and the customers' own hours: few of those, many heaps. */
static const ConfCaseRules *rules_of(const Desk *desk, GHashTable *known, const StoreLoad *load)
{
	g_autofree char *key = g_strdup_printf("%s\n%s\n%s\n%s", load->shop, load->zone ? load->zone : "",
	                                       load->region ? load->region : "", load->quiet ? load->quiet : "");
	ConfCaseRules *rules = g_hash_table_lookup(known, key);

	if (rules)
		return rules;
	rules = g_new0(ConfCaseRules, 1);
	if (!conf_case_rules(desk->conf, desk->zones, load->shop, load->zone, load->region, load->quiet, rules)) {
		g_free(rules);
		return NULL;
	}
	g_hash_table_insert(known, g_steal_pointer(&key), rules);
	return rules;
}

static gboolean lane_of(const Forecast *out, const char *provider, guint *lane)
{
	for (guint i = 0; provider && i < out->lanes->len; i++) {
		if (g_str_equal(g_array_index(out->lanes, ForecastLane, i).provider, provider)) {
			*lane = i;
			return TRUE;
		}
	}
	return FALSE;
}

/* Which of the pauses in force do not hold all of a heap alike. */
static gboolean pauses_tell_apart(const GArray *pauses)
{
	PauseKind kind;

	for (guint i = 0; i < pauses->len; i++)
		if (pause_parse(g_array_index(pauses, StorePause, i).scope, &kind, NULL) &&
		    (kind == PAUSE_TEXT || kind == PAUSE_PROVIDER))
			return TRUE;
	return FALSE;
}

/* 0: not paused; INT64_MAX: an open end. */
static int64_t paused_until(const GArray *pauses, const ConfShop *shop, const StoreLoad *load)
{
	const CatalogCase text = {.language = load->language, .step = load->step, .category = load->category, .level = load->level,
	                          .id = load->case_id};
	PauseSubject subject = {.shop = load->shop, .step = load->step};
	const StorePause *pause;

	if (load->case_id) {
		subject.text = conf_text_version(shop, &text);
		subject.providers = conf_route(shop, load->phone, load->line_kind, NULL);
	}
	pause = store_pause_find(pauses, &subject);
	return !pause ? 0 : pause->until_at == STORE_NO_TIME ? INT64_MAX : pause->until_at;
}

/* FALSE: the daemon will hold it, whatever the time. */
static gboolean item_of(const Desk *desk, GHashTable *known, const Forecast *out, const StoreLoad *load,
                        ForecastItem *item)
{
	const ConfCaseRules *rules = rules_of(desk, known, load);

	*item = (ForecastItem){.due_at = load->due_at, .count = load->count,
	                       .deadline_at = load->deadline_at == STORE_NO_TIME ? DECIDE_NEVER : load->deadline_at};
	if (!rules || rules->n_zones == 0 || !lane_of(out, rules->shop->provider, &item->lane))
		return FALSE;
	/* A confirmation of an opt-out may leave at any hour. */
	if (load->step != STEP_OPTOUT_CONFIRM)
		item->rules = &rules->policy.rules[step_class(load->step)];
	item->paused_until_at = paused_until(out->pauses, rules->shop, load);
	return TRUE;
}

static int run(const Desk *desk, const char *shop, Forecast *out)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_rules);
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(ForecastItem));
	int r = store_planned_load(desk->store, out->until_at, pauses_tell_apart(out->pauses), &out->loads);

	for (guint i = 0; r == 0 && i < out->loads->len; i++) {
		const StoreLoad *load = &g_array_index(out->loads, StoreLoad, i);
		gboolean aside = shop && !g_str_equal(load->shop, shop);
		ForecastItem item;

		if (item_of(desk, known, out, load, &item)) {
			item.aside = aside;
			g_array_append_val(items, item);
		} else if (!aside) {
			out->nowhere += load->count;
		}
	}
	if (r == 0)
		forecast_run(items, out);
	return r;
}

int forecast_make(const Desk *desk, const char *shop, int hours, double rate, Forecast *out, char **fault)
{
	Forecast f = {.from_at = desk->now_at, .until_at = desk->now_at + hours * HOUR_S, .clock = common_clock(desk)};
	int r = make_lanes(desk, rate, &f);

	if (r == 0)
		r = store_pause_list(desk->store, desk->now_at, &f.pauses);
	if (r == 0) {
		forecast_hours(&f);
		r = run(desk, shop, &f);
	}
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the queue");
		forecast_clear(&f);
		return r;
	}
	*out = f;
	return 0;
}
