#include "desk/snippets.h"

#include <errno.h>
#include <string.h>

#include "text/case_values.h"

static void clear_snippet(gpointer element)
{
	g_free(((Snippet *)element)->text);
}

/* "en-GB" reads "en"; "zh-TW" does not read "zh-CN". */
static gboolean reads(const char *language, const char *pack)
{
	gsize length = strlen(pack);

	return g_ascii_strncasecmp(language, pack, length) == 0 && (!language[length] || language[length] == '-');
}

/* Whether the shop has one of that name itself. */
static gboolean replaced(const Conf *conf, const ConfSnippet *snippet, const char *shop)
{
	for (guint i = 0; !snippet->shop && i < conf->snippets->len; i++) {
		const ConfSnippet *other = conf->snippets->pdata[i];

		if (g_strcmp0(other->shop, shop) == 0 && g_str_equal(other->language, snippet->language) &&
		    g_str_equal(other->name, snippet->name))
			return TRUE;
	}
	return FALSE;
}

static gboolean fits(const Conf *conf, const ConfSnippet *snippet, const StoreCase *c, gboolean category)
{
	return reads(c->language, snippet->language) && (!snippet->shop || g_str_equal(snippet->shop, c->shop)) &&
	       (snippet->category && g_strcmp0(snippet->category, c->category) == 0) == category &&
	       !replaced(conf, snippet, c->shop);
}

static void add(const Desk *desk, const StoreCase *c, const CaseValues *values, gboolean category, GArray *list)
{
	for (guint i = 0; i < desk->conf->snippets->len; i++) {
		const ConfSnippet *snippet = desk->conf->snippets->pdata[i];
		Snippet one = {.name = snippet->name};
		TextField missing;

		if (fits(desk->conf, snippet, c, category) &&
		    template_render(snippet->text, &values->values, &one.text, &missing) == 0)
			g_array_append_val(list, one);
	}
}

int snippets_list(const Desk *desk, int64_t case_id, GArray **list, char **fault)
{
	g_auto(CaseValues) values = {0};
	const ConfShop *shop;
	StoreCase c = {0};
	int r = store_case_get(desk->store, case_id, &c);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the case");
		return r;
	}
	shop = conf_shop(desk->conf, c.shop);
	case_values_fill(&values, c.id, c.name, c.order_no, shop ? shop->name : NULL, shop ? shop->signature : NULL);
	*list = g_array_new(FALSE, FALSE, sizeof(Snippet));
	g_array_set_clear_func(*list, clear_snippet);
	add(desk, &c, &values, TRUE, *list);
	add(desk, &c, &values, FALSE, *list);
	store_case_clear(&c);
	return 0;
}
