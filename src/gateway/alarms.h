/* The daemon watches itself (F60): each alarm has a limit before it is raised and an end that is told. No alarm polls:
 * the time at which one could begin or end joins the one timer, and only while something is under way that could. */
#pragma once

#include "gateway/gateway.h"

void alarms_init(Gateway *g);
void alarms_free(Gateway *g);

/* From the loop, once for each submit that ended: gives how many of this provider now ended in a row with nobody
 * there. */
guint alarms_provider_tries(Gateway *g, const char *provider, SubmitOutcome outcome);

/* A submit ended: the provider takes messages, or it does not. One that is slow or refuses a single text is no alarm;
 * one that refuses us altogether is, and one nobody answers at for the third time. Inside a transaction, which may be
 * tried again. */
int alarms_provider_works(Gateway *g, const char *provider, int64_t now_us);
int alarms_provider_fails(Gateway *g, const char *provider, SubmitOutcome outcome, guint tries, const char *code,
                          int64_t now_us);

/* A text waits because its shop spent what it may in a day. It ends with that day, or with another spend_per_day. Inside
 * a transaction. */
int alarms_money_used_up(Gateway *g, const ConfShop *shop, int64_t now_us);

/* From the loop: a webhook with a wrong provider or token was refused. Five within ten minutes are an alarm. */
void alarms_refused(Gateway *g, int64_t now_us);

/* From the loop: the clock was set forward (or back, less than 0) by so much. Less than a minute is nobody's affair. */
void alarms_clock_set(Gateway *g, int64_t jump_s);

/* Looks at everything that only time brings: begins and ends alarms. *next_at: when to look again at the latest,
 * INT64_MAX: only when something happens. Inside a transaction. */
int alarms_run(Gateway *g, int64_t now_us, int64_t *next_at);

/* What alarms_run() wrote was taken back. */
void alarms_abort(Gateway *g);

/* After the commit: what came from the loop is written down. */
void alarms_kept(Gateway *g);
