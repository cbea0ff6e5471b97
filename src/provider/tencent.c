/* Tencent Cloud: short messages, API 3.0 of version 2021-01-11. Texts are registered there and sent by id, so the id
 * and the values go out, never the text. HTTP says 200 whatever happens; codes come for the whole call or for its
 * number.
 *
 * Sources, named beside each rule: "K": the vendor's SDK run and recorded (tests/data/vectors/tencent-*.json); "D":
 * pages of cloud.tencent.com, documents 382/...; "E": the vendor's list of codes (tencentcloud-sdk-go,
 * sms/v20210111/errors.go); "M": the types of its SDK tencentcloud-sdk-nodejs-sms 4.1.306. The live service was never
 * asked. */
#include "provider/tencent.h"

#include <errno.h>
#include <string.h>

#include "provider/china.h"
#include "provider/drivers.h"
#include "provider/sign_tencent.h"
#include "provider/wire.h"

#define CONTENT_TYPE "application/json"
#define YEAR_S (365 * 86400)

/* ---- requests ---- */

int tencent_request(const ProviderAccount *account, const ProviderMoment *moment, const char *action,
                    const json_t *json, HttpRequest *request)
{
	g_autofree char *host = china_host(account->url, FALSE); /* signed without port (K) */
	g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, moment->now_at);
	g_autofree char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	g_autofree char *authorization = NULL;
	g_autoptr(GArray) headers = http_headers_new();
	g_autoptr(GBytes) body = text ? g_bytes_new(text, strlen(text)) : NULL;
	int r = 0;

	if (!host || !body || !account->username || !account->password || !account->api_region)
		return -EINVAL;
	/* The SDK leaves the action unsigned, the document signs it: then nobody can turn one call into another. */
	authorization = sign_tencent_tc3(&(SignTencent){.key_id = account->username,
	                                                .secret = account->password,
	                                                .service = "sms",
	                                                .host = host,
	                                                .content_type = CONTENT_TYPE,
	                                                .action = action,
	                                                .at = moment->now_at,
	                                                .body = body});
	const struct {
		const char *name, *value;
	} own[] = {{"Content-Type", CONTENT_TYPE},       {"X-TC-Action", action},  {"X-TC-Version", "2021-01-11"},
	           {"X-TC-Region", account->api_region}, {"X-TC-Timestamp", time}, {"Authorization", authorization}};

	for (gsize i = 0; r == 0 && i < G_N_ELEMENTS(own); i++)
		r = http_headers_add(headers, own[i].name, own[i].value);
	if (r < 0)
		return r;
	*request = (HttpRequest){
	        .method = g_strdup("POST"),
	        .url = g_strconcat(account->url, g_str_has_suffix(account->url, "/") ? "" : "/", NULL),
	        .headers = g_steal_pointer(&headers),
	        .body = g_steal_pointer(&body),
	};
	return 0;
}

gboolean tencent_is_number(const char *to)
{
	gsize digits = *to == '+' ? strspn(to + 1, "0123456789") : 0;

	return digits >= 6 && digits <= 15 && !to[1 + digits];
}

static gboolean is_id(const char *text)
{
	return text && *text && strspn(text, "0123456789") == strlen(text);
}

/* The registered text has {1}, {2} ... in place of names, so the values go in the order of the parameters. */
static json_t *values_of(const ProviderSubmit *submit)
{
	json_t *values = json_array();

	for (guint i = 0; i < submit->n_params; i++)
		if (json_array_append_new(values, json_string(submit->params[i].value)) < 0) {
			json_decref(values);
			return NULL; /* not valid UTF-8 */
		}
	return values;
}

/* One number a call, so that there is one code. */
static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	gboolean mainland = g_str_has_prefix(submit->to, "+86");
	json_auto_t *json = NULL;
	json_t *values;

	/* A signature is a must in the mainland, a sender's name there is only abroad (D). */
	if (submit->voice || !is_id(submit->template_code) || !tencent_is_number(submit->to) || !account->account ||
	    (mainland && (!account->sign_name || !china_is_mobile(submit->to))) || !*submit->ref)
		return -EINVAL;
	values = values_of(submit);
	if (!values)
		return -EINVAL;
	json = json_pack("{s:[s], s:s, s:s, s:s*, s:o, s:s, s:s*}", "PhoneNumberSet", submit->to, "SmsSdkAppId",
	                 account->account, "TemplateId", submit->template_code, "SignName", account->sign_name,
	                 "TemplateParamSet", values, "SessionContext", submit->ref, "SenderId",
	                 mainland ? NULL : account->sender);
	return tencent_request(account, &submit->moment, "SendSms", json, request);
}

/* ---- answer ---- */

#define PHONE_DAY CHINA_DAY, 86400, TRUE

/* "E" unless said. */
static const ChinaCode CODES[] = {
	{"LimitExceeded.PhoneNumberThirtySecondLimit", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 30, TRUE},
	{"LimitExceeded.PhoneNumberOneHourLimit", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 3600, TRUE},
	{"LimitExceeded.PhoneNumberDailyLimit", NULL, SUBMIT_THROTTLED, PHONE_DAY},
	{"LimitExceeded.PhoneNumberSameContentDailyLimit", NULL, SUBMIT_THROTTLED, PHONE_DAY},
	/* The account's own rule for a number, set in the console: its length is not told. */
	{"LimitExceeded.DeliveryFrequencyLimit", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 30, TRUE},
	{"LimitExceeded.AppDailyLimit", NULL, SUBMIT_THROTTLED, CHINA_DAY, 86400, FALSE}, /* the account's own cap */
	{"LimitExceeded.DailyLimit", NULL, SUBMIT_THROTTLED, CHINA_DAY, 86400, FALSE},    /* the same, abroad */
	{"LimitExceeded.AppMainlandChinaDailyLimit", NULL, SUBMIT_THROTTLED, CHINA_DAY, 86400, FALSE}, /* D */
	{"RequestLimitExceeded", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 1, FALSE},
	{"RequestLimitExceeded.*", NULL, SUBMIT_THROTTLED, CHINA_FIXED, 1, FALSE}, /* D */
	{"FailedOperation.MarketingSendTimeConstraint", NULL, SUBMIT_QUIET_BY_PROVIDER, CHINA_OPENING, 0, FALSE},
	{"InvalidParameterValue.IncorrectPhoneNumber", NULL, SUBMIT_BAD_NUMBER, 0, 0, FALSE},
	{"UnsupportedOperation.UnsuportedRegion", NULL, SUBMIT_BAD_NUMBER, 0, 0, FALSE}, /* their spelling */
	{"FailedOperation.PhoneNumberInBlacklist", NULL, SUBMIT_OPTED_OUT, 0, 0, FALSE},
	{"FailedOperation.InsufficientBalanceInSmsPackage", NULL, SUBMIT_NO_CREDIT, 0, 0, FALSE},
	{"UnauthorizedOperation.SerivceSuspendDueToArrears", NULL, SUBMIT_NO_CREDIT, 0, 0, FALSE}, /* their spelling */
	{"UnauthorizedOperation.ServiceSuspendDueToArrears", NULL, SUBMIT_NO_CREDIT, 0, 0,
         FALSE}, /* should they mend it */
	{"FailedOperation.ContainSensitiveWord", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"InvalidParameter.DirtyWordFound", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"InvalidParameterValue.ContentLengthLimit", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"InvalidParameterValue.TemplateParameterFormatError", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"InvalidParameterValue.TemplateParameterLengthLimit", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", NULL, SUBMIT_REJECTED_CONTENT, 0, 0, FALSE},
	{"FailedOperation.SignatureIncorrectOrUnapproved", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.TemplateIncorrectOrUnapproved", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.TemplateUnapprovedOrNotExist", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},             /* D */
	{"FailedOperation.TemplateParamSetNotMatchApprovedTemplate", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE}, /* D */
	{"FailedOperation.FailResolvePacket", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.JsonParseFail", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.MissingSignatureList", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.MissingTemplateList", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"FailedOperation.NotEnterpriseCertification", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidParameter", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidParameter.AppidAndBizId", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidParameter.InvalidParameters", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InvalidParameterValue.*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"LimitExceeded.PhoneNumberCountLimit", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"MissingParameter*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"AuthFailure.*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0,
         FALSE}, /* D; SignatureExpire: our clock, by more than 5 min */
	{"UnauthorizedOperation*", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InternalError.RequestTimeException", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0,
         FALSE}, /* our clock, by more than 10 min */
	{"InternalError.SigVerificationFail", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InternalError.SigFieldMissing", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InternalError.JsonParseFail", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	{"InternalError.RestApiInterfaceNotExist", NULL, SUBMIT_ACCOUNT_BROKEN, 0, 0, FALSE},
	/* .Timeout, .SendAndRecvFail, .OtherError, .UnknownError and whatever else broke: it may be out. */
	{"InternalError*", NULL, SUBMIT_UNKNOWN, 0, 0, FALSE},
};

SubmitOutcome tencent_outcome(const char *code, const char *message)
{
	const HttpAnswer answer = {.status = 200};
	ProviderResult result;
	SubmitOutcome outcome;

	china_refusal(CODES, G_N_ELEMENTS(CODES), code, message, &answer, &result);
	outcome = result.outcome;
	provider_result_clear(&result);
	return outcome;
}

json_t *tencent_answer(const HttpAnswer *answer, char **code, char **message)
{
	/* Always 200 (D): anything else, with whatever body, is not from the API but from before it. */
	json_t *json = answer->truncated || answer->status != 200 ? NULL : wire_json(answer->body);

	*code = wire_json_field(json, "Response/Error/Code");
	*message = wire_json_field(json, "Response/Error/Message");
	return json;
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	g_autofree char *code = NULL, *message = NULL, *id = NULL;
	json_auto_t *json = tencent_answer(answer, &code, &message);

	(void)account;
	if (!code) {
		g_free(message); /* an error without a code has said nothing */
		code = wire_json_field(json, "Response/SendStatusSet/0/Code");
		message = wire_json_field(json, "Response/SendStatusSet/0/Message");
		id = wire_json_field(json, "Response/SendStatusSet/0/SerialNo");
	}
	if (g_strcmp0(code, "Ok") == 0)
		*result = (ProviderResult){.outcome = SUBMIT_ACCEPTED,
		                           .provider_id = g_steal_pointer(&id),
		                           .code = g_steal_pointer(&code)};
	else
		china_refusal(CODES, G_N_ELEMENTS(CODES), code, message, answer, result);
}

/* ---- check ---- */

/* Hours of China's clock, "2026031409": the end must lie before now (M). */
static char *hour_of(int64_t at)
{
	return wire_utc(at + CHINA_OFFSET_S, "%Y%m%d%H");
}

/* The template's approval where there is one, else what is left of the texts paid for; that needs the app's id as well.
 */
static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	g_autofree char *begin = hour_of(moment->now_at - YEAR_S), *end = hour_of(moment->now_at - 3600);
	json_auto_t *json = NULL;
	guint64 id;

	if (template_code) {
		if (!g_ascii_string_to_unsigned(template_code, 10, 1, G_MAXINT64, &id, NULL))
			return -EINVAL;
		json = json_pack("{s:[I], s:i}", "TemplateIdSet", (json_int_t)id, "International", 0);
		return tencent_request(account, moment, "DescribeSmsTemplateList", json, request);
	}
	json = json_pack("{s:s, s:i, s:i, s:s, s:s}", "SmsSdkAppId", account->account ? account->account : "", "Limit",
	                 500, "Offset", 0, "BeginTime", begin, "EndTime", end);
	return account->account ? tencent_request(account, moment, "SmsPackagesStatistics", json, request) : -EINVAL;
}

/* StatusCode of a template; it can be used with 0 alone (M). */
static const struct {
	const char *status, *words;
} REVIEWS[] = {{"0", "template approved"},
               {"1", "template still under review"},
               {"2", "template approved, but not yet in force"},
               {"-1", "template rejected"}};

static void check_template(const json_t *templates, ProviderCheck *check)
{
	g_autofree char *status = wire_json_field(templates, "0/StatusCode"),
	                *reply = wire_json_field(templates, "0/ReviewReply");
	const char *words = status ? "template of unknown status" : "no such template for the mainland";

	for (gsize i = 0; i < G_N_ELEMENTS(REVIEWS); i++)
		if (g_strcmp0(status, REVIEWS[i].status) == 0)
			words = REVIEWS[i].words;
	check->outcome = g_strcmp0(status, "0") == 0 ? SUBMIT_ACCEPTED : SUBMIT_ACCOUNT_BROKEN;
	check->words =
	        check->outcome == SUBMIT_ACCEPTED || !reply ? g_strdup(words) : g_strconcat(words, ": ", reply, NULL);
}

static int64_t number_of(const json_t *json, const char *name)
{
	return CLAMP(json_integer_value(json_object_get(json, name)), 0, G_MAXUINT32);
}

static void check_packages(const json_t *packages, int64_t now_at, ProviderCheck *check)
{
	const json_t *package;
	int64_t left = 0;
	size_t i;

	json_array_foreach(packages, i, package)
	{
		int64_t expires_at = number_of(package, "PackageExpiredTime");

		if (expires_at == 0 || expires_at > now_at)
			left += number_of(package, "PackageAmount") - number_of(package, "CurrentUsage");
	}
	check->outcome = SUBMIT_ACCEPTED;
	check->words = g_strdup_printf("%" G_GINT64_FORMAT " texts left in the packages of a year", left);
}

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	g_autofree char *code = NULL, *message = NULL;
	json_auto_t *json = tencent_answer(answer, &code, &message);
	const json_t *response = json_object_get(json, "Response");
	const json_t *templates = json_object_get(response, "DescribeTemplateStatusSet");
	const json_t *packages = json_object_get(response, "SmsPackagesStatisticsSet");

	(void)account;
	if (!code && json_is_array(templates))
		check_template(templates, check);
	else if (!code && json_is_array(packages))
		check_packages(packages, china_answer_at(answer), check);
	else
		china_check(CODES, G_N_ELEMENTS(CODES), code, message, answer, check);
}

static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "application/json", "{\"result\":0,\"errmsg\":\"OK\"}"}; /* D */
}

static const char *const POLLS[] = {"reports", "replies", NULL};

const Provider provider_tencent = {
        .name = "tencent",
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .build_lookup = tencent_build_lookup,
        .parse_lookup = tencent_parse_lookup,
        .lookup_waits_s = {60, 300}, /* how late a record appears is not documented (D) */
        .absence_proves = FALSE,     /* a record bears no reference of ours: what is not found may only be not ours */
        .polls = POLLS,
        .build_poll = tencent_build_poll,
        .parse_poll = tencent_parse_poll,
        .parse_inbound = tencent_parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
