/* The Aliyun driver: what it asks about a message and makes of the records, and what its webhooks bring. */
#include <errno.h>
#include <string.h>

#include "provider/broken.h"
#include "provider/provider.h"
#include "provider/vectors.h"

#define NOW 1773450123     /* 2026-03-14 09:02:03 in China */
#define EVENING 1773503700 /* 2026-03-14 23:55:00 there */

static const ProviderAccount ACCOUNT = {.id = "cn",
                                        .url = "https://dysmsapi.aliyuncs.com",
                                        .username = "testAccessKeyId",
                                        .password = "testAccessKeySecret",
                                        .sign_name = "阿里云"};
static const ProviderLookup LOOKUP = {
        .moment = {NOW + 60, "n"}, .to = "+8613800138000", .text = "t", .ref = "ref1", .started_at = NOW};

static const Provider *aliyun(void)
{
	return provider_find("aliyun");
}

/* ---- look-up: questions ---- */

static const struct {
	const char *name;
	int64_t started_at;
	const char *page, *id;
	gboolean voice;
	const char *want; /* the query; NULL: cannot be asked */
} QUESTIONS[] = {
	{"by number and day", NOW, NULL, NULL, FALSE,
	 "CurrentPage=1&PageSize=50&PhoneNumber=13800138000&SendDate=20260314"},
	{"by id too", NOW, NULL, "9^0", FALSE,
	 "BizId=9%5E0&CurrentPage=1&PageSize=50&PhoneNumber=13800138000&SendDate=20260314"},
	{"a day begins in China", 1773503999 + 900, NULL, NULL, FALSE,
	 "CurrentPage=1&PageSize=50&PhoneNumber=13800138000&SendDate=20260314"},
	{"and not before", 1773504000 + 900, NULL, NULL, FALSE,
	 "CurrentPage=1&PageSize=50&PhoneNumber=13800138000&SendDate=20260315"},
	{"a further page", NOW, "20260315/3", NULL, FALSE,
	 "CurrentPage=3&PageSize=50&PhoneNumber=13800138000&SendDate=20260315"},
	{"a call by its id", NOW, NULL, "1^2", TRUE, "CallId=1%5E2&ProdId=11000000300006&QueryDate=1773450123000"},
	{"a call without one", NOW, NULL, NULL, TRUE, NULL},
	{"older than records are kept", NOW - 30 * 86400, NULL, NULL, FALSE, NULL},
	{"a page of nobody", NOW, "x", NULL, FALSE, NULL},
	{"a page of no day", NOW, "2026031/1", NULL, FALSE, NULL},
	{"page nought", NOW, "20260314/0", NULL, FALSE, NULL},
	{"a page with more behind it", NOW, "20260314/1&PhoneNumber=1", NULL, FALSE, NULL},
};

START_TEST(question)
{
	ProviderLookup lookup = LOOKUP;
	HttpRequest request = {0};
	const char *name = QUESTIONS[_i].name;

	lookup.started_at = QUESTIONS[_i].started_at;
	lookup.page = QUESTIONS[_i].page;
	lookup.provider_id = QUESTIONS[_i].id;
	lookup.voice = QUESTIONS[_i].voice;
	row_int(name, aliyun()->build_lookup(&ACCOUNT, &lookup, &request), QUESTIONS[_i].want ? 0 : -EINVAL);
	if (QUESTIONS[_i].want) {
		row_str(name, strchr(request.url, '?') + 1, QUESTIONS[_i].want);
		row_str(name, http_headers_get(request.headers, "x-acs-action"),
		        QUESTIONS[_i].voice ? "QueryCallDetailByCallId" : "QuerySendDetails");
	}
	http_request_clear(&request);
}
END_TEST

/* ---- look-up: answers ---- */

#define RECORDS(items) "{\"Code\":\"OK\",\"TotalCount\":\"1\",\"SmsSendDetailDTOs\":{\"SmsSendDetailDTO\":[" items "]}}"
#define RECORD(out_id, status, code)                                                                                   \
	"{\"OutId\":\"" out_id "\",\"SendStatus\":" status ",\"ErrCode\":\"" code                                      \
	"\",\"SendDate\":\"2026-03-14 09:02:04\"}"
#define CALL_IS(state) "{\"Code\":\"OK\",\"Data\":\"{\\\"state\\\":\\\"" state "\\\",\\\"duration\\\":0}\"}"

static const struct {
	const char *name;
	int64_t started_at;
	const char *page;
	gboolean voice;
	int status;
	const char *body;
	LookupFinding finding;
	ReceiptStatus receipt;
	SubmitOutcome cause;
	const char *code, *next;
} FINDINGS[] = {
	{"delivered", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref1", "3", "DELIVERED")), LOOKUP_FOUND, RECEIPT_DELIVERED,
	 SUBMIT_ACCEPTED, "DELIVERED", NULL},
	{"waiting", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref1", "1", "")), LOOKUP_FOUND, RECEIPT_ACCEPTED,
	 SUBMIT_ACCEPTED, NULL, NULL},
	{"failed, blocked", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref1", "2", "MOBILE_IN_BLACK")), LOOKUP_FOUND,
	 RECEIPT_FAILED, SUBMIT_OPTED_OUT, "MOBILE_IN_BLACK", NULL},
	{"failed with an operator's code", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref1", "2", "MK:0001")), LOOKUP_FOUND,
	 RECEIPT_FAILED, SUBMIT_ACCEPTED, "MK:0001", NULL},
	{"a status of no row", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref1", "9", "")), LOOKUP_FOUND, RECEIPT_ACCEPTED,
	 SUBMIT_ACCEPTED, NULL, NULL},
	{"second in the list", NOW, NULL, FALSE, 200, RECORDS(RECORD("other", "3", "") "," RECORD("ref1", "3", "")),
	 LOOKUP_FOUND, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, NULL},
	{"none", NOW, NULL, FALSE, 200, RECORDS(""), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"only others'", NOW, NULL, FALSE, 200, RECORDS(RECORD("ref12", "3", "")), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"one of that time without reference", NOW, NULL, FALSE, 200,
	 RECORDS("{\"SendStatus\":3,\"SendDate\":\"2026-03-14 09:02:04\"}"), LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"one of no time without reference", NOW, NULL, FALSE, 200, RECORDS("{\"SendStatus\":3}"), LOOKUP_UNSURE, 0, 0,
	 NULL, NULL},
	{"one of the afternoon without reference", NOW, NULL, FALSE, 200,
	 RECORDS("{\"SendStatus\":3,\"SendDate\":\"2026-03-14 15:02:04\"}"), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"near midnight: tomorrow as well", EVENING, NULL, FALSE, 200, RECORDS(""), LOOKUP_MORE, 0, 0, NULL,
	 "20260315/1"},
	{"tomorrow neither", EVENING, "20260315/1", FALSE, 200, RECORDS(""), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"refused", NOW, NULL, FALSE, 200, "{\"Code\":\"isv.INVALID_PARAMETERS\",\"Message\":\"m\"}", LOOKUP_UNSURE, 0,
         0, "isv.INVALID_PARAMETERS m", NULL},
	{"OK without a list", NOW, NULL, FALSE, 200, "{\"Code\":\"OK\",\"TotalCount\":\"0\"}", LOOKUP_UNSURE, 0, 0,
	 NULL, NULL},
	{"an error with a list", NOW, NULL, FALSE, 500, RECORDS(""), LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"a page", NOW, NULL, FALSE, 200, "<html>", LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"a call heard", NOW, NULL, TRUE, 200, CALL_IS("200000"), LOOKUP_FOUND, RECEIPT_DELIVERED, SUBMIT_ACCEPTED,
	 "200000", NULL},
	{"a call to a number that is none", NOW, NULL, TRUE, 200, CALL_IS("200004"), LOOKUP_FOUND, RECEIPT_FAILED,
	 SUBMIT_BAD_NUMBER, "200004", NULL},
	{"a call of older codes", NOW, NULL, TRUE, 200, CALL_IS("502"), LOOKUP_FOUND, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED,
	 "502", NULL},
	{"a call without detail", NOW, NULL, TRUE, 200, "{\"Code\":\"OK\",\"Data\":\"\"}", LOOKUP_UNSURE, 0, 0, NULL,
	 NULL},
	{"a call with broken detail", NOW, NULL, TRUE, 200, "{\"Code\":\"OK\",\"Data\":\"{\\\"sta\"}", LOOKUP_UNSURE, 0,
         0, NULL, NULL},
};

static HttpAnswer answer_of(int status, const char *body)
{
	return (HttpAnswer){.progress = HTTP_ANSWERED,
	                    .status = status,
	                    .headers = http_headers_new(),
	                    .body = g_bytes_new(body, strlen(body))};
}

START_TEST(finding)
{
	const char *name = FINDINGS[_i].name;
	HttpAnswer got = answer_of(FINDINGS[_i].status, FINDINGS[_i].body);
	ProviderLookup lookup = LOOKUP;
	ProviderFinding found;

	lookup.started_at = FINDINGS[_i].started_at;
	lookup.page = FINDINGS[_i].page;
	lookup.voice = FINDINGS[_i].voice;
	aliyun()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(name, found.finding, FINDINGS[_i].finding);
	row_int(name, found.status, FINDINGS[_i].receipt);
	row_int(name, found.cause, FINDINGS[_i].cause);
	row_str(name, found.code, FINDINGS[_i].code);
	row_str(name, found.page, FINDINGS[_i].next);
	provider_finding_clear(&found);
	got.truncated = TRUE;
	aliyun()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(name, found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&got);
}
END_TEST

START_TEST(full_pages_have_a_next_one)
{
	g_autoptr(GString) items = g_string_new(RECORD("other", "3", ""));
	g_autofree char *body = NULL;
	ProviderLookup lookup = LOOKUP;
	ProviderFinding found;
	HttpAnswer got;

	for (int i = 1; i < 50; i++)
		g_string_append(items, "," RECORD("other", "3", ""));
	body = g_strdup_printf(RECORDS("%s"), items->str);
	got = answer_of(200, body);
	aliyun()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	ck_assert_int_eq(found.finding, LOOKUP_MORE);
	ck_assert_str_eq(found.page, "20260314/2");
	provider_finding_clear(&found);
	lookup.page = "20260314/20";
	aliyun()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	ck_assert_int_eq(found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&got);
}
END_TEST

START_TEST(absence_proves_something)
{
	ck_assert(aliyun()->absence_proves);
	ck_assert_int_ge(aliyun()->lookup_waits_s[0], 60); /* records appear late */
	ck_assert_int_gt(aliyun()->lookup_waits_s[1], 0);
	ck_assert_ptr_null(aliyun()->verify); /* nothing is signed */
	ck_assert_ptr_null(aliyun()->polls);
	ck_assert_int_eq(aliyun()->ack(&ACCOUNT, "dlr").status, 200);
	ck_assert_str_eq(aliyun()->ack(&ACCOUNT, "mo").body, "{\"code\":0,\"msg\":\"OK\"}");
	ck_assert_str_eq(aliyun()->ack(&ACCOUNT, "mo").type, "application/json");
}
END_TEST

/* ---- webhooks ---- */

#define REPORT(success, code)                                                                                          \
	"[{\"phone_number\":\"13800138000\",\"send_time\":\"2026-03-14 09:02:03\",\"report_time\":\"2026-03-14 "       \
	"09:02:13\","                                                                                                  \
	"\"success\":" success ",\"err_code\":\"" code "\",\"err_msg\":\"m\",\"sms_size\":\"1\",\"biz_id\":\"9^0\","   \
	"\"out_id\":\"ref1\"}]"
#define UP(text)                                                                                                       \
	"[{\"phone_number\":\"13800138000\",\"content\":\"" text "\",\"send_time\":\"2026-03-14 09:02:03\","           \
	"\"dest_code\":\"10690\",\"sequence_id\":1234567890123}]"
#define VOICE(code, more)                                                                                              \
	"[{\"call_id\":\"1^2\",\"out_id\":\"ref1\",\"status_code\":\"" code                                            \
	"\",\"end_time\":\"2026-03-14 09:02:03\"" more "}]"

static const struct {
	const char *name, *hook, *body;
	int want;
	ReceiptStatus status;
	SubmitOutcome cause;
	const char *ref, *code, *from, *to, *text, *id;
	int64_t at;
} INBOUND[] = {
	{"delivered", "dlr", REPORT("true", "DELIVERED"), 0, RECEIPT_DELIVERED, 0, "ref1", "DELIVERED", NULL, NULL,
	 NULL, "9^0", NOW + 10},
	{"no such number", "dlr", REPORT("false", "INVALID_NUMBER"), 0, RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "ref1",
	 "INVALID_NUMBER", NULL, NULL, NULL, "9^0", NOW + 10},
	{"blocked", "dlr", REPORT("false", "MOBILE_IN_BLACK"), 0, RECEIPT_FAILED, SUBMIT_OPTED_OUT, "ref1",
	 "MOBILE_IN_BLACK", NULL, NULL, NULL, "9^0", NOW + 10},
	{"an operator's code", "dlr", REPORT("false", "XL:213"), 0, RECEIPT_FAILED, 0, "ref1", "XL:213", NULL, NULL,
	 NULL, "9^0", NOW + 10},
	{"success as text", "dlr", REPORT("\"true\"", "DELIVERED"), 0, RECEIPT_DELIVERED, 0, "ref1", "DELIVERED", NULL,
	 NULL, NULL, "9^0", NOW + 10},
	{"neither success nor failure", "dlr", REPORT("1", "DELIVERED"), -EBADMSG, .ref = NULL},
	{"a report of nothing", "dlr", "[{\"success\":true}]", -EBADMSG, .ref = NULL},
	{"one good and one bad", "dlr", "[{\"success\":true,\"biz_id\":\"1\"},{}]", -EBADMSG, .ref = NULL},
	{"no array", "dlr", "{\"success\":true,\"biz_id\":\"1\"}", -EBADMSG, .ref = NULL},
	{"no JSON", "dlr", "success=true", -EBADMSG, .ref = NULL},
	{"nothing", "dlr", "", -EBADMSG, .ref = NULL},
	{"a reply", "mo", UP("谢谢😀"), 0, 0, 0, NULL, NULL, "13800138000", "10690", "谢谢😀", "1234567890123", NOW},
	{"an empty reply", "mo", UP(""), 0, 0, 0, NULL, NULL, "13800138000", "10690", "", "1234567890123", NOW},
	{"a reply without number", "mo", "[{\"content\":\"a\"}]", -EBADMSG, .ref = NULL},
	{"a reply without content", "mo", "[{\"phone_number\":\"1\"}]", -EBADMSG, .ref = NULL},
	{"content that is no text", "mo", "[{\"phone_number\":\"1\",\"content\":{}}]", -EBADMSG, .ref = NULL},
	{"a call heard", "call", VOICE("200000", ""), 0, RECEIPT_DELIVERED, 0, "ref1", "200000", NULL, NULL, NULL,
	 "1^2", NOW},
	{"a key pressed", "call", VOICE("300000", ",\"dtmf\":\"1\""), 0, RECEIPT_DELIVERED, 0, "ref1", "300000 key 1",
	 NULL, NULL, NULL, "1^2", NOW},
	{"busy", "call", VOICE("200002", ""), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "ref1", "200002", NULL, NULL, NULL,
	 "1^2", NOW},
	{"suspended", "call", VOICE("200011", ""), 0, RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "ref1", "200011", NULL, NULL,
	 NULL, "1^2", NOW},
	{"outside the hours", "call", VOICE("200118", ""), 0, RECEIPT_FAILED, SUBMIT_QUIET_BY_PROVIDER, "ref1",
	 "200118", NULL, NULL, NULL, "1^2", NOW},
	{"a call's code of no row", "call", VOICE("200999", ""), 0, RECEIPT_ACCEPTED, 0, "ref1", "200999", NULL, NULL,
	 NULL, "1^2", NOW},
	{"a call without code", "call", "[{\"call_id\":\"1\"}]", -EBADMSG, .ref = NULL},
	{"another hook", "voice", "[]", -ENOENT, .ref = NULL},
};

START_TEST(inbound)
{
	const char *name = INBOUND[_i].name, *why = NULL;
	g_autoptr(GBytes) body = g_bytes_new(INBOUND[_i].body, strlen(INBOUND[_i].body));
	const HttpInbound in = {.method = (char *)"POST", .query = (char *)"", .body = body};
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderInbound *got;

	row_int(name, aliyun()->parse_inbound(&ACCOUNT, INBOUND[_i].hook, &in, found, &why), INBOUND[_i].want);
	row_int(name, found->len, INBOUND[_i].want == 0);
	row_int(name, why != NULL, INBOUND[_i].want == -EBADMSG);
	if (INBOUND[_i].want < 0)
		return;
	got = &g_array_index(found, ProviderInbound, 0);
	row_int(name, got->kind, INBOUND[_i].text ? INBOUND_REPLY : INBOUND_RECEIPT);
	row_int(name, got->status, INBOUND[_i].status);
	row_int(name, got->cause, INBOUND[_i].cause);
	row_str(name, got->ref, INBOUND[_i].ref);
	row_str(name, got->code, INBOUND[_i].code);
	row_str(name, got->from, INBOUND[_i].from);
	row_str(name, got->to, INBOUND[_i].to);
	row_str(name, got->text, INBOUND[_i].text);
	row_str(name, got->provider_id, INBOUND[_i].id);
	row_int(name, got->at, INBOUND[_i].at);
}
END_TEST

START_TEST(a_list_comes_whole)
{
	static const char BODY[] = "[{\"success\":true,\"biz_id\":\"1\"},{\"success\":false,\"out_id\":\"b\"}]";
	g_autoptr(GBytes) body = g_bytes_new_static(BODY, strlen(BODY)), none = g_bytes_new_static("[]", 2);
	HttpInbound in = {.method = (char *)"POST", .query = (char *)"", .body = body};
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;

	ck_assert_int_eq(aliyun()->parse_inbound(&ACCOUNT, "dlr", &in, found, &why), 0);
	ck_assert_uint_eq(found->len, 2);
	ck_assert_str_eq(g_array_index(found, ProviderInbound, 1).ref, "b");
	in.body = none;
	ck_assert_int_eq(aliyun()->parse_inbound(&ACCOUNT, "dlr", &in, found, &why), 0);
	ck_assert_uint_eq(found->len, 2);
}
END_TEST

static void feed(GBytes *body, gboolean cut)
{
	static const char *const HOOKS[] = {"dlr", "mo", "call"};
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = 200, .body = body};
	const HttpInbound in = {.method = (char *)"POST", .query = (char *)"", .body = body};
	ProviderLookup lookup = LOOKUP;
	ProviderFinding found;

	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		g_autoptr(GArray) items = provider_inbound_array_new();
		const char *why = NULL;
		int r = aliyun()->parse_inbound(&ACCOUNT, HOOKS[i], &in, items, &why);

		ck_assert(cut ? r == -EBADMSG : r == 0 || r == -EBADMSG);
		ck_assert((r == 0) == (why == NULL) && (r == 0 || items->len == 0));
		for (guint k = 0; k < items->len; k++) {
			const ProviderInbound *one = &g_array_index(items, ProviderInbound, k);

			ck_assert(!one->text || g_utf8_validate(one->text, -1, NULL));
		}
	}
	for (int voice = 0; voice < 2; voice++) {
		lookup.voice = voice;
		aliyun()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
		ck_assert(!cut || found.finding == LOOKUP_UNSURE);
		provider_finding_clear(&found);
	}
}

START_TEST(broken_bodies)
{
	broken_each(RECORDS(RECORD("ref1", "3", "DELIVERED")), feed);
	broken_each(CALL_IS("200000"), feed);
	broken_each(REPORT("true", "DELIVERED"), feed);
	broken_each(UP("谢谢😀"), feed);
	broken_each(VOICE("300000", ",\"dtmf\":\"1\""), feed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("aliyun-reports");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, question, 0, G_N_ELEMENTS(QUESTIONS));
	tcase_add_loop_test(tc, finding, 0, G_N_ELEMENTS(FINDINGS));
	tcase_add_test(tc, full_pages_have_a_next_one);
	tcase_add_test(tc, absence_proves_something);
	tcase_add_loop_test(tc, inbound, 0, G_N_ELEMENTS(INBOUND));
	tcase_add_test(tc, a_list_comes_whole);
	tcase_add_test(tc, broken_bodies);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/aliyun-reports");
}
