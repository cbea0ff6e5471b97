/* The team's part of the store's contract: accounts, claims, calls, promises, offers, drafts. The same rules as in store.h:
 * 0 or a negative errno, writes inside a transaction, outputs untouched on failure, what comes out is the caller's. */
#pragma once

#include "core/ladder.h" /* CallOutcome */
#include "store/store.h"

/* ---- accounts and claims (store/sqlite/accounts.c) ---- */

typedef enum { ROLE_NEWCOMER, ROLE_AGENT, ROLE_SENIOR, ROLE_ADMIN, ROLES } Role;
const char *role_name(Role role);
int role_parse(const char *name, Role *role);

typedef struct {
	char *name;      /* "li" */
	char *full_name;
	Role role;
	int level;       /* 1 to 5 */
	char *shops;     /* blank-separated; NULL: all */
	char *languages; /* the same */
	gboolean on_duty;
	gboolean active;
	char *password;  /* Argon2id; NULL: none */
	int64_t created_at;
	int64_t changed_at;
} StoreAccount;
void store_account_clear(StoreAccount *account);
/* Makes or changes; a NULL password leaves the one there is. What is new about it is kept as an act of `actor`. */
int store_account_put(Store *store, const StoreAccount *account, const char *actor, int64_t now_at);
int store_account_get(Store *store, const char *name, StoreAccount *out); /* -ENOENT */
int store_account_list(Store *store, GArray **accounts);                 /* of StoreAccount, by name */

/* What was done to an account. */
typedef struct {
	int64_t id;
	int64_t at;
	char *actor;   /* "agent:wang" */
	char *account; /* "li" */
	char *what;    /* "role agent to senior; level 3 to 4"; of a password only that there is a new one */
} StoreAccountAct;
void store_account_act_clear(StoreAccountAct *act);
/* Newest first; `account` NULL: of all. */
int store_account_log(Store *store, const char *account, guint limit, GArray **acts);

typedef struct {
	int64_t case_id;
	char *agent;
	int64_t claimed_at;
	int64_t until_at;
	char *note;
} StoreClaim;
void store_claim_clear(StoreClaim *claim);
/* The claim in force at `now_at`; -ENOENT: nobody holds the case. */
int store_claim_get(Store *store, int64_t case_id, int64_t now_at, StoreClaim *out);
/* Until when somebody else than `agent` holds the case, who therefore waits with words of theirs (F43); 0: nobody does. */
int store_claim_of_other(Store *store, int64_t case_id, const char *agent, int64_t now_at, int64_t *until_at);
/* Takes, renews or takes over (the caller has decided that it may); EVENT_CLAIMED unless it is a renewal. */
int store_claim_put(Store *store, int64_t case_id, const char *agent, const char *note, int64_t now_at, int64_t until_at);
/* Gives it back; EVENT_RELEASED when the life table allows. -ENOENT: not held by `agent`. */
int store_claim_release(Store *store, int64_t case_id, const char *agent, const char *note, int64_t now_at);
/* Those whose time is over; StoreClaim, the oldest end first. */
int store_claim_over(Store *store, int64_t now_at, guint limit, GArray **claims);
/* Ends one whose time is over: EVENT_RELEASED by the daemon where the life table allows, so that the case goes on. */
int store_claim_end(Store *store, const StoreClaim *claim, int64_t now_at);
/* The row alone, of a case that cannot be told of it. */
int store_claim_drop(Store *store, int64_t case_id, int64_t now_at);

/* ---- calls and promises (store/sqlite/calls.c) ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	gboolean callback; /* the customer named a time */
	int round;
	char *why; /* a word, see the schema */
	int64_t due_at;
	int64_t warn_at;   /* STORE_NO_TIME: none */
	int64_t warned_at; /* STORE_NO_TIME: not yet */
	int attempts;
	char *state;       /* "open", "done", "cancelled" */
	char *outcome;     /* of the last attempt; NULL: none */
	int needs_level;   /* 0: not said */
	char *assigned_to;
	char *asked_text;
	int64_t created_at;
} StoreCall;
void store_call_clear(StoreCall *call);
/* Puts a task on the list, with EVENT_CALL_DUE or EVENT_CALLBACK_ASKED. -EEXIST: the case has an open one of this kind (a callback
 * moves the open one to its time instead). */
int store_call_put(Store *store, const StoreCall *call, const char *actor, int64_t now_at, int64_t *call_id);
int store_call_get(Store *store, int64_t call_id, StoreCall *out);
/* Open ones, by due time; `shop`, `agent` NULL: any. */
int store_call_list(Store *store, const char *shop, const char *agent, int64_t case_id, GArray **calls); /* case_id 0: any */
/* Those of them that are due before until_at or at no time: how many they are, and the first `limit`. */
int store_call_due(Store *store, const char *shop, int64_t until_at, guint limit, int64_t *count, GArray **calls);
/* One attempt: its row, EVENT_CALL_ATTEMPT; the task is done, or open again at `again_at` (STORE_NO_TIME: it is done). */
int store_call_attempt(Store *store, int64_t call_id, CallOutcome outcome, const char *actor, const char *note,
                       int64_t again_at, int64_t now_at);
int store_call_cancel(Store *store, int64_t case_id, const char *why, int64_t now_at); /* all open ones of a case */
int store_call_warned(Store *store, int64_t call_id, int64_t now_at); /* the team was told that it is near */

typedef struct {
	int64_t at;
	char *actor;
	char *outcome;
	int64_t again_at;
	char *note;
} StoreCallAttempt;
int store_call_attempts(Store *store, int64_t call_id, GArray **attempts);

typedef struct {
	int64_t id;
	int64_t case_id;
	char *what;
	int64_t due_at;
	int64_t warn_at;
	char *owner;
	char *state; /* "open", "kept", "broken", "withdrawn" */
	int64_t made_at;
	int64_t warned_at;
} StorePromise;
void store_promise_clear(StorePromise *promise);
int store_promise_put(Store *store, const StorePromise *promise, int64_t *promise_id); /* EVENT_PROMISED */
int store_promise_get(Store *store, int64_t promise_id, StorePromise *out); /* -ENOENT */
/* `state` kept, broken or withdrawn, with its event; the case is planned anew. -ENOENT: no such open promise. */
int store_promise_end(Store *store, int64_t promise_id, const char *state, const char *actor, int64_t now_at);
/* Its row alone, where the case's log takes nothing; a promise that is not open stays as it is. */
int store_promise_break(Store *store, int64_t promise_id, int64_t now_at);
int store_promise_warned(Store *store, int64_t promise_id, int64_t now_at); /* the owner was told that it is near */
int store_promise_list(Store *store, const char *shop, const char *owner, int64_t case_id, GArray **promises); /* open, by due */
/* Those of them that are due before until_at: how many they are, and the first `limit`. */
int store_promise_due(Store *store, const char *shop, int64_t until_at, guint limit, int64_t *count, GArray **promises);

/* A callback nobody tried by so long after its time is missed (F45). */
#define STORE_CALLBACK_MISSED_S (15 * 60)

/* What the clock brings next for the team: the earliest warning of a call or promise, a callback that is missed, or the end
 * of an open promise or of a claim. STORE_NO_TIME: nothing. */
int store_team_next(Store *store, int64_t *at);

/* ---- what the daemon does about them by itself (store/sqlite/ladder.c) ---- */

/* One level more is needed (5 is the most), with EVENT_LEVEL: its note is the level and why, "3: unsatisfied". */
int store_level_raise(Store *store, int64_t case_id, const char *actor, const char *why, int64_t now_at);

/* Takes the case's open calls off the list that the ladder put there; `callbacks`: those the customer asked for, and an
 * agent's own, too. The number taken, or a negative errno. */
int store_ladder_stop(Store *store, int64_t case_id, gboolean callbacks, const char *why, int64_t now_at);

/* Up to `limit`, oldest first: open calls the team must be warned of; callbacks that are missed, once each. */
int store_call_near(Store *store, int64_t now_at, guint limit, GArray **calls);   /* of StoreCall */
int store_call_missed(Store *store, int64_t now_at, guint limit, GArray **calls); /* of StoreCall */
/* The callback was missed: why "missed_callback", for the level the case needs now; it stays open. */
int store_call_miss(Store *store, int64_t call_id, int64_t now_at);

/* Up to `limit`, oldest first: open promises the owner must be warned of; those whose time is over. */
int store_promise_near(Store *store, int64_t now_at, guint limit, GArray **promises); /* of StorePromise */
int store_promise_over(Store *store, int64_t now_at, guint limit, GArray **promises); /* of StorePromise */

/* Plans the confirmation of an opt-out for now, whatever the life of the case says. */
int store_confirm_plan(Store *store, int64_t case_id, int64_t rules_id, int64_t now_at);

/* ---- offers and drafts (store/sqlite/drafts.c) ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	char *kind; /* "refund", "replacement", "repair", "credit" */
	int64_t amount;
	char *currency; /* NULL: none */
	char *note;
	char *granted_by;
	int64_t granted_at;
} StoreOffer;
void store_offer_clear(StoreOffer *offer);
int store_offer_put(Store *store, const StoreOffer *offer, int64_t *offer_id); /* EVENT_OFFERED */
int store_offer_list(Store *store, int64_t case_id, GArray **offers);

typedef struct {
	int64_t id;
	int64_t case_id;
	Step step; /* STEP_AGENT_TEXT, STEP_PROGRESS */
	int number; /* the step row's round */
	char *author;
	char *text;
	char *override; /* NULL: none */
	int64_t promise_id;    /* the promise that came with the words (B8); 0: none */
	gboolean promise_open; /* read only: it is still promised */
	gboolean replied;      /* read only: the customer has written in this case */
	int64_t incident_id;   /* read only: it is the one text of that incident; 0: of none */
	int64_t incident_text_id; /* read only: which wording of it */
	int64_t created_at;
} StoreDraft;
void store_draft_clear(StoreDraft *draft);
/* Keeps the words and plans their step at `due_at`; the case is dirty, for a first contact leans on them. A progress fact joins the case's draft that has not left yet: *number is then
 * that one's (F54: what falls together is told together). */
int store_draft_put(Store *store, const StoreDraft *draft, int64_t due_at, int64_t rules_id, int64_t now_at, int *number);
int store_draft_get(Store *store, int64_t case_id, Step step, int number, StoreDraft *out);

/* Words that were written before. */
typedef struct {
	int number;
	char *author;
	StepState state;
	int64_t due_at;     /* while it waits; STORE_NO_TIME: none */
	int64_t changed_at; /* when it was handed over, else when it was last looked at */
} StoreTwin;
void store_twin_clear(StoreTwin *twin);
/* The case's newest draft of these very words (a progress fact: that holds this line) which waits, is being handed
 * over, is of unknown outcome, or was handed over after `since_at`, and did not fail. -ENOENT: there is none. */
int store_draft_twin(Store *store, int64_t case_id, Step step, const char *text, int64_t since_at, StoreTwin *out);
/* Takes it back as long as nothing left (F31). -EALREADY: it was handed over, *at (may be NULL) tells when; -ENOENT: none. */
int store_draft_cancel(Store *store, int64_t case_id, Step step, int number, const char *actor, int64_t now_at, int64_t *at);

/* ---- wordings laid before the agents (store/sqlite/proposals.c) ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	char *why;      /* "missed_callback" */
	int64_t call_id; /* 0: of no call */
	char *text;
	char *state;    /* "open", "sent", "dropped" */
	int64_t created_at;
} StoreProposal;
void store_proposal_clear(StoreProposal *proposal);
/* Reads case_id, why, call_id, text; with a note in the case's story. -EEXIST: the case has an open one of that
 * reason. */
int store_proposal_put(Store *store, const StoreProposal *proposal, const char *actor, int64_t now_at,
                       int64_t *proposal_id);
int store_proposal_get(Store *store, int64_t proposal_id, StoreProposal *out); /* -ENOENT */
/* Open ones of cases that are not closed, oldest first; `shop` NULL: any. */
int store_proposal_list(Store *store, const char *shop, GArray **proposals);
/* It became the case's agent_text of that number, or nothing (0). -EALREADY: somebody did so before; -ENOENT. */
int store_proposal_end(Store *store, int64_t proposal_id, int number, const char *actor, int64_t now_at);
