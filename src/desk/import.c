#include "desk/import.h"

#include "desk/import_heaps.h"
#include "desk/rejects.h"
#include "util/nearest.h"

#include <errno.h>
#include <string.h>

typedef struct {
	const Desk *desk;
	const ImportOptions *options;
	ImportRows *rows;
	FILE *rejects;
	ImportCount *count;
	/* Of a dry run, whose heaps are taken back one by one: a transaction of all of them would keep the daemon from
	 * writing until the file is through. These cases would be there by now; what else a row comes to depends on no
	 * other of the file. */
	GHashTable *new_ones; /* of char* in `names` */
	GStringChunk *names;
	char **fault;
} Import;

static int reject(Import *in, const ImportRow *row, const char *why)
{
	gboolean first = in->rejects == NULL;
	int r = 0;

	in->count->rejected++;
	if (in->options->rejected)
		in->options->rejected(row->line, why, in->options->user);
	if (!in->count->rejects_path)
		return 0;
	if (first)
		r = rejects_open(in->count->rejects_path, in->options->source.path, &in->rejects, in->fault);
	if (r == 0 && !import_rows_reject(in->rows, row, why, first, in->rejects)) {
		r = -EIO;
		*in->fault = g_strdup_printf("%s: cannot write the rejected rows", in->count->rejects_path);
	}
	return r;
}

static gboolean would_be_there(Import *in, const IntakeChecked *row)
{
	const char *source = row->value[INTAKE_SOURCE];
	/* None of the three may hold a control character. */
	g_autofree char *name = g_strdup_printf("%s\x1f%s\x1f%s", row->value[INTAKE_SHOP], source ? source : "",
	                                        row->value[INTAKE_EXTERNAL_ID]);

	return g_hash_table_contains(in->new_ones, name) ||
	       !g_hash_table_add(in->new_ones, g_string_chunk_insert(in->names, name));
}

static int put_row(Import *in, const ImportItem *item)
{
	const ImportRow *row = item->row;
	IntakeResult result = INTAKE_REJECTED;
	g_autofree char *why = g_strdup(row->fault);
	int64_t case_id = 0;
	int r = 0;

	in->count->rows++;
	if (!why)
		r = store_bulk_put(in->desk->store, &item->checked, in->desk->now_at, &result, &case_id, &why);
	if (r < 0) {
		*in->fault = g_strdup_printf("line %" G_GUINT64_FORMAT ": %s", row->line, store_error(in->desk->store));
		return r;
	}
	if (result == INTAKE_REJECTED)
		return reject(in, row, why);
	if (result == INTAKE_NEW && !(in->options->dry_run && would_be_there(in, &item->checked)))
		in->count->added++;
	else
		in->count->updated++;
	return 0;
}

/* A heap in one transaction: what is in stays in, a crash leaves whole heaps. 1: more may come; 0: the file is at its
 * end; or a negative errno. */
static int put_heap(Import *in, const ImportHeap *heap)
{
	Store *store = in->desk->store;
	ImportCount before = *in->count;
	int r = store_bulk_begin(store);

	if (r < 0) {
		*in->fault = g_strdup(store_error(store));
		return r;
	}
	for (guint i = 0; r == 0 && i < heap->items->len; i++)
		r = put_row(in, &g_array_index(heap->items, ImportItem, i));
	if (r == 0 && heap->more < 0) {
		r = heap->more;
		*in->fault = g_strdup(g_strerror(-r));
	}
	if (r == 0 && !in->options->dry_run && (r = store_bulk_commit(store)) < 0)
		*in->fault = g_strdup(store_error(store));
	if (r < 0 || in->options->dry_run)
		store_rollback(store);
	if (r < 0)
		*in->count = before;
	return r < 0 ? r : heap->more;
}

/* Between two heaps: others who wait for the store look every half millisecond (store_patience()), and get in here. */
#define TURN_OF_OTHERS_US 1000

static int put_all(Import *in)
{
	g_autoptr(ImportHeaps) heaps = NULL;
	int more = import_heaps_new(in->rows, in->desk->conf, in->desk->now_at, &heaps, in->fault);

	if (more < 0)
		return more;
	do {
		const ImportHeap *heap = import_heaps_next(heaps);

		more = put_heap(in, heap);
		in->count->offset = heap->offset;
		if (in->options->progress && more >= 0)
			in->options->progress(in->count, in->options->user);
		if (more > 0)
			g_usleep(TURN_OF_OTHERS_US);
	} while (more > 0);
	return more;
}

static char *rejects_path(const ImportOptions *options, ImportFormat format)
{
	g_autofree char *base = NULL;

	if (options->rejects_path || options->dry_run)
		return g_strdup(options->rejects_path);
	base = g_str_equal(options->source.path, "-") ? g_strdup("stdin") : g_path_get_basename(options->source.path);
	return g_strdup_printf("%s.rejects.%s", base, format == IMPORT_JSONL ? "jsonl" : "csv");
}

/* Says how far it came: a second import of the same file updates what is in and adds the rest. */
static void tell_progress(const Import *in)
{
	g_autofree char *why = g_steal_pointer(in->fault);

	*in->fault = g_strdup_printf(
	        "%s: %s; %" G_GUINT64_FORMAT " rows before it are in the store (importing the file again "
	        "does no harm: they are only updated)",
	        in->options->source.path, why, in->options->dry_run ? 0 : in->count->added + in->count->updated);
}

int import_file(const Desk *desk, const ImportOptions *options, ImportCount *count, char **fault)
{
	g_autoptr(ImportRows) rows = NULL;
	Import in = {.desk = desk, .options = options, .count = count, .fault = fault};
	int r;

	*count = (ImportCount){0};
	r = import_rows_open(&options->source, &rows, fault);
	if (r < 0)
		return r;
	in.rows = rows;
	count->size = import_rows_size(rows);
	count->format = import_rows_format(rows);
	count->encoding = g_intern_string(import_rows_encoding(rows));
	count->rejects_path = rejects_path(options, count->format);
	if (options->dry_run) {
		in.new_ones = g_hash_table_new(g_str_hash, g_str_equal);
		in.names = g_string_chunk_new(64 * 1024);
	}
	r = put_all(&in);
	g_clear_pointer(&in.new_ones, g_hash_table_unref);
	g_clear_pointer(&in.names, g_string_chunk_free);
	if (in.rejects && fclose(in.rejects) != 0 && r == 0) {
		r = -EIO;
		*fault = g_strdup_printf("cannot write the rejected rows to %s", count->rejects_path);
	}
	if (r < 0) {
		tell_progress(&in);
		return r;
	}
	for (guint i = 0; options->unused && i < import_rows_unused(rows)->len; i++)
		options->unused(&g_array_index(import_rows_unused(rows), ImportUnused, i), options->user);
	return 0;
}

static char *unknown_key(const char *key)
{
	const char *names[INTAKE_COLUMNS + 1] = {NULL};
	const char *near;

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		names[column] = intake_column_name(column);
	near = nearest_word(key, names);
	if (near)
		return g_strdup_printf("there is no \"%s\"; did you mean \"%s\"?", key, near);
	return g_strdup_printf("there is no \"%s\"", key);
}

/* Words to a row; what they point into is in `parts`. */
static int read_words(const char *const *words, IntakeRow *row, GPtrArray *parts, char **fault)
{
	for (; *words; words++) {
		const char *equals = strchr(*words, '=');
		g_autofree char *key = equals ? g_strndup(*words, (gsize)(equals - *words)) : NULL;
		int column;

		if (!equals) {
			*fault = g_strdup_printf("\"%s\" is not of the form KEY=VALUE", *words);
			return -EINVAL;
		}
		if (intake_column_parse(key, &column) < 0) {
			*fault = unknown_key(key);
			return -EINVAL;
		}
		if (row->value[column]) {
			*fault = g_strdup_printf("%s is given twice", key);
			return -EINVAL;
		}
		if (!g_utf8_validate(equals + 1, -1, NULL)) {
			*fault = g_strdup_printf("%s: not UTF-8", key);
			return -EINVAL;
		}
		g_ptr_array_add(parts, g_strstrip(g_strdup(equals + 1)));
		if (*(const char *)parts->pdata[parts->len - 1])
			row->value[column] = parts->pdata[parts->len - 1];
	}
	return 0;
}

int import_words(const Desk *desk, const char *const *words, IntakeResult *result, int64_t *case_id, char **fault)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	IntakeRow row = {{NULL}};
	IntakeResult came = INTAKE_REJECTED;
	int64_t id = 0;
	int r = read_words(words, &row, parts, fault);

	if (r < 0)
		return r;
	r = store_begin(desk->store);
	if (r == 0)
		r = store_intake_put(desk->store, &row, conf_shop_facts, desk->conf, desk->now_at, &came, &id, fault);
	if (r == 0 && came == INTAKE_REJECTED)
		r = -EINVAL;
	if (r == 0)
		r = store_commit(desk->store);
	if (r < 0) {
		if (!*fault)
			*fault = desk_store_fault(desk, "nothing was added");
		store_rollback(desk->store);
		return r;
	}
	*result = came;
	*case_id = id;
	return 0;
}
