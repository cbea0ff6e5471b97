/* Checks of the way to a provider: whom to trust, through whom, and where to. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "conf/check.h"

#define CA_MAX_BYTES (4 * 1024 * 1024) /* the system's own bundle has a quarter of a MiB */

/* The one switch that opens connect_to: no unit, package or document sets it. */
#define TEST_SWITCH "FOLLOWUP_TEST_CONNECT_TO"

gboolean check_is_loopback(const char *host)
{
	return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
	       (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

/* How many certificates stand in PEM text, -1 when one of them is damaged. For their form alone: whether one is good the
 * TLS library says when it is used. */
static int count_certificates(const char *pem)
{
	static const char BEGIN[] = "-----BEGIN CERTIFICATE-----", END[] = "-----END CERTIFICATE-----";
	int n = 0;

	for (const char *begin = strstr(pem, BEGIN); begin; begin = strstr(begin, BEGIN), n++) {
		const char *end = strstr(begin += strlen(BEGIN), END);
		g_autofree char *coded = end ? g_strndup(begin, (gsize)(end - begin)) : NULL;
		g_autofree guchar *der = NULL;
		gsize length = 0;

		if (!coded || strspn(coded, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \r\n") !=
		                      strlen(coded))
			return -1;
		der = g_base64_decode(coded, &length);
		if (length < 2 || der[0] != 0x30) /* a SEQUENCE (X.690, RFC 5280 section 4.1) */
			return -1;
	}
	return n;
}

/* A file that cannot be read would fail every message, one by one, at night. An agent's program need not be able to read
 * it. */
static void check_ca_file(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) file = check_see(check, section, "ca_file");
	g_autofree char *pem = NULL;
	g_autoptr(GError) error = NULL;
	struct stat st;
	int n;

	if (!provider->ca_file || file.bad || check->whole->secrets == SECRETS_UNSEEN)
		return;
	if (stat(provider->ca_file, &st) < 0)
		faults_add(check->faults, &file.place, file.key, file.literal,
		           "cannot be read (%s); put the CA's certificate there, readable by followupd", g_strerror(errno));
	else if (!S_ISREG(st.st_mode) || st.st_size > CA_MAX_BYTES)
		faults_add(check->faults, &file.place, file.key, file.literal,
		           "not a file of certificates; write the path of one PEM file");
	else if (!g_file_get_contents(provider->ca_file, &pem, NULL, &error))
		faults_add(check->faults, &file.place, file.key, file.literal,
		           "cannot be read (%s); make it readable by followupd", error->message);
	else if ((n = count_certificates(pem)) <= 0)
		faults_add(check->faults, &file.place, file.key, file.literal,
		           n ? "a certificate in it is damaged; put the CA's PEM there anew"
		             : "no certificate in it; put the CA's there as PEM (\"-----BEGIN CERTIFICATE-----\")");
}

static void check_proxy(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) proxy = check_see(check, section, "proxy");
	g_auto(Seen) username = check_see(check, section, "proxy_username");
	g_auto(Seen) password = check_see(check, section, "proxy_password");
	g_autoptr(GUri) uri = provider->proxy ? g_uri_parse(provider->proxy, G_URI_FLAGS_NONE, NULL) : NULL;

	if (uri && (!g_str_equal(g_uri_get_scheme(uri), "http") || g_uri_get_port(uri) <= 0 ||
	            (*g_uri_get_path(uri) && !g_str_equal(g_uri_get_path(uri), "/")) || g_uri_get_query(uri)))
		faults_add(check->faults, &proxy.place, proxy.key, proxy.literal,
		           "not an HTTP proxy's address; write it as \"http://proxy.example.com:3128\"");
	if (username.set && !proxy.set && !proxy.bad)
		faults_add(check->faults, &username.place, username.key, username.literal,
		           "there is no proxy it could be for; write proxy = \"http://host:port\" beside it, or take it out");
	if (password.set && !username.set && !username.bad)
		faults_add(check->faults, &password.place, password.key, NULL,
		           "a password without a name; write proxy_username beside it");
}

/* "HOST:PORT:ADDRESS:PORT" to a loopback address: the form of CURLOPT_CONNECT_TO. */
static gboolean leads_to_loopback(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ":", -1);
	guint n = g_strv_length(parts);

	return n == 4 && *parts[0] && *parts[1] && *parts[3] && check_is_loopback(parts[2]);
}

/* It sends a provider's messages and secrets elsewhere under the provider's name: never in a shop's configuration. */
static void check_connect_to(const Check *check, const Section *section, const ConfProvider *provider)
{
	g_auto(Seen) seen = check_see(check, section, "connect_to");

	if (!provider->connect_to || seen.bad)
		return;
	if (g_strcmp0(g_getenv(TEST_SWITCH), "loopback") != 0)
		faults_add(check->faults, &seen.place, seen.key, seen.literal,
		           "for followupd's own tests: messages would not reach the provider; take it out");
	else if (!leads_to_loopback(provider->connect_to))
		faults_add(check->faults, &seen.place, seen.key, seen.literal,
		           "not of this machine; write it as \"sms.example.com:443:127.0.0.1:PORT\"");
}

void check_route(const Check *check, const Section *section)
{
	const ConfProvider *provider = section->base;

	check_ca_file(check, section, provider);
	check_proxy(check, section, provider);
	check_connect_to(check, section, provider);
}
