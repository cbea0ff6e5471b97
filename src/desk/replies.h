/* The reply log: reading it, and saying that it was read. Source: F49. */
#pragma once

#include "desk/desk.h"
#include "store/inbound.h"
#include "text/understand.h"

/* Marks these replies (of int64_t) as read by the actor; NULL: all that are unread. *done counts them. All or none:
 * -ENOENT: one is not there, *fault says which. */
int replies_mark_read(const Desk *desk, const GArray *ids, guint *done, char **fault);

/* The newest reply's id, 0 when there is none: where following begins. */
int replies_last_id(const Desk *desk, int64_t *id);

/* "may be about case K7P6 too", for who looks at it from `case_id` (0: from nowhere): the other cases a reply may be
 * about. *words NULL: no doubt. Caller frees. */
int replies_doubt(const Desk *desk, const StoreReply *reply, int64_t case_id, char **words);

/* "there is no label ...; they are ...". Caller frees. */
char *replies_unknown_label(const char *label);
