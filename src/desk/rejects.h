/* The file of the rows of a list that were refused. */
#pragma once

#include <stdio.h>

/* Opens it for writing, anew. The rows hold customers' numbers: nobody but its owner may read it, also when it was
 * there before; a link is not followed, and `input`, the file the rows come from ("-": standard input), is not
 * overwritten.
 * 0; or -EINVAL with *fault: they cannot go there. */
int rejects_open(const char *path, const char *input, FILE **file, char **fault);
