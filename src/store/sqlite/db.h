/* SQLite as the files of this folder use it: a handle, prepared statements, errnos. Nothing outside includes this but
 * tests.
 *
 * A statement is prepared once a handle, told by the address of its SQL literal: SQL is never put together at run time.
 * Reading goes
 *
 *     auto_row row = NULL;
 *     r = db_query(store, &row, "SELECT ... WHERE id = ?", DB_INT(id));
 *     while (r == 0 && (r = db_next(store, row)) > 0) ...
 *
 * and leaving the scope gives the statement back. Two rows of the same statement cannot be open at once. */
#pragma once

#include "core/chain.h"
#include "store/store.h"

#include <sqlite3.h>
#include <sys/types.h>

/* Who copies the log back into the store beside us (checkpoint.c); ended before the handle is closed. */
typedef struct Checkpoint Checkpoint;
void checkpoint_free(Checkpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Checkpoint, checkpoint_free)

struct Store {
	sqlite3 *db;
	GHashTable *statements; /* const char* (by address) -> sqlite3_stmt* */
	char *error;            /* words of the last failed call; NULL: none yet */
	int64_t data_version;   /* as store_changed() last saw it */
	int patience_ms;        /* so long another writer is waited for */
	gint64 waiting_us;      /* since when; monotonic */
	struct Bulk *bulk;      /* new cases in heaps (bulk.c); NULL: none under way */
	Checkpoint *checkpoint; /* NULL: SQLite copies within a commit */
};

typedef sqlite3_stmt *DbRow;

void db_row_release(DbRow *row);
#define auto_row __attribute__((cleanup(db_row_release))) DbRow

/* A value for a `?`. Bytes are borrowed until the statement is given back. */
typedef struct {
	int type; /* SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL; 0 ends a list */
	int64_t number;
	const void *bytes;
	gsize length;
} DbValue;

DbValue db_value_text(const char *text); /* NULL -> null */
DbValue db_value_bytes(GBytes *bytes);   /* NULL -> an empty blob */
DbValue db_value_or_null(int64_t n, int64_t null);
#define DB_INT(n) ((DbValue){.type = SQLITE_INTEGER, .number = (n)})
#define DB_TEXT(s) db_value_text(s)
#define DB_BLOB(bytes) db_value_bytes(bytes)
#define DB_TIME(at) db_value_or_null(at, STORE_NO_TIME)
#define DB_ID(id) db_value_or_null(id, 0)

#define DB_VALUES(...) ((const DbValue[]){__VA_ARGS__ __VA_OPT__(, ){.type = 0}})

/* Binds the values to the statement. 0 or negative errno. */
int db_query_values(Store *store, DbRow *row, const char *sql, const DbValue *values);
#define db_query(store, row, sql, ...) db_query_values(store, row, sql, DB_VALUES(__VA_ARGS__))

/* 1: a row is there, 0: no more, else negative errno. */
int db_next(Store *store, DbRow row);

/* Runs a statement that gives no rows. The number of rows it changed, or negative errno. */
int db_run_values(Store *store, const char *sql, const DbValue *values);
#define db_run(store, sql, ...) db_run_values(store, sql, DB_VALUES(__VA_ARGS__))

/* The error of what db_run() gave, 0 for any count of rows. A function: GLib's MIN() runs what it is given a second time. */
static inline int db_errno(int r)
{
	return r < 0 ? r : 0;
}

/* The first column of the first row; STORE_NO_TIME for null; -ENOENT (without words) when there is no row. */
int db_number_values(Store *store, int64_t *number, const char *sql, const DbValue *values);
#define db_number(store, number, sql, ...) db_number_values(store, number, sql, DB_VALUES(__VA_ARGS__))

/* Columns of the row at hand. Texts are copies (NULL for null), valid UTF-8 whatever is in the file; a null number is 0, a null time STORE_NO_TIME.
 * Seconds before 1970 or after year 9998, which only damage or another program can have written, are read as the nearest of
 * those: what is computed from a time cannot overflow, and there is a calendar for it. */
#define DB_AT_MAX INT64_C(253370764799)
char *db_column_text(DbRow row, int column);
const char *db_column_peek(DbRow row, int column); /* borrowed until db_next() */
int64_t db_column_number(DbRow row, int column);
int64_t db_column_at(DbRow row, int column);   /* seconds; a null is 0 */
int64_t db_column_time(DbRow row, int column); /* seconds */
int64_t db_column_us(DbRow row, int column);
/* A number, a text or a null as it is, to be written elsewhere; a text is borrowed as by db_column_peek(). */
DbValue db_value_column(DbRow row, int column);

/* Reads all rows, at most `limit` (0: no limit), into an array of `size`-byte elements that `clear` (may be NULL)
 * frees. `read` fills one element from a row: 0 or negative errno, then having left nothing to free. */
typedef int (*DbRead)(Store *store, DbRow row, void *element);
int db_list(Store *store, DbRow row, guint size, GDestroyNotify clear, DbRead read, guint limit, GArray **list);
/* The same for rows that are one number each. */
int db_list_numbers(Store *store, DbRow row, GArray **list);
/* A count, and the first `limit` of what it counts, of one state of the store; both statements take the same values. */
typedef struct {
	const char *count, *list; /* SQL literals */
	guint size;
	GDestroyNotify clear;
	DbRead read;
} DbCounted;
int db_list_counted(Store *store, const DbCounted *counted, const DbValue *values, guint limit, int64_t *count,
                    GArray **list);

/* How long a statement waits for another writer. */
#define DB_BUSY_MS 5000

/* 0 for a good SQLite code, else its errno, with SQLite's words kept. */
int db_check(Store *store, int code);

/* Runs a statement that begins or ends a transaction or a savepoint, past the rule that writes need one. */
int db_control(Store *store, const char *sql);

/* Sets the words and gives back `error`. */
int db_fail(Store *store, int error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Several reads that must see one state of the store: a read transaction, unless there is one already. */
typedef Store *DbSnapshot;
int db_snapshot_begin(Store *store, DbSnapshot *snapshot);
void db_snapshot_end(DbSnapshot *snapshot);
#define auto_snapshot __attribute__((cleanup(db_snapshot_end))) DbSnapshot

/* store_begin() without waiting. -EBUSY: somebody is writing. */
int db_begin_at_once(Store *store);

/* The mode of files we make beside the store: 0600, or 0660 where the directory is its group's to write in. Then it was made for
 * several users of one group - the daemon and the inbox - and each must be able to open what another one made. */
mode_t db_file_mode(const char *path);

/* ---- what the files of this folder lend each other ---- */

/* Case and its person's other open cases (db_dirty_person) have new facts. */
int db_dirty(Store *store, int64_t case_id);
int db_dirty_person(Store *store, int64_t person_id);
/* The person's other cases that have a step planned: it may have waited for one of this case that is given up. What a person
 * holds waits for nobody. */
int db_dirty_others(Store *store, int64_t case_id);

int step_state_parse(const char *name, StepState *state);

/* What of an incident's text (0: of all its texts) has not left its case (0: any) never will. The number of cases. */
int incident_texts_take_back(Store *store, int64_t incident_id, int64_t text_id, int64_t case_id, int64_t now_at);

/* The columns of a StoreStep, of table step named s, and one row of them. */
#define STEP_COLUMNS                                                                                                   \
	"s.id, s.case_id, s.step, s.round, s.state, s.due_at, s.deadline_at, s.late, s.reason, s.detail, s.changed_at"
#define STEP_COLUMN_COUNT 11
int step_read(Store *store, DbRow row, void *element);
/* A step has another hour or state. When it is words of a person, its case is dirty: the first contact leans on them
 * (PlanFacts.words_due_at). */
int steps_words_moved(Store *store, int64_t step_id);
void step_clear(gpointer step);

/* Writes an event of the case and the message of that row (counts_case()), whose round is `round` after it, with all that
 * hangs on it. */
int events_add(Store *store, DbRow c, int64_t case_id, int64_t round, const StoreEvent *event);

/* As store_case_event(), but what the life table does not know for this state is only written down: a provider's word
 * comes when it comes. */
int cases_event_or_note(Store *store, int64_t case_id, const StoreEvent *event);

/* Writes the link of a case's log, which follows the one whose hash is `previous` (NULL: it is the first). */
int events_link(Store *store, const char *previous, const ChainEvent *link, const char *note);

/* The heap of new cases under way is over, its transaction not: triggers run again. */
void bulk_drop(Store *store);

/* A message of ours as results and receipts move it. */
typedef struct {
	int64_t id;
	int64_t case_id;
	Step step;
	int round;
	MessageState state;
	char author[80];      /* who wrote it: "followupd", "agent:li" */
	gboolean sent;        /* sent_at is known: EVENT_SENT was written */
	int64_t submitted_at; /* when its newest attempt began */
} MessageFate;

/* -ENOENT: no such message. */
int messages_fate(Store *store, int64_t message_id, MessageFate *fate);

/* The provider has it: step done, EVENT_SENT at `sent_at`, once. */
int messages_sent(Store *store, MessageFate *fate, int64_t sent_at);

/* Its step is another now; `retry_at` (STORE_NO_TIME: none) is the earliest next try. */
int messages_step(Store *store, const MessageFate *fate, StepState state, const char *reason, const char *detail,
                  int64_t retry_at, int64_t now_at);

/* Whether this number is that of an erased person; that person wants to be contacted again after all. */
int erase_was_erased(Store *store, const char *phone, gboolean *erased);
int erase_forgive(Store *store, int64_t person_id);
/* A case leaves the store for good; whether this one did. */
int erase_case_gone(Store *store, int64_t case_id, int64_t now_at);
int erase_case_was(Store *store, const char *shop, const char *source, const char *external_id, gboolean *was);
/* The row of the message says fate->state now. */
int messages_state(Store *store, const MessageFate *fate, const char *error, int64_t now_at);
/* A submit ended, and its provider may have to be asked about it; nothing is asked about this message any more. */
int lookups_begin(Store *store, int64_t attempt_id);
int lookups_end(Store *store, int64_t message_id);
/* A person's or a look-up's word on a message of unknown outcome, see store_message_settle(). */
int messages_settle(Store *store, MessageFate *fate, gboolean left, const char *actor, const char *note, int64_t now_at);

/* The provider took it: the ids of its parts (NULL: it names none) decide what early reports were about. */
int receipts_parts(Store *store, MessageFate *fate, const char *provider_id, const GPtrArray *part_ids, int64_t now_at);

/* Gives a message the receipts that came before we knew the provider's id of it. */
int receipts_adopt(Store *store, int64_t message_id, int64_t now_at);
