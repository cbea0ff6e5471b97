/* Requests of ours over HTTP(S): curl multi driven by sd-event, one thread.
 *
 * A request is sent at most once: redirects are not followed, and a body goes through a read callback that cannot be
 * rewound, because libcurl 7.88 otherwise repeats a POST by itself when a reused connection dies unanswered; such a
 * request ends as HTTP_UNKNOWN. A request without a body has no rewind to refuse and goes over a connection of its own.
 * TLS is verified, at least 1.2. Proxy variables of the environment are ignored. */
#pragma once

#include <systemd/sd-event.h>

#include "util/http_message.h"

typedef struct HttpClient HttpClient;

typedef struct {
	int64_t timeout_ms;         /* whole request */
	int64_t connect_timeout_ms; /* name, TCP and TLS */
	gsize max_answer;           /* bytes of body kept; more is cut and marked */
} HttpLimits;

/* Called once for every request, from the loop, never from inside http_client_send(). The answer is lent. */
typedef void (*HttpDone)(const HttpAnswer *answer, void *user);

/* 0 or negative errno. `max_host_connections` 0: no limit. Free with http_client_free(), never from inside an HttpDone:
 * unfinished requests are dropped without a call to theirs. */
int http_client_new(HttpClient **client, sd_event *event, long max_host_connections);
void http_client_free(HttpClient *client);

/* Starts a request (copied; the body is shared). 0; -EINVAL for a URL that is not http or https, a method other than
 * GET and POST, or a GET with a body; -ENOMEM. */
int http_client_send(HttpClient *client, const HttpRequest *request, const HttpLimits *limits, HttpDone done,
                     void *user);

/* Requests under way. */
guint http_client_in_flight(const HttpClient *client);
