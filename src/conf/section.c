/* One group of the file: the general part, a provider, a shop. */
#include "conf/private.h"
#include "conf/read_http.h"
#include "conf/values.h"

Section *section_new(SettingScope scope, const char *id, void *base, const Place *place)
{
	Section *section = g_new0(Section, 1);

	section->scope = scope;
	section->id = id;
	section->prefix = scope == SCOPE_SHOP       ? g_strdup_printf("shops.%s.", id)
	                  : scope == SCOPE_PROVIDER ? g_strdup_printf("providers.%s.", id)
	                  : scope == SCOPE_CHANNEL  ? g_strdup_printf("notify.%s.", id)
	                                            : g_strdup("");
	section->place = *place;
	section->base = base;
	section->rules = rules_new();
	section->values = g_new0(Value, settings_count());
	section->texts = g_ptr_array_new_with_free_func((GDestroyNotify)text_free);
	section->http = show_http_new();
	return section;
}

void section_free(Section *section)
{
	if (!section)
		return;
	for (guint i = 0; i < settings_count(); i++)
		g_strfreev(section->values[i].items);
	g_free(section->values);
	g_ptr_array_unref(section->texts);
	g_ptr_array_unref(section->http);
	rules_clear(section->rules);
	g_free(section->rules);
	g_free(section->prefix);
	g_free(section);
}

void *section_base(Section *section, const Setting *setting)
{
	return setting->scope == SCOPE_RULE ? section->rules : section->base;
}

char *section_key(const Section *section, const Setting *setting)
{
	return g_strconcat(section->prefix, setting->key, NULL);
}

const Value *section_value(const Section *section, const Section *general, guint index, const Section **owner)
{
	const Section *said = section->values[index].items ? section : NULL;

	if (!said && settings_at(index)->scope == SCOPE_RULE && general->values[index].items)
		said = general;
	if (owner)
		*owner = said;
	return said ? &said->values[index] : NULL;
}

char **section_items(const Section *section, const Section *general, guint index)
{
	const Value *value = section_value(section, general, index, NULL);

	return value ? g_strdupv(value->items) : values_default(settings_at(index));
}

ConfRules *rules_new(void)
{
	ConfRules *rules = g_new0(ConfRules, 1);

	for (int c = 0; c < CLASSES; c++)
		rules->permitted[c] = hours_new();
	rules->working = hours_new();
	rules->calendar_days = g_ptr_array_new_with_free_func(g_free);
	return rules;
}

void rules_clear(ConfRules *rules)
{
	for (int c = 0; c < CLASSES; c++)
		g_clear_pointer(&rules->permitted[c], hours_free);
	g_clear_pointer(&rules->working, hours_free);
	g_clear_pointer(&rules->widen_courtesy, g_free);
	g_clear_pointer(&rules->answers_arrive, g_free);
	g_clear_pointer(&rules->calendar, g_free);
	g_clear_pointer(&rules->calendar_days, g_ptr_array_unref);
	g_clear_pointer(&rules->texts, catalog_free);
	g_clear_pointer(&rules->replies, lexicon_unref);
}

void text_free(Text *text)
{
	g_free(text->language);
	g_free(text->category);
	g_free(text->source);
	g_free(text->code);
	g_free(text->key);
	g_free(text);
}
