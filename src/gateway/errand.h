/* Steps that no provider gets: a call becomes an agent's task, a silent case is closed; and what ends a task. */
#pragma once

#include "gateway/gateway.h"

/* TRUE for a due step that is done here and not sent. The one place that says who makes a call: a
 * provider where the shop has one that can, else an agent. */
gboolean errand_is(const ConfCaseRules *rules, const StoreStep *step);

/* Decides again and does it, or has the case planned anew. Inside a transaction. 0 or a negative errno. */
int errand_run(Gateway *g, const StoreStep *step, const StoreCase *c, const ConfCaseRules *rules, const PlanFacts *facts,
               int64_t now_us);

/* Takes calls off the agents' list that nobody is to make any more: an answer, a solution, a claim or an agent's word end
 * what silence began (F32); a stop, a wrong number or the end of the case end all. 1: some were, so that facts are old
 * now; 0; or a negative errno. */
int errand_stop_calls(Gateway *g, const PlanFacts *facts, int64_t now_at);
