/* Which level of agents a case needs from the beginning, by its category. Source: features F2, F43. */
#include "conf/levels.h"

#include <errno.h>
#include <string.h>

#define ANY "any"

void level_free(void *data)
{
	ConfLevel *level = data;

	if (!level)
		return;
	g_free(level->category);
	g_free(level);
}

int level_parse(const char *text, ConfLevel **out, char **fault)
{
	g_auto(GStrv) parts = g_strsplit(text, "=", 2);
	gint64 level = 0;

	if (!parts[0] || !parts[1] || !*g_strstrip(parts[0]) ||
	    !g_ascii_string_to_signed(g_strstrip(parts[1]), 10, 1, LEVEL_MOST, &level, NULL)) {
		*fault = g_strdup("not a level of a category; write the category, \"=\" and a number from 1 to 5: \"safety = 4\"");
		return -EINVAL;
	}
	*out = g_new0(ConfLevel, 1);
	(*out)->category = g_strdup(parts[0]);
	(*out)->level = (int)level;
	return 0;
}

const ConfLevel *level_same(const GPtrArray *levels, const char *category)
{
	for (guint i = 0; levels && i < levels->len; i++) {
		const ConfLevel *level = levels->pdata[i];

		if (g_strcmp0(level->category, category) == 0)
			return level;
	}
	return NULL;
}

int conf_case_level(const ConfShop *shop, const char *category)
{
	const ConfLevel *level = category ? level_same(shop->rules.levels, category) : NULL;

	if (!level)
		level = level_same(shop->rules.levels, ANY);
	return level ? level->level : 0;
}
