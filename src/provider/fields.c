#include "provider/fields.h"

#include <string.h>

#include "provider/wire.h"

#define SHORT_CHARS 64
#define WORDS_CHARS 120
#define NUMBER_DIGITS 7 /* the shortest subscriber numbers in use; error codes have five */

static void field_clear(gpointer data)
{
	Field *field = data;

	g_free(field->name);
	g_free(field->value);
}

static GArray *fields_new(void)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(Field));

	g_array_set_clear_func(fields, field_clear);
	return fields;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const Field *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = memcmp(x->value, y->value, MIN(x->length, y->length));
	return order ? order : x->length < y->length ? -1 : x->length > y->length;
}

/* [s, s + length) after the form rules, with a NUL behind it; NULL on a broken escape or a NUL that is none. */
static char *decode(const char *s, gsize length, gsize *size)
{
	g_autofree char *blanks = g_strdelimit(g_strndup(s, length), "+", ' ');
	g_autoptr(GBytes) bytes = NULL;
	const char *data;
	char *decoded;

	if (strlen(blanks) != length)
		return NULL;
	bytes = g_uri_unescape_bytes(blanks, (gssize)length, NULL, NULL);
	if (!bytes)
		return NULL;
	data = g_bytes_get_data(bytes, size);
	decoded = g_malloc0(*size + 1);
	if (*size)
		memcpy(decoded, data, *size);
	return decoded;
}

GArray *fields_of_form(const char *form, gsize length)
{
	g_autoptr(GArray) fields = fields_new();
	const char *end = form + length;

	for (const char *p = form; p < end;) {
		const char *stop = memchr(p, '&', (gsize)(end - p));
		const char *equals;
		Field field;

		stop = stop ? stop : end;
		equals = memchr(p, '=', (gsize)(stop - p));
		equals = equals ? equals : stop;
		if (stop > p) {
			const char *value = equals < stop ? equals + 1 : stop;
			gsize name_length = 0;

			field.name = decode(p, (gsize)(equals - p), &name_length);
			field.value = decode(value, (gsize)(stop - value), &field.length);
			g_array_append_val(fields, field);
			if (!field.name || !field.value || strlen(field.name) != name_length)
				return NULL;
		}
		p = stop + 1;
	}
	g_array_sort(fields, by_name);
	return g_steal_pointer(&fields);
}

static void take_object(const json_t *object, const char *before, GArray *fields)
{
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)object, name, member)
	{
		g_autofree char *path = g_strconcat(before, name, NULL);
		Field field = {0};

		if (json_is_object(member) && !*before) {
			g_autofree char *deeper = g_strconcat(name, "/", NULL);

			take_object(member, deeper, fields);
			continue;
		}
		if (json_is_string(member))
			field.value = g_strdup(json_string_value(member));
		else if (json_is_number(member))
			field.value = json_dumps(member, JSON_ENCODE_ANY);
		else if (json_is_boolean(member))
			field.value = g_strdup(json_is_true(member) ? "true" : "false");
		else
			continue;
		field.name = g_steal_pointer(&path);
		field.length = strlen(field.value); /* wire_json() leaves no NUL in a text */
		g_array_append_val(fields, field);
	}
}

static GArray *fields_of_json(GBytes *body)
{
	json_t *json = wire_json(body);
	g_autoptr(GArray) fields = json_is_object(json) ? fields_new() : NULL;

	if (fields) {
		take_object(json, "", fields);
		g_array_sort(fields, by_name);
	}
	json_decref(json);
	return g_steal_pointer(&fields);
}

GArray *fields_of_inbound(const HttpInbound *inbound)
{
	const char *type = http_headers_get(inbound->headers, "Content-Type");
	gsize length = 0;
	const char *body = inbound->body ? g_bytes_get_data(inbound->body, &length) : NULL;

	if (!length)
		return fields_of_form(inbound->query ? inbound->query : "",
		                      inbound->query ? strlen(inbound->query) : 0);
	return type && g_ascii_strncasecmp(type, "application/json", 16) == 0 ? fields_of_json(inbound->body)
	                                                                      : fields_of_form(body, length);
}

static const Field *find(const GArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++)
		if (g_str_equal(g_array_index(fields, Field, i).name, name))
			return &g_array_index(fields, Field, i);
	return NULL;
}

const char *fields_get(const GArray *fields, const char *name)
{
	const Field *field = find(fields, name);

	return field ? field->value : NULL;
}

char *fields_short(const GArray *fields, const char *name)
{
	const Field *field = find(fields, name);

	return field ? wire_clean(field->value, field->length, SHORT_CHARS) : NULL;
}

char *fields_text(const GArray *fields, const char *name)
{
	const Field *field = find(fields, name);

	return field ? wire_text(field->value, field->length, NULL) : NULL;
}

char *fields_words(const char *said)
{
	g_autofree char *clean = said ? wire_clean(said, strlen(said), WORDS_CHARS) : NULL;
	GString *words;

	if (!clean)
		return NULL;
	words = g_string_new(NULL);
	for (const char *p = clean; *p;) {
		gsize digits = strspn(p, "0123456789");

		if (digits >= NUMBER_DIGITS)
			g_string_append(words, "***");
		else
			g_string_append_len(words, p, (gssize)MAX(digits, 1));
		p += MAX(digits, 1);
	}
	return g_string_free(words, FALSE);
}

gboolean fields_is_text(const char *text, gboolean lines)
{
	if (!text || !*text || !g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (const char *p = text; *p; p++)
		if (((guchar)*p < 0x20 && !(lines && strchr("\t\n\r", *p))) || *p == 0x7f)
			return FALSE;
	return TRUE;
}
