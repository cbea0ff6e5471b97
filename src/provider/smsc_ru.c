/* SMSC.ru: send.php, status.php, balance.php, and its callbacks.
 *
 * Sources, named beside each rule: "api": the HTTP pages of smsc.ru; "clients": what several independent clients agree
 * on. Nothing of it was run against the provider. The layout of callbacks comes from one client alone, so status.php is
 * the trusted way.
 *
 * Its own library tries an empty answer again on other hosts; that can send twice, and is not done here. */
#include "provider/drivers.h"

#include <errno.h>
#include <string.h>

#include "provider/sign.h"
#include "provider/wire.h"

#define HOUR 3600
#define VALID_MAX_H 24 /* api */
#define ID_MAX 40      /* api: up to 40 of letters, digits, ".", "_", "-" */
#define CODE_MAX_CHARS 80

/* ---- requests ---- */

/* Newer accounts have a key in place of name and password (clients). POST, so that neither stands in anybody's access
 * log. */
static int request_of(const ProviderAccount *account, const char *page, const char *form, HttpRequest *request)
{
	g_autofree char *proof = account->username
	                                 ? wire_form("login", account->username, "psw", account->password, NULL)
	                                 : wire_form("apikey", account->password, NULL);
	g_autofree char *body = g_strconcat(proof, "&fmt=3", *form ? "&" : "", form, NULL); /* 3: JSON (api) */
	g_autoptr(GArray) headers = http_headers_new();

	if (!account->url || !account->password)
		return -EINVAL;
	http_headers_add(headers, "Content-Type", "application/x-www-form-urlencoded");
	*request = (HttpRequest){
	        .method = g_strdup("POST"),
	        .url = g_strdup_printf("%s/%s", account->url, page),
	        .headers = g_steal_pointer(&headers),
	        .body = g_bytes_new(body, strlen(body)),
	};
	return 0;
}

static gboolean is_number(const char *to)
{
	return to && to[0] == '+' && to[1] && strspn(to + 1, "0123456789") == strlen(to + 1);
}

static gboolean is_ref(const char *ref)
{
	return ref && *ref && strlen(ref) <= ID_MAX &&
	       strspn(ref, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(ref);
}

static int64_t validity_step_s(const ProviderAccount *account)
{
	(void)account;
	return HOUR; /* api: `valid` counts hours */
}

static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	int64_t hours = MIN(submit->validity_s / HOUR, VALID_MAX_H);
	g_autofree char *valid = submit->validity_s > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, hours) : NULL;
	g_autofree char *form = NULL;

	/* Less than the hour it counts in would outlive the window, and none at all is a day (api). */
	if (submit->voice || !is_number(submit->to) || !is_ref(submit->ref) || !*submit->text ||
	    !g_utf8_validate(submit->text, -1, NULL) || (valid && hours < 1))
		return -EINVAL;
	/* Without the charset the text is taken for windows-1251 (api). */
	form = wire_form("phones", submit->to + 1, "mes", submit->text, "charset", "utf-8", "id", submit->ref, "sender",
	                 account->sender, "valid", valid, NULL);
	return request_of(account, "send.php", form, request);
}

/* ---- answers ---- */

static const struct {
	const char *code;
	SubmitOutcome outcome;
	int64_t delay_s;
} ERRORS[] = {
        {"1", SUBMIT_ACCOUNT_BROKEN, 0},   /* api: parameters */
        {"2", SUBMIT_ACCOUNT_BROKEN, 0},   /* api: name, password, or an address that is not allowed */
        {"3", SUBMIT_NO_CREDIT, 0},        /* api */
        {"4", SUBMIT_THROTTLED, 300},      /* api: the address is blocked for too many errors */
        {"5", SUBMIT_ACCOUNT_BROKEN, 0},   /* api: form of a date; we send none */
        {"6", SUBMIT_REJECTED_CONTENT, 0}, /* api: text or sender forbidden */
        {"7", SUBMIT_BAD_NUMBER, 0},       /* api: form of the number */
        {"8", SUBMIT_BAD_NUMBER, 0},       /* api: nothing can be delivered to it */
        /* api: the same request again within a minute, or 15 at once. After a lost answer it would mean that the first
         * was taken; nobody sends again before two look-ups, and the first of them comes later than that minute. */
        {"9", SUBMIT_THROTTLED, 60},
};

/* Whoever says these refused the request (RFC 9110, 15.5); SMSC.ru itself answers 200 (api), so it came from something
 * between. */
static SubmitOutcome outcome_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
	case 404:
	case 405:
	case 415:
		return SUBMIT_ACCOUNT_BROKEN;
	case 429:
		return SUBMIT_THROTTLED;
	default:
		return SUBMIT_UNKNOWN;
	}
}

static void judge_error(const char *code, ProviderResult *result)
{
	result->outcome = SUBMIT_UNKNOWN_CODE;
	for (gsize i = 0; i < G_N_ELEMENTS(ERRORS); i++)
		if (g_str_equal(ERRORS[i].code, code)) {
			result->outcome = ERRORS[i].outcome;
			result->retry_after_s = ERRORS[i].delay_s;
		}
}

static void parse_answer(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result)
{
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	g_autofree char *error = wire_json_field(json, "error_code");
	g_autofree char *words = wire_json_field(json, "error");
	g_autofree char *id = wire_json_field(json, "id");
	g_autofree char *count = wire_json_field(json, "cnt");

	(void)account;
	*result = (ProviderResult){.outcome = outcome_of_status(answer->status)};
	if (result->outcome == SUBMIT_THROTTLED)
		result->retry_after_s = 60;
	if (answer->status == 200 && error)
		judge_error(error, result);
	else if (answer->status == 200 && id && count && !words)
		result->outcome = SUBMIT_ACCEPTED;
	if (result->outcome == SUBMIT_ACCEPTED)
		result->provider_id = g_steal_pointer(&id);
	result->code = error ? g_strdup_printf("%s %.*s", error, CODE_MAX_CHARS, words ? words : "")
	                     : g_strdup_printf("%d", answer->status);
	json_decref(json);
}

/* ---- what became of it ---- */

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

static gboolean understand(const char *status, const char *error, ReceiptStatus *receipt, SubmitOutcome *cause)
{
	for (gsize i = 0; status && i < G_N_ELEMENTS(STATUSES); i++)
		if (g_str_equal(STATUSES[i].status, status)) {
			*receipt = STATUSES[i].receipt;
			*cause = STATUSES[i].by_error ? cause_of(error) : STATUSES[i].cause;
			return TRUE;
		}
	return FALSE;
}

static char *words_of(const char *status, const char *error)
{
	return error && !g_str_equal(error, "0") ? g_strdup_printf("%s err %s", status, error) : g_strdup(status);
}

static int build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	g_autofree char *form = NULL;

	if (lookup->voice || !is_number(lookup->to) || !is_ref(lookup->ref))
		return -EINVAL;
	form = wire_form("phone", lookup->to + 1, "id", lookup->ref, "all", "1", NULL);
	return request_of(account, "status.php", form, request);
}

static void parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding)
{
	json_t *json = answer->status == 200 && !answer->truncated ? wire_json(answer->body) : NULL;
	g_autofree char *refused = wire_json_field(json, "error_code");
	g_autofree char *status = refused ? NULL : wire_json_field(json, "status");
	g_autofree char *error = wire_json_field(json, "err");

	(void)account;
	*finding = (ProviderFinding){.finding = LOOKUP_UNSURE};
	if (g_strcmp0(status, "-3") == 0) { /* api: not known under this id and number */
		finding->finding = LOOKUP_ABSENT;
	} else if (understand(status, error, &finding->status, &finding->cause)) {
		finding->finding = LOOKUP_FOUND;
		finding->provider_id = g_strdup(lookup->ref); /* it goes by our id */
	}
	finding->code = status ? words_of(status, error) : g_strdup(refused);
	json_decref(json);
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
static int verify(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why)
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

	if (g_strcmp0(status, "-3") == 0 || !understand(status, error, &report.status, &report.cause))
		*why = status ? "a report of unknown status" : "a report without status";
	else if (!id)
		*why = "a report without an id";
	if (*why)
		return -EBADMSG;
	report.ref = is_ref(id) ? g_strdup(id) : NULL;
	report.provider_id = g_steal_pointer(&id);
	report.code = words_of(status, error);
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
static int parse_inbound(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
                         const char **why)
{
	g_autofree char *form = body_of(inbound);

	(void)account;
	*why = NULL;
	if (!g_str_equal(hook, "dlr") && !g_str_equal(hook, "mo"))
		return -ENOENT;
	return is_reply(inbound, form) ? take_reply(inbound, form, found, why) : take_report(inbound, form, found, why);
}

static ProviderAck ack(const ProviderAccount *account, const char *hook)
{
	(void)account, (void)hook;
	return (ProviderAck){200, "text/plain", "OK"};
}

/* ---- check ---- */

static int build_check(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
                       HttpRequest *request)
{
	(void)moment, (void)template_code;
	return request_of(account, "balance.php", "", request);
}

static void parse_check(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check)
{
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	g_autofree char *balance = answer->status == 200 ? wire_json_field(json, "balance") : NULL;
	ProviderResult judged;

	parse_answer(account, answer, &judged);
	*check = (ProviderCheck){.outcome = balance ? SUBMIT_ACCEPTED : judged.outcome};
	check->words = balance ? g_strdup_printf("balance %s", balance) : g_strdup(judged.code);
	provider_result_clear(&judged);
	json_decref(json);
}

const Provider provider_smsc_ru = {
        .name = "smsc_ru",
        .validity_step_s = validity_step_s,
        .build_submit = build_submit,
        .parse_answer = parse_answer,
        .build_lookup = build_lookup,
        .parse_lookup = parse_lookup,
        .lookup_waits_s = {90, 300}, /* later than the minute of error 9 */
        .absence_proves = TRUE,      /* -3: not known under our id */
        .verify = verify,
        .parse_inbound = parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
