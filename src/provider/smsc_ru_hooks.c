/* SMSC.ru: what became of a message, as status.php and the callbacks tell it, and what customers answer. Sources as in
 * smsc_ru.c. */
#include "provider/smsc_ru.h"

#include <errno.h>
#include <string.h>

#include "provider/sign.h"
#include "provider/wire.h"

/* ---- status ---- */

/* `by_error`: what it means stands in `err`. */
static const struct {
	const char *status;
	ReceiptStatus receipt;
	SubmitOutcome cause;
	gboolean by_error;
} STATUSES[] = {
        {"-2", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, FALSE}, /* api: stopped */
        {"-1", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, FALSE}, /* api: waiting */
        {"0", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED, FALSE},  /* api: with the operator */
        {"1", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, FALSE}, /* api */
        {"2", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, FALSE}, /* api: read */
        {"4", RECEIPT_DELIVERED, SUBMIT_ACCEPTED, FALSE}, /* api: link followed */
        {"3", RECEIPT_FAILED, SUBMIT_ACCEPTED, FALSE},    /* api: expired */
        {"20", RECEIPT_FAILED, SUBMIT_ACCEPTED, TRUE},    /* api: impossible to deliver */
        {"22", RECEIPT_FAILED, SUBMIT_BAD_NUMBER, FALSE}, /* api */
        {"23", RECEIPT_FAILED, SUBMIT_ACCEPTED, TRUE},    /* api: forbidden */
        {"24", RECEIPT_FAILED, SUBMIT_NO_CREDIT, FALSE},  /* api */
        {"25", RECEIPT_FAILED, SUBMIT_ACCEPTED, FALSE},   /* api: number out of reach */
};

/* Copies of the table differ in 245 to 252 but for 249; those, and what stands in no row, are for a person. */
static const struct {
	const char *error;
	SubmitOutcome cause;
} CAUSES[] = {
        {"0", SUBMIT_ACCEPTED},           {"1", SUBMIT_BAD_NUMBER}, /* api: no such subscriber */
        {"6", SUBMIT_ACCEPTED},                                     /* api: switched off */
        {"11", SUBMIT_ACCEPTED},                                    /* api: no SMS service */
        {"12", SUBMIT_ACCEPTED},                                    /* api: the handset */
        {"13", SUBMIT_ACCEPTED},                                    /* api: the handset */
        {"21", SUBMIT_ACCEPTED},                                    /* api: not supported */
        {"200", SUBMIT_BAD_NUMBER},                                 /* api: a virtual number */
        {"219", SUBMIT_ACCEPTED},                                   /* api: another SIM card */
        {"237", SUBMIT_ACCEPTED},                                   /* api: no answer */
        {"239", SUBMIT_ACCOUNT_BROKEN},                             /* api: our address */
        {"240", SUBMIT_ACCEPTED},                                   /* api: busy */
        {"243", SUBMIT_ACCOUNT_BROKEN},                             /* api: no contract */
        {"249", SUBMIT_BAD_NUMBER},                                 /* api: form of the number */
        {"253", SUBMIT_REJECTED_CONTENT},                           /* api: spam filter */
        {"254", SUBMIT_ACCOUNT_BROKEN},                             /* api: sender not registered */
        {"255", SUBMIT_REJECTED_CONTENT},                           /* api: refused by the operator */
};

static SubmitOutcome cause_of(const char *error)
{
	for (gsize i = 0; error && i < G_N_ELEMENTS(CAUSES); i++)
		if (g_str_equal(CAUSES[i].error, error))
			return CAUSES[i].cause;
	return error ? SUBMIT_UNKNOWN_CODE : SUBMIT_ACCEPTED;
}

gboolean smsc_ru_understand(const char *status, const char *error, ReceiptStatus *receipt, SubmitOutcome *cause)
{
	for (gsize i = 0; status && i < G_N_ELEMENTS(STATUSES); i++)
		if (g_str_equal(STATUSES[i].status, status)) {
			*receipt = STATUSES[i].receipt;
			*cause = STATUSES[i].by_error ? cause_of(error) : STATUSES[i].cause;
			return TRUE;
		}
	return FALSE;
}

char *smsc_ru_words(const char *status, const char *error)
{
	return error && !g_str_equal(error, "0") ? g_strdup_printf("%s err %s", status, error) : g_strdup(status);
}

/* ---- callbacks ---- */

static char *body_of(const HttpInbound *inbound)
{
	gsize length = 0;
	const char *data = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;

	return g_strndup(data ? data : "", length);
}

/* POST, or GET where the account says so (clients). */
static char *field(const HttpInbound *inbound, const char *form, const char *name)
{
	char *value = wire_query_field(form, name);

	return value ? value : wire_query_field(inbound->query, name);
}

static gboolean is_reply(const HttpInbound *inbound, const char *form)
{
	g_autofree char *text = field(inbound, form, "mes");

	return text != NULL;
}

/* clients: md5 and sha1 of "id:phone:status:secret". Replies are not signed. */
int smsc_ru_verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
{
	static const struct {
		const char *name;
		GChecksumType digest;
	} DIGESTS[] = {{"sha1", G_CHECKSUM_SHA1}, {"md5", G_CHECKSUM_MD5}};
	g_autofree char *form = body_of(webhook->inbound);
	g_autofree char *id = field(webhook->inbound, form, "id");
	g_autofree char *phone = field(webhook->inbound, form, "phone");
	g_autofree char *status = field(webhook->inbound, form, "status");
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!account->signature_secret || is_reply(webhook->inbound, form))
		return 0;
	text = g_strjoin(":", id ? id : "", phone ? phone : "", status ? status : "", account->signature_secret, NULL);
	bytes = g_bytes_new(text, strlen(text));
	*why = "it carries no signature";
	for (gsize i = 0; i < G_N_ELEMENTS(DIGESTS); i++) {
		g_autofree char *got = field(webhook->inbound, form, DIGESTS[i].name);
		g_autofree char *want = sign_digest_hex(DIGESTS[i].digest, bytes);

		if (!got)
			continue;
		if (sign_equal(want, got, TRUE))
			return 0;
		*why = "its signature is wrong";
		return -EACCES;
	}
	return -EACCES;
}

static int take_report(const HttpInbound *inbound, const char *form, GArray *found, const char **why)
{
	g_autofree char *status = field(inbound, form, "status");
	g_autofree char *error = field(inbound, form, "err");
	g_autofree char *id = field(inbound, form, "id");
	g_autofree char *at = field(inbound, form, "ts");
	ProviderInbound report = {.kind = INBOUND_RECEIPT};

	if (g_strcmp0(status, "-3") == 0 || !smsc_ru_understand(status, error, &report.status, &report.cause))
		*why = status ? "a report of unknown status" : "a report without status";
	else if (!id)
		*why = "a report without an id";
	if (*why)
		return -EBADMSG;
	report.ref = smsc_ru_is_ref(id) ? g_strdup(id) : NULL;
	report.provider_id = g_steal_pointer(&id);
	report.code = smsc_ru_words(status, error);
	report.at = wire_epoch(at);
	g_array_append_val(found, report);
	return 0;
}

/* `sms_id` may be that of the text it answers, so it is not taken for the reply's own: two answers would pass for one.
 */
static int take_reply(const HttpInbound *inbound, const char *form, GArray *found, const char **why)
{
	g_autoptr(GBytes) in_form = wire_query_bytes(form, "mes");
	g_autoptr(GBytes) text = in_form ? g_bytes_ref(in_form) : wire_query_bytes(inbound->query, "mes");
	g_autofree char *at = field(inbound, form, "time");
	gsize length = 0;
	const char *data = g_bytes_get_data(text, &length);
	ProviderInbound reply = {.kind = INBOUND_REPLY, .from = field(inbound, form, "phone")};

	if (!reply.from) {
		*why = "a message without a sender";
		return -EBADMSG;
	}
	reply.to = field(inbound, form, "to");
	reply.text = wire_text(data, length, NULL);
	reply.at = wire_epoch(at);
	g_array_append_val(found, reply);
	return 0;
}

/* One address an account: which of the two it is, its fields tell. */
int smsc_ru_parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	g_autofree char *form = body_of(inbound);

	(void)account;
	*why = NULL;
	if (!g_str_equal(hook, "dlr") && !g_str_equal(hook, "mo"))
		return -ENOENT;
	return is_reply(inbound, form) ? take_reply(inbound, form, found, why) : take_report(inbound, form, found, why);
}
