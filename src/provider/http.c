/* Any HTTP API, by configuration alone: requests as templates, answers by pointers and patterns, codes by a table the
 * admin writes (util/http_profile.h; followup-provider(7) for people). Source of the shape and of what holds where the
 * profile says nothing: the comparison of such drivers (RapidPro, playSMS, Kannel's generic, Home Assistant), RFC 9110
 * for the status codes.
 *
 * Not here: digest auth, which needs a second request, and http_client sends one. */
#include "provider/drivers.h"
#include "provider/fields.h"

#include <errno.h>
#include <string.h>

#include "provider/http_parts.h"

#define MINUTE 60
#define HOUR 3600

/* ---- values ---- */

typedef struct {
	HttpValues values;
	GStringChunk *chunk; /* of those that are made */
} Values;

static void values_clear(Values *v)
{
	g_clear_pointer(&v->chunk, g_string_chunk_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Values, values_clear)

static const char *decimal(Values *v, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);

	return g_string_chunk_insert(v->chunk, text);
}

/* Each by its own rules of what "without the country" is; a number of another country has no such form. */
static const char *national(Values *v, const HttpProfile *profile, const char *to)
{
	g_autofree char *text = NULL;

	if (!profile->country_code || !g_str_has_prefix(to + 1, profile->country_code))
		return NULL;
	text = g_strconcat(profile->national_prefix ? profile->national_prefix : "",
	                   to + 1 + strlen(profile->country_code), NULL);
	return g_string_chunk_insert(v->chunk, text);
}

static Values values_new(const ProviderAccount *account, const ProviderMoment *moment, const char *to)
{
	Values v = {.chunk = g_string_chunk_new(256)};
	const char **value = v.values.value;

	value[HTTP_VAR_USERNAME] = account->username;
	value[HTTP_VAR_ACCOUNT] = account->account;
	value[HTTP_VAR_NOW] = decimal(&v, moment->now_at);
	value[HTTP_VAR_NONCE] = moment->nonce;
	if (to) {
		value[HTTP_VAR_TO] = to;
		value[HTTP_VAR_TO_NO_PLUS] = to + 1;
		value[HTTP_VAR_TO_NATIONAL] = national(&v, account->http, to);
	}
	return v;
}

static gboolean is_number(const char *to)
{
	return to && to[0] == '+' && to[1] && strspn(to + 1, "0123456789") == strlen(to + 1);
}

/* ---- submit ---- */

/* The unit a window is told in; a longer one than is left cannot keep it. */
static int64_t validity_step_s(const ProviderAccount *account)
{
	const HttpRequestPlan *plan = account->http && account->http->send ? &account->http->send->request : NULL;

	return plan && http_build_uses(plan, HTTP_VAR_VALIDITY_H) ? HOUR : MINUTE;
}

static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	const HttpProfile *profile = account->http;
	const HttpRequestPlan *plan = profile && profile->send ? &profile->send->request : NULL;
	g_auto(Values) v = {0};
	const char **value = v.values.value;

	if (!plan || !account->url || submit->voice || !is_number(submit->to) || !*submit->text ||
	    !g_utf8_validate(submit->text, -1, NULL))
		return -EINVAL;
	v = values_new(account, &submit->moment, submit->to);
	value[HTTP_VAR_FROM] = account->sender;
	value[HTTP_VAR_TEXT] = submit->text;
	value[HTTP_VAR_LANGUAGE] = submit->language;
	value[HTTP_VAR_REF] = submit->ref;
	value[HTTP_VAR_CALLBACK_URL] = account->report_url;
	if (submit->validity_s > 0) {
		/* Left out, the provider's own would hold, which knows of no window. */
		if (submit->validity_s < validity_step_s(account))
			return -EINVAL;
		value[HTTP_VAR_VALIDITY_S] = decimal(&v, submit->validity_s);
		value[HTTP_VAR_VALIDITY_MIN] = decimal(&v, submit->validity_s / MINUTE);
		value[HTTP_VAR_VALIDITY_H] = decimal(&v, submit->validity_s / HOUR);
	}
	if (!value[HTTP_VAR_TO_NATIONAL] && http_build_uses(plan, HTTP_VAR_TO_NATIONAL))
		return -EINVAL;
	return http_build_request(account, plan, &v.values, request);
}

/* ---- answer ---- */

/* What holds where no row of the profile does. Whoever says these refused the request, whatever the body (RFC
 * 9110, 15.5); 408 comes from a server that has read some of it. Everything else may be out. */
static const struct {
	int from, to;
	SubmitOutcome outcome;
} DEFAULTS[] = {
        {401, 401, SUBMIT_ACCOUNT_BROKEN}, {403, 403, SUBMIT_ACCOUNT_BROKEN}, {404, 405, SUBMIT_ACCOUNT_BROKEN},
        {415, 415, SUBMIT_ACCOUNT_BROKEN}, {402, 402, SUBMIT_NO_CREDIT},      {408, 408, SUBMIT_UNKNOWN},
        {429, 429, SUBMIT_THROTTLED},      {400, 499, SUBMIT_UNKNOWN_CODE},
};

static SubmitOutcome default_outcome(const HttpSend *send, int status)
{
	for (gsize i = 0; i < G_N_ELEMENTS(DEFAULTS); i++)
		if (status >= DEFAULTS[i].from && status <= DEFAULTS[i].to)
			return DEFAULTS[i].outcome;
	return send->retry_5xx_safe && status >= 500 && status <= 599 ? SUBMIT_RETRY_LATER : SUBMIT_UNKNOWN;
}

static char *find_id(const HttpSend *send, const HttpRead *read)
{
	const char *header = send->id_header ? http_headers_get(read->headers, send->id_header) : NULL;

	if (send->id_pointer)
		return http_read_value(read->json, send->id_pointer);
	if (send->id_like)
		return http_read_group(read, send->id_like);
	return header ? wire_clean(header, strlen(header), 256) : NULL;
}

/* *row: what it was judged by; NULL: no row of the profile. */
static void judge(const HttpSend *send, const HttpRead *read, const HttpCondition **row, ProviderResult *result)
{
	gboolean has_id = send->id_pointer || send->id_like || send->id_header;

	*row = NULL;
	if (http_read_all(read, send->success)) {
		result->provider_id = find_id(send, read);
		/* A body that was to bring an id and does not may be cut: what it says of success is then the status
		 * line alone. */
		result->outcome = has_id && !result->provider_id && !http_read_looks_inside(send->success)
		                          ? SUBMIT_UNKNOWN
		                          : SUBMIT_ACCEPTED;
		return;
	}
	for (guint i = 0; !*row && send->errors && i < send->errors->len; i++)
		if (http_read_holds(read, send->errors->pdata[i]))
			*row = send->errors->pdata[i];
	result->outcome = *row ? (SubmitOutcome)(*row)->outcome : default_outcome(send, read->status);
	if (result->outcome == SUBMIT_THROTTLED) {
		result->retry_after_s = http_read_delay(read, *row);
		result->number_only = *row && (*row)->number_only;
	}
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	const HttpSend *send = account->http ? account->http->send : NULL;
	g_auto(HttpRead) read = http_read_answer(answer);
	const HttpCondition *row = NULL;
	g_autofree char *code = NULL, *said = NULL;

	*result = (ProviderResult){.outcome = SUBMIT_UNKNOWN};
	if (send && !answer->truncated && read.length <= HTTP_BODY_MAX)
		judge(send, &read, &row, result);
	if (send && send->code)
		code = http_read_value(read.json, send->code);
	if (!code && row && row->pointer)
		code = http_read_value(read.json, row->pointer);
	/* Not the body: it may repeat the number or the text, and this goes into the log. */
	said = fields_words(code);
	result->code = g_strdup_printf("%d%s%s", answer->status, said ? " " : "", said ? said : "");
}

/* ---- look-up ---- */

static int build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	const HttpLookup *asked = account->http ? account->http->lookup : NULL;
	g_auto(Values) v = {0};

	if (!asked || !account->url || lookup->voice || !is_number(lookup->to))
		return -EINVAL;
	v = values_new(account, &lookup->moment, lookup->to);
	v.values.value[HTTP_VAR_REF] = lookup->ref;
	v.values.value[HTTP_VAR_ID] = lookup->provider_id;
	/* Without the id it would ask for something else, or for all. */
	if (!lookup->provider_id && http_build_uses(&asked->request, HTTP_VAR_ID))
		return -EINVAL;
	return http_build_request(account, &asked->request, &v.values, request);
}

/* The member of the list that carries our reference; the whole document where there is no list. NULL: not there. */
static const json_t *ours(const HttpLookup *asked, const HttpRead *read, const char *ref)
{
	const json_t *list = asked->array ? http_read_pointer(read->json, asked->array) : NULL, *member;
	size_t i;

	if (!asked->array)
		return read->json;
	json_array_foreach((json_t *)list, i, member)
	{
		g_autofree char *value = http_read_value(member, asked->match);

		if (g_strcmp0(value, ref) == 0)
			return member;
	}
	return NULL;
}

static void tell_status(const HttpProfile *profile, const json_t *record, ProviderFinding *finding)
{
	const HttpLookup *asked = profile->lookup;
	g_autofree char *status = asked->status ? http_read_value(record, asked->status) : NULL;
	g_autofree char *error = asked->error ? http_read_value(record, asked->error) : NULL;
	const HttpStatus *row = http_read_status(profile->statuses, status, error);

	/* It is known: it was accepted, whatever the word for it means. */
	finding->finding = LOOKUP_FOUND;
	finding->status = row && row->status >= 0 ? (ReceiptStatus)row->status : RECEIPT_ACCEPTED;
	finding->cause = row ? (SubmitOutcome)row->cause : SUBMIT_ACCEPTED;
	finding->provider_id = asked->id ? http_read_value(record, asked->id) : NULL;
	finding->code = error ? g_strdup_printf("%s %s", status ? status : "-", error) : g_steal_pointer(&status);
}

static void parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding)
{
	const HttpLookup *asked = account->http ? account->http->lookup : NULL;
	g_auto(HttpRead) read = http_read_answer(answer);
	const json_t *record;

	*finding = (ProviderFinding){.finding = LOOKUP_UNSURE};
	if (!asked || answer->truncated || read.length > HTTP_BODY_MAX)
		return;
	if (asked->absent && http_read_all(&read, asked->absent)) {
		finding->finding = LOOKUP_ABSENT;
		return;
	}
	if (!read.json || !http_read_all(&read, asked->found))
		return;
	record = ours(asked, &read, lookup->ref);
	if (record)
		tell_status(account->http, record, finding);
	else if (json_is_array(http_read_pointer(read.json, asked->array)))
		finding->finding = LOOKUP_ABSENT;
}

/* ---- check ---- */

static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	const HttpCheck *check = account->http ? account->http->check : NULL;
	g_auto(Values) v = values_new(account, moment, NULL);

	(void)template_code;
	return check && account->url ? http_build_request(account, &check->request, &v.values, request) : -EINVAL;
}

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	const HttpCheck *asked = account->http ? account->http->check : NULL;
	g_auto(HttpRead) read = http_read_answer(answer);
	ProviderResult judged = {.outcome = SUBMIT_UNKNOWN};
	const HttpCondition *row;

	if (asked && !answer->truncated && http_read_all(&read, asked->success))
		judged.outcome = SUBMIT_ACCEPTED;
	else if (asked && account->http->send)
		judge(&(const HttpSend){.success = asked->success, .errors = account->http->send->errors}, &read, &row,
		      &judged);
	check->outcome = judged.outcome;
	check->words = asked && asked->words ? http_read_value(read.json, asked->words) : NULL;
	if (!check->words)
		check->words = g_strdup_printf("HTTP %d", answer->status);
	provider_result_clear(&judged);
}

const Provider provider_http = {
        .name = "http",
        .validity_step_s = validity_step_s,
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .build_lookup = build_lookup,
        .parse_lookup = parse_lookup,
        .lookup_waits_s = {60, 300},
        .verify = http_hooks_verify,
        .parse_inbound = http_hooks_parse,
        .ack = http_hooks_ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
