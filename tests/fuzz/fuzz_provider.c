/* What providers send us, one target for each driver and each shipped profile of driver "http". The input is like a
 * message of HTTP:
 *
 *   answer 200 [cut]       to a submit           | check 200            to a check of credentials
 *   lookup 200 [PAGE]      to a look-up          | hook NAME [QUERY]    a webhook: POST, or GET without a body
 *   poll 200 [CURSOR]      to each kind of poll  | submit TO            the body is the text of ours that goes out
 *   Name: value
 *
 *   body
 *
 * What begins with none of these words is the body of all of them. */
#define _GNU_SOURCE /* memmem() */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/targets.h"
#include "provider/provider.h"

/* Begins with a letter that no escape writes: a fuzzer made one that began with n of a line's end. */
#define SECRET "k3v3r"
#define TEXT_MAX_BYTES 10240
#define TWO_YEARS (2 * 366 * INT64_C(86400))

typedef struct {
	const Provider *driver;
	ProviderAccount account;
	Conf *conf;     /* of a profile */
	gboolean signs; /* it can tell its own reports, and no fuzzer has the secret */
} Peer;

typedef struct {
	char *kind, *first, *rest; /* of the first line; "" where there is none */
	GArray *headers;           /* of HttpHeader */
	GBytes *body;
	gboolean guessed; /* a fuzzer that watches comparisons has put the secret into the input */
} Said;

gpointer fuzz_provider_setup(gconstpointer name)
{
	const char *profile = g_str_has_prefix(name, "http-") ? (const char *)name + strlen("http-") : NULL;
	Peer *peer = g_new0(Peer, 1);
	HttpInbound nothing = {.method = "POST",
	                       .path = "/",
	                       .query = "",
	                       .peer = "192.0.2.7",
	                       .headers = http_headers_new(),
	                       .body = g_bytes_new("", 0)};
	ProviderWebhook hook = {
	        .hook = "dlr", .url = "https://s.example/hook", .inbound = &nothing, .now_at = FUZZ_NOW};
	const char *why = NULL;

	peer->driver = provider_find(profile ? "http" : name);
	peer->account = (ProviderAccount){.id = "p",
	                                  .url = "https://p.example",
	                                  .username = "user-1",
	                                  .password = SECRET "-1n-a-seed-password",
	                                  .account = g_str_equal(name, "twilio") ? "AC0123456789abcdef0123456789abcdef"
	                                                                         : "1400006666",
	                                  .sender = "+15557122661",
	                                  .caller = "+15557122662",
	                                  .sign_name = "Shop",
	                                  .api_region = "ap-guangzhou",
	                                  .signature_secret = SECRET "-1n-a-seed-secret-of-hooks",
	                                  .report_url = "https://s.example/hook/p/token/dlr"};
	if (profile) {
		g_autofree char *file = g_strconcat(profile, ".conf", NULL);
		g_autofree char *relative = g_strconcat("etc/providers/", file, NULL), *path = fuzz_source(relative);
		g_autofree char *lines =
		        g_strdup_printf("driver = \"http\"; url = \"https://p.example\"; sender = \"Shop\";\n"
		                        "password = \"file:@DIR@/secret\";\n@include \"%s\"",
		                        file);

		fuzz_copy(path, file);
		peer->conf = fuzz_conf(lines);
		peer->account.http = conf_provider(peer->conf, "p")->http;
	}
	peer->signs = peer->driver->verify && peer->driver->verify(&peer->account, &hook, &why) == -EACCES;
	g_array_unref(nothing.headers);
	g_bytes_unref(nothing.body);
	return peer;
}

/* ---- the input ---- */

static gboolean take_first_line(const char *line, Said *said)
{
	static const char *const KINDS[] = {"answer", "check", "lookup", "hook", "poll", "submit", NULL};
	g_auto(GStrv) words = g_strsplit(line, " ", 3);
	guint n = g_strv_length(words);

	if (!n || !g_strv_contains(KINDS, words[0]))
		return FALSE;
	said->kind = g_strdup(words[0]);
	said->first = g_strdup(n > 1 ? words[1] : "");
	said->rest = g_strdup(n > 2 ? words[2] : "");
	return TRUE;
}

/* FALSE: it is no message, all of it is body. */
static gboolean read_message(const char *bytes, gsize length, Said *said)
{
	const char *at = bytes, *end = bytes + length;

	for (gboolean first = TRUE;; first = FALSE) {
		const char *stop = memchr(at, '\n', (gsize)(end - at));
		g_autofree char *line = g_strndup(at, (gsize)((stop ? stop : end) - at));
		g_auto(GStrv) parts = NULL;

		at = stop ? stop + 1 : end;
		if (first && !take_first_line(line, said))
			return FALSE;
		if (!*line || !stop)
			break;
		parts = first ? NULL : g_strsplit(line, ": ", 2);
		if (parts && parts[0] && parts[1])
			http_headers_add(said->headers, parts[0], parts[1]);
	}
	said->body = g_bytes_new(at, (gsize)(end - at));
	return TRUE;
}

/* ---- what must hold ---- */

static void must_be_id(const char *what, const char *id)
{
	fuzz_must_be_line(what, id);
	fuzz_must(!id || *id, "%s is there or is not", what);
}

static void must_be_request(const Said *said, const HttpRequest *request)
{
	fuzz_must(request->method && request->url && g_uri_is_valid(request->url, G_URI_FLAGS_ENCODED, NULL),
	          "\"%s\" is an address", request->url);
	fuzz_must_be_line("an address", request->url);
	fuzz_must(said->guessed || !strstr(request->url, SECRET), "no secret is in the address");
	for (guint i = 0; request->headers && i < request->headers->len; i++) {
		fuzz_must_be_line("a header", g_array_index(request->headers, HttpHeader, i).name);
		fuzz_must_be_line("a header", g_array_index(request->headers, HttpHeader, i).value);
	}
}

static void must_be_inbound(const ProviderInbound *in)
{
	fuzz_must(in->kind == INBOUND_RECEIPT || in->kind == INBOUND_REPLY, "it is one of two");
	must_be_id("a provider's id", in->provider_id);
	must_be_id("a reference", in->ref);
	must_be_id("a code", in->code);
	fuzz_must(in->at >= 0, "a time is none of before 1970: %" G_GINT64_FORMAT, in->at);
	if (in->kind == INBOUND_RECEIPT) {
		fuzz_must(in->status < RECEIPT_STATUSES && in->cause < SUBMIT_OUTCOMES, "a report is one of the table");
		fuzz_must(in->cause == SUBMIT_ACCEPTED || in->status == RECEIPT_FAILED, "what arrives has no cause");
		fuzz_must(in->ref || in->provider_id, "a report says of what");
		return;
	}
	must_be_id("a sender", in->from);
	must_be_id("a recipient", in->to);
	must_be_id("what parts have in common", in->part_of);
	fuzz_must(in->from && in->text, "a reply has a sender and a text");
	fuzz_must_be_text("a reply", in->text);
	fuzz_must(strlen(in->text) <= TEXT_MAX_BYTES, "a reply has at most 10 kB");
	fuzz_must(in->optout <= OPTOUT_HELP, "an opt-out is one of the table");
	fuzz_must(!in->part_of || (in->part >= 1 && in->part <= in->parts), "part %d of %d", in->part, in->parts);
}

/* 0 and things, or an error and none. */
static void must_be_found(int r, const GArray *found, const char *why)
{
	fuzz_must(r == 0 || r == -EBADMSG || r == -ENOENT, "%d", r);
	fuzz_must(r != -EBADMSG || (why && *why), "what cannot be understood is told why");
	fuzz_must(r == 0 || found->len == 0, "what cannot be understood brings nothing");
	for (guint i = 0; i < found->len; i++)
		must_be_inbound(&g_array_index(found, ProviderInbound, i));
}

/* ---- by kind ---- */

static HttpAnswer answer_of(const Said *said)
{
	int status = (int)CLAMP(g_ascii_strtoll(said->first, NULL, 10), 100, 599);

	return (HttpAnswer){.progress = HTTP_ANSWERED,
	                    .status = status,
	                    .headers = said->headers,
	                    .body = said->body,
	                    .truncated = g_str_equal(said->rest, "cut")};
}

static void feed_answer(const Peer *peer, const Said *said)
{
	HttpAnswer answer = answer_of(said);
	ProviderResult result = {0}, again = {0};

	peer->driver->parse_answer(&peer->account, &answer, &result);
	peer->driver->parse_answer(&peer->account, &answer, &again);
	fuzz_must(result.outcome < SUBMIT_OUTCOMES, "an outcome is one of the table");
	fuzz_must(result.outcome != SUBMIT_ACCEPTED || (answer.status >= 200 && answer.status <= 299),
	          "status %d is no acceptance", answer.status);
	fuzz_must(result.outcome != SUBMIT_ACCEPTED || !answer.truncated, "half an answer is no acceptance");
	must_be_id("a provider's id", result.provider_id);
	must_be_id("a code", result.code);
	for (guint i = 0; result.part_ids && i < result.part_ids->len; i++) {
		fuzz_must(result.part_ids->pdata[i], "a part has an id");
		must_be_id("a part's id", result.part_ids->pdata[i]);
	}
	fuzz_must(result.retry_after_s >= 0 && result.retry_after_s <= TWO_YEARS && result.open_at >= 0,
	          "a wait is none of the past, nor for ever: %" G_GINT64_FORMAT, result.retry_after_s);
	fuzz_must(result.retry_after_s == 0 || result.outcome == SUBMIT_THROTTLED, "a wait belongs to throttling");
	fuzz_must(!result.number_only || result.outcome == SUBMIT_THROTTLED, "one number's wait belongs to throttling");
	fuzz_must(result.outcome == again.outcome && g_strcmp0(result.provider_id, again.provider_id) == 0 &&
	                  g_strcmp0(result.code, again.code) == 0,
	          "an answer always means the same");
	provider_result_clear(&result);
	provider_result_clear(&again);
}

static void feed_check(const Peer *peer, const Said *said)
{
	HttpAnswer answer = answer_of(said);
	ProviderCheck check = {0};

	if (!peer->driver->parse_check)
		return;
	peer->driver->parse_check(&peer->account, &answer, &check);
	fuzz_must(check.outcome < SUBMIT_OUTCOMES, "an outcome is one of the table");
	fuzz_must_be_line("words", check.words);
	g_free(check.words);
}

static const ProviderMoment MOMENT = {FUZZ_NOW, "0123456789abcdef0123456789abcdef"};

static void feed_lookup(const Peer *peer, const Said *said)
{
	static const char *const IDS[] = {"SM0123456789abcdef0123456789abcdef", "900619746936498440^0", NULL};
	HttpAnswer answer = answer_of(said);

	for (gsize i = 0; peer->driver->parse_lookup && i < G_N_ELEMENTS(IDS); i++) {
		ProviderLookup lookup = {.moment = MOMENT,
		                         .to = "+8613800138000",
		                         .text = "hello",
		                         .ref = "ref123abc",
		                         .provider_id = IDS[i],
		                         .started_at = FUZZ_NOW - 60,
		                         .page = *said->rest ? said->rest : NULL};
		ProviderFinding finding = {0};
		HttpRequest request = {0};

		if (peer->driver->build_lookup(&peer->account, &lookup, &request) == 0)
			must_be_request(said, &request);
		http_request_clear(&request);
		peer->driver->parse_lookup(&peer->account, &lookup, &answer, &finding);
		fuzz_must(finding.finding <= LOOKUP_UNSURE, "a finding is one of the table");
		fuzz_must((finding.finding == LOOKUP_MORE) == (finding.page != NULL),
		          "a further page is told, and only then");
		fuzz_must(finding.finding != LOOKUP_FOUND ||
		                  (finding.status < RECEIPT_STATUSES && finding.cause < SUBMIT_OUTCOMES),
		          "what is found has a status");
		fuzz_must(finding.finding == LOOKUP_UNSURE || (answer.status >= 200 && answer.status <= 299) ||
		                  answer.status == 404,
		          "status %d says nothing", answer.status);
		fuzz_must(finding.finding != LOOKUP_ABSENT || !answer.truncated, "half an answer proves nothing");
		must_be_id("a provider's id", finding.provider_id);
		must_be_id("a code", finding.code);
		must_be_id("a page", finding.page);
		lookup.page = finding.page;
		if (finding.page && peer->driver->build_lookup(&peer->account, &lookup, &request) == 0)
			must_be_request(said, &request);
		http_request_clear(&request);
		provider_finding_clear(&finding);
	}
}

static void feed_poll(const Peer *peer, const Said *said)
{
	HttpAnswer answer = answer_of(said);

	for (const char *const *kind = peer->driver->polls; kind && *kind; kind++) {
		ProviderPoll poll = {.moment = MOMENT, .kind = *kind, .cursor = *said->rest ? said->rest : NULL};
		g_autoptr(GArray) found = provider_inbound_array_new();
		g_autofree char *cursor = NULL;
		gboolean more = FALSE;
		const char *why = NULL;
		HttpRequest request = {0};
		int r;

		if (peer->driver->build_poll(&peer->account, &poll, &request) == 0)
			must_be_request(said, &request);
		http_request_clear(&request);
		r = peer->driver->parse_poll(&peer->account, &poll, &answer, found, &cursor, &more, &why);
		must_be_found(r, found, why);
		must_be_id("a cursor", cursor);
		fuzz_must(r == 0 || (!cursor && !more), "what cannot be understood moves no cursor");
		poll.cursor = cursor;
		if (cursor && peer->driver->build_poll(&peer->account, &poll, &request) == 0)
			must_be_request(said, &request);
		http_request_clear(&request);
	}
}

static void feed_hook(const Peer *peer, const Said *said)
{
	g_autofree char *url =
	        g_strconcat("https://s.example/hook/p/token/", said->first, *said->rest ? "?" : "", said->rest, NULL);
	HttpInbound inbound = {.method = g_bytes_get_size(said->body) ? (char *)"POST" : (char *)"GET",
	                       .path = (char *)"/hook/p/token/x",
	                       .query = said->rest,
	                       .peer = (char *)"192.0.2.7",
	                       .headers = said->headers,
	                       .body = said->body};
	ProviderWebhook webhook = {.hook = said->first, .url = url, .inbound = &inbound, .now_at = FUZZ_NOW};
	g_autoptr(GArray) found = provider_inbound_array_new();
	gboolean verified = TRUE;
	const char *why = NULL;
	int r;

	if (peer->driver->verify) {
		r = peer->driver->verify(&peer->account, &webhook, &why);
		fuzz_must(r == 0 || (r == -EACCES && why && *why), "what is refused is told why");
		verified = r == 0;
		why = NULL;
	}
	if (!peer->driver->parse_inbound)
		return;
	r = peer->driver->parse_inbound(&peer->account, said->first, &inbound, found, &why);
	must_be_found(r, found, why);
	for (guint i = 0; verified && peer->signs && i < found->len; i++)
		fuzz_must(g_array_index(found, ProviderInbound, i).kind == INBOUND_REPLY,
		          "nobody but the provider signs a report");
	if (peer->driver->ack) {
		ProviderAck ack = peer->driver->ack(&peer->account, said->first);

		fuzz_must(ack.status >= 200 && ack.status <= 299 && ack.type && ack.body, "a webhook is acknowledged");
	}
}

static void feed_submit(const Peer *peer, const Said *said)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(said->body, &length);
	g_autofree char *text = g_strndup(data ? data : "", length);
	const ProviderParam params[] = {{"name", text}, {"order", said->rest}};

	for (int voice = 0; voice <= 1; voice++)
		for (int code = 0; code <= 1; code++) {
			ProviderSubmit submit = {.moment = MOMENT,
			                         .to = said->first,
			                         .text = text,
			                         .language = "zh-CN",
			                         .ref = "ref123abc",
			                         .ucs2 = TRUE,
			                         .voice = voice,
			                         .validity_s = 3600,
			                         .template_code = code ? "SMS_153050000" : NULL,
			                         .params = params,
			                         .n_params = G_N_ELEMENTS(params)};
			HttpRequest request = {0};
			int r;

			if (!g_utf8_validate(text, -1, NULL))
				return;
			r = peer->driver->build_submit(&peer->account, &submit, &request);
			fuzz_must(r == 0 || r == -EINVAL, "a text is taken or refused: %d", r);
			if (r == 0)
				must_be_request(said, &request);
			http_request_clear(&request);
		}
}

static const struct {
	const char *kind;
	void (*feed)(const Peer *peer, const Said *said);
} KINDS[] = {
        {"answer", feed_answer}, {"check", feed_check}, {"lookup", feed_lookup},
        {"poll", feed_poll},     {"hook", feed_hook},   {"submit", feed_submit},
};

static void feed_all(const Peer *peer, const char *bytes, gsize length, Said *said)
{
	static const char *const HOOKS[] = {"dlr", "mo", "status", "reports", "replies"};

	said->body = g_bytes_new(bytes, length);
	said->kind = g_strdup("");
	said->first = g_strdup("200");
	said->rest = g_strdup("");
	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
		KINDS[i].feed(peer, said);
	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		g_free(said->first);
		said->first = g_strdup(HOOKS[i]);
		feed_hook(peer, said);
	}
}

void fuzz_provider(gpointer state, const char *bytes, gsize length)
{
	const Peer *peer = state;
	Said said = {.headers = http_headers_new(), .guessed = memmem(bytes, length, SECRET, strlen(SECRET)) != NULL};

	if (!read_message(bytes, length, &said))
		feed_all(peer, bytes, length, &said);
	else
		for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
			if (g_str_equal(KINDS[i].kind, said.kind))
				KINDS[i].feed(peer, &said);
	g_free(said.kind);
	g_free(said.first);
	g_free(said.rest);
	g_array_unref(said.headers);
	g_bytes_unref(said.body);
}
