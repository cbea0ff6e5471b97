/* What the team is told of cases, and by which channel, over a fake clock and network. */
#include "gateway/told.h"

#include "store/team.h"

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

/* Set back by eight hours, as of a machine whose hardware clock keeps local time. What it promised while it was ahead
 * is not waited for: the next try, a digest, and room among the messages of an hour. */
static void a_clock_that_was_ahead(void)
{
	w = world_new(HOOK("digest = \"1h\"; max_per_hour = 1;"), AT(14, 0));
	put(NOTICE_CLOCK_JUMP, "p1", NULL);
	world_told(w, 500, "");
	world_clock(w, AT(6, 0));
	told("clock_jump");
	put(NOTICE_REPLY, "r1", NULL);
	silence();
	world_at(w, AT(6, 59));
	silence();
	world_at(w, AT(7, 0));
	told("reply");
	put(NOTICE_REPLY, "r2", NULL);
	world_clock(w, AT(3, 0));
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
	put(NOTICE_CLOCK_JUMP, "m", NULL); /* an alarm does not wait, and takes along what does */
	told("reply, clock_jump");
	silence();
}

#define NIGHT "quiet = [ \"daily 22:00-08:00\" ];"

static void quiet_spans_gather(void)
{
	w = world_new(HOOK(NIGHT), AT(21, 59));
	put(NOTICE_REPLY, "r1", NULL);
	told("reply");
	world_at(w, AT(22, 0));
	put(NOTICE_REPLY, "r2", NULL);
	put(NOTICE_SLA_MISSED, "s", NULL);
	silence();
	world_at(w, AT(24 + 7, 59));
	silence();
	world_at(w, AT(24 + 8, 0));
	told("reply, sla_missed"); /* one message */
	silence();
	put(NOTICE_REPLY, "r3", NULL);
	told("reply");
	ck_assert(turn_next_wake_us(&w->g, w->g.clock.fake_us) == INT64_MAX); /* no timer is left */
}

static void alarms_break_the_quiet(void)
{
	w = world_new(HOOK(NIGHT), AT(23, 0));
	put(NOTICE_REPLY, "r1", NULL);
	silence();
	put(NOTICE_PROVIDER, "provider:box", NULL);
	told("provider"); /* alone: the reply waits */
	silence();
	begin();
	ck_assert_int_eq(store_notice_end(w->g.store, "provider:box", "it works again", AT(23, 0)), 0);
	commit();
	told("end provider");
	world_at(w, AT(24 + 8, 0));
	told("reply");
	silence();
}

static void not_even_alarms(void)
{
	StoreNotice test = {.kind = NOTICE_TEST, .channel = (char *)"ops", .words = (char *)"a test", .due_at = STORE_NO_TIME,
	                    .at = AT(23, 0)};

	w = world_new(HOOK(NIGHT "quiet_alarms = false;"), AT(23, 0));
	put(NOTICE_PROVIDER, "provider:box", NULL);
	put(NOTICE_REPLY, "r1", NULL);
	begin();
	ck_assert_int_eq(store_notice_put(w->g.store, &test), 0);
	commit();
	world_at(w, AT(24 + 7, 59));
	silence();
	world_at(w, AT(24 + 8, 0));
	told("provider, reply, test");
}

/* Somebody who tries a channel sits before it. */
static void a_test_breaks_the_quiet(void)
{
	StoreNotice test = {.kind = NOTICE_TEST, .channel = (char *)"ops", .words = (char *)"a test", .due_at = STORE_NO_TIME,
	                    .at = AT(23, 0)};

	w = world_new(HOOK(NIGHT), AT(23, 0));
	begin();
	ck_assert_int_eq(store_notice_put(w->g.store, &test), 0);
	commit();
	told("test");
}

/* What failed before the span is not tried in it, and holds up no alarm; at its end each is told once. */
static void a_failure_waits_for_the_morning(void)
{
	w = world_new(HOOK(NIGHT), AT(21, 59) + 55);
	put(NOTICE_REPLY, "r1", NULL);
	world_told(w, 500, "");
	world_at(w, AT(23, 0));
	silence();
	put(NOTICE_PROVIDER, "provider:box", NULL);
	told("provider");
	put(NOTICE_REPLY, "r2", NULL);
	world_at(w, AT(24 + 7, 59));
	silence();
	world_at(w, AT(24 + 8, 0));
	told("reply");
	told("reply");
	silence();
}

/* An alarm that fails is tried again, in the span and beyond it; the rest does not wait for it. */
static void an_alarm_that_fails(void)
{
	w = world_new(HOOK(NIGHT), AT(24 + 7, 59));
	put(NOTICE_PROVIDER, "provider:box", NULL);
	world_told(w, 500, "");
	put(NOTICE_REPLY, "r1", NULL);
	silence();
	world_at(w, AT(24 + 8, 30));
	told("provider");
	told("reply");
	silence();
}

/* A reload counts from now on; a reload that takes the span away lets all go. */
static void quiet_is_read_anew(void)
{
	w = world_new(HOOK(""), AT(23, 0));
	world_reload(w, HOOK(NIGHT));
	put(NOTICE_REPLY, "r1", NULL);
	silence();
	world_reload(w, HOOK(""));
	world_at(w, AT(23, 1));
	told("reply");
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
	put(NOTICE_CLOCK_JUMP, "4", NULL);
	told("clock_jump"); /* of no shop: everybody's */
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
	{"tried again", tried_again},
	{"a clock that was ahead", a_clock_that_was_ahead},
	{"told again after a crash", told_again_after_a_crash},
	{"given up at last", given_up_at_last},
	{"gathered", gathered},
	{"quiet spans gather", quiet_spans_gather},
	{"alarms break the quiet", alarms_break_the_quiet},
	{"not even alarms", not_even_alarms},
	{"a test breaks the quiet", a_test_breaks_the_quiet},
	{"a failure waits for the morning", a_failure_waits_for_the_morning},
	{"an alarm that fails", an_alarm_that_fails},
	{"quiet is read anew", quiet_is_read_anew},
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
