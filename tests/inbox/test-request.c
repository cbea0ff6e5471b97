/* What a body may say, and what an answer shows of a customer. */
#include "desk/team.h"

#include "desk/claims.h"
#include "inbox/conversation.h"
#include "inbox/out.h"
#include "inbox/request.h"

#include <errno.h>
#include <string.h>

static void request_open(Request *request, const char *body)
{
	static const HttpInbound NONE = {.path = (char *)"/api/x"};

	*request = (Request){.inbound = &NONE, .answer = json_object(), .headers = http_headers_new(),
	                     .body = json_loads(body, JSON_ALLOW_NUL, NULL)};
	ck_assert_ptr_nonnull(request->body);
}

static void request_close(Request *request)
{
	json_decref(request->body);
	json_decref(request->answer);
	g_array_unref(request->headers);
	g_clear_pointer(&request->people, g_hash_table_unref);
	g_clear_pointer(&request->query, g_hash_table_unref);
	g_free(request->place);
	g_free(request->value);
	g_free(request->fault);
}

static const struct {
	const char *name, *body, *place; /* place NULL: it is taken */
	const char *note;
	int64_t number;
	gboolean flag;
} BODIES[] = {
	{"all of it", "{\"note\":\"x\",\"number\":7,\"flag\":true}", NULL, "x", 7, TRUE},
	{"what must be told", "{\"note\":\"x\"}", NULL, "x", 0, FALSE},
	{"null is not told", "{\"note\":\"x\",\"number\":null,\"flag\":null}", NULL, "x", 0, FALSE},
	{"what must be told is missing", "{}", "note", NULL, 0, FALSE},
	{"or null", "{\"note\":null}", "note", NULL, 0, FALSE},
	{"or empty", "{\"note\":\"\"}", "note", NULL, 0, FALSE},
	{"a number for a text", "{\"note\":1}", "note", NULL, 0, FALSE},
	{"a zero in a text", "{\"note\":\"a\\u0000b\"}", "note", NULL, 0, FALSE},
	{"a text for a number", "{\"note\":\"x\",\"number\":\"7\"}", "number", NULL, 0, FALSE},
	{"a fraction for a number", "{\"note\":\"x\",\"number\":7.5}", "number", NULL, 0, FALSE},
	{"a number for a yes", "{\"note\":\"x\",\"flag\":1}", "flag", NULL, 0, FALSE},
	{"a key nobody knows", "{\"note\":\"x\",\"actor\":\"agent:admin\"}", "actor", NULL, 0, FALSE},
	{"a list that is none", "{\"note\":\"x\",\"list\":7}", "list", NULL, 0, FALSE},
	{"a list of other things", "{\"note\":\"x\",\"list\":[1,\"2\"]}", "list", NULL, 0, FALSE},
};

START_TEST(a_body_is_read_after_its_table)
{
	const char *note = NULL;
	int64_t number = 0;
	gboolean flag = FALSE;
	GArray *list = NULL;
	const RequestField fields[] = {{"note", FIELD_TEXT, TRUE, &note},
	                               {"number", FIELD_NUMBER, FALSE, &number},
	                               {"flag", FIELD_BOOL, FALSE, &flag},
	                               {"list", FIELD_NUMBERS, FALSE, &list},
	                               {0}};
	Request request;

	request_open(&request, BODIES[_i].body);
	row_int(BODIES[_i].name, request_fields(&request, fields), BODIES[_i].place ? -EINVAL : 0);
	row_str(BODIES[_i].name, request.place, BODIES[_i].place);
	row_int(BODIES[_i].name, request.status, BODIES[_i].place ? 400 : 0);
	if (!BODIES[_i].place) {
		row_str(BODIES[_i].name, note, BODIES[_i].note);
		row_int(BODIES[_i].name, number, BODIES[_i].number);
		row_int(BODIES[_i].name, flag, BODIES[_i].flag);
	}
	request_close(&request);
}
END_TEST

START_TEST(what_was_sent_comes_back_short_and_whole)
{
	g_autofree char *longer = g_strnfill(500, 'x');
	Request request;

	request_open(&request, "{}");
	request_refuse(&request, 400, "bad_request", "q", longer, "too long");
	ck_assert_int_eq((int)strlen(request.value), 100);
	request_refuse(&request, 400, "bad_request", "q", "a\xff", "no UTF-8");
	ck_assert(g_utf8_validate(request.value, -1, NULL));
	request_close(&request);
}
END_TEST

/* ---- what a fault of the desk is about ---- */

static const struct {
	const char *name, *body, *query, *fault, *place, *value, *cure; /* place NULL: none; cure NULL: as it was */
} BLAMES[] = {
	{"the field whose value is quoted", "{\"kind\":\"gift\",\"note\":\"x\"}", "", "there is no kind \"gift\"; it is refund", "kind",
	 "gift", NULL},
	{"an empty value is quoted nowhere", "{\"note\":\"\"}", "", "write \"\" or a name", NULL, NULL, NULL},
	{"a part of a value is none", "{\"note\":\"gi\"}", "", "there is no kind \"gift\"", NULL, NULL, NULL},
	{"a sum with its currency", "{\"amount\":\"a lot\",\"currency\":\"EUR\"}", "", "\"a lot EUR\" is no sum", "amount", "a lot",
	 NULL},
	{"a value of the query", "{}", "zone=Mars%2FBase", "there is no zone \"Mars/Base\"", "zone", "Mars/Base", NULL},
	{"an option is a key of the query", "{}", "since=nonsense", "--since: \"nonsense\" is no date; write 30d", "since", "nonsense",
	 "\"nonsense\" is no date; write 30d"},
	{"others it names have no dashes either", "{}", "since=2026-02-01&until=2026-01-01",
	 "--since: 2026-02-01 lies after --until 2026-01-01", "since", "2026-02-01", "2026-02-01 lies after until 2026-01-01"},
	{"an option without a colon", "{\"at\":\"15:00\"}", "", "--at goes with call_back_at alone", "at", "15:00",
	 "at goes with call_back_at alone"},
	{"an option whose name is longer", "{\"at\":\"15:00\"}", "", "--attach: no", NULL, NULL, NULL},
	{"a fault about no field", "{\"note\":\"x\"}", "", "the case is closed: reopen it first", NULL, NULL, NULL},
};

START_TEST(a_fault_of_the_desk_names_its_field)
{
	Request request;

	request_open(&request, BLAMES[_i].body);
	request.query = http_query_parse(BLAMES[_i].query, strlen(BLAMES[_i].query));
	request.fault = g_strdup(BLAMES[_i].fault);
	request_blame(&request);
	row_str(BLAMES[_i].name, request.place, BLAMES[_i].place);
	row_str(BLAMES[_i].name, request.value, BLAMES[_i].value);
	row_str(BLAMES[_i].name, request.fault, BLAMES[_i].cure ? BLAMES[_i].cure : BLAMES[_i].fault);
	request_close(&request);
}
END_TEST

static const struct {
	const char *name, *text, *value; /* value NULL: taken */
} TIMES[] = {
	{"a time to come", "tomorrow 15:00", NULL},
	{"none was told", NULL, NULL},
	{"no time", "gestern", "gestern"},
	{"one that is over", "2020-01-01 10:00", "2020-01-01 10:00"},
};

START_TEST(a_time_is_refused_where_it_stands)
{
	Request request;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", "13812341234", NULL);
	request_open(&request, "{}");
	request.desk = f.desk;
	row_int(TIMES[_i].name, request_time(&request, 1, "by", TIMES[_i].text), TIMES[_i].value ? -EINVAL : 0);
	row_str(TIMES[_i].name, request.value, TIMES[_i].value);
	row_str(TIMES[_i].name, request.place, TIMES[_i].value ? "by" : NULL);
	row_int(TIMES[_i].name, request.status, TIMES[_i].value ? 422 : 0);
	request_close(&request);
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *name, *query;
	int want;
	const char *shop;
} SHOPS[] = {
	{"none was told", "", 0, NULL},
	{"one of the configuration", "shop=demo", 0, "demo"},
	{"one that has only cases any more", "shop=kazakh", 0, "kazakh"},
	{"one nobody has heard of", "shop=nope", -EINVAL, NULL},
};

START_TEST(a_shop_is_one_of_the_configuration_or_of_a_case)
{
	const char *shop = NULL;
	Conf *conf;
	Request request;
	Fixture f;

	team_open(&f);
	team_case(&f, "kazakh", "R-1", "+8613812341234", NULL);
	conf = fixture_conf(&f, "", NULL, ""); /* as it is read anew, without that shop */
	request_open(&request, "{}");
	request.desk = f.desk;
	request.desk.conf = conf;
	request.query = http_query_parse(SHOPS[_i].query, strlen(SHOPS[_i].query));
	row_int(SHOPS[_i].name, request_shop(&request, &shop), SHOPS[_i].want);
	row_str(SHOPS[_i].name, shop, SHOPS[_i].shop);
	row_int(SHOPS[_i].name, request.status, SHOPS[_i].want ? 404 : 0);
	request_close(&request);
	conf_unref(conf);
	fixture_close(&f);
}
END_TEST

/* ---- masking ---- */

static const struct {
	const char *name, *holder, *reader;
	const char *phone;
} READERS[] = {
	{"nobody holds it", NULL, "agent:li", "+86 138****1234"},
	{"the reader holds it", "agent:li", "agent:li", "+8613812341234"},
	{"another one holds it", "agent:agent", "agent:li", "+86 138****1234"},
	{"not even an admin", "agent:li", "agent:admin", "+86 138****1234"},
	{"who holds nothing", "agent:li", "agent:l", "+86 138****1234"},
};

START_TEST(a_number_is_for_who_holds_the_case)
{
	g_auto(Conversation) conversation = {0};
	g_autofree char *fault = NULL;
	int64_t until_at = 0;
	Request request;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", "13812341234", NULL);
	team_accounts(&f);
	if (READERS[_i].holder) {
		team_as(&f, READERS[_i].holder);
		ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	}
	team_as(&f, READERS[_i].reader);
	request_open(&request, "{}");
	request.desk = f.desk;
	ck_assert_int_eq(conversation_read(&request, 1, NULL, &conversation), 0);
	conversation_put(&request, &conversation, TRUE, request.answer);
	row_str(READERS[_i].name, json_string_value(json_object_get(request.answer, "phone")), READERS[_i].phone);
	request_close(&request);
	fixture_close(&f);
}
END_TEST

START_TEST(a_claim_that_ran_out_shows_nothing)
{
	g_auto(Conversation) conversation = {0};
	g_autofree char *fault = NULL;
	int64_t until_at = 0;
	Request request;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", "13812341234", NULL);
	team_accounts(&f);
	team_as(&f, "agent:li");
	ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	f.desk.now_at = until_at;
	request_open(&request, "{}");
	request.desk = f.desk;
	ck_assert_int_eq(conversation_read(&request, 1, NULL, &conversation), 0);
	ck_assert(!conversation.mine);
	request_close(&request);
	fixture_close(&f);
}
END_TEST

/* ---- JSON out ---- */

static const struct {
	const char *name, *text, *want;
} TEXTS[] = {
	{"a text", "abc", "abc"},
	{"none", NULL, NULL},
	{"markup is only text", "<b>&", "<b>&"},
	{"bytes that are no UTF-8", "a\xff" "b", "a\xef\xbf\xbd" "b"},
	{"cut by characters", "张张张张张张", "张张张张…"},
	{"just fits", "张张张张张", "张张张张张"},
};

START_TEST(texts_are_always_utf8)
{
	json_t *object = json_object();

	out_short(object, "text", TEXTS[_i].text, 5);
	row_str(TEXTS[_i].name, json_string_value(json_object_get(object, "text")), TEXTS[_i].want);
	json_decref(object);
}
END_TEST

static const struct {
	const char *name, *text, *words, *want;
} AROUND[] = {
	{"none", NULL, "a", NULL},
	{"what fits is whole", "abcdefgh", "gh", "abcdefgh"},
	{"around what was found", "abcdefghijklmnop", "ij", "…ghijkl…"},
	{"at its start", "abcdefghijklmnop", "ab", "abcdefg…"},
	{"at its end", "abcdefghijklmnop", "op", "…jklmnop"},
	{"found elsewhere in the case", "abcdefghijklmnop", "zz", "abcdefg…"},
	{"letters of another case", "нужно вернуть ДЕНЬГИ скорее", "деньги", "…ь ДЕНЬ…"},
	{"cut at characters", "快递三天了还没有到我要找你们的经理", "经理", "…要找你们的经理"},
	{"letters that grow when they are folded", "ßßßßßßßßxyzvw123", "XYZ", "…ßßxyzv…"},
	{"letters written as two", "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "abcdef",
	 "abc", "…ééabcd…"},
	{"bytes that are no UTF-8", "abcdefghij\xff" "lmnop", "mno", "…j\xef\xbf\xbdlmnop"},
};

START_TEST(a_hit_is_cut_around_what_was_found)
{
	json_t *object = json_object();

	out_around(object, "text", AROUND[_i].text, AROUND[_i].words, 8);
	row_str(AROUND[_i].name, json_string_value(json_object_get(object, "text")), AROUND[_i].want);
	json_decref(object);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox-request");
	TCase *tc = tcase_create("request");

	tcase_add_loop_test(tc, a_body_is_read_after_its_table, 0, G_N_ELEMENTS(BODIES));
	tcase_add_test(tc, what_was_sent_comes_back_short_and_whole);
	tcase_add_loop_test(tc, a_fault_of_the_desk_names_its_field, 0, G_N_ELEMENTS(BLAMES));
	tcase_add_loop_test(tc, a_time_is_refused_where_it_stands, 0, G_N_ELEMENTS(TIMES));
	tcase_add_loop_test(tc, a_shop_is_one_of_the_configuration_or_of_a_case, 0, G_N_ELEMENTS(SHOPS));
	tcase_add_loop_test(tc, a_number_is_for_who_holds_the_case, 0, G_N_ELEMENTS(READERS));
	tcase_add_test(tc, a_claim_that_ran_out_shows_nothing);
	tcase_add_loop_test(tc, texts_are_always_utf8, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tc, a_hit_is_cut_around_what_was_found, 0, G_N_ELEMENTS(AROUND));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbox-request");
}
