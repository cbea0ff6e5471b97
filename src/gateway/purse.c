#include "gateway/purse.h"

#include "core/rate.h"

typedef struct {
	int64_t day_at, day_end_at;
	int64_t spent; /* millionths of the currency */
} Purse;

void purses_init(Gateway *g)
{
	g->purses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void purses_free(Gateway *g)
{
	g_clear_pointer(&g->purses, g_hash_table_unref);
}

int64_t purse_cost(const ConfShop *shop, const ConfProvider *provider, int segments)
{
	return *shop->spend_per_day.currency ? provider->price.millionths * segments : 0;
}

static void begin_day(Gateway *g, const ConfShop *shop, int64_t now_at)
{
	GTimeZone *zone = zones_get(g->zones, shop->zone);
	Purse *purse = g_new0(Purse, 1);

	rate_day(zone, now_at, &purse->day_at, &purse->day_end_at);
	g_hash_table_replace(g->purses, g_strdup(shop->id), purse);
}

static void spend(Gateway *g, const StoreSent *sent)
{
	const ConfProvider *provider = conf_provider(g->conf, sent->provider);
	const ConfShop *shop = conf_shop(g->conf, sent->shop);
	Purse *purse = g_hash_table_lookup(g->purses, sent->shop);

	if (!provider || !shop || !purse || sent->at < purse->day_at || sent->step == STEP_CALL)
		return;
	if (sent->outcome == SUBMIT_ACCEPTED || sent->outcome == SUBMIT_UNKNOWN)
		purse->spent += purse_cost(shop, provider, sent->segments);
}

/* No day is counted: again before anything is claimed. */
static void forget_days(Gateway *g)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, g->purses);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		((Purse *)value)->day_end_at = ((Purse *)value)->day_at;
}

int purses_adopt(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) sent = NULL;
	int64_t since_at = INT64_MAX;
	int r = 0;

	g_hash_table_remove_all(g->purses);
	for (guint i = 0; i < g->conf->shops->len; i++) {
		const ConfShop *shop = g->conf->shops->pdata[i];

		if (!*shop->spend_per_day.currency)
			continue;
		begin_day(g, shop, now_us / USEC_PER_SEC);
		since_at = MIN(since_at, ((Purse *)g_hash_table_lookup(g->purses, shop->id))->day_at);
	}
	if (g_hash_table_size(g->purses))
		r = store_sent_since(g->store, since_at, &sent);
	for (guint i = 0; r >= 0 && sent && i < sent->len; i++)
		spend(g, &g_array_index(sent, StoreSent, i));
	if (r < 0)
		forget_days(g);
	return r;
}

int purses_refresh(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, g->purses);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const Purse *purse = value;

		if (now_at < purse->day_at || now_at >= purse->day_end_at)
			return purses_adopt(g, now_us);
	}
	return 0;
}

gboolean purse_allows(Gateway *g, const ConfShop *shop, int64_t cost, int64_t *until_us)
{
	const Purse *purse = g_hash_table_lookup(g->purses, shop->id);

	if (!purse || purse->spent + cost <= shop->spend_per_day.millionths)
		return TRUE;
	*until_us = purse->day_end_at * USEC_PER_SEC;
	return FALSE;
}

void purse_take(Gateway *g, const char *shop, int64_t cost)
{
	Purse *purse = g_hash_table_lookup(g->purses, shop);

	if (purse)
		purse->spent += cost;
}

void purse_give_back(Gateway *g, const char *shop, int64_t cost, int64_t taken_us)
{
	Purse *purse = g_hash_table_lookup(g->purses, shop);

	if (purse && taken_us / USEC_PER_SEC >= purse->day_at)
		purse->spent -= MIN(purse->spent, cost);
}
