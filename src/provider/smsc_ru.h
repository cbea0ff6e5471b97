/* What the files of the SMSC.ru driver share; nobody else includes it. */
#pragma once

#include "provider/provider.h"

/* What a status means, and the error code beside it (NULL: none) when it failed. FALSE: a status of no row. */
gboolean smsc_ru_understand(const char *status, const char *error, ReceiptStatus *receipt, SubmitOutcome *cause);

/* Both for a log line. Caller frees. */
char *smsc_ru_words(const char *status, const char *error);

/* A reference of ours, as we hand it in. */
gboolean smsc_ru_is_ref(const char *ref);

/* smsc_ru_hooks.c */
int smsc_ru_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why);
int smsc_ru_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                          const char **why);
