/* Passwords of the agents' web page. Source: features F63; the cost of the hash is that of OWASP's cheat sheet on
 * keeping passwords (Argon2id, 19 MiB, two passes). */
#pragma once

#include "desk/act.h"

#define PASSWORD_LEAST 10  /* characters */
#define PASSWORD_MOST 200  /* bytes */

/* Sets the password of an account: one's own, or another's with the right to change accounts. Whoever is logged in
 * with it is logged out (the schema sees to it). -EINVAL: too short, too long, or the account's own name; -ENOENT: no
 * such account. */
int password_set(const Desk *desk, const char *name, const char *password, char **fault);

/* 0: it is the account's, which is on. -EPERM: it is not, in the same time whatever is wrong: no such account, off,
 * without a password. Else the store's errno. */
int password_check(const Desk *desk, const char *name, const char *password);
