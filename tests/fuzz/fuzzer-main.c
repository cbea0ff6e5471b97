/* The program libFuzzer drives: $FUZZ names the target, "-names" as the only argument lists all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "util/log.h"

static struct {
	const FuzzTarget *target;
	gpointer state;
} chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	if (*argc == 2 && strcmp((*argv)[1], "-names") == 0) {
		for (const FuzzTarget *target = fuzz_targets(); target->name; target++)
			puts(target->name);
		exit(EXIT_SUCCESS);
	}
	chosen.target = fuzz_target(g_getenv("FUZZ"));
	if (!chosen.target) {
		fprintf(stderr, "fuzz: set FUZZ to the name of a target; -names lists them\n");
		exit(EXIT_FAILURE);
	}
	log_set_level(LOG_EMERG);
	chosen.state = fuzz_setup(chosen.target);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_feed(chosen.target, chosen.state, data, size);
	return 0;
}
