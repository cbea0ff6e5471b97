#include "util/language.h"

#include <glib.h>
#include <string.h>

char *language_tag(const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words, "-", -1);

	if (!*words)
		return NULL;
	for (guint i = 0; parts[i]; i++) {
		gsize length = strlen(parts[i]);
		gboolean plain = length >= (i ? 1 : 2) && length <= (i ? 8 : 3);

		for (char *p = parts[i]; *p; p++) {
			plain = plain && (i ? g_ascii_isalnum(*p) : g_ascii_isalpha(*p));
			*p = i && length == 2 ? g_ascii_toupper(*p) : g_ascii_tolower(*p);
		}
		if (!plain)
			return NULL;
		if (i && length == 4)
			parts[i][0] = g_ascii_toupper(parts[i][0]);
	}
	return g_strjoinv("-", parts);
}
