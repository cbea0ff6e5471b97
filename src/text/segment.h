/* How a text is coded on the air and how many segments it costs. Source: 3GPP TS 23.038 (GSM 7-bit default alphabet and
 * its extension table), 3GPP TS 23.040 (concatenation); counts agreed with the segment vectors in tests/data. */
#pragma once

#include <glib.h>

typedef enum { ENCODING_GSM7, ENCODING_UCS2 } TextEncoding;

const char *text_encoding_name(TextEncoding encoding); /* "gsm7", "ucs2" */

typedef struct {
	TextEncoding encoding;
	int units;          /* septets (extension characters count 2) or UTF-16 units */
	int segments;       /* >= 1; "" is one */
	gunichar forced_by; /* the first character that is not GSM-7, 0 when there is none */
} Segments;

/* 160/153 septets or 70/67 UTF-16 units a segment; an escape pair or a surrogate pair is not split. -EINVAL when the
 * text is not valid UTF-8. */
int text_segments(const char *text, Segments *out);

/* As providers inside China count (Aliyun, Tencent): every character is 1, up to 70 in one, else 67 in each, the
 * signature 【】 with them. `units` are characters, the encoding is that of text_segments(). -EINVAL as well when there
 * are more than TEXT_CN_MAX, which they refuse. Source: their pages on lengths (provider sheets). */
#define TEXT_CN_MAX 500
int text_segments_cn(const char *text, Segments *out);
