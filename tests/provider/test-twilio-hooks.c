/* What Twilio tells by itself or when polled: whether it is Twilio's, and what it means. */
#include "lib/suite.h"
#include "provider/mangle.h"
#include "provider/provider.h"
#include "provider/sign.h"
#include "provider/vectors.h"

#include <errno.h>
#include <string.h>

#define SID(kind) kind "0123456789abcdef0123456789abcdef"
#define ROOT "/2010-04-01/Accounts/" SID("AC")
#define FORM "application/x-www-form-urlencoded"

static const ProviderAccount ACCOUNT = {.id = "tw",
                                        .url = "https://api.twilio.com",
                                        .username = SID("AC"),
                                        .password = "12345678901234567890123456789012",
                                        .account = SID("AC"),
                                        .sender = "+15017122661"};

static const Provider *twilio(void)
{
	const Provider *provider = provider_find("twilio");

	ck_assert_ptr_nonnull(provider);
	return provider;
}

static HttpInbound inbound_of(const char *query, const char *type, const char *body, gsize length)
{
	HttpInbound inbound = {.method = g_strdup(length ? "POST" : "GET"),
	                       .path = g_strdup("/hook"),
	                       .query = g_strdup(query),
	                       .headers = http_headers_new(),
	                       .body = g_bytes_new(body, length)};

	if (type)
		ck_assert_int_eq(http_headers_add(inbound.headers, "Content-Type", type), 0);
	return inbound;
}

/* ---- verify ---- */

static int verify_as(const char *token, const char *url, const char *type, const char *body, const char *signature)
{
	ProviderAccount account = ACCOUNT;
	HttpInbound inbound = inbound_of(url && strchr(url, '?') ? strchr(url, '?') + 1 : "", type, body, strlen(body));
	ProviderWebhook webhook = {.hook = "dlr", .url = url, .inbound = &inbound, .now_at = 1773450123};
	const char *why = NULL;
	int r;

	account.password = token;
	if (signature)
		ck_assert_int_eq(http_headers_add(inbound.headers, "X-Twilio-Signature", signature), 0);
	r = twilio()->verify(&account, &webhook, &why);
	ck_assert_int_eq(r < 0, why != NULL);
	http_inbound_clear(&inbound);
	return r;
}

START_TEST(every_signature_of_the_vendor_is_accepted)
{
	json_t *file = vectors_load("twilio-signature.json"), *rows = json_object_get(file, "cases"), *row;
	size_t i;

	ck_assert_uint_eq(json_array_size(rows), 10);
	json_array_foreach(rows, i, row)
	{
		const char *name = vectors_text(row, "name"), *url = vectors_text(row, "url"),
		           *body = vectors_text(row, "raw_body"), *token = vectors_text(row, "auth_token"),
		           *want = vectors_text(row, "expected");
		const char *type = json_string_value(json_object_get(row, "content_type"));
		g_autofree char *more = g_strconcat(body, "x", NULL), *there = g_strconcat(url, "x", NULL);

		row_int(name, verify_as(token, url, type ? type : FORM, body, want), 0);
		row_int(name, verify_as(token, there, type ? type : FORM, body, want), -EACCES);
		row_int(name, verify_as("another", url, type ? type : FORM, body, want), -EACCES);
		row_int(name, verify_as(token, url, type ? type : FORM, body, NULL), -EACCES);
		row_int(name, verify_as(token, NULL, type ? type : FORM, body, want), -EACCES);
		row_int(name, verify_as(token, url, type ? type : FORM, more, want), -EACCES);
	}
	json_decref(file);
}
END_TEST

START_TEST(what_the_vendor_refuses_is_refused)
{
	json_t *file = vectors_load("twilio-signature.json"), *rows = json_object_get(file, "validity_checks"), *row,
	       *value;
	const char *key;
	size_t i;

	ck_assert_uint_eq(json_array_size(rows), 5);
	json_array_foreach(rows, i, row)
	{
		const char *name = vectors_text(row, "name");
		g_autoptr(GString) body = g_string_new(NULL);

		json_object_foreach(json_object_get(row, "params"), key, value)
		        http_query_add(body, key, json_string_value(value));
		row_int(name,
		        verify_as(vectors_text(row, "auth_token"), vectors_text(row, "url"), FORM, body->str,
		                  vectors_text(row, "signature")),
		        json_is_true(json_object_get(row, "valid")) ? 0 : -EACCES);
	}
	json_decref(file);
}
END_TEST

/* url as configured, as it is when signed. */
static const struct {
	const char *name, *url, *signed_as;
	int want;
} PORTS[] = {
        {"as it is", "https://h.example/x?a=b", "https://h.example/x?a=b", 0},
        {"default port left out", "https://h.example:443/x?a=b", "https://h.example/x?a=b", 0},
        {"default port put in", "https://h.example/x?a=b", "https://h.example:443/x?a=b", 0},
        {"default port of http", "http://h.example/x", "http://h.example:80/x", 0},
        {"own port left out", "https://h.example:8443/x", "https://h.example/x", 0},
        {"no path", "https://h.example", "https://h.example:443", 0},
        {"address of IPv6", "https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x", 0},
        {"port of http for https", "https://h.example/x", "https://h.example:80/x", -EACCES},
        {"another port", "https://h.example:8443/x", "https://h.example:8444/x", -EACCES},
        {"another host", "https://h.example/x", "https://i.example/x", -EACCES},
        {"no URL", "x", "https://x", -EACCES},
};

START_TEST(port_may_be_told_or_not)
{
	g_autofree char *text = g_strconcat(PORTS[_i].signed_as, "Bodyx", NULL);
	g_autofree char *signature = sign_hmac_base64(G_CHECKSUM_SHA1, "t", text);

	row_int(PORTS[_i].name, verify_as("t", PORTS[_i].url, FORM, "Body=x", signature), PORTS[_i].want);
}
END_TEST

START_TEST(only_what_is_signed_is_believed)
{
	static const char URL[] = "https://h.example/x";
	g_autofree char *of_url = sign_hmac_base64(G_CHECKSUM_SHA1, "t", URL);
	g_autofree char *upper = g_ascii_strup(of_url, -1);
	ProviderAccount account = ACCOUNT;
	HttpInbound inbound = inbound_of("", FORM, "", 0);
	ProviderWebhook webhook = {.hook = "dlr", .url = URL, .inbound = &inbound};
	const char *why = NULL;

	ck_assert_int_eq(verify_as("t", URL, NULL, "", of_url), 0);
	ck_assert_int_eq(verify_as("t", URL, NULL, "", upper), -EACCES);
	ck_assert_int_eq(verify_as("t", URL, "application/json", "{\"Body\":\"x\"}", of_url),
	                 -EACCES); /* no bodySHA256 */
	ck_assert_int_eq(verify_as("t", URL, FORM, "Body=%zz", of_url), -EACCES);
	ck_assert_int_eq(verify_as("t", URL, FORM, "Body=%00", of_url), -EACCES);
	/* With an API key the password is not what webhooks are signed with. */
	account.username = SID("SK");
	account.signature_secret = "t";
	ck_assert_int_eq(http_headers_add(inbound.headers, "x-twilio-signature", of_url), 0);
	ck_assert_int_eq(twilio()->verify(&account, &webhook, &why), 0);
	account.signature_secret = NULL;
	ck_assert_int_eq(twilio()->verify(&account, &webhook, &why), -EACCES);
	http_inbound_clear(&inbound);
}
END_TEST

/* Carriers make NULs of "@" (seen at Twilio: chatwoot/chatwoot pull 7901): such a text is signed as it is, and read. */
START_TEST(a_text_with_a_nul_is_the_customers_too)
{
	static const char URL[] = "https://h.example/x";
	static const char SIGNED[] = "https://h.example/xBodya\0b.comFrom+15558675310MessageSid" SID("SM") "To+15017122661";
	static const char BODY[] = "MessageSid=" SID("SM") "&From=%2B15558675310&To=%2B15017122661&Body=a%00b.com";
	g_autoptr(GBytes) mac = sign_hmac(G_CHECKSUM_SHA1, "t", 1, SIGNED, sizeof SIGNED - 1);
	g_autofree char *signature = g_base64_encode(g_bytes_get_data(mac, NULL), g_bytes_get_size(mac));
	g_autofree char *cut = sign_hmac_base64(G_CHECKSUM_SHA1, "t", "https://h.example/xBodya");
	HttpInbound inbound = inbound_of("", FORM, BODY, strlen(BODY));
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;

	ck_assert_int_eq(verify_as("t", URL, FORM, BODY, signature), 0);
	ck_assert_int_eq(verify_as("t", URL, FORM, "Body=a%00b.com", cut), -EACCES); /* nothing behind it is unsigned */
	ck_assert_int_eq(verify_as("t", URL, FORM, "Body=a&Bo%00dy=b", cut), -EACCES);
	ck_assert_int_eq(twilio()->parse_inbound(&ACCOUNT, "mo", &inbound, found, &why), 0);
	ck_assert_uint_eq(found->len, 1);
	ck_assert_str_eq(g_array_index(found, ProviderInbound, 0).text, "a\xef\xbf\xbd" "b.com");
	http_inbound_clear(&inbound);
}
END_TEST

/* ---- parse_inbound ---- */

#define REPORT(status) "MessageSid=" SID("SM") "&MessageStatus=" status "&To=%2B15558675310"
#define CALLED(status) "CallSid=" SID("CA") "&CallStatus=" status "&CallDuration=0"

static const struct {
	const char *name, *hook, *query, *type, *body;
	int want;
	ReceiptStatus status;
	SubmitOutcome cause;
	const char *ref, *code;
} REPORTS[] = {
        {"queued", "dlr", "ref=ab1", FORM, REPORT("queued"), 0, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, "ab1", "queued"},
        {"accepted", "dlr", "ref=ab1", FORM, REPORT("accepted"), 0, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, "ab1",
         "accepted"},
        {"sending", "dlr", "ref=ab1", FORM, REPORT("sending"), 0, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, "ab1", "sending"},
        {"sent", "dlr", "ref=ab1", FORM, REPORT("sent"), 0, RECEIPT_BUFFERED, SUBMIT_ACCEPTED, "ab1", "sent"},
        {"delivered", "dlr", "ref=ab1", FORM, REPORT("delivered"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "ab1",
         "delivered"},
        {"read", "dlr", "ref=ab1", FORM, REPORT("read"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "ab1", "read"},
        {"unknown handset", "dlr", "ref=ab1", FORM, REPORT("undelivered") "&ErrorCode=30005", 0, RECEIPT_FAILED,
         SUBMIT_BAD_NUMBER, "ab1", "undelivered 30005"},
        {"unreachable", "dlr", "ref=ab1", FORM, REPORT("undelivered") "&ErrorCode=30003", 0, RECEIPT_FAILED,
         SUBMIT_RETRY_LATER, "ab1", "undelivered 30003"},
        {"filtered", "dlr", "ref=ab1", FORM, REPORT("failed") "&ErrorCode=30007", 0, RECEIPT_FAILED,
         SUBMIT_REJECTED_CONTENT, "ab1", "failed 30007"},
        {"suspended", "dlr", "ref=ab1", FORM, REPORT("failed") "&ErrorCode=30002", 0, RECEIPT_FAILED,
         SUBMIT_ACCOUNT_BROKEN, "ab1", "failed 30002"},
        {"opted out", "dlr", "ref=ab1", FORM, REPORT("failed") "&ErrorCode=21610", 0, RECEIPT_FAILED, SUBMIT_OPTED_OUT,
         "ab1", "failed 21610"},
        {"the carrier says no more", "dlr", "ref=ab1", FORM, REPORT("undelivered") "&ErrorCode=30008", 0,
         RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE, "ab1", "undelivered 30008"},
        {"failed without a code", "dlr", "ref=ab1", FORM, REPORT("failed"), 0, RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE,
         "ab1", "failed"},
        {"canceled", "dlr", "ref=ab1", FORM, REPORT("canceled"), 0, RECEIPT_FAILED, SUBMIT_ACCEPTED, "ab1", "canceled"},
        {"without our reference", "dlr", "", FORM, REPORT("delivered"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, NULL,
         "delivered"},
        {"as JSON", "dlr", "ref=ab1&bodySHA256=x", "application/json; charset=utf-8",
         "{\"MessageSid\":\"" SID("SM") "\",\"MessageStatus\":\"failed\",\"ErrorCode\":30006}", 0, RECEIPT_FAILED,
         SUBMIT_BAD_NUMBER, "ab1", "failed 30006"},
        {"as GET", "dlr", "ref=ab1&" REPORT("delivered"), NULL, "", 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "ab1",
         "delivered"},
        {"a call rings", "call", "ref=ab1", FORM, CALLED("ringing"), 0, RECEIPT_BUFFERED, SUBMIT_ACCEPTED, "ab1",
         "ringing"},
        {"a call is answered", "call", "ref=ab1", FORM, CALLED("in-progress"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED,
         "ab1", "in-progress"},
        {"a call is over", "call", "ref=ab1", FORM, CALLED("completed"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "ab1",
         "completed"},
        {"busy", "call", "ref=ab1", FORM, CALLED("busy"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "ab1", "busy"},
        {"no answer", "call", "ref=ab1", FORM, CALLED("no-answer"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "ab1",
         "no-answer"},
        {"a call failed", "call", "ref=ab1", FORM, CALLED("failed"), 0, RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE, "ab1",
         "failed"},
        {"a call's report at the other hook", "dlr", "ref=ab1", FORM, CALLED("busy"), 0, RECEIPT_FAILED,
         SUBMIT_RETRY_LATER, "ab1", "busy"},
        {"a status nobody knows", "dlr", "ref=ab1", FORM, REPORT("teleported"), -EBADMSG, 0, 0, NULL, NULL},
        {"a message that came in", "dlr", "ref=ab1", FORM, REPORT("received"), -EBADMSG, 0, 0, NULL, NULL},
        {"no status", "dlr", "ref=ab1", FORM, "MessageSid=" SID("SM"), -EBADMSG, 0, 0, NULL, NULL},
        {"no SID", "dlr", "ref=ab1", FORM, "MessageStatus=delivered", -EBADMSG, 0, 0, NULL, NULL},
        {"a hostile SID", "dlr", "ref=ab1", FORM, "MessageSid=SM%27%3B--&MessageStatus=delivered", -EBADMSG, 0, 0, NULL,
         NULL},
        {"a broken escape", "dlr", "ref=ab1", FORM, "MessageSid=%4", -EBADMSG, 0, 0, NULL, NULL},
        {"JSON that is cut", "dlr", "ref=ab1", "application/json", "{\"MessageSid\":\"" SID("SM") "\"", -EBADMSG, 0, 0,
         NULL, NULL},
        {"a JSON list", "dlr", "ref=ab1", "application/json", "[1]", -EBADMSG, 0, 0, NULL, NULL},
        {"no such hook", "status", "ref=ab1", FORM, REPORT("delivered"), -ENOENT, 0, 0, NULL, NULL},
};

START_TEST(report)
{
	HttpInbound inbound =
	        inbound_of(REPORTS[_i].query, REPORTS[_i].type, REPORTS[_i].body, strlen(REPORTS[_i].body));
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL, *row = REPORTS[_i].name;

	row_int(row, twilio()->parse_inbound(&ACCOUNT, REPORTS[_i].hook, &inbound, found, &why), REPORTS[_i].want);
	row_int(row, found->len, REPORTS[_i].want == 0);
	row_int(row, why != NULL, REPORTS[_i].want == -EBADMSG);
	if (found->len) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row, got->kind, INBOUND_RECEIPT);
		row_int(row, got->status, REPORTS[_i].status);
		row_int(row, got->cause, REPORTS[_i].cause);
		row_str(row, got->ref, REPORTS[_i].ref);
		row_str(row, got->code, REPORTS[_i].code);
		ck_assert(g_str_has_suffix(got->provider_id, "0123456789abcdef0123456789abcdef"));
	}
	http_inbound_clear(&inbound);
}
END_TEST

#define CAME(more) "MessageSid=" SID("SM") "&From=%2B15558675310&To=%2B15017122661&" more
static const struct {
	const char *name, *body, *text; /* text NULL: -EBADMSG */
	ProviderOptout optout;
} REPLIES[] = {
        {"as it was written", CAME("Body=%E8%BF%98+%26+100%25+%2B+%22q%22"), "\xe8\xbf\x98 & 100% + \"q\"",
         OPTOUT_NONE},
        {"empty", CAME("Body=&NumMedia=1"), "", OPTOUT_NONE},
        {"STOP that Twilio took", CAME("Body=STOP&OptOutType=STOP"), "STOP", OPTOUT_STOP},
        {"START that Twilio took", CAME("Body=START&OptOutType=START"), "START", OPTOUT_START},
        {"HELP that Twilio took", CAME("Body=HELP&OptOutType=HELP"), "HELP", OPTOUT_HELP},
        {"STOP that is only written", CAME("Body=STOP"), "STOP", OPTOUT_NONE},
        {"an opt-out nobody knows", CAME("Body=x&OptOutType=MAYBE"), "x", OPTOUT_NONE},
        {"bytes that are no UTF-8", CAME("Body=a%ff"), "a\xef\xbf\xbd", OPTOUT_NONE},
        {"no text", CAME("NumMedia=0"), NULL, OPTOUT_NONE},
        {"no sender", "Body=x", NULL, OPTOUT_NONE},
        {"nothing", "", NULL, OPTOUT_NONE},
};

START_TEST(reply)
{
	HttpInbound inbound = inbound_of("", FORM, REPLIES[_i].body, strlen(REPLIES[_i].body));
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL, *row = REPLIES[_i].name;

	row_int(row, twilio()->parse_inbound(&ACCOUNT, "mo", &inbound, found, &why), REPLIES[_i].text ? 0 : -EBADMSG);
	row_int(row, found->len, REPLIES[_i].text != NULL);
	if (found->len) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row, got->kind, INBOUND_REPLY);
		row_str(row, got->text, REPLIES[_i].text);
		row_str(row, got->from, "+15558675310");
		row_str(row, got->to, "+15017122661");
		row_str(row, got->provider_id, SID("SM"));
		row_int(row, got->optout, REPLIES[_i].optout);
	}
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(nothing_in_the_answer_is_sent_on)
{
	static const char *const NAMES[] = {"dlr", "mo", "call"};

	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		ProviderAck ack = twilio()->ack(&ACCOUNT, NAMES[i]);

		ck_assert_int_eq(ack.status, 200);
		ck_assert_str_eq(ack.type, "text/xml");
		ck_assert_str_eq(ack.body, "<Response/>");
	}
}
END_TEST

/* ---- poll, check ---- */

#define SENT "\"date_sent\":\"Fri, 24 May 2019 17:44:50 +0000\",\"date_updated\":\"Fri, 24 May 2019 17:45:00 +0000\""
#define LIST                                                                                                           \
	"{\"messages\":["                                                                                              \
	"{\"sid\":\"" SID(                                                                                             \
	        "SM") "\",\"direction\":\"outbound-api\",\"status\":\"undelivered\",\"error_code\":30005," SENT "},"   \
	              "{\"sid\":\"" SID("MM") "\",\"direction\":\"outbound-reply\",\"status\":\"sent\",\"error_"       \
	                                      "code\":null," SENT "},"                                                 \
	                                      "{\"sid\":\"" SID(                                                       \
	                                              "SM") "\",\"direction\":\"inbound\",\"status\":\"received\","    \
	                                                    "\"from\":\"+15558675310\","                               \
	                                                    "\"to\":\"+15017122661\",\"body\":\"hi\",\"date_sent\":"   \
	                                                    "\"Fri, 24 May 2019 17:44:46 +0000\"}],\"next_page_uri\":"

static int poll_list(const char *kind, const char *cursor, const char *body, GArray *found, char **next, gboolean *more)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED, .status = 200, .body = g_bytes_new(body, strlen(body))};
	ProviderPoll poll = {.moment = {.now_at = 1558800000}, .kind = kind, .cursor = cursor};
	const char *why = NULL;
	int r = twilio()->parse_poll(&ACCOUNT, &poll, &answer, found, next, more, &why);

	ck_assert_int_eq(r < 0, why != NULL);
	http_answer_clear(&answer);
	return r;
}

START_TEST(polling)
{
	g_autoptr(GArray) reports = provider_inbound_array_new(), replies = provider_inbound_array_new();
	g_autofree char *cursor = NULL, *paged = NULL, *last = NULL, *none = NULL;
	const ProviderInbound *got;
	gboolean more = TRUE;

	ck_assert_int_eq(poll_list("reports", NULL, LIST "null}", reports, &cursor, &more), 0);
	ck_assert(!more);
	ck_assert_str_eq(cursor, "1558719890");
	ck_assert_uint_eq(reports->len, 1); /* "sent" is not final */
	got = &g_array_index(reports, ProviderInbound, 0);
	ck_assert_int_eq(got->status, RECEIPT_FAILED);
	ck_assert_int_eq(got->cause, SUBMIT_BAD_NUMBER);
	ck_assert_str_eq(got->provider_id, SID("SM"));
	ck_assert_int_eq(got->at, 1558719900);
	ck_assert_int_eq(
	        poll_list("replies", cursor, LIST "\"" ROOT "/Messages.json?Page=1\"}", replies, &paged, &more), 0);
	ck_assert(more);
	ck_assert_str_eq(paged, "1558719890 " ROOT "/Messages.json?Page=1");
	got = &g_array_index(replies, ProviderInbound, 0);
	ck_assert_uint_eq(replies->len, 1);
	ck_assert_str_eq(got->text, "hi");
	ck_assert_str_eq(got->from, "+15558675310");
	ck_assert_int_eq(got->at, 1558719886);
	ck_assert_int_eq(poll_list("replies", paged, "{\"messages\":[],\"next_page_uri\":null}", replies, &last, &more),
	                 0);
	ck_assert(!more);
	ck_assert_str_eq(last, "1558719890");
	ck_assert_int_eq(poll_list("replies", NULL, LIST "\"https://evil.example/\"}", replies, &none, &more),
	                 -EBADMSG);
	ck_assert_int_eq(poll_list("replies", NULL, "<html>", replies, &none, &more), -EBADMSG);
	ck_assert_ptr_null(none);
}
END_TEST

#define SAID(text)                                                                                                     \
	"{\"sid\":\"" SID("SM") "\",\"direction\":\"inbound\",\"status\":\"received\",\"from\":\"+15558675310\",\"to\":"         \
	"\"+15017122661\",\"body\":\"" text "\",\"date_sent\":\"Fri, 24 May 2019 17:44:46 +0000\"}"
#define BAD "\xef\xbf\xbd"

/* One page tells of many customers: what one of them wrote must not keep the others' words away for good. */
static const struct {
	const char *name, *body, *text;
} ODD[] = {
        {"a NUL", "a\\u0000b.com", "a" BAD "b.com"},
        {"the first half of an emoji", "a\\ud83d", "a" BAD},
        {"its second half", "\\ude00b", BAD "b"},
        {"both the wrong way round", "\\ude00\\ud83d", BAD BAD},
        {"a first half before a whole one", "\\uD83D\\ud83d\\uDE00\\u0000", BAD "\xf0\x9f\x98\x80" BAD},
        {"what only looks like an escape", "\\\\u0000\\u0000", "\\u0000" BAD},
};

START_TEST(odd_words_keep_no_others_away)
{
	g_autofree char *first = g_strdup_printf(SAID("%s"), ODD[_i].body);
	g_autofree char *list = g_strconcat("{\"messages\":[", first, "," SAID("STOP") "],\"next_page_uri\":null}", NULL);
	g_autoptr(GArray) found = provider_inbound_array_new();
	g_autofree char *cursor = NULL;
	gboolean more = TRUE;

	row_int(ODD[_i].name, poll_list("replies", NULL, list, found, &cursor, &more), 0);
	row_int(ODD[_i].name, found->len, 2);
	row_str(ODD[_i].name, g_array_index(found, ProviderInbound, 0).text, ODD[_i].text);
	row_str(ODD[_i].name, g_array_index(found, ProviderInbound, 1).text, "STOP");
}
END_TEST

static const struct {
	const char *name, *kind, *sender, *service, *cursor, *want; /* want NULL: -EINVAL */
} POLLS[] = {
        {"what we sent", "reports", "+15017122661", NULL, NULL,
         "?From=%2B15017122661&DateSent%3E=2019-05-22T00%3A00%3A00Z&PageSize=20"},
        {"what came", "replies", "+15017122661", NULL, NULL,
         "?To=%2B15017122661&DateSent%3E=2019-05-22T00%3A00%3A00Z&PageSize=20"},
        {"numbers of a service", "replies", "+15017122661", SID("MG"), NULL,
         "?DateSent%3E=2019-05-22T00%3A00%3A00Z&PageSize=20"},
        {"three days before the newest", "reports", NULL, NULL, "1558719890",
         "?DateSent%3E=2019-05-21T00%3A00%3A00Z&PageSize=20"},
        {"the next page", "reports", NULL, NULL, "1558719890 " ROOT "/Messages.json?Page=1", "?Page=1"},
        {"a page elsewhere", "reports", NULL, NULL, "1558719890 @evil.example/", NULL},
        {"a broken cursor", "reports", NULL, NULL, "yesterday", "?DateSent%3E=2019-05-22T00%3A00%3A00Z&PageSize=20"},
};

START_TEST(poll_asks)
{
	ProviderAccount account = ACCOUNT;
	ProviderPoll poll = {.moment = {.now_at = 1558800000}, .kind = POLLS[_i].kind, .cursor = POLLS[_i].cursor};
	HttpRequest request = {0};
	int r;

	account.sender = POLLS[_i].sender;
	account.service = POLLS[_i].service;
	r = twilio()->build_poll(&account, &poll, &request);
	row_int(POLLS[_i].name, r, POLLS[_i].want ? 0 : -EINVAL);
	if (POLLS[_i].want) {
		g_autofree char *want = g_strconcat(ACCOUNT.url, ROOT "/Messages.json", POLLS[_i].want, NULL);

		row_str(POLLS[_i].name, request.url, want);
	}
	http_request_clear(&request);
}
END_TEST

static const struct {
	int status;
	const char *body;
	SubmitOutcome outcome;
	const char *words;
} CHECKS[] = {
        {200, "{\"account_sid\":\"x\",\"balance\":\"12.05\",\"currency\":\"USD\"}", SUBMIT_ACCEPTED,
         "balance 12.05 USD"},
        {200, "{\"balance\":\"0.00\",\"currency\":\"USD\"}", SUBMIT_NO_CREDIT, "balance 0.00 USD"},
        {200, "{\"balance\":\"-3\",\"currency\":\"USD\"}", SUBMIT_NO_CREDIT, "balance -3 USD"},
        {200, "{\"balance\":\"much\"}", SUBMIT_UNKNOWN, "200"},
        {200, "{\"bal", SUBMIT_UNKNOWN, "200"},
        {200, "{\"sid\":\"" SID("SM") "\"}", SUBMIT_UNKNOWN, "200"},
        {401, "{\"code\":20003,\"message\":\"Authenticate\"}", SUBMIT_ACCOUNT_BROKEN, "401 20003 Authenticate"},
        {429, "", SUBMIT_THROTTLED, "429"},
        {503, "<html>", SUBMIT_UNKNOWN, "503"},
};

START_TEST(check)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = CHECKS[_i].status,
	                     .body = g_bytes_new(CHECKS[_i].body, strlen(CHECKS[_i].body))};
	ProviderMoment moment = {.now_at = 1558800000, .nonce = "0"};
	HttpRequest request = {0};
	ProviderCheck got = {0};

	ck_assert_int_eq(twilio()->build_check(&ACCOUNT, &moment, NULL, &request), 0);
	ck_assert_str_eq(request.method, "GET");
	ck_assert_str_eq(request.url, "https://api.twilio.com" ROOT "/Balance.json");
	twilio()->parse_check(&ACCOUNT, &answer, &got);
	row_int(CHECKS[_i].body, got.outcome, CHECKS[_i].outcome);
	row_str(CHECKS[_i].body, got.words, CHECKS[_i].words);
	g_free(got.words);
	http_request_clear(&request);
	http_answer_clear(&answer);
}
END_TEST

/* ---- bytes of chance ---- */

static void parse_everything(const char *bytes, gsize length, gpointer data)
{
	static const int STATUSES[] = {200, 201, 400, 429, 500};
	static const char *const HOOKS[] = {"dlr", "mo", "call"};
	static const ProviderLookup LOOKUP = {.to = "+15558675310", .text = "Hi", .ref = "a", .started_at = 1558719886};
	HttpInbound inbound = inbound_of("ref=a", data, bytes, length);
	ProviderWebhook webhook = {.hook = "dlr", .url = "https://h/x?bodySHA256=0", .inbound = &inbound};
	const char *why;

	for (gsize i = 0; i < G_N_ELEMENTS(STATUSES); i++) {
		HttpAnswer answer = {.progress = HTTP_ANSWERED, .status = STATUSES[i], .body = inbound.body};
		g_autoptr(GArray) found = provider_inbound_array_new();
		ProviderPoll poll = {.moment = {.now_at = 1558800000}, .kind = i % 2 ? "replies" : "reports"};
		g_autofree char *cursor = NULL;
		ProviderResult result = {0};
		ProviderFinding finding = {0};
		ProviderCheck checked = {0};
		gboolean more;

		twilio()->parse_answer(&ACCOUNT, &answer, &result);
		twilio()->parse_lookup(&ACCOUNT, &LOOKUP, &answer, &finding);
		twilio()->parse_check(&ACCOUNT, &answer, &checked);
		(void)twilio()->parse_poll(&ACCOUNT, &poll, &answer, found, &cursor, &more, &why);
		ck_assert(g_utf8_validate(result.code, -1, NULL));
		g_free(checked.words);
		provider_result_clear(&result);
		provider_finding_clear(&finding);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		g_autoptr(GArray) found = provider_inbound_array_new();

		(void)twilio()->parse_inbound(&ACCOUNT, HOOKS[i], &inbound, found, &why);
	}
	ck_assert_int_eq(twilio()->verify(&ACCOUNT, &webhook, &why), -EACCES);
	webhook.url = "https://h/x";
	ck_assert_int_eq(twilio()->verify(&ACCOUNT, &webhook, &why), -EACCES);
	http_inbound_clear(&inbound);
}

START_TEST(bytes_of_chance_do_no_harm)
{
	static char FORM_TYPE[] = FORM, JSON_TYPE[] = "application/json";

	mangle(REPORT("failed") "&ErrorCode=30005&Body=%E8%BF%98+x&From=%2B1555", parse_everything, FORM_TYPE);
	mangle(CALLED("busy"), parse_everything, FORM_TYPE);
	mangle(LIST "\"" ROOT "/Messages.json?Page=1\"}", parse_everything, JSON_TYPE);
	mangle("{\"sid\":\"" SID(
	               "SM") "\",\"status\":\"failed\",\"error_code\":30002,\"code\":21610,\"message\":\"x\"}",
	       parse_everything, JSON_TYPE);
	mangle("{\"balance\":\"12.05\",\"currency\":\"USD\"}", parse_everything, JSON_TYPE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("twilio hooks");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60); /* under a sanitizer on a slow machine */
	tcase_add_test(tcase, every_signature_of_the_vendor_is_accepted);
	tcase_add_test(tcase, what_the_vendor_refuses_is_refused);
	tcase_add_loop_test(tcase, port_may_be_told_or_not, 0, G_N_ELEMENTS(PORTS));
	tcase_add_test(tcase, only_what_is_signed_is_believed);
	tcase_add_test(tcase, a_text_with_a_nul_is_the_customers_too);
	tcase_add_loop_test(tcase, odd_words_keep_no_others_away, 0, G_N_ELEMENTS(ODD));
	tcase_add_loop_test(tcase, report, 0, G_N_ELEMENTS(REPORTS));
	tcase_add_loop_test(tcase, reply, 0, G_N_ELEMENTS(REPLIES));
	tcase_add_test(tcase, nothing_in_the_answer_is_sent_on);
	tcase_add_test(tcase, polling);
	tcase_add_loop_test(tcase, poll_asks, 0, G_N_ELEMENTS(POLLS));
	tcase_add_loop_test(tcase, check, 0, G_N_ELEMENTS(CHECKS));
	tcase_add_test(tcase, bytes_of_chance_do_no_harm);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "twilio hooks");
}
