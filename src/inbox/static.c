#include "inbox/static.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "util/cleanup.h"

#define FILE_MOST (8 * 1024 * 1024)

/* Debian's packages libjs-bootstrap5 and libjs-chart.js. */
static const struct {
	const char *prefix;
	const char *directory;
} LIBRARIES[] = {
	{"/lib/bootstrap/", "/usr/share/javascript/bootstrap5/"},
	{"/lib/chart.js/", "/usr/share/javascript/chart.js/"},
};

static const struct {
	const char *ending;
	const char *type;
} TYPES_OF[] = {
	{".html", "text/html; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".mjs", "text/javascript; charset=utf-8"},
	{".json", "application/json"},
	{".webmanifest", "application/manifest+json"},
	{".svg", "image/svg+xml"},
	{".png", "image/png"},
	{".ico", "image/vnd.microsoft.icon"},
	{".woff2", "font/woff2"},
	{".txt", "text/plain; charset=utf-8"},
};

/* Parts of plain characters, none of which is empty or begins with a dot: then no path leads out of the directory. */
static gboolean plain(const char *path)
{
	if (strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./") != strlen(path))
		return FALSE;
	for (const char *at = path; *at; at++)
		if (*at == '/' && (at[1] == '/' || at[1] == '.'))
			return FALSE;
	return *path == '/';
}

char *static_path(const char *data_dir, const char *path, const char **type)
{
	const char *name = g_str_equal(path, "/") ? "/index.html" : path;
	const char *found = NULL;

	if (!plain(name))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(TYPES_OF); i++)
		if (g_str_has_suffix(name, TYPES_OF[i].ending))
			found = TYPES_OF[i].type;
	if (!found)
		return NULL;
	*type = found;
	for (gsize i = 0; i < G_N_ELEMENTS(LIBRARIES); i++)
		if (g_str_has_prefix(name, LIBRARIES[i].prefix))
			return g_strconcat(LIBRARIES[i].directory, name + strlen(LIBRARIES[i].prefix), NULL);
	return g_strconcat(data_dir, name, NULL);
}

static GBytes *read_all(int fd, gsize length)
{
	g_autofree char *bytes = g_malloc(length + 1);
	gsize have = 0;

	while (have < length) {
		ssize_t got = read(fd, bytes + have, length - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return NULL;
		have += (gsize)got;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

static void answer_file(HttpTicket *ticket, const HttpInbound *inbound, int fd, const struct stat *info, const char *type)
{
	g_autofree char *etag = g_strdup_printf("\"%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".%ld\"", (gint64)info->st_size,
	                                        (gint64)info->st_mtim.tv_sec, (long)info->st_mtim.tv_nsec);
	gboolean same = g_strcmp0(http_headers_get(inbound->headers, "If-None-Match"), etag) == 0;
	g_autoptr(GBytes) body = same ? NULL : read_all(fd, (gsize)info->st_size);
	g_autoptr(GArray) headers = inbox_headers(same ? NULL : type, FALSE);

	http_headers_add(headers, "ETag", etag);
	/* Asked for again each time, and answered by 304: an update is seen at once. */
	http_headers_add(headers, "Cache-Control", "no-cache");
	http_server_reply(ticket, same ? 304 : body || info->st_size == 0 ? 200 : 500, headers, body);
}

void static_serve(const Inbox *inbox, HttpTicket *ticket, const HttpInbound *inbound)
{
	const char *type = NULL;
	g_autofree char *path = static_path(inbox->data_dir, inbound->path, &type);
	auto_fd fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	g_autoptr(GArray) headers = NULL;
	g_autoptr(GBytes) words = NULL;
	struct stat info;

	if (!g_str_equal(inbound->method, "GET") && !g_str_equal(inbound->method, "HEAD")) {
		headers = inbox_headers(NULL, FALSE);
		http_headers_add(headers, "Allow", "GET, HEAD");
		http_server_reply(ticket, 405, headers, NULL);
		return;
	}
	if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= FILE_MOST) {
		answer_file(ticket, inbound, fd, &info, type);
		return;
	}
	headers = inbox_headers("text/plain; charset=utf-8", FALSE);
	words = g_bytes_new_static("There is no such page.\n", strlen("There is no such page.\n"));
	http_server_reply(ticket, 404, headers, words);
}
