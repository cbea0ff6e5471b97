/* An agent's own words to a customer, and facts that are told when they may be: under the same rules, hours and guard as
 * everything else, and told beforehand when they leave. Source: features F47, F48, F54, B1 to B13. */
#pragma once

#include "desk/act.h"
#include "text/guard.h"
#include "text/segment.h"

typedef struct {
	int64_t case_id;
	Step step;               /* STEP_AGENT_TEXT, STEP_PROGRESS */
	const char *text;        /* as it was typed; placeholders are not looked at */
	const char *override;    /* the customer's own words that ask for it now; NULL: none */
	const char *promise_by;  /* a time on the customer's clock, for words that promise something; NULL: none */
	int64_t proposal_id;     /* the open proposal that it is made of, which ends with it; 0: none */
	gboolean dry;            /* judge and say, write nothing */
} AgentTextWish;

typedef struct {
	char *text;        /* as it will leave, signature included */
	Segments segments;
	char *price;       /* "0.09 CNY"; NULL: not told in the configuration */
	int64_t due_at;
	const char *why;   /* reason_name() of why not now, static; NULL: it leaves now, or with others */
	char *sentence;    /* "Leaves Wed 18 Nov 08:00 (customer, ...) / 00:00 (shop, ...): ... 2 segments, 0.09 CNY." */
	GArray *warnings;  /* of GuardFinding, of which none refuses */
	int number;        /* the case's n-th such text; 0: dry */
	gboolean joined;   /* a fact joined others that have not left yet */
	int64_t held_until; /* the claim that came with it; STORE_NO_TIME: none */
	int64_t promise_id; /* 0: none */
	const char *refused; /* of a text that was: the rule, static; NULL: none of these */
} AgentText;
void agent_text_clear(AgentText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentText, agent_text_clear)

/* The same words are not kept twice in a case while they wait, nor so soon after they left: a double press, a page
 * loaded anew, a second window or a try after an answer that got lost come within minutes; later a person means it. */
#define AGENT_TEXT_AGAIN_S (10 * 60)

/* -EINVAL: the text, the shop or the customer forbids it: *fault says which rule and what to do, and out->refused,
 * which alone is set then, names it: one of the guard's ("B1") or opted_out dead_number landline case_closed sms_off
 * no_consent too_long no_zone no_time no_words twice.
 * -EACCES, -EPERM as for every act. */
int agent_text_put(const Desk *desk, const AgentTextWish *wish, AgentText *out, char **fault);

/* Takes back what has not left: the n-th text (number > 0), the newest (0), or what the daemon planned by itself (`step` its own).
 * *what (may be NULL) is "agent's text 2"; caller frees. -EALREADY: it was handed over, *fault says when; -ENOENT: there is none. */
int agent_text_cancel(const Desk *desk, int64_t case_id, Step step, int number, char **what, char **fault);
