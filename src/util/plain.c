#include "util/plain.h"

/* Not a line feed: whoever asks decides on that. */
static gboolean is_harmless(gunichar c)
{
	return !g_unichar_iscntrl(c) && !(c >= 0x200b && c <= 0x200f) && !(c >= 0x2028 && c <= 0x202e) &&
	       !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff;
}

char *plain_text(const char *text, gboolean lines)
{
	g_autofree char *valid = NULL;
	const char *end = text;
	GString *out;

	while (*end >= ' ' && *end <= '~') /* all there is in most of them */
		end++;
	if (*end == '\0')
		return g_strndup(text, (gsize)(end - text));
	valid = g_utf8_make_valid(text, -1);
	out = g_string_new(NULL);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_harmless(c) || (c == '\n' && lines))
			g_string_append_unichar(out, c);
		else if (g_unichar_isspace(c) && c != '\r')
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

char *plain_json(const char *document)
{
	GString *out = g_string_new(NULL);

	/* Outside of strings JSON has no such character but the line feeds of its layout. All of them are in the first plane. */
	for (const char *p = document; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_harmless(c) || c == '\n')
			g_string_append_unichar(out, c);
		else
			g_string_append_printf(out, "\\u%04x", c);
	}
	return g_string_free(out, FALSE);
}
