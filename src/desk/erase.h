/* Erasing a customer on their wish, by who may. Source: F62. */
#pragma once

#include "desk/desk.h"

/* How many cases it would be about. -ENOENT: nobody of that number; -EPERM: there are accounts, and the actor is no active admin. */
int erase_preview(const Desk *desk, const char *phone, guint *cases, char **fault);

/* Does it; see store_erase(). Also -EBUSY: a message to them is under way. */
int erase_person(const Desk *desk, const char *phone, const char *reason, guint *cases, char **fault);
