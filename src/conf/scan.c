#include "conf/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Strings and comments first, so that nothing inside them is taken for a setting. */
#define PATTERN                                                                                                        \
	"\"(?:[^\"\\\\]++|\\\\.)*+\"|#[^\\n]*|//[^\\n]*|/\\*.*?\\*/|"                                                  \
	"(?<name>[A-Za-z*][-A-Za-z0-9_*]*)\\s*[=:]\\s*"                                                                \
	"(?:(?<open>[\\[({])|(?<number>[-+]?(?:0[Xx][0-9A-Fa-f]+|[0-9]+)(?<long>L?))(?![0-9.eE]))"

/* True when libconfig's int (or, with L, long long) cannot hold it. */
static gboolean number_is_lost(const char *number, gboolean is_long)
{
	gboolean hex = strpbrk(number, "xX") != NULL;
	long long value;

	errno = 0;
	value = strtoll(number, NULL, hex ? 16 : 10);
	return errno == ERANGE || (!is_long && (value > G_MAXINT32 || value < G_MININT32));
}

static void look_at(Scan *scan, const GMatchInfo *match, guint line)
{
	g_autofree char *name = g_match_info_fetch_named(match, "name");
	g_autofree char *open = g_match_info_fetch_named(match, "open");
	g_autofree char *number = g_match_info_fetch_named(match, "number");
	g_autofree char *suffix = g_match_info_fetch_named(match, "long");

	if (open && *open)
		g_array_append_val(scan->openings, line);
	if (number && *number && number_is_lost(number, suffix && *suffix))
		g_hash_table_insert(scan->lost, g_strdup_printf("%u:%s", line, name), g_steal_pointer(&number));
}

Scan *scan_new(const char *text)
{
	g_autoptr(GRegex) regex = g_regex_new(PATTERN, G_REGEX_DOTALL | G_REGEX_RAW, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	Scan *scan = g_new0(Scan, 1);
	const char *counted = text;
	guint line = 1;
	int at;

	scan->lost = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	scan->openings = g_array_new(FALSE, FALSE, sizeof(guint));
	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
		g_match_info_fetch_pos(match, 0, &at, NULL);
		for (; counted < text + at; counted++)
			line += *counted == '\n';
		if (g_ascii_isalpha(text[at]) || text[at] == '*') /* not a string or comment: most of a data file is */
			look_at(scan, match, line);
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
