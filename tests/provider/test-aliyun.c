/* The Aliyun driver: its signatures against the vendor's vectors, what it puts on the wire, what it makes of answers.
 */
#include <errno.h>
#include <string.h>

#include "provider/broken.h"
#include "provider/provider.h"
#include "provider/sign_aliyun.h"
#include "provider/vectors.h"

#define NONCE "3156853299f313e23d1673dc12e1703d"
#define NOW 1773450123 /* 2026-03-14T01:02:03Z, the vectors' moment: 09:02:03 in China */

static const ProviderAccount ACCOUNT = {.id = "cn",
                                        .url = "https://dysmsapi.aliyuncs.com",
                                        .username = "testAccessKeyId",
                                        .password = "testAccessKeySecret",
                                        .sign_name = "阿里云",
                                        .caller = "0571000012345"};
static const ProviderParam PARAMS[] = {{"name", "张三"}, {"order", "A-1 (2)*~"}};
static const ProviderParam SHOP[] = {{"shop", "小店"}};
static const ProviderSubmit SUBMIT = {.moment = {NOW, NONCE},
                                      .to = "+8613800138000",
                                      .text = "t",
                                      .ref = "case7-1-a1",
                                      .template_code = "SMS_153050000",
                                      .params = PARAMS,
                                      .n_params = 2};
static const ProviderSubmit CALL = {.moment = {NOW, NONCE},
                                    .to = "+8613800138000",
                                    .text = "t",
                                    .ref = "case7-call1",
                                    .template_code = "TTS_10001",
                                    .params = SHOP,
                                    .n_params = 1,
                                    .voice = TRUE};

static const Provider *aliyun(void)
{
	return provider_find("aliyun");
}

/* ---- signatures ---- */

static GArray *params_of(const json_t *object)
{
	GArray *params = g_array_new(FALSE, FALSE, sizeof(ProviderParam));
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		ProviderParam one = {name, json_string_value(value)};

		g_array_append_val(params, one);
	}
	return params;
}

static gboolean is_computed(const char *name)
{
	static const char *const NAMES[] = {"host", "x-acs-content-sha256", "authorization", "content-length", "accept",
	                                    NULL};
	g_autofree char *lower = g_ascii_strdown(name, -1);

	return g_strv_contains(NAMES, lower);
}

static void same_acs3(const char *name, const json_t *row, const char *host, const char *query, const char *body,
                      GArray *headers, const char *want)
{
	g_autoptr(GBytes) bytes = g_bytes_new(body, strlen(body));

	row_int(name,
	        sign_aliyun_acs3(vectors_text(row, "access_key_id"), vectors_text(row, "access_key_secret"), host,
	                         query, bytes, headers),
	        0);
	row_str(name, http_headers_get(headers, "Authorization"), want);
}

START_TEST(acs3_vectors)
{
	json_auto_t *file = vectors_load("aliyun-acs3-hmac-sha256.json");
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		const char *name = vectors_text(row, "name");
		g_autoptr(GArray) query = params_of(json_object_get(row, "query"));
		g_autoptr(GArray) given = params_of(json_object_get(row, "headers"));
		g_autoptr(GArray) headers = http_headers_new();
		g_autofree char *canonical = sign_aliyun_query((ProviderParam *)(void *)query->data, query->len);

		row_str(name, canonical, vectors_text(row, "query_string"));
		for (guint h = 0; h < given->len; h++) {
			const ProviderParam *header = &g_array_index(given, ProviderParam, h);

			if (!is_computed(header->name))
				ck_assert_int_eq(http_headers_add(headers, header->name, header->value), 0);
		}
		same_acs3(name, row, vectors_text(row, "headers/host"), canonical, vectors_text(row, "body"), headers,
		          vectors_text(row, "expected_authorization"));
		row_str(name, http_headers_get(headers, "x-acs-content-sha256"),
		        vectors_text(row, "headers/x-acs-content-sha256"));
	}
	ck_assert_uint_eq(i, 6);
}
END_TEST

START_TEST(rpc_vectors)
{
	json_auto_t *file = vectors_load("aliyun-rpc-hmac-sha1.json");
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		const char *name = vectors_text(row, "name");
		g_autoptr(GArray) params = params_of(json_object_get(row, "params"));
		g_autofree char *query = sign_aliyun_query((ProviderParam *)(void *)params->data, params->len);
		g_autofree char *got = sign_aliyun_rpc(vectors_text(row, "access_key_secret"),
		                                       vectors_text(row, "http_method"), query);
		g_autoptr(GString) line = g_string_new(query);

		row_str(name, query, vectors_text(row, "canonicalized_query"));
		row_str(name, got, vectors_text(row, "expected"));
		http_query_add(line, "Signature", got);
		row_str(name, line->str, vectors_text(row, "request_line_or_body"));
	}
	ck_assert_uint_eq(i, 5);
}
END_TEST

/* The vendors' requests signed again from what they carry. Taken out of it: nothing but the signature itself. */
START_TEST(wire_vectors_are_signed_alike)
{
	json_auto_t *file = vectors_load("aliyun-wire.json");
	json_t *row, *header;
	size_t i, h;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		const char *name = vectors_text(row, "name"), *target = vectors_text(row, "request/target");
		const char *body = vectors_text(row, "request/body"), *authorization = NULL;
		const char *form = *body ? body : strchr(target, '?') + 1;
		g_autoptr(GHashTable) pairs = http_query_parse(form, strlen(form));
		g_autofree char *signature = g_strdup(g_hash_table_lookup(pairs, "Signature")), *query = NULL,
		                *got = NULL;
		g_autoptr(GArray) params = g_array_new(FALSE, FALSE, sizeof(ProviderParam)),
		                  headers = http_headers_new();
		GHashTableIter iter;
		gpointer key, value;

		g_hash_table_remove(pairs, "Signature");
		g_hash_table_iter_init(&iter, pairs);
		while (g_hash_table_iter_next(&iter, &key, &value)) {
			ProviderParam one = {key, value};

			g_array_append_val(params, one);
		}
		query = sign_aliyun_query((ProviderParam *)(void *)params->data, params->len);
		json_array_foreach(json_object_get(json_object_get(row, "request"), "headers"), h, header)
		{
			const char *field = json_string_value(json_array_get(header, 0));
			const char *text = json_string_value(json_array_get(header, 1));

			if (g_str_equal(field, "Authorization"))
				authorization = text;
			else if (!is_computed(field))
				ck_assert_int_eq(http_headers_add(headers, field, text), 0);
		}
		if (authorization) {
			same_acs3(name, row, "dysmsapi.aliyuncs.com", query, body, headers, authorization);
			continue;
		}
		got = sign_aliyun_rpc(vectors_text(row, "access_key_secret"), vectors_text(row, "request/method"),
		                      query);
		row_str(name, got, signature);
	}
	ck_assert_uint_eq(i, 5);
}
END_TEST

/* ---- requests ---- */

static const char *query_of(const HttpRequest *request)
{
	const char *mark = strchr(request->url, '?');

	return mark ? mark + 1 : "";
}

/* The driver's own requests, whole. */
START_TEST(submits_are_the_vectors)
{
	json_auto_t *acs3 = vectors_load("aliyun-acs3-hmac-sha256.json"),
	            *rpc = vectors_load("aliyun-rpc-hmac-sha1.json");
	const struct {
		const char *name, *url;
		const ProviderSubmit *submit;
	} rows[] = {{"SendSms, parameters in the query (as the SDK does)", "https://dysmsapi.aliyuncs.com/?", &SUBMIT},
	            {"SingleCallByTts (voice)", "https://dyvmsapi.aliyuncs.com/?", &CALL}};
	ProviderAccount account = ACCOUNT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		json_t *row = vectors_case(acs3, rows[i].name);

		row_int(rows[i].name, aliyun()->build_submit(&ACCOUNT, rows[i].submit, &request), 0);
		row_str(rows[i].name, request.method, "POST");
		row_int(rows[i].name, g_str_has_prefix(request.url, rows[i].url), TRUE);
		row_str(rows[i].name, query_of(&request), vectors_text(row, "query_string"));
		row_str(rows[i].name, http_headers_get(request.headers, "Authorization"),
		        vectors_text(row, "expected_authorization"));
		row_int(rows[i].name, request.body == NULL, TRUE);
		http_request_clear(&request);
	}
	account.signing = "rpc";
	ck_assert_int_eq(aliyun()->build_submit(&account, &SUBMIT, &request), 0);
	body = vectors_body(&request);
	ck_assert_str_eq(request.url, "https://dysmsapi.aliyuncs.com/");
	ck_assert_str_eq(http_headers_get(request.headers, "Content-Type"), "application/x-www-form-urlencoded");
	vectors_same_form("rpc", body, vectors_text(vectors_case(rpc, "SendSms POST form"), "request_line_or_body"));
	http_request_clear(&request);
}
END_TEST

/* pop-core made a nonce of its own; with it, byte for byte the same form. */
START_TEST(rpc_form_is_the_one_recorded)
{
	json_auto_t *file = vectors_load("aliyun-wire.json");
	json_t *row = vectors_case(file, "pop-core RPCClient SendSms POST (RPC HMAC-SHA1, form body)");
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;

	account.signing = "rpc";
	submit.moment.nonce = "619de00d98510b78c265937d11014efc";
	ck_assert_int_eq(aliyun()->build_submit(&account, &submit, &request), 0);
	body = vectors_body(&request);
	ck_assert_str_eq(body, vectors_text(row, "request/body"));
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
	{"no template code", SUB(template_code), NULL, -EINVAL},
	{"a code of another provider", SUB(template_code), "1110", -EINVAL},
	{"a spoken text's code in a text", SUB(template_code), "TTS_1", -EINVAL},
	{"another country", SUB(to), "+85261234567", -EINVAL},
	{"a landline", SUB(to), "+865711234567", -EINVAL},
	{"a number too short", SUB(to), "+861380013800", -EINVAL},
	{"a number too long", SUB(to), "+86138001380000", -EINVAL},
	{"no number", SUB(to), "", -EINVAL},
	{"two numbers", SUB(to), "+8613800138000,+8613800138001", -EINVAL},
	{"no reference", SUB(ref), "", -EINVAL},
	{"no signature name", ACC(sign_name), NULL, -EINVAL},
	{"no key", ACC(username), NULL, -EINVAL},
	{"no secret", ACC(password), NULL, -EINVAL},
	{"a key with a line end", ACC(username), "a\r\nX-Evil: 1", -EINVAL},
	{"a nonce with a line end", SUB(moment.nonce), "a\r\nX-Evil: 1", -EINVAL},
	{"no nonce", SUB(moment.nonce), NULL, -EINVAL},
	{"an address with a path", ACC(url), "https://dysmsapi.aliyuncs.com/x", -EINVAL},
	{"an address with a query", ACC(url), "https://dysmsapi.aliyuncs.com/?a=b", -EINVAL},
	{"no address", ACC(url), NULL, -EINVAL},
	{"unknown signing", ACC(signing), "md5", -EINVAL},
	{"signing by name", ACC(signing), "acs3", 0},
	{"slash at the end of the address", ACC(url), "https://dysmsapi.aliyuncs.com/", 0},
	{"no calling number: one of theirs", ACC(caller), NULL, 0},
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
	row_int(CHANGED[_i].name, aliyun()->build_submit(&account, &submit, &request), CHANGED[_i].want);
	http_request_clear(&request);
}
END_TEST

static const char *const HOSTILE[] = {"\"},\"x\":{\"", "\\",   "a\nb\r\nc", "😀&=%+#", "\xe2\x80\xa8",
                                      "</script>",     "\x01", "",          "'; --"};

/* Whatever a customer is called arrives as it is, and as a value. */
START_TEST(hostile_values_stay_values)
{
	const ProviderParam params[] = {{"name", HOSTILE[_i]}, {"order", "1"}};
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	submit.params = params;
	for (int rpc = 0; rpc < 2; rpc++) {
		g_autofree char *body = NULL;
		g_autoptr(GHashTable) form = NULL;
		json_auto_t *values = NULL;

		account.signing = rpc ? "rpc" : NULL;
		ck_assert_int_eq(aliyun()->build_submit(&account, &submit, &request), 0);
		body = vectors_body(&request);
		ck_assert(!strpbrk(request.url, "\r\n \""));
		form = rpc ? http_query_parse(body, strlen(body))
		           : http_query_parse(query_of(&request), strlen(query_of(&request)));
		values = json_loads(g_hash_table_lookup(form, "TemplateParam"), 0, NULL);
		ck_assert_uint_eq(json_object_size(values), 2);
		row_str(HOSTILE[_i], json_string_value(json_object_get(values, "name")), HOSTILE[_i]);
		ck_assert_str_eq(g_hash_table_lookup(form, "OutId"), SUBMIT.ref);
		http_request_clear(&request);
	}
}
END_TEST

START_TEST(values_that_cannot_be_coded)
{
	const ProviderParam broken[] = {{"name", "\xff"}}, twice[] = {{"name", "a"}, {"name", "b"}};
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	submit.params = broken;
	submit.n_params = 1;
	ck_assert_int_eq(aliyun()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	submit.params = twice;
	submit.n_params = 2;
	ck_assert_int_eq(aliyun()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	submit.n_params = 0; /* a text without placeholders has no TemplateParam at all */
	ck_assert_int_eq(aliyun()->build_submit(&ACCOUNT, &submit, &request), 0);
	ck_assert_ptr_null(strstr(request.url, "TemplateParam"));
	http_request_clear(&request);
}
END_TEST

/* A test's address keeps its port in what is signed, and voice stays on it. */
START_TEST(loopback_serves_both)
{
	ProviderAccount account = ACCOUNT;
	HttpRequest request = {0};

	account.url = "http://127.0.0.1:8001";
	ck_assert_int_eq(aliyun()->build_submit(&account, &CALL, &request), 0);
	ck_assert(g_str_has_prefix(request.url, "http://127.0.0.1:8001/?"));
	http_request_clear(&request);
	account.url = "https://dysmsapi.ap-southeast-1.aliyuncs.com";
	ck_assert_int_eq(aliyun()->build_submit(&account, &CALL, &request), 0);
	ck_assert(g_str_has_prefix(request.url, "https://dyvmsapi.ap-southeast-1.aliyuncs.com/?"));
	http_request_clear(&request);
}
END_TEST

/* ---- answers ---- */

#define SAYS(code) "{\"Code\":\"" code "\",\"Message\":\"m\",\"RequestId\":\"R\"}"
#define LIMIT(window) "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\",\"Message\":\"触发" window "流控Permits:1\"}"
#define DATE "Sat, 14 Mar 2026 01:02:03 GMT"

static const struct {
	const char *name;
	int status;
	const char *date, *retry_after, *body;
	SubmitOutcome outcome;
	const char *id, *code;
	int64_t retry_after_s;
	gboolean number_only;
} ANSWERS[] = {
	{"accepted", 200, DATE, NULL,
	 "{\"Code\":\"OK\",\"Message\":\"OK\",\"BizId\":\"900619746936498440^0\",\"RequestId\":\"F\"}", SUBMIT_ACCEPTED,
	 "900619746936498440^0", "OK", 0, FALSE},
	{"a call accepted", 200, DATE, NULL, "{\"Code\":\"OK\",\"CallId\":\"116012854210^10281427*\"}", SUBMIT_ACCEPTED,
	 "116012854210^10281427*", "OK", 0, FALSE},
	{"accepted without an id", 200, NULL, NULL, SAYS("OK"), SUBMIT_ACCEPTED, NULL, "OK", 0, FALSE},
	{"OK in an error is none", 500, NULL, NULL, SAYS("OK"), SUBMIT_UNKNOWN, NULL, "500", 0, FALSE},
	{"this minute's limit", 200, DATE, NULL, LIMIT("分钟级"), SUBMIT_THROTTLED, NULL,
	 "isv.BUSINESS_LIMIT_CONTROL 触发分钟级流控Permits:1", 57, TRUE},
	{"this hour's", 200, DATE, NULL, LIMIT("小时级"), SUBMIT_THROTTLED, NULL,
	 "isv.BUSINESS_LIMIT_CONTROL 触发小时级流控Permits:1", 57 * 60 + 57, TRUE},
	{"this day's rolls", 200, DATE, NULL, LIMIT("天级"), SUBMIT_THROTTLED, NULL,
	 "isv.BUSINESS_LIMIT_CONTROL 触发天级流控Permits:1", 86400, TRUE},
	{"this hour's without a time", 200, NULL, NULL, LIMIT("小时级"), SUBMIT_THROTTLED, NULL,
	 "isv.BUSINESS_LIMIT_CONTROL 触发小时级流控Permits:1", 3600, TRUE},
	{"limit of unknown window: the longest", 200, DATE, NULL, SAYS("isv.BUSINESS_LIMIT_CONTROL"), SUBMIT_THROTTLED,
	 NULL, "isv.BUSINESS_LIMIT_CONTROL m", 86400, TRUE},
	{"the account's day ends at midnight in China", 200, DATE, NULL, SAYS("isv.DAY_LIMIT_CONTROL"),
	 SUBMIT_THROTTLED, NULL, "isv.DAY_LIMIT_CONTROL m", 14 * 3600 + 57 * 60 + 57, FALSE},
	{"the account's month", 200, DATE, NULL, SAYS("isv.MONTH_LIMIT_CONTROL"), SUBMIT_THROTTLED, NULL,
	 "isv.MONTH_LIMIT_CONTROL m", 17 * 86400 + 14 * 3600 + 57 * 60 + 57, FALSE},
	{"rate, as long as they wish", 400, DATE, "7", SAYS("Throttling.User"), SUBMIT_THROTTLED, NULL,
	 "Throttling.User m", 7, FALSE},
	{"rate without a wish", 503, DATE, NULL, SAYS("Throttling"), SUBMIT_THROTTLED, NULL, "Throttling m", 10, FALSE},
	{"a wish that is no number", 400, DATE, "soon", SAYS("Throttling.Api"), SUBMIT_THROTTLED, NULL,
	 "Throttling.Api m", 10, FALSE},
	{"bad number", 200, NULL, NULL, SAYS("isv.MOBILE_NUMBER_ILLEGAL"), SUBMIT_BAD_NUMBER, NULL,
	 "isv.MOBILE_NUMBER_ILLEGAL m", 0, FALSE},
	{"opted out", 200, NULL, NULL, SAYS("isv.MOBILE_IN_BLACK"), SUBMIT_OPTED_OUT, NULL, "isv.MOBILE_IN_BLACK m", 0,
         FALSE},
	{"content", 200, NULL, NULL, SAYS("isv.BLACK_KEY_CONTROL_LIMIT"), SUBMIT_REJECTED_CONTENT, NULL,
	 "isv.BLACK_KEY_CONTROL_LIMIT m", 0, FALSE},
	{"no money", 200, NULL, NULL, SAYS("isv.AMOUNT_NOT_ENOUGH"), SUBMIT_NO_CREDIT, NULL, "isv.AMOUNT_NOT_ENOUGH m",
         0, FALSE},
	{"wrong key", 404, NULL, NULL, SAYS("InvalidAccessKeyId.NotFound"), SUBMIT_ACCOUNT_BROKEN, NULL,
	 "InvalidAccessKeyId.NotFound m", 0, FALSE},
	{"clock", 400, NULL, NULL, SAYS("InvalidTimeStamp.Expired"), SUBMIT_ACCOUNT_BROKEN, NULL,
	 "InvalidTimeStamp.Expired m", 0, FALSE},
	{"a nonce used before: the first may be out", 400, NULL, NULL, SAYS("SignatureNonceUsed"), SUBMIT_UNKNOWN, NULL,
	 "SignatureNonceUsed m", 0, FALSE},
	{"their system", 200, NULL, NULL, SAYS("isp.SYSTEM_ERROR"), SUBMIT_UNKNOWN, NULL, "isp.SYSTEM_ERROR m", 0,
         FALSE},
	{"their error", 500, NULL, NULL, SAYS("InternalError"), SUBMIT_UNKNOWN, NULL, "InternalError m", 0, FALSE},
	{"a code of no row", 200, NULL, NULL, SAYS("isv.NEW_THING"), SUBMIT_UNKNOWN_CODE, NULL, "isv.NEW_THING m", 0,
         FALSE},
	{"a code that begins like one", 200, NULL, NULL, SAYS("isv.MOBILE_IN_BLACKLIST"), SUBMIT_UNKNOWN_CODE, NULL,
	 "isv.MOBILE_IN_BLACKLIST m", 0, FALSE},
	{"a code of no row with 5xx", 502, NULL, NULL, SAYS("New"), SUBMIT_UNKNOWN, NULL, "New m", 0, FALSE},
	{"numbers in their words are starred", 200, NULL, NULL,
	 "{\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\",\"Message\":\"13800138000 is bad\"}", SUBMIT_BAD_NUMBER, NULL,
	 "isv.MOBILE_NUMBER_ILLEGAL *********** is bad", 0, FALSE},
	{"cut JSON", 200, NULL, NULL, "{\"Code\":\"OK\",\"Biz", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
	{"a code told twice", 200, NULL, NULL, "{\"Code\":\"OK\",\"Code\":\"isv.X\"}", SUBMIT_UNKNOWN, NULL, "200", 0,
         FALSE},
	{"no code", 200, NULL, NULL, "{}", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
	{"an array", 200, NULL, NULL, "[\"OK\"]", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
	{"nothing", 200, NULL, NULL, "", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
	{"204", 204, NULL, NULL, "", SUBMIT_UNKNOWN, NULL, "204", 0, FALSE},
	{"a redirect with a body", 302, NULL, NULL, SAYS("OK"), SUBMIT_UNKNOWN, NULL, "302", 0, FALSE},
	{"a page", 200, NULL, NULL, "<html>OK</html>", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
	{"a proxy's page", 403, NULL, NULL, "<html>403</html>", SUBMIT_UNKNOWN, NULL, "403", 0, FALSE},
};

static HttpAnswer answer_of(int status, const char *date, const char *body)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = status,
	                     .headers = http_headers_new(),
	                     .body = g_bytes_new(body, strlen(body))};

	if (date)
		ck_assert_int_eq(http_headers_add(answer.headers, "date", date), 0);
	return answer;
}

START_TEST(answer)
{
	const char *name = ANSWERS[_i].name;
	HttpAnswer got = answer_of(ANSWERS[_i].status, ANSWERS[_i].date, ANSWERS[_i].body);
	ProviderResult result;

	if (ANSWERS[_i].retry_after)
		ck_assert_int_eq(http_headers_add(got.headers, "x-acs-retry-after", ANSWERS[_i].retry_after), 0);
	aliyun()->parse_answer(&ACCOUNT, &got, &result);
	row_int(name, result.outcome, ANSWERS[_i].outcome);
	row_str(name, result.provider_id, ANSWERS[_i].id);
	row_str(name, result.code, ANSWERS[_i].code);
	row_int(name, result.retry_after_s, ANSWERS[_i].retry_after_s);
	row_int(name, result.number_only, ANSWERS[_i].number_only);
	provider_result_clear(&result);
	got.truncated = TRUE;
	aliyun()->parse_answer(&ACCOUNT, &got, &result);
	row_int(name, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
	http_answer_clear(&got);
}
END_TEST

/* ---- check ---- */

static const struct {
	const char *name;
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *words;
} CHECKS[] = {
	{"template approved", 200, "{\"Code\":\"OK\",\"TemplateStatus\":1,\"Reason\":\"无审批备注\"}", SUBMIT_ACCEPTED,
	 "template approved"},
	{"template rejected", 200, "{\"Code\":\"OK\",\"TemplateStatus\":2,\"Reason\":\"why\"}", SUBMIT_ACCOUNT_BROKEN,
	 "template rejected: why"},
	{"template as text", 200, "{\"Code\":\"OK\",\"TemplateStatus\":\"0\"}", SUBMIT_ACCOUNT_BROKEN,
	 "template still under review"},
	{"signature approved", 200, "{\"Code\":\"OK\",\"SignStatus\":1}", SUBMIT_ACCEPTED, "signature approved"},
	{"signature withdrawn", 200, "{\"Code\":\"OK\",\"SignStatus\":10}", SUBMIT_ACCOUNT_BROKEN,
	 "signature withdrawn"},
	{"status of no row", 200, "{\"Code\":\"OK\",\"SignStatus\":7}", SUBMIT_ACCOUNT_BROKEN,
	 "signature of unknown status"},
	{"wrong secret", 400, SAYS("SignatureDoesNotMatch"), SUBMIT_ACCOUNT_BROKEN, "SignatureDoesNotMatch m"},
	{"clock", 400, SAYS("InvalidTimeStamp.Expired"), SUBMIT_ACCOUNT_BROKEN,
	 "InvalidTimeStamp.Expired m (the clock of this machine is off; the provider's says " DATE ")"},
	{"a page", 502, "<html>", SUBMIT_UNKNOWN, "502"},
};

START_TEST(check)
{
	HttpAnswer got = answer_of(CHECKS[_i].status, DATE, CHECKS[_i].body);
	ProviderCheck result = {0};

	aliyun()->parse_check(&ACCOUNT, &got, &result);
	row_int(CHECKS[_i].name, result.outcome, CHECKS[_i].outcome);
	row_str(CHECKS[_i].name, result.words, CHECKS[_i].words);
	g_free(result.words);
	http_answer_clear(&got);
}
END_TEST

START_TEST(check_asks_for_the_template_or_the_signature)
{
	const struct {
		const char *code, *action, *query;
	} rows[] = {{"SMS_1", "QuerySmsTemplate", "TemplateCode=SMS_1"},
	            {NULL, "QuerySmsSign", "SignName=%E9%98%BF%E9%87%8C%E4%BA%91"},
	            {"TTS_1", "QuerySmsSign", "SignName=%E9%98%BF%E9%87%8C%E4%BA%91"}};
	HttpRequest request = {0};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		ck_assert_int_eq(aliyun()->build_check(&ACCOUNT, &SUBMIT.moment, rows[i].code, &request), 0);
		row_str(rows[i].action, http_headers_get(request.headers, "x-acs-action"), rows[i].action);
		row_str(rows[i].action, query_of(&request), rows[i].query);
		http_request_clear(&request);
	}
}
END_TEST

/* ---- broken answers ---- */

static void feed(GBytes *body, gboolean cut)
{
	broken_answer(aliyun(), &ACCOUNT, body, cut);
}

START_TEST(broken_answers)
{
	broken_each("{\"Code\":\"OK\",\"Message\":\"OK\",\"BizId\":\"9^0\",\"TemplateStatus\":1,\"Reason\":\"r\"}",
	            feed);
	broken_each(LIMIT("小时级"), feed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("aliyun");
	TCase *tc = tcase_create("all");

	tcase_add_test(tc, acs3_vectors);
	tcase_add_test(tc, rpc_vectors);
	tcase_add_test(tc, wire_vectors_are_signed_alike);
	tcase_add_test(tc, submits_are_the_vectors);
	tcase_add_test(tc, rpc_form_is_the_one_recorded);
	tcase_add_loop_test(tc, refuses, 0, G_N_ELEMENTS(CHANGED));
	tcase_add_loop_test(tc, hostile_values_stay_values, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tc, values_that_cannot_be_coded);
	tcase_add_test(tc, loopback_serves_both);
	tcase_add_loop_test(tc, answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tc, check, 0, G_N_ELEMENTS(CHECKS));
	tcase_add_test(tc, check_asks_for_the_template_or_the_signature);
	tcase_add_test(tc, broken_answers);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/aliyun");
}
