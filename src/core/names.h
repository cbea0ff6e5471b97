/* Tables of names: what every *_name() and *_parse() of the core is made of. Internal to the core. */
#pragma once

#include <errno.h>
#include <glib.h>

/* The name at `value`, or "?" for a number that is not in the table (a store written by a newer version). */
static inline const char *names_at(const char *const *names, int count, int value)
{
	return value >= 0 && value < count ? names[value] : "?";
}

/* The place of `name` in the table, or -EINVAL. */
static inline int names_find(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (g_strcmp0(names[i], name) == 0)
			return i;
	return -EINVAL;
}
