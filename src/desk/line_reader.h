/* A text file, line by line and as UTF-8, whatever it was coded in; never whole in memory.
 *
 * "auto" takes, in this order: the byte order mark (UTF-8, UTF-16, GB18030); UTF-8 when all of the file is, or when
 * nearly all of it is; GB18030 when all of the file is. Bytes that do not belong there come out as U+FFFD. */
#pragma once

#include <glib.h>

typedef struct LineReader LineReader;

/* The longest line that is kept; what follows in it is dropped, and the row will not be whole. */
#define LINE_READER_MAX (1024u * 1024u)

/* Opens a file; "-" is standard input. `encoding` is "auto" or a name iconv(1) knows. 0; or the errno of open, -EISDIR,
 * -EILSEQ (no encoding fits), -EBADMSG (no text at all: binary, a workbook), -EINVAL (no such encoding) with *fault. */
int line_reader_open(const char *path, const char *encoding, LineReader **reader, char **fault);
void line_reader_free(LineReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineReader, line_reader_free)

/* Replaces *line by the next line, with its line end ("\n", "\r\n"; the last one may have none). 1; 0 at the end; or a
 * negative errno. */
int line_reader_next(LineReader *reader, GString *line);

/* The first character that is no blank of what comes next, and takes nothing of it; 0: there is none within the first
 * 64 kB. Or a negative errno. */
int line_reader_peek(LineReader *reader);

/* What it is read as: "UTF-8", "GB18030", "UTF-16LE"... */
const char *line_reader_encoding(const LineReader *reader);

/* Bytes read so far and in all, for progress. */
goffset line_reader_offset(const LineReader *reader);
goffset line_reader_size(const LineReader *reader);
