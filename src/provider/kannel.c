/* Kannel 1.4.5: smsbox sendsms, delivery reports, inbound messages.
 *
 * What the admin writes in kannel.conf (the path holds the secret; HOST:PORT is followupd's webhook listener):
 *
 *   group = smsbox
 *   mo-recode = true              # UCS-2 as UTF-8; without it we decode UTF-16BE ourselves
 *   http-request-retry = 3        # else one lost connection loses a report for good
 *   http-queue-delay = 10
 *
 *   group = sendsms-user
 *   username = ...
 *   password = ...
 *   max-messages = 10             # the default, 1, cuts long texts without a word
 *   concatenation = true
 *
 *   group = sms-service
 *   keyword = default
 *   catch-all = true
 *   get-url = "http://HOST:PORT/hook/PROVIDER/TOKEN/mo?from=%p&to=%P&text=%b&charset=%C&epoch=%T&id=%I"
 *   max-messages = 0              # else Kannel texts the customer what we answer, errors too
 *   omit-empty = true
 *
 * and dlr-storage other than internal, which forgets all reports with a restart. A post-url with send-sender = true is
 * understood as well, but brings no id to tell repeats by.
 *
 * Sources, named beside each rule: "seen": tried with Debian 12's kannel 1.4.5-12; "source": gw/smsbox.c, gw/dlr.h,
 * gw/urltrans.c of 1.4.5; "guide": the Kannel user guide. */
#include "provider/drivers.h"
#include "provider/fields.h"

#include <errno.h>
#include <string.h>

#include "provider/wire.h"
#include "text/segment.h"

#define CODE_MAX_CHARS 80

/* ---- submit ---- */

/* Kannel reads escape codes (%d, %A, ...) anywhere in a dlr-url, so a percent sign that is ours is doubled (seen). */
static char *report_url(const char *base, const char *ref)
{
	g_autoptr(GString) url = g_string_new(base);

	g_string_replace(url, "%", "%%", 0);
	g_string_append(url, strchr(base, '?') ? "&ref=" : "?ref=");
	g_string_append(url, ref);
	g_string_append(url, "&type=%d&a=%A&fid=%F&epoch=%T");
	return g_string_free(g_steal_pointer(&url), FALSE);
}

/* A header loses blanks at its ends: such a value would arrive changed. */
static int add_exactly(GArray *headers, const char *name, const char *value)
{
	if (g_ascii_isspace(*value) || (*value && g_ascii_isspace(value[strlen(value) - 1])))
		return -EINVAL;
	return http_headers_add(headers, name, value);
}

static gboolean is_ref(const char *ref)
{
	return *ref && strspn(ref, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(ref);
}

static gboolean can_be_coded(const ProviderAccount *account, const ProviderSubmit *submit)
{
	Segments segments;

	if (!account->url || !account->username || !account->password || !is_ref(submit->ref) || submit->to[0] != '+' ||
	    !submit->to[1] || strspn(submit->to + 1, "0123456789") != strlen(submit->to + 1))
		return FALSE;
	/* Left to itself Kannel sends '?' for what is not GSM-7 and does not mind broken UTF-8 (seen). */
	if (!*submit->text || !g_utf8_validate(submit->text, -1, NULL) ||
	    (!submit->ucs2 && (text_segments(submit->text, &segments) < 0 || segments.encoding != ENCODING_GSM7)))
		return FALSE;
	/* A fragment would swallow what we append; anything else that is no URL is a 400 to every message. */
	return !account->report_url || (!strpbrk(account->report_url, "# ") &&
	                                (g_str_has_prefix(account->report_url, "http://") ||
	                                 g_str_has_prefix(account->report_url, "https://")) &&
	                                g_uri_is_valid(account->report_url, G_URI_FLAGS_ENCODED, NULL));
}

/* POST text/plain with X-Kannel-* headers, not GET: the secret and the number stay out of access logs, the text is
 * taken byte by byte as it is (no '+' or '%' is decoded; GSM-7, its extension table, Chinese, emoji, blanks at the ends
 * and line breaks all arrive unchanged: seen), and a body lets http_client keep the request single on a kept
 * connection. */
static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	g_autofree char *validity = g_strdup_printf("%" G_GINT64_FORMAT, MAX(submit->validity_s / 60, 1));
	g_autofree char *reports = NULL;
	g_autoptr(GArray) headers = http_headers_new();
	int r = 0;

	if (!can_be_coded(account, submit))
		return -EINVAL;
	if (account->report_url)
		reports = report_url(account->report_url, submit->ref);
	const struct {
		const char *name, *value; /* NULL: not told */
	} fields[] = {
		/* Without the charset Kannel takes the bytes for Latin-1 (seen). */
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"X-Kannel-Username", account->username},
		{"X-Kannel-Password", account->password},
		{"X-Kannel-From", account->sender},
		{"X-Kannel-To", submit->to}, /* the '+' is kept (seen) */
		{"X-Kannel-Coding", submit->ucs2 ? "2" : "0"},
		{"X-Kannel-SMSC", account->smsc},
		{"X-Kannel-Validity", submit->validity_s > 0 ? validity : NULL}, /* minutes (guide) */
		{"X-Kannel-DLR-Mask", reports ? "31" : NULL}, /* 1 + 2 + 4 + 8 + 16: all there are (guide) */
		{"X-Kannel-DLR-URL", reports},
	};
	for (gsize i = 0; r == 0 && i < G_N_ELEMENTS(fields); i++)
		if (fields[i].value)
			r = add_exactly(headers, fields[i].name, fields[i].value);
	if (r < 0)
		return r;
	*request = (HttpRequest){
	        .method = g_strdup("POST"),
	        .url = g_strdup(account->url),
	        .headers = g_steal_pointer(&headers),
	        .body = g_bytes_new(submit->text, strlen(submit->text)),
	};
	return 0;
}

/* ---- answer ---- */

/* First match wins; `says` is a pattern of the whole body. What no row names is SUBMIT_UNKNOWN: also another text with
 * 202, 403 or 503, which came from something between us and Kannel. */
static const struct {
	int status;
	const char *says;
	SubmitOutcome outcome;
} ANSWERS[] = {
	{202, "0: Accepted for delivery*", SUBMIT_ACCEPTED},     /* seen */
	{202, "3: Queued for later delivery*", SUBMIT_ACCEPTED}, /* seen: the SMSC is away, bearerbox holds it */
	{202, "Sent.*", SUBMIT_ACCEPTED},                        /* source: immediate-sendsms-reply */
	{403, "Authorization failed*", SUBMIT_ACCOUNT_BROKEN},   /* seen */
	/* seen: no SMSC takes this prefix. It is the number's fault, not the account's: others go on. */
	{403, "Not routable*", SUBMIT_BAD_NUMBER},
	{503, "Temporal failure*", SUBMIT_RETRY_LATER},              /* seen: sms-outgoing-queue-limit */
	{500, "Sending failed*", SUBMIT_RETRY_LATER},                /* source */
	{400, "Missing receiver*", SUBMIT_BAD_NUMBER},               /* seen, in two wordings */
	{400, "Empty receiver*", SUBMIT_BAD_NUMBER},                 /* seen */
	{400, "Number(s) has/have been denied*", SUBMIT_BAD_NUMBER}, /* seen: lists, or a character that is no digit */
	{400, "Charset or body misformed*", SUBMIT_REJECTED_CONTENT}, /* seen */
	{400, "Sender missing*", SUBMIT_ACCOUNT_BROKEN},             /* source */
	{400, "*content-type*", SUBMIT_ACCOUNT_BROKEN},              /* seen: "Invalid content-type" */
	{400, "* field misformed*", SUBMIT_ACCOUNT_BROKEN},          /* seen for DLR-URL, DLR-Mask,
	 Coding: our own request */
	/* RFC 9110, 15.5: whoever says these refused the request,
	 whatever the body: address or credentials are wrong. */
	{401, "*", SUBMIT_ACCOUNT_BROKEN},
	{404, "*", SUBMIT_ACCOUNT_BROKEN}, /* seen: "Unknown request.", a wrong path */
	{405, "*", SUBMIT_ACCOUNT_BROKEN},
	{415, "*", SUBMIT_ACCOUNT_BROKEN}, /* source */
};

static SubmitOutcome outcome_of(int status, const char *body)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++)
		if (ANSWERS[i].status == status && g_pattern_match_simple(ANSWERS[i].says, body))
			return ANSWERS[i].outcome;
	return SUBMIT_UNKNOWN;
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	gsize length = 0;
	const char *data = answer->body ? g_bytes_get_data(answer->body, &length) : NULL;
	g_autofree char *said = wire_clean(data, length, CODE_MAX_CHARS), *words = fields_words(said);

	(void)account;
	*result = (ProviderResult){
	        /* Kannel says one sentence; an answer longer than the cap is not Kannel's. */
	        .outcome = answer->truncated ? SUBMIT_UNKNOWN : outcome_of(answer->status, said ? said : ""),
	        .code = words ? g_strdup_printf("%d %s", answer->status, words) : g_strdup_printf("%d", answer->status),
	};
}

/* ---- check ---- */

/* A submit to nobody. Kannel looks at name and password first, then misses the receiver (seen), and nothing leaves. */
static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	g_autoptr(GArray) headers = http_headers_new();
	const char *body = "check";
	int r = account->url && account->username && account->password ? 0 : -EINVAL;

	(void)moment, (void)template_code;
	if (r == 0)
		r = add_exactly(headers, "Content-Type", "text/plain; charset=UTF-8");
	if (r == 0)
		r = add_exactly(headers, "X-Kannel-Username", account->username);
	if (r == 0)
		r = add_exactly(headers, "X-Kannel-Password", account->password);
	if (r == 0 && account->sender)
		r = add_exactly(headers, "X-Kannel-From", account->sender);
	if (r < 0)
		return r;
	*request = (HttpRequest){.method = g_strdup("POST"), .url = g_strdup(account->url),
	                         .headers = g_steal_pointer(&headers), .body = g_bytes_new_static(body, strlen(body))};
	return 0;
}

/* That it misses the receiver is the good answer: name and password have passed. */
static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	ProviderResult result = {0};
	gboolean passed;

	parse_answer(account, answer, &result);
	passed = result.outcome == SUBMIT_BAD_NUMBER && answer->status == 400 && strstr(result.code, "receiver");
	*check = (ProviderCheck){
	        /* "Accepted" would not be an answer to a message without a receiver. */
	        .outcome = passed                                ? SUBMIT_ACCEPTED
	                   : result.outcome == SUBMIT_ACCEPTED ||
	                             result.outcome == SUBMIT_BAD_NUMBER ? SUBMIT_UNKNOWN
	                                                                 : result.outcome,
	        .words = passed ? NULL : g_steal_pointer(&result.code),
	};
	provider_result_clear(&result);
}

/* ---- delivery reports ---- */

/* %d of a dlr-url. `ignored`: Kannel knows no more than we do, a later report may tell. */
static const struct {
	const char *type;
	ReceiptStatus status;
	gboolean ignored;
} REPORTS[] = {
	{"1", RECEIPT_DELIVERED, FALSE}, /* seen */
	{"2", RECEIPT_FAILED, FALSE},    /* seen */
	{"4", RECEIPT_BUFFERED, FALSE},  /* seen */
	{"8", RECEIPT_ACCEPTED, FALSE},  /* seen: by the SMSC; may come after 1 */
	{"16", RECEIPT_FAILED, FALSE},   /* seen: refused by the SMSC */
	{"34", RECEIPT_FAILED, FALSE},   /* source: 32 expired + 2 */
	{"66", RECEIPT_FAILED, TRUE},    /* source: 64 unknown + 2 */
};

static int parse_report(const HttpInbound *inbound, GArray *found, const char **why)
{
	g_autofree char *type = wire_query_field(inbound->query, "type");
	g_autofree char *ref = wire_query_field(inbound->query, "ref");
	g_autofree char *epoch = wire_query_field(inbound->query, "epoch");
	ProviderInbound report = {.kind = INBOUND_RECEIPT};
	gsize i = 0;

	while (i < G_N_ELEMENTS(REPORTS) && g_strcmp0(REPORTS[i].type, type) != 0)
		i++;
	if (i == G_N_ELEMENTS(REPORTS)) {
		*why = type ? "a report of unknown type" : "a report without type";
		return -EBADMSG;
	}
	if (!ref || !is_ref(ref)) {
		*why = "a report without a reference of ours";
		return -EBADMSG;
	}
	if (REPORTS[i].ignored)
		return 0;
	report.status = REPORTS[i].status;
	report.ref = g_steal_pointer(&ref);
	report.code = wire_query_field(inbound->query, "a");
	report.provider_id = wire_query_field(inbound->query, "fid");
	report.at = wire_epoch(epoch);
	g_array_append_val(found, report);
	return 0;
}

/* ---- inbound messages ---- */

/* "text/plain; charset=\"UTF-16BE\"" -> "UTF-16BE" */
static char *charset_of(const char *content_type)
{
	const char *equals = content_type ? strstr(content_type, "charset=") : NULL;

	return equals ? g_strndup(equals + 8 + (equals[8] == '"'), strcspn(equals + 8 + (equals[8] == '"'), "\"; "))
	              : NULL;
}

static char *header_field(const HttpInbound *inbound, const char *name)
{
	const char *value = http_headers_get(inbound->headers, name);

	return value ? wire_clean(value, strlen(value), 64) : NULL;
}

static ProviderInbound message_of_post(const HttpInbound *inbound)
{
	g_autofree char *charset = charset_of(http_headers_get(inbound->headers, "Content-Type"));
	gsize length = 0;
	const char *body = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;

	return (ProviderInbound){
	        .kind = INBOUND_REPLY,
	        .from = header_field(inbound, "X-Kannel-From"),
	        .to = header_field(inbound, "X-Kannel-To"),
	        .text = wire_text(body, length, charset),
	        .at = wire_local_time(http_headers_get(inbound->headers, "X-Kannel-Time"), 0), /* UTC (seen) */
	};
}

static ProviderInbound message_of_get(const HttpInbound *inbound)
{
	g_autofree char *charset = wire_query_field(inbound->query, "charset");
	g_autofree char *epoch = wire_query_field(inbound->query, "epoch");
	g_autoptr(GBytes) text = wire_query_bytes(inbound->query, "text");
	gsize length = 0;
	const char *data = text ? g_bytes_get_data(text, &length) : NULL;

	return (ProviderInbound){
	        .kind = INBOUND_REPLY,
	        .from = wire_query_field(inbound->query, "from"),
	        .to = wire_query_field(inbound->query, "to"),
	        .text = text ? wire_text(data, length, charset) : NULL,
	        .provider_id = wire_query_field(inbound->query, "id"),
	        .at = wire_epoch(epoch),
	};
}

static int parse_message(const HttpInbound *inbound, GArray *found, const char **why)
{
	ProviderInbound reply =
	        g_strcmp0(inbound->method, "POST") == 0 ? message_of_post(inbound) : message_of_get(inbound);

	g_array_append_val(found, reply);
	if (reply.from && reply.text)
		return 0;
	*why = reply.from ? "a message without a readable text" : "a message without a sender (send-sender, %p)";
	g_array_set_size(found, found->len - 1);
	return -EBADMSG;
}

static const struct {
	const char *name;
	int (*parse)(const HttpInbound *inbound, GArray *found, const char **why);
} HOOKS[] = {{"dlr", parse_report}, {"mo", parse_message}};

static int parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	(void)account;
	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++)
		if (g_str_equal(HOOKS[i].name, hook))
			return HOOKS[i].parse(inbound, found, why);
	return -ENOENT;
}

/* seen: smsbox counts 200 and 202 as taken and tries 204 again; a body would be texted to the customer. */
static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "text/plain", ""};
}

const Provider provider_kannel = {
        .name = "kannel",
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .parse_inbound = parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
