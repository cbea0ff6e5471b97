/* Vonage (Nexmo), SMS API: submits, their answers and the check. Webhooks are in vonage_hooks.c, the codes in
 * vonage_codes.c; what the admin sets up at Vonage stands in followup-provider(7).
 *
 * There is no look-up: the SMS API has none, and whether its Reports API tells a message of ours is not verified. So an
 * unknown outcome ends with a receipt that carries our client-ref, or with a person.
 *
 * Sources: "O": the vendor's OpenAPI of the SMS API 1.0.10; "K": its SDKs for Node, tried; "D": its documentation. */
#include "provider/vonage.h"

#include <errno.h>
#include <string.h>

#include "provider/drivers.h"
#include "provider/fields.h"
#include "provider/sign.h"
#include "provider/wire.h"
#include "text/segment.h"

#define TTL_MIN_S 20     /* O */
#define TTL_MAX_S 604800 /* O */
#define REF_MAX_CHARS 40 /* O */

/* ---- submit ---- */

static gboolean is_callback(const char *url)
{
	return !strpbrk(url, "# ") && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
	       g_uri_is_valid(url, G_URI_FLAGS_ENCODED, NULL);
}

static gboolean can_be_coded(const ProviderAccount *account, const ProviderSubmit *submit)
{
	gsize digits = strlen(submit->to + (submit->to[0] == '+'));
	Segments segments;

	if (!account->url || !account->username || !fields_is_text(account->sender, FALSE) ||
	    (account->signing ? !account->signature_secret || !g_strv_contains(VONAGE_METHODS, account->signing)
	                      : !account->password) ||
	    (account->report_url && !is_callback(account->report_url)))
		return FALSE;
	if (submit->voice || submit->to[0] != '+' || digits < 7 || digits > 15 || /* O */
	    strspn(submit->to + 1, "0123456789") != digits || !*submit->ref || strlen(submit->ref) > REF_MAX_CHARS)
		return FALSE;
	/* A longer wish is cut to what it takes; a shorter one it cannot keep. */
	if (submit->validity_s && submit->validity_s < TTL_MIN_S)
		return FALSE;
	/* O: with type "text", what is not GSM-7 does not arrive. */
	return fields_is_text(submit->text, TRUE) && text_segments(submit->text, &segments) == 0 &&
	       (submit->ucs2 || segments.encoding == ENCODING_GSM7);
}

/* A plus before a sender that is a number has no place there (O: E.164, as in `to`). */
static const char *bare(const char *number)
{
	return number[0] == '+' && strspn(number + 1, "0123456789") == strlen(number + 1) ? number + 1 : number;
}

static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	g_autofree char *ttl = g_strdup_printf("%" G_GINT64_FORMAT "000", MIN(submit->validity_s, TTL_MAX_S));
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, submit->moment.now_at);
	g_autoptr(GArray) headers = http_headers_new(), fields = NULL;
	g_autoptr(GString) form = NULL;
	g_autofree char *pairs = NULL;

	if (!can_be_coded(account, submit))
		return -EINVAL;
	/* O, status 32: the secret and a signature never go together. */
	pairs = wire_form("api_key", account->username, "api_secret", account->signing ? NULL : account->password,
	                  "from", bare(account->sender), "to", submit->to + 1, "type",
	                  submit->ucs2 ? "unicode" : "text", "text", submit->text, "client-ref", submit->ref, "ttl",
	                  submit->validity_s ? ttl : NULL, "status-report-req", account->report_url ? "true" : NULL,
	                  "callback", account->report_url, "timestamp", account->signing ? now : NULL, NULL);
	form = g_string_new(pairs);
	if (account->signing) {
		g_autofree char *sig = NULL;

		fields = fields_of_form(pairs, strlen(pairs));
		sig = fields ? vonage_sign(account->signing, account->signature_secret, fields) : NULL;
		if (!sig)
			return -EINVAL;
		http_query_add(form, "sig", sig);
	}
	if (http_headers_add(headers, "Content-Type", "application/x-www-form-urlencoded") < 0 ||
	    http_headers_add(headers, "Accept", "application/json") < 0)
		return -EINVAL;
	*request = (HttpRequest){.method = g_strdup("POST"),
	                         .url = g_strconcat(account->url, "/sms/json", NULL),
	                         .headers = g_steal_pointer(&headers),
	                         .body = g_bytes_new(form->str, form->len)};
	return 0;
}

/* ---- answer ---- */

/* Vonage answers 200 whatever happened (O); these come from its door or from something between. RFC 9110, 15.5 and RFC
 * 6585, 4: whoever says them took nothing. */
static const struct {
	int status;
	SubmitOutcome outcome;
} REFUSALS[] = {
        {401, SUBMIT_ACCOUNT_BROKEN}, {404, SUBMIT_ACCOUNT_BROKEN}, {405, SUBMIT_ACCOUNT_BROKEN},
        {415, SUBMIT_ACCOUNT_BROKEN}, {429, SUBMIT_THROTTLED},
};

static SubmitOutcome refusal(int status)
{
	for (gsize i = 0; i < G_N_ELEMENTS(REFUSALS); i++)
		if (REFUSALS[i].status == status)
			return REFUSALS[i].outcome;
	return SUBMIT_UNKNOWN;
}

/* "Throughput Rate Exceeded - please wait [ 250 ] and retry": milliseconds, as whole seconds and at least one. */
static gint64 wait_of(const char *says)
{
	const char *from = says ? strchr(says, '[') : NULL;
	g_autofree char *number = from ? g_strstrip(g_strndup(from + 1, strcspn(from + 1, "]"))) : NULL;

	return MAX((wire_epoch(number) + 999) / 1000, 1);
}

typedef struct {
	guint taken, refused, unclear;
	SubmitOutcome outcome; /* of the first part refused */
	char *code;            /* its */
	gint64 wait_s;
} Tally;

static void count(const json_t *part, ProviderResult *result, Tally *tally)
{
	g_autofree char *status = wire_json_field(part, "status");
	g_autofree char *says = wire_json_field(part, "error-text");
	g_autofree char *words = fields_words(says);
	g_autofree char *id = wire_json_field(part, "message-id");
	SubmitOutcome outcome = status ? vonage_outcome(status, says) : SUBMIT_UNKNOWN;

	tally->taken += outcome == SUBMIT_ACCEPTED;
	tally->unclear += outcome == SUBMIT_UNKNOWN;
	tally->refused += outcome != SUBMIT_ACCEPTED && outcome != SUBMIT_UNKNOWN;
	if (outcome != SUBMIT_ACCEPTED && !tally->code) {
		tally->outcome = outcome;
		tally->wait_s = outcome == SUBMIT_THROTTLED ? wait_of(says) : 0;
		tally->code =
		        g_strdup_printf("%s%s%s", status ? status : "no status", words ? " " : "", words ? words : "");
	}
	if (outcome != SUBMIT_ACCEPTED || !id)
		return;
	if (!result->provider_id) {
		result->provider_id = g_steal_pointer(&id);
		return;
	}
	if (!result->part_ids)
		result->part_ids = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(result->part_ids, g_steal_pointer(&id));
}

/* All parts taken: accepted. None, and none unclear: the first one's class. Some of a long text: neither accepted, for
 * the customer cannot read it whole, nor anything that lets it be sent again, for a part is out. That is
 * SUBMIT_UNKNOWN: kept from every further send until a receipt or a person settles it. */
static void judge(const json_t *parts, const char *told, ProviderResult *result)
{
	gsize n = json_array_size(parts);
	Tally tally = {0};

	for (gsize i = 0; i < n; i++)
		count(json_array_get(parts, i), result, &tally);
	/* A list shorter than it says was cut. */
	if (n == 0 || (told && wire_epoch(told) != (gint64)n) || tally.unclear || (tally.taken && tally.refused)) {
		result->outcome = SUBMIT_UNKNOWN;
		result->code =
		        tally.taken && tally.refused
		                ? g_strdup_printf("%u of %u parts taken, then %s", tally.taken, (guint)n, tally.code)
		                : g_strdup(tally.code ? tally.code : "not all parts answered for");
	} else if (tally.taken) {
		result->outcome = SUBMIT_ACCEPTED;
		result->code = g_strdup("0");
	} else {
		result->outcome = tally.outcome;
		result->code = g_strdup(tally.code);
		result->retry_after_s = tally.wait_s;
	}
	g_free(tally.code);
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	gboolean readable =
	        !answer->truncated && (answer->status == 200 || (answer->status >= 400 && answer->status < 500));
	json_t *json = readable ? wire_json(answer->body) : NULL;
	const json_t *parts = json_object_get(json, "messages");
	g_autofree char *told = wire_json_field(json, "message-count");

	(void)account;
	*result = (ProviderResult){.outcome = SUBMIT_UNKNOWN};
	if (json_is_array(parts)) {
		judge(parts, told, result);
		/* A refusal with the words of an acceptance: neither is believed. */
		if (result->outcome == SUBMIT_ACCEPTED && answer->status != 200)
			result->outcome = SUBMIT_UNKNOWN;
	} else {
		result->outcome = answer->truncated ? SUBMIT_UNKNOWN : refusal(answer->status);
		result->retry_after_s = result->outcome == SUBMIT_THROTTLED
		                                ? wire_epoch(http_headers_get(answer->headers, "Retry-After"))
		                                : 0;
		result->code = g_strdup_printf("HTTP %d", answer->status);
	}
	json_decref(json);
}

/* ---- hooks, check ---- */

static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "text/plain", ""}; /* O: any 2xx */
}

/* D, Account API: GET /account/get-balance with Basic; the balance is in euros. */
static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	g_autoptr(GArray) headers = http_headers_new();
	g_autofree char *basic = NULL;

	(void)moment, (void)template_code;
	if (!account->url || !account->username || !account->password || strchr(account->username, ':'))
		return -EINVAL;
	basic = sign_basic(account->username, account->password);
	if (http_headers_add(headers, "Authorization", basic) < 0 ||
	    http_headers_add(headers, "Accept", "application/json") < 0)
		return -EINVAL;
	*request = (HttpRequest){.method = g_strdup("GET"),
	                         .url = g_strconcat(account->url, "/account/get-balance", NULL),
	                         .headers = g_steal_pointer(&headers)};
	return 0;
}

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	json_t *json = answer->status == 200 && !answer->truncated ? wire_json(answer->body) : NULL;
	const json_t *value = json_object_get(json, "value");
	gboolean reload = json_is_true(json_object_get(json, "autoReload"));

	(void)account;
	if (json_is_number(value))
		*check = (ProviderCheck){.outcome = json_number_value(value) > 0 || reload ? SUBMIT_ACCEPTED
		                                                                           : SUBMIT_NO_CREDIT,
		                         .words = g_strdup_printf("balance %.2f EUR%s", json_number_value(value),
		                                                  reload ? ", topped up by itself" : "")};
	else
		*check = (ProviderCheck){.outcome = refusal(answer->status),
		                         .words = g_strdup_printf("HTTP %d", answer->status)};
	json_decref(json);
}

const Provider provider_vonage = {
        .name = "vonage",
        .part_reports = TRUE,
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .verify = vonage_verify,
        .parse_inbound = vonage_parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
