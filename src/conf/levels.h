/* A shop's list of levels as it is read. Internal to src/conf. */
#pragma once

#include "conf/conf.h"

#define LEVEL_MOST 5

/* "safety = 4", "any = 1". 0; or -EINVAL with *fault `what is wrong; what to write` (caller frees). */
int level_parse(const char *text, ConfLevel **out, char **fault);
void level_free(void *level);

/* The one of the same category, or NULL. */
const ConfLevel *level_same(const GPtrArray *levels, const char *category);
