/* Aliyun: short messages (Dysmsapi) and calls that read a text out (Dyvmsapi), both of version 2017-05-25. Texts and
 * spoken texts are registered there and sent by code, so the code and the values go out, never the text.
 *
 * Sources, named beside each rule: "K": the vendor's SDKs run and recorded (tests/data/vectors/aliyun-*.json); "D":
 * pages of help.aliyun.com, document ids 101346 (codes), 419273 and 419277 (SendSms, QuerySendDetails), 434846 (voice);
 * "M": the types of the vendor's SDK dysmsapi20170525 4.6.0. The live service was never asked. */
#include "provider/aliyun.h"

#include <errno.h>
#include <string.h>

#include "provider/china.h"
#include "provider/drivers.h"
#include "provider/sign_aliyun.h"
#include "provider/wire.h"

#define VERSION "2017-05-25"

/* ---- requests ---- */

/* The same account calls from another host: dysmsapi.aliyuncs.com -> dyvmsapi.aliyuncs.com, and so in each region. Any
 * other host (a proxy, a test) serves both. */
static char *base_of(const char *url, gboolean voice)
{
	g_autoptr(GString) base = g_string_new(url ? url : "");

	if (voice)
		g_string_replace(base, "://dysmsapi", "://dyvmsapi", 1);
	if (base->len && base->str[base->len - 1] == '/')
		g_string_truncate(base, base->len - 1);
	return g_string_free(g_steal_pointer(&base), FALSE);
}

static int add_all(GArray *headers, const ProviderParam *all, gsize n)
{
	int r = 0;

	for (gsize i = 0; r == 0 && i < n; i++)
		r = http_headers_add(headers, all[i].name, all[i].value);
	return r;
}

/* As the SDK does: all parameters in the query, an empty body (K). A form body signs as well, but whether the service
 * takes it there nobody has said. The key's secret is in neither. */
static int request_acs3(const ProviderAccount *account, const ProviderMoment *moment, const AliyunCall *call,
                        const char *base, const char *host, HttpRequest *request)
{
	g_autofree char *query = sign_aliyun_query(call->params, call->n);
	g_autofree char *date = wire_utc(moment->now_at, "%Y-%m-%dT%H:%M:%SZ");
	g_autoptr(GArray) headers = http_headers_new();
	const ProviderParam own[] = {{"accept", "application/json"},
	                             {"x-acs-action", call->action},
	                             {"x-acs-version", VERSION},
	                             {"x-acs-date", date},
	                             {"x-acs-signature-nonce", moment->nonce}};
	int r = add_all(headers, own, G_N_ELEMENTS(own));

	if (r == 0)
		r = sign_aliyun_acs3(account->username, account->password, host, query, NULL, headers);
	if (r < 0)
		return r;
	*request = (HttpRequest){.method = g_strdup("POST"),
	                         .url = g_strconcat(base, "/?", query, NULL),
	                         .headers = g_steal_pointer(&headers)};
	return 0;
}

/* As pop-core does: all parameters and the signature in a form body (K). */
static int request_rpc(const ProviderAccount *account, const ProviderMoment *moment, const AliyunCall *call,
                       const char *base, HttpRequest *request)
{
	g_autofree char *date = wire_utc(moment->now_at, "%Y-%m-%dT%H:%M:%SZ");
	const ProviderParam common[] = {{"AccessKeyId", account->username},
	                                {"Action", call->action},
	                                {"Format", "JSON"},
	                                {"SignatureMethod", "HMAC-SHA1"},
	                                {"SignatureNonce", moment->nonce},
	                                {"SignatureVersion", "1.0"},
	                                {"Timestamp", date},
	                                {"Version", VERSION}};
	ProviderParam all[G_N_ELEMENTS(common) + G_N_ELEMENTS(call->params)];
	g_autofree char *query = NULL, *signature = NULL;
	GString *body;

	memcpy(all, common, sizeof(common));
	memcpy(all + G_N_ELEMENTS(common), call->params, call->n * sizeof(ProviderParam));
	query = sign_aliyun_query(all, (guint)G_N_ELEMENTS(common) + call->n);
	signature = sign_aliyun_rpc(account->password, "POST", query);
	body = g_string_new(query);
	http_query_add(body, "Signature", signature);
	*request = (HttpRequest){.method = g_strdup("POST"),
	                         .url = g_strconcat(base, "/", NULL),
	                         .headers = http_headers_new(),
	                         .body = g_string_free_to_bytes(body)};
	return http_headers_add(request->headers, "Content-Type", "application/x-www-form-urlencoded");
}

int aliyun_request(const ProviderAccount *account, const ProviderMoment *moment, const AliyunCall *call,
                   HttpRequest *request)
{
	g_autofree char *base = base_of(account->url, call->voice);
	g_autofree char *host = china_host(base, TRUE);

	if (!host || !account->username || !account->password || !moment->nonce || !*moment->nonce)
		return -EINVAL;
	if (!account->signing || g_str_equal(account->signing, "acs3"))
		return request_acs3(account, moment, call, base, host, request);
	return g_str_equal(account->signing, "rpc") ? request_rpc(account, moment, call, base, request) : -EINVAL;
}

/* ---- submit ---- */

/* The placeholders' names are those of the registered text: ${order}. NULL: a value that is not valid UTF-8, or a name
 * twice. */
static char *values_of(const ProviderSubmit *submit)
{
	json_auto_t *values = json_object();

	for (guint i = 0; i < submit->n_params; i++)
		if (json_object_get(values, submit->params[i].name) ||
		    json_object_set_new(values, submit->params[i].name, json_string(submit->params[i].value)) < 0)
			return NULL;
	return json_dumps(values, JSON_COMPACT);
}

/* One number a call: of several, those that are refused would not be told (D). */
static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	g_autofree char *values = values_of(submit);
	const char *with_values = submit->n_params ? values : NULL;

	if (!values || !submit->template_code || !*submit->ref || !china_is_mobile(submit->to) ||
	    !g_str_has_prefix(submit->template_code, submit->voice ? "TTS_" : "SMS_"))
		return -EINVAL;
	if (submit->voice) {
		const AliyunCall call = {
		        "SingleCallByTts",
		        TRUE,
		        {{"CalledShowNumber", account->caller}, /* none: a number of the provider's (D) */
		         {"CalledNumber", submit->to + 3},
		         {"TtsCode", submit->template_code},
		         {"TtsParam", with_values},
		         {"OutId", submit->ref}},
		        5};

		return aliyun_request(account, &submit->moment, &call, request);
	}
	const AliyunCall call = {"SendSms",
	                         FALSE,
	                         {{"PhoneNumbers", submit->to + 3},
	                          {"SignName", account->sign_name},
	                          {"TemplateCode", submit->template_code},
	                          {"TemplateParam", with_values},
	                          {"OutId", submit->ref}},
	                         5};

	return account->sign_name ? aliyun_request(account, &submit->moment, &call, request) : -EINVAL;
}

/* ---- answer ---- */

/* All "D" unless said. */
static const ChinaCode CODES[] = {
	{"isv.BUSINESS_LIMIT_CONTROL", "分钟级", SUBMIT_THROTTLED, CHINA_MINUTE, 60, TRUE},
	{"isv.BUSINESS_LIMIT_CONTROL", "小时级", SUBMIT_THROTTLED, CHINA_HOUR, 3600, TRUE},
	/* The day rolls: 24 hours. So long too when the words do not say which it was. */
	{"isv.BUSINESS_LIMIT_CONTROL", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 86400, TRUE},
	{"isv.MOBILE_SEND_LIMIT", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 86400, TRUE},
	{"isv.DAY_LIMIT_CONTROL", NULL, SUBMIT_THROTTLED, CHINA_DAY, 86400, FALSE},     /* the account's own cap */
	{"isv.MONTH_LIMIT_CONTROL", NULL, SUBMIT_THROTTLED, CHINA_MONTH, 86400, FALSE}, /* the same */
	{"Throttling", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 10, FALSE},
	{"Throttling.*", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 10, FALSE}, /* .User: K */
	{"isv.MOBILE_NUMBER_ILLEGAL", NULL, SUBMIT_BAD_NUMBER, 0, 0, FALSE},
	{"isv.DOMESTIC_NUMBER_NOT_SUPPORTED", NULL, SUBMIT_BAD_NUMBER, 0, 0, FALSE},
	{"isv.CUSTOMER_REFUSED", NULL, SUBMIT_OPTED_OUT, 0, 0, FALSE},
	{"isv.MOBILE_IN_BLACK", NULL, SUBMIT_OPTED_OUT, 0, 0, FALSE},
	/* A forbidden word or link in a value; others take it for a block of the number: a person looks either way. */
	{"isv.BLACK_KEY_CONTROL_LIMIT", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.SMS_CONTENT_ILLEGAL", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.UNSUPPORTED_CONTENT", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.PARAM_NOT_SUPPORT_URL", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.PARAM_LENGTH_LIMIT", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.TEMPLATE_PARAMS_ILLEGAL", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"isv.AMOUNT_NOT_ENOUGH", NULL, SUBMIT_NO_CREDIT, 0, 0, FALSE},
	{"isv.OUT_OF_SERVICE", NULL, SUBMIT_NO_CREDIT, 0, 0, FALSE},
	{"isv.SMS_SIGNATURE_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.SIGN_NAME_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.SIGN_STATE_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.SMS_SIGN_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.SMS_SIGNATURE_SCENE_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.SMS_TEMPLATE_ILLEGAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.TEMPLATE_MISSING_PARAMETERS", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.INVALID_JSON_PARAM", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.INVALID_PARAMETERS", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.EXTEND_CODE_ERROR", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.MOBILE_COUNT_OVER_LIMIT", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.PRODUCT_UN_SUBSCRIPT", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.PRODUCT_UNSUBSCRIBE", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.ACCOUNT_NOT_EXISTS", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.ACCOUNT_ABNORMAL", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isv.DENY_IP_RANGE", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"isp.RAM_PERMISSION_DENY", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"SignatureDoesNotMatch", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidAccessKeyId.*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidTimeStamp.*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE}, /* our clock, by more than 15 min */
	{"InvalidVersion", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidAction.NotFound", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	/* Each request has a nonce of its own, so somebody between us and them repeated this one: the first may be out.
         */
	{"SignatureNonceUsed", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
	{"isp.SYSTEM_ERROR", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
	{"isp.GATEWAY_ERROR", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
	{"InternalError", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
	{"ServiceUnavailable", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
};

/* A code counts with 200, where refusals come too, and with the statuses that refuse; a redirect or "204" is not
 * Aliyun's. */
static json_t *read_answer(const HttpAnswer *answer, char **code, char **message)
{
	json_t *json =
	        answer->truncated || (answer->status != 200 && answer->status < 400) ? NULL : wire_json(answer->body);

	*code = wire_json_field(json, "Code");
	*message = wire_json_field(json, "Message");
	if (answer->status != 200 && g_strcmp0(*code, "OK") == 0)
		g_clear_pointer(code, g_free);
	return json;
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	g_autofree char *code = NULL, *message = NULL;
	json_auto_t *json = read_answer(answer, &code, &message);
	gint64 wish = wire_epoch(http_headers_get(answer->headers, "x-acs-retry-after"));

	(void)account;
	if (g_strcmp0(code, "OK") == 0) {
		*result = (ProviderResult){.outcome = SUBMIT_ACCEPTED, .code = g_steal_pointer(&code)};
		result->provider_id = wire_json_field(json, "BizId");
		if (!result->provider_id)
			result->provider_id = wire_json_field(json, "CallId");
		return;
	}
	china_refusal(CODES, G_N_ELEMENTS(CODES), code, message, answer, result);
	/* Seconds or milliseconds, nobody has said: the longer wait is the safe one, and the admin's cap ends it. */
	if (result->outcome == SUBMIT_THROTTLED && !result->number_only && wish > 0)
		result->retry_after_s = wish;
}

/* ---- check ---- */

/* The template where there is one for texts, else the signature: each proves key, clock and permission as well. */
static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	const AliyunCall of_template = {"QuerySmsTemplate", FALSE, {{"TemplateCode", template_code}}, 1};
	const AliyunCall of_sign = {"QuerySmsSign", FALSE, {{"SignName", account->sign_name}}, 1};

	if (template_code && g_str_has_prefix(template_code, "SMS_"))
		return aliyun_request(account, moment, &of_template, request);
	return account->sign_name ? aliyun_request(account, moment, &of_sign, request) : -EINVAL;
}

/* TemplateStatus and SignStatus alike (M). */
static const struct {
	const char *status, *words;
} REVIEWS[] = {{"0", "still under review"}, {"1", "approved"}, {"2", "rejected"}, {"10", "withdrawn"}};

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	g_autofree char *code = NULL, *message = NULL, *status = NULL, *reason = NULL;
	json_auto_t *json = read_answer(answer, &code, &message);
	const char *what = json_object_get(json, "SignStatus") ? "signature" : "template", *words = "of unknown status";

	(void)account;
	if (g_strcmp0(code, "OK") != 0) {
		china_check(CODES, G_N_ELEMENTS(CODES), code, message, answer, check);
		return;
	}
	status = wire_json_field(json, *what == 's' ? "SignStatus" : "TemplateStatus");
	reason = wire_json_field(json, "Reason");
	for (gsize i = 0; i < G_N_ELEMENTS(REVIEWS); i++)
		if (g_strcmp0(status, REVIEWS[i].status) == 0)
			words = REVIEWS[i].words;
	check->outcome = g_strcmp0(status, "1") == 0 ? SUBMIT_ACCEPTED : SUBMIT_ACCOUNT_BROKEN;
	check->words = check->outcome == SUBMIT_ACCEPTED || !reason ? g_strdup_printf("%s %s", what, words)
	                                                            : g_strdup_printf("%s %s: %s", what, words, reason);
}

/* D: anything but code 0 is tried again after 1, 5 and 10 minutes. */
static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "application/json", "{\"code\":0,\"msg\":\"OK\"}"};
}

/* Where calls go in the region of China; followup-provider(7). */
static const char *const HOSTS[] = {"dyvmsapi.aliyuncs.com", NULL};

const Provider provider_aliyun = {
        .name = "aliyun",
        .hosts = HOSTS,
        .voice = TRUE,
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .build_lookup = aliyun_build_lookup,
        .parse_lookup = aliyun_parse_lookup,
        .lookup_waits_s = {60, 300}, /* how late a record appears is not documented (D) */
        .absence_proves = TRUE,
        .parse_inbound = aliyun_parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
