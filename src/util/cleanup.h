/* Scope-bound release of what GLib's g_autofree and g_autoptr do not cover. */
#pragma once

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

/* Closes a descriptor once and gives back -1, so that `fd = fd_close(fd)` cannot close twice. */
static inline int fd_close(int fd)
{
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Takes a descriptor out of an auto_fd variable. */
static inline int fd_steal(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void fd_closep(int *fd)
{
	*fd = fd_close(*fd);
}

static inline void file_closep(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define auto_fd __attribute__((cleanup(fd_closep))) int
#define auto_file __attribute__((cleanup(file_closep))) FILE
