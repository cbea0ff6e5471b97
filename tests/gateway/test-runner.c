/* Programs of the shop's: no shell, no environment of ours, nothing open, a time limit (F64). */
#include "gateway/runner.h"
#include "lib/suite.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	sd_event *event;
	gboolean done;
	char *error;
} Outcome;

static void on_done(const char *error, void *user)
{
	Outcome *o = user;

	o->done = TRUE;
	o->error = g_strdup(error);
	sd_event_exit(o->event, 0);
}

/* What the program says by its exit status is what the row claims. */
static const struct {
	const char *row;
	const char *argv[4];
	uint64_t limit_us;
	const char *want;
} RUNS[] = {
	{"ends well", {"/bin/true"}, 10 * USEC_PER_SEC, NULL},
	{"its status is told", {"/bin/sh", "-c", "exit 3"}, 10 * USEC_PER_SEC, "exit status 3"},
	{"its signal is told", {"/bin/sh", "-c", "kill -9 $$"}, 10 * USEC_PER_SEC, "ended by signal 9"},
	{"input arrives whole", {"/bin/sh", "-c", "test \"$(cat)\" = '{\"a\":1}'"}, 10 * USEC_PER_SEC, NULL},
	{"the environment is ours alone",
         {"/bin/sh", "-c",
          "test \"$(env | grep -v '^\\(PWD\\|SHLVL\\|_\\)=' | sort | tr '\\n' ' ')\" = 'LANG=C.UTF-8 "
          "PATH=/usr/bin:/bin '"},
         10 * USEC_PER_SEC,
         NULL},
	{"no shell reads an argument", {"/usr/bin/test", "$(exit 1)", "=", "$(exit 1)"}, 10 * USEC_PER_SEC, NULL},
	{"it stands in the root", {"/bin/sh", "-c", "test \"$(pwd)\" = /"}, 10 * USEC_PER_SEC, NULL},
	{"nothing else is open",
         {"/bin/sh", "-c",
          "for fd in /proc/self/fd/*; do n=${fd##*/}; [ $n -gt 2 ] && [ -e /proc/$$/fd/$n ] && exit 9; done; exit 0"},
         10 * USEC_PER_SEC,
         NULL},
	{"signals are as they come", {"/bin/sh", "-c", "kill -PIPE $$"}, 10 * USEC_PER_SEC, "ended by signal 13"},
	{"a flood of output stops nobody", {"/bin/sh", "-c", "head -c 1000000 /dev/zero"}, 10 * USEC_PER_SEC, NULL},
	{"too long: killed", {"/bin/sh", "-c", "sleep 60"}, USEC_PER_SEC / 5, "killed, it took too long"},
	{"too long: its children too",
         {"/bin/sh", "-c", "sleep 60 & sleep 60"},
         USEC_PER_SEC / 5,
         "killed, it took too long"},
};

START_TEST(runs)
{
	g_autoptr(GBytes) input = g_bytes_new_static("{\"a\":1}", 7);
	char *argv[5] = {NULL};
	Outcome outcome = {0};
	Runner *runner = NULL;
	sigset_t set;
	int leak = open("/dev/null", O_RDONLY); /* not CLOEXEC, as a library's might be */

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_CRIT);
	g_setenv("FOLLOWUP_SECRET", "hunter2", TRUE);
	for (int i = 0; i < 4; i++)
		argv[i] = (char *)RUNS[_i].argv[i];
	ck_assert_int_ge(sd_event_new(&outcome.event), 0);
	row_int(RUNS[_i].row,
	        runner_start(outcome.event, argv, input, RUNS[_i].limit_us, "ops", on_done, &outcome, &runner), 0);
	ck_assert_int_ge(sd_event_loop(outcome.event), 0);
	row_int(RUNS[_i].row, outcome.done, TRUE);
	row_str(RUNS[_i].row, outcome.error, RUNS[_i].want);
	runner_free(runner);
	sd_event_unref(outcome.event);
	g_free(outcome.error);
	close(leak);
}
END_TEST

START_TEST(what_is_not_there_does_not_start)
{
	g_autoptr(GBytes) input = g_bytes_new_static("", 0);
	char *argv[] = {(char *)"/nowhere/tell", NULL};
	Outcome outcome = {0};
	Runner *runner = NULL;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ck_assert_int_ge(sd_event_new(&outcome.event), 0);
	ck_assert_int_eq(runner_start(outcome.event, argv, input, USEC_PER_SEC, "ops", on_done, &outcome, &runner),
	                 -ENOENT);
	ck_assert_ptr_null(runner);
	sd_event_unref(outcome.event);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runner");
	TCase *tc = tcase_create("runner");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, runs, 0, G_N_ELEMENTS(RUNS));
	tcase_add_test(tc, what_is_not_there_does_not_start);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "runner");
}
