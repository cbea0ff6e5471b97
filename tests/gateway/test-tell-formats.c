/* What goes to each kind of channel, byte for byte, and what its answers mean. */
#include "gateway/tell_formats.h"
#include "lib/suite.h"

#include <string.h>

#define NOW_US (INT64_C(1795070700) * 1000000) /* 2026-11-19 06:45:00 UTC */
#define SECRET "SEC-0123456789"
#define URL "https://chat.example.com/send?key=k"

static const TellLine RISK = {.id = 7,
                              .kind = NOTICE_SLA_RISK,
                              .case_id = 3,
                              .shop = "demo",
                              .words = "the first contact is at risk",
                              .at = 1795070700,
                              .when = "Thu 19 Nov 14:45",
                              .due = "Thu 19 Nov 15:00",
                              .count = 1};
static const TellLine OVER = {.id = 8,
                              .kind = NOTICE_PROVIDER,
                              .end = TRUE,
                              .words = "provider office works again",
                              .at = 1795070700,
                              .when = "Thu 19 Nov 14:45",
                              .count = 37,
                              .stood_s = 720};
/* What a tool of the shop might put into a row. */
static const TellLine HOSTILE = {.id = 9,
                                 .kind = NOTICE_REPLY,
                                 .shop = "demo",
                                 .words = "a\nb <at user_id=\"all\"> & \"q\" \xe2\x80\xae",
                                 .at = 1795070700,
                                 .when = "Thu 19 Nov 14:45",
                                 .count = 1};

#define RISK_TEXT "[warning] Thu 19 Nov 14:45 demo, case 3: the first contact is at risk, due Thu 19 Nov 15:00"
#define RISK_JSON                                                                                                      \
	"{\"id\":7,\"kind\":\"sla_risk\",\"severity\":\"warning\",\"part\":\"begin\",\"shop\":\"demo\",\"case\":3,"    \
	"\"words\":\"the first contact is at risk\",\"at\":\"2026-11-19T06:45:00Z\",\"due\":\"Thu 19 Nov "             \
	"15:00\",\"count\":1}"

/* Signatures: computed with Python's hmac over the same bytes. */
static const struct {
	const char *row, *kind, *secret;
	const TellLine *line;
	guint more;
	const char *url, *body, *signature;
} REQUESTS[] = {
	{"webhook", "webhook", NULL, &RISK, 0, URL,
         "{\"id\":\"ops-12\",\"channel\":\"ops\",\"notices\":[" RISK_JSON "],\"more\":0}", NULL},
	{"webhook, signed over the time and the body", "webhook", SECRET, &RISK, 0, URL,
         "{\"id\":\"ops-12\",\"channel\":\"ops\",\"notices\":[" RISK_JSON "],\"more\":0}",
         "sha256=5ecec58f7067eedb8c6fd83b85ccad51c6adb98aa84f3fc7c44a402a55255fd7"},
	{"webhook, an end of no shop and no case", "webhook", NULL, &OVER, 3, URL,
         "{\"id\":\"ops-12\",\"channel\":\"ops\",\"notices\":[{\"id\":8,\"kind\":\"provider\",\"severity\":\"alarm\","
         "\"part\":\"end\","
         "\"shop\":null,\"case\":null,\"words\":\"provider office works "
         "again\",\"at\":\"2026-11-19T06:45:00Z\",\"due\":null,"
         "\"count\":37}],\"more\":3}",
         NULL},
	{"wecom", "wecom", NULL, &RISK, 0, URL, "{\"msgtype\":\"text\",\"text\":{\"content\":\"" RISK_TEXT "\"}}",
         NULL},
	{"wecom, others by their number", "wecom", NULL, &RISK, 5, URL,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"" RISK_TEXT "\\nand 5 more: followupctl notices\"}}", NULL},
	{"wecom, an end says how long it was", "wecom", NULL, &OVER, 0, URL,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"[over] Thu 19 Nov 14:45: provider office works again after 12 "
         "min (37 "
         "times)\"}}",
         NULL},
	{"wecom, words of a tool are one line", "wecom", NULL, &HOSTILE, 0, URL,
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"[info] Thu 19 Nov 14:45 demo: a b <at user_id=\\\"all\\\"> & "
         "\\\"q\\\"  \"}}",
         NULL},
	{"dingtalk", "dingtalk", NULL, &RISK, 0, URL, "{\"msgtype\":\"text\",\"text\":{\"content\":\"" RISK_TEXT "\"}}",
         NULL},
	{"dingtalk, signed in the query", "dingtalk", SECRET, &RISK, 0,
         URL "&timestamp=1795070700000&sign=zTYyQmM%2FjABqSvu2erd4vZjbmgs8sdj%2Ff6BoVOH7lAg%3D",
         "{\"msgtype\":\"text\",\"text\":{\"content\":\"" RISK_TEXT "\"}}", NULL},
	{"feishu", "feishu", NULL, &RISK, 0, URL, "{\"msg_type\":\"text\",\"content\":{\"text\":\"" RISK_TEXT "\"}}",
         NULL},
	{"feishu, signed in the body", "feishu", SECRET, &RISK, 0, URL,
         "{\"timestamp\":\"1795070700\",\"sign\":\"jQiQU+TDaQ7/YDyzlmFgyNwYep/"
         "2AJLjkDoscvaSdCc=\",\"msg_type\":\"text\","
         "\"content\":{\"text\":\"" RISK_TEXT "\"}}",
         NULL},
	{"feishu, no tag calls anybody", "feishu", NULL, &HOSTILE, 0, URL,
         "{\"msg_type\":\"text\",\"content\":{\"text\":\"[info] Thu 19 Nov 14:45 demo: a b ‹at user_id=\\\"all\\\"> & "
         "\\\"q\\\"  \"}}",
         NULL},
	{"slack, no markup", "slack", NULL, &HOSTILE, 0, URL,
         "{\"text\":\"[info] Thu 19 Nov 14:45 demo: a b &lt;at user_id=\\\"all\\\"&gt; &amp; \\\"q\\\"  \"}", NULL},
};

START_TEST(requests)
{
	const char *row = REQUESTS[_i].row;
	TellMessage message = {.channel = "ops",
	                       .kind = REQUESTS[_i].kind,
	                       .url = URL,
	                       .secret = REQUESTS[_i].secret,
	                       .id = "ops-12",
	                       .now_us = NOW_US,
	                       .lines = REQUESTS[_i].line,
	                       .n = 1,
	                       .more = REQUESTS[_i].more};
	g_autofree char *body = NULL;
	HttpRequest request;
	gsize length;
	const char *data;

	tell_request(&message, &request);
	data = g_bytes_get_data(request.body, &length);
	body = g_strndup(data, length);
	row_str(row, request.method, "POST");
	row_str(row, request.url, REQUESTS[_i].url);
	row_str(row, body, REQUESTS[_i].body);
	row_str(row, http_headers_get(request.headers, "Content-Type"), "application/json; charset=utf-8");
	row_str(row, http_headers_get(request.headers, "X-Followup-Signature"), REQUESTS[_i].signature);
	row_str(row, http_headers_get(request.headers, "Idempotency-Key"),
	        g_str_equal(message.kind, "webhook") ? "ops-12" : NULL);
	http_request_clear(&request);
}
END_TEST

static const struct {
	const char *row;
	int64_t stood_s;
	const char *want;
} SPANS[] = {
	{"seconds", 40, "40 s"},
	{"minutes", 720, "12 min"},
	{"an hour", 3600, "1 h"},
	{"hours and minutes", 7500, "2 h 5 min"},
	{"days and hours", 273600, "3 d 4 h"},
	{"a clock set back", -5, "0 s"},
};

START_TEST(spans)
{
	TellLine line = {.kind = NOTICE_PROVIDER,
	                 .end = TRUE,
	                 .words = "w",
	                 .when = "t",
	                 .count = 1,
	                 .stood_s = SPANS[_i].stood_s};
	TellMessage message = {.kind = "wecom", .lines = &line, .n = 1};
	g_autofree char *text = tell_text(&message), *want = g_strconcat("[over] t: w after ", SPANS[_i].want, NULL);

	row_str(SPANS[_i].row, text, want);
}
END_TEST

/* WeCom takes 2048 bytes of text: whole lines up to there, the others by their number; never half a character. */
START_TEST(never_longer_than_a_robot_takes)
{
	g_autofree char *words = g_strnfill(300, 'x');
	g_autoptr(GString) wide = g_string_new(NULL);
	TellLine lines[10], one;
	TellMessage message = {.kind = "wecom", .lines = lines, .n = 10, .more = 4};
	g_autofree char *text = NULL, *cut = NULL;

	for (guint i = 0; i < 10; i++)
		lines[i] = (TellLine){.kind = NOTICE_REPLY, .words = words, .when = "t", .count = 1};
	text = tell_text(&message);
	ck_assert_uint_le(strlen(text), 2048);
	ck_assert(g_str_has_suffix(text, "\nand 8 more: followupctl notices"));
	for (guint i = 0; i < 1500; i++)
		g_string_append(wide, "中");
	one = (TellLine){.kind = NOTICE_REPLY, .words = wide->str, .when = "t", .count = 1};
	message = (TellMessage){.kind = "wecom", .lines = &one, .n = 1};
	cut = tell_text(&message);
	ck_assert_uint_le(strlen(cut), 2048);
	ck_assert_uint_gt(strlen(cut), 1800);
	ck_assert(g_utf8_validate(cut, -1, NULL));
}
END_TEST

static const struct {
	const char *row, *kind;
	HttpProgress progress;
	int status;
	const char *body, *want;
} ANSWERS[] = {
	{"webhook took it", "webhook", HTTP_ANSWERED, 204, "", NULL},
	{"webhook refused it", "webhook", HTTP_ANSWERED, 500, "", "http 500"},
	{"a redirect is not followed", "webhook", HTTP_ANSWERED, 302, "", "http 302"},
	{"nobody there", "webhook", HTTP_NOT_SENT, 0, "", "gone"},
	{"answer lost", "slack", HTTP_UNKNOWN, 0, "", "gone"},
	{"slack", "slack", HTTP_ANSWERED, 200, "ok", NULL},
	{"slack, hook withdrawn", "slack", HTTP_ANSWERED, 404, "no_service", "http 404"},
	{"wecom", "wecom", HTTP_ANSWERED, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", NULL},
	{"wecom refuses in a 200", "wecom", HTTP_ANSWERED, 200,
         "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}", "errcode 93000: invalid webhook url"},
	{"dingtalk refuses in a 200", "dingtalk", HTTP_ANSWERED, 200,
         "{\"errcode\":310000,\"errmsg\":\"sign\\nnot match\"}", "errcode 310000: sign not match"},
	{"feishu", "feishu", HTTP_ANSWERED, 200, "{\"code\":0,\"msg\":\"success\",\"data\":{}}", NULL},
	{"feishu refuses in a 200", "feishu", HTTP_ANSWERED, 200, "{\"code\":19021,\"msg\":\"sign match fail\"}",
         "code 19021: sign match fail"},
	{"a page of a proxy is no robot's answer", "wecom", HTTP_ANSWERED, 200, "<html>", "an answer without errcode"},
	{"an empty answer", "feishu", HTTP_ANSWERED, 200, "", "an answer without code"},
	{"a code that is no number", "wecom", HTTP_ANSWERED, 200, "{\"errcode\":\"0\"}", "an answer without errcode"},
};

START_TEST(answers)
{
	HttpAnswer answer = {.progress = ANSWERS[_i].progress,
	                     .status = ANSWERS[_i].status,
	                     .body = g_bytes_new(ANSWERS[_i].body, strlen(ANSWERS[_i].body)),
	                     .error = ANSWERS[_i].progress == HTTP_ANSWERED ? NULL : g_strdup("gone")};
	g_autofree char *fault = tell_fault(ANSWERS[_i].kind, &answer);

	row_str(ANSWERS[_i].row, fault, ANSWERS[_i].want);
	http_answer_clear(&answer);
}
END_TEST

/* F64: what is filled in is ours alone, and the program itself is never made of it. */
START_TEST(arguments)
{
	g_autoptr(GPtrArray) command = g_ptr_array_new();
	const TellLine lines[] = {RISK, OVER};
	TellMessage message = {.channel = "ops", .kind = "command", .lines = lines, .n = 2, .more = 3};
	g_auto(GStrv) argv = NULL;
	g_autofree char *joined = NULL;

	g_ptr_array_add(command, (char *)"/bin/{kind}");
	g_ptr_array_add(command, (char *)"{severity}: {kind}; rm -rf $HOME");
	g_ptr_array_add(command, (char *)"{count}@{channel}");
	argv = tell_argv(command, &message);
	joined = g_strjoinv("|", argv);
	ck_assert_str_eq(joined, "/bin/{kind}|alarm: provider; rm -rf $HOME|5@ops");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tell formats");
	TCase *tc = tcase_create("formats");

	tcase_add_loop_test(tc, requests, 0, G_N_ELEMENTS(REQUESTS));
	tcase_add_loop_test(tc, spans, 0, G_N_ELEMENTS(SPANS));
	tcase_add_test(tc, never_longer_than_a_robot_takes);
	tcase_add_loop_test(tc, answers, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_test(tc, arguments);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "tell-formats");
}
