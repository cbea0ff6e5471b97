/* What the two clouds of China share: an address that is a host alone, a clock 8 hours ahead of UTC by whose natural
 * minutes, hours and days they count, and answers in JSON in which a code decides, whatever the HTTP status. */
#pragma once

#include <jansson.h>

#include "provider/provider.h"

#define CHINA_OFFSET_S (8 * 3600)

/* Until when a refusal holds. All but CHINA_FIXED need the provider's time, which its answer tells in its Date header.
 */
typedef enum {
	CHINA_FIXED,
	CHINA_MINUTE, /* the next natural minute */
	CHINA_HOUR,
	CHINA_DAY, /* midnight */
	CHINA_MONTH,
	CHINA_OPENING, /* the next 08:00: marketing texts go out from 8 to 22 */
} ChinaWait;

/* A row of a driver's table of codes; the first that fits counts, so exact codes stand before patterns. */
typedef struct {
	const char *code; /* pattern of the whole code */
	const char *says; /* what the message beside it must hold; NULL: anything */
	SubmitOutcome outcome;
	ChinaWait wait;
	int64_t wait_s; /* the whole wait of CHINA_FIXED, else when the answer tells no time */
	gboolean number_only;
} ChinaCode;

/* The moment a wait that began at `at` is over. CHINA_FIXED: `at`. */
int64_t china_edge(ChinaWait wait, int64_t at);

/* The provider's time when it answered, 0 when it did not tell. */
int64_t china_answer_at(const HttpAnswer *answer);

/* What a refusal means. `code` NULL: there was none, which is SUBMIT_UNKNOWN. A code of no row is SUBMIT_UNKNOWN_CODE,
 * with a status of 500 and above SUBMIT_UNKNOWN: then something broke, and who knows when. */
void china_refusal(const ChinaCode *codes, gsize n, const char *code, const char *message, const HttpAnswer *answer,
                   ProviderResult *result);

/* The same for a check of credentials: outcome and words. A clock that is off is said with the provider's time beside
 * it. */
void china_check(const ChinaCode *codes, gsize n, const char *code, const char *message, const HttpAnswer *answer,
                 ProviderCheck *check);

/* "CODE words" for a log line: runs of digits as long as a phone number are starred. NULL when both are. Caller frees.
 */
char *china_words(const char *code, const char *message);

/* "https://dysmsapi.aliyuncs.com" -> "dysmsapi.aliyuncs.com", with ":port" where it stands in the URL and `with_port`.
 * NULL when the address has more than scheme, host and port: both clouds sign the path "/". Caller frees. */
char *china_host(const char *url, gboolean with_port);

/* +86 and eleven digits that begin with 1: a mobile number of the mainland. */
gboolean china_is_mobile(const char *to);
