/* What became of a message or call at Aliyun: asked for, or told to our webhooks. Sources as in aliyun.c. */
#include <errno.h>
#include <string.h>

#include "provider/aliyun.h"
#include "provider/china.h"
#include "provider/wire.h"

#define PAGE_SIZE 50                  /* the most there is (D) */
#define PAGES_MAX 20                  /* 1000 texts to one number on one day: something else is wrong */
#define EARLY_S 900                   /* their clock may be behind ours by what they let a signature be off (D) */
#define LATE_S 1500                   /* or before it, and a request may take 10 minutes */
#define OLDEST_S (29 * 86400)         /* records are kept 30 days (D) */
#define VOICE_NOTICE "11000000300006" /* D, document 63017: ProdId of calls that read a text out */

/* ---- look-up ---- */

/* By the clock of China. Two days at most: that of the start, and the next where midnight is near. */
static char *day_of(int64_t at)
{
	return wire_utc(at + CHINA_OFFSET_S, "%Y%m%d");
}

/* "20260314/2": day and page. FALSE when it is none of ours. */
static gboolean read_page(const ProviderLookup *lookup, char **day, guint64 *page)
{
	g_auto(GStrv) parts = NULL;

	*page = 1;
	if (!lookup->page) {
		*day = day_of(lookup->started_at - EARLY_S);
		return TRUE;
	}
	parts = g_strsplit(lookup->page, "/", 2);
	if (!parts[0] || !parts[1] || strlen(parts[0]) != 8 || strspn(parts[0], "0123456789") != 8 ||
	    !g_ascii_string_to_unsigned(parts[1], 10, 1, PAGES_MAX, page, NULL))
		return FALSE;
	*day = g_strdup(parts[0]);
	return TRUE;
}

int aliyun_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	g_autofree char *day = NULL, *number = NULL, *size = g_strdup_printf("%d", PAGE_SIZE);
	g_autofree char *date_ms = g_strdup_printf("%" G_GINT64_FORMAT "000", lookup->started_at);
	guint64 page;

	if (!china_is_mobile(lookup->to) || lookup->moment.now_at - lookup->started_at > OLDEST_S ||
	    !read_page(lookup, &day, &page))
		return -EINVAL;
	if (lookup->voice) {
		/* A call is found by its id alone. */
		const AliyunCall call = {
		        "QueryCallDetailByCallId",
		        TRUE,
		        {{"CallId", lookup->provider_id}, {"ProdId", VOICE_NOTICE}, {"QueryDate", date_ms}},
		        3};

		return lookup->provider_id ? aliyun_request(account, &lookup->moment, &call, request) : -EINVAL;
	}
	number = g_strdup_printf("%" G_GUINT64_FORMAT, page);
	const AliyunCall call = {"QuerySendDetails",
	                         FALSE,
	                         {{"PhoneNumber", lookup->to + 3},
	                          {"SendDate", day},
	                          {"PageSize", size},
	                          {"CurrentPage", number},
	                          {"BizId", lookup->provider_id}},
	                         5};

	return aliyun_request(account, &lookup->moment, &call, request);
}

/* err_code of a report and ErrCode of a record (D). Operators have codes of their own beside these: a failure, and no
 * more. */
static const struct {
	const char *code;
	SubmitOutcome cause;
} CAUSES[] = {
	{"MOBILE_NOT_ON_SERVICE", SUBMIT_BAD_NUMBER}, {"INVALID_NUMBER", SUBMIT_BAD_NUMBER},
	{"MOBILE_IN_BLACK", SUBMIT_OPTED_OUT},        {"BUSINESS_LIMIT_CONTROL", SUBMIT_THROTTLED},
	{"MOBILE_SEND_LIMIT", SUBMIT_THROTTLED},      {"CONTENT_KEYWORD", SUBMIT_REJECTED_CONTENT},
};

static SubmitOutcome cause_of(const char *code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(CAUSES); i++)
		if (g_strcmp0(CAUSES[i].code, code) == 0)
			return CAUSES[i].cause;
	return SUBMIT_ACCEPTED;
}

/* status_code of a call (D). */
static const struct {
	const char *code;
	ReceiptStatus status;
	SubmitOutcome cause;
} CALLS[] = {
	{"200000", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},       /* heard to its end */
	{"200001", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},       /* hung up early */
	{"200008", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},       /* no key was pressed */
	{"300000", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},       /* a key was pressed */
	{"200002", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* busy */
	{"200003", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* no answer */
	{"200005", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* unreachable or refused */
	{"200007", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* out of area */
	{"200010", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* switched off */
	{"200012", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* lost */
	{"200004", RECEIPT_FAILED, SUBMIT_BAD_NUMBER},        /* no such number */
	{"200011", RECEIPT_FAILED, SUBMIT_BAD_NUMBER},        /* suspended */
	{"200118", RECEIPT_FAILED, SUBMIT_QUIET_BY_PROVIDER}, /* outside the permitted hours */
	{"200119", RECEIPT_FAILED, SUBMIT_THROTTLED},         /* too often */
	{"200121", RECEIPT_FAILED, SUBMIT_THROTTLED},         /* too many at once */
	{"999999", RECEIPT_FAILED, SUBMIT_RETRY_LATER},       /* their system */
};

/* A code of no row tells that there was a call, not how it ended. */
static void read_call(const char *code, ReceiptStatus *status, SubmitOutcome *cause)
{
	*status = RECEIPT_ACCEPTED;
	*cause = SUBMIT_ACCEPTED;
	for (gsize i = 0; i < G_N_ELEMENTS(CALLS); i++)
		if (g_strcmp0(CALLS[i].code, code) == 0) {
			*status = CALLS[i].status;
			*cause = CALLS[i].cause;
		}
}

static void find_call(const json_t *json, ProviderFinding *finding)
{
	const char *data = json_string_value(json_object_get(json, "Data"));
	json_auto_t *detail = data ? json_loads(data, JSON_REJECT_DUPLICATES, NULL) : NULL;

	finding->code = wire_json_field(detail, "state");
	if (!finding->code)
		return;
	finding->finding = LOOKUP_FOUND;
	read_call(finding->code, &finding->status, &finding->cause);
}

/* SendStatus: 1 waiting, 2 failed, 3 delivered (D, M). */
static void found(const json_t *record, ProviderFinding *finding)
{
	int64_t status = json_integer_value(json_object_get(record, "SendStatus"));

	finding->finding = LOOKUP_FOUND;
	finding->code = wire_json_field(record, "ErrCode");
	finding->status = status == 3 ? RECEIPT_DELIVERED : status == 2 ? RECEIPT_FAILED : RECEIPT_ACCEPTED;
	if (finding->status == RECEIPT_FAILED)
		finding->cause = cause_of(finding->code);
}

/* A record of that time without any OutId may be ours, if they should ever lose it. */
static gboolean is_doubtful(const json_t *record, const ProviderLookup *lookup)
{
	g_autofree char *out_id = wire_json_field(record, "OutId"), *date = wire_json_field(record, "SendDate");
	int64_t at = wire_local_time(date, CHINA_OFFSET_S);

	return !out_id && (at == 0 || (at >= lookup->started_at - EARLY_S && at <= lookup->started_at + LATE_S));
}

/* Not on this page: which is the next, if any? */
static void next_page(const ProviderLookup *lookup, gsize n, ProviderFinding *finding)
{
	g_autofree char *day = NULL, *last = day_of(lookup->started_at + LATE_S);
	guint64 page;

	if (!read_page(lookup, &day, &page) || (n >= PAGE_SIZE && page == PAGES_MAX))
		return;
	finding->finding = LOOKUP_MORE;
	if (n >= PAGE_SIZE)
		finding->page = g_strdup_printf("%s/%" G_GUINT64_FORMAT, day, page + 1);
	else if (!g_str_equal(day, last))
		finding->page = g_strconcat(last, "/1", NULL);
	else
		finding->finding = LOOKUP_ABSENT;
}

static void find_text(const json_t *json, const ProviderLookup *lookup, ProviderFinding *finding)
{
	const json_t *list = json_object_get(json_object_get(json, "SmsSendDetailDTOs"), "SmsSendDetailDTO"), *record;
	gboolean doubt = FALSE;
	size_t i;

	if (!json_is_array(list))
		return;
	json_array_foreach(list, i, record)
	{
		g_autofree char *out_id = wire_json_field(record, "OutId");

		if (g_strcmp0(out_id, lookup->ref) == 0) {
			found(record, finding);
			return;
		}
		doubt = doubt || is_doubtful(record, lookup);
	}
	if (!doubt)
		next_page(lookup, json_array_size(list), finding);
}

void aliyun_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding)
{
	json_auto_t *json = answer->truncated || answer->status != 200 ? NULL : wire_json(answer->body);
	g_autofree char *code = wire_json_field(json, "Code"), *message = wire_json_field(json, "Message");

	(void)account;
	*finding = (ProviderFinding){.finding = LOOKUP_UNSURE};
	if (g_strcmp0(code, "OK") != 0)
		finding->code = china_words(code, message);
	else if (lookup->voice)
		find_call(json, finding);
	else
		find_text(json, lookup, finding);
}

/* ---- webhooks ---- */

static gboolean is_true(const json_t *json)
{
	return json_is_true(json) || g_strcmp0(json_string_value(json), "true") == 0;
}

static gboolean is_false(const json_t *json)
{
	return json_is_false(json) || g_strcmp0(json_string_value(json), "false") == 0;
}

static int64_t time_of(const json_t *item, const char *name)
{
	g_autofree char *text = wire_json_field(item, name);

	return wire_local_time(text, CHINA_OFFSET_S);
}

/* SmsReport. */
static const char *read_report(const json_t *item, ProviderInbound *out)
{
	const json_t *success = json_object_get(item, "success");

	out->kind = INBOUND_RECEIPT;
	out->ref = wire_json_field(item, "out_id");
	out->provider_id = wire_json_field(item, "biz_id");
	out->code = wire_json_field(item, "err_code");
	out->at = time_of(item, "report_time");
	out->status = is_true(success) ? RECEIPT_DELIVERED : RECEIPT_FAILED;
	out->cause = is_true(success) ? SUBMIT_ACCEPTED : cause_of(out->code);
	if (!is_true(success) && !is_false(success))
		return "a report that tells neither success nor failure";
	return out->ref || out->provider_id ? NULL : "a report without out_id and biz_id";
}

/* SmsUp. */
static const char *read_reply(const json_t *item, ProviderInbound *out)
{
	out->kind = INBOUND_REPLY;
	out->from = wire_json_field(item, "phone_number");
	out->to = wire_json_field(item, "dest_code");
	out->text = wire_json_text(item, "content");
	out->provider_id = wire_json_field(item, "sequence_id");
	out->at = time_of(item, "send_time");
	if (!out->from)
		return "a reply without phone_number";
	return out->text ? NULL : "a reply without content";
}

/* VoiceReport. A pressed key stands beside the code. */
static const char *read_voice(const json_t *item, ProviderInbound *out)
{
	g_autofree char *code = wire_json_field(item, "status_code"), *key = wire_json_field(item, "dtmf");

	out->kind = INBOUND_RECEIPT;
	out->ref = wire_json_field(item, "out_id");
	out->provider_id = wire_json_field(item, "call_id");
	out->at = time_of(item, "end_time");
	read_call(code, &out->status, &out->cause);
	out->code = key ? g_strconcat(code ? code : "", " key ", key, NULL) : g_strdup(code);
	if (!code)
		return "a call's report without status_code";
	return out->ref || out->provider_id ? NULL : "a call's report without out_id and call_id";
}

static const struct {
	const char *hook;
	const char *(*read)(const json_t *item, ProviderInbound *out); /* NULL, or what is wrong */
} HOOKS[] = {{"dlr", read_report}, {"mo", read_reply}, {"call", read_voice}};

/* Each is an array. One item that cannot be read keeps all aside: a person sees them, none is lost without a word. */
int aliyun_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found_in,
                         const char **why)
{
	guint before = found_in->len;
	gsize h = 0;
	size_t i;
	json_t *item;

	(void)account;
	while (h < G_N_ELEMENTS(HOOKS) && !g_str_equal(HOOKS[h].hook, hook))
		h++;
	if (h == G_N_ELEMENTS(HOOKS))
		return -ENOENT;
	json_auto_t *list = wire_json(inbound->body);

	*why = json_is_array(list) ? NULL : "not a JSON array";
	json_array_foreach(list, i, item)
	{
		ProviderInbound one = {0};

		*why = HOOKS[h].read(item, &one);
		g_array_append_val(found_in, one);
		if (*why)
			break;
	}
	if (*why)
		g_array_set_size(found_in, before);
	return *why ? -EBADMSG : 0;
}
