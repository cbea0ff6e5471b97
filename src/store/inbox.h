/* What the web page of the agents reads and keeps: sessions, lists of conversations a page at a time, and what
 * changed. The same rules as in store.h: 0 or a negative errno, writes inside a transaction, outputs untouched on
 * failure, what comes out is the caller's. Source: features F49, F63. */
#pragma once

#include "store/store.h"

/* ---- sessions (store/sqlite/sessions.c) ---- */

typedef struct {
	char *token_hash;
	char *account; /* its name */
	char *way;     /* "password", "sso" */
	int64_t created_at;
	int64_t seen_at;
	int64_t ends_at;
} StoreSession;
void store_session_clear(StoreSession *session);

/* Makes one; those of all accounts that are over by then are taken out on this occasion. */
int store_session_put(Store *store, const StoreSession *session, int64_t idle_since_at);
/* -ENOENT: there is none, or its account is off. What the times say is the caller's to judge. */
int store_session_get(Store *store, const char *token_hash, StoreSession *out);
int store_session_seen(Store *store, const char *token_hash, int64_t now_at);
/* Nothing when it is gone already. */
int store_session_drop(Store *store, const char *token_hash);

/* ---- conversations (store/sqlite/inbox.c) ---- */

typedef enum {
	STORE_INBOX_UNREAD, /* who waits longest for an answer first, then what changed last */
	STORE_INBOX_NEWEST, /* what changed last */
	STORE_INBOX_SLA,    /* the nearest deadline that is still open; no other cases */
} StoreInboxOrder;

/* Where a page ends: the next one begins behind it. */
typedef struct {
	gboolean unread; /* among the unread ones of STORE_INBOX_UNREAD */
	int64_t at;
	int64_t case_id; /* 0: from the first */
} StoreInboxPlace;

typedef struct {
	StoreInboxOrder order;
	StoreInboxPlace after;
	const char *shop;     /* NULL: any; the same for the next four */
	const char *language;
	const char *state;    /* NULL: any but closed; "all": any */
	const char *label;    /* of the newest reply */
	const char *agent;    /* held by or given to "agent:li" */
	int level;            /* needs exactly this one; 0: any */
	gboolean unclaimed;
	gboolean unread_only;
	guint limit; /* 1 or more */
} StoreInboxFilter;

/* The newest word of a conversation. */
typedef enum { STORE_WORD_COMPLAINT, STORE_WORD_MESSAGE, STORE_WORD_REPLY } StoreWordKind;

typedef struct {
	int64_t case_id;
	StoreInboxPlace place;
	int64_t unread_since_at; /* the oldest unread reply; STORE_NO_TIME: none */
	StoreWordKind word;
	int64_t word_at;
	char *word_text;  /* NULL: none */
	char *label;      /* of the newest reply; NULL: none */
	int64_t deadline_at; /* of this round's first contact; STORE_NO_TIME: none */
	gboolean frozen, missed;
} StoreInboxRow;
int store_inbox_list(Store *store, const StoreInboxFilter *filter, int64_t now_at, GArray **rows); /* of StoreInboxRow */
/* The row of one case, its place empty. -ENOENT. */
int store_inbox_row(Store *store, int64_t case_id, StoreInboxRow *row);
void store_inbox_row_clear(StoreInboxRow *row);

/* ---- search (store/sqlite/search.c) ---- */

typedef struct {
	int64_t case_id;
	const char *where; /* "name", "order", "complaint", "reply", "message", "id"; static */
	char *text;        /* what was found in it, whole */
} StoreHit;
/* Cases in which all letters of `words` stand somewhere, newest first, each once; letters of any case and script are
 * alike. It looks at no more than `most` rows of each kind, some in each call, so that a caller who has others to serve
 * can do so between. What comes into the store meanwhile may be found or not; the rest is as if it were looked for at
 * once. */
typedef struct StoreSearch StoreSearch;
StoreSearch *store_search_new(const char *words, guint limit, guint most);
void store_search_free(StoreSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreSearch, store_search_free)
/* Looks at so many rows (1 or more). 1: there are more to look at; 0: that was all, or `limit` are found. */
int store_search_go_on(Store *store, StoreSearch *search, guint rows);
/* What was found so far, of StoreHit; borrowed. */
const GArray *store_search_hits(const StoreSearch *search);

/* ---- what changed (store/sqlite/inbox.c) ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	EventKind kind;
} StoreChange;
/* Events after that one, oldest first, at most `limit`. */
int store_change_list(Store *store, int64_t after_id, guint limit, GArray **changes); /* of StoreChange */
/* The newest event's id; 0: there is none. */
int store_change_last(Store *store, int64_t *id);
/* The newest unread reply that belongs to no case, of which no event tells; 0: there is none. */
int store_change_stray(Store *store, int64_t *reply_id);
