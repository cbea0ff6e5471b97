/* What agents do to a case, each in one transaction that the case's life allows or refuses. */
#pragma once

#include "desk/desk.h"

typedef enum {
	CASE_ACTION_RESOLVE, /* solved, as far as the shop knows */
	CASE_ACTION_REOPEN,  /* it came back */
	CASE_ACTION_CLOSE, /* over, with an outcome; wrong_number also keeps the number from being texted for a while */
	CASE_ACTION_CONTACTED, /* an agent reached the customer by other means */
	CASE_ACTION_NOTE,      /* written down; nothing else changes */
	CASE_ACTIONS
} CaseAction;

/* `outcome` is for CASE_ACTION_CLOSE, else OUTCOME_NONE; `note` may be NULL but for CASE_ACTION_NOTE. An opt-out is the
 * person's and not a case's: closing with opted_out is refused, case_action_optout() is meant.
 * -EINVAL: the case's state does not allow it; *fault says which state and what it would allow. */
int case_action_apply(const Desk *desk, int64_t case_id, CaseAction action, CaseOutcome outcome, const char *note,
                      char **fault);

/* A person found out what became of a message of unknown outcome: it left, or it never did and is sent now (DESIGN
 * section 6). -ENOENT: the case has none. `note` may be NULL. */
int case_action_settle(const Desk *desk, int64_t case_id, gboolean left, const char *note, char **fault);

/* "Do not contact" for a person, from all cases and shops, and its explicit end. `phone` is E.164; a number nobody
 * knows yet is put down all the same. *cases (may be NULL) counts the open cases it touches. -EEXIST: in force already;
 * -ENOENT: none in force. */
int case_action_optout(const Desk *desk, const char *phone, const char *region, const char *line_kind, const char *note,
                       guint *cases, char **fault);
int case_action_optin(const Desk *desk, const char *phone, const char *note, guint *cases, char **fault);

/* The customer's own quiet hours, for all cases and shops: spans as conf_quiet_hours() reads them; NULL: none any more.
 * Every open case's log says so. To take a span away that stands there needs the right to contact again. -EINVAL: the
 * spans cannot be read, *fault says what to write instead; -ENOENT: nobody has this number. */
int case_action_quiet(const Desk *desk, const char *phone, const char *spans, guint *cases, char **fault);
