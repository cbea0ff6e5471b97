#include "conf/names.h"

#include <errno.h>
#include <string.h>

#include <glib.h>

#include "conf/settings.h"
#include "util/zones.h"
#include "util/zone_table.h"

static int refuse(char **fault, char *words)
{
	*fault = words;
	return -EINVAL;
}

int names_check_path(const char *text, char **fault)
{
	if (!g_path_is_absolute(text))
		return refuse(fault, g_strdup("not an absolute path; write it from \"/\" on"));
	return 0;
}

int names_check_listen(const char *text, char **fault)
{
	const char *colon = strrchr(text, ':');
	const char *port = colon ? colon + 1 : text;
	g_autofree char *host = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup("");
	gsize length = strlen(host);
	guint64 number;
	gboolean port_good = g_ascii_string_to_unsigned(port, 10, 0, 65535, &number, NULL);

	if (!*text)
		return 0;
	if (host[0] == '[' && host[length - 1] == ']') {
		host[length - 1] = '\0';
		if (port_good && strchr(host, ':') && g_hostname_is_ip_address(host + 1))
			return 0;
	} else if (port_good && !strchr(host, ':') && g_hostname_is_ip_address(host)) {
		return 0;
	}
	return refuse(fault,
	              g_strdup_printf("not an address with a port; write \"127.0.0.1:%s\"", port_good ? port : "8080"));
}

int names_check_url(const char *text, char **fault)
{
	g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_HAS_PASSWORD, NULL);
	const char *scheme = uri ? g_uri_get_scheme(uri) : NULL;

	if (!scheme || !g_uri_get_host(uri) || !*g_uri_get_host(uri) || strpbrk(text, " \t\r\n"))
		return refuse(fault, g_strdup("not a URL; write it as \"https://sms.example.com/path\""));
	if (!g_str_equal(scheme, "https") && !g_str_equal(scheme, "http"))
		return refuse(fault,
		              g_strdup_printf("%s is not spoken here; write an address of https or http", scheme));
	if (g_uri_get_user(uri))
		return refuse(fault,
		              g_strdup("a name or password in the address; write them as username and password"));
	return 0;
}

char *names_zone_fault(const char *text, const char *region)
{
	g_autofree char *cure = zone_table_cure(text, region);

	return g_strdup_printf("not in the time zone database; %s", cure);
}

int names_check_zone(const char *text, char **fault)
{
	return zones_known(text) ? 0 : refuse(fault, names_zone_fault(text, NULL));
}

int names_check_region(const char *text, char **fault)
{
	gboolean two = strlen(text) == 2 && g_ascii_isalpha(text[0]) && g_ascii_isalpha(text[1]);
	g_autofree char *upper = two ? g_ascii_strup(text, -1) : g_strdup("CN");

	g_autofree char *cure = NULL;

	if (g_str_equal(text, upper) && two && zone_table_country(text))
		return 0;
	if (g_str_equal(text, upper) && two) {
		cure = zone_table_country_cure(text);
		return refuse(fault, g_strdup_printf("no country has this code; write %s", cure));
	}
	return refuse(fault, g_strdup_printf("not a country's two capital letters; write %s\"%s\"",
	                                     two ? "" : "them as ", upper));
}

int names_check_language(const char *text, char **fault)
{
	static const char FORM[] = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";
	g_autofree char *dashed = g_strdelimit(g_strdup(text), "_", '-');

	if (g_regex_match_simple(FORM, text, 0, 0))
		return 0;
	if (g_regex_match_simple(FORM, dashed, 0, 0))
		return refuse(fault, g_strdup_printf("not a language; write \"%s\"", dashed));
	return refuse(fault, g_strdup("not a language; write its code, as \"en\" or \"zh-CN\""));
}
