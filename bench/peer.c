/* A provider that is as fast as this machine allows: one thread, epoll, HTTP/1.1 keep-alive. It reads whole requests,
 * answers each as Kannel's sendsms does, after a latency if asked, and counts. It is the yardstick: what a sender
 * reaches against it is the sender's own limit.
 *
 *   peer [--port N] [--latency-ms N] [--stamps FILE] [--tls CERT_AND_KEY]
 *
 * It prints "port N" when it listens. GET /count answers the number of submits, how many came a second time (a number
 * texted before), the wall clock of the first and of the last of them in microseconds, and its own CPU time. GET /reset
 * forgets them. With --stamps each submit writes "NUMBER MICROSECONDS" to FILE: when its first byte was read. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#define ROOM 8192       /* of one request; ours have about 700 bytes */
#define SLOTS (1u << 20) /* of the set of numbers; a power of two */
#define WAITING_MAX 4096

static const char ACCEPTED[] = "HTTP/1.1 202 Accepted\r\nServer: bench\r\nContent-Type: text/html\r\n"
			       "Content-Length: 25\r\n\r\n0: Accepted for delivery\n";

typedef struct {
	int fd;
	SSL *ssl;
	bool shaken;
	size_t fill;
	int64_t first_us; /* of the request at hand */
	char bytes[ROOM + 1];
} Peer;

/* An answer that is held back. */
typedef struct {
	int64_t at_us;
	Peer *peer;
} Held;

typedef struct {
	int epoll;
	SSL_CTX *tls;
	FILE *stamps;
	int64_t latency_us;
	uint64_t *seen; /* open addressing; 0: free */
	uint64_t count, repeats;
	int64_t first_us, last_us;
	Held held[WAITING_MAX]; /* a ring: all wait equally long, so it is in order */
	size_t head, tail;
} Bench;

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static void die(const char *what)
{
	fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void drop(Bench *b, Peer *p)
{
	for (size_t i = b->head; i != b->tail; i = (i + 1) % WAITING_MAX)
		if (b->held[i].peer == p)
			b->held[i].peer = NULL;
	if (p->ssl)
		SSL_free(p->ssl);
	close(p->fd);
	free(p);
}

/* Answers are smaller than any socket's buffer: what does not go out at once is a dead peer. */
static bool say(Peer *p, const char *bytes, size_t length)
{
	ERR_clear_error();
	return p->ssl ? SSL_write(p->ssl, bytes, (int)length) == (int)length
		      : send(p->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* TRUE: this number was not seen before. */
static bool add_number(Bench *b, uint64_t number)
{
	size_t i = (size_t)(number * UINT64_C(0x9E3779B97F4A7C15) >> 44) & (SLOTS - 1);

	while (b->seen[i] && b->seen[i] != number)
		i = (i + 1) & (SLOTS - 1);
	if (b->seen[i] == number)
		return false;
	b->seen[i] = number;
	return true;
}

static void count_submit(Bench *b, const Peer *p, const char *to)
{
	uint64_t number = to ? strtoull(to + (*to == '+'), NULL, 10) : 0;

	if (b->count++ == 0)
		b->first_us = p->first_us;
	b->last_us = now_us();
	if (number && !add_number(b, number))
		b->repeats++;
	if (b->stamps)
		fprintf(b->stamps, "%" PRIu64 " %" PRId64 "\n", number, p->first_us);
}

static bool say_count(Bench *b, Peer *p)
{
	char body[256], head[512];
	struct rusage usage;
	int length;

	if (b->stamps)
		fflush(b->stamps);
	getrusage(RUSAGE_SELF, &usage);
	length = snprintf(body, sizeof body, "%" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 " %ld\n", b->count, b->repeats,
			  b->first_us, b->last_us,
			  (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec +
				  usage.ru_stime.tv_usec);
	length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", length, body);
	return say(p, head, (size_t)length);
}

static bool answer(Bench *b, Peer *p, const char *to)
{
	if (strncmp(p->bytes, "GET /count", 10) == 0)
		return say_count(b, p);
	if (strncmp(p->bytes, "GET /reset", 10) == 0) {
		memset(b->seen, 0, SLOTS * sizeof *b->seen);
		b->count = b->repeats = 0;
		return say_count(b, p);
	}
	count_submit(b, p, to);
	if (b->latency_us == 0)
		return say(p, ACCEPTED, sizeof ACCEPTED - 1);
	b->held[b->tail] = (Held){now_us() + b->latency_us, p};
	b->tail = (b->tail + 1) % WAITING_MAX;
	return b->tail != b->head;
}

/* The requests that are whole. FALSE: nonsense, or nobody there any more. */
static bool take(Bench *b, Peer *p)
{
	for (;;) {
		char *end, *to = NULL;
		size_t length = 0, whole;

		p->bytes[p->fill] = '\0';
		end = strstr(p->bytes, "\r\n\r\n");
		if (!end)
			return p->fill < ROOM;
		for (char *line = strstr(p->bytes, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n")) {
			if (strncasecmp(line + 2, "Content-Length:", 15) == 0)
				length = strtoul(line + 17, NULL, 10);
			else if (strncasecmp(line + 2, "X-Kannel-To:", 12) == 0)
				to = line + 14 + strspn(line + 14, " ");
		}
		if (strncmp(p->bytes, "GET ", 4) == 0 && !to) {
			to = strstr(p->bytes, "to=");
			to = to && to < end ? to + (strncmp(to + 3, "%2B", 3) == 0 ? 6 : 3) : NULL;
		}
		whole = (size_t)(end + 4 - p->bytes) + length;
		if (whole > ROOM)
			return false;
		if (p->fill < whole)
			return true;
		if (!answer(b, p, to))
			return false;
		memmove(p->bytes, p->bytes + whole, p->fill - whole);
		p->fill -= whole;
		if (p->fill == 0)
			return true;
		p->first_us = now_us();
	}
}

static ssize_t hear(Peer *p)
{
	int n;

	if (!p->ssl)
		return recv(p->fd, p->bytes + p->fill, ROOM - p->fill, 0);
	/* What an earlier connection left in the thread's queue would be taken for an error of this one. */
	ERR_clear_error();
	n = SSL_read(p->ssl, p->bytes + p->fill, (int)(ROOM - p->fill));
	if (n > 0)
		return n;
	errno = SSL_get_error(p->ssl, n) == SSL_ERROR_WANT_READ ? EAGAIN : ECONNRESET;
	return -1;
}

static void serve(Bench *b, Peer *p)
{
	if (p->ssl && !p->shaken) {
		int r;

		ERR_clear_error();
		r = SSL_accept(p->ssl);

		if (r != 1) {
			if (SSL_get_error(p->ssl, r) != SSL_ERROR_WANT_READ)
				drop(b, p);
			return;
		}
		p->shaken = true;
	}
	for (;;) {
		ssize_t n = hear(p);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n > 0 && p->fill == 0)
			p->first_us = now_us();
		if (n > 0)
			p->fill += (size_t)n;
		if (n <= 0 || !take(b, p)) {
			drop(b, p);
			return;
		}
	}
}

static void welcome(Bench *b, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	Peer *p = fd < 0 ? NULL : calloc(1, sizeof *p);
	struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = p};

	if (!p)
		return;
	p->fd = fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (b->tls) {
		p->ssl = SSL_new(b->tls);
		SSL_set_fd(p->ssl, fd);
	}
	if (epoll_ctl(b->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("epoll_ctl");
}

/* Lets out what has waited long enough; how long until the next, NULL: nothing waits. To the microsecond: a latency that is
 * rounded up to milliseconds is not the one that was asked for. */
static const struct timespec *let_out(Bench *b, struct timespec *next)
{
	int64_t wait_us;

	int64_t now = b->head == b->tail ? 0 : now_us();

	while (b->head != b->tail && b->held[b->head].at_us <= now) {
		Peer *p = b->held[b->head].peer;

		b->head = (b->head + 1) % WAITING_MAX;
		if (p && !say(p, ACCEPTED, sizeof ACCEPTED - 1))
			drop(b, p);
	}
	if (b->head == b->tail)
		return NULL;
	wait_us = b->held[b->head].at_us - now;
	*next = (struct timespec){wait_us / 1000000, wait_us % 1000000 * 1000};
	return next;
}

static int listen_on(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	socklen_t size = sizeof address;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
	    bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 1024) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		die("listen");
	printf("port %d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static SSL_CTX *tls_with(const char *file)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

	if (!tls || SSL_CTX_use_certificate_chain_file(tls, file) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, file, SSL_FILETYPE_PEM) != 1) {
		fprintf(stderr, "peer: %s: no certificate and key\n", file);
		exit(1);
	}
	return tls;
}

int main(int argc, char **argv)
{
	static Bench b;
	struct epoll_event events[256], event = {.events = EPOLLIN, .data.ptr = NULL};
	int port = 0, listener;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--port") == 0)
			port = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--latency-ms") == 0)
			b.latency_us = atoi(argv[i + 1]) * INT64_C(1000);
		else if (strcmp(argv[i], "--tls") == 0)
			b.tls = tls_with(argv[i + 1]);
		else if (strcmp(argv[i], "--stamps") == 0 && !(b.stamps = fopen(argv[i + 1], "we")))
			die(argv[i + 1]);
	}
	b.seen = calloc(SLOTS, sizeof *b.seen);
	b.epoll = epoll_create1(EPOLL_CLOEXEC);
	signal(SIGPIPE, SIG_IGN);
	listener = listen_on(port);
	if (!b.seen || b.epoll < 0 || epoll_ctl(b.epoll, EPOLL_CTL_ADD, listener, &event) < 0)
		die("start");
	for (;;) {
		struct timespec next;
		int n = epoll_pwait2(b.epoll, events, 256, let_out(&b, &next), NULL);

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr)
				serve(&b, events[i].data.ptr);
			else
				welcome(&b, listener);
		}
	}
}
