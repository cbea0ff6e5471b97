/* What comes in: who may knock, reports and what they mean beyond a message, replies in parts, polls. */
#include "gateway/ask.h"
#include "gateway/fake.h"
#include "gateway/result.h"
#include "gateway/turn.h"
#include "gateway/world.h"

#include <string.h>

#define NOON (INT64_C(1795017600) + 12 * 3600) /* 2026-11-19 12:00 in Shanghai */
#define HOUR 3600
#define ALL_DAY                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };"
#define HOOK "/hook/box/0123456789abcdef/"
#define OK202 202, "0: Accepted for delivery"
#define WANG "13800138000"

static World *w;
static int64_t poll_s;

static void tune(ConfProvider *provider)
{
	provider->poll_s = poll_s;
}

static void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static void begin(const char *extra)
{
	w = world_new_with(extra, NOON, fake_driver(), tune);
}

static void finish(void)
{
	world_free(w);
	w = NULL;
}

static void lines(const char *body)
{
	ck_assert_int_eq(world_post(w, HOOK "lines", "", NULL, body, "127.0.0.1"), 200);
}

/* One text is out, as p-1. */
static void texted(void)
{
	world_case(w, "a", WANG, "Wang", NULL, NOON);
	world_answer(w, 202, "0: Accepted for delivery\nids: p-1");
}

/* ---- driver "http", from the door to the case ---- */

#define PROFILE                                                                                                        \
	"driver:http\nprovider:http: { send: { form = [ \"to={to}\", \"t={text}\" ]; }; statuses = ( { is = \"1\"; status = "  \
	"\"delivered\"; } ); "
#define BY_HEADER PROFILE "replies: { from = \"header:Sender\"; text = \"body:\"; id = \"header:X-Id\"; }; };"
#define BY_LIST PROFILE "replies: { array = \"/r\"; from = \"/f\"; text = \"/t\"; id = \"/i\"; }; };"

/* A header that the profile names is there when the row is understood; others are not kept. */
START_TEST(headers_of_a_profile_are_kept)
{
	static const char *const HEADERS[] = {"sender", "+86" WANG, "X-Id", "7", "Cookie", "secret", NULL};

	w = world_new(BY_HEADER, NOON);
	world_case(w, "a", WANG, "Wang", NULL, NOON);
	ck_assert_int_eq(world_post(w, HOOK "mo", "", HEADERS, "please call", "127.0.0.1"), 200);
	expect("no error", "SELECT count(*) FROM inbound WHERE error IS NOT NULL", "0");
	expect("the reply", "SELECT from_number || ' ' || provider_id || ' ' || text FROM reply",
	       "+86" WANG " 7 please call");
	expect("no cookie", "SELECT count(*) FROM inbound WHERE headers LIKE '%secret%'", "0");
	finish();
}
END_TEST

/* One of a list that cannot be understood is for a person, and holds no other up. */
START_TEST(what_is_not_understood_in_a_list_is_kept_aside)
{
	w = world_new(BY_LIST, NOON);
	world_case(w, "a", WANG, "Wang", NULL, NOON);
	ck_assert_int_eq(world_post(w, HOOK "mo", "", NULL,
	                            "{\"r\":[{\"f\":\"+8613800138001\",\"i\":1},{\"f\":\"+86" WANG
	                            "\",\"t\":\"hi\",\"i\":2}]}",
	                            "127.0.0.1"),
	                 200);
	expect("the good one", "SELECT group_concat(text) FROM reply", "hi");
	expect("the other", "SELECT error FROM inbound", "a message without a text");
	finish();
}
END_TEST

/* ---- at the door (F65) ---- */

static const struct {
	const char *row, *extra, *peer, *forwarded, *more_forwarded, *query, *signature;
	const char *hook;
	int status;
	const char *cause; /* as the store counts it */
} DOORS[] = {
        {"signed over the public URL", "", "1.2.3.4", NULL, NULL, "a=%20b", "http://127.0.0.1:9" HOOK "lines?a=%20b",
         HOOK "lines", 200, NULL},
        {"signed, without a query", "", "1.2.3.4", NULL, NULL, "", "http://127.0.0.1:9" HOOK "lines", HOOK "lines", 200,
         NULL},
        {"signed over what was decoded on the way", "", "1.2.3.4", NULL, NULL, "a=%20b",
         "http://127.0.0.1:9" HOOK "lines?a= b", HOOK "lines", 403, "box wrong signature 1"},
        {"wrong signature", "", "1.2.3.4", NULL, NULL, "", "x", HOOK "lines", 403, "box wrong signature 1"},
        {"wrong token, good signature", "", "1.2.3.4", NULL, NULL, "", NULL, "/hook/box/0123456789abcdeX/lines", 403,
         "box wrong token 1"},
        {"no such provider", "", "1.2.3.4", NULL, NULL, "", NULL, "/hook/other/0123456789abcdef/lines", 403,
         " no such provider 1"},
        {"from a listed network", "provider:allow_from = [ \"203.0.113.0/24\" ];", "203.0.113.9", NULL, NULL, "", NULL,
         HOOK "lines", 200, NULL},
        {"from elsewhere", "provider:allow_from = [ \"203.0.113.0/24\" ];", "198.51.100.1", NULL, NULL, "", NULL,
         HOOK "lines", 403, "box from an address that is not in allow_from 1"},
        {"from elsewhere, naming a listed one: nobody is believed", "provider:allow_from = [ \"203.0.113.0/24\" ];",
         "198.51.100.1", "203.0.113.9", NULL, "", NULL, HOOK "lines", 403,
         "box from an address that is not in allow_from 1"},
        {"listed, and a wrong signature", "provider:allow_from = [ \"203.0.113.0/24\" ];", "203.0.113.9", NULL, NULL,
         "", "x", HOOK "lines", 403, "box wrong signature 1"},
};

static const char *const *headers_of(const char *signature, const char *forwarded, const char *more,
                                     const char **headers)
{
	int n = 0;
	const char *const all[][2] = {
	        {"X-Signature", signature}, {"x-forwarded-for", forwarded}, {"X-Forwarded-For", more}};

	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i][1]) {
			headers[n++] = all[i][0];
			headers[n++] = all[i][1];
		}
	headers[n] = NULL;
	return headers;
}

START_TEST(doors)
{
	const char *row = DOORS[_i].row, *headers[7];

	begin(DOORS[_i].extra);
	row_int(row,
	        world_post(w, DOORS[_i].hook, DOORS[_i].query,
	                   headers_of(DOORS[_i].signature, DOORS[_i].forwarded, DOORS[_i].more_forwarded, headers),
	                   "reply r-1 " WANG " hello", DOORS[_i].peer),
	        DOORS[_i].status);
	expect(row, "SELECT count(*) FROM inbound", DOORS[_i].status == 200 ? "1" : "0");
	expect(row, "SELECT count(*) FROM reply", DOORS[_i].status == 200 ? "1" : "0");
	expect(row, "SELECT provider || ' ' || cause || ' ' || count FROM refusal", DOORS[_i].cause);
	finish();
}
END_TEST

/* Both settings are the test's by tune: one stands in the provider's group, the other at the top. */
static const struct {
	const char *row, *peer, *forwarded, *more_forwarded;
	const char *sender; /* whom it comes from; NULL: refused */
} PROXIES[] = {
        {"straight", "203.0.113.9", NULL, NULL, "203.0.113.9"},
        {"through the proxy", "127.0.0.1", "203.0.113.9", NULL, "203.0.113.9"},
        {"through two of ours", "127.0.0.1", "203.0.113.9, 10.0.0.2", NULL, "203.0.113.9"},
        {"in two headers", "127.0.0.1", "203.0.113.9", "10.0.0.2", "203.0.113.9"},
        {"what the client made up stands before", "127.0.0.1", "203.0.113.9, 198.51.100.1", NULL, NULL},
        {"the proxy itself is not listed", "127.0.0.1", NULL, NULL, NULL},
        {"a header from no proxy of ours", "198.51.100.1", "203.0.113.9", NULL, NULL},
        {"nonsense in the header", "127.0.0.1", "unknown", NULL, NULL},
        {"an empty one", "127.0.0.1", "", NULL, NULL},
};

static void tune_proxies(ConfProvider *provider)
{
	Subnet subnet;
	g_autofree char *fault = NULL;

	provider->allow_from = g_array_new(FALSE, FALSE, sizeof(Subnet));
	ck_assert_int_eq(subnet_parse("203.0.113.0/24", &subnet, &fault), 0);
	g_array_append_val(provider->allow_from, subnet);
}

START_TEST(proxies)
{
	const char *row = PROXIES[_i].row, *headers[7];

	w = world_new_with("trusted_proxies = [ \"127.0.0.1\", \"10.0.0.0/8\" ];", NOON, fake_driver(), tune_proxies);
	row_int(row,
	        world_post(w, HOOK "lines", "",
	                   headers_of(NULL, PROXIES[_i].forwarded, PROXIES[_i].more_forwarded, headers),
	                   "reply r-1 " WANG " hello", PROXIES[_i].peer),
	        PROXIES[_i].sender ? 200 : 403);
	expect(row, "SELECT peer FROM inbound", PROXIES[_i].sender);
	finish();
}
END_TEST

/* A flood costs neither lines nor commits: the first of its kind and every thousandth; none is lost from the count. */
START_TEST(floods_are_counted)
{
	begin("");
	for (int i = 0; i < 2500; i++)
		ck_assert_int_eq(
		        world_post(w, HOOK "lines", "", (const char *const[]){"X-Signature", "x", NULL}, "", "1.2.3.4"),
		        403);
	expect("at the thousandths", "SELECT count FROM refusal", "2001");
	world_at(w, NOON + 60);
	expect("with the next turn", "SELECT count FROM refusal", "2500");
	finish();
}
END_TEST

/* ---- reports ---- */

static const struct {
	const char *row, *told;
	gboolean stops; /* the provider is left alone */
} STOPS[] = {
        {"out of money", "receipt p-1 failed no_credit", TRUE},
        {"account broken", "receipt p-1 failed account_broken", TRUE},
        {"a bad number is not the account", "receipt p-1 failed bad_number", FALSE},
        {"of a message that is not ours", "receipt stranger failed no_credit", FALSE},
        {"delivered", "receipt p-1 delivered no_credit", FALSE},
};

START_TEST(a_report_can_stop_the_provider)
{
	const char *row = STOPS[_i].row;

	begin(ALL_DAY);
	texted();
	lines(STOPS[_i].told);
	world_case(w, "b", "13800138001", "Li", NULL, NOON);
	row_int(row, w->sent, STOPS[_i].stops ? 1 : 2);
	if (STOPS[_i].stops) {
		world_at(w, NOON + 301);
		row_int(row, w->sent, 2); /* tried again by one message */
	}
	finish();
}
END_TEST

START_TEST(parts_of_a_text)
{
	begin(ALL_DAY);
	world_case(w, "a", WANG, "Wang", NULL, NOON);
	world_answer(w, 202, "0: Accepted for delivery\nids: p-1 p-2");
	lines("receipt p-2 delivered");
	expect("one of two", "SELECT state FROM message", "accepted");
	world_crash(w);
	lines("receipt p-1 delivered\nreceipt p-1 delivered");
	expect("both", "SELECT state FROM message", "delivered");
	expect("once", "SELECT count(*) FROM event WHERE kind = 'delivered'", "1");
	finish();
}
END_TEST

static void part_reported(const char *id, int type)
{
	g_autofree char *ref = world_ask(w, "SELECT ref FROM attempt");
	g_autofree char *query = g_strdup_printf("ref=%s&type=%d&fid=%s", ref, type, id);

	ck_assert_int_eq(world_webhook(w, HOOK "dlr", query), 200);
}

/* Nothing but our reference tells whose the parts are. */
START_TEST(parts_of_a_lost_text)
{
	begin(ALL_DAY);
	world_case(w, "a", WANG, "Wang", NULL, NOON);
	expect("the text", "SELECT segments FROM message", "2");
	if (_i == 0)
		part_reported("p-2", 1);
	world_lose(w, HTTP_UNKNOWN);
	if (_i)
		part_reported("p-2", 1);
	expect("one of two", "SELECT state FROM message", "accepted");
	part_reported("p-1", _i == 2 ? 2 : 1);
	expect("both", "SELECT state || contradiction FROM message", _i == 2 ? "failed0" : "delivered0");
	finish();
}
END_TEST

/* ---- replies in parts, and the provider's own word ---- */

/* "+600": so long nothing happens; "!": a crash. */
static const struct {
	const char *row, *told, *replies;
} PARTS[] = {
        {"in order", "part a " WANG " s 1 2 hello |part b " WANG " s 2 2 world", "hello world/0"},
        {"in the other order", "part b " WANG " s 2 2 world|part a " WANG " s 1 2 hello ", "hello world/0"},
        {"told again",
         "part a " WANG " s 1 2 hello |part a " WANG " s 1 2 hello |part b " WANG " s 2 2 world|part b " WANG
         " s 2 2 world",
         "hello world/0"},
        {"over a restart", "part a " WANG " s 1 2 hello |!|part b " WANG " s 2 2 world|!", "hello world/0"},
        {"one is missing: ten minutes", "part a " WANG " s 1 3 hello|part c " WANG " s 3 3 you|+599", NULL},
        {"then joined with a mark", "part a " WANG " s 1 3 hello|part c " WANG " s 3 3 you|+600",
         "hello[\xe2\x80\xa6]you/1"},
        {"the mark, over a restart", "part a " WANG " s 1 3 hello|!|part c " WANG " s 3 3 you|+600|!|+600",
         "hello[\xe2\x80\xa6]you/1"},
        {"what comes after that stands alone",
         "part a " WANG " s 1 2 hello|+600|part b " WANG " s 2 2 you|part b " WANG " s 2 2 you",
         "hello[\xe2\x80\xa6]/1,[\xe2\x80\xa6]you/1"},
        {"two people, one reference", "part a " WANG " s 1 2 x|part b 13900139000 s 1 2 y|part c " WANG " s 2 2 z",
         "xz/0"},
        {"the phone's counter came round", "part a " WANG " s 1 2 x|part b " WANG " s 1 2 y|part c " WANG " s 2 2 z",
         "x[\xe2\x80\xa6]/1,yz/0"},
        {"one part of one is whole", "part a " WANG " s 1 1 x", "x/0"},
        {"a number beyond all is no part", "part a " WANG " s 7 2 x", "x/0"},
};

START_TEST(parts_of_replies)
{
	const char *row = PARTS[_i].row;
	g_auto(GStrv) told = g_strsplit(PARTS[_i].told, "|", -1);

	begin(ALL_DAY);
	texted();
	for (guint i = 0; told[i]; i++)
		if (told[i][0] == '!')
			world_crash(w);
		else if (told[i][0] == '+')
			world_at(w, clock_now_at(&w->g.clock) + g_ascii_strtoll(told[i] + 1, NULL, 10));
		else
			lines(told[i]);
	expect(row, "SELECT group_concat(text || '/' || parts_missing) FROM reply", PARTS[_i].replies);
	finish();
}
END_TEST

START_TEST(gaps_are_not_understood)
{
	begin(ALL_DAY);
	texted();
	lines("part a " WANG " s 1 2 STOP");
	world_at(w, NOON + 600);
	expect("no guess", "SELECT label FROM reply", "other");
	expect("no block", "SELECT count(*) FROM block", "0");
	expect("a person reads it", "SELECT state FROM cases", "replied");
	finish();
}
END_TEST

static const struct {
	const char *row, *told, *label, *blocks, *confirmed;
} WORDS[] = {
        {"the provider says stop, the text does not", "stop r-1 " WANG " thanks a lot", "optout", "1", "1"},
        {"it says stop, the text says yes", "stop r-1 " WANG " YES", "optout", "1", "1"},
        {"the text says stop: ours to confirm", "reply r-1 " WANG " STOP", "optout", "1", "0"},
        {"it says start again", "stop r-1 " WANG " x\nstart r-2 " WANG " x", "optin", "0", "0"},
        {"it says help", "help r-1 " WANG " x", "help", "0", "0"},
        {"stop of a stranger", "stop r-1 13900139000 x", "optout", "1", "1"},
};

START_TEST(the_providers_word)
{
	const char *row = WORDS[_i].row;

	begin(ALL_DAY);
	texted();
	lines(WORDS[_i].told);
	expect(row, "SELECT label FROM reply ORDER BY id DESC", WORDS[_i].label);
	expect(row, "SELECT count(*) FROM block WHERE lifted_at IS NULL", WORDS[_i].blocks);
	expect(row, "SELECT count(*) FROM block WHERE lifted_at IS NULL AND confirmed_at IS NOT NULL",
	       WORDS[_i].confirmed);
	finish();
}
END_TEST

/* ---- polls ---- */

static void begin_polling(void)
{
	poll_s = 30;
	begin(ALL_DAY);
}

static const char *cursor_asked(void)
{
	const WorldSubmit *ask = w->asks->pdata[0];

	return strstr(ask->url, "cursor=") + strlen("cursor=");
}

START_TEST(a_poll_goes_its_way)
{
	begin_polling();
	ck_assert_uint_eq(w->asks->len, 1); /* at once, after a start */
	ck_assert_str_eq(cursor_asked(), "");
	world_at(w, NOON + 300);
	ck_assert_uint_eq(w->asked, 1); /* one at a time */
	world_answer_ask(w, 200, "reply r-1 " WANG " hello\ncursor c-1");
	expect("reply", "SELECT text FROM reply", "hello");
	expect("as it came", "SELECT method || ' ' || hook || ' ' || (processed_at IS NOT NULL) FROM inbound",
	       "POLL box 1");
	expect("cursor", "SELECT cursor FROM poll_state", "c-1");
	world_at(w, NOON + 329);
	ck_assert_uint_eq(w->asked, 1);
	world_at(w, NOON + 330);
	ck_assert_str_eq(cursor_asked(), "c-1");
	finish();
}
END_TEST

/* Eight hours, as of a machine whose hardware clock keeps local time. */
START_TEST(a_clock_that_was_ahead_stops_no_poll)
{
	begin_polling();
	world_answer_ask(w, 200, "");
	world_clock(w, NOON - 8 * 3600);
	ck_assert_uint_eq(w->asks->len, 1);
	world_answer_ask(w, 200, "");
	world_at(w, NOON - 8 * 3600 + 29);
	ck_assert_uint_eq(w->asks->len, 0);
	world_at(w, NOON - 8 * 3600 + 30);
	ck_assert_uint_eq(w->asks->len, 1);
	finish();
}
END_TEST

START_TEST(more_is_asked_at_once)
{
	begin_polling();
	world_answer_ask(w, 200, "reply r-1 " WANG " a\ncursor c-1\nmore");
	ck_assert_uint_eq(w->asks->len, 1);
	world_answer_ask(w, 200, "reply r-2 " WANG " b\ncursor c-2\nmore");
	world_answer_ask(w, 200, "more"); /* neither tells nor moves: no race with itself */
	ck_assert_uint_eq(w->asks->len, 0);
	expect("all", "SELECT group_concat(text) FROM reply", "a,b");
	finish();
}
END_TEST

START_TEST(polls_repeat_things)
{
	static const char TOLD[] = "receipt p-1 buffered\nreply r-1 " WANG " hello\nreply - " WANG
	                           " without an id\nreceipt stranger delivered\n"
	                           "part x " WANG " s 1 2 half";

	begin_polling();
	world_answer_ask(w, 200, "");
	texted();
	for (int i = 1; i < 20; i++) {
		world_at(w, NOON + i * 30);
		world_answer_ask(w, 200, TOLD);
	}
	expect("rows", "SELECT count(*) FROM inbound", "1");
	expect("receipts", "SELECT count(*) FROM receipt", "2");
	expect("replies", "SELECT count(*) FROM reply", "2");
	expect("events", "SELECT count(*) FROM event WHERE kind = 'reply'", "2");
	world_at(w, NOON + 20 * 30);
	world_answer_ask(w, 200, "receipt p-1 buffered\nreceipt p-1 delivered");
	expect("news", "SELECT count(*) FROM inbound", "2");
	expect("message", "SELECT state FROM message", "delivered");
	finish();
}
END_TEST

/* The answer is here, and no turn has stored it. */
static void told_and_not_stored(void)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED,
	                     .status = 200,
	                     .headers = http_headers_new(),
	                     .body = g_bytes_new_static("reply r-1 " WANG " a", strlen("reply r-1 " WANG " a"))};
	const WorldSubmit *ask;

	begin_polling();
	ask = w->asks->pdata[0];
	ask->done(&answer, ask->user);
	http_answer_clear(&answer);
}

START_TEST(a_stop_keeps_what_was_told)
{
	told_and_not_stored();
	ck_assert(ask_polls(&w->g));
	result_give_up(&w->g, w->g.clock.fake_us);
	ck_assert(!ask_polls(&w->g));
	expect("told", "SELECT text FROM reply", "a");
	finish();
}
END_TEST

START_TEST(stored_before_the_next_leaves)
{
	told_and_not_stored();
	world_crash(w); /* the process ends before */
	ck_assert_uint_eq(w->asks->len, 1);
	ck_assert_str_eq(cursor_asked(), "");
	world_answer_ask(w, 200, "reply r-1 " WANG " a\ncursor c-1\nmore");
	world_crash(w);
	ck_assert_str_eq(cursor_asked(), "c-1");
	expect("told", "SELECT count(*) FROM reply", "1");
	finish();
}
END_TEST

START_TEST(failures_are_asked_ever_more_seldom)
{
	guint asked;

	begin_polling();
	for (int i = 0; i < 5; i++) {
		if (i % 2)
			world_lose_ask(w, HTTP_NOT_SENT);
		else
			world_answer_ask(w, 500, "oops");
		world_at(w, clock_now_at(&w->g.clock) + (30 << i));
		ck_assert_uint_eq(w->asks->len, 1);
	}
	expect("counted", "SELECT failures FROM poll_state", "5");
	expect("the odd answer is kept once", "SELECT count(*) || ' ' || error FROM inbound", "1 words nobody knows");
	asked = w->asked;
	for (int i = 0; i < 10; i++) {
		world_lose_ask(w, HTTP_UNKNOWN);
		world_at(w, clock_now_at(&w->g.clock) + 900); /* and no more seldom than that */
		ck_assert_uint_eq(w->asked, ++asked);
	}
	world_answer_ask(w, 200, "cursor c-9");
	expect("over", "SELECT failures || ' ' || cursor || ' ' || (error IS NULL) FROM poll_state", "0 c-9 1");
	world_at(w, clock_now_at(&w->g.clock) + 30);
	ck_assert_uint_eq(w->asked, ++asked);
	finish();
}
END_TEST

START_TEST(an_answer_nobody_reads_moves_nothing)
{
	begin_polling();
	world_answer_ask(w, 200, "cursor c-1");
	world_at(w, NOON + 30);
	world_answer_ask(w, 200, "reply r-1 " WANG " a\ncursor c-2\nnonsense");
	expect("cursor", "SELECT cursor FROM poll_state", "c-1");
	expect("nothing half", "SELECT count(*) FROM reply", "0");
	expect("kept", "SELECT error FROM inbound", "words nobody knows");
	finish();
}
END_TEST

START_TEST(nobody_is_asked_when_off)
{
	poll_s = 0;
	begin(ALL_DAY);
	world_at(w, NOON + 24 * HOUR);
	ck_assert_uint_eq(w->asked, 0);
	ck_assert_int_eq(turn_next_wake_us(&w->g, clock_now_us(&w->g.clock)), INT64_MAX);
	finish();
}
END_TEST

START_TEST(a_reload_ends_it)
{
	begin_polling();
	poll_s = 0;
	world_reload(w, ALL_DAY);
	world_answer_ask(w, 200, "reply r-1 " WANG " a");
	expect("what was fetched is kept", "SELECT count(*) FROM reply", "1");
	world_at(w, NOON + HOUR);
	ck_assert_uint_eq(w->asked, 1);
	finish();
}
END_TEST

START_TEST(one_damaged_thing_stops_no_other)
{
	begin_polling();
	world_answer_ask(w, 200, "");
	texted();
	g_free(world_ask(w, "UPDATE message SET state = 'nonsense'"));
	world_at(w, NOON + 30);
	world_answer_ask(w, 200, "receipt p-1 delivered\nreply r-1 13900139000 hello\ncursor c-1");
	expect("the other", "SELECT text FROM reply", "hello");
	expect("aside", "SELECT error FROM inbound", "message 1: no such step or state");
	expect("it goes on", "SELECT cursor FROM poll_state", "c-1");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbound");
	TCase *tc = tcase_create("inbound");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, headers_of_a_profile_are_kept);
	tcase_add_test(tc, what_is_not_understood_in_a_list_is_kept_aside);
	tcase_add_loop_test(tc, doors, 0, G_N_ELEMENTS(DOORS));
	tcase_add_loop_test(tc, proxies, 0, G_N_ELEMENTS(PROXIES));
	tcase_add_test(tc, floods_are_counted);
	tcase_add_loop_test(tc, a_report_can_stop_the_provider, 0, G_N_ELEMENTS(STOPS));
	tcase_add_test(tc, parts_of_a_text);
	tcase_add_loop_test(tc, parts_of_a_lost_text, 0, 3);
	tcase_add_loop_test(tc, parts_of_replies, 0, G_N_ELEMENTS(PARTS));
	tcase_add_test(tc, gaps_are_not_understood);
	tcase_add_loop_test(tc, the_providers_word, 0, G_N_ELEMENTS(WORDS));
	tcase_add_test(tc, a_poll_goes_its_way);
	tcase_add_test(tc, a_clock_that_was_ahead_stops_no_poll);
	tcase_add_test(tc, more_is_asked_at_once);
	tcase_add_test(tc, polls_repeat_things);
	tcase_add_test(tc, a_stop_keeps_what_was_told);
	tcase_add_test(tc, stored_before_the_next_leaves);
	tcase_add_test(tc, failures_are_asked_ever_more_seldom);
	tcase_add_test(tc, an_answer_nobody_reads_moves_nothing);
	tcase_add_test(tc, nobody_is_asked_when_off);
	tcase_add_test(tc, a_reload_ends_it);
	tcase_add_test(tc, one_damaged_thing_stops_no_other);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbound");
}
