/* Files in: bytes to lines, lines to rows, which column is which. */
#include "desk/fixture.h"

#include "desk/csv_reader.h"
#include "desk/import.h"

#include <errno.h>
#include <string.h>

#define BYTES(s) s, sizeof(s) - 1

/* ---- lines ---- */

static const struct {
	const char *what, *bytes;
	gsize length;
	const char *encoding;
	int r;
	const char *read_as, *lines; /* lines joined by '|', line ends as they come */
	const char *fault;           /* a part of it */
} FILES[] = {
	{"plain", BYTES("a\nb\n"), "auto", 0, "UTF-8", "a\n|b\n", NULL},
	{"no line end at the end", BYTES("a\r\nb"), "auto", 0, "UTF-8", "a\r\n|b", NULL},
	{"empty", BYTES(""), "auto", 0, "UTF-8", "", NULL},
	{"UTF-8", BYTES("手机号\n"), "auto", 0, "UTF-8", "手机号\n", NULL},
	{"UTF-8 with mark", BYTES("\xef\xbb\xbf手机号\n"), "auto", 0, "UTF-8", "手机号\n", NULL},
	{"UTF-8 with mark, told", BYTES("\xef\xbb\xbfx\n"), "utf-8", 0, "utf-8", "x\n", NULL},
	{"GB18030", BYTES("\xca\xd6\xbb\xfa\xba\xc5\n"), "auto", 0, "GB18030", "手机号\n", NULL},
	{"GB18030, four bytes", BYTES("\x95\x32\x82\x36\xca\xd6\n"), "gb18030", 0, "gb18030", "𠀀手\n", NULL},
	{"GB18030 with mark", BYTES("\x84\x31\x95\x33\xca\xd6\n"), "auto", 0, "GB18030", "手\n", NULL},
	{"UTF-16",
	 BYTES("\xff\xfe"
	       "a\0\x4b\x62\n\0"),
	 "auto", 0, "UTF-16LE", "a手\n", NULL},
	{"UTF-16, the other way round", BYTES("\xfe\xff\0a\x62\x4b\0\n"), "auto", 0, "UTF-16BE", "a手\n", NULL},
	{"half a character of UTF-16 stays one row's",
	 BYTES("\xff\xfe"
	       "a\0\x3d\xd8\n\0b\0\n\0"),
	 "auto", 0, "UTF-16LE", "a\xef\xbf\xbd\n|b\n", NULL},
	{"half a character of UTF-16, the other way round", BYTES("\xfe\xff\0a\xd8\x3d\0\n\0b\0\n"), "auto", 0, "UTF-16BE",
	 "a\xef\xbf\xbd\n|b\n", NULL},
	{"windows-1251", BYTES("\xd2\xe5\xeb\xe5\xf4\xee\xed;\xc8\xec\xff\n"), "auto", -EILSEQ, NULL, NULL,
	 ":1: neither UTF-8 nor GB18030; name the encoding"},
	{"windows-1251, told", BYTES("\xd2\xe5\xeb\xe5\xf4\xee\xed\n"), "windows-1251", 0, "windows-1251", "Телефон\n",
	 NULL},
	{"a bad byte in UTF-8 stays one row's",
	 BYTES("手机号码电话姓名订单\na\xff"
	       "b\n"),
	 "auto", 0, "UTF-8",
	 "手机号码电话姓名订单\n|a\xef\xbf\xbd"
	 "b\n",
	 NULL},
	{"cut off in a character", BYTES("手机号码电话姓名订单\n\xe6\x89"), "auto", 0, "UTF-8",
	 "手机号码电话姓名订单\n|\xef\xbf\xbd\xef\xbf\xbd", NULL},
	{"a character of five bytes, as UTF-8 once had them", BYTES("\xef\xbb\xbf" "a\xfb\x9c\x9c\x9c\x9c\n"), "auto", 0, "UTF-8",
	 "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n", NULL},
	{"old Mac", BYTES("a\rb\r"), "auto", 0, "UTF-8", "a\n|b\n", NULL},
	{"workbook", BYTES("PK\x03\x04rest"), "auto", -EBADMSG, NULL, NULL, "this is a workbook"},
	{"binary", BYTES("abc\0def"), "auto", -EBADMSG, NULL, NULL, "not a text file"},
	{"UTF-16 without a mark", BYTES("a\0,\0\n\0"), "auto", -EBADMSG, NULL, NULL,
	 "not a text file (it holds NUL bytes); if it is UTF-16 without a mark, say --encoding utf-16le"},
	{"UTF-16 without a mark, the other way round", BYTES("\0a\0\n"), "auto", -EBADMSG, NULL, NULL,
	 "say --encoding utf-16be"},
	{"UTF-16 without a mark, told", BYTES("a\0\x4b\x62\n\0"), "utf-16le", 0, "utf-16le", "a手\n", NULL},
	{"UTF-16 without a mark, told in any case", BYTES("\0a\x62\x4b\0\n"), "Utf-16BE", 0, "Utf-16BE", "a手\n", NULL},
	{"no such encoding", BYTES("a\n"), "klingon", -EINVAL, NULL, NULL, "there is no encoding \"klingon\""},
};

static char *all_lines(LineReader *reader)
{
	g_autoptr(GString) line = g_string_new(NULL);
	GString *all = g_string_new(NULL);
	int r;

	while ((r = line_reader_next(reader, line)) > 0)
		g_string_append_printf(all, "%s%s", all->len ? "|" : "", line->str);
	ck_assert_int_eq(r, 0);
	return g_string_free(all, FALSE);
}

static char *write_file(const char *dir, const char *name, const char *bytes, gsize length)
{
	char *path = g_build_filename(dir, name, NULL);

	ck_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
	return path;
}

START_TEST(reads_lines)
{
	g_autofree char *dir = test_dir_new();
	g_autofree char *path = write_file(dir, "file", FILES[_i].bytes, FILES[_i].length);
	g_autofree char *fault = NULL;
	g_autoptr(LineReader) reader = NULL;
	int r = line_reader_open(path, FILES[_i].encoding, &reader, &fault);

	row_int(FILES[_i].what, r, FILES[_i].r);
	if (r == 0) {
		g_autofree char *lines = all_lines(reader);

		row_str(FILES[_i].what, line_reader_encoding(reader), FILES[_i].read_as);
		row_str(FILES[_i].what, lines, FILES[_i].lines);
	} else {
		ck_assert_msg(strstr(fault, FILES[_i].fault) != NULL, "row %s: \"%s\"", FILES[_i].what, fault);
	}
	test_dir_remove(dir);
}
END_TEST

/* Characters that lie across the ends of what is read at once. */
START_TEST(reads_across_chunks)
{
	g_autofree char *dir = test_dir_new();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *gb = NULL;
	g_autofree char *path = NULL;
	g_autofree char *fault = NULL;
	g_autofree char *got = NULL;
	g_autoptr(LineReader) reader = NULL;
	gsize length;

	for (int i = 0; i < 50000; i++)
		g_string_append(text, i % 3 ? "手机" : "x号");
	gb = g_convert(text->str, (gssize)text->len, "GB18030", "UTF-8", NULL, &length, NULL);
	path = write_file(dir, "file", gb, length);
	ck_assert_int_eq(line_reader_open(path, "auto", &reader, &fault), 0);
	ck_assert_str_eq(line_reader_encoding(reader), "GB18030");
	got = all_lines(reader);
	ck_assert_str_eq(got, text->str);
	ck_assert_int_eq(line_reader_offset(reader), line_reader_size(reader));
	test_dir_remove(dir);
}
END_TEST

START_TEST(refuses_what_is_no_file)
{
	g_autofree char *dir = test_dir_new();
	g_autofree char *missing = g_build_filename(dir, "none", NULL);
	g_autofree char *directory = NULL;
	g_autofree char *nothing = NULL;
	LineReader *reader = NULL;

	ck_assert_int_eq(line_reader_open(dir, "auto", &reader, &directory), -EISDIR);
	ck_assert_int_eq(line_reader_open(missing, "auto", &reader, &nothing), -ENOENT);
	ck_assert(directory && nothing && !reader);
	test_dir_remove(dir);
}
END_TEST

/* ---- CSV ---- */

#define QUOTE_FAULT "!a quote stands where none may"
#define OPEN_FAULT "!a quote opens in this line and is never closed"
static const struct {
	const char *what, *text;
	const char *rows; /* cells joined by '|', rows by '\n'; "LINE:" before each; a fault begins with '!' */
} TABLES[] = {
	{"commas", "a,b,c\n1,2,3\n", "1:a|b|c\n2:1|2|3\n"},
	{"semicolons", "a;b,x;c\n1;2;3\n", "1:a|b,x|c\n2:1|2|3\n"},
	{"tabs", "a\tb\tc\n1\t\t3\n", "1:a|b|c\n2:1||3\n"},
	{"Excel's hint", "sep=;\na,b;c\n1,2;3\n", "2:a,b|c\n3:1,2|3\n"},
	{"CRLF", "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n"},
	{"no end of line at the end", "a,b\n1,2", "1:a|b\n2:1|2\n"},
	{"quoted separator", "a,b\n\"1,1\",2\n", "1:a|b\n2:1,1|2\n"},
	{"doubled quotes", "a,b\n\"say \"\"hi\"\"\",2\n", "1:a|b\n2:say \"hi\"|2\n"},
	{"quoted line end", "a,b\n\"1\n1\",2\n3,4\n", "1:a|b\n2:1\n1|2\n4:3|4\n"},
	{"quoted CRLF", "a,b\r\n\"1\r\n1\",2\r\n", "1:a|b\n2:1\r\n1|2\n"},
	{"blanks around cells", "a , b\n 1\t, \"2 \" \n", "1:a|b\n2:1|2 \n"},
	{"empty cells", "a,b\n,\n\"\",x\n", "1:a|b\n3:|x\n"},
	{"empty lines", "\n\na,b\n\n1,2\n\n", "3:a|b\n5:1|2\n"},
	{"separator in a quoted header", "\"a;;;\",b\n1,2\n", "1:a;;;|b\n2:1|2\n"},
	{"one column", "phone\n138\n", "1:phone\n2:138\n"},
	{"defused formulas", "a,b\n'=1+1,'+86138\n", "1:a|b\n2:=1+1|+86138\n"},
	{"other apostrophes stay", "a,b\n'tis,O'Neil\n", "1:a|b\n2:'tis|O'Neil\n"},
	{"a stray quote costs one line", "a,b\n5\" tv,1\n3,4\n", "1:a|b\n2:" QUOTE_FAULT "\n3:3|4\n"},
	{"text behind a closing quote", "a,b\n\"x\"y,1\n3,4\n", "1:a|b\n2:" QUOTE_FAULT "\n3:3|4\n"},
	{"a quote never closed costs one line", "a,b\n\"x,1\n3,4\n5,6\n", "1:a|b\n2:" OPEN_FAULT "\n3:3|4\n4:5|6\n"},
	{"never closed in the last line", "a,b\n1,\"2", "1:a|b\n2:" OPEN_FAULT "\n"},
	{"never closed, then a quoted cell", "a,b\n\"x,1\n\"y\",2\n3,4\n", "1:a|b\n2:" QUOTE_FAULT "\n3:y|2\n4:3|4\n"},
	{"nothing", "", ""},
	{"nothing but line ends", "\n\r\n\n", ""},
};

static char *all_rows(CsvReader *reader)
{
	GString *all = g_string_new(NULL);
	const CsvRow *row;
	int r;

	while ((r = csv_reader_next(reader, &row)) > 0) {
		g_string_append_printf(all, "%" G_GUINT64_FORMAT ":", row->line);
		for (guint i = 0; i < row->cells->len && !row->fault; i++)
			g_string_append_printf(all, "%s%s", i ? "|" : "", (const char *)row->cells->pdata[i]);
		if (row->fault)
			g_string_append_printf(all, "!%.*s", (int)strcspn(row->fault, ":"), row->fault);
		g_string_append_c(all, '\n');
	}
	ck_assert_int_eq(r, 0);
	return g_string_free(all, FALSE);
}

START_TEST(reads_tables)
{
	g_autofree char *dir = test_dir_new();
	g_autofree char *path = write_file(dir, "file", TABLES[_i].text, strlen(TABLES[_i].text));
	g_autofree char *fault = NULL;
	g_autofree char *rows = NULL;
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) reader = NULL;

	ck_assert_int_eq(line_reader_open(path, "auto", &lines, &fault), 0);
	reader = csv_reader_new(lines);
	rows = all_rows(reader);
	row_str(TABLES[_i].what, rows, TABLES[_i].rows);
	test_dir_remove(dir);
}
END_TEST

/* A quote nobody closes does not swallow a big file: its line is given up once the row is longer than any real one. */
START_TEST(an_open_quote_does_not_swallow_the_file)
{
	g_autofree char *dir = test_dir_new();
	g_autoptr(GString) text = g_string_new("a,b\n\"x,1\n");
	g_autofree char *path = NULL;
	g_autofree char *fault = NULL;
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) reader = NULL;
	const CsvRow *row;
	guint good = 0, bad = 0;

	for (int i = 0; i < 100000; i++)
		g_string_append(text, "3,4\n");
	path = write_file(dir, "file", text->str, text->len);
	ck_assert_int_eq(line_reader_open(path, "auto", &lines, &fault), 0);
	reader = csv_reader_new(lines);
	while (csv_reader_next(reader, &row) > 0) {
		good += row->fault == NULL;
		bad += row->fault != NULL;
	}
	ck_assert_uint_eq(good, 100001);
	ck_assert_uint_eq(bad, 1);
	test_dir_remove(dir);
}
END_TEST

static const char *const WRITTEN[] = {"plain",          "a,b", "say \"hi\"", "two\nlines", "=1+1",
                                      "+8613812341234", "-5",  "@x",         "",           "'x"};

START_TEST(what_is_written_reads_back)
{
	g_autofree char *dir = test_dir_new();
	g_autofree char *path = g_build_filename(dir, "file", NULL);
	g_autoptr(GPtrArray) cells = g_ptr_array_new();
	g_autofree char *text = NULL;
	g_autofree char *fault = NULL;
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) reader = NULL;
	const CsvRow *row;
	FILE *out = fopen(path, "w");

	for (gsize i = 0; i < G_N_ELEMENTS(WRITTEN); i++)
		g_ptr_array_add(cells, (char *)WRITTEN[i]);
	ck_assert(csv_write_row(out, ',', cells));
	fclose(out);
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	ck_assert_ptr_nonnull(strstr(text, "\"'=1+1\",\"'+8613812341234\",\"'-5\",\"'@x\""));
	ck_assert_int_eq(line_reader_open(path, "auto", &lines, &fault), 0);
	reader = csv_reader_new(lines);
	ck_assert_int_eq(csv_reader_next(reader, &row), 1);
	ck_assert_uint_eq(row->cells->len, G_N_ELEMENTS(WRITTEN));
	for (guint i = 0; i < row->cells->len; i++)
		row_str(WRITTEN[i], row->cells->pdata[i], WRITTEN[i]);
	test_dir_remove(dir);
}
END_TEST

/* ---- columns ---- */

static const struct {
	const char *header;
	int column;
} HEADERS[] = {
	{"phone", INTAKE_PHONE},          {"Phone Number", INTAKE_PHONE},   {"手机号", INTAKE_PHONE},
	{"电话", INTAKE_PHONE},           {"Телефон", INTAKE_PHONE},        {"ТЕЛЕФОН:", INTAKE_PHONE},
	{"Номер телефона", INTAKE_PHONE}, {"订单号", INTAKE_ORDER_NO},      {"订单编号", INTAKE_ORDER_NO},
	{"Order No.", INTAKE_ORDER_NO},   {"ｐｈｏｎｅ", INTAKE_PHONE},     {"external_id", INTAKE_EXTERNAL_ID},
	{"External ID", INTAKE_EXTERNAL_ID}, {"评价内容", INTAKE_TEXT},     {"姓名", INTAKE_NAME},
	{"Time zone", INTAKE_ZONE},       {"Дата отзыва", INTAKE_REVIEWED_AT}, {"alerted_at", INTAKE_ALERTED_AT},
	{"shop", INTAKE_SHOP},            {"source", INTAKE_SOURCE},        {"level", INTAKE_LEVEL},
	{"rating", INTAKE_RATING},        {"language", INTAKE_LANGUAGE},    {"category", INTAKE_CATEGORY},
	{"商品名称", INTAKE_PRODUCT},     {"SKU", INTAKE_PRODUCT},          {"Товар", INTAKE_PRODUCT},
	{"快递公司", INTAKE_CARRIER},     {"Carrier", INTAKE_CARRIER},      {"Служба доставки", INTAKE_CARRIER},
	{"warehouse", -1},                {"", -1},                         {"line", -1},
	{"error", -1},                    {"\xff", -1},
};

START_TEST(knows_column_names)
{
	row_int(HEADERS[_i].header, import_columns_find(HEADERS[_i].header), HEADERS[_i].column);
}
END_TEST

/* Each key of ours names itself. */
START_TEST(every_key_is_a_column_name)
{
	row_int(intake_column_name(_i), import_columns_find(intake_column_name(_i)), _i);
}
END_TEST

static const struct {
	const char *what, *headers, *map;
	gboolean have_shop;
	int phone, external_id, order_no; /* where they are; all -2: refused */
	const char *told; /* ignored columns, or a part of the fault */
} MATCHES[] = {
	{"by name", "id|手机号|订单号", NULL, TRUE, 1, 0, 2, ""},
	{"unknown ones are told", "id|phone|warehouse|colour", NULL, TRUE, 1, 0, -1, "warehouse|colour"},
	{"a rejects file comes back", "id|phone|line|error", NULL, TRUE, 1, 0, -1, ""},
	{"map names another", "id|Mobile No 2", "Mobile No 2=phone", TRUE, 1, 0, -1, ""},
	{"map wins", "id|phone|phone 2", "phone 2=phone", TRUE, 2, 0, -1, "phone"},
	{"map in any case", "ID|Nr", "nr=phone", TRUE, 1, 0, -1, ""},
	{"one column twice", "订单号|phone", "订单号=external_id,订单号=order_no", TRUE, 1, 0, 0, ""},
	{"no phone", "id|warehouse", NULL, TRUE, -2, -2, -2,
	 "no column for phone; the file has \"id\", \"warehouse\"; known names are phone, phonenumber"},
	{"no shop", "id|phone", NULL, FALSE, -2, -2, -2, "no column for shop (nor --shop)"},
	{"two of a kind", "id|手机号|电话", NULL, TRUE, -2, -2, -2,
	 "the columns \"手机号\" and \"电话\" both mean phone; choose with --map \"电话=phone\""},
	{"two of one name", "id|phone|phone", NULL, TRUE, -2, -2, -2,
	 "columns 2 and 3 are both called \"phone\"; choose with --map \"#2=phone\" or --map \"#3=phone\""},
	{"two of one name, written differently", "id|Phone No|phone_no", "#3=phone", TRUE, 2, 0, -1, "Phone No"},
	{"the first of one name by its number", "id|phone|phone", "#2=phone", TRUE, 1, 0, -1, "phone"},
	{"the second of one name by its number", "id|phone|phone", "#3=phone", TRUE, 2, 0, -1, "phone"},
	{"map names two", "id|nr|nr", "nr=phone", TRUE, -2, -2, -2,
	 "--map: columns 2 and 3 are both called \"nr\"; choose by number, with --map \"#2=phone\" or --map "
	 "\"#3=phone\""},
	{"two of one name that nobody knows", "id|phone|x|x", NULL, TRUE, 1, 0, -1, "x|x"},
	{"by number, any column", "a|b|c", "#1=id,#3=phone", TRUE, -2, -2, -2, "\"id\" is none of our columns"},
	{"by number, all of them", "a|b|c", "#1=external_id,#3=phone,#2=order_no", TRUE, 2, 0, 1, ""},
	{"a number that is a name", "id|#1|phone", "#1=order_no", TRUE, 2, 0, 1, ""},
	{"a number beyond the last", "id|phone", "#3=order_no", TRUE, -2, -2, -2,
	 "--map: the file has no column \"#3\"; it has \"id\", \"phone\""},
	{"no number", "id|phone", "#0=order_no", TRUE, -2, -2, -2, "--map: the file has no column \"#0\""},
	{"map names what is not there", "id|phone", "Nr=order_no", TRUE, -2, -2, -2,
	 "--map: the file has no column \"Nr\"; it has \"id\", \"phone\""},
	{"map to what we do not have", "id|phone", "id=phon", TRUE, -2, -2, -2, "did you mean \"phone\"?"},
	{"map without a pair", "id|phone", "phone", TRUE, -2, -2, -2, "is not of the form"},
};

START_TEST(matches_columns)
{
	const char *what = MATCHES[_i].what;
	g_auto(GStrv) names = g_strsplit(MATCHES[_i].headers, "|", -1);
	g_autoptr(GPtrArray) headers = g_ptr_array_new();
	g_autoptr(GArray) map = import_columns_map_new();
	g_autofree char *fault = NULL;
	ImportColumns columns;
	int r = 0;

	for (char **name = names; *name; name++)
		g_ptr_array_add(headers, *name);
	if (MATCHES[_i].map)
		r = import_columns_parse_map(MATCHES[_i].map, map, &fault);
	if (r == 0)
		r = import_columns_match(headers, map, MATCHES[_i].have_shop, &columns, &fault);
	row_int(what, r, MATCHES[_i].phone == -2 ? -EINVAL : 0);
	if (r < 0) {
		ck_assert_msg(strstr(fault, MATCHES[_i].told) != NULL, "row %s: \"%s\"", what, fault);
	} else {
		g_autoptr(GString) ignored = g_string_new(NULL);

		for (guint i = 0; i < columns.unused->len; i++) {
			const ImportUnused *one = &g_array_index(columns.unused, ImportUnused, i);

			g_string_append_printf(ignored, "%s%s", i ? "|" : "", one->name);
			row_str(what, one->name, names[one->number - 1]);
			row_int(what, one->meaning, import_columns_find(one->name));
			if (one->meaning >= 0)
				row_int(what, one->instead, columns.at[one->meaning] + 1);
		}
		row_int(what, columns.at[INTAKE_PHONE], MATCHES[_i].phone);
		row_int(what, columns.at[INTAKE_EXTERNAL_ID], MATCHES[_i].external_id);
		row_int(what, columns.at[INTAKE_ORDER_NO], MATCHES[_i].order_no);
		row_str(what, ignored->str, MATCHES[_i].told);
		import_columns_clear(&columns);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("import-rows");
	TCase *tc = tcase_create("import-rows");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, reads_lines, 0, G_N_ELEMENTS(FILES));
	tcase_add_test(tc, reads_across_chunks);
	tcase_add_test(tc, refuses_what_is_no_file);
	tcase_add_loop_test(tc, reads_tables, 0, G_N_ELEMENTS(TABLES));
	tcase_add_test(tc, an_open_quote_does_not_swallow_the_file);
	tcase_add_test(tc, what_is_written_reads_back);
	tcase_add_loop_test(tc, knows_column_names, 0, G_N_ELEMENTS(HEADERS));
	tcase_add_loop_test(tc, every_key_is_a_column_name, 0, INTAKE_COLUMNS);
	tcase_add_loop_test(tc, matches_columns, 0, G_N_ELEMENTS(MATCHES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "import-rows");
}
