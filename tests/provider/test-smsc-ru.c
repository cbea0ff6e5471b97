/* Driver "smsc_ru": requests, answers, look-ups and callbacks. */
#include "provider/provider.h"
#include "provider/vectors.h"

#include <errno.h>
#include <string.h>

#define DA "\xd0\x94\xd0\xb0"
#define REF "abc123abc123abc123abc1"

static const ProviderAccount ACCOUNT = {
        .id = "s", .url = "https://smsc.ru/sys", .username = "shop", .password = "p&w", .sender = "MyShop"};
static const ProviderAccount BY_KEY = {.id = "s", .url = "https://smsc.ru/sys", .password = "key"};

static const Provider *smsc(void)
{
	return provider_find("smsc_ru");
}

static ProviderSubmit submit_of(int64_t validity_s)
{
	return (ProviderSubmit){
	        .to = "+79161234567", .text = DA " & = +", .ref = REF, .ucs2 = TRUE, .validity_s = validity_s};
}

static HttpAnswer answer_of(int status, const char *body, gssize length)
{
	return (HttpAnswer){.progress = HTTP_ANSWERED,
	                    .status = status,
	                    .headers = http_headers_new(),
	                    .body = g_bytes_new(body, length < 0 ? strlen(body) : (gsize)length)};
}

static const struct {
	const char *name;
	const ProviderAccount *account;
	int64_t validity_s;
	const char *form;
} BUILT[] = {
        {"name and password, UTF-8, JSON, our reference", &ACCOUNT, 7200,
         "login=shop&psw=p%26w&fmt=3&phones=79161234567&mes=%D0%94%D0%B0%20%26%20%3D%20%2B&charset=utf-8&id=" REF
         "&sender=MyShop&valid=2"},
        {"a key in their place", &BY_KEY, 7200,
         "apikey=key&fmt=3&phones=79161234567&mes=%D0%94%D0%B0%20%26%20%3D%20%2B&charset=utf-8&id=" REF "&valid=2"},
        {"whole hours, rounded down", &BY_KEY, 7199,
         "apikey=key&fmt=3&phones=79161234567&mes=%D0%94%D0%B0%20%26%20%3D%20%2B&charset=utf-8&id=" REF "&valid=1"},
        {"at most a day", &BY_KEY, 90000,
         "apikey=key&fmt=3&phones=79161234567&mes=%D0%94%D0%B0%20%26%20%3D%20%2B&charset=utf-8&id=" REF "&valid=24"},
        {"none given", &BY_KEY, 0,
         "apikey=key&fmt=3&phones=79161234567&mes=%D0%94%D0%B0%20%26%20%3D%20%2B&charset=utf-8&id=" REF},
};

START_TEST(builds)
{
	ProviderSubmit submit = submit_of(BUILT[_i].validity_s);
	HttpRequest request = {0};
	g_autofree char *body = NULL;

	row_int(BUILT[_i].name, smsc()->build_submit(BUILT[_i].account, &submit, &request), 0);
	body = vectors_body(&request);
	row_str(BUILT[_i].name, request.method, "POST");
	row_str(BUILT[_i].name, request.url, "https://smsc.ru/sys/send.php");
	vectors_same_form(BUILT[_i].name, body, BUILT[_i].form);
	http_request_clear(&request);
}
END_TEST

START_TEST(refuses)
{
	const ProviderAccount no_password = {.id = "s", .url = "https://smsc.ru/sys", .username = "shop"};
	ProviderSubmit submits[] = {submit_of(3599), submit_of(7200), submit_of(7200),
	                            submit_of(7200), submit_of(7200), submit_of(7200)};
	HttpRequest request = {0};

	submits[1].to = "79161234567";
	submits[2].text = "";
	submits[3].text = "\xff";
	submits[4].ref = "A b";
	submits[5].voice = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(submits); i++)
		ck_assert_int_eq(smsc()->build_submit(&ACCOUNT, &submits[i], &request), -EINVAL);
	submits[0].validity_s = 7200;
	ck_assert_int_eq(smsc()->build_submit(&no_password, &submits[0], &request), -EINVAL);
	ck_assert_int_eq(smsc()->validity_step_s(&ACCOUNT), 3600);
}
END_TEST

static const struct {
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *id, *code;
	int64_t wait_s;
} ANSWERS[] = {
        {200, "{\"id\":\"" REF "\",\"cnt\":1}", SUBMIT_ACCEPTED, REF, "200", 0},
        {200, "{\"id\":17,\"cnt\":2,\"cost\":\"1.4\",\"balance\":\"100\"}", SUBMIT_ACCEPTED, "17", "200", 0},
        {200, "{\"error\":\"parameters error\",\"error_code\":1}", SUBMIT_ACCOUNT_BROKEN, NULL, "1 parameters error",
         0},
        {200, "{\"error\":\"authorise error\",\"error_code\":2}", SUBMIT_ACCOUNT_BROKEN, NULL, "2 authorise error", 0},
        {200, "{\"error\":\"no money\",\"error_code\":3,\"id\":5}", SUBMIT_NO_CREDIT, NULL, "3 no money", 0},
        {200, "{\"error\":\"IP is blocked\",\"error_code\":4}", SUBMIT_THROTTLED, NULL, "4 IP is blocked", 300},
        {200, "{\"error\":\"date\",\"error_code\":5}", SUBMIT_ACCOUNT_BROKEN, NULL, "5 date", 0},
        {200, "{\"error\":\"denied\",\"error_code\":6}", SUBMIT_REJECTED_CONTENT, NULL, "6 denied", 0},
        {200, "{\"error\":\"number\",\"error_code\":7}", SUBMIT_BAD_NUMBER, NULL, "7 number", 0},
        {200, "{\"error\":\"cannot\",\"error_code\":8}", SUBMIT_BAD_NUMBER, NULL, "8 cannot", 0},
        {200, "{\"error\":\"duplicate\",\"error_code\":9}", SUBMIT_THROTTLED, NULL, "9 duplicate", 60},
        {200, "{\"error\":\"message to 79161234567 is denied\",\"error_code\":6}", SUBMIT_REJECTED_CONTENT, NULL,
         "6 message to *** is denied", 0},
        {200, "{\"error\":\"new\",\"error_code\":42}", SUBMIT_UNKNOWN_CODE, NULL, "42 new", 0},
        {200, "{\"error\":\"what\"}", SUBMIT_UNKNOWN, NULL, "200", 0},
        {200, "{\"error\":\"what\",\"id\":1,\"cnt\":1}", SUBMIT_UNKNOWN, NULL, "200", 0},
        {200, "{\"id\":17,\"cn", SUBMIT_UNKNOWN, NULL, "200", 0},
        {200, "{\"id\":17}", SUBMIT_UNKNOWN, NULL, "200", 0},
        {200, "", SUBMIT_UNKNOWN, NULL, "200", 0},
        {200, "<html>", SUBMIT_UNKNOWN, NULL, "200", 0},
        {204, "", SUBMIT_UNKNOWN, NULL, "204", 0},
        {302, "", SUBMIT_UNKNOWN, NULL, "302", 0},
        {403, "", SUBMIT_ACCOUNT_BROKEN, NULL, "403", 0},
        {429, "", SUBMIT_THROTTLED, NULL, "429", 60},
        {502, "{\"id\":17,\"cnt\":1}", SUBMIT_UNKNOWN, NULL, "502", 0},
};

START_TEST(answers)
{
	HttpAnswer answer = answer_of(ANSWERS[_i].status, ANSWERS[_i].body, -1);
	ProviderResult result = {0};

	smsc()->parse_answer(&ACCOUNT, &answer, &result);
	row_str(ANSWERS[_i].body, submit_outcome_name(result.outcome), submit_outcome_name(ANSWERS[_i].outcome));
	row_str(ANSWERS[_i].body, result.provider_id, ANSWERS[_i].id);
	row_str(ANSWERS[_i].body, g_strchomp(result.code), ANSWERS[_i].code);
	row_int(ANSWERS[_i].body, result.retry_after_s, ANSWERS[_i].wait_s);
	provider_result_clear(&result);
	http_answer_clear(&answer);
}
END_TEST

/* ---- look-ups ---- */

static const struct {
	const char *body;
	LookupFinding finding;
	ReceiptStatus status;
	SubmitOutcome cause;
} LOOKUPS[] = {
        {"{\"status\":-3}", LOOKUP_ABSENT, 0, 0},
        {"{\"status\":-1,\"err\":0}", LOOKUP_FOUND, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},
        {"{\"status\":0,\"err\":0}", LOOKUP_FOUND, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},
        {"{\"status\":1,\"err\":\"0\"}", LOOKUP_FOUND, RECEIPT_DELIVERED, SUBMIT_ACCEPTED},
        {"{\"status\":\"2\"}", LOOKUP_FOUND, RECEIPT_DELIVERED, SUBMIT_ACCEPTED},
        {"{\"status\":3}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_ACCEPTED},
        {"{\"status\":20,\"err\":1}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_BAD_NUMBER},
        {"{\"status\":20,\"err\":6}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_ACCEPTED},
        {"{\"status\":20,\"err\":253}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT},
        {"{\"status\":20,\"err\":254}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_ACCOUNT_BROKEN},
        {"{\"status\":23,\"err\":250}", LOOKUP_FOUND, RECEIPT_FAILED,
         SUBMIT_UNKNOWN_CODE}, /* copies differ: for a person */
        {"{\"status\":22}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_BAD_NUMBER},
        {"{\"status\":24}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_NO_CREDIT},
        {"{\"status\":25,\"err\":6}", LOOKUP_FOUND, RECEIPT_FAILED, SUBMIT_ACCEPTED},
        {"{\"status\":99}", LOOKUP_UNSURE, 0, 0},
        {"{\"error\":\"authorise error\",\"error_code\":2}", LOOKUP_UNSURE, 0, 0},
        {"{\"error_code\":9,\"status\":-3}", LOOKUP_UNSURE, 0, 0},
        {"{\"status\":-3", LOOKUP_UNSURE, 0, 0},
        {"", LOOKUP_UNSURE, 0, 0},
};

START_TEST(lookups)
{
	const ProviderLookup lookup = {.to = "+79161234567", .ref = REF};
	HttpAnswer answer = answer_of(200, LOOKUPS[_i].body, -1);
	ProviderFinding finding = {0};

	smsc()->parse_lookup(&ACCOUNT, &lookup, &answer, &finding);
	row_int(LOOKUPS[_i].body, finding.finding, LOOKUPS[_i].finding);
	row_int(LOOKUPS[_i].body, finding.status, LOOKUPS[_i].status);
	row_int(LOOKUPS[_i].body, finding.cause, LOOKUPS[_i].cause);
	provider_finding_clear(&finding);
	answer.status = 502;
	smsc()->parse_lookup(&ACCOUNT, &lookup, &answer, &finding);
	row_int(LOOKUPS[_i].body, finding.finding, LOOKUP_UNSURE);
	provider_finding_clear(&finding);
	http_answer_clear(&answer);
}
END_TEST

START_TEST(lookup_and_check_requests)
{
	const ProviderLookup lookup = {.to = "+79161234567", .ref = REF};
	const ProviderMoment moment = {.nonce = "00"};
	HttpRequest request = {0};
	g_autofree char *body = NULL;

	ck_assert_int_eq(smsc()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	ck_assert_str_eq(request.url, "https://smsc.ru/sys/status.php");
	body = vectors_body(&request);
	vectors_same_form("status", body, "login=shop&psw=p%26w&fmt=3&phone=79161234567&id=" REF "&all=1");
	http_request_clear(&request);
	ck_assert_int_eq(smsc()->build_check(&ACCOUNT, &moment, NULL, &request), 0);
	ck_assert_str_eq(request.url, "https://smsc.ru/sys/balance.php");
	http_request_clear(&request);
	/* -3 is about our own id, and the first question comes later than the minute of error 9. */
	ck_assert(smsc()->absence_proves);
	ck_assert_int_gt(smsc()->lookup_waits_s[0], 60);
}
END_TEST

START_TEST(check)
{
	HttpAnswer good = answer_of(200, "{\"balance\":\"12.40\"}", -1),
	           bad = answer_of(200, "{\"error\":\"no\",\"error_code\":2}", -1);
	ProviderCheck result = {0};

	smsc()->parse_check(&ACCOUNT, &good, &result);
	ck_assert_int_eq(result.outcome, SUBMIT_ACCEPTED);
	ck_assert_str_eq(result.words, "balance 12.40");
	g_free(result.words);
	smsc()->parse_check(&ACCOUNT, &bad, &result);
	ck_assert_int_eq(result.outcome, SUBMIT_ACCOUNT_BROKEN);
	ck_assert_str_eq(result.words, "2 no");
	g_free(result.words);
	http_answer_clear(&good);
	http_answer_clear(&bad);
}
END_TEST

/* ---- callbacks ---- */

static HttpInbound inbound_of(const char *query, const char *body, gsize length)
{
	return (HttpInbound){.method = g_strdup("POST"),
	                     .path = g_strdup("/"),
	                     .query = g_strdup(query),
	                     .peer = g_strdup("192.0.2.7"),
	                     .headers = http_headers_new(),
	                     .body = g_bytes_new(body, length)};
}

static int verify(const char *secret, const char *form)
{
	const ProviderAccount account = {.id = "s", .signature_secret = secret};
	HttpInbound inbound = inbound_of("", form, strlen(form));
	const ProviderWebhook webhook = {.hook = "dlr", .inbound = &inbound};
	const char *why = NULL;
	int r = smsc()->verify(&account, &webhook, &why);

	ck_assert(r == 0 || why);
	http_inbound_clear(&inbound);
	return r;
}

START_TEST(every_vector_of_callbacks_verifies)
{
	static const char *const DIGESTS[] = {"md5", "sha1"};
	json_t *file = vectors_load("smsc-callback.json"), *rows = json_object_get(file, "cases"), *row;
	size_t i;

	json_array_foreach(rows, i, row) for (gsize d = 0; d < G_N_ELEMENTS(DIGESTS); d++)
	{
		const char *name = vectors_text(row, "name"), *secret = vectors_text(row, "secret");
		g_autofree char *form = g_strdup_printf("id=%s&phone=%s&status=%s&%s=%s", vectors_text(row, "id"),
		                                        vectors_text(row, "phone"), vectors_text(row, "status"),
		                                        DIGESTS[d], vectors_text(row, DIGESTS[d]));
		g_autofree char *other = g_strconcat(form, "0", NULL);
		g_autofree char *bare = g_strndup(form, (gsize)(strrchr(form, '&') - form));

		row_int(name, verify(secret, form), 0);
		row_int(name, verify("another", form), -EACCES);
		row_int(name, verify(secret, other), -EACCES);
		row_int(name, verify(secret, bare), -EACCES);
		row_int(name, verify(NULL, bare), 0);
	}
	ck_assert_uint_eq(json_array_size(rows), 3);
	json_decref(file);
}
END_TEST

static const struct {
	const char *name, *query, *form;
	int r;
	gboolean reply;
	ReceiptStatus status;
	SubmitOutcome cause;
	const char *ref, *id; /* a reply's: from, text */
	int64_t at;
} CALLBACKS[] = {
        {"delivered, our id", "", "id=" REF "&phone=79161234567&status=1&time=x&ts=1763447417&err=0", 0, FALSE,
         RECEIPT_DELIVERED, 0, REF, REF, 1763447417},
        {"by GET, their id is kept too", "id=17.A&phone=7&status=20&err=1", "", 0, FALSE, RECEIPT_FAILED,
         SUBMIT_BAD_NUMBER, NULL, "17.A", 0},
        {"an unknown status", "", "id=17&status=77", -EBADMSG, FALSE, 0, 0, NULL, NULL, 0},
        {"not found is no report", "", "id=17&status=-3", -EBADMSG, FALSE, 0, 0, NULL, NULL, 0},
        {"no status", "", "id=17", -EBADMSG, FALSE, 0, 0, NULL, NULL, 0},
        {"no id", "", "status=1", -EBADMSG, FALSE, 0, 0, NULL, NULL, 0},
        {"a reply", "", "phone=79161234567&mes=%D0%94%D0%B0+%26&to=100&sms_id=5&time=1763447417", 0, TRUE, 0, 0,
         "79161234567", DA " &", 1763447417},
        {"a reply of nobody", "", "mes=x", -EBADMSG, TRUE, 0, 0, NULL, NULL, 0},
};

START_TEST(callbacks)
{
	const char *name = CALLBACKS[_i].name, *why = NULL;
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = inbound_of(CALLBACKS[_i].query, CALLBACKS[_i].form, strlen(CALLBACKS[_i].form));

	row_int(name, smsc()->parse_inbound(&ACCOUNT, "dlr", &inbound, found, &why), CALLBACKS[_i].r);
	row_int(name, found->len, CALLBACKS[_i].r == 0);
	row_int(name, why != NULL, CALLBACKS[_i].r != 0);
	if (found->len) {
		const ProviderInbound *one = &g_array_index(found, ProviderInbound, 0);

		row_int(name, one->kind, CALLBACKS[_i].reply ? INBOUND_REPLY : INBOUND_RECEIPT);
		row_str(name, CALLBACKS[_i].reply ? one->from : one->ref, CALLBACKS[_i].ref);
		row_str(name, CALLBACKS[_i].reply ? one->text : one->provider_id, CALLBACKS[_i].id);
		row_int(name, one->status, CALLBACKS[_i].status);
		row_int(name, one->cause, CALLBACKS[_i].cause);
		row_int(name, one->at, CALLBACKS[_i].at);
	}
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(other_hooks_are_not_its)
{
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = inbound_of("id=1&status=1", "", 0);
	const char *why = NULL;

	ck_assert_int_eq(smsc()->parse_inbound(&ACCOUNT, "x", &inbound, found, &why), -ENOENT);
	ck_assert_int_eq(smsc()->ack(&ACCOUNT, "dlr").status, 200);
	http_inbound_clear(&inbound);
}
END_TEST

/* ---- bytes nobody meant for it ---- */

static void feed(const char *bytes, gsize length)
{
	const ProviderAccount account = {.id = "s", .signature_secret = "x"};
	const ProviderLookup lookup = {.to = "+79161234567", .ref = REF};
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = inbound_of("", bytes, length);
	const ProviderWebhook webhook = {.hook = "dlr", .inbound = &inbound};
	HttpAnswer answer = answer_of(200, bytes, (gssize)length);
	ProviderFinding finding = {0};
	ProviderResult result = {0};
	ProviderCheck checked = {0};
	const char *why = NULL;

	smsc()->verify(&account, &webhook, &why);
	smsc()->parse_inbound(&account, "dlr", &inbound, found, &why);
	smsc()->parse_answer(&account, &answer, &result);
	smsc()->parse_lookup(&account, &lookup, &answer, &finding);
	smsc()->parse_check(&account, &answer, &checked);
	ck_assert(g_utf8_validate(result.code, -1, NULL));
	provider_result_clear(&result);
	provider_finding_clear(&finding);
	g_free(checked.words);
	http_answer_clear(&answer);
	http_inbound_clear(&inbound);
}

START_TEST(any_bytes_are_survived)
{
	static const char *const SEEDS[] = {
	        "{\"id\":\"abc\",\"cnt\":1,\"error\":\"x\",\"error_code\":9,\"status\":20,\"err\":1,\"balance\":\"1\"}",
	        "id=17&phone=79161234567&status=20&time=x&ts=1763447417&err=253&md5=00&sha1=00",
	        "phone=79161234567&mes=%D0%94%D0%B0+%26&to=100&sms_id=5&time=1763447417",
	};
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	gsize length = strlen(SEEDS[_i]);

	for (gsize cut = 0; cut <= length; cut++)
		feed(SEEDS[_i], cut);
	for (int n = 0; n < 3000; n++) {
		g_autofree char *bytes = g_memdup2(SEEDS[_i], length + 1);
		int changes = g_rand_int_range(rand, 1, 12);

		for (int i = 0; i < changes; i++)
			bytes[g_rand_int_range(rand, 0, (int)length)] = (char)g_rand_int_range(rand, 0, 256);
		feed(bytes, length);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smsc_ru");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, builds, 0, G_N_ELEMENTS(BUILT));
	tcase_add_test(tcase, refuses);
	tcase_add_loop_test(tcase, answers, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, lookups, 0, G_N_ELEMENTS(LOOKUPS));
	tcase_add_test(tcase, lookup_and_check_requests);
	tcase_add_test(tcase, check);
	tcase_add_test(tcase, every_vector_of_callbacks_verifies);
	tcase_add_loop_test(tcase, callbacks, 0, G_N_ELEMENTS(CALLBACKS));
	tcase_add_test(tcase, other_hooks_are_not_its);
	tcase_add_loop_test(tcase, any_bytes_are_survived, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "provider/smsc_ru");
}
