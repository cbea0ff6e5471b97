/* What a webhook tells as names and values, whatever it came as: query, form or JSON. Signatures are made over these,
 * so they are the values themselves, not cleaned; fields_short() and fields_text() are for what goes into a
 * ProviderInbound. */
#pragma once

#include "util/http_message.h"

typedef struct {
	char *name;
	char *value;
	gsize length; /* of the value: phones and carriers put NULs into texts (chatwoot/chatwoot pull 7901) */
} Field;

/* The pairs of a query or form body, decoded, in order of name and then value (byte by byte). A name may stand several
 * times. NULL when an escape is broken or a name has a NUL. Caller unrefs. */
GArray *fields_of_form(const char *form, gsize length);

/* The pairs of a webhook: of its body, form or (by its Content-Type) JSON; of the query when the body is empty. In JSON
 * numbers and booleans are written out and the members of an object within go as "error/title"; arrays and nulls are
 * left out. NULL when the body is neither. Caller unrefs. */
GArray *fields_of_inbound(const HttpInbound *inbound);

/* The first value of that name up to a NUL, or NULL. Borrowed. */
const char *fields_get(const GArray *fields, const char *name);
/* It as a short field, see wire_clean(); NULL when absent or empty. Caller frees. */
char *fields_short(const GArray *fields, const char *name);
/* It as a message's text, see wire_text(); "" stays "", NULL when absent. Caller frees. */
char *fields_text(const GArray *fields, const char *name);

/* A provider's sentence made fit for a log line: cleaned, cut, and what may be a phone number (7 digits or more) as
 * "***". NULL when there is none. Caller frees. */
char *fields_words(const char *said);

/* Whether something of ours is fit to be sent: valid UTF-8, not empty, no control characters but, with `lines`, tabs
 * and line breaks. NULL is not. */
gboolean fields_is_text(const char *text, gboolean lines);
