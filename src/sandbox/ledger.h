/* What the sandbox was asked, in order: kept in memory for the control API, and as one JSON line each in a log that is
 * written before the answer goes out - so a crash test can count what reached the provider. */
#pragma once

#include <glib.h>

#include "sandbox/sendsms.h"

typedef struct Ledger Ledger;

typedef struct {
	guint64 requests; /* submits of every kind */
	guint64 accepted;
	guint64 repeated; /* accepted though their reference had been accepted before */
} LedgerCounts;

/* `log_path` NULL: none; else appended to. Remembers the newest `keep` submits. 0 or negative errno. */
int ledger_new(Ledger **ledger, const char *log_path, guint keep);
void ledger_free(Ledger *ledger);

/* Notes a submit. -errno when the log could not be written. */
int ledger_add(Ledger *ledger, const Sendsms *sms, const char *method, const char *answer, int status,
               gboolean accepted, gint64 now_us);

LedgerCounts ledger_counts(const Ledger *ledger);

/* Up to `limit` remembered submits numbered above `after`, oldest first, as a JSON list. Caller frees. */
char *ledger_list(const Ledger *ledger, guint64 after, guint limit);
