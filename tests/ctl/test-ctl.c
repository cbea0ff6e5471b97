/* The table of commands against what is written about it; options; what the writers write. */
#include "ctl/ctl.h"
#include "lib/suite.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static char *read_source(const char *relative)
{
	g_autofree char *path = test_file(relative);
	char *text = NULL;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* The manual page as words: roff's requests, quotes and escapes are gone. */
static char *manual_words(void)
{
	g_autofree char *source = read_source("../man/followupctl.1");
	GString *words = g_string_new(source);

	g_string_replace(words, "\\-", "-", 0);
	g_string_replace(words, "\\fI", "", 0);
	g_string_replace(words, "\\fB", "", 0);
	g_string_replace(words, "\\fR", "", 0);
	return g_string_free(words, FALSE);
}

static gboolean has_word(const char *text, const char *word)
{
	g_autofree char *pattern = g_strdup_printf("(?<![\\w-])%s(?![\\w-])", word);

	return g_regex_match_simple(pattern, text, 0, 0);
}

/* A command has a heading of its own: a line that sets it in bold. */
static gboolean has_heading(const char *manual, const char *command)
{
	g_autofree char *pattern = g_strdup_printf("^\\.B[RI]? \"?%s\\b", command);

	return g_regex_match_simple(pattern, manual, G_REGEX_MULTILINE, 0);
}

static guint count_commands(void)
{
	guint n = 0;

	while (commands_table()[n].name)
		n++;
	return n;
}

START_TEST(manual_has_every_command)
{
	const Command *command = &commands_table()[_i];
	g_autofree char *manual = manual_words();

	ck_assert_msg(has_heading(manual, command->name), "row %s: no heading in the manual page", command->name);
	for (const ArgsOption *o = command->options; o && o->name; o++) {
		g_autofree char *option = g_strconcat("--", o->name, NULL);

		ck_assert_msg(has_word(manual, option), "row %s: %s is not in the manual page", command->name, option);
	}
}
END_TEST

START_TEST(manual_has_every_global_option)
{
	g_autofree char *manual = manual_words();

	for (const ArgsOption *o = commands_global_options(); o->name; o++) {
		g_autofree char *option = g_strconcat("--", o->name, NULL);

		ck_assert_msg(has_word(manual, option), "%s is not in the manual page", option);
	}
}
END_TEST

/* What stands between the quotes behind `head` in the completion. */
static char *completion_list(const char *completion, const char *head)
{
	const char *at = strstr(completion, head);

	if (!at)
		return g_strdup("");
	at += strlen(head);
	return g_strndup(at, strcspn(at, "\""));
}

START_TEST(completion_has_every_command)
{
	const Command *command = &commands_table()[_i];
	g_autofree char *completion = read_source("../completion/followupctl");
	g_autofree char *commands = completion_list(completion, "local commands=\"");
	g_autofree char *head = g_strdup_printf("[%s]=\"", command->name);
	g_autofree char *options = completion_list(completion, head);

	ck_assert_msg(has_word(commands, command->name), "row %s: not completed", command->name);
	for (const ArgsOption *o = command->options; o && o->name; o++) {
		g_autofree char *option = g_strconcat("--", o->name, NULL);

		ck_assert_msg(has_word(options, option), "row %s: %s is not completed", command->name, option);
	}
}
END_TEST

/* And nothing that is not there. */
START_TEST(completion_has_only_commands)
{
	g_autofree char *completion = read_source("../completion/followupctl");
	g_autofree char *commands = completion_list(completion, "local commands=\"");
	g_auto(GStrv) words = g_regex_split_simple("\\s+", commands, 0, 0);

	for (char **word = words; *word; word++)
		ck_assert_msg(g_str_equal(*word, "help") || commands_find(*word), "\"%s\" is no command", *word);
}
END_TEST

START_TEST(table_is_well_formed)
{
	const Command *c = &commands_table()[_i];

	ck_assert_msg(c->run && *c->brief && c->least <= c->most, "row %s", c->name);
	ck_assert_msg((*c->words != '\0') == (c->most > 0) || c->options, "row %s: words and their number differ",
	              c->name);
	ck_assert_ptr_eq(commands_find(c->name), c);
	for (const ArgsOption *o = c->options; o && o->name; o++)
		for (const ArgsOption *g = commands_global_options(); g->name; g++)
			ck_assert_msg(!g_str_equal(o->name, g->name), "row %s: --%s is a global option", c->name,
			              o->name);
}
END_TEST

/* ---- options ---- */

static const ArgsOption OWN[] = {
	{"shop", "SHOP", "", 0, FALSE}, {"map", "MAP", "", 0, TRUE}, {"dry-run", NULL, "", 0, FALSE},
	{"limit", "N", "", 0, FALSE},   {NULL, NULL, NULL, 0, FALSE},
};
static const ArgsOption GLOBAL[] = {
	{"config", "FILE", "", 'c', FALSE}, {"json", NULL, "", 0, FALSE}, {NULL, NULL, NULL, 0, FALSE},
};

static const struct {
	const char *line; /* words by blanks */
	gboolean stop;
	const char *words, *shop, *config; /* words joined by '|' */
	const char *fault;
} LINES[] = {
	{"list", FALSE, "list", NULL, NULL, NULL},
	{"list --shop a", FALSE, "list", "a", NULL, NULL},
	{"list --shop=a b", FALSE, "list|b", "a", NULL, NULL},
	{"-c f list --shop a", FALSE, "list", "a", "f", NULL},
	{"list -cf", FALSE, "list", NULL, "f", NULL},
	{"list --config f", FALSE, "list", NULL, "f", NULL},
	{"list -- --shop", FALSE, "list|--shop", NULL, NULL, NULL},
	{"-c f list --frob", TRUE, "list|--frob", NULL, "f", NULL},
	{"list --map a --map b", FALSE, "list", NULL, NULL, NULL},
	{"list --json --json", FALSE, "list", NULL, NULL, NULL},
	{"list --shpo a", FALSE, NULL, NULL, NULL, "there is no option --shpo; did you mean --shop?"},
	{"list --shpo=a", FALSE, NULL, NULL, NULL, "there is no option --shpo; did you mean --shop?"},
	{"list --frobnicate", FALSE, NULL, NULL, NULL, "there is no option --frobnicate"},
	{"list -x", FALSE, NULL, NULL, NULL, "there is no option -x"},
	{"list --shop", FALSE, NULL, NULL, NULL, "--shop needs SHOP"},
	{"list -c", FALSE, NULL, NULL, NULL, "--config needs FILE"},
	{"list --json=yes", FALSE, NULL, NULL, NULL, "--json takes no value"},
	{"list --shop a --shop b", FALSE, NULL, NULL, NULL, "--shop is given twice"},
};

START_TEST(reads_options)
{
	const char *line = LINES[_i].line;
	g_autofree char *whole = g_strconcat("followupctl ", line, NULL);
	g_auto(GStrv) argv = g_strsplit(whole, " ", -1);
	g_autofree char **words_only =
	        g_memdup2(argv, (g_strv_length(argv) + 1) * sizeof *argv); /* getopt moves them */
	g_autofree char *fault = NULL;
	Args args;
	int r = args_parse((int)g_strv_length(argv), words_only, OWN, GLOBAL, LINES[_i].stop, &args, &fault);

	row_str(line, fault, LINES[_i].fault);
	row_int(line, r, LINES[_i].fault ? -EINVAL : 0);
	if (r == 0) {
		g_autofree char *words = g_strjoinv("|", (char **)args.words->pdata);

		row_str(line, words, LINES[_i].words);
		row_str(line, args_value(&args, "shop"), LINES[_i].shop);
		row_str(line, args_value(&args, "config"), LINES[_i].config);
		args_clear(&args);
	}
}
END_TEST

static const struct {
	const char *text;
	int r;
	gint64 number;
} NUMBERS[] = {
	{NULL, 0, 50}, {"1", 0, 1}, {"100", 0, 100}, {"0", -EINVAL, -1}, {"101", -EINVAL, -1}, {"x", -EINVAL, -1},
	{"5x", -EINVAL, -1}, {"", -EINVAL, -1},
};

START_TEST(reads_numbers)
{
	char *argv[] = {(char *)"followupctl", (char *)"--limit", (char *)NUMBERS[_i].text, NULL};
	g_autofree char *fault = NULL;
	gint64 number = -1;
	Args args;

	ck_assert_int_eq(args_parse(NUMBERS[_i].text ? 3 : 1, argv, OWN, GLOBAL, FALSE, &args, &fault), 0);
	row_int(NUMBERS[_i].text ? NUMBERS[_i].text : "none", args_number(&args, "limit", 1, 100, 50, &number, &fault),
	        NUMBERS[_i].r);
	row_int(NUMBERS[_i].text ? NUMBERS[_i].text : "none", number, NUMBERS[_i].number);
	args_clear(&args);
}
END_TEST

/* ---- writers ---- */

static void fill(Writer *w)
{
	writer_text(w, "name", "name", WRITER_PLAIN, "王小明");
	writer_number(w, "cases", "open cases", WRITER_BAD, 2);
	writer_bool(w, "paused", "paused", FALSE);
	writer_text(w, "secret", NULL, WRITER_PLAIN, "json only");
	writer_text(w, NULL, "people", WRITER_PLAIN, "text only");
	writer_text(w, "none", "none", WRITER_PLAIN, NULL);
	writer_time(w, "at", "at", 1794960000, -1, "Wed 18 Nov 08:00");
	writer_time(w, "never", "never", -1, -1, NULL);
	writer_list(w, "rows", "Rows", NULL);
	writer_row(w);
	writer_text(w, "name", "name", WRITER_PLAIN, "王小明");
	writer_number(w, "n", "number", WRITER_STRONG, 1);
	writer_body(w, "text", "first\nsecond");
	writer_row(w);
	writer_text(w, "name", "name", WRITER_PLAIN, "\033[31mLi\r\xe2\x80\xae");
	writer_number(w, "n", "number", WRITER_PLAIN, 20);
	writer_list_end(w);
	writer_list(w, "empty", NULL, "Nothing.");
	writer_list_end(w);
	writer_say(w, "sentence", WRITER_GOOD, "Done.");
}

static char *written(gboolean json, gboolean colour)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	Writer *w = writer_new(out, json, colour);

	fill(w);
	ck_assert(writer_finish(w));
	fclose(out);
	return text;
}

START_TEST(writes_text)
{
	char *text = written(FALSE, FALSE);

	ck_assert_str_eq(text, "name:       王小明\n"
	                       "open cases: 2\n"
	                       "paused:     no\n"
	                       "people:     text only\n"
	                       "at:         Wed 18 Nov 08:00\n"
	                       "Rows\n"
	                       "name    number\n"
	                       "王小明  1\n"
	                       "    first\n"
	                       "    second\n"
	                       "[31mLi  20\n"
	                       "Nothing.\n"
	                       "Done.\n");
	free(text);
}
END_TEST

START_TEST(colours_only_when_told)
{
	char *plain = written(FALSE, FALSE), *colour = written(FALSE, TRUE), *json = written(TRUE, TRUE);

	ck_assert_ptr_null(strchr(plain, '\033'));
	ck_assert_ptr_nonnull(strstr(colour, "\033[31m2\033[0m"));
	ck_assert_ptr_null(strchr(json, '\033'));
	free(plain);
	free(colour);
	free(json);
}
END_TEST

START_TEST(writes_json)
{
	char *text = written(TRUE, FALSE);
	json_error_t error;
	json_t *got = json_loads(text, 0, &error);
	json_t *want = json_pack("{s:s s:i s:b s:s s:n s:s s:n s:[{s:s s:i s:s} {s:s s:i}] s:[] s:s}", "name", "王小明",
	                         "cases", 2, "paused", 0, "secret", "json only", "none", "at", "2026-11-18T00:00:00Z",
	                         "never", "rows", "name", "王小明", "n", 1, "text", "first\nsecond", "name",
	                         "\033[31mLi\r\xe2\x80\xae", "n", 20, "empty", "sentence", "Done.");

	ck_assert_msg(got != NULL, "%s", error.text);
	ck_assert_ptr_nonnull(want);
	ck_assert_msg(json_equal(got, want), "%s", text);
	json_decref(got);
	json_decref(want);
	free(text);
}
END_TEST

/* --follow: each document is one line and whole. */
START_TEST(writes_json_lines)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	Writer *w = writer_new(out, TRUE, FALSE);

	writer_number(w, "n", NULL, WRITER_PLAIN, 1);
	writer_next_document(w);
	writer_list(w, "rows", NULL, NULL);
	writer_row(w);
	writer_number(w, "n", NULL, WRITER_PLAIN, 2);
	writer_list_end(w);
	writer_next_document(w);
	ck_assert(writer_finish(w));
	fclose(out);
	ck_assert_str_eq(text, "{\"n\":1}\n{\"rows\":[{\"n\":2}]}\n");
	free(text);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	FILE *out = fopen("/dev/full", "w");
	Writer *w;

	ck_assert_ptr_nonnull(out);
	w = writer_new(out, FALSE, FALSE);
	writer_say(w, "s", WRITER_PLAIN, "words");
	ck_assert(!writer_finish(w));
	fclose(out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ctl");
	TCase *tc = tcase_create("ctl");
	int commands = (int)count_commands();

	tcase_add_loop_test(tc, manual_has_every_command, 0, commands);
	tcase_add_test(tc, manual_has_every_global_option);
	tcase_add_loop_test(tc, completion_has_every_command, 0, commands);
	tcase_add_test(tc, completion_has_only_commands);
	tcase_add_loop_test(tc, table_is_well_formed, 0, commands);
	tcase_add_loop_test(tc, reads_options, 0, G_N_ELEMENTS(LINES));
	tcase_add_loop_test(tc, reads_numbers, 0, G_N_ELEMENTS(NUMBERS));
	tcase_add_test(tc, writes_text);
	tcase_add_test(tc, colours_only_when_told);
	tcase_add_test(tc, writes_json);
	tcase_add_test(tc, writes_json_lines);
	tcase_add_test(tc, a_full_disk_is_told);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "ctl");
}
