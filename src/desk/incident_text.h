/* The one text of an incident: an agent writes it, a second person approves it, and each case of that language gets it
 * once, by the ordinary sender and under all its rules. Source: features F6, F12, F17, F48.
 *
 * It becomes an agent_text of each case, so hours, budget, opt-out, claims and the guard bind it as they bind an
 * agent's words, and the first contact that waits behind it is not sent any more: the customer was contacted. Who gets
 * none, and why, is written down beside the case. Those are: closed and resolved cases; whoever a person of ours wrote
 * to or spoke with since the incident was opened, now or by the time it would leave; a second case of the same
 * customer; whoever may not be texted at all; and cases that lack a value, or whose name makes a text that may not
 * leave. A case that somebody holds waits for the end of the claim. One that had its first contact gets it like any
 * other. */
#pragma once

#include "desk/act.h"
#include "store/incidents.h"
#include "text/guard.h"
#include "text/segment.h"

typedef struct {
	char *why; /* a word: "opted_out" */
	guint cases;
} IncidentLeftOut;

typedef struct {
	int64_t text_id;  /* 0: tried out */
	GArray *findings; /* of GuardFinding, what refuses first; for people who write */
	guint cases;      /* that get it, or would */
	GArray *left_out; /* of IncidentLeftOut, most cases first */
	char *example;    /* as one of them reads it; NULL: nobody gets it */
	Segments most;    /* of the longest; segments 0: nobody gets it */
	int64_t first_at; /* when the first and the last may leave, as things are; STORE_NO_TIME: nobody gets it */
	int64_t last_at;
} IncidentText;
void incident_text_clear(IncidentText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IncidentText, incident_text_clear)

typedef struct {
	int64_t incident_id;
	const char *language; /* as cases have it: "zh-CN" */
	const char *text;     /* with {name}, {order}, {shop}, {signature}, {code} */
	gboolean dry;         /* judge and say, write nothing; then what refuses is among the findings */
} IncidentTextWish;

/* Keeps a draft in place of the one there was. -EINVAL: what it lacks, or the guard's word; -EEXIST: one is approved;
 * -ENOENT, -EALREADY, -EPERM as for every act on an incident. */
int incident_text_write(const Desk *desk, const IncidentTextWish *wish, IncidentText *out, char **fault);

/* A second person approves the draft, and its cases get it. `text_id`: the one that was looked at (0: whatever is
 * there). -EPERM: the author's own; -ENOENT: there is none, or another by now; -EALREADY: it is approved. */
int incident_text_approve(const Desk *desk, int64_t incident_id, const char *language, int64_t text_id,
                          IncidentText *out, char **fault);

/* Takes it back, with what of it has not left: *taken texts. A draft is its writers' to take, an approved one a
 * senior's. */
int incident_text_withdraw(const Desk *desk, int64_t incident_id, const char *language, guint *taken, char **fault);

/* For desk/incidents.c, inside its transaction: a case that came later gets what is approved in its language. */
int incident_text_reach(const Desk *desk, const StoreIncident *incident, int64_t case_id, char **fault);
