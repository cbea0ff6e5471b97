/* Tells the team when many cases seem to have a cause in common (F6): once a cause, until it is an incident or few
 * cases are left of it. Nobody need have looked at the board. */
#pragma once

#include "core/causes.h"
#include "gateway/gateway.h"

/* A look takes the cases of many days. It goes on a part a second, so that a big shop's senders do not wait for it. */
typedef struct {
	int64_t grown;     /* when the last look began (store/incidents.h); -1: there was none */
	int64_t look_at;   /* no sooner again, nor on with the one under way */
	Causes *causes;    /* what the look under way has found; NULL: none is */
	int64_t since_at;  /* what it looks for began then */
	int64_t before_id; /* where it goes on */
} Suggestions;
void suggestions_clear(Suggestions *last);

/* What it told was taken back: it looks at everything anew. */
void suggestions_abort(Suggestions *last);

/* `standing` is of StoreNotice. *next_at: when to look again at the latest; it is only made sooner. Inside a
 * transaction. */
int suggestions_run(Gateway *g, Suggestions *last, const GArray *standing, int64_t now_at, int64_t *next_at);
