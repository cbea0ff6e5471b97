/* Who listens to what changes: server-sent events. Each listener costs a connection and a few words; what is told is
 * made once and shared by all. */
#pragma once

#include "inbox/inbox.h"

/* Begins after the newest event there is. */
int events_new(Inbox *inbox, Events **events);
/* After the server is freed: then nobody listens any more. */
void events_free(Events *events);

/* Tells what came into the store since the last time. */
void events_look(Events *events);
/* Tells of something that is no event of the store: "read". */
void events_tell(Events *events, int64_t case_id, const char *kind);
/* Of replies that belong to no case one more is there, or is read. */
void events_tell_replies(Events *events);
/* Something of that incident is another: its text, its cases, its end. */
void events_tell_incident(Events *events, int64_t incident_id);
/* A session is over: its listeners are told and let go. */
void events_end(Events *events, const char *session_hash);
