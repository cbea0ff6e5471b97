/* Lists of conversations, what is found in them, and replies that have none. */
#include <errno.h>
#include <string.h>

#include "conf/names.h"
#include "desk/case_ref.h"
#include "desk/replies.h"
#include "inbox/api.h"
#include "inbox/conversation.h"
#include "inbox/out.h"
#include "inbox/work.h"

#define PAGE 50
#define PAGE_MOST 200
#define SEARCH_ROWS 200000 /* of each kind are looked at */
#define SEARCH_PIECE 200   /* rows at a time: a millisecond or less */
#define HIT_CHARACTERS 160
#define WORDS_MOST 100 /* characters, as the page's field has it */

/* ---- conversations ---- */

/* "u:1763440000:7": among the unread ones; "c:..." behind them. */
static char *place_text(const StoreInboxPlace *place)
{
	return g_strdup_printf("%c:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, place->unread ? 'u' : 'c', place->at,
	                       place->case_id);
}

static int read_place(Request *request, StoreInboxPlace *place)
{
	const char *text = request_query(request, "after");
	g_auto(GStrv) parts = g_strsplit(text ? text : "", ":", 4);
	gint64 at, case_id;

	if (!text)
		return 0;
	if (g_strv_length(parts) != 3 || (!g_str_equal(parts[0], "u") && !g_str_equal(parts[0], "c")) ||
	    !g_ascii_string_to_signed(parts[1], 10, G_MININT64, G_MAXINT64, &at, NULL) ||
	    !g_ascii_string_to_signed(parts[2], 10, 1, G_MAXINT64, &case_id, NULL))
		return request_refuse(request, 400, "bad_request", "after", text, "write what \"next\" of the page before said");
	*place = (StoreInboxPlace){.unread = *parts[0] == 'u', .at = at, .case_id = case_id};
	return 0;
}

static int read_order(Request *request, StoreInboxOrder *order)
{
	static const char *const NAMES[] = {"unread", "newest", "sla"};
	const char *name = request_query(request, "sort");

	*order = STORE_INBOX_UNREAD;
	if (!name)
		return 0;
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (g_str_equal(NAMES[i], name)) {
			*order = (StoreInboxOrder)i;
			return 0;
		}
	return request_refuse(request, 400, "bad_request", "sort", name, "it is unread, newest or sla");
}

static int read_state(Request *request, StoreInboxFilter *filter)
{
	const char *state = request_query(request, "state");
	CaseState parsed;

	if (!state || g_str_equal(state, "open"))
		return 0;
	if (!g_str_equal(state, "all") && case_state_parse(state, &parsed) < 0)
		return request_refuse(request, 400, "bad_request", "state", state,
		                      "it is open, all, new, contacted, replied, in_progress, resolved or closed");
	filter->state = state;
	return 0;
}

static int read_label(Request *request, const char **label)
{
	g_autofree char *unknown = NULL;
	ReplyLabel parsed;

	*label = request_query(request, "label");
	if (!*label || reply_label_parse(*label, &parsed) == 0)
		return 0;
	unknown = replies_unknown_label(*label);
	return request_refuse(request, 400, "bad_request", "label", *label, "%s", unknown);
}

/* Any may be a case's: what is none by form is refused. */
static int read_language(Request *request, const char **language)
{
	g_autofree char *fault = NULL;

	*language = request_query(request, "language");
	if (!*language || names_check_language(*language, &fault) == 0)
		return 0;
	return request_refuse(request, 400, "bad_request", "language", *language, "%s", fault);
}

static int read_filter(Request *request, StoreInboxFilter *filter)
{
	static const char *const KEYS[] = {"state", "shop", "language", "level", "label", "mine", "unclaimed", "unread",
	                                   "sort", "limit", "after", NULL};
	int64_t level = 0, limit = PAGE;
	int r = request_query_only(request, KEYS);

	*filter = (StoreInboxFilter){.agent = request_flag(request, "mine") ? request->desk.actor : NULL,
	                             .unclaimed = request_flag(request, "unclaimed"),
	                             .unread_only = request_flag(request, "unread")};
	if (r == 0)
		r = request_shop(request, &filter->shop);
	if (r == 0)
		r = read_label(request, &filter->label);
	if (r == 0)
		r = read_language(request, &filter->language);
	if (r == 0)
		r = read_state(request, filter);
	if (r == 0)
		r = read_order(request, &filter->order);
	if (r == 0)
		r = read_place(request, &filter->after);
	if (r == 0)
		r = request_query_number(request, "level", 1, 5, 0, &level);
	if (r == 0)
		r = request_query_number(request, "limit", 1, PAGE_MOST, PAGE, &limit);
	filter->level = (int)level;
	filter->limit = (guint)limit;
	return r;
}

/* A damaged case must not hide the others. */
static int put_rows(Request *request, GArray *rows)
{
	json_t *list = out_list(request->answer, "conversations");

	for (guint i = 0; i < rows->len; i++) {
		StoreInboxRow *row = &g_array_index(rows, StoreInboxRow, i);
		g_auto(Conversation) conversation = {0};
		int r = conversation_read(request, row->case_id, row, &conversation);

		if (r < 0 && !store_fault_is_rows(r))
			return r;
		if (r == 0)
			conversation_put(request, &conversation, TRUE, out_row(list));
	}
	return 0;
}

/* Those a report or a page names, in that order; one that is gone is left out. */
static int put_named(Request *request)
{
	static const char *const KEYS[] = {"cases", NULL};
	g_auto(GStrv) words = g_strsplit(request_query(request, "cases"), ",", PAGE_MOST + 2);
	json_t *list = out_list(request->answer, "conversations");
	int r = request_query_only(request, KEYS);

	if (r == 0 && g_strv_length(words) > PAGE_MOST)
		return request_refuse(request, 400, "bad_request", "cases", NULL, "at most %d cases at a time", PAGE_MOST);
	out_text(request->answer, "next", NULL);
	for (char **word = words; r == 0 && *word; word++) {
		g_auto(Conversation) conversation = {0};
		gint64 case_id;

		if (!g_ascii_string_to_signed(*word, 10, 1, G_MAXINT64, &case_id, NULL))
			return request_refuse(request, 400, "bad_request", "cases", *word, "numbers of cases with commas between: cases=7,9,12");
		r = conversation_read(request, case_id, NULL, &conversation);
		if (r == 0)
			conversation_put(request, &conversation, TRUE, out_row(list));
		else if (r == -ENOENT || store_fault_is_rows(r))
			r = 0;
	}
	return r;
}

int api_conversations(Request *request)
{
	StoreInboxFilter filter;
	g_autoptr(GArray) rows = NULL;
	g_autofree char *next = NULL;
	int r;

	if (request_query(request, "cases"))
		return put_named(request);
	r = read_filter(request, &filter);
	if (r == 0)
		r = store_inbox_list(request->desk.store, &filter, request->desk.now_at, &rows);
	if (r < 0)
		return r;
	if (rows->len == filter.limit)
		next = place_text(&g_array_index(rows, StoreInboxRow, rows->len - 1).place);
	r = put_rows(request, rows);
	out_text(request->answer, "next", next);
	return r;
}

/* ---- search ---- */

static int put_hit(Request *request, json_t *list, GHashTable *seen, int64_t case_id, const char *where, const char *text)
{
	const char *words = request_query(request, "q");
	g_auto(Conversation) conversation = {0};
	json_t *row, *hit;
	int r;

	if (!g_hash_table_add(seen, g_memdup2(&case_id, sizeof case_id)))
		return 0;
	r = conversation_read(request, case_id, NULL, &conversation);
	if (r < 0)
		return r == -ENOENT || store_fault_is_rows(r) ? 0 : r;
	row = out_row(list);
	conversation_put(request, &conversation, TRUE, row);
	hit = json_object();
	out_text(hit, "where", where);
	out_around(hit, "text", text, words, HIT_CHARACTERS);
	json_object_set_new(row, "hit", hit);
	return 0;
}

#define DIGITS_LEAST 6

/* Without a country code a number is one of the shop's region: several shops, several numbers. */
static int find_number(Request *request, const char *shop, const char *words, json_t *list, GHashTable *seen, guint limit)
{
	const Desk *desk = &request->desk;
	StoreCaseFilter filter = {.state = "all", .limit = limit};
	g_autofree char *why = NULL;
	g_autoptr(GArray) cases = NULL;
	PhoneNumber number;
	int r;

	if (strlen(words) < DIGITS_LEAST || case_ref_phone(desk, shop, words, &number, &why) < 0)
		return 0;
	filter.phone = number.e164;
	r = store_case_list(desk->store, &filter, &cases);
	for (guint i = 0; r == 0 && i < cases->len; i++)
		r = put_hit(request, list, seen, g_array_index(cases, StoreCase, i).id, "phone", NULL);
	return r;
}

/* What is a case's number or code, or a whole number of a customer, is found by an index. */
static int find_named(Request *request, const char *words, json_t *list, GHashTable *seen, guint limit)
{
	const Desk *desk = &request->desk;
	g_autofree char *fault = NULL;
	int64_t case_id = 0;
	int r = 0;

	if (case_ref_resolve(desk, words, &case_id, &fault) == 0)
		r = put_hit(request, list, seen, case_id, "case", words);
	for (guint i = 0; r == 0 && i < desk->conf->shops->len; i++)
		r = find_number(request, ((const ConfShop *)desk->conf->shops->pdata[i])->id, words, list, seen, limit);
	return r;
}

/* A search under way. First all is found, then a conversation after the other is read. */
typedef struct {
	StoreSearch *search;
	GHashTable *seen; /* cases that are in the answer */
	gboolean found;
	guint put; /* hits */
} Search;

static void search_free(gpointer data)
{
	Search *s = data;

	store_search_free(s->search);
	g_hash_table_unref(s->seen);
	g_free(s);
}

static int search_on(Request *request, void *state)
{
	Search *s = state;
	const GArray *hits = store_search_hits(s->search);
	const StoreHit *hit;
	int r;

	if (!s->found) {
		r = store_search_go_on(request->desk.store, s->search, SEARCH_PIECE);
		s->found = r == 0;
		return r < 0 ? r : 1;
	}
	if (s->put == hits->len) {
		out_text(request->answer, "next", NULL);
		return 0;
	}
	hit = &g_array_index(hits, StoreHit, s->put++);
	r = put_hit(request, json_object_get(request->answer, "conversations"), s->seen, hit->case_id, hit->where,
	            hit->text);
	return r < 0 ? r : 1;
}

int api_search(Request *request)
{
	static const char *const KEYS[] = {"q", "limit", NULL};
	int64_t limit = PAGE;
	const char *words;
	Search *s;
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_query_number(request, "limit", 1, PAGE_MOST, PAGE, &limit);
	if (r < 0)
		return r;
	words = request_query(request, "q");
	if (!words || g_utf8_strlen(words, -1) > WORDS_MOST)
		return request_refuse(request, 400, "bad_request", "q", words,
		                      "say what to look for, in %d characters at most", WORDS_MOST);
	s = g_new0(Search, 1);
	s->search = store_search_new(words, (guint)limit, SEARCH_ROWS);
	s->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	r = find_named(request, words, out_list(request->answer, "conversations"), s->seen, (guint)limit);
	if (r < 0) {
		search_free(s);
		return r;
	}
	return work_begin(request, search_on, s, search_free);
}

/* ---- replies that somebody has to place ---- */

static int put_reply(Request *request, const StoreReply *reply, json_t *row)
{
	g_autofree char *doubt = NULL;
	int r = replies_doubt(&request->desk, reply, 0, &doubt);

	out_number(row, "reply", reply->id);
	out_time(row, "at", reply->at == STORE_NO_TIME ? reply->received_at : reply->at);
	out_text(row, "text", reply->text);
	out_text(row, "label", reply->label);
	out_phone(row, "from", reply->from_number, FALSE);
	out_number_or(row, "case", reply->case_id, 0);
	out_code(row, "code", reply->case_id);
	out_text(row, "doubt", doubt);
	out_time(row, "read_at", reply->read_at);
	return r;
}

int api_replies(Request *request)
{
	static const char *const KEYS[] = {"unmatched", "triage", "limit", NULL};
	json_t *list = out_list(request->answer, "replies");
	g_autoptr(GArray) replies = NULL;
	StoreReplyFilter filter = {0};
	int64_t limit = PAGE;
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = request_query_number(request, "limit", 1, PAGE_MOST, PAGE, &limit);
	if (r < 0)
		return r;
	filter.unmatched_only = request_flag(request, "unmatched");
	filter.triage_only = !filter.unmatched_only;
	filter.limit = (guint)limit;
	r = store_reply_list(request->desk.store, &filter, &replies);
	for (guint i = 0; r == 0 && i < replies->len; i++)
		r = put_reply(request, &g_array_index(replies, StoreReply, i), out_row(list));
	return r;
}
