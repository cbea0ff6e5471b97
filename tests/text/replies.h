/* The labelled replies of tests/data/replies.tsv. */
#pragma once

#include <glib.h>

typedef struct {
	char *text, *language, *label, *note;
} Reply;

/* Of Reply, in the order of the file; fails the test when it cannot be read. Caller unrefs. */
GPtrArray *replies_load(void);
