/* The profiles that are shipped, as shipped: each file is read through conf, and what it makes of a submit, of the
 * provider's answers and of its webhooks is compared. Answers are those of the provider's pages, numbers and ids made
 * up. */
#include "provider/profile.h"

#include <errno.h>
#include <string.h>

#define SMSRU "sms.ru.conf"
#define INFOBIP "infobip.conf"
#define DA "\xd0\x94\xd0\xb0"

static const Provider *http(void)
{
	return provider_find("http");
}

static void load(const char *file, Profile *profile)
{
	profile_load_example(file, g_str_equal(file, SMSRU) ? "https://sms.ru" : "https://x.api.infobip.com", profile);
	profile->account.report_url = "https://cb.example/hook/p/T/dlr";
}

static const ProviderSubmit SUBMIT = {.moment = {.now_at = 1763447417, .nonce = "00"},
                                      .to = "+79161234567",
                                      .text = "\"" DA "\" & \\",
                                      .language = "ru",
                                      .ref = "abc123",
                                      .validity_s = 5430,
                                      .ucs2 = TRUE};

static const struct {
	const char *file, *want;
} SUBMITS[] = {
        {SMSRU, "POST https://sms.ru/sms/send\nContent-Type: application/x-www-form-urlencoded\n\n"
                "to=79161234567&msg=%22%D0%94%D0%B0%22%20%26%20%5C&from=My%20Shop&ttl=90&json=1&api_id=hunter2"},
        {INFOBIP,
         "POST https://x.api.infobip.com/sms/3/messages\nContent-Type: application/json\nAccept: application/json\n"
         "Authorization: App hunter2\n\n"
         "{\"messages\":[{\"sender\":\"My Shop\",\"destinations\":[{\"to\":\"79161234567\",\"messageId\":\"abc123\"}],"
         "\"content\":{\"text\":\"\\\"\\u0414\\u0430\\\" & "
         "\\\\\"},\"options\":{\"validityPeriod\":{\"amount\":90,\"timeUnit\":"
         "\"MINUTES\"}},\"webhooks\":{\"delivery\":{\"url\":\"https://cb.example/hook/p/T/dlr\"}}}]}"},
};

START_TEST(submits)
{
	g_auto(Profile) profile = {0};
	HttpRequest request = {0};
	g_autofree char *got = NULL;

	load(SUBMITS[_i].file, &profile);
	row_int(SUBMITS[_i].file, http()->build_submit(&profile.account, &SUBMIT, &request), 0);
	got = profile_dump(&request);
	row_str(SUBMITS[_i].file, got, SUBMITS[_i].want);
	http_request_clear(&request);
}
END_TEST

#define RU(code, sms) "{\"status\":\"" code "\",\"status_code\":" sms
#define RU_ONE(status, code)                                                                                           \
	"{\"status\":\"OK\",\"status_code\":100,\"sms\":{\"79161234567\":{\"status\":\"" status                        \
	"\",\"status_code\":" code "}},\"balance\":1.2}"
#define IB(group, name)                                                                                                \
	"{\"bulkId\":\"b\",\"messages\":[{\"messageId\":\"abc123\",\"status\":{\"groupId\":1,\"groupName\":\"" group   \
	"\",\"id\":26,\"name\":\"" name "\"},\"destination\":\"79161234567\"}]}"

static const struct {
	const char *file;
	int status;
	const char *headers, *body;
	SubmitOutcome outcome;
	const char *id;
	int64_t wait_s;
} ANSWERS[] = {
        {SMSRU, 200, NULL,
         "{\"status\":\"OK\",\"status_code\":100,\"sms\":{\"79161234567\":{\"status\":\"OK\",\"status_code\":100,\"sms_"
         "id\":\"2026-10000000\"}},"
         "\"balance\":4122.56}",
         SUBMIT_ACCEPTED, "2026-10000000", 0},
        /* the request is fine, the number is not: both levels count */
        {SMSRU, 200, NULL, RU_ONE("ERROR", "207"), SUBMIT_BAD_NUMBER, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "202"), SUBMIT_BAD_NUMBER, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "203"), SUBMIT_REJECTED_CONTENT, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "215"), SUBMIT_OPTED_OUT, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "231"), SUBMIT_THROTTLED, NULL, 3600},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "201"), SUBMIT_NO_CREDIT, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "204"), SUBMIT_ACCOUNT_BROKEN, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "220"), SUBMIT_RETRY_LATER, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("ERROR", "777"), SUBMIT_UNKNOWN_CODE, NULL, 0},
        {SMSRU, 200, NULL, RU_ONE("OK", "777"), SUBMIT_UNKNOWN, NULL, 0},
        {SMSRU, 200, NULL, RU("ERROR", "200,\"status_text\":\"x\"}"), SUBMIT_ACCOUNT_BROKEN, NULL, 0},
        {SMSRU, 200, NULL, RU("ERROR", "301}"), SUBMIT_ACCOUNT_BROKEN, NULL, 0},
        {SMSRU, 200, NULL, RU("ERROR", "201}"), SUBMIT_NO_CREDIT, NULL, 0},
        {SMSRU, 200, NULL, RU("ERROR", "220}"), SUBMIT_RETRY_LATER, NULL, 0},
        {SMSRU, 200, NULL, RU("ERROR", "999}"), SUBMIT_UNKNOWN_CODE, NULL, 0},
        {SMSRU, 200, NULL, RU("OK", "100,\"sms\":{"), SUBMIT_UNKNOWN, NULL, 0},
        {SMSRU, 200, NULL, "<html>", SUBMIT_UNKNOWN, NULL, 0},
        {SMSRU, 502, NULL, "", SUBMIT_UNKNOWN, NULL, 0},
        {INFOBIP, 200, NULL, IB("PENDING", "PENDING_ACCEPTED"), SUBMIT_ACCEPTED, "abc123", 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_DESTINATION"), SUBMIT_BAD_NUMBER, NULL, 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_DND"), SUBMIT_OPTED_OUT, NULL, 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_NOT_ENOUGH_CREDITS"), SUBMIT_NO_CREDIT, NULL, 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_SENDER"), SUBMIT_ACCOUNT_BROKEN, NULL, 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_FLOODING_FILTER"), SUBMIT_THROTTLED, NULL, 600},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_DUPLICATE_MESSAGE_ID"), SUBMIT_UNKNOWN, NULL, 0},
        {INFOBIP, 200, NULL, IB("REJECTED", "REJECTED_SOMETHING"), SUBMIT_UNKNOWN_CODE, NULL, 0},
        {INFOBIP, 200, NULL, IB("NEW", "NEW"), SUBMIT_UNKNOWN, NULL, 0},
        {INFOBIP, 401, NULL, "{\"requestError\":{}}", SUBMIT_ACCOUNT_BROKEN, NULL, 0},
        {INFOBIP, 400, NULL, "{\"requestError\":{}}", SUBMIT_UNKNOWN_CODE, NULL, 0},
        {INFOBIP, 429, "Retry-After: 5", "", SUBMIT_THROTTLED, NULL, 5},
        {INFOBIP, 500, NULL, "", SUBMIT_UNKNOWN, NULL, 0},
        {INFOBIP, 200, NULL, "{\"messages\":[{\"messageId\":\"abc", SUBMIT_UNKNOWN, NULL, 0},
};

START_TEST(answers)
{
	g_autofree char *row = g_strdup_printf("%s %d", ANSWERS[_i].file, _i);
	g_auto(Profile) profile = {0};
	HttpAnswer answer = profile_answer(ANSWERS[_i].status, ANSWERS[_i].headers, ANSWERS[_i].body, -1);
	ProviderResult result = {0};

	load(ANSWERS[_i].file, &profile);
	http()->parse_answer(&profile.account, &answer, &result);
	row_str(row, submit_outcome_name(result.outcome), submit_outcome_name(ANSWERS[_i].outcome));
	row_str(row, result.provider_id, ANSWERS[_i].id);
	row_int(row, result.retry_after_s, ANSWERS[_i].wait_s);
	ck_assert_msg(!strstr(result.code, "7916"), "row %s: a number in the log: %s", row, result.code);
	provider_result_clear(&result);
	http_answer_clear(&answer);
}
END_TEST

#define IB_LOG(id, group, error)                                                                                       \
	"{\"results\":[{\"messageId\":\"" id "\",\"status\":{\"groupName\":\"" group                                   \
	"\"},\"error\":{\"name\":\"" error "\"}}]}"

static const struct {
	const char *file, *request;
	int status;
	const char *body;
	LookupFinding finding;
	ReceiptStatus receipt;
	SubmitOutcome cause;
} LOOKUPS[] = {
        {SMSRU,
         "POST https://sms.ru/sms/status\nContent-Type: "
         "application/x-www-form-urlencoded\n\nsms_id=17-1&json=1&api_id=hunter2",
         200, "{\"status\":\"OK\",\"status_code\":100,\"sms\":{\"17-1\":{\"status\":\"OK\",\"status_code\":103}}}",
         LOOKUP_FOUND, RECEIPT_DELIVERED, 0},
        {SMSRU, NULL, 200,
         "{\"status\":\"OK\",\"status_code\":100,\"sms\":{\"17-1\":{\"status\":\"ERROR\",\"status_code\":-1}}}",
         LOOKUP_ABSENT, 0, 0},
        {SMSRU, NULL, 200, "{\"status\":\"ERROR\",\"status_code\":301}", LOOKUP_UNSURE, 0, 0},
        {INFOBIP, "GET https://x.api.infobip.com/sms/3/logs?messageId=abc123\nAuthorization: App hunter2\n", 200,
         IB_LOG("abc123", "DELIVERED", "NO_ERROR"), LOOKUP_FOUND, RECEIPT_DELIVERED, 0},
        {INFOBIP, NULL, 200, IB_LOG("abc123", "UNDELIVERABLE", "EC_UNKNOWN_SUBSCRIBER"), LOOKUP_FOUND, RECEIPT_FAILED,
         SUBMIT_BAD_NUMBER},
        {INFOBIP, NULL, 200, IB_LOG("other", "DELIVERED", "NO_ERROR"), LOOKUP_ABSENT, 0, 0},
        {INFOBIP, NULL, 200, "{\"results\":[]}", LOOKUP_ABSENT, 0, 0},
        {INFOBIP, NULL, 503, "{\"results\":[]}", LOOKUP_UNSURE, 0, 0},
};

START_TEST(lookups)
{
	g_autofree char *row = g_strdup_printf("%s %d", LOOKUPS[_i].file, _i), *got = NULL;
	const ProviderLookup lookup = {
	        .moment = {.nonce = "00"}, .to = "+79161234567", .ref = "abc123", .provider_id = "17-1"};
	g_auto(Profile) profile = {0};
	HttpAnswer answer = profile_answer(LOOKUPS[_i].status, NULL, LOOKUPS[_i].body, -1);
	ProviderFinding finding = {0};
	HttpRequest request = {0};

	load(LOOKUPS[_i].file, &profile);
	row_int(row, http()->build_lookup(&profile.account, &lookup, &request), 0);
	got = profile_dump(&request);
	if (LOOKUPS[_i].request)
		row_str(row, got, LOOKUPS[_i].request);
	http()->parse_lookup(&profile.account, &lookup, &answer, &finding);
	row_int(row, finding.finding, LOOKUPS[_i].finding);
	row_int(row, finding.status, LOOKUPS[_i].receipt);
	row_int(row, finding.cause, LOOKUPS[_i].cause);
	http_request_clear(&request);
	provider_finding_clear(&finding);
	http_answer_clear(&answer);
}
END_TEST

/* ---- webhooks ---- */

START_TEST(reports_of_sms_ru)
{
	/* As PHP writes an array into a form. */
	HttpInbound inbound = profile_inbound(
	        "", "Content-Type: application/x-www-form-urlencoded",
	        "data%5B0%5D=sms_status%0A17-1%0A103%0A1763447417&data%5B1%5D=callcheck_status%0A9%0A401&"
	        "data%5B2%5D=sms_status%0A17-2%0A104%0A1763447418&hash=0",
	        -1);
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderInbound *one;
	g_auto(Profile) profile = {0};
	const char *why = NULL;
	ProviderAck ack;

	load(SMSRU, &profile);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "dlr", &inbound, found, &why), 0);
	ck_assert_uint_eq(found->len, 2);
	one = &g_array_index(found, ProviderInbound, 0);
	ck_assert_int_eq(one->status, RECEIPT_DELIVERED);
	ck_assert_str_eq(one->provider_id, "17-1");
	ck_assert_int_eq(one->at, 1763447417);
	ck_assert_int_eq(g_array_index(found, ProviderInbound, 1).status, RECEIPT_FAILED);
	ack = http()->ack(&profile.account, "dlr");
	ck_assert_str_eq(ack.body, "100");
	ck_assert_int_eq(ack.status, 200);
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(webhooks_of_infobip)
{
	HttpInbound report = profile_inbound(
	        "", "Content-Type: application/json",
	        "{\"results\":[{\"messageId\":\"abc123\",\"to\":\"79161234567\",\"doneAt\":\"2026-03-14T09:02:03.000+"
	        "0100\","
	        "\"status\":{\"groupId\":3,\"groupName\":\"DELIVERED\"},\"error\":{\"name\":\"NO_ERROR\"}}]}",
	        -1);
	HttpInbound reply = profile_inbound(
	        "", "Content-Type: application/json",
	        "{\"results\":[{\"messageId\":\"m1\",\"from\":\"79161234567\",\"to\":\"447\",\"text\":\"" DA "\","
	        "\"receivedAt\":\"2026-03-14T08:02:03.000+0000\"}],\"messageCount\":1}",
	        -1);
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderInbound *one;
	g_auto(Profile) profile = {0};
	const char *why = NULL;

	load(INFOBIP, &profile);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "dlr", &report, found, &why), 0);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "mo", &reply, found, &why), 0);
	ck_assert_uint_eq(found->len, 2);
	one = &g_array_index(found, ProviderInbound, 0);
	ck_assert_int_eq(one->status, RECEIPT_DELIVERED);
	ck_assert_str_eq(one->ref, "abc123");
	ck_assert_int_eq(one->at, 1773475323);
	one = &g_array_index(found, ProviderInbound, 1);
	ck_assert_str_eq(one->from, "79161234567");
	ck_assert_str_eq(one->text, DA);
	ck_assert_str_eq(one->provider_id, "m1");
	ck_assert_int_eq(one->at, 1773475323);
	http_inbound_clear(&report);
	http_inbound_clear(&reply);
}
END_TEST

static const struct {
	const char *file, *body;
	SubmitOutcome outcome;
	const char *words;
} CHECKS[] = {
        {SMSRU, "{\"status\":\"OK\",\"status_code\":100,\"balance\":4762.58}", SUBMIT_ACCEPTED, "4762.58"},
        {SMSRU, "{\"status\":\"ERROR\",\"status_code\":300}", SUBMIT_ACCOUNT_BROKEN, "HTTP 200"},
        {INFOBIP, "{\"balance\":47.79134,\"currency\":\"EUR\"}", SUBMIT_ACCEPTED, "47.79134"},
};

START_TEST(checks)
{
	HttpAnswer answer = profile_answer(200, NULL, CHECKS[_i].body, -1);
	const ProviderMoment moment = {.nonce = "00"};
	g_auto(Profile) profile = {0};
	HttpRequest request = {0};
	ProviderCheck check = {0};

	load(CHECKS[_i].file, &profile);
	ck_assert_int_eq(http()->build_check(&profile.account, &moment, NULL, &request), 0);
	http()->parse_check(&profile.account, &answer, &check);
	row_int(CHECKS[_i].body, check.outcome, CHECKS[_i].outcome);
	ck_assert_msg(g_str_has_prefix(check.words, CHECKS[_i].words), "%s", check.words);
	g_free(check.words);
	http_request_clear(&request);
	http_answer_clear(&answer);
}
END_TEST

START_TEST(what_is_shown_loads_again)
{
	static const char *const FILES[] = {SMSRU, INFOBIP};
	g_auto(Profile) profile = {0};
	g_autofree char *shown = NULL, *faults = NULL;
	g_autoptr(Conf) conf = NULL;
	HttpRequest first = {0}, second = {0};
	g_autofree char *one = NULL, *two = NULL;
	ProviderAccount account;

	load(FILES[_i], &profile);
	shown = conf_show(profile.conf, FALSE);
	/* Of a secret only where it is kept is shown. */
	ck_assert_msg(sample_load(shown, &conf, &faults) == 0, "%s", faults);
	account = profile.account;
	account.http = conf_provider(conf, "p")->http;
	ck_assert_int_eq(http()->build_submit(&profile.account, &SUBMIT, &first), 0);
	ck_assert_int_eq(http()->build_submit(&account, &SUBMIT, &second), 0);
	one = profile_dump(&first);
	two = profile_dump(&second);
	ck_assert_str_eq(one, two);
	http_request_clear(&first);
	http_request_clear(&second);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http examples");
	TCase *tcase = tcase_create("all");

	tcase_add_checked_fixture(tcase, sample_setup, sample_teardown);
	tcase_add_loop_test(tcase, submits, 0, G_N_ELEMENTS(SUBMITS));
	tcase_add_loop_test(tcase, answers, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, lookups, 0, G_N_ELEMENTS(LOOKUPS));
	tcase_add_test(tcase, reports_of_sms_ru);
	tcase_add_test(tcase, webhooks_of_infobip);
	tcase_add_loop_test(tcase, checks, 0, G_N_ELEMENTS(CHECKS));
	tcase_add_loop_test(tcase, what_is_shown_loads_again, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "provider/http examples");
}
