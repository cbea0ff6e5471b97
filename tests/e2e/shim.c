/* Put under followupd by LD_PRELOAD: lets the system fail as a test says, while it runs.
 *
 * SHIM_CONTROL names a file of lines "CALL PATH ACTION"; it is read anew at each call. CALL is one of write, fsync, open,
 * dns, inotify, clock; PATH a part of the file's name, "*" for all; ACTION an errno by name, "short" (half of
 * what was asked for), "delay:MS", or for the clock the microseconds by which it is wrong. With SHIM_CLOCK=1 a change of
 * the clock's line is told to timers as the kernel tells it: absolute ones move, those with CANCEL_ON_SET are cancelled. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MAX_TIMERS 64
#define CONTROL_MAX 1024
#define WATCH_MS 10

static const struct {
	const char *name;
	int number;
} ERRNOS[] = {
	{"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EROFS", EROFS},     {"EACCES", EACCES}, {"EMFILE", EMFILE},
	{"ENFILE", ENFILE}, {"ENOSYS", ENOSYS}, {"EAI_AGAIN", ECHILD},
};

/* Realtime timers as they were asked for, so that they can follow the clock. */
static struct {
	int fd;
	int flags;
	struct itimerspec asked;
	bool realtime, cancelled;
} timers[MAX_TIMERS];
static pthread_mutex_t timers_lock = PTHREAD_MUTEX_INITIALIZER;

/* The third word of the first line for this call and path; false: there is none. */
static bool rule(const char *call, const char *path, char *action, size_t size)
{
	const char *control = getenv("SHIM_CONTROL");
	char text[CONTROL_MAX], *save = NULL;
	int saved = errno, fd = control ? (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd >= 0 ? (ssize_t)syscall(SYS_read, fd, text, sizeof text - 1) : 0;
	bool found = false;

	if (fd >= 0)
		syscall(SYS_close, fd);
	text[n > 0 ? n : 0] = '\0';
	for (char *line = strtok_r(text, "\n", &save); line && !found; line = strtok_r(NULL, "\n", &save)) {
		char name[16], part[128], what[64];

		if (sscanf(line, "%15s %127s %63s", name, part, what) != 3 || strcmp(name, call) != 0)
			continue;
		found = strcmp(part, "*") == 0 || strstr(path, part);
		if (found)
			snprintf(action, size, "%s", what);
	}
	errno = saved;
	return found;
}

/* 0: go on as if nothing were; an errno: fail so; -1: do half. */
static int verdict(const char *call, const char *path)
{
	char action[64];
	struct timespec pause;
	long ms;

	if (!rule(call, path, action, sizeof action))
		return 0;
	if (strcmp(action, "short") == 0)
		return -1;
	if (sscanf(action, "delay:%ld", &ms) == 1) {
		pause = (struct timespec){ms / 1000, ms % 1000 * 1000000};
		nanosleep(&pause, NULL);
		return 0;
	}
	for (size_t i = 0; i < sizeof ERRNOS / sizeof *ERRNOS; i++)
		if (strcmp(ERRNOS[i].name, action) == 0)
			return ERRNOS[i].number;
	fprintf(stderr, "shim: no action \"%s\"\n", action);
	abort();
}

static int fd_verdict(const char *call, int fd)
{
	char link[32], path[512];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	return verdict(call, path);
}

#define FAIL(v) return errno = (v), -1

/* ---- files ---- */

static ssize_t put_at(int fd, const void *data, size_t size, off64_t at)
{
	int v = fd_verdict("write", fd);

	if (v > 0)
		FAIL(v);
	return REAL(pwrite64)(fd, data, v < 0 && size > 1 ? size / 2 : size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return put_at(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	return put_at(fd, data, size, at);
}

static int sync_or_fail(int fd, int (*real)(int))
{
	int v = fd_verdict("fsync", fd);

	if (v > 0)
		FAIL(v);
	return real(fd);
}

int fsync(int fd)
{
	return sync_or_fail(fd, REAL(fsync));
}

int fdatasync(int fd)
{
	return sync_or_fail(fd, REAL(fdatasync));
}

/* Only opening for writing fails: what is read-only can be read. */
static int open_or_fail(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...))
{
	int v = (flags & O_ACCMODE) != O_RDONLY ? verdict("open", path) : 0;

	if (v > 0)
		FAIL(v);
	return real(path, flags, mode);
}

#define OPEN(name)                                                                                                     \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		mode_t mode = 0;                                                                                       \
		va_list args;                                                                                          \
                                                                                                                       \
		va_start(args, flags);                                                                                 \
		if (flags & (O_CREAT | O_TMPFILE))                                                                     \
			mode = va_arg(args, mode_t);                                                                   \
		va_end(args);                                                                                          \
		return open_or_fail(path, flags, mode, REAL(name));                                                    \
	}
OPEN(open)
OPEN(open64)

int inotify_init1(int flags)
{
	int v = verdict("inotify", "");

	if (v > 0)
		FAIL(v);
	return REAL(inotify_init1)(flags);
}

/* ---- names ---- */

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	/* Addresses need no server. */
	bool name = node && !(hints && hints->ai_flags & AI_NUMERICHOST) && strspn(node, "0123456789.:") != strlen(node);
	int v = name ? verdict("dns", node) : 0;

	if (v > 0)
		return EAI_AGAIN;
	/* A name of the test's own, that no library has an answer to by itself. */
	return REAL(getaddrinfo)(name && strcmp(node, "sms.test") == 0 ? "127.0.0.1" : node, service, hints, found);
}

/* ---- the clock ---- */

static int64_t wrong_us(void)
{
	char action[64];

	return rule("clock", "", action, sizeof action) ? strtoll(action, NULL, 10) : 0;
}

static struct timespec moved(struct timespec t, int64_t us)
{
	int64_t whole = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + us;

	return (struct timespec){(time_t)(whole / 1000000), (long)(whole % 1000000 * 1000 + t.tv_nsec % 1000)};
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	int r = (int)syscall(SYS_clock_gettime, id, t);

	if (r == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		*t = moved(*t, wrong_us());
	return r;
}

time_t time(time_t *out)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*out = (struct timeval){t.tv_sec, t.tv_nsec / 1000};
	return 0;
}

int timerfd_create(clockid_t id, int flags)
{
	int fd = REAL(timerfd_create)(id, flags);

	pthread_mutex_lock(&timers_lock);
	if (fd >= 0 && fd < MAX_TIMERS) {
		memset(&timers[fd], 0, sizeof timers[fd]);
		timers[fd].fd = fd;
		timers[fd].realtime = id == CLOCK_REALTIME;
	}
	pthread_mutex_unlock(&timers_lock);
	return fd;
}

static int arm(int fd, int64_t us)
{
	struct itimerspec it = timers[fd].asked;

	if (!(timers[fd].flags & TFD_TIMER_CANCEL_ON_SET) && (it.it_value.tv_sec || it.it_value.tv_nsec)) {
		it.it_value = moved(it.it_value, -us);
		if (it.it_value.tv_sec < 0)
			it.it_value = (struct timespec){0, 1};
	}
	return REAL(timerfd_settime)(fd, timers[fd].flags, &it, NULL);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *it, struct itimerspec *old)
{
	int r;

	if (fd < 0 || fd >= MAX_TIMERS || !timers[fd].realtime || !(flags & TFD_TIMER_ABSTIME))
		return REAL(timerfd_settime)(fd, flags, it, old);
	pthread_mutex_lock(&timers_lock);
	timers[fd].flags = flags;
	timers[fd].asked = *it;
	timers[fd].cancelled = false;
	r = arm(fd, wrong_us());
	pthread_mutex_unlock(&timers_lock);
	return r;
}

ssize_t read(int fd, void *data, size_t size)
{
	ssize_t n = REAL(read)(fd, data, size);

	if (n >= 0 && fd >= 0 && fd < MAX_TIMERS && timers[fd].cancelled) {
		timers[fd].cancelled = false;
		FAIL(ECANCELED);
	}
	return n;
}

static void *follow_clock(void *unused)
{
	const struct timespec pause = {0, WATCH_MS * 1000000};
	const struct itimerspec now = {.it_value = {0, 1}};
	int64_t before = wrong_us();

	(void)unused;
	for (;;) {
		int64_t us = wrong_us();

		pthread_mutex_lock(&timers_lock);
		for (int fd = 0; us != before && fd < MAX_TIMERS; fd++) {
			if (!timers[fd].realtime || !timers[fd].flags)
				continue;
			timers[fd].cancelled = timers[fd].flags & TFD_TIMER_CANCEL_ON_SET;
			if (timers[fd].cancelled)
				REAL(timerfd_settime)(fd, 0, &now, NULL);
			else
				arm(fd, us);
		}
		pthread_mutex_unlock(&timers_lock);
		before = us;
		nanosleep(&pause, NULL);
	}
	return NULL;
}

/* Signals are the program's: none may be delivered to our thread. */
__attribute__((constructor)) static void begin(void)
{
	sigset_t all, before;
	pthread_t thread;

	if (!getenv("SHIM_CLOCK"))
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pthread_create(&thread, NULL, follow_clock, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
