#include "gateway/way.h"

#include <string.h>

#include "core/backoff.h"

/* A route of more is not written by people. */
#define PROVIDERS_MAX 16u

const char *const *way_providers(const ConfShop *shop, const char *phone, const char *line_kind, Step step)
{
	static const char *const NONE[] = {NULL};

	if (step == STEP_CLOSE) /* nobody's: no provider's moment holds it up */
		return NONE;
	if (step == STEP_CALL)
		return shop->call_provider ? (const char *const *)shop->call_route : NONE;
	return conf_route(shop, phone, line_kind, NULL);
}

/* What a provider that did not take this message says to it now. */
static RouteOption again(const ConfProvider *account, const StoreTry *one, uint64_t spread, RouteOption option)
{
	int64_t delay_s = backoff_delay_s(&account->backoff, one->tries, spread), until_us;

	if (delay_s < 0)
		return (RouteOption){LANE_SPENT, INT64_MAX};
	until_us = one->last_us + delay_s * USEC_PER_SEC;
	return option.until_us >= until_us && option.state != LANE_FREE ? option : (RouteOption){LANE_TRIED, until_us};
}

static RouteOption option_of(const Gateway *g, const char *provider, const GArray *tries, uint64_t spread,
                             int64_t now_us)
{
	const ConfProvider *account = conf_provider(g->conf, provider);
	const Lane *lane = lane_find(g, provider);
	RouteOption option = lane_option(lane, now_us);

	if (!account)
		return (RouteOption){LANE_SPENT, INT64_MAX};
	if (g->pauses && store_pause_of_provider(g->pauses, provider))
		return (RouteOption){LANE_PAUSED, INT64_MAX}; /* the end of a pause wakes us anyhow */
	for (guint i = 0; tries && i < tries->len; i++) {
		const StoreTry *one = &g_array_index(tries, StoreTry, i);
		RouteOption tried;

		if (!g_str_equal(one->provider, provider))
			continue;
		tried = again(account, one, spread, option);
		if (tried.state == LANE_SPENT || tried.until_us > now_us)
			return tried;
	}
	return option;
}

Way way_choose(const Gateway *g, const char *const *providers, const GArray *tries, uint64_t spread, int64_t now_us)
{
	RouteOption options[PROVIDERS_MAX];
	Way way = {.first = providers[0]};
	guint n = 0;
	int found;

	for (; providers[n] && n < PROVIDERS_MAX; n++)
		options[n] = option_of(g, providers[n], tries, spread, now_us);
	found = route_choose(options, n, &way.why, &way.until_us);
	if (found < 0)
		return way;
	way.account = conf_provider(g->conf, providers[found]);
	way.lane = lane_find(g, providers[found]);
	return way;
}

gboolean way_paused(const Gateway *g, const GArray *pauses, const StoreDue *due)
{
	const ConfShop *shop = conf_shop(g->conf, due->shop);
	const CatalogCase text = {.language = due->language, .step = due->step, .category = due->category, .level = due->level,
	                          .id = due->case_id};
	PauseSubject subject = {.shop = due->shop, .step = due->step};

	if (!pauses || !pauses->len)
		return FALSE;
	if (shop) {
		subject.text = conf_text_version(shop, &text);
		subject.providers = way_providers(shop, due->phone, due->line_kind, due->step);
	}
	return store_pause_find(pauses, &subject) != NULL;
}

/* FNV-1a, 64 bit; the end of a word is a byte as well. */
static uint64_t add_word(uint64_t hash, const char *word)
{
	for (const char *p = word ? word : "";; p++) {
		hash = (hash ^ (guint8)*p) * UINT64_C(0x100000001b3);
		if (!*p)
			return hash;
	}
}

uint64_t way_fingerprint(const char *words)
{
	return add_word(UINT64_C(0xcbf29ce484222325), words);
}

/* All that way_skip() goes by, and the configuration as a whole: under another one nothing is known of them. */
static int64_t lane_of(const Gateway *g, const ConfShop *shop, const StoreDue *due)
{
	const CatalogCase text = {.language = due->language,
	                          .step = due->step,
	                          .category = due->category,
	                          .level = due->level,
	                          .id = due->case_id};
	uint64_t hash = add_word(g->conf_print, due->shop);
	gboolean errand = FALSE;

	hash = add_word(hash, step_name(due->step));
	if (shop) {
		const char *const *providers = way_providers(shop, due->phone, due->line_kind, due->step);

		errand = *providers == NULL;
		hash = add_word(hash, conf_text_version(shop, &text));
		for (; *providers; providers++)
			hash = add_word(hash, *providers);
	}
	return (int64_t)(hash >> 2) | 1 | (errand ? STORE_LANE_ERRANDS : 0);
}

gboolean way_skip(const StoreDue *due, void *user)
{
	const WaySkip *skip = user;
	const ConfShop *shop = conf_shop(skip->g->conf, due->shop);
	Way way;

	if (due->lane)
		*due->lane = lane_of(skip->g, shop, due);
	if (way_paused(skip->g, skip->g->pauses, due))
		return TRUE;
	if (!shop)
		return FALSE; /* the claim holds it */
	way = way_choose(skip->g, way_providers(shop, due->phone, due->line_kind, due->step), NULL, 0, skip->now_us);
	return !way.account && way.why != LANE_SPENT && way.why != LANE_DAY_FULL;
}
