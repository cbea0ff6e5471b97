/* Calls to customers: what came of them, and times customers asked for. Source: features F13, F44, F45. */
#pragma once

#include "desk/act.h"

#define CALLING_WARN_S (10 * 60) /* the team is warned so long before a callback (F45) */

typedef struct {
	StoreCall call;
	StoreCase c;
	char *script;       /* what to say: the shop's text of the call step, else the complaint's words */
	int64_t best_at;    /* when to dial: the task's own time, or the hour the customer writes at; STORE_NO_TIME: nobody knows */
	gboolean best_told; /* best_at goes by when the customer wrote, not by the middle of the call hours */
	GArray *attempts;   /* of StoreCallAttempt */
} CallTask;
void call_task_clear(CallTask *task);

/* Open calls by due time; `shop`, `agent` NULL: any; `due`: only those whose time has come. *tasks is of CallTask. */
int calling_list(const Desk *desk, const char *shop, const char *agent, gboolean due, GArray **tasks, char **fault);

typedef struct {
	int64_t case_id;
	int64_t call_id;    /* 0: the case's open task, or a call of one's own accord */
	CallOutcome outcome;
	const char *at;     /* for CALL_BACK_AT: when, on the customer's clock; NULL: not told */
	const char *note;   /* NULL: none */
} CallWish;

typedef struct {
	int64_t call_id;
	int64_t again_at; /* STORE_NO_TIME: there is no next try */
	int attempts;     /* so far, this one counted */
	gboolean closed;  /* wrong number: the case is closed and the number dead */
} CallDone;

/* -EINVAL: the shop has no ground for calls, or a time is missing or wrong; -EPERM also: a wrong number
 * closes the case, and the actor may not. */
int calling_attempt(const Desk *desk, const CallWish *wish, CallDone *done, char **fault);

/* The customer asked to be called at a time, on their clock. *due_at is when, moved into the call hours where it must be. */
int calling_callback(const Desk *desk, int64_t case_id, const char *at, const char *note, int64_t *call_id, int64_t *due_at,
                     gboolean *moved, char **fault);
