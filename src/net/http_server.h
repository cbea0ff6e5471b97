/* Webhooks in: libmicrohttpd driven by sd-event, one thread, answers given when the caller is ready.
 *
 * A request reaches the handler whole; the connection waits until http_server_answer() - so the raw row can be
 * committed before the 200. Body and headers are capped; a connection idle for `timeout_s` is closed, and one whose
 * request is not whole after three times that, however busily it sends (slowloris). */
#pragma once

#include <systemd/sd-event.h>

#include "util/http_message.h"

typedef struct HttpServer HttpServer;
typedef struct HttpTicket HttpTicket; /* one unanswered request */

typedef struct {
	gsize max_body; /* larger: 413, the handler is not called */
	guint max_connections;
	guint timeout_s;
	gboolean all_methods; /* the handler answers those it does not know, HEAD without a body */
} HttpServerLimits;

/* Called from the loop with the request lent, for GET and POST; other methods are answered 405, unless the handler wants
 * all of them. Every ticket must be
 * answered once, now or later; it stays valid when the peer hangs up meanwhile. */
typedef void (*HttpHandler)(HttpTicket *ticket, const HttpInbound *inbound, void *user);

/* Listens on `listen` ("127.0.0.1:8080", "[::1]:0"), or on listen_fd when >= 0 (socket activation; taken over). 0 or
 * negative errno. */
int http_server_new(HttpServer **server, sd_event *event, const char *listen, int listen_fd,
                    const HttpServerLimits *limits, HttpHandler handler, void *user);

/* Stops listening and drops what is open. Unanswered tickets are answered 503 and gone: they must not be used any more.
 * Never from inside an HttpHandler. */
void http_server_free(HttpServer *server);

/* The port it listens on (for port 0), or negative errno. */
int http_server_port(const HttpServer *server);

/* Answers; the ticket is gone afterwards. `body` NULL: empty; `content_type` NULL: none is told. */
void http_server_answer(HttpTicket *ticket, int status, const char *content_type, const char *body);

/* Answers with headers of one's own (of HttpHeader; NULL: none) and any bytes (NULL: none); takes a reference of `body`. The
 * ticket is gone afterwards. */
void http_server_reply(HttpTicket *ticket, int status, const GArray *headers, GBytes *body);

/* An answer that has no end: server-sent events. */
typedef struct HttpStream HttpStream;
/* The peer has gone, or the server is being freed: the stream is gone when this returns, nothing may be sent from in here. */
typedef void (*HttpStreamClosed)(void *user);

/* Answers 200 with these headers and keeps the connection for http_stream_send(). The ticket is gone afterwards, the stream
 * stays until `closed`. NULL: no memory; `closed` is not called. A peer that has gone is noticed when it is written to. */
HttpStream *http_stream_new(HttpTicket *ticket, const GArray *headers, HttpStreamClosed closed, void *user);

/* Shares the bytes. FALSE: the peer reads too slowly and 64 KiB wait already; nothing was added, end it. */
gboolean http_stream_send(HttpStream *stream, GBytes *bytes);

/* What waits is still written, then the connection ends; `closed` follows. */
void http_stream_end(HttpStream *stream);

/* Whether nobody waits for the answer any more, while the ticket waits: the peer has closed its side. libmicrohttpd does
 * not look at a connection that sleeps. */
gboolean http_server_is_gone(const HttpTicket *ticket);

/* Closes the connection without an answer; the ticket is gone afterwards. What a broken peer does: for the sandbox. */
void http_server_drop(HttpTicket *ticket);
