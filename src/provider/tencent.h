/* The two halves of driver "tencent": tencent.c asks to send, tencent_reports.c hears what became of it. Internal to
 * them. */
#pragma once

#include <jansson.h>

#include "provider/provider.h"

/* 0 and a signed request with that body (NULL: it could not be made), or -EINVAL when the account is not fit for one.
 */
int tencent_request(const ProviderAccount *account, const ProviderMoment *moment, const char *action,
                    const json_t *json, HttpRequest *request);

/* The JSON of an answer and the code and words of its error, NULL when it has none. json_decref() and g_free() by the
 * caller. */
json_t *tencent_answer(const HttpAnswer *answer, char **code, char **message);

/* What a code of the table of submits means. */
SubmitOutcome tencent_outcome(const char *code, const char *message);

/* "+" and 6 to 15 digits. */
gboolean tencent_is_number(const char *to);

/* tencent_reports.c: as in Provider */
int tencent_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request);
void tencent_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                          ProviderFinding *finding);
int tencent_build_poll(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request);
int tencent_parse_poll(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer,
                       GArray *found, char **cursor, gboolean *more, const char **why);
int tencent_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                          const char **why);
