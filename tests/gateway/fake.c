#include "gateway/fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int kannel_build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	return provider_find("kannel")->build_submit(account, submit, request);
}

static char *text_of(GBytes *body)
{
	gsize length = 0;
	const char *data = body ? g_bytes_get_data(body, &length) : NULL;

	return g_strndup(data ? data : "", length);
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	g_autofree char *body = text_of(answer->body);
	const char *ids = strstr(body, "ids: ");

	provider_find("kannel")->parse_answer(account, answer, result);
	if (ids) {
		g_auto(GStrv) split = g_strsplit(ids + 5, " ", -1);

		result->provider_id = g_strdup(split[0]);
		result->part_ids = g_ptr_array_new_with_free_func(g_free);
		for (guint i = 1; split[i]; i++)
			g_ptr_array_add(result->part_ids, g_strdup(split[i]));
	}
}

static int get(const char *url, HttpRequest *request)
{
	*request = (HttpRequest){.method = g_strdup("GET"), .url = g_strdup(url), .headers = http_headers_new()};
	return 0;
}

static int build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:9/lookup?ref=%s&page=%s", lookup->ref,
	                                       lookup->page ? lookup->page : "");

	(void)account;
	return lookup->moment.now_at && strlen(lookup->moment.nonce) == 32 ? get(url, request) : -EINVAL;
}

static void parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding)
{
	g_autofree char *body = text_of(answer->body);
	g_auto(GStrv) word = g_strsplit(body, " ", -1);
	guint n = g_strv_length(word);

	(void)account, (void)lookup;
	if (g_str_equal(body, "absent")) {
		finding->finding = LOOKUP_ABSENT;
	} else if (n == 2 && g_str_equal(word[0], "more")) {
		finding->finding = LOOKUP_MORE;
		finding->page = g_strdup(word[1]);
	} else if (n >= 3 && g_str_equal(word[0], "found") && receipt_status_parse(word[1], &finding->status) == 0) {
		finding->finding = LOOKUP_FOUND;
		finding->provider_id = g_strdup(word[2]);
		if (n > 3)
			submit_outcome_parse(word[3], &finding->cause);
	} else {
		finding->finding = LOOKUP_UNSURE;
		finding->code = g_strdup(body);
	}
}

/* ---- lines ---- */

static char *id_of(const char *word)
{
	return g_str_equal(word, "-") ? NULL : g_strdup(word);
}

static const struct {
	const char *word;
	ProviderOptout optout;
} REPLIES[] = {{"reply", OPTOUT_NONE}, {"stop", OPTOUT_STOP}, {"start", OPTOUT_START}, {"help", OPTOUT_HELP}};

static int parse_receipt(const char *line, GArray *found)
{
	g_auto(GStrv) word = g_strsplit(line, " ", 4); /* receipt ID STATUS [CAUSE] */
	ProviderInbound one = {.kind = INBOUND_RECEIPT};

	if (g_strv_length(word) < 3 || receipt_status_parse(word[2], &one.status) < 0)
		return -EBADMSG;
	if (word[3])
		submit_outcome_parse(word[3], &one.cause);
	one.provider_id = id_of(word[1]);
	g_array_append_val(found, one);
	return 0;
}

static int parse_part(const char *line, GArray *found)
{
	g_auto(GStrv) word = g_strsplit(line, " ", 7); /* part ID FROM SET N PARTS TEXT */
	ProviderInbound one = {.kind = INBOUND_REPLY};

	if (g_strv_length(word) < 7)
		return -EBADMSG;
	one.provider_id = id_of(word[1]);
	one.from = g_strdup(word[2]);
	one.part_of = g_strdup(word[3]);
	one.part = atoi(word[4]);
	one.parts = atoi(word[5]);
	one.text = g_strdup(word[6]);
	g_array_append_val(found, one);
	return 0;
}

static int parse_reply(const char *line, GArray *found)
{
	g_auto(GStrv) word = g_strsplit(line, " ", 4); /* reply ID FROM TEXT */
	gsize i = 0;

	while (i < G_N_ELEMENTS(REPLIES) && g_strcmp0(word[0], REPLIES[i].word) != 0)
		i++;
	if (i == G_N_ELEMENTS(REPLIES) || g_strv_length(word) < 4)
		return -EBADMSG;
	g_array_append_val(found, ((ProviderInbound){.kind = INBOUND_REPLY,
	                                             .provider_id = id_of(word[1]),
	                                             .from = g_strdup(word[2]),
	                                             .text = g_strdup(word[3]),
	                                             .optout = REPLIES[i].optout,
	                                             .at = 1795060000}));
	return 0;
}

static int parse_lines(GBytes *body, GArray *found, char **cursor, gboolean *more, const char **why)
{
	g_autofree char *text = text_of(body);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int r = 0;

	for (guint i = 0; lines[i] && r == 0; i++)
		if (g_str_has_prefix(lines[i], "receipt "))
			r = parse_receipt(lines[i], found);
		else if (g_str_has_prefix(lines[i], "part "))
			r = parse_part(lines[i], found);
		else if (cursor && g_str_has_prefix(lines[i], "cursor "))
			*cursor = g_strdup(lines[i] + strlen("cursor "));
		else if (more && g_str_equal(lines[i], "more"))
			*more = TRUE;
		else if (*lines[i])
			r = parse_reply(lines[i], found);
	if (r < 0)
		*why = "words nobody knows";
	return r;
}

static int build_poll(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request)
{
	g_autofree char *url =
	        g_strdup_printf("http://127.0.0.1:9/poll/%s?cursor=%s", poll->kind, poll->cursor ? poll->cursor : "");

	(void)account;
	return poll->moment.now_at && strlen(poll->moment.nonce) == 32 ? get(url, request) : -EINVAL;
}

static int parse_poll(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer, GArray *found,
                      char **cursor, gboolean *more, const char **why)
{
	(void)account, (void)poll;
	return parse_lines(answer->body, found, cursor, more, why);
}

static int verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
{
	const char *signature = http_headers_get(webhook->inbound->headers, "X-Signature");

	(void)account;
	if (!signature || g_strcmp0(signature, webhook->url) == 0)
		return 0;
	*why = "wrong signature";
	return -EACCES;
}

static int parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	if (!g_str_equal(hook, "lines"))
		return provider_find("kannel")->parse_inbound(account, hook, inbound, found, why);
	return parse_lines(inbound->body, found, NULL, NULL, why);
}

static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "text/plain", "ok"};
}

static const char *const POLLS[] = {"box", NULL};

#define FAKE(proves)                                                                                                   \
	{                                                                                                              \
		.name = "kannel", .part_reports = TRUE,                                                                \
		.build_submit = kannel_build_submit, .parse_answer = parse_answer,                                     \
		.build_lookup = build_lookup, .parse_lookup = parse_lookup,                                            \
		.lookup_waits_s = {FAKE_WAIT_1, FAKE_WAIT_2}, .absence_proves = (proves), .polls = POLLS,              \
		.build_poll = build_poll, .parse_poll = parse_poll, .verify = verify, .parse_inbound = parse_inbound,  \
		.ack = ack,                                                                                            \
	}
static const Provider PROVING = FAKE(TRUE), PROOFLESS = FAKE(FALSE);

const Provider *fake_driver(void)
{
	return &PROVING;
}

const Provider *fake_driver_proofless(void)
{
	return &PROOFLESS;
}
