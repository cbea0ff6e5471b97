/* What the two files of the provider test share. Internal to src/desk. */
#pragma once

#include "desk/provider_test.h"

/* Takes `says` over. */
void probe_add(GArray *probes, const char *check, ProbeState state, char *says, const char *cure);

/* 32 hex digits, never the same again. Caller frees. */
char *probe_nonce(void);

/* Sends one request and waits until `take` had its answer. 0 or negative errno, then without a call. */
typedef void (*ProbeTake)(const HttpAnswer *answer, void *user);
int probe_ask(const HttpRequest *request, const HttpLimits *limits, ProbeTake take, void *user);

/* `date`: the Date header of an answer to what was sent and got then; NULL: none. */
void probe_clock(GArray *probes, const char *date, int64_t sent_at, int64_t got_at);
