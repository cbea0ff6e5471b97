/* The sandbox answers as Kannel does, reports, replies, counts, and misbehaves as told - asked with the real driver
 * over the real client, on one loop. */
#include "lib/suite.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "provider/provider.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	sd_event *event;
	Sandbox *sandbox;
	HttpClient *client;
	HttpServer *hooks;  /* what followupd would be */
	GPtrArray *reports; /* of char*: queries that came to /dlr */
	GPtrArray *replies; /* to /mo */
	guint refuse;       /* so many webhooks are answered 503 first */
	char *dlr, *mo, *sendsms;
} Rig;

typedef struct {
	int done;
	HttpProgress progress;
	int status;
	char *body;
} Seen;

static void on_hook(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	Rig *rig = user;

	if (rig->refuse) {
		rig->refuse--;
		http_server_answer(ticket, 503, NULL, NULL);
		return;
	}
	g_ptr_array_add(g_str_equal(inbound->path, "/dlr") ? rig->reports : rig->replies, g_strdup(inbound->query));
	http_server_answer(ticket, 200, NULL, NULL);
}

static void rig_start(Rig *rig, const SandboxOptions *given, const char *fault, const char *reports,
                      const char *script_path)
{
	static const HttpServerLimits LIMITS = {.max_body = 1000, .max_connections = 200, .timeout_s = 10};
	SandboxOptions options = *given;
	Script *script = script_new();
	char *wrong = NULL;

	*rig = (Rig){.reports = g_ptr_array_new_with_free_func(g_free),
	             .replies = g_ptr_array_new_with_free_func(g_free)};
	ck_assert_int_ge(sd_event_new(&rig->event), 0);
	ck_assert_int_eq(http_client_new(&rig->client, rig->event, 16), 0);
	ck_assert_int_eq(http_server_new(&rig->hooks, rig->event, "127.0.0.1:0", -1, &LIMITS, on_hook, rig), 0);
	rig->dlr = g_strdup_printf("http://127.0.0.1:%d/dlr", http_server_port(rig->hooks));
	rig->mo = g_strdup_printf("http://127.0.0.1:%d/mo", http_server_port(rig->hooks));
	if (fault)
		ck_assert_int_eq(script_set_fault(script, fault), 0);
	if (reports)
		ck_assert_int_eq(script_set_reports(script, reports), 0);
	if (script_path)
		ck_assert_msg(script_load(script, script_path, &wrong) == 0, "%s", wrong);
	options.listen = "127.0.0.1:0";
	options.mo_url = rig->mo;
	ck_assert_int_eq(sandbox_new(&rig->sandbox, rig->event, &options, script), 0);
	rig->sendsms = g_strdup_printf("http://127.0.0.1:%d/cgi-bin/sendsms", sandbox_port(rig->sandbox));
}

static void rig_stop(Rig *rig)
{
	http_client_free(rig->client);
	sandbox_free(rig->sandbox);
	http_server_free(rig->hooks);
	sd_event_unref(rig->event);
	g_ptr_array_unref(rig->reports);
	g_ptr_array_unref(rig->replies);
	g_free(rig->dlr);
	g_free(rig->mo);
	g_free(rig->sendsms);
}

static void on_done(const HttpAnswer *answer, void *user)
{
	Seen *seen = user;
	gsize length = 0;
	const char *body = answer->body ? g_bytes_get_data(answer->body, &length) : NULL;

	seen->done++;
	seen->progress = answer->progress;
	seen->status = answer->status;
	g_free(seen->body);
	seen->body = body ? g_strndup(body, length) : NULL;
}

static void send_request(Rig *rig, HttpRequest *request, gint64 timeout_ms, Seen *seen)
{
	HttpLimits limits = {.timeout_ms = timeout_ms, .connect_timeout_ms = 3000, .max_answer = 10 * 1024 * 1024};

	ck_assert_int_eq(http_client_send(rig->client, request, &limits, on_done, seen), 0);
	http_request_clear(request);
}

static void until(Rig *rig, const char *row, const guint *have, guint want)
{
	gint64 deadline = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;

	while (*have < want) {
		ck_assert_msg(g_get_monotonic_time() < deadline, "row %s: %u of %u after 30 s", row, *have, want);
		sd_event_run(rig->event, 100000);
	}
}

static void ask(Rig *rig, const char *method, const char *path_query, gint64 timeout_ms, Seen *seen)
{
	HttpRequest request = {.method = g_strdup(method),
	                       .url = g_strdup_printf("http://127.0.0.1:%d%s", sandbox_port(rig->sandbox), path_query)};

	if (*method == 'P')
		request.body = g_bytes_new("", 0);
	seen->done = 0;
	send_request(rig, &request, timeout_ms, seen);
	until(rig, path_query, (guint *)&seen->done, 1);
}

static json_int_t counted(Rig *rig, const char *name)
{
	Seen seen = {0};
	json_t *object;
	json_int_t value;

	ask(rig, "GET", "/sandbox/count", 5000, &seen);
	object = json_loads(seen.body, 0, NULL);
	ck_assert_msg(json_is_integer(json_object_get(object, name)), "%s: %s", name, seen.body);
	value = json_integer_value(json_object_get(object, name));
	json_decref(object);
	g_free(seen.body);
	return value;
}

/* A submit by the real driver. */
static void submit(Rig *rig, const char *to, const char *text, const char *ref, gint64 timeout_ms, Seen *seen)
{
	ProviderAccount account = {.id = "x",
	                           .url = rig->sendsms,
	                           .username = "u",
	                           .password = "p",
	                           .sender = "10690",
	                           .report_url = rig->dlr};
	ProviderSubmit sms = {.to = to, .text = text, .ref = ref, .ucs2 = !g_str_is_ascii(text), .validity_s = 600};
	HttpRequest request = {0};

	ck_assert_int_eq(provider_find("kannel")->build_submit(&account, &sms, &request), 0);
	send_request(rig, &request, timeout_ms, seen);
}

static const SandboxOptions USUAL = {.keep = 1000, .tries = 3, .retry_ms = 20};

static const struct {
	const char *fault;
	HttpProgress progress;
	SubmitOutcome outcome;
	guint reports;
} FAULTS[] = {
	{"accept", HTTP_ANSWERED, SUBMIT_ACCEPTED, 2},
	{"queued", HTTP_ANSWERED, SUBMIT_ACCEPTED, 2},
	{"slow", HTTP_ANSWERED, SUBMIT_ACCEPTED, 2},
	{"busy", HTTP_ANSWERED, SUBMIT_RETRY_LATER, 0},
	{"reject", HTTP_ANSWERED, SUBMIT_BAD_NUMBER, 0},
	{"unroutable", HTTP_ANSWERED, SUBMIT_BAD_NUMBER, 0},
	{"auth", HTTP_ANSWERED, SUBMIT_ACCOUNT_BROKEN, 0},
	{"hang", HTTP_UNKNOWN, SUBMIT_UNKNOWN, 0},
	{"close", HTTP_UNKNOWN, SUBMIT_UNKNOWN, 0},
	{"accept-then-close", HTTP_UNKNOWN, SUBMIT_UNKNOWN, 2},
};

START_TEST(fault)
{
	const char *row = FAULTS[_i].fault;
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, row, "8:1,1:2", NULL);
	submit(&rig, "+8613800000002", "hi", "abc1", g_str_equal(row, "hang") ? 300 : 10000, &seen);
	until(&rig, row, (guint *)&seen.done, 1);
	row_int(row, seen.progress, FAULTS[_i].progress);
	if (seen.progress == HTTP_ANSWERED) {
		HttpAnswer answer = {.progress = seen.progress,
		                     .status = seen.status,
		                     .body = g_bytes_new(seen.body, strlen(seen.body))};
		ProviderResult result = {0};

		provider_find("kannel")->parse_answer(NULL, &answer, &result);
		row_int(row, result.outcome, FAULTS[_i].outcome);
		provider_result_clear(&result);
		http_answer_clear(&answer);
	}
	until(&rig, row, &rig.reports->len, FAULTS[_i].reports);
	row_int(row, counted(&rig, "requests"), 1);
	row_int(row, counted(&rig, "accepted"), FAULTS[_i].reports > 0);
	row_int(row, rig.reports->len, FAULTS[_i].reports);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

static void parse_report(const char *query, ProviderInbound *out, GArray **found)
{
	HttpInbound inbound = {.method = (char *)"GET", .query = (char *)query};
	const char *why = NULL;

	*found = provider_inbound_array_new();
	ck_assert_msg(provider_find("kannel")->parse_inbound(NULL, "dlr", &inbound, *found, &why) == 0, "%s: %s", query,
	              why);
	*out = g_array_index(*found, ProviderInbound, 0);
}

START_TEST(reports_tell_the_driver)
{
	static const struct {
		ReceiptStatus status;
		const char *code;
	} WANT[] = {{RECEIPT_ACCEPTED, "ACK/"}, {RECEIPT_BUFFERED, NULL}, {RECEIPT_FAILED, "stat:UNDELIV err:001"}};
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "8:1,4:60,2:120", NULL);
	submit(&rig, "+8613800000002", "\xe6\x82\xa8 100%", "abc1", 5000, &seen);
	until(&rig, "reports", &rig.reports->len, 3);
	for (guint i = 0; i < 3; i++) {
		const char *query = rig.reports->pdata[i];
		ProviderInbound report;
		GArray *found;

		parse_report(query, &report, &found);
		row_int(query, report.status, WANT[i].status);
		row_str(query, report.ref, "abc1");
		row_str(query, report.code, WANT[i].code);
		ck_assert_int_gt(report.at, 1700000000);
		ck_assert_int_eq(report.provider_id != NULL, i > 0);
		g_array_unref(found);
	}
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

START_TEST(untaken_reports_come_again)
{
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "1:1", NULL);
	rig.refuse = 2;
	submit(&rig, "+138", "hi", "abc1", 5000, &seen);
	until(&rig, "report", &rig.reports->len, 1);
	ck_assert_int_eq(counted(&rig, "reports_taken"), 1);
	rig.refuse = 3;
	submit(&rig, "+138", "hi", "abc2", 5000, &seen);
	while (counted(&rig, "reports_failed") == 0)
		sd_event_run(rig.event, 10000);
	ck_assert_uint_eq(rig.refuse, 0);
	ck_assert_int_eq(counted(&rig, "waiting"), 0);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

static const struct {
	const char *query;
	int status;
	const char *sentence;
} SENDSMS[] = {
#define AUTH "username=u&password=p&"
#define SMS AUTH "from=1&to=%2B138&text=a"
	{SMS, 202, "0: Accepted for delivery"},
	{"user=u&pass=p&from=1&to=138&text=a", 202, "0: Accepted for delivery"},
	{AUTH "from=1&to=138+139&text=a", 202, "0: Accepted for delivery"},
	{AUTH "from=1&to=138", 202, "0: Accepted for delivery"},
	{AUTH "from=1&to=138&coding=2&charset=UTF-8&text=%E8%B0%A2", 202, "0: Accepted for delivery"},
	{SMS "&dlr-mask=66&dlr-url=http%3A%2F%2Flocalhost%3A1%2F%3Fa%3D%25A", 202, "0: Accepted for delivery"},
	{"password=p&from=1&to=138&text=a", 403, "Authorization failed for sendsms"},
	{"username=u&password=&from=1&to=138&text=a", 403, "Authorization failed for sendsms"},
	{AUTH "from=1&text=a", 400, "Missing receiver number, rejected"},
	{AUTH "from=1&to=&text=a", 400, "Empty receiver number not allowed, rejected"},
	{AUTH "from=1&to=138abc&text=a", 400, "Number(s) has/have been denied by white- and/or black-lists."},
	{AUTH "to=138&text=a", 400, "Sender missing and no global set, rejected"},
	{SMS "&dlr-mask=67", 400, "DLR-Mask field misformed, rejected"},
	{SMS "&dlr-mask=x", 400, "DLR-Mask field misformed, rejected"},
	{SMS "&dlr-url=", 202, "0: Accepted for delivery"},
	{SMS "&dlr-url=ftp%3A%2F%2F127.0.0.1%2F", 400, "DLR-URL field misformed, rejected"},
	{SMS "&dlr-url=http%3A%2F%2F192.0.2.1%2F", 400, "DLR-URL field misformed, rejected"},
	{SMS "&dlr-url=http%3A%2F%2F127.0.0.1.evil.example%2F", 400, "DLR-URL field misformed, rejected"},
	{SMS "&coding=3", 400, "Coding field misformed, rejected"},
	{SMS "&validity=soon", 400, "Validity field misformed, rejected"},
	{AUTH "from=1&to=138&text=%FF", 400, "Charset or body misformed, rejected"},
	{AUTH "from=1&to=138&charset=KOI8-R&text=%E8%B0%A2", 400, "Charset or body misformed, rejected"},
	{AUTH "from=1&to=138&coding=2&text=%E8%B0%A2", 400, "Charset or body misformed, rejected"},
	{SMS "%4", 400, "Charset or body misformed, rejected"},
};

START_TEST(sendsms_by_get)
{
	g_autofree char *path = g_strconcat("/cgi-bin/sendsms?", SENDSMS[_i].query, NULL);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "none", NULL);
	ask(&rig, "GET", path, 5000, &seen);
	row_int(SENDSMS[_i].query, seen.status, SENDSMS[_i].status);
	row_str(SENDSMS[_i].query, seen.body, SENDSMS[_i].sentence);
	row_int(SENDSMS[_i].query, counted(&rig, "requests"), 1);
	row_int(SENDSMS[_i].query, counted(&rig, "accepted"), SENDSMS[_i].status == 202);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

static const struct {
	const char *type, *body;
	int status;
	const char *sentence;
} POSTS[] = {
	{"text/plain", "plain", 202, "0: Accepted for delivery"},
	{"text/plain; charset=UTF-8", "\xe8\xb0\xa2", 202, "0: Accepted for delivery"},
	{"text/plain; charset=\"utf-8\"", "\xe8\xb0\xa2", 202, "0: Accepted for delivery"},
	{"text/plain", "\xe8\xb0\xa2", 400, "Charset or body misformed, rejected"},
	{"text/plain; charset=UTF-8", "\xff", 400, "Charset or body misformed, rejected"},
	{"application/x-www-form-urlencoded", "to=1", 400, "Invalid content-type"},
	{"application/json", "{}", 400, "Invalid content-type"},
};

START_TEST(sendsms_by_post)
{
	static const char *const HEADERS[] = {"X-Kannel-Username", "X-Kannel-Password", "X-Kannel-To", "X-Kannel-From"};
	HttpRequest request = {.method = g_strdup("POST"),
	                       .headers = http_headers_new(),
	                       .body = g_bytes_new(POSTS[_i].body, strlen(POSTS[_i].body))};
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "none", NULL);
	request.url = g_strdup(rig.sendsms);
	ck_assert_int_eq(http_headers_add(request.headers, "Content-Type", POSTS[_i].type), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(HEADERS); i++)
		ck_assert_int_eq(http_headers_add(request.headers, HEADERS[i], "138"), 0);
	send_request(&rig, &request, 5000, &seen);
	until(&rig, POSTS[_i].type, (guint *)&seen.done, 1);
	row_int(POSTS[_i].type, seen.status, POSTS[_i].status);
	row_str(POSTS[_i].type, seen.body, POSTS[_i].sentence);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

static char *write_script(const char *dir, const char *json)
{
	char *path = g_build_filename(dir, "script.json", NULL);

	ck_assert(g_file_set_contents(path, json, -1, NULL));
	return path;
}

START_TEST(script_chooses)
{
	static const struct {
		const char *to, *text;
		int status;
	} ASKED[] = {
		{"+86138", "hello", 202}, {"+86139", "hello", 503}, {"+86139", "again", 202},
		{"+7912", "hello", 400},  {"+86137", "please STOP", 202},
	};
	char *dir = test_dir_new();
	g_autofree char *path = write_script(
	        dir, "[{\"match\": {\"to\": \"+86139\", \"nth\": 1}, \"answer\": \"busy\"},"
	             " {\"match\": {\"to\": \"+7*\"}, \"answer\": \"reject\"},"
	             " {\"match\": {\"text_contains\": \"STOP\"}, \"reports\": [{\"type\": 16, \"after_ms\": 1}],"
	             "  \"reply\": {\"text\": \"\xe9\x80\x80\xe8\xae\xa2 & go\", \"after_ms\": 5}, \"delay_ms\": 50}]");
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "none", path);
	for (guint i = 0; i < G_N_ELEMENTS(ASKED); i++) {
		Seen seen = {0};

		submit(&rig, ASKED[i].to, ASKED[i].text, "abc", 5000, &seen);
		until(&rig, ASKED[i].to, (guint *)&seen.done, 1);
		row_int(ASKED[i].to, seen.status, ASKED[i].status);
		g_free(seen.body);
	}
	until(&rig, "reply", &rig.replies->len, 1);
	until(&rig, "report", &rig.reports->len, 1);
	ck_assert_msg(g_str_has_prefix(rig.replies->pdata[0],
	                               "from=%2B86137&to=10690&text=%E9%80%80%E8%AE%A2%20%26%20go&charset=UTF-8"
	                               "&epoch="),
	              "%s", (char *)rig.replies->pdata[0]);
	ck_assert_ptr_nonnull(strstr(rig.reports->pdata[0], "type=16&a=NACK%2FRejected"));
	ck_assert_int_eq(counted(&rig, "repeated"), 2);
	rig_stop(&rig);
	test_dir_remove(dir);
	g_free(dir);
}
END_TEST

static const struct {
	const char *method, *path;
	int status;
} CONTROL[] = {
	{"GET", "/sandbox/health", 200},       {"GET", "/sandbox/messages?after=0&limit=5", 200},
	{"GET", "/sandbox/messages?limit=x", 400}, {"POST", "/sandbox/reply?from=%2B138&text=", 202},
	{"POST", "/sandbox/reply?from=%2B138", 400}, {"POST", "/sandbox/reply?text=a", 400},
	{"POST", "/sandbox/fault?mode=busy:2", 200}, {"POST", "/sandbox/fault?mode=none", 200},
	{"POST", "/sandbox/fault?mode=what", 400}, {"POST", "/sandbox/fault", 400},
	{"POST", "/sandbox/fault?mode=%4", 400}, {"GET", "/sandbox/fault?mode=busy", 404},
	{"GET", "/", 404},                     {"GET", "/cgi-bin/sendsms2", 404},
};

START_TEST(control)
{
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, NULL, NULL);
	ask(&rig, CONTROL[_i].method, CONTROL[_i].path, 5000, &seen);
	row_int(CONTROL[_i].path, seen.status, CONTROL[_i].status);
	if (seen.status == 202)
		until(&rig, CONTROL[_i].path, &rig.replies->len, 1);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

START_TEST(every_second_one)
{
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &USUAL, NULL, "none", NULL);
	ask(&rig, "POST", "/sandbox/fault?mode=busy:2", 5000, &seen);
	for (int i = 1; i <= 4; i++) {
		ask(&rig, "GET", "/cgi-bin/sendsms?" SMS, 5000, &seen);
		ck_assert_int_eq(seen.status, i % 2 ? 202 : 503);
	}
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

START_TEST(messages_are_remembered)
{
	SandboxOptions options = {.keep = 3, .tries = 1, .retry_ms = 1};
	char *dir = test_dir_new();
	g_autofree char *log = g_build_filename(dir, "log", NULL);
	g_autofree char *written = NULL;
	g_auto(GStrv) lines = NULL;
	Seen seen = {0};
	json_t *list;
	Rig rig;

	options.log_path = log;
	rig_start(&rig, &options, NULL, "none", NULL);
	for (int i = 1; i <= 5; i++) {
		g_autofree char *ref = g_strdup_printf("ref%d", i);

		submit(&rig, "+138", "a \"quoted\"\n\xe8\xb0\xa2", ref, 5000, &seen);
		until(&rig, ref, (guint *)&seen.done, (guint)i);
	}
	ask(&rig, "GET", "/sandbox/messages?after=3&limit=1", 5000, &seen);
	list = json_loads(seen.body, 0, NULL);
	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 0), "ref")), "ref4");
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 0), "text")),
	                 "a \"quoted\"\n\xe8\xb0\xa2");
	json_decref(list);
	ask(&rig, "GET", "/sandbox/messages", 5000, &seen);
	list = json_loads(seen.body, 0, NULL);
	ck_assert_uint_eq(json_array_size(list), 3);
	ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(list, 0), "n")), 3);
	ck_assert_ptr_null(json_object_get(json_array_get(list, 0), "password"));
	json_decref(list);
	/* The log forgets nothing, and was written before the answers. */
	ck_assert(g_file_get_contents(log, &written, NULL, NULL));
	lines = g_strsplit(written, "\n", -1);
	ck_assert_uint_eq(g_strv_length(lines), 6);
	ck_assert_ptr_nonnull(strstr(lines[4], "\"ref\":\"ref5\""));
	rig_stop(&rig);
	g_free(seen.body);
	test_dir_remove(dir);
	g_free(dir);
}
END_TEST

static const struct {
	const char *listen, *mo_url;
	int want;
} PLACES[] = {
	{"0.0.0.0:0", NULL, -EPERM},      {"[::]:0", NULL, -EPERM},   {"192.0.2.1:0", NULL, -EPERM},
	{"127.0.0.1.example:0", NULL, -EPERM}, {"127.0.0.1:0", "http://192.0.2.1/mo", -EPERM}, {"127.0.0.1:0",
	 "ftp://127.0.0.1/", -EPERM},
	{"127.0.0.1:0", "http://[::1]:1/mo", 0}, {"127.8.0.1:0", NULL, 0}, {"[::1]:0", NULL, 0},
};

START_TEST(stays_on_this_machine)
{
	SandboxOptions options = USUAL;
	Sandbox *sandbox = NULL;
	sd_event *event;

	options.listen = PLACES[_i].listen;
	options.mo_url = PLACES[_i].mo_url;
	ck_assert_int_ge(sd_event_new(&event), 0);
	row_int(PLACES[_i].listen, sandbox_new(&sandbox, event, &options, script_new()), PLACES[_i].want);
	sandbox_free(sandbox);
	sd_event_unref(event);
}
END_TEST

START_TEST(thousands_with_reports)
{
	const guint n = g_getenv("CK_FORK") ? 300 : 3000; /* CK_FORK=no: under valgrind */
	SandboxOptions options = {.keep = 100000, .tries = 3, .retry_ms = 50};
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &options, NULL, "8:10,1:100", NULL);
	for (guint i = 0; i < n; i++) {
		g_autofree char *ref = g_strdup_printf("ref%u", i);

		submit(&rig, "+8613800000002", "hello", ref, 60000, &seen);
	}
	until(&rig, "answers", (guint *)&seen.done, n);
	until(&rig, "reports", &rig.reports->len, 2 * n);
	ck_assert_int_eq(counted(&rig, "accepted"), n);
	ck_assert_int_eq(counted(&rig, "repeated"), 0);
	ck_assert_int_eq(counted(&rig, "waiting"), 0);
	rig_stop(&rig);
	g_free(seen.body);
}
END_TEST

START_TEST(free_with_work_under_way)
{
	SandboxOptions options = {.keep = 10, .tries = 3, .retry_ms = 50, .latency_ms = 60000};
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, &options, NULL, "8:0,1:60000", NULL);
	submit(&rig, "+138", "hi", "abc", 60000, &seen);
	until(&rig, "report", &rig.reports->len, 1);
	ck_assert_int_eq(seen.done, 0);
	rig_stop(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 90);
	tcase_add_loop_test(tcase, fault, 0, G_N_ELEMENTS(FAULTS));
	tcase_add_test(tcase, reports_tell_the_driver);
	tcase_add_test(tcase, untaken_reports_come_again);
	tcase_add_loop_test(tcase, sendsms_by_get, 0, G_N_ELEMENTS(SENDSMS));
	tcase_add_loop_test(tcase, sendsms_by_post, 0, G_N_ELEMENTS(POSTS));
	tcase_add_test(tcase, script_chooses);
	tcase_add_loop_test(tcase, control, 0, G_N_ELEMENTS(CONTROL));
	tcase_add_test(tcase, every_second_one);
	tcase_add_test(tcase, messages_are_remembered);
	tcase_add_loop_test(tcase, stays_on_this_machine, 0, G_N_ELEMENTS(PLACES));
	tcase_add_test(tcase, thousands_with_reports);
	tcase_add_test(tcase, free_with_work_under_way);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "sandbox");
}
