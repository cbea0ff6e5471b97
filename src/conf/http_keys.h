/* THE table of what may stand in a provider's group "http". Internal to src/conf. */
#pragma once

#include "util/http_profile.h"

typedef enum {
	HTTP_KEY_TEXT,       /* char *, one line */
	HTTP_KEY_TEMPLATE,   /* HttpTemplate * of `vars` */
	HTTP_KEY_PAIRS,      /* GPtrArray * of HttpPair of `vars` */
	HTTP_KEY_JSON,       /* char *: a group, or a text of JSON, of `vars` */
	HTTP_KEY_POINTER,    /* char * */
	HTTP_KEY_ARRAY,      /* char *: a pointer, or "name[*]" */
	HTTP_KEY_FIELD,      /* char *, http_profile_field_valid() */
	HTTP_KEY_DELAY_FROM, /* char *: a pointer, or "retry-after" */
	HTTP_KEY_PATTERN,    /* GRegex * */
	HTTP_KEY_GROUP_OF,   /* GRegex * with a group */
	HTTP_KEY_STATUSES,   /* GArray * of HttpStatusRange */
	HTTP_KEY_WORD,       /* int, the place of the word in `words` */
	HTTP_KEY_OUTCOME,    /* int, SubmitOutcome */
	HTTP_KEY_RECEIPT,    /* int, ReceiptStatus, or -1 for "ignored" */
	HTTP_KEY_STRINGS,    /* char **, a text or a list of them */
	HTTP_KEY_CHARSET,    /* char * that iconv knows */
	HTTP_KEY_METHOD,     /* char *: GET, POST, PUT */
	HTTP_KEY_DIGITS,     /* char * */
	HTTP_KEY_DURATION,   /* int64_t seconds */
	HTTP_KEY_OFFSET,     /* int64_t seconds, "+03:00" */
	HTTP_KEY_CODE,       /* int, HTTP status */
	HTTP_KEY_BOOL,       /* gboolean */
	HTTP_KEY_NETWORKS,   /* GArray * of HttpNetwork */
	HTTP_KEY_GROUP,      /* a pointer to a struct of `group` */
	HTTP_KEY_INLINE,     /* a struct of `group` itself */
	HTTP_KEY_ROWS,       /* GPtrArray * of structs of `group` */
	HTTP_KEY_KINDS
} HttpKeyKind;

typedef struct HttpGroup HttpGroup;

typedef struct {
	const char *key;
	HttpKeyKind kind;
	gsize offset;
	const char *example; /* as in the file, for cures */
	gboolean required;
	guint32 vars;
	const char *const *words;
	int fallback; /* of HTTP_KEY_WORD, _OUTCOME and _CODE */
	const HttpGroup *group;
} HttpKey;

struct HttpGroup {
	const HttpKey *keys;
	guint n_keys;
	gsize size; /* of its struct */
};

extern const HttpGroup http_keys_profile;
