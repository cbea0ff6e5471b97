#include "desk/html.h"

static gboolean is_hidden(gunichar c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || c == 0xfffe || c == 0xffff;
}

static void add(GString *page, const char *words, const char *before, const char *after)
{
	g_autofree char *valid = g_utf8_make_valid(words ? words : "", -1);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			g_string_append_printf(page, "&#%u;", c);
		else if (is_hidden(c))
			g_string_append_printf(page, "%s[U+%04X]%s", before, c, after);
		else
			g_string_append_unichar(page, c);
	}
}

void html_add(GString *page, const char *words)
{
	add(page, words, "<span class=\"dim\">", "</span>");
}

void html_add_bare(GString *page, const char *words)
{
	add(page, words, "", "");
}
