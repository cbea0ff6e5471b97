/* Vonage's webhooks: whether they are Vonage's, and what they tell. Sources: "O", "D" as in vonage_codes.c; "K": the
 * vendor's SDKs for Node, tried. */
#include "provider/vonage.h"

#include <errno.h>
#include <string.h>

#include "provider/fields.h"
#include "provider/sign.h"
#include "provider/wire.h"

/* A webhook nobody took is tried again for 24 hours (O), so an honest one may be that old; what is played back within
 * that time is known by its message-id. */
#define OLD_S (25 * 3600)
#define EARLY_S 600
#define PARTS_MAX 255

/* ---- sig ---- */

static const struct {
	const char *name;
	GChecksumType digest;
	gboolean suffix; /* the secret stands behind the text, not in an HMAC */
	gsize hex;
} METHODS[] = {
        {"md5hash", G_CHECKSUM_MD5, TRUE, 32},         {"md5hmac", G_CHECKSUM_MD5, FALSE, 32},
        {"sha1hmac", G_CHECKSUM_SHA1, FALSE, 40},      {"sha256hmac", G_CHECKSUM_SHA256, FALSE, 64},
        {"sha512hmac", G_CHECKSUM_SHA512, FALSE, 128},
};

const char *const VONAGE_METHODS[] = {"md5hash", "md5hmac", "sha1hmac", "sha256hmac", "sha512hmac", NULL};

/* K: "&name=value" of all but sig, values raw with '&' and '=' as '_'. A name with either would read as another pair.
 */
static GString *canonical(const GArray *fields)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < fields->len; i++) {
		const Field *field = &g_array_index(fields, Field, i);

		if (strpbrk(field->name, "&="))
			return NULL;
		if (g_str_equal(field->name, "sig"))
			continue;
		g_string_append_printf(text, "&%s=", field->name);
		for (gsize c = 0; c < field->length; c++)
			g_string_append_c(text, field->value[c] == '&' || field->value[c] == '=' ? '_' : field->value[c]);
	}
	return g_steal_pointer(&text);
}

char *vonage_sign(const char *method, const char *secret, const GArray *fields)
{
	g_autoptr(GString) text = canonical(fields);

	for (gsize i = 0; text && i < G_N_ELEMENTS(METHODS); i++) {
		if (!g_str_equal(METHODS[i].name, method))
			continue;
		if (METHODS[i].suffix) {
			g_string_append(text, secret);
			return g_compute_checksum_for_string(METHODS[i].digest, text->str, (gssize)text->len);
		}
		return g_compute_hmac_for_string(METHODS[i].digest, (const guchar *)secret, strlen(secret), text->str,
		                                 (gssize)text->len);
	}
	return NULL;
}

static gboolean is_fresh(gint64 at, gint64 now_at)
{
	return at >= now_at - OLD_S && at <= now_at + EARLY_S;
}

/* Without `signing` the method is told by the signature's length: each of them needs the secret. */
static const char *verify_sig(const ProviderAccount *account, const GArray *fields, int64_t now_at)
{
	const char *sig = fields_get(fields, "sig"), *timestamp = fields_get(fields, "timestamp");
	gboolean good = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(METHODS); i++) {
		gboolean meant = account->signing ? g_str_equal(account->signing, METHODS[i].name)
		                                  : strlen(sig) == METHODS[i].hex;
		g_autofree char *want = meant ? vonage_sign(METHODS[i].name, account->signature_secret, fields) : NULL;

		good |= sign_equal(want, sig, TRUE);
	}
	if (!good)
		return "sig is not that of signature_secret (and signing)";
	return is_fresh(wire_epoch(timestamp), now_at) ? NULL
	                                               : "signed too long ago, or in the future: is the clock right?";
}

/* ---- JWT of the Messages API ---- */

/* base64url without padding (RFC 7515, 2). */
static GBytes *from_base64url(const char *text)
{
	g_autofree char *plain = g_strdelimit(g_strdelimit(g_strdup(text), "-", '+'), "_", '/');
	g_autofree char *padded = g_strconcat(plain, &"==="[3 - (4 - strlen(plain) % 4) % 4], NULL);
	gsize length;
	guchar *bytes = g_base64_decode(padded, &length);

	return g_bytes_new_take(bytes, length);
}

static char *to_base64url(GBytes *bytes)
{
	gsize length;
	const guchar *data = g_bytes_get_data(bytes, &length);
	char *text = g_base64_encode(data, length);

	text[strcspn(text, "=")] = '\0';
	return g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
}

static json_t *read_part(const char *part)
{
	g_autoptr(GBytes) bytes = from_base64url(part);

	return wire_json(bytes);
}

/* The header's alg is compared, never obeyed: a token with another, or "none", is no token of ours. */
static gboolean is_hs256(char *const *part, const char *secret)
{
	g_autofree char *text = g_strconcat(part[0], ".", part[1], NULL);
	g_autoptr(GBytes) mac = sign_hmac(G_CHECKSUM_SHA256, secret, strlen(secret), text, strlen(text));
	g_autofree char *want = to_base64url(mac);
	json_t *header = read_part(part[0]);
	g_autofree char *alg = wire_json_field(header, "alg");

	json_decref(header);
	return g_strcmp0(alg, "HS256") == 0 && sign_equal(want, part[2], FALSE);
}

static const char *verify_jwt(const ProviderAccount *account, const char *token, const HttpInbound *inbound,
                              int64_t now_at)
{
	g_auto(GStrv) part = g_strsplit(token, ".", 4);
	g_autofree char *digest = sign_digest_hex(G_CHECKSUM_SHA256, inbound->body);
	g_autofree char *payload_hash = NULL, *iat = NULL, *key = NULL;
	json_t *claims;

	if (g_strv_length(part) != 3 || !is_hs256(part, account->signature_secret))
		return "the bearer token is not signed with signature_secret (HS256)";
	claims = read_part(part[1]);
	payload_hash = wire_json_field(claims, "payload_hash");
	iat = wire_json_field(claims, "iat");
	key = wire_json_field(claims, "api_key");
	json_decref(claims);
	if (!sign_equal(digest, payload_hash, TRUE))
		return "the body is not the one signed (payload_hash)";
	if (key && account->username && !g_str_equal(key, account->username))
		return "signed for another account (api_key)";
	return is_fresh(wire_epoch(iat), now_at) ? NULL : "signed too long ago, or in the future: is the clock right?";
}

int vonage_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
{
	const HttpInbound *inbound = webhook->inbound;
	const char *bearer = http_headers_get(inbound->headers, "Authorization");
	g_autoptr(GArray) fields = NULL;

	*why = NULL;
	if (!account->signature_secret)
		return 0; /* signatures are an option of the account there; the token in the path remains */
	if (bearer && g_ascii_strncasecmp(bearer, "Bearer ", 7) == 0 && inbound->body &&
	    g_bytes_get_size(inbound->body))
		*why = verify_jwt(account, bearer + 7, inbound, webhook->now_at);
	else if (!(fields = fields_of_inbound(inbound)))
		*why = "neither a form nor JSON";
	else if (!fields_get(fields, "sig"))
		*why = "not signed, though signature_secret is set: sig is missing";
	else
		*why = verify_sig(account, fields, webhook->now_at);
	return *why ? -EACCES : 0;
}

/* ---- what they tell ---- */

/* The SMS API's name for a thing, else the Messages API's. */
static char *either(const GArray *fields, const char *name, const char *other)
{
	char *value = fields_short(fields, name);

	return value ? value : fields_short(fields, other);
}

/* "2026-03-14 01:02:03" (O: UTC), or "2026-03-14T01:02:03.000Z" of the Messages API. */
static gint64 time_of(const GArray *fields)
{
	g_autofree char *sms = fields_short(fields, "message-timestamp");
	g_autofree char *other = fields_short(fields, "timestamp");
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) at = !sms && other ? g_date_time_new_from_iso8601(other, utc) : NULL;

	return at ? MAX(g_date_time_to_unix(at), 0) : wire_local_time(sms, 0);
}

static int parse_report(const GArray *fields, GArray *found, const char **why)
{
	g_autofree char *status = fields_short(fields, "status");
	g_autofree char *error = either(fields, "err-code", "error/title");
	g_autofree char *id = either(fields, "messageId", "message_uuid");
	g_autofree char *customer = either(fields, "msisdn", "to");
	ProviderInbound report = {.kind = INBOUND_RECEIPT};
	gboolean silent;

	if (!vonage_status(status, error, customer, &report.status, &report.cause, &silent)) {
		*why = status ? "a report of unknown status" : "a report without status";
		return -EBADMSG;
	}
	if (!id) {
		*why = "a report without the id of a message";
		return -EBADMSG;
	}
	if (silent)
		return 0;
	report.ref = either(fields, "client-ref", "client_ref");
	report.provider_id = g_steal_pointer(&id);
	report.code = error && g_strcmp0(error, "0") != 0 ? g_strdup_printf("%s %s", status, error)
	                                                  : g_steal_pointer(&status);
	report.at = time_of(fields);
	g_array_append_val(found, report);
	return 0;
}

/* O: numbers are international without a plus, which also tells them from short codes. */
static char *number_of(const GArray *fields, const char *name, const char *other)
{
	char *number = either(fields, name, other);

	if (number && strlen(number) >= 8 && number[0] != '0' && strspn(number, "0123456789") == strlen(number)) {
		char *plus = g_strconcat("+", number, NULL);

		g_free(number);
		return plus;
	}
	return number;
}

/* A part whose place is not told rightly is shown as a text of its own rather than lost. */
static void read_part_of(const GArray *fields, ProviderInbound *reply)
{
	g_autofree char *concat = fields_short(fields, "concat");
	g_autofree char *ref = fields_short(fields, "concat-ref");
	g_autofree char *part = fields_short(fields, "concat-part");
	g_autofree char *parts = fields_short(fields, "concat-total");
	gint64 n = wire_epoch(part), total = wire_epoch(parts);

	if (g_strcmp0(concat, "true") != 0 || !ref || n < 1 || n > total || total > PARTS_MAX)
		return;
	reply->part_of = g_steal_pointer(&ref);
	reply->part = (int)n;
	reply->parts = (int)total;
}

static int parse_message(const GArray *fields, GArray *found, const char **why)
{
	ProviderInbound reply = {.kind = INBOUND_REPLY,
	                         .from = number_of(fields, "msisdn", "from"),
	                         .to = number_of(fields, "to", "to"),
	                         .text = fields_text(fields, "text"),
	                         .provider_id = either(fields, "messageId", "message_uuid"),
	                         .at = time_of(fields)};

	read_part_of(fields, &reply);
	g_array_append_val(found, reply);
	if (reply.from && reply.text)
		return 0;
	*why = reply.from ? "a message without a text" : "a message without a sender";
	g_array_set_size(found, found->len - 1);
	return -EBADMSG;
}

static const struct {
	const char *name;
	int (*parse)(const GArray *fields, GArray *found, const char **why);
} HOOKS[] = {{"dlr", parse_report}, {"mo", parse_message}};

int vonage_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	g_autoptr(GArray) fields = fields_of_inbound(inbound);

	(void)account;
	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		if (!g_str_equal(HOOKS[i].name, hook))
			continue;
		if (fields)
			return HOOKS[i].parse(fields, found, why);
		*why = "neither a form nor JSON";
		return -EBADMSG;
	}
	return -ENOENT;
}
