#include "inbox/router.h"

#include <string.h>

static gboolean plain(const char *path)
{
	return strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./") == strlen(path);
}

/* *param: where the part of "@" begins, and how long it is. */
static gboolean fits(const char *pattern, const char *path, const char **param, gsize *length)
{
	for (;;) {
		gsize want = strcspn(pattern, "/"), got = strcspn(path, "/");

		if (want == 1 && *pattern == '@') {
			if (got == 0)
				return FALSE;
			*param = path;
			*length = got;
		} else if (want != got || strncmp(pattern, path, want) != 0) {
			return FALSE;
		}
		pattern += want;
		path += got;
		if (!*pattern || !*path)
			return *pattern == *path;
		pattern++;
		path++;
	}
}

RouterResult router_find(const Route *table, const char *method, const char *path, const Route **route, char **param)
{
	RouterResult result = ROUTER_NONE;

	if (!plain(path))
		return ROUTER_NONE;
	for (; table->method; table++) {
		const char *part = NULL;
		gsize length = 0;

		if (!fits(table->pattern, path, &part, &length))
			continue;
		result = ROUTER_METHOD;
		if (!g_str_equal(table->method, method))
			continue;
		*route = table;
		*param = part ? g_strndup(part, length) : NULL;
		return ROUTER_FOUND;
	}
	return result;
}
