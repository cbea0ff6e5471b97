#include "provider/sign_aliyun.h"

#include <string.h>

#include "provider/sign.h"

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const ProviderParam *)a)->name, ((const ProviderParam *)b)->name);
}

char *sign_aliyun_query(const ProviderParam *params, guint n)
{
	g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(ProviderParam));
	GString *query = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		if (params[i].value)
			g_array_append_val(sorted, params[i]);
	g_array_sort(sorted, by_name);
	for (guint i = 0; i < sorted->len; i++) {
		const ProviderParam *param = &g_array_index(sorted, ProviderParam, i);

		http_query_add(query, param->name, param->value);
	}
	return g_string_free(query, FALSE);
}

/* Borrowed from `headers`, which must not grow meanwhile. */
static GArray *signed_headers(const GArray *headers, const char *host)
{
	GArray *sorted = g_array_new(FALSE, FALSE, sizeof(ProviderParam));
	ProviderParam one = {"host", host};

	g_array_append_val(sorted, one);
	for (guint i = 0; i < headers->len; i++) {
		const HttpHeader *header = &g_array_index(headers, HttpHeader, i);

		one = (ProviderParam){header->name, header->value};
		if (g_str_equal(one.name, "content-type") || g_str_has_prefix(one.name, "x-acs-"))
			g_array_append_val(sorted, one);
	}
	g_array_sort(sorted, by_name);
	return sorted;
}

int sign_aliyun_acs3(const char *key_id, const char *secret, const char *host, const char *query, GBytes *body,
                     GArray *headers)
{
	g_autofree char *digest = sign_digest_hex(G_CHECKSUM_SHA256, body);
	int r = http_headers_add(headers, "x-acs-content-sha256", digest);
	g_autoptr(GArray) sorted = signed_headers(headers, host);
	g_autoptr(GString) canonical = g_string_new(NULL), names = g_string_new(NULL);
	g_autofree char *hash = NULL, *to_sign = NULL, *signature = NULL, *authorization = NULL;

	if (r < 0)
		return r;
	g_string_printf(canonical, "POST\n/\n%s\n", query);
	for (guint i = 0; i < sorted->len; i++) {
		const ProviderParam *header = &g_array_index(sorted, ProviderParam, i);
		g_autofree char *value = g_strstrip(g_strdup(header->value));

		g_string_append_printf(canonical, "%s:%s\n", header->name, value);
		g_string_append_printf(names, "%s%s", names->len ? ";" : "", header->name);
	}
	g_string_append_printf(canonical, "\n%s\n%s", names->str, digest);
	hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, canonical->str, (gssize)canonical->len);
	to_sign = g_strconcat("ACS3-HMAC-SHA256\n", hash, NULL);
	signature = sign_hmac_hex(G_CHECKSUM_SHA256, secret, to_sign);
	authorization = g_strdup_printf("ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s", key_id,
	                                names->str, signature);
	return http_headers_add(headers, "Authorization", authorization);
}

char *sign_aliyun_rpc(const char *secret, const char *method, const char *query)
{
	const ProviderParam twice = {"", query};
	g_autofree char *encoded = sign_aliyun_query(&twice, 1); /* "=QUERY", encoded once more */
	g_autofree char *to_sign = g_strconcat(method, "&%2F&", encoded + 1, NULL);
	g_autofree char *key = g_strconcat(secret, "&", NULL);

	return sign_hmac_base64(G_CHECKSUM_SHA1, key, to_sign);
}
