/* Steps that no provider gets: a call becomes an agent's task, a silent case is closed; and what ends a task. */
#pragma once

#include "gateway/gateway.h"

/* Carries out what is due of them (plan_is_errand()), whatever providers are at: only g->pauses hold them up, and a
 * message of the customer that is under way. Inside a transaction. */
int errand_run_due(Gateway *g, int64_t now_us);

/* One of them: decides again and does it, or has the case planned anew, also when it is none any more. */
int errand_run(Gateway *g, const StoreStep *step, int64_t now_us);

/* Takes calls off the agents' list that nobody is to make any more: an answer, a solution, a claim or an agent's word end
 * what silence began (F32); a stop, a wrong number or the end of the case end all. 1: some were, so that facts are old
 * now; 0; or a negative errno. */
int errand_stop_calls(Gateway *g, const PlanFacts *facts, int64_t now_at);
