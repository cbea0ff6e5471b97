/* One request of the page's interface: who asks, what was sent, and what is answered. */
#pragma once

#include <jansson.h>

#include "desk/desk.h"
#include "inbox/inbox.h"
#include "inbox/router.h"
#include "inbox/session.h"

struct Request {
	Inbox *inbox;
	const HttpInbound *inbound;
	HttpTicket *ticket; /* NULL: it was answered already (a stream) */
	HttpInbound *kept;  /* what `inbound` is after request_keep(); NULL: the server lends it */
	const char *param;  /* of the route's "@"; NULL: it has none */
	char *part;         /* of the path, which `param` borrows */
	GHashTable *query;  /* char* -> char* */
	json_t *body;       /* an object; NULL: none was sent */
	Session session;    /* token NULL: nobody is logged in */
	char *actor;        /* "agent:li" */
	Desk desk;
	GHashTable *people; /* account -> full name; NULL: nobody asked yet */
	json_t *answer;     /* what 200 says */
	GBytes *said;       /* the same, as JSON already; NULL: it is in `answer` */
	GArray *headers;    /* of HttpHeader: more of them */
	gboolean changed;   /* the store was written to: the daemon is rung, listeners are told */
	/* What went wrong, by request_refuse(). */
	int status; /* 0: 200, or what the errno says */
	const char *code; /* static */
	const char *rule; /* static: which rule refuses it; NULL: none of those that have a name */
	char *place, *value;
	char *fault; /* the words */
};

/* It is answered in a later turn of the loop, by api_end(). */
void request_keep(Request *request);
/* Its ticket is somebody else's affair. */
void request_free(Request *request);

/* Says what is wrong; gives back -EINVAL for the route to return. `place` and `value` (may be NULL) are copied,
 * `cure` is a sentence. */
int request_refuse(Request *request, int status, const char *code, const char *place, const char *value, const char *cure, ...)
        G_GNUC_PRINTF(6, 7);

/* A fault of the desk, in request->fault, without a place: finds which field of the body or of the query it is about - an
 * option it begins with ("--since: ..."), or a value that it quotes - and puts that into place and value. An option loses
 * its dashes, as nobody wrote any here. What is about no field stays as it is. */
void request_blame(Request *request);

/* Refuses what is no time to come on the customer's clock; `text` NULL: not told, nothing to refuse. */
int request_time(Request *request, int64_t case_id, const char *key, const char *text);

/* The query "shop"; NULL: not told. Refused when neither the configuration nor any case has it. */
int request_shop(Request *request, const char **shop);

/* The case of the route's "@", by number or code. -ENOENT with words. */
int request_case(Request *request, int64_t *case_id);
/* The number of the route's "@". -ENOENT with words: `what` it is none of. */
int request_number(Request *request, const char *what, int64_t *number);

/* The full name of an actor's account; NULL: it has none. Borrowed. */
const char *request_person(Request *request, const char *actor);

/* ---- fields of the body and of the query ---- */

typedef enum { FIELD_TEXT, FIELD_NUMBER, FIELD_BOOL, FIELD_NUMBERS } FieldType;
/* One key of the body. */
typedef struct {
	const char *key;
	FieldType type;
	gboolean required; /* of a text: not empty either */
	void *out; /* const char ** (borrowed; NULL when not told), int64_t *, gboolean *, GArray ** (of int64_t, caller unrefs) */
} RequestField;
#define REQUEST_TEXT_MAX 10000 /* bytes of a text */

/* Reads the body after the table (it ends with a row without a key). Null is the same as not told. A key that is not
 * in the table, a missing or a wrong value is refused. */
int request_fields(Request *request, const RequestField *fields);

/* The value of a query; NULL: not told, or empty. */
const char *request_query(const Request *request, const char *key);
gboolean request_flag(const Request *request, const char *key); /* "1" */
/* -EINVAL with words: no number in [least, most]. */
int request_query_number(Request *request, const char *key, int64_t least, int64_t most, int64_t otherwise, int64_t *number);
/* Refuses a query with a key that is not in the list (ends with NULL). */
int request_query_only(Request *request, const char *const *keys);
