/* Random stories, and what is left of one that fails. */
#pragma once

#include "scenarios/script.h"

/* A story of about that many lines in the format of README; the same seed gives the same story. Caller frees. */
char *random_story(guint32 seed, guint lines);

/* Plays it in a process of its own. NULL: nothing failed; else why (the caller's). */
char *random_trial(const GPtrArray *lines);

/* Drops lines as long as it fails for the same cause; `lines` becomes what is left, *why its failure. */
void random_shrink(GPtrArray *lines, char **why);
