/* When a message that surely was not accepted is tried again. */
#pragma once

#include <stdint.h>

typedef struct {
	int64_t first_s; /* wait after the first failure */
	int64_t max_s;   /* the wait grows twofold up to this */
	int max_tries;   /* submits in all, the first included */
} BackoffRules;

/* Seconds to wait after `tries` failed submits (>= 1), spread by up to a fifth so that a burst does not come back as a
 * burst: `spread` is any number that differs between messages (its id). -1 when no further try is allowed. */
int64_t backoff_delay_s(const BackoffRules *rules, int tries, uint64_t spread);

/* A provider's own wish ("Retry-After") held within [1, cap_s]. */
int64_t backoff_clamp_s(int64_t wished_s, int64_t cap_s);
