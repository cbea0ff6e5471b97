#include "conf/sample.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char *before, *dir, *texts;
} place;

static const struct {
	const char *name, *content;
	mode_t mode;
} FILES[] = {
	{"secret", "hunter2\n", 0600}, {"token", "abcdefghijklmnop\n", 0600},
	{"short", "abc\n", 0600},      {"slash", "abcdefghijklmnop/q", 0600},
	{"empty", "\n", 0600},         {"two", "a\nb\n", 0600},
	{"world", "hunter2\n", 0644},
	{"ca.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", 0644},
	{"bad.pem", "-----BEGIN CERTIFICATE-----\nhello!\n-----END CERTIFICATE-----\n", 0644},
	{"hook", "https://hooks.example.com/T1\n", 0600}, {"clear", "http://hooks.example.com/T1\n", 0600},
	{"days.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 0644},
};

void sample_setup(void)
{
	place.before = g_get_current_dir();
	place.dir = test_dir_new();
	place.texts = test_file("data/conf/texts");
	ck_assert_int_eq(g_chdir(place.dir), 0);
	g_unsetenv("CREDENTIALS_DIRECTORY");
	for (gsize i = 0; i < G_N_ELEMENTS(FILES); i++) {
		ck_assert(g_file_set_contents(FILES[i].name, FILES[i].content, -1, NULL));
		ck_assert_int_eq(chmod(FILES[i].name, FILES[i].mode), 0);
	}
}

void sample_teardown(void)
{
	ck_assert_int_eq(g_chdir(place.before), 0);
	test_dir_remove(place.dir);
	g_clear_pointer(&place.before, g_free);
	g_clear_pointer(&place.dir, g_free);
	g_clear_pointer(&place.texts, g_free);
}

char *sample_fill(const char *text)
{
	GString *filled = g_string_new(text);

	g_string_replace(filled, "@TEXTS@", place.texts, 0);
	g_string_replace(filled, "@DIR@", place.dir, 0);
	return g_string_free(filled, FALSE);
}

int sample_load(const char *text, Conf **conf, char **faults)
{
	g_autofree char *filled = sample_fill(text);
	g_autoptr(GPtrArray) list = NULL;
	GString *lines = g_string_new(NULL);
	int r;

	ck_assert(g_file_set_contents("followup.conf", filled, -1, NULL));
	r = conf_load("followup.conf", conf, &list);
	for (guint i = 0; i < list->len; i++) {
		const ConfFault *fault = list->pdata[i];

		g_string_append_printf(lines, "%s%s%s", i ? "\n" : "", fault->warning ? "warning: " : "", fault->text);
	}
	*faults = g_string_free(lines, FALSE);
	return r;
}
