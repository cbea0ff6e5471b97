/* The Aliyun and Tencent drivers over the client, against a peer on loopback that signs again what it received, as the
 * clouds do: from the decoded parameters, the headers as they came, and the Host. Proves that nothing on the way (the
 * client, libcurl) changes what is signed. */
#include <string.h>

#include "lib/suite.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "provider/provider.h"
#include "provider/sign_aliyun.h"
#include "provider/sign_tencent.h"
#include "provider/wire.h"

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define KEY_ID "testAccessKeyId"

typedef struct {
	const char *secret; /* as the peer knows it */
	char *seen;         /* the values it was to put into the text */
} Peer;

static const char *header_of(const HttpInbound *inbound, const char *name)
{
	const char *value = http_headers_get(inbound->headers, name);

	return value ? value : "";
}

static GHashTable *parameters_of(const HttpInbound *inbound)
{
	gsize length = 0;
	const char *body = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;

	return length ? http_query_parse(body, length) : http_query_parse(inbound->query, strlen(inbound->query));
}

static char *canonical_of(GHashTable *pairs)
{
	g_autoptr(GArray) params = g_array_new(FALSE, FALSE, sizeof(ProviderParam));
	GHashTableIter iter;
	gpointer name, value;

	g_hash_table_iter_init(&iter, pairs);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		ProviderParam one = {name, value};

		if (!g_str_equal(name, "Signature"))
			g_array_append_val(params, one);
	}
	return sign_aliyun_query((ProviderParam *)(void *)params->data, params->len);
}

static gboolean acs3_is_good(const HttpInbound *inbound, const char *query, const char *secret)
{
	g_autoptr(GArray) headers = http_headers_new();

	for (guint i = 0; i < inbound->headers->len; i++) {
		const HttpHeader *header = &g_array_index(inbound->headers, HttpHeader, i);
		g_autofree char *name = g_ascii_strdown(header->name, -1);

		if (g_str_has_prefix(name, "x-acs-") && !g_str_equal(name, "x-acs-content-sha256"))
			ck_assert_int_eq(http_headers_add(headers, name, header->value), 0);
	}
	ck_assert_int_eq(sign_aliyun_acs3(KEY_ID, secret, header_of(inbound, "Host"), query, inbound->body, headers),
	                 0);
	return g_strcmp0(http_headers_get(headers, "Authorization"), header_of(inbound, "Authorization")) == 0;
}

static void aliyun_answers(HttpTicket *ticket, const HttpInbound *inbound, Peer *peer)
{
	g_autoptr(GHashTable) pairs = parameters_of(inbound);
	g_autofree char *query = canonical_of(pairs), *signature = NULL;
	const char *values = g_hash_table_lookup(pairs, "TemplateParam");
	gboolean good;

	if (!values)
		values = g_hash_table_lookup(pairs, "TtsParam");
	peer->seen = g_strdup(values);
	signature = sign_aliyun_rpc(peer->secret, inbound->method, query);
	good = g_hash_table_contains(pairs, "Signature")
	               ? g_strcmp0(signature, g_hash_table_lookup(pairs, "Signature")) == 0
	               : acs3_is_good(inbound, query, peer->secret);
	if (good)
		http_server_answer(ticket, 200, "application/json", "{\"Code\":\"OK\",\"BizId\":\"9^0\"}");
	else
		http_server_answer(ticket, 400, "application/json",
		                   "{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"m\"}");
}

static void tencent_answers(HttpTicket *ticket, const HttpInbound *inbound, Peer *peer)
{
	const char *host = header_of(inbound, "Host");
	g_autofree char *name = g_strndup(host, strcspn(host, ":")), *signature = NULL;
	json_auto_t *json = wire_json(inbound->body);

	peer->seen = json_dumps(json_object_get(json, "TemplateParamSet"), JSON_COMPACT);
	signature = sign_tencent_tc3(&(SignTencent){.key_id = KEY_ID,
	                                            .secret = peer->secret,
	                                            .service = "sms",
	                                            .host = name,
	                                            .content_type = header_of(inbound, "Content-Type"),
	                                            .action = header_of(inbound, "X-TC-Action"),
	                                            .at = wire_epoch(header_of(inbound, "X-TC-Timestamp")),
	                                            .body = inbound->body});
	if (g_strcmp0(signature, header_of(inbound, "Authorization")) == 0)
		http_server_answer(ticket, 200, "application/json",
		                   "{\"Response\":{\"SendStatusSet\":[{\"Code\":\"Ok\",\"SerialNo\":\"9^0\"}]}}");
	else
		http_server_answer(
		        ticket, 200, "application/json",
		        "{\"Response\":{\"Error\":{\"Code\":\"AuthFailure.SignatureFailure\",\"Message\":\"m\"}}}");
}

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	ck_assert_str_eq(inbound->path, "/");
	g_clear_pointer(&((Peer *)user)->seen, g_free);
	(*header_of(inbound, "X-TC-Action") ? tencent_answers : aliyun_answers)(ticket, inbound, user);
}

typedef struct {
	const char *driver;
	ProviderResult result;
	gboolean done;
} Sent;

static void on_done(const HttpAnswer *answer, void *user)
{
	Sent *sent = user;

	ck_assert_int_eq(answer->progress, HTTP_ANSWERED);
	provider_find(sent->driver)->parse_answer(NULL, answer, &sent->result);
	sent->done = TRUE;
}

#define HOSTILE "\"},\\ \n\xe2\x80\xa8 😀 &=%+#~*'()!"

static const struct {
	const char *name, *driver, *signing, *code;
	gboolean voice;
	const char *secret; /* the peer's */
	SubmitOutcome want;
} ROWS[] = {
	{"aliyun, acs3", "aliyun", NULL, "SMS_1", FALSE, "secret", SUBMIT_ACCEPTED},
	{"aliyun, rpc", "aliyun", "rpc", "SMS_1", FALSE, "secret", SUBMIT_ACCEPTED},
	{"aliyun, a call", "aliyun", NULL, "TTS_1", TRUE, "secret", SUBMIT_ACCEPTED},
	{"aliyun, another secret", "aliyun", NULL, "SMS_1", FALSE, "Secret", SUBMIT_ACCOUNT_BROKEN},
	{"aliyun, rpc, another secret", "aliyun", "rpc", "SMS_1", FALSE, "Secret", SUBMIT_ACCOUNT_BROKEN},
	{"tencent", "tencent", NULL, "1110", FALSE, "secret", SUBMIT_ACCEPTED},
	{"tencent, another secret", "tencent", NULL, "1110", FALSE, "Secret", SUBMIT_ACCOUNT_BROKEN},
};

static char *values_as_sent(gboolean tencent)
{
	json_auto_t *values =
	        tencent ? json_pack("[s, s]", HOSTILE, "1") : json_pack("{s:s, s:s}", "name", HOSTILE, "order", "1");

	return json_dumps(values, JSON_COMPACT);
}

START_TEST(what_is_signed_arrives)
{
	static const HttpServerLimits LIMITS = {.max_body = 65536, .max_connections = 5, .timeout_s = 10};
	const ProviderParam params[] = {{"name", HOSTILE}, {"order", "1"}};
	const ProviderSubmit submit = {.moment = {1773450123, "3156853299f313e23d1673dc12e1703d"},
	                               .to = "+8613800138000",
	                               .text = "t",
	                               .ref = "ref1",
	                               .template_code = ROWS[_i].code,
	                               .params = params,
	                               .n_params = 2,
	                               .voice = ROWS[_i].voice};
	const HttpLimits limits = {.timeout_ms = 10000, .connect_timeout_ms = 3000, .max_answer = 4096};
	gboolean tencent = g_str_equal(ROWS[_i].driver, "tencent");
	g_autofree char *url = NULL, *values = values_as_sent(tencent);
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	Peer peer = {.secret = ROWS[_i].secret};
	Sent sent = {.driver = ROWS[_i].driver};
	ProviderAccount account = {.id = "p",
	                           .username = KEY_ID,
	                           .password = "secret",
	                           .sign_name = "店",
	                           .account = "1400006666",
	                           .api_region = "ap-guangzhou",
	                           .signing = ROWS[_i].signing};
	HttpRequest request = {0};
	HttpClient *client;
	HttpServer *server;
	sd_event *event;

	ck_assert_int_ge(sd_event_new(&event), 0);
	ck_assert_int_eq(http_client_new(&client, event, 0), 0);
	ck_assert_int_eq(http_server_new(&server, event, "127.0.0.1:0", -1, &LIMITS, on_request, &peer), 0);
	url = g_strdup_printf("http://127.0.0.1:%d", http_server_port(server));
	account.url = url;
	row_int(ROWS[_i].name, provider_find(ROWS[_i].driver)->build_submit(&account, &submit, &request), 0);
	ck_assert_int_eq(http_client_send(client, &request, &limits, on_done, &sent), 0);
	while (!sent.done) {
		ck_assert_msg(g_get_monotonic_time() < deadline, "row %s: no answer", ROWS[_i].name);
		sd_event_run(event, 100000);
	}
	row_int(ROWS[_i].name, sent.result.outcome, ROWS[_i].want);
	row_str(ROWS[_i].name, sent.result.provider_id, ROWS[_i].want == SUBMIT_ACCEPTED ? "9^0" : NULL);
	row_str(ROWS[_i].name, peer.seen, values);
	provider_result_clear(&sent.result);
	http_request_clear(&request);
	g_free(peer.seen);
	http_client_free(client);
	http_server_free(server);
	sd_event_unref(event);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("clouds-live");
	TCase *tc = tcase_create("all");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, what_is_signed_arrives, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/clouds-live");
}
