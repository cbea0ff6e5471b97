/* What the texts that wait would cost, by either configuration. */
#include "desk/effect.h"

#include "text/case_values.h"

static gboolean has_price(const Conf *conf)
{
	for (guint i = 0; i < conf->providers->len; i++)
		if (*((const ConfProvider *)conf->providers->pdata[i])->price.currency)
			return TRUE;
	return FALSE;
}

gboolean effect_cost_asked(const Conf *conf, const Conf *next)
{
	return has_price(conf) || has_price(next);
}

void effect_cost_init(EffectCost *cost)
{
	*cost = (EffectCost){.sums = g_array_new(FALSE, FALSE, sizeof(Price))};
}

void effect_cost_clear(EffectCost *cost)
{
	g_clear_pointer(&cost->sums, g_array_unref);
	*cost = (EffectCost){0};
}

/* The segments of the case's text as that provider counts them; 0: it cannot be written, or is too long to leave. */
static int segments_of(const ConfShop *shop, const ConfProvider *provider, const StoreCase *c, Step step)
{
	const CatalogCase wanted = {.language = c->language, .step = step, .category = c->category, .level = c->level,
	                            .id = c->id};
	const Template *template = shop->rules.texts ? catalog_find(shop->rules.texts, &wanted) : NULL;
	g_auto(CaseValues) values = {0};
	g_autofree char *text = NULL;
	TextField missing;
	Segments segments;

	if (!template)
		return 0;
	case_values_fill(&values, c->id, c->name, c->order_no, shop->name, shop->signature);
	if (template_render(template, &values.values, &text, &missing) < 0 ||
	    conf_segments(provider, text, &segments) < 0 || segments.segments > shop->rules.max_segments)
		return 0;
	return segments.segments;
}

void effect_cost_add(const Conf *conf, const StoreCase *c, const Plan *plan, EffectCost *cost)
{
	const ConfShop *shop = conf_shop(conf, c->shop);
	const ConfProvider *provider = shop ? conf_provider(conf, shop->provider) : NULL;
	int segments;

	if (plan->verdict != PLAN_STEP || !provider || step_class(plan->step) == CLASS_CALL ||
	    plan->step == STEP_CLOSE)
		return;
	segments = segments_of(shop, provider, c, plan->step);
	if (!segments) {
		cost->stuck++;
		return;
	}
	cost->texts++;
	cost->segments += segments;
	if (*provider->price.currency)
		price_add(cost->sums, &provider->price, segments);
	else
		cost->unpriced++;
}

/* "0.27 CNY and 1.00 EUR for 6 texts, 8 segments, 2 of them at a price nobody told" */
static char *side_words(const EffectCost *cost)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < cost->sums->len; i++) {
		g_autofree char *sum = price_of(&g_array_index(cost->sums, Price, i), 1);

		g_string_append_printf(s, "%s%s", i ? " and " : "", sum);
	}
	if (cost->sums->len == 0)
		g_string_append(s, cost->texts ? "an unknown amount" : "nothing");
	g_string_append_printf(s, " for %u text%s of %" G_GINT64_FORMAT " segment%s", cost->texts,
	                       cost->texts == 1 ? "" : "s", cost->segments, cost->segments == 1 ? "" : "s");
	if (cost->unpriced && cost->sums->len)
		g_string_append_printf(s, ", %u of them at a price nobody told", cost->unpriced);
	return g_string_free(s, FALSE);
}

char *effect_stuck_sentence(const Effect *effect)
{
	guint now = effect->cost_now.stuck, then = effect->cost.stuck;
	g_autofree char *before = now == then ? g_strdup("as now") : g_strdup_printf("now %u", now);

	if (now + then == 0)
		return NULL;
	return g_strdup_printf(
	        "%u waiting text%s would be held when %s time comes, for want of a value or as too long (%s).", then,
	        then == 1 ? "" : "s", then == 1 ? "its" : "their", before);
}

char *effect_cost_sentence(const Effect *effect)
{
	g_autofree char *now = side_words(&effect->cost_now);
	g_autofree char *then = side_words(&effect->cost);

	if (g_str_equal(now, then))
		return g_strdup_printf("What waits would cost as much as now: %s.", now);
	return g_strdup_printf("What waits would cost %s; now it is %s.", then, now);
}
