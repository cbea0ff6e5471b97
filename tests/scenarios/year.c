#include "scenarios/year.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gateway/turn.h"
#include "scenarios/player.h"

/* Mon 4 Jan 2027 00:00 in Shanghai. */
#define BEGIN INT64_C(1798992000)
#define DAYS 365
#define DAY 86400
#define MINUTE 60
#define HOUR 3600
#define HOOK "/hook/box/0123456789abcdef/"
/* Every tenth customer complains twice. */
#define PEOPLE_OF(cases) ((cases)*9 / 10)

typedef enum { COMPLAINS, ANSWERED, RECEIVED, REPLIES, SOLVED } Kind;

typedef struct {
	int64_t at;
	Kind kind;
	guint number;     /* of the case; REPLIES: of the person */
	const char *word; /* REPLIES; static */
	char *ref;        /* RECEIVED */
} Happening;

typedef struct {
	World *w;
	GRand *rand;
	GSequence *ahead; /* of Happening, by time */
	sqlite3_stmt *intake;
	guint cases, people, receipts, replies, solved;
} Year;

static void happening_free(gpointer data)
{
	g_free(((Happening *)data)->ref);
	g_free(data);
}

static gint by_time(gconstpointer a, gconstpointer b, gpointer user)
{
	int64_t x = ((const Happening *)a)->at, y = ((const Happening *)b)->at;

	(void)user;
	return x < y ? -1 : x > y;
}

static void plan(Year *y, int64_t at, Kind kind, guint number, const char *word, const char *ref)
{
	Happening *h = g_new0(Happening, 1);

	*h = (Happening){at, kind, number, word, g_strdup(ref)};
	g_sequence_insert_sorted(y->ahead, h, by_time, NULL);
}

/* What a customer does after a text: the apology is answered by less than half, the question by more. */
static void on_left(const WorldSubmit *s, void *user)
{
	Year *y = user;
	guint person = (guint)strtoul(s->to + strlen("+86138"), NULL, 10);
	int64_t at = s->at_us / USEC_PER_SEC;
	gboolean survey = strstr(s->text, "Reply 1") != NULL;
	int minute = peace_minute("Asia/Shanghai", at),
	    last = peace_minute("Asia/Shanghai", at + s->validity_min * MINUTE - 1);
	int chance = g_rand_int_range(y->rand, 0, 100);

	/* One window a day: when both ends lie in it and it is no day long, all between does. */
	ck_assert_msg(minute >= (survey ? 600 : 480) && last >= minute && last < (survey ? 1200 : 1290) &&
	                      s->validity_min < 14 * 60,
	              "quiet hours: at %d, until %d", minute, last);
	plan(y, at + 2, ANSWERED, 0, NULL, NULL);
	plan(y, at + 10, RECEIVED, 0, NULL, s->ref);
	if (survey && chance < 60)
		plan(y, at + HOUR + chance * MINUTE, REPLIES, person, chance < 50 ? "1" : "2", NULL);
	if (!survey && chance < 45)
		plan(y, at + HOUR + chance * 5 * MINUTE, REPLIES, person, "it never came", NULL);
}

static void complain(Year *y, guint number, int64_t at)
{
	g_autofree char *id = g_strdup_printf("y%u", number);
	g_autofree char *phone = g_strdup_printf("138%08u", number % y->people);

	sqlite3_bind_text(y->intake, 1, id, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(y->intake, 2, phone, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(y->intake, 3, at);
	ck_assert_int_eq(sqlite3_step(y->intake), SQLITE_DONE);
	sqlite3_reset(y->intake);
	gateway_wake(&y->w->g, WAKE_INTAKE | WAKE_DUE);
	plan(y, at + 6 * HOUR + g_rand_int_range(y->rand, 0, 2 * DAY), SOLVED, number, NULL, NULL);
}

/* All answers that are there land in one turn, as they do in the daemon's loop. */
static void answers(World *w)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = 202,
	                     .headers = http_headers_new(),
	                     .body = g_bytes_new_static("0: Accepted for delivery", 24)};
	g_autoptr(GPtrArray) landing = g_ptr_array_new();

	while (w->submits->len)
		g_ptr_array_add(landing, g_ptr_array_steal_index(w->submits, 0));
	for (guint i = 0; i < landing->len; i++) {
		WorldSubmit *s = landing->pdata[i];

		s->done(&answer, s->user);
		g_ptr_array_add(w->submits, s); /* its owner frees it */
	}
	g_ptr_array_set_size(w->submits, 0);
	http_answer_clear(&answer);
}

static void solve(Year *y, guint number, int64_t at)
{
	const StoreEvent solved = {.kind = EVENT_RESOLVED, .at = at, .actor = "agent:li"};
	g_autofree char *id = g_strdup_printf("y%u", number);
	Store *store = y->w->g.store;
	int64_t case_id;

	ck_assert_int_eq(store_begin(store), 0);
	if (store_case_find(store, "demo", "", id, &case_id) == 0 && store_case_event(store, case_id, &solved) == 0)
		y->solved++;
	ck_assert_int_eq(store_commit(store), 0);
	gateway_wake(&y->w->g, WAKE_DIRTY);
}

static void happen(Year *y, const Happening *h)
{
	g_autofree char *query = NULL;

	switch (h->kind) {
	case COMPLAINS:
		complain(y, h->number, h->at);
		break;
	case ANSWERED:
		answers(y->w);
		break;
	case RECEIVED:
		query = g_strdup_printf("ref=%s&type=1", h->ref);
		y->receipts++;
		ck_assert_int_eq(world_webhook(y->w, HOOK "dlr", query), 200);
		break;
	case REPLIES:
		query = g_strdup_printf("from=%%2B86138%08u&to=10690&text=%s", h->number,
		                        strchr(h->word, ' ') ? "it%20never%20came" : h->word);
		y->replies++;
		ck_assert_int_eq(world_webhook(y->w, HOOK "mo", query), 200);
		break;
	case SOLVED:
		solve(y, h->number, h->at);
		break;
	}
	world_settle(y->w);
}

static void live(Year *y)
{
	for (guint i = 0; i < y->cases; i++)
		plan(y, BEGIN + g_rand_int_range(y->rand, 0, DAYS * DAY), COMPLAINS, i, NULL, NULL);
	while (!g_sequence_is_empty(y->ahead)) {
		GSequenceIter *first = g_sequence_get_begin_iter(y->ahead);
		int64_t at = ((const Happening *)g_sequence_get(first))->at;

		/* What the daemon wakes for on the way may bring something nearer. */
		if (at > clock_now_at(&y->w->g.clock) && world_wake(y->w, at))
			continue;
		happen(y, g_sequence_get(first));
		g_sequence_remove(first);
	}
}

static void expect_count(Year *y, const char *what, const char *sql, guint want)
{
	g_autofree char *got = world_ask(y->w, sql);
	g_autofree char *wanted = g_strdup_printf("%u", want);

	row_str(what, got, wanted);
}

static guint a_day;

START_TEST(a_year)
{
	static const char SQL[] =
	        "INSERT INTO intake (shop, external_id, phone, name, order_no, reviewed_at, received_at)"
	        " VALUES ('demo', ?1, ?2, 'Wang', 'T-1', ?3, ?3)";
	Year y = {.rand = g_rand_new_with_seed(1),
	          .ahead = g_sequence_new(happening_free),
	          .cases = a_day * DAYS,
	          .people = PEOPLE_OF(a_day * DAYS)};
	clock_t cpu = clock();
	gint64 began = g_get_monotonic_time();

	y.w = world_new("", BEGIN);
	y.w->left = on_left;
	y.w->left_user = &y;
	ck_assert_int_eq(sqlite3_prepare_v2(world_db(y.w), SQL, -1, &y.intake, NULL), SQLITE_OK);
	live(&y);
	sqlite3_finalize(y.intake);
	expect_count(&y, "every complaint is a case", "SELECT count(*) FROM cases", y.cases);
	expect_count(&y, "what left was meant to", "SELECT count(*) FROM attempt WHERE outcome = 'accepted'",
	             y.w->sent);
	expect_count(&y, "never twice", "SELECT count(*) FROM message WHERE tries <> 1", 0);
	expect_count(&y, "nothing is left over", "SELECT count(*) FROM step WHERE state IN ('sending', 'unknown')", 0);
	expect_count(&y, "nobody was forgotten",
	             "SELECT count(*) FROM cases c WHERE contacted_at IS NULL AND state <> 'closed' AND NOT EXISTS"
	             " (SELECT 1 FROM event e WHERE e.case_id = c.id AND e.kind IN ('held', 'resolved'))",
	             0);
	expect_count(&y, "one contact a day to a person",
	             "SELECT count(*) FROM (SELECT 1 FROM message GROUP BY person_id, (sent_at + 28800) / 86400 HAVING "
	             "count(*) > 1)",
	             0);
	expect_count(&y, "receipts are matched", "SELECT count(*) FROM receipt WHERE message_id IS NULL", 0);
	printf("year: %u cases, %u texts, %u receipts, %u replies, %u solved in %.1f s (%.1f s of processor)\n",
	       y.cases, y.w->sent, y.receipts, y.replies, y.solved,
	       (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, (double)(clock() - cpu) / CLOCKS_PER_SEC);
	fflush(stdout);
	world_free(y.w);
	g_sequence_free(y.ahead);
	g_rand_free(y.rand);
}
END_TEST

int year_run(guint cases_a_day)
{
	Suite *suite = suite_create("year");
	TCase *tc = tcase_create("year");

	a_day = cases_a_day;
	tcase_set_timeout(tc, 1800);
	tcase_add_test(tc, a_year);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "year");
}
