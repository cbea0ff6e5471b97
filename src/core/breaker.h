/* When a provider is left alone, and when it is tried again. Source: F26.
 *
 *   closed     all goes. So many failures one after the other open it.
 *   open       nothing goes until its time is over; then it is half open.
 *   half open  one message goes and nothing else. It fails: open again, for twice the time up to a cap. It does not:
 *              closed.
 *
 * A failure is a submit that surely was not taken, or whose outcome nobody knows; an answer that speaks of this one
 * message (its number, its text) is none. A provider that refuses us altogether is opened at once by breaker_trip().
 * Pure: states and times go in, states come out. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef enum { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN } BreakerPhase;

typedef struct {
	int failures;    /* this many in a row open it; 0: it never opens by itself */
	int64_t first_s; /* left alone for so long at first */
	int64_t max_s;   /* twofold each time, up to this */
} BreakerRules;

typedef struct {
	BreakerPhase phase;
	int failures;     /* in a row, while closed */
	int opened;       /* times in a row it was opened */
	int64_t since_us; /* of the phase */
	int64_t until_us; /* BREAKER_OPEN: left alone until then */
	gboolean probing; /* BREAKER_HALF_OPEN: the one message is under way */
} Breaker;

/* TRUE: a message may go now (when it does: breaker_sent()). FALSE: *until_us is when to ask again; INT64_MAX: when the
 * probe ends. */
gboolean breaker_allows(const Breaker *breaker, int64_t now_us, int64_t *until_us);

/* A message goes, although breaker_allows() may have said otherwise meanwhile. */
void breaker_sent(Breaker *breaker, int64_t now_us);

/* It ended. TRUE when the phase is another now than before. */
gboolean breaker_ended(const BreakerRules *rules, Breaker *breaker, gboolean failed, int64_t now_us);

/* The provider refuses us altogether: open for `wait_s`. TRUE when it was not open before. */
gboolean breaker_trip(Breaker *breaker, int64_t wait_s, int64_t now_us);

/* A message that was to go did not after all (the commit failed). */
void breaker_unsent(Breaker *breaker);
