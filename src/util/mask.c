#include "util/mask.h"

#include <glib.h>
#include <string.h>

/* No code of a provider is that long, and no phone number shorter. */
#define NUMBER_DIGITS 7

/* Country calling codes are 1 digit (1, 7), or 2 digits for these leading pairs, else 3 (ITU-T E.164 list). */
static gsize country_code_length(const char *digits)
{
	static const char *const TWO[] = {"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41",
	                                  "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
	                                  "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66",
	                                  "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	for (gsize i = 0; i < G_N_ELEMENTS(TWO); i++)
		if (g_str_has_prefix(digits, TWO[i]))
			return 2;
	return 3;
}

/* A number is digits; where something else came in its place, no byte of it may end a log line or be half a character. */
static char *printable(const char *number)
{
	char *plain = g_strdup(number);

	for (char *at = plain; *at; at++)
		if (!g_ascii_isprint(*at))
			*at = '?';
	return plain;
}

char *mask_number(const char *number)
{
	g_autofree char *e164 = number ? printable(number) : NULL;
	const char *national;
	gsize len, code;

	if (!e164)
		return g_strdup("-");
	len = strlen(e164);
	if (e164[0] == '+' && len >= 9) {
		code = country_code_length(e164 + 1);
		national = e164 + 1 + code;
		len = strlen(national);
		if (len >= 9)
			return g_strdup_printf("+%.*s %.3s****%s", (int)code, e164 + 1, national, national + len - 4);
		return g_strdup_printf("+%.*s ****%s", (int)code, e164 + 1, national + len - 2);
	}
	if (len < 4)
		return g_strdup("****");
	return g_strdup_printf("%.*s****%s", len >= 8 ? 3 : 1, e164, e164 + len - (len >= 8 ? 2 : 1));
}

char *mask_numbers(const char *words)
{
	GString *out = g_string_new(NULL);

	for (const char *p = words; *p;) {
		gsize run = strspn(p, "0123456789");

		if (run >= NUMBER_DIGITS)
			g_string_append(out, "****");
		else
			g_string_append_len(out, p, (gssize)MAX(run, 1));
		p += MAX(run, 1);
	}
	return g_string_free(out, FALSE);
}
