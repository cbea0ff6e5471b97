/* What the fuzz targets share. A target takes bytes from outside to the function that has to live with them, and says
 * afterwards what must hold of its answer: so that a fuzzer finds more than crashes (tests/fuzz/README).
 *
 * The same targets are in two programs: `fuzz` (libFuzzer drives one of them) and `test-fuzz` (Check runs each over the
 * files of its corpus, as part of `make check`). */
#pragma once

#include <glib.h>

#include "conf/conf.h"

typedef struct {
	const char *name;                     /* that of its folder below tests/fuzz/corpus */
	gconstpointer arg;                    /* what `setup` is about; NULL: nothing */
	gpointer (*setup)(gconstpointer arg); /* once a process, in its own directory; NULL: nothing to set up */
	/* `bytes` are followed by a NUL that is not counted. */
	void (*feed)(gpointer state, const char *bytes, gsize length);
} FuzzTarget;

/* All targets, sorted by what they are about; NULL-named end. Static for the life of the process. */
const FuzzTarget *fuzz_targets(void);
/* By name, or NULL. */
const FuzzTarget *fuzz_target(const char *name);

/* Makes the target ready and goes into a fresh directory for the files it writes; the state for fuzz_feed(). */
gpointer fuzz_setup(const FuzzTarget *target);
void fuzz_feed(const FuzzTarget *target, gpointer state, const void *bytes, gsize length);
/* Leaves the directory and takes it away. */
void fuzz_leave(void);

/* Ends the process with the rule that was broken. */
void fuzz_broken(const char *file, int line, const char *format, ...) G_GNUC_PRINTF(3, 4) G_GNUC_NORETURN;
#define fuzz_must(rule, ...)                                                                                           \
	do {                                                                                                           \
		if (!(rule))                                                                                           \
			fuzz_broken(__FILE__, __LINE__, __VA_ARGS__);                                                  \
	} while (0)

/* Valid UTF-8 without control characters: fit for a log line. NULL passes. */
void fuzz_must_be_line(const char *what, const char *text);
/* Valid UTF-8. NULL passes. */
void fuzz_must_be_text(const char *what, const char *text);
/* A sentence about what is wrong: there, a line where the input was UTF-8. */
void fuzz_must_be_fault(const char *what, const char *fault);

/* Writes a file in the target's directory. */
void fuzz_write(const char *name, const void *bytes, gsize length);
void fuzz_copy(const char *from, const char *to);
/* A path below the source tree. Caller frees. */
char *fuzz_source(const char *relative);

/* "@DIR@" as the target's directory, "@SRC@" as the source tree. Caller frees. */
char *fuzz_fill(const char *text);

/* A config with shop "demo" (China, may text) and provider "p": `provider` are its lines. Its store is store.db in the
 * target's directory. Must load. */
Conf *fuzz_conf(const char *provider);
#define FUZZ_KANNEL                                                                                                    \
	"driver = \"kannel\"; url = \"http://127.0.0.1:9/\"; username = \"u\"; password = \"file:@DIR@/secret\";"

/* Wednesday 2026-11-18 00:00:00 UTC. */
#define FUZZ_NOW INT64_C(1794960000)
