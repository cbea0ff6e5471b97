/* What the service manager is told: ready, status line, reload, stop, and a watchdog that means progress. */
#pragma once

#include "gateway/gateway.h"

typedef struct Notify Notify;

/* Begins to answer the watchdog when the manager wants it. */
int notify_new(Gateway *g, Notify **notify);
void notify_free(Notify *notify);

void notify_ready(Notify *notify);
void notify_reloading(Notify *notify);
void notify_stopping(Notify *notify);

/* After a turn: it was done (or failed), so the watchdog may live on; the status line is brought up to date, at most
 * once a second and never while nothing happens. */
void notify_turn(Notify *notify, gboolean done);
/* A turn was asked for. */
void notify_turn_wanted(Notify *notify);
