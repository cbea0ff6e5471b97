/* What the client makes of peers that answer, answer wrongly, or die - and that a request reaches them at most once. */
#include "lib/suite.h"
#include "net/http_client.h"
#include "net/peer.h"
#include "net/rig.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One request each. `requests` is what the peer counted when all was over. */
static const struct {
	const char *name, *scheme, *method;
	PeerAct act;
	gboolean impatient;
	HttpProgress progress;
	int status;
	const char *body;
	guint requests;
} SCENES[] = {
	{"ok", "http", "POST", {RIG_OK, PEER_KEEP}, FALSE, HTTP_ANSWERED, 200, "ok", 1},
	{"ok GET", "http", "GET", {RIG_OK, PEER_KEEP}, FALSE, HTTP_ANSWERED, 200, "ok", 1},
	{"not found", "http", "POST", {"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", PEER_KEEP}, FALSE,
	 HTTP_ANSWERED, 404, "", 1},
	{"no content", "http", "POST", {"HTTP/1.1 204 No\r\n\r\n", PEER_KEEP}, FALSE, HTTP_ANSWERED, 204, "", 1},
	{"unauthorized is not asked again", "http", "POST",
	 {"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", PEER_KEEP}, FALSE,
	 HTTP_ANSWERED,
	 401, "", 1},
	{"body until close", "http", "POST", {"HTTP/1.0 200 OK\r\n\r\nall of it", PEER_CLOSE}, FALSE, HTTP_ANSWERED,
	 200, "all of it", 1},
	{"chunked", "http", "POST",
	 {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", PEER_KEEP},
	 FALSE, HTTP_ANSWERED, 200, "abcde", 1},
	{"interim answers", "http", "POST",
	 {"HTTP/1.1 100 Continue\r\nX-First: no\r\n\r\nHTTP/1.1 103 Hints\r\nX-First: no\r\n\r\n"
	  "HTTP/1.1 202 OK\r\nX-Last: yes\r\nContent-Length: 2\r\n\r\nok", PEER_KEEP}, FALSE, HTTP_ANSWERED, 202,
	 "ok", 1},
	{"coded body is left as it is", "http", "POST",
	 {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b!", PEER_KEEP}, FALSE,
	 HTTP_ANSWERED, 200,
	 "\x1f\x8b!", 1},
	{"redirect 302", "http", "POST", {"HTTP/1.1 302 Go\r\nLocation: /submit\r\nContent-Length: 0\r\n\r\n",
	 PEER_KEEP}, FALSE,
	 HTTP_ANSWERED, 302, "", 1},
	{"redirect 307", "http", "POST", {"HTTP/1.1 307 Go\r\nLocation: /submit\r\nContent-Length: 0\r\n\r\n",
	 PEER_KEEP}, FALSE,
	 HTTP_ANSWERED, 307, "", 1},
	{"hang", "http", "POST", {NULL, PEER_HANG}, TRUE, HTTP_UNKNOWN, 0, NULL, 1},
	{"hang in the answer's body", "http", "POST", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", PEER_HANG},
	 TRUE,
	 HTTP_UNKNOWN, 0, NULL, 1},
	{"close before answer", "http", "POST", {NULL, PEER_CLOSE}, FALSE, HTTP_UNKNOWN, 0, NULL, 1},
	{"close before answer to GET", "http", "GET", {NULL, PEER_CLOSE}, FALSE, HTTP_UNKNOWN, 0, NULL, 1},
	{"reset before answer", "http", "POST", {NULL, PEER_RESET}, FALSE, HTTP_UNKNOWN, 0, NULL, 1},
	{"close in status line", "http", "POST", {"HTTP/1.1 20", PEER_CLOSE}, FALSE, HTTP_UNKNOWN, 0, NULL, 1},
	{"close in headers", "http", "POST", {"HTTP/1.1 200 OK\r\nContent-Le", PEER_CLOSE}, FALSE, HTTP_UNKNOWN, 0,
	 NULL, 1},
	{"close after a header", "http", "POST", {"HTTP/1.1 200 OK\r\nX-First: 1\r\n", PEER_CLOSE}, FALSE,
	 HTTP_UNKNOWN, 0, NULL, 1},
	{"close after interim answer", "http", "POST", {"HTTP/1.1 100 Continue\r\n\r\n", PEER_CLOSE}, FALSE,
	 HTTP_UNKNOWN, 0, NULL, 1},
	{"body cut short", "http", "POST", {"HTTP/1.1 202 OK\r\nContent-Length: 99\r\n\r\n0: Acc", PEER_CLOSE}, FALSE,
	 HTTP_UNKNOWN, 0, NULL, 1},
	{"chunks cut short", "http", "POST", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
	 PEER_CLOSE}, FALSE,
	 HTTP_UNKNOWN, 0, NULL, 1},
	{"not HTTP", "http", "POST", {"220 mail.example ESMTP\r\n", PEER_CLOSE}, FALSE, HTTP_UNKNOWN, 0, NULL, 1},
	{"deaf", "http", "POST", {NULL, PEER_DEAF}, FALSE, HTTP_UNKNOWN, 0, NULL, 0},
	{"no TLS at the peer", "https", "POST", {RIG_OK, PEER_DEAF}, FALSE, HTTP_NOT_SENT, 0, NULL, 0},
	{"TLS greeting hangs", "https", "POST", {NULL, PEER_KEEP}, TRUE, HTTP_NOT_SENT, 0, NULL, 0},
};

START_TEST(scene)
{
	const char *row = SCENES[_i].name;
	Peer *peer = peer_new(&SCENES[_i].act, 1, 0);
	g_autofree char *url = rig_url(SCENES[_i].scheme, peer->port);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	row_int(row,
	        rig_send(&rig, SCENES[_i].method, url, SCENES[_i].method[0] == 'P' ? "text=hello" : NULL,
	              SCENES[_i].impatient ? &RIG_SHORT : &RIG_USUAL, &seen),
	        0);
	row_int(row, seen.done, 0);
	row_int(row, http_client_in_flight(rig.client), 1);
	rig_wait(&rig, row, &seen.done, 1);
	row_int(row, http_client_in_flight(rig.client), 0);
	row_int(row, seen.progress, SCENES[_i].progress);
	row_int(row, seen.status, SCENES[_i].status);
	row_str(row, seen.body, SCENES[_i].body);
	row_int(row, seen.error != NULL, seen.progress != HTTP_ANSWERED);
	row_int(row, seen.truncated, FALSE);
	ck_assert_ptr_null(seen.x_first);
	row_str(row, seen.x_last, g_str_equal(row, "interim answers") ? "yes" : NULL);
	row_int(row, peer_requests(peer), SCENES[_i].requests);
	rig_stop(&rig);
	row_int(row, seen.done, 1);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

START_TEST(refused_is_not_sent)
{
	g_autofree char *url = rig_url("http", peer_closed_port());
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	rig_wait(&rig, "refuse", &seen.done, 1);
	ck_assert_int_eq(seen.progress, HTTP_NOT_SENT);
	ck_assert_ptr_nonnull(seen.error);
	rig_stop(&rig);
	rig_seen_clear(&seen);
}
END_TEST

static const struct {
	const char *name, *head;
	PeerThen then;
} OVERSIZE[] = {
	{"flood without length", "HTTP/1.1 200 OK\r\n\r\n", PEER_FLOOD},
	{"flood with length", "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", PEER_FLOOD},
};

START_TEST(long_answer_is_cut)
{
	PeerAct act = {OVERSIZE[_i].head, OVERSIZE[_i].then};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = rig_url("http", peer->port);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	rig_wait(&rig, OVERSIZE[_i].name, &seen.done, 1);
	row_int(OVERSIZE[_i].name, seen.progress, HTTP_ANSWERED);
	row_int(OVERSIZE[_i].name, seen.truncated, TRUE);
	row_int(OVERSIZE[_i].name, seen.body_length, RIG_CAP);
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

/* Two requests one after the other. The second one's peer dies on it in the manner that makes libcurl repeat; it may
 * open another connection then, but not say a word on it: `begun` counts the requests of which a byte arrived. */
static const struct {
	const char *name, *method, *body;
	PeerAct acts[3];
	HttpProgress second;
	guint connections; /* 0: libcurl may or may not have come to open the useless one */
} PAIRS[] = {
	{"POST on a kept connection", "POST", "x", {{RIG_OK, PEER_KEEP}, {RIG_OK, PEER_KEEP}}, HTTP_ANSWERED, 1},
	{"kept connection dies on POST", "POST", "x", {{RIG_OK, PEER_KEEP}, {NULL, PEER_CLOSE}, {RIG_OK,
	 PEER_KEEP}}, HTTP_UNKNOWN, 0},
	{"kept connection is reset on POST", "POST", "x", {{RIG_OK, PEER_KEEP}, {NULL, PEER_RESET}, {RIG_OK,
	 PEER_KEEP}}, HTTP_UNKNOWN, 0},
	{"empty POST has its own connection", "POST", "", {{RIG_OK, PEER_KEEP}, {NULL, PEER_CLOSE}, {RIG_OK,
	 PEER_KEEP}}, HTTP_UNKNOWN, 2},
	{"GET has its own connection", "GET", NULL, {{RIG_OK, PEER_KEEP}, {NULL, PEER_CLOSE}, {RIG_OK, PEER_KEEP}},
	 HTTP_UNKNOWN, 2},
	{"connection closed between", "POST", "x", {{RIG_OK, PEER_CLOSE}, {RIG_OK, PEER_CLOSE}}, HTTP_ANSWERED, 2},
};

START_TEST(pair)
{
	const char *row = PAIRS[_i].name;
	guint n = 1 + (PAIRS[_i].acts[1].then != 0 || PAIRS[_i].acts[1].answer != NULL) +
	          (PAIRS[_i].acts[2].answer != NULL);
	Peer *peer = peer_new(PAIRS[_i].acts, n, 0);
	g_autofree char *url = rig_url("http", peer->port);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	row_int(row, rig_send(&rig, PAIRS[_i].method, url, PAIRS[_i].body, &RIG_USUAL, &seen), 0);
	rig_wait(&rig, row, &seen.done, 1);
	row_int(row, seen.progress, HTTP_ANSWERED);
	rig_seen_clear(&seen);
	if (PAIRS[_i].acts[0].then == PEER_CLOSE)
		peer_wait_closed(peer);
	row_int(row, rig_send(&rig, PAIRS[_i].method, url, PAIRS[_i].body, &RIG_USUAL, &seen), 0);
	rig_wait(&rig, row, &seen.done, 1);
	row_int(row, seen.progress, PAIRS[_i].second);
	row_int(row, peer_requests(peer), 2);
	row_int(row, peer->begun, 2);
	if (PAIRS[_i].connections)
		row_int(row, peer->connections, PAIRS[_i].connections);
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

static const struct {
	const char *name;
	long max;
	PeerThen then;
	guint most_open;
} CROWDS[] = {
	{"all at once", 0, PEER_GATHER, 3},
	{"one at a time", 1, PEER_KEEP, 1},
};

START_TEST(crowd)
{
	PeerAct act = {RIG_OK, CROWDS[_i].then};
	Peer *peer = peer_new(&act, 1, 3);
	g_autofree char *url = rig_url("http", peer->port);
	Seen seen[3] = {{0}};
	Rig rig;

	rig_start(&rig, CROWDS[_i].max);
	for (guint i = 0; i < 3; i++)
		row_int(CROWDS[_i].name, rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen[i]), 0);
	for (guint i = 0; i < 3; i++) {
		rig_wait(&rig, CROWDS[_i].name, &seen[i].done, 1);
		row_int(CROWDS[_i].name, seen[i].status, 200);
		rig_seen_clear(&seen[i]);
	}
	row_int(CROWDS[_i].name, peer->most_open, CROWDS[_i].most_open);
	rig_stop(&rig);
	peer_free(peer);
}
END_TEST

static const struct {
	const char *method, *url, *body;
} INVALID[] = {
	{"GET", "ftp://127.0.0.1/x", NULL}, {"GET", "file:///etc/passwd", NULL}, {"GET", "gopher://127.0.0.1/", NULL},
	{"GET", "", NULL},                  {"GET", "127.0.0.1/x", NULL},        {"GET", "http://", NULL},
	{"GET", "http://a b/", NULL},       {"GET", NULL, NULL},                 {"", "http://127.0.0.1/", NULL},
	{"PUT", "http://127.0.0.1/", "x"},  {"GET", "http://127.0.0.1/", "x"},   {NULL, "http://127.0.0.1/", NULL},
};

START_TEST(invalid_is_refused)
{
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	row_int(INVALID[_i].url ? INVALID[_i].url : "NULL",
	        rig_send(&rig, INVALID[_i].method, INVALID[_i].url, INVALID[_i].body, &RIG_USUAL, &seen), -EINVAL);
	ck_assert_int_eq(http_client_in_flight(rig.client), 0);
	rig_stop(&rig);
	ck_assert_int_eq(seen.done, 0);
}
END_TEST

START_TEST(wire_is_as_built)
{
	static const PeerAct act = {RIG_OK, PEER_KEEP};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = rig_url("http", peer->port);
	g_autofree char *head = g_strdup_printf("POST /submit?x=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", peer->port);
	g_autofree char *long_body = g_strnfill(300000, 'b');
	Seen seen = {0};
	Rig rig;

	/* A proxy of the environment would get the customers' numbers to see. */
	g_setenv("http_proxy", "http://127.0.0.1:1/", TRUE);
	g_setenv("ALL_PROXY", "http://127.0.0.1:1/", TRUE);
	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, long_body, &RIG_USUAL, &seen), 0);
	rig_wait(&rig, "wire", &seen.done, 1);
	ck_assert_int_eq(seen.status, 200);
	ck_assert_msg(g_str_has_prefix(peer->last->str, head), "%.200s", peer->last->str);
	ck_assert_ptr_nonnull(strstr(peer->last->str, "\r\nUser-Agent: followupd/"));
	ck_assert_ptr_nonnull(strstr(peer->last->str, "\r\nX-Ours: yes\r\n"));
	ck_assert_ptr_nonnull(strstr(peer->last->str, "\r\nX-Empty:\r\n"));
	ck_assert_ptr_nonnull(strstr(peer->last->str, "\r\nContent-Length: 300000\r\n"));
	ck_assert_ptr_null(strstr(peer->last->str, "Expect:"));
	ck_assert_ptr_null(strstr(peer->last->str, "Accept-Encoding:"));
	ck_assert_ptr_null(strstr(peer->last->str, "Content-Type:"));
	ck_assert(g_str_has_suffix(peer->last->str, long_body));
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

START_TEST(idle_sleeps)
{
	static const PeerAct act = {RIG_OK, PEER_KEEP};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = rig_url("http", peer->port);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	ck_assert_int_eq(sd_event_run(rig.event, 200000), 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	rig_wait(&rig, "idle", &seen.done, 1);
	/* With a kept connection open there is nothing to wake up for either. */
	while (sd_event_run(rig.event, 0) > 0)
		;
	ck_assert_int_eq(sd_event_run(rig.event, 500000), 0);
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

START_TEST(free_forgets_unfinished)
{
	static const PeerAct act = {NULL, PEER_HANG};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = rig_url("http", peer->port);
	Seen seen = {0};
	Rig rig;

	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	while (peer_requests(peer) < 1)
		sd_event_run(rig.event, 10000);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "never begun", &RIG_USUAL, &seen), 0);
	ck_assert_int_eq(http_client_in_flight(rig.client), 3);
	rig_stop(&rig);
	ck_assert_int_eq(seen.done, 0);
	peer_free(peer);
}
END_TEST

typedef struct {
	Rig rig;
	const char *url;
	int done;
	gboolean in_send;
} Chain;

static void on_link(const HttpAnswer *answer, void *user)
{
	Chain *chain = user;
	HttpRequest request = {
	        .method = g_strdup("POST"), .url = g_strdup(chain->url), .body = g_bytes_new_static("x", 1)};

	ck_assert(!chain->in_send);
	ck_assert(chain->done == 0 || answer->status == 200);
	if (++chain->done < 5) {
		chain->in_send = TRUE;
		ck_assert_int_eq(http_client_send(chain->rig.client, &request, &RIG_USUAL, on_link, chain), 0);
		chain->in_send = FALSE;
	}
	http_request_clear(&request);
}

START_TEST(callback_may_send)
{
	static const PeerAct act = {RIG_OK, PEER_KEEP};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = rig_url("http", peer->port);
	Chain chain = {.url = url};

	rig_start(&chain.rig, 0);
	on_link(&(HttpAnswer){.status = 0}, &chain);
	rig_wait(&chain.rig, "chain", &chain.done, 5);
	ck_assert_int_eq(peer_requests(peer), 4);
	rig_stop(&chain.rig);
	peer_free(peer);
}
END_TEST

/* `openssl s_server` with a certificate nobody vouches for. Gives its pid and port. */
static GPid tls_server(const char *dir, int *port, int *out)
{
	g_autofree char *make =
	        g_strdup_printf("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
	                        "-addext subjectAltName=IP:127.0.0.1 -keyout %s/k.pem -out %s/c.pem 2>/dev/null",
	                        dir, dir);
	g_autofree char *key = g_build_filename(dir, "k.pem", NULL);
	g_autofree char *cert = g_build_filename(dir, "c.pem", NULL);
	char *argv[] = {(char *)"openssl", (char *)"s_server",
	                (char *)"-accept", (char *)"127.0.0.1:0",
	                (char *)"-key",    key,
	                (char *)"-cert",   cert,
	                (char *)"-www",    NULL};
	char line[256] = "";
	GPid pid;
	FILE *f;

	ck_assert_int_eq(system(make), 0);
	ck_assert(g_spawn_async_with_pipes(NULL, argv, NULL,
	                                   G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
	                                   NULL, NULL, &pid, NULL, out, NULL, NULL));
	f = fdopen(*out, "r");
	while (!g_str_has_prefix(line, "ACCEPT ") && fgets(line, sizeof(line), f))
		;
	ck_assert_int_eq(sscanf(line, "ACCEPT 127.0.0.1:%d", port), 1);
	return pid;
}

START_TEST(unvouched_certificate_is_refused)
{
	char *dir = test_dir_new();
	Seen seen = {0};
	int port, out;
	GPid pid = tls_server(dir, &port, &out);
	g_autofree char *url = rig_url("https", port);
	Rig rig;

	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", url, "x", &RIG_USUAL, &seen), 0);
	rig_wait(&rig, "certificate", &seen.done, 1);
	ck_assert_int_eq(seen.progress, HTTP_NOT_SENT);
	ck_assert_msg(strstr(seen.error, "certificate") != NULL, "%s", seen.error);
	rig_stop(&rig);
	rig_seen_clear(&seen);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	test_dir_remove(dir);
	g_free(dir);
}
END_TEST

/* What of a request has reached the peer when we are killed at a fault point. `size`: of the body, 0 for a GET. */
static const struct {
	const char *name, *point;
	PeerAct act;
	gsize size;
	guint begun, whole;
} DEATHS[] = {
	{"connected: nothing has left", "http.connected", {RIG_OK, PEER_KEEP}, 5, 0, 0},
	{"connected, GET: nothing has left", "http.connected", {RIG_OK, PEER_KEEP}, 0, 0, 0},
	{"sent: all has left, before any answer", "http.sent", {NULL, PEER_HANG}, 5, 1, 1},
	{"sent, GET: all has left, before any answer", "http.sent", {NULL, PEER_HANG}, 0, 1, 1},
	{"sent: all of a body of many writes", "http.sent", {NULL, PEER_HANG}, 3000000, 1, 1},
	{"answering: at its first line", "http.answering", {"HTTP/1.1 200 OK\r\n", PEER_HANG}, 5, 1, 1},
};

/* In a process of its own, made before there are threads. Ends at the fault point, or by exit. */
static pid_t start_victim(int row, int port_from)
{
	pid_t pid = fork();
	g_autofree char *body = NULL, *url = NULL;
	Seen seen = {0};
	Rig rig;
	int port;

	if (pid != 0)
		return pid;
	g_setenv("FOLLOWUP_FAULT", DEATHS[row].point, TRUE);
	if (read(port_from, &port, sizeof port) != sizeof port)
		_exit(2);
	if (DEATHS[row].size)
		body = g_strnfill(DEATHS[row].size, 'x');
	url = rig_url("http", port);
	rig_start(&rig, 0);
	if (rig_send(&rig, body ? "POST" : "GET", url, body, &RIG_USUAL, &seen) == 0)
		rig_wait(&rig, DEATHS[row].name, &seen.done, 1);
	_exit(0);
}

START_TEST(killed_at_a_boundary)
{
	const char *row = DEATHS[_i].name;
	int port_pipe[2], status;
	Peer *peer;
	pid_t pid;

	ck_assert_int_eq(pipe(port_pipe), 0);
	pid = start_victim(_i, port_pipe[0]);
	ck_assert_int_gt(pid, 0);
	peer = peer_new(&DEATHS[_i].act, 1, 0);
	ck_assert_int_eq(write(port_pipe[1], &peer->port, sizeof peer->port), sizeof peer->port);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "row %s: status %d", row, status);
	/* The dead one's connection may still wait to be accepted. */
	g_mutex_lock(&peer->lock);
	while (peer->connections == 0 || peer->open)
		g_cond_wait(&peer->changed, &peer->lock);
	g_mutex_unlock(&peer->lock);
	row_int(row, peer->connections, 1);
	row_int(row, peer->begun, DEATHS[_i].begun);
	row_int(row, peer->requests, DEATHS[_i].whole);
	peer_free(peer);
	close(port_pipe[0]);
	close(port_pipe[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http-client");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, scene, 0, G_N_ELEMENTS(SCENES));
	tcase_add_test(tcase, refused_is_not_sent);
	tcase_add_loop_test(tcase, long_answer_is_cut, 0, G_N_ELEMENTS(OVERSIZE));
	tcase_add_loop_test(tcase, pair, 0, G_N_ELEMENTS(PAIRS));
	tcase_add_loop_test(tcase, crowd, 0, G_N_ELEMENTS(CROWDS));
	tcase_add_loop_test(tcase, invalid_is_refused, 0, G_N_ELEMENTS(INVALID));
	tcase_add_test(tcase, wire_is_as_built);
	tcase_add_test(tcase, idle_sleeps);
	tcase_add_test(tcase, free_forgets_unfinished);
	tcase_add_test(tcase, callback_may_send);
	tcase_add_test(tcase, unvouched_certificate_is_refused);
	tcase_add_loop_test(tcase, killed_at_a_boundary, 0, G_N_ELEMENTS(DEATHS));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "http-client");
}
