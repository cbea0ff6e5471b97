/* One provider as the gateway finds it: may it be asked now, how it did, what it took today.
 *
 * Only memory but for the health rows: after a start nobody is known to be broken, rates begin with an empty bucket,
 * and what was sent today is counted in the store, so that no cap is passed by a crash. Lanes change when a submit
 * is claimed and when it lands, not when its result is stored: a turn that fails and is run again counts nothing
 * twice. */
#pragma once

#include "core/rate.h"
#include "core/route.h"
#include "gateway/gateway.h"
#include "provider/provider.h"

typedef struct Lane Lane;

void lanes_init(Gateway *g);
void lanes_free(Gateway *g);

/* After g->conf changed: lanes of new providers are made, those of gone ones leave, and what is broken may be tried
 * again at once, because the admin may have mended it. Counts what was sent today; when that fails, lanes_refresh()
 * does it. */
int lanes_adopt(Gateway *g, int64_t now_us);

/* Another day than that of the counts: they are made anew. Inside or outside a transaction. */
int lanes_refresh(Gateway *g, int64_t now_us);

/* NULL: the config has no such provider. */
Lane *lane_find(const Gateway *g, const char *provider);

/* What a message that has not been tried there would meet. NULL: LANE_SPENT. */
RouteOption lane_option(const Lane *lane, int64_t now_us);

/* TRUE when some lane could take a message now, or there is none at all; *next_us (may be NULL) is when the next one
 * can. */
gboolean lanes_any_free(const Gateway *g, int64_t now_us, int64_t *next_us);

/* TRUE when something but a person's other message stands before some lane: due steps must be looked at one by one. */
gboolean lanes_any_shut(const Gateway *g, int64_t now_us);

/* Which of the provider's senders this person gets; *sender NULL: the provider's own. Caller frees. */
int lane_sender(const Gateway *g, const Lane *lane, int64_t person_id, char **sender);
/* When that sender may send: now_us, or a slot later that is then this message's. `sender` NULL: the provider's own. */
int64_t lane_sender_slot(Lane *lane, const char *sender, int64_t now_us);

/* A submit is claimed; it never left after all (the commit failed); it ended. */
void lane_take(Lane *lane, const char *sender, int64_t now_us);
void lane_give_back(Lane *lane);
void lane_ended(Lane *lane, const ProviderResult *result, int64_t taken_us, int64_t now_us);

/* A report came in. */
void lane_receipt(Lane *lane, int64_t now_us);

/* A report says that the account is broken or out of money: as after such an answer. Nothing when it is left alone already, or
 * every report would say it again. */
void lane_refused(Lane *lane, SubmitOutcome cause, const char *code, int64_t now_us);

/* For metrics: its provider, messages under way, and the word its health row would have now. */
const char *lane_id(const Lane *lane);
guint lane_load(const Lane *lane);
const char *lane_health_word(const Lane *lane, int64_t now_us);

/* TRUE when the provider was being left alone at that instant, or had just been tried again. */
gboolean lane_was_away(const Lane *lane, int64_t at_us);

/* Writes the health rows of those that changed enough: another state, or counts that are ten seconds old. Inside a
 * transaction. */
int lanes_store(Gateway *g, int64_t now_us);
/* After the commit; without it they are written again. */
void lanes_stored(Gateway *g);
/* When counts that are not written yet are to be, so that people do not read old ones all night. INT64_MAX: there are none. */
int64_t lanes_next_wake_us(const Gateway *g);
