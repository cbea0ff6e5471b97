#include "gateway/item.h"

int item_end(Gateway *g, int r, const char *what, const LogFields *fields, char **why)
{
	g_autofree char *words = NULL;
	LogFields known = *fields;
	int undone;

	*why = NULL;
	if (r >= 0) {
		undone = store_unmark(g->store, TRUE);
		return undone < 0 ? undone : r;
	}
	if (!store_fault_is_rows(r))
		return r;
	words = g_strdup(store_error(g->store));
	undone = store_unmark(g->store, FALSE);
	if (undone < 0)
		return undone;
	known.event = LOG_EVENT_FAULT;
	log_error(&known, "%s set aside, the others go on: %s", what, words);
	*why = g_steal_pointer(&words);
	return 0;
}
