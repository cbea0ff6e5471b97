#include "store/sqlite/fold.h"

#include <string.h>

/* By the book; slow. */
static void fold_any(const char *text, GString *room)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *folded = g_utf8_casefold(normal, -1);

	g_string_assign(room, folded);
}

/* What becomes of a character that no other beside it can change: letters of ASCII, Russian and its neighbours, Chinese
 * and what stands between them; full-width signs are what they look like. 0: one of those that must be looked up. */
static gunichar fold_plain(gunichar c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	if (c >= 0x400 && c <= 0x45f)
		return c < 0x410 ? c + 80 : c < 0x430 ? c + 32 : c;
	if (c == 0x3000)
		return ' ';
	return (c >= 0x4e00 && c <= 0x9fa5) || c == 0x3001 || c == 0x3002 ? c : 0;
}

/* The next character of UTF-8 of up to three bytes, of which most texts are; 0: another one, or none at all. */
static gunichar next_of(const unsigned char **at)
{
	const unsigned char *s = *at;

	if (s[0] < 0x80) {
		*at += 1;
		return s[0];
	}
	if (s[0] >= 0xc2 && s[0] < 0xe0 && (s[1] & 0xc0) == 0x80) {
		*at += 2;
		return (gunichar)((s[0] & 0x1f) << 6 | (s[1] & 0x3f));
	}
	if (s[0] >= 0xe1 && s[0] < 0xf0 && (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80) {
		*at += 3;
		return (gunichar)((s[0] & 0x0f) << 12 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f));
	}
	return 0;
}

/* A character of fold_plain() has three bytes at most. */
static char *put(char *out, gunichar c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

const char *fold_text(const char *text, GString *room)
{
	const unsigned char *at = (const unsigned char *)text;
	char *out;

	g_string_set_size(room, strlen(text)); /* no plain character grows */
	out = room->str;
	while (*at) {
		gunichar c = next_of(&at);

		c = c ? fold_plain(c) : 0;
		if (!c) {
			fold_any(text, room);
			return room->str;
		}
		out = put(out, c);
	}
	*out = '\0';
	return room->str;
}
