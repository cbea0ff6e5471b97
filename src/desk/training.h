/* Practice for newcomers (F58): masked copies of cases that are over go into a store of their own, and what newcomers
 * did with them is laid beside what was really done. */
#pragma once

#include "desk/desk.h"
#include "store/training.h"

/* Copies up to `limit` cases of desk->store into `target`, an empty store or one for training, with all accounts:
 * newcomers as agents, for they shall practise all of it. Of a case stay shop, kind, language, zone and the customer's
 * words without what tells who they are (text/scrub.h); names, numbers and orders are invented, and no number is one
 * that could be dialled. *made counts cases, 0: there is none to practise on. Needs the right to change accounts.
 * -EEXIST: `target` holds real cases. */
int training_make(const Desk *desk, Store *target, guint limit, guint *made, char **fault);

/* One agent's practice in one line. */
typedef struct {
	const char *agent; /* borrowed from the results */
	guint cases, answered;
	guint compared, sooner; /* answered here and then: how many, and of those how many as soon or sooner */
	guint objections;       /* of the guard */
	guint labels, agreed;   /* replies whose meaning is known, and those that are labelled so */
	guint ended, same_end;  /* closed here, and with the same outcome */
} TrainingSum;
/* Of results as store_training_results() gives them. Caller unrefs. */
GArray *training_sums(const GArray *results); /* of TrainingSum */

/* Keeps what the guard had against somebody's words; nothing when the store is none for training. Never a fault of the
 * caller's: a report that lacks one is better than an answer that fails. */
void training_objected(const Desk *desk, int64_t case_id, const char *rule);
