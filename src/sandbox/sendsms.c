#include "sandbox/sendsms.h"

#include <arpa/inet.h>
#include <string.h>

#define MISFORMED "Charset or body misformed, rejected"

void sendsms_clear(Sendsms *sms)
{
	g_free(sms->username);
	g_free(sms->password);
	g_free(sms->from);
	g_free(sms->to);
	g_free(sms->text);
	g_free(sms->smsc);
	g_free(sms->dlr_url);
	g_free(sms->ref);
	*sms = (Sendsms){0};
}

/* A parameter of the query, under its old short name too, or its header. `query` NULL: a POST. */
static char *field(const HttpInbound *inbound, GHashTable *query, const char *name, const char *old, const char *header)
{
	const char *value = query ? g_hash_table_lookup(query, name) : http_headers_get(inbound->headers, header);

	if (query && !value && old)
		value = g_hash_table_lookup(query, old);
	/* What is remembered goes into JSON. */
	return value ? g_utf8_make_valid(value, -1) : NULL;
}

static gboolean number(char *text, int fallback, int max, int *out)
{
	g_autofree char *owned = text;
	guint64 value;

	*out = fallback;
	if (!owned)
		return TRUE;
	if (!g_ascii_string_to_unsigned(owned, 10, 0, (guint64)max, &value, NULL))
		return FALSE;
	*out = (int)value;
	return TRUE;
}

static char *ref_of(const char *url)
{
	const char *p = strpbrk(url, "?");

	while (p && !g_str_has_prefix(p + 1, "ref="))
		p = strchr(p + 1, '&');
	return p ? g_utf8_make_valid(p + 5, (gssize)strcspn(p + 5, "&#")) : NULL;
}

gboolean sendsms_url_is_local(const char *url)
{
	g_autofree char *scheme = NULL;
	g_autofree char *host = NULL;
	struct in6_addr in6;
	struct in_addr in;
	int port;

	/* The escape codes of a dlr-url are broken percent-encoding to a URL parser. */
	if (!g_uri_split_network(url, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, &scheme, &host, &port, NULL) ||
	    !host || (!g_str_equal(scheme, "http") && !g_str_equal(scheme, "https")))
		return FALSE;
	if (inet_pton(AF_INET, host, &in) == 1)
		return ntohl(in.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, host, &in6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&in6);
	return g_str_equal(host, "localhost");
}

/* The text, or NULL when it is not to be read. */
static char *text_of(const HttpInbound *inbound, GHashTable *query, int coding)
{
	const char *charset = query ? g_hash_table_lookup(query, "charset") : NULL;
	const char *type = query ? NULL : http_headers_get(inbound->headers, "Content-Type");
	const char *data = query ? g_hash_table_lookup(query, "text") : NULL;
	gsize length = data ? strlen(data) : 0;
	g_autofree char *lower = g_ascii_strdown(type ? type : "", -1);
	gboolean named = query ? (charset ? g_ascii_strcasecmp(charset, "UTF-8") == 0 : coding == 0)
	                       : strstr(lower, "charset=utf-8") || strstr(lower, "charset=\"utf-8\"");

	if (!query && inbound->body)
		data = g_bytes_get_data(inbound->body, &length);
	if (!data || length == 0)
		return g_strdup("");
	if (!g_utf8_validate(data, (gssize)length, NULL))
		return NULL;
	for (gsize i = 0; i < length && !named; i++)
		if ((guchar)data[i] >= 0x80)
			return NULL;
	return g_strndup(data, length);
}

static const char *refusal(const Sendsms *sms, gboolean mask_ok, gboolean coding_ok, gboolean validity_ok)
{
	if (!sms->to)
		return "Missing receiver number, rejected";
	if (!*sms->to)
		return "Empty receiver number not allowed, rejected";
	if (strspn(sms->to, "0123456789 +-") != strlen(sms->to))
		return "Number(s) has/have been denied by white- and/or black-lists.";
	if (!sms->from || !*sms->from)
		return "Sender missing and no global set, rejected";
	if (!mask_ok)
		return "DLR-Mask field misformed, rejected";
	if (sms->dlr_url && !sendsms_url_is_local(sms->dlr_url))
		return "DLR-URL field misformed, rejected";
	if (!coding_ok)
		return "Coding field misformed, rejected";
	if (!validity_ok)
		return "Validity field misformed, rejected";
	return sms->text ? NULL : MISFORMED;
}

int sendsms_parse(const HttpInbound *inbound, Sendsms *sms, const char **sentence)
{
	gboolean post = g_str_equal(inbound->method, "POST"), mask_ok, coding_ok, validity_ok;
	const char *type = http_headers_get(inbound->headers, "Content-Type");
	g_autoptr(GHashTable) query = post ? NULL : http_query_parse(inbound->query, strlen(inbound->query));

	*sms = (Sendsms){.validity_min = -1};
	if (post ? !type || g_ascii_strncasecmp(type, "text/plain", 10) != 0 : !query) {
		*sentence = post ? "Invalid content-type" : MISFORMED;
		return 400;
	}
	sms->username = field(inbound, query, "username", "user", "X-Kannel-Username");
	sms->password = field(inbound, query, "password", "pass", "X-Kannel-Password");
	sms->from = field(inbound, query, "from", NULL, "X-Kannel-From");
	sms->to = field(inbound, query, "to", NULL, "X-Kannel-To");
	sms->smsc = field(inbound, query, "smsc", NULL, "X-Kannel-SMSC");
	sms->dlr_url = field(inbound, query, "dlr-url", "dlrurl", "X-Kannel-DLR-URL");
	/* Kannel takes an empty one for none, and sends one itself. */
	if (sms->dlr_url && !*sms->dlr_url)
		g_clear_pointer(&sms->dlr_url, g_free);
	sms->ref = sms->dlr_url ? ref_of(sms->dlr_url) : NULL;
	mask_ok = number(field(inbound, query, "dlr-mask", "dlrmask", "X-Kannel-DLR-Mask"), 0, 66, &sms->dlr_mask);
	coding_ok = number(field(inbound, query, "coding", NULL, "X-Kannel-Coding"), 0, 2, &sms->coding);
	validity_ok = number(field(inbound, query, "validity", NULL, "X-Kannel-Validity"), -1, G_MAXINT32,
	                     &sms->validity_min);
	sms->text = text_of(inbound, query, sms->coding);
	if (!sms->username || !*sms->username || !sms->password || !*sms->password) {
		*sentence = "Authorization failed for sendsms";
		return 403;
	}
	*sentence = refusal(sms, mask_ok, coding_ok, validity_ok);
	return *sentence ? 400 : 0;
}

/* What Kannel was seen to put for %A. */
static const char *network_words(int type)
{
	switch (type) {
	case 2:
		return "stat:UNDELIV err:001";
	case 8:
		return "ACK/";
	case 16:
		return "NACK/Rejected";
	default:
		return "";
	}
}

char *sendsms_report_url(const Sendsms *sms, int type, const char *foreign_id, gint64 at)
{
	g_autofree char *number = g_strdup_printf("%d", type);
	g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, at);
	const struct {
		char code;
		const char *value;
	} codes[] = {
		/* The foreign id is known only once the SMSC has taken the message in hand: not with its ACK (seen). */
		{'d', number},   {'A', network_words(type)}, {'F', type == 8 ? "" : foreign_id}, {'I', foreign_id},
		{'T', epoch},    {'p', sms->to},             {'P', sms->from},                   {'i',
		 sms->smsc ? sms->smsc : "sandbox"},
		{'b', sms->text}, {'n', sms->username},
	};
	GString *url = g_string_new(NULL);

	for (const char *p = sms->dlr_url; *p; p++) {
		gsize i = 0;

		if (*p != '%' || !p[1]) {
			g_string_append_c(url, *p);
			continue;
		}
		while (i < G_N_ELEMENTS(codes) && codes[i].code != p[1])
			i++;
		if (i < G_N_ELEMENTS(codes))
			g_string_append_uri_escaped(url, codes[i].value, NULL, FALSE);
		else if (p[1] == '%')
			g_string_append_c(url, '%');
		else
			g_string_append_len(url, p, 2);
		p++;
	}
	return g_string_free(url, FALSE);
}
