/* What the team is told, when, and by which channel, over a fake clock and network (F60). */
#include "gateway/world.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "gateway/alarms.h"
#include "gateway/turn.h"
#include "store/notices.h"
#include "store/team.h"

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. The promise: within an hour. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define AT(h, m) (MIDNIGHT + (h)*3600 + (m)*60)
#define OK202 202, "0: Accepted for delivery"
#define DOWN 503, "Temporal failure, try again later."
#define FREELY                                                                                                         \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; }; quiet_hours = [ ]; budget: { per_day = 0; per_week = " \
	"0; };"                                                                                                        \
	" first_contact: { agent_grace = \"0s\"; }; "
#define HOOK(more)                                                                                                     \
	"notify: { ops: { kind = \"webhook\"; url = \"file:@DIR@/hook\"; secret = \"file:@DIR@/secret\"; " more " }; " \
	                                                                                                        "};"
#define ALL HOOK("")

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

/* What the oldest waiting message to the team holds: "reply, end provider, 3 more"; "-" when none waits. */
static char *waiting(void)
{
	GString *out = g_string_new(NULL);
	const WorldSubmit *s = w->tellings->len ? w->tellings->pdata[0] : NULL;
	json_t *root = s ? json_loads(s->text, 0, NULL) : NULL, *entry;
	size_t i;

	if (!s)
		return g_string_free(g_string_append_c(out, '-'), FALSE);
	ck_assert_msg(root != NULL, "no JSON: %s", s->text);
	json_array_foreach(json_object_get(root, "notices"), i, entry) g_string_append_printf(
	        out, "%s%s%s", i ? ", " : "",
	        g_str_equal(json_string_value(json_object_get(entry, "part")), "end") ? "end " : "",
	        json_string_value(json_object_get(entry, "kind")));
	if (json_integer_value(json_object_get(root, "more")))
		g_string_append_printf(out, ", %d more", (int)json_integer_value(json_object_get(root, "more")));
	json_decref(root);
	return g_string_free(out, FALSE);
}

/* The next message is this one, and the channel takes it. */
static void told(const char *want)
{
	g_autofree char *got = waiting();

	row_str(want, got, want);
	if (w->tellings->len)
		world_told(w, 200, "");
}

static void told_words(const char *want)
{
	const WorldSubmit *s;

	ck_assert_msg(w->tellings->len > 0, "nothing is told, want %s", want);
	s = w->tellings->pdata[0];
	ck_assert_msg(strstr(s->text, want) != NULL, "%s is not in %s", want, s->text);
	ck_assert_msg(!strstr(s->text, "13800138000") && !strstr(s->text, "Wang"), "a customer is in %s", s->text);
}

static void silence(void)
{
	told("-");
}

static void add(const char *id, int64_t at)
{
	world_case(w, id, "13800138000", "Wang", NULL, at);
}

static void begin(void)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
}

static void commit(void)
{
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
}

static void event(EventKind kind)
{
	StoreEvent e = {.kind = kind, .at = clock_now_at(&w->g.clock), .actor = "agent:li"};

	begin();
	ck_assert_int_eq(store_case_event(w->g.store, 1, &e), 0);
	commit();
}

static void put(NoticeKind kind, const char *key, const char *shop)
{
	StoreNotice notice = {.kind = kind,
	                      .key = (char *)key,
	                      .shop = (char *)shop,
	                      .words = (char *)"words",
	                      .due_at = STORE_NO_TIME,
	                      .at = clock_now_at(&w->g.clock)};
	int r;

	begin();
	r = store_notice_put(w->g.store, &notice);
	ck_assert_msg(r == 0 || r == -EEXIST, "%s", store_error(w->g.store));
	commit();
}

static void over(const char *key)
{
	begin();
	ck_assert_int_eq(store_notice_end(w->g.store, key, "it is over", clock_now_at(&w->g.clock)), 0);
	commit();
}

static void pause_all(void)
{
	begin();
	ck_assert_int_eq(
	        store_pause_put(w->g.store, "all", "stock-taking", "admin", clock_now_at(&w->g.clock), STORE_NO_TIME),
	        0);
	commit();
}

static void reply(const char *text)
{
	g_autofree char *query = g_strdup_printf("from=13800138000&to=10690&text=%s&ts=%" G_GINT64_FORMAT, text,
	                                         clock_now_at(&w->g.clock));

	world_webhook(w, "/hook/box/0123456789abcdef/mo", query);
}

static void receipt(const char *ref)
{
	g_autofree char *query = g_strdup_printf("ref=%s&type=1", ref);

	ck_assert_int_eq(world_webhook(w, "/hook/box/0123456789abcdef/dlr", query), 200);
}

/* ---- what happens to cases ---- */

static void reply_arrives(void)
{
	w = world_new(FREELY ALL, AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, OK202);
	silence();
	reply("hello");
	told_words("\"case\":1");
	told_words("a reply (other)");
	told("reply");
	silence();
	expect("stored",
	       "SELECT channel || ' ' || tries || ' ' || (done_at IS NOT NULL) || ' ' || coalesce(error, '-') FROM "
	       "notice_sent",
	       "ops 1 1 -");
}

static void customer_is_unsatisfied(void)
{
	w = world_new(FREELY HOOK("events = [ \"unsatisfied\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, OK202);
	event(EVENT_RESOLVED);
	event(EVENT_UNSATISFIED);
	told("unsatisfied");
	silence();
}

static void deadline_at_risk(void)
{
	w = world_new(FREELY ALL, AT(14, 0));
	pause_all();
	add("a", AT(14, 0));
	world_at(w, AT(14, 44));
	silence();
	world_at(w, AT(14, 45));
	told_words("\"due\":\"Thu 19 Nov 15:00\"");
	told("sla_risk");
	world_at(w, AT(14, 59));
	silence();
	world_at(w, AT(15, 1));
	told_words("missed its deadline: paused");
	told("sla_missed");
}

/* In working hours the daemon writes 15 minutes before the deadline: that is its plan, no risk. */
static void deadline_that_is_kept(void)
{
	w = world_new(ALL, AT(14, 0));
	add("a", AT(14, 0));
	world_at(w, AT(14, 45));
	world_answer(w, OK202);
	world_at(w, AT(15, 5));
	silence();
}

static void deadline_nobody_serves(void)
{
	w = world_new(FREELY ALL "alarms: { sla_risk = \"30min\"; };", AT(14, 0));
	world_case(w, "a", "13800138000", NULL, NULL, AT(14, 0)); /* held: no name for the text */
	silence();
	world_at(w, AT(14, 30));
	told("sla_risk");
}

static void no_risk_is_told(void)
{
	w = world_new(FREELY HOOK("events = [ \"sla_risk\" ];") "alarms: { sla_risk = \"0s\"; };", AT(14, 0));
	pause_all();
	add("a", AT(14, 0));
	world_at(w, AT(15, 10));
	silence();
}

static void promise_and_call(void)
{
	StorePromise promise = {.case_id = 1,
	                        .what = (char *)"refund to Wang",
	                        .due_at = AT(16, 0),
	                        .warn_at = AT(15, 0),
	                        .owner = (char *)"agent:li",
	                        .made_at = AT(14, 0)};
	StoreCall call = {.case_id = 1,
	                  .callback = TRUE,
	                  .round = 1,
	                  .why = (char *)"asked",
	                  .due_at = AT(17, 0),
	                  .warn_at = AT(16, 45)};
	int64_t promise_id, call_id;

	w = world_new(FREELY ALL, AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, OK202);
	begin();
	ck_assert_int_eq(store_promise_put(w->g.store, &promise, &promise_id), 0);
	ck_assert_int_eq(store_call_put(w->g.store, &call, "customer", AT(14, 0), &call_id), 0);
	commit();
	silence();
	begin();
	ck_assert_int_eq(store_promise_warned(w->g.store, promise_id, AT(15, 0)), 0);
	commit();
	told_words("\"due\":\"Thu 19 Nov 16:00\"");
	told("promise_due");
	begin();
	ck_assert_int_eq(store_promise_end(w->g.store, promise_id, "broken", "followupd", AT(16, 0)), 0);
	commit();
	told("promise_broken");
	begin();
	ck_assert_int_eq(store_call_warned(w->g.store, call_id, AT(16, 45)), 0);
	commit();
	told("callback_near");
	call = (StoreCall){.case_id = 1,
	                   .round = 1,
	                   .why = (char *)"missed_callback",
	                   .due_at = AT(17, 5),
	                   .warn_at = STORE_NO_TIME};
	begin();
	ck_assert_int_eq(store_call_put(w->g.store, &call, "followupd", AT(17, 1), &call_id), 0);
	commit();
	told("callback_missed");
	silence();
}

/* ---- the daemon's own alarms ---- */

static void provider_is_down(void)
{
	w = world_new(FREELY HOOK("events = [ \"provider\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, DOWN);
	world_at(w, AT(14, 1));
	world_answer(w, DOWN);
	silence(); /* twice is an accident */
	world_at(w, AT(14, 5));
	world_answer(w, DOWN);
	told_words("provider box takes no messages");
	told("provider");
	world_at(w, AT(14, 15));
	world_answer(w, DOWN);
	silence(); /* once is enough */
	world_at(w, AT(14, 40));
	world_answer(w, OK202);
	told_words("provider box works again");
	told("end provider");
	expect("over", "SELECT count || ' ' || (ended_at IS NOT NULL) FROM notice WHERE kind = 'provider'", "2 1");
}

static void provider_refuses_us(void)
{
	w = world_new(FREELY HOOK("events = [ \"alarm\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, 403, "Authorization failed for sendsms");
	told_words("provider box refuses us: account_broken");
	told("provider");
	world_at(w, AT(14, 6));
	world_answer(w, OK202);
	told("end provider");
	silence();
}

static char *three_texts(void)
{
	char *ref = NULL;

	for (int i = 0; i < 3; i++) {
		g_autofree char *id = g_strdup_printf("n%d", i), *phone = g_strdup_printf("1380013800%d", i);

		world_case(w, id, phone, "Wang", NULL, clock_now_at(&w->g.clock));
		g_free(ref);
		ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
		world_answer(w, OK202);
	}
	return ref;
}

static void no_receipts(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"no_receipts\" ];"), AT(14, 0));
	ref = three_texts();
	world_at(w, AT(14, 29));
	silence();
	world_at(w, AT(14, 30));
	told_words("reports on none");
	told("no_receipts");
	world_at(w, AT(14, 50));
	silence();
	receipt(ref);
	told_words("provider box reports again");
	told("end no_receipts");
	world_at(w, AT(18, 0));
	silence();
}

/* Two phones may be off, and where nothing is sent nothing is missed. */
static void receipts_that_nobody_misses(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"no_receipts\" ];"), AT(14, 0));
	ref = three_texts();
	receipt(ref);
	world_at(w, AT(14, 10));
	add("x", AT(14, 10));
	world_answer(w, OK202);
	world_at(w, AT(18, 0));
	silence();
}

static void wrong_tokens(void)
{
	w = world_new(HOOK("events = [ \"bad_webhooks\" ];"), AT(14, 0));
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(world_webhook(w, "/hook/box/fedcba9876543210/dlr", ""), 403);
	silence();
	world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	told("bad_webhooks");
	for (int i = 0; i < 1000; i++)
		world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	expect("a flood is one row", "SELECT count(*) || ' ' || max(count) FROM notice", "1 1");
	world_at(w, AT(14, 5));
	world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	expect("still going on", "SELECT count FROM notice", "2");
	world_at(w, AT(14, 34));
	silence();
	world_at(w, AT(14, 35));
	told_words("not seen for half an hour");
	told("end bad_webhooks");
}

static void few_wrong_tokens(void)
{
	w = world_new(ALL, AT(14, 0));
	for (int i = 0; i < 12; i++) {
		world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
		world_at(w, AT(14, 3 * (i + 1)));
	}
	silence();
}

static void clock_is_set(void)
{
	w = world_new(ALL, AT(14, 0));
	alarms_clock_set(&w->g, 59);
	world_settle(w);
	silence();
	alarms_clock_set(&w->g, -7500);
	world_settle(w);
	told_words("set back by 2 h 5 min");
	told("clock_jump");
	silence();
}

static void unreadable_webhooks(void)
{
	w = world_new(HOOK("events = [ \"alarm\" ];"), AT(14, 0));
	world_webhook(w, "/hook/box/0123456789abcdef/nonsense", "");
	told("inbound");
	world_at(w, AT(14, 20));
	world_webhook(w, "/hook/box/0123456789abcdef/nonsense", "");
	silence();
	world_at(w, AT(14, 50));
	told_words("\"count\":2");
	told("end inbound");
}

static void unknown_outcome(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"unknown\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
	world_lose(w, HTTP_UNKNOWN);
	world_at(w, AT(14, 9));
	silence();
	world_at(w, AT(14, 10));
	told_words("1 message of unknown outcome waits for a person");
	told("unknown");
	receipt(ref);
	told("end unknown");
	silence();
}

/* What other parts put and end themselves. */
static void alarm_of_another_part(void)
{
	w = world_new(ALL, AT(14, 0));
	put(NOTICE_MONEY_CAP, "money_cap:box", NULL);
	told("money_cap");
	put(NOTICE_MONEY_CAP, "money_cap:box", NULL);
	silence();
	world_at(w, AT(20, 0));
	over("money_cap:box");
	told_words("it is over");
	told("end money_cap");
	put(NOTICE_MONEY_CAP, "money_cap:box", NULL);
	told("money_cap"); /* a new one of the same key */
}

/* The schema knows every kind the code does, and none is told to nobody. */
static void every_kind(void)
{
	w = world_new(HOOK("max_per_hour = 1000;"), AT(14, 0));
	for (int kind = 0; kind < NOTICE_TEST; kind++) {
		const char *name = notice_name((NoticeKind)kind);

		put((NoticeKind)kind,
		    kind == NOTICE_PROVIDER      ? "provider:box"
		    : kind == NOTICE_NO_RECEIPTS ? "no_receipts:box"
		                                 : name,
		    NULL);
		told_words(name);
		world_told(w, 200, "");
		while (w->tellings->len)
			world_told(w, 200, ""); /* what the daemon knows to be over */
	}
	expect("all of them", "SELECT count(DISTINCT kind) FROM notice", "15");
}

static void unconfigured_provider(void)
{
	w = world_new(ALL, AT(14, 0));
	put(NOTICE_PROVIDER, "provider:old", NULL);
	told("provider, end provider"); /* nobody would ever end it */
}

/* ---- channels ---- */

static void tried_again(void)
{
	g_autofree char *key = NULL;
	int64_t before;

	w = world_new(ALL, AT(14, 0));
	put(NOTICE_REPLY, "r1", NULL);
	key = g_strdup(((WorldSubmit *)w->tellings->pdata[0])->key);
	ck_assert(g_str_has_prefix(((WorldSubmit *)w->tellings->pdata[0])->signature, "sha256="));
	world_told(w, 500, "");
	silence();
	put(NOTICE_REPLY, "r2", NULL);
	silence(); /* what comes later waits behind it */
	expect("kept", "SELECT error FROM notice_sent WHERE tries = 1", "http 500");
	before = clock_now_at(&w->g.clock);
	world_at(w, before + 15);
	ck_assert_str_eq(((WorldSubmit *)w->tellings->pdata[0])->key, key);
	world_told(w, 500, "");
	world_at(w, before + 20);
	silence(); /* each wait is longer */
	world_at(w, before + 60);
	ck_assert_str_eq(((WorldSubmit *)w->tellings->pdata[0])->key, key);
	told("reply");
	told("reply");
	expect("all of it", "SELECT count(*) FROM notice_sent WHERE done_at IS NOT NULL AND error IS NULL", "2");
}

static void told_again_after_a_crash(void)
{
	w = world_new(ALL, AT(14, 0));
	put(NOTICE_REPLY, "r1", NULL);
	ck_assert_uint_eq(w->tellings->len, 1);
	world_crash(w);
	silence();
	world_at(w, AT(14, 2));
	told("reply");
	silence();
}

static void given_up_at_last(void)
{
	w = world_new(HOOK("max_per_hour = 1000;"), AT(14, 0));
	put(NOTICE_REPLY, "r1", NULL);
	for (int tries = 1; tries <= 80; tries++) {
		ck_assert_msg(w->tellings->len == 1, "try %d", tries);
		world_told(w, 500, "");
		world_at(w, clock_now_at(&w->g.clock) + 2200);
	}
	silence();
	expect("given up", "SELECT tries || ' ' || (next_at IS NULL) || ' ' || (done_at IS NULL) FROM notice_sent",
	       "80 1 1");
	put(NOTICE_REPLY, "r2", NULL);
	told("reply");
}

static void gathered(void)
{
	w = world_new(HOOK("digest = \"10min\";"), AT(14, 0));
	put(NOTICE_REPLY, "r1", NULL);
	world_at(w, AT(14, 5));
	put(NOTICE_REPLY, "r2", NULL);
	put(NOTICE_REPLY, "r3", NULL);
	world_at(w, AT(14, 9));
	silence();
	world_at(w, AT(14, 10));
	told("reply, reply, reply");
	put(NOTICE_REPLY, "r4", NULL);
	silence();
	put(NOTICE_MONEY_CAP, "m", NULL); /* an alarm does not wait, and takes along what does */
	told("reply, money_cap");
	silence();
}

static void not_too_many(void)
{
	w = world_new(HOOK("max_per_hour = 2;"), AT(14, 0));
	for (int i = 0; i < 2; i++) {
		g_autofree char *key = g_strdup_printf("a%d", i);

		put(NOTICE_REPLY, key, NULL);
		told("reply");
		world_at(w, AT(14, 10 * (i + 1)));
	}
	for (int i = 0; i < 25; i++) {
		g_autofree char *key = g_strdup_printf("b%d", i);

		put(NOTICE_CLOCK_JUMP, key, NULL);
	}
	world_at(w, AT(14, 59));
	silence();
	world_at(w, AT(15, 0));
	told("clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, "
	     "clock_jump, clock_jump,"
	     " clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, clock_jump, "
	     "clock_jump, clock_jump,"
	     " 5 more");
	expect("nothing is lost", "SELECT sum(counted) || ' ' || count(done_at) FROM notice_sent", "5 27");
}

static void each_to_its_own(void)
{
	w = world_new("notify: { here: { kind = \"webhook\"; url = \"file:@DIR@/hook\"; shops = [ \"demo\" ]; events = "
	              "[ \"warning\" ]; };"
	              " };",
	              AT(14, 0));
	put(NOTICE_SLA_MISSED, "1", "other");
	silence();
	put(NOTICE_REPLY, "2", "demo");
	silence(); /* not grave enough */
	put(NOTICE_SLA_MISSED, "3", "demo");
	told("sla_missed");
	put(NOTICE_MONEY_CAP, "4", NULL);
	told("money_cap"); /* of no shop: everybody's */
}

static void a_test_goes_where_it_is_meant(void)
{
	StoreNotice notice = {.kind = NOTICE_TEST,
	                      .channel = (char *)"b",
	                      .words = (char *)"a test",
	                      .due_at = STORE_NO_TIME,
	                      .at = AT(14, 0)};

	w = world_new(
	        "notify: { a: { kind = \"webhook\"; url = \"file:@DIR@/hook\"; };"
	        " b: { kind = \"wecom\"; url = \"file:@DIR@/hook\"; events = [ \"alarm\" ]; digest = \"1h\"; }; };",
	        AT(14, 0));
	begin();
	ck_assert_int_eq(store_notice_put(w->g.store, &notice), 0);
	commit();
	ck_assert_uint_eq(w->tellings->len, 1);
	ck_assert_str_eq(((WorldSubmit *)w->tellings->pdata[0])->text,
	                 "{\"msgtype\":\"text\",\"text\":{\"content\":\"[info] Thu 19 Nov 14:00: a test\"}}");
	world_told(w, 200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}");
	expect("a 200 that says no", "SELECT channel || ': ' || error FROM notice_sent",
	       "b: errcode 93000: invalid webhook url");
}

/* A channel that hangs keeps neither texts to customers nor the other channels. */
static void a_dead_channel_stops_nobody(void)
{
	w = world_new(FREELY "notify: { a: { kind = \"webhook\"; url = \"file:@DIR@/hook\"; };"
	                     " b: { kind = \"webhook\"; url = \"file:@DIR@/hook\"; }; };",
	              AT(14, 0));
	put(NOTICE_REPLY, "1", NULL);
	ck_assert_uint_eq(w->tellings->len, 2); /* a's has no answer for all of this test */
	g_ptr_array_add(w->tellings, g_ptr_array_steal_index(w->tellings, 0));
	told("reply");
	add("x", AT(14, 0));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, OK202);
	put(NOTICE_REPLY, "2", NULL);
	ck_assert_uint_eq(w->tellings->len, 2);
	expect("b has both, a waits",
	       "SELECT group_concat(channel || (done_at IS NOT NULL), ' ') FROM notice_sent WHERE tries > 0",
	       "a0 b1 b0");
}

static void no_channel_no_hurry(void)
{
	w = world_new("", AT(14, 0));
	put(NOTICE_REPLY, "1", NULL);
	silence();
	ck_assert(turn_next_wake_us(&w->g, w->g.clock.fake_us) == INT64_MAX);
	world_reload(w, ALL);
	silence(); /* what was before the channel is not its business */
	put(NOTICE_REPLY, "2", NULL);
	told("reply");
	/* Nothing polls: when all is told no timer is left. */
	ck_assert(turn_next_wake_us(&w->g, w->g.clock.fake_us) == INT64_MAX);
}

static void a_notice_that_cannot_be_kept_stops_nothing(void)
{
	w = world_new(FREELY ALL, AT(14, 0));
	g_free(world_ask(w, "DROP TABLE notice_sent"));
	put(NOTICE_REPLY, "1", NULL);
	silence();
	add("x", AT(14, 0));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, OK202);
	expect("the customer has it", "SELECT state FROM message", "accepted");
}

static const struct {
	const char *row;
	void (*walk)(void);
} STORIES[] = {
        {"a reply", reply_arrives},
        {"unsatisfied", customer_is_unsatisfied},
        {"a deadline at risk, and missed", deadline_at_risk},
        {"a deadline that is kept", deadline_that_is_kept},
        {"a deadline nobody serves", deadline_nobody_serves},
        {"no risk is told", no_risk_is_told},
        {"promises and calls", promise_and_call},
        {"a provider is down", provider_is_down},
        {"a provider refuses us", provider_refuses_us},
        {"no receipts", no_receipts},
        {"receipts nobody misses", receipts_that_nobody_misses},
        {"wrong tokens", wrong_tokens},
        {"few wrong tokens", few_wrong_tokens},
        {"the clock is set", clock_is_set},
        {"unreadable webhooks", unreadable_webhooks},
        {"unknown outcome", unknown_outcome},
        {"an alarm of another part", alarm_of_another_part},
        {"every kind", every_kind},
        {"a provider that is gone", unconfigured_provider},
        {"tried again", tried_again},
        {"told again after a crash", told_again_after_a_crash},
        {"given up at last", given_up_at_last},
        {"gathered", gathered},
        {"not too many", not_too_many},
        {"each to its own", each_to_its_own},
        {"a test", a_test_goes_where_it_is_meant},
        {"a dead channel", a_dead_channel_stops_nobody},
        {"no channel", no_channel_no_hurry},
        {"a notice that cannot be kept", a_notice_that_cannot_be_kept_stops_nothing},
};

START_TEST(stories)
{
	STORIES[_i].walk();
	world_free(w);
	w = NULL;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("teller");
	TCase *tc = tcase_create("teller");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, stories, 0, G_N_ELEMENTS(STORIES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "teller");
}
