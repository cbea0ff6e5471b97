/* Checks of a provider's account. */
#include <string.h>

#include "conf/check.h"

static const CheckDriver DRIVERS[] = {
	{.driver = "http", .needs = {{"http", NULL}}},
	{.driver = "kannel", .needs = {{"username", NULL}, {"password", NULL}}},
	/* A name and password, or a key alone, which stands as password. */
	{.driver = "smsc_ru", .needs = {{"password", NULL}}},
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

const CheckDriver *check_driver_named(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(DRIVERS); i++)
		if (g_strcmp0(DRIVERS[i].driver, name) == 0)
			return &DRIVERS[i];
	return NULL;
}

static void check_need(const Check *check, const Section *section, const CheckDriver *driver, const CheckNeed *need)
{
	g_auto(GStrv) names = g_strsplit(need->key, "|", -1);
	g_auto(Seen) first = check_see(check, section, names[0]);
	const Setting *setting = settings_at((guint)settings_find(SCOPE_PROVIDER, names[0]));

	for (char **name = names; *name; name++) {
		g_auto(Seen) seen = check_see(check, section, *name);

		if (seen.set || seen.bad)
			return;
	}
	if (setting->type == TYPE_HTTP)
		faults_add(check->faults, &first.place, first.key, NULL, "missing, %s needs it; write %s: %s;", driver->driver,
		           setting->key, setting->example);
	else
		faults_add(check->faults, &first.place, first.key, NULL, "missing, %s needs it%s%s; write %s = \"%s\"",
		           driver->driver, names[1] ? " or " : "", names[1] ? names[1] : "", setting->key,
		           need->example ? need->example : setting->example);
}

static void check_needs(const Check *check, const Section *section, const CheckDriver *driver)
{
	for (const CheckNeed *need = driver->needs; need->key; need++)
		check_need(check, section, driver, need);
}

static void check_signing(const Check *check, const Section *section, const CheckDriver *driver)
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

static void check_set(const Check *check, const Section *section, const char *key, gboolean wanted, const char *why)
{
	g_auto(Seen) seen = check_see(check, section, key);
	const Setting *setting = settings_at((guint)settings_find(SCOPE_PROVIDER, key));

	if (wanted && !seen.set && !seen.bad)
		faults_add(check->faults, &seen.place, seen.key, NULL, "missing, %s needs it; write %s = \"%s\"", why, key,
		           setting->example);
}

/* What the group "http" leans on beside it. */
static void check_http_account(const Check *check, const Section *section, const ConfProvider *provider)
{
	const HttpProfile *http = provider->http;
	g_auto(Seen) seen = check_see(check, section, "http");
	g_auto(Seen) url = check_see(check, section, "url");

	if (http && provider->driver && !g_str_equal(provider->driver, "http"))
		faults_warn(check->faults, &seen.place, seen.key, NULL,
		            "driver %s does not read it; take it out, or write driver = \"http\"", provider->driver);
	if (!http || !http->send || g_strcmp0(provider->driver, "http") != 0)
		return;
	check_set(check, section, "password", http->auth.kind != HTTP_AUTH_NONE, "auth");
	check_set(check, section, "username",
	          http->auth.kind == HTTP_AUTH_BASIC ||
	                  (http->auth.value && http_template_vars(http->auth.value) & HTTP_VAR_BIT(HTTP_VAR_USERNAME)),
	          "auth");
	check_set(check, section, "signature_secret", http->signature != NULL, "http.signature");
	check_set(check, section, "callback_url",
	          http->signature && http->signature->text &&
	                  http_template_vars(http->signature->text) & HTTP_VAR_BIT(HTTP_VAR_URL),
	          "{url} of http.signature");
	check_set(check, section, "account",
	          http->send->request.path && http_template_vars(http->send->request.path) & HTTP_VAR_BIT(HTTP_VAR_ACCOUNT),
	          "{account} of http.send.path");
	if (provider->url && strpbrk(provider->url, "?#"))
		faults_add(check->faults, &url.place, url.key, url.literal,
		           "what is behind \"?\" or \"#\" does not belong here; write it as query into http.send");
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
	const CheckDriver *driver = check_driver_named(provider->driver);

	if (driver) {
		check_needs(check, section, driver);
		check_signing(check, section, driver);
	}
	check_url(check, section, provider);
	check_callback(check, section, provider);
	check_driver(check, section);
	check_route(check, section);
	check_http_account(check, section, provider);
}
