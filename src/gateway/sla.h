/* The promise of a first contact: freezes each miss with its cause when its deadline passes (F51). */
#pragma once

#include "gateway/gateway.h"

/* Notes the promise of a case that is about to be planned by these facts. Inside a transaction. */
int sla_note(Gateway *g, const StoreCase *c, const PlanFacts *facts, const DecideRules *rules, int64_t now_us);

/* Freezes a bounded part of the deadlines that are over; asks for another turn when some are left. Inside a
 * transaction, before anything is planned: a plan made now would hide what the step waited for. */
int sla_run(Gateway *g, int64_t now_us);

/* When the next open deadline is over; INT64_MAX: there is none. */
int64_t sla_next_wake_us(Gateway *g);
