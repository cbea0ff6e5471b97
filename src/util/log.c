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

static void to_journal(int priority, const LogFields *f, const char *message)
{
	struct iovec iov[10];
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	int n = 0;

	g_ptr_array_add(lines, g_strdup_printf("MESSAGE=%s", message));
	g_ptr_array_add(lines, g_strdup_printf("PRIORITY=%d", priority));
	if (f && f->event)
		g_ptr_array_add(lines, g_strdup_printf("MESSAGE_ID=%s", f->event));
	if (f && f->case_id)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_CASE_ID=%" G_GINT64_FORMAT, f->case_id));
	if (f && f->person_id)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_PERSON_ID=%" G_GINT64_FORMAT, f->person_id));
	if (f && f->message_id)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_MESSAGE_ID=%" G_GINT64_FORMAT, f->message_id));
	if (f && f->shop)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_SHOP=%s", f->shop));
	if (f && f->step)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_STEP=%s", f->step));
	if (f && f->provider)
		g_ptr_array_add(lines, g_strdup_printf("FOLLOWUP_PROVIDER=%s", f->provider));
	for (guint i = 0; i < lines->len; i++)
		iov[n++] = (struct iovec){lines->pdata[i], strlen(lines->pdata[i])};
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
	g_autoptr(GString) line = g_string_new(NULL);

	g_string_append_printf(line, "%s: %s", level_name(priority), message);
	if (f && f->case_id)
		g_string_append_printf(line, " case=%" G_GINT64_FORMAT, f->case_id);
	if (f && f->person_id)
		g_string_append_printf(line, " person=%" G_GINT64_FORMAT, f->person_id);
	if (f && f->message_id)
		g_string_append_printf(line, " message=%" G_GINT64_FORMAT, f->message_id);
	if (f && f->shop)
		g_string_append_printf(line, " shop=%s", f->shop);
	if (f && f->step)
		g_string_append_printf(line, " step=%s", f->step);
	if (f && f->provider)
		g_string_append_printf(line, " provider=%s", f->provider);
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
