/* Internet addresses and the networks they are in: who may knock at our door. No names, no look-ups. */
#pragma once

#include <glib.h>

typedef struct {
	guint8 bytes[16]; /* IPv4 as ::ffff:a.b.c.d, which is how a socket of both kinds tells it too */
	guint bits;       /* of those 128 */
} Subnet;

/* "203.0.113.0/24", "2001:db8::/32", or one address. 0; -EINVAL with *fault (`what is wrong; what to write`; caller
 * frees): also for an address with bits behind the prefix, because nobody can tell which of the two was meant. */
int subnet_parse(const char *text, Subnet *subnet, char **fault);

/* FALSE for what is no address at all. */
gboolean subnet_holds(const Subnet *subnet, const char *address);

/* The same over a list of Subnet; NULL or empty: FALSE. */
gboolean subnet_list_holds(const GArray *subnets, const char *address);
