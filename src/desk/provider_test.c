#include "desk/provider_test.h"

#include "desk/provider_probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "util/clock.h"

/* Signed requests are refused from 5 (Tencent) to 15 minutes (Aliyun) off (provider sheets); a clock kept by NTP is never
 * this far off. */
#define SKEW_MOST_S 30

static const char *const STATE_NAMES[PROBE_STATES] = {"ok", "failed", "unknown"};

const char *probe_state_name(ProbeState state)
{
	return STATE_NAMES[state];
}

static void probe_clear(gpointer data)
{
	Probe *probe = data;

	g_free(probe->says);
	g_free(probe->cure);
}

void probe_add(GArray *probes, const char *check, ProbeState state, char *says, const char *cure)
{
	Probe probe = {.check = check, .state = state, .says = says, .cure = g_strdup(cure)};

	g_array_append_val(probes, probe);
}

gboolean provider_test_failed(const GArray *probes)
{
	for (guint i = 0; i < probes->len; i++)
		if (g_array_index(probes, Probe, i).state == PROBE_FAILED)
			return TRUE;
	return FALSE;
}

/* ---- one request, waited for ---- */

typedef struct {
	ProbeTake take;
	void *user;
	gboolean done;
} Ask;

static void on_answer(const HttpAnswer *answer, void *user)
{
	Ask *ask = user;

	ask->done = TRUE;
	ask->take(answer, ask->user);
}

int probe_ask(const HttpRequest *request, const HttpLimits *limits, ProbeTake take, void *user)
{
	Ask ask = {.take = take, .user = user};
	HttpClient *client = NULL;
	sd_event *event = NULL;
	int r = sd_event_new(&event);

	if (r >= 0)
		r = http_client_new(&client, event, 0);
	if (r >= 0)
		r = http_client_send(client, request, limits, on_answer, &ask);
	while (r >= 0 && !ask.done)
		r = sd_event_run(event, UINT64_MAX);
	http_client_free(client);
	sd_event_unref(event);
	return MIN(r, 0);
}

/* ---- the clock ---- */

/* "Sun, 06 Nov 1994 08:49:37 GMT", the one form servers may write (RFC 9110 section 5.6.7); 0: it is not. */
static int64_t http_date(const char *text)
{
	static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], zone[4];
	int day, year, hour, minute, second;
	const char *found;
	g_autoptr(GDateTime) at = NULL;

	if (!text || sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d %3s", &day, month, &year, &hour, &minute, &second, zone) != 7 ||
	    strlen(month) != 3 || !g_str_equal(zone, "GMT"))
		return 0;
	found = strstr(MONTHS, month);
	if (!found || (found - MONTHS) % 3)
		return 0;
	at = g_date_time_new_utc(year, (int)(found - MONTHS) / 3 + 1, day, hour, minute, MIN(second, 59));
	return at ? g_date_time_to_unix(at) : 0;
}

void probe_clock(GArray *probes, const char *date, int64_t sent_at, int64_t got_at)
{
	int64_t at = http_date(date);
	/* The provider looked at its clock somewhere between; its header has whole seconds. */
	int64_t off_s = at < sent_at - 1 ? sent_at - at : at > got_at + 1 ? at - got_at : 0;

	if (!at)
		probe_add(probes, "clock", PROBE_UNKNOWN, g_strdup("the provider does not tell its time"), NULL);
	else if (off_s <= SKEW_MOST_S)
		probe_add(probes, "clock", PROBE_OK, g_strdup_printf("%" G_GINT64_FORMAT " s off the provider's", off_s), NULL);
	else
		probe_add(probes, "clock", PROBE_FAILED,
		          g_strdup_printf("this machine's is %" G_GINT64_FORMAT " s %s the provider's", off_s,
		                          at < sent_at ? "ahead of" : "behind"),
		          "set it by the network: timedatectl set-ntp true; signed requests are refused otherwise");
}

/* ---- the account ---- */

typedef struct {
	const ProviderTest *test;
	HttpProgress progress;
	int status;
	char *error;
	char *date;
	ProviderCheck check;
	int64_t got_at;
} Finding;

static void finding_clear(Finding *finding)
{
	g_free(finding->error);
	g_free(finding->date);
	g_free(finding->check.words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Finding, finding_clear)

static void take_check(const HttpAnswer *answer, void *user)
{
	const Clock clock = CLOCK_REAL;
	Finding *finding = user;

	finding->got_at = clock_now_at(&clock);
	finding->progress = answer->progress;
	finding->status = answer->status;
	finding->error = g_strdup(answer->error);
	if (answer->progress != HTTP_ANSWERED)
		return;
	finding->date = g_strdup(http_headers_get(answer->headers, "Date"));
	finding->test->driver->parse_check(finding->test->account, answer, &finding->check);
}

/* The provider's check, with a text code or without. -EINVAL: the driver cannot build one of this account. */
static int ask_check(const ProviderTest *test, const char *code, int64_t now_at, Finding *finding)
{
	g_autofree char *nonce = probe_nonce();
	const ProviderMoment moment = {.now_at = now_at, .nonce = nonce};
	HttpRequest request = {0};
	int r = test->driver->build_check(test->account, &moment, code, &request);

	if (r == 0)
		r = probe_ask(&request, test->limits, take_check, finding);
	http_request_clear(&request);
	return r;
}

static void probe_way(GArray *probes, const ProviderTest *test, const Finding *finding)
{
	gboolean https = g_str_has_prefix(test->conf->url, "https:");

	if (finding->progress == HTTP_ANSWERED)
		probe_add(probes, "reachable", PROBE_OK, g_strdup_printf("it answers (HTTP %d)", finding->status), NULL);
	else if (finding->progress == HTTP_NOT_SENT)
		probe_add(probes, "reachable", PROBE_FAILED, g_strdup(finding->error),
		          https ? "look at url, connect_timeout, proxy and the firewall; for a CA of your own set ca_file"
		                : "look at url, connect_timeout, proxy and the firewall, and whether the provider runs");
	else
		probe_add(probes, "reachable", PROBE_FAILED, g_strdup_printf("connected, but no answer came: %s", finding->error),
		          "look at the port and the path in url; ask the provider when they are right");
	if (https && finding->progress != HTTP_NOT_SENT)
		probe_add(probes, "tls", PROBE_OK, g_strdup("the certificate is verified, TLS is 1.2 or newer"), NULL);
	else if (https)
		probe_add(probes, "tls", PROBE_UNKNOWN, g_strdup("no connection"), NULL);
	else if (test->conf->allow_http)
		probe_add(probes, "tls", PROBE_FAILED, g_strdup("none: numbers and texts cross the network in the clear"),
		          "write an https url, and take allow_http out");
	else
		probe_add(probes, "tls", PROBE_OK, g_strdup("none needed: the provider is on this machine"), NULL);
}

static void probe_words(GArray *probes, const char *check, const Finding *finding, char *good, const char *cure)
{
	const char *words = finding->check.words;
	const char *outcome = submit_outcome_name(finding->check.outcome);
	g_autofree char *fine = good;

	if (finding->check.outcome == SUBMIT_ACCEPTED)
		probe_add(probes, check, PROBE_OK, words ? g_strdup_printf("%s (%s)", fine, words) : g_strdup(fine), NULL);
	else if (finding->check.outcome == SUBMIT_UNKNOWN || finding->check.outcome == SUBMIT_RETRY_LATER ||
	         finding->check.outcome == SUBMIT_THROTTLED)
		probe_add(probes, check, PROBE_UNKNOWN, g_strdup_printf("%s: %s", outcome, words ? words : "no words"),
		          "try again later; if it stays so, look whether url is the address of the provider's interface");
	else
		probe_add(probes, check, PROBE_FAILED, g_strdup_printf("%s: %s", outcome, words ? words : "no words"), cure);
}

static void probe_account(GArray *probes, const ProviderTest *test, int64_t now_at)
{
	g_auto(Finding) finding = {.test = test};
	int r = test->driver->build_check && !test->secret_fault ? ask_check(test, NULL, now_at, &finding) : -ENOSYS;

	if (r == 0) {
		probe_way(probes, test, &finding);
		if (finding.progress == HTTP_ANSWERED) {
			probe_clock(probes, finding.date, now_at, finding.got_at);
			probe_words(probes, "credentials", &finding, g_strdup("the provider knows the account"),
			            finding.check.outcome == SUBMIT_NO_CREDIT
			                    ? "top the account up"
			                    : "look at username, password and url, and at the provider's list of allowed addresses");
		} else {
			probe_add(probes, "credentials", PROBE_UNKNOWN, g_strdup("no answer to ask them by"), NULL);
		}
	} else if (test->secret_fault) {
		probe_add(probes, "reachable", PROBE_UNKNOWN, g_strdup("not tried without the account's secret"), NULL);
		probe_add(probes, "credentials", PROBE_UNKNOWN, g_strdup(test->secret_fault), test->secret_cure);
	} else if (r == -ENOSYS) {
		probe_add(probes, "credentials", PROBE_UNKNOWN,
		          g_strdup_printf("driver %s has no question that sends nothing", test->driver->name),
		          "send a test text: --to NUMBER");
	} else {
		probe_add(probes, "credentials", PROBE_FAILED,
		          g_strdup_printf("no request can be made of the account: %s", g_strerror(-r)),
		          "look at url, username and the other settings of this provider; followup-provider(7) says what it needs");
	}
}

/* ---- codes of texts registered at the provider ---- */

static void probe_templates(GArray *probes, const ProviderTest *test, int64_t now_at)
{
	for (guint i = 0; test->codes && i < test->codes->len && test->driver->build_check && !test->secret_fault; i++) {
		g_auto(Finding) finding = {.test = test};
		const char *code = test->codes->pdata[i];
		int r = ask_check(test, code, now_at, &finding);

		if (r < 0 || finding.progress != HTTP_ANSWERED)
			probe_add(probes, "template", PROBE_UNKNOWN,
			          g_strdup_printf("%s: %s", code, finding.error ? finding.error : g_strerror(-r)), NULL);
		else
			probe_words(probes, "template", &finding, g_strdup_printf("%s: no objection", code),
			            "have the text registered and approved at the provider, or correct its code");
	}
}

/* ---- the way back ---- */

static void take_status(const HttpAnswer *answer, void *user)
{
	char **said = user;

	*said = answer->progress == HTTP_ANSWERED ? g_strdup_printf("answers this machine (HTTP %d)", answer->status)
	                                          : g_strdup_printf("does not answer this machine (%s)", answer->error);
}

static gboolean is_of_this_machine(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	return host && (g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
	                (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host)));
}

/* Only the provider's own call proves that it reaches us. What can be told from here is said as that. */
static void probe_callback(GArray *probes, const ProviderTest *test)
{
	const char *url = test->conf->callback_url;
	HttpLimits limits = {.timeout_ms = test->limits->timeout_ms, .connect_timeout_ms = test->limits->connect_timeout_ms,
	                     .max_answer = 4096};
	g_autofree char *said = NULL;
	HttpRequest request = {.method = g_strdup("GET"), .headers = http_headers_new()};

	if (!url || !*url) {
		probe_add(probes, "callback", PROBE_UNKNOWN, g_strdup("no callback_url: delivery reports are not asked for"),
		          "set callback_url and token, or live without reports and replies");
	} else if (is_of_this_machine(url) && !is_of_this_machine(test->conf->url)) {
		probe_add(probes, "callback", PROBE_FAILED,
		          g_strdup_printf("%s is this machine as it sees itself: the provider calls itself by it", url),
		          "write our address as the provider sees it");
	} else if (test->last_receipt_at != STORE_NO_TIME) {
		g_autofree char *when = zones_format_short(NULL, test->last_receipt_at);

		probe_add(probes, "callback", PROBE_OK, g_strdup_printf("the last report came %s UTC", when), NULL);
	} else {
		request.url = g_strconcat(url, "/", NULL);
		if (probe_ask(&request, &limits, take_status, &said) < 0)
			said = g_strdup("cannot be asked");
		probe_add(probes, "callback", PROBE_UNKNOWN,
		          g_strdup_printf("%s %s; whether the provider reaches it, its first report shows", url, said),
		          "see that followupd and the proxy before it run, and that the provider's addresses may pass");
	}
	http_request_clear(&request);
}

GArray *provider_test_run(const Desk *desk, const ProviderTest *test)
{
	GArray *probes = g_array_new(FALSE, FALSE, sizeof(Probe));

	g_array_set_clear_func(probes, probe_clear);
	probe_account(probes, test, desk->now_at);
	probe_templates(probes, test, desk->now_at);
	probe_callback(probes, test);
	return probes;
}
