/* Due step -> submit -> result. Never twice: DESIGN section 5. */
#pragma once

#include "gateway/gateway.h"

void sender_init(Gateway *g);
void sender_free(Gateway *g);

/* After g->conf changed: limits of the new one hold, broken providers may be tried again. Counts what was sent today; when
 * that cannot be read, nothing is claimed before it could. */
void sender_adopt(Gateway *g, int64_t now_us);

/* Claims due steps: carries out those that no provider gets; of the others, earliest deadline first, as long as there
 * is a place in flight: decides again at this instant, renders, writes intents. Inside a transaction. */
int sender_claim(Gateway *g, int64_t now_us);

/* Gives a step to a person, with a word for why and NULL or what is wrong. Inside a transaction. */
int sender_hold(Gateway *g, const StoreStep *step, const char *reason, const char *detail, int64_t now_us);

/* After the commit: forgets stored results, lets the intents out. */
void sender_launch(Gateway *g);

/* After a failed commit: nothing was let out, results are kept for the next turn. */
void sender_abort(Gateway *g);

/* Submits under way or with a result that is not stored yet. */
guint sender_in_flight(const Gateway *g);

/* A delivery report says that the account is broken or out of money: the provider is left alone as after such an answer. */
void sender_stop_provider(Gateway *g, const char *provider, SubmitOutcome cause, const char *code, int64_t now_us);

/* TRUE when all providers of the case's first contact were being left alone at that instant, or had just been tried
 * again. */
gboolean sender_was_stopped(const Gateway *g, const StoreCase *c, int64_t at_us);

/* When a stopped provider or a pause ends, the next step is due, or the next promise is broken: the time of the next
 * turn; INT64_MAX when nothing will be due by itself. */
int64_t sender_next_wake_us(Gateway *g, int64_t now_us);
