/* All texts of one shop: step x category x language -> template. Source: F28. */
#pragma once

#include "core/types.h"
#include "text/template.h"

/* The category that stands for all without a text of their own. */
#define TEXT_ANY_CATEGORY "any"

typedef struct Catalog Catalog;

Catalog *catalog_new(void);
Catalog *catalog_ref(Catalog *catalog);
void catalog_unref(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_unref)

/* Adds or replaces. Takes the template. `origin` is where it was written ("followup.conf:40"), for `check`; may be
 * NULL. Languages are BCP 47 tags and compare without case. */
void catalog_put(Catalog *catalog, const char *language, Step step, const char *category, Template *template,
                 const char *origin);

/* The text for that category, else the one for "any"; "zh-Hant-TW" falls back to "zh-Hant" and "zh", never to another
 * language (F28: no English by surprise). The nearer language comes before the nearer category. `category` NULL asks
 * for "any". NULL when there is none. Owned by the catalog. */
const Template *catalog_find(const Catalog *catalog, const char *language, Step step, const char *category);

/* Calls `each` for every text, sorted by language, step, category. */
typedef void (*CatalogEach)(const char *language, Step step, const char *category, const Template *template,
                            const char *origin, void *user);
void catalog_each(const Catalog *catalog, CatalogEach each, void *user);
