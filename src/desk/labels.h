/* A person says what a reply means where the rules were wrong, and what comes of it. */
#pragma once

#include "desk/act.h"
#include "store/inbound.h"
#include "text/understand.h"

/* What a corrected label did beside being written. */
typedef enum {
	LABEL_EFFECT_NONE,
	LABEL_EFFECT_BLOCKED,   /* "do not contact" is in force by it */
	LABEL_EFFECT_LIFTED,    /* the stop that this reply alone had made is over */
	LABEL_EFFECT_CLOSED,    /* its case is closed as satisfied */
	LABEL_EFFECT_REOPENED,  /* its case needs a person again */
	LABEL_EFFECT_WRONG,     /* the number is held for somebody else's */
	LABEL_EFFECT_RIGHT,     /* and no longer */
	LABEL_EFFECT_NO_CALLS,  /* nobody calls the customer any more */
	LABEL_EFFECT_CALLS,     /* the wish that this reply had made is over */
	LABEL_EFFECT_RAISED,    /* a more senior level is needed */
	LABEL_EFFECT_ANSWERED,  /* it counts as an answer, which an automatic one does not */
} LabelEffect;

/* Corrects the label of a reply and does what is safe: "optout" stops all texts to its sender at once; away from
 * "optout" that stop ends when no other reply or person asked for it; "satisfied" and "unsatisfied" of a case's last
 * reply move the case as far as its state allows; so do "wrong_number", "no_call" and away from them; "escalate"
 * asks for a more senior level; what was held for an automatic answer becomes one. The case's log tells it. `note`
 * may be NULL. Who holds the reply's case and its level count as for any act; what comes of it needs the right of doing
 * that directly, and without it nothing is changed. -ENOENT: no such reply; -EEXIST: labelled so already; -EACCES:
 * another one holds its case, or it is too grave; -EPERM: it would do what the actor may not. */
int labels_correct(const Desk *desk, int64_t reply_id, ReplyLabel label, const char *note, LabelEffect *effect, char **fault);

/* For an act that gave a reply another meaning: what that one binds its sender to over all cases - no texts, no calls,
 * not their number - within the act and with its rights, as labels_correct() does. `story` is for the logs. A sender who was
 * nobody's customer may be made a person, in the store and in *reply. -EPERM as there. */
int labels_bind(const Act *act, StoreReply *reply, ReplyLabel label, const char *story, LabelEffect *effect, char **fault);

/* How the rules in force read a reply, as if it came now. -ENOENT: no such reply; -EINVAL: no configuration. *label
 * is the one that stands in the store; caller frees. meaning->rule lives as long as the configuration. */
int labels_explain(const Desk *desk, int64_t reply_id, char **label, ReplyMeaning *meaning, char **fault);

/* The sentence for an effect; "" for none. */
const char *labels_effect_words(LabelEffect effect);
/* Its name, which never changes: "blocked"; "" for none. */
const char *labels_effect_name(LabelEffect effect);

/* All corrected replies as rows "text, language, label, note" with a head line, as reply-cases reads them. Caller
 * frees. */
int labels_export(const Desk *desk, char **rows, char **fault);
