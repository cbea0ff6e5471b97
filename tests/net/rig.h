/* An HTTP client on a loop, and what came of its requests. */
#pragma once

#include "net/http_client.h"

#define RIG_CAP 4096
#define RIG_OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

typedef struct {
	int done;
	HttpProgress progress;
	int status;
	gboolean truncated;
	char *body;
	gsize body_length;
	char *error;
	char *x_first; /* the answer's X-First and X-Last headers */
	char *x_last;
} Seen;

typedef struct {
	sd_event *event;
	HttpClient *client;
} Rig;

extern const HttpLimits RIG_USUAL, RIG_SHORT;

void rig_start(Rig *rig, long max_host_connections);
void rig_stop(Rig *rig);
/* What http_client_send() says of a request with an X-Ours and an empty X-Empty header. */
int rig_send(Rig *rig, const char *method, const char *url, const char *body, const HttpLimits *limits, Seen *seen);
/* Runs the loop until *done is `want`. */
void rig_wait(Rig *rig, const char *row, const int *done, int want);
void rig_seen_clear(Seen *seen);
/* "http://127.0.0.1:PORT/submit?x=1" */
char *rig_url(const char *scheme, int port);
