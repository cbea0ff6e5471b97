/* Tencent Cloud's TC3-HMAC-SHA256. Source: vectors made by its SDK, tests/data/vectors/tencent-*.json. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	const char *key_id;
	const char *secret;
	const char *service; /* "sms" */
	const char *host;    /* without port */
	const char *content_type;
	const char *action; /* is signed as well; NULL: as the SDK does, which leaves it out */
	int64_t at;
	GBytes *body; /* as sent */
} SignTencent;

/* The value of header Authorization. Caller frees. */
char *sign_tencent_tc3(const SignTencent *request);
