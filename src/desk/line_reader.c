#include "desk/line_reader.h"

#include "util/cleanup.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CHUNK 65536u
#define REPLACEMENT "\xef\xbf\xbd"

struct LineReader {
	FILE *file;
	GIConv conv;
	gsize unit; /* bytes of the smallest piece of the encoding */
	char *encoding;
	goffset size, offset;
	gboolean cr_ends_lines; /* a file without a single LF: old Mac */
	gboolean at_end;
	char raw[CHUNK]; /* bytes not converted yet */
	gsize raw_len;
	GString *text; /* converted, from `taken` on not given out yet */
	gsize taken;
};

/* What one walk over the bytes of a file tells. */
typedef struct {
	gsize multi; /* characters beyond ASCII that are well-formed UTF-8 */
	gsize bad;   /* runs of bytes that are not */
	gsize nul, lf, cr;
} Scan;

static const struct {
	const char *mark;
	gsize length;
	const char *encoding;
} BOMS[] = {
	{"\xef\xbb\xbf", 3, "UTF-8"},
	{"\xff\xfe", 2, "UTF-16LE"},
	{"\xfe\xff", 2, "UTF-16BE"},
	{"\x84\x31\x95\x33", 4, "GB18030"},
};

/* Files people take for CSV because a spreadsheet opens them. */
static const struct {
	const char *magic;
	gsize length;
	const char *what;
} NOT_TEXT[] = {
	{"PK\x03\x04", 4, "a workbook (.xlsx, .ods) or zip archive"},
	{"\xd0\xcf\x11\xe0", 4, "an old Excel workbook (.xls)"},
	{"%PDF", 4, "a PDF"},
	{"SQLite format 3", 15, "an SQLite database"},
	{"\x1f\x8b", 2, "a gzip file"},
};

/* Standard input cannot be read twice: it goes through an unlinked file. */
static int spool(FILE *in, FILE **out)
{
	auto_file *copy = tmpfile();
	char buffer[CHUNK];
	gsize n;

	if (!copy)
		return -errno;
	while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
		if (fwrite(buffer, 1, n, copy) != n)
			return -EIO;
	if (ferror(in) || fflush(copy) != 0)
		return -EIO;
	rewind(copy);
	*out = g_steal_pointer(&copy);
	return 0;
}

static int open_file(const char *path, FILE **file, goffset *size, char **fault)
{
	auto_file *opened = NULL;
	struct stat st = {0};
	int r = 0;

	if (!g_str_equal(path, "-")) {
		opened = fopen(path, "rbe");
		if (!opened)
			r = -errno;
		else if (fstat(fileno(opened), &st) == 0 && S_ISDIR(st.st_mode))
			r = -EISDIR;
		else if (!S_ISREG(st.st_mode)) {
			FILE *pipe = g_steal_pointer(&opened);

			r = spool(pipe, &opened);
			fclose(pipe);
		}
	} else {
		r = spool(stdin, &opened);
	}
	if (r < 0) {
		*fault = g_strdup_printf("%s: %s", path, g_strerror(-r));
		return r;
	}
	if (fstat(fileno(opened), &st) < 0)
		return -errno;
	*size = st.st_size;
	*file = g_steal_pointer(&opened);
	return 0;
}

/* Counts in [p, end); returns how many bytes at the end are the beginning of a character. */
static gsize scan_chunk(Scan *scan, const char *p, const char *end, gboolean last)
{
	gboolean in_bad = FALSE;

	while (p < end) {
		gunichar c;

		if ((guchar)*p < 0x80) {
			scan->nul += *p == '\0';
			scan->lf += *p == '\n';
			scan->cr += *p == '\r';
			in_bad = FALSE;
			p++;
			continue;
		}
		c = g_utf8_get_char_validated(p, end - p);
		if (c == (gunichar)-2 && !last)
			return (gsize)(end - p);
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			scan->bad += !in_bad;
			in_bad = TRUE;
			p++;
		} else {
			in_bad = FALSE;
			scan->multi++;
			p = g_utf8_next_char(p);
		}
	}
	return 0;
}

static int scan_file(FILE *file, Scan *scan)
{
	char buffer[CHUNK];
	gsize kept = 0, n;

	*scan = (Scan){0};
	while ((n = fread(buffer + kept, 1, sizeof buffer - kept, file)) > 0) {
		gsize len = kept + n;

		kept = scan_chunk(scan, buffer, buffer + len, FALSE);
		memmove(buffer, buffer + len - kept, kept);
	}
	scan_chunk(scan, buffer, buffer + kept, TRUE);
	if (ferror(file))
		return -EIO;
	rewind(file);
	return 0;
}

/* The line of the first byte that is not of that encoding; 0 when all of the file is. */
static guint64 first_bad_line(FILE *file, const char *encoding)
{
	GIConv conv = g_iconv_open("UTF-8", encoding);
	char in[CHUNK], out[CHUNK * 3]; /* no byte becomes more than three */
	gboolean bad = FALSE;
	gsize kept = 0, n;
	guint64 line = 1;

	while (!bad && (n = fread(in + kept, 1, sizeof in - kept, file)) > 0) {
		char *from = in, *to = out;
		gsize left = kept + n, room = sizeof out;

		bad = g_iconv(conv, &from, &left, &to, &room) == (gsize)-1 && errno == EILSEQ;
		for (const char *p = in; p < from; p++)
			line += *p == '\n';
		memmove(in, from, left);
		kept = left;
	}
	g_iconv_close(conv);
	rewind(file);
	return bad || kept ? line : 0;
}

static int refuse_not_text(const char *path, const char *head, gsize n, char **fault)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NOT_TEXT); i++)
		if (n >= NOT_TEXT[i].length && memcmp(head, NOT_TEXT[i].magic, NOT_TEXT[i].length) == 0) {
			*fault = g_strdup_printf("%s: this is %s; save the table as CSV (UTF-8) and import that", path,
			                         NOT_TEXT[i].what);
			return -EBADMSG;
		}
	return 0;
}

/* A file with more than eight good characters to each damage was UTF-8 once: better a few damaged rows than all of them
 * as another alphabet. */
static gboolean is_utf8(const Scan *scan)
{
	return scan->bad == 0 || scan->multi > 8 * scan->bad;
}

/* What is damaged is stepped over whole: a byte of UTF-16 alone would leave all that follows between two units. */
static gsize unit_of(const char *encoding)
{
	GIConv conv = g_iconv_open(encoding, "UTF-8");
	gsize lengths[2] = {0, 0};

	for (gsize i = 0; conv != (GIConv)-1 && i < G_N_ELEMENTS(lengths); i++) {
		char text[] = "\n\n", out[32];
		char *from = text, *to = out;
		gsize left = i + 1, room = sizeof out;

		g_iconv(conv, NULL, NULL, NULL, NULL);
		g_iconv(conv, &from, &left, &to, &room);
		lengths[i] = sizeof out - room;
	}
	if (conv != (GIConv)-1)
		g_iconv_close(conv);
	return lengths[1] > lengths[0] ? lengths[1] - lengths[0] : 1;
}

static int choose_encoding(LineReader *r, const char *path, const char *wanted, const Scan *scan, const char *bom,
                           gboolean first_is_nul, char **fault)
{
	gboolean automatic = g_ascii_strcasecmp(wanted, "auto") == 0;
	guint64 bad;

	r->encoding = g_strdup(!automatic ? wanted : bom ? bom : is_utf8(scan) ? "UTF-8" : "GB18030");
	if (scan->nul && g_ascii_strncasecmp(r->encoding, "UTF-16", 6) != 0) {
		*fault = g_strdup_printf("%s: not a text file (it holds NUL bytes); if it is UTF-16 without a mark, "
		                         "say --encoding %s",
		                         path, first_is_nul ? "utf-16be" : "utf-16le");
		return -EBADMSG;
	}
	r->cr_ends_lines = scan->lf == 0 && scan->cr > 0;
	r->conv = g_iconv_open("UTF-8", r->encoding);
	if (r->conv == (GIConv)-1) {
		*fault = g_strdup_printf(
		        "there is no encoding \"%s\"; write auto, utf-8, gb18030 or a name of \"iconv -l\"", wanted);
		return -EINVAL;
	}
	r->unit = unit_of(r->encoding);
	if (!automatic || bom || is_utf8(scan))
		return 0;
	bad = first_bad_line(r->file, r->encoding);
	if (!bad)
		return 0;
	*fault = g_strdup_printf("%s:%" G_GUINT64_FORMAT ": neither UTF-8 nor GB18030; name the encoding, "
	                         "for example --encoding windows-1251", path, bad);
	return -EILSEQ;
}

int line_reader_open(const char *path, const char *encoding, LineReader **reader, char **fault)
{
	g_autoptr(LineReader) made = g_new0(LineReader, 1);
	char head[16] = {0};
	const char *bom = NULL;
	gsize n, skip = 0;
	Scan scan;
	int r;

	made->conv = (GIConv)-1;
	made->text = g_string_new(NULL);
	r = open_file(path, &made->file, &made->size, fault);
	if (r < 0)
		return r;
	n = fread(head, 1, sizeof head, made->file);
	rewind(made->file);
	r = refuse_not_text(path, head, n, fault);
	if (r == 0 && (r = scan_file(made->file, &scan)) < 0)
		*fault = g_strdup_printf("%s: %s", path, g_strerror(-r));
	if (r < 0)
		return r;
	for (gsize i = 0; i < G_N_ELEMENTS(BOMS); i++)
		if (n >= BOMS[i].length && memcmp(head, BOMS[i].mark, BOMS[i].length) == 0) {
			bom = BOMS[i].encoding;
			skip = BOMS[i].length;
			break;
		}
	/* A header begins with a letter or a quote of ASCII, or it is anybody's guess. */
	r = choose_encoding(made, path, encoding, &scan, bom, n && head[0] == '\0', fault);
	if (r < 0)
		return r;
	if (skip && fseek(made->file, (long)skip, SEEK_SET) < 0)
		return -errno;
	*reader = g_steal_pointer(&made);
	return 0;
}

void line_reader_free(LineReader *reader)
{
	if (!reader)
		return;
	if (reader->file)
		fclose(reader->file);
	if (reader->conv != (GIConv)-1)
		g_iconv_close(reader->conv);
	g_string_free(reader->text, TRUE);
	g_free(reader->encoding);
	g_free(reader);
}

/* The C library's UTF-8 is that of long ago: it lets characters of five and six bytes pass. */
static void refuse_old_utf8(GString *text, gsize from)
{
	g_autofree char *good = NULL;

	if (g_utf8_validate_len(text->str + from, text->len - from, NULL))
		return;
	good = g_utf8_make_valid(text->str + from, (gssize)(text->len - from));
	g_string_truncate(text, from);
	g_string_append(text, good);
}

/* Converts what stands in raw; what is left of a character stays there. */
static void convert(LineReader *r, gboolean last)
{
	char *from = r->raw;
	gsize left = r->raw_len, before = r->text->len;

	while (left > 0) {
		char out[CHUNK];
		char *to = out;
		gsize room = sizeof out;
		gsize got = g_iconv(r->conv, &from, &left, &to, &room);
		int error = errno;

		g_string_append_len(r->text, out, to - out);
		if (got != (gsize)-1 || error == E2BIG)
			continue;
		if (error == EINVAL && !last)
			break;
		g_string_append(r->text, REPLACEMENT);
		from += MIN(r->unit, left);
		left -= MIN(r->unit, left);
	}
	refuse_old_utf8(r->text, before);
	memmove(r->raw, from, left);
	r->raw_len = left;
}

static int fill(LineReader *r)
{
	gsize before, n;

	g_string_erase(r->text, 0, (gssize)r->taken);
	r->taken = 0;
	before = r->text->len;
	n = fread(r->raw + r->raw_len, 1, sizeof r->raw - r->raw_len, r->file);
	if (ferror(r->file))
		return -EIO;
	r->raw_len += n;
	r->offset += (goffset)n;
	r->at_end = n == 0;
	convert(r, r->at_end);
	for (gsize i = before; r->cr_ends_lines && i < r->text->len; i++)
		if (r->text->str[i] == '\r')
			r->text->str[i] = '\n';
	return 0;
}

int line_reader_next(LineReader *reader, GString *line)
{
	gsize looked = 0;

	g_string_truncate(line, 0);
	for (;;) {
		const char *from = reader->text->str + reader->taken;
		gsize have = reader->text->len - reader->taken;
		const char *end = memchr(from + looked, '\n', have - looked);
		gsize take = end ? (gsize)(end - from) + 1 : have;
		int r;

		if (end || reader->at_end || have > LINE_READER_MAX) {
			gsize room = LINE_READER_MAX - MIN(line->len, LINE_READER_MAX);

			g_string_append_len(line, from, (gssize)MIN(take, room));
			reader->taken += take;
			if (end || reader->at_end)
				return line->len > 0;
			looked = 0;
			continue;
		}
		looked = have;
		r = fill(reader);
		if (r < 0)
			return r;
	}
}

int line_reader_peek(LineReader *reader)
{
	const char *next;
	int r = 0;

	while (r == 0 && reader->text->len == reader->taken && !reader->at_end)
		r = fill(reader);
	if (r < 0)
		return r;
	next = reader->text->str + reader->taken;
	return (guchar)next[strspn(next, " \t\r\n")];
}

const char *line_reader_encoding(const LineReader *reader)
{
	return reader->encoding;
}

goffset line_reader_offset(const LineReader *reader)
{
	return reader->offset;
}

goffset line_reader_size(const LineReader *reader)
{
	return reader->size;
}
