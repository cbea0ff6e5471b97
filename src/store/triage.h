/* Whose word a reply is, about which case, and what binds the person from then on. Part of the contract of store.h:
 * its rules hold here too - 0 or a negative errno, writes inside a transaction, outputs untouched on failure, what
 * comes out is the caller's. Sources: F14-F16, F38, F39. */
#pragma once

#include "store/inbound.h"

/* ---- to which case (store/sqlite/match.c) ---- */

typedef struct {
	const char *from;     /* E.164 */
	const char *provider; /* by whom it came; NULL: not known */
	const char *to;       /* the sender it was written to; NULL: not told */
	int64_t code_case;    /* that a code in the text names; 0: none */
} StoreMatchQuery;

typedef struct {
	int64_t case_id;
	int64_t asked_at; /* its satisfaction question left then and nobody answered yet; STORE_NO_TIME: none */
} StoreMatchOther;

typedef struct {
	int64_t person_id;      /* 0: nobody we know */
	int64_t case_id;        /* 0: none */
	const char *matched_by; /* as reply.matched_by */
	Step asked;             /* the last automatic step the customer was written about in it; STEP_NONE: none */
	int64_t asked_at;       /* when the satisfaction question of its round left; STORE_NO_TIME: it did not */
	GArray *others;         /* of StoreMatchOther: cases it may be about as well, newest contacted first */
} StoreMatch;
void store_match_clear(StoreMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreMatch, store_match_clear)

/* The case the code names, if it is this person's; else of the open cases we wrote about the newest contacted one -
 * of those written from the sender the reply was sent to, where the person knows more than one - and the rest are
 * `others`; else the newest contacted closed one. Whoever answers "wrong number" is another person: cases from
 * before that are nobody's any more. A code that a number nobody knows writes makes its case one of `others`, and no
 * more. */
int store_match(Store *store, const StoreMatchQuery *query, StoreMatch *out);

/* What the customer was asked last in a case, as in StoreMatch. */
int store_case_asked(Store *store, int64_t case_id, Step *asked, int64_t *asked_at);

/* ---- replies that may be about several cases (store/sqlite/triage.c) ---- */

/* The reply may be about this case too: a row of reply_case and a note in the case's log. Until it is settled it counts
 * there as an answer. */
int store_reply_may_be(Store *store, int64_t reply_id, int64_t case_id, int64_t now_at);
int store_reply_others(Store *store, int64_t reply_id, GArray **case_ids); /* of int64_t */
/* A person said whose it is: case, label and matched_by "agent" are written, the rows of reply_case go, and what is
 * planned for all these cases is planned anew. Events are the caller's. -ENOENT: no such reply. */
int store_reply_assign(Store *store, int64_t reply_id, int64_t case_id, const char *label);
/* Whether the reply itself wrote such an event in the case's log and nothing of that kind came after it. */
int store_reply_did(Store *store, int64_t reply_id, int64_t case_id, EventKind kind, gboolean *did);
/* Whether a person corrected the label: then no rule may change it. */
int store_reply_corrected(Store *store, int64_t reply_id, gboolean *corrected);

/* ---- no more calls (store/sqlite/triage.c) ---- */

/* From now on nobody calls this person: open call tasks are cancelled. -EEXIST: in force already. */
int store_no_call_put(Store *store, int64_t person_id, const char *actor, const char *note, int64_t reply_id,
                      int64_t at);
/* -ENOENT: none in force. */
int store_no_call_lift(Store *store, int64_t person_id, const char *actor, const char *note, int64_t at);
/* Whether the one in force was made by this reply. */
int store_no_call_of(Store *store, int64_t person_id, int64_t reply_id, gboolean *its);
/* A number that was called wrong by mistake may be texted again. */
int store_person_alive(Store *store, int64_t person_id);

/* ---- opt-outs as a list (store/sqlite/optouts.c) ---- */

typedef struct {
	char *phone;
	char *cause; /* "reply", "provider", "agent", "import", ... */
	char *actor;
	char *note; /* NULL: none */
	int64_t at;
	/* The last text of ours before it; NULL: none. */
	char *step;
	char *text_version;
	char *language;
} StoreOptout;
/* Those in force that began since then (STORE_NO_TIME: all), oldest first. */
int store_optout_list(Store *store, int64_t since_at, GArray **optouts); /* of StoreOptout */
/* The stop in force on a person; -ENOENT: none. Only phone, cause, actor, note and at are filled in. */
int store_optout_get(Store *store, int64_t person_id, StoreOptout *out);
void store_optout_clear(StoreOptout *optout);

/* Puts a stop on a person, with EVENT_OPT_OUT in the log of every open case. -EEXIST: one is in force already, it
 * stays. */
int store_optout_put(Store *store, int64_t person_id, const char *cause, const char *actor, const char *note,
                     int64_t at);

typedef struct {
	char *key; /* a cause; or step, language and text version, parted by blanks */
	int64_t count;
	int64_t sent; /* of a text: how many left in that time; of a cause 0 */
} StoreOptoutCount;
/* How many stops began since then, by cause, and by the last text before them; those lifted since count too. Most
 * first. */
int store_optout_causes(Store *store, int64_t since_at, GArray **counts); /* of StoreOptoutCount */
int store_optout_texts(Store *store, int64_t since_at, GArray **counts);  /* of StoreOptoutCount */
