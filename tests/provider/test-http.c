/* Driver "http": what profiles make of a submit, of answers and of webhooks. Each row loads its profile through conf.
 */
#include "provider/profile.h"

#include <errno.h>
#include <string.h>

#define XIE "\xe8\xb0\xa2"
#define LINE_SEPARATOR "\xe2\x80\xa8"
#define EVIL "a\"b\\c{to}\r\nX-Evil: 1\n&x=1" LINE_SEPARATOR "<y>'"
#define FORM "http: { send: { form = [ \"to={to}\", \"text={text}\" ]; }; };"
#define SEND(more) "http: { send: { form = [ \"to={to}\", \"text={text}\" ]; " more " }; };"
#define FORM_HEAD "POST https://x.example/api\nContent-Type: application/x-www-form-urlencoded\n"

static const Provider *http(void)
{
	return provider_find("http");
}

static ProviderSubmit submit_of(const char *text)
{
	return (ProviderSubmit){.moment = {.now_at = 1763447417, .nonce = "0123456789abcdef0123456789abcdef"},
	                        .to = "+4915112345678",
	                        .text = text,
	                        .language = "de",
	                        .ref = "abc123",
	                        .validity_s = 5430};
}

/* ---- requests ---- */

static const struct {
	const char *name, *profile, *text, *want;
} BUILT[] = {
        {"form: every value is percent-encoded", FORM, "a b+c&d=" XIE,
         FORM_HEAD "\nto=%2B4915112345678&text=a%20b%2Bc%26d%3D%E8%B0%A2"},
        {"form: what a customer types stays in its field, {to} too", FORM, EVIL,
         FORM_HEAD "\nto=%2B4915112345678&text=a%22b%5Cc%7Bto%7D%0D%0AX-Evil%3A%201%0A%26x%3D1%E2%80%A8%3Cy%3E%27"},
        {"query: GET, nothing in a body",
         "http: { send: { path = \"/send\"; query = [ \"to={to_no_plus}\", \"text={text}\", \"from={from}\" ]; }; };",
         "hi & ho", "GET https://x.example/api/send?to=4915112345678&text=hi%20%26%20ho&from=My%20Shop\n"},
        {"path: values are one segment",
         "http: { send: { path = \"/{account}/to/{to}/{text}\"; method = \"PUT\"; }; };", "../a/b?c",
         "PUT https://x.example/api/AC1/to/%2B4915112345678/..%2Fa%2Fb%3Fc\n"},
        {"json: quotes, backslash, line breaks, U+2028 are escaped",
         "http: { send: { json: { to = \"{to}\"; msg: { text = \"{text}\"; }; n = 7; yes = true; l = [ 1, 2 ]; }; }; "
         "};",
         EVIL,
         "POST https://x.example/api\nContent-Type: application/json\n\n"
         "{\"to\":\"+4915112345678\",\"msg\":{\"text\":\"a\\\"b\\\\c{to}\\r\\nX-Evil: "
         "1\\n&x=1\\u2028<y>'\"},\"n\":7,\"yes\":true,"
         "\"l\":[1,2]}"},
        {"json: as a text, for names libconfig cannot write",
         "http: { send: { json = \"{\\\"to[]\\\": [\\\"{to}\\\"], \\\"t.x\\\": \\\"{text}\\\"}\"; }; };", "hi",
         "POST https://x.example/api\nContent-Type: "
         "application/json\n\n{\"to[]\":[\"+4915112345678\"],\"t.x\":\"hi\"}"},
        {"json: numbers, and members without a value are left out",
         "http: { send: { json: { t = \"{text}{to}\"; v = \"{#validity_min}\"; hook: { url = \"{callback_url}\"; }; }; "
         "}; };",
         "hi", "POST https://x.example/api\nContent-Type: application/json\n\n{\"t\":\"hi+4915112345678\",\"v\":90}"},
        {"xml: entities", "http: { send: { xml = \"<m to='{to}'>{text}</m>\"; }; };", "<a> & \"b\" 'c'",
         "POST https://x.example/api\nContent-Type: application/xml; charset=UTF-8\n\n"
         "<m to='+4915112345678'>&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;</m>"},
        {"text: as it is, the number in a header",
         "http: { send: { text = \"{text}\"; headers = [ \"X-To={to}\", \"X-Hook={callback_url}\" ]; }; };", "a+b%41",
         "POST https://x.example/api\nContent-Type: text/plain; charset=UTF-8\nX-To: +4915112345678\n\na+b%41"},
        {"number without its country",
         "http: { country_code = \"49\"; national_prefix = \"0\"; send: { query = [ "
         "\"to={to_national}\", \"t={text}\" ]; }; };",
         "x", "GET https://x.example/api?to=015112345678&t=x\n"},
        {"charset: windows-1251",
         "http: { charset = \"windows-1251\"; send: { query = [ \"to={to}\", \"t={text}\" ]; }; };", "\xd0\x94\xd0\xb0",
         "GET https://x.example/api?to=%2B4915112345678&t=%C4%E0\n"},
        {"charset: UTF-16BE, zero bytes too",
         "http: { charset = \"UTF-16BE\"; send: { path = \"/{to}\"; query = [ \"t={text}\" ]; }; };", "A" XIE,
         "GET https://x.example/api/%2B4915112345678?%00t=%00A%8C%22\n"},
        {"validity: whole units, rounded down",
         "http: { send: { query = [ \"to={to}\", \"t={text}\", \"s={validity_s}\", \"m={validity_min}\", "
         "\"h={validity_h}\" ]; }; };",
         "x", "GET https://x.example/api?to=%2B4915112345678&t=x&s=5430&m=90&h=1\n"},
        {"the rest of the variables",
         "http: { send: { query = [ \"a={to}{text}\", \"l={language}\", \"r={ref}\", \"u={username}\", "
         "\"n={now}\", \"o={nonce}\", \"b={{x}\" ]; }; };",
         "x",
         "GET "
         "https://x.example/"
         "api?a=%2B4915112345678x&l=de&r=abc123&u=u&n=1763447417&o=0123456789abcdef0123456789abcdef&b=%7Bx%7D\n"},
        {"content type of one's own", SEND("content_type = \"application/x-www-form-urlencoded;charset=utf8\";"), "x",
         "POST https://x.example/api\nContent-Type: application/x-www-form-urlencoded;charset=utf8\n\n"
         "to=%2B4915112345678&text=x"},
        /* RFC 7617 over "u:hunter2" */
        {"auth basic", "http: { auth: { kind = \"basic\"; }; send: { query = [ \"a={to}{text}\" ]; }; };", "x",
         "GET https://x.example/api?a=%2B4915112345678x\nAuthorization: Basic dTpodW50ZXIy\n"},
        {"auth bearer", "http: { auth: { kind = \"bearer\"; }; send: { query = [ \"a={to}{text}\" ]; }; };", "x",
         "GET https://x.example/api?a=%2B4915112345678x\nAuthorization: Bearer hunter2\n"},
        {"auth header",
         "http: { auth: { kind = \"header\"; name = \"X-Key\"; value = \"App {secret}\"; }; send: { query = [ "
         "\"a={to}{text}\" ]; }; };",
         "x", "GET https://x.example/api?a=%2B4915112345678x\nX-Key: App hunter2\n"},
        {"auth query",
         "http: { auth: { kind = \"query\"; name = \"key\"; value = \"{secret}\"; }; send: { query = [ "
         "\"a={to}{text}\" ]; }; };",
         "x", "GET https://x.example/api?a=%2B4915112345678x&key=hunter2\n"},
        {"auth body of a form",
         "http: { auth: { kind = \"body\"; name = \"key\"; value = \"{username}/{secret}\"; }; send: { form = [ "
         "\"a={to}{text}\" ]; }; };",
         "x", FORM_HEAD "\na=%2B4915112345678x&key=u%2Fhunter2"},
        {"auth body of JSON",
         "http: { auth: { kind = \"body\"; name = \"key\"; value = \"{secret}\"; }; send: { json: { a = "
         "\"{to}{text}\"; }; }; };",
         "x",
         "POST https://x.example/api\nContent-Type: application/json\n\n"
         "{\"a\":\"+4915112345678x\",\"key\":\"hunter2\"}"},
        /* printf '1763447417t=x&to=%%2B4915112345678' | openssl dgst -sha256 -hmac hunter2 */
        {"auth hmac over moment and body, hex in a header",
         "http: { auth: { kind = \"hmac\"; name = \"X-Sign\"; text = \"{now}{body}\"; }; send: { form = [ "
         "\"t={text}\", \"to={to}\" ]; "
         "}; };",
         "x",
         FORM_HEAD
         "X-Sign: de43519145663215fcbb63ffab83caeacf076592dc161a5de6a31cb001601203\n\nt=x&to=%2B4915112345678"},
        {"auth hmac over the address, base64 in the query",
         "http: { auth: { kind = \"hmac\"; in = \"query\"; name = \"sig\"; digest = \"sha1\"; coding = \"base64\"; "
         "text = \"{url}\"; }; "
         "send: { query = [ \"t={text}\", \"to={to}\" ]; }; };",
         "x", "GET https://x.example/api?t=x&to=%2B4915112345678&sig=62wg3WaoymjbdLKJoJZmWVORa00%3D\n"},
};

START_TEST(builds)
{
	g_auto(Profile) profile = {0};
	ProviderSubmit submit = submit_of(BUILT[_i].text);
	HttpRequest request = {0};
	g_autofree char *got = NULL;

	profile_load(BUILT[_i].profile, &profile);
	row_int(BUILT[_i].name, http()->build_submit(&profile.account, &submit, &request), 0);
	got = profile_dump(&request);
	row_str(BUILT[_i].name, got, BUILT[_i].want);
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *name, *profile, *to, *text;
	int64_t validity_s;
	gboolean voice;
} REFUSED[] = {
        {"no line break gets into a header",
         "http: { send: { query = [ \"to={to}\" ]; headers = [ \"X-Text={text}\" ]; }; };", NULL, "a\r\nX-Evil: 1",
         3600, FALSE},
        {"blanks at the ends would be lost in a header",
         "http: { send: { query = [ \"to={to}\" ]; headers = [ \"X-Text={text}\" ]; }; };", NULL, "a ", 3600, FALSE},
        {"a letter the charset does not have",
         "http: { charset = \"windows-1251\"; send: { form = [ \"to={to}\", \"t={text}\" ]; }; };", NULL, XIE, 3600,
         FALSE},
        {"a control character in XML", "http: { send: { xml = \"<a>{to}{text}</a>\"; }; };", NULL, "a\x01", 3600,
         FALSE},
        {"a path that would lead elsewhere", "http: { send: { path = \"/{to}/{text}\"; }; };", NULL, "..", 3600, FALSE},
        {"a path needs all its values", "http: { send: { path = \"/{to}/{text}/{callback_url}\"; }; };", NULL, "x",
         3600, FALSE},
        {"a number of another country has no national form",
         "http: { country_code = \"44\"; send: { form = [ \"to={to_national}\", \"t={text}\" ]; }; };", NULL, "x", 3600,
         FALSE},
        {"less than the hour it counts in",
         "http: { send: { form = [ \"to={to}\", \"t={text}\", \"v={validity_h}\" ]; }; };", NULL, "x", 3599, FALSE},
        {"not a number", FORM, "4915112345678", "x", 3600, FALSE},
        {"not a number either", FORM, "+49151\r\nX: 1", "x", 3600, FALSE},
        {"an empty text", FORM, NULL, "", 3600, FALSE},
        {"bytes that are no UTF-8", FORM, NULL, "a\xff", 3600, FALSE},
        {"a call", FORM, NULL, "x", 3600, TRUE},
};

START_TEST(refuses)
{
	g_auto(Profile) profile = {0};
	ProviderSubmit submit = submit_of(REFUSED[_i].text);
	HttpRequest request = {0};

	if (REFUSED[_i].to)
		submit.to = REFUSED[_i].to;
	submit.validity_s = REFUSED[_i].validity_s;
	submit.voice = REFUSED[_i].voice;
	profile_load(REFUSED[_i].profile, &profile);
	row_int(REFUSED[_i].name, http()->build_submit(&profile.account, &submit, &request), -EINVAL);
	ck_assert_ptr_null(request.url);
}
END_TEST

START_TEST(the_unit_of_validity_is_that_of_the_profile)
{
	g_auto(Profile) minutes = {0}, hours = {0};

	profile_load(FORM, &minutes);
	ck_assert_int_eq(http()->validity_step_s(&minutes.account), 60);
	profile_load("http: { send: { json: { t = \"{to}{text}\"; v = \"{#validity_h}\"; }; }; };", &hours);
	ck_assert_int_eq(http()->validity_step_s(&hours.account), 3600);
}
END_TEST

START_TEST(without_a_profile_nothing_is_sent_or_believed)
{
	const ProviderAccount account = {.id = "p", .url = "https://x.example"};
	ProviderSubmit submit = submit_of("x");
	HttpAnswer answer = profile_answer(200, NULL, "OK", -1);
	HttpRequest request = {0};
	ProviderResult result = {0};

	ck_assert_int_eq(http()->build_submit(&account, &submit, &request), -EINVAL);
	http()->parse_answer(&account, &answer, &result);
	ck_assert_int_eq(result.outcome, SUBMIT_UNKNOWN);
	ck_assert_int_eq(http()->ack(&account, "dlr").status, 200);
	provider_result_clear(&result);
	http_answer_clear(&answer);
}
END_TEST

/* ---- answers ---- */

#define ROWS                                                                                                           \
	SEND("success = ( { http = \"200-299\"; }, { pointer = \"/status\"; is = [ \"0\", \"ok\" ]; } ); id_pointer "  \
	     "= \"/id\"; "                                                                                             \
	     "code = \"/why\"; errors = ( "                                                                            \
	     "{ pointer = \"/status\"; is = \"4\"; class = \"bad_number\"; }, "                                        \
	     "{ pointer = \"/status\"; like = \"^5[0-9]$\"; class = \"throttled\"; delay_from = \"/wait\"; delay = "   \
	     "\"7s\"; }, "                                                                                             \
	     "{ pointer = \"/status\"; is = \"60\"; class = \"throttled\"; delay = \"2min\"; number_only = true; }, "  \
	     "{ http = 429; class = \"throttled\"; delay_from = \"retry-after\"; delay = \"9s\"; }, "                  \
	     "{ http = \"400-499\"; body = \"STOP list\"; class = \"opted_out\"; }, "                                  \
	     "{ pointer = \"/status\"; is = \"4\"; class = \"no_credit\"; } );")
#define PATTERN SEND("success = ( { body = \"^OK: \"; } ); id_like = \"^OK: ([0-9a-f]+)\";")
#define HEADER SEND("id_header = \"X-Id\"; retry_5xx_safe = true;")
#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\n"

static const struct {
	const char *name, *profile;
	int status;
	const char *headers, *body;
	SubmitOutcome outcome;
	const char *id, *code;
	int64_t wait_s;
	gboolean number_only;
} ANSWERS[] = {
        {"all conditions hold", ROWS, 201, NULL, "{\"status\":0,\"id\":12}", SUBMIT_ACCEPTED, "12", "201", 0, FALSE},
        {"one of several values, an id of letters", ROWS, 200, NULL, "{\"status\":\"ok\",\"id\":\"a^b\"}",
         SUBMIT_ACCEPTED, "a^b", "200", 0, FALSE},
        {"success by its word, without an id", ROWS, 200, NULL, "{\"status\":\"ok\"}", SUBMIT_ACCEPTED, NULL, "200", 0,
         FALSE},
        {"a failure inside a 200", ROWS, 200, NULL, "{\"status\":4}", SUBMIT_BAD_NUMBER, NULL, "200 4", 0, FALSE},
        {"first row wins; the code goes into the log", ROWS, 400, NULL, "{\"status\":\"4\",\"why\":\"no such\"}",
         SUBMIT_BAD_NUMBER, NULL, "400 no such", 0, FALSE},
        {"a code that names the customer", ROWS, 400, NULL, "{\"status\":\"4\",\"why\":\"no way to +8613800001234\"}",
         SUBMIT_BAD_NUMBER, NULL, "400 no way to +***", 0, FALSE},
        {"throttled, wait by pointer", ROWS, 200, NULL, "{\"status\":\"51\",\"wait\":30}", SUBMIT_THROTTLED, NULL,
         "200 51", 30, FALSE},
        {"throttled, no wait there", ROWS, 200, NULL, "{\"status\":\"51\",\"wait\":\"soon\"}", SUBMIT_THROTTLED, NULL,
         "200 51", 7, FALSE},
        {"throttled, an absurd wait", ROWS, 200, NULL, "{\"status\":\"51\",\"wait\":1e300}", SUBMIT_THROTTLED, NULL,
         "200 51", 7, FALSE},
        {"throttled, this number alone", ROWS, 200, NULL, "{\"status\":\"60\"}", SUBMIT_THROTTLED, NULL, "200 60", 120,
         TRUE},
        {"Retry-After in seconds", ROWS, 429, "Retry-After: 17", "", SUBMIT_THROTTLED, NULL, "429", 17, FALSE},
        {"Retry-After as a date, by the answer's own", ROWS, 429, DATE "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT", "",
         SUBMIT_THROTTLED, NULL, "429", 30, FALSE},
        {"Retry-After as a date alone says nothing", ROWS, 429, "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT", "",
         SUBMIT_THROTTLED, NULL, "429", 9, FALSE},
        {"Retry-After in the past", ROWS, 429, DATE "Retry-After: Sun, 06 Nov 1994 08:00:00 GMT", "", SUBMIT_THROTTLED,
         NULL, "429", 9, FALSE},
        {"by a pattern of the body", ROWS, 403, NULL, "number on STOP list", SUBMIT_OPTED_OUT, NULL, "403", 0, FALSE},
        {"2xx cut short", ROWS, 201, NULL, "{\"status\":0,\"id\":1", SUBMIT_UNKNOWN, NULL, "201", 0, FALSE},
        {"2xx with a page", ROWS, 200, NULL, "<html>502</html>", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
        {"2xx of an unknown word may be out", ROWS, 200, NULL, "{\"status\":\"77\"}", SUBMIT_UNKNOWN, NULL, "200", 0,
         FALSE},
        {"2xx that tells a name twice", ROWS, 200, NULL, "{\"status\":\"ok\",\"status\":\"4\"}", SUBMIT_UNKNOWN, NULL,
         "200", 0, FALSE},
        {"204", ROWS, 204, NULL, "", SUBMIT_UNKNOWN, NULL, "204", 0, FALSE},
        {"a redirect is not followed", ROWS, 302, "Location: /", "", SUBMIT_UNKNOWN, NULL, "302", 0, FALSE},
        {"default: 401", ROWS, 401, NULL, "", SUBMIT_ACCOUNT_BROKEN, NULL, "401", 0, FALSE},
        {"default: 403", ROWS, 403, NULL, "", SUBMIT_ACCOUNT_BROKEN, NULL, "403", 0, FALSE},
        {"default: 404", ROWS, 404, NULL, "", SUBMIT_ACCOUNT_BROKEN, NULL, "404", 0, FALSE},
        {"default: 405", ROWS, 405, NULL, "", SUBMIT_ACCOUNT_BROKEN, NULL, "405", 0, FALSE},
        {"default: 415", ROWS, 415, NULL, "", SUBMIT_ACCOUNT_BROKEN, NULL, "415", 0, FALSE},
        {"default: 402", ROWS, 402, NULL, "", SUBMIT_NO_CREDIT, NULL, "402", 0, FALSE},
        {"default: 408 may be out", ROWS, 408, NULL, "", SUBMIT_UNKNOWN, NULL, "408", 0, FALSE},
        {"default: 422, refused and nobody knows why", ROWS, 422, NULL, "", SUBMIT_UNKNOWN_CODE, NULL, "422", 0, FALSE},
        {"default: 429", FORM, 429, NULL, "", SUBMIT_THROTTLED, NULL, "429", 60, FALSE},
        {"default: 503 may be out", ROWS, 503, NULL, "", SUBMIT_UNKNOWN, NULL, "503", 0, FALSE},
        {"503 where the admin says it is not", HEADER, 503, NULL, "", SUBMIT_RETRY_LATER, NULL, "503", 0, FALSE},
        {"default success: 2xx", FORM, 202, NULL, "whatever", SUBMIT_ACCEPTED, NULL, "202", 0, FALSE},
        {"id in a header", HEADER, 200, "x-id: 7f", "", SUBMIT_ACCEPTED, "7f", "200", 0, FALSE},
        {"2xx without the id it should bring", HEADER, 200, NULL, "", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
        {"id by a pattern", PATTERN, 200, NULL, "OK: 12ab\n", SUBMIT_ACCEPTED, "12ab", "200", 0, FALSE},
        {"pattern not there", PATTERN, 200, NULL, "ERR: 12ab\n", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
        {"bytes that are no UTF-8", PATTERN, 200, NULL, "OK: 12\xff\xfe", SUBMIT_ACCEPTED, "12", "200", 0, FALSE},
        /* A pattern that backs up for ever gives up, and what it did not find is not there. */
        {"a pattern over hostile bytes ends", SEND("success = ( { body = \"^(a+)+$\"; } );"), 200, NULL,
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
         SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
        {"* is the only member", SEND("success = ( { pointer = \"/sms/*/code\"; is = \"100\"; } );"), 200, NULL,
         "{\"sms\":{\"49\":{\"code\":100}}}", SUBMIT_ACCEPTED, NULL, "200", 0, FALSE},
        {"* of two members is neither", SEND("success = ( { pointer = \"/sms/*/code\"; is = \"100\"; } );"), 200, NULL,
         "{\"sms\":{\"49\":{\"code\":100},\"50\":{\"code\":100}}}", SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
        {"pointer escapes (RFC 6901)", SEND("success = ( { pointer = \"/a~1b/m~0n/0\"; is = \"true\"; } );"), 200, NULL,
         "{\"a/b\":{\"m~n\":[true]}}", SUBMIT_ACCEPTED, NULL, "200", 0, FALSE},
        {"no leading zeros in an index", SEND("success = ( { pointer = \"/00\"; is = \"1\"; } );"), 200, NULL, "[1]",
         SUBMIT_UNKNOWN, NULL, "200", 0, FALSE},
};

START_TEST(answers)
{
	const char *name = ANSWERS[_i].name;
	g_auto(Profile) profile = {0};
	HttpAnswer answer = profile_answer(ANSWERS[_i].status, ANSWERS[_i].headers, ANSWERS[_i].body, -1);
	ProviderResult result = {0};

	profile_load(ANSWERS[_i].profile, &profile);
	http()->parse_answer(&profile.account, &answer, &result);
	row_str(name, submit_outcome_name(result.outcome), submit_outcome_name(ANSWERS[_i].outcome));
	row_str(name, result.provider_id, ANSWERS[_i].id);
	row_str(name, result.code, ANSWERS[_i].code);
	row_int(name, result.retry_after_s, ANSWERS[_i].wait_s);
	row_int(name, result.number_only, ANSWERS[_i].number_only);
	provider_result_clear(&result);
	answer.truncated = TRUE; /* longer than the client's cap: the rest may say anything */
	http()->parse_answer(&profile.account, &answer, &result);
	row_int(name, result.outcome, SUBMIT_UNKNOWN);
	provider_result_clear(&result);
	http_answer_clear(&answer);
}
END_TEST

/* ---- look-ups ---- */

#define STATUSES                                                                                                       \
	"statuses = ( { is = [ \"1\", \"2\" ]; status = \"delivered\"; }, { is = \"3\"; error = \"9\"; status = "      \
	"\"failed\"; cause = "                                                                                         \
	"\"bad_number\"; }, { is = \"3\"; status = \"failed\"; }, { is = \"0\"; status = \"ignored\"; } ); "
#define LIST                                                                                                           \
	"http: { send: { form = [ \"to={to}\", \"t={text}\" ]; }; " STATUSES                                           \
	"lookup: { path = \"/list\"; query = [ \"r={ref}\" ]; "                                                        \
	"array = \"/m\"; match = \"/ref\"; id = \"/id\"; status = \"/s\"; error = \"/e\"; }; };"
#define ONE                                                                                                            \
	"http: { send: { form = [ \"to={to}\", \"t={text}\" ]; }; " STATUSES                                           \
	"lookup: { path = \"/{id}\"; absent = ( { http = 404; } ); "                                                   \
	"status = \"/s\"; }; };"

static const struct {
	const char *name, *profile;
	int status;
	const char *body;
	LookupFinding finding;
	ReceiptStatus receipt;
	SubmitOutcome cause;
	const char *id, *code;
} LOOKUPS[] = {
        {"ours in a list", LIST, 200,
         "{\"m\":[{\"ref\":\"zz\",\"s\":1},{\"ref\":\"abc123\",\"id\":7,\"s\":3,\"e\":9}]}", LOOKUP_FOUND,
         RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "7", "3 9"},
        {"a status of no row: it is known, no more", LIST, 200, "{\"m\":[{\"ref\":\"abc123\",\"s\":\"new\"}]}",
         LOOKUP_FOUND, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, NULL, "new"},
        {"a list without ours", LIST, 200, "{\"m\":[{\"ref\":\"zz\"}]}", LOOKUP_ABSENT, 0, 0, NULL, NULL},
        {"no list", LIST, 200, "{\"error\":1}", LOOKUP_UNSURE, 0, 0, NULL, NULL},
        {"a list cut short", LIST, 200, "{\"m\":[", LOOKUP_UNSURE, 0, 0, NULL, NULL},
        {"an error page", LIST, 502, "{\"m\":[]}", LOOKUP_UNSURE, 0, 0, NULL, NULL},
        {"one record", ONE, 200, "{\"s\":\"2\"}", LOOKUP_FOUND, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL, "2"},
        {"absent by its condition", ONE, 404, "", LOOKUP_ABSENT, 0, 0, NULL, NULL},
        {"401 says nothing", ONE, 401, "{}", LOOKUP_UNSURE, 0, 0, NULL, NULL},
};

START_TEST(lookups)
{
	const char *name = LOOKUPS[_i].name;
	g_auto(Profile) profile = {0};
	const ProviderLookup lookup = {.to = "+4915112345678", .ref = "abc123", .provider_id = "p/7"};
	HttpAnswer answer = profile_answer(LOOKUPS[_i].status, NULL, LOOKUPS[_i].body, -1);
	ProviderFinding finding = {0};

	profile_load(LOOKUPS[_i].profile, &profile);
	http()->parse_lookup(&profile.account, &lookup, &answer, &finding);
	row_int(name, finding.finding, LOOKUPS[_i].finding);
	row_int(name, finding.status, LOOKUPS[_i].receipt);
	row_int(name, finding.cause, LOOKUPS[_i].cause);
	row_str(name, finding.provider_id, LOOKUPS[_i].id);
	row_str(name, finding.code, LOOKUPS[_i].code);
	provider_finding_clear(&finding);
	http_answer_clear(&answer);
}
END_TEST

START_TEST(lookup_requests)
{
	g_auto(Profile) one = {0}, none = {0};
	ProviderLookup lookup = {
	        .moment = {.nonce = "00"}, .to = "+4915112345678", .ref = "abc123", .provider_id = "p/7"};
	HttpRequest request = {0};

	profile_load(ONE, &one);
	ck_assert_int_eq(http()->build_lookup(&one.account, &lookup, &request), 0);
	ck_assert_str_eq(request.method, "GET");
	ck_assert_str_eq(request.url, "https://x.example/api/p%2F7");
	http_request_clear(&request);
	lookup.provider_id = ".."; /* the provider's word, which must not lead elsewhere */
	ck_assert_int_eq(http()->build_lookup(&one.account, &lookup, &request), -EINVAL);
	lookup.provider_id = NULL;
	ck_assert_int_eq(http()->build_lookup(&one.account, &lookup, &request), -EINVAL);
	profile_load(FORM, &none);
	ck_assert_int_eq(http()->build_lookup(&none.account, &lookup, &request), -EINVAL);
	ck_assert(!http()->absence_proves);
}
END_TEST

START_TEST(check)
{
	static const struct {
		int status;
		const char *body;
		SubmitOutcome outcome;
		const char *words;
	} ROWS_[] = {
	        {200, "{\"balance\":12.5}", SUBMIT_ACCEPTED, "12.5"},
	        {401, "", SUBMIT_ACCOUNT_BROKEN, "HTTP 401"},
	        {200, "{}", SUBMIT_UNKNOWN, "HTTP 200"},
	};
	g_auto(Profile) profile = {0}, none = {0};
	const ProviderMoment moment = {.now_at = 1, .nonce = "00"};
	HttpRequest request = {0};

	profile_load("http: { send: { form = [ \"to={to}\", \"t={text}\" ]; }; auth: { kind = \"bearer\"; }; check: { "
	             "path = \"/b\"; success = "
	             "( { pointer = \"/balance\"; } ); words = \"/balance\"; }; };",
	             &profile);
	ck_assert_int_eq(http()->build_check(&profile.account, &moment, NULL, &request), 0);
	ck_assert_str_eq(request.url, "https://x.example/api/b");
	http_request_clear(&request);
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS_); i++) {
		HttpAnswer answer = profile_answer(ROWS_[i].status, NULL, ROWS_[i].body, -1);
		ProviderCheck result = {0};

		http()->parse_check(&profile.account, &answer, &result);
		row_int(ROWS_[i].words, result.outcome, ROWS_[i].outcome);
		row_str(ROWS_[i].words, result.words, ROWS_[i].words);
		g_free(result.words);
		http_answer_clear(&answer);
	}
	profile_load(FORM, &none);
	ck_assert_int_eq(http()->build_check(&none.account, &moment, NULL, &request), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *tcase = tcase_create("all");

	tcase_add_checked_fixture(tcase, sample_setup, sample_teardown);
	tcase_add_loop_test(tcase, builds, 0, G_N_ELEMENTS(BUILT));
	tcase_add_loop_test(tcase, refuses, 0, G_N_ELEMENTS(REFUSED));
	tcase_add_test(tcase, the_unit_of_validity_is_that_of_the_profile);
	tcase_add_test(tcase, without_a_profile_nothing_is_sent_or_believed);
	tcase_add_loop_test(tcase, answers, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, lookups, 0, G_N_ELEMENTS(LOOKUPS));
	tcase_add_test(tcase, lookup_requests);
	tcase_add_test(tcase, check);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "provider/http");
}
