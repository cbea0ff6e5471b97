/* Why a case is where it is, and what comes next, in one sentence. Source: F30.
 *
 * Nothing stored is repeated: plan_next() is asked anew, as the daemon does before it plans and before it sends. Beside
 * it stand the things the sender looks at too: what is under way, pauses, a dead number. */
#pragma once

#include "core/plan.h"
#include "desk/desk.h"

/* One rule that holds the step, in the order they let go. */
typedef struct {
	Reason reason;
	guint layer; /* of hours: whose they are, an index of DecideRules.layers; else G_MAXUINT */
	int64_t until_at;
	guint contact;        /* REASON_BUDGET: the contact that must pass, an index of the facts' contacts */
	int64_t contact_at;   /* REASON_BUDGET: when it was or is planned; else STORE_NO_TIME */
	int64_t contact_case; /* REASON_BUDGET: whose it was; explain_case() only */
} ExplainHold;

typedef enum {
	EXPLAIN_PLANNED, /* leaves at due_at */
	EXPLAIN_SENDING, /* is being handed over at this moment */
	EXPLAIN_UNKNOWN, /* may be out; never again by itself */
	EXPLAIN_HELD,    /* a person must look */
	EXPLAIN_NOTHING, /* nothing is planned */
} ExplainStage;

typedef struct {
	StoreCase c;
	ExplainStage stage;
	Plan plan;
	int64_t due_at;      /* EXPLAIN_PLANNED: the plan's, or later when a try failed; else STORE_NO_TIME */
	GArray *holds;       /* of ExplainHold; empty when nothing holds it */
	char *word; /* why it is held or nothing is planned, as a name: reason_name() or the sender's word; NULL */
	gboolean has_pause;
	StorePause pause;    /* the pause that stops it, when has_pause */
	gboolean dead;       /* the number is dead until c.dead_until */
	GTimeZone *customer; /* NULL: not known */
	guint n_zones;       /* candidates of the customer's zone, all of which must permit; 0: nobody knows any */
	char *region_rule; /* what to call hours that are the region's: "rule of Kazakhstan: operator"; NULL: none bind */
	char *ways;        /* "; it goes by office, then spare", who of them is left alone; NULL: nothing to say */
	GTimeZone *shop;     /* NULL: UTC */
	int64_t opens_at;    /* when permitted hours hold next, now included; STORE_NO_TIME: nobody knows */
	gboolean provider_calls; /* a call is made by a provider; else it is an agent's task */
	char *words;         /* of agents' texts and progress notes that wait: "; agent's text 1 ..."; NULL: none do */
	char *sentence;
} Explain;

/* -ENOENT: no such case; -EINVAL: no configuration. */
int explain_case(const Desk *desk, int64_t case_id, Explain *out, char **fault);
void explain_clear(Explain *explain);

/* Why a person must look, for the words the sender writes: "the provider refuses this number"; a word nobody knows as it is.
 * Caller frees. */
char *explain_word_text(const char *word);

/* What a plan waits for from now_at on, one entry a rule: the agents' grace or the survey's day, then hours and budget
 * as they follow each other up to the plan's due time. Pure. Appends to `holds`. */
void explain_holds(const PlanPolicy *policy, const PlanFacts *facts, const Plan *plan, int64_t now_at, GArray *holds);
