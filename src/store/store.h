/* The contract of the case store: the only interface between the programs (DESIGN section 2).
 *
 * SQLite is behind it now, PostgreSQL later; nothing above this header knows which. All calls are synchronous. Writers
 * work inside store_begin() ... store_commit(): the daemon puts all that one loop turn produced into one transaction. An
 * error that a function's comment names has written nothing; after any other one, roll back.
 * Functions return 0 or a negative errno (-EBUSY: somebody else writes for too long; -ENOENT: no such row; -EEXIST: there
 * already; -EIO, -ENOSPC, -EROFS: the file; -EUCLEAN: it is damaged, or no store); outputs are untouched on failure. store_error() has the words.
 * Strings and arrays that come out are the caller's. Times are seconds UTC; 0 or STORE_NO_TIME as said at the field. */
#pragma once

#include "core/miss.h"
#include "core/pause.h"
#include "core/plan.h"
#include "core/replay.h"
#include "core/types.h"

#define STORE_NO_TIME INT64_MIN /* a column that is null */

typedef struct Store Store;

typedef enum {
	STORE_READ_WRITE, /* create and migrate when needed */
	STORE_READ_ONLY,  /* never writes, also no migration: -EBADMSG when the schema is another */
} StoreMode;

/* Opens the store; makes it (mode 0600; 0660 in a directory its group may write in) and brings its schema up to date when
 * STORE_READ_WRITE. -ENOENT: no such directory (or, read-only, no such file); -EBADMSG: not a case store, or its schema is
 * newer than ours; -EUCLEAN: damaged; -ESTALE: the file
 * is gone, yet a daemon worked on it (PATH.lock is there): it is not made anew, because an empty store would forget what
 * was sent. On failure *why (may be NULL) gets the words; caller frees. */
int store_open(const char *path, StoreMode mode, Store **store, char **why);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* What the last failed call said, for a log line or a terminal; never NULL. Owned by the store. */
const char *store_error(const Store *store);

/* A write transaction (BEGIN IMMEDIATE). Not nested; -EPERM for a write without one. Waits up to 5 s for another writer. A
 * commit that fails is rolled back. store_rollback() without a transaction does nothing. */
int store_begin(Store *store);
int store_commit(Store *store);
void store_rollback(Store *store);

/* One view of the store for what is read until store_rollback(): by itself each look takes a lock of the file and gives
 * it back. -EPERM inside a transaction. */
int store_begin_reading(Store *store);

/* How long store_begin() waits for another writer from now on; 5 s unless told. */
void store_patience(Store *store, int ms);

/* How far the store has come: the newest event (events are never removed) and the newest attempt; 0: none. What is less
 * than it was tells of a store put back in its place. */
typedef struct {
	int64_t event_id;
	int64_t attempt_id;
} StoreTail;
int store_tail(Store *store, StoreTail *tail);

/* A mark inside a transaction: what is written after it can be taken back alone. Marks do not nest; a rollback ends one. */
int store_mark(Store *store);
int store_unmark(Store *store, gboolean keep);
/* TRUE for an error that only the row at hand can have - damaged by hand, or by a tool that wrote where it must not - and that
 * would come back for ever: set it aside. Any other one is the store's: busy, full, read-only, out of memory, I/O. */
gboolean store_fault_is_rows(int error);

/* TRUE when a program other than this handle committed since the last call (PRAGMA data_version). */
gboolean store_changed(Store *store);

/* How many rows this handle wrote since it was opened; what was rolled back counts. */
int64_t store_written(Store *store);

/* ---- intake: rows of the shop's tools (store/sqlite/intake.c) ---- */

/* What a case's shop gives to a row of that category (NULL: none): region, its clock's zone and language, and the level of
 * agents it needs (0: not said). FALSE: no such shop. The same shape as conf_shop_facts(). */
typedef gboolean (*IntakeShopLookup)(const void *conf, const char *shop, const char *category, const char **region,
                                     const char **zone, const char **language, int *level);

/* A row as a tool wrote it: every column as text, NULL when null. Order of the columns in the table. */
enum {
	INTAKE_SHOP, INTAKE_SOURCE, INTAKE_EXTERNAL_ID, INTAKE_PHONE, INTAKE_NAME, INTAKE_ORDER_NO, INTAKE_CATEGORY,
	INTAKE_LEVEL, INTAKE_RATING, INTAKE_TEXT, INTAKE_LANGUAGE, INTAKE_ZONE, INTAKE_REVIEWED_AT, INTAKE_ALERTED_AT,
	INTAKE_PRODUCT, INTAKE_CARRIER,
	INTAKE_COLUMNS
};
const char *intake_column_name(int column);
int intake_column_parse(const char *name, int *column);

typedef struct {
	const char *value[INTAKE_COLUMNS];
} IntakeRow;

typedef enum { INTAKE_NEW, INTAKE_UPDATED, INTAKE_REJECTED } IntakeResult;

/* Checks one row and makes or updates its case, inside a transaction. A repeat of (shop, source, external id) updates
 * name, order, category, level, rating, text, language, zone, product, carrier (a column that is null or empty leaves what is there), and never
 * contacts again; a new phone is taken only while nothing was sent. *fault (INTAKE_REJECTED) is
 * `column: "value": what is wrong; cure`; caller frees. *case_id is set unless rejected. `now_at` is the complaint's time
 * when the row tells none. */
int store_intake_put(Store *store, const IntakeRow *row, IntakeShopLookup lookup, const void *conf, int64_t now_at,
                     IntakeResult *result, int64_t *case_id, char **fault);

/* The same for very many rows that are new cases for the most part: store_bulk_begin() begins a transaction, in which
 * nothing but store_bulk_put() may be done to the store, and store_bulk_commit() ends it; store_rollback() takes all of
 * it back. Whoever has so many looks at them himself (store/intake_check.h), in another thread if he likes. A row that
 * the store cannot take (see store_fault_is_rows()) is rejected. */
typedef struct IntakeChecked IntakeChecked;
int store_bulk_begin(Store *store);
int store_bulk_put(Store *store, const IntakeChecked *checked, int64_t now_at, IntakeResult *result, int64_t *case_id,
                   char **fault);
int store_bulk_commit(Store *store);

/* Works off up to `limit` waiting rows of table intake, oldest first, inside a transaction; each is marked taken or
 * rejected with its error. `each` (may be NULL) is told of every row. *done counts them. */
typedef void (*IntakeEach)(int64_t row_id, IntakeResult result, int64_t case_id, const char *fault, void *user);
int store_intake_run(Store *store, IntakeShopLookup lookup, const void *conf, int64_t now_at, guint limit,
                     IntakeEach each, void *user, guint *done);

/* ---- cases (store/sqlite/cases.c) ---- */

typedef struct {
	int64_t id;
	char *shop;
	char *source;
	char *external_id;
	int64_t person_id;
	char *phone;  /* E.164 */
	char *region; /* the number's, ISO 3166-1, or 3166-2 where its area code tells: "US-FL"; NULL: not known */
	char *line_kind;
	char *name;
	char *order_no;
	char *category;
	int level;  /* 0: none */
	int rating; /* 0: none */
	char *text;
	char *language;
	char *zone; /* NULL: not known */
	char *zone_source;
	int64_t complaint_at;
	int64_t created_at;
	CaseState state;
	CaseOutcome outcome;
	int round;
	int64_t changed_at;
	int64_t contacted_at; /* first contact; STORE_NO_TIME: not yet; the same for the next two */
	int64_t resolved_at;
	int64_t closed_at;
	gboolean blocked;      /* an opt-out is in force */
	int64_t dead_until;    /* the number is dead until then; STORE_NO_TIME: it is not */
	char *quiet;           /* the customer's own quiet hours, "daily 20:00-11:00; sun 00:00-24:00"; NULL: none */
	char *dead_cause;      /* why the number is dead; NULL: it is not */
	guint unread;          /* replies nobody read */
} StoreCase;

void store_case_clear(StoreCase *c);
int store_case_get(Store *store, int64_t case_id, StoreCase *out);
/* The same without what only people look at and what store_case_facts() tells better: no `source`, `external_id` and
 * `text`, never `blocked`, nothing `unread`. */
int store_case_get_bare(Store *store, int64_t case_id, StoreCase *out);

/* The shops there are cases of (char*), each once. Free with g_ptr_array_unref(). */
int store_shop_list(Store *store, GPtrArray **shops);
/* Whether something was counted for reports of this shop, its cases there or gone. Reads all that was counted. */
int store_shop_counted(Store *store, const char *shop, gboolean *counted);

/* By (shop, source, external id). */
int store_case_find(Store *store, const char *shop, const char *source, const char *external_id, int64_t *case_id);

typedef struct {
	const char *shop;    /* NULL: any */
	const char *state;   /* NULL: any but closed; "all": any; else a state's name */
	const char *phone;   /* E.164; NULL: any */
	guint limit;         /* 0: 50 */
	int64_t before_id;   /* newest first, ids below this; 0: from the newest */
	GPtrArray *damaged;  /* takes the fault (char*, freed by the array) of each case that cannot be read, and the
	                      * others are listed; NULL: one such case fails the whole list */
} StoreCaseFilter;
int store_case_list(Store *store, const StoreCaseFilter *filter, GArray **cases); /* of StoreCase */

/* What plan_next() needs to know of a case; arrays inside live until store_facts_clear(). Contacts are the person's sent,
 * unknown and agents' contacts of the last 60 days over all cases, and what other cases of the person have planned before
 * this one (first contacts before surveys, then by due time). */
typedef struct {
	PlanFacts facts;
	GArray *events;   /* of FactEvent */
	GArray *contacts; /* of int64_t */
	GArray *contact_cases; /* of int64_t: whose case each contact was, beside `contacts` */
	gboolean has_message;  /* the case has one, whatever became of it */
} StoreFacts;
void store_facts_clear(StoreFacts *facts);
int store_case_facts(Store *store, int64_t case_id, int64_t now_at, StoreFacts *out);
/* The same of a case that was read in this transaction, or this snapshot, and not changed since. */
int store_facts_of(Store *store, const StoreCase *c, int64_t now_at, StoreFacts *out);

/* One thing happened to a case: writes the event, moves the case through core/life, marks it dirty. -EINVAL: not in the life
 * table for this state (nothing is written). For EVENT_CLOSED `outcome` is the person's word; else OUTCOME_NONE. */
typedef struct {
	EventKind kind;
	int64_t at;
	const char *actor; /* "followupd", "customer", "agent:li" */
	Step step;         /* STEP_NONE: of no step */
	int64_t message_id; /* 0: none */
	int64_t reply_id;   /* 0: none */
	const char *note;   /* NULL: none */
	CaseOutcome outcome;
	int64_t inbound_id; /* the webhook or poll that brought it; 0: none, or the reply's own */
} StoreEvent;
int store_case_event(Store *store, int64_t case_id, const StoreEvent *event);

/* Events that the life table does not know of (notes, holds, deliveries): written without a look at the state. Each is linked to
 * the case's last one (core/chain.h). */
int store_event_add(Store *store, int64_t case_id, const StoreEvent *event);

typedef struct {
	int64_t id;
	int64_t at;
	EventKind kind;
	char *actor;
	Step step;
	int64_t message_id;
	int64_t reply_id;
	char *note;   /* NULL: none, or erased */
	int round;
	int64_t inbound_id;
	char *digest; /* of what it is about; NULL: from before the chain */
	char *hash;
} StoreEventRow;
void store_event_row_clear(StoreEventRow *event);
int store_event_list(Store *store, int64_t case_id, GArray **events); /* of StoreEventRow, oldest first */

/* Opt-outs. -EEXIST: in force already; -ENOENT: none in force. Every open case of the person becomes dirty. */
int store_block_put(Store *store, int64_t person_id, const char *cause, const char *actor, const char *note, int64_t at);
int store_block_lift(Store *store, int64_t person_id, const char *actor, const char *note, int64_t at);
/* The provider itself told the customer that the opt-out in force holds: we need not. Nothing when none is. */
int store_block_confirm(Store *store, int64_t person_id, int64_t at);
int store_person_find(Store *store, const char *phone, int64_t *person_id);
/* Finds, or makes (for a number that opts out before it has a case). */
int store_person_put(Store *store, const char *phone, const char *region, const char *line_kind, int64_t at,
                     int64_t *person_id);
/* The number cannot be texted, until then, for that cause. */
int store_person_dead(Store *store, int64_t person_id, const char *cause, int64_t at, int64_t until_at);
/* The customer's own quiet hours, as conf_quiet_hours() reads them; NULL: none. Every open case of the person becomes dirty.
 * -ENOENT: no such person. */
int store_person_quiet(Store *store, int64_t person_id, const char *spans);
/* What a number itself has to say against texts, cases or none. Nobody's number: nothing, which is no error. */
typedef struct {
	gboolean blocked;   /* an opt-out is in force */
	int64_t dead_until; /* STORE_NO_TIME: it is not dead */
	char *quiet;        /* as in StoreCase */
} StorePersonRules;
void store_person_rules_clear(StorePersonRules *rules);
int store_person_rules(Store *store, const char *phone, StorePersonRules *out);
/* Open cases of a person, newest contact first. */
int store_person_cases(Store *store, int64_t person_id, GArray **case_ids); /* of int64_t */

/* ---- plans (store/sqlite/steps.c) ---- */

/* The row of a rules hash, made when new. Inside a transaction. */
int store_rules_put(Store *store, const char *hash, int64_t at, int64_t *rules_id);
/* Keeps what the rules say in words, without secrets, when they are new. */
int store_rules_config(Store *store, int64_t rules_id, const char *config);

/* Up to `limit` dirty cases, oldest first; store_plan_put() takes each off the list. */
int store_dirty_list(Store *store, guint limit, GArray **case_ids); /* of int64_t */

/* Up to `limit` cases with a step planned or held by other rules (after a reload); store_plan_put() takes each off the list. */
int store_stale_list(Store *store, int64_t rules_id, guint limit, GArray **case_ids); /* of int64_t */

/* Writes what plan_next() said: the step planned or held (EVENT_HELD when that is new), steps of the case that no longer hold
 * cancelled; the case is no longer dirty. Rows in state sending, done or unknown are never touched, a step is not planned
 * before the time its last try was put off to, and what a person cancelled (any reason but reason_name()'s) stays so.
 * A step given up makes the person's other cases with a step planned dirty: it may have waited for this one. `detail` (may be NULL) goes beside
 * the reason. */
int store_plan_put(Store *store, int64_t case_id, const Plan *plan, const char *detail, int64_t rules_id, int64_t now_at);

/* The case cannot be planned, `why` tells the fault: its open steps (or a new one) are held with reason "internal_error", an
 * event says so, and it is no longer dirty. Whoever mends it makes it dirty again. */
int store_case_aside(Store *store, int64_t case_id, const char *why, int64_t rules_id, int64_t now_at);

typedef enum { STEP_PLANNED, STEP_SENDING, STEP_DONE, STEP_UNKNOWN, STEP_HELD, STEP_CANCELLED, STEP_STATES } StepState;
const char *step_state_name(StepState state);

typedef struct {
	int64_t id;
	int64_t case_id;
	Step step;
	int round;
	StepState state;
	int64_t due_at;      /* STORE_NO_TIME: none */
	int64_t deadline_at; /* STORE_NO_TIME: none */
	gboolean late;
	char *reason; /* reason_name() or a word of the sender ("missing_value", "provider_stopped", ...) */
	char *detail;
	int64_t changed_at;
} StoreStep;
void store_step_clear(StoreStep *step);

/* What decides whether a planned step may be looked at now, borrowed for the call. */
typedef struct {
	const char *shop;
	const char *phone;
	const char *line_kind; /* NULL: not known */
	Step step;
	const char *language; /* the next four: which text it gets */
	const char *category; /* NULL: none */
	int level;
	int64_t case_id;
	int64_t *lane; /* out, for who skips it: a number above 0 of all that wait for the same, and for nothing of
	                  their own */
} StoreDue;
/* TRUE: it waits for something else than its time (a pause, its provider). With a number in *due->lane it is written
 * down, and of those that have this number only one is asked about from then on, until their cases are planned anew. */
typedef gboolean (*StoreDueSkip)(const StoreDue *due, void *user);

/* A number from which on steps wait for no provider: with Plan.errand a plan has this one. */
#define STORE_LANE_ERRANDS (INT64_C(1) << 62)

/* The earliest due time of the planned steps that `skip` (NULL: none) does not pass over; STORE_NO_TIME: none. Looks at
 * no more than `most` of them and then gives the due time it has come to. */
int store_next_due(Store *store, StoreDueSkip skip, void *user, guint most, int64_t *due_at);
/* Of those that wait for no provider. */
int store_errand_next(Store *store, StoreDueSkip skip, void *user, guint most, int64_t *due_at);

/* Up to `limit` planned steps with due_at <= now_at that `skip` (NULL: none) does not pass over, earliest deadline
 * first. 1: so many were passed over for the first time that the others were not looked at; they are by the next look.
 * Numbers of lanes are written down inside store_begin() only. */
int store_due_list(Store *store, int64_t now_at, StoreDueSkip skip, void *user, guint limit, GArray **steps);
/* Of those that wait for no provider, however many wait for one. */
int store_errand_list(Store *store, int64_t now_at, StoreDueSkip skip, void *user, guint limit, GArray **steps);
int store_step_list(Store *store, int64_t case_id, GArray **steps); /* of StoreStep, oldest first */
/* Steps waiting for a person, held or of unknown outcome, newest first. */
int store_held_list(Store *store, guint limit, GArray **steps);
/* Those of them that came to it at since_at or later and do not wait for an incident, of that shop (NULL: of all),
 * newest first: how many they are, and the first `limit`. */
int store_broken_list(Store *store, const char *shop, int64_t since_at, guint limit, int64_t *count, GArray **steps);
/* Sets the state of a step with its reason; due_at STORE_NO_TIME leaves it. A step held or cancelled makes the person's other
 * cases with a step planned dirty: it may have waited for this one. Words of a person make their own case dirty: its first
 * contact leans on them. */
int store_step_set(Store *store, int64_t step_id, StepState state, int64_t due_at, const char *reason, const char *detail,
                   int64_t now_at);

/* ---- the promise of a first contact (store/sqlite/sla.c) ---- */

/* Makes the open row of a case that has none, before its first plan (store_plan_put()); a row that is open and was made by
 * other rules gets the new times, and the case's story a note when the deadline moved. Nothing for a case that was planned
 * before and is not new any more. Kept ones are frozen by whatever writes the contact. */
int store_sla_put(Store *store, int64_t case_id, const MissTimes *times, int64_t rules_id, int64_t now_at);

/* The earliest deadline nobody kept or missed yet; STORE_NO_TIME: none. */
int store_sla_next(Store *store, int64_t *deadline_at);

typedef struct {
	int64_t case_id;
	int round;
	char *shop;
	MissTimes times;
} StoreOverdue;
/* Up to `limit` open rows whose deadline is over, oldest first. */
int store_sla_overdue(Store *store, int64_t now_at, guint limit, GArray **rows); /* of StoreOverdue */
/* What the store knows of an overdue one; noticed_at is the caller's. facts->word points to *word (caller frees). */
int store_sla_facts(Store *store, const StoreOverdue *overdue, MissFacts *facts, char **word);
/* Freezes a miss. -ENOENT: it is not open. */
int store_sla_miss(Store *store, int64_t case_id, int round, MissCause cause, int64_t now_at);

typedef struct {
	int64_t case_id;
	int round;
	char *shop;
	int level;            /* of the case; 0: none */
	int64_t complaint_at;
	int64_t contacted_at; /* first contact, also a late one; STORE_NO_TIME: none */
	int64_t deadline_at;
	int64_t lawful_at;    /* STORE_NO_TIME: none; the same for the next */
	int64_t latest_at;
	int64_t frozen_at;    /* STORE_NO_TIME: open */
	gboolean missed;
	int64_t met_at;       /* STORE_NO_TIME: missed, open, or nothing was owed any more */
	char *met_by;
	MissCause cause;      /* of a miss */
} StoreSla;
/* Whose deadline is since_at or later, by deadline. `shop` NULL: any. */
int store_sla_list(Store *store, const char *shop, int64_t since_at, GArray **rows); /* of StoreSla */
/* Open ones whose deadline is in [since_at, until_at), by deadline: how many they are, and the first `limit`. */
int store_sla_open(Store *store, const char *shop, int64_t since_at, int64_t until_at, guint limit, int64_t *count,
                   GArray **rows);
int store_sla_of_case(Store *store, int64_t case_id, GArray **rows);

/* ---- messages and attempts (store/sqlite/messages.c) ---- */

typedef struct {
	int64_t id;
	int64_t case_id;
	int64_t person_id;
	Step step;
	int round;
	char *author;
	char *text;
	char *language;
	char *text_version;
	char *encoding;
	int segments;
	MessageState state;
	gboolean contradiction;
	char *provider;
	char *provider_id;
	char *sender;    /* which of the provider's senders; NULL: its only one */
	int tries;
	int64_t created_at;
	int64_t sent_at; /* STORE_NO_TIME: not accepted */
	int64_t changed_at;
	char *error;
	int64_t price;    /* of all segments when it was claimed, in millionths of `currency` */
	char currency[4]; /* ISO 4217; "": no price was known */
} StoreMessage;
void store_message_clear(StoreMessage *message);

/* Intent: the message (made, or the waiting one of this step and round taken up again with the new text), one attempt with
 * a new reference, and the step in state sending. To be committed before anything goes out. -EEXIST: a message of
 * this step and round is already past waiting - never twice. *ref is 22 characters [a-z0-9], unguessable; caller frees. */
int store_intent_put(Store *store, const StoreStep *step, const StoreMessage *message, int64_t now_us,
                     int64_t *message_id, int64_t *attempt_id, char **ref);

/* What an attempt came to. Sets attempt, message and step together:
 *   accepted -> message accepted, step done, EVENT_SENT through the life table;
 *   retry (next_at given) -> message waiting, step planned again at next_at;
 *   unknown -> message and step unknown, EVENT_UNKNOWN_OUTCOME;
 *   everything else -> message failed, step held with reason submit_outcome_name(), EVENT_NOT_SENT.
 * The case becomes dirty. */
typedef struct {
	SubmitOutcome outcome;
	const char *provider_id; /* NULL: none */
	const char *code;        /* NULL: none */
	int64_t next_at;         /* STORE_NO_TIME: no further try */
	const GPtrArray *part_ids; /* of char*: further parts with reports of their own; NULL: none */
	gboolean unasked; /* accepted: its provider is never asked what became of it, no row of `lookup` is needed */
} StoreResult;
int store_attempt_result(Store *store, int64_t attempt_id, const StoreResult *result, int64_t now_us);

/* Attempts whose result was never written (a crash): all of them become unknown. For start-up. *count tells how many. One whose
 * message is damaged is closed alone; its step stays "sending", which is never sent again. */
int store_attempts_abandon(Store *store, int64_t now_us, guint *count);

/* A person's word on the newest message of unknown outcome of a case: it left (it counts as accepted when it was submitted),
 * or it never did (its step is planned again, now). -ENOENT: the case has none. */
int store_message_settle(Store *store, int64_t case_id, gboolean left, const char *actor, const char *note,
                         int64_t now_at);

int store_message_get(Store *store, int64_t message_id, StoreMessage *out);
int store_message_list(Store *store, int64_t case_id, GArray **messages); /* of StoreMessage, oldest first */

/* ---- providers: how they do, what they took (store/sqlite/health.c) ---- */

typedef struct {
	char *provider;
	char *state;      /* "ok", "stopped", "open", "half_open", "throttled" */
	char *cause;      /* NULL: none */
	int64_t since_at; /* of the state; STORE_NO_TIME: not known, as all times here */
	int64_t until_at; /* it is left alone until then */
	int64_t last_accepted_at, last_refused_at, last_unknown_at, last_receipt_at;
	int64_t day_at;   /* when the day of the counts began */
	int64_t accepted_today, refused_today, unknown_today;
} StoreProviderHealth;
void store_provider_health_clear(StoreProviderHealth *health);
/* The daemon's word on one provider, in place of what it said before. It may be some seconds old. */
int store_provider_health_put(Store *store, const StoreProviderHealth *health);
int store_provider_health_list(Store *store, GArray **rows); /* of StoreProviderHealth, by name */

/* One submit, as limits count it. */
typedef struct {
	char *shop;
	char *provider;
	Step step;
	int64_t at;
	int segments;
	SubmitOutcome outcome; /* SUBMIT_UNKNOWN also while it is under way */
} StoreSent;
/* All submits since then, newest first. */
int store_sent_since(Store *store, int64_t since_at, GArray **sent); /* of StoreSent */

/* How often a provider surely did not take the message of a step and may be asked again (SUBMIT_RETRY_LATER). */
typedef struct {
	char *provider;
	int tries;
	int64_t last_us;
} StoreTry;
int store_try_list(Store *store, int64_t case_id, Step step, int round, GArray **tries); /* of StoreTry */

/* The sender a person last saw of a provider; *sender NULL: none. Caller frees. */
int store_person_sender(Store *store, int64_t person_id, const char *provider, char **sender);

/* A planned step waits for its provider or the shop's money until then, whatever is planned anew before; words of a person make
 * their case dirty. -ENOENT: it is not planned any more. */
int store_step_wait(Store *store, int64_t step_id, int64_t until_at, const char *reason, const char *detail,
                    int64_t now_at);
/* Such waits, and those for a provider that was broken, end: other limits hold, their cases are planned anew, and words
 * of a person are due. */
int store_waits_end(Store *store, int64_t now_at);

/* ---- pauses (store/sqlite/pauses.c) ---- */

typedef struct {
	int64_t id;
	char *scope; /* core/pause.h: "all", "shop:taoyimi" */
	char *reason;
	char *actor;
	int64_t paused_at;
	int64_t until_at; /* STORE_NO_TIME: open end */
} StorePause;
void store_pause_clear(StorePause *pause);
/* -EEXIST: that scope is paused already; -EINVAL: not a scope. */
int store_pause_put(Store *store, const char *scope, const char *reason, const char *actor, int64_t at, int64_t until_at);
/* -ENOENT: that scope is not paused. */
int store_pause_lift(Store *store, const char *scope, const char *actor, int64_t at);
int store_pause_list(Store *store, int64_t now_at, GArray **pauses); /* in force now */
int store_pause_list_at(Store *store, int64_t at, GArray **pauses);  /* that were in force then */
/* Of such a list, the pause that holds it, as core/pause.h has it; NULL: none. Borrowed. */
const StorePause *store_pause_find(const GArray *pauses, const PauseSubject *subject);
const StorePause *store_pause_of_provider(const GArray *pauses, const char *provider);
/* How many steps of that scope are under way: intent stored, result not. */
int store_sending_count(Store *store, const char *scope, int64_t *count);

/* ---- counts (store/sqlite/desk.c) ---- */

typedef struct {
	int64_t cases[CASE_STATES];
	int64_t planned, due, sending, held, unknown;
	int64_t next_due_at; /* STORE_NO_TIME: none */
	int64_t unread, unmatched_replies, unmatched_receipts, inbound_errors;
	int64_t intake_waiting, intake_rejected;
} StoreCounts;
int store_counts(Store *store, int64_t now_at, StoreCounts *counts);
/* The same without planned, due and next_due_at, which are counted through: they cost with what is planned. */
int store_counts_unplanned(Store *store, StoreCounts *counts);

typedef struct {
	int64_t id;
	char *shop;
	char *external_id;
	char *error;
	int64_t received_at;
} StoreRejected;
int store_intake_rejected(Store *store, guint limit, GArray **rows); /* of StoreRejected, newest first */

/* ---- what an evidence file is made of (store/sqlite/evidence.c) ---- */

typedef struct {
	int64_t id;
	int64_t message_id;
	char *ref;
	int64_t started_us;
	int64_t finished_us; /* STORE_NO_TIME: still open */
	char *outcome;       /* NULL: still open */
	char *code;
} StoreAttempt;
int store_attempt_list(Store *store, int64_t case_id, GArray **attempts); /* of StoreAttempt, oldest first */

typedef struct {
	int64_t id;
	int64_t inbound_id;
	int64_t message_id;
	char *provider;
	char *status;
	char *code;
	int64_t at; /* STORE_NO_TIME: not told */
	int64_t received_at;
} StoreReceiptRow;
int store_receipt_list(Store *store, int64_t case_id, GArray **receipts); /* of StoreReceiptRow, oldest first */

typedef struct {
	char *hash;
	int64_t seen_at;
	char *config; /* NULL: from before it was kept */
} StoreRules;
/* The rules the case's steps were planned by, oldest first. */
int store_rules_list(Store *store, int64_t case_id, GArray **rules); /* of StoreRules */
