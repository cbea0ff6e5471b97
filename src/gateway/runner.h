/* A program of the shop's, run without a shell (F64): argv as it is, an environment of two words, input from memory, a
 * time limit, and nothing of ours open in it but its input and output. */
#pragma once

#include <glib.h>
#include <systemd/sd-event.h>

typedef struct Runner Runner;

/* Called once, from the loop: `error` NULL when it ended with status 0. The runner may be freed from inside. */
typedef void (*RunnerDone)(const char *error, void *user);

/* Starts argv[0], an absolute path. What it writes goes to the log, line by line and not for ever, with `name` in
 * front. After `limit_us` it is killed, with all that it started and that stayed in its process group. The caller has
 * blocked SIGCHLD. 0 or negative errno; free with runner_free() after the call of `done`, or before: then it is killed.
 */
int runner_start(sd_event *event, char *const argv[], GBytes *input, uint64_t limit_us, const char *name,
                 RunnerDone done, void *user, Runner **runner);
void runner_free(Runner *runner);
