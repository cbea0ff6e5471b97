/* What a reply does (text/reply_effect.h), done: events of its case, what binds its sender, a wish to be called. */
#pragma once

#include "gateway/gateway.h"
#include "store/triage.h"
#include "text/reply_effect.h"
#include "text/understand.h"
#include "util/phone.h"

typedef struct {
	const StoreMatch *match;
	const StoreReply *reply; /* as it was kept, with its id */
	const PhoneNumber *number;
	ReplyLabel label;
	const When *when;     /* of LABEL_CALLBACK: what was said of the time */
	gboolean by_provider; /* the provider itself called it a STOP or START, and has acted on it */
	gboolean clash;       /* match_share(): nothing is closed or opened by it */
} EffectsReply;

/* Inside a transaction. What a case's state does not allow is logged and changes nothing. */
int effects_apply(Gateway *g, const EffectsReply *reply, int64_t now_at);
