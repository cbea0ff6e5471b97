#include "conf/http_keys.h"

#include <stddef.h>

#include "core/types.h"

static const char *const AUTHS[] = {"none", "basic", "bearer", "header", "query", "body", "hmac", NULL};
static const char *const PLACES[] = {"header", "query", "body", NULL};
static const char *const DIGESTS[] = {"md5", "sha1", "sha256", "sha512", "sha384", NULL}; /* as in GChecksumType */
static const char *const CODINGS[] = {"hex", "base64", NULL};
static const char *const TIMES[] = {"epoch", "epoch_ms", "rfc3339", "rfc2822", "local", NULL};

#define GROUP(name, type) static const HttpGroup name = {name##_KEYS, G_N_ELEMENTS(name##_KEYS), sizeof(type)}

/* ---- conditions ---- */

#define ANSWERED                                                                                                       \
	{"http", HTTP_KEY_STATUSES, offsetof(HttpCondition, http), .example = "\"200-299\""},                          \
	        {"pointer", HTTP_KEY_POINTER, offsetof(HttpCondition, pointer), .example = "\"/status\""},             \
	        {"is", HTTP_KEY_STRINGS, offsetof(HttpCondition, is), .example = "\"OK\""},                            \
	        {"like", HTTP_KEY_PATTERN, offsetof(HttpCondition, like), .example = "\"^1\""},                        \
	{                                                                                                              \
		"body", HTTP_KEY_PATTERN, offsetof(HttpCondition, body), .example = "\"^OK\""                          \
	}

static const HttpKey CONDITION_KEYS[] = {ANSWERED};
GROUP(CONDITION, HttpCondition);

static const HttpKey ERROR_KEYS[] = {
        ANSWERED,
        {"class", HTTP_KEY_OUTCOME, offsetof(HttpCondition, outcome), .example = "\"bad_number\"", .required = TRUE,
         .fallback = SUBMIT_UNKNOWN},
        {"delay", HTTP_KEY_DURATION, offsetof(HttpCondition, delay_s), .example = "\"60s\""},
        {"delay_from", HTTP_KEY_DELAY_FROM, offsetof(HttpCondition, delay_from), .example = "\"retry-after\""},
        {"number_only", HTTP_KEY_BOOL, offsetof(HttpCondition, number_only), .example = "true"},
};
GROUP(ERROR, HttpCondition);

static const HttpKey STATUS_KEYS[] = {
        {"is", HTTP_KEY_STRINGS, offsetof(HttpStatus, is), .example = "[ \"1\", \"2\" ]"},
        {"error", HTTP_KEY_STRINGS, offsetof(HttpStatus, error), .example = "\"27\""},
        {"status", HTTP_KEY_RECEIPT, offsetof(HttpStatus, status), .example = "\"delivered\"", .required = TRUE,
         .fallback = -1},
        {"cause", HTTP_KEY_OUTCOME, offsetof(HttpStatus, cause), .example = "\"bad_number\"",
         .fallback = SUBMIT_ACCEPTED},
};
GROUP(STATUS, HttpStatus);

/* ---- requests ---- */

#define REQUEST(type, allowed)                                                                                         \
	{"method", HTTP_KEY_METHOD, offsetof(type, request.method), .example = "\"POST\""},                            \
	        {"path", HTTP_KEY_TEMPLATE, offsetof(type, request.path), .example = "\"/messages\"",                  \
	         .vars = (allowed)},                                                                                   \
	        {"query", HTTP_KEY_PAIRS, offsetof(type, request.query), .example = "[ \"json=1\" ]",                  \
	         .vars = (allowed)},                                                                                   \
	        {"headers", HTTP_KEY_PAIRS, offsetof(type, request.headers),                                           \
	         .example = "[ \"Accept=application/json\" ]", .vars = (allowed)},                                     \
	        {"form", HTTP_KEY_PAIRS, offsetof(type, request.form), .example = "[ \"to={to}\" ]",                   \
	         .vars = (allowed)},                                                                                   \
	        {"json", HTTP_KEY_JSON, offsetof(type, request.json), .example = "{ to = \"{to}\"; }",                 \
	         .vars = (allowed)},                                                                                   \
	        {"xml", HTTP_KEY_TEMPLATE, offsetof(type, request.xml), .example = "\"<to>{to}</to>\"",                \
	         .vars = (allowed)},                                                                                   \
	        {"text", HTTP_KEY_TEMPLATE, offsetof(type, request.text), .example = "\"{to}\"", .vars = (allowed)},   \
	{                                                                                                              \
		"content_type", HTTP_KEY_TEXT, offsetof(type, request.content_type), .example = "\"application/json\"" \
	}

static const HttpKey SEND_KEYS[] = {
        REQUEST(HttpSend, HTTP_VARS_SEND),
        {"success", HTTP_KEY_ROWS, offsetof(HttpSend, success),
         .example = "( { pointer = \"/status\"; is = \"OK\"; } )", .group = &CONDITION},
        {"errors", HTTP_KEY_ROWS, offsetof(HttpSend, errors),
         .example = "( { http = \"429\"; class = \"throttled\"; } )", .group = &ERROR},
        {"id_pointer", HTTP_KEY_POINTER, offsetof(HttpSend, id_pointer), .example = "\"/id\""},
        {"id_like", HTTP_KEY_GROUP_OF, offsetof(HttpSend, id_like), .example = "\"^OK: ([0-9]+)\""},
        {"id_header", HTTP_KEY_TEXT, offsetof(HttpSend, id_header), .example = "\"X-Message-Id\""},
        {"code", HTTP_KEY_POINTER, offsetof(HttpSend, code), .example = "\"/error/code\""},
        {"retry_5xx_safe", HTTP_KEY_BOOL, offsetof(HttpSend, retry_5xx_safe), .example = "true"},
};
GROUP(SEND, HttpSend);

static const HttpKey LOOKUP_KEYS[] = {
        REQUEST(HttpLookup, HTTP_VARS_LOOKUP),
        {"found", HTTP_KEY_ROWS, offsetof(HttpLookup, found), .example = "( { http = \"200\"; } )",
         .group = &CONDITION},
        {"absent", HTTP_KEY_ROWS, offsetof(HttpLookup, absent), .example = "( { http = \"404\"; } )",
         .group = &CONDITION},
        {"array", HTTP_KEY_POINTER, offsetof(HttpLookup, array), .example = "\"/messages\""},
        {"match", HTTP_KEY_POINTER, offsetof(HttpLookup, match), .example = "\"/reference\""},
        {"id", HTTP_KEY_POINTER, offsetof(HttpLookup, id), .example = "\"/id\""},
        {"status", HTTP_KEY_POINTER, offsetof(HttpLookup, status), .example = "\"/status\""},
        {"error", HTTP_KEY_POINTER, offsetof(HttpLookup, error), .example = "\"/error\""},
};
GROUP(LOOKUP, HttpLookup);

static const HttpKey CHECK_KEYS[] = {
        REQUEST(HttpCheck, HTTP_VARS_CHECK),
        {"success", HTTP_KEY_ROWS, offsetof(HttpCheck, success), .example = "( { pointer = \"/balance\"; } )",
         .group = &CONDITION},
        {"words", HTTP_KEY_POINTER, offsetof(HttpCheck, words), .example = "\"/balance\""},
};
GROUP(CHECK, HttpCheck);

static const HttpKey AUTH_KEYS[] = {
        {"kind", HTTP_KEY_WORD, offsetof(HttpAuth, kind), .example = "\"basic\"", .required = TRUE, .words = AUTHS},
        {"name", HTTP_KEY_TEXT, offsetof(HttpAuth, name), .example = "\"X-Api-Key\""},
        {"value", HTTP_KEY_TEMPLATE, offsetof(HttpAuth, value), .example = "\"{secret}\"", .vars = HTTP_VARS_AUTH},
        {"in", HTTP_KEY_WORD, offsetof(HttpAuth, place), .example = "\"header\"", .words = PLACES},
        {"digest", HTTP_KEY_WORD, offsetof(HttpAuth, digest), .example = "\"sha256\"", .words = DIGESTS,
         .fallback = G_CHECKSUM_SHA256},
        {"coding", HTTP_KEY_WORD, offsetof(HttpAuth, base64), .example = "\"hex\"", .words = CODINGS},
        {"text", HTTP_KEY_TEMPLATE, offsetof(HttpAuth, text), .example = "\"{now}{nonce}{body}\"",
         .vars = HTTP_VARS_SIGN},
};
GROUP(AUTH, HttpAuth);

/* ---- webhooks ---- */

static const HttpKey SIGNATURE_KEYS[] = {
        {"header", HTTP_KEY_TEXT, offsetof(HttpSignature, header), .example = "\"X-Signature\"", .required = TRUE},
        {"prefix", HTTP_KEY_TEXT, offsetof(HttpSignature, prefix), .example = "\"sha256=\""},
        {"text", HTTP_KEY_TEMPLATE, offsetof(HttpSignature, text), .example = "\"{body}\"", .required = TRUE,
         .vars = HTTP_VARS_WEBHOOK},
        {"digest", HTTP_KEY_WORD, offsetof(HttpSignature, digest), .example = "\"sha256\"", .words = DIGESTS,
         .fallback = G_CHECKSUM_SHA256},
        {"coding", HTTP_KEY_WORD, offsetof(HttpSignature, base64), .example = "\"hex\"", .words = CODINGS},
};
GROUP(SIGNATURE, HttpSignature);

static const HttpKey ACK_KEYS[] = {
        {"status", HTTP_KEY_CODE, offsetof(HttpHook, ack_status), .example = "200", .fallback = 200},
        {"type", HTTP_KEY_TEXT, offsetof(HttpHook, ack_type), .example = "\"text/plain\""},
        {"body", HTTP_KEY_TEXT, offsetof(HttpHook, ack_body), .example = "\"100\""},
};
GROUP(ACK, HttpHook);

#define HOOK(type)                                                                                                     \
	{"array", HTTP_KEY_ARRAY, offsetof(type, hook.array), .example = "\"/results\""},                              \
	        {"lines", HTTP_KEY_BOOL, offsetof(type, hook.lines), .example = "true"},                               \
	        {"only", HTTP_KEY_FIELD, offsetof(type, hook.only), .example = "\"type\""},                            \
	        {"only_is", HTTP_KEY_STRINGS, offsetof(type, hook.only_is), .example = "\"dlr\""},                     \
	        {"id", HTTP_KEY_FIELD, offsetof(type, hook.id), .example = "\"id\""},                                  \
	        {"time", HTTP_KEY_FIELD, offsetof(type, hook.time), .example = "\"time\""},                            \
	        {"time_form", HTTP_KEY_WORD, offsetof(type, hook.time_form), .example = "\"epoch\"", .words = TIMES},  \
	        {"utc_offset", HTTP_KEY_OFFSET, offsetof(type, hook.offset_s), .example = "\"+03:00\""},               \
	{                                                                                                              \
		"answer", HTTP_KEY_INLINE, offsetof(type, hook), .example = "{ body = \"OK\"; }", .group = &ACK        \
	}

static const HttpKey REPORTS_KEYS[] = {
        HOOK(HttpReports),
        {"ref", HTTP_KEY_FIELD, offsetof(HttpReports, ref), .example = "\"ref\""},
        {"status", HTTP_KEY_FIELD, offsetof(HttpReports, status), .example = "\"status\"", .required = TRUE},
        {"error", HTTP_KEY_FIELD, offsetof(HttpReports, error), .example = "\"err\""},
};
GROUP(REPORTS, HttpReports);

static const HttpKey REPLIES_KEYS[] = {
        HOOK(HttpReplies),
        {"from", HTTP_KEY_FIELD, offsetof(HttpReplies, from), .example = "\"from\"", .required = TRUE},
        {"to", HTTP_KEY_FIELD, offsetof(HttpReplies, to), .example = "\"to\""},
        {"text", HTTP_KEY_FIELD, offsetof(HttpReplies, text), .example = "\"text\"", .required = TRUE},
        {"charset", HTTP_KEY_CHARSET, offsetof(HttpReplies, charset), .example = "\"windows-1251\""},
        {"optout", HTTP_KEY_FIELD, offsetof(HttpReplies, optout), .example = "\"optout\""},
        {"stop", HTTP_KEY_STRINGS, offsetof(HttpReplies, stop), .example = "\"STOP\""},
        {"start", HTTP_KEY_STRINGS, offsetof(HttpReplies, start), .example = "\"START\""},
        {"help", HTTP_KEY_STRINGS, offsetof(HttpReplies, help), .example = "\"HELP\""},
        {"part_of", HTTP_KEY_FIELD, offsetof(HttpReplies, part_of), .example = "\"concat-ref\""},
        {"part", HTTP_KEY_FIELD, offsetof(HttpReplies, part), .example = "\"concat-part\""},
        {"parts", HTTP_KEY_FIELD, offsetof(HttpReplies, parts), .example = "\"concat-total\""},
};
GROUP(REPLIES, HttpReplies);

/* ---- the whole ---- */

static const HttpKey PROFILE_KEYS[] = {
        {"send", HTTP_KEY_GROUP, offsetof(HttpProfile, send), .example = "{ path = \"/send\"; form = [ ... ]; }",
         .required = TRUE, .group = &SEND},
        {"auth", HTTP_KEY_INLINE, offsetof(HttpProfile, auth), .example = "{ kind = \"basic\"; }", .group = &AUTH},
        {"charset", HTTP_KEY_CHARSET, offsetof(HttpProfile, charset), .example = "\"windows-1251\""},
        {"country_code", HTTP_KEY_DIGITS, offsetof(HttpProfile, country_code), .example = "\"49\""},
        {"national_prefix", HTTP_KEY_DIGITS, offsetof(HttpProfile, national_prefix), .example = "\"0\""},
        {"lookup", HTTP_KEY_GROUP, offsetof(HttpProfile, lookup), .example = "{ path = \"/messages/{id}\"; }",
         .group = &LOOKUP},
        {"check", HTTP_KEY_GROUP, offsetof(HttpProfile, check), .example = "{ path = \"/balance\"; }", .group = &CHECK},
        {"statuses", HTTP_KEY_ROWS, offsetof(HttpProfile, statuses),
         .example = "( { is = \"1\"; status = \"delivered\"; } )", .group = &STATUS},
        {"reports", HTTP_KEY_GROUP, offsetof(HttpProfile, reports), .example = "{ id = \"id\"; status = \"status\"; }",
         .group = &REPORTS},
        {"replies", HTTP_KEY_GROUP, offsetof(HttpProfile, replies), .example = "{ from = \"from\"; text = \"text\"; }",
         .group = &REPLIES},
        {"signature", HTTP_KEY_GROUP, offsetof(HttpProfile, signature),
         .example = "{ header = \"X-Signature\"; text = \"{body}\"; }", .group = &SIGNATURE},
        {"source_allow", HTTP_KEY_NETWORKS, offsetof(HttpProfile, source_allow), .example = "[ \"192.0.2.0/24\" ]"},
};
const HttpGroup http_keys_profile = {PROFILE_KEYS, G_N_ELEMENTS(PROFILE_KEYS), sizeof(HttpProfile)};
