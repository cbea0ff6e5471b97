/* Who is logged in: a token in a cookie of which the store keeps a hash, and a second one made from it that a page
 * must send in a header with every change. Source: features F63. */
#pragma once

#include "conf/conf.h"
#include "store/inbox.h"
#include "util/http_message.h"

#define SESSION_CSRF_HEADER "X-Followup-Csrf"

typedef struct {
	char *token;   /* as the cookie has it: hexadecimal */
	char *hash;    /* as the store has it */
	char *account; /* its name */
	char *way;     /* "password", "sso" */
	int64_t ends_at; /* when it is over at the latest, as things stand */
	int64_t seen_at; /* as the store has it */
} Session;
void session_clear(Session *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Session, session_clear)

/* Begins one for an account: its row, in a transaction of its own. */
int session_begin(Store *store, const Conf *conf, const char *account, const char *way, int64_t now_at, Session *out);

/* The session a request's cookie names. -ENOENT: there is none, it is over, or its account is off. */
int session_find(Store *store, const Conf *conf, const HttpInbound *inbound, int64_t now_at, Session *out);

/* Whether its row is still there and good: for who listens. -ENOENT as above. */
int session_check(Store *store, const Conf *conf, const char *hash, int64_t now_at, StoreSession *row);

/* How late its seen_at may be: a write for every request would be too many. */
int64_t session_touch_s(const Conf *conf);

/* Ends it. Nothing when it is over already. */
int session_end(Store *store, const Session *session);

/* The token a page sends in SESSION_CSRF_HEADER. Caller frees. */
char *session_csrf(const char *token);
/* In constant time; NULL: it was not sent. */
gboolean session_csrf_matches(const char *token, const char *sent);

/* The value of Set-Cookie that hands the token out (NULL: takes it back). Caller frees. */
char *session_cookie(const Conf *conf, const char *token);
/* The token in the Cookie headers; NULL: none of the form of one. Caller frees. */
char *session_token_of(const Conf *conf, const GArray *headers);
