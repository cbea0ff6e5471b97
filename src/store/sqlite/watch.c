#include "store/watch.h"

#include "store/sqlite/db.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* A commit is some writes and a sync, a few milliseconds in all: at first we look again at once, and then less and less
 * often. */
#define RETRY_FIRST_US 100
#define RETRY_FIRST_FOR_US 4000
#define RETRY_MAX_US 50000
/* Without inotify (a machine has a limited number of instances): so often we look by ourselves. */
#define LOOK_EVERY_US 2000000

struct StoreWatch {
	Store *store;
	int lock_fd;      /* -1: not the owner */
	int inotify_fd;  /* -1: there is none to be had, we look again and again */
	int bell_fd;     /* -1: the path is too long for a socket, inotify alone has to do */
	char *bell_path; /* NULL: as above */
	char *name;      /* of the store within its directory, behind symbolic links */
	char *wal_name;
	gboolean pending; /* somebody wrote and may not have ended */
	int retry_us;     /* of the last time we found a writer in the middle; 0: none */
	int waited_us;    /* since its last write */
};

static gboolean bell_address(const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	return g_snprintf(address->sun_path, sizeof address->sun_path, "%s.bell", path) < (int)sizeof address->sun_path;
}

/* A file of its own: closing any descriptor of the store would drop SQLite's locks on it. The kernel gives the lock
 * back when its holder ends, however it ends; the file stays. */
static int take_lock(StoreWatch *watch)
{
	g_autofree char *path = g_strconcat(sqlite3_db_filename(watch->store->db, "main"), ".lock", NULL);
	auto_fd fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	watch->lock_fd = fd_steal(&fd);
	return 0;
}

/* The mode is set before the name exists: nobody can ring in between. */
static int open_bell(StoreWatch *watch, const char *path)
{
	struct sockaddr_un address;
	auto_fd fd = -1;

	if (!bell_address(path, &address))
		return 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	unlink(address.sun_path);
	if (fchmod(fd, 0600) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    chmod(address.sun_path, db_file_mode(path)) < 0)
		return -errno;
	watch->bell_fd = fd_steal(&fd);
	watch->bell_path = g_strdup(address.sun_path);
	return 0;
}

/* The directory, not the file: the WAL comes and goes, and a store that is moved away shows only there. */
static int open_inotify(StoreWatch *watch)
{
	const char *file = sqlite3_db_filename(watch->store->db, "main");
	g_autofree char *dir = g_path_get_dirname(file);
	auto_fd fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	watch->name = g_path_get_basename(file);
	watch->wal_name = g_strconcat(watch->name, "-wal", NULL);
	if (fd < 0)
		return errno == EMFILE || errno == ENFILE || errno == ENOSYS ? 0 : -errno;
	if (inotify_add_watch(fd, dir,
	                      IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF |
	                              IN_DELETE_SELF) < 0)
		return errno == ENOSPC ? 0 : -errno; /* the user's limit of watches */
	watch->inotify_fd = fd_steal(&fd);
	return 0;
}

int store_watch_new(Store *store, const char *path, gboolean owner, StoreWatch **watch)
{
	StoreWatch *fresh;
	int r = 0;

	if (sqlite3_db_readonly(store->db, "main"))
		return db_fail(store, -EROFS, "a store opened for reading only cannot be watched");
	fresh = g_new0(StoreWatch, 1);
	fresh->store = store;
	fresh->lock_fd = fresh->inotify_fd = fresh->bell_fd = -1;
	if (owner)
		r = take_lock(fresh);
	if (r == 0)
		r = open_inotify(fresh);
	if (r == 0 && owner)
		r = open_bell(fresh, path);
	if (r < 0) {
		store_watch_free(fresh);
		return r;
	}
	/* What was written between the opening of the store and this moment rang nowhere. */
	fresh->pending = TRUE;
	*watch = fresh;
	return 0;
}

void store_watch_free(StoreWatch *watch)
{
	if (!watch)
		return;
	if (watch->bell_path)
		unlink(watch->bell_path);
	fd_close(watch->bell_fd);
	fd_close(watch->inotify_fd);
	if (watch->lock_fd >= 0)
		flock(watch->lock_fd, LOCK_UN); /* closing is not enough while a forked child has it too */
	fd_close(watch->lock_fd);
	g_free(watch->bell_path);
	g_free(watch->name);
	g_free(watch->wal_name);
	g_free(watch);
}

int store_watch_inotify_fd(const StoreWatch *watch)
{
	return watch->inotify_fd;
}

int store_watch_bell_fd(const StoreWatch *watch)
{
	return watch->bell_fd;
}

static gboolean concerns(const StoreWatch *watch, const struct inotify_event *event)
{
	/* An overflown queue may have dropped ours; what is about the directory itself has no name. */
	if (event->mask & (IN_Q_OVERFLOW | IN_MOVE_SELF | IN_DELETE_SELF | IN_IGNORED))
		return TRUE;
	return event->len && (strcmp(event->name, watch->name) == 0 || strcmp(event->name, watch->wal_name) == 0);
}

/* One buffer a call: who writes to another file of the directory without a pause must not keep us here for ever. What
 * is left keeps the descriptor readable. */
static gboolean read_inotify(StoreWatch *watch)
{
	gboolean news = FALSE;
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = watch->inotify_fd >= 0 ? read(watch->inotify_fd, buffer, sizeof buffer) : 0;

	for (char *p = buffer; n > 0 && p < buffer + n;) {
		const struct inotify_event *event = (const void *)p;

		news = news || concerns(watch, event);
		p += sizeof *event + event->len;
	}
	watch->pending = watch->pending || news;
	return news;
}

static void read_bell(StoreWatch *watch)
{
	char byte;

	while (watch->bell_fd >= 0 && recv(watch->bell_fd, &byte, 1, 0) >= 0)
		watch->pending = TRUE;
}

static gboolean replaced(StoreWatch *watch)
{
	int moved = 0;

	return sqlite3_file_control(watch->store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

static int next_retry(const StoreWatch *watch)
{
	if (watch->waited_us < RETRY_FIRST_FOR_US)
		return RETRY_FIRST_US;
	return MIN(watch->retry_us * 3 / 2, RETRY_MAX_US);
}

/* A commit writes the WAL (inotify fires), and only then shows it to readers; all this time it holds the write lock. So
 * the descriptors are read first, then the lock is tried: when it is free, whoever wrote what woke us has ended, and
 * data_version tells the truth. When it is not, we have to come back, also if another commit is visible already: the
 * events of the one in the middle have been read. Our own commits cost the same look, for their events cannot
 * be told from others'. */
StoreWatchVerdict store_watch_drain(StoreWatch *watch, int *retry_us)
{
	gboolean busy, changed;

	*retry_us = 0;
	/* Whoever writes is about to end: a commit is some writes and a sync. Each write would else double the wait, and a customer's
	 * text wait for it. */
	if (read_inotify(watch))
		watch->retry_us = watch->waited_us = 0;
	read_bell(watch);
	if (watch->inotify_fd < 0)
		watch->pending = TRUE;
	if (!watch->pending)
		return STORE_WATCH_NOTHING;
	if (replaced(watch))
		return STORE_WATCH_REPLACED;
	busy = db_begin_at_once(watch->store) < 0;
	changed = store_changed(watch->store);
	store_rollback(watch->store);
	watch->pending = busy;
	watch->retry_us = busy ? next_retry(watch) : 0;
	watch->waited_us = busy ? watch->waited_us + watch->retry_us : 0;
	*retry_us = watch->inotify_fd < 0 && !busy ? LOOK_EVERY_US : watch->retry_us;
	if (changed)
		return STORE_WATCH_CHANGED;
	return busy ? STORE_WATCH_AGAIN : STORE_WATCH_NOTHING;
}

gboolean store_ring(const char *path)
{
	struct sockaddr_un address;
	auto_fd fd = -1;

	if (!bell_address(path, &address))
		return FALSE;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return FALSE;
	/* A queue full of rings already wakes as well as one more would. */
	return sendto(fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address) >= 0 ||
	       errno == EAGAIN;
}
