/* What the two files of the server share: a request that waits for its answer. */
#pragma once

#include <microhttpd.h>

#include "net/http_server.h"

struct HttpServer {
	struct MHD_Daemon *daemon;
	sd_event_source *io;
	sd_event_source *timer;
	HttpServerLimits limits;
	HttpHandler handler;
	void *user;
	GHashTable *guests;  /* set of Guest*, owned */
	GHashTable *waiting; /* set of HttpTicket*: handed out, not answered */
	GHashTable *streams; /* set of HttpStream*: without end, still open */
	gboolean resumed;    /* since the last run */
	int port;
};

struct HttpTicket {
	HttpServer *server;
	struct MHD_Connection *connection;
	char *target;
	GByteArray *body;
	gsize oversize;
	gboolean begun;     /* the headers have been looked at */
	gboolean handed;    /* the handler knows it */
	gboolean suspended; /* the connection sleeps until the answer */
	gboolean drop;
	int status; /* 0: no answer yet */
	struct MHD_Response *response;
};

/* The ticket has its answer (status and response, or drop): has it sent. The ticket is gone afterwards. */
void http_server_settle(HttpTicket *ticket);

/* Takes up a suspended connection again. */
void http_server_resume(HttpServer *server, struct MHD_Connection *connection);

/* Of HttpHeader; NULL: none. */
void http_server_add_headers(struct MHD_Response *response, const GArray *headers);
