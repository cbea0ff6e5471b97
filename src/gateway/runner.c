#define _GNU_SOURCE /* memfd_create, pipe2, posix_spawn_file_actions_addclosefrom_np */
#include "gateway/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/log.h"

/* What of its output reaches the log. */
#define OUTPUT_MAX 4096
#define LINES_MAX 20

struct Runner {
	char *name;
	pid_t pid; /* 0: it ended */
	int output;
	GString *wrote; /* the first OUTPUT_MAX bytes of it */
	gboolean late;
	sd_event_source *child;
	sd_event_source *reading;
	sd_event_source *limit;
	RunnerDone done;
	void *user;
};

/* Only while it is not waited for: after that the number may be another's. */
static void kill_group(const Runner *runner)
{
	if (runner->pid > 0)
		kill(-runner->pid, SIGKILL);
}

static int input_file(GBytes *input)
{
	auto_fd fd = memfd_create("notice", MFD_CLOEXEC);
	gsize length;
	const char *data = g_bytes_get_data(input, &length);

	if (fd < 0)
		return -errno;
	while (length > 0) {
		ssize_t n = write(fd, data, length);

		if (n < 0)
			return -errno;
		data += n;
		length -= (gsize)n;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : fd_steal(&fd);
}

static int spawn(char *const argv[], int input, int output, pid_t *pid)
{
	static char *const ENVIRONMENT[] = {(char *)"PATH=/usr/bin:/bin", (char *)"LANG=C.UTF-8", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int r;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE); /* the daemon ignores it, and that would be inherited */
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	if ((r = posix_spawn_file_actions_adddup2(&actions, input, 0)) == 0 &&
	    (r = posix_spawn_file_actions_adddup2(&actions, output, 1)) == 0 &&
	    (r = posix_spawn_file_actions_adddup2(&actions, output, 2)) == 0 &&
	    (r = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) == 0 &&
	    (r = posix_spawn_file_actions_addchdir_np(&actions, "/")) == 0 &&
	    (r = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
	    (r = posix_spawnattr_setsigdefault(&attributes, &defaults)) == 0 &&
	    (r = posix_spawnattr_setpgroup(&attributes, 0)) == 0 &&
	    (r = posix_spawnattr_setflags(&attributes,
	                                  POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP)) == 0)
		r = posix_spawn(pid, argv[0], &actions, &attributes, argv, ENVIRONMENT);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return -r;
}

/* Takes what is there; what is over the cap is read and dropped, so that the program does not wait for us. FALSE: no
 * more. */
static gboolean drain(Runner *runner)
{
	char part[OUTPUT_MAX];
	ssize_t n;

	while ((n = read(runner->output, part, sizeof part)) > 0)
		g_string_append_len(runner->wrote, part, MIN(n, (gssize)(OUTPUT_MAX - runner->wrote->len)));
	return n < 0 && errno == EAGAIN;
}

static int on_output(sd_event_source *source, int fd, uint32_t events, void *user)
{
	(void)fd;
	(void)events;
	if (!drain(user))
		sd_event_source_set_enabled(source, SD_EVENT_OFF);
	return 0;
}

static void log_output(const Runner *runner)
{
	g_autofree char *text = g_utf8_make_valid(runner->wrote->str, (gssize)runner->wrote->len);
	g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX + 1);

	for (guint i = 0; lines[i] && i < LINES_MAX; i++)
		if (*lines[i])
			log_info(NULL, "channel %s: %s", runner->name, lines[i]);
}

static int on_child(sd_event_source *source, const siginfo_t *info, void *user)
{
	Runner *runner = user;
	g_autofree char *error = NULL;

	(void)source;
	/* It is not waited for before we return, so its group is still its own. */
	kill_group(runner);
	runner->pid = 0;
	sd_event_source_set_enabled(runner->limit, SD_EVENT_OFF);
	drain(runner);
	sd_event_source_set_enabled(runner->reading, SD_EVENT_OFF);
	log_output(runner);
	if (runner->late)
		error = g_strdup("killed, it took too long");
	else if (info->si_code != CLD_EXITED)
		error = g_strdup_printf("ended by signal %d", info->si_status);
	else if (info->si_status != 0)
		error = g_strdup_printf("exit status %d", info->si_status);
	runner->done(error, runner->user);
	return 0;
}

static int on_limit(sd_event_source *source, uint64_t usec, void *user)
{
	Runner *runner = user;

	(void)source;
	(void)usec;
	runner->late = TRUE;
	kill_group(runner);
	return 0;
}

int runner_start(sd_event *event, char *const argv[], GBytes *input, uint64_t limit_us, const char *name,
                 RunnerDone done, void *user, Runner **runner)
{
	auto_fd in = input_file(input), out = -1;
	int pipes[2], r;
	Runner *fresh;

	if (in < 0)
		return in;
	if (pipe2(pipes, O_CLOEXEC) < 0)
		return -errno;
	out = pipes[1];
	fresh = g_new0(Runner, 1);
	*fresh = (Runner){
	        .name = g_strdup(name), .output = pipes[0], .wrote = g_string_new(NULL), .done = done, .user = user};
	r = fcntl(fresh->output, F_SETFL, O_NONBLOCK) < 0 ? -errno : spawn(argv, in, out, &fresh->pid);
	if (r >= 0)
		r = sd_event_add_child(event, &fresh->child, fresh->pid, WEXITED, on_child, fresh);
	if (r >= 0)
		r = sd_event_source_set_child_process_own(fresh->child, TRUE); /* no zombie is left when we go first */
	if (r >= 0)
		r = sd_event_add_io(event, &fresh->reading, fresh->output, EPOLLIN, on_output, fresh);
	if (r >= 0)
		r = sd_event_add_time_relative(event, &fresh->limit, CLOCK_MONOTONIC, limit_us, 0, on_limit, fresh);
	if (r < 0) {
		runner_free(fresh);
		return r;
	}
	*runner = fresh;
	return 0;
}

void runner_free(Runner *runner)
{
	if (!runner)
		return;
	kill_group(runner);
	sd_event_source_disable_unref(runner->child);
	sd_event_source_disable_unref(runner->limit);
	sd_event_source_disable_unref(runner->reading);
	g_string_free(runner->wrote, TRUE);
	fd_close(runner->output);
	g_free(runner->name);
	g_free(runner);
}
