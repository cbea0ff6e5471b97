/* What became of a message at Tencent Cloud: asked for, fetched, or told to our webhooks. Sources as in tencent.c. */
#include <errno.h>
#include <string.h>

#include "provider/china.h"
#include "provider/tencent.h"
#include "provider/wire.h"

#define RECORDS_MAX 50       /* of one look-up (M) */
#define POLL_MAX 100         /* of one poll (D) */
#define OLDEST_S (71 * 3600) /* records can be asked for 72 hours back (M) */
#define EARLY_S 300          /* their clock may be behind ours by what they let a signature be off (D) */
#define LATE_S 900           /* or before it, and a request may take 10 minutes */

static int64_t time_of(const json_t *item, const char *name)
{
	g_autofree char *text = wire_json_field(item, name);

	return wire_epoch(text);
}

/* ---- look-up ---- */

int tencent_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	json_auto_t *json = NULL;

	if (lookup->voice || !account->account || !tencent_is_number(lookup->to) ||
	    lookup->moment.now_at - lookup->started_at > OLDEST_S)
		return -EINVAL;
	/* No EndTime: it is now, and by a clock of ours that is ahead it would be refused (M). */
	json = json_pack("{s:s, s:s, s:I, s:i}", "PhoneNumber", lookup->to, "SmsSdkAppId", account->account,
	                 "BeginTime", (json_int_t)(lookup->started_at - EARLY_S), "Limit", RECORDS_MAX);
	return tencent_request(account, &lookup->moment, "DescribeSendRecordList", json, request);
}

/* Codes of reports that say more than that this message failed. Operators' own vary too much to be read (D). */
static SubmitOutcome cause_of(const char *request_code)
{
	SubmitOutcome outcome = request_code ? tencent_outcome(request_code, NULL) : SUBMIT_ACCEPTED;

	return outcome == SUBMIT_UNKNOWN || outcome == SUBMIT_UNKNOWN_CODE ? SUBMIT_ACCEPTED : outcome;
}

/* SendStatus: 1 refused, 2 delivered, 3 under way, 4 not delivered (M). Anything else: they have it, and no more. */
static void found_record(const json_t *record, ProviderFinding *finding)
{
	int64_t status = json_integer_value(json_object_get(record, "SendStatus"));
	g_autofree char *refusal = wire_json_field(record, "RequestCode");

	finding->finding = LOOKUP_FOUND;
	finding->status = status == 2                  ? RECEIPT_DELIVERED
	                  : status == 1 || status == 4 ? RECEIPT_FAILED
	                                               : RECEIPT_ACCEPTED;
	finding->cause = status == 1 ? cause_of(refusal) : SUBMIT_ACCEPTED;
	finding->provider_id = wire_json_field(record, "SerialNo");
	finding->code = status == 1 ? g_steal_pointer(&refusal) : wire_json_field(record, "StatusCode");
}

/* The records of the number around that time. With an id, the one that bears it; else the only one there is, as one
 * message to a number is under way at a time. Of several, their masked content cannot tell which is ours. */
static void find_record(const json_t *records, const ProviderLookup *lookup, ProviderFinding *finding)
{
	const json_t *record, *only = NULL;
	guint near = 0;
	size_t i;

	json_array_foreach(records, i, record)
	{
		g_autofree char *id = wire_json_field(record, "SerialNo"),
		                *number = wire_json_field(record, "PhoneNumber");
		int64_t at = time_of(record, "SendTime");

		if (lookup->provider_id && g_strcmp0(id, lookup->provider_id) == 0) {
			found_record(record, finding);
			return;
		}
		/* What does not tell its number or time may be the one. */
		if (number && !g_str_equal(number, lookup->to))
			continue;
		if (at > 0 && (at < lookup->started_at - EARLY_S || at > lookup->started_at + LATE_S))
			continue;
		only = record;
		near++;
	}
	if (near == 1 && !lookup->provider_id)
		found_record(only, finding);
	else if (json_array_size(records) < RECORDS_MAX && (near == 0 || lookup->provider_id))
		finding->finding = LOOKUP_ABSENT;
}

void tencent_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                          ProviderFinding *finding)
{
	g_autofree char *code = NULL, *message = NULL;
	json_auto_t *json = tencent_answer(answer, &code, &message);
	const json_t *records = json_object_get(json_object_get(json, "Response"), "SendRecordSet");

	(void)account;
	*finding = (ProviderFinding){.finding = LOOKUP_UNSURE};
	if (code || !json_is_array(records))
		finding->code = china_words(code, message);
	else
		find_record(records, lookup, finding);
}

/* ---- items ---- */

static gboolean read_status(const char *word, ProviderInbound *out)
{
	out->kind = INBOUND_RECEIPT;
	out->status = g_strcmp0(word, "SUCCESS") == 0 ? RECEIPT_DELIVERED : RECEIPT_FAILED;
	out->cause = SUBMIT_ACCEPTED;
	return out->status == RECEIPT_DELIVERED || g_strcmp0(word, "FAIL") == 0;
}

/* One of PullSmsSendStatusSet (M). SessionContext only comes where Tencent has switched it on. */
static const char *read_pulled_status(const json_t *item, ProviderInbound *out)
{
	g_autofree char *word = wire_json_field(item, "ReportStatus");
	gboolean known = read_status(word, out);

	out->provider_id = wire_json_field(item, "SerialNo");
	out->ref = wire_json_field(item, "SessionContext");
	out->code = wire_json_field(item, "Description");
	out->at = time_of(item, "UserReceiveTime");
	if (!known)
		return "a report that tells neither SUCCESS nor FAIL";
	return out->provider_id || out->ref ? NULL : "a report without SerialNo";
}

/* One of the array their callback brings (D). */
static const char *read_pushed_status(const json_t *item, ProviderInbound *out)
{
	g_autofree char *word = wire_json_field(item, "report_status"),
	                *time = wire_json_field(item, "user_receive_time");
	gboolean known = read_status(word, out);

	out->provider_id = wire_json_field(item, "sid");
	out->code = wire_json_field(item, "errmsg");
	out->at = wire_local_time(time, CHINA_OFFSET_S);
	if (!known)
		return "a report that tells neither SUCCESS nor FAIL";
	return out->provider_id ? NULL : "a report without sid";
}

static const char *reply_lacks(const ProviderInbound *out)
{
	return !out->from ? "a reply without a number" : !out->text ? "a reply without a text" : NULL;
}

/* One of PullSmsReplyStatusSet (M). */
static const char *read_pulled_reply(const json_t *item, ProviderInbound *out)
{
	out->kind = INBOUND_REPLY;
	out->from = wire_json_field(item, "PhoneNumber");
	out->to = wire_json_field(item, "ExtendCode");
	out->text = wire_json_text(item, "ReplyContent");
	out->at = time_of(item, "ReplyTime");
	return reply_lacks(out);
}

/* What their callback brings of a reply (D): the number comes in two parts, the time in seconds. */
static const char *read_pushed_reply(const json_t *item, ProviderInbound *out)
{
	g_autofree char *country = wire_json_field(item, "nationcode"), *number = wire_json_field(item, "mobile");

	out->kind = INBOUND_REPLY;
	if (number && country && *number != '+')
		out->from = g_strconcat(*country == '+' ? "" : "+", country, number, NULL);
	else
		out->from = g_steal_pointer(&number);
	out->to = wire_json_field(item, "extend");
	out->text = wire_json_text(item, "text");
	out->at = time_of(item, "time");
	return reply_lacks(out);
}

typedef const char *(*ReadItem)(const json_t *item, ProviderInbound *out); /* NULL, or what is wrong */

static const char *take(const json_t *item, ReadItem read, GArray *found)
{
	ProviderInbound one = {0};
	const char *why = read(item, &one);

	g_array_append_val(found, one);
	return why;
}

/* One item that cannot be read keeps all aside: a person sees them, none is lost without a word. */
static int take_all(const json_t *list, ReadItem read, GArray *found, const char **why)
{
	guint before = found->len;
	const json_t *item;
	size_t i;

	*why = json_is_array(list) ? NULL : "no list of items";
	json_array_foreach(list, i, item) if ((*why = take(item, read, found))) break;
	if (*why)
		g_array_set_size(found, before);
	return *why ? -EBADMSG : 0;
}

/* ---- poll ---- */

static const struct {
	const char *kind, *action, *list;
	ReadItem read;
} PULLS[] = {
	{"reports", "PullSmsSendStatus", "PullSmsSendStatusSet", read_pulled_status},
	{"replies", "PullSmsReplyStatus", "PullSmsReplyStatusSet", read_pulled_reply},
};

static int pull_of(const ProviderPoll *poll)
{
	for (gsize i = 0; i < G_N_ELEMENTS(PULLS); i++)
		if (g_strcmp0(PULLS[i].kind, poll->kind) == 0)
			return (int)i;
	return -1;
}

/* A queue that gives each item once, so there is no cursor: what was answered is gone there. */
int tencent_build_poll(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request)
{
	int pull = pull_of(poll);
	json_auto_t *json = NULL;

	if (pull < 0 || !account->account)
		return -EINVAL;
	json = json_pack("{s:i, s:s}", "Limit", POLL_MAX, "SmsSdkAppId", account->account);
	return tencent_request(account, &poll->moment, PULLS[pull].action, json, request);
}

int tencent_parse_poll(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer,
                       GArray *found, char **cursor, gboolean *more, const char **why)
{
	g_autofree char *code = NULL, *message = NULL;
	json_auto_t *json = tencent_answer(answer, &code, &message);
	const json_t *response = json_object_get(json, "Response");
	int pull = pull_of(poll), r;
	const json_t *list;

	(void)account;
	*cursor = NULL;
	*more = FALSE;
	*why = !json_is_object(response)                                 ? "not an answer of the API"
	       : !code                                                   ? NULL
	       : tencent_outcome(code, message) == SUBMIT_ACCOUNT_BROKEN ? "the provider refuses the account"
	       : tencent_outcome(code, message) == SUBMIT_THROTTLED      ? "asked too often"
	                                                                 : "the provider refuses the poll";
	if (*why || pull < 0)
		return -EBADMSG;
	list = json_object_get(response, PULLS[pull].list);
	r = take_all(list, PULLS[pull].read, found, why);
	*more = r == 0 && json_array_size(list) >= POLL_MAX;
	return r;
}

/* ---- webhooks ---- */

int tencent_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                          const char **why)
{
	json_auto_t *json = wire_json(inbound->body);
	guint before = found->len;

	(void)account;
	if (g_str_equal(hook, "dlr"))
		return take_all(json, read_pushed_status, found, why);
	if (!g_str_equal(hook, "mo"))
		return -ENOENT;
	*why = json_is_object(json) ? take(json, read_pushed_reply, found) : "not a JSON object";
	if (*why)
		g_array_set_size(found, before);
	return *why ? -EBADMSG : 0;
}
