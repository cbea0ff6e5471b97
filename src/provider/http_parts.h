/* Driver "http" in parts; internal to it. */
#pragma once

#include "provider/provider.h"
#include "provider/wire.h"
#include "util/http_profile.h"

/* Answers and webhooks longer than this are not looked through (generic-http sheet, section 2). */
#define HTTP_BODY_MAX 65536

/* ---- http_build.c: requests ---- */

/* Puts a request together from its plan, with the account's proof. 0; -EINVAL when a value cannot stand where the plan
 * wants it, or a path needs one that there is not. `values` gets {body} and {url} while it is signed. */
int http_build_request(const ProviderAccount *account, const HttpRequestPlan *plan, HttpValues *values,
                       HttpRequest *request);

/* Whether a plan tells a variable at all. */
gboolean http_build_uses(const HttpRequestPlan *plan, HttpVar var);

/* HMAC over a template, as the recipe writes it. Caller frees. */
char *http_build_hmac(int digest, gboolean base64, const char *key, const HttpTemplate *text, const HttpValues *values);

/* ---- http_read.c: what came back ---- */

typedef struct {
	int status;
	const GArray *headers; /* borrowed */
	const char *data;      /* borrowed; "" when there is none */
	gsize length;
	json_t *json; /* NULL: the body is none, or is cut */
} HttpRead;

HttpRead http_read_answer(const HttpAnswer *answer);
void http_read_clear(HttpRead *read);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpRead, http_read_clear)

/* RFC 6901, "*" for the only member; NULL: not there. */
const json_t *http_read_pointer(const json_t *json, const char *pointer);
/* A text, number or boolean there, as a short field; NULL: not there, or none of them. Caller frees. */
char *http_read_value(const json_t *json, const char *pointer);

gboolean http_read_holds(const HttpRead *read, const HttpCondition *condition);
/* All of them; NULL: HTTP 200 to 299. */
gboolean http_read_all(const HttpRead *read, const GPtrArray *conditions);
/* Whether one of them looks at more than the HTTP status. */
gboolean http_read_looks_inside(const GPtrArray *conditions);
/* The first group of a pattern in the body, as a short field; NULL: none. Caller frees. */
char *http_read_group(const HttpRead *read, const GRegex *pattern);
/* Seconds a throttled answer asks to wait. */
int64_t http_read_delay(const HttpRead *read, const HttpCondition *row);
/* Seconds UTC, 0 when it is no such time. */
int64_t http_read_time(const char *text, HttpTimeForm form, int64_t offset_s);

/* What a status means, with what stands beside it (each may be NULL); NULL: no row. */
const HttpStatus *http_read_status(const GPtrArray *statuses, const char *status, const char *error);

/* ---- http_hooks.c: webhooks ---- */

int http_hooks_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why);
int http_hooks_parse(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                     const char **why);
ProviderAck http_hooks_ack(const ProviderAccount *account, const char *hook);
