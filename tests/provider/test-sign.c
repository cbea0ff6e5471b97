/* The vendors' signatures as plain arithmetic: every row of vectors/signatures.tsv through provider/sign. */
#include "lib/suite.h"

#include <string.h>

#include "provider/sign.h"
#include "text/segment.h"

static GBytes *from_hex(const char *hex)
{
	gsize length = strlen(hex) / 2;
	guint8 *bytes = g_malloc(length + 1);

	for (gsize i = 0; i < length; i++)
		bytes[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
	return g_bytes_new_take(bytes, length);
}

static const struct {
	const char *name;
	GChecksumType digest;
	enum { HEX, BASE64, SUFFIX } form;
} ALGORITHMS[] = {
	{"b64-hmac-sha1", G_CHECKSUM_SHA1, BASE64},    {"hex-hmac-sha1", G_CHECKSUM_SHA1, HEX},
	{"hex-hmac-sha256", G_CHECKSUM_SHA256, HEX},   {"hex-hmac-md5", G_CHECKSUM_MD5, HEX},
	{"hex-hmac-sha512", G_CHECKSUM_SHA512, HEX},   {"hex-md5-suffix", G_CHECKSUM_MD5, SUFFIX},
};

static char *compute(const char *algorithm, GBytes *key, GBytes *data)
{
	gsize key_length, length;
	const void *key_data = g_bytes_get_data(key, &key_length), *bytes = g_bytes_get_data(data, &length);

	for (gsize i = 0; i < G_N_ELEMENTS(ALGORITHMS); i++) {
		g_autoptr(GBytes) mac = NULL;

		if (!g_str_equal(ALGORITHMS[i].name, algorithm))
			continue;
		if (ALGORITHMS[i].form == SUFFIX) {
			g_autoptr(GByteArray) both = g_byte_array_new();
			g_autoptr(GBytes) joined = NULL;

			g_byte_array_append(both, bytes, (guint)length);
			g_byte_array_append(both, key_data, (guint)key_length);
			joined = g_bytes_new(both->data, both->len);
			return sign_digest_hex(ALGORITHMS[i].digest, joined);
		}
		mac = sign_hmac(ALGORITHMS[i].digest, key_data, key_length, bytes, length);
		bytes = g_bytes_get_data(mac, &length);
		if (ALGORITHMS[i].form == BASE64)
			return g_base64_encode(bytes, length);
		GString *hex = g_string_new(NULL);

		for (gsize b = 0; b < length; b++)
			g_string_append_printf(hex, "%02x", ((const guint8 *)bytes)[b]);
		return g_string_free(hex, FALSE);
	}
	return NULL;
}

/* "GSM-7 161 153,8" as "GSM-7 161 2": how the units are shared out is the provider's. */
static void check_parts(const char *row, GBytes *text, const char *want)
{
	g_autofree char *plain = g_strndup(g_bytes_get_data(text, NULL), g_bytes_get_size(text));
	g_auto(GStrv) words = g_strsplit(want, " ", 3);
	g_auto(GStrv) parts = g_strsplit(words[2], ",", -1);
	Segments found;

	row_int(row, text_segments(plain, &found), 0);
	row_int(row, found.encoding == ENCODING_GSM7, g_str_equal(words[0], "GSM-7"));
	row_int(row, found.units, g_ascii_strtoll(words[1], NULL, 10));
	row_int(row, found.segments, g_strv_length(parts));
}

START_TEST(every_vendor_signature_is_reproduced)
{
	g_autofree char *path = test_file("data/vectors/signatures.tsv");
	g_autofree char *all = NULL;
	g_auto(GStrv) lines = NULL;
	guint rows = 0;

	ck_assert(g_file_get_contents(path, &all, NULL, NULL));
	lines = g_strsplit(g_strchomp(all), "\n", -1);
	for (char **line = lines; *line; line++, rows++) {
		g_auto(GStrv) column = g_strsplit(*line, "\t", -1);
		g_autoptr(GBytes) key = NULL, data = NULL;
		g_autofree char *got = NULL;

		ck_assert_uint_eq(g_strv_length(column), 6);
		key = from_hex(column[3]);
		data = from_hex(column[4]);
		if (g_str_equal(column[2], "parts")) {
			check_parts(column[1], data, column[5]);
			continue;
		}
		got = compute(column[2], key, data);
		row_str(column[1], got, column[5]);
	}
	ck_assert_uint_eq(rows, 69);
}
END_TEST

START_TEST(comparing_goes_by_all_characters)
{
	ck_assert(sign_equal("aB1", "aB1", FALSE));
	ck_assert(!sign_equal("aB1", "ab1", FALSE));
	ck_assert(sign_equal("aB1", "Ab1", TRUE));
	ck_assert(!sign_equal("aB1", "aB12", TRUE));
	ck_assert(!sign_equal(NULL, "", TRUE));
	ck_assert(!sign_equal("", NULL, FALSE));
}
END_TEST

START_TEST(basic_is_what_curl_sends)
{
	g_autofree char *got = sign_basic("Aladdin", "open sesame"); /* RFC 7617, 2 */

	ck_assert_str_eq(got, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sign");
	TCase *tc = tcase_create("sign");

	tcase_add_test(tc, every_vendor_signature_is_reproduced);
	tcase_add_test(tc, comparing_goes_by_all_characters);
	tcase_add_test(tc, basic_is_what_curl_sends);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "provider/sign");
}
