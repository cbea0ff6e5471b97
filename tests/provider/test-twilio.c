/* The Twilio driver against what the vendor's SDK wrote and signed, and what it makes of answers, lists and webhooks.
 */
#include "lib/suite.h"
#include "provider/provider.h"
#include "provider/sign.h"
#include "provider/vectors.h"

#include <errno.h>
#include <string.h>

#define SID(kind) kind "0123456789abcdef0123456789abcdef"
#define TOKEN "12345678901234567890123456789012"
#define ROOT "/2010-04-01/Accounts/" SID("AC")
#define NIHAO "\xe6\x82\xa8\xe5\xa5\xbd"
#define EURO "\xe2\x82\xac"
#define SMILE "\xf0\x9f\x98\x80"

static const ProviderAccount ACCOUNT = {
        .id = "tw",
        .url = "https://api.twilio.com",
        .username = SID("AC"),
        .password = TOKEN,
        .account = SID("AC"),
        .sender = "+15017122661",
        .caller = "+15017122661",
        .report_url = "https://gw.example.net/hook/twilio/status",
};
static const ProviderSubmit SUBMIT = {.moment = {.now_at = 1773450123, .nonce = "0"},
                                      .to = "+15558675310",
                                      .text = NIHAO ", \"A\" & B+C 100% " EURO,
                                      .language = "zh-CN",
                                      .ref = "case7-1",
                                      .ucs2 = TRUE,
                                      .validity_s = 3600};

static const Provider *twilio(void)
{
	const Provider *provider = provider_find("twilio");

	ck_assert_ptr_nonnull(provider);
	return provider;
}

/* ---- build_submit ---- */

static const char *header_of(const json_t *request, const char *name)
{
	const json_t *headers = json_object_get(request, "headers"), *header;
	size_t i;

	json_array_foreach(headers, i, header) if (g_strcmp0(json_string_value(json_array_get(header, 0)), name) ==
	                                           0) return json_string_value(json_array_get(header, 1));
	return NULL;
}

/* Everything but what a row of ours says is another on purpose: `from` replaced by `to` in the vendor's body. */
static void same_as_vendor(const char *name, const HttpRequest *got, const char *from, const char *to)
{
	json_t *file = vectors_load("twilio-wire.json");
	const json_t *want = json_object_get(vectors_case(file, name), "request");
	g_autofree char *body = vectors_body(got);
	g_autofree char *url = g_strconcat("https://api.twilio.com", vectors_text(want, "target"), NULL);
	g_autoptr(GString) theirs = g_string_new(vectors_text(want, "body"));
	const char *question = strchr(url, '?');

	row_str(name, got->method, vectors_text(want, "method"));
	row_str(name, http_headers_get(got->headers, "Authorization"), header_of(want, "Authorization"));
	row_str(name, http_headers_get(got->headers, "Content-Type"), header_of(want, "Content-Type"));
	row_str(name, http_headers_get(got->headers, "Accept"), header_of(want, "Accept"));
	if (question) {
		g_autoptr(GString) query = g_string_new(question + 1);

		if (from)
			row_int(name, g_string_replace(query, from, to, 0), 1);
		ck_assert_ptr_nonnull(strchr(got->url, '?'));
		vectors_same_form(name, strchr(got->url, '?') + 1, query->str);
	} else {
		row_str(name, got->url, url);
		if (from)
			row_int(name, g_string_replace(theirs, from, to, 0), 1);
		vectors_same_form(name, body, theirs->str);
	}
	json_decref(file);
}

START_TEST(message_from_a_number_is_the_vendors)
{
	HttpRequest request = {0};

	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &SUBMIT, &request), 0);
	same_as_vendor("messages.create from number", &request, NULL, NULL);
	http_request_clear(&request);
}
END_TEST

/* SmartEncoded is "false" here: it changes the text, and the look-up goes by the text. */
START_TEST(message_by_a_service_is_the_vendors)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	account.service = SID("MG");
	account.report_url = NULL;
	submit.text = "Hi";
	submit.validity_s = 0;
	ck_assert_int_eq(twilio()->build_submit(&account, &submit, &request), 0);
	same_as_vendor("messages.create via MessagingServiceSid", &request, "SmartEncoded=true", "SmartEncoded=false");
	http_request_clear(&request);
}
END_TEST

/* Our reference goes with the callback of a call too, which the vendor's example had none of. */
START_TEST(call_is_the_vendors)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	account.report_url = "https://gw.example.net/hook/twilio/call";
	submit.voice = TRUE;
	submit.text = NIHAO;
	ck_assert_int_eq(twilio()->build_submit(&account, &submit, &request), 0);
	same_as_vendor("calls.create with Twiml", &request, "twilio%2Fcall", "twilio%2Fcall%3Fref%3Dcase7-1");
	http_request_clear(&request);
}
END_TEST

/* Without the day: a message still queued has no date_sent to filter by. With it, in the poll. */
START_TEST(list_is_the_vendors)
{
	ProviderLookup lookup = {.to = SUBMIT.to, .text = "Hi", .ref = "a", .started_at = 1773450123};
	ProviderPoll poll = {.moment = {.now_at = 1773450123 + 3 * 86400}, .kind = "replies"};
	ProviderAccount account = ACCOUNT;
	HttpRequest request = {0};

	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	same_as_vendor("messages.list by To and DateSent>", &request,
	               "&DateSent%3E=2026-03-14T00%3A00%3A00Z&PageSize=50", "&PageSize=20");
	http_request_clear(&request);
	account.sender = SUBMIT.to;
	ck_assert_int_eq(twilio()->build_poll(&account, &poll, &request), 0);
	same_as_vendor("messages.list by To and DateSent>", &request, "PageSize=50", "PageSize=20");
	http_request_clear(&request);
	lookup.provider_id = SID("SM");
	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	ck_assert_str_eq(request.url, "https://api.twilio.com" ROOT "/Messages/" SID("SM") ".json");
	http_request_clear(&request);
}
END_TEST

START_TEST(fetch_is_the_vendors)
{
	ProviderLookup lookup = {.to = SUBMIT.to, .text = "Hi", .ref = "a", .provider_id = SID("SM")};
	json_t *file = vectors_load("twilio-wire.json");
	const json_t *want = json_object_get(vectors_case(file, "messages.fetch"), "request");
	g_autofree char *url = g_strconcat(ACCOUNT.url, vectors_text(want, "target"), NULL);
	HttpRequest request = {0};

	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	ck_assert_str_eq(request.method, "GET");
	ck_assert_str_eq(request.url, url);
	ck_assert_str_eq(http_headers_get(request.headers, "Authorization"), header_of(want, "Authorization"));
	ck_assert_ptr_null(request.body);
	http_request_clear(&request);
	json_decref(file);
}
END_TEST

#define ACC(f) offsetof(ProviderAccount, f)
/* What a form parameter is, `want` NULL: it is not there. */
static const struct {
	const char *name;
	gsize field;
	const char *value, *text, *language;
	gboolean voice;
	int64_t validity_s;
	const char *parameter, *want;
} BUILT[] = {
        {"no validity is Twilio's own", ACC(id), "x", NULL, NULL, FALSE, 0, "ValidityPeriod", NULL},
        {"shortest validity", ACC(id), "x", NULL, NULL, FALSE, 1, "ValidityPeriod", "1"},
        {"longest validity", ACC(id), "x", NULL, NULL, FALSE, 36000, "ValidityPeriod", "36000"},
        {"longer is cut to the longest", ACC(id), "x", NULL, NULL, FALSE, 36001, "ValidityPeriod", "36000"},
        {"no reports wanted", ACC(report_url), NULL, NULL, NULL, FALSE, 0, "StatusCallback", NULL},
        {"reference behind a query", ACC(report_url), "https://h/x?a=b", NULL, NULL, FALSE, 0, "StatusCallback",
         "https://h/x?a=b&ref=case7-1"},
        {"a name as sender", ACC(sender), "Acme & Co", NULL, NULL, FALSE, 0, "From", "Acme & Co"},
        {"a service picks the sender", ACC(service), SID("MG"), NULL, NULL, FALSE, 0, "From", NULL},
        {"quotes and ampersands", ACC(id), "x", "\"a\" & 'b' <c>=d;%41+", NULL, FALSE, 0, "Body",
         "\"a\" & 'b' <c>=d;%41+"},
        {"line breaks", ACC(id), "x", "a\r\nTo=+1666\n&From=x", NULL, FALSE, 0, "Body", "a\r\nTo=+1666\n&From=x"},
        {"emoji", ACC(id), "x", SMILE, NULL, FALSE, 0, "Body", SMILE},
        {"markup in what is spoken", ACC(id), "x", "<Dial>1</Dial> & \"x\"", "en-GB", TRUE, 0, "Twiml",
         "<Response><Say language=\"en-GB\">&lt;Dial&gt;1&lt;/Dial&gt; &amp; &quot;x&quot;</Say></Response>"},
        {"markup in the language", ACC(id), "x", "a", "en-\"><Dial>", TRUE, 0, "Twiml",
         "<Response><Say language=\"en-&quot;&gt;&lt;Dial&gt;\">a</Say></Response>"},
        {"a language gets its country", ACC(id), "x", "a", "ru", TRUE, 0, "Twiml",
         "<Response><Say language=\"ru-RU\">a</Say></Response>"},
        {"rings for half a minute", ACC(id), "x", "a", "ru", TRUE, 3600, "Timeout", "30"},
        {"rings no longer than it is worth", ACC(id), "x", "a", "ru", TRUE, 12, "Timeout", "12"},
        {"no reports of a call", ACC(report_url), NULL, "a", "ru", TRUE, 0, "StatusCallbackEvent", NULL},
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
	submit.language = BUILT[_i].language;
	submit.voice = BUILT[_i].voice;
	submit.validity_s = BUILT[_i].validity_s;
	row_int(BUILT[_i].name, twilio()->build_submit(&account, &submit, &request), 0);
	body = vectors_body(&request);
	form = http_query_parse(body, strlen(body));
	ck_assert_ptr_nonnull(form);
	row_str(BUILT[_i].name, g_hash_table_lookup(form, BUILT[_i].parameter), BUILT[_i].want);
	row_str(BUILT[_i].name, g_hash_table_lookup(form, "To"), "+15558675310");
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *name;
	gsize field;
	const char *value;
	const char *to, *text;
	gboolean voice;
	int64_t validity_s;
} REFUSED[] = {
        {"no url", ACC(url), NULL, NULL, NULL, FALSE, 0},
        {"no username", ACC(username), NULL, NULL, NULL, FALSE, 0},
        {"colon in the username", ACC(username), "a:b", NULL, NULL, FALSE, 0},
        {"no password", ACC(password), NULL, NULL, NULL, FALSE, 0},
        {"no account", ACC(account), NULL, NULL, NULL, FALSE, 0},
        {"account that leaves the path", ACC(account), "AC/../../x", NULL, NULL, FALSE, 0},
        {"account of another kind", ACC(account), SID("SK"), NULL, NULL, FALSE, 0},
        {"no sender", ACC(sender), NULL, NULL, NULL, FALSE, 0},
        {"line break in the sender", ACC(sender), "Acme\r\nX: y", NULL, NULL, FALSE, 0},
        {"service that is none", ACC(service), "MG1", NULL, NULL, FALSE, 0},
        {"report address with underscore", ACC(report_url), "https://my_shop.example/x", NULL, NULL, FALSE, 0},
        {"report address with fragment", ACC(report_url), "https://h/x#rc=5", NULL, NULL, FALSE, 0},
        {"report address is no http", ACC(report_url), "ftp://h/x", NULL, NULL, FALSE, 0},
        {"report address with line break", ACC(report_url), "https://h/\r\nX: y", NULL, NULL, FALSE, 0},
        {"number without plus", ACC(id), "x", "15558675310", NULL, FALSE, 0},
        {"number of letters", ACC(id), "x", "+1555867531a", NULL, FALSE, 0},
        {"number too long", ACC(id), "x", "+1234567890123456", NULL, FALSE, 0},
        {"empty text", ACC(id), "x", NULL, "", FALSE, 0},
        {"broken UTF-8", ACC(id), "x", NULL, "a\xff", FALSE, 0},
        {"control character", ACC(id), "x", NULL, "a\x1b[1m", FALSE, 0},
        {"negative validity", ACC(id), "x", NULL, NULL, FALSE, -1},
        {"call without caller", ACC(caller), NULL, NULL, NULL, TRUE, 0},
        {"call from a name", ACC(caller), "Acme", NULL, NULL, TRUE, 0},
};

START_TEST(refuses)
{
	ProviderAccount account = ACCOUNT;
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	*(const char **)((char *)&account + REFUSED[_i].field) = REFUSED[_i].value;
	submit.to = REFUSED[_i].to ? REFUSED[_i].to : submit.to;
	submit.text = REFUSED[_i].text ? REFUSED[_i].text : submit.text;
	submit.voice = REFUSED[_i].voice;
	submit.validity_s = REFUSED[_i].validity_s;
	row_int(REFUSED[_i].name, twilio()->build_submit(&account, &submit, &request), -EINVAL);
	ck_assert_ptr_null(request.url);
}
END_TEST

START_TEST(length_is_kept_to)
{
	g_autofree char *most = g_strnfill(1600, 'a'), *over = g_strnfill(1601, 'a'), *spoken = g_strnfill(4000, 'a');
	g_autoptr(GString) emoji = g_string_new(NULL);
	ProviderSubmit submit = SUBMIT;
	HttpRequest request = {0};

	submit.text = most;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), 0);
	http_request_clear(&request);
	submit.text = over;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	for (int i = 0; i < 801; i++)
		g_string_append(emoji, SMILE);
	submit.text = emoji->str;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	submit.text = emoji->str + 4;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), 0);
	http_request_clear(&request);
	submit.text = spoken;
	submit.voice = TRUE;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), -EINVAL);
	submit.voice = FALSE;
	submit.language = "tlh";
	submit.text = "a";
	submit.voice = TRUE;
	ck_assert_int_eq(twilio()->build_submit(&ACCOUNT, &submit, &request), -EINVAL); /* nobody speaks it */
}
END_TEST

/* ---- parse_answer ---- */

#define CREATED(sid, more) "{\"sid\":\"" sid "\"," more "\"num_segments\":\"0\"}"
#define REFUSED_AS(code) "{\"code\":" code ",\"message\":\"no\",\"more_info\":\"https://x\",\"status\":400}"

static const struct {
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *id;
} ANSWERS[] = {
        {201, CREATED(SID("SM"), "\"status\":\"queued\",\"error_code\":null,"), SUBMIT_ACCEPTED, SID("SM")},
        {201, CREATED(SID("MM"), "\"status\":\"accepted\","), SUBMIT_ACCEPTED, SID("MM")},
        {201, CREATED(SID("CA"), "\"status\":\"queued\","), SUBMIT_ACCEPTED, SID("CA")},
        {200, CREATED(SID("SM"), "\"status\":\"a new one\","), SUBMIT_ACCEPTED, SID("SM")},
        /* failures inside a 2xx */
        {201, CREATED(SID("SM"), "\"status\":\"failed\",\"error_code\":30002,"), SUBMIT_ACCOUNT_BROKEN, SID("SM")},
        {201, CREATED(SID("SM"), "\"status\":\"failed\",\"error_code\":39999,"), SUBMIT_UNKNOWN_CODE, SID("SM")},
        {201, CREATED(SID("SM"), "\"status\":\"undelivered\","), SUBMIT_UNKNOWN_CODE, SID("SM")},
        {201, CREATED(SID("SM"), "\"status\":\"canceled\","), SUBMIT_UNKNOWN_CODE, SID("SM")},
        {200, REFUSED_AS("21610"), SUBMIT_UNKNOWN, NULL},
        {201, "", SUBMIT_UNKNOWN, NULL},
        {201, "{\"sid\":\"" SID("SM") "\",\"stat", SUBMIT_UNKNOWN, NULL},
        {201, "{\"sid\":\"SM1\"}", SUBMIT_UNKNOWN, NULL},
        {201, "{\"sid\":\"" SID("AC") "\"}", SUBMIT_UNKNOWN, NULL},
        {201, "{\"sid\":\"" SID("SM") "\",\"sid\":\"" SID("MM") "\"}", SUBMIT_UNKNOWN, NULL},
        {201, "[]", SUBMIT_UNKNOWN, NULL},
        {201, "<html>ok</html>", SUBMIT_UNKNOWN, NULL},
        {204, "", SUBMIT_UNKNOWN, NULL},
        {302, CREATED(SID("SM"), ""), SUBMIT_UNKNOWN, NULL},
        {307, "", SUBMIT_UNKNOWN, NULL},
        {401, REFUSED_AS("20003"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {401, "", SUBMIT_ACCOUNT_BROKEN, NULL},
        {403, REFUSED_AS("20005"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {403, "<html>blocked</html>", SUBMIT_UNKNOWN, NULL},
        {404, REFUSED_AS("20404"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {404, "<html>nginx</html>", SUBMIT_ACCOUNT_BROKEN, NULL},
        {405, "", SUBMIT_ACCOUNT_BROKEN, NULL},
        {415, "", SUBMIT_ACCOUNT_BROKEN, NULL},
        {429, REFUSED_AS("20429"), SUBMIT_THROTTLED, NULL},
        {429, "<html>slow</html>", SUBMIT_THROTTLED, NULL},
        {400, REFUSED_AS("21211"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21214"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21217"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21604"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21614"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21635"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21408"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21612"), SUBMIT_BAD_NUMBER, NULL},
        {400, REFUSED_AS("21610"), SUBMIT_OPTED_OUT, NULL},
        {400, REFUSED_AS("21611"), SUBMIT_THROTTLED, NULL},
        {400, REFUSED_AS("21602"), SUBMIT_REJECTED_CONTENT, NULL},
        {400, REFUSED_AS("21617"), SUBMIT_REJECTED_CONTENT, NULL},
        {400, REFUSED_AS("21603"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {400, REFUSED_AS("21606"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {400, REFUSED_AS("21608"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {400, REFUSED_AS("21659"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {400, REFUSED_AS("21660"), SUBMIT_ACCOUNT_BROKEN, NULL},
        {400, REFUSED_AS("29999"), SUBMIT_UNKNOWN_CODE, NULL},
        {400, "<html>Bad Request</html>", SUBMIT_UNKNOWN, NULL},
        {400, "{}", SUBMIT_UNKNOWN, NULL},
        {400, "", SUBMIT_UNKNOWN, NULL},
        {408, "", SUBMIT_UNKNOWN, NULL},
        {500, REFUSED_AS("20500"), SUBMIT_UNKNOWN, NULL},
        {502, "<html>bad gateway</html>", SUBMIT_UNKNOWN, NULL},
        {503, REFUSED_AS("20429"), SUBMIT_UNKNOWN, NULL},
        {0, "", SUBMIT_UNKNOWN, NULL},
};

static HttpAnswer answer_of(int status, const char *body, gsize length)
{
	return (HttpAnswer){.progress = HTTP_ANSWERED, .status = status, .body = g_bytes_new(body, length)};
}

START_TEST(answer)
{
	HttpAnswer got = answer_of(ANSWERS[_i].status, ANSWERS[_i].body, strlen(ANSWERS[_i].body));
	g_autofree char *row = g_strdup_printf("%d %s", ANSWERS[_i].status, ANSWERS[_i].body);
	ProviderResult result = {0};

	twilio()->parse_answer(&ACCOUNT, &got, &result);
	row_int(row, result.outcome, ANSWERS[_i].outcome);
	row_str(row, result.provider_id, ANSWERS[_i].id);
	ck_assert_ptr_nonnull(result.code);
	provider_result_clear(&result);
	got.truncated = TRUE;
	twilio()->parse_answer(&ACCOUNT, &got, &result);
	row_int(row, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
	http_answer_clear(&got);
}
END_TEST

START_TEST(wait_and_words)
{
	static const char BODY[] = "{\"code\":21211,\"message\":\"The 'To' number +15558675310\\n is bad\"}";
	HttpAnswer got = answer_of(429, "", 0), bad = answer_of(400, BODY, strlen(BODY));
	ProviderResult result = {0};

	got.headers = http_headers_new();
	ck_assert_int_eq(http_headers_add(got.headers, "retry-after", "17"), 0);
	twilio()->parse_answer(&ACCOUNT, &got, &result);
	ck_assert_int_eq(result.retry_after_s, 17);
	provider_result_clear(&result);
	twilio()->parse_answer(&ACCOUNT, &bad, &result);
	ck_assert_str_eq(result.code, "400 21211 The 'To' number +***  is bad");
	provider_result_clear(&result);
	http_answer_clear(&got);
	http_answer_clear(&bad);
}
END_TEST

/* ---- look-up ---- */

#define AT 1558719886 /* Fri, 24 May 2019 17:44:46 +0000 */
#define ROW(direction, body, created, status, error)                                                                   \
	"{\"sid\":\"" SID("SM") "\",\"direction\":\"" direction "\",\"body\":\"" body "\",\"date_created\":" created   \
	                        ",\"status\":\"" status "\",\"error_code\":" error "}"
#define THEN "\"Fri, 24 May 2019 17:44:46 +0000\""
#define LATER "\"Fri, 24 May 2019 18:44:46 +0000\""
#define EARLIER "\"Fri, 24 May 2019 16:44:46 +0000\""
#define PAGE(rows, next) "{\"messages\":[" rows "],\"next_page_uri\":" next "}"
#define NEXT ROOT "/Messages.json?To=%2B1555&PageSize=20&Page=1&PageToken=PAMM1"

static const struct {
	const char *name;
	int status;
	const char *body;
	LookupFinding finding;
	ReceiptStatus receipt;
	SubmitOutcome cause;
	const char *page;
} FINDINGS[] = {
        {"there, queued", 200, PAGE(ROW("outbound-api", "Hi", THEN, "queued", "null"), "null"), LOOKUP_FOUND,
         RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, NULL},
        {"there, sent", 200, PAGE(ROW("outbound-api", "Hi", THEN, "sent", "null"), "null"), LOOKUP_FOUND,
         RECEIPT_BUFFERED, SUBMIT_ACCEPTED, NULL},
        {"there, delivered, with more pages", 200,
         PAGE(ROW("outbound-api", "Hi", THEN, "delivered", "null"), "\"" NEXT "\""), LOOKUP_FOUND, RECEIPT_DELIVERED,
         SUBMIT_ACCEPTED, NULL},
        {"there, failed", 200, PAGE(ROW("outbound-api", "Hi", THEN, "undelivered", "30005"), "null"), LOOKUP_FOUND,
         RECEIPT_FAILED, SUBMIT_BAD_NUMBER, NULL},
        {"there after others", 200,
         PAGE(ROW("outbound-api", "Hi", LATER, "sent", "null") "," ROW(
                      "inbound", "Hi", THEN, "received", "null") "," ROW("outbound-api", "Hi", THEN, "sent", "null"),
              "null"),
         LOOKUP_FOUND, RECEIPT_BUFFERED, SUBMIT_ACCEPTED, NULL},
        {"not there", 200, PAGE("", "null"), LOOKUP_ABSENT, 0, 0, NULL},
        {"the same text before: by a wrong clock it is ours", 200,
         PAGE(ROW("outbound-api", "Hi", EARLIER, "sent", "null"), "null"), LOOKUP_UNSURE, 0, 0, NULL},
        {"the same text after", 200, PAGE(ROW("outbound-api", "Hi", LATER, "sent", "null"), "null"), LOOKUP_UNSURE, 0,
         0, NULL},
        {"the same text three minutes before, our clock is fast", 200,
         PAGE(ROW("outbound-api", "Hi", "\"Fri, 24 May 2019 17:41:46 +0000\"", "delivered", "null"), "null"),
         LOOKUP_UNSURE, 0, 0, NULL},
        {"another text before", 200, PAGE(ROW("outbound-api", "Ho", EARLIER, "sent", "null"), "null"), LOOKUP_ABSENT,
         0, 0, NULL},
        {"only a reply", 200, PAGE(ROW("inbound", "Hi", THEN, "received", "null"), "null"), LOOKUP_ABSENT, 0, 0, NULL},
        {"another text at that time may be ours changed", 200,
         PAGE(ROW("outbound-api", "Trial - Hi", THEN, "sent", "null"), "null"), LOOKUP_UNSURE, 0, 0, NULL},
        {"a text without a time", 200, PAGE(ROW("outbound-api", "Hi", "null", "sent", "null"), "null"), LOOKUP_UNSURE,
         0, 0, NULL},
        {"a status nobody knows", 200, PAGE(ROW("outbound-api", "Hi", THEN, "lost", "null"), "null"), LOOKUP_UNSURE, 0,
         0, NULL},
        {"a further page", 200, PAGE("", "\"" NEXT "\""), LOOKUP_MORE, 0, 0, NEXT},
        {"a page elsewhere", 200, PAGE("", "\"https://evil.example" NEXT "\""), LOOKUP_UNSURE, 0, 0, NULL},
        {"a page of a host by user name", 200, PAGE("", "\"@evil.example/\""), LOOKUP_UNSURE, 0, 0, NULL},
        {"a page of another account", 200, PAGE("", "\"/2010-04-01/Accounts/" SID("AD") "/Messages.json?x=1\""),
         LOOKUP_UNSURE, 0, 0, NULL},
        {"a page with half an escape", 200, PAGE("", "\"" NEXT "%\""), LOOKUP_UNSURE, 0, 0, NULL},
        {"a page with a line break", 200, PAGE("", "\"" NEXT "\\r\\nX: y\""), LOOKUP_UNSURE, 0, 0, NULL},
        {"does not say whether it is the last", 200, "{\"messages\":[]}", LOOKUP_UNSURE, 0, 0, NULL},
        {"no list", 200, "{\"next_page_uri\":null}", LOOKUP_UNSURE, 0, 0, NULL},
        {"cut", 200, "{\"messages\":[],\"next_pa", LOOKUP_UNSURE, 0, 0, NULL},
        {"not let in", 401, REFUSED_AS("20003"), LOOKUP_UNSURE, 0, 0, NULL},
        {"not found", 404, PAGE("", "null"), LOOKUP_UNSURE, 0, 0, NULL},
        {"nothing", 204, "", LOOKUP_UNSURE, 0, 0, NULL},
};

START_TEST(finding)
{
	HttpAnswer got = answer_of(FINDINGS[_i].status, FINDINGS[_i].body, strlen(FINDINGS[_i].body));
	ProviderLookup lookup = {.to = "+15558675310", .text = "Hi", .ref = "a", .started_at = AT - 3};
	ProviderFinding found = {0};
	const char *row = FINDINGS[_i].name;

	twilio()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(row, found.finding, FINDINGS[_i].finding);
	row_str(row, found.page, FINDINGS[_i].page);
	if (found.finding == LOOKUP_FOUND) {
		row_int(row, found.status, FINDINGS[_i].receipt);
		row_int(row, found.cause, FINDINGS[_i].cause);
		row_str(row, found.provider_id, SID("SM"));
	}
	provider_finding_clear(&found);
	got.truncated = TRUE;
	twilio()->parse_lookup(&ACCOUNT, &lookup, &got, &found);
	row_int(row, found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&got);
}
END_TEST

START_TEST(looking_up_pages_calls_and_ids)
{
	static const char ONE[] = "{\"sid\":\"" SID("SM") "\",\"status\":\"delivered\"}";
	static const char CALLS[] =
	        "{\"calls\":[{\"sid\":\"" SID("CA") "\",\"direction\":\"outbound-api\",\"status\":\"no-answer\","
	                                            "\"date_created\":" THEN "}],\"next_page_uri\":null}";
	static const char TWO[] =
	        "{\"calls\":[{\"date_created\":" THEN "},{\"date_created\":" THEN "}],\"next_page_uri\":null}";
	ProviderLookup lookup = {.to = "+15558675310", .text = "Hi", .ref = "a", .started_at = AT, .page = NEXT};
	HttpAnswer one = answer_of(200, ONE, strlen(ONE)), calls = answer_of(200, CALLS, strlen(CALLS)),
	           two = answer_of(200, TWO, strlen(TWO));
	ProviderFinding found = {0};
	HttpRequest request = {0};

	ck_assert(twilio()->absence_proves);
	ck_assert_int_ge(twilio()->lookup_waits_s[0], 60);
	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	ck_assert_str_eq(request.url, "https://api.twilio.com" NEXT);
	http_request_clear(&request);
	lookup.page = "@evil.example/";
	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), -EINVAL);
	lookup.page = NULL;
	lookup.provider_id = SID("SM");
	twilio()->parse_lookup(&ACCOUNT, &lookup, &one, &found);
	ck_assert_int_eq(found.finding, LOOKUP_FOUND);
	ck_assert_int_eq(found.status, RECEIPT_DELIVERED);
	provider_finding_clear(&found);
	lookup.provider_id = SID("MM"); /* another's */
	twilio()->parse_lookup(&ACCOUNT, &lookup, &one, &found);
	ck_assert_int_eq(found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	lookup.provider_id = NULL;
	lookup.voice = TRUE;
	ck_assert_int_eq(twilio()->build_lookup(&ACCOUNT, &lookup, &request), 0);
	ck_assert_str_eq(request.url,
	                 "https://api.twilio.com" ROOT "/Calls.json?To=%2B15558675310&From=%2B15017122661&PageSize=20");
	http_request_clear(&request);
	twilio()->parse_lookup(&ACCOUNT, &lookup, &calls, &found);
	ck_assert_int_eq(found.finding, LOOKUP_FOUND);
	ck_assert_int_eq(found.status, RECEIPT_FAILED);
	ck_assert_int_eq(found.cause, SUBMIT_RETRY_LATER);
	provider_finding_clear(&found);
	twilio()->parse_lookup(&ACCOUNT, &lookup, &two, &found);
	ck_assert_int_eq(found.finding, LOOKUP_UNSURE);
	provider_finding_clear(&found);
	http_answer_clear(&one);
	http_answer_clear(&calls);
	http_answer_clear(&two);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("twilio");
	TCase *tcase = tcase_create("all");

	tcase_add_test(tcase, message_from_a_number_is_the_vendors);
	tcase_add_test(tcase, message_by_a_service_is_the_vendors);
	tcase_add_test(tcase, call_is_the_vendors);
	tcase_add_test(tcase, list_is_the_vendors);
	tcase_add_test(tcase, fetch_is_the_vendors);
	tcase_add_loop_test(tcase, builds, 0, G_N_ELEMENTS(BUILT));
	tcase_add_loop_test(tcase, refuses, 0, G_N_ELEMENTS(REFUSED));
	tcase_add_test(tcase, length_is_kept_to);
	tcase_add_loop_test(tcase, answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_test(tcase, wait_and_words);
	tcase_add_loop_test(tcase, finding, 0, G_N_ELEMENTS(FINDINGS));
	tcase_add_test(tcase, looking_up_pages_calls_and_ids);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "twilio");
}
