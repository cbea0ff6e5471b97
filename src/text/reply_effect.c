#include "text/reply_effect.h"

/* When a row's event happens. */
typedef enum {
	NEVER,
	ALWAYS,
	ASKED, /* when the satisfaction question of this round was the last we wrote */
} Occurs;

static const struct {
	gboolean silent; /* never the customer's answer */
	gboolean modest; /* no answer to a case that is solved or closed: nothing is asked by it */
	gboolean any_case;
	gboolean raises;
	Occurs when;
	EventKind event;
	ReplyPerson person;
	const char *note;
} TABLE[LABELS] = {
        [LABEL_OPTOUT] = {.any_case = TRUE, .when = ALWAYS, .event = EVENT_OPT_OUT, .person = REPLY_PERSON_STOPS},
        [LABEL_OPTIN] = {.any_case = TRUE, .person = REPLY_PERSON_RETURNS},
        [LABEL_SATISFIED] = {.when = ASKED, .event = EVENT_SATISFIED},
        [LABEL_UNSATISFIED] = {.when = ASKED, .event = EVENT_UNSATISFIED},
        [LABEL_ACK] = {.modest = TRUE, .any_case = TRUE, .note = "thanks or \"ok\": no answer is expected"},
        [LABEL_CALLBACK] = {.person = REPLY_PERSON_CALL_ME},
        [LABEL_NO_CALL] = {.any_case = TRUE, .person = REPLY_PERSON_NO_CALLS, .note = "the customer wants no calls"},
        [LABEL_WRONG_NUMBER] = {.any_case = TRUE,
                                .when = ALWAYS,
                                .event = EVENT_WRONG_NUMBER,
                                .person = REPLY_PERSON_WRONG},
        [LABEL_ESCALATE] = {.raises = TRUE},
        [LABEL_REVIEW_DEAL] =
                {.note = "the customer speaks of a price for the review: a person answers, and no offer may "
                         "mention the review (B1)"},
        [LABEL_AUTO] = {.silent = TRUE, .any_case = TRUE, .note = "an automatic answer: it counts as none"},
};

gboolean reply_effect_judges(ReplyLabel label)
{
	return TABLE[label].when == ASKED;
}

static gboolean over(const ReplyOccasion *on)
{
	return on->state == CASE_RESOLVED || on->state == CASE_CLOSED;
}

/* F41: who was counted as content, or as silent, and says otherwise while it is fresh. What a person decided - opted
 * out, malicious, withdrawn - a digit does not undo. */
static gboolean reopens(ReplyLabel label, const ReplyOccasion *on)
{
	return label == LABEL_UNSATISFIED && on->asked && on->state == CASE_CLOSED && on->closed_s < on->reopen_s &&
	       (on->outcome == OUTCOME_SATISFIED || on->outcome == OUTCOME_NO_ANSWER);
}

ReplyEffect reply_effect(ReplyLabel label, const ReplyOccasion *on)
{
	ReplyEffect effect = {
	        .answers = !TABLE[label].silent && !(TABLE[label].modest && over(on)),
	        .moves = TABLE[label].when == ALWAYS || (TABLE[label].when == ASKED && on->asked),
	        .event = TABLE[label].event,
	        .raises = TABLE[label].raises,
	        .person = TABLE[label].person,
	        .any_case = TABLE[label].any_case,
	};

	if (!TABLE[label].modest || !effect.answers)
		effect.note = TABLE[label].note;
	if (reopens(label, on)) {
		effect.event = EVENT_REOPENED;
		effect.raises = TRUE;
	}
	if (on->repeat) {
		effect.moves = effect.moves && !reply_effect_judges(label);
		effect.raises = FALSE;
		effect.note = NULL;
	}
	return effect;
}
