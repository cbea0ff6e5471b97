/* Who really sent a request that came through a proxy. */
#pragma once

#include "util/http_message.h"

/* Only what a proxy of ours (of Subnet; NULL: there is none) wrote into X-Forwarded-For is believed: from its end on,
 * up to the first address that is none of them. Caller frees. */
char *forwarded_peer(const GArray *trusted, const HttpInbound *inbound);
