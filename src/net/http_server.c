#include "config.h" /* POLLRDHUP */

#include "net/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "net/http_ticket.h"
#include "util/cleanup.h"

/* Request line and headers of one connection; what does not fit is refused by libmicrohttpd (414, 431). Room for an SMS
 * of many parts in a query. */
#define CONNECTION_MEMORY (32 * 1024)
/* So much beyond the cap is read and thrown away, for a peer that sends before it listens to read its 413. */
#define OVERSIZE_DRAIN (1024 * 1024)
/* So long nothing is looked at when there is no descriptor left for a connection that waits. */
#define NO_DESCRIPTORS_US 100000

/* A request must be whole after so many times the idle time: a byte now and then must not hold a place for ever. */
#define REQUEST_TIMEOUTS 3

/* A connection. */
typedef struct {
	int fd;
	int64_t since_us; /* monotonic: the request that is coming in may have begun then; INT64_MAX: it is whole, or given up */
} Guest;

static void ticket_free(HttpTicket *ticket)
{
	g_hash_table_remove(ticket->server->waiting, ticket);
	g_clear_pointer(&ticket->response, MHD_destroy_response);
	g_byte_array_unref(ticket->body);
	g_free(ticket->target);
	g_free(ticket);
}

static enum MHD_Result add_header(void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	GArray *headers = user;

	(void)kind;
	/* One with control characters in it is left out. */
	(void)http_headers_add(headers, name, value ? value : "");
	return MHD_YES;
}

static char *peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char host[NI_MAXHOST];

	if (!info || !info->client_addr)
		return g_strdup("");
	if (getnameinfo(info->client_addr,
	                info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
	                                                         : sizeof(struct sockaddr_in),
	                host, sizeof(host), NULL, 0, NI_NUMERICHOST) != 0)
		return g_strdup("");
	return g_strdup(host);
}

static enum MHD_Result queue_status(HttpTicket *ticket, unsigned status)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
	enum MHD_Result queued;

	if (!response)
		return MHD_NO;
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, POST");
	queued = MHD_queue_response(ticket->connection, status, response);
	MHD_destroy_response(response);
	return queued;
}

/* The headers are here. Only now - or after the whole body - does libmicrohttpd take an answer. */
static enum MHD_Result begin(HttpTicket *ticket, const char *method)
{
	const char *length =
	        MHD_lookup_connection_value(ticket->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

	ticket->begun = TRUE;
	if (!ticket->server->limits.all_methods && !g_str_equal(method, MHD_HTTP_METHOD_GET) &&
	    !g_str_equal(method, MHD_HTTP_METHOD_POST))
		return queue_status(ticket, MHD_HTTP_METHOD_NOT_ALLOWED);
	if (length && g_ascii_strtoull(length, NULL, 10) > ticket->server->limits.max_body + OVERSIZE_DRAIN)
		return queue_status(ticket, MHD_HTTP_CONTENT_TOO_LARGE);
	return MHD_YES;
}

static enum MHD_Result take_body(HttpTicket *ticket, const char *data, gsize length)
{
	if (ticket->oversize || ticket->body->len + length > ticket->server->limits.max_body) {
		ticket->oversize += length;
		return ticket->oversize > OVERSIZE_DRAIN ? MHD_NO : MHD_YES;
	}
	g_byte_array_append(ticket->body, (const guint8 *)data, (guint)length);
	return MHD_YES;
}

static Guest *guest_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void on_connection(void *user, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
	const union MHD_ConnectionInfo *info;
	HttpServer *server = user;
	Guest *guest;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*context)
			g_hash_table_remove(server->guests, *context);
		*context = NULL;
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	guest = g_new0(Guest, 1);
	guest->fd = info ? info->connect_fd : -1;
	guest->since_us = g_get_monotonic_time();
	g_hash_table_add(server->guests, guest);
	*context = guest;
}

static void guest_since(struct MHD_Connection *connection, int64_t since_us)
{
	Guest *guest = guest_of(connection);

	if (guest)
		guest->since_us = since_us;
}

/* Closes those that take too long; gives the microseconds until the next one would. */
static uint64_t see_off(const HttpServer *server)
{
	int64_t now_us = g_get_monotonic_time(), limit_us = (int64_t)server->limits.timeout_s * REQUEST_TIMEOUTS * G_USEC_PER_SEC;
	uint64_t next_us = UINT64_MAX;
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, server->guests);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		Guest *guest = key;

		if (guest->since_us == INT64_MAX)
			continue;
		if (now_us - guest->since_us < limit_us) {
			next_us = MIN(next_us, (uint64_t)(guest->since_us + limit_us - now_us));
			continue;
		}
		shutdown(guest->fd, SHUT_RDWR); /* libmicrohttpd finds the end of the connection and closes it */
		guest->since_us = INT64_MAX;
	}
	return next_us;
}

static void hand_over(HttpTicket *ticket, const char *method)
{
	HttpServer *server = ticket->server;
	const char *query = strchr(ticket->target, '?');
	HttpInbound inbound = {
	        .method = g_strdup(method),
	        .path = query ? g_strndup(ticket->target, (gsize)(query - ticket->target)) : g_strdup(ticket->target),
	        .query = g_strdup(query ? query + 1 : ""),
	        .peer = peer_of(ticket->connection),
	        .headers = http_headers_new(),
	        .body = g_byte_array_free_to_bytes(ticket->body),
	};

	ticket->body = g_byte_array_new();
	ticket->handed = TRUE;
	guest_since(ticket->connection, INT64_MAX);
	g_hash_table_add(server->waiting, ticket);
	MHD_get_connection_values(ticket->connection, MHD_HEADER_KIND, add_header, inbound.headers);
	server->handler(ticket, &inbound, server->user);
	http_inbound_clear(&inbound);
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *length, void **context)
{
	HttpTicket *ticket = *context;

	(void)user, (void)url, (void)version;
	if (!ticket->begun) {
		ticket->connection = connection;
		return begin(ticket, method);
	}
	if (*length) {
		gsize taken = *length;

		*length = 0;
		return take_body(ticket, data, taken);
	}
	if (ticket->oversize)
		return queue_status(ticket, MHD_HTTP_CONTENT_TOO_LARGE);
	if (!ticket->handed)
		hand_over(ticket, method);
	if (ticket->drop)
		return MHD_NO;
	if (ticket->response)
		return MHD_queue_response(connection, (unsigned)ticket->status, ticket->response);
	MHD_suspend_connection(connection);
	ticket->suspended = TRUE;
	return MHD_YES;
}

/* The one place where the target is to be had as sent: what on_request() gets has its escapes resolved. */
static void *on_target(void *user, const char *target, struct MHD_Connection *connection)
{
	HttpTicket *ticket = g_new0(HttpTicket, 1);

	(void)connection;
	ticket->server = user;
	ticket->target = g_strdup(target);
	ticket->body = g_byte_array_new();
	return ticket;
}

static void on_completed(void *user, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
	(void)user, (void)code;
	guest_since(connection, g_get_monotonic_time());
	if (*context)
		ticket_free(*context);
	*context = NULL;
}

static gboolean is_full(const HttpServer *server)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return info && info->num_connections >= server->limits.max_connections;
}

static int run_in(HttpServer *server, uint64_t wait_us)
{
	int r = sd_event_source_set_time_relative(server->timer, wait_us);

	return r < 0 ? r : sd_event_source_set_enabled(server->timer, SD_EVENT_ONESHOT);
}

/* A connection that waits and cannot be accepted keeps the descriptor readable: without a pause that is a busy loop. */
static gboolean out_of_descriptors(const HttpServer *server)
{
	struct pollfd poller = {.fd = sd_event_source_get_io_fd(server->io), .events = POLLIN};
	auto_fd spare = -1;

	if (poll(&poller, 1, 0) <= 0)
		return FALSE;
	spare = fcntl(poller.fd, F_DUPFD_CLOEXEC, 0);
	return spare < 0 && (errno == EMFILE || errno == ENFILE);
}

/* Lets libmicrohttpd work, and asks when it wants to be called though nothing comes in: never, while it is idle. */
static int run(HttpServer *server)
{
	gboolean was_full = is_full(server);
	MHD_UNSIGNED_LONG_LONG wait_ms;
	uint64_t wait_us;

	server->resumed = FALSE;
	see_off(server);
	MHD_run(server->daemon);
	/* Full, it stops listening; it begins again with the run after the one that closed a connection. */
	if (was_full && !is_full(server))
		MHD_run(server->daemon);
	if (server->resumed)
		return run_in(server, 0);
	if (out_of_descriptors(server)) {
		sd_event_source_set_enabled(server->io, SD_EVENT_OFF);
		return run_in(server, NO_DESCRIPTORS_US);
	}
	wait_us = see_off(server);
	if (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES)
		wait_us = MIN(wait_us, (uint64_t)wait_ms * 1000);
	if (wait_us != UINT64_MAX)
		return run_in(server, wait_us);
	return sd_event_source_set_enabled(server->timer, SD_EVENT_OFF);
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *user)
{
	(void)source, (void)fd, (void)events;
	return run(user);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	HttpServer *server = user;

	(void)source, (void)usec;
	sd_event_source_set_enabled(server->io, SD_EVENT_ON);
	return run(server);
}

/* "127.0.0.1:8080", "[::1]:0" -> a listening socket, or negative errno. No names: what is bound is what is written. */
static int listen_on(const char *address)
{
	const char *colon = strrchr(address, ':');
	g_autofree char *host = NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
	struct addrinfo *found = NULL;
	auto_fd fd = -1;
	int on = 1, r = 0;

	if (!colon || colon == address || !colon[1])
		return -EINVAL;
	host = *address == '[' && colon[-1] == ']' ? g_strndup(address + 1, (gsize)(colon - address - 2))
	                                           : g_strndup(address, (gsize)(colon - address));
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return -EINVAL;
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, found->ai_addr, found->ai_addrlen) < 0 || listen(fd, SOMAXCONN) < 0)
		r = -errno;
	freeaddrinfo(found);
	return r < 0 ? r : fd_steal(&fd);
}

static int port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address = {0};
	socklen_t length = sizeof(address);

	if (getsockname(fd, &address.any, &length) < 0)
		return -errno;
	if (address.any.sa_family == AF_INET)
		return ntohs(address.in.sin_port);
	return address.any.sa_family == AF_INET6 ? ntohs(address.in6.sin6_port) : -EAFNOSUPPORT;
}

static int start(HttpServer *server, sd_event *event, int fd)
{
	const union MHD_DaemonInfo *info;
	int r;

	/* In blocking mode the accept after the last waiting connection would stop the whole loop. */
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0) {
		r = -errno;
		fd_close(fd);
		return r;
	}
	server->port = port_of(fd);
	server->daemon = MHD_start_daemon(
	        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET,
	        fd, MHD_OPTION_CONNECTION_LIMIT, server->limits.max_connections, MHD_OPTION_CONNECTION_TIMEOUT,
	        server->limits.timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
	        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
	        on_connection, server, MHD_OPTION_END);
	if (!server->daemon)
		return -ENOMEM;
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return -EOPNOTSUPP;
	r = sd_event_add_io(event, &server->io, info->epoll_fd, EPOLLIN, on_io, server);
	if (r >= 0)
		r = sd_event_add_time(event, &server->timer, CLOCK_MONOTONIC, 0, 1000, on_timer, server);
	if (r >= 0)
		r = run(server);
	return r < 0 ? r : 0;
}

int http_server_new(HttpServer **server, sd_event *event, const char *listen, int listen_fd,
                    const HttpServerLimits *limits, HttpHandler handler, void *user)
{
	int fd = listen_fd >= 0 ? listen_fd : listen_on(listen);
	HttpServer *new;
	int r;

	if (fd < 0)
		return fd;
	new = g_new0(HttpServer, 1);
	new->limits = *limits;
	new->handler = handler;
	new->user = user;
	new->guests = g_hash_table_new_full(NULL, NULL, g_free, NULL);
	new->waiting = g_hash_table_new(NULL, NULL);
	new->streams = g_hash_table_new(NULL, NULL);
	r = start(new, event, fd);
	if (r < 0)
		http_server_free(new);
	else
		*server = new;
	return r;
}

void http_server_free(HttpServer *server)
{
	g_autoptr(GList) open = NULL;
	g_autoptr(GList) streams = NULL;

	if (!server)
		return;
	streams = g_hash_table_get_keys(server->streams);
	for (GList *i = streams; i; i = i->next)
		http_stream_end(i->data);
	open = g_hash_table_get_keys(server->waiting);
	for (GList *i = open; i; i = i->next)
		http_server_answer(i->data, MHD_HTTP_SERVICE_UNAVAILABLE, NULL, NULL);
	/* Resumed connections are taken up by the first run, their answers written by it or the next; libmicrohttpd
	 * aborts the process when it is stopped with one still asleep. */
	for (int i = 0; (open || streams) && i < 3; i++)
		MHD_run(server->daemon);
	sd_event_source_disable_unref(server->io);
	sd_event_source_disable_unref(server->timer);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	g_hash_table_unref(server->waiting);
	g_hash_table_unref(server->guests);
	g_hash_table_unref(server->streams);
	g_free(server);
}

int http_server_port(const HttpServer *server)
{
	return server->port;
}

/* Without a thread of its own libmicrohttpd does not tell its epoll descriptor of a resumed connection: it must be run. */
void http_server_resume(HttpServer *server, struct MHD_Connection *connection)
{
	MHD_resume_connection(connection);
	server->resumed = TRUE;
	run_in(server, 0);
}

/* Inside the handler the call of on_request() that it came from has not ended yet. */
void http_server_settle(HttpTicket *ticket)
{
	HttpServer *server = ticket->server;

	g_hash_table_remove(server->waiting, ticket);
	if (!ticket->suspended)
		return;
	http_server_resume(server, ticket->connection);
}

void http_server_answer(HttpTicket *ticket, int status, const char *content_type, const char *body)
{
	gsize length = body ? strlen(body) : 0;

	ticket->status = status;
	ticket->response = MHD_create_response_from_buffer(length, (void *)body, MHD_RESPMEM_MUST_COPY);
	if (!ticket->response)
		ticket->drop = TRUE;
	else if (content_type)
		MHD_add_response_header(ticket->response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
	http_server_settle(ticket);
}

void http_server_add_headers(struct MHD_Response *response, const GArray *headers)
{
	for (guint i = 0; headers && i < headers->len; i++) {
		const HttpHeader *header = &g_array_index(headers, HttpHeader, i);

		MHD_add_response_header(response, header->name, header->value);
	}
}

static void unref_bytes(void *bytes)
{
	g_bytes_unref(bytes);
}

void http_server_reply(HttpTicket *ticket, int status, const GArray *headers, GBytes *body)
{
	gsize length = 0;
	const void *data = body ? g_bytes_get_data(body, &length) : NULL;

	ticket->status = status;
	if (length)
		ticket->response = MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)data, unref_bytes,
		                                                                          g_bytes_ref(body));
	else
		ticket->response = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
	if (ticket->response)
		http_server_add_headers(ticket->response, headers);
	else
		ticket->drop = TRUE;
	if (!ticket->response && length)
		g_bytes_unref(body);
	http_server_settle(ticket);
}

void http_server_drop(HttpTicket *ticket)
{
	ticket->drop = TRUE;
	http_server_settle(ticket);
}

gboolean http_server_is_gone(const HttpTicket *ticket)
{
	const union MHD_ConnectionInfo *info =
	        MHD_get_connection_info(ticket->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd poller = {.fd = info ? info->connect_fd : -1, .events = POLLRDHUP};

	return poll(&poller, 1, 0) > 0;
}
