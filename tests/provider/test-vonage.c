/* The Vonage driver against what the vendor's SDKs wrote and signed, and what it makes of answers and webhooks. */
#include "lib/suite.h"
#include "provider/provider.h"
#include "provider/sign.h"
#include "provider/vectors.h"

#include <errno.h>
#include <string.h>

#define NIHAO "\xe6\x82\xa8\xe5\xa5\xbd"
#define SMILE "\xf0\x9f\x98\x80"
#define SECRET "aSignatureSecret0123456789ABCDEF"
#define NOW 1773450123
#define FORM "application/x-www-form-urlencoded"

static const ProviderAccount ACCOUNT = {.id = "vo",
                                        .url = "https://rest.nexmo.com",
                                        .username = "abcd1234",
                                        .password = "abcdef0123456789",
                                        .sender = "AcmeInc",
                                        .report_url = "https://gw.example.net/hook/vonage/dlr"};
static const ProviderSubmit SUBMIT = {.moment = {.now_at = NOW, .nonce = "0"},
                                      .to = "+447700900000",
                                      .text = NIHAO " & more",
                                      .ref = "case7-1-a1",
                                      .ucs2 = TRUE,
                                      .validity_s = 3600};

static const Provider *vonage(void)
{
	const Provider *provider = provider_find("vonage");

	ck_assert_ptr_nonnull(provider);
	return provider;
}

/* ---- build_submit ---- */

static char *form_of(json_t *members)
{
	GString *form = g_string_new(NULL);
	const char *name;
	json_t *value;

	json_object_foreach(members, name, value)
	{
		g_autofree char *other =
		        json_is_string(value) ? g_strdup(json_string_value(value)) : json_dumps(value, JSON_ENCODE_ANY);

		http_query_add(form, name, other);
	}
	return g_string_free(form, FALSE);
}

/* The SDK writes JSON and Basic; the documented form takes the same members, and the key and secret with them. Its
 * other recorded request is of the Messages API, which this driver does not send to: that wants an RSA key for what the
 * SMS API does without. */
START_TEST(submit_is_the_vendors)
{
	json_t *file = vectors_load("vonage-wire.json");
	const json_t *want = json_object_get(vectors_case(file, "SMS API send"), "request");
	json_t *members = json_loads(vectors_text(want, "body"), 0, NULL);
	g_autofree char *url = g_strconcat(ACCOUNT.url, vectors_text(want, "target"), NULL);
	g_autofree char *theirs = NULL, *ours = NULL;
	HttpRequest request = {0};

	json_object_set_new(members, "api_key", json_string(ACCOUNT.username));
	json_object_set_new(members, "api_secret", json_string(ACCOUNT.password));
	theirs = form_of(members);
	ck_assert_int_eq(vonage()->build_submit(&ACCOUNT, &SUBMIT, &request), 0);
	ours = vectors_body(&request);
	vectors_same_form("SMS API send", ours, theirs);
	ck_assert_str_eq(request.url, url);
	ck_assert_str_eq(request.method, vectors_text(want, "method"));
	ck_assert_str_eq(http_headers_get(request.headers, "Content-Type"), FORM);
	http_request_clear(&request);
	json_decref(members);
	json_decref(file);
}
END_TEST

START_TEST(signed_submit_is_the_vendors)
{
	json_t *file = vectors_load("vonage-signature.json"), *row;
	guint rows = 0;
	size_t i;

	json_array_foreach(json_object_get(file, "cases"), i, row)
	{
		const char *name = vectors_text(row, "name");
		ProviderAccount account = ACCOUNT;
		ProviderSubmit submit = SUBMIT;
		HttpRequest request = {0};
		g_autofree char *theirs = NULL, *ours = NULL;

		if (!g_str_has_prefix(name, "outgoing"))
			continue;
		rows++;
		account.signing = vectors_text(row, "method");
		account.signature_secret = vectors_text(row, "signature_secret");
		account.report_url = NULL;
		submit.text = vectors_text(row, "params/text");
		submit.validity_s = 0;
		ck_assert_int_eq(vonage()->build_submit(&account, &submit, &request), 0);
		ours = vectors_body(&request);
		json_object_set_new(json_object_get(row, "params"), "sig", json_string(vectors_text(row, "expected")));
		theirs = form_of(json_object_get(row, "params"));
		vectors_same_form(name, ours, theirs);
		http_request_clear(&request);
	}
	ck_assert_uint_eq(rows, 5);
	json_decref(file);
}
END_TEST

#define ACC(f) offsetof(ProviderAccount, f)
static const struct {
	const char *name;
	gsize field;
	const char *value, *text;
	int64_t validity_s;
	const char *parameter, *want;
} BUILT[] = {
        {"no plus before the number", ACC(id), "x", NULL, 0, "to", "447700900000"},
        {"no plus before the sender", ACC(sender), "+447700900001", NULL, 0, "from", "447700900001"},
        {"a name as sender", ACC(sender), "A&B", NULL, 0, "from", "A&B"},
        {"no validity is Vonage's own", ACC(id), "x", NULL, 0, "ttl", NULL},
        {"shortest validity", ACC(id), "x", NULL, 20, "ttl", "20000"},
        {"longest validity", ACC(id), "x", NULL, 604800, "ttl", "604800000"},
        {"longer is cut to the longest", ACC(id), "x", NULL, 604801, "ttl", "604800000"},
        {"no reports wanted", ACC(report_url), NULL, NULL, 0, "callback", NULL},
        {"nor asked for", ACC(report_url), NULL, NULL, 0, "status-report-req", NULL},
        {"emoji", ACC(id), "x", SMILE, 0, "text", SMILE},
        {"quotes and ampersands", ACC(id), "x", "\"a\" & 'b'=%41+", 0, "text", "\"a\" & 'b'=%41+"},
        {"line breaks stay in the text", ACC(id), "x", "a\r\n&to=1\n", 0, "text", "a\r\n&to=1\n"},
        {"the secret is not signed over", ACC(id), "x", NULL, 0, "api_secret", "abcdef0123456789"},
};

START_TEST(builds)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;
	g_autoptr(GHashTable) form = NULL;

	*(const char **)((char *)&account + BUILT[_i].field) = BUILT[_i].value;
	submit.text = BUILT[_i].text ? BUILT[_i].text : submit.text;
	submit.validity_s = BUILT[_i].validity_s;
	row_int(BUILT[_i].name, vonage()->build_submit(&account, &submit, &request), 0);
	ck_assert_ptr_null(strchr(request.url, '?'));
	body = vectors_body(&request);
	form = http_query_parse(body, strlen(body));
	ck_assert_ptr_nonnull(form);
	row_str(BUILT[_i].name, g_hash_table_lookup(form, BUILT[_i].parameter), BUILT[_i].want);
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *name;
	gsize field;
	const char *value;
	const char *to, *text, *ref;
	gboolean gsm7, voice;
	int64_t validity_s;
} REFUSED[] = {
        {.name = "no url", .field = ACC(url)},
        {.name = "no key", .field = ACC(username)},
        {.name = "no secret", .field = ACC(password)},
        {.name = "no sender", .field = ACC(sender)},
        {.name = "line break in the sender", .field = ACC(sender), .value = "Acme\r\nX: y"},
        {.name = "signing without a secret", .field = ACC(signing), .value = "sha256hmac"},
        {.name = "report address is no http", .field = ACC(report_url), .value = "ftp://h/x"},
        {.name = "report address with fragment", .field = ACC(report_url), .value = "https://h/x#y"},
        {.name = "report address with line break", .field = ACC(report_url), .value = "https://h/\r\nX: y"},
        {.name = "number without plus", .field = ACC(id), .to = "447700900000"},
        {.name = "number of letters", .field = ACC(id), .to = "+44770090000a"},
        {.name = "number too long", .field = ACC(id), .to = "+1234567890123456"},
        {.name = "number too short", .field = ACC(id), .to = "+123456"},
        {.name = "empty text", .field = ACC(id), .text = ""},
        {.name = "broken UTF-8", .field = ACC(id), .text = "a\xff"},
        {.name = "control character", .field = ACC(id), .text = "a\x1b[1m"},
        {.name = "Chinese as GSM-7", .field = ACC(id), .gsm7 = TRUE},
        {.name = "reference too long", .field = ACC(id), .ref = "12345678901234567890123456789012345678901"},
        {.name = "no reference", .field = ACC(id), .ref = ""},
        {.name = "it has no calls", .field = ACC(id), .voice = TRUE},
        {.name = "a validity it cannot keep", .field = ACC(id), .validity_s = 19},
        {.name = "negative validity", .field = ACC(id), .validity_s = -1},
};

START_TEST(refuses)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	*(const char **)((char *)&account + REFUSED[_i].field) = REFUSED[_i].value;
	submit.to = REFUSED[_i].to ? REFUSED[_i].to : submit.to;
	submit.text = REFUSED[_i].text ? REFUSED[_i].text : submit.text;
	submit.ref = REFUSED[_i].ref ? REFUSED[_i].ref : submit.ref;
	submit.ucs2 = !REFUSED[_i].gsm7;
	submit.voice = REFUSED[_i].voice;
	submit.validity_s = REFUSED[_i].validity_s;
	row_int(REFUSED[_i].name, vonage()->build_submit(&account, &submit, &request), -EINVAL);
	ck_assert_ptr_null(request.url);
}
END_TEST

START_TEST(signing_keeps_the_secret_back)
{
	ProviderAccount account = ACCOUNT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;

	account.signature_secret = SECRET;
	account.signing = "sha3";
	ck_assert_int_eq(vonage()->build_submit(&account, &SUBMIT, &request), -EINVAL);
	account.signing = "sha256hmac";
	account.password = NULL;
	ck_assert_int_eq(vonage()->build_submit(&account, &SUBMIT, &request), 0);
	body = vectors_body(&request);
	ck_assert_ptr_null(strstr(body, "api_secret"));
	ck_assert_ptr_null(strstr(body, SECRET));
	http_request_clear(&request);
}
END_TEST

START_TEST(nothing_can_be_looked_up)
{
	ck_assert_ptr_null(vonage()->build_lookup); /* nothing verified, so nothing pretended */
	ck_assert(!vonage()->absence_proves);
	ck_assert_ptr_null(vonage()->polls);
}
END_TEST

/* ---- parse_answer ---- */

#define OK(id) "{\"status\":\"0\",\"message-id\":\"" id "\",\"to\":\"44\"}"
#define NO(status, says) "{\"status\":\"" status "\",\"error-text\":\"" says "\"}"
#define PARTS(n, items) "{\"message-count\":\"" n "\",\"messages\":[" items "]}"

static const struct {
	const char *name;
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *id, *part;
} ANSWERS[] = {
        {"accepted", 200, PARTS("1", OK("A1")), SUBMIT_ACCEPTED, "A1", NULL},
        {"accepted in parts", 200, PARTS("2", OK("A1") "," OK("A2")), SUBMIT_ACCEPTED, "A1", "A2"},
        {"accepted without an id", 200, PARTS("1", "{\"status\":\"0\"}"), SUBMIT_ACCEPTED, NULL, NULL},
        {"accepted in a refusal", 400, PARTS("1", OK("A1")), SUBMIT_UNKNOWN, "A1", NULL},
        {"partly, the first", 200, PARTS("2", OK("A1") "," NO("9", "quota")), SUBMIT_UNKNOWN, "A1", NULL},
        {"partly, the second", 200, PARTS("2", NO("1", "throttled") "," OK("A2")), SUBMIT_UNKNOWN, "A2", NULL},
        {"no part", 200, PARTS("2", NO("9", "quota") "," NO("9", "quota")), SUBMIT_NO_CREDIT, NULL, NULL},
        {"fewer parts than told", 200, PARTS("2", OK("A1")), SUBMIT_UNKNOWN, "A1", NULL},
        {"no parts", 200, PARTS("0", ""), SUBMIT_UNKNOWN, NULL, NULL},
        {"throttled", 200, PARTS("1", NO("1", "Throughput Rate Exceeded - please wait [ 250 ] and retry")),
         SUBMIT_THROTTLED, NULL, NULL},
        {"missing parameter", 200, PARTS("1", NO("2", "Missing text")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"invalid number", 200, PARTS("1", NO("3", "Invalid value for param: to")), SUBMIT_BAD_NUMBER, NULL, NULL},
        {"invalid sender", 200, PARTS("1", NO("3", "Invalid value for param: from")), SUBMIT_ACCOUNT_BROKEN, NULL,
         NULL},
        {"invalid, no matter to whom", 200, PARTS("1", NO("3", "Refer to the manual")), SUBMIT_ACCOUNT_BROKEN, NULL,
         NULL},
        {"credentials", 200, PARTS("1", NO("4", "Bad Credentials")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"internal error", 200, PARTS("1", NO("5", "Internal")), SUBMIT_UNKNOWN, NULL, NULL},
        {"unroutable", 200, PARTS("1", NO("6", "Unroutable message - rejected")), SUBMIT_BAD_NUMBER, NULL, NULL},
        {"barred", 200, PARTS("1", NO("7", "Number barred")), SUBMIT_OPTED_OUT, NULL, NULL},
        {"suspended", 200, PARTS("1", NO("8", "Partner account barred")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"no credit", 200, PARTS("1", NO("9", "Partner quota exceeded")), SUBMIT_NO_CREDIT, NULL, NULL},
        {"too many binds", 200, PARTS("1", NO("10", "binds")), SUBMIT_RETRY_LATER, NULL, NULL},
        {"not for HTTP", 200, PARTS("1", NO("11", "x")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"too long", 200, PARTS("1", NO("12", "x")), SUBMIT_REJECTED_CONTENT, NULL, NULL},
        {"signature", 200, PARTS("1", NO("14", "x")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"sender", 200, PARTS("1", NO("15", "x")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"network", 200, PARTS("1", NO("22", "x")), SUBMIT_REJECTED_CONTENT, NULL, NULL},
        {"callback", 200, PARTS("1", NO("23", "Invalid Callback Url")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"country", 200, PARTS("1", NO("23", "restricted")), SUBMIT_REJECTED_CONTENT, NULL, NULL},
        {"demo", 200, PARTS("1", NO("29", "x")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"signature and secret", 200, PARTS("1", NO("32", "x")), SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"deactivated", 200, PARTS("1", NO("33", "x")), SUBMIT_BAD_NUMBER, NULL, NULL},
        {"a status of no table", 200, PARTS("1", NO("77", "x")), SUBMIT_UNKNOWN_CODE, NULL, NULL},
        {"no status", 200, PARTS("1", "{\"error-text\":\"x\"}"), SUBMIT_UNKNOWN, NULL, NULL},
        {"a part that is none", 200, PARTS("1", "0"), SUBMIT_UNKNOWN, NULL, NULL},
        {"its own refusal with 4xx", 402, PARTS("1", NO("9", "quota")), SUBMIT_NO_CREDIT, NULL, NULL},
        {"cut", 200, "{\"message-count\":\"1\",\"messages\":[{\"status\":\"0\"", SUBMIT_UNKNOWN, NULL, NULL},
        {"told twice", 200, "{\"messages\":[{\"status\":\"0\",\"status\":\"9\"}]}", SUBMIT_UNKNOWN, NULL, NULL},
        {"a page", 200, "<html>0</html>", SUBMIT_UNKNOWN, NULL, NULL},
        {"nothing", 200, "", SUBMIT_UNKNOWN, NULL, NULL},
        {"no content", 204, "", SUBMIT_UNKNOWN, NULL, NULL},
        {"redirect", 302, PARTS("1", OK("A1")), SUBMIT_UNKNOWN, NULL, NULL},
        {"not let in", 401, "", SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"a wrong url", 404, "<html>nginx</html>", SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"a wrong method", 405, "", SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"a wrong type", 415, "", SUBMIT_ACCOUNT_BROKEN, NULL, NULL},
        {"throttled at the door", 429, "<html>", SUBMIT_THROTTLED, NULL, NULL},
        {"bad request by something between", 400, "<html>", SUBMIT_UNKNOWN, NULL, NULL},
        {"accepted with 5xx", 500, PARTS("1", NO("9", "x")), SUBMIT_UNKNOWN, NULL, NULL},
        {"bad gateway", 502, "<html>", SUBMIT_UNKNOWN, NULL, NULL},
};

/* Its answer names an id for each part (sheet 1), and a report one of them. */
START_TEST(parts_are_reported)
{
	ck_assert(vonage()->part_reports);
}
END_TEST

START_TEST(answer)
{
	HttpAnswer got = {.progress = HTTP_ANSWERED,
	                  .status = ANSWERS[_i].status,
	                  .body = g_bytes_new(ANSWERS[_i].body, strlen(ANSWERS[_i].body))};
	ProviderResult result = {0};
	const char *row = ANSWERS[_i].name;

	vonage()->parse_answer(&ACCOUNT, &got, &result);
	row_int(row, result.outcome, ANSWERS[_i].outcome);
	row_str(row, result.provider_id, ANSWERS[_i].id);
	row_int(row, result.part_ids ? result.part_ids->len : 0, ANSWERS[_i].part ? 1 : 0);
	if (result.part_ids)
		row_str(row, result.part_ids->pdata[0], ANSWERS[_i].part);
	ck_assert_ptr_nonnull(result.code);
	provider_result_clear(&result);
	got.truncated = TRUE;
	vonage()->parse_answer(&ACCOUNT, &got, &result);
	row_int(row, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
	http_answer_clear(&got);
}
END_TEST

static const struct {
	const char *says;
	int64_t wait_s;
} WAITS[] = {
        {"please wait [ 250 ] and retry", 1}, {"please wait [ 1001 ]", 2}, {"please wait [60000]", 60},
        {"please wait [ soon ]", 1},          {"please wait [", 1},        {"", 1},
};

START_TEST(wait_is_in_milliseconds)
{
	g_autofree char *body = g_strdup_printf(PARTS("1", NO("1", "%s")), WAITS[_i].says);
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = 200, .body = g_bytes_new(body, strlen(body))};
	ProviderResult result = {0};

	vonage()->parse_answer(&ACCOUNT, &got, &result);
	row_int(WAITS[_i].says, result.outcome, SUBMIT_THROTTLED);
	row_int(WAITS[_i].says, result.retry_after_s, WAITS[_i].wait_s);
	provider_result_clear(&result);
	http_answer_clear(&got);
}
END_TEST

/* ---- check ---- */

static const struct {
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *words;
} CHECKS[] = {
        {200, "{\"value\":10.28,\"autoReload\":false}", SUBMIT_ACCEPTED, "balance 10.28 EUR"},
        {200, "{\"value\":0,\"autoReload\":true}", SUBMIT_ACCEPTED, "balance 0.00 EUR, topped up by itself"},
        {200, "{\"value\":-0.1,\"autoReload\":false}", SUBMIT_NO_CREDIT, "balance -0.10 EUR"},
        {200, "{\"value\":\"10\"}", SUBMIT_UNKNOWN, "HTTP 200"},
        {200, "{\"val", SUBMIT_UNKNOWN, "HTTP 200"},
        {401, "{\"error-code\":\"401\"}", SUBMIT_ACCOUNT_BROKEN, "HTTP 401"},
        {503, "", SUBMIT_UNKNOWN, "HTTP 503"},
};

START_TEST(check)
{
	HttpAnswer got = {.progress = HTTP_ANSWERED,
	                  .status = CHECKS[_i].status,
	                  .body = g_bytes_new(CHECKS[_i].body, strlen(CHECKS[_i].body))};
	g_autofree char *basic = sign_basic(ACCOUNT.username, ACCOUNT.password);
	ProviderMoment moment = {.now_at = NOW, .nonce = "0"};
	HttpRequest request = {0};
	ProviderCheck found = {0};

	ck_assert_int_eq(vonage()->build_check(&ACCOUNT, &moment, NULL, &request), 0);
	ck_assert_str_eq(request.url, "https://rest.nexmo.com/account/get-balance");
	ck_assert_str_eq(http_headers_get(request.headers, "Authorization"), basic);
	vonage()->parse_check(&ACCOUNT, &got, &found);
	row_int(CHECKS[_i].body, found.outcome, CHECKS[_i].outcome);
	row_str(CHECKS[_i].body, found.words, CHECKS[_i].words);
	g_free(found.words);
	http_request_clear(&request);
	http_answer_clear(&got);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vonage");
	TCase *tcase = tcase_create("all");

	tcase_add_test(tcase, submit_is_the_vendors);
	tcase_add_test(tcase, signed_submit_is_the_vendors);
	tcase_add_loop_test(tcase, builds, 0, G_N_ELEMENTS(BUILT));
	tcase_add_loop_test(tcase, refuses, 0, G_N_ELEMENTS(REFUSED));
	tcase_add_test(tcase, signing_keeps_the_secret_back);
	tcase_add_test(tcase, nothing_can_be_looked_up);
	tcase_add_test(tcase, parts_are_reported);
	tcase_add_loop_test(tcase, answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, wait_is_in_milliseconds, 0, G_N_ELEMENTS(WAITS));
	tcase_add_loop_test(tcase, check, 0, G_N_ELEMENTS(CHECKS));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "vonage");
}
