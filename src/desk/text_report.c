#include "desk/text_report.h"

/* Values as they come at the short and at the long end. They are Latin, so that only the text decides about the coding; a
 * customer's own name may still force UCS-2, which the report of `most` does not foresee. */
static const char *const SHORT_VALUES[FIELDS] = {
	[FIELD_NAME] = "Li", [FIELD_ORDER] = "10001", [FIELD_CODE] = "K7P",
};
static const char *const LONG_VALUES[FIELDS] = {
	[FIELD_NAME] = "Wolfeschlegelsteinhausen", [FIELD_ORDER] = "2026-1118-000123456789", [FIELD_CODE] = "K7P9QXMW",
};

typedef struct {
	const ConfShop *shop;
	TextReportEach each;
	void *user;
} Walk;

static gboolean count(const Walk *walk, const Template *template, const char *const *samples, Segments *out)
{
	TextValues values;
	g_autofree char *text = NULL;
	TextField missing;

	for (int field = 0; field < FIELDS; field++)
		values.value[field] = samples[field];
	values.value[FIELD_SHOP] = walk->shop->name;
	values.value[FIELD_SIGNATURE] = walk->shop->signature;
	return template_render(template, &values, &text, &missing) == 0 && text_segments(text, out) == 0;
}

static void one(const char *language, Step step, const char *category, const Template *template, const char *origin,
                void *user)
{
	const Walk *walk = user;
	Segments least, most;
	TextReport report;

	if (!count(walk, template, SHORT_VALUES, &least) || !count(walk, template, LONG_VALUES, &most))
		return; /* a signature the shop does not have: the config's own check names it */
	report = (TextReport){.language = language, .category = category, .step = step, .origin = origin,
	                      .encoding = least.encoding, .least = least.segments, .most = most.segments,
	                      .forced_by = least.forced_by,
	                      .too_long = walk->shop->rules.max_segments > 0 && most.segments > walk->shop->rules.max_segments};
	walk->each(&report, walk->user);
}

void text_report(const ConfShop *shop, TextReportEach each, void *user)
{
	Walk walk = {.shop = shop, .each = each, .user = user};

	if (shop->rules.texts)
		catalog_each(shop->rules.texts, one, &walk);
}
