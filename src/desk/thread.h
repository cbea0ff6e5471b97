/* The whole story of a case in the order it happened: the review, what we sent and how it fared, what the customer
 * said, notes and events, and what is planned. */
#pragma once

#include "desk/desk.h"

typedef enum { THREAD_REVIEW, THREAD_EVENT, THREAD_MESSAGE, THREAD_REPLY, THREAD_STEP } ThreadKind;

typedef struct {
	ThreadKind kind;
	int64_t at;        /* when it happened; of a planned step, when it is due */
	const char *who;   /* "followupd", "customer", "agent:li" */
	char *title;       /* "first contact, delivered", "reply (satisfied)", "note" */
	const char *body;  /* its text; NULL: none */
	const char *state; /* of a message or step, its state's name; of a reply, its label; else NULL */
	int64_t id;        /* of the reply, message, step or event; 0 for the review */
	gboolean unread;   /* a reply nobody read */
} ThreadItem;

typedef struct {
	StoreCase c;
	GArray *items; /* of ThreadItem, oldest first */
	/* What items point into; each oldest first. */
	GArray *messages, *replies, *events, *steps;
} Thread;

/* -ENOENT: no such case. */
int thread_load(const Desk *desk, int64_t case_id, Thread *out, char **fault);
void thread_clear(Thread *thread);
