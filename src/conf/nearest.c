/* What a mistyped setting was meant to be. */
#include <string.h>

#include "conf/settings.h"
#include "util/nearest.h"

static const char *last_part(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot ? dot + 1 : key;
}

/* "first_contact" of "first_contact.within" for a word at the top; "within" for "first_contact.wihtin". NULL: not
 * there. */
static char *part_beside(const char *setting_key, const char *key)
{
	gsize base = (gsize)(last_part(key) - key);
	const char *rest = setting_key + base;

	if (strncmp(setting_key, key, base) != 0)
		return NULL;
	return g_strndup(rest, strcspn(rest, "."));
}

static char *nearest_beside(SettingScope group, const char *key)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	const char *found;

	for (guint i = 0; i < settings_count(); i++)
		if (settings_holds(group, settings_at(i)->scope)) {
			char *part = part_beside(settings_at(i)->key, key);

			if (part)
				g_ptr_array_add(parts, part);
		}
	if (group == SCOPE_GENERAL && !strchr(key, '.')) {
		g_ptr_array_add(parts, g_strdup("shops"));
		g_ptr_array_add(parts, g_strdup("providers"));
	}
	g_ptr_array_add(parts, NULL);
	found = nearest_word(last_part(key), (const char *const *)parts->pdata);
	return found ? g_strdup_printf("%.*s%s", (int)(last_part(key) - key), key, found) : NULL;
}

/* The setting whose whole key - `last`: whose last word - is just that one, in any group. */
static char *same_elsewhere(const char *key, gboolean last)
{
	for (guint i = 0; i < settings_count(); i++) {
		const Setting *s = settings_at(i);

		if (g_str_equal(last ? last_part(s->key) : s->key, last ? last_part(key) : key))
			return g_strconcat(settings_prefix(s->scope), s->key, NULL);
	}
	return NULL;
}

char *settings_nearest(SettingScope group, const char *key, gboolean *elsewhere)
{
	char *beside = nearest_beside(group, key), *same = NULL;

	*elsewhere = FALSE;
	/* Whoever writes "quiet_hours" in a channel means those, and not what is spelled nearly so there; but "quiet" at the
	 * top is the beginning of them. */
	if (!beside || !g_str_has_prefix(beside, key))
		same = same_elsewhere(key, FALSE);
	if (!beside && !same)
		same = same_elsewhere(key, TRUE);
	if (!same)
		return beside;
	g_free(beside);
	*elsewhere = TRUE;
	return same;
}
