#include "net/peer.h"

#include <arpa/inet.h>
#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	Peer *peer;
	int fd;
} Line;

static int bind_loopback(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

/* FALSE: the peer is to stop. */
static gboolean wait_readable(const Peer *peer, int fd)
{
	struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = peer->stop_fd, .events = POLLIN}};

	return poll(fds, 2, -1) > 0 && !fds[1].revents;
}

static gsize whole_length(const GString *in)
{
	const char *end = strstr(in->str, "\r\n\r\n"), *length;

	if (!end)
		return G_MAXSIZE;
	length = strstr(in->str, "\r\nContent-Length:");
	return (gsize)(end - in->str) + 4 + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
}

static gboolean read_request(Peer *peer, int fd)
{
	g_autoptr(GString) in = g_string_new(NULL);
	char part[65536];

	while (in->len < whole_length(in)) {
		ssize_t n;

		if (!wait_readable(peer, fd) || (n = recv(fd, part, sizeof(part), 0)) <= 0)
			return FALSE;
		if (!in->len) {
			g_mutex_lock(&peer->lock);
			peer->begun++;
			g_mutex_unlock(&peer->lock);
		}
		g_string_append_len(in, part, n);
	}
	g_mutex_lock(&peer->lock);
	g_string_assign(peer->last, in->str);
	g_mutex_unlock(&peer->lock);
	return TRUE;
}

static PeerAct next_act(Peer *peer)
{
	PeerAct act;

	g_mutex_lock(&peer->lock);
	act = peer->acts[MIN(peer->requests, peer->n_acts - 1)];
	peer->requests++;
	g_cond_broadcast(&peer->changed);
	while (act.then == PEER_GATHER && peer->requests < peer->gather)
		g_cond_wait(&peer->changed, &peer->lock);
	g_mutex_unlock(&peer->lock);
	return act;
}

static void say(int fd, const char *bytes)
{
	for (gsize left = bytes ? strlen(bytes) : 0; left;) {
		ssize_t n = send(fd, bytes, left, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes += n;
		left -= (gsize)n;
	}
}

static void flood(int fd)
{
	char part[4096];

	memset(part, 'x', sizeof(part));
	while (send(fd, part, sizeof(part), MSG_NOSIGNAL) > 0)
		;
}

static gpointer serve(gpointer data)
{
	Line *line = data;
	Peer *peer = line->peer;
	struct linger reset = {.l_onoff = 1};
	gboolean go_on = peer->acts[0].then != PEER_DEAF;

	while (go_on && read_request(peer, line->fd)) {
		PeerAct act = next_act(peer);

		say(line->fd, act.answer);
		if (act.then == PEER_FLOOD)
			flood(line->fd);
		if (act.then == PEER_RESET)
			setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		if (act.then == PEER_HANG)
			while (wait_readable(peer, line->fd) && recv(line->fd, (char[64]){0}, 64, 0) > 0)
				;
		go_on = act.then == PEER_KEEP || act.then == PEER_GATHER;
	}
	close(line->fd);
	g_mutex_lock(&peer->lock);
	peer->open--;
	g_cond_broadcast(&peer->changed);
	g_mutex_unlock(&peer->lock);
	g_free(line);
	return NULL;
}

static gpointer accept_all(gpointer data)
{
	Peer *peer = data;

	while (wait_readable(peer, peer->listen_fd)) {
		Line *line = g_new0(Line, 1);

		line->peer = peer;
		line->fd = accept(peer->listen_fd, NULL, NULL);
		if (line->fd < 0) {
			g_free(line);
			continue;
		}
		g_mutex_lock(&peer->lock);
		peer->connections++;
		peer->open++;
		peer->most_open = MAX(peer->most_open, peer->open);
		g_mutex_unlock(&peer->lock);
		g_ptr_array_add(peer->threads, g_thread_new("line", serve, line));
	}
	return NULL;
}

Peer *peer_new(const PeerAct *acts, guint n_acts, guint gather)
{
	Peer *peer = g_new0(Peer, 1);

	g_mutex_init(&peer->lock);
	g_cond_init(&peer->changed);
	peer->acts = acts;
	peer->n_acts = n_acts;
	peer->gather = gather;
	peer->last = g_string_new(NULL);
	peer->threads = g_ptr_array_new();
	peer->stop_fd = eventfd(0, EFD_CLOEXEC);
	peer->listen_fd = bind_loopback(&peer->port);
	ck_assert_int_eq(listen(peer->listen_fd, 64), 0);
	peer->acceptor = g_thread_new("peer", accept_all, peer);
	return peer;
}

void peer_free(Peer *peer)
{
	ck_assert_int_eq(write(peer->stop_fd, &(uint64_t){1}, 8), 8);
	g_thread_join(peer->acceptor);
	for (guint i = 0; i < peer->threads->len; i++)
		g_thread_join(peer->threads->pdata[i]);
	g_ptr_array_unref(peer->threads);
	g_string_free(peer->last, TRUE);
	close(peer->listen_fd);
	close(peer->stop_fd);
	g_mutex_clear(&peer->lock);
	g_cond_clear(&peer->changed);
	g_free(peer);
}

guint peer_requests(Peer *peer)
{
	guint requests;

	g_mutex_lock(&peer->lock);
	requests = peer->requests;
	g_mutex_unlock(&peer->lock);
	return requests;
}

void peer_wait_closed(Peer *peer)
{
	g_mutex_lock(&peer->lock);
	while (peer->open)
		g_cond_wait(&peer->changed, &peer->lock);
	g_mutex_unlock(&peer->lock);
}

int peer_closed_port(void)
{
	int port;

	close(bind_loopback(&port));
	return port;
}
