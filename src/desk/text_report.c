#include "desk/text_report.h"

#include "text/code.h"

/* Values as they come at the short and at the long end. The first two are Latin, so that only the text decides about
 * the coding; the name of the third forces UCS-2 on any. */
typedef struct {
	const char *name, *order, *news;
	int64_t case_id;
} Sample;
#define NEWS "the refund left today and takes three working days; the parcel 1Z999AA10123456784 comes on Friday"
static const Sample SHORT = {"Li", "10001", "refund paid", 1};
static const Sample LONG = {"Wolfeschlegelsteinhausenbergerdorff-Smit", "2316798105738465092", NEWS, 999999999};
static const Sample FOREIGN = {"Александра Константинопольская-Преображе", "2316798105738465092", NEWS, 999999999};

typedef struct {
	const ConfShop *shop;
	const ConfProvider *provider;
	TextReportEach each;
	void *user;
} Walk;

static gboolean count(const Walk *walk, const Template *template, const Sample *sample, Segments *out)
{
	char code[CASE_CODE_SIZE];
	const TextValues values = {{
	        [FIELD_NAME] = sample->name,
	        [FIELD_ORDER] = sample->order,
	        [FIELD_CODE] = code,
	        [FIELD_SHOP] = walk->shop->name,
	        [FIELD_SIGNATURE] = walk->shop->signature,
	        [FIELD_NEWS] = sample->news,
	}};
	g_autofree char *text = NULL;
	TextField missing;

	/* What is longer than the provider takes is over any max_segments, however it is counted. */
	case_code(sample->case_id, code);
	return template_render(template, &values, &text, &missing) == 0 &&
	       (conf_segments(walk->provider, text, out) == 0 || text_segments(text, out) == 0);
}

static int place_of(const Template *template, gunichar c)
{
	const char *source = template_source(template);
	const char *at = c ? g_utf8_strchr(source, -1, c) : NULL;

	return at ? (int)g_utf8_pointer_to_offset(source, at) + 1 : 0;
}

static void one(const char *language, Step step, const char *category, guint variant, const Template *template,
                const char *origin, void *user)
{
	const Walk *walk = user;
	int max_segments = walk->shop->rules.max_segments;
	Segments least, most, foreign;
	TextReport report;

	if (!count(walk, template, &SHORT, &least) || !count(walk, template, &LONG, &most) ||
	    !count(walk, template, &FOREIGN, &foreign))
		return; /* a signature the shop does not have: the config's own check names it */
	report = (TextReport){.language = language,
	                      .category = category,
	                      .step = step,
	                      .variant = variant,
	                      .version = template_version(template),
	                      .code = template_code(template),
	                      .needs = template_fields(template),
	                      .origin = origin,
	                      .encoding = least.encoding,
	                      .least = least.segments,
	                      .most = most.segments,
	                      .foreign = foreign.segments,
	                      .forced_by = least.forced_by,
	                      .forced_at = place_of(template, least.forced_by),
	                      .max_segments = max_segments,
	                      .too_long = max_segments > 0 && MAX(most.segments, foreign.segments) > max_segments,
	                      .price = walk->provider && *walk->provider->price.currency ? &walk->provider->price
	                                                                                 : NULL};
	walk->each(&report, walk->user);
}

void text_report(const Conf *conf, const ConfShop *shop, TextReportEach each, void *user)
{
	Walk walk = {.shop = shop, .each = each, .user = user};

	walk.provider = shop->provider ? conf_provider(conf, shop->provider) : NULL;
	if (shop->rules.texts)
		catalog_each(shop->rules.texts, one, &walk);
}
