#include "text/segment.h"

#include <errno.h>
#include <string.h>

/* 3GPP TS 23.038, 6.2.1: the default alphabet beside ASCII letters, digits and the marks of GSM7_ASCII. */
static const char GSM7_BEYOND_ASCII[] = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
static const char GSM7_ASCII[] = "@$_ !\"#%&'()*+,-./:;<=>?\n\r";
/* 6.2.1.1: sent as escape and a second septet. */
static const char GSM7_EXTENSION[] = "\f^{}\\[~]|€";

typedef struct {
	int single; /* units in a text of one segment */
	int part;   /* units in a segment of several: the rest holds the concatenation header (TS 23.040, 9.2.3.24.1) */
} Capacity;

static const Capacity CAPACITY[] = {
	[ENCODING_GSM7] = {160, 153},
	[ENCODING_UCS2] = {70, 67},
};

/* Septets of a character, 0 when the alphabet has none. */
static int gsm7_units(gunichar c)
{
	if (c < 128 && g_ascii_isalnum((char)c))
		return 1;
	if (g_utf8_strchr(c < 128 ? GSM7_ASCII : GSM7_BEYOND_ASCII, -1, c))
		return 1;
	return g_utf8_strchr(GSM7_EXTENSION, -1, c) ? 2 : 0;
}

/* Of a character by its first byte: what UTF-8 needs four bytes for is beyond 0xffff. */
static int ucs2_units(const char *at)
{
	return (guchar)*at >= 0xF0 ? 2 : 1;
}

const char *text_encoding_name(TextEncoding encoding)
{
	static const char *const NAMES[] = {[ENCODING_GSM7] = "gsm7", [ENCODING_UCS2] = "ucs2"};

	return NAMES[encoding];
}

static void measure(const char *text, Segments *found)
{
	const Capacity *capacity = &CAPACITY[found->encoding];
	int filled = 0, parts = 1;

	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		int units = found->encoding == ENCODING_GSM7 ? gsm7_units(g_utf8_get_char(at)) : ucs2_units(at);

		found->units += units;
		if (filled + units > capacity->part) { /* a pair goes whole into the next one */
			parts++;
			filled = 0;
		}
		filled += units;
	}
	found->segments = found->units <= capacity->single ? 1 : parts;
}

int text_segments(const char *text, Segments *out)
{
	Segments found = {.encoding = ENCODING_GSM7};

	if (strlen(text) > G_MAXINT / 2 || !g_utf8_validate(text, -1, NULL))
		return -EINVAL;
	for (const char *at = text; *at && !found.forced_by; at = g_utf8_next_char(at))
		if (!gsm7_units(g_utf8_get_char(at)))
			found.forced_by = g_utf8_get_char(at);
	if (found.forced_by)
		found.encoding = ENCODING_UCS2;
	measure(text, &found);
	*out = found;
	return 0;
}

int text_segments_cn(const char *text, Segments *out)
{
	const Capacity *capacity = &CAPACITY[ENCODING_UCS2];
	Segments found;
	glong characters;

	if (text_segments(text, &found) < 0)
		return -EINVAL;
	characters = g_utf8_strlen(text, -1);
	if (characters > TEXT_CN_MAX)
		return -EINVAL;
	found.units = (int)characters;
	found.segments = found.units <= capacity->single ? 1 : (found.units + capacity->part - 1) / capacity->part;
	*out = found;
	return 0;
}
