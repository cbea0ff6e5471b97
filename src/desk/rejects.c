#include "desk/rejects.h"

#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>

static gboolean is_same_file(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The mode of open() is that of a new file only. */
static int close_to_others(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) && (st.st_mode & 077) && fchmod(fd, 0600) < 0 ? -errno : 0;
}

int rejects_open(const char *path, const char *input, FILE **file, char **fault)
{
	FILE *opened = NULL;
	auto_fd fd = -1;
	int r;

	if (is_same_file(input, path)) {
		*fault = g_strdup_printf("%s: the rejected rows cannot go into the file they come from", path);
		return -EINVAL;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	r = fd < 0 ? -errno : close_to_others(fd);
	if (r == 0 && !(opened = fdopen(fd, "w")))
		r = -errno;
	if (r < 0) {
		*fault = g_strdup_printf("%s: %s; name another place for rejected rows with --rejects", path,
		                         g_strerror(-r));
		return -EINVAL;
	}
	fd_steal(&fd);
	*file = opened;
	return 0;
}
