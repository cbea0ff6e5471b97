/* How long somebody who guesses passwords has to wait: after a few wrong ones of an account, or many from an address,
 * twice as long each time. Pure: times are handed in. Kept in memory and bounded; a restart forgets, which costs a
 * guesser as much as it gives. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define THROTTLE_FREE 5               /* wrong ones of an account that cost nothing */
/* And from an address: behind one there may be a whole shop, or everybody where a proxy is not believed, so that
 * colleagues' slips must not shut out who types the right one: thirty people slip three times of a morning. Who guesses
 * at many accounts from there is held up all the same, and has no more than THROTTLE_FREE at each. */
#define THROTTLE_ADDRESS_FREE 100
#define THROTTLE_ACCOUNT_S 60         /* the longest wait of an account: who locks a colleague out does so for a minute */
#define THROTTLE_ADDRESS_S (15 * 60)  /* and of an address */
#define THROTTLE_FORGET_S (60 * 60)   /* after so long without a wrong one it begins anew */
#define THROTTLE_ENTRIES 4096         /* of each kind; the one that was wrong longest ago makes room */

typedef struct Throttle Throttle;

Throttle *throttle_new(void);
void throttle_free(Throttle *throttle);

/* Seconds until a try may be made; 0: now. */
int64_t throttle_wait_s(const Throttle *throttle, const char *account, const char *address, int64_t now_at);
void throttle_wrong(Throttle *throttle, const char *account, const char *address, int64_t now_at);
/* A right one ends the account's count, not that of the address: one good account must not buy tries at others. */
void throttle_right(Throttle *throttle, const char *account);
