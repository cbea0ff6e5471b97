/* Which rules a plan was made by: a hash over what decides when and what is sent, however it is written. */
#include <string.h>

#include "conf/private.h"
#include "conf/values.h"

static void add_line(GChecksum *sum, const char *a, const char *b)
{
	/* With the NULs between, no value can pass for another line. */
	g_checksum_update(sum, (const guchar *)a, (gssize)strlen(a) + 1);
	g_checksum_update(sum, (const guchar *)b, (gssize)strlen(b) + 1);
}

static void add_text(const char *language, Step step, const char *category, guint variant,
                     const Template *template, const char *origin, void *user)
{
	g_autofree char *key = g_strdup_printf("texts.%s.%s.%s", language, step_name(step), category);

	(void)origin, (void)variant; /* their order is that of the lines */
	add_line(user, key, template_source(template));
	if (template_code(template))
		add_line(user, "code", template_code(template));
}

/* What policy.c makes of the shop's providers; all else of them says how a message is sent, not when or what. */
static void add_providers(GChecksum *sum, const Conf *conf, const ConfShop *shop)
{
	const ConfProvider *provider = shop->provider ? conf_provider(conf, shop->provider) : NULL;
	const ConfProvider *caller = shop->call_provider ? conf_provider(conf, shop->call_provider) : NULL;

	if (provider && conf_sender_name(provider))
		add_line(sum, "sender", "a name");
	if (caller && conf_has_voice(caller))
		add_line(sum, "caller", "a voice");
}

static void add_shop(GChecksum *sum, const ConfWhole *whole, const Section *section)
{
	const ConfShop *shop = section->base;

	add_line(sum, "shop", shop->id);
	for (guint i = 0; i < settings_count(); i++) {
		const Setting *setting = settings_at(i);
		g_auto(GStrv) items = NULL;

		if (!settings_holds(SCOPE_SHOP, setting->scope) || setting->type == TYPE_TEXTS)
			continue;
		items = section_items(section, whole->general, i);
		for (guint j = 0; items && items[j]; j++) {
			g_autofree char *canonical = values_canonical(setting, items[j]);

			add_line(sum, setting->key, canonical);
		}
	}
	for (guint i = 0; i < shop->rules.calendar_days->len; i++)
		add_line(sum, "calendar", shop->rules.calendar_days->pdata[i]);
	add_providers(sum, &whole->conf, shop);
	catalog_each(shop->rules.texts, add_text, sum);
}

static gint by_id(gconstpointer a, gconstpointer b)
{
	return g_strcmp0((*(const Section *const *)a)->id, (*(const Section *const *)b)->id);
}

void hash_rules(ConfWhole *whole)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GPtrArray) shops = g_ptr_array_copy(whole->shops, NULL, NULL);

	g_ptr_array_set_free_func(shops, NULL);
	g_ptr_array_sort(shops, by_id);
	add_line(sum, "regions", regions_digest(whole->regions));
	for (guint i = 0; i < shops->len; i++)
		add_shop(sum, whole, shops->pdata[i]);
	whole->conf.hash = g_strdup(g_checksum_get_string(sum));
}
