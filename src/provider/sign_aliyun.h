/* Aliyun's two signatures. Source: vectors made by its SDKs, tests/data/vectors/aliyun-*.json. */
#pragma once

#include "provider/provider.h"

/* The parameters sorted by name and encoded after RFC 3986, as both signatures want them; those without value are left
 * out. Caller frees. */
char *sign_aliyun_query(const ProviderParam *params, guint n);

/* ACS3-HMAC-SHA256. Adds "x-acs-content-sha256" and "Authorization" to `headers`, in which stands all else that is
 * signed: those called content-type or x-acs-*. `query` is as sign_aliyun_query() makes it. 0, or -EINVAL as of
 * http_headers_add(). */
int sign_aliyun_acs3(const char *key_id, const char *secret, const char *host, const char *query, GBytes *body,
                     GArray *headers);

/* RPC signature 1.0, HMAC-SHA1: the value of parameter Signature for all the others. Caller frees. */
char *sign_aliyun_rpc(const char *secret, const char *method, const char *query);
