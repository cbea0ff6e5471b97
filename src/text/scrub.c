#include "text/scrub.h"

#include <string.h>

#define DIGITS_LEAST 3 /* a shorter number is a time, a size or a rating */

#define UNITS "(?:省|市|区|县|镇|乡|路|街|道|巷|弄|大道)"
#define ROOMS "(?:号楼|号|弄|栋|幢|室|单元|楼|座)"
#define STREETS                                                                                                        \
	"(?:Street|Str?|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Boulevard|Blvd|Way|Square|Terrace|Place|"   \
	"Pl|Gardens|Crescent)"

/* In this order: an address of mail has dots like one of the web. The words of places are those people write on
 * parcels. */
static const struct {
	const char *pattern, *by;
} RULES[] = {
        {"[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+(?:@[\\p{L}\\p{N}._-]+)*", "name@example.com"},
        {"(?:https?://|www\\.)[^\\s\\p{Han}]+", "https://example.com"},
        {"(?<![\\p{L}\\p{N}])@[A-Za-z0-9_.]{3,}", "@example"},
        {"(微信号?|wechat|weixin|\\bwx\\b|\\bvx\\b|qq号?|telegram|телеграм|whatsapp|вотсап)[\\s:：是]*[A-Za-z0-9_-]{4,"
         "}",
         "(***)"},
        {"(?:[\\p{Han}]{1,9}" UNITS "){1,4}[\\p{Han}A-Za-z0-9 -]{0,8}?[0-9０-９一二三四五六七八九十]+\\s*" ROOMS
         "(?:[\\p{Han}A-Za-z]{0,8}[A-Za-z0-9-]{1,6}\\s*" ROOMS "?)*",
         "(***)"},
        {"[\\p{Han}]{2,9}(?:小区|花园|公寓|大厦|广场|苑)[\\p{Han}A-Za-z0-9-]{0,12}" ROOMS, "(***)"},
        {"\\b[0-9]{1,5}[A-Za-z]?,?\\s+(?:[\\p{L}'.-]+\\s+){1,4}" STREETS "\\b\\.?", "(***)"},
        {"\\b[A-Z]{1,2}[0-9][A-Z0-9]?\\s+[0-9][A-Z]{2}\\b", "(***)"},
        {"(?<!\\p{L})(?:г\\.\\s*\\p{L}+,?\\s*)?(?:ул\\.|улиц[аеы]|просп(?:ект[ае]?|\\.)|пр-т|пер\\.|переул(?:ок|ке)|"
         "бульвар[е]?|шоссе|наб\\.|набережн(?:ая|ой))"
         "\\s*[\\p{L}\\s.-]{2,40}?,?\\s*(?:д\\.|дом)?\\s*[0-9]+[а-я]?(?:,?\\s*(?:кв\\.?|квартира|к\\.|корп\\.?)\\s*[0-"
         "9]+)*",
         "(***)"},
};

static char *replace(const char *text, const char *pattern, const char *by)
{
	GError *error = NULL;
	GRegex *regex = g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_NO_AUTO_CAPTURE, 0, NULL);
	char *changed = regex ? g_regex_replace_literal(regex, text, -1, 0, by, 0, &error) : NULL;

	if (regex)
		g_regex_unref(regex);
	g_clear_error(&error);
	/* What cannot be judged is not shown. */
	return changed ? changed : g_strdup("(***)");
}

/* Letters of the text are no signs of the pattern. */
static char *literally(const char *text)
{
	GString *pattern = g_string_new(NULL);

	for (const char *at = text; *at; at++) {
		if (g_ascii_ispunct(*at))
			g_string_append_c(pattern, '\\');
		g_string_append_c(pattern, *at);
	}
	return g_string_free(pattern, FALSE);
}

static guint next(guint *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

/* Another digit than `was`; the first of a number is no 0. */
static char other_digit(guint *state, int was, gboolean first)
{
	int least = first ? 1 : 0, choices = was >= least ? 9 - least : 10 - least;
	int digit = least + (int)(next(state) % (guint)choices);

	return (char)('0' + digit + (was >= least && digit >= was));
}

static gboolean joins(gunichar c)
{
	return c == ' ' || c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013 || c == '(' || c == ')' || c == '.';
}

/* How many digits the number that begins here has, with what people write between them; *end behind its last one. */
static guint run_of(const char *text, const char **end)
{
	guint n = 0, between = 0;

	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_isdigit(c)) {
			n++;
			between = 0;
			*end = g_utf8_next_char(at);
		} else if (!joins(c) || ++between > 2) {
			break;
		}
	}
	return n;
}

static char *digits(const char *text, guint least, guint seed)
{
	GString *out = g_string_new(NULL);
	guint state = seed * 2654435761u + 1;

	for (const char *at = text; *at;) {
		const char *end = at;
		gboolean change = g_unichar_isdigit(g_utf8_get_char(at)) && run_of(at, &end) >= least;

		if (end == at)
			end = g_utf8_next_char(at);
		for (gboolean first = TRUE; at < end; at = g_utf8_next_char(at)) {
			gunichar c = g_utf8_get_char(at);

			if (change && g_unichar_isdigit(c)) {
				g_string_append_c(out, other_digit(&state, g_unichar_digit_value(c), first));
				first = FALSE;
			} else {
				g_string_append_unichar(out, c);
			}
		}
	}
	return g_string_free(out, FALSE);
}

char *scrub_digits(const char *text, guint seed)
{
	return digits(text, 1, seed);
}

char *scrub_text(const char *text, const ScrubPair *pairs, guint n, guint seed)
{
	char *now = g_utf8_make_valid(text, -1), *then;

	for (guint i = 0; i < n; i++) {
		char *pattern = pairs[i].what && *pairs[i].what ? literally(pairs[i].what) : NULL;

		if (!pattern)
			continue;
		then = replace(now, pattern, pairs[i].by);
		g_free(now);
		now = then;
		g_free(pattern);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(RULES); i++) {
		then = replace(now, RULES[i].pattern, RULES[i].by);
		g_free(now);
		now = then;
	}
	then = digits(now, DIGITS_LEAST, seed);
	g_free(now);
	return then;
}
