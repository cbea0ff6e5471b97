/* What the webhook server makes of requests right and wrong: raw bytes in, raw bytes out, on one loop. */
#include "lib/suite.h"
#include "net/http_server.h"
#include "util/cleanup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_BODY 1000

typedef struct {
	sd_event *event;
	HttpServer *server;
	GString *seen; /* "POST /path?query body\n" of every request handed out */
	GQueue late;   /* tickets kept for later */
	gboolean keep; /* do not answer at once */
	gboolean drop;
	char *header, *peer; /* of the last: X-Test, and who sent it */
} Rig;

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	Rig *rig = user;
	gsize length;
	const char *body = g_bytes_get_data(inbound->body, &length);

	g_string_append_printf(rig->seen, "%s %s?%s %.*s\n", inbound->method, inbound->path, inbound->query,
	                       (int)MIN(length, 40), length ? body : "");
	g_free(rig->header);
	g_free(rig->peer);
	rig->header = g_strdup(http_headers_get(inbound->headers, "x-test"));
	rig->peer = g_strdup(inbound->peer);
	if (rig->drop)
		http_server_drop(ticket);
	else if (rig->keep)
		g_queue_push_tail(&rig->late, ticket);
	else
		http_server_answer(ticket, 200, "text/plain", "taken");
}

static const HttpServerLimits LIMITS = {.max_body = MAX_BODY, .max_connections = 8, .timeout_s = 1};

static void rig_start(Rig *rig, const char *listen, int fd)
{
	*rig = (Rig){.seen = g_string_new(NULL)};
	ck_assert_int_ge(sd_event_new(&rig->event), 0);
	ck_assert_int_eq(http_server_new(&rig->server, rig->event, listen, fd, &LIMITS, on_request, rig), 0);
	ck_assert_int_gt(http_server_port(rig->server), 0);
}

static void rig_stop(Rig *rig)
{
	http_server_free(rig->server);
	g_queue_clear(&rig->late);
	sd_event_unref(rig->event);
	g_string_free(rig->seen, TRUE);
	g_free(rig->header);
	g_free(rig->peer);
}

static int dial(const Rig *rig)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	                              .sin_port = htons((uint16_t)http_server_port(rig->server))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

typedef struct {
	GString *in;
	gboolean closed;
} Heard;

/* The next status line at or after p; error pages speak of "HTTP/1.1" in words too. */
static const char *next_answer(const char *p)
{
	while ((p = strstr(p, "HTTP/1.1 ")) && !g_ascii_isdigit(p[9]))
		p += 9;
	return p;
}

static guint count(const char *in)
{
	guint n = 0;

	for (const char *p = in; (p = next_answer(p)); p += 9)
		n++;
	return n;
}

/* Sends, and runs the loop until `answers` answers came or the peer closed, at the latest after `patience_ms`. */
static void talk(Rig *rig, int fd, const char *bytes, gsize left, guint answers, guint patience_ms, Heard *heard)
{
	gint64 deadline = g_get_monotonic_time() + patience_ms * 1000;
	char part[4096];

	while (!heard->closed && count(heard->in->str) < answers && g_get_monotonic_time() < deadline) {
		ssize_t n = left ? send(fd, bytes, left, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;

		if (n > 0)
			bytes += n, left -= (gsize)n;
		else if (n < 0 && errno != EAGAIN)
			left = 0;
		sd_event_run(rig->event, 1000);
		while ((n = recv(fd, part, sizeof(part), MSG_DONTWAIT)) > 0)
			g_string_append_len(heard->in, part, n);
		heard->closed = n == 0 || (n < 0 && errno != EAGAIN);
	}
}

/* The statuses that came, and "closed" when the peer closed: "200 413 closed". */
static char *statuses(const Heard *heard)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = heard->in->str; (p = next_answer(p)); p += 9)
		g_string_append_printf(out, "%s%.3s", out->len ? " " : "", p + 9);
	if (heard->closed)
		g_string_append(out, out->len ? " closed" : "closed");
	return g_string_free(g_steal_pointer(&out), FALSE);
}

#define HOST "Host: x\r\n"
/* `fill` bytes of body are sent behind the request. `statuses` is a pattern: libmicrohttpd 0.9.75 sends the head of its
 * own 400 twice before it closes. */
static const struct {
	const char *name, *request;
	gsize fill;
	guint answers;
	const char *statuses, *seen;
} SCENES[] = {
	{"GET", "GET /dlr?ref=a%20b&x=%41 HTTP/1.1\r\n" HOST "\r\n", 0, 1, "200", "GET /dlr?ref=a%20b&x=%41 \n"},
	{"path as sent", "GET /a%2fb/%2e%2e/c HTTP/1.1\r\n" HOST "\r\n", 0, 1, "200", "GET /a%2fb/%2e%2e/c? \n"},
	{"empty query", "GET /p? HTTP/1.1\r\n" HOST "\r\n", 0, 1, "200", "GET /p? \n"},
	{"POST", "POST /mo?k=v HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", 0, 1, "200",
	 "POST /mo?k=v hello\n"},
	{"form body is left alone",
	 "POST /mo HTTP/1.1\r\n" HOST
	 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=%41+b", 0, 1, "200",
	 "POST /mo? a=%41+b\n"},
	{"empty POST", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 0, 1, "200", "POST /mo? \n"},
	{"chunked", "POST /mo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
	 0, 1, "200",
	 "POST /mo? abcde\n"},
	{"largest body", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n", 1000, 1, "200",
	 "POST /mo? bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"},
	{"a byte too much", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n", 1001, 1, "413", ""},
	{"much too much, sent at once", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: 500000\r\n\r\n", 500000, 1,
	 "413", ""},
	{"announced too large", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: 9999999999\r\n\r\n", 0, 2, "413 closed",
	 ""},
	{"announced too large, asked for",
	 "POST /mo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 9999999999\r\n\r\n", 0, 2,
	 "413 closed", ""},
	{"chunk too large", "POST /mo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nfffff0\r\n", 3000000, 2,
	 "closed", ""},
	{"PUT", "PUT /mo HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nab", 0, 2, "405 closed", ""},
	{"HEAD", "HEAD / HTTP/1.1\r\n" HOST "\r\n", 0, 2, "405 closed", ""},
	{"DELETE", "DELETE / HTTP/1.1\r\n" HOST "\r\n", 0, 2, "405 closed", ""},
	{"lower-case method", "get / HTTP/1.1\r\n" HOST "\r\n", 0, 2, "405 closed", ""},
	{"no host", "GET / HTTP/1.1\r\n\r\n", 0, 2, "400*closed", ""},
	{"bad length", "POST /mo HTTP/1.1\r\n" HOST "Content-Length: -5\r\n\r\nhello", 0, 2, "400*closed", ""},
	{"endless line", "GET /", 200000, 2, "414 closed", ""},
	{"endless header", "GET / HTTP/1.1\r\n" HOST "X: ", 200000, 2, "431 closed", ""},
	{"two on one connection", "GET /1 HTTP/1.1\r\n" HOST "\r\nGET /2 HTTP/1.1\r\n" HOST "\r\n", 0, 2, "200 200",
	 "GET /1? \nGET /2? \n"},
	{"pipelined POSTs",
	 "POST /1 HTTP/1.1\r\n" HOST
	 "Content-Length: 1\r\n\r\naPOST /2 HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nb", 0, 2,
	 "200 200", "POST /1? a\nPOST /2? b\n"},
	{"close asked for", "GET /1 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 0, 2, "200 closed", "GET /1? \n"},
	{"slow headers", "GET / HTTP/1.1\r\n" HOST "X-", 0, 1, "closed", ""},
	{"slow body", "POST / HTTP/1.1\r\n" HOST "Content-Length: 50\r\n\r\nabc", 0, 1, "closed", ""},
	{"says nothing", "", 0, 1, "closed", ""},
};

START_TEST(scene)
{
	const char *row = SCENES[_i].name;
	g_autofree char *fill = g_strnfill(SCENES[_i].fill, 'b');
	g_autofree char *bytes = g_strconcat(SCENES[_i].request, fill, NULL);
	Heard heard = {.in = g_string_new(NULL)};
	g_autofree char *got = NULL;
	Rig rig;
	int fd;

	rig_start(&rig, "127.0.0.1:0", -1);
	fd = dial(&rig);
	talk(&rig, fd, bytes, strlen(bytes), SCENES[_i].answers, 10000, &heard);
	got = statuses(&heard);
	ck_assert_msg(g_pattern_match_simple(SCENES[_i].statuses, got), "row %s: got \"%s\", want \"%s\"", row, got,
	              SCENES[_i].statuses);
	row_str(row, rig.seen->str, SCENES[_i].seen);
	if (strstr(got, "405"))
		ck_assert_ptr_nonnull(strstr(heard.in->str, "\r\nAllow: GET, POST\r\n"));
	if (g_str_equal(row, "GET"))
		ck_assert(strstr(heard.in->str, "\r\nContent-Type: text/plain\r\n") &&
		          g_str_has_suffix(heard.in->str, "\r\n\r\ntaken"));
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

START_TEST(headers_and_peer_are_told)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "X-Test: a b\r\nX-Bad: a\x01"
	                              "b\r\n\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	Rig rig;
	int fd;

	rig_start(&rig, "127.0.0.1:0", -1);
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 5000, &heard);
	ck_assert_str_eq(rig.header, "a b");
	ck_assert_str_eq(rig.peer, "127.0.0.1");
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

START_TEST(late_answer)
{
	static const char request[] = "POST /1 HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\na";
	Heard first = {.in = g_string_new(NULL)}, second = {.in = g_string_new(NULL)};
	Rig rig;
	int fds[2];

	rig_start(&rig, "127.0.0.1:0", -1);
	rig.keep = TRUE;
	fds[0] = dial(&rig);
	/* Longer than the idle time-out: a request that waits for us is not idle. */
	talk(&rig, fds[0], request, strlen(request), 1, 1600, &first);
	fds[1] = dial(&rig);
	talk(&rig, fds[1], request, strlen(request), 1, 100, &second);
	ck_assert_uint_eq(rig.late.length, 2);
	ck_assert_uint_eq(first.in->len, 0);
	ck_assert(!first.closed);
	http_server_answer(g_queue_pop_tail(&rig.late), 201, NULL, "second");
	talk(&rig, fds[1], NULL, 0, 1, 5000, &second);
	ck_assert(g_str_has_prefix(second.in->str, "HTTP/1.1 201 ") &&
	          g_str_has_suffix(second.in->str, "\r\n\r\nsecond"));
	ck_assert_uint_eq(first.in->len, 0);
	http_server_answer(g_queue_pop_tail(&rig.late), 200, NULL, NULL);
	talk(&rig, fds[0], NULL, 0, 1, 5000, &first);
	ck_assert(g_str_has_prefix(first.in->str, "HTTP/1.1 200 "));
	close(fds[0]);
	close(fds[1]);
	rig_stop(&rig);
	g_string_free(first.in, TRUE);
	g_string_free(second.in, TRUE);
}
END_TEST

START_TEST(peer_may_leave_before_the_answer)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	Rig rig;
	int fd;

	rig_start(&rig, "127.0.0.1:0", -1);
	rig.keep = TRUE;
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 50, &heard);
	close(fd);
	sd_event_run(rig.event, 50000);
	ck_assert_uint_eq(rig.late.length, 1);
	http_server_answer(g_queue_pop_tail(&rig.late), 200, NULL, "to nobody");
	rig.keep = FALSE;
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 5000, &heard);
	ck_assert(g_str_has_prefix(heard.in->str, "HTTP/1.1 200 "));
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

static const struct {
	const char *name;
	gboolean late;
} DROPS[] = {{"at once", FALSE}, {"later", TRUE}};

START_TEST(drop_closes_without_answer)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	Rig rig;
	int fd;

	rig_start(&rig, "127.0.0.1:0", -1);
	rig.drop = !(rig.keep = DROPS[_i].late);
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, DROPS[_i].late ? 100 : 5000, &heard);
	if (DROPS[_i].late) {
		row_int(DROPS[_i].name, heard.closed, FALSE);
		http_server_drop(g_queue_pop_tail(&rig.late));
		talk(&rig, fd, NULL, 0, 1, 5000, &heard);
	}
	row_int(DROPS[_i].name, heard.closed, TRUE);
	row_int(DROPS[_i].name, heard.in->len, 0);
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

START_TEST(free_answers_open_tickets)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	char part[4096];
	ssize_t n;
	Rig rig;
	int fd;

	rig_start(&rig, "127.0.0.1:0", -1);
	rig.keep = TRUE;
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 100, &heard);
	ck_assert_uint_eq(rig.late.length, 1);
	rig_stop(&rig);
	while ((n = recv(fd, part, sizeof(part), 0)) > 0)
		g_string_append_len(heard.in, part, n);
	ck_assert_msg(g_str_has_prefix(heard.in->str, "HTTP/1.1 503 "), "%s", heard.in->str);
	close(fd);
	g_string_free(heard.in, TRUE);
}
END_TEST

/* ---- answers without an end ---- */

typedef struct {
	Rig rig;
	HttpStream *stream;
	guint closed;
} Streaming;

static void on_closed(void *user)
{
	Streaming *s = user;

	s->stream = NULL;
	s->closed++;
}

static void on_stream(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	g_autoptr(GArray) headers = http_headers_new();
	Streaming *s = user;

	(void)inbound;
	http_headers_add(headers, "Content-Type", "text/event-stream");
	s->stream = http_stream_new(ticket, headers, on_closed, s);
}

static void streaming_start(Streaming *s)
{
	*s = (Streaming){.rig = {.seen = g_string_new(NULL)}};
	ck_assert_int_ge(sd_event_new(&s->rig.event), 0);
	ck_assert_int_eq(http_server_new(&s->rig.server, s->rig.event, "127.0.0.1:0", -1, &LIMITS, on_stream, s), 0);
}

/* Runs the loop until the peer has read `want`, or it was closed. */
static void hear(Streaming *s, int fd, const char *want, Heard *heard)
{
	gint64 deadline = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;

	while (!heard->closed && !strstr(heard->in->str, want) && g_get_monotonic_time() < deadline)
		talk(&s->rig, fd, "", 0, G_MAXUINT, 20, heard);
}

static void say(Streaming *s, const char *words, gboolean taken)
{
	g_autoptr(GBytes) bytes = g_bytes_new(words, strlen(words));

	ck_assert_int_eq(http_stream_send(s->stream, bytes), taken);
}

static const char ASK[] = "GET /events HTTP/1.1\r\n" HOST "\r\n";

START_TEST(a_stream_says_things_when_they_come)
{
	g_autoptr(GString) in = g_string_new(NULL);
	Heard heard = {.in = in};
	Streaming s;
	int fd;

	streaming_start(&s);
	fd = dial(&s.rig);
	talk(&s.rig, fd, ASK, strlen(ASK), 1, 5000, &heard);
	hear(&s, fd, "\r\n\r\n", &heard);
	ck_assert_ptr_nonnull(strstr(in->str, "Content-Type: text/event-stream"));
	ck_assert_ptr_nonnull(s.stream);
	say(&s, "data: one\n\n", TRUE);
	hear(&s, fd, "data: one", &heard);
	ck_assert_ptr_nonnull(strstr(in->str, "data: one\n\n"));
	/* Longer than the connection's idle time: it sleeps, it is not idle. */
	talk(&s.rig, fd, "", 0, G_MAXUINT, LIMITS.timeout_s * 1000 + 500, &heard);
	ck_assert(!heard.closed);
	say(&s, "data: two\n\n", TRUE);
	hear(&s, fd, "data: two", &heard);
	ck_assert_ptr_nonnull(strstr(in->str, "data: two\n\n"));
	say(&s, "data: last\n\n", TRUE);
	http_stream_end(s.stream);
	hear(&s, fd, "0\r\n\r\n", &heard);
	ck_assert_ptr_nonnull(strstr(in->str, "data: last\n\n"));
	for (int i = 0; i < 100 && s.closed == 0; i++)
		sd_event_run(s.rig.event, 10000);
	ck_assert_uint_eq(s.closed, 1);
	close(fd);
	rig_stop(&s.rig);
}
END_TEST

START_TEST(a_stream_whose_peer_left_is_closed_by_the_next_words)
{
	g_autoptr(GString) in = g_string_new(NULL);
	Heard heard = {.in = in};
	Streaming s;
	int fd;

	streaming_start(&s);
	fd = dial(&s.rig);
	talk(&s.rig, fd, ASK, strlen(ASK), 1, 5000, &heard);
	close(fd);
	for (int i = 0; i < 200 && s.closed == 0; i++) {
		if (s.stream)
			say(&s, "data: anybody there\n\n", TRUE);
		sd_event_run(s.rig.event, 10000);
	}
	ck_assert_uint_eq(s.closed, 1);
	rig_stop(&s.rig);
}
END_TEST

START_TEST(a_stream_holds_only_so_much)
{
	g_autofree char *kib = g_strnfill(1024, 'x');
	g_autoptr(GString) in = g_string_new(NULL);
	Heard heard = {.in = in};
	Streaming s;
	int fd;

	streaming_start(&s);
	fd = dial(&s.rig);
	talk(&s.rig, fd, ASK, strlen(ASK), 1, 5000, &heard);
	for (int i = 0; i < 64; i++)
		say(&s, kib, TRUE);
	say(&s, "x", FALSE);
	close(fd);
	rig_stop(&s.rig);
	ck_assert_uint_eq(s.closed, 1);
}
END_TEST

START_TEST(free_ends_streams)
{
	g_autoptr(GString) in = g_string_new(NULL);
	Heard heard = {.in = in};
	Streaming s;
	int fd;

	streaming_start(&s);
	fd = dial(&s.rig);
	talk(&s.rig, fd, ASK, strlen(ASK), 1, 5000, &heard);
	rig_stop(&s.rig);
	ck_assert_uint_eq(s.closed, 1);
	close(fd);
}
END_TEST

START_TEST(idle_sleeps)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	Rig rig;
	int fd, wakes = 0;

	rig_start(&rig, "127.0.0.1:0", -1);
	while (sd_event_run(rig.event, 0) > 0)
		;
	ck_assert_int_eq(sd_event_run(rig.event, 300000), 0);
	/* A connection open between requests costs the one wake-up that closes it after timeout_s (and its rounding).
	 */
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 5000, &heard);
	for (gint64 end = g_get_monotonic_time() + 2500000, left; (left = end - g_get_monotonic_time()) > 0;)
		wakes += sd_event_run(rig.event, (uint64_t)left) > 0;
	ck_assert_int_le(wakes, 4);
	ck_assert_int_eq(recv(fd, &wakes, sizeof(wakes), MSG_DONTWAIT), 0);
	ck_assert_int_eq(sd_event_run(rig.event, 300000), 0);
	close(fd);
	/* Nor does a ticket that waits for its answer. */
	rig.keep = TRUE;
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 9, 100, &heard);
	ck_assert_uint_eq(rig.late.length, 1);
	ck_assert_int_eq(sd_event_run(rig.event, 1500000), 0);
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

/* A byte a fifth of a second is never idle, and never a whole request. */
START_TEST(dribble_is_closed)
{
	static const char request[] = "GET /slow HTTP/1.1\r\n" HOST "X-Long: ";
	gint64 began = g_get_monotonic_time(), took;
	gsize sent = 0;
	Rig rig;
	int fd;
	char byte;

	rig_start(&rig, "127.0.0.1:0", -1);
	fd = dial(&rig);
	for (;;) {
		ck_assert_msg(g_get_monotonic_time() - began < 10000000, "still open after 10 s");
		for (gint64 until = g_get_monotonic_time() + 200000, left; (left = until - g_get_monotonic_time()) > 0;)
			sd_event_run(rig.event, (uint64_t)left);
		/* A byte that crosses the end of the connection is answered by a reset. */
		if (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN ||
		    send(fd, sent < strlen(request) ? &request[sent] : "x", 1, MSG_NOSIGNAL) < 0)
			break;
		sent++;
	}
	took = g_get_monotonic_time() - began;
	ck_assert_int_ge(took, 2 * G_USEC_PER_SEC);
	ck_assert_str_eq(rig.seen->str, "");
	close(fd);
	rig_stop(&rig);
}
END_TEST

START_TEST(listens_on_a_given_socket)
{
	static const char request[] = "GET /activated HTTP/1.1\r\n" HOST "\r\n";
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	Heard heard = {.in = g_string_new(NULL)};
	/* As systemd hands it over: bound, listening, and blocking. */
	int listening = socket(AF_INET, SOCK_STREAM, 0), fd;
	Rig rig;

	ck_assert_int_eq(bind(listening, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listening, 5), 0);
	rig_start(&rig, NULL, listening);
	fd = dial(&rig);
	talk(&rig, fd, request, strlen(request), 1, 5000, &heard);
	ck_assert_str_eq(rig.seen->str, "GET /activated? \n");
	close(fd);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

START_TEST(more_connections_than_allowed)
{
	static const char request[] = "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";
	Heard heard = {.in = g_string_new(NULL)};
	int fds[12];
	Rig rig;

	rig_start(&rig, "127.0.0.1:0", -1);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		fds[i] = dial(&rig);
	/* Eight silent ones are in; the others get their turn when those are closed for their silence. */
	talk(&rig, fds[11], request, strlen(request), 1, 8000, &heard);
	ck_assert_msg(g_str_has_prefix(heard.in->str, "HTTP/1.1 200 "), "%s", heard.in->str);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		close(fds[i]);
	rig_stop(&rig);
	g_string_free(heard.in, TRUE);
}
END_TEST

static const struct {
	const char *listen;
	int want;
} ADDRESSES[] = {
	{"127.0.0.1:0", 0},      {"[::1]:0", 0},           {"127.0.0.1", -EINVAL}, {":80", -EINVAL},       {"",
	 -EINVAL},
	{"localhost:0", -EINVAL}, {"127.0.0.1:", -EINVAL}, {"127.0.0.1:http", -EINVAL}, {"[::1:0", -EINVAL}, {"::1",
	 -EINVAL},
	{"192.0.2.1:0", -EADDRNOTAVAIL},
};

START_TEST(address)
{
	sd_event *event;
	HttpServer *server = NULL;
	int r;

	ck_assert_int_ge(sd_event_new(&event), 0);
	r = http_server_new(&server, event, ADDRESSES[_i].listen, -1, &LIMITS, on_request, NULL);
	row_int(ADDRESSES[_i].listen, r, ADDRESSES[_i].want);
	row_int(ADDRESSES[_i].listen, server != NULL, r == 0);
	http_server_free(server);
	sd_event_unref(event);
}
END_TEST

START_TEST(taken_port_is_told)
{
	g_autofree char *listen = NULL;
	HttpServer *second = NULL;
	Rig rig;

	rig_start(&rig, "127.0.0.1:0", -1);
	listen = g_strdup_printf("127.0.0.1:%d", http_server_port(rig.server));
	ck_assert_int_eq(http_server_new(&second, rig.event, listen, -1, &LIMITS, on_request, &rig), -EADDRINUSE);
	rig_stop(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http-server");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, scene, 0, G_N_ELEMENTS(SCENES));
	tcase_add_test(tcase, headers_and_peer_are_told);
	tcase_add_test(tcase, late_answer);
	tcase_add_test(tcase, peer_may_leave_before_the_answer);
	tcase_add_loop_test(tcase, drop_closes_without_answer, 0, G_N_ELEMENTS(DROPS));
	tcase_add_test(tcase, free_answers_open_tickets);
	tcase_add_test(tcase, a_stream_says_things_when_they_come);
	tcase_add_test(tcase, a_stream_whose_peer_left_is_closed_by_the_next_words);
	tcase_add_test(tcase, a_stream_holds_only_so_much);
	tcase_add_test(tcase, free_ends_streams);
	tcase_add_test(tcase, idle_sleeps);
	tcase_add_test(tcase, dribble_is_closed);
	tcase_add_test(tcase, listens_on_a_given_socket);
	tcase_add_test(tcase, more_connections_than_allowed);
	tcase_add_loop_test(tcase, address, 0, G_N_ELEMENTS(ADDRESSES));
	tcase_add_test(tcase, taken_port_is_told);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "http-server");
}
