#include "conf/conf.h"

#include <errno.h>
#include <string.h>

#include "conf/calendar.h"
#include "conf/lexicons.h"
#include "conf/private.h"
#include "conf/read.h"
#include "conf/spans.h"
#include "conf/values.h"

static void shop_free(void *data)
{
	ConfShop *shop = data;

	g_free(shop->id);
	g_free(shop->name);
	g_free(shop->signature);
	g_free(shop->region);
	g_free(shop->zone);
	g_free(shop->language);
	g_free(shop->sms_ground);
	g_free(shop->call_ground);
	for (int c = 0; c < CLASSES; c++)
		g_free(shop->consent[c]);
	g_free(shop->provider);
	g_free(shop->call_provider);
	g_clear_pointer(&shop->routes, g_ptr_array_unref);
	rules_clear(&shop->rules);
	g_free(shop);
}

static void secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static void provider_free(void *data)
{
	ConfProvider *provider = data;

	g_free(provider->id);
	g_free(provider->driver);
	g_free(provider->url);
	g_free(provider->username);
	secret_free(provider->password);
	g_free(provider->sender);
	g_free(provider->account);
	g_free(provider->service);
	g_free(provider->caller);
	g_free(provider->sign_name);
	g_free(provider->api_region);
	g_free(provider->signing);
	g_free(provider->signature_secret);
	g_free(provider->smsc);
	http_profile_free(provider->http);
	g_free(provider->callback_url);
	secret_free(provider->token);
	g_clear_pointer(&provider->senders, g_ptr_array_unref);
	g_clear_pointer(&provider->allow_from, g_array_unref);
	g_free(provider->on_unknown);
	g_free(provider->ca_file);
	g_free(provider->proxy);
	g_free(provider->proxy_username);
	secret_free(provider->proxy_password);
	g_free(provider->connect_to);
	g_free(provider);
}

static void channel_free(void *data)
{
	ConfChannel *channel = data;

	g_free(channel->id);
	g_free(channel->kind);
	secret_free(channel->url);
	secret_free(channel->secret);
	g_ptr_array_unref(channel->command);
	g_ptr_array_unref(channel->events);
	g_ptr_array_unref(channel->shops);
	g_clear_pointer(&channel->quiet, hours_free);
	g_free(channel);
}

static void whole_free(ConfWhole *whole)
{
	g_ptr_array_unref(whole->providers);
	g_ptr_array_unref(whole->shops);
	g_ptr_array_unref(whole->channels);
	g_ptr_array_unref(whole->packs);
	section_free(whole->general);
	g_ptr_array_unref(whole->conf.shops);
	g_ptr_array_unref(whole->conf.providers);
	g_ptr_array_unref(whole->conf.channels);
	g_string_chunk_free(whole->files);
	g_free(whole->text_packs);
	g_free(whole->reply_packs);
	g_free(whole->snippet_packs);
	g_ptr_array_unref(whole->conf.snippets);
	lexicon_unref(whole->lexicon);
	lexicon_unref(whole->conf.replies);
	g_free(whole->region_data);
	regions_free(whole->regions);
	g_free(whole->conf.path);
	g_clear_pointer(&whole->conf.trusted_proxies, g_array_unref);
	g_free(whole->conf.hash);
	g_free(whole->conf.store_path);
	g_free(whole->conf.metrics_listen);
	g_free(whole->conf.metrics_textfile);
	g_free(whole->conf.listen);
	g_free(whole->conf.inbox_listen);
	g_free(whole->conf.inbox_sso_header);
	g_free(whole->conf.training_store);
	g_free(whole->conf.training_listen);
	g_free(whole->conf.training_url);
	g_clear_pointer(&whole->conf.inbox_sso_from, g_array_unref);
	g_free(whole);
}

static ConfWhole *whole_new(const char *path, SecretsWanted secrets)
{
	ConfWhole *whole = g_new0(ConfWhole, 1);

	g_atomic_ref_count_init(&whole->refs);
	whole->secrets = secrets;
	whole->files = g_string_chunk_new(256);
	whole->conf.path = g_strdup(path);
	whole->conf.shops = g_ptr_array_new_with_free_func(shop_free);
	whole->conf.providers = g_ptr_array_new_with_free_func(provider_free);
	whole->conf.snippets = snippets_new();
	whole->conf.channels = g_ptr_array_new_with_free_func(channel_free);
	whole->general =
		section_new(SCOPE_GENERAL, NULL, whole, &(Place){g_string_chunk_insert_const(whole->files, path), 0});
	whole->shops = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	whole->providers = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	whole->channels = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	whole->packs = g_ptr_array_new_with_free_func((GDestroyNotify)text_free);
	return whole;
}

/* Defaults of a group's own settings; what has none and must be there is a fault. */
static void fill_defaults(Section *section, Faults *faults)
{
	for (guint i = 0; i < settings_count(); i++) {
		const Setting *setting = settings_at(i);
		g_autofree char *key = NULL, *example = NULL, *fault = NULL, *warning = NULL;

		if (setting->scope != section->scope || section->values[i].items)
			continue;
		if (setting->fallback) {
			g_auto(GStrv) items = values_default(setting);

			/* The table is tested: its defaults are good by its own rules. */
			for (guint j = 0; items[j]; j++) {
				int r = values_apply(setting, items[j], section->base, FALSE, &fault, &warning);

				g_assert(r == 0);
			}
		} else if (setting->required && !section->values[i].bad) {
			key = section_key(section, setting);
			example = values_example(setting);
			faults_add(faults, &section->place, key, NULL, "missing; write %s = %s", setting->key, example);
		}
	}
}

/* The rules that hold in a group: its own, the general ones, the defaults. All of them were checked when they were
 * read. */
static void fill_rules(const ConfWhole *whole, const Section *section, ConfRules *rules)
{
	for (guint i = 0; i < settings_count(); i++) {
		const Setting *setting = settings_at(i);
		g_auto(GStrv) items = NULL;

		if (setting->scope != SCOPE_RULE || values_shape(setting->type) == SHAPE_GROUP)
			continue;
		items = section_items(section, whole->general, i);
		for (guint j = 0; items && items[j]; j++) {
			g_autofree char *fault = NULL, *warning = NULL;
			int r = values_apply(setting, items[j], rules, FALSE, &fault, &warning);

			g_assert(r == 0);
		}
	}
	rules->texts = texts_catalog(whole, section);
	rules->replies = lexicons_of(whole, section);
}

static void add_to_all(ConfRules *rules, int (*add)(Hours *, const char *, char **), const char *days)
{
	for (int c = 0; c <= CLASSES; c++) {
		g_autofree char *fault = NULL;
		int r = add(c == CLASSES ? rules->working : rules->permitted[c], days, &fault);

		g_assert(r == 0); /* calendar_read() writes them exactly */
	}
}

/* The days of the iCalendar file join those of holidays and workdays. */
static void fill_calendar(const ConfWhole *whole, Faults *faults, ConfRules *rules)
{
	g_autoptr(GPtrArray) holidays = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) workdays = g_ptr_array_new_with_free_func(g_free);

	if (!rules->calendar || !calendar_read(rules->calendar, whole->files, faults, holidays, workdays))
		return;
	for (guint i = 0; i < holidays->len; i++)
		add_to_all(rules, span_add_holiday, holidays->pdata[i]);
	for (guint i = 0; i < workdays->len; i++)
		add_to_all(rules, span_add_workday, workdays->pdata[i]);
	g_ptr_array_extend_and_steal(rules->calendar_days, g_steal_pointer(&holidays));
	g_ptr_array_extend_and_steal(rules->calendar_days, g_steal_pointer(&workdays));
}

static void take_rules(const ConfWhole *whole, const Section *section, Faults *faults, ConfRules *rules)
{
	ConfRules *fresh = rules_new();

	fill_rules(whole, section, fresh);
	fill_calendar(whole, faults, fresh);
	rules_clear(rules);
	*rules = *fresh;
	g_free(fresh);
}

/* Without them the floors of law and operators would be gone unseen: never a warning alone. */
static void read_regions(ConfWhole *whole, Faults *faults)
{
	const Value *value = &whole->general->values[settings_find(SCOPE_GENERAL, "region_data")];
	g_autofree char *quoted = values_quote(whole->region_data);

	if (regions_read(whole->region_data, whole->files, faults, &whole->regions) < 0)
		faults_add(faults, value->items ? &value->place : &whole->general->place, "region_data", quoted,
		           "not a directory of regions' files that can be read; write that of them");
}

/* Without them an opt-out might not be seen: never a warning alone. */
static void read_replies(ConfWhole *whole, Faults *faults)
{
	const Value *value = &whole->general->values[settings_find(SCOPE_GENERAL, "reply_packs")];
	g_autofree char *quoted = values_quote(whole->reply_packs);

	if (lexicons_read(whole->reply_packs, whole->files, faults, &whole->lexicon) < 0)
		faults_add(faults, value->items ? &value->place : &whole->general->place, "reply_packs", quoted,
		           "not a directory of packs of replies that can be read; write that of them");
}

static void fill(ConfWhole *whole, Faults *faults)
{
	fill_defaults(whole->general, faults);
	whole->packs_good = texts_read_packs(whole, faults);
	read_regions(whole, faults);
	read_replies(whole, faults);
	snippets_read(whole, faults);
	take_rules(whole, whole->general, faults, whole->general->rules);
	whole->conf.replies = lexicon_ref(whole->general->rules->replies);
	for (guint i = 0; i < whole->providers->len; i++)
		fill_defaults(whole->providers->pdata[i], faults);
	for (guint i = 0; i < whole->channels->len; i++)
		fill_defaults(whole->channels->pdata[i], faults);
	for (guint i = 0; i < whole->shops->len; i++) {
		Section *section = whole->shops->pdata[i];
		ConfShop *shop = section->base;

		fill_defaults(section, faults);
		shop->default_route[0] = shop->provider;
		shop->call_route[0] = shop->call_provider;
		take_rules(whole, section, faults, &shop->rules);
	}
}

static int load(const char *path, SecretsWanted secrets, Conf **conf, GPtrArray **out)
{
	g_autoptr(Faults) faults = faults_new();
	ConfWhole *whole = whole_new(path, secrets);
	g_autoptr(Tree) tree = NULL;
	int r = tree_read(path, whole->files, faults, &tree);

	if (r == 0) {
		read_tree(tree, whole, faults);
		fill(whole, faults);
		check_all(whole, faults);
		r = faults_count(faults) ? -EINVAL : 0;
	}
	if (out)
		*out = faults_take(faults);
	if (r < 0) {
		whole_free(whole);
		return r;
	}
	hash_rules(whole);
	*conf = &whole->conf;
	return 0;
}

int conf_load(const char *path, Conf **conf, GPtrArray **faults)
{
	return load(path, SECRETS_ALL, conf, faults);
}

int conf_load_without_secrets(const char *path, Conf **conf, GPtrArray **faults)
{
	return load(path, SECRETS_UNSEEN, conf, faults);
}

int conf_load_reachable_secrets(const char *path, Conf **conf, GPtrArray **faults)
{
	return load(path, SECRETS_REACHABLE, conf, faults);
}

Conf *conf_ref(Conf *conf)
{
	g_atomic_ref_count_inc(&((ConfWhole *)conf)->refs);
	return conf;
}

void conf_unref(Conf *conf)
{
	if (conf && g_atomic_ref_count_dec(&((ConfWhole *)conf)->refs))
		whole_free((ConfWhole *)conf);
}

gboolean conf_sender_is_name(const char *sender)
{
	for (const char *at = sender ? sender : ""; *at; at = g_utf8_next_char(at))
		if (g_unichar_isalpha(g_utf8_get_char(at)))
			return TRUE;
	return FALSE;
}

const char *conf_sender_name(const ConfProvider *provider)
{
	if (!provider->senders)
		return conf_sender_is_name(provider->sender) ? provider->sender : NULL;
	for (guint i = 0; i < provider->senders->len; i++)
		if (conf_sender_is_name(provider->senders->pdata[i]))
			return provider->senders->pdata[i];
	return NULL;
}

const ConfShop *conf_shop(const Conf *conf, const char *id)
{
	for (guint i = 0; i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];

		if (g_strcmp0(shop->id, id) == 0)
			return shop;
	}
	return NULL;
}

const ConfProvider *conf_provider(const Conf *conf, const char *id)
{
	for (guint i = 0; i < conf->providers->len; i++) {
		const ConfProvider *provider = conf->providers->pdata[i];

		if (g_strcmp0(provider->id, id) == 0)
			return provider;
	}
	return NULL;
}

const ConfChannel *conf_channel(const Conf *conf, const char *id)
{
	for (guint i = 0; i < conf->channels->len; i++) {
		const ConfChannel *channel = conf->channels->pdata[i];

		if (g_strcmp0(channel->id, id) == 0)
			return channel;
	}
	return NULL;
}

const Region *conf_region(const Conf *conf, const char *code)
{
	const Region *region = regions_find(((const ConfWhole *)conf)->regions, code);

	return region && g_str_equal(region->code, code) ? region : NULL;
}

gboolean conf_shop_facts(const void *conf, const char *id, const char *category, const char **region,
                         const char **zone, const char **language, int *level)
{
	const ConfShop *shop = conf_shop(conf, id);

	if (!shop)
		return FALSE;
	*region = shop->region;
	*zone = shop->zone;
	*language = shop->language;
	*level = conf_case_level(shop, category);
	return TRUE;
}

int conf_segments(const ConfProvider *provider, const char *text, Segments *out)
{
	return provider && provider->counts_china ? text_segments_cn(text, out) : text_segments(text, out);
}

const char *conf_text_version(const ConfShop *shop, const CatalogCase *wanted)
{
	const Template *template = catalog_find(shop->rules.texts, wanted);

	return template ? template_version(template) : NULL;
}

typedef struct {
	const char *version;
	gboolean found;
} TextSearch;

static void look_at_text(const char *language, Step step, const char *category, guint variant, const Template *template,
                         const char *origin, void *user)
{
	TextSearch *search = user;

	(void)language, (void)step, (void)category, (void)variant, (void)origin;
	search->found |= g_str_equal(template_version(template), search->version);
}

gboolean conf_has_text(const Conf *conf, const char *version)
{
	TextSearch search = {.version = version};

	for (guint i = 0; i < conf->shops->len && !search.found; i++)
		catalog_each(((const ConfShop *)conf->shops->pdata[i])->rules.texts, look_at_text, &search);
	return search.found;
}
