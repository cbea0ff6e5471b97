/* What the team is told: the kinds of notices, and how grave each is. Source: F60, F65 and the daemon's own promises.
 */
#pragma once

#include <glib.h>

typedef enum {
	NOTICE_REPLY,           /* a customer answered */
	NOTICE_UNSATISFIED,     /* ... and is not satisfied */
	NOTICE_SLA_RISK,        /* a first contact is due soon, and nothing will keep it by itself */
	NOTICE_SLA_MISSED,      /* its deadline passed */
	NOTICE_PROMISE_DUE,     /* a promise of the shop is due soon */
	NOTICE_PROMISE_BROKEN,  /* its time passed */
	NOTICE_CALLBACK_NEAR,   /* a customer named a time for a call, and it is near */
	NOTICE_CALLBACK_MISSED, /* that time passed without a call */
	NOTICE_PROVIDER,        /* a provider takes no messages */
	NOTICE_NO_RECEIPTS,     /* it takes them and tells nothing of them */
	NOTICE_BAD_WEBHOOKS,    /* requests with a wrong token come to our door */
	NOTICE_MONEY_CAP,       /* the money of a day is used up */
	NOTICE_CLOCK_JUMP,      /* somebody set the clock by more than a minute */
	NOTICE_INBOUND,         /* what providers brought cannot be read, or its signature is wrong */
	NOTICE_UNKNOWN,         /* messages of unknown outcome wait for a person */
	NOTICE_INCIDENT,        /* many cases have a cause in common: an incident is proposed */
	NOTICE_INCIDENT_TEXT,   /* an incident's text waits for a second person */
	NOTICE_TEST,            /* somebody tries a channel */
	NOTICES
} NoticeKind;

/* The graver, the greater. */
typedef enum { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ALARM, SEVERITIES } Severity;

const char *notice_name(NoticeKind kind);             /* "sla_risk" */
int notice_parse(const char *name, NoticeKind *kind); /* 0 or -EINVAL */
const char *severity_name(Severity severity);         /* "warning" */
Severity notice_severity(NoticeKind kind);

/* TRUE for an alarm, and for what somebody is to do: it stands until it is over, and its end is told too. */
gboolean notice_lasts(NoticeKind kind);

/* An alarm that nothing ends but silence is over when it was not seen for so long; 0: something else ends it. */
int64_t notice_quiet_s(NoticeKind kind);

/* TRUE when a channel with this list of words is told of such a notice: "all", a severity (that one and graver ones),
 * or kinds. A test is told to whom it is for. */
gboolean notice_wanted(NoticeKind kind, const GPtrArray *words);

/* All words such a list may hold, NULL-terminated. */
const char *const *notice_words(void);
