/* What an admin wrote for driver "http", as plain data: requests as templates, answers and webhooks as pointers,
 * patterns and tables. conf reads and checks it, the driver goes by it. followup-provider(7) has the keys.
 *
 * A template is taken apart once, when it is read; values are put between its pieces, escaped for the place they stand
 * in, and never looked at again: "{to}" typed by a customer stays those four characters. There is no raw form. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef enum {
	HTTP_VAR_TO,          /* "+4915123456789" */
	HTTP_VAR_TO_NO_PLUS,  /* "4915123456789" */
	HTTP_VAR_TO_NATIONAL, /* HttpProfile.national_prefix + "15123456789" */
	HTTP_VAR_FROM,        /* setting sender */
	HTTP_VAR_TEXT,
	HTTP_VAR_LANGUAGE,
	HTTP_VAR_REF,
	HTTP_VAR_VALIDITY_S, /* whole units, rounded down: none may outlive the window */
	HTTP_VAR_VALIDITY_MIN,
	HTTP_VAR_VALIDITY_H,
	HTTP_VAR_CALLBACK_URL,
	HTTP_VAR_USERNAME,
	HTTP_VAR_ACCOUNT,
	HTTP_VAR_NOW, /* seconds UTC */
	HTTP_VAR_NONCE,
	HTTP_VAR_ID,     /* of a look-up: the provider's own id */
	HTTP_VAR_SECRET, /* of auth alone: setting password */
	HTTP_VAR_BODY,   /* of what is signed: the body, byte by byte */
	HTTP_VAR_URL,    /* of what is signed: the address with its query */
	HTTP_VARS
} HttpVar;

/* Sets of variables, by the place a template stands in. */
#define HTTP_VAR_BIT(var) (1u << (var))
#define HTTP_VARS_SEND (HTTP_VAR_BIT(HTTP_VAR_ID) - 1)
#define HTTP_VARS_LOOKUP                                                                                               \
	(HTTP_VAR_BIT(HTTP_VAR_TO) | HTTP_VAR_BIT(HTTP_VAR_TO_NO_PLUS) | HTTP_VAR_BIT(HTTP_VAR_TO_NATIONAL) |          \
	 HTTP_VAR_BIT(HTTP_VAR_REF) | HTTP_VAR_BIT(HTTP_VAR_ID) | HTTP_VARS_CHECK)
#define HTTP_VARS_CHECK                                                                                                \
	(HTTP_VAR_BIT(HTTP_VAR_USERNAME) | HTTP_VAR_BIT(HTTP_VAR_ACCOUNT) | HTTP_VAR_BIT(HTTP_VAR_NOW) |               \
	 HTTP_VAR_BIT(HTTP_VAR_NONCE))
#define HTTP_VARS_AUTH (HTTP_VAR_BIT(HTTP_VAR_SECRET) | HTTP_VAR_BIT(HTTP_VAR_USERNAME))
#define HTTP_VARS_WEBHOOK (HTTP_VAR_BIT(HTTP_VAR_BODY) | HTTP_VAR_BIT(HTTP_VAR_URL))
/* One recipe signs submits, look-ups and checks: what a request does not have is empty. */
#define HTTP_VARS_SIGN (HTTP_VARS_SEND | HTTP_VAR_BIT(HTTP_VAR_ID) | HTTP_VARS_WEBHOOK)
#define HTTP_VARS_NUMBERS                                                                                              \
	(HTTP_VAR_BIT(HTTP_VAR_VALIDITY_S) | HTTP_VAR_BIT(HTTP_VAR_VALIDITY_MIN) | HTTP_VAR_BIT(HTTP_VAR_VALIDITY_H) | \
	 HTTP_VAR_BIT(HTTP_VAR_NOW))

typedef struct {
	const char *value[HTTP_VARS]; /* borrowed; NULL: it has none */
} HttpValues;

typedef enum {
	HTTP_ESCAPE_NONE,    /* text/plain, and what is signed or escaped as a whole afterwards */
	HTTP_ESCAPE_PERCENT, /* a path: values percent-encoded (RFC 3986), a blank as %20, "/" too; -EINVAL
	                      * for "." and "..", which would lead elsewhere */
	HTTP_ESCAPE_XML,     /* entities; -EINVAL for what XML 1.0 cannot hold */
} HttpEscape;

typedef struct HttpTemplate HttpTemplate;

const char *http_template_var_name(HttpVar var); /* "to_no_plus" */

/* "{name}" is a variable, "{{" a bracket, any other bracket itself. 0; or -EINVAL with *fault "what is wrong; what to
 * write" (caller frees) for a variable that there is not, or that is not of `allowed`. */
int http_template_parse(const char *source, guint32 allowed, HttpTemplate **out, char **fault);
void http_template_free(HttpTemplate *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpTemplate, http_template_free)

guint32 http_template_vars(const HttpTemplate *t);

/* The first of its variables that has no value, HTTP_VARS when all have one. */
HttpVar http_template_missing(const HttpTemplate *t, const HttpValues *values);

/* Appends the template with its values; what has none is empty. 0, or -EINVAL (see HttpEscape). */
int http_template_render(const HttpTemplate *t, const HttpValues *values, HttpEscape escape, GString *out);

/* "{#validity_min}", which in JSON is a number: its variable, or HTTP_VARS when the text is no such thing. */
HttpVar http_template_number(const char *source);

typedef struct {
	char *name;
	HttpTemplate *value;
} HttpPair;

/* "name=template": 0 and *pair, or -EINVAL with *fault. */
int http_template_pair_parse(const char *source, guint32 allowed, HttpPair **pair, char **fault);
void http_template_pair_free(gpointer pair);

/* "200-299,404". */
typedef struct {
	int from, to;
} HttpStatusRange;
int http_profile_status_parse(const char *source, GArray **ranges);
gboolean http_profile_status_in(const GArray *ranges, int status); /* NULL: always */

/* "192.0.2.0/24", "2001:db8::/32", "192.0.2.7". */
typedef struct {
	guint8 address[16];
	guint length; /* of the address: 4 or 16 */
	guint bits;
} HttpNetwork;
int http_profile_network_parse(const char *source, HttpNetwork *network);
gboolean http_profile_network_holds(const HttpNetwork *network, const char *peer);

/* RFC 6901, where "*" stands for the only member of an object or list. */
gboolean http_profile_pointer_valid(const char *pointer);

/* A pattern for foreign bytes: it gives up, as if it did not match, when a text makes it search too long. NULL with
 * *fault. `group`: it must have one in ( ), which is what is wanted of it. */
GRegex *http_profile_pattern_new(const char *source, gboolean group, char **fault);

/* What an answer is asked for; all that is given must hold. Enums of core stand as int: this room knows no other. */
typedef struct {
	GArray *http;  /* of HttpStatusRange; NULL: any */
	char *pointer; /* into the JSON body; NULL: none */
	char **is;     /* what stands there is one of these; NULL: anything that is no object or list */
	GRegex *like;  /* what stands there matches; NULL: any */
	GRegex *body;  /* the body matches; NULL: any */
	int outcome;   /* of an error: SubmitOutcome */
	int64_t delay_s;
	char *delay_from; /* "retry-after" or a pointer to seconds; NULL: delay_s alone */
	gboolean number_only;
} HttpCondition;

/* What a status of a report means. */
typedef struct {
	char **is;    /* values of the status; NULL: any */
	char **error; /* values of the error beside it; NULL: any */
	int status;   /* ReceiptStatus; -1: it says nothing */
	int cause;    /* SubmitOutcome; SUBMIT_ACCEPTED: nothing */
} HttpStatus;

typedef struct {
	char *method;       /* NULL: POST with a body, else GET */
	HttpTemplate *path; /* behind the provider's url; NULL: nothing */
	GPtrArray *query;   /* of HttpPair; NULL: none. A pair whose variable has no value is left out */
	GPtrArray *headers; /* the same */
	GPtrArray *form;    /* the same; at most one of form, json, xml, text */
	char *json;         /* a document whose texts are templates; members whose variable has no value are left out */
	HttpTemplate *xml;
	HttpTemplate *text;
	char *content_type; /* NULL: that of the body */
} HttpRequestPlan;

typedef enum { HTTP_IN_HEADER, HTTP_IN_QUERY, HTTP_IN_BODY } HttpPlace;
typedef enum {
	HTTP_AUTH_NONE,
	HTTP_AUTH_BASIC,
	HTTP_AUTH_BEARER,
	HTTP_AUTH_HEADER, /* these three stand in the order of HttpPlace */
	HTTP_AUTH_QUERY,
	HTTP_AUTH_BODY,
	HTTP_AUTH_HMAC,
} HttpAuthKind;

/* How we prove who we are, by settings username and password. */
typedef struct {
	int kind;            /* HttpAuthKind */
	int place;           /* of HTTP_AUTH_HMAC: HttpPlace */
	char *name;          /* of the header or parameter */
	HttpTemplate *value; /* of HTTP_AUTH_HEADER, _QUERY, _BODY */
	HttpTemplate *text;  /* of HTTP_AUTH_HMAC: what is signed */
	int digest;          /* GChecksumType */
	int base64;          /* else lower-case hex */
} HttpAuth;

/* How a webhook proves who it is: HMAC by signature_secret. */
typedef struct {
	char *header;
	char *prefix; /* before the signature: "sha256="; NULL: nothing */
	HttpTemplate *text;
	int digest;
	int base64;
} HttpSignature;

typedef enum {
	HTTP_TIME_EPOCH,
	HTTP_TIME_EPOCH_MS,
	HTTP_TIME_RFC3339,
	HTTP_TIME_RFC2822,
	HTTP_TIME_LOCAL
} HttpTimeForm;

/* Where a thing stands in a webhook: "name" a form or query parameter, "/a/b" a pointer into the JSON body, "#2" a
 * line, "header:X-From" a header, "body:" the body itself. */
gboolean http_profile_field_valid(const char *field);

/* What reports and replies have in common. */
typedef struct {
	char *array; /* a pointer to the list of them, or "data[*]" for parameters data[0], data[1] ...; NULL: there is
	                one */
	gboolean lines; /* each of them is a text of lines */
	char *only;     /* a field ... */
	char **only_is; /* ... that says whether it is meant for us; others are passed over */
	char *id;
	char *time;
	int time_form;    /* HttpTimeForm */
	int64_t offset_s; /* of HTTP_TIME_LOCAL: how far its clock is ahead of UTC */
	int ack_status;
	char *ack_type;
	char *ack_body;
} HttpHook;

typedef struct {
	HttpHook hook;
	char *ref;
	char *status;
	char *error;
} HttpReports;

typedef struct {
	HttpHook hook;
	char *from;
	char *to;
	char *text;
	char *charset; /* NULL: UTF-8 */
	char *optout;  /* a field, and what it says */
	char **stop, **start, **help;
	char *part_of;
	char *part;
	char *parts;
} HttpReplies;

typedef struct {
	HttpRequestPlan request;
	GPtrArray *success; /* of HttpCondition: all must hold; NULL: HTTP 200 to 299 */
	GPtrArray *errors;  /* of HttpCondition: the first that holds */
	char *id_pointer;   /* one of the three; all NULL: there is no id */
	GRegex *id_like;
	char *id_header;
	char *code; /* a pointer to the provider's own code, for log lines */
	gboolean retry_5xx_safe;
} HttpSend;

typedef struct {
	HttpRequestPlan request;
	GPtrArray *found;  /* of HttpCondition: all hold, it is known; NULL: HTTP 200 to 299 */
	GPtrArray *absent; /* of HttpCondition: all hold, it is not; NULL: nothing says so */
	char *array;       /* a pointer to a list to look through; NULL: there is one */
	char *match;       /* a pointer in each of them to what is our reference */
	char *id;
	char *status;
	char *error;
} HttpLookup;

typedef struct {
	HttpRequestPlan request;
	GPtrArray *success;
	char *words; /* a pointer to what is shown, as a balance */
} HttpCheck;

typedef struct HttpProfile {
	HttpAuth auth;
	char *charset;         /* of form, query, text and XML; NULL: UTF-8 */
	char *country_code;    /* "49", for {to_national} */
	char *national_prefix; /* "0"; NULL: none */
	HttpSend *send;
	HttpLookup *lookup;       /* NULL: it cannot be asked */
	HttpCheck *check;         /* NULL: none */
	GPtrArray *statuses;      /* of HttpStatus, for reports and look-ups */
	HttpReports *reports;     /* NULL: none come */
	HttpReplies *replies;     /* NULL: none come */
	HttpSignature *signature; /* NULL: webhooks are not signed */
	GArray *source_allow;     /* of HttpNetwork; NULL: webhooks come from anywhere */
	GPtrArray *owned;         /* all of the above: http_profile_own() */
} HttpProfile;

HttpProfile *http_profile_new(void);
/* Gives a part to the profile, which frees it with itself; returns the part. */
gpointer http_profile_own(HttpProfile *profile, gpointer part, GDestroyNotify release);
void http_profile_free(HttpProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpProfile, http_profile_free)

/* Whether reports or replies are read from that header; profile may be NULL. */
gboolean http_profile_reads_header(const HttpProfile *profile, const char *name);
