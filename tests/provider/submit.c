/* Hands one message to a driver and what it built to an address, for scripts that play the provider.
 *
 *   submit DRIVER                          0: the driver is there; 3: it is not
 *   submit DRIVER KEY=VALUE...             sends; prints "OUTCOME STATUS ID CODE" and the answer's body; 4: the driver refused
 *
 * KEY is a field of the account (url, username, password, account, service, sender, caller, sign_name, api_region, signing,
 * signature_secret, report_url), of the submit (to, text, language, ref, ucs2, voice, validity, template_code), or
 *   connect_to=HOST:PORT:ADDRESS:PORT      the host's name stays in Host and signature
 *   drop=FIELD                             takes a field out of the built form: what a driver must never do */
#include "net/http_client.h"
#include "provider/provider.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	ProviderAccount account;
	ProviderSubmit submit;
	const char *connect_to, *drop, *ucs2, *voice, *validity;
} Given;

#define FIELD(name, member) {name, offsetof(Given, member)}
static const struct {
	const char *name;
	gsize offset;
} FIELDS[] = {
	FIELD("url", account.url), FIELD("username", account.username), FIELD("password", account.password),
	FIELD("account", account.account), FIELD("service", account.service), FIELD("sender", account.sender),
	FIELD("caller", account.caller), FIELD("sign_name", account.sign_name), FIELD("api_region", account.api_region),
	FIELD("signing", account.signing), FIELD("signature_secret", account.signature_secret),
	FIELD("report_url", account.report_url), FIELD("to", submit.to), FIELD("text", submit.text),
	FIELD("language", submit.language), FIELD("ref", submit.ref), FIELD("template_code", submit.template_code),
	FIELD("ucs2", ucs2), FIELD("voice", voice), FIELD("validity", validity), FIELD("connect_to", connect_to),
	FIELD("drop", drop),
};

static gboolean take(Given *given, const char *word)
{
	const char *equals = strchr(word, '=');

	for (gsize i = 0; equals && i < G_N_ELEMENTS(FIELDS); i++)
		if (strlen(FIELDS[i].name) == (gsize)(equals - word) && g_str_has_prefix(word, FIELDS[i].name)) {
			*(const char **)((char *)given + FIELDS[i].offset) = equals + 1;
			return TRUE;
		}
	return FALSE;
}

static void drop_field(HttpRequest *request, const char *name)
{
	gsize length;
	const char *body = g_bytes_get_data(request->body, &length);
	g_autofree char *form = g_strndup(body, length);
	g_autofree char *prefix = g_strconcat(name, "=", NULL);
	g_auto(GStrv) pairs = g_strsplit(form, "&", -1);
	g_autoptr(GString) rest = g_string_new(NULL);

	for (guint i = 0; pairs[i]; i++)
		if (!g_str_has_prefix(pairs[i], prefix))
			g_string_append_printf(rest, "%s%s", rest->len ? "&" : "", pairs[i]);
	g_bytes_unref(request->body);
	request->body = g_bytes_new(rest->str, rest->len);
}

typedef struct {
	const Provider *driver;
	const ProviderAccount *account;
	gboolean done;
} Asked;

static void on_answer(const HttpAnswer *answer, void *user)
{
	Asked *asked = user;
	ProviderResult result = {.outcome = answer->progress == HTTP_NOT_SENT ? SUBMIT_RETRY_LATER : SUBMIT_UNKNOWN};
	gsize length = 0;
	const char *body = answer->body ? g_bytes_get_data(answer->body, &length) : NULL;

	asked->done = TRUE;
	if (answer->progress == HTTP_ANSWERED)
		asked->driver->parse_answer(asked->account, answer, &result);
	printf("%s %d %s %s\n%.*s\n", submit_outcome_name(result.outcome), answer->status,
	       result.provider_id ? result.provider_id : "-", answer->error ? answer->error : result.code ? result.code : "-",
	       (int)MIN(length, 2000), body ? body : "");
	provider_result_clear(&result);
}

static int send_it(const Provider *driver, const Given *given, HttpRequest *request)
{
	const HttpLimits limits = {.timeout_ms = 30000, .connect_timeout_ms = 5000, .max_answer = 65536,
	                           .route = {.only = given->account.url, .hosts = driver->hosts,
	                                     .connect_to = given->connect_to}};
	Asked asked = {.driver = driver, .account = &given->account};
	HttpClient *client = NULL;
	sd_event *event = NULL;
	int r = sd_event_new(&event);

	if (r >= 0)
		r = http_client_new(&client, event, 0);
	if (r >= 0)
		r = http_client_send(client, request, &limits, on_answer, &asked);
	while (r >= 0 && !asked.done)
		r = sd_event_run(event, UINT64_MAX);
	http_client_free(client);
	sd_event_unref(event);
	if (r < 0)
		fprintf(stderr, "submit: %s\n", g_strerror(-r));
	return r < 0;
}

int main(int argc, char **argv)
{
	const Provider *driver = argc > 1 ? provider_find(argv[1]) : NULL;
	Given given = {.submit = {.moment = {.now_at = g_get_real_time() / G_USEC_PER_SEC}, .language = "en"}};
	g_autofree char *nonce = g_strdup_printf("%08x%08x%08x%08x", g_random_int(), g_random_int(), g_random_int(),
	                                         g_random_int());
	HttpRequest request = {0};
	int status = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: submit DRIVER [KEY=VALUE...]\n");
		return 2;
	}
	if (!driver || argc == 2)
		return driver ? 0 : 3;
	given.account.id = "it";
	given.submit.moment.nonce = nonce;
	for (int i = 2; i < argc; i++)
		if (!take(&given, argv[i])) {
			fprintf(stderr, "submit: \"%s\" is not KEY=VALUE of a known key\n", argv[i]);
			return 2;
		}
	if (!given.submit.to || !given.submit.text || !given.submit.ref) {
		fprintf(stderr, "submit: to, text and ref are needed\n");
		return 2;
	}
	given.submit.ucs2 = given.ucs2 != NULL;
	given.submit.voice = given.voice != NULL;
	given.submit.validity_s = given.validity ? atoi(given.validity) : 0;
	if (driver->build_submit(&given.account, &given.submit, &request) < 0) {
		fprintf(stderr, "submit: the driver refuses it\n");
		return 4;
	}
	if (given.drop)
		drop_field(&request, given.drop);
	status = send_it(driver, &given, &request);
	http_request_clear(&request);
	return status;
}
