/* What the team is told, in the words of each channel. Pure: values in, bytes out; no I/O, no clock.
 *
 * Sources of the formats: WeCom group robots, developer.work.weixin.qq.com/document/path/91770 (msgtype text, at most
 * 2048 bytes, 20 messages a minute, errcode); DingTalk custom robots,
 * open.dingtalk.com/document/group/custom-robot-access (sign: base64 of HMAC-SHA256 with the secret over milliseconds,
 * line feed, secret, in the query); Feishu custom bots, open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 * (sign: base64 of HMAC-SHA256 of nothing, with seconds, line feed, secret as the key, in the body; code); Slack
 * incoming webhooks, docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (text, with &, < and > escaped).
 * The generic webhook is our own, followupd(8) has it. */
#pragma once

#include "core/notice.h"
#include "util/http_message.h"

/* One notice, or its end. Strings are borrowed; what a shop's tools put into them is made harmless here. */
typedef struct {
	int64_t id;
	NoticeKind kind;
	gboolean end;
	int64_t case_id;  /* 0: none */
	const char *shop; /* NULL: none */
	const char *words;
	int64_t at;       /* of the beginning or the end */
	const char *when; /* the same on the shop's clock: "Thu 19 Nov 14:45" */
	const char *due;  /* what it warns of, on the shop's clock; NULL: nothing */
	int64_t count;    /* how often it was seen */
	int64_t stood_s;  /* an end: how long it stood */
} TellLine;

typedef struct {
	const char *channel;
	const char *kind;   /* of the channel: "wecom" */
	const char *url;    /* NULL for commands */
	const char *secret; /* NULL: not signed */
	const char *id;     /* the same for each try of one message */
	int64_t now_us;
	const TellLine *lines;
	guint n;
	guint more; /* that many others, told by their number alone */
} TellMessage;

/* Lines for people, without a line feed at the end. What would make it longer than a robot takes is told by its number.
 * Caller frees. */
char *tell_text(const TellMessage *message);

/* The same for programs, as one JSON object. Caller frees. */
char *tell_json(const TellMessage *message);

/* Fills *out (http_request_clear()): signed where there is a secret and the kind knows a way. */
void tell_request(const TellMessage *message, HttpRequest *out);

/* NULL: the channel has it; else what is wrong, for a log line. Caller frees. Robots answer 200 to what they refuse. */
char *tell_fault(const char *kind, const HttpAnswer *answer);

/* The words of a command with {kind}, {severity}, {channel} and {count} filled in, of the gravest notice,
 * NULL-terminated. Caller frees (g_strfreev). */
char **tell_argv(const GPtrArray *command, const TellMessage *message);
