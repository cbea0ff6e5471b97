/* By which provider a message goes. Source: F26.
 *
 * A shop's routes name numbers (the longest prefix wins) and lines (a route that names the line wins over one that does
 * not) with the providers to ask in order. Which of them takes a message is a matter of the moment: the first that can.
 * Another one is asked only where the first surely does not take it; a moment's wait is no reason. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	const char *prefix; /* "+86"; "": any number */
	const char *line;   /* phone_kind_name(); NULL: any line */
} RouteRule;

/* The rule for a number, or -1. `line` NULL: nobody knows it. */
int route_match(const RouteRule *rules, guint n_rules, const char *phone, const char *line);

/* How a provider stands for one message at an instant. */
typedef enum {
	LANE_FREE,
	LANE_BUSY,      /* all its places are taken: until one lands */
	LANE_SLOW,      /* its rate: the next one may go soon */
	LANE_DAY_FULL,  /* its messages of this day are used up */
	LANE_THROTTLED, /* it asked for a pause */
	LANE_OPEN,      /* too many failures: left alone, or one message tries it */
	LANE_STOPPED,   /* it refuses us altogether */
	LANE_PAUSED,    /* an admin stopped it */
	LANE_TRIED,     /* it did not take this message a moment ago */
	LANE_SPENT,     /* this message has been tried there often enough */
	LANE_STATES
} LaneState;

/* Which of several senders a customer sees when none is known to her: shared out evenly, and when the list changes only
 * those change whose sender is gone, or is won by a new one. */
const char *route_sender(const char *const *senders, guint n_senders, int64_t person_id);

/* "rate_limited", "provider_open"...: a step's reason while it waits. */
const char *lane_state_word(LaneState state);

typedef struct {
	LaneState state;
	int64_t until_us; /* when to look again; INT64_MAX: no time is known */
} RouteOption;

/* The option to take, or -1: then *why is what to wait for and *until_us for how long (INT64_MAX: no time is known;
 * LANE_SPENT: there is nothing to wait for). An empty list is LANE_SPENT. */
int route_choose(const RouteOption *options, guint n_options, LaneState *why, int64_t *until_us);
