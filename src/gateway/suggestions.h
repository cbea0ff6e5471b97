/* Tells the team when many cases seem to have a cause in common (F6): once a cause, until it is an incident or few
 * cases are left of it. Nobody need have looked at the board. */
#pragma once

#include "gateway/gateway.h"

typedef struct {
	int64_t grown;   /* at the last look (store/incidents.h); -1: there was none */
	int64_t look_at; /* no sooner again */
} Suggestions;

/* `standing` is of StoreNotice. *next_at: when to look again at the latest; it is only made sooner. Inside a
 * transaction. */
int suggestions_run(Gateway *g, Suggestions *last, const GArray *standing, int64_t now_at, int64_t *next_at);
