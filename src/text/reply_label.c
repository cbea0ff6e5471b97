#include "text/reply_label.h"

#include <errno.h>
#include <string.h>

static const char *const LABEL_NAMES[] = {
	[LABEL_OTHER] = "other",
	[LABEL_OPTOUT] = "optout",
	[LABEL_OPTIN] = "optin",
	[LABEL_SATISFIED] = "satisfied",
	[LABEL_UNSATISFIED] = "unsatisfied",
	[LABEL_NEUTRAL] = "neutral",
	[LABEL_RATING] = "rating",
	[LABEL_PICK] = "pick",
	[LABEL_YES] = "yes",
	[LABEL_NO] = "no",
	[LABEL_ACK] = "ack",
	[LABEL_CALLBACK] = "callback",
	[LABEL_NO_CALL] = "no_call",
	[LABEL_WRONG_NUMBER] = "wrong_number",
	[LABEL_ESCALATE] = "escalate",
	[LABEL_REVIEW_DEAL] = "review_deal",
	[LABEL_HELP] = "help",
	[LABEL_AUTO] = "auto",
};
G_STATIC_ASSERT(G_N_ELEMENTS(LABEL_NAMES) == LABELS);

const char *reply_label_name(ReplyLabel label)
{
	return LABEL_NAMES[label];
}

int reply_label_parse(const char *name, ReplyLabel *label)
{
	for (ReplyLabel candidate = 0; candidate < LABELS; candidate++)
		if (strcmp(LABEL_NAMES[candidate], name) == 0) {
			*label = candidate;
			return 0;
		}
	return -EINVAL;
}
