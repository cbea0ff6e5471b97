/* Questions to a provider, by poll or look-up: built in a turn, let out after its commit, their answers stored by a
 * later one. Unlike a submit a question may be asked again: what is lost is asked anew. */
#pragma once

#include "gateway/gateway.h"
#include "provider/provider.h"

#define ASK_BYTES (1024 * 1024) /* the longest answer that is read */

struct Ask {
	Gateway *g;
	char *provider;
	char *kind;         /* of a poll; NULL: a look-up */
	int64_t attempt_id; /* of a look-up */
	ProviderMoment moment;
	char nonce[33];
	HttpRequest request;
	HttpLimits limits;
	HttpAnswer answer;
	gboolean stored; /* the turn at hand has written what it came to */
};

void ask_init(Gateway *g);
void ask_free(Gateway *g);

/* One with its moment, and nothing else. To be given to ask_add(), or to ask_drop(). */
Ask *ask_new(Gateway *g, const ConfProvider *conf, const char *kind, int64_t now_us);
void ask_drop(Ask *ask);

/* It leaves after the commit. */
void ask_add(Ask *ask);

/* Since when one of this kind (NULL: a look-up) is under way to that provider, or to any (NULL); STORE_NO_TIME: none is. */
int64_t ask_since(const Gateway *g, const char *provider, const char *kind);

/* A poll is under way, or its answer is not stored yet: some providers hand each thing out once. */
gboolean ask_polls(const Gateway *g);

/* The answers that came since the last turn, each stored behind a mark of its own. Inside a transaction. */
int ask_store(Gateway *g, int64_t now_us);

/* After the commit: stored answers are forgotten, what was added is let out. */
void ask_launch(Gateway *g);

/* After a failed commit: nothing was let out, answers are kept for the next turn. */
void ask_abort(Gateway *g);

/* Why there is no answer to be understood; NULL: there is one. */
const char *ask_lost(const Ask *ask);
