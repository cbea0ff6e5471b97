/* What Vonage tells by itself: whether it is Vonage's, and what it means. */
#include "lib/suite.h"
#include "provider/mangle.h"
#include "provider/provider.h"
#include "provider/sign.h"
#include "provider/vectors.h"

#include <errno.h>
#include <string.h>

#define NOW 1773450123
#define FORM "application/x-www-form-urlencoded"
#define JSON "application/json"
#define SECRET "aSignatureSecret0123456789ABCDEF"

static const ProviderAccount ACCOUNT = {.id = "vo", .url = "https://rest.nexmo.com", .username = "abcd1234"};

static const Provider *vonage(void)
{
	const Provider *provider = provider_find("vonage");

	ck_assert_ptr_nonnull(provider);
	return provider;
}

static HttpInbound inbound_of(const char *query, const char *type, const char *body, gsize length, const char *bearer)
{
	HttpInbound inbound = {.method = g_strdup(length ? "POST" : "GET"),
	                       .path = g_strdup("/hook"),
	                       .query = g_strdup(query),
	                       .headers = http_headers_new(),
	                       .body = g_bytes_new(body, length)};
	g_autofree char *authorization = bearer ? g_strconcat("Bearer ", bearer, NULL) : NULL;

	if (type)
		ck_assert_int_eq(http_headers_add(inbound.headers, "Content-Type", type), 0);
	if (bearer)
		ck_assert_int_eq(http_headers_add(inbound.headers, "Authorization", authorization), 0);
	return inbound;
}

static int verify_with(const ProviderAccount *account, HttpInbound inbound, int64_t now_at)
{
	ProviderWebhook webhook = {.hook = "dlr", .url = "https://h/x", .inbound = &inbound, .now_at = now_at};
	const char *why = NULL;
	int r = vonage()->verify(account, &webhook, &why);

	ck_assert_int_eq(r < 0, why != NULL);
	http_inbound_clear(&inbound);
	return r;
}

/* ---- sig ---- */

static char *form_of(json_t *members)
{
	GString *form = g_string_new(NULL);
	const char *name;
	json_t *value;

	json_object_foreach(members, name, value) http_query_add(form, name, json_string_value(value));
	return g_string_free(form, FALSE);
}

static int verify_form(const char *signing, const char *secret, const char *form, int64_t now_at)
{
	ProviderAccount account = ACCOUNT;

	account.signing = signing;
	account.signature_secret = secret;
	return verify_with(&account, inbound_of("", FORM, form, strlen(form), NULL), now_at);
}

/* As form, as query, as JSON; with the method named or told by the length; and nothing that is changed. */
START_TEST(every_signature_of_the_vendor_is_accepted)
{
	json_t *file = vectors_load("vonage-signature.json"), *rows = json_object_get(file, "cases"), *row;
	size_t i;

	ck_assert_uint_eq(json_array_size(rows), 15);
	json_array_foreach(rows, i, row)
	{
		const char *name = vectors_text(row, "name"), *method = vectors_text(row, "method");
		const char *secret = vectors_text(row, "signature_secret");
		json_t *params = json_object_get(row, "params");
		g_autofree char *form = NULL, *json = NULL, *more = NULL,
		                *upper = g_ascii_strup(vectors_text(row, "expected"), -1);
		ProviderAccount account = ACCOUNT;

		json_object_set_new(params, "sig", json_string(vectors_text(row, "expected")));
		form = form_of(params);
		json = json_dumps(params, 0);
		more = g_strconcat(form, "&x=1", NULL);
		account.signature_secret = secret;
		row_int(name, verify_form(method, secret, form, NOW), 0);
		row_int(name, verify_form(NULL, secret, form, NOW), 0);
		row_int(name, verify_with(&account, inbound_of(form, NULL, "", 0, NULL), NOW), 0);
		row_int(name, verify_with(&account, inbound_of("", JSON, json, strlen(json), NULL), NOW), 0);
		row_int(name, verify_form(method, "another", form, NOW), -EACCES);
		row_int(name, verify_form(method, secret, more, NOW), -EACCES);
		row_int(name, verify_form(g_str_equal(method, "md5hash") ? "md5hmac" : "md5hash", secret, form, NOW),
		        -EACCES);
		row_int(name, verify_form("sha3", secret, form, NOW), -EACCES);
		json_object_set_new(params, "sig", json_string(upper));
		g_free(form);
		form = form_of(params);
		row_int(name, verify_form(method, secret, form, NOW), 0);
	}
	json_decref(file);
}
END_TEST

/* A NUL of the customer's is signed as any other letter. */
START_TEST(a_text_with_a_nul_is_the_customers_too)
{
	static const char SIGNED[] = "&messageId=A1&msisdn=447700900000&text=a\0b&timestamp=1773450123";
	g_autofree char *sig = g_compute_hmac_for_data(G_CHECKSUM_SHA256, (const guchar *)SECRET, strlen(SECRET),
	                                               (const guchar *)SIGNED, sizeof SIGNED - 1);
	g_autofree char *form = g_strconcat("messageId=A1&msisdn=447700900000&text=a%00b&timestamp=1773450123&sig=", sig, NULL);
	g_autofree char *changed = g_strconcat("messageId=A1&msisdn=447700900000&text=a%00c&timestamp=1773450123&sig=", sig, NULL);
	HttpInbound inbound = inbound_of("", FORM, form, strlen(form), NULL);
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL;

	ck_assert_int_eq(verify_form("sha256hmac", SECRET, form, NOW), 0);
	ck_assert_int_eq(verify_form("sha256hmac", SECRET, changed, NOW), -EACCES);
	ck_assert_int_eq(vonage()->parse_inbound(&ACCOUNT, "mo", &inbound, found, &why), 0);
	ck_assert_str_eq(g_array_index(found, ProviderInbound, 0).text, "a\xef\xbf\xbd" "b");
	http_inbound_clear(&inbound);
}
END_TEST

/* The SDK's other signer makes something else, which its own checker refuses; so do we. */
START_TEST(what_the_vendor_refuses_is_refused)
{
	json_t *file = vectors_load("vonage-signature.json"), *row, *results;
	json_t *params = json_object_get(json_array_get(json_object_get(file, "cases"), 0), "params");
	size_t i;

	results = json_object_get(json_object_get(file, "warning"), "results");
	ck_assert_uint_eq(json_array_size(results), 5);
	json_array_foreach(results, i, row)
	{
		g_autofree char *form = NULL;

		json_object_set_new(params, "sig", json_string(vectors_text(row, "createSignatureHash")));
		form = form_of(params);
		row_int(vectors_text(row, "method"), verify_form(vectors_text(row, "method"), SECRET, form, NOW),
		        -EACCES);
	}
	json_decref(file);
}
END_TEST

#define SIGNED "messageId=A1&status=delivered&timestamp=1773450123"
static const struct {
	const char *name, *form; /* "%s": the signature over "&messageId=A1&status=delivered&timestamp=1773450123" */
	int64_t now_at;
	int want;
} SIGS[] = {
        {"now", SIGNED "&sig=%s", NOW, 0},
        {"in another order", "sig=%s&timestamp=1773450123&status=delivered&messageId=A1", NOW, 0},
        {"tried again for a day", SIGNED "&sig=%s", NOW + 24 * 3600, 0},
        {"played back after that", SIGNED "&sig=%s", NOW + 26 * 3600, -EACCES},
        {"our clock a little behind", SIGNED "&sig=%s", NOW - 300, 0},
        {"from the future", SIGNED "&sig=%s", NOW - 3600, -EACCES},
        {"two parameters read as one", "messageId%3DA1%26status=delivered&timestamp=1773450123&sig=%s", NOW, -EACCES},
        {"not signed", SIGNED, NOW, -EACCES},
        {"an empty signature", SIGNED "&sig=", NOW, -EACCES},
        {"a broken escape", SIGNED "&x=%%zz&sig=%s", NOW, -EACCES},
        {"nothing", "", NOW, -EACCES},
};

START_TEST(sig)
{
	g_autofree char *mac =
	        sign_hmac_hex(G_CHECKSUM_SHA256, SECRET, "&messageId=A1&status=delivered&timestamp=1773450123");
	g_autoptr(GString) form = g_string_new(SIGS[_i].form);

	g_string_replace(form, "%s", mac, 0);
	row_int(SIGS[_i].name, verify_form("sha256hmac", SECRET, form->str, SIGS[_i].now_at), SIGS[_i].want);
}
END_TEST

START_TEST(without_a_timestamp_nothing_is_fresh)
{
	g_autofree char *mac = sign_hmac_hex(G_CHECKSUM_SHA256, SECRET, "&messageId=A1");
	g_autofree char *form = g_strconcat("messageId=A1&sig=", mac, NULL);

	ck_assert_int_eq(verify_form("sha256hmac", SECRET, form, NOW), -EACCES);
	/* Signatures are an option there: without a secret of ours the path's token has to do. */
	ck_assert_int_eq(verify_form(NULL, NULL, form, NOW), 0);
}
END_TEST

/* ---- JWT ---- */

static char *base64url(const char *bytes, gsize length)
{
	char *text = g_base64_encode((const guchar *)bytes, length);

	text[strcspn(text, "=")] = '\0';
	return g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
}

static char *token_of(const char *header, const char *claims)
{
	g_autofree char *a = base64url(header, strlen(header)), *b = base64url(claims, strlen(claims));
	g_autofree char *text = g_strconcat(a, ".", b, NULL);
	g_autoptr(GBytes) mac = sign_hmac(G_CHECKSUM_SHA256, SECRET, strlen(SECRET), text, strlen(text));
	g_autofree char *c = base64url(g_bytes_get_data(mac, NULL), g_bytes_get_size(mac));

	return g_strconcat(text, ".", c, NULL);
}

static int verify_token(const char *token, const char *body, int64_t now_at)
{
	ProviderAccount account = ACCOUNT;

	account.signature_secret = SECRET;
	return verify_with(&account, inbound_of("", JSON, body, strlen(body), token), now_at);
}

START_TEST(webhook_of_the_vendor_is_accepted)
{
	json_t *file = vectors_load("vonage-jwt.json");
	const char *token = vectors_text(file, "webhook_jwt/token"), *body = vectors_text(file, "webhook_jwt/raw_body");
	g_autofree char *other_body = g_strconcat(body, " ", NULL), *cut = g_strndup(token, strlen(token) - 1);
	ProviderAccount account = ACCOUNT;

	ck_assert_int_eq(verify_token(token, body, NOW), 0);
	ck_assert_int_eq(verify_token(token, other_body, NOW), -EACCES);
	ck_assert_int_eq(verify_token(cut, body, NOW), -EACCES);
	ck_assert_int_eq(verify_token(token, body, NOW + 26 * 3600), -EACCES);
	ck_assert_int_eq(verify_token(token, body, NOW - 3600), -EACCES);
	/* The token of a request (RS256) is no webhook's. */
	ck_assert_int_eq(verify_token(vectors_text(file, "request_jwt/token"), body, NOW), -EACCES);
	/* In a GET nothing of the parameters is signed. */
	account.signature_secret = SECRET;
	ck_assert_int_eq(verify_with(&account, inbound_of("status=delivered", NULL, "", 0, token), NOW), -EACCES);
	account.username = "another1";
	ck_assert_int_eq(verify_with(&account, inbound_of("", JSON, body, strlen(body), token), NOW), -EACCES);
	json_decref(file);
}
END_TEST

#define HASH "\"payload_hash\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"" /* of {} */
static const struct {
	const char *name, *header, *claims;
	int want;
} TOKENS[] = {
        {"as it should be", "{\"alg\":\"HS256\"}", "{\"iat\":1773450123," HASH "}", 0},
        {"no algorithm", "{\"alg\":\"none\"}", "{\"iat\":1773450123," HASH "}", -EACCES},
        {"another algorithm", "{\"alg\":\"HS512\"}", "{\"iat\":1773450123," HASH "}", -EACCES},
        {"an algorithm of another case", "{\"alg\":\"hs256\"}", "{\"iat\":1773450123," HASH "}", -EACCES},
        {"two algorithms", "{\"alg\":\"none\",\"alg\":\"HS256\"}", "{\"iat\":1773450123," HASH "}", -EACCES},
        {"no hash of the body", "{\"alg\":\"HS256\"}", "{\"iat\":1773450123}", -EACCES},
        {"no time", "{\"alg\":\"HS256\"}", "{" HASH "}", -EACCES},
        {"another account", "{\"alg\":\"HS256\"}", "{\"iat\":1773450123,\"api_key\":\"x\"," HASH "}", -EACCES},
        {"claims that are none", "{\"alg\":\"HS256\"}", "x", -EACCES},
};

START_TEST(token)
{
	g_autofree char *good = token_of(TOKENS[_i].header, TOKENS[_i].claims);
	g_autofree char *four = g_strconcat(good, ".x", NULL);
	g_auto(GStrv) part = g_strsplit(good, ".", -1);
	g_autofree char *unsigned_one = g_strconcat(part[0], ".", part[1], ".", NULL);

	row_int(TOKENS[_i].name, verify_token(good, "{}", NOW), TOKENS[_i].want);
	row_int(TOKENS[_i].name, verify_token(four, "{}", NOW), -EACCES);
	row_int(TOKENS[_i].name, verify_token(unsigned_one, "{}", NOW), -EACCES);
	row_int(TOKENS[_i].name, verify_token("", "{}", NOW), -EACCES);
}
END_TEST

/* ---- parse_inbound ---- */

#define DLR(status, error)                                                                                             \
	"msisdn=447700900000&to=AcmeInc&messageId=A1&client-ref=ab1&status=" status "&err-code=" error
static const struct {
	const char *name, *body;
	int want; /* 1: understood, and nothing to tell */
	ReceiptStatus status;
	SubmitOutcome cause;
	const char *code;
} REPORTS[] = {
        {"delivered", DLR("delivered", "0"), 0, RECEIPT_DELIVERED, SUBMIT_ACCEPTED, "delivered"},
        {"accepted", DLR("accepted", "0"), 0, RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, "accepted"},
        {"buffered", DLR("buffered", "0"), 0, RECEIPT_BUFFERED, SUBMIT_ACCEPTED, "buffered"},
        {"Vonage does not know either", DLR("unknown", "1"), 1, 0, 0, NULL},
        {"expired", DLR("expired", "0"), 0, RECEIPT_FAILED, SUBMIT_ACCEPTED, "expired"},
        {"error of no meaning", DLR("failed", "1"), 0, RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE, "failed 1"},
        {"absent for now", DLR("failed", "2"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "failed 2"},
        {"absent for good", DLR("failed", "3"), 0, RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "failed 3"},
        {"barred by the customer", DLR("failed", "4"), 0, RECEIPT_FAILED, SUBMIT_OPTED_OUT, "failed 4"},
        {"being ported", DLR("failed", "5"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "failed 5"},
        {"anti-spam", DLR("rejected", "6"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "rejected 6"},
        {"busy", DLR("failed", "7"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "failed 7"},
        {"network", DLR("failed", "8"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "failed 8"},
        {"illegal number", DLR("failed", "9"), 0, RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "failed 9"},
        {"illegal number in the US may be an opt-out",
         "msisdn=15558675310&messageId=A1&client-ref=ab1&status=failed&err-code=9", 0, RECEIPT_FAILED, SUBMIT_OPTED_OUT,
         "failed 9"},
        {"illegal message", DLR("failed", "10"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "failed 10"},
        {"no route", DLR("failed", "11"), 0, RECEIPT_FAILED, SUBMIT_BAD_NUMBER, "failed 11"},
        {"unreachable", DLR("failed", "12"), 0, RECEIPT_FAILED, SUBMIT_RETRY_LATER, "failed 12"},
        {"age", DLR("failed", "13"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "failed 13"},
        {"blocked", DLR("failed", "14"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "failed 14"},
        {"funds", DLR("failed", "15"), 0, RECEIPT_FAILED, SUBMIT_NO_CREDIT, "failed 15"},
        {"quota", DLR("failed", "16"), 0, RECEIPT_FAILED, SUBMIT_NO_CREDIT, "failed 16"},
        {"filter", DLR("failed", "50"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "failed 50"},
        {"regulation", DLR("failed", "54"), 0, RECEIPT_FAILED, SUBMIT_REJECTED_CONTENT, "failed 54"},
        {"general", DLR("failed", "99"), 0, RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE, "failed 99"},
        {"an error of no table", DLR("failed", "77"), 0, RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE, "failed 77"},
        {"a status of no table", DLR("lost", "0"), -EBADMSG, 0, 0, NULL},
        {"no status", "messageId=A1&client-ref=ab1", -EBADMSG, 0, 0, NULL},
        {"no id", "client-ref=ab1&status=delivered", -EBADMSG, 0, 0, NULL},
        {"broken escape", "status=%4", -EBADMSG, 0, 0, NULL},
        {"nothing", "", -EBADMSG, 0, 0, NULL},
};

/* The same as a form, as a query, as JSON. */
static void report_as(HttpInbound inbound, gsize row_number)
{
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL, *row = REPORTS[row_number].name;

	row_int(row, vonage()->parse_inbound(&ACCOUNT, "dlr", &inbound, found, &why), MIN(REPORTS[row_number].want, 0));
	row_int(row, found->len, REPORTS[row_number].want == 0);
	row_int(row, why != NULL, REPORTS[row_number].want < 0);
	if (found->len) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row, got->kind, INBOUND_RECEIPT);
		row_int(row, got->status, REPORTS[row_number].status);
		row_int(row, got->cause, REPORTS[row_number].cause);
		row_str(row, got->ref, "ab1");
		row_str(row, got->provider_id, "A1");
		row_str(row, got->code, REPORTS[row_number].code);
	}
	http_inbound_clear(&inbound);
}

START_TEST(report)
{
	const char *body = REPORTS[_i].body;
	g_autoptr(GHashTable) form = http_query_parse(body, strlen(body));
	json_t *members = json_object();
	g_autofree char *json = NULL;
	GHashTableIter each;
	gpointer name, value;

	report_as(inbound_of("", FORM, body, strlen(body), NULL), (gsize)_i);
	report_as(inbound_of(body, NULL, "", 0, NULL), (gsize)_i);
	if (form) {
		g_hash_table_iter_init(&each, form);
		while (g_hash_table_iter_next(&each, &name, &value))
			json_object_set_new(members, name, json_string(value));
		json = json_dumps(members, 0);
		report_as(inbound_of("", JSON, json, strlen(json), NULL), (gsize)_i);
	}
	json_decref(members);
}
END_TEST

START_TEST(status_of_the_messages_api)
{
	static const char BODY[] =
	        "{\"message_uuid\":\"u-1\",\"to\":\"447700900000\",\"from\":\"Acme\",\"status\":\"rejected\","
	        "\"timestamp\":\"2026-03-14T01:02:03.000Z\",\"client_ref\":\"ab1\","
	        "\"error\":{\"title\":1120,\"detail\":\"x\"}}";
	HttpInbound inbound = inbound_of("", JSON "; charset=utf-8", BODY, strlen(BODY), NULL);
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderInbound *got;
	const char *why = NULL;

	ck_assert_int_eq(vonage()->parse_inbound(&ACCOUNT, "dlr", &inbound, found, &why), 0);
	ck_assert_uint_eq(found->len, 1);
	got = &g_array_index(found, ProviderInbound, 0);
	ck_assert_int_eq(got->status, RECEIPT_FAILED);
	ck_assert_int_eq(got->cause, SUBMIT_UNKNOWN_CODE);
	ck_assert_str_eq(got->code, "rejected 1120");
	ck_assert_str_eq(got->ref, "ab1");
	ck_assert_str_eq(got->provider_id, "u-1");
	ck_assert_int_eq(got->at, NOW);
	ck_assert_int_eq(vonage()->parse_inbound(&ACCOUNT, "call", &inbound, found, &why), -ENOENT);
	http_inbound_clear(&inbound);
}
END_TEST

#define MO(more) "msisdn=447700900001&to=447700900000&messageId=B1&message-timestamp=2026-03-14+01%3A02%3A03&" more
static const struct {
	const char *name, *body, *from, *text, *part_of; /* text NULL: -EBADMSG */
	int part, parts;
} REPLIES[] = {
        {"as it was written", MO("text=not+ok%3A+a%3Db+%26+c&type=text"), "+447700900001", "not ok: a=b & c", NULL, 0,
         0},
        {"Chinese", MO("text=%E8%BF%98&type=unicode"), "+447700900001", "\xe8\xbf\x98", NULL, 0, 0},
        {"a part", MO("text=x&concat=true&concat-ref=7&concat-part=2&concat-total=3"), "+447700900001", "x", "7", 2, 3},
        {"a part behind the last", MO("text=x&concat=true&concat-ref=7&concat-part=4&concat-total=3"), "+447700900001",
         "x", NULL, 0, 0},
        {"a part before the first", MO("text=x&concat=true&concat-ref=7&concat-part=0&concat-total=3"), "+447700900001",
         "x", NULL, 0, 0},
        {"a thousand parts", MO("text=x&concat=true&concat-ref=7&concat-part=1&concat-total=1000"), "+447700900001",
         "x", NULL, 0, 0},
        {"a part of nothing", MO("text=x&concat=true&concat-part=1&concat-total=2"), "+447700900001", "x", NULL, 0, 0},
        {"not concatenated", MO("text=x&concat=false&concat-ref=7&concat-part=1&concat-total=2"), "+447700900001", "x",
         NULL, 0, 0},
        {"a short code", "msisdn=12345&text=x", "12345", "x", NULL, 0, 0},
        {"a name", "msisdn=Acme&text=x", "Acme", "x", NULL, 0, 0},
        {"of the Messages API", "from=447700900001&text=x&message_uuid=B1", "+447700900001", "x", NULL, 0, 0},
        {"empty", MO("text="), "+447700900001", "", NULL, 0, 0},
        {"bytes that are no UTF-8", MO("text=a%ff"), "+447700900001", "a\xef\xbf\xbd", NULL, 0, 0},
        {"binary", MO("data=00&type=binary"), NULL, NULL, NULL, 0, 0},
        {"no sender", "text=x", NULL, NULL, NULL, 0, 0},
};

START_TEST(reply)
{
	HttpInbound inbound = inbound_of("", FORM, REPLIES[_i].body, strlen(REPLIES[_i].body), NULL);
	g_autoptr(GArray) found = provider_inbound_array_new();
	const char *why = NULL, *row = REPLIES[_i].name;

	row_int(row, vonage()->parse_inbound(&ACCOUNT, "mo", &inbound, found, &why), REPLIES[_i].text ? 0 : -EBADMSG);
	row_int(row, found->len, REPLIES[_i].text != NULL);
	row_int(row, why != NULL, !REPLIES[_i].text);
	if (found->len) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(row, got->kind, INBOUND_REPLY);
		row_str(row, got->from, REPLIES[_i].from);
		row_str(row, got->text, REPLIES[_i].text);
		row_str(row, got->part_of, REPLIES[_i].part_of);
		row_int(row, got->part, REPLIES[_i].part);
		row_int(row, got->parts, REPLIES[_i].parts);
		row_int(row, got->at, strstr(REPLIES[_i].body, "message-timestamp") ? NOW : 0);
	}
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(webhooks_are_answered_200)
{
	ck_assert_int_eq(vonage()->ack(&ACCOUNT, "dlr").status, 200);
	ck_assert_str_eq(vonage()->ack(&ACCOUNT, "mo").body, "");
}
END_TEST

/* ---- bytes of chance ---- */

static void parse_everything(const char *bytes, gsize length, gpointer data)
{
	static const int STATUSES[] = {200, 400, 429};
	ProviderAccount account = ACCOUNT;
	HttpInbound inbound = inbound_of("", data, bytes, length, NULL);
	ProviderWebhook webhook = {.hook = "dlr", .inbound = &inbound, .now_at = NOW};
	g_autofree char *bearer = g_strdelimit(g_utf8_make_valid(bytes, (gssize)length), "\r\n", ' ');
	const char *why;

	for (gsize i = 0; i < G_N_ELEMENTS(STATUSES); i++) {
		HttpAnswer answer = {.progress = HTTP_ANSWERED, .status = STATUSES[i], .body = inbound.body};
		g_autoptr(GArray) found = provider_inbound_array_new();
		ProviderResult result = {0};
		ProviderCheck checked = {0};

		vonage()->parse_answer(&account, &answer, &result);
		vonage()->parse_check(&account, &answer, &checked);
		ck_assert(g_utf8_validate(result.code, -1, NULL));
		g_free(checked.words);
		provider_result_clear(&result);
		(void)vonage()->parse_inbound(&account, i % 2 ? "mo" : "dlr", &inbound, found, &why);
	}
	account.signature_secret = SECRET;
	ck_assert_int_eq(vonage()->verify(&account, &webhook, &why), -EACCES);
	http_inbound_clear(&inbound);
	inbound = inbound_of("", data, "x", 1, NULL);
	if (http_headers_add(inbound.headers, "Authorization", bearer) == 0)
		ck_assert_int_eq(vonage()->verify(&account, &webhook, &why), -EACCES);
	http_inbound_clear(&inbound);
}

START_TEST(bytes_of_chance_do_no_harm)
{
	static char FORM_TYPE[] = FORM, JSON_TYPE[] = JSON;
	json_t *file = vectors_load("vonage-jwt.json");
	g_autofree char *bearer = g_strconcat("Bearer ", vectors_text(file, "webhook_jwt/token"), NULL);

	mangle(DLR("failed", "9") "&sig=4a211f45ea35a48345b78bf1ac54a9a3&timestamp=1773450123", parse_everything,
	       FORM_TYPE);
	mangle(MO("text=x&concat=true&concat-ref=7&concat-part=2&concat-total=3"), parse_everything, FORM_TYPE);
	mangle("{\"message-count\":\"2\",\"messages\":[{\"status\":\"0\",\"message-id\":\"A\"},{\"status\":\"1\","
	       "\"error-text\":\"wait [ 250 ]\"}],\"error\":{\"title\":\"x\"},\"value\":1.5}",
	       parse_everything, JSON_TYPE);
	mangle(bearer, parse_everything, JSON_TYPE);
	json_decref(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vonage hooks");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60); /* under a sanitizer on a slow machine */
	tcase_add_test(tcase, every_signature_of_the_vendor_is_accepted);
	tcase_add_test(tcase, what_the_vendor_refuses_is_refused);
	tcase_add_test(tcase, a_text_with_a_nul_is_the_customers_too);
	tcase_add_loop_test(tcase, sig, 0, G_N_ELEMENTS(SIGS));
	tcase_add_test(tcase, without_a_timestamp_nothing_is_fresh);
	tcase_add_test(tcase, webhook_of_the_vendor_is_accepted);
	tcase_add_loop_test(tcase, token, 0, G_N_ELEMENTS(TOKENS));
	tcase_add_loop_test(tcase, report, 0, G_N_ELEMENTS(REPORTS));
	tcase_add_test(tcase, status_of_the_messages_api);
	tcase_add_loop_test(tcase, reply, 0, G_N_ELEMENTS(REPLIES));
	tcase_add_test(tcase, webhooks_are_answered_200);
	tcase_add_test(tcase, bytes_of_chance_do_no_harm);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "vonage hooks");
}
