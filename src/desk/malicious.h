/* A case that is no complaint but an attack: two people must think so, then all automation stops. Source: features B9. */
#pragma once

#include "desk/act.h"

/* The first person proposes, a second one with the right confirms: then the case is closed as malicious, its calls and texts are
 * taken off. *closed tells which it was. -EINVAL: the same person again, or no note; -EPERM: the second one may not. */
int malicious_say(const Desk *desk, int64_t case_id, const char *note, gboolean *closed, char **fault);
