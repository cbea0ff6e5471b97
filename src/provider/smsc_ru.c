/* SMSC.ru: send.php, status.php, balance.php, and its callbacks.
 *
 * Sources, named beside each rule: "api": the HTTP pages of smsc.ru; "clients": what several independent clients agree
 * on. Nothing of it was run against the provider. The layout of callbacks comes from one client alone, so status.php is
 * the trusted way.
 *
 * Its own library tries an empty answer again on other hosts; that can send twice, and is not done here. */
#include "provider/drivers.h"
#include "provider/fields.h"

#include <errno.h>
#include <string.h>

#include "provider/smsc_ru.h"
#include "provider/wire.h"

#define HOUR 3600
#define VALID_MAX_H 24 /* api */
#define ID_MAX 40      /* api: up to 40 of letters, digits, ".", "_", "-" */

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

gboolean smsc_ru_is_ref(const char *ref)
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
	if (submit->voice || !is_number(submit->to) || !smsc_ru_is_ref(submit->ref) || !*submit->text ||
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
	g_autofree char *words = wire_json_field(json, "error"), *said = fields_words(words);
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
	result->code = error ? g_strdup_printf("%s %s", error, said ? said : "")
	                     : g_strdup_printf("%d", answer->status);
	json_decref(json);
}

/* ---- what became of it ---- */

static int build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	g_autofree char *form = NULL;

	if (lookup->voice || !is_number(lookup->to) || !smsc_ru_is_ref(lookup->ref))
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
	} else if (smsc_ru_understand(status, error, &finding->status, &finding->cause)) {
		finding->finding = LOOKUP_FOUND;
		finding->provider_id = g_strdup(lookup->ref); /* it goes by our id */
	}
	finding->code = status ? smsc_ru_words(status, error) : g_strdup(refused);
	json_decref(json);
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
        .verify = smsc_ru_verify,
        .parse_inbound = smsc_ru_parse_inbound,
        .ack = ack,
        .build_check = build_check,
        .parse_check = parse_check,
};
