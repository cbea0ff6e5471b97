/* Figures for those who watch the daemon (F53). metrics.c holds the one table of them: followupd(8) has the same, and
 * tests/docs holds the two together. What only the daemon sees is counted in memory from its start; what stands in the
 * store is counted when somebody asks. No figure names a person. */
#pragma once

#include "gateway/gateway.h"

void metrics_init(Gateway *g, int64_t now_at);
void metrics_free(Gateway *g);

/* One more of what memory counts; it costs a look into a hash. */
void metrics_submit(Gateway *g, const char *provider, Step step, SubmitOutcome outcome);
void metrics_told(Gateway *g, const char *channel, gboolean told);
void metrics_receipt(Gateway *g, const char *provider);
void metrics_turn(Gateway *g, gboolean kept);

/* All of it, as OpenMetrics text; a figure the store cannot give is left out, and the log says so. Outside a turn.
 * Caller frees. */
char *metrics_text(Gateway *g, int64_t now_us);
