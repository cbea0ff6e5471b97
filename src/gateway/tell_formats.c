#include "gateway/tell_formats.h"

#include <jansson.h>
#include <string.h>

#include "provider/sign.h"
#include "util/clock.h"

/* WeCom takes 2048 bytes; with room for the last line. */
#define TEXT_MAX 1900
#define FAULT_MAX 120

/* One line, without controls and direction marks: words may come from rows of other programs. */
static char *harmless(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT ||
		    g_unichar_type(c) == G_UNICODE_LINE_SEPARATOR || g_unichar_type(c) == G_UNICODE_PARAGRAPH_SEPARATOR)
			g_string_append_c(out, ' ');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

/* "40 s", "12 min", "2 h 5 min", "3 d 4 h". */
static char *span(int64_t seconds)
{
	const char *unit = "min", *smaller = NULL;
	int64_t whole = seconds / 60, part = 0;

	if (seconds < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " s", MAX(seconds, 0));
	if (seconds >= 86400) {
		whole = seconds / 86400, unit = "d", part = seconds % 86400 / 3600, smaller = "h";
	} else if (seconds >= 3600) {
		whole = seconds / 3600, unit = "h", part = seconds % 3600 / 60, smaller = "min";
	}
	return part ? g_strdup_printf("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s", whole, unit, part, smaller)
	            : g_strdup_printf("%" G_GINT64_FORMAT " %s", whole, unit);
}

static char *line_text(const TellLine *line)
{
	g_autofree char *stood = span(line->stood_s);
	g_autofree char *safe = NULL;
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "[%s] %s", line->end ? "over" : severity_name(notice_severity(line->kind)),
	                       line->when);
	if (line->shop)
		g_string_append_printf(out, " %s", line->shop);
	if (line->case_id)
		g_string_append_printf(out, ", case %" G_GINT64_FORMAT, line->case_id);
	g_string_append_printf(out, ": %s", line->words);
	if (line->end)
		g_string_append_printf(out, " after %s", stood);
	else if (line->due)
		g_string_append_printf(out, ", due %s", line->due);
	if (line->count > 1)
		g_string_append_printf(out, " (%" G_GINT64_FORMAT " times)", line->count);
	safe = g_string_free(out, FALSE);
	return harmless(safe);
}

char *tell_text(const TellMessage *message)
{
	GString *out = g_string_new(NULL);
	guint more = message->more, i = 0;

	for (; i < message->n; i++) {
		g_autofree char *line = line_text(&message->lines[i]);

		/* The first goes in any case, cut: never an empty message. */
		if (i == 0 && strlen(line) > TEXT_MAX)
			*g_utf8_find_prev_char(line, line + TEXT_MAX) = '\0';
		if (out->len + strlen(line) > TEXT_MAX)
			break;
		g_string_append_printf(out, "%s%s", i ? "\n" : "", line);
	}
	more += message->n - i;
	if (more)
		g_string_append_printf(out, "\nand %u more: followupctl notices", more);
	return g_string_free(out, FALSE);
}

static json_t *json_time(int64_t at)
{
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at);
	g_autofree char *text = g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ");

	return json_string(text);
}

char *tell_json(const TellMessage *message)
{
	json_t *list = json_array(), *root;
	char *dumped, *text;

	for (guint i = 0; i < message->n; i++) {
		const TellLine *line = &message->lines[i];
		g_autofree char *words = harmless(line->words);

		json_array_append_new(list,
		                      json_pack("{s:I, s:s, s:s, s:s, s:s?, s:o, s:s, s:o, s:s?, s:I}", "id",
		                                (json_int_t)line->id, "kind", notice_name(line->kind), "severity",
		                                severity_name(notice_severity(line->kind)), "part",
		                                line->end ? "end" : "begin", "shop", line->shop, "case",
		                                line->case_id ? json_integer((json_int_t)line->case_id) : json_null(),
		                                "words", words, "at", json_time(line->at), "due", line->due, "count",
		                                (json_int_t)line->count));
	}
	root = json_pack("{s:s, s:s, s:o, s:i}", "id", message->id, "channel", message->channel, "notices", list,
	                 "more", (int)message->more);
	dumped = json_dumps(root, JSON_COMPACT);
	text = g_strdup(dumped);
	free(dumped);
	json_decref(root);
	return text;
}

/* ---- requests ---- */

static char *replaced(const char *text, const char *const pairs[][2])
{
	GString *out = g_string_new(text);

	for (gsize i = 0; pairs[i][0]; i++)
		g_string_replace(out, pairs[i][0], pairs[i][1], 0);
	return g_string_free(out, FALSE);
}

static void set_body(HttpRequest *request, json_t *root)
{
	char *dumped = json_dumps(root, JSON_COMPACT);

	request->body = g_bytes_new(dumped, strlen(dumped));
	free(dumped);
	json_decref(root);
}

static void fill_wecom(const TellMessage *message, const char *text, HttpRequest *request)
{
	(void)message;
	set_body(request, json_pack("{s:s, s:{s:s}}", "msgtype", "text", "text", "content", text));
}

static void fill_dingtalk(const TellMessage *message, const char *text, HttpRequest *request)
{
	int64_t now_ms = message->now_us / 1000;
	g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now_ms);
	g_autofree char *signed_text = g_strdup_printf("%s\n%s", stamp, message->secret ? message->secret : "");
	g_autoptr(GString) query = g_string_new(NULL);
	g_autofree char *sign = NULL;

	fill_wecom(message, text, request);
	if (!message->secret)
		return;
	sign = sign_hmac_base64(G_CHECKSUM_SHA256, message->secret, signed_text);
	http_query_add(query, "timestamp", stamp);
	http_query_add(query, "sign", sign);
	g_free(request->url);
	request->url = g_strdup_printf("%s%c%s", message->url, strchr(message->url, '?') ? '&' : '?', query->str);
}

static void fill_feishu(const TellMessage *message, const char *text, HttpRequest *request)
{
	/* Its texts may hold <at ...> tags, which call people. */
	static const char *const TAGS[][2] = {{"<", "‹"}, {NULL, NULL}};
	g_autofree char *plain = replaced(text, TAGS);
	g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, message->now_us / USEC_PER_SEC);
	g_autofree char *key = g_strdup_printf("%s\n%s", stamp, message->secret ? message->secret : "");
	g_autofree char *sign = sign_hmac_base64(G_CHECKSUM_SHA256, key, "");
	json_t *root = json_object();

	if (message->secret) {
		json_object_set_new(root, "timestamp", json_string(stamp));
		json_object_set_new(root, "sign", json_string(sign));
	}
	json_object_set_new(root, "msg_type", json_string("text"));
	json_object_set_new(root, "content", json_pack("{s:s}", "text", plain));
	set_body(request, root);
}

static void fill_slack(const TellMessage *message, const char *text, HttpRequest *request)
{
	static const char *const MARKUP[][2] = {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {NULL, NULL}};
	g_autofree char *plain = replaced(text, MARKUP);

	(void)message;
	set_body(request, json_pack("{s:s}", "text", plain));
}

static void fill_webhook(const TellMessage *message, const char *text, HttpRequest *request)
{
	g_autofree char *body = tell_json(message);
	g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, message->now_us / USEC_PER_SEC);
	g_autofree char *signed_text = g_strdup_printf("%s.%s", stamp, body);

	(void)text;
	http_headers_add(request->headers, "Idempotency-Key", message->id);
	http_headers_add(request->headers, "X-Followup-Timestamp", stamp);
	if (message->secret) {
		g_autofree char *digest = sign_hmac_hex(G_CHECKSUM_SHA256, message->secret, signed_text);
		g_autofree char *value = g_strconcat("sha256=", digest, NULL);

		http_headers_add(request->headers, "X-Followup-Signature", value);
	}
	request->body = g_bytes_new(body, strlen(body));
}

/* How robots say no within a 200, and how each wants it. */
static const struct {
	const char *kind;
	void (*fill)(const TellMessage *message, const char *text, HttpRequest *request);
	const char *code, *words; /* of its answer; NULL: the status tells all */
} KINDS[] = {
	{"webhook", fill_webhook, NULL, NULL},
	{"wecom", fill_wecom, "errcode", "errmsg"},
	{"dingtalk", fill_dingtalk, "errcode", "errmsg"},
	{"feishu", fill_feishu, "code", "msg"},
	{"slack", fill_slack, NULL, NULL},
};

void tell_request(const TellMessage *message, HttpRequest *out)
{
	g_autofree char *text = tell_text(message);

	*out = (HttpRequest){.method = g_strdup("POST"), .url = g_strdup(message->url), .headers = http_headers_new()};
	http_headers_add(out->headers, "Content-Type", "application/json; charset=utf-8");
	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (g_str_equal(KINDS[i].kind, message->kind))
			KINDS[i].fill(message, text, out);
}

static char *body_fault(const HttpAnswer *answer, const char *code_key, const char *words_key)
{
	gsize length = 0;
	const char *body = answer->body ? g_bytes_get_data(answer->body, &length) : NULL;
	json_t *root = json_loadb(body ? body : "", length, 0, NULL);
	const json_t *code = json_object_get(root, code_key);
	const char *words = json_string_value(json_object_get(root, words_key));
	g_autofree char *safe = words ? harmless(words) : g_strdup("");
	char *fault = NULL;

	if (g_utf8_strlen(safe, -1) > FAULT_MAX)
		*g_utf8_offset_to_pointer(safe, FAULT_MAX) = '\0';
	if (!json_is_integer(code))
		fault = g_strdup_printf("an answer without %s", code_key);
	else if (json_integer_value(code) != 0)
		fault = g_strdup_printf("%s %" JSON_INTEGER_FORMAT ": %s", code_key, json_integer_value(code), safe);
	json_decref(root);
	return fault;
}

char *tell_fault(const char *kind, const HttpAnswer *answer)
{
	if (answer->progress != HTTP_ANSWERED)
		return g_strdup(answer->error ? answer->error : "no answer");
	if (answer->status < 200 || answer->status > 299)
		return g_strdup_printf("http %d", answer->status);
	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (KINDS[i].code && g_str_equal(KINDS[i].kind, kind))
			return body_fault(answer, KINDS[i].code, KINDS[i].words);
	return NULL;
}

char **tell_argv(const GPtrArray *command, const TellMessage *message)
{
	const TellLine *gravest = &message->lines[0];
	g_autofree char *count = g_strdup_printf("%u", message->n + message->more);
	GPtrArray *argv = g_ptr_array_new();

	for (guint i = 1; i < message->n; i++)
		if (notice_severity(message->lines[i].kind) > notice_severity(gravest->kind))
			gravest = &message->lines[i];
	for (guint i = 0; i < command->len; i++) {
		const char *const pairs[][2] = {{"{kind}", notice_name(gravest->kind)},
		                                {"{severity}", severity_name(notice_severity(gravest->kind))},
		                                {"{channel}", message->channel},
		                                {"{count}", count},
		                                {NULL, NULL}};

		g_ptr_array_add(argv, i ? replaced(command->pdata[i], pairs) : g_strdup(command->pdata[i]));
	}
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}
