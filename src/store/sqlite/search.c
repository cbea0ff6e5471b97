/* Words found anywhere in what is kept of cases. SQLite compares letters of any case for ASCII only, so it is done here. */
#include "config.h" /* strcasestr() */

#include "store/inbox.h"
#include "store/sqlite/db.h"
#include "store/sqlite/fold.h"

#include <string.h>

/* What is looked for. */
typedef struct {
	const char *words;
	char *folded; /* NULL: ASCII and letters without case alone, which need no folding */
	GString *room;
	GArray *hits;
	GHashTable *seen; /* set of case ids */
	guint limit;
} Search;

/* Whether a letter of it has another case beyond ASCII: then every text has to be folded. */
static gboolean has_foreign_case(const char *words)
{
	for (const char *at = words; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c >= 128 && (g_unichar_islower(c) || g_unichar_isupper(c) || g_unichar_ismark(c)))
			return TRUE;
	}
	return FALSE;
}

static gboolean matches(const Search *search, const char *text)
{
	if (!text || !*text)
		return FALSE;
	if (!search->folded)
		return strcasestr(text, search->words) != NULL;
	return strstr(fold_text(text, search->room), search->folded) != NULL;
}

static void clear_hit(gpointer hit)
{
	g_free(((StoreHit *)hit)->text);
}

static void look(Search *search, int64_t case_id, const char *where, const char *text)
{
	StoreHit hit = {.case_id = case_id, .where = where};

	if (search->hits->len >= search->limit || !matches(search, text) ||
	    !g_hash_table_add(search->seen, g_memdup2(&case_id, sizeof case_id)))
		return;
	hit.text = g_strdup(text);
	g_array_append_val(search->hits, hit);
}

/* Rows of one kind: a case's id, then the columns named in `where`. */
static int look_through(Store *store, Search *search, const char *sql, guint most, const char *const *where)
{
	auto_row row = NULL;
	int r = db_query(store, &row, sql, DB_INT(most));

	while (r >= 0 && search->hits->len < search->limit && (r = db_next(store, row)) > 0)
		for (int i = 0; where[i]; i++)
			look(search, db_column_number(row, 0), where[i], db_column_peek(row, i + 1));
	return MIN(r, 0);
}

int store_inbox_search(Store *store, const char *words, guint limit, guint most, GArray **hits)
{
	static const char *const OF_CASE[] = {"name", "order", "id", "complaint", NULL};
	static const char *const OF_REPLY[] = {"reply", NULL};
	static const char *const OF_MESSAGE[] = {"message", NULL};
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreHit));
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr(GString) room = g_string_new(NULL);
	g_autofree char *folded = has_foreign_case(words) ? g_strdup(fold_text(words, room)) : NULL;
	Search search = {.words = words, .folded = folded, .room = room, .hits = found, .seen = seen, .limit = limit};
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	g_array_set_clear_func(found, clear_hit);
	if (r == 0)
		r = look_through(store, &search,
		                 "SELECT id, name, order_no, external_id, text FROM cases ORDER BY id DESC LIMIT ?", most, OF_CASE);
	if (r == 0)
		r = look_through(store, &search,
		                 "SELECT case_id, text FROM reply WHERE case_id IS NOT NULL ORDER BY id DESC LIMIT ?", most,
		                 OF_REPLY);
	if (r == 0)
		r = look_through(store, &search, "SELECT case_id, text FROM message ORDER BY id DESC LIMIT ?", most,
		                 OF_MESSAGE);
	if (r == 0)
		*hits = g_steal_pointer(&found);
	return r;
}
