/* What driver "http" makes of answers: pointers, patterns and tables of the profile over bytes that are not ours. */
#include <string.h>

#include "provider/http_parts.h"

#define VALUE_MAX_CHARS 256
#define DELAY_MAX_S (7 * 86400)
/* What a provider that says "too many" without a time is left alone for. */
#define DELAY_DEFAULT_S 60

HttpRead http_read_answer(const HttpAnswer *answer)
{
	HttpRead read = {.status = answer->status, .headers = answer->headers, .data = ""};

	if (answer->body && g_bytes_get_size(answer->body)) {
		read.data = g_bytes_get_data(answer->body, &read.length);
		read.json = wire_json(answer->body);
	}
	return read;
}

void http_read_clear(HttpRead *read)
{
	json_decref(read->json);
	read->json = NULL;
}

/* ---- pointers ---- */

static const json_t *only_member(const json_t *json)
{
	if (json_is_array(json))
		return json_array_size(json) == 1 ? json_array_get(json, 0) : NULL;
	if (json_object_size(json) != 1)
		return NULL;
	return json_object_iter_value(json_object_iter((json_t *)json));
}

static const json_t *member(const json_t *json, const char *token)
{
	guint64 index;

	if (g_str_equal(token, "*"))
		return only_member(json);
	if (!json_is_array(json))
		return json_object_get(json, token);
	/* RFC 6901, 4: no leading zeros. */
	if ((*token == '0' && token[1]) || !g_ascii_string_to_unsigned(token, 10, 0, G_MAXUINT32, &index, NULL))
		return NULL;
	return json_array_get(json, (size_t)index);
}

const json_t *http_read_pointer(const json_t *json, const char *pointer)
{
	g_auto(GStrv) tokens = g_strsplit(pointer, "/", -1);

	for (guint i = 1; json && tokens[0] && tokens[i]; i++) {
		g_autoptr(GString) token = g_string_new(tokens[i]);

		g_string_replace(token, "~1", "/", 0);
		g_string_replace(token, "~0", "~", 0);
		json = member(json, token->str);
	}
	return json;
}

char *http_read_value(const json_t *json, const char *pointer)
{
	const json_t *found = http_read_pointer(json, pointer);
	char *number, *clean;

	if (json_is_string(found))
		return wire_clean(json_string_value(found), json_string_length(found), VALUE_MAX_CHARS);
	if (json_is_boolean(found))
		return g_strdup(json_is_true(found) ? "true" : "false");
	if (!json_is_number(found))
		return NULL;
	number = json_dumps(found, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)); /* 12.58, not 12.5800000000000001 */
	clean = number ? wire_clean(number, strlen(number), VALUE_MAX_CHARS) : NULL;
	free(number);
	return clean;
}

/* ---- conditions ---- */

static gboolean matches(const GRegex *pattern, const char *data, gsize length)
{
	return g_regex_match_full(pattern, data, (gssize)length, 0, 0, NULL, NULL);
}

gboolean http_read_holds(const HttpRead *read, const HttpCondition *c)
{
	g_autofree char *value = c->pointer ? http_read_value(read->json, c->pointer) : NULL;

	if (!http_profile_status_in(c->http, read->status) || (c->pointer && !value))
		return FALSE;
	if (c->is && !g_strv_contains((const char *const *)c->is, value))
		return FALSE;
	return (!c->like || matches(c->like, value, strlen(value))) &&
	       (!c->body || matches(c->body, read->data, read->length));
}

gboolean http_read_all(const HttpRead *read, const GPtrArray *conditions)
{
	for (guint i = 0; conditions && i < conditions->len; i++)
		if (!http_read_holds(read, conditions->pdata[i]))
			return FALSE;
	return conditions || (read->status >= 200 && read->status <= 299);
}

gboolean http_read_looks_inside(const GPtrArray *conditions)
{
	for (guint i = 0; conditions && i < conditions->len; i++) {
		const HttpCondition *c = conditions->pdata[i];

		if (c->pointer || c->body)
			return TRUE;
	}
	return FALSE;
}

char *http_read_group(const HttpRead *read, const GRegex *pattern)
{
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *group = NULL;

	if (!g_regex_match_full(pattern, read->data, (gssize)read->length, 0, 0, &match, NULL))
		return NULL;
	group = g_match_info_fetch(match, 1);
	return group ? wire_clean(group, strlen(group), VALUE_MAX_CHARS) : NULL;
}

const HttpStatus *http_read_status(const GPtrArray *statuses, const char *status, const char *error)
{
	for (guint i = 0; statuses && i < statuses->len; i++) {
		const HttpStatus *row = statuses->pdata[i];

		if ((!row->is || (status && g_strv_contains((const char *const *)row->is, status))) &&
		    (!row->error || (error && g_strv_contains((const char *const *)row->error, error))))
			return row;
	}
	return NULL;
}

/* ---- times ---- */

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7) and "Sun, 06 Nov 1994 08:49:37 +0100" (RFC 2822, 3.3). */
static int64_t from_rfc2822(const char *text)
{
	static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *comma = strchr(text, ',');
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) at = NULL;
	char month[4] = "", zone[6] = "";
	const char *known;
	int day, year, h, m, s, offset = 0;

	if (sscanf(comma ? comma + 1 : text, " %2d %3[A-Za-z] %4d %2d:%2d:%2d %5s", &day, month, &year, &h, &m, &s,
	           zone) != 7)
		return 0;
	known = strlen(month) == 3 ? strstr(MONTHS, month) : NULL;
	if (!known || (known - MONTHS) % 3)
		return 0;
	if (strlen(zone) == 5 && strchr("+-", zone[0]) && strspn(zone + 1, "0123456789") == 4) {
		int hhmm = (int)g_ascii_strtoll(zone + 1, NULL, 10);

		offset = (hhmm / 100 * 60 + hhmm % 100) * (zone[0] == '-' ? -60 : 60);
	} else if (!g_str_equal(zone, "GMT") && !g_str_equal(zone, "UTC")) {
		return 0;
	}
	at = g_date_time_new(utc, year, (int)(known - MONTHS) / 3 + 1, day, h, m, s);
	return at ? MAX(g_date_time_to_unix(at) - offset, 0) : 0;
}

static int64_t from_rfc3339(const char *text)
{
	g_autoptr(GDateTime) at = g_utf8_validate(text, -1, NULL) ? g_date_time_new_from_iso8601(text, NULL) : NULL;

	return at ? MAX(g_date_time_to_unix(at), 0) : 0;
}

int64_t http_read_time(const char *text, HttpTimeForm form, int64_t offset_s)
{
	guint64 ms;

	if (!text)
		return 0;
	switch (form) {
	case HTTP_TIME_EPOCH:
		return wire_epoch(text);
	case HTTP_TIME_EPOCH_MS:
		return g_ascii_string_to_unsigned(text, 10, 0, G_GINT64_CONSTANT(99999999999999), &ms, NULL)
		               ? (int64_t)(ms / 1000)
		               : 0;
	case HTTP_TIME_RFC3339:
		return from_rfc3339(text);
	case HTTP_TIME_RFC2822:
		return from_rfc2822(text);
	case HTTP_TIME_LOCAL:
		break;
	}
	return wire_local_time(text, offset_s);
}

/* Seconds, or a date, which says something only beside the answer's own (RFC 9110, 10.2.3): a driver has no clock. */
static int64_t retry_after(const HttpRead *read)
{
	const char *value = http_headers_get(read->headers, "Retry-After");
	const char *date = http_headers_get(read->headers, "Date");
	int64_t then, now;
	guint64 seconds;

	if (!value)
		return 0;
	if (g_ascii_string_to_unsigned(value, 10, 0, DELAY_MAX_S, &seconds, NULL))
		return (int64_t)seconds;
	then = from_rfc2822(value);
	now = date ? from_rfc2822(date) : 0;
	return then && now && then > now ? MIN(then - now, DELAY_MAX_S) : 0;
}

int64_t http_read_delay(const HttpRead *read, const HttpCondition *row)
{
	const char *from = row && row->delay_from ? row->delay_from : row ? NULL : "retry-after";
	int64_t delay_s = 0;

	if (from && *from == '/') {
		g_autofree char *value = http_read_value(read->json, from);
		double seconds = value ? g_ascii_strtod(value, NULL) : 0;

		/* Also no number at all. */
		delay_s = seconds > 0 && seconds < DELAY_MAX_S ? (int64_t)(seconds + 0.999) : 0;
	} else if (from) {
		delay_s = retry_after(read);
	}
	if (delay_s <= 0 && row)
		delay_s = row->delay_s;
	return delay_s > 0 ? delay_s : DELAY_DEFAULT_S;
}
