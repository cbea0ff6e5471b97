/* Words found anywhere in what is kept of cases. SQLite compares letters of any case for ASCII only, so it is done here. */
#include "config.h" /* strcasestr() */

#include "store/inbox.h"
#include "store/sqlite/db.h"
#include "store/sqlite/fold.h"

#include <string.h>

/* What is looked through, one after the other, the newest first: a row's id, its case's (a reply may have none), then
 * the columns named in `where`. */
static const struct {
	const char *sql;
	const char *where[5];
} KINDS[] = {
	{"SELECT id, id, name, order_no, external_id, text FROM cases WHERE id < ? ORDER BY id DESC LIMIT ?",
	 {"name", "order", "id", "complaint"}},
	{"SELECT id, case_id, text FROM reply WHERE id < ? ORDER BY id DESC LIMIT ?", {"reply"}},
	{"SELECT id, case_id, text FROM message WHERE id < ? ORDER BY id DESC LIMIT ?", {"message"}},
};

struct StoreSearch {
	char *words;
	char *folded; /* NULL: ASCII and letters without case alone, which need no folding */
	GString *room;
	GArray *hits;
	GHashTable *seen; /* set of case ids */
	guint limit, most;
	guint kind;        /* of KINDS; behind the last one it is over */
	guint looked;      /* rows of this kind so far */
	int64_t before_id; /* the last of them */
};

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

static gboolean matches(const StoreSearch *search, const char *text)
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

static void look(StoreSearch *search, int64_t case_id, const char *where, const char *text)
{
	StoreHit hit = {.case_id = case_id, .where = where};

	if (!case_id || search->hits->len >= search->limit || !matches(search, text) ||
	    !g_hash_table_add(search->seen, g_memdup2(&case_id, sizeof case_id)))
		return;
	hit.text = g_strdup(text);
	g_array_append_val(search->hits, hit);
}

StoreSearch *store_search_new(const char *words, guint limit, guint most)
{
	StoreSearch *search = g_new0(StoreSearch, 1);

	search->words = g_strdup(words);
	search->room = g_string_new(NULL);
	search->folded = has_foreign_case(words) ? g_strdup(fold_text(words, search->room)) : NULL;
	search->hits = g_array_new(FALSE, TRUE, sizeof(StoreHit));
	g_array_set_clear_func(search->hits, clear_hit);
	search->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	search->limit = limit;
	search->most = most;
	search->before_id = INT64_MAX;
	return search;
}

void store_search_free(StoreSearch *search)
{
	if (!search)
		return;
	g_hash_table_unref(search->seen);
	g_array_unref(search->hits);
	g_string_free(search->room, TRUE);
	g_free(search->folded);
	g_free(search->words);
	g_free(search);
}

/* The number of rows of this kind that were looked at, `want` at the most, or negative errno. */
static int look_through(Store *store, StoreSearch *search, guint want)
{
	const char *const *where = KINDS[search->kind].where;
	auto_row row = NULL;
	guint n = 0;
	int r = db_query(store, &row, KINDS[search->kind].sql, DB_INT(search->before_id), DB_INT(want));

	while (r >= 0 && search->hits->len < search->limit && (r = db_next(store, row)) > 0) {
		for (int i = 0; where[i]; i++)
			look(search, db_column_number(row, 1), where[i], db_column_peek(row, i + 2));
		search->before_id = db_column_number(row, 0);
		n++;
	}
	return r < 0 ? r : (int)n;
}

int store_search_go_on(Store *store, StoreSearch *search, guint rows)
{
	while (rows > 0 && search->kind < G_N_ELEMENTS(KINDS) && search->hits->len < search->limit) {
		guint want = MIN(rows, search->most - search->looked);
		int n = look_through(store, search, want);

		if (n < 0)
			return n;
		rows -= (guint)n;
		search->looked += (guint)n;
		if ((guint)n == want && search->looked < search->most)
			continue;
		search->kind++;
		search->looked = 0;
		search->before_id = INT64_MAX;
	}
	return search->kind < G_N_ELEMENTS(KINDS) && search->hits->len < search->limit;
}

const GArray *store_search_hits(const StoreSearch *search)
{
	return search->hits;
}
