#include "util/http_message.h"

#include <errno.h>
#include <string.h>

static void header_clear(gpointer data)
{
	HttpHeader *header = data;

	g_free(header->name); /* and the value, which is behind it */
}

GArray *http_headers_new(void)
{
	GArray *headers = g_array_sized_new(FALSE, FALSE, sizeof(HttpHeader), 12);

	g_array_set_clear_func(headers, header_clear);
	return headers;
}

static gboolean has_control(const char *s)
{
	for (; *s; s++)
		if ((guchar)*s < 0x20 || *s == 0x7f)
			return TRUE;
	return FALSE;
}

int http_headers_add(GArray *headers, const char *name, const char *value)
{
	gsize name_size = strlen(name) + 1, value_size = strlen(value) + 1;
	HttpHeader header;

	if (has_control(name) || strchr(name, ':') || has_control(value))
		return -EINVAL;
	header.name = g_malloc(name_size + value_size);
	header.value = header.name + name_size;
	memcpy(header.name, name, name_size);
	memcpy(header.value, value, value_size);
	g_array_append_val(headers, header);
	return 0;
}

const char *http_headers_get(const GArray *headers, const char *name)
{
	for (guint i = 0; headers && i < headers->len; i++) {
		const HttpHeader *header = &g_array_index(headers, HttpHeader, i);

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

void http_request_clear(HttpRequest *request)
{
	g_clear_pointer(&request->method, g_free);
	g_clear_pointer(&request->url, g_free);
	g_clear_pointer(&request->headers, g_array_unref);
	g_clear_pointer(&request->body, g_bytes_unref);
}

void http_answer_clear(HttpAnswer *answer)
{
	g_clear_pointer(&answer->headers, g_array_unref);
	g_clear_pointer(&answer->body, g_bytes_unref);
	g_clear_pointer(&answer->error, g_free);
}

void http_inbound_clear(HttpInbound *inbound)
{
	g_clear_pointer(&inbound->method, g_free);
	g_clear_pointer(&inbound->path, g_free);
	g_clear_pointer(&inbound->query, g_free);
	g_clear_pointer(&inbound->peer, g_free);
	g_clear_pointer(&inbound->headers, g_array_unref);
	g_clear_pointer(&inbound->body, g_bytes_unref);
}

HttpInbound *http_inbound_copy(const HttpInbound *inbound)
{
	HttpInbound *copy = g_new(HttpInbound, 1);

	*copy = (HttpInbound){.method = g_strdup(inbound->method),
	                      .path = g_strdup(inbound->path),
	                      .query = g_strdup(inbound->query),
	                      .peer = g_strdup(inbound->peer),
	                      .headers = g_array_ref(inbound->headers),
	                      .body = g_bytes_ref(inbound->body)};
	return copy;
}

static void append_escaped(GString *out, const char *s)
{
	static const char HEX[] = "0123456789ABCDEF";

	/* Byte by byte: g_uri_escape_string() would let bytes through that are not UTF-8. */
	for (; *s; s++) {
		guchar c = (guchar)*s;

		if (g_ascii_isalnum(*s) || strchr("-._~", *s)) {
			g_string_append_c(out, *s);
		} else {
			g_string_append_c(out, '%');
			g_string_append_c(out, HEX[c >> 4]);
			g_string_append_c(out, HEX[c & 15]);
		}
	}
}

void http_query_add(GString *query, const char *name, const char *value)
{
	if (query->len)
		g_string_append_c(query, '&');
	append_escaped(query, name);
	g_string_append_c(query, '=');
	append_escaped(query, value);
}

/* Decodes [s, end) after the form rules: '+' is a blank. NULL on a broken escape or a NUL. */
static char *unescape(const char *s, const char *end)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (; s < end; s++) {
		if (*s == '+') {
			g_string_append_c(out, ' ');
		} else if (*s == '%') {
			int hi, lo;

			if (end - s < 3)
				return NULL;
			hi = g_ascii_xdigit_value(s[1]);
			lo = g_ascii_xdigit_value(s[2]);
			if (hi < 0 || lo < 0 || (hi == 0 && lo == 0))
				return NULL;
			g_string_append_c(out, (char)(hi << 4 | lo));
			s += 2;
		} else if (*s == '\0') {
			return NULL;
		} else {
			g_string_append_c(out, *s);
		}
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

GHashTable *http_query_parse(const char *query, gsize length)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *end = query + length;

	for (const char *p = query; p < end;) {
		const char *stop = memchr(p, '&', (gsize)(end - p));
		const char *eq;
		g_autofree char *name = NULL;
		g_autofree char *value = NULL;

		if (!stop)
			stop = end;
		eq = memchr(p, '=', (gsize)(stop - p));
		name = unescape(p, eq ? eq : stop);
		value = eq ? unescape(eq + 1, stop) : g_strdup("");
		if (!name || !value)
			return NULL;
		if (*name)
			g_hash_table_replace(found, g_steal_pointer(&name), g_steal_pointer(&value));
		p = stop + 1;
	}
	return g_steal_pointer(&found);
}
