/* The contract of a provider driver: bytes in, struct out, no I/O, no clock, no state.
 *
 * A driver MUST
 *   - build a request that can be told apart by our reference where the provider lets us carry one;
 *   - call an answer SUBMIT_ACCEPTED only when the provider said so, and SUBMIT_RETRY_LATER or SUBMIT_THROTTLED only when the
 *     message surely was not accepted; whatever it does not know is SUBMIT_UNKNOWN (DESIGN section 5);
 *   - refuse (-EINVAL) what it cannot code for its wire instead of changing it;
 *   - never look into HttpAnswer.progress other than HTTP_ANSWERED: the gateway has dealt with the rest.
 * A driver SHOULD stay under 300 lines and keep its codes in one table with the source beside each row. */
#pragma once

#include "core/types.h"
#include "util/http_message.h"

/* The shop's account with a provider. Borrowed strings; NULL where the config says nothing. */
typedef struct {
	const char *id;
	const char *url;
	const char *username;
	const char *password;
	const char *sender;
	const char *smsc;
	const char *report_url; /* where delivery reports are to come, secret included; NULL: none wanted */
} ProviderAccount;

/* One placeholder of the text and what was put in. */
typedef struct {
	const char *name; /* text_field_name(): "order" */
	const char *value;
} ProviderParam;

/* `text` is always what the customer is to read. A provider that sends texts registered there takes template_code and params in
 * place of it; a driver of such a one refuses (-EINVAL) a text without a code, any other ignores both, as kannel does. */
typedef struct {
	const char *to;   /* E.164 with + */
	const char *text; /* valid UTF-8 */
	const char *ref;  /* our own reference of this attempt, [a-z0-9]+ */
	gboolean ucs2;
	int64_t validity_s; /* the provider must drop it after this; 0: its default */
	const char *template_code; /* NULL: none */
	const ProviderParam *params;
	guint n_params;
} ProviderSubmit;

typedef struct {
	SubmitOutcome outcome;
	char *provider_id;  /* the provider's own id, NULL when it gave none */
	char *code;         /* the provider's own code or words, cleaned for a log line; NULL when none */
	int64_t retry_after_s; /* SUBMIT_THROTTLED: its wish; else 0 */
} ProviderResult;

/* One thing a webhook told. */
typedef struct {
	enum { INBOUND_RECEIPT, INBOUND_REPLY } kind;
	/* receipt */
	ReceiptStatus status;
	char *ref;  /* our reference, NULL when it carries none */
	char *code; /* the network's words */
	/* reply */
	char *from; /* as the provider writes it */
	char *to;
	char *text; /* valid UTF-8, at most 10 kB; bytes that are not are replaced */
	/* both */
	char *provider_id; /* NULL when none */
	int64_t at;        /* provider's time of it; 0 when not told */
} ProviderInbound;

void provider_result_clear(ProviderResult *result);
GArray *provider_inbound_array_new(void); /* of ProviderInbound, frees its members */

typedef struct {
	const char *name;
	int (*build_submit)(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request);
	void (*parse_answer)(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result);
	/* Which webhooks it has are told by the last part of the path ("dlr", "mo"). 0 and the array filled; -ENOENT: no such
	 * webhook; -EBADMSG: it cannot be understood, *why says what (static). */
	int (*parse_inbound)(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
	                     const char **why);
	/* What the webhook's answer must be for the provider to count it as taken. */
	int inbound_status;
	const char *inbound_type;
	const char *inbound_body;
} Provider;

/* By driver name, or NULL. */
const Provider *provider_find(const char *name);

/* Names of all drivers, NULL-terminated, static. */
const char *const *provider_names(void);
