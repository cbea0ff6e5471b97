#include "text/catalog.h"

#include <string.h>

typedef struct {
	char *language;
	Step step;
	char *category;
	Template *template;
	char *origin;
} Text;

struct Catalog {
	grefcount references;
	GTree *texts; /* of Text, each its own key */
};

static void text_free(void *data)
{
	Text *text = data;

	g_free(text->language);
	g_free(text->category);
	template_free(text->template);
	g_free(text->origin);
	g_free(text);
}

/* Language tags know no case (RFC 5646, 2.1.1); categories are the shop's own words. */
static int text_compare(const void *a, const void *b, void *user)
{
	const Text *one = a, *other = b;
	int order = g_ascii_strcasecmp(one->language, other->language);

	(void)user;
	if (order == 0)
		order = (int)one->step - (int)other->step;
	return order ? order : strcmp(one->category, other->category);
}

Catalog *catalog_new(void)
{
	Catalog *catalog = g_new0(Catalog, 1);

	g_ref_count_init(&catalog->references);
	catalog->texts = g_tree_new_full(text_compare, NULL, text_free, NULL);
	return catalog;
}

Catalog *catalog_ref(Catalog *catalog)
{
	g_ref_count_inc(&catalog->references);
	return catalog;
}

void catalog_unref(Catalog *catalog)
{
	if (!catalog || !g_ref_count_dec(&catalog->references))
		return;
	g_tree_unref(catalog->texts);
	g_free(catalog);
}

void catalog_put(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin)
{
	Text *text = g_new(Text, 1);

	*text = (Text){g_strdup(language), step, g_strdup(category), template, g_strdup(origin)};
	g_tree_replace(catalog->texts, text, text);
}

static const Template *find_exact(const Catalog *catalog, char *language, Step step, const char *category)
{
	Text wanted = {.language = language, .step = step, .category = (char *)category};
	const Text *text = g_tree_lookup(catalog->texts, &wanted);

	return text ? text->template : NULL;
}

const Template *catalog_find(const Catalog *catalog, const char *language, Step step, const char *category)
{
	g_autofree char *tag = g_strdup(language);
	const Template *found = NULL;
	char *subtag;

	do {
		if (category)
			found = find_exact(catalog, tag, step, category);
		if (!found)
			found = find_exact(catalog, tag, step, TEXT_ANY_CATEGORY);
		subtag = strrchr(tag, '-');
		if (subtag)
			*subtag = '\0';
	} while (!found && subtag);
	return found;
}

typedef struct {
	CatalogEach each;
	void *user;
} Visit;

static gboolean visit_text(void *key, void *value, void *data)
{
	const Text *text = key;
	const Visit *visit = data;

	(void)value;
	visit->each(text->language, text->step, text->category, text->template, text->origin, visit->user);
	return FALSE;
}

void catalog_each(const Catalog *catalog, CatalogEach each, void *user)
{
	Visit visit = {each, user};

	g_tree_foreach(catalog->texts, visit_text, &visit);
}
