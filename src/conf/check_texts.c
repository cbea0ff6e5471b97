/* Checks of a shop's texts. */
#include <string.h>

#include "conf/check.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"

/* Values as they usually are; the name's letters decide the encoding, so each script has its own. */
static const struct {
	const char *language, *name;
} TYPICAL[] = {
	{"zh", "欧阳小明"}, {"ja", "佐藤さくら"}, {"ko", "김민준"},  {"ru", "Александра"},
	{"kk", "Айгерим"},  {"uk", "Олександра"}, {"", "Alexandra"},
};

static const char *typical_name(const char *language)
{
	gsize i = 0;

	while (!g_str_has_prefix(language, TYPICAL[i].language))
		i++;
	return TYPICAL[i].name;
}

/* A fact as agents write one. */
static const char *typical_news(const char *language)
{
	if (g_str_has_prefix(language, "zh"))
		return "退款已原路退回，预计三个工作日到账";
	return g_str_has_prefix(language, "ru") ? "деньги за заказ возвращены на карту"
	                                        : "the refund left today and takes three working days";
}

/* FALSE when the shop lacks what its texts need: said once, not for every text. */
static gboolean check_length(const Check *check, const Section *section, const Text *text)
{
	const ConfShop *shop = section->base;
	g_autoptr(GPtrArray) ids = conf_shop_providers(shop);
	TextValues values = {.value = {[FIELD_NAME] = typical_name(text->language),
	                               [FIELD_ORDER] = "20261118000123",
	                               [FIELD_SHOP] = shop->name,
	                               [FIELD_SIGNATURE] = shop->signature,
	                               [FIELD_NEWS] = typical_news(text->language)}};
	g_autoptr(Template) template = NULL;
	g_autofree char *rendered = NULL, *fault = NULL;
	char code[CASE_CODE_SIZE];
	TextField missing;
	Segments segments;

	case_code(123456, code);
	values.value[FIELD_CODE] = code;
	if (template_parse(text->source, &template, &fault) < 0)
		return TRUE; /* said when it was read */
	if (template_render(template, &values, &rendered, &missing) < 0) {
		g_autofree char *key = g_strconcat(section->prefix, "signature", NULL);

		faults_add(check->faults, &section->place, key, NULL,
		           "missing, %s at %s:%u needs it; write signature = \"...\"", text->key, text->place.file,
		           text->place.line);
		return FALSE;
	}
	if (ids->len == 0)
		g_ptr_array_add(ids, NULL);
	/* Said for the first that finds it so. */
	for (guint i = 0; i < ids->len; i++) {
		if (conf_segments(ids->pdata[i] ? conf_provider(&check->whole->conf, ids->pdata[i]) : NULL, rendered,
		                  &segments) < 0)
			faults_add(check->faults, &text->place, text->key, NULL,
			           "longer than provider %s takes, which is %d characters with usual values; write it shorter",
			           (const char *)ids->pdata[i], TEXT_CN_MAX);
		else if (segments.segments > shop->rules.max_segments)
			faults_warn(check->faults, &text->place, text->key, NULL,
			            "%d segments with usual values for shop %s, and max_segments is %d; write it shorter, or a "
			            "larger "
			            "max_segments",
			            segments.segments, shop->id, shop->rules.max_segments);
		else
			continue;
		break;
	}
	return TRUE;
}

/* What the shop's region wants beyond what was said when the text was read. Customers elsewhere are not foreseen here: the
 * rendered text is looked at again before it leaves. */
static void check_way_out(const Check *check, const Section *section, const Text *text)
{
	const ConfShop *shop = section->base;
	const GuardContext context = {.step = text->step, .way_out = guard_way_out(text->step, shop->region)};
	g_autoptr(GArray) findings = NULL;
	const GuardFinding *refusal;

	if (context.way_out == guard_way_out(text->step, NULL))
		return;
	findings = guard_check(text->source, &context);
	refusal = guard_refusal(findings);
	if (refusal && g_str_equal(refusal->rule, "way-out")) {
		g_autofree char *sentence = guard_sentence(refusal);

		faults_add(check->faults, &text->place, text->key, NULL, "%s (shop %s, region %s)", sentence, shop->id,
		           shop->region);
	}
}

static const Step NEEDED[] = {STEP_FIRST_CONTACT, STEP_SATISFACTION};

static gboolean is_needed(Step step)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++)
		if (NEEDED[i] == step)
			return TRUE;
	return FALSE;
}

/* How a provider that sends texts by code wants them; NULL: this one does not. */
static const CheckDriver *coding_driver(const Check *check, const char *provider)
{
	const ConfProvider *found = conf_provider(&check->whole->conf, provider);
	const CheckDriver *driver = found ? check_driver_named(found->driver) : NULL;

	return driver && driver->code ? driver : NULL;
}

/* Ids of those of the shop's providers, of char*; empty: all take texts as they are. */
static GPtrArray *coding_providers(const Check *check, const ConfShop *shop)
{
	GPtrArray *ids = conf_shop_providers(shop);

	for (guint i = ids->len; i-- > 0;)
		if (!shop->sms_allowed || !coding_driver(check, ids->pdata[i]))
			g_ptr_array_remove_index(ids, i);
	return ids;
}

/* "【{shop}】...": the provider puts the signature there itself, so no value of the registered text stands for it. */
static gboolean signature_is_filled_in(const char *source)
{
	const char *close = g_str_has_prefix(source, "【") ? strstr(source, "】") : NULL, *field = strchr(source, '{');

	return close && field && field < close;
}

/* The provider would refuse such a text, so it never leaves by it. In other languages than the shop's it is said once for all
 * of them (check_coded_languages()). */
static void check_code_at(const Check *check, const ConfShop *shop, const char *provider, const Text *t)
{
	const CheckDriver *driver = coding_driver(check, provider);
	g_autofree char *code = template_code_for(t->code, provider);

	if (code && !g_regex_match_simple(driver->code, code, G_REGEX_DOLLAR_ENDONLY, 0))
		faults_add(check->faults, &t->place, t->key, NULL,
		           "\"%s\" is no code of %s, by which shop %s sends; write it as \"%s\"", code, driver->driver,
		           shop->id, driver->example);
	else if (code && signature_is_filled_in(t->source))
		faults_add(check->faults, &t->place, t->key, NULL,
		           "%s puts the signature in front itself; write it out between the brackets 【】, or begin "
		           "behind it",
		           driver->driver);
	else if (!code && g_strcmp0(t->language, shop->language) == 0)
		(is_needed(t->step) ? faults_add : faults_warn)(
		        check->faults, &t->place, t->key, NULL,
		        "shop %s sends by %s, which takes registered texts alone, and this one has no code; write into "
		        "followup.conf texts: { %s: { %s: { %s = { text = \"...\"; code = \"%s\"; }; }; }; };",
		        shop->id, driver->driver, t->language, step_name(t->step), t->category, driver->example);
}

static void check_code(const Check *check, const Section *section, const Text *t)
{
	g_autoptr(GPtrArray) ids = coding_providers(check, section->base);

	for (guint i = 0; i < ids->len; i++)
		check_code_at(check, section->base, ids->pdata[i], t);
}

static gboolean add_language(gpointer language, gpointer value, gpointer user)
{
	GString *list = user;

	(void)value;
	g_string_append_printf(list, "%s%s", list->len ? ", " : "", (const char *)language);
	return FALSE;
}

/* The packs hold texts in more languages than any shop registers. */
static void check_coded_languages(const Check *check, const Section *section, GTree *languages)
{
	g_autoptr(GPtrArray) ids = coding_providers(check, section->base);
	g_auto(Seen) provider = check_see(check, section, "provider");
	g_autoptr(GString) list = g_string_new(NULL);

	if (ids->len == 0 || g_tree_nnodes(languages) == 0)
		return;
	g_tree_foreach(languages, add_language, list);
	faults_warn(check->faults, &provider.place, provider.key, provider.literal,
	            "%s takes registered texts alone, and texts in %s have no code: such customers wait for a person; "
	            "write a code beside the texts of those you serve",
	            coding_driver(check, ids->pdata[0])->driver, list->str);
}

/* The text that counts for a shop is the last one written for its language, step and category. */
static void check_each_text(const Check *check, const Section *section)
{
	const GPtrArray *const layers[] = {check->whole->packs, check->whole->general->texts, section->texts};
	g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GTree) uncoded = g_tree_new((GCompareFunc)g_strcmp0);
	const ConfShop *shop = section->base;
	gboolean goon = TRUE;

	for (int pass = 0; pass < 2; pass++)
		for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
			for (guint i = 0; i < layers[l]->len; i++) {
				Text *t = layers[l]->pdata[i];
				const Text *first = layers[l]->pdata[i - t->variant];
				g_autofree char *key =
					g_strdup_printf("%s %s %s", t->language, step_name(t->step), t->category);

				if (pass == 0 && t == first) {
					g_hash_table_replace(last, g_steal_pointer(&key), t);
				} else if (pass == 1 && g_hash_table_lookup(last, key) == first) {
					check_code(check, section, t);
					if (!t->code && g_strcmp0(t->language, shop->language) != 0)
						g_tree_insert(uncoded, t->language, NULL);
					check_way_out(check, section, t);
					goon = goon && check_length(check, section, t);
				}
			}
	check_coded_languages(check, section, uncoded);
}

/* A language the config itself writes texts in must carry a case to its end: half of one is found by a customer, whose
 * question then waits for a person. */
static void check_languages(const Check *check, const Section *section)
{
	const GPtrArray *const layers[] = {check->whole->general->texts, section->texts};
	const ConfShop *shop = section->base;

	for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
		for (guint i = 0; i < layers[l]->len; i++) {
			const Text *t = layers[l]->pdata[i];

			for (gsize n = 0; n < G_N_ELEMENTS(NEEDED); n++) {
				const CatalogCase wanted = {.language = t->language, .step = NEEDED[n]};

				if (g_strcmp0(t->language, shop->language) != 0 &&
				    !catalog_find(shop->rules.texts, &wanted))
					faults_warn(check->faults, &t->place, t->key, NULL,
					            "customers of language %s have no text for %s, and wait for a "
					            "person; write one beside it",
					            t->language, step_name(NEEDED[n]));
			}
		}
}

void check_texts(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;
	g_auto(Seen) language = check_see(check, section, "language");
	g_auto(Seen) mention = check_see(check, section, "review_mention");

	if (shop->name)
		check_each_text(check, section);
	/* A pack with a fault lacks texts for a reason that has been said. */
	if (!shop->language || !check->whole->packs_good)
		return;
	check_languages(check, section);
	if (shop->review_note &&
	    !catalog_find(shop->rules.texts, &(CatalogCase){.language = shop->language, .step = STEP_REVIEW_NOTE}))
		faults_add(check->faults, &mention.place, mention.key, mention.literal,
		           "no text for review_note, and none ships; write "
		           "texts: { %s: { review_note: { any = \"...\"; }; }; };", shop->language);
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
		const char *step = step_name(NEEDED[i]);

		if (!catalog_find(shop->rules.texts, &(CatalogCase){.language = shop->language, .step = NEEDED[i]}))
			faults_add(check->faults, &language.place, language.key, language.literal,
			           "no text for %s; write texts: { %s: { %s: { any = \"...\"; }; }; }; or a pack "
			           "%s.conf in %s",
			           step, shop->language, step, shop->language, check->whole->text_packs);
	}
}
