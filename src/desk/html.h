/* Words of others in a page of ours: the one place that makes them harmless. */
#pragma once

#include <glib.h>

/* Marks of HTML are escaped; control characters and those that turn the direction of writing are shown as marks, in a
 * span of class "dim". Fit for the inside of an element. */
void html_add(GString *page, const char *words);

/* The same without elements: fit for attributes, titles and SVG too. */
void html_add_bare(GString *page, const char *words);
