#include "provider/china.h"

#include <string.h>

#include "provider/wire.h"

#define DAY_S 86400
#define OPENING_S (8 * 3600)
#define WORDS_MAX_CHARS 120
#define DIGITS_OF_A_NUMBER 7
#define YEAR_2100 G_GINT64_CONSTANT(4102444800)

int64_t china_edge(ChinaWait wait, int64_t at)
{
	int64_t local = at + CHINA_OFFSET_S, midnight = local - local % DAY_S;

	switch (wait) {
	case CHINA_MINUTE:
		return at - at % 60 + 60;
	case CHINA_HOUR:
		return at - at % 3600 + 3600;
	case CHINA_DAY:
		return midnight + DAY_S - CHINA_OFFSET_S;
	case CHINA_OPENING:
		return midnight + OPENING_S + (local - midnight < OPENING_S ? 0 : DAY_S) - CHINA_OFFSET_S;
	case CHINA_MONTH: {
		g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(local);
		g_autoptr(GDateTime) first =
		        g_date_time_new_utc(g_date_time_get_year(now), g_date_time_get_month(now), 1, 0, 0, 0);
		g_autoptr(GDateTime) next = g_date_time_add_months(first, 1);

		return g_date_time_to_unix(next) - CHINA_OFFSET_S;
	}
	default:
		return at;
	}
}

/* "Sat, 14 Mar 2026 01:02:03 GMT" (RFC 9110, 5.6.7); its older forms are for receivers of mail. */
int64_t china_answer_at(const HttpAnswer *answer)
{
	static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *date = http_headers_get(answer->headers, "Date");
	g_autofree char *month = NULL, *iso = NULL;
	const char *found;
	int64_t at;

	if (!date || strlen(date) != 29 || !g_str_has_suffix(date, " GMT"))
		return 0;
	month = g_strndup(date + 8, 3);
	found = strstr(MONTHS, month);
	if (!found || (found - MONTHS) % 3)
		return 0;
	iso = g_strdup_printf("%.4s-%02d-%.2sT%.8s", date + 12, (int)(found - MONTHS) / 3 + 1, date + 5, date + 17);
	at = wire_local_time(iso, 0);
	return at > 0 && at < YEAR_2100 ? at : 0; /* what is no time of ours is none to wait by */
}

static const ChinaCode *find(const ChinaCode *codes, gsize n, const char *code, const char *message)
{
	for (gsize i = 0; i < n; i++)
		if (g_pattern_match_simple(codes[i].code, code) &&
		    (!codes[i].says || (message && strstr(message, codes[i].says))))
			return &codes[i];
	return NULL;
}

/* A provider's words may repeat the number they are about. */
static void star_numbers(char *words)
{
	for (char *p = words; *p;) {
		gsize digits = strspn(p, "0123456789");

		if (digits >= DIGITS_OF_A_NUMBER)
			memset(p, '*', digits);
		p += MAX(digits, 1);
	}
}

char *china_words(const char *code, const char *message)
{
	g_autofree char *both = NULL;
	char *words;

	if (!code && !message)
		return NULL;
	both = g_strconcat(code ? code : "", message ? " " : "", message, NULL);
	words = wire_clean(both, strlen(both), WORDS_MAX_CHARS);
	if (words)
		star_numbers(words);
	return words;
}

void china_refusal(const ChinaCode *codes, gsize n, const char *code, const char *message, const HttpAnswer *answer,
                   ProviderResult *result)
{
	const ChinaCode *row = code ? find(codes, n, code, message) : NULL;
	int64_t at = china_answer_at(answer);

	*result = (ProviderResult){
	        .outcome = !code || answer->status >= 500 ? SUBMIT_UNKNOWN : SUBMIT_UNKNOWN_CODE,
	        .code = code ? china_words(code, message) : g_strdup_printf("%d", answer->status),
	};
	if (!row)
		return;
	result->outcome = row->outcome;
	result->number_only = row->number_only;
	if (row->outcome == SUBMIT_THROTTLED)
		result->retry_after_s = row->wait != CHINA_FIXED && at ? china_edge(row->wait, at) - at : row->wait_s;
	else if (row->outcome == SUBMIT_QUIET_BY_PROVIDER)
		result->open_at = at ? china_edge(row->wait, at) : 0;
}

void china_check(const ChinaCode *codes, gsize n, const char *code, const char *message, const HttpAnswer *answer,
                 ProviderCheck *check)
{
	const char *date = http_headers_get(answer->headers, "Date");
	g_autofree char *words = NULL, *spoken = NULL;
	ProviderResult result;

	china_refusal(codes, n, code, message, answer, &result);
	*check = (ProviderCheck){.outcome = result.outcome, .words = g_steal_pointer(&result.code)};
	provider_result_clear(&result);
	/* InvalidTimeStamp.Expired, AuthFailure.SignatureExpire, InternalError.RequestTimeException */
	if (check->outcome != SUBMIT_ACCOUNT_BROKEN || !code || (!strstr(code, "Time") && !strstr(code, "Expire")))
		return;
	spoken = date ? wire_clean(date, strlen(date), 40) : NULL;
	words = g_steal_pointer(&check->words);
	check->words = g_strdup_printf("%s (the clock of this machine is off%s%s)", words,
	                               spoken ? "; the provider's says " : "", spoken ? spoken : "");
}

char *china_host(const char *url, gboolean with_port)
{
	g_autoptr(GUri) uri = url ? g_uri_parse(url, G_URI_FLAGS_NONE, NULL) : NULL;
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	if (!host || !*host || g_uri_get_userinfo(uri) || g_uri_get_query(uri) || g_uri_get_fragment(uri) ||
	    (*g_uri_get_path(uri) && !g_str_equal(g_uri_get_path(uri), "/")))
		return NULL;
	return with_port && g_uri_get_port(uri) > 0 ? g_strdup_printf("%s:%d", host, g_uri_get_port(uri))
	                                            : g_strdup(host);
}

gboolean china_is_mobile(const char *to)
{
	return g_str_has_prefix(to, "+861") && strlen(to) == 14 && strspn(to + 1, "0123456789") == 13;
}
