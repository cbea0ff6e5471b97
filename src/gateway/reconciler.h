/* Submits of which nobody knows what became of them (F21), and accepted ones whose report never comes (F35).
 *
 * The provider is asked by our reference after the wait of its driver, and a second time after the next; what it
 * says settles the message as a receipt would. When it does not know it, twice, and that proves something,
 * on_unknown = "resend_after" plans the step again. Everything else ends with a person - after report_wait, where
 * the config would rather wait for a report. Accepted ones are asked about a few times and never sent again. All of
 * it stands in the store: a restart goes on where it was. */
#pragma once

#include "gateway/ask.h"

/* Schedules what is new, asks what is due, ends what has waited long enough. Inside a transaction. */
int reconciler_claim(Gateway *g, int64_t now_us);

/* What one answer came to. Inside a transaction, behind a mark. */
int reconciler_store(Gateway *g, const Ask *ask, int64_t now_us);

/* Its answer cannot be stored: nothing more is asked, its message stays as it is. */
int reconciler_set_aside(Gateway *g, const Ask *ask, const char *why);

/* When something is next to be done; INT64_MAX: nothing by itself. */
int64_t reconciler_next_wake_us(Gateway *g, int64_t now_us);
