/* Bodies as they come from a wire that fails or a sender who means harm: cut at each byte, and with bytes changed,
 * doubled and taken out. The same ones in each run. */
#pragma once

#include "lib/suite.h"

/* `cut`: the body is a true beginning of `good`, shorter than it. */
typedef void (*BrokenFeed)(GBytes *body, gboolean cut);

void broken_each(const char *good, BrokenFeed feed);
