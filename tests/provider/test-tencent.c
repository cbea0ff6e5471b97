/* The Tencent driver: its signature against the vendor's vectors, what it puts on the wire, what it makes of answers.
 */
#include <errno.h>
#include <string.h>

#include "provider/broken.h"
#include "provider/provider.h"
#include "provider/sign_tencent.h"
#include "provider/vectors.h"

#define NOW 1773450123 /* 2026-03-14T01:02:03Z, the vectors' moment: 09:02:03 in China */
#define DATE "Sat, 14 Mar 2026 01:02:03 GMT"

static const ProviderAccount ACCOUNT = {.id = "tc",
                                        .url = "https://sms.tencentcloudapi.com",
                                        .username = "AKIDtestsecretid0000000000000000000",
                                        .password = "testSecretKey0000000000000000000",
                                        .account = "1400006666",
                                        .sign_name = "腾讯云",
                                        .api_region = "ap-guangzhou",
                                        .sender = "SHOP"};
static const ProviderParam PARAMS[] = {{"name", "张三"}, {"order", "A-1 & \"2\""}};
static const ProviderSubmit SUBMIT = {.moment = {NOW, "n"},
                                      .to = "+8613800138000",
                                      .text = "t",
                                      .ref = "case7-1-a1",
                                      .template_code = "1110",
                                      .params = PARAMS,
                                      .n_params = 2};

static const Provider *tencent(void)
{
	return provider_find("tencent");
}

/* ---- signature ---- */

START_TEST(tc3_vectors)
{
	json_auto_t *file = vectors_load("tencent-tc3-hmac-sha256.json");
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		const char *name = vectors_text(row, "name"), *text = vectors_text(row, "body");
		g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));
		const char *canonical = vectors_text(row, "canonical_request");
		/* The names of actions stand in the notes alone; lower case signs the same. */
		const char *mark = strstr(canonical, "x-tc-action:");
		g_autofree char *action = mark ? g_strndup(mark + 12, strcspn(mark + 12, "\n")) : NULL;
		g_autofree char *got =
		        sign_tencent_tc3(&(SignTencent){.key_id = vectors_text(row, "secret_id"),
		                                        .secret = vectors_text(row, "secret_key"),
		                                        .service = vectors_text(row, "service"),
		                                        .host = vectors_text(row, "host"),
		                                        .content_type = vectors_text(row, "content_type"),
		                                        .action = action,
		                                        .at = json_integer_value(json_object_get(row, "timestamp")),
		                                        .body = body});

		row_str(name, got, vectors_text(row, "expected_authorization"));
	}
	ck_assert_uint_eq(i, 7);
}
END_TEST

static const char *recorded_header(const json_t *row, const char *name)
{
	json_t *header;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(row, "request"), "headers"), i,
	                   header) if (g_ascii_strcasecmp(json_string_value(json_array_get(header, 0)), name) ==
	                               0) return json_string_value(json_array_get(header, 1));
	return NULL;
}

static char *signed_as_the_sdk(const char *body)
{
	g_autoptr(GBytes) bytes = g_bytes_new(body, strlen(body));

	return sign_tencent_tc3(&(SignTencent){.key_id = ACCOUNT.username,
	                                       .secret = ACCOUNT.password,
	                                       .service = "sms",
	                                       .host = "sms.tencentcloudapi.com",
	                                       .content_type = "application/json",
	                                       .at = NOW,
	                                       .body = bytes});
}

START_TEST(wire_vectors_are_signed_alike)
{
	json_auto_t *file = vectors_load("tencent-wire.json");
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		g_autofree char *got = signed_as_the_sdk(vectors_text(row, "request/body"));

		row_str(vectors_text(row, "name"), got, recorded_header(row, "Authorization"));
	}
	ck_assert_uint_eq(i, 5);
}
END_TEST

/* ---- requests against the recorded ones ---- */

static int build_send(HttpRequest *request)
{
	return tencent()->build_submit(&ACCOUNT, &SUBMIT, request);
}

static int build_reports(HttpRequest *request)
{
	return tencent()->build_poll(&ACCOUNT, &(ProviderPoll){.moment = {NOW, "n"}, .kind = "reports"}, request);
}

static int build_replies(HttpRequest *request)
{
	return tencent()->build_poll(&ACCOUNT, &(ProviderPoll){.moment = {NOW, "n"}, .kind = "replies"}, request);
}

static int build_records(HttpRequest *request)
{
	return tencent()->build_lookup(
	        &ACCOUNT,
	        &(ProviderLookup){.moment = {NOW, "n"}, .to = "+8613800138000", .ref = "r", .started_at = 1773446700},
	        request);
}

/* Headers are equal but for Authorization, which signs X-TC-Action too: taken out, it is the SDK's.
 * PullSmsSendStatusByPhoneNumber is a call the driver does not make: what it finds, DescribeSendRecordList finds
 * sooner. */
static const struct {
	const char *name;
	int (*build)(HttpRequest *request);
	const char *more; /* what our body has beyond theirs, before its end */
} WIRE[] = {
	{"SendSms", build_send, NULL},
	{"PullSmsSendStatus", build_reports, NULL},
	{"PullSmsReplyStatus", build_replies, NULL},
	{"DescribeSendRecordList", build_records, ",\"Limit\":50"}, /* theirs takes the default, 20 */
};

START_TEST(requests_are_the_recorded_ones)
{
	static const char *const SAME[] = {"X-TC-Action", "X-TC-Region", "X-TC-Timestamp", "X-TC-Version",
	                                   "Content-Type"};
	json_auto_t *file = vectors_load("tencent-wire.json");
	json_t *row = vectors_case(file, WIRE[_i].name);
	const char *theirs = vectors_text(row, "request/body");
	g_autoptr(GString) want = g_string_new(theirs);
	g_autofree char *body = NULL, *signature = NULL;
	HttpRequest request = {0};

	row_int(WIRE[_i].name, WIRE[_i].build(&request), 0);
	row_str(WIRE[_i].name, request.method, "POST");
	row_str(WIRE[_i].name, request.url, "https://sms.tencentcloudapi.com/");
	for (gsize i = 0; i < G_N_ELEMENTS(SAME); i++)
		row_str(SAME[i], http_headers_get(request.headers, SAME[i]), recorded_header(row, SAME[i]));
	if (WIRE[_i].more)
		g_string_insert(want, (gssize)want->len - 1, WIRE[_i].more);
	body = vectors_body(&request);
	row_str(WIRE[_i].name, body, want->str);
	signature = sign_tencent_tc3(&(SignTencent){.key_id = ACCOUNT.username,
	                                            .secret = ACCOUNT.password,
	                                            .service = "sms",
	                                            .host = "sms.tencentcloudapi.com",
	                                            .content_type = "application/json",
	                                            .action = WIRE[_i].name,
	                                            .at = NOW,
	                                            .body = request.body});
	row_str(WIRE[_i].name, http_headers_get(request.headers, "Authorization"), signature);
	ck_assert(strstr(signature, "SignedHeaders=content-type;host;x-tc-action,"));
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *name;
	gsize account_field, submit_field; /* SIZE_MAX: none */
	const char *value;
	int want;
} CHANGED[] = {
#define NONE SIZE_MAX
#define ACC(f) offsetof(ProviderAccount, f), NONE
#define SUB(f) NONE, offsetof(ProviderSubmit, f)
	{"no template id", SUB(template_code), NULL, -EINVAL},
	{"empty template id", SUB(template_code), "", -EINVAL},
	{"a code of another provider", SUB(template_code), "SMS_1", -EINVAL},
	{"number without plus", SUB(to), "8613800138000", -EINVAL},
	{"number too short", SUB(to), "+12345", -EINVAL},
	{"number too long", SUB(to), "+1234567890123456", -EINVAL},
	{"two numbers", SUB(to), "+8613800138000,+8613800138001", -EINVAL},
	{"a landline of the mainland", SUB(to), "+865711234567", -EINVAL},
	{"abroad", SUB(to), "+85261234567", 0},
	{"no reference", SUB(ref), "", -EINVAL},
	{"broken UTF-8 in the signature", ACC(sign_name), "\xff", -EINVAL},
	{"no signature for the mainland", ACC(sign_name), NULL, -EINVAL},
	{"no app id", ACC(account), NULL, -EINVAL},
	{"no region", ACC(api_region), NULL, -EINVAL},
	{"a region with a line end", ACC(api_region), "ap\r\nX-Evil: 1", -EINVAL},
	{"no key", ACC(username), NULL, -EINVAL},
	{"no secret", ACC(password), NULL, -EINVAL},
	{"a key with a line end", ACC(username), "a\nb", -EINVAL},
	{"an address with a path", ACC(url), "https://sms.tencentcloudapi.com/x", -EINVAL},
	{"no address", ACC(url), NULL, -EINVAL},
};

START_TEST(refuses)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	if (CHANGED[_i].account_field != NONE)
		*(const char **)((char *)&account + CHANGED[_i].account_field) = CHANGED[_i].value;
	else
		*(const char **)((char *)&submit + CHANGED[_i].submit_field) = CHANGED[_i].value;
	row_int(CHANGED[_i].name, tencent()->build_submit(&account, &submit, &request), CHANGED[_i].want);
	http_request_clear(&request);
}
END_TEST

static const char *const HOSTILE[] = {"\"],\"x\":[\"", "\\",   "a\nb\r\nc", "😀&=%+#",
                                      "\xe2\x80\xa8",  "\x01", "",          "'; --"};

START_TEST(hostile_values_stay_values)
{
	const ProviderParam params[] = {{"name", HOSTILE[_i]}, {"order", "1"}};
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;
	json_auto_t *json = NULL;
	const json_t *values;

	submit.params = params;
	ck_assert_int_eq(tencent()->build_submit(&ACCOUNT, &submit, &request), 0);
	body = vectors_body(&request);
	json = json_loads(body, 0, NULL);
	values = json_object_get(json, "TemplateParamSet");
	ck_assert_uint_eq(json_object_size(json), 6);
	ck_assert_uint_eq(json_array_size(values), 2);
	row_str(HOSTILE[_i], json_string_value(json_array_get(values, 0)), HOSTILE[_i]);
	http_request_clear(&request);
}
END_TEST

START_TEST(edges_of_a_submit)
{
	const ProviderParam broken[] = {{"name", "\xff"}};
	ProviderSubmit submit = SUBMIT;
	ProviderAccount account = ACCOUNT;
	HttpRequest request = {0};
	g_autofree char *body = NULL, *abroad = NULL;

	submit.params = broken;
	submit.n_params = 1;
	ck_assert_int_eq(tencent()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	submit.n_params = 0;
	ck_assert_int_eq(tencent()->build_submit(&ACCOUNT, &submit, &request), 0);
	body = vectors_body(&request);
	ck_assert(strstr(body, "\"TemplateParamSet\":[]"));
	ck_assert_ptr_null(strstr(body, "SenderId"));
	http_request_clear(&request);
	submit.to = "+85261234567"; /* there a sender's name is taken, and no signature needed */
	account.sign_name = NULL;
	account.url = "http://127.0.0.1:9/";
	ck_assert_int_eq(tencent()->build_submit(&account, &submit, &request), 0);
	abroad = vectors_body(&request);
	ck_assert(strstr(abroad, "\"SenderId\":\"SHOP\"") && !strstr(abroad, "SignName"));
	ck_assert_str_eq(request.url, "http://127.0.0.1:9/");
	http_request_clear(&request);
	submit.voice = TRUE;
	ck_assert_int_eq(tencent()->build_submit(&account, &submit, &request), -EINVAL);
}
END_TEST

/* ---- answers ---- */

#define ERROR_OF(code) "{\"Response\":{\"Error\":{\"Code\":\"" code "\",\"Message\":\"m\"},\"RequestId\":\"r\"}}"
#define STATUS_OF(code)                                                                                                \
	"{\"Response\":{\"SendStatusSet\":[{\"SerialNo\":\"\",\"PhoneNumber\":\"+8613800138000\",\"Fee\":0,"           \
	"\"SessionContext\":\"case7-1-a1\",\"Code\":\"" code                                                           \
	"\",\"Message\":\"m\",\"IsoCode\":\"CN\"}],\"RequestId\":\"r\"}}"
#define TAKEN                                                                                                          \
	"{\"Response\":{\"SendStatusSet\":[{\"SerialNo\":\"5000:1045\",\"Code\":\"Ok\",\"Message\":\"send "            \
	"success\"}]}}"

static const struct {
	const char *name;
	int status;
	const char *date, *body;
	SubmitOutcome outcome;
	const char *id, *code;
	int64_t retry_after_s;
	gboolean number_only;
	int64_t open_at;
} ANSWERS[] = {
	{"accepted", 200, DATE, TAKEN, SUBMIT_ACCEPTED, "5000:1045", "Ok", 0, FALSE, 0},
	{"30 s a number", 200, DATE, STATUS_OF("LimitExceeded.PhoneNumberThirtySecondLimit"), SUBMIT_THROTTLED, NULL,
	 "LimitExceeded.PhoneNumberThirtySecondLimit m", 30, TRUE, 0},
	{"an hour a number", 200, DATE, STATUS_OF("LimitExceeded.PhoneNumberOneHourLimit"), SUBMIT_THROTTLED, NULL,
	 "LimitExceeded.PhoneNumberOneHourLimit m", 3600, TRUE, 0},
	{"a day a number ends at midnight in China", 200, DATE, STATUS_OF("LimitExceeded.PhoneNumberDailyLimit"),
	 SUBMIT_THROTTLED, NULL, "LimitExceeded.PhoneNumberDailyLimit m", 14 * 3600 + 57 * 60 + 57, TRUE, 0},
	{"a day without a time", 200, NULL, STATUS_OF("LimitExceeded.PhoneNumberSameContentDailyLimit"),
	 SUBMIT_THROTTLED, NULL, "LimitExceeded.PhoneNumberSameContentDailyLimit m", 86400, TRUE, 0},
	{"the account's own rule", 200, DATE, STATUS_OF("LimitExceeded.DeliveryFrequencyLimit"), SUBMIT_THROTTLED, NULL,
	 "LimitExceeded.DeliveryFrequencyLimit m", 30, TRUE, 0},
	{"the account's day", 200, DATE, STATUS_OF("LimitExceeded.AppDailyLimit"), SUBMIT_THROTTLED, NULL,
	 "LimitExceeded.AppDailyLimit m", 14 * 3600 + 57 * 60 + 57, FALSE, 0},
	{"rate", 200, DATE, ERROR_OF("RequestLimitExceeded.UinLimitExceeded"), SUBMIT_THROTTLED, NULL,
	 "RequestLimitExceeded.UinLimitExceeded m", 1, FALSE, 0},
	{"marketing hours", 200, "Sat, 14 Mar 2026 14:30:00 GMT",
	 STATUS_OF("FailedOperation.MarketingSendTimeConstraint"), SUBMIT_QUIET_BY_PROVIDER, NULL,
	 "FailedOperation.MarketingSendTimeConstraint m", 0, FALSE, 1773532800},
	{"marketing hours without a time", 200, NULL, STATUS_OF("FailedOperation.MarketingSendTimeConstraint"),
	 SUBMIT_QUIET_BY_PROVIDER, NULL, "FailedOperation.MarketingSendTimeConstraint m", 0, FALSE, 0},
	{"bad number", 200, NULL, STATUS_OF("InvalidParameterValue.IncorrectPhoneNumber"), SUBMIT_BAD_NUMBER, NULL,
	 "InvalidParameterValue.IncorrectPhoneNumber m", 0, FALSE, 0},
	{"country not served", 200, NULL, STATUS_OF("UnsupportedOperation.UnsuportedRegion"), SUBMIT_BAD_NUMBER, NULL,
	 "UnsupportedOperation.UnsuportedRegion m", 0, FALSE, 0},
	{"opted out", 200, NULL, STATUS_OF("FailedOperation.PhoneNumberInBlacklist"), SUBMIT_OPTED_OUT, NULL,
	 "FailedOperation.PhoneNumberInBlacklist m", 0, FALSE, 0},
	{"no money", 200, NULL, STATUS_OF("FailedOperation.InsufficientBalanceInSmsPackage"), SUBMIT_NO_CREDIT, NULL,
	 "FailedOperation.InsufficientBalanceInSmsPackage m", 0, FALSE, 0},
	{"arrears before other refusals of permission", 200, NULL,
	 ERROR_OF("UnauthorizedOperation.SerivceSuspendDueToArrears"), SUBMIT_NO_CREDIT, NULL,
	 "UnauthorizedOperation.SerivceSuspendDueToArrears m", 0, FALSE, 0},
	{"content", 200, NULL, STATUS_OF("FailedOperation.ContainSensitiveWord"), SUBMIT_REJECTED_CONTENT, NULL,
	 "FailedOperation.ContainSensitiveWord m", 0, FALSE, 0},
	{"a value too long, before other wrong values", 200, NULL,
	 STATUS_OF("InvalidParameterValue.TemplateParameterLengthLimit"), SUBMIT_REJECTED_CONTENT, NULL,
	 "InvalidParameterValue.TemplateParameterLengthLimit m", 0, FALSE, 0},
	{"wrong secret", 200, NULL, ERROR_OF("AuthFailure.SignatureFailure"), SUBMIT_ACCOUNT_BROKEN, NULL,
	 "AuthFailure.SignatureFailure m", 0, FALSE, 0},
	{"other wrong values", 200, NULL, ERROR_OF("InvalidParameterValue.SdkAppIdNotExist"), SUBMIT_ACCOUNT_BROKEN,
	 NULL, "InvalidParameterValue.SdkAppIdNotExist m", 0, FALSE, 0},
	{"no permission", 200, NULL, ERROR_OF("UnauthorizedOperation.RequestIpNotInWhitelist"), SUBMIT_ACCOUNT_BROKEN,
	 NULL, "UnauthorizedOperation.RequestIpNotInWhitelist m", 0, FALSE, 0},
	{"our clock, before other internal errors", 200, NULL, ERROR_OF("InternalError.RequestTimeException"),
	 SUBMIT_ACCOUNT_BROKEN, NULL, "InternalError.RequestTimeException m", 0, FALSE, 0},
	{"their time ran out", 200, NULL, STATUS_OF("InternalError.Timeout"), SUBMIT_UNKNOWN, NULL,
	 "InternalError.Timeout m", 0, FALSE, 0},
	{"internal and of no row", 200, NULL, ERROR_OF("InternalError"), SUBMIT_UNKNOWN, NULL, "InternalError m", 0,
         FALSE, 0},
	{"a code of no row", 200, NULL, STATUS_OF("FailedOperation.OtherError"), SUBMIT_UNKNOWN_CODE, NULL,
	 "FailedOperation.OtherError m", 0, FALSE, 0},
	{"letters of another case are another code", 200, NULL, STATUS_OF("OK"), SUBMIT_UNKNOWN_CODE, NULL, "OK m", 0,
         FALSE, 0},
	{"an error beside a success", 200, NULL,
	 "{\"Response\":{\"Error\":{\"Code\":\"InternalError\"},\"SendStatusSet\":[{\"Code\":\"Ok\"}]}}",
	 SUBMIT_UNKNOWN, NULL, "InternalError", 0, FALSE, 0},
	{"an empty set", 200, NULL, "{\"Response\":{\"SendStatusSet\":[]}}", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE, 0},
	{"no answer inside", 200, NULL, "{\"Code\":\"Ok\"}", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE, 0},
	{"cut JSON", 200, NULL, "{\"Response\":{\"SendStatusSet\":[{\"Code\":\"Ok\"", SUBMIT_UNKNOWN, NULL, "200", 0,
         FALSE, 0},
	{"a page", 200, NULL, "<html>", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE, 0},
	{"nothing", 200, NULL, "", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE, 0},
	{"204", 204, NULL, "", SUBMIT_UNKNOWN, NULL, "204", 0, FALSE, 0},
	{"success in an error", 500, NULL, TAKEN, SUBMIT_UNKNOWN, NULL, "500", 0, FALSE, 0},
	{"refusal in an error, which they never send", 403, NULL, ERROR_OF("AuthFailure.X"), SUBMIT_UNKNOWN, NULL,
	 "403", 0, FALSE, 0},
	{"a redirect with a body", 302, NULL, TAKEN, SUBMIT_UNKNOWN, NULL, "302", 0, FALSE, 0},
};

static HttpAnswer answer_of(int status, const char *date, const char *body)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = status,
	                     .headers = http_headers_new(),
	                     .body = g_bytes_new(body, strlen(body))};

	if (date)
		ck_assert_int_eq(http_headers_add(answer.headers, "Date", date), 0);
	return answer;
}

START_TEST(answer)
{
	const char *name = ANSWERS[_i].name;
	HttpAnswer got = answer_of(ANSWERS[_i].status, ANSWERS[_i].date, ANSWERS[_i].body);
	ProviderResult result;

	tencent()->parse_answer(&ACCOUNT, &got, &result);
	row_int(name, result.outcome, ANSWERS[_i].outcome);
	row_str(name, result.provider_id, ANSWERS[_i].id);
	row_str(name, result.code, ANSWERS[_i].code);
	row_int(name, result.retry_after_s, ANSWERS[_i].retry_after_s);
	row_int(name, result.number_only, ANSWERS[_i].number_only);
	row_int(name, result.open_at, ANSWERS[_i].open_at);
	provider_result_clear(&result);
	got.truncated = TRUE;
	tencent()->parse_answer(&ACCOUNT, &got, &result);
	row_int(name, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
	http_answer_clear(&got);
}
END_TEST

/* ---- check ---- */

#define TEMPLATES(items) "{\"Response\":{\"DescribeTemplateStatusSet\":[" items "]}}"

static const struct {
	const char *name;
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *words;
} CHECKS[] = {
	{"approved", 200, TEMPLATES("{\"StatusCode\":0,\"ReviewReply\":\"\"}"), SUBMIT_ACCEPTED, "template approved"},
	{"rejected", 200, TEMPLATES("{\"StatusCode\":-1,\"ReviewReply\":\"why\"}"), SUBMIT_ACCOUNT_BROKEN,
	 "template rejected: why"},
	{"not yet in force", 200, TEMPLATES("{\"StatusCode\":2}"), SUBMIT_ACCOUNT_BROKEN,
	 "template approved, but not yet in force"},
	{"unknown to them", 200, TEMPLATES(""), SUBMIT_ACCOUNT_BROKEN, "no such template for the mainland"},
	{"packages, those that have run out left out", 200,
	 "{\"Response\":{\"SmsPackagesStatisticsSet\":[{\"PackageAmount\":1000,\"CurrentUsage\":400,"
	 "\"PackageExpiredTime\":1900000000},"
	 "{\"PackageAmount\":500,\"CurrentUsage\":1,\"PackageExpiredTime\":1700000000}]}}",
	 SUBMIT_ACCEPTED, "600 texts left in the packages of a year"},
	{"wrong secret", 200, ERROR_OF("AuthFailure.SignatureFailure"), SUBMIT_ACCOUNT_BROKEN,
	 "AuthFailure.SignatureFailure m"},
	{"clock", 200, ERROR_OF("AuthFailure.SignatureExpire"), SUBMIT_ACCOUNT_BROKEN,
	 "AuthFailure.SignatureExpire m (the clock of this machine is off; the provider's says " DATE ")"},
	{"a page", 502, "<html>", SUBMIT_UNKNOWN, "502"},
	{"an answer to something else", 200, "{\"Response\":{}}", SUBMIT_UNKNOWN, "200"},
};

START_TEST(check)
{
	HttpAnswer got = answer_of(CHECKS[_i].status, DATE, CHECKS[_i].body);
	ProviderCheck result = {0};

	tencent()->parse_check(&ACCOUNT, &got, &result);
	row_int(CHECKS[_i].name, result.outcome, CHECKS[_i].outcome);
	row_str(CHECKS[_i].name, result.words, CHECKS[_i].words);
	g_free(result.words);
	http_answer_clear(&got);
}
END_TEST

START_TEST(check_asks_for_the_template_or_the_packages)
{
	const struct {
		const char *code, *action, *body;
		int want;
	} rows[] = {{"1110", "DescribeSmsTemplateList", "{\"TemplateIdSet\":[1110],\"International\":0}", 0},
	            {NULL, "SmsPackagesStatistics",
	             "{\"SmsSdkAppId\":\"1400006666\",\"Limit\":500,\"Offset\":0,\"BeginTime\":\"2025031409\","
	             "\"EndTime\":\"2026031408\"}",
	             0},
	            {"SMS_1", NULL, NULL, -EINVAL}};
	HttpRequest request = {0};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = NULL;

		ck_assert_int_eq(tencent()->build_check(&ACCOUNT, &SUBMIT.moment, rows[i].code, &request),
		                 rows[i].want);
		if (rows[i].want < 0)
			continue;
		body = vectors_body(&request);
		row_str(rows[i].action, http_headers_get(request.headers, "X-TC-Action"), rows[i].action);
		row_str(rows[i].action, body, rows[i].body);
		http_request_clear(&request);
	}
}
END_TEST

static void feed(GBytes *body, gboolean cut)
{
	broken_answer(tencent(), &ACCOUNT, body, cut);
}

START_TEST(broken_answers)
{
	broken_each(TAKEN, feed);
	broken_each(ERROR_OF("AuthFailure.SignatureFailure"), feed);
	broken_each(TEMPLATES("{\"StatusCode\":0,\"ReviewReply\":\"\"}"), feed);
	broken_each("{\"Response\":{\"SmsPackagesStatisticsSet\":[{\"PackageAmount\":1000,\"CurrentUsage\":400}]}}",
	            feed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tencent");
	TCase *tc = tcase_create("all");

	tcase_add_test(tc, tc3_vectors);
	tcase_add_test(tc, wire_vectors_are_signed_alike);
	tcase_add_loop_test(tc, requests_are_the_recorded_ones, 0, G_N_ELEMENTS(WIRE));
	tcase_add_loop_test(tc, refuses, 0, G_N_ELEMENTS(CHANGED));
	tcase_add_loop_test(tc, hostile_values_stay_values, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tc, edges_of_a_submit);
	tcase_add_loop_test(tc, answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tc, check, 0, G_N_ELEMENTS(CHECKS));
	tcase_add_test(tc, check_asks_for_the_template_or_the_packages);
	tcase_add_test(tc, broken_answers);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/tencent");
}
