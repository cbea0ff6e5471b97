/* From a case and a step to a message, and from a message to the request of its provider. No store, no network. */
#pragma once

#include "conf/conf.h"
#include "net/http_client.h"
#include "provider/provider.h"
#include "store/store.h"

#define COMPOSE_VALIDITY_S (24 * 3600) /* the longest we let a provider keep a text */

/* The account as drivers want it. Borrows from conf. */
void compose_account(const ConfProvider *conf, ProviderAccount *account);

/* The address of a provider's webhook, secret included: CALLBACK_URL/hook/PROVIDER/TOKEN/HOOK. NULL when the config has no
 * callback_url. Caller frees. */
char *compose_hook_url(const ConfProvider *conf, const char *hook);

/* Renders the text of a step for a case into *message (store_message_clear() by the caller). NULL; or why it cannot be: a
 * static word for the step's reason column, with *detail for people (caller frees). Never "Dear {name}". */
const char *compose_message(const ConfShop *shop, const ConfProvider *provider, const StoreCase *c,
                            const StoreStep *step, StoreMessage *message, char **detail);

/* Builds the request. When the driver cannot code it, request->url stays NULL and *result says so. */
void compose_request(const ConfProvider *conf, const Provider *driver, const StoreCase *c, const StoreMessage *message,
                     const char *ref, int64_t validity_s, HttpRequest *request, HttpLimits *limits,
                     ProviderResult *result);
