/* What goes over HTTP, as plain data: drivers build and read it without I/O, the net room carries it. */
#pragma once

#include <glib.h>

typedef struct {
	char *name;
	char *value; /* in one piece of memory with the name; free of CR and LF: http_headers_add() refuses them */
} HttpHeader;

/* A request of ours. Owned by whoever built it; http_request_clear() frees the members. */
typedef struct {
	char *method; /* "GET", "POST" */
	char *url;
	GArray *headers; /* of HttpHeader */
	GBytes *body;    /* NULL: none */
} HttpRequest;

/* How far a request of ours came; decides what may be sent again (DESIGN section 5). */
typedef enum {
	HTTP_NOT_SENT, /* surely nothing reached the peer: no address, no connection, TLS refused */
	HTTP_UNKNOWN,  /* some or all of the request may have reached the peer, no whole answer came back */
	HTTP_ANSWERED, /* a whole answer came back */
} HttpProgress;

typedef struct {
	HttpProgress progress;
	int status;          /* HTTP status when answered, else 0 */
	GArray *headers;     /* of HttpHeader, names as the peer wrote them; NULL when not answered */
	GBytes *body;        /* at most the client's cap; NULL when not answered */
	gboolean truncated;  /* the answer was longer than the cap */
	char *error;         /* what went wrong in words, NULL when answered */
} HttpAnswer;

/* A request that came in, whole. */
typedef struct {
	char *method;
	char *path;      /* as sent, without the query */
	char *query;     /* as sent, without '?'; "" when none */
	char *peer;      /* numeric address of the sender */
	GArray *headers; /* of HttpHeader */
	GBytes *body;
} HttpInbound;

GArray *http_headers_new(void);

/* 0, or -EINVAL when name or value hold a control character (header injection). Copies both. */
int http_headers_add(GArray *headers, const char *name, const char *value);

/* The first value of that name, case-insensitively, or NULL. */
const char *http_headers_get(const GArray *headers, const char *name);

void http_request_clear(HttpRequest *request);
void http_answer_clear(HttpAnswer *answer);
void http_inbound_clear(HttpInbound *inbound);
/* For who needs it longer than it is lent. Caller clears and frees. */
HttpInbound *http_inbound_copy(const HttpInbound *inbound);

/* Appends "name=value" to a query or form body, percent-encoded after RFC 3986, with '&' when it is not the first. */
void http_query_add(GString *query, const char *name, const char *value);

/* The decoded parameters of a query string or form body (char* -> char*, last one wins); bytes are kept as they are,
 * also when not UTF-8. Caller unrefs. NULL when an escape is broken or a value holds a NUL. */
GHashTable *http_query_parse(const char *query, gsize length);
