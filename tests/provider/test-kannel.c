/* The Kannel driver: what it puts on the wire, what it makes of answers, delivery reports and inbound messages. */
#include "lib/suite.h"
#include "provider/provider.h"
#include "provider/wire.h"

#include <errno.h>
#include <string.h>

static const ProviderAccount ACCOUNT = {
        .id = "office",
        .url = "http://127.0.0.1:13013/cgi-bin/sendsms",
        .username = "fu",
        .password = "p+w%41 &=",
        .sender = "10690",
        .report_url = "http://127.0.0.1:8080/hook/SECRET/dlr",
};
static const ProviderSubmit SUBMIT = {.to = "+8613800000002", .text = "Hello", .ref = "abc123", .validity_s = 3600};

static const Provider *kannel(void)
{
	const Provider *provider = provider_find("kannel");

	ck_assert_ptr_nonnull(provider);
	return provider;
}

START_TEST(registry)
{
	const char *const *names = provider_names();
	guint n = 0;

	for (; names[n]; n++)
		ck_assert_str_eq(provider_find(names[n])->name, names[n]);
	ck_assert_uint_ge(n, 1);
	ck_assert_ptr_null(provider_find("nobody"));
	ck_assert_ptr_null(provider_find(""));
	ck_assert_ptr_null(provider_find(NULL));
	ck_assert_int_eq(kannel()->ack(NULL, "dlr").status, 200);
	ck_assert_str_eq(kannel()->ack(NULL, "mo").body, "");
}
END_TEST

/* ---- build_submit ---- */

/* One thing changed in ACCOUNT and SUBMIT, and what a header (or "body", "url") is then; `want` NULL: there is none. */
static const struct {
	const char *name;
	gsize field; /* of ProviderAccount */
	const char *value;
	const char *text;
	gboolean ucs2;
	int64_t validity_s;
	const char *header, *want;
} BUILT[] = {
#define ACC(f) offsetof(ProviderAccount, f)
	{"url", ACC(id), "x", NULL, FALSE, 0, "url", "http://127.0.0.1:13013/cgi-bin/sendsms"},
	{"charset is named", ACC(id), "x", NULL, FALSE, 0, "Content-Type", "text/plain; charset=UTF-8"},
	{"username", ACC(username), "a&b", NULL, FALSE, 0, "X-Kannel-Username", "a&b"},
	{"password is not escaped", ACC(id), "x", NULL, FALSE, 0, "X-Kannel-Password", "p+w%41 &="},
	{"number keeps its plus", ACC(id), "x", NULL, FALSE, 0, "X-Kannel-To", "+8613800000002"},
	{"sender", ACC(sender), "TaoYiMi", NULL, FALSE, 0, "X-Kannel-From", "TaoYiMi"},
	{"no sender", ACC(sender), NULL, NULL, FALSE, 0, "X-Kannel-From", NULL},
	{"smsc", ACC(smsc), "FAKE", NULL, FALSE, 0, "X-Kannel-SMSC", "FAKE"},
	{"no smsc", ACC(smsc), NULL, NULL, FALSE, 0, "X-Kannel-SMSC", NULL},
	{"GSM-7", ACC(id), "x", "@_$ [x] \xe2\x82\xac", FALSE, 0, "X-Kannel-Coding", "0"},
	{"GSM-7 text", ACC(id), "x", " 100% +1 &\n\xe2\x82\xac ", FALSE, 0, "body", " 100% +1 &\n\xe2\x82\xac "},
	{"UCS-2", ACC(id), "x", "\xe6\x82\xa8\xe5\xa5\xbd", TRUE, 0, "X-Kannel-Coding", "2"},
	{"UCS-2 text", ACC(id), "x", "\xe6\x82\xa8\xe5\xa5\xbd \xf0\x9f\x98\x80+%41", TRUE, 0, "body",
	 "\xe6\x82\xa8\xe5\xa5\xbd \xf0\x9f\x98\x80+%41"},
	{"no validity", ACC(id), "x", NULL, FALSE, 0, "X-Kannel-Validity", NULL},
	{"an hour", ACC(id), "x", NULL, FALSE, 3600, "X-Kannel-Validity", "60"},
	{"minutes are rounded down", ACC(id), "x", NULL, FALSE, 3659, "X-Kannel-Validity", "60"},
	{"a minute at least", ACC(id), "x", NULL, FALSE, 5, "X-Kannel-Validity", "1"},
	{"reports wanted", ACC(id), "x", NULL, FALSE, 0, "X-Kannel-DLR-Mask", "31"},
	{"report address", ACC(id), "x", NULL, FALSE, 0, "X-Kannel-DLR-URL",
	 "http://127.0.0.1:8080/hook/SECRET/dlr?ref=abc123&type=%d&a=%A&fid=%F&epoch=%T"},
	{"report address with query", ACC(report_url), "https://shop.example/dlr?k=v", NULL, FALSE, 0,
	 "X-Kannel-DLR-URL",
	 "https://shop.example/dlr?k=v&ref=abc123&type=%d&a=%A&fid=%F&epoch=%T"},
	{"percent signs are not escape codes", ACC(report_url), "http://h/a%20b/%F0%9F?k=%41", NULL, FALSE, 0,
	 "X-Kannel-DLR-URL",
	 "http://h/a%%20b/%%F0%%9F?k=%%41&ref=abc123&type=%d&a=%A&fid=%F&epoch=%T"},
	{"no reports", ACC(report_url), NULL, NULL, FALSE, 0, "X-Kannel-DLR-URL", NULL},
	{"no mask without address", ACC(report_url), NULL, NULL, FALSE, 0, "X-Kannel-DLR-Mask", NULL},
};

START_TEST(builds)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};
	g_autofree char *body = NULL;
	const char *got;

	*(const char **)((char *)&account + BUILT[_i].field) = BUILT[_i].value;
	submit.text = BUILT[_i].text ? BUILT[_i].text : submit.text;
	submit.ucs2 = BUILT[_i].ucs2;
	submit.validity_s = BUILT[_i].validity_s;
	row_int(BUILT[_i].name, kannel()->build_submit(&account, &submit, &request), 0);
	row_str(BUILT[_i].name, request.method, "POST");
	body = g_strndup(g_bytes_get_data(request.body, NULL), g_bytes_get_size(request.body));
	got = g_str_equal(BUILT[_i].header, "url")    ? request.url
	      : g_str_equal(BUILT[_i].header, "body") ? body
	                                              : http_headers_get(request.headers, BUILT[_i].header);
	row_str(BUILT[_i].name, got, BUILT[_i].want);
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *name;
	gsize field;
	const char *value;
	const char *to, *text, *ref;
	gboolean ucs2;
} REFUSED[] = {
	{"line break in sender", ACC(sender), "106\r\nX-Kannel-To: 1", NULL, NULL, NULL, FALSE},
	{"line feed in sender", ACC(sender), "106\n90", NULL, NULL, NULL, FALSE},
	{"line break in password", ACC(password), "pw\r\nX-Kannel-To: 1", NULL, NULL, NULL, FALSE},
	{"line break in username", ACC(username), "fu\r\n", NULL, NULL, NULL, FALSE},
	{"line break in smsc", ACC(smsc), "A\rB", NULL, NULL, NULL, FALSE},
	{"tab in sender", ACC(sender), "a\tb", NULL, NULL, NULL, FALSE},
	{"blank at the end of the password", ACC(password), "pw ", NULL, NULL, NULL, FALSE},
	{"blank at the beginning of the password", ACC(password), " pw", NULL, NULL, NULL, FALSE},
	{"no url", ACC(url), NULL, NULL, NULL, NULL, FALSE},
	{"no username", ACC(username), NULL, NULL, NULL, NULL, FALSE},
	{"no password", ACC(password), NULL, NULL, NULL, NULL, FALSE},
	{"report address is no http", ACC(report_url), "ftp://h/x", NULL, NULL, NULL, FALSE},
	{"report address with blank", ACC(report_url), "http://h/a b", NULL, NULL, NULL, FALSE},
	{"report address with broken escape", ACC(report_url), "http://h/%zz", NULL, NULL, NULL, FALSE},
	{"report address with fragment", ACC(report_url), "http://h/x#y", NULL, NULL, NULL, FALSE},
	{"report address with line break", ACC(report_url), "http://h/x\r\nX: y", NULL, NULL, NULL, FALSE},
	{"number without plus", ACC(id), "x", "13800000002", NULL, NULL, FALSE},
	{"number of letters", ACC(id), "x", "+1380000a", NULL, NULL, FALSE},
	{"two numbers", ACC(id), "x", "+1380000 +1390000", NULL, NULL, FALSE},
	{"plus alone", ACC(id), "x", "+", NULL, NULL, FALSE},
	{"empty number", ACC(id), "x", "", NULL, NULL, FALSE},
	{"empty text", ACC(id), "x", NULL, "", NULL, FALSE},
	{"Chinese as GSM-7", ACC(id), "x", NULL, "ab\xe6\x82\xa8", NULL, FALSE},
	{"curly quote as GSM-7", ACC(id), "x", NULL, "it\xe2\x80\x99s", NULL, FALSE},
	{"broken UTF-8", ACC(id), "x", NULL, "ab\xff", NULL, TRUE},
	{"reference with ampersand", ACC(id), "x", NULL, NULL, "a&b", FALSE},
	{"reference with percent", ACC(id), "x", NULL, NULL, "a%d", FALSE},
	{"empty reference", ACC(id), "x", NULL, NULL, "", FALSE},
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
	submit.ucs2 = REFUSED[_i].ucs2;
	row_int(REFUSED[_i].name, kannel()->build_submit(&account, &submit, &request), -EINVAL);
	ck_assert_ptr_null(request.url);
	ck_assert_ptr_null(request.headers);
}
END_TEST

/* ---- parse_answer ---- */

static const struct {
	int status;
	const char *body;
	SubmitOutcome outcome;
} ANSWERS[] = {
	{202, "0: Accepted for delivery", SUBMIT_ACCEPTED},
	{202, "0: Accepted for delivery\n", SUBMIT_ACCEPTED},
	{202, "3: Queued for later delivery", SUBMIT_ACCEPTED},
	{202, "Sent.", SUBMIT_ACCEPTED},
	{202, "Sent. Message splits: 2", SUBMIT_ACCEPTED},
	{403, "Authorization failed for sendsms", SUBMIT_ACCOUNT_BROKEN},
	{403, "Not routable. Do not try again.", SUBMIT_BAD_NUMBER},
	{503, "Temporal failure, try again later.", SUBMIT_RETRY_LATER},
	{500, "Sending failed.", SUBMIT_RETRY_LATER},
	{400, "Missing receiver number, rejected", SUBMIT_BAD_NUMBER},
	{400, "Missing receiver(s) number(s), rejected", SUBMIT_BAD_NUMBER},
	{400, "Empty receiver number not allowed, rejected", SUBMIT_BAD_NUMBER},
	{400, "Number(s) has/have been denied by white- and/or black-lists.", SUBMIT_BAD_NUMBER},
	{400, "Sender missing and no global set, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "Charset or body misformed, rejected", SUBMIT_REJECTED_CONTENT},
	{400, "UDH field misformed, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "DLR-URL field misformed, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "DLR-Mask field misformed, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "Coding field misformed, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "Validity field misformed, rejected", SUBMIT_ACCOUNT_BROKEN},
	{400, "Invalid content-type", SUBMIT_ACCOUNT_BROKEN},
	{404, "Unknown request.", SUBMIT_ACCOUNT_BROKEN},
	{404, "<html>nginx</html>", SUBMIT_ACCOUNT_BROKEN},
	{401, "", SUBMIT_ACCOUNT_BROKEN},
	{405, "", SUBMIT_ACCOUNT_BROKEN},
	{415, "Unsupported content-type, rejected", SUBMIT_ACCOUNT_BROKEN},
	/* What Kannel never says may come from anything between: nobody knows what became of the message. */
	{202, "", SUBMIT_UNKNOWN},
	{202, "1: Something new", SUBMIT_UNKNOWN},
	{202, "<html>0: Accepted for delivery</html>", SUBMIT_UNKNOWN},
	{202, "0: Acc", SUBMIT_UNKNOWN},
	{200, "0: Accepted for delivery", SUBMIT_UNKNOWN},
	{200, "", SUBMIT_UNKNOWN},
	{204, "", SUBMIT_UNKNOWN},
	{302, "", SUBMIT_UNKNOWN},
	{400, "Bad Request", SUBMIT_UNKNOWN},
	{400, "", SUBMIT_UNKNOWN},
	{403, "", SUBMIT_UNKNOWN},
	{408, "", SUBMIT_UNKNOWN},
	{418, "teapot", SUBMIT_UNKNOWN},
	{429, "", SUBMIT_UNKNOWN},
	{500, "", SUBMIT_UNKNOWN},
	{502, "<html>bad gateway</html>", SUBMIT_UNKNOWN},
	{503, "", SUBMIT_UNKNOWN},
	{503, "Service Unavailable", SUBMIT_UNKNOWN},
	{504, "", SUBMIT_UNKNOWN},
	{0, "", SUBMIT_UNKNOWN},
};

static void answer_with(int status, const char *body, gboolean truncated, ProviderResult *result)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = status,
	                     .truncated = truncated,
	                     .body = g_bytes_new(body, strlen(body))};

	kannel()->parse_answer(&ACCOUNT, &answer, result);
	http_answer_clear(&answer);
}

START_TEST(answer)
{
	g_autofree char *row = g_strdup_printf("%d %s", ANSWERS[_i].status, ANSWERS[_i].body);
	g_autofree char *status = g_strdup_printf("%d", ANSWERS[_i].status);
	ProviderResult result = {0};

	answer_with(ANSWERS[_i].status, ANSWERS[_i].body, FALSE, &result);
	row_int(row, result.outcome, ANSWERS[_i].outcome);
	ck_assert(g_str_has_prefix(result.code, status));
	ck_assert_ptr_null(result.provider_id);
	ck_assert_int_eq(result.retry_after_s, 0);
	provider_result_clear(&result);
	answer_with(ANSWERS[_i].status, ANSWERS[_i].body, TRUE, &result);
	row_int(row, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
}
END_TEST

static const struct {
	const char *name;
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *words;
} CHECK_ANSWERS[] = {
	{"it misses the receiver alone", 400, "Missing receiver number, rejected", SUBMIT_ACCEPTED, NULL},
	{"it does not know us", 403, "Authorization failed for sendsms", SUBMIT_ACCOUNT_BROKEN,
	 "403 Authorization failed for sendsms"},
	{"it took what had no receiver", 202, "0: Accepted for delivery", SUBMIT_UNKNOWN, "202 0: Accepted for delivery"},
	{"a list of numbers", 400, "Number(s) has/have been denied by white- and/or black-lists.", SUBMIT_UNKNOWN,
	 "400 Number(s) has/have been denied by white- and/or black-lists."},
	{"it is full", 503, "Temporal failure, try again later.", SUBMIT_RETRY_LATER, "503 Temporal failure, try again later."},
	{"somebody else answers", 200, "<html>It works!</html>", SUBMIT_UNKNOWN, "200 <html>It works!</html>"},
};

START_TEST(check_answer)
{
	const char *row = CHECK_ANSWERS[_i].name;
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = CHECK_ANSWERS[_i].status,
	                  .body = g_bytes_new_static(CHECK_ANSWERS[_i].body, strlen(CHECK_ANSWERS[_i].body))};
	ProviderAccount account = {.url = "http://127.0.0.1/"};
	ProviderCheck check = {0};

	provider_find("kannel")->parse_check(&account, &got, &check);
	row_int(row, check.outcome, CHECK_ANSWERS[_i].outcome);
	row_str(row, check.words, CHECK_ANSWERS[_i].words);
	g_free(check.words);
	g_bytes_unref(got.body);
}
END_TEST

/* Nobody gets what has no receiver. */
START_TEST(check_is_to_nobody)
{
	ProviderAccount account = {.url = "http://127.0.0.1:13013/cgi-bin/sendsms", .username = "fu", .password = "pw",
	                           .sender = "10690"};
	ProviderMoment moment = {.now_at = 1, .nonce = "0"};
	HttpRequest request = {0};

	ck_assert_int_eq(provider_find("kannel")->build_check(&account, &moment, NULL, &request), 0);
	ck_assert_str_eq(request.method, "POST");
	ck_assert_str_eq(request.url, account.url);
	ck_assert_ptr_null(http_headers_get(request.headers, "X-Kannel-To"));
	ck_assert_str_eq(http_headers_get(request.headers, "X-Kannel-Username"), "fu");
	ck_assert_str_eq(http_headers_get(request.headers, "X-Kannel-Password"), "pw");
	http_request_clear(&request);
	account.password = NULL;
	ck_assert_int_eq(provider_find("kannel")->build_check(&account, &moment, NULL, &request), -EINVAL);
	account.password = "pw\r\nX-Kannel-To: +8613800000000";
	ck_assert_int_eq(provider_find("kannel")->build_check(&account, &moment, NULL, &request), -EINVAL);
}
END_TEST

START_TEST(code_is_fit_for_a_log)
{
	g_autofree char *lengthy = g_strnfill(5000, 'x');
	HttpAnswer bare = {.progress = HTTP_ANSWERED, .status = 202};
	ProviderResult result = {0};

	answer_with(400, "a\r\nb\x1b[31m\xff", FALSE, &result);
	ck_assert_str_eq(result.code, "400 a  b [31m\xef\xbf\xbd");
	provider_result_clear(&result);
	answer_with(400, "no route to +8613800001234", FALSE, &result);
	ck_assert_str_eq(result.code, "400 no route to +***");
	provider_result_clear(&result);
	answer_with(400, lengthy, FALSE, &result);
	ck_assert_uint_eq(strlen(result.code), 84);
	provider_result_clear(&result);
	kannel()->parse_answer(&ACCOUNT, &bare, &result);
	ck_assert_int_eq(result.outcome, SUBMIT_UNKNOWN);
	ck_assert_str_eq(result.code, "202");
	provider_result_clear(&result);
}
END_TEST

/* ---- parse_inbound ---- */

typedef struct {
	const char *name, *query;
	int want;
	guint n;
	ReceiptStatus status;
	const char *ref, *code, *provider_id;
	int64_t at;
} ReportRow;

static const ReportRow REPORTS[] = {
	{"delivered", "ref=abc1&type=1&a=&fid=60e9-x&epoch=1795294779", 0, 1, RECEIPT_DELIVERED, "abc1", NULL,
	 "60e9-x", 1795294779},
	{"failed", "ref=abc1&type=2&a=stat%3AUNDELIV+err%3A001&fid=&epoch=5", 0, 1, RECEIPT_FAILED, "abc1",
	 "stat:UNDELIV err:001", NULL, 5},
	{"buffered", "ref=abc1&type=4&a=buffered", 0, 1, RECEIPT_BUFFERED, "abc1", "buffered", NULL, 0},
	{"accepted", "ref=abc1&type=8&a=ACK%2F", 0, 1, RECEIPT_ACCEPTED, "abc1", "ACK/", NULL, 0},
	{"rejected", "ref=abc1&type=16&a=NACK%2FBAD+number", 0, 1, RECEIPT_FAILED, "abc1", "NACK/BAD number", NULL, 0},
	{"expired", "ref=abc1&type=34", 0, 1, RECEIPT_FAILED, "abc1", NULL, NULL, 0},
	{"unknown to Kannel", "ref=abc1&type=66", 0, 0, 0, NULL, NULL, NULL, 0},
	{"any order", "epoch=7&type=1&ref=abc1", 0, 1, RECEIPT_DELIVERED, "abc1", NULL, NULL, 7},
	{"parameters of the admin's own", "k=v&ref=abc1&type=1", 0, 1, RECEIPT_DELIVERED, "abc1", NULL, NULL, 0},
	{"code not replaced", "ref=abc1&type=1&epoch=%25T", 0, 1, RECEIPT_DELIVERED, "abc1", NULL, NULL, 0},
	{"absurd time", "ref=abc1&type=1&epoch=99999999999999999999", 0, 1, RECEIPT_DELIVERED, "abc1", NULL, NULL, 0},
	{"negative time", "ref=abc1&type=1&epoch=-1", 0, 1, RECEIPT_DELIVERED, "abc1", NULL, NULL, 0},
	{"controls in the code", "ref=abc1&type=2&a=x%0D%0Aerror%3A+y%1b%00z", 0, 1, RECEIPT_FAILED, "abc1",
	 "x  error: y \xef\xbf\xbdz", NULL, 0},
	{"broken UTF-8 in the code", "ref=abc1&type=2&a=%ff", 0, 1, RECEIPT_FAILED, "abc1", "\xef\xbf\xbd", NULL, 0},
	{"broken escape in the code", "ref=abc1&type=2&a=%4", 0, 1, RECEIPT_FAILED, "abc1", NULL, NULL, 0},
	{"nothing", "", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"no type", "ref=abc1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"empty type", "ref=abc1&type=", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"type not replaced", "ref=abc1&type=%25d", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"unknown type", "ref=abc1&type=3", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"type with more behind it", "ref=abc1&type=1x", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"no reference", "type=1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"empty reference", "ref=&type=1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"foreign reference", "ref=case7-1&type=1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"hostile reference", "ref=a%27%3B--&type=1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
	{"name in the end of a name", "xref=abc1&type=1", -EBADMSG, 0, 0, NULL, NULL, NULL, 0},
};

START_TEST(report)
{
	const ReportRow *row = &REPORTS[_i];
	HttpInbound inbound = {.method = (char *)"GET", .path = (char *)"/", .query = (char *)row->query};
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;

	row_int(row->name, kannel()->parse_inbound(&ACCOUNT, "dlr", &inbound, found, &why), row->want);
	row_int(row->name, found->len, row->n);
	row_int(row->name, why != NULL, row->want < 0);
	if (row->n) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row->name, got->kind, INBOUND_RECEIPT);
		row_int(row->name, got->status, row->status);
		row_str(row->name, got->ref, row->ref);
		row_str(row->name, got->code, row->code);
		row_str(row->name, got->provider_id, row->provider_id);
		row_int(row->name, got->at, row->at);
	}
}
END_TEST

typedef struct {
	const char *name, *query;
	const char *from_header, *content_type, *time_header; /* from_header given: a POST */
	const char *body;
	gsize body_length;
	const char *from, *to, *text, *provider_id; /* from NULL: -EBADMSG */
	int64_t at;
} MessageRow;

#define XIE "\xe8\xb0\xa2"
#define SMILE "\xf0\x9f\x98\x80"
#define BAD "\xef\xbf\xbd"
#define GET(q) q, NULL, NULL, NULL, NULL, 0
#define POST(from, type, time, body) "", from, type, time, body, sizeof(body) - 1
/* The first rows are what Kannel sent when tried, numbers changed. */
static const MessageRow MESSAGES[] = {
	{"UTF-8", GET("from=%2B13800000002&to=10690&text=%E8%B0%A2+%2B+100%25+a%26b%3Dc&charset=UTF-8&epoch=1795294806"
	     "&id=29617682-cc34"),
	 "+13800000002", "10690", XIE " + 100% a&b=c", "29617682-cc34", 1795294806},
	{"UTF-16BE", GET("from=13800000003&to=10690&text=%8C%22%00+%00h%D8%3D%DE%00&charset=UTF-16BE"), "13800000003",
	 "10690",
	 XIE " h" SMILE, NULL, 0},
	{"8-BIT that is no UTF-8", GET("from=138&text=Hi%E4%80&charset=8-BIT"), "138", NULL, "Hi\xc3\xa4\xc2\x80",
	 NULL, 0},
	{"8-BIT that is UTF-8", GET("from=138&text=%E8%B0%A2&charset=8-BIT"), "138", NULL, XIE, NULL, 0},
	{"empty text", GET("from=138&to=10690&text=&charset=UTF-8"), "138", "10690", "", NULL, 0},
	{"POST", POST("138", "text/plain; charset=\"UTF-8\"", "2026-11-21 21:00:06", "post " XIE), "138", "10690",
	 "post " XIE, NULL, 1795294806},
	{"POST UTF-16BE", POST("138", "text/plain; charset=\"UTF-16BE\"", NULL, "\0p\0o\0 \x8c\x22"), "138", "10690",
	 "po " XIE, NULL, 0},
	{"ISO-8859-1", GET("from=138&text=caf%E9&charset=iso-8859-1"), "138", NULL, "caf\xc3\xa9", NULL, 0},
	{"no charset", GET("from=138&text=%E8%B0%A2"), "138", NULL, XIE, NULL, 0},
	{"charset that loads converters", GET("from=138&text=%1b%24%29A&charset=ISO-2022-CN-EXT"), "138", NULL,
	 "\x1b$)A", NULL, 0},
	{"broken UTF-8", GET("from=138&text=a%ffb%c3%28"), "138", NULL, "a" BAD "b" BAD "(", NULL, 0},
	{"overlong UTF-8", GET("from=138&text=%c0%af"), "138", NULL, BAD BAD, NULL, 0},
	{"NUL in UTF-8", GET("from=138&text=a%00b"), "138", NULL, "a" BAD "b", NULL, 0},
	{"NUL in UTF-16", GET("from=138&text=%00%00%00a&charset=UTF-16BE"), "138", NULL, BAD "a", NULL, 0},
	{"NUL in Latin-1", GET("from=138&text=a%00&charset=LATIN1"), "138", NULL, "a" BAD, NULL, 0},
	{"high surrogate alone", GET("from=138&text=%D8%3D%00a&charset=UTF-16BE"), "138", NULL, BAD "a", NULL, 0},
	{"low surrogate alone", GET("from=138&text=%DE%00%00a&charset=UTF-16BE"), "138", NULL, BAD "a", NULL, 0},
	{"surrogate at the end", GET("from=138&text=%00a%D8%3D&charset=UTF-16BE"), "138", NULL, "a" BAD, NULL, 0},
	{"odd length of UTF-16", GET("from=138&text=%00a%00&charset=UTF-16BE"), "138", NULL, "a", NULL, 0},
	{"controls stay for the guard to judge", GET("from=138&text=a%1b%0Ab"), "138", NULL, "a\x1b\nb", NULL, 0},
	{"controls in the number", GET("from=138%0A%00&text=a"), "138 " BAD, NULL, "a", NULL, 0},
	{"bad time header", POST("138", "text/plain", "2026-13-41 99:00:06", "a"), "138", "10690", "a", NULL, 0},
	{"hostile time header", POST("138", "text/plain", "2026-11-21T21:00:06Z; x", "a"), "138", "10690", "a", NULL,
	 0},
	{"charset header cut off", POST("138", "text/plain; charset=", NULL, "a"), "138", "10690", "a", NULL, 0},
	{"charset header with open quote", POST("138", "text/plain; charset=\"", NULL, "a"), "138", "10690", "a",
	 NULL, 0},
	{"no sender", GET("to=10690&text=a"), NULL, NULL, NULL, NULL, 0},
	{"empty sender", GET("from=&to=10690&text=a"), NULL, NULL, NULL, NULL, 0},
	{"no text", GET("from=138&to=10690"), NULL, NULL, NULL, NULL, 0},
	{"broken escape in the text", GET("from=138&text=a%4"), NULL, NULL, NULL, NULL, 0},
	{"nothing", GET(""), NULL, NULL, NULL, NULL, 0},
	{"POST without sender", POST("", "text/plain", NULL, "a"), NULL, NULL, NULL, NULL, 0},
};

static void parse_message_row(const MessageRow *row, GArray *found, int *r, const char **why)
{
	HttpInbound inbound = {.method = (char *)(row->from_header ? "POST" : "GET"),
	                       .query = (char *)row->query,
	                       .headers = http_headers_new(),
	                       .body = g_bytes_new(row->body, row->body_length)};

	if (row->from_header) {
		ck_assert_int_eq(http_headers_add(inbound.headers, "X-Kannel-From", row->from_header), 0);
		ck_assert_int_eq(http_headers_add(inbound.headers, "X-Kannel-To", "10690"), 0);
		ck_assert_int_eq(http_headers_add(inbound.headers, "Content-Type", row->content_type), 0);
		if (row->time_header)
			ck_assert_int_eq(http_headers_add(inbound.headers, "X-Kannel-Time", row->time_header), 0);
	}
	*r = kannel()->parse_inbound(&ACCOUNT, "mo", &inbound, found, why);
	g_array_unref(inbound.headers);
	g_bytes_unref(inbound.body);
}

START_TEST(message)
{
	const MessageRow *row = &MESSAGES[_i];
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;
	int r;

	parse_message_row(row, found, &r, &why);
	row_int(row->name, r, row->from ? 0 : -EBADMSG);
	row_int(row->name, found->len, row->from ? 1 : 0);
	row_int(row->name, why != NULL, !row->from);
	if (row->from) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row->name, got->kind, INBOUND_REPLY);
		row_str(row->name, got->from, row->from);
		row_str(row->name, got->to, row->to);
		row_str(row->name, got->text, row->text);
		row_str(row->name, got->provider_id, row->provider_id);
		row_int(row->name, got->at, row->at);
	}
}
END_TEST

START_TEST(no_such_webhook)
{
	static const char *const HOOKS[] = {"", "DLR", "dlr/", "status"};
	HttpInbound inbound = {.method = (char *)"GET", .query = (char *)"ref=a&type=1"};
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;

	row_int(HOOKS[_i], kannel()->parse_inbound(&ACCOUNT, HOOKS[_i], &inbound, found, &why), -ENOENT);
	ck_assert_uint_eq(found->len, 0);
}
END_TEST

START_TEST(long_text_is_cut_between_characters)
{
	g_autoptr(GString) in = g_string_new(NULL);
	g_autofree char *text = NULL;

	/* 3 bytes each: the limit of 10,240 falls into a character. */
	while (in->len < 2 * WIRE_TEXT_MAX)
		g_string_append(in, XIE);
	text = wire_text(in->str, in->len, "UTF-8");
	ck_assert_uint_eq(strlen(text), WIRE_TEXT_MAX - 1);
	ck_assert(g_utf8_validate(text, -1, NULL));
	g_free(text);
	text = wire_text(in->str, WIRE_TEXT_MAX - 1, "UTF-8");
	ck_assert_uint_eq(strlen(text), WIRE_TEXT_MAX - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kannel");
	TCase *tcase = tcase_create("all");

	tcase_add_test(tcase, registry);
	tcase_add_loop_test(tcase, builds, 0, G_N_ELEMENTS(BUILT));
	tcase_add_loop_test(tcase, refuses, 0, G_N_ELEMENTS(REFUSED));
	tcase_add_loop_test(tcase, answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, check_answer, 0, G_N_ELEMENTS(CHECK_ANSWERS));
	tcase_add_test(tcase, check_is_to_nobody);
	tcase_add_test(tcase, code_is_fit_for_a_log);
	tcase_add_loop_test(tcase, report, 0, G_N_ELEMENTS(REPORTS));
	tcase_add_loop_test(tcase, message, 0, G_N_ELEMENTS(MESSAGES));
	tcase_add_loop_test(tcase, no_such_webhook, 0, 4);
	tcase_add_test(tcase, long_text_is_cut_between_characters);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "kannel");
}
