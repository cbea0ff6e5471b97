/* One text of a category: a string, or several to choose from; or a group of it and the provider's code. */
#include <string.h>

#include "conf/read.h"
#include "text/guard.h"

#define MAX_VARIANTS 20

typedef struct {
	const Tree *tree;
	const char *language;
	Step step;
	const char *category;
	const char *code; /* NULL: none */
	GPtrArray *texts;
	Faults *faults;
} Reader;

/* FALSE: refused. In a template the shop's name stands as its placeholder; what one region alone wants is looked at for
 * each shop (check_texts.c). */
static gboolean guard_passes(const Reader *reader, const Place *place, const char *key, const char *value,
                             const char *source)
{
	const GuardContext context = {.step = reader->step,
	                              .way_out = guard_way_out(reader->step, NULL),
	                              .shop = "{shop}",
	                              .language = reader->language};
	g_autoptr(GArray) findings = guard_check(source, &context);

	for (guint i = 0; i < findings->len; i++) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);

		if (finding->refuse)
			faults_add(reader->faults, place, key, value, "%s", sentence);
		else
			faults_warn(reader->faults, place, key, NULL, "%s", sentence);
	}
	return guard_refusal(findings) == NULL;
}

static void read_one(const Reader *reader, const config_setting_t *node, const char *key, guint *variant)
{
	const Place place = tree_place(reader->tree, node);
	g_autoptr(Template) template = NULL;
	g_autofree char *value = tree_literal(reader->tree, node), *fault = NULL;
	const char *source = config_setting_get_string(node);
	Text *text;

	if (!source) {
		faults_add(reader->faults, &place, key, value, "%s where a text belongs; write it in quotes",
		           tree_kind(node));
	} else if (!*source) {
		faults_add(reader->faults, &place, key, value, "an empty text; write one or take the line out");
	} else if (template_parse(source, &template, &fault) < 0) {
		faults_add(reader->faults, &place, key, value, "%s", fault);
	} else if (reader->step != STEP_PROGRESS && template_fields(template) & 1u << FIELD_NEWS) {
		faults_add(reader->faults, &place, key, value, "{news} is there only in texts of progress; take it out");
	} else if (guard_passes(reader, &place, key, value, source)) {
		text = g_new0(Text, 1);
		*text = (Text){.language = g_strdup(reader->language),
		               .step = reader->step,
		               .category = g_strdup(reader->category),
		               .variant = (*variant)++,
		               .source = g_strdup(source),
		               .code = g_strdup(reader->code),
		               .key = g_strdup(key),
		               .place = place};
		g_ptr_array_add(reader->texts, text);
	}
}

/* "quality-level5": what would never be found is a slip of the pen. */
static gboolean level_fits(const Reader *reader, const Place *place, const char *key)
{
	const char *level = strstr(reader->category, CATALOG_LEVEL);
	const char *digit = level ? level + strlen(CATALOG_LEVEL) : NULL;

	if (!level || (level > reader->category && *digit >= '1' && *digit <= '9' && !digit[1]))
		return TRUE;
	faults_add(reader->faults, place, key, NULL, "not a category with a level; write it as \"any%s5\"",
	           CATALOG_LEVEL);
	return FALSE;
}

static void read_wording(const Reader *reader, const config_setting_t *node, const char *key)
{
	const Place place = tree_place(reader->tree, node);
	gboolean several = config_setting_is_array(node) || config_setting_is_list(node);
	int length = several ? config_setting_length(node) : 1;
	guint variant = 0;

	if (!several) {
		read_one(reader, node, key, &variant);
		return;
	}
	if (length < 1 || length > MAX_VARIANTS)
		faults_add(reader->faults, &place, key, NULL, "%d texts to choose from; write 1 to %d", length,
		           MAX_VARIANTS);
	for (int i = 0; i < length && length <= MAX_VARIANTS; i++) {
		/* A list of one is that one, as it is shown. */
		g_autofree char *item_key = length > 1 ? g_strdup_printf("%s[%d]", key, i) : g_strdup(key);

		read_one(reader, config_setting_get_elem(node, (unsigned)i), item_key, &variant);
	}
}

/* { text = "..."; code = "SMS_123456"; } */
static void read_coded(Reader *reader, const config_setting_t *group, const char *key)
{
	const config_setting_t *wording = NULL;
	guint before = faults_count(reader->faults);
	const Place place = tree_place(reader->tree, group);

	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(node);
		const Place at = tree_place(reader->tree, node);
		g_autofree char *node_key = g_strdup_printf("%s.%s", key, name);
		g_autofree char *value = tree_literal(reader->tree, node);

		if (g_str_equal(name, "text")) {
			wording = node;
		} else if (!g_str_equal(name, "code")) {
			faults_add(reader->faults, &at, node_key, NULL, "not known; a text has text and code");
		} else {
			reader->code = config_setting_get_string(node);
			if (!reader->code)
				faults_add(reader->faults, &at, node_key, value,
				           "%s where a code belongs; write it in quotes", tree_kind(node));
			else if (!*reader->code)
				faults_add(reader->faults, &at, node_key, value,
				           "an empty code; write the provider's or take it out");
		}
	}
	if (!wording)
		faults_add(reader->faults, &place, key, NULL,
		           "the text is missing; write { text = \"...\"; code = \"...\"; }");
	if (faults_count(reader->faults) == before) {
		g_autofree char *text_key = g_strdup_printf("%s.text", key);

		read_wording(reader, wording, text_key);
	}
}

void read_text(const Tree *tree, const config_setting_t *node, const char *key, const char *language, Step step,
               GPtrArray *texts, Faults *faults)
{
	Reader reader = {tree, language, step, config_setting_name(node), NULL, texts, faults};
	const Place place = tree_place(tree, node);

	if (!level_fits(&reader, &place, key))
		return;
	if (config_setting_is_group(node))
		read_coded(&reader, node, key);
	else
		read_wording(&reader, node, key);
}
