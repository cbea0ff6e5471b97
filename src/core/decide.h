/* May this contact leave, and when? One decision, one place, used before planning and again at the instant of sending.
 *
 * Source: contact-time T6-T15. Pure and deterministic: facts in, decision out. Nothing stored is trusted; a caller that
 * finds its stored plan different from the decision follows the decision. */
#pragma once

#include "core/budget.h"
#include "core/hours.h"
#include "core/types.h"

typedef enum {
	DECIDE_NEXT,           /* T8: nothing but hours and caps */
	DECIDE_FIRST_CONTACT,  /* T9 */
	DECIDE_SATISFACTION,   /* T10 */
	DECIDE_CALL,           /* T11 */
	DECIDE_CALLBACK,       /* T12 */
	DECIDE_DUE,            /* T13: a stored job came up */
	DECIDE_OPTOUT_CONFIRM, /* T15 */
	DECIDE_KINDS
} DecideKind;

typedef enum {
	ACTION_SEND,
	ACTION_SEND_LATE, /* send, but a deadline is missed: record the miss */
	ACTION_CALL,
	ACTION_CALL_MOVED, /* a callback cannot be at the wished time */
	ACTION_HOLD_NO_ZONE,
	ACTION_HOLD_NO_WINDOW,
	ACTION_HOLD_UNKNOWN,
	ACTION_TO_AGENT,
	ACTION_SKIP,
	ACTION_CANCEL_WRONG_NUMBER,
	ACTION_CANCEL_OPT_OUT,
	ACTION_CANCEL_WITHDRAWN,
	ACTION_CANCEL_AGENT,
	ACTION_CANCEL_REOPENED,
	ACTION_CANCEL_ANSWERED,
	ACTIONS
} Action;

const char *action_name(Action action); /* "send", "send_late", ... as in contact-time */

/* No instant: what is absent in facts, what a decision does not have. */
#define DECIDE_NEVER INT64_MAX
#define DECIDE_HORIZON_DAYS 60

/* The rules that bind one class of contact to one person. Everything is borrowed. */
typedef struct {
	const Hours *const *layers; /* region floor, shop, person...: all must permit */
	guint n_layers;
	GTimeZone *const *zones; /* candidates of the customer's zone; n_zones 0: nobody knows -> hold */
	guint n_zones;
	int horizon_days; /* 0: DECIDE_HORIZON_DAYS */
	const Cap *caps;
	guint n_caps;
	int64_t min_gap_s; /* between any two contacts; 0: none */

	const Hours *work;    /* the shop's people; first contact only */
	GTimeZone *work_zone; /* NULL: the customer's first zone */
	int64_t sla_in_s;
	int sla_next_s;  /* second of the local day */
	int64_t delay_s; /* grace for the agents */

	int64_t sat_min_s;
	int64_t sat_max_s;
	int64_t sat_give_up_s; /* 0: never */

	int64_t no_reply_s;
	int64_t max_late_s; /* 0: no limit */
	int64_t confirm_s;
} DecideRules;

typedef struct {
	EventKind kind;
	int64_t at;
} FactEvent; /* one later than now is not known yet (T14) */

/* What is known about the case and the person. Times are seconds UTC; absent ones DECIDE_NEVER. */
typedef struct {
	int64_t complaint_at;
	int64_t scheduled_at;
	int64_t sms_sent_at;
	int64_t asked_at;
	int asked_wall_s; /* second of the local day the customer asked to be called at */
	gboolean confirm_sent;
	const FactEvent *events; /* any order */
	guint n_events;
	const int64_t *contacts; /* sent and reserved, every case and channel of the person */
	guint n_contacts;
} DecideFacts;

/* Facts without anything known. */
#define DECIDE_FACTS_NONE                                                                                              \
	((DecideFacts){.complaint_at = DECIDE_NEVER, .scheduled_at = DECIDE_NEVER, .sms_sent_at = DECIDE_NEVER,        \
	               .asked_at = DECIDE_NEVER})

typedef struct {
	Action action;
	int64_t at;          /* when; DECIDE_NEVER for holds, cancels and skips */
	int64_t earliest_at; /* when it would be without hours and budget; DECIDE_NEVER where no time was looked for */
	int64_t deadline_at; /* first contact: the SLA; satisfaction: resolved + sat_max; else DECIDE_NEVER */
	int64_t target_at;   /* callback: the wished instant; else DECIDE_NEVER */
} Decision;

Decision decide(DecideKind kind, const DecideRules *rules, const DecideFacts *facts, int64_t now_at);

/* The two halves of decide(), for a caller that knows better than the case's log whether the outcome of *this* step is
 * unknown (plan.c does: it has the step's own row). T14 without unknown_outcome: TRUE and *action when events at or
 * before now cancel this kind of contact. */
gboolean decide_cancels(DecideKind kind, const DecideFacts *facts, int64_t now_at, Action *action);

/* T9-T13, T15: when, given that no event cancels it. */
Decision decide_when(DecideKind kind, const DecideRules *rules, const DecideFacts *facts, int64_t now_at);

/* The last event of that kind at or before now, or INT64_MIN when there is none. */
int64_t decide_last_event(const DecideFacts *facts, EventKind kind, int64_t now_at);
