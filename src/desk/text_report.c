#include "desk/text_report.h"

#include "text/code.h"

/* Values as they come at the short and at the long end. They are Latin, so that only the text decides about the coding;
 * a customer's own name may still force UCS-2, which is not foreseen here. */
typedef struct {
	const char *name, *order;
	int64_t case_id;
} Sample;
static const Sample SHORT = {"Li", "10001", 1};
static const Sample LONG = {"Wolfeschlegelstein", "2316798105738465092", 999999999};

typedef struct {
	const ConfShop *shop;
	TextReportEach each;
	void *user;
} Walk;

static gboolean count(const Walk *walk, const Template *template, const Sample *sample, Segments *out)
{
	char code[CASE_CODE_SIZE];
	const TextValues values = {{
		[FIELD_NAME] = sample->name, [FIELD_ORDER] = sample->order, [FIELD_CODE] = code,
		[FIELD_SHOP] = walk->shop->name, [FIELD_SIGNATURE] = walk->shop->signature,
	}};
	g_autofree char *text = NULL;
	TextField missing;

	case_code(sample->case_id, code);
	return template_render(template, &values, &text, &missing) == 0 && text_segments(text, out) == 0;
}

static void one(const char *language, Step step, const char *category, guint variant, const Template *template,
                const char *origin, void *user)
{
	const Walk *walk = user;
	Segments least, most;
	TextReport report;

	if (!count(walk, template, &SHORT, &least) || !count(walk, template, &LONG, &most))
		return; /* a signature the shop does not have: the config's own check names it */
	report = (TextReport){.language = language,
	                      .category = category,
	                      .step = step,
	                      .variant = variant,
	                      .origin = origin,
	                      .encoding = least.encoding,
	                      .least = least.segments,
	                      .most = most.segments,
	                      .forced_by = least.forced_by,
	                      .too_long = walk->shop->rules.max_segments > 0 &&
	                                  most.segments > walk->shop->rules.max_segments};
	walk->each(&report, walk->user);
}

void text_report(const ConfShop *shop, TextReportEach each, void *user)
{
	Walk walk = {.shop = shop, .each = each, .user = user};

	if (shop->rules.texts)
		catalog_each(shop->rules.texts, one, &walk);
}
