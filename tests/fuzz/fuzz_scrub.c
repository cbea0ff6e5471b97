/* Customers' words on their way to the store for practice. What must not be there any more is looked for by other means
 * than the ones that took it out. */
#include <string.h>

#include "fuzz/targets.h"
#include "text/scrub.h"

#define NUMBER_LEAST 7 /* digits of a number that could be dialled */
/* A letter of the known name for four of the other, then "www.a" for "https://example.com". */
#define GROWTH 16
#define ROOM 64

/* A piece of the input that tells who somebody is; FALSE: none begins here. */
typedef gboolean (*Finder)(const char *from, const char **end);

static const char DIGITS[] = "0123456789";
static const char ALNUM[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Digits in groups, one blank or hyphen between two. */
static gboolean find_number(const char *from, const char **end)
{
	const char *at = from;
	gsize digits = 0, run;

	while ((run = strspn(at, DIGITS)) > 0) {
		digits += run;
		at += run;
		*end = at;
		if (*at == ' ' || *at == '-')
			at++;
	}
	return digits >= NUMBER_LEAST;
}

/* At its host: "b-c.example" with a dot at least. */
static gsize host_of(const char *from)
{
	gsize length = 0, label;
	guint labels = 0;

	while ((label = strspn(from + length, ALNUM)) > 0) {
		length += label;
		labels++;
		if (from[length] != '.' || !g_ascii_isalnum(from[length + 1]))
			break;
		length++;
	}
	return labels >= 2 ? length : 0;
}

static gboolean find_mail(const char *from, const char **end)
{
	gsize local = strspn(from, ALNUM), host = local && from[local] == '@' ? host_of(from + local + 1) : 0;

	*end = from + local + 1 + host;
	return host > 0;
}

static gboolean find_page(const char *from, const char **end)
{
	static const char *const BEGINS[] = {"http://", "https://", "www."};

	for (gsize i = 0; i < G_N_ELEMENTS(BEGINS); i++)
		if (g_ascii_strncasecmp(from, BEGINS[i], strlen(BEGINS[i])) == 0) {
			gsize rest = strspn(from + strlen(BEGINS[i]), ALNUM);

			*end = from + strlen(BEGINS[i]) + rest;
			return rest > 0;
		}
	return FALSE;
}

static void must_be_gone(const char *what, const char *text, const char *scrubbed, Finder find)
{
	static const char STANDS[] = "name@example.com https://example.com";

	for (const char *at = text; *at; at++) {
		const char *end = at;
		g_autofree char *piece = find(at, &end) ? g_strndup(at, (gsize)(end - at)) : NULL;

		if (!piece)
			continue;
		fuzz_must(strstr(STANDS, piece) || !strstr(scrubbed, piece), "%s \"%s\" is gone from \"%s\"", what,
		          piece, scrubbed);
		if (find == find_number)
			at = end - 1; /* the rest of it may stand for another */
	}
}

/* Letters are as they were, and no digit is. */
static void must_be_other_digits(const char *text, const char *scrubbed)
{
	const char *was = text, *is = scrubbed;

	for (; *was && *is; was = g_utf8_next_char(was), is = g_utf8_next_char(is)) {
		gunichar before = g_utf8_get_char(was), after = g_utf8_get_char(is);

		if (g_unichar_isdigit(before))
			fuzz_must(after >= '0' && after <= '9' && (int)(after - '0') != g_unichar_digit_value(before),
			          "a digit is another one");
		else
			fuzz_must(before == after, "what is no digit stays");
	}
	fuzz_must(!*was && !*is, "as long as it was");
}

/* The first line is the customer's name, the whole is what they wrote. */
void fuzz_scrub(gpointer state, const char *bytes, gsize length)
{
	g_autofree char *text = g_utf8_make_valid(bytes, -1), *name = g_strndup(text, strcspn(text, "\n"));
	const ScrubPair pairs[] = {{.what = name, .by = "Anna"}, {.what = NULL, .by = "nobody"}};
	g_autofree char *plain = scrub_text(bytes, NULL, 0, 7);
	g_autofree char *known = scrub_text(bytes, pairs, G_N_ELEMENTS(pairs), 7);
	g_autofree char *again = scrub_text(bytes, pairs, G_N_ELEMENTS(pairs), 7);
	g_autofree char *digits = scrub_digits(text, (guint)length);

	(void)state;
	fuzz_must(g_utf8_validate(plain, -1, NULL) && g_utf8_validate(known, -1, NULL), "it is UTF-8");
	fuzz_must(strlen(known) <= GROWTH * strlen(text) + ROOM && strlen(plain) <= GROWTH * strlen(text) + ROOM,
	          "%zu bytes do not become %zu", strlen(text), strlen(known));
	fuzz_must(g_str_equal(known, again), "the same words are the same again");
	must_be_gone("the number", text, plain, find_number);
	must_be_gone("the mail address", text, plain, find_mail);
	must_be_gone("the page", text, plain, find_page);
	must_be_other_digits(text, digits);
}
