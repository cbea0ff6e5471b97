/* The language packs: read as the daemon will read them, rendered with ordinary values, held to the house's rules. */
#include "lib/suite.h"
#include "text/catalog.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"
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
	 {{[FIELD_NAME] = "欧阳女士", [FIELD_ORDER] = "2025111800123456789", [FIELD_SHOP] = "淘一米旗舰店"}}},
	{"en", ENCODING_GSM7, "Reply STOP to opt out", "STOP", "START", "START",
	 {{[FIELD_NAME] = "Alexandra", [FIELD_ORDER] = "AZ-100-4821937", [FIELD_SHOP] = "Harbour Tea & Home"}}},
	{"ru", ENCODING_UCS2, "СТОП", "СТОП", "СТАРТ", "СТАРТ",
	 {{[FIELD_NAME] = "Екатерина", [FIELD_ORDER] = "0145872-0091", [FIELD_SHOP] = "Чайная лавка"}}},
};

static const struct {
	Step step;
	const char *name, *category;
	int max_segments;
} TEXTS[] = {
	{STEP_FIRST_CONTACT, "first_contact", "any", 3},     {STEP_FIRST_CONTACT, "first_contact", "logistics", 3},
	{STEP_FIRST_CONTACT, "first_contact", "quality", 3}, {STEP_FIRST_CONTACT, "first_contact", "wrong_item", 3},
	{STEP_FIRST_CONTACT, "first_contact", "service", 3}, {STEP_FIRST_CONTACT, "first_contact", "refund", 3},
	{STEP_SATISFACTION, "satisfaction", "any", 2},       {STEP_OPTOUT_CONFIRM, "optout_confirm", "any", 1},
	{STEP_PROGRESS, "progress", "any", 3},
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

static void load_step(Catalog *catalog, const char *language, Step step, const config_setting_t *group)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *text = config_setting_get_elem(group, (unsigned)i);
		Template *template = NULL;
		g_autofree char *fault = NULL;

		template_parse(config_setting_get_string(text), &template, &fault);
		row_str(config_setting_name(text), fault, NULL);
		catalog_put(catalog, language, step, config_setting_name(text), template, NULL);
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

static void count_text(const char *language, Step step, const char *category, const Template *template,
                       const char *origin, void *user)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(TEXTS) && (TEXTS[i].step != step || strcmp(TEXTS[i].category, category) != 0))
		i++;
	row_int(category, i < G_N_ELEMENTS(TEXTS), TRUE);
	ck_assert_ptr_nonnull(template);
	ck_assert_ptr_nonnull(language);
	ck_assert_ptr_null(origin);
	++*(gsize *)user;
}

/* Every language has the same texts, no more and no fewer. */
START_TEST(has_all_texts)
{
	g_autoptr(Catalog) catalog = load_pack(&PACKS[_i]);
	gsize count = 0;

	catalog_each(catalog, count_text, &count);
	row_int(PACKS[_i].language, count, G_N_ELEMENTS(TEXTS));
}
END_TEST

START_TEST(keeps_to_segments)
{
	const Pack *pack = &PACKS[_i];
	g_autoptr(Catalog) catalog = load_pack(pack);

	for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		const Template *template = catalog_find(catalog, pack->language, TEXTS[i].step, TEXTS[i].category);
		g_autofree char *text = render(pack, template);
		Segments found = {0};

		row_int(text, text_segments(text, &found), 0);
		row_int(text, found.encoding, pack->encoding);
		row_int(text, found.segments <= TEXTS[i].max_segments, TRUE);
	}
}
END_TEST

START_TEST(keeps_to_rules)
{
	const Pack *pack = &PACKS[_i];
	g_autoptr(Catalog) catalog = load_pack(pack);

	for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		const Template *template = catalog_find(catalog, pack->language, TEXTS[i].step, TEXTS[i].category);
		g_autofree char *text = render(pack, template);
		unsigned fields = template_fields(template);
		gboolean confirms = TEXTS[i].step == STEP_OPTOUT_CONFIRM;

		passes_guard(pack, TEXTS[i].step, text);
		/* who writes, about what, and how to stop (B5, B13) */
		row_int(text, strstr(text, pack->values.value[FIELD_SHOP]) - text <= (int)strlen("【"), TRUE);
		row_int(text, (fields & 1u << FIELD_SHOP) != 0, TRUE);
		row_int(text, confirms || fields & 1u << FIELD_ORDER, TRUE);
		row_int(text, strstr(text, confirms ? pack->way_back : pack->way_out) != NULL, TRUE);
		row_int(text, strstr(text + 1, "【") != NULL, FALSE); /* one signature, in front */
	}
}
END_TEST

/* What a text tells people to answer is understood when they do. */
START_TEST(answers_are_understood)
{
	const Pack *pack = &PACKS[_i];
	g_autoptr(Catalog) catalog = load_pack(pack);
	const Template *question = catalog_find(catalog, pack->language, STEP_SATISFACTION, NULL);

	row_int(pack->stop_word, understand_reply(pack->stop_word, STEP_FIRST_CONTACT), LABEL_OPTOUT);
	row_int(pack->start_word, understand_reply(pack->start_word, STEP_OPTOUT_CONFIRM), LABEL_OPTIN);
	row_int(pack->language, strchr(template_source(question), '1') && strchr(template_source(question), '2'), TRUE);
	row_int(pack->language, understand_reply("1", STEP_SATISFACTION), LABEL_SATISFIED);
	row_int(pack->language, understand_reply("2", STEP_SATISFACTION), LABEL_UNSATISFIED);
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
