#include "provider/vectors.h"

#include <string.h>

json_t *vectors_load(const char *file)
{
	g_autofree char *relative = g_strconcat("data/vectors/", file, NULL);
	g_autofree char *path = test_file(relative);
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);

	ck_assert_msg(json, "%s: %s", file, error.text);
	return json;
}

json_t *vectors_case(json_t *file, const char *name)
{
	json_t *rows = json_object_get(file, "cases"), *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (g_strcmp0(json_string_value(json_object_get(row, "name")), name) == 0)
			return row;
	ck_abort_msg("no case \"%s\"", name);
	return NULL;
}

const char *vectors_text(const json_t *row, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	for (char **name = names; row && *name; name++)
		row = json_object_get(row, *name);
	ck_assert_msg(json_is_string(row), "no text at %s", path);
	return json_string_value(row);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *sorted_pairs(const char *form)
{
	g_auto(GStrv) pairs = g_strsplit(form, "&", -1);
	g_autoptr(GPtrArray) decoded = g_ptr_array_new_with_free_func(g_free);
	GString *all = g_string_new(NULL);

	for (char **pair = pairs; *pair; pair++) {
		g_autofree char *blanks = g_strdelimit(g_strdup(*pair), "+", ' ');
		char *plain = g_uri_unescape_string(blanks, NULL);

		ck_assert_msg(plain, "broken escape in %s", *pair);
		g_ptr_array_add(decoded, plain);
	}
	g_ptr_array_sort(decoded, by_text);
	for (guint i = 0; i < decoded->len; i++)
		g_string_append_printf(all, "%s\n", (char *)decoded->pdata[i]);
	return g_string_free(all, FALSE);
}

void vectors_same_form(const char *row, const char *got, const char *want)
{
	g_autofree char *mine = sorted_pairs(got);
	g_autofree char *theirs = sorted_pairs(want);

	row_str(row, mine, theirs);
}

char *vectors_body(const HttpRequest *request)
{
	gsize length = 0;
	const char *data = request->body ? g_bytes_get_data(request->body, &length) : NULL;

	return g_strndup(data ? data : "", length);
}
