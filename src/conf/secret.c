#include "conf/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "util/cleanup.h"

#define SECRET_MAX_BYTES 4096

static int refuse(char **fault, char *words)
{
	*fault = words;
	return -EINVAL;
}

gboolean secret_is_reference(const char *text)
{
	return g_str_has_prefix(text, "file:") || g_str_has_prefix(text, "credential:");
}

static int place_of_credential(const char *name, gboolean reading, char **path, char **fault)
{
	const char *dir = g_getenv("CREDENTIALS_DIRECTORY");

	if (!*name || strchr(name, '/') || g_str_equal(name, ".") || g_str_equal(name, ".."))
		return refuse(
			fault,
			g_strdup(
		                "not a credential's name; write \"credential:NAME\" as in the unit's LoadCredential="));
	if (reading && !dir)
		return refuse(
			fault,
			g_strdup_printf("no credentials were passed to this program; write LoadCredential=%s:/path "
		                        "into the unit, or \"file:/path\" here",
		                        name));
	*path = dir ? g_build_filename(dir, name, NULL) : NULL;
	return 0;
}

/* A literal is refused without being shown: the config is read by more people than may know it. */
static int place_of(const char *reference, gboolean reading, char **path, char **fault)
{
	if (g_str_has_prefix(reference, "credential:"))
		return place_of_credential(reference + strlen("credential:"), reading, path, fault);
	if (!g_str_has_prefix(reference, "file:"))
		return refuse(fault, g_strdup("a secret itself; write it into a file only followupd can read, and here "
		                              "\"file:/path\" "
		                              "or \"credential:NAME\""));
	if (!g_path_is_absolute(reference + strlen("file:")))
		return refuse(fault, g_strdup("not an absolute path; write it as \"file:/path\""));
	*path = g_strdup(reference + strlen("file:"));
	return 0;
}

static int unreadable(char **fault)
{
	return refuse(fault, g_strdup_printf("cannot be read (%s); put the secret there, readable by followupd alone",
	                                     g_strerror(errno)));
}

/* The one line of a file. */
static int read_line(const char *path, char **secret, mode_t *mode, char **fault)
{
	char content[SECRET_MAX_BYTES + 1];
	auto_fd fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us for ever */
	struct stat st;
	ssize_t length;
	int r = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		return unreadable(fault);
	if (!S_ISREG(st.st_mode))
		return refuse(fault, g_strdup("not a file; put the secret into one"));
	length = read(fd, content, sizeof(content));
	if (length < 0)
		return unreadable(fault);
	while (length && (content[length - 1] == '\n' || content[length - 1] == '\r'))
		length--;
	if (length == 0)
		r = refuse(fault, g_strdup("nothing is in it; put the secret there"));
	else if (length > SECRET_MAX_BYTES || memchr(content, '\n', (gsize)length) ||
	         !g_utf8_validate(content, length, NULL)) /* which refuses NUL too */
		r = refuse(fault, g_strdup("more than a line of text; put the secret alone there"));
	else
		*secret = g_strndup(content, (gsize)length);
	*mode = st.st_mode;
	explicit_bzero(content, sizeof(content));
	return r;
}

int secret_read(const char *reference, gboolean reading, char **secret, char **fault, char **warning)
{
	g_autofree char *path = NULL;
	mode_t mode;
	int r = place_of(reference, reading, &path, fault);

	if (r < 0 || !reading)
		return r;
	r = read_line(path, secret, &mode, fault);
	if (r == 0 && mode & S_IROTH)
		*warning = g_strdup("everybody on this machine can read it; chmod 0600 it");
	return r;
}
