/* The words replies are understood by: those of the packs, and what the general part and the shop add. */
#include "conf/lexicons.h"

#include <errno.h>
#include <string.h>

#include "conf/names.h"
#include "text/when.h"
#include "util/nearest.h"

typedef struct {
	const Tree *tree;
	const char *language; /* NULL: the shop's own */
	Lexicon *lexicon;
	GPtrArray *items; /* of the good ones, "LABEL: WORDS"; NULL: not asked for */
	Faults *faults;
} Reader;

/* Whether an entry of the list "times" says a time. */
static gboolean time_fits(const char *entry)
{
	const char *arrow = strstr(entry, " => ");

	return arrow && when_effect_valid(arrow + strlen(" => "));
}

static void read_entry(const Reader *reader, const config_setting_t *node, const char *key, LexiconList list,
                       ReplyLabel label)
{
	const Place place = tree_place(reader->tree, node);
	g_autofree char *value = tree_literal(reader->tree, node), *fault = NULL;
	g_autofree char *origin = reader->language ? g_strdup(reader->language)
	                                           : g_strdup_printf("%s:%u", place.file, place.line);
	const char *entry = config_setting_get_string(node);

	if (!entry)
		faults_add(reader->faults, &place, key, value, "%s where words belong; write them in quotes", tree_kind(node));
	else if (lexicon_add(reader->lexicon, list, label, reader->language, origin, entry, &fault) < 0)
		faults_add(reader->faults, &place, key, value, "%s", fault);
	else if (list == LEXICON_TIMES && !time_fits(entry))
		faults_add(reader->faults, &place, key, value, "no time; write \"tomorrow => date=+1\"");
	else if (reader->items)
		g_ptr_array_add(reader->items, g_strdup_printf("%s: %s", reply_label_name(label), entry));
}

static void read_entries(const Reader *reader, const config_setting_t *node, const char *key, LexiconList list,
                         ReplyLabel label)
{
	const Place place = tree_place(reader->tree, node);

	if (!config_setting_is_array(node) && !config_setting_is_list(node)) {
		faults_add(reader->faults, &place, key, NULL, "%s where a list belongs; write [ \"...\", \"...\" ]",
		           tree_kind(node));
		return;
	}
	for (int i = 0; i < config_setting_length(node); i++) {
		g_autofree char *item_key = g_strdup_printf("%s[%d]", key, i);

		read_entry(reader, config_setting_get_elem(node, (unsigned)i), item_key, list, label);
	}
}

static void read_labels(const Reader *reader, const config_setting_t *group, const char *key, LexiconList list)
{
	const char *names[LABELS + 1] = {NULL};
	const Place place = tree_place(reader->tree, group);

	if (!config_setting_is_group(group)) {
		faults_add(reader->faults, &place, key, NULL, "%s where a group of labels belongs; write { optout = [ \"...\" ]; }",
		           tree_kind(group));
		return;
	}
	for (int i = 0; i < LABELS; i++)
		names[i] = reply_label_name((ReplyLabel)i);
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(node);
		const Place node_place = tree_place(reader->tree, node);
		g_autofree char *node_key = g_strdup_printf("%s.%s", key, name);
		const char *nearest = nearest_word(name, names);
		ReplyLabel label;

		if (reply_label_parse(name, &label) < 0 || (list == LEXICON_WORDS && (label == LABEL_RATING || label == LABEL_PICK)))
			faults_add(reader->faults, &node_place, node_key, NULL, "no label that words can have; write %s\"%s\"",
			           nearest ? "" : "one as ", nearest ? nearest : "optout");
		else
			read_entries(reader, node, node_key, list, label);
	}
}

static void read_pack(const char *path, GStringChunk *files, Lexicon *lexicon, Faults *faults)
{
	g_autoptr(Tree) tree = NULL;
	const config_setting_t *node;
	g_autofree char *fault = NULL;
	Reader reader = {.lexicon = lexicon, .faults = faults};
	Place place = {g_string_chunk_insert_const(files, path), 1};

	if (tree_read(path, files, faults, &tree) < 0)
		return;
	reader.tree = tree;
	node = config_setting_get_member(tree_root(tree), "language");
	if (node)
		place = tree_place(tree, node);
	reader.language = node ? config_setting_get_string(node) : NULL;
	if (!reader.language || names_check_language(reader.language, &fault) < 0) {
		faults_add(faults, &place, "language", reader.language, "%s",
		           fault ? fault : "missing; write language = \"en\"; at the top of the pack");
		return;
	}
	for (int i = 0; i < config_setting_length(tree_root(tree)); i++) {
		const char *name;
		LexiconList list;

		node = config_setting_get_elem(tree_root(tree), (unsigned)i);
		name = config_setting_name(node);
		place = tree_place(tree, node);
		if (g_str_equal(name, "language"))
			continue;
		if (lexicon_list_parse(name, &list) < 0)
			faults_add(faults, &place, name, NULL, "no such list; README.md beside the packs names them all");
		else if (lexicon_list_has_labels(list))
			read_labels(&reader, node, name, list);
		else
			read_entries(&reader, node, name, list, LABEL_OTHER);
	}
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

int lexicons_read(const char *directory, GStringChunk *files, Faults *faults, Lexicon **lexicon)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	Lexicon *read = lexicon_new();
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".conf"))
			g_ptr_array_add(paths, g_build_filename(directory, name, NULL));
	g_ptr_array_sort(paths, by_name);
	for (guint i = 0; i < paths->len; i++)
		read_pack(paths->pdata[i], files, read, faults);
	*lexicon = read;
	return paths->len ? 0 : -ENOENT;
}

void lexicons_read_words(const Tree *tree, const config_setting_t *group, const char *key, GPtrArray *items, Faults *faults)
{
	g_autoptr(Lexicon) tried = lexicon_new();
	const Reader reader = {.tree = tree, .lexicon = tried, .items = items, .faults = faults};

	read_labels(&reader, group, key, LEXICON_WORDS);
}

static void add_words(const Section *section, Lexicon *lexicon)
{
	const Value *value = &section->values[settings_find(SCOPE_SHOP, "reply_words")];
	g_autofree char *origin = value->items ? g_strdup_printf("%s:%u", value->place.file, value->place.line) : NULL;

	for (char **item = value->items; item && *item; item++) {
		const char *words = strstr(*item, ": ");
		g_autofree char *name = g_strndup(*item, (gsize)(words - *item));
		g_autofree char *fault = NULL;
		ReplyLabel label = LABEL_OTHER;
		int r = reply_label_parse(name, &label);

		if (r == 0)
			r = lexicon_add(lexicon, LEXICON_WORDS, label, NULL, origin, words + 2, &fault);
		g_assert(r == 0); /* it was checked when it was read */
	}
}

Lexicon *lexicons_of(const ConfWhole *whole, const Section *section)
{
	Lexicon *lexicon = lexicon_copy(whole->lexicon);

	/* The shop's before the general ones: where both know a message, the first that was added counts. */
	if (section != whole->general)
		add_words(section, lexicon);
	add_words(whole->general, lexicon);
	return lexicon;
}

int conf_lexicon(const char *directory, Lexicon **lexicon, GPtrArray **out)
{
	g_autoptr(GStringChunk) files = g_string_chunk_new(256);
	g_autoptr(Faults) faults = faults_new();
	g_autoptr(Lexicon) read = NULL;
	int r = lexicons_read(directory, files, faults, &read);

	if (r == 0 && faults_count(faults))
		r = -EINVAL;
	if (out)
		*out = faults_take(faults);
	if (r == 0)
		*lexicon = g_steal_pointer(&read);
	return r;
}
