/* The people who work on cases. Source: features F43, F63. */
#pragma once

#include "desk/act.h"

/* What is to be changed; NULL or 0 leaves what is there, an empty string clears. */
typedef struct {
	const char *name;      /* [a-z0-9._-]{1,64} */
	const char *full_name; /* needed for a new one */
	const char *role;      /* "agent" for a new one */
	int level;             /* 1 to 5; a new one: newcomer 1, agent 3, senior 4, admin 5 */
	const char *shops;     /* parted by commas or blanks; "" : all */
	const char *languages; /* the same */
	int active;            /* 1 on, -1 off */
} AccountChange;

/* Makes one (`fresh`) or changes one. -EINVAL: something is wrong with it; -EPERM: the actor may not, or nobody would
 * be left who may change accounts; -EEXIST, -ENOENT: there is one already, there is none. */
int account_put(const Desk *desk, const AccountChange *change, gboolean fresh, char **fault);
