/* Checks of a provider's account and of a shop's texts. */
#include <string.h>

#include "conf/check.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"

/* Drivers: what they cannot work without ("a|b": one of the two), the names of their signatures, and what a code looks like
 * where texts go by codes registered there. Sources: Kannel user guide, sendsms parameters; the OpenAPI of Twilio and of
 * Vonage's SMS API; the vendors' pages on SendSms. */
typedef struct {
	const char *key;
	const char *example; /* NULL: that of the setting */
} Need;

typedef struct {
	const char *driver;
	Need needs[6];
	const char *signings[6];     /* none: `signing` is not looked at */
	gboolean signs_by_a_secret;  /* of its own: signature_secret */
	const char *code;            /* pattern of a whole code; NULL: texts go as they are written */
	const char *example;         /* of a code */
} Driver;

static const Driver DRIVERS[] = {
	{.driver = "kannel", .needs = {{"username", NULL}, {"password", NULL}}},
	{.driver = "twilio",
	 .needs = {{"username", NULL}, {"password", NULL}, {"account", NULL}, {"sender|service", NULL}}},
	{.driver = "vonage",
	 .needs = {{"username", NULL}, {"password", NULL}, {"sender", NULL}},
	 .signings = {"md5hash", "md5hmac", "sha1hmac", "sha256hmac", "sha512hmac"},
	 .signs_by_a_secret = TRUE},
	{.driver = "aliyun",
	 .needs = {{"username", NULL}, {"password", NULL}, {"sign_name", NULL}},
	 .signings = {"acs3", "rpc"},
	 .code = "^(SMS|TTS)_[0-9A-Za-z]+$",
	 .example = "SMS_123456"},
	{.driver = "tencent",
	 .needs = {{"username", NULL}, {"password", NULL}, {"account", "1400006666"}, {"sign_name", NULL}, {"api_region", NULL}},
	 .signings = {"tc3"},
	 .code = "^[0-9]{1,18}$",
	 .example = "1234567"},
};

static const Driver *driver_named(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(DRIVERS); i++)
		if (g_strcmp0(DRIVERS[i].driver, name) == 0)
			return &DRIVERS[i];
	return NULL;
}

static void check_need(const Check *check, const Section *section, const Driver *driver, const Need *need)
{
	g_auto(GStrv) names = g_strsplit(need->key, "|", -1);
	g_auto(Seen) first = check_see(check, section, names[0]);
	const Setting *setting = settings_at((guint)settings_find(SCOPE_PROVIDER, names[0]));

	for (char **name = names; *name; name++) {
		g_auto(Seen) seen = check_see(check, section, *name);

		if (seen.set || seen.bad)
			return;
	}
	faults_add(check->faults, &first.place, first.key, NULL, "missing, %s needs it%s%s; write %s = \"%s\"", driver->driver,
	           names[1] ? " or " : "", names[1] ? names[1] : "", setting->key,
	           need->example ? need->example : setting->example);
}

static void check_needs(const Check *check, const Section *section, const Driver *driver)
{
	for (const Need *need = driver->needs; need->key; need++)
		check_need(check, section, driver, need);
}

static void check_signing(const Check *check, const Section *section, const Driver *driver)
{
	const ConfProvider *provider = section->base;
	g_auto(Seen) signing = check_see(check, section, "signing");
	g_auto(Seen) secret = check_see(check, section, "signature_secret");
	g_autofree char *names = g_strjoinv("\" or \"", (char **)driver->signings);

	if (!provider->signing || !driver->signings[0])
		return;
	if (!g_strv_contains(driver->signings, provider->signing))
		faults_add(check->faults, &signing.place, signing.key, signing.literal,
		           "%s has no such signature; write \"%s\", or take the line out", driver->driver, names);
	else if (driver->signs_by_a_secret && !secret.set && !secret.bad)
		faults_add(check->faults, &signing.place, signing.key, signing.literal,
		           "nothing to sign with; write beside it signature_secret = \"file:/path\"");
}

gboolean check_is_loopback(const char *host)
{
	return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
	       (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

static void check_url(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) url = check_see(check, section, "url");
	g_autoptr(GUri) uri = provider->url ? g_uri_parse(provider->url, G_URI_FLAGS_NONE, NULL) : NULL;

	if (!uri || provider->allow_http || g_str_equal(g_uri_get_scheme(uri), "https") ||
	    check_is_loopback(g_uri_get_host(uri)))
		return;
	faults_add(
		check->faults, &url.place, url.key, url.literal,
		"numbers and texts would cross the network in the clear; write https, or allow_http = true beside it");
}

static void check_callback(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) callback = check_see(check, section, "callback_url");
	g_auto(Seen) token = check_see(check, section, "token");

	/* Source: Twilio's OpenAPI, StatusCallback. It would refuse every message. */
	if (callback.set && g_strcmp0(provider->driver, "twilio") == 0 && provider->callback_url &&
	    strchr(provider->callback_url, '_'))
		faults_add(check->faults, &callback.place, callback.key, callback.literal,
		           "Twilio takes no host name with an underscore; write another name of this machine");
	if (callback.set && !token.set && !token.bad)
		faults_add(check->faults, &callback.place, callback.key, callback.literal,
		           "anybody could send us reports and replies; write beside it token = \"file:/path\"");
	if (provider->token && !g_regex_match_simple("^[A-Za-z0-9_-]+$", provider->token, 0, 0))
		faults_add(check->faults, &token.place, token.key, token.literal,
		           "not fit for the path of a URL; write letters, digits, \"-\" and \"_\" into it");
}

void check_provider(const Check *check, const Section *section)
{
	const ConfProvider *provider = section->base;
	const Driver *driver = driver_named(provider->driver);

	if (driver) {
		check_needs(check, section, driver);
		check_signing(check, section, driver);
	}
	check_url(check, section, provider);
	check_callback(check, section, provider);
}

/* Values as they usually are; the name's letters decide the encoding, so each script has its own. */
static const struct {
	const char *language, *name;
} TYPICAL[] = {
	{"zh", "欧阳小明"}, {"ja", "佐藤さくら"}, {"ko", "김민준"},  {"ru", "Александра"},
	{"kk", "Айгерим"},  {"uk", "Олександра"}, {"", "Alexandra"},
};

static const char *typical_name(const char *language)
{
	gsize i = 0;

	while (!g_str_has_prefix(language, TYPICAL[i].language))
		i++;
	return TYPICAL[i].name;
}

/* FALSE when the shop lacks what its texts need: said once, not for every text. */
static gboolean check_length(const Check *check, const Section *section, const Text *text)
{
	const ConfShop *shop = section->base;
	const ConfProvider *provider = shop->provider ? conf_provider(&check->whole->conf, shop->provider) : NULL;
	TextValues values = {.value = {[FIELD_NAME] = typical_name(text->language),
	                               [FIELD_ORDER] = "20261118000123",
	                               [FIELD_SHOP] = shop->name,
	                               [FIELD_SIGNATURE] = shop->signature}};
	g_autoptr(Template) template = NULL;
	g_autofree char *rendered = NULL, *fault = NULL;
	char code[CASE_CODE_SIZE];
	TextField missing;
	Segments segments;

	case_code(123456, code);
	values.value[FIELD_CODE] = code;
	if (template_parse(text->source, &template, &fault) < 0)
		return TRUE; /* said when it was read */
	if (template_render(template, &values, &rendered, &missing) < 0) {
		g_autofree char *key = g_strconcat(section->prefix, "signature", NULL);

		faults_add(check->faults, &section->place, key, NULL,
		           "missing, %s at %s:%u needs it; write signature = \"...\"", text->key, text->place.file,
		           text->place.line);
		return FALSE;
	}
	if (conf_segments(provider, rendered, &segments) < 0)
		faults_add(check->faults, &text->place, text->key, NULL,
		           "longer than provider %s takes, which is %d characters with usual values; write it shorter",
		           shop->provider, TEXT_CN_MAX);
	else if (segments.segments > shop->rules.max_segments)
		faults_warn(check->faults, &text->place, text->key, NULL,
		            "%d segments with usual values for shop %s, and max_segments is %d; write it shorter, or a "
		            "larger "
		            "max_segments",
		            segments.segments, shop->id, shop->rules.max_segments);
	return TRUE;
}

/* What the shop's region wants beyond what was said when the text was read. Customers elsewhere are not foreseen here: the
 * rendered text is looked at again before it leaves. */
static void check_way_out(const Check *check, const Section *section, const Text *text)
{
	const ConfShop *shop = section->base;
	const GuardContext context = {.step = text->step, .way_out = guard_way_out(text->step, shop->region)};
	g_autoptr(GArray) findings = NULL;
	const GuardFinding *refusal;

	if (context.way_out == guard_way_out(text->step, NULL))
		return;
	findings = guard_check(text->source, &context);
	refusal = guard_refusal(findings);
	if (refusal && g_str_equal(refusal->rule, "way-out")) {
		g_autofree char *sentence = guard_sentence(refusal);

		faults_add(check->faults, &text->place, text->key, NULL, "%s (shop %s, region %s)", sentence, shop->id,
		           shop->region);
	}
}

static const Step NEEDED[] = {STEP_FIRST_CONTACT, STEP_SATISFACTION};

static gboolean is_needed(Step step)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++)
		if (NEEDED[i] == step)
			return TRUE;
	return FALSE;
}

/* The shop's provider where it sends texts by code, else NULL. */
static const Driver *coding_driver(const Check *check, const ConfShop *shop)
{
	const ConfProvider *provider =
	        shop->provider && shop->sms_allowed ? conf_provider(&check->whole->conf, shop->provider) : NULL;
	const Driver *driver = provider ? driver_named(provider->driver) : NULL;

	return driver && driver->code ? driver : NULL;
}

/* "【{shop}】...": the provider puts the signature there itself, so no value of the registered text stands for it. */
static gboolean signature_is_filled_in(const char *source)
{
	const char *close = g_str_has_prefix(source, "【") ? strstr(source, "】") : NULL, *field = strchr(source, '{');

	return close && field && field < close;
}

/* The provider would refuse such a text, so it never leaves. In other languages than the shop's it is said once for all
 * of them (check_coded_languages()). */
static void check_code(const Check *check, const Section *section, const Text *t)
{
	const ConfShop *shop = section->base;
	const Driver *driver = coding_driver(check, shop);

	if (!driver)
		return;
	if (t->code && !g_regex_match_simple(driver->code, t->code, G_REGEX_DOLLAR_ENDONLY, 0))
		faults_add(check->faults, &t->place, t->key, NULL,
		           "\"%s\" is no code of %s, by which shop %s sends; write it as \"%s\"", t->code,
		           driver->driver, shop->id, driver->example);
	else if (t->code && signature_is_filled_in(t->source))
		faults_add(check->faults, &t->place, t->key, NULL,
		           "%s puts the signature in front itself; write it out between the brackets 【】, or begin "
		           "behind it",
		           driver->driver);
	else if (!t->code && g_strcmp0(t->language, shop->language) == 0)
		(is_needed(t->step) ? faults_add : faults_warn)(
		        check->faults, &t->place, t->key, NULL,
		        "shop %s sends by %s, which takes registered texts alone, and this one has no code; write into "
		        "followup.conf texts: { %s: { %s: { %s = { text = \"...\"; code = \"%s\"; }; }; }; };",
		        shop->id, driver->driver, t->language, step_name(t->step), t->category, driver->example);
}

static gboolean add_language(gpointer language, gpointer value, gpointer user)
{
	GString *list = user;

	(void)value;
	g_string_append_printf(list, "%s%s", list->len ? ", " : "", (const char *)language);
	return FALSE;
}

/* The packs hold texts in more languages than any shop registers. */
static void check_coded_languages(const Check *check, const Section *section, GTree *languages)
{
	const Driver *driver = coding_driver(check, section->base);
	g_auto(Seen) provider = check_see(check, section, "provider");
	g_autoptr(GString) list = g_string_new(NULL);

	if (!driver || g_tree_nnodes(languages) == 0)
		return;
	g_tree_foreach(languages, add_language, list);
	faults_warn(check->faults, &provider.place, provider.key, provider.literal,
	            "%s takes registered texts alone, and texts in %s have no code: such customers wait for a person; "
	            "write a code beside the texts of those you serve",
	            driver->driver, list->str);
}

/* The text that counts for a shop is the last one written for its language, step and category. */
static void check_each_text(const Check *check, const Section *section)
{
	const GPtrArray *const layers[] = {check->whole->packs, check->whole->general->texts, section->texts};
	g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GTree) uncoded = g_tree_new((GCompareFunc)g_strcmp0);
	const ConfShop *shop = section->base;
	gboolean goon = TRUE;

	for (int pass = 0; pass < 2; pass++)
		for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
			for (guint i = 0; i < layers[l]->len; i++) {
				Text *t = layers[l]->pdata[i];
				const Text *first = layers[l]->pdata[i - t->variant];
				g_autofree char *key =
					g_strdup_printf("%s %s %s", t->language, step_name(t->step), t->category);

				if (pass == 0 && t == first) {
					g_hash_table_replace(last, g_steal_pointer(&key), t);
				} else if (pass == 1 && g_hash_table_lookup(last, key) == first) {
					check_code(check, section, t);
					if (!t->code && g_strcmp0(t->language, shop->language) != 0)
						g_tree_insert(uncoded, t->language, NULL);
					check_way_out(check, section, t);
					goon = goon && check_length(check, section, t);
				}
			}
	check_coded_languages(check, section, uncoded);
}

/* A language the config itself writes texts in must carry a case to its end: half of one is found by a customer, whose
 * question then waits for a person. */
static void check_languages(const Check *check, const Section *section)
{
	const GPtrArray *const layers[] = {check->whole->general->texts, section->texts};
	const ConfShop *shop = section->base;

	for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
		for (guint i = 0; i < layers[l]->len; i++) {
			const Text *t = layers[l]->pdata[i];

			for (gsize n = 0; n < G_N_ELEMENTS(NEEDED); n++) {
				const CatalogCase wanted = {.language = t->language, .step = NEEDED[n]};

				if (g_strcmp0(t->language, shop->language) != 0 &&
				    !catalog_find(shop->rules.texts, &wanted))
					faults_warn(check->faults, &t->place, t->key, NULL,
					            "customers of language %s have no text for %s, and wait for a "
					            "person; write one beside it",
					            t->language, step_name(NEEDED[n]));
			}
		}
}

void check_texts(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;
	g_auto(Seen) language = check_see(check, section, "language");

	if (shop->name)
		check_each_text(check, section);
	/* A pack with a fault lacks texts for a reason that has been said. */
	if (!shop->language || !check->whole->packs_good)
		return;
	check_languages(check, section);
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
		const char *step = step_name(NEEDED[i]);

		if (!catalog_find(shop->rules.texts, &(CatalogCase){.language = shop->language, .step = NEEDED[i]}))
			faults_add(check->faults, &language.place, language.key, language.literal,
			           "no text for %s; write texts: { %s: { %s: { any = \"...\"; }; }; }; or a pack "
			           "%s.conf in %s",
			           step, shop->language, step, shop->language, check->whole->text_packs);
	}
}
