/* How metrics leave the daemon: a page on a loopback listener, and a file for collectors that read files. Both off
 * unless set; then nothing here wakes the daemon. */
#pragma once

#include "gateway/gateway.h"

typedef struct MetricsOut MetricsOut;

/* Listens where the configuration says. 0 or a negative errno; *out is there in any case but an error
 * (metrics_out_free()). */
int metrics_out_new(Gateway *g, MetricsOut **out);
void metrics_out_free(MetricsOut *out);

/* After a turn: something may have changed, so the file is due, an interval after it was written last. */
void metrics_out_changed(MetricsOut *out);
