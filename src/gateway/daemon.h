/* The loop: what wakes the daemon, and the turn that does the work. */
#pragma once

#include "conf/conf.h"

/* Runs until SIGTERM or SIGINT. Takes conf. Reads it again from its path on SIGHUP. 0, or a negative errno (logged)
 * when the store, the listener or the loop cannot be had. */
int daemon_run(Conf *conf);
