/* What the files of the Vonage driver share; nobody else includes it. */
#pragma once

#include "provider/provider.h"

/* The class of a part's status, "0"; `says` is its error-text (NULL: none). SUBMIT_UNKNOWN_CODE when no row has it. */
SubmitOutcome vonage_outcome(const char *status, const char *says);

/* What a delivery receipt means. `error` is its err-code, `msisdn` the customer's number; both may be NULL. FALSE: no
 * such status. *silent: Vonage knows no more than we do. */
gboolean vonage_status(const char *status, const char *error, const char *msisdn, ReceiptStatus *receipt,
                       SubmitOutcome *cause, gboolean *silent);

/* The `sig` of parameters (Field, in order of name) by a method of `signing`: lower-case hex; NULL when there is no
 * such method or a name could be read as two. Caller frees. */
char *vonage_sign(const char *method, const char *secret, const GArray *fields);
/* Names of the methods, NULL-terminated. */
extern const char *const VONAGE_METHODS[];

/* vonage_hooks.c */
int vonage_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why);
int vonage_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why);
