/* What an agent's words may say, and how they are signed. Source: features B1 to B13. */
#pragma once

#include "conf/conf.h"
#include "desk/desk.h"
#include "store/team.h"
#include "text/guard.h"

typedef struct {
	const ConfShop *shop;
	const StoreCase *c;
	Step step;        /* STEP_AGENT_TEXT, STEP_PROGRESS */
	gboolean replied; /* the customer wrote to us in this case */
	gboolean promise; /* a promise record comes with it: words that promise may stand (B8) */
} AgentWords;

/* Through the guard, beside all that was sent in this case, waits, or was granted. 0 and *warnings (of GuardFinding, none of
 * which refuses; the caller unrefs); -EINVAL with *rule, static, and the rule's sentence and its cure. */
int agent_words_judge(const Desk *desk, const AgentWords *words, const char *text, GArray **warnings, const char **rule,
                      char **fault);

/* The text with the account's full name and role below, in the customer's language (B7). Caller frees. */
char *agent_words_sign(const char *text, const StoreAccount *account, const char *language);
