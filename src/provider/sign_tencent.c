#include "provider/sign_tencent.h"

#include <string.h>

#include "provider/sign.h"
#include "provider/wire.h"

static GBytes *derive(GBytes *key, const char *text)
{
	gsize length;
	const void *data = g_bytes_get_data(key, &length);

	return sign_hmac(G_CHECKSUM_SHA256, data, length, text, strlen(text));
}

static char *signature_of(const SignTencent *request, const char *date, const char *to_sign)
{
	g_autofree char *first = g_strconcat("TC3", request->secret, NULL);
	g_autoptr(GBytes) secret = g_bytes_new(first, strlen(first));
	g_autoptr(GBytes) of_date = derive(secret, date);
	g_autoptr(GBytes) of_service = derive(of_date, request->service);
	g_autoptr(GBytes) key = derive(of_service, "tc3_request");
	gsize length;
	const guchar *data = g_bytes_get_data(key, &length);

	return g_compute_hmac_for_data(G_CHECKSUM_SHA256, data, length, (const guchar *)to_sign, strlen(to_sign));
}

/* The signed headers and their names; values count in lower case. */
static char *canonical_of(const SignTencent *request, const char *names)
{
	g_autofree char *digest = sign_digest_hex(G_CHECKSUM_SHA256, request->body);
	g_autofree char *type = g_ascii_strdown(request->content_type, -1);
	g_autofree char *action = request->action ? g_ascii_strdown(request->action, -1) : NULL;

	return g_strconcat("POST\n/\n\ncontent-type:", type, "\nhost:", request->host, "\n",
	                   action ? "x-tc-action:" : "", action ? action : "", action ? "\n" : "", "\n", names, "\n",
	                   digest, NULL);
}

char *sign_tencent_tc3(const SignTencent *request)
{
	const char *names = request->action ? "content-type;host;x-tc-action" : "content-type;host";
	g_autofree char *date =
	        wire_utc(request->at, "%Y-%m-%d"); /* of UTC, whatever the region (vectors at midnight) */
	g_autofree char *canonical = canonical_of(request, names);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, canonical, -1);
	g_autofree char *scope = g_strconcat(date, "/", request->service, "/tc3_request", NULL);
	g_autofree char *to_sign =
	        g_strdup_printf("TC3-HMAC-SHA256\n%" G_GINT64_FORMAT "\n%s\n%s", request->at, scope, hash);
	g_autofree char *signature = signature_of(request, date, to_sign);

	return g_strdup_printf("TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", request->key_id,
	                       scope, names, signature);
}
