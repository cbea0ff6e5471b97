/* A store for practice: masked copies of cases that are over, which newcomers answer once more (F58). The same rules as
 * in store.h: 0 or a negative errno, writes inside a transaction, outputs untouched on failure, what comes out is the
 * caller's.
 *
 * The mark of such a store is written before its first case and never taken back: triggers of the schema see to both.
 */
#pragma once

#include "store/store.h"
#include "store/team.h"

/* Whether this is one. */
int store_training_is(Store *store, gboolean *training);
/* 0 when it is what a program wants: -EMEDIUMTYPE with *why (caller frees) else. Copies for practice must never meet a
 * provider, and real cases must not wait where nothing is sent. */
int store_training_check(Store *store, gboolean wanted, char **why);
/* Makes an empty store one for good. -EEXIST: it has cases, or is one already. */
int store_training_begin(Store *store, const char *actor, int64_t now_at);

/* ---- making one ---- */

/* Up to `limit` closed cases whose words are all there and whose customer wrote back, of as many kinds (category,
 * outcome) as there are, the newest first of each. */
int store_training_sample(Store *store, guint limit, GArray **case_ids); /* of int64_t */

/* What the customer says after a text of ours. Borrowed strings. */
typedef struct {
	const char *text;
	const char *label; /* what it meant in the end; NULL: invented */
	gboolean question; /* it answers the satisfaction question */
	int64_t wait_s;    /* after our text */
} StoreTrainingLine;

/* A case to practise on, at its first day. */
typedef struct {
	const StoreCase *c;  /* shop, number, words, zone and complaint_at count */
	const char *contact; /* the first contact, as it was written; NULL: there was none yet */
	int64_t contact_at;
	GArray *lines;    /* of StoreTrainingLine */
	int64_t answer_s; /* as table training_case has them; -1: there was none */
	const char *answer;
	int texts;
	CaseOutcome outcome;
} StoreTrainingStory;
/* How many copies there are. */
int store_training_count(Store *store, guint *count);
/* Puts it into a store for training, for agents of any level: new, or contacted where a first contact was written. */
int store_training_put(Store *store, const StoreTrainingStory *story, int64_t rules_id, int64_t now_at,
                       int64_t *case_id);

/* ---- the customer plays ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	char *phone;
	char *text;
	int64_t message_id; /* of ours, which it answers */
	int64_t due_at;
} StoreTrainingDue;
/* The next line of each case whose customer's turn it is, earliest first. */
int store_training_due(Store *store, guint limit, GArray **lines); /* of StoreTrainingDue */
int store_training_played(Store *store, int64_t line_id, int64_t message_id, int64_t now_at);

/* Texts of ours that the provider took and that have no report yet. */
int store_training_unreported(Store *store, guint limit, GArray **message_ids); /* of int64_t */

/* ---- what came of it ---- */

/* Written once for each of a case, an agent and a rule. */
int store_training_objection(Store *store, int64_t case_id, const char *agent, const char *rule, int64_t now_at);

typedef struct {
	int64_t case_id;
	char *agent;      /* who wrote to the customer, else who touched the case first: "agent:li" */
	int64_t answer_s; /* from the customer's first reply to that agent's first words; -1: they wrote none */
	int64_t real_s;   /* the same of the case it is a copy of; -1: there was none */
	char *answer;     /* their first words; NULL: none */
	char *real;       /* the other's, masked; NULL: none */
	int texts, real_texts;
	char *objections;   /* "B1 B8"; NULL: none */
	int labels, agreed; /* replies with a known meaning, and of those the ones that are labelled so now */
	CaseState state;
	CaseOutcome outcome, real_outcome;
} StoreTrainingResult;
void store_training_result_clear(StoreTrainingResult *result);
/* Of the cases an agent has worked on (`agent` NULL: anybody), by agent and case. */
int store_training_results(Store *store, const char *agent, GArray **results); /* of StoreTrainingResult */
