#include "util/http_profile.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define PATTERN_MAX 500

/* What one search in foreign bytes may cost before it counts as no match: a pattern that backs up for ever would stop
 * the daemon, and the bytes are not the admin's. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=100000)"

typedef struct {
	gpointer part;
	GDestroyNotify release;
} Owned;

static void owned_free(gpointer data)
{
	Owned *owned = data;

	owned->release(owned->part);
	g_free(owned);
}

HttpProfile *http_profile_new(void)
{
	HttpProfile *profile = g_new0(HttpProfile, 1);

	profile->owned = g_ptr_array_new_with_free_func(owned_free);
	return profile;
}

gpointer http_profile_own(HttpProfile *profile, gpointer part, GDestroyNotify release)
{
	Owned *owned = g_new(Owned, 1);

	*owned = (Owned){part, release};
	g_ptr_array_add(profile->owned, owned);
	return part;
}

void http_profile_free(HttpProfile *profile)
{
	if (!profile)
		return;
	g_ptr_array_unref(profile->owned);
	g_free(profile);
}

int http_profile_status_parse(const char *source, GArray **ranges)
{
	g_auto(GStrv) parts = g_strsplit(source, ",", -1);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(HttpStatusRange));

	for (char **part = parts; *part; part++) {
		g_auto(GStrv) ends = g_strsplit(g_strstrip(*part), "-", 2);
		guint64 from, to;
		HttpStatusRange range;

		if (!ends[0] || !g_ascii_string_to_unsigned(ends[0], 10, 100, 599, &from, NULL) ||
		    !g_ascii_string_to_unsigned(ends[1] ? ends[1] : ends[0], 10, from, 599, &to, NULL))
			return -EINVAL;
		range = (HttpStatusRange){(int)from, (int)to};
		g_array_append_val(found, range);
	}
	if (found->len == 0)
		return -EINVAL;
	*ranges = g_steal_pointer(&found);
	return 0;
}

gboolean http_profile_status_in(const GArray *ranges, int status)
{
	for (guint i = 0; ranges && i < ranges->len; i++) {
		const HttpStatusRange *range = &g_array_index(ranges, HttpStatusRange, i);

		if (status >= range->from && status <= range->to)
			return TRUE;
	}
	return ranges == NULL;
}

static guint parse_address(const char *text, guint8 address[16])
{
	return inet_pton(AF_INET, text, address) == 1 ? 4 : inet_pton(AF_INET6, text, address) == 1 ? 16 : 0;
}

int http_profile_network_parse(const char *source, HttpNetwork *network)
{
	g_auto(GStrv) parts = g_strsplit(source, "/", 2);
	HttpNetwork found = {.length = parts[0] ? parse_address(parts[0], found.address) : 0};
	guint64 bits = found.length * 8;

	if (!found.length || (parts[1] && !g_ascii_string_to_unsigned(parts[1], 10, 0, bits, &bits, NULL)))
		return -EINVAL;
	found.bits = (guint)bits;
	*network = found;
	return 0;
}

gboolean http_profile_network_holds(const HttpNetwork *network, const char *peer)
{
	guint8 address[16];

	/* A socket of both families names IPv4 peers so. */
	if (g_str_has_prefix(peer, "::ffff:") && strchr(peer, '.'))
		peer += strlen("::ffff:");
	if (parse_address(peer, address) != network->length)
		return FALSE;
	for (guint bit = 0; bit < network->bits; bit++)
		if ((address[bit / 8] ^ network->address[bit / 8]) & (0x80 >> bit % 8))
			return FALSE;
	return TRUE;
}

gboolean http_profile_pointer_valid(const char *pointer)
{
	if (*pointer && *pointer != '/')
		return FALSE;
	for (const char *p = strchr(pointer, '~'); p; p = strchr(p + 1, '~'))
		if (p[1] != '0' && p[1] != '1')
			return FALSE;
	return TRUE;
}

static gboolean is_header(const char *field, const char *name)
{
	return field && g_str_has_prefix(field, "header:") && g_ascii_strcasecmp(field + strlen("header:"), name) == 0;
}

gboolean http_profile_reads_header(const HttpProfile *profile, const char *name)
{
	static const HttpReports NO_REPORTS;
	static const HttpReplies NO_REPLIES;
	const HttpReports *r = profile && profile->reports ? profile->reports : &NO_REPORTS;
	const HttpReplies *m = profile && profile->replies ? profile->replies : &NO_REPLIES;
	const char *const fields[] = {r->hook.only, r->hook.id, r->hook.time, r->ref,    r->status,  r->error,
	                              m->hook.only, m->hook.id, m->hook.time, m->from,   m->to,      m->text,
	                              m->optout,    m->part_of, m->part,      m->parts};

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (is_header(fields[i], name))
			return TRUE;
	return FALSE;
}

gboolean http_profile_field_valid(const char *field)
{
	if (*field == '/')
		return http_profile_pointer_valid(field);
	if (*field == '#')
		return g_ascii_isdigit(field[1]) && strspn(field + 1, "0123456789") == strlen(field + 1) &&
		       strlen(field) <= 3;
	if (g_str_has_prefix(field, "header:"))
		return field[strlen("header:")] != '\0';
	return *field && !strpbrk(field, "&= ");
}

GRegex *http_profile_pattern_new(const char *source, gboolean group, char **fault)
{
	g_autofree char *limited = g_strconcat(PATTERN_LIMITS, source, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GRegex) pattern = NULL;

	if (strlen(source) > PATTERN_MAX) {
		*fault = g_strdup_printf("too long; write at most %d characters", PATTERN_MAX);
		return NULL;
	}
	/* An option at its beginning could lift the limits again. */
	if (g_str_has_prefix(source, "(*")) {
		*fault = g_strdup("an option of the pattern language; write the pattern alone");
		return NULL;
	}
	/* Bytes, because nobody promised that they are UTF-8. */
	pattern = g_regex_new(limited, G_REGEX_RAW, 0, &error);
	if (!pattern) {
		*fault = g_strdup("not a pattern; write a regular expression, as \"^OK: ([0-9a-f]+)\"");
		return NULL;
	}
	if (group && g_regex_get_capture_count(pattern) < 1) {
		*fault = g_strdup("no group in it; put what is wanted into ( ), as \"^OK: ([0-9a-f]+)\"");
		return NULL;
	}
	return g_steal_pointer(&pattern);
}
