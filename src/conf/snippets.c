/* Answers agents write often: packs of the directory snippet_packs, and those of a shop in a folder of its id. */
#include <string.h>

#include "conf/names.h"
#include "conf/private.h"
#include "conf/read.h"
#include "conf/tree.h"
#include "conf/values.h"
#include "text/guard.h"

#define NAME_MAX_CHARS 60

typedef struct {
	ConfWhole *whole;
	const char *shop; /* NULL: of all shops */
	const char *language;
	const Tree *tree;
	Faults *faults;
} Reader;

static void snippet_free(void *data)
{
	ConfSnippet *snippet = data;

	g_free(snippet->language);
	g_free(snippet->category);
	g_free(snippet->name);
	g_free(snippet->shop);
	template_free(snippet->text);
	g_free(snippet);
}

GPtrArray *snippets_new(void)
{
	return g_ptr_array_new_with_free_func(snippet_free);
}

static const char *word(const config_setting_t *group, const char *key)
{
	const config_setting_t *node = config_setting_get_member(group, key);

	return node ? config_setting_get_string(node) : NULL;
}

/* An agent's own words are held to the same again when they are sent. */
static gboolean guard_passes(const Reader *reader, const Place *place, const char *key, const char *source)
{
	const GuardContext context = {.step = STEP_NONE, .language = reader->language};
	g_autoptr(GArray) findings = guard_check(source, &context);
	const GuardFinding *refusal = guard_refusal(findings);
	g_autofree char *sentence = refusal ? guard_sentence(refusal) : NULL;

	if (refusal)
		faults_add(reader->faults, place, key, source, "%s", sentence);
	return refusal == NULL;
}

static void read_one(const Reader *reader, const config_setting_t *node, const char *key)
{
	const Place place = tree_place(reader->tree, node);
	const char *name = config_setting_is_group(node) ? word(node, "name") : NULL;
	const char *source = config_setting_is_group(node) ? word(node, "text") : NULL;
	g_autoptr(Template) template = NULL;
	g_autofree char *fault = NULL;
	ConfSnippet *snippet;

	if (!name || !*name || g_utf8_strlen(name, -1) > NAME_MAX_CHARS || !source || !*source) {
		faults_add(reader->faults, &place, key, NULL,
		           "write { name = \"parcel is late\"; text = \"...\"; }, the name in %d characters "
		           "at most",
		           NAME_MAX_CHARS);
		return;
	}
	if (template_parse(source, &template, &fault) < 0) {
		faults_add(reader->faults, &place, key, source, "%s", fault);
		return;
	}
	if (template_fields(template) & 1u << FIELD_NEWS) {
		faults_add(reader->faults, &place, key, source,
		           "{news} is there only in texts of progress; take it out");
		return;
	}
	if (!guard_passes(reader, &place, key, source))
		return;
	snippet = g_new0(ConfSnippet, 1);
	*snippet = (ConfSnippet){.shop = g_strdup(reader->shop),
	                         .language = g_strdup(reader->language),
	                         .name = g_strdup(name),
	                         .category = g_strdup(word(node, "category")),
	                         .text = g_steal_pointer(&template)};
	g_ptr_array_add(reader->whole->conf.snippets, snippet);
}

static void read_pack(Reader *reader, const char *path)
{
	g_autoptr(Tree) tree = NULL;
	const config_setting_t *list, *node;
	g_autofree char *fault = NULL;
	Place place = {g_string_chunk_insert_const(reader->whole->files, path), 1};

	if (tree_read(path, reader->whole->files, reader->faults, &tree) < 0)
		return;
	reader->tree = tree;
	node = config_setting_get_member(tree_root(tree), "language");
	reader->language = word(tree_root(tree), "language");
	if (node)
		place = tree_place(tree, node);
	if (!reader->language || names_check_language(reader->language, &fault) < 0) {
		faults_add(reader->faults, &place, "language", reader->language, "%s",
		           fault ? fault : "missing; write language = \"en\"; at the top of the pack");
		return;
	}
	list = config_setting_get_member(tree_root(tree), "snippets");
	if (!list || !config_setting_is_list(list)) {
		faults_add(reader->faults, &place, "snippets", NULL,
		           "missing; write snippets = ( { name = \"...\"; text = \"...\"; } );");
		return;
	}
	for (int i = 0; i < config_setting_length(list); i++) {
		g_autofree char *key = g_strdup_printf("snippets[%d]", i);

		read_one(reader, config_setting_get_elem(list, (unsigned)i), key);
	}
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static gboolean read_directory(Reader *reader, const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".conf"))
			g_ptr_array_add(paths, g_build_filename(directory, name, NULL));
	g_ptr_array_sort(paths, by_name);
	for (guint i = 0; i < paths->len; i++)
		read_pack(reader, paths->pdata[i]);
	return dir != NULL;
}

void snippets_read(ConfWhole *whole, Faults *faults)
{
	int index = settings_find(SCOPE_GENERAL, "snippet_packs");
	const Value *value = &whole->general->values[index];
	Reader reader = {.whole = whole, .faults = faults};

	/* Without the default's directory, also where it is written out, there are none: agents then write by
	 * themselves. */
	if (!read_directory(&reader, whole->snippet_packs) && value->items &&
	    strcmp(whole->snippet_packs, settings_at((guint)index)->fallback) != 0) {
		g_autofree char *quoted = values_quote(whole->snippet_packs);

		faults_add(faults, &value->place, "snippet_packs", quoted,
		           "not a directory that can be read; write that of the packs");
	}
	for (guint i = 0; i < whole->conf.shops->len; i++) {
		g_autofree char *own = NULL;

		reader.shop = ((const ConfShop *)whole->conf.shops->pdata[i])->id;
		own = g_build_filename(whole->snippet_packs, reader.shop, NULL);
		read_directory(&reader, own);
	}
}
