#include "conf/faults.h"

#include <string.h>

typedef struct {
	ConfFault fault; /* first: what faults_take() gives out */
	guint file;      /* rank of the file: the order files came up in */
	guint line;
} Fault;

struct Faults {
	GPtrArray *list;  /* of Fault */
	GHashTable *seen; /* texts, borrowed */
	GPtrArray *files; /* of char*, by rank */
	guint count;      /* of those that are not warnings */
};

static void fault_free(gpointer data)
{
	Fault *fault = data;

	g_free(fault->fault.text);
	g_free(fault);
}

Faults *faults_new(void)
{
	Faults *faults = g_new0(Faults, 1);

	faults->list = g_ptr_array_new_with_free_func(fault_free);
	faults->seen = g_hash_table_new(g_str_hash, g_str_equal);
	faults->files = g_ptr_array_new_with_free_func(g_free);
	return faults;
}

void faults_free(Faults *faults)
{
	if (!faults)
		return;
	g_hash_table_unref(faults->seen);
	g_ptr_array_unref(faults->list);
	g_ptr_array_unref(faults->files);
	g_free(faults);
}

static guint file_rank(Faults *faults, const char *file)
{
	guint rank;

	if (!g_ptr_array_find_with_equal_func(faults->files, file, g_str_equal, &rank)) {
		rank = faults->files->len;
		g_ptr_array_add(faults->files, g_strdup(file));
	}
	return rank;
}

/* A fault is one line, whatever stands in the file it quotes. */
static void make_line(GString *text)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (const char *at = text->str; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		g_string_append_unichar(line, g_unichar_iscntrl(c) ? '?' : c);
	}
	g_string_assign(text, line->str);
}

static G_GNUC_PRINTF(6, 0) void add(Faults *faults, gboolean warning, const Place *place, const char *key,
                                    const char *value, const char *format, va_list args)
{
	g_autoptr(GString) text = g_string_new(place->file);
	Fault *fault;

	if (place->line)
		g_string_append_printf(text, ":%u", place->line);
	if (key)
		g_string_append_printf(text, ": %s", key);
	if (key && value)
		g_string_append_printf(text, " = %s", value);
	g_string_append(text, ": ");
	g_string_append_vprintf(text, format, args);
	make_line(text);
	if (g_hash_table_contains(faults->seen, text->str))
		return;
	fault = g_new0(Fault, 1);
	fault->fault.text = g_strdup(text->str);
	fault->fault.warning = warning;
	fault->file = file_rank(faults, place->file);
	fault->line = place->line;
	g_ptr_array_add(faults->list, fault);
	g_hash_table_add(faults->seen, fault->fault.text);
	if (!warning)
		faults->count++;
}

void faults_add(Faults *faults, const Place *place, const char *key, const char *value, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(faults, FALSE, place, key, value, format, args);
	va_end(args);
}

void faults_warn(Faults *faults, const Place *place, const char *key, const char *value, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(faults, TRUE, place, key, value, format, args);
	va_end(args);
}

guint faults_count(const Faults *faults)
{
	return faults->count;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const Fault *x = *(const Fault *const *)a, *y = *(const Fault *const *)b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

GPtrArray *faults_take(Faults *faults)
{
	GPtrArray *list = faults->list;

	g_ptr_array_sort(list, by_place);
	g_hash_table_remove_all(faults->seen);
	faults->list = g_ptr_array_new_with_free_func(fault_free);
	return list;
}
