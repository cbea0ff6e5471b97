/* A provider's group "http" as it stands in the file: what an admin wrote is shown, and loads again. */
#include "conf/read_http.h"
#include "conf/values.h"

static void shown_free(gpointer data)
{
	ShownLine *line = data;

	g_free(line->key);
	g_free(line->text);
	g_free(line->value);
	g_free(line);
}

GPtrArray *show_http_new(void)
{
	return g_ptr_array_new_with_free_func(shown_free);
}

static void show(GPtrArray *shown, const Tree *tree, const config_setting_t *node, const char *key, guint depth,
                 char *text, char *value)
{
	ShownLine *line = g_new(ShownLine, 1);

	*line = (ShownLine){depth, g_strdup(key), text, value, tree_place(tree, node)};
	g_ptr_array_add(shown, line);
}

/* The value on one line; NULL when it holds groups and takes several. */
static char *on_one_line(const Tree *tree, const config_setting_t *node)
{
	g_autofree char *text = tree_text(tree, node);
	g_autoptr(GString) out = NULL;

	if (config_setting_type(node) == CONFIG_TYPE_STRING)
		return values_quote(text);
	if (text)
		return g_steal_pointer(&text);
	if (config_setting_is_group(node))
		return NULL;
	out = g_string_new(config_setting_is_array(node) ? "[" : "(");
	for (int i = 0; i < config_setting_length(node); i++) {
		g_autofree char *item = on_one_line(tree, config_setting_get_elem(node, (unsigned)i));

		if (!item)
			return NULL;
		g_string_append_printf(out, "%s %s", i ? "," : "", item);
	}
	g_string_append(out, config_setting_is_array(node) ? " ]" : " )");
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void show_node(GPtrArray *shown, const Tree *tree, const config_setting_t *node, const char *key, guint depth,
                      const char *tail)
{
	const char *name = config_setting_name(node);
	g_autofree char *value = on_one_line(tree, node);
	gboolean group = config_setting_is_group(node);

	if (value) {
		g_autofree char *text =
		        name ? g_strdup_printf("%s = %s%s", name, value, tail) : g_strconcat(value, tail, NULL);

		show(shown, tree, node, key, depth, g_steal_pointer(&text), g_steal_pointer(&value));
		return;
	}
	show(shown, tree, node, key, depth,
	     g_strdup_printf("%s%s%s", name ? name : "", name ? (group ? ": " : " = ") : "", group ? "{" : "("), NULL);
	for (int i = 0; i < config_setting_length(node); i++) {
		const config_setting_t *child = config_setting_get_elem(node, (unsigned)i);
		g_autofree char *child_key = group ? g_strdup_printf("%s.%s", key, config_setting_name(child))
		                                   : g_strdup_printf("%s[%d]", key, i);
		gboolean last = i + 1 == config_setting_length(node);

		show_node(shown, tree, child, child_key, depth + 1, group ? ";" : last ? "" : ",");
	}
	show(shown, tree, node, key, depth, g_strconcat(group ? "}" : ")", tail, NULL), NULL);
}

void show_http_add(GPtrArray *shown, const Tree *tree, const config_setting_t *node, const char *key)
{
	show_node(shown, tree, node, key, 0, ";");
}
