/* The driver over the client and the webhook server against Kannel itself, on loopback: texts must arrive byte for byte
 * at the SMSC, receipts must carry our reference back, replies must reach us as they were written.
 *
 * Kannel's "fake" SMSC is a line protocol over TCP; the test is its other end. Skipped where Kannel is not installed.
 */
#include "lib/suite.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "provider/provider.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEARERBOX "/usr/sbin/bearerbox"
#define SMSBOX "/usr/sbin/smsbox"
#define PATIENCE_US (30 * G_USEC_PER_SEC)
#define HAO "\xe5\xa5\xbd"
#define TEN_HAO HAO HAO HAO HAO HAO HAO HAO HAO HAO HAO
#define SMILE "\xf0\x9f\x98\x80"

typedef struct {
	sd_event *event;
	HttpClient *client;
	HttpServer *hooks;
	GPtrArray *queries; /* of char*: "dlr?..." or "mo?..." in the order they came */
	GString *air;       /* what the SMSC got */
	char *dir, *conf;
	GPid bearerbox, smsbox;
	int smsc;
	int ports[4]; /* admin, smsbox, SMSC, sendsms */
	char *url, *dlr;
} Live;

static Live live;

static int free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		g_error("no free port");
	close(fd);
	return ntohs(address.sin_port);
}

/* A connection to a port of Kannel's, once it is up. */
static int dial(int port)
{
	struct sockaddr_in address = {
	        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

	for (;;) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
			return fd;
		close(fd);
		if (g_get_monotonic_time() > deadline)
			g_error("Kannel does not listen on port %d", port);
		g_usleep(20000);
	}
}

static char *configuration(int hook_port)
{
	return g_strdup_printf(
	        "group = core\nadmin-port = %d\nadmin-interface = 127.0.0.1\nadmin-password = a\n"
	        "smsbox-port = %d\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nlog-file = bearerbox.log\n"
	        "\ngroup = smsc\nsmsc = fake\nsmsc-id = FAKE\nport = %d\nour-host = 127.0.0.1\n"
	        "connect-allow-ip = 127.0.0.1\ndenied-prefix = \"+999\"\n"
	        "\ngroup = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %d\nsendsms-interface = 127.0.0.1\n"
	        "log-file = smsbox.log\nmo-recode = true\nhttp-request-retry = 3\nhttp-queue-delay = 1\n"
	        "\ngroup = sendsms-user\nusername = \"fu +%%41\"\npassword = \"p+w%%41 &=?\"\nmax-messages = 10\n"
	        "concatenation = true\n"
	        "\ngroup = sms-service\nkeyword = default\ncatch-all = true\nget-url = "
	        "\"http://127.0.0.1:%d/hook/SECRET/mo?from=%%p&to=%%P&text=%%b&charset=%%C&epoch=%%T&id=%%I\"\n"
	        "max-messages = 0\nomit-empty = true\n",
	        live.ports[0], live.ports[1], live.ports[2], live.ports[3], hook_port);
}

static void on_hook(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	(void)user;
	g_ptr_array_add(live.queries, g_strdup_printf("%s?%s", strrchr(inbound->path, '/') + 1, inbound->query));
	ProviderAck ack = provider_find("kannel")->ack(NULL, "mo");

	http_server_answer(ticket, ack.status, ack.type, ack.body);
}

/* Kannel goes with us, however we go. */
static void die_with_parent(gpointer data)
{
	(void)data;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static GPid spawn(const char *program)
{
	char *argv[] = {(char *)program, live.conf, NULL};
	GPid pid;

	if (!g_spawn_async(live.dir, argv, NULL,
	                   G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
	                   die_with_parent, NULL, &pid, NULL))
		g_error("cannot start %s", program);
	return pid;
}

static void live_start(void)
{
	static const HttpServerLimits LIMITS = {.max_body = 65536, .max_connections = 50, .timeout_s = 10};
	g_autofree char *conf = NULL;

	live.dir = test_dir_new();
	live.conf = g_build_filename(live.dir, "kannel.conf", NULL);
	live.queries = g_ptr_array_new_with_free_func(g_free);
	live.air = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(live.ports); i++)
		live.ports[i] = free_port();
	ck_assert_int_ge(sd_event_new(&live.event), 0);
	ck_assert_int_eq(http_client_new(&live.client, live.event, 4), 0);
	ck_assert_int_eq(http_server_new(&live.hooks, live.event, "127.0.0.1:0", -1, &LIMITS, on_hook, NULL), 0);
	conf = configuration(http_server_port(live.hooks));
	ck_assert(g_file_set_contents(live.conf, conf, -1, NULL));
	live.url = g_strdup_printf("http://127.0.0.1:%d/cgi-bin/sendsms", live.ports[3]);
	/* A secret with percent signs: Kannel must not read them as escape codes. */
	live.dlr = g_strdup_printf("http://127.0.0.1:%d/hook/S%%C3%%A9%%20/dlr?x=%%41", http_server_port(live.hooks));
	live.bearerbox = spawn(BEARERBOX);
	close(dial(live.ports[1]));
	live.smsbox = spawn(SMSBOX);
	close(dial(live.ports[3]));
	live.smsc = dial(live.ports[2]);
}

static void live_stop(void)
{
	kill(live.smsbox, SIGTERM);
	waitpid(live.smsbox, NULL, 0);
	kill(live.bearerbox, SIGTERM);
	waitpid(live.bearerbox, NULL, 0);
	close(live.smsc);
	http_client_free(live.client);
	http_server_free(live.hooks);
	sd_event_unref(live.event);
	g_ptr_array_unref(live.queries);
	g_string_free(live.air, TRUE);
	test_dir_remove(live.dir);
	g_free(live.dir);
	g_free(live.conf);
	g_free(live.url);
	g_free(live.dlr);
}

/* One turn of the loop, and of the SMSC. */
static void turn(const char *row, gint64 deadline)
{
	char part[65536];
	ssize_t n;

	ck_assert_msg(g_get_monotonic_time() < deadline, "row %s: Kannel is silent", row);
	sd_event_run(live.event, 5000);
	if ((n = recv(live.smsc, part, sizeof(part), MSG_DONTWAIT)) > 0)
		g_string_append_len(live.air, part, n);
}

typedef struct {
	int done;
	SubmitOutcome outcome;
} Result;

static void on_done(const HttpAnswer *answer, void *user)
{
	ProviderResult parsed = {.outcome = SUBMIT_UNKNOWN};
	Result *result = user;

	if (answer->progress == HTTP_ANSWERED)
		provider_find("kannel")->parse_answer(NULL, answer, &parsed);
	result->outcome = parsed.outcome;
	result->done++;
	provider_result_clear(&parsed);
}

static SubmitOutcome submit(const char *row, const ProviderAccount *account, const ProviderSubmit *sms)
{
	HttpLimits limits = {.timeout_ms = 10000, .connect_timeout_ms = 3000, .max_answer = 4096};
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	HttpRequest request = {0};
	Result result = {0};

	row_int(row, provider_find("kannel")->build_submit(account, sms, &request), 0);
	row_int(row, http_client_send(live.client, &request, &limits, on_done, &result), 0);
	http_request_clear(&request);
	while (!result.done)
		turn(row, deadline);
	return result.outcome;
}

static ProviderAccount account(void)
{
	return (ProviderAccount){.id = "x",
	                         .url = live.url,
	                         .username = "fu +%41",
	                         .password = "p+w%41 &=?",
	                         .sender = "10690",
	                         .smsc = "FAKE",
	                         .report_url = live.dlr};
}

/* The text of the line to `to`, once it came: "10690 TO text DATA" or "10690 TO ucs-2 %..". */
static char *text_on_air(const char *row, const char *to)
{
	g_autofree char *head = g_strdup_printf("10690 %s ", to);
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	char *line, *end;

	while (!(line = strstr(live.air->str, head)) || !(end = strchr(line, '\n')))
		turn(row, deadline);
	line += strlen(head);
	if (g_str_has_prefix(line, "ucs-2 ")) {
		g_autofree char *coded = g_strdelimit(g_strndup(line + 6, (gsize)(end - line - 6)), "+", ' ');
		g_autoptr(GBytes) bytes = g_uri_unescape_bytes(coded, -1, NULL, NULL);
		gsize length;
		const char *data = g_bytes_get_data(bytes, &length);

		return g_convert(data, (gssize)length, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
	}
	return g_str_has_prefix(line, "text ") ? g_strndup(line + 5, (gsize)(end - line - 5))
	                                       : g_strndup(line, (gsize)(end - line));
}

/* The next webhook that begins so, taken off the list. */
static char *hook_with(const char *row, const char *hook, const char *part)
{
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;

	for (;;) {
		for (guint i = 0; i < live.queries->len; i++)
			if (g_str_has_prefix(live.queries->pdata[i], hook) && strstr(live.queries->pdata[i], part))
				return g_ptr_array_steal_index(live.queries, i);
		turn(row, deadline);
	}
}

static const struct {
	const char *name, *text;
	gboolean ucs2;
} TEXTS[] = {
	{"plain", "Hello [world]", FALSE},
	{"what forms would decode", "100% sure: a+b & c=d %41 %d ; ? #", FALSE},
	{"GSM-7 one",
	 "@\xc2\xa3$\xc2\xa5\xc3\xa8\xc3\xa9\xc3\xb9\xc3\xac\xc3\xb2\xc3\x87\xc3\x98\xc3\xb8\xc3\x85\xc3\xa5", FALSE},
	{"GSM-7 two",
	 "\xce\x94_"
	 "\xce\xa6\xce\x93\xce\x9b\xce\xa9\xce\xa0\xce\xa8\xce\xa3\xce\x98\xce\x9e\xc3\x86\xc3\xa6\xc3\x9f\xc3\x89",
	 FALSE},
	{"GSM-7 three",
	 "!\"#\xc2\xa4%&'()*+,-./"
	 ":;<=>?\xc2\xa1\xc3\x84\xc3\x96\xc3\x91\xc3\x9c\xc2\xa7\xc2\xbf\xc3\xa4\xc3\xb6\xc3\xb1\xc3\xbc\xc3\xa0",
	 FALSE},
	{"GSM-7 extension table", "^{}\\[~]|\xe2\x82\xac", FALSE},
	{"blanks at the ends", "  two before, two behind  ", FALSE},
	{"Chinese", "\xe3\x80\x90\xe5\xba\x97\xe3\x80\x91\xe6\x82\xa8" HAO, TRUE},
	{"emoji and percent", "hi " SMILE " + %41 & ok", TRUE},
	{"line breaks", "\xe6\x82\xa8\n" HAO "\r\n.", TRUE},
	{"GSM-7 as UCS-2", "plain", TRUE},
	{"70 characters, one part",
	 TEN_HAO TEN_HAO TEN_HAO TEN_HAO TEN_HAO TEN_HAO TEN_HAO, TRUE},
};

START_TEST(text_arrives_unchanged)
{
	static const struct {
		const char *type;
		ReceiptStatus status;
	} WANT[] = {{"type=8&", RECEIPT_ACCEPTED}, {"type=1&", RECEIPT_DELIVERED}};
	const char *row = TEXTS[_i].name;
	g_autofree char *to = g_strdup_printf("+86138000%05d", _i);
	g_autofree char *ref = g_strdup_printf("ref%dx", _i);
	g_autofree char *part = g_strdup_printf("x=%%41&ref=%s&", ref);
	ProviderAccount acc = account();
	ProviderSubmit sms = {.to = to, .text = TEXTS[_i].text, .ref = ref, .ucs2 = TEXTS[_i].ucs2, .validity_s = 3600};
	g_autofree char *got = NULL;

	row_int(row, submit(row, &acc, &sms), SUBMIT_ACCEPTED);
	got = text_on_air(row, to);
	row_str(row, got, TEXTS[_i].text);
	for (gsize i = 0; i < G_N_ELEMENTS(WANT); i++) {
		g_autofree char *what = g_strconcat(part, WANT[i].type, NULL);
		g_autofree char *query = hook_with(row, "dlr?", what);
		HttpInbound inbound = {.method = (char *)"GET", .query = query + 4};
		g_autoptr(GArray) found = provider_inbound_array_new();
		const char *why = NULL;

		row_int(row, provider_find("kannel")->parse_inbound(&acc, "dlr", &inbound, found, &why), 0);
		row_int(row, g_array_index(found, ProviderInbound, 0).status, WANT[i].status);
		row_str(row, g_array_index(found, ProviderInbound, 0).ref, ref);
		ck_assert_int_gt(g_array_index(found, ProviderInbound, 0).at, 1700000000);
	}
}
END_TEST

static const struct {
	const char *name, *to, *username, *path;
	SubmitOutcome outcome;
} ANSWERS[] = {
	{"no route", "+99912345", NULL, NULL, SUBMIT_BAD_NUMBER},
	{"wrong user", "+8613800000001", "nobody", NULL, SUBMIT_ACCOUNT_BROKEN},
	{"wrong path", "+8613800000001", NULL, "/nowhere", SUBMIT_ACCOUNT_BROKEN},
};

START_TEST(refusals_are_understood)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d%s", live.ports[3],
	                                       ANSWERS[_i].path ? ANSWERS[_i].path : "/cgi-bin/sendsms");
	ProviderSubmit sms = {.to = ANSWERS[_i].to, .text = "x", .ref = "abc", .validity_s = 3600};
	ProviderAccount acc = account();

	acc.url = url;
	acc.smsc = NULL;
	acc.username = ANSWERS[_i].username ? ANSWERS[_i].username : acc.username;
	row_int(ANSWERS[_i].name, submit(ANSWERS[_i].name, &acc, &sms), ANSWERS[_i].outcome);
}
END_TEST

static const struct {
	const char *name, *username, *password, *path;
	SubmitOutcome outcome;
} CHECKS[] = {
	{"good account", NULL, NULL, NULL, SUBMIT_ACCEPTED},
	{"wrong user", "nobody", NULL, NULL, SUBMIT_ACCOUNT_BROKEN},
	{"wrong password", NULL, "nonsense", NULL, SUBMIT_ACCOUNT_BROKEN},
	{"wrong path", NULL, NULL, "/nowhere", SUBMIT_ACCOUNT_BROKEN},
};

static void on_check(const HttpAnswer *answer, void *user)
{
	ProviderAccount acc = account();

	ck_assert_int_eq(answer->progress, HTTP_ANSWERED);
	provider_find("kannel")->parse_check(&acc, answer, user);
}

START_TEST(check_proves_the_account)
{
	const char *row = CHECKS[_i].name;
	HttpLimits limits = {.timeout_ms = 10000, .connect_timeout_ms = 3000, .max_answer = 4096};
	gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d%s", live.ports[3],
	                                       CHECKS[_i].path ? CHECKS[_i].path : "/cgi-bin/sendsms");
	ProviderMoment moment = {.now_at = 1, .nonce = "0"};
	ProviderCheck check = {.outcome = SUBMIT_OUTCOMES};
	ProviderAccount acc = account();
	HttpRequest request = {0};

	acc.url = url;
	acc.username = CHECKS[_i].username ? CHECKS[_i].username : acc.username;
	acc.password = CHECKS[_i].password ? CHECKS[_i].password : acc.password;
	row_int(row, provider_find("kannel")->build_check(&acc, &moment, NULL, &request), 0);
	row_int(row, http_client_send(live.client, &request, &limits, on_check, &check), 0);
	http_request_clear(&request);
	while (check.outcome == SUBMIT_OUTCOMES)
		turn(row, deadline);
	row_int(row, check.outcome, CHECKS[_i].outcome);
	row_int(row, check.words != NULL, check.outcome != SUBMIT_ACCEPTED);
	g_free(check.words);
}
END_TEST

static const struct {
	const char *line, *from, *text;
} REPLIES[] = {
	{"+8613900000001 10690 text Thanks,  a + b & 100% ok \n", "+8613900000001", "Thanks,  a + b & 100% ok "},
	{"8613900000002 10690 ucs2 %8C%22%8C%22%60%A8\n", "8613900000002", "\xe8\xb0\xa2\xe8\xb0\xa2\xe6\x82\xa8"},
	{"8613900000003 10690 ucs2 %00h%00i%D8=%DE%00\n", "8613900000003", "hi" SMILE},
	{"8613900000004 10690 data %48%69%e4%80\n", "8613900000004", "Hi\xc3\xa4\xc2\x80"},
	{"8613900000005 10690 text \xe9\x80\x80\xe8\xae\xa2\n", "8613900000005", "\xe9\x80\x80\xe8\xae\xa2"},
};

START_TEST(reply_arrives_unchanged)
{
	const char *row = REPLIES[_i].text;
	g_autofree char *number = g_strdup(REPLIES[_i].from + (*REPLIES[_i].from == '+'));
	g_autofree char *query = NULL;
	HttpInbound inbound = {.method = (char *)"GET"};
	g_autoptr(GArray) found = provider_inbound_array_new();
	const ProviderInbound *reply;
	ProviderAccount acc = account();
	const char *why = NULL;

	ck_assert_int_eq(send(live.smsc, REPLIES[_i].line, strlen(REPLIES[_i].line), MSG_NOSIGNAL),
	                 (int)strlen(REPLIES[_i].line));
	query = hook_with(row, "mo?", number);
	inbound.query = query + 3;
	row_int(row, provider_find("kannel")->parse_inbound(&acc, "mo", &inbound, found, &why), 0);
	reply = &g_array_index(found, ProviderInbound, 0);
	row_str(row, reply->from, REPLIES[_i].from);
	row_str(row, reply->to, "10690");
	row_str(row, reply->text, REPLIES[_i].text);
	ck_assert_ptr_nonnull(reply->provider_id);
	ck_assert_int_gt(reply->at, 1700000000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kannel-live");
	TCase *tcase = tcase_create("all");

	if (access(BEARERBOX, X_OK) < 0 || access(SMSBOX, X_OK) < 0) {
		puts("kannel is not installed");
		return 77;
	}
	/* One Kannel and one loop for all tests; neither can be taken along over a fork. */
	g_setenv("CK_FORK", "no", TRUE);
	tcase_add_unchecked_fixture(tcase, live_start, live_stop);
	tcase_add_loop_test(tcase, text_arrives_unchanged, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tcase, refusals_are_understood, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, check_proves_the_account, 0, G_N_ELEMENTS(CHECKS));
	tcase_add_loop_test(tcase, reply_arrives_unchanged, 0, G_N_ELEMENTS(REPLIES));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "kannel-live");
}
