/* Encoding and segment counts: the vectors two independent calculators agree on, and what they leave open. */
#include "lib/suite.h"
#include "text/price.h"
#include "text/segment.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

START_TEST(agrees_with_vectors)
{
	g_autofree char *path = test_file("data/segments.json");
	json_t *file = json_load_file(path, 0, NULL), *cases = json_object_get(file, "cases"), *row;
	size_t i;

	ck_assert_uint_ge(json_array_size(cases), 26);
	json_array_foreach(cases, i, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		const char *encoding = json_string_value(json_object_get(row, "encoding"));
		Segments found = {0};

		row_int(name, text_segments(json_string_value(json_object_get(row, "text")), &found), 0);
		row_str(name, text_encoding_name(found.encoding), strcmp(encoding, "GSM-7") == 0 ? "gsm7" : "ucs2");
		row_int(name, found.units, json_integer_value(json_object_get(row, "units")));
		row_int(name, found.segments, json_integer_value(json_object_get(row, "parts")));
	}
	json_decref(file);
}
END_TEST

static const struct {
	const char *text;
	TextEncoding encoding;
	int units, segments;
	gunichar forced_by;
} TEXTS[] = {
	{"", ENCODING_GSM7, 0, 1, 0}, /* an empty text is still one segment */
	/* each character of the default alphabet, and each of the extension table twice */
	{"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?", ENCODING_GSM7, 63, 1, 0},
	{"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà", ENCODING_GSM7, 64, 1, 0},
	{"^{}\\[~]|€\f", ENCODING_GSM7, 20, 1, 0},
	{"tab\tis not GSM-7", ENCODING_UCS2, 16, 1, '\t'},
	{"first of several: – then “", ENCODING_UCS2, 26, 1, 0x2013}, /* the first one that forces UCS-2 is named */
	{"\u00AD", ENCODING_UCS2, 1, 1, 0xAD},
	{"😀", ENCODING_UCS2, 2, 1, 0x1F600},
};

START_TEST(counts_units)
{
	Segments found = {0};

	row_int(TEXTS[_i].text, text_segments(TEXTS[_i].text, &found), 0);
	row_int(TEXTS[_i].text, found.encoding, TEXTS[_i].encoding);
	row_int(TEXTS[_i].text, found.units, TEXTS[_i].units);
	row_int(TEXTS[_i].text, found.segments, TEXTS[_i].segments);
	row_int(TEXTS[_i].text, found.forced_by, TEXTS[_i].forced_by);
}
END_TEST

/* Inside China: n characters, whatever they are. */
static const struct {
	const char *row, *one;
	int n, units, segments;
} CHINESE[] = {
	{"empty", "", 0, 0, 1},
	{"one full", "好", 70, 70, 1},
	{"two", "好", 71, 71, 2},
	{"two full", "好", 134, 134, 2},
	{"three", "好", 135, 135, 3},
	{"Latin counts the same", "x", 71, 71, 2},
	{"an extension character is 1", "€", 70, 70, 1},
	{"a surrogate pair is 1", "😀", 70, 70, 1},
	{"the longest", "好", 500, 500, 8},
	{"too long", "好", 501, 0, 0},
};

START_TEST(counts_as_in_china)
{
	g_autoptr(GString) text = g_string_new(NULL);
	Segments found = {0};

	for (int i = 0; i < CHINESE[_i].n; i++)
		g_string_append(text, CHINESE[_i].one);
	row_int(CHINESE[_i].row, text_segments_cn(text->str, &found), CHINESE[_i].segments ? 0 : -EINVAL);
	row_int(CHINESE[_i].row, found.units, CHINESE[_i].units);
	row_int(CHINESE[_i].row, found.segments, CHINESE[_i].segments);
}
END_TEST

static const struct {
	const char *text;
	int64_t millionths; /* -1: refused */
	int n;
	const char *shown;
} PRICES[] = {
	{"0.045 CNY", 45000, 3, "0.135 CNY"},
	{"0.045 CNY", 45000, 2, "0.09 CNY"},
	{"2 RUB", 2000000, 3, "6.00 RUB"},
	{"0.5 EUR", 500000, 1, "0.50 EUR"},
	{"0.000001 USD", 1, 1, "0.000001 USD"},
	{"999999.999999 USD", 999999999999, 10, "9999999.99999 USD"},
	{"0 CNY", 0, 4, "0.00 CNY"},
	{"0.0000001 USD", -1, 0, NULL},
	{"1000000 USD", -1, 0, NULL},
	{".5 USD", -1, 0, NULL},
	{"5. USD", -1, 0, NULL},
	{"0,5 EUR", -1, 0, NULL},
	{"-1 EUR", -1, 0, NULL},
	{"0.5 eur", -1, 0, NULL},
	{"0.5EUR", -1, 0, NULL},
	{"0.5 EURO", -1, 0, NULL},
	{"0.5", -1, 0, NULL},
	{"", -1, 0, NULL},
};

START_TEST(knows_prices)
{
	Price price = {.millionths = -1};
	g_autofree char *shown = NULL;

	row_int(PRICES[_i].text, price_parse(PRICES[_i].text, &price), PRICES[_i].millionths < 0 ? -EINVAL : 0);
	row_int(PRICES[_i].text, price.millionths, PRICES[_i].millionths);
	if (PRICES[_i].shown)
		shown = price_of(&price, PRICES[_i].n);
	row_str(PRICES[_i].text, shown, PRICES[_i].shown);
}
END_TEST

static const char *const BROKEN[] = {"\xff", "abc\xe5\xa5", "\xed\xa0\x80", "\xc0\xaf"};

START_TEST(refuses_broken_utf8)
{
	Segments found = {.units = 77};

	row_int(BROKEN[_i], text_segments(BROKEN[_i], &found), -EINVAL);
	row_int(BROKEN[_i], found.units, 77); /* untouched */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("segment");
	TCase *tc = tcase_create("segment");

	tcase_add_test(tc, agrees_with_vectors);
	tcase_add_loop_test(tc, counts_units, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_loop_test(tc, counts_as_in_china, 0, G_N_ELEMENTS(CHINESE));
	tcase_add_loop_test(tc, knows_prices, 0, G_N_ELEMENTS(PRICES));
	tcase_add_loop_test(tc, refuses_broken_utf8, 0, G_N_ELEMENTS(BROKEN));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "segment");
}
