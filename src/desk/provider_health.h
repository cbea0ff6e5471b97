/* How the providers do, as people read it. */
#pragma once

#include "store/store.h"

/* store_provider_health_list(), with the counts of a day that is over at now_at (the machine's zone, as the daemon counts) as 0:
 * the daemon writes a row anew when something happens, which may be long after midnight. */
int provider_health_list(Store *store, int64_t now_at, GArray **rows);
