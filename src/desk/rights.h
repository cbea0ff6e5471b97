/* Who may do what: one table, right x role. Source: features F63, F42, F48, B9.
 *
 * While no account is active everybody who can open the store may do everything: a shop of one needs no accounts. From the
 * first account on somebody without one may only read. Names are told (--as, the user's own), not proved: whoever can
 * write the store could write anything. The table keeps honest people from slips, and the log tells who did what. */
#pragma once

#include "desk/desk.h"
#include "store/team.h"

typedef enum {
	RIGHT_CLAIM,          /* hold a case, give it back; one's own duty */
	RIGHT_TAKE_OVER,      /* take a case another one holds, with a note */
	RIGHT_REPLY,          /* write to a customer, tell progress, take either back, say that one was in contact */
	RIGHT_CALL,           /* the outcomes of calls, callbacks */
	RIGHT_NOTE,
	RIGHT_LABEL,          /* correct what a reply means, mark replies as read */
	RIGHT_DO_NOT_CONTACT, /* also a customer's own quiet hours, or more: who asks for peace gets it from anybody */
	RIGHT_SUSPECT,        /* be the first of two who hold a case for malicious */
	RIGHT_RESOLVE,        /* resolve, reopen */
	RIGHT_CLOSE,
	RIGHT_PROMISE,
	RIGHT_OFFER,          /* up to the role's limit */
	RIGHT_CONTACT_AGAIN,  /* end an opt-out, take quiet hours of their own away, on the customer's own word */
	RIGHT_OVERRIDE,       /* let a text leave in hours that only the shop's courtesy forbids */
	RIGHT_MALICIOUS,      /* be the second of two, or close a case so */
	RIGHT_SETTLE,         /* say what became of a message of unknown outcome */
	RIGHT_CANCEL,         /* take back what the daemon planned by itself */
	RIGHT_ASSIGN,         /* fair lists; others' duty */
	RIGHT_PAUSE,          /* pause, resume */
	RIGHT_INCIDENT,       /* open and close incidents */
	RIGHT_INCIDENT_CASE,  /* say which cases belong to one, whoever holds them */
	RIGHT_INCIDENT_TEXT,  /* write the one text of an incident */
	RIGHT_INCIDENT_APPROVE, /* approve it, when another one wrote it; take an approved one back */
	RIGHT_MEASURE,        /* mark a measure that reports compare around, and say that it is done */
	RIGHT_ACCOUNTS,
	RIGHT_ERASE,          /* take out of the store all that is personal of a customer */
	RIGHT_NUMBERS,        /* see numbers whole without holding the case */
	RIGHTS
} Right;

const char *right_name(Right right); /* "take_over": for lists; static */
gboolean right_of(Role role, Right right);

/* Who acts. */
typedef struct {
	gboolean open; /* there are no accounts: everything may be done, `account` is empty */
	StoreAccount account;
} Actor;
void actor_clear(Actor *actor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Actor, actor_clear)

/* 0; -EPERM with a sentence: no account, not active, or its role has not this right; else the store's errno. */
int rights_check(const Desk *desk, Right right, Actor *actor, char **fault);

/* The right of a second thing that an act does beside its own: 0, or -EPERM with the same sentence. */
int rights_also(const Actor *actor, Right right, char **fault);

/* Who acts, whatever they may: -ENOENT when there are accounts and none of that name. For lists of "mine". */
int rights_actor(const Desk *desk, Actor *actor);

/* The account's name of an actor: "li" of "agent:li". Within `actor`. */
const char *rights_account_name(const char *actor);
