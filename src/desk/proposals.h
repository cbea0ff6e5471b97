/* Wordings that followupd laid before the agents: one of them sends it, in these or other words, or drops it. It is an
 * agent's text like every other then: hours, budget, guard and signature are desk/agent_text.h's. Source: features F45. */
#pragma once

#include "desk/agent_text.h"

/* `text` NULL: as proposed. -ENOENT: there is none of that number; -EALREADY: somebody sent or dropped it; else as
 * agent_text_put(). */
int proposal_send(const Desk *desk, int64_t proposal_id, const char *text, gboolean dry, AgentText *out,
                  int64_t *case_id, char **fault);
int proposal_drop(const Desk *desk, int64_t proposal_id, char **fault);
