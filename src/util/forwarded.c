#include "util/forwarded.h"

#include "util/subnet.h"

/* Every X-Forwarded-For in the order it was written: each proxy adds the one it heard from at the end (RFC 7239,
 * 5.2, tells the same of its successor). */
static GPtrArray *forwarded_for(const GArray *headers)
{
	GPtrArray *hops = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; headers && i < headers->len; i++) {
		const HttpHeader *h = &g_array_index(headers, HttpHeader, i);
		g_auto(GStrv) split = NULL;

		if (g_ascii_strcasecmp(h->name, "X-Forwarded-For") != 0)
			continue;
		split = g_strsplit(h->value, ",", -1);
		for (char **hop = split; *hop; hop++)
			g_ptr_array_add(hops, g_strdup(g_strstrip(*hop)));
	}
	return hops;
}

char *forwarded_peer(const GArray *trusted, const HttpInbound *inbound)
{
	g_autoptr(GPtrArray) hops = forwarded_for(inbound->headers);
	const char *peer = inbound->peer;

	for (guint i = hops->len; i-- > 0 && subnet_list_holds(trusted, peer);)
		peer = hops->pdata[i];
	return g_strdup(peer);
}
