/* The config as it holds, with where each value comes from: as a config, or as JSON. */
#include <jansson.h>
#include <string.h>

#include "conf/private.h"
#include "conf/read_http.h"
#include "conf/values.h"

#define COMMENT_COLUMN 72

/* A shop's group shows what is its own; the general rules stand above. */
static gboolean is_shown(const Section *section, guint index)
{
	const Setting *setting = settings_at(index);

	return setting->scope == section->scope ||
	       (setting->scope == SCOPE_RULE &&
		(section->scope == SCOPE_GENERAL || (section->scope == SCOPE_SHOP && section->values[index].items)));
}

static char *source_of(const Place *place)
{
	return g_strdup_printf("%s:%u", place->file, place->line);
}

static void add_line(GString *out, guint depth, const char *text, const char *comment)
{
	glong width = g_utf8_strlen(text, -1) + 8 * (glong)depth;

	for (guint i = 0; i < depth; i++)
		g_string_append_c(out, '\t');
	g_string_append(out, text);
	if (comment)
		g_string_append_printf(out, "%*s# %s", (int)MAX(1, COMMENT_COLUMN - width), "", comment);
	g_string_append_c(out, '\n');
}

static char *comment_of(const Section *section, guint index)
{
	const Setting *setting = settings_at(index);
	const Value *value = &section->values[index];
	g_auto(GStrv) items = values_default(setting);
	g_autofree char *source = source_of(&value->place);
	g_autofree char *literal = items ? values_literal(setting, (const char *const *)items) : NULL;

	if (!value->items)
		return g_strdup("default");
	if (setting->type == TYPE_SECRET)
		return g_strdup_printf("%s (set)", source);
	if (!items || g_strv_equal((const char *const *)items, (const char *const *)value->items))
		return g_steal_pointer(&source);
	return g_strdup_printf("%s, default %s", source, literal);
}

static void show_setting(GString *out, guint depth, const Section *section, guint index)
{
	const Setting *setting = settings_at(index);
	const Value *value = &section->values[index];
	const char *dot = strchr(setting->key, '.');
	const char *name = dot ? dot + 1 : setting->key;
	g_auto(GStrv) items = value->items ? g_strdupv(value->items) : values_default(setting);
	g_autofree char *literal = items ? values_literal(setting, (const char *const *)items) : NULL;
	g_autofree char *comment = comment_of(section, index);
	g_autofree char *line =
		literal ? g_strdup_printf("%s = %s;", name, literal) : g_strdup_printf("# %s (not set)", name);

	add_line(out, depth, line, literal ? comment : NULL);
}

static void close_groups(GString *out, guint depth, guint from, guint to)
{
	for (guint i = from; i > to; i--)
		add_line(out, depth + i - 1, "};", NULL);
}

/* Texts of a group come by language, then step: libconfig lets each group stand once. */
static void show_texts(GString *out, guint depth, const Section *section)
{
	const Text *before = NULL;
	guint open = 0;

	if (section->texts->len == 0) {
		add_line(out, depth, "# texts (not set)", NULL);
		return;
	}
	add_line(out, depth, "texts: {", NULL);
	for (guint i = 0; i < section->texts->len; i++) {
		const Text *text = section->texts->pdata[i];
		gboolean language = !before || !g_str_equal(before->language, text->language);
		gboolean step = language || before->step != text->step;
		g_autofree char *quoted = values_quote(text->source);
		const Text *next = i + 1 < section->texts->len ? section->texts->pdata[i + 1] : NULL;
		gboolean more = next && next->variant;
		g_autofree char *code = text->code ? values_quote(text->code) : NULL;
		g_autofree char *head = code ? g_strdup_printf("%s: { code = %s; text", text->category, code)
		                             : g_strdup(text->category);
		const char *tail = code && !more ? " };" : "";
		g_autofree char *line = text->variant ? g_strdup_printf("%s%s%s", quoted, more ? "," : " ];", tail)
		                        : more        ? g_strdup_printf("%s = [ %s,", head, quoted)
		                                      : g_strdup_printf("%s = %s;%s", head, quoted, tail);
		g_autofree char *source = source_of(&text->place);
		g_autofree char *language_line = g_strdup_printf("%s: {", text->language);
		g_autofree char *step_line = g_strdup_printf("%s: {", step_name(text->step));

		close_groups(out, depth + 1, open, language ? 0 : step ? 1 : 2);
		if (language)
			add_line(out, depth + 1, language_line, NULL);
		if (step)
			add_line(out, depth + 2, step_line, NULL);
		add_line(out, depth + (text->variant ? 4 : 3), line, source);
		open = 2;
		before = text;
	}
	close_groups(out, depth + 1, open, 0);
	add_line(out, depth, "};", NULL);
}

/* The group "http" as it was written; what it does not say is said by followup-provider(7). */
static void show_http(GString *out, guint depth, const Section *section)
{
	if (section->http->len == 0)
		add_line(out, depth, "# http (not set)", NULL);
	for (guint i = 0; i < section->http->len; i++) {
		const ShownLine *line = section->http->pdata[i];
		g_autofree char *source = source_of(&line->place);

		add_line(out, depth + line->depth, line->text, line->value ? source : NULL);
	}
}

static void show_section(GString *out, guint depth, const Section *section)
{
	g_autofree char *open = NULL;

	for (guint i = 0; i < settings_count(); i++) {
		const Setting *setting = settings_at(i);
		const char *dot = strchr(setting->key, '.');
		g_autofree char *group = dot ? g_strndup(setting->key, (gsize)(dot - setting->key)) : NULL;

		if (!is_shown(section, i))
			continue;
		if (open && g_strcmp0(open, group) != 0)
			add_line(out, depth, "};", NULL);
		if (group && g_strcmp0(open, group) != 0) {
			g_autofree char *line = g_strdup_printf("%s: {", group);

			add_line(out, depth, line, NULL);
		}
		if (setting->type == TYPE_TEXTS)
			show_texts(out, depth, section);
		else if (setting->type == TYPE_HTTP)
			show_http(out, depth, section);
		else
			show_setting(out, depth + (group ? 1 : 0), section, i);
		g_free(open);
		open = g_steal_pointer(&group);
	}
	if (open)
		add_line(out, depth, "};", NULL);
}

static void show_entries(GString *out, const char *name, const GPtrArray *sections)
{
	g_autofree char *head = g_strdup_printf("\n%s: {", name);

	add_line(out, 0, head, NULL);
	for (guint i = 0; i < sections->len; i++) {
		const Section *section = sections->pdata[i];
		g_autofree char *line = g_strdup_printf("%s: {", section->id);

		add_line(out, 1, line, NULL);
		show_section(out, 2, section);
		add_line(out, 1, "};", NULL);
	}
	add_line(out, 0, "};", NULL);
}

static json_t *json_replies(const char *const *items)
{
	json_t *labels = json_object();

	for (; *items; items++) {
		gsize length = strcspn(*items, ":");
		g_autofree char *label = g_strndup(*items, length);
		json_t *list = json_object_get(labels, label);

		if (!list) {
			list = json_array();
			json_object_set_new(labels, label, list);
		}
		json_array_append_new(list, json_string(*items + length + 2));
	}
	return labels;
}

static json_t *json_items(const Setting *setting, const char *const *items)
{
	json_t *list;

	if (!items)
		return json_null();
	if (setting->type == TYPE_REPLIES)
		return json_replies(items);
	switch (values_shape(setting->type)) {
	case SHAPE_NUMBER:
		return json_integer(g_ascii_strtoll(items[0], NULL, 10));
	case SHAPE_BOOL:
		return json_boolean(g_str_equal(items[0], "true"));
	case SHAPE_LIST:
		list = json_array();
		for (; *items; items++)
			json_array_append_new(list, json_string(*items));
		return list;
	default:
		return json_string(items[0]);
	}
}

static void add_json(json_t *list, const char *key, json_t *value, json_t *fallback, const char *source)
{
	json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:s}", "key", key, "value", value, "default", fallback,
	                                      "source", source));
}

static void json_setting(json_t *list, const Section *section, guint index)
{
	const Setting *setting = settings_at(index);
	const Value *value = &section->values[index];
	g_autofree char *key = section_key(section, setting);
	g_autofree char *source = value->items ? source_of(&value->place) : g_strdup("default");
	g_auto(GStrv) fallback = values_default(setting);
	const char *const *items = (const char *const *)(value->items ? value->items : fallback);

	add_json(list, key,
	         setting->type == TYPE_SECRET ? json_string(value->items ? "(set)" : "(not set)")
	                                      : json_items(setting, items),
	         json_items(setting, (const char *const *)fallback), source);
}

static void json_section(json_t *list, const Section *section)
{
	for (guint i = 0; i < settings_count(); i++) {
		if (!is_shown(section, i))
			continue;
		if (values_shape(settings_at(i)->type) != SHAPE_GROUP || settings_at(i)->type == TYPE_REPLIES)
			json_setting(list, section, i);
		else if (settings_at(i)->type == TYPE_TEXTS && section->texts->len == 0)
			add_json(list, "texts", json_null(), json_null(), "default");
		else if (settings_at(i)->type == TYPE_HTTP && section->http->len == 0) {
			g_autofree char *key = section_key(section, settings_at(i));

			add_json(list, key, json_null(), json_null(), "default");
		}
	}
	for (guint i = 0; i < section->http->len; i++) {
		const ShownLine *line = section->http->pdata[i];
		g_autofree char *source = source_of(&line->place);

		if (line->value)
			add_json(list, line->key, json_string(line->value), json_null(), source);
	}
	for (guint i = 0; i < section->texts->len; i++) {
		const Text *text = section->texts->pdata[i];
		g_autofree char *source = source_of(&text->place);

		add_json(list, text->key, json_string(text->source), json_null(), source);
		if (text->code && text->variant == 0) {
			g_autofree char *code_key = g_strdup_printf("%.*s.code", (int)(g_strrstr(text->key, ".text") - text->key), text->key);

			add_json(list, code_key, json_string(text->code), json_null(), source);
		}
	}
}

static char *show_json(const ConfWhole *whole)
{
	json_t *list = json_array(), *root;
	char *dumped, *text;

	json_section(list, whole->general);
	for (guint i = 0; i < whole->providers->len; i++)
		json_section(list, whole->providers->pdata[i]);
	for (guint i = 0; i < whole->shops->len; i++)
		json_section(list, whole->shops->pdata[i]);
	for (guint i = 0; i < whole->channels->len; i++)
		json_section(list, whole->channels->pdata[i]);
	root = json_pack("{s:s, s:s, s:o}", "file", whole->conf.path, "hash", whole->conf.hash, "settings", list);
	dumped = json_dumps(root, JSON_INDENT(2));
	text = g_strdup_printf("%s\n", dumped);
	free(dumped);
	json_decref(root);
	return text;
}

char *conf_show(const Conf *conf, gboolean json)
{
	const ConfWhole *whole = (const ConfWhole *)conf;
	GString *out;

	if (json)
		return show_json(whole);
	out = g_string_new(NULL);
	g_string_append_printf(out, "# %s, rules %.12s\n", conf->path, conf->hash);
	show_section(out, 0, whole->general);
	show_entries(out, "providers", whole->providers);
	show_entries(out, "shops", whole->shops);
	if (whole->channels->len)
		show_entries(out, "notify", whole->channels);
	return g_string_free(out, FALSE);
}
