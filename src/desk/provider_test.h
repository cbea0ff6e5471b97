/* Is a provider ready: its account, the way there, the clock, the texts registered there, the way back - asked without
 * sending anything, and with one test text when a person says to whom. */
#pragma once

#include "desk/desk.h"
#include "net/http_client.h"
#include "provider/provider.h"

typedef enum {
	PROBE_OK,
	PROBE_FAILED,
	PROBE_UNKNOWN, /* cannot be told from here; it says why */
	PROBE_STATES
} ProbeState;

const char *probe_state_name(ProbeState state); /* "ok", "failed", "unknown" */

typedef struct {
	const char *check; /* "reachable", "tls", "clock", "credentials", "template", "callback", "message"; static */
	ProbeState state;
	char *says; /* what was found */
	char *cure; /* what to do about it; NULL: nothing */
} Probe;

/* Borrowed. */
typedef struct {
	const ConfProvider *conf;
	const Provider *driver;
	const ProviderAccount *account;
	const HttpLimits *limits;
	const char *secret_fault;  /* why a secret of the account is missing here; NULL: none is */
	const char *secret_cure;
	const GPtrArray *codes;    /* of char*: the texts registered there that shops send by it; NULL: none */
	int64_t last_receipt_at; /* STORE_NO_TIME: none is known of */
} ProviderTest;

/* Of Probe, frees its members; the caller unrefs. Asks the provider once, and once more for each text code that shops on it
 * use; takes as long as its timeout at most each time. */
GArray *provider_test_run(const Desk *desk, const ProviderTest *test);

/* TRUE when one of them failed. */
gboolean provider_test_failed(const GArray *probes);

/* Sends one text that says that it is a test, now, as `shop` would: only where the shop may text, inside the hours permitted for
 * that number (quiet hours hold for tests too: a typing error must not wake somebody), not against an opt-out, not while
 * sending is paused, and once: it is not tried again. Adds a Probe "message". Needs desk->store. -EINVAL with *fault: no such
 * shop, or no number. */
int provider_test_send(const Desk *desk, const ProviderTest *test, const char *shop, const char *number, GArray *probes,
                       char **fault);
