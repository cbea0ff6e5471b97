#include "conf/region_fields.h"

#include <string.h>

#include "util/nearest.h"

static const char *const WHAT[] = {
	[FIELD_IS_STRING] = "a text in quotes",
	[FIELD_IS_STRINGS] = "a list of texts, as [ \"...\", \"...\" ]",
	[FIELD_IS_BOOL] = "true or false",
	[FIELD_IS_GROUP] = "a group, as { ... }",
	[FIELD_IS_GROUPS] = "a list of groups, as ( { ... } )",
};

static gboolean list_of(const config_setting_t *node, int type)
{
	if (!config_setting_is_list(node) && !config_setting_is_array(node))
		return FALSE;
	for (int i = 0; i < config_setting_length(node); i++)
		if (config_setting_type(config_setting_get_elem(node, (unsigned)i)) != type)
			return FALSE;
	return TRUE;
}

static gboolean fits(const config_setting_t *node, FieldShape shape)
{
	int type = config_setting_type(node);

	switch (shape) {
	case FIELD_IS_STRING:
		return type == CONFIG_TYPE_STRING;
	case FIELD_IS_BOOL:
		return type == CONFIG_TYPE_BOOL;
	case FIELD_IS_GROUP:
		return type == CONFIG_TYPE_GROUP;
	case FIELD_IS_STRINGS:
		return list_of(node, CONFIG_TYPE_STRING);
	case FIELD_IS_GROUPS:
		return list_of(node, CONFIG_TYPE_GROUP);
	}
	return FALSE;
}

static const FieldRule *find(const FieldRule *rules, guint n_rules, const char *key)
{
	for (guint i = 0; i < n_rules; i++)
		if (g_str_equal(rules[i].key, key))
			return &rules[i];
	return NULL;
}

static char *cure_of(const FieldRule *rules, guint n_rules, const char *key)
{
	g_autofree const char **keys = g_new0(const char *, n_rules + 1);
	const char *nearest;

	for (guint i = 0; i < n_rules; i++)
		keys[i] = rules[i].key;
	nearest = nearest_word(key, keys);
	return nearest ? g_strdup_printf("write %s", nearest)
	               : g_strdup("the README beside the files lists what there is");
}

static gboolean check_one(const Tree *tree, const config_setting_t *node, const char *prefix, const FieldRule *rules,
                          guint n_rules, Faults *faults)
{
	const char *name = config_setting_name(node);
	const FieldRule *rule = find(rules, n_rules, name);
	g_autofree char *key = g_strconcat(prefix, name, NULL);
	const Place place = tree_place(tree, node);

	if (!rule) {
		g_autofree char *cure = cure_of(rules, n_rules, name);

		faults_add(faults, &place, key, NULL, "not known here; %s", cure);
		return FALSE;
	}
	if (!fits(node, rule->shape)) {
		g_autofree char *literal = tree_literal(tree, node);

		faults_add(faults, &place, key, literal, "not what belongs here; write %s", WHAT[rule->shape]);
		return FALSE;
	}
	return TRUE;
}

gboolean region_fields_check(const Tree *tree, const config_setting_t *group, const char *prefix,
                             const FieldRule *rules, guint n_rules, Faults *faults)
{
	gboolean good = TRUE;

	for (int i = 0; i < config_setting_length(group); i++)
		good &= check_one(tree, config_setting_get_elem(group, (unsigned)i), prefix, rules, n_rules, faults);
	for (guint i = 0; i < n_rules; i++) {
		g_autofree char *key = g_strconcat(prefix, rules[i].key, NULL);
		const Place place = tree_place(tree, group);

		if (!rules[i].required || config_setting_get_member(group, rules[i].key))
			continue;
		faults_add(faults, &place, key, NULL, "missing; write %s = %s", rules[i].key, WHAT[rules[i].shape]);
		good = FALSE;
	}
	return good;
}

const char **region_fields_strings(const config_setting_t *group, const char *key)
{
	const config_setting_t *list = config_setting_get_member(group, key);
	int length = list ? config_setting_length(list) : 0;
	const char **items = g_new0(const char *, (gsize)length + 1);

	for (int i = 0; i < length; i++)
		items[i] = config_setting_get_string_elem(list, i);
	return items;
}
