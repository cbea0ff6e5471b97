#include "provider/sign.h"

#include <sodium.h>
#include <string.h>

GBytes *sign_hmac(GChecksumType digest, const void *key, gsize key_length, const void *data, gsize length)
{
	g_autoptr(GHmac) hmac = g_hmac_new(digest, key, key_length);
	gsize size = (gsize)g_checksum_type_get_length(digest);
	guint8 *out = g_malloc(size);

	g_hmac_update(hmac, data, (gssize)length);
	g_hmac_get_digest(hmac, out, &size);
	return g_bytes_new_take(out, size);
}

char *sign_hmac_hex(GChecksumType digest, const char *key, const char *text)
{
	return g_compute_hmac_for_data(digest, (const guchar *)key, strlen(key), (const guchar *)text, strlen(text));
}

char *sign_hmac_base64(GChecksumType digest, const char *key, const char *text)
{
	g_autoptr(GBytes) mac = sign_hmac(digest, key, strlen(key), text, strlen(text));
	gsize length;
	const guchar *data = g_bytes_get_data(mac, &length);

	return g_base64_encode(data, length);
}

char *sign_digest_hex(GChecksumType digest, GBytes *data)
{
	gsize length = 0;
	const guchar *bytes = data ? g_bytes_get_data(data, &length) : NULL;

	return g_compute_checksum_for_data(digest, bytes ? bytes : (const guchar *)"", length);
}

char *sign_basic(const char *username, const char *password)
{
	g_autofree char *both = g_strconcat(username, ":", password, NULL);
	g_autofree char *coded = g_base64_encode((const guchar *)both, strlen(both));

	return g_strconcat("Basic ", coded, NULL);
}

/* The length of a signature is no secret; its characters are. */
gboolean sign_equal(const char *want, const char *got, gboolean fold)
{
	g_autofree char *a = want && fold ? g_ascii_strdown(want, -1) : g_strdup(want);
	g_autofree char *b = got && fold ? g_ascii_strdown(got, -1) : g_strdup(got);

	return a && b && strlen(a) == strlen(b) && sodium_memcmp(a, b, strlen(a)) == 0;
}
