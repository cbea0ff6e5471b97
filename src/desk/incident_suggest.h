/* Many cases at once that have a product, a carrier or a category in common are proposed as an incident; a person opens
 * it. Source: features F6. When: incidents.suggest_from, suggest_within and suggest_leap. */
#pragma once

#include "desk/desk.h"
#include "store/incidents.h"

typedef struct {
	char *shop;
	const char *by;   /* "product", "carrier", "category"; static */
	char *value;      /* as the oldest of them writes it */
	GArray *cases;    /* of int64_t, oldest first: neither resolved nor closed, and in no incident, open or ended */
	guint before;     /* of the same in the seven such times before, together */
	int64_t first_at; /* when the oldest was taken in */
} IncidentSuggestion;

/* Most cases first. Of two that are about much the same cases the one with more, then the narrower cause. `shop` NULL:
 * of all shops; each suggestion is of one. *suggestions is of IncidentSuggestion, frees its members. */
int incident_suggest(const Desk *desk, const char *shop, GArray **suggestions, char **fault);

/* The cases such a suggestion is about: of "product=kettle" those taken in within the time, of that shop (NULL: of
 * any). -EINVAL with a sentence: not such words. *ids of int64_t. */
int incident_suggest_match(const Desk *desk, const char *shop, const char *match, GArray **ids, char **fault);
