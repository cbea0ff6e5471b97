/* Bodies as they come from a wire that fails or a sender who means harm: cut at each byte, and with bytes changed,
 * doubled and taken out. The same ones in each run. */
#pragma once

#include "lib/suite.h"
#include "provider/provider.h"

/* `cut`: the body is a true beginning of `good`, shorter than it. */
typedef void (*BrokenFeed)(GBytes *body, gboolean cut);

void broken_each(const char *good, BrokenFeed feed);

/* Gives the body as an answer of 200 to the driver's readers of submits and of checks: half of one is never an acceptance. */
void broken_answer(const Provider *driver, const ProviderAccount *account, GBytes *body, gboolean cut);
