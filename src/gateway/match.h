/* Replies that may be about more than one case (F38). */
#pragma once

#include "gateway/gateway.h"
#include "store/triage.h"
#include "text/reply_effect.h"

/* Of two satisfaction questions this long apart the later one is meant: nobody scrolls back further. */
#define MATCH_QUESTIONS_APART_S (24 * 60 * 60)

/* Has the agents of the other cases see the reply. What binds the person needs no case, and the answer to a question
 * that no other case asked lately has one. TRUE in *clash: two questions were out, the reply answers either, and
 * nobody is to be closed or opened by it until a person says which. Inside a transaction. */
int match_share(Gateway *g, const StoreMatch *match, ReplyLabel label, int64_t reply_id, gboolean *clash,
                int64_t now_at);
