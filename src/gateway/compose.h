/* From a case and a step to a message, and from a message to the request of its provider. No store, no network. */
#pragma once

#include "conf/conf.h"
#include "net/http_client.h"
#include "provider/provider.h"
#include "store/team.h"
#include "text/guard.h"
#include "text/template.h"

#define COMPOSE_NO_PROMISE "no_promise" /* the word of a text that promises what nobody has promised, or not any more */
#define COMPOSE_VALIDITY_S (24 * 3600) /* the longest we let a provider keep a text */

/* The account as drivers want it. Borrows from conf. */
void compose_account(const ConfProvider *conf, ProviderAccount *account);

/* How a request to that provider goes out: times, the cap of its answer, the way there. Borrows from conf. */
void compose_limits(const ConfProvider *conf, const Provider *driver, HttpLimits *limits);

/* What a text was made of, for providers that send it by its code. */
typedef struct {
	char *code;          /* NULL: none */
	char *value[FIELDS]; /* NULL: the text has no such placeholder */
} ComposeParts;
void compose_parts_clear(ComposeParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ComposeParts, compose_parts_clear)

/* Renders the text of a step for a case, as it leaves by `provider` - or, of STEP_AGENT_TEXT, the draft's own words; a progress note tells the
 * draft's facts - into *message (store_message_clear() by the caller) and *parts (compose_parts_clear()). `draft` NULL:
 * the step has none. `earlier` are the messages of the case before (of StoreMessage; NULL: none), for the guard, and
 * so are `keys` (NULL: none).
 * NULL; or why it cannot be: a static word for the step's reason column, with *detail for people (caller frees). Never
 * "Dear {name}". */
const char *compose_message(const GuardKeys *keys, const ConfShop *shop, const ConfProvider *provider,
                            const StoreCase *c, const StoreStep *step, const StoreDraft *draft, const GArray *earlier,
                            StoreMessage *message, ComposeParts *parts, char **detail);

/* What is of this attempt alone. */
typedef struct {
	const char *ref; /* our reference, unguessable and never the same again */
	int64_t now_at;
	int64_t validity_s; /* of a text; a call is now or never */
} ComposeMoment;

/* Builds the request: a text, or the call of step call. When the driver cannot code it, request->url stays NULL and
 * *result says so. */
void compose_request(const ConfProvider *conf, const Provider *driver, const StoreCase *c, const StoreMessage *message,
                     const ComposeParts *parts, const ComposeMoment *moment, HttpRequest *request, HttpLimits *limits,
                     ProviderResult *result);
