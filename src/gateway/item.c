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

int items_run(Gateway *g, guint count, ItemWork together, void (*undo)(Gateway *g, void *user), ItemWork alone,
              void *user)
{
	int r = count ? store_mark(g->store) : 0;

	for (guint i = 0; r >= 0 && i < count; i++)
		r = together(g, i, user);
	if (r >= 0)
		return count ? store_unmark(g->store, TRUE) : 0;
	if (!store_fault_is_rows(r))
		return r;
	r = store_unmark(g->store, FALSE);
	if (undo)
		undo(g, user);
	for (guint i = 0; r >= 0 && i < count; i++)
		r = alone(g, i, user);
	return MIN(r, 0);
}
