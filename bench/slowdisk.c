/* LD_PRELOAD: counts what is made durable, and slows it down.
 *
 *   FSYNC_US      each fdatasync()/fsync() takes so much longer (0: not)
 *   FSYNC_COUNT   a file whose first eight bytes are the number of them so far, as the machine writes them */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int Sync(int fd);

static uint64_t *counter(void)
{
	static uint64_t *count;
	const char *path = getenv("FSYNC_COUNT");
	int fd;

	if (count || !path)
		return count;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && ftruncate(fd, sizeof *count) == 0)
		count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	return count;
}

static int slow(const char *name, int fd)
{
	/* dlsym() gives data pointers; POSIX has it that they are functions as well. */
	union {
		void *data;
		Sync *call;
	} real = {.data = dlsym(RTLD_NEXT, name)};
	const char *us = getenv("FSYNC_US");
	uint64_t *count = counter();

	if (count)
		++*count;
	if (us && atoi(us) > 0)
		usleep((useconds_t)atoi(us));
	return real.call(fd);
}

int fdatasync(int fd)
{
	return slow("fdatasync", fd);
}

int fsync(int fd)
{
	return slow("fsync", fd);
}
