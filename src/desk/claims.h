/* Who is in a case: taking, giving back, and fair lists. Source: features F41 to F43. */
#pragma once

#include "desk/act.h"

/* Takes a case, renews one's own claim, or takes another's over, which needs `note` and the right. *until_at is when the lease
 * ends. -EACCES: another one holds it and there is no note, or it is too grave; -EINVAL: the case is closed. */
int claim_take(const Desk *desk, int64_t case_id, const char *note, int64_t *until_at, char **fault);

/* -ENOENT: the actor does not hold it. `note` may be NULL. */
int claim_release(const Desk *desk, int64_t case_id, const char *note, char **fault);

/* Gives the case to a colleague's list, with one's own claim on it. Who does not hold it needs the right to assign. -EINVAL: `to`
 * is no account that is on, or oneself; -EACCES: another one holds it, or it is too grave for them. */
int claim_hand_over(const Desk *desk, int64_t case_id, const char *to, const char *note, char **fault);

/* One line of what assigning did or would do. */
typedef struct {
	int64_t case_id;
	char *shop;
	int needs_level;
	int round;
	char *agent; /* "agent:li"; NULL: nobody fits */
	const char *why_nobody; /* static; NULL where somebody is */
} Assignment;

/* Spreads the cases that need a person and have none over the accounts on duty (core/fair). `shop` NULL: all shops. Writes nothing
 * when `dry`. *list is of Assignment, frees its members; the caller unrefs. -EINVAL: nobody is on duty. */
int claim_assign(const Desk *desk, const char *shop, gboolean dry, GArray **list, char **fault);

/* The same of these cases alone (of int64_t), whether or not they need a person now; those resolved, closed, held or
 * given to somebody are left as they are. */
int claim_assign_cases(const Desk *desk, const GArray *case_ids, gboolean dry, GArray **list, char **fault);

/* On or off duty: oneself (`name` NULL), or others with the right. */
int claim_duty(const Desk *desk, const char *name, gboolean on, char **fault);
