/* The Tencent driver: what it makes of records, and what its polls and webhooks bring. */
#include <errno.h>
#include <string.h>

#include "provider/broken.h"
#include "provider/provider.h"
#include "provider/vectors.h"

#define NOW 1773450123 /* 2026-03-14 09:02:03 in China */

static const ProviderAccount ACCOUNT = {.id = "tc",
                                        .url = "https://sms.tencentcloudapi.com",
                                        .username = "AKID",
                                        .password = "secret",
                                        .account = "1400006666",
                                        .sign_name = "腾讯云",
                                        .api_region = "ap-guangzhou"};
static const ProviderLookup LOOKUP = {
        .moment = {NOW + 60, "n"}, .to = "+8613800138000", .text = "t", .ref = "ref1", .started_at = NOW};

static const Provider *tencent(void)
{
	return provider_find("tencent");
}

/* ---- look-up ---- */

#define RECORDS(items) "{\"Response\":{\"SendRecordSet\":[" items "],\"TotalCount\":1,\"RequestId\":\"r\"}}"
#define RECORD(id, status, at)                                                                                         \
	"{\"PhoneNumber\":\"+8613800138000\",\"SerialNo\":\"" id "\",\"SendStatus\":" status                           \
	",\"RequestCode\":\"FailedOperation.PhoneNumberInBlacklist\",\"StatusCode\":\"DELIVRD\",\"SendTime\":" at      \
	",\"Content\":\"a***b\"}"
#define NEAR "1773450125"
#define ERROR_OF(code) "{\"Response\":{\"Error\":{\"Code\":\"" code "\",\"Message\":\"m\"},\"RequestId\":\"r\"}}"

static const struct {
	const char *name, *id;
	int status;
	const char *body;
	LookupFinding finding;
	ReceiptStatus receipt;
	SubmitOutcome cause;
	const char *found_id, *code;
} FINDINGS[] = {
	{"the only one of that time, delivered", NULL, 200, RECORDS(RECORD("5:1", "2", NEAR)), LOOKUP_FOUND,
	 RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "5:1", "DELIVRD"},
	{"under way", NULL, 200, RECORDS(RECORD("5:1", "3", NEAR)), LOOKUP_FOUND, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED,
	 "5:1", "DELIVRD"},
	{"not delivered", NULL, 200, RECORDS(RECORD("5:1", "4", NEAR)), LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_ACCEPTED,
	 "5:1", "DELIVRD"},
	{"refused, with the code of the refusal", NULL, 200, RECORDS(RECORD("5:1", "1", NEAR)), LOOKUP_FOUND,
	 RECEIPT_FAILED, SUBMIT_OPTED_OUT, "5:1", "FailedOperation.PhoneNumberInBlacklist"},
	{"a status of no row", NULL, 200, RECORDS(RECORD("5:1", "8", NEAR)), LOOKUP_FOUND, RECEIPT_ACCEPTED,
	 SUBMIT_ACCEPTED, "5:1", "DELIVRD"},
	{"two of that time: which?", NULL, 200, RECORDS(RECORD("5:1", "2", NEAR) "," RECORD("5:2", "2", NEAR)),
	 LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"two, and an id", "5:2", 200, RECORDS(RECORD("5:1", "4", NEAR) "," RECORD("5:2", "2", NEAR)), LOOKUP_FOUND,
	 RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "5:2", "DELIVRD"},
	{"one of another time", NULL, 200, RECORDS(RECORD("5:1", "2", "1773460000")), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"one before", NULL, 200, RECORDS(RECORD("5:1", "2", "1773449000")), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"one of another time with our id", "5:1", 200, RECORDS(RECORD("5:1", "2", "1773460000")), LOOKUP_FOUND,
	 RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "5:1", "DELIVRD"},
	{"another's number", NULL, 200, RECORDS("{\"PhoneNumber\":\"+8613800138001\",\"SendTime\":" NEAR "}"),
	 LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"none", NULL, 200, RECORDS(""), LOOKUP_ABSENT, 0, 0, NULL, NULL},
	{"no list", NULL, 200, "{\"Response\":{}}", LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"refused to tell", NULL, 200, ERROR_OF("UnauthorizedOperation"), LOOKUP_UNSURE, 0, 0, NULL,
	 "UnauthorizedOperation m"},
	{"an error with a list", NULL, 500, RECORDS(""), LOOKUP_UNSURE, 0, 0, NULL, NULL},
	{"a page", NULL, 200, "<html>", LOOKUP_UNSURE, 0, 0, NULL, NULL},
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

	lookup.provider_id = FINDINGS[_i].id;
	tencent()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(name, found.finding, FINDINGS[_i].finding);
	row_int(name, found.status, FINDINGS[_i].receipt);
	row_int(name, found.cause, FINDINGS[_i].cause);
	row_str(name, found.provider_id, FINDINGS[_i].found_id);
	row_str(name, found.code, FINDINGS[_i].code);
	provider_finding_clear(&found);
	got.truncated = TRUE;
	tencent()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(name, found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&got);
}
END_TEST

/* What a list that is full leaves out may be ours. */
START_TEST(a_full_list_proves_nothing)
{
	g_autoptr(GString) items = g_string_new(RECORD("5:1", "2", "1773460000"));
	g_autofree char *body = NULL;
	ProviderFinding found;
	HttpAnswer got;

	for (int i = 1; i < 50; i++)
		g_string_append(items, "," RECORD("5:1", "2", "1773460000"));
	body = g_strdup_printf(RECORDS("%s"), items->str);
	got = answer_of(200, body);
	tencent()->parse_lookup(&ACCOUNT, &LOOKUP, &got, &found);
	ck_assert_int_eq(found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&got);
}
END_TEST

START_TEST(what_can_be_asked)
{
	ProviderLookup lookup = LOOKUP;
	HttpRequest request = {0};

	ck_assert_int_eq(tencent()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	http_request_clear(&request);
	lookup.voice = TRUE;
	ck_assert_int_eq(tencent()->build_lookup(&ACCOUNT, &lookup, &request), -EINVAL);
	lookup.voice = FALSE;
	lookup.moment.now_at = NOW + 72 * 3600; /* records are kept so long */
	ck_assert_int_eq(tencent()->build_lookup(&ACCOUNT, &lookup, &request), -EINVAL);
	ck_assert(!tencent()->absence_proves);
	ck_assert_int_ge(tencent()->lookup_waits_s[0], 60);
	ck_assert_int_gt(tencent()->lookup_waits_s[1], 0);
	ck_assert_ptr_null(tencent()->verify); /* nothing is signed */
	ck_assert_str_eq(tencent()->ack(&ACCOUNT, "dlr").body, "{\"result\":0,\"errmsg\":\"OK\"}");
	ck_assert_int_eq(tencent()->ack(&ACCOUNT, "mo").status, 200);
	ck_assert_int_eq(
	        tencent()->build_poll(&ACCOUNT, &(ProviderPoll){.moment = {NOW, "n"}, .kind = "calls"}, &request),
	        -EINVAL);
}
END_TEST

/* ---- items ---- */

#define PULLED(items) "{\"Response\":{\"PullSmsSendStatusSet\":[" items "],\"RequestId\":\"r\"}}"
#define PULLED_ONE(status)                                                                                             \
	"{\"UserReceiveTime\":1773450123,\"CountryCode\":\"86\",\"SubscriberNumber\":\"13800138000\","                 \
	"\"PhoneNumber\":\"+8613800138000\",\"SerialNo\":\"5:1\",\"ReportStatus\":\"" status                           \
	"\",\"Description\":\"DELIVRD\",\"SessionContext\":\"ref1\"}"
#define REPLIES(items) "{\"Response\":{\"PullSmsReplyStatusSet\":[" items "],\"RequestId\":\"r\"}}"
#define PULLED_REPLY                                                                                                   \
	"{\"ExtendCode\":\"01\",\"CountryCode\":\"86\",\"PhoneNumber\":\"+8613800138000\",\"SignName\":\"s\","         \
	"\"ReplyContent\":\"谢谢😀\",\"ReplyTime\":1773450123,\"SubscriberNumber\":\"13800138000\"}"
#define PUSHED(status)                                                                                                 \
	"[{\"user_receive_time\":\"2026-03-14 "                                                                        \
	"09:02:03\",\"nationcode\":\"86\",\"mobile\":\"13800138000\",\"report_status\":\"" status                      \
	"\",\"errmsg\":\"DELIVRD\",\"description\":\"d\",\"sid\":\"5:1\"}]"
#define PUSHED_REPLY                                                                                                   \
	"{\"extend\":\"01\",\"mobile\":\"13800138000\",\"nationcode\":\"86\",\"sign\":\"s\",\"text\":\"T\",\"time\":"  \
	"1773450123}"

/* `poll`: the kind of poll, else the hook. */
static const struct {
	const char *name, *poll, *hook, *body;
	int want;
	guint n;
	ReceiptStatus status;
	const char *ref, *code, *from, *to, *text, *id;
	const char *why;
} ITEMS[] = {
	{"pulled, delivered", "reports", NULL, PULLED(PULLED_ONE("SUCCESS")), 0, 1, RECEIPT_DELIVERED, "ref1",
	 "DELIVRD", NULL, NULL, NULL, "5:1", NULL},
	{"pulled, failed", "reports", NULL, PULLED(PULLED_ONE("FAIL")), 0, 1, RECEIPT_FAILED, "ref1", "DELIVRD", NULL,
	 NULL, NULL, "5:1", NULL},
	{"pulled, neither", "reports", NULL, PULLED(PULLED_ONE("?")), -EBADMSG,
         .why = "a report that tells neither SUCCESS nor FAIL"},
	{"pulled, without id", "reports", NULL, PULLED("{\"ReportStatus\":\"FAIL\"}"), -EBADMSG,
         .why = "a report without SerialNo"},
	{"nothing there", "reports", NULL, PULLED(""), 0, 0, .why = NULL},
	{"no list", "reports", NULL, "{\"Response\":{}}", -EBADMSG, .why = "no list of items"},
	{"replies for reports", "reports", NULL, REPLIES(""), -EBADMSG, .why = "no list of items"},
	{"refused account", "reports", NULL, ERROR_OF("AuthFailure.SecretIdNotFound"), -EBADMSG,
         .why = "the provider refuses the account"},
	{"asked too often", "reports", NULL, ERROR_OF("RequestLimitExceeded"), -EBADMSG, .why = "asked too often"},
	{"refused otherwise", "replies", NULL, ERROR_OF("FailedOperation.OtherError"), -EBADMSG,
         .why = "the provider refuses the poll"},
	{"a page", "replies", NULL, "<html>", -EBADMSG, .why = "not an answer of the API"},
	{"a reply, pulled", "replies", NULL, REPLIES(PULLED_REPLY), 0, 1, 0, NULL, NULL, "+8613800138000", "01",
	 "谢谢😀", NULL, NULL},
	{"a reply without text", "replies", NULL, REPLIES("{\"PhoneNumber\":\"1\"}"), -EBADMSG,
         .why = "a reply without a text"},
	{"one good and one bad", "replies", NULL, REPLIES(PULLED_REPLY ",{}"), -EBADMSG,
         .why = "a reply without a number"},
	{"pushed, delivered", NULL, "dlr", PUSHED("SUCCESS"), 0, 1, RECEIPT_DELIVERED, NULL, "DELIVRD", NULL, NULL,
	 NULL, "5:1", NULL},
	{"pushed, failed", NULL, "dlr", PUSHED("FAIL"), 0, 1, RECEIPT_FAILED, NULL, "DELIVRD", NULL, NULL, NULL, "5:1",
	 NULL},
	{"pushed, neither", NULL, "dlr", PUSHED("success"), -EBADMSG,
         .why = "a report that tells neither SUCCESS nor FAIL"},
	{"pushed, without id", NULL, "dlr", "[{\"report_status\":\"FAIL\"}]", -EBADMSG, .why = "a report without sid"},
	{"an object for an array", NULL, "dlr", "{}", -EBADMSG, .why = "no list of items"},
	{"a reply, pushed", NULL, "mo", PUSHED_REPLY, 0, 1, 0, NULL, NULL, "+8613800138000", "01", "T", NULL, NULL},
	{"an array for an object", NULL, "mo", "[]", -EBADMSG, .why = "not a JSON object"},
	{"a reply of nobody", NULL, "mo", "{\"text\":\"T\"}", -EBADMSG, .why = "a reply without a number"},
	{"another hook", NULL, "call", "[]", -ENOENT, .why = NULL},
};

START_TEST(items)
{
	const char *name = ITEMS[_i].name, *why = NULL;
	HttpAnswer got = answer_of(200, ITEMS[_i].body);
	const HttpInbound in = {.method = (char *)"POST", .query = (char *)"", .body = got.body};
	const ProviderPoll poll = {.moment = {NOW, "n"}, .kind = ITEMS[_i].poll};
	g_autoptr(GArray) found = provider_inbound_array_new();
	g_autofree char *cursor = NULL;
	gboolean more = TRUE;
	int r = ITEMS[_i].poll ? tencent()->parse_poll(&ACCOUNT, &poll, &got, found, &cursor, &more, &why)
	                       : tencent()->parse_inbound(&ACCOUNT, ITEMS[_i].hook, &in, found, &why);

	row_int(name, r, ITEMS[_i].want);
	row_str(name, why, ITEMS[_i].why);
	row_int(name, found->len, ITEMS[_i].n);
	row_str(name, cursor, NULL);
	row_int(name, more, !ITEMS[_i].poll); /* left alone by a webhook, else no full list */
	if (found->len) {
		const ProviderInbound *one = &g_array_index(found, ProviderInbound, 0);

		row_int(name, one->kind, ITEMS[_i].text ? INBOUND_REPLY : INBOUND_RECEIPT);
		row_int(name, one->status, ITEMS[_i].status);
		row_int(name, one->cause, SUBMIT_ACCEPTED);
		row_str(name, one->ref, ITEMS[_i].ref);
		row_str(name, one->code, ITEMS[_i].code);
		row_str(name, one->from, ITEMS[_i].from);
		row_str(name, one->to, ITEMS[_i].to);
		row_str(name, one->text, ITEMS[_i].text);
		row_str(name, one->provider_id, ITEMS[_i].id);
		row_int(name, one->at, NOW);
	}
	http_answer_clear(&got);
}
END_TEST

START_TEST(a_full_poll_is_followed_at_once)
{
	g_autoptr(GString) list = g_string_new(PULLED_ONE("SUCCESS"));
	g_autofree char *body = NULL, *cursor = NULL;
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderPoll poll = {.moment = {NOW, "n"}, .kind = "reports"};
	gboolean more = FALSE;
	const char *why;
	HttpAnswer got;

	for (int i = 1; i < 100; i++)
		g_string_append(list, "," PULLED_ONE("SUCCESS"));
	body = g_strdup_printf(PULLED("%s"), list->str);
	got = answer_of(200, body);
	ck_assert_int_eq(tencent()->parse_poll(&ACCOUNT, &poll, &got, found, &cursor, &more, &why), 0);
	ck_assert_uint_eq(found->len, 100);
	ck_assert(more);
	got.truncated = TRUE; /* what was cut off is lost there: kept aside, never half taken */
	ck_assert_int_eq(tencent()->parse_poll(&ACCOUNT, &poll, &got, found, &cursor, &more, &why), -EBADMSG);
	ck_assert_uint_eq(found->len, 100);
	ck_assert(!more);
	http_answer_clear(&got);
}
END_TEST

START_TEST(polls_have_names)
{
	ck_assert_str_eq(tencent()->polls[0], "reports");
	ck_assert_str_eq(tencent()->polls[1], "replies");
	ck_assert_ptr_null(tencent()->polls[2]);
}
END_TEST

static void feed(GBytes *body, gboolean cut)
{
	static const char *const HOOKS[] = {"dlr", "mo"};
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = 200, .body = body};
	const HttpInbound in = {.method = (char *)"POST", .query = (char *)"", .body = body};
	ProviderFinding looked;

	for (int i = 0; i < 4; i++) {
		g_autoptr(GArray) found = provider_inbound_array_new();
		g_autofree char *cursor = NULL;
		const ProviderPoll poll = {.moment = {NOW, "n"}, .kind = i < 3 ? "reports" : "replies"};
		const char *why = NULL;
		gboolean more;
		int r = i < 2 ? tencent()->parse_inbound(&ACCOUNT, HOOKS[i], &in, found, &why)
		              : tencent()->parse_poll(&ACCOUNT, &poll, &got, found, &cursor, &more, &why);

		ck_assert(cut ? r == -EBADMSG : r == 0 || r == -EBADMSG);
		ck_assert((r == 0) == (why == NULL) && (r == 0 || found->len == 0));
		for (guint k = 0; k < found->len; k++) {
			const ProviderInbound *one = &g_array_index(found, ProviderInbound, k);

			ck_assert(one->at >= 0 && (!one->text || g_utf8_validate(one->text, -1, NULL)));
		}
	}
	tencent()->parse_lookup(&ACCOUNT, &LOOKUP, &got, &looked);
	ck_assert(!cut || looked.finding == LOOKUP_UNSURE);
	provider_finding_clear(&looked);
}

START_TEST(broken_bodies)
{
	broken_each(RECORDS(RECORD("5:1", "2", NEAR)), feed);
	broken_each(PULLED(PULLED_ONE("SUCCESS")), feed);
	broken_each(REPLIES(PULLED_REPLY), feed);
	broken_each(PUSHED("FAIL"), feed);
	broken_each(PUSHED_REPLY, feed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tencent-reports");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, finding, 0, G_N_ELEMENTS(FINDINGS));
	tcase_add_test(tc, a_full_list_proves_nothing);
	tcase_add_test(tc, what_can_be_asked);
	tcase_add_loop_test(tc, items, 0, G_N_ELEMENTS(ITEMS));
	tcase_add_test(tc, a_full_poll_is_followed_at_once);
	tcase_add_test(tc, polls_have_names);
	tcase_add_test(tc, broken_bodies);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/tencent-reports");
}
