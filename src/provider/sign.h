/* What signatures of requests and webhooks are made of; one place, so that no driver spells a digest on its own. */
#pragma once

#include <glib.h>

/* HMAC of `length` bytes. Caller frees. */
GBytes *sign_hmac(GChecksumType digest, const void *key, gsize key_length, const void *data, gsize length);
/* The same with text on both sides, as lower-case hex or as base64. */
char *sign_hmac_hex(GChecksumType digest, const char *key, const char *text);
char *sign_hmac_base64(GChecksumType digest, const char *key, const char *text);

/* Lower-case hex of the digest of some bytes; NULL: of none. */
char *sign_digest_hex(GChecksumType digest, GBytes *data);

/* "Basic dXNlcjpwYXNz" (RFC 7617). Caller frees. */
char *sign_basic(const char *username, const char *password);

/* Equal, told in a time that says nothing of where they differ. `fold`: letters of any case. NULL equals nothing. */
gboolean sign_equal(const char *want, const char *got, gboolean fold);
