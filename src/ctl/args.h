/* Options and words of a command line, read after a table. */
#pragma once

#include <glib.h>

typedef struct {
	const char *name;  /* "shop" for --shop */
	const char *value; /* what its value is called in the help ("SHOP"); NULL: it takes none */
	const char *help;
	char letter;   /* 'c' for -c; 0: none */
	gboolean many; /* may be given more than once */
} ArgsOption;

typedef struct {
	GHashTable *options; /* name -> GPtrArray of char* (NULL elements for options without a value) */
	GPtrArray *words;    /* of char*, NULL at the end (not counted in len) */
} Args;

/* Reads argv[1] on. Both tables end with a row without a name. `stop_at_word`: the first word and all after it are
 * words. 0, or -EINVAL with *fault a sentence with the nearest name. */
int args_parse(int argc, char **argv, const ArgsOption *own, const ArgsOption *global, gboolean stop_at_word, Args *out,
               char **fault);
void args_clear(Args *args);

gboolean args_has(const Args *args, const char *name);
const char *args_value(const Args *args, const char *name);      /* the last one; NULL: not given */
const GPtrArray *args_values(const Args *args, const char *name); /* NULL: not given */
guint args_words(const Args *args);
const char *args_word(const Args *args, guint i);

/* A number in [least, most] of an option; `otherwise` when it is not given. -EINVAL with *fault. */
int args_number(const Args *args, const char *name, gint64 least, gint64 most, gint64 otherwise, gint64 *number,
                char **fault);
