/* All texts of one shop: step x category x language -> template. Source: F28. */
#pragma once

#include "core/types.h"
#include "text/template.h"

/* The category that stands for all without a text of their own. */
#define TEXT_ANY_CATEGORY "any"

typedef struct Catalog Catalog;

Catalog *catalog_new(void);
void catalog_free(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_free)

/* Behind a category it stands for cases of that level alone: "quality-level5". */
#define CATALOG_LEVEL "-level"

/* Puts a text in place of all there are for its language, step and category. Takes the template. `origin` is where it
 * was written ("followup.conf:40"), for `check`; may be NULL. Languages are BCP 47 tags and compare without case. */
void catalog_put(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin);

/* The same beside those there are, to choose from. */
void catalog_add(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin);

/* Which case is written to: the keys of its text. */
typedef struct {
	const char *language;
	Step step;
	const char *category; /* NULL: "any" */
	int level;            /* 1 to 9; 0: none */
	int64_t id;           /* chooses among several texts: a case always gets the same one */
} CatalogCase;

/* The text for that category and level, else for the category, else for any category of that level, else for "any";
 * "zh-Hant-TW" falls back to "zh-Hant" and "zh", never to another language (F28: no English by surprise). The nearer
 * language comes before the nearer category. NULL when there is none. Owned by the catalog. */
const Template *catalog_find(const Catalog *catalog, const CatalogCase *c);

/* Calls `each` for every text, sorted by language, step, category; those to choose from in the order they were added,
 * `variant` counting from 0. */
typedef void (*CatalogEach)(const char *language, Step step, const char *category, guint variant,
                            const Template *template, const char *origin, void *user);
void catalog_each(const Catalog *catalog, CatalogEach each, void *user);
