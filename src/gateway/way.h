/* By which provider a step goes at this instant, or how long it waits: a shop's routes, what the lanes say, and what
 * was tried for this very message. */
#pragma once

#include "gateway/lane.h"

/* The providers a step of a case may go by, in order; borrowed from the config, empty: none. */
const char *const *way_providers(const ConfShop *shop, const char *phone, const char *line_kind, Step step);

typedef struct {
	const ConfProvider *account; /* NULL: none now */
	Lane *lane;
	LaneState why;   /* account NULL: what it waits for; LANE_SPENT: nothing, a person has to look */
	int64_t until_us; /* account NULL: INT64_MAX: until something lands */
	const char *first; /* account NULL: the first provider of the route; NULL: it has none */
} Way;

/* `tries` (may be NULL) of StoreTry, what did not take this message already; `spread` its id. */
Way way_choose(const Gateway *g, const char *const *providers, const GArray *tries, uint64_t spread, int64_t now_us);

/* Whether one of these pauses holds it. */
gboolean way_paused(const Gateway *g, const GArray *pauses, const StoreDue *due);

/* StoreDueSkip over a WaySkip: steps that wait for a pause of g->pauses or for a provider's moment. */
typedef struct {
	const Gateway *g;
	int64_t now_us;
} WaySkip;
gboolean way_skip(const StoreDue *due, void *user);

/* A number for a text as long as a configuration, for g->conf_print. */
uint64_t way_fingerprint(const char *words);
