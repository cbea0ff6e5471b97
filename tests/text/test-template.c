/* Templates, the values put in them, and the catalog that finds them. */
#include "lib/suite.h"
#include "text/case_values.h"
#include "text/catalog.h"

#include <errno.h>
#include <string.h>

static const TextValues VALUES = {
	.value = {[FIELD_NAME] = "Анна", [FIELD_ORDER] = "A-1", [FIELD_SHOP] = "{order}", [FIELD_CODE] = "K7P6"},
};

static const struct {
	const char *source, *text;
	unsigned fields;
} GOOD[] = {
	{"plain", "plain", 0},
	{"{name}, {order}", "Анна, A-1", 1u << FIELD_NAME | 1u << FIELD_ORDER},
	{"{name}{name}", "АннаАнна", 1u << FIELD_NAME},
	{"您好{name}，编号{code}", "您好Анна，编号K7P6", 1u << FIELD_NAME | 1u << FIELD_CODE},
	{"{{}} {{x}}", "{} {x}", 0},
	{"{{{name}}}", "{Анна}", 1u << FIELD_NAME},
	{"{shop}", "{order}", 1u << FIELD_SHOP}, /* a value is not looked at again */
};

START_TEST(renders)
{
	g_autoptr(Template) template = NULL;
	g_autofree char *fault = NULL;
	g_autofree char *text = NULL;
	TextField missing = FIELDS;

	row_int(GOOD[_i].source, template_parse(GOOD[_i].source, &template, &fault), 0);
	row_str(GOOD[_i].source, fault, NULL);
	row_str(GOOD[_i].source, template_source(template), GOOD[_i].source);
	row_int(GOOD[_i].source, template_fields(template), GOOD[_i].fields);
	row_int(GOOD[_i].source, template_render(template, &VALUES, &text, &missing), 0);
	row_str(GOOD[_i].source, text, GOOD[_i].text);
	row_int(GOOD[_i].source, missing, FIELDS);
}
END_TEST

static const struct {
	const char *source, *fault;
} BAD[] = {
	{"您好，{nmae}", "character 4: there is no placeholder \"{nmae}\"; did you mean \"{name}\"?"},
	{"{Order}", "character 1: there is no placeholder \"{Order}\"; did you mean \"{order}\"?"},
	{"{ shop }", "character 1: there is no placeholder \"{ shop }\"; did you mean \"{shop}\"?"},
	{"{signatur}", "character 1: there is no placeholder \"{signatur}\"; did you mean \"{signature}\"?"},
	{"{42}", "character 1: there is no placeholder \"{42}\"; there are {name} {order} {shop} {signature} {code} {news}"},
	{"{}", "character 1: there is no placeholder \"{}\"; there are {name} {order} {shop} {signature} {code} {news}"},
	{"a {name", "character 3: \"{\" is not closed; write \"{{\" for the brace itself"},
	{"{na{me}", "character 1: \"{\" is not closed; write \"{{\" for the brace itself"},
	{"{", "character 1: \"{\" is not closed; write \"{{\" for the brace itself"},
	{"好}", "character 2: \"}\" has no \"{\" before it; write \"}}\" for the brace itself"},
	{"Hi {{name}}", "character 4: \"{{name}}\" would not be filled in; write \"{name}\""},
	{"ab\xff", "character 3: not UTF-8"},
	{"", "character 1: the text is empty"},
	{" \n", "character 1: the text is empty"},
};

START_TEST(explains_faults)
{
	Template *template = NULL;
	g_autofree char *fault = NULL;

	row_int(BAD[_i].source, template_parse(BAD[_i].source, &template, &fault), -EINVAL);
	row_str(BAD[_i].source, fault, BAD[_i].fault);
	ck_assert_ptr_null(template);
	row_int(BAD[_i].source, template_parse(BAD[_i].source, &template, NULL), -EINVAL);
}
END_TEST

START_TEST(missing_value_holds)
{
	static const TextValues NONE = {.value = {[FIELD_ORDER] = ""}};
	g_autoptr(Template) template = NULL;
	char *text = NULL;
	TextField missing = FIELDS;

	ck_assert_int_eq(template_parse("{order}: {name}", &template, NULL), 0);
	ck_assert_int_eq(template_render(template, &NONE, &text, &missing), -ENODATA);
	ck_assert_ptr_null(text);
	ck_assert_str_eq(text_field_name(missing), "order");
}
END_TEST

START_TEST(version_tells_wordings_apart)
{
	g_autoptr(Template) one = NULL;
	g_autoptr(Template) other = NULL;

	ck_assert_int_eq(template_parse("abc", &one, NULL), 0);
	ck_assert_int_eq(template_parse("abc.", &other, NULL), 0);
	ck_assert_str_eq(template_version(one), "ba7816bf"); /* FIPS 180-2, appendix B.1 */
	ck_assert_str_ne(template_version(other), template_version(one));
}
END_TEST

static const struct {
	const char *value;
	gsize max;
	const char *clean;
} CLEAN[] = {
	{"王小明", 20, "王小明"},
	{"  Anna \t\n Maria\r\n", 20, "Anna Maria"},
	{"a\ab\033c\302\205d\302\220e\177f", 20, "abc def"},                 /* C0 and C1; NEL is a line end */
	{"a\u2028b\u2029c", 20, "a b c"},
	{"a\u3000\u00a0b", 20, "a b"},
	{"\u202eevil\u202c\u2066x\u2069\u200e\u200f\u061c", 20, "evilx"},        /* bidi */
	{"a\u200bb\u200cc\u200dd\u2060e\uFEFFf\u00adg", 20, "abcdefg"},          /* zero width */
	{"\u3164", 20, ""},                                                      /* looks like a name, prints nothing */
	{"【官方】李", 20, "官方李"},
	{"\uFE3B官方\uFE3C", 20, "官方"},
	{"{order}", 20, "{order}"},
	{"一二三四五", 3, "一二三"},
	{"ab cd", 3, "ab"},
	{"abc", 0, ""},
	{"bad\xff", 20, ""},
	{"", 20, ""},
	{NULL, 20, NULL},
	/* no links */
	{"http://win.example/x", 40, ""},
	{"HTTPS://win.example", 40, ""},
	{"Anna www.win.example now", 40, "Anna now"},
	{"张三http://win.example", 40, "张三"},
	{"张三WWW.win.example", 40, "张三"},
	{"intent+x://win", 40, ""},
	{"ht\u200btp://win.example", 40, ""},                                    /* put together by the dropping */
	{"http://http://a b", 40, "b"},
	{"win.example/x", 40, "win. example/x"},
	{"a.b.example", 40, "a. b. example"},
	{"привет.рф", 40, "привет. рф"},
	{"a【.】example", 40, "a. example"},
	/* names and numbers that only look a little like one */
	{"J.Smith", 40, "J. Smith"},
	{"А. С. Попов", 40, "А. С. Попов"},
	{"awww...", 40, "awww..."},
	{"2025.11.18-12.50", 40, "2025.11.18-12.50"},
	{"St. John:/", 40, "St. John:/"},
};

START_TEST(cleans_values)
{
	const char *row = CLEAN[_i].value ? CLEAN[_i].value : "NULL";
	g_autofree char *clean = text_clean_value(CLEAN[_i].value, CLEAN[_i].max);
	g_autofree char *again = text_clean_value(clean, CLEAN[_i].max);

	row_str(row, clean, CLEAN[_i].clean);
	row_str(row, again, CLEAN[_i].clean);
}
END_TEST

static const struct {
	const char *facts, *language, *news;
} NEWS[] = {
	{"refund paid", "en", "refund paid"},
	{"refund paid.\nparcel 12345 left", "en", "refund paid; parcel 12345 left"},
	{"退款已到账。\n包裹已寄出", "zh-CN", "退款已到账；包裹已寄出"},
	{"деньги возвращены.\nпосылка в пути.", "ru", "деньги возвращены; посылка в пути"},
	{"see http://win.example/x\n\u202eevil【x】", "en", "see; evilx"}, /* cleaned like a name */
	{"\n . \n", "en", NULL},                                          /* nothing to tell: the text is held */
};

START_TEST(tells_facts_together)
{
	g_auto(CaseValues) values = {0};

	case_values_fill(&values, 1, "Anna", NULL, "Shop", NULL);
	case_values_news(&values, NEWS[_i].facts, NEWS[_i].language);
	row_str(NEWS[_i].facts, values.values.value[FIELD_NEWS], NEWS[_i].news);
}
END_TEST

static void put(Catalog *catalog, const char *language, Step step, const char *category, const char *source)
{
	Template *template = NULL;

	ck_assert_int_eq(template_parse(source, &template, NULL), 0);
	catalog_put(catalog, language, step, category, template, source);
}

static Catalog *small_catalog(void)
{
	Catalog *catalog = catalog_new();

	put(catalog, "zh", STEP_SATISFACTION, "any", "zh sat");
	put(catalog, "zh", STEP_FIRST_CONTACT, "logistics", "zh logistics");
	put(catalog, "zh", STEP_FIRST_CONTACT, "any", "zh any");
	put(catalog, "zh-Hant", STEP_FIRST_CONTACT, "any", "replaced");
	put(catalog, "ZH-hant", STEP_FIRST_CONTACT, "any", "hant any");
	put(catalog, "en", STEP_FIRST_CONTACT, "refund", "en refund");
	put(catalog, "ru", STEP_FIRST_CONTACT, "any", "ru any");
	put(catalog, "ru", STEP_FIRST_CONTACT, "any-level5", "ru any 5");
	put(catalog, "ru", STEP_FIRST_CONTACT, "quality", "ru quality");
	put(catalog, "ru", STEP_FIRST_CONTACT, "refund-level5", "ru refund 5");
	return catalog;
}

static const struct {
	const char *language;
	Step step;
	const char *category;
	int level;
	const char *source;
} FINDS[] = {
	{"zh", STEP_FIRST_CONTACT, "logistics", 0, "zh logistics"},
	{"zh", STEP_FIRST_CONTACT, "quality", 0, "zh any"},
	{"zh", STEP_FIRST_CONTACT, NULL, 0, "zh any"},
	{"zh-CN", STEP_FIRST_CONTACT, "logistics", 0, "zh logistics"},
	{"zh-Hant", STEP_FIRST_CONTACT, "any", 0, "hant any"},
	{"zh-Hant-TW", STEP_FIRST_CONTACT, "logistics", 0, "hant any"}, /* the nearer language first */
	{"zh-hant-tw", STEP_SATISFACTION, "logistics", 0, "zh sat"},
	{"en-GB", STEP_FIRST_CONTACT, "refund", 0, "en refund"},
	{"en", STEP_FIRST_CONTACT, "quality", 0, NULL}, /* no "any" of its own: none */
	{"en", STEP_SATISFACTION, "any", 0, NULL},      /* never another language */
	{"zho", STEP_FIRST_CONTACT, "any", 0, NULL},    /* subtags, not letters, are dropped */
	{"z", STEP_FIRST_CONTACT, "any", 0, NULL},
	{"fr", STEP_FIRST_CONTACT, "any", 0, NULL},
	/* category and level, category, any and level, any */
	{"ru", STEP_FIRST_CONTACT, "refund", 5, "ru refund 5"},
	{"ru", STEP_FIRST_CONTACT, "quality", 5, "ru quality"},
	{"ru", STEP_FIRST_CONTACT, "service", 5, "ru any 5"},
	{"ru", STEP_FIRST_CONTACT, NULL, 5, "ru any 5"},
	{"ru", STEP_FIRST_CONTACT, "refund", 4, "ru any"},
	{"ru", STEP_FIRST_CONTACT, "service", 0, "ru any"},
	{"zh", STEP_FIRST_CONTACT, "logistics", 5, "zh logistics"},
	{"", STEP_FIRST_CONTACT, "any", 0, NULL},
	{"-", STEP_FIRST_CONTACT, "any", 0, NULL},
	{"zh", STEP_PROGRESS, "any", 0, NULL},
};

START_TEST(finds_texts)
{
	g_autoptr(Catalog) catalog = small_catalog();
	const Template *found;

	found = catalog_find(catalog, &(CatalogCase){FINDS[_i].language, FINDS[_i].step, FINDS[_i].category,
	                                             FINDS[_i].level, 7});
	row_str(FINDS[_i].language, found ? template_source(found) : NULL, FINDS[_i].source);
}
END_TEST

/* A hundred customers of one fault: each wording about as often, a case always its own, neighbours mixed. */
START_TEST(chooses_by_case)
{
	static const char *const WORDINGS[] = {"one", "two", "three"};
	g_autoptr(Catalog) catalog = catalog_new();
	CatalogCase c = {.language = "en", .step = STEP_FIRST_CONTACT};
	guint taken[3] = {0}, changes = 0;
	const Template *before = NULL;

	for (guint i = 0; i < 3; i++) {
		Template *template = NULL;

		ck_assert_int_eq(template_parse(WORDINGS[i], &template, NULL), 0);
		catalog_add(catalog, "en", STEP_FIRST_CONTACT, "any", template, NULL);
	}
	for (c.id = 1; c.id <= 300; c.id++) {
		const Template *found = catalog_find(catalog, &c);

		ck_assert_ptr_eq(found, catalog_find(catalog, &c));
		changes += found != before;
		before = found;
		for (guint i = 0; i < 3; i++)
			taken[i] += strcmp(template_source(found), WORDINGS[i]) == 0;
	}
	for (guint i = 0; i < 3; i++)
		ck_assert_msg(taken[i] >= 80 && taken[i] <= 120, "%s: %u of 300", WORDINGS[i], taken[i]);
	ck_assert_uint_ge(changes, 150);
	put(catalog, "en", STEP_FIRST_CONTACT, "any", "alone"); /* the admin's own text is in place of all three */
	ck_assert_str_eq(template_source(catalog_find(catalog, &c)), "alone");
}
END_TEST

static void list_text(const char *language, Step step, const char *category, guint variant, const Template *template,
                      const char *origin, void *user)
{
	ck_assert_str_eq(template_source(template), origin);
	ck_assert_uint_eq(variant, 0);
	g_string_append_printf(user, "%s %d %s\n", language, (int)step, category);
}

START_TEST(lists_in_order)
{
	g_autoptr(Catalog) catalog = small_catalog();
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *want = g_strdup_printf(
		"en %1$d refund\nru %1$d any\nru %1$d any-level5\nru %1$d quality\nru %1$d refund-level5\nzh %1$d any\n"
		"zh %1$d logistics\nzh %2$d any\nZH-hant %1$d any\n",
		STEP_FIRST_CONTACT, STEP_SATISFACTION);

	catalog_each(catalog, list_text, list);
	ck_assert_str_eq(list->str, want);
}
END_TEST

/* Any bytes go through parsing and cleaning; what comes out is UTF-8 and within its bounds. */
START_TEST(takes_any_bytes)
{
	static const char *const BITS[] = {"{", "}", "{name}", "a", " ", ".", "www.",
	                                   "://", "【", "\u202e", "中", "\xff"};
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);

	for (int round = 0; round < 3000; round++) {
		g_autoptr(GString) bytes = g_string_new(NULL);
		g_autoptr(Template) template = NULL;
		g_autofree char *fault = NULL;
		g_autofree char *clean = NULL;
		int n = g_rand_int_range(dice, 0, 12);

		while (n--)
			g_string_append(bytes, BITS[g_rand_int_range(dice, 0, G_N_ELEMENTS(BITS))]);
		clean = text_clean_value(bytes->str, 10);
		row_int(bytes->str, g_utf8_validate(clean, -1, NULL) && g_utf8_strlen(clean, -1) <= 10, 1);
		row_int(bytes->str, g_regex_match_simple("(*UCP)://|\\w\\.\\w|【|  ", clean, 0, 0), FALSE);
		row_int(bytes->str, template_parse(bytes->str, &template, &fault) == 0, template != NULL);
		row_int(bytes->str, fault != NULL, template == NULL);
	}
}
END_TEST

START_TEST(keeps_the_code)
{
	g_autoptr(Template) template = NULL;
	g_autofree char *version = NULL;

	ck_assert_int_eq(template_parse("Dear {name}", &template, NULL), 0);
	ck_assert_ptr_null(template_code(template));
	version = g_strdup(template_version(template));
	template_set_code(template, "SMS_1");
	template_set_code(template, template_code(template));
	ck_assert_str_eq(template_code(template), "SMS_1");
	ck_assert_str_eq(template_version(template), version);
	template_set_code(template, NULL);
	ck_assert_ptr_null(template_code(template));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("template");
	TCase *tc = tcase_create("template");

	tcase_add_loop_test(tc, renders, 0, G_N_ELEMENTS(GOOD));
	tcase_add_loop_test(tc, explains_faults, 0, G_N_ELEMENTS(BAD));
	tcase_add_test(tc, missing_value_holds);
	tcase_add_test(tc, version_tells_wordings_apart);
	tcase_add_loop_test(tc, tells_facts_together, 0, G_N_ELEMENTS(NEWS));
	tcase_add_loop_test(tc, cleans_values, 0, G_N_ELEMENTS(CLEAN));
	tcase_add_loop_test(tc, finds_texts, 0, G_N_ELEMENTS(FINDS));
	tcase_add_test(tc, chooses_by_case);
	tcase_add_test(tc, lists_in_order);
	tcase_add_test(tc, keeps_the_code);
	tcase_add_test(tc, takes_any_bytes);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "template");
}
