/* Notices for the team: trying a channel. Source: F60. */
#pragma once

#include "desk/desk.h"

/* Leaves a test for that channel of the configuration; the daemon tells it. -ENOENT: there is no such channel. */
int notices_test(const Desk *desk, const char *channel, char **fault);
