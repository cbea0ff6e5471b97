/* Routes as people write them, and what they lean on: "+86 aliyun, tencent", "landline none". */
#include <errno.h>
#include <string.h>

#include "conf/check.h"
#include "conf/routes.h"
#include "conf/values.h"
#include "util/nearest.h"

#define PREFIX_MAX 15 /* digits of the longest number (E.164) */

/* Lines as people call them, and the names they go by in the store (util/phone.h). */
static const struct {
	const char *word, *name;
} LINES[] = {
	{"mobile", "mobile"},
	{"landline", "fixed"},
	{"fixed-or-mobile", "fixed-or-mobile"},
	{"other", "other"},
};

/* Drivers that telephone. tests/gateway holds it against the drivers themselves. */
static const char *const WITH_VOICE[] = {"aliyun", "twilio", NULL};

gboolean conf_has_voice(const ConfProvider *provider)
{
	return g_strv_contains(WITH_VOICE, provider->driver);
}

void route_free(void *data)
{
	ConfRoute *route = data;

	g_free(route->text);
	g_free(route->prefix);
	g_strfreev(route->providers);
	g_free(route);
}

static const char *line_name(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(LINES); i++)
		if (g_str_equal(LINES[i].word, word))
			return LINES[i].name;
	return NULL;
}

static gboolean is_prefix(const char *word)
{
	gsize digits = strspn(word + 1, "0123456789");

	return word[0] == '+' && word[1] != '0' && digits >= 1 && digits <= PREFIX_MAX && !word[1 + digits];
}

static int refuse(char **fault, char *words)
{
	*fault = words;
	return -EINVAL;
}

/* What it is for: a prefix, a line or both. The words after that are left in *rest. */
static int parse_target(ConfRoute *route, char **words, char ***rest, char **fault)
{
	char **word = words;

	if (*word && (**word == '+' || g_ascii_isdigit(**word))) {
		if (!is_prefix(*word))
			return refuse(fault, g_strdup_printf("\"%s\" begins no number; write a country code and what may follow "
			                                     "it, as \"+86\"", *word));
		route->prefix = g_strdup(*word++);
	}
	if (*word && line_name(*word))
		route->line = line_name(*word++);
	if (word == words)
		return refuse(fault, g_strdup("no number and no line in front; write it as \"+86 PROVIDER, PROVIDER\" or "
		                              "\"landline none\""));
	*rest = word;
	return 0;
}

int route_parse(const char *text, ConfRoute **out, char **fault)
{
	g_autofree char *plain = g_strdelimit(g_strdup(text), ",\t", ' ');
	g_auto(GStrv) split = g_strsplit(plain, " ", -1);
	g_autoptr(GPtrArray) words = g_ptr_array_new(), providers = g_ptr_array_new_with_free_func(g_free);
	ConfRoute *route = g_new0(ConfRoute, 1);
	char **rest = NULL;
	int r;

	for (char **word = split; *word; word++)
		if (**word)
			g_ptr_array_add(words, *word);
	g_ptr_array_add(words, NULL);
	r = parse_target(route, (char **)words->pdata, &rest, fault);
	for (char **word = rest; r == 0 && *word; word++) {
		if (g_ptr_array_find_with_equal_func(providers, *word, g_str_equal, NULL))
			r = refuse(fault, g_strdup_printf("%s stands there twice; write it once", *word));
		g_ptr_array_add(providers, g_strdup(*word));
	}
	if (r == 0 && providers->len == 0)
		r = refuse(fault, g_strdup_printf("no provider; write \"%s PROVIDER\" or \"%s none\"", text, text));
	if (r == 0 && g_ptr_array_find_with_equal_func(providers, "none", g_str_equal, NULL)) {
		if (providers->len > 1)
			r = refuse(fault, g_strdup("\"none\" stands alone; write either it or providers"));
		g_ptr_array_set_size(providers, 0);
	}
	if (r == 0 && providers->len && g_strcmp0(route->line, "fixed") == 0)
		r = refuse(fault, g_strdup("no text arrives at a landline; write \"landline none\", and call.provider for "
		                           "calls"));
	g_ptr_array_add(providers, NULL);
	route->providers = (char **)g_ptr_array_steal(providers, NULL);
	route->prefix = route->prefix ? route->prefix : g_strdup("");
	route->text = g_strdup(text);
	if (r < 0) {
		route_free(route);
		return r;
	}
	*out = route;
	return 0;
}

const ConfRoute *route_same(const GPtrArray *routes, const ConfRoute *route)
{
	for (guint i = 0; routes && i < routes->len; i++) {
		const ConfRoute *other = routes->pdata[i];

		if (g_str_equal(other->prefix, route->prefix) && g_strcmp0(other->line, route->line) == 0)
			return other;
	}
	return NULL;
}

const char *const *conf_route(const ConfShop *shop, const char *phone, const char *line, const ConfRoute **route)
{
	RouteRule rules[ROUTES_MAX];
	guint n = shop->routes ? MIN(shop->routes->len, ROUTES_MAX) : 0;
	int found;

	for (guint i = 0; i < n; i++) {
		const ConfRoute *one = shop->routes->pdata[i];

		rules[i] = (RouteRule){.prefix = one->prefix, .line = one->line};
	}
	found = route_match(rules, n, phone, line);
	if (route)
		*route = found >= 0 ? shop->routes->pdata[found] : NULL;
	return found >= 0 ? (const char *const *)((const ConfRoute *)shop->routes->pdata[found])->providers
	                  : (const char *const *)shop->default_route;
}

GPtrArray *conf_shop_providers(const ConfShop *shop)
{
	GPtrArray *ids = g_ptr_array_new();

	if (shop->provider)
		g_ptr_array_add(ids, shop->provider);
	for (guint i = 0; shop->routes && i < shop->routes->len; i++)
		for (char **id = ((const ConfRoute *)shop->routes->pdata[i])->providers; *id; id++)
			if (!g_ptr_array_find_with_equal_func(ids, *id, g_str_equal, NULL))
				g_ptr_array_add(ids, *id);
	return ids;
}

/* ---- what must fit together ---- */

static char *nearest_provider(const Check *check, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (guint i = 0; i < check->whole->conf.providers->len; i++)
		g_ptr_array_add(ids, ((const ConfProvider *)check->whole->conf.providers->pdata[i])->id);
	g_ptr_array_add(ids, NULL);
	return g_strdup(nearest_word(id, (const char *const *)ids->pdata));
}

static void unknown_provider(const Check *check, const Seen *seen, const char *key, const char *literal, const char *id)
{
	g_autofree char *nearest = nearest_provider(check, id);

	if (nearest)
		faults_add(check->faults, &seen->place, key, literal, "no such provider %s; write \"%s\"", id, nearest);
	else
		faults_add(check->faults, &seen->place, key, literal,
		           "no such provider; write providers: { %s: { driver = ...; url = ...; }; };", id);
}

static void check_known(const Check *check, const Section *section, const ConfShop *shop)
{
	g_auto(Seen) seen = check_see(check, section, "routes");

	for (guint i = 0; !seen.bad && shop->routes && i < shop->routes->len; i++) {
		const ConfRoute *route = shop->routes->pdata[i];
		g_autofree char *key = g_strdup_printf("%s[%u]", seen.key, i), *literal = values_quote(route->text);

		for (char **id = route->providers; *id; id++)
			if (!conf_provider(&check->whole->conf, *id))
				unknown_provider(check, &seen, key, literal, *id);
	}
}

static void check_calls(const Check *check, const Section *section, const ConfShop *shop)
{
	g_auto(Seen) seen = check_see(check, section, "call.provider");
	const CatalogCase call = {.language = shop->language, .step = STEP_CALL, .category = "other"};
	const ConfProvider *provider;

	if (!shop->call_provider || seen.bad)
		return;
	provider = conf_provider(&check->whole->conf, shop->call_provider);
	if (!provider)
		unknown_provider(check, &seen, seen.key, seen.literal, shop->call_provider);
	else if (!conf_has_voice(provider))
		faults_warn(check->faults, &seen.place, seen.key, seen.literal,
		            "its driver %s has no calls, so they stay tasks for agents; write a provider that telephones",
		            provider->driver);
	else if (!shop->call_allowed)
		faults_warn(check->faults, &seen.place, seen.key, seen.literal,
		            "calls are not allowed; write call: { allowed = true; ground = \"...\"; }; beside it");
	else if (shop->language && shop->rules.texts && !catalog_find(shop->rules.texts, &call))
		faults_add(check->faults, &seen.place, seen.key, seen.literal,
		           "there is no text to be spoken in %s; write texts: { %s: { call: { any = \"...\"; }; }; };",
		           shop->language, shop->language);
}

/* A cap that cannot be counted would be none. */
static void check_money(const Check *check, const Section *section, const ConfShop *shop)
{
	g_auto(Seen) seen = check_see(check, section, "spend_per_day");
	g_autoptr(GPtrArray) ids = conf_shop_providers(shop);

	for (guint i = 0; *shop->spend_per_day.currency && !seen.bad && i < ids->len; i++) {
		const ConfProvider *provider = conf_provider(&check->whole->conf, ids->pdata[i]);

		if (!provider)
			continue;
		if (!*provider->price.currency)
			faults_add(check->faults, &seen.place, seen.key, seen.literal,
			           "nobody can count it: provider %s has no price; write price_per_segment = \"0.045 %s\" there",
			           provider->id, shop->spend_per_day.currency);
		else if (!g_str_equal(provider->price.currency, shop->spend_per_day.currency))
			faults_add(check->faults, &seen.place, seen.key, seen.literal,
			           "provider %s asks for %s, and nobody converts; write both in one currency", provider->id,
			           provider->price.currency);
	}
}

void check_routes(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;

	check_known(check, section, shop);
	check_calls(check, section, shop);
	check_money(check, section, shop);
}
