/* The page itself: files of our own, and Debian's packaged browser libraries under /lib/. */
#pragma once

#include "inbox/inbox.h"

/* Where the file of a path is, below which directory; NULL: the path is nobody's. *type is its media type, by its
 * ending. Pure. Caller frees. */
char *static_path(const char *data_dir, const char *path, const char **type);

/* Answers a request for a file: 200, 304, 404. */
void static_serve(const Inbox *inbox, HttpTicket *ticket, const HttpInbound *inbound);
