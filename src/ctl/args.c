#include "ctl/args.h"

#include "util/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#define FIRST_ID 256 /* above all letters */

static void collect(const ArgsOption *table, GPtrArray *all)
{
	for (; table && table->name; table++)
		g_ptr_array_add(all, (gpointer)table);
}

static char *unknown_option(const char *given, const GPtrArray *all)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *bare = g_strndup(given, strcspn(given, "="));
	const char *near = NULL;

	for (guint i = 0; i < all->len; i++)
		g_ptr_array_add(names, (char *)((const ArgsOption *)all->pdata[i])->name);
	g_ptr_array_add(names, NULL);
	if (g_str_has_prefix(bare, "--"))
		near = nearest_word(bare + 2, (const char *const *)names->pdata);
	if (near)
		return g_strdup_printf("there is no option %s; did you mean --%s?", bare, near);
	return g_strdup_printf("there is no option %s", bare);
}

static const ArgsOption *option_of(const GPtrArray *all, int id)
{
	for (guint i = 0; i < all->len; i++) {
		const ArgsOption *option = all->pdata[i];

		if (id == FIRST_ID + (int)i || (option->letter && id == option->letter))
			return option;
	}
	return NULL;
}

static int keep(Args *args, const ArgsOption *option, const char *value, char **fault)
{
	GPtrArray *values = g_hash_table_lookup(args->options, option->name);

	if (values && option->value && !option->many) {
		*fault = g_strdup_printf("--%s is given twice", option->name);
		return -EINVAL;
	}
	if (!values) {
		values = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(args->options, (gpointer)option->name, values);
	}
	g_ptr_array_add(values, g_strdup(value));
	return 0;
}

/* What getopt_long() stumbled over: the word before optind, or a letter within one. */
static char *stumble(int id, char **argv, const GPtrArray *all)
{
	const char *word = argv[optind - 1];
	const ArgsOption *known = option_of(all, optopt);

	if (known && (id == ':' || known->value))
		return g_strdup_printf("--%s needs %s", known->name, known->value);
	if (known)
		return g_strdup_printf("--%s takes no value", known->name);
	if (optopt > 0 && optopt < FIRST_ID)
		return g_strdup_printf("there is no option -%c", optopt);
	return unknown_option(word, all);
}

static void make_tables(const GPtrArray *all, gboolean stop_at_word, GString *letters, GArray *longs)
{
	g_string_append(letters, stop_at_word ? "+:" : ":");
	for (guint i = 0; i < all->len; i++) {
		const ArgsOption *option = all->pdata[i];
		struct option row = {.name = option->name, .has_arg = option->value ? required_argument : no_argument,
		                     .val = FIRST_ID + (int)i};

		g_array_append_val(longs, row);
		if (option->letter)
			g_string_append_printf(letters, "%c%s", option->letter, option->value ? ":" : "");
	}
}

int args_parse(int argc, char **argv, const ArgsOption *own, const ArgsOption *global, gboolean stop_at_word, Args *out,
               char **fault)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GString) letters = g_string_new(NULL);
	g_autoptr(GArray) longs = g_array_new(TRUE, TRUE, sizeof(struct option));
	Args args = {.options = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref),
	             .words = g_ptr_array_new_with_free_func(g_free)};
	int id, r = 0;

	collect(own, all);
	collect(global, all);
	make_tables(all, stop_at_word, letters, longs);
	optind = 0; /* glibc: begin anew, also with other tables */
	opterr = 0;
	while (r == 0 &&
	       (id = getopt_long(argc, argv, letters->str, (struct option *)(void *)longs->data, NULL)) != -1) {
		const ArgsOption *option = id == '?' || id == ':' ? NULL : option_of(all, id);

		if (option) {
			r = keep(&args, option, optarg, fault);
		} else {
			*fault = stumble(id, argv, all);
			r = -EINVAL;
		}
	}
	if (r < 0) {
		args_clear(&args);
		return r;
	}
	for (int i = optind; i < argc; i++)
		g_ptr_array_add(args.words, g_strdup(argv[i]));
	g_ptr_array_add(args.words, NULL);
	*out = args;
	return 0;
}

void args_clear(Args *args)
{
	g_clear_pointer(&args->options, g_hash_table_unref);
	g_clear_pointer(&args->words, g_ptr_array_unref);
}

gboolean args_has(const Args *args, const char *name)
{
	return g_hash_table_contains(args->options, name);
}

const GPtrArray *args_values(const Args *args, const char *name)
{
	return g_hash_table_lookup(args->options, name);
}

const char *args_value(const Args *args, const char *name)
{
	const GPtrArray *values = args_values(args, name);

	return values ? values->pdata[values->len - 1] : NULL;
}

guint args_words(const Args *args)
{
	return args->words->len - 1;
}

const char *args_word(const Args *args, guint i)
{
	return i < args_words(args) ? args->words->pdata[i] : NULL;
}

int args_number(const Args *args, const char *name, gint64 least, gint64 most, gint64 otherwise, gint64 *number,
                char **fault)
{
	const char *text = args_value(args, name);
	gint64 value = otherwise;

	if (text && !g_ascii_string_to_signed(text, 10, least, most, &value, NULL)) {
		*fault = g_strdup_printf("--%s: \"%s\" is not a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
		                         name, text, least, most);
		return -EINVAL;
	}
	*number = value;
	return 0;
}
