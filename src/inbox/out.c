#include "inbox/out.h"

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
