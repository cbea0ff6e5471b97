#include "conf/tree.h"

#include <errno.h>
#include <string.h>

#include "conf/scan.h"
#include "conf/values.h"

#define LITERAL_MAX_CHARS 60

struct Tree {
	config_t config;
	const char *path;  /* as the caller wrote it, in the chunk of names */
	char *dir;         /* where includes are looked for */
	GHashTable *scans; /* file name, as in a node -> Scan */
};

void tree_free(Tree *tree)
{
	if (!tree)
		return;
	config_destroy(&tree->config);
	g_hash_table_unref(tree->scans);
	g_free(tree->dir);
	g_free(tree);
}

const config_setting_t *tree_root(const Tree *tree)
{
	return config_root_setting(&tree->config);
}

/* Nodes of the file itself carry no name: it was read as a string. */
static const char *file_of(const Tree *tree, const config_setting_t *node)
{
	const char *file = config_setting_source_file(node);

	return file ? file : tree->path;
}

Place tree_place(const Tree *tree, const config_setting_t *node)
{
	return (Place){file_of(tree, node), config_setting_source_line(node)};
}

/* The number as written when it does not fit into what libconfig made of it, else NULL. */
static const char *lost_number(const Tree *tree, const config_setting_t *node)
{
	const Scan *scan = g_hash_table_lookup(tree->scans, file_of(tree, node));
	g_autofree char *key = g_strdup_printf("%u:%s", config_setting_source_line(node), config_setting_name(node));

	return scan ? g_hash_table_lookup(scan->lost, key) : NULL;
}

/* libconfig gives a group the line of whatever follows its bracket. The text knows better; where the two do not count
 * alike (a comment between name and bracket) its lines stay. */
static void walk_openings(Tree *tree, config_setting_t *node, GHashTable *next, gboolean repair)
{
	const char *file = file_of(tree, node);
	const Scan *scan = g_hash_table_lookup(tree->scans, file);
	guint i = GPOINTER_TO_UINT(g_hash_table_lookup(next, file));

	if (config_setting_name(node)) {
		if (repair && scan && i < scan->openings->len)
			node->line = g_array_index(scan->openings, guint, i);
		g_hash_table_insert(next, (gpointer)file, GUINT_TO_POINTER(i + 1));
	}
	for (int child = 0; child < config_setting_length(node); child++) {
		config_setting_t *element = config_setting_get_elem(node, (unsigned)child);

		if (config_setting_is_aggregate(element))
			walk_openings(tree, element, next, repair);
	}
}

static void repair_lines(Tree *tree)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) next = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer file, scan;
	gboolean alike = TRUE;

	walk_openings(tree, config_root_setting(&tree->config), counts, FALSE);
	g_hash_table_iter_init(&iter, tree->scans);
	while (g_hash_table_iter_next(&iter, &file, &scan))
		if (((Scan *)scan)->openings->len != GPOINTER_TO_UINT(g_hash_table_lookup(counts, file)))
			alike = FALSE;
	if (alike)
		walk_openings(tree, config_root_setting(&tree->config), next, TRUE);
}

static int read_text(const char *path, Faults *faults, char **text)
{
	const Place nowhere = {path, 0};
	g_autoptr(GError) error = NULL;
	g_autofree char *content = NULL;
	const char *bad;
	gsize length;
	guint line = 1;

	if (!g_file_get_contents(path, &content, &length, &error)) {
		int r = error->code == G_FILE_ERROR_NOENT   ? -ENOENT
			: error->code == G_FILE_ERROR_ACCES ? -EACCES
			: error->code == G_FILE_ERROR_ISDIR ? -EISDIR
		                                            : -EIO;

		faults_add(faults, &nowhere, NULL, NULL, "cannot be read (%s); write the path of a file that can",
		           g_strerror(-r));
		return r;
	}
	if (!g_utf8_validate(content, (gssize)length, &bad)) {
		for (const char *p = content; p < bad; p++)
			line += *p == '\n';
		faults_add(faults, &(Place){path, line}, NULL, NULL,
		           "a character that is not UTF-8; save the file as UTF-8");
		return -EINVAL;
	}
	/* Editors of another system put a mark before the first line; libconfig would stumble over it. */
	*text = g_strdup(g_str_has_prefix(content, "\xef\xbb\xbf") ? content + 3 : content);
	return 0;
}

/* What libconfig's bare words mean, with a cure. */
static const struct {
	const char *words, *fault;
} SYNTAX[] = {
	{"syntax error", "not understood; look here and in the line before for a missing \";\", quote or bracket"},
	{"duplicate setting name", "the same name for the second time; take one of the two out"},
	{"mismatched element type in array", "values of several kinds in one [ ]; write them all in quotes"},
	{"cannot open include file", "the included file cannot be read; write its path from this file's directory"},
};

static void syntax_fault(const Tree *tree, Faults *faults)
{
	const char *file = config_error_file(&tree->config);
	const Place place = {file ? file : tree->path, (guint)MAX(config_error_line(&tree->config), 0)};
	const char *words = config_error_text(&tree->config);

	for (gsize i = 0; i < G_N_ELEMENTS(SYNTAX); i++)
		if (g_strcmp0(words, SYNTAX[i].words) == 0) {
			faults_add(faults, &place, NULL, NULL, "%s", SYNTAX[i].fault);
			return;
		}
	faults_add(faults, &place, NULL, NULL, "%s; look at this line and the one before",
	           words ? words : "not understood");
}

static void scan_includes(Tree *tree, GStringChunk *files)
{
	for (unsigned i = 0; i < tree->config.num_filenames; i++) {
		const char *name = tree->config.filenames[i];
		g_autofree char *path =
			g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(tree->dir, name, NULL);
		g_autofree char *text = NULL;

		if (g_file_get_contents(path, &text, NULL, NULL))
			g_hash_table_insert(tree->scans, g_string_chunk_insert_const(files, name), scan_new(text));
	}
}

/* Names of files must outlive the tree. */
static void keep_file_names(config_setting_t *node, GStringChunk *files)
{
	if (node->file)
		node->file = g_string_chunk_insert_const(files, node->file);
	if (config_setting_is_aggregate(node))
		for (int i = 0; i < config_setting_length(node); i++)
			keep_file_names(config_setting_get_elem(node, (unsigned)i), files);
}

int tree_read(const char *path, GStringChunk *files, Faults *faults, Tree **out)
{
	g_autoptr(Tree) tree = g_new0(Tree, 1);
	g_autofree char *text = NULL;
	int r;

	config_init(&tree->config);
	tree->scans = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)scan_free);
	tree->path = g_string_chunk_insert_const(files, path);
	tree->dir = g_path_get_dirname(path);
	config_set_include_dir(&tree->config, tree->dir);
	r = read_text(tree->path, faults, &text);
	if (r < 0)
		return r;
	if (!config_read_string(&tree->config, text)) {
		syntax_fault(tree, faults);
		return -EINVAL;
	}
	g_hash_table_insert(tree->scans, (gpointer)tree->path, scan_new(text));
	scan_includes(tree, files);
	keep_file_names(config_root_setting(&tree->config), files);
	repair_lines(tree);
	*out = g_steal_pointer(&tree);
	return 0;
}

const char *tree_kind(const config_setting_t *node)
{
	static const char *const KINDS[] = {
		[CONFIG_TYPE_NONE] = "nothing",       [CONFIG_TYPE_GROUP] = "a group",
		[CONFIG_TYPE_INT] = "a number",       [CONFIG_TYPE_INT64] = "a number",
		[CONFIG_TYPE_FLOAT] = "a fraction",   [CONFIG_TYPE_STRING] = "a text",
		[CONFIG_TYPE_BOOL] = "true or false", [CONFIG_TYPE_ARRAY] = "a list",
		[CONFIG_TYPE_LIST] = "a list",
	};

	return KINDS[config_setting_type(node)];
}

char *tree_text(const Tree *tree, const config_setting_t *node)
{
	const char *lost = lost_number(tree, node);

	switch (config_setting_type(node)) {
	case CONFIG_TYPE_INT:
		return lost ? g_strdup(lost) : g_strdup_printf("%d", config_setting_get_int(node));
	case CONFIG_TYPE_INT64:
		return lost ? g_strdup(lost) : g_strdup_printf("%lld", config_setting_get_int64(node));
	case CONFIG_TYPE_FLOAT:
		return g_strdup_printf("%g", config_setting_get_float(node));
	case CONFIG_TYPE_BOOL:
		return g_strdup(config_setting_get_bool(node) ? "true" : "false");
	case CONFIG_TYPE_STRING:
		return g_strdup(config_setting_get_string(node));
	default:
		return NULL;
	}
}

char *tree_literal(const Tree *tree, const config_setting_t *node)
{
	g_autofree char *text = tree_text(tree, node);
	g_autofree char *cut = NULL;

	if (config_setting_is_group(node))
		return g_strdup("{ ... }");
	if (!text)
		return g_strdup(config_setting_length(node) ? "[ ... ]" : "[ ]");
	if (config_setting_type(node) != CONFIG_TYPE_STRING)
		return g_steal_pointer(&text);
	if (g_utf8_strlen(text, -1) > LITERAL_MAX_CHARS) {
		g_autofree char *start = g_utf8_substring(text, 0, LITERAL_MAX_CHARS);

		cut = g_strconcat(start, "...", NULL);
	}
	return values_quote(cut ? cut : text);
}
