/* Checks of a provider's account and of a shop's texts. */
#include <string.h>

#include "conf/check.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"

/* Drivers and what they cannot work without; "a|b": one of the two. Sources: Kannel user guide, sendsms parameters; the
 * OpenAPI of Twilio and of Vonage's SMS API. */
static const struct {
	const char *driver;
	const char *needs[5];
} NEEDS[] = {
	{"kannel", {"username", "password"}},
	{"twilio", {"username", "password", "account", "sender|service"}},
	{"vonage", {"username", "password", "sender"}},
};

static void check_need(const Check *check, const Section *section, const char *driver, const char *need)
{
	g_auto(GStrv) names = g_strsplit(need, "|", -1);
	g_auto(Seen) first = check_see(check, section, names[0]);
	const Setting *setting = settings_at((guint)settings_find(SCOPE_PROVIDER, names[0]));

	for (char **name = names; *name; name++) {
		g_auto(Seen) seen = check_see(check, section, *name);

		if (seen.set || seen.bad)
			return;
	}
	faults_add(check->faults, &first.place, first.key, NULL, "missing, %s needs it%s%s; write %s = \"%s\"", driver,
	           names[1] ? " or " : "", names[1] ? names[1] : "", setting->key, setting->example);
}

static void check_needs(const Check *check, const Section *section, const char *driver)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDS); i++)
		for (guint j = 0; g_strcmp0(NEEDS[i].driver, driver) == 0 && NEEDS[i].needs[j]; j++)
			check_need(check, section, driver, NEEDS[i].needs[j]);
}

/* Names of `signing` where a driver has several. They are told in followup-provider(7). */
static const struct {
	const char *driver;
	const char *names[6];
} SIGNINGS[] = {
	{"vonage", {"md5hash", "md5hmac", "sha1hmac", "sha256hmac", "sha512hmac"}},
};

static void check_signing(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) signing = check_see(check, section, "signing");
	g_auto(Seen) secret = check_see(check, section, "signature_secret");

	for (gsize i = 0; signing.set && provider->signing && i < G_N_ELEMENTS(SIGNINGS); i++) {
		g_autofree char *names = g_strjoinv("\", \"", (char **)SIGNINGS[i].names);

		if (g_strcmp0(SIGNINGS[i].driver, provider->driver) != 0)
			continue;
		if (!g_strv_contains(SIGNINGS[i].names, provider->signing))
			faults_add(check->faults, &signing.place, signing.key, signing.literal,
			           "no such signature of %s; write one of \"%s\"", provider->driver, names);
		else if (!secret.set && !secret.bad)
			faults_add(check->faults, &signing.place, signing.key, signing.literal,
			           "nothing to sign with; write beside it signature_secret = \"file:/path\"");
	}
}

static gboolean is_loopback(const char *host)
{
	return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
	       (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

static void check_url(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) url = check_see(check, section, "url");
	g_autoptr(GUri) uri = provider->url ? g_uri_parse(provider->url, G_URI_FLAGS_NONE, NULL) : NULL;

	if (!uri || provider->allow_http || g_str_equal(g_uri_get_scheme(uri), "https") ||
	    is_loopback(g_uri_get_host(uri)))
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

	check_needs(check, section, provider->driver);
	check_signing(check, section, provider);
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

/* A fact as agents write one. */
static const char *typical_news(const char *language)
{
	if (g_str_has_prefix(language, "zh"))
		return "退款已原路退回，预计三个工作日到账";
	return g_str_has_prefix(language, "ru") ? "деньги за заказ возвращены на карту"
	                                        : "the refund left today and takes three working days";
}

/* FALSE when the shop lacks what its texts need: said once, not for every text. */
static gboolean check_length(const Check *check, const Section *section, const Text *text)
{
	const ConfShop *shop = section->base;
	const ConfProvider *provider = shop->provider ? conf_provider(&check->whole->conf, shop->provider) : NULL;
	TextValues values = {.value = {[FIELD_NAME] = typical_name(text->language),
	                               [FIELD_ORDER] = "20261118000123",
	                               [FIELD_SHOP] = shop->name,
	                               [FIELD_SIGNATURE] = shop->signature,
	                               [FIELD_NEWS] = typical_news(text->language)}};
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

/* The text that counts for a shop is the last one written for its language, step and category. */
static void check_each_text(const Check *check, const Section *section)
{
	const GPtrArray *const layers[] = {check->whole->packs, check->whole->general->texts, section->texts};
	g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
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
					check_way_out(check, section, t);
					goon = goon && check_length(check, section, t);
				}
			}
}

static const Step NEEDED[] = {STEP_FIRST_CONTACT, STEP_SATISFACTION};

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
	g_auto(Seen) mention = check_see(check, section, "review_mention");

	if (shop->name)
		check_each_text(check, section);
	/* A pack with a fault lacks texts for a reason that has been said. */
	if (!shop->language || !check->whole->packs_good)
		return;
	check_languages(check, section);
	if (shop->review_note &&
	    !catalog_find(shop->rules.texts, &(CatalogCase){.language = shop->language, .step = STEP_REVIEW_NOTE}))
		faults_add(check->faults, &mention.place, mention.key, mention.literal,
		           "no text for review_note, and none ships; write "
		           "texts: { %s: { review_note: { any = \"...\"; }; }; };", shop->language);
	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
		const char *step = step_name(NEEDED[i]);

		if (!catalog_find(shop->rules.texts, &(CatalogCase){.language = shop->language, .step = NEEDED[i]}))
			faults_add(check->faults, &language.place, language.key, language.literal,
			           "no text for %s; write texts: { %s: { %s: { any = \"...\"; }; }; }; or a pack "
			           "%s.conf in %s",
			           step, shop->language, step, shop->language, check->whole->text_packs);
	}
}
