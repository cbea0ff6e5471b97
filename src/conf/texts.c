/* The texts of the packs and of the config, put together for each shop. */
#include "conf/private.h"
#include "conf/names.h"
#include "conf/read.h"
#include "conf/values.h"

static void read_pack(ConfWhole *whole, const char *path, Faults *faults)
{
	g_autoptr(Tree) tree = NULL;
	const config_setting_t *node;
	g_autofree char *fault = NULL;
	const char *language;
	Place place;

	if (tree_read(path, whole->files, faults, &tree) < 0)
		return;
	node = config_setting_get_member(tree_root(tree), "language");
	language = node ? config_setting_get_string(node) : NULL;
	place = node ? tree_place(tree, node) : (Place){g_string_chunk_insert_const(whole->files, path), 1};
	if (!language)
		faults_add(faults, &place, "language", NULL,
		           "missing; write language = \"en\"; at the top of the pack");
	else if (names_check_language(language, &fault) < 0)
		faults_add(faults, &place, "language", language, "%s", fault);
	else
		read_steps(tree, tree_root(tree), "", "language", language, whole->packs, faults);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

gboolean texts_read_packs(ConfWhole *whole, Faults *faults)
{
	int index = settings_find(SCOPE_GENERAL, "text_packs");
	const Value *value = &whole->general->values[index];
	g_autoptr(GDir) dir = g_dir_open(whole->text_packs, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	guint before = faults_count(faults);
	const char *name;

	/* Without the default's directory, what a shop then lacks is said at the shop. */
	if (!dir && value->items) {
		g_autofree char *quoted = values_quote(whole->text_packs);

		faults_add(faults, &value->place, "text_packs", quoted,
		           "not a directory that can be read; write that of the packs");
	}
	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".conf"))
			g_ptr_array_add(paths, g_build_filename(whole->text_packs, name, NULL));
	g_ptr_array_sort(paths, by_name);
	for (guint i = 0; i < paths->len; i++)
		read_pack(whole, paths->pdata[i], faults);
	return faults_count(faults) == before;
}

static void put_all(Catalog *catalog, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const Text *text = texts->pdata[i];
		g_autofree char *origin = g_strdup_printf("%s:%u", text->place.file, text->place.line);
		g_autofree char *fault = NULL;
		Template *template = NULL;

		/* It was parsed when it was read; templates have one owner, so each catalog gets its own. */
		if (template_parse(text->source, &template, &fault) == 0) {
			template_set_code(template, text->code);
			(text->variant ? catalog_add : catalog_put)(catalog, text->language, text->step,
			                                            text->category, template, origin);
		}
	}
}

Catalog *texts_catalog(const ConfWhole *whole, const Section *shop)
{
	Catalog *catalog = catalog_new();

	put_all(catalog, whole->packs);
	put_all(catalog, whole->general->texts);
	put_all(catalog, shop->texts);
	return catalog;
}
