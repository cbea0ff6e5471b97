/* A person says which case a reply is about (F38). */
#pragma once

#include "desk/labels.h"

typedef struct {
	int64_t from_case; /* where it stood before; 0: nowhere */
	ReplyLabel label;  /* read anew in the light of what that case was asked, unless a person had labelled it */
	gboolean closed;   /* the case is closed by it */
	gboolean reopened; /* the case needs a person again by it */
	gboolean undone;   /* a case that it had closed wrongly is open again */
	LabelEffect bound; /* what its new meaning binds the sender to */
} AttachResult;

/* Moves the reply to the case, or settles that it stays where it is while others may be meant. The logs of all these
 * cases tell it. Done anew for the right case: it is answered, closed as satisfied, opened as unsatisfied, its level
 * raised, when this is the case's last reply. Undone on the wrong one: closed as satisfied becomes open, a callback
 * moves over, an answer counts no longer. What binds the person (a stop, no calls)
 * stays, and is added where the new meaning says so. -ENOENT: no such reply or
 * case; -EEXIST: it stands there and nothing is open; -EACCES: another one holds one of the two cases, or it is too
 * grave; -EPERM: it would close or reopen one, and the actor may not. */
int attach_reply(const Desk *desk, int64_t reply_id, int64_t case_id, AttachResult *result, char **fault);
