/* The two halves of driver "aliyun": aliyun.c asks to send, aliyun_reports.c hears what became of it. Internal to them.
 */
#pragma once

#include "provider/provider.h"

/* One call of the API and its own parameters; those without value are left out. */
typedef struct {
	const char *action;
	gboolean voice;
	ProviderParam params[8];
	guint n;
} AliyunCall;

/* 0 and a signed request, or -EINVAL when the account or the moment is not fit for one. */
int aliyun_request(const ProviderAccount *account, const ProviderMoment *moment, const AliyunCall *call,
                   HttpRequest *request);

/* aliyun_reports.c: as in Provider */
int aliyun_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request);
void aliyun_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding);
int aliyun_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why);
