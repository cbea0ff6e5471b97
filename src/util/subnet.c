#include "util/subnet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define V4_BITS 96 /* of the prefix ::ffff:0:0/96 (RFC 4291, 2.5.5.2) */

/* 32 or 128, the bits of such an address; 0: none. */
static guint read_address(const char *text, guint8 bytes[16])
{
	static const guint8 MAPPED[12] = {[10] = 0xff, [11] = 0xff};
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		memcpy(bytes, MAPPED, sizeof MAPPED);
		memcpy(bytes + sizeof MAPPED, &v4, sizeof v4);
		return 32;
	}
	if (inet_pton(AF_INET6, text, &v6) != 1)
		return 0;
	memcpy(bytes, &v6, sizeof v6);
	return 128;
}

/* Takes the bits behind the prefix away; TRUE when there were any. */
static gboolean cut(guint8 bytes[16], guint bits)
{
	gboolean any = FALSE;

	for (guint i = 0; i < 16; i++) {
		guint kept = bits > 8 * i ? MIN(bits - 8 * i, 8u) : 0;
		guint8 mask = (guint8)(0xff00u >> kept);

		any |= (bytes[i] & ~mask) != 0;
		bytes[i] &= mask;
	}
	return any;
}

static char *write_address(const guint8 bytes[16], guint width)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(width == 32 ? AF_INET : AF_INET6, width == 32 ? bytes + 12 : bytes, text, sizeof text);
	return g_strdup(text);
}

int subnet_parse(const char *text, Subnet *subnet, char **fault)
{
	const char *slash = strchr(text, '/');
	g_autofree char *address = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
	Subnet found = {0};
	guint width = read_address(address, found.bytes);
	guint64 bits = width;

	if (!width) {
		*fault = g_strdup("not an address or network; write it as \"203.0.113.0/24\" or \"2001:db8::/32\"");
		return -EINVAL;
	}
	if (slash && !g_ascii_string_to_unsigned(slash + 1, 10, 0, width, &bits, NULL)) {
		*fault = g_strdup_printf("not a network; write a number of 0 to %u behind the \"/\"", width);
		return -EINVAL;
	}
	found.bits = (guint)bits + (width == 32 ? V4_BITS : 0);
	if (cut(found.bytes, found.bits)) {
		g_autofree char *network = write_address(found.bytes, width);

		*fault = g_strdup_printf("an address inside a network; write \"%s/%u\", or \"%s\" for this one alone",
		                         network, (guint)bits, address);
		return -EINVAL;
	}
	*subnet = found;
	return 0;
}

gboolean subnet_holds(const Subnet *subnet, const char *address)
{
	guint8 bytes[16];

	if (!read_address(address, bytes))
		return FALSE;
	cut(bytes, subnet->bits);
	return memcmp(bytes, subnet->bytes, sizeof bytes) == 0;
}

gboolean subnet_list_holds(const GArray *subnets, const char *address)
{
	for (guint i = 0; subnets && i < subnets->len; i++)
		if (subnet_holds(&g_array_index(subnets, Subnet, i), address))
			return TRUE;
	return FALSE;
}
