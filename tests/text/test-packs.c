/* The language packs: read as the daemon will read them, rendered with ordinary values, held to the house's rules. */
#include "lib/suite.h"
#include "text/catalog.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"
#include "conf/conf.h"
#include "text/understand.h"

#include <libconfig.h>
#include <string.h>

typedef struct {
	const char *language;
	TextEncoding encoding;
	const char *way_out, *stop_word, *way_back, *start_word;
	TextValues values; /* on the long side of ordinary */
} Pack;

static const Pack PACKS[] = {
	{"zh-CN", ENCODING_UCS2, "回T退订", "T", "恢复短信", "恢复短信",
	 {{[FIELD_NAME] = "欧阳女士", [FIELD_ORDER] = "2025111800123456789", [FIELD_SHOP] = "淘一米旗舰店",
	   [FIELD_NEWS] = "退款已原路退回，预计三个工作日到账"}}},
	{"en", ENCODING_GSM7, "Reply STOP to opt out", "STOP", "START", "START",
	 {{[FIELD_NAME] = "Alexandra", [FIELD_ORDER] = "AZ-100-4821937", [FIELD_SHOP] = "Harbour Tea & Home",
	   [FIELD_NEWS] = "the refund left today and takes three working days"}}},
	{"ru", ENCODING_UCS2, "СТОП", "СТОП", "СТАРТ", "СТАРТ",
	 {{[FIELD_NAME] = "Екатерина", [FIELD_ORDER] = "0145872-0091", [FIELD_SHOP] = "Чайная лавка",
	   [FIELD_NEWS] = "деньги за заказ возвращены на карту"}}},
};

static const struct {
	Step step;
	const char *name, *category;
	int max_segments;
	guint wordings;
} TEXTS[] = {
	{STEP_FIRST_CONTACT, "first_contact", "any", 3, 3},       {STEP_FIRST_CONTACT, "first_contact", "any-level5", 3, 1},
	{STEP_FIRST_CONTACT, "first_contact", "logistics", 3, 1}, {STEP_FIRST_CONTACT, "first_contact", "quality", 3, 1},
	{STEP_FIRST_CONTACT, "first_contact", "wrong_item", 3, 1}, {STEP_FIRST_CONTACT, "first_contact", "service", 3, 1},
	{STEP_FIRST_CONTACT, "first_contact", "refund", 3, 1},    {STEP_SATISFACTION, "satisfaction", "any", 2, 2},
	{STEP_OPTOUT_CONFIRM, "optout_confirm", "any", 1, 1},     {STEP_PROGRESS, "progress", "any", 3, 2},
};

static char *render(const Pack *pack, const Template *template)
{
	TextValues values = pack->values;
	char code[CASE_CODE_SIZE];
	char *text = NULL;
	TextField missing = FIELDS;

	case_code(48213, code);
	values.value[FIELD_CODE] = code;
	row_int(template_source(template), template_render(template, &values, &text, &missing), 0);
	return text;
}

static void load_text(Catalog *catalog, const char *language, Step step, const char *category,
                      const config_setting_t *text)
{
	Template *template = NULL;
	g_autofree char *fault = NULL;

	template_parse(config_setting_get_string(text), &template, &fault);
	row_str(category, fault, NULL);
	catalog_add(catalog, language, step, category, template, NULL);
}

static void load_step(Catalog *catalog, const char *language, Step step, const config_setting_t *group)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *text = config_setting_get_elem(group, (unsigned)i);
		const char *category = config_setting_name(text);

		if (!config_setting_is_array(text))
			load_text(catalog, language, step, category, text);
		for (int j = 0; config_setting_is_array(text) && j < config_setting_length(text); j++)
			load_text(catalog, language, step, category, config_setting_get_elem(text, (unsigned)j));
	}
}

/* B1-B13, with the way out held to the strictest region. */
static void passes_guard(const Pack *pack, Step step, const char *text)
{
	const GuardContext context = {.step = step, .way_out = guard_way_out(step, "CA"), .language = pack->language,
	                              .shop = pack->values.value[FIELD_SHOP]};
	g_autoptr(GArray) found = guard_check(text, &context);
	g_autofree char *first = found->len ? guard_sentence(&g_array_index(found, GuardFinding, 0)) : g_strdup("");

	row_str(text, first, "");
	row_int(text, strstr(text, "http") || strstr(text, "www."), FALSE);
}

static Catalog *load_pack(const Pack *pack)
{
	g_autofree char *relative = g_strdup_printf("../texts/%s.conf", pack->language);
	g_autofree char *path = test_file(relative);
	Catalog *catalog = catalog_new();
	const char *language = NULL;
	config_t config;

	config_init(&config);
	ck_assert_msg(config_read_file(&config, path), "%s:%d: %s", path, config_error_line(&config),
	              config_error_text(&config));
	ck_assert(config_lookup_string(&config, "language", &language));
	row_str(pack->language, language, pack->language);
	for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++)
		if (strcmp(TEXTS[i].category, TEXT_ANY_CATEGORY) == 0)
			load_step(catalog, language, TEXTS[i].step, config_lookup(&config, TEXTS[i].name));
	row_int(pack->language, config_setting_length(config_root_setting(&config)), 5); /* language and four steps */
	config_destroy(&config);
	return catalog;
}

typedef struct {
	const Pack *pack;
	guint found[G_N_ELEMENTS(TEXTS)];
} Walk;

static gsize row_of(Step step, const char *category)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(TEXTS) && (TEXTS[i].step != step || strcmp(TEXTS[i].category, category) != 0))
		i++;
	row_int(category, i < G_N_ELEMENTS(TEXTS), TRUE);
	return i;
}

static void count_text(const char *language, Step step, const char *category, guint variant, const Template *template,
                       const char *origin, void *user)
{
	Walk *walk = user;
	guint *found = &walk->found[row_of(step, category)];

	row_int(category, variant, *found);
	ck_assert_ptr_nonnull(template);
	row_str(category, language, walk->pack->language);
	ck_assert_ptr_null(origin);
	++*found;
}

/* Every language has the same texts, no more and no fewer. */
START_TEST(has_all_texts)
{
	g_autoptr(Catalog) catalog = load_pack(&PACKS[_i]);
	Walk walk = {.pack = &PACKS[_i]};

	catalog_each(catalog, count_text, &walk);
	for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++)
		row_int(TEXTS[i].category, walk.found[i], TEXTS[i].wordings);
}
END_TEST

static void measure_text(const char *language, Step step, const char *category, guint variant,
                         const Template *template, const char *origin, void *user)
{
	const Walk *walk = user;
	g_autofree char *text = render(walk->pack, template);
	Segments found = {0};

	(void)language, (void)variant, (void)origin;
	row_int(text, text_segments(text, &found), 0);
	row_int(text, found.encoding, walk->pack->encoding);
	row_int(text, found.segments <= TEXTS[row_of(step, category)].max_segments, TRUE);
}

START_TEST(keeps_to_segments)
{
	g_autoptr(Catalog) catalog = load_pack(&PACKS[_i]);
	Walk walk = {.pack = &PACKS[_i]};

	catalog_each(catalog, measure_text, &walk);
}
END_TEST

static void judge_text(const char *language, Step step, const char *category, guint variant, const Template *template,
                       const char *origin, void *user)
{
	const Pack *pack = ((const Walk *)user)->pack;
	g_autofree char *text = render(pack, template);
	unsigned fields = template_fields(template);
	gboolean confirms = step == STEP_OPTOUT_CONFIRM;

	(void)language, (void)category, (void)variant, (void)origin;
	passes_guard(pack, step, text);
	/* who writes, about what, and how to stop (B5, B13) */
	row_int(text, strstr(text, pack->values.value[FIELD_SHOP]) - text <= (int)strlen("【"), TRUE);
	row_int(text, (fields & 1u << FIELD_SHOP) != 0, TRUE);
	row_int(text, confirms || fields & 1u << FIELD_ORDER, TRUE);
	row_int(text, strstr(text, confirms ? pack->way_back : pack->way_out) != NULL, TRUE);
	row_int(text, strstr(text + 1, "【") != NULL, FALSE); /* one signature, in front */
	if (step == STEP_SATISFACTION)
		row_int(text, strstr(template_source(template), "1") && strstr(template_source(template), "2"), TRUE);
}

START_TEST(keeps_to_rules)
{
	g_autoptr(Catalog) catalog = load_pack(&PACKS[_i]);
	Walk walk = {.pack = &PACKS[_i]};

	catalog_each(catalog, judge_text, &walk);
}
END_TEST

static ReplyLabel label_of(const Lexicon *lexicon, const char *text, const char *language, Step asked)
{
	ReplyMeaning meaning;

	understand_reply(lexicon, text, language, asked, &meaning);
	return meaning.label;
}

/* What a text tells people to answer is understood when they do. */
START_TEST(answers_are_understood)
{
	const Pack *pack = &PACKS[_i];
	g_autofree char *words = test_file("../replies");
	g_autoptr(Lexicon) lexicon = NULL;

	ck_assert_int_eq(conf_lexicon(words, &lexicon, NULL), 0);
	row_int(pack->stop_word, label_of(lexicon, pack->stop_word, pack->language, STEP_FIRST_CONTACT), LABEL_OPTOUT);
	row_int(pack->start_word, label_of(lexicon, pack->start_word, pack->language, STEP_OPTOUT_CONFIRM), LABEL_OPTIN);
	row_int(pack->language, label_of(lexicon, "1", pack->language, STEP_SATISFACTION), LABEL_SATISFIED);
	row_int(pack->language, label_of(lexicon, "2", pack->language, STEP_SATISFACTION), LABEL_UNSATISFIED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("packs");
	TCase *tc = tcase_create("packs");

	tcase_add_loop_test(tc, has_all_texts, 0, G_N_ELEMENTS(PACKS));
	tcase_add_loop_test(tc, keeps_to_segments, 0, G_N_ELEMENTS(PACKS));
	tcase_add_loop_test(tc, keeps_to_rules, 0, G_N_ELEMENTS(PACKS));
	tcase_add_loop_test(tc, answers_are_understood, 0, G_N_ELEMENTS(PACKS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "packs");
}
