/* How often a person may be contacted, over all cases and channels. Source: contact-time T7. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	int max;            /* contacts allowed */
	int64_t seconds;    /* in this rolling time; 0: on one local date, in every zone */
} Cap;

/* The first instant >= from and <= until at which one more contact keeps every cap, given the earlier (and reserved)
 * contacts; a contact stamped later than the instant counts too. `contacts` need not be sorted. FALSE when none. */
gboolean budget_next(const Cap *caps, guint n_caps, const int64_t *contacts, guint n_contacts, GTimeZone *const *zones,
                     guint n_zones, int64_t from, int64_t until, int64_t *next);
