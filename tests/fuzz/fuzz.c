#include "fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/targets.h"

static struct {
	char *before, *dir;
	GPtrArray *states; /* of all targets set up: they live as long as the process */
} place;

void fuzz_broken(const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s:%d: broken rule: ", file, line);
	vfprintf(stderr, format, args);
	fprintf(stderr, "%s%s\n", g_getenv("FUZZ_INPUT") ? " by " : "",
	        g_getenv("FUZZ_INPUT") ? g_getenv("FUZZ_INPUT") : "");
	va_end(args);
	abort();
}

void fuzz_must_be_text(const char *what, const char *text)
{
	fuzz_must(!text || g_utf8_validate(text, -1, NULL), "%s is valid UTF-8", what);
}

void fuzz_must_be_line(const char *what, const char *text)
{
	fuzz_must_be_text(what, text);
	for (const char *at = text; at && *at; at = g_utf8_next_char(at))
		fuzz_must(!g_unichar_iscntrl(g_utf8_get_char(at)), "%s has no control characters: \"%s\"", what, text);
}

void fuzz_must_be_fault(const char *what, const char *fault)
{
	fuzz_must(fault && *fault, "%s: what is refused is told why", what);
	fuzz_must_be_text(what, fault);
}

char *fuzz_source(const char *relative)
{
	return g_build_filename(FUZZ_SRCDIR, relative, NULL);
}

void fuzz_write(const char *name, const void *bytes, gsize length)
{
	FILE *file = fopen(name, "we");

	fuzz_must(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0, "%s can be written", name);
}

void fuzz_copy(const char *from, const char *to)
{
	g_autofree char *content = NULL;
	gsize length;

	fuzz_must(g_file_get_contents(from, &content, &length, NULL), "%s can be read", from);
	fuzz_write(to, content, length);
}

char *fuzz_fill(const char *text)
{
	GString *filled = g_string_new(text);

	g_string_replace(filled, "@DIR@", place.dir, 0);
	g_string_replace(filled, "@SRC@", FUZZ_SRCDIR, 0);
	return g_string_free(filled, FALSE);
}

Conf *fuzz_conf(const char *provider)
{
	g_autofree char *text = g_strdup_printf(
	        "store: { path = \"@DIR@/store.db\"; };\n"
	        "region_data = \"@SRC@/tests/data/conf/regions\"; text_packs = \"@SRC@/tests/data/conf/texts\";\n"
	        "reply_packs = \"@SRC@/tests/data/conf/replies\";\n"
	        "shops: { demo: { name = \"Demo\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\";\n"
	        "  provider = \"p\"; sms = { allowed = true; ground = \"g\"; }; }; };\n"
	        "providers: { p: {\n%s\n}; };\n",
	        provider);
	g_autofree char *filled = fuzz_fill(text);
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;
	int r;

	fuzz_write("setup.conf", filled, strlen(filled));
	r = conf_load("setup.conf", &conf, &faults);
	for (guint i = 0; r < 0 && i < faults->len; i++)
		fprintf(stderr, "%s\n", ((ConfFault *)faults->pdata[i])->text);
	fuzz_must(r == 0, "the target's own configuration loads");
	return conf;
}

static void remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
			remove_tree(child);
		else
			g_unlink(child);
	}
	g_rmdir(path);
}

void fuzz_leave(void)
{
	if (place.before && g_chdir(place.before) == 0)
		remove_tree(place.dir);
	g_clear_pointer(&place.before, g_free);
	g_clear_pointer(&place.dir, g_free);
}

gpointer fuzz_setup(const FuzzTarget *target)
{
	static const char SECRET[] = "7h1s-was-never-in-a-seed\n";

	place.before = g_get_current_dir();
	place.dir = g_dir_make_tmp("followup-fuzz-XXXXXX", NULL);
	fuzz_must(place.dir && g_chdir(place.dir) == 0, "there is a directory for the target's files");
	g_unsetenv("CREDENTIALS_DIRECTORY");
	fuzz_write("secret", SECRET, strlen(SECRET));
	fuzz_must(chmod("secret", 0600) == 0, "the secret is ours alone");
	if (!place.states)
		place.states = g_ptr_array_new();
	if (target->setup)
		g_ptr_array_add(place.states, target->setup(target->arg));
	return target->setup ? place.states->pdata[place.states->len - 1] : NULL;
}

void fuzz_feed(const FuzzTarget *target, gpointer state, const void *bytes, gsize length)
{
	char *copy = g_malloc(length + 1);

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	target->feed(state, copy, length);
	g_free(copy);
}

const FuzzTarget *fuzz_target(const char *name)
{
	const FuzzTarget *target = fuzz_targets();

	while (target->name && g_strcmp0(target->name, name) != 0)
		target++;
	return target->name ? target : NULL;
}
