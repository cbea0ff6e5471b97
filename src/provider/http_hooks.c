/* Webhooks of driver "http": reports and replies, found where the profile says they stand. */
#include <errno.h>
#include <string.h>

#include "provider/http_parts.h"
#include "provider/sign.h"

#define FIELD_MAX_CHARS 64
#define REF_MAX_CHARS 256
#define THINGS_MAX 1000

/* One report or reply of a webhook that may bring several. */
typedef struct {
	const HttpInbound *inbound;
	const char *form;   /* the body as text */
	const json_t *json; /* of the body, or the member of its list; NULL: none */
	char **lines;       /* NULL: it has none */
} Thing;

/* ---- fields ---- */

/* Names with brackets come as they are, or percent-encoded. */
static GBytes *parameter(const char *query, const char *name)
{
	g_autofree char *escaped = NULL;
	GBytes *found = wire_query_bytes(query, name);

	if (found || !strpbrk(name, "[]"))
		return found;
	escaped = g_uri_escape_string(name, NULL, FALSE);
	return wire_query_bytes(query, escaped);
}

static GBytes *field_bytes(const Thing *thing, const char *field)
{
	GBytes *found = NULL;

	if (*field == '/') {
		const json_t *json = http_read_pointer(thing->json, field);
		g_autofree char *value = json_is_string(json) ? NULL : http_read_value(thing->json, field);

		if (json_is_string(json))
			return g_bytes_new(json_string_value(json), json_string_length(json));
		return value ? g_bytes_new(value, strlen(value)) : NULL;
	}
	if (*field == '#') {
		guint n = (guint)g_ascii_strtoull(field + 1, NULL, 10);

		if (!thing->lines || n >= g_strv_length(thing->lines))
			return NULL;
		return g_bytes_new(thing->lines[n], strlen(thing->lines[n]));
	}
	if (g_str_has_prefix(field, "header:")) {
		const char *value = http_headers_get(thing->inbound->headers, field + strlen("header:"));

		return value ? g_bytes_new(value, strlen(value)) : NULL;
	}
	if (g_str_equal(field, "body:"))
		return thing->inbound->body ? g_bytes_ref(thing->inbound->body) : NULL;
	found = parameter(thing->form, field);
	return found ? found : parameter(thing->inbound->query, field);
}

static char *field_chars(const Thing *thing, const char *field, glong max_chars)
{
	g_autoptr(GBytes) bytes = field ? field_bytes(thing, field) : NULL;
	gsize length = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

	return data ? wire_clean(data, length, max_chars) : NULL;
}

static char *field(const Thing *thing, const char *name)
{
	return field_chars(thing, name, FIELD_MAX_CHARS);
}

/* The charset is the admin's word, so it may be any iconv knows; without it, or where it fails, UTF-8. */
static char *field_text(const Thing *thing, const HttpReplies *replies)
{
	g_autoptr(GBytes) bytes = field_bytes(thing, replies->text);
	gsize length = 0, written = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
	g_autofree char *plain = NULL;

	if (!bytes)
		return NULL;
	if (data && replies->charset)
		plain = g_convert(data, (gssize)length, "UTF-8", replies->charset, NULL, &written, NULL);
	return plain ? wire_text(plain, written, NULL) : wire_text(data, length, NULL);
}

static int number(const Thing *thing, const char *name)
{
	g_autofree char *text = field(thing, name);
	guint64 value;

	return text && g_ascii_string_to_unsigned(text, 10, 0, 255, &value, NULL) ? (int)value : 0;
}

/* ---- a report, a reply ---- */

typedef int (*Take)(const HttpProfile *profile, const Thing *thing, GArray *found, const char **why);

static int64_t time_of(const Thing *thing, const HttpHook *hook)
{
	g_autofree char *text = field(thing, hook->time);

	return http_read_time(text, (HttpTimeForm)hook->time_form, hook->offset_s);
}

static int take_report(const HttpProfile *profile, const Thing *thing, GArray *found, const char **why)
{
	const HttpReports *reports = profile->reports;
	g_autofree char *status = field(thing, reports->status);
	g_autofree char *error = field(thing, reports->error);
	g_autofree char *ref = field_chars(thing, reports->ref, REF_MAX_CHARS);
	g_autofree char *id = field_chars(thing, reports->hook.id, REF_MAX_CHARS);
	const HttpStatus *row = http_read_status(profile->statuses, status, error);
	ProviderInbound report = {.kind = INBOUND_RECEIPT};

	if (!row)
		*why = status ? "a report of unknown status" : "a report without a status";
	else if (!ref && !id)
		*why = "a report without a reference or an id";
	if (!row || (!ref && !id))
		return -EBADMSG;
	if (row->status < 0)
		return 0;
	report.status = (ReceiptStatus)row->status;
	report.cause = (SubmitOutcome)row->cause;
	report.code = error ? g_strdup_printf("%s %s", status ? status : "-", error) : g_steal_pointer(&status);
	report.ref = g_steal_pointer(&ref);
	report.provider_id = g_steal_pointer(&id);
	report.at = time_of(thing, &reports->hook);
	g_array_append_val(found, report);
	return 0;
}

static ProviderOptout optout_of(const HttpReplies *replies, const Thing *thing)
{
	g_autofree char *said = field(thing, replies->optout);
	const struct {
		char **words;
		ProviderOptout means;
	} MEANINGS[] = {{replies->stop, OPTOUT_STOP}, {replies->start, OPTOUT_START}, {replies->help, OPTOUT_HELP}};

	for (gsize i = 0; said && i < G_N_ELEMENTS(MEANINGS); i++)
		if (MEANINGS[i].words && g_strv_contains((const char *const *)MEANINGS[i].words, said))
			return MEANINGS[i].means;
	return OPTOUT_NONE;
}

static int take_reply(const HttpProfile *profile, const Thing *thing, GArray *found, const char **why)
{
	const HttpReplies *replies = profile->replies;
	g_autofree char *from = field(thing, replies->from);
	g_autofree char *text = field_text(thing, replies);
	ProviderInbound reply = {.kind = INBOUND_REPLY};

	if (!from || !text) {
		*why = from ? "a message without a text" : "a message without a sender";
		return -EBADMSG;
	}
	reply.from = g_steal_pointer(&from);
	reply.text = g_steal_pointer(&text);
	reply.to = field(thing, replies->to);
	reply.provider_id = field_chars(thing, replies->hook.id, REF_MAX_CHARS);
	reply.at = time_of(thing, &replies->hook);
	reply.optout = optout_of(replies, thing);
	reply.part = number(thing, replies->part);
	reply.parts = number(thing, replies->parts);
	if (reply.parts > 1 && reply.part >= 1 && reply.part <= reply.parts)
		reply.part_of = field_chars(thing, replies->part_of, REF_MAX_CHARS);
	g_array_append_val(found, reply);
	return 0;
}

/* ---- one or several ---- */

typedef struct {
	const HttpProfile *profile;
	const HttpHook *hook;
	Take take;
	GArray *found;
	const char *why; /* of the first that could not be understood */
	guint understood;
} Taking;

static void take(Taking *t, Thing *thing, const char *text)
{
	g_autofree char *only = NULL;
	const char *why = NULL;

	thing->lines = text && t->hook->lines ? g_strsplit(text, "\n", -1) : NULL;
	for (char **line = thing->lines; line && *line; line++)
		g_strchomp(*line);
	only = field(thing, t->hook->only);
	if (t->hook->only && (!only || !g_strv_contains((const char *const *)t->hook->only_is, only)))
		t->understood++; /* somebody else's */
	else if (t->take(t->profile, thing, t->found, &why) == 0)
		t->understood++;
	else if (!t->why)
		t->why = why;
	g_clear_pointer(&thing->lines, g_strfreev);
}

static void take_list(Taking *t, const Thing *whole)
{
	const json_t *list = http_read_pointer(whole->json, t->hook->array);

	if (!json_is_array(list))
		t->why = "no list where the profile looks for one";
	for (size_t i = 0; i < MIN(json_array_size(list), THINGS_MAX); i++) {
		Thing thing = *whole;

		thing.json = json_array_get(list, i);
		take(t, &thing, json_string_value(thing.json));
	}
	t->understood += json_is_array(list) && json_array_size(list) == 0;
}

/* data[0], data[1] ... up to the first that is not there. */
static void take_parameters(Taking *t, const Thing *whole)
{
	const char *star = strchr(t->hook->array, '*');
	guint i = 0;

	for (; i < THINGS_MAX; i++) {
		g_autofree char *name =
		        g_strdup_printf("%.*s%u%s", (int)(star - t->hook->array), t->hook->array, i, star + 1);
		Thing thing = *whole;
		g_autofree char *text = NULL;
		g_autoptr(GBytes) bytes = field_bytes(whole, name);
		gsize length;
		const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

		if (!bytes)
			break;
		text = wire_text(data, length, NULL);
		take(t, &thing, text);
	}
	if (i == 0)
		t->why = "no parameters where the profile looks for them";
}

static int take_all(Taking *t, const HttpInbound *inbound, const char **why)
{
	gsize length = 0;
	const char *data = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;
	g_autofree char *form = g_strndup(data ? data : "", length);
	json_t *json = wire_json(inbound->body);
	Thing whole = {.inbound = inbound, .form = form, .json = json};

	if (length > HTTP_BODY_MAX)
		t->why = "longer than 64 KiB";
	else if (!t->hook->array)
		take(t, &whole, form);
	else if (strchr(t->hook->array, '*') && *t->hook->array != '/')
		take_parameters(t, &whole);
	else
		take_list(t, &whole);
	json_decref(json);
	*why = t->why || t->understood ? t->why : "not understood";
	return t->understood ? 0 : -EBADMSG;
}

int http_hooks_parse(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                     const char **why)
{
	const HttpProfile *profile = account->http;
	Taking taking = {.profile = profile, .found = found};

	if (profile && profile->reports && g_str_equal(hook, "dlr")) {
		taking.hook = &profile->reports->hook;
		taking.take = take_report;
	} else if (profile && profile->replies && g_str_equal(hook, "mo")) {
		taking.hook = &profile->replies->hook;
		taking.take = take_reply;
	} else {
		return -ENOENT;
	}
	return take_all(&taking, inbound, why);
}

/* ---- whose they are ---- */

static gboolean comes_from_allowed(const GArray *allowed, const char *peer)
{
	for (guint i = 0; allowed && i < allowed->len; i++)
		if (peer && http_profile_network_holds(&g_array_index(allowed, HttpNetwork, i), peer))
			return TRUE;
	return allowed == NULL;
}

int http_hooks_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
{
	const HttpSignature *signature = account->http ? account->http->signature : NULL;
	const char *got = NULL;
	g_autofree char *body = NULL, *want = NULL;
	HttpValues values = {0};

	if (account->http && !comes_from_allowed(account->http->source_allow, webhook->inbound->peer)) {
		*why = "it comes from an address that source_allow does not name";
		return -EACCES;
	}
	if (!signature)
		return 0;
	got = http_headers_get(webhook->inbound->headers, signature->header);
	if (got && signature->prefix && g_str_has_prefix(got, signature->prefix))
		got += strlen(signature->prefix);
	else if (signature->prefix)
		got = NULL;
	if (webhook->inbound->body)
		body = g_strndup(g_bytes_get_data(webhook->inbound->body, NULL),
		                 g_bytes_get_size(webhook->inbound->body));
	values.value[HTTP_VAR_BODY] = body;
	values.value[HTTP_VAR_URL] = webhook->url;
	if (got && account->signature_secret && http_template_missing(signature->text, &values) == HTTP_VARS)
		want = http_build_hmac(signature->digest, signature->base64, account->signature_secret, signature->text,
		                       &values);
	if (sign_equal(want, got, !signature->base64))
		return 0;
	*why = got ? "its signature is wrong" : "it carries no signature";
	return -EACCES;
}

ProviderAck http_hooks_ack(const ProviderAccount *account, const char *hook)
{
	const HttpProfile *profile = account->http;
	const HttpHook *h = NULL;

	if (profile && profile->reports && g_str_equal(hook, "dlr"))
		h = &profile->reports->hook;
	else if (profile && profile->replies && g_str_equal(hook, "mo"))
		h = &profile->replies->hook;
	return (ProviderAck){h ? h->ack_status : 200, h && h->ack_type ? h->ack_type : "text/plain",
	                     h && h->ack_body ? h->ack_body : ""};
}
