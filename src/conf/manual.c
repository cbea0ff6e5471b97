/* The SETTINGS section of followup.conf(5), from the table of settings. */
#include <string.h>

#include "conf/conf.h"
#include "conf/spans.h"
#include "conf/values.h"

#define LINE_MAX_CHARS 72

/* A word for man(7): backslash, hyphen and quote are themselves, and it may stand at the beginning of a line. */
static void append_word(GString *out, const char *word)
{
	if (*word == '.' || *word == '\'')
		g_string_append(out, "\\&");
	for (const char *p = word; *p; p++)
		if (*p == '\\')
			g_string_append(out, "\\e");
		else if (*p == '-')
			g_string_append(out, "\\-");
		else if (*p == '"')
			g_string_append(out, "\\(dq");
		else
			g_string_append_c(out, *p);
}

/* man(7) wants short lines, and each sentence to begin on one of its own. */
static void append_text(GString *out, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	gsize line = out->len;

	for (guint i = 0; words[i]; i++) {
		gboolean sentence = i && g_str_has_suffix(words[i - 1], ".") && !g_str_has_suffix(words[i - 1], "...");

		if (i && (sentence || out->len - line + strlen(words[i]) > LINE_MAX_CHARS)) {
			g_string_append_c(out, '\n');
			line = out->len;
		} else if (i) {
			g_string_append_c(out, ' ');
		}
		append_word(out, words[i]);
	}
	g_string_append_c(out, '\n');
}

static void append_range(GString *out, const Setting *setting)
{
	g_autofree char *min = duration_format(setting->min), *max = duration_format(setting->max);

	switch (setting->type) {
	case TYPE_INT:
		g_string_append_printf(out, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " %s.\n", setting->min,
		                       setting->max, setting->unit);
		break;
	case TYPE_DURATION:
	case TYPE_DURATION_MS:
		g_string_append_printf(out, "From %s to %s.\n", min, max);
		break;
	case TYPE_WORD:
	case TYPE_LOG_LEVEL:
		g_string_append(out, "One of:");
		for (guint i = 0; setting->words[i]; i++)
			g_string_append_printf(out, "%s %s", i ? "," : "", setting->words[i]);
		g_string_append(out, ".\n");
		break;
	default:
		break;
	}
}

static void append_default(GString *out, const Setting *setting)
{
	g_auto(GStrv) items = values_default(setting);
	g_autofree char *literal =
		items ? values_literal(setting, (const char *const *)items) : values_example(setting);
	g_autofree char *text = g_strconcat(items               ? "Default: "
	                                    : setting->required ? "Must be set, for example: "
	                                                        : "Not set by default; example: ",
	                                    literal, NULL);

	g_string_append(out, ".br\n");
	append_text(out, text);
}

static void append_setting(GString *out, const Setting *setting)
{
	g_string_append_printf(out, ".TP\n.B %s%s\n", setting->key,
	                       setting->type == TYPE_TEXTS     ? ".LANGUAGE.STEP.CATEGORY"
	                       : setting->type == TYPE_REPLIES ? ".LABEL"
	                                                       : "");
	append_text(out, setting->help);
	if (values_shape(setting->type) == SHAPE_LIST)
		g_string_append_printf(out, "A list; each item is %s.\n", values_what(setting->type));
	append_range(out, setting);
	append_default(out, setting);
}

char *conf_manual(void)
{
	static const struct {
		SettingScope scope;
		const char *title, *intro;
	} PARTS[] = {
		{SCOPE_GENERAL, "The daemon", "These stand at the top of the file."},
		{SCOPE_RULE, "Rules",
	         "These stand at the top of the file and hold for all shops.\n"
	         "Any of them may stand in a shop's group as well;\nthere it holds for that shop alone."},
		{SCOPE_SHOP, "Shops",
	         "These stand in the group of a shop,\n.BR shops.NAME ,\nwhere NAME is what cases are filed under."},
		{SCOPE_PROVIDER, "Providers",
	         "These stand in the group of a provider,\n.BR providers.NAME ,\nwhere NAME is what shops refer to."},
		{SCOPE_CHANNEL, "Telling the team",
	         "These stand in the group of a channel,\n.BR notify.NAME ,\nwhere NAME is up to you."},
	};
	GString *out = g_string_new(".SH SETTINGS\n");

	for (gsize p = 0; p < G_N_ELEMENTS(PARTS); p++) {
		g_string_append_printf(out, ".SS %s\n%s\n", PARTS[p].title, PARTS[p].intro);
		for (guint i = 0; i < settings_count(); i++)
			if (settings_at(i)->scope == PARTS[p].scope)
				append_setting(out, settings_at(i));
	}
	return g_string_free(out, FALSE);
}

GPtrArray *conf_setting_names(void)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < settings_count(); i++)
		if (!settings_at(i)->testing)
			g_ptr_array_add(names,
				g_strconcat(settings_prefix(settings_at(i)->scope), settings_at(i)->key, NULL));
	return names;
}
