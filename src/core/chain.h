/* The chain of a case's events: each one's hash takes in the one before it, so that none can be changed, left out or moved
 * without all that follow telling. Source: F50.
 *
 * What an event says is in it as a digest: what was written by or about a person can be erased later, and the chain
 * still holds. Pure: the store links with it, `followupctl evidence --verify` checks with it. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What an event is about, in words; NULL: nothing of the kind. */
typedef struct {
	const char *note;
	const char *text;   /* of the message that was sent */
	const char *reply;  /* of the reply that came */
	GBytes *raw;        /* what the provider brought: chain_raw() */
} ChainContent;

/* A webhook or poll as one run of bytes. Caller unrefs. */
GBytes *chain_raw(const char *method, const char *query, const void *body, gsize length);

/* SHA-256 (hex) over the four, each with its length before it, so that no two contents are one. Caller frees. */
char *chain_digest(const ChainContent *content);

/* One event as the chain sees it. Names are those of the store; NULL and 0 are written as "-". */
typedef struct {
	int64_t case_id;
	int64_t round;
	int64_t at;
	const char *kind;
	const char *actor;
	const char *step;
	int64_t message_id;
	int64_t reply_id;
	int64_t inbound_id;
	const char *digest;
} ChainEvent;

/* The event's hash after the one before it; `previous` NULL: it is the first. Caller frees. */
char *chain_link(const char *previous, const ChainEvent *event);
