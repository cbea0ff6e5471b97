/* What every act on a case shares: one transaction, the right to it, and the claim. Source: features F42, F63.
 *
 *     r = act_begin_case(desk, RIGHT_NOTE, case_id, ACT_RENEW, &act, fault);
 *     if (r == 0)
 *             r = store_...;
 *     return act_end(&act, r, fault);
 */
#pragma once

#include "desk/rights.h"
#include "store/roster.h"

/* What an act does with the claim of a case nobody holds. One's own is renewed by every act. */
typedef enum {
	ACT_RENEW, /* leaves it free */
	ACT_TAKES, /* takes it */
} ActClaim;

typedef struct {
	const Desk *desk;
	Actor actor;
	StoreCase c;         /* of act_begin_case() */
	StoreRoster roster;  /* the same */
	gboolean took;       /* the case was free, and is the actor's now */
	int64_t held_until;  /* of the actor's claim; STORE_NO_TIME: they have none */
} Act;

/* Begins the transaction and looks whether the actor may. What fails has ended it, and cleared `act`. */
int act_begin(const Desk *desk, Right right, Act *act, char **fault);

/* The same for a case. -ENOENT: no such case; -EACCES: another one holds it, or it is too grave for the actor's level;
 * *fault says what to do. */
int act_begin_case(const Desk *desk, Right right, int64_t case_id, ActClaim claim, Act *act, char **fault);

/* The same within an act that has begun, where only its transaction can tell which case it is about. Ends nothing; of
 * several cases the act keeps the last. */
int act_case(Act *act, int64_t case_id, ActClaim claim, char **fault);

/* Commits when r is 0, else rolls back; *fault gets the store's words where there are none yet. Clears `act`. Gives r, or what the
 * commit came to. */
int act_end(Act *act, int r, char **fault);

/* Ends it without a trace: for what was only tried out. Clears `act`. */
void act_drop(Act *act);

/* How long a claim lasts (claim.lease). */
int64_t act_lease_s(const Desk *desk);

/* What people are called: the account's full name, else the bare name. Caller frees. */
char *act_person(const Desk *desk, const char *actor);

/* The instant on the shop's clock, "14:30" on its own day, else "Wed 18 Nov 14:30". Caller frees. */
char *act_shop_clock(const Desk *desk, const char *shop, int64_t at);

/* -EACCES with a sentence when the case is graver than the account takes. */
int act_level(const StoreAccount *account, const StoreRoster *roster, char **fault);

/* The level of who had the case in the round before; *level 0: nobody, or they have no account any more. */
int act_level_before(const Desk *desk, const StoreRoster *roster, int *level);

/* From the second round on not to the level that had it before (F41): -EACCES with a sentence, unless nobody else on
 * duty could take it, for a customer who came back must not wait for a rule. */
int act_round(const Desk *desk, const StoreAccount *account, const StoreRoster *roster, char **fault);
