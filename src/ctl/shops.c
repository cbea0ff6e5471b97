/* --shop, for all commands that have it. */
#include "ctl/ctl.h"

#include "util/nearest.h"

#include <string.h>

static gboolean has(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

static void configured(const Conf *conf, GPtrArray *names)
{
	for (guint i = 0; conf && i < conf->shops->len; i++)
		g_ptr_array_add(names, g_strdup(((const ConfShop *)conf->shops->pdata[i])->id));
}

/* Of cases, and of pauses: a shop may have gone from the configuration since. */
static int stored(const Ctl *ctl, GPtrArray *names)
{
	g_autoptr(GPtrArray) of_cases = NULL;
	g_autoptr(GArray) pauses = NULL;
	int r = store_shop_list(ctl->desk.store, &of_cases);

	if (r == 0)
		r = store_pause_list(ctl->desk.store, ctl->desk.now_at, &pauses);
	for (guint i = 0; r == 0 && i < of_cases->len; i++)
		if (!has(names, of_cases->pdata[i]))
			g_ptr_array_add(names, g_strdup(of_cases->pdata[i]));
	for (guint i = 0; r == 0 && i < pauses->len; i++) {
		const char *scope = g_array_index(pauses, StorePause, i).scope;

		if (g_str_has_prefix(scope, "shop:") && !has(names, scope + strlen("shop:")))
			g_ptr_array_add(names, g_strdup(scope + strlen("shop:")));
	}
	return r;
}

static CtlExit refuse(const Ctl *ctl, const char *shop, GPtrArray *names)
{
	g_autofree char *all = NULL, *fault = NULL;
	const char *near;

	g_ptr_array_add(names, NULL);
	near = nearest_word(shop, (const char *const *)names->pdata);
	all = g_strjoinv(", ", (char **)names->pdata);
	if (near)
		fault = g_strdup_printf("--shop: there is no shop \"%s\"; did you mean \"%s\"?", shop, near);
	else
		fault = g_strdup_printf("--shop: there is no shop \"%s\"; %s%s", shop,
		                        *all ? "there are: " : "there is none yet", all);
	return ctl_fail(ctl, CTL_USAGE, fault);
}

CtlExit shops_check(const Ctl *ctl, const char *shop, gboolean stored_will_do)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean counted = FALSE;
	int r = 0;

	configured(ctl->conf, names);
	if (has(names, shop))
		return CTL_OK;
	/* Without a configuration nobody but the store knows of shops. */
	if (!stored_will_do && ctl->conf)
		return refuse(ctl, shop, names);
	if (!ctl->desk.store)
		return CTL_OK; /* it is asked once it is open */
	r = stored(ctl, names);
	if (r == 0 && !has(names, shop))
		r = store_shop_counted(ctl->desk.store, shop, &counted);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	return counted || has(names, shop) ? CTL_OK : refuse(ctl, shop, names);
}
