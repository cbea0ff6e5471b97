#include "util/log.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "util/plain.h"

/* The mutable state outside main.c: how much to say, and how much could not be said (DESIGN section 10). */
static int log_level = LOG_INFO;
static guint log_lost;

/* A line up to this fits into a pipe that is ready for writing (PIPE_BUF), however full: the write cannot block. */
#define LINE_MAX_BYTES 4096

static const struct {
	const char *name;
	int priority;
} LEVELS[] = {
	{"error", LOG_ERR}, {"warning", LOG_WARNING}, {"notice", LOG_NOTICE}, {"info", LOG_INFO}, {"debug", LOG_DEBUG},
};

void log_set_level(int priority)
{
	log_level = priority;
}

gboolean log_wants(int priority)
{
	return priority <= log_level;
}

int log_level_parse(const char *name, int *priority)
{
	for (gsize i = 0; i < G_N_ELEMENTS(LEVELS); i++)
		if (g_str_equal(name, LEVELS[i].name)) {
			*priority = LEVELS[i].priority;
			return 0;
		}
	return -EINVAL;
}

static const char *level_name(int priority)
{
	for (gsize i = 0; i < G_N_ELEMENTS(LEVELS); i++)
		if (LEVELS[i].priority == priority)
			return LEVELS[i].name;
	return "error";
}

/* sd-daemon's rule: stderr is the journal when JOURNAL_STREAM names its device and inode. */
static gboolean stderr_is_journal(void)
{
	const char *stream = g_getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	return stream && sscanf(stream, "%llu:%llu", &dev, &ino) == 2 && fstat(STDERR_FILENO, &st) == 0 &&
	       st.st_dev == dev && st.st_ino == ino;
}

/* What a line says of where it belongs: a name for the journal, one for people, and a number or a word. */
typedef struct {
	const char *field, *name;
	int64_t number; /* 0: none */
	const char *word;
} Detail;

#define DETAILS 6

static void details_of(const LogFields *f, Detail details[DETAILS])
{
	details[0] = (Detail){"FOLLOWUP_CASE_ID=", " case=", f->case_id, NULL};
	details[1] = (Detail){"FOLLOWUP_PERSON_ID=", " person=", f->person_id, NULL};
	details[2] = (Detail){"FOLLOWUP_MESSAGE_ID=", " message=", f->message_id, NULL};
	details[3] = (Detail){"FOLLOWUP_SHOP=", " shop=", 0, f->shop};
	details[4] = (Detail){"FOLLOWUP_STEP=", " step=", 0, f->step};
	details[5] = (Detail){"FOLLOWUP_PROVIDER=", " provider=", 0, f->provider};
}

/* Each message has a line with six of them: printf would be the dearest part of it. */
static void append_detail(GString *out, const char *name, const Detail *detail)
{
	char digits[20], *from = digits + sizeof digits;
	guint64 number = detail->number < 0 ? -(guint64)detail->number : (guint64)detail->number;

	g_string_append(out, name);
	if (detail->word) {
		g_string_append(out, detail->word);
		return;
	}
	if (detail->number < 0)
		g_string_append_c(out, '-');
	do
		*--from = (char)('0' + number % 10);
	while (number /= 10);
	g_string_append_len(out, from, digits + sizeof digits - from);
}

static void to_journal(int priority, const LogFields *f, const char *message)
{
	struct iovec iov[3 + DETAILS];
	gsize ends[G_N_ELEMENTS(iov)], from = 0;
	g_autoptr(GString) all = g_string_sized_new(512);
	Detail details[DETAILS];
	int n = 0;

	g_string_append(g_string_append(all, "MESSAGE="), message);
	ends[n++] = all->len;
	g_string_append_c(g_string_append(all, "PRIORITY="), (char)('0' + priority));
	ends[n++] = all->len;
	if (f && f->event) {
		g_string_append(g_string_append(all, "MESSAGE_ID="), f->event);
		ends[n++] = all->len;
	}
	if (f)
		details_of(f, details);
	for (int i = 0; f && i < DETAILS; i++)
		if (details[i].number || details[i].word) {
			append_detail(all, details[i].field, &details[i]);
			ends[n++] = all->len;
		}
	for (int i = 0; i < n; from = ends[i++])
		iov[i] = (struct iovec){all->str + from, ends[i] - from};
	sd_journal_sendv(iov, n);
}

/* A reader that has stopped reading must not stop us: what does not fit now is lost, and counted. */
static gboolean takes_a_line(void)
{
	struct pollfd fd = {.fd = STDERR_FILENO, .events = POLLOUT};

	return poll(&fd, 1, 0) == 1 && fd.revents & POLLOUT;
}

static void say(GString *line)
{
	if (!takes_a_line()) {
		log_lost++;
		return;
	}
	if (log_lost) {
		fprintf(stderr, "warning: %u lines of this log were lost, because nobody read it\n", log_lost);
		log_lost = 0;
		if (!takes_a_line()) {
			log_lost++;
			return;
		}
	}
	if (line->len >= LINE_MAX_BYTES)
		g_string_truncate(line, LINE_MAX_BYTES - 1);
	g_string_append_c(line, '\n');
	fputs(line->str, stderr);
}

static void to_stderr(int priority, const LogFields *f, const char *message)
{
	g_autoptr(GString) line = g_string_sized_new(256);
	Detail details[DETAILS];

	g_string_append(line, level_name(priority));
	g_string_append(line, ": ");
	g_string_append(line, message);
	if (f)
		details_of(f, details);
	for (int i = 0; f && i < DETAILS; i++)
		if (details[i].number || details[i].word)
			append_detail(line, details[i].name, &details[i]);
	say(line);
}

void log_write(int priority, const LogFields *fields, const char *format, ...)
{
	g_autofree char *said = NULL, *message = NULL;
	int saved_errno = errno;
	va_list args;

	if (priority > log_level)
		return;
	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	message = plain_text(said, FALSE); /* what outsiders sent must not be able to begin another line */
	if (stderr_is_journal())
		to_journal(priority, fields, message);
	else
		to_stderr(priority, fields, message);
	errno = saved_errno;
}
