/* Requests of ours over HTTP(S): curl multi driven by sd-event, one thread.
 *
 * A request is sent at most once: redirects are not followed, and a body goes through a read callback that cannot be
 * rewound, because libcurl 7.88 otherwise repeats a POST by itself when a reused connection dies unanswered; such a
 * request ends as HTTP_UNKNOWN. A request without a body has no rewind to refuse and goes over a connection of its own.
 * TLS is verified, at least 1.2. Proxy variables of the environment are ignored.
 *
 * HTTP/2 (over TLS, where the peer offers it) only for requests with a body, and one stream a connection: a stream the peer
 * refuses (REFUSED_STREAM, GOAWAY) is repeated by libcurl just as a POST on a dead connection is, and the same refused
 * rewind keeps it single (tests/e2e/misbehave counts). Plain http stays at 1.1: libcurl 7.88 fails reused h2c requests. */
#pragma once

#include <systemd/sd-event.h>

#include "util/http_message.h"

typedef struct HttpClient HttpClient;

/* The way to a peer. Borrowed, until http_client_send() returns; all zero: straight there, trusting the system's CAs. */
typedef struct {
	const char *ca_file;  /* PEM of the CAs to trust in place of the system's */
	const char *proxy;    /* "http://host:port"; https goes through it by CONNECT, so it sees the host name alone */
	const char *proxy_username, *proxy_password;
	const char *connect_to; /* CURLOPT_CONNECT_TO, "HOST:PORT:ADDRESS:PORT": Host, SNI and signatures stay those of HOST.
	                         * conf refuses it outside tests */
	const char *only;         /* -EPERM unless the request goes to scheme, host and port of this URL ... */
	const char *const *hosts; /* ... or by https to one of these; NULL: none */
	gboolean http2;
} HttpRoute;

typedef struct {
	int64_t timeout_ms;         /* whole request */
	int64_t connect_timeout_ms; /* name, TCP and TLS */
	gsize max_answer;           /* bytes of body kept; more is cut and marked */
	HttpRoute route;
} HttpLimits;

/* Called once for every request, from the loop or http_client_begin(), never from inside http_client_send(). The answer
 * is lent. */
typedef void (*HttpDone)(const HttpAnswer *answer, void *user);

/* 0 or negative errno. `max_host_connections` 0: no limit. Free with http_client_free(), never from inside an HttpDone:
 * unfinished requests are dropped without a call to theirs. */
int http_client_new(HttpClient **client, sd_event *event, long max_host_connections);
void http_client_free(HttpClient *client);

/* Starts a request (copied; the body is shared). 0; -EINVAL for a URL that is not http or https, a method other than
 * GET and POST, or a GET with a body; -EPERM for a host that is not of the route; -ENOMEM. */
int http_client_send(HttpClient *client, const HttpRequest *request, const HttpLimits *limits, HttpDone done,
                     void *user);

/* Begins what was sent since, instead of at the loop's next iteration; not from inside an HttpDone. */
void http_client_begin(HttpClient *client);

/* Requests under way. */
guint http_client_in_flight(const HttpClient *client);
