/* Which conversations are listed, in which order, a page at a time; what is found in them; what changed. */
#include "desk/team.h"

#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/replies.h"
#include "inbox/many.h"
#include "store/inbox.h"
#include "store/triage.h"

#include <errno.h>
#include <string.h>

/* Cases 1 to 6: 2 and 4 have an unread answer (4 waits longer), 5 is closed and has one, 6 is closed. */
static void rig_open(Fixture *f)
{
	static const char *const PHONES[] = {"+8613812341231", "+8613812341232", "+8613812341233", "+8613812341234", "+8613812341235",
	                                     "+8613812341236"};
	g_autofree char *fault = NULL;

	team_open(f);
	for (guint i = 0; i < G_N_ELEMENTS(PHONES); i++) {
		g_autofree char *id = g_strdup_printf("R-%u", i + 1);

		ck_assert_int_eq(team_case(f, i == 2 ? "kazakh" : "demo", id, PHONES[i], i == 0 ? "level=3" : NULL), i + 1);
	}
	team_accounts(f);
	for (int64_t id = 5; id <= 6; id++) {
		team_as(f, "agent:li");
		f->desk.now_at = WEDNESDAY + id;
		ck_assert_msg(case_action_apply(&f->desk, id, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, &fault) == 0, "%s", fault);
	}
	f->desk.now_at = WEDNESDAY + 100;
	team_reply(f, 4, "Где МОЯ посылка? 包裹");
	f->desk.now_at = WEDNESDAY + 200;
	team_reply(f, 2, "Still BROKEN 50%");
	f->desk.now_at = WEDNESDAY + 300;
	team_reply(f, 5, "thanks");
	f->desk.now_at = WEDNESDAY + 400;
}

static char *ids_of(const GArray *rows)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(s, "%s%" G_GINT64_FORMAT, s->len ? " " : "", g_array_index(rows, StoreInboxRow, i).case_id);
	return g_string_free(s, FALSE);
}

/* The list as who scrolls gets it, pages of filter.limit rows. */
static char *page_by_page(const Fixture *f, StoreInboxFilter filter)
{
	GString *joined = g_string_new(NULL);
	guint got;

	do {
		g_autoptr(GArray) page = NULL;
		g_autofree char *ids = NULL;

		ck_assert_int_eq(store_inbox_list(f->store, &filter, f->desk.now_at, &page), 0);
		ids = ids_of(page);
		got = page->len;
		g_string_append_printf(joined, "%s%s", joined->len && got ? " " : "", ids);
		if (got)
			filter.after = g_array_index(page, StoreInboxRow, got - 1).place;
	} while (got == filter.limit);
	return g_string_free(joined, FALSE);
}

static const struct {
	const char *name;
	StoreInboxFilter filter;
	const char *want;
} LISTS[] = {
	{"unread first, who waits longest, also of a closed one; then open ones, the newest change", {0}, "4 2 5 3 1"},
	{"unread alone", {.unread_only = TRUE}, "4 2 5"},
	{"all states", {.state = "all"}, "4 2 5 3 1 6"},
	{"one state", {.state = "closed"}, "5 6"},
	{"a shop", {.shop = "kazakh"}, "3"},
	{"a shop nobody has", {.shop = "x'; --"}, ""},
	{"a level", {.level = 3}, "1"},
	{"nobody's", {.unclaimed = TRUE}, "4 2 5 3"},
	{"whose they are", {.agent = "agent:li"}, "1"},
	{"whose they are not", {.agent = "agent:senior"}, ""},
	{"a label of the newest reply", {.label = "nothing"}, ""},
	{"the nearest deadline: none has one here", {.order = STORE_INBOX_SLA}, ""},
};

START_TEST(lists_have_their_order)
{
	StoreInboxFilter filter = LISTS[_i].filter;
	g_autoptr(GArray) rows = NULL;
	g_autofree char *got = NULL;
	g_autofree char *fault = NULL;
	int64_t until_at = 0;
	Fixture f;

	rig_open(&f);
	team_as(&f, "agent:li");
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	/* The claim changed the case last; so that the order by change is another one than by number. */
	f.desk.now_at += 10;
	team_as(&f, "agent:senior");
	ck_assert_int_eq(claim_take(&f.desk, 3, NULL, &until_at, &fault), 0);
	ck_assert_int_eq(claim_release(&f.desk, 3, NULL, &fault), 0);
	filter.limit = 50;
	ck_assert_msg(store_inbox_list(f.store, &filter, f.desk.now_at, &rows) == 0, "%s", store_error(f.store));
	got = ids_of(rows);
	row_str(LISTS[_i].name, got, LISTS[_i].want);
	fixture_close(&f);
}
END_TEST

/* Every order: page by page it is the same as at once, whatever the page's size. */
START_TEST(pages_join_without_gap_or_repeat)
{
	static const StoreInboxFilter FILTERS[] = {{0}, {.state = "all"}, {.order = STORE_INBOX_NEWEST},
	                                           {.order = STORE_INBOX_NEWEST, .state = "all"}, {.unread_only = TRUE}};
	StoreInboxFilter filter = FILTERS[_i / 3];
	g_autoptr(GArray) whole = NULL;
	g_autofree char *want = NULL, *joined = NULL;
	Fixture f;

	rig_open(&f);
	filter.limit = 50;
	ck_assert_int_eq(store_inbox_list(f.store, &filter, f.desk.now_at, &whole), 0);
	want = ids_of(whole);
	filter.limit = (guint)(_i % 3) + 1;
	joined = page_by_page(&f, filter);
	ck_assert_str_eq(joined, want);
	ck_assert_int_gt((int)whole->len, 2);
	fixture_close(&f);
}
END_TEST

/* Reply 1 (case 4) may be about 5, which has a younger one; reply 2 (case 2) about 3, which has none; reply 3 (case 5)
 * about 4, which has an older one. */
static const struct {
	const char *name;
	StoreInboxFilter filter;
	const char *want;
} SHARED[] = {
	{"the oldest of its own and of those that may be its own counts", {0}, "4 5 2 3 1"},
	{"the same where cases are chosen", {.shop = "demo"}, "4 5 2 1"},
	{"and where all states are", {.state = "all", .unread_only = TRUE}, "4 5 2 3"},
	{"and one", {.state = "closed", .unread_only = TRUE}, "5"},
	{"and one agent's", {.agent = "agent:li"}, "2 3 1"},
	{"unread alone of one agent's", {.agent = "agent:li", .unread_only = TRUE}, "2 3"},
	{"one agent's of a shop", {.agent = "agent:li", .shop = "demo"}, "2 1"},
};

START_TEST(replies_that_may_be_anothers_wait_there_too)
{
	static const int64_t ABOUT[] = {5, 3, 4};
	StoreInboxFilter filter = SHARED[_i].filter;
	g_autofree char *fault = NULL;
	int64_t until_at = 0;
	Fixture f;

	rig_open(&f);
	team_as(&f, "agent:li");
	for (int64_t id = 1; id <= 3; id++)
		ck_assert_msg(claim_take(&f.desk, id, NULL, &until_at, &fault) == 0, "%s", fault);
	ck_assert_int_eq(store_begin(f.store), 0);
	for (guint i = 0; i < G_N_ELEMENTS(ABOUT); i++)
		ck_assert_msg(store_reply_may_be(f.store, i + 1, ABOUT[i], f.desk.now_at) == 0, "%s",
		              store_error(f.store));
	ck_assert_int_eq(store_commit(f.store), 0);
	for (filter.limit = 1; filter.limit <= 6; filter.limit++) {
		g_autofree char *joined = page_by_page(&f, filter);

		row_str(SHARED[_i].name, joined, SHARED[_i].want);
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_row_has_the_newest_word)
{
	StoreInboxRow row = {0};
	g_autofree char *fault = NULL;
	guint done = 0;
	Fixture f;

	rig_open(&f);
	ck_assert_int_eq(store_inbox_row(f.store, 2, &row), 0);
	ck_assert_int_eq(row.word, STORE_WORD_REPLY);
	ck_assert_str_eq(row.word_text, "Still BROKEN 50%");
	ck_assert_int_eq(row.unread_since_at, WEDNESDAY + 200);
	store_inbox_row_clear(&row);
	team_as(&f, "agent:li");
	ck_assert_int_eq(replies_mark_read(&f.desk, NULL, &done, &fault), 0);
	ck_assert_int_eq(store_inbox_row(f.store, 2, &row), 0);
	ck_assert_int_eq(row.unread_since_at, STORE_NO_TIME);
	store_inbox_row_clear(&row);
	ck_assert_int_eq(store_inbox_row(f.store, 99, &row), -ENOENT);
	fixture_close(&f);
}
END_TEST

/* ---- search ---- */

static const struct {
	const char *name, *words, *want;
} SEARCHES[] = {
	{"ASCII letters of any case", "still broken", "2:reply"},
	{"Cyrillic letters of any case", "где моя ПОСЫЛКА", "4:reply"},
	{"letters without case", "包裹", "4:reply"},
	{"the shop's own id", "R-3", "3:id"},
	{"signs that SQL knows are only signs", "50%", "2:reply"},
	{"the same, nowhere", "_%_", ""},
	{"a quote", "'", ""},
	{"nothing like it", "zebra", ""},
};

/* "6:id 5:reply", found by so many rows at a time. */
static char *found(Store *store, const char *words, guint limit, guint most, guint rows)
{
	g_autoptr(StoreSearch) search = store_search_new(words, limit, most);
	GString *got = g_string_new(NULL);
	const GArray *hits = store_search_hits(search);
	int r;

	while ((r = store_search_go_on(store, search, rows)) > 0)
		;
	ck_assert_int_eq(r, 0);
	for (guint i = 0; i < hits->len; i++) {
		const StoreHit *hit = &g_array_index(hits, StoreHit, i);

		g_string_append_printf(got, "%s%" G_GINT64_FORMAT ":%s", got->len ? " " : "", hit->case_id, hit->where);
	}
	return g_string_free(got, FALSE);
}

START_TEST(words_are_found)
{
	g_autofree char *got = NULL;
	Fixture f;

	rig_open(&f);
	got = found(f.store, SEARCHES[_i].words, 10, 1000, G_MAXUINT);
	row_str(SEARCHES[_i].name, got, SEARCHES[_i].want);
	fixture_close(&f);
}
END_TEST

START_TEST(a_search_has_a_limit)
{
	g_autofree char *got = NULL;
	g_autofree char *few = NULL;
	Fixture f;

	rig_open(&f);
	got = found(f.store, "R-", 2, 1000, G_MAXUINT);
	ck_assert_str_eq(got, "6:id 5:id");
	few = found(f.store, "R-1", 10, 3, G_MAXUINT);
	ck_assert_str_eq(few, "");
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *name, *words;
	guint limit, most;
	const char *head; /* how it begins: it is no comparison of nothing with nothing */
} IN_SLICES[] = {
	{"in every case", "ада", 200, 200000, "4000:name 3999:name"},
	{"in cases here and there, then in texts", "444", 200, 200000, "3492:order 3444:name 2492:order"},
	{"in replies alone, not in those without a case", "ответ", 5000, 200000, "3998:reply 3996:reply"},
	{"behind replies without a case", "ответ 20", 200, 200000, "2098:reply 2096:reply"},
	{"in our texts alone", "OF OURS", 5000, 200000, "4000:message 3999:message"},
	{"the limit falls into the replies", "ответ", 3, 200000, "3998:reply 3996:reply 3994:reply"},
	{"no more than so many of each kind", "ours 3999", 10, 1, ""},
	{"the same, with the row that has it", "ours 4000", 10, 1, "4000:message"},
	{"a number of rows that is no multiple", "ours 3001", 10, 1001, "3001:message"},
	{"nowhere", "zebra", 200, 200000, ""},
};

START_TEST(slices_find_what_one_go_finds)
{
	static const guint SIZES[] = {1, 7, 200, 999, 4000};
	g_autofree char *whole = NULL;
	Fixture f;

	team_open(&f);
	many_fill(f.store, 4000);
	whole = found(f.store, IN_SLICES[_i].words, IN_SLICES[_i].limit, IN_SLICES[_i].most, G_MAXUINT);
	ck_assert_msg(*IN_SLICES[_i].head ? g_str_has_prefix(whole, IN_SLICES[_i].head) : !*whole, "row %s: %s",
	              IN_SLICES[_i].name, whole);
	for (guint i = 0; i < G_N_ELEMENTS(SIZES); i++) {
		g_autofree char *got =
		        found(f.store, IN_SLICES[_i].words, IN_SLICES[_i].limit, IN_SLICES[_i].most, SIZES[i]);

		row_str(IN_SLICES[_i].name, got, whole);
	}
	fixture_close(&f);
}
END_TEST

/* A case that comes while it is under way leaves no gap and no repeat. */
START_TEST(a_search_goes_on_where_it_was)
{
	g_autoptr(StoreSearch) search = store_search_new("ада", 10000, 200000);
	const GArray *hits = store_search_hits(search);
	Fixture f;

	team_open(&f);
	many_fill(f.store, 1000);
	ck_assert_int_eq(store_search_go_on(f.store, search, 300), 1);
	ck_assert_int_eq((int)hits->len, 300);
	team_case(&f, "demo", "X-new", "+8613912341231", "name=Ада");
	while (store_search_go_on(f.store, search, 300) > 0)
		;
	ck_assert_int_eq((int)hits->len, 1000);
	for (guint i = 0; i < hits->len; i++)
		ck_assert_int_eq(g_array_index(hits, StoreHit, i).case_id, 1000 - i);
	fixture_close(&f);
}
END_TEST

/* ---- changes ---- */

START_TEST(changes_follow_each_other)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) changes = NULL;
	int64_t before = 0, after = 0;
	Fixture f;

	rig_open(&f);
	ck_assert_int_eq(store_change_last(f.store, &before), 0);
	team_as(&f, "agent:li");
	ck_assert_int_eq(case_action_apply(&f.desk, 2, CASE_ACTION_NOTE, OUTCOME_NONE, "x", &fault), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	ck_assert_int_eq(store_change_list(f.store, before, 10, &changes), 0);
	ck_assert_int_eq((int)changes->len, 2);
	ck_assert_int_eq(g_array_index(changes, StoreChange, 0).case_id, 2);
	ck_assert_int_eq(g_array_index(changes, StoreChange, 0).kind, EVENT_NOTE);
	ck_assert_int_eq(g_array_index(changes, StoreChange, 1).kind, EVENT_RESOLVED);
	ck_assert_int_eq(store_change_last(f.store, &after), 0);
	ck_assert_int_eq(g_array_index(changes, StoreChange, 1).id, after);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox-lists");
	TCase *tc = tcase_create("lists");

	tcase_add_loop_test(tc, lists_have_their_order, 0, G_N_ELEMENTS(LISTS));
	tcase_add_loop_test(tc, pages_join_without_gap_or_repeat, 0, 15);
	tcase_add_loop_test(tc, replies_that_may_be_anothers_wait_there_too, 0, G_N_ELEMENTS(SHARED));
	tcase_add_test(tc, a_row_has_the_newest_word);
	tcase_add_loop_test(tc, words_are_found, 0, G_N_ELEMENTS(SEARCHES));
	tcase_add_test(tc, a_search_has_a_limit);
	tcase_add_loop_test(tc, slices_find_what_one_go_finds, 0, G_N_ELEMENTS(IN_SLICES));
	tcase_add_test(tc, a_search_goes_on_where_it_was);
	tcase_add_test(tc, changes_follow_each_other);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbox-lists");
}
