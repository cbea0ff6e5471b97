/* Steps that come up too long after their time (max_late): they are a person's then. */
#pragma once

#include "gateway/gateway.h"

/* Whether a planned step that is due may no longer leave by itself. Confirmations of an opt-out have a limit of their own. */
gboolean late_is(const StoreStep *step, const DecideRules *hours, int64_t now_at);

/* Gives it to a person, whose it stays: no plan brings it back (core reason too_late with a time, see store_plan_put()). */
int late_hold(Gateway *g, const StoreStep *step, int64_t now_us);

/* A step that was due some turns ago, judged anew without sending it: held, planned for another time, or as it was; one that is
 * not planned any more stays as it is. 1: it is too late for a text and a person's now; 0: anything else. Inside a transaction. */
int late_judge(Gateway *g, const StoreStep *step, int64_t now_us);
