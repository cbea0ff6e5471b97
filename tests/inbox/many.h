/* So many cases that looking through them takes its time. */
#pragma once

#include "store/store.h"

/* Cases 1 to `count`, each with a text of ours ("text of ours N"), every second one with a reply ("ОТВЕТ N"), every
 * tenth reply without its case; names are "Ада N". */
void many_fill(Store *store, int64_t count);
