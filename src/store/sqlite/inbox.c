/* Conversations as the inbox lists them, and what changed in them.
 *
 * A list is read in two steps: which cases, by an index that has them in order, then the words beside each. So a page
 * costs a page, however many conversations there are. */
#include "store/sqlite/db.h"
#include "store/inbox.h"

#include <errno.h>
#include <string.h>

/* ---- which ---- */

typedef struct {
	int64_t case_id;
	StoreInboxPlace place;
} Found;

/* ?1 shop ?2 language ?3 label ?4 agent ?5 level ?6 unclaimed ?7 state ?8 ?9 the place ?10 how many ?11 now */
#define CLAIM "SELECT 1 FROM claim l WHERE l.case_id = c.id AND l.until_at > ?11"
/* Held by ?4, or given to ?4 and held by nobody: few, so statements about one agent's begin with them. */
#define MINE                                                                                                           \
	"(SELECT case_id FROM claim WHERE agent = ?4 AND until_at > ?11"                                               \
	" UNION ALL SELECT a.id FROM cases a WHERE a.assigned_to = ?4 AND NOT EXISTS"                                  \
	" (SELECT 1 FROM claim l WHERE l.case_id = a.id AND l.until_at > ?11))"
#define REST                                                                                                           \
	" AND (?1 IS NULL OR c.shop = ?1) AND (?2 IS NULL OR c.language = ?2)"                                         \
	" AND (?3 IS NULL OR ?3 = (SELECT r.label FROM reply r WHERE r.case_id = c.id ORDER BY r.id DESC LIMIT 1))"    \
	" AND (?5 = 0 OR max(coalesce(c.level, 0), c.needs_level) = ?5) AND (?6 = 0 OR NOT EXISTS (" CLAIM "))"
#define FILTER " AND (?4 IS NULL OR c.id IN " MINE ")" REST
#define UNREAD_OF_CASE                                                                                                 \
	"(EXISTS (SELECT 1 FROM reply r WHERE r.case_id = c.id AND r.read_at IS NULL)"                                 \
	" OR EXISTS (SELECT 1 FROM reply_case k JOIN reply o ON o.id = k.reply_id WHERE k.case_id = c.id"              \
	"            AND o.read_at IS NULL))"

/* A reply to a closed case is unread like any other: without a word about states it must be seen. */
static const char UNREAD[] =
	"SELECT c.id, u.at FROM (SELECT case_id, min(received_at) AS at FROM"
	" (SELECT case_id, received_at FROM reply WHERE read_at IS NULL AND case_id IS NOT NULL"
	"  UNION ALL SELECT k.case_id, o.received_at FROM reply_case k JOIN reply o ON o.id = k.reply_id WHERE o.read_at IS NULL)"
	" GROUP BY case_id) u CROSS JOIN cases c ON c.id = u.case_id"
	" WHERE (u.at, c.id) > (?8, ?9) AND (?7 IS NULL OR ?7 = 'all' OR c.state = ?7)" FILTER
	" ORDER BY u.at, c.id LIMIT ?10";
/* The same of all cases, ?1 ?2 the place, ?3 how many. No case has to be looked at, and no more of their own replies'
 * firsts are kept than a page has: one that is on the page by them is among these. Those by replies that may be about
 * several cases, which are few, are put beside them with the older of the two. */
static const char UNREAD_OF_ALL[] =
	"SELECT case_id, min(at) FROM (SELECT * FROM (SELECT case_id, min(received_at) AS at FROM reply"
	"  WHERE read_at IS NULL AND case_id IS NOT NULL GROUP BY case_id HAVING (min(received_at), case_id) > (?1, ?2)"
	"  ORDER BY 2, 1 LIMIT ?3)"
	" UNION ALL SELECT k.case_id, min(o.received_at, coalesce((SELECT min(r.received_at) FROM reply r"
	"   WHERE r.case_id = k.case_id AND r.read_at IS NULL), o.received_at))"
	"  FROM reply_case k JOIN reply o ON o.id = k.reply_id WHERE o.read_at IS NULL)"
	" GROUP BY case_id HAVING (min(at), case_id) > (?1, ?2) ORDER BY 2, 1 LIMIT ?3";
static const char UNREAD_MINE[] =
	"SELECT c.id, u.at FROM (SELECT m.id, min("
	"  coalesce((SELECT min(r.received_at) FROM reply r WHERE r.case_id = m.id AND r.read_at IS NULL),"
	"           9223372036854775807),"
	"  coalesce((SELECT min(o.received_at) FROM reply_case k JOIN reply o ON o.id = k.reply_id"
	"            WHERE k.case_id = m.id AND o.read_at IS NULL), 9223372036854775807)) AS at FROM cases m WHERE m.id IN " MINE ") u"
	" CROSS JOIN cases c ON c.id = u.id WHERE u.at < 9223372036854775807 AND (u.at, c.id) > (?8, ?9)"
	" AND (?7 IS NULL OR ?7 = 'all' OR c.state = ?7)" REST " ORDER BY u.at, c.id LIMIT ?10";
#define OPEN_OF(whose)                                                                                                 \
	"SELECT c.id, c.changed_at FROM cases c WHERE c.closed_at IS NULL AND c.state <> 'closed'"                     \
	" AND (c.changed_at, c.id) < (?8, ?9)" whose " AND NOT " UNREAD_OF_CASE                                        \
	" ORDER BY c.changed_at DESC, c.id DESC LIMIT ?10"
static const char OPEN_READ[] = OPEN_OF(FILTER);
static const char OPEN_READ_MINE[] = OPEN_OF(" AND c.id IN " MINE REST);
/* Closed ones and the others have an index each: both are read from the newest on, and put together. */
#define ALL_ARM(closed)                                                                                                \
	"SELECT c.id, c.changed_at FROM cases c WHERE c.closed_at IS " closed " AND (?7 = 'all' OR c.state = ?7)"      \
	" AND (c.changed_at, c.id) < (?8, ?9)" FILTER
static const char ALL_READ[] = ALL_ARM("NULL") " AND NOT " UNREAD_OF_CASE " UNION ALL " ALL_ARM("NOT NULL")
        " AND NOT " UNREAD_OF_CASE " ORDER BY 2 DESC, 1 DESC LIMIT ?10";
static const char OPEN[] =
        "SELECT c.id, c.changed_at FROM cases c WHERE c.closed_at IS NULL AND c.state <> 'closed'"
        " AND (c.changed_at, c.id) < (?8, ?9)" FILTER " ORDER BY c.changed_at DESC, c.id DESC LIMIT ?10";
static const char ALL[] = ALL_ARM("NULL") " UNION ALL " ALL_ARM("NOT NULL") " ORDER BY 2 DESC, 1 DESC LIMIT ?10";
/* Open promises as well: those the team was told of, and the others. */
#define SLA_ARM(told)                                                                                                  \
	"SELECT c.id, s.deadline_at FROM sla s CROSS JOIN cases c ON c.id = s.case_id AND c.round = s.round"           \
	" WHERE s.frozen_at IS NULL AND s.risk_at IS " told " AND (s.deadline_at, c.id) > (?8, ?9)"                    \
	" AND CASE WHEN ?7 IS NULL THEN c.state <> 'closed' WHEN ?7 = 'all' THEN 1 ELSE c.state = ?7 END" FILTER
static const char BY_SLA[] = SLA_ARM("NULL") " UNION ALL " SLA_ARM("NOT NULL") " ORDER BY 2, 1 LIMIT ?10";

static int take(Store *store, DbRow row, gboolean unread, GArray *found)
{
	int r;

	while ((r = db_next(store, row)) > 0) {
		int64_t case_id = db_column_number(row, 0);
		Found one = {.case_id = case_id,
		             .place = {.unread = unread, .at = db_column_number(row, 1), .case_id = case_id}};

		g_array_append_val(found, one);
	}
	return r;
}

/* Appends what one of them gives from `at`, `case_id` on, up to the filter's limit. */
static int gather(Store *store, const char *sql, const StoreInboxFilter *filter, int64_t now_at, const StoreInboxPlace *from,
                  gboolean unread, GArray *found)
{
	auto_row row = NULL;
	int r = db_query(store, &row, sql, DB_TEXT(filter->shop), DB_TEXT(filter->language), DB_TEXT(filter->label),
	                 DB_TEXT(filter->agent), DB_INT(filter->level), DB_INT(filter->unclaimed), DB_TEXT(filter->state),
	                 DB_INT(from->at), DB_INT(from->case_id), DB_INT(filter->limit - found->len), DB_INT(now_at));

	return r < 0 ? r : take(store, row, unread, found);
}

static int gather_unread(Store *store, const StoreInboxFilter *filter, int64_t now_at, const StoreInboxPlace *from,
                         GArray *found)
{
	gboolean all = !filter->shop && !filter->language && !filter->label && !filter->agent && filter->level == 0 &&
	               !filter->unclaimed && (!filter->state || g_str_equal(filter->state, "all"));
	auto_row row = NULL;
	int r;

	if (!all)
		return gather(store, filter->agent ? UNREAD_MINE : UNREAD, filter, now_at, from, TRUE, found);
	r = db_query(store, &row, UNREAD_OF_ALL, DB_INT(from->at), DB_INT(from->case_id),
	             DB_INT(filter->limit - found->len));
	return r < 0 ? r : take(store, row, TRUE, found);
}

static const StoreInboxPlace FIRST = {.at = INT64_MIN, .case_id = 0};
static const StoreInboxPlace LAST = {.at = INT64_MAX, .case_id = INT64_MAX};

static int find(Store *store, const StoreInboxFilter *filter, int64_t now_at, GArray *found)
{
	const StoreInboxPlace *after = filter->after.case_id ? &filter->after : NULL;
	gboolean open = !filter->state;
	const char *read = !open ? ALL_READ : filter->agent ? OPEN_READ_MINE : OPEN_READ;
	int r = 0;

	if (filter->order == STORE_INBOX_SLA)
		return gather(store, BY_SLA, filter, now_at, after ? after : &FIRST, FALSE, found);
	if (filter->order == STORE_INBOX_NEWEST && !filter->unread_only)
		return gather(store, open ? OPEN : ALL, filter, now_at, after ? after : &LAST, FALSE, found);
	if (!after || after->unread)
		r = gather_unread(store, filter, now_at, after ? after : &FIRST, found);
	if (r == 0 && !filter->unread_only && found->len < filter->limit)
		r = gather(store, read, filter, now_at, after && !after->unread ? after : &LAST, FALSE, found);
	return r;
}

/* ---- the words beside each ---- */

static void clear_row(gpointer row)
{
	store_inbox_row_clear(row);
}

void store_inbox_row_clear(StoreInboxRow *row)
{
	g_free(row->word_text);
	g_free(row->label);
	*row = (StoreInboxRow){0};
}

static void newer_word(StoreInboxRow *out, StoreWordKind kind, DbRow row, int at_column)
{
	int64_t at = db_column_time(row, at_column);

	if (at == STORE_NO_TIME || (kind != STORE_WORD_COMPLAINT && at < out->word_at))
		return;
	g_free(out->word_text);
	out->word = kind;
	out->word_at = at;
	out->word_text = db_column_text(row, at_column + 1);
}

int store_inbox_row(Store *store, int64_t case_id, StoreInboxRow *out)
{
	static const char SQL[] =
		"SELECT c.complaint_at, c.text, m.created_at, m.text, coalesce(r.at, r.received_at), r.text, r.label,"
		" s.deadline_at, s.frozen_at IS NOT NULL, coalesce(s.missed, 0),"
		" min(coalesce((SELECT min(received_at) FROM reply WHERE case_id = c.id AND read_at IS NULL), 9223372036854775807),"
		"     coalesce((SELECT min(o.received_at) FROM reply_case k JOIN reply o ON o.id = k.reply_id"
		"               WHERE k.case_id = c.id AND o.read_at IS NULL), 9223372036854775807))"
		" FROM cases c"
		" LEFT JOIN message m ON m.id = (SELECT max(id) FROM message WHERE case_id = c.id)"
		" LEFT JOIN reply r ON r.id = (SELECT max(id) FROM reply WHERE case_id = c.id)"
		" LEFT JOIN sla s ON s.case_id = c.id AND s.round = c.round WHERE c.id = ?";
	StoreInboxRow found = {.case_id = case_id};
	auto_row row = NULL;
	int r = db_query(store, &row, SQL, DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (r < 0)
		return r;
	newer_word(&found, STORE_WORD_COMPLAINT, row, 0);
	newer_word(&found, STORE_WORD_MESSAGE, row, 2);
	newer_word(&found, STORE_WORD_REPLY, row, 4);
	found.label = db_column_text(row, 6);
	found.deadline_at = db_column_time(row, 7);
	found.frozen = db_column_number(row, 8) != 0;
	found.missed = db_column_number(row, 9) != 0;
	found.unread_since_at = db_column_number(row, 10) == INT64_MAX ? STORE_NO_TIME : db_column_number(row, 10);
	*out = found;
	return 0;
}

int store_inbox_list(Store *store, const StoreInboxFilter *filter, int64_t now_at, GArray **rows)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Found));
	g_autoptr(GArray) list = g_array_new(FALSE, TRUE, sizeof(StoreInboxRow));
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	g_array_set_clear_func(list, clear_row);
	if (r == 0)
		r = find(store, filter, now_at, found);
	for (guint i = 0; r == 0 && i < found->len; i++) {
		StoreInboxRow row = {0};

		r = store_inbox_row(store, g_array_index(found, Found, i).case_id, &row);
		row.place = g_array_index(found, Found, i).place;
		if (r == 0)
			g_array_append_val(list, row);
	}
	if (r == 0)
		*rows = g_steal_pointer(&list);
	return r;
}

/* ---- what changed ---- */

static int read_change(Store *store, DbRow row, void *element)
{
	StoreChange *change = element;

	change->id = db_column_number(row, 0);
	change->case_id = db_column_number(row, 1);
	if (event_parse(db_column_peek(row, 2), &change->kind) < 0)
		return db_fail(store, -EBADMSG, "event %" G_GINT64_FORMAT ": no such kind", change->id);
	return 0;
}

int store_change_list(Store *store, int64_t after_id, guint limit, GArray **changes)
{
	auto_row row = NULL;
	int r = db_query(store, &row, "SELECT id, case_id, kind FROM event WHERE id > ? ORDER BY id", DB_INT(after_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreChange), NULL, read_change, limit, changes);
}

int store_change_last(Store *store, int64_t *id)
{
	return db_number(store, id, "SELECT coalesce(max(id), 0) FROM event");
}

int store_change_stray(Store *store, int64_t *reply_id)
{
	return db_number(store, reply_id,
	                 "SELECT coalesce((SELECT id FROM reply WHERE case_id IS NULL AND read_at IS NULL"
	                 " ORDER BY received_at DESC, id DESC LIMIT 1), 0)");
}
