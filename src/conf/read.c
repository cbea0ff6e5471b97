#include "conf/read.h"

#include <string.h>

#include "conf/lexicons.h"
#include "conf/names.h"
#include "conf/read_http.h"
#include "conf/secret.h"
#include "conf/spans.h"
#include "conf/values.h"
#include "util/nearest.h"

typedef struct {
	const Tree *tree;
	ConfWhole *whole;
	Faults *faults;
} Reader;

static gboolean has_shape(const config_setting_t *node, ValueShape shape)
{
	switch (config_setting_type(node)) {
	case CONFIG_TYPE_STRING:
		return shape == SHAPE_STRING;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return shape == SHAPE_NUMBER;
	case CONFIG_TYPE_BOOL:
		return shape == SHAPE_BOOL;
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return shape == SHAPE_LIST;
	case CONFIG_TYPE_GROUP:
		return shape == SHAPE_GROUP;
	default:
		return FALSE;
	}
}

/* What to write for a value of the wrong shape: itself in the right one where that can be told, else an example. */
static char *right_shape(const Setting *setting, const char *text)
{
	const char *const items[] = {text, NULL};
	ValueShape shape = values_shape(setting->type);
	gboolean same = FALSE;

	if (text && setting->type == TYPE_STRING)
		same = TRUE;
	else if (text && shape == SHAPE_LIST)
		same = !g_ascii_isdigit(*text);
	else if (text && shape == SHAPE_NUMBER)
		same = g_ascii_string_to_signed(text, 10, setting->min, setting->max, NULL, NULL);
	else if (text && shape == SHAPE_BOOL)
		same = g_str_equal(text, "true") || g_str_equal(text, "false");
	if (same)
		return values_literal(setting, items);
	return shape == SHAPE_BOOL ? g_strdup("true or false") : values_example(setting);
}

/* What stands there as a fault may show it: where a secret is kept, never the secret. */
static char *shown(const Reader *reader, const Setting *setting, const config_setting_t *node)
{
	const char *text = config_setting_get_string(node);

	if (setting->type == TYPE_SECRET && !(text && secret_is_reference(text)))
		return g_strdup("(hidden)");
	if (setting->type == TYPE_URL && text && strchr(text, '@')) /* https://user:password@host */
		return g_strdup("(hidden)");
	return tree_literal(reader->tree, node);
}

static void wrong_shape(const Reader *reader, const Setting *setting, const char *key, const config_setting_t *node)
{
	gboolean duration = setting->type == TYPE_DURATION || setting->type == TYPE_DURATION_MS;
	gboolean list = values_shape(setting->type) == SHAPE_LIST;
	gboolean item = config_setting_name(node) == NULL;
	g_autofree char *text = setting->type == TYPE_SECRET ? NULL : tree_text(reader->tree, node);
	g_autofree char *value = shown(reader, setting, node);
	g_autofree char *cure = item ? values_example_item(setting) : right_shape(setting, text);
	g_autofree char *fault = NULL;
	const Place place = tree_place(reader->tree, node);
	int64_t ignored;

	/* A bare number gets the sentence that asks whether minutes or hours are meant. */
	if (duration && has_shape(node, SHAPE_NUMBER) && duration_parse(text, &ignored, &fault) < 0)
		faults_add(reader->faults, &place, key, value, "%s", fault);
	else
		faults_add(reader->faults, &place, key, value, "%s where %s belongs; write %s", tree_kind(node),
		           list && !item ? "a list" : values_what(setting->type), cure);
}

/* The region of the same group, wherever in it. */
static const char *region_beside(const config_setting_t *node)
{
	const config_setting_t *region = config_setting_get_member(config_setting_parent(node), "region");

	return region ? config_setting_get_string(region) : NULL;
}

/* One item: applied to its field, and kept as text when good. */
static void read_item(const Reader *reader, Section *section, const Setting *setting, const char *key,
                      const config_setting_t *node, GPtrArray *items, gboolean *bad)
{
	g_autofree char *text = tree_text(reader->tree, node);
	g_autofree char *value = shown(reader, setting, node);
	g_autofree char *fault = NULL, *warning = NULL;
	const Place place = tree_place(reader->tree, node);
	void *base = section_base(section, setting);
	int r = values_apply(setting, text, base, reader->whole->secrets != SECRETS_UNSEEN, &fault, &warning);

	if (r < 0 && setting->type == TYPE_SECRET && reader->whole->secrets == SECRETS_REACHABLE) {
		g_autofree char *form = NULL;

		/* Well written, yet not for us to read: said, and gone on without. */
		r = values_apply(setting, text, base, FALSE, &form, &warning);
		if (r == 0)
			warning = g_steal_pointer(&fault);
	}
	if (r < 0 && setting->type == TYPE_ZONE) {
		g_free(fault);
		fault = names_zone_fault(text, region_beside(node));
	}
	if (r < 0) {
		faults_add(reader->faults, &place, key, value, "%s", fault);
		*bad = TRUE;
		return;
	}
	if (warning)
		faults_warn(reader->faults, &place, key, value, "%s", warning);
	g_ptr_array_add(items, g_steal_pointer(&text));
}

static void read_list(const Reader *reader, Section *section, const Setting *setting, const char *key,
                      const config_setting_t *node, GPtrArray *items, gboolean *bad)
{
	const Place place = tree_place(reader->tree, node);
	int length = config_setting_length(node);

	if (length < setting->min || length > setting->max) {
		g_autofree char *example = values_example(setting);

		if (length)
			faults_add(reader->faults, &place, key, NULL, "%d items; write at most %" G_GINT64_FORMAT,
			           length, setting->max);
		else
			faults_add(reader->faults, &place, key, "[ ]", "an empty list permits nothing; write %s",
			           example);
		*bad = TRUE;
		return;
	}
	for (int i = 0; i < length; i++) {
		const config_setting_t *element = config_setting_get_elem(node, (unsigned)i);
		g_autofree char *item_key = g_strdup_printf("%s[%d]", key, i);

		if (has_shape(element, SHAPE_STRING)) {
			read_item(reader, section, setting, item_key, element, items, bad);
		} else {
			wrong_shape(reader, setting, item_key, element);
			*bad = TRUE;
		}
	}
}

static void read_texts(const Reader *reader, Section *section, const char *key, const config_setting_t *languages);

static void read_setting(const Reader *reader, Section *section, guint index, const config_setting_t *node)
{
	const Setting *setting = settings_at(index);
	Value *value = &section->values[index];
	ValueShape shape = values_shape(setting->type);
	g_autofree char *key = section_key(section, setting);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);

	value->place = tree_place(reader->tree, node);
	if (!has_shape(node, shape)) {
		wrong_shape(reader, setting, key, node);
		value->bad = TRUE;
	} else if (setting->type == TYPE_HTTP) {
		ConfProvider *provider = section->base;

		provider->http = read_http(reader->tree, node, key, section->http, reader->faults);
		g_ptr_array_add(items, g_strdup("{ ... }"));
	} else if (setting->type == TYPE_REPLIES) {
		lexicons_read_words(reader->tree, node, key, items, reader->faults);
	} else if (shape == SHAPE_GROUP) {
		read_texts(reader, section, key, node);
	} else if (shape == SHAPE_LIST) {
		read_list(reader, section, setting, key, node, items, &value->bad);
	} else {
		read_item(reader, section, setting, key, node, items, &value->bad);
	}
	if (value->bad && items->len == 0)
		return;
	g_ptr_array_add(items, NULL);
	value->items = (char **)g_ptr_array_steal(items, NULL);
}

static void unknown(const Reader *reader, const Section *section, const char *key, const config_setting_t *node)
{
	const Place place = tree_place(reader->tree, node);
	g_autofree char *whole_key = g_strconcat(section->prefix, key, NULL);
	gboolean elsewhere;
	g_autofree char *nearest = settings_nearest(section->scope, key, &elsewhere);

	/* Never with its value: it may be a mistyped password. */
	if (nearest && elsewhere)
		faults_add(reader->faults, &place, whole_key, NULL, "not a setting here; write it as \"%s\"", nearest);
	else if (nearest)
		faults_add(reader->faults, &place, whole_key, NULL, "no such setting; write \"%s%s\"", section->prefix,
		           nearest);
	else
		faults_add(reader->faults, &place, whole_key, NULL,
		           "no such setting; take it out (followup.conf(5) lists all there are)");
}

static void read_entries(const Reader *reader, SettingScope scope, const config_setting_t *group);

static void read_group(const Reader *reader, Section *section, const config_setting_t *group, const char *above)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(node);
		g_autofree char *key = g_strconcat(above, name, NULL);
		g_autofree char *below = g_strconcat(key, ".", NULL);
		int index = settings_find(section->scope, key);
		gboolean top = section->scope == SCOPE_GENERAL && !*above;

		if (index >= 0) {
			read_setting(reader, section, (guint)index, node);
		} else if (top && g_str_equal(name, "shops")) {
			read_entries(reader, SCOPE_SHOP, node);
		} else if (top && g_str_equal(name, "providers")) {
			read_entries(reader, SCOPE_PROVIDER, node);
		} else if (top && g_str_equal(name, "notify")) {
			read_entries(reader, SCOPE_CHANNEL, node);
		} else if (!settings_is_group(section->scope, key)) {
			unknown(reader, section, key, node);
		} else if (config_setting_is_group(node)) {
			read_group(reader, section, node, below);
		} else {
			const Place place = tree_place(reader->tree, node);
			g_autofree char *whole_key = g_strconcat(section->prefix, key, NULL);

			faults_add(reader->faults, &place, whole_key, NULL,
			           "%s where a group of settings belongs; write %s: { ... };", tree_kind(node), name);
		}
	}
}

static Section *add_entry(ConfWhole *whole, SettingScope scope, const char *id, const Place *place)
{
	Section *section;

	if (scope == SCOPE_SHOP) {
		ConfShop *shop = g_new0(ConfShop, 1);

		shop->id = g_strdup(id);
		g_ptr_array_add(whole->conf.shops, shop);
		section = section_new(scope, shop->id, shop, place);
		g_ptr_array_add(whole->shops, section);
	} else if (scope == SCOPE_CHANNEL) {
		ConfChannel *channel = g_new0(ConfChannel, 1);

		*channel = (ConfChannel){.id = g_strdup(id), .command = g_ptr_array_new_with_free_func(g_free),
		                         .events = g_ptr_array_new_with_free_func(g_free),
		                         .shops = g_ptr_array_new_with_free_func(g_free)};
		g_ptr_array_add(whole->conf.channels, channel);
		section = section_new(scope, channel->id, channel, place);
		g_ptr_array_add(whole->channels, section);
	} else {
		ConfProvider *provider = g_new0(ConfProvider, 1);

		provider->id = g_strdup(id);
		g_ptr_array_add(whole->conf.providers, provider);
		section = section_new(scope, provider->id, provider, place);
		g_ptr_array_add(whole->providers, section);
	}
	return section;
}

/* "shops: { taoyimi: { ... }; };" */
static void read_entries(const Reader *reader, SettingScope scope, const config_setting_t *group)
{
	const char *name = config_setting_name(group);
	const Place place = tree_place(reader->tree, group);

	if (scope == SCOPE_SHOP)
		reader->whole->shops_place = place;
	if (!config_setting_is_group(group)) {
		faults_add(reader->faults, &place, name, NULL, "%s where groups belong; write %s: { NAME: { ... }; };",
		           tree_kind(group), name);
		reader->whole->shops_bad |= scope == SCOPE_SHOP;
		return;
	}
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
		const Place entry_place = tree_place(reader->tree, node);
		const char *id = config_setting_name(node);
		g_autofree char *key = g_strdup_printf("%s.%s", name, id);

		if (config_setting_is_group(node) && !strchr(id, '*')) {
			read_group(reader, add_entry(reader->whole, scope, id, &entry_place), node, "");
			continue;
		}
		reader->whole->shops_bad |= scope == SCOPE_SHOP;
		if (!config_setting_is_group(node))
			faults_add(reader->faults, &entry_place, key, NULL,
			           "%s where a group belongs; write %s: { %s: { ... }; };", tree_kind(node), name, id);
		else
			faults_add(reader->faults, &entry_place, key, NULL,
			           "a \"*\" in the name; write letters, digits, \"-\" and \"_\"");
	}
}

/* The step that name stands for; STEP_NONE with a fault when it has no texts. */
static Step step_of(const Tree *tree, const config_setting_t *node, const char *key, Faults *faults)
{
	const char *names[STEPS + 1] = {NULL};
	const Place place = tree_place(tree, node);
	const char *nearest;
	Step step = STEP_NONE;

	/* A closing is said to nobody, and an agent's words are the agent's. */
	if (step_parse(config_setting_name(node), &step) == 0 && step != STEP_NONE && step != STEP_CLOSE &&
	    step != STEP_AGENT_TEXT)
		return step;
	for (int i = STEP_NONE + 1; i < STEP_CLOSE; i++)
		names[i - 1] = step_name((Step)i);
	nearest = nearest_word(config_setting_name(node), names);
	faults_add(faults, &place, key, NULL, "no such step; write %s\"%s\"", nearest ? "" : "one as ",
	           nearest ? nearest : step_name(STEP_FIRST_CONTACT));
	return STEP_NONE;
}

void read_steps(const Tree *tree, const config_setting_t *group, const char *key, const char *skip,
                const char *language, GPtrArray *texts, Faults *faults)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(node);
		g_autofree char *step_key = *key ? g_strdup_printf("%s.%s", key, name) : g_strdup(name);
		const Place place = tree_place(tree, node);
		Step step;

		if (g_strcmp0(name, skip) == 0)
			continue;
		step = step_of(tree, node, step_key, faults);
		if (step == STEP_NONE)
			continue;
		if (!config_setting_is_group(node)) {
			faults_add(faults, &place, step_key, NULL,
			           "%s where a group of texts belongs; write %s: { any = \"...\"; };", tree_kind(node),
			           name);
			continue;
		}
		for (int j = 0; j < config_setting_length(node); j++) {
			const config_setting_t *text = config_setting_get_elem(node, (unsigned)j);
			g_autofree char *text_key = g_strdup_printf("%s.%s", step_key, config_setting_name(text));

			read_text(tree, text, text_key, language, step, texts, faults);
		}
	}
}

/* "texts: { zh-CN: { first_contact: { any = "..."; }; }; };" */
static void read_texts(const Reader *reader, Section *section, const char *key, const config_setting_t *languages)
{
	for (int i = 0; i < config_setting_length(languages); i++) {
		const config_setting_t *node = config_setting_get_elem(languages, (unsigned)i);
		const char *language = config_setting_name(node);
		g_autofree char *language_key = g_strdup_printf("%s.%s", key, language);
		const Place place = tree_place(reader->tree, node);
		g_autofree char *fault = NULL;

		if (names_check_language(language, &fault) < 0)
			faults_add(reader->faults, &place, language_key, NULL, "%s", fault);
		else if (!config_setting_is_group(node))
			faults_add(
				reader->faults, &place, language_key, NULL,
				"%s where a group of steps belongs; write %s: { first_contact: { any = \"...\"; }; };",
				tree_kind(node), language);
		else
			read_steps(reader->tree, node, language_key, NULL, language, section->texts, reader->faults);
	}
}

void read_tree(const Tree *tree, ConfWhole *whole, Faults *faults)
{
	const Reader reader = {tree, whole, faults};

	read_group(&reader, whole->general, tree_root(tree), "");
}
