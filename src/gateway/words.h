/* Words that are not the life's to plan: agents' texts and facts that wait for their hour, the confirmation of a stop. */
#pragma once

#include "gateway/gateway.h"
#include "store/team.h"

/* TRUE for the steps this is about; plan_next() says nothing of them. */
gboolean words_are(Step step);

/* Brings a case's waiting words up to date with its facts: taken back when nothing may be sent any more, moved with the
 * hours. Inside a transaction, by the planner. *moved TRUE: something changed, and with it the facts. */
int words_plan(Gateway *g, int64_t case_id, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at,
               gboolean *moved);

/* Decides about a due one at this instant. 1: it leaves now, within *validity_s; 0: it was moved, held (*why, static, for
 * the caller to write) or taken back; or a negative errno. *draft is filled where there is one (store_draft_clear()). */
int words_right(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts, int64_t now_at,
                int64_t *validity_s, StoreDraft *draft, const char **why);

/* What is left of the window is less than the provider can be told: moved to the next opening. An opt-out's confirmation
 * waits for none. 1: it leaves all the same; 0: moved; or a negative errno. */
int words_put_off(Gateway *g, const StoreStep *step, const ConfCaseRules *rules, const PlanFacts *facts,
                  int64_t open_until, int64_t now_at);

/* Plans the one confirmation of an opt-out that the customer just wrote (F15). case_id 0: the person's newest one; without
 * any nothing was ever written to them, and nothing is confirmed. */
int words_confirm(Gateway *g, int64_t person_id, int64_t case_id, int64_t now_at);
