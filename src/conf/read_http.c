/* A provider's group "http", by the table of http_keys.c. */
#include "conf/read_http.h"

#include <errno.h>
#include <string.h>

#include "conf/http_values.h"
#include "util/nearest.h"

static void set_defaults(const HttpGroup *group, void *base)
{
	for (guint i = 0; i < group->n_keys; i++) {
		const HttpKey *key = &group->keys[i];
		void *field = (char *)base + key->offset;

		if (key->kind == HTTP_KEY_WORD || key->kind == HTTP_KEY_OUTCOME || key->kind == HTTP_KEY_RECEIPT ||
		    key->kind == HTTP_KEY_CODE)
			*(int *)field = key->fallback;
		else if (key->kind == HTTP_KEY_INLINE)
			set_defaults(key->group, field);
	}
}

static const HttpKey *find_key(const HttpGroup *group, const char *name)
{
	for (guint i = 0; i < group->n_keys; i++)
		if (g_str_equal(group->keys[i].key, name))
			return &group->keys[i];
	return NULL;
}

static void unknown(const HttpReader *reader, const HttpGroup *group, const char *prefix, const config_setting_t *node)
{
	g_autofree const char **names = g_new0(const char *, group->n_keys + 1);
	g_autofree char *name = g_strdup_printf("%s.%s", prefix, config_setting_name(node));
	const Place place = tree_place(reader->tree, node);
	const char *nearest;

	for (guint i = 0; i < group->n_keys; i++)
		names[i] = group->keys[i].key;
	nearest = nearest_word(config_setting_name(node), names);
	/* Never with its value: it may be a secret. */
	if (nearest)
		faults_add(reader->faults, &place, name, NULL, "no such setting; write \"%s.%s\"", prefix, nearest);
	else
		faults_add(reader->faults, &place, name, NULL,
		           "no such setting; take it out (followup-provider(7) lists all there are)");
}

static void read_members(const HttpReader *reader, const HttpGroup *group, const config_setting_t *node,
                         const char *prefix, void *base);

static int read_group(const HttpEntry *e)
{
	void *base = e->field;

	if (!config_setting_is_group(e->node))
		return http_values_refuse(e, "%s where a group of settings belongs; write %s: %s;", tree_kind(e->node),
		                          e->key->key, e->key->example);
	if (e->key->kind == HTTP_KEY_GROUP) {
		base = g_malloc0(e->key->group->size);
		set_defaults(e->key->group, base);
		http_values_keep(e, base, g_free);
	}
	read_members(e->reader, e->key->group, e->node, e->name, base);
	return 0;
}

static int read_rows(const HttpEntry *e)
{
	GPtrArray *rows = g_ptr_array_new();
	int length;

	http_values_keep(e, rows, (GDestroyNotify)g_ptr_array_unref);
	if (!config_setting_is_list(e->node))
		return http_values_wrong_kind(e, "a list of groups");
	if (http_values_count(e, &length) < 0)
		return -EINVAL;
	for (int i = 0; i < length; i++) {
		g_autofree char *name = g_strdup_printf("%s[%d]", e->name, i);
		const HttpEntry item = {e->reader, e->key, http_values_item(e, i), name, NULL};
		void *row;

		if (!config_setting_is_group(item.node)) {
			http_values_refuse(&item, "%s where a group belongs; write { ... }", tree_kind(item.node));
			continue;
		}
		row = http_profile_own(e->reader->profile, g_malloc0(e->key->group->size), g_free);
		set_defaults(e->key->group, row);
		read_members(e->reader, e->key->group, item.node, name, row);
		g_ptr_array_add(rows, row);
	}
	return 0;
}

static void read_entry(const HttpEntry *e)
{
	if (e->key->kind == HTTP_KEY_ROWS)
		read_rows(e);
	else if (e->key->kind == HTTP_KEY_GROUP || e->key->kind == HTTP_KEY_INLINE)
		read_group(e);
	else
		http_values_read(e);
}

static void read_members(const HttpReader *reader, const HttpGroup *group, const config_setting_t *node,
                         const char *prefix, void *base)
{
	const Place place = tree_place(reader->tree, node);

	for (int i = 0; i < config_setting_length(node); i++) {
		const config_setting_t *child = config_setting_get_elem(node, (unsigned)i);
		const HttpKey *key = find_key(group, config_setting_name(child));
		g_autofree char *name = g_strdup_printf("%s.%s", prefix, config_setting_name(child));

		if (key)
			read_entry(&(const HttpEntry){reader, key, child, name, (char *)base + key->offset});
		else
			unknown(reader, group, prefix, child);
	}
	for (guint i = 0; i < group->n_keys; i++)
		if (group->keys[i].required && !config_setting_get_member(node, group->keys[i].key)) {
			g_autofree char *name = g_strdup_printf("%s.%s", prefix, group->keys[i].key);

			faults_add(reader->faults, &place, name, NULL, "missing; write %s%s %s", group->keys[i].key,
			           group->keys[i].kind == HTTP_KEY_GROUP ? ":" : " =", group->keys[i].example);
		}
}

HttpProfile *read_http(const Tree *tree, const config_setting_t *node, const char *key, GPtrArray *shown,
                       Faults *faults)
{
	HttpProfile *profile = http_profile_new();
	const HttpReader reader = {tree, profile, faults};
	guint before = faults_count(faults);
	const Place place = tree_place(tree, node);

	set_defaults(&http_keys_profile, profile);
	read_members(&reader, &http_keys_profile, node, key, profile);
	show_http_add(shown, tree, node, key);
	if (faults_count(faults) == before)
		check_http(profile, &place, key, faults);
	return profile;
}
