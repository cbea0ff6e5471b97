/* The rows of an import file in heaps, read and looked at ahead of whoever writes them.
 *
 * A thread of its own reads the file, tells cells apart and checks each row, which is more work than writing it; it is at
 * most two heaps ahead and then waits. Rows come out in the order of the file, and what is wrong with one comes out in
 * its place. The thread touches the ImportRows it was given, the configuration, which nobody changes, and nothing else:
 * no store, no file but the one it reads, no terminal. What it calls and may be called there:
 *
 *   import_rows_next() and below it csv_reader, line_reader, import_columns_find(): in one thread at a time, this one
 *   intake_check(), intake_checked_clear(): in any (store/intake_check.h)
 *   conf_shop_facts(): in any, it only reads
 */
#pragma once

#include "conf/conf.h"
#include "desk/import_rows.h"
#include "store/intake_check.h"

/* Rows that go into the store together: some 40 ms, in which nobody else can write. */
#define IMPORT_HEAP_ROWS 2000u
/* A heap ends sooner when its rows take more memory than this: three of them are there at a time. */
#define IMPORT_HEAP_BYTES (4u * 1024u * 1024u)

typedef struct {
	ImportRow *row;
	IntakeChecked checked; /* of a row without fault; borrows from it and the configuration */
} ImportItem;

typedef struct {
	GArray *items;  /* of ImportItem */
	int more;       /* 1: there may be another heap; 0: the file is at its end; or what kept it from being read on */
	goffset offset; /* of the file's bytes, so many were read for it and all before it */
} ImportHeap;

typedef struct ImportHeaps ImportHeaps;

/* Begins to read. `rows` and `conf` are borrowed, and the rows are the thread's: until import_heaps_free() nobody else calls
 * what changes them (import_rows.h). 0; or a negative errno with *fault: no thread can be had. */
int import_heaps_new(ImportRows *rows, const Conf *conf, int64_t now_at, ImportHeaps **heaps, char **fault);

/* The next heap, once it is there; it holds until the next call. Not after one whose `more` is not 1. */
const ImportHeap *import_heaps_next(ImportHeaps *heaps);

/* Waits for the thread, which ends with the heap it is at. */
void import_heaps_free(ImportHeaps *heaps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportHeaps, import_heaps_free)
