#include "text/catalog.h"

#include <string.h>

typedef struct {
	Template *template;
	char *origin;
} Wording;

typedef struct {
	char *language;
	Step step;
	char *category;
	GPtrArray *wordings; /* of Wording, at least one */
} Text;

struct Catalog {
	GTree *texts; /* of Text, each its own key */
};

static void wording_free(void *data)
{
	Wording *wording = data;

	template_free(wording->template);
	g_free(wording->origin);
	g_free(wording);
}

static void text_free(void *data)
{
	Text *text = data;

	g_free(text->language);
	g_free(text->category);
	g_ptr_array_unref(text->wordings);
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

	catalog->texts = g_tree_new_full(text_compare, NULL, text_free, NULL);
	return catalog;
}

void catalog_free(Catalog *catalog)
{
	if (!catalog)
		return;
	g_tree_unref(catalog->texts);
	g_free(catalog);
}

static void add_wording(Text *text, Template *template, const char *origin)
{
	Wording *wording = g_new(Wording, 1);

	*wording = (Wording){template, g_strdup(origin)};
	g_ptr_array_add(text->wordings, wording);
}

static Text *find_text(const Catalog *catalog, const char *language, Step step, const char *category)
{
	Text wanted = {.language = (char *)language, .step = step, .category = (char *)category};

	return g_tree_lookup(catalog->texts, &wanted);
}

void catalog_put(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin)
{
	Text *text = g_new(Text, 1);

	*text = (Text){g_strdup(language), step, g_strdup(category), g_ptr_array_new_with_free_func(wording_free)};
	add_wording(text, template, origin);
	g_tree_replace(catalog->texts, text, text);
}

void catalog_add(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin)
{
	Text *text = find_text(catalog, language, step, category);

	if (text)
		add_wording(text, template, origin);
	else
		catalog_put(catalog, language, step, category, template, origin);
}

static const Text *find_level(const Catalog *catalog, const char *language, Step step, const char *category, int level)
{
	g_autofree char *with_level = level > 0 ? g_strdup_printf("%s" CATALOG_LEVEL "%d", category, level) : NULL;
	const Text *text = with_level ? find_text(catalog, language, step, with_level) : NULL;

	return text ? text : find_text(catalog, language, step, category);
}

/* Neighbouring cases get different texts, and the numbers of a day spread evenly: the finalizer of SplitMix64 (Steele,
 * Lea, Flood 2014). */
static guint spread(int64_t id, guint n)
{
	uint64_t z = (uint64_t)id + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (guint)((z ^ (z >> 31)) % n);
}

const Template *catalog_find(const Catalog *catalog, const CatalogCase *c)
{
	g_autofree char *tag = g_strdup(c->language);
	const Text *text = NULL;
	char *subtag;

	do {
		if (c->category)
			text = find_level(catalog, tag, c->step, c->category, c->level);
		if (!text)
			text = find_level(catalog, tag, c->step, TEXT_ANY_CATEGORY, c->level);
		subtag = strrchr(tag, '-');
		if (subtag)
			*subtag = '\0';
	} while (!text && subtag);
	return text ? ((const Wording *)text->wordings->pdata[spread(c->id, text->wordings->len)])->template : NULL;
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
	for (guint i = 0; i < text->wordings->len; i++) {
		const Wording *wording = text->wordings->pdata[i];

		visit->each(text->language, text->step, text->category, i, wording->template, wording->origin,
		            visit->user);
	}
	return FALSE;
}

void catalog_each(const Catalog *catalog, CatalogEach each, void *user)
{
	Visit visit = {each, user};

	g_tree_foreach(catalog->texts, visit_text, &visit);
}
