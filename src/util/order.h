/* What g_array_sort() and bsearch() want to be told of the order of things. */
#pragma once

#include <glib.h>

/* Of int64_t: ids, and moments; the smaller first. */
static inline int order_int64(gconstpointer a, gconstpointer b)
{
	const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}
