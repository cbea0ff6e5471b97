/* The past under new rules: what would have left when, under the rules in force and under a candidate. Source: F30.
 *
 * Both sides are walked by core/replay over the same facts, so that they differ by rules alone; neither is what was
 * really sent. Taken as it was: what customers and agents did (but that an answer follows the text it answers),
 * contacts about other cases of the same customer, opt-outs, dead numbers, and the shop, zone and number of a case as
 * they are now. Every text is taken to be accepted by the provider, at the moment it is due. */
#pragma once

#include "core/replay.h"
#include "desk/desk.h"
#include "text/price.h"

enum { SIMULATE_FIRST_CONTACT, SIMULATE_SATISFACTION, SIMULATE_CLASSES };
Step simulate_step(int class);

/* One class of text under one set of rules. */
typedef struct {
	guint sent, late, held, dropped, waiting; /* late: of those sent */
	guint held_by[REASONS];
	guint hours[24];        /* sent, by hour of the customer's day; the shop's where nobody knows the customer's */
	int64_t segments;       /* of those sent, as their texts really were; -1: not known */
	GArray *costs; /* of Price: what those segments cost, one for each currency; empty where segments is -1 */
	guint unpriced;         /* of those sent, by a provider without a price */
	int64_t median_s, p90_s; /* from the complaint to the text, of those sent; -1: none */
} SimulateSide;

/* What one step came to under both. */
typedef struct {
	int64_t case_id;
	Step step;
	int round;
	gboolean has_before, has_after; /* it came up at all */
	ReplayStep before, after;
	GTimeZone *zone; /* the customer's, else the shop's; NULL: UTC */
	int64_t weight;  /* seconds apart; more than any when only one of them was sent */
} SimulateDifference;

#define SIMULATE_DIFFERENCES 10

typedef struct {
	gboolean same_rules;
	guint cases, changed; /* changed: cases of which any step came out otherwise */
	SimulateSide before[SIMULATE_CLASSES], after[SIMULATE_CLASSES];
	GArray *differences; /* of SimulateDifference, the greatest first */
} Simulate;

/* Cases that came in from since_at to until_at, and what happened up to until_at; `shop` NULL: all. `next` in place of
 * desk->conf. 0; -EINVAL: no configuration, or it has no such shop; else the store's errno. */
int simulate_past(const Desk *desk, const Conf *next, int64_t since_at, int64_t until_at, const char *shop,
                  Simulate *out, char **fault);
void simulate_clear(Simulate *simulate);
