/* What the files of the Twilio driver share; nobody else includes it. */
#pragma once

#include "provider/provider.h"

/* The class of an error code, "21610"; SUBMIT_UNKNOWN_CODE when no row has it. */
SubmitOutcome twilio_outcome(const char *code);

/* What a status of a message or call means. `code` is the error code beside it, NULL when there is none. FALSE: a
 * status of no row, or one of inbound messages. */
gboolean twilio_status(const char *status, const char *code, ReceiptStatus *receipt, SubmitOutcome *cause);

/* "/2010-04-01/Accounts/AC.../Messages.json", or NULL when the account's SID is none. Caller frees. */
char *twilio_path(const ProviderAccount *account, const char *resource);

/* A GET of a path of ours: 0 or -EINVAL. */
int twilio_get(const ProviderAccount *account, const char *path, HttpRequest *request);

/* "SM" or "MM" and 32 more, or "CA": of a message, of a call. */
gboolean twilio_is_message(const char *sid);
gboolean twilio_is_call(const char *sid);

/* twilio_lists.c: look-ups and polls, which read the same lists. */
extern const char *const TWILIO_POLLS[];
int twilio_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request);
void twilio_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding);
int twilio_build_poll(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request);
int twilio_parse_poll(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer, GArray *found,
                      char **cursor, gboolean *more, const char **why);

/* twilio_hooks.c */
int twilio_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why);
int twilio_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why);
ProviderAck twilio_ack(const ProviderAccount *account, const char *hook);
