#include "inbox/out.h"

#include <string.h>

#include "desk/rights.h"
#include "text/code.h"
#include "util/mask.h"

void out_text(json_t *object, const char *key, const char *text)
{
	g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

	json_object_set_new(object, key, valid ? json_string(valid) : json_null());
}

void out_short(json_t *object, const char *key, const char *text, glong characters)
{
	g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
	g_autofree char *head = NULL;
	g_autofree char *cut = NULL;

	if (!valid || g_utf8_strlen(valid, -1) <= characters) {
		out_text(object, key, valid);
		return;
	}
	head = g_utf8_substring(valid, 0, characters - 1);
	cut = g_strconcat(head, "\u2026", NULL);
	out_text(object, key, cut);
}

/* The number of the character of `text`, which is composed, at which `words` begin; -1: nowhere. Folding may make
 * several letters of one, so each is folded by itself and its place remembered. */
static glong place_of(const char *text, const char *words)
{
	g_autofree char *normal = g_utf8_normalize(words, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *needle = normal ? g_utf8_casefold(normal, -1) : NULL;
	g_autoptr(GString) hay = g_string_new(NULL);
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
	const char *found;
	glong at = 0;

	for (const char *one = text; *one; one = g_utf8_next_char(one)) {
		g_autofree char *folded = g_utf8_casefold(one, g_utf8_next_char(one) - one);

		g_string_append(hay, folded);
		g_array_append_val(ends, hay->len);
	}
	found = needle ? strstr(hay->str, needle) : NULL;
	if (!found)
		return -1;
	while (at < (glong)ends->len && g_array_index(ends, gsize, at) <= (gsize)(found - hay->str))
		at++;
	return at;
}

void out_around(json_t *object, const char *key, const char *text, const char *words, glong characters)
{
	g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
	g_autofree char *whole = valid ? g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
	g_autofree char *part = NULL, *cut = NULL;
	glong length = whole ? g_utf8_strlen(whole, -1) : 0, at, from, end;

	at = length > characters ? place_of(whole, words) : -1;
	from = MIN(at - characters / 4, length - characters + 1); /* what stands before it explains it */
	if (at < 0 || from <= 0) {
		out_short(object, key, text, characters);
		return;
	}
	end = from + characters - 1 < length ? from + characters - 2 : length;
	part = g_utf8_substring(whole, from, end);
	cut = g_strconcat("\u2026", part, end < length ? "\u2026" : "", NULL);
	out_text(object, key, cut);
}

void out_number(json_t *object, const char *key, int64_t number)
{
	json_object_set_new(object, key, json_integer(number));
}

void out_number_or(json_t *object, const char *key, int64_t number, int64_t none)
{
	json_object_set_new(object, key, number == none ? json_null() : json_integer(number));
}

void out_time(json_t *object, const char *key, int64_t at)
{
	out_number_or(object, key, at, STORE_NO_TIME);
}

void out_bool(json_t *object, const char *key, gboolean value)
{
	json_object_set_new(object, key, json_boolean(value));
}

void out_code(json_t *object, const char *key, int64_t case_id)
{
	char code[CASE_CODE_SIZE];

	if (case_id <= 0) {
		json_object_set_new(object, key, json_null());
		return;
	}
	case_code(case_id, code);
	out_text(object, key, code);
}

void out_who(json_t *object, const char *key, const char *actor)
{
	out_text(object, key, actor ? rights_account_name(actor) : NULL);
}

void out_phone(json_t *object, const char *key, const char *phone, gboolean whole)
{
	g_autofree char *masked = mask_number(phone);

	out_text(object, key, whole ? phone : masked);
}

json_t *out_row(json_t *array)
{
	json_t *row = json_object();

	json_array_append_new(array, row);
	return row;
}

json_t *out_list(json_t *object, const char *key)
{
	json_t *list = json_array();

	json_object_set_new(object, key, list);
	return list;
}
