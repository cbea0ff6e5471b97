/* What a reply of each meaning does: to its case, to the person, and whether it is one at all. One table
 * (reply_effect.c).
 *
 * Sources: F14-F16, F32, F38-F41, contact-rules 4. Only what leaves no doubt moves anything; all replies are read by
 * a person. */
#pragma once

#include "core/types.h"
#include "text/reply_label.h"

/* What binds the person from then on, over all cases, shops and providers. */
typedef enum {
	REPLY_PERSON_NOTHING,
	REPLY_PERSON_STOPS,   /* no text, no call */
	REPLY_PERSON_RETURNS, /* ends the stop that the customer made */
	REPLY_PERSON_WRONG,   /* somebody else has the number */
	REPLY_PERSON_NO_CALLS,
	REPLY_PERSON_CALL_ME, /* at a time, perhaps; ends REPLY_PERSON_NO_CALLS */
} ReplyPerson;

/* What the reply comes upon. */
typedef struct {
	CaseState state;
	CaseOutcome outcome; /* of a closed case */
	int64_t closed_s;    /* how long it has been closed */
	int64_t reopen_s;    /* satisfaction.reopen */
	gboolean asked;      /* the satisfaction question of this round is the last we wrote */
	gboolean repeat;     /* likely told twice: moves nothing a second time */
} ReplyOccasion;

typedef struct {
	gboolean answers; /* the customer has answered: EVENT_REPLY. Else the log only notes it */
	gboolean moves;   /* `event` happens to the case */
	EventKind event;
	gboolean raises; /* a more senior level is needed */
	ReplyPerson person;
	gboolean any_case; /* says nothing of a case: it needs no person to say which one it is about */
	const char *note;  /* what the log says beside it; NULL: nothing */
} ReplyEffect;

ReplyEffect reply_effect(ReplyLabel label, const ReplyOccasion *on);

/* Whether it answers the satisfaction question with yes or no, when that was asked. */
gboolean reply_effect_judges(ReplyLabel label);
