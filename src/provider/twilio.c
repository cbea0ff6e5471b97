/* Twilio: Messaging and Voice, API 2010-04-01: submits and the check. Look-ups and polls are in twilio_lists.c,
 * webhooks in twilio_hooks.c, the codes in twilio_codes.c; what the admin sets up at Twilio stands in
 * followup-provider(7).
 *
 * Sources: "O": the vendor's OpenAPI; "K": its SDK for Node, tried; "D": its documentation; "general": not looked up.
 */
#include "provider/twilio.h"

#include <errno.h>
#include <string.h>

#include "provider/drivers.h"
#include "provider/fields.h"
#include "provider/sign.h"
#include "provider/wire.h"

#define BODY_MAX_UNITS 1600  /* O */
#define TWIML_MAX_CHARS 4000 /* O */
#define VALIDITY_MAX_S 36000 /* O */
#define RING_S 30            /* shorter than most voice mails wait */

/* ---- paths ---- */

static gboolean is_sid(const char *sid, const char *prefix)
{
	return sid && g_str_has_prefix(sid, prefix) && strlen(sid) == 34 &&
	       strspn(sid + 2, "0123456789abcdefABCDEF") == 32; /* O: the pattern of every SID */
}

gboolean twilio_is_message(const char *sid)
{
	return is_sid(sid, "SM") || is_sid(sid, "MM");
}

gboolean twilio_is_call(const char *sid)
{
	return is_sid(sid, "CA");
}

char *twilio_path(const ProviderAccount *account, const char *resource)
{
	return is_sid(account->account, "AC")
	               ? g_strconcat("/2010-04-01/Accounts/", account->account, "/", resource, NULL)
	               : NULL;
}

/* Basic knows no colon in the name (RFC 7617, 2); a control character in either is a slip that no server can mean. */
static gboolean can_log_in(const ProviderAccount *account)
{
	return account->url && account->username && account->password && !strchr(account->username, ':');
}

static int ask(const ProviderAccount *account, const char *path, const char *form, HttpRequest *request)
{
	g_autofree char *basic = can_log_in(account) ? sign_basic(account->username, account->password) : NULL;
	g_autoptr(GArray) headers = http_headers_new();

	if (!basic || !path || http_headers_add(headers, "Authorization", basic) < 0 ||
	    http_headers_add(headers, "Accept", "application/json") < 0 ||
	    (form && http_headers_add(headers, "Content-Type", "application/x-www-form-urlencoded") < 0))
		return -EINVAL;
	*request = (HttpRequest){.method = g_strdup(form ? "POST" : "GET"),
	                         .url = g_strconcat(account->url, path, NULL),
	                         .headers = g_steal_pointer(&headers),
	                         .body = form ? g_bytes_new(form, strlen(form)) : NULL};
	return 0;
}

int twilio_get(const ProviderAccount *account, const char *path, HttpRequest *request)
{
	return ask(account, path, NULL, request);
}

/* ---- submit ---- */

static gboolean is_number(const char *number)
{
	return number[0] == '+' && strspn(number + 1, "0123456789") == strlen(number + 1) && strlen(number) >= 8 &&
	       strlen(number) <= 16;
}

/* Letters outside the basic plane count twice: as the phone counts them, and never less than Twilio does. */
static gsize units(const char *text)
{
	gsize n = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		n += g_utf8_get_char(p) > 0xffff ? 2 : 1;
	return n;
}

/* Twilio takes no host name with an underscore (O), and what stands behind '#' it takes for itself (D). */
static char *callback(const ProviderAccount *account, const char *ref, gboolean *bad)
{
	g_autoptr(GUri) uri = account->report_url ? g_uri_parse(account->report_url, G_URI_FLAGS_ENCODED, NULL) : NULL;
	g_autoptr(GString) query = g_string_new(NULL);

	*bad = account->report_url &&
	       (!uri || !g_uri_get_host(uri) || strchr(g_uri_get_host(uri), '_') ||
	        strpbrk(account->report_url, "# ") ||
	        (!g_str_equal(g_uri_get_scheme(uri), "https") && !g_str_equal(g_uri_get_scheme(uri), "http")));
	if (!uri || *bad)
		return NULL;
	http_query_add(query, "ref", ref);
	return g_strconcat(account->report_url, g_uri_get_query(uri) ? "&" : "?", query->str, NULL);
}

/* A service picks the sender, and by default rewrites letters to save segments (D): then the list would show another
 * text than ours, and the look-up take a message for absent that is out. So that is turned off. */
static char *message_form(const ProviderAccount *account, const ProviderSubmit *submit, const char *report)
{
	g_autofree char *validity = g_strdup_printf("%" G_GINT64_FORMAT, MIN(submit->validity_s, VALIDITY_MAX_S));

	if (units(submit->text) > BODY_MAX_UNITS ||
	    (account->service ? !is_sid(account->service, "MG") : !fields_is_text(account->sender, FALSE)))
		return NULL;
	return wire_form("To", submit->to, "StatusCallback", report, "ValidityPeriod",
	                 submit->validity_s ? validity : NULL, "SmartEncoded", account->service ? "false" : NULL,
	                 "MessagingServiceSid", account->service, "From", account->service ? NULL : account->sender,
	                 "Body", submit->text, NULL);
}

/* Say wants a language with its country (general); ours may come without one. */
static const char *const SPOKEN[][2] = {
        {"de", "de-DE"}, {"en", "en-US"}, {"es", "es-ES"}, {"fr", "fr-FR"}, {"it", "it-IT"}, {"ja", "ja-JP"},
        {"ko", "ko-KR"}, {"nl", "nl-NL"}, {"pl", "pl-PL"}, {"pt", "pt-PT"}, {"ru", "ru-RU"}, {"zh", "zh-CN"},
};

static char *call_form(const ProviderAccount *account, const ProviderSubmit *submit, const char *report)
{
	gint64 ring_s = submit->validity_s ? MIN(submit->validity_s, RING_S) : RING_S;
	g_autofree char *timeout = g_strdup_printf("%" G_GINT64_FORMAT, ring_s);
	g_autofree char *twiml = NULL;
	const char *language = submit->language;

	for (gsize i = 0; i < G_N_ELEMENTS(SPOKEN); i++)
		if (g_strcmp0(SPOKEN[i][0], language) == 0)
			language = SPOKEN[i][1];
	if (!account->caller || !is_number(account->caller) || (language && !strchr(language, '-')))
		return NULL;
	twiml = language ? g_markup_printf_escaped("<Response><Say language=\"%s\">%s</Say></Response>", language,
	                                           submit->text)
	                 : g_markup_printf_escaped("<Response><Say>%s</Say></Response>", submit->text);
	if (units(twiml) > TWIML_MAX_CHARS)
		return NULL;
	return wire_form("To", submit->to, "From", account->caller, "StatusCallback", report, "StatusCallbackEvent",
	                 report ? "initiated" : NULL, "StatusCallbackEvent", report ? "answered" : NULL,
	                 "StatusCallbackEvent", report ? "completed" : NULL, "StatusCallbackMethod",
	                 report ? "POST" : NULL, "Timeout", timeout, "Twiml", twiml, NULL);
}

static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	gboolean bad_callback;
	g_autofree char *report = callback(account, submit->ref, &bad_callback);
	g_autofree char *path = twilio_path(account, submit->voice ? "Calls.json" : "Messages.json");
	g_autofree char *form = NULL;

	if (bad_callback || !*submit->ref || !is_number(submit->to) || !fields_is_text(submit->text, TRUE) ||
	    submit->validity_s < 0)
		return -EINVAL;
	form = submit->voice ? call_form(account, submit, report) : message_form(account, submit, report);
	return form ? ask(account, path, form, request) : -EINVAL;
}

/* ---- answer ---- */

/* What the HTTP status says where no code of the table does. `json`: only when it is Twilio's own error that says it.
 */
static const struct {
	int status;
	gboolean json;
	SubmitOutcome outcome;
} REFUSALS[] = {
        {401, FALSE, SUBMIT_ACCOUNT_BROKEN}, /* RFC 9110, 15.5: whoever says these took nothing */
        {403, TRUE, SUBMIT_ACCOUNT_BROKEN},  /* D: a suspended account */
        {404, FALSE, SUBMIT_ACCOUNT_BROKEN}, /* RFC 9110: a wrong url */
        {405, FALSE, SUBMIT_ACCOUNT_BROKEN}, /* RFC 9110 */
        {415, FALSE, SUBMIT_ACCOUNT_BROKEN}, /* RFC 9110; O */
        {429, FALSE, SUBMIT_THROTTLED},      /* D: was not processed */
};

static SubmitOutcome refusal(int status, const char *code)
{
	SubmitOutcome outcome = code ? twilio_outcome(code) : SUBMIT_UNKNOWN;

	for (gsize i = 0; (!code || outcome == SUBMIT_UNKNOWN_CODE) && i < G_N_ELEMENTS(REFUSALS); i++)
		if (REFUSALS[i].status == status && (code || !REFUSALS[i].json))
			return REFUSALS[i].outcome;
	return outcome;
}

static SubmitOutcome created(const json_t *json, const char *sid, const char *code)
{
	g_autofree char *status = wire_json_field(json, "status");
	ReceiptStatus receipt;
	SubmitOutcome cause;

	if (!twilio_is_message(sid) && !twilio_is_call(sid))
		return SUBMIT_UNKNOWN;
	/* It has an id and has failed already: surely not out. */
	if (twilio_status(status, code, &receipt, &cause) && receipt == RECEIPT_FAILED)
		return cause == SUBMIT_ACCEPTED ? SUBMIT_UNKNOWN_CODE : cause;
	return SUBMIT_ACCEPTED;
}

static gint64 retry_after(const HttpAnswer *answer)
{
	return wire_epoch(http_headers_get(answer->headers, "Retry-After")); /* plain seconds; a date counts as none */
}

/* 5xx, redirects and what cannot be read: nobody knows whether it is out. */
static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	gboolean taken = answer->status >= 200 && answer->status < 300;
	gboolean refused = answer->status >= 400 && answer->status < 500 && !answer->truncated;
	g_autofree char *sid = wire_json_field(json, "sid");
	g_autofree char *code = wire_json_field(json, taken ? "error_code" : "code");
	g_autofree char *said = wire_json_field(json, taken ? "error_message" : "message");
	g_autofree char *words = fields_words(said);

	(void)account;
	*result = (ProviderResult){.outcome = taken && json ? created(json, sid, code)
	                                      : refused     ? refusal(answer->status, code)
	                                                    : SUBMIT_UNKNOWN};
	if (taken && (twilio_is_message(sid) || twilio_is_call(sid)))
		result->provider_id = g_steal_pointer(&sid);
	if (result->outcome == SUBMIT_THROTTLED)
		result->retry_after_s = retry_after(answer);
	result->code = g_strdup_printf("%d%s%s%s%s", answer->status, code ? " " : "", code ? code : "",
	                               words ? " " : "", words ? words : "");
	json_decref(json);
}

/* ---- check ---- */

static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	g_autofree char *path = twilio_path(account, "Balance.json");

	(void)moment, (void)template_code; /* texts need no registration here */
	return twilio_get(account, path, request);
}

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	ProviderResult result = {0};
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	g_autofree char *balance = answer->status == 200 ? wire_json_field(json, "balance") : NULL;
	g_autofree char *currency = wire_json_field(json, "currency");
	char *end = NULL;
	double amount = balance ? g_ascii_strtod(balance, &end) : 0;

	*check = (ProviderCheck){.outcome = SUBMIT_UNKNOWN};
	if (balance && !*end) {
		check->outcome = amount > 0 ? SUBMIT_ACCEPTED : SUBMIT_NO_CREDIT;
		check->words = g_strdup_printf("balance %s %s", balance, currency ? currency : "");
	} else {
		parse_answer(account, answer, &result);
		check->outcome = result.outcome == SUBMIT_ACCEPTED ? SUBMIT_UNKNOWN : result.outcome;
		check->words = g_steal_pointer(&result.code);
		provider_result_clear(&result);
	}
	json_decref(json);
}

const Provider provider_twilio = {
        .name = "twilio",
        .voice = TRUE,
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .build_lookup = twilio_build_lookup,
        .parse_lookup = twilio_parse_lookup,
        /* No time is documented after which the list shows a message; a minute, and again well after that. */
        .lookup_waits_s = {90, 300},
        .absence_proves = TRUE,
        .polls = TWILIO_POLLS,
        .build_poll = twilio_build_poll,
        .parse_poll = twilio_parse_poll,
        .verify = twilio_verify,
        .parse_inbound = twilio_parse_inbound,
        .ack = twilio_ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
