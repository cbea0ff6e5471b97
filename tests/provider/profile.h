/* Driver "http" with the profile of a config, as the daemon would have it: what is tested went through the file. */
#pragma once

#include "conf/sample.h"
#include "provider/provider.h"

typedef struct {
	Conf *conf;
	ProviderAccount account; /* borrowed from conf */
} Profile;

/* A config whose provider "p" has url https://x.example/api, username "u", password "hunter2", sender "My Shop",
 * account "AC1", signature_secret "hunter2" and the given lines besides. Fails the test when it has faults. Between
 * sample_setup() and sample_teardown(). */
void profile_load(const char *more, Profile *profile);
void profile_clear(Profile *profile);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Profile, profile_clear)

/* A file of etc/providers, copied beside the config and included as its comment says. */
void profile_load_example(const char *file, const char *url, Profile *profile);

/* "POST https://...\nName: value\n\nbody": all that would leave. Caller frees. */
char *profile_dump(const HttpRequest *request);

/* An answer with "Name: value" lines (NULL: none); http_answer_clear() by the caller. */
HttpAnswer profile_answer(int status, const char *headers, const char *body, gssize length);

/* A webhook: a POST with that body and those header lines; http_inbound_clear() by the caller. */
HttpInbound profile_inbound(const char *query, const char *headers, const char *body, gssize length);
