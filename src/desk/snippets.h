/* The shop's approved answers, as they would stand in one case. */
#pragma once

#include "desk/desk.h"

typedef struct {
	const char *name; /* borrowed from the configuration */
	char *text;       /* placeholders filled */
} Snippet;

/* Those of the case's language, its category's first; a shop's own takes the place of one of the same name. One that
 * names what is not known of the case is left out: nobody sends "Dear {name}". *list is of Snippet, frees its members;
 * the caller unrefs. */
int snippets_list(const Desk *desk, int64_t case_id, GArray **list, char **fault);
