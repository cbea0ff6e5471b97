#include "desk/import_heaps.h"

#include <errno.h>

/* One is written, one waits, one is filled. */
#define HEAPS 3

struct ImportHeaps {
	ImportRows *rows;
	const Conf *conf;
	int64_t now_at;
	GThread *thread;
	GAsyncQueue *empty, *filled; /* of ImportHeap*: all of one thread's writes to a heap come before the other has it */
	ImportHeap *out;             /* the one that was given out last */
	ImportHeap heaps[HEAPS];
	ImportHeap stop;             /* in `empty`: no more is wanted */
};

static void item_clear(gpointer data)
{
	ImportItem *item = data;

	intake_checked_clear(&item->checked);
	import_row_free(item->row);
}

/* 1: a row more; 0: the end; or a negative errno. */
static int take_row(ImportHeaps *h, ImportHeap *heap, gsize *bytes)
{
	ImportItem item = {.row = NULL};
	int r = import_rows_next(h->rows, &item.row);

	if (r <= 0)
		return r;
	if (!item.row->fault)
		intake_check(&item.row->row, conf_shop_facts, h->conf, h->now_at, &item.checked, &item.row->fault);
	*bytes += item.row->size;
	g_array_append_val(heap->items, item);
	return 1;
}

static void fill(ImportHeaps *h, ImportHeap *heap)
{
	gsize bytes = 0;

	heap->more = 1;
	while (heap->more > 0 && heap->items->len < IMPORT_HEAP_ROWS && bytes < IMPORT_HEAP_BYTES)
		heap->more = take_row(h, heap, &bytes);
	heap->offset = import_rows_offset(h->rows);
}

static gpointer read_ahead(gpointer user)
{
	ImportHeaps *h = user;
	gboolean more = TRUE;

	while (more) {
		ImportHeap *heap = g_async_queue_pop(h->empty);

		if (heap == &h->stop)
			break;
		fill(h, heap);
		more = heap->more > 0;
		g_async_queue_push(h->filled, heap);
	}
	return NULL;
}

int import_heaps_new(ImportRows *rows, const Conf *conf, int64_t now_at, ImportHeaps **heaps, char **fault)
{
	g_autoptr(ImportHeaps) h = g_new0(ImportHeaps, 1);
	g_autoptr(GError) error = NULL;

	h->rows = rows;
	h->conf = conf;
	h->now_at = now_at;
	h->empty = g_async_queue_new();
	h->filled = g_async_queue_new();
	for (int i = 0; i < HEAPS; i++) {
		h->heaps[i].items = g_array_new(FALSE, FALSE, sizeof(ImportItem));
		g_array_set_clear_func(h->heaps[i].items, item_clear);
		g_async_queue_push(h->empty, &h->heaps[i]);
	}
	h->thread = g_thread_try_new("import", read_ahead, h, &error);
	if (!h->thread) {
		*fault = g_strdup_printf("the file cannot be read: %s", error->message);
		return -EAGAIN;
	}
	*heaps = g_steal_pointer(&h);
	return 0;
}

const ImportHeap *import_heaps_next(ImportHeaps *h)
{
	if (h->out) {
		g_array_set_size(h->out->items, 0);
		g_async_queue_push(h->empty, h->out);
	}
	h->out = g_async_queue_pop(h->filled);
	return h->out;
}

void import_heaps_free(ImportHeaps *h)
{
	if (!h)
		return;
	if (h->thread) {
		g_async_queue_push_front(h->empty, &h->stop);
		g_thread_join(h->thread);
	}
	g_async_queue_unref(h->empty);
	g_async_queue_unref(h->filled);
	for (int i = 0; i < HEAPS; i++)
		g_array_unref(h->heaps[i].items);
	g_free(h);
}
