#include "provider/wire.h"

#include <string.h>

#define FIELD_MAX_CHARS 64

/* The value of `name` as it stands in the query, up to its end. NULL when it is not there. */
static const char *find_value(const char *query, const char *name, gsize *length)
{
	gsize name_length = strlen(name);

	for (const char *p = query; *p;) {
		gsize pair = strcspn(p, "&");

		if (pair > name_length && p[name_length] == '=' && memcmp(p, name, name_length) == 0) {
			*length = pair - name_length - 1;
			return p + name_length + 1;
		}
		p += pair + (p[pair] == '&');
	}
	return NULL;
}

GBytes *wire_query_bytes(const char *query, const char *name)
{
	gsize length;
	const char *value = find_value(query, name, &length);
	g_autofree char *blanks = NULL;

	if (!value)
		return NULL;
	blanks = g_strdelimit(g_strndup(value, length), "+", ' ');
	return g_uri_unescape_bytes(blanks, (gssize)length, NULL, NULL);
}

/* The length of what wire_clean() leaves as it is but for the end of the line: what most providers answer. 0: it has
 * more to do. */
static gsize clean_length(const char *data, gsize length)
{
	while (length && (data[length - 1] == '\n' || data[length - 1] == '\r' || data[length - 1] == ' '))
		length--;
	for (gsize i = 0; i < length; i++)
		if (data[i] < ' ' || data[i] > '~' || (i == 0 && data[i] == ' '))
			return 0;
	return length;
}

char *wire_clean(const char *data, gsize length, glong max_chars)
{
	gsize plain = data ? clean_length(data, length) : 0;
	g_autofree char *valid = NULL;
	g_autoptr(GString) clean = NULL;

	if (plain && plain <= (gsize)max_chars)
		return g_strndup(data, plain);
	valid = g_utf8_make_valid(data ? data : "", (gssize)length);
	clean = g_string_new(NULL);
	/* With those of U+0080 to U+009F, one of which begins a terminal's commands as ESC [ does. */
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(clean, g_unichar_iscntrl(c) ? ' ' : c);
	}
	g_strstrip(clean->str);
	if (g_utf8_strlen(clean->str, -1) > max_chars)
		*g_utf8_offset_to_pointer(clean->str, max_chars) = '\0';
	return *clean->str ? g_strdup(clean->str) : NULL;
}

char *wire_query_field(const char *query, const char *name)
{
	g_autoptr(GBytes) value = wire_query_bytes(query, name);
	gsize length;
	const char *data = value ? g_bytes_get_data(value, &length) : NULL;

	return data ? wire_clean(data, length, FIELD_MAX_CHARS) : NULL;
}

/* Not g_convert(): it gives up at the first lone surrogate, and Kannel splits pairs between the parts of a long text.
 */
static char *from_utf16be(const guchar *data, gsize length)
{
	GString *out = g_string_sized_new(length);

	for (gsize i = 0; i + 1 < length; i += 2) {
		gunichar unit = (gunichar)(data[i] << 8 | data[i + 1]);
		gunichar next = i + 3 < length ? (gunichar)(data[i + 2] << 8 | data[i + 3]) : 0;

		if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
			unit = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
			i += 2;
		}
		g_string_append_unichar(out, unit && g_unichar_validate(unit) ? unit : 0xfffd);
	}
	return g_string_free(out, FALSE);
}

static char *from_latin1(const guchar *data, gsize length)
{
	GString *out = g_string_sized_new(length);

	for (gsize i = 0; i < length; i++)
		g_string_append_unichar(out, data[i] ? data[i] : 0xfffd);
	return g_string_free(out, FALSE);
}

static char *from_utf8(const guchar *data, gsize length)
{
	return g_utf8_make_valid((const char *)data, (gssize)length);
}

static char *from_8bit(const guchar *data, gsize length)
{
	return g_utf8_validate((const char *)data, (gssize)length, NULL) ? from_utf8(data, length)
	                                                                 : from_latin1(data, length);
}

static const struct {
	const char *name;
	char *(*read)(const guchar *data, gsize length);
} CHARSETS[] = {
	{"UTF-16BE", from_utf16be}, {"UCS-2", from_utf16be},  {"UCS-2BE", from_utf16be}, {"ISO-10646-UCS-2",
	 from_utf16be},
	{"8-BIT", from_8bit},       {"ISO-8859-1", from_latin1}, {"LATIN1", from_latin1},
};

char *wire_text(const char *data, gsize length, const char *charset)
{
	char *(*read)(const guchar *, gsize) = from_utf8;
	char *text;

	for (gsize i = 0; charset && i < G_N_ELEMENTS(CHARSETS); i++)
		if (g_ascii_strcasecmp(charset, CHARSETS[i].name) == 0)
			read = CHARSETS[i].read;
	text = read((const guchar *)(data ? data : ""), length);
	if (strlen(text) > WIRE_TEXT_MAX) {
		/* The last character that begins before the limit may reach over it. */
		char *end = g_utf8_find_prev_char(text, text + WIRE_TEXT_MAX + 1);

		*end = '\0';
	}
	return text;
}

gint64 wire_epoch(const char *text)
{
	guint64 at;

	/* Eleven digits reach the year 5138; more is nonsense. */
	return text && g_ascii_string_to_unsigned(text, 10, 0, G_GINT64_CONSTANT(99999999999), &at, NULL) ? (gint64)at
	                                                                                                  : 0;
}

/* The unit of an escape "\u0000" at s; -1: it is none. */
static int unit_at(const char *s, const char *end)
{
	int unit = 0;

	if (end - s < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int digit = g_ascii_xdigit_value(s[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* Customers' texts hold NULs and halves of emoji, which jansson takes for no JSON at all: "\ufffd" in place of each.
 * NULL: there were none. */
static GString *mend_escapes(const char *data, gsize length)
{
	const char *end = data + length;
	GString *out = g_string_sized_new(length);
	gboolean mended = FALSE;

	for (const char *p = data; p < end;) {
		int unit = unit_at(p, end), next = unit >= 0 ? unit_at(p + 6, end) : -1;
		gsize step = unit >= 0 ? 6 : *p == '\\' && end - p > 1 ? 2 : 1;
		gboolean pair = unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;

		if (unit == 0 || (unit >= 0xd800 && unit < 0xe000 && !pair)) {
			g_string_append(out, "\\ufffd");
			mended = TRUE;
		} else {
			step = pair ? 12 : step;
			g_string_append_len(out, p, (gssize)step);
		}
		p += step;
	}
	if (!mended)
		g_string_free(g_steal_pointer(&out), TRUE);
	return out;
}

json_t *wire_json(GBytes *body)
{
	gsize length = 0;
	const char *data = body ? g_bytes_get_data(body, &length) : NULL;
	json_t *json = data ? json_loadb(data, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
	g_autoptr(GString) mended = data && !json ? mend_escapes(data, length) : NULL;

	return mended ? json_loadb(mended->str, mended->len, JSON_REJECT_DUPLICATES, NULL) : json;
}

static const json_t *descend(const json_t *json, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	for (char **name = names; json && *name; name++)
		json = json_is_array(json) && g_ascii_isdigit(**name)
		               ? json_array_get(json, (size_t)g_ascii_strtoull(*name, NULL, 10))
		               : json_object_get(json, *name);
	return json;
}

char *wire_json_field(const json_t *json, const char *path)
{
	const json_t *found = descend(json, path);
	g_autofree char *number = json_is_number(found) ? json_dumps(found, JSON_ENCODE_ANY) : NULL;

	if (number)
		return wire_clean(number, strlen(number), FIELD_MAX_CHARS);
	return json_is_string(found) ? wire_clean(json_string_value(found), json_string_length(found), FIELD_MAX_CHARS) : NULL;
}

char *wire_json_text(const json_t *json, const char *path)
{
	const json_t *found = descend(json, path);

	return json_is_string(found) ? wire_text(json_string_value(found), json_string_length(found), NULL) : NULL;
}

char *wire_form(const char *name, ...)
{
	GString *form = g_string_new(NULL);
	va_list list;

	va_start(list, name);
	for (; name; name = va_arg(list, const char *)) {
		const char *value = va_arg(list, const char *);

		if (value)
			http_query_add(form, name, value);
	}
	va_end(list);
	return g_string_free(form, FALSE);
}

char *wire_utc(gint64 at, const char *format)
{
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at);

	return g_date_time_format(moment, format);
}

gint64 wire_local_time(const char *text, gint64 offset_s)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) at = text && strlen(text) == 19 ? g_date_time_new_from_iso8601(text, utc) : NULL;

	return at ? MAX(g_date_time_to_unix(at) - offset_s, 0) : 0;
}
