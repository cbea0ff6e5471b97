#include "conf/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A number, to its end. */
#define PATTERN "(?<number>[-+]?(?:0[Xx][0-9A-Fa-f]+|[0-9]+)(?<long>L?))(?![0-9.eE])"

#define BLANKS " \t\n\v\f\r"

/* True when libconfig's int (or, with L, long long) cannot hold it. */
static gboolean number_is_lost(const char *number, gboolean is_long)
{
	gboolean hex = strpbrk(number, "xX") != NULL;
	long long value;

	errno = 0;
	value = strtoll(number, NULL, hex ? 16 : 10);
	return errno == ERANGE || (!is_long && (value > G_MAXINT32 || value < G_MININT32));
}

static void look_at(Scan *scan, const GMatchInfo *match, const char *name, guint line)
{
	g_autofree char *number = g_match_info_fetch_named(match, "number");
	g_autofree char *suffix = g_match_info_fetch_named(match, "long");

	if (number_is_lost(number, suffix && *suffix))
		g_hash_table_insert(scan->lost, g_strdup_printf("%u:%s", line, name), g_steal_pointer(&number));
}

/* Behind a string or comment that begins at p, so that nothing inside is taken for a setting; p when none does. By
 * hand: most of a data file is such, and a regular expression takes three times as long over it. */
static const char *skip_words(const char *p)
{
	const char *end = NULL;

	if (*p == '"') {
		for (p++; *p && *p != '"'; p++)
			if (*p == '\\' && p[1])
				p++;
		return *p ? p + 1 : p;
	}
	if (*p == '#' || (p[0] == '/' && p[1] == '/'))
		return p + strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*') {
		end = strstr(p + 2, "*/");
		return end ? end + 2 : p + strlen(p);
	}
	return p;
}

static gboolean begins_name(char c)
{
	return g_ascii_isalpha(c) || c == '*';
}

static gboolean continues_name(char c)
{
	return begins_name(c) || g_ascii_isdigit(c) || c == '-' || c == '_';
}

/* The number at p that `name` is set to; gives what comes behind it. */
static const char *take_number(Scan *scan, GRegex **regex, const char *p, const char *name, guint line)
{
	g_autoptr(GMatchInfo) match = NULL;
	int end;

	if (!*regex)
		*regex = g_regex_new(PATTERN, G_REGEX_DOTALL | G_REGEX_RAW, 0, NULL);
	if (!g_regex_match(*regex, p, G_REGEX_MATCH_ANCHORED, &match))
		return p;
	look_at(scan, match, name, line);
	g_match_info_fetch_pos(match, 0, NULL, &end);
	return p + end;
}

/* Looks at the name at p; gives what comes behind what was understood of it. Most values are strings, few are numbers:
 * only those are worth a regular expression. */
static const char *take_name(Scan *scan, GRegex **regex, const char *p, guint line)
{
	const char *end = p, *value;

	while (continues_name(*end))
		end++;
	value = end + strspn(end, BLANKS);
	if (*value != '=' && *value != ':')
		return end;
	value++;
	value += strspn(value, BLANKS);
	if (*value && strchr("[({", *value)) {
		g_array_append_val(scan->openings, line);
		return value + 1;
	}
	if (*value && (g_ascii_isdigit(*value) || strchr("+-", *value))) {
		g_autofree char *name = g_strndup(p, (gsize)(end - p));

		return take_number(scan, regex, value, name, line);
	}
	return value;
}

Scan *scan_new(const char *text)
{
	g_autoptr(GRegex) regex = NULL;
	Scan *scan = g_new0(Scan, 1);
	const char *p = text, *next;
	guint line = 1;

	scan->lost = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	scan->openings = g_array_new(FALSE, FALSE, sizeof(guint));
	while (*p) {
		next = begins_name(*p) ? take_name(scan, &regex, p, line) : skip_words(p);
		if (next == p)
			next++;
		for (; p < next; p++)
			line += *p == '\n';
	}
	return scan;
}

void scan_free(Scan *scan)
{
	if (!scan)
		return;
	g_hash_table_unref(scan->lost);
	g_array_unref(scan->openings);
	g_free(scan);
}
