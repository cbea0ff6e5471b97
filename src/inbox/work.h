/* Requests whose answer takes long go on a slice at a time, one slice a turn of the loop, between which all others are
 * answered and all that happens is heard of. Several take turns. */
#pragma once

#include "inbox/request.h"

/* `slice_us`: how long one of them goes on at a stretch. */
int work_new(sd_event *event, int64_t slice_us, Work **work);
/* What is under way gets no answer from here: the server gives one to all that it lets go of. */
void work_free(Work *work);

/* Does a small piece, of a few milliseconds at most; each time in the configuration of that moment. 1: there is more to
 * do; else what a route gives back. */
typedef int (*WorkPiece)(Request *request, void *state);

/* The last act of a route, which gives back what this gives back. Takes `state`. What one slice is enough for is
 * answered at once. Of each kind of piece a session has one under way: a newer one takes the place of the older, which is told
 * "replaced" (409). One whose client has gone - who only sends no more is taken for gone - ends without an answer. */
int work_begin(Request *request, WorkPiece piece, void *state, GDestroyNotify free_state);
