/* Twilio's webhooks: whether they are Twilio's, and what they tell. Sources as in twilio.c. */
#include "provider/twilio.h"

#include <errno.h>
#include <string.h>

#include "provider/fields.h"
#include "provider/sign.h"
#include "provider/wire.h"

/* ---- X-Twilio-Signature ---- */

/* "https://h/p" as "https://h:443/p", and with any port as without. K: either may be what was signed. NULL: no such
 * URL. */
static char *other_port(const char *url)
{
	const char *host = strstr(url, "://");
	const char *end, *colon;

	if (!host)
		return NULL;
	host += 3;
	end = host + strcspn(host, "/?#");
	colon = g_strrstr_len(host, end - host, ":");
	if (colon && strspn(colon + 1, "0123456789") == (gsize)(end - colon - 1))
		return g_strdup_printf("%.*s%s", (int)(colon - url), url, end);
	return g_strdup_printf("%.*s:%s%s", (int)(end - url), url, g_str_has_prefix(url, "https:") ? "443" : "80", end);
}

/* Name and value of each pair without anything between; the same pair twice counts once (K). */
static GString *canonical(const char *url, const GArray *fields)
{
	GString *text = g_string_new(url);

	for (guint i = 0; fields && i < fields->len; i++) {
		const Field *field = &g_array_index(fields, Field, i), *before = i ? field - 1 : NULL;

		if (before && g_str_equal(before->name, field->name) && before->length == field->length &&
		    memcmp(before->value, field->value, field->length) == 0)
			continue;
		g_string_append(text, field->name);
		g_string_append_len(text, field->value, (gssize)field->length);
	}
	return text;
}

static gboolean is_signed(const char *token, const char *url, const GArray *fields, const char *signature)
{
	g_autoptr(GString) text = canonical(url ? url : "", fields);
	g_autoptr(GBytes) mac = sign_hmac(G_CHECKSUM_SHA1, token, strlen(token), text->str, text->len);
	gsize length;
	const guchar *data = g_bytes_get_data(mac, &length);
	g_autofree char *want = url ? g_base64_encode(data, length) : NULL;

	return sign_equal(want, signature, FALSE);
}

int twilio_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
{
	const HttpInbound *inbound = webhook->inbound;
	const char *signature = http_headers_get(inbound->headers, "X-Twilio-Signature");
	const char *token = account->signature_secret ? account->signature_secret : account->password;
	const char *query = webhook->url ? strchr(webhook->url, '?') : NULL;
	g_autofree char *digest = query ? wire_query_field(query + 1, "bodySHA256") : NULL;
	g_autofree char *body_digest = sign_digest_hex(G_CHECKSUM_SHA256, inbound->body);
	g_autofree char *other = webhook->url ? other_port(webhook->url) : NULL;
	g_autoptr(GArray) fields = NULL;
	gsize length = 0;
	const char *body = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;

	*why = NULL;
	if (!webhook->url || !token)
		*why = "no callback_url is set, and the signature covers it";
	else if (!signature)
		*why = "not signed: X-Twilio-Signature is missing";
	else if (digest && !sign_equal(body_digest, digest, TRUE))
		*why = "the body is not the one signed (bodySHA256)";
	else if (!digest && length && !(fields = fields_of_form(body, length)))
		*why = "the body is no form and has no bodySHA256";
	else if (!is_signed(token, webhook->url, fields, signature) && !is_signed(token, other, fields, signature))
		*why = "the signature is not that of callback_url and the account's AuthToken (with an API key: "
		       "signature_secret)";
	return *why ? -EACCES : 0;
}

/* ---- what they tell ---- */

static const struct {
	const char *name;
	ProviderOptout optout;
} OPTOUTS[] = {{"STOP", OPTOUT_STOP}, {"START", OPTOUT_START}, {"HELP", OPTOUT_HELP}}; /* D: Advanced Opt-Out */

/* A message's or a call's; both may come to either hook, for an account has one report_url a request. */
static int parse_report(const HttpInbound *inbound, const GArray *fields, GArray *found, const char **why)
{
	gboolean call = fields_get(fields, "CallSid") != NULL;
	g_autofree char *sid = fields_short(fields, call ? "CallSid" : "MessageSid");
	g_autofree char *status = fields_short(fields, call ? "CallStatus" : "MessageStatus");
	g_autofree char *error = fields_short(fields, "ErrorCode");
	ProviderInbound report = {.kind = INBOUND_RECEIPT};

	if (!sid || !(call ? twilio_is_call(sid) : twilio_is_message(sid))) {
		*why = "a report without the SID of a message or call";
		return -EBADMSG;
	}
	if (!twilio_status(status, error, &report.status, &report.cause)) {
		*why = status ? "a report of unknown status" : "a report without status";
		return -EBADMSG;
	}
	report.ref = wire_query_field(inbound->query ? inbound->query : "", "ref");
	report.provider_id = g_steal_pointer(&sid);
	report.code = error ? g_strdup_printf("%s %s", status, error) : g_steal_pointer(&status);
	g_array_append_val(found, report);
	return 0;
}

static int parse_message(const HttpInbound *inbound, const GArray *fields, GArray *found, const char **why)
{
	g_autofree char *optout = fields_short(fields, "OptOutType");
	ProviderInbound reply = {.kind = INBOUND_REPLY,
	                         .from = fields_short(fields, "From"),
	                         .to = fields_short(fields, "To"),
	                         .text = fields_text(fields, "Body"),
	                         .provider_id = fields_short(fields, "MessageSid")};

	(void)inbound;
	for (gsize i = 0; i < G_N_ELEMENTS(OPTOUTS); i++)
		if (g_strcmp0(OPTOUTS[i].name, optout) == 0)
			reply.optout = OPTOUTS[i].optout;
	g_array_append_val(found, reply);
	if (reply.from && reply.text)
		return 0;
	*why = reply.from ? "a message without a text" : "a message without a sender";
	g_array_set_size(found, found->len - 1);
	return -EBADMSG;
}

static const struct {
	const char *name;
	int (*parse)(const HttpInbound *inbound, const GArray *fields, GArray *found, const char **why);
} HOOKS[] = {{"dlr", parse_report}, {"call", parse_report}, {"mo", parse_message}};

int twilio_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	g_autoptr(GArray) fields = fields_of_inbound(inbound);

	(void)account;
	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		if (!g_str_equal(HOOKS[i].name, hook))
			continue;
		if (fields)
			return HOOKS[i].parse(inbound, fields, found, why);
		*why = "neither a form nor JSON";
		return -EBADMSG;
	}
	return -ENOENT;
}

/* D: the answer is TwiML, and a <Message> in it would be texted to the customer; an empty one sends nothing. */
ProviderAck twilio_ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "text/xml", "<Response/>"};
}
