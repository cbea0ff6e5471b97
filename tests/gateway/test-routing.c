/* Several providers, their limits and their failures, over a fake clock and a fake network: by whom what leaves, and
 * when. */
#include "gateway/world.h"

#include <string.h>

#include "desk/explain.h"
#include "gateway/lane.h"
#include "gateway/sender.h"
#include "provider/provider.h"

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define HOUR 3600
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)

#define ALL_DAY                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };\n"
#define SPARE_WITH(more)                                                                                               \
	"providers:spare: { driver = \"kannel\"; url = \"http://127.0.0.1:9/spare\"; username = \"u\"; "               \
	"password = \"file:@DIR@/secret\"; " more " };\n"
#define ROUTE "shop:routes = [ \"+86 box, spare\" ];\n"
#define OTHER_SHOP(more)                                                                                               \
	"shops:other: { name = \"Other\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"en\"; "       \
	"provider = \"box\"; " more " };\n"
#define OK 202, "ok"

/* ---- a driver that speaks every outcome: "no_credit", "throttled 60", "number 60" (throttled, this number alone), "quiet 1795..." */

const Provider *__real_provider_find(const char *name);
const Provider *__wrap_provider_find(const char *name);
gboolean __wrap_conf_has_voice(const ConfProvider *provider);

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	gsize size;
	const char *body = g_bytes_get_data(answer->body, &size);
	g_autofree char *text = g_strndup(body, size);
	g_auto(GStrv) words = g_strsplit(text, " ", 2);

	(void)account;
	*result = (ProviderResult){.code = g_strdup(text)};
	if (g_str_equal(words[0], "ok")) {
		result->outcome = SUBMIT_ACCEPTED;
	} else if (g_str_equal(words[0], "quiet")) {
		result->outcome = SUBMIT_QUIET_BY_PROVIDER;
		result->open_at = g_ascii_strtoll(words[1], NULL, 10);
	} else if (g_str_equal(words[0], "number")) {
		result->outcome = SUBMIT_THROTTLED;
		result->number_only = TRUE;
		result->retry_after_s = g_ascii_strtoll(words[1], NULL, 10);
	} else {
		ck_assert_msg(submit_outcome_parse(words[0], &result->outcome) == 0, "%s", text);
		if (words[1])
			result->retry_after_s = g_ascii_strtoll(words[1], NULL, 10);
	}
}

static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	int r = __real_provider_find("kannel")->build_submit(account, submit, request);
	g_autofree char *url = r == 0 && submit->voice ? g_strconcat(request->url, "#call", NULL) : NULL;

	ck_assert_int_eq(strlen(submit->moment.nonce), 32);
	ck_assert_int_gt(submit->moment.now_at, MIDNIGHT - 1);
	ck_assert_str_eq(submit->language, "en");
	if (url) {
		ck_assert_int_eq(submit->validity_s, 0);
		g_free(request->url);
		request->url = g_steal_pointer(&url);
	}
	return r;
}

const Provider *__wrap_provider_find(const char *name)
{
	static Provider fake;

	(void)name;
	fake = *__real_provider_find("kannel");
	fake.parse_answer = parse_answer;
	fake.build_submit = build_submit;
	fake.voice = TRUE;
	return &fake;
}

gboolean __wrap_conf_has_voice(const ConfProvider *provider)
{
	return __wrap_provider_find(provider->driver)->voice;
}

/* ---- short words ---- */

static World *w;

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

#define COUNTS(provider)                                                                                                \
	"SELECT accepted_today || ' ' || refused_today || ' ' || unknown_today FROM provider_health"                    \
	" WHERE provider = '" provider "'"
#define STEP_OF(id) "SELECT state || ' ' || reason FROM step WHERE step <> 'close' AND case_id = " #id
#define DUE_OF(id) "SELECT due_at FROM step WHERE step <> 'close' AND case_id = " #id
#define HEALTH(provider) "SELECT state FROM provider_health WHERE provider = '" provider "'"
#define ATTEMPTS "SELECT group_concat(provider || ' ' || outcome, ', ') FROM (SELECT provider, outcome FROM attempt ORDER BY id)"

static void expect_at(const char *what, const char *sql, int64_t want)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, want);

	expect(what, sql, text);
}

/* Customer n of shop demo complains now. */
static void complain(int n)
{
	g_autofree char *id = g_strdup_printf("c%d", n), *phone = g_strdup_printf("1380013%04d", n);

	world_case(w, id, phone, "Wang", NULL, clock_now_at(&w->g.clock));
}

static guint waiting_at(const char *url)
{
	guint n = 0;

	for (guint i = 0; i < w->submits->len; i++)
		n += strstr(((WorldSubmit *)w->submits->pdata[i])->url, url) != NULL;
	return n;
}

static void settle_all(void)
{
	while (w->submits->len)
		world_answer(w, OK);
}

static void finish(void)
{
	world_free(w);
	w = NULL;
}

/* ---- failover ---- */

/* What the first provider says, and whether the next one of the route takes the message at once. */
static const struct {
	const char *row, *answer; /* NULL: not reached; "": the answer is lost */
	gboolean moves;
	const char *step;
} ANSWERS[] = {
	{"not reached", NULL, TRUE, "done sent"},
	{"try later", "retry_later", TRUE, "done sent"},
	{"pause for all", "throttled 60", TRUE, "done sent"},
	{"account broken", "account_broken", TRUE, "done sent"},
	{"no credit", "no_credit", TRUE, "done sent"},
	{"nobody knows", "", FALSE, "unknown unknown"},
	{"no word we know of its outcome", "unknown", FALSE, "unknown unknown"},
	{"accepted", "ok", FALSE, "done sent"},
	{"bad number", "bad_number", FALSE, "held bad_number"},
	{"opted out", "opted_out", FALSE, "held opted_out"},
	{"content", "rejected_content", FALSE, "held rejected_content"},
	{"a code nobody knows", "unknown_code", FALSE, "held unknown_code"},
	{"this number had enough", "number 60", FALSE, "planned throttled"},
	{"its own quiet hours", "quiet 1795064400", FALSE, "planned quiet_by_provider"}, /* 13:00 */
};

START_TEST(moves_on_only_what_surely_was_not_taken)
{
	const char *row = ANSWERS[_i].row, *answer = ANSWERS[_i].answer;

	w = world_new(ALL_DAY ROUTE SPARE_WITH(""), AT(12, 0));
	complain(1);
	row_int(row, waiting_at("sendsms"), 1);
	if (!answer || !*answer)
		world_lose(w, answer ? HTTP_UNKNOWN : HTTP_NOT_SENT);
	else
		world_answer(w, 202, answer);
	row_int(row, waiting_at("spare"), ANSWERS[_i].moves);
	row_int(row, w->submits->len, ANSWERS[_i].moves);
	if (ANSWERS[_i].moves)
		world_answer(w, OK);
	expect(row, STEP_OF(1), ANSWERS[_i].step);
	expect(row, "SELECT count(*) FROM message", "1");
	expect(row, "SELECT provider FROM message", ANSWERS[_i].moves ? "spare" : "box");
	world_at(w, AT(12, 0) + 59); /* and nothing more by itself */
	row_int(row, w->sent, 1 + ANSWERS[_i].moves);
	finish();
}
END_TEST

START_TEST(attempts_tell_by_whom)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH(""), AT(12, 0));
	complain(1);
	world_lose(w, HTTP_NOT_SENT);
	world_answer(w, 202, "retry_later");
	ck_assert_uint_eq(w->submits->len, 0); /* both have just refused it */
	expect("waits", STEP_OF(1), "planned retry_later");
	world_at(w, AT(12, 1));
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	world_answer(w, OK);
	expect("story", ATTEMPTS, "box retry_later, spare retry_later, box accepted");
	expect("one message", "SELECT count(*) || provider FROM message", "1box");
	finish();
}
END_TEST

START_TEST(tried_often_enough_by_all)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH("retry: { tries = 2; };")
	              "provider:retry: { tries = 3; }; breaker: { failures = 0; };\n", AT(12, 0));
	complain(1);
	for (int i = 0; i < 20; i++) {
		while (w->submits->len)
			world_lose(w, HTTP_NOT_SENT);
		world_at(w, AT(12, 0) + (i + 1) * 600);
	}
	expect("held", STEP_OF(1), "held retry_later");
	expect("told", "SELECT state || (SELECT count(*) FROM event WHERE kind = 'not_sent') FROM message", "failed1");
	expect("story", ATTEMPTS,
	       "box retry_later, spare retry_later, box retry_later, spare retry_later, box retry_later");
	finish();
}
END_TEST

/* An agent's text to customer 1, whose first contact is out. */
static void write_to_her(int64_t at)
{
	complain(1);
	settle_all();
	world_at(w, at);
	world_draft(w, 1, STEP_AGENT_TEXT, "We look into it today. Li Na", at);
}

START_TEST(words_of_a_person_are_tried_by_all)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH(""), AT(12, 0));
	write_to_her(AT(12, 30));
	world_lose(w, HTTP_NOT_SENT);
	ck_assert_uint_eq(waiting_at("spare"), 1);
	settle_all();
	expect("story", ATTEMPTS, "box accepted, box retry_later, spare accepted");
	expect("health", HEALTH("box"), "ok");
	finish();
}
END_TEST

START_TEST(words_of_a_person_are_tried_often_enough)
{
	w = world_new(ALL_DAY "provider:retry: { tries = 3; }; breaker: { failures = 0; };\n", AT(12, 0));
	write_to_her(AT(12, 30));
	for (int i = 0; i < 20; i++) {
		while (w->submits->len)
			world_lose(w, HTTP_NOT_SENT);
		world_at(w, AT(12, 30) + (i + 1) * 600);
	}
	expect("held", "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'", "held retry_later");
	expect("story", ATTEMPTS, "box accepted, box retry_later, box retry_later, box retry_later");
	expect("never at once", "SELECT count(DISTINCT started_us / 20000000) FROM attempt", "4");
	finish();
}
END_TEST

/* The next provider counts and codes in its own way, and has a code of its own. */
START_TEST(composed_for_who_takes_it)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH("counting = \"china\";"), AT(12, 0));
	complain(1);
	expect("latin letters", "SELECT segments FROM message", "2");
	world_lose(w, HTTP_NOT_SENT);
	expect("every character alike", "SELECT segments FROM message", "4");
	finish();
}
END_TEST

/* ---- broken providers ---- */

START_TEST(others_take_over_from_a_broken_account)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH(""), AT(12, 0));
	complain(1);
	world_answer(w, 202, "no_credit");
	expect("health", HEALTH("box"), "stopped");
	expect("cause", "SELECT cause FROM provider_health WHERE provider = 'box'", "no_credit: no_credit");
	expect_at("until", "SELECT until_at FROM provider_health WHERE provider = 'box'", AT(12, 5));
	complain(2);
	ck_assert_uint_eq(waiting_at("spare"), 2);
	settle_all();
	world_at(w, AT(12, 0) + 10);
	expect("counts follow within ten seconds, though nothing else happens", COUNTS("spare"), "2 0 0");
	ck_assert_int_eq(lanes_next_wake_us(&w->g), INT64_MAX);
	world_at(w, AT(12, 5));
	complain(3);
	complain(4);
	ck_assert_uint_eq(waiting_at("sendsms"), 1); /* one tries it */
	ck_assert_uint_eq(waiting_at("spare"), 1);
	expect("probe", HEALTH("box"), "half_open");
	settle_all();
	expect("well", HEALTH("box"), "ok");
	complain(5);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	settle_all();
	expect("counts", COUNTS("spare"), "3 0 0");
	expect("nobody was left out", "SELECT count(*) FROM cases WHERE state = 'contacted'", "5");
	finish();
}
END_TEST

START_TEST(keeps_messages_where_there_is_no_other)
{
	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	world_answer(w, 202, "account_broken");
	for (int i = 2; i < 5; i++)
		complain(i);
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, AT(12, 5));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, 202, "account_broken");
	ck_assert_uint_eq(w->sent, 2); /* the others were not burnt on it */
	world_at(w, AT(12, 10));
	world_answer(w, OK);
	ck_assert_uint_eq(w->submits->len, 3);
	settle_all();
	expect("all out", "SELECT count(*) FROM cases WHERE state = 'contacted'", "4");
	finish();
}
END_TEST

START_TEST(breaker_opens_probes_and_closes)
{
	w = world_new(ALL_DAY "provider:breaker: { failures = 3; first = \"1min\"; max = \"4min\"; };\n", AT(12, 0));
	for (int i = 1; i < 7; i++)
		complain(i);
	ck_assert_uint_eq(w->submits->len, 6);
	world_lose(w, HTTP_NOT_SENT);
	world_lose(w, HTTP_UNKNOWN); /* counts, too */
	expect("two", HEALTH("box"), "ok");
	world_lose(w, HTTP_NOT_SENT);
	expect("three in a row", HEALTH("box"), "open");
	world_lose(w, HTTP_NOT_SENT);
	world_lose(w, HTTP_NOT_SENT);
	world_lose(w, HTTP_NOT_SENT);
	expect_at("those of before do not prolong it", "SELECT until_at FROM provider_health", AT(12, 1));
	complain(7);
	ck_assert_uint_eq(w->submits->len, 0);
	world_at(w, AT(12, 1));
	ck_assert_uint_eq(w->submits->len, 1);
	world_lose(w, HTTP_NOT_SENT);
	expect_at("twice the time", "SELECT until_at FROM provider_health", AT(12, 3));
	world_at(w, AT(12, 2) + 59);
	ck_assert_uint_eq(w->submits->len, 0);
	world_at(w, AT(12, 3));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, OK);
	expect("closed", HEALTH("box"), "ok");
	world_at(w, AT(12, 5));
	settle_all();
	expect("the unknown one is nobody's to send", "SELECT group_concat(state) FROM (SELECT DISTINCT state FROM step WHERE step <> 'close' ORDER BY 1)",
	       "done,unknown");
	expect("all but it", "SELECT count(*) FROM step WHERE state = 'done'", "6");
	finish();
}
END_TEST

START_TEST(a_pause_it_asked_for)
{
	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	world_answer(w, 202, "throttled 90");
	complain(2);
	ck_assert_uint_eq(w->submits->len, 0);
	expect("health", HEALTH("box"), "throttled");
	world_at(w, AT(12, 1) + 29);
	ck_assert_uint_eq(w->submits->len, 0);
	world_at(w, AT(12, 1) + 30);
	ck_assert_uint_eq(w->submits->len, 2);
	finish();
}
END_TEST

START_TEST(a_pause_for_one_number)
{
	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	world_answer(w, 202, "number 600");
	complain(2);
	ck_assert_uint_eq(w->submits->len, 1);
	settle_all();
	expect("health", HEALTH("box"), "ok");
	expect_at("its time", DUE_OF(1), AT(12, 10));
	world_at(w, AT(12, 10));
	ck_assert_uint_eq(w->submits->len, 1);
	finish();
}
END_TEST

START_TEST(its_own_quiet_hours)
{
	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	world_answer(w, 202, "quiet 1795064400");
	expect_at("its opening", DUE_OF(1), AT(13, 0));
	complain(2); /* others are not kept waiting */
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, 202, "quiet 0"); /* it did not say when */
	ck_assert_uint_eq(w->submits->len, 0);
	world_at(w, AT(12, 1));
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, 202, "quiet 99999999999");
	expect_at("no such hours", DUE_OF(2), AT(36, 1));
	world_at(w, AT(13, 0));
	ck_assert_uint_eq(w->submits->len, 1);
	finish();
}
END_TEST

/* A provider that hangs has all its places taken, and many more wait for it in front of the list. */
START_TEST(a_broken_one_slows_nobody_else)
{
	w = world_new(ALL_DAY "provider:max_in_flight = 2;\nshop:routes = [ \"+86138 box\", \"+86139 spare\" ];\n" SPARE_WITH(""),
	              AT(12, 0));
	for (int i = 1; i <= 120; i++)
		complain(i);
	ck_assert_uint_eq(waiting_at("sendsms"), 2);
	world_case(w, "x", "13900139000", "Li", NULL, AT(12, 0));
	ck_assert_uint_eq(waiting_at("spare"), 1);
	world_answer_of(w, "spare", OK);
	world_answer_of(w, "sendsms", 202, "account_broken");
	world_case(w, "y", "13900139001", "Li", NULL, AT(12, 0));
	ck_assert_uint_eq(waiting_at("spare"), 1);
	finish();
}
END_TEST

/* ---- limits ---- */

START_TEST(rate_of_a_provider)
{
	w = world_new(ALL_DAY "provider:rate = \"1/min\";\n", AT(12, 0));
	for (int i = 1; i < 5; i++)
		complain(i);
	ck_assert_uint_eq(w->sent, 0); /* nobody knows what left just before the start */
	for (int i = 1; i < 4; i++) {
		world_at(w, AT(12, i) - 1);
		ck_assert_uint_eq(w->sent, i - 1);
		world_at(w, AT(12, i));
		ck_assert_uint_eq(w->sent, i);
		settle_all();
	}
	world_crash(w);
	world_at(w, AT(12, 4) - 1);
	ck_assert_uint_eq(w->sent, 3);
	world_at(w, AT(12, 4));
	ck_assert_uint_eq(w->sent, 4);
	finish();
}
END_TEST

START_TEST(rate_of_a_sender)
{
	w = world_new(ALL_DAY "provider:rate_per_sender = \"1/min\"; sender = \"10690\";\n", AT(12, 0));
	for (int i = 1; i < 4; i++)
		complain(i);
	ck_assert_uint_eq(w->sent, 0);
	expect("reason", STEP_OF(1), "planned rate_limited");
	expect("slots", "SELECT group_concat(due_at - 1795060800) FROM (SELECT due_at FROM step ORDER BY due_at)", "60,120,180");
	world_at(w, AT(12, 3));
	ck_assert_uint_eq(w->sent, 3);
	finish();
}
END_TEST

START_TEST(a_sender_forgets_what_a_wrong_clock_promised)
{
	w = world_new(ALL_DAY "provider:rate_per_sender = \"1/min\"; sender = \"10690\";\n", AT(12, 0));
	for (int i = 1; i < 4; i++)
		complain(i);
	world_clock(w, AT(11, 0));
	complain(4);
	complain(5);
	expect("the first", DUE_OF(4), "1795057260");
	expect("the second", DUE_OF(5), "1795057320");
	finish();
}
END_TEST

START_TEST(messages_of_a_day)
{
	Explain why;
	g_autofree char *fault = NULL;
	Desk desk;

	w = world_new(ALL_DAY "provider:per_day = 2;\n", AT(12, 0));
	for (int i = 1; i < 5; i++)
		complain(i);
	settle_all();
	ck_assert_uint_eq(w->sent, 2);
	expect("reason", STEP_OF(3), "planned rate_limited");
	desk = (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li", .now_at = AT(12, 0)};
	ck_assert_msg(explain_case(&desk, 3, &why, &fault) == 0, "%s", fault);
	ck_assert_msg(strstr(why.sentence, "because the provider, or its sender, has had as many messages as it takes (box has had its "
	                                   "messages of this day)"),
	              "%s", why.sentence);
	explain_clear(&why);
	world_crash(w); /* counted in the store */
	world_at(w, AT(23, 59));
	ck_assert_uint_eq(w->sent, 2);
	world_at(w, AT(32, 0)); /* midnight of the machine's clock, UTC */
	ck_assert_uint_eq(w->sent, 4);
	finish();
}
END_TEST

START_TEST(a_full_day_goes_by_the_next)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH("") "provider:per_day = 1;\n", AT(12, 0));
	complain(1);
	complain(2);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	ck_assert_uint_eq(waiting_at("spare"), 1);
	world_answer_of(w, "sendsms", 202, "rejected_content"); /* surely not taken: its place is free again */
	complain(3);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	finish();
}
END_TEST

/* The texts have two segments: two of three yuan are spent by the first. */
START_TEST(money_of_a_day)
{
	w = world_new(ALL_DAY "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"3 CNY\";\n", AT(12, 0));
	complain(1);
	complain(2);
	ck_assert_uint_eq(w->sent, 1);
	world_lose(w, HTTP_UNKNOWN); /* it may be out: it is spent */
	expect("reason", "SELECT state || ' ' || reason || ' ' || detail FROM step WHERE case_id = 2", "planned spend_cap 3.00 CNY");
	expect_at("the shop's midnight", DUE_OF(2), AT(24, 0));
	world_crash(w);
	world_at(w, AT(23, 59));
	ck_assert_uint_eq(w->sent, 1);
	world_at(w, AT(24, 0));
	ck_assert_uint_eq(w->sent, 2);
	world_answer(w, 202, "bad_number"); /* surely not taken: the money is there again */
	complain(3);
	ck_assert_uint_eq(w->sent, 3);
	finish();
}
END_TEST

/* "text:@" is the version of the text that case 2 will get. */
static void pause_scope_of(const char *scope, int64_t until_at)
{
	const CatalogCase second = {.language = "en", .step = STEP_FIRST_CONTACT, .id = 2};
	g_autofree char *text = g_strconcat("text:", conf_text_version(conf_shop(w->g.conf, "demo"), &second), NULL);

	if (g_str_equal(scope, "text:@"))
		scope = text;
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, scope, "x", "admin", clock_now_at(&w->g.clock), until_at), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

/* What each scope stops, of a first contact by "box", then "spare". */
static const struct {
	const char *scope;
	const char *by; /* who takes it all the same; NULL: it waits for the end */
} SCOPES[] = {
	{"all", NULL},
	{"shop:demo", NULL},
	{"step:first_contact", NULL},
	{"text:@", NULL}, /* the version it would have */
	{"provider:box", "spare"},
	{"provider:spare", "sendsms"},
	{"shop:other", "sendsms"},
	{"step:satisfaction", "sendsms"},
	{"text:no such version", "sendsms"},
};

START_TEST(stops_by_scope)
{
	const char *row = SCOPES[_i].scope;

	w = world_new(ALL_DAY ROUTE SPARE_WITH(""), AT(12, 0));
	complain(1);
	settle_all();
	pause_scope_of(row, AT(13, 0));
	complain(2);
	row_int(row, w->submits->len, SCOPES[_i].by != NULL);
	if (SCOPES[_i].by)
		row_int(row, waiting_at(SCOPES[_i].by), 1);
	else
		row_int(row, sender_next_wake_us(&w->g, w->g.clock.fake_us), AT(13, 0) * USEC_PER_SEC);
	/* What is paused is neither changed nor held. */
	expect(row, STEP_OF(2), SCOPES[_i].by ? "sending now" : "planned now");
	settle_all();
	world_at(w, AT(13, 0));
	settle_all();
	expect(row, STEP_OF(2), "done sent");
	row_int(row, w->sent, 2);
	finish();
}
END_TEST

/* Its only provider is stopped with an open end: nothing is left to wake for. */
START_TEST(a_stopped_provider_waits_for_a_person)
{
	w = world_new(ALL_DAY, AT(12, 0));
	pause_scope_of("provider:box", STORE_NO_TIME);
	complain(1);
	ck_assert_uint_eq(w->submits->len, 0);
	expect("step", STEP_OF(1), "planned now");
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_lift(w->g.store, "provider:box", "admin", AT(12, 1)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	world_at(w, AT(12, 1));
	ck_assert_uint_eq(w->submits->len, 1);
	finish();
}
END_TEST

/* Every scope that held it at its deadline is the cause of the miss. */
static const char *const CAUSES[] = {"all", "shop:demo", "step:first_contact", "provider:box", "text:@"};

START_TEST(a_pause_is_the_cause_of_a_miss)
{
	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	settle_all();
	pause_scope_of(CAUSES[_i], AT(15, 0));
	complain(2);
	world_at(w, AT(13, 0) + 1);
	expect(CAUSES[_i], "SELECT cause FROM sla WHERE case_id = 2", "paused");
	finish();
}
END_TEST

/* What is under way is counted by each scope until its result is stored. */
START_TEST(counts_what_is_under_way)
{
	static const struct {
		const char *scope;
		int count;
	} COUNTS[] = {
		{"all", 1}, {"shop:demo", 1}, {"provider:box", 1}, {"step:first_contact", 1}, {"shop:x", 0}, {"provider:spare", 0},
		{"step:call", 0}, {"text:x", 0},
	};
	int64_t n = -1;

	w = world_new(ALL_DAY, AT(12, 0));
	complain(1);
	for (gsize i = 0; i < G_N_ELEMENTS(COUNTS); i++) {
		ck_assert_int_eq(store_sending_count(w->g.store, COUNTS[i].scope, &n), 0);
		row_int(COUNTS[i].scope, n, COUNTS[i].count);
	}
	settle_all();
	ck_assert_int_eq(store_sending_count(w->g.store, "all", &n), 0);
	ck_assert_int_eq(n, 0);
	finish();
}
END_TEST

/* The only place, the day's only message and all the money are claimed, and the commit fails. */
START_TEST(a_failed_turn_gives_back)
{
	w = world_new(ALL_DAY "provider:max_in_flight = 1; per_day = 1; price_per_segment = \"1 CNY\";\n"
	              "shop:spend_per_day = \"2 CNY\";\n", AT(12, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_pause_put(w->g.store, "all", "x", "admin", AT(12, 0), AT(13, 0)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	complain(1);
	w->g.clock.fake_us = AT(13, 0) * USEC_PER_SEC;
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(sender_claim(&w->g, w->g.clock.fake_us), 0);
	ck_assert_uint_eq(w->g.launch->len, 1);
	store_rollback(w->g.store);
	sender_abort(&w->g);
	world_at(w, AT(13, 0));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* Somebody sets the clock back by a day. */
START_TEST(a_clock_set_back_stops_nobody)
{
	w = world_new(ALL_DAY "provider:per_day = 2;\n", AT(36, 0));
	complain(1);
	world_answer(w, 202, "throttled 3600");
	w->g.clock.fake_us = AT(12, 0) * USEC_PER_SEC;
	complain(2);
	ck_assert_uint_eq(w->submits->len, 1);
	world_answer(w, 202, "no_credit");
	w->g.clock.fake_us = AT(1, 0) * USEC_PER_SEC;
	complain(3);
	ck_assert_uint_eq(w->submits->len, 1);
	finish();
}
END_TEST

START_TEST(more_money_by_reload)
{
	w = world_new(ALL_DAY "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"3 CNY\";\n", AT(12, 0));
	complain(1);
	complain(2);
	settle_all();
	world_reload(w, ALL_DAY "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"4 CNY\";\n");
	ck_assert_uint_eq(w->sent, 2);
	finish();
}
END_TEST

/* A person's text waits for a limit of the day, until a reload raises it. */
static const struct {
	const char *row, *few, *many, *waits;
} RAISED[] = {
	{"messages of the day", "provider:per_day = 1;\n", "provider:per_day = 9;\n", "planned rate_limited"},
	{"money of the day", "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"2 CNY\";\n",
	 "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"9 CNY\";\n", "planned spend_cap"},
};

START_TEST(a_raised_limit_frees_words)
{
	static const char SQL[] = "SELECT state || ' ' || reason FROM step WHERE step = 'agent_text'";
	const char *row = RAISED[_i].row;
	g_autofree char *few = g_strconcat(ALL_DAY, RAISED[_i].few, NULL),
	                *many = g_strconcat(ALL_DAY, RAISED[_i].many, NULL);

	w = world_new(few, AT(12, 0));
	write_to_her(AT(12, 30));
	expect(row, SQL, RAISED[_i].waits);
	row_int(row, w->submits->len, 0);
	world_reload(w, many);
	row_int(row, w->submits->len, 1);
	settle_all();
	expect(row, SQL, "done sent");
	finish();
}
END_TEST

/* What a text cost is what it cost that day, whatever the provider takes later. */
START_TEST(prices_stay)
{
	w = world_new(ALL_DAY "provider:price_per_segment = \"1 CNY\";\n", AT(12, 0));
	complain(1);
	settle_all();
	world_reload(w, ALL_DAY "provider:price_per_segment = \"1.5 EUR\";\n");
	complain(2);
	settle_all();
	world_reload(w, ALL_DAY);
	complain(3);
	settle_all();
	expect("facts", "SELECT group_concat(coalesce(price || ' ' || currency, 'none') || ' ' || segments || ' ' || shop_zone, ', ') FROM"
	       " (SELECT * FROM fact WHERE kind = 'sent' ORDER BY id)",
	       "2000000 CNY 2 Asia/Shanghai, 3000000 EUR 2 Asia/Shanghai, none 2 Asia/Shanghai");
	finish();
}
END_TEST

START_TEST(one_shops_cap_is_not_the_others)
{
	w = world_new(ALL_DAY "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"2 CNY\";\n"
	              OTHER_SHOP("sms: { allowed = true; ground = \"g\"; };"),
	              AT(12, 0));
	for (int i = 1; i < 4; i++)
		complain(i);
	settle_all();
	ck_assert_uint_eq(w->sent, 1);
	world_case_of(w, "other", "o1", "13900139000", AT(12, 0));
	world_case_of(w, "other", "o2", "13900139001", AT(12, 0));
	settle_all();
	ck_assert_uint_eq(w->sent, 3);
	finish();
}
END_TEST

/* ---- senders ---- */

START_TEST(a_customer_keeps_her_sender)
{
	g_autofree char *first = NULL;
	gboolean two = FALSE;

	w = world_new(ALL_DAY "provider:senders = [ \"10691\", \"10692\" ];\n", AT(12, 0));
	for (int i = 1; i < 20; i++)
		complain(i);
	for (guint i = 0; i < w->submits->len; i++) {
		const WorldSubmit *s = w->submits->pdata[i];

		first = first ? first : g_strdup(s->from);
		two |= !g_str_equal(first, s->from);
	}
	ck_assert_msg(two, "all by %s", first);
	settle_all();
	world_reload(w, ALL_DAY "provider:senders = [ \"10690\", \"10691\", \"10692\", \"10693\" ];\n");
	for (int i = 1; i < 20; i++) {
		g_autofree char *id = g_strdup_printf("again%d", i), *phone = g_strdup_printf("1380013%04d", i);

		world_case(w, id, phone, "Wang", NULL, AT(12, 0));
	}
	settle_all();
	expect("the same for each", "SELECT max(n) FROM (SELECT count(DISTINCT sender) n FROM message GROUP BY person_id)", "1");
	expect("both times", "SELECT count(*) FROM message WHERE sender IS NOT NULL", "38");
	world_reload(w, ALL_DAY "provider:senders = [ \"10693\" ];\n");
	world_case(w, "last", "13800130001", "Wang", NULL, AT(12, 0));
	ck_assert_str_eq(((const WorldSubmit *)w->submits->pdata[0])->from, "10693"); /* hers is gone */
	finish();
}
END_TEST

/* ---- routes ---- */

START_TEST(by_number_and_line)
{
	w = world_new(ALL_DAY "shop:routes = [ \"+86139 spare\", \"+86137 none\" ];\n" SPARE_WITH(""), AT(12, 0));
	complain(1);
	world_case(w, "b", "13900139000", "Li", NULL, AT(12, 0));
	world_case(w, "c", "13700137000", "Wu", NULL, AT(12, 0));
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	ck_assert_uint_eq(waiting_at("spare"), 1);
	expect("nobody texts it", STEP_OF(3), "held no_route");
	finish();
}
END_TEST

START_TEST(why_names_the_way)
{
	Explain why;
	g_autofree char *fault = NULL;
	Desk desk;

	w = world_new(ROUTE SPARE_WITH("") "first_contact: { agent_grace = \"0s\"; };", AT(12, 0));
	complain(1);
	world_answer(w, 202, "no_credit");
	world_answer(w, 202, "no_credit");
	desk = (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = "agent:li", .now_at = AT(12, 1)};
	ck_assert_msg(explain_case(&desk, 1, &why, &fault) == 0, "%s", fault);
	ck_assert_msg(strstr(why.sentence, "; it goes by box, then spare; provider box is left alone until Thu 19 Nov 12:05 (no_credit: "
	                                   "no_credit); provider spare is left alone until Thu 19 Nov 12:05"),
	              "%s", why.sentence);
	explain_clear(&why);
	finish();
}
END_TEST

START_TEST(a_miss_of_all_its_providers)
{
	w = world_new(ROUTE SPARE_WITH("") "first_contact: { agent_grace = \"0s\"; };", AT(12, 0));
	complain(1);
	for (int m = 0; m <= 60; m += 5) {
		while (w->submits->len)
			world_answer(w, 202, "no_credit");
		world_at(w, AT(12, m));
	}
	world_at(w, AT(13, 1));
	expect("cause", "SELECT cause FROM sla", "provider");
	finish();
}
END_TEST

START_TEST(a_miss_of_money)
{
	w = world_new(ALL_DAY "provider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"2 CNY\";\n", AT(12, 0));
	complain(1);
	complain(2);
	settle_all();
	world_at(w, AT(13, 1));
	expect("cause", "SELECT cause FROM sla WHERE case_id = 2", "rate");
	finish();
}
END_TEST

/* ---- calls ---- */

#define CALL_TEXT                                                                                                      \
	"texts: { en: { call: { any = \"This is {shop} about your order {order}. We are sorry that something went wrong. " \
	"Please call us back, reference {code}.\"; }; }; };\n"
#define CALLS "shop:call: { allowed = true; ground = \"g\"; provider = \"spare\"; };\n"
#define AGENTS_CALL "shop:call: { allowed = true; ground = \"g\"; };\n"
#define LANDLINE "01065529988"

START_TEST(a_landline_is_called)
{
	w = world_new(CALLS CALL_TEXT SPARE_WITH("") "first_contact: { agent_grace = \"0s\"; };", AT(12, 30));
	world_case(w, "a", LANDLINE, "Wang", NULL, AT(12, 30));
	expect("planned", "SELECT step || ' ' || state || ' ' || reason FROM step", "call planned closed_hours");
	world_at(w, AT(13, 59)); /* calls have hours of their own: nobody is called at noon */
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(14, 0));
	ck_assert_uint_eq(waiting_at("spare#call"), 1);
	ck_assert_ptr_nonnull(strstr(((const WorldSubmit *)w->submits->pdata[0])->text, "Please call us back"));
	world_answer(w, OK);
	expect("case", "SELECT state FROM cases", "contacted");
	expect("kept", "SELECT missed FROM sla", "1"); /* due by 13:30 */
	expect("one", "SELECT count(*) || ' ' || provider FROM message", "1 spare");
	finish();
}
END_TEST

START_TEST(a_call_keeps_the_promise)
{
	w = world_new(CALLS CALL_TEXT SPARE_WITH("") "first_contact: { agent_grace = \"0s\"; };", AT(14, 30));
	world_case(w, "a", LANDLINE, "Wang", NULL, AT(14, 30));
	world_answer(w, OK);
	world_at(w, AT(16, 0));
	expect("kept", "SELECT missed || ' ' || met_by FROM sla", "0 followupd");
	finish();
}
END_TEST

START_TEST(a_lost_call_is_not_repeated)
{
	w = world_new(CALLS CALL_TEXT SPARE_WITH("") "first_contact: { agent_grace = \"0s\"; };", AT(14, 30));
	world_case(w, "a", LANDLINE, "Wang", NULL, AT(14, 30));
	world_lose(w, HTTP_UNKNOWN);
	world_at(w, AT(20, 0));
	world_crash(w);
	world_at(w, AT(44, 0));
	ck_assert_uint_eq(w->sent, 1);
	expect("unknown", "SELECT step || ' ' || state FROM step", "call unknown");
	finish();
}
END_TEST

START_TEST(calls_are_an_agents_without_a_provider)
{
	w = world_new(AGENTS_CALL CALL_TEXT, AT(14, 30));
	world_case(w, "a", LANDLINE, "Wang", NULL, AT(14, 30));
	world_at(w, AT(20, 0));
	ck_assert_uint_eq(w->sent, 0);
	expect("listed", "SELECT step || ' ' || s.state || ' ' || why FROM step s, call", "call done landline");
	finish();
}
END_TEST

/* Whatever the only provider is at, and a text that waits for it: an agent's call and a closing keep their time. */
static const struct {
	const char *row, *more, *says; /* NULL: nothing yet */
} AWAY[] = {
	{"without credit", "", "no_credit"},
	{"in a pause it asked for", "", "throttled 3600"},
	{"with all its places taken", "provider:max_in_flight = 1;\n", NULL},
	{"slow, with texts in front", "provider:rate = \"1/min\";\n", NULL},
	{"beside a daemon that is busy", "max_in_flight = 1;\n", NULL},
};

START_TEST(what_no_provider_gets_waits_for_none)
{
	const char *row = AWAY[_i].row;
	g_autofree char *conf = g_strconcat(ALL_DAY AGENTS_CALL CALL_TEXT, AWAY[_i].more, NULL);
	int64_t probe_us;

	w = world_new(conf, AT(14, 0));
	complain(1);
	if (AWAY[_i].says)
		world_answer(w, 202, AWAY[_i].says);
	for (int n = 2; n < 70; n++) /* more than a turn claims */
		complain(n);
	world_case(w, "l", LANDLINE, "Wang", NULL, AT(14, 0));
	expect(row, "SELECT s.state || ' ' || why FROM step s JOIN call c USING (case_id)", "done landline");
	world_at(w, AT(14, 30)); /* and at the half-open minute a text goes first */
	while (AWAY[_i].says && w->submits->len)
		world_answer(w, 202, AWAY[_i].says);
	world_case(w, "m", "01065529989", "Wang", NULL, AT(14, 30));
	expect(row, "SELECT count(*) FROM call", "2");
	probe_us = sender_next_wake_us(&w->g, w->g.clock.fake_us);
	ck_assert_msg(probe_us > w->g.clock.fake_us + USEC_PER_SEC, "%s: awake again in %d us", row,
	              (int)(probe_us - w->g.clock.fake_us));
	finish();
}
END_TEST

/* More closings of one customer than a turn carries out wait for a text to them that is under way: its answer wakes us, and
 * nothing does before. */
START_TEST(closings_wait_for_a_text_under_way_without_a_stir)
{
	w = world_new("permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; }; quiet_hours = [ ];"
	              " budget: { per_day = 0; per_week = 0; min_gap = \"0s\"; };"
	              " first_contact: { agent_grace = \"0s\"; }; no_answer: { close_after = \"1d\"; };\n",
	              AT(12, 0));
	for (int n = 0; n < 60; n++) {
		g_autofree char *id = g_strdup_printf("c%d", n);

		world_case(w, id, "13800138000", "Wang", NULL, AT(12, 0));
	}
	while (w->submits->len)
		world_answer(w, 202, "ok");
	world_at(w, AT(36, 0) - 1);
	world_case(w, "late", "13800138000", "Wang", NULL, AT(36, 0) - 1);
	ck_assert_uint_eq(w->submits->len, 1);
	world_at(w, AT(36, 0)); /* comes to rest */
	expect("not beside a text", "SELECT count(*) FROM cases WHERE state = 'closed'", "0");
	ck_assert_int_gt(sender_next_wake_us(&w->g, w->g.clock.fake_us), w->g.clock.fake_us);
	world_answer(w, 202, "ok");
	expect("then all", "SELECT count(*) FROM cases WHERE state = 'closed'", "60");
	finish();
}
END_TEST

START_TEST(a_pause_holds_up_what_no_provider_gets)
{
	w = world_new(ALL_DAY AGENTS_CALL CALL_TEXT OTHER_SHOP("sms: { allowed = true; ground = \"g\"; };"
	                                                       " call: { allowed = true; ground = \"g\"; };"),
	              AT(14, 0));
	pause_scope_of("shop:demo", AT(15, 0));
	complain(1);
	for (int n = 0; n < 60; n++) { /* more than a look passes over */
		g_autofree char *id = g_strdup_printf("l%d", n), *phone = g_strdup_printf("010655200%02d", n);

		world_case(w, id, phone, "Wang", NULL, AT(14, 0));
	}
	expect("paused", "SELECT count(*) FROM call", "0");
	world_case_of(w, "other", "o", "01065529989", AT(14, 0));
	expect("another shop's is not", "SELECT count(*) FROM call", "1");
	world_at(w, AT(15, 0));
	expect("over", "SELECT count(*) FROM call", "61");
	finish();
}
END_TEST

START_TEST(a_mobile_is_texted_all_the_same)
{
	w = world_new(ALL_DAY CALLS CALL_TEXT SPARE_WITH(""), AT(12, 0));
	complain(1);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	finish();
}
END_TEST

/* What one provider has refused often enough waits for the other, which is away; what stands behind it does not. */
START_TEST(what_waits_for_the_other_holds_up_nobody)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH("")
	              "provider:retry: { tries = 1; }; breaker: { failures = 0; };\n" "max_in_flight = 3;\n", AT(12, 0));
	for (int i = 1; i < 5; i++) {
		complain(i);
		world_answer_of(w, "sendsms", 202, "retry_later");
		if (waiting_at("spare"))
			world_answer_of(w, "spare", 202, "no_credit");
	}
	expect("stopped", HEALTH("spare"), "stopped");
	expect("all wait for it", "SELECT count(*) FROM step WHERE state = 'planned' AND step = 'first_contact'", "4");
	world_at(w, AT(12, 6));
	ck_assert_uint_eq(waiting_at("spare"), 1); /* one tries it */
	world_answer_of(w, "spare", 202, "no_credit");
	expect("still", HEALTH("spare"), "stopped");
	world_at(w, AT(12, 7));
	complain(5);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	settle_all();
	for (int m = 12; m < 16; m++) {
		world_at(w, AT(12, m));
		settle_all();
	}
	expect("all out in the end", "SELECT count(*) FROM cases WHERE state = 'contacted'", "5");
	expect("by whom", "SELECT group_concat(n || provider, ' ') FROM (SELECT count(*) AS n, provider FROM message GROUP BY 2)",
	       "1box 4spare");
	finish();
}
END_TEST

/* The same of one that is slow, by the places there are without a setting. */
START_TEST(a_slow_other_holds_up_nobody)
{
	w = world_new(ALL_DAY ROUTE SPARE_WITH("rate = \"1/s\";") "provider:max_in_flight = 100; breaker: { failures = 0; };\n",
	              AT(12, 0));
	for (int i = 1; i <= 70; i++)
		complain(i);
	while (waiting_at("sendsms"))
		world_answer_of(w, "sendsms", 202, "retry_later");
	settle_all();
	complain(71);
	ck_assert_uint_eq(waiting_at("sendsms"), 1);
	settle_all();
	for (int s = 1; s < 300; s++) {
		world_at(w, AT(12, 0) + s);
		settle_all();
	}
	expect("all out in the end", "SELECT count(*) FROM cases WHERE state = 'contacted'", "71");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("routing");
	TCase *tc = tcase_create("routing");

	g_setenv("TZ", "UTC", TRUE);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, moves_on_only_what_surely_was_not_taken, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_test(tc, attempts_tell_by_whom);
	tcase_add_test(tc, tried_often_enough_by_all);
	tcase_add_test(tc, words_of_a_person_are_tried_by_all);
	tcase_add_test(tc, words_of_a_person_are_tried_often_enough);
	tcase_add_test(tc, composed_for_who_takes_it);
	tcase_add_test(tc, others_take_over_from_a_broken_account);
	tcase_add_test(tc, keeps_messages_where_there_is_no_other);
	tcase_add_test(tc, breaker_opens_probes_and_closes);
	tcase_add_test(tc, a_pause_it_asked_for);
	tcase_add_test(tc, a_pause_for_one_number);
	tcase_add_test(tc, its_own_quiet_hours);
	tcase_add_test(tc, a_broken_one_slows_nobody_else);
	tcase_add_test(tc, rate_of_a_provider);
	tcase_add_test(tc, rate_of_a_sender);
	tcase_add_test(tc, a_sender_forgets_what_a_wrong_clock_promised);
	tcase_add_test(tc, messages_of_a_day);
	tcase_add_test(tc, a_full_day_goes_by_the_next);
	tcase_add_test(tc, money_of_a_day);
	tcase_add_test(tc, a_failed_turn_gives_back);
	tcase_add_loop_test(tc, stops_by_scope, 0, G_N_ELEMENTS(SCOPES));
	tcase_add_test(tc, a_stopped_provider_waits_for_a_person);
	tcase_add_loop_test(tc, a_pause_is_the_cause_of_a_miss, 0, G_N_ELEMENTS(CAUSES));
	tcase_add_test(tc, counts_what_is_under_way);
	tcase_add_test(tc, a_clock_set_back_stops_nobody);
	tcase_add_test(tc, more_money_by_reload);
	tcase_add_loop_test(tc, a_raised_limit_frees_words, 0, G_N_ELEMENTS(RAISED));
	tcase_add_test(tc, prices_stay);
	tcase_add_test(tc, one_shops_cap_is_not_the_others);
	tcase_add_test(tc, a_customer_keeps_her_sender);
	tcase_add_test(tc, by_number_and_line);
	tcase_add_test(tc, why_names_the_way);
	tcase_add_test(tc, a_miss_of_all_its_providers);
	tcase_add_test(tc, a_miss_of_money);
	tcase_add_test(tc, a_landline_is_called);
	tcase_add_test(tc, a_call_keeps_the_promise);
	tcase_add_test(tc, a_lost_call_is_not_repeated);
	tcase_add_test(tc, calls_are_an_agents_without_a_provider);
	tcase_add_loop_test(tc, what_no_provider_gets_waits_for_none, 0, G_N_ELEMENTS(AWAY));
	tcase_add_test(tc, closings_wait_for_a_text_under_way_without_a_stir);
	tcase_add_test(tc, a_pause_holds_up_what_no_provider_gets);
	tcase_add_test(tc, a_mobile_is_texted_all_the_same);
	tcase_add_test(tc, what_waits_for_the_other_holds_up_nobody);
	tcase_add_test(tc, a_slow_other_holds_up_nobody);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "routing");
}
