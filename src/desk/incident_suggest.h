/* Many cases at once that have a product, a carrier or a category in common are proposed as an incident; a person opens
 * it. Source: features F6. When: incidents.suggest_from, suggest_within and suggest_leap. */
#pragma once

#include "core/causes.h"
#include "desk/desk.h"
#include "store/incidents.h"

/* In the order of causes_pick(). `shop` NULL: of all shops; each suggestion is of one. *suggestions is of Cause, frees
 * its members. */
int incident_suggest(const Desk *desk, const char *shop, GArray **suggestions, char **fault);

/* Whether it is such a suggestion's cause, "product=kettle": 0, or -EINVAL with a sentence. */
int incident_suggest_check(const char *match, char **fault);

/* The cases such a suggestion is about: those taken in within the time, of that shop (NULL: of any). -EINVAL as by
 * incident_suggest_check(). *ids of int64_t. */
int incident_suggest_match(const Desk *desk, const char *shop, const char *match, GArray **ids, char **fault);
