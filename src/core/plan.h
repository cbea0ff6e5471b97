/* What comes next for a case: picks the step from the case's life and asks decide() about it.
 *
 * The planner stores what it says, the sender asks it again at the instant of sending, `followupctl why` prints it:
 * the three never differ, because all three call plan_next(). */
#pragma once

#include "core/decide.h"

/* How long a number stays dead that a provider refused for good, or whose owner says "wrong number": numbers are given to
 * somebody else, and dead for ever is wrong too (F4). */
#define PLAN_DEAD_S (180 * INT64_C(86400))

/* The shop's word on what it may do at all (F18), for one case. */
typedef struct {
	DecideRules rules[CLASSES]; /* by class; caller fills all. delay_s is not looked at: agent_grace_s is, for
	                             * complaints inside working hours */
	gboolean sms_allowed;
	gboolean call_allowed;
	gboolean call_provider;       /* a provider telephones, so that a landline is called and not left to a person */
	gboolean no_consent[CLASSES]; /* the customer's region wants consent first, and the shop states none */
	gboolean one_way;             /* no answer to a text arrives: nothing is asked by text */
	int64_t agent_grace_s; /* inside working hours agents come first */
	int64_t hard_limit_s;  /* a first contact later than this after the complaint is an agent's task; 0: no limit */
	int max_rounds;        /* satisfaction rounds before a person decides (F19) */
	int64_t sat_quiet_s;   /* nobody is asked so soon after talking with somebody (F40); 0: at once */
	int64_t sat_cool_s;    /* nor so soon after being asked about another case (F40); 0: at once */
	int64_t no_answer_s;   /* silence after the last contact that ends a case; 0: none does */
	int64_t sat_close_s;   /* silence after the question that ends it; 0: none does */
	gboolean review_note;  /* the shop wants the one neutral note on reviews (B2) */
} PlanPolicy;

typedef struct {
	int64_t case_id;
	CaseState state;
	int round; /* 1 at first, +1 with each reopening */
	int64_t complaint_at;         /* this one counts; facts.complaint_at is not looked at */
	gboolean step_done[STEPS];    /* in this round: sent, or handed to a person */
	gboolean step_unknown[STEPS]; /* in this round: a submit's outcome is unknown; of the first contact also when it is
	                               * that of a person's words, an incident's among them, which stand for it */
	gboolean words_under_way;     /* before any of ours: words of a person are being sent, or were tried, did not leave
	                               * and go again */
	int64_t words_due_at;         /* before any of ours: words of a person wait for this hour; 0: none do */
	gboolean landline;            /* a fixed line: no text arrives there (F4) */
	gboolean no_call;             /* the customer wants no calls (F16) */
	int64_t dead_until;           /* the number is known to be dead until then; 0: it is not (F4) */
	gboolean undelivered; /* in this round the first contact surely did not arrive: the number takes no texts */
	gboolean wrong_owner; /* the number is somebody else's: nobody is called there */
	gboolean call_open;   /* a call or callback waits on the agents' list */
	gboolean owed;        /* a promise is open, or words wait for their hour: nothing is closed over them */
	gboolean asked;       /* in this round the satisfaction question left */
	gboolean incident;    /* it is in an open incident that holds the steps of its cases (F6) */
	gboolean no_note;     /* the neutral note was sent, or an offer or the case's outcome forbids it (B1, B2) */
	int64_t touched_at;     /* last contact or attempt of one in this case; 0: none, so for the next four */
	int64_t talked_at;      /* when the customer and a person of ours last had a word, over all cases */
	int64_t claimed_until;  /* an agent holds the case until then */
	int64_t asked_other_at; /* when the customer was last asked about another case, of any shop */
	int64_t closed_at;
	DecideFacts facts;            /* scheduled_at and unknown_outcome events are not looked at: step_unknown is
	                               * this step's own, a log tells of every step */
} PlanFacts;

/* Why a plan is as it is. Up to REASON_NOW the first that holds is said. What a planned step waits for is what
 * decides its final instant, as a person would put it:
 *   nothing but its own date: agent_grace (first contact), not_yet (satisfaction, review note), talking (satisfaction
 *   while somebody talks with the customer), no_reply_yet (call, close), claimed_by_other (an agent's words);
 *   hours would let it go earlier than the budget: budget;
 *   else the hours: quiet_hours when the whole wait from the earliest moment on lies in quiet hours, holiday when some of
 *   the rest is shut only because of a holiday's date, else closed_hours. "23:00 until 08:00" is quiet hours, the same
 *   over a holiday is the holiday, Friday evening until Monday is closed hours.
 *
 * Which verdict goes with a reason: holds are tasks for a person. A first contact that may not be texted holds (the
 * complaint still waits for an answer), a satisfaction question that may not be asked any more is nothing to do. */
typedef enum {
	REASON_NOTHING_TO_DO,  /* this state has no step of ours (an agent's turn, or closed) */
	REASON_STEP_DONE,      /* the step of this state was done in this round */
	REASON_NO_SHOP,        /* the config no longer has the case's shop (the caller's finding) */
	REASON_SMS_NOT_ALLOWED,/* the shop has no ground for texting (F18) */
	REASON_NO_CONSENT,     /* the region wants consent, the shop states none (F18) */
	REASON_WRONG_NUMBER,
	REASON_OPTED_OUT,
	REASON_NO_CALL,        /* the customer may be texted and wants no calls */
	REASON_WITHDRAWN,
	REASON_AGENT_WAS_FIRST,
	REASON_WORDS_FIRST,    /* words of a person are about to leave and stand for it */
	REASON_ANSWERED,
	REASON_REOPENED,
	REASON_NO_REPLY_PATH,  /* a question whose answer cannot arrive */
	REASON_LANDLINE,
	REASON_DEAD_NUMBER,
	REASON_UNKNOWN_OUTCOME,/* a submit may be out: never again by itself */
	REASON_NO_ZONE,
	REASON_NO_WINDOW,
	REASON_TOO_LATE,       /* beyond the hard limit: an agent's task */
	REASON_SURVEY_TOO_OLD, /* the satisfaction window is over */
	REASON_COOL_DOWN,      /* asked about another case not long ago */
	REASON_CALL_OPEN,      /* a call is on the agents' list */
	REASON_TOO_MANY_ROUNDS,
	REASON_INCIDENT,       /* it belongs to an incident that holds the steps of its cases (F6) */
	REASON_NOW,            /* nothing holds it */
	REASON_AGENT_GRACE,    /* waits for the shop's own people */
	REASON_QUIET_HOURS,
	REASON_CLOSED_HOURS,   /* outside permitted hours */
	REASON_HOLIDAY,
	REASON_BUDGET,         /* contacted often enough lately */
	REASON_NOT_YET,        /* the satisfaction question has its day */
	REASON_CLAIMED_BY_OTHER, /* words of one agent while another one holds the case */
	REASON_TALKING,        /* somebody of ours talks with the customer */
	REASON_NO_REPLY_YET,   /* the customer has time to answer */
	REASONS
} Reason;

const char *reason_name(Reason reason); /* "quiet_hours": what the store holds */
int reason_parse(const char *name, Reason *reason);
const char *reason_text(Reason reason); /* "the customer's quiet hours": what people read */

typedef enum {
	PLAN_STEP, /* do `step` at due_at */
	PLAN_HOLD, /* a person must look; `reason` says why */
	PLAN_NONE, /* nothing to do */
} PlanVerdict;

typedef struct {
	PlanVerdict verdict;
	Step step; /* the step this state asks for, also when it holds or is not to be done; STEP_NONE: it has none */
	int round;
	int64_t due_at;      /* PLAN_STEP only */
	int64_t deadline_at; /* DECIDE_NEVER when the step has none */
	gboolean late;       /* PLAN_STEP: due after the deadline: the miss is recorded */
	gboolean errand;     /* no provider gets the step, plan_is_errand() */
	Reason reason;       /* PLAN_STEP: what it waits for now (REASON_NOW when due) */
} Plan;

/* A step that is carried out here and not sent: a silent case is closed; a call is made by a provider where the shop
 * has one that can, else it becomes an agent's task. */
gboolean plan_is_errand(const PlanPolicy *policy, Step step);

Plan plan_next(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at);

/* The same without the ladder (core/ladder.h): the text this state asks for, and nothing of calls, closing and notes. */
Plan plan_text(const PlanPolicy *policy, const PlanFacts *facts, int64_t now_at);

/* The same for a case whose shop the configuration no longer has: nobody's to send. REASON_NO_SHOP. */
Plan plan_without_shop(const PlanFacts *facts);

/* What the hours of all layers and zones say at an instant, quiet before closed before holiday; REASON_NOW: permitted. *edge
 * is the next instant at which that may change. */
Reason plan_hours_reason(const DecideRules *rules, int64_t at, int64_t *edge);

/* The layer that says so longest from `at` on, of those that say `reason` there; the first of equals. n_layers: none. */
guint plan_hours_layer(const DecideRules *rules, int64_t at, Reason reason);

/* What a step waits for that the decision puts off: the hours, the budget, or `own`, its own date. */
Reason plan_wait_reason(const DecideRules *rules, const Decision *decision, Reason own);

/* Until when nobody is asked whether she is satisfied, because somebody talks with her; 0: nobody does. */
int64_t plan_talk_until(const PlanPolicy *policy, const PlanFacts *facts);

/* How long the shop's people come first for a complaint of that time: only where there are any, inside working hours. */
int64_t plan_grace_s(const PlanPolicy *policy, const DecideRules *rules, int64_t complaint_at);
